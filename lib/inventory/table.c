/* table.c - eco_inventory_table: balances, holds, ledger, locations. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "inventory/read.h"

enum { SUBJECT = 1, LOCATION = 2, KEY = 4, TIME = 8, AFTER = 16, AS_OF = 32 };

typedef eco_status (*read_call)(stock_reader *reader, const eco_query *query);
typedef void (*put_call)(const stock_reader *reader, const eco_query *query, eco_table_builder *table);
typedef struct table_rule {
    const char *name;
    unsigned reads; /* fields of the query */
    read_call read;
    put_call put;
} table_rule;

static size_t rows_of(const stock_list *list, const eco_query *query)
{
    return query->limit && (uint64_t)query->limit < list->count ? (size_t)query->limit : list->count;
}

static void put_id(eco_table_builder *table, eco_id id)
{
    if (eco_has_key(id))
        eco_table_put_id(table, id);
    else
        eco_table_put_null(table);
}

static void put_time(eco_table_builder *table, int64_t at_us)
{
    if (at_us)
        eco_table_put_int64(table, at_us);
    else
        eco_table_put_null(table);
}

typedef struct column {
    const char *name;
    eco_type type;
} column;
#define ADD_COLUMNS(table, ...)                                                         \
    do {                                                                                \
        static const column columns_[] = {__VA_ARGS__};                                 \
        for (size_t c_ = 0; c_ < sizeof columns_ / sizeof columns_[0]; c_++)            \
            eco_table_add_column(table, columns_[c_].name, columns_[c_].type, 0, NULL); \
    } while (0)

/* ---- balances --------------------------------------------------------------------------------------------------------------------------- */

static eco_status read_balances(stock_reader *reader, const eco_query *query)
{
    eco_status status = eco_inventory_read_levels(reader, query->subject, query->location);
    if (!status && query->as_of_us)
        status = eco_inventory_read_as_of(reader, query->as_of_us);
    eco_inventory_sort(&reader->levels, eco_inventory_compare_levels);
    return status;
}

