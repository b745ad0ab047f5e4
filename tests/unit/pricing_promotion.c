/* Promotions: tiers, benefits, coupons, windows, order of work, exclusives; figures by hand. */
#include "pricing_shop.h"

/* An order of one line at this price, and what comes off. */
static int64_t off_of(const eco_rulebook *rulebook, int64_t unit_minor)
{
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = unit_minor})));
    int64_t off = quote->discount_minor;
    eco_quote_free(quote);
    return off;
}

TEST(promotion, takes_an_amount_off_once_a_threshold_is_reached)
{
    eco_rulebook_builder *rules = RULES("CNY");
    PROMOTE(rules, "300-50", .stage = ECO_STAGE_SHOP, TIERS({.from_minor = 30000, .off_minor = 5000}));
    eco_rulebook *rulebook = built(rules);
    /* 459.00 and 3 x 19.90: 5000 x 45900 / 51870 = 4424.52, 5000 x 5970 / 51870 = 575.48 */
    CHECK_PRICED(rulebook,
                 CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 45900}, {.sku = "B", .quantity = 3, .unit_minor = 1990})),
                 "4425 575");
    CHECK_INT(off_of(rulebook, 29999), 0);
    CHECK_INT(off_of(rulebook, 30000), 5000);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 29999})));
    CHECK_INT(reason_of(quote, "300-50"), ECO_REASON_BELOW_THRESHOLD);
    CHECK_INT(decision_of(quote, "300-50")->missing_minor, 1);
    CHECK_INT(decision_of(quote, "300-50")->next_off_minor, 5000);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, repeats_for_each_full_threshold)
{
    static const int64_t orders[][4] = {/* left, off, missing, next off */
                                        {29999, 0, 1, 5000},
                                        {30000, 5000, 30000, 10000},
                                        {59999, 5000, 1, 10000},
                                        {65000, 10000, 25000, 15000},
                                        {90000, 15000, 30000, 20000}};
    eco_rulebook_builder *rules = RULES("CNY");
    PROMOTE(rules, "every", .stage = ECO_STAGE_SHOP, .repeats = true, TIERS({.from_minor = 30000, .off_minor = 5000}));
    eco_rulebook *rulebook = built(rules);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = orders[i][0]})));
        CHECK_INT(quote->discount_minor, orders[i][1]);
        CHECK_INT(decision_of(quote, "every")->missing_minor, orders[i][2]);
        CHECK_INT(decision_of(quote, "every")->next_off_minor, orders[i][3]);
        eco_quote_free(quote);
    }
    eco_rulebook_free(rulebook);
}

TEST(promotion, repeats_by_units_and_within_its_cap_and_tiers)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "three", .repeats = true, .max_off_minor = 250, TIERS({.from_quantity = 3, .off_minor = 100}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "A", .quantity = 8, .unit_minor = 500})));
    CHECK_INT(quote->discount_minor, 200);
    CHECK_INT(decision_of(quote, "three")->missing_quantity, 1);
    CHECK_INT(decision_of(quote, "three")->missing_minor, 0);
    CHECK_INT(decision_of(quote, "three")->next_off_minor, 250); /* 300, capped */
    eco_quote_free(quote);
    quote = priced(rulebook, CART(LINES({.sku = "A", .quantity = 3, .unit_minor = 500})));
    CHECK_INT(decision_of(quote, "three")->next_off_minor, 200);
    eco_quote_free(quote);
    quote = priced(rulebook, CART(LINES({.sku = "A", .quantity = 9, .unit_minor = 500})));
    CHECK_INT(quote->discount_minor, 250);
    CHECK_INT(reason_of(quote, "three"), ECO_REASON_CLIPPED);
    CHECK_TEXT(decision_of(quote, "three")->by, "max_off");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);

    /* 100 per full 1000; from 4500 on 600 per full 4500. At 3200 the next is the 4th thousand, at 4200 the higher tier. */
    rules = RULES("EUR");
    PROMOTE(rules, "both", .repeats = true,
            TIERS({.from_minor = 4500, .off_minor = 600}, {.from_minor = 1000, .off_minor = 100}));
    rulebook = built(rules);
    static const int64_t orders[][4] = {{3200, 300, 800, 400}, {4200, 400, 300, 600}, {9100, 1200, 4400, 1800}};
    for (size_t i = 0; i < 3; i++) {
        quote = priced(rulebook, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = orders[i][0]})));
        CHECK_INT(quote->discount_minor, orders[i][1]);
        CHECK_INT(decision_of(quote, "both")->missing_minor, orders[i][2]);
        CHECK_INT(decision_of(quote, "both")->next_off_minor, orders[i][3]);
        eco_quote_free(quote);
    }
    eco_rulebook_free(rulebook);
}

