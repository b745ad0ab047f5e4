/* route_price.c - prices on room: a bound for units that must keep to parcels and capacities.
 *
 * Each place has up to two kinds of room, its parcels and its capacity. If a unit pays for the room that it takes, and the price of all room is taken off
 * again, then no way that keeps to the limits costs more than before, and the cheapest units alone are a bound of them all (Lagrange). Prices follow
 * what is overfull, a step at a time. They are whole numbers: whatever they are, the bound holds. */
#include <stdlib.h>
#include <string.h>

#include "inventory/route_fill.h"

enum { STEPS = 60, STEP_ONE = 64, LOAD_BITS = 20, LOAD_MOST = 1 << 28 };
#define PRICE_MOST (INT64_C(1) << 56)
#define GAP_MOST   (INT64_C(1) << 40)

typedef struct prices {
    int64_t parcels[ROUTE_PLACES], capacity[ROUTE_PLACES]; /* of a parcel; of the whole capacity */
} prices;

typedef struct loads { /* what is overfull, in 2^-LOAD_BITS of a parcel, and of the capacity */
    int64_t parcels[ROUTE_PLACES], capacity[ROUTE_PLACES];
} loads;

static bool has_capacity(const filling *f, size_t place)
{
    return f->search->problem->places[place].capacity < f->quantity;
}

static void price_choices(filling *f, const prices *p)
{
    for (size_t i = 0; i < f->count; i++) {
        fill_step *step = &f->steps[i];
        for (size_t k = 0; k < step->count; k++) {
            fill_choice *choice = &step->choices[k];
            int64_t capacity = p->capacity[choice->place];
            choice->priced = (eco_wide)choice->unit * (1 << ROUTE_FINE) +
                             ((p->parcels[choice->place] * step->demand->fill) >> 60);
            if (capacity)
                choice->priced += capacity / f->search->problem->places[choice->place].capacity;
        }
        for (size_t k = 1; k < step->count; k++) { /* they were sorted for other prices: little moves */
            fill_choice moving = step->choices[k];
            size_t at = k;
            for (; at && moving.priced < step->choices[at - 1].priced; at--)
                step->choices[at] = step->choices[at - 1];
            step->choices[at] = moving;
        }
    }
}

/* The cheapest units, and what is overfull by them. */
static eco_wide load_places(filling *f, loads *over)
{
    const route_problem *problem = f->search->problem;
    eco_wide cost = 0, filled[ROUTE_PLACES] = {0};
    int64_t units[ROUTE_PLACES] = {0};
    for (size_t i = f->count; i-- > 0;) {
        int64_t left = f->steps[i].quantity;
        f->steps[i].behind = cost;
        for (size_t k = 0; k < f->steps[i].count && left; k++) {
            const fill_choice *choice = &f->steps[i].choices[k];
            int64_t take = choice->available < left ? choice->available : left;
            cost += take * choice->priced;
            filled[choice->place] += f->steps[i].demand->fill * take;
            units[choice->place] += take;
            left -= take;
        }
    }
    for (size_t i = 0; i < problem->searched; i++) {
        eco_wide parcels = (filled[i] - f->parcels[i] * ROUTE_PARCEL) >> (60 - LOAD_BITS), capacity = 0;
        if (has_capacity(f, i))
            capacity = (eco_wide)(units[i] - problem->places[i].capacity) * (1 << LOAD_BITS) / problem->places[i].capacity;
        over->parcels[i] = (f->set >> i & 1) ? (int64_t)(parcels < LOAD_MOST ? parcels : LOAD_MOST) : 0;
        over->capacity[i] = (f->set >> i & 1) ? (int64_t)(capacity < LOAD_MOST ? capacity : LOAD_MOST) : 0;
        if (over->parcels[i] < -LOAD_MOST)
            over->parcels[i] = -LOAD_MOST;
    }
    return cost;
}

