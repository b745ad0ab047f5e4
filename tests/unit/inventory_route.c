/* inventory_route.c - a plan of one order: what it costs, what it says, what is refused. */
#include <ecomops/inventory/routing.h>

#include "test.h"

typedef struct shop {
    eco_route_rules rules;
    eco_route_line lines[70];
    eco_route_location places[70];
    eco_route_stock stock[140];
    size_t lines_count, places_count, stock_count;
} shop;

static shop shop_of(void)
{
    return (shop){.rules = {.struct_size = sizeof(eco_route_rules), .currency = "CNY"}};
}
#define LINE(s, ...)  ((s)->lines[(s)->lines_count++] = (eco_route_line){__VA_ARGS__})
#define PLACE(s, ...) ((s)->places[(s)->places_count++] = (eco_route_location){__VA_ARGS__})
#define STOCK(s, ...) ((s)->stock[(s)->stock_count++] = (eco_route_stock){__VA_ARGS__})

static eco_route_input input_of(const shop *s)
{
    return (eco_route_input){.struct_size = sizeof(eco_route_input),
                             .rules = &s->rules,
                             .lines = s->lines,
                             .lines_count = s->lines_count,
                             .locations = s->places,
                             .locations_count = s->places_count,
                             .stock = s->stock,
                             .stock_count = s->stock_count};
}

static eco_status route(const eco_route_plan **plan, const shop *s, eco_error *error)
{
    const eco_route_input input = input_of(s);
    return eco_inventory_route(plan, &input, error);
}

/* Two phones and three cases: the north has phones only, the south all but dearly, the supplier cases without end. */
static shop usual(void)
{
    shop s = shop_of();
    LINE(&s, .sku = "PHONE", .quantity = 2);
    LINE(&s, .sku = "CASE", .quantity = 3);
    PLACE(&s, .name = "north", .parcel_minor = 500);
    PLACE(&s, .name = "south", .kind = ECO_LOCATION_STORE, .parcel_minor = 1200, .unit_minor = 10);
    PLACE(&s, .name = "vendor", .kind = ECO_LOCATION_DROP_SHIP, .is_unlimited = true, .order_minor = 300, .parcel_minor = 400,
          .unit_minor = 40);
    STOCK(&s, .location = "north", .sku = "PHONE", .available = 9);
    STOCK(&s, .location = "south", .sku = "PHONE", .available = 9);
    STOCK(&s, .location = "south", .sku = "CASE", .available = 9);
    STOCK(&s, .location = "vendor", .sku = "PHONE", .available = 0);
    return s;
}

TEST(inventory_route, one_location_ships_all)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->stops_count, 1);
    CHECK_TEXT(plan->stops[0].name, "south");
    CHECK_INT(plan->stops[0].parcels, 1);
    CHECK_INT(plan->cost.parcels_minor, 1200);
    CHECK_INT(plan->cost.units_minor, 50);
    CHECK_INT(plan->cost.total_minor, 1250);
    CHECK_INT(plan->quantity, 5);
    CHECK_INT(plan->backordered, 0);
    CHECK_INT(plan->assignments_count, 2);
    CHECK_INT(plan->assignments[1].line, 1);
    CHECK_INT(plan->assignments[1].quantity, 3);
    CHECK(plan->is_proven);
    CHECK_INT(plan->gap_minor, 0);
    CHECK(plan->nodes > 0);
    CHECK_INT(plan->others_count, 2);
    CHECK_TEXT(plan->others[0].name, "north");
    CHECK_INT(plan->others[0].reason, ECO_ROUTE_SHORT);
    CHECK_TEXT(plan->others[0].sku, "CASE");
    CHECK_INT(plan->others[0].available, 0);
    CHECK_INT(plan->others[0].wanted, 3);
    CHECK_INT(plan->others[1].reason, ECO_ROUTE_SHORT);
    CHECK_TEXT(plan->others[1].sku, "PHONE");
    eco_route_free(plan);
}

