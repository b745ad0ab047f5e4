/* Floors: what no discount goes below, in three modes; of prices, margins and both, net and gross. Figures by hand. */
#include "pricing_shop.h"

#define FLOOR(rules, id_, ...) eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = id_, __VA_ARGS__))
#define ONE(unit)              CART(LINES(PIECES("a", 1, unit)))

static eco_rulebook *floored(const eco_floor *floor, const eco_promotion *promotion)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_floor(rules, floor);
    eco_rulebook_add_promotion(rules, promotion);
    return built(rules);
}
/* A promotion "p" with a floor "f", which stands in brackets: FLOORED(cart, adjustments, told, (.unit_minor = 80), ...). */
#define IN_BRACKETS(...) __VA_ARGS__
#define FLOORED(cart, expected, expected_told, floor, ...)                                   \
    do {                                                                                     \
        eco_rulebook *rulebook_ = floored(ECO_MAKE(eco_floor, .id = "f", IN_BRACKETS floor), \
                                          ECO_MAKE(eco_promotion, .id = "p", __VA_ARGS__));  \
        const eco_quote *quote_ = priced(rulebook_, cart);                                   \
        CHECK_ADJUSTMENTS(quote_, expected);                                                 \
        CHECK_TOLD(quote_, "p", expected_told);                                              \
        eco_quote_free(quote_);                                                              \
        eco_rulebook_free(rulebook_);                                                        \
    } while (0)

/* ---- CLAMP ---- */

TEST(floor, stops_a_discount_line_by_line)
{
#define AT_80 (.unit_minor = 80)
    const eco_cart *two = CART(LINES(PIECES("a", 2, 100)));
    FLOORED(two, "p[0]2:20", "applied", AT_80, TIERS({.off_percent = {10, 0}}));
    FLOORED(two, "p[0]2:40", "applied", AT_80, TIERS({.off_percent = {20, 0}}));
    FLOORED(two, "p[0]2:40", "clipped by f -20", AT_80, TIERS({.off_percent = {30, 0}}));
    FLOORED(two, "p[0]2:40", "clipped by f -20", AT_80, TIERS({.off_each_minor = 30}));
    FLOORED(two, "p[0]2:40", "clipped by f -60", AT_80, TIERS({.price_each_minor = 50}));
    FLOORED(two, "p[0]2:40", "clipped by f -160", AT_80, TIERS({.is_free = true}));
    FLOORED(two, "p[0]2:40", "clipped by f -60", AT_80, TIERS({.off_minor = 100}));
    FLOORED(two, "p[0]2:40", "clipped by f -40", AT_80, TIERS({.price_set_minor = 120}));
    /* the floor, where the price is the lower limit: 200 of 200 */
    FLOORED(two, "p[0]2:200", "clipped by price -800", (.unit_minor = 80, .on = "line.sku == 'b'"), TIERS({.off_minor = 1000}));
    /* the cap, where it is, or ties */
    FLOORED(two, "p[0]2:30", "clipped by max_off -170", AT_80, .max_off_minor = 30, TIERS({.is_free = true}));
    FLOORED(two, "p[0]2:40", "clipped by max_off -160", AT_80, .max_off_minor = 40, TIERS({.is_free = true}));
    FLOORED(two, "p[0]2:40", "clipped by f -160", AT_80, .max_off_minor = 41, TIERS({.is_free = true}));
    FLOORED(two, "p[0]2:30", "clipped by max_off -70", AT_80, .max_off_minor = 30, TIERS({.off_minor = 100}));
    FLOORED(two, "p[0]2:40", "clipped by max_off -60", AT_80, .max_off_minor = 40, TIERS({.off_minor = 100}));
    FLOORED(two, "p[0]2:40", "clipped by f -60", AT_80, .max_off_minor = 41, TIERS({.off_minor = 100}));
}

