/* benefit_percent.c - off_percent: of each line in the stage of items, of the whole target in later ones; of what is left, or of the list price. */
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

/* What the percentage is taken of. */
static int64_t basis_of(const eco_offer *offer, const eco_item *item)
{
    if (offer->promotion->percent_basis == ECO_BASIS_RUNNING)
        return item->stake->base;
    if (item->stake->taken < 0 || item->quantity_scale || item->stake->taken == item->quantity)
        return item->list;
    return (int64_t)eco_divide((eco_wide)item->list * item->stake->taken, item->quantity, offer->work->rulebook->rounding);
}

static eco_status each(int64_t *off, const eco_offer *offer, const eco_item *item)
{
    *off = eco_percent_of(basis_of(offer, item), offer->tier->off_percent, offer->work->rulebook->rounding);
    return ECO_OK;
}

static bool whole(eco_wide *off, const eco_offer *offer)
{
    int64_t basis = 0; /* parts of what the goods, or the shipments, are worth */
    if (offer->promotion->stage == ECO_STAGE_ITEM)
        return false;
    for (size_t i = 0; i < offer->count; i++)
        if (offer->items[i]->stake->taken)
            basis += basis_of(offer, offer->items[i]);
    *off = eco_percent_of(basis, offer->tier->off_percent, offer->work->rulebook->rounding);
    return true;
}

static eco_wide forecast(const eco_tier *tier, eco_wide times, eco_rounding rounding)
{
    (void)times;
    return eco_percent_of(tier->from_minor, tier->off_percent, rounding);
}

const eco_benefit eco_benefit_percent = {.field = "off_percent",
                                         .bands_of_amount = true,
                                         .bands_of_units = true,
                                         .given = given,
                                         .check = check,
                                         .each = each,
                                         .whole = whole,
                                         .forecast = forecast};
