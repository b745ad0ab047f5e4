/* usage_hold.c - holds of what quotes use: limits and budgets to the last unit, what is told where too little is left, deadlines, retries. */
#include "usage_shop.h"

#define OFF TIERS({.off_minor = 100})

/* "all" may be used 3 times, "each" twice by a customer, "code" once with each code, and "cash" spends of "summer": 50.00, at most 4 uses. */
static eco_rulebook *rules(void)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"C1", "C2", "C3"}, 3);
    eco_rulebook_add_campaign(rules,
                              ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 5000, .budget_uses = 4, .clip = true));
    PROMOTE(rules, "all", .limit = 3, OFF);
    PROMOTE(rules, "each", .limit_per_customer = 2, OFF);
    PROMOTE(rules, "code", .coupon = "@codes", .limit_per_code = 1, OFF);
    PROMOTE(rules, "cash", .campaign = "summer", OFF);
    PROMOTE(rules, "gift", .campaign = "summer", .exclusion_group = "g", OFF);
    return built(rules);
}

#define ALL       USES({.promotion = "all", .uses = 1, .spent_minor = 100})
#define EACH(who) USES({.promotion = "each", .customer = (who), .uses = 1})
#define CODE(it)  USES({.promotion = "code", .code = (it), .uses = 1})
#define CASH(sum) USES({.promotion = "cash", .campaign = "summer", .uses = 1, .spent_minor = (sum)})

TEST(usage_hold, of_a_limit)
{
    shop s = shop_open(rules());
    CHECK_INT(shop_hold(&s, ID(1), ALL, 100), ECO_OK);
    CHECK_INT(s.result.uses, 1);
    CHECK_INT(s.result.spent_minor, 100);
    CHECK_INT(s.result.use, 0);
    CHECK_INT(shop_hold(&s, ID(2), ALL, 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(3), ALL, 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(4), ALL, 100), ECO_E_INSUFFICIENT);
    CHECK_INT(s.result.use, 1);
    CHECK_INT(s.result.available, 0);
    CHECK_TEXT(s.result.by, "limit");
    CHECK_TEXT(s.error.path, "/0/quote/uses/0");
    CHECK_TEXT(s.error.message, "limit of promotion 'all': 0 left, the quote uses 1; price the cart again");
    CHECK_INT(shop_do(&s, ECO_USAGE_RELEASE, .hold = ID(2)), ECO_OK);
    CHECK_INT(s.result.uses, 1);
    CHECK_INT(s.result.spent_minor, 100);
    CHECK_INT(shop_hold(&s, ID(4), ALL, 100), ECO_OK); /* the key was not used up by the refusal */
    CHECK_TABLE(&s, "uses", NULL, "promotion,customer,code,held,committed,limit,left,version\nall,,,3,0,3,0,5\n");
    shop_close(&s);
}

TEST(usage_hold, of_limits_per_customer_and_code)
{
    shop s = shop_open(rules());
    CHECK_INT(shop_hold(&s, ID(1), EACH("ann"), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(2), EACH("ann"), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(3), EACH("bob"), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(4), EACH("ann"), 100), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.result.by, "limit_per_customer");
    CHECK_TEXT(s.error.message,
               "limit_per_customer of promotion 'each' and customer 'ann': 0 left, the quote uses 1; price the cart again");
    CHECK_INT(shop_hold(&s, ID(5), CODE("C1"), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(6), CODE("C2"), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(7), CODE("C1"), 100), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.result.by, "limit_per_code");
    CHECK_TEXT(s.error.message,
               "limit_per_code of promotion 'code' and code 'C1': 0 left, the quote uses 1; price the cart again");
    CHECK_TABLE(&s, "uses", NULL,
                "promotion,customer,code,held,committed,limit,left,version\n"
                "code,,,2,0,,,2\ncode,,C1,1,0,1,0,1\ncode,,C2,1,0,1,0,1\n"
                "each,,,3,0,,,3\neach,ann,,2,0,2,0,2\neach,bob,,1,0,2,1,1\n");
    CHECK_TABLE(&s, "uses", ECO_MAKE(eco_query, .subject = "each", .limit = 2),
                "promotion,customer,code,held,committed,limit,left,version\neach,,,3,0,,,3\neach,ann,,2,0,2,0,2\n");
    shop_close(&s);
}

