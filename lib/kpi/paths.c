/* paths.c - where users go next: a walk that counts, for each step of a session, from which place to which. An event without a place is passed over. A path
 * belongs to the time of its first event, and ends with the session or after the last step that is asked for. */
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "kpi/labels.h"
#include "kpi/sums.h"

typedef struct path_worker {
    kpi_sums sums; /* high: step and place, low: next place; KPI_NONE: the session ends */
} path_worker;

typedef struct path_about {
    const kpi_paths *paths;
    int64_t gap_us;
    uint32_t classes;
    uint32_t *place_of; /* by class: in the order of places; KPI_NONE: none */
    uint8_t *begins;    /* by class */
    uint32_t *class_of; /* by place */
    uint32_t places;
} path_about;

static eco_status begin(void *memory, const kpi_walk *walk, eco_error *error)
{
    (void)error;
    eco_kpi_sums_begin(&((path_worker *)memory)->sums, &walk->state->allocator, 1);
    return ECO_OK;
}

static void end(void *memory, const kpi_walk *walk)
{
    (void)walk;
    eco_kpi_sums_end(&((path_worker *)memory)->sums);
}

static eco_status fold(void *into, void *from, const kpi_walk *walk, eco_error *error)
{
    (void)walk;
    return eco_kpi_sums_fold(&((path_worker *)into)->sums, &((path_worker *)from)->sums) ? ECO_OK : eco_fail_memory(error);
}

static bool add(path_worker *worker, int32_t step, uint32_t place, uint32_t next)
{
    eco_wide *sum = eco_kpi_sums_at(&worker->sums, (uint64_t)(uint32_t)step << 32 | place, next);
    if (sum)
        ++*sum;
    return sum != NULL;
}

/* The path of one session, [at, end). */
static bool follow(path_worker *worker, const kpi_walk *walk, const path_about *about, const kpi_entry *entries, size_t at,
                   size_t end)
{
    while (at < end && (!about->begins[entries[at].class] || about->place_of[entries[at].class] == KPI_NONE))
        at++;
    if (at == end || entries[at].at_us < walk->range.since_us || entries[at].at_us >= walk->range.until_us)
        return true;
    uint32_t place = about->place_of[entries[at++].class];
    for (int32_t step = 1; step <= about->paths->given->steps; step++) {
        uint32_t next = KPI_NONE;
        while (at < end && next == KPI_NONE)
            next = about->place_of[entries[at++].class];
        if (!add(worker, step, place, next))
            return false;
        if (next == KPI_NONE)
            break;
        place = next;
    }
    return true;
}

static eco_status run(void *memory, const kpi_walk *walk, const kpi_run *run, eco_error *error)
{
    const path_about *about = walk->walker->about;
    for (size_t at = 0, next; at < run->count; at = next) {
        next = at + 1;
        while (next < run->count && run->entries[next].at_us - run->entries[next - 1].at_us <= about->gap_us)
            next++;
        if (!follow(memory, walk, about, run->entries, at, next))
            return eco_fail_memory(error);
    }
    return ECO_OK;
}

/* ---- the table ---- */

typedef struct transition {
    int64_t sessions, from_place; /* from_place: all sessions at that step and place */
    uint32_t step, place, next;
} transition;

static int by_place(const void *a, const void *b) /* step, place */
{
    const transition *one = a, *other = b;
    if (one->step != other->step)
        return one->step < other->step ? -1 : 1;
    return (one->place > other->place) - (one->place < other->place);
}

static int by_sessions(const void *a, const void *b) /* step, most sessions, place, next */
{
    const transition *one = a, *other = b;
    if (one->step != other->step)
        return one->step < other->step ? -1 : 1;
    if (one->sessions != other->sessions)
        return one->sessions > other->sessions ? -1 : 1;
    int order = by_place(a, b);
    return order ? order : (one->next > other->next) - (one->next < other->next);
}

static void sort(transition *transitions, const kpi_sums *sums)
{
    for (size_t i = 0; i < sums->count; i++)
        transitions[i] = (transition){.sessions = (int64_t)sums->values[i],
                                      .step = (uint32_t)(sums->keys[i].high >> 32),
                                      .place = (uint32_t)sums->keys[i].high,
                                      .next = (uint32_t)sums->keys[i].low};
    if (sums->count)
        qsort(transitions, sums->count, sizeof *transitions, by_place);
    for (size_t i = 0, end; i < sums->count; i = end) {
        int64_t sessions = 0;
        for (end = i; end < sums->count && by_place(&transitions[i], &transitions[end]) == 0; end++)
            sessions += transitions[end].sessions;
        for (size_t j = i; j < end; j++)
            transitions[j].from_place = sessions;
    }
    if (sums->count)
        qsort(transitions, sums->count, sizeof *transitions, by_sessions);
}

