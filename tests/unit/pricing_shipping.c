/* Shipping: its tables by amount, quantity, weight and volume, several shipments, and promotions on its price. Figures by hand. */
#include "pricing_shop.h"

#define SHIP(rules, id_, ...) \
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = id_, .method = "standard", __VA_ARGS__))
#define STEPS(...)     ECO_LIST(steps, eco_shipping_step, __VA_ARGS__)
#define SHIPMENTS(...) ECO_LIST(shipments, eco_shipment, __VA_ARGS__)
#define ONE(unit)      CART(.shipping = "standard", LINES(PIECES("a", 1, unit)))

static eco_rulebook *with_shipping(const eco_promotion *promotion)
{
    eco_rulebook_builder *rules = RULES("CNY");
    SHIP(rules, "s", .price_minor = 1200);
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "e", .method = "express", .price_minor = 2000));
    eco_rulebook_add_promotion(rules, promotion);
    return built(rules);
}
/* A promotion "p" of the stage of shipping; standard costs 12.00, express 20.00. */
#define CHECK_SHIPPING(cart, expected, expected_told, ...)                                                                     \
    do {                                                                                                                       \
        eco_rulebook *rulebook_ = with_shipping(ECO_MAKE(eco_promotion, .id = "p", .stage = ECO_STAGE_SHIPPING, __VA_ARGS__)); \
        const eco_quote *quote_ = priced(rulebook_, cart);                                                                     \
        CHECK_ADJUSTMENTS(quote_, expected);                                                                                   \
        CHECK_TOLD(quote_, "p", expected_told);                                                                                \
        eco_quote_free(quote_);                                                                                                \
        eco_rulebook_free(rulebook_);                                                                                          \
    } while (0)

/* ---- promotions ---- */

