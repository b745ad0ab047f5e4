/* inventory_documents.c - what is expected, in transit, returned, counted; books that are closed. */
#include "inventory_shop.h"

/* on_hand, incoming, in_transit, damaged, quality_control: one digit each. */
static int64_t states_of(shop *s, const char *sku, const char *location)
{
    const eco_stock_level level = shop_level_at(s, sku, location);
    const int64_t *q = level.quantity;
    return q[ECO_STOCK_ON_HAND] * 10000 + q[ECO_STOCK_INCOMING] * 1000 + q[ECO_STOCK_IN_TRANSIT] * 100 +
           q[ECO_STOCK_DAMAGED] * 10 + q[ECO_STOCK_QUALITY_CONTROL];
}

TEST(inventory_documents, what_is_expected_comes)
{
    shop s = shop_open();
    shop_text text;
    DO(&s, EXPECT, .key = ID(1), .lines = LINES({.sku = "A", .quantity = 9, .cost_minor = 100}, L("B", 2)), .due_us = 50);
    CHECK_INT(states_of(&s, "A", NULL), 9000);
    DO(&s, RECEIVE, .source = ID(1), .lines = LINE("A", 4));
    CHECK_INT(states_of(&s, "A", NULL), 45000);
    DO(&s, RECEIVE, .source = ID(1), .lines = LINE("A", 4), .to_state = ECO_STOCK_QUALITY_CONTROL);
    CHECK_INT(states_of(&s, "A", NULL), 41004);
    DO(&s, RECEIVE, .source = ID(1), .lines = LINE("A", 3)); /* two more than were expected */
    CHECK_INT(states_of(&s, "A", NULL), 70004);
    REFUSED(&s, ECO_E_NOT_FOUND, "sku 'C' was never received at 'main'", RECEIVE, .source = ID(1), .lines = LINE("C", 1));
    DO(&s, CANCEL, .source = ID(1)); /* B does not come */
    CHECK_INT(states_of(&s, "B", NULL), 0);
    REFUSED(&s, ECO_E_COMMITTED, "expect 00000000-0000-0001-0000-000000000001 is done", RECEIVE, .source = ID(1));
    CHECK_TEXT(
        shop_csv(&text, &s, "documents", NULL),
        "document,line,verb,state,sku,location,from_location,lot,serial,quantity,done,cancelled,cost,at,due,actor,reason,"
        "reference,version\n"
        "00000000-0000-0001-0000-000000000001,0,expect,done,A,main,,,,9,9,0,100,1970-01-01T00:00:00.00001Z,1970-01-01T00:00:"
        "00.00005Z,,,,5\n"
        "00000000-0000-0001-0000-000000000001,1,expect,done,B,main,,,,2,0,2,0,1970-01-01T00:00:00.00001Z,1970-01-01T00:00:00."
        "00005Z,,,,5\n");
    /* The costs of what came sum to that of what was expected, and the surplus costs as much. */
    const char *ledger = shop_csv(&text, &s, "ledger", ECO_MAKE(eco_query, .subject = "A", .after_sequence = 2));
    CHECK_F(strstr(ledger, "incoming,available,4,,,44,") && strstr(ledger, "incoming,quality_control,4,,,44,") &&
                strstr(ledger, "incoming,available,1,,,12,") && strstr(ledger, "supplier,available,2,,,22,"),
            "%.700s", ledger);
    shop_close(&s);
}

