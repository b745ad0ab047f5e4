/* fill_sales.c - orders and what they are worth. Orders count on the day on which they were placed; those called paid on the day on which they were paid. */
#include "kpi/fill.h"

/* What is summed over lines. */
typedef struct sums {
    int32_t orders, gmv, merchandise, units, gross, discounts, taxes, shipping; /* of orders placed */
    int32_t paid_orders, paid_amount, paid_units, fees, cost, cost_revenue;     /* of orders paid */
} sums;

static void find_slots(sums *slots, const kpi_answer *answer)
{
    slots->orders = eco_kpi_answer_slot(answer, KPI_M_ORDERS);
    slots->gmv = eco_kpi_answer_slot(answer, KPI_M_GMV);
    slots->merchandise = eco_kpi_answer_slot(answer, KPI_M_MERCHANDISE_GMV);
    slots->units = eco_kpi_answer_slot(answer, KPI_M_ORDER_UNITS);
    slots->paid_orders = eco_kpi_answer_slot(answer, KPI_M_PAID_ORDERS);
    slots->paid_amount = eco_kpi_answer_slot(answer, KPI_M_PAID_AMOUNT);
    slots->paid_units = eco_kpi_answer_slot(answer, KPI_M_PAID_UNITS);
    slots->gross = eco_kpi_answer_slot(answer, KPI_M_GROSS_SALES);
    slots->discounts = eco_kpi_answer_slot(answer, KPI_M_DISCOUNTS);
    slots->taxes = eco_kpi_answer_slot(answer, KPI_M_TAXES);
    slots->shipping = eco_kpi_answer_slot(answer, KPI_M_SHIPPING);
    slots->fees = eco_kpi_answer_slot(answer, KPI_M_FEES);
    slots->cost = eco_kpi_answer_slot(answer, KPI_M_COST);
    slots->cost_revenue = eco_kpi_answer_slot(answer, KPI_M_COST_REVENUE);
}

static bool wants_details(const sums *slots)
{
    return slots->gross >= 0 || slots->discounts >= 0 || slots->taxes >= 0 || slots->shipping >= 0;
}

static bool wants_paid(const sums *slots)
{
    return slots->paid_orders >= 0 || slots->paid_amount >= 0 || slots->paid_units >= 0 || slots->fees >= 0 || slots->cost >= 0 ||
           slots->cost_revenue >= 0;
}

static eco_wide merchandise_of(const kpi_sales *sales, const kpi_line *line)
{
    return (eco_wide)line->amount - eco_kpi_line_money(sales, line, KPI_SHIPPING) - eco_kpi_line_money(sales, line, KPI_TAX);
}

static eco_wide list_of(const kpi_sales *sales, const kpi_line *line)
{
    return line->known >> KPI_LIST & 1 ? eco_kpi_line_money(sales, line, KPI_LIST)
                                       : merchandise_of(sales, line) + eco_kpi_line_money(sales, line, KPI_DISCOUNT);
}

static eco_status add_details(kpi_fill *fill, const sums *slots, uint32_t group, int32_t date, const kpi_line *line)
{
    uint16_t currency = line->currency;
    const kpi_sales *sales = fill->answer->sales;
    eco_status status = eco_kpi_fill_money(fill, group, slots->gross, currency, date, list_of(sales, line));
    if (!status)
        status = eco_kpi_fill_money(fill, group, slots->discounts, currency, date, eco_kpi_line_money(sales, line, KPI_DISCOUNT));
    if (!status)
        status = eco_kpi_fill_money(fill, group, slots->taxes, currency, date, eco_kpi_line_money(sales, line, KPI_TAX));
    if (!status)
        status = eco_kpi_fill_money(fill, group, slots->shipping, currency, date, eco_kpi_line_money(sales, line, KPI_SHIPPING));
    return status;
}

static eco_status add_costs(kpi_fill *fill, const sums *slots, uint32_t group, int32_t date, const kpi_line *line)
{
    const kpi_sales *sales = fill->answer->sales;
    uint16_t currency = line->currency;
    eco_status status = eco_kpi_fill_money(fill, group, slots->fees, currency, date, eco_kpi_line_money(sales, line, KPI_FEE));
    if (!status)
        status = eco_kpi_fill_money(fill, group, slots->cost, currency, date, eco_kpi_line_money(sales, line, KPI_COST));
    if (!status && line->known >> KPI_COST & 1)
        status = eco_kpi_fill_money(fill, group, slots->cost_revenue, currency, date, merchandise_of(sales, line));
    return status;
}