TEST(promotion, takes_the_highest_tier_that_is_reached)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "bands", .stage = ECO_STAGE_SHOP,
            TIERS({.from_minor = 15000, .off_percent = {25, 0}}, {.off_percent = {150, 1}},
                  {.from_minor = 5000, .off_percent = {20, 0}}));
    eco_rulebook *rulebook = built(rules);
    CHECK_INT(off_of(rulebook, 4000), 600);
    CHECK_INT(off_of(rulebook, 5000), 1000);
    CHECK_INT(off_of(rulebook, 14999), 3000); /* 2999.8 */
    CHECK_INT(off_of(rulebook, 15000), 3750);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 4000})));
    CHECK_INT(decision_of(quote, "bands")->missing_minor, 1000);
    CHECK_INT(decision_of(quote, "bands")->next_off_minor, 1000);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, counts_units_of_the_target_for_quantity_tiers)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "ten", .on = "category == 'pens'",
            TIERS({.off_percent = {10, 0}}, {.from_quantity = 10, .off_percent = {15, 0}}));
    PROMOTE(rules, "kilos", .on = "line.sku == 'kg'", TIERS({.from_quantity = 3, .off_minor = 100}));
    eco_rulebook *rulebook = built(rules);
    CHECK_PRICED(rulebook,
                 CART(LINES({.sku = "p", .quantity = 9, .unit_minor = 100, ATTRIBUTES({"category", "pens"})},
                            {.sku = "q", .quantity = 5, .unit_minor = 100})),
                 "90 0");
    CHECK_PRICED(rulebook,
                 CART(LINES({.sku = "p", .quantity = 9, .unit_minor = 100, ATTRIBUTES({"category", "pens"})},
                            {.sku = "p", .quantity = 1, .unit_minor = 300, ATTRIBUTES({"category", "pens"})})),
                 "135 45");
    /* 1.25 + 1.25 + 0.499 is 2.999 whole: 2; one gram more is 3. */
    const eco_quote *quote = priced(rulebook,
                                    CART(LINES({.sku = "kg", .quantity = 1250, .quantity_scale = 3, .unit_minor = 400},
                                               {.sku = "kg", .quantity = 125, .quantity_scale = 2, .unit_minor = 400},
                                               {.sku = "kg", .quantity = 499, .quantity_scale = 3, .unit_minor = 400})));
    CHECK_INT(decision_of(quote, "kilos")->missing_quantity, 1);
    eco_quote_free(quote);
    CHECK_PRICED(rulebook,
                 CART(LINES({.sku = "kg", .quantity = 1250, .quantity_scale = 3, .unit_minor = 400},
                            {.sku = "kg", .quantity = 125, .quantity_scale = 2, .unit_minor = 400},
                            {.sku = "kg", .quantity = 500, .quantity_scale = 3, .unit_minor = 400})),
                 "42 41 17"); /* 500, 500, 200 of 1200: 41.67, 41.67, 16.67; the odd two to the smaller quantity, then by place */
    eco_rulebook_free(rulebook);
}

TEST(promotion, rounds_a_percentage_by_line_or_for_all)
{
    eco_rulebook_builder *by_line = RULES("USD"), *for_all = RULES("USD");
    PROMOTE(by_line, "10", TIERS({.off_percent = {10, 0}}));
    PROMOTE(for_all, "10", .stage = ECO_STAGE_SHOP, TIERS({.off_percent = {10, 0}}));
    eco_rulebook *first = built(by_line), *second = built(for_all);
    const eco_cart *cart = CART(
        LINES({.sku = "a", .quantity = 1, .unit_minor = 106}, {.sku = "b", .quantity = 1, .unit_minor = 206},
              {.sku = "c", .quantity = 1, .unit_minor = 306}, {.sku = "d", .quantity = 1, .unit_minor = 406}));
    CHECK_PRICED(first, cart, "11 21 31 41");
    CHECK_PRICED(second, cart, "11 21 30 40"); /* 102 of 1024 */
    eco_rulebook_free(first);
    eco_rulebook_free(second);
}

