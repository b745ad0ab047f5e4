/* selection_group.c - units go in groups of so many: all units of full groups benefit, or of each group the n-th; and what groups for one price save. */
#include "pricing/pricing_internal.h"

static bool given(const eco_promotion *promotion)
{
    return promotion->group_quantity != 0;
}

static eco_status check(const eco_promotion *promotion, eco_error *error)
{
    if (!promotion->group_quantity && promotion->nth)
        return eco_fail(error, ECO_E_INVALID, "/nth", "needs group_quantity: the n-th of how many?");
    if (promotion->nth > promotion->group_quantity)
        return eco_fail(error, ECO_E_INVALID, "/nth", "%lld is above group_quantity %lld", (long long)promotion->nth,
                        (long long)promotion->group_quantity);
    if (promotion->dealt && !promotion->nth)
        return eco_fail(error, ECO_E_INVALID, "/dealt", "needs nth");
    return ECO_OK;
}

/* How many of the units before `at` are the n-th of their group (nth from 1). */
static int64_t nths_before(int64_t at, int64_t group, int64_t nth)
{
    return at / group + (at % group >= nth);
}

static int64_t overlap(int64_t from, int64_t to, int64_t first, int64_t last)
{
    int64_t start = from > first ? from : first, end = to < last ? to : last;
    return end > start ? end - start : 0;
}

/* What groups of `size` units in a row save against their price: groups within one run at once, those over a border one by one. */
static void save_groups(eco_offer *offer, eco_run *const *standing, int64_t groups, int64_t size)
{
    int64_t price = offer->tier->price_set_minor, used = 0; /* of the run in front */
    size_t at = 0;
    offer->group_savings = 0;
    while (groups > 0) {
        int64_t left = standing[at]->count - used, times = left / size;
        eco_wide worth = 0;
        if (times) {
            times = times < groups ? times : groups;
            worth = (eco_wide)standing[at]->worth * size;
            used += times * size;
        } else {
            times = 1;
            for (int64_t missing = size; missing > 0;) {
                int64_t units = standing[at]->count - used < missing ? standing[at]->count - used : missing;
                worth += (eco_wide)standing[at]->worth * units;
                missing -= units;
                used += units;
                if (used == standing[at]->count && missing > 0)
                    at++, used = 0;
            }
        }
        if (worth > price)
            offer->group_savings += (int64_t)(worth - price) * times; /* within what the units are worth */
        groups -= times;
        if (used == standing[at]->count)
            at++, used = 0;
    }
}

static eco_status select_units(eco_offer *offer)
{
    const eco_promotion *promotion = offer->promotion;
    int64_t size = promotion->group_quantity, nth = promotion->nth, before = 0;
    eco_wide units = 0;
    if (eco_offer_runs(offer, offer->items, offer->count))
        return offer->work->error->status;
    eco_run **standing = eco_runs_standing(offer, 0, promotion->pick == ECO_PICK_CHEAPEST ? ECO_PICK_DEAREST : ECO_PICK_CHEAPEST);
    for (size_t i = 0; i < offer->runs_count; i++)
        units += standing[i]->count;
    int64_t groups = (int64_t)(units / size);
    if (offer->tier->price_set_minor && promotion->max_quantity && groups > promotion->max_quantity / size)
        groups = promotion->max_quantity / size;
    int64_t full = groups * size;
    for (size_t i = 0; i < offer->runs_count && before < full; i++) {
        int64_t after = before + standing[i]->count < full ? before + standing[i]->count : full;
        if (!nth)
            standing[i]->taken = after - before;
        else if (promotion->dealt)
            standing[i]->taken = overlap(before, after, (nth - 1) * groups, nth * groups);
        else
            standing[i]->taken = nths_before(after, size, nth) - nths_before(before, size, nth);
        before = after;
    }
    if (offer->tier->price_set_minor)
        save_groups(offer, standing, groups, size);
    return ECO_OK;
}

const eco_selection eco_selection_group = {"group_quantity", given, check, select_units};
