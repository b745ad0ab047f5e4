/* sort.h - a stable sort that takes no memory and carries a context, which qsort does not. */
#ifndef ECO_PRICING_SORT_H
#define ECO_PRICING_SORT_H
#include <stddef.h>

typedef int (*eco_compare)(const void *a, const void *b, const void *context);
/* `spare` has room for `count` pointers. */
void eco_sort(const void **items, const void **spare, size_t count, eco_compare compare, const void *context);

#endif