TEST(inventory_route, two_locations_where_that_is_cheaper)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    s.places[1].parcel_minor = 1300; /* 13.50 alone; north and vendor: 5 + 3 + 4 + 1.20 = 13.20 */
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->stops_count, 2);
    CHECK_INT(plan->cost.total_minor, 1320);
    CHECK_INT(plan->stops[1].cost.order_minor, 300);
    CHECK_INT(plan->others[0].reason, ECO_ROUTE_COSTS_MORE);
    CHECK_INT(plan->others[0].more_minor, 30);
    eco_route_free(plan);
    s.rules.split_minor = 31;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_TEXT(plan->stops[0].name, "south");
    CHECK_INT(plan->cost.split_minor, 0);
    eco_route_free(plan);
    s.rules.split_minor = 29;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->cost.split_minor, 29);
    CHECK_INT(plan->cost.total_minor, 1349);
    CHECK_INT(plan->stops[1].cost.split_minor, 29);
    eco_route_free(plan);
    s.rules.split_minor = 30; /* a tie: fewer locations */
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->stops_count, 1);
    eco_route_free(plan);
}

TEST(inventory_route, ties_go_by_priority_and_name)
{
    shop s = shop_of();
    const eco_route_plan *plan;
    eco_error error;
    LINE(&s, .sku = "A", .quantity = 1);
    PLACE(&s, .name = "c");
    PLACE(&s, .name = "b");
    PLACE(&s, .name = "a", .priority = -1);
    for (size_t i = 0; i < 3; i++)
        STOCK(&s, .location = s.places[i].name, .sku = "A", .available = 1);
    CHECK_OK(route(&plan, &s, &error));
    CHECK_TEXT(plan->stops[0].name, "b");
    CHECK_INT(plan->others[0].reason, ECO_ROUTE_COSTS_MORE);
    CHECK_INT(plan->others[0].more_minor, 0);
    eco_route_free(plan);
    s.places[0].priority = 1;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_TEXT(plan->stops[0].name, "c");
    eco_route_free(plan);
}

TEST(inventory_route, parcels_fill_by_units_and_weight)
{
    shop s = shop_of();
    const eco_route_plan *plan;
    eco_error error;
    LINE(&s, .sku = "WINE", .quantity = 7, .units_per_parcel = 6);
    LINE(&s, .sku = "BOOK", .quantity = 5, .weight_g = 2000);
    PLACE(&s, .name = "a", .parcel_minor = 100);
    STOCK(&s, .location = "a", .sku = "WINE", .available = 99);
    STOCK(&s, .location = "a", .sku = "BOOK", .available = 99);
    CHECK_OK(route(&plan, &s, &error)); /* books fill nothing: 7/6 */
    CHECK_INT(plan->parcels, 2);
    eco_route_free(plan);
    s.rules.parcel_weight_g = 12999; /* 6 books a parcel: 7/6 + 5/6 is 2 */
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->parcels, 2);
    CHECK_INT(plan->cost.parcels_minor, 200);
    eco_route_free(plan);
    s.lines[1].quantity = 6;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->parcels, 3);
    eco_route_free(plan);
    s.rules.parcels_most = 2;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_REFUSED, "the order fills 3 parcels, and 2 are allowed");
    CHECK(!plan);
    s.rules.partial = true;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->backordered, 1);
    CHECK_INT(plan->parcels, 2);
    eco_route_free(plan);
}

TEST(inventory_route, a_parcel_less_is_worth_a_dearer_unit)
{
    shop s = shop_of();
    const eco_route_plan *plan;
    eco_error error;
    LINE(&s, .sku = "A", .quantity = 7, .units_per_parcel = 5);
    LINE(&s, .sku = "B", .quantity = 1);
    PLACE(&s, .name = "a", .parcel_minor = 100);
    PLACE(&s, .name = "b", .parcel_minor = 100, .unit_minor = 7);
    STOCK(&s, .location = "a", .sku = "A", .available = 99);
    STOCK(&s, .location = "b", .sku = "A", .available = 99);
    STOCK(&s, .location = "b", .sku = "B", .available = 99);
    CHECK_OK(route(&plan, &s, &error)); /* b: 200 + 56; both: 200 + 7 + 2 x 7, since two of A fit beside B */
    CHECK_INT(plan->cost.total_minor, 221);
    CHECK_INT(plan->assignments[0].quantity, 5);
    CHECK_INT(plan->assignments[1].quantity, 2);
    CHECK(plan->is_proven);
    eco_route_free(plan);
}

