/* Bands: each part of the amount, or each unit, at its own tier. Figures by hand. */
#include "pricing_shop.h"

#define ONE(unit)     CART(LINES(PIECES("a", 1, unit)))
#define MANY(n, unit) CART(LINES(PIECES("a", n, unit)))

TEST(bands, of_an_amount_take_each_part_at_its_own_percentage)
{
#define TAX_LIKE                            \
    .stage = ECO_STAGE_SHOP, .bands = true, \
    TIERS({.from_minor = 10000, .off_percent = {10, 0}}, {.from_minor = 20000, .off_percent = {20, 0}})
    CHECK_PROMOTION(ONE(9999), "", "below_threshold, missing 1", TAX_LIKE);
    CHECK_PROMOTION(ONE(10000), "", "nothing_left", TAX_LIKE);
    CHECK_PROMOTION(ONE(15000), "p[0]1:500", "applied, missing 5000", TAX_LIKE);
    CHECK_PROMOTION(ONE(20000), "p[0]1:1000", "applied", TAX_LIKE);
    CHECK_PROMOTION(ONE(25000), "p[0]1:2000", "applied", TAX_LIKE);
    /* from the first cent: 5 % of 100.00, 10 % of the rest */
    CHECK_PROMOTION(ONE(12000), "p[0]1:700", "applied", .bands = true,
                    TIERS({.off_percent = {5, 0}}, {.from_minor = 10000, .off_percent = {10, 0}}));
    CHECK_PROMOTION(ONE(8000), "p[0]1:400", "applied, missing 2000", .bands = true,
                    TIERS({.off_percent = {5, 0}}, {.from_minor = 10000, .off_percent = {10, 0}}));
}

TEST(bands, of_an_amount_round_each_part_and_split_the_sum)
{
    /* 5 % of 110 twice: 5.5 -> 6 each, where 5 % of 220 is 11; 12 over 100 and 120: 5.45, 6.55 */
#define TWICE TIERS({.off_percent = {5, 0}}, {.from_minor = 110, .off_percent = {5, 0}})
    const eco_cart *cart = CART(LINES(PIECES("a", 1, 100), PIECES("b", 2, 60)));
    for (eco_stage stage = ECO_STAGE_ITEM; stage <= ECO_STAGE_SHOP; stage++)
        CHECK_PROMOTION(cart, "p[0]1:5 p[1]2:7", "applied", .stage = stage, .bands = true, TWICE);
    CHECK_PROMOTION(cart, "p[0]1:3 p[1]2:4", "clipped by max_off -5", .bands = true, .max_off_minor = 7, TWICE); /* 3.18, 3.82 */
}

TEST(bands, of_an_amount_cut_what_the_threshold_looks_at)
{
    /* list 200.00, 50.00 off before: 10 % of the second hundred by the list price, of 50.00 by what is left */
    for (eco_basis basis = ECO_BASIS_RUNNING; basis <= ECO_BASIS_LIST; basis++) {
        eco_rulebook_builder *rules = RULES("EUR");
        PROMOTE(rules, "first", TIERS({.off_minor = 5000}));
        PROMOTE(rules, "p", .stage = ECO_STAGE_SHOP, .basis = basis, .bands = true,
                TIERS({.from_minor = 10000, .off_percent = {10, 0}}));
        eco_rulebook *rulebook = built(rules);
        CHECK_QUOTED(rulebook, ONE(20000), basis == ECO_BASIS_LIST ? "first[0]1:5000 p[0]1:1000" : "first[0]1:5000 p[0]1:500");
        eco_rulebook_free(rulebook);
    }
    /* no more than is left: all of the list price 1000, of which 600 is left */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "first", TIERS({.off_minor = 400}));
    PROMOTE(rules, "p", .stage = ECO_STAGE_SHOP, .basis = ECO_BASIS_LIST, .bands = true,
            TIERS({.from_minor = 1, .off_percent = {100, 0}}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(1000));
    CHECK_ADJUSTMENTS(quote, "first[0]1:400 p[0]1:600");
    CHECK_TOLD(quote, "p", "clipped by price -399");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(bands, of_units_give_each_from_a_number_on_its_tier)
{
#define RISING .bands = true, TIERS({.from_quantity = 3, .off_percent = {10, 0}}, {.from_quantity = 5, .off_percent = {20, 0}})
    CHECK_PROMOTION(MANY(2, 100), "", "below_threshold, missing 1 units", RISING);
    CHECK_PROMOTION(MANY(3, 100), "p[0]1:10", "applied, missing 2 units", RISING);
    CHECK_PROMOTION(MANY(4, 100), "p[0]2:20", "applied, missing 1 units", RISING);
    CHECK_PROMOTION(MANY(6, 100), "p[0]4:60", "applied", RISING);
    /* 5 off the first two, 10 off those after */
    CHECK_PROMOTION(MANY(4, 100), "p[0]4:30", "applied", .bands = true,
                    TIERS({.off_each_minor = 5}, {.from_quantity = 3, .off_each_minor = 10}));
    CHECK_PROMOTION(MANY(1, 100), "p[0]1:5", "applied, missing 2 units", .bands = true,
                    TIERS({.off_each_minor = 5}, {.from_quantity = 3, .off_each_minor = 10}));
    /* the second and third for 80, those after for 50 */
    CHECK_PROMOTION(MANY(5, 100), "p[0]4:140", "applied", .bands = true,
                    TIERS({.from_quantity = 2, .price_each_minor = 80}, {.from_quantity = 4, .price_each_minor = 50}));
    /* each after the second is free */
    CHECK_PROMOTION(MANY(4, 100), "p[0]2:200", "applied", .bands = true, TIERS({.from_quantity = 3, .is_free = true}));
    /* one tier without a `from`: all */
    CHECK_PROMOTION(MANY(4, 100), "p[0]4:40", "applied", .bands = true, TIERS({.off_percent = {10, 0}}));
}

TEST(bands, of_units_stand_as_groups_do)
{
#define FROM_FIVE .bands = true, TIERS({.from_quantity = 5, .is_free = true})
    CHECK_PROMOTION(SIX, "p[4]1:20 p[5]1:10", "applied", FROM_FIVE);
    CHECK_PROMOTION(SIX, "p[0]1:60 p[1]1:50", "applied", .pick = ECO_PICK_DEAREST, FROM_FIVE);
    /* 100 is 1 to 3, 60 is 4 to 6: 2 and 3 get 10 %, 4 gets 10 %, 5 and 6 half */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 3, 100), PIECES("b", 3, 60))), "p[0]2:20 p[1]3:66", "applied", .bands = true,
                    TIERS({.from_quantity = 2, .off_percent = {10, 0}}, {.from_quantity = 5, .off_percent = {50, 0}}));
    /* what one tier gives to one line is rounded once: 6.6 -> 7 of two, 6.6 -> 7 of the third */
    CHECK_PROMOTION(MANY(3, 33), "p[0]3:14", "applied", .bands = true,
                    TIERS({.from_quantity = 1, .off_percent = {10, 0}}, {.from_quantity = 3, .off_percent = {20, 0}}));
    /* by line in every stage: 2.5 -> 3 each */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 1, 25), PIECES("b", 1, 25))), "p[0]1:3 p[1]1:3", "applied", .stage = ECO_STAGE_SHOP,
                    .bands = true, TIERS({.from_quantity = 1, .off_percent = {10, 0}}));
}

