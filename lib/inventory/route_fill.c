/* route_fill.c - inside a set of places: how many units of each line from where, when they take more than one parcel a place.
 *
 * Depth first, line by line, offer by offer, the cheapest and most first; a node is a quantity. Its bound: parcels so far, units so far, the rest of the line at
 * the next price, the lines behind it at their cheapest, and the parcels that all units together must still fill. */
#include <stdlib.h>
#include <string.h>

#include "inventory/route.h"

enum { DEEP = 4096 /* nodes on a path: the depth of the recursion */, SHARE = 16, LEAST_NODES = 2000 };

typedef struct fill_step { /* a line */
    const route_demand *demand;
    int64_t *taken;  /* by offer */
    size_t choices;  /* offers in the set */
    eco_wide behind; /* what the lines behind it cost at least */
} fill_step;

typedef struct filling {
    route_search *search;
    uint64_t set;
    fill_step *steps;
    size_t count;
    int64_t *taken;
    int64_t parcels_least, least_parcel; /* of all units together, where all are shipped; the price of one more */
    int64_t units[ROUTE_PLACES], parcels[ROUTE_PLACES], all_parcels;
    eco_wide filled[ROUTE_PLACES];
    eco_wide least; /* of the set: nothing is better */
    int64_t nodes_end;
    bool partial, whole, is_cut;
} filling;

static int compare_steps(const void *a, const void *b)
{
    const fill_step *left = a, *right = b;
    if (left->choices != right->choices)
        return left->choices < right->choices ? -1 : 1;
    eco_wide fills = left->demand->fill * left->demand->quantity, others = right->demand->fill * right->demand->quantity;
    if (fills != others)
        return fills > others ? -1 : 1;
    return left->demand->line < right->demand->line ? -1 : 1;
}

/* What one line costs at least from the set. */
static eco_wide line_cost(const filling *f, const route_demand *demand)
{
    eco_wide cost = 0;
    int64_t left = demand->quantity;
    for (size_t i = 0; i < demand->offers_count && left; i++) {
        const route_offer *offer = &demand->offers[i];
        if (!(offer->bit & f->set) || (f->whole && offer->available < left))
            continue;
        int64_t take = offer->available < left ? offer->available : left;
        cost += take * offer->unit;
        left -= take;
    }
    return cost + left * ROUTE_SHORT;
}

static void record(filling *f, eco_wide value)
{
    f->search->best = value;
    f->search->best_set = f->set;
    memcpy(f->search->taken, f->taken, f->search->problem->offers_count * sizeof *f->taken);
}

/* What is left of a line costs from its offer `at` on at least. */
static eco_wide rest_cost(const filling *f, const fill_step *step, size_t at, int64_t left)
{
    const route_demand *demand = step->demand;
    if (!left)
        return 0;
    while (at < demand->offers_count && !(demand->offers[at].bit & f->set))
        at++;
    if (at < demand->offers_count)
        return (eco_wide)left * demand->offers[at].unit;
    return f->partial ? left * ROUTE_SHORT : ROUTE_NONE;
}

/* Adds units (or takes them back) at a place; gives what its parcels cost more. */
static eco_wide put(filling *f, const route_offer *offer, const route_demand *demand, int64_t take)
{
    int32_t place = offer->place;
    f->units[place] += take;
    f->filled[place] += demand->fill * take;
    int64_t parcels = eco_route_parcels(f->filled[place]), more = parcels - f->parcels[place];
    f->parcels[place] = parcels;
    f->all_parcels += more;
    return (eco_wide)more * f->search->problem->places[place].parcel;
}

static void take_line(filling *f, size_t index, eco_wide cost);

static void take_offers(filling *f, size_t index, size_t at, int64_t left, eco_wide cost)
{
    const fill_step *step = &f->steps[index];
    const route_demand *demand = step->demand;
    const route_problem *problem = f->search->problem;
    eco_wide rest = rest_cost(f, step, at, left), bound = cost + rest + step->behind;
    if (rest == ROUTE_NONE)
        return;
    if (bound < ROUTE_SHORT / 2 && f->parcels_least > f->all_parcels)
        bound += (eco_wide)(f->parcels_least - f->all_parcels) * f->least_parcel;
    int64_t parcels_most = problem->world->rules.parcels_most;
    if (bound >= f->search->best || f->least >= f->search->best || f->is_cut || (parcels_most && f->all_parcels > parcels_most))
        return;
    if (f->search->nodes++ >= f->nodes_end) {
        f->is_cut = true;
        return;
    }
    while (at < demand->offers_count && !(demand->offers[at].bit & f->set))
        at++;
    if (!left || at == demand->offers_count) {
        take_line(f, index + 1, cost + left * ROUTE_SHORT);
        return;
    }
    const route_offer *offer = &demand->offers[at];
    int64_t room = problem->places[offer->place].capacity - f->units[offer->place];
    int64_t most = offer->available < left ? offer->available : left;
    most = most < room ? most : room;
    for (int64_t take = most; take >= 0 && !f->is_cut; take--) {
        if (f->whole && take && take < left)
            take = 0;
        eco_wide parcels = put(f, offer, demand, take);
        step->taken[at] = take;
        take_offers(f, index, at + 1, left - take, cost + (eco_wide)take * offer->unit + parcels);
        step->taken[at] = 0;
        put(f, offer, demand, -take);
    }
}

