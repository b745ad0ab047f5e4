/* cost.h - what the goods of one SKU cost: a pool of layers, and what each movement does to it. Pure: the caller owns the layers, and no memory is taken.
 *
 * The sums of the layers are the pool's quantity and value, always; value is 0 where quantity is. Where stock is below 0 the layers are the issues that
 * wait for goods (of all methods but STANDARD, which has no layers at all), with quantities and values below 0; layers of both signs are never together.
 * What came in, less the costs and corrections that the functions answer, is what value grew by. A function that fails has changed nothing:
 * ECO_E_OVERFLOW, or ECO_E_INVALID where STANDARD has no standard cost yet.
 *
 * Before each call but those that say otherwise there must be room for one more layer (eco_cost_has_room), and before those with `corrections` room for
 * one of them for each layer that waits (eco_cost_waiting). */
#ifndef ECO_INVENTORY_COST_H
#define ECO_INVENTORY_COST_H
#include <ecomops/inventory/costing.h>

#include "base/numbers.h"

#define ECO_COST_MOST (INT64_MAX / 4) /* of a pool's quantity and value, so that sums of a few need no checks */

typedef struct eco_cost_layer {
    int64_t quantity, value;
    int64_t at_us;
    uint64_t source; /* the movement that brought it, as the caller numbers them; 0: AVERAGE, of many */
} eco_cost_layer;

typedef struct eco_cost_pool {
    eco_cost_method method;
    eco_cost_layer *layers;            /* layers[first .. first + count), by at_us */
    size_t first, count, capacity;     /* some may be empty: those in the middle that went back to the vendor */
    int64_t quantity, value;           /* their sums */
    int64_t last_value, last_quantity; /* what the last goods cost, as a fraction; quantity 0: none came */
    int64_t standard;                  /* STANDARD: the cost of 10^standard_scale */
    int32_t standard_scale;
    bool has_standard;
} eco_cost_pool;

typedef struct eco_cost_move {
    uint64_t source;  /* this movement */
    int64_t at_us;    /* not before that of any layer */
    int64_t quantity; /* > 0, at most ECO_COST_MOST */
} eco_cost_move;

typedef struct eco_cost_correction { /* of the cost of an issue that waited for goods */
    uint64_t source;
    int64_t amount;
} eco_cost_correction;
typedef struct eco_cost_corrections {
    eco_cost_correction *items;
    size_t count; /* set by the call */
} eco_cost_corrections;

static inline bool eco_cost_has_room(const eco_cost_pool *pool)
{
    return pool->first + pool->count < pool->capacity;
}
static inline size_t eco_cost_waiting(const eco_cost_pool *pool)
{
    return pool->quantity < 0 ? pool->count : 0;
}
/* Moves the layers to the start of their array. */
void eco_cost_compact(eco_cost_pool *pool);

/* quantity x unit, of units that are 10^scale times as fine: the value of a movement, rounded half up. */
eco_status eco_cost_value(int64_t *value, int64_t quantity, int64_t unit, int32_t scale);
/* The part of a value that stays when `gone` of a quantity has left: what left cost the rest. */
int64_t eco_cost_stays(int64_t value, int64_t quantity, int64_t gone);
/* What goods cost that come in without a price of their own. */
eco_status eco_cost_usual(int64_t *value, const eco_cost_pool *pool, int64_t quantity);

/* Goods come in with a value >= 0. *cost: what their value differs from the standard (STANDARD), else 0. */
eco_status eco_cost_receive(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move, int64_t value,
                            eco_cost_corrections *corrections);
/* Goods come in, by a return or a count: their value is a cost that is taken back. *cost <= 0. */
eco_status eco_cost_put_back(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move, int64_t value,
                             eco_cost_corrections *corrections);
/* Goods leave. What is not there waits, and costs for now what the goods cost before. */
eco_status eco_cost_issue(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move);
/* ... first those of a receipt's layer, where that is still there. receipt 0: none. */
eco_status eco_cost_send_back(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *move, uint64_t receipt,
                              int64_t received_us);
/* An amount (below 0: a credit) for the goods of a receipt: *cost is the part of those that are not there any more. Needs no room. */
eco_status eco_cost_land(int64_t *cost, eco_cost_pool *pool, const eco_cost_move *receipt, int64_t amount);
/* The goods cost `unit` each from now on. *cost: what they lost. Needs no room. */
eco_status eco_cost_revalue(int64_t *cost, eco_cost_pool *pool, int64_t unit, int32_t scale);

/* ---- shared by the files behind this header ------------------------------------------------------------------------------------------- */

static inline bool eco_cost_fits(eco_wide amount)
{
    return amount <= ECO_COST_MOST && amount >= -ECO_COST_MOST;
}
/* STANDARD: the quantity changes by `change`; *grown: what value grew by. */
eco_status eco_cost_standard_move(int64_t *grown, eco_cost_pool *pool, int64_t change);
/* The layer of a movement, or NULL. */
eco_cost_layer *eco_cost_find(const eco_cost_pool *pool, uint64_t source, int64_t at_us);

#endif
