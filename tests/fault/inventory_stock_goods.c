/* inventory_stock_goods.c - stock of items, kits, lots, serials, channels, documents and counts while memory fails, in memory and on SQLite: a call that fails
 * leaves every table as it was, and works when it is tried again. */
#include "inventory_world.h"

#define LOT(sku_, lot_, quantity_, expires_)                                                                 \
    {                                                                                                        \
        .sku = (sku_), .location = "x", .quantity = (quantity_), .lot = (lot_), .lot_expires_us = (expires_) \
    }
#define SERIAL(sku_, serial_)                                              \
    {                                                                      \
        .sku = (sku_), .location = "x", .quantity = 1, .serial = (serial_) \
    }
#define ITEM(...) ECO_MAKE(eco_stock_item, __VA_ARGS__)
#define PARTS(...) \
    .parts = (eco_kit_part[]){__VA_ARGS__}, .parts_count = sizeof((eco_kit_part[]){__VA_ARGS__}) / sizeof(eco_kit_part)

/* Items of each kind; goods of each; expectation 30, transfer 31, count 32; hold 40, of which some is issued; hold 41 for a channel, whose deadline is 20. */
static void fill(world *w)
{
    const eco_inventory_command commands[] = {
        {.key = KEY(1), .verb = ECO_INVENTORY_DEFINE, .at_us = 10, .item = ITEM(.sku = "M", .has_lots = true)},
        {.key = KEY(2), .verb = ECO_INVENTORY_DEFINE, .at_us = 10, .item = ITEM(.sku = "P", .has_serials = true)},
        {.key = KEY(3), .verb = ECO_INVENTORY_DEFINE, .at_us = 10, .item = ITEM(.sku = "D", .is_drop_shipped = true)},
        {.key = KEY(4), .verb = ECO_INVENTORY_DEFINE, .at_us = 10, .item = ITEM(.sku = "LAMP", PARTS({"BULB", 2}, {"STAND", 1}))},
        {.key = KEY(5), .verb = ECO_INVENTORY_DEFINE, .at_us = 10, .item = ITEM(.sku = "SET", PARTS({"LAMP", 1}, {"M", 1}))},
        {.key = KEY(6),
         .verb = ECO_INVENTORY_DEFINE,
         .at_us = 10,
         .item = ITEM(.sku = "STAND", .backorder_limit = 5, .safety = 1)},
        {.key = KEY(7), .verb = ECO_INVENTORY_RECEIVE, .at_us = 10, .lines = LINES(L("BULB", 20), L("STAND", 9), L("A", 30))},
        {.key = KEY(8),
         .verb = ECO_INVENTORY_RECEIVE,
         .at_us = 10,
         .lines = LINES(LOT("M", "L1", 5, 500), LOT("M", "L2", 6, 400))},
        {.key = KEY(9), .verb = ECO_INVENTORY_RECEIVE, .at_us = 10, .lines = LINES(SERIAL("P", "S1"), SERIAL("P", "S2"))},
        {.key = KEY(10), .verb = ECO_INVENTORY_RECEIVE, .at_us = 10, .lines = LINES(L("A", 4)), .to_state = ECO_STOCK_DAMAGED},
        {.key = KEY(11), .verb = ECO_INVENTORY_BUFFER, .at_us = 10, .channel = "live", .lines = LINES(L("A", 6))},
        {.key = KEY(30),
         .verb = ECO_INVENTORY_EXPECT,
         .at_us = 10,
         .lines = LINES(L("A", 7), LOT("M", "L3", 2, 600)),
         .due_us = 90},
        {.key = KEY(31),
         .verb = ECO_INVENTORY_SHIP_TRANSFER,
         .at_us = 10,
         .to_location = "y",
         .lines = LINES(L("A", 5), L("M", 7)),
         .due_us = 80},
        {.key = KEY(40),
         .verb = ECO_INVENTORY_HOLD,
         .at_us = 10,
         .lines = LINES(L("LAMP", 3), L("M", 2), L("P", 1)),
         .expires_us = 100},
        {.key = KEY(12), .verb = ECO_INVENTORY_COMMIT, .at_us = 10, .hold = KEY(40)},
        {.key = KEY(13),
         .verb = ECO_INVENTORY_ISSUE,
         .at_us = 10,
         .hold = KEY(40),
         .lines = LINES(L("LAMP", 1), L("M", 1), SERIAL("P", "S1"))},
        {.key = KEY(32), .verb = ECO_INVENTORY_COUNT, .at_us = 10, .lines = LINES(L("STAND", 9), LOT("M", "L1", 2, 0))},
        {.key = KEY(41), .verb = ECO_INVENTORY_HOLD, .at_us = 10, .channel = "live", .lines = LINES(L("A", 3)), .expires_us = 20},
    };
    MUST(eco_inventory_execute(w->stock, commands, sizeof commands / sizeof commands[0], NULL, &error));
    w->was = tables_of(w);
}