TEST(promotion, splits_a_cap_by_what_it_caps)
{
    eco_rulebook_builder *rules = RULES("USD");
    PROMOTE(rules, "15", .max_off_minor = 5000, TIERS({.off_percent = {15, 0}}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 12000}, {.sku = "b", .quantity = 1, .unit_minor = 23000},
                             {.sku = "c", .quantity = 1, .unit_minor = 30000})));
    CHECK_DISCOUNTS(quote, "923 1769 2308");
    CHECK_INT(reason_of(quote, "15"), ECO_REASON_CLIPPED);
    CHECK_TEXT(decision_of(quote, "15")->by, "max_off");
    eco_quote_free(quote);
    quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 100})));
    CHECK_INT(reason_of(quote, "15"), ECO_REASON_APPLIED);
    CHECK(!decision_of(quote, "15")->by);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, never_takes_more_than_is_left)
{
    eco_rulebook_builder *rules = RULES("USD");
    PROMOTE(rules, "a", .priority = 2, TIERS({.off_minor = 1000}));
    PROMOTE(rules, "b", .priority = 1, TIERS({.off_minor = 50}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(LINES({.sku = "t", .quantity = 1, .unit_minor = 50}, {.sku = "s", .quantity = 1, .unit_minor = 150})));
    CHECK_DISCOUNTS(quote, "50 150");
    CHECK_INT(reason_of(quote, "a"), ECO_REASON_CLIPPED);
    CHECK_TEXT(decision_of(quote, "a")->by, "price");
    CHECK_INT(reason_of(quote, "b"), ECO_REASON_NOTHING_LEFT);
    CHECK_INT(quote->payable_minor, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    /* 100 % off is exactly 0, whatever the rounding */
    for (eco_rounding rounding = ECO_ROUNDING_HALF_UP; rounding <= ECO_ROUNDING_HALF_FLOOR; rounding++) {
        rules = RULES("USD", .rounding = rounding);
        PROMOTE(rules, "all", .stage = rounding % 2 ? ECO_STAGE_SHOP : ECO_STAGE_ITEM, TIERS({.off_percent = {100, 0}}));
        rulebook = built(rules);
        CHECK_PRICED(rulebook,
                     CART(LINES({.sku = "t", .quantity = 3, .unit_minor = 33}, {.sku = "s", .quantity = 1, .unit_minor = 1})),
                     "99 1");
        eco_rulebook_free(rulebook);
    }
}

TEST(promotion, gives_prices_and_amounts_by_the_unit)
{
    eco_rulebook_builder *rules = RULES("USD");
    PROMOTE(rules, "off", .on = "kind == 'off'", TIERS({.off_each_minor = 200}));
    PROMOTE(rules, "price", .on = "kind == 'price'", TIERS({.price_each_minor = 1500}));
    PROMOTE(rules, "set", .on = "kind == 'set'", TIERS({.from_quantity = 2, .price_set_minor = 4000}));
    PROMOTE(rules, "free", .on = "kind == 'free'", TIERS({.is_free = true}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook,
                                    CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 100, ATTRIBUTES({"kind", "off"})},
                                               {.sku = "b", .quantity = 5, .unit_minor = 150, ATTRIBUTES({"kind", "off"})},
                                               {.sku = "c", .quantity = 3, .unit_minor = 1990, ATTRIBUTES({"kind", "price"})},
                                               {.sku = "d", .quantity = 1, .unit_minor = 1400, ATTRIBUTES({"kind", "price"})},
                                               {.sku = "e", .quantity = 1, .unit_minor = 10000, ATTRIBUTES({"kind", "set"})},
                                               {.sku = "f", .quantity = 1, .unit_minor = 10000, ATTRIBUTES({"kind", "set"})},
                                               {.sku = "g", .quantity = 7, .unit_minor = 99, ATTRIBUTES({"kind", "free"})})));
    CHECK_DISCOUNTS(quote, "100 750 1470 0 8000 8000 693");
    CHECK_INT(reason_of(quote, "off"), ECO_REASON_CLIPPED);
    CHECK_TEXT(decision_of(quote, "off")->by, "price");
    CHECK_INT(reason_of(quote, "price"), ECO_REASON_APPLIED);
    eco_quote_free(quote);
    /* 1.25 kg: 2.50 off in all; a kilo for 15.00 is 18.75; a set that is dearer gives nothing */
    quote = priced(
        rulebook,
        CART(LINES({.sku = "a", .quantity = 1250, .quantity_scale = 3, .unit_minor = 1000, ATTRIBUTES({"kind", "off"})},
                   {.sku = "c", .quantity = 1250, .quantity_scale = 3, .unit_minor = 2000, ATTRIBUTES({"kind", "price"})},
                   {.sku = "e", .quantity = 2, .unit_minor = 1999, ATTRIBUTES({"kind", "set"})})));
    CHECK_DISCOUNTS(quote, "250 625 0");
    CHECK_INT(reason_of(quote, "off"), ECO_REASON_APPLIED);
    CHECK_INT(reason_of(quote, "set"), ECO_REASON_NOTHING_LEFT);
    CHECK_INT(reason_of(quote, "free"), ECO_REASON_NO_TARGET);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, needs_its_coupon_or_one_of_a_set)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "one", .coupon = "TEN", TIERS({.off_minor = 10}));
    PROMOTE(rules, "many", .coupon = "@codes", TIERS({.off_minor = 100}));
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"X-2", "X-1"}, 2);
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 1000}), COUPONS("X-2", "TEN", "X-1", "TEN", "ten")));
    CHECK_INT(quote->discount_minor, 110);
    CHECK_INT(quote->adjustments_count, 2);
    CHECK_TEXT(quote->adjustments[0].promotion, "many"); /* same stage and priority: by id */
    CHECK_TEXT(quote->adjustments[0].coupon, "X-1");
    CHECK_TEXT(quote->adjustments[1].coupon, "TEN");
    CHECK_INT(quote->decisions_count, 3);
    CHECK(!quote->decisions[2].promotion);
    CHECK_INT(quote->decisions[2].reason, ECO_REASON_UNKNOWN_COUPON);
    CHECK_TEXT(quote->decisions[2].needed, "ten");
    CHECK_TEXT(quote->decisions[2].label, "ten");
    eco_quote_free(quote);
    quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 1000})));
    CHECK_INT(reason_of(quote, "one"), ECO_REASON_NO_COUPON);
    CHECK_INT(reason_of(quote, "many"), ECO_REASON_NO_COUPON);
    CHECK_INT(quote->discount_minor, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, holds_in_its_window_only)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "w", .starts_us = 1000, .ends_us = 2000, TIERS({.off_minor = 1}));
    PROMOTE(rules, "x", .starts_us = 1000, TIERS({.off_minor = 1}));
    PROMOTE(rules, "y", .ends_us = 2000, TIERS({.off_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    static const struct {
        int64_t at_us;
        eco_reason w, x, y;
    } instants[] = {{999, ECO_REASON_NOT_STARTED, ECO_REASON_NOT_STARTED, ECO_REASON_APPLIED},
                    {1000, ECO_REASON_APPLIED, ECO_REASON_APPLIED, ECO_REASON_APPLIED},
                    {1999, ECO_REASON_APPLIED, ECO_REASON_APPLIED, ECO_REASON_APPLIED},
                    {2000, ECO_REASON_ENDED, ECO_REASON_APPLIED, ECO_REASON_ENDED}};
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        const eco_quote *quote = priced(
            rulebook, ECO_MAKE(eco_cart, .at_us = instants[i].at_us, LINES({.sku = "a", .quantity = 1, .unit_minor = 1000})));
        CHECK_INT(reason_of(quote, "w"), instants[i].w);
        CHECK_INT(reason_of(quote, "x"), instants[i].x);
        CHECK_INT(reason_of(quote, "y"), instants[i].y);
        eco_quote_free(quote);
    }
    eco_rulebook_free(rulebook);
}

TEST(promotion, works_by_stage_then_priority_then_id)
{
    eco_rulebook_builder *rules = RULES("USD");
    PROMOTE(rules, "percent", .stage = ECO_STAGE_SHOP, .priority = 1, TIERS({.off_percent = {10, 0}}));
    PROMOTE(rules, "fixed", .stage = ECO_STAGE_SHOP, .priority = 2, TIERS({.off_minor = 1500}));
    eco_rulebook *rulebook = built(rules);
    /* 15.00 over 10, 20, 32, then 10 % of 47.00 */
    const eco_quote *quote = priced(
        rulebook, CART(LINES({.sku = "1", .quantity = 1, .unit_minor = 1000}, {.sku = "2", .quantity = 1, .unit_minor = 2000},
                             {.sku = "3", .quantity = 1, .unit_minor = 3200})));
    static const int64_t offs[] = {242, 484, 774, 76, 152, 242};
    CHECK_INT(quote->adjustments_count, 6);
    for (size_t i = 0; i < 6; i++) {
        CHECK_INT(quote->adjustments[i].off_minor, offs[i]);
        CHECK_INT(quote->adjustments[i].line, (int64_t)i % 3);
        CHECK_TEXT(quote->adjustments[i].promotion, i < 3 ? "fixed" : "percent");
        CHECK_INT(quote->adjustments[i].stage, ECO_STAGE_SHOP);
    }
    CHECK_INT(quote->net_minor, 4230);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);

    rules = RULES("USD");
    static const eco_stage stages[] = {ECO_STAGE_PLATFORM_COUPON, ECO_STAGE_ITEM,       ECO_STAGE_SHOP, ECO_STAGE_SET,
                                       ECO_STAGE_PLATFORM,        ECO_STAGE_SHOP_COUPON};
    for (size_t i = 0; i < 6; i++)
        PROMOTE(rules, eco_stage_name(stages[i]), .stage = stages[i], .priority = 100 - stages[i], TIERS({.off_minor = 1}));
    PROMOTE(rules, "ahead", .stage = ECO_STAGE_ITEM, .priority = 100, TIERS({.off_minor = 1})); /* as "item": by id */
    rulebook = built(rules);
    quote = priced(rulebook, CART(LINES({.sku = "1", .quantity = 1, .unit_minor = 1000})));
    CHECK_INT(quote->adjustments_count, 7);
    CHECK_TEXT(quote->adjustments[0].promotion, "ahead");
    for (eco_stage stage = 0; stage < 6; stage++)
        CHECK_INT(quote->adjustments[stage + 1].stage, stage);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, looks_at_what_is_left_or_at_the_list_price)
{
    eco_rulebook_builder *rules = RULES("CNY");
    PROMOTE(rules, "item", TIERS({.off_minor = 1000}));
    PROMOTE(rules, "running", .stage = ECO_STAGE_SHOP, TIERS({.from_minor = 10000, .off_minor = 300}));
    PROMOTE(rules, "list", .stage = ECO_STAGE_SHOP, .basis = ECO_BASIS_LIST, TIERS({.from_minor = 10000, .off_minor = 30}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 10000})));
    CHECK_INT(reason_of(quote, "list"), ECO_REASON_APPLIED);
    CHECK_INT(reason_of(quote, "running"), ECO_REASON_BELOW_THRESHOLD);
    CHECK_INT(decision_of(quote, "running")->missing_minor, 1030);
    CHECK_INT(quote->discount_minor, 1030);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, applies_an_exclusive_one_alone)
{
    eco_rulebook_builder *rules = RULES("USD");
    PROMOTE(rules, "best", .exclusive = true, .priority = 2, .stage = ECO_STAGE_SHOP, TIERS({.off_percent = {20, 0}}));
    PROMOTE(rules, "first", .exclusive = true, .priority = 5, .stage = ECO_STAGE_PLATFORM, TIERS({.off_minor = 1000}));
    PROMOTE(rules, "nothing", .exclusive = true, .priority = 9, TIERS({.from_minor = 999999, .off_minor = 1}));
    PROMOTE(rules, "plain", .stage = ECO_STAGE_ITEM, TIERS({.off_minor = 1}));
    PROMOTE(rules, "later", .starts_us = AT_US + 1, TIERS({.off_minor = 1}));
    PROMOTE(rules, "coupon", .coupon = "C", TIERS({.off_minor = 1}));
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "sale", ECO_LIST(entries, eco_price_entry, {.sku = "m", .unit_minor = 9000})));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "m", .quantity = 1, .unit_minor = 10000})));
    CHECK_INT(quote->net_minor, 8000);
    CHECK_INT(reason_of(quote, "sale"), ECO_REASON_APPLIED);
    CHECK_INT(reason_of(quote, "first"), ECO_REASON_APPLIED);
    static const char *const excluded[] = {"best", "nothing", "plain"};
    for (size_t i = 0; i < 3; i++) {
        CHECK_INT(reason_of(quote, excluded[i]), ECO_REASON_EXCLUDED);
        CHECK_TEXT(decision_of(quote, excluded[i])->by, "first");
    }
    CHECK_INT(reason_of(quote, "later"), ECO_REASON_NOT_STARTED);
    CHECK_INT(reason_of(quote, "coupon"), ECO_REASON_NO_COUPON);
    CHECK_INT(quote->decisions_count, 7);
    eco_quote_free(quote);
    /* Without reasons, the same. */
    quote = priced_explaining(rulebook, CART(LINES({.sku = "m", .quantity = 1, .unit_minor = 10000})), ECO_EXPLAIN_NOTHING);
    CHECK_INT(quote->net_minor, 8000);
    CHECK_INT(quote->decisions_count, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);

    /* None gives anything: the others work, and an exclusive one never joins them, even where it would hold by then. */
    rules = RULES("USD");
    PROMOTE(rules, "alone", .exclusive = true, .stage = ECO_STAGE_PLATFORM, .when = "cart.subtotal <= 99.99",
            TIERS({.off_minor = 1}));
    PROMOTE(rules, "plain", TIERS({.off_minor = 10}));
    rulebook = built(rules);
    quote = priced(rulebook, CART(LINES({.sku = "m", .quantity = 1, .unit_minor = 10000})));
    CHECK_INT(quote->discount_minor, 10);
    CHECK_INT(reason_of(quote, "alone"), ECO_REASON_CONDITION);
    CHECK_INT(quote->decisions_count, 2);
    eco_quote_free(quote);
    quote = priced_explaining(rulebook, CART(LINES({.sku = "m", .quantity = 1, .unit_minor = 10000})), ECO_EXPLAIN_NOTHING);
    CHECK_INT(quote->discount_minor, 10);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, splits_alike_in_any_order_of_lines)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "off", .stage = ECO_STAGE_SHOP, TIERS({.off_minor = 100}));
    eco_rulebook *rulebook = built(rules);
    /* Alike but for one thing each: the tie goes to the same line wherever it stands. */
    static const eco_attribute red[] = {{"colour", "red"}}, blue[] = {{"colour", "blue"}},
                               two[] = {{"colour", "blue"}, {"x", ""}}, size[] = {{"size", "1"}},
                               small[] = {{"size", "1"}, {"colour", "blue"}}, large[] = {{"colour", "blue"}, {"size", "2"}};
    static const struct {
        eco_cart_line first, second, third;
    } kinds[] = {
        {{.sku = "a", .quantity = 1, .unit_minor = 500},
         {.sku = "b", .quantity = 1, .unit_minor = 500},
         {.sku = "c", .quantity = 1, .unit_minor = 500}},
        {{.sku = "a", .id = "k", .quantity = 1, .unit_minor = 500},
         {.sku = "a", .id = "l", .quantity = 1, .unit_minor = 500},
         {.sku = "a", .id = "m", .quantity = 1, .unit_minor = 500}},
        {{.sku = "a", .quantity = 1, .unit_minor = 500},
         {.sku = "a", .quantity = 1, .unit_minor = 500, .attributes = blue, .attributes_count = 1},
         {.sku = "a", .quantity = 1, .unit_minor = 500, .attributes = red, .attributes_count = 1}},
        {{.sku = "a", .quantity = 1, .unit_minor = 500, .attributes = blue, .attributes_count = 1},
         {.sku = "a", .quantity = 1, .unit_minor = 500, .attributes = two, .attributes_count = 2},
         {.sku = "a", .quantity = 1, .unit_minor = 500, .attributes = size, .attributes_count = 1}},
        {{.sku = "a", .quantity = 1, .unit_minor = 500, .attributes = small, .attributes_count = 2},
         {.sku = "a", .quantity = 1, .unit_minor = 500, .attributes = large, .attributes_count = 2},
         {.sku = "a", .quantity = 1, .unit_minor = 500, .attributes = red, .attributes_count = 1}},
        {{.sku = "a", .quantity = 4, .unit_minor = 125},
         {.sku = "a", .quantity = 2, .unit_minor = 2500, .unit_scale = 1},
         {.sku = "a", .quantity = 1, .unit_minor = 500}},
        {{.sku = "a", .quantity = 1, .unit_minor = 500},
         {.sku = "a", .quantity = 10001, .quantity_scale = 4, .unit_minor = 500},
         {.sku = "a", .quantity = 100011, .quantity_scale = 5, .unit_minor = 500}},
    };
    static const int places[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        for (size_t order = 0; order < 6; order++) {
            eco_cart_line lines[3];
            const eco_cart_line *of_kind[] = {&kinds[kind].first, &kinds[kind].second, &kinds[kind].third};
            static const int64_t expected[] = {34, 33, 33};
            for (int i = 0; i < 3; i++)
                lines[places[order][i]] = *of_kind[i];
            const eco_quote *quote = priced(rulebook, ECO_MAKE(eco_cart, .at_us = AT_US, .lines = lines, .lines_count = 3));
            for (int i = 0; i < 3; i++)
                CHECK_F(quote->lines[places[order][i]].discount_minor == expected[i], "kind %zu, order %zu, line %d", kind, order,
                        i);
            eco_quote_free(quote);
        }
    eco_rulebook_free(rulebook);
}

