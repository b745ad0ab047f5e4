/* offer.c - what a tier gives: what its benefit means to take off, kept within what benefits, the floors, the promotion's cap, and its campaign's budget. */
#include "pricing/limit.h"

#include <string.h>

static const char by_cap[] = "max_off", by_price[] = "price", by_quantity[] = "max_quantity";

/* Of an item's base, what its clamping floor leaves to take. */
static int64_t room_of(const eco_item *item)
{
    if (!item->stake->bounds || !item->stake->bounds->of[ECO_FLOOR_CLAMP].floor)
        return item->stake->base;
    int64_t above = item->left - item->stake->bounds->of[ECO_FLOOR_CLAMP].amount;
    return above < 0 ? 0 : above < item->stake->base ? above : item->stake->base;
}

void eco_offer_rooms(eco_offer *offer)
{
    offer->room = 0;
    for (size_t i = 0; i < offer->count; i++) {
        offer->items[i]->stake->room = room_of(offer->items[i]);
        offer->room += offer->items[i]->stake->room;
    }
}

/* What kept an item from giving more than its room. */
static const char *limit_of(const eco_item *item)
{
    return item->stake->room < item->stake->base ? item->stake->bounds->of[ECO_FLOOR_CLAMP].floor->id : by_price;
}

static int64_t kept_back(eco_wide meant, int64_t got)
{
    int64_t clipped;
    return eco_narrow(&clipped, meant - got) ? clipped : INT64_MAX;
}

/* work->parts of `whole` by work->weights, to the items. */
static eco_status split(eco_offer *offer, int64_t whole, const int64_t *caps)
{
    eco_pricing_work *work = offer->work;
    if (eco_work_split(work, whole, caps, offer->count))
        return work->error->status;
    for (size_t i = 0; i < offer->count; i++)
        offer->items[i]->stake->off = work->parts[i];
    offer->off = whole;
    return ECO_OK;
}

/* ---- the campaign's budget ---- */

/* It would give something, but its campaign has too little. */
static void refuse(eco_offer *offer, const char *needed, int64_t off)
{
    int64_t left = eco_budget_of(offer->work, offer->rule)->left_minor;
    offer->by = eco_rule_campaign(offer->work, offer->rule)->id;
    offer->refused = needed;
    offer->clipped = off;
    offer->left = left == INT64_MAX ? 0 : left;
    offer->off = offer->gift_quantity = 0;
    for (size_t i = 0; i < offer->count; i++)
        offer->items[i]->stake->off = 0;
}

/* Of the money that it would take off what its campaign has; false: it does not apply. */
static bool fund(eco_offer *offer, int64_t *off)
{
    const eco_budget *budget = eco_budget_find(offer->work, offer->rule);
    if (*off <= budget->left_minor)
        return true;
    if (!budget->left_minor || !eco_rule_campaign(offer->work, offer->rule)->clip) {
        refuse(offer, "budget", *off);
        return false;
    }
    *off = offer->left = budget->left_minor;
    offer->by = eco_rule_campaign(offer->work, offer->rule)->id;
    return true;
}

/* What there is, to the items in canonical order as long as it lasts. */
static void fund_in_turn(eco_offer *offer)
{
    int64_t left = offer->off;
    if (!fund(offer, &left) || left == offer->off)
        return;
    offer->off = left;
    for (size_t i = 0; i < offer->count; i++) {
        eco_stake *stake = offer->items[i]->stake;
        stake->off = stake->off < left ? stake->off : left;
        left -= stake->off;
    }
}

/* ---- what is taken off ---- */

/* An amount of the whole, split by what benefits; what an item has no room for goes to the others. */
static eco_status take_whole(eco_offer *offer, eco_wide meant)
{
    eco_pricing_work *work = offer->work;
    int64_t most = offer->promotion->max_off_minor, off = meant < offer->room ? (int64_t)meant : offer->room;
    bool tight = offer->room < offer->base;
    if (meant > offer->room)
        offer->by = by_price;
    for (size_t i = 0; i < offer->count; i++) {
        const eco_item *item = offer->items[i];
        work->weights[i] = item->stake->base;
        if (tight)
            work->caps[i] = item->stake->room;
    }
    for (size_t i = 0; tight && offer->by == by_price && i < offer->count; i++)
        if (offer->items[i]->stake->room < offer->items[i]->stake->base) {
            offer->by = limit_of(offer->items[i]);
            offer->floored = true;
        }
    if (most && meant > most && most <= off) {
        off = most;
        offer->by = by_cap;
    }
    if (offer->rule->campaign >= 0 && !fund(offer, &off))
        return ECO_OK;
    offer->clipped = kept_back(meant, off);
    return split(offer, off, tight ? work->caps : NULL);
}

