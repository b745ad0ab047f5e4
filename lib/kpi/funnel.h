/* funnel.h - the machine of funnels: how far attempts get in one user's events. Pure: it knows entries and what steps their classes are, and no state.
 *
 * An attempt takes each of its steps from an event of its own, so one event that is two steps serves one of them. Whatever happens at one instant has no order
 * among itself: a step at the time of the step before counts (unless `increase`), an event that excludes comes before the steps of its instant, and with
 * ECO_FUNNEL_ORDER_STRICT an event at the time of a step does not stand between steps. */
#ifndef ECO_KPI_FUNNEL_H
#define ECO_KPI_FUNNEL_H
#include "kpi/kpi_internal.h"

enum { KPI_STEPS_MOST = 32 };
#define KPI_STEP_EXCLUDED (UINT64_C(1) << 32)

typedef struct kpi_steps {
    const uint64_t *masks;  /* by class: bit k: it is step k. KPI_STEP_EXCLUDED, and nothing else: it ends attempts */
    const uint32_t *groups; /* by class: the group of attempts that begin with it; NULL: all are group 0 */
    int32_t count;
    eco_funnel_start start;
    eco_funnel_order order;
    bool increase, deduplicate;
    bool shared; /* some class is two steps */
    int64_t window_us;
    int64_t since_us, until_us; /* attempts begin in [since, until) */
} kpi_steps;

/* An attempt: so many steps, and the time of each. */
typedef struct kpi_chain {
    int32_t level;
    int64_t times[KPI_STEPS_MOST];
} kpi_chain;

/* The attempt that gets furthest, of those that begin with an event of the group; of several the first that got there, and of those the one that began last.
 * Stops where one has gone `goal` steps. Gives back the place after the instant at which it stopped (count: at the end). best->level 0: there is no attempt. */
size_t eco_kpi_chain_find(kpi_chain *best, const kpi_steps *steps, int32_t goal, uint32_t group, const kpi_entry *entries, size_t count);

/* Its three ways: steps one after another and no class two steps; one after another in general; in any order. */
size_t eco_kpi_chain_loose(kpi_chain *best, const kpi_steps *steps, int32_t goal, uint32_t group, const kpi_entry *entries, size_t count);
size_t eco_kpi_chain_ordered(kpi_chain *best, const kpi_steps *steps, int32_t goal, uint32_t group, const kpi_entry *entries, size_t count);
size_t eco_kpi_chain_any(kpi_chain *best, const kpi_steps *steps, int32_t goal, uint32_t group, const kpi_entry *entries, size_t count);

/* Events given to steps, each event to one step and each step one event: as many as possible. */
typedef struct kpi_matching {
    uint32_t taken;                  /* steps that have an event */
    uint32_t events[KPI_STEPS_MOST]; /* the steps that the event of a step can be */
} kpi_matching;
/* One more event, which can be any of these steps: whether one step more has an event now. */
bool eco_kpi_match(kpi_matching *matching, uint32_t event);

/* What an event of the class is for attempts of the group: where attempts must begin with its first step, others' first steps are none. */
static inline uint64_t eco_kpi_step_mask(const kpi_steps *steps, uint32_t group, uint32_t class)
{
    uint64_t mask = steps->masks[class];
    if (mask & KPI_STEP_EXCLUDED)
        return KPI_STEP_EXCLUDED;
    if (steps->groups && (mask & 1) && steps->order != ECO_FUNNEL_ORDER_ANY && steps->groups[class] != group)
        mask &= ~UINT64_C(1);
    return mask;
}
static inline bool eco_kpi_step_starts(const kpi_steps *steps, int64_t at_us)
{
    return at_us >= steps->since_us && at_us < steps->until_us;
}
/* The place after all entries that are not later than entries[at]. */
static inline size_t eco_kpi_instant_end(const kpi_entry *entries, size_t count, size_t at)
{
    size_t end = at + 1;
    while (end < count && entries[end].at_us == entries[at].at_us)
        end++;
    return end;
}

/* The value of a share of sorted values: nearest rank for p90, the middle (or the mean of both, cut) for the median. Reorders the values. */
int64_t eco_kpi_median(int64_t *values, size_t count);
int64_t eco_kpi_nearest_rank(int64_t *values, size_t count, int32_t percent);

#endif
