/* cost_pool.c - what all movements of a pool need: values and shares, its layers, and the standard method, which has none. */
#include <string.h>

#include "inventory/cost.h"

static int64_t share(int64_t value, int64_t part, int64_t whole)
{
    return (int64_t)eco_divide((eco_wide)value * part, whole, ECO_ROUNDING_HALF_UP);
}

int64_t eco_cost_stays(int64_t value, int64_t quantity, int64_t gone)
{
    return share(value, quantity - gone, quantity);
}

eco_status eco_cost_value(int64_t *value, int64_t quantity, int64_t unit, int32_t scale)
{
    eco_wide exact = (eco_wide)quantity * unit;
    return eco_narrow(value, eco_divide(exact, eco_power10[scale], ECO_ROUNDING_HALF_UP)) && eco_cost_fits(*value)
               ? ECO_OK
               : ECO_E_OVERFLOW;
}

eco_status eco_cost_usual(int64_t *value, const eco_cost_pool *pool, int64_t quantity)
{
    bool average = pool->method == ECO_COST_AVERAGE && pool->quantity > 0;
    int64_t of_value = average ? pool->value : pool->last_value, of = average ? pool->quantity : pool->last_quantity;
    *value = 0;
    if (pool->method == ECO_COST_STANDARD)
        return pool->has_standard ? eco_cost_value(value, quantity, pool->standard, pool->standard_scale) : ECO_E_INVALID;
    if (!of)
        return ECO_OK;
    eco_wide exact = eco_divide((eco_wide)of_value * quantity, of, ECO_ROUNDING_HALF_UP);
    return eco_cost_fits(exact) && eco_narrow(value, exact) ? ECO_OK : ECO_E_OVERFLOW;
}

eco_status eco_cost_standard_move(int64_t *grown, eco_cost_pool *pool, int64_t change)
{
    int64_t value;
    if (!pool->has_standard)
        return ECO_E_INVALID;
    if (!eco_cost_fits((eco_wide)pool->quantity + change) ||
        eco_cost_value(&value, pool->quantity + change, pool->standard, pool->standard_scale))
        return ECO_E_OVERFLOW;
    *grown = value - pool->value;
    pool->quantity += change;
    pool->value = value;
    return ECO_OK;
}

void eco_cost_compact(eco_cost_pool *pool)
{
    if (pool->first)
        memmove(pool->layers, pool->layers + pool->first, pool->count * sizeof *pool->layers);
    pool->first = 0;
}

eco_cost_layer *eco_cost_find(const eco_cost_pool *pool, uint64_t source, int64_t at_us)
{
    size_t low = pool->first, end = pool->first + pool->count, high = end;
    while (low < high) { /* the first of that instant */
        size_t middle = low + (high - low) / 2;
        if (pool->layers[middle].at_us < at_us)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end && pool->layers[low].at_us == at_us; low++)
        if (pool->layers[low].source == source)
            return &pool->layers[low];
    return NULL;
}
