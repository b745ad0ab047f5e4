/* json_inventory_route.c - documents of routing: the plan that they give, and where they are wrong. */
#include <ecomops/json.h>

#include "test.h"

#define BEGIN "{\"schema\": \"ecomops.route/1\", \"currency\": \"CNY\",\n"
#define LINES "\"lines\": [{\"sku\": \"A\", \"quantity\": 3}],\n"
#define STOCK                                                                                                       \
    "\"stock\": [{\"location\": \"SZ\", \"sku\": \"A\", \"available\": 2}, {\"location\": \"SH\", \"sku\": \"A\", " \
    "\"available\": 2}]}"
#define PLACES "\"locations\": [{\"name\": \"SZ\"}, {\"name\": \"SH\"}],\n"

static eco_status route(const eco_route_plan **plan, const char *text, eco_error *error)
{
    return eco_json_route(plan, text, strlen(text), NULL, error);
}

TEST(json_inventory_route, amounts_are_as_fine_as_they_are_written)
{
    const eco_route_plan *plan;
    eco_error error;
    CHECK_OK(route(&plan,
                   BEGIN "\"split\": \"1.5\", \"per_km\": \"0.0125\", \"latitude\": \"31\", \"longitude\": \"121\",\n" LINES
                         "\"locations\": [{\"name\": \"SZ\", \"kind\": \"store\", \"parcel_cost\": \"5\", \"distance_m\": 2000},"
                         " {\"name\": \"SH\", \"latitude\": \"31.0\", \"longitude\": \"121\"}],\n" STOCK,
                   &error));
    CHECK_INT(plan->scale, 2);
    CHECK_INT(plan->cost.split_minor, 15000);
    CHECK_INT(plan->cost.parcels_minor, 50000);
    CHECK_INT(plan->cost.distance_minor, 250);
    CHECK_INT(plan->stops_count, 2);
    CHECK_INT(plan->cost.total_minor, 65250);
    eco_route_free(plan);
}

TEST(json_inventory_route, mistakes_have_their_place)
{
    static const struct {
        const char *text;
        eco_status status;
        int line, column;
        const char *path, *part;
    } cases[] = {
        {BEGIN LINES PLACES "\"stock\": [{\"location\": \"XX\", \"sku\": \"A\", \"available\": 2}]}", ECO_E_NOT_FOUND, 4, 24,
         "/stock/0/location", "there is no location 'XX'"},
        {BEGIN LINES "\"locations\": [{\"name\": \"SZ\"}, {\"name\": \"SZ\"}],\n" STOCK, ECO_E_EXISTS, 3, 40, "/locations/1/name",
         "twice"},
        {BEGIN LINES "\"locations\": [{\"name\": \"SZ\", \"parcel_cost\": \"-1\"}],\n" STOCK, ECO_E_INVALID, 3, 45,
         "/locations/0/parcel_cost", ""},
        {BEGIN "\"nodes_most\": 0,\n" LINES PLACES STOCK, ECO_E_INVALID, 2, 15, "/nodes_most", ""},
        {BEGIN "\"locations_most\": 1,\n" LINES PLACES STOCK, ECO_E_REFUSED, 2, 19, "/locations_most", "no 1 locations"},
        {BEGIN "\"lines\": [],\n" PLACES STOCK, ECO_E_INVALID, 2, 10, "/lines", ""},
        {BEGIN "\"lines\": [{\"sku\": \"A\", \"quantity\": 9}],\n" PLACES STOCK, ECO_E_INSUFFICIENT, 2, 11, "/lines/0",
         "quantity 9 exceeds 4 available of sku 'A'"},
        {BEGIN LINES "\"locations\": [{\"name\": \"SZ\", \"colour\": 1}],\n" STOCK, ECO_E_UNKNOWN_NAME, 3, 30,
         "/locations/0/colour", "colour"},
        {BEGIN LINES "\"locations\": [{\"name\": \"SZ\", \"kind\": \"shop\"}, {\"name\": \"SH\"}],\n" STOCK, ECO_E_UNKNOWN_NAME,
         3, 38, "/locations/0/kind", "shop"},
        {"{\"schema\": \"ecomops.cart/1\"}", ECO_E_INVALID, 1, 12, "/schema", "ecomops.route/1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const eco_route_plan *plan;
        eco_error error = {0};
        eco_status status = route(&plan, cases[i].text, &error);
        CHECK_F(status == cases[i].status && error.line == cases[i].line && error.column == cases[i].column &&
                    strcmp(error.path, cases[i].path) == 0 && strstr(error.message, cases[i].part),
                "case %zu: %s %d:%d %s %.200s", i, eco_status_name(status), error.line, error.column, error.path, error.message);
        CHECK(!plan);
    }
}
