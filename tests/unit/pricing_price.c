/* Prices of lines: their own, overrides, sale lists, volume prices, fractions of a cent and of a unit; shipping, surcharges, credit, cash. */
#include "pricing_shop.h"

#include "pricing/pricing_internal.h"

#define PRICE_LIST(rules, id_, ...) eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = id_, __VA_ARGS__))
#define ENTRIES(...)                ECO_LIST(entries, eco_price_entry, __VA_ARGS__)

TEST(price, rounds_a_line_once)
{
    static const struct {
        int64_t unit;
        int32_t unit_scale;
        int64_t quantity;
        int32_t quantity_scale;
        eco_rounding rounding;
        int64_t list;
    } lines[] = {
        {125, 2, 3, 0, ECO_ROUNDING_HALF_UP, 4}, /* 1.25 cents x 3 = 3.75 */
        {125, 2, 2, 0, ECO_ROUNDING_HALF_UP, 3}, /* 2.5 */
        {125, 2, 2, 0, ECO_ROUNDING_HALF_EVEN, 2},
        {125, 2, 2, 0, ECO_ROUNDING_DOWN, 2},
        {399, 0, 1250, 3, ECO_ROUNDING_HALF_UP, 499}, /* 498.75 */
        {333333, 6, 3, 0, ECO_ROUNDING_HALF_UP, 1},   /* 0.999999 */
        {1, 6, 1, 6, ECO_ROUNDING_HALF_UP, 0},
        {1, 6, 1, 6, ECO_ROUNDING_UP, 1},
        {1999, 0, 1000000, 0, ECO_ROUNDING_HALF_UP, 1999000000},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        eco_rulebook *rulebook = built(RULES("EUR", .rounding = lines[i].rounding));
        const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a",
                                                              .quantity = lines[i].quantity,
                                                              .quantity_scale = lines[i].quantity_scale,
                                                              .unit_minor = lines[i].unit,
                                                              .unit_scale = lines[i].unit_scale})));
        CHECK_INT(quote->list_minor, lines[i].list);
        CHECK_INT(quote->lines[0].unit_minor, lines[i].unit);
        CHECK_INT(quote->lines[0].unit_scale, lines[i].unit_scale);
        CHECK_INT(quote->lines[0].quantity, lines[i].quantity);
        CHECK_INT(quote->lines[0].quantity_scale, lines[i].quantity_scale);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(price, fills_a_quote)
{
    eco_rulebook *rulebook = built(RULES("EUR"));
    const eco_quote *quote = priced(
        rulebook, CART(.id = "order 7", LINES({.sku = "a", .quantity = 2, .unit_minor = 100},
                                              {.sku = "b", .id = "x", .quantity = 1, .is_free = true, .unit_minor = 9})));
    CHECK_TEXT(quote->cart, "order 7");
    CHECK_TEXT(quote->currency, "EUR");
    CHECK_INT(quote->at_us, AT_US);
    CHECK_INT(quote->tax_mode, ECO_TAX_EXCLUDED);
    CHECK(memcmp(&quote->rulebook, &eco_rulebook_content_of(rulebook)->digest, sizeof(eco_id)) == 0);
    CHECK_TEXT(quote->lines[0].id, "1");
    CHECK_TEXT(quote->lines[1].id, "x");
    CHECK_TEXT(quote->lines[1].sku, "b");
    CHECK_INT(quote->lines[1].list_minor, 0);
    CHECK_INT(quote->payable_minor, 200);
    eco_rulebook_free(rulebook); /* the quote outlives its rulebook */
    CHECK_TEXT(quote->currency, "EUR");
    eco_quote_free(quote);
    eco_quote_free(NULL);

    rulebook = built(RULES("JPY"));
    quote = priced(rulebook, ECO_MAKE(eco_cart, .at_us = 1));
    CHECK(!quote->cart);
    CHECK_INT(quote->lines_count, 0);
    CHECK_INT(quote->payable_minor, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(price, takes_the_best_override)
{
    eco_rulebook_builder *rules = RULES("USD");
    PRICE_LIST(rules, "wholesale", .is_override = true, .when = "group == 'wholesale'",
               ENTRIES({.sku = "a", .unit_minor = 300, .from_quantity = 10}));
    PRICE_LIST(rules, "all", .is_override = true,
               ENTRIES({.sku = "a", .unit_minor = 400, .from_quantity = 15}, {.sku = "b", .unit_minor = 150}));
    PRICE_LIST(rules, "fine", .is_override = true, .when = "group == 'fine'",
               ENTRIES({.sku = "a", .unit_minor = 39990, .unit_scale = 2}));
    PRICE_LIST(rules, "high", .is_override = true, .priority = 10, ENTRIES({.sku = "p", .unit_minor = 800, .from_quantity = 10}));
    PRICE_LIST(rules, "low", .is_override = true, .priority = 1,
               ENTRIES({.sku = "p", .unit_minor = 1000}, {.sku = "p", .unit_minor = 700, .from_quantity = 5}));
    PRICE_LIST(rules, "over", .is_override = true, .priority = 20, .starts_us = AT_US - 10, .ends_us = AT_US,
               ENTRIES({.sku = "p", .unit_minor = 1}));
    PRICE_LIST(rules, "began", .is_override = true, .starts_us = AT_US, ENTRIES({.sku = "q", .unit_minor = 2}));
    PRICE_LIST(rules, "until", .is_override = true, .ends_us = AT_US + 1, ENTRIES({.sku = "r", .unit_minor = 3}));
    PRICE_LIST(rules, "soon", .is_override = true, .priority = 20, .starts_us = AT_US + 1,
               ENTRIES({.sku = "p", .unit_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    static const struct {
        const char *sku, *group;
        int64_t quantity, unit;
        int32_t scale;
    } asked[] = {
        {"a", "wholesale", 15, 300, 0}, {"a", "wholesale", 14, 300, 0}, {"a", "", 15, 400, 0}, {"a", "", 14, 999, 0},
        {"a", "fine", 15, 39990, 2},    {"b", "wholesale", 1, 150, 0},  {"p", "", 1, 1000, 0}, {"p", "", 9, 700, 0},
        {"p", "", 10, 800, 0},          {"z", "", 1, 999, 0},           {"q", "", 1, 2, 0},    {"r", "", 1, 3, 0},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const eco_quote *quote = priced(rulebook,
                                        CART(LINES({.sku = asked[i].sku, .quantity = asked[i].quantity, .unit_minor = 999}),
                                             ATTRIBUTES({"group", asked[i].group})));
        CHECK_F(quote->lines[0].unit_minor == asked[i].unit, "%zu", i);
        CHECK_INT(quote->lines[0].unit_scale, asked[i].scale);
        CHECK_INT(quote->discount_minor, 0);
        eco_quote_free(quote);
    }
    eco_rulebook_free(rulebook);
}

TEST(price, shows_what_a_sale_list_saves)
{
    eco_rulebook_builder *rules = RULES("USD");
    PRICE_LIST(rules, "summer",
               ENTRIES({.sku = "a", .unit_minor = 800}, {.sku = "dear", .unit_minor = 5000}, {.sku = "none", .unit_minor = 700}));
    PRICE_LIST(rules, "app", .priority = 5, .when = "channel == 'app' and line.sku == 'a'",
               ENTRIES({.sku = "a", .unit_minor = 900}));
    PRICE_LIST(rules, "bulk", ENTRIES({.sku = "a", .unit_minor = 75, .unit_scale = 1, .from_quantity = 100}));
    PRICE_LIST(rules, "free", ENTRIES({.sku = "gift", .unit_minor = 5}));
    PROMOTE(rules, "10", .priority = 99, TIERS({.off_percent = {10, 0}}));
    eco_rulebook *rulebook = built(rules);
    const eco_cart *cart = CART(LINES({.sku = "a", .quantity = 2, .unit_minor = 1000},
                                      {.sku = "dear", .quantity = 1, .unit_minor = 4000}, {.sku = "none", .quantity = 3},
                                      {.sku = "gift", .quantity = 1, .is_free = true}));
    const eco_quote *quote = priced(rulebook, cart);
    CHECK_DISCOUNTS(
        quote,
        "560 400 210 0"); /* 400 and then 160; no sale above the list price; what a sale list alone prices shows no saving */
    CHECK_INT(quote->lines[2].unit_minor, 700);
    CHECK_TEXT(quote->adjustments[0].promotion, "summer");
    CHECK(!quote->adjustments[0].coupon);
    CHECK_INT(quote->adjustments[0].stage, ECO_STAGE_ITEM);
    CHECK_INT(quote->adjustments[0].off_minor, 400);
    CHECK_INT(reason_of(quote, "summer"), ECO_REASON_APPLIED);
    CHECK_INT(decision_of(quote, "summer")->off_minor, 400);
    CHECK_INT(reason_of(quote, "app"), -1);
    eco_quote_free(quote);

    quote = priced(rulebook, CART(.channel = "app", LINES({.sku = "a", .quantity = 2, .unit_minor = 1000})));
    CHECK_TEXT(quote->adjustments[0].promotion, "app"); /* of higher priority, though dearer */
    CHECK_DISCOUNTS(quote, "380");
    eco_quote_free(quote);
    quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 100, .unit_minor = 1000})));
    CHECK_TEXT(quote->adjustments[0].promotion, "bulk"); /* 7.5 cents a unit */
    CHECK_INT(quote->adjustments[0].off_minor, 100000 - 750);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);

    /* Two lists, one line each: by priority. Two alike: the lower id. */
    rules = RULES("USD");
    PRICE_LIST(rules, "x", .priority = 1, ENTRIES({.sku = "a", .unit_minor = 900}));
    PRICE_LIST(rules, "w", ENTRIES({.sku = "b", .unit_minor = 900}));
    PRICE_LIST(rules, "v", ENTRIES({.sku = "b", .unit_minor = 9000, .unit_scale = 1}, {.sku = "c", .unit_minor = 10}));
    PRICE_LIST(rules, "u", ENTRIES({.sku = "d", .unit_minor = 999}));
    rulebook = built(rules);
    quote = priced(rulebook,
                   CART(LINES({.sku = "d", .quantity = 1, .unit_minor = 1000}, {.sku = "b", .quantity = 1, .unit_minor = 1000},
                              {.sku = "a", .quantity = 1, .unit_minor = 1000}, {.sku = "c", .quantity = 1, .unit_minor = 1000})));
    CHECK_INT(quote->adjustments_count, 4);
    static const char *const order[] = {"x", "u", "v", "v"};
    for (size_t i = 0; i < 4; i++)
        CHECK_TEXT(quote->adjustments[i].promotion, order[i]);
    CHECK_INT(quote->adjustments[2].line, 1);
    CHECK_INT(quote->adjustments[3].line, 3);
    eco_quote_free(quote);
    CHECK_QUOTED(rulebook, CART(LINES(PIECES("c", 1, 1000), PIECES("d", 1, 1000), PIECES("a", 1, 1000))),
                 "x[2]1:100 u[1]1:1 v[0]1:990");
    eco_rulebook_free(rulebook);
}

