/* clock.c - instants as days and hours of the plan's zone, and days as periods. */
#include "base/civil.h"
#include "base/zone.h"
#include "kpi/kpi_internal.h"

/* The day, by its number and its ends. at_us is in range. */
static int32_t day_of(const eco_kpi_plan *plan, int64_t at_us, int64_t *starts_us, int64_t *ends_us)
{
    if (!plan->zone || eco_zone_period(starts_us, ends_us, plan->zone, ECO_PERIOD_DAY, at_us, NULL) != ECO_OK) {
        int64_t day = eco_floor_div(at_us, ECO_DAY_US);
        *starts_us = day * ECO_DAY_US;
        *ends_us = *starts_us + ECO_DAY_US;
        return (int32_t)day;
    }
    return eco_zone_date(plan->zone, at_us);
}

int32_t eco_kpi_clock_turn(kpi_clock *clock, int64_t at_us)
{
    kpi_day *day = &clock->days[(uint64_t)(at_us / ECO_DAY_US) % KPI_CLOCK_DAYS];
    if (at_us < day->starts_us || at_us >= day->ends_us)
        day->date = day_of(clock->plan, at_us, &day->starts_us, &day->ends_us);
    if (!clock->plan->is_hourly) {
        clock->starts_us = day->starts_us;
        clock->ends_us = day->ends_us;
        return clock->tick = day->date;
    }
    int64_t hour = (at_us - day->starts_us) / ECO_HOUR_US;
    clock->starts_us = day->starts_us + hour * ECO_HOUR_US;
    clock->ends_us = clock->starts_us + ECO_HOUR_US < day->ends_us ? clock->starts_us + ECO_HOUR_US : day->ends_us;
    return clock->tick = day->date * 32 + (int32_t)hour;
}

int64_t eco_kpi_date_starts(const eco_kpi_plan *plan, int32_t date)
{
    int64_t starts_us, ends_us, noon = ((int64_t)date * 2 + 1) * (ECO_DAY_US / 2);
    if (!plan->zone)
        return (int64_t)date * ECO_DAY_US;
    /* Noon of the day on the wall clock is within a day of noon UTC. */
    for (int64_t at = noon - ECO_DAY_US; at <= noon + ECO_DAY_US; at += ECO_DAY_US / 2)
        if (at >= ECO_TIME_FIRST_US && at <= ECO_TIME_LAST_US && day_of(plan, at, &starts_us, &ends_us) == date)
            return starts_us;
    return noon - ECO_DAY_US / 2; /* a day that the zone has skipped */
}

int32_t eco_kpi_period_date(const eco_kpi_plan *plan, kpi_time_by period, int32_t date)
{
    eco_civil civil = eco_date_civil(date);
    switch (period) {
    case KPI_BY_WEEK: {
        int32_t weekday = eco_date_weekday(date); /* 1 is Monday */
        return date - (plan->options.week_starts_sunday ? weekday % 7 : weekday - 1);
    }
    case KPI_BY_MONTH: return date - civil.day + 1;
    case KPI_BY_QUARTER: return eco_date_of(civil.year, (civil.month - 1) / 3 * 3 + 1, 1);
    case KPI_BY_YEAR: return eco_date_of(civil.year, 1, 1);
    default: return date;
    }
}

static int32_t months_later(int32_t date, int64_t months)
{
    eco_civil civil = eco_date_civil(date);
    int64_t month = (int64_t)civil.year * 12 + civil.month - 1 + months;
    return (int32_t)eco_clamp(
        eco_date_raw(eco_floor_div(month, 12), (int32_t)(month - eco_floor_div(month, 12) * 12) + 1, civil.day), ECO_DATE_FIRST,
        ECO_DATE_LAST);
}

int32_t eco_kpi_period_add(const eco_kpi_plan *plan, kpi_time_by period, int32_t first, int32_t periods)
{
    (void)plan;
    switch (period) {
    case KPI_BY_WEEK: return (int32_t)eco_clamp(first + (int64_t)periods * 7, ECO_DATE_FIRST, ECO_DATE_LAST);
    case KPI_BY_MONTH: return months_later(first, periods);
    case KPI_BY_QUARTER: return months_later(first, (int64_t)periods * 3);
    case KPI_BY_YEAR: return months_later(first, (int64_t)periods * 12);
    default: return (int32_t)eco_clamp(first + (int64_t)periods, ECO_DATE_FIRST, ECO_DATE_LAST);
    }
}
