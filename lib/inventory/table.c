/* table.c - eco_inventory_table: balances, holds, ledger, locations; table_more.c has the others. */
#include <string.h>

#include "base/error.h"
#include "inventory/table_costs.h"

size_t eco_inventory_table_rows(const stock_list *list, const eco_query *query)
{
    return query->limit && (uint64_t)query->limit < list->count ? (size_t)query->limit : list->count;
}

void eco_inventory_table_id(eco_table_builder *table, eco_id id)
{
    if (eco_has_key(id))
        eco_table_put_id(table, id);
    else
        eco_table_put_null(table);
}

void eco_inventory_table_time(eco_table_builder *table, int64_t at_us)
{
    if (at_us)
        eco_table_put_int64(table, at_us);
    else
        eco_table_put_null(table);
}

/* ---- balances --------------------------------------------------------------------------------------------------------------------------- */

static eco_status read_balances(stock_reader *reader, const eco_query *query)
{
    eco_status status = eco_inventory_read_levels(reader, query->subject, query->location);
    if (!status)
        status = query->as_of_us ? eco_inventory_read_as_of(reader, query->as_of_us, query->known_us)
                                 : eco_inventory_read_more(reader);
    eco_inventory_sort(&reader->levels, eco_inventory_compare_levels);
    return status;
}

static void put_if(eco_table_builder *table, bool is_known, int64_t value)
{
    if (is_known)
        eco_table_put_int64(table, value);
    else
        eco_table_put_null(table);
}

static void put_now(const stock_seen_level *level, eco_table_builder *table)
{
    const stock_level *row = &level->row;
    const stock_more *more = &level->more;
    int64_t safety = level->item ? level->item->row.safety : 0;
    const int64_t values[] = {
        row->on_hand,  row->reserved,         row->committed, more->incoming, more->in_transit,
        more->damaged, more->quality_control, safety,         more->buffered, eco_stock_free(row) - safety - more->buffered,
        row->version};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        eco_table_put_int64(table, values[i]);
}

static void put_as_of(const stock_seen_level *level, bool knows_holds, eco_table_builder *table)
{
    const int64_t *places = level->places;
    eco_table_put_int64(table, places[STOCK_AVAILABLE] + places[STOCK_RESERVED] + places[STOCK_COMMITTED_PLACE]);
    put_if(table, knows_holds, places[STOCK_RESERVED]);
    put_if(table, knows_holds, places[STOCK_COMMITTED_PLACE]);
    for (int32_t place = STOCK_INCOMING; place <= STOCK_QUALITY_CONTROL; place++)
        eco_table_put_int64(table, places[place]);
    eco_table_put_null(table);
    eco_table_put_null(table);
    put_if(table, knows_holds, places[STOCK_AVAILABLE]);
    eco_table_put_null(table);
}

static void put_balances(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"sku", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8}, {"on_hand", ECO_TYPE_INT64},
                      {"reserved", ECO_TYPE_INT64}, {"committed", ECO_TYPE_INT64}, {"incoming", ECO_TYPE_INT64},
                      {"in_transit", ECO_TYPE_INT64}, {"damaged", ECO_TYPE_INT64}, {"quality_control", ECO_TYPE_INT64},
                      {"safety", ECO_TYPE_INT64}, {"buffered", ECO_TYPE_INT64}, {"available", ECO_TYPE_INT64},
                      {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->levels, query); i++) {
        const stock_seen_level *level = reader->levels.items[i];
        eco_table_put_text(table, level->sku);
        eco_table_put_text(table, level->location);
        if (query->as_of_us)
            put_as_of(level, !query->known_us, table);
        else
            put_now(level, table);
    }
}

/* ---- holds ------------------------------------------------------------------------------------------------------------------------------ */

static int compare_lines(const void *a, const void *b)
{
    const stock_seen_line *left = a, *right = b;
    int order = eco_inventory_compare_ids(left->hold->row.key, right->hold->row.key);
    return order ? order : left->number < right->number ? -1 : left->number > right->number;
}

static void drop_other_levels(stock_reader *reader)
{
    size_t kept = 0;
    for (size_t i = 0; i < reader->lines.count; i++) {
        stock_seen_line *line = reader->lines.items[i];
        if (line->level)
            reader->lines.items[kept++] = line;
    }
    reader->lines.count = kept;
}

static eco_status read_holds(stock_reader *reader, const eco_query *query)
{
    bool of_levels = query->subject || query->location;
    eco_status status = of_levels ? eco_inventory_read_levels(reader, query->subject, query->location) : ECO_OK;
    if (status || (of_levels && reader->levels.count == 0))
        return status;
    status = eco_inventory_read_holds(reader, query->key, query->since_us, query->until_us);
    if (!status)
        status = eco_inventory_read_lines(reader);
    if (!status)
        status = eco_inventory_join_levels(reader);
    if (of_levels)
        drop_other_levels(reader);
    eco_inventory_sort(&reader->lines, compare_lines);
    return status;
}

