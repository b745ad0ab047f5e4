/* Buy X get Y: which units are bought and which benefit, what they get, and quantities too large to count one by one. Figures by hand. */
#include "pricing_shop.h"

#define FREE TIERS({.is_free = true})

TEST(selection_buy, frees_units_of_the_same_lines)
{
    /* 60 50 are bought, 10 is free; 40 30 are bought, 20 is free */
    CHECK_PROMOTION(SIX, "p[4]1:20 p[5]1:10", "applied", .stage = ECO_STAGE_SET, .buy_quantity = 2, .get_quantity = 1, FREE);
    /* 60 50, then 40; 30 20, then 10 */
    CHECK_PROMOTION(SIX, "p[2]1:40 p[5]1:10", "applied", .buy_quantity = 2, .get_quantity = 1, .pick = ECO_PICK_DEAREST, FREE);
    /* of one line: two rounds of three, one unit is left */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 7, 100))), "p[0]2:200", "applied", .buy_quantity = 2, .get_quantity = 1, FREE);
    CHECK_PROMOTION(CART(LINES(PIECES("a", 9, 100))), "p[0]3:300", "applied", .buy_quantity = 2, .get_quantity = 1, FREE);
    CHECK_PROMOTION(CART(LINES(PIECES("a", 8, 100))), "p[0]2:200", "applied", .buy_quantity = 2, .get_quantity = 1, FREE);
}

TEST(selection_buy, ends_where_too_few_are_left)
{
    const eco_cart *one = CART(LINES(PIECES("a", 1, 60))), *two = CART(LINES(PIECES("a", 1, 60), PIECES("b", 1, 50))),
                   *four = CART(LINES(PIECES("a", 1, 60), PIECES("b", 1, 50), PIECES("c", 1, 40), PIECES("d", 1, 30))),
                   *five = CART(
                       LINES(PIECES("a", 1, 60), PIECES("b", 1, 50), PIECES("c", 1, 40), PIECES("d", 1, 30), PIECES("e", 1, 20)));
    CHECK_PROMOTION(one, "", "no_target", .buy_quantity = 2, .get_quantity = 1, FREE);
    CHECK_PROMOTION(two, "", "no_target", .buy_quantity = 2, .get_quantity = 1, FREE); /* nothing is left to be free */
    CHECK_PROMOTION(four, "p[3]1:30", "applied", .buy_quantity = 2, .get_quantity = 1, FREE);
    CHECK_PROMOTION(five, "p[4]1:20", "applied", .buy_quantity = 2, .get_quantity = 1, FREE);
    /* 60 50, then 20 30; 40 alone buys nothing */
    CHECK_PROMOTION(five, "p[3]1:30 p[4]1:20", "applied", .buy_quantity = 2, .get_quantity = 2, FREE);
    /* 60 50, then 40 30 20 of four */
    CHECK_PROMOTION(five, "p[2]1:40 p[3]1:30 p[4]1:20", "applied", .buy_quantity = 2, .get_quantity = 4, .pick = ECO_PICK_DEAREST,
                    FREE);
    /* 60 50 40, then 10; 30 and 20 are too few */
    CHECK_PROMOTION(SIX, "p[5]1:10", "applied", .buy_quantity = 3, .get_quantity = 1, FREE);
    /* 60 50 40 30, then 10 20: the second round would have nothing to buy */
    CHECK_PROMOTION(SIX, "p[4]1:20 p[5]1:10", "applied", .buy_quantity = 4, .get_quantity = 2, FREE);
    /* one line of eight, buy 2 get 3: five in the first round; two are bought, and one of three is there */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 8, 10))), "p[0]4:40", "applied", .buy_quantity = 2, .get_quantity = 3, FREE);
}

TEST(selection_buy, shares_a_line_into_units_that_differ_by_one)
{
    /* 4 pieces, 102 left: 26 26 25 25. DEAREST: 26 buys 26, 25 buys 25. CHEAPEST: 26 buys 25, twice. */
    const eco_cart *cart = CART(LINES({.sku = "a", .quantity = 4, .unit_minor = 255, .unit_scale = 1}));
    CHECK_PROMOTION(cart, "p[0]2:51", "applied", .buy_quantity = 1, .get_quantity = 1, .pick = ECO_PICK_DEAREST, FREE);
    CHECK_PROMOTION(cart, "p[0]2:50", "applied", .buy_quantity = 1, .get_quantity = 1, FREE);
    /* 5 pieces, 102 left: 21 21 20 20 20; buy 1 get 2. DEAREST: 21 buys 21 20, 20 buys 20. CHEAPEST: 21 buys 20 20, 21 buys 20. */
    const eco_cart *five = CART(LINES({.sku = "a", .quantity = 5, .unit_minor = 204, .unit_scale = 1}));
    CHECK_PROMOTION(five, "p[0]3:61", "applied", .buy_quantity = 1, .get_quantity = 2, .pick = ECO_PICK_DEAREST, FREE);
    CHECK_PROMOTION(five, "p[0]3:60", "applied", .buy_quantity = 1, .get_quantity = 2, FREE);
}

