/* Why promotions apply or not: each reason, what was needed and found, what is missing, and what is near. */
#include "pricing_shop.h"

static eco_rulebook *campaign(void)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY", .zone = "Asia/Shanghai"));
    PROMOTE(rules, "applied", .label = "减一元", TIERS({.off_minor = 100}));
    PROMOTE(rules, "clipped", .max_off_minor = 50, TIERS({.off_percent = {10, 0}}));
    PROMOTE(rules, "below", .stage = ECO_STAGE_SHOP, TIERS({.from_minor = 30000, .off_minor = 5000}));
    PROMOTE(rules, "tier", .when = "customer.tier in ('gold', 'vip')", TIERS({.off_minor = 1}));
    PROMOTE(rules, "absent", .when = "vip == true and cart.lines > 0", TIERS({.off_minor = 1}));
    PROMOTE(rules, "subtotal", .stage = ECO_STAGE_SHOP, .when = "cart.lines >= 1 and cart.subtotal >= 300.005",
            TIERS({.off_minor = 1}));
    PROMOTE(rules, "units", .when = "10 <= cart.quantity", TIERS({.off_minor = 1}));
    PROMOTE(rules, "date", .when = "at.date > '2027-01-01'", TIERS({.off_minor = 1}));
    PROMOTE(rules, "instant", .when = "at > '2027-01-01'", TIERS({.off_minor = 1}));
    PROMOTE(rules, "bool", .when = "not (cart.quantity > 1) == true", TIERS({.off_minor = 1}));
    PROMOTE(rules, "target", .on = "line.sku == 'none'", TIERS({.off_minor = 1}));
    PROMOTE(rules, "coupon", .coupon = "C", TIERS({.off_minor = 1}));
    PROMOTE(rules, "entered", .coupon = "E", .starts_us = AT_US + 1, TIERS({.off_minor = 1}));
    PROMOTE(rules, "later", .starts_us = AT_US + 1, TIERS({.off_minor = 1}));
    PROMOTE(rules, "ended", .ends_us = AT_US, TIERS({.off_minor = 1}));
    PROMOTE(rules, "nothing", .on = "line.sku == 'free'", TIERS({.off_minor = 1}));
    return built(rules);
}

#define CAMPAIGN_CART                                                                                              \
    CART(COUPONS("E", "?"),                                                                                        \
         LINES({.sku = "a", .quantity = 2, .unit_minor = 10000}, {.sku = "free", .quantity = 1, .is_free = true}), \
         ATTRIBUTES({"customer.tier", "silver"}))

