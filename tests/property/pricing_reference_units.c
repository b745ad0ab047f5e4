/* pricing_reference_units.c - which units of the target benefit: all lines are laid out piece by piece, and pieces are taken one after the other. */
#include "pricing_reference.h"

#include <stdlib.h>
#include <string.h>

typedef struct unit {
    int line; /* its place */
    int64_t worth;
    bool can_buy, can_benefit;
    bool gone; /* bought, or got */
    bool benefits;
} unit;

typedef struct units {
    unit list[REFERENCE_UNITS];
    int count;
} units;

/* A line's pieces; the first ones are worth the odd minor units. */
static void lay_out(units *out, const reference_line *line, bool can_buy, bool can_benefit)
{
    int64_t pieces = line->quantity_scale ? 1 : line->quantity;
    for (int64_t p = 0; p < pieces; p++) {
        if (out->count == REFERENCE_UNITS)
            abort();
        int64_t worth = line->left_minor / pieces + (p < line->left_minor % pieces);
        out->list[out->count++] = (unit){.line = line->place, .worth = worth, .can_buy = can_buy, .can_benefit = can_benefit};
    }
}

/* Dearest or cheapest first; equal ones as they stood. */
static void sort(units *all, bool dearest)
{
    for (int i = 1; i < all->count; i++) {
        unit one = all->list[i];
        int at = i;
        for (; at > 0 && (dearest ? all->list[at - 1].worth < one.worth : all->list[at - 1].worth > one.worth); at--)
            all->list[at] = all->list[at - 1];
        all->list[at] = one;
    }
}

/* ---- buy X get Y ---- */

/* The first unit that nobody has taken, dearest or cheapest; or NULL. */
static unit *next_to_buy(units *all, bool that_can_benefit)
{
    unit *best = NULL;
    for (int i = 0; i < all->count; i++) {
        unit *one = &all->list[i];
        if (!one->gone && one->can_buy && one->can_benefit == that_can_benefit && (!best || one->worth > best->worth))
            best = one;
    }
    return best;
}

static unit *next_to_get(units *all, eco_pick pick)
{
    unit *best = NULL;
    for (int i = 0; i < all->count; i++) {
        unit *one = &all->list[i];
        if (!one->gone && one->can_benefit &&
            (!best || (pick == ECO_PICK_CHEAPEST ? one->worth < best->worth : one->worth > best->worth)))
            best = one;
    }
    return best;
}

static bool buy(units *all, int64_t quantity)
{
    for (int64_t n = 0; n < quantity; n++) {
        unit *one = next_to_buy(all, false);
        if (!one)
            one = next_to_buy(all, true);
        if (!one)
            return false;
        one->gone = true;
    }
    return true;
}

static void buy_and_get(units *all, const eco_promotion *promotion)
{
    while (buy(all, promotion->buy_quantity)) {
        for (int64_t n = 0; promotion->get_quantity == 0 || n < promotion->get_quantity; n++) {
            unit *one = next_to_get(all, promotion->pick);
            if (!one)
                break;
            one->gone = one->benefits = true;
        }
        if (promotion->get_quantity == 0)
            break;
    }
}

/* ---- groups ---- */

static int64_t group_worth(const units *all, int64_t group, int64_t size)
{
    int64_t worth = 0;
    for (int64_t n = 0; n < size; n++)
        worth += all->list[group * size + n].worth;
    return worth;
}

static void in_groups(units *all, const eco_promotion *promotion, int64_t groups)
{
    int64_t size = promotion->group_quantity;
    for (int64_t place = 0; place < groups * size; place++) {
        int64_t nth = promotion->dealt ? place / groups : place % size;
        all->list[place].benefits = promotion->nth == 0 || nth == promotion->nth - 1;
    }
}

/* N for X: whole groups, at most as many as fit in max_quantity. */
static int64_t in_priced_groups(units *all, const eco_promotion *promotion, int64_t price_minor)
{
    int64_t size = promotion->group_quantity, groups = all->count / size, saved = 0;
    if (promotion->max_quantity && groups > promotion->max_quantity / size)
        groups = promotion->max_quantity / size;
    in_groups(all, promotion, groups);
    for (int64_t group = 0; group < groups; group++)
        if (group_worth(all, group, size) > price_minor)
            saved += group_worth(all, group, size) - price_minor;
    return saved;
}