TEST(usage_hold, of_a_budget_tells_what_is_left_of_it)
{
    shop s = shop_open(rules());
    CHECK_INT(shop_hold(&s, ID(1), CASH(3800), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(2), CASH(2000), 100), ECO_E_QUOTE_STALE);
    CHECK_TEXT(eco_status_name(ECO_E_QUOTE_STALE), "QUOTE_STALE");
    CHECK_INT(s.result.available, 1200);
    CHECK_INT(s.result.use, 1);
    CHECK_TEXT(s.result.by, "budget");
    CHECK_TEXT(s.error.message, "budget of campaign 'summer': 12.00 left, the quote spends 20.00; price the cart again");
    CHECK_INT(shop_hold(&s, ID(2), CASH(1201), 100), ECO_E_QUOTE_STALE); /* not by one minor unit */
    CHECK_INT(shop_hold(&s, ID(2), CASH(1200), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(3), CASH(1), 100), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.message, "budget of campaign 'summer': 0.00 left, the quote spends 0.01; price the cart again");
    CHECK_INT(shop_hold(&s, ID(4), CASH(0), 100), ECO_OK); /* a gift spends uses, and no money */
    CHECK_INT(shop_hold(&s, ID(5), CASH(0), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(6), CASH(0), 100), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.result.by, "budget_uses");
    CHECK_TEXT(s.error.message, "budget_uses of campaign 'summer': 0 left, the quote uses 1; price the cart again");
    CHECK_TABLE(&s, "budgets", NULL,
                "campaign,held,committed,budget,left,held_uses,committed_uses,budget_uses,left_uses,version\n"
                "summer,50.00,0.00,50.00,0.00,4,0,4,0,4\n");
    shop_close(&s);
}

/* Two promotions of one campaign: what is left is told as it was before the quote, and what the quote spends of it in all. */
TEST(usage_hold, takes_all_uses_or_none)
{
    shop s = shop_open(rules());
    CHECK_INT(shop_hold(&s, ID(1),
                        USES({.promotion = "cash", .campaign = "summer", .uses = 1, .spent_minor = 3000},
                             {.promotion = "all", .uses = 1, .spent_minor = 5},
                             {.promotion = "gift", .campaign = "summer", .uses = 1, .spent_minor = 2001}),
                        100),
              ECO_E_QUOTE_STALE);
    CHECK_INT(s.result.use, 3);
    CHECK_INT(s.result.available, 5000);
    CHECK_TEXT(s.error.path, "/0/quote/uses/2");
    CHECK_TEXT(s.error.message, "budget of campaign 'summer': 50.00 left, the quote spends 50.01; price the cart again");
    CHECK_TABLE(&s, "uses", NULL, "promotion,customer,code,held,committed,limit,left,version\n");
    CHECK_TABLE(&s, "budgets", NULL,
                "campaign,held,committed,budget,left,held_uses,committed_uses,budget_uses,left_uses,version\n"
                "summer,0.00,0.00,50.00,50.00,0,0,4,4,0\n");
    shop_close(&s);
}

TEST(usage_hold, of_nothing)
{
    shop s = shop_open(rules());
    CHECK_INT(shop_hold(&s, ID(1), NULL, 0, 100), ECO_OK);
    CHECK_INT(s.result.uses, 0);
    CHECK_INT(shop_hold(&s, ID(1), NULL, 0, 100), ECO_OK);
    CHECK(s.result.replayed);
    CHECK_TABLE(
        &s, "holds", NULL,
        "hold,use,promotion,campaign,customer,code,uses,spent,state,at,expires,ended,rulebook,cart,actor,reason,reference,"
        "version\n00000000-0000-0001-0000-000000000001,,,,,,,,held,1970-01-01T00:00:00.00001Z,"
        "1970-01-01T00:00:00.0001Z,,,,,,,1\n");
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(1)), ECO_OK);
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .hold = ID(1)), ECO_OK);
    shop_close(&s);
}

