/* inventory_audit.c - what is broken is found: records are changed behind the module's back, in the memory store. */
#include "inventory_shop.h"
#include "store/store_internal.h"

static shop with_holds(void)
{
    shop s = shop_open();
    CHECK_INT(shop_do(&s, ECO_INVENTORY_RECEIVE, .lines = LINES(L("A", 20), L("B", 20))), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(1), .lines = LINES(L("A", 5), L("B", 2)), .expires_us = 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(1), .lines = LINE("A", 2)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_HOLD, .key = ID(2), .lines = LINE("B", 3), .expires_us = 100), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_INVENTORY_COMMIT, .hold = ID(2)), ECO_OK);
    return s;
}

static void *record_of(shop *s, const eco_kind *kind, uint32_t place)
{
    return eco_set_at(&s->store->work.sets[kind->number], place);
}

/* The audit finds it. */
static void check_told(shop *s, const char *what, int64_t expected, int64_t found)
{
    const eco_table *findings;
    eco_error error;
    CHECK_FAILS(eco_inventory_audit(NULL, s->stock, &error), ECO_E_CORRUPT, "findings; the first: ");
    CHECK_FAILS(eco_inventory_audit(&findings, s->stock, &error), ECO_E_CORRUPT, "findings; the first: ");
    const eco_column *names = eco_table_column(findings, "what");
    const int64_t *offsets = names->values, *wanted = eco_table_column(findings, "expected")->values,
                  *seen = eco_table_column(findings, "found")->values;
    bool is_told = false;
    for (int64_t i = 0; i < findings->rows; i++)
        is_told |= (size_t)(offsets[i + 1] - offsets[i]) == strlen(what) &&
                   memcmp(names->bytes + offsets[i], what, strlen(what)) == 0 && wanted[i] == expected && seen[i] == found;
    CHECK_F(is_told, "%s, %" PRId64 ", %" PRId64 ": %s", what, expected, found, error.message);
    eco_table_free(findings);
}

/* Adds to a counter, audits, and puts it back. */
static void check_found(shop *s, int64_t *counter, int64_t by, const char *what, int64_t expected, int64_t found)
{
    eco_error error;
    *counter += by;
    check_told(s, what, expected, found);
    *counter -= by;
    CHECK_OK(eco_inventory_audit(NULL, s->stock, &error));
}

TEST(inventory_audit, levels)
{
    shop s = with_holds();
    stock_level *a = record_of(&s, &eco_inventory_level_kind, 0);
    check_found(&s, &a->on_hand, 1, "on_hand is not what the ledger says", 20, 21);
    check_found(&s, &a->on_hand, -16, "more is reserved and committed than is on hand", 0, -1);
    check_found(&s, &a->on_hand, -21, "on_hand is below 0", 0, -1);
    check_found(&s, &a->reserved, 1, "reserved is not what holds say", 3, 4);
    check_found(&s, &a->reserved, -4, "reserved is below 0", 0, -1);
    check_found(&s, &a->committed, 2, "committed is not what holds say", 2, 4);
    check_found(&s, &a->committed, -3, "committed is below 0", 0, -1);
    check_found(&s, &a->key, 1, "the level is not found by its names", 1, 0);
    shop_close(&s);
}

TEST(inventory_audit, names)
{
    shop s = with_holds();
    stock_level *a = record_of(&s, &eco_inventory_level_kind, 0), *b = record_of(&s, &eco_inventory_level_kind, 1);
    stock_settings *settings = record_of(&s, &eco_inventory_settings_kind, 0);
    stock_location *location = record_of(&s, &eco_inventory_location_kind, 0);
    check_found(&s, &settings->locations, 1, "the number of locations is not that of those listed", 1, 2);
    const struct {
        eco_text *text, other;
        const char *what;
        int64_t expected, found;
    } changes[] = {
        {&b->sku, a->sku, "there are two levels of the same names", 1, 2},
        {&a->location, a->sku, "the location is not listed", 1, 0},
        {&location->name, 0, "a location is listed twice, or without a name", 1, 2},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        eco_text was = *changes[i].text;
        *changes[i].text = changes[i].other;
        check_told(&s, changes[i].what, changes[i].expected, changes[i].found);
        *changes[i].text = was;
    }
    shop_close(&s);
}

TEST(inventory_audit, holds)
{
    shop s = with_holds();
    stock_hold *first = record_of(&s, &eco_inventory_hold_kind, 0), *second = record_of(&s, &eco_inventory_hold_kind, 1);
    stock_line *line = record_of(&s, &eco_inventory_line_kind, 0);
    stock_counts *counts = record_of(&s, &eco_inventory_counts_kind, 0);
    check_found(&s, &line->quantity, 1, "reserved is not what holds say", 4, 3);
    check_found(&s, &line->quantity, -4, "more of a line has ended than was held", 1, 2);
    check_found(&s, &line->quantity, -6, "a line of a hold has a quantity below 0", 0, -1);
    check_found(&s, &line->level, 1, "a line of a hold has no level", line->level + 1, 0);
    check_found(&s, &counts->committed, 1, "what was committed alone is not what the ledger says", 2, 3);
    check_found(&s, &counts->released, 1, "what was released alone is not what the ledger says", 0, 1);
    check_found(&s, &counts->issued, 1, "what was issued is not what the ledger says", 0, 1);
    check_found(&s, &counts->cancelled, 1, "what was cancelled is not what the ledger says", 0, 1);
    check_found(&s, &counts->committed, 5, "more of a line has ended than was held", 5, 7);
    check_found(&s, &first->ended_us, 7, "a hold has ended, and has not", 100, 7);
    check_found(&s, &second->due_us, 9, "a hold has ended, and has not", 9, 10);
    second->state = 9;
    check_told(&s, "a hold has an unknown state", 1, 9);
    second->state = STOCK_COMMITTED;
    first->partial = 0;
    check_told(&s, "a hold does not have counts for its lines", 0, 2);
    first->partial = 1;
    uint32_t last = second->head.link;
    second->head.link = 0;
    ((eco_record *)record_of(&s, &eco_inventory_line_kind, 2))->owner = 0; /* it has a hold, but another one */
    check_told(&s, "a hold has no lines", 1, 0);
    ((eco_record *)record_of(&s, &eco_inventory_line_kind, 2))->owner = 1;
    second->head.link = last;
    shop_close(&s);
}

TEST(inventory_audit, ledger)
{
    shop s = with_holds();
    stock_movement *row = record_of(&s, &eco_inventory_movement_kind, 2); /* the COMMIT of a part */
    check_found(&s, &row->quantity, 1, "what was committed alone is not what the ledger says", 3, 2);
    check_found(&s, &row->quantity, -3, "a row of the ledger has no such places", 3, -1);
    check_found(&s, &row->level, 1, "a row of the ledger has no level", row->level + 1, 0);
    check_found(&s, &row->level, 1, "a row of the ledger names a line that no hold has", 3, 0);
    row->to = STOCK_CUSTOMER;
    check_told(&s, "on_hand is not what the ledger says", 18, 20);
    row->to = STOCK_PLACES;
    check_told(&s, "a row of the ledger has no such places", 3, 2);
    row->to = STOCK_TRANSFER;
    check_told(&s, "what left for other locations did not arrive there", 0, 2);
    row->to = STOCK_COMMITTED_PLACE;
    eco_id was = row->source;
    row->source = ID(99);
    check_told(&s, "a row of the ledger names a line that no hold has", 3, 0);
    row->source = was;
    was = row->command;
    row->command = ID(99);
    check_told(&s, "a row of the ledger has no command", 3, 0);
    row->command = was;
    shop_close(&s);
}
