/* store_postgres_lots.c - two hosts on the stock of one database take of the same lots at once: lots are parts of a record, and never stale. */
#include <ecomops/inventory.h>
#include <pthread.h>

#include "postgres_server.h"
#include "test.h"

enum { ROUNDS = 60 };
typedef struct host {
    eco_store *store;
    eco_inventory *stock;
    uint64_t number;
    int64_t failed;
} host;

static host open_host(const char *address, uint64_t number)
{
    host made = {.number = number};
    eco_error error;
    CHECK_OK(eco_store_open(&made.store, address, NULL, &error));
    CHECK_OK(eco_inventory_open(&made.stock, made.store, NULL, &error));
    return made;
}

static void close_host(const host *host)
{
    eco_error error;
    CHECK_OK(eco_inventory_audit(NULL, host->stock, &error));
    eco_inventory_free(host->stock);
    eco_store_free(host->store);
}

static void run(host *host, uint64_t key, eco_inventory_command command)
{
    eco_error error;
    command.key = (eco_id){host->number, key};
    command.at_us = 10;
    host->failed += eco_inventory_execute(host->stock, &command, 1, NULL, &error) != ECO_OK;
}

/* A lot comes, and one piece of whichever leaves first goes. */
static void *fight(void *user)
{
    host *self = user;
    for (uint64_t i = 1; i <= ROUNDS; i++) {
        const eco_stock_line comes = {.sku = "M", .location = "x", .lot = i % 3 ? "L1" : "L2", .quantity = 1},
                             leaves = {.sku = "M", .location = "x", .quantity = 1};
        run(self, 2 * i, (eco_inventory_command){.verb = ECO_INVENTORY_RECEIVE, .lines = &comes, .lines_count = 1});
        run(self, 2 * i + 1, (eco_inventory_command){.verb = ECO_INVENTORY_ISSUE, .lines = &leaves, .lines_count = 1});
    }
    return NULL;
}

TEST(store_postgres_lots, two_hosts_take_of_the_same_lots)
{
    if (!postgres_server())
        return;
    const char *address = postgres_database();
    const eco_stock_item item = {.struct_size = sizeof item, .sku = "M", .has_lots = true};
    host hosts[2] = {open_host(address, 1), open_host(address, 2)};
    pthread_t threads[2];
    run(&hosts[0], 1, (eco_inventory_command){.verb = ECO_INVENTORY_DEFINE, .item = &item});
    for (int i = 0; i < 2; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, fight, &hosts[i]), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(hosts[i].failed, 0);
    }
    close_host(&hosts[0]);
    close_host(&hosts[1]);
}
