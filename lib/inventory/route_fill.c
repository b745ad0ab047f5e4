/* route_fill.c - inside a set of places: how many units of each line from where, when they take more than one parcel a place, or whole lines meet capacities.
 *
 * First the parcels: each number of parcels by place whose price may pay is tried. What they hold, and capacities, then limit the places; a price on room at
 * each place (route_price.c) makes the cheapest units keep to those limits nearly by themselves, and a depth-first search over the lines does the
 * rest. Its bound is in those prices: a choice other than the cheapest costs the difference at once. */
#include "inventory/route_fill.h"

#include <stdlib.h>
#include <string.h>

enum { DEEP = 4096 /* nodes on a path: the depth of the recursion */, SHARE = 4, LEAST_NODES = 2000 };

static void record(filling *f)
{
    const route_problem *problem = f->search->problem;
    eco_wide filled[ROUTE_PLACES] = {0}, cost = f->opened;
    int64_t left = problem->quantity;
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < f->steps[i].count; k++) {
            const fill_choice *choice = &f->steps[i].choices[k];
            filled[choice->place] += f->steps[i].demand->fill * f->taken[choice->offer];
            cost += (eco_wide)f->taken[choice->offer] * choice->unit;
            left -= f->taken[choice->offer];
        }
    for (size_t i = 0; i < problem->searched; i++)
        cost += (eco_wide)(eco_route_parcels(filled[i]) - 1) * problem->places[i].parcel;
    cost += left * ROUTE_SHORT;
    if (cost >= f->search->best)
        return;
    f->search->best = cost;
    f->search->best_set = f->set;
    memcpy(f->search->taken, f->taken, problem->offers_count * sizeof *f->taken);
}

/* ---- lines, where the limits of places are given ---- */

static int64_t room_for(const filling *f, const fill_choice *choice, const route_demand *demand, int64_t left)
{
    int64_t most = choice->available < left ? choice->available : left;
    if (f->room[choice->place] < most)
        most = f->room[choice->place];
    if (demand->fill * most > f->space[choice->place])
        most = (int64_t)(f->space[choice->place] / demand->fill);
    return most;
}

static void put(filling *f, const fill_choice *choice, const route_demand *demand, int64_t take)
{
    f->room[choice->place] -= take;
    f->space[choice->place] -= demand->fill * take;
    f->taken[choice->offer] += take;
}

static bool is_worth(const filling *f, eco_wide bound)
{
    return bound <= eco_route_limit(f) && f->least < f->search->best;
}

/* cost: of the units so far, as priced; real: as they are. */
static void take_units(filling *f, size_t index, size_t at, int64_t left, eco_wide cost, eco_wide real)
{
    const fill_step *step = &f->steps[index];
    eco_wide next = at < step->count ? step->choices[at].priced : ROUTE_SHORT << ROUTE_FINE;
    if (f->is_cut || (left && at == step->count && !f->may_be_short) || !is_worth(f, cost + left * next + step->behind))
        return;
    if (f->search->nodes++ >= f->nodes_end) {
        f->is_cut = true;
        return;
    }
    if (!left || at == step->count) {
        cost += left * (ROUTE_SHORT << ROUTE_FINE);
        real += left * ROUTE_SHORT;
        if (index + 1 < f->count)
            take_units(f, index + 1, 0, f->steps[index + 1].quantity, cost, real);
        else if (real < f->search->best)
            record(f);
        return;
    }
    const fill_choice *choice = &step->choices[at];
    eco_wide after = at + 1 < step->count ? step->choices[at + 1].priced : ROUTE_SHORT << ROUTE_FINE;
    int64_t most = room_for(f, choice, step->demand, left);
    for (int64_t take = most; take >= 0 && !f->is_cut; take--) {
        if (f->whole && take && take < left)
            take = 0;
        if (!is_worth(f, cost + take * choice->priced + (left - take) * after + step->behind))
            return; /* with fewer from here it only costs more */
        put(f, choice, step->demand, take);
        take_units(f, index, at + 1, left - take, cost + take * choice->priced, real + (eco_wide)take * choice->unit);
        put(f, choice, step->demand, -take);
    }
}

