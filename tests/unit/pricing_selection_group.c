/* Groups of units: all of full groups, the n-th of each, groups dealt like cards, and groups for one price. Figures by hand. */
#include "pricing_shop.h"

#define FREE     TIERS({.is_free = true})
#define HALF     TIERS({.off_percent = {50, 0}})
#define FOR(set) TIERS({.price_set_minor = set})
/* 70, 60, ... 10 */
#define SEVEN                                                                                                      \
    CART(LINES(PIECES("a", 1, 70), PIECES("b", 1, 60), PIECES("c", 1, 50), PIECES("d", 1, 40), PIECES("e", 1, 30), \
               PIECES("f", 1, 20), PIECES("g", 1, 10)))

TEST(selection_group, halves_each_second_unit)
{
    /* 60 50, 40 30, 20 10 */
    CHECK_PROMOTION(SIX, "p[1]1:25 p[3]1:15 p[5]1:5", "applied", .group_quantity = 2, .nth = 2, HALF);
    /* 10 20, 30 40, 50 60 */
    CHECK_PROMOTION(SIX, "p[0]1:30 p[2]1:20 p[4]1:10", "applied", .group_quantity = 2, .nth = 2, .pick = ECO_PICK_DEAREST, HALF);
    /* dealt to three: 60 50 40 are the first of each, 30 20 10 the second */
    CHECK_PROMOTION(SIX, "p[3]1:15 p[4]1:10 p[5]1:5", "applied", .group_quantity = 2, .nth = 2, .dealt = true, HALF);
    CHECK_PROMOTION(SIX, "p[0]1:30 p[1]1:25 p[2]1:20", "applied", .group_quantity = 2, .nth = 2, .dealt = true,
                    .pick = ECO_PICK_DEAREST, HALF);
    /* five of one line: two groups */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 5, 100))), "p[0]2:100", "applied", .group_quantity = 2, .nth = 2, HALF);
    CHECK_PROMOTION(CART(LINES(PIECES("a", 1, 100))), "", "no_target", .group_quantity = 2, .nth = 2, HALF);
    CHECK_PROMOTION(CART(LINES(PIECES("a", 1, 100))), "p[0]1:50", "applied", .group_quantity = 1, .nth = 1, HALF);
}

TEST(selection_group, counts_to_the_n_th)
{
    /* 70 60 50, 40 30 20; 10 is in no group */
    CHECK_PROMOTION(SEVEN, "p[0]1:70 p[3]1:40", "applied", .group_quantity = 3, .nth = 1, FREE);
    CHECK_PROMOTION(SEVEN, "p[1]1:60 p[4]1:30", "applied", .group_quantity = 3, .nth = 2, FREE);
    CHECK_PROMOTION(SEVEN, "p[2]1:50 p[5]1:20", "applied", .group_quantity = 3, .nth = 3, FREE);
    /* dealt: 70 60, 50 40, 30 20 */
    CHECK_PROMOTION(SEVEN, "p[0]1:70 p[1]1:60", "applied", .group_quantity = 3, .nth = 1, .dealt = true, FREE);
    CHECK_PROMOTION(SEVEN, "p[2]1:50 p[3]1:40", "applied", .group_quantity = 3, .nth = 2, .dealt = true, FREE);
    CHECK_PROMOTION(SEVEN, "p[4]1:30 p[5]1:20", "applied", .group_quantity = 3, .nth = 3, .dealt = true, FREE);
    /* from the cheapest, dealt: 10 20, 30 40, 50 60; 70 is in no group */
    CHECK_PROMOTION(SEVEN, "p[1]1:60 p[2]1:50", "applied", .group_quantity = 3, .nth = 3, .dealt = true, .pick = ECO_PICK_DEAREST,
                    FREE);
}