TEST(floor, sends_an_amount_to_lines_with_room)
{
    /* 2 x 100 with a floor of 80 has room for 40, 100 without one for 100 */
    const eco_cart *cart = CART(LINES(PIECES("a", 2, 100), PIECES("b", 1, 100)));
#define A_AT_80 (.unit_minor = 80, .on = "line.sku == 'a'")
    FLOORED(cart, "p[0]2:40 p[1]1:20", "applied", A_AT_80, TIERS({.off_minor = 60}));
    FLOORED(cart, "p[0]2:40 p[1]1:50", "applied", A_AT_80, TIERS({.off_minor = 90}));
    FLOORED(cart, "p[0]2:40 p[1]1:100", "applied", A_AT_80, TIERS({.off_minor = 140}));
    FLOORED(cart, "p[0]2:40 p[1]1:100", "clipped by f -60", A_AT_80, TIERS({.off_minor = 200}));
    /* a percentage of the whole flows, too: 30 % of 300 */
    FLOORED(cart, "p[0]2:40 p[1]1:50", "applied", A_AT_80, .stage = ECO_STAGE_SHOP, TIERS({.off_percent = {30, 0}}));
    /* line by line nothing flows: 60 and 30 were meant */
    FLOORED(cart, "p[0]2:40 p[1]1:30", "clipped by f -20", A_AT_80, TIERS({.off_percent = {30, 0}}));
    /* of several lines without room the first is named; that of b is the price: 150 of 100 was meant there */
    FLOORED(cart, "p[0]2:40 p[1]1:100", "clipped by f -310", A_AT_80, TIERS({.off_each_minor = 150}));
    FLOORED(cart, "p[0]2:200 p[1]1:20", "clipped by f -230", (.unit_minor = 80, .on = "line.sku == 'b'"),
            TIERS({.off_each_minor = 150}));
}

