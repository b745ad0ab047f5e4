/* inventory_hold.c - holds: all or nothing, partial, deadlines, retries. */
#include "inventory_shop.h"

TEST(inventory_hold, reserves_until_its_deadline)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 5)), ECO_OK);
    CHECK_INT(s.result.quantity, 5);
    CHECK_INT(s.result.sequence, 1);
    CHECK_INT(s.result.line, 0);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", 3), .expires_us = 100), ECO_OK);
    CHECK_INT(s.result.quantity, 3);
    CHECK_INT(s.result.sequence, 0);
    CHECK_LEVEL(&s, "A", 5, 3, 0);
    s.now = 99;
    CHECK_LEVEL(&s, "A", 5, 3, 0);
    s.now = 100; /* no tick has run */
    CHECK_LEVEL(&s, "A", 5, 0, 0);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RELEASE, .hold = ID(1)), ECO_E_EXPIRED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_EXTEND, .hold = ID(1), .expires_us = 200), ECO_E_EXPIRED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_E_EXPIRED);
    s.now = 50; /* a host whose clock is behind does not get it back */
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_E_EXPIRED);
    shop_close(&s);
}

TEST(inventory_hold, is_swept_by_ticks)
{
    shop s = shop_open();
    int64_t done;
    eco_error error;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 5)), ECO_OK);
    for (uint64_t i = 1; i <= 3; i++)
        CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(i), .lines = LINE("A", 1), .expires_us = 100), ECO_OK);
    CHECK_OK(eco_inventory_tick(s.stock, 99, 0, &done, &error));
    CHECK_INT(done, 0);
    CHECK_OK(eco_inventory_tick(s.stock, 100, 2, &done, &error));
    CHECK_INT(done, 2);
    CHECK_LEVEL(&s, "A", 5, 1, 0); /* as of 10: two are gone for good */
    CHECK_OK(eco_inventory_tick(s.stock, 100, 2, &done, &error));
    CHECK_INT(done, 1);
    CHECK_LEVEL(&s, "A", 5, 0, 0);
    shop_close(&s);
}

TEST(inventory_hold, is_swept_when_its_goods_are_needed)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 5)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("A", 5), .expires_us = 60), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .at_us = 59, .lines = LINE("A", 1), .expires_us = 99), ECO_E_INSUFFICIENT);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .at_us = 60, .lines = LINE("A", 5), .expires_us = 99), ECO_OK);
    s.now = 60;
    CHECK_LEVEL(&s, "A", 5, 5, 0);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .at_us = 98, .lines = LINE("A", -1), .reason = "lost"), ECO_E_INSUFFICIENT);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ADJUST, .at_us = 99, .lines = LINE("A", -1), .reason = "lost"), ECO_OK);
    CHECK_LEVEL(&s, "A", 4, 0, 0);
    shop_close(&s);
}

/* What is due is more than one commit sweeps by the way: the first command has to wait for it, and those behind it must see what it did. */
TEST(inventory_hold, commands_of_a_call_keep_their_order)
{
    shop s = shop_open();
    eco_inventory_result results[3];
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 100)), ECO_OK);
    for (uint64_t i = 0; i < 100; i++)
        CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("A", 1), .expires_us = 50), ECO_OK);
    const eco_inventory_command commands[] = {
        {.key = ID(1), .verb = ECO_INVENTORY_HOLD, .at_us = 60, .lines = LINE("A", 90), .expires_us = 99},
        {.key = ID(2), .verb = ECO_INVENTORY_HOLD, .at_us = 60, .lines = LINE("A", 11), .expires_us = 99},
        {.key = ID(3), .verb = ECO_INVENTORY_COMMIT, .at_us = 60, .hold = ID(1)},
    };
    CHECK_INT(eco_inventory_execute(s.stock, commands, 3, results, &s.error), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.path, "/1/lines/0");
    CHECK_TEXT(s.error.message, "quantity 11 exceeds 10 available of sku 'A' at 'main'");
    CHECK_INT(results[0].status, ECO_OK);
    CHECK_INT(results[1].status, ECO_E_INSUFFICIENT);
    CHECK_INT(results[2].status, ECO_OK);
    s.now = 60;
    CHECK_INT(shop_level_at(&s, "A", NULL).quantity[ECO_STOCK_COMMITTED], 90);
    shop_close(&s);
}

