/* route_read.c - rows of tables as locations, stock, distances and orders. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "inventory/route_columns.h"

/* ---- locations ---- */

enum {
    PLACE_NAME,
    PLACE_KIND,
    PLACE_PRIORITY,
    PLACE_EXCLUDED,
    PLACE_UNLIMITED,
    PLACE_CAPACITY,
    PLACE_ORDER,
    PLACE_PARCEL,
    PLACE_UNIT,
    PLACE_LATITUDE,
    PLACE_LONGITUDE,
    PLACE_ROLES
};
static const route_role place_roles[] = {
    [PLACE_NAME] = {"location", ROUTE_NAME, true},           [PLACE_KIND] = {"kind", ROUTE_WORD, false},
    [PLACE_PRIORITY] = {"priority", ROUTE_WHOLE, false},     [PLACE_EXCLUDED] = {"excluded", ROUTE_FLAG, false},
    [PLACE_UNLIMITED] = {"unlimited", ROUTE_FLAG, false},    [PLACE_CAPACITY] = {"capacity", ROUTE_WHOLE, false},
    [PLACE_ORDER] = {"order_cost", ROUTE_AMOUNT, false},     [PLACE_PARCEL] = {"parcel_cost", ROUTE_AMOUNT, false},
    [PLACE_UNIT] = {"unit_cost", ROUTE_AMOUNT, false},       [PLACE_LATITUDE] = {"latitude", ROUTE_DEGREES, false},
    [PLACE_LONGITUDE] = {"longitude", ROUTE_DEGREES, false},
};

static eco_status read_kind(eco_location_kind *kind, const route_columns *columns, int64_t row, eco_error *error)
{
    char buffer[ECO_CELL_TEXT];
    size_t size;
    const char *word = eco_route_cell_bytes(buffer, columns, PLACE_KIND, row, &size);
    *kind = ECO_LOCATION_WAREHOUSE;
    if (!word || !size)
        return ECO_OK;
    for (*kind = ECO_LOCATION_WAREHOUSE; *kind <= ECO_LOCATION_DROP_SHIP; ++*kind) {
        const char *name = eco_location_kind_name(*kind);
        if (strlen(name) == size && memcmp(name, word, size) == 0)
            return ECO_OK;
    }
    return eco_route_fail_cell(columns, PLACE_KIND, row, ECO_E_INVALID, "is none of warehouse, store, drop_ship", error);
}

static eco_status read_location(eco_route_location *out, const route_columns *columns, int64_t row, eco_arena *arena,
                                eco_error *error)
{
    int64_t priority = 0;
    eco_status failed = eco_route_cell_text(&out->name, columns, PLACE_NAME, row, arena, error);
    if (!failed)
        failed = read_kind(&out->kind, columns, row, error);
    if (!failed)
        failed = eco_route_cell_whole(&priority, columns, PLACE_PRIORITY, row, error);
    if (!failed)
        failed = eco_route_cell_whole(&out->capacity, columns, PLACE_CAPACITY, row, error);
    if (!failed)
        failed = eco_route_cell_amount(&out->order_minor, columns, PLACE_ORDER, row, error);
    if (!failed)
        failed = eco_route_cell_amount(&out->parcel_minor, columns, PLACE_PARCEL, row, error);
    if (!failed)
        failed = eco_route_cell_amount(&out->unit_minor, columns, PLACE_UNIT, row, error);
    if (!failed && priority != (int32_t)priority)
        failed = eco_route_fail_cell(columns, PLACE_PRIORITY, row, ECO_E_INVALID, "does not fit in 32 bits", error);
    out->priority = (int32_t)priority;
    out->is_excluded = eco_route_cell_flag(columns, PLACE_EXCLUDED, row);
    out->is_unlimited = eco_route_cell_flag(columns, PLACE_UNLIMITED, row);
    bool has_latitude = eco_route_cell_degrees(&out->latitude, columns, PLACE_LATITUDE, row);
    out->has_place = eco_route_cell_degrees(&out->longitude, columns, PLACE_LONGITUDE, row) && has_latitude;
    return failed;
}

/* ---- stock ---- */

enum { STOCK_LOCATION, STOCK_SKU, STOCK_AVAILABLE, STOCK_AGE, STOCK_UNIT, STOCK_ROLES };
static const route_role stock_roles[] = {
    [STOCK_LOCATION] = {"location", ROUTE_NAME, true},    [STOCK_SKU] = {"sku", ROUTE_NAME, true},
    [STOCK_AVAILABLE] = {"available", ROUTE_WHOLE, true}, [STOCK_AGE] = {"age_days", ROUTE_WHOLE, false},
    [STOCK_UNIT] = {"unit_cost", ROUTE_AMOUNT, false},
};

