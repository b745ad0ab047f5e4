/* usage_table.c - eco_usage_table: uses, budgets, holds, ledger. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "pricing/usage_read.h"

enum { SUBJECT = 1, KEY = 2, TIME = 4, AFTER = 8 };

typedef eco_status (*read_call)(usage_reader *reader, const eco_query *query);
typedef void (*put_call)(const usage_reader *reader, const eco_query *query, eco_table_builder *table);
typedef struct table_rule {
    const char *name;
    unsigned reads; /* fields of the query */
    read_call read;
    put_call put;
} table_rule;

static bool is_full(const eco_query *query, size_t rows)
{
    return query->limit && (uint64_t)query->limit <= rows;
}

static void put_id(eco_table_builder *table, eco_id id)
{
    if (eco_has_key(id))
        eco_table_put_id(table, id);
    else
        eco_table_put_null(table);
}

/* A time, a limit, what is left of one: null where there is none. */
static void put_if(eco_table_builder *table, bool is_there, int64_t value)
{
    if (is_there)
        eco_table_put_int64(table, value);
    else
        eco_table_put_null(table);
}

typedef struct column {
    const char *name;
    eco_type type;
} column;
#define ADD_COLUMNS(table, currency, ...)                                                  \
    do {                                                                                   \
        static const column columns_[] = {__VA_ARGS__};                                    \
        for (size_t c_ = 0; c_ < sizeof columns_ / sizeof columns_[0]; c_++)               \
            eco_table_add_column(table, columns_[c_].name, columns_[c_].type, 0,           \
                                 columns_[c_].type == ECO_TYPE_MONEY ? (currency) : NULL); \
    } while (0)

static const char *currency_of(const usage_reader *reader)
{
    return eco_rulebook_content_of(reader->usage->rulebook)->currency;
}

/* ---- uses ------------------------------------------------------------------------------------------------------------------------------- */

static eco_status read_uses(usage_reader *reader, const eco_query *query)
{
    eco_status status = eco_usage_read_counts(reader, query->subject);
    return status ? status : eco_usage_sort(reader, &reader->counts, eco_usage_compare_counts);
}

static int64_t limit_of(const usage_reader *reader, const usage_seen_count *count)
{
    const eco_promotion *promotion = eco_usage_rule_of(reader->usage->rulebook, count->subject ? count->subject : "").promotion;
    if (!promotion)
        return 0;
    switch (count->row.what) {
    case USAGE_CUSTOMER: return promotion->limit_per_customer;
    case USAGE_CODE: return promotion->limit_per_code;
    default: return promotion->limit;
    }
}

static int64_t left_of(int64_t limit, int64_t taken)
{
    return limit > taken ? limit - taken : 0;
}