/* ---- deadlines -------------------------------------------------------------------------------------------------------------------------- */

TEST(usage_hold, is_lost_at_its_deadline)
{
    shop s = shop_open(rules());
    const eco_cart *cart = CART(LINES(PIECES("a", 1, 1000)), .customer = "ann");
    eco_cart early = *cart, late = *cart;
    early.at_us = 99, late.at_us = 100;
    CHECK_INT(shop_hold(&s, ID(1), ALL, 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(2), CASH(4000), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(3), CASH(300), 200), ECO_OK);
    CHECK_SNAPSHOT(&s, &early, "all=1 summer:2/4300");
    CHECK_SNAPSHOT(&s, &late, "summer:1/300"); /* no tick has run */
    s.now = 100;
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(1)), ECO_E_EXPIRED);
    CHECK(strstr(s.error.message, "hold 00000000-0000-0001-0000-000000000001") && strstr(s.error.message, "expired"));
    CHECK_INT(shop_do(&s, ECO_USAGE_RELEASE, .hold = ID(1)), ECO_E_EXPIRED);
    CHECK_INT(shop_do(&s, ECO_USAGE_RETURN, .hold = ID(1)), ECO_E_EXPIRED);
    CHECK_INT(shop_hold(&s, ID(4), CASH(4701), 200),
              ECO_E_QUOTE_STALE); /* swept before it was decided: 47.00 is all that is left */
    CHECK_INT(s.result.available, 4700);
    CHECK_INT(shop_hold(&s, ID(4), CASH(4700), 200), ECO_OK);
    s.now = 50; /* a host whose clock is behind does not get it back */
    CHECK_INT(shop_do(&s, ECO_USAGE_COMMIT, .hold = ID(2)), ECO_E_EXPIRED);
    shop_close(&s);
}

TEST(usage_hold, is_swept_when_what_it_holds_is_needed)
{
    shop s = shop_open(rules());
    for (uint64_t i = 1; i <= 3; i++)
        CHECK_INT(shop_hold(&s, ID(i), ALL, 60), ECO_OK);
    s.now = 59;
    CHECK_INT(shop_hold(&s, ID(4), ALL, 99), ECO_E_INSUFFICIENT);
    s.now = 60;
    CHECK_INT(shop_hold(&s, ID(4), ALL, 99), ECO_OK);
    CHECK_TABLE(&s, "uses", NULL, "promotion,customer,code,held,committed,limit,left,version\nall,,,1,0,3,2,7\n");
    shop_close(&s);
}

TEST(usage_hold, is_swept_by_ticks)
{
    shop s = shop_open(rules());
    int64_t done;
    eco_error error;
    for (uint64_t i = 1; i <= 3; i++)
        CHECK_INT(shop_hold(&s, ID(i), ALL, 60), ECO_OK);
    CHECK_OK(eco_usage_tick(s.usage, 59, 0, &done, &error));
    CHECK_INT(done, 0);
    CHECK_OK(eco_usage_tick(s.usage, 60, 2, &done, &error));
    CHECK_INT(done, 2);
    CHECK_TABLE(&s, "uses", NULL, "promotion,customer,code,held,committed,limit,left,version\nall,,,1,0,3,2,5\n");
    shop_close(&s);
}

/* ---- retries, and what is refused ------------------------------------------------------------------------------------------------------- */

