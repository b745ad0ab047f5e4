/* route_search.c - the cheapest set of places: all sets of one place, then of two, and so on, until no larger one can be cheaper.
 *
 * A set costs what its places cost fixed, and the cheapest units from them: fixed costs only grow with a set, units only get cheaper, down to what they
 * cost where every place is used. So a set of k places costs at least the k smallest fixed costs and those units. */
#include <string.h>

#include "inventory/route.h"

eco_wide eco_route_units_cost(const route_problem *problem, uint64_t set, bool all)
{
    int64_t cost = 0, missing = 0;
    bool partial = problem->world->rules.partial, whole = problem->world->rules.keep_lines_whole;
    for (size_t i = 0; i < problem->demands_count; i++) {
        const route_demand *demand = &problem->demands[i];
        const route_offer *offer = demand->offers, *end = offer + demand->offers_count;
        int64_t left = demand->quantity;
        for (; left && offer < end; offer++) {
            if (!(offer->bit & set) && !all)
                continue;
            if (whole && offer->available < left)
                continue;
            int64_t take = offer->available < left ? offer->available : left;
            cost += take * offer->unit;
            left -= take;
        }
        if (left && !partial)
            return ROUTE_NONE;
        missing += left;
    }
    return missing * ROUTE_SHORT + cost;
}

void eco_route_units_take(int64_t *taken, const route_problem *problem, uint64_t set)
{
    bool whole = problem->world->rules.keep_lines_whole;
    for (size_t i = 0; i < problem->demands_count; i++) {
        const route_demand *demand = &problem->demands[i];
        int64_t left = demand->quantity;
        for (size_t k = 0; k < demand->offers_count; k++, taken++) {
            const route_offer *offer = &demand->offers[k];
            bool serves = (offer->bit & set) && left && (!whole || offer->available >= left);
            *taken = !serves ? 0 : offer->available < left ? offer->available : left;
            left -= *taken;
        }
    }
}

/* What binds where quantities are to be shipped: nothing, parcels, or capacities. */
typedef enum binding { FITS, PARCELS, CAPACITIES } binding;

static binding what_binds(const route_problem *problem, const int64_t *taken)
{
    int64_t units[ROUTE_PLACES] = {0};
    eco_wide filled[ROUTE_PLACES] = {0};
    binding binds = FITS;
    for (size_t i = 0; i < problem->demands_count; i++)
        for (size_t k = 0; k < problem->demands[i].offers_count; k++, taken++) {
            if (!*taken)
                continue;
            size_t place = (size_t)problem->demands[i].offers[k].place;
            units[place] += *taken;
            filled[place] += problem->demands[i].fill * *taken;
        }
    for (size_t i = 0; i < problem->searched; i++) {
        if (units[i] > problem->places[i].capacity)
            return CAPACITIES;
        if (filled[i] > ROUTE_PARCEL)
            binds = PARCELS;
    }
    return binds;
}

/* What k places cost at least for parcels beyond their first ones, where all is shipped. */
static eco_wide more_parcels(const route_problem *problem, size_t k, eco_wide units)
{
    int64_t parcels = eco_route_parcels(problem->fill);
    return problem->is_bound && units < ROUTE_SHORT / 2 && parcels > (int64_t)k
               ? (eco_wide)(parcels - (int64_t)k) * problem->least_parcel
               : 0;
}

typedef struct walk {
    route_search *search;
    int64_t least_fixed[ROUTE_PLACES + 1]; /* of the places from there on */
} walk;

static void take(route_search *search, uint64_t set, eco_wide value, const int64_t *taken)
{
    search->best = value;
    search->best_set = set;
    if (taken)
        memcpy(search->taken, taken, search->problem->offers_count * sizeof *taken);
}

/* A set whose cheapest units may not fit. Whole lines are no flow: capacities are then searched. */
static void look_inside(route_search *search, uint64_t set, size_t size, eco_wide fixed, eco_wide units)
{
    const route_problem *problem = search->problem;
    eco_wide least = fixed + units + more_parcels(problem, size, units);
    if (least >= search->best)
        return;
    eco_route_units_take(search->scratch, problem, set);
    binding binds = what_binds(problem, search->scratch);
    if (binds == CAPACITIES && !problem->world->rules.keep_lines_whole) {
        units = eco_route_flow(search->scratch, problem, set);
        if (units == ROUTE_NONE)
            return;
        least = fixed + units + more_parcels(problem, size, units);
        if (least >= search->best)
            return;
        binds = what_binds(problem, search->scratch);
    }
    if (binds == FITS) {
        take(search, set, fixed + units, search->scratch);
        return;
    }
    if (binds == PARCELS)
        eco_route_fill_try(search, set);
    if (least < search->best)
        eco_route_fill(search, set, units, least);
}

