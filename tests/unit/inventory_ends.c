/* inventory_ends.c - what becomes of holds: committed, released, cancelled, issued, whole and in part. */
#include "inventory_shop.h"

static shop with_hold(int64_t received, int64_t held)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINE("A", received)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINE("A", held), .expires_us = 100), ECO_OK);
    return s;
}

/* The hold's line as the table has it: "held,committed,released,issued,cancelled,returned,state". */
static const char *line_of(shop *s, shop_text *text, int line)
{
    shop_csv(text, s, "holds", ECO_MAKE(eco_query, .key = ID(1)));
    char *row = strchr(text->bytes, '\n');
    for (int i = 0; i < line; i++)
        row = strchr(row + 1, '\n');
    for (int comma = 0; comma < 5; row++)
        comma += *row == ',';
    char *end = row;
    for (int comma = 0; comma < 7; end++)
        comma += *end == ',';
    end[-1] = '\0';
    return row;
}

TEST(inventory_ends, commit_and_issue)
{
    shop s = with_hold(10, 4);
    shop_text text;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1)), ECO_E_REFUSED);
    CHECK_TEXT(s.error.message, "nothing of hold 00000000-0000-0001-0000-000000000001 is committed");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1)), ECO_E_REFUSED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_OK);
    CHECK_INT(s.result.quantity, 4);
    CHECK_INT(s.result.sequence, 0);
    CHECK_LEVEL(&s, "A", 10, 0, 4);
    CHECK_TEXT(line_of(&s, &text, 0), "0,4,0,0,0,0,committed");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_E_COMMITTED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RELEASE, .hold = ID(1)), ECO_E_COMMITTED); /* a late release gives nothing away */
    CHECK_TEXT(s.error.message, "hold 00000000-0000-0001-0000-000000000001 is committed");
    s.now = 1000; /* what is sold does not expire */
    CHECK_LEVEL(&s, "A", 10, 0, 4);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1)), ECO_OK);
    CHECK_INT(s.result.quantity, 4);
    CHECK_INT(s.result.sequence, 2);
    CHECK_LEVEL(&s, "A", 6, 0, 0);
    CHECK_TEXT(line_of(&s, &text, 0), "0,0,0,4,0,0,issued");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1)), ECO_E_COMMITTED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1)), ECO_E_COMMITTED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_E_COMMITTED);
    shop_close(&s);
}

TEST(inventory_ends, release_once)
{
    shop s = with_hold(10, 4);
    shop_text text;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RELEASE, .hold = ID(1)), ECO_OK);
    CHECK_LEVEL(&s, "A", 10, 0, 0);
    CHECK_TEXT(line_of(&s, &text, 0), "0,0,4,0,0,0,released");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RELEASE, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1)), ECO_E_RELEASED);
    shop_close(&s);
}

TEST(inventory_ends, cancel_frees_what_was_sold)
{
    shop s = with_hold(10, 4);
    shop_text text;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1)), ECO_OK);
    CHECK_INT(s.result.quantity, 4);
    CHECK_LEVEL(&s, "A", 10, 0, 0);
    CHECK_TEXT(line_of(&s, &text, 0), "0,0,0,0,4,0,cancelled");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_E_RELEASED);
    shop_close(&s);
}

TEST(inventory_ends, in_parts)
{
    shop s = with_hold(20, 10);
    shop_text text;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINE("A", 4)), ECO_OK);
    CHECK_INT(s.result.quantity, 4);
    CHECK_LEVEL(&s, "A", 20, 6, 4);
    CHECK_TEXT(line_of(&s, &text, 0), "6,4,0,0,0,0,held");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1), .lines = LINE("A", 1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1), .lines = LINE("A", 1)), ECO_OK);
    CHECK_TEXT(line_of(&s, &text, 0), "6,2,0,1,1,0,held");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RELEASE, .hold = ID(1), .lines = LINE("A", 3)), ECO_OK);
    CHECK_TEXT(line_of(&s, &text, 0), "3,2,3,1,1,0,held");
    CHECK_LEVEL(&s, "A", 19, 3, 2);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINE("A", 4)), ECO_E_INVALID);
    CHECK_TEXT(s.error.message, "quantity 4 exceeds 3 held of sku 'A' in hold 00000000-0000-0001-0000-000000000001");
    CHECK_TEXT(s.error.path, "/0/lines/0");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1), .lines = LINE("A", 3)), ECO_E_INVALID);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_OK); /* all that is left */
    CHECK_INT(s.result.quantity, 3);
    CHECK_TEXT(line_of(&s, &text, 0), "0,5,3,1,1,0,committed");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1), .lines = LINE("A", 2)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1)), ECO_OK);
    CHECK_INT(s.result.quantity, 3);
    CHECK_TEXT(line_of(&s, &text, 0), "0,0,3,6,1,0,issued");
    CHECK_LEVEL(&s, "A", 14, 0, 0);
    shop_close(&s);
}

