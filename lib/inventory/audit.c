/* audit.c - eco_inventory_audit: levels against the ledger and holds, locations, keys. All of it in one view. */
#include "inventory/audit.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

static const eco_id no_hold = {0, 0};

void eco_inventory_note(stock_audit *audit, const char *what, const stock_seen_level *level, eco_id hold, int64_t expected,
                        int64_t found)
{
    char key[ECO_ID_TEXT] = "";
    eco_table_put_text(audit->findings, what);
    eco_table_put_text(audit->findings, level ? level->sku : NULL);
    eco_table_put_text(audit->findings, level ? level->location : NULL);
    if (eco_has_key(hold))
        eco_table_put_id(audit->findings, hold);
    else
        eco_table_put_null(audit->findings);
    eco_table_put_int64(audit->findings, expected);
    eco_table_put_int64(audit->findings, found);
    if (audit->count++ == 0)
        snprintf(audit->first, sizeof audit->first, "%s: %lld expected, %lld found%s%s", what, (long long)expected,
                 (long long)found, eco_has_key(hold) ? ", hold " : "", eco_has_key(hold) ? eco_id_text(key, hold) : "");
}

/* ---- levels ----------------------------------------------------------------------------------------------------------------------------- */

static void expect(stock_audit *audit, const char *what, const stock_seen_level *level, int64_t expected, int64_t found)
{
    if (expected != found)
        eco_inventory_note(audit, what, level, no_hold, expected, found);
}

static void expect_none_below_zero(stock_audit *audit, const char *what, const stock_seen_level *level, int64_t found)
{
    if (found < 0)
        eco_inventory_note(audit, what, level, no_hold, 0, found);
}

static void sum_movement(stock_audit *audit, stock_seen_movement *movement)
{
    const stock_movement *row = &movement->row;
    stock_seen_level *level = movement->level;
    if (row->quantity < 0 || row->from < 0 || row->from >= STOCK_PLACES || row->to < 0 || row->to >= STOCK_PLACES) {
        eco_inventory_note(audit, "a row of the ledger has no such places", level, row->source, row->sequence, row->quantity);
        return;
    }
    if (!level && (row->level || row->from != STOCK_NOWHERE || row->to != STOCK_NOWHERE))
        eco_inventory_note(audit, "a row of the ledger has no level", NULL, row->source, row->level, 0);
    if (level && row->from != STOCK_NOWHERE) {
        if (eco_stock_is_inside(row->from))
            level->places[row->from] = (int64_t)((uint64_t)level->places[row->from] - (uint64_t)row->quantity);
        if (eco_stock_is_inside(row->to))
            level->places[row->to] = (int64_t)((uint64_t)level->places[row->to] + (uint64_t)row->quantity);
    }
    if (!movement->command)
        eco_inventory_note(audit, "a row of the ledger has no command", level, row->source, row->sequence, 0);
}

static void check_level(stock_audit *audit, const stock_seen_level *level)
{
    const stock_level *row = &level->row;
    const stock_more *more = &level->more;
    const int64_t *told = level->places;
    expect_none_below_zero(audit, "on_hand is below 0", level, row->on_hand);
    expect_none_below_zero(audit, "reserved is below 0", level, row->reserved);
    expect_none_below_zero(audit, "committed is below 0", level, row->committed);
    __int128 available = (__int128)row->on_hand - row->reserved - row->committed + (level->item ? level->item->row.allowed : 0);
    if (available < 0)
        eco_inventory_note(audit, "more is reserved and committed than is on hand", level, no_hold, 0,
                           available < INT64_MIN ? INT64_MIN : (int64_t)available);
    expect(audit, "on_hand is not what the ledger says", level,
           told[STOCK_AVAILABLE] + told[STOCK_RESERVED] + told[STOCK_COMMITTED_PLACE], row->on_hand);
    expect(audit, "reserved is not what holds say", level, level->reserved, row->reserved);
    expect(audit, "committed is not what holds say", level, level->committed, row->committed);
    expect(audit, "incoming is not what the ledger says", level, told[STOCK_INCOMING], more->incoming);
    expect(audit, "in_transit is not what the ledger says", level, told[STOCK_IN_TRANSIT], more->in_transit);
    expect(audit, "damaged is not what the ledger says", level, told[STOCK_DAMAGED], more->damaged);
    expect(audit, "quality_control is not what the ledger says", level, told[STOCK_QUALITY_CONTROL], more->quality_control);
}

/* ---- keys and names --------------------------------------------------------------------------------------------------------------------- */

/* A level is found by the key of its names, or one after it, with no gap between. */
static bool is_reachable(const stock_audit *audit, const stock_seen_level *level)
{
    if (!level->sku || !level->location)
        return false;
    uint64_t sku = eco_stock_hash(level->sku, strlen(level->sku)),
             location = eco_stock_hash(level->location, strlen(level->location));
    int64_t key = eco_stock_level_key(audit->reader.inventory, sku, location);
    while (key != level->row.key && eco_inventory_seen_level(&audit->reader, key))
        key = eco_stock_next_key(key);
    return key == level->row.key;
}

