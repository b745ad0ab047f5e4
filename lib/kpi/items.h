/* items.h - sorting items of any size, without memory, with a context. Not stable: orders of the room are total. */
#ifndef ECO_KPI_ITEMS_H
#define ECO_KPI_ITEMS_H
#include <stddef.h>

enum { KPI_ITEM_MOST = 64 }; /* bytes of an item */
void eco_kpi_sort_items(void *items, size_t count, size_t size, int (*compare)(const void *a, const void *b, const void *context),
                        const void *context);

#endif
