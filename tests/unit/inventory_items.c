/* inventory_items.c - items that are defined: backorder, preorder, safety, drop shipping, and kits. */
#include "inventory_shop.h"

#define PART(sku_, n) ((eco_kit_part){(sku_), (n)})
#define PARTS(...) \
    .parts = (eco_kit_part[]){__VA_ARGS__}, .parts_count = sizeof((eco_kit_part[]){__VA_ARGS__}) / sizeof(eco_kit_part)
#define DEFINE(s, ...) CHECK_INT(shop_do((s), ECO_INVENTORY_DEFINE, .item = ITEM(__VA_ARGS__)), ECO_OK)

static eco_stock_level level_for(shop *s, const char *sku, const char *channel)
{
    eco_stock_level level;
    eco_error error;
    CHECK_OK(eco_inventory_level(&level, s->stock, sku, NULL, channel, s->now, &error));
    return level;
}

TEST(inventory_items, backorder_has_a_limit)
{
    shop s = shop_open();
    DEFINE(&s, .sku = "A", .backorder_limit = 3);
    DO(&s, RECEIVE, .lines = LINE("A", 2));
    DO(&s, HOLD, .key = ID(1), .lines = LINE("A", 4), .expires_us = 100);
    CHECK_INT(level_for(&s, "A", NULL).available, -2);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 2 exceeds 1 available of sku 'A' at 'main'", HOLD, .lines = LINE("A", 2),
            .expires_us = 100);
    CHECK_INT(s.result.available, 1);
    DO(&s, COMMIT, .hold = ID(1));
    /* What is not there cannot leave; and what is there is sold. */
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 4 exceeds 2 available of sku 'A' at 'main'", ISSUE, .hold = ID(1));
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 available of sku 'A' at 'main'", ISSUE, .lines = LINE("A", 1));
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 available of sku 'A' at 'main'", ADJUST, .lines = LINE("A", -1),
            .reason = "lost");
    DO(&s, ISSUE, .hold = ID(1), .lines = LINE("A", 2));
    DO(&s, RECEIVE, .lines = LINE("A", 2));
    DO(&s, ISSUE, .hold = ID(1));
    CHECK_LEVEL(&s, "A", 0, 0, 0);
    shop_close(&s);
}

/* What was sold while it was allowed is not wrong later. */
TEST(inventory_items, a_limit_may_be_lowered)
{
    shop s = shop_open();
    DEFINE(&s, .sku = "A", .backorder_limit = 5);
    DEFINE(&s, .sku = "D", .is_drop_shipped = true);
    DO(&s, RECEIVE, .lines = LINE("A", 1));
    DO(&s, HOLD, .key = ID(1), .lines = LINES(L("A", 3), L("D", 2)), .expires_us = 100);
    DEFINE(&s, .sku = "A", .backorder_limit = 1);
    DEFINE(&s, .sku = "D");
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 available of sku 'A' at 'main'", HOLD, .lines = LINE("A", 1),
            .expires_us = 100);
    shop_close(&s); /* with a clean audit */
}

TEST(inventory_items, preorder_until_it_ships)
{
    shop s = shop_open();
    DEFINE(&s, .sku = "A", .preorder_limit = 5, .preorder_ships_us = 50);
    DO(&s, EXPECT, .lines = LINE("A", 10), .due_us = 70);
    eco_stock_level level = level_for(&s, "A", NULL);
    CHECK_INT(level.quantity[ECO_STOCK_INCOMING], 10);
    CHECK_INT(level.available, 0);
    CHECK_INT(level.available_to_promise, 15);
    CHECK_INT(level.promise_us, 70);
    DO(&s, HOLD, .key = ID(1), .lines = LINE("A", 5), .expires_us = 1000);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 available of sku 'A' at 'main'", HOLD, .lines = LINE("A", 1),
            .expires_us = 100);
    s.now = 50;
    DO(&s, RELEASE, .hold = ID(1), .lines = LINE("A", 2));
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 available of sku 'A' at 'main'", HOLD, .lines = LINE("A", 1),
            .expires_us = 100);
    shop_close(&s);
}