/* ---- limits ---- */

/* Of those that benefit, the first `most` by pick go on doing so: of one line, or (-1) of all. */
static void keep_at_most(units *all, int64_t most, eco_pick pick, int line)
{
    int64_t kept = 0;
    if (most == 0)
        return;
    sort(all, pick == ECO_PICK_DEAREST);
    for (int i = 0; i < all->count; i++)
        if (all->list[i].benefits && (line < 0 || all->list[i].line == line)) {
            all->list[i].benefits = kept < most;
            kept++;
        }
}

/* ---- all ---- */

/* The number-th unit's tier (from 1), or -1. */
static int band_of(const eco_promotion *promotion, int64_t number)
{
    const eco_tier *tier = reference_tier_at(promotion, number, false);
    return tier ? (int)(tier - promotion->tiers) : -1;
}

static void add_up(reference_selection *out, const units *all, const eco_promotion *promotion, bool by_bands)
{
    for (int i = 0; i < all->count; i++) {
        const unit *one = &all->list[i];
        if (!one->benefits)
            continue;
        out->parts[one->line].units++;
        out->parts[one->line].base += one->worth;
        if (by_bands) {
            reference_part *band = &out->bands[band_of(promotion, i + 1)][one->line];
            band->units++;
            band->base += one->worth;
        }
    }
}

/* What so many of the line's pieces cost at list price. */
static void finish_part(reference_part *part, const reference_line *line, const scenario *given)
{
    part->of = line->quantity_scale ? 1 : line->quantity;
    part->list = reference_narrow(reference_round((wide)line->list_minor * part->units, part->of, given->options.rounding));
}

static void select_units(reference_selection *out, units *all, const eco_promotion *promotion, const eco_tier *tier,
                         bool by_bands)
{
    for (int i = 0; i < all->count; i++)
        all->list[i].benefits = promotion->buy_quantity == 0 && promotion->group_quantity == 0;
    if (promotion->buy_quantity)
        buy_and_get(all, promotion);
    if (promotion->group_quantity || by_bands)
        sort(all, promotion->pick == ECO_PICK_CHEAPEST);
    if (by_bands)
        for (int i = 0; i < all->count; i++)
            all->list[i].benefits = band_of(promotion, i + 1) >= 0;
    if (promotion->group_quantity && tier->price_set_minor) {
        out->saved_by_groups = in_priced_groups(all, promotion, tier->price_set_minor);
        return;
    }
    if (promotion->group_quantity)
        in_groups(all, promotion, all->count / promotion->group_quantity);
    for (int line = 0; line < out->lines_count; line++)
        keep_at_most(all, promotion->max_line_quantity, promotion->pick, line);
    keep_at_most(all, promotion->max_quantity, promotion->pick, -1);
}

static bool has_bands_by_quantity(const eco_promotion *promotion)
{
    bool by_quantity = false;
    for (size_t i = 0; i < promotion->tiers_count; i++)
        by_quantity = by_quantity || promotion->tiers[i].from_quantity;
    return promotion->bands && by_quantity;
}

int64_t reference_select(reference_selection *out, const scenario *given, const eco_promotion *promotion, const eco_tier *tier,
                         const bool *buys)
{
    static units all;
    int places[REFERENCE_LINES];
    int64_t selected = 0;
    bool by_bands = has_bands_by_quantity(promotion);
    all.count = 0;
    reference_order(places, out->lines, out->lines_count);
    for (int i = 0; i < out->lines_count; i++) {
        int place = places[i];
        bool bought = promotion->buy_quantity && (promotion->buy ? buys[place] : out->targets[place]);
        if (out->targets[place] || bought)
            lay_out(&all, &out->lines[place], bought, out->targets[place]);
    }
    select_units(out, &all, promotion, tier, by_bands);
    add_up(out, &all, promotion, by_bands);
    for (int i = 0; i < out->lines_count; i++) {
        finish_part(&out->parts[i], &out->lines[i], given);
        for (size_t t = 0; t < promotion->tiers_count; t++)
            finish_part(&out->bands[t][i], &out->lines[i], given);
        selected += out->parts[i].units;
    }
    return selected;
}
