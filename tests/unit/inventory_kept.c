/* inventory_kept.c - what was found by random histories: goods kept for channels while holds lapse, drop shipping beside holds, lots of expectations and counts. */
#include "inventory_shop.h"

#include <unistd.h>

static eco_stock_level level_for(shop *s, const char *sku, const char *channel)
{
    eco_stock_level level;
    eco_error error;
    CHECK_OK(eco_inventory_level(&level, s->stock, sku, NULL, channel, s->now, &error));
    return level;
}

/* ---- channels --------------------------------------------------------------------------------------------------------------------------- */

/* 10 on hand, 4 kept for "live", which has held them until 20. */
static void keep_and_hold(shop *s)
{
    DO(s, RECEIVE, .lines = LINE("A", 10));
    DO(s, BUFFER, .channel = "live", .lines = LINE("A", 4));
    DO(s, HOLD, .key = ID(1), .channel = "live", .lines = LINE("A", 4), .expires_us = 20);
}

TEST(inventory_kept, what_a_lapsed_hold_gives_back_is_kept_again_before_it_is_swept)
{
    shop s = shop_open();
    keep_and_hold(&s);
    CHECK_INT(level_for(&s, "A", "web").available, 6);
    s.now = 20;
    CHECK_INT(level_for(&s, "A", "web").available, 6);
    CHECK_INT(level_for(&s, "A", "web").buffered, 4);
    CHECK_INT(level_for(&s, "A", "live").available, 10);
    shop_close(&s);
}

/* In memory what is due is swept with every batch; on a database now and then. */
static void check_sweeps(shop *s)
{
    shop_text text;
    eco_error error;
    int64_t done;
    keep_and_hold(s);
    s->now = 20;
    DO(s, HOLD, .key = ID(2), .channel = "live", .lines = LINE("A", 3), .expires_us = 30); /* of the 4 that are kept again */
    CHECK_INT(level_for(s, "A", "web").buffered, 1);
    s->now = 30;
    DO(s, BUFFER, .channel = "live", .lines = LINE("A", 2)); /* after hold 2, which has lapsed, gave back its 3 */
    CHECK_OK(eco_inventory_tick(s->stock, s->now, 0, &done, &error));
    CHECK_TEXT(shop_csv(&text, s, "buffers", NULL), "sku,location,channel,quantity\nA,main,live,2\n");
}

/* What a tick does is the same. */
static void check_tick(shop *s)
{
    eco_error error;
    int64_t done;
    keep_and_hold(s);
    s->now = 20;
    CHECK_OK(eco_inventory_tick(s->stock, s->now, 0, &done, &error));
    CHECK_INT(done, 1);
    CHECK_INT(level_for(s, "A", "web").available, 6);
}

static void on_sqlite(void (*check)(shop *s))
{
    static const char *const files[] = {"", "-wal", "-shm", "-gate", "-lock"};
    char path[64], address[80], file[96];
    eco_store *store;
    eco_error error;
    snprintf(path, sizeof path, "/tmp/eco_kept_%ld.db", (long)getpid());
    snprintf(address, sizeof address, "sqlite:%s", path);
    if (eco_store_open(&store, address, NULL, &error) == ECO_E_INVALID)
        return; /* a build without SQLite */
    eco_store_free(store);
    shop s = shop_open_at(address);
    check(&s);
    shop_close(&s);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(file, sizeof file, "%s%s", path, files[i]);
        unlink(file);
    }
}

TEST(inventory_kept, what_is_kept_does_not_depend_on_who_sweeps)
{
    shop s = shop_open();
    check_sweeps(&s);
    shop_close(&s);
    on_sqlite(check_sweeps);
}

TEST(inventory_kept, a_tick_gives_back_what_was_kept)
{
    shop s = shop_open();
    check_tick(&s);
    shop_close(&s);
    on_sqlite(check_tick);
}

/* ---- drop shipping ---------------------------------------------------------------------------------------------------------------------- */

TEST(inventory_kept, the_supplier_ships_whatever_is_held_or_lies_there)
{
    shop s = shop_open();
    DO(&s, DEFINE, .item = ITEM(.sku = "D", .is_drop_shipped = true, .safety = 5));
    DO(&s, HOLD, .key = ID(1), .lines = LINE("D", 3), .expires_us = 100);
    DO(&s, ISSUE, .lines = LINE("D", 2)); /* nothing lies there, and 3 are promised to another */
    DO(&s, RETURN, .lines = LINE("D", 6));
    DO(&s, ISSUE, .lines = LINE("D", 1));
    DO(&s, COMMIT, .hold = ID(1));
    DO(&s, ISSUE, .hold = ID(1));
    CHECK_INT(shop_level_at(&s, "D", NULL).quantity[ECO_STOCK_ON_HAND], 6);
    shop_close(&s);
}

