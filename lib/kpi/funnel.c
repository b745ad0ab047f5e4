/* funnel.c - funnels over the users of a state: what is a step, who is counted, what the table says. The machine is in funnel_*.c.
 *
 * Counted are attempts whose window is over at the watermark, unless the funnel has open_windows: attempts that begin later are left out, as if they were out of
 * the range. So nobody counts as lost who may still come. `open` is told either way: of those whose furthest attempt so far ends at the step, how many are
 * still in its window. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "kpi/funnel.h"
#include "kpi/labels.h"

/* What all workers look at. */
typedef struct outline {
    const kpi_funnel *funnel;
    kpi_steps closed, all; /* attempts whose window is over; and all */
    uint32_t groups;
    uint32_t classes;
    uint64_t *masks;
    uint32_t *group_of; /* by class; NULL without `by` */
    uint32_t *class_of; /* by group: any class of it */
    int64_t watermark_us, session_gap_us;
} outline;

typedef struct time_list {
    int64_t *values;
    size_t count, capacity;
} time_list;
typedef struct group_tally {         /* of a group */
    int64_t reached[KPI_STEPS_MOST]; /* attempts by furthest step; completions: passes through the steps up to it */
    int64_t open[KPI_STEPS_MOST];
    time_list times[KPI_STEPS_MOST]; /* from the step before */
} group_tally;
typedef struct counter {
    eco_allocator allocator;
    uint32_t groups;
    group_tally *tallies;
    uint64_t *seen; /* by group: the last part of a run that had it */
    uint32_t *list; /* groups of the part at hand */
    uint64_t part;
} counter;

static eco_status begin(void *memory, const kpi_walk *walk, eco_error *error)
{
    counter *worker = memory;
    const outline *shape = walk->walker->about;
    worker->allocator = walk->state->allocator;
    worker->groups = shape->groups;
    worker->tallies = eco_allocate(&worker->allocator, shape->groups * sizeof *worker->tallies);
    worker->seen = eco_allocate(&worker->allocator, shape->groups * sizeof *worker->seen);
    worker->list = eco_allocate(&worker->allocator, shape->groups * sizeof *worker->list);
    if (worker->tallies)
        memset(worker->tallies, 0, shape->groups * sizeof *worker->tallies);
    if (!worker->tallies || !worker->seen || !worker->list)
        return eco_fail_memory(error);
    memset(worker->seen, 0, shape->groups * sizeof *worker->seen);
    return ECO_OK;
}

static void end(void *memory, const kpi_walk *walk)
{
    counter *worker = memory;
    (void)walk;
    for (uint32_t i = 0; worker->tallies && i < worker->groups; i++)
        for (size_t j = 0; j < KPI_STEPS_MOST; j++) {
            time_list *times = &worker->tallies[i].times[j];
            eco_release(&worker->allocator, times->values, times->capacity * sizeof *times->values);
        }
    eco_release(&worker->allocator, worker->tallies, worker->groups * sizeof *worker->tallies);
    eco_release(&worker->allocator, worker->seen, worker->groups * sizeof *worker->seen);
    eco_release(&worker->allocator, worker->list, worker->groups * sizeof *worker->list);
}

static eco_status add_time(counter *worker, time_list *times, int64_t us, eco_error *error)
{
    if (times->count == times->capacity &&
        !eco_grow(&worker->allocator, &times->values, &times->capacity, times->count + 1, sizeof *times->values))
        return eco_fail_memory(error);
    times->values[times->count++] = us;
    return ECO_OK;
}

static bool is_open(const outline *shape, int64_t start)
{
    return start > shape->watermark_us - shape->all.window_us;
}

/* A part of a run that is counted once: a user, or a session. is_over: the part has ended, and with it all windows. */
static eco_status tally_once(counter *worker, const outline *shape, uint32_t group, const kpi_entry *entries, size_t count,
                             bool is_over, eco_error *error)
{
    group_tally *tally = &worker->tallies[group];
    const kpi_steps *steps = is_over ? &shape->all : &shape->closed;
    kpi_chain chain;
    eco_kpi_chain_find(&chain, steps, steps->count, group, entries, count);
    if (chain.level)
        tally->reached[chain.level - 1]++;
    for (int32_t i = 1; i < chain.level; i++) {
        eco_status status = add_time(worker, &tally->times[i], chain.times[i] - chain.times[i - 1], error);
        if (status)
            return status;
    }
    if (is_over || !is_open(shape, entries[count - 1].at_us))
        return ECO_OK;
    if (steps->until_us != shape->all.until_us)
        eco_kpi_chain_find(&chain, &shape->all, steps->count, group, entries, count);
    if (chain.level)
        tally->open[chain.level - 1] += is_open(shape, chain.times[0]);
    return ECO_OK;
}

