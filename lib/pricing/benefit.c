/* benefit.c - the kinds of benefit that a tier can give. A new kind: a file with its functions, and its row here. */
#include "pricing/pricing_internal.h"

#include <stdio.h>

const eco_benefit *const eco_benefits[] = {
    &eco_benefit_off,       &eco_benefit_percent, &eco_benefit_off_each, &eco_benefit_price_each,
    &eco_benefit_price_set, &eco_benefit_free,    &eco_benefit_gift,     NULL,
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

eco_status eco_benefit_check_amount(int64_t amount, eco_error *error)
{
    return amount < 0 ? eco_fail(error, ECO_E_INVALID, NULL, "%lld is below 0", (long long)amount) : ECO_OK;
}

eco_status eco_offer_extend(int64_t *out, const eco_offer *offer, const eco_item *item, int64_t unit_minor)
{
    eco_pricing_work *work = offer->work;
    bool all = item->stake->taken < 0 || item->quantity_scale != 0;
    if (eco_money_extend(out, unit_minor, 0, all ? item->quantity : item->stake->taken, all ? item->quantity_scale : 0,
                         work->rulebook->rounding, NULL))
        return eco_fail_item(work, item, ECO_E_OVERFLOW,
                             "a promotion's amount for each unit, for the whole line, does not fit 64 bits");
    return ECO_OK;
}

int64_t eco_percent_of(int64_t amount, eco_decimal percent, eco_rounding rounding)
{
    return (int64_t)eco_divide((eco_wide)amount * percent.coefficient, (eco_wide)100 * eco_power10[percent.scale], rounding);
}
