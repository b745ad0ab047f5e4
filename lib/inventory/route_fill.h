/* route_fill.h - what the files that fill a set of places share. */
#ifndef ECO_ROUTE_FILL_H
#define ECO_ROUTE_FILL_H
#include "inventory/route.h"

enum { ROUTE_FINE = 16 /* prices are in 2^-16 of the amounts' unit */ };

typedef struct fill_choice { /* a place for a line */
    int32_t place;
    size_t offer; /* in search->taken */
    int64_t available, unit;
    eco_wide priced; /* a unit, with what its room costs */
} fill_choice;

typedef struct fill_step { /* a line */
    const route_demand *demand;
    fill_choice *choices; /* the cheapest first, as priced */
    size_t count;
    int64_t quantity; /* what the set can ship of it */
    eco_wide behind;  /* what the lines behind it cost at least, as priced */
} fill_step;

typedef struct filling {
    route_search *search;
    uint64_t set;
    fill_step *steps;
    size_t count, depth;
    int64_t *taken;
    int64_t quantity;                                  /* of all steps */
    eco_wide fill;                                     /* of all steps */
    eco_wide opened;                                   /* what the places cost with a parcel each */
    eco_wide standing;                                 /* what does not depend on the lines: places and their parcels */
    eco_wide lines;                                    /* what all lines cost at least, as priced */
    eco_wide least;                                    /* of the set: nothing is better */
    int64_t parcels[ROUTE_PLACES], most[ROUTE_PLACES]; /* chosen; that could be filled */
    eco_wide reach[ROUTE_PLACES];                      /* what could be filled */
    int64_t room[ROUTE_PLACES];                        /* left of capacities */
    eco_wide space[ROUTE_PLACES];                      /* left of parcels */
    int64_t nodes_end;
    bool whole, may_be_short, is_cut;
} filling;

/* What a bound may be at most, as priced, so that something better than the best may be behind it. */
static inline eco_wide eco_route_limit(const filling *f)
{
    return f->search->best == ROUTE_NONE ? ROUTE_NONE : (f->search->best - 1) * ((eco_wide)1 << ROUTE_FINE);
}

/* Puts prices on the room of places, sorts choices, and fills `behind` and `lines`. Gives what does not depend on the lines, as priced: with it, `lines` is a
 * bound of every way to keep to the limits. */
eco_wide eco_route_price(filling *f);

#endif
