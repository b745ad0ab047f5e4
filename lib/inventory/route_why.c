/* route_why.c - why the other locations ship nothing, each judged by what it could do alone; and why there is no plan. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "inventory/route.h"

/* ---- locations that ship nothing ---- */

typedef struct alone { /* the order from one place */
    int64_t shipped;   /* units */
    eco_wide filled, cost;
    const route_demand *lacks; /* the first line that it can't ship */
    int64_t lacks_available;
} alone;

static const route_offer *offer_of(const route_demand *demand, size_t place)
{
    for (size_t i = 0; i < demand->offers_count; i++)
        if ((size_t)demand->offers[i].place == place)
            return &demand->offers[i];
    return NULL;
}

static alone ship_alone(const route_problem *problem, size_t place)
{
    alone a = {0};
    for (size_t i = 0; i < problem->demands_count; i++) {
        const route_demand *demand = &problem->demands[i];
        const route_offer *offer = offer_of(demand, place);
        int64_t available = offer ? offer->available : 0, take = available < demand->quantity ? available : demand->quantity;
        if (take < demand->quantity && !a.lacks) {
            a.lacks = demand;
            a.lacks_available = available;
        }
        a.shipped += take;
        a.filled += demand->fill * take;
        a.cost += offer ? (eco_wide)take * offer->unit : 0;
    }
    const route_place *from = &problem->places[place];
    a.cost += from->fixed - problem->world->rules.split_minor + (eco_wide)(eco_route_parcels(a.filled) - 1) * from->parcel;
    return a;
}

/* A line that waits and that the place has some of. */
static const route_demand *waits_for(const eco_route_plan *plan, const route_problem *problem, size_t place, int64_t *available)
{
    for (size_t i = 0; i < plan->backorders_count; i++)
        for (size_t k = 0; k < problem->demands_count; k++) {
            const route_demand *demand = &problem->demands[k];
            const route_offer *offer = demand->line == plan->backorders[i].line ? offer_of(demand, place) : NULL;
            if (offer && (!problem->world->rules.keep_lines_whole || offer->available >= demand->quantity)) {
                *available = offer->available;
                return demand;
            }
        }
    return NULL;
}

static eco_route_other short_of(const route_problem *problem, eco_route_reason reason, const route_demand *demand,
                                int64_t available)
{
    return (eco_route_other){
        .reason = reason, .sku = problem->order->lines[demand->line].sku, .available = available, .wanted = demand->quantity};
}

static eco_route_other judge(const eco_route_plan *plan, const route_problem *problem, size_t place)
{
    const route_place *from = &problem->places[place];
    int64_t available = 0, parcels_most = problem->world->rules.parcels_most;
    const route_demand *waiting = waits_for(plan, problem, place, &available);
    if (waiting)
        return short_of(problem, ECO_ROUTE_OVER_LIMIT, waiting, available);
    alone a = ship_alone(problem, place);
    if (a.lacks)
        return short_of(problem, ECO_ROUTE_SHORT, a.lacks, a.lacks_available);
    if (a.shipped > from->capacity)
        return (eco_route_other){.reason = ECO_ROUTE_CAPACITY, .available = from->capacity, .wanted = a.shipped};
    if (parcels_most && eco_route_parcels(a.filled) > parcels_most)
        return (eco_route_other){.reason = ECO_ROUTE_PARCELS, .available = parcels_most, .wanted = eco_route_parcels(a.filled)};
    return (eco_route_other){.reason = ECO_ROUTE_COSTS_MORE, .more_minor = (int64_t)(a.cost - plan->cost.total_minor)};
}

/* The place of a location, or places_count. */
static size_t place_of(const route_problem *problem, size_t location)
{
    size_t place = 0;
    while (place < problem->places_count && (size_t)problem->places[place].location != location)
        place++;
    return place;
}

static eco_route_other reason_of(const eco_route_plan *plan, const route_problem *problem, size_t location)
{
    if (problem->world->locations[location].given->is_excluded)
        return (eco_route_other){.reason = ECO_ROUTE_EXCLUDED};
    size_t place = place_of(problem, location);
    if (place == problem->places_count)
        return short_of(problem, ECO_ROUTE_NO_STOCK, &problem->demands[0], 0);
    return judge(plan, problem, place);
}

static bool ships(const eco_route_plan *plan, size_t location)
{
    for (size_t i = 0; i < plan->stops_count; i++)
        if ((size_t)plan->stops[i].location == location)
            return true;
    return false;
}

