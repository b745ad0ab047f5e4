/* inventory_route_orders.c - many orders: tables in and out, what is left of the stock, threads, bad rows. */
#include <ecomops/inventory/routing.h>

#include "test.h"

static const char *const order_ids[] = {"1001", "1001", "1002", "1003"};
static const char *const order_skus[] = {"PHONE", "CASE", "PHONE", "CASE"};
static const char *const place_names[] = {"north", "south"};
static const char *const stock_places[] = {"north", "south", "south"};
static const char *const stock_skus[] = {"PHONE", "PHONE", "CASE"};

typedef struct tables {
    int64_t quantity[4], parcel[2], available[3];
    eco_column orders_columns[3], places_columns[2], stock_columns[3];
    eco_table orders, places, stock;
    eco_route_rules rules;
    eco_route_options options;
} tables;

static void make(tables *t)
{
    *t = (tables){.quantity = {1, 1, 2, 9}, .parcel = {500, 600}, .available = {2, 5, 3}};
    t->orders_columns[0] = (eco_column)ECO_TEXT_COLUMN("order", order_ids);
    t->orders_columns[1] = (eco_column)ECO_TEXT_COLUMN("sku", order_skus);
    t->orders_columns[2] = (eco_column)ECO_INT64_COLUMN("quantity", t->quantity);
    t->places_columns[0] = (eco_column)ECO_TEXT_COLUMN("location", place_names);
    t->places_columns[1] = (eco_column)ECO_MONEY_COLUMN("parcel_cost", t->parcel, "CNY");
    t->stock_columns[0] = (eco_column)ECO_TEXT_COLUMN("location", stock_places);
    t->stock_columns[1] = (eco_column)ECO_TEXT_COLUMN("sku", stock_skus);
    t->stock_columns[2] = (eco_column)ECO_INT64_COLUMN("available", t->available);
    t->orders = (eco_table){.rows = 4, .columns = t->orders_columns, .columns_count = 3};
    t->places = (eco_table){.rows = 2, .columns = t->places_columns, .columns_count = 2};
    t->stock = (eco_table){.rows = 3, .columns = t->stock_columns, .columns_count = 3};
    t->rules = (eco_route_rules){.struct_size = sizeof t->rules, .currency = "CNY"};
    t->options = (eco_route_options){.struct_size = sizeof t->options, .rules = &t->rules};
}

static eco_status route(const eco_routes **out, tables *t, eco_error *error)
{
    return eco_inventory_route_orders(out, &t->orders, &t->places, &t->stock, &t->options, error);
}

typedef struct text {
    char bytes[4096];
    size_t size;
} text;

static bool add(const char *bytes, size_t size, void *user)
{
    text *t = user;
    if (t->size + size >= sizeof t->bytes)
        return false;
    memcpy(t->bytes + t->size, bytes, size);
    t->size += size;
    t->bytes[t->size] = '\0';
    return true;
}

static text csv(const eco_table *table)
{
    text t = {.size = 0};
    eco_error error;
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){add, &t}, &error));
    return t;
}

TEST(inventory_route_orders, tables_in_and_out)
{
    tables t;
    const eco_routes *routes;
    eco_error error;
    make(&t);
    CHECK_OK(route(&routes, &t, &error));
    CHECK_INT(routes->shipped, 2);
    CHECK_INT(routes->refused, 1);
    CHECK_TEXT(csv(routes->orders).bytes, "order,status,locations,quantity,backordered,parcels,order_cost,parcel_cost,distance_"
                                          "cost,split_cost,unit_cost,age_credit,cost,"
                                          "bound,gap,proven,nodes\r\n"
                                          "1001,shipped,1,2,0,1,0.00,6.00,0.00,0.00,0.00,0.00,6.00,6.00,0.00,true,2\r\n"
                                          "1002,shipped,1,2,0,1,0.00,5.00,0.00,0.00,0.00,0.00,5.00,5.00,0.00,true,1\r\n"
                                          "1003,INSUFFICIENT,0,0,9,0,,,,,,,,,,,\r\n");
    CHECK_TEXT(csv(routes->assignments).bytes, "order,sku,location,quantity,unit_cost,age_credit\r\n"
                                               "1001,PHONE,south,1,0.00,0.00\r\n1001,CASE,south,1,0.00,0.00\r\n"
                                               "1002,PHONE,north,2,0.00,0.00\r\n1003,CASE,,9,,\r\n");
    CHECK_TEXT(csv(routes->parcels).bytes,
               "order,location,quantity,parcels,distance,order_cost,parcel_cost,distance_cost,split_cost\r\n"
               "1001,south,2,1,0,0.00,6.00,0.00,0.00\r\n1002,north,2,1,0,0.00,5.00,0.00,0.00\r\n");
    eco_routes_free(routes);
    t.rules.partial = true;
    CHECK_OK(route(&routes, &t, &error));
    CHECK_INT(routes->partial, 1);
    CHECK(strstr(csv(routes->assignments).bytes, "1003,CASE,south,3,0.00,0.00\r\n1003,CASE,,6,,\r\n"));
    eco_routes_free(routes);
    eco_routes_free(NULL);
}