TEST(floor, looks_at_what_is_left_of_the_line)
{
    /* two promotions: 15 leaves 85, so 5 of 15; a third finds no room */
    eco_rulebook_builder *rules = RULES("EUR");
    FLOOR(rules, "f", .unit_minor = 80);
    PROMOTE(rules, "a", TIERS({.off_minor = 15}));
    PROMOTE(rules, "b", TIERS({.off_minor = 15}));
    PROMOTE(rules, "c", TIERS({.off_minor = 15}));
    PROMOTE(rules, "d", TIERS({.off_percent = {50, 0}}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(100));
    CHECK_ADJUSTMENTS(quote, "a[0]1:15 b[0]1:5");
    CHECK_TOLD(quote, "b", "clipped by f -10");
    CHECK_TOLD(quote, "c", "floor by f -15");
    CHECK_TOLD(quote, "d", "floor by f -40");
    eco_quote_free(quote);
    /* a list price below the floor leaves no room, and is nobody's fault */
    quote = priced(rulebook, ONE(70));
    CHECK_ADJUSTMENTS(quote, "");
    CHECK_TOLD(quote, "a", "floor by f -15");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(floor, is_for_the_whole_line_where_some_units_benefit)
{
    /* 4 x 100 with a floor of 90 has room for 40: two at half price mean 100; one unit free means 100 */
    const eco_cart *cart = CART(LINES(PIECES("a", 4, 100)));
    FLOORED(cart, "p[0]2:40", "clipped by f -60", (.unit_minor = 90), .group_quantity = 2, .nth = 2,
            TIERS({.off_percent = {50, 0}}));
    FLOORED(cart, "p[0]1:40", "clipped by f -60", (.unit_minor = 90), .max_quantity = 1, TIERS({.is_free = true}));
    /* with a floor of 70 there is room for 120, more than the unit is worth */
    FLOORED(cart, "p[0]1:100", "applied", (.unit_minor = 70), .max_quantity = 1, TIERS({.is_free = true}));
    FLOORED(cart, "p[0]4:40", "clipped by f -40", (.unit_minor = 90), .bands = true,
            TIERS({.from_quantity = 1, .off_each_minor = 20}));
    FLOORED(cart, "p[0]4:40", "clipped by f -160", (.unit_minor = 90), .group_quantity = 2, TIERS({.price_set_minor = 100}));
}

/* ---- which floor, and how high ---- */

#define COSTS(cost, ...) CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 100, .cost_minor = cost, __VA_ARGS__}))

TEST(floor, of_a_margin_comes_from_the_cost)
{
#define ALL_OFF TIERS({.is_free = true})
    /* 60 / 0.8 is 75; 61 / 0.8 is 76.25, rounded up; 60 + 15 is 75 */
    FLOORED(COSTS(60), "p[0]1:25", "clipped by f -75", (.margin_percent = {20, 0}), ALL_OFF);
    FLOORED(COSTS(61), "p[0]1:23", "clipped by f -77", (.margin_percent = {20, 0}), ALL_OFF);
    FLOORED(COSTS(60), "p[0]1:25", "clipped by f -75", (.margin_minor = 15), ALL_OFF);
    FLOORED(COSTS(60), "p[0]1:40", "clipped by f -60", (.at_cost = true), ALL_OFF);
    FLOORED(COSTS(0), "p[0]1:100", "applied", (.at_cost = true), ALL_OFF);
    /* three units: 228.75 of 300, rounded up once */
    FLOORED(CART(LINES({.sku = "a", .quantity = 3, .unit_minor = 100, .cost_minor = 61})), "p[0]3:71", "clipped by f -229",
            (.margin_percent = {20, 0}), ALL_OFF);
    /* 1.25 kg of 61: 95.3125; with 15 over the cost 95 */
    FLOORED(CART(LINES({.sku = "a", .quantity = 1250, .quantity_scale = 3, .unit_minor = 100, .cost_minor = 61})), "p[0]1250:29",
            "clipped by f -96", (.margin_percent = {20, 0}), ALL_OFF);
    FLOORED(CART(LINES({.sku = "a", .quantity = 1250, .quantity_scale = 3, .unit_minor = 100, .cost_minor = 61})), "p[0]1250:30",
            "clipped by f -95", (.margin_minor = 15), ALL_OFF);
    /* the highest of its bounds: 75, 70, 72 */
    FLOORED(COSTS(60), "p[0]1:25", "clipped by f -75", (.margin_percent = {20, 0}, .margin_minor = 10, .unit_minor = 72),
            ALL_OFF);
    FLOORED(COSTS(60), "p[0]1:20", "clipped by f -80", (.margin_percent = {20, 0}, .margin_minor = 20, .unit_minor = 72),
            ALL_OFF);
    FLOORED(COSTS(60), "p[0]1:15", "clipped by f -85", (.margin_percent = {20, 0}, .margin_minor = 20, .unit_minor = 85),
            ALL_OFF);
    /* without a cost only the price */
    FLOORED(COSTS(0), "p[0]1:100", "applied", (.margin_percent = {20, 0}, .margin_minor = 20), ALL_OFF);
    FLOORED(COSTS(0), "p[0]1:28", "clipped by f -72", (.margin_percent = {20, 0}, .margin_minor = 20, .unit_minor = 72), ALL_OFF);
    /* 33.33 % of 60: 60 / 0.6667 is 89.9955; written with other zeros the same */
    FLOORED(COSTS(60), "p[0]1:10", "clipped by f -90", (.margin_percent = {3333, 2}), ALL_OFF);
    FLOORED(COSTS(60), "p[0]1:10", "clipped by f -90", (.margin_percent = {333300, 4}), ALL_OFF);
}

static eco_rulebook *gross(const eco_floor *floor, bool compound, const char *on)
{
    eco_rulebook_builder *rules = RULES("EUR", .tax_mode = ECO_TAX_INCLUDED);
    eco_rulebook_add_floor(rules, floor);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}, .on = on));
    if (compound)
        eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "luxury", .percent = {10, 0}, .compound = true));
    PROMOTE(rules, "p", .stage = ECO_STAGE_SHOP, ALL_OFF);
    PROMOTE(rules, "before", TIERS({.off_minor = 1}));
    return built(rules);
}

