/* route_problem.c - an order as a problem: demands by SKU, the places that have some of them, and what each offers at which price. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "inventory/route.h"

enum { UNITS_PER_PARCEL_MOST = 1000000, FEW = 24 /* are sorted by insertion */ };

static eco_status fail_line(eco_error *error, eco_status status, size_t line, const char *field, const char *message)
{
    char path[64];
    snprintf(path, sizeof path, "/lines/%zu/%s", line, field);
    return eco_fail(error, status, path, "%s", message);
}

/* ---- lines ---- */

static eco_status check_line(const eco_route_line *line, size_t index, eco_error *error)
{
    if (!line->sku || !*line->sku)
        return fail_line(error, ECO_E_INVALID, index, "sku", "a sku is needed");
    if (line->quantity < 1 || line->quantity > ROUTE_QUANTITY_MOST)
        return fail_line(error, ECO_E_INVALID, index, "quantity", "a quantity is 1 .. 1,000,000,000");
    if (line->units_per_parcel < 0 || line->units_per_parcel > UNITS_PER_PARCEL_MOST)
        return fail_line(error, ECO_E_INVALID, index, "units_per_parcel", "units per parcel are 0 .. 1,000,000");
    if (line->weight_g < 0 || line->weight_g > INT32_MAX)
        return fail_line(error, ECO_E_INVALID, index, "weight_g", "a weight is 0 .. 2,147,483,647 g");
    for (size_t i = 0; i < sizeof line->reserved / sizeof *line->reserved; i++)
        if (line->reserved[i])
            return fail_line(error, ECO_E_INVALID, index, "reserved", "reserved fields must be zero");
    return ECO_OK;
}

static eco_status fill_of(eco_wide *fill, const eco_route_line *line, size_t index, int64_t parcel_weight_g, eco_error *error)
{
    int64_t units = line->units_per_parcel;
    if (parcel_weight_g && line->weight_g) {
        int64_t by_weight = parcel_weight_g / line->weight_g;
        if (!by_weight)
            return fail_line(error, ECO_E_INVALID, index, "weight_g", "a unit weighs more than a parcel may");
        if (by_weight > UNITS_PER_PARCEL_MOST)
            by_weight = UNITS_PER_PARCEL_MOST;
        units = units && units < by_weight ? units : by_weight;
    }
    *fill = units ? ROUTE_PARCEL / units : 0;
    return ECO_OK;
}

static eco_status merge_line(route_demand *demand, const eco_route_line *first, const eco_route_line *line, size_t index,
                             eco_error *error)
{
    if (line->weight_g && line->weight_g != first->weight_g)
        return fail_line(error, ECO_E_INVALID, index, "weight_g", "the weight differs from that of the SKU's first line");
    if (line->units_per_parcel && line->units_per_parcel != first->units_per_parcel)
        return fail_line(error, ECO_E_INVALID, index, "units_per_parcel",
                         "units_per_parcel differ from those of the SKU's first line");
    demand->quantity += line->quantity;
    if (demand->quantity > ROUTE_QUANTITY_MOST)
        return fail_line(error, ECO_E_INVALID, index, "quantity", "the quantity of a SKU is above 1,000,000,000");
    return ECO_OK;
}

/* The demand of a SKU that stock does not know, or NULL: few orders have any. */
static route_demand *find_unknown(const route_problem *problem, const int32_t *skus, const char *sku)
{
    for (size_t i = 0; i < problem->demands_count; i++)
        if (skus[i] < 0 && strcmp(problem->order->lines[problem->demands[i].line].sku, sku) == 0)
            return &problem->demands[i];
    return NULL;
}

static route_demand *find_known(const route_problem *problem, const int32_t *skus, int32_t sku)
{
    for (size_t i = 0; i < problem->demands_count; i++)
        if (skus[i] == sku)
            return &problem->demands[i];
    return NULL;
}

static eco_status take_lines(route_problem *problem, int32_t *skus, eco_error *error)
{
    const route_order *order = problem->order;
    const route_world *world = problem->world;
    for (size_t i = 0; i < order->lines_count; i++) {
        const eco_route_line *line = &order->lines[i];
        eco_wide fill = 0;
        eco_status failed = check_line(line, i, error);
        if (!failed)
            failed = fill_of(&fill, line, i, world->rules.parcel_weight_g, error);
        if (failed)
            return failed;
        int32_t sku = (int32_t)eco_map_get(&world->skus, line->sku, strlen(line->sku), -1);
        route_demand *demand = sku < 0 ? find_unknown(problem, skus, line->sku) : find_known(problem, skus, sku);
        if (demand) {
            failed = merge_line(demand, &order->lines[demand->line], line, i, error);
        } else {
            skus[problem->demands_count] = sku;
            problem->demands[problem->demands_count++] = (route_demand){
                .line = (int32_t)i, .quantity = line->quantity, .fill = fill};
        }
        if (failed)
            return failed;
    }
    for (size_t i = 0; i < problem->demands_count; i++) {
        problem->quantity += problem->demands[i].quantity;
        problem->fill += problem->demands[i].fill * problem->demands[i].quantity;
    }
    return ECO_OK;
}

