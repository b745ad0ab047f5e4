/* fill_service.c - tickets of service, on the day on which they were opened, and the paid orders that disputes are compared with. */
#include "base/error.h"
#include "kpi/fill.h"

typedef struct tickets {
    kpi_fill fill;
    int32_t tickets, responses, response_time, resolutions, resolution_time, promoters, detractors, scores, ratings, rating_sum,
        disputes, receipts; /* slots */
    uint8_t *withdrawn, *disputed;
} tickets;

static void find_slots(tickets *all, const kpi_answer *answer)
{
    all->tickets = eco_kpi_answer_slot(answer, KPI_M_TICKETS);
    all->responses = eco_kpi_answer_slot(answer, KPI_M_RESPONSES);
    all->response_time = eco_kpi_answer_slot(answer, KPI_M_RESPONSE_TIME);
    all->resolutions = eco_kpi_answer_slot(answer, KPI_M_RESOLUTIONS);
    all->resolution_time = eco_kpi_answer_slot(answer, KPI_M_RESOLUTION_TIME);
    all->promoters = eco_kpi_answer_slot(answer, KPI_M_PROMOTERS);
    all->detractors = eco_kpi_answer_slot(answer, KPI_M_DETRACTORS);
    all->scores = eco_kpi_answer_slot(answer, KPI_M_SCORES);
    all->ratings = eco_kpi_answer_slot(answer, KPI_M_RATINGS);
    all->rating_sum = eco_kpi_answer_slot(answer, KPI_M_RATING_SUM);
    all->disputes = eco_kpi_answer_slot(answer, KPI_M_DISPUTES);
    all->receipts = eco_kpi_answer_slot(answer, KPI_M_RECEIPTS);
}

static void add_marks(const tickets *all, kpi_answer *answer, uint32_t group, const kpi_ticket *ticket)
{
    bool scored = ticket->score >= 0, rated = ticket->rating >= 0;
    eco_kpi_answer_add(answer, group, all->scores, scored);
    eco_kpi_answer_add(answer, group, all->promoters, ticket->score >= 9);
    eco_kpi_answer_add(answer, group, all->detractors, scored && ticket->score <= 6);
    eco_kpi_answer_add(answer, group, all->ratings, rated);
    eco_kpi_answer_add(answer, group, all->rating_sum, rated ? ticket->rating : 0);
}

static void add_times(const tickets *all, kpi_answer *answer, uint32_t group, const kpi_ticket *ticket)
{
    if (ticket->first_response_us != INT64_MIN) {
        eco_kpi_answer_add(answer, group, all->responses, 1);
        eco_kpi_answer_add(answer, group, all->response_time, ticket->first_response_us - ticket->at_us);
    }
    if (ticket->resolved_us != INT64_MIN) {
        eco_kpi_answer_add(answer, group, all->resolutions, 1);
        eco_kpi_answer_add(answer, group, all->resolution_time, ticket->resolved_us - ticket->at_us);
    }
}

static eco_status add_ticket(tickets *all, const kpi_ticket *ticket)
{
    kpi_fill *fill = &all->fill;
    uint32_t group;
    eco_status status = eco_kpi_fill_group_of(&group, fill, eco_kpi_tick(&fill->clock, ticket->at_us), ticket->class);
    if (status || group == UINT32_MAX)
        return status;
    bool withdrawn = ticket->status != KPI_NONE && all->withdrawn[ticket->status];
    eco_kpi_answer_add(fill->answer, group, all->tickets, 1);
    if (ticket->kind != KPI_NONE && all->disputed[ticket->kind] && !withdrawn)
        eco_kpi_answer_add(fill->answer, group, all->disputes, 1);
    add_marks(all, fill->answer, group, ticket);
    add_times(all, fill->answer, group, ticket);
    return ECO_OK;
}

static eco_status add_receipts(tickets *all)
{
    kpi_fill *fill = &all->fill;
    const kpi_sales *sales;
    eco_status status = eco_kpi_fill_sales_of(&sales, fill);
    for (size_t i = 0; !status && i < sales->orders_count; i++) {
        const kpi_order *order = &sales->orders[i];
        if (order->ignored || order->paid_us == INT64_MIN)
            continue;
        status = eco_kpi_fill_order(fill, order, order->paid_tick);
        for (size_t group = 0; !status && group < fill->distinct_count; group++)
            eco_kpi_answer_add(fill->answer, fill->distinct[group], all->receipts, 1);
    }
    return status;
}

static eco_status add_all(tickets *all)
{
    const eco_kpi_state *state = all->fill.answer->state;
    const kpi_book *book = &state->books[KPI_BOOK_TICKETS];
    all->withdrawn = eco_kpi_fill_words(&all->fill, KPI_SPACE_STATUS, state->plan->withdrawn);
    all->disputed = eco_kpi_fill_words(&all->fill, KPI_SPACE_WORD, state->plan->dispute);
    eco_status status = all->withdrawn && all->disputed ? ECO_OK : eco_fail_memory(all->fill.error);
    for (size_t i = 0; i < book->count && !status; i++)
        status = add_ticket(all, &((const kpi_ticket *)book->rows)[i]);
    return status || all->receipts < 0 ? status : add_receipts(all);
}

eco_status eco_kpi_fill_service(kpi_answer *answer, eco_error *error)
{
    tickets all = {0};
    eco_status status = eco_kpi_fill_begin(&all.fill, answer, error);
    find_slots(&all, answer);
    if (!status)
        status = add_all(&all);
    eco_kpi_fill_words_end(&all.fill, KPI_SPACE_STATUS, all.withdrawn);
    eco_kpi_fill_words_end(&all.fill, KPI_SPACE_WORD, all.disputed);
    eco_kpi_fill_end(&all.fill);
    return status;
}