/* A set as it is: its fixed costs are known. */
static void look_at(route_search *search, uint64_t set, size_t size, eco_wide fixed)
{
    eco_wide units = eco_route_units_cost(search->problem, set, false);
    search->nodes++;
    if (units == ROUTE_NONE || fixed + units >= search->best)
        return;
    if (search->problem->is_bound)
        look_inside(search, set, size, fixed, units);
    else
        take(search, set, fixed + units, NULL);
}

/* All sets of `left` places from `from` on, beside those chosen. */
static void choose(walk *w, size_t from, size_t left, size_t size, uint64_t set, eco_wide fixed)
{
    route_search *search = w->search;
    const route_problem *problem = search->problem;
    if (!left) {
        look_at(search, set, size, fixed);
        return;
    }
    eco_wide least = fixed + (eco_wide)w->least_fixed[from] * (int64_t)left;
    if (least + problem->all_units >= search->best)
        return;
    if (set && problem->searched - from > left) {
        search->nodes++;
        eco_wide units = eco_route_units_cost(problem, set | ~UINT64_C(0) << from, false);
        if (units == ROUTE_NONE || least + units >= search->best)
            return;
    }
    for (size_t i = from; i + left <= problem->searched; i++) {
        if (search->nodes >= search->nodes_most) {
            search->is_stopped = true;
            return;
        }
        if (left == 1 && fixed + problem->places[i].fixed + problem->all_units >= search->best)
            continue;
        choose(w, i + 1, left - 1, size, set | UINT64_C(1) << i, fixed + problem->places[i].fixed);
    }
}

/* The least that a plan of k or more places can cost. */
static eco_wide least_of(const route_problem *problem, size_t k)
{
    eco_wide least = problem->all_units - problem->world->rules.split_minor + more_parcels(problem, k, problem->all_units);
    for (size_t i = 0; i < k; i++)
        least += problem->fixed_sorted[i];
    return least;
}

static void begin(route_search *search, walk *w)
{
    const route_problem *problem = search->problem;
    w->least_fixed[problem->searched] = INT64_MAX / 4;
    for (size_t i = problem->searched; i-- > 0;) {
        int64_t fixed = problem->places[i].fixed;
        w->least_fixed[i] = fixed < w->least_fixed[i + 1] ? fixed : w->least_fixed[i + 1];
    }
    search->nodes_most = problem->world->rules.nodes_most ? problem->world->rules.nodes_most : 1000000;
    if (problem->searched <= ROUTE_SMALL && !problem->is_bound)
        search->nodes_most = INT64_MAX;
    if (problem->world->rules.partial) /* nothing is shipped */
        search->best = problem->quantity * ROUTE_SHORT;
}

/* What nobody looked at: the sets behind the cut, and places beyond those that are searched. */
static void leave_open(route_search *search, eco_wide least)
{
    if (least >= search->best)
        return;
    search->is_stopped = true;
    search->open = least < search->open ? least : search->open;
}

static bool is_possible(const route_problem *problem)
{
    const eco_route_rules *rules = &problem->world->rules;
    return problem->all_units != ROUTE_NONE &&
           (rules->partial || !rules->parcels_most || eco_route_parcels(problem->fill) <= rules->parcels_most);
}

bool eco_route_search(route_search *search, const route_problem *problem, eco_arena *arena)
{
    walk w = {.search = search};
    *search = (route_search){.problem = problem, .best = ROUTE_NONE, .open = ROUTE_NONE};
    search->taken = eco_arena_take_array(arena, problem->offers_count, sizeof *search->taken);
    if (!search->taken || (problem->is_bound && !eco_route_fill_room(search, arena)))
        return false;
    begin(search, &w);
    bool possible = is_possible(problem);
    for (size_t k = 1; k <= problem->sets_most && possible && !search->is_stopped; k++) {
        eco_wide least = least_of(problem, k);
        if (least >= search->best)
            break;
        choose(&w, 0, k, k, 0, -(eco_wide)problem->world->rules.split_minor);
        if (search->is_stopped)
            leave_open(search, least);
    }
    if (problem->places_count > problem->searched && possible)
        leave_open(search, least_of(problem, 1));
    if (!problem->is_bound)
        eco_route_units_take(search->taken, problem, search->best_set);
    return true;
}