static void put_hold_line(eco_table_builder *table, const stock_seen_line *line)
{
    const stock_seen_hold *hold = line->hold;
    stock_split split = eco_inventory_seen_split(line);
    eco_table_put_id(table, hold->row.key);
    eco_table_put_int64(table, line->number);
    eco_table_put_text(table, line->level ? line->level->sku : NULL);
    eco_table_put_text(table, line->level ? line->level->location : NULL);
    eco_table_put_int64(table, line->quantity);
    eco_table_put_int64(table, split.held);
    eco_table_put_int64(table, split.committed);
    eco_table_put_int64(table, split.released);
    eco_table_put_int64(table, split.issued);
    eco_table_put_int64(table, split.cancelled);
    eco_table_put_int64(table, line->counts.returned);
    eco_table_put_text(table, eco_inventory_state_name(hold->row.state));
    eco_inventory_table_time(table, hold->row.at_us);
    eco_inventory_table_time(table, hold->row.due_us);
    eco_inventory_table_time(table, hold->row.ended_us);
    eco_table_put_text(table, hold->channel);
    eco_table_put_text(table, hold->actor);
    eco_table_put_text(table, hold->reason);
    eco_table_put_text(table, hold->reference);
    eco_table_put_int64(table, hold->row.version);
}

static void put_holds(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"hold", ECO_TYPE_ID}, {"line", ECO_TYPE_INT64}, {"sku", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8},
                      {"quantity", ECO_TYPE_INT64}, {"held", ECO_TYPE_INT64}, {"committed", ECO_TYPE_INT64},
                      {"released", ECO_TYPE_INT64}, {"issued", ECO_TYPE_INT64}, {"cancelled", ECO_TYPE_INT64},
                      {"returned", ECO_TYPE_INT64}, {"state", ECO_TYPE_UTF8}, {"at", ECO_TYPE_TIME}, {"expires", ECO_TYPE_TIME},
                      {"ended", ECO_TYPE_TIME}, {"channel", ECO_TYPE_UTF8}, {"actor", ECO_TYPE_UTF8}, {"reason", ECO_TYPE_UTF8},
                      {"reference", ECO_TYPE_UTF8}, {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->lines, query); i++)
        put_hold_line(table, reader->lines.items[i]);
}

/* ---- the ledger ------------------------------------------------------------------------------------------------------------------------- */

static eco_status read_ledger(stock_reader *reader, const eco_query *query)
{
    bool of_levels = query->subject || query->location;
    eco_status status = of_levels ? eco_inventory_read_levels(reader, query->subject, query->location) : ECO_OK;
    if (status || (of_levels && reader->levels.count == 0))
        return status;
    status = eco_inventory_read_movements(reader, query, of_levels);
    if (!status)
        status = eco_inventory_read_commands(reader);
    return status ? status : eco_inventory_join_levels(reader);
}

static void put_place(eco_table_builder *table, int32_t place)
{
    eco_table_put_text(table, place == STOCK_NOWHERE ? NULL : eco_inventory_place_name(place));
}

static void put_movement(eco_table_builder *table, const stock_seen_movement *movement)
{
    const stock_movement *row = &movement->row;
    const stock_seen_command *command = movement->command;
    int64_t at_us = command ? command->row.at_us : row->at_us;
    eco_table_put_int64(table, row->sequence);
    eco_table_put_id(table, row->command);
    eco_table_put_int64(table, row->line);
    eco_table_put_text(table, movement->level ? movement->level->sku : NULL);
    eco_table_put_text(table, movement->level ? movement->level->location : NULL);
    eco_table_put_text(table, eco_inventory_verb_name(row->verb));
    put_place(table, row->from);
    put_place(table, row->to);
    eco_table_put_int64(table, row->quantity);
    eco_table_put_text(table, movement->lot);
    eco_table_put_text(table, movement->serial);
    eco_table_put_int64(table, row->cost);
    eco_inventory_table_id(table, row->source);
    eco_inventory_table_time(table, row->at_us);
    eco_inventory_table_time(table, at_us == row->at_us ? 0 : at_us);
    eco_inventory_table_time(table, command ? command->row.recorded_us : 0);
    eco_table_put_text(table, command ? command->actor : NULL);
    eco_table_put_text(table, command ? command->reason : NULL);
    eco_table_put_text(table, command ? command->reference : NULL);
}

static void put_ledger(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"sequence", ECO_TYPE_INT64}, {"command", ECO_TYPE_ID}, {"line", ECO_TYPE_INT64},
                      {"sku", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8}, {"verb", ECO_TYPE_UTF8}, {"from", ECO_TYPE_UTF8},
                      {"to", ECO_TYPE_UTF8}, {"quantity", ECO_TYPE_INT64}, {"lot", ECO_TYPE_UTF8}, {"serial", ECO_TYPE_UTF8},
                      {"cost", ECO_TYPE_INT64}, {"source", ECO_TYPE_ID}, {"at", ECO_TYPE_TIME}, {"dated", ECO_TYPE_TIME},
                      {"recorded", ECO_TYPE_TIME}, {"actor", ECO_TYPE_UTF8}, {"reason", ECO_TYPE_UTF8},
                      {"reference", ECO_TYPE_UTF8});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->movements, query); i++)
        put_movement(table, reader->movements.items[i]);
}

