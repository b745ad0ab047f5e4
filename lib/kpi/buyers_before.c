/* buyers_before.c - what was before a period: the first order ever, orders within the lookback, buyers of the period before. They see all that the state knows,
 * whatever the range is; a period that the range cuts begins with the range. */
#include "base/error.h"
#include "kpi/buyers.h"

static int32_t period_of(const kpi_buyers *buyers, int32_t tick)
{
    const kpi_answer *answer = buyers->fill.answer;
    kpi_time_by period = answer->report->period;
    if (period == KPI_BY_NONE || period == KPI_BY_HOUR)
        return period == KPI_BY_HOUR ? tick : 0;
    return eco_kpi_period_date(answer->state->plan, period, eco_kpi_tick_date(answer->state->plan, tick));
}

bool eco_kpi_buyers_is_new(kpi_buyers *buyers, uint32_t group)
{
    const kpi_range *range = &buyers->fill.answer->range;
    int32_t tick = buyers->first->paid_tick;
    return tick >= range->since && tick < range->until && period_of(buyers, tick) == buyers->fill.answer->groups[group].period;
}

/* ---- returning ---- */

static int64_t find_start(const kpi_buyers *buyers, uint32_t group)
{
    const kpi_answer *answer = buyers->fill.answer;
    const eco_kpi_plan *plan = answer->state->plan;
    int32_t period = answer->groups[group].period;
    int64_t starts_us = INT64_MIN;
    if (answer->report->period == KPI_BY_HOUR)
        starts_us = eco_kpi_date_starts(plan, period >> 5) + (period & 31) * ECO_HOUR_US;
    else if (answer->report->period != KPI_BY_NONE)
        starts_us = eco_kpi_date_starts(plan, period);
    return starts_us > answer->range.since_us ? starts_us : answer->range.since_us;
}

static bool start_of(int64_t *starts_us, kpi_buyers *buyers, uint32_t group)
{
    size_t groups = buyers->fill.answer->groups_count;
    if (groups > buyers->starts_count) {
        if (!eco_grow(&buyers->fill.allocator, &buyers->starts, &buyers->starts_capacity, groups, sizeof *buyers->starts))
            return false;
        for (size_t i = buyers->starts_count; i < groups; i++)
            buyers->starts[i] = INT64_MAX;
        buyers->starts_count = groups;
    }
    if (buyers->starts[group] == INT64_MAX)
        buyers->starts[group] = find_start(buyers, group);
    *starts_us = buyers->starts[group];
    return true;
}

/* Times as numbers that order alike. */
static uint64_t time_number(int64_t at_us)
{
    return (uint64_t)at_us ^ UINT64_C(1) << 63;
}

eco_status eco_kpi_buyers_returns(bool *returns, kpi_buyers *buyers, uint32_t group)
{
    int64_t starts_us;
    *returns = false;
    if (!start_of(&starts_us, buyers, group))
        return eco_fail_memory(buyers->fill.error);
    if (starts_us == INT64_MIN)
        return ECO_OK;
    const uint64_t *times = buyers->times.numbers, bound = time_number(starts_us);
    size_t low = 0, high = buyers->times.count; /* how many lie before the start */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (times[middle] < bound)
            low = middle + 1;
        else
            high = middle;
    }
    int64_t lookback_us = buyers->fill.answer->state->plan->options.lookback_us;
    *returns = low > 0 && bound - times[low - 1] <= (uint64_t)lookback_us;
    return ECO_OK;
}

/* ---- the period after ---- */

/* The range as days, where it is closed: what is before it is as long as it. */
static bool follows_range(int32_t *next, const kpi_buyers *buyers, int32_t date)
{
    const kpi_answer *answer = buyers->fill.answer;
    const kpi_range *range = &answer->range;
    if (range->since == INT32_MIN || range->until == INT32_MAX)
        return false;
    int32_t since = eco_kpi_tick_date(answer->state->plan, range->since),
            until = eco_kpi_tick_date(answer->state->plan, range->until);
    *next = since;
    return date < since && date >= since - (until - since);
}

/* The first day of the next period that is in the range; false: none is. */
static bool next_date(int32_t *next, kpi_buyers *buyers, int32_t date)
{
    const kpi_answer *answer = buyers->fill.answer;
    const eco_kpi_plan *plan = answer->state->plan;
    kpi_time_by period = answer->report->period;
    if (period == KPI_BY_NONE)
        return follows_range(next, buyers, date);
    int32_t first = eco_kpi_period_date(plan, period, date);
    if (!buyers->has_last || buyers->last_period != first) {
        buyers->last_period = first;
        buyers->last_next = eco_kpi_period_add(plan, period, first, 1);
        buyers->has_last = true;
    }
    int32_t since = answer->range.since == INT32_MIN ? INT32_MIN : eco_kpi_tick_date(plan, answer->range.since);
    *next = buyers->last_next > since ? buyers->last_next : since;
    return *next == buyers->last_next || eco_kpi_period_date(plan, period, *next) == buyers->last_next;
}

/* Groups by weekday or hour are followed by those of the same weekday and hour. */
static bool next_tick(int32_t *next, kpi_buyers *buyers, const kpi_order *order)
{
    const kpi_answer *answer = buyers->fill.answer;
    const eco_kpi_plan *plan = answer->state->plan;
    if (answer->report->period == KPI_BY_HOUR) {
        *next = eco_kpi_tick(&buyers->fill.clock, order->paid_us + ECO_HOUR_US);
        return *next <= buyers->watermark;
    }
    int32_t date = eco_kpi_tick_date(plan, order->paid_tick), first;
    bool never = answer->report->by_weekday && answer->report->period == KPI_BY_DAY; /* the next day is another weekday */
    if (never || !next_date(&first, buyers, date))
        return false;
    if (answer->report->by_weekday)
        first += ((date - first) % 7 + 7) % 7;
    int32_t hour = answer->report->by_hour_of_day ? order->paid_tick & 31 : 0;
    *next = plan->is_hourly ? first * 32 + hour : first;
    return *next <= buyers->watermark;
}

eco_status eco_kpi_buyers_follow(kpi_buyers *buyers, const kpi_order *order)
{
    int32_t tick;
    kpi_fill *fill = &buyers->fill;
    if (!next_tick(&tick, buyers, order))
        return ECO_OK;
    eco_status status = eco_kpi_fill_order(fill, order, tick);
    for (size_t i = 0; i < fill->distinct_count && !status; i++)
        if (!eco_kpi_numbers_add(&buyers->following, 0, fill->distinct[i]))
            status = eco_fail_memory(fill->error);
    return status;
}
