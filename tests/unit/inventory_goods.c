/* inventory_goods.c - goods that come and go without holds, and commands that are wrong. */
#include "inventory_shop.h"

TEST(inventory_goods, adjust)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .lines = LINE("A", -1), .reason = "count"), ECO_E_NOT_FOUND);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .lines = LINE("A", 7), .reason = "count"), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", 4), .expires_us = 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .lines = LINE("A", -4), .reason = "count"), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.message, "quantity 4 exceeds 3 available of sku 'A' at 'main'");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .lines = LINES(L("A", 2), L("A", -6)), .reason = "count"), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.message, "quantity 4 exceeds 3 available of sku 'A' at 'main'");
    CHECK_INT(s.result.available, 3);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .lines = LINES(L("A", 2), L("A", -5)), .reason = "count"), ECO_OK);
    CHECK_INT(s.result.quantity, -3);
    CHECK_LEVEL(&s, "A", 4, 4, 0);
    shop_close(&s);
}

TEST(inventory_goods, issue_of_lines_takes_what_is_available)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 7)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("A", 4), .expires_us = 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .lines = LINES(L("A", 2), L("A", 2))), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.message, "quantity 4 exceeds 3 available of sku 'A' at 'main'");
    CHECK_TEXT(s.error.path, "/0/lines/1");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .lines = LINE("A", 3)), ECO_OK);
    CHECK_INT(s.result.sequence, 2); /* what failed took no number */
    CHECK_LEVEL(&s, "A", 4, 4, 0);
    shop_close(&s);
}

TEST(inventory_goods, what_does_not_fit_64_bits)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", INT64_MAX)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 1)), ECO_E_OVERFLOW);
    CHECK_TEXT(s.error.message, "on_hand 9223372036854775807 and 1 do not fit 64 bits");
    CHECK_TEXT(s.error.path, "/0/lines/0");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L("B", INT64_MAX), L("C", 1))), ECO_E_OVERFLOW);
    CHECK_TEXT(s.error.message, "the quantities of all lines do not fit 64 bits");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", INT64_MAX), .expires_us = 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINES(L("A", INT64_MAX), L("A", INT64_MAX)), .expires_us = 100),
              ECO_E_INSUFFICIENT);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1)), ECO_OK);
    CHECK_LEVEL(&s, "A", 0, 0, 0);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .lines = LINE("A", INT64_MIN), .reason = "x"), ECO_E_INVALID);
    shop_close(&s);
}

#define WRONG(s, status_, path_, verb_, ...)                  \
    do {                                                      \
        CHECK_INT(shop_do((s), verb_, __VA_ARGS__), status_); \
        CHECK_TEXT((s)->error.path, path_);                   \
    } while (0)

