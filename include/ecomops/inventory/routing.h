/* ecomops/inventory/routing.h - which location ships what of an order, at the least cost, and why. Pure functions: one order -> structs in, a plan out; many
 * orders -> tables in, tables out, on all cores. No store is needed.
 *
 *     const eco_route_location places[] = {{.name = "north", .parcel_minor = 500, .distance_m = 12000}, {.name = "south", .parcel_minor = 650}};
 *     const eco_route_stock stock[] = {{.location = "north", .sku = "A", .available = 3}, {.location = "south", .sku = "A", .available = 9}};
 *     const eco_route_line lines[] = {{.sku = "A", .quantity = 4}};
 *     if (eco_inventory_route(&plan, ECO_MAKE(eco_route_input, .rules = ECO_MAKE(eco_route_rules, .currency = "CNY"), .lines = lines, .lines_count = 1, ...), &error)) ...
 *
 * Cost, in exact integers. All amounts, in and out, are in 10^-scale minor units of the currency (scale 0: minor units), and are not below 0.
 *     order     a location's order_minor, once for each location that ships
 *     parcels   parcels x the location's parcel_minor
 *     distance  parcels x (metres x per_km_minor / 1000, rounded half up): each parcel travels the way
 *     split     split_minor for each location beyond the first
 *     units     quantity x (the location's unit_minor + the stock's unit_minor)
 *     age       taken off: quantity x days x age_day_minor. What has lain longest goes first
 * The total is their sum, and what a plan keeps as small as possible. Ties are broken by fewer locations, then by priority (higher first), then by name in byte order.
 *
 * Parcels. A unit of a line fills 1/u of a parcel, u being the line's units_per_parcel or what parcel_weight_g / weight_g gives, cut to a whole number (the
 * smaller, where both are given); without both it fills nothing. Lines share parcels. A location that ships needs max(1, what its units fill, rounded up) parcels; how
 * goods stack in them is not looked at. Sums of parts are kept to 2^-60 of a parcel.
 *
 * Distance. distance_m of the location, or else the way on a great circle between both coordinates, on a sphere of 6,371,008.8 m, to the nearest metre.
 *
 * How it searches. Sets of locations are tried from one location upwards, with bounds. For a set, each line takes the cheapest units; that is exact where the order
 * fits in one parcel a location and no capacity binds. Where parcels or capacities bind, quantities are searched by branch and bound. The result is the proven
 * optimum (gap 0) unless the search was cut off at nodes_most, or an order has stock at more than 64 locations: then the gap says how far above the lower
 * bound the plan may lie at most. Up to 8 locations and 30 lines, where nothing binds, at most 255 sets are looked at: never cut off. */
#ifndef ECOMOPS_INVENTORY_ROUTING_H
#define ECOMOPS_INVENTORY_ROUTING_H
#include <ecomops/money.h>
#include <ecomops/table.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef int32_t eco_location_kind;
enum { ECO_LOCATION_WAREHOUSE = 0, ECO_LOCATION_STORE = 1, ECO_LOCATION_DROP_SHIP = 2 };
ECO_API const char *eco_location_kind_name(eco_location_kind kind); /* "warehouse", "store", "drop_ship" */

/* Lines of the same SKU count together, as one line where the first stands; the others may leave weight and units_per_parcel out, and may not differ. */
typedef struct eco_route_line {
    const char *sku;             /* required */
    int64_t quantity;            /* 1 .. 1,000,000,000 */
    int64_t units_per_parcel;    /* so many fill a parcel; at most 1,000,000. 0: not given */
    int64_t weight_g;            /* of a unit. 0: not given */
    uint64_t reserved[4];
} eco_route_line;

typedef struct eco_route_location {
    const char *name;            /* required, unique */
    eco_location_kind kind;
    int32_t priority;            /* breaks ties: higher first */
    bool is_excluded;            /* ships nothing; the plan says so */
    bool is_unlimited;           /* has any quantity of each SKU of which the stock has no row here: a drop-ship supplier */
    bool has_place;              /* latitude and longitude are given */
    int64_t order_minor, parcel_minor, unit_minor;
    int64_t capacity;            /* units of the order that it can ship at most (of all orders, with `consume`); 0: no limit */
    int64_t distance_m;          /* to the destination; 0: by coordinates */
    double latitude, longitude;  /* degrees, -90 .. 90 and -180 .. 180 */
    uint64_t reserved[4];
} eco_route_location;

