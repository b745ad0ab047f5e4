/* sales_order.c - the order of lines and orders: by time, then by what they say, never by codes or by the way they came. */
#include "kpi/sales_parts.h"

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_keys(const kpi_keys *keys, uint32_t a, uint32_t b)
{
    return a == b ? 0 : eco_kpi_keys_compare(keys, a, b);
}

/* None comes last: a row that says more of its order is the first one. */
static int compare_times(int64_t a, int64_t b)
{
    return compare_numbers(a == INT64_MIN ? INT64_MAX : a, b == INT64_MIN ? INT64_MAX : b);
}

static int compare_classes(kpi_line_order *order, uint32_t a, uint32_t b)
{
    if (a == b || order->failed)
        return 0;
    if (!order->ranks) {
        const eco_kpi_state *state = order->state;
        order->ranks = eco_allocate(&state->allocator, eco_kpi_classes_count(state->classes) * sizeof *order->ranks);
        order->failed = !order->ranks || !eco_kpi_classes_ranks(order->ranks, state);
        if (order->failed)
            return 0;
    }
    return compare_numbers(order->ranks[a], order->ranks[b]);
}

void eco_kpi_line_order_end(kpi_line_order *order)
{
    const eco_kpi_state *state = order->state;
    eco_release(&state->allocator, order->ranks, eco_kpi_classes_count(state->classes) * sizeof *order->ranks);
    order->ranks = NULL;
}

/* What is of the whole order: the columns that its first row decides. */
static int compare_heads(kpi_line_order *order, const kpi_line *a, const kpi_line *b)
{
    const eco_kpi_state *state = order->state;
    int result = compare_numbers(a->at_us, b->at_us);
    if (!result)
        result = compare_keys(state->spaces[KPI_SPACE_USER], a->user, b->user);
    if (!result)
        result = compare_times(eco_kpi_line_paid(order->sales, a), eco_kpi_line_paid(order->sales, b));
    if (!result)
        result = compare_keys(state->spaces[KPI_SPACE_STATUS], a->status, b->status);
    return result ? result : compare_classes(order, a->class, b->class);
}

static int compare_amounts(const kpi_sales *sales, const kpi_line *a, const kpi_line *b)
{
    int result = compare_numbers(a->known, b->known);
    for (kpi_money money = 0; money < KPI_MONEYS && !result; money++)
        result = compare_numbers(eco_kpi_line_money(sales, a, money), eco_kpi_line_money(sales, b, money));
    if (!result)
        result = compare_numbers(a->has_quantity, b->has_quantity);
    return result ? result : compare_numbers(a->quantity, b->quantity);
}

bool eco_kpi_line_leads(const kpi_line *line, const kpi_line *other, kpi_line_order *order)
{
    int result = compare_heads(order, line, other);
    if (!result && line->currency != other->currency)
        result = eco_kpi_line_compare(line, other, order);
    return result < 0;
}

int eco_kpi_line_compare(const void *a, const void *b, void *line_order)
{
    kpi_line_order *order = line_order;
    const kpi_line *first = a, *second = b;
    const eco_kpi_state *state = order->state;
    int result = compare_heads(order, first, second);
    if (!result)
        result = compare_keys(state->spaces[KPI_SPACE_SKU], first->sku, second->sku);
    if (!result)
        result = compare_amounts(order->sales, first, second);
    if (!result && first->currency != second->currency)
        result = compare_keys(state->spaces[KPI_SPACE_CURRENCY], first->currency, second->currency);
    return result;
}

int eco_kpi_order_compare(const void *a, const void *b, void *line_order)
{
    kpi_line_order *order = line_order;
    const kpi_order *first = a, *second = b;
    int result = compare_numbers(first->at_us, second->at_us);
    if (!result)
        result = compare_keys(order->state->spaces[KPI_SPACE_ORDER], first->order, second->order);
    if (!result)
        result = eco_kpi_line_compare(eco_kpi_sales_line(order->sales, first->first_line),
                                      eco_kpi_sales_line(order->sales, second->first_line), order);
    return result;
}
