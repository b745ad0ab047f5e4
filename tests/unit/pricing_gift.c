/* Gifts: lines of their own at no price, once or for each full threshold, and how they meet other promotions. */
#include "pricing_shop.h"

#define GIFT(...)     TIERS({.gift_sku = "tote", __VA_ARGS__})
#define ONE(unit)     CART(LINES(PIECES("a", 1, unit)))
#define MANY(n, unit) CART(LINES(PIECES("a", n, unit)))

TEST(gift, is_a_line_at_no_price)
{
    eco_rulebook_builder *rules = RULES("CNY", .tax_round_at = ECO_ROUND_AT_ORDER);
    PROMOTE(rules, "tote", .label = "满100送袋", .stage = ECO_STAGE_SHOP, GIFT(.from_minor = 10000));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {13, 0}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(.credit_minor = 300, LINES(PIECES("a", 1, 9000), PIECES("b", 1, 1000)),
                                                   ECO_LIST(surcharges, eco_surcharge, {.id = "box", .amount_minor = 100})));
    CHECK_INT(quote->lines_count, 4);
    CHECK_INT(quote->lines[3].kind, ECO_LINE_GIFT);
    CHECK_TEXT(quote->lines[3].id, "gift-tote");
    CHECK_TEXT(quote->lines[3].sku, "tote");
    CHECK_INT(quote->lines[3].quantity, 1);
    CHECK_INT(quote->lines[3].quantity_scale, 0);
    CHECK_INT(quote->lines[3].credit_minor, 0);
    CHECK_ADJUSTMENTS(quote, "tote[3]1:0");
    CHECK_INT(quote->adjustments[0].stage, ECO_STAGE_SHOP);
    CHECK_TOLD(quote, "tote", "applied");
    CHECK_TEXT(decision_of(quote, "tote")->label, "满100送袋");
    CHECK_INT(quote->discount_minor, 0);
    CHECK_INT(quote->payable_minor, 10100 + 1313 - 300);
    eco_quote_free(quote);
    quote = priced(rulebook, ONE(9999));
    CHECK_INT(quote->lines_count, 1);
    CHECK_TOLD(quote, "tote", "below_threshold, missing 1");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(gift, comes_in_its_quantity_and_repeats)
{
    CHECK_PROMOTION(ONE(100), "p[1]3:0", "applied", GIFT(.gift_quantity = 3));
    CHECK_PROMOTION(ONE(25000), "p[1]2:0", "applied, missing 5000", .repeats = true, GIFT(.from_minor = 10000));
    CHECK_PROMOTION(ONE(25000), "p[1]6:0", "applied, missing 5000", .repeats = true,
                    GIFT(.from_minor = 10000, .gift_quantity = 3));
    CHECK_PROMOTION(MANY(7, 10), "p[1]2:0", "applied, missing 2 units", .repeats = true, GIFT(.from_quantity = 3));
    /* max_quantity caps the pieces */
    CHECK_PROMOTION(ONE(25000), "p[1]5:0", "clipped by max_quantity, missing 5000", .repeats = true, .max_quantity = 5,
                    GIFT(.from_minor = 10000, .gift_quantity = 3));
    CHECK_PROMOTION(ONE(25000), "p[1]6:0", "applied, missing 5000", .repeats = true, .max_quantity = 6,
                    GIFT(.from_minor = 10000, .gift_quantity = 3));
    /* the highest tier, whatever it gives */
#define STEPS                                                                                                  \
    TIERS({.from_minor = 100, .gift_sku = "pen"}, {.from_minor = 200, .gift_sku = "tote", .gift_quantity = 2}, \
          {.from_minor = 300, .off_minor = 20})
    CHECK_PROMOTION(ONE(150), "p[1]1:0", "applied, missing 50", STEPS);
    CHECK_PROMOTION(ONE(250), "p[1]2:0", "applied, missing 50, next 20", STEPS);
    CHECK_PROMOTION(ONE(350), "p[0]1:20", "applied", STEPS);
}

