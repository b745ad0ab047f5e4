/* inventory_world.h - stock whose tables are compared before and after what fails: what the scenarios of stock share. Each has a fill of its own. */
#ifndef FAULT_INVENTORY_WORLD_H
#define FAULT_INVENTORY_WORLD_H
#include "fault.h"

#include <ecomops/inventory.h>

typedef struct world {
    eco_store *store;
    eco_inventory *stock;
    fault_text was; /* all tables */
} world;

#define KEY(number) ((eco_id){1, (number)})
#define LINES(...) \
    (eco_stock_line[]){__VA_ARGS__}, .lines_count = sizeof((eco_stock_line[]){__VA_ARGS__}) / sizeof(eco_stock_line)
#define L(sku_, quantity_)                                      \
    {                                                           \
        .sku = (sku_), .location = "x", .quantity = (quantity_) \
    }
static inline eco_status run(world *w, eco_inventory_command command, eco_error *error)
{
    eco_inventory_result result;
    if (!command.at_us)
        command.at_us = 10;
    return eco_inventory_execute(w->stock, &command, 1, &result, error);
}

static inline fault_text tables_of(const world *w)
{
    static const char *const names[] = {"balances", "holds", "ledger",  "locations", "items",
                                        "parts",    "lots",  "serials", "buffers",   "documents"};
    fault_text text = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const eco_table *table;
        MUST(eco_inventory_table(&table, w->stock, names[i], NULL, &error));
        MUST(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){fault_text_write, &text}, &error));
        eco_table_free(table);
    }
    MUST(eco_inventory_audit(NULL, w->stock, &error));
    return text;
}

/* Empty, at an address. */
static inline world world_at(const char *address)
{
    world w = {NULL, NULL, {NULL, 0}};
    fault_keeps(true);
    MUST(eco_store_open(&w.store, address, ECO_MAKE(eco_store_options, .allocator = fault_allocator()), &error));
    MUST(eco_inventory_open(&w.stock, w.store, ECO_MAKE(eco_inventory_options, .allocator = fault_allocator()), &error));
    return w;
}

static inline bool is_same(const world *w)
{
    fault_text is = tables_of(w);
    bool same = is.size == w->was.size && memcmp(is.bytes, w->was.bytes, is.size) == 0;
    free(is.bytes);
    return same;
}

static inline void finish(world *w)
{
    free(tables_of(w).bytes);
    eco_inventory_free(w->stock);
    eco_store_free(w->store);
    free(w->was.bytes);
}

/* A command that fails for want of memory changed nothing, and does its work when it is sent again. */
static inline void again(world *w, eco_inventory_command command, eco_status status)
{
    if (status)
        MUST(run(w, command, &error));
}

#define VERB_OF(begin_, key_, verb_, ...)                                                                                     \
    do {                                                                                                                      \
        world w;                                                                                                              \
        const eco_inventory_command command = {.key = KEY(key_), .verb = (verb_), __VA_ARGS__};                               \
        FAULTS_OWN(w = begin_, run(&w, command, &error), is_same(&w), (void)0, again(&w, command, error.status); finish(&w)); \
    } while (0)

#endif
