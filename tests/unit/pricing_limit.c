/* Limits: so many uses of a promotion, in all, by a customer, with a code; and what was used before. Figures by hand. */
#include "pricing_shop.h"

#define OFF       TIERS({.off_minor = 100})
#define USED(...) ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_ALL, ECO_LIST(used, eco_used, __VA_ARGS__))
#define ONE(...)  CART(LINES(PIECES("a", 1, 1000)), __VA_ARGS__)

static const eco_quote *quoted(const eco_rulebook *rulebook, const eco_cart *cart, const eco_price_options *options)
{
    eco_error error;
    const eco_quote *quote = NULL;
    CHECK_OK(eco_price(&quote, rulebook, cart, options, &error));
    check_sums(quote);
    return quote;
}

/* The uses: promotion/campaign/customer/code:uses:spent left uses,minor. */
static const char *uses(char text[800], const eco_quote *quote)
{
    size_t size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < quote->uses_count && size < 800; i++) {
        const eco_use *use = &quote->uses[i];
        size += (size_t)snprintf(text + size, 800 - size, "%s%s/%s/%s/%s:%" PRId64 ":%" PRId64 " left %" PRId64 ",%" PRId64,
                                 i ? "; " : "", use->promotion, use->campaign ? use->campaign : "-",
                                 use->customer ? use->customer : "-", use->code ? use->code : "-", use->uses, use->spent_minor,
                                 use->left_uses, use->left_minor);
    }
    return text;
}

#define CHECK_LIMIT(rulebook, cart, options, expected, expected_told, expected_uses) \
    do {                                                                             \
        const eco_quote *quote_ = quoted(rulebook, cart, options);                   \
        CHECK_ADJUSTMENTS(quote_, expected);                                         \
        CHECK_TOLD(quote_, "p", expected_told);                                      \
        CHECK_TEXT(uses((char[800]){0}, quote_), expected_uses);                     \
        eco_quote_free(quote_);                                                      \
    } while (0)

static eco_rulebook *promoted(const eco_promotion *promotion)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"C1", "C2", "C3"}, 3);
    eco_rulebook_add_promotion(rules, promotion);
    return built(rules);
}
#define PROMOTED(...) promoted(ECO_MAKE(eco_promotion, .id = "p", __VA_ARGS__))

TEST(limit, of_all_uses)
{
    eco_rulebook *rulebook = PROMOTED(.limit = 3, OFF);
    CHECK_LIMIT(rulebook, ONE(), NULL, "p[0]1:100", "nothing is told", "p/-/-/-:1:100 left 3,0");
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p", .uses = 2}), "p[0]1:100", "applied", "p/-/-/-:1:100 left 1,0");
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p", .uses = 3}), "", "limit by limit", "");
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p", .uses = 9}), "", "limit by limit", "");
    /* rows of one count are added up, even beyond 64 bits; rows of others are not looked at */
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p", .uses = 1}, {.promotion = "p", .uses = 1}), "p[0]1:100", "applied",
                "p/-/-/-:1:100 left 1,0");
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p", .uses = INT64_MAX}, {.promotion = "p", .uses = INT64_MAX}), "",
                "limit by limit", "");
    CHECK_LIMIT(rulebook, ONE(.customer = "c"),
                USED({.promotion = "q", .uses = 9}, {.promotion = "p", .customer = "c", .uses = 9},
                     {.promotion = "p", .code = "C1", .uses = 9}, {.campaign = "p", .uses = 9, .spent_minor = 9}),
                "p[0]1:100", "applied", "p/-/c/-:1:100 left 3,0");
    eco_rulebook_free(rulebook);
}