/* More holds are due than one commit sweeps by the way, the earliest first. */
static shop with_many_due(void)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 101)), ECO_OK);
    for (uint64_t i = 0; i < 100; i++)
        CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("A", 1), .expires_us = 50), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", 1), .expires_us = 60), ECO_OK);
    return s;
}

TEST(inventory_hold, is_lost_at_its_deadline_though_nobody_swept_it)
{
    static const eco_inventory_verb verbs[] = {ECO_INVENTORY_COMMIT, ECO_INVENTORY_RELEASE, ECO_INVENTORY_ISSUE,
                                               ECO_INVENTORY_CANCEL};
    shop s = with_many_due();
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        CHECK_INT(shop_do(&s, verbs[i], .at_us = 60, .hold = ID(1)), ECO_E_EXPIRED);
        CHECK_TEXT(s.error.message, "hold 00000000-0000-0001-0000-000000000001 expired at 1970-01-01T00:00:00.00006Z, at_us is "
                                    "1970-01-01T00:00:00.00006Z");
    }
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .at_us = 59, .hold = ID(1)), ECO_OK); /* by the command's own time */
    shop_close(&s);
}

TEST(inventory_hold, takes_all_that_is_due_if_partial)
{
    shop s = with_many_due();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .at_us = 60, .lines = LINE("A", 200), .partial = true, .expires_us = 90), ECO_OK);
    CHECK_INT(s.result.quantity, 101);
    shop_close(&s);
}

TEST(inventory_hold, says_what_exceeds_what)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L_AT("A-17", "SZ", 9), L_AT("B", "SZ", 1))), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINES(L_AT("B", "SZ", 1), L_AT("A-17", "SZ", 12)), .expires_us = 100),
              ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.message, "quantity 12 exceeds 9 available of sku 'A-17' at 'SZ'");
    CHECK_TEXT(s.error.path, "/0/lines/1");
    CHECK_INT(s.result.line, 2);
    CHECK_INT(s.result.available, 9);
    CHECK_LEVEL(&s, "B", 1, 0, 0); /* the first line was taken back */
    /* Lines of one SKU count together. */
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINES(L("A-17", 5), L_AT("A-17", "SZ", 5)), .expires_us = 100),
              ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.message, "quantity 10 exceeds 9 available of sku 'A-17' at 'SZ'");
    CHECK_INT(s.result.available, 9);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINES(L("A-17", 4), L_AT("A-17", "SZ", 5)), .expires_us = 100), ECO_OK);
    CHECK_LEVEL(&s, "A-17", 9, 9, 0);
    shop_close(&s);
}

TEST(inventory_hold, takes_what_is_there_if_partial)
{
    shop s = shop_open();
    shop_text text;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L("A", 5), L("B", 2))), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("B", 2), .expires_us = 50), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(7), .lines = LINES(L("A", 3), L("B", 1), L("A", 3)), .partial = true,
                      .expires_us = 100),
              ECO_OK);
    CHECK_INT(s.result.quantity, 5);
    CHECK_TEXT(shop_csv(&text, &s, "holds", ECO_MAKE(eco_query, .key = ID(7))), /* lines keep their numbers */
               "hold,line,sku,location,quantity,held,committed,released,issued,cancelled,returned,state,at,expires,ended,channel,"
               "actor,reason,"
               "reference,version\n"
               "00000000-0000-0001-0000-000000000007,0,A,main,3,3,0,0,0,0,0,held,1970-01-01T00:00:00.00001Z,1970-01-01T00:00:00."
               "0001Z,,,,"
               ",,1\n"
               "00000000-0000-0001-0000-000000000007,1,B,main,0,0,0,0,0,0,0,held,1970-01-01T00:00:00.00001Z,1970-01-01T00:00:00."
               "0001Z,,,,"
               ",,1\n"
               "00000000-0000-0001-0000-000000000007,2,A,main,2,2,0,0,0,0,0,held,1970-01-01T00:00:00.00001Z,1970-01-01T00:00:00."
               "0001Z,,,,"
               ",,1\n");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("A", 3), .partial = true, .expires_us = 100), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.message, "quantity 3 exceeds 0 available of sku 'A' at 'main'");
    CHECK_INT(s.result.line, 1);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("C", 3), .partial = true, .expires_us = 100), ECO_E_NOT_FOUND);
    /* What is due by then is there. */
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .at_us = 50, .lines = LINE("B", 3), .partial = true, .expires_us = 100), ECO_OK);
    CHECK_INT(s.result.quantity, 2);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(7)), ECO_OK);
    CHECK_INT(s.result.quantity, 5);
    shop_close(&s);
}

