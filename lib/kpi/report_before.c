/* report_before.c - what a report is compared with: the range before, and the row of the period before, of the same day last week, or of last year. */
#include "kpi/report_parts.h"

#include "base/civil.h"
#include "base/error.h"

/* The same day of the month, months earlier or later; the last one where that month is shorter. */
static int32_t months_from(int32_t date, int32_t months)
{
    eco_civil civil = eco_date_civil(date);
    int64_t month = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int32_t year = (int32_t)eco_floor_div(month, 12), of_year = (int32_t)(month - (int64_t)year * 12) + 1;
    if (year < 1 || year > 9999)
        return year < 1 ? ECO_DATE_FIRST : ECO_DATE_LAST;
    int32_t most = eco_month_days(year, of_year);
    return eco_date_of(year, of_year, civil.day < most ? civil.day : most);
}

/* A date so many steps of the comparison away (-1: before). */
static int32_t move_date(const kpi_report *report, int32_t date, int32_t steps)
{
    static const int32_t months[] = {[KPI_BY_MONTH] = 1, [KPI_BY_QUARTER] = 3, [KPI_BY_YEAR] = 12};
    if (report->compare == KPI_COMPARE_WEEK || (report->compare == KPI_COMPARE_PREVIOUS && report->period == KPI_BY_WEEK))
        return date + 7 * steps;
    if (report->compare == KPI_COMPARE_YEAR)
        return report->period == KPI_BY_WEEK ? date + 364 * steps : months_from(date, 12 * steps);
    return report->period == KPI_BY_DAY ? date + steps : months_from(date, months[report->period] * steps);
}

/* Hours, too: the one before, or the same hour of the other day. */
static int32_t move_tick(const eco_kpi_plan *plan, const kpi_report *report, int32_t tick, int32_t steps)
{
    if (report->period == KPI_BY_HOUR && report->compare == KPI_COMPARE_PREVIOUS)
        return eco_kpi_tick_of(plan, eco_kpi_tick_starts(plan, tick) + steps * ECO_HOUR_US);
    if (!plan->is_hourly)
        return move_date(report, tick, steps);
    return move_date(report, eco_kpi_tick_date(plan, tick), steps) * 32 + (tick & 31);
}

/* The end of the range, which is not in it: behind its last day, too, where that has moved to the end of a shorter month. */
static int32_t move_end(const eco_kpi_plan *plan, const kpi_report *report, int32_t tick, int32_t steps)
{
    int32_t moved = move_tick(plan, report, tick, steps), last = eco_kpi_tick_date(plan, tick) - 1;
    if (report->period == KPI_BY_HOUR || (plan->is_hourly && (tick & 31)))
        return moved;
    int32_t behind = (move_date(report, last, steps) + 1) * (plan->is_hourly ? 32 : 1);
    return moved > behind ? moved : behind;
}

static kpi_when move_when(const eco_kpi_plan *plan, const kpi_report *report, kpi_when when, int32_t steps)
{
    if (report->period == KPI_BY_NONE)
        return when;
    if (report->period == KPI_BY_HOUR)
        return eco_kpi_when_of(plan, report, move_tick(plan, report, when.period, steps));
    when.period = move_date(report, when.period, steps);
    if (report->period == KPI_BY_DAY && report->by_weekday)
        when.weekday = eco_date_weekday(when.period);
    return when;
}

kpi_when eco_kpi_before_when(const eco_kpi_plan *plan, const kpi_report *report, kpi_when when)
{
    return move_when(plan, report, when, -1);
}

/* A report without periods, and "previous": as long a range, just before. Whole days stay whole days, however long they are. */
static void range_just_before(kpi_range *before, const eco_kpi_plan *plan, const kpi_range *range)
{
    int32_t since = eco_kpi_tick_date(plan, range->since), until = eco_kpi_tick_date(plan, range->until);
    *before = (kpi_range){.until_us = range->since_us, .until = range->since};
    if (plan->is_hourly && ((range->since | range->until) & 31)) {
        before->since_us = range->since_us - (range->until_us - range->since_us);
        before->since = eco_kpi_tick_of(plan, before->since_us);
        return;
    }
    before->since = since - (until - since);
    before->since_us = eco_kpi_date_starts(plan, before->since);
    if (plan->is_hourly)
        before->since *= 32;
}

bool eco_kpi_before_range(kpi_range *before, const kpi_answer *answer)
{
    const eco_kpi_plan *plan = answer->state->plan;
    const kpi_report *report = answer->report;
    const kpi_range *range = &answer->range;
    bool opens = range->since == INT32_MIN, ends = range->until != INT32_MAX;
    *before = *range;
    if (report->period == KPI_BY_NONE && report->compare == KPI_COMPARE_PREVIOUS) {
        if (!opens && ends)
            range_just_before(before, plan, range);
        return !opens && ends;
    }
    if (!opens) {
        before->since = move_tick(plan, report, range->since, -1);
        before->since_us = eco_kpi_tick_starts(plan, before->since);
    }
    if (ends) {
        before->until = move_end(plan, report, range->until, -1);
        before->until_us = eco_kpi_tick_starts(plan, before->until);
    }
    return report->period != KPI_BY_NONE || !opens || ends;
}

eco_status eco_kpi_before_join(kpi_answer *answer, kpi_answer *before, eco_error *error)
{
    const eco_kpi_plan *plan = answer->state->plan;
    const kpi_report *report = answer->report;
    for (size_t i = 0; i < before->groups_count; i++) {
        const kpi_group *group = &before->groups[i];
        kpi_when then = {group->period, group->weekday, group->hour}, now = move_when(plan, report, then, 1);
        uint32_t made;
        bool is_known = report->period == KPI_BY_NONE || report->period == KPI_BY_HOUR
                            ? true
                            : now.period <= eco_kpi_when_last(answer, now.period);
        if (report->period == KPI_BY_HOUR)
            is_known = eco_kpi_tick_starts(plan, now.period) <= answer->watermark_us;
        if (!is_known || !eco_kpi_when_in_range(answer, now.period) || move_when(plan, report, now, -1).period != then.period)
            continue;
        eco_status status = eco_kpi_answer_place(&made, answer, now, group->class, error);
        if (status)
            return status;
    }
    return ECO_OK;
}
