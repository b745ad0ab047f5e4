/* report_when.c - time in a report: ticks as periods, weekdays and hours of the wall clock, and how far a period reaches into the range. */
#include "kpi/report_parts.h"

#include "base/civil.h"

int64_t eco_kpi_tick_starts(const eco_kpi_plan *plan, int32_t tick)
{
    int64_t starts_us = eco_kpi_date_starts(plan, eco_kpi_tick_date(plan, tick));
    return plan->is_hourly ? starts_us + (tick & 31) * ECO_HOUR_US : starts_us;
}

int32_t eco_kpi_tick_of(const eco_kpi_plan *plan, int64_t at_us)
{
    int32_t date = eco_zone_date(plan->zone, at_us);
    if (!plan->is_hourly)
        return date;
    return date * 32 + (int32_t)eco_floor_div(at_us - eco_kpi_date_starts(plan, date), ECO_HOUR_US);
}

kpi_when eco_kpi_when_of(const eco_kpi_plan *plan, const kpi_report *report, int32_t tick)
{
    int32_t date = eco_kpi_tick_date(plan, tick);
    kpi_when when = {.weekday = report->by_weekday ? eco_date_weekday(date) : -1, .hour = -1};
    if (report->period == KPI_BY_HOUR)
        when.period = tick;
    else if (report->period != KPI_BY_NONE)
        when.period = eco_kpi_period_date(plan, report->period, date);
    if (report->by_hour_of_day)
        when.hour = eco_zone_civil(plan->zone, eco_kpi_tick_starts(plan, tick)).hour;
    return when;
}

/* Dates of the range: [*first, *last]. */
static void range_dates(const kpi_answer *answer, int32_t *first, int32_t *last)
{
    const eco_kpi_plan *plan = answer->state->plan;
    const kpi_range *range = &answer->range;
    *first = range->since == INT32_MIN ? ECO_DATE_FIRST : eco_kpi_tick_date(plan, range->since);
    *last = range->until == INT32_MAX ? ECO_DATE_LAST : eco_kpi_tick_date(plan, range->until - 1);
}

/* Dates of a period: [*first, *last]. */
static void period_dates(const kpi_answer *answer, int32_t period, int32_t *first, int32_t *last)
{
    const eco_kpi_plan *plan = answer->state->plan;
    kpi_time_by by = answer->report->period;
    *first = by == KPI_BY_NONE ? ECO_DATE_FIRST : by == KPI_BY_HOUR ? eco_kpi_tick_date(plan, period) : period;
    *last = by == KPI_BY_NONE ? ECO_DATE_LAST : by == KPI_BY_HOUR ? *first : eco_kpi_period_add(plan, by, period, 1) - 1;
}

int32_t eco_kpi_when_first(const kpi_answer *answer, int32_t period)
{
    int32_t first, last, range_first, range_last;
    period_dates(answer, period, &first, &last);
    range_dates(answer, &range_first, &range_last);
    return first > range_first ? first : range_first;
}

int32_t eco_kpi_when_last(const kpi_answer *answer, int32_t period)
{
    int32_t first, last, range_first, range_last;
    period_dates(answer, period, &first, &last);
    range_dates(answer, &range_first, &range_last);
    last = last < range_last ? last : range_last;
    if (answer->watermark_us == INT64_MIN)
        return last;
    int32_t known = eco_zone_date(answer->state->plan->zone, answer->watermark_us);
    return last < known ? last : known;
}

bool eco_kpi_when_in_range(const kpi_answer *answer, int32_t period)
{
    int32_t first, last, range_first, range_last;
    if (answer->report->period == KPI_BY_HOUR)
        return period >= answer->range.since && period < answer->range.until;
    period_dates(answer, period, &first, &last);
    range_dates(answer, &range_first, &range_last);
    return first <= range_last && last >= range_first;
}