/* The cheapest units that find room, line by line, without looking back: so that there is a plan to compare with. */
static void dive(filling *f)
{
    bool all = true;
    for (size_t i = 0; i < f->count; i++) {
        int64_t left = f->steps[i].quantity;
        for (size_t k = 0; k < f->steps[i].count && left; k++) {
            int64_t take = room_for(f, &f->steps[i].choices[k], f->steps[i].demand, left);
            if (f->whole && take < left)
                continue;
            put(f, &f->steps[i].choices[k], f->steps[i].demand, take);
            left -= take;
        }
        all = all && !left;
    }
    if (all || f->may_be_short)
        record(f);
    for (size_t i = 0; i < f->count; i++)
        for (size_t k = 0; k < f->steps[i].count; k++)
            put(f, &f->steps[i].choices[k], f->steps[i].demand, -f->taken[f->steps[i].choices[k].offer]);
}

/* The parcels are chosen. */
static void fill_parcels(filling *f)
{
    const route_problem *problem = f->search->problem;
    eco_wide space = 0, room = 0;
    for (size_t i = 0; i < problem->searched; i++) {
        f->space[i] = f->parcels[i] * ROUTE_PARCEL;
        f->room[i] = problem->places[i].capacity;
        space += (f->set >> i & 1) ? f->space[i] : 0;
        room += (f->set >> i & 1) ? f->room[i] : 0;
    }
    if (!f->may_be_short && (space < f->fill || room < f->quantity))
        return;
    eco_wide cost = eco_route_price(f);
    if (!is_worth(f, cost + f->lines))
        return;
    dive(f);
    if (f->depth > DEEP)
        f->is_cut = true;
    else
        take_units(f, 0, 0, f->steps[0].quantity, cost, f->standing);
}

/* ---- parcels ---- */

/* All numbers of parcels of the places from `place` on whose price may pay. */
static void choose_parcels(filling *f, size_t place, eco_wide cost, int64_t parcels)
{
    const route_problem *problem = f->search->problem;
    int64_t parcels_most = problem->world->rules.parcels_most;
    while (place < problem->searched && !(f->set >> place & 1))
        place++;
    if (place == problem->searched) {
        fill_parcels(f);
        return;
    }
    for (f->parcels[place] = 1; f->parcels[place] <= f->most[place] && !f->is_cut; f->parcels[place]++) {
        eco_wide more = (eco_wide)(f->parcels[place] - 1) * problem->places[place].parcel;
        if (!is_worth(f, (cost + more) * (1 << ROUTE_FINE)) || (parcels_most && parcels + f->parcels[place] - 1 > parcels_most))
            return;
        if (f->search->nodes++ >= f->nodes_end)
            f->is_cut = true;
        else
            choose_parcels(f, place + 1, cost + more, parcels + f->parcels[place] - 1);
    }
}

/* ---- a set ---- */

static int compare_steps(const void *a, const void *b)
{
    const fill_step *left = a, *right = b;
    if (left->count != right->count)
        return left->count < right->count ? -1 : 1;
    eco_wide fills = left->demand->fill * left->quantity, others = right->demand->fill * right->quantity;
    if (fills != others)
        return fills > others ? -1 : 1;
    return left->demand->line < right->demand->line ? -1 : 1;
}

/* The choices of a line in the set, and how much of it they can ship if nothing binds. */
static void begin_step(filling *f, const route_demand *demand, fill_choice *choices, size_t offer)
{
    fill_step step = {.demand = demand, .choices = choices};
    int64_t available = 0;
    for (size_t k = 0; k < demand->offers_count; k++) {
        const route_offer *of = &demand->offers[k];
        if (!(of->bit & f->set) || (f->whole && of->available < demand->quantity))
            continue;
        int64_t most = of->available < demand->quantity ? of->available : demand->quantity;
        step.choices[step.count++] = (fill_choice){.place = of->place, .offer = offer + k, .available = most, .unit = of->unit};
        available += most;
        f->reach[of->place] += demand->fill * most;
    }
    step.quantity = available < demand->quantity ? available : demand->quantity;
    f->quantity += step.quantity;
    f->fill += demand->fill * step.quantity;
    if (step.count)
        f->steps[f->count++] = step;
}

