/* fill_sessions.c - measures of sessions: a walk that cuts each user's events where nothing happened for longer than the plan's gap, never at midnight nor where
 * the channel changes. A session belongs to the day and the class of its first event. */
#include "base/error.h"
#include "kpi/answer.h"
#include "kpi/sessions.h"
#include "kpi/sums.h"

enum { SESSIONS, ENGAGED, ONE_PAGE, PAGE_VIEWS, TIME, PURCHASES, SUMS };
static const kpi_measure measures[SUMS] = {KPI_M_SESSIONS,           KPI_M_ENGAGED_SESSIONS, KPI_M_ONE_PAGE_SESSIONS,
                                           KPI_M_SESSION_PAGE_VIEWS, KPI_M_SESSION_TIME,     KPI_M_SESSIONS_WITH_PURCHASE};

typedef struct session_worker {
    kpi_sums sums;
    kpi_clock clock;
} session_worker;

static eco_status begin(void *memory, const kpi_walk *walk, eco_error *error)
{
    session_worker *worker = memory;
    (void)error;
    eco_kpi_sums_begin(&worker->sums, &walk->state->allocator, SUMS);
    worker->clock.plan = walk->state->plan;
    return ECO_OK;
}

static void end(void *memory, const kpi_walk *walk)
{
    (void)walk;
    eco_kpi_sums_end(&((session_worker *)memory)->sums);
}

static eco_status run(void *memory, const kpi_walk *walk, const kpi_run *run, eco_error *error)
{
    session_worker *worker = memory;
    kpi_session session;
    int64_t gap = walk->state->plan->options.session_gap_us;
    for (size_t at = 0; eco_kpi_session_next(&session, &at, run->entries, run->count, walk->walker->about, gap);) {
        if (session.starts_us < walk->range.since_us || session.starts_us >= walk->range.until_us)
            continue;
        int32_t tick = eco_kpi_tick(&worker->clock, session.starts_us);
        eco_wide *sums = eco_kpi_sums_at(&worker->sums, (uint32_t)tick, session.class);
        if (!sums)
            return eco_fail_memory(error);
        sums[SESSIONS]++;
        sums[ENGAGED] += eco_kpi_session_is_engaged(&session);
        sums[ONE_PAGE] += session.page_views == 1;
        sums[PAGE_VIEWS] += session.page_views;
        sums[TIME] += session.ends_us - session.starts_us;
        sums[PURCHASES] += session.has_purchase;
    }
    return ECO_OK;
}

static eco_status fold(void *into, void *from, const kpi_walk *walk, eco_error *error)
{
    (void)walk;
    return eco_kpi_sums_fold(&((session_worker *)into)->sums, &((session_worker *)from)->sums) ? ECO_OK : eco_fail_memory(error);
}

static eco_status add_sums(kpi_answer *answer, const kpi_sums *sums, eco_error *error)
{
    int32_t slots[SUMS];
    for (size_t i = 0; i < SUMS; i++)
        slots[i] = eco_kpi_answer_slot(answer, measures[i]);
    for (size_t i = 0; i < sums->count; i++) {
        uint32_t group;
        eco_status status = eco_kpi_answer_group(&group, answer, (int32_t)(uint32_t)sums->keys[i].high,
                                                 (uint32_t)sums->keys[i].low, error);
        if (status)
            return status;
        for (size_t j = 0; j < SUMS && group != UINT32_MAX; j++)
            eco_kpi_answer_add(answer, group, slots[j], sums->values[i * SUMS + j]);
    }
    return ECO_OK;
}

eco_status eco_kpi_fill_sessions(kpi_answer *answer, eco_error *error)
{
    const eco_kpi_state *state = answer->state;
    uint8_t *uses = eco_kpi_uses_make(state, answer->report->condition);
    if (!uses)
        return eco_fail_memory(error);
    kpi_walker walker = {.size = sizeof(session_worker), .about = uses, .begin = begin, .run = run, .fold = fold, .end = end};
    kpi_walk walk = {.state = state, .walker = &walker, .range = answer->range, .watermark_us = answer->watermark_us};
    void *worker = NULL;
    eco_status status = eco_kpi_walk(&worker, &walk, error);
    if (!status) {
        status = add_sums(answer, &((session_worker *)worker)->sums, error);
        end(worker, &walk);
        eco_release(&state->allocator, worker, walker.size);
    }
    eco_release(&state->allocator, uses, eco_kpi_classes_count(state->classes));
    return status;
}
