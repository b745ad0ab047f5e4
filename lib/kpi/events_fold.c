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

/* Rows that need more than counting: purchases wait until the batch's are bought together, and an event without a name is none. */
static void look_closer(events_worker *worker, int64_t i)
{
    const events *all = worker->events;
    int64_t row = worker->batch_first + i;
    if (worker->ticks[i] == EVENTS_NO_TICK)
        return;
    if (!(worker->flags[worker->classes[i]] & EVENTS_NAMED)) {
        worker->ticks[i] = EVENTS_NO_TICK;
        eco_kpi_events_refuse(worker, row, "event", ECO_E_INVALID, "an event needs its name");
        return;
    }
    for (size_t column = 0; column < all->bought_columns_count; column++) /* few rows: each is a line of memory of its own */
        __builtin_prefetch((const char *)all->bought_columns[column]->values + (size_t)row * sizeof(int64_t));
    worker->bought[worker->bought_count++] = row;
}

/* The times of the batch as they are, if all are times: their range. */
static bool take_range(int64_t *least, int64_t *most, const events_worker *worker)
{
    const int64_t *times = (const int64_t *)worker->events->at->values + worker->batch_first;
    *least = INT64_MAX;
    *most = INT64_MIN;
    for (int64_t i = 0; i < worker->batch_count; i++) {
        *least = times[i] < *least ? times[i] : *least;
        *most = times[i] > *most ? times[i] : *most;
    }
    return *least >= ECO_TIME_FIRST_US && *most <= ECO_TIME_LAST_US;
}

static void see(events_worker *worker, int64_t least, int64_t most, const int64_t *times)
{
    kpi_seen *seen = &worker->seen;
    int64_t late_before = worker->events->late_before;
    seen->since_us = least < seen->since_us ? least : seen->since_us;
    seen->until_us = most > seen->until_us ? most : seen->until_us;
    for (int64_t i = 0; least < late_before && i < worker->batch_count; i++)
        seen->late += worker->ticks[i] != EVENTS_NO_TICK && times[i] < late_before;
}

static void take_ticks_one_by_one(events_worker *worker)
{
    int64_t least = INT64_MAX, most = INT64_MIN;
    for (int64_t i = 0; i < worker->batch_count && !worker->failed; i++) {
        int64_t at_us;
        worker->ticks[i] = EVENTS_NO_TICK;
        if (!time_of(&at_us, worker, worker->batch_first + i))
            continue;
        least = at_us < least ? at_us : least;
        most = at_us > most ? at_us : most;
        worker->ticks[i] = eco_kpi_tick(&worker->clock, at_us);
        worker->times[i] = at_us;
    }
    if (least <= most)
        see(worker, least, most, worker->times);
}

/* Each row's tick. */
static void take_ticks(events_worker *worker)
{
    int64_t least, most;
    if (!worker->events->is_plain_time || !take_range(&least, &most, worker)) {
        take_ticks_one_by_one(worker);
    } else {
        const int64_t *times = (const int64_t *)worker->events->at->values + worker->batch_first;
        int64_t starts_us = worker->clock.starts_us, ends_us = worker->clock.ends_us, count = worker->batch_count;
        int32_t *ticks = worker->ticks, tick = worker->clock.tick;
        for (int64_t i = 0; i < count; i++) {
            if (times[i] < starts_us || times[i] >= ends_us) {
                tick = eco_kpi_clock_turn(&worker->clock, times[i]);
                starts_us = worker->clock.starts_us;
                ends_us = worker->clock.ends_us;
            }
            ticks[i] = tick;
        }
        see(worker, least, most, times);
    }
    for (int64_t i = 0; !worker->is_plain && i < worker->batch_count && !worker->failed; i++)
        if ((worker->flags[worker->classes[i]] & (EVENTS_NAMED | EVENTS_PURCHASE)) != EVENTS_NAMED)
            look_closer(worker, i);
}

