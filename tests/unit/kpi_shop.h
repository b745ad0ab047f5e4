/* kpi_shop.h - a made-up shop's log for tests of kpi: random, and the same for the same seed. */
#ifndef KPI_SHOP_H
#define KPI_SHOP_H
#include <ecomops/kpi.h>

typedef struct kpi_log {
    int64_t rows;
    int64_t *at, *value;
    const char **user, **event, **channel, **sku, **order;
} kpi_log;
/* Events of some users over `days` from 2026-01-01, purchases with orders among them, users and channels null at times. Out of order by up to a day. */
kpi_log kpi_log_make(uint64_t seed, int64_t rows, int users, int days);
void kpi_log_free(kpi_log *log);
/* The rows [first, first + count) as a table; its columns are in `columns`, which has room for 7. */
eco_table kpi_log_table(const kpi_log *log, eco_column *columns, int64_t first, int64_t count);
/* Rows in another order. */
void kpi_log_shuffle(kpi_log *log, uint64_t seed);

/* What a writer was given. */
typedef struct kpi_saved {
    char *bytes;
    size_t size;
} kpi_saved;
kpi_saved kpi_save(const eco_kpi_state *state);
kpi_saved kpi_csv(const eco_table *table); /* with a NUL at its end */
kpi_saved kpi_csv_of(const eco_kpi_state *state, const char *name);

#endif
