/* cost_change.c - what goods are worth changes without a movement of them: landed costs, and revaluations. */
#include "inventory/cost.h"

/* The layer that a landed cost goes onto, and how much of the receipt is still there. */
static eco_cost_layer *layer_of(int64_t *there, const eco_cost_pool *pool, const eco_cost_move *receipt)
{
    eco_cost_layer *layer = NULL;
    if (pool->quantity > 0 && pool->method == ECO_COST_AVERAGE)
        layer = &pool->layers[pool->first];
    else if (pool->quantity > 0 && pool->method != ECO_COST_STANDARD)
        layer = eco_cost_find(pool, receipt->source, receipt->at_us);
    *there = !layer ? 0 : layer->quantity < receipt->quantity ? layer->quantity : receipt->quantity;
    return *there ? layer : NULL;
}

eco_status eco_cost_land(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *receipt, int64_t amount)
{
    int64_t there, stays = 0;
    eco_cost_layer *layer = layer_of(&there, pool, receipt);
    *cost = 0;
    if (!eco_cost_fits(amount))
        return ECO_E_OVERFLOW;
    if (layer) {
        stays = eco_cost_stays(amount, receipt->quantity, receipt->quantity - there);
        if (stays < -layer->value) /* a credit for more than the goods are worth */
            stays = -layer->value;
        if (!eco_cost_fits((eco_wide)pool->value + stays))
            return ECO_E_OVERFLOW;
        layer->value += stays;
        pool->value += stays;
    }
    *cost = amount - stays;
    return ECO_OK;
}

static eco_status revalue_standard(int64_t *cost, eco_cost_pool *pool, int64_t unit, int32_t scale)
{
    int64_t value;
    if (eco_cost_value(&value, pool->quantity, unit, scale))
        return ECO_E_OVERFLOW;
    *cost = pool->value - value;
    pool->value = value;
    pool->standard = unit;
    pool->standard_scale = scale;
    pool->has_standard = true;
    return ECO_OK;
}

/* Each layer gets what the sum up to it grows by, so that the layers are worth what the whole is. */
eco_status eco_cost_revalue(int64_t *cost, eco_cost_pool *pool, int64_t unit, int32_t scale)
{
    int64_t whole = 0, quantity = 0, up_to = 0;
    *cost = 0;
    if (pool->method == ECO_COST_STANDARD)
        return revalue_standard(cost, pool, unit, scale);
    if (pool->quantity > 0 && eco_cost_value(&whole, pool->quantity, unit, scale))
        return ECO_E_OVERFLOW;
    pool->last_value = unit;
    pool->last_quantity = eco_power10[scale];
    if (pool->quantity <= 0)
        return ECO_OK;
    for (size_t i = pool->first; i < pool->first + pool->count; i++) {
        int64_t before = up_to;
        quantity += pool->layers[i].quantity;
        if (eco_cost_value(&up_to, quantity, unit, scale))
            return ECO_E_OVERFLOW; /* cannot be: the whole fits */
        pool->layers[i].value = up_to - before;
    }
    *cost = pool->value - whole;
    pool->value = whole;
    return ECO_OK;
}
