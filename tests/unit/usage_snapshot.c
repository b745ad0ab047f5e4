/* usage_snapshot.c - what a snapshot holds: what this cart's price depends on, and nothing else; and the way from snapshot to quote to hold. */
#include "usage_shop.h"

#define OFF      TIERS({.off_minor = 100})
#define ONE(...) CART(LINES(PIECES("a", 1, 1000)), __VA_ARGS__)
#define BUY(...) CART(LINES(PIECES("a", 1, 3000)), __VA_ARGS__)

static eco_rulebook *rules(void)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"C1", "C2"}, 2);
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 5000));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "over", .budget_minor = 5000, .ends_us = AT_US));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "free"));
    PROMOTE(rules, "all", .limit = 9, OFF);
    PROMOTE(rules, "both", .limit = 9, .limit_per_customer = 9, .campaign = "summer", OFF);
    PROMOTE(rules, "cash", .campaign = "summer", OFF);
    PROMOTE(rules, "codes", .coupon = "@codes", .limit_per_code = 9, OFF);
    PROMOTE(rules, "ended", .limit = 9, .ends_us = AT_US, OFF);
    PROMOTE(rules, "late", .campaign = "over", .limit = 9, OFF);
    PROMOTE(rules, "one", .coupon = "ONE", .limit = 9, OFF);
    PROMOTE(rules, "one-too", .coupon = "ONE", .limit_per_code = 9, OFF);
    PROMOTE(rules, "plain", OFF);
    PROMOTE(rules, "soon", .limit = 9, .starts_us = AT_US + 1, OFF);
    PROMOTE(rules, "unbound", .campaign = "free", OFF);
    return built(rules);
}

static shop full_shop(void)
{
    shop s = shop_open(rules());
    CHECK_INT(
        shop_hold(&s, ID(1),
                  USES({.promotion = "all", .customer = "ann", .uses = 1},
                       {.promotion = "both", .campaign = "summer", .customer = "ann", .uses = 2, .spent_minor = 30},
                       {.promotion = "both", .campaign = "summer", .customer = "bob", .uses = 1, .spent_minor = 3},
                       {.promotion = "cash", .campaign = "summer", .customer = "ann", .uses = 1, .spent_minor = 400},
                       {.promotion = "codes", .code = "C1", .uses = 1}, {.promotion = "codes", .code = "C2", .uses = 2},
                       {.promotion = "ended", .uses = 1}, {.promotion = "late", .campaign = "over", .uses = 1, .spent_minor = 5},
                       {.promotion = "one", .code = "ONE", .uses = 3}, {.promotion = "one-too", .code = "ONE", .uses = 4},
                       {.promotion = "soon", .uses = 1}, {.promotion = "unbound", .campaign = "free", .uses = 1}),
                  INT64_MAX),
        ECO_OK);
    return s;
}

TEST(usage_snapshot, holds_what_the_cart_can_use)
{
    shop s = full_shop();
    CHECK_SNAPSHOT(&s, ONE(), "all=1 both=3 summer:4/433");
    CHECK_SNAPSHOT(&s, ONE(.customer = "ann"), "all=1 both=3 both@ann=2 summer:4/433");
    CHECK_SNAPSHOT(&s, ONE(.customer = "eve"), "all=1 both=3 summer:4/433");
    CHECK_SNAPSHOT(&s, ONE(COUPONS("C2", "C2", "C3")), "all=1 both=3 summer:4/433 codes#C2=2"); /* each code once */
    CHECK_SNAPSHOT(&s, ONE(COUPONS("C1", "ONE", "C2")), "all=1 both=3 summer:4/433 codes#C1=1 codes#C2=2 one=3 one-too#ONE=4");
    eco_cart early = *ONE();
    early.at_us = AT_US - 1;
    CHECK_SNAPSHOT(&s, &early, "all=1 both=3 summer:4/433 ended=1 late=1 over:1/5");
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(1)), ECO_OK); /* held or committed is the same */
    CHECK_SNAPSHOT(&s, ONE(.customer = "bob"), "all=1 both=3 both@bob=1 summer:4/433");
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .hold = ID(1)), ECO_OK);
    CHECK_SNAPSHOT(&s, ONE(.customer = "bob"), "");
    shop_close(&s);
}