static eco_wide price_of_room(const filling *f, const prices *p)
{
    eco_wide room = 0;
    for (size_t i = 0; i < f->search->problem->searched; i++)
        if (f->set >> i & 1)
            room += (eco_wide)p->parcels[i] * f->parcels[i] + p->capacity[i];
    return room;
}

static eco_wide standing_cost(const filling *f)
{
    const route_problem *problem = f->search->problem;
    eco_wide cost = f->opened + (problem->quantity - f->quantity) * ROUTE_SHORT;
    for (size_t i = 0; i < problem->searched; i++)
        if (f->set >> i & 1)
            cost += (eco_wide)(f->parcels[i] - 1) * problem->places[i].parcel;
    return cost;
}

/* Places that have room to spare at no price do not count. */
static eco_wide squares(const prices *p, loads *over, size_t count)
{
    eco_wide sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!p->parcels[i] && over->parcels[i] < 0)
            over->parcels[i] = 0;
        if (!p->capacity[i] && over->capacity[i] < 0)
            over->capacity[i] = 0;
        sum += (eco_wide)over->parcels[i] * over->parcels[i] + (eco_wide)over->capacity[i] * over->capacity[i];
    }
    return sum;
}

static int64_t moved(int64_t price, eco_wide gap, int64_t over, eco_wide sum, int64_t step)
{
    eco_wide next = price + gap * over * (1 << LOAD_BITS) / sum * step / STEP_ONE;
    return next < 0 ? 0 : next > PRICE_MOST ? PRICE_MOST : (int64_t)next;
}

/* How far the bound is from the best, for the length of a step. */
static eco_wide gap_of(const filling *f, eco_wide bound)
{
    eco_wide limit = eco_route_limit(f), most = (eco_wide)GAP_MOST * (1 << ROUTE_FINE);
    eco_wide usual = f->opened > 0 && f->opened < GAP_MOST ? f->opened * (1 << (ROUTE_FINE - 2)) + 1 : most;
    eco_wide gap = limit - bound;
    return f->search->best >= ROUTE_SHORT / 2 || gap > most || gap < 1 ? usual : gap;
}

/* What a line costs more, at least, if it is not shipped from where it is cheapest. */
static eco_wide regret(const fill_step *step)
{
    return step->count < 2 ? ROUTE_NONE : (step->choices[1].priced - step->choices[0].priced) * step->quantity;
}

static int compare_steps(const void *a, const void *b)
{
    const fill_step *left = a, *right = b;
    eco_wide more = regret(left), other = regret(right);
    if (more != other)
        return more > other ? -1 : 1;
    return left->demand->line < right->demand->line ? -1 : 1;
}

/* Lines that are as good as fixed come first: what is behind them then is a small search. */
static void sort_steps(filling *f)
{
    qsort(f->steps, f->count, sizeof *f->steps, compare_steps);
}

eco_wide eco_route_price(filling *f)
{
    const route_problem *problem = f->search->problem;
    prices now = {{0}, {0}}, best = {{0}, {0}};
    f->standing = standing_cost(f);
    eco_wide standing = f->standing * (1 << ROUTE_FINE), best_bound = -ROUTE_NONE;
    int64_t step = STEP_ONE;
    for (int i = 0; i < STEPS && !f->may_be_short; i++) {
        loads over;
        price_choices(f, &now);
        eco_wide bound = standing + load_places(f, &over) - price_of_room(f, &now);
        if (bound > best_bound) {
            best_bound = bound;
            best = now;
        } else {
            step = step > 4 ? step * 3 / 4 : 3;
        }
        eco_wide sum = squares(&now, &over, problem->searched), gap = gap_of(f, bound);
        if (!sum || bound > eco_route_limit(f))
            break;
        for (size_t k = 0; k < problem->searched; k++) {
            now.parcels[k] = moved(now.parcels[k], gap, over.parcels[k], sum, step);
            now.capacity[k] = moved(now.capacity[k], gap, over.capacity[k], sum, step);
        }
    }
    loads over;
    price_choices(f, &best);
    sort_steps(f);
    f->lines = load_places(f, &over);
    return standing - price_of_room(f, &best);
}