/* A SKU at a location, in one row. */
typedef struct eco_route_stock {
    const char *location, *sku;  /* required; the location must be one of the input's */
    int64_t available;           /* not below 0 */
    int64_t age_days;            /* 0 .. 100,000 */
    int64_t unit_minor;          /* of a unit from here, beside the location's: a supplier's price */
    uint64_t reserved[4];
} eco_route_stock;

/* What holds for one order and for many. */
typedef struct eco_route_rules {
    size_t struct_size;
    const char *currency;        /* required; ISO 4217 */
    int32_t scale;               /* 0 .. 6: amounts are in 10^-scale minor units */
    int64_t per_km_minor;        /* of a parcel. Every location that has stock then needs a distance */
    int64_t split_minor;         /* each location beyond the first */
    int64_t age_day_minor;       /* taken off for a unit and day */
    int64_t parcel_weight_g;     /* the most that a parcel may weigh; 0: no limit. A unit that weighs more is ECO_E_INVALID */
    int32_t locations_most;      /* that an order may be split into; 0: no limit */
    int64_t parcels_most;        /* of an order; 0: no limit */
    bool keep_lines_whole;       /* a line ships from one location */
    bool partial;                /* ship as many units as can be, at the least cost, and leave the rest as backordered; else all or nothing */
    int64_t nodes_most;          /* of a search; 0: 1,000,000 */
    const eco_allocator *allocator;
} eco_route_rules;

typedef struct eco_route_input {
    size_t struct_size;
    const eco_route_rules *rules; /* required */
    const eco_route_line *lines;
    size_t lines_count;          /* 1 .. 10,000 */
    const eco_route_location *locations;
    size_t locations_count;      /* 1 .. 10,000 */
    const eco_route_stock *stock;
    size_t stock_count;
    bool has_place;              /* the destination's coordinates are given */
    double latitude, longitude;
} eco_route_input;

/* ---- the plan ----------------------------------------------------------------------------------------------------------------- */

typedef struct eco_route_cost {
    int64_t order_minor, parcels_minor, distance_minor, split_minor, units_minor;
    int64_t age_minor;           /* what was taken off: total = the others - age */
    int64_t total_minor;
} eco_route_cost;

typedef struct eco_route_stop {  /* a location that ships */
    int32_t location;            /* in the input, from 0 */
    const char *name;
    int64_t quantity, parcels;
    int64_t distance_m;          /* 0: not known, and not needed */
    eco_route_cost cost;         /* split: of the plan's first location 0 */
} eco_route_stop;

typedef struct eco_route_assignment {
    int32_t line;                /* in the input, from 0: the first of its SKU */
    int32_t location;
    const char *sku, *name;
    int64_t quantity;
    int64_t units_minor, age_minor;
} eco_route_assignment;

typedef struct eco_route_backorder {
    int32_t line;
    const char *sku;
    int64_t quantity;            /* not shipped */
} eco_route_backorder;

typedef int32_t eco_route_reason;
enum {
    ECO_ROUTE_EXCLUDED = 1,      /* by the input */
    ECO_ROUTE_NO_STOCK = 2,      /* has nothing of the order; sku, available and wanted: of the first line */
    ECO_ROUTE_OVER_LIMIT = 3,    /* has some of what is backordered, but the order may not be split so far; sku, available, wanted */
    ECO_ROUTE_SHORT = 4,         /* can't ship the order alone, and is not worth a place beside others; sku, available, wanted: of the first line that it lacks */
    ECO_ROUTE_CAPACITY = 5,      /* has it all, but can ship only `available` of the `wanted` units */
    ECO_ROUTE_PARCELS = 6,       /* alone it would need `wanted` parcels; `available` are allowed */
    ECO_ROUTE_COSTS_MORE = 7     /* could ship the order alone for more_minor more; 0: as much, and lost the tie */
};
ECO_API const char *eco_route_reason_name(eco_route_reason reason); /* "excluded", "no_stock", ... */

typedef struct eco_route_other { /* a location that ships nothing, and why: the first reason that holds, in the order of the numbers */
    int32_t location;
    eco_route_reason reason;
    const char *name;
    const char *sku;             /* NULL: no line's matter */
    int64_t available, wanted;
    int64_t more_minor;
} eco_route_other;

