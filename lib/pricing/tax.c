/* tax.c - which taxes each item bears, and what they come to where each line, or each unit, is rounded. tax_order.c rounds whole orders. */
#include "pricing/tax.h"

static eco_status find_taxes(eco_tax_work *tax, const eco_item *item)
{
    eco_pricing_work *work = tax->work;
    const eco_rulebook *rulebook = work->rulebook;
    bool *bears = eco_tax_bearer(tax, item);
    for (size_t t = 0; t < tax->count; t++) {
        bears[t] = item->left != 0;
        if (bears[t] && rulebook->tax_on[t] &&
            eco_holds_for_item(&bears[t], work, rulebook->tax_on[t], item, rulebook->content.taxes[t]->id))
            return work->error->status;
        work->taxes_count += bears[t];
    }
    return ECO_OK;
}

static eco_status too_large(eco_tax_work *tax, const eco_item *item)
{
    return eco_fail_item(tax->work, item, ECO_E_OVERFLOW, "its tax does not fit 64 bits");
}

eco_wide eco_tax_simple(const eco_tax_work *tax, const bool *bears, const int64_t *taxes)
{
    eco_wide sum = 0;
    for (size_t t = 0; t < tax->count; t++)
        sum += bears[t] && !eco_tax_is_compound(tax, t) ? taxes[t] : 0;
    return sum;
}

/* The sum of the percents that an item bears. */
static eco_wide percent_borne(const eco_tax_work *tax, const bool *bears, bool compound)
{
    eco_wide sum = 0;
    for (size_t t = 0; t < tax->count; t++)
        sum += bears[t] && eco_tax_is_compound(tax, t) == compound ? tax->percents[t] : 0;
    return sum;
}

int64_t eco_tax_within(const eco_tax_work *tax, int64_t gross, const bool *bears)
{
    eco_wide up = tax->hundred, down = up + percent_borne(tax, bears, false), compound = percent_borne(tax, bears, true);
    if (compound) {
        up *= tax->hundred;
        down *= tax->hundred + compound;
    }
    return gross - (int64_t)eco_divide(gross * up, down, tax->work->rulebook->rounding); /* the net is between 0 and the gross */
}

/* Where units are rounded, the amount is shared over them: the first ones get the odd minor units, so there are two kinds. */
typedef struct unit_shares {
    int64_t amount, count; /* of those without an odd one */
    int64_t odd_count;     /* of those that bear one more */
} unit_shares;

static unit_shares share_over_units(const eco_tax_work *tax, const eco_item *item)
{
    (void)tax;
    int64_t units = item->kind == ECO_ITEM_GOODS && item->quantity_scale == 0 ? item->quantity : 1;
    return (unit_shares){item->left / units, units - item->left % units, item->left % units};
}

