/* split_share.c - who gets how much: first the parts that a floor or cap holds, then exact shares for the others, then the odd steps by rule. */
#include "base/split.h"

/* ---- sorting: in place, without memory ------------------------------------------------------------------------------------------ */

static void sift(eco_split_place *places, size_t root, size_t count,
                 bool (*before)(const eco_split_place *a, const eco_split_place *b))
{
    eco_split_place moved = places[root];
    for (size_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && before(&places[child], &places[child + 1]))
            child++;
        if (!before(&moved, &places[child]))
            break;
        places[root] = places[child];
        root = child;
    }
    places[root] = moved;
}

/* A few are sorted faster one by one than through a heap. */
static void insert_each(eco_split_place *places, size_t count, bool (*before)(const eco_split_place *a, const eco_split_place *b))
{
    for (size_t i = 1; i < count; i++) {
        eco_split_place place = places[i];
        size_t at = i;
        for (; at > 0 && before(&place, &places[at - 1]); at--)
            places[at] = places[at - 1];
        places[at] = place;
    }
}

void eco_split_sort(eco_split_place *places, size_t count, bool (*before)(const eco_split_place *a, const eco_split_place *b))
{
    enum { FEW = 16 };
    if (count <= FEW) {
        insert_each(places, count, before);
        return;
    }
    for (size_t root = count / 2; root-- > 0;)
        sift(places, root, count, before);
    for (size_t last = count; last-- > 1;) {
        eco_split_place top = places[0];
        places[0] = places[last];
        places[last] = top;
        sift(places, 0, last, before);
    }
}

/* ---- floors and caps ------------------------------------------------------------------------------------------------------------ */

/* The level at which a part reaches its floor or cap is floor / weight or cap / weight. */
static bool reached_earlier(const eco_split_place *a, const eco_split_place *b)
{
    eco_wide left = a->key * (eco_wide)b->weight, right = b->key * (eco_wide)a->weight;
    if (left != right)
        return left < right;
    if (a->index != b->index)
        return a->index < b->index;
    return a->is_cap < b->is_cap; /* a part leaves its floor before it meets its cap */
}

/* Water rises over all parts at once, a part's height being its amount / weight. A part stays at its floor until the water reaches it, and at its cap
 * from there on. Marks the parts that the level of this whole leaves at their bounds; returns what the others share. */
static eco_wide hold(eco_split_work *work, eco_wide whole, eco_wide *weights)
{
    size_t places_count = 0;
    eco_wide held = 0;
    *weights = 0;
    for (size_t i = 0; i < work->count; i++) {
        eco_split_part *part = &work->parts[i];
        part->held = true;
        part->amount = part->floor;
        held += part->floor;
        if (!part->weight)
            continue;
        work->places[places_count++] = (eco_split_place){part->floor, part->weight, i, false};
        work->places[places_count++] = (eco_split_place){part->cap, part->weight, i, true};
    }
    eco_split_sort(work->places, places_count, reached_earlier);
    for (size_t i = 0; i < places_count; i++) {
        const eco_split_place *place = &work->places[i];
        eco_split_part *part = &work->parts[place->index];
        eco_wide left = whole - held;
        if (*weights ? left * (eco_wide)place->weight / *weights < place->key : left == 0)
            break; /* the water ends below this place */
        held += place->is_cap ? place->key : -place->key;
        *weights += place->is_cap ? -(eco_wide)place->weight : (eco_wide)place->weight;
        part->held = place->is_cap;
        part->amount = place->is_cap ? part->cap : 0;
    }
    return whole - held;
}

static eco_wide hold_nothing(eco_split_work *work, eco_wide whole, eco_wide *weights)
{
    *weights = 0;
    for (size_t i = 0; i < work->count; i++) {
        work->parts[i].held = !work->parts[i].weight;
        work->parts[i].amount = 0;
        *weights += work->parts[i].weight;
    }
    return whole;
}

/* ---- rules ---------------------------------------------------------------------------------------------------------------------- */

static bool larger_key(const eco_split_place *a, const eco_split_place *b)
{
    return a->key != b->key ? a->key > b->key : a->index < b->index;
}

static bool larger_key_then_weight(const eco_split_place *a, const eco_split_place *b)
{
    if (a->key == b->key && a->weight != b->weight)
        return a->weight > b->weight;
    return larger_key(a, b);
}

/* Exact shares, rounded; places lists the parts in their order, keyed by the fraction that was cut off (in 1 / weights). Returns what is left over. */
static eco_wide share(eco_split_work *work, eco_wide left, eco_wide weights, eco_rounding rounding, size_t *places_count)
{
    eco_wide rest = left;
    *places_count = 0;
    for (size_t i = 0; i < work->count; i++) {
        eco_split_part *part = &work->parts[i];
        if (part->held)
            continue;
        eco_wide product = left * (eco_wide)part->weight, cut, amount = eco_divide_down(product, weights, &cut);
        part->amount = (uint64_t)(rounding == ECO_ROUNDING_DOWN ? amount : eco_divide(product, weights, rounding));
        rest -= part->amount;
        work->places[(*places_count)++] = (eco_split_place){cut, part->weight, i, false};
    }
    return rest;
}