TEST(limit, is_used_only_by_what_gives_something)
{
    eco_rulebook *rulebook = PROMOTED(.limit = 1, .repeats = true, TIERS({.from_minor = 500, .off_minor = 100}));
    CHECK_LIMIT(rulebook, ONE(), NULL, "p[0]1:200", "nothing is told", "p/-/-/-:1:200 left 1,0"); /* twice is one use */
    CHECK_LIMIT(rulebook, CART(LINES(PIECES("a", 1, 400))), USED({.promotion = "none"}), "",
                "below_threshold, missing 100, next 100", "");
    eco_rulebook_free(rulebook);
    rulebook = PROMOTED(.limit = 1, TIERS({.gift_sku = "tote"}));
    CHECK_LIMIT(rulebook, ONE(), NULL, "p[1]1:0", "nothing is told", "p/-/-/-:1:0 left 1,0");
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p", .uses = 1}), "", "limit by limit", "");
    eco_rulebook_free(rulebook);
    rulebook = PROMOTED(OFF); /* without limits there is nothing to reserve */
    CHECK_LIMIT(rulebook, ONE(), NULL, "p[0]1:100", "nothing is told", "");
    eco_rulebook_free(rulebook);
}

TEST(limit, by_customer)
{
    eco_rulebook *rulebook = PROMOTED(.limit = 9, .limit_per_customer = 2, OFF);
    CHECK_LIMIT(rulebook, ONE(.customer = "c"), NULL, "p[0]1:100", "nothing is told", "p/-/c/-:1:100 left 2,0");
    CHECK_LIMIT(rulebook, ONE(.customer = "c"), USED({.promotion = "p", .uses = 8}), "p[0]1:100", "applied",
                "p/-/c/-:1:100 left 1,0");
    CHECK_LIMIT(rulebook, ONE(.customer = "c"),
                USED({.promotion = "p", .customer = "c", .uses = 1}, {.promotion = "p", .customer = "d", .uses = 2}), "p[0]1:100",
                "applied", "p/-/c/-:1:100 left 1,0");
    CHECK_LIMIT(rulebook, ONE(.customer = "d"), USED({.promotion = "p", .customer = "d", .uses = 2}), "",
                "limit by limit_per_customer", "");
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p"}), "", "limit by limit_per_customer: needs customer, found nothing", "");
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p", .uses = 9}), "", "limit by limit", "");
    eco_rulebook_free(rulebook);
}

TEST(limit, by_code)
{
    eco_rulebook *rulebook = PROMOTED(.coupon = "@codes", .limit_per_code = 1, OFF);
    const eco_cart *both = ONE(COUPONS("C2", "C1"));
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p"}), "", "no_coupon", "");
    CHECK_LIMIT(rulebook, both, NULL, "p[0]1:100", "nothing is told", "p/-/-/C1:1:100 left 1,0");
    CHECK_LIMIT(rulebook, both, USED({.promotion = "p", .code = "C1", .uses = 1}, {.promotion = "p", .code = "C3", .uses = 1}),
                "p[0]1:100", "applied", "p/-/-/C2:1:100 left 1,0");
    CHECK_LIMIT(rulebook, both, USED({.promotion = "p", .code = "C1", .uses = 1}, {.promotion = "p", .code = "C2", .uses = 1}),
                "", "limit by limit_per_code", "");
    eco_rulebook_free(rulebook);
}

TEST(limit, by_code_names_the_code)
{
    eco_rulebook *rulebook = PROMOTED(.coupon = "C1", .limit_per_code = 1, OFF);
    const eco_quote *quote = quoted(rulebook, ONE(COUPONS("C1", "C0")), USED({.promotion = "p", .code = "C1", .uses = 1}));
    CHECK_TEXT(decision_of(quote, "p")->found, "C1");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(limit, opens_before_conditions_and_excludes_nobody)
{
    /* "p" is used up: neither does it keep "q" of its group out, nor does it apply alone */
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", .priority = 2, .limit = 1, .exclusion_group = "g", .when = "country == 'CN'", OFF);
    PROMOTE(rules, "q", .exclusion_group = "g", OFF);
    PROMOTE(rules, "x", .limit = 1, .exclusive = true, OFF);
    eco_rulebook *rulebook = built(rules);
    const eco_price_options *used = USED({.promotion = "p", .uses = 1}, {.promotion = "x", .uses = 1});
    CHECK_LIMIT(rulebook, ONE(), used, "q[0]1:100", "limit by limit", "");
    CHECK_LIMIT(rulebook, ONE(), USED({.promotion = "p", .uses = 1}), "x[0]1:100", "limit by limit", "x/-/-/-:1:100 left 1,0");
    eco_rulebook_free(rulebook);
}

TEST(limit, is_told_when_asked_why)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook *rulebook = PROMOTED(.limit = 1, OFF);
    CHECK_OK(eco_quote_why(&quote, rulebook, ONE(), "p", USED({.promotion = "p", .uses = 1}), &error));
    CHECK_TOLD(quote, "p", "limit by limit");
    eco_quote_free(quote);
    CHECK_FAILS(eco_quote_why(&quote, rulebook, ONE(), "p", USED({.uses = 1}), &error), ECO_E_INVALID, "give one of them");
    eco_rulebook_free(rulebook);
}