TEST(gift, needs_goods_that_it_is_for)
{
    CHECK_PROMOTION(CART(0), "", "no_target", GIFT(0));
    CHECK_PROMOTION(ONE(100), "", "no_target", .on = "line.sku == 'b'", GIFT(0));
    CHECK_PROMOTION(CART(LINES(PIECES("a", 1, 90), PIECES("b", 1, 20))), "", "below_threshold, missing 10",
                    .on = "line.sku == 'a'", GIFT(.from_minor = 100));
    CHECK_PROMOTION(CART(LINES({.sku = "a", .quantity = 1, .is_free = true})), "p[1]1:0", "applied", GIFT(0));
    CHECK_PROMOTION(ONE(100), "", "no_coupon", .coupon = "TOTE", GIFT(0));
    CHECK_PROMOTION(CART(LINES(PIECES("a", 1, 90)), COUPONS("TOTE")), "p[1]1:0", "applied", .coupon = "TOTE", GIFT(0));
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", .coupon = "@codes", GIFT(0));
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"X", "Y"}, 2);
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES(PIECES("a", 1, 90)), COUPONS("Y")));
    CHECK_TEXT(quote->adjustments[0].coupon, "Y");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(gift, stands_in_the_order_of_work)
{
    static const struct {
        const char *id;
        eco_stage stage;
        int32_t priority;
    } gifts[] = {{"f", ECO_STAGE_PLATFORM, 9}, {"e", ECO_STAGE_SHOP, 1}, {"d", ECO_STAGE_SHOP, 1},
                 {"c", ECO_STAGE_SHOP, 2},     {"b", ECO_STAGE_ITEM, 0}, {"a", ECO_STAGE_PLATFORM_COUPON, 0}};
    eco_rulebook_builder *rules = RULES("EUR");
    for (size_t i = 0; i < sizeof gifts / sizeof *gifts; i++)
        PROMOTE(rules, gifts[i].id, .stage = gifts[i].stage, .priority = gifts[i].priority, GIFT(0));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(100));
    CHECK_ADJUSTMENTS(quote, "b[1]1:0 c[2]1:0 d[3]1:0 e[4]1:0 f[5]1:0 a[6]1:0");
    CHECK_TEXT(quote->lines[6].id, "gift-a");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(gift, may_be_exclusive)
{
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking++) {
        eco_rulebook_builder *rules = RULES("EUR", .stacking = stacking);
        PROMOTE(rules, "gift", .exclusive = true, .priority = 1, GIFT(0));
        PROMOTE(rules, "off", TIERS({.off_minor = 5}));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, ONE(100));
        CHECK_ADJUSTMENTS(quote, "gift[1]1:0");
        CHECK_TOLD(quote, "off", "excluded by gift");
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
    /* of several exclusive ones in mode BEST the one that takes most off: any amount is more than a gift */
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "gift", .exclusive = true, .priority = 1, GIFT(0));
    PROMOTE(rules, "off", .exclusive = true, TIERS({.off_minor = 5}));
    eco_rulebook *rulebook = built(rules);
    CHECK_QUOTED(rulebook, ONE(100), "off[0]1:5");
    eco_rulebook_free(rulebook);
}

TEST(gift, is_one_of_an_exclusion_group)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .exclusion_group = "g", GIFT(.from_minor = 200));
    PROMOTE(rules, "b", .exclusion_group = "g", GIFT(.from_minor = 100));
    PROMOTE(rules, "c", .exclusion_group = "g", TIERS({.off_minor = 5}));
    PROMOTE(rules, "d", .stage = ECO_STAGE_SHOP, .exclusion_group = "g", GIFT(0));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(150));
    CHECK_ADJUSTMENTS(quote, "b[1]1:0");
    CHECK_TOLD(quote, "a", "below_threshold, missing 50");
    CHECK_TOLD(quote, "c", "excluded by b");
    CHECK_TOLD(quote, "d", "excluded by b");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    /* among those that compete, what takes something off; of gifts the lower id */
    for (int off = 0; off < 2; off++) {
        rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
        PROMOTE(rules, "a", .exclusion_group = "g", GIFT(0));
        PROMOTE(rules, "b", .exclusion_group = "g", GIFT(0));
        if (off)
            PROMOTE(rules, "c", .exclusion_group = "g", TIERS({.off_minor = 5}));
        rulebook = built(rules);
        quote = priced(rulebook, ONE(150));
        CHECK_ADJUSTMENTS(quote, off ? "c[0]1:5" : "a[1]1:0");
        CHECK_TOLD(quote, "a", off ? "excluded by c" : "applied");
        CHECK_TOLD(quote, "b", off ? "excluded by c" : "excluded by a");
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(gift, sees_what_the_others_of_its_level_see)
{
    /* those that combine follow one another, those that compete see what the level began with; a gift competes with nothing */
    static const struct {
        eco_stacking stacking;
        bool stands_alone;
        const char *expected, *told;
    } kinds[] = {{ECO_STACKING_SEQUENTIAL, false, "a[0]1:50", "below_threshold, missing 50"},
                 {ECO_STACKING_SEQUENTIAL, true, "a[0]1:50 b[1]1:0", "applied"},
                 {ECO_STACKING_BEST, false, "a[0]1:50 b[1]1:0", "applied"},
                 {ECO_STACKING_FIRST, false, "a[0]1:50", "below_threshold, missing 50"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        eco_rulebook_builder *rules = RULES("EUR", .stacking = kinds[i].stacking);
        PROMOTE(rules, "a", TIERS({.off_minor = 50}));
        PROMOTE(rules, "b", .stands_alone = kinds[i].stands_alone, GIFT(.from_minor = 100));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, ONE(100));
        CHECK_ADJUSTMENTS(quote, kinds[i].expected);
        CHECK_TOLD(quote, "b", kinds[i].told);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(gift, that_does_not_fit_is_an_overflow)
{
    eco_error error;
    const eco_quote *quote;
    for (int capped = 0; capped < 2; capped++) {
        eco_rulebook_builder *rules = RULES("EUR");
        PROMOTE(rules, "p", .repeats = true, .max_quantity = capped ? 7 : 0, GIFT(.from_minor = 1, .gift_quantity = INT64_MAX));
        eco_rulebook *rulebook = built(rules);
        CHECK_QUOTED(rulebook, ONE(1), capped ? "p[1]7:0" : "p[1]9223372036854775807:0");
        if (capped) {
            CHECK_QUOTED(rulebook, ONE(2), "p[1]7:0");
        } else {
            CHECK_FAILS(eco_price(&quote, rulebook, ONE(2), NULL, &error), ECO_E_OVERFLOW,
                        "the gifts of promotion 'p' do not fit 64 bits");
            CHECK_TEXT(error.path, "/lines");
        }
        eco_rulebook_free(rulebook);
    }
}
