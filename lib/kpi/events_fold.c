/* events_fold.c - a batch's rows into the cube, the families and the journal of their worker. */
#include <string.h>

#include "base/civil.h"
#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/events.h"

/* What the plan does with rows of a class, once for each. */
static uint8_t flags_of(const events *all, uint32_t class)
{
    const eco_kpi_plan *plan = all->plan;
    const kpi_classes *classes = all->state->classes;
    uint8_t flags = 0;
    bool is_wanted = plan->journal_conditions_count == 0;
    for (size_t i = 0; i < plan->journal_conditions_count; i++)
        is_wanted |= eco_kpi_class_holds(classes, class, plan->journal_conditions[i]);
    if (eco_kpi_class_has_role(classes, class, KPI_ROLE_ANY))
        flags |= EVENTS_NAMED;
    if (plan->needs_journal && is_wanted)
        flags |= EVENTS_JOURNAL;
    if (plan->needs_sales && eco_kpi_class_has_role(classes, class, KPI_ROLE_PURCHASE))
        flags |= EVENTS_PURCHASE;
    return flags;
}

bool eco_kpi_events_take_classes(events_worker *worker)
{
    const events *all = worker->events;
    size_t count = eco_kpi_classes_count(all->state->classes), families = all->plan->families_count;
    const eco_allocator *allocator = &all->state->allocator;
    if (count == worker->classes_count)
        return true;
    if (!eco_grow(allocator, &worker->flags, &worker->flags_capacity, count, sizeof *worker->flags) ||
        !eco_grow(allocator, &worker->tuples, &worker->tuples_capacity, count * families, sizeof *worker->tuples))
        return false;
    for (size_t class = worker->classes_count; class < count; class ++) {
        worker->flags[class] = flags_of(all, (uint32_t) class);
        for (size_t family = 0; family < families; family++)
            worker->tuples[class * families + family] = eco_kpi_class_tuple(all->state->classes, (uint32_t) class, family);
    }
    for (size_t class = worker->classes_count; class < count; class ++)
        worker->is_plain &= (worker->flags[class] & (EVENTS_NAMED | EVENTS_PURCHASE)) == EVENTS_NAMED;
    worker->classes_count = count;
    return true;
}

static inline bool time_of(int64_t *at_us, events_worker *worker, int64_t row)
{
    const events *all = worker->events;
    const char *why = NULL;
    bool known;
    if (all->is_plain_time) {
        *at_us = ((const int64_t *)all->at->values)[row];
        if (*at_us >= ECO_TIME_FIRST_US && *at_us <= ECO_TIME_LAST_US)
            return true;
        why = "is outside years 0001 to 9999";
    } else if (eco_kpi_read_time(at_us, &known, all->plan, all->at, row, &why)) {
        if (known)
            return true;
        why = "an event needs its time";
    }
    eco_kpi_events_refuse(worker, row, "at", ECO_E_INVALID, why);
    return false;
}

/* ---- a pass over the batch for each thing that is folded ---- */

void eco_kpi_events_see(kpi_seen *seen, const events *all, int64_t at_us)
{
    seen->since_us = at_us < seen->since_us ? at_us : seen->since_us;
    seen->until_us = at_us > seen->until_us ? at_us : seen->until_us;
    seen->late += at_us < all->late_before;
}

/* Rows that need more than counting: purchases wait, and an event without a name is none. */
static bool look_closer(events_worker *worker, int64_t row, uint32_t class)
{
    if (worker->flags[class] & EVENTS_NAMED) {
        worker->bought[worker->bought_count++] = row;
        return true;
    }
    eco_kpi_events_refuse(worker, row, "event", ECO_E_INVALID, "an event needs its name");
    return false;
}

/* Each row's tick. What purchases are is seen when it is known that they are good. */
static void take_ticks(events_worker *worker)
{
    const events *all = worker->events;
    kpi_seen seen = worker->seen;
    for (int64_t i = 0; i < worker->batch_count && !worker->failed; i++) {
        int64_t at_us, row = worker->batch_first + i;
        uint32_t class = worker->classes[i];
        worker->ticks[i] = EVENTS_NO_TICK;
        if (!time_of(&at_us, worker, row))
            continue;
        bool is_plain = worker->is_plain || (worker->flags[class] & (EVENTS_NAMED | EVENTS_PURCHASE)) == EVENTS_NAMED;
        if (is_plain)
            eco_kpi_events_see(&seen, all, at_us);
        else if (!look_closer(worker, row, class))
            continue;
        worker->ticks[i] = eco_kpi_tick(&worker->clock, at_us);
        if (!all->is_plain_time)
            worker->times[i] = at_us;
    }
    worker->seen = seen;
}

