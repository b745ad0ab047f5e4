/* inventory_archive.h - a history, archived: what the tests of archives on SQLite and PostgreSQL share. */
#ifndef INVENTORY_ARCHIVE_H
#define INVENTORY_ARCHIVE_H
#include <stdio.h>

#include "inventory_shop.h"

static inline shop archive_shop(const char *address)
{
    shop s = {.now = 10};
    eco_error error;
    CHECK_OK(eco_store_open(&s.store, address, NULL, &error));
    CHECK_OK(eco_inventory_open(&s.stock, s.store, ECO_MAKE(eco_inventory_options, .currency = "CNY"), &error));
    return s;
}

/* Two months: what is over in the first one, what goes on into the second, and lots, transfers and documents. */
static inline void archive_history(shop *s)
{
    DO(s, DEFINE, .item = ECO_MAKE(eco_stock_item, .sku = "M", .has_lots = true));
    DO(s, DEFINE, .item = ECO_MAKE(eco_stock_item, .sku = "P", .has_serials = true));
    DO(s, RECEIVE, .key = ID(1), .lines = LINES(BOUGHT("A", 20, 2000), BOUGHT("B", 10, 500)));
    DO(s, RECEIVE, .at_us = 11, .lines = LINES(BOUGHT("A", 10, 2000)));
    DO(s, LAND_COST, .at_us = 12, .source = ID(1), .amount_minor = 250);
    DO(s, RECEIVE, .at_us = 12,
       .lines = LINES({.sku = "M", .lot = "L1", .quantity = 5, .lot_expires_us = 900},
                      {.sku = "P", .serial = "S1", .quantity = 1}));
    DO(s, ISSUE, .at_us = 13, .lines = LINES({.sku = "P", .serial = "S1", .quantity = 1}, {.sku = "M", .quantity = 2}));
    for (uint64_t i = 10; i < 16; i++) /* over, each in its own way */
        DO(s, HOLD, .key = ID(i), .at_us = 20, .lines = LINES(L("A", 2), L("B", 1)), .expires_us = 40);
    DO(s, COMMIT, .at_us = 30, .hold = ID(10));
    DO(s, ISSUE, .at_us = 31, .hold = ID(10));
    DO(s, RETURN, .at_us = 32, .hold = ID(10), .lines = LINE("A", 1), .to_state = ECO_STOCK_DAMAGED);
    DO(s, RELEASE, .at_us = 30, .hold = ID(11));
    DO(s, COMMIT, .at_us = 30, .hold = ID(12), .lines = LINE("A", 1));
    DO(s, CANCEL, .at_us = 33, .hold = ID(12));
    DO(s, COMMIT, .at_us = 30, .hold = ID(13)); /* sold, and not issued: it stays */
    DO(s, COMMIT, .at_us = 30, .hold = ID(14));
    DO(s, ISSUE, .at_us = 30, .hold = ID(14)); /* issued, and returned in the second month: it stays */
    DO(s, EXPECT, .key = ID(20), .at_us = 34, .lines = LINES(BOUGHT("C", 9, 900)));
    DO(s, RECEIVE, .at_us = 35, .source = ID(20), .lines = LINE("C", 4)); /* more is to come: C stays */
    DO(s, SHIP_TRANSFER, .key = ID(21), .at_us = 36, .to_location = "HK", .lines = LINES(L_AT("A", "main", 3)));
    DO(s, RECEIVE_TRANSFER, .at_us = 37, .source = ID(21));
    DO(s, COUNT, .key = ID(22), .at_us = 38, .lines = LINES(L_AT("A", "HK", 2)));
    DO(s, APPROVE, .at_us = 39, .source = ID(22), .reason = "stocktake");
    int64_t done;
    eco_error error;
    CHECK_OK(eco_inventory_tick(s->stock, 50, 0, &done, &error));
    s->now = 150;
    DO(s, CLOSE, .due_us = 100);
    DO(s, RETURN, .hold = ID(14), .lines = LINE_AT("A", "main", 1));
    DO(s, ISSUE, .lines = LINE_AT("A", "main", 4));
}

/* Tables that must say the same before and after. */
static inline void archive_look(shop *s, shop_text out[6])
{
    shop_csv(&out[0], s, "balances", NULL);
    shop_csv(&out[1], s, "balances", ECO_MAKE(eco_query, .as_of_us = 100));
    shop_csv(&out[2], s, "balances", ECO_MAKE(eco_query, .as_of_us = 200));
    shop_csv(&out[3], s, "lots", NULL);
    shop_csv(&out[4], s, "value", NULL);
    shop_csv(&out[5], s, "serials", NULL);
    char *from = out[4].bytes; /* received and cost are told anew: only what is there and what it is worth is to be the same */
    for (char *line = from; *line; line = strchr(line, '\n') + 1) {
        char *end = strchr(line, '\n'), *at = line;
        for (int comma = 0; at < end && comma < 5; at++)
            comma += *at == ',';
        memmove(at, end, strlen(end) + 1);
    }
}

static inline void archive_check(const char *address)
{
    static shop_text before[6], after[6], text;
    shop s = archive_shop(address);
    eco_inventory_archived done;
    eco_error error;
    archive_history(&s);
    archive_look(&s, before);
    CHECK_FAILS(eco_inventory_archive(&done, s.stock, ID(90), 101, 160, &error), ECO_E_INVALID, "books are closed until");
    CHECK_FAILS(eco_inventory_archive(&done, s.stock, ID(1), 100, 160, &error), ECO_E_KEY_REUSED, "was used before");
    CHECK_OK(eco_inventory_archive(&done, s.stock, ID(90), 100, 160, &error));
    CHECK_INT(done.holds, 4); /* 10, 11, 12 and, expired, 15 */
    CHECK_INT(done.documents, 2);
    archive_look(&s, after);
    for (int i = 0; i < 6; i++)
        CHECK_F(strcmp(before[i].bytes, after[i].bytes) == 0, "%d: %.400s\nwas\n%.400s", i, after[i].bytes, before[i].bytes);
    CHECK_OK(eco_inventory_audit(NULL, s.stock, &error));
    const char *ledger = shop_csv(&text, &s, "ledger", ECO_MAKE(eco_query, .subject = "A", .location = "HK"));
    CHECK_F(strstr(ledger, ",HK,open,opening,available,2,"), "%.700s", ledger);
    CHECK_OK(eco_inventory_archive(&done, s.stock, ID(91), 100, 161, &error)); /* again: only balances are opened anew */
    CHECK_INT(done.holds + done.documents, 0);
    archive_look(&s, after);
    for (int i = 0; i < 6; i++)
        CHECK_F(strcmp(before[i].bytes, after[i].bytes) == 0, "%d: %.400s\nwas\n%.400s", i, after[i].bytes, before[i].bytes);
    DO(&s, ISSUE, .hold = ID(13)); /* what stayed goes on */
    DO(&s, RECEIVE, .source = ID(20));
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RETURN, .hold = ID(10)), ECO_E_NOT_FOUND);
    shop_close(&s);
}

#endif