/* Keys of counts that collide: each is still found by its texts. */
TEST(usage_snapshot, of_counts_whose_keys_collide)
{
    shop s = shop_open(rules());
    s.usage->key_mask = 1;
    for (uint64_t i = 0; i < 3; i++)
        CHECK_INT(shop_hold(&s, ID(i + 1),
                            USES({.promotion = "codes", .code = i % 2 ? "C1" : "C2", .customer = "ann", .uses = 1},
                                 {.promotion = "cash", .campaign = "summer", .customer = "ann", .uses = 1, .spent_minor = 10}),
                            INT64_MAX),
                  ECO_OK);
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(2)), ECO_OK);
    CHECK_SNAPSHOT(&s, ONE(COUPONS("C1", "C2")), "summer:3/30 codes#C1=1 codes#C2=2");
    CHECK_TABLE(
        &s, "uses", ECO_MAKE(eco_query, .subject = "codes"),
        "promotion,customer,code,held,committed,limit,left,version\ncodes,,,2,1,,,4\ncodes,ann,,2,1,,,4\ncodes,,C1,0,1,9,8,2\n"
        "codes,,C2,2,0,9,7,2\n");
    shop_close(&s);
}

TEST(usage_snapshot, refuses_a_cart_as_pricing_does)
{
    shop s = shop_open(rules());
    const eco_used_list *list;
    const char *const none[] = {NULL};
    CHECK_INT(eco_usage_snapshot(&list, s.usage, &(eco_cart){.at_us = 1}, &s.error), ECO_E_INVALID);
    CHECK_INT(eco_usage_snapshot(&list, s.usage, ECO_MAKE(eco_cart, .at_us = 0), &s.error), ECO_E_INVALID);
    CHECK_TEXT(s.error.path, "/at_us");
    CHECK_INT(eco_usage_snapshot(&list, s.usage, ECO_MAKE(eco_cart, .at_us = 1, .coupons = none, .coupons_count = 1), &s.error),
              ECO_E_INVALID);
    CHECK_TEXT(s.error.path, "/coupons/0");
    CHECK(!list);
    shop_close(&s);
}

/* ---- from snapshot to hold -------------------------------------------------------------------------------------------------------------- */

static const eco_quote *quoted(shop *s, const eco_cart *cart)
{
    const eco_used_list *list;
    const eco_quote *quote = NULL;
    eco_error error;
    CHECK_OK(eco_usage_snapshot(&list, s->usage, cart, &error));
    CHECK_OK(eco_price(&quote, s->rulebook, cart, ECO_MAKE(eco_price_options, .used = list->used, .used_count = list->used_count),
                       &error));
    eco_used_free(list);
    return quote;
}

static eco_rulebook *clipping(void)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 3200, .clip = true));
    PROMOTE(rules, "cash", .campaign = "summer", TIERS({.off_minor = 2000}));
    return built(rules);
}

/* Two carts are priced on the same snapshot: the second is told what is left, and is priced again. */
TEST(usage_snapshot, that_is_stale_is_taken_again)
{
    shop s = shop_open(clipping());
    const eco_quote *first = quoted(&s, BUY()), *second = quoted(&s, BUY());
    s.now = AT_US;
    CHECK_INT(shop_do(&s, ECO_USAGE_HOLD, .key = ID(1), .quote = first, .expires_us = AT_US + 1000), ECO_OK);
    CHECK_INT(s.result.spent_minor, 2000);
    CHECK_INT(shop_do(&s, ECO_USAGE_HOLD, .key = ID(2), .quote = second, .expires_us = AT_US + 1000), ECO_E_QUOTE_STALE);
    CHECK_INT(s.result.available, 1200);
    CHECK_TEXT(second->uses[s.result.use - 1].promotion, "cash");
    CHECK_TEXT(s.error.message, "budget of campaign 'summer': 12.00 left, the quote spends 20.00; price the cart again");
    eco_quote_free(second);
    second = quoted(&s, BUY());
    CHECK_INT(second->discount_minor, 1200);
    CHECK_INT(shop_do(&s, ECO_USAGE_HOLD, .key = ID(2), .quote = second, .expires_us = AT_US + 1000), ECO_OK);
    const eco_quote *third = quoted(&s, BUY()); /* nothing is left: no discount, and nothing to hold */
    CHECK_INT(third->discount_minor, 0);
    CHECK_INT(third->uses_count, 0);
    CHECK_INT(shop_do(&s, ECO_USAGE_HOLD, .key = ID(3), .quote = third, .expires_us = AT_US + 1000), ECO_OK);
    eco_quote_free(first), eco_quote_free(second), eco_quote_free(third);
    shop_close(&s);
}
