/* inventory_picking.c - picking, which takes no memory, and slotting, which does. */
#include "fault.h"

#include <ecomops/inventory.h>

TAKES_NOTHING(eco_picking_name, "an array of constants")
{
    eco_picking_name(ECO_PICKING_FEFO);
}

TAKES_NOTHING(eco_inventory_pick, "fills what the caller gives")
{
    eco_picked picks[2];
    size_t count;
    const eco_pick_place places[2] = {{.quantity = 1}, {.quantity = 2}};
    eco_error error;
    fault_check(eco_inventory_pick(picks, &count, ECO_MAKE(eco_pick_input, .quantity = 3, .places = places, .places_count = 2),
                                   &error) == ECO_OK &&
                    count == 2,
                "all is taken", "eco_inventory_pick");
}

SCENARIO(eco_inventory_slot)
{
    const char *skus[] = {"a", "b"}, *bins[] = {"x", "y"};
    const int64_t velocity[] = {1, 2}, distance[] = {5, 3};
    const eco_table goods = {.rows = 2,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("sku", skus), ECO_INT64_COLUMN("velocity", velocity))};
    const eco_table places = {
        .rows = 2, ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("bin", bins), ECO_INT64_COLUMN("distance", distance))};
    const eco_table *table;
    FAULTS(table = POISON, eco_inventory_slot(&table, &goods, &places, &error), !table, eco_table_free(table), (void)0);
}
