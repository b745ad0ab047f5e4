/* benefit_unit.c - what counts by the unit: off_each_minor, price_each_minor, is_free. */
#include "pricing/pricing_internal.h"

/* `unit_minor` for each unit of an item, rounded once. */
static eco_status extend(int64_t *out, const eco_offer *offer, const eco_item *item, int64_t unit_minor)
{
    eco_work *work = offer->work;
    if (eco_money_extend(out, unit_minor, 0, item->quantity, item->quantity_scale, work->rulebook->rounding, NULL))
        return eco_fail_item(work, item, ECO_E_OVERFLOW,
                             "a promotion's amount for each unit, for the whole line, does not fit 64 bits");
    return ECO_OK;
}

/* ---- off_each_minor ---- */

static bool off_each_given(const eco_tier *tier)
{
    return tier->off_each_minor != 0;
}

static eco_status off_each_check(const eco_tier *tier, eco_error *error)
{
    return tier->off_each_minor < 0 ? eco_fail(error, ECO_E_INVALID, NULL, "%lld is below 0", (long long)tier->off_each_minor)
                                    : ECO_OK;
}

static eco_status off_each_apply(eco_offer *offer)
{
    for (size_t i = 0; i < offer->count; i++) {
        eco_item *item = offer->items[i];
        if (extend(&item->off, offer, item, offer->tier->off_each_minor))
            return offer->work->error->status;
        if (item->off > item->left) {
            item->off = item->left;
            offer->clipped = "price";
        }
        offer->off += item->off;
    }
    return ECO_OK;
}

const eco_benefit eco_benefit_off_each = {"off_each_minor", false, off_each_given, off_each_check, off_each_apply, NULL};

/* ---- price_each_minor ---- */

static bool price_each_given(const eco_tier *tier)
{
    return tier->price_each_minor != 0;
}

static eco_status price_each_check(const eco_tier *tier, eco_error *error)
{
    if (tier->price_each_minor < 0)
        return eco_fail(error, ECO_E_INVALID, NULL, "%lld is below 0", (long long)tier->price_each_minor);
    return ECO_OK;
}

static eco_status price_each_apply(eco_offer *offer)
{
    for (size_t i = 0; i < offer->count; i++) {
        eco_item *item = offer->items[i];
        int64_t price;
        if (extend(&price, offer, item, offer->tier->price_each_minor))
            return offer->work->error->status;
        item->off = price < item->left ? item->left - price : 0;
        offer->off += item->off;
    }
    return ECO_OK;
}

const eco_benefit eco_benefit_price_each = {"price_each_minor", false, price_each_given, price_each_check,
                                            price_each_apply,   NULL};

/* ---- is_free ---- */

static bool free_given(const eco_tier *tier)
{
    return tier->is_free;
}

static eco_status free_check(const eco_tier *tier, eco_error *error)
{
    (void)tier, (void)error;
    return ECO_OK;
}

static eco_status free_apply(eco_offer *offer)
{
    for (size_t i = 0; i < offer->count; i++)
        offer->items[i]->off = offer->items[i]->left;
    offer->off = offer->left;
    return ECO_OK;
}

const eco_benefit eco_benefit_free = {"is_free", false, free_given, free_check, free_apply, NULL};