eco_status eco_route_why(eco_route_plan *plan, const route_problem *problem, eco_arena *arena, eco_error *error)
{
    const route_world *world = problem->world;
    size_t count = world->locations_count - plan->stops_count;
    eco_route_other *others = eco_arena_take_array(arena, count, sizeof *others);
    size_t *by_name = eco_arena_take_array(arena, world->locations_count, sizeof *by_name);
    if (!others || !by_name)
        return eco_fail_memory(error);
    for (size_t i = 0; i < world->locations_count; i++)
        by_name[world->locations[i].by_name] = i;
    for (size_t i = 0; i < world->locations_count; i++) {
        if (ships(plan, by_name[i]))
            continue;
        eco_route_other *other = &others[plan->others_count++];
        *other = reason_of(plan, problem, by_name[i]);
        other->location = (int32_t)by_name[i];
        other->name = eco_arena_text(arena, world->locations[by_name[i]].given->name);
        const char *sku = other->sku;
        other->sku = eco_arena_text(arena, sku);
        if (!other->name || (sku && !other->sku))
            return eco_fail_memory(error);
    }
    plan->others = others;
    return ECO_OK;
}

/* ---- no plan ---- */

static int64_t available_of(const route_demand *demand)
{
    int64_t available = 0;
    for (size_t i = 0; i < demand->offers_count; i++) {
        if (demand->offers[i].available > INT64_MAX - available)
            return INT64_MAX;
        available += demand->offers[i].available;
    }
    return available;
}

static const route_demand *lacking(const route_problem *problem, int64_t *available)
{
    for (size_t i = 0; i < problem->demands_count; i++) {
        *available = available_of(&problem->demands[i]);
        bool lacks = problem->world->rules.partial ? !*available : *available < problem->demands[i].quantity;
        if (lacks)
            return &problem->demands[i];
    }
    return NULL;
}

static int64_t capacity_of(const route_problem *problem)
{
    int64_t capacity = 0;
    for (size_t i = 0; i < problem->places_count; i++)
        capacity = problem->places[i].capacity > INT64_MAX - capacity ? INT64_MAX : capacity + problem->places[i].capacity;
    return capacity;
}

eco_status eco_route_why_not(const route_search *search, eco_error *error)
{
    const route_problem *problem = search->problem;
    const eco_route_rules *rules = &problem->world->rules;
    char path[64];
    int64_t available;
    const route_demand *lacks = lacking(problem, &available);
    if (lacks && (!rules->partial || !problem->places_count)) {
        snprintf(path, sizeof path, "/lines/%d", lacks->line);
        return eco_fail(error, ECO_E_INSUFFICIENT, path, "quantity %lld exceeds %lld available of sku %s at all locations",
                        (long long)lacks->quantity, (long long)available, ECO_QUOTE(problem->order->lines[lacks->line].sku));
    }
    int64_t capacity = capacity_of(problem);
    if (capacity < problem->quantity && !rules->partial)
        return eco_fail(error, ECO_E_INSUFFICIENT, "/lines", "quantity %lld exceeds the capacity %lld of all locations",
                        (long long)problem->quantity, (long long)capacity);
    if (search->is_stopped || search->open < ROUTE_NONE)
        return eco_fail(error, ECO_E_LIMIT, "/rules/nodes_most", "no plan was found within %lld nodes", (long long)search->nodes);
    if (rules->keep_lines_whole)
        return eco_fail(error, ECO_E_REFUSED, "/rules/keep_lines_whole", "there is no plan that keeps lines whole%s",
                        rules->locations_most || rules->parcels_most ? " within the limits of locations and parcels" : "");
    if (rules->parcels_most && eco_route_parcels(problem->fill) > rules->parcels_most)
        return eco_fail(error, ECO_E_REFUSED, "/rules/parcels_most", "the order fills %lld parcels, and %lld are allowed",
                        (long long)eco_route_parcels(problem->fill), (long long)rules->parcels_most);
    if (rules->locations_most || rules->parcels_most)
        return eco_fail(error, ECO_E_REFUSED, rules->locations_most ? "/rules/locations_most" : "/rules/parcels_most",
                        "no %zu locations can ship all of the order", problem->sets_most);
    return eco_fail(error, ECO_E_INSUFFICIENT, "/lines", "the locations that have the goods lack the capacity to ship them");
}