/* ---- offers and places ---- */

static bool offer(route_problem *problem, route_work *work, route_demand *demand, const route_offer *given, int32_t location)
{
    int32_t *place = &work->place_of[location];
    if (*place < 0) {
        *place = (int32_t)problem->places_count;
        problem->places[problem->places_count++] = (route_place){.location = location};
    }
    route_offer *out = &demand->offers[demand->offers_count++];
    *out = *given;
    out->place = *place;
    return (eco_wide)out->unit * demand->quantity < ROUTE_COST_MOST && (eco_wide)out->unit * demand->quantity > -ROUTE_COST_MOST;
}

static bool has_row(const route_world *world, int32_t sku, int32_t location)
{
    for (int32_t row = sku < 0 ? -1 : world->first[sku]; row >= 0; row = world->stock[row].next)
        if (world->stock[row].location == location)
            return true;
    return false;
}

/* How many offers there may be of all demands. */
static size_t count_offers(const route_problem *problem, const int32_t *skus)
{
    const route_world *world = problem->world;
    size_t count = problem->demands_count * world->unlimited_count;
    for (size_t i = 0; i < problem->demands_count; i++)
        for (int32_t row = skus[i] < 0 ? -1 : world->first[skus[i]]; row >= 0; row = world->stock[row].next)
            count++;
    return count;
}

static bool take_offers(route_problem *problem, route_work *work, route_demand *demand, int32_t sku)
{
    const route_world *world = problem->world;
    bool fits = true;
    for (int32_t row = sku < 0 ? -1 : world->first[sku]; row >= 0; row = world->stock[row].next) {
        const route_stock *stock = &world->stock[row];
        const route_location *location = &world->locations[stock->location];
        if (stock->available && location->capacity && !location->given->is_excluded)
            fits &= offer(problem, work, demand,
                          &(route_offer){.stock = row, .available = stock->available, .unit = stock->units - stock->age},
                          stock->location);
    }
    for (size_t i = 0; i < world->unlimited_count; i++) {
        int32_t location = world->unlimited[i];
        if (world->locations[location].capacity && !has_row(world, sku, location))
            fits &= offer(
                problem, work, demand,
                &(route_offer){.stock = -1, .available = INT64_MAX, .unit = world->locations[location].given->unit_minor},
                location);
    }
    problem->offers_count += demand->offers_count;
    return fits;
}

static eco_status take_places(route_problem *problem, route_work *work, const int32_t *skus, eco_error *error)
{
    const route_world *world = problem->world;
    size_t most = count_offers(problem, skus), places = most < world->locations_count ? most : world->locations_count;
    route_offer *offers = eco_arena_take_raw(&work->arena, most, sizeof *offers);
    problem->places = eco_arena_take_raw(&work->arena, places, sizeof *problem->places);
    problem->fixed_sorted = eco_arena_take_raw(&work->arena, places, sizeof *problem->fixed_sorted);
    if (!offers || !problem->places || !problem->fixed_sorted)
        return eco_fail_memory(error);
    bool fits = true;
    for (size_t i = 0; i < problem->demands_count; i++) {
        problem->demands[i].offers = offers;
        fits &= take_offers(problem, work, &problem->demands[i], skus[i]);
        offers += problem->demands[i].offers_count;
    }
    for (size_t i = 0; i < problem->places_count; i++)
        work->place_of[problem->places[i].location] = -1;
    return fits ? ECO_OK : eco_fail(error, ECO_E_OVERFLOW, "/lines", "the costs of the units do not fit");
}

/* ---- what a place costs ---- */

static int64_t metres_of(const route_problem *problem, int32_t location)
{
    const route_location *from = &problem->world->locations[location];
    if (problem->order->metres)
        return problem->order->metres[location];
    if (from->given->distance_m)
        return from->given->distance_m;
    return from->given->has_place && problem->order->has_point ? eco_route_metres(from->point, problem->order->point) : -1;
}

/* The message has a %s for the name. */
static eco_status fail_place(eco_error *error, eco_status status, const route_place *place, const route_location *location,
                             const char *message)
{
    char path[64], text[ECO_QUOTED + 80];
    snprintf(path, sizeof path, "/locations/%d", place->location);
    const char *name = strstr(message, "%s");
    snprintf(text, sizeof text, "%.*s%s%s", (int)(name - message), message, ECO_QUOTE(location->given->name), name + 2);
    return eco_fail(error, status, path, "%s", text);
}