TEST(selection_buy, gives_units_of_other_lines)
{
#define COATS(coats, socks) CART(LINES(OF_KIND("coat", "coat", coats, 1000), OF_KIND("sock", "sock", socks, 50)))
#define SOCK_WITH_COAT      .buy = "kind == 'coat'", .on = "kind == 'sock'", .buy_quantity = 1, .get_quantity = 1, FREE
    CHECK_PROMOTION(COATS(2, 3), "p[1]2:100", "applied", SOCK_WITH_COAT);
    CHECK_PROMOTION(COATS(5, 3), "p[1]3:150", "applied", SOCK_WITH_COAT);
    CHECK_PROMOTION(CART(LINES(OF_KIND("sock", "sock", 3, 50))), "", "no_target", SOCK_WITH_COAT);
    CHECK_PROMOTION(CART(LINES(OF_KIND("coat", "coat", 3, 50))), "", "no_target", SOCK_WITH_COAT);
    /* two coats for each pair: 5 coats buy twice, one pair short */
    CHECK_PROMOTION(COATS(5, 3), "p[1]3:150", "applied", .buy = "kind == 'coat'", .on = "kind == 'sock'", .buy_quantity = 2,
                    .get_quantity = 2, FREE);
    /* the line with odd units is asked once, and buys with all of them: 3 coats of 100 (34 33 33) */
    CHECK_PROMOTION(CART(LINES({.sku = "coat", .quantity = 3, .unit_minor = 3333, .unit_scale = 2, ATTRIBUTES({"kind", "coat"})},
                               OF_KIND("sock", "sock", 9, 50))),
                    "p[1]3:150", "applied", SOCK_WITH_COAT);
}

TEST(selection_buy, buys_first_what_cannot_benefit)
{
    const eco_cart *cart = CART(LINES(OF_KIND("sock", "a", 1, 50), OF_KIND("sock", "b", 1, 40), OF_KIND("sock", "c", 1, 30),
                                      OF_KIND("coat", "d", 1, 10)));
#define ANY_BUYS_SOCKS .buy = "line.sku != 'none'", .on = "kind == 'sock'", .buy_quantity = 2, .get_quantity = 1, FREE
    /* the coat, though it is the cheapest, and 50; then 30, or 40 */
    CHECK_PROMOTION(cart, "p[2]1:30", "applied", ANY_BUYS_SOCKS);
    CHECK_PROMOTION(cart, "p[1]1:40", "applied", .pick = ECO_PICK_DEAREST, ANY_BUYS_SOCKS);
    /* what buys is a part of the target: 50 and 40 buy, of all the coat is the cheapest */
    CHECK_PROMOTION(cart, "p[3]1:10", "applied", .buy = "kind == 'sock'", .buy_quantity = 2, .get_quantity = 1, FREE);
    /* lines that neither buy nor benefit are nothing to it */
    CHECK_PROMOTION(cart, "p[1]1:40", "applied", .buy = "line.sku == 'a'", .on = "line.sku == 'b'", .buy_quantity = 1,
                    .get_quantity = 1, FREE);
}

TEST(selection_buy, of_the_same_text_is_the_target_itself)
{
    const eco_cart *cart = CART(LINES(PIECES("a", 2, 50), PIECES("b", 1, 40), PIECES("c", 5, 1)));
    CHECK_PROMOTION(cart, "p[1]1:40", "applied", .on = "line.sku in ('a', 'b')", .buy = "line.sku  in ('a','b')",
                    .buy_quantity = 2, .get_quantity = 1, FREE);
    CHECK_PROMOTION(cart, "p[1]1:40", "applied", .on = "line.sku in ('a', 'b')", .buy_quantity = 2, .get_quantity = 1, FREE);
}