TEST(inventory_items, promises_what_is_not_sold_already)
{
    shop s = shop_open();
    DEFINE(&s, .sku = "A", .backorder_limit = 100);
    DO(&s, EXPECT, .lines = LINE("A", 4), .due_us = 80);
    DO(&s, EXPECT, .lines = LINE("A", 4), .due_us = 60);
    DO(&s, EXPECT, .lines = LINE("A", 4)); /* nobody knows when */
    CHECK_INT(level_for(&s, "A", NULL).promise_us, 60);
    DO(&s, HOLD, .lines = LINE("A", 4), .expires_us = 1000);
    CHECK_INT(level_for(&s, "A", NULL).promise_us, 80);
    DO(&s, HOLD, .lines = LINE("A", 4), .expires_us = 1000);
    CHECK_INT(level_for(&s, "A", NULL).promise_us, 0);
    CHECK_INT(level_for(&s, "A", NULL).available_to_promise, 104);
    shop_close(&s);
}

TEST(inventory_items, safety_is_not_sold)
{
    shop s = shop_open();
    DEFINE(&s, .sku = "A", .safety = 3);
    DO(&s, RECEIVE, .lines = LINE("A", 5));
    CHECK_INT(level_for(&s, "A", NULL).available, 2);
    CHECK_INT(level_for(&s, "A", NULL).safety, 3);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 3 exceeds 2 available of sku 'A' at 'main'", HOLD, .lines = LINE("A", 3),
            .expires_us = 100);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 3 exceeds 2 available of sku 'A' at 'main'", ISSUE, .lines = LINE("A", 3));
    DO(&s, ADJUST, .lines = LINE("A", -3), .reason = "broken"); /* it is there */
    CHECK_INT(level_for(&s, "A", NULL).available, -1);
    shop_close(&s);
}

TEST(inventory_items, the_supplier_ships)
{
    shop s = shop_open();
    shop_text text;
    DEFINE(&s, .sku = "D", .is_drop_shipped = true);
    CHECK_INT(level_for(&s, "D", NULL).version, 0);
    DO(&s, HOLD, .key = ID(1), .lines = LINE("D", 3), .expires_us = 100);
    DO(&s, COMMIT, .hold = ID(1));
    DO(&s, ISSUE, .hold = ID(1), .lines = LINE("D", 1));
    DO(&s, ISSUE, .hold = ID(1));
    DO(&s, ISSUE, .lines = LINE("D", 2));
    const eco_stock_level level = shop_level_at(&s, "D", NULL);
    CHECK_INT(level.quantity[ECO_STOCK_ON_HAND], 0);
    CHECK_INT(level.available, 0);
    const char *ledger = shop_csv(&text, &s, "ledger", ECO_MAKE(eco_query, .limit = 2));
    CHECK(strstr(ledger, ",issue,supplier,available,1,") && strstr(ledger, ",issue,committed,customer,1,"));
    DO(&s, RETURN, .hold = ID(1), .lines = LINE("D", 1), .to_state = ECO_STOCK_QUALITY_CONTROL);
    CHECK_INT(shop_level_at(&s, "D", NULL).quantity[ECO_STOCK_QUALITY_CONTROL], 1);
    shop_close(&s);
}

/* ---- kits ------------------------------------------------------------------------------------------------------------------------------- */