TEST(inventory_hold, is_extended)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 5)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", 5), .expires_us = 60), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_EXTEND, .at_us = 59, .hold = ID(1), .expires_us = 90), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .at_us = 60, .lines = LINE("A", 1), .expires_us = 99), ECO_E_INSUFFICIENT);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_EXTEND, .at_us = 61, .hold = ID(1), .expires_us = 70), ECO_OK); /* earlier, too */
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .at_us = 69, .hold = ID(1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_EXTEND, .at_us = 69, .hold = ID(1), .expires_us = 90), ECO_E_COMMITTED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_EXTEND, .hold = ID(2), .expires_us = 90), ECO_E_NOT_FOUND);
    CHECK_TEXT(s.error.path, "/0/hold");
    shop_close(&s);
}

TEST(inventory_hold, is_made_once)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .key = ID(9), .lines = LINE("A", 5)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINES(L("A", 1), L("A", 2)), .expires_us = 60), ECO_OK);
    CHECK(!s.result.replayed);
    /* A retry: later, by somebody else, with another deadline and its lines the other way round. */
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .at_us = 50, .lines = LINES(L("A", 2), L("A", 1)), .expires_us = 200,
                      .actor = "retry"),
              ECO_OK);
    CHECK(s.result.replayed);
    CHECK_INT(s.result.quantity, 3);
    CHECK_INT(s.result.line, 0);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", 3), .expires_us = 60), ECO_E_KEY_REUSED);
    CHECK_INT(
        shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINES(L("A", 1), L("A", 2)), .expires_us = 60, .channel = "web"),
        ECO_E_KEY_REUSED);
    CHECK_INT(
        shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINES(L("A", 1), L("A", 2)), .expires_us = 60, .partial = true),
        ECO_E_KEY_REUSED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .key = ID(1), .lines = LINE("A", 5)), ECO_E_KEY_REUSED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(9), .lines = LINE("A", 5), .expires_us = 60), ECO_E_KEY_REUSED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .key = ID(9), .lines = LINE("A", 6)), ECO_E_KEY_REUSED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .key = ID(9), .lines = LINE("A", 5)), ECO_OK);
    CHECK(s.result.replayed);
    CHECK_INT(s.result.quantity, 5);
    CHECK_INT(s.result.sequence, 1);
    CHECK_INT(s.result.line, 0);
    CHECK_LEVEL(&s, "A", 5, 3, 0);
    shop_close(&s);
}

