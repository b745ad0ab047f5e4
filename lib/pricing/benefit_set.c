/* benefit_set.c - price_set_minor: the whole target for one price. */
#include "pricing/pricing_internal.h"

static bool given(const eco_tier *tier)
{
    return tier->price_set_minor != 0;
}

static eco_status check(const eco_tier *tier, eco_error *error)
{
    return tier->price_set_minor < 0 ? eco_fail(error, ECO_E_INVALID, NULL, "%lld is below 0", (long long)tier->price_set_minor)
                                     : ECO_OK;
}

static eco_status apply(eco_offer *offer)
{
    return eco_offer_split(offer, offer->left > offer->tier->price_set_minor ? offer->left - offer->tier->price_set_minor : 0);
}

const eco_benefit eco_benefit_price_set = {"price_set_minor", false, given, check, apply, NULL};