TEST(inventory_items, a_kit_is_held_by_its_parts)
{
    shop s = shop_open();
    shop_text text;
    DO(&s, RECEIVE, .lines = LINES(L("BULB", 10), L("STAND", 3)));
    DEFINE(&s, .sku = "LAMP", PARTS(PART("BULB", 2), PART("STAND", 1)));
    CHECK_INT(level_for(&s, "LAMP", NULL).available, 3);
    CHECK_INT(level_for(&s, "LAMP", NULL).promise_us, 10);
    DO(&s, HOLD, .key = ID(1), .lines = LINES(L("LAMP", 2), L("BULB", 1)), .expires_us = 100);
    CHECK_INT(s.result.quantity, 7);
    CHECK_LEVEL(&s, "BULB", 10, 5, 0);
    CHECK_LEVEL(&s, "STAND", 3, 2, 0);
    CHECK_INT(level_for(&s, "LAMP", NULL).available, 1);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 2 exceeds 1 available of sku 'STAND' at 'main'", HOLD, .lines = LINE("LAMP", 2),
            .expires_us = 100);
    CHECK_INT(s.result.line, 1);
    DO(&s, COMMIT, .hold = ID(1), .lines = LINE("LAMP", 1));
    DO(&s, ISSUE, .hold = ID(1), .lines = LINE("LAMP", 1));
    CHECK_LEVEL(&s, "BULB", 8, 3, 0);
    DO(&s, RELEASE, .hold = ID(1));
    CHECK_LEVEL(&s, "BULB", 8, 0, 0);
    DO(&s, RETURN, .hold = ID(1), .lines = LINE("LAMP", 1));
    CHECK_LEVEL(&s, "STAND", 3, 0, 0);
    REFUSED(&s, ECO_E_INVALID, "sku 'LAMP' is a kit: receive its parts", RECEIVE, .lines = LINE("LAMP", 1));
    CHECK_TEXT(shop_csv(&text, &s, "parts", NULL), "sku,part,quantity\nLAMP,BULB,2\nLAMP,STAND,1\n");
    shop_close(&s);
}

TEST(inventory_items, as_many_whole_kits_as_there_are)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINES(L("A", 7), L("B", 9)));
    DEFINE(&s, .sku = "K", PARTS(PART("A", 2), PART("B", 1)));
    DO(&s, HOLD, .key = ID(1), .lines = LINES(L("B", 5), L("K", 5)), .expires_us = 100, .partial = true);
    CHECK_INT(s.result.quantity, 5 + 9);
    CHECK_LEVEL(&s, "A", 7, 6, 0);
    CHECK_LEVEL(&s, "B", 9, 8, 0);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 0 exceeds 1 available of sku 'A' at 'main'", HOLD, .lines = LINE("K", 5),
            .expires_us = 100, .partial = true);
    shop_close(&s);
}

TEST(inventory_items, kits_in_kits_sum_their_parts)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINE("P3", 10));
    DEFINE(&s, .sku = "P2", PARTS(PART("P3", 1)));
    DEFINE(&s, .sku = "P1", PARTS(PART("P2", 1), PART("P3", 1)));
    CHECK_INT(level_for(&s, "P1", NULL).available, 5);
    DO(&s, HOLD, .key = ID(1), .lines = LINE("P1", 5), .expires_us = 100);
    CHECK_LEVEL(&s, "P3", 10, 10, 0);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 available of sku 'P3' at 'main'", HOLD, .lines = LINE("P1", 1),
            .expires_us = 100);
    shop_close(&s);
}

TEST(inventory_items, a_kit_that_contains_itself)
{
    shop s = shop_open();
    DEFINE(&s, .sku = "A", PARTS(PART("B", 1)));
    DEFINE(&s, .sku = "B", PARTS(PART("C", 1)));
    REFUSED(&s, ECO_E_INVALID, "the kit would contain itself, by its part 'A'", DEFINE,
            .item = ITEM(.sku = "C", PARTS(PART("X", 1), PART("A", 1))));
    CHECK_TEXT(s.error.path, "/0/item/parts/1");
    REFUSED(&s, ECO_E_INVALID, "the kit would contain itself, by its part 'D'", DEFINE,
            .item = ITEM(.sku = "D", PARTS(PART("D", 1))));
    DEFINE(&s, .sku = "B", PARTS(PART("X", 1))); /* fewer parts or others: those that were are no more */
    DEFINE(&s, .sku = "C", PARTS(PART("X", 1), PART("A", 1)));
    DEFINE(&s, .sku = "H", PARTS(PART("Y", INT64_MAX)));
    REFUSED(&s, ECO_E_OVERFLOW, "9223372036854775807 of part 'Y' in each of 2 kits do not fit 64 bits", HOLD,
            .lines = LINE("H", 2), .expires_us = 100);
    shop_close(&s);
}

