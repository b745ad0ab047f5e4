/* inventory_table.c - tables of stock: columns, filters, balances of the past. */
#include "inventory_shop.h"

static shop with_sales(void)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .at_us = 10,
                      .lines = LINES(L_AT("B", "x", 9), L_AT("A", "x", 9), L_AT("A", "y", 9)), .actor = "ann",
                      .reference = "po-1"),
              ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .at_us = 20, .key = ID(1), .lines = LINES(L_AT("A", "x", 5), L_AT("B", "x", 1)),
                      .expires_us = 100, .channel = "web", .reference = "cart"),
              ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .at_us = 30, .hold = ID(1), .lines = LINE_AT("A", "x", 2)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .at_us = 40, .hold = ID(1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .at_us = 50, .hold = ID(1), .lines = LINE_AT("A", "x", 4), .actor = "bob"),
              ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .at_us = 60, .hold = ID(1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .at_us = 70, .lines = LINE_AT("A", "y", -2), .reason = "broken"), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .at_us = 80, .key = ID(2), .lines = LINE_AT("A", "y", 3), .expires_us = 90),
              ECO_OK);
    return s;
}

TEST(inventory_table, balances)
{
    shop s = with_sales();
    shop_text text;
    CHECK_TEXT(
        shop_csv(&text, &s, "balances", NULL),
        "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,version\n"
        "A,x,5,0,0,0,0,0,0,0,0,5,6\n"
        "A,y,7,3,0,0,0,0,0,0,0,4,3\n"
        "B,x,9,0,0,0,0,0,0,0,0,9,4\n");
    CHECK_TEXT(
        shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .subject = "A", .limit = 1)),
        "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,version\n"
        "A,x,5,0,0,0,0,0,0,0,0,5,6\n");
    CHECK_TEXT(
        shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .location = "x")),
        "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,version\n"
        "A,x,5,0,0,0,0,0,0,0,0,5,6\n"
        "B,x,9,0,0,0,0,0,0,0,0,9,4\n");
    CHECK_TEXT(shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .subject = "A", .location = "z")),
               "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,"
               "version\n");
    shop_close(&s);
}

/* "on_hand reserved committed" of A at x, as of an instant. */
static const char *as_of(shop *s, shop_text *text, int64_t at_us)
{
    shop_csv(text, s, "balances", ECO_MAKE(eco_query, .subject = "A", .location = "x", .as_of_us = at_us));
    char *row = strchr(text->bytes, '\n') + 1;
    row[strlen(row) - 1] = '\0';
    return row;
}

TEST(inventory_table, balances_of_the_past)
{
    shop s = with_sales();
    shop_text text;
    CHECK_TEXT(as_of(&s, &text, 9), "A,x,0,0,0,0,0,0,0,,,0,");
    CHECK_TEXT(as_of(&s, &text, 10), "A,x,9,0,0,0,0,0,0,,,9,");
    CHECK_TEXT(as_of(&s, &text, 29), "A,x,9,5,0,0,0,0,0,,,4,");
    CHECK_TEXT(as_of(&s, &text, 30), "A,x,9,3,2,0,0,0,0,,,4,");
    CHECK_TEXT(as_of(&s, &text, 40), "A,x,9,0,5,0,0,0,0,,,4,");
    CHECK_TEXT(as_of(&s, &text, 50), "A,x,5,0,1,0,0,0,0,,,4,");
    CHECK_TEXT(as_of(&s, &text, 60), "A,x,5,0,0,0,0,0,0,,,5,");
    CHECK_TEXT(shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .location = "y", .as_of_us = 89)),
               "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,"
               "version\nA,y,7,3,0,0,0,0,0,,,4,\n");
    CHECK_TEXT(shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .location = "y", .as_of_us = 90)), /* its deadline */
               "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,"
               "version\nA,y,7,0,0,0,0,0,0,,,7,\n");
    CHECK_TEXT(shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .location = "y", .as_of_us = INT64_MAX)),
               "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,"
               "version\nA,y,7,0,0,0,0,0,0,,,7,\n");
    shop_close(&s);
}