TEST(promotion, prices_many_lines_and_promotions)
{
    enum { LINES_COUNT = 300, RULES_COUNT = 100 };
    static char ids[LINES_COUNT][16];
    static eco_cart_line lines[LINES_COUNT];
    eco_rulebook_builder *rules = RULES("EUR");
    for (int i = 0; i < RULES_COUNT; i++) {
        char id[16];
        snprintf(id, sizeof id, "p%02d", i);
        eco_rulebook_add_promotion(rules,
                                   ECO_MAKE(eco_promotion, .id = id, .stage = ECO_STAGE_SHOP, TIERS({.off_minor = 1000 + i})));
    }
    eco_rulebook *rulebook = built(rules);
    for (int i = 0; i < LINES_COUNT; i++) {
        snprintf(ids[i], sizeof ids[i], "s%d", i * 7919 % LINES_COUNT);
        lines[i] = (eco_cart_line){.sku = ids[i], .id = ids[i], .quantity = 1 + i % 3, .unit_minor = 1000 + i};
    }
    const eco_quote *quote = priced(rulebook, ECO_MAKE(eco_cart, .at_us = AT_US, .lines = lines, .lines_count = LINES_COUNT));
    CHECK_INT(quote->discount_minor, 1000 * RULES_COUNT + RULES_COUNT * (RULES_COUNT - 1) / 2);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(promotion, is_clipped_by_its_cap_or_by_what_is_left)
{
    static const struct {
        int64_t unit, off, most, given;
        const char *by;
    } asked[] = {{1000, 100, 100, 100, NULL}, {1000, 101, 100, 100, "max_off"}, {100, 200, 100, 100, "max_off"},
                 {99, 200, 100, 99, "price"}, {99, 200, 0, 99, "price"},        {99, 99, 0, 99, NULL}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        eco_rulebook_builder *rules = RULES("EUR");
        PROMOTE(rules, "p", .max_off_minor = asked[i].most, TIERS({.off_minor = asked[i].off}));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = asked[i].unit})));
        CHECK_INT(quote->discount_minor, asked[i].given);
        CHECK_INT(reason_of(quote, "p"), asked[i].by ? ECO_REASON_CLIPPED : ECO_REASON_APPLIED);
        CHECK_F(asked[i].by ? strcmp(decision_of(quote, "p")->by, asked[i].by) == 0 : !decision_of(quote, "p")->by, "%zu", i);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(promotion, of_exclusive_ones_alike_takes_the_lower_id)
{
    static const char *const ids[][3] = {{"a", "b", "c"}, {"c", "b", "a"}, {"b", "c", "a"}};
    for (size_t i = 0; i < 3; i++) {
        eco_rulebook_builder *rules = RULES("EUR");
        for (int j = 0; j < 3; j++)
            PROMOTE(rules, ids[i][j], .exclusive = true, .stage = j, TIERS({.off_minor = 1}));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 10})));
        CHECK_INT(reason_of(quote, "a"), ECO_REASON_APPLIED);
        CHECK_INT(quote->discount_minor, 1);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}