TEST(inventory_route, distances_cost_by_parcel)
{
    shop s = shop_of();
    const eco_route_plan *plan;
    eco_error error;
    LINE(&s, .sku = "A", .quantity = 4, .units_per_parcel = 2);
    PLACE(&s, .name = "near", .distance_m = 1500);
    PLACE(&s, .name = "far", .distance_m = 1501);
    STOCK(&s, .location = "near", .sku = "A", .available = 4);
    STOCK(&s, .location = "far", .sku = "A", .available = 4);
    s.rules.per_km_minor = 333; /* 499.5 is 500; 499.833 is 500 */
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->cost.distance_minor, 1000);
    CHECK_TEXT(plan->stops[0].name, "far"); /* a tie */
    eco_route_free(plan);
    s.places[1].distance_m = 0;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INVALID, "there is no distance from 'far'");
    CHECK_TEXT(error.path, "/locations/1");
}

TEST(inventory_route, coordinates_give_metres)
{
    shop s = shop_of();
    const eco_route_plan *plan;
    eco_error error;
    LINE(&s, .sku = "A", .quantity = 1);
    PLACE(&s, .name = "beijing", .has_place = true, .latitude = 39.9042, .longitude = 116.4074);
    PLACE(&s, .name = "origin", .has_place = true);
    STOCK(&s, .location = "beijing", .sku = "A", .available = 4);
    STOCK(&s, .location = "origin", .sku = "A", .available = 4);
    s.rules.per_km_minor = 1;
    eco_route_input input = input_of(&s);
    input.has_place = true; /* Shanghai */
    input.latitude = 31.2304;
    input.longitude = 121.4737;
    CHECK_OK(eco_inventory_route(&plan, &input, &error));
    CHECK_TEXT(plan->stops[0].name, "beijing");
    CHECK(plan->stops[0].distance_m > 1066000 && plan->stops[0].distance_m < 1069000); /* 1,067 km */
    eco_route_free(plan);
    input.latitude = input.longitude = 0;
    CHECK_OK(eco_inventory_route(&plan, &input, &error));
    CHECK_INT(plan->stops[0].distance_m, 0);
    CHECK_TEXT(plan->stops[0].name, "origin");
    eco_route_free(plan);
    s.places[1].latitude = -90; /* a quarter of the sphere */
    s.places[0].is_excluded = true;
    CHECK_OK(eco_inventory_route(&plan, &input, &error));
    CHECK_INT(plan->stops[0].distance_m, 10007557);
    eco_route_free(plan);
}

TEST(inventory_route, old_stock_goes_first)
{
    shop s = shop_of();
    const eco_route_plan *plan;
    eco_error error;
    LINE(&s, .sku = "A", .quantity = 2);
    PLACE(&s, .name = "new", .parcel_minor = 100);
    PLACE(&s, .name = "old", .parcel_minor = 150);
    STOCK(&s, .location = "new", .sku = "A", .available = 4, .age_days = 3);
    STOCK(&s, .location = "old", .sku = "A", .available = 4, .age_days = 90);
    CHECK_OK(route(&plan, &s, &error));
    CHECK_TEXT(plan->stops[0].name, "new");
    eco_route_free(plan);
    s.rules.age_day_minor = 1;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_TEXT(plan->stops[0].name, "old");
    CHECK_INT(plan->cost.age_minor, 180);
    CHECK_INT(plan->cost.total_minor, -30);
    CHECK_INT(plan->bound_minor, -30);
    eco_route_free(plan);
}

TEST(inventory_route, capacities_push_units_on)
{
    shop s = shop_of();
    const eco_route_plan *plan;
    eco_error error;
    LINE(&s, .sku = "A", .quantity = 40);
    LINE(&s, .sku = "B", .quantity = 40);
    PLACE(&s, .name = "a", .capacity = 50);
    PLACE(&s, .name = "b", .unit_minor = 2);
    STOCK(&s, .location = "a", .sku = "A", .available = 40);
    STOCK(&s, .location = "a", .sku = "B", .available = 40, .unit_minor = 1);
    STOCK(&s, .location = "b", .sku = "A", .available = 35);
    STOCK(&s, .location = "b", .sku = "B", .available = 10, .unit_minor = 5);
    CHECK_OK(route(&plan, &s, &error)); /* b saves a 2 for A and 6 for B: 30 more of A from b */
    CHECK_INT(plan->cost.total_minor, 40 + 60);
    CHECK(plan->is_proven);
    eco_route_free(plan);
    s.places[1].capacity = 20;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INSUFFICIENT, "quantity 80 exceeds the capacity 70 of all locations");
    s.rules.partial = true;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->backordered, 10);
    CHECK(plan->is_proven);
    eco_route_free(plan);
    s.rules.partial = false;
    s.places_count = 1;
    s.stock_count = 2;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INSUFFICIENT, "capacity 50");
}