TEST(inventory_table, ledger)
{
    shop s = with_sales();
    shop_text text;
    CHECK_TEXT(
        shop_csv(&text, &s, "ledger", NULL),
        "sequence,command,line,sku,location,verb,from,to,quantity,lot,serial,cost,source,at,dated,recorded,actor,reason,"
        "reference\n"
        "1,00000000-0000-0002-0000-000000000001,0,B,x,receive,supplier,available,9,,,0,,1970-01-01T00:00:00.00001Z,,"
        "1970-01-01T00:00:00.00001Z,ann,,po-1\n"
        "2,00000000-0000-0002-0000-000000000001,1,A,x,receive,supplier,available,9,,,0,,1970-01-01T00:00:00.00001Z,,"
        "1970-01-01T00:00:00.00001Z,ann,,po-1\n"
        "3,00000000-0000-0002-0000-000000000001,2,A,y,receive,supplier,available,9,,,0,,1970-01-01T00:00:00.00001Z,,"
        "1970-01-01T00:00:00.00001Z,ann,,po-1\n"
        "4,00000000-0000-0002-0000-000000000002,0,A,x,commit,reserved,committed,2,,,0,00000000-0000-0001-0000-000000000001,"
        "1970-01-01T00:00:00.00003Z,,1970-01-01T00:00:00.00003Z,,,\n"
        "5,00000000-0000-0002-0000-000000000004,0,A,x,issue,committed,customer,4,,,0,00000000-0000-0001-0000-000000000001,"
        "1970-01-01T00:00:00.00005Z,,1970-01-01T00:00:00.00005Z,bob,,\n"
        "6,00000000-0000-0002-0000-000000000005,0,A,x,cancel,committed,available,1,,,0,00000000-0000-0001-0000-000000000001,"
        "1970-01-01T00:00:00.00006Z,,1970-01-01T00:00:00.00006Z,,,\n"
        "7,00000000-0000-0002-0000-000000000005,1,B,x,cancel,committed,available,1,,,0,00000000-0000-0001-0000-000000000001,"
        "1970-01-01T00:00:00.00006Z,,1970-01-01T00:00:00.00006Z,,,\n"
        "8,00000000-0000-0002-0000-000000000006,0,A,y,adjust,available,adjustment,2,,,0,,1970-01-01T00:00:00.00007Z,,"
        "1970-01-01T00:00:00.00007Z,,broken,\n");
    shop_close(&s);
}

static int64_t rows(shop *s, const char *name, eco_query query)
{
    const eco_table *table;
    eco_error error;
    query.struct_size = sizeof query;
    CHECK_OK(eco_inventory_table(&table, s->stock, name, &query, &error));
    int64_t count = table->rows;
    eco_table_free(table);
    return count;
}

TEST(inventory_table, filters)
{
    shop s = with_sales();
    CHECK_INT(rows(&s, "ledger", (eco_query){.after_sequence = 3}), 5);
    CHECK_INT(rows(&s, "ledger", (eco_query){.after_sequence = 3, .limit = 2}), 2);
    CHECK_INT(rows(&s, "ledger", (eco_query){.subject = "A"}), 6);
    CHECK_INT(rows(&s, "ledger", (eco_query){.subject = "A", .limit = 5}), 5);
    CHECK_INT(rows(&s, "ledger", (eco_query){.subject = "A", .location = "y"}), 2);
    CHECK_INT(rows(&s, "ledger", (eco_query){.subject = "A", .location = "y", .limit = 1}), 1);
    CHECK_INT(rows(&s, "ledger", (eco_query){.subject = "C"}), 0);
    CHECK_INT(rows(&s, "ledger", (eco_query){.key = {2, 1}}), 3);
    CHECK_INT(rows(&s, "ledger", (eco_query){.key = {2, 1}, .subject = "A"}), 2);
    CHECK_INT(rows(&s, "ledger", (eco_query){.since_us = 30, .until_us = 60}), 2);
    CHECK_INT(rows(&s, "holds", (eco_query){.limit = 0}), 3);
    CHECK_INT(rows(&s, "holds", (eco_query){.limit = 2}), 2);
    CHECK_INT(rows(&s, "holds", (eco_query){.key = ID(1)}), 2);
    CHECK_INT(rows(&s, "holds", (eco_query){.key = ID(1), .subject = "B"}), 1);
    CHECK_INT(rows(&s, "holds", (eco_query){.key = ID(3)}), 0);
    CHECK_INT(rows(&s, "holds", (eco_query){.since_us = 21}), 1);
    CHECK_INT(rows(&s, "holds", (eco_query){.until_us = 21}), 2);
    CHECK_INT(rows(&s, "holds", (eco_query){.location = "y"}), 1);
    CHECK_INT(rows(&s, "locations", (eco_query){.limit = 1}), 1);
    shop_close(&s);
}

