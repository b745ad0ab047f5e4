/* sort.c - see sort.h. */
#include "pricing/sort.h"

#include <string.h>

enum { RUN = 12 };

static void sort_run(const void **items, size_t count, eco_compare compare, const void *context)
{
    for (size_t i = 1; i < count; i++) {
        const void *item = items[i];
        size_t at = i;
        for (; at > 0 && compare(items[at - 1], item, context) > 0; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

void eco_sort(const void **items, const void **spare, size_t count, eco_compare compare, const void *context)
{
    if (count <= RUN) {
        sort_run(items, count, compare, context);
        return;
    }
    size_t half = count / 2, left = 0, right = half, at = 0;
    eco_sort(items, spare, half, compare, context);
    eco_sort(items + half, spare, count - half, compare, context);
    if (compare(items[half - 1], items[half], context) <= 0)
        return;
    memcpy(spare, items, half * sizeof *items);
    while (left < half && right < count)
        items[at++] = compare(spare[left], items[right], context) <= 0 ? spare[left++] : items[right++];
    memcpy(items + at, spare + left, (half - left) * sizeof *items);
}