TEST(explain, tells_every_reason)
{
    static const struct {
        const char *id;
        eco_reason reason;
        int64_t off, missing, missing_quantity, next_off;
        const char *by, *needed, *found;
    } expected[] = {
        {"applied", ECO_REASON_APPLIED, 100, 0, 0, 0, NULL, NULL, NULL},
        {"clipped", ECO_REASON_CLIPPED, 50, 0, 0, 0, "max_off", NULL, NULL},
        {"absent", ECO_REASON_CONDITION, 0, 0, 0, 0, NULL, "vip == true", NULL},
        {"below", ECO_REASON_BELOW_THRESHOLD, 0, 10150, 0, 5000, NULL, NULL, NULL},
        {"coupon", ECO_REASON_NO_COUPON, 0, 0, 0, 0, NULL, NULL, NULL},
        {"date", ECO_REASON_CONDITION, 0, 0, 0, 0, NULL, "at.date > '2027-01-01'", "2026-11-11"},
        {"ended", ECO_REASON_ENDED, 0, 0, 0, 0, NULL, NULL, NULL},
        {"entered", ECO_REASON_NOT_STARTED, 0, 0, 0, 0, NULL, NULL, NULL},
        {"instant", ECO_REASON_CONDITION, 0, 0, 0, 0, NULL, "at > '2027-01-01'", "2026-11-11T12:00:00Z"},
        {"later", ECO_REASON_NOT_STARTED, 0, 0, 0, 0, NULL, NULL, NULL},
        {"nothing", ECO_REASON_NOTHING_LEFT, 0, 0, 0, 0, NULL, NULL, NULL},
        {"subtotal", ECO_REASON_CONDITION, 0, 10151, 0, 0, NULL, "cart.subtotal >= 300.005", "198.50"},
        {"target", ECO_REASON_NO_TARGET, 0, 0, 0, 0, NULL, NULL, NULL},
        {"tier", ECO_REASON_CONDITION, 0, 0, 0, 0, NULL, "customer.tier in ('gold', 'vip')", "silver"},
        {"units", ECO_REASON_CONDITION, 0, 0, 7, 0, NULL, "10 <= cart.quantity", "3"},
    };
    eco_rulebook *rulebook = campaign();
    const eco_quote *quote = priced(rulebook, CAMPAIGN_CART);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const eco_decision *decision = decision_of(quote, expected[i].id);
        CHECK_F(decision && decision->reason == expected[i].reason, "%s: %s", expected[i].id,
                decision ? eco_reason_name(decision->reason) : "none");
        CHECK_INT(decision->off_minor, expected[i].off);
        CHECK_F(decision->missing_minor == expected[i].missing, "%s: %" PRId64, expected[i].id, decision->missing_minor);
        CHECK_INT(decision->missing_quantity, expected[i].missing_quantity);
        CHECK_INT(decision->next_off_minor, expected[i].next_off);
        const char *const texts[][2] = {
            {decision->by, expected[i].by}, {decision->needed, expected[i].needed}, {decision->found, expected[i].found}};
        for (int j = 0; j < 3; j++)
            CHECK_F(texts[j][0] && texts[j][1] ? !strcmp(texts[j][0], texts[j][1]) : texts[j][0] == texts[j][1], "%s: %s",
                    expected[i].id, texts[j][0] ? texts[j][0] : "NULL");
    }
    CHECK_TEXT(decision_of(quote, "applied")->label, "减一元");
    CHECK_TEXT(decision_of(quote, "below")->label, "below");
    CHECK_INT(quote->decisions_count, 17);
    for (size_t i = 1; i < quote->decisions_count; i++) { /* best first, then by id, no id last */
        const eco_decision *one = &quote->decisions[i - 1], *next = &quote->decisions[i];
        CHECK(one->off_minor > next->off_minor ||
              (one->off_minor == next->off_minor && (!next->promotion || strcmp(one->promotion, next->promotion) < 0)));
    }
    CHECK_INT(quote->decisions[16].reason, ECO_REASON_UNKNOWN_COUPON);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(explain, keeps_what_is_near_or_nothing)
{
    static const char *const near[] = {"applied", "clipped", "below", "entered", "subtotal", "units"};
    eco_rulebook *rulebook = campaign();
    const eco_quote *quote = priced_explaining(rulebook, CAMPAIGN_CART, ECO_EXPLAIN_NEAR);
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        CHECK_F(decision_of(quote, near[i]), "%s", near[i]);
    CHECK_INT(quote->decisions_count, sizeof near / sizeof *near + 1); /* and the unknown coupon */
    eco_quote_free(quote);
    quote = priced_explaining(rulebook, CAMPAIGN_CART, ECO_EXPLAIN_NOTHING);
    CHECK_INT(quote->decisions_count, 0);
    CHECK_INT(quote->discount_minor, 150);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(explain, names_a_truth_and_many_unknown_codes)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "member", .when = "(cart.quantity > 5) == member", TIERS({.off_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook,
        CART(COUPONS("b", "a", "b", "c"), LINES({.sku = "a", .quantity = 6, .unit_minor = 1}), ATTRIBUTES({"member", "false"})));
    CHECK_INT(reason_of(quote, "member"), ECO_REASON_CONDITION);
    CHECK_INT(quote->decisions_count, 4);
    CHECK_TEXT(quote->decisions[1].needed, "a");
    CHECK_TEXT(quote->decisions[2].needed, "b");
    CHECK_TEXT(quote->decisions[3].needed, "c");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(explain, bounds_that_do_not_fit_are_left_out)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "far", .when = "cart.subtotal >= 9223372036854775807", TIERS({.off_minor = 1}));
    PROMOTE(rules, "list", .when = "cart.list >= 10", TIERS({.off_minor = 1}));
    PROMOTE(rules, "percent", TIERS({.from_quantity = 3, .off_percent = {10, 0}}));
    PROMOTE(rules, "free", TIERS({.from_minor = 1000, .is_free = true}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 100})));
    CHECK_INT(reason_of(quote, "far"), ECO_REASON_CONDITION);
    CHECK_INT(decision_of(quote, "far")->missing_minor, 0);
    CHECK_INT(decision_of(quote, "list")->missing_minor, 0);
    CHECK_TEXT(decision_of(quote, "list")->found, "1.00");
    CHECK_INT(decision_of(quote, "percent")->missing_quantity, 2);
    CHECK_INT(decision_of(quote, "percent")->next_off_minor, 0);
    CHECK_INT(decision_of(quote, "free")->missing_minor, 900);
    CHECK_INT(decision_of(quote, "free")->next_off_minor, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- one promotion ---- */

static void check_why(const eco_rulebook *rulebook, const eco_cart *cart, const char *promotion, const char *expected)
{
    eco_error error;
    const eco_quote *quote;
    CHECK_OK(eco_quote_why(&quote, rulebook, cart, promotion, NULL, &error));
    check_sums(quote);
    CHECK_INT(quote->decisions_count, 1);
    CHECK_TEXT(quote->decisions[0].promotion, promotion);
    CHECK_TOLD(quote, promotion, expected);
    const eco_quote *whole = priced(rulebook, cart); /* the rest is the same quote */
    CHECK_INT(quote->payable_minor, whole->payable_minor);
    char one[800], other[800];
    CHECK_TEXT(adjustments(one, quote), adjustments(other, whole));
    CHECK_TOLD(whole, promotion, expected);
    eco_quote_free(quote);
    eco_quote_free(whole);
}

TEST(explain, tells_why_of_one_promotion)
{
    eco_rulebook *rulebook = campaign();
    check_why(rulebook, CAMPAIGN_CART, "applied", "applied");
    check_why(rulebook, CAMPAIGN_CART, "clipped", "clipped by max_off -1940"); /* 10 % of 199.00 but for 0.50 */
    check_why(rulebook, CAMPAIGN_CART, "below", "below_threshold, missing 10150, next 5000");
    check_why(rulebook, CAMPAIGN_CART, "later", "not_started");
    check_why(rulebook, CAMPAIGN_CART, "ended", "ended");
    check_why(rulebook, CAMPAIGN_CART, "coupon", "no_coupon");
    check_why(rulebook, CAMPAIGN_CART, "target", "no_target");
    check_why(rulebook, CAMPAIGN_CART, "nothing", "nothing_left");
    check_why(rulebook, CAMPAIGN_CART, "tier", "condition: needs customer.tier in ('gold', 'vip'), found silver");
    check_why(rulebook, CAMPAIGN_CART, "absent", "condition: needs vip == true, found nothing");
    check_why(rulebook, CART(0), "applied", "no_target");
    eco_rulebook_free(rulebook);
}

TEST(explain, tells_why_of_one_that_others_kept_out)
{
    eco_rulebook_builder *rules = RULES("EUR", .stacking = ECO_STACKING_BEST);
    PROMOTE(rules, "a", .exclusion_group = "g", TIERS({.off_minor = 20}));
    PROMOTE(rules, "b", .exclusion_group = "g", TIERS({.off_minor = 10}));
    PROMOTE(rules, "c", TIERS({.off_minor = 15}));
    PROMOTE(rules, "d", .stage = ECO_STAGE_SHOP, .exclusion_group = "g", TIERS({.off_minor = 15}));
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "sale", ECO_LIST(entries, eco_price_entry, {.sku = "x", .unit_minor = 90})));
    eco_rulebook *rulebook = built(rules);
    const eco_cart *cart = CART(COUPONS("?"), LINES(PIECES("x", 1, 100)));
    check_why(rulebook, cart, "a", "applied");
    check_why(rulebook, cart, "b", "excluded by a");
    check_why(rulebook, cart, "c", "worse by a -15");
    check_why(rulebook, cart, "d", "excluded by a");
    eco_rulebook_free(rulebook);

    rules = RULES("EUR");
    PROMOTE(rules, "first", .exclusive = true, .priority = 1, TIERS({.off_minor = 20}));
    PROMOTE(rules, "other", .exclusive = true, TIERS({.off_minor = 30}));
    PROMOTE(rules, "plain", TIERS({.off_minor = 30}));
    rulebook = built(rules);
    check_why(rulebook, cart, "first", "applied");
    check_why(rulebook, cart, "other", "excluded by first");
    check_why(rulebook, cart, "plain", "excluded by first");
    eco_rulebook_free(rulebook);

    rules = RULES("EUR");
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .unit_minor = 95, .mode = ECO_FLOOR_BLOCK));
    PROMOTE(rules, "p", TIERS({.off_minor = 6}));
    rulebook = built(rules);
    check_why(rulebook, cart, "p", "floor by f -6");
    eco_rulebook_free(rulebook);
}

