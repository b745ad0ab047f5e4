/* benefit_unit.c - what counts by the unit: off_each_minor, price_each_minor, is_free. */
#include "pricing/pricing_internal.h"

/* ---- off_each_minor ---- */

static bool off_each_given(const eco_tier *tier)
{
    return tier->off_each_minor != 0;
}

static eco_status off_each_check(const eco_tier *tier, eco_error *error)
{
    return eco_benefit_check_amount(tier->off_each_minor, error);
}

static eco_status off_each(int64_t *off, const eco_offer *offer, const eco_item *item)
{
    return eco_offer_extend(off, offer, item, offer->tier->off_each_minor);
}

const eco_benefit eco_benefit_off_each = {
    .field = "off_each_minor", .bands_of_units = true, .given = off_each_given, .check = off_each_check, .each = off_each};

/* ---- price_each_minor ---- */

static bool price_each_given(const eco_tier *tier)
{
    return tier->price_each_minor != 0;
}

static eco_status price_each_check(const eco_tier *tier, eco_error *error)
{
    return eco_benefit_check_amount(tier->price_each_minor, error);
}

static eco_status price_each(int64_t *off, const eco_offer *offer, const eco_item *item)
{
    int64_t price;
    if (eco_offer_extend(&price, offer, item, offer->tier->price_each_minor))
        return offer->work->error->status;
    *off = price < item->stake->base ? item->stake->base - price : 0;
    return ECO_OK;
}

const eco_benefit eco_benefit_price_each = {.field = "price_each_minor",
                                            .bands_of_units = true,
                                            .given = price_each_given,
                                            .check = price_each_check,
                                            .each = price_each};

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

static eco_status free_of_charge(int64_t *off, const eco_offer *offer, const eco_item *item)
{
    (void)offer;
    *off = item->stake->base;
    return ECO_OK;
}

const eco_benefit eco_benefit_free = {
    .field = "is_free", .bands_of_units = true, .given = free_given, .check = free_check, .each = free_of_charge};