TEST(floor, of_a_margin_is_net_where_prices_are_gross)
{
    static const struct {
        eco_floor floor;
        bool compound;
        const char *on;
        int64_t left;
    } kinds[] = {
        {{.unit_minor = 75}, false, NULL, 75},
        {{.margin_minor = 15}, false, NULL, 90}, /* 75 x 1.19 = 89.25 */
        {{.margin_percent = {20, 0}}, false, NULL, 90},
        {{.margin_minor = 5}, true, NULL, 86},                      /* 65 x 1.19 x 1.1 = 85.085 */
        {{.margin_minor = 15}, false, "line.sku == 'b'", 75},       /* no tax on this line */
        {{.margin_minor = 5}, true, "line.sku == 'b'", 72},         /* 65 x 1.1 = 71.5 */
        {{.margin_minor = 15}, false, "cart.subtotal == 1.00", 90}, /* asked before all discounts */
        {{.margin_minor = 5, .unit_minor = 79}, false, NULL, 79},   /* 65 x 1.19 = 77.35 -> 78 */
        {{.margin_minor = 5, .unit_minor = 77}, false, NULL, 78},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        eco_floor floor = kinds[i].floor;
        floor.struct_size = sizeof floor;
        floor.id = "f";
        eco_rulebook *rulebook = gross(&floor, kinds[i].compound, kinds[i].on);
        const eco_quote *quote = priced(rulebook, COSTS(60));
        CHECK_F(quote->lines[0].total_minor == kinds[i].left, "%zu: %" PRId64, i, quote->lines[0].total_minor);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(floor, that_is_highest_counts)
{
    eco_rulebook_builder *rules = RULES("EUR");
    FLOOR(rules, "d", .unit_minor = 60);
    FLOOR(rules, "c", .unit_minor = 80, .on = "line.sku == 'a'");
    FLOOR(rules, "b", .unit_minor = 80);
    FLOOR(rules, "a", .unit_minor = 90, .on = "line.sku == 'x'");
    PROMOTE(rules, "p", ALL_OFF);
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(100));
    CHECK_ADJUSTMENTS(quote, "p[0]1:20");
    CHECK_TOLD(quote, "p", "clipped by b -80"); /* of equals the lower id */
    eco_quote_free(quote);
    CHECK_QUOTED(rulebook, CART(LINES(PIECES("x", 1, 100))), "p[0]1:10");
    eco_rulebook_free(rulebook);
}

TEST(floor, is_asked_before_all_discounts)
{
    eco_rulebook_builder *rules = RULES("EUR");
    FLOOR(rules, "f", .unit_minor = 70, .on = "cart.subtotal >= 1.00 and line.unit == 1.00");
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "sale", ECO_LIST(entries, eco_price_entry, {.sku = "a", .unit_minor = 85})));
    PROMOTE(rules, "p", ALL_OFF);
    eco_rulebook *rulebook = built(rules);
    CHECK_QUOTED(rulebook, ONE(100), "sale[0]1:15 p[0]1:15");
    CHECK_QUOTED(rulebook, ONE(99), "sale[0]1:14 p[0]1:85");
    eco_rulebook_free(rulebook);
}

/* ---- BLOCK and WARN ---- */

TEST(floor, that_blocks_refuses_a_promotion_as_a_whole)
{
#define BLOCK_80 (.unit_minor = 80, .mode = ECO_FLOOR_BLOCK, .on = "line.sku == 'a'")
    const eco_cart *cart = CART(LINES(PIECES("a", 1, 100), PIECES("b", 1, 100)));
    FLOORED(cart, "p[0]1:20 p[1]1:20", "applied", BLOCK_80, TIERS({.off_percent = {20, 0}}));
    FLOORED(cart, "", "floor by f -42", BLOCK_80, TIERS({.off_percent = {21, 0}}));
    FLOORED(cart, "", "floor by f -42", BLOCK_80, .stage = ECO_STAGE_SHOP, TIERS({.off_minor = 42}));
    /* what a cap leaves is what it would take: 20 of each */
    FLOORED(cart, "p[0]1:20 p[1]1:20", "clipped by max_off -60", BLOCK_80, .max_off_minor = 40, TIERS({.off_percent = {50, 0}}));
    FLOORED(cart, "", "floor by f -41", BLOCK_80, .max_off_minor = 41, TIERS({.off_percent = {50, 0}}));
    /* other lines are free */
    FLOORED(cart, "p[1]1:100", "applied", BLOCK_80, .on = "line.sku == 'b'", TIERS({.is_free = true}));
    /* below it already: nothing may be taken off, and 70 is nobody's fault */
    FLOORED(ONE(70), "", "floor by f -1", BLOCK_80, TIERS({.off_minor = 1}));
    /* the next one may still fit */
    eco_rulebook_builder *rules = RULES("EUR");
    FLOOR(rules, "f", .unit_minor = 80, .mode = ECO_FLOOR_BLOCK);
    PROMOTE(rules, "a", TIERS({.off_minor = 21}));
    PROMOTE(rules, "b", TIERS({.off_minor = 20}));
    PROMOTE(rules, "c", TIERS({.gift_sku = "tote"}));
    eco_rulebook *rulebook = built(rules);
    CHECK_QUOTED(rulebook, ONE(100), "b[0]1:20 c[1]1:0");
    eco_rulebook_free(rulebook);
}