TEST(explain, knows_no_other_promotion)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook_builder *rules = RULES("EUR");
    static const char *const ids[] = {"b", "d", "f", "h"}, *const others[] = {"a", "c", "e", "g", "i", "sale", ""};
    for (size_t i = 0; i < 4; i++)
        PROMOTE(rules, ids[i], .priority = (int32_t)i, TIERS({.off_minor = 1}));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "sale"));
    eco_rulebook *rulebook = built(rules);
    const eco_cart *cart = CART(LINES(PIECES("x", 1, 100)));
    for (size_t i = 0; i < 4; i++)
        check_why(rulebook, cart, ids[i], "applied");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char message[64];
        snprintf(message, sizeof message, "no promotion '%s'", others[i]);
        quote = (const eco_quote *)1;
        CHECK_FAILS(eco_quote_why(&quote, rulebook, cart, others[i], NULL, &error), ECO_E_NOT_FOUND, message);
        CHECK(!quote);
    }
    CHECK_FAILS(eco_quote_why(&quote, rulebook, cart, NULL, NULL, &error), ECO_E_INVALID, "the promotion is NULL");
    CHECK_FAILS(eco_quote_why(&quote, NULL, cart, "b", NULL, &error), ECO_E_INVALID, "the rulebook is NULL");
    CHECK_FAILS(eco_quote_why(&quote, rulebook, NULL, "b", NULL, &error), ECO_E_INVALID, "eco_cart is NULL");
    CHECK_FAILS(eco_quote_why(&quote, rulebook, CART(LINES({.sku = "x"})), "b", NULL, &error), ECO_E_INVALID, "quantity 0");
    CHECK_INT(eco_quote_why(&quote, rulebook, cart, "x", NULL, NULL), ECO_E_NOT_FOUND);
    eco_rulebook_free(rulebook);
}

