/* inventory_route.c - routing without memory: of one order, of many on several threads. */
#include <ecomops/inventory/routing.h>

#include "fault.h"

/* Parcels and capacities bind, so that every part of the search works; 70 places are more than it takes. */
enum { PLACES = 70, FEW = 3 };
static char names[PLACES][8];
static eco_route_location places[PLACES];
static eco_route_stock stock[2 * PLACES];
static const eco_route_line lines[] = {{.sku = "A", .quantity = 7, .units_per_parcel = 3},
                                       {.sku = "B", .quantity = 4, .units_per_parcel = 5},
                                       {.sku = "C", .quantity = 1}};

static eco_route_rules rules_of(void)
{
    return (eco_route_rules){.struct_size = sizeof(eco_route_rules),
                             .currency = "CNY",
                             .partial = true,
                             .split_minor = 5,
                             .nodes_most = 300,
                             .allocator = fault_allocator()};
}

static eco_route_input input_of(const eco_route_rules *rules, size_t count)
{
    for (size_t i = 0; i < PLACES; i++) {
        snprintf(names[i], sizeof names[i], "p%zu", i);
        places[i] = (eco_route_location){
            .name = names[i], .parcel_minor = 40 + (int64_t)i, .capacity = 6, .unit_minor = (int64_t)i % 3};
        stock[2 * i] = (eco_route_stock){.location = names[i], .sku = "A", .available = 5};
        stock[2 * i + 1] = (eco_route_stock){.location = names[i], .sku = "B", .available = 2};
    }
    return (eco_route_input){.struct_size = sizeof(eco_route_input),
                             .rules = rules,
                             .lines = lines,
                             .lines_count = sizeof lines / sizeof *lines,
                             .locations = places,
                             .locations_count = count,
                             .stock = stock,
                             .stock_count = 2 * count};
}

static void route_with(size_t count)
{
    const eco_route_plan *plan;
    eco_route_rules rules;
    eco_route_input input;
    FAULTS_OWN(rules = rules_of(); input = input_of(&rules, count);
               plan = POISON, eco_inventory_route(&plan, &input, &error), !plan, eco_route_free(plan));
}

SCENARIO(eco_inventory_route)
{
    route_with(FEW);
    route_with(PLACES);
}

SCENARIO(eco_route_free)
{
    const eco_route_plan *plan;
    eco_route_rules rules;
    eco_route_input input;
    FAULTS_OWN(rules = rules_of(); input = input_of(&rules, FEW); plan = NULL;
               MUST(eco_inventory_route(&plan, &input, &error)), (eco_route_free(plan), ECO_OK), true, (void)0);
    eco_route_free(NULL);
}

SCENARIO_INTERNAL(eco_inventory_route_refuses)
{
    const eco_route_plan *plan;
    eco_route_rules rules;
    eco_route_input input;
    fault_refused(ECO_E_INSUFFICIENT);
    FAULTS_OWN(rules = rules_of(); rules.partial = false; input = input_of(&rules, FEW);
               plan = POISON, eco_inventory_route(&plan, &input, &error), !plan, eco_route_free(plan));
    fault_refused(ECO_E_NOT_FOUND);
    FAULTS_OWN(rules = rules_of(); input = input_of(&rules, FEW); input.locations_count = 1;
               plan = POISON, eco_inventory_route(&plan, &input, &error), !plan, eco_route_free(plan));
    fault_refused(ECO_OK);
}

/* ---- many orders ---- */

enum { ORDERS = 150 };
static struct {
    const char *order[2 * ORDERS], *sku[2 * ORDERS], *to[2 * ORDERS], *stock_place[2 * FEW], *stock_sku[2 * FEW], *way_to[FEW];
    const char *place[FEW];
    int64_t quantity[2 * ORDERS], parcel[FEW], available[2 * FEW], metres[FEW];
    char ids[ORDERS][8];
    eco_column orders_columns[4], places_columns[2], stock_columns[3], ways_columns[3];
    eco_table orders, places, stock, ways;
} made;

