/* cohort_rolling.c - cohorts whose periods are 24 hours, or seven times 24, from the hour in which a user entered: a walk. The hour begins on the hour of the
 * plan's wall clock, so that who enters at 17:59 and comes back at 17:00 the next day comes back on day 1. */
#include "base/civil.h"
#include "base/error.h"
#include "base/zone.h"
#include "kpi/cohort.h"

enum { ENTERS = 1, STAYS = 2 };

typedef struct rolling_about {
    const kpi_cohort *cohort;
    uint8_t *uses; /* by class */
} rolling_about;
typedef struct rolling_worker {
    kpi_sums sums;
    kpi_clock clock;
} rolling_worker;

int64_t eco_kpi_rolling_next(kpi_rolling *rolling, const kpi_entry *entries, const uint8_t *stays)
{
    for (; rolling->at < rolling->count; rolling->at++) {
        const kpi_entry *entry = &entries[rolling->at];
        int64_t later = (entry->at_us - rolling->base_us) / rolling->period_us;
        if (!(stays[entry->class] & STAYS) || later == rolling->last)
            continue;
        rolling->last = later;
        return later;
    }
    return -1;
}

static eco_status begin(void *memory, const kpi_walk *walk, eco_error *error)
{
    rolling_worker *worker = memory;
    (void)error;
    eco_kpi_sums_begin(&worker->sums, &walk->state->allocator, 1);
    worker->clock.plan = walk->state->plan;
    return ECO_OK;
}

static void end(void *memory, const kpi_walk *walk)
{
    (void)walk;
    eco_kpi_sums_end(&((rolling_worker *)memory)->sums);
}

static bool add(rolling_worker *worker, int64_t cohort, uint64_t column)
{
    eco_wide *sum = eco_kpi_sums_at(&worker->sums, (uint64_t)cohort, column);
    if (sum)
        ++*sum;
    return sum != NULL;
}

/* The columns of one user who entered with entries[at]. */
static bool tell(rolling_worker *worker, const kpi_walk *walk, const eco_kpi_cohort *given, const uint8_t *uses,
                 const kpi_run *run, size_t at)
{
    const eco_kpi_plan *plan = walk->state->plan;
    int64_t entered = run->entries[at].at_us, local = eco_zone_local(plan->zone, entered), later;
    int32_t date = eco_kpi_tick_date(plan, eco_kpi_tick(&worker->clock, entered)), told = -1;
    int64_t cohort = eco_kpi_period_number(plan, (kpi_time_by)given->period, date), last = -1;
    kpi_rolling rolling = {.base_us = entered - (local - eco_floor_div(local, ECO_HOUR_US) * ECO_HOUR_US),
                           .period_us = given->period == ECO_PERIOD_WEEK ? 7 * ECO_DAY_US : ECO_DAY_US,
                           .at = at,
                           .count = run->count,
                           .last = -1};
    if (!add(worker, cohort, KPI_COHORT_SIZE))
        return false;
    while ((later = eco_kpi_rolling_next(&rolling, run->entries, uses)) >= 0) {
        last = later;
        int32_t column = eco_kpi_cohort_column(given, later);
        if (given->retention == ECO_RETENTION_UNBOUNDED || column < 0 || column == told)
            continue;
        told = column;
        if (!add(worker, cohort, (uint64_t)column))
            return false;
    }
    if (given->retention != ECO_RETENTION_UNBOUNDED || last < 0)
        return true;
    return add(worker, cohort, (uint64_t)(last < given->periods ? last : given->periods - 1));
}

static eco_status run(void *memory, const kpi_walk *walk, const kpi_run *run, eco_error *error)
{
    const rolling_about *about = walk->walker->about;
    size_t at = 0;
    while (at < run->count && !(about->uses[run->entries[at].class] & ENTERS))
        at++;
    if (at == run->count || tell(memory, walk, about->cohort->given, about->uses, run, at))
        return ECO_OK;
    return eco_fail_memory(error);
}

static eco_status fold(void *into, void *from, const kpi_walk *walk, eco_error *error)
{
    (void)walk;
    return eco_kpi_sums_fold(&((rolling_worker *)into)->sums, &((rolling_worker *)from)->sums) ? ECO_OK : eco_fail_memory(error);
}

eco_status eco_kpi_cohort_rolling(kpi_sums *sums, const eco_kpi_state *state, const kpi_cohort *cohort, eco_error *error)
{
    uint32_t classes = eco_kpi_classes_count(state->classes);
    rolling_about about = {cohort, eco_allocate(&state->allocator, classes)};
    if (!about.uses)
        return eco_fail_memory(error);
    for (uint32_t i = 0; i < classes; i++)
        about.uses[i] = (uint8_t)((eco_kpi_class_holds(state->classes, i, cohort->enter) ? ENTERS : 0) |
                                  (eco_kpi_class_holds(state->classes, i, cohort->stay) ? STAYS : 0));
    kpi_walker walker = {.size = sizeof(rolling_worker), .about = &about, .begin = begin, .run = run, .fold = fold, .end = end};
    kpi_walk walk = {.state = state, .walker = &walker, .range = {INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX}};
    void *worker = NULL;
    eco_status status = eco_kpi_walk(&worker, &walk, error);
    if (!status) {
        status = eco_kpi_sums_fold(sums, &((rolling_worker *)worker)->sums) ? ECO_OK : eco_fail_memory(error);
        end(worker, &walk);
        eco_release(&state->allocator, worker, walker.size);
    }
    eco_release(&state->allocator, about.uses, classes);
    return status;
}