TEST(price, takes_no_sale_price_above_the_list_price)
{
    eco_rulebook_builder *rules = RULES("USD");
    PRICE_LIST(rules, "huge",
               ENTRIES({.sku = "a", .unit_minor = INT64_MAX}, {.sku = "b", .unit_minor = 100}, {.sku = "c", .unit_minor = 101}));
    PRICE_LIST(rules, "low", ENTRIES({.sku = "d", .unit_minor = 1}));
    PRICE_LIST(rules, "lower", .priority = 1, ENTRIES({.sku = "e", .unit_minor = 1}));
    PRICE_LIST(rules, "also", ENTRIES({.sku = "f", .unit_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(LINES({.sku = "a", .quantity = 2, .unit_minor = 100}, {.sku = "b", .quantity = 1, .unit_minor = 100},
                             {.sku = "c", .quantity = 1, .unit_minor = 100}, {.sku = "f", .quantity = 1, .unit_minor = 100},
                             {.sku = "d", .quantity = 1, .unit_minor = 100}, {.sku = "e", .quantity = 1, .unit_minor = 100})));
    CHECK_DISCOUNTS(quote, "0 0 0 99 99 99");
    CHECK_TEXT(quote->adjustments[0].promotion, "lower");
    CHECK_TEXT(quote->adjustments[1].promotion, "also");
    CHECK_TEXT(quote->adjustments[2].promotion, "low");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(price, works_in_memory_that_is_used_again)
{
    eco_error error;
    eco_arena arena;
    eco_rulebook_builder *rules = RULES("CNY");
    PROMOTE(rules, "b", TIERS({.off_minor = 10}));
    PROMOTE(rules, "a", .stage = ECO_STAGE_SHOP, TIERS({.off_minor = 5}));
    PRICE_LIST(rules, "s", ENTRIES({.sku = "y", .unit_minor = 1}));
    PRICE_LIST(rules, "r", ENTRIES({.sku = "x", .unit_minor = 90}));
    eco_rulebook *rulebook = built(rules);
    eco_arena_begin(&arena, NULL);
    const eco_price_request request = {.trusted = true, .borrow = true, .scratch = &arena, .result = &arena};
    for (int round = 0; round < 3; round++) {
        eco_quote quote;
        const int32_t *sources;
        const eco_cart *cart = CART(.id = "c", LINES({.sku = "x", .quantity = 1 + round, .unit_minor = 100}));
        CHECK_OK(eco_price_with(&quote, &sources, rulebook, cart, &request, &error));
        check_sums(&quote);
        CHECK_INT(quote.discount_minor, 15 + 10 * (1 + round));
        CHECK_INT(quote.adjustments_count, 3);
        CHECK_INT(sources[0], -1); /* list "r" */
        CHECK_INT(sources[1], 1);  /* promotion "b" */
        CHECK_INT(sources[2], 0);
        CHECK(quote.cart == cart->id && quote.lines[0].sku == cart->lines[0].sku);
        CHECK(quote.adjustments[1].promotion == eco_rulebook_content_of(rulebook)->promotions[1]->id);
        eco_arena_reset(&arena);
    }
    eco_quote quote;
    const eco_price_request careful = {.scratch = &arena, .result = &arena};
    CHECK_INT(eco_price_with(&quote, NULL, rulebook, ECO_MAKE(eco_cart, .at_us = 0), &careful, NULL), ECO_E_INVALID);
    eco_arena_end(&arena);
    eco_rulebook_free(rulebook);
}

TEST(price, refuses_a_line_without_a_price)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook_builder *rules = RULES("USD");
    PRICE_LIST(rules, "bulk", ENTRIES({.sku = "a", .unit_minor = 75, .from_quantity = 100}));
    eco_rulebook *rulebook = built(rules);
    CHECK_FAILS(eco_price(&quote, rulebook,
                          CART(LINES({.sku = "x", .quantity = 1, .unit_minor = 1}, {.sku = "a", .quantity = 99})), NULL, &error),
                ECO_E_NO_PRICE, "no price for sku 'a'");
    CHECK(!quote);
    CHECK_TEXT(error.path, "/lines/1/sku");
    CHECK_INT(eco_price(&quote, rulebook, CART(LINES({.sku = "a", .quantity = 99})), NULL, NULL), ECO_E_NO_PRICE);
    eco_rulebook_free(rulebook);
    rulebook = built(RULES("USD")); /* no list at all */
    CHECK_FAILS(eco_price(&quote, rulebook,
                          CART(LINES({.sku = "a", .quantity = 1, .is_free = true}, {.sku = "b", .quantity = 1})), NULL, &error),
                ECO_E_NO_PRICE, "no price for sku 'b'");
    CHECK_TEXT(error.path, "/lines/1/sku");
    eco_rulebook_free(rulebook);
}

TEST(price, knows_hundreds_of_price_lists)
{
    enum { LISTS = 300 };
    eco_rulebook_builder *rules = RULES("USD");
    for (int i = 0; i < LISTS; i++) {
        char id[16], sku[16];
        snprintf(id, sizeof id, "l%03d", i);
        snprintf(sku, sizeof sku, "s%d", i % 30);
        eco_rulebook_add_price_list(
            rules,
            ECO_MAKE(eco_price_list, .id = id, .is_override = i % 2, .priority = i % 7, .when = i % 3 ? NULL : "vip == 'no'",
                     ENTRIES({.sku = sku, .unit_minor = 100 + i}, {.sku = "all", .unit_minor = 1000 - i})));
    }
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "all", .quantity = 1, .unit_minor = 2000},
                                                         {.sku = "s7", .quantity = 1, .unit_minor = 5000})));
    /* Overrides are odd; of priority 6 (i % 7 == 6), not i % 3 == 0, cheapest: the largest such i: 293 (293 % 2, 293 % 7 == 6, 293 % 3 == 2). */
    CHECK_INT(quote->lines[0].unit_minor, 1000 - 293);
    /* Sales are even: of priority 6, the largest such i: 286 is (286 % 3 == 1). Dearer than the override? 714 > 707: no saving. */
    CHECK_INT(quote->lines[0].discount_minor, 0);
    /* s7: i = 7, 37, 67, ... ; odd all. Priority 6: 97 (97 % 7 == 6, 97 % 3 == 1). */
    CHECK_INT(quote->lines[1].unit_minor, 197);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- lists in another currency ---- */

