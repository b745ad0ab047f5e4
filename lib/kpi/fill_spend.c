/* fill_spend.c - what advertising cost, on its day. A row that does not say what it was for is acquisition. */
#include "base/error.h"
#include "kpi/fill.h"

typedef struct spends {
    kpi_fill fill;
    int32_t spend, acquisition, impressions, clicks; /* slots */
    uint8_t *acquires;                               /* by purpose */
} spends;

static eco_status add_row(spends *all, const kpi_spend *row)
{
    kpi_fill *fill = &all->fill;
    uint32_t group;
    int32_t tick = eco_kpi_tick(&fill->clock, row->at_us), date = eco_kpi_tick_date(fill->answer->state->plan, tick);
    eco_status status = eco_kpi_fill_group_of(&group, fill, tick, row->class);
    if (status || group == UINT32_MAX)
        return status;
    eco_kpi_answer_add(fill->answer, group, all->impressions, row->impressions);
    eco_kpi_answer_add(fill->answer, group, all->clicks, row->clicks);
    status = eco_kpi_fill_money(fill, group, all->spend, row->currency, date, row->amount);
    if (!status && (row->purpose == KPI_NONE || all->acquires[row->purpose]))
        status = eco_kpi_fill_money(fill, group, all->acquisition, row->currency, date, row->amount);
    return status;
}

static eco_status add_all(spends *all)
{
    const eco_kpi_state *state = all->fill.answer->state;
    const kpi_book *book = &state->books[KPI_BOOK_SPEND];
    all->acquires = eco_kpi_fill_words(&all->fill, KPI_SPACE_WORD, state->plan->acquisition);
    eco_status status = all->acquires ? ECO_OK : eco_fail_memory(all->fill.error);
    for (size_t i = 0; i < book->count && !status; i++)
        status = add_row(all, &((const kpi_spend *)book->rows)[i]);
    return status ? status : eco_kpi_fill_settle(&all->fill);
}

eco_status eco_kpi_fill_spend(kpi_answer *answer, eco_error *error)
{
    spends all = {0};
    eco_status status = eco_kpi_fill_begin(&all.fill, answer, error);
    all.spend = eco_kpi_answer_slot(answer, KPI_M_SPEND);
    all.acquisition = eco_kpi_answer_slot(answer, KPI_M_ACQUISITION_SPEND);
    all.impressions = eco_kpi_answer_slot(answer, KPI_M_AD_IMPRESSIONS);
    all.clicks = eco_kpi_answer_slot(answer, KPI_M_AD_CLICKS);
    if (!status)
        status = add_all(&all);
    eco_kpi_fill_words_end(&all.fill, KPI_SPACE_WORD, all.acquires);
    eco_kpi_fill_end(&all.fill);
    return status;
}