TEST(floor, that_warns_lets_it_apply)
{
#define WARN_80 (.unit_minor = 80, .mode = ECO_FLOOR_WARN)
    const eco_cart *cart = CART(LINES(PIECES("a", 1, 100), PIECES("b", 1, 100)));
    FLOORED(ONE(100), "p[0]1:20", "applied", WARN_80, TIERS({.off_minor = 20}));
    FLOORED(ONE(100), "p[0]1:21", "applied by f -1", WARN_80, TIERS({.off_minor = 21}));
    FLOORED(cart, "p[0]1:35 p[1]1:35", "applied by f -30", WARN_80, TIERS({.off_minor = 70}));
    FLOORED(ONE(70), "p[0]1:7", "applied by f -7", WARN_80, TIERS({.off_percent = {10, 0}})); /* at most its own amount */
    /* something else clipped it: that is what is told */
    FLOORED(ONE(100), "p[0]1:40", "clipped by max_off -60", WARN_80, .max_off_minor = 40, TIERS({.is_free = true}));
    FLOORED(ONE(100), "p[0]1:100", "clipped by price -50", WARN_80, TIERS({.off_minor = 150}));
    /* each tells of what it takes itself: 30 goes 10 below, 5 more are all below */
    eco_rulebook_builder *rules = RULES("EUR");
    FLOOR(rules, "f", .unit_minor = 80, .mode = ECO_FLOOR_WARN);
    FLOOR(rules, "e", .unit_minor = 70, .mode = ECO_FLOOR_WARN);
    PROMOTE(rules, "a", TIERS({.off_minor = 30}));
    PROMOTE(rules, "b", TIERS({.off_minor = 5}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(100));
    CHECK_ADJUSTMENTS(quote, "a[0]1:30 b[0]1:5");
    CHECK_TOLD(quote, "a", "applied by f -10");
    CHECK_TOLD(quote, "b", "applied by f -5");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(floor, of_each_mode_may_hold_one_line)
{
    /* warned below 90, held at 60, blocked below 70 */
    static const struct {
        int64_t off;
        const char *expected, *told;
    } kinds[] = {{10, "p[0]1:10", "applied"},
                 {25, "p[0]1:25", "applied by w -15"},
                 {30, "p[0]1:30", "applied by w -20"},
                 {31, "", "floor by b -31"},
                 {70, "", "floor by b -40"}}; /* 40 is what the clamping floor would have left of it */
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        eco_rulebook_builder *rules = RULES("EUR");
        FLOOR(rules, "w", .unit_minor = 90, .mode = ECO_FLOOR_WARN);
        FLOOR(rules, "c", .unit_minor = 60);
        FLOOR(rules, "b", .unit_minor = 70, .mode = ECO_FLOOR_BLOCK);
        PROMOTE(rules, "p", TIERS({.off_minor = kinds[i].off}));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, ONE(100));
        CHECK_ADJUSTMENTS(quote, kinds[i].expected);
        CHECK_TOLD(quote, "p", kinds[i].told);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(floor, competes_as_what_it_leaves)
{
    /* a means 60 and may take 20, b takes 30 of the hat and 15 of the shoes */
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    FLOOR(rules, "f", .unit_minor = 80, .on = "line.sku == 'a'");
    PROMOTE(rules, "a", .on = "line.sku == 'a'", TIERS({.off_minor = 60}));
    PROMOTE(rules, "b", TIERS({.off_percent = {15, 0}}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES(PIECES("a", 1, 100), PIECES("b", 1, 200))));
    CHECK_ADJUSTMENTS(quote, "a[0]1:20 b[1]1:30");
    CHECK_TOLD(quote, "a", "clipped by f -40");
    CHECK_TOLD(quote, "b", "clipped by a -15");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    /* one that only warned tells of what it lost */
    rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    FLOOR(rules, "f", .unit_minor = 190, .on = "line.sku == 'b'", .mode = ECO_FLOOR_WARN);
    PROMOTE(rules, "a", .on = "line.sku == 'a'", TIERS({.off_minor = 60}));
    PROMOTE(rules, "b", TIERS({.off_percent = {15, 0}}));
    rulebook = built(rules);
    quote = priced(rulebook, CART(LINES(PIECES("a", 1, 100), PIECES("b", 1, 200))));
    CHECK_TOLD(quote, "b", "clipped by a -15");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- sale lists ---- */

TEST(floor, holds_sale_prices)
{
    static const struct {
        eco_floor_mode mode;
        int64_t floor, off;
        const char *told;
    } kinds[] = {{ECO_FLOOR_CLAMP, 60, 40, "applied"},          {ECO_FLOOR_CLAMP, 80, 20, "clipped by f -20"},
                 {ECO_FLOOR_BLOCK, 80, 20, "clipped by f -20"}, {ECO_FLOOR_WARN, 80, 40, "applied by f -20"},
                 {ECO_FLOOR_CLAMP, 100, 0, "floor by f -40"},   {ECO_FLOOR_BLOCK, 120, 0, "floor by f -40"},
                 {ECO_FLOOR_WARN, 120, 40, "applied by f -40"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        eco_rulebook_builder *rules = RULES("EUR");
        FLOOR(rules, "f", .unit_minor = kinds[i].floor, .mode = kinds[i].mode);
        eco_rulebook_add_price_list(
            rules, ECO_MAKE(eco_price_list, .id = "sale", ECO_LIST(entries, eco_price_entry, {.sku = "a", .unit_minor = 60})));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, ONE(100));
        CHECK_INT(quote->discount_minor, kinds[i].off);
        CHECK_TOLD(quote, "sale", kinds[i].told);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(floor, of_a_sale_list_names_the_first_line)
{
    /* b is blocked at 70, a held at 80, c is warned at 90; listed in another order than they stand in */
    eco_rulebook_builder *rules = RULES("EUR");
    FLOOR(rules, "held", .unit_minor = 80, .on = "line.sku == 'a'");
    FLOOR(rules, "blocked", .unit_minor = 70, .on = "line.sku == 'b'", .mode = ECO_FLOOR_BLOCK);
    FLOOR(rules, "warned", .unit_minor = 90, .on = "line.sku in ('c', 'd')", .mode = ECO_FLOOR_WARN);
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "sale",
                                                ECO_LIST(entries, eco_price_entry, {.sku = "a", .unit_minor = 60},
                                                         {.sku = "b", .unit_minor = 60}, {.sku = "c", .unit_minor = 60})));
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "other", ECO_LIST(entries, eco_price_entry, {.sku = "d", .unit_minor = 80})));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(LINES(PIECES("d", 1, 100), PIECES("c", 1, 100), PIECES("b", 1, 100), PIECES("a", 1, 100))));
    CHECK_ADJUSTMENTS(quote, "other[0]1:20 sale[1]1:40 sale[2]1:30 sale[3]1:20");
    CHECK_TOLD(quote, "sale", "clipped by held -30");
    CHECK_TOLD(quote, "other", "applied by warned -10");
    eco_quote_free(quote);
    quote = priced_explaining(rulebook, CART(LINES(PIECES("b", 1, 100))), ECO_EXPLAIN_NOTHING);
    CHECK_ADJUSTMENTS(quote, "sale[0]1:30");
    eco_quote_free(quote);
    /* all that is passed on two lines of one list: 30 below 90 each */
    quote = priced(rulebook, CART(LINES(PIECES("c", 1, 100), {.sku = "c", .id = "second", .quantity = 1, .unit_minor = 100})));
    CHECK_TOLD(quote, "sale", "applied by warned -60");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(floor, lets_a_list_price_go_below)
{
    eco_rulebook_builder *rules = RULES("EUR");
    FLOOR(rules, "f", .unit_minor = 80);
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "list", .is_override = true,
                                                ECO_LIST(entries, eco_price_entry, {.sku = "a", .unit_minor = 60})));
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "only", ECO_LIST(entries, eco_price_entry, {.sku = "b", .unit_minor = 50})));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES(PIECES("a", 1, 100), {.sku = "b", .quantity = 1})));
    CHECK_INT(quote->payable_minor, 110);
    CHECK_INT(quote->discount_minor, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- errors ---- */

static void refused(eco_rulebook_builder *rules, const eco_cart *cart, eco_status status, const char *message, const char *path)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook *rulebook = built(rules);
    CHECK_FAILS(eco_price(&quote, rulebook, cart, NULL, &error), status, message);
    CHECK_TEXT(error.path, path);
    eco_rulebook_free(rulebook);
}