/* ---- locations -------------------------------------------------------------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left ? *left : "", *right ? *right : "");
}

static eco_status read_locations(stock_reader *reader, const eco_query *query)
{
    (void)query;
    eco_status status = eco_inventory_read_locations(reader);
    eco_inventory_sort(&reader->locations, compare_names);
    return status;
}

static void put_locations(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ECO_STOCK_COLUMNS(table, {"location", ECO_TYPE_UTF8});
    for (size_t i = 0; i < eco_inventory_table_rows(&reader->locations, query); i++)
        eco_table_put_text(table, *(const char **)reader->locations.items[i]);
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static const stock_table tables[] = {
    {"balances", STOCK_BY_SUBJECT | STOCK_BY_LOCATION | STOCK_BY_AS_OF, read_balances, put_balances},
    {"holds", STOCK_BY_SUBJECT | STOCK_BY_LOCATION | STOCK_BY_KEY | STOCK_BY_TIME, read_holds, put_holds},
    {"ledger", STOCK_BY_SUBJECT | STOCK_BY_LOCATION | STOCK_BY_KEY | STOCK_BY_TIME | STOCK_BY_AFTER, read_ledger, put_ledger},
    {"locations", 0, read_locations, put_locations},
};

static const stock_table *table_of(const char *name)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        if (strcmp(tables[i].name, name) == 0)
            return &tables[i];
    for (size_t i = 0; i < eco_inventory_more_tables_count; i++)
        if (strcmp(eco_inventory_more_tables[i].name, name) == 0)
            return &eco_inventory_more_tables[i];
    return NULL;
}

static eco_status check_query(const stock_table *rule, const eco_query *query, eco_error *error)
{
    const struct {
        bool given;
        unsigned field;
        const char *path;
    } fields[] = {
        {query->subject != NULL, STOCK_BY_SUBJECT, "/subject"}, {query->location != NULL, STOCK_BY_LOCATION, "/location"},
        {eco_has_key(query->key), STOCK_BY_KEY, "/key"},        {query->since_us != 0, STOCK_BY_TIME, "/since_us"},
        {query->until_us != 0, STOCK_BY_TIME, "/until_us"},     {query->as_of_us != 0, STOCK_BY_AS_OF, "/as_of_us"},
        {query->known_us != 0, STOCK_BY_AS_OF, "/known_us"},    {query->after_sequence != 0, STOCK_BY_AFTER, "/after_sequence"},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].given && !(rule->reads & fields[i].field))
            return eco_fail(error, ECO_E_INVALID, fields[i].path, "table %s does not read %s", rule->name, fields[i].path + 1);
    if (query->as_of_us < 0)
        return eco_fail(error, ECO_E_INVALID, "/as_of_us", "as_of_us %lld is negative", (long long)query->as_of_us);
    if (query->known_us < 0 || (query->known_us && !query->as_of_us))
        return eco_fail(error, ECO_E_INVALID, "/known_us", "known_us %lld is negative, or without as_of_us",
                        (long long)query->known_us);
    if (query->limit < 0)
        return eco_fail(error, ECO_E_INVALID, "/limit", "limit %lld is negative", (long long)query->limit);
    if (query->after_sequence < 0)
        return eco_fail(error, ECO_E_INVALID, "/after_sequence", "after_sequence %lld is negative",
                        (long long)query->after_sequence);
    return ECO_OK;
}

static eco_status make_table(const eco_table **out, eco_inventory *inventory, const stock_table *rule, const eco_query *query,
                             eco_error *error)
{
    stock_reader reader;
    eco_status status = eco_inventory_reader_begin(&reader, inventory, error);
    if (!status)
        status = rule->read(&reader, query);
    if (!status) {
        eco_table_builder *table = eco_table_begin(&inventory->module.allocator);
        rule->put(&reader, query, table);
        status = eco_table_end(out, table, error);
    }
    eco_inventory_reader_end(&reader);
    return status;
}

eco_status eco_inventory_table(const eco_table **out, eco_inventory *inventory, const char *name, const eco_query *query,
                               eco_error *error)
{
    eco_query asked = {.struct_size = sizeof asked};
    *out = NULL;
    if (query && ECO_TAKE(&asked, query, eco_query, error))
        return ECO_E_INVALID;
    static const stock_table costs = {.name = "costs", .reads = STOCK_BY_SUBJECT};
    bool is_cost = name && eco_inventory_is_cost_table(name);
    const stock_table *rule = is_cost ? &costs : name ? table_of(name) : NULL;
    if (!rule)
        return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL,
                        "inventory has no table %s: there are balances, holds, ledger, locations, items, parts, lots, serials, "
                        "buffers, documents, cogs, corrections, value, layers",
                        name ? ECO_QUOTE(name) : "without a name");
    eco_status status = check_query(rule, &asked, error);
    if (!status && is_cost && asked.limit)
        status = eco_fail(error, ECO_E_INVALID, "/limit", "table %s does not read limit", name);
    if (status)
        return status;
    return is_cost ? eco_inventory_cost_table(out, inventory, name, &asked, error)
                   : make_table(out, inventory, rule, &asked, error);
}