static bool is_listed(const eco_map *names, const stock_seen_level *level)
{
    return level->location && eco_map_get(names, level->location, strlen(level->location), -1) >= 0;
}

static eco_status check_names(stock_audit *audit)
{
    const stock_reader *reader = &audit->reader;
    eco_map names;
    bool whole = true;
    eco_map_begin(&names, &reader->inventory->module.allocator);
    for (size_t i = 0; whole && i < reader->locations.count; i++) {
        const char *name = *(const char **)reader->locations.items[i];
        int64_t place = (int64_t)i;
        bool added = true;
        whole = !name || eco_map_add(&names, name, strlen(name), &place, &added);
        if (!name || !added)
            eco_inventory_note(audit, "a location is listed twice, or without a name", NULL, no_hold, 1, 2);
    }
    for (size_t i = 0; whole && i < reader->levels.count; i++) {
        const stock_seen_level *level = reader->levels.items[i];
        if (!is_listed(&names, level))
            eco_inventory_note(audit, "the location is not listed", level, no_hold, 1, 0);
        if (!is_reachable(audit, level))
            eco_inventory_note(audit, "the level is not found by its names", level, no_hold, 1, 0);
    }
    eco_map_end(&names);
    return whole ? ECO_OK : eco_fail_memory(audit->reader.error);
}

static void check_twice(stock_audit *audit)
{
    stock_list *levels = &audit->reader.levels;
    eco_inventory_sort(levels, eco_inventory_compare_levels);
    for (size_t i = 1; i < levels->count; i++)
        if (eco_inventory_compare_levels(levels->items[i - 1], levels->items[i]) == 0)
            eco_inventory_note(audit, "there are two levels of the same names", levels->items[i], no_hold, 1, 2);
}

static eco_status check_settings(stock_audit *audit)
{
    stock_reader *reader = &audit->reader;
    const void *found;
    eco_status status = eco_view_find(&found, reader->view, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY),
                                      reader->error);
    const stock_settings *settings = found;
    int64_t counted = settings ? settings->locations : 0;
    if (!status)
        expect(audit, "the number of locations is not that of those listed", NULL, (int64_t)reader->locations.count, counted);
    return status;
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static eco_status read_all(stock_reader *reader)
{
    const eco_id any = {0, 0};
    const eco_query all = {.struct_size = sizeof all};
    eco_status status = eco_inventory_read_levels(reader, NULL, NULL);
    if (!status)
        status = eco_inventory_read_locations(reader);
    if (!status)
        status = eco_inventory_read_holds(reader, any, 0, 0);
    if (!status)
        status = eco_inventory_read_all_lines(reader);
    if (!status)
        status = eco_inventory_read_movements(reader, &all, false);
    if (!status)
        status = eco_inventory_read_commands(reader);
    if (!status)
        status = eco_inventory_join_levels(reader);
    return status ? status : eco_inventory_read_more(reader);
}

static eco_status audit_all(stock_audit *audit)
{
    eco_status status = read_all(&audit->reader);
    if (!status)
        status = check_settings(audit);
    if (!status)
        status = check_names(audit);
    if (!status)
        status = eco_inventory_audit_more(audit);
    if (status)
        return status;
    if (audit->reader.lost)
        eco_inventory_note(audit, "lines or counts of which there is no hold", NULL, no_hold, 0, audit->reader.lost);
    for (size_t i = 0; i < audit->reader.movements.count; i++)
        sum_movement(audit, audit->reader.movements.items[i]);
    eco_inventory_audit_holds(audit);
    for (size_t i = 0; i < audit->reader.levels.count; i++)
        check_level(audit, audit->reader.levels.items[i]);
    check_twice(audit);
    return ECO_OK;
}

eco_status eco_inventory_audit(const eco_table **findings, eco_inventory *inventory, eco_error *error)
{
    stock_audit audit = {.count = 0};
    const eco_table *table = NULL;
    if (findings)
        *findings = NULL;
    audit.findings = eco_table_begin(&inventory->module.allocator);
    eco_table_add_column(audit.findings, "what", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(audit.findings, "sku", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(audit.findings, "location", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(audit.findings, "hold", ECO_TYPE_ID, 0, NULL);
    eco_table_add_column(audit.findings, "expected", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(audit.findings, "found", ECO_TYPE_INT64, 0, NULL);
    eco_status status = eco_inventory_reader_begin(&audit.reader, inventory, error);
    if (!status)
        status = audit_all(&audit);
    eco_inventory_reader_end(&audit.reader);
    eco_status built = eco_table_end(&table, audit.findings, status ? NULL : error);
    if (status || built) {
        eco_table_free(table);
        return status ? status : built;
    }
    if (findings)
        *findings = table;
    else
        eco_table_free(table);
    return audit.count ? eco_fail(error, ECO_E_CORRUPT, NULL, "%lld findings; the first: %s", (long long)audit.count, audit.first)
                       : ECO_OK;
}
