/* cohort.c - the table of a cohort: cohorts whose period begins in the range, a row for each period that has begun at the watermark, and whether it is over. */
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "kpi/cohort.h"
#include "kpi/labels.h"

/* Periods that a column stands for: [from, until); until INT32_MAX: open. */
static void column_periods(const eco_kpi_cohort *given, int32_t column, int32_t *from, int32_t *until)
{
    *from = column;
    *until = column + 1;
    if (given->retention != ECO_RETENTION_BRACKET)
        return;
    *from = column ? given->brackets[column - 1] : 0;
    *until = !column ? 1 : (size_t)column < given->brackets_count ? given->brackets[column] : INT32_MAX;
}

/* When the period `later` periods after entry begins for a cohort that begins on a date. Rolling: for its last user, or (is_first) its first. */
static int64_t begins(const eco_kpi_plan *plan, const eco_kpi_cohort *given, int32_t date, int32_t later, bool is_first)
{
    kpi_time_by period = (kpi_time_by)given->period;
    if (!given->rolling)
        return eco_kpi_date_starts(plan, eco_kpi_period_add(plan, period, date, later));
    if (later > 10000 * 366)
        return INT64_MAX; /* further than time goes */
    int64_t length = given->period == ECO_PERIOD_WEEK ? 7 * ECO_DAY_US : ECO_DAY_US;
    return eco_kpi_date_starts(plan, is_first ? date : eco_kpi_period_add(plan, period, date, 1)) + later * length;
}

static int by_cohort(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

static int32_t date_of(const eco_kpi_plan *plan, kpi_time_by period, int64_t number)
{
    switch (period) {
    case KPI_BY_WEEK: return eco_kpi_period_date(plan, period, (int32_t)(number * 7 + 6)); /* a day of that week */
    case KPI_BY_MONTH:
        return eco_date_of((int32_t)eco_floor_div(number, 12), (int32_t)(number - eco_floor_div(number, 12) * 12) + 1, 1);
    case KPI_BY_QUARTER: return eco_date_of((int32_t)(number / 4), (int32_t)(number % 4) * 3 + 1, 1);
    case KPI_BY_YEAR: return eco_date_of((int32_t)number, 1, 1);
    default: return (int32_t)number;
    }
}

static int64_t users_at(kpi_sums *sums, int64_t cohort, uint64_t column, bool *is_known)
{
    const eco_wide *sum = eco_kpi_sums_at(sums, (uint64_t)cohort, column);
    *is_known &= sum != NULL;
    return sum ? (int64_t)*sum : 0;
}

/* The rows of one cohort; false without memory. */
static bool put_cohort(eco_table_builder *table, const eco_kpi_state *state, const eco_kpi_cohort *given, kpi_sums *sums,
                       int64_t number, int64_t watermark)
{
    int32_t date = date_of(state->plan, (kpi_time_by)given->period, number), columns = eco_kpi_cohort_columns(given), from, until;
    bool is_known = true;
    int64_t size = users_at(sums, number, KPI_COHORT_SIZE, &is_known), later_users = 0;
    for (int32_t i = 0; given->retention == ECO_RETENTION_UNBOUNDED && i < columns; i++)
        later_users += users_at(sums, number, (uint64_t)i, &is_known);
    for (int32_t i = 0; i < columns; i++) {
        column_periods(given, i, &from, &until);
        if (begins(state->plan, given, date, from, true) > watermark)
            break;
        int64_t here = users_at(sums, number, (uint64_t)i, &is_known);
        int64_t users = given->retention == ECO_RETENTION_UNBOUNDED ? later_users : here;
        later_users -= here;
        eco_table_put_int64(table, date);
        eco_table_put_int64(table, size);
        eco_table_put_int64(table, from);
        eco_table_put_int64(table, users);
        eco_kpi_put_rate(table, users, size);
        eco_table_put_int64(table, until != INT32_MAX && begins(state->plan, given, date, until, false) <= watermark);
    }
    return is_known;
}

static eco_status put_cohorts(eco_table_builder *table, const eco_kpi_state *state, const eco_kpi_cohort *given, kpi_sums *sums,
                              const kpi_range *range, eco_error *error)
{
    size_t count = 0, most = sums->count;
    int64_t *cohorts = eco_allocate(&state->allocator, most * sizeof *cohorts);
    if (!cohorts)
        return eco_fail_memory(error);
    for (size_t i = 0; i < most; i++)
        if (sums->keys[i].low == KPI_COHORT_SIZE)
            cohorts[count++] = (int64_t)sums->keys[i].high;
    qsort(cohorts, count, sizeof *cohorts, by_cohort);
    bool is_known = true;
    for (size_t i = 0; i < count && is_known; i++) {
        int64_t starts = eco_kpi_date_starts(state->plan, date_of(state->plan, (kpi_time_by)given->period, cohorts[i]));
        if (starts >= range->since_us && starts < range->until_us)
            is_known = put_cohort(table, state, given, sums, cohorts[i], eco_kpi_events_until(state));
    }
    eco_release(&state->allocator, cohorts, most * sizeof *cohorts);
    return is_known ? ECO_OK : eco_fail_memory(error);
}

static eco_status tell(const eco_table **out, const eco_kpi_state *state, const eco_kpi_cohort *given, kpi_sums *sums,
                       const kpi_range *range, eco_error *error)
{
    char text[300];
    eco_table_builder *table = eco_table_begin(&state->plan->allocator);
    eco_table_add_column(table, "cohort", ECO_TYPE_DATE, 0, NULL);
    eco_table_add_column(table, "size", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "period", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "users", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "rate", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(table, "complete", ECO_TYPE_BOOL, 0, NULL);
    eco_status status = put_cohorts(table, state, given, sums, range, error);
    snprintf(text, sizeof text, "users by the %s of their first event that enters; active in %s, of %s",
             eco_period_name(given->period),
             given->retention == ECO_RETENTION_NTH         ? "the period"
             : given->retention == ECO_RETENTION_UNBOUNDED ? "the period or a later one"
                                                           : "a period of the bracket",
             !given->rolling                    ? "the calendar"
             : given->period == ECO_PERIOD_WEEK ? "7 x 24 hours from the hour of entry"
                                                : "24 hours from the hour of entry");
    eco_kpi_notes(table, state, text, range);
    eco_status ended = eco_table_end(out, table, status ? NULL : error);
    if (status && !ended) {
        eco_table_free(*out);
        *out = NULL;
    }
    return status ? status : ended;
}

eco_status eco_kpi_table_cohort(const eco_table **out, const eco_kpi_state *state, const kpi_cohort *cohort,
                                const kpi_range *range, eco_error *error)
{
    kpi_sums sums;
    eco_kpi_sums_begin(&sums, &state->allocator, 1);
    eco_status status = cohort->enter_family < 0 ? eco_kpi_cohort_rolling(&sums, state, cohort, error)
                                                 : eco_kpi_cohort_calendar(&sums, state, cohort, error);
    if (!status)
        status = tell(out, state, cohort->given, &sums, range, error);
    eco_kpi_sums_end(&sums);
    return status;
}
