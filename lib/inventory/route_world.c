/* route_world.c - locations and stock, checked once and found by SKU. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "inventory/route.h"

enum { PATH = 64, AGE_MOST = 100000, SCALE_MOST = 6 };

static eco_status fail_row(eco_error *error, eco_status status, const char *list, size_t row, const char *field,
                           const char *message)
{
    char path[PATH];
    snprintf(path, sizeof path, "/%s/%zu/%s", list, row, field);
    return eco_fail(error, status, path, "%s", message);
}

/* ---- rules ---- */

static eco_status check_rules(const eco_route_rules *rules, eco_error *error)
{
    const struct {
        const char *field;
        int64_t value, most;
    } numbers[] = {
        {"/rules/per_km_minor", rules->per_km_minor, ROUTE_COST_MOST},
        {"/rules/split_minor", rules->split_minor, ROUTE_COST_MOST},
        {"/rules/age_day_minor", rules->age_day_minor, ROUTE_COST_MOST},
        {"/rules/parcel_weight_g", rules->parcel_weight_g, INT32_MAX},
        {"/rules/locations_most", rules->locations_most, INT32_MAX},
        {"/rules/parcels_most", rules->parcels_most, ROUTE_COST_MOST},
        {"/rules/nodes_most", rules->nodes_most, ROUTE_COST_MOST},
        {"/rules/scale", rules->scale, SCALE_MOST},
    };
    if (!rules->currency)
        return eco_fail(error, ECO_E_INVALID, "/rules/currency", "a currency is needed");
    if (!eco_currency_find(rules->currency))
        return eco_fail(error, ECO_E_CURRENCY, "/rules/currency", "%s is no currency of ISO 4217", ECO_QUOTE(rules->currency));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].value < 0 || numbers[i].value > numbers[i].most)
            return eco_fail(error, ECO_E_INVALID, numbers[i].field, "%lld is not in 0 .. %lld", (long long)numbers[i].value,
                            (long long)numbers[i].most);
    return ECO_OK;
}

eco_status eco_route_world_begin(route_world *world, const eco_route_rules *rules, eco_error *error)
{
    *world = (route_world){.rules = {.struct_size = sizeof(eco_route_rules)}};
    if (!rules)
        return eco_fail(error, ECO_E_INVALID, "/rules", "rules are needed");
    eco_status failed = ECO_TAKE(&world->rules, rules, eco_route_rules, error);
    if (!failed)
        failed = check_rules(&world->rules, error);
    eco_arena_begin(&world->arena, world->rules.allocator);
    eco_map_begin(&world->skus, world->rules.allocator);
    eco_map_begin(&world->names, world->rules.allocator);
    return failed;
}

void eco_route_world_end(route_world *world)
{
    eco_map_end(&world->skus);
    eco_map_end(&world->names);
    eco_arena_end(&world->arena);
}

/* ---- locations ---- */

static eco_status check_location(const eco_route_location *location, size_t row, eco_error *error)
{
    const struct {
        const char *field;
        int64_t value;
    } numbers[] = {{"order_minor", location->order_minor},
                   {"parcel_minor", location->parcel_minor},
                   {"unit_minor", location->unit_minor},
                   {"capacity", location->capacity},
                   {"distance_m", location->distance_m}};
    if (!location->name || !*location->name)
        return fail_row(error, ECO_E_INVALID, "locations", row, "name", "a name is needed");
    if (eco_utf8_valid(location->name, strlen(location->name)) != strlen(location->name))
        return fail_row(error, ECO_E_INVALID, "locations", row, "name", "the name is not UTF-8");
    if (location->kind < ECO_LOCATION_WAREHOUSE || location->kind > ECO_LOCATION_DROP_SHIP)
        return fail_row(error, ECO_E_INVALID, "locations", row, "kind", "this is no kind of location");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].value < 0 || numbers[i].value > ROUTE_COST_MOST)
            return fail_row(error, ECO_E_INVALID, "locations", row, numbers[i].field, "the value is below 0, or too large");
    if (location->has_place && !(location->latitude >= -90 && location->latitude <= 90))
        return fail_row(error, ECO_E_INVALID, "locations", row, "latitude", "a latitude is in -90 .. 90");
    if (location->has_place && !(location->longitude >= -180 && location->longitude <= 180))
        return fail_row(error, ECO_E_INVALID, "locations", row, "longitude", "a longitude is in -180 .. 180");
    for (size_t i = 0; i < sizeof location->reserved / sizeof *location->reserved; i++)
        if (location->reserved[i])
            return fail_row(error, ECO_E_INVALID, "locations", row, "reserved", "reserved fields must be zero");
    return ECO_OK;
}