static world begin_at(const char *address)
{
    world w = world_at(address);
    fill(&w);
    return w;
}

static world begin(void)
{
    return begin_at("memory:");
}

#define VERB_AT(address_, verb_, ...) VERB_OF(begin_at(address_), 60, verb_, __VA_ARGS__)
#define VERB(verb_, ...)              VERB_AT("memory:", verb_, __VA_ARGS__)

SCENARIO_INTERNAL(eco_inventory_execute_items)
{
    VERB(ECO_INVENTORY_DEFINE, .item = ITEM(.sku = "LAMP", PARTS({"BULB", 1}, {"WIRE", 3}, {"STAND", 1})), .actor = "ann");
    VERB(ECO_INVENTORY_DEFINE, .item = ITEM(.sku = "NEW", .safety = 1));
    VERB(ECO_INVENTORY_BUFFER, .channel = "pos", .lines = LINES(L("A", -2), L("BULB", 1)));
    VERB(ECO_INVENTORY_BUFFER, .channel = "live", .lines = LINES(L("A", 1)));
    VERB(ECO_INVENTORY_CLOSE, .due_us = 9);
}

SCENARIO_INTERNAL(eco_inventory_execute_sales)
{
    VERB(ECO_INVENTORY_HOLD, .lines = LINES(L("SET", 1), L("LAMP", 2), L("D", 4)), .expires_us = 50, .actor = "bob");
    VERB(ECO_INVENTORY_HOLD, .lines = LINES(L("SET", 9)), .expires_us = 50, .partial = true);
    VERB(ECO_INVENTORY_HOLD, .lines = LINES(L("A", 2)), .expires_us = 50, .channel = "live");
    VERB(ECO_INVENTORY_ISSUE, .lines = LINES(L("SET", 1), L("D", 1)), .channel = "live");
    VERB(ECO_INVENTORY_ISSUE, .hold = KEY(40), .lines = LINES(L("LAMP", 1), LOT("M", "L1", 1, 0)));
    VERB(ECO_INVENTORY_CANCEL, .hold = KEY(40));
    VERB(ECO_INVENTORY_RETURN, .hold = KEY(40), .lines = LINES(L("LAMP", 1), SERIAL("P", "S1")),
         .to_state = ECO_STOCK_QUALITY_CONTROL);
    VERB(ECO_INVENTORY_RETURN, .lines = LINES(LOT("M", "L9", 1, 900), L("Z", 1)), .to_state = ECO_STOCK_DAMAGED);
    VERB(ECO_INVENTORY_RELEASE, .hold = KEY(41), .lines = LINES(L("A", 2)));
}

SCENARIO_INTERNAL(eco_inventory_execute_documents)
{
    VERB(ECO_INVENTORY_EXPECT, .lines = LINES(L("A", 1), L("NEW", 2)), .due_us = 50, .reference = "po");
    VERB(ECO_INVENTORY_RECEIVE, .source = KEY(30), .lines = LINES(L("A", 9), LOT("M", "L3", 1, 0)),
         .to_state = ECO_STOCK_QUALITY_CONTROL);
    VERB(ECO_INVENTORY_RECEIVE, .source = KEY(30));
    VERB(ECO_INVENTORY_CANCEL, .source = KEY(30));
    VERB(ECO_INVENTORY_SHIP_TRANSFER, .to_location = "new",
         .lines = LINES(L("LAMP", 1), SERIAL("P", "S2"), LOT("M", "L1", 1, 0)));
    VERB(ECO_INVENTORY_RECEIVE_TRANSFER, .source = KEY(31), .to_state = ECO_STOCK_DAMAGED);
    VERB(ECO_INVENTORY_RECEIVE_TRANSFER, .source = KEY(31), .lines = LINES({.sku = "M", .location = "y", .quantity = 6}));
    VERB(ECO_INVENTORY_CANCEL, .source = KEY(31));
    VERB(ECO_INVENTORY_ADJUST, .source = KEY(31), .to_state = ECO_STOCK_IN_TRANSIT, .reason = "lost",
         .lines = LINES({.sku = "A", .location = "y", .quantity = -2}));
    VERB(ECO_INVENTORY_COUNT, .lines = LINES(L("A", 9), LOT("M", "L7", 2, 800)));
    VERB(ECO_INVENTORY_APPROVE, .source = KEY(32), .reason = "stocktake");
    VERB(ECO_INVENTORY_CANCEL, .source = KEY(32));
}

SCENARIO_INTERNAL(eco_inventory_execute_states)
{
    VERB(ECO_INVENTORY_MOVE_STATE, .to_state = ECO_STOCK_DAMAGED, .lines = LINES(L("LAMP", 1), L("M", 2)));
    VERB(ECO_INVENTORY_MOVE_STATE, .from_state = ECO_STOCK_DAMAGED, .lines = LINES(L("A", 4)));
    VERB(ECO_INVENTORY_RETURN_TO_VENDOR, .from_state = ECO_STOCK_DAMAGED, .lines = LINES(L("A", 4)));
    VERB(ECO_INVENTORY_ADJUST, .to_state = ECO_STOCK_QUALITY_CONTROL, .reason = "found",
         .lines = LINES(LOT("M", "L8", 1, 0), SERIAL("P", "S8")));
    VERB(ECO_INVENTORY_LAND_COST, .source = KEY(7), .amount_minor = 50);
}

