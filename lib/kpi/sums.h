/* sums.h - sums by key, as workers of a walk collect them: exact, so that the order of adding does not matter. */
#ifndef ECO_KPI_SUMS_H
#define ECO_KPI_SUMS_H
#include "base/memory.h"
#include "base/numbers.h"

typedef struct kpi_sum_key {
    uint64_t high, low;
} kpi_sum_key;

/* Open addressing over dense rows: row i has keys[i] and values[i * width]. Rows come in no order that means anything. */
typedef struct kpi_sums {
    eco_allocator allocator;
    size_t width, count, keys_capacity, values_capacity;
    kpi_sum_key *keys;
    eco_wide *values;
    uint32_t *slots; /* row + 1; 0: free */
    size_t slots_count;
    size_t last; /* the row that was asked for last */
} kpi_sums;

void eco_kpi_sums_begin(kpi_sums *sums, const eco_allocator *allocator, size_t width); /* takes no memory yet */
void eco_kpi_sums_end(kpi_sums *sums);                                                 /* also of one that is all zero */
/* The sums of a key, which begin at 0. NULL without memory. Good until the next call. */
eco_wide *eco_kpi_sums_at(kpi_sums *sums, uint64_t high, uint64_t low);
/* Adds all of another; false without memory. */
bool eco_kpi_sums_fold(kpi_sums *sums, const kpi_sums *other);

#endif