static int64_t price_in(const char *currency, eco_rounding rounding, const eco_price_list *list)
{
    eco_rulebook_builder *rules = RULES(currency, .rounding = rounding);
    eco_rulebook_add_price_list(rules, list);
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 1})));
    int64_t price = quote->lines[0].unit_minor;
    CHECK_INT(quote->lines[0].unit_scale, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    return price;
}

TEST(price, is_converted_by_the_rate_of_its_list)
{
    static const struct {
        const char *ours, *theirs;
        eco_decimal rate;
        eco_price_entry entry;
        eco_rounding rounding;
        int64_t price;
    } lists[] = {
        {"CNY", "USD", {72, 1}, {.unit_minor = 1999}, ECO_ROUNDING_HALF_UP, 14393}, /* 19.99 x 7.2 = 143.928 */
        {"CNY", "USD", {72, 1}, {.unit_minor = 1999}, ECO_ROUNDING_DOWN, 14392},
        {"CNY", "USD", {7200000, 6}, {.unit_minor = 1999}, ECO_ROUNDING_HALF_UP, 14393},
        {"CNY", "USD", {72, 1}, {.unit_minor = 125, .unit_scale = 2}, ECO_ROUNDING_HALF_UP, 9}, /* 0.0125 x 7.2 = 0.09 */
        {"CNY", "JPY", {5, 2}, {.unit_minor = 1000}, ECO_ROUNDING_HALF_UP, 5000},               /* 1000 x 0.05 = 50.00 */
        {"JPY", "CNY", {20, 0}, {.unit_minor = 5012}, ECO_ROUNDING_HALF_UP, 1002},              /* 50.12 x 20 = 1002.4 */
        {"KWD", "USD", {307, 3}, {.unit_minor = 1000}, ECO_ROUNDING_HALF_UP, 3070},             /* 10.00 x 0.307 = 3.070 */
        {"USD", "KWD", {325, 2}, {.unit_minor = 3070}, ECO_ROUNDING_HALF_UP, 998},              /* 3.070 x 3.25 = 9.9775 */
        {"CNY", "USD", {5, 1}, {.unit_minor = 1}, ECO_ROUNDING_HALF_UP, 1},                     /* half a fen */
        {"CNY", "USD", {0, 0}, {.unit_minor = 1999}, ECO_ROUNDING_HALF_UP, 1}, /* no rate: the line's own price */
        {"CNY", "CNY", {0, 0}, {.unit_minor = 1999}, ECO_ROUNDING_HALF_UP, 1999},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        eco_price_entry entry = lists[i].entry;
        entry.sku = "a";
        int64_t price = price_in(lists[i].ours, lists[i].rounding,
                                 ECO_MAKE(eco_price_list, .id = "l", .is_override = true, .currency = lists[i].theirs,
                                          .rate = lists[i].rate, .entries = &entry, .entries_count = 1));
        CHECK_F(price == lists[i].price, "%zu: %" PRId64, i, price);
    }
}

