/* tax.c - which taxes each item bears, and what they come to where each line, or each unit, is rounded. tax_order.c rounds whole orders. */
#include "pricing/tax.h"

static eco_status find_bearers(eco_tax_work *tax)
{
    eco_work *work = tax->work;
    const eco_rulebook *rulebook = work->rulebook;
    for (size_t i = 0; i < work->items_count; i++) {
        eco_item *item = &work->items[i];
        if (item->left == 0)
            continue;
        if (rulebook->words.line_facts && i >= work->goods_count && eco_facts_of_charge(work, item))
            return work->error->status;
        for (size_t t = 0; t < tax->count; t++) {
            bool bears = true;
            if (rulebook->tax_on[t] &&
                eco_holds_for_item(&bears, work, rulebook->tax_on[t], item, rulebook->content.taxes[t]->id))
                return work->error->status;
            eco_tax_bearer(tax, item)[t] = bears;
            work->taxes_count += bears;
        }
    }
    return ECO_OK;
}

static eco_status too_large(eco_tax_work *tax, const eco_item *item)
{
    return eco_fail_item(tax->work, item, ECO_E_OVERFLOW, "its tax does not fit 64 bits");
}

bool eco_tax_of_net(int64_t *out, int64_t net, eco_decimal percent, eco_rounding rounding)
{
    return eco_narrow(out, eco_divide((eco_wide)net * percent.coefficient, (eco_wide)100 * eco_power10[percent.scale], rounding));
}

/* The sum of the percents that an item bears, in units of 10^-ECO_TAX_SCALE. */
static eco_wide percent_borne(const eco_tax_work *tax, const bool *bears)
{
    eco_wide sum = 0;
    for (size_t t = 0; t < tax->count; t++)
        sum += bears[t] ? tax->percents[t] : 0;
    return sum;
}

int64_t eco_tax_within(const eco_tax_work *tax, int64_t gross, const bool *bears)
{
    eco_wide hundred = (eco_wide)100 * eco_power10[ECO_TAX_SCALE];
    eco_wide net = eco_divide((eco_wide)gross * hundred, hundred + percent_borne(tax, bears), tax->work->rulebook->rounding);
    return gross - (int64_t)net; /* the net is between 0 and the gross */
}

/* Where units are rounded, the amount is shared over them: the first ones get the odd minor units, so there are two kinds. */
typedef struct unit_shares {
    int64_t amount, count; /* of those without an odd one */
    int64_t odd_count;     /* of those that bear one more */
} unit_shares;

static unit_shares share_over_units(const eco_tax_work *tax, const eco_item *item)
{
    bool goods = item->line >= 0 && (size_t)item->line < tax->work->goods_count;
    int64_t units = goods && item->quantity_scale == 0 ? item->quantity : 1;
    return (unit_shares){item->left / units, units - item->left % units, item->left % units};
}

static bool unit_taxes_of_net(int64_t *out, const eco_tax_work *tax, const eco_item *item, size_t t)
{
    eco_rounding rounding = tax->work->rulebook->rounding;
    unit_shares shares = share_over_units(tax, item);
    int64_t each, odd = 0;
    if (!eco_tax_of_net(&each, shares.amount, tax->normal[t], rounding) ||
        (shares.odd_count && !eco_tax_of_net(&odd, shares.amount + 1, tax->normal[t], rounding)))
        return false;
    return eco_narrow(out, (eco_wide)shares.count * each + (eco_wide)shares.odd_count * odd);
}

/* Splits the tax of an item over its taxes, by their percents. */
eco_status eco_tax_split_over_taxes(eco_tax_work *tax, int64_t whole, const bool *bears, int64_t *taxes)
{
    size_t count = 0;
    for (size_t t = 0; t < tax->count; t++)
        if (bears[t])
            tax->weights[count++] = tax->percents[t];
    const eco_split_options options = {
        .struct_size = sizeof options, .tie = ECO_SPLIT_TIE_FIRST, .allocator = &tax->work->scratch->allocator};
    if (eco_money_split(tax->weights, NULL, whole, tax->weights, count, &options, tax->work->error))
        return tax->work->error->status;
    for (size_t t = 0, part = 0; t < tax->count; t++)
        if (bears[t])
            taxes[t] = tax->weights[part++];
    return ECO_OK;
}

/* The taxes within `count` equal gross amounts, each rounded and split over its taxes by itself. They are parts of what is left, so they fit. */
static eco_status add_taxes_within(eco_tax_work *tax, int64_t *taxes, int64_t count, int64_t amount, const bool *bears)
{
    int64_t whole = count ? eco_tax_within(tax, amount, bears) : 0;
    if (whole == 0)
        return ECO_OK;
    if (eco_tax_split_over_taxes(tax, whole, bears, tax->group))
        return tax->work->error->status;
    for (size_t t = 0; t < tax->count; t++)
        if (bears[t])
            taxes[t] += count * tax->group[t];
    return ECO_OK;
}

static eco_status alone_gross(eco_tax_work *tax, const eco_item *item, bool by_unit, const bool *bears, int64_t *taxes)
{
    unit_shares shares = by_unit ? share_over_units(tax, item) : (unit_shares){item->left, 1, 0};
    if (add_taxes_within(tax, taxes, shares.count, shares.amount, bears))
        return tax->work->error->status;
    return add_taxes_within(tax, taxes, shares.odd_count, shares.amount + 1, bears);
}

