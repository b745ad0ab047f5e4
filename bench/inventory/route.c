/* route.c - orders routed a second over 8 locations, by one thread: one order a call, and tables of orders. Each location has most SKUs, in quantities that make
 * some orders split; costs differ by location, SKU and distance. */
#include <ecomops/inventory/routing.h>
#include <inttypes.h>
#include <string.h>

#include "families.h"

enum { PLACES = 8, SKUS = 400, ORDERS = 200, LINES_MOST = 30, NAME = 8, LOST = 1000 };

typedef struct order {
    eco_route_line lines[LINES_MOST];
    eco_route_location places[PLACES];
    eco_route_stock stock[LINES_MOST * PLACES];
    size_t stock_count;
    int64_t cost;
} order;

typedef struct route_made {
    char skus[SKUS][NAME], names[PLACES][NAME];
    eco_route_stock stock[SKUS][PLACES]; /* available 0: none */
    order orders[ORDERS];
    eco_route_rules rules;
    int lines;
    size_t next;
    /* the same as tables */
    int64_t ids[ORDERS * LINES_MOST], quantities[ORDERS * LINES_MOST], parcel_costs[PLACES], available[SKUS * PLACES];
    const char *sku_texts[ORDERS * LINES_MOST], *stock_skus[SKUS * PLACES], *stock_places[SKUS * PLACES];
    const char *place_texts[PLACES];
    double latitudes[PLACES], longitudes[PLACES], order_latitudes[ORDERS * LINES_MOST], order_longitudes[ORDERS * LINES_MOST];
} route_made;

enum { ONE, PARCELS, TABLES };

static uint64_t draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void make_world(route_made *made, uint64_t *state, int kind)
{
    made->rules = (eco_route_rules){.struct_size = sizeof made->rules, .currency = "CNY", .per_km_minor = 1, .split_minor = 300};
    for (int k = 0; k < PLACES; k++)
        snprintf(made->names[k], NAME, "W%d", k);
    for (int i = 0; i < SKUS; i++) {
        snprintf(made->skus[i], NAME, "S%03d", i);
        for (int k = 0; k < PLACES; k++)
            made->stock[i][k] = (eco_route_stock){.location = made->names[k],
                                                  .sku = made->skus[i],
                                                  .available = draw(state) % 100 < 90 ? (int64_t)(draw(state) % 9) : 0,
                                                  .unit_minor = kind == TABLES ? 0 : (int64_t)(draw(state) % 40)};
    }
}

static void make_order(route_made *made, order *o, uint64_t *state, int kind)
{
    for (int k = 0; k < PLACES; k++)
        o->places[k] = (eco_route_location){.name = made->names[k],
                                            .order_minor = 100 * (k % 3),
                                            .parcel_minor = 800 + 50 * k,
                                            .unit_minor = 10 * (k % 4),
                                            .distance_m = 10000 + (int64_t)(draw(state) % 1500000)};
    o->stock_count = 0;
    for (int i = 0; i < made->lines; i++) {
        int sku = (int)(draw(state) % (SKUS / (uint64_t)made->lines)) * made->lines + i;
        o->lines[i] = (eco_route_line){.sku = made->skus[sku],
                                       .quantity = 1 + (int64_t)(draw(state) % 3),
                                       .units_per_parcel = kind == PARCELS ? 10 + (int64_t)(draw(state) % 20) : 0};
        for (int k = 0; k < PLACES; k++)
            if (made->stock[sku][k].available)
                o->stock[o->stock_count++] = made->stock[sku][k];
    }
}

static void make_tables(route_made *made, uint64_t *state)
{
    for (int k = 0; k < PLACES; k++) {
        made->place_texts[k] = made->names[k];
        made->parcel_costs[k] = 800 + 50 * k;
        made->latitudes[k] = 22 + (double)(draw(state) % 2000) / 100;
        made->longitudes[k] = 100 + (double)(draw(state) % 2000) / 100;
    }
    for (int i = 0; i < SKUS * PLACES; i++) {
        made->stock_skus[i] = made->skus[i / PLACES];
        made->stock_places[i] = made->names[i % PLACES];
        made->available[i] = made->stock[i / PLACES][i % PLACES].available;
    }
    for (int i = 0; i < ORDERS * made->lines; i++) {
        made->ids[i] = i / made->lines;
        made->sku_texts[i] = made->orders[i / made->lines].lines[i % made->lines].sku;
        made->quantities[i] = made->orders[i / made->lines].lines[i % made->lines].quantity;
        made->order_latitudes[i] = 22 + (double)(draw(state) % 2000) / 100;
        made->order_longitudes[i] = 100 + (double)(draw(state) % 2000) / 100;
    }
}

static eco_route_input input_of(const route_made *made, const order *o)
{
    return (eco_route_input){.struct_size = sizeof(eco_route_input),
                             .rules = &made->rules,
                             .lines = o->lines,
                             .lines_count = (size_t)made->lines,
                             .locations = o->places,
                             .locations_count = PLACES,
                             .stock = o->stock,
                             .stock_count = o->stock_count};
}

static int64_t route(const route_made *made, const order *o)
{
    const eco_route_plan *plan;
    const eco_route_input input = input_of(made, o);
    eco_error error;
    if (eco_inventory_route(&plan, &input, &error))
        bench_stop("route: %s", error.message);
    if (!plan->is_proven)
        bench_stop("a plan is not proven");
    int64_t cost = plan->cost.total_minor;
    eco_route_free(plan);
    return cost;
}

