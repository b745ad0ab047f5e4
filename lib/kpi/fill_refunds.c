/* fill_refunds.c - refunds, and what they take off sales by the plan's policy. A refund of an order that is none (brushing) is none, nor is a withdrawn one. */
#include <string.h>

#include "base/error.h"
#include "kpi/fill.h"
#include "kpi/sort.h"

typedef struct refunds {
    kpi_fill fill;
    eco_refund_day policy;
    int32_t amount, orders, units, deductions, without_order; /* slots */
    uint8_t *withdrawn;
    const kpi_sales *sales;
    uint32_t *order_of; /* by code: the order's place in the sales; UINT32_MAX: it is not known */
    size_t order_codes;
    kpi_numbers refunded; /* (group, order) */
} refunds;

static bool index_orders(refunds *all)
{
    all->order_codes = eco_kpi_keys_count(all->fill.answer->state->spaces[KPI_SPACE_ORDER]);
    all->order_of = eco_allocate(&all->fill.allocator, all->order_codes * sizeof *all->order_of);
    if (!all->order_of)
        return false;
    memset(all->order_of, 0xFF, all->order_codes * sizeof *all->order_of);
    for (size_t i = 0; i < all->sales->orders_count; i++)
        if (all->sales->orders[i].order != KPI_NONE)
            all->order_of[all->sales->orders[i].order] = (uint32_t)i;
    return true;
}

/* Under the order's day it is counted like the line that it takes back, if it says which. */
static uint32_t class_by_order(const refunds *all, const kpi_refund *refund, const kpi_order *order)
{
    for (size_t i = 0; refund->sku != KPI_NONE && i < order->lines_count; i++) {
        const kpi_line *line = eco_kpi_sales_line(all->sales, order->first_line + i);
        if (line->sku == refund->sku)
            return eco_kpi_fill_class(&all->fill, order, line);
    }
    return order->class;
}

static bool is_deducted(const refunds *all, const kpi_order *order, int32_t date)
{
    const eco_kpi_plan *plan = all->fill.answer->state->plan;
    switch (all->policy) {
    case ECO_REFUND_DAY_EVENT:
    case ECO_REFUND_DAY_ORDER: return true;
    case ECO_REFUND_DAY_SAME: return order && order->paid_us != INT64_MIN && eco_kpi_tick_date(plan, order->paid_tick) == date;
    default: return false;
    }
}

/* The amount is of the refund's own day, whatever day it counts on: that is when it was paid back. */
static eco_status add(refunds *all, const kpi_refund *refund, const kpi_order *order, uint32_t group, int32_t date)
{
    kpi_fill *fill = &all->fill;
    if (group == UINT32_MAX)
        return ECO_OK;
    eco_status status = eco_kpi_fill_money(fill, group, all->amount, refund->currency, date, refund->amount);
    if (!status && is_deducted(all, order, date))
        status = eco_kpi_fill_money(fill, group, all->deductions, refund->currency, date, refund->amount);
    eco_kpi_answer_add(fill->answer, group, all->units, refund->quantity);
    if (!status && all->orders >= 0 && !eco_kpi_numbers_add(&all->refunded, group, refund->order))
        status = eco_fail_memory(fill->error);
    return status;
}

static eco_status add_refund(refunds *all, const kpi_refund *refund)
{
    kpi_fill *fill = &all->fill;
    if (refund->status != KPI_NONE && all->withdrawn[refund->status])
        return ECO_OK;
    uint32_t place = all->order_of[refund->order], group;
    const kpi_order *order = place == UINT32_MAX ? NULL : &all->sales->orders[place];
    if (order && order->ignored)
        return ECO_OK;
    int32_t tick = eco_kpi_tick(&fill->clock, refund->at_us), date = eco_kpi_tick_date(fill->answer->state->plan, tick);
    uint32_t class = refund->class;
    bool by_order = all->policy == ECO_REFUND_DAY_ORDER && order;
    if (by_order) {
        tick = order->at_tick;
        class = class_by_order(all, refund, order);
    }
    eco_status status = eco_kpi_fill_group_of(&group, fill, tick, class);
    if (!status && !order && group != UINT32_MAX)
        status = eco_kpi_fill_money(fill, group, all->without_order, refund->currency, date, refund->amount);
    bool waits = all->policy == ECO_REFUND_DAY_ORDER && !order; /* until its order is known, it has no day */
    return status || waits ? status : add(all, refund, order, group, date);
}

static eco_status count_orders(refunds *all)
{
    if (!eco_kpi_numbers_unique(&all->refunded))
        return eco_fail_memory(all->fill.error);
    for (size_t i = 0; i < all->refunded.count; i++)
        eco_kpi_answer_add(all->fill.answer, (uint32_t)(all->refunded.numbers[i] >> 32), all->orders, 1);
    return ECO_OK;
}

static eco_status add_all(refunds *all)
{
    kpi_fill *fill = &all->fill;
    const eco_kpi_state *state = fill->answer->state;
    const kpi_book *book = &state->books[KPI_BOOK_REFUNDS];
    eco_status status = eco_kpi_fill_sales_of(&all->sales, fill);
    if (status)
        return status;
    all->withdrawn = eco_kpi_fill_words(fill, KPI_SPACE_STATUS, state->plan->withdrawn);
    if (!all->withdrawn || !index_orders(all))
        return eco_fail_memory(fill->error);
    for (size_t i = 0; i < book->count && !status; i++)
        status = add_refund(all, &((const kpi_refund *)book->rows)[i]);
    if (!status)
        status = count_orders(all);
    return status ? status : eco_kpi_fill_settle(fill);
}

eco_status eco_kpi_fill_refunds(kpi_answer *answer, eco_error *error)
{
    refunds all = {.policy = answer->state->plan->options.refunds};
    eco_status status = eco_kpi_fill_begin(&all.fill, answer, error);
    eco_kpi_numbers_begin(&all.refunded, &all.fill.allocator);
    all.amount = eco_kpi_answer_slot(answer, KPI_M_REFUNDS);
    all.orders = eco_kpi_answer_slot(answer, KPI_M_REFUNDED_ORDERS);
    all.units = eco_kpi_answer_slot(answer, KPI_M_REFUNDED_UNITS);
    all.deductions = eco_kpi_answer_slot(answer, KPI_M_DEDUCTIONS);
    all.without_order = eco_kpi_answer_slot(answer, KPI_M_REFUNDS_WITHOUT_ORDER);
    if (!status)
        status = add_all(&all);
    eco_release(&all.fill.allocator, all.order_of, all.order_codes * sizeof *all.order_of);
    eco_kpi_fill_words_end(&all.fill, KPI_SPACE_STATUS, all.withdrawn);
    eco_kpi_numbers_end(&all.refunded);
    eco_kpi_fill_end(&all.fill);
    return status;
}
