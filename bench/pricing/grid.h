/* grid.h - the work of the grid: carts and promotions as a peer knows them too. Amounts are minor units, percentages tenths of a percent.
 *
 *     grid_work.c     makes it up, always the same
 *     grid_price.c    as a rulebook and a cart of ours
 *     grid_write.c    as JSON, with our answers */
#ifndef BENCH_GRID_H
#define BENCH_GRID_H
#include "families.h"

enum { GRID_LINES = 100, GRID_PROMOTIONS = 1000, GRID_GROUP = 3 };

typedef enum grid_kind {
    GRID_PERCENT,  /* off at most `most` units of each line of a category */
    GRID_FIXED,    /* off each of at most `most` units of each line of a category */
    GRID_ORDER,    /* off all lines together */
    GRID_SHIPPING, /* a percentage off shipping */
    GRID_BUY_GET   /* buy 2 get 1 free of a collection, `most` units at most */
} grid_kind;

typedef struct grid_promotion {
    grid_kind kind;
    int64_t value;
    int64_t most;
    int family; /* the category, or the collection */
    int group;  /* of customers */
} grid_promotion;

typedef struct grid_line {
    int64_t quantity, unit_minor;
    int category, collection;
} grid_line;

struct grid {
    int lines_count, promotions_count;
    int64_t shipping_minor;
    grid_line lines[GRID_LINES];
    grid_promotion promotions[GRID_PROMOTIONS];

    /* In our words. */
    bench_priced priced;
    eco_cart cart;
    eco_shipment shipment;
    eco_cart_line cart_lines[GRID_LINES];
    eco_attribute attributes[GRID_LINES][2];
    char texts[GRID_LINES][3][16]; /* SKU, category, collection */
};

/* The least quantity of a line is more than what percentages of some units are for, so that these are always of the list price; and the most is not more
 * than the other percentages are for. */
enum { GRID_SOME_UNITS = 2, GRID_LEAST_QUANTITY = 4, GRID_MOST_QUANTITY = 8, GRID_ALL_UNITS = 10 };

void grid_fill(grid *out, int lines, int promotions, bool all);
void grid_add_rules(const grid *from, eco_rulebook_builder *rules);
void grid_fill_cart(grid *out);
void grid_write(const char *workload, const grid *made, FILE *file);
char *grid_promotion_id(char text[16], int place); /* sorts by place */

#endif