static bool count_events(events_worker *worker)
{
    kpi_folded *folded = worker->folded;
    kpi_cube *cube = &folded->cube;
    for (int64_t i = 0; i < worker->batch_count; i++) {
        int32_t tick = worker->ticks[i];
        uint32_t class = worker->classes[i];
        if (tick == EVENTS_NO_TICK)
            continue;
        const kpi_recent *recent = class < cube->places.recent_count ? &cube->places.recent[class] : NULL;
        if (recent && recent->tick == tick && recent->place != KPI_NONE)
            cube->cells[recent->place].events++;
        else if (!eco_kpi_cube_add(cube, &folded->allocator, tick, class, 1))
            return false;
    }
    return true;
}

/* A bitmap's word is asked for well before its row comes: the set is mostly that of the row before. */
static bool add_to_family(events_worker *worker, size_t family, uint32_t known)
{
    enum { AHEAD = 24 };
    kpi_folded *folded = worker->folded;
    const uint32_t *users = worker->users;
    size_t families = worker->events->plan->families_count, count = (size_t)worker->batch_count;
    kpi_set *set = NULL;
    uint32_t tuple = KPI_NONE;
    int32_t tick = EVENTS_NO_TICK;
    for (size_t i = 0; i < count; i++) {
        uint32_t user = users[i], its = worker->tuples[worker->classes[i] * families + family];
        if (its == KPI_NONE || user == KPI_NONE || worker->ticks[i] == EVENTS_NO_TICK)
            continue;
        if (its != tuple || worker->ticks[i] != tick) {
            tuple = its;
            tick = worker->ticks[i];
            kpi_family_set *found = eco_kpi_family_set(&folded->families[family], &folded->allocator, tick, tuple);
            if (!found)
                return false;
            set = &found->set;
        }
        if (i + AHEAD < count && (size_t)(users[i + AHEAD] >> 6) < set->words)
            __builtin_prefetch(&set->bits[users[i + AHEAD] >> 6], 1);
        if (!eco_kpi_set_add(set, &folded->allocator, user, known))
            return false;
    }
    return true;
}

static bool add_to_sketches(events_worker *worker, size_t family)
{
    kpi_folded *folded = worker->folded;
    size_t families = worker->events->plan->families_count;
    kpi_hll *hll = NULL;
    uint32_t tuple = KPI_NONE;
    int32_t tick = EVENTS_NO_TICK;
    for (int64_t i = 0; i < worker->batch_count; i++) {
        uint32_t coupon = worker->coupons[i], its = worker->tuples[worker->classes[i] * families + family];
        if (its == KPI_NONE || coupon == KPI_NONE || worker->ticks[i] == EVENTS_NO_TICK)
            continue;
        if (its != tuple || worker->ticks[i] != tick) {
            tuple = its;
            tick = worker->ticks[i];
            kpi_family_set *found = eco_kpi_family_set(&folded->families[family], &folded->allocator, tick, tuple);
            if (!found)
                return false;
            hll = &found->hll;
        }
        if (!eco_kpi_hll_add(hll, &folded->allocator, coupon))
            return false;
    }
    return true;
}

static bool add_to_journal(events_worker *worker)
{
    kpi_folded *folded = worker->folded;
    const int64_t *times = worker->events->is_plain_time ? (const int64_t *)worker->events->at->values + worker->batch_first
                                                         : worker->times;
    for (int64_t i = 0; i < worker->batch_count; i++) {
        uint32_t class = worker->classes[i], user = worker->users[i];
        if (!(worker->flags[class] & EVENTS_JOURNAL) || user == KPI_NONE || worker->ticks[i] == EVENTS_NO_TICK)
            continue;
        if (!eco_kpi_journal_add(folded->journal, &folded->allocator, (kpi_entry){times[i], user, class}))
            return false;
    }
    return true;
}

void eco_kpi_events_fold(events_worker *worker)
{
    const eco_kpi_plan *plan = worker->events->plan;
    uint32_t known = eco_kpi_keys_count(worker->events->state->spaces[KPI_SPACE_USER]);
    worker->bought_count = 0;
    take_ticks(worker);
    if (worker->bought_count)
        eco_kpi_events_buy(worker);
    if (worker->failed)
        return;
    bool has_room = !plan->needs_cube || count_events(worker);
    for (size_t family = 0; has_room && family < plan->families_count; family++)
        has_room = plan->families[family].approximate ? add_to_sketches(worker, family) : add_to_family(worker, family, known);
    has_room = has_room && (!plan->needs_journal || add_to_journal(worker));
    if (!has_room)
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
}