static void put_uses(const usage_reader *reader, const eco_query *query, eco_table_builder *table)
{
    size_t rows = 0;
    ADD_COLUMNS(table, NULL, {"promotion", ECO_TYPE_UTF8}, {"customer", ECO_TYPE_UTF8}, {"code", ECO_TYPE_UTF8},
                {"held", ECO_TYPE_INT64}, {"committed", ECO_TYPE_INT64}, {"limit", ECO_TYPE_INT64}, {"left", ECO_TYPE_INT64},
                {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < reader->counts.count && !is_full(query, rows); i++) {
        const usage_seen_count *count = reader->counts.items[i];
        int64_t limit = limit_of(reader, count);
        if (count->row.what == USAGE_CAMPAIGN)
            continue;
        eco_table_put_text(table, count->subject);
        eco_table_put_text(table, count->row.what == USAGE_CUSTOMER && count->detail ? count->detail
                                  : count->row.what == USAGE_CUSTOMER                ? ""
                                                                                     : NULL);
        eco_table_put_text(table, count->row.what == USAGE_CODE ? count->detail : NULL);
        eco_table_put_int64(table, count->row.held);
        eco_table_put_int64(table, count->row.committed);
        put_if(table, limit != 0, limit);
        put_if(table, limit != 0, left_of(limit, count->row.held + count->row.committed));
        eco_table_put_int64(table, count->row.version);
        rows++;
    }
}

/* ---- budgets ---------------------------------------------------------------------------------------------------------------------------- */

/* Campaigns of the rulebook that were never spent have a row, too. */
static eco_status add_campaigns(usage_reader *reader, const char *subject)
{
    const eco_rulebook_content *content = eco_rulebook_content_of(reader->usage->rulebook);
    eco_map counted;
    bool whole = true;
    eco_map_begin(&counted, &reader->usage->module.allocator);
    for (size_t i = 0; whole && i < reader->counts.count; i++) {
        const usage_seen_count *count = reader->counts.items[i];
        int64_t none = 0;
        bool added;
        if (count->row.what == USAGE_CAMPAIGN && count->subject)
            whole = eco_map_add(&counted, count->subject, strlen(count->subject), &none, &added);
    }
    for (size_t i = 0; whole && i < content->campaigns_count; i++) {
        const char *id = content->campaigns[i]->id;
        if ((subject && strcmp(subject, id) != 0) || eco_map_get(&counted, id, strlen(id), -1) >= 0)
            continue;
        usage_seen_count *count = eco_arena_take(&reader->arena, sizeof *count);
        usage_list *list = &reader->counts;
        whole = count &&
                eco_grow(&reader->usage->module.allocator, &list->items, &list->capacity, list->count + 1, sizeof *list->items);
        if (!whole)
            break;
        count->row.what = USAGE_CAMPAIGN;
        count->subject = id;
        list->items[list->count++] = count;
    }
    eco_map_end(&counted);
    return whole ? ECO_OK : eco_fail_memory(reader->error);
}

static eco_status read_budgets(usage_reader *reader, const eco_query *query)
{
    eco_status status = eco_usage_read_counts(reader, query->subject);
    if (!status)
        status = add_campaigns(reader, query->subject);
    return status ? status : eco_usage_sort(reader, &reader->counts, eco_usage_compare_counts);
}

static void put_budget(const usage_reader *reader, const usage_seen_count *count, eco_table_builder *table)
{
    const eco_campaign *campaign = eco_usage_campaign_of(reader->usage->rulebook, count->subject ? count->subject : "");
    int64_t budget = campaign ? campaign->budget_minor : 0, uses = campaign ? campaign->budget_uses : 0;
    eco_table_put_text(table, count->subject);
    eco_table_put_int64(table, count->row.held_minor);
    eco_table_put_int64(table, count->row.committed_minor);
    put_if(table, budget != 0, budget);
    put_if(table, budget != 0, left_of(budget, count->row.held_minor + count->row.committed_minor));
    eco_table_put_int64(table, count->row.held);
    eco_table_put_int64(table, count->row.committed);
    put_if(table, uses != 0, uses);
    put_if(table, uses != 0, left_of(uses, count->row.held + count->row.committed));
    eco_table_put_int64(table, count->row.version);
}

static void put_budgets(const usage_reader *reader, const eco_query *query, eco_table_builder *table)
{
    size_t rows = 0;
    ADD_COLUMNS(table, currency_of(reader), {"campaign", ECO_TYPE_UTF8}, {"held", ECO_TYPE_MONEY}, {"committed", ECO_TYPE_MONEY},
                {"budget", ECO_TYPE_MONEY}, {"left", ECO_TYPE_MONEY}, {"held_uses", ECO_TYPE_INT64},
                {"committed_uses", ECO_TYPE_INT64}, {"budget_uses", ECO_TYPE_INT64}, {"left_uses", ECO_TYPE_INT64},
                {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < reader->counts.count && !is_full(query, rows); i++) {
        const usage_seen_count *count = reader->counts.items[i];
        if (count->row.what != USAGE_CAMPAIGN)
            continue;
        put_budget(reader, count, table);
        rows++;
    }
}

/* ---- holds ------------------------------------------------------------------------------------------------------------------------------ */

static void put_names(const usage_reader *reader, eco_table_builder *table, const int64_t counts[USAGE_WHATS])
{
    static const int order[] = {USAGE_ALL, USAGE_CAMPAIGN, USAGE_CUSTOMER, USAGE_CODE};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const usage_seen_count *count = counts[order[i]] ? eco_usage_seen_count(reader, counts[order[i]]) : NULL;
        bool has_detail = order[i] == USAGE_CUSTOMER || order[i] == USAGE_CODE;
        const char *text = count ? has_detail ? count->detail : count->subject : NULL;
        eco_table_put_text(table, count && !text ? "" : text);
    }
}

static int compare_holds(const void *a, const void *b, const void *context)
{
    (void)context;
    return eco_usage_compare_ids(((const usage_seen_hold *)a)->row.key, ((const usage_seen_hold *)b)->row.key);
}

static eco_status find_subject(usage_reader *reader, const eco_query *query, int64_t *promotion)
{
    *promotion = 0;
    return query->subject ? eco_usage_find_promotion(reader, query->subject, promotion) : ECO_OK;
}

/* Lines of other promotions are taken out of their holds, and holds without any out of the list. */
static void keep_promotion(usage_reader *reader, int64_t promotion)
{
    size_t kept = 0;
    for (size_t i = 0; i < reader->holds.count; i++) {
        usage_seen_hold *hold = (usage_seen_hold *)reader->holds.items[i];
        for (usage_seen_line **at = &hold->first; *at;)
            if ((*at)->row.counts[USAGE_ALL] == promotion)
                at = &(*at)->next;
            else
                *at = (*at)->next;
        if (hold->first)
            reader->holds.items[kept++] = hold;
    }
    reader->holds.count = kept;
}

static eco_status read_holds(usage_reader *reader, const eco_query *query)
{
    int64_t promotion;
    eco_status status = find_subject(reader, query, &promotion);
    if (status || (query->subject && !promotion))
        return status;
    status = eco_usage_read_holds(reader, query->key, query->since_us, query->until_us);
    if (!status)
        status = eco_usage_read_lines(reader);
    if (!status)
        status = eco_usage_join_counts(reader);
    if (promotion)
        keep_promotion(reader, promotion);
    return status ? status : eco_usage_sort(reader, &reader->holds, compare_holds);
}

/* line NULL: of a hold of nothing. */
static void put_hold_line(const usage_reader *reader, const usage_seen_hold *hold, const usage_seen_line *line,
                          eco_table_builder *table)
{
    static const int64_t none[USAGE_WHATS] = {0};
    eco_table_put_id(table, hold->row.key);
    put_if(table, line != NULL, line ? line->number : 0);
    put_names(reader, table, line ? line->row.counts : none);
    put_if(table, line != NULL, line ? line->row.uses : 0);
    put_if(table, line != NULL, line ? line->row.spent : 0);
    eco_table_put_text(table, eco_usage_state_name(hold->row.state));
    eco_table_put_int64(table, hold->row.at_us);
    put_if(table, hold->row.due_us != 0, hold->row.due_us);
    put_if(table, hold->row.ended_us != 0, hold->row.ended_us);
    put_id(table, hold->row.rulebook);
    eco_table_put_text(table, hold->cart);
    eco_table_put_text(table, hold->actor);
    eco_table_put_text(table, hold->reason);
    eco_table_put_text(table, hold->reference);
    eco_table_put_int64(table, hold->row.version);
}

static void put_holds(const usage_reader *reader, const eco_query *query, eco_table_builder *table)
{
    size_t rows = 0;
    ADD_COLUMNS(table, currency_of(reader), {"hold", ECO_TYPE_ID}, {"use", ECO_TYPE_INT64}, {"promotion", ECO_TYPE_UTF8},
                {"campaign", ECO_TYPE_UTF8}, {"customer", ECO_TYPE_UTF8}, {"code", ECO_TYPE_UTF8}, {"uses", ECO_TYPE_INT64},
                {"spent", ECO_TYPE_MONEY}, {"state", ECO_TYPE_UTF8}, {"at", ECO_TYPE_TIME}, {"expires", ECO_TYPE_TIME},
                {"ended", ECO_TYPE_TIME}, {"rulebook", ECO_TYPE_ID}, {"cart", ECO_TYPE_UTF8}, {"actor", ECO_TYPE_UTF8},
                {"reason", ECO_TYPE_UTF8}, {"reference", ECO_TYPE_UTF8}, {"version", ECO_TYPE_INT64});
    for (size_t i = 0; i < reader->holds.count; i++) {
        const usage_seen_hold *hold = reader->holds.items[i];
        const usage_seen_line *line = hold->first;
        do {
            if (is_full(query, rows++))
                return;
            put_hold_line(reader, hold, line, table);
            line = line ? line->next : NULL;
        } while (line);
    }
}

/* ---- the ledger ------------------------------------------------------------------------------------------------------------------------- */

static eco_status read_ledger(usage_reader *reader, const eco_query *query)
{
    int64_t promotion;
    eco_status status = find_subject(reader, query, &promotion);
    if (status || (query->subject && !promotion))
        return status;
    status = eco_usage_read_entries(reader, query, promotion);
    if (!status)
        status = eco_usage_read_commands(reader);
    return status ? status : eco_usage_join_counts(reader);
}

static void put_entry(const usage_reader *reader, const usage_seen_entry *entry, eco_table_builder *table)
{
    const usage_seen_command *command = entry->command;
    eco_table_put_int64(table, entry->row.sequence);
    eco_table_put_id(table, entry->row.command);
    eco_table_put_int64(table, entry->row.line);
    put_names(reader, table, entry->row.counts);
    eco_table_put_text(table, eco_usage_verb_name(entry->row.verb));
    eco_table_put_int64(table, entry->row.uses);
    eco_table_put_int64(table, entry->row.spent);
    put_id(table, entry->row.hold);
    eco_table_put_int64(table, entry->row.at_us);
    put_if(table, command && command->row.recorded_us, command ? command->row.recorded_us : 0);
    eco_table_put_text(table, command ? command->actor : NULL);
    eco_table_put_text(table, command ? command->reason : NULL);
    eco_table_put_text(table, command ? command->reference : NULL);
}

static void put_ledger(const usage_reader *reader, const eco_query *query, eco_table_builder *table)
{
    ADD_COLUMNS(table, currency_of(reader), {"sequence", ECO_TYPE_INT64}, {"command", ECO_TYPE_ID}, {"use", ECO_TYPE_INT64},
                {"promotion", ECO_TYPE_UTF8}, {"campaign", ECO_TYPE_UTF8}, {"customer", ECO_TYPE_UTF8}, {"code", ECO_TYPE_UTF8},
                {"verb", ECO_TYPE_UTF8}, {"uses", ECO_TYPE_INT64}, {"spent", ECO_TYPE_MONEY}, {"hold", ECO_TYPE_ID},
                {"at", ECO_TYPE_TIME}, {"recorded", ECO_TYPE_TIME}, {"actor", ECO_TYPE_UTF8}, {"reason", ECO_TYPE_UTF8},
                {"reference", ECO_TYPE_UTF8});
    for (size_t i = 0; i < reader->entries.count && !is_full(query, i); i++)
        put_entry(reader, reader->entries.items[i], table);
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static const table_rule tables[] = {
    {"uses", SUBJECT, read_uses, put_uses},
    {"budgets", SUBJECT, read_budgets, put_budgets},
    {"holds", SUBJECT | KEY | TIME, read_holds, put_holds},
    {"ledger", SUBJECT | KEY | TIME | AFTER, read_ledger, put_ledger},
};

static eco_status check_query(const table_rule *rule, const eco_query *query, eco_error *error)
{
    const struct {
        bool given;
        unsigned field;
        const char *path;
    } fields[] = {
        {query->subject != NULL, SUBJECT, "/subject"}, {query->location != NULL, 0, "/location"},
        {eco_has_key(query->key), KEY, "/key"},        {query->since_us != 0, TIME, "/since_us"},
        {query->until_us != 0, TIME, "/until_us"},     {query->as_of_us != 0, 0, "/as_of_us"},
        {query->known_us != 0, 0, "/known_us"},        {query->after_sequence != 0, AFTER, "/after_sequence"},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].given && !(rule->reads & fields[i].field))
            return eco_fail(error, ECO_E_INVALID, fields[i].path, "table %s does not read %s", rule->name, fields[i].path + 1);
    if (query->limit < 0)
        return eco_fail(error, ECO_E_INVALID, "/limit", "limit %lld is negative", (long long)query->limit);
    if (query->after_sequence < 0)
        return eco_fail(error, ECO_E_INVALID, "/after_sequence", "after_sequence %lld is negative",
                        (long long)query->after_sequence);
    return ECO_OK;
}

static eco_status make_table(const eco_table **out, eco_usage *usage, const table_rule *rule, const eco_query *query,
                             eco_error *error)
{
    usage_reader reader;
    eco_status status = eco_usage_reader_begin(&reader, usage, error);
    if (!status)
        status = rule->read(&reader, query);
    if (!status) {
        eco_table_builder *table = eco_table_begin(&usage->module.allocator);
        rule->put(&reader, query, table);
        status = eco_table_end(out, table, error);
    }
    eco_usage_reader_end(&reader);
    return status;
}

eco_status eco_usage_table(const eco_table **out, eco_usage *usage, const char *name, const eco_query *query, eco_error *error)
{
    eco_query asked = {.struct_size = sizeof asked};
    *out = NULL;
    if (query && ECO_TAKE(&asked, query, eco_query, error))
        return ECO_E_INVALID;
    for (size_t i = 0; name && i < sizeof tables / sizeof tables[0]; i++) {
        if (strcmp(tables[i].name, name) != 0)
            continue;
        eco_status status = check_query(&tables[i], &asked, error);
        return status ? status : make_table(out, usage, &tables[i], &asked, error);
    }
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "usage has no table %s: there are uses, budgets, holds, ledger",
                    name ? ECO_QUOTE(name) : "without a name");
}
