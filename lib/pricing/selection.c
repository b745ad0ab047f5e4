/* selection.c - which units of the target benefit: the kinds of selection, and the limits that go with each. A new kind: a file with its functions, and
 * its row here. */
#include "pricing/pricing_internal.h"

#include <stdio.h>

const eco_selection *const eco_selections[] = {&eco_selection_buy, &eco_selection_group, NULL};

const eco_selection *eco_selection_of(const eco_promotion *promotion)
{
    for (const eco_selection *const *selection = eco_selections; *selection; selection++)
        if ((*selection)->given(promotion))
            return *selection;
    return NULL;
}

eco_status eco_selection_check(const eco_promotion *promotion, eco_error *error)
{
    const eco_selection *found = NULL;
    for (const eco_selection *const *selection = eco_selections; *selection; selection++) {
        if ((*selection)->check(promotion, error))
            return ECO_E_INVALID;
        if (!(*selection)->given(promotion))
            continue;
        if (found) {
            char path[sizeof "/group_quantity"];
            snprintf(path, sizeof path, "/%s", (*selection)->field);
            return eco_fail(error, ECO_E_INVALID, path, "%s and %s: a promotion selects its units in one way", found->field,
                            (*selection)->field);
        }
        found = *selection;
    }
    return ECO_OK;
}

/* ---- limits ---- */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A line's runs stand side by side, the dearer one first. */
static void limit_lines(eco_offer *offer, int64_t most)
{
    for (size_t i = 0; i < offer->runs_count; i++) {
        eco_run *dearer = &offer->runs[i], *cheaper = dearer;
        if (i + 1 < offer->runs_count && offer->runs[i + 1].item == dearer->item)
            cheaper = &offer->runs[++i];
        eco_run *first = offer->promotion->pick == ECO_PICK_CHEAPEST ? cheaper : dearer;
        eco_run *second = first == cheaper ? dearer : cheaper;
        first->taken = least(first->taken, most);
        if (second != first)
            second->taken = least(second->taken, most - first->taken);
    }
}

static void limit_all(eco_offer *offer, int64_t most)
{
    eco_run **standing = eco_runs_standing(offer, 0, offer->promotion->pick);
    for (size_t i = 0; i < offer->runs_count; i++) {
        standing[i]->taken = least(standing[i]->taken, most);
        most -= standing[i]->taken;
    }
}

static void take_all(eco_offer *offer)
{
    for (size_t i = 0; i < offer->runs_count; i++)
        offer->runs[i].taken = offer->runs[i].count;
}

/* ---- the whole ---- */

static void add_up(eco_offer *offer)
{
    for (size_t i = 0; i < offer->count; i++)
        offer->items[i]->stake->base = offer->items[i]->stake->taken = 0;
    for (size_t i = 0; i < offer->runs_count; i++) {
        const eco_run *run = &offer->runs[i];
        if (!run->taken)
            continue;
        run->item->stake->base += run->worth * run->taken; /* at most what is left */
        run->item->stake->taken += run->taken;
        offer->base += run->worth * run->taken;
        offer->units += run->taken;
    }
}

eco_status eco_offer_select(eco_offer *offer)
{
    const eco_promotion *promotion = offer->promotion;
    if (!offer->rule->selects || offer->rule->benefits[offer->reached]->gift) {
        for (size_t i = 0; i < offer->count; i++) {
            offer->items[i]->stake->base = offer->items[i]->left;
            offer->items[i]->stake->taken = -1;
            offer->base += offer->items[i]->left;
        }
        offer->units = offer->count > 0;
        return ECO_OK;
    }
    const eco_selection *selection = offer->rule->selection;
    if (selection ? selection->select(offer) : eco_offer_runs(offer, offer->items, offer->count))
        return offer->work->error->status;
    if (!selection)
        take_all(offer);
    if (promotion->max_line_quantity)
        limit_lines(offer, promotion->max_line_quantity);
    if (promotion->max_quantity)
        limit_all(offer, promotion->max_quantity);
    add_up(offer);
    return ECO_OK;
}