static void make_tables(void)
{
    for (int i = 0; i < 2 * ORDERS; i++) {
        snprintf(made.ids[i / 2], sizeof made.ids[0], "%d", i / 2);
        made.order[i] = made.ids[i / 2];
        made.sku[i] = i % 2 ? "B" : "A";
        made.to[i] = "SH";
        made.quantity[i] = 1 + i % 9;
    }
    for (int i = 0; i < FEW; i++) {
        snprintf(names[i], sizeof names[i], "p%d", i);
        made.place[i] = made.stock_place[2 * i] = made.stock_place[2 * i + 1] = names[i];
        made.stock_sku[2 * i] = "A";
        made.stock_sku[2 * i + 1] = "B";
        made.available[2 * i] = made.available[2 * i + 1] = 2 + i;
        made.parcel[i] = 100 + i;
        made.way_to[i] = "SH";
        made.metres[i] = 1000 * i;
    }
    memcpy(made.orders_columns,
           (eco_column[]){ECO_TEXT_COLUMN("order", made.order), ECO_TEXT_COLUMN("sku", made.sku),
                          ECO_INT64_COLUMN("quantity", made.quantity), ECO_TEXT_COLUMN("destination", made.to)},
           sizeof made.orders_columns);
    memcpy(made.places_columns,
           (eco_column[]){ECO_TEXT_COLUMN("location", made.place), ECO_INT64_COLUMN("parcel_cost", made.parcel)},
           sizeof made.places_columns);
    memcpy(made.stock_columns,
           (eco_column[]){ECO_TEXT_COLUMN("location", made.stock_place), ECO_TEXT_COLUMN("sku", made.stock_sku),
                          ECO_INT64_COLUMN("available", made.available)},
           sizeof made.stock_columns);
    memcpy(made.ways_columns,
           (eco_column[]){ECO_TEXT_COLUMN("location", made.place), ECO_TEXT_COLUMN("destination", made.way_to),
                          ECO_INT64_COLUMN("metres", made.metres)},
           sizeof made.ways_columns);
    made.orders = (eco_table){.rows = 2 * ORDERS, .columns = made.orders_columns, .columns_count = 4};
    made.places = (eco_table){.rows = FEW, .columns = made.places_columns, .columns_count = 2};
    made.stock = (eco_table){.rows = 2 * FEW, .columns = made.stock_columns, .columns_count = 3};
    made.ways = (eco_table){.rows = FEW, .columns = made.ways_columns, .columns_count = 3};
}

static eco_status route_many(const eco_routes **out, int32_t threads, bool consume, eco_error *error)
{
    eco_route_rules rules = rules_of();
    rules.per_km_minor = 3;
    return eco_inventory_route_orders(
        out, &made.orders, &made.places, &made.stock,
        ECO_MAKE(eco_route_options, .rules = &rules, .distances = &made.ways, .threads = threads, .consume = consume), error);
}

SCENARIO(eco_inventory_route_orders)
{
    const eco_routes *routes;
    make_tables();
    made.orders.rows = 12;
    FAULTS_OWN(routes = POISON, route_many(&routes, 0, true, &error), !routes, eco_routes_free(routes));
    made.orders.rows = 2 * ORDERS;
    fault_coarse(true);
    FAULTS_OWN(routes = POISON, route_many(&routes, 3, false, &error), !routes, eco_routes_free(routes));
    fault_coarse(false);
}

SCENARIO(eco_routes_free)
{
    const eco_routes *routes;
    make_tables();
    made.orders.rows = 4;
    FAULTS_OWN(routes = NULL; MUST(route_many(&routes, 0, false, &error)), (eco_routes_free(routes), ECO_OK), true, (void)0);
    eco_routes_free(NULL);
}

TAKES_NOTHING(eco_location_kind_name, "an array of constants")
{
    eco_location_kind_name(ECO_LOCATION_STORE);
}

TAKES_NOTHING(eco_route_reason_name, "an array of constants")
{
    eco_route_reason_name(ECO_ROUTE_SHORT);
}