TEST(floor, that_does_not_fit_names_the_line)
{
    static const eco_floor floors[] = {
        {.unit_minor = INT64_MAX},         /* x 2 units */
        {.margin_percent = {99999999, 6}}, /* cost / 0.00000001 */
        {.margin_minor = INT64_MAX},       /* + cost */
        {.margin_minor = INT64_MAX / 2},   /* x 2 units, and the tax */
    };
    for (size_t i = 0; i < sizeof floors / sizeof *floors; i++) {
        eco_floor floor = floors[i];
        eco_rulebook_builder *rules = RULES("EUR", .tax_mode = ECO_TAX_INCLUDED);
        floor.struct_size = sizeof floor;
        floor.id = "f";
        eco_rulebook_add_floor(rules, &floor);
        eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}));
        refused(rules,
                CART(LINES(PIECES("a", 1, 1), {.sku = "b", .quantity = 2, .unit_minor = 1, .cost_minor = INT64_C(100000000000)})),
                ECO_E_OVERFLOW, "its floor does not fit 64 bits", "/lines/1");
    }
    /* the price of all units: beyond 2^127, and beyond 2^125 */
    eco_rulebook_builder *rules = RULES("EUR");
    FLOOR(rules, "f", .unit_minor = INT64_MAX);
    refused(rules, CART(LINES({.sku = "b", .quantity = INT64_MAX, .is_free = true})), ECO_E_OVERFLOW, "its floor", "/lines/0");
    rules = RULES("EUR");
    FLOOR(rules, "f", .unit_minor = INT64_MAX);
    refused(rules, CART(LINES({.sku = "b", .quantity = INT64_C(1) << 57, .is_free = true})), ECO_E_OVERFLOW, "its floor",
            "/lines/0");
    /* the taxes on it: 50 of 10000 %, and 50 more on top of them */
    rules = RULES("EUR", .tax_mode = ECO_TAX_INCLUDED);
    FLOOR(rules, "f", .margin_minor = 1);
    for (int i = 0; i < 100; i++) {
        char id[16];
        snprintf(id, sizeof id, "t%d", i);
        eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = id, .percent = {10000, 0}, .compound = i % 2));
    }
    refused(rules, CART(LINES({.sku = "b", .quantity = 1, .unit_minor = 1, .cost_minor = INT64_MAX - 1})), ECO_E_OVERFLOW,
            "its floor", "/lines/0");
    rules = RULES("EUR", .tax_mode = ECO_TAX_INCLUDED);
    FLOOR(rules, "f", .margin_minor = 1);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}));
    refused(rules, CART(LINES({.sku = "b", .quantity = 1, .unit_minor = 1, .cost_minor = INT64_MAX - 1})), ECO_E_OVERFLOW,
            "its floor", "/lines/0"); /* with tax only */
    rules = RULES("EUR");
    FLOOR(rules, "f", .unit_minor = 1, .on = "age > 10");
    refused(rules, CART(LINES(PIECES("a", 1, 1), {.sku = "b", .quantity = 1, .unit_minor = 1, ATTRIBUTES({"age", "x"})})),
            ECO_E_INVALID, "asked by 'f'", "/lines/1");
    rules = RULES("EUR", .tax_mode = ECO_TAX_INCLUDED);
    FLOOR(rules, "f", .unit_minor = 1);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {19, 0}, .on = "age > 10"));
    refused(rules, CART(LINES({.sku = "b", .quantity = 1, .unit_minor = 1, ATTRIBUTES({"age", "x"})})), ECO_E_INVALID,
            "asked by 'vat'", "/lines/0");
}
