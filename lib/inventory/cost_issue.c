/* cost_issue.c - goods leave a pool: which layers they come from, what they cost, and what waits for goods that are not there. */
#include "inventory/cost.h"

/* Up to `quantity` of a layer leaves; adds to *cost, and gives back how much it was. */
static int64_t take_layer(eco_cost_layer *layer, int64_t quantity, int64_t *cost)
{
    int64_t gone = quantity < layer->quantity ? quantity : layer->quantity;
    if (gone == layer->quantity) {
        *cost += layer->value;
        layer->quantity = layer->value = 0;
    } else {
        int64_t stays = eco_cost_stays(layer->value, layer->quantity, gone);
        *cost += layer->value - stays;
        layer->quantity -= gone;
        layer->value = stays;
    }
    return gone;
}

/* Empty layers at the ends go. */
static void trim(eco_cost_pool *pool)
{
    while (pool->count && !pool->layers[pool->first].quantity) {
        pool->first++;
        pool->count--;
    }
    while (pool->count && !pool->layers[pool->first + pool->count - 1].quantity)
        pool->count--;
    if (!pool->count)
        pool->first = 0;
}

static int64_t take_layers(eco_cost_pool *pool, int64_t quantity, eco_cost_layer *before_all)
{
    int64_t cost = 0, left = quantity;
    if (before_all)
        left -= take_layer(before_all, left, &cost);
    trim(pool);
    while (left) {
        size_t at = pool->method == ECO_COST_LIFO ? pool->first + pool->count - 1 : pool->first;
        left -= take_layer(&pool->layers[at], left, &cost);
        trim(pool);
    }
    pool->quantity -= quantity;
    pool->value -= cost;
    return cost;
}

/* After AVERAGE has sold out, what the goods cost is the last average. */
static void remember_average(eco_cost_pool *pool)
{
    if (pool->method == ECO_COST_AVERAGE && pool->quantity > 0) {
        pool->last_value = pool->value;
        pool->last_quantity = pool->quantity;
    }
}

static eco_status issue(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move, eco_cost_layer *before_all)
{
    int64_t there = pool->quantity > 0 ? pool->quantity : 0, guess = 0;
    int64_t taken = move->quantity < there ? move->quantity : there, waits = move->quantity - taken;
    if (waits) {
        eco_wide owed = pool->quantity < 0 ? pool->value : 0;
        eco_status failed = eco_cost_usual(&guess, pool, waits);
        if (failed || !eco_cost_fits((eco_wide)pool->quantity - move->quantity) || !eco_cost_fits(owed - guess))
            return failed ? failed : ECO_E_OVERFLOW;
    }
    remember_average(pool);
    *cost = (taken ? take_layers(pool, taken, before_all) : 0) + guess;
    if (waits) {
        pool->layers[pool->first + pool->count++] = (eco_cost_layer){
            .quantity = -waits, .value = -guess, .at_us = move->at_us, .source = move->source};
        pool->quantity -= waits;
        pool->value -= guess;
    }
    return ECO_OK;
}

eco_status eco_cost_issue(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move)
{
    return eco_cost_send_back(cost, pool, move, 0, 0);
}

eco_status eco_cost_send_back(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move, uint64_t receipt,
                              int64_t received_us)
{
    *cost = 0;
    if (pool->method == ECO_COST_STANDARD) {
        eco_status failed = eco_cost_standard_move(cost, pool, -move->quantity);
        *cost = -*cost;
        return failed;
    }
    return issue(cost, pool, move, receipt && pool->quantity > 0 ? eco_cost_find(pool, receipt, received_us) : NULL);
}