TEST(inventory_route, what_is_short_waits_or_fails)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    s.lines[0].quantity = 20;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INSUFFICIENT, "quantity 20 exceeds 18 available of sku 'PHONE' at all locations");
    CHECK_TEXT(error.path, "/lines/0");
    s.rules.partial = true;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->backorders_count, 1);
    CHECK_TEXT(plan->backorders[0].sku, "PHONE");
    CHECK_INT(plan->backorders[0].quantity, 2);
    eco_route_free(plan);
    s.rules.locations_most = 1;
    CHECK_OK(route(&plan, &s, &error)); /* the south: 9 phones and 3 cases */
    CHECK_INT(plan->backordered, 11);
    CHECK_TEXT(plan->others[0].name, "north");
    CHECK_INT(plan->others[0].reason, ECO_ROUTE_OVER_LIMIT);
    CHECK_INT(plan->others[0].available, 9);
    eco_route_free(plan);
    s.rules.partial = false;
    s.lines[0].quantity = 10;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_REFUSED, "no 1 locations can ship all of the order");
    s.lines[0].sku = "UNKNOWN";
    s.places[2].is_unlimited = false;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INSUFFICIENT, "0 available of sku 'UNKNOWN'");
    s.rules.partial = true;
    s.lines_count = 1;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INSUFFICIENT, "0 available of sku 'UNKNOWN'");
}

TEST(inventory_route, lines_stay_whole)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    s.lines[0].quantity = 10;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->stops_count, 2);
    eco_route_free(plan);
    s.rules.keep_lines_whole = true;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_REFUSED, "keeps lines whole");
    s.rules.partial = true;
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->backordered, 10);
    CHECK_INT(plan->quantity, 3);
    eco_route_free(plan);
}

TEST(inventory_route, lines_of_a_sku_are_one)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    LINE(&s, .sku = "PHONE", .quantity = 8);
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->quantity, 13);
    CHECK_INT(plan->assignments_count, 3); /* 9 and 1 of line 0 */
    CHECK_INT(plan->assignments[0].line, 0);
    CHECK_INT(plan->assignments[0].quantity + plan->assignments[1].quantity, 10);
    eco_route_free(plan);
    s.lines[2].weight_g = 3;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INVALID, "the weight differs");
    CHECK_TEXT(error.path, "/lines/2/weight_g");
}

TEST(inventory_route, reasons_of_those_that_could)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    s.lines_count = 1;
    PLACE(&s, .name = "closed", .is_excluded = true);
    PLACE(&s, .name = "empty");
    PLACE(&s, .name = "small", .capacity = 1);
    STOCK(&s, .location = "closed", .sku = "PHONE", .available = 9);
    STOCK(&s, .location = "small", .sku = "PHONE", .available = 9, .unit_minor = 9999);
    CHECK_OK(route(&plan, &s, &error));
    CHECK_TEXT(plan->stops[0].name, "north");
    const struct {
        const char *name;
        eco_route_reason reason;
    } expected[] = {{"closed", ECO_ROUTE_EXCLUDED},
                    {"empty", ECO_ROUTE_NO_STOCK},
                    {"small", ECO_ROUTE_CAPACITY},
                    {"south", ECO_ROUTE_COSTS_MORE},
                    {"vendor", ECO_ROUTE_NO_STOCK}};
    CHECK_INT(plan->others_count, 5);
    for (size_t i = 0; i < 5; i++) {
        CHECK_TEXT(plan->others[i].name, expected[i].name);
        CHECK_INT(plan->others[i].reason, expected[i].reason);
    }
    CHECK_INT(plan->others[2].available, 1);
    CHECK_INT(plan->others[2].wanted, 2);
    CHECK_INT(plan->others[3].more_minor, 720);
    eco_route_free(plan);
    CHECK_TEXT(eco_route_reason_name(ECO_ROUTE_COSTS_MORE), "costs_more");
    CHECK_TEXT(eco_route_reason_name(0), "unknown");
    CHECK_TEXT(eco_location_kind_name(ECO_LOCATION_DROP_SHIP), "drop_ship");
    CHECK_TEXT(eco_location_kind_name(9), "unknown");
}

