/* picking.h - the order in which goods leave: of lots in the live stock, and of places in eco_inventory_pick. */
#ifndef ECO_INVENTORY_PICKING_H
#define ECO_INVENTORY_PICKING_H
#include <ecomops/inventory/picking.h>

/* Whether a leaves before b. Of those that do not differ neither does. */
bool eco_picking_before(eco_picking picking, eco_pick_place a, eco_pick_place b);

#endif
