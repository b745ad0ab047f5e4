/* tax_order.c - taxes that are rounded once for the whole order, and split over the items that bear them by their amounts. */
#include "pricing/tax.h"

#include <string.h>

static bool is_together(const eco_item *item)
{
    return item->left > 0 && !item->includes_tax;
}

/* Splits one tax over the first `count` items of the target, by work->weights. */
static eco_status split_over_items(eco_tax_work *tax, size_t t, int64_t whole, size_t count)
{
    eco_pricing_work *work = tax->work;
    if (eco_work_split(work, whole, NULL, count))
        return work->error->status;
    for (size_t i = 0; i < count; i++)
        eco_tax_amounts(tax, work->target[i])[t] = work->parts[i];
    return ECO_OK;
}

/* Net: by what the tax is on: what is left, and for a compound tax the others. */
static bool weigh_by_base(eco_tax_work *tax, size_t t, size_t count, eco_wide *sum)
{
    eco_pricing_work *work = tax->work;
    *sum = 0;
    for (size_t i = 0; i < count; i++) {
        eco_item *item = work->target[i];
        eco_wide base = item->left;
        if (eco_tax_is_compound(tax, t))
            base += eco_tax_simple(tax, eco_tax_bearer(tax, item), eco_tax_amounts(tax, item));
        if (!eco_narrow(&work->weights[i], base))
            return false;
        *sum += base;
    }
    return true;
}

static void weigh_by_left(eco_pricing_work *work, size_t count)
{
    for (size_t i = 0; i < count; i++)
        work->weights[i] = work->target[i]->left;
}

static eco_status sum_of_target(int64_t *out, eco_pricing_work *work, size_t count)
{
    eco_wide sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += work->target[i]->left;
    if (!eco_narrow(out, sum))
        return eco_fail_item(work, work->target[count - 1], ECO_E_OVERFLOW, "the sum of the amounts to tax does not fit 64 bits");
    return ECO_OK;
}

/* One tax of the sum of all that bear it. */
static eco_status tax_together_net(eco_tax_work *tax, size_t t)
{
    eco_pricing_work *work = tax->work;
    size_t count = 0;
    eco_wide sum;
    int64_t whole;
    for (size_t i = 0; i < work->items_count; i++)
        if (is_together(work->order[i]) && eco_tax_bearer(tax, work->order[i])[t])
            work->target[count++] = work->order[i];
    if (count == 0)
        return ECO_OK;
    if (!weigh_by_base(tax, t, count, &sum) || sum > INT64_MAX)
        return eco_fail_item(work, work->target[count - 1], ECO_E_OVERFLOW, "the sum of the amounts to tax does not fit 64 bits");
    if (!eco_tax_of_net(&whole, sum, tax->normal[t], work->rulebook->rounding))
        return eco_fail_item(work, work->target[count - 1], ECO_E_OVERFLOW, "the tax of the order does not fit 64 bits");
    return split_over_items(tax, t, whole, count);
}

/* Net prices: the compound taxes last, on top of the others. */
static eco_status together_net(eco_tax_work *tax)
{
    for (int compound = 0; compound < 2; compound++)
        for (size_t t = 0; t < tax->count; t++)
            if (eco_tax_is_compound(tax, t) == (compound == 1) && tax_together_net(tax, t))
                return tax->work->error->status;
    return ECO_OK;
}

/* The tax of a group over its items, and over its taxes: each tax in turn takes its part of what is left of the items' tax. So the items' taxes sum to
 * both, and none is more than the item is worth, as it could be if the taxes were split each by itself. */
static eco_status spread_group(eco_tax_work *tax, const bool *bears, int64_t whole, size_t count)
{
    eco_pricing_work *work = tax->work;
    weigh_by_left(work, count);
    if (eco_tax_split_over_taxes(tax, whole, bears, tax->group) || eco_work_split(work, whole, NULL, count))
        return work->error->status;
    for (size_t i = 0; i < count; i++)
        work->weights[i] = work->parts[i];
    for (size_t t = 0; t < tax->count; t++) {
        if (!bears[t])
            continue;
        if (split_over_items(tax, t, tax->group[t], count))
            return work->error->status;
        for (size_t i = 0; i < count; i++)
            work->weights[i] -= work->parts[i];
    }
    return ECO_OK;
}

/* Gross prices: items that bear the same taxes form a group, whose net is rounded once. */
static eco_status group_gross(eco_tax_work *tax, const bool *bears, size_t count)
{
    int64_t sum = 0, whole;
    if (sum_of_target(&sum, tax->work, count))
        return tax->work->error->status;
    whole = eco_tax_within(tax, sum, bears);
    return whole ? spread_group(tax, bears, whole, count) : ECO_OK;
}

static eco_status together_gross(eco_tax_work *tax)
{
    eco_pricing_work *work = tax->work;
    for (size_t first = 0; first < work->items_count; first++) {
        eco_item *item = work->order[first];
        const bool *bears = eco_tax_bearer(tax, item);
        if (!is_together(item) || item->stake->grouped)
            continue;
        size_t count = 0;
        for (size_t i = first; i < work->items_count; i++) {
            eco_item *other = work->order[i];
            if (!is_together(other) || other->stake->grouped ||
                memcmp(eco_tax_bearer(tax, other), bears, tax->count * sizeof *bears) != 0)
                continue;
            other->stake->grouped = true;
            work->target[count++] = other;
        }
        if (group_gross(tax, bears, count))
            return work->error->status;
    }
    return ECO_OK;
}

eco_status eco_tax_together(eco_tax_work *tax)
{
    return tax->work->rulebook->content.tax_mode == ECO_TAX_INCLUDED ? together_gross(tax) : together_net(tax);
}
