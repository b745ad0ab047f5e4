/* table_costs.h - tables of what goods cost. */
#ifndef ECO_INVENTORY_TABLE_COSTS_H
#define ECO_INVENTORY_TABLE_COSTS_H
#include "inventory/tables.h"

bool eco_inventory_is_cost_table(const char *name);
/* Of the query subject is read. */
eco_status eco_inventory_cost_table(const eco_table **out, eco_inventory *inventory, const char *name, const eco_query *query,
                                    eco_error *error);
/* ... as the movements tell it that were read, with levels and items; of one SKU, or of all. */
eco_status eco_inventory_cost_movements(stock_reader *reader, const char *name, const char *sku, const eco_table **out);

#endif
