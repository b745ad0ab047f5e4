/* route_flow.c - inside a set of places: the cheapest units where places have capacities, as a flow of least cost.
 *
 * Line by line, units go along the cheapest way to a place with room (or stay short); a way may push units of lines before it from one place to another.
 * Distances are found as by Bellman and Ford, since age makes prices negative; ways of least cost leave no cheaper circle behind. */
#include "inventory/route.h"

enum { NOWHERE = ROUTE_PLACES, NOBODY = -1 }; /* a last place stands for what is short */

typedef struct flow {
    const route_problem *problem;
    uint64_t set;
    int64_t *taken;
    int64_t room[ROUTE_PLACES + 1];
    size_t source;                    /* the demand whose units are sent */
    eco_wide costs[ROUTE_PLACES + 1]; /* of a unit there */
    int32_t before[ROUTE_PLACES + 1]; /* the place from which it came; NOBODY: from the source */
    size_t line[ROUTE_PLACES + 1];    /* ... of whose units */
} flow;

static bool reach(flow *f, size_t place, eco_wide cost, int32_t before, size_t line)
{
    if (cost >= f->costs[place])
        return false;
    f->costs[place] = cost;
    f->before[place] = before;
    f->line[place] = line;
    return true;
}

/* A unit of the line comes for `cost` to whatever place has more of it, or stays short. */
static bool spread(flow *f, size_t line, const int64_t *taken, eco_wide cost, int32_t before)
{
    const route_demand *demand = &f->problem->demands[line];
    bool better = false;
    for (size_t k = 0; k < demand->offers_count; k++) {
        const route_offer *offer = &demand->offers[k];
        if ((offer->bit & f->set) && taken[k] < offer->available)
            better |= reach(f, (size_t)offer->place, cost + offer->unit, before, line);
    }
    if (f->problem->world->rules.partial)
        better |= reach(f, NOWHERE, cost + ROUTE_SHORT, before, line);
    return better;
}

/* Units of lines that were sent before make way. */
static bool push_on(flow *f)
{
    bool better = false;
    const int64_t *taken = f->taken;
    for (size_t line = 0; line < f->source; line++) {
        const route_demand *demand = &f->problem->demands[line];
        for (size_t k = 0; k < demand->offers_count; k++) {
            const route_offer *offer = &demand->offers[k];
            if (taken[k] && f->costs[offer->place] < ROUTE_NONE)
                better |= spread(f, line, taken, f->costs[offer->place] - offer->unit, offer->place);
        }
        taken += demand->offers_count;
    }
    return better;
}

static int64_t *units_at(const flow *f, size_t line, int32_t place, int64_t *available)
{
    int64_t *taken = f->taken;
    if (place == NOWHERE) /* what is short is not counted */
        return NULL;
    for (size_t i = 0; i < line; i++)
        taken += f->problem->demands[i].offers_count;
    const route_demand *demand = &f->problem->demands[line];
    for (size_t k = 0; k < demand->offers_count; k++)
        if (demand->offers[k].place == place) {
            *available = demand->offers[k].available;
            return &taken[k];
        }
    return NULL;
}

/* Sends at most `units` to the end of the way, and gives how many went. */
static int64_t send(flow *f, size_t end, int64_t units)
{
    int64_t available, least = units < f->room[end] ? units : f->room[end];
    for (size_t place = end;; place = (size_t)f->before[place]) {
        int64_t *to = units_at(f, f->line[place], (int32_t)place, &available);
        if (to && available - *to < least)
            least = available - *to;
        if (f->before[place] == NOBODY)
            break;
        int64_t *from = units_at(f, f->line[place], f->before[place], &available);
        if (from && *from < least)
            least = *from;
    }
    for (size_t place = end;; place = (size_t)f->before[place]) {
        int64_t *to = units_at(f, f->line[place], (int32_t)place, &available);
        if (to)
            *to += least;
        if (f->before[place] == NOBODY)
            break;
        int64_t *from = units_at(f, f->line[place], f->before[place], &available);
        if (from)
            *from -= least;
    }
    f->room[end] -= least;
    return least;
}

/* The cheapest way of a unit of the source. */
static size_t find_end(flow *f, const int64_t *taken)
{
    size_t end = NOWHERE;
    for (size_t i = 0; i <= NOWHERE; i++)
        f->costs[i] = ROUTE_NONE;
    spread(f, f->source, taken, 0, NOBODY);
    while (push_on(f))
        ;
    for (size_t i = 0; i < f->problem->searched; i++)
        if (f->room[i] && f->costs[i] < f->costs[end])
            end = i;
    return end;
}

eco_wide eco_route_flow(int64_t *taken, const route_problem *problem, uint64_t set)
{
    flow f = {.problem = problem, .set = set, .taken = taken};
    eco_wide cost = 0;
    for (size_t i = 0; i < problem->searched; i++)
        f.room[i] = problem->places[i].capacity;
    f.room[NOWHERE] = INT64_MAX;
    for (size_t i = 0; i < problem->offers_count; i++)
        taken[i] = 0;
    for (f.source = 0; f.source < problem->demands_count; f.source++) {
        for (int64_t left = problem->demands[f.source].quantity; left;) {
            size_t end = find_end(&f, taken);
            if (f.costs[end] >= ROUTE_NONE)
                return ROUTE_NONE;
            int64_t sent = send(&f, end, left);
            cost += sent * f.costs[end];
            left -= sent;
        }
        taken += problem->demands[f.source].offers_count;
    }
    return cost;
}
