/* split.h - what the two files of eco_money_split share. Amounts here are whole steps, and never negative: the sign is put back at the end. */
#ifndef ECO_BASE_SPLIT_H
#define ECO_BASE_SPLIT_H
#include "base/numbers.h"

typedef struct eco_split_part {
    uint64_t weight, floor, cap; /* cap <= 2^63 */
    uint64_t amount;
    bool held; /* at its floor or cap, so that the others share without it */
} eco_split_part;

/* A place in an order of work: by key / weight (rising), or by key (falling), as the sorter says. */
typedef struct eco_split_place {
    eco_wide key;
    uint64_t weight;
    size_t index;
    bool is_cap;
} eco_split_place;
void eco_split_sort(eco_split_place *places, size_t count, bool (*before)(const eco_split_place *a, const eco_split_place *b));

typedef struct eco_split_work {
    eco_split_part *parts;
    eco_split_place *places; /* room for two a part */
    size_t count;
    bool bounded; /* caps or floors were given */
    eco_split_rule rule;
    eco_split_tie tie;
} eco_split_work;

/* Gives `whole` to the parts; what is left over comes back. The floors together are at most `whole`. */
uint64_t eco_split_whole(eco_split_work *work, uint64_t whole);

#endif