TEST(inventory_items, what_cannot_be_defined)
{
    static const eco_kit_part many[1001];
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINE("A", 1));
    REFUSED(&s, ECO_E_INVALID, "sku is empty, longer than 255 bytes, or not UTF-8", DEFINE, .item = ITEM(.sku = ""));
    REFUSED(&s, ECO_E_INVALID, "quantity_scale 7 is not from 0 to 6", DEFINE, .item = ITEM(.sku = "A", .quantity_scale = 7));
    REFUSED(&s, ECO_E_INVALID, "backorder_limit -1 is not from 0 to 9223372036854775807", DEFINE,
            .item = ITEM(.sku = "A", .backorder_limit = -1));
    REFUSED(&s, ECO_E_INVALID, "preorder_limit and preorder_ships_us need each other", DEFINE,
            .item = ITEM(.sku = "A", .preorder_limit = 1));
    REFUSED(&s, ECO_E_INVALID, "parts_count 1001 is not from 0 to 1000", DEFINE,
            .item = ITEM(.sku = "A", .parts = many, .parts_count = 1001));
    REFUSED(&s, ECO_E_INVALID, "a kit has no stock of its own: lots, serials, safety and limits are its parts'", DEFINE,
            .item = ITEM(.sku = "A", .safety = 1, PARTS(PART("B", 1))));
    REFUSED(&s, ECO_E_INVALID, "quantity 0 is not above 0", DEFINE, .item = ITEM(.sku = "A", PARTS(PART("B", 0))));
    REFUSED(&s, ECO_E_INVALID, "define needs item", DEFINE, .channel = NULL);
    DEFINE(&s, .sku = "A");
    REFUSED(&s, ECO_E_VERSION, "expected_version is 3, the item has 1", DEFINE, .item = ITEM(.sku = "A"), .expected_version = 3);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_DEFINE, .item = ITEM(.sku = "A"), .expected_version = 1), ECO_OK);
    shop_close(&s);
}

/* ---- channels --------------------------------------------------------------------------------------------------------------------------- */

TEST(inventory_items, what_is_kept_for_a_channel_is_its_own)
{
    shop s = shop_open();
    shop_text text;
    DO(&s, RECEIVE, .lines = LINE("A", 10));
    DO(&s, BUFFER, .channel = "live", .lines = LINE("A", 4));
    DO(&s, BUFFER, .channel = "pos", .lines = LINE("A", -3));
    CHECK_INT(level_for(&s, "A", NULL).available, 6);
    CHECK_INT(level_for(&s, "A", "live").available, 10);
    CHECK_INT(level_for(&s, "A", "pos").available, 3);
    CHECK_INT(level_for(&s, "A", "web").buffered, 4);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 7 exceeds 6 available of sku 'A' at 'main'", HOLD, .channel = "web",
            .lines = LINE("A", 7), .expires_us = 100);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 4 exceeds 3 available of sku 'A' at 'main'", HOLD, .channel = "pos",
            .lines = LINE("A", 4), .expires_us = 100);
    DO(&s, HOLD, .key = ID(1), .channel = "live", .lines = LINE("A", 5), .expires_us = 100);
    CHECK_TEXT(shop_csv(&text, &s, "buffers", NULL), "sku,location,channel,quantity\nA,main,live,0\nA,main,pos,-3\n");
    CHECK_INT(level_for(&s, "A", "web").available, 5);
    DO(&s, RELEASE, .hold = ID(1), .lines = LINE("A", 3)); /* what is free again was kept for it */
    CHECK_INT(level_for(&s, "A", "web").available, 5);
    CHECK_INT(level_for(&s, "A", "live").available, 8);
    DO(&s, COMMIT, .hold = ID(1));
    DO(&s, CANCEL, .hold = ID(1));
    CHECK_INT(level_for(&s, "A", "web").available, 6);
    CHECK_INT(level_for(&s, "A", "live").available, 10);
    s.now = 20;
    DO(&s, HOLD, .key = ID(2), .channel = "live", .lines = LINE("A", 4), .expires_us = 100);
    s.now = 200; /* expired */
    DO(&s, HOLD, .key = ID(3), .channel = "live", .lines = LINE("A", 10), .expires_us = 300);
    DO(&s, BUFFER, .channel = "live", .lines = LINE("A", 0));
    DO(&s, RELEASE, .hold = ID(3));
    DO(&s, ISSUE, .channel = "live", .lines = LINE("A", 2));
    shop_close(&s);
}
