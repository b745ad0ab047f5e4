/* benefit_amount.c - off_minor: an amount off the whole target, once or for each full `from` (满减, 每满减). */
#include "pricing/pricing_internal.h"

static bool given(const eco_tier *tier)
{
    return tier->off_minor != 0;
}

static eco_status check(const eco_tier *tier, eco_error *error)
{
    return tier->off_minor < 0 ? eco_fail(error, ECO_E_INVALID, NULL, "%lld is below 0", (long long)tier->off_minor) : ECO_OK;
}

static eco_wide forecast(const eco_tier *tier, eco_wide times, eco_rounding rounding)
{
    (void)rounding;
    return (eco_wide)tier->off_minor * times;
}

static eco_status apply(eco_offer *offer)
{
    eco_wide off = forecast(offer->tier, offer->times, 0);
    int64_t most = offer->promotion->max_off_minor;
    if (off > offer->left) {
        off = offer->left;
        offer->clipped = "price";
    }
    if (most && (off > most || (off == most && offer->clipped))) {
        off = most;
        offer->clipped = "max_off";
    }
    return eco_offer_split(offer, (int64_t)off);
}

const eco_benefit eco_benefit_off = {"off_minor", true, given, check, apply, forecast};