/* Splits the tax of an item over its taxes, by their percents; a compound one has a part of the others in it. */
eco_status eco_tax_split_over_taxes(eco_tax_work *tax, int64_t whole, const bool *bears, int64_t *taxes)
{
    eco_wide simple = tax->hundred + percent_borne(tax, bears, false);
    bool compound = percent_borne(tax, bears, true) != 0;
    size_t count = 0;
    for (size_t t = 0; t < tax->count; t++) {
        if (!bears[t])
            continue;
        eco_wide weight = tax->percents[t];
        if (compound)
            weight *= eco_tax_is_compound(tax, t) ? simple : tax->hundred;
        if (!eco_narrow(&tax->weights[count++], weight))
            return eco_fail(tax->work->error, ECO_E_OVERFLOW, NULL, "compound taxes are too high to be told apart");
    }
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

/* The taxes on `count` equal net amounts, each rounded by itself; compound ones on top of the others. */
static bool add_taxes_of_net(eco_tax_work *tax, int64_t *taxes, int64_t count, int64_t amount, const bool *bears)
{
    eco_rounding rounding = tax->work->rulebook->rounding;
    bool fits = true;
    for (size_t t = 0; count && t < tax->count; t++)
        if (bears[t] && !eco_tax_is_compound(tax, t))
            fits = fits && eco_tax_of_net(&tax->group[t], amount, tax->normal[t], rounding);
    eco_wide base = fits && count ? amount + eco_tax_simple(tax, bears, tax->group) : 0;
    for (size_t t = 0; count && t < tax->count; t++)
        if (bears[t] && eco_tax_is_compound(tax, t))
            fits = fits && eco_tax_of_net(&tax->group[t], base, tax->normal[t], rounding);
    for (size_t t = 0; count && t < tax->count; t++)
        if (bears[t])
            fits = fits && eco_narrow(&taxes[t], taxes[t] + (eco_wide)count * tax->group[t]);
    return fits;
}

/* What most lines need: net, rounded as a whole, no tax upon a tax. */
static bool taxes_of_line(eco_tax_work *tax, int64_t *taxes, int64_t net, const bool *bears)
{
    eco_rounding rounding = tax->work->rulebook->rounding;
    bool fits = true;
    for (size_t t = 0; t < tax->count; t++)
        if (bears[t])
            fits &= eco_tax_of_net(&taxes[t], net, tax->normal[t], rounding);
    return fits;
}

eco_status eco_tax_alone(eco_tax_work *tax, eco_item *item, bool by_unit)
{
    const bool *bears = eco_tax_bearer(tax, item);
    int64_t *taxes = eco_tax_amounts(tax, item);
    const eco_rulebook *rulebook = tax->work->rulebook;
    if (!by_unit && !rulebook->has_compound_tax && rulebook->content.tax_mode == ECO_TAX_EXCLUDED && !item->includes_tax)
        return taxes_of_line(tax, taxes, item->left, bears) ? ECO_OK : too_large(tax, item);
    unit_shares shares = by_unit ? share_over_units(tax, item) : (unit_shares){item->left, 1, 0};
    if (tax->work->rulebook->content.tax_mode == ECO_TAX_INCLUDED || item->includes_tax) {
        if (add_taxes_within(tax, taxes, shares.count, shares.amount, bears))
            return tax->work->error->status;
        return add_taxes_within(tax, taxes, shares.odd_count, shares.amount + 1, bears);
    }
    if (!add_taxes_of_net(tax, taxes, shares.count, shares.amount, bears) ||
        !add_taxes_of_net(tax, taxes, shares.odd_count, shares.amount + 1, bears))
        return too_large(tax, item);
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
    return ECO_OK;
}

/* Tax lines by tax, then in the order of the items: goods, surcharges, shipping. */
static bool write_lines(eco_tax_work *tax)
{
    eco_pricing_work *work = tax->work;
    size_t at = 0;
    work->taxes = eco_arena_take_raw(work->result, work->taxes_count, sizeof *work->taxes);
    if (!work->taxes)
        return false;
    for (size_t t = 0; t < tax->count; t++) {
        const char *id = NULL;
        for (size_t i = 0; i < work->items_count; i++) {
            const eco_item *item = &work->items[i];
            if (!eco_tax_bearer(tax, item)[t])
                continue;
            if (!id)
                id = eco_pricing_work_text(work, work->rulebook->content.taxes[t]->id);
            eco_wide base = eco_item_net(item); /* with the simple taxes at most the total, which fits */
            if (eco_tax_is_compound(tax, t))
                base += eco_tax_simple(tax, eco_tax_bearer(tax, item), eco_tax_amounts(tax, item));
            work->taxes[at++] = (eco_tax_line){
                .tax = id, .line = item->line, .base_minor = (int64_t)base, .tax_minor = eco_tax_amounts(tax, item)[t]};
        }
    }
    return true;
}

typedef struct tax_sums { /* what add_up has seen, beside the work's */
    eco_wide surcharges, shipping, shipping_off, shipping_tax;
} tax_sums;

static void add_item(tax_sums *sums, eco_pricing_work *work, const eco_item *item)
{
    work->net += eco_item_net(item);
    work->tax += item->tax;
    work->total += item->total;
    if (item->kind == ECO_ITEM_SHIPMENT) {
        sums->shipping += item->left;
        sums->shipping_off += item->list - item->left;
        sums->shipping_tax += item->tax;
    } else if (item->kind == ECO_ITEM_SURCHARGE) {
        sums->surcharges += work->rulebook->content.tax_mode == ECO_TAX_INCLUDED ? item->total : eco_item_net(item);
    }
}

static eco_status take_sums(const tax_sums *sums, eco_pricing_work *work)
{
    int64_t narrow;
    if (work->total < 0)
        return eco_fail(work->error, ECO_E_INVALID, "/surcharges", "the surcharges make the total negative");
    if (!eco_narrow(&narrow, work->net) || !eco_narrow(&narrow, work->tax) || !eco_narrow(&narrow, work->total) ||
        !eco_narrow(&work->surcharges, sums->surcharges) || !eco_narrow(&work->shipping, sums->shipping) ||
        !eco_narrow(&work->shipping_off, sums->shipping_off) || !eco_narrow(&work->shipping_tax, sums->shipping_tax))
        return eco_fail(work->error, ECO_E_OVERFLOW, work->surcharges_count ? "/surcharges" : "/lines",
                        "the total does not fit 64 bits");
    return ECO_OK;
}

static bool begin(eco_tax_work *tax, eco_pricing_work *work)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    *tax = (eco_tax_work){.work = work, .count = content->taxes_count};
    size_t count = tax->count;
    tax->hundred = (eco_wide)100 * eco_power10[eco_tax_scale(work->rulebook)];
    tax->percents = work->rulebook->tax_units;
    tax->normal = work->rulebook->tax_normal;
    tax->bears = eco_arena_take_raw(work->scratch, work->items_count, count * sizeof *tax->bears);
    tax->amounts = eco_arena_take_array(work->scratch, work->items_count, count * sizeof *tax->amounts);
    tax->weights = eco_arena_take_array(work->scratch, count, sizeof *tax->weights);
    tax->group = eco_arena_take_array(work->scratch, count, sizeof *tax->group);
    return tax->group && tax->bears && tax->amounts && tax->weights;
}