static eco_status price_place(route_problem *problem, route_place *place, eco_error *error)
{
    const eco_route_rules *rules = &problem->world->rules;
    const route_location *location = &problem->world->locations[place->location];
    place->metres = metres_of(problem, place->location);
    place->capacity = location->capacity;
    if (rules->per_km_minor && place->metres < 0)
        return fail_place(error, ECO_E_INVALID, place, location, "there is no distance from %s to the destination");
    eco_wide way = rules->per_km_minor ? eco_divide((eco_wide)rules->per_km_minor * place->metres, 1000, ECO_ROUNDING_HALF_UP)
                                       : 0;
    eco_wide parcel = way + location->given->parcel_minor;
    eco_wide parcels = problem->quantity + (problem->fill >> 60) + 1; /* at most */
    eco_wide fixed = parcel + location->given->order_minor + rules->split_minor;
    if (parcel >= ROUTE_COST_MOST || fixed >= ROUTE_COST_MOST || parcel * parcels >= ROUTE_COST_MOST)
        return fail_place(error, ECO_E_OVERFLOW, place, location, "the costs of %s do not fit");
    place->way = (int64_t)way;
    place->parcel = (int64_t)parcel;
    place->fixed = (int64_t)fixed;
    if (place->metres < 0)
        place->metres = 0;
    return ECO_OK;
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static eco_status price_places(route_problem *problem, eco_error *error)
{
    eco_wide sum = 0;
    problem->least_parcel = INT64_MAX;
    for (size_t i = 0; i < problem->places_count; i++) {
        route_place *place = &problem->places[i];
        eco_status failed = price_place(problem, place, error);
        if (failed)
            return failed;
        problem->fixed_sorted[i] = place->fixed;
        if (place->parcel < problem->least_parcel)
            problem->least_parcel = place->parcel;
        if (place->capacity < problem->quantity)
            problem->is_bound = true;
        sum += place->fixed + (eco_wide)place->parcel * ((problem->fill >> 60) + 1);
    }
    for (size_t i = 0; i < problem->demands_count; i++) {
        eco_wide most = 0, least = 0;
        for (size_t k = 0; k < problem->demands[i].offers_count; k++) {
            eco_wide unit = problem->demands[i].offers[k].unit;
            most = unit > most ? unit : -unit > most ? -unit : most;
            least = unit < least ? unit : least;
        }
        problem->credit += least * problem->demands[i].quantity;
        sum += most * problem->demands[i].quantity;
    }
    if (problem->fill > ROUTE_PARCEL)
        problem->is_bound = true;
    return sum < ROUTE_COST_MOST ? ECO_OK : eco_fail(error, ECO_E_OVERFLOW, "/lines", "the costs of the order do not fit");
}

/* ---- order ---- */

static bool place_before(const route_problem *problem, const route_place *a, const route_place *b)
{
    return problem->world->locations[a->location].rank < problem->world->locations[b->location].rank;
}

/* Of more places than a search can take, those that ship most of the order alone, then the cheapest. */
typedef struct ranked_place {
    route_place place;
    int64_t ships;
    int32_t rank;
} ranked_place;

static int compare_ranked(const void *a, const void *b)
{
    const ranked_place *left = a, *right = b;
    if (left->ships != right->ships)
        return left->ships > right->ships ? -1 : 1;
    if (left->place.fixed != right->place.fixed)
        return left->place.fixed < right->place.fixed ? -1 : 1;
    return left->rank < right->rank ? -1 : 1;
}

static eco_status choose_places(route_problem *problem, route_work *work, int32_t *moved, eco_error *error)
{
    ranked_place *ranked = eco_arena_take_array(&work->arena, problem->places_count, sizeof *ranked);
    if (!ranked)
        return eco_fail_memory(error);
    for (size_t i = 0; i < problem->places_count; i++) {
        ranked[i].place = problem->places[i];
        ranked[i].rank = problem->world->locations[problem->places[i].location].rank;
    }
    for (size_t i = 0; i < problem->demands_count; i++)
        for (size_t k = 0; k < problem->demands[i].offers_count; k++) {
            const route_offer *of = &problem->demands[i].offers[k];
            ranked[of->place].ships += of->available < problem->demands[i].quantity ? of->available
                                                                                    : problem->demands[i].quantity;
        }
    for (size_t i = 0; i < problem->places_count; i++)
        work->place_of[ranked[i].place.location] = (int32_t)i;
    qsort(ranked, problem->places_count, sizeof *ranked, compare_ranked);
    for (size_t i = 0; i < problem->places_count; i++) {
        moved[work->place_of[ranked[i].place.location]] = (int32_t)i;
        work->place_of[ranked[i].place.location] = -1;
        problem->places[i] = ranked[i].place;
    }
    return ECO_OK;
}

/* The places that are searched by rank, so that what is found first wins ties; offers follow. */
static eco_status order_places(route_problem *problem, route_work *work, eco_error *error)
{
    size_t count = problem->places_count;
    int32_t *moved = eco_arena_take_raw(&work->arena, count, sizeof *moved), from[ROUTE_PLACES], to[ROUTE_PLACES];
    eco_status failed = moved ? ECO_OK : eco_fail_memory(error);
    for (size_t i = 0; i < count && !failed; i++)
        moved[i] = (int32_t)i;
    if (!failed && count > ROUTE_PLACES)
        failed = choose_places(problem, work, moved, error);
    if (failed)
        return failed;
    problem->searched = count < ROUTE_PLACES ? count : ROUTE_PLACES;
    for (size_t i = 0; i < problem->searched; i++) {
        route_place place = problem->places[i];
        size_t k = i;
        for (; k && place_before(problem, &place, &problem->places[k - 1]); k--) {
            problem->places[k] = problem->places[k - 1];
            from[k] = from[k - 1];
        }
        problem->places[k] = place;
        from[k] = (int32_t)i;
    }
    for (size_t i = 0; i < problem->searched; i++)
        to[from[i]] = (int32_t)i;
    for (size_t i = 0; i < count; i++)
        if (moved[i] < (int32_t)problem->searched)
            moved[i] = to[moved[i]];
    for (size_t i = 0; i < problem->demands_count; i++)
        for (size_t k = 0; k < problem->demands[i].offers_count; k++) {
            route_offer *of = &problem->demands[i].offers[k];
            of->place = moved[of->place];
            of->bit = of->place < ROUTE_PLACES ? UINT64_C(1) << of->place : 0;
        }
    return ECO_OK;
}

static int compare_offers(const void *a, const void *b)
{
    const route_offer *left = a, *right = b;
    if (left->unit != right->unit)
        return left->unit < right->unit ? -1 : 1;
    return left->place < right->place ? -1 : 1;
}

static void sort_offers(route_offer *offers, size_t count)
{
    if (count > FEW) {
        qsort(offers, count, sizeof *offers, compare_offers);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        route_offer moving = offers[i];
        size_t k = i;
        for (; k && compare_offers(&moving, &offers[k - 1]) < 0; k--)
            offers[k] = offers[k - 1];
        offers[k] = moving;
    }
}

static void find_limits(route_problem *problem)
{
    const eco_route_rules *rules = &problem->world->rules;
    problem->sets_most = problem->searched;
    if (rules->locations_most && (size_t)rules->locations_most < problem->sets_most)
        problem->sets_most = (size_t)rules->locations_most;
    if (rules->parcels_most && (size_t)rules->parcels_most < problem->sets_most)
        problem->sets_most = (size_t)rules->parcels_most;
    problem->all_units = eco_route_units_cost(problem, 0, true);
    for (size_t i = 1; i < problem->places_count && problem->places_count <= FEW; i++)
        for (size_t k = i; k && problem->fixed_sorted[k] < problem->fixed_sorted[k - 1]; k--) {
            int64_t swapped = problem->fixed_sorted[k];
            problem->fixed_sorted[k] = problem->fixed_sorted[k - 1];
            problem->fixed_sorted[k - 1] = swapped;
        }
    if (problem->places_count > FEW)
        qsort(problem->fixed_sorted, problem->places_count, sizeof *problem->fixed_sorted, compare_numbers);
}

eco_status eco_route_problem_make(route_problem *problem, route_work *work, const route_world *world, const route_order *order,
                                  eco_error *error)
{
    *problem = (route_problem){.world = world, .order = order};
    if (!order->lines_count || !order->lines)
        return eco_fail(error, ECO_E_INVALID, "/lines", "the order has no lines");
    if (order->lines_count > ROUTE_LINES_MOST)
        return eco_fail(error, ECO_E_LIMIT, "/lines", "%zu lines are more than %d", order->lines_count, ROUTE_LINES_MOST);
    int32_t *skus = eco_arena_take_raw(&work->arena, order->lines_count, sizeof *skus);
    problem->demands = eco_arena_take_raw(&work->arena, order->lines_count, sizeof *problem->demands);
    if (!skus || !problem->demands)
        return eco_fail_memory(error);
    eco_status failed = take_lines(problem, skus, error);
    if (!failed)
        failed = take_places(problem, work, skus, error);
    if (!failed)
        failed = price_places(problem, error);
    if (!failed)
        failed = order_places(problem, work, error);
    if (failed)
        return failed;
    for (size_t i = 0; i < problem->demands_count; i++)
        sort_offers(problem->demands[i].offers, problem->demands[i].offers_count);
    find_limits(problem);
    return ECO_OK;
}