/* For each step: how often the steps up to it are gone through, one pass after another. */
static eco_status tally_passes(counter *worker, const outline *shape, uint32_t group, const kpi_entry *entries, size_t count,
                               eco_error *error)
{
    group_tally *tally = &worker->tallies[group];
    for (int32_t goal = 1; goal <= shape->all.count; goal++)
        for (size_t at = 0; at < count;) {
            kpi_chain chain;
            at += eco_kpi_chain_find(&chain, &shape->all, goal, group, entries + at, count - at);
            if (chain.level < goal)
                break;
            bool open = is_open(shape, chain.times[0]);
            tally->open[goal - 1] += open;
            if (!open || shape->funnel->given->open_windows) {
                tally->reached[goal - 1]++;
                eco_status status = goal == 1 ? ECO_OK
                                              : add_time(worker, &tally->times[goal - 1],
                                                         chain.times[goal - 1] - chain.times[goal - 2], error);
                if (status)
                    return status;
            }
            if (shape->all.start == ECO_FUNNEL_START_FIRST)
                break;
        }
    return ECO_OK;
}

/* The groups whose attempts may begin in the part. */
static uint32_t list_groups(counter *worker, const outline *shape, const kpi_entry *entries, size_t count)
{
    if (!shape->group_of) {
        worker->list[0] = 0;
        return 1;
    }
    uint32_t listed = 0;
    uint64_t begins = shape->all.order == ECO_FUNNEL_ORDER_ANY ? UINT32_MAX : 1;
    worker->part++;
    for (size_t i = 0; i < count; i++) {
        uint32_t group = shape->group_of[entries[i].class];
        if (!(shape->masks[entries[i].class] & begins) || worker->seen[group] == worker->part)
            continue;
        worker->seen[group] = worker->part;
        worker->list[listed++] = group;
    }
    return listed;
}

static eco_status tally_part(counter *worker, const outline *shape, const kpi_entry *entries, size_t count, bool is_over,
                             eco_error *error)
{
    uint32_t groups = list_groups(worker, shape, entries, count);
    for (uint32_t i = 0; i < groups; i++) {
        eco_status status = shape->funnel->given->count == ECO_COUNT_COMPLETIONS
                                ? tally_passes(worker, shape, worker->list[i], entries, count, error)
                                : tally_once(worker, shape, worker->list[i], entries, count, is_over, error);
        if (status)
            return status;
    }
    return ECO_OK;
}

static eco_status run(void *memory, const kpi_walk *walk, const kpi_run *run, eco_error *error)
{
    counter *worker = memory;
    const outline *shape = walk->walker->about;
    if (!run->count)
        return ECO_OK;
    if (shape->funnel->given->count != ECO_COUNT_SESSIONS)
        return tally_part(worker, shape, run->entries, run->count, false, error);
    for (size_t i = 0, next; i < run->count; i = next) {
        for (next = i + 1; next < run->count; next++)
            if (run->entries[next].at_us - run->entries[next - 1].at_us > shape->session_gap_us)
                break;
        bool is_over = shape->watermark_us - run->entries[next - 1].at_us > shape->session_gap_us;
        eco_status status = tally_part(worker, shape, run->entries + i, next - i, is_over, error);
        if (status)
            return status;
    }
    return ECO_OK;
}

static eco_status fold(void *into, void *from, const kpi_walk *walk, eco_error *error)
{
    counter *worker = into;
    const counter *other = from;
    (void)walk;
    for (uint32_t group = 0; group < worker->groups; group++)
        for (size_t step = 0; step < KPI_STEPS_MOST; step++) {
            group_tally *tally = &worker->tallies[group];
            const group_tally *others = &other->tallies[group];
            time_list *times = &tally->times[step];
            const time_list *more = &others->times[step];
            tally->reached[step] += others->reached[step];
            tally->open[step] += others->open[step];
            if (!more->count)
                continue;
            if (!eco_grow(&worker->allocator, &times->values, &times->capacity, times->count + more->count,
                          sizeof *times->values))
                return eco_fail_memory(error);
            memcpy(times->values + times->count, more->values, more->count * sizeof *times->values);
            times->count += more->count;
        }
    return ECO_OK;
}