TEST(inventory_route_orders, consume_leaves_less)
{
    tables t;
    const eco_routes *routes;
    eco_error error;
    make(&t);
    t.available[0] = 1;
    t.quantity[3] = 3;
    t.options.consume = true;
    t.options.threads = -1;
    CHECK_OK(route(&routes, &t, &error)); /* 1001 takes a case: 1003 finds two */
    CHECK_INT(routes->shipped, 2);
    CHECK(strstr(csv(routes->orders).bytes, "1003,INSUFFICIENT,0,0,3,0,"));
    eco_routes_free(routes);
    CHECK_INT(t.available[2], 3); /* the caller's table is as it was */
    t.options.consume = false;
    CHECK_OK(route(&routes, &t, &error));
    CHECK_INT(routes->shipped, 3);
    eco_routes_free(routes);
}

TEST(inventory_route_orders, capacities_are_used_up)
{
    tables t;
    const eco_routes *routes;
    eco_error error;
    const int64_t capacity[] = {2, 3};
    make(&t);
    t.quantity[3] = 2;
    t.places_columns[1] = (eco_column)ECO_INT64_COLUMN("capacity", capacity);
    t.options.consume = true;
    CHECK_OK(route(&routes, &t, &error)); /* south ships 2 of 1001, and can ship 1 more */
    CHECK(strstr(csv(routes->orders).bytes, "1003,INSUFFICIENT"));
    eco_routes_free(routes);
}

TEST(inventory_route_orders, distances_from_a_matrix)
{
    tables t;
    const eco_routes *routes;
    eco_error error;
    make(&t);
    const char *const cities[] = {"SH", "SH", "BJ", "BJ"}, *const from[] = {"north", "south", "north", "south"},
                      *const to[] = {"SH", "SH", "BJ", "BJ"};
    int64_t metres[] = {1000000, 2000, 2000, 1000000};
    eco_column columns[4] = {t.orders_columns[0], t.orders_columns[1], t.orders_columns[2],
                             ECO_TEXT_COLUMN("destination", cities)};
    const eco_column ways[] = {ECO_TEXT_COLUMN("location", from), ECO_TEXT_COLUMN("destination", to),
                               ECO_INT64_COLUMN("metres", metres)};
    eco_table distances = {.rows = 4, .columns = ways, .columns_count = 3};
    t.orders.columns = columns;
    t.orders.columns_count = 4;
    t.orders.rows = 3;
    t.options.distances = &distances;
    t.rules.per_km_minor = 10;
    CHECK_OK(route(&routes, &t, &error));
    CHECK_TEXT(csv(routes->parcels).bytes,
               "order,location,quantity,parcels,distance,order_cost,parcel_cost,distance_cost,split_cost\r\n"
               "1001,south,2,1,2000,0.00,6.00,0.20,0.00\r\n1002,north,2,1,2000,0.00,5.00,0.20,0.00\r\n");
    eco_routes_free(routes);
    distances.rows = 3; /* south to BJ is not known */
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "there is no distance from 'south' to the destination");
    CHECK_TEXT(error.path, "/orders/2/destination");
    distances.rows = 2;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_NOT_FOUND, "destination is none of the table of distances");
    CHECK_TEXT(error.path, "/orders/2/destination");
    metres[1] = -1;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "metres are 0 .. 100,000,000");
    CHECK_TEXT(error.path, "/distances/1/metres");
    t.options.distances = NULL;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "there is no distance from");
}

TEST(inventory_route_orders, amounts_of_any_kind)
{
    tables t;
    const eco_routes *routes;
    eco_error error;
    make(&t);
    t.places_columns[1] = (eco_column)ECO_QUANTITY_COLUMN("parcel_cost", t.parcel, 3); /* 0.500 yuan */
    CHECK_OK(route(&routes, &t, &error));
    CHECK(strstr(csv(routes->orders).bytes, "1001,shipped,1,2,0,1,0.00,0.60,"));
    eco_routes_free(routes);
    t.parcel[0] = 501;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "is finer than the scale of the rules");
    CHECK_TEXT(error.path, "/locations/0/parcel_cost");
    t.rules.scale = 1;
    CHECK_OK(route(&routes, &t, &error));
    CHECK(strstr(csv(routes->orders).bytes, "1002,shipped,1,2,0,1,0.000,0.501,"));
    eco_routes_free(routes);
    t.places_columns[1] = (eco_column)ECO_MONEY_COLUMN("parcel_cost", t.parcel, "EUR");
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_CURRENCY, "is in 'EUR', the rules in 'CNY'");
}