static eco_status read_stock(eco_route_stock *out, const route_columns *columns, int64_t row, eco_arena *arena, eco_error *error)
{
    eco_status failed = eco_route_cell_text(&out->location, columns, STOCK_LOCATION, row, arena, error);
    if (!failed)
        failed = eco_route_cell_text(&out->sku, columns, STOCK_SKU, row, arena, error);
    if (!failed)
        failed = eco_route_cell_whole(&out->available, columns, STOCK_AVAILABLE, row, error);
    if (!failed)
        failed = eco_route_cell_whole(&out->age_days, columns, STOCK_AGE, row, error);
    return failed ? failed : eco_route_cell_amount(&out->unit_minor, columns, STOCK_UNIT, row, error);
}

/* ---- distances ---- */

enum { WAY_LOCATION, WAY_DESTINATION, WAY_METRES, WAY_ROLES };
static const route_role way_roles[] = {
    [WAY_LOCATION] = {"location", ROUTE_NAME, true},
    [WAY_DESTINATION] = {"destination", ROUTE_NAME, true},
    [WAY_METRES] = {"metres", ROUTE_WHOLE, true},
};
#define METRES_MOST 100000000 /* twice around the earth */

static eco_status count_destinations(route_tables *tables, const route_columns *ways, size_t *count, eco_error *error)
{
    *count = 0;
    for (int64_t row = 0; row < ways->rows; row++) {
        const char *name;
        int64_t index = (int64_t)*count;
        bool added;
        eco_status failed = eco_route_cell_text(&name, ways, WAY_DESTINATION, row, &tables->world.arena, error);
        if (failed)
            return failed;
        if (!eco_map_add(&tables->destinations, name, strlen(name), &index, &added))
            return eco_fail_memory(error);
        *count += added;
    }
    return ECO_OK;
}

static eco_status take_way(route_tables *tables, const route_columns *ways, int64_t row, eco_error *error)
{
    char buffer[ECO_CELL_TEXT];
    size_t size;
    int64_t metres;
    eco_status failed = eco_route_cell_whole(&metres, ways, WAY_METRES, row, error);
    if (failed)
        return failed;
    const char *text = eco_route_cell_bytes(buffer, ways, WAY_LOCATION, row, &size);
    int64_t location = text ? eco_map_get(&tables->world.names, text, size, -1) : -1;
    if (location < 0)
        return eco_route_fail_cell(ways, WAY_LOCATION, row, ECO_E_NOT_FOUND, "is none of the table of locations", error);
    text = eco_route_cell_bytes(buffer, ways, WAY_DESTINATION, row, &size);
    int64_t destination = eco_map_get(&tables->destinations, text, size, -1);
    if (metres < 0 || metres > METRES_MOST)
        return eco_route_fail_cell(ways, WAY_METRES, row, ECO_E_INVALID, "are 0 .. 100,000,000", error);
    int64_t *place = &tables->metres[destination * (int64_t)tables->world.locations_count + location];
    if (*place >= 0)
        return eco_route_fail_cell(ways, WAY_DESTINATION, row, ECO_E_EXISTS, "is there twice for this location", error);
    *place = metres;
    return ECO_OK;
}

static eco_status take_distances(route_tables *tables, const eco_table *distances, eco_error *error)
{
    route_columns ways;
    size_t destinations, cells;
    eco_status failed = eco_route_columns_take(&ways, "distances", distances, way_roles, WAY_ROLES, &tables->world.rules, error);
    if (!failed)
        failed = count_destinations(tables, &ways, &destinations, error);
    if (failed)
        return failed;
    if (__builtin_mul_overflow(destinations, tables->world.locations_count, &cells))
        return eco_fail_memory(error);
    tables->metres = eco_arena_take_raw(&tables->world.arena, cells, sizeof *tables->metres);
    if (!tables->metres)
        return eco_fail_memory(error);
    for (size_t i = 0; i < cells; i++)
        tables->metres[i] = -1;
    for (int64_t row = 0; row < ways.rows && !failed; row++)
        failed = take_way(tables, &ways, row, error);
    return failed;
}

/* The struct's field is "unit_minor", the table's column "unit_cost". */
static eco_status name_column(eco_status failed, eco_error *error)
{
    char *minor = error ? strstr(error->path, "_minor") : NULL;
    if (failed && minor && minor[6] == '\0')
        memcpy(minor, "_cost", 6);
    char *name = error ? strstr(error->path, "/name") : NULL;
    if (failed && name && strncmp(error->path, "/locations/", 11) == 0)
        memcpy(name, "/location", 10);
    return failed;
}