TEST(inventory_goods, fields_that_are_wrong)
{
    shop s = shop_open();
    char name[258];
    memset(name, 'x', 256);
    name[256] = '\0';
    const eco_stock_line reserved = {.sku = "A", .quantity = 1, .reserved = {1}};
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 5)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", 5), .expires_us = 100), ECO_OK);
    WRONG(&s, ECO_E_INVALID, "/0/verb", 99, .lines = LINE("A", 1));
    WRONG(&s, ECO_E_INVALID, "/0/lines", ECO_INVENTORY_RECEIVE, .channel = NULL);
    WRONG(&s, ECO_E_INVALID, "/0/lines", ECO_INVENTORY_RECEIVE, .lines_count = 3);
    WRONG(&s, ECO_E_INVALID, "/0/lines/0/quantity", ECO_INVENTORY_RECEIVE, .lines = LINE("A", 0));
    CHECK_TEXT(s.error.message, "quantity 0 is not above 0");
    WRONG(&s, ECO_E_INVALID, "/0/lines/1/quantity", ECO_INVENTORY_RECEIVE, .lines = LINES(L("A", 1), L("A", -1)));
    WRONG(&s, ECO_E_INVALID, "/0/lines/0/quantity", ECO_INVENTORY_ADJUST, .lines = LINE("A", 0), .reason = "count");
    WRONG(&s, ECO_E_INVALID, "/0/lines/0/sku", ECO_INVENTORY_RECEIVE, .lines = LINE(NULL, 1));
    WRONG(&s, ECO_E_INVALID, "/0/lines/0/sku", ECO_INVENTORY_RECEIVE, .lines = LINE("", 1));
    WRONG(&s, ECO_E_INVALID, "/0/lines/0/sku", ECO_INVENTORY_RECEIVE, .lines = LINE(name, 1));
    CHECK_TEXT(s.error.message, "sku is longer than 255 bytes");
    WRONG(&s, ECO_E_INVALID, "/0/lines/0/sku", ECO_INVENTORY_RECEIVE, .lines = LINE("\xFF", 1));
    WRONG(&s, ECO_E_INVALID, "/0/lines/0/location", ECO_INVENTORY_RECEIVE, .lines = LINE_AT("A", "", 1));
    WRONG(&s, ECO_E_INVALID, "/0/lines/0/location", ECO_INVENTORY_RECEIVE, .lines = LINE_AT("A", name, 1));
    WRONG(&s, ECO_E_INVALID, "/0/lines", ECO_INVENTORY_RECEIVE, .lines = &reserved, .lines_count = 1);
    WRONG(&s, ECO_E_INVALID, "/0/reserved", ECO_INVENTORY_RECEIVE, .lines = LINE("A", 1), .reserved = {1});
    WRONG(&s, ECO_E_INVALID, "/0/reason", ECO_INVENTORY_ADJUST, .lines = LINE("A", 1));
    WRONG(&s, ECO_E_INVALID, "/0/reason", ECO_INVENTORY_ADJUST, .lines = LINE("A", 1), .reason = "");
    WRONG(&s, ECO_E_INVALID, "/0/expires_us", ECO_INVENTORY_HOLD, .lines = LINE("A", 1));
    WRONG(&s, ECO_E_INVALID, "/0/expires_us", ECO_INVENTORY_HOLD, .lines = LINE("A", 1), .expires_us = 10);
    WRONG(&s, ECO_E_INVALID, "/0/expires_us", ECO_INVENTORY_EXTEND, .hold = ID(1), .expires_us = 10);
    WRONG(&s, ECO_E_INVALID, "/0/expires_us", ECO_INVENTORY_COMMIT, .hold = ID(1), .expires_us = 20);
    WRONG(&s, ECO_E_INVALID, "/0/hold", ECO_INVENTORY_COMMIT, .channel = NULL);
    WRONG(&s, ECO_E_INVALID, "/0/hold", ECO_INVENTORY_RECEIVE, .lines = LINE("A", 1), .hold = ID(1));
    WRONG(&s, ECO_E_INVALID, "/0/lines", ECO_INVENTORY_EXTEND, .hold = ID(1), .expires_us = 20, .lines = LINE("A", 1));
    WRONG(&s, ECO_E_INVALID, "/0/lines", ECO_INVENTORY_ISSUE, .channel = NULL);
    WRONG(&s, ECO_E_INVALID, "/0/channel", ECO_INVENTORY_RECEIVE, .lines = LINE("A", 1), .channel = "web");
    WRONG(&s, ECO_E_INVALID, "/0/channel", ECO_INVENTORY_HOLD, .lines = LINE("A", 1), .expires_us = 20, .channel = name);
    WRONG(&s, ECO_E_INVALID, "/0/partial", ECO_INVENTORY_RECEIVE, .lines = LINE("A", 1), .partial = true);
    WRONG(&s, ECO_E_INVALID, "/0/expected_version", ECO_INVENTORY_RECEIVE, .lines = LINE("A", 1), .expected_version = -1);
    CHECK_LEVEL(&s, "A", 5, 5, 0);
    shop_close(&s);
}

TEST(inventory_goods, lines_have_a_limit)
{
    static eco_stock_line lines[10001];
    shop s = shop_open();
    for (size_t i = 0; i < 10001; i++)
        lines[i] = (eco_stock_line){.sku = i % 2 ? "A" : "B", .quantity = 1};
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = lines, .lines_count = 10001), ECO_E_LIMIT);
    CHECK_TEXT(s.error.path, "/0/lines");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = lines, .lines_count = 10000), ECO_OK);
    CHECK_INT(s.result.quantity, 10000);
    CHECK_INT(s.result.sequence, 10000);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = lines, .lines_count = 10000, .expires_us = 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = lines, .lines_count = 9999), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RELEASE, .hold = ID(1)), ECO_OK);
    CHECK_INT(s.result.quantity, 1);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1), .lines = LINES(L("A", 4999), L("B", 5000))), ECO_OK);
    shop_close(&s);
}

