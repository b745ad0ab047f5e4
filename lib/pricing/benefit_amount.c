/* benefit_amount.c - off_minor: an amount off the whole target, once or for each full `from` (满减, 每满减). */
#include "pricing/pricing_internal.h"

static bool given(const eco_tier *tier)
{
    return tier->off_minor != 0;
}

static eco_status check(const eco_tier *tier, eco_error *error)
{
    return eco_benefit_check_amount(tier->off_minor, error);
}

static bool whole(eco_wide *off, const eco_offer *offer)
{
    *off = (eco_wide)offer->tier->off_minor * offer->times;
    return true;
}

static eco_wide forecast(const eco_tier *tier, eco_wide times, eco_rounding rounding)
{
    (void)rounding;
    return (eco_wide)tier->off_minor * times;
}

const eco_benefit eco_benefit_off = {
    .field = "off_minor", .repeats = true, .given = given, .check = check, .whole = whole, .forecast = forecast};