/* Rows like the one before are counted together: adding each to memory would wait for the one before. */
static bool count_events(events_worker *worker)
{
    kpi_folded *folded = worker->folded;
    const uint32_t *classes = worker->classes;
    const int32_t *ticks = worker->ticks;
    int64_t count = worker->batch_count, first = 0;
    while (first < count) {
        uint32_t class = classes[first];
        int32_t tick = ticks[first];
        int64_t next = first + 1;
        while (next < count && classes[next] == class && ticks[next] == tick)
            next++;
        if (tick != EVENTS_NO_TICK && !eco_kpi_cube_add(&folded->cube, &folded->allocator, tick, class, next - first))
            return false;
        first = next;
    }
    return true;
}

/* All rows of one set, or of those that their ticks and classes say; a set is mostly that of the row before. */
static bool add_to_family(events_worker *worker, size_t family, uint32_t known)
{
    kpi_folded *folded = worker->folded;
    const uint32_t *users = worker->users, *classes = worker->classes, *tuples = worker->tuples + family;
    const int32_t *ticks = worker->ticks;
    size_t families = worker->events->plan->families_count, count = (size_t)worker->batch_count;
    kpi_set *set = NULL;
    uint32_t tuple = KPI_NONE;
    int32_t tick = EVENTS_NO_TICK;
    for (size_t i = 0; i < count; i++) {
        uint32_t user = users[i], its = tuples[classes[i] * families];
        if (its == KPI_NONE || user == KPI_NONE || ticks[i] == EVENTS_NO_TICK)
            continue;
        if (its != tuple || ticks[i] != tick) {
            tuple = its;
            tick = ticks[i];
            kpi_family_set *found = eco_kpi_family_set(&folded->families[family], &folded->allocator, tick, tuple);
            if (!found)
                return false;
            set = &found->set;
        }
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

/* Where the next entry of each part goes, for the time of a batch: so that an entry costs one look beside itself. */
typedef struct journal_ends {
    kpi_entry *next[KPI_PARTS], *end[KPI_PARTS];
} journal_ends;

static void open_part(journal_ends *ends, const kpi_part *part, size_t place)
{
    kpi_block *last = part->last;
    ends->next[place] = last ? last->entries + last->count : NULL;
    ends->end[place] = last ? last->entries + last->capacity : NULL;
}

/* What was put behind the last block's entries counts. */
static void close_part(const journal_ends *ends, kpi_part *part, size_t place)
{
    if (!part->last)
        return;
    uint32_t count = (uint32_t)(ends->next[place] - part->last->entries);
    part->count += count - part->last->count;
    part->last->count = count;
}

static bool put_entry(journal_ends *ends, kpi_folded *folded, kpi_entry entry)
{
    size_t place = entry.user % KPI_PARTS;
    if (ends->next[place] == ends->end[place]) {
        kpi_part *part = &folded->journal->parts[place];
        close_part(ends, part, place);
        if (!eco_kpi_journal_block(folded->journal, part, &folded->allocator))
            return false;
        open_part(ends, part, place);
        ends->next[place]--; /* the block counts this one already */
    }
    *ends->next[place]++ = entry;
    return true;
}

static bool add_to_journal(events_worker *worker)
{
    kpi_folded *folded = worker->folded;
    kpi_part *parts = folded->journal->parts;
    const uint8_t *flags = worker->flags;
    const int64_t *times = worker->events->is_plain_time ? (const int64_t *)worker->events->at->values + worker->batch_first
                                                         : worker->times;
    journal_ends ends;
    bool has_room = true;
    for (size_t place = 0; place < KPI_PARTS; place++)
        open_part(&ends, &parts[place], place);
    for (int64_t i = 0; has_room && i < worker->batch_count; i++) {
        uint32_t class = worker->classes[i], user = worker->users[i];
        if ((flags[class] & EVENTS_JOURNAL) && user != KPI_NONE && worker->ticks[i] != EVENTS_NO_TICK)
            has_room = put_entry(&ends, folded, (kpi_entry){times[i], user, class});
    }
    for (size_t place = 0; has_room && place < KPI_PARTS; place++) /* a failed update is thrown away */
        close_part(&ends, &parts[place], place);
    return has_room;
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
