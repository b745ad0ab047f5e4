/* inventory_cost_model.h - what goods cost, slowly and obviously: each question runs all movements of a SKU from the first one, in the order of `at`, with goods
 * that are there and issues that wait in two lists. Written from costing.h; it knows nothing of pools, checkpoints or corrections. */
#ifndef INVENTORY_COST_MODEL_H
#define INVENTORY_COST_MODEL_H
#include <ecomops/inventory/costing.h>

enum { COST_MODEL_ROWS = 300, COST_MODEL_SKUS = 4 };

typedef struct cost_model_row {
    int sku;
    int64_t at;
    const char *kind;
    int64_t quantity;
    int priced; /* 0 no, 1 unit_cost, 2 amount */
    int64_t money;
    int source; /* row, or -1 */
} cost_model_row;

typedef struct cost_model_lot {
    int row; /* that brought it or waits; -1: many */
    int64_t at, quantity, value;
} cost_model_lot;

typedef struct cost_model_state {
    eco_cost_method method;
    int64_t standard; /* of 10 in tenths: -1 unknown */
    cost_model_lot there[COST_MODEL_ROWS], waiting[COST_MODEL_ROWS];
    int there_count, waiting_count;
    int64_t last_value, last_quantity, received;
    int64_t quantity, value;       /* at the end */
    int64_t cost[COST_MODEL_ROWS]; /* of each row, by now */
    int64_t back[COST_MODEL_ROWS], back_cost[COST_MODEL_ROWS];
} cost_model_state;

/* The rows 0 .. count - 1 of a SKU. */
void cost_model_run(cost_model_state *out, eco_cost_method method, int64_t standard, const cost_model_row *rows, int count,
                    int sku);

#endif
