/* inventory_stock.c - stock in a memory store while memory fails: a call that fails leaves every table as it was, and works when it is tried again. */
#include "inventory_world.h"

/* Two SKUs; hold 1, of which a part is committed; hold 2, committed; hold 3, whose deadline is 20. */
static world begin(void)
{
    world w = world_at("memory:");
    const eco_inventory_command commands[] = {
        {.key = KEY(9), .verb = ECO_INVENTORY_RECEIVE, .at_us = 10, .lines = LINES(L("A", 10), L("B", 10)), .actor = "ann"},
        {.key = KEY(1), .verb = ECO_INVENTORY_HOLD, .at_us = 10, .lines = LINES(L("A", 3), L("B", 1)), .expires_us = 100},
        {.key = KEY(8), .verb = ECO_INVENTORY_COMMIT, .at_us = 10, .hold = KEY(1), .lines = LINES(L("A", 1))},
        {.key = KEY(2), .verb = ECO_INVENTORY_HOLD, .at_us = 10, .lines = LINES(L("B", 2)), .expires_us = 100},
        {.key = KEY(7), .verb = ECO_INVENTORY_COMMIT, .at_us = 10, .hold = KEY(2)},
        {.key = KEY(3), .verb = ECO_INVENTORY_HOLD, .at_us = 10, .lines = LINES(L("A", 5)), .expires_us = 20},
    };
    MUST(eco_inventory_execute(w.stock, commands, sizeof commands / sizeof commands[0], NULL, &error));
    w.was = tables_of(&w);
    return w;
}

#define VERB(verb_, ...) VERB_OF(begin(), 20, verb_, __VA_ARGS__)

SCENARIO(eco_inventory_execute)
{
    VERB(ECO_INVENTORY_HOLD, .lines = LINES(L("A", 1), L("B", 2), L("A", 1)), .expires_us = 50, .channel = "web", .actor = "bob",
         .reason = "cart", .reference = "7");
    VERB(ECO_INVENTORY_EXTEND, .hold = KEY(1), .expires_us = 200);
    VERB(ECO_INVENTORY_COMMIT, .hold = KEY(1));
    VERB(ECO_INVENTORY_COMMIT, .hold = KEY(1), .lines = LINES(L("B", 1)));
    VERB(ECO_INVENTORY_COMMIT, .hold = KEY(3), .lines = LINES(L("A", 2)));
    VERB(ECO_INVENTORY_RELEASE, .hold = KEY(1), .actor = "bob");
    VERB(ECO_INVENTORY_CANCEL, .hold = KEY(2));
    VERB(ECO_INVENTORY_CANCEL, .hold = KEY(1));
    VERB(ECO_INVENTORY_ISSUE, .hold = KEY(2), .lines = LINES(L("B", 1)));
    VERB(ECO_INVENTORY_ISSUE, .lines = LINES(L("B", 1)));
    VERB(ECO_INVENTORY_RECEIVE, .lines = LINES({.sku = "C", .location = "y", .quantity = 4}, L("C", 2)), .reference = "po");
    VERB(ECO_INVENTORY_ADJUST, .lines = LINES(L("A", -1)), .reason = "count");
}

/* Many lines: the call's memory beyond the stack, and records beyond a chunk. */
SCENARIO_INTERNAL(eco_inventory_execute_many)
{
    enum { MANY = 1500 };
    static eco_stock_line lines[MANY];
    static char names[MANY][8];
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "S%d", i);
        lines[i] = (eco_stock_line){.sku = names[i], .location = "x", .quantity = 1};
    }
    VERB(ECO_INVENTORY_RECEIVE, .lines = lines, .lines_count = MANY);
}

/* What expires on the way may stay expired: what a hold that is due reserves does not count anyway. */
SCENARIO_INTERNAL(eco_inventory_execute_sweeps)
{
    world w;
    const eco_inventory_command command = {
        .key = KEY(20), .verb = ECO_INVENTORY_HOLD, .at_us = 20, .lines = LINES(L("A", 7)), .expires_us = 50};
    FAULTS_OWN(w = begin(), run(&w, command, &error), (free(tables_of(&w).bytes), true), (void)0,
               again(&w, command, error.status);
               finish(&w));
}

SCENARIO(eco_inventory_tick)
{
    world w;
    int64_t done;
    FAULTS_OWN(w = begin(), eco_inventory_tick(w.stock, 20, 0, &done, &error), is_same(&w),
               fault_check(done == 1, "one is due", "tick"), finish(&w));
}

SCENARIO(eco_inventory_level)
{
    world w;
    eco_stock_level level;
    FAULTS_OWN(w = begin(), eco_inventory_level(&level, w.stock, "A", NULL, NULL, 10, &error), is_same(&w),
               fault_check(level.available == 2, "what is available", "level"), finish(&w));
    FAULTS_OWN(w = begin(), eco_inventory_level(&level, w.stock, "A", "x", NULL, 100, &error), level.available == 0,
               fault_check(level.available == 9, "what is available when holds have lapsed", "level"), finish(&w));
}

SCENARIO(eco_inventory_table)
{
    static const char *const names[] = {"balances", "holds", "ledger", "locations"};
    world w;
    const eco_table *table;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        FAULTS_OWN(w = begin(); table = POISON, eco_inventory_table(&table, w.stock, names[i], NULL, &error),
                                !table && is_same(&w), eco_table_free(table), finish(&w));
    for (size_t i = 0; i < 3; i++)
        FAULTS_OWN(w = begin(); table = POISON,
                                eco_inventory_table(&table, w.stock, names[i], ECO_MAKE(eco_query, .subject = "A"), &error),
                                !table, eco_table_free(table), finish(&w));
    FAULTS_OWN(w = begin();
               table = POISON,
               eco_inventory_table(&table, w.stock, "balances", ECO_MAKE(eco_query, .location = "x", .as_of_us = 10), &error),
               !table, eco_table_free(table), finish(&w));
}

SCENARIO(eco_inventory_audit)
{
    world w;
    const eco_table *findings;
    FAULTS_OWN(w = begin(); findings = POISON, eco_inventory_audit(&findings, w.stock, &error), !findings && is_same(&w),
                            eco_table_free(findings), finish(&w));
}

SCENARIO(eco_inventory_open)
{
    world w = {NULL, NULL, {NULL, 0}};
    fault_keeps(true); /* the store knows the modules that joined it */
    FAULTS_OWN(MUST(eco_store_open(&w.store, "memory:", ECO_MAKE(eco_store_options, .allocator = fault_allocator()), &error));
               w.stock = POISON,
               eco_inventory_open(&w.stock, w.store, ECO_MAKE(eco_inventory_options, .allocator = fault_allocator()), &error),
               !w.stock, eco_inventory_free(w.stock), eco_store_free(w.store));
}

SCENARIO(eco_inventory_free)
{
    world w;
    FAULTS_OWN(w = begin(), (eco_inventory_free(w.stock), ECO_OK), true, (void)0, eco_store_free(w.store); free(w.was.bytes));
    eco_inventory_free(NULL);
}

TAKES_NOTHING(eco_inventory_step, "fills a struct")
{
    eco_step step = eco_inventory_step(NULL, NULL, 0, NULL);
    fault_check(step.interface != NULL, "what store it is for", "eco_inventory_step");
}

TAKES_NOTHING(eco_inventory_verb_name, "a switch over constants")
{
    eco_inventory_verb_name(ECO_INVENTORY_HOLD);
}

TAKES_NOTHING(eco_stock_state_name, "an array of constants")
{
    eco_stock_state_name(ECO_STOCK_RESERVED);
}
