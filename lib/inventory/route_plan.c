/* route_plan.c - what a search found, as a plan: assignments, the locations that ship, what waits, and each part of the cost. */
#include <string.h>

#include "base/error.h"
#include "inventory/route.h"

typedef struct used_place {
    eco_wide filled;
    int64_t quantity, units, age;
} used_place;

static const route_location *location_of(const route_problem *problem, size_t place)
{
    return &problem->world->locations[problem->places[place].location];
}

/* ---- assignments ---- */

static int32_t name_rank(const route_problem *problem, const route_offer *offer)
{
    return location_of(problem, (size_t)offer->place)->by_name;
}

/* A part of a line, among those of its line by name. */
static void assign(eco_route_plan *plan, eco_route_assignment *assignments, const route_problem *problem,
                   const route_demand *demand, const route_offer *offer, int64_t quantity, size_t first)
{
    int32_t location = problem->places[offer->place].location, rank = name_rank(problem, offer);
    int64_t units = offer->stock < 0 ? offer->unit : problem->world->stock[offer->stock].units;
    size_t at = plan->assignments_count++;
    for (; at > first && problem->world->locations[assignments[at - 1].location].by_name > rank; at--)
        assignments[at] = assignments[at - 1];
    assignments[at] = (eco_route_assignment){.line = demand->line,
                                             .location = location,
                                             .quantity = quantity,
                                             .units_minor = quantity * units,
                                             .age_minor = quantity * (units - offer->unit)};
}

static void take_assignments(eco_route_plan *plan, eco_route_assignment *assignments, eco_route_backorder *backorders,
                             used_place *used, const route_search *search)
{
    const route_problem *problem = search->problem;
    const int64_t *taken = search->taken;
    for (size_t i = 0; i < problem->demands_count; i++) {
        const route_demand *demand = &problem->demands[i];
        size_t first = plan->assignments_count;
        int64_t left = demand->quantity;
        for (size_t k = 0; k < demand->offers_count; k++, taken++) {
            if (!*taken)
                continue;
            used_place *place = &used[demand->offers[k].place];
            assign(plan, assignments, problem, demand, &demand->offers[k], *taken, first);
            place->quantity += *taken;
            place->filled += demand->fill * *taken;
            left -= *taken;
        }
        if (left)
            backorders[plan->backorders_count++] = (eco_route_backorder){.line = demand->line, .quantity = left};
        plan->quantity += demand->quantity - left;
        plan->backordered += left;
    }
}

/* ---- costs ---- */

static void take_stop(eco_route_plan *plan, eco_route_stop *stops, const route_problem *problem, size_t place,
                      const used_place *used)
{
    const route_place *from = &problem->places[place];
    const route_location *location = location_of(problem, place);
    int64_t parcels = eco_route_parcels(used->filled);
    size_t at = plan->stops_count++;
    for (; at && problem->world->locations[stops[at - 1].location].by_name > location->by_name; at--)
        stops[at] = stops[at - 1];
    stops[at] = (eco_route_stop){.location = from->location,
                                 .quantity = used->quantity,
                                 .parcels = parcels,
                                 .distance_m = from->metres,
                                 .cost = {.order_minor = location->given->order_minor,
                                          .parcels_minor = parcels * location->given->parcel_minor,
                                          .distance_minor = parcels * from->way}};
}

static int64_t total_of(const eco_route_cost *cost)
{
    return cost->order_minor + cost->parcels_minor + cost->distance_minor + cost->split_minor + cost->units_minor -
           cost->age_minor;
}

static void sum_costs(eco_route_plan *plan, eco_route_stop *stops, const route_problem *problem)
{
    for (size_t i = 0; i < plan->stops_count; i++) {
        eco_route_stop *stop = &stops[i];
        for (size_t k = 0; k < plan->assignments_count; k++)
            if (plan->assignments[k].location == stop->location) {
                stop->cost.units_minor += plan->assignments[k].units_minor;
                stop->cost.age_minor += plan->assignments[k].age_minor;
            }
        stop->cost.split_minor = i ? problem->world->rules.split_minor : 0;
        stop->cost.total_minor = total_of(&stop->cost);
        plan->cost.order_minor += stop->cost.order_minor;
        plan->cost.parcels_minor += stop->cost.parcels_minor;
        plan->cost.distance_minor += stop->cost.distance_minor;
        plan->cost.split_minor += stop->cost.split_minor;
        plan->cost.units_minor += stop->cost.units_minor;
        plan->cost.age_minor += stop->cost.age_minor;
        plan->parcels += stop->parcels;
    }
    plan->cost.total_minor = total_of(&plan->cost);
}