/* ---- levels of explaining ---- */

TEST(explain, refuses_options_that_it_does_not_know)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook *rulebook = built(RULES("EUR"));
    CHECK_FAILS(eco_price(&quote, rulebook, CART(0), ECO_MAKE(eco_price_options, .next_steps = -2), &error), ECO_E_INVALID,
                "-2 is below -1, which means all");
    CHECK_TEXT(error.path, "/next_steps");
    CHECK_OK(eco_price(&quote, rulebook, CART(0), ECO_MAKE(eco_price_options, .next_steps = -1), &error));
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(explain, foresees_only_what_is_plain)
{
    /* 2.00 are missing to each; what a selection, bands, shipping or another basis would give is not known */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "amount", TIERS({.from_minor = 300, .off_minor = 10}));
    PROMOTE(rules, "capped", .max_off_minor = 4, TIERS({.from_minor = 300, .off_minor = 10}));
    PROMOTE(rules, "percent", TIERS({.from_minor = 300, .off_percent = {10, 0}}));
    PROMOTE(rules, "list", .basis = ECO_BASIS_LIST, .percent_basis = ECO_BASIS_LIST,
            TIERS({.from_minor = 300, .off_percent = {10, 0}}));
    PROMOTE(rules, "mixed", .percent_basis = ECO_BASIS_LIST, TIERS({.from_minor = 300, .off_percent = {10, 0}}));
    PROMOTE(rules, "mixed2", .basis = ECO_BASIS_LIST, TIERS({.from_minor = 300, .off_percent = {10, 0}}));
    PROMOTE(rules, "limited", .max_quantity = 1, TIERS({.from_minor = 300, .off_minor = 10}));
    PROMOTE(rules, "nth", .group_quantity = 2, .nth = 2, TIERS({.from_minor = 300, .off_minor = 10}));
    PROMOTE(rules, "bands", .bands = true, TIERS({.from_minor = 300, .off_percent = {10, 0}}));
    PROMOTE(rules, "shipping", .stage = ECO_STAGE_SHIPPING, TIERS({.from_minor = 300, .off_minor = 10}));
    PROMOTE(rules, "gift", TIERS({.from_minor = 300, .gift_sku = "tote"}));
    PROMOTE(rules, "each", TIERS({.from_minor = 300, .off_each_minor = 10}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(LINES(PIECES("x", 1, 100)), ECO_LIST(shipments, eco_shipment, {.method = "m", .price_minor = 50})));
    static const char *const known[] = {"amount", "percent", "list"}, *const unknown[] = {"mixed", "mixed2",   "limited", "nth",
                                                                                          "bands", "shipping", "gift",    "each"};
    static const int64_t next[] = {10, 30, 30};
    for (size_t i = 0; i < 3; i++) {
        char expected[64];
        snprintf(expected, sizeof expected, "below_threshold, missing 200, next %" PRId64, next[i]);
        CHECK_TOLD(quote, known[i], expected);
    }
    CHECK_TOLD(quote, "capped", "below_threshold, missing 200, next 4");
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        CHECK_TOLD(quote, unknown[i], "below_threshold, missing 200");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(explain, near_and_reached_tell_of_every_code_that_was_entered)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "entered", .coupon = "C", .ends_us = 1, TIERS({.off_minor = 10}));
    PROMOTE(rules, "of-set", .coupon = "@codes", .when = "country == 'DE'", TIERS({.off_minor = 10}));
    PROMOTE(rules, "not-entered", .coupon = "D", TIERS({.off_minor = 10}));
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"X", "Y"}, 2);
    eco_rulebook *rulebook = built(rules);
    for (eco_explain explain = ECO_EXPLAIN_NEAR; explain <= ECO_EXPLAIN_REACHED; explain++) {
        const eco_quote *quote = priced_explaining(rulebook, CART(COUPONS("Y", "C", "Z"), LINES(PIECES("x", 1, 100))), explain);
        CHECK_TOLD(quote, "entered", "ended");
        CHECK_TOLD(quote, "of-set", "condition: needs country == 'DE', found nothing");
        if (explain == ECO_EXPLAIN_NEAR)
            CHECK_TOLD(quote, "not-entered", "nothing is told");
        CHECK_INT(quote->decisions[quote->decisions_count - 1].reason, ECO_REASON_UNKNOWN_COUPON);
        CHECK_TEXT(quote->decisions[quote->decisions_count - 1].needed, "Z");
        eco_quote_free(quote);
    }
    eco_rulebook_free(rulebook);
}