static void put_balances(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ADD_COLUMNS(table, {"sku", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8}, {"on_hand", ECO_TYPE_INT64},
                {"reserved", ECO_TYPE_INT64}, {"committed", ECO_TYPE_INT64}, {"available", ECO_TYPE_INT64},
                {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < rows_of(&reader->levels, query); i++) {
        const stock_seen_level *level = reader->levels.items[i];
        bool now = query->as_of_us == 0;
        int64_t on_hand = now ? level->row.on_hand : level->on_hand, reserved = now ? level->row.reserved : level->reserved,
                committed = now ? level->row.committed : level->committed;
        eco_table_put_text(table, level->sku);
        eco_table_put_text(table, level->location);
        eco_table_put_int64(table, on_hand);
        eco_table_put_int64(table, reserved);
        eco_table_put_int64(table, committed);
        eco_table_put_int64(table, on_hand - reserved - committed);
        put_time(table, now ? level->row.version : 0);
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
    eco_table_put_text(table, eco_inventory_state_name(hold->row.state));
    put_time(table, hold->row.at_us);
    put_time(table, hold->row.due_us);
    put_time(table, hold->row.ended_us);
    eco_table_put_text(table, hold->channel);
    eco_table_put_text(table, hold->actor);
    eco_table_put_text(table, hold->reason);
    eco_table_put_text(table, hold->reference);
    eco_table_put_int64(table, hold->row.version);
}

static void put_holds(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ADD_COLUMNS(table, {"hold", ECO_TYPE_ID}, {"line", ECO_TYPE_INT64}, {"sku", ECO_TYPE_UTF8}, {"location", ECO_TYPE_UTF8},
                {"quantity", ECO_TYPE_INT64}, {"held", ECO_TYPE_INT64}, {"committed", ECO_TYPE_INT64},
                {"released", ECO_TYPE_INT64}, {"issued", ECO_TYPE_INT64}, {"cancelled", ECO_TYPE_INT64}, {"state", ECO_TYPE_UTF8},
                {"at", ECO_TYPE_TIME}, {"expires", ECO_TYPE_TIME}, {"ended", ECO_TYPE_TIME}, {"channel", ECO_TYPE_UTF8},
                {"actor", ECO_TYPE_UTF8}, {"reason", ECO_TYPE_UTF8}, {"reference", ECO_TYPE_UTF8}, {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < rows_of(&reader->lines, query); i++)
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

static void put_movement(eco_table_builder *table, const stock_seen_movement *movement)
{
    const stock_movement *row = &movement->row;
    const stock_seen_command *command = movement->command;
    eco_table_put_int64(table, row->sequence);
    eco_table_put_id(table, row->command);
    eco_table_put_int64(table, row->line);
    eco_table_put_text(table, movement->level ? movement->level->sku : NULL);
    eco_table_put_text(table, movement->level ? movement->level->location : NULL);
    eco_table_put_text(table, eco_inventory_verb_name(row->verb));
    eco_table_put_int64(table, row->quantity);
    eco_table_put_int64(table, row->reserved);
    eco_table_put_int64(table, row->committed);
    put_id(table, row->hold);
    put_time(table, row->at_us);
    put_time(table, command ? command->row.recorded_us : 0);
    eco_table_put_text(table, command ? command->actor : NULL);
    eco_table_put_text(table, command ? command->reason : NULL);
    eco_table_put_text(table, command ? command->reference : NULL);
}

static void put_ledger(const stock_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ADD_COLUMNS(table, {"sequence", ECO_TYPE_INT64}, {"command", ECO_TYPE_ID}, {"line", ECO_TYPE_INT64}, {"sku", ECO_TYPE_UTF8},
                {"location", ECO_TYPE_UTF8}, {"verb", ECO_TYPE_UTF8}, {"quantity", ECO_TYPE_INT64}, {"reserved", ECO_TYPE_INT64},
                {"committed", ECO_TYPE_INT64}, {"hold", ECO_TYPE_ID}, {"at", ECO_TYPE_TIME}, {"recorded", ECO_TYPE_TIME},
                {"actor", ECO_TYPE_UTF8}, {"reason", ECO_TYPE_UTF8}, {"reference", ECO_TYPE_UTF8});
    for (size_t i = 0; i < rows_of(&reader->movements, query); i++)
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
    ADD_COLUMNS(table, {"location", ECO_TYPE_UTF8});
    for (size_t i = 0; i < rows_of(&reader->locations, query); i++)
        eco_table_put_text(table, *(const char **)reader->locations.items[i]);
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static const table_rule tables[] = {
    {"balances", SUBJECT | LOCATION | AS_OF, read_balances, put_balances},
    {"holds", SUBJECT | LOCATION | KEY | TIME, read_holds, put_holds},
    {"ledger", SUBJECT | LOCATION | KEY | TIME | AFTER, read_ledger, put_ledger},
    {"locations", 0, read_locations, put_locations},
};

static eco_status check_query(const table_rule *rule, const eco_query *query, eco_error *error)
{
    const struct {
        bool given;
        unsigned field;
        const char *path;
    } fields[] = {
        {query->subject != NULL, SUBJECT, "/subject"}, {query->location != NULL, LOCATION, "/location"},
        {eco_has_key(query->key), KEY, "/key"},        {query->since_us != 0, TIME, "/since_us"},
        {query->until_us != 0, TIME, "/until_us"},     {query->as_of_us != 0, AS_OF, "/as_of_us"},
        {query->known_us != 0, 0, "/known_us"},        {query->after_sequence != 0, AFTER, "/after_sequence"},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].given && !(rule->reads & fields[i].field))
            return eco_fail(error, ECO_E_INVALID, fields[i].path, "table %s does not read %s", rule->name, fields[i].path + 1);
    if (query->as_of_us < 0)
        return eco_fail(error, ECO_E_INVALID, "/as_of_us", "as_of_us %lld is negative", (long long)query->as_of_us);
    if (query->limit < 0)
        return eco_fail(error, ECO_E_INVALID, "/limit", "limit %lld is negative", (long long)query->limit);
    if (query->after_sequence < 0)
        return eco_fail(error, ECO_E_INVALID, "/after_sequence", "after_sequence %lld is negative",
                        (long long)query->after_sequence);
    return ECO_OK;
}

static eco_status make_table(const eco_table **out, eco_inventory *inventory, const table_rule *rule, const eco_query *query,
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
    for (size_t i = 0; name && i < sizeof tables / sizeof tables[0]; i++) {
        if (strcmp(tables[i].name, name) != 0)
            continue;
        eco_status status = check_query(&tables[i], &asked, error);
        return status ? status : make_table(out, inventory, &tables[i], &asked, error);
    }
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "inventory has no table %s: there are balances, holds, ledger, locations",
                    name ? ECO_QUOTE(name) : "without a name");
}