static void take_line(filling *f, size_t index, eco_wide cost)
{
    if (index < f->count)
        take_offers(f, index, 0, f->steps[index].demand->quantity, cost);
    else if (cost < f->search->best)
        record(f, cost);
}

/* Without looking back: for orders whose paths are too long, and so that there is a plan when the search is cut. */
static void dive(filling *f, eco_wide cost)
{
    const route_problem *problem = f->search->problem;
    for (size_t i = 0; i < f->count; i++) {
        const route_demand *demand = f->steps[i].demand;
        int64_t left = demand->quantity;
        for (size_t k = 0; k < demand->offers_count && left; k++) {
            const route_offer *offer = &demand->offers[k];
            if (!(offer->bit & f->set))
                continue;
            int64_t take = offer->available < left ? offer->available : left;
            int64_t room = problem->places[offer->place].capacity - f->units[offer->place];
            take = take < room ? take : room;
            if (f->whole && take < left)
                continue;
            cost += put(f, offer, demand, take) + (eco_wide)take * offer->unit;
            f->steps[i].taken[k] = take;
            left -= take;
        }
        if (left && !f->partial)
            return;
        cost += left * ROUTE_SHORT;
    }
    int64_t parcels_most = problem->world->rules.parcels_most;
    if (cost < f->search->best && (!parcels_most || f->all_parcels <= parcels_most))
        record(f, cost);
}

static void begin(filling *f)
{
    const route_problem *problem = f->search->problem;
    int64_t *taken = f->taken;
    f->count = problem->demands_count;
    memset(f->taken, 0, problem->offers_count * sizeof *f->taken);
    for (size_t i = 0; i < f->count; i++) {
        const route_demand *demand = &problem->demands[i];
        f->steps[i] = (fill_step){.demand = demand, .taken = taken};
        for (size_t k = 0; k < demand->offers_count; k++)
            f->steps[i].choices += (demand->offers[k].bit & f->set) != 0;
        taken += demand->offers_count;
    }
    qsort(f->steps, f->count, sizeof *f->steps, compare_steps);
    eco_wide behind = 0;
    for (size_t i = f->count; i-- > 0;) {
        f->steps[i].behind = behind;
        behind += line_cost(f, f->steps[i].demand);
    }
}

/* Every place of the set has its first parcel. */
static eco_wide open_places(filling *f)
{
    const route_problem *problem = f->search->problem;
    eco_wide cost = -(eco_wide)problem->world->rules.split_minor;
    f->least_parcel = INT64_MAX;
    f->all_parcels = 0;
    for (size_t i = 0; i < problem->searched; i++) {
        f->units[i] = 0;
        f->filled[i] = 0;
        f->parcels[i] = 1;
        if (!(f->set >> i & 1))
            continue;
        cost += problem->places[i].fixed;
        f->all_parcels++;
        if (problem->places[i].parcel < f->least_parcel)
            f->least_parcel = problem->places[i].parcel;
    }
    return cost;
}

bool eco_route_fill_room(route_search *search, eco_arena *arena)
{
    const route_problem *problem = search->problem;
    search->steps = eco_arena_take_raw(arena, problem->demands_count, sizeof *search->steps);
    search->scratch = eco_arena_take_raw(arena, problem->offers_count, sizeof *search->scratch);
    return search->steps && search->scratch;
}

static filling filling_of(route_search *search, uint64_t set)
{
    return (filling){.search = search,
                     .set = set,
                     .steps = search->steps,
                     .taken = search->scratch,
                     .parcels_least = eco_route_parcels(search->problem->fill),
                     .partial = search->problem->world->rules.partial,
                     .whole = search->problem->world->rules.keep_lines_whole};
}

void eco_route_fill_try(route_search *search, uint64_t set, const int64_t *taken)
{
    const route_problem *problem = search->problem;
    filling f = filling_of(search, set);
    eco_wide cost = open_places(&f);
    for (size_t i = 0; i < problem->demands_count; i++) {
        const route_demand *demand = &problem->demands[i];
        int64_t left = demand->quantity;
        for (size_t k = 0; k < demand->offers_count; k++, taken++) {
            if (*taken)
                cost += put(&f, &demand->offers[k], demand, *taken) + (eco_wide)*taken * demand->offers[k].unit;
            left -= *taken;
        }
        cost += left * ROUTE_SHORT;
    }
    int64_t parcels_most = problem->world->rules.parcels_most;
    if (cost < search->best && (!parcels_most || f.all_parcels <= parcels_most))
        record(&f, cost);
}

void eco_route_fill(route_search *search, uint64_t set, eco_wide least)
{
    const route_problem *problem = search->problem;
    filling f = filling_of(search, set);
    f.least = least;
    begin(&f);
    dive(&f, open_places(&f));
    memset(f.taken, 0, problem->offers_count * sizeof *f.taken);
    eco_wide cost = open_places(&f);
    size_t depth = f.count;
    for (size_t i = 0; i < f.count; i++)
        depth += f.steps[i].choices;
    int64_t share = search->nodes_most / SHARE > LEAST_NODES ? search->nodes_most / SHARE : LEAST_NODES;
    int64_t left = search->nodes_most - search->nodes;
    f.nodes_end = search->nodes + (share < left ? share : left);
    f.is_cut = depth > DEEP;
    if (!f.is_cut)
        take_line(&f, 0, cost);
    if (f.is_cut && least < search->open)
        search->open = least;
}