/* One step each to the first of places that have room; never needs a second round, because no more is left over than there are fractions. */
static void give_steps(eco_split_work *work, size_t places_count, eco_wide rest)
{
    for (size_t i = 0; i < places_count && rest != 0; i++) {
        eco_split_part *part = &work->parts[work->places[i].index];
        if (rest > 0 ? part->amount >= part->cap : part->amount <= part->floor)
            continue;
        part->amount = rest > 0 ? part->amount + 1 : part->amount - 1;
        rest += rest > 0 ? -1 : 1;
    }
}

static void share_by_remainder(eco_split_work *work, eco_wide left, eco_wide weights)
{
    size_t places_count;
    eco_wide rest = share(work, left, weights, ECO_ROUNDING_DOWN, &places_count);
    if (rest)
        eco_split_sort(work->places, places_count, work->tie == ECO_SPLIT_TIE_FIRST ? larger_key : larger_key_then_weight);
    give_steps(work, places_count, rest);
}

static void share_by_weight(eco_split_work *work, eco_wide left, eco_wide weights)
{
    size_t places_count;
    eco_wide rest = share(work, left, weights, ECO_ROUNDING_DOWN, &places_count);
    for (size_t i = 0; i < places_count; i++)
        work->places[i].key = work->places[i].weight;
    if (rest)
        eco_split_sort(work->places, places_count, larger_key);
    give_steps(work, places_count, rest);
}

static void share_by_place(eco_split_work *work, eco_wide left, eco_wide weights, eco_rounding rounding)
{
    size_t places_count;
    eco_wide rest = share(work, left, weights, rounding, &places_count);
    give_steps(work, places_count, rest);
}

/* Each takes its share of what is left; the room of those still to come bounds it on both sides, so that the first one's part is always possible. */
static void share_from_last(eco_split_work *work, eco_wide left, eco_wide weights)
{
    eco_wide caps = 0, floors = 0;
    for (size_t i = 0; i < work->count; i++) {
        caps += work->parts[i].held ? 0 : work->parts[i].cap;
        floors += work->parts[i].held ? 0 : work->parts[i].floor;
    }
    for (size_t i = work->count; i-- > 0;) {
        eco_split_part *part = &work->parts[i];
        if (part->held)
            continue;
        caps -= part->cap;
        floors -= part->floor;
        eco_wide amount = left * (eco_wide)part->weight / weights;
        eco_wide least = left - caps > part->floor ? left - caps : part->floor;
        eco_wide most = left - floors < part->cap ? left - floors : part->cap;
        amount = amount < least ? least : amount > most ? most : amount;
        part->amount = (uint64_t)amount;
        left -= amount;
        weights -= part->weight;
    }
}

static eco_wide share_down(eco_split_work *work, eco_wide left, eco_wide weights)
{
    size_t places_count;
    return share(work, left, weights, ECO_ROUNDING_DOWN, &places_count);
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The weights in their lowest terms, as many times as the whole holds their sum. */
static eco_wide share_blocks(eco_split_work *work, eco_wide left, eco_wide weights)
{
    uint64_t divisor = 0;
    for (size_t i = 0; i < work->count; i++)
        if (!work->parts[i].held)
            divisor = common_divisor(divisor, work->parts[i].weight);
    eco_wide blocks = left / (weights / divisor), rest = left;
    for (size_t i = 0; i < work->count; i++) {
        eco_split_part *part = &work->parts[i];
        if (part->held)
            continue;
        part->amount = (uint64_t)(blocks * (eco_wide)(part->weight / divisor));
        if (part->amount < part->floor)
            part->amount = part->floor;
        rest -= part->amount;
    }
    return rest;
}

uint64_t eco_split_whole(eco_split_work *work, uint64_t whole)
{
    eco_wide weights;
    eco_wide left = work->bounded ? hold(work, whole, &weights) : hold_nothing(work, whole, &weights);
    if (!weights)
        return (uint64_t)left;
    switch (work->rule) {
    case ECO_SPLIT_LARGEST_WEIGHT: share_by_weight(work, left, weights); break;
    case ECO_SPLIT_FIRST: share_by_place(work, left, weights, ECO_ROUNDING_DOWN); break;
    case ECO_SPLIT_NEAREST: share_by_place(work, left, weights, ECO_ROUNDING_HALF_DOWN); break;
    case ECO_SPLIT_FROM_LAST: share_from_last(work, left, weights); break;
    case ECO_SPLIT_BLOCKS: return (uint64_t)share_blocks(work, left, weights);
    case ECO_SPLIT_DOWN: return (uint64_t)share_down(work, left, weights);
    default: share_by_remainder(work, left, weights); break;
    }
    return 0;
}