TEST(selection_group, counts_over_the_pieces_of_lines)
{
    /* 100 at places 1 to 4, 60 at 5 to 9, 30 at 10 and 11, which are in no full group */
    const eco_cart *cart = CART(LINES(PIECES("a", 4, 100), PIECES("b", 5, 60), PIECES("c", 2, 30)));
    CHECK_PROMOTION(cart, "p[0]2:200 p[1]1:60", "applied", .group_quantity = 3, .nth = 1, FREE);                 /* 1 4 7 */
    CHECK_PROMOTION(cart, "p[0]1:100 p[1]2:120", "applied", .group_quantity = 3, .nth = 2, FREE);                /* 2 5 8 */
    CHECK_PROMOTION(cart, "p[0]1:100 p[1]2:120", "applied", .group_quantity = 3, .nth = 3, FREE);                /* 3 6 9 */
    CHECK_PROMOTION(cart, "p[0]3:300", "applied", .group_quantity = 3, .nth = 1, .dealt = true, FREE);           /* 1 2 3 */
    CHECK_PROMOTION(cart, "p[0]1:100 p[1]2:120", "applied", .group_quantity = 3, .nth = 2, .dealt = true, FREE); /* 4 5 6 */
    CHECK_PROMOTION(cart, "p[1]3:180", "applied", .group_quantity = 3, .nth = 3, .dealt = true, FREE);           /* 7 8 9 */
    /* from the cheapest: 30 at 1 and 2, 60 at 3 to 7, 100 at 8 to 11 */
    CHECK_PROMOTION(cart, "p[0]1:100 p[1]2:120", "applied", .group_quantity = 3, .nth = 3, .pick = ECO_PICK_DEAREST, FREE);
    CHECK_PROMOTION(cart, "p[0]1:100 p[1]1:60 p[2]1:30", "applied", .group_quantity = 3, .nth = 2, .pick = ECO_PICK_DEAREST,
                    FREE);
    /* all units of full groups: nine of eleven */
    CHECK_PROMOTION(cart, "p[0]4:40 p[1]5:30", "applied", .group_quantity = 3, TIERS({.off_percent = {10, 0}}));
    CHECK_PROMOTION(cart, "p[0]2:20 p[1]5:30 p[2]2:6", "applied", .group_quantity = 3, .pick = ECO_PICK_DEAREST,
                    TIERS({.off_percent = {10, 0}}));
    /* of 100 left of a line of three: 34 33 33; equal units stand by line: 33 33 of a before 33 of b */
    CHECK_PROMOTION(CART(LINES({.sku = "a", .quantity = 3, .unit_minor = 3333, .unit_scale = 2}, PIECES("b", 1, 33))),
                    "p[0]1:33 p[1]1:33", "applied", .group_quantity = 2, .nth = 2, FREE);
}

TEST(selection_group, is_for_one_price)
{
    /* 60 50 40 saves 50; 30 20 10 is cheaper, and in the split: 14.29 11.90 9.52 7.14 4.76 2.38 */
    CHECK_PROMOTION(SIX, "p[0]1:14 p[1]1:12 p[2]1:10 p[3]1:7 p[4]1:5 p[5]1:2", "applied", .group_quantity = 3, FOR(100));
    /* 10 20 30, then 40 50 60: the same */
    CHECK_PROMOTION(SIX, "p[0]1:14 p[1]1:12 p[2]1:10 p[3]1:7 p[4]1:5 p[5]1:2", "applied", .group_quantity = 3,
                    .pick = ECO_PICK_DEAREST, FOR(100));
    /* 60 50 saves 50, 40 30 10, 20 10 nothing: 60 over 210: 17.14 14.29 11.43 8.57 5.71 2.86 */
    CHECK_PROMOTION(SIX, "p[0]1:17 p[1]1:14 p[2]1:11 p[3]1:9 p[4]1:6 p[5]1:3", "applied", .group_quantity = 2, FOR(60));
    CHECK_PROMOTION(SIX, "", "nothing_left", .group_quantity = 3, FOR(150));
    CHECK_PROMOTION(SIX, "", "no_target", .group_quantity = 7, FOR(1));
    CHECK_PROMOTION(SIX, "", "no_target", .group_quantity = INT64_MAX, FOR(1));
    /* seven of 40: two groups save 20 each, one unit is left out */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 7, 40))), "p[0]6:40", "applied", .group_quantity = 3, FOR(100));
    /* 50 50 40 saves 40, 40 40 40 saves 20; 60 over 100 and 160: 23.08, 36.92 */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 2, 50), PIECES("b", 4, 40))), "p[0]2:23 p[1]4:37", "applied", .group_quantity = 3,
                    FOR(100));
    /* a group over three lines, 50 45 40, saves 35, the next 20; over 50, 45 and 160: 10.78 9.71 34.51 */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 1, 50), PIECES("b", 1, 45), PIECES("c", 4, 40))), "p[0]1:11 p[1]1:10 p[2]4:34",
                    "applied", .group_quantity = 3, FOR(100));
    /* 50 50, 50 50, 50 30 save 40 40 20; over 250 and 30: 89.29, 10.71 */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 5, 50), PIECES("b", 1, 30))), "p[0]5:89 p[1]1:11", "applied", .group_quantity = 2,
                    FOR(60));
    /* 25.00 by weight is one unit of a pair */
    CHECK_PROMOTION(CART(LINES({.sku = "kg", .quantity = 1250, .quantity_scale = 3, .unit_minor = 2000}, PIECES("a", 1, 1500))),
                    "p[0]1250:625 p[1]1:375", "applied", .group_quantity = 2, FOR(3000));
}

