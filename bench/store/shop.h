/* shop.h - our stock in a store of a place, made for one run of a workload and counted after it. */
#ifndef ECO_STORE_SHOP_H
#define ECO_STORE_SHOP_H
#include <ecomops/inventory.h>

#include "server.h"
#include "workloads.h"
#include "works.h"

typedef struct bench_shop {
    const store_work *work;
    eco_store *store;
    eco_inventory *inventory;
    long long held; /* units that are held, and known to be; a run adds what it was told */
    long opened;    /* how often */
    bench_server postgres;
    char address[SERVER_PATH + 64], folder[SERVER_PATH], schema[32];
} bench_shop;

/* New, with WORK_SKUS SKUs of `stock` units each, and the holds that are there before. */
void shop_open(bench_shop *shop, const store_work *work, int64_t stock);
/* The same database once more: what another process does. */
void shop_join(bench_shop *shop);
void shop_leave(bench_shop *shop);
/* What is reserved is what was told; and with `audit`, that finds nothing. */
void shop_check(const bench_shop *shop, bool audit);
void shop_outcome(const bench_shop *shop, work_outcome *outcome);
void shop_close(bench_shop *shop);
/* Ends the server, too. */
void shop_end(bench_shop *shop);

/* A caller of its own: commands that it fills and executes, `batch` at a time. */
typedef struct bench_shopper {
    const bench_shop *shop;
    uint64_t chance;
    int64_t expires_in_us;
    long long held; /* units that it was told are held */
    const uint16_t *carts;
    size_t next; /* cart */
    int batch;
    eco_inventory_command commands[WORK_BATCH_MOST];
    eco_inventory_result results[WORK_BATCH_MOST];
    eco_stock_line lines[WORK_BATCH_MOST * WORK_LINES_MOST];
} bench_shopper;
bench_shopper *shopper_new(const bench_shop *shop, const uint16_t *carts, unsigned number, int batch);
/* A call; refusals are fine only where stock is scarce. */
void shopper_fill(bench_shopper *shopper, int64_t at_us);
void shopper_call(bench_shopper *shopper, bool may_refuse);

extern char shop_skus[WORK_SKUS][12];
void shop_fail(const char *what, const eco_error *error);

#endif
