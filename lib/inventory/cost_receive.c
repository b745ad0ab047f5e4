/* cost_receive.c - goods come into a pool: first for the issues that wait for them, whose cost is thereby known; the rest makes a layer. */
#include "inventory/cost.h"

/* The oldest issues that wait take their goods and what these cost. What is left of both remains in *quantity and *value. */
static void serve(eco_cost_pool *pool, int64_t *quantity, int64_t *value, eco_cost_corrections *corrections)
{
    while (*quantity && pool->quantity < 0) {
        eco_cost_layer *waits = &pool->layers[pool->first];
        int64_t served = *quantity < -waits->quantity ? *quantity : -waits->quantity;
        int64_t left = eco_cost_stays(*value, *quantity, served), cost = *value - left;
        int64_t still = -eco_cost_stays(-waits->value, -waits->quantity, served), guess = still - waits->value;
        corrections->items[corrections->count++] = (eco_cost_correction){waits->source, cost - guess};
        *quantity -= served;
        *value = left;
        pool->quantity += served;
        pool->value += guess;
        waits->quantity += served;
        waits->value = still;
        if (!waits->quantity) {
            pool->first++;
            pool->count--;
        }
    }
    if (!pool->count)
        pool->first = 0;
}

static void add_layer(eco_cost_pool *pool, const eco_cost_move *move, int64_t quantity, int64_t value)
{
    pool->quantity += quantity;
    pool->value += value;
    if (pool->method == ECO_COST_AVERAGE && pool->count) {
        pool->layers[pool->first].quantity += quantity;
        pool->layers[pool->first].value += value;
        pool->layers[pool->first].at_us = move->at_us;
        return;
    }
    pool->layers[pool->first + pool->count++] = (eco_cost_layer){
        .quantity = quantity,
        .value = value,
        .at_us = move->at_us,
        .source = pool->method == ECO_COST_AVERAGE ? 0 : move->source,
    };
}

eco_status eco_cost_receive(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move, int64_t value,
                            eco_cost_corrections *corrections)
{
    int64_t quantity = move->quantity;
    *cost = 0;
    corrections->count = 0;
    if (pool->method == ECO_COST_STANDARD) {
        eco_status failed = eco_cost_standard_move(cost, pool, quantity);
        *cost = failed ? 0 : value - *cost;
        return failed;
    }
    if (!eco_cost_fits((eco_wide)pool->quantity + quantity) ||
        !eco_cost_fits((eco_wide)value + (pool->value > 0 ? pool->value : 0)))
        return ECO_E_OVERFLOW;
    pool->last_value = value;
    pool->last_quantity = quantity;
    serve(pool, &quantity, &value, corrections);
    if (quantity)
        add_layer(pool, move, quantity, value);
    return ECO_OK;
}

eco_status eco_cost_put_back(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move, int64_t value,
                             eco_cost_corrections *corrections)
{
    int64_t last_value = pool->last_value, last_quantity = pool->last_quantity, differs;
    *cost = 0;
    eco_status failed = eco_cost_receive(&differs, pool, move, value, corrections);
    if (failed)
        return failed;
    *cost = differs - value;
    if (last_quantity) { /* these are no news of what goods cost */
        pool->last_value = last_value;
        pool->last_quantity = last_quantity;
    }
    return ECO_OK;
}
