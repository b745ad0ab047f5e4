/* route_tables.c - tables out: orders, assignments, parcels. */
#include "base/error.h"
#include "base/table_builder.h"
#include "inventory/route_columns.h"

typedef struct maker {
    const route_tables *tables;
    const route_outcome *outcomes;
    size_t count;
    eco_table_builder *builder;
} maker;

static void money_columns(maker *m, const char *const *names, size_t count)
{
    const eco_route_rules *rules = &m->tables->world.rules;
    for (size_t i = 0; i < count; i++)
        eco_table_add_column(m->builder, names[i], ECO_TYPE_MONEY, rules->scale, rules->currency);
}

static void number_columns(maker *m, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        eco_table_add_column(m->builder, names[i], ECO_TYPE_INT64, 0, NULL);
}
#define MONEY(m, ...) \
    money_columns(m, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))
#define NUMBERS(m, ...) \
    number_columns(m, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void begin(maker *m)
{
    m->builder = eco_table_begin(m->tables->world.rules.allocator);
    eco_table_add_column(m->builder, "order", ECO_TYPE_UTF8, 0, NULL);
}

static void put_order(maker *m, const route_outcome *outcome)
{
    char buffer[ECO_CELL_TEXT];
    size_t size;
    const char *text = eco_route_cell_bytes(buffer, &m->tables->orders, ORDER_ORDER, outcome->row, &size);
    eco_table_put_text_of(m->builder, text, size);
}

static void put_all(maker *m, const int64_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        eco_table_put_int64(m->builder, values[i]);
}
#define PUT(m, ...) put_all(m, (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

/* What the rows of an order ask for; they were read before. */
static int64_t asked_of(const maker *m, const route_outcome *outcome)
{
    int64_t asked = 0, quantity;
    for (int64_t i = 0; i < outcome->rows; i++)
        if (eco_route_cell_whole(&quantity, &m->tables->orders, ORDER_QUANTITY, outcome->row + i, NULL) == ECO_OK)
            asked += quantity;
    return asked;
}

static void put_refused(maker *m, const route_outcome *outcome)
{
    eco_table_put_text(m->builder, eco_status_name(outcome->status));
    PUT(m, 0, 0, asked_of(m, outcome), 0);
    for (int i = 0; i < 11; i++)
        eco_table_put_null(m->builder);
}

static eco_status make_orders(const eco_table **out, maker *m, eco_error *error)
{
    begin(m);
    eco_table_add_column(m->builder, "status", ECO_TYPE_UTF8, 0, NULL);
    NUMBERS(m, "locations", "quantity", "backordered", "parcels");
    MONEY(m, "order_cost", "parcel_cost", "distance_cost", "split_cost", "unit_cost", "age_credit", "cost", "bound", "gap");
    eco_table_add_column(m->builder, "proven", ECO_TYPE_BOOL, 0, NULL);
    NUMBERS(m, "nodes");
    for (size_t i = 0; i < m->count; i++) {
        const eco_route_plan *plan = m->outcomes[i].plan;
        put_order(m, &m->outcomes[i]);
        if (!plan) {
            put_refused(m, &m->outcomes[i]);
            continue;
        }
        const eco_route_cost *cost = &plan->cost;
        eco_table_put_text(m->builder, plan->backordered ? "partial" : "shipped");
        PUT(m, (int64_t)plan->stops_count, plan->quantity, plan->backordered, plan->parcels, cost->order_minor,
            cost->parcels_minor, cost->distance_minor, cost->split_minor, cost->units_minor, cost->age_minor, cost->total_minor,
            plan->bound_minor, plan->gap_minor, plan->is_proven, plan->nodes);
    }
    return eco_table_end(out, m->builder, error);
}

/* Nothing of the order ships: a row for each of its rows. */
static void put_waiting(maker *m, const route_outcome *outcome)
{
    const route_columns *orders = &m->tables->orders;
    char buffer[ECO_CELL_TEXT];
    size_t size;
    int64_t quantity;
    for (int64_t row = outcome->row; row < outcome->row + outcome->rows; row++) {
        put_order(m, outcome);
        const char *sku = eco_route_cell_bytes(buffer, orders, ORDER_SKU, row, &size);
        eco_table_put_text_of(m->builder, sku, size);
        eco_table_put_null(m->builder);
        eco_table_put_int64(m->builder, eco_route_cell_whole(&quantity, orders, ORDER_QUANTITY, row, NULL) ? 0 : quantity);
        eco_table_put_null(m->builder);
        eco_table_put_null(m->builder);
    }
}

static eco_status make_assignments(const eco_table **out, maker *m, eco_error *error)
{
    begin(m);
    eco_table_add_column(m->builder, "sku", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(m->builder, "location", ECO_TYPE_UTF8, 0, NULL);
    NUMBERS(m, "quantity");
    MONEY(m, "unit_cost", "age_credit");
    for (size_t i = 0; i < m->count; i++) {
        const eco_route_plan *plan = m->outcomes[i].plan;
        if (!plan)
            put_waiting(m, &m->outcomes[i]);
        for (size_t k = 0; plan && k < plan->assignments_count; k++) {
            const eco_route_assignment *part = &plan->assignments[k];
            put_order(m, &m->outcomes[i]);
            eco_table_put_text(m->builder, part->sku);
            eco_table_put_text(m->builder, part->name);
            PUT(m, part->quantity, part->units_minor, part->age_minor);
        }
        for (size_t k = 0; plan && k < plan->backorders_count; k++) {
            put_order(m, &m->outcomes[i]);
            eco_table_put_text(m->builder, plan->backorders[k].sku);
            eco_table_put_null(m->builder);
            eco_table_put_int64(m->builder, plan->backorders[k].quantity);
            eco_table_put_null(m->builder);
            eco_table_put_null(m->builder);
        }
    }
    return eco_table_end(out, m->builder, error);
}

static eco_status make_parcels(const eco_table **out, maker *m, eco_error *error)
{
    begin(m);
    eco_table_add_column(m->builder, "location", ECO_TYPE_UTF8, 0, NULL);
    NUMBERS(m, "quantity", "parcels", "distance");
    MONEY(m, "order_cost", "parcel_cost", "distance_cost", "split_cost");
    for (size_t i = 0; i < m->count; i++) {
        const eco_route_plan *plan = m->outcomes[i].plan;
        for (size_t k = 0; plan && k < plan->stops_count; k++) {
            const eco_route_stop *stop = &plan->stops[k];
            put_order(m, &m->outcomes[i]);
            eco_table_put_text(m->builder, stop->name);
            PUT(m, stop->quantity, stop->parcels, stop->distance_m, stop->cost.order_minor, stop->cost.parcels_minor,
                stop->cost.distance_minor, stop->cost.split_minor);
        }
    }
    return eco_table_end(out, m->builder, error);
}

typedef struct owned_routes {
    eco_routes routes;
    eco_allocator allocator;
} owned_routes;

void eco_routes_free(const eco_routes *routes)
{
    if (!routes)
        return;
    eco_table_free(routes->orders);
    eco_table_free(routes->assignments);
    eco_table_free(routes->parcels);
    eco_allocator allocator = ((const owned_routes *)routes)->allocator;
    eco_release(&allocator, (void *)(uintptr_t)routes, sizeof(owned_routes));
}

eco_status eco_routes_make(const eco_routes **out, const route_tables *tables, const route_outcome *outcomes, size_t count,
                           eco_error *error)
{
    const eco_allocator allocator = tables->world.arena.allocator;
    maker m = {.tables = tables, .outcomes = outcomes, .count = count};
    owned_routes *owned = eco_allocate(&allocator, sizeof *owned);
    if (!owned)
        return eco_fail_memory(error);
    *owned = (owned_routes){.allocator = allocator};
    for (size_t i = 0; i < count; i++) {
        const eco_route_plan *plan = outcomes[i].plan;
        owned->routes.shipped += plan && !plan->backordered;
        owned->routes.partial += plan && plan->backordered;
        owned->routes.refused += !plan;
    }
    eco_status failed = make_orders(&owned->routes.orders, &m, error);
    if (!failed)
        failed = make_assignments(&owned->routes.assignments, &m, error);
    if (!failed)
        failed = make_parcels(&owned->routes.parcels, &m, error);
    if (failed)
        eco_routes_free(&owned->routes);
    else
        *out = &owned->routes;
    return failed;
}
