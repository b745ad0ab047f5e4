/* live.c - see live.h. */
#include "ecomops/live.h"
#include "ecomops/numbers.h"
#include "ecomops/show.h"
#include "ecomops/times.h"

#include <ecomops/host.h>
#include <string.h>

enum { SHOWN = 100 }; /* rows for people, unless --limit says otherwise */

void tool_live_say(const tool_live *live, tool_word word, const char *first, const char *second)
{
    char sentence[1024];
    puts(tool_say(sentence, sizeof sentence, live->arguments->language, word, first, second, NULL));
}

int tool_live_report(const tool_live *live, eco_error *error)
{
    if (error->status < ECO_E_STORE || error->status > ECO_E_OUTCOME_UNKNOWN)
        error->path[0] = '\0'; /* of a command that was not written: the message says all */
    const tool_hint *hints = live->kind->hints;
    return tool_store_report_with(error, live->arguments->language, live->address, hints, live->kind->hints_count);
}

/* ---- the command line ------------------------------------------------------------------------------------------------------------------- */

static const char *verb_name(size_t index, const void *user)
{
    const tool_live_kind *kind = user;
    return index < kind->verbs_count ? kind->verbs[index].name : NULL;
}

static const tool_live_verb *find(const tool_live_kind *kind, const char *name)
{
    for (size_t i = 0; i < kind->verbs_count; i++)
        if (strcmp(kind->verbs[i].name, name) == 0)
            return &kind->verbs[i];
    const char *suggestion = tool_suggestion(name, verb_name, kind);
    if (suggestion)
        tool_fail(TOOL_USAGE, "unknown command '%s %s'; did you mean '%s %s'?", kind->name, name, kind->name, suggestion);
    else
        tool_fail(TOOL_USAGE, "unknown command '%s %s'; see ecomops %s --help", kind->name, name, kind->name);
    return NULL;
}

static bool check_options(const tool_live *live, const tool_live_verb *verb)
{
    for (size_t i = 0; i < live->kind->rules_count; i++) {
        const tool_live_rule *rule = &live->kind->rules[i];
        if (!tool_value(live->arguments, rule->option))
            continue;
        const char *found = strstr(rule->verbs, verb->name);
        size_t size = strlen(verb->name);
        while (found && ((found != rule->verbs && found[-1] != ' ') || (found[size] && found[size] != ' ')))
            found = strstr(found + 1, verb->name);
        if (!found) {
            tool_fail(TOOL_USAGE, "--%s is not for %s %s, but for: %s", rule->option, live->kind->name, verb->name, rule->verbs);
            return false;
        }
    }
    return true;
}

/* What all verbs read of the command line. */
static int take_options(tool_live *live, const tool_live_verb *verb)
{
    const tool_arguments *arguments = live->arguments;
    const char *zone = tool_value(arguments, "zone");
    eco_error error;
    bool needs_store = verb->changes != TOOL_LIVE_NO_STORE;
    live->address = needs_store ? tool_store_address(arguments) : NULL;
    if (needs_store && !live->address)
        return TOOL_USAGE;
    if (zone && eco_zone_open(&live->zone, zone, &error))
        return tool_fail(TOOL_USAGE, "--zone %s: %s", zone, error.message);
    return tool_instant_option(&live->at_us, arguments, "at", live->zone, eco_host_now_us()) ? TOOL_DONE : TOOL_USAGE;
}

int tool_live_run(tool_live *live, const char *name)
{
    const tool_live_verb *verb = find(live->kind, name);
    if (!verb || !check_options(live, verb))
        return TOOL_USAGE;
    live->reads_only = verb->reads_only;
    int code = take_options(live, verb);
    if (!code && verb->changes > 0)
        code = live->kind->change(live, verb->changes);
    else if (!code)
        code = verb->run ? verb->run(live) : tool_live_table(live, verb->name);
    return code;
}

int tool_live_open(tool_live *live)
{
    eco_error error;
    bool reads_only = live->reads_only && strcmp(live->address, "memory:") != 0;
    int code = tool_store_open(&live->store, live->arguments, live->address, reads_only);
    if (!code && live->kind->open(live, &error))
        code = tool_live_report(live, &error);
    return code;
}