TEST(inventory_route, more_places_than_a_search_takes)
{
    shop s = shop_of();
    const eco_route_plan *plan;
    static char names[70][8];
    eco_error error;
    LINE(&s, .sku = "A", .quantity = 2);
    LINE(&s, .sku = "B", .quantity = 1);
    for (size_t i = 0; i < 70; i++) {
        snprintf(names[i], sizeof names[i], "p%02zu", i);
        PLACE(&s, .name = names[i], .parcel_minor = 1000 - (int64_t)i);
        STOCK(&s, .location = names[i], .sku = "A", .available = 2);
        if (i % 2)
            STOCK(&s, .location = names[i], .sku = "B", .available = 1);
    }
    CHECK_OK(route(&plan, &s, &error));
    CHECK_TEXT(plan->stops[0].name, "p69");
    CHECK(plan->is_proven); /* nothing is cheaper than the cheapest place */
    eco_route_free(plan);
    s.places[68].parcel_minor = 1; /* the cheapest has no B */
    CHECK_OK(route(&plan, &s, &error));
    CHECK_INT(plan->cost.total_minor, 931);
    CHECK(!plan->is_proven);
    CHECK_INT(plan->bound_minor, 1);
    CHECK_INT(plan->gap_minor, 930);
    eco_route_free(plan);
}

TEST(inventory_route, refuses_bad_rules)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    s.rules.currency = NULL;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INVALID, "a currency is needed");
    s.rules.currency = "XX1";
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_CURRENCY, "'XX1' is no currency");
    s = usual();
    s.rules.scale = 7;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INVALID, "7 is not in 0 .. 6");
    CHECK_TEXT(error.path, "/rules/scale");
    s = usual();
    s.rules.split_minor = -1;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_INVALID, "-1 is not in");
    s = usual();
    s.rules.struct_size = 0;
    CHECK_INT(route(&plan, &s, NULL), ECO_E_INVALID);
    eco_route_input input = input_of(&s);
    input.rules = NULL;
    CHECK_FAILS(eco_inventory_route(&plan, &input, &error), ECO_E_INVALID, "rules are needed");
    input = input_of(&s);
    s.rules.struct_size = sizeof s.rules;
    input.has_place = true;
    input.latitude = 91;
    CHECK_FAILS(eco_inventory_route(&plan, &input, &error), ECO_E_INVALID, "a latitude is in -90 .. 90");
    input.latitude = 0;
    input.longitude = -181;
    CHECK_FAILS(eco_inventory_route(&plan, &input, &error), ECO_E_INVALID, "a longitude is in -180 .. 180");
}

static void check_line_fails(eco_route_line line, eco_status status, const char *path)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    s.rules.parcel_weight_g = 100;
    s.lines[1] = line;
    CHECK_INT(route(&plan, &s, &error), status);
    CHECK_TEXT(error.path, path);
    CHECK(!plan && error.message[0]);
}

static void check_place_fails(eco_route_location place, eco_status status, const char *path)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    s.places[2] = place;
    s.stock_count = 3;
    CHECK_INT(route(&plan, &s, &error), status);
    CHECK_TEXT(error.path, path);
    CHECK(!plan && error.message[0]);
}

static void check_stock_fails(eco_route_stock stock, eco_status status, const char *path)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    s.rules.age_day_minor = INT64_C(1) << 50;
    s.stock[3] = stock;
    CHECK_INT(route(&plan, &s, &error), status);
    CHECK_TEXT(error.path, path);
    CHECK(!plan && error.message[0]);
}

