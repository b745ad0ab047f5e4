/* sort.h - sorting what is many: numbers by radix, other things by merging, with a context for the comparison. */
#ifndef ECO_KPI_SORT_H
#define ECO_KPI_SORT_H
#include "base/memory.h"

/* < 0: a stands before b. */
typedef int (*kpi_compare_items)(const void *a, const void *b, void *context);

/* Stable; what is sorted already costs one look. spare: room for as many items. */
void eco_kpi_sort(void *items, void *spare, size_t count, size_t size, kpi_compare_items compare, void *context);
/* Rising. spare: room for as many. Bytes that are the same in all numbers cost nothing. */
void eco_kpi_sort_numbers(uint64_t *numbers, uint64_t *spare, size_t count);
/* Keeps each once of sorted numbers: how many there are. */
size_t eco_kpi_sort_unique(uint64_t *numbers, size_t count);

/* Numbers that are collected, then each looked at once: pairs (high, low) of codes. */
typedef struct kpi_numbers {
    eco_allocator allocator;
    uint64_t *numbers;
    size_t count, capacity;
} kpi_numbers;
static inline void eco_kpi_numbers_begin(kpi_numbers *numbers, const eco_allocator *allocator)
{
    *numbers = (kpi_numbers){.allocator = *allocator};
}
void eco_kpi_numbers_end(kpi_numbers *numbers);
static inline bool eco_kpi_numbers_add(kpi_numbers *numbers, uint32_t high, uint32_t low)
{
    if (numbers->count == numbers->capacity &&
        !eco_grow(&numbers->allocator, &numbers->numbers, &numbers->capacity, numbers->count + 1, sizeof *numbers->numbers))
        return false;
    numbers->numbers[numbers->count++] = (uint64_t)high << 32 | low;
    return true;
}
bool eco_kpi_numbers_unique(kpi_numbers *numbers); /* sorts, keeps each once; false: no memory */
#endif
