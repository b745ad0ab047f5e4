/* benefit.c - the kinds of benefit that a tier can give, and what they share. A new kind: a file with its functions, and its row here. */
#include "pricing/pricing_internal.h"

#include <stdio.h>

const eco_benefit *const eco_benefits[] = {
    &eco_benefit_off,
    &eco_benefit_percent,
    &eco_benefit_off_each,
    &eco_benefit_price_each,
    &eco_benefit_price_set,
    &eco_benefit_free,
    NULL,
};

eco_status eco_benefit_of(const eco_benefit **out, const eco_tier *tier, eco_error *error)
{
    *out = NULL;
    for (const eco_benefit *const *benefit = eco_benefits; *benefit; benefit++) {
        if (!(*benefit)->given(tier))
            continue;
        char path[sizeof "/price_each_minor"];
        snprintf(path, sizeof path, "/%s", (*benefit)->field);
        if (*out)
            return eco_fail(error, ECO_E_INVALID, path, "%s and %s: a tier gives exactly one benefit", (*out)->field,
                            (*benefit)->field);
        *out = *benefit;
        if ((*benefit)->check(tier, error))
            return eco_fail_under(error, ECO_E_INVALID, "%s", path);
    }
    return *out ? ECO_OK : eco_fail(error, ECO_E_INVALID, NULL, "a tier needs a benefit: off_minor, off_percent, ...");
}

eco_status eco_offer_split(eco_offer *offer, int64_t off)
{
    eco_work *work = offer->work;
    for (size_t i = 0; i < offer->count; i++)
        work->weights[i] = offer->items[i]->left;
    if (eco_work_split(work, off, offer->count))
        return work->error->status;
    for (size_t i = 0; i < offer->count; i++)
        offer->items[i]->off = work->parts[i];
    offer->off = off;
    return ECO_OK;
}

eco_status eco_offer_cap(eco_offer *offer)
{
    eco_work *work = offer->work;
    int64_t most = offer->promotion->max_off_minor;
    if (most == 0 || offer->off <= most)
        return ECO_OK;
    for (size_t i = 0; i < offer->count; i++)
        work->weights[i] = offer->items[i]->off;
    if (eco_work_split(work, most, offer->count))
        return work->error->status;
    for (size_t i = 0; i < offer->count; i++)
        offer->items[i]->off = work->parts[i];
    offer->off = most;
    offer->clipped = "max_off";
    return ECO_OK;
}

int64_t eco_percent_of(int64_t amount, eco_decimal percent, eco_rounding rounding)
{
    return (int64_t)eco_divide((eco_wide)amount * percent.coefficient, (eco_wide)100 * eco_power10[percent.scale], rounding);
}