typedef struct eco_route_plan {
    const char *currency;
    int32_t scale;
    const eco_route_stop *stops; /* by name */
    size_t stops_count;
    const eco_route_assignment *assignments; /* by line, then by location's name */
    size_t assignments_count;
    const eco_route_backorder *backorders;   /* by line */
    size_t backorders_count;
    const eco_route_other *others;           /* by name */
    size_t others_count;
    int64_t quantity, backordered, parcels;
    eco_route_cost cost;
    int64_t bound_minor;         /* no plan that ships as many units costs less; lies below 0 only where age does more than all costs */
    int64_t gap_minor;           /* total - bound; 0: proven */
    bool is_proven;              /* also that no more units could be shipped */
    int64_t nodes;               /* sets of locations, and quantities, that were looked at */
} eco_route_plan;

/* ECO_E_INSUFFICIENT: the stock (or the capacities) cannot ship all of it; with rules->partial: nothing of it. ECO_E_REFUSED: it could be shipped, but not by so few locations and
 * parcels, or not with whole lines. ECO_E_LIMIT: no plan was found within nodes_most; a list that is too long. ECO_E_EXISTS: a location, or a SKU at a location, twice. ECO_E_NOT_FOUND:
 * stock of a location that is not there. ECO_E_OVERFLOW: an amount does not fit. ECO_E_INVALID: a value out of its range; per_km_minor without a distance. */
ECO_CHECK eco_status eco_inventory_route(const eco_route_plan **out, const eco_route_input *input, eco_error *error);
ECO_API void eco_route_free(const eco_route_plan *plan);

/* ---- many orders -------------------------------------------------------------------------------------------------------------- */

typedef struct eco_route_options {
    size_t struct_size;
    const eco_route_rules *rules; /* required; the allocator is called by all threads */
    const eco_table *distances;   /* location, destination, metres (integer); each pair that is used must be there. NULL: by coordinates */
    bool consume;                 /* orders are planned one after the other, each on what those before it left of stock and capacities; else each sees all */
    int32_t threads;              /* 0: only the calling thread; -1: all cores; at most 1,024. With consume one works */
    eco_progress progress;        /* orders */
} eco_route_options;

/* Tables in. Texts are of any text type, SKUs, orders and names also integers; amounts are MONEY (exact at the rules' scale), integers in 10^-scale minor units,
 * or decimals in major units; quantities are integers, or decimals that are whole. Optional columns are in brackets; a null is "not given".
 *     orders     order, sku, quantity, [units_per_parcel, weight_g], [latitude, longitude: doubles] or [destination]: of the order's first row. Rows of an order
 *                stand together; an order that comes back counts as another one
 *     locations  location, [kind, priority, excluded, unlimited, capacity, order_cost, parcel_cost, unit_cost, latitude, longitude]
 *     stock      location, sku, available, [age_days, unit_cost]
 * Tables out, in the order of the orders. Amounts are MONEY of the rules' currency and scale.
 *     orders       order, status ("shipped", "partial", or that of eco_status_name: "INSUFFICIENT", "REFUSED", "LIMIT"), locations, quantity, backordered, parcels, order_cost,
 *                  parcel_cost, distance_cost, split_cost, unit_cost, age_credit, cost, bound, gap, proven, nodes. Where nothing is shipped the costs are null
 *     assignments  order, sku, location (null: backordered, or not shipped), quantity, unit_cost, age_credit
 *     parcels      order, location, quantity, parcels, distance (metres), order_cost, parcel_cost, distance_cost, split_cost
 * An order that can't be shipped does not fail the call. A row that is wrong does, at "/orders/3/quantity" (rows from 0), "/locations/.." or "/stock/..". */
typedef struct eco_routes {
    const eco_table *orders, *assignments, *parcels;
    int64_t shipped, partial, refused; /* orders */
} eco_routes;
/* Plans all orders of a table; see the tables above. Free it with eco_routes_free. */
ECO_CHECK eco_status eco_inventory_route_orders(const eco_routes **out, const eco_table *orders, const eco_table *locations, const eco_table *stock,
                                                const eco_route_options *options, eco_error *error);
ECO_API void eco_routes_free(const eco_routes *routes);
#ifdef __cplusplus
}
#endif
#endif
