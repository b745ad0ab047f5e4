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

static bool take_classes(events_worker *worker)
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

static inline bool count_event(kpi_folded *folded, int32_t tick, uint32_t class)
{
    kpi_cube *cube = &folded->cube;
    const kpi_recent *recent = class < cube->places.recent_count ? &cube->places.recent[class] : NULL;
    if (!recent || recent->tick != tick || recent->place == KPI_NONE)
        return eco_kpi_cube_add(cube, &folded->allocator, tick, class, 1);
    cube->cells[recent->place].events++;
    return true;
}

static inline bool add_to_family(kpi_folded *folded, size_t family, int32_t tick, uint32_t tuple, uint32_t user, uint32_t known)
{
    kpi_family_sets *sets = &folded->families[family];
    const kpi_recent *recent = tuple < sets->places.recent_count ? &sets->places.recent[tuple] : NULL;
    kpi_set *set = recent && recent->tick == tick && recent->place != KPI_NONE
                       ? &sets->sets[recent->place].set
                       : eco_kpi_family_set(sets, &folded->allocator, tick, tuple);
    return set && eco_kpi_set_add(set, &folded->allocator, user, known);
}

/* Rows that need more than counting; false: the row does not count. */
static bool look_closer(events_worker *worker, int64_t row, int64_t at_us, uint32_t class, uint32_t user)
{
    if (worker->flags[class] & EVENTS_NAMED)
        return eco_kpi_events_purchase(worker, row, at_us, class, user);
    eco_kpi_events_refuse(worker, row, "event", ECO_E_INVALID, "an event needs its name");
    return false;
}

static inline bool fold_row(events_worker *worker, int64_t at_us, uint32_t class, uint32_t user, uint32_t known)
{
    const eco_kpi_plan *plan = worker->events->plan;
    kpi_folded *folded = worker->folded;
    size_t families = plan->families_count;
    int32_t tick = eco_kpi_tick(&worker->clock, at_us);
    bool has_room = !plan->needs_cube || count_event(folded, tick, class);
    if (user == KPI_NONE)
        return has_room;
    for (size_t family = 0; family < families; family++) {
        uint32_t tuple = worker->tuples[class * families + family];
        if (tuple != KPI_NONE)
            has_room &= add_to_family(folded, family, tick, tuple, user, known);
    }
    if (worker->flags[class] & EVENTS_JOURNAL)
        has_room &= eco_kpi_journal_add(folded->journal, &folded->allocator, (kpi_entry){at_us, user, class});
    return has_room;
}

void eco_kpi_events_fold(events_worker *worker)
{
    const events *all = worker->events;
    uint32_t known = eco_kpi_keys_count(all->state->spaces[KPI_SPACE_USER]);
    bool has_room = take_classes(worker);
    kpi_seen seen = worker->seen;
    for (int64_t i = 0; has_room && i < worker->batch_count && !worker->failed; i++) {
        int64_t at_us, row = worker->batch_first + i;
        uint32_t class = worker->classes[i], user = all->all_users ? worker->users[i] : KPI_NONE;
        if (!time_of(&at_us, worker, row))
            continue;
        if ((worker->flags[class] & (EVENTS_NAMED | EVENTS_PURCHASE)) != EVENTS_NAMED &&
            !look_closer(worker, row, at_us, class, user))
            continue;
        seen.since_us = at_us < seen.since_us ? at_us : seen.since_us;
        seen.until_us = at_us > seen.until_us ? at_us : seen.until_us;
        seen.late += at_us < all->late_before;
        has_room = fold_row(worker, at_us, class, user, known);
    }
    worker->seen = seen;
    if (!has_room && !worker->failed)
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
}