static void route_next(void *user)
{
    route_made *made = user;
    const order *o = &made->orders[made->next];
    if (route(made, o) != o->cost)
        bench_stop("an order costs something else");
    made->next = (made->next + 1) % ORDERS;
}

static void route_tables(void *user)
{
    route_made *made = user;
    const eco_table orders = {.rows = ORDERS * made->lines,
                              ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", made->ids),
                                       ECO_TEXT_COLUMN("sku", made->sku_texts), ECO_INT64_COLUMN("quantity", made->quantities),
                                       ECO_DOUBLE_COLUMN("latitude", made->order_latitudes),
                                       ECO_DOUBLE_COLUMN("longitude", made->order_longitudes))};
    const eco_table places = {.rows = PLACES,
                              ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("location", made->place_texts),
                                       ECO_INT64_COLUMN("parcel_cost", made->parcel_costs),
                                       ECO_DOUBLE_COLUMN("latitude", made->latitudes),
                                       ECO_DOUBLE_COLUMN("longitude", made->longitudes))};
    const eco_table stock = {.rows = SKUS * PLACES,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("location", made->stock_places),
                                      ECO_TEXT_COLUMN("sku", made->stock_skus), ECO_INT64_COLUMN("available", made->available))};
    const eco_routes *routes;
    eco_error error;
    if (eco_inventory_route_orders(&routes, &orders, &places, &stock, ECO_MAKE(eco_route_options, .rules = &made->rules), &error))
        bench_stop("route_orders: %s", error.message);
    if (routes->shipped < ORDERS * 9 / 10)
        bench_stop("%" PRId64 " orders are shipped", routes->shipped);
    eco_routes_free(routes);
}

/* Orders that can't be shipped are drawn anew. */
static void make(bench_workload *workload)
{
    route_made *made = workload->made = calloc(1, sizeof *made);
    uint64_t state = 20261111;
    if (!made)
        bench_stop("no memory");
    made->lines = workload->lines;
    make_world(made, &state, workload->kind);
    for (int i = 0, lost = 0; i < ORDERS; i++) {
        const eco_route_plan *plan;
        order *o = &made->orders[i];
        make_order(made, o, &state, workload->kind);
        const eco_route_input input = input_of(made, o);
        if (eco_inventory_route(&plan, &input, NULL)) {
            if (++lost == LOST)
                bench_stop("too many orders can't be shipped");
            i--;
            continue;
        }
        o->cost = plan->cost.total_minor;
        eco_route_free(plan);
    }
    make_tables(made, &state);
}

static double run(bench_workload *workload, double seconds)
{
    if (!workload->made)
        make(workload);
    if (workload->kind == TABLES)
        return bench_rate(route_tables, workload->made, seconds) * ORDERS;
    return bench_rate(route_next, workload->made, seconds);
}

static void write_order(const route_made *made, const order *o, FILE *file)
{
    fprintf(file, "{\"cost\": %" PRId64 ", \"split\": %" PRId64 ", \"per_km\": %" PRId64 ", \"places\": [", o->cost,
            made->rules.split_minor, made->rules.per_km_minor);
    for (int k = 0; k < PLACES; k++)
        fprintf(file, "%s{\"order\": %" PRId64 ", \"parcel\": %" PRId64 ", \"unit\": %" PRId64 ", \"metres\": %" PRId64 "}",
                k ? ", " : "", o->places[k].order_minor, o->places[k].parcel_minor, o->places[k].unit_minor,
                o->places[k].distance_m);
    fprintf(file, "], \"lines\": [");
    for (int i = 0; i < made->lines; i++) {
        fprintf(file, "%s{\"quantity\": %" PRId64 ", \"per_parcel\": %" PRId64 ", \"stock\": [", i ? ", " : "",
                o->lines[i].quantity, o->lines[i].units_per_parcel);
        const char *comma = "";
        for (size_t k = 0; k < o->stock_count; k++)
            if (o->stock[k].sku == o->lines[i].sku) {
                fprintf(file, "%s[%s, %" PRId64 ", %" PRId64 "]", comma, o->stock[k].location + 1, o->stock[k].available,
                        o->stock[k].unit_minor);
                comma = ", ";
            }
        fprintf(file, "]}");
    }
    fprintf(file, "]}");
}

static void write_answers(const bench_workload *workload, FILE *file)
{
    const route_made *made = workload->made;
    fprintf(file, "[\n");
    for (int i = 0; i < ORDERS; i++) {
        fprintf(file, i ? ",\n" : "");
        write_order(made, &made->orders[i], file);
    }
    fprintf(file, "\n]\n");
}

static void end(bench_workload *workload)
{
    free(workload->made);
    workload->made = NULL;
}

static void add(bench_workloads *workloads, const char *name, int lines, int kind)
{
    bench_workload *workload = bench_add(workloads, "inventory/route/%s", name);
    workload->unit = "orders/s";
    workload->lines = lines;
    workload->kind = kind;
    workload->run = run;
    workload->end = end;
    workload->write = kind == TABLES ? NULL : write_answers;
}

void route_add(bench_workloads *workloads)
{
    add(workloads, "3-lines", 3, ONE);
    add(workloads, "30-lines", 30, ONE);
    add(workloads, "30-lines-parcels", 30, PARCELS);
    add(workloads, "table-3-lines", 3, TABLES);
    add(workloads, "table-30-lines", 30, TABLES);
}
