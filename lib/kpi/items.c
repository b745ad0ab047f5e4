/* items.c - heap sort: qsort may take memory of its own, and carries no context. */
#include "kpi/items.h"

#include <string.h>

typedef struct sorting {
    char *items;
    size_t size;
    int (*compare)(const void *a, const void *b, const void *context);
    const void *context;
} sorting;

static void swap(char *a, char *b, size_t size)
{
    char kept[KPI_ITEM_MOST];
    memcpy(kept, a, size);
    memcpy(a, b, size);
    memcpy(b, kept, size);
}

static void sink(const sorting *in, size_t at, size_t count)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        char *one = in->items + child * in->size;
        if (child + 1 < count && in->compare(one, one + in->size, in->context) < 0) {
            child++;
            one += in->size;
        }
        char *parent = in->items + at * in->size;
        if (in->compare(parent, one, in->context) >= 0)
            return;
        swap(parent, one, in->size);
    }
}

void eco_kpi_sort_items(void *items, size_t count, size_t size, int (*compare)(const void *a, const void *b, const void *context),
                        const void *context)
{
    const sorting in = {items, size, compare, context};
    size_t in_order = 1;
    while (in_order < count && compare(in.items + (in_order - 1) * size, in.items + in_order * size, context) <= 0)
        in_order++;
    if (in_order >= count)
        return;
    for (size_t i = count / 2; i-- > 0;)
        sink(&in, i, count);
    for (size_t left = count; left > 1; left--) {
        swap(in.items, in.items + (left - 1) * size, size);
        sink(&in, 0, left - 1);
    }
}
