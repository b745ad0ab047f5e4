/* pool.h - an allocator for pieces of middle size, cut from large slabs: what a state takes and gives back all the time (blocks, bitmaps, work of an update) stays with
 * it, in memory that the system has already given, in huge pages where it can. Smaller and larger pieces are the caller's allocator's. */
#ifndef ECO_KPI_POOL_H
#define ECO_KPI_POOL_H
#include <pthread.h>

#include "base/memory.h"

enum {
    KPI_POOL_LEAST = 1 << 13,
    KPI_POOL_MOST = 1 << 20,
    KPI_POOL_STEP = 1 << 12, /* pieces are multiples of it */
    KPI_POOL_SIZES = KPI_POOL_MOST / KPI_POOL_STEP
};

typedef struct kpi_slab {
    struct kpi_slab *older;
    size_t size;
} kpi_slab;
typedef struct kpi_piece { /* one that is free */
    struct kpi_piece *next;
} kpi_piece;
typedef struct kpi_pool {
    eco_allocator under;
    pthread_mutex_t lock;
    kpi_slab *slabs; /* newest first */
    char *next, *end;
    size_t slab_size; /* of the next one */
    kpi_piece *free[KPI_POOL_SIZES];
} kpi_pool;

void eco_kpi_pool_begin(kpi_pool *pool, const eco_allocator *under);
void eco_kpi_pool_end(kpi_pool *pool); /* all pieces go with it */
eco_allocator eco_kpi_pool_allocator(kpi_pool *pool);

#endif
