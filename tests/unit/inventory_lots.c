/* inventory_lots.c - lots with expiry, by picking order; serials; each is in one place, always. */
#include "inventory_shop.h"

#define SERIAL(sku_, serial_)                             \
    {                                                     \
        .sku = (sku_), .serial = (serial_), .quantity = 1 \
    }

static shop with_lots(eco_picking picking)
{
    shop s = shop_open();
    DO(&s, DEFINE, .item = ITEM(.sku = "M", .has_lots = true, .picking = picking));
    DO(&s, RECEIVE, .at_us = 10, .lines = LINES(LOT("M", "L1", 4, 300)));
    DO(&s, RECEIVE, .at_us = 11, .lines = LINES(LOT("M", "L2", 3, 200)));
    DO(&s, RECEIVE, .at_us = 12, .lines = LINES(LOT("M", "L3", 9, 50), LOT("M", "L4", 2, 0)));
    s.now = 100; /* L3 has expired */
    return s;
}

static eco_stock_level level_of(shop *s, const char *sku)
{
    eco_stock_level level;
    eco_error error;
    CHECK_OK(eco_inventory_level(&level, s->stock, sku, NULL, NULL, s->now, &error));
    return level;
}

TEST(inventory_lots, what_expires_first_leaves_first)
{
    shop s = with_lots(ECO_PICKING_FEFO);
    shop_text text;
    CHECK_INT(level_of(&s, "M").available, 9);
    CHECK_INT(level_of(&s, "M").expired, 9);
    DO(&s, ISSUE, .lines = LINE("M", 5));
    CHECK_TEXT(shop_csv(&text, &s, "lots", NULL), "sku,location,lot,state,quantity,expires,received\n"
                                                  "M,main,L3,on_hand,9,1970-01-01T00:00:00.00005Z,1970-01-01T00:00:00.000012Z\n"
                                                  "M,main,L1,on_hand,2,1970-01-01T00:00:00.0003Z,1970-01-01T00:00:00.00001Z\n"
                                                  "M,main,L4,on_hand,2,,1970-01-01T00:00:00.000012Z\n");
    DO(&s, HOLD, .key = ID(1), .lines = LINE("M", 3), .expires_us = 900);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 2 exceeds 1 available of sku 'M' at 'main'", HOLD, .lines = LINE("M", 2),
            .expires_us = 900);
    DO(&s, COMMIT, .hold = ID(1));
    DO(&s, ISSUE, .hold = ID(1)); /* L1, then L4 */
    CHECK_INT(level_of(&s, "M").available, 1);
    DO(&s, ISSUE, .lines = LINES({.sku = "M", .quantity = 1}));
    CHECK_INT(level_of(&s, "M").available, 0);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 available of sku 'M' at 'main'", ISSUE, .lines = LINE("M", 1));
    shop_close(&s);
}

TEST(inventory_lots, what_came_first_leaves_first)
{
    shop s = with_lots(ECO_PICKING_FIFO);
    shop_text text;
    DO(&s, ISSUE, .lines = LINE("M", 5));
    const char *lots = shop_csv(&text, &s, "lots", NULL);
    CHECK_F(strstr(lots, "L2,on_hand,2,") && !strstr(lots, "L1,"), "%.500s", lots);
    shop_close(&s);
}

TEST(inventory_lots, by_name)
{
    shop s = with_lots(ECO_PICKING_FEFO);
    shop_text text;
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 3 exceeds 2 of sku 'M' in lot 'L4' at 'main'", ISSUE,
            .lines = LINES(LOT("M", "L4", 3, 0)));
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 of sku 'M' in lot 'L9' at 'main'", ISSUE,
            .lines = LINES(LOT("M", "L9", 1, 0)));
    DO(&s, ISSUE, .lines = LINES(LOT("M", "L4", 2, 0)));
    DO(&s, MOVE_STATE, .to_state = ECO_STOCK_DAMAGED, .lines = LINES(LOT("M", "L3", 9, 0))); /* it has expired, and is named */
    const eco_stock_level level = level_of(&s, "M");
    CHECK_INT(level.quantity[ECO_STOCK_DAMAGED], 9);
    CHECK_INT(level.expired, 0);
    DO(&s, ADJUST, .to_state = ECO_STOCK_DAMAGED, .lines = LINES(LOT("M", "L3", -4, 0)), .reason = "destroyed");
    DO(&s, RETURN_TO_VENDOR, .from_state = ECO_STOCK_DAMAGED, .lines = LINES(LOT("M", "L3", 5, 0)));
    CHECK_F(!strstr(shop_csv(&text, &s, "lots", NULL), "L3"), "%.500s", text.bytes);
    shop_close(&s);
}