eco_status eco_tax_alone(eco_tax_work *tax, eco_item *item, bool by_unit)
{
    const eco_work *work = tax->work;
    const bool *bears = eco_tax_bearer(tax, item);
    int64_t *taxes = eco_tax_amounts(tax, item);
    if (work->rulebook->content.tax_mode == ECO_TAX_INCLUDED || item->includes_tax)
        return alone_gross(tax, item, by_unit, bears, taxes);
    for (size_t t = 0; t < tax->count; t++) {
        if (!bears[t])
            continue;
        bool fits = by_unit ? unit_taxes_of_net(&taxes[t], tax, item, t)
                            : eco_tax_of_net(&taxes[t], item->left, tax->normal[t], work->rulebook->rounding);
        if (!fits)
            return too_large(tax, item);
    }
    return ECO_OK;
}

/* ---- what the taxes make of the items ---- */

static eco_status settle_item(eco_tax_work *tax, eco_item *item)
{
    const bool *bears = eco_tax_bearer(tax, item);
    const int64_t *taxes = eco_tax_amounts(tax, item);
    eco_wide sum = 0;
    for (size_t t = 0; t < tax->count; t++)
        sum += bears[t] ? taxes[t] : 0;
    bool gross = tax->work->rulebook->content.tax_mode == ECO_TAX_INCLUDED || item->includes_tax;
    if (!eco_narrow(&item->tax, sum) || !eco_narrow(&item->total, gross ? item->left : item->left + sum))
        return too_large(tax, item);
    item->net = item->total - item->tax;
    return ECO_OK;
}

/* Tax lines by tax, then in the order of the items: goods, surcharges, shipping. */
static bool write_lines(eco_tax_work *tax)
{
    eco_work *work = tax->work;
    size_t at = 0;
    work->taxes = eco_arena_take_array(work->result, work->taxes_count, sizeof *work->taxes);
    if (!work->taxes)
        return false;
    for (size_t t = 0; t < tax->count; t++) {
        const char *id = NULL;
        for (size_t i = 0; i < work->items_count; i++) {
            const eco_item *item = &work->items[i];
            if (!eco_tax_bearer(tax, item)[t])
                continue;
            if (!id)
                id = eco_work_text(work, work->rulebook->content.taxes[t]->id);
            work->taxes[at++] = (eco_tax_line){
                .tax = id, .line = item->line, .base_minor = item->net, .tax_minor = eco_tax_amounts(tax, item)[t]};
        }
    }
    return true;
}

static eco_status add_up(eco_work *work)
{
    bool included = work->rulebook->content.tax_mode == ECO_TAX_INCLUDED;
    eco_wide surcharges = 0;
    for (size_t i = 0; i < work->items_count; i++) {
        const eco_item *item = &work->items[i];
        work->net += item->net;
        work->tax += item->tax;
        work->total += item->total;
        if (item->line < 0) {
            work->shipping = item->left;
            work->shipping_tax = item->tax;
        } else if (i >= work->goods_count) {
            surcharges += included ? item->total : item->net;
        }
    }
    int64_t narrow;
    if (work->total < 0)
        return eco_fail(work->error, ECO_E_INVALID, "/surcharges", "the surcharges make the total negative");
    if (!eco_narrow(&narrow, work->net) || !eco_narrow(&narrow, work->tax) || !eco_narrow(&narrow, work->total) ||
        !eco_narrow(&work->surcharges, surcharges))
        return eco_fail(work->error, ECO_E_OVERFLOW, work->surcharges_count ? "/surcharges" : "/lines",
                        "the total does not fit 64 bits");
    return ECO_OK;
}

static bool begin(eco_tax_work *tax, eco_work *work)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    *tax = (eco_tax_work){.work = work, .count = content->taxes_count};
    size_t count = tax->count;
    tax->bears = eco_arena_take_array(work->scratch, work->items_count, count * sizeof *tax->bears);
    tax->amounts = eco_arena_take_array(work->scratch, work->items_count, count * sizeof *tax->amounts);
    tax->percents = eco_arena_take_array(work->scratch, count, sizeof *tax->percents);
    tax->normal = eco_arena_take_array(work->scratch, count, sizeof *tax->normal);
    tax->weights = eco_arena_take_array(work->scratch, count, sizeof *tax->weights);
    tax->group = eco_arena_take_array(work->scratch, count, sizeof *tax->group);
    if (!tax->group || !tax->bears || !tax->amounts || !tax->percents || !tax->normal || !tax->weights)
        return false;
    for (size_t t = 0; t < count; t++) {
        tax->normal[t] = eco_decimal_normal(content->taxes[t]->percent);
        tax->percents[t] = tax->normal[t].coefficient *
                           eco_power10[ECO_TAX_SCALE - tax->normal[t].scale]; /* build has bounded it */
    }
    return true;
}

eco_status eco_work_taxes(eco_work *work)
{
    eco_round_at round_at = work->rulebook->content.tax_round_at;
    eco_tax_work tax;
    if (!begin(&tax, work))
        return eco_fail_memory(work->error);
    if (find_bearers(&tax))
        return work->error->status;
    for (size_t i = 0; i < work->items_count; i++) {
        eco_item *item = &work->items[i];
        bool with_others = round_at == ECO_ROUND_AT_ORDER && item->left > 0 && !item->includes_tax;
        if (item->left && !with_others && eco_tax_alone(&tax, item, round_at == ECO_ROUND_AT_UNIT))
            return work->error->status;
    }
    if (round_at == ECO_ROUND_AT_ORDER && eco_tax_together(&tax))
        return work->error->status;
    for (size_t i = 0; i < work->items_count; i++)
        if (settle_item(&tax, &work->items[i]))
            return work->error->status;
    if (!write_lines(&tax))
        return eco_fail_memory(work->error);
    return add_up(work);
}