TEST(inventory_documents, transfers_pass_through_transit)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINES(L("A", 9), L("B", 9)));
    DO(&s, HOLD, .lines = LINE("A", 2), .expires_us = 1000);
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 8 exceeds 7 available of sku 'A' at 'main'", SHIP_TRANSFER, .to_location = "HK",
            .lines = LINE("A", 8));
    REFUSED(&s, ECO_E_INVALID, "sku 'A' is at 'main' already", SHIP_TRANSFER, .to_location = "main", .lines = LINE("A", 1));
    DO(&s, SHIP_TRANSFER, .key = ID(1), .to_location = "HK", .lines = LINES(L("A", 6), L("B", 5)), .due_us = 77);
    CHECK_INT(states_of(&s, "A", "main"), 30000);
    CHECK_INT(states_of(&s, "A", "HK"), 600);
    CHECK_INT(shop_level_at(&s, "A", "HK").promise_us, 77);
    DO(&s, RECEIVE_TRANSFER, .source = ID(1), .lines = LINE_AT("A", "HK", 2));
    DO(&s, RECEIVE_TRANSFER, .source = ID(1), .lines = LINE_AT("A", "HK", 1), .to_state = ECO_STOCK_DAMAGED);
    CHECK_INT(states_of(&s, "A", "HK"), 20310);
    REFUSED(&s, ECO_E_INVALID, "quantity 4 exceeds 3 open of sku 'A' in ship_transfer 00000000-0000-0001-0000-000000000001",
            RECEIVE_TRANSFER, .source = ID(1), .lines = LINE_AT("A", "HK", 4));
    REFUSED(&s, ECO_E_INVALID, "receive does not end ship_transfer", RECEIVE, .source = ID(1));
    DO(&s, ADJUST, .source = ID(1), .to_state = ECO_STOCK_IN_TRANSIT, .lines = LINE_AT("A", "HK", -1), .reason = "lost");
    CHECK_INT(states_of(&s, "A", "HK"), 20210);
    DO(&s, CANCEL, .source = ID(1), .lines = LINE_AT("B", "HK", 5)); /* turns back */
    CHECK_INT(states_of(&s, "B", "main"), 90000);
    DO(&s, RECEIVE_TRANSFER, .source = ID(1));
    CHECK_INT(states_of(&s, "A", "HK"), 40010);
    REFUSED(&s, ECO_E_COMMITTED, "ship_transfer 00000000-0000-0001-0000-000000000001 is done", CANCEL, .source = ID(1));
    shop_close(&s);
}

TEST(inventory_documents, returns_never_exceed_what_was_issued)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINE("A", 9));
    DO(&s, HOLD, .key = ID(1), .lines = LINE("A", 5), .expires_us = 1000);
    REFUSED(&s, ECO_E_REFUSED, "of hold 00000000-0000-0001-0000-000000000001 nothing is issued and not returned yet", RETURN,
            .hold = ID(1));
    DO(&s, COMMIT, .hold = ID(1));
    DO(&s, ISSUE, .hold = ID(1), .lines = LINE("A", 4));
    DO(&s, RETURN, .hold = ID(1), .lines = LINE("A", 1), .to_state = ECO_STOCK_QUALITY_CONTROL);
    REFUSED(&s, ECO_E_INVALID, "quantity 4 exceeds 3 issued of sku 'A' in hold 00000000-0000-0001-0000-000000000001", RETURN,
            .hold = ID(1), .lines = LINE("A", 4));
    DO(&s, RETURN, .hold = ID(1));
    CHECK_INT(s.result.quantity, 3);
    CHECK_INT(states_of(&s, "A", NULL), 80001);
    DO(&s, MOVE_STATE, .from_state = ECO_STOCK_QUALITY_CONTROL, .lines = LINE("A", 1));
    CHECK_INT(states_of(&s, "A", NULL), 90000);
    DO(&s, ISSUE, .hold = ID(1));
    DO(&s, RETURN, .hold = ID(1));
    CHECK_INT(s.result.quantity, 1);
    DO(&s, RETURN, .lines = LINE("Z", 2)); /* nobody knows of which sale */
    CHECK_INT(states_of(&s, "Z", NULL), 20000);
    shop_close(&s);
}

