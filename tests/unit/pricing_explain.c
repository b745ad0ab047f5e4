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