TEST(usage_hold, is_the_same_when_it_is_sent_again)
{
    shop s = shop_open(rules());
    const eco_use two[] = {{.promotion = "all", .uses = 1, .spent_minor = 7},
                           {.promotion = "each", .customer = "ann", .uses = 1}};
    const eco_use turned[] = {two[1], {.promotion = "all", .uses = 1, .spent_minor = 7, .left_uses = 9}};
    CHECK_INT(shop_hold(&s, ID(1), two, 2, 100), ECO_OK);
    CHECK(!s.result.replayed);
    s.now = 500; /* also after the deadline, in another order, and knowing of other counts */
    CHECK_INT(shop_hold(&s, ID(1), turned, 2, 100), ECO_OK);
    CHECK(s.result.replayed);
    CHECK_INT(s.result.uses, 2);
    CHECK_INT(s.result.spent_minor, 7);
    CHECK_INT(shop_hold(&s, ID(1), two, 1, 100), ECO_E_KEY_REUSED);
    CHECK_INT(shop_do(&s, ECO_USAGE_RELEASE, .key = ID(1), .hold = ID(1)), ECO_E_KEY_REUSED);
    shop_close(&s);
}

TEST(usage_hold, of_a_quote_of_another_rulebook)
{
    shop s = shop_open(rules());
    eco_rulebook_builder *newer = RULES("EUR");
    eco_rulebook_add_campaign(newer, ECO_MAKE(eco_campaign, .id = "winter", .budget_minor = 100));
    eco_rulebook_add_set(newer, "codes", (const char *const[]){"C1"}, 1);
    PROMOTE(newer, "all", .limit = 2, OFF);
    PROMOTE(newer, "each", .campaign = "winter", .limit_per_customer = 1, OFF);
    PROMOTE(newer, "cash", .limit_per_customer = 1, OFF);
    PROMOTE(newer, "code", .coupon = "@codes", .limit_per_code = 1, OFF);
    shop now = s;
    eco_error error;
    now.rulebook = built(newer);
    CHECK_OK(eco_usage_open(&now.usage, s.store, now.rulebook, NULL, &error));
    CHECK_INT(shop_hold(&s, ID(1), ALL, 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(2), ALL, 100), ECO_OK);
    CHECK_INT(shop_hold(&now, ID(3), ALL, 100), ECO_E_INSUFFICIENT); /* its own limit, of what both handles count */
    CHECK_INT(shop_hold(&now, ID(4), USES({.promotion = "gift", .uses = 1}), 100), ECO_E_QUOTE_STALE);
    CHECK_TEXT(now.error.message, "the rulebook has no promotion 'gift' any more; price the cart again");
    CHECK_INT(now.result.use, 1);
    CHECK_TEXT(now.result.by, "promotion");
    CHECK_INT(shop_hold(&now, ID(4), EACH("ann"), 100), ECO_E_QUOTE_STALE);
    CHECK_TEXT(now.error.message, "promotion 'each' spends of campaign 'winter' now, not of none; price the cart again");
    CHECK_TEXT(now.result.by, "campaign");
    CHECK_INT(shop_hold(&now, ID(4), CASH(1), 100), ECO_E_QUOTE_STALE);
    CHECK_TEXT(now.error.message, "promotion 'cash' spends of campaign none now, not of 'summer'; price the cart again");
    CHECK_INT(shop_hold(&now, ID(4), USES({.promotion = "cash", .uses = 1}), 100), ECO_E_QUOTE_STALE);
    CHECK_TEXT(now.error.message, "promotion 'cash' is limited per customer now, and the quote has none; price the cart again");
    CHECK_TEXT(now.result.by, "customer");
    CHECK_INT(shop_hold(&now, ID(4), USES({.promotion = "code", .uses = 1}), 100), ECO_E_QUOTE_STALE);
    CHECK_TEXT(now.error.message, "promotion 'code' is limited per code now, and the quote uses none; price the cart again");
    CHECK_TEXT(now.result.by, "code");
    CHECK_INT(shop_hold(&now, ID(1), ALL, 100), ECO_OK); /* a retry is told what the first try was told */
    CHECK(now.result.replayed);
    shop_close(&now);
    s.now = 10;
    eco_usage_free(s.usage);
    eco_rulebook_free(s.rulebook);
}