TEST(bands, of_units_may_look_at_the_list_price)
{
    /* list 400, 40 off before: half of the list price of two of four, 200, is 100; of what is left of them 90 */
    for (eco_basis basis = ECO_BASIS_RUNNING; basis <= ECO_BASIS_LIST; basis++) {
        eco_rulebook_builder *rules = RULES("EUR");
        PROMOTE(rules, "first", .priority = 1, TIERS({.off_minor = 40}));
        PROMOTE(rules, "p", .percent_basis = basis, .bands = true, TIERS({.from_quantity = 3, .off_percent = {50, 0}}));
        eco_rulebook *rulebook = built(rules);
        CHECK_QUOTED(rulebook, MANY(4, 100), basis == ECO_BASIS_LIST ? "first[0]4:40 p[0]2:100" : "first[0]4:40 p[0]2:90");
        eco_rulebook_free(rulebook);
    }
}

TEST(bands, of_units_never_let_one_unit_pay_for_another)
{
    /* the first unit gives the 10.00 that it is worth, the second is dearer at 90.00 and gives nothing */
    CHECK_PROMOTION(MANY(2, 1000), "p[0]2:1000", "clipped by price -4000", .bands = true,
                    TIERS({.off_each_minor = 5000}, {.from_quantity = 2, .price_each_minor = 9000}));
    CHECK_PROMOTION(MANY(3, 100), "p[0]3:210", "clipped by price -20", .bands = true,
                    TIERS({.off_each_minor = 110}, {.from_quantity = 3, .off_each_minor = 10}));
    CHECK_PROMOTION(MANY(3, 100), "p[0]3:100", "clipped by max_off -130", .bands = true, .max_off_minor = 100,
                    TIERS({.off_each_minor = 110}, {.from_quantity = 3, .off_each_minor = 10}));
}

TEST(bands, of_lines_by_weight)
{
    /* a piece, and a kilo and a half, which is one unit though the threshold sees two and a half: its second */
    CHECK_PROMOTION(CART(LINES(PIECES("a", 1, 5000), {.sku = "kg", .quantity = 15, .quantity_scale = 1, .unit_minor = 1000})),
                    "p[1]15:150", "applied", .bands = true, TIERS({.from_quantity = 2, .off_percent = {10, 0}}));
    /* ten kilos are one unit: none is the third */
    CHECK_PROMOTION(CART(LINES({.sku = "kg", .quantity = 100, .quantity_scale = 1, .unit_minor = 1000})), "", "no_target",
                    .bands = true, TIERS({.from_quantity = 3, .off_percent = {10, 0}}));
}

TEST(bands, of_one_trillion_units_are_cut_at_once)
{
    const int64_t many = INT64_C(1000000000000);
    /* 499999999999 of 1, 500000000000 of 9 */
    CHECK_PROMOTION(MANY(many, 10), "p[0]999999999999:4999999999999", "applied", .bands = true,
                    TIERS({.from_quantity = 2, .off_each_minor = 1}, {.from_quantity = many / 2 + 1, .off_each_minor = 9}));
}

TEST(bands, overflow_with_the_path_of_the_line)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", .bands = true, TIERS({.off_each_minor = 1}, {.from_quantity = 2, .off_each_minor = INT64_MAX}));
    eco_rulebook *rulebook = built(rules);
    CHECK_FAILS(eco_price(&quote, rulebook, CART(LINES(PIECES("b", 1, 1), PIECES("a", 3, 1))), NULL, &error), ECO_E_OVERFLOW,
                "64 bits");
    CHECK_TEXT(error.path, "/lines/1");
    eco_rulebook_free(rulebook);
}