/* Item by item, then the cap. */
static eco_status take_each(eco_offer *offer)
{
    eco_pricing_work *work = offer->work;
    int64_t most = offer->promotion->max_off_minor;
    eco_wide meant = offer->beyond;
    const char *floor = NULL;
    for (size_t i = 0; i < offer->count; i++) {
        eco_item *item = offer->items[i];
        meant += item->stake->off;
        if (item->stake->off > item->stake->room) {
            const char *by = limit_of(item);
            floor = floor ? floor : by == by_price ? NULL : by;
            item->stake->off = item->stake->room;
        }
        offer->off += item->stake->off;
        work->weights[i] = item->stake->off;
    }
    if (meant > offer->off)
        offer->by = floor ? floor : by_price;
    offer->floored = floor != NULL;
    if (most && meant > most && most <= offer->off) {
        offer->by = by_cap;
        if (most < offer->off && split(offer, most, NULL))
            return work->error->status;
    }
    if (offer->rule->campaign >= 0)
        fund_in_turn(offer);
    if (!offer->refused)
        offer->clipped = kept_back(meant, offer->off);
    return ECO_OK;
}

/* Floors that block or warn. */
static void heed_floors(eco_offer *offer)
{
    int64_t below = 0;
    const char *warning = NULL;
    for (size_t i = 0; i < offer->count && !offer->blocked; i++) {
        const eco_item *item = offer->items[i];
        if (eco_floor_passed(item, ECO_FLOOR_BLOCK, item->stake->off))
            offer->blocked = item->stake->bounds->of[ECO_FLOOR_BLOCK].floor->id;
        int64_t more = eco_floor_passed(item, ECO_FLOOR_WARN, item->stake->off);
        if (more && !warning)
            warning = item->stake->bounds->of[ECO_FLOOR_WARN].floor->id;
        below += more; /* parts of what is left */
    }
    if (offer->blocked) {
        offer->by = offer->blocked;
        offer->clipped = offer->off;
        offer->off = offer->left = 0;
        for (size_t i = 0; i < offer->count; i++)
            offer->items[i]->stake->off = 0;
    } else if (warning && !offer->by) {
        offer->warned = true;
        offer->by = warning;
        offer->clipped = below;
    }
}

static eco_status give(eco_offer *offer)
{
    int64_t most = offer->promotion->max_quantity, each = offer->tier->gift_quantity ? offer->tier->gift_quantity : 1;
    eco_wide quantity = (eco_wide)each * offer->times;
    if (most && quantity > most) {
        quantity = most;
        offer->by = by_quantity;
    }
    if (eco_narrow(&offer->gift_quantity, quantity))
        return ECO_OK;
    return eco_fail(offer->work->error, ECO_E_OVERFLOW, "/lines", "the gifts of promotion %s do not fit 64 bits",
                    ECO_QUOTE(offer->promotion->id));
}

static eco_status take(eco_offer *offer)
{
    const eco_benefit *benefit = offer->rule->benefits[offer->reached];
    eco_wide whole = 0;
    bool is_whole = false;
    if (benefit->gift)
        return give(offer);
    eco_offer_rooms(offer);
    if (offer->promotion->bands) {
        if (eco_bands_mean(offer, &is_whole, &whole))
            return offer->work->error->status;
    } else if (benefit->whole && benefit->whole(&whole, offer)) {
        is_whole = true;
    } else {
        for (size_t i = 0; i < offer->count; i++)
            if (offer->items[i]->stake->taken && benefit->each(&offer->items[i]->stake->off, offer, offer->items[i]))
                return offer->work->error->status;
    }
    if (is_whole ? take_whole(offer, whole) : take_each(offer))
        return offer->work->error->status;
    if (offer->work->bounded && !offer->refused)
        heed_floors(offer);
    return ECO_OK;
}

eco_status eco_offer_apply(eco_offer *offer)
{
    eco_status status = take(offer);
    if (status || offer->rule->campaign < 0 || !(offer->off || offer->gift_quantity))
        return status;
    if (!eco_budget_find(offer->work, offer->rule)->left_uses)
        refuse(offer, "budget_uses", offer->off);
    return ECO_OK;
}