TEST(shipping, is_free_from_a_threshold)
{
#define FREE_FROM_99 TIERS({.from_minor = 9900, .is_free = true})
    CHECK_SHIPPING(ONE(9900), "p[-1]1:1200", "applied", FREE_FROM_99);
    CHECK_SHIPPING(ONE(9899), "", "below_threshold, missing 1", FREE_FROM_99);
    eco_rulebook *rulebook = with_shipping(
        ECO_MAKE(eco_promotion, .id = "p", .stage = ECO_STAGE_SHIPPING, .coupon = "SHIP", FREE_FROM_99));
    const eco_quote *quote = priced(rulebook, CART(.shipping = "standard", COUPONS("SHIP"), LINES(PIECES("a", 1, 9900))));
    CHECK_INT(quote->shipments_count, 1);
    CHECK_TEXT(quote->shipments[0].id, "1");
    CHECK_TEXT(quote->shipments[0].method, "standard");
    CHECK_INT(quote->shipments[0].list_minor, 1200);
    CHECK_INT(quote->shipments[0].discount_minor, 1200);
    CHECK_INT(quote->shipments[0].total_minor, 0);
    CHECK_INT(quote->shipping_minor, 0);
    CHECK_INT(quote->shipping_discount_minor, 1200);
    CHECK_INT(quote->discount_minor, 0); /* of goods */
    CHECK_INT(quote->payable_minor, 9900);
    CHECK_TEXT(quote->adjustments[0].coupon, "SHIP");
    CHECK_INT(quote->adjustments[0].stage, ECO_STAGE_SHIPPING);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(shipping, is_reduced_by_every_benefit)
{
    const eco_cart *one = ONE(5000),
                   *two = CART(SHIPMENTS({.method = "standard"}, {.method = "express"}), LINES(PIECES("a", 1, 5000)));
    CHECK_SHIPPING(one, "p[-1]1:600", "applied", TIERS({.off_percent = {50, 0}}));
    CHECK_SHIPPING(one, "p[-1]1:500", "applied", TIERS({.off_minor = 500}));
    CHECK_SHIPPING(one, "p[-1]1:1200", "clipped by price -300", TIERS({.off_minor = 1500}));
    CHECK_SHIPPING(one, "p[-1]1:800", "applied", TIERS({.price_each_minor = 400}));
    CHECK_SHIPPING(one, "p[-1]1:800", "clipped by max_off -400", .max_off_minor = 800, TIERS({.is_free = true}));
    /* percentages are of the whole: 33 % of 3200 is 1056: 396, 660; 0.7 % is 22.4 -> 22: 8.25, 13.75 */
    CHECK_SHIPPING(two, "p[-1]1:396 p[-2]1:660", "applied", TIERS({.off_percent = {33, 0}}));
    CHECK_SHIPPING(two, "p[-1]1:8 p[-2]1:14", "applied", TIERS({.off_percent = {7, 1}}));
    CHECK_SHIPPING(two, "p[-1]1:375 p[-2]1:625", "applied", TIERS({.off_minor = 1000}));
    CHECK_SHIPPING(two, "p[-1]1:500 p[-2]1:500", "applied", TIERS({.off_each_minor = 500}));
    CHECK_SHIPPING(two, "p[-1]1:1200 p[-2]1:1500", "clipped by price -300", TIERS({.off_each_minor = 1500}));
    CHECK_SHIPPING(two, "p[-2]1:500", "applied", TIERS({.price_each_minor = 1500}));
    CHECK_SHIPPING(two, "p[-1]1:825 p[-2]1:1375", "applied", TIERS({.price_set_minor = 1000}));
    CHECK_SHIPPING(two, "p[-1]1:1200 p[-2]1:2000", "applied", TIERS({.is_free = true}));
}

TEST(shipping, is_reduced_for_what_is_in_the_cart)
{
    const eco_cart *cart = CART(.shipping = "standard", LINES(OF_KIND("book", "a", 2, 1000), OF_KIND("food", "b", 1, 9000)));
#define HALF TIERS({.off_percent = {50, 0}})
    CHECK_SHIPPING(cart, "p[-1]1:600", "applied", .on = "kind == 'book'", HALF);
    CHECK_SHIPPING(cart, "", "no_target", .on = "kind == 'toy'", HALF);
    CHECK_SHIPPING(cart, "", "below_threshold, missing 3000", .on = "kind == 'book'",
                   TIERS({.from_minor = 5000, .off_percent = {50, 0}}));
    CHECK_SHIPPING(cart, "p[-1]1:600", "applied, missing 1 units", .on = "kind == 'book'",
                   TIERS({.from_quantity = 2, .off_percent = {50, 0}}, {.from_quantity = 3, .off_percent = {60, 0}}));
    CHECK_SHIPPING(cart, "p[-1]1:600", "applied", .when = "shipping == 'standard'", HALF);
    CHECK_SHIPPING(cart, "", "condition: needs shipping == 'express', found standard", .when = "shipping == 'express'", HALF);
    /* nothing is shipped; nothing is to be paid; nothing but shipping is in the cart */
    CHECK_SHIPPING(CART(LINES(PIECES("a", 1, 5000))), "", "no_target", HALF);
    CHECK_SHIPPING(CART(SHIPMENTS({.method = "standard", .is_free = true}), LINES(PIECES("a", 1, 5000))), "", "nothing_left",
                   HALF);
    CHECK_SHIPPING(CART(.shipping = "standard"), "p[-1]1:600", "applied", HALF);
    CHECK_SHIPPING(CART(.shipping = "standard"), "", "no_target", .on = "line.sku != 'x'", HALF);
    CHECK_SHIPPING(CART(.shipping = "standard"), "", "below_threshold, missing 1", TIERS({.from_minor = 1, .is_free = true}));
}

TEST(shipping, looks_at_what_all_stages_before_left)
{
    eco_rulebook_builder *rules = RULES("EUR");
    SHIP(rules, "s", .price_minor = 500);
    PROMOTE(rules, "free", .stage = ECO_STAGE_SHIPPING, TIERS({.from_minor = 10000, .is_free = true}));
    PROMOTE(rules, "list", .stage = ECO_STAGE_SHIPPING, .basis = ECO_BASIS_LIST, TIERS({.from_minor = 10000, .off_minor = 100}));
    PROMOTE(rules, "off", .stage = ECO_STAGE_PLATFORM_COUPON, TIERS({.off_minor = 1000}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(10999));
    CHECK_ADJUSTMENTS(quote, "off[0]1:1000 list[-1]1:100");
    CHECK_TOLD(quote, "free", "below_threshold, missing 1");
    eco_quote_free(quote);
    CHECK_QUOTED(rulebook, ONE(11000), "off[0]1:1000 free[-1]1:500");
    eco_rulebook_free(rulebook);
}

TEST(shipping, takes_percentages_of_what_is_left_or_of_its_price)
{
    for (eco_basis basis = ECO_BASIS_RUNNING; basis <= ECO_BASIS_LIST; basis++) {
        eco_rulebook_builder *rules = RULES("EUR");
        SHIP(rules, "s", .price_minor = 1000);
        PROMOTE(rules, "20", .stage = ECO_STAGE_SHIPPING, .percent_basis = basis, TIERS({.off_percent = {20, 0}}));
        PROMOTE(rules, "30", .stage = ECO_STAGE_SHIPPING, .percent_basis = basis, TIERS({.off_percent = {30, 0}}));
        eco_rulebook *rulebook = built(rules);
        CHECK_QUOTED(rulebook, ONE(5000), basis == ECO_BASIS_LIST ? "20[-1]1:200 30[-1]1:300" : "20[-1]1:200 30[-1]1:240");
        eco_rulebook_free(rulebook);
    }
}

TEST(shipping, has_levels_as_goods_have)
{
    /* level 1: a 10 % of each, b 2.00 off each; level 0: c 1.00 off both; they cost 12.00 and 30.00 */
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking++) {
        eco_rulebook_builder *rules = RULES("EUR", .stacking = stacking);
        PROMOTE(rules, "a", .stage = ECO_STAGE_SHIPPING, .priority = 1, TIERS({.off_percent = {10, 0}}));
        PROMOTE(rules, "b", .stage = ECO_STAGE_SHIPPING, .priority = 1, TIERS({.off_each_minor = 200}));
        PROMOTE(rules, "c", .stage = ECO_STAGE_SHIPPING, TIERS({.off_minor = 100}));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(
            rulebook, CART(SHIPMENTS({.method = "x", .price_minor = 1200}, {.method = "y", .price_minor = 3000}),
                           LINES(PIECES("g", 1, 100))));
        if (stacking == ECO_STACKING_SEQUENTIAL) /* 420: 120 300; then 100 over 880 and 2500: 26.04, 73.96 */
            CHECK_ADJUSTMENTS(quote, "a[-1]1:120 a[-2]1:300 b[-1]1:200 b[-2]1:200 c[-1]1:26 c[-2]1:74");
        if (stacking == ECO_STACKING_BEST) { /* 100 over 1000 and 2700: 27.03, 72.97 */
            CHECK_ADJUSTMENTS(quote, "a[-2]1:300 b[-1]1:200 c[-1]1:27 c[-2]1:73");
            CHECK_TOLD(quote, "a", "clipped by b -120");
            CHECK_TOLD(quote, "b", "clipped by a -200");
        }
        if (stacking == ECO_STACKING_FIRST) {
            CHECK_ADJUSTMENTS(quote, "a[-1]1:120 a[-2]1:300 b[-1]1:200 b[-2]1:200");
            CHECK_TOLD(quote, "c", "no_target");
        }
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(shipping, may_be_reduced_by_one_that_stands_alone)
{
    /* 10 % of 1200 and of 3000 together, then 1.00 off each; or 2.50 off each */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .stage = ECO_STAGE_SHIPPING, TIERS({.off_percent = {10, 0}}));
    PROMOTE(rules, "b", .stage = ECO_STAGE_SHIPPING, TIERS({.off_each_minor = 100}));
    PROMOTE(rules, "alone", .stage = ECO_STAGE_SHIPPING, .stands_alone = true, TIERS({.off_each_minor = 250}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook,
        CART(SHIPMENTS({.method = "x", .price_minor = 1200}, {.method = "y", .price_minor = 3000}), LINES(PIECES("g", 1, 100))));
    CHECK_ADJUSTMENTS(quote, "a[-2]1:300 alone[-1]1:250 b[-2]1:100");
    CHECK_TOLD(quote, "alone", "clipped by a -250");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(shipping, may_be_all_that_an_exclusive_promotion_reduces)
{
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking++) {
        eco_rulebook_builder *rules = RULES("EUR", .stacking = stacking);
        SHIP(rules, "s", .price_minor = 500);
        PROMOTE(rules, "free", .stage = ECO_STAGE_SHIPPING, .exclusive = true, TIERS({.is_free = true}));
        PROMOTE(rules, "off", TIERS({.off_minor = 100}));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, ONE(1000));
        CHECK_ADJUSTMENTS(quote, "free[-1]1:500");
        CHECK_TOLD(quote, "off", "excluded by free");
        eco_quote_free(quote);
        /* nothing is shipped: the others work */
        CHECK_QUOTED(rulebook, CART(LINES(PIECES("a", 1, 1000))), "off[0]1:100");
        eco_rulebook_free(rulebook);
    }
    /* an exclusive one of goods: shipping is priced by what it leaves */
    eco_rulebook_builder *rules = RULES("EUR");
    SHIP(rules, "s", .price_minor = 500);
    SHIP(rules, "from", .from_minor = 1000, .price_minor = 0);
    PROMOTE(rules, "off", .exclusive = true, TIERS({.off_minor = 100}));
    PROMOTE(rules, "half", .stage = ECO_STAGE_SHIPPING, TIERS({.off_percent = {50, 0}}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(1099));
    CHECK_INT(quote->shipping_minor, 500);
    CHECK_TOLD(quote, "half", "excluded by off");
    eco_quote_free(quote);
    quote = priced(rulebook, ONE(1100));
    CHECK_INT(quote->shipping_minor, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(shipping, is_refused_by_what_is_left_not_by_a_promotion_that_was_tried)
{
    /* The only price is for carts of at most 50.00; an exclusive promotion that is over would have seen 65.00. */
    eco_rulebook_builder *rules = RULES("EUR");
    SHIP(rules, "small", .when = "cart.subtotal <= 50", .price_minor = 400);
    PROMOTE(rules, "free", .stage = ECO_STAGE_SHIPPING, .exclusive = true, .ends_us = 1, TIERS({.is_free = true}));
    PROMOTE(rules, "open", .stage = ECO_STAGE_SHIPPING, .exclusive = true, TIERS({.from_quantity = 9, .is_free = true}));
    PROMOTE(rules, "off", TIERS({.off_minor = 2000}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, ONE(6500));
    CHECK_INT(quote->shipping_minor, 400);
    CHECK_INT(quote->discount_minor, 2000);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(shipping, is_taxed_on_what_is_left_of_it)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "half", .stage = ECO_STAGE_SHIPPING, TIERS({.off_percent = {50, 0}}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {20, 0}, .on = "line.sku == 'shipping'"));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(.credit_minor = 150, SHIPMENTS({.id = "x", .method = "m", .price_minor = 500},
                                                      {.method = "m", .is_free = true}, {.method = "m", .price_minor = 300})));
    CHECK_INT(quote->shipping_minor, 400);
    CHECK_INT(quote->shipping_tax_minor, 80);
    CHECK_INT(quote->shipments[0].net_minor, 250);
    CHECK_INT(quote->shipments[0].tax_minor, 50);
    CHECK_INT(quote->shipments[1].total_minor, 0);
    CHECK_TEXT(quote->shipments[0].id, "x");
    CHECK_TEXT(quote->shipments[2].id, "3");
    CHECK_INT(quote->taxes_count, 2);
    CHECK_INT(quote->taxes[1].line, -3);
    CHECK_INT(quote->shipments[0].credit_minor, 94); /* 150 over 300 and 180: 93.75, 56.25 */
    CHECK_INT(quote->shipments[2].credit_minor, 56);
    CHECK_INT(quote->payable_minor, 330);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(shipping, is_split_alike_in_any_order_of_shipments)
{
    /* 1 off two or three alike but for one thing each: method, price, or id; the first of these bears it */
    static const eco_shipment kinds[][3] = {
        {{.method = "a", .price_minor = 300}, {.method = "b", .price_minor = 300}, {.method = "c", .price_minor = 300}},
        {{.id = "x", .method = "a", .price_minor = 300},
         {.id = "y", .method = "a", .price_minor = 300},
         {.id = "z", .method = "a", .price_minor = 300}},
        {{.method = "a", .price_minor = 300},
         {.id = "y", .method = "a", .price_minor = 300},
         {.method = "b", .price_minor = 300}}};
    static const int places[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", .stage = ECO_STAGE_SHIPPING, TIERS({.off_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    for (size_t kind = 0; kind < 3; kind++)
        for (size_t order = 0; order < 6; order++) {
            eco_shipment shipments[3];
            for (int i = 0; i < 3; i++)
                shipments[places[order][i]] = kinds[kind][i];
            const eco_quote *quote = priced(rulebook, CART(.shipments = shipments, .shipments_count = 3));
            for (int i = 0; i < 3; i++)
                CHECK_F(quote->shipments[places[order][i]].discount_minor == (i == 0), "kind %zu, order %zu, shipment %d", kind,
                        order, i);
            eco_quote_free(quote);
        }
    /* the dearer one bears more, wherever it stands */
    CHECK_QUOTED(rulebook, CART(SHIPMENTS({.method = "a", .price_minor = 500}, {.method = "a", .price_minor = 300})), "p[-1]1:1");
    CHECK_QUOTED(rulebook, CART(SHIPMENTS({.method = "a", .price_minor = 300}, {.method = "a", .price_minor = 500})), "p[-2]1:1");
    eco_rulebook_free(rulebook);
}

/* ---- tables ---- */

/* What one unit of this weight and volume, or so many units, cost to ship. */
static int64_t price_of(const eco_rulebook *rulebook, const eco_cart_line *line)
{
    const eco_quote *quote = priced(rulebook, CART(.shipping = "standard", .lines = line, .lines_count = 1));
    int64_t price = quote->shipping_minor;
    eco_quote_free(quote);
    return price;
}

static eco_rulebook *with_steps(const eco_shipping_step *steps, size_t count)
{
    eco_rulebook_builder *rules = RULES("CNY");
    SHIP(rules, "s", .steps = steps, .steps_count = count);
    return built(rules);
}

TEST(shipping, by_weight_has_a_first_and_further_weights)
{
    static const eco_shipping_step steps[] = {{.from_weight_g = 1000, .price_minor = 1200, .more_each = 500, .more_minor = 500}};
    static const int64_t prices[][2] = {{0, 1200},    {999, 1200},  {1000, 1200}, {1001, 1700},  {1500, 1700},
                                        {1501, 2200}, {2000, 2200}, {2001, 2700}, {11000, 11200}};
    eco_rulebook *rulebook = with_steps(steps, 1);
    for (size_t i = 0; i < sizeof prices / sizeof *prices; i++)
        CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 1, .unit_minor = 1, .weight_g = prices[i][0]}),
                  prices[i][1]);
    /* of all units: 3 x 500 is 1500, 4 x 500 is 2000; half a unit of 2001 is 1000.5: rounded up */
    CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 3, .unit_minor = 1, .weight_g = 500}), 1700);
    CHECK_INT(
        price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 5, .quantity_scale = 1, .unit_minor = 9, .weight_g = 2001}),
        1700);
    CHECK_INT(
        price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 5, .quantity_scale = 1, .unit_minor = 9, .weight_g = 2000}),
        1200);
    /* of all lines, rounded once: 0.5 x 999 + 0.5 x 1001 is 1000 */
    const eco_quote *quote = priced(
        rulebook, CART(.shipping = "standard",
                       LINES({.sku = "a", .quantity = 5, .quantity_scale = 1, .unit_minor = 9, .weight_g = 999},
                             {.sku = "b", .quantity = 50, .quantity_scale = 2, .unit_minor = 9, .weight_g = 1001})));
    CHECK_INT(quote->shipping_minor, 1200);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(shipping, has_the_highest_step_that_is_reached)
{
    static const eco_shipping_step weights[] = {
        {.from_weight_g = 5000, .price_minor = 5000, .more_each = 1000, .more_minor = 800},
        {.from_weight_g = 1000, .price_minor = 1200, .more_each = 500, .more_minor = 500},
        {.price_minor = 700}};
    static const int64_t by_weight[][2] = {{0, 700},     {999, 700},   {1000, 1200}, {1001, 1700}, {4999, 5200},
                                           {5000, 5000}, {5001, 5800}, {6000, 5800}, {6001, 6600}};
    eco_rulebook *rulebook = with_steps(weights, 3);
    for (size_t i = 0; i < sizeof by_weight / sizeof *by_weight; i++)
        CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 1, .unit_minor = 1, .weight_g = by_weight[i][0]}),
                  by_weight[i][1]);
    eco_rulebook_free(rulebook);

    static const eco_shipping_step pieces[] = {{.from_quantity = 1, .price_minor = 800, .more_each = 2, .more_minor = 300}};
    static const int64_t by_quantity[][2] = {{1, 800}, {2, 1100}, {3, 1100}, {4, 1400}, {100, 800 + 50 * 300}};
    rulebook = with_steps(pieces, 1);
    for (size_t i = 0; i < sizeof by_quantity / sizeof *by_quantity; i++)
        CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = by_quantity[i][0], .unit_minor = 1}),
                  by_quantity[i][1]);
    CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 299, .quantity_scale = 2, .unit_minor = 1}),
              1100); /* two whole ones */
    eco_rulebook_free(rulebook);

    static const eco_shipping_step volumes[] = {{.from_volume_cm3 = 1000, .price_minor = 900, .more_each = 1, .more_minor = 2}};
    static const int64_t by_volume[][2] = {{0, 900}, {1000, 900}, {1001, 902}, {2000, 2900}};
    rulebook = with_steps(volumes, 1);
    for (size_t i = 0; i < sizeof by_volume / sizeof *by_volume; i++)
        CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 1, .unit_minor = 1, .volume_cm3 = by_volume[i][0]}),
                  by_volume[i][1]);
    eco_rulebook_free(rulebook);

    static const eco_shipping_step amounts[] = {
        {.from_minor = 9900}, {.price_minor = 1500}, {.from_minor = 5000, .price_minor = 800}};
    static const int64_t by_amount[][2] = {{1, 1500}, {4999, 1500}, {5000, 800}, {9899, 800}, {9900, 0}};
    rulebook = with_steps(amounts, 3);
    for (size_t i = 0; i < sizeof by_amount / sizeof *by_amount; i++)
        CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 1, .unit_minor = by_amount[i][0]}),
                  by_amount[i][1]);
    eco_rulebook_free(rulebook);

    static const eco_shipping_step flat[] = {{.price_minor = 600}};
    rulebook = with_steps(flat, 1);
    CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 1, .unit_minor = 1}), 600);
    eco_rulebook_free(rulebook);
}