TEST(inventory_documents, states_cannot_be_mixed_up)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINE("A", 9));
    REFUSED(&s, ECO_E_INVALID, "move_state needs two states, and both are on_hand", MOVE_STATE, .lines = LINE("A", 1));
    REFUSED(&s, ECO_E_INVALID, "move_state does not move goods into state reserved", MOVE_STATE, .to_state = ECO_STOCK_RESERVED,
            .lines = LINE("A", 1));
    REFUSED(&s, ECO_E_INSUFFICIENT, "quantity 1 exceeds 0 damaged of sku 'A' at 'main'", MOVE_STATE,
            .from_state = ECO_STOCK_DAMAGED, .lines = LINE("A", 1));
    REFUSED(&s, ECO_E_INVALID, "adjust of what is in transit needs the transfer as its source, and no other does", ADJUST,
            .to_state = ECO_STOCK_IN_TRANSIT, .lines = LINE("A", -1), .reason = "lost");
    REFUSED(&s, ECO_E_INVALID, "receive needs lines or source", RECEIVE, .channel = NULL);
    REFUSED(&s, ECO_E_INVALID, "cancel of a hold does not use source", CANCEL, .hold = ID(1), .source = ID(2));
    REFUSED(&s, ECO_E_NOT_FOUND, "there is no document 00000000-0000-0001-0000-000000000009", RECEIVE, .source = ID(9));
    shop_close(&s);
}

/* ---- counts ----------------------------------------------------------------------------------------------------------------------------- */

TEST(inventory_documents, a_count_is_booked_when_it_is_approved)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .lines = LINES(L("A", 9), L("B", 4)));
    DO(&s, COUNT, .key = ID(1), .lines = LINES(L("A", 7), L("B", 5)));
    CHECK_INT(s.result.quantity, -1);
    CHECK_LEVEL(&s, "A", 9, 0, 0);
    REFUSED(&s, ECO_E_INVALID, "approve needs reason", APPROVE, .source = ID(1));
    DO(&s, APPROVE, .source = ID(1), .reason = "stocktake 2026");
    CHECK_LEVEL(&s, "A", 7, 0, 0);
    CHECK_LEVEL(&s, "B", 5, 0, 0);
    REFUSED(&s, ECO_E_COMMITTED, "count 00000000-0000-0001-0000-000000000001 is done", APPROVE, .source = ID(1),
            .reason = "again");
    DO(&s, COUNT, .key = ID(2), .lines = LINE("A", 0));
    DO(&s, CANCEL, .source = ID(2));
    REFUSED(&s, ECO_E_RELEASED, "count 00000000-0000-0001-0000-000000000002 is cancelled", APPROVE, .source = ID(2),
            .reason = "late");
    REFUSED(&s, ECO_E_INVALID, "sku 'A' was counted by a line before this one", COUNT, .lines = LINES(L("A", 1), L("A", 2)));
    REFUSED(&s, ECO_E_INVALID, "quantity -1 is not 0 or more", COUNT, .lines = LINE("A", -1));
    shop_close(&s);
}

TEST(inventory_documents, goods_that_moved_are_counted_again)
{
    shop s = shop_open();
    DO(&s, DEFINE, .item = ITEM(.sku = "M", .has_lots = true));
    DO(&s, RECEIVE,
       .lines = LINES({.sku = "M", .lot = "L1", .quantity = 5}, {.sku = "M", .lot = "L2", .quantity = 5}, L("A", 5)));
    s.now = 20;
    DO(&s, COUNT, .key = ID(1),
       .lines = LINES({.sku = "M", .lot = "L1", .quantity = 4}, {.sku = "M", .lot = "L2", .quantity = 6},
                      {.sku = "M", .lot = "L3", .quantity = 1}));
    DO(&s, COUNT, .key = ID(2), .lines = LINE("A", 4));
    DO(&s, HOLD, .lines = LINE("A", 2), .expires_us = 1000); /* nothing moves by it */
    DO(&s, ISSUE, .lines = LINES({.sku = "M", .lot = "L2", .quantity = 1}));
    REFUSED(&s, ECO_E_VERSION, "goods of sku 'M' at 'main' have moved since they were counted: count again", APPROVE,
            .source = ID(1), .reason = "stocktake");
    CHECK_TEXT(s.error.path, "/0/lines/1");
    DO(&s, APPROVE, .source = ID(2), .reason = "stocktake");
    REFUSED(&s, ECO_E_VERSION, "goods of sku 'A' at 'main' have moved since they were counted: count again", COUNT, .at_us = 15,
            .lines = LINE("A", 4));
    DO(&s, COUNT, .key = ID(3),
       .lines = LINES({.sku = "M", .lot = "L1", .quantity = 4}, {.sku = "M", .lot = "L3", .quantity = 1}));
    DO(&s, APPROVE, .source = ID(3), .reason = "stocktake");
    CHECK_INT(states_of(&s, "M", NULL), 90000);
    REFUSED(&s, ECO_E_INVALID, "sku 'M' has lots, and none is given", COUNT, .lines = LINE("M", 9));
    shop_close(&s);
}