void tool_live_close(tool_live *live)
{
    eco_store_free(live->store);
    eco_zone_free(live->zone);
}

/* ---- what there is ---------------------------------------------------------------------------------------------------------------------- */

static bool take_query(eco_query *query, const tool_live *live, bool is_for_people)
{
    const tool_arguments *arguments = live->arguments;
    const char *key = tool_value(arguments, "key");
    long long limit, after;
    *query = (eco_query){.struct_size = sizeof *query,
                         .subject = live->operands_count ? live->operands[0] : NULL,
                         .location = tool_value(arguments, "location")};
    if (key)
        query->key = eco_id_of(key);
    if (!tool_number(&limit, arguments, "limit", 0, INT64_MAX - 1, is_for_people ? SHOWN : 0) ||
        !tool_number(&after, arguments, "after", 0, INT64_MAX, 0))
        return false;
    query->limit = is_for_people && limit ? limit + 1 : limit; /* one more tells whether there are more */
    query->after_sequence = after;
    return tool_instant_option(&query->since_us, arguments, "since", live->zone, 0) &&
           tool_instant_option(&query->until_us, arguments, "until", live->zone, 0) &&
           tool_instant_option(&query->as_of_us, arguments, "as-of", live->zone, 0) &&
           tool_instant_option(&query->known_us, arguments, "known", live->zone, 0);
}

int tool_live_table(tool_live *live, const char *name)
{
    const eco_table *table;
    eco_query query;
    eco_error error;
    bool is_for_people = live->arguments->output == TOOL_TABLE;
    if (live->operands_count > 1)
        return tool_fail(TOOL_USAGE, "%s %s takes one %s, or none", live->kind->name, name, live->kind->subject);
    if (!take_query(&query, live, is_for_people))
        return TOOL_USAGE;
    int code = tool_live_open(live);
    if (code)
        return code;
    if (live->kind->table(&table, live, name, &query, &error))
        return tool_live_report(live, &error);
    eco_table shown = *table;
    int64_t most = query.limit ? query.limit - is_for_people : INT64_MAX; /* some tables are always whole */
    bool has_more = is_for_people && table->rows > most;
    shown.rows = table->rows < most ? table->rows : most;
    code = tool_show(&shown, live->arguments);
    if (!table->rows && is_for_people)
        tool_live_say(live, WORD_STOCK_NOTHING, NULL, NULL);
    if (has_more)
        tool_live_say(live, WORD_STOCK_MORE, NULL, NULL);
    eco_table_free(table);
    return code;
}

int tool_live_audit(tool_live *live)
{
    const eco_table *findings = NULL;
    eco_error error;
    int code = tool_live_open(live);
    if (code)
        return code;
    if (!live->kind->audit(&findings, live, &error)) {
        if (live->arguments->output == TOOL_TABLE)
            tool_live_say(live, live->kind->sound, NULL, NULL);
        else if (findings)
            tool_show(findings, live->arguments);
        eco_table_free(findings);
        return TOOL_DONE;
    }
    if (findings)
        tool_show(findings, live->arguments);
    eco_table_free(findings);
    fflush(stdout);
    return tool_live_report(live, &error);
}

int tool_live_tick(tool_live *live)
{
    enum { PIECE = 10000 };
    long long limit;
    int64_t done = 0, all = 0;
    eco_error error;
    char count[TOOL_NUMBER];
    if (!tool_number(&limit, live->arguments, "limit", 0, INT64_MAX, 0))
        return TOOL_USAGE;
    int code = tool_live_open(live);
    if (code)
        return code;
    do {
        int64_t most = limit && limit - all < PIECE ? limit - all : PIECE;
        if (live->kind->tick(live, live->at_us, most, &done, &error))
            return tool_live_report(live, &error);
        all += done;
        if (done < most)
            break;
    } while (!limit || all < limit);
    if (live->arguments->output != TOOL_TABLE) {
        const eco_table table = {.rows = 1,
                                 ECO_LIST(columns, eco_column, {.name = "expired", .type = ECO_TYPE_INT64, .values = &all})};
        return tool_show(&table, live->arguments);
    }
    tool_live_say(live, WORD_STOCK_TICKED, tool_count(count, all), NULL);
    return TOOL_DONE;
}
