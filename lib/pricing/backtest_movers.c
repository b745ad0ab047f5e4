/* backtest_movers.c - the orders that a rulebook changes most, as many as are kept: a heap, with the one that goes first on top. */
#include <stdlib.h>

#include "pricing/backtest_internal.h"

/* Whether a mover stands before another: the larger change first, of equal ones the earlier order. No two are equal. */
static bool stands_before(const backtest_mover *a, const backtest_mover *b)
{
    return a->weight != b->weight ? a->weight > b->weight : a->row < b->row;
}

static void swap(backtest_mover *items, size_t a, size_t b)
{
    backtest_mover item = items[a];
    items[a] = items[b];
    items[b] = item;
}

static void sink(backtest_mover *items, size_t count)
{
    for (size_t place = 0, child; (child = 2 * place + 1) < count; place = child) {
        if (child + 1 < count && stands_before(&items[child], &items[child + 1]))
            child++;
        if (stands_before(&items[child], &items[place]))
            return;
        swap(items, child, place);
    }
}

static void rise(backtest_mover *items, size_t place)
{
    for (; place && stands_before(&items[(place - 1) / 2], &items[place]); place = (place - 1) / 2)
        swap(items, place, (place - 1) / 2);
}

/* Whether there are as many as may be, all before this one. */
static bool keep_out(const backtest_movers *movers, const eco_backtest *backtest, const backtest_mover *mover)
{
    return movers->count == backtest->movers_most && (!movers->count || stands_before(&movers->items[0], mover));
}

bool eco_backtest_movers_push(backtest_movers *movers, const eco_backtest *backtest, const backtest_mover *mover)
{
    if (keep_out(movers, backtest, mover))
        return true;
    if (movers->count == backtest->movers_most) {
        movers->items[0] = *mover;
        sink(movers->items, movers->count);
        return true;
    }
    if (!eco_grow(&backtest->allocator, &movers->items, &movers->capacity, movers->count + 1, sizeof *movers->items))
        return false;
    movers->items[movers->count++] = *mover;
    rise(movers->items, movers->count - 1);
    return true;
}

static int64_t distance(int64_t a, int64_t b) /* neither is below 0 */
{
    return a < b ? b - a : a - b;
}

bool eco_backtest_movers_offer(backtest_movers *movers, const backtest_movers *floor, const eco_backtest *backtest,
                               const backtest_outcome *outcome, int64_t id_row)
{
    const backtest_result *base = &outcome->results[0];
    for (size_t i = 1; outcome->priced && i < backtest->rulebooks_count; i++) {
        const backtest_result *result = &outcome->results[i];
        int64_t by_discount = distance(result->discount, base->discount);
        int64_t by_revenue = distance(result->list - result->discount, base->list - base->discount);
        const backtest_mover mover = {.weight = by_discount > by_revenue ? by_discount : by_revenue,
                                      .row = outcome->row,
                                      .at_us = outcome->at_us,
                                      .lines = outcome->lines,
                                      .list = {base->list, result->list},
                                      .discount = {base->discount, result->discount},
                                      .id_row = id_row,
                                      .id = id_row < 0 ? outcome->id : NULL};
        if (!mover.weight || (floor && keep_out(&floor[i], backtest, &mover)))
            continue;
        if (!eco_backtest_movers_push(&movers[i], backtest, &mover))
            return false;
    }
    return true;
}

static int by_place(const void *a, const void *b)
{
    return stands_before(a, b) ? -1 : 1;
}

void eco_backtest_movers_sort(backtest_movers *movers)
{
    if (movers->count)
        qsort(movers->items, movers->count, sizeof *movers->items, by_place);
}

backtest_movers *eco_backtest_movers_begin(const eco_backtest *backtest)
{
    backtest_movers *movers = eco_allocate(&backtest->allocator, backtest->rulebooks_count * sizeof *movers);
    for (size_t i = 0; movers && i < backtest->rulebooks_count; i++)
        movers[i] = (backtest_movers){0};
    return movers;
}

void eco_backtest_movers_clear(backtest_movers *movers, const eco_backtest *backtest)
{
    for (size_t i = 0; i < backtest->rulebooks_count; i++)
        movers[i].count = 0;
}

void eco_backtest_movers_end(backtest_movers *movers, const eco_backtest *backtest)
{
    for (size_t i = 0; movers && i < backtest->rulebooks_count; i++)
        eco_release(&backtest->allocator, movers[i].items, movers[i].capacity * sizeof *movers[i].items);
    eco_release(&backtest->allocator, movers, backtest->rulebooks_count * sizeof *movers);
}
