/* tender.c - how the total is paid: credit, spread over what it pays for, and the cash rounding of the rest. */
#include "pricing/pricing_internal.h"

/* Over the totals, in the order of work; items that cost nothing, or less, get none. */
static eco_status spread_credit(eco_pricing_work *work)
{
    size_t count = 0;
    if (eco_work_order(work))
        return work->error->status;
    for (size_t i = 0; i < work->items_count; i++)
        if (work->order[i]->total > 0) {
            work->target[count] = work->order[i];
            work->weights[count++] = work->order[i]->total;
        }
    if (eco_work_split(work, work->credit, NULL, count))
        return work->error->status;
    for (size_t i = 0; i < count; i++)
        work->target[i]->stake->credit = work->parts[i];
    return ECO_OK;
}

eco_status eco_work_tenders(eco_pricing_work *work)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    int64_t total = (int64_t)work->total, rest, rounded;
    work->credit = work->cart->credit_minor < total ? work->cart->credit_minor : total;
    if (work->credit && spread_credit(work))
        return work->error->status;
    rest = rounded = total - work->credit;
    if (content->cash_step_minor && eco_money_round(&rounded, rest, 0, content->cash_step_minor, content->rounding, NULL))
        return eco_fail(work->error, ECO_E_OVERFLOW, "/lines", "the total, rounded for cash, does not fit 64 bits");
    work->rounding = rounded - rest;
    return ECO_OK;
}