TEST(inventory_lots, bad_lots)
{
    shop s = with_lots(ECO_PICKING_FEFO);
    DO(&s, RECEIVE, .lines = LINE("N", 5));
    REFUSED(&s, ECO_E_INVALID, "sku 'M' has lots, and none is given", RECEIVE, .lines = LINE("M", 1));
    REFUSED(&s, ECO_E_INVALID, "lot 'L5' expired at 1970-01-01T00:00:00.00009Z, at_us is 1970-01-01T00:00:00.0001Z", RECEIVE,
            .lines = LINES(LOT("M", "L5", 1, 90)));
    REFUSED(&s, ECO_E_INVALID, "lot 'L1' is there already, and expires 1970-01-01T00:00:00.0003Z, not 1970-01-01T00:00:00.0004Z",
            RECEIVE, .lines = LINES(LOT("M", "L1", 1, 400)));
    REFUSED(&s, ECO_E_INVALID, "sku 'N' has no lots: define it with has_lots first", RECEIVE,
            .lines = LINES(LOT("N", "L1", 1, 0)));
    REFUSED(&s, ECO_E_INVALID, "hold does not use lots and serials", HOLD, .lines = LINES(LOT("M", "L1", 1, 0)),
            .expires_us = 900);
    REFUSED(&s, ECO_E_INVALID, "lot_expires_us is of a lot, and none is given", RECEIVE, .lines = LINES(LOT("M", NULL, 1, 400)));
    DO(&s, RECEIVE, .to_state = ECO_STOCK_DAMAGED, .lines = LINES(LOT("M", "L5", 1, 90))); /* not to be sold */
    shop_close(&s);
}

TEST(inventory_lots, goods_from_before_lots_leave_last)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINE("M", 3));
    DO(&s, DEFINE, .item = ITEM(.sku = "M", .has_lots = true));
    DO(&s, RECEIVE, .lines = LINES(LOT("M", "L1", 2, 300)));
    DO(&s, ISSUE, .lines = LINE("M", 4));
    CHECK_INT(level_of(&s, "M").quantity[ECO_STOCK_ON_HAND], 1);
    DO(&s, SHIP_TRANSFER, .key = ID(7), .to_location = "HK", .lines = LINE("M", 1));
    DO(&s, RECEIVE_TRANSFER, .source = ID(7));
    CHECK_INT(shop_level_at(&s, "M", "HK").available, 1);
    shop_close(&s);
}

/* ---- serials ---------------------------------------------------------------------------------------------------------------------------- */

TEST(inventory_lots, serials_are_in_one_place)
{
    shop s = shop_open();
    shop_text text;
    DO(&s, DEFINE, .item = ITEM(.sku = "P", .has_serials = true));
    DO(&s, RECEIVE, .lines = LINES(SERIAL("P", "S1"), SERIAL("P", "S2"), SERIAL("P", "S3")));
    REFUSED(&s, ECO_E_INVALID, "serial 'S2' of sku 'P' is there already", RECEIVE, .lines = LINES(SERIAL("P", "S2")));
    REFUSED(&s, ECO_E_INVALID, "serial 'S9' of sku 'P' is there already", RECEIVE,
            .lines = LINES(SERIAL("P", "S9"), SERIAL("P", "S9")));
    REFUSED(&s, ECO_E_INVALID, "sku 'P' has serials: each line needs one, and a quantity of 1", RECEIVE, .lines = LINE("P", 1));
    DO(&s, HOLD, .key = ID(1), .lines = LINE("P", 2), .expires_us = 900);
    DO(&s, COMMIT, .hold = ID(1));
    REFUSED(&s, ECO_E_INVALID, "sku 'P' has serials: each line needs one, and a quantity of 1", ISSUE, .hold = ID(1));
    REFUSED(&s, ECO_E_NOT_FOUND, "serial 'S9' of sku 'P' was never received", ISSUE, .hold = ID(1),
            .lines = LINES(SERIAL("P", "S9")));
    DO(&s, ISSUE, .hold = ID(1), .lines = LINES(SERIAL("P", "S3"), SERIAL("P", "S1")));
    REFUSED(&s, ECO_E_NOT_FOUND, "serial 'S3' of sku 'P' is not there", ISSUE, .lines = LINES(SERIAL("P", "S3")));
    DO(&s, RETURN, .hold = ID(1), .lines = LINES(SERIAL("P", "S3")), .to_state = ECO_STOCK_QUALITY_CONTROL);
    DO(&s, MOVE_STATE, .from_state = ECO_STOCK_QUALITY_CONTROL, .to_state = ECO_STOCK_DAMAGED, .lines = LINES(SERIAL("P", "S3")));
    DO(&s, SHIP_TRANSFER, .key = ID(2), .to_location = "HK", .lines = LINES(SERIAL("P", "S2")));
    CHECK_TEXT(shop_csv(&text, &s, "serials", NULL), "sku,serial,location,state,version\n"
                                                     "P,S1,,customer,2\n"
                                                     "P,S2,HK,in_transit,3\n"
                                                     "P,S3,main,damaged,4\n");
    DO(&s, CANCEL, .source = ID(2));
    DO(&s, ISSUE, .lines = LINES({.sku = "P", .location = "main", .serial = "S2", .quantity = 1}));
    shop_close(&s);
}
