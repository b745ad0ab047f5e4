/* ecomops/inventory/picking.h - inside one warehouse: from which places a quantity is taken, and which goods lie near. Pure functions, no state. */
#ifndef ECOMOPS_INVENTORY_PICKING_H
#define ECOMOPS_INVENTORY_PICKING_H
#include <ecomops/table.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t eco_picking; /* which goods leave first; those past their expiry never do */
enum {
    ECO_PICKING_FEFO = 0,   /* what expires first; then what was received first, then the nearest */
    ECO_PICKING_FIFO = 1,   /* what was received first; then the nearest */
    ECO_PICKING_NEAREST = 2 /* the nearest; then what expires first, then what was received first */
};
ECO_API const char *eco_picking_name(eco_picking picking); /* "fefo", "fifo", "nearest"; "unknown" */

typedef struct eco_pick_place { /* a bin, a lot in it */
    int64_t quantity;           /* what may be taken; not below 0 */
    int64_t expires_us;         /* 0: never */
    int64_t received_us;
    int64_t distance;           /* of any unit; not below 0 */
    uint64_t reserved[2];
} eco_pick_place;

typedef struct eco_pick_input {
    size_t struct_size;
    int64_t quantity;           /* > 0 */
    eco_picking picking;
    int64_t at_us;              /* what expires by then stays; 0: nothing does */
    bool partial;               /* what there is, where it is less; else that is ECO_E_INSUFFICIENT */
    const eco_pick_place *places;
    size_t places_count;
} eco_pick_input;

typedef struct eco_picked {
    size_t place;               /* its number in the input */
    int64_t quantity;
} eco_picked;
/* In the order in which they leave; what does not differ, in the order of the places. picks: owned by the caller, with room for places_count; *picks_count: how
 * many were filled. ECO_E_INSUFFICIENT: less is there than `quantity` (the message says how much); nothing is filled. ECO_E_INVALID with the place's path. */
ECO_CHECK eco_status eco_inventory_pick(eco_picked *picks, size_t *picks_count, const eco_pick_input *input, eco_error *error);

/* Slotting: which bin each SKU gets, so that the way to all picks is shortest. skus: sku (text), velocity (how often it is picked, > or = 0: integer or double),
 * [bin: where it lies now]. bins: bin (text), distance (from the packing place, integer >= 0), [capacity: SKUs that it holds, integer > 0; default 1]. Out, a row
 * a SKU, by velocity, the fastest first, then by sku: sku, velocity (double), bin, distance, [bin_before, distance_before: where skus have a bin]. SKUs
 * beyond all bins have a null bin. Notes "way" (the sum of velocity x distance), and "way_before" where every SKU has a bin.
 * The fastest SKU gets the nearest place, and so on: by the rearrangement inequality no other assignment has a shorter way. Ties: the bin where it lies now if
 * one of those is that, then by name. ECO_E_EXISTS: a SKU or bin twice; ECO_E_NOT_FOUND: a bin that is not in bins; ECO_E_INVALID with the row's path. */
ECO_CHECK eco_status eco_inventory_slot(const eco_table **out, const eco_table *skus, const eco_table *bins, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
