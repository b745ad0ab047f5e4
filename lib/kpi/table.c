/* table.c - a table by its name: the range that is asked for, and the two tables about the state itself. */
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/budget.h"
#include "kpi/folded.h"

/* ---- the range ---- */

static eco_status take_end(int64_t *at_us, int32_t *tick, kpi_clock *clock, int64_t given, const char *name, eco_error *error)
{
    char text[ECO_TIME_TEXT];
    if (given == 0)
        return ECO_OK;
    if (given < ECO_TIME_FIRST_US || given > ECO_TIME_LAST_US)
        return eco_fail(error, ECO_E_INVALID, name, "%s is outside years 0001 to 9999", name + 1);
    *at_us = given;
    *tick = eco_kpi_tick(clock, given);
    if (clock->starts_us != given)
        return eco_fail(error, ECO_E_INVALID, name, "%s %s is not the start of %s in %s", name + 1, eco_time_text(text, given),
                        clock->plan->is_hourly ? "an hour" : "a day", clock->plan->options.zone);
    return ECO_OK;
}

static eco_status take_range(kpi_range *range, const eco_kpi_state *state, int64_t since_us, int64_t until_us, eco_error *error)
{
    kpi_clock *clock = eco_allocate(&state->allocator, sizeof *clock);
    if (!clock)
        return eco_fail_memory(error);
    memset(clock, 0, sizeof *clock);
    clock->plan = state->plan;
    *range = (kpi_range){INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX};
    eco_status failed = take_end(&range->since_us, &range->since, clock, since_us, "/since_us", error);
    failed = failed ? failed : take_end(&range->until_us, &range->until, clock, until_us, "/until_us", error);
    if (!failed && since_us && until_us && since_us >= until_us)
        failed = eco_fail(error, ECO_E_INVALID, "/until_us", "the range ends before it begins");
    eco_release(&state->allocator, clock, sizeof *clock);
    return failed;
}

/* ---- about the state ---- */

static eco_status table_problems(const eco_table **out, const eco_kpi_state *state, eco_error *error)
{
    eco_table_builder *table = eco_table_begin(&state->plan->allocator);
    int64_t skipped = 0;
    char total[24];
    eco_table_add_column(table, "source", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "row", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "column", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "message", ECO_TYPE_UTF8, 0, NULL);
    for (size_t i = 0; i < state->problems_count; i++) {
        const kpi_problem *problem = &state->problems[i];
        eco_table_put_text(table, eco_kpi_source_name(problem->source));
        eco_table_put_int64(table, problem->row);
        eco_table_put_text(table, problem->column);
        eco_table_put_text(table, problem->message);
    }
    for (size_t i = 0; i < KPI_SOURCES; i++)
        skipped += state->seen[i].skipped;
    snprintf(total, sizeof total, "%lld", (long long)skipped);
    eco_table_add_note(table, "total", total);
    return eco_table_end(out, table, error);
}

static void put_time(eco_table_builder *table, int64_t at_us)
{
    if (at_us == INT64_MIN || at_us == INT64_MAX)
        eco_table_put_null(table);
    else
        eco_table_put_int64(table, at_us);
}

static eco_status table_state(const eco_table **out, const eco_kpi_state *state, eco_error *error)
{
    static const char *const counts[] = {"rows", "skipped", "late"};
    eco_table_builder *table = eco_table_begin(&state->plan->allocator);
    char bytes[24];
    eco_table_add_column(table, "source", ECO_TYPE_UTF8, 0, NULL);
    for (size_t i = 0; i < 3; i++)
        eco_table_add_column(table, counts[i], ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "since", ECO_TYPE_TIME, 0, NULL);
    eco_table_add_column(table, "until", ECO_TYPE_TIME, 0, NULL);
    for (int source = 1; source < KPI_SOURCES; source++) {
        const kpi_seen *seen = &state->seen[source];
        if (!seen->rows)
            continue;
        eco_table_put_text(table, eco_kpi_source_name(source));
        eco_table_put_int64(table, seen->rows);
        eco_table_put_int64(table, seen->skipped);
        eco_table_put_int64(table, seen->late);
        put_time(table, seen->since_us);
        put_time(table, seen->until_us);
    }
    snprintf(bytes, sizeof bytes, "%lld", (long long)atomic_load(&state->budget->used));
    eco_table_add_note(table, "bytes", bytes);
    return eco_table_end(out, table, error);
}

/* ---- tables of the plan ---- */

static eco_status table_of(const eco_table **out, const eco_kpi_state *state, const kpi_table_name *name, const kpi_range *range,
                           eco_error *error)
{
    const eco_kpi_plan *plan = state->plan;
    switch (name->kind) {
    case KPI_REPORT: return eco_kpi_table_report(out, state, &plan->reports[name->place], range, error);
    case KPI_FUNNEL: return eco_kpi_table_funnel(out, state, &plan->funnels[name->place], range, error);
    case KPI_COHORT: return eco_kpi_table_cohort(out, state, &plan->cohorts[name->place], range, error);
    case KPI_PAIRS: return eco_kpi_table_pairs(out, state, &plan->content.pairs[name->place], range, error);
    case KPI_ATTRIBUTION: return eco_kpi_table_attribution(out, state, &plan->attributions[name->place], range, error);
    case KPI_ABC: return eco_kpi_table_abc(out, state, &plan->abcs[name->place], range, error);
    case KPI_RFM: return eco_kpi_table_rfm(out, state, &plan->content.rfms[name->place], range, error);
    default: return eco_kpi_table_paths(out, state, &plan->paths[name->place], range, error);
    }
}

eco_status eco_kpi_table(const eco_table **out, const eco_kpi_state *state, const char *name, int64_t since_us, int64_t until_us,
                         eco_error *error)
{
    *out = NULL;
    if (!state || !name)
        return eco_fail(error, ECO_E_INVALID, state ? "/name" : "/state", "no %s was given", state ? "name" : "state");
    if (strcmp(name, "problems") == 0)
        return table_problems(out, state, error);
    if (strcmp(name, "state") == 0)
        return table_state(out, state, error);
    const eco_kpi_plan *plan = state->plan;
    kpi_range range;
    for (size_t i = 0; i < plan->tables_count; i++) {
        if (strcmp(plan->tables[i].name, name) != 0)
            continue;
        state->budget->lifted = true;
        eco_status failed = take_range(&range, state, since_us, until_us, error);
        if (!failed && !eco_kpi_folded_sort(state->folded))
            failed = ECO_E_MEMORY;
        failed = failed ? failed : table_of(out, state, &plan->tables[i], &range, error);
        state->budget->lifted = false;
        return failed == ECO_E_MEMORY ? eco_kpi_state_memory(state, error) : failed;
    }
    return eco_fail(error, ECO_E_UNKNOWN_NAME, "/name", "the plan has no table %s", ECO_QUOTE(name));
}