/* Item by item, all at once; where taxes are rounded for the order, what is not rounded with others. */
static eco_status tax_items(eco_tax_work *tax, tax_sums *sums)
{
    eco_pricing_work *work = tax->work;
    eco_round_at round_at = work->rulebook->content.tax_round_at;
    for (size_t i = 0; i < work->items_count; i++) {
        eco_item *item = &work->items[i];
        bool with_others = round_at == ECO_ROUND_AT_ORDER && item->left > 0 && !item->includes_tax;
        if (find_taxes(tax, item))
            return work->error->status;
        if (item->left && !with_others && eco_tax_alone(tax, item, round_at == ECO_ROUND_AT_UNIT))
            return work->error->status;
        if (round_at == ECO_ROUND_AT_ORDER)
            continue;
        if (settle_item(tax, item))
            return work->error->status;
        add_item(sums, work, item);
    }
    return ECO_OK;
}

static eco_status tax_order(eco_tax_work *tax, tax_sums *sums)
{
    eco_pricing_work *work = tax->work;
    if (eco_work_order(work) || eco_tax_together(tax))
        return work->error->status;
    for (size_t i = 0; i < work->items_count; i++) {
        if (settle_item(tax, &work->items[i]))
            return work->error->status;
        add_item(sums, work, &work->items[i]);
    }
    return ECO_OK;
}

eco_status eco_work_taxes(eco_pricing_work *work)
{
    eco_tax_work tax;
    tax_sums sums = {0};
    bool done;
    if (!eco_tax_one(work, &done))
        return eco_fail_memory(work->error);
    if (done)
        return ECO_OK;
    work->taxes_count = 0;
    if (!begin(&tax, work))
        return eco_fail_memory(work->error);
    if (tax_items(&tax, &sums))
        return work->error->status;
    if (work->rulebook->content.tax_round_at == ECO_ROUND_AT_ORDER && tax_order(&tax, &sums))
        return work->error->status;
    if (!write_lines(&tax))
        return eco_fail_memory(work->error);
    return take_sums(&sums, work);
}
