/* How many units benefit at most, of each line and in all; and what percentages are taken of. Figures by hand. */
#include "pricing_shop.h"

#define FREE TIERS({.is_free = true})
#define HALF TIERS({.off_percent = {50, 0}})

TEST(selection, keeps_to_a_number_of_units)
{
    CHECK_PROMOTION(SIX, "p[4]1:10 p[5]1:5", "applied", .max_quantity = 2, HALF);
    CHECK_PROMOTION(SIX, "p[0]1:30 p[1]1:25", "applied", .max_quantity = 2, .pick = ECO_PICK_DEAREST, HALF);
    CHECK_PROMOTION(SIX, "p[0]1:60 p[1]1:50 p[2]1:40 p[3]1:30 p[4]1:20 p[5]1:10", "applied", .max_quantity = 6, FREE);
    CHECK_PROMOTION(SIX, "p[0]1:60 p[1]1:50 p[2]1:40 p[3]1:30 p[4]1:20 p[5]1:10", "applied", .max_quantity = INT64_MAX, FREE);
    const eco_cart *cart = CART(LINES(PIECES("a", 3, 100), PIECES("b", 2, 60)));
    CHECK_PROMOTION(cart, "p[0]1:100 p[1]2:120", "applied", .max_quantity = 3, FREE);
    CHECK_PROMOTION(cart, "p[0]3:300", "applied", .max_quantity = 3, .pick = ECO_PICK_DEAREST, FREE);
    /* a line by weight is one unit: 0.5 kg for 50 is the cheapest */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 3, 60), {.sku = "kg", .quantity = 500, .quantity_scale = 3, .unit_minor = 100})),
                    "p[0]1:60 p[1]500:50", "applied", .max_quantity = 2, FREE);
    /* the threshold looks at all */
    CHECK_PROMOTION(SIX, "", "below_threshold, missing 1 units", .max_quantity = 1, TIERS({.from_quantity = 7, .off_minor = 1}));
}

TEST(selection, keeps_to_a_number_of_units_of_each_line)
{
    const eco_cart *cart = CART(LINES(PIECES("a", 3, 100), PIECES("b", 2, 60)));
    CHECK_PROMOTION(cart, "p[0]1:100 p[1]1:60", "applied", .max_line_quantity = 1, FREE);
    CHECK_PROMOTION(cart, "p[0]2:200 p[1]2:120", "applied", .max_line_quantity = 2, FREE);
    CHECK_PROMOTION(cart, "p[0]3:300 p[1]2:120", "applied", .max_line_quantity = 9, FREE);
    /* each line first, then all together */
    CHECK_PROMOTION(cart, "p[1]1:60", "applied", .max_line_quantity = 1, .max_quantity = 1, FREE);
    CHECK_PROMOTION(cart, "p[0]1:100", "applied", .max_line_quantity = 1, .max_quantity = 1, .pick = ECO_PICK_DEAREST, FREE);
    CHECK_PROMOTION(cart, "p[0]2:200 p[1]1:60", "applied", .max_line_quantity = 2, .max_quantity = 3, .pick = ECO_PICK_DEAREST,
                    FREE);
    /* of a line of 34 33 33: the cheapest or the dearest */
    const eco_cart *odd = CART(LINES({.sku = "a", .quantity = 3, .unit_minor = 3333, .unit_scale = 2}, PIECES("b", 1, 5)));
    CHECK_PROMOTION(odd, "p[0]1:33 p[1]1:5", "applied", .max_line_quantity = 1, FREE);
    CHECK_PROMOTION(odd, "p[0]1:34 p[1]1:5", "applied", .max_line_quantity = 1, .pick = ECO_PICK_DEAREST, FREE);
    CHECK_PROMOTION(odd, "p[0]2:66 p[1]1:5", "applied", .max_line_quantity = 2, FREE);
    CHECK_PROMOTION(odd, "p[0]2:67 p[1]1:5", "applied", .max_line_quantity = 2, .pick = ECO_PICK_DEAREST, FREE);
    CHECK_PROMOTION(odd, "p[0]3:100 p[1]1:5", "applied", .max_line_quantity = 3, FREE);
}

TEST(selection, keeps_to_a_number_of_those_that_benefit)
{
    /* 60 buys 10, 50 buys 20, 40 buys 30; DEAREST: 60 buys 50, 40 buys 30, 20 buys 10 */
    CHECK_PROMOTION(SIX, "p[5]1:10", "applied", .buy_quantity = 1, .get_quantity = 1, .max_quantity = 1, FREE);
    CHECK_PROMOTION(SIX, "p[1]1:50", "applied", .buy_quantity = 1, .get_quantity = 1, .max_quantity = 1, .pick = ECO_PICK_DEAREST,
                    FREE);
    /* the second of 60 50, 40 30, 20 10 */
    CHECK_PROMOTION(SIX, "p[3]1:15 p[5]1:5", "applied", .group_quantity = 2, .nth = 2, .max_quantity = 2, HALF);
    /* 5 x 100: two of two groups, of which one line gives one */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 5, 100), PIECES("b", 4, 60))), "p[0]1:50 p[1]1:30", "applied", .group_quantity = 2,
                    .nth = 2, .max_line_quantity = 1, HALF);
}