TEST(inventory_ends, the_last_part_ends_the_hold)
{
    shop s = with_hold(20, 3);
    shop_text text;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINE("A", 1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RELEASE, .hold = ID(1), .lines = LINE("A", 2)), ECO_OK);
    CHECK_TEXT(line_of(&s, &text, 0), "0,1,2,0,0,0,released");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1)), ECO_E_RELEASED);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1)), ECO_OK); /* what was committed is still sold */
    CHECK_TEXT(line_of(&s, &text, 0), "0,0,2,1,0,0,released");
    CHECK_LEVEL(&s, "A", 19, 0, 0);
    shop_close(&s);
    s = with_hold(20, 3);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINE("A", 3)), ECO_OK);
    CHECK_TEXT(line_of(&s, &text, 0), "0,3,0,0,0,0,committed");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1), .lines = LINE("A", 1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_ISSUE, .hold = ID(1), .lines = LINE("A", 2)), ECO_OK);
    CHECK_TEXT(line_of(&s, &text, 0), "0,0,0,2,1,0,issued");
    shop_close(&s);
}

TEST(inventory_ends, the_rest_of_a_part_expires)
{
    shop s = with_hold(20, 3);
    shop_text text;
    int64_t done;
    eco_error error;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINE("A", 1)), ECO_OK);
    s.now = 100;
    CHECK_LEVEL(&s, "A", 20, 0, 1);
    CHECK_OK(eco_inventory_tick(s.stock, 100, 1, &done, &error));
    CHECK_INT(done, 1);
    CHECK_LEVEL(&s, "A", 20, 0, 1);
    CHECK_TEXT(line_of(&s, &text, 0), "0,1,2,0,0,0,expired");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1)), ECO_OK);
    CHECK_TEXT(line_of(&s, &text, 0), "0,0,2,0,1,0,expired");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_CANCEL, .hold = ID(1)), ECO_E_EXPIRED);
    shop_close(&s);
}

TEST(inventory_ends, lines_are_found_by_their_level)
{
    shop s = shop_open();
    shop_text text;
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L("A", 9), L("B", 9), L("C", 9))), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINES(L("A", 1), L("B", 2), L("A", 3)), .expires_us = 100),
              ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINE("C", 1)), ECO_E_NOT_FOUND);
    CHECK_TEXT(s.error.message, "sku 'C' is not in hold 00000000-0000-0001-0000-000000000001 at this location");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINE("D", 1)), ECO_E_NOT_FOUND);
    /* Both lines of A together, and in any order. */
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINES(L("B", 1), L("A", 2))), ECO_OK);
    CHECK_INT(s.result.quantity, 3);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINES(L("A", 1), L("A", 2))), ECO_E_INVALID);
    CHECK_TEXT(s.error.path, "/0/lines/1");
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINES(L("A", 1), L("A", 1))), ECO_OK);
    CHECK_TEXT(line_of(&s, &text, 0), "0,1,0,0,0,0,held");
    CHECK_TEXT(line_of(&s, &text, 1), "1,1,0,0,0,0,held");
    CHECK_TEXT(line_of(&s, &text, 2), "0,3,0,0,0,0,held");
    CHECK_LEVEL(&s, "A", 9, 0, 4);
    shop_close(&s);
}
