/* cohort_calendar.c - cohorts by periods of the calendar, from sets of users: each period's sets are united, a user's cohort is the first period that has him,
 * and each later set adds one to a column of the cohort of each of its users. Linear in users times active periods, with 12 bytes a user. */
#include <string.h>

#include "base/civil.h"
#include "base/error.h"
#include "kpi/cohort.h"

enum { NO_COHORT = INT32_MIN };

typedef struct calendar_work {
    const eco_kpi_state *state;
    const kpi_cohort *cohort;
    kpi_time_by period;
    uint32_t users;
    kpi_bits bits;
    int32_t *cohort_of; /* by user: the number of the period */
    int32_t *last;      /* by user: the column that was told last; unbounded: the number of the last period */
    kpi_sums *sums;
} calendar_work;

int64_t eco_kpi_period_number(const eco_kpi_plan *plan, kpi_time_by period, int32_t date)
{
    int32_t first = eco_kpi_period_date(plan, period, date);
    eco_civil civil = eco_date_civil(first);
    switch (period) {
    case KPI_BY_WEEK: return eco_floor_div(first, 7); /* they all begin on one weekday */
    case KPI_BY_MONTH: return (int64_t)civil.year * 12 + civil.month - 1;
    case KPI_BY_QUARTER: return (int64_t)civil.year * 4 + (civil.month - 1) / 3;
    case KPI_BY_YEAR: return civil.year;
    default: return first;
    }
}

int32_t eco_kpi_cohort_columns(const eco_kpi_cohort *given)
{
    return given->retention == ECO_RETENTION_BRACKET ? (int32_t)given->brackets_count + 1 : given->periods;
}

int32_t eco_kpi_cohort_column(const eco_kpi_cohort *given, int64_t later)
{
    if (given->retention != ECO_RETENTION_BRACKET)
        return later < given->periods ? (int32_t)later : -1;
    int32_t column = 0;
    while ((size_t)column < given->brackets_count && later >= given->brackets[column])
        column++;
    return later && !column ? -1 : column; /* before the first bracket */
}

/* Each period of a family, its sets united in bits. */
static eco_status each_period(calendar_work *calendar, size_t family,
                              eco_status (*take)(calendar_work *, int64_t number, eco_error *), eco_error *error)
{
    size_t count;
    const kpi_member *members = eco_kpi_family_members(&count, calendar->state, family);
    const eco_kpi_plan *plan = calendar->state->plan;
    for (size_t i = 0; i < count;) {
        int64_t number = eco_kpi_period_number(plan, calendar->period, eco_kpi_tick_date(plan, members[i].tick));
        eco_kpi_bits_clear(&calendar->bits);
        do
            eco_kpi_bits_add(&calendar->bits, members[i++].set);
        while (i < count && eco_kpi_period_number(plan, calendar->period, eco_kpi_tick_date(plan, members[i].tick)) == number);
        eco_status status = take(calendar, number, error);
        if (status)
            return status;
    }
    return ECO_OK;
}

static eco_status add(calendar_work *calendar, int64_t cohort, uint64_t column, int64_t users, eco_error *error)
{
    eco_wide *sum = eco_kpi_sums_at(calendar->sums, (uint64_t)cohort, column);
    if (!sum)
        return eco_fail_memory(error);
    *sum += users;
    return ECO_OK;
}

static eco_status take_entries(calendar_work *calendar, int64_t number, eco_error *error)
{
    int64_t size = 0;
    for (size_t i = 0; i < calendar->bits.count; i++)
        for (uint64_t left = calendar->bits.words[i]; left; left &= left - 1) {
            int32_t *cohort_of = &calendar->cohort_of[i * 64 + (size_t)__builtin_ctzll(left)];
            if (*cohort_of != NO_COHORT)
                continue;
            *cohort_of = (int32_t)number;
            size++;
        }
    return size ? add(calendar, number, KPI_COHORT_SIZE, size, error) : ECO_OK;
}

static eco_status take_stays(calendar_work *calendar, int64_t number, eco_error *error)
{
    const eco_kpi_cohort *given = calendar->cohort->given;
    for (size_t i = 0; i < calendar->bits.count; i++)
        for (uint64_t left = calendar->bits.words[i]; left; left &= left - 1) {
            size_t user = i * 64 + (size_t)__builtin_ctzll(left);
            int64_t cohort = calendar->cohort_of[user], later = number - cohort;
            if (cohort == NO_COHORT || later < 0)
                continue;
            if (given->retention == ECO_RETENTION_UNBOUNDED) {
                calendar->last[user] = (int32_t)number;
                continue;
            }
            int32_t column = eco_kpi_cohort_column(given, later);
            if (column < 0 || calendar->last[user] == column)
                continue;
            calendar->last[user] = column;
            eco_status status = add(calendar, cohort, (uint64_t)column, 1, error);
            if (status)
                return status;
        }
    return ECO_OK;
}

/* Unbounded: who was active last in some period counts in that one and in all before it. */
static eco_status spread_last(calendar_work *calendar, eco_error *error)
{
    for (uint32_t user = 0; user < calendar->users; user++) {
        int64_t cohort = calendar->cohort_of[user], most = calendar->cohort->given->periods - 1;
        if (cohort == NO_COHORT || calendar->last[user] == NO_COHORT)
            continue;
        int64_t later = calendar->last[user] - cohort;
        eco_status status = add(calendar, cohort, (uint64_t)(later < most ? later : most), 1, error);
        if (status)
            return status;
    }
    return ECO_OK;
}

static eco_status count_all(calendar_work *calendar, eco_error *error)
{
    eco_status status = each_period(calendar, (size_t)calendar->cohort->enter_family, take_entries, error);
    if (!status)
        status = each_period(calendar, (size_t)calendar->cohort->stay_family, take_stays, error);
    if (!status && calendar->cohort->given->retention == ECO_RETENTION_UNBOUNDED)
        status = spread_last(calendar, error);
    return status;
}

eco_status eco_kpi_cohort_calendar(kpi_sums *sums, const eco_kpi_state *state, const kpi_cohort *cohort, eco_error *error)
{
    const eco_allocator *allocator = &state->allocator;
    uint32_t users = eco_kpi_keys_count(state->spaces[KPI_SPACE_USER]);
    calendar_work calendar = {
        .state = state, .cohort = cohort, .users = users, .sums = sums, .period = (kpi_time_by)cohort->given->period};
    size_t size = ((size_t)users / 64 + 1) * 64 * sizeof(int32_t);
    calendar.cohort_of = eco_allocate(allocator, size);
    calendar.last = eco_allocate(allocator, size);
    eco_status status = ECO_E_MEMORY;
    if (calendar.cohort_of && calendar.last && eco_kpi_bits_begin(&calendar.bits, allocator, users)) {
        for (size_t i = 0; i < size / sizeof(int32_t); i++)
            calendar.cohort_of[i] = calendar.last[i] = NO_COHORT;
        status = count_all(&calendar, error);
        eco_kpi_bits_end(&calendar.bits);
    }
    eco_release(allocator, calendar.cohort_of, size);
    eco_release(allocator, calendar.last, size);
    return status == ECO_E_MEMORY ? eco_fail_memory(error) : status;
}