TEST(shipping, by_amount_looks_at_what_is_left)
{
    eco_rulebook_builder *rules = RULES("CNY");
    SHIP(rules, "s", STEPS({.price_minor = 1500}, {.from_minor = 5000, .price_minor = 800}));
    PROMOTE(rules, "off", TIERS({.off_minor = 1000}));
    eco_rulebook *rulebook = built(rules);
    CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 1, .unit_minor = 5999}), 1500);
    CHECK_INT(price_of(rulebook, &(eco_cart_line){.sku = "a", .quantity = 1, .unit_minor = 6000}), 800);
    eco_rulebook_free(rulebook);
}

TEST(shipping, is_priced_for_each_shipment_by_all_goods)
{
    eco_rulebook_builder *rules = RULES("CNY");
    SHIP(rules, "s", STEPS({.from_weight_g = 1000, .price_minor = 1200, .more_each = 500, .more_minor = 500}));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "e", .method = "express", .price_minor = 3000));
    PROMOTE(rules, "both", .when = "shipping == 'standard' and shipping == 'express'", TIERS({.off_minor = 7}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook,
        CART(SHIPMENTS({.id = "north", .method = "standard"}, {.method = "express"}, {.method = "express", .price_minor = 2500},
                       {.method = "drone", .is_free = true}, {.method = "drone", .price_minor = 1}),
             LINES({.sku = "a", .quantity = 3, .unit_minor = 100, .weight_g = 500})));
    static const int64_t prices[] = {1700, 3000, 2500, 0, 1};
    CHECK_INT(quote->shipments_count, 5);
    for (size_t i = 0; i < 5; i++)
        CHECK_INT(quote->shipments[i].list_minor, prices[i]);
    CHECK_TEXT(quote->shipments[0].id, "north");
    CHECK_TEXT(quote->shipments[1].id, "2");
    CHECK_TEXT(quote->shipments[4].method, "drone");
    CHECK_INT(quote->shipping_minor, 7201);
    CHECK_INT(quote->discount_minor, 7);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- facts, refusals, overflow ---- */

TEST(shipping, weight_and_volume_are_seen_by_conditions)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "heavy", .when = "cart.weight_g >= 1001", TIERS({.off_minor = 1}));
    PROMOTE(rules, "heavier", .when = "cart.weight_g > 1001", TIERS({.off_minor = 1}));
    PROMOTE(rules, "large", .on = "cart.volume_cm3 == 60 and line.sku == 'a'", TIERS({.off_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    const eco_cart *cart = CART(
        LINES({.sku = "a", .quantity = 5, .quantity_scale = 1, .unit_minor = 9, .weight_g = 1801, .volume_cm3 = 20},
              {.sku = "b", .quantity = 1, .unit_minor = 9, .weight_g = 100, .volume_cm3 = 50}));
    const eco_quote *quote = priced(rulebook, cart); /* 900.5 + 100 is 1000.5, rounded up */
    CHECK_TOLD(quote, "heavy", "applied");
    CHECK_TOLD(quote, "heavier", "condition: needs cart.weight_g > 1001, found 1001");
    CHECK_TOLD(quote, "large", "applied");
    eco_quote_free(quote);
    quote = priced(rulebook, CART(LINES(PIECES("a", 1, 9))));
    CHECK_TOLD(quote, "heavy", "condition: needs cart.weight_g >= 1001, found 0");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

static void refused(const eco_rulebook *rulebook, const eco_cart *cart, eco_status status, const char *message, const char *path)
{
    eco_error error;
    const eco_quote *quote;
    CHECK_FAILS(eco_price(&quote, rulebook, cart, NULL, &error), status, message);
    CHECK_TEXT(error.path, path);
    CHECK(!quote);
}

TEST(shipping, names_the_shipment_that_it_cannot_price)
{
    eco_rulebook_builder *rules = RULES("EUR");
    SHIP(rules, "s", .when = "country == 'DE'", .price_minor = 500);
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "m", .method = "more",
                                              STEPS({.from_weight_g = 1, .more_each = 1, .more_minor = INT64_MAX / 2})));
    eco_rulebook *rulebook = built(rules);
    refused(rulebook, CART(SHIPMENTS({.method = "standard", .price_minor = 1}, {.method = "drone"})), ECO_E_NOT_FOUND,
            "unknown shipping method 'drone'", "/shipments/1/method");
    refused(rulebook, CART(SHIPMENTS({.method = "standard"})), ECO_E_NOT_FOUND,
            "no price of shipping method 'standard' is for this cart", "/shipments/0/method");
    refused(rulebook, CART(.shipping = "standard"), ECO_E_NOT_FOUND, "no price of shipping method 'standard'", "/shipping");
#define HEAVY LINES({.sku = "a", .quantity = 1, .unit_minor = 1, .weight_g = 4})
    refused(rulebook, CART(.shipping = "more", HEAVY), ECO_E_OVERFLOW, "the price of shipping by 'm' does not fit", "/shipping");
    refused(rulebook, CART(SHIPMENTS({.method = "x", .is_free = true}, {.method = "more"}), HEAVY), ECO_E_OVERFLOW,
            "the price of shipping by 'm'", "/shipments/1/method");
    refused(rulebook, CART(SHIPMENTS({.method = "x", .price_minor = INT64_MAX}, {.method = "x", .price_minor = 1})),
            ECO_E_OVERFLOW, "the sum of their prices", "/shipments");
    refused(rulebook,
            CART(LINES({.sku = "a", .quantity = 2, .unit_minor = 1, .weight_g = INT64_MAX / 2},
                       {.sku = "b", .quantity = 2, .unit_minor = 1, .weight_g = INT64_MAX / 2})),
            ECO_E_OVERFLOW, "weights or volumes", "/lines");
    refused(rulebook, CART(LINES({.sku = "a", .quantity = INT64_MAX / 2, .unit_minor = 1, .volume_cm3 = INT64_MAX / 2})),
            ECO_E_OVERFLOW, "weights or volumes", "/lines");
    /* 10^6 x weight x quantity: beyond 2^125 in one line, and beyond 2^127 in the second */
    const int64_t large = INT64_C(1) << 53;
    refused(rulebook, CART(LINES({.sku = "a", .quantity = large, .is_free = true, .weight_g = large})), ECO_E_OVERFLOW,
            "weights or volumes", "/lines");
    refused(rulebook,
            CART(LINES({.sku = "a", .quantity = large / 2, .is_free = true, .weight_g = large},
                       {.sku = "b", .quantity = large, .is_free = true, .weight_g = large * 2 - large / 16})),
            ECO_E_OVERFLOW, "weights or volumes", "/lines");
    eco_rulebook_free(rulebook);
    /* nothing looks at weights: they may be anything */
    rulebook = built(RULES("EUR"));
    CHECK_QUOTED(rulebook, CART(LINES({.sku = "a", .quantity = INT64_MAX / 2, .unit_minor = 1, .weight_g = INT64_MAX})), "");
    eco_rulebook_free(rulebook);
    /* in every stage where shipping is priced */
    for (int exclusive = 0; exclusive < 2; exclusive++) {
        rules = RULES("EUR");
        SHIP(rules, "s", .when = "age > 10", .price_minor = 500);
        eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "e", .method = "express", .price_minor = 900));
        PROMOTE(rules, "p", .stage = ECO_STAGE_SHIPPING, .exclusive = exclusive, TIERS({.off_percent = {50, 0}}));
        rulebook = built(rules);
        refused(rulebook, CART(.shipping = "standard", ATTRIBUTES({"age", "x"})), ECO_E_INVALID, "asked by 's'", "");
        /* express has a price and could be halved, drone has none */
        refused(rulebook, CART(SHIPMENTS({.method = "express"}, {.method = "drone"})), ECO_E_NOT_FOUND,
                "unknown shipping method 'drone'", "/shipments/1/method");
        eco_rulebook_free(rulebook);
    }
    /* a tax that does not fit is the shipment's */
    rules = RULES("EUR");
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {200, 0}));
    rulebook = built(rules);
    refused(rulebook, CART(SHIPMENTS({.method = "x", .is_free = true}, {.method = "x", .price_minor = INT64_MAX / 2})),
            ECO_E_OVERFLOW, "its tax", "/shipments/1");
    eco_rulebook_free(rulebook);
}