TEST(limit, refuses_counts_that_are_none)
{
    eco_rulebook *rulebook = PROMOTED(.limit = 1, OFF);
    const struct {
        eco_used row;
        const char *path, *message;
    } cases[] = {
        {{.uses = 1}, "/used/1/promotion", "give one of them"},
        {{.promotion = "p", .campaign = "k"}, "/used/1/campaign", "give one of them"},
        {{.promotion = "p", .customer = "c", .code = "C1"}, "/used/1/code", "a limit looks at one of them"},
        {{.campaign = "k", .customer = "c"}, "/used/1/customer", "is of all"},
        {{.campaign = "k", .code = "c"}, "/used/1/code", "is of all"},
        {{.promotion = "p", .uses = -1}, "/used/1/uses", "-1 is below 0"},
        {{.campaign = "k", .spent_minor = -2}, "/used/1/spent_minor", "-2 is below 0"},
        {{.promotion = "p", .spent_minor = 1}, "/used/1/spent_minor", "counted by campaign"},
        {{.promotion = "p", .reserved = {0, 1}}, "/used/1/reserved", "reserved is not 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_error error = {0};
        const eco_quote *quote = (const eco_quote *)1;
        CHECK_FAILS(eco_price(&quote, rulebook, ONE(), USED({.promotion = "p"}, cases[i].row), &error), ECO_E_INVALID,
                    cases[i].message);
        CHECK_TEXT(error.path, cases[i].path);
        CHECK(!quote);
    }
    eco_error error;
    const eco_quote *quote;
    CHECK_FAILS(eco_price(&quote, rulebook, ONE(), ECO_MAKE(eco_price_options, .used_count = 1), &error), ECO_E_INVALID,
                "used is NULL");
    eco_rulebook_free(rulebook);
}

/* ---- rulebooks ---- */

static void refused(eco_rulebook_builder *rules, eco_status status, const char *message, const char *path)
{
    eco_error error = {0};
    eco_rulebook *rulebook = (eco_rulebook *)1;
    eco_status given = eco_rulebook_build(&rulebook, rules, &error);
    CHECK_F(given == status && strstr(error.message, message) && strcmp(error.path, path) == 0,
            "%s at %s wanted, %s: %s at %s given", message, path, eco_status_name(given), error.message, error.path);
    CHECK(!rulebook);
}
#define REFUSED(add, status, message, path)         \
    do {                                            \
        eco_rulebook_builder *rules = RULES("EUR"); \
        add;                                        \
        refused(rules, status, message, path);      \
    } while (0)
#define CAMPAIGN(...) eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, __VA_ARGS__))

TEST(limit, refuses_rules_that_make_no_sense)
{
    REFUSED(PROMOTE(rules, "p", .limit = -1, OFF), ECO_E_INVALID, "-1 is below 0", "/promotions/p/limit");
    REFUSED(PROMOTE(rules, "p", .limit_per_customer = -1, OFF), ECO_E_INVALID, "-1 is below 0",
            "/promotions/p/limit_per_customer");
    REFUSED(PROMOTE(rules, "p", .coupon = "C", .limit_per_code = -1, OFF), ECO_E_INVALID, "-1 is below 0",
            "/promotions/p/limit_per_code");
    REFUSED(PROMOTE(rules, "p", .limit_per_code = 1, OFF), ECO_E_INVALID, "needs a coupon", "/promotions/p/limit_per_code");
    REFUSED(PROMOTE(rules, "p", .campaign = "", OFF), ECO_E_INVALID, "empty text", "/promotions/p/campaign");
    REFUSED(PROMOTE(rules, "p", .campaign = "k", OFF), ECO_E_UNKNOWN_NAME, "there is no campaign 'k'", "/promotions/p/campaign");
    REFUSED(CAMPAIGN(.id = NULL), ECO_E_INVALID, "required", "/campaigns/0/id");
    REFUSED(CAMPAIGN(.id = "k", .budget_minor = -1), ECO_E_INVALID, "-1 is below 0", "/campaigns/k/budget_minor");
    REFUSED(CAMPAIGN(.id = "k", .budget_uses = -1), ECO_E_INVALID, "-1 is below 0", "/campaigns/k/budget_uses");
    REFUSED(CAMPAIGN(.id = "k", .budget_uses = 1, .clip = true), ECO_E_INVALID, "needs budget_minor", "/campaigns/k/clip");
    REFUSED(CAMPAIGN(.id = "k", .starts_us = 2, .ends_us = 2), ECO_E_INVALID, "not after its start", "/campaigns/k/ends_us");
    REFUSED((CAMPAIGN(.id = "k"), CAMPAIGN(.id = "k")), ECO_E_EXISTS, "'k' is the id of another one, too", "/campaigns/k/id");
}

static eco_id digest_of(const eco_promotion *promotion, const eco_campaign *campaign)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_promotion(rules, promotion);
    if (campaign)
        eco_rulebook_add_campaign(rules, campaign);
    eco_rulebook *rulebook = built(rules);
    eco_id digest = eco_rulebook_content_of(rulebook)->digest;
    eco_rulebook_free(rulebook);
    return digest;
}

