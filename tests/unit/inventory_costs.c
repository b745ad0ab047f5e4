/* inventory_costs.c - what the live ledger says that goods cost. */
#include "inventory_shop.h"

static shop with_costs(void)
{
    shop s = {.now = 10};
    eco_error error;
    CHECK_OK(eco_store_open(&s.store, "memory:", NULL, &error));
    CHECK_OK(eco_inventory_open(&s.stock, s.store, ECO_MAKE(eco_inventory_options, .currency = "CNY"), &error));
    return s;
}

/* "quantity,value" of a SKU. */
static const char *value_of(shop *s, shop_text *text, const char *sku)
{
    const char *csv = shop_csv(text, s, "value", ECO_MAKE(eco_query, .subject = sku));
    char *row = strchr(csv, '\n') + 1, *end = row;
    for (int comma = 0; *end && comma < 4; end++)
        comma += *end == ',';
    if (end > row)
        end[-1] = '\0';
    return row;
}

TEST(inventory_costs, follow_the_ledger)
{
    shop s = with_costs();
    shop_text text;
    DO(&s, RECEIVE, .key = ID(1), .lines = LINES(BOUGHT("A", 10, 1000), BOUGHT("B", 5, 1000)));
    DO(&s, RECEIVE, .lines = LINES(BOUGHT("A", 10, 2000)));
    DO(&s, HOLD, .key = ID(2), .lines = LINE("A", 12), .expires_us = 100);
    DO(&s, COMMIT, .hold = ID(2));
    DO(&s, ISSUE, .hold = ID(2), .lines = LINE("A", 5));
    DO(&s, ISSUE, .hold = ID(2));
    CHECK_TEXT(value_of(&s, &text, "A"), "A,fifo,8,16.00"); /* 12 left for 10.00 + 4.00 */
    DO(&s, RETURN, .hold = ID(2), .lines = LINE("A", 7),
       .to_state = ECO_STOCK_DAMAGED);                       /* 5 of the first issue, 2 of the second */
    CHECK_TEXT(value_of(&s, &text, "A"), "A,fifo,15,23.57"); /* 5.00 and 2/7 of 9.00, rounded */
    DO(&s, LAND_COST, .source = ID(1), .amount_minor = 300); /* half of it is A's, and all of those were sold or came back */
    CHECK_TEXT(value_of(&s, &text, "B"), "B,fifo,5,11.50");
    DO(&s, SHIP_TRANSFER, .key = ID(3), .to_location = "HK", .lines = LINE_AT("B", "main", 2));
    DO(&s, RECEIVE_TRANSFER, .source = ID(3));
    CHECK_TEXT(value_of(&s, &text, "B"), "B,fifo,5,11.50");
    DO(&s, ADJUST, .lines = LINE_AT("B", "HK", -2), .reason = "lost");
    CHECK_TEXT(value_of(&s, &text, "B"), "B,fifo,3,6.90");
    const char *cogs = shop_csv(&text, &s, "cogs", ECO_MAKE(eco_query, .subject = "B"));
    CHECK_F(strstr(cogs, ",adjust,-2,4.60,"), "%.400s", cogs);
    shop_close(&s);
}

TEST(inventory_costs, by_the_method_of_the_item)
{
    shop s = with_costs();
    shop_text text;
    DO(&s, DEFINE, .item = ITEM(.sku = "V", .cost_method = ECO_COST_AVERAGE));
    DO(&s, DEFINE, .item = ITEM(.sku = "S", .cost_method = ECO_COST_STANDARD));
    DO(&s, EXPECT, .key = ID(1), .lines = LINES(BOUGHT("V", 4, 100)));
    CHECK_TEXT(value_of(&s, &text, "V"), "");
    DO(&s, RECEIVE, .source = ID(1));
    DO(&s, RECEIVE, .lines = LINES(BOUGHT("V", 4, 301)));
    DO(&s, ISSUE, .lines = LINE("V", 3));
    CHECK_TEXT(value_of(&s, &text, "V"), "V,average,5,2.51");
    DO(&s, ADJUST, .lines = LINE("S", 1), .reason = "found");
    DO(&s, REVALUE, .lines = LINES(BOUGHT("S", 3, 1000)));
    CHECK_TEXT(value_of(&s, &text, "S"), "S,standard,1,3.33");
    shop_close(&s);
}

TEST(inventory_costs, need_a_currency)
{
    shop s = shop_open();
    const eco_table *table;
    eco_inventory *stock;
    eco_error error;
    CHECK_FAILS(eco_inventory_table(&table, s.stock, "value", NULL, &error), ECO_E_INVALID, "table value needs a currency");
    CHECK_FAILS(eco_inventory_open(&stock, s.store, ECO_MAKE(eco_inventory_options, .currency = "RMB"), &error), ECO_E_CURRENCY,
                "'RMB' is no currency of ISO 4217");
    shop_close(&s);
    s = with_costs();
    CHECK_FAILS(eco_inventory_table(&table, s.stock, "cogs", ECO_MAKE(eco_query, .limit = 1), &error), ECO_E_INVALID, "limit");
    shop_close(&s);
}
