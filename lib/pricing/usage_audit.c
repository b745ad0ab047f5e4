/* usage_audit.c - eco_usage_audit: counts against holds and the ledger, holds against the ledger, limits, names. All of it in one view. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "pricing/usage_read.h"

typedef struct usage_audit {
    usage_reader reader;
    eco_table_builder *findings;
    int64_t count;
    char first[160]; /* in words */
} usage_audit;

static const eco_id no_hold = {0, 0};

/* The count may be NULL, and the hold none. */
static void note(usage_audit *audit, const char *what, const usage_seen_count *count, eco_id hold, int64_t expected,
                 int64_t found)
{
    char key[ECO_ID_TEXT] = "";
    eco_table_put_text(audit->findings, what);
    eco_table_put_text(audit->findings, count ? count->subject : NULL);
    eco_table_put_text(audit->findings, count ? count->detail : NULL);
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

static void expect(usage_audit *audit, const char *what, const usage_seen_count *count, eco_id hold, int64_t expected,
                   int64_t found)
{
    if (expected != found)
        note(audit, what, count, hold, expected, found);
}

static int64_t sum(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

/* ---- the ledger ------------------------------------------------------------------------------------------------------------------------- */

static usage_seen_line *line_of(const usage_reader *reader, const usage_entry *entry)
{
    const usage_seen_hold *hold = eco_usage_seen_hold(reader, entry->hold);
    usage_seen_line *line = hold ? hold->first : NULL;
    while (line && line->number != entry->line)
        line = line->next;
    return line;
}

static void hear_entry(usage_audit *audit, const usage_seen_entry *entry)
{
    const usage_entry *row = &entry->row;
    usage_seen_line *line = line_of(&audit->reader, row);
    if (!entry->command)
        note(audit, "a row of the ledger has no command", NULL, row->hold, row->sequence, 0);
    for (int what = 0; what < USAGE_WHATS; what++) {
        usage_seen_count *count = row->counts[what] ? eco_usage_seen_count(&audit->reader, row->counts[what]) : NULL;
        if (row->counts[what] && !count)
            note(audit, "a row of the ledger is not counted", NULL, row->hold, row->sequence, 0);
        if (!count)
            continue;
        count->committed = sum(count->committed, row->uses);
        if (what == USAGE_CAMPAIGN)
            count->committed_minor = sum(count->committed_minor, row->spent);
    }
    if (!line || memcmp(line->row.counts, row->counts, sizeof row->counts) != 0) {
        note(audit, "a row of the ledger names a use that no hold has", NULL, row->hold, row->sequence, 0);
        return;
    }
    line->told = sum(line->told, row->uses);
    line->told_spent = sum(line->told_spent, row->spent);
    line->told_rows++;
}

/* ---- holds ------------------------------------------------------------------------------------------------------------------------------ */

static void check_line(usage_audit *audit, const usage_seen_line *line)
{
    const usage_hold *hold = &line->hold->row;
    bool is_committed = hold->state == USAGE_COMMITTED;
    int64_t rows = is_committed ? 1 : hold->state == USAGE_RETURNED ? 2 : 0;
    if (line->row.uses <= 0 || line->row.spent < 0)
        note(audit, "a hold holds less than nothing", NULL, hold->key, 1, line->row.uses);
    expect(audit, "what was committed of a hold is not what the ledger says", NULL, hold->key, line->told,
           is_committed ? line->row.uses : 0);
    expect(audit, "the money that was committed of a hold is not what the ledger says", NULL, hold->key, line->told_spent,
           is_committed ? line->row.spent : 0);
    expect(audit, "the ledger does not tell what became of a hold", NULL, hold->key, rows, line->told_rows);
    for (int what = 0; what < USAGE_WHATS; what++) {
        usage_seen_count *count = line->row.counts[what] ? eco_usage_seen_count(&audit->reader, line->row.counts[what]) : NULL;
        if ((line->row.counts[what] || what == USAGE_ALL) && !(count && count->row.what == what))
            note(audit, "a use of a hold is not counted", NULL, hold->key, line->row.counts[what], 0);
        if (!count || hold->state != USAGE_HELD)
            continue;
        count->held = sum(count->held, line->row.uses);
        if (what == USAGE_CAMPAIGN)
            count->held_minor = sum(count->held_minor, line->row.spent);
    }
}

static void check_hold(usage_audit *audit, const usage_seen_hold *hold)
{
    const usage_hold *row = &hold->row;
    bool is_held = row->state == USAGE_HELD;
    int64_t number = 0;
    if (row->state < USAGE_HELD || row->state > USAGE_RETURNED)
        note(audit, "a hold has an unknown state", NULL, row->key, USAGE_HELD, row->state);
    if (is_held != (row->due_us != 0) || is_held != (row->ended_us == 0))
        note(audit, "a hold has ended, and has not", NULL, row->key, row->due_us, row->ended_us);
    for (const usage_seen_line *line = hold->first; line; line = line->next) {
        expect(audit, "a use of a hold is missing", NULL, row->key, number++, line->number);
        check_line(audit, line);
    }
}

/* ---- counts ----------------------------------------------------------------------------------------------------------------------------- */

static void expect_within(usage_audit *audit, const char *what, const usage_seen_count *count, int64_t limit, int64_t taken)
{
    if (limit && taken > limit)
        note(audit, what, count, no_hold, limit, taken);
}

static void check_limits(usage_audit *audit, const usage_seen_count *count)
{
    const eco_rulebook *rulebook = audit->reader.usage->rulebook;
    const char *subject = count->subject ? count->subject : "";
    int64_t uses = sum(count->row.held, count->row.committed), spent = sum(count->row.held_minor, count->row.committed_minor);
    if (count->row.what == USAGE_CAMPAIGN) {
        const eco_campaign *campaign = eco_usage_campaign_of(rulebook, subject);
        expect_within(audit, "more is spent than budget", count, campaign ? campaign->budget_minor : 0, spent);
        expect_within(audit, "more is used than budget_uses", count, campaign ? campaign->budget_uses : 0, uses);
        return;
    }
    const eco_promotion *promotion = eco_usage_rule_of(rulebook, subject).promotion;
    if (!promotion)
        return;
    if (count->row.what == USAGE_ALL)
        expect_within(audit, "more is used than limit", count, promotion->limit, uses);
    else if (count->row.what == USAGE_CUSTOMER)
        expect_within(audit, "more is used than limit_per_customer", count, promotion->limit_per_customer, uses);
    else
        expect_within(audit, "more is used than limit_per_code", count, promotion->limit_per_code, uses);
}

/* A count is found by the key of its names, or one after it, with no gap between. */
static bool is_reachable(const usage_audit *audit, const usage_seen_count *count)
{
    bool has_detail = count->row.what == USAGE_CUSTOMER || count->row.what == USAGE_CODE;
    const usage_name name = {count->row.what, count->subject, !has_detail ? NULL : count->detail ? count->detail : ""};
    if (!count->subject || count->row.what < 0 || count->row.what >= USAGE_WHATS)
        return false;
    int64_t key = eco_usage_key(audit->reader.usage, &name);
    while (key != count->row.key && eco_usage_seen_count(&audit->reader, key))
        key = eco_usage_next_key(key);
    return key == count->row.key;
}

static void check_count(usage_audit *audit, const usage_seen_count *count)
{
    const usage_count *row = &count->row;
    if (row->held < 0 || row->committed < 0 || row->held_minor < 0 || row->committed_minor < 0)
        note(audit, "less than nothing is held or committed", count, no_hold, 0, row->held);
    expect(audit, "held is not what holds say", count, no_hold, count->held, row->held);
    expect(audit, "committed is not what the ledger says", count, no_hold, count->committed, row->committed);
    expect(audit, "the money that is held is not what holds say", count, no_hold, count->held_minor, row->held_minor);
    expect(audit, "the money that is committed is not what the ledger says", count, no_hold, count->committed_minor,
           row->committed_minor);
    if (!is_reachable(audit, count))
        note(audit, "the count is not found by its names", count, no_hold, 1, 0);
    check_limits(audit, count);
}

static eco_status check_twice(usage_audit *audit)
{
    usage_list *counts = &audit->reader.counts;
    eco_status status = eco_usage_sort(&audit->reader, counts, eco_usage_compare_counts);
    for (size_t i = 1; !status && i < counts->count; i++)
        if (eco_usage_compare_counts(counts->items[i - 1], counts->items[i], NULL) == 0)
            note(audit, "there are two counts of the same names", counts->items[i], no_hold, 1, 2);
    return status;
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static eco_status read_all(usage_reader *reader)
{
    const eco_query all = {.struct_size = sizeof all};
    eco_status status = eco_usage_read_counts(reader, NULL);
    if (!status)
        status = eco_usage_read_holds(reader, no_hold, 0, 0);
    if (!status)
        status = eco_usage_read_all_lines(reader);
    if (!status)
        status = eco_usage_read_entries(reader, &all, 0);
    return status ? status : eco_usage_read_commands(reader);
}

static eco_status audit_all(usage_audit *audit)
{
    usage_reader *reader = &audit->reader;
    eco_status status = read_all(reader);
    if (status)
        return status;
    if (reader->lost)
        note(audit, "uses of which there is no hold", NULL, no_hold, 0, reader->lost);
    for (size_t i = 0; i < reader->entries.count; i++)
        hear_entry(audit, reader->entries.items[i]);
    for (size_t i = 0; i < reader->holds.count; i++)
        check_hold(audit, reader->holds.items[i]);
    for (size_t i = 0; i < reader->counts.count; i++)
        check_count(audit, reader->counts.items[i]);
    return check_twice(audit);
}

static eco_table_builder *begin_findings(const eco_usage *usage)
{
    eco_table_builder *findings = eco_table_begin(&usage->module.allocator);
    eco_table_add_column(findings, "what", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(findings, "subject", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(findings, "detail", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(findings, "hold", ECO_TYPE_ID, 0, NULL);
    eco_table_add_column(findings, "expected", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(findings, "found", ECO_TYPE_INT64, 0, NULL);
    return findings;
}

eco_status eco_usage_audit(const eco_table **findings, eco_usage *usage, eco_error *error)
{
    usage_audit audit = {.count = 0};
    const eco_table *table = NULL;
    if (findings)
        *findings = NULL;
    audit.findings = begin_findings(usage);
    eco_status status = eco_usage_reader_begin(&audit.reader, usage, error);
    if (!status)
        status = audit_all(&audit);
    eco_usage_reader_end(&audit.reader);
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
