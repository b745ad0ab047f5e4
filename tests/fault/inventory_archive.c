/* inventory_archive.c - putting away what is over while memory fails: it is all there, or all put away. */
#include "fault.h"

#include <ecomops/inventory.h>

typedef struct world {
    eco_store *store;
    eco_inventory *stock;
} world;

#define KEY(number) ((eco_id){1, (number)})

static eco_status run(const world *w, const eco_inventory_command *commands, size_t count)
{
    eco_error error;
    return eco_inventory_execute(w->stock, commands, count, NULL, &error);
}

/* A hold that is over, one that is not, a count, costs. Without SQLite there is nothing to put away from. */
static bool begin(world *w)
{
    const eco_store_options options = {.struct_size = sizeof options, .allocator = fault_allocator()};
    const eco_stock_line bought = {.sku = "A", .quantity = 9, .cost_minor = 1000}, two = {.sku = "A", .quantity = 2},
                         counted = {.sku = "A", .quantity = 8};
    const eco_inventory_command commands[] = {
        {.key = KEY(1), .verb = ECO_INVENTORY_RECEIVE, .at_us = 10, .lines = &bought, .lines_count = 1},
        {.key = KEY(2), .verb = ECO_INVENTORY_HOLD, .at_us = 10, .lines = &two, .lines_count = 1, .expires_us = 90},
        {.key = KEY(3), .verb = ECO_INVENTORY_COMMIT, .at_us = 20, .hold = KEY(2), .lines = &two, .lines_count = 1},
        {.key = KEY(4), .verb = ECO_INVENTORY_CANCEL, .at_us = 30, .hold = KEY(2)},
        {.key = KEY(5), .verb = ECO_INVENTORY_HOLD, .at_us = 30, .lines = &two, .lines_count = 1, .expires_us = 900},
        {.key = KEY(6), .verb = ECO_INVENTORY_COUNT, .at_us = 40, .lines = &counted, .lines_count = 1},
        {.key = KEY(7), .verb = ECO_INVENTORY_APPROVE, .at_us = 40, .source = KEY(6), .reason = "stocktake"},
        {.key = KEY(8), .verb = ECO_INVENTORY_CLOSE, .at_us = 200, .due_us = 100},
    };
    eco_error error;
    fault_keeps(true);
    if (eco_store_open(&w->store, "sqlite::memory:", &options, &error))
        return false;
    MUST(eco_inventory_open(&w->stock, w->store,
                            ECO_MAKE(eco_inventory_options, .currency = "CNY", .allocator = fault_allocator()), &error));
    MUST(run(w, commands, sizeof commands / sizeof commands[0]));
    return true;
}

static int64_t rows_of(const world *w, const char *name)
{
    const eco_table *table;
    MUST(eco_inventory_table(&table, w->stock, name, NULL, &error));
    int64_t rows = table->rows;
    eco_table_free(table);
    MUST(eco_inventory_audit(NULL, w->stock, &error));
    return rows;
}

static void finish(world *w)
{
    eco_inventory_free(w->stock);
    eco_store_free(w->store);
    *w = (world){NULL, NULL};
}

SCENARIO(eco_inventory_archive)
{
    world w;
    eco_inventory_archived done;
    bool has_sqlite = begin(&w);
    if (has_sqlite)
        finish(&w);
    if (has_sqlite)
        FAULTS_OWN(
            begin(&w), eco_inventory_archive(&done, w.stock, KEY(20), 100, 300, &error), rows_of(&w, "holds") == 2,
            fault_check(done.holds == 1 && done.documents == 1 && rows_of(&w, "holds") == 1, "what is over went", "archive"),
            finish(&w));
}
