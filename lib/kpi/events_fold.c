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

static bool take_flags(events_worker *worker)
{
    const events *all = worker->events;
    size_t count = eco_kpi_classes_count(all->state->classes);
    if (!eco_grow(&all->state->allocator, &worker->flags, &worker->flags_capacity, count, sizeof *worker->flags))
        return false;
    for (; worker->flags_count < count; worker->flags_count++)
        worker->flags[worker->flags_count] = flags_of(all, (uint32_t)worker->flags_count);
    return true;
}

static bool time_of(int64_t *at_us, events_worker *worker, int64_t row)
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

static bool count_event(kpi_folded *folded, int32_t tick, uint32_t class)
{
    kpi_cube *cube = &folded->cube;
    const kpi_recent *recent = class < cube->places.recent_count ? &cube->places.recent[class] : NULL;
    if (!recent || recent->tick != tick || recent->place == KPI_NONE)
        return eco_kpi_cube_add(cube, &folded->allocator, tick, class, 1);
    cube->cells[recent->place].events++;
    return true;
}

static bool add_to_families(const events *all, kpi_folded *folded, int32_t tick, uint32_t class, uint32_t user, uint32_t known)
{
    for (size_t i = 0; i < all->plan->families_count; i++) {
        uint32_t tuple = eco_kpi_class_tuple(all->state->classes, class, i);
        if (tuple == KPI_NONE)
            continue;
        kpi_family_sets *family = &folded->families[i];
        const kpi_recent *recent = tuple < family->places.recent_count ? &family->places.recent[tuple] : NULL;
        kpi_set *set = recent && recent->tick == tick && recent->place != KPI_NONE
                           ? &family->sets[recent->place].set
                           : eco_kpi_family_set(family, &folded->allocator, tick, tuple);
        if (!set || !eco_kpi_set_add(set, &folded->allocator, user, known))
            return false;
    }
    return true;
}

static bool fold_row(events_worker *worker, int64_t row, int64_t at_us, uint32_t class, uint32_t user, uint32_t known)
{
    const events *all = worker->events;
    kpi_folded *folded = worker->folded;
    uint8_t flags = worker->flags[class];
    if (!(flags & EVENTS_NAMED)) {
        eco_kpi_events_refuse(worker, row, "event", ECO_E_INVALID, "an event needs its name");
        return true;
    }
    if ((flags & EVENTS_PURCHASE) && !eco_kpi_events_purchase(worker, row, at_us, class, user))
        return true;
    worker->seen.since_us = at_us < worker->seen.since_us ? at_us : worker->seen.since_us;
    worker->seen.until_us = at_us > worker->seen.until_us ? at_us : worker->seen.until_us;
    worker->seen.late += at_us < all->late_before;
    int32_t tick = eco_kpi_tick(&worker->clock, at_us);
    bool has_room = !all->plan->needs_cube || count_event(folded, tick, class);
    if (user == KPI_NONE)
        return has_room;
    has_room = has_room && add_to_families(all, folded, tick, class, user, known);
    if (flags & EVENTS_JOURNAL)
        has_room = has_room && eco_kpi_journal_add(folded->journal, &folded->allocator, (kpi_entry){at_us, user, class});
    return has_room;
}

void eco_kpi_events_fold(events_worker *worker)
{
    const events *all = worker->events;
    uint32_t known = eco_kpi_keys_count(all->state->spaces[KPI_SPACE_USER]);
    bool has_room = take_flags(worker);
    for (int64_t i = 0; has_room && i < worker->batch_count && !worker->failed; i++) {
        int64_t at_us, row = worker->batch_first + i;
        if (time_of(&at_us, worker, row))
            has_room = fold_row(worker, row, at_us, worker->classes[i], all->all_users ? worker->users[i] : KPI_NONE, known);
    }
    if (!has_room && !worker->failed)
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
}
