/* benefit_percent.c - off_percent: of each line in the stage of items, of the whole target in later ones. */
#include "pricing/pricing_internal.h"

static bool given(const eco_tier *tier)
{
    return tier->off_percent.coefficient != 0;
}

static eco_status check(const eco_tier *tier, eco_error *error)
{
    eco_decimal percent = tier->off_percent;
    if (percent.scale < 0 || percent.scale > ECO_SCALE_MAX)
        return eco_fail(error, ECO_E_INVALID, NULL, "scale %d is not in 0..%d", (int)percent.scale, ECO_SCALE_MAX);
    if (percent.coefficient < 0 || eco_decimal_compare(percent, (eco_decimal){100, 0}) > 0)
        return eco_fail(error, ECO_E_INVALID, NULL, "%s is not above 0 and at most 100",
                        eco_decimal_text((char[ECO_DECIMAL_TEXT]){0}, percent));
    return ECO_OK;
}

static eco_status apply(eco_offer *offer)
{
    eco_rounding rounding = offer->work->rulebook->rounding;
    eco_decimal percent = offer->tier->off_percent;
    if (offer->promotion->stage != ECO_STAGE_ITEM)
        return eco_offer_split(offer, eco_percent_of(offer->left, percent, rounding));
    for (size_t i = 0; i < offer->count; i++) {
        offer->items[i]->off = eco_percent_of(offer->items[i]->left, percent, rounding);
        offer->off += offer->items[i]->off;
    }
    return ECO_OK;
}

static eco_wide forecast(const eco_tier *tier, eco_wide times, eco_rounding rounding)
{
    (void)times;
    return eco_percent_of(tier->from_minor, tier->off_percent, rounding);
}

const eco_benefit eco_benefit_percent = {"off_percent", false, given, check, apply, forecast};
