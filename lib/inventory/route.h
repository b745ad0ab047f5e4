/* route.h - routing inside: a world (locations and stock, read once), and for each order a problem, a search for its cheapest plan, and the plan.
 *
 *     route.c           the public calls for one order; words
 *     route_world.c     locations and stock checked and found by SKU
 *     route_distance.c  great circles
 *     route_problem.c   an order's lines as demands, and which places offer what at which price
 *     route_search.c    sets of places, from one upwards, with bounds
 *     route_flow.c      quantities inside a set, where capacities bind
 *     route_fill.c      ... and where parcels do;  route_price.c prices on room
 *     route_plan.c      what was found, as an eco_route_plan; its costs
 *     route_why.c       why the other locations ship nothing; why nothing was found
 *     route_columns.c   columns of tables; route_read.c their rows as locations, stock, distances and orders
 *     route_orders.c    the public call for many orders, on many threads
 *     route_tables.c    what comes out of it */
#ifndef ECO_ROUTE_H
#define ECO_ROUTE_H
#include <ecomops/inventory/routing.h>

#include "base/hash.h"
#include "base/numbers.h"

enum {
    ROUTE_PLACES = 64, /* that are searched: bits of a set */
    ROUTE_LINES_MOST = 10000,
    ROUTE_LOCATIONS_MOST = 10000,
    ROUTE_QUANTITY_MOST = 1000000000,
    ROUTE_SMALL = 8 /* places of which all sets are always looked at */
};
#define ROUTE_PARCEL    ((eco_wide)1 << 60) /* what fills a parcel */
#define ROUTE_SHORT     ((eco_wide)1 << 64) /* a unit that is not shipped costs more than any plan */
#define ROUTE_NONE      ((eco_wide)1 << 125)
#define ROUTE_COST_MOST (INT64_C(1) << 62)

/* ---- what all orders share ---- */

typedef struct route_location {
    const eco_route_location *given;
    int32_t rank;     /* by priority, then name */
    int32_t by_name;  /* rank by name alone */
    double point[3];  /* on the unit sphere */
    int64_t capacity; /* left; INT64_MAX: no limit */
} route_location;

typedef struct route_stock {
    int32_t location, next; /* of the same SKU; -1: the last */
    int64_t available;
    int64_t units, age; /* of a unit: what it costs, and what its age takes off */
} route_stock;

typedef struct route_world {
    eco_route_rules rules;
    eco_arena arena;
    route_location *locations;
    size_t locations_count;
    route_stock *stock;
    eco_map skus, names;
    int32_t *first; /* stock of a SKU */
    int32_t *unlimited;
    size_t unlimited_count;
} route_world;

/* ---- one order ---- */

typedef struct route_order {
    const eco_route_line *lines;
    size_t lines_count;
    bool has_point;
    double point[3];
    const int64_t *metres; /* by location, -1: not known; NULL: by coordinates, and distance_m */
} route_order;

typedef struct route_offer {
    uint64_t bit;         /* of its place; 0: beyond those that are searched */
    int32_t place, stock; /* stock -1: unlimited */
    int64_t available, unit;
} route_offer;

typedef struct route_demand {
    int32_t line;
    int64_t quantity;
    eco_wide fill;       /* of a parcel, by a unit */
    route_offer *offers; /* the cheapest first */
    size_t offers_count;
} route_demand;

typedef struct route_place {
    int32_t location;
    int64_t fixed;  /* of its use, with one parcel and a split */
    int64_t parcel; /* of each parcel, with its way */
    int64_t way;    /* ... the way alone */
    int64_t metres, capacity;
} route_place;

