/* runs.h - entries of one part of the journal as runs: a user's after another's, each in the order of time. */
#ifndef ECO_KPI_RUNS_H
#define ECO_KPI_RUNS_H
#include "kpi/folded.h"

typedef struct kpi_runs { /* a worker's room, used again for each part */
    eco_allocator allocator;
    kpi_block_reader reader; /* with the state's spill */
    const uint32_t *ranks;   /* of classes */
    kpi_entry *entries, *spare;
    size_t capacity, spare_capacity;
    uint32_t *starts; /* of the part's users: entries of user u * KPI_PARTS + part are [starts[u], starts[u + 1]) */
    size_t starts_capacity, users;
} kpi_runs;
bool eco_kpi_runs_sort(kpi_runs *runs, const kpi_part *entries, uint32_t part,
                       size_t users); /* users: of this part; false: no memory, or the spill has failed */
kpi_runs eco_kpi_runs_begin(const eco_kpi_state *state, const uint32_t *ranks);
void eco_kpi_runs_end(kpi_runs *runs);

#endif