/* ---- books ------------------------------------------------------------------------------------------------------------------------------ */

TEST(inventory_documents, what_comes_late_is_booked_when_the_books_are_open)
{
    shop s = shop_open();
    shop_text text;
    DO(&s, RECEIVE, .lines = LINE("A", 5), .at_us = 10);
    DO(&s, CLOSE, .due_us = 100, .at_us = 120);
    REFUSED(&s, ECO_E_REFUSED, "the books are closed until 1970-01-01T00:00:00.0001Z already", CLOSE, .due_us = 90, .at_us = 130);
    REFUSED(&s, ECO_E_INVALID,
            "books cannot be closed until 1970-01-01T00:00:00.0002Z, which is after at_us 1970-01-01T00:00:00.00013Z", CLOSE,
            .due_us = 200, .at_us = 130);
    DO(&s, RECEIVE, .lines = LINE("A", 7), .at_us = 50);
    const char *row = strstr(shop_csv(&text, &s, "ledger", ECO_MAKE(eco_query, .after_sequence = 1)), "\n") + 1;
    CHECK_F(strstr(row, "receive,supplier,available,7,,,0,,1970-01-01T00:00:00.0001Z,1970-01-01T00:00:00.00005Z,"), "%.500s",
            row);
    CHECK_F(strstr(shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .as_of_us = 99)), "A,main,5,"), "%.500s", text.bytes);
    CHECK_F(strstr(shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .as_of_us = 100)), "A,main,12,"), "%.500s", text.bytes);
    CHECK_F(strstr(shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .as_of_us = 100, .known_us = 49)), "A,main,5,,,0,"),
            "%.500s", text.bytes);
    shop_close(&s);
}

TEST(inventory_documents, costs_need_a_receipt)
{
    shop s = shop_open();
    DO(&s, RECEIVE, .key = ID(1), .lines = LINES({.sku = "A", .quantity = 5, .cost_minor = 500}));
    DO(&s, LAND_COST, .source = ID(1), .amount_minor = 50);
    DO(&s, REVALUE, .lines = LINES({.sku = "A", .quantity = 1, .cost_minor = 120}));
    REFUSED(&s, ECO_E_NOT_FOUND, "there is no receipt 00000000-0000-0001-0000-000000000009", LAND_COST, .source = ID(9),
            .amount_minor = 5);
    REFUSED(&s, ECO_E_INVALID, "land_cost needs amount_minor", LAND_COST, .source = ID(1));
    REFUSED(&s, ECO_E_INVALID, "cost_minor -1 is below 0", RECEIVE,
            .lines = LINES({.sku = "A", .quantity = 5, .cost_minor = -1}));
    REFUSED(&s, ECO_E_INVALID, "issue does not use cost_minor", ISSUE,
            .lines = LINES({.sku = "A", .quantity = 5, .cost_minor = 1}));
    shop_close(&s);
}

TEST(inventory_documents, bins_of_a_site)
{
    shop s = shop_open();
    shop_text text;
    DO(&s, RECEIVE, .lines = LINES(L_AT("A", "SZ/A/01", 3), L_AT("A", "SZ/B/07", 4), L_AT("A", "SZH", 5)));
    CHECK_TEXT(
        shop_csv(&text, &s, "balances", ECO_MAKE(eco_query, .location = "SZ/")),
        "sku,location,on_hand,reserved,committed,incoming,in_transit,damaged,quality_control,safety,buffered,available,version\n"
        "A,SZ/A/01,3,0,0,0,0,0,0,0,0,3,1\n"
        "A,SZ/B/07,4,0,0,0,0,0,0,0,0,4,1\n");
    shop_close(&s);
}