static int by_name(const void *a, const void *b)
{
    const route_location *left = *(route_location *const *)a, *right = *(route_location *const *)b;
    return strcmp(left->given->name, right->given->name);
}

static int by_rank(const void *a, const void *b)
{
    const route_location *left = *(route_location *const *)a, *right = *(route_location *const *)b;
    if (left->given->priority != right->given->priority)
        return left->given->priority > right->given->priority ? -1 : 1;
    return left->by_name < right->by_name ? -1 : 1;
}

static eco_status rank_locations(route_world *world, eco_error *error)
{
    route_location **sorted = eco_arena_take_array(&world->arena, world->locations_count, sizeof *sorted);
    if (!sorted)
        return eco_fail_memory(error);
    for (size_t i = 0; i < world->locations_count; i++)
        sorted[i] = &world->locations[i];
    qsort(sorted, world->locations_count, sizeof *sorted, by_name);
    for (size_t i = 0; i < world->locations_count; i++)
        sorted[i]->by_name = (int32_t)i;
    qsort(sorted, world->locations_count, sizeof *sorted, by_rank);
    for (size_t i = 0; i < world->locations_count; i++)
        sorted[i]->rank = (int32_t)i;
    return ECO_OK;
}

static eco_status add_location(route_world *world, const eco_route_location *given, size_t row, eco_error *error)
{
    int64_t index = (int64_t)row;
    bool added;
    eco_status failed = check_location(given, row, error);
    if (failed)
        return failed;
    if (!eco_map_add(&world->names, given->name, strlen(given->name), &index, &added))
        return eco_fail_memory(error);
    if (!added) {
        char message[ECO_QUOTED + 40];
        snprintf(message, sizeof message, "location %s is there twice", ECO_QUOTE(given->name));
        return fail_row(error, ECO_E_EXISTS, "locations", row, "name", message);
    }
    world->locations[row] = (route_location){.given = given, .capacity = given->capacity ? given->capacity : INT64_MAX};
    if (given->has_place)
        eco_route_point(world->locations[row].point, given->latitude, given->longitude);
    if (given->is_unlimited && !given->is_excluded)
        world->unlimited[world->unlimited_count++] = (int32_t)row;
    return ECO_OK;
}

static eco_status add_locations(route_world *world, const eco_route_location *locations, size_t count, eco_error *error)
{
    if (!count || !locations)
        return eco_fail(error, ECO_E_INVALID, "/locations", "there are no locations");
    if (count > ROUTE_LOCATIONS_MOST)
        return eco_fail(error, ECO_E_LIMIT, "/locations", "%zu locations are more than %d", count, ROUTE_LOCATIONS_MOST);
    world->locations = eco_arena_take_array(&world->arena, count, sizeof *world->locations);
    world->unlimited = eco_arena_take_array(&world->arena, count, sizeof *world->unlimited);
    if (!world->locations || !world->unlimited)
        return eco_fail_memory(error);
    world->locations_count = count;
    for (size_t i = 0; i < count; i++) {
        eco_status failed = add_location(world, &locations[i], i, error);
        if (failed)
            return failed;
    }
    return rank_locations(world, error);
}

/* ---- stock ---- */

static eco_status check_stock(const eco_route_stock *stock, size_t row, eco_error *error)
{
    if (!stock->location || !*stock->location)
        return fail_row(error, ECO_E_INVALID, "stock", row, "location", "a location is needed");
    if (!stock->sku || !*stock->sku)
        return fail_row(error, ECO_E_INVALID, "stock", row, "sku", "a sku is needed");
    if (stock->available < 0)
        return fail_row(error, ECO_E_INVALID, "stock", row, "available", "what is available is below 0");
    if (stock->age_days < 0 || stock->age_days > AGE_MOST)
        return fail_row(error, ECO_E_INVALID, "stock", row, "age_days", "an age is 0 .. 100,000 days");
    if (stock->unit_minor < 0 || stock->unit_minor > ROUTE_COST_MOST)
        return fail_row(error, ECO_E_INVALID, "stock", row, "unit_minor", "the value is below 0, or too large");
    for (size_t i = 0; i < sizeof stock->reserved / sizeof *stock->reserved; i++)
        if (stock->reserved[i])
            return fail_row(error, ECO_E_INVALID, "stock", row, "reserved", "reserved fields must be zero");
    return ECO_OK;
}