TEST(selection, of_one_trillion_units_is_made_at_once)
{
    const int64_t many = INT64_C(1000000000000);
    const eco_cart *cart = CART(LINES(PIECES("a", many, 5), PIECES("b", many, 3)));
    CHECK_PROMOTION(cart, "p[0]7:35 p[1]1000000000000:3000000000000", "applied", .max_quantity = many + 7, FREE);
    CHECK_PROMOTION(cart, "p[0]999999999999:4999999999995 p[1]999999999999:2999999999997", "applied",
                    .max_line_quantity = many - 1, FREE);
}

TEST(selection, takes_percentages_of_what_is_left_or_of_the_list_price)
{
    static const struct {
        eco_stage stage;
        eco_basis basis;
        const char *expected;
    } kinds[] = {{ECO_STAGE_ITEM, ECO_BASIS_RUNNING, "20[0]1:2000 30[0]1:2400"},
                 {ECO_STAGE_ITEM, ECO_BASIS_LIST, "20[0]1:2000 30[0]1:3000"},
                 {ECO_STAGE_SHOP, ECO_BASIS_RUNNING, "20[0]1:2000 30[0]1:2400"},
                 {ECO_STAGE_SHOP, ECO_BASIS_LIST, "20[0]1:2000 30[0]1:3000"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        eco_rulebook_builder *rules = RULES("EUR");
        PROMOTE(rules, "20", .stage = kinds[i].stage, .percent_basis = kinds[i].basis, TIERS({.off_percent = {20, 0}}));
        PROMOTE(rules, "30", .stage = kinds[i].stage, .percent_basis = kinds[i].basis, TIERS({.off_percent = {30, 0}}));
        eco_rulebook *rulebook = built(rules);
        CHECK_QUOTED(rulebook, CART(LINES(PIECES("a", 1, 10000))), kinds[i].expected);
        eco_rulebook_free(rulebook);
    }
}

TEST(selection, takes_a_part_of_the_list_price_where_a_part_benefits)
{
    /* list 100, 40 off leaves 60: 20 20 20. Two of three: 66.67 -> 67, half of it 33.5 -> 34, of 40; running half of 40 */
    for (eco_stage stage = ECO_STAGE_ITEM; stage <= ECO_STAGE_SHOP; stage++) {
        eco_rulebook_builder *rules = RULES("EUR");
        PROMOTE(rules, "first", .priority = 1, TIERS({.off_minor = 40}));
        PROMOTE(rules, "list", .stage = stage, .percent_basis = ECO_BASIS_LIST, .max_quantity = 2, HALF);
        eco_rulebook *list = built(rules);
        rules = RULES("EUR");
        PROMOTE(rules, "first", .priority = 1, TIERS({.off_minor = 40}));
        PROMOTE(rules, "running", .stage = stage, .max_quantity = 2, HALF);
        eco_rulebook *running = built(rules);
        const eco_cart *cart = CART(LINES({.sku = "a", .quantity = 3, .unit_minor = 3333, .unit_scale = 2}));
        CHECK_QUOTED(list, cart, "first[0]3:40 list[0]2:34");
        CHECK_QUOTED(running, cart, "first[0]3:40 running[0]2:20");
        eco_rulebook_free(list);
        eco_rulebook_free(running);
    }
    /* all of it; and more than is left of two of three: 90 % of 67 is 60.3 -> 60, of 40 */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "first", .priority = 1, TIERS({.off_minor = 40}));
    PROMOTE(rules, "most", .percent_basis = ECO_BASIS_LIST, .max_quantity = 2, TIERS({.off_percent = {90, 0}}));
    eco_rulebook *rulebook = built(rules);
    const eco_cart *cart = CART(LINES({.sku = "a", .quantity = 3, .unit_minor = 3333, .unit_scale = 2}));
    const eco_quote *quote = priced(rulebook, cart);
    CHECK_ADJUSTMENTS(quote, "first[0]3:40 most[0]2:40");
    CHECK_TOLD(quote, "most", "clipped by price -20");
    eco_quote_free(quote);
    /* a line by weight has no parts: 90 % of 2500 is 2250, of 2460 */
    CHECK_QUOTED(rulebook, CART(LINES({.sku = "a", .quantity = 1250, .quantity_scale = 3, .unit_minor = 2000})),
                 "first[0]1250:40 most[0]1250:2250");
    eco_rulebook_free(rulebook);
}

TEST(selection, takes_the_list_price_of_what_benefits_only)
{
    /* 10 % of the list price of the one cheapest unit, 60, of which 30 is left */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "first", .on = "line.sku == 'b'", TIERS({.off_minor = 30}));
    PROMOTE(rules, "list", .stage = ECO_STAGE_SHOP, .percent_basis = ECO_BASIS_LIST, .max_quantity = 1,
            TIERS({.off_percent = {10, 0}}));
    eco_rulebook *rulebook = built(rules);
    CHECK_QUOTED(rulebook, CART(LINES(PIECES("a", 1, 100), PIECES("b", 1, 60))), "first[1]1:30 list[1]1:6");
    eco_rulebook_free(rulebook);
}
