/* fill_parcels.c - parcels, on the day on which they were handed over. A promise counts once it is over: the parcel was delivered, or its time has passed. */
#include "kpi/fill.h"

typedef struct parcels {
    kpi_fill fill;
    int32_t parcels, delivered, promised, on_time, lead_time, damaged, cost; /* slots */
} parcels;

static eco_status add_parcel(parcels *all, const kpi_parcel *parcel)
{
    kpi_fill *fill = &all->fill;
    kpi_answer *answer = fill->answer;
    uint32_t group;
    int32_t tick = eco_kpi_tick(&fill->clock, parcel->at_us);
    eco_status status = eco_kpi_fill_group_of(&group, fill, tick, parcel->class);
    if (status || group == UINT32_MAX)
        return status;
    bool delivered = parcel->delivered_us != INT64_MIN, promised = parcel->promised_us != INT64_MIN;
    eco_kpi_answer_add(answer, group, all->parcels, 1);
    eco_kpi_answer_add(answer, group, all->damaged, parcel->damaged);
    eco_kpi_answer_add(answer, group, all->delivered, delivered);
    eco_kpi_answer_add(answer, group, all->lead_time, delivered ? parcel->delivered_us - parcel->at_us : 0);
    eco_kpi_answer_add(answer, group, all->promised, promised && (delivered || parcel->promised_us < answer->watermark_us));
    eco_kpi_answer_add(answer, group, all->on_time, promised && delivered && parcel->delivered_us <= parcel->promised_us);
    return eco_kpi_fill_money(fill, group, all->cost, parcel->currency, eco_kpi_tick_date(answer->state->plan, tick),
                              parcel->cost);
}

eco_status eco_kpi_fill_parcels(kpi_answer *answer, eco_error *error)
{
    parcels all = {0};
    const kpi_book *book = &answer->state->books[KPI_BOOK_PARCELS];
    eco_status status = eco_kpi_fill_begin(&all.fill, answer, error);
    all.parcels = eco_kpi_answer_slot(answer, KPI_M_PARCELS);
    all.delivered = eco_kpi_answer_slot(answer, KPI_M_PARCELS_DELIVERED);
    all.promised = eco_kpi_answer_slot(answer, KPI_M_PARCELS_PROMISED);
    all.on_time = eco_kpi_answer_slot(answer, KPI_M_PARCELS_ON_TIME);
    all.lead_time = eco_kpi_answer_slot(answer, KPI_M_LEAD_TIME);
    all.damaged = eco_kpi_answer_slot(answer, KPI_M_PARCELS_DAMAGED);
    all.cost = eco_kpi_answer_slot(answer, KPI_M_PARCEL_COST);
    for (size_t i = 0; i < book->count && !status; i++)
        status = add_parcel(&all, &((const kpi_parcel *)book->rows)[i]);
    if (!status)
        status = eco_kpi_fill_settle(&all.fill);
    eco_kpi_fill_end(&all.fill);
    return status;
}