TEST(shipping, names_what_is_wrong_in_a_shipment)
{
    eco_rulebook *rulebook = built(RULES("EUR"));
    refused(rulebook, CART(.shipments_count = 1), ECO_E_INVALID, "NULL", "/shipments");
    refused(rulebook, CART(.shipping = "x", SHIPMENTS({.method = "x"})), ECO_E_INVALID, "a cart ships in one way", "/shipments");
    refused(rulebook, CART(SHIPMENTS({.method = "x", .is_free = true}, {.is_free = true})), ECO_E_INVALID, "required",
            "/shipments/1/method");
    refused(rulebook, CART(SHIPMENTS({.method = ""})), ECO_E_INVALID, "required", "/shipments/0/method");
    refused(rulebook, CART(SHIPMENTS({.method = "\xFF"})), ECO_E_INVALID, "not UTF-8", "/shipments/0/method");
    refused(rulebook, CART(SHIPMENTS({.method = "x", .id = "\xFF"})), ECO_E_INVALID, "not UTF-8", "/shipments/0/id");
    refused(rulebook, CART(SHIPMENTS({.method = "x", .price_minor = -1})), ECO_E_INVALID, "price -1 is below 0",
            "/shipments/0/price_minor");
    refused(rulebook, CART(SHIPMENTS({.method = "x", .is_free = true, .reserved = {0, 0, 0, 1}})), ECO_E_INVALID, "reserved",
            "/shipments/0/reserved");
    refused(rulebook, CART(SHIPMENTS({.method = "x", .id = "n"}, {.method = "x"}, {.method = "y", .id = "n"})), ECO_E_INVALID,
            "the id 'n'", "/shipments/0/id");
    /* one that has its place for an id */
    refused(rulebook, CART(SHIPMENTS({.method = "x", .id = "2"}, {.method = "x"})), ECO_E_INVALID, "the id '2'",
            "/shipments/0/id");
    refused(rulebook, CART(SHIPMENTS({.method = "x"}, {.method = "x", .id = "1"})), ECO_E_INVALID, "the id '1'",
            "/shipments/1/id");
    static eco_shipment many[1001];
    for (size_t i = 0; i < 1001; i++)
        many[i] = (eco_shipment){.method = "x", .is_free = true};
    refused(rulebook, CART(.shipments = many, .shipments_count = 1001), ECO_E_LIMIT, "1001 shipments, more than 1000",
            "/shipments");
    CHECK_QUOTED(rulebook, CART(.shipments = many, .shipments_count = 1000), "");
    refused(rulebook, CART(LINES({.sku = "a", .quantity = 1, .weight_g = -1})), ECO_E_INVALID, "weight -1 is below 0",
            "/lines/0/weight_g");
    refused(rulebook, CART(LINES({.sku = "a", .quantity = 1, .volume_cm3 = -1})), ECO_E_INVALID, "volume -1 is below 0",
            "/lines/0/volume_cm3");
    eco_rulebook_free(rulebook);
}