TEST(inventory_route_orders, refuses_bad_tables)
{
    tables t;
    const eco_routes *routes;
    eco_error error;
    make(&t);
    t.quantity[2] = -2;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "a quantity is 1 .. 1,000,000,000");
    CHECK_TEXT(error.path, "/orders/2/quantity");
    CHECK(!routes);
    make(&t);
    t.available[1] = -1;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "below 0");
    CHECK_TEXT(error.path, "/stock/1/available");
    make(&t);
    t.parcel[1] = -1;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "below 0");
    CHECK_TEXT(error.path, "/locations/1/parcel_cost");
    make(&t);
    t.stock_columns[0] = (eco_column)ECO_TEXT_COLUMN("location", order_ids);
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_NOT_FOUND, "there is no location '1001'");
    CHECK_TEXT(error.path, "/stock/0/location");
    make(&t);
    t.places_columns[0] = (eco_column)ECO_TEXT_COLUMN("location", order_ids);
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_EXISTS, "location '1001' is there twice");
    CHECK_TEXT(error.path, "/locations/1/location");
    make(&t);
    t.orders.columns_count = 2;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_NOT_FOUND, "the table of orders has no column 'quantity'");
    CHECK_TEXT(error.path, "/orders/columns/quantity");
    make(&t);
    t.stock_columns[2] = (eco_column)ECO_TEXT_COLUMN("available", stock_skus);
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "it must be an integer or a decimal");
    make(&t);
    t.options.threads = -2;
    CHECK_FAILS(route(&routes, &t, &error), ECO_E_INVALID, "-2 is not in -1 .. 1024");
    make(&t);
    CHECK_FAILS(eco_inventory_route_orders(&routes, NULL, &t.places, &t.stock, &t.options, &error), ECO_E_INVALID,
                "the table of orders is needed");
    t.orders.rows = 0;
    CHECK_OK(route(&routes, &t, &error));
    CHECK_INT(routes->orders->rows, 0);
    eco_routes_free(routes);
}

/* ---- threads ---- */

enum { MANY = 3000 };
static struct {
    int64_t order[MANY], sku[MANY], quantity[MANY];
    eco_column columns[3];
} many;

static const eco_table *many_orders(eco_table *table)
{
    for (int i = 0; i < MANY; i++) {
        many.order[i] = i / 3;
        many.sku[i] = i % 7;
        many.quantity[i] = 1 + i % 4;
    }
    many.columns[0] = (eco_column)ECO_INT64_COLUMN("order", many.order);
    many.columns[1] = (eco_column)ECO_INT64_COLUMN("sku", many.sku);
    many.columns[2] = (eco_column)ECO_INT64_COLUMN("quantity", many.quantity);
    *table = (eco_table){.rows = MANY, .columns = many.columns, .columns_count = 3};
    return table;
}

static bool stop_late(int64_t done, int64_t total, void *user)
{
    *(int64_t *)user = total;
    return done < 200;
}

static text some_rows(const eco_table *table, int64_t from)
{
    text t = {.size = 0};
    for (int64_t row = from; row < from + 40 && row < table->rows; row++)
        for (size_t i = 2; i < table->columns_count; i++)
            if (table->columns[i].type == ECO_TYPE_INT64)
                t.size += (size_t)snprintf(t.bytes + t.size, sizeof t.bytes - t.size, " %lld",
                                           (long long)((const int64_t *)table->columns[i].values)[row]);
    return t;
}

TEST(inventory_route_orders, threads_make_no_difference)
{
    tables t;
    const eco_routes *one, *four;
    eco_table orders;
    eco_error error;
    int64_t total = 0;
    const char *const skus[] = {"0", "1", "2", "3", "4", "5", "6", "0", "1", "2"};
    const char *const places[] = {"north", "north", "north", "south", "south", "south", "south", "south", "south", "north"};
    int64_t available[] = {3, 3, 3, 9, 9, 9, 2, 9, 2, 9};
    make(&t);
    t.stock_columns[0] = (eco_column)ECO_TEXT_COLUMN("location", places);
    t.stock_columns[1] = (eco_column)ECO_TEXT_COLUMN("sku", skus);
    t.stock_columns[2] = (eco_column)ECO_INT64_COLUMN("available", available);
    t.stock.rows = 9;
    CHECK_OK(eco_inventory_route_orders(&one, many_orders(&orders), &t.places, &t.stock, &t.options, &error));
    t.options.threads = 4;
    CHECK_OK(eco_inventory_route_orders(&four, &orders, &t.places, &t.stock, &t.options, &error));
    CHECK_INT(one->orders->rows, MANY / 3);
    CHECK_INT(one->shipped, four->shipped);
    CHECK_INT(one->assignments->rows, four->assignments->rows);
    for (int64_t row = 0; row < one->assignments->rows; row += 40)
        CHECK_TEXT(some_rows(one->assignments, row).bytes, some_rows(four->assignments, row).bytes);
    eco_routes_free(one);
    eco_routes_free(four);
    many.quantity[2000] = 0;
    many.quantity[2900] = -1;
    CHECK_FAILS(eco_inventory_route_orders(&four, &orders, &t.places, &t.stock, &t.options, &error), ECO_E_INVALID,
                "a quantity is");
    CHECK_TEXT(error.path, "/orders/2000/quantity"); /* the first one, whoever found which */
    many_orders(&orders);
    t.options.progress = (eco_progress){stop_late, &total};
    t.options.threads = 0;
    CHECK_INT(eco_inventory_route_orders(&four, &orders, &t.places, &t.stock, &t.options, &error), ECO_E_CANCELLED);
    CHECK_INT(total, MANY / 3);
    CHECK(!four);
}
