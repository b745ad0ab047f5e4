/* benefit_bands.c - bands: each part of the target at its own tier, as income tax is; parts of the amount, or unit by unit. */
#include "pricing/pricing_internal.h"

/* Where a tier's part begins and ends (INT64_MAX: open). */
static void part_of(int64_t *begin, int64_t *end, const eco_promotion *promotion, size_t tier)
{
    const eco_tier *tiers = promotion->tiers;
    *begin = tiers[tier].from_minor + tiers[tier].from_quantity;
    *end = tier + 1 < promotion->tiers_count ? tiers[tier + 1].from_minor + tiers[tier + 1].from_quantity : INT64_MAX;
}

static eco_wide amount_bands(const eco_offer *offer)
{
    const eco_promotion *promotion = offer->promotion;
    eco_wide off = 0;
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        int64_t begin, end;
        part_of(&begin, &end, promotion, i);
        if (offer->value <= begin)
            break;
        off += eco_percent_of((offer->value < end ? offer->value : end) - begin, promotion->tiers[i].off_percent,
                              offer->work->rulebook->rounding);
    }
    return off;
}

typedef struct share { /* of one line, over all tiers */
    int64_t base, taken, off;
} share;

/* The units of each line that stand in [begin, end), to items[]->base and taken. */
static void cut(eco_offer *offer, eco_run *const *standing, int64_t begin, int64_t end)
{
    int64_t before = 0;
    for (size_t i = 0; i < offer->count; i++)
        offer->items[i]->stake->base = offer->items[i]->stake->taken = 0;
    for (size_t i = 0; i < offer->runs_count && before < end; i++) {
        const eco_run *run = standing[i];
        int64_t after = before + run->count, from = before > begin ? before : begin, to = after < end ? after : end;
        if (to > from) {
            run->item->stake->base += run->worth * (to - from);
            run->item->stake->taken += to - from;
        }
        before = after;
    }
}

static eco_status add_tier(eco_offer *offer, size_t tier, share *shares)
{
    const eco_benefit *benefit = offer->rule->benefits[tier];
    offer->tier = &offer->promotion->tiers[tier];
    for (size_t i = 0; i < offer->count; i++) {
        eco_item *item = offer->items[i];
        int64_t off = 0;
        if (!item->stake->taken)
            continue;
        if (benefit->each(&off, offer, item))
            return offer->work->error->status;
        if (off > item->stake->base) { /* no unit pays for another */
            offer->beyond += off - item->stake->base;
            off = item->stake->base;
        }
        shares[i].base += item->stake->base;
        shares[i].taken += item->stake->taken;
        shares[i].off += off;
    }
    return ECO_OK;
}

static eco_status unit_bands(eco_offer *offer)
{
    eco_pricing_work *work = offer->work;
    share *shares = eco_arena_take_array(work->scratch, offer->count, sizeof *shares);
    if (!shares || eco_offer_runs(offer, offer->items, offer->count))
        return eco_fail_memory(work->error);
    eco_run **standing = eco_runs_standing(offer, 0,
                                           offer->promotion->pick == ECO_PICK_CHEAPEST ? ECO_PICK_DEAREST : ECO_PICK_CHEAPEST);
    for (size_t tier = 0; tier < offer->promotion->tiers_count; tier++) {
        int64_t begin, end;
        part_of(&begin, &end, offer->promotion, tier);
        cut(offer, standing, begin > 0 ? begin - 1 : 0, end > 0 ? end - 1 : 0); /* units count from 1 */
        if (add_tier(offer, tier, shares))
            return work->error->status;
    }
    offer->base = offer->units = 0;
    for (size_t i = 0; i < offer->count; i++) {
        eco_item *item = offer->items[i];
        item->stake->base = shares[i].base;
        item->stake->taken = shares[i].taken;
        item->stake->off = shares[i].off;
        offer->base += item->stake->base;
        offer->units += item->stake->taken;
    }
    eco_offer_rooms(offer);
    return ECO_OK;
}

eco_status eco_bands_mean(eco_offer *offer, bool *is_whole, eco_wide *whole)
{
    *is_whole = offer->rule->from == ECO_FROM_MINOR;
    if (!*is_whole)
        return unit_bands(offer);
    *whole = amount_bands(offer);
    return ECO_OK;
}
