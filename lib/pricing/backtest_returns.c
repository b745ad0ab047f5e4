/* backtest_returns.c - what came back within an order is taken off its rows with the same SKU and unit price, before it is priced.
 *
 * All rows that may meet are sorted by SKU and unit price, so that each meets its own in one walk, however many there are. Quantities are in millionths,
 * so that they may have different scales. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "pricing/backtest_internal.h"

enum { SCALE = 6 };
typedef enum netting_side { SIDE_CANCELLED, SIDE_SOLD, SIDE_BACK } netting_side; /* they give in this order */

typedef struct netting_entry {
    const char *sku;
    eco_wide unit; /* in millionths of a minor unit */
    netting_side side;
    size_t place;  /* in lines or backs */
    eco_wide left; /* of the quantity, without its sign */
} netting_entry;

static eco_wide millionths(int64_t value, int32_t scale)
{
    return (eco_wide)value * eco_power10[SCALE - scale];
}

/* The quantity with the smallest scale; false: it does not fit. */
static bool quantity_of(int64_t *quantity, int32_t *scale, eco_wide left)
{
    for (*scale = SCALE; *scale > 0 && left % 10 == 0; --*scale)
        left /= 10;
    return eco_narrow(quantity, left);
}

/* What a part of a row's quantity is worth: no more than the row, which fits. */
static eco_wide worth(const netting_entry *entry, eco_wide quantity, eco_rounding rounding)
{
    return eco_divide(entry->unit * quantity, (eco_wide)eco_power10[2 * SCALE], rounding);
}

static int by_meeting(const void *a, const void *b)
{
    const netting_entry *left = a, *right = b;
    int order = strcmp(left->sku, right->sku);
    if (order)
        return order;
    if (left->unit != right->unit)
        return left->unit < right->unit ? -1 : 1;
    if (left->side != right->side)
        return left->side < right->side ? -1 : 1;
    if (left->side == SIDE_BACK) /* in the order of rows; the others the last first */
        return left->place < right->place ? -1 : 1;
    return left->place > right->place ? -1 : 1;
}

static netting_entry *collect(const backtest_order *order, size_t *count, eco_arena *arena)
{
    netting_entry *entries = eco_arena_take_array(arena, order->lines_count + order->backs_count, sizeof *entries);
    *count = 0;
    for (size_t i = 0; entries && i < order->lines_count; i++) {
        const eco_cart_line *line = &order->lines[i];
        entries[(*count)++] = (netting_entry){line->sku, millionths(line->unit_minor, line->unit_scale), SIDE_SOLD, i,
                                              millionths(line->quantity, line->quantity_scale)};
    }
    for (size_t i = 0; entries && i < order->backs_count; i++) {
        const backtest_back *back = &order->backs[i];
        eco_wide quantity = millionths(back->quantity, back->quantity_scale);
        entries[(*count)++] = (netting_entry){back->sku, millionths(back->unit, back->unit_scale),
                                              quantity < 0 ? SIDE_BACK : SIDE_CANCELLED, i, quantity < 0 ? -quantity : quantity};
    }
    return entries;
}

/* Takes from a row as much as it has and as is wanted; none where what is left would be no quantity of a cart. */
static eco_wide take(netting_entry *from, eco_wide wanted)
{
    int64_t quantity;
    int32_t scale;
    eco_wide taken = wanted < from->left ? wanted : from->left;
    if (!quantity_of(&quantity, &scale, from->left - taken))
        return 0;
    from->left -= taken;
    return taken;
}

/* A row that takes back, over the rows of its run that may give: what of it stands alone counts as its kind, what comes off lines counts with these, what
 * comes off cancelled rows with those. */
static void net_row(backtest_order *order, netting_entry *back, netting_entry **giver, const netting_entry *end,
                    eco_rounding rounding)
{
    bool of_sold = false;
    backtest_kind kind = order->backs[back->place].kind;
    while (back->left && *giver < end) {
        eco_wide taken = take(*giver, back->left);
        back->left -= taken;
        of_sold |= taken && (*giver)->side == SIDE_SOLD;
        if (taken && (*giver)->side == SIDE_CANCELLED)
            order->kinds[BACKTEST_CANCELLED].amount += worth(back, -taken, rounding);
        if ((*giver)->left && taken == 0)
            break;
        *giver += (*giver)->left == 0;
    }
    if (back->left)
        order->kinds[kind].amount += worth(back, -back->left, rounding);
    else
        kind = of_sold ? BACKTEST_NETTED : BACKTEST_CANCELLED;
    order->kinds[kind].rows++;
}

/* What a line has left, and how much less it is worth. */
static void shorten_line(backtest_order *order, const netting_entry *entry, eco_rounding rounding)
{
    eco_cart_line *line = &order->lines[entry->place];
    eco_wide before = millionths(line->quantity, line->quantity_scale);
    if (entry->left == before)
        return;
    order->kinds[BACKTEST_NETTED].amount += worth(entry, entry->left, rounding) - worth(entry, before, rounding);
    quantity_of(&line->quantity, &line->quantity_scale, entry->left); /* fits: see take */
}

/* All rows of one SKU and unit price. */
static void net_run(backtest_order *order, netting_entry *first, netting_entry *end, eco_rounding rounding)
{
    netting_entry *backs = first;
    while (backs < end && backs->side != SIDE_BACK)
        backs++;
    netting_entry *giver = first;
    for (netting_entry *back = backs; back < end; back++)
        net_row(order, back, &giver, backs, rounding);
    for (netting_entry *entry = first; entry < backs; entry++)
        if (entry->side == SIDE_SOLD)
            shorten_line(order, entry, rounding);
}

static void drop_empty_lines(backtest_order *order)
{
    size_t kept = 0;
    for (size_t i = 0; i < order->lines_count; i++) {
        if (!order->lines[i].quantity)
            continue;
        order->lines[kept] = order->lines[i];
        order->beside[kept++] = order->beside[i];
    }
    order->lines_count = kept;
}

eco_status eco_backtest_order_net(backtest_order *order, eco_rounding rounding, eco_arena *arena, eco_error *error)
{
    size_t count, first = 0;
    if (!order->takes_back)
        return ECO_OK;
    netting_entry *entries = collect(order, &count, arena);
    if (!entries)
        return eco_fail_memory(error);
    qsort(entries, count, sizeof *entries, by_meeting);
    for (size_t i = 1; i <= count; i++) {
        if (i < count && entries[i].unit == entries[first].unit && strcmp(entries[i].sku, entries[first].sku) == 0)
            continue;
        net_run(order, &entries[first], &entries[i], rounding);
        first = i;
    }
    drop_empty_lines(order);
    return ECO_OK;
}