TEST(price, of_lists_in_several_currencies_is_the_cheapest_after_conversion)
{
    eco_rulebook_builder *rules = RULES("CNY");
    PRICE_LIST(rules, "dollars", .currency = "USD", .rate = {7, 0},
               ENTRIES({.sku = "a", .unit_minor = 100}, {.sku = "b", .unit_minor = 100}));
    PRICE_LIST(rules, "yuan", ENTRIES({.sku = "a", .unit_minor = 699}, {.sku = "b", .unit_minor = 701}));
    PRICE_LIST(rules, "pounds", .currency = "GBP", ENTRIES({.sku = "a", .unit_minor = 1}, {.sku = "b", .unit_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    CHECK_QUOTED(rulebook, CART(LINES(PIECES("a", 1, 1000), PIECES("b", 2, 1000))), "dollars[1]2:600 yuan[0]1:301");
    const eco_rulebook_content *content = eco_rulebook_content_of(rulebook);
    CHECK_TEXT(content->price_lists[0]->currency, "USD"); /* as it was added */
    CHECK_INT(content->price_lists[0]->entries[0].unit_minor, 100);
    CHECK_INT(content->price_lists[0]->rate.coefficient, 7);
    eco_rulebook_free(rulebook);
}

/* ---- shipping and surcharges ---- */

TEST(price, charges_for_shipping)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook_builder *rules = RULES("CNY");
#define SHIP(id_, ...) eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = id_, __VA_ARGS__))
    SHIP("near", .method = "standard", .when = "country == 'CN' and region != 'Xinjiang'", .price_minor = 800);
    SHIP("far", .method = "standard", .when = "region == 'Xinjiang'", .price_minor = 2500);
    SHIP("near-free", .method = "standard", .when = "country == 'CN' and region != 'Xinjiang'", .from_minor = 9900);
    SHIP("dear", .method = "standard", .when = "region == 'Tibet'", .price_minor = 1500, .priority = 1);
    SHIP("also", .method = "standard", .when = "region == 'Tibet'", .price_minor = 1400, .priority = 1);
    SHIP("express", .method = "express", .price_minor = 3000);
    PROMOTE(rules, "off", TIERS({.off_minor = 100}));
    eco_rulebook *rulebook = built(rules);
    static const struct {
        const char *method, *region;
        int64_t unit, price;
    } asked[] = {
        {"standard", "Hubei", 5000, 800},  {"standard", "Hubei", 10000, 0},
        {"standard", "Hubei", 9999, 800}, /* 98.99 is left */
        {"standard", "Tibet", 5000, 1400}, {"standard", "Tibet", 10000, 0},
        {"express", "Hubei", 99999, 3000}, {"standard", "Xinjiang", 99999, 2500},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        quote = priced(rulebook,
                       CART(.shipping = asked[i].method, LINES({.sku = "a", .quantity = 1, .unit_minor = asked[i].unit}),
                            ATTRIBUTES({"country", "CN"}, {"region", asked[i].region})));
        CHECK_F(quote->shipping_minor == asked[i].price, "%zu: %" PRId64, i, quote->shipping_minor);
        CHECK_INT(quote->payable_minor, asked[i].unit - 100 + asked[i].price);
        eco_quote_free(quote);
    }
    CHECK_FAILS(eco_price(&quote, rulebook, CART(.shipping = "drone"), NULL, &error), ECO_E_NOT_FOUND,
                "unknown shipping method 'drone'");
    CHECK_TEXT(error.path, "/shipping");
    CHECK_FAILS(eco_price(&quote, rulebook, CART(.shipping = "standard"), NULL, &error), ECO_E_NOT_FOUND,
                "no price of shipping method 'standard'");
    eco_rulebook_free(rulebook);
}

TEST(price, adds_surcharges_and_refuses_a_negative_total)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "half", .stage = ECO_STAGE_SHOP, TIERS({.off_percent = {50, 0}}));
    eco_rulebook *rulebook = built(rules);
    quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 1000}),
                                  ECO_LIST(surcharges, eco_surcharge, {.id = "box", .amount_minor = 200},
                                           {.id = "sorry", .amount_minor = -700})));
    CHECK_INT(quote->surcharge_minor, -500);
    CHECK_INT(quote->payable_minor, 0);
    CHECK_INT(quote->lines_count, 3);
    CHECK_INT(quote->lines[2].kind, ECO_LINE_SURCHARGE);
    CHECK_TEXT(quote->lines[2].id, "sorry");
    CHECK_TEXT(quote->lines[2].sku, "sorry");
    CHECK_INT(quote->lines[2].total_minor, -700);
    eco_quote_free(quote);
    CHECK_FAILS(eco_price(&quote, rulebook,
                          CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 1000}),
                               ECO_LIST(surcharges, eco_surcharge, {.id = "sorry", .amount_minor = -501})),
                          NULL, &error),
                ECO_E_INVALID, "negative");
    CHECK_TEXT(error.path, "/surcharges");
    eco_rulebook_free(rulebook);
}