typedef struct route_problem {
    const route_world *world;
    const route_order *order;
    route_demand *demands;
    size_t demands_count, offers_count;
    route_place *places; /* by rank; those that are searched first */
    size_t places_count, searched;
    int64_t quantity;   /* of all demands */
    eco_wide fill;      /* of all units */
    eco_wide all_units; /* what the units cost where every place is used; ROUTE_NONE: that is not enough */
    int64_t least_parcel;
    eco_wide credit;       /* the most that age takes off all units, negated */
    int64_t *fixed_sorted; /* of all places, ascending */
    size_t sets_most;      /* places in a set */
    bool is_bound;         /* parcels or capacities may bind */
} route_problem;

/* What a thread works with. */
typedef struct route_work {
    eco_arena arena;   /* of the order at hand */
    int32_t *place_of; /* by location; -1 between orders */
} route_work;

typedef struct route_search {
    const route_problem *problem;
    eco_wide best, open; /* open: a bound of what was not looked at */
    uint64_t best_set;
    int64_t *taken;   /* by offer, of all demands in turn */
    int64_t *scratch; /* likewise, where parcels or capacities may bind */
    struct fill_step *steps;
    struct fill_choice *choices;
    int64_t nodes, nodes_most;
    bool is_stopped;
} route_search;

eco_status eco_route_world_begin(route_world *world, const eco_route_rules *rules, eco_error *error);
eco_status eco_route_world_add(route_world *world, const eco_route_location *locations, size_t locations_count,
                               const eco_route_stock *stock, size_t stock_count, eco_error *error);
void eco_route_world_end(route_world *world);
eco_status eco_route_work_begin(route_work *work, const route_world *world, eco_error *error);
void eco_route_work_end(route_work *work, const route_world *world);

void eco_route_point(double point[3], double latitude, double longitude);
int64_t eco_route_metres(const double a[3], const double b[3]);

/* Checks the lines. Paths are below "/lines" */
eco_status eco_route_problem_make(route_problem *problem, route_work *work, const route_world *world, const route_order *order,
                                  eco_error *error);
/* Fills `search`, which takes its room from the arena. False without memory. */
bool eco_route_search(route_search *search, const route_problem *problem, eco_arena *arena);
/* What units cost from a set at least; a short one ROUTE_SHORT. ROUTE_NONE: it is not enough. `all`: from every place. */
eco_wide eco_route_units_cost(const route_problem *problem, uint64_t set, bool all);
/* The same as quantities. */
void eco_route_units_take(int64_t *taken, const route_problem *problem, uint64_t set);
/* What units cost at least from a set where capacities bind but parcels do not, and the quantities; ROUTE_NONE: it is not enough. */
eco_wide eco_route_flow(int64_t *taken, const route_problem *problem, uint64_t set);
/* Improves search->best by a set whose cheapest units need more parcels, or meet capacities with whole lines. `units`: what they cost; `least`: what
 * the set costs at least. */
bool eco_route_fill_room(route_search *search, eco_arena *arena);
void eco_route_fill(route_search *search, uint64_t set, eco_wide units, eco_wide least);
/* ... by the quantities of search->scratch. */
void eco_route_fill_try(route_search *search, uint64_t set);
static inline int64_t eco_route_parcels(eco_wide filled)
{
    return filled <= ROUTE_PARCEL ? 1 : (int64_t)((filled + ROUTE_PARCEL - 1) >> 60);
}

/* Everything of the plan comes from `arena`, and is borrowed from nothing else. ECO_E_INSUFFICIENT ...: there is none, and why. */
eco_status eco_route_plan_make(eco_route_plan *plan, const route_search *search, eco_arena *arena, eco_error *error);
eco_status eco_route_why_not(const route_search *search, eco_error *error);
/* plan->others */
eco_status eco_route_why(eco_route_plan *plan, const route_problem *problem, eco_arena *arena, eco_error *error);
/* An order from lines to plan. */
eco_status eco_route_order(eco_route_plan *plan, route_work *work, const route_world *world, const route_order *order,
                           eco_arena *arena, bool explains, eco_error *error);
/* Takes off the world what a plan of the order ships. */
void eco_route_consume(route_world *world, const route_order *order, const eco_route_plan *plan);

#endif