/* What was used before a limit was lowered stays used; nothing more is given. */
TEST(usage_hold, of_a_limit_that_was_lowered)
{
    shop s = shop_open(rules());
    for (uint64_t i = 1; i <= 3; i++)
        CHECK_INT(shop_hold(&s, ID(i), ALL, 100), ECO_OK);
    eco_rulebook_builder *newer = RULES("EUR");
    PROMOTE(newer, "all", .limit = 1, OFF);
    eco_rulebook *lower = built(newer);
    eco_usage *usage;
    CHECK_INT(eco_usage_open(&usage, s.store, lower, NULL, &s.error), ECO_OK);
    shop now = s;
    now.usage = usage;
    CHECK_INT(shop_hold(&now, ID(4), ALL, 100), ECO_E_INSUFFICIENT);
    CHECK_INT(now.result.available, 0);
    CHECK_INT(eco_usage_audit(NULL, usage, &now.error), ECO_E_CORRUPT);
    CHECK_TEXT(now.error.message, "1 findings; the first: more is used than limit: 1 expected, 3 found");
    eco_usage_free(usage);
    eco_rulebook_free(lower);
    shop_close(&s);
}

TEST(usage_hold, refuses_another_currency)
{
    shop s = shop_open(rules());
    const eco_use use = {.promotion = "cash", .campaign = "summer", .uses = 1, .spent_minor = 5};
    const eco_quote dollars = {.currency = "USD", .uses = &use, .uses_count = 1};
    CHECK_INT(shop_do(&s, ECO_USAGE_HOLD, .quote = &dollars, .expires_us = 100), ECO_E_CURRENCY);
    CHECK_TEXT(s.error.path, "/0/quote/currency");
    CHECK_INT(shop_hold(&s, ID(1), &use, 1, 100), ECO_OK);
    eco_rulebook_builder *newer = RULES("USD");
    eco_rulebook_add_campaign(newer, ECO_MAKE(eco_campaign, .id = "summer", .budget_minor = 5000));
    PROMOTE(newer, "cash", .campaign = "summer", OFF);
    shop other = s;
    other.rulebook = built(newer);
    CHECK_INT(eco_usage_open(&other.usage, s.store, other.rulebook, NULL, &s.error), ECO_OK);
    CHECK_INT(shop_do(&other, ECO_USAGE_HOLD, .quote = &dollars, .expires_us = 100), ECO_E_CURRENCY);
    CHECK_TEXT(other.error.message, "campaign 'summer' was spent in EUR so far, the quote is in USD");
    const eco_used_list *list;
    CHECK_INT(eco_usage_snapshot(&list, other.usage, CART(LINES(PIECES("a", 1, 1000))), &other.error), ECO_E_CURRENCY);
    CHECK(!list);
    eco_usage_free(other.usage);
    eco_rulebook_free(other.rulebook);
    shop_close(&s);
}

static void refused(shop *s, eco_usage_command command, eco_status status, const char *path, const char *message)
{
    CHECK_INT(shop_run(s, command), status);
    CHECK_TEXT(s->error.path, path);
    CHECK_TEXT(s->error.message, message);
}
#define REFUSED(path, message, ...) refused(&s, (eco_usage_command){__VA_ARGS__}, ECO_E_INVALID, path, message)