TEST(selection_buy, gives_all_others_where_nothing_is_said)
{
    /* from the fifth unit on half price: 60 50 40 30 are bought */
    CHECK_PROMOTION(SIX, "p[4]1:10 p[5]1:5", "applied", .buy_quantity = 4, TIERS({.off_percent = {50, 0}}));
    CHECK_PROMOTION(SIX, "p[4]1:10 p[5]1:5", "applied", .buy_quantity = 4, .pick = ECO_PICK_DEAREST,
                    TIERS({.off_percent = {50, 0}}));
    CHECK_PROMOTION(SIX, "", "no_target", .buy_quantity = 6, TIERS({.off_percent = {50, 0}}));
    CHECK_PROMOTION(SIX, "", "no_target", .buy_quantity = 7, TIERS({.off_percent = {50, 0}}));
    /* with a coat, 20 % off all socks; without, nothing */
    CHECK_PROMOTION(COATS(1, 3), "p[1]3:30", "applied", .buy = "kind == 'coat'", .on = "kind == 'sock'", .buy_quantity = 1,
                    TIERS({.off_percent = {20, 0}}));
    CHECK_PROMOTION(COATS(1, 3), "", "no_target", .buy = "kind == 'coat'", .on = "kind == 'sock'", .buy_quantity = 2,
                    TIERS({.off_percent = {20, 0}}));
}

TEST(selection_buy, goes_with_every_benefit)
{
    /* 60 buys 10, 50 buys 20, 40 buys 30: these three are worth 60 */
#define PAIRS .buy_quantity = 1, .get_quantity = 1
    CHECK_PROMOTION(SIX, "p[3]1:30 p[4]1:20 p[5]1:10", "applied", PAIRS, FREE);
    CHECK_PROMOTION(SIX, "p[3]1:15 p[4]1:15 p[5]1:10", "clipped by price -5", PAIRS, TIERS({.off_each_minor = 15}));
    CHECK_PROMOTION(SIX, "p[3]1:18 p[4]1:8", "applied", PAIRS, TIERS({.price_each_minor = 12}));
    CHECK_PROMOTION(SIX, "p[3]1:15 p[4]1:10 p[5]1:5", "applied", PAIRS, TIERS({.off_minor = 30}));
    CHECK_PROMOTION(SIX, "p[3]1:30 p[4]1:20 p[5]1:10", "clipped by price -40", PAIRS, TIERS({.off_minor = 100}));
    /* 9.9, 6.6, 3.3; of the whole 19.8: 10, 6.67, 3.33 */
    CHECK_PROMOTION(SIX, "p[3]1:10 p[4]1:7 p[5]1:3", "applied", PAIRS, TIERS({.off_percent = {33, 0}}));
    CHECK_PROMOTION(SIX, "p[3]1:10 p[4]1:7 p[5]1:3", "applied", .stage = ECO_STAGE_SHOP, PAIRS, TIERS({.off_percent = {33, 0}}));
    /* 2.1, 1.4, 0.7; of the whole 4.2: 2, 1.33, 0.67 */
    CHECK_PROMOTION(SIX, "p[3]1:2 p[4]1:1 p[5]1:1", "applied", PAIRS, TIERS({.off_percent = {7, 0}}));
    CHECK_PROMOTION(SIX, "p[3]1:2 p[4]1:1 p[5]1:1", "applied", .stage = ECO_STAGE_SHOP, PAIRS, TIERS({.off_percent = {7, 0}}));
    /* all three for 50: 10 off, 5, 3.33, 1.67 */
    CHECK_PROMOTION(SIX, "p[3]1:5 p[4]1:3 p[5]1:2", "applied", PAIRS, TIERS({.price_set_minor = 50}));
    CHECK_PROMOTION(SIX, "", "nothing_left", PAIRS, TIERS({.price_set_minor = 60}));
    /* the cap is shared by what they would have taken: 22.5, 15, 7.5 */
    CHECK_PROMOTION(SIX, "p[3]1:23 p[4]1:15 p[5]1:7", "clipped by max_off -15", .max_off_minor = 45, PAIRS, FREE);
}

TEST(selection_buy, needs_its_threshold_as_well)
{
    CHECK_PROMOTION(SIX, "", "below_threshold, missing 1 units", .buy_quantity = 2, .get_quantity = 1,
                    TIERS({.from_quantity = 7, .is_free = true}));
    CHECK_PROMOTION(SIX, "p[5]1:5", "applied, missing 1 units", .buy_quantity = 5,
                    TIERS({.from_quantity = 6, .off_minor = 5}, {.from_quantity = 7, .off_minor = 9}));
    /* 5 off for each full 100 of 210; next_off is not known, as the units are chosen anew */
    CHECK_PROMOTION(SIX, "p[5]1:10", "applied, missing 90", .buy_quantity = 5, .repeats = true,
                    TIERS({.from_minor = 100, .off_minor = 5}));
}