TEST(inventory_goods, opens_only_what_it_can)
{
    eco_inventory *stock = (eco_inventory *)1;
    eco_error error;
    eco_stock_level level;
    CHECK_FAILS(eco_inventory_open(&stock, NULL, NULL, &error), ECO_E_INVALID, "a store is required");
    CHECK(!stock);
    shop s = shop_open();
    CHECK_FAILS(eco_inventory_open(&stock, s.store, &(eco_inventory_options){.struct_size = 0}, &error), ECO_E_INVALID,
                "struct_size");
    CHECK(!stock);
    CHECK_FAILS(eco_inventory_level(&level, s.stock, NULL, NULL, NULL, 1, &error), ECO_E_INVALID, "sku");
    CHECK_FAILS(eco_inventory_level(&level, s.stock, "A", NULL, NULL, 0, &error), ECO_E_INVALID, "at_us");
    CHECK_FAILS(eco_inventory_level(&level, s.stock, "A", NULL, NULL, 1, &error), ECO_E_NOT_FOUND,
                "sku 'A' was never received at 'main'");
    CHECK_OK(eco_inventory_open(&stock, s.store, ECO_MAKE(eco_inventory_options, .allocator = NULL), &error));
    eco_inventory_free(stock); /* a second handle over the same stock */
    eco_inventory_free(NULL);
    shop_close(&s);
}

TEST(inventory_goods, names)
{
    CHECK_TEXT(eco_inventory_verb_name(ECO_INVENTORY_HOLD), "hold");
    CHECK_TEXT(eco_inventory_verb_name(ECO_INVENTORY_CANCEL), "cancel");
    CHECK_TEXT(eco_inventory_verb_name(ECO_INVENTORY_ADJUST), "adjust");
    CHECK_TEXT(eco_inventory_verb_name(0), "unknown");
    CHECK_TEXT(eco_stock_state_name(ECO_STOCK_ON_HAND), "on_hand");
    CHECK_TEXT(eco_stock_state_name(ECO_STOCK_QUALITY_CONTROL), "quality_control");
    CHECK_TEXT(eco_stock_state_name(7), "unknown");
    CHECK_TEXT(eco_stock_state_name(-1), "unknown");
}

/* Levels whose keys collide are told apart by their names. */
TEST(inventory_goods, keys_that_collide)
{
    shop s = shop_open();
    s.stock->key_mask = 0; /* all have the key 1, or the next one that is free */
    char sku[8];
    for (int i = 0; i < 20; i++) {
        snprintf(sku, sizeof sku, "S%d", i);
        CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L_AT(sku, "x", i + 1), L_AT(sku, "y", 2 * i + 1))), ECO_OK);
    }
    for (int i = 0; i < 20; i++) {
        snprintf(sku, sizeof sku, "S%d", i);
        CHECK_INT(shop_level_at(&s, sku, "x").available, i + 1);
        CHECK_INT(
            shop_do(&s, ECO_INVENTORY_HOLD, .key = ID((uint64_t)i + 1), .lines = LINE_AT(sku, "y", i + 1), .expires_us = 100),
            ECO_OK);
        CHECK_INT(shop_level_at(&s, sku, "y").available, i);
    }
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(20), .lines = LINE_AT("S19", "x", 1)), ECO_E_NOT_FOUND);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE_AT("S20", "x", 1), .expires_us = 100), ECO_E_NOT_FOUND);
    shop_text text;
    CHECK_TEXT(shop_csv(&text, &s, "locations", NULL), "location\nx\ny\n");
    CHECK_TEXT(shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .subject = "S7", .location = "y")),
               "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,"
               "version\nS7,y,15,8,0,0,0,0,0,0,0,7,2\n");
    shop_close(&s);
}
