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

/* Whether a family has one tuple: what a class more means for that. */
static uint32_t only_of(uint32_t only, uint32_t tuple)
{
    return tuple == KPI_NONE || tuple == only ? only : only == KPI_NONE ? tuple : KPI_MISSING;
}

bool eco_kpi_events_take_classes(events_worker *worker)
{
    const events *all = worker->events;
    size_t count = eco_kpi_classes_count(all->state->classes), families = all->plan->families_count;
    const eco_allocator *allocator = &all->state->allocator;
    if (count == worker->classes_count)
        return true;
    if (!eco_grow(allocator, &worker->flags, &worker->flags_capacity, count + 1, sizeof *worker->flags) ||
        !eco_grow(allocator, &worker->tuples, &worker->tuples_capacity, (count + 1) * families, sizeof *worker->tuples))
        return false;
    for (size_t class = worker->classes_count; class < count; class ++) {
        uint8_t flags = flags_of(all, (uint32_t) class);
        bool is_plain = (flags & (EVENTS_NAMED | EVENTS_PURCHASE)) == EVENTS_NAMED;
        worker->flags[class] = is_plain ? flags : flags | EVENTS_CLOSER;
        worker->is_plain &= is_plain;
        worker->is_all_journal &= (flags & EVENTS_JOURNAL) != 0;
        for (size_t family = 0; family < families; family++) {
            uint32_t tuple = eco_kpi_class_tuple(all->state->classes, (uint32_t) class, family);
            worker->tuples[class * families + family] = tuple;
            worker->only[family] = only_of(worker->only[family], tuple);
        }
    }
    worker->flags[count] = 0;
    for (size_t family = 0; family < families; family++)
        worker->tuples[count * families + family] = KPI_NONE;
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

static const int64_t *times_of(const events_worker *worker)
{
    const events *all = worker->events;
    return all->is_plain_time ? (const int64_t *)all->at->values + worker->batch_first : worker->times;
}

/* ---- times ---- */

/* The range of the batch's times, as they are. */
static bool take_range(int64_t *least, int64_t *most, const int64_t *times, size_t count)
{
    int64_t low = times[0], high = times[0], other_low = low, other_high = high;
    size_t i = 0;
    for (; i + 2 <= count; i += 2) { /* two chains, so that none waits for the other */
        low = times[i] < low ? times[i] : low;
        high = times[i] > high ? times[i] : high;
        other_low = times[i + 1] < other_low ? times[i + 1] : other_low;
        other_high = times[i + 1] > other_high ? times[i + 1] : other_high;
    }
    if (i < count) {
        low = times[i] < low ? times[i] : low;
        high = times[i] > high ? times[i] : high;
    }
    *least = low < other_low ? low : other_low;
    *most = high > other_high ? high : other_high;
    return *least >= ECO_TIME_FIRST_US && *most <= ECO_TIME_LAST_US;
}

static void see(events_worker *worker, int64_t least, int64_t most, const int64_t *times)
{
    kpi_seen *seen = &worker->seen;
    worker->least = least;
    worker->most = most;
    int64_t late_before = worker->events->late_before;
    seen->since_us = least < seen->since_us ? least : seen->since_us;
    seen->until_us = most > seen->until_us ? most : seen->until_us;
    for (int64_t i = 0; least < late_before && i < worker->batch_count; i++)
        seen->late += (!worker->has_ticks || worker->ticks[i] != EVENTS_NO_TICK) && times[i] < late_before;
}

static void take_ticks_one_by_one(events_worker *worker)
{
    int64_t least = INT64_MAX, most = INT64_MIN;
    worker->has_ticks = true;
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
    see(worker, least, most, worker->times); /* nothing, where no row is good */
}

/* Each row's tick; all times are good. */
static void take_ticks(events_worker *worker)
{
    const int64_t *times = times_of(worker);
    int64_t starts_us = worker->clock.starts_us, ends_us = worker->clock.ends_us, count = worker->batch_count;
    int32_t *ticks = worker->ticks, tick = worker->clock.tick;
    worker->has_ticks = true;
    for (int64_t i = 0; i < count; i++) {
        if (times[i] < starts_us || times[i] >= ends_us) {
            tick = eco_kpi_clock_turn(&worker->clock, times[i]);
            starts_us = worker->clock.starts_us;
            ends_us = worker->clock.ends_us;
        }
        ticks[i] = tick;
    }
}

static void look_at_times(events_worker *worker)
{
    int64_t least, most;
    const int64_t *times = times_of(worker);
    worker->has_ticks = false;
    if (worker->events->is_plain_time && take_range(&least, &most, times, (size_t)worker->batch_count))
        see(worker, least, most, times);
    else
        take_ticks_one_by_one(worker);
}

void eco_kpi_events_drop(events_worker *worker, int64_t i)
{
    if (!worker->has_ticks)
        take_ticks(worker);
    worker->ticks[i] = EVENTS_NO_TICK;
}

/* ---- rows that need more than counting ---- */

/* Purchases wait until the batch's are bought together, and an event without a name is none. */
static void look_closer(events_worker *worker, int64_t i)
{
    const events *all = worker->events;
    int64_t row = worker->batch_first + i;
    if (worker->has_ticks && worker->ticks[i] == EVENTS_NO_TICK)
        return;
    if (!(worker->flags[worker->classes[i]] & EVENTS_NAMED)) {
        eco_kpi_events_drop(worker, i);
        eco_kpi_events_refuse(worker, row, "event", ECO_E_INVALID, "an event needs its name");
        return;
    }
    for (size_t column = 0; column < all->bought_columns_count; column++) /* few rows: each is a line of memory of its own */
        __builtin_prefetch((const char *)all->bought_columns[column]->values + (size_t)row * sizeof(int64_t));
    worker->bought[worker->bought_count++] = row;
}

static void look_at_classes(events_worker *worker)
{
    size_t count = 0, rows = (size_t)worker->batch_count;
    const uint32_t *classes = worker->classes;
    const uint8_t *flags = worker->flags;
    uint32_t *list = worker->list;
    for (size_t i = 0; i < rows; i++) {
        list[count] = (uint32_t)i;
        count += flags[classes[i]] / EVENTS_CLOSER;
    }
    for (size_t i = 0; i < count && !worker->failed; i++)
        look_closer(worker, worker->list[i]);
}

/* ---- a batch mostly of one day: its rows have the same sets, and only classes need counting ---- */

enum { COUNTED_MOST = 256, COUNTS = 4 };

static bool count_classes(events_worker *worker, int32_t tick)
{
    uint32_t counts[COUNTS][COUNTED_MOST + 1]; /* several, so that no row waits for the one before */
    const uint32_t *classes = worker->classes;
    size_t count = (size_t)worker->batch_count, i = 0;
    for (size_t turn = 0; turn < COUNTS; turn++)
        memset(counts[turn], 0, (worker->classes_count + 1) * sizeof **counts);
    for (; i + COUNTS <= count; i += COUNTS)
        for (size_t turn = 0; turn < COUNTS; turn++)
            counts[turn][classes[i + turn]]++;
    for (; i < count; i++)
        counts[0][classes[i]]++;
    bool has_room = true;
    for (uint32_t class = 0; has_room && class < worker->classes_count; class ++) {
        int64_t rows = 0;
        for (size_t turn = 0; turn < COUNTS; turn++)
            rows += counts[turn][class];
        has_room = !rows || eco_kpi_cube_add(&worker->folded->cube, &worker->folded->allocator, tick, class, rows);
    }
    return has_room;
}

/* Users of a family that has one set a day, and nobody among them; rows of one user that follow each other are one. */
static size_t list_users(events_worker *worker, size_t family)
{
    uint8_t inside[COUNTED_MOST + 1];
    const uint32_t *users = worker->users, *classes = worker->classes;
    size_t families = worker->events->plan->families_count, count = (size_t)worker->batch_count, listed = 0;
    for (size_t class = 0; class <= worker->classes_count; class ++)
        inside[class] = worker->tuples[class * families + family] != KPI_NONE;
    uint32_t *list = worker->list, last = KPI_NONE;
    for (size_t i = 0; i < count; i++) {
        uint32_t user = users[i];
        bool is_new = inside[classes[i]] & (user != last);
        list[listed] = user;
        listed += is_new;
        last = is_new ? user : last;
    }
    return listed;
}

static bool add_to_only_set(events_worker *worker, size_t family, int32_t tick, uint32_t known)
{
    kpi_folded *folded = worker->folded;
    size_t count = list_users(worker, family);
    if (!count)
        return true;
    kpi_family_set *found = eco_kpi_family_set(&folded->families[family], &folded->allocator, tick, worker->only[family]);
    for (size_t i = 0; found && i < count; i++)
        if (worker->list[i] != KPI_NONE && !eco_kpi_set_add(&found->set, &folded->allocator, worker->list[i], known))
            return false;
    return found;
}

/* All rows of one set, or of those that their classes say; a set is mostly that of the row before. */
static bool add_to_sets(events_worker *worker, size_t family, int32_t tick, uint32_t known)
{
    kpi_folded *folded = worker->folded;
    const uint32_t *users = worker->users, *classes = worker->classes, *tuples = worker->tuples + family;
    size_t families = worker->events->plan->families_count, count = (size_t)worker->batch_count;
    kpi_set *set = NULL;
    uint32_t tuple = KPI_NONE, last = KPI_NONE;
    for (size_t i = 0; i < count; i++) {
        uint32_t user = users[i], its = tuples[classes[i] * families];
        if (its == KPI_NONE || user == KPI_NONE || (user == last && its == tuple))
            continue;
        if (its != tuple) {
            tuple = its;
            kpi_family_set *found = eco_kpi_family_set(&folded->families[family], &folded->allocator, tick, tuple);
            if (!found)
                return false;
            set = &found->set;
        }
        last = user;
        if (!eco_kpi_set_add(set, &folded->allocator, user, known))
            return false;
    }
    return true;
}

/* A row of another day. */
static bool add_odd(events_worker *worker, size_t i, uint32_t known)
{
    const eco_kpi_plan *plan = worker->events->plan;
    kpi_folded *folded = worker->folded;
    uint32_t class = worker->classes[i], user = worker->users[i];
    int32_t tick = eco_kpi_tick(&worker->clock, times_of(worker)[i]);
    if (plan->needs_cube && !eco_kpi_cube_add(&folded->cube, &folded->allocator, tick, class, 1))
        return false;
    for (size_t family = 0; family < plan->families_count; family++) {
        uint32_t tuple = worker->tuples[class * plan->families_count + family];
        if (tuple == KPI_NONE || user == KPI_NONE)
            continue;
        kpi_family_set *found = eco_kpi_family_set(&folded->families[family], &folded->allocator, tick, tuple);
        if (!found || !eco_kpi_set_add(&found->set, &folded->allocator, user, known))
            return false;
    }
    return true;
}

/* The rows of other days, in `list`; how many. */
static size_t list_odd(events_worker *worker, int64_t starts_us, int64_t ends_us)
{
    const int64_t *times = times_of(worker);
    uint64_t size = (uint64_t)ends_us - (uint64_t)starts_us;
    size_t listed = 0, count = (size_t)worker->batch_count;
    uint32_t *list = worker->list;
    for (size_t i = 0; i < count; i++) {
        list[listed] = (uint32_t)i;
        listed += (uint64_t)times[i] - (uint64_t)starts_us >= size;
    }
    return listed;
}

/* *done false: the batch has too many days, or the plan too many classes. */
static bool fold_by_day(bool *done, events_worker *worker, uint32_t known)
{
    const eco_kpi_plan *plan = worker->events->plan;
    int32_t tick = eco_kpi_tick(&worker->clock, times_of(worker)[0]);
    size_t odd = list_odd(worker, worker->clock.starts_us, worker->clock.ends_us);
    *done = odd * 4 <= (size_t)worker->batch_count && worker->classes_count <= COUNTED_MOST;
    bool has_room = true;
    for (size_t i = 0; *done && has_room && i < odd; i++) {
        has_room = add_odd(worker, worker->list[i], known);
        worker->places[i] = worker->list[i];
        worker->ticks[i] = (int32_t)worker->classes[worker->list[i]]; /* a place to keep it: there are no ticks here */
    }
    for (size_t i = 0; *done && i < odd; i++)
        worker->classes[worker->places[i]] = (uint32_t)worker->classes_count;
    has_room = has_room && (!*done || !plan->needs_cube || count_classes(worker, tick));
    for (size_t family = 0; *done && has_room && family < plan->families_count; family++)
        has_room = worker->only[family] == KPI_NONE      ? true
                   : worker->only[family] == KPI_MISSING ? add_to_sets(worker, family, tick, known)
                                                         : add_to_only_set(worker, family, tick, known);
    for (size_t i = 0; *done && i < odd; i++)
        worker->classes[worker->places[i]] = (uint32_t)worker->ticks[i];
    return has_room;
}

/* ---- a batch of several days, or with rows that do not count ---- */

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

/* ---- the journal ---- */

/* A block of another packing is none: the part begins a new one. */
static void open_part(events_ends *ends, const kpi_journal *journal, size_t place)
{
    kpi_block *last = journal->parts[place].last;
    bool is_open = last && eco_kpi_packing_equal(&last->packing, &ends->packing);
    size_t step = eco_kpi_packing_words(&ends->packing);
    ends->parts[place].next = is_open ? last->words + last->count * step : NULL;
    ends->parts[place].end = is_open ? last->words + last->capacity * step : NULL;
}

/* What was put behind the last block's entries counts. */
static void close_part(const events_ends *ends, kpi_journal *journal, size_t place)
{
    kpi_part *part = &journal->parts[place];
    const uint64_t *next = ends->parts[place].next;
    if (!next)
        return;
    uint32_t count = (uint32_t)((size_t)(next - part->last->words) / eco_kpi_packing_words(&ends->packing));
    part->count += count - part->last->count;
    part->last->count = count;
}

void eco_kpi_events_close(events_worker *worker)
{
    for (size_t place = 0; worker->ends && place < KPI_PARTS; place++) {
        close_part(worker->ends, worker->folded->journal, place);
        worker->ends->parts[place].next = worker->ends->parts[place].end = NULL;
    }
}

/* Room for an entry more of the part. */
static bool renew_part(events_ends *ends, kpi_folded *folded, size_t place)
{
    close_part(ends, folded->journal, place);
    if (!eco_kpi_journal_block(folded->journal, &folded->journal->parts[place], &folded->allocator)) {
        ends->parts[place].next = ends->parts[place].end = NULL;
        return false;
    }
    open_part(ends, folded->journal, place);
    ends->parts[place].next -= eco_kpi_packing_words(&ends->packing); /* the block counts this one already */
    return true;
}

/* is_plain: all rows are good, all classes are wanted, and entries are packed; a constant, so that the loop has no more than it needs. */
static inline bool put_entries(events_worker *worker, bool is_plain)
{
    enum { AHEAD = 8 }; /* words of a line of memory */
    kpi_folded *folded = worker->folded;
    events_ends *ends = worker->ends;
    const kpi_packing packing = ends->packing;
    const uint8_t *flags = worker->flags;
    const uint32_t *classes = worker->classes, *users = worker->users;
    const int64_t *times = times_of(worker);
    bool has_ticks = worker->has_ticks;
    size_t count = (size_t)worker->batch_count, step = is_plain ? 1 : eco_kpi_packing_words(&packing);
    for (size_t i = 0; i < count; i++) {
        uint32_t class = classes[i], user = users[i];
        if (user == KPI_NONE)
            continue;
        if (!is_plain && (!(flags[class] & EVENTS_JOURNAL) || (has_ticks && worker->ticks[i] == EVENTS_NO_TICK)))
            continue;
        events_end *part = &ends->parts[user % KPI_PARTS];
        uint64_t *next = part->next;
        if (next == part->end) {
            if (!renew_part(ends, folded, user % KPI_PARTS))
                return false;
            next = part->next;
        }
        __builtin_prefetch(next + AHEAD, 1);
        if (is_plain)
            *next = ((uint64_t)(user / KPI_PARTS) << packing.time_bits | (uint64_t)(times[i] - packing.base_us))
                        << packing.class_bits |
                    class;
        else
            eco_kpi_entry_put(next, &packing, (kpi_entry){times[i], user, class});
        part->next = next + step;
    }
    return true;
}

static bool add_to_journal(events_worker *worker, uint32_t known)
{
    kpi_folded *folded = worker->folded;
    events_ends *ends = worker->ends;
    eco_kpi_journal_expect(folded->journal, worker->least, worker->most, known, (uint32_t)worker->classes_count);
    if (!eco_kpi_packing_equal(&ends->packing, &folded->journal->packing)) {
        eco_kpi_events_close(worker);
        ends->packing = folded->journal->packing;
    }
    bool is_plain = !worker->has_ticks && ends->packing.time_bits && worker->is_all_journal;
    return is_plain ? put_entries(worker, true) : put_entries(worker, false);
}

static bool fold_by_ticks(events_worker *worker, uint32_t known)
{
    const eco_kpi_plan *plan = worker->events->plan;
    if (!worker->has_ticks)
        take_ticks(worker);
    bool has_room = !plan->needs_cube || count_events(worker);
    for (size_t family = 0; has_room && family < plan->families_count; family++)
        has_room = plan->families[family].approximate ? add_to_sketches(worker, family) : add_to_family(worker, family, known);
    return has_room;
}

void eco_kpi_events_fold(events_worker *worker)
{
    const events *all = worker->events;
    const eco_kpi_plan *plan = all->plan;
    uint32_t known = eco_kpi_keys_count(all->state->spaces[KPI_SPACE_USER]);
    worker->bought_count = 0;
    look_at_times(worker);
    if (!worker->is_plain && !worker->failed)
        look_at_classes(worker);
    if (worker->bought_count && !worker->failed)
        eco_kpi_events_buy(worker);
    if (worker->failed)
        return;
    bool has_room = true, done = !plan->needs_cube && !plan->families_count;
    if (!done && !worker->has_ticks && !all->has_sketches)
        has_room = fold_by_day(&done, worker, known);
    if (has_room && !done)
        has_room = fold_by_ticks(worker, known);
    has_room = has_room && (!plan->needs_journal || add_to_journal(worker, known));
    if (!has_room)
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
}
