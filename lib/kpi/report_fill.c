/* report_fill.c - runs the providers that a report's measures need, and then what is made from the groups themselves. */
#include "kpi/report_parts.h"

#include "base/civil.h"
#include "base/error.h"
#include "kpi/items.h"

typedef eco_status (*provider)(kpi_answer *answer, eco_error *error);

/* Families last: they look at the groups that others have made. */
static const struct {
    kpi_provider which;
    provider fill;
} providers[] = {
    {KPI_P_CUBE, eco_kpi_fill_cube},       {KPI_P_SESSIONS, eco_kpi_fill_sessions}, {KPI_P_INTENTS, eco_kpi_fill_intents},
    {KPI_P_SALES, eco_kpi_fill_sales},     {KPI_P_BUYERS, eco_kpi_fill_buyers},     {KPI_P_REFUNDS, eco_kpi_fill_refunds},
    {KPI_P_ITEMS, eco_kpi_fill_items},     {KPI_P_SPEND, eco_kpi_fill_spend},       {KPI_P_SERVICE, eco_kpi_fill_service},
    {KPI_P_PARCELS, eco_kpi_fill_parcels}, {KPI_P_FAMILIES, eco_kpi_fill_families},
};

static bool is_wanted(const kpi_report *report, kpi_provider which)
{
    for (size_t i = 0; i < report->measures_count; i++)
        if (eco_kpi_measures[report->measures[i]].provider == which)
            return true;
    return false;
}

/* ---- the share of the whole ---- */

static int compare_times(const void *a, const void *b, const void *context)
{
    const kpi_group *groups = ((const kpi_answer *)context)->groups;
    const kpi_group *one = &groups[*(const uint32_t *)a], *other = &groups[*(const uint32_t *)b];
    if (one->period != other->period)
        return one->period < other->period ? -1 : 1;
    if (one->weekday != other->weekday)
        return one->weekday < other->weekday ? -1 : 1;
    return (one->hour > other->hour) - (one->hour < other->hour);
}

static eco_status fill_all_sessions(kpi_answer *answer, int32_t slot, eco_error *error)
{
    size_t count = answer->groups_count, measures = answer->report->measures_count;
    size_t of = (size_t)eco_kpi_answer_slot(answer, KPI_M_SESSIONS);
    uint32_t *order = eco_allocate(&answer->allocator, count * sizeof *order);
    if (!order)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    eco_kpi_sort_items(order, count, sizeof *order, compare_times, answer);
    for (size_t first = 0, end; first < count; first = end) {
        eco_wide sum = 0;
        for (end = first; end < count && compare_times(&order[first], &order[end], answer) == 0; end++)
            sum += answer->values[order[end] * measures + of];
        for (size_t i = first; i < end; i++)
            eco_kpi_answer_add(answer, order[i], slot, sum);
    }
    eco_release(&answer->allocator, order, count * sizeof *order);
    return ECO_OK;
}

/* ---- days ---- */

static void fill_days(kpi_answer *answer, int32_t slot)
{
    const eco_kpi_state *state = answer->state;
    int64_t since_us = INT64_MAX;
    for (size_t i = 0; i < KPI_SOURCES; i++)
        if (state->seen[i].rows && state->seen[i].since_us < since_us)
            since_us = state->seen[i].since_us;
    int32_t seen = since_us == INT64_MAX ? ECO_DATE_LAST : eco_zone_date(state->plan->zone, since_us);
    for (size_t i = 0; i < answer->groups_count; i++) {
        int32_t first = eco_kpi_when_first(answer, answer->groups[i].period),
                last = eco_kpi_when_last(answer, answer->groups[i].period);
        first = first > seen ? first : seen;
        eco_kpi_answer_add(answer, (uint32_t)i, slot, last >= first ? last - first + 1 : 0);
    }
}

eco_status eco_kpi_answer_fill(kpi_answer *answer, eco_error *error)
{
    eco_status status = ECO_OK;
    bool needs_sales = false;
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
        needs_sales = needs_sales ||
                      (eco_kpi_provider_needs_sales(providers[i].which) && is_wanted(answer->report, providers[i].which));
    bool by_user = (is_wanted(answer->report, KPI_P_BUYERS) && eco_kpi_buyers_need_users(answer)) ||
                   is_wanted(answer->report, KPI_P_INTENTS);
    if (needs_sales && !answer->sales)
        status = eco_kpi_sales_make(&answer->sales, answer->state, by_user, error);
    for (size_t i = 0; i < sizeof providers / sizeof *providers && !status; i++)
        if (is_wanted(answer->report, providers[i].which))
            status = providers[i].fill(answer, error);
    int32_t all_sessions = eco_kpi_answer_slot(answer, KPI_M_ALL_SESSIONS), days = eco_kpi_answer_slot(answer, KPI_M_DAYS);
    if (!status && all_sessions >= 0)
        status = fill_all_sessions(answer, all_sessions, error);
    if (!status && days >= 0)
        fill_days(answer, days);
    return status;
}
