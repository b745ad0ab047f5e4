/* inventory_route.c - "ecomops.route/1": an order, locations and stock in, a plan out. Amounts are in major units, as fine as they are written. */
#include "json/inventory_parts.h"

#include "base/error.h"
#include "base/numbers.h"

#include <stdio.h>
#include <string.h>

typedef struct json_place {
    eco_route_location location;
    int32_t order_scale, parcel_scale, unit_scale;
    eco_decimal latitude, longitude;
} json_place;

typedef struct json_stock {
    eco_route_stock stock;
    int32_t unit_scale;
} json_stock;

typedef struct json_route { /* members are named as eco_route_rules and eco_route_input name them, for paths of errors */
    eco_route_rules rules;
    int32_t km_scale, split_scale, age_scale;
    eco_decimal latitude, longitude;
    const eco_route_line *lines;
    const json_place *locations;
    const json_stock *stock;
    size_t lines_count, locations_count, stock_count;
} json_route;

#define INSIDE(kind_, owner, inner, name_, member_, ...)                                                              \
    {                                                                                                                 \
        .name = (name_), .member = #member_, .kind = ECO_JSON_KIND_##kind_, .offset = offsetof(owner, inner.member_), \
        .size = sizeof(((owner *)0)->inner.member_), __VA_ARGS__                                                      \
    }
#define AMOUNT(owner, inner, name_, member_, scale_) \
    INSIDE(UNIT_PRICE, owner, inner, name_, member_, .second = offsetof(owner, scale_), .least = ECO_JSON_NOT_NEGATIVE)

static const eco_json_field line_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_route_line, "sku", sku, .required = true),
    ECO_JSON_FIELD(WHOLE, eco_route_line, "quantity", quantity, .required = true, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_route_line, "units_per_parcel", units_per_parcel, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_route_line, "weight_g", weight_g, .least = ECO_JSON_POSITIVE),
};
static const eco_json_object line_object = ECO_JSON_OBJECT_OF("a line", line_fields, eco_route_line, false);

