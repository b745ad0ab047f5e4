/* benefit_set.c - price_set_minor: the whole target, or each group of units, for one price. */
#include "pricing/pricing_internal.h"

static bool given(const eco_tier *tier)
{
    return tier->price_set_minor != 0;
}

static eco_status check(const eco_tier *tier, eco_error *error)
{
    return eco_benefit_check_amount(tier->price_set_minor, error);
}

static bool whole(eco_wide *off, const eco_offer *offer)
{
    int64_t price = offer->tier->price_set_minor;
    if (offer->promotion->group_quantity)
        *off = offer->group_savings;
    else
        *off = offer->base > price ? offer->base - price : 0;
    return true;
}

const eco_benefit eco_benefit_price_set = {.field = "price_set_minor", .given = given, .check = check, .whole = whole};