/* The ids that are told, in their order. */
static const char *ids_told(char text[512], const eco_rulebook *rulebook, const eco_cart *cart, eco_explain explain,
                            int64_t next_steps)
{
    eco_error error;
    const eco_quote *quote;
    size_t size = 0;
    CHECK_OK(
        eco_price(&quote, rulebook, cart, ECO_MAKE(eco_price_options, .explain = explain, .next_steps = next_steps), &error));
    check_sums(quote);
    text[0] = '\0';
    for (size_t i = 0; i < quote->decisions_count; i++)
        size += (size_t)snprintf(text + size, 512 - size, "%s%s", i ? " " : "", quote->decisions[i].promotion);
    eco_quote_free(quote);
    return text;
}

TEST(explain, tells_the_nearest_thresholds_only)
{
    /* 26 thresholds, a to z, from 10.00 on, each 1.00 above the one before, but y and z, which are as near as a; the cart has 5.00 */
    static const char most[] = "a b c d e f g h i j k l m n o p q r y z",
                      all[] = "a b c d e f g h i j k l m n o p q r s t u v w x y z";
    eco_rulebook_builder *rules = RULES("EUR");
    for (int i = 0; i < 26; i++)
        PROMOTE(rules, ((char[]){(char)('a' + i), 0}), .stage = ECO_STAGE_SHOP,
                TIERS({.from_minor = i < 24 ? 1000 + 100 * i : 1000, .off_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    const eco_cart *cart = CART(LINES(PIECES("x", 1, 500)));
    char text[512];
    for (eco_explain explain = ECO_EXPLAIN_NEAR; explain <= ECO_EXPLAIN_REACHED; explain++) {
        CHECK_TEXT(ids_told(text, rulebook, cart, explain, 0), most); /* 20 */
        CHECK_TEXT(ids_told(text, rulebook, cart, explain, 1), "a");
        CHECK_TEXT(ids_told(text, rulebook, cart, explain, 2), "a y");
        CHECK_TEXT(ids_told(text, rulebook, cart, explain, 5), "a b c y z");
        CHECK_TEXT(ids_told(text, rulebook, cart, explain, 25), "a b c d e f g h i j k l m n o p q r s t u v w y z");
        CHECK_TEXT(ids_told(text, rulebook, cart, explain, 1000), all);
        CHECK_TEXT(ids_told(text, rulebook, cart, explain, -1), all);
    }
    CHECK_TEXT(ids_told(text, rulebook, cart, ECO_EXPLAIN_ALL, 1), all);
    CHECK_TEXT(ids_told(text, rulebook, cart, ECO_EXPLAIN_NOTHING, -1), "");
    eco_rulebook_free(rulebook);
}

TEST(explain, near_is_what_lacks_nothing_but_thresholds)
{
    static const struct {
        const char *when, *on;
        bool near;
    } kinds[] = {
        {"cart.subtotal >= 100", NULL, true},
        {"cart.subtotal >= 100", "line.sku == 'x'", true},
        {"cart.subtotal >= 100", "line.sku == 'y'", false},
        {"cart.subtotal >= 100", "age > 10", false}, /* cannot be read, which is no matter: nobody needs it yet */
        {"cart.subtotal >= 100 and cart.quantity >= 5", NULL, true},
        {"cart.subtotal >= 100 and country == 'DE'", NULL, false},
        {"country == 'DE' and cart.subtotal >= 100", NULL, false},
        {"country == 'DE'", NULL, false},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        eco_rulebook_builder *rules = RULES("EUR");
        PROMOTE(rules, "p", .when = kinds[i].when, .on = kinds[i].on, TIERS({.off_minor = 1}));
        eco_rulebook *rulebook = built(rules);
        const eco_cart *cart = CART(LINES({.sku = "x", .quantity = 1, .unit_minor = 500, ATTRIBUTES({"age", "old"})}));
        char text[512];
        CHECK_F(strcmp(ids_told(text, rulebook, cart, ECO_EXPLAIN_NEAR, -1), kinds[i].near ? "p" : "") == 0, "%zu: %s", i, text);
        CHECK_TEXT(ids_told(text, rulebook, cart, ECO_EXPLAIN_ALL, -1), "p");
        eco_rulebook_free(rulebook);
    }
}
