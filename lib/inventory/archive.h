/* archive.h - what goes into an archive, and what stands in its place: between the plan (archive_plan.c) and its execution (archive.c). */
#ifndef ECO_INVENTORY_ARCHIVE_H
#define ECO_INVENTORY_ARCHIVE_H
#include "inventory/read.h"

typedef struct stock_opening { /* a level's balance in a place and lot */
    uint64_t hash;             /* of what follows: the map's key */
    const stock_seen_level *level;
    const char *lot; /* NULL: none */
    int32_t place;
    int64_t quantity, cost;
} stock_opening;

typedef struct stock_plan {
    stock_reader reader;
    int64_t before_us;
    eco_map busy;     /* holds and documents that later rows name */
    eco_map commands; /* that rows or documents which stay name */
    eco_map staying;  /* SKUs */
    stock_list holds, documents, movements, keys /* of commands */, openings;
} stock_plan;

eco_status eco_inventory_plan_archive(stock_plan *plan, eco_inventory *inventory, int64_t before_us, eco_error *error);
void eco_inventory_plan_end(stock_plan *plan);

#endif
