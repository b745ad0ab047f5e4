/* pool.c - see pool.h. A piece's size says whether it is the pool's. */
#include "kpi/pool.h"

#include <string.h>

enum { FIRST_SLAB = 1 << 20, LARGEST_SLAB = 32 << 20, SLAB_HEAD = 64 };

static bool is_ours(size_t size)
{
    return size >= KPI_POOL_LEAST && size <= KPI_POOL_MOST;
}

static size_t place_of(size_t size)
{
    return (size - 1) / KPI_POOL_STEP;
}

/* Room for a piece of so many bytes at pool->next. What was left of the last slab is lost. */
static bool add_slab(kpi_pool *pool, size_t size)
{
    size_t wanted = pool->slab_size < size + SLAB_HEAD ? size + SLAB_HEAD : pool->slab_size;
    kpi_slab *slab = eco_allocate(&pool->under, wanted);
    if (!slab)
        return false;
    *slab = (kpi_slab){.older = pool->slabs, .size = wanted};
    pool->slabs = slab;
    pool->next = (char *)slab + SLAB_HEAD;
    pool->end = (char *)slab + wanted;
    pool->slab_size = wanted < LARGEST_SLAB ? wanted * 2 : LARGEST_SLAB;
    return true;
}

static void *take(kpi_pool *pool, size_t size)
{
    size_t place = place_of(size), bytes = (place + 1) * KPI_POOL_STEP;
    kpi_piece *piece = pool->free[place];
    if (piece) {
        pool->free[place] = piece->next;
        return piece;
    }
    if ((size_t)(pool->end - pool->next) < bytes && !add_slab(pool, bytes))
        return NULL;
    void *memory = pool->next;
    pool->next += bytes;
    return memory;
}

static void *allocate(size_t size, void *user)
{
    kpi_pool *pool = user;
    if (!is_ours(size))
        return eco_allocate(&pool->under, size);
    pthread_mutex_lock(&pool->lock);
    void *memory = take(pool, size);
    pthread_mutex_unlock(&pool->lock);
    return memory;
}

static void release(void *memory, size_t size, void *user)
{
    kpi_pool *pool = user;
    if (!is_ours(size)) {
        eco_release(&pool->under, memory, size);
        return;
    }
    kpi_piece *piece = memory;
    pthread_mutex_lock(&pool->lock);
    piece->next = pool->free[place_of(size)];
    pool->free[place_of(size)] = piece;
    pthread_mutex_unlock(&pool->lock);
}

static void *reallocate(void *memory, size_t old_size, size_t new_size, void *user)
{
    kpi_pool *pool = user;
    if (!is_ours(old_size) && !is_ours(new_size))
        return eco_reallocate(&pool->under, memory, old_size, new_size);
    if (is_ours(old_size) && is_ours(new_size) && place_of(old_size) == place_of(new_size))
        return memory;
    void *moved = allocate(new_size, user);
    if (!moved)
        return NULL;
    memcpy(moved, memory, old_size < new_size ? old_size : new_size);
    release(memory, old_size, user);
    return moved;
}

void eco_kpi_pool_begin(kpi_pool *pool, const eco_allocator *under)
{
    *pool = (kpi_pool){.under = *under, .lock = PTHREAD_MUTEX_INITIALIZER, .slab_size = FIRST_SLAB};
}

void eco_kpi_pool_end(kpi_pool *pool)
{
    for (kpi_slab *slab = pool->slabs, *older; slab; slab = older) {
        older = slab->older;
        eco_release(&pool->under, slab, slab->size);
    }
    pthread_mutex_destroy(&pool->lock);
}

eco_allocator eco_kpi_pool_allocator(kpi_pool *pool)
{
    return (eco_allocator){allocate, reallocate, release, pool};
}