eco_status eco_route_tables_take(route_tables *tables, const eco_table *locations, const eco_table *stock,
                                 const eco_table *distances, eco_error *error)
{
    route_columns places, levels;
    const eco_route_rules *rules = &tables->world.rules;
    eco_arena *arena = &tables->world.arena;
    eco_status failed = eco_route_columns_take(&places, "locations", locations, place_roles, PLACE_ROLES, rules, error);
    if (!failed)
        failed = eco_route_columns_take(&levels, "stock", stock, stock_roles, STOCK_ROLES, rules, error);
    if (failed)
        return failed;
    eco_route_location *all = eco_arena_take_array(arena, (size_t)places.rows, sizeof *all);
    eco_route_stock *rows = eco_arena_take_array(arena, (size_t)levels.rows, sizeof *rows);
    if (!all || !rows)
        return eco_fail_memory(error);
    for (int64_t row = 0; row < places.rows && !failed; row++)
        failed = read_location(&all[row], &places, row, arena, error);
    for (int64_t row = 0; row < levels.rows && !failed; row++)
        failed = read_stock(&rows[row], &levels, row, arena, error);
    if (!failed)
        failed = name_column(eco_route_world_add(&tables->world, all, (size_t)places.rows, rows, (size_t)levels.rows, error),
                             error);
    if (!failed && distances)
        failed = take_distances(tables, distances, error);
    return failed;
}

/* ---- orders ---- */

static const route_role order_roles[] = {
    [ORDER_ORDER] = {"order", ROUTE_NAME, true},
    [ORDER_SKU] = {"sku", ROUTE_NAME, true},
    [ORDER_QUANTITY] = {"quantity", ROUTE_WHOLE, true},
    [ORDER_UNITS] = {"units_per_parcel", ROUTE_WHOLE, false},
    [ORDER_WEIGHT] = {"weight_g", ROUTE_WHOLE, false},
    [ORDER_LATITUDE] = {"latitude", ROUTE_DEGREES, false},
    [ORDER_LONGITUDE] = {"longitude", ROUTE_DEGREES, false},
    [ORDER_DESTINATION] = {"destination", ROUTE_NAME, false},
};

eco_status eco_route_take_orders(route_tables *tables, const eco_table *orders, eco_error *error)
{
    return eco_route_columns_take(&tables->orders, "orders", orders, order_roles, sizeof order_roles / sizeof *order_roles,
                                  &tables->world.rules, error);
}

static eco_status read_line(eco_route_line *line, const route_columns *orders, int64_t row, eco_arena *arena, eco_error *error)
{
    eco_status failed = eco_route_cell_text(&line->sku, orders, ORDER_SKU, row, arena, error);
    if (!failed)
        failed = eco_route_cell_whole(&line->quantity, orders, ORDER_QUANTITY, row, error);
    if (!failed)
        failed = eco_route_cell_whole(&line->units_per_parcel, orders, ORDER_UNITS, row, error);
    return failed ? failed : eco_route_cell_whole(&line->weight_g, orders, ORDER_WEIGHT, row, error);
}

static eco_status read_destination(route_order *order, const route_tables *tables, int64_t row, eco_error *error)
{
    const route_columns *orders = &tables->orders;
    double latitude = 0, longitude = 0;
    char buffer[ECO_CELL_TEXT];
    size_t size;
    bool has_latitude = eco_route_cell_degrees(&latitude, orders, ORDER_LATITUDE, row);
    order->has_point = eco_route_cell_degrees(&longitude, orders, ORDER_LONGITUDE, row) && has_latitude;
    if (order->has_point && !(latitude >= -90 && latitude <= 90))
        return eco_route_fail_cell(orders, ORDER_LATITUDE, row, ECO_E_INVALID, "is not in -90 .. 90", error);
    if (order->has_point && !(longitude >= -180 && longitude <= 180))
        return eco_route_fail_cell(orders, ORDER_LONGITUDE, row, ECO_E_INVALID, "is not in -180 .. 180", error);
    if (order->has_point)
        eco_route_point(order->point, latitude, longitude);
    const char *destination = eco_route_cell_bytes(buffer, orders, ORDER_DESTINATION, row, &size);
    if (!destination || !tables->metres)
        return ECO_OK;
    int64_t index = eco_map_get(&tables->destinations, destination, size, -1);
    if (index < 0)
        return eco_route_fail_cell(orders, ORDER_DESTINATION, row, ECO_E_NOT_FOUND, "is none of the table of distances", error);
    order->metres = tables->metres + index * (int64_t)tables->world.locations_count;
    return ECO_OK;
}

eco_status eco_route_read_order(route_order *order, const route_tables *tables, int64_t row, int64_t rows, eco_arena *arena,
                                eco_error *error)
{
    eco_route_line *lines = eco_arena_take_array(arena, (size_t)rows, sizeof *lines);
    *order = (route_order){.lines = lines, .lines_count = (size_t)rows};
    if (!lines)
        return eco_fail_memory(error);
    eco_status failed = read_destination(order, tables, row, error);
    for (int64_t i = 0; i < rows && !failed; i++)
        failed = read_line(&lines[i], &tables->orders, row + i, arena, error);
    return failed;
}
