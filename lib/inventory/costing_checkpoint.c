/* costing_checkpoint.c - how a SKU stood after a movement, so that a late one does not run it from the beginning. A copy is as long as the layers, and made
 * after at least as many movements: it costs each of them a constant. */
#include <string.h>

#include "inventory/costing_internal.h"

enum { EVERY = 64 };

struct cost_checkpoint {
    cost_checkpoint *older;
    uint32_t after;
    size_t waiting;
    eco_cost_pool pool; /* its layers: the copy behind this */
    int64_t received;
    int64_t *nows; /* of the issues that wait, behind the layers */
};

static size_t size_of(size_t layers, size_t waiting)
{
    return sizeof(cost_checkpoint) + layers * sizeof(eco_cost_layer) + waiting * sizeof(int64_t);
}

uint32_t eco_costing_checkpoint_after(const cost_checkpoint *checkpoint)
{
    return checkpoint->after;
}

size_t eco_costing_checkpoint_waiting(const cost_checkpoint *checkpoint)
{
    return checkpoint ? checkpoint->waiting : 0;
}

bool eco_costing_checkpoint(eco_costing *costing, cost_sku *sku, uint32_t after)
{
    const eco_cost_pool *pool = &sku->pool;
    size_t waiting = eco_cost_waiting(pool);
    if (sku->since < EVERY || sku->since < pool->count)
        return true;
    cost_checkpoint *made = eco_allocate(&costing->allocator, size_of(pool->count, waiting));
    if (!made)
        return false;
    *made = (cost_checkpoint){sku->checkpoints, after, waiting, *pool, sku->received, NULL};
    made->pool.layers = (eco_cost_layer *)(made + 1);
    made->pool.first = 0;
    if (pool->count)
        memcpy(made->pool.layers, pool->layers + pool->first, pool->count * sizeof *pool->layers);
    made->nows = (int64_t *)(made->pool.layers + pool->count);
    for (size_t i = 0; i < waiting; i++)
        made->nows[i] = costing->movements[made->pool.layers[i].source].now;
    sku->checkpoints = made;
    sku->since = 0;
    return true;
}

void eco_costing_drop_checkpoint(eco_costing *costing, cost_sku *sku)
{
    cost_checkpoint *gone = sku->checkpoints;
    sku->checkpoints = gone->older;
    eco_release(&costing->allocator, gone, size_of(gone->pool.count, gone->waiting));
}

void eco_costing_restore(eco_costing *costing, cost_sku *sku)
{
    const cost_checkpoint *from = sku->checkpoints;
    const eco_cost_pool empty = {.method = sku->pool.method,
                                 .standard = sku->standard,
                                 .standard_scale = sku->standard_scale,
                                 .has_standard = sku->has_standard};
    const eco_cost_pool *pool = from ? &from->pool : &empty;
    eco_cost_layer *layers = sku->pool.layers;
    size_t capacity = sku->pool.capacity;
    sku->pool = *pool;
    sku->pool.layers = layers;
    sku->pool.capacity = capacity;
    sku->received = from ? from->received : 0;
    sku->since = 0;
    if (pool->count)
        memcpy(layers, pool->layers, pool->count * sizeof *layers);
    for (size_t i = 0; from && i < from->waiting; i++) {
        cost_movement *issue = &costing->movements[from->pool.layers[i].source];
        costing->befores[costing->befores_count++] = (cost_before){(uint32_t)from->pool.layers[i].source, issue->now};
        issue->now = from->nows[i];
    }
}
