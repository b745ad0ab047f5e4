/* tax_one.c - what most rulebooks have: one tax on everything, net, each line rounded. One pass, and no more than 64 bits a sum; whatever does not fit
 * that goes the general way of tax.c, which gives the same. */
#include "pricing/tax.h"

typedef struct one_tax {
    int64_t net, tax, surcharges, shipping, shipping_off, shipping_tax;
    bool overflows;
} one_tax;

static void add(int64_t *sum, int64_t value, one_tax *sums)
{
    sums->overflows |= __builtin_add_overflow(*sum, value, sum);
}

static void add_charge(one_tax *sums, const eco_item *item)
{
    if (item->kind == ECO_ITEM_SURCHARGE) {
        add(&sums->surcharges, eco_item_net(item), sums);
        return;
    }
    add(&sums->shipping, item->left, sums);
    add(&sums->shipping_off, item->list - item->left, sums);
    add(&sums->shipping_tax, item->tax, sums);
}

static bool is_for(const eco_pricing_work *work)
{
    const eco_rulebook *rulebook = work->rulebook;
    if (rulebook->content.taxes_count != 1 || rulebook->tax_on[0] || rulebook->has_compound_tax ||
        rulebook->content.tax_mode != ECO_TAX_EXCLUDED || rulebook->content.tax_round_at != ECO_ROUND_AT_LINE)
        return false;
    for (size_t i = work->goods_count; i < work->goods_count + work->surcharges_count; i++)
        if (work->items[i].includes_tax)
            return false;
    return true;
}

typedef struct one_rate {
    eco_decimal percent;
    int64_t hundred; /* 100 %, in the percent's units */
    eco_rounding rounding;
} one_rate;

static inline bool tax_of(int64_t *out, int64_t net, const one_rate *rate)
{
    int64_t up;
    if (rate->rounding != ECO_ROUNDING_HALF_UP || net < 0 || __builtin_mul_overflow(net, rate->percent.coefficient, &up))
        return eco_tax_of_net(out, net, rate->percent, rate->rounding);
    int64_t cut = up % rate->hundred;
    *out = up / rate->hundred + (cut >= rate->hundred - cut);
    return true;
}

/* The tax of an item, as a tax line where there is anything to tax. false: it does not fit. */
static inline bool tax_item(eco_item *item, eco_tax_line **line, const char *id, const one_rate *rate)
{
    const int64_t net = item->left;
    int64_t tax, total;
    if (!tax_of(&tax, net, rate) || __builtin_add_overflow(net, tax, &total))
        return false;
    item->tax = tax;
    item->total = total;
    (*line)->tax = id;
    (*line)->line = item->line;
    (*line)->reserved = 0;
    (*line)->base_minor = net;
    (*line)->tax_minor = tax;
    *line += net != 0;
    return true;
}

/* false: an item's tax does not fit. */
static bool tax_items(one_tax *sums, eco_pricing_work *work, eco_tax_line *lines, const char *id)
{
    const eco_decimal percent = work->rulebook->tax_normal[0];
    const one_rate rate = {percent, 100 * eco_power10[percent.scale], work->rulebook->rounding};
    eco_item *item = work->items, *goods_end = item + work->goods_count, *end = item + work->items_count;
    eco_tax_line *line = lines;
    for (; item < goods_end; item++) {
        if (!tax_item(item, &line, id, &rate) || __builtin_add_overflow(sums->tax, item->tax, &sums->tax))
            return false;
    }
    sums->net = work->left;
    for (; item < end; item++) {
        if (!tax_item(item, &line, id, &rate))
            return false;
        add(&sums->net, item->left, sums);
        add(&sums->tax, item->tax, sums);
        add_charge(sums, item);
    }
    work->taxes_count = (size_t)(line - lines);
    return true;
}

bool eco_tax_one(eco_pricing_work *work, bool *done)
{
    one_tax sums = {0};
    int64_t total;
    *done = false;
    if (!is_for(work))
        return true;
    eco_tax_line *lines = eco_arena_take_raw(work->result, work->items_count, sizeof *lines);
    const char *id = eco_pricing_work_text(work, work->rulebook->content.taxes[0]->id);
    if (!lines || !id)
        return false;
    if (!tax_items(&sums, work, lines, id) || sums.overflows || __builtin_add_overflow(sums.net, sums.tax, &total) || total < 0)
        return true; /* tax.c says what is wrong */
    work->taxes = lines;
    work->net = sums.net;
    work->tax = sums.tax;
    work->total = total;
    work->surcharges = sums.surcharges;
    work->shipping = sums.shipping;
    work->shipping_off = sums.shipping_off;
    work->shipping_tax = sums.shipping_tax;
    *done = true;
    return true;
}
