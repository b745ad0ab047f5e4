/* grid_work.c - makes up the carts and promotions of the grid. The ten kinds of promotions take turns; values are such that a thousand of them leave more
 * than half of every price. */
#include "grid.h"

enum { CATEGORIES = 50, LINES_A_COLLECTION = 2, OTHER_GROUPS = 20 };

typedef struct chance {
    uint32_t state;
} chance;

static int below(chance *from, int bound)
{
    from->state = from->state * 1103515245U + 12345U;
    return (int)((from->state >> 8) % (uint32_t)bound);
}

/* Of each 20 promotions one is for the customer, each time another kind; of the first ten none is. */
static bool is_one_in_twenty(int place)
{
    return place % 20 == (place / 20 * 7 + 13) % 20;
}

static grid_promotion promotion_of(chance *from, int place)
{
    grid_promotion made = {.kind = GRID_PERCENT, .family = below(from, CATEGORIES)};
    int value = below(from, 500), most = below(from, 5);
    switch (place % 10) {
    case 5:
    case 6:
        made.kind = GRID_FIXED;
        made.value = 200 + value;
        made.most = 1 + most;
        break;
    case 7:
        made.kind = GRID_ORDER;
        made.value = 1000 + 4 * value;
        break;
    case 8:
        made.kind = GRID_SHIPPING;
        made.value = 1 + value % 20;
        break;
    case 9:
        made.kind = GRID_BUY_GET;
        made.most = 2;
        made.family = place / 10; /* each collection once: the peer lets a unit count in one of them only */
        break;
    default: made.value = 5 + value % 41; made.most = place % 10 < 3 ? 1 + most % GRID_SOME_UNITS : GRID_ALL_UNITS;
    }
    return made;
}

/* Lines of one collection have the same quantity: the peer takes its units by the value of the line, we by that of the unit. */
static grid_line line_of(chance *from, int place)
{
    int collection = place / LINES_A_COLLECTION;
    return (grid_line){.quantity = GRID_LEAST_QUANTITY + collection * 7 % (GRID_MOST_QUANTITY - GRID_LEAST_QUANTITY + 1),
                       .unit_minor = 20000 + below(from, 80000),
                       .category = below(from, CATEGORIES),
                       .collection = collection};
}

void grid_fill(grid *out, int lines, int promotions, bool all)
{
    chance of_lines = {777}, of_promotions = {99};
    out->lines_count = lines;
    out->promotions_count = promotions;
    out->shipping_minor = 500000;
    for (int i = 0; i < lines; i++)
        out->lines[i] = line_of(&of_lines, i);
    for (int i = 0; i < promotions; i++) {
        out->promotions[i] = promotion_of(&of_promotions, i);
        out->promotions[i].group = all || is_one_in_twenty(i) ? GRID_GROUP : GRID_GROUP + 1 + i % OTHER_GROUPS;
    }
}