/* Puts the row before those of its SKU that were added, which are behind it in the input. */
static eco_status add_stock(route_world *world, const eco_route_stock *given, size_t row, size_t *skus, eco_error *error)
{
    eco_status failed = check_stock(given, row, error);
    if (failed)
        return failed;
    int64_t location = eco_map_get(&world->names, given->location, strlen(given->location), -1), sku = (int64_t)*skus;
    bool added;
    if (location < 0) {
        char message[ECO_QUOTED + 40];
        snprintf(message, sizeof message, "there is no location %s", ECO_QUOTE(given->location));
        return fail_row(error, ECO_E_NOT_FOUND, "stock", row, "location", message);
    }
    if (!eco_map_add(&world->skus, given->sku, strlen(given->sku), &sku, &added))
        return eco_fail_memory(error);
    if (added)
        world->first[(*skus)++] = -1;
    eco_wide age = (eco_wide)given->age_days * world->rules.age_day_minor;
    eco_wide units = (eco_wide)given->unit_minor + world->locations[location].given->unit_minor;
    if (age > ROUTE_COST_MOST || units > ROUTE_COST_MOST)
        return fail_row(error, ECO_E_OVERFLOW, "stock", row, age > ROUTE_COST_MOST ? "age_days" : "unit_minor",
                        "the amount of a unit does not fit");
    world->stock[row] = (route_stock){(int32_t)location, world->first[sku], given->available, (int64_t)units, (int64_t)age};
    world->first[sku] = (int32_t)row;
    return ECO_OK;
}

/* No location twice for a SKU. The rows of one are walked from the last to the first. */
static eco_status check_pairs(const route_world *world, const eco_route_stock *given, size_t skus, eco_error *error)
{
    size_t size = world->locations_count * sizeof(int32_t);
    int32_t *seen = eco_allocate(&world->arena.allocator, size); /* the row behind, from 1 */
    eco_status failed = seen ? ECO_OK : eco_fail_memory(error);
    if (!failed)
        memset(seen, 0, size);
    for (size_t sku = 0; sku < skus && !failed; sku++) {
        for (int32_t row = world->first[sku]; row >= 0 && !failed; row = world->stock[row].next) {
            int32_t *behind = &seen[world->stock[row].location];
            if (*behind) {
                char message[2 * ECO_QUOTED + 40];
                snprintf(message, sizeof message, "sku %s is there twice at %s", ECO_QUOTE(given[row].sku),
                         ECO_QUOTE(given[row].location));
                failed = fail_row(error, ECO_E_EXISTS, "stock", (size_t)*behind - 1, "sku", message);
            }
            *behind = row + 1;
        }
        for (int32_t row = world->first[sku]; row >= 0; row = world->stock[row].next)
            seen[world->stock[row].location] = 0;
    }
    eco_release(&world->arena.allocator, seen, size);
    return failed;
}

eco_status eco_route_world_add(route_world *world, const eco_route_location *locations, size_t locations_count,
                               const eco_route_stock *stock, size_t stock_count, eco_error *error)
{
    eco_status failed = add_locations(world, locations, locations_count, error);
    size_t skus = 0;
    if (failed)
        return failed;
    if (stock_count > INT32_MAX || (stock_count && !stock))
        return eco_fail(error, stock ? ECO_E_LIMIT : ECO_E_INVALID, "/stock", "%zu rows of stock", stock_count);
    world->stock = eco_arena_take_array(&world->arena, stock_count, sizeof *world->stock);
    world->first = eco_arena_take_array(&world->arena, stock_count, sizeof *world->first);
    if (!world->stock || !world->first)
        return eco_fail_memory(error);
    for (size_t i = 0; i < stock_count; i++) {
        failed = add_stock(world, &stock[i], i, &skus, error);
        if (failed)
            return failed;
    }
    return check_pairs(world, stock, skus, error);
}

/* ---- work ---- */

eco_status eco_route_work_begin(route_work *work, const route_world *world, eco_error *error)
{
    eco_arena_begin(&work->arena, world->rules.allocator);
    work->place_of = eco_allocate(&work->arena.allocator, world->locations_count * sizeof *work->place_of);
    if (!work->place_of)
        return eco_fail_memory(error);
    memset(work->place_of, -1, world->locations_count * sizeof *work->place_of);
    return ECO_OK;
}

void eco_route_work_end(route_work *work, const route_world *world)
{
    eco_release(&work->arena.allocator, work->place_of, world->locations_count * sizeof *work->place_of);
    eco_arena_end(&work->arena);
}