static void put_place(eco_table_builder *table, const kpi_walk *walk, const path_about *about, uint32_t place)
{
    if (place == KPI_NONE)
        eco_table_put_null(table);
    else
        eco_kpi_put_labels(table, walk->state, &about->paths->dimension, 1, about->class_of[place]);
}

/* What is not kept of a step. */
static void put_other(eco_table_builder *table, uint32_t step, int64_t sessions)
{
    eco_table_put_int64(table, step);
    eco_table_put_text(table, "(other)");
    eco_table_put_text(table, "(other)");
    eco_table_put_int64(table, sessions);
    eco_table_put_null(table);
}

static void put_transitions(eco_table_builder *table, const kpi_walk *walk, const path_about *about,
                            const transition *transitions, size_t count)
{
    for (size_t i = 0, end; i < count; i = end) {
        int64_t other = 0;
        for (end = i; end < count && transitions[end].step == transitions[i].step; end++) {
            const transition *here = &transitions[end];
            if ((int64_t)(end - i) >= about->paths->given->top) {
                other += here->sessions;
                continue;
            }
            eco_table_put_int64(table, here->step);
            put_place(table, walk, about, here->place);
            put_place(table, walk, about, here->next);
            eco_table_put_int64(table, here->sessions);
            eco_kpi_put_rate(table, here->sessions, here->from_place);
        }
        if (other)
            put_other(table, transitions[i].step, other);
    }
}

static eco_status tell(const eco_table **out, const kpi_walk *walk, const path_about *about, const kpi_sums *sums,
                       eco_error *error)
{
    size_t size = sums->count * sizeof(transition);
    transition *transitions = eco_allocate(&walk->state->allocator, size);
    if (!transitions)
        return eco_fail_memory(error);
    char text[160];
    sort(transitions, sums);
    eco_table_builder *table = eco_table_begin(&walk->state->plan->allocator);
    eco_table_add_column(table, "step", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "place", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "next", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "sessions", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "share", ECO_TYPE_DOUBLE, 0, NULL);
    put_transitions(table, walk, about, transitions, sums->count);
    snprintf(text, sizeof text, "sessions by where they go next, %s",
             about->paths->given->start ? "from the first event that may begin a path" : "from their first event");
    eco_kpi_notes(table, walk->state, text, &walk->range);
    eco_release(&walk->state->allocator, transitions, size);
    return eco_table_end(out, table, error);
}

/* ---- places ---- */

static void end_about(path_about *about, const eco_allocator *allocator)
{
    eco_release(allocator, about->place_of, about->classes * sizeof *about->place_of);
    eco_release(allocator, about->begins, about->classes * sizeof *about->begins);
    eco_release(allocator, about->class_of, about->places * sizeof *about->class_of);
}

static eco_status begin_about(path_about *about, const eco_kpi_state *state, const kpi_paths *paths, eco_error *error)
{
    *about = (path_about){.paths = paths, .gap_us = state->plan->options.session_gap_us};
    about->classes = eco_kpi_classes_count(state->classes);
    about->place_of = eco_kpi_labels_places(&about->places, state, &paths->dimension, 1);
    about->begins = eco_allocate(&state->allocator, about->classes * sizeof *about->begins);
    about->class_of = eco_allocate(&state->allocator, about->places * sizeof *about->class_of);
    if (!about->place_of || !about->begins || !about->class_of)
        return eco_fail_memory(error);
    for (uint32_t class = 0; class < about->classes; class ++) {
        about->class_of[about->place_of[class]] = class;
        about->begins[class] = eco_kpi_class_holds(state->classes, class, paths->start);
        if (eco_kpi_class_value(state->classes, class, paths->dimension) == KPI_NONE)
            about->place_of[class] = KPI_NONE;
    }
    return ECO_OK;
}

eco_status eco_kpi_table_paths(const eco_table **out, const eco_kpi_state *state, const kpi_paths *paths, const kpi_range *range,
                               eco_error *error)
{
    path_about about;
    eco_status status = begin_about(&about, state, paths, error);
    if (!status) {
        kpi_walker walker = {.size = sizeof(path_worker), .about = &about, .begin = begin, .run = run, .fold = fold, .end = end};
        kpi_walk walk = {.state = state, .walker = &walker, .range = *range, .watermark_us = eco_kpi_events_until(state)};
        void *worker = NULL;
        status = eco_kpi_walk(&worker, &walk, error);
        if (!status) {
            status = tell(out, &walk, &about, &((path_worker *)worker)->sums, error);
            end(worker, &walk);
            eco_release(&state->allocator, worker, walker.size);
        }
    }
    end_about(&about, &state->allocator);
    return status;
}
