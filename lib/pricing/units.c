/* units.c - the units of lines as runs of equal ones, and the orders in which they stand. Never expanded: a million pieces are two runs. */
#include "pricing/pricing_internal.h"

static bool make_room(eco_pricing_work *work, size_t lines)
{
    size_t needed = 2 * lines;
    if (needed <= work->runs_capacity)
        return true;
    work->runs = eco_arena_take_array(work->scratch, needed, sizeof *work->runs);
    work->standing = eco_arena_take_array(work->scratch, 3 * needed, sizeof *work->standing);
    work->runs_capacity = work->runs && work->standing ? needed : 0;
    return work->runs_capacity != 0;
}

eco_status eco_offer_runs(eco_offer *offer, eco_item *const *lines, size_t count)
{
    eco_pricing_work *work = offer->work;
    if (!make_room(work, count))
        return eco_fail_memory(work->error);
    offer->runs = work->runs;
    offer->runs_count = 0;
    for (size_t i = 0; i < count; i++) {
        eco_item *item = lines[i];
        int64_t units = item->quantity_scale ? 1 : item->quantity, worth = item->left / units, odd = item->left % units;
        if (odd)
            offer->runs[offer->runs_count++] = (eco_run){
                .item = item, .worth = worth + 1, .count = odd, .free = odd, .gets = true};
        offer->runs[offer->runs_count++] = (eco_run){
            .item = item, .worth = worth, .count = units - odd, .free = units - odd, .gets = true};
    }
    return ECO_OK;
}

/* Runs come line by line in canonical order, and the sort keeps equal ones as they come. */
static int compare_cheapest(const void *a, const void *b, const void *context)
{
    const eco_run *left = a, *right = b;
    (void)context;
    return (left->worth > right->worth) - (left->worth < right->worth);
}

static int compare_dearest(const void *a, const void *b, const void *context)
{
    return compare_cheapest(b, a, context);
}

eco_run **eco_runs_standing(eco_offer *offer, size_t place, eco_pick first)
{
    eco_run **standing = offer->work->standing + place * offer->work->runs_capacity;
    eco_run **spare = offer->work->standing + 2 * offer->work->runs_capacity;
    for (size_t i = 0; i < offer->runs_count; i++)
        standing[i] = &offer->runs[i];
    eco_sort((const void **)standing, (const void **)spare, offer->runs_count,
             first == ECO_PICK_DEAREST ? compare_dearest : compare_cheapest, NULL);
    return standing;
}