TEST(inventory_route, refuses_bad_lines_places_and_stock)
{
    check_line_fails((eco_route_line){.quantity = 1}, ECO_E_INVALID, "/lines/1/sku");
    check_line_fails((eco_route_line){.sku = "A"}, ECO_E_INVALID, "/lines/1/quantity");
    check_line_fails((eco_route_line){.sku = "A", .quantity = 1000000001}, ECO_E_INVALID, "/lines/1/quantity");
    check_line_fails((eco_route_line){.sku = "A", .quantity = 1, .units_per_parcel = 1000001}, ECO_E_INVALID,
                     "/lines/1/units_per_parcel");
    check_line_fails((eco_route_line){.sku = "A", .quantity = 1, .weight_g = 101}, ECO_E_INVALID, "/lines/1/weight_g");
    check_line_fails((eco_route_line){.sku = "A", .quantity = 1, .reserved = {1}}, ECO_E_INVALID, "/lines/1/reserved");
    check_place_fails((eco_route_location){.name = ""}, ECO_E_INVALID, "/locations/2/name");
    check_place_fails((eco_route_location){.name = "\xff"}, ECO_E_INVALID, "/locations/2/name");
    check_place_fails((eco_route_location){.name = "south"}, ECO_E_EXISTS, "/locations/2/name");
    check_place_fails((eco_route_location){.name = "x", .kind = 3}, ECO_E_INVALID, "/locations/2/kind");
    check_place_fails((eco_route_location){.name = "x", .parcel_minor = -1}, ECO_E_INVALID, "/locations/2/parcel_minor");
    check_place_fails((eco_route_location){.name = "x", .capacity = -1}, ECO_E_INVALID, "/locations/2/capacity");
    check_place_fails((eco_route_location){.name = "x", .has_place = true, .latitude = 90.001}, ECO_E_INVALID,
                      "/locations/2/latitude");
    check_place_fails((eco_route_location){.name = "x", .has_place = true, .longitude = 0.0 / 0.0}, ECO_E_INVALID,
                      "/locations/2/longitude");
    check_place_fails((eco_route_location){.name = "x", .reserved = {1}}, ECO_E_INVALID, "/locations/2/reserved");
    check_place_fails(
        (eco_route_location){
            .name = "x", .is_unlimited = true, .parcel_minor = INT64_C(1) << 61, .order_minor = INT64_C(1) << 61},
        ECO_E_OVERFLOW, "/locations/2");
    check_stock_fails((eco_route_stock){.sku = "A", .available = 1}, ECO_E_INVALID, "/stock/3/location");
    check_stock_fails((eco_route_stock){.location = "south", .available = 1}, ECO_E_INVALID, "/stock/3/sku");
    check_stock_fails((eco_route_stock){.location = "west", .sku = "A"}, ECO_E_NOT_FOUND, "/stock/3/location");
    check_stock_fails((eco_route_stock){.location = "south", .sku = "A", .available = -1}, ECO_E_INVALID, "/stock/3/available");
    check_stock_fails((eco_route_stock){.location = "south", .sku = "CASE", .available = 1}, ECO_E_EXISTS, "/stock/3/sku");
    check_stock_fails((eco_route_stock){.location = "south", .sku = "A", .age_days = 100001}, ECO_E_INVALID, "/stock/3/age_days");
    check_stock_fails((eco_route_stock){.location = "south", .sku = "A", .age_days = 90000}, ECO_E_OVERFLOW, "/stock/3/age_days");
    check_stock_fails((eco_route_stock){.location = "south", .sku = "A", .unit_minor = -5}, ECO_E_INVALID, "/stock/3/unit_minor");
}

TEST(inventory_route, refuses_lists_that_are_empty_or_too_long)
{
    shop s = usual();
    const eco_route_plan *plan;
    eco_error error;
    eco_route_input input = input_of(&s);
    input.lines_count = 0;
    CHECK_FAILS(eco_inventory_route(&plan, &input, &error), ECO_E_INVALID, "the order has no lines");
    input.lines_count = 10001;
    CHECK_FAILS(eco_inventory_route(&plan, &input, &error), ECO_E_LIMIT, "10001 lines are more than 10000");
    input = input_of(&s);
    input.locations_count = 0;
    CHECK_FAILS(eco_inventory_route(&plan, &input, &error), ECO_E_INVALID, "there are no locations");
    input.locations_count = 10001;
    CHECK_FAILS(eco_inventory_route(&plan, &input, &error), ECO_E_LIMIT, "10001 locations");
    input = input_of(&s);
    input.stock = NULL;
    CHECK_FAILS(eco_inventory_route(&plan, &input, &error), ECO_E_INVALID, "rows of stock");
    s.lines[0].quantity = 1000000000;
    s.places[2].unit_minor = INT64_C(1) << 40;
    s.stock_count = 3;
    CHECK_FAILS(route(&plan, &s, &error), ECO_E_OVERFLOW, "the costs of the units do not fit");
}
