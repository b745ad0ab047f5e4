/* golden_inventory.h - a memory store for a case of stock: what the files of those cases share. */
#ifndef GOLDEN_INVENTORY_H
#define GOLDEN_INVENTORY_H
#include <ecomops/inventory.h>

#include "golden.h"

#define SECOND_US INT64_C(1000000)
#define LONG_US   (INT64_C(1000000) * SECOND_US)

typedef struct golden_stock {
    golden_case *test;
    eco_store *store;
    eco_inventory *inventory;
    eco_error error;
    uint64_t keys;
    int64_t now_us;
} golden_stock;

bool golden_stock_begin(golden_stock *s, golden_case *test);
void golden_stock_end(golden_stock *s); /* however it ends, its stock must be sound */
eco_status golden_stock_do(golden_stock *s, eco_inventory_command command);
void golden_stock_receive(golden_stock *s, const char *sku, int64_t quantity);
cJSON *golden_stock_quantity(golden_stock *s, const char *sku, const char *name); /* NULL: there is none of that name */

bool golden_run_goods(golden_case *test, const char *method); /* kit_available, kit_available_set, fefo */

#endif