TEST(usage_hold, refuses_what_makes_no_sense)
{
    shop s = shop_open(rules());
    const eco_quote nothing = {.currency = "EUR"}, no_currency = {.currency = NULL},
                    no_list = {.currency = "EUR", .uses_count = 1};
    const eco_id hold = ID(9);
    REFUSED("/0/verb", "0 is no verb of usage", .verb = 0);
    REFUSED("/0/verb", "5 is no verb of usage", .verb = 5);
    REFUSED("/0/quote", "hold needs quote", .verb = ECO_USAGE_HOLD, .expires_us = 100);
    REFUSED("/0/expires_us", "hold needs expires_us", .verb = ECO_USAGE_HOLD, .quote = &nothing);
    REFUSED("/0/hold", "hold does not use hold", .verb = ECO_USAGE_HOLD, .quote = &nothing, .expires_us = 100, .hold = hold);
    REFUSED("/0/hold", "commit needs hold", .verb = ECO_USAGE_COMMIT);
    REFUSED("/0/quote", "return does not use quote", .verb = ECO_USAGE_RETURN, .hold = hold, .quote = &nothing);
    REFUSED("/0/expires_us", "release does not use expires_us", .verb = ECO_USAGE_RELEASE, .hold = hold, .expires_us = 100);
    REFUSED("/0/expires_us", "expires_us 10 is not after at_us 10", .verb = ECO_USAGE_HOLD, .quote = &nothing, .expires_us = 10);
    REFUSED("/0/expected_version", "expected_version needs a hold", .verb = ECO_USAGE_HOLD, .quote = &nothing, .expires_us = 100,
            .expected_version = 1);
    REFUSED("/0/reserved", "reserved fields are not zero", .verb = ECO_USAGE_COMMIT, .hold = hold, .reserved = {0, 0, 0, 1});
    REFUSED("/0/quote/currency", "the quote has no currency", .verb = ECO_USAGE_HOLD, .quote = &no_currency, .expires_us = 100);
    REFUSED("/0/quote/uses", "uses_count is 1, and there are no uses", .verb = ECO_USAGE_HOLD, .quote = &no_list,
            .expires_us = 100);
    refused(&s, (eco_usage_command){.verb = ECO_USAGE_COMMIT, .hold = hold}, ECO_E_NOT_FOUND, "/0/hold",
            "there is no hold 00000000-0000-0001-0000-000000000009");
    shop_close(&s);
}

static void refused_use(shop *s, eco_use use, eco_status status, const char *path)
{
    CHECK_INT(shop_hold(s, ID(1), &use, 1, 100), status);
    CHECK_TEXT(s->error.path, path);
}

TEST(usage_hold, refuses_uses_that_no_quote_has)
{
    shop s = shop_open(rules());
    char longest[256], longer[257];
    memset(longer, 'c', sizeof longer), memset(longest, 'c', sizeof longest);
    longer[256] = longest[255] = '\0';
    refused_use(&s, (eco_use){.uses = 1}, ECO_E_INVALID, "/0/quote/uses/0/promotion");
    refused_use(&s, (eco_use){.promotion = "", .uses = 1}, ECO_E_INVALID, "/0/quote/uses/0/promotion");
    refused_use(&s, (eco_use){.promotion = "all", .campaign = "", .uses = 1}, ECO_E_INVALID, "/0/quote/uses/0/campaign");
    refused_use(&s, (eco_use){.promotion = "all"}, ECO_E_INVALID, "/0/quote/uses/0/uses");
    refused_use(&s, (eco_use){.promotion = "all", .uses = 1, .spent_minor = -1}, ECO_E_INVALID, "/0/quote/uses/0/spent_minor");
    refused_use(&s, (eco_use){.promotion = "each", .uses = 1, .customer = "\xff"}, ECO_E_INVALID, "/0/quote/uses/0/customer");
    refused_use(&s, (eco_use){.promotion = "each", .uses = 1, .customer = longer}, ECO_E_LIMIT, "/0/quote/uses/0/customer");
    refused_use(&s, (eco_use){.promotion = "code", .uses = 1, .code = longer}, ECO_E_LIMIT, "/0/quote/uses/0/code");
    CHECK_INT(shop_hold(&s, ID(1), EACH(longest), 100), ECO_OK);
    CHECK_INT(shop_hold(&s, ID(2), EACH(""), 100), ECO_OK); /* a customer all the same */
    CHECK_INT(shop_hold(&s, ID(3), USES({.promotion = "cash", .campaign = "summer", .uses = INT64_MAX}), 100), ECO_E_QUOTE_STALE);
    CHECK_INT(shop_hold(&s, ID(4), USES({.promotion = "each", .customer = "x", .uses = INT64_MAX}), 100), ECO_E_OVERFLOW);
    shop_close(&s);
}