/* ---- the shape ---- */

static void end_shape(outline *shape, const eco_kpi_state *state)
{
    eco_release(&state->allocator, shape->masks, shape->classes * sizeof *shape->masks);
    eco_release(&state->allocator, shape->group_of, shape->classes * sizeof *shape->group_of);
    eco_release(&state->allocator, shape->class_of, shape->groups * sizeof *shape->class_of);
}

static void make_masks(outline *shape, const eco_kpi_state *state)
{
    const kpi_funnel *funnel = shape->funnel;
    for (uint32_t class = 0; class < shape->classes; class ++) {
        uint64_t mask = 0;
        for (size_t i = 0; i < funnel->given->steps_count; i++)
            mask |= (uint64_t)eco_kpi_class_holds(state->classes, class, funnel->steps[i]) << i;
        if (funnel->exclude != KPI_ALWAYS && eco_kpi_class_holds(state->classes, class, funnel->exclude))
            mask = KPI_STEP_EXCLUDED;
        shape->all.shared |= mask & (mask - 1) ? true : false;
        shape->masks[class] = mask;
    }
}

static bool make_groups(outline *shape, const eco_kpi_state *state)
{
    const kpi_funnel *funnel = shape->funnel;
    if (!funnel->dimensions_count)
        return true;
    shape->group_of = eco_kpi_labels_places(&shape->groups, state, funnel->dimensions, funnel->dimensions_count);
    if (shape->group_of)
        shape->class_of = eco_allocate(&state->allocator, shape->groups * sizeof *shape->class_of);
    for (uint32_t class = 0; shape->class_of && class < shape->classes; class ++)
        shape->class_of[shape->group_of[class]] = class;
    return shape->class_of != NULL;
}

static eco_status begin_shape(outline *shape, const kpi_walk *walk, const kpi_funnel *funnel, eco_error *error)
{
    const eco_kpi_state *state = walk->state;
    const eco_kpi_funnel *given = funnel->given;
    uint32_t classes = eco_kpi_classes_count(state->classes);
    *shape = (outline){.funnel = funnel, .classes = classes, .groups = 1, .watermark_us = walk->watermark_us};
    shape->session_gap_us = state->plan->options.session_gap_us;
    shape->masks = eco_allocate(&state->allocator, classes * sizeof *shape->masks);
    if (!shape->masks || !make_groups(shape, state))
        return eco_fail_memory(error);
    shape->all = (kpi_steps){.masks = shape->masks,
                             .groups = shape->group_of,
                             .count = (int32_t)given->steps_count,
                             .start = given->start,
                             .order = given->order,
                             .increase = given->increase,
                             .deduplicate = given->deduplicate,
                             .window_us = given->window_us,
                             .since_us = walk->range.since_us,
                             .until_us = walk->range.until_us};
    make_masks(shape, state);
    shape->closed = shape->all;
    if (!given->open_windows &&
        walk->watermark_us - given->window_us < shape->closed.until_us) /* the window of who began then is over */
        shape->closed.until_us = walk->watermark_us - given->window_us + 1;
    return ECO_OK;
}

/* ---- the table ---- */