TEST(selection_group, for_one_price_counts_whole_groups_only)
{
    /* one group: 60 50 40 saves 50: 20, 16.67, 13.33 */
    for (int64_t most = 3; most < 6; most++)
        CHECK_PROMOTION(SIX, "p[0]1:20 p[1]1:17 p[2]1:13", "applied", .group_quantity = 3, .max_quantity = most, FOR(100));
    CHECK_PROMOTION(SIX, "", "no_target", .group_quantity = 3, .max_quantity = 2, FOR(100));
    /* more than there are */
    CHECK_PROMOTION(SIX, "p[0]1:14 p[1]1:12 p[2]1:10 p[3]1:7 p[4]1:5 p[5]1:2", "applied", .group_quantity = 3, .max_quantity = 9,
                    FOR(100));
    /* the cheapest group saves nothing */
    CHECK_PROMOTION(SIX, "", "nothing_left", .group_quantity = 3, .max_quantity = 5, .pick = ECO_PICK_DEAREST, FOR(100));
    /* from 200 on for 80: 70 60 saves 50, 50 40 saves 10; 60 over 220: 19.09 16.36 13.64 10.91 */
    CHECK_PROMOTION(SEVEN, "p[0]1:19 p[1]1:16 p[2]1:14 p[3]1:11", "applied", .group_quantity = 2, .max_quantity = 5,
                    TIERS({.price_set_minor = 100}, {.from_minor = 200, .price_set_minor = 80}));
}

TEST(selection_group, is_floored_and_capped_as_a_whole)
{
    CHECK_PROMOTION(CART(LINES(PIECES("a", 7, 40))), "p[0]6:30", "clipped by max_off -10", .group_quantity = 3,
                    .max_off_minor = 30, FOR(100));
    /* with an nth, off_minor is off the units that benefit: 50, 30 and 10; 45 of 90 */
    CHECK_PROMOTION(SIX, "p[1]1:25 p[3]1:15 p[5]1:5", "applied", .group_quantity = 2, .nth = 2, TIERS({.off_minor = 45}));
    /* ... and a price for the set is for them: 90 for 60; 16.67, 10, 3.33 */
    CHECK_PROMOTION(SIX, "p[1]1:17 p[3]1:10 p[5]1:3", "applied", .max_quantity = 3, .on = "line.sku in ('b','d','f')", FOR(60));
}

TEST(selection_group, takes_any_number_of_units_at_once)
{
    const int64_t many = INT64_C(1000000000000);
    const eco_cart *cart = CART(LINES(PIECES("a", many, 40))), *two = CART(LINES(PIECES("a", many, 40), PIECES("b", many, 30)));
    CHECK_PROMOTION(cart, "p[0]333333333333:13333333333320", "applied", .group_quantity = 3, .nth = 2, FREE);
    CHECK_PROMOTION(cart, "p[0]333333333333:13333333333320", "applied", .group_quantity = 3, .nth = 2, .dealt = true, FREE);
    /* each group of three saves 20 */
    CHECK_PROMOTION(cart, "p[0]999999999999:6666666666660", "applied", .group_quantity = 3, FOR(100));
    /* 666666666666 groups: 333333333333 of 40, one of 40 30 30, which costs 100 too, 333333333332 of 30, which cost less;
     * 6666666666660 over 40000000000000 and 29999999999940: 3809523809523.27, 2857142857136.73 */
    CHECK_PROMOTION(two, "p[0]1000000000000:3809523809523 p[1]999999999998:2857142857137", "applied", .group_quantity = 3,
                    FOR(100));
    /* dealt: the last third is all of b */
    CHECK_PROMOTION(two, "p[1]666666666666:19999999999980", "applied", .group_quantity = 3, .nth = 3, .dealt = true, FREE);
    CHECK_PROMOTION(CART(LINES(PIECES("a", INT64_MAX, 1))), "p[0]1:1", "applied", .group_quantity = INT64_MAX, .nth = INT64_MAX,
                    FREE);
}