/* ---- lots ------------------------------------------------------------------------------------------------------------------------------- */

TEST(inventory_kept, an_expected_lot_does_not_lend_its_expiry_to_another)
{
    shop s = shop_open();
    shop_text text;
    DO(&s, DEFINE, .item = ITEM(.sku = "M", .has_lots = true));
    DO(&s, EXPECT, .key = ID(1), .lines = LINES(LOT("M", "L1", 3, 500)));
    DO(&s, RECEIVE, .source = ID(1), .lines = LINES(LOT("M", "L2", 1, 0)));
    DO(&s, RECEIVE, .source = ID(1), .lines = LINE("M", 5)); /* 3 more than were expected are of the lot that was expected too */
    CHECK_TEXT(shop_csv(&text, &s, "lots", NULL), "sku,location,lot,state,quantity,expires,received\n"
                                                  "M,main,L1,on_hand,5,1970-01-01T00:00:00.0005Z,1970-01-01T00:00:00.00001Z\n"
                                                  "M,main,L2,on_hand,1,,1970-01-01T00:00:00.00001Z\n");
    shop_close(&s);
}

TEST(inventory_kept, what_came_together_leaves_by_name)
{
    shop s = shop_open();
    shop_text text;
    DO(&s, DEFINE, .item = ITEM(.sku = "M", .has_lots = true, .picking = ECO_PICKING_FIFO));
    DO(&s, RECEIVE, .lines = LINES(LOT("M", "L3", 2, 0), LOT("M", "L2", 2, 0), LOT("M", "L1", 2, 0), LOT("M", "L9", 2, 400)));
    DO(&s, ISSUE, .lines = LINE("M", 5)); /* L1, L2 and one of L3 */
    CHECK_TEXT(shop_csv(&text, &s, "lots", NULL), "sku,location,lot,state,quantity,expires,received\n"
                                                  "M,main,L9,on_hand,2,1970-01-01T00:00:00.0004Z,1970-01-01T00:00:00.00001Z\n"
                                                  "M,main,L3,on_hand,1,,1970-01-01T00:00:00.00001Z\n");
    shop_close(&s);
}

TEST(inventory_kept, a_lot_that_was_empty_has_moved_all_the_same)
{
    shop s = shop_open();
    DO(&s, DEFINE, .item = ITEM(.sku = "M", .has_lots = true));
    DO(&s, RECEIVE, .lines = LINES(LOT("M", "L1", 2, 0)));
    DO(&s, ISSUE, .lines = LINE("M", 2), .at_us = 90);
    DO(&s, RECEIVE, .lines = LINES(LOT("M", "L1", 3, 0)), .at_us = 50); /* by another host's clock */
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COUNT, .lines = LINES(LOT("M", "L1", 3, 0)), .at_us = 60), ECO_E_VERSION);
    shop_close(&s);
}

/* ---- documents -------------------------------------------------------------------------------------------------------------------------- */

TEST(inventory_kept, what_is_lost_on_the_way_is_below_zero)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINE("A", 9));
    DO(&s, SHIP_TRANSFER, .key = ID(1), .to_location = "HK", .lines = LINE("A", 6));
    DO(&s, ADJUST, .source = ID(1), .to_state = ECO_STOCK_IN_TRANSIT, .lines = LINE_AT("A", "HK", -2), .reason = "lost");
    CHECK_INT(s.result.quantity, -2);
    shop_close(&s);
}

/* What was counted is less than what is promised: the second line of a count, which is none of the command. */
TEST(inventory_kept, a_count_that_takes_what_is_promised)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINES(L("A", 5), L("B", 5)));
    DO(&s, COUNT, .key = ID(1), .lines = LINES(L("A", 5), L("B", 3)));
    DO(&s, HOLD, .lines = LINE("B", 4), .expires_us = 100);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_APPROVE, .source = ID(1), .reason = "stocktake"), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.message, "quantity 2 exceeds 1 available of sku 'B' at 'main'");
    CHECK_INT(s.result.available, 1);
    shop_close(&s);
}