static void begin(filling *f)
{
    const route_problem *problem = f->search->problem;
    size_t offer = 0;
    memset(f->taken, 0, problem->offers_count * sizeof *f->taken);
    for (size_t i = 0; i < problem->demands_count; i++) {
        begin_step(f, &problem->demands[i], f->search->choices + offer, offer);
        offer += problem->demands[i].offers_count;
    }
    qsort(f->steps, f->count, sizeof *f->steps, compare_steps);
    f->depth = f->count;
    for (size_t i = 0; i < f->count; i++)
        f->depth += f->steps[i].count;
    f->opened = -(eco_wide)problem->world->rules.split_minor;
    for (size_t i = 0; i < problem->searched; i++) {
        f->parcels[i] = 1;
        f->most[i] = eco_route_parcels(f->reach[i]);
        f->opened += (f->set >> i & 1) ? problem->places[i].fixed : 0;
    }
}

bool eco_route_fill_room(route_search *search, eco_arena *arena)
{
    const route_problem *problem = search->problem;
    search->steps = eco_arena_take_raw(arena, problem->demands_count, sizeof *search->steps);
    search->choices = eco_arena_take_raw(arena, problem->offers_count, sizeof *search->choices);
    search->scratch = eco_arena_take_raw(arena, problem->offers_count, sizeof *search->scratch);
    return search->steps && search->choices && search->scratch;
}

static filling filling_of(route_search *search, uint64_t set)
{
    filling f = {.search = search,
                 .set = set,
                 .steps = search->steps,
                 .taken = search->scratch,
                 .whole = search->problem->world->rules.keep_lines_whole};
    return f;
}

void eco_route_fill_try(route_search *search, uint64_t set)
{
    const route_problem *problem = search->problem;
    int64_t parcels_most = problem->world->rules.parcels_most, parcels = 0;
    eco_wide filled[ROUTE_PLACES] = {0}, cost = -(eco_wide)problem->world->rules.split_minor;
    const int64_t *taken = search->scratch;
    int64_t left = problem->quantity;
    for (size_t i = 0; i < problem->demands_count; i++)
        for (size_t k = 0; k < problem->demands[i].offers_count; k++, taken++) {
            filled[problem->demands[i].offers[k].place % ROUTE_PLACES] += problem->demands[i].fill * *taken;
            cost += (eco_wide)*taken * problem->demands[i].offers[k].unit;
            left -= *taken;
        }
    for (size_t i = 0; i < problem->searched; i++) {
        if (!(set >> i & 1))
            continue;
        parcels += eco_route_parcels(filled[i]);
        cost += problem->places[i].fixed + (eco_wide)(eco_route_parcels(filled[i]) - 1) * problem->places[i].parcel;
    }
    cost += left * ROUTE_SHORT;
    if (cost >= search->best || (parcels_most && parcels > parcels_most))
        return;
    search->best = cost;
    search->best_set = set;
    memcpy(search->taken, search->scratch, problem->offers_count * sizeof *search->taken);
}

void eco_route_fill(route_search *search, uint64_t set, eco_wide units, eco_wide least)
{
    filling f = filling_of(search, set);
    int64_t share = search->nodes_most / SHARE > LEAST_NODES ? search->nodes_most / SHARE : LEAST_NODES;
    int64_t left = search->nodes_most - search->nodes, parcels = (int64_t)__builtin_popcountll(set);
    f.least = least;
    begin(&f);
    f.nodes_end = search->nodes + (share < left ? share : left);
    choose_parcels(&f, 0, f.opened + units, parcels);
    /* Not all that is there finds room: the more is short. */
    f.may_be_short = search->problem->world->rules.partial &&
                     search->best > (search->problem->quantity - f.quantity) * ROUTE_SHORT + ROUTE_SHORT / 2;
    if (f.may_be_short && !f.is_cut)
        choose_parcels(&f, 0, f.opened + units, parcels);
    if (f.is_cut && least < search->open)
        search->open = least;
}