/* Cost is compared with what was not looked at only where that ships as many units. */
static void take_bound(eco_route_plan *plan, const route_search *search)
{
    eco_wide value = plan->backordered * ROUTE_SHORT + plan->cost.total_minor;
    plan->nodes = search->nodes;
    plan->is_proven = search->open >= value;
    plan->bound_minor = plan->cost.total_minor;
    if (plan->is_proven)
        return;
    eco_wide bound = search->open - plan->backordered * ROUTE_SHORT;
    plan->bound_minor = (int64_t)(bound > search->problem->credit ? bound : search->problem->credit);
    plan->gap_minor = plan->cost.total_minor - plan->bound_minor;
}

/* ---- names ---- */

/* A text that is in the plan's arena already is not copied again. */
static bool copy_names(eco_route_plan *plan, eco_route_stop *stops, eco_route_assignment *assignments,
                       eco_route_backorder *backorders, const route_problem *problem, eco_arena *arena)
{
    const route_order *order = problem->order;
    for (size_t i = 0; i < plan->stops_count; i++) {
        stops[i].name = eco_arena_text(arena, problem->world->locations[stops[i].location].given->name);
        if (!stops[i].name)
            return false;
        for (size_t k = 0; k < plan->assignments_count; k++)
            if (assignments[k].location == stops[i].location)
                assignments[k].name = stops[i].name;
    }
    for (size_t i = 0; i < plan->assignments_count; i++) {
        bool same = i && assignments[i].line == assignments[i - 1].line;
        assignments[i].sku = same ? assignments[i - 1].sku : eco_arena_text(arena, order->lines[assignments[i].line].sku);
        if (!assignments[i].sku)
            return false;
    }
    for (size_t i = 0; i < plan->backorders_count; i++) {
        backorders[i].sku = eco_arena_text(arena, order->lines[backorders[i].line].sku);
        if (!backorders[i].sku)
            return false;
    }
    return true;
}

static size_t count_taken(const route_search *search)
{
    size_t count = 0;
    for (size_t i = 0; i < search->problem->offers_count; i++)
        count += search->taken[i] != 0;
    return count;
}

eco_status eco_route_plan_make(eco_route_plan *plan, const route_search *search, eco_arena *arena, eco_error *error)
{
    const route_problem *problem = search->problem;
    size_t parts = count_taken(search), places = (size_t)__builtin_popcountll(search->best_set);
    used_place used[ROUTE_PLACES] = {{0}};
    eco_route_assignment *assignments = eco_arena_take_raw(arena, parts, sizeof *assignments);
    eco_route_backorder *backorders = eco_arena_take_raw(arena, search->best >= ROUTE_SHORT / 2 ? problem->demands_count : 0,
                                                         sizeof *backorders);
    eco_route_stop *stops = eco_arena_take_raw(arena, places, sizeof *stops);
    *plan = (eco_route_plan){.scale = problem->world->rules.scale};
    if (!assignments || !backorders || !stops)
        return eco_fail_memory(error);
    plan->currency = eco_currency_find(problem->world->rules.currency)->code;
    take_assignments(plan, assignments, backorders, used, search);
    for (size_t i = 0; i < problem->searched; i++)
        if (used[i].quantity)
            take_stop(plan, stops, problem, i, &used[i]);
    plan->assignments = assignments;
    plan->backorders = backorders;
    plan->stops = stops;
    sum_costs(plan, stops, problem);
    take_bound(plan, search);
    return copy_names(plan, stops, assignments, backorders, problem, arena) ? ECO_OK : eco_fail_memory(error);
}

eco_status eco_route_order(eco_route_plan *plan, route_work *work, const route_world *world, const route_order *order,
                           eco_arena *arena, bool explains, eco_error *error)
{
    route_problem problem;
    route_search search;
    eco_arena_reset(&work->arena);
    eco_status failed = eco_route_problem_make(&problem, work, world, order, error);
    if (failed)
        return failed;
    if (!eco_route_search(&search, &problem, &work->arena))
        return eco_fail_memory(error);
    if (search.best == ROUTE_NONE || search.best >= problem.quantity * ROUTE_SHORT)
        return eco_route_why_not(&search, error);
    failed = eco_route_plan_make(plan, &search, arena, error);
    if (!failed && explains)
        failed = eco_route_why(plan, &problem, arena, error);
    return failed;
}

void eco_route_consume(route_world *world, const route_order *order, const eco_route_plan *plan)
{
    for (size_t i = 0; i < plan->assignments_count; i++) {
        const eco_route_assignment *part = &plan->assignments[i];
        const char *text = order->lines[part->line].sku;
        int64_t sku = eco_map_get(&world->skus, text, strlen(text), -1);
        route_location *location = &world->locations[part->location];
        if (location->capacity != INT64_MAX)
            location->capacity -= part->quantity;
        for (int32_t row = sku < 0 ? -1 : world->first[sku]; row >= 0; row = world->stock[row].next)
            if (world->stock[row].location == part->location)
                world->stock[row].available -= part->quantity;
    }
}
