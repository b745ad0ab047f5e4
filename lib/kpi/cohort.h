/* cohort.h - what the two ways of making cohorts share: from sets of users by period (the calendar's), and from a walk (24 hours from entry). */
#ifndef ECO_KPI_COHORT_H
#define ECO_KPI_COHORT_H
#include "kpi/sums.h"
#include "kpi/kpi_internal.h"

/* Users by cohort: key high is the cohort's number (below), low the column; the column of the size is KPI_COHORT_SIZE. */
#define KPI_COHORT_SIZE UINT64_MAX

/* Periods in a row have numbers in a row. */
int64_t eco_kpi_period_number(const eco_kpi_plan *plan, kpi_time_by period, int32_t date);

/* The column in which activity `later` periods after entry is told; -1: in none. */
int32_t eco_kpi_cohort_column(const eco_kpi_cohort *given, int64_t later);
int32_t eco_kpi_cohort_columns(const eco_kpi_cohort *given);

eco_status eco_kpi_cohort_calendar(kpi_sums *sums, const eco_kpi_state *state, const kpi_cohort *cohort, eco_error *error);
eco_status eco_kpi_cohort_rolling(kpi_sums *sums, const eco_kpi_state *state, const kpi_cohort *cohort, eco_error *error);

/* One user's columns, from a run: the place of the entry among the entries (count: there is none), and calls for each period, once and rising. */
typedef struct kpi_rolling {
    int64_t base_us, period_us; /* the hour of entry; 24 h or 7 x 24 h */
    size_t at, count;
    int64_t last; /* the period told last; -1 */
} kpi_rolling;
/* The next period, counted from entry, with an event that counts as coming back; -1: no more. stays: by class. */
int64_t eco_kpi_rolling_next(kpi_rolling *rolling, const kpi_entry *entries, const uint8_t *stays);

#endif