static const eco_json_field place_fields[] = {
    INSIDE(TEXT, json_place, location, "name", name, .required = true),
    INSIDE(WORD, json_place, location, "kind", kind, .word = eco_location_kind_name, .words = ECO_LOCATION_DROP_SHIP + 1),
    INSIDE(WHOLE, json_place, location, "priority", priority),
    INSIDE(BOOL, json_place, location, "excluded", is_excluded),
    INSIDE(BOOL, json_place, location, "unlimited", is_unlimited),
    AMOUNT(json_place, location, "order_cost", order_minor, order_scale),
    AMOUNT(json_place, location, "parcel_cost", parcel_minor, parcel_scale),
    AMOUNT(json_place, location, "unit_cost", unit_minor, unit_scale),
    INSIDE(WHOLE, json_place, location, "capacity", capacity, .least = ECO_JSON_POSITIVE),
    INSIDE(WHOLE, json_place, location, "distance_m", distance_m, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(DECIMAL, json_place, "latitude", latitude),
    ECO_JSON_FIELD(DECIMAL, json_place, "longitude", longitude),
};
static const eco_json_object place_object = ECO_JSON_OBJECT_OF("a location", place_fields, json_place, false);

static const eco_json_field stock_fields[] = {
    INSIDE(TEXT, json_stock, stock, "location", location, .required = true),
    INSIDE(TEXT, json_stock, stock, "sku", sku, .required = true),
    INSIDE(WHOLE, json_stock, stock, "available", available, .required = true, .least = ECO_JSON_NOT_NEGATIVE),
    INSIDE(WHOLE, json_stock, stock, "age_days", age_days, .least = ECO_JSON_NOT_NEGATIVE),
    AMOUNT(json_stock, stock, "unit_cost", unit_minor, unit_scale),
};
static const eco_json_object stock_object = ECO_JSON_OBJECT_OF("a row of stock", stock_fields, json_stock, false);

static const eco_json_field route_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    INSIDE(CURRENCY, json_route, rules, "currency", currency, .required = true),
    AMOUNT(json_route, rules, "per_km", per_km_minor, km_scale),
    AMOUNT(json_route, rules, "split", split_minor, split_scale),
    AMOUNT(json_route, rules, "age_day", age_day_minor, age_scale),
    INSIDE(WHOLE, json_route, rules, "parcel_weight_g", parcel_weight_g, .least = ECO_JSON_POSITIVE),
    INSIDE(WHOLE, json_route, rules, "locations_most", locations_most, .least = ECO_JSON_POSITIVE),
    INSIDE(WHOLE, json_route, rules, "parcels_most", parcels_most, .least = ECO_JSON_POSITIVE),
    INSIDE(BOOL, json_route, rules, "keep_lines_whole", keep_lines_whole),
    INSIDE(BOOL, json_route, rules, "partial", partial),
    INSIDE(WHOLE, json_route, rules, "nodes_most", nodes_most, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(DECIMAL, json_route, "latitude", latitude),
    ECO_JSON_FIELD(DECIMAL, json_route, "longitude", longitude),
    ECO_JSON_MANY(OBJECTS, json_route, "lines", lines, .required = true, .least = ECO_JSON_POSITIVE, .element = &line_object),
    ECO_JSON_MANY(OBJECTS, json_route, "locations", locations, .required = true, .least = ECO_JSON_POSITIVE,
                  .element = &place_object),
    ECO_JSON_MANY(OBJECTS, json_route, "stock", stock, .required = true, .element = &stock_object),
};
static const eco_json_object route_object = ECO_JSON_OBJECT_OF("a document of routing", route_fields, json_route, false);

/* ---- one scale for all amounts ---- */

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t scale_of(const json_route *read)
{
    int32_t scale = larger(read->km_scale, larger(read->split_scale, read->age_scale));
    for (size_t i = 0; i < read->locations_count; i++) {
        const json_place *place = &read->locations[i];
        scale = larger(scale, larger(place->order_scale, larger(place->parcel_scale, place->unit_scale)));
    }
    for (size_t i = 0; i < read->stock_count; i++)
        scale = larger(scale, read->stock[i].unit_scale);
    return scale;
}

/* What does not fit becomes the largest number, which the rules refuse where it stands. */
static void rescale(int64_t *amount, int32_t from, int32_t to)
{
    eco_wide scaled = (eco_wide)*amount * eco_power10[to - from];
    *amount = scaled > INT64_MAX ? INT64_MAX : (int64_t)scaled;
}

static double degrees(eco_decimal value)
{
    return (double)value.coefficient / (double)eco_power10[value.scale];
}

/* Whether both members are there. */
static bool has_place(const eco_json_value *object)
{
    return eco_json_member(object, "latitude") && eco_json_member(object, "longitude");
}

static eco_status take_lists(eco_route_input *input, const json_route *read, const eco_json_value *root, eco_arena *arena,
                             int32_t scale, eco_error *error)
{
    eco_route_location *locations = eco_arena_take_array(arena, read->locations_count, sizeof *locations);
    eco_route_stock *stock = eco_arena_take_array(arena, read->stock_count, sizeof *stock);
    if (!locations || !stock)
        return eco_fail_memory(error);
    const eco_json_value *list = eco_json_member(root, "locations"), *value = eco_json_first(list);
    for (size_t i = 0; i < read->locations_count; i++, value = eco_json_next(list, value)) {
        const json_place *place = &read->locations[i];
        locations[i] = place->location;
        rescale(&locations[i].order_minor, place->order_scale, scale);
        rescale(&locations[i].parcel_minor, place->parcel_scale, scale);
        rescale(&locations[i].unit_minor, place->unit_scale, scale);
        locations[i].has_place = has_place(value);
        locations[i].latitude = degrees(place->latitude);
        locations[i].longitude = degrees(place->longitude);
    }
    for (size_t i = 0; i < read->stock_count; i++) {
        stock[i] = read->stock[i].stock;
        rescale(&stock[i].unit_minor, read->stock[i].unit_scale, scale);
    }
    input->locations = locations;
    input->locations_count = read->locations_count;
    input->stock = stock;
    input->stock_count = read->stock_count;
    return ECO_OK;
}

static eco_status read_route(eco_route_input *input, eco_route_rules *rules, const eco_json_document *document, eco_arena *arena,
                             eco_error *error)
{
    const eco_json_reading reading = {.document = document, .arena = arena, .error = error};
    json_route read;
    eco_status status = eco_json_expect_schema(document, ECO_JSON_ROUTE, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, &route_object, &read);
    if (status)
        return status;
    *rules = read.rules;
    rules->struct_size = sizeof *rules;
    rules->allocator = &document->allocator;
    rules->scale = scale_of(&read);
    rescale(&rules->per_km_minor, read.km_scale, rules->scale);
    rescale(&rules->split_minor, read.split_scale, rules->scale);
    rescale(&rules->age_day_minor, read.age_scale, rules->scale);
    *input = (eco_route_input){.struct_size = sizeof *input,
                               .rules = rules,
                               .lines = read.lines,
                               .lines_count = read.lines_count,
                               .has_place = has_place(document->values),
                               .latitude = degrees(read.latitude),
                               .longitude = degrees(read.longitude)};
    return take_lists(input, &read, document->values, arena, rules->scale, error);
}

/* Rules stand at the root of the document. */
static eco_status place(const eco_json_document *document, eco_error *cause, eco_error *error)
{
    if (strncmp(cause->path, "/rules/", 7) == 0)
        memmove(cause->path, cause->path + 6, strlen(cause->path + 6) + 1);
    eco_json_place_error(document, &route_object, cause, cause->status);
    if (error)
        *error = *cause;
    return cause->status;
}

static eco_status route_document(const eco_route_plan **out, const eco_json_document *document, eco_error *error)
{
    eco_arena arena;
    eco_route_input input;
    eco_route_rules rules;
    eco_error cause = {.status = ECO_OK};
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = read_route(&input, &rules, document, &arena, error);
    if (!status && eco_inventory_route(out, &input, &cause))
        status = place(document, &cause, error);
    eco_arena_end(&arena);
    return status;
}

eco_status eco_json_route(const eco_route_plan **out, const char *text, size_t size, const eco_json_options *options,
                          eco_error *error)
{
    eco_json_document document;
    *out = NULL;
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = route_document(out, &document, error);
    eco_json_close(&document);
    return status;
}

/* A document is right whose order can't be shipped. */
eco_status eco_json_validate_route(const eco_json_document *document, eco_error *error)
{
    const eco_route_plan *plan = NULL;
    eco_status status = route_document(&plan, document, error);
    eco_route_free(plan);
    return status == ECO_E_INSUFFICIENT || status == ECO_E_REFUSED || status == ECO_E_LIMIT ? ECO_OK : status;
}