TEST(selection_buy, takes_a_line_by_weight_as_one_unit)
{
#define KILOS(quantity_, unit_)                                                      \
    {                                                                                \
        .sku = "kg", .quantity = quantity_, .quantity_scale = 3, .unit_minor = unit_ \
    }
    /* 1.25 kg for 25.00 in one piece: 30.00 buys it; the other 30.00 is alone */
    const eco_cart *cart = CART(LINES(KILOS(1250, 2000), PIECES("a", 2, 3000)));
    CHECK_PROMOTION(cart, "p[0]1250:2500", "applied", .buy_quantity = 1, .get_quantity = 1, FREE);
    CHECK_PROMOTION(cart, "p[1]1:3000", "applied", .buy_quantity = 1, .get_quantity = 1, .pick = ECO_PICK_DEAREST, FREE);
    /* amounts for each unit go by the kilo */
    CHECK_PROMOTION(cart, "p[0]1250:125", "applied", .buy_quantity = 1, .get_quantity = 1, TIERS({.off_each_minor = 100}));
    CHECK_PROMOTION(cart, "p[0]1250:625", "applied", .buy_quantity = 1, .get_quantity = 1, TIERS({.price_each_minor = 1500}));
}

TEST(selection_buy, takes_any_number_of_units_at_once)
{
    const int64_t many = INT64_C(1000000000000);
    CHECK_PROMOTION(CART(LINES(PIECES("a", many, 3))), "p[0]333333333333:999999999999", "applied", .buy_quantity = 2,
                    .get_quantity = 1, FREE);
    const eco_cart *two = CART(LINES(PIECES("a", many, 5), PIECES("b", many, 3)));
    CHECK_PROMOTION(two, "p[1]1000000000000:3000000000000", "applied", .buy_quantity = 1, .get_quantity = 1, FREE);
    CHECK_PROMOTION(two, "p[0]500000000000:2500000000000 p[1]500000000000:1500000000000", "applied", .buy_quantity = 1,
                    .get_quantity = 1, .pick = ECO_PICK_DEAREST, FREE);
    /* 7 a round: 166666666666 times six for 5 buy one for 3; then the four that are left and two for 3 buy one; then six for 3 buy one,
     * 119047619047 times, and two are left */
    CHECK_PROMOTION(two, "p[1]285714285714:857142857142", "applied", .buy_quantity = 6, .get_quantity = 1, FREE);
    CHECK_PROMOTION(CART(LINES(PIECES("a", INT64_MAX, 1))), "p[0]1:1", "applied", .buy_quantity = INT64_MAX - 1,
                    .get_quantity = 1, FREE);
    CHECK_PROMOTION(CART(LINES(PIECES("a", INT64_MAX, 1))), "p[0]1:1", "applied", .buy_quantity = INT64_MAX - 1,
                    .get_quantity = INT64_MAX, FREE);
    CHECK_PROMOTION(CART(LINES(PIECES("a", INT64_MAX, 1))), "", "no_target", .buy_quantity = INT64_MAX, FREE);
}

TEST(selection_buy, sees_free_lines_as_units_too)
{
    /* the free one is the cheapest, and there is nothing to take off it */
    const eco_cart *cart = CART(LINES(PIECES("a", 2, 50), {.sku = "b", .quantity = 1, .is_free = true}));
    CHECK_PROMOTION(cart, "", "nothing_left", .buy_quantity = 2, .get_quantity = 1, FREE);
    CHECK_PROMOTION(cart, "p[0]1:50", "applied", .buy_quantity = 1, .get_quantity = 1, .pick = ECO_PICK_DEAREST, FREE);
}

TEST(selection_buy, names_the_line_whose_fact_it_cannot_read)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", .on = "line.sku == 'b'", .buy = "age > 10", .buy_quantity = 1, FREE);
    eco_rulebook *rulebook = built(rules);
    CHECK_FAILS(eco_price(&quote, rulebook,
                          CART(LINES({.sku = "b", .quantity = 1, .unit_minor = 1},
                                     {.sku = "c", .quantity = 1, .unit_minor = 1, ATTRIBUTES({"age", "x"})})),
                          NULL, &error),
                ECO_E_INVALID, "asked by 'p'");
    CHECK_TEXT(error.path, "/lines/1");
    eco_rulebook_free(rulebook);
}