TEST(inventory_hold, dry_runs_and_links)
{
    shop s = shop_open();
    eco_inventory_result results[3];
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 5)), ECO_OK);
    CHECK_INT(
        shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .flags = ECO_COMMAND_DRY_RUN, .lines = LINE("A", 5), .expires_us = 60),
        ECO_OK);
    CHECK_INT(s.result.quantity, 5);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_E_NOT_FOUND);
    CHECK_LEVEL(&s, "A", 5, 0, 0);
    const eco_inventory_command chain[] = {
        {.key = ID(1),
         .verb = ECO_INVENTORY_HOLD,
         .at_us = 10,
         .flags = ECO_COMMAND_LINKED,
         .lines = LINE("A", 5),
         .expires_us = 60},
        {.key = ID(2), .verb = ECO_INVENTORY_COMMIT, .at_us = 10, .flags = ECO_COMMAND_LINKED, .hold = ID(1)},
        {.key = ID(3), .verb = ECO_INVENTORY_ISSUE, .at_us = 10, .hold = ID(4)},
    };
    CHECK_INT(eco_inventory_execute(s.stock, chain, 3, results, &s.error), ECO_E_NOT_FOUND);
    CHECK_TEXT(s.error.path, "/2/hold");
    CHECK_INT(results[0].status, ECO_E_LINKED);
    CHECK_LEVEL(&s, "A", 5, 0, 0);
    eco_inventory_command right[3];
    memcpy(right, chain, sizeof chain);
    right[2].hold = ID(1);
    CHECK_INT(eco_inventory_execute(s.stock, right, 3, results, &s.error), ECO_OK);
    CHECK_LEVEL(&s, "A", 0, 0, 0);
    eco_step step = eco_inventory_step(s.stock, right, 3, results);
    CHECK_INT(eco_store_together(s.store, &step, 1, &s.error), ECO_OK);
    CHECK(results[2].replayed);
    CHECK_INT(results[2].quantity, 5);
    shop_close(&s);
}

TEST(inventory_hold, has_versions)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", 5)), ECO_OK);
    CHECK_INT(shop_level_at(&s, "A", NULL).version, 1);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .expected_version = 2, .lines = LINE("A", 1), .expires_us = 60),
              ECO_E_VERSION);
    CHECK_TEXT(s.error.message, "expected_version is 2, the level has 1");
    CHECK_TEXT(s.error.path, "/0/expected_version");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .expected_version = 1, .lines = LINE("A", 1), .expires_us = 60),
              ECO_OK);
    CHECK_INT(shop_level_at(&s, "A", NULL).version, 2);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_EXTEND, .hold = ID(1), .expected_version = 2, .expires_us = 70), ECO_E_VERSION);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_EXTEND, .hold = ID(1), .expected_version = 1, .expires_us = 70), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .expected_version = 2), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .expected_version = 1, .lines = LINE("B", 1)), ECO_E_VERSION);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .expected_version = 1, .lines = LINES(L("A", 1), L("A", 1))), ECO_E_INVALID);
    shop_close(&s);
}

TEST(inventory_hold, finds_the_only_location)
{
    shop s = shop_open();
    shop_text text;
    eco_stock_level level;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("A", 1), .expires_us = 60), ECO_E_NOT_FOUND);
    CHECK_TEXT(s.error.message, "sku 'A' was never received at 'main'");
    CHECK_INT(s.result.line, 1);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE_AT("A", "SZ", 5)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("A", 1), .expires_us = 60), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L("B", 5), L_AT("B", "SZ", 1))), ECO_OK);
    CHECK_INT(shop_level_at(&s, "B", "SZ").available, 6);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE_AT("A", "GZ", 5)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .lines = LINE("A", 1), .expires_us = 60), ECO_E_INVALID);
    CHECK_TEXT(s.error.message, "no location is given, and there are 2 of them");
    CHECK_TEXT(s.error.path, "/0/lines/0");
    CHECK_INT(eco_inventory_level(&level, s.stock, "A", NULL, NULL, 10, &s.error), ECO_E_INVALID);
    CHECK_TEXT(s.error.path, "/location");
    CHECK_TEXT(shop_csv(&text, &s, "locations", NULL), "location\nGZ\nSZ\n");
    /* A failed first receipt does not leave its location behind. */
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L_AT("A", "HK", 1), L_AT("A", "HK", INT64_MAX))), ECO_E_OVERFLOW);
    CHECK_TEXT(shop_csv(&text, &s, "locations", NULL), "location\nGZ\nSZ\n");
    CHECK_INT(eco_inventory_level(&level, s.stock, "A", "HK", NULL, 10, &s.error), ECO_E_NOT_FOUND);
    shop_close(&s);
}
