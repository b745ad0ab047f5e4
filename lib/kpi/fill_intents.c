/* fill_intents.c - measures of carts, checkouts and enquiries: a walk over attempts to buy (sessions.h). Where ORDERS feed sales, an order of the user ends an attempt
 * as a purchase among the events does. An attempt belongs to the day and the class of the event that began it. */
#include "base/error.h"
#include "kpi/answer.h"
#include "kpi/sessions.h"
#include "kpi/sums.h"

enum { CARTS, CHECKOUTS, ENQUIRIES, KINDS, ENDS = 3, SUMS = KINDS * ENDS };
static const uint8_t begins[KINDS] = {KPI_IS_CART, KPI_IS_CHECKOUT, KPI_IS_ENQUIRY};

typedef struct intent_worker {
    kpi_sums sums; /* by kind and end */
    kpi_clock clock;
} intent_worker;

static eco_status begin(void *memory, const kpi_walk *walk, eco_error *error)
{
    intent_worker *worker = memory;
    (void)error;
    eco_kpi_sums_begin(&worker->sums, &walk->state->allocator, SUMS);
    worker->clock.plan = walk->state->plan;
    return ECO_OK;
}

static void end(void *memory, const kpi_walk *walk)
{
    (void)walk;
    eco_kpi_sums_end(&((intent_worker *)memory)->sums);
}

static eco_status run(void *memory, const kpi_walk *walk, const kpi_run *run, eco_error *error)
{
    intent_worker *worker = memory;
    for (size_t kind = 0; kind < KINDS; kind++) {
        kpi_bought bought = {.entries = run->entries,
                             .count = run->count,
                             .uses = walk->walker->about,
                             .orders = run->orders,
                             .orders_count = run->orders_count};
        kpi_intent intent;
        int64_t lasts = walk->state->plan->options.intent_us;
        for (size_t at = 0; eco_kpi_intent_next(&intent, &at, &bought, begins[kind], lasts, walk->watermark_us);) {
            if (intent.starts_us < walk->range.since_us || intent.starts_us >= walk->range.until_us)
                continue;
            int32_t tick = eco_kpi_tick(&worker->clock, intent.starts_us);
            eco_wide *sums = eco_kpi_sums_at(&worker->sums, (uint32_t)tick, intent.class);
            if (!sums)
                return eco_fail_memory(error);
            sums[kind * ENDS + intent.end]++;
        }
    }
    return ECO_OK;
}

static eco_status fold(void *into, void *from, const kpi_walk *walk, eco_error *error)
{
    (void)walk;
    return eco_kpi_sums_fold(&((intent_worker *)into)->sums, &((intent_worker *)from)->sums) ? ECO_OK : eco_fail_memory(error);
}

static void add_kind(kpi_answer *answer, uint32_t group, const eco_wide *ends, kpi_measure all, kpi_measure told,
                     kpi_intent_end told_end, kpi_measure open)
{
    eco_kpi_answer_add(answer, group, eco_kpi_answer_slot(answer, all), ends[KPI_INTENT_ORDERED] + ends[KPI_INTENT_ABANDONED]);
    eco_kpi_answer_add(answer, group, eco_kpi_answer_slot(answer, told), ends[told_end]);
    eco_kpi_answer_add(answer, group, eco_kpi_answer_slot(answer, open), ends[KPI_INTENT_OPEN]);
}

static eco_status add_sums(kpi_answer *answer, const kpi_sums *sums, eco_error *error)
{
    for (size_t i = 0; i < sums->count; i++) {
        uint32_t group;
        eco_status status = eco_kpi_answer_group(&group, answer, (int32_t)(uint32_t)sums->keys[i].high,
                                                 (uint32_t)sums->keys[i].low, error);
        if (status)
            return status;
        if (group == UINT32_MAX)
            continue;
        const eco_wide *values = sums->values + i * SUMS;
        add_kind(answer, group, values + CARTS * ENDS, KPI_M_CARTS, KPI_M_CARTS_ABANDONED, KPI_INTENT_ABANDONED,
                 KPI_M_CARTS_OPEN);
        add_kind(answer, group, values + CHECKOUTS * ENDS, KPI_M_CHECKOUTS, KPI_M_CHECKOUTS_ABANDONED, KPI_INTENT_ABANDONED,
                 KPI_M_CHECKOUTS_OPEN);
        add_kind(answer, group, values + ENQUIRIES * ENDS, KPI_M_ENQUIRIES, KPI_M_ENQUIRIES_ORDERED, KPI_INTENT_ORDERED,
                 KPI_M_ENQUIRIES_OPEN);
    }
    return ECO_OK;
}

static eco_status walk_intents(kpi_answer *answer, void *uses, const kpi_sales *sales, eco_error *error)
{
    const eco_kpi_state *state = answer->state;
    kpi_walker walker = {.size = sizeof(intent_worker), .about = uses, .begin = begin, .run = run, .fold = fold, .end = end};
    walker.needs_orders = sales != NULL;
    kpi_walk walk = {
        .state = state, .walker = &walker, .sales = sales, .range = answer->range, .watermark_us = answer->watermark_us};
    void *worker = NULL;
    eco_status status = eco_kpi_walk(&worker, &walk, error);
    if (!status) {
        status = add_sums(answer, &((intent_worker *)worker)->sums, error);
        end(worker, &walk);
        eco_release(&state->allocator, worker, walker.size);
    }
    return status;
}

eco_status eco_kpi_fill_intents(kpi_answer *answer, eco_error *error)
{
    const eco_kpi_state *state = answer->state;
    kpi_sales *own = NULL; /* where no measure of the report needs sales, but there are orders */
    uint8_t *uses = eco_kpi_uses_make(state, answer->report->condition);
    if (!uses)
        return eco_fail_memory(error);
    bool has_orders = state->books[KPI_BOOK_LINES].count > 0;
    eco_status status = has_orders && !(answer->sales && answer->sales->of_user) ? eco_kpi_sales_make(&own, state, true, error)
                                                                                 : ECO_OK;
    if (!status)
        status = walk_intents(answer, uses, !has_orders ? NULL : own ? own : answer->sales, error);
    if (own)
        eco_kpi_sales_free(own);
    eco_release(&state->allocator, uses, eco_kpi_classes_count(state->classes));
    return status;
}