TEST(limit, belongs_to_the_digest)
{
#define P(...) ECO_MAKE(eco_promotion, .id = "p", .coupon = "C", OFF, __VA_ARGS__)
#define K(...) ECO_MAKE(eco_campaign, .id = "k", __VA_ARGS__)
    const eco_id digests[] = {
        digest_of(P(), NULL),
        digest_of(P(.limit = 1), NULL),
        digest_of(P(.limit = 2), NULL),
        digest_of(P(.limit_per_customer = 1), NULL),
        digest_of(P(.limit_per_code = 1), NULL),
        digest_of(P(), K()),
        digest_of(P(.campaign = "k"), K()),
        digest_of(P(), K(.budget_minor = 1)),
        digest_of(P(), K(.budget_uses = 1)),
        digest_of(P(), K(.budget_minor = 1, .clip = true)),
        digest_of(P(), K(.starts_us = 1)),
        digest_of(P(), K(.ends_us = 1)),
    };
    for (size_t i = 0; i < sizeof digests / sizeof *digests; i++)
        for (size_t j = 0; j < i; j++)
            CHECK(memcmp(&digests[i], &digests[j], sizeof digests[i]) != 0);
}

TEST(limit, is_in_the_content)
{
    eco_rulebook_builder *rules = RULES("EUR");
    CAMPAIGN(.id = "z", .budget_minor = 5, .clip = true);
    CAMPAIGN(.id = "a", .budget_uses = 7, .starts_us = 1, .ends_us = 2);
    PROMOTE(rules, "p", .campaign = "a", .coupon = "C", .limit = 1, .limit_per_customer = 2, .limit_per_code = 3, OFF);
    eco_rulebook *rulebook = built(rules);
    const eco_rulebook_content *content = eco_rulebook_content_of(rulebook);
    CHECK_INT(content->campaigns_count, 2);
    CHECK_TEXT(content->campaigns[0]->id, "a");
    CHECK(content->campaigns[0]->budget_uses == 7 && content->campaigns[0]->starts_us == 1 &&
          content->campaigns[0]->ends_us == 2);
    CHECK_TEXT(content->campaigns[1]->id, "z");
    CHECK(content->campaigns[1]->budget_minor == 5 && content->campaigns[1]->clip);
    const eco_promotion *promotion = content->promotions[0];
    CHECK_TEXT(promotion->campaign, "a");
    CHECK(promotion->limit == 1 && promotion->limit_per_customer == 2 && promotion->limit_per_code == 3);
    eco_rulebook_free(rulebook);
}
