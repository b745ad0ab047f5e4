/* families.h - the families of workloads of pricing.
 *
 *     carts.c     carts/<lines>x<promotions>: all promotions are looked at
 *     grid.c      grid/<lines>x<promotions>/<all|5pct>: the work of a peer's promotions
 *     stored.c    stored/<n>: n promotions of which none is for this cart
 *     threads.c   threads/<n>: several threads with one rulebook
 *     cart.c      what they share: pricing a cart again and again */
#ifndef BENCH_FAMILIES_H
#define BENCH_FAMILIES_H
#include <ecomops/pricing.h>

#include "workloads.h"

#define BENCH_AT_US INT64_C(1794355200000000) /* 2026-11-11 */

void carts_add(bench_workloads *workloads);
void grid_add(bench_workloads *workloads);
void stored_add(bench_workloads *workloads);
void threads_add(bench_workloads *workloads);

/* A rulebook, and a cart for it. */
typedef struct bench_priced {
    eco_rulebook *rulebook;
    const eco_cart *cart;
} bench_priced;
const eco_quote *bench_quote(const bench_priced *priced);
double bench_carts_rate(const bench_priced *priced, double seconds); /* carts a second */
eco_rulebook *bench_build(eco_rulebook_builder *rules);

/* The carts of the grid, which other families use too. */
typedef struct grid grid;
grid *grid_make(int lines, int promotions, bool all); /* promotions may be 0 */
const bench_priced *grid_priced(const grid *made);
void grid_free(grid *made);

#endif