static void add_columns(eco_table_builder *table, const eco_kpi_state *state, const kpi_funnel *funnel)
{
    static const char *const counted[] = {"users", "sessions", "completions"};
    for (size_t i = 0; i < funnel->dimensions_count; i++)
        eco_table_add_column(table, state->plan->dimensions[funnel->dimensions[i]].name, ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "step", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "name", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, counted[funnel->given->count], ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "step_rate", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(table, "overall_rate", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(table, "dropped", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "open", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "median_time", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(table, "p90_time", ECO_TYPE_DOUBLE, 0, NULL);
}

/* Furthest steps into all who came to a step; passes are counted so already, but their open ones are not told apart by what follows. */
static void settle(group_tally *tally, const eco_kpi_funnel *given)
{
    for (size_t i = given->steps_count - 1; i-- > 0;) {
        if (given->count != ECO_COUNT_COMPLETIONS)
            tally->reached[i] += tally->reached[i + 1];
    }
    for (size_t i = 0; given->count == ECO_COUNT_COMPLETIONS && i + 1 < given->steps_count; i++)
        tally->open[i] = tally->open[i] > tally->open[i + 1] ? tally->open[i] - tally->open[i + 1] : 0;
}

static void put_step(eco_table_builder *table, const eco_kpi_funnel *given, group_tally *tally, size_t step)
{
    int64_t reached = tally->reached[step];
    eco_table_put_int64(table, (int64_t)step + 1);
    eco_table_put_text(table, given->order == ECO_FUNNEL_ORDER_ANY ? NULL : given->steps[step].name);
    eco_table_put_int64(table, reached);
    if (step)
        eco_kpi_put_rate(table, reached, tally->reached[step - 1]);
    else
        eco_table_put_null(table);
    eco_kpi_put_rate(table, reached, tally->reached[0]);
    if (step)
        eco_table_put_int64(table, tally->reached[step - 1] - reached);
    else
        eco_table_put_null(table);
    eco_table_put_int64(table, tally->open[step]);
    time_list *times = &tally->times[step];
    if (!times->count) {
        eco_table_put_null(table);
        eco_table_put_null(table);
        return;
    }
    eco_kpi_put_seconds(table, eco_kpi_median(times->values, times->count));
    eco_kpi_put_seconds(table, eco_kpi_nearest_rank(times->values, times->count, 90));
}

/* A group is told where anybody came to its first step. */
static bool has_any(const group_tally *tally)
{
    int64_t any = tally->reached[0];
    for (size_t i = 0; i < KPI_STEPS_MOST; i++)
        any |= tally->open[i];
    return any != 0;
}

static void put_groups(eco_table_builder *table, const kpi_walk *walk, const outline *shape, counter *worker)
{
    const kpi_funnel *funnel = shape->funnel;
    for (uint32_t group = 0; group < shape->groups; group++) {
        group_tally *tally = &worker->tallies[group];
        settle(tally, funnel->given);
        if (shape->group_of && !has_any(tally))
            continue;
        uint32_t class = shape->class_of ? shape->class_of[group] : 0;
        for (size_t step = 0; step < funnel->given->steps_count; step++) {
            eco_kpi_put_labels(table, walk->state, funnel->dimensions, funnel->dimensions_count, class);
            put_step(table, funnel->given, tally, step);
        }
    }
}

static void note(eco_table_builder *table, const kpi_walk *walk, const eco_kpi_funnel *given)
{
    char text[400], window[ECO_DURATION_TEXT];
    eco_duration_text(window, (eco_duration){.exact_us = given->window_us});
    snprintf(text, sizeof text,
             "%s by furthest step within %s of the first; start %s, order %s%s%s%s; windows that are not over are %s",
             given->count == ECO_COUNT_USERS ? "users" : eco_count_by_name(given->count), window,
             eco_funnel_start_name(given->start), eco_funnel_order_name(given->order),
             given->increase ? ", each step later than the one before" : "",
             given->deduplicate ? ", a step that comes again ends the attempt" : "",
             given->exclude ? ", some events end the attempt" : "", given->open_windows ? "counted" : "left out");
    eco_kpi_notes(table, walk->state, text, &walk->range);
}

static eco_status tell(const eco_table **out, const kpi_walk *walk, const outline *shape, counter *worker, eco_error *error)
{
    eco_table_builder *table = eco_table_begin(&walk->state->plan->allocator);
    add_columns(table, walk->state, shape->funnel);
    put_groups(table, walk, shape, worker);
    note(table, walk, shape->funnel->given);
    return eco_table_end(out, table, error);
}

eco_status eco_kpi_table_funnel(const eco_table **out, const eco_kpi_state *state, const kpi_funnel *funnel,
                                const kpi_range *range, eco_error *error)
{
    outline shape;
    kpi_walker walker = {.size = sizeof(counter), .about = &shape, .begin = begin, .run = run, .fold = fold, .end = end};
    kpi_walk walk = {.state = state, .walker = &walker, .range = *range, .watermark_us = eco_kpi_events_until(state)};
    void *worker = NULL;
    eco_status status = begin_shape(&shape, &walk, funnel, error);
    if (!status)
        status = eco_kpi_walk(&worker, &walk, error);
    if (!status) {
        status = tell(out, &walk, &shape, worker, error);
        end(worker, &walk);
        eco_release(&state->allocator, worker, walker.size);
    }
    end_shape(&shape, state);
    return status;
}