/* What is due gives back what was kept for its channel, in the tick and on the way of a command. */
SCENARIO_INTERNAL(eco_inventory_tick_kept)
{
    world w;
    int64_t done;
    eco_stock_level level;
    FAULTS_OWN(w = begin(), eco_inventory_tick(w.stock, 20, 0, &done, &error), is_same(&w),
               fault_check(done == 1, "one is due", "tick"), finish(&w));
    FAULTS_OWN(w = begin(), eco_inventory_level(&level, w.stock, "A", "x", "web", 20, &error), is_same(&w),
               fault_check(level.available == 19 && level.buffered == 6, "what is kept again", "level"), finish(&w));
}

SCENARIO_INTERNAL(eco_inventory_level_promised)
{
    static const char *const skus[] = {"SET", "LAMP", "M", "P", "STAND", "D"};
    world w;
    eco_stock_level level;
    for (size_t i = 0; i < sizeof skus / sizeof skus[0]; i++)
        FAULTS_OWN(w = begin(), eco_inventory_level(&level, w.stock, skus[i], "x", "live", 10, &error), is_same(&w), (void)0,
                   finish(&w));
    FAULTS_OWN(w = begin(), eco_inventory_level(&level, w.stock, "A", "y", NULL, 10, &error), is_same(&w),
               fault_check(level.promise_us == 80, "when it comes", "level"), finish(&w));
}

SCENARIO_INTERNAL(eco_inventory_table_goods)
{
    static const char *const names[] = {"items", "parts", "lots", "serials", "buffers", "documents", "balances"};
    world w;
    const eco_table *table;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        FAULTS_OWN(w = begin(); table = POISON, eco_inventory_table(&table, w.stock, names[i], NULL, &error),
                                !table && is_same(&w), eco_table_free(table), finish(&w));
        FAULTS_OWN(w = begin(); table = POISON,
                                eco_inventory_table(&table, w.stock, names[i], ECO_MAKE(eco_query, .subject = "M"), &error),
                                !table, eco_table_free(table), finish(&w));
    }
    FAULTS_OWN(w = begin();
               table = POISON,
               eco_inventory_table(&table, w.stock, "balances", ECO_MAKE(eco_query, .as_of_us = 15, .known_us = 12), &error),
               !table, eco_table_free(table), finish(&w));
}

SCENARIO_INTERNAL(eco_inventory_audit_goods)
{
    world w;
    const eco_table *findings;
    FAULTS_OWN(w = begin(); findings = POISON, eco_inventory_audit(&findings, w.stock, &error), !findings && is_same(&w),
                            eco_table_free(findings), finish(&w));
}

/* ---- on a database, which loads and writes each record ---- */

#define ON_SQLITE "sqlite::memory:"
static bool has_sqlite(void)
{
    eco_store *store;
    eco_error error;
    if (eco_store_open(&store, ON_SQLITE, NULL, &error))
        return false;
    eco_store_free(store);
    return true;
}

SCENARIO_INTERNAL(eco_inventory_execute_goods_on_sqlite)
{
    if (!has_sqlite())
        return;
    VERB_AT(ON_SQLITE, ECO_INVENTORY_HOLD, .lines = LINES(L("SET", 1), L("D", 4)), .expires_us = 50, .channel = "live");
    VERB_AT(ON_SQLITE, ECO_INVENTORY_RECEIVE, .source = KEY(30), .lines = LINES(L("A", 9), LOT("M", "L3", 1, 0)));
    VERB_AT(ON_SQLITE, ECO_INVENTORY_SHIP_TRANSFER, .to_location = "new", .lines = LINES(L("LAMP", 1), SERIAL("P", "S2")));
    VERB_AT(ON_SQLITE, ECO_INVENTORY_CANCEL, .source = KEY(31));
    VERB_AT(ON_SQLITE, ECO_INVENTORY_APPROVE, .source = KEY(32), .reason = "stocktake");
}

SCENARIO_INTERNAL(eco_inventory_tick_kept_on_sqlite)
{
    world w;
    int64_t done;
    eco_stock_level level;
    if (!has_sqlite())
        return;
    FAULTS_OWN(w = begin_at(ON_SQLITE), eco_inventory_tick(w.stock, 20, 0, &done, &error), is_same(&w),
               fault_check(done == 1, "one is due", "tick"), finish(&w));
    FAULTS_OWN(w = begin_at(ON_SQLITE), eco_inventory_level(&level, w.stock, "A", "x", "web", 20, &error), is_same(&w),
               fault_check(level.buffered == 6, "what is kept again", "level"), finish(&w));
}