#define QUERY_REFUSED(name, status, part, ...) \
    CHECK_FAILS(eco_inventory_table(&table, s.stock, name, ECO_MAKE(eco_query, __VA_ARGS__), &error), status, part)

TEST(inventory_table, queries_that_are_wrong)
{
    shop s = with_sales();
    const eco_table *table;
    eco_error error;
    QUERY_REFUSED("stock", ECO_E_UNKNOWN_NAME, "no table 'stock'", .limit = 0);
    CHECK(!table);
    QUERY_REFUSED(NULL, ECO_E_UNKNOWN_NAME, "no table", .limit = 0);
    QUERY_REFUSED("balances", ECO_E_INVALID, "balances does not read key", .key = ID(1));
    QUERY_REFUSED("balances", ECO_E_INVALID, "since_us", .since_us = 1);
    QUERY_REFUSED("balances", ECO_E_INVALID, "after_sequence", .after_sequence = 1);
    QUERY_REFUSED("balances", ECO_E_INVALID, "known_us", .known_us = 1);
    QUERY_REFUSED("balances", ECO_E_INVALID, "negative", .as_of_us = -1);
    QUERY_REFUSED("holds", ECO_E_INVALID, "as_of_us", .as_of_us = 1);
    QUERY_REFUSED("ledger", ECO_E_INVALID, "negative", .limit = -1);
    QUERY_REFUSED("ledger", ECO_E_INVALID, "negative", .after_sequence = -1);
    QUERY_REFUSED("locations", ECO_E_INVALID, "subject", .subject = "A");
    CHECK_TEXT(error.path, "/subject");
    shop_close(&s);
}

/* More than are looked up one by one: all are read at once, and say the same. */
TEST(inventory_table, of_many_rows)
{
    enum { MANY = 400 };
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L("A", 2 * MANY), L("B", MANY))), ECO_OK);
    for (uint64_t i = 1; i <= MANY; i++) {
        CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(i), .lines = LINES(L("A", 2), L("B", 1)), .expires_us = 100), ECO_OK);
        CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(i), .lines = LINE("A", 1), .actor = "ann"), ECO_OK);
    }
    const eco_table *holds, *ledger;
    eco_error error;
    CHECK_OK(eco_inventory_table(&holds, s.stock, "holds", NULL, &error));
    CHECK_OK(eco_inventory_table(&ledger, s.stock, "ledger", NULL, &error));
    CHECK_INT(holds->rows, 2 * MANY);
    CHECK_INT(ledger->rows, MANY + 2);
    const int64_t *held = eco_table_column(holds, "held")->values, *committed = eco_table_column(holds, "committed")->values;
    for (int64_t i = 0; i < 2 * MANY; i++) {
        CHECK_INT(held[i], 1);
        CHECK_INT(committed[i], i % 2 == 0);
    }
    CHECK(eco_table_column(ledger, "actor")->valid); /* the receipt has none */
    CHECK_INT(eco_table_column(ledger, "actor")->valid[0] & 7, 4);
    eco_table_free(holds);
    eco_table_free(ledger);
    s.now = 1000; /* none was swept: a level at an instant leaves all of them out */
    CHECK_INT(shop_level_at(&s, "A", NULL).quantity[ECO_STOCK_RESERVED], 0);
    CHECK_INT(shop_level_at(&s, "B", NULL).available, MANY);
    shop_close(&s);
}