/* ---- tenders ---- */

TEST(price, takes_credit_last_and_spreads_it)
{
    eco_rulebook_builder *rules = RULES("CNY");
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "post", .price_minor = 150));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(.credit_minor = 100, LINES({.sku = "a", .quantity = 2, .unit_minor = 100},
                                                                              {.sku = "b", .quantity = 3, .unit_minor = 50})));
    CHECK_INT(quote->lines[0].credit_minor, 57);
    CHECK_INT(quote->lines[1].credit_minor, 43);
    CHECK_INT(quote->payable_minor, 250);
    eco_quote_free(quote);
    /* 100 over 200, 150, 150 of shipping, a surcharge of 100; the free line and the reduction get none */
    quote = priced(
        rulebook, CART(.credit_minor = 100, .shipping = "post",
                       LINES({.sku = "a", .quantity = 2, .unit_minor = 100}, {.sku = "b", .quantity = 3, .unit_minor = 50},
                             {.sku = "c", .quantity = 1, .is_free = true}),
                       ECO_LIST(surcharges, eco_surcharge, {.id = "z", .amount_minor = 100}, {.id = "a", .amount_minor = -100})));
    CHECK_INT(quote->credit_minor, 100);
    CHECK_INT(quote->lines[0].credit_minor, 33); /* 33.33, 25, 16.67, 25 */
    CHECK_INT(quote->lines[1].credit_minor, 25);
    CHECK_INT(quote->lines[2].credit_minor, 0);
    CHECK_INT(quote->lines[3].credit_minor, 17);
    CHECK_INT(quote->lines[4].credit_minor, 0);
    eco_quote_free(quote);
    quote = priced(rulebook, CART(.credit_minor = 1000, LINES({.sku = "a", .quantity = 1, .unit_minor = 350})));
    CHECK_INT(quote->credit_minor, 350);
    CHECK_INT(quote->payable_minor, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(price, rounds_cash_after_credit)
{
    eco_rulebook *chf = built(RULES("CHF", .cash_step_minor = 5)),
                 *down = built(RULES("CHF", .cash_step_minor = 5, .rounding = ECO_ROUNDING_FLOOR));
    static const int64_t totals[][4] = {/* total, credit, rounding, rounding down */ {178, 0, 2, -3},
                                        {177, 0, -2, -2},
                                        {175, 0, 0, 0},
                                        {178, 1, -2, -2},
                                        {2, 0, -2, -2},
                                        {178, 178, 0, 0}};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        for (int floor = 0; floor < 2; floor++) {
            const eco_quote *quote = priced(
                floor ? down : chf,
                CART(.credit_minor = totals[i][1], LINES({.sku = "a", .quantity = 1, .unit_minor = totals[i][0]})));
            CHECK_INT(quote->rounding_minor, totals[i][2 + floor]);
            CHECK_INT(quote->total_minor, totals[i][0]);
            eco_quote_free(quote);
        }
    eco_rulebook_free(chf);
    eco_rulebook_free(down);
}