static eco_status add_placed(kpi_fill *fill, const sums *slots, const kpi_order *order, bool details)
{
    eco_status status = eco_kpi_fill_order(fill, order, order->at_tick);
    int32_t date = eco_kpi_tick_date(fill->answer->state->plan, order->at_tick);
    for (size_t i = 0; i < fill->distinct_count && !status; i++)
        eco_kpi_answer_add(fill->answer, fill->distinct[i], slots->orders, 1);
    const kpi_sales *sales = fill->answer->sales;
    for (size_t i = 0; i < order->lines_count && !status; i++) {
        uint32_t group = fill->of_line[i];
        const kpi_line *line = eco_kpi_sales_line(sales, order->first_line + i);
        if (group == UINT32_MAX)
            continue;
        eco_kpi_answer_add(fill->answer, group, slots->units, eco_kpi_line_units(line));
        status = eco_kpi_fill_money(fill, group, slots->gmv, line->currency, date, line->amount);
        if (!status)
            status = eco_kpi_fill_money(fill, group, slots->merchandise, line->currency, date, merchandise_of(sales, line));
        if (!status && details)
            status = add_details(fill, slots, group, date, line);
    }
    return status;
}

/* The groups are those of the order as it was placed where it was paid at once. */
static eco_status add_paid(kpi_fill *fill, const sums *slots, const kpi_order *order)
{
    eco_status status = order->paid_tick == order->at_tick ? ECO_OK : eco_kpi_fill_order(fill, order, order->paid_tick);
    int32_t date = eco_kpi_tick_date(fill->answer->state->plan, order->paid_tick);
    for (size_t i = 0; i < fill->distinct_count && !status; i++)
        eco_kpi_answer_add(fill->answer, fill->distinct[i], slots->paid_orders, 1);
    const kpi_sales *sales = fill->answer->sales;
    for (size_t i = 0; i < order->lines_count && !status; i++) {
        uint32_t group = fill->of_line[i];
        const kpi_line *line = eco_kpi_sales_line(sales, order->first_line + i);
        if (group == UINT32_MAX)
            continue;
        eco_kpi_answer_add(fill->answer, group, slots->paid_units, eco_kpi_line_units(line));
        status = eco_kpi_fill_money(fill, group, slots->paid_amount, line->currency, date, line->amount);
        if (!status)
            status = add_costs(fill, slots, group, date, line);
    }
    return status;
}

/* Nothing but what an order says as a whole: its lines need not be looked at. */
static bool wants_wholes(const sums *slots)
{
    return !wants_details(slots) && slots->merchandise < 0 && slots->units < 0 && slots->paid_units < 0 && slots->fees < 0 &&
           slots->cost < 0 && slots->cost_revenue < 0;
}

static eco_status add_whole(kpi_fill *fill, int32_t orders, int32_t amount, const kpi_order *order, int32_t tick)
{
    uint32_t group;
    eco_status status = eco_kpi_fill_group_of(&group, fill, tick, order->class);
    if (status || group == UINT32_MAX)
        return status;
    eco_kpi_answer_add(fill->answer, group, orders, 1);
    int32_t date = eco_kpi_tick_date(fill->answer->state->plan, tick);
    return eco_kpi_fill_money(fill, group, amount, order->currency, date, order->amount);
}

static eco_status add_order(kpi_fill *fill, const sums *slots, const kpi_order *order, bool wholes)
{
    bool is_paid = order->paid_us != INT64_MIN && wants_paid(slots);
    eco_status status;
    if (wholes && order->alike) {
        status = add_whole(fill, slots->orders, slots->gmv, order, order->at_tick);
        return status || !is_paid ? status : add_whole(fill, slots->paid_orders, slots->paid_amount, order, order->paid_tick);
    }
    status = add_placed(fill, slots, order, wants_details(slots));
    return status || !is_paid ? status : add_paid(fill, slots, order);
}

static eco_status add_orders(kpi_fill *fill)
{
    const kpi_sales *sales;
    sums slots;
    find_slots(&slots, fill->answer);
    bool wholes = wants_wholes(&slots);
    eco_status status = eco_kpi_fill_sales_of(&sales, fill);
    for (size_t i = 0; !status && i < sales->orders_count; i++)
        if (!sales->orders[i].ignored)
            status = add_order(fill, &slots, &sales->orders[i], wholes);
    return status ? status : eco_kpi_fill_settle(fill);
}

eco_status eco_kpi_fill_sales(kpi_answer *answer, eco_error *error)
{
    kpi_fill fill;
    eco_status status = eco_kpi_fill_begin(&fill, answer, error);
    if (!status)
        status = add_orders(&fill);
    eco_kpi_fill_end(&fill);
    return status;
}
