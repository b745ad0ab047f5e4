/* Limits, campaigns, uses and what was used, as documents. */
#include "json_support.h"

static char *written(const eco_rulebook *rulebook)
{
    eco_error error;
    text_sink sink = {0};
    CHECK_OK(eco_json_write_rulebook(rulebook, TEXT_SINK(&sink), &error));
    return sink.text;
}

static eco_rulebook *limited(void)
{
    eco_rulebook *rulebook;
    eco_error error;
    size_t size;
    char *text = json_file("tests/documents/rulebook_limits.json", &size);
    CHECK_OK(eco_json_read_rulebook(&rulebook, text, size, NULL, &error));
    free(text);
    return rulebook;
}

TEST(json_limits, of_a_rulebook)
{
    size_t size;
    eco_rulebook *rulebook = limited();
    const eco_rulebook_content *content = eco_rulebook_content_of(rulebook);
    const eco_promotion *coupon = content->promotions[0], *first = content->promotions[1];
    CHECK_INT(coupon->limit_per_code, 1);
    CHECK(!coupon->campaign);
    CHECK_TEXT(first->campaign, "autumn");
    CHECK_INT(first->limit, INT64_C(9007199254740993));
    CHECK_INT(first->limit_per_customer, 1);
    CHECK_INT(content->campaigns_count, 2);
    const eco_campaign *autumn = content->campaigns[0], *idle = content->campaigns[1];
    CHECK_TEXT(autumn->id, "autumn");
    CHECK_INT(autumn->budget_minor, 100000);
    CHECK_INT(autumn->budget_uses, 500);
    CHECK(autumn->clip && !idle->clip);
    CHECK_INT(autumn->starts_us, INT64_C(1788220800000000));
    CHECK_INT(autumn->ends_us, INT64_C(1796083200000000));
    CHECK_INT(idle->budget_uses, 1);
    char *again = written(rulebook), *text = json_file("tests/documents/rulebook_limits.json", &size);
    CHECK_TEXT(again, text);
    free(again);
    free(text);
    eco_rulebook_free(rulebook);
}

#define RULES     "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"EUR\","
#define PROMOTION RULES "\n\"promotions\":[{\"id\":\"p\",\"tiers\":[{\"off\":\"1\"}],"
#define CAMPAIGN  RULES "\n\"campaigns\":[{\"id\":\"k\""

TEST(json_limits, of_a_rulebook_that_make_no_sense)
{
    static const refusal cases[] = {
        {PROMOTION "\"limit\":0}]}", ECO_E_INVALID, 2, 55, "/promotions/0/limit", "is not above 0"},
        {PROMOTION "\"limit\":1.5}]}", ECO_E_INVALID, 2, 55, "/promotions/0/limit", "whole"},
        {PROMOTION "\"limit_per_customer\":-1}]}", ECO_E_INVALID, 2, 68, "/promotions/0/limit_per_customer", "is not above 0"},
        {PROMOTION "\"limit_per_code\":1}]}", ECO_E_INVALID, 2, 64, "/promotions/0/limit_per_code", "needs a coupon"},
        {PROMOTION "\"campaign\":\"k\"}]}", ECO_E_UNKNOWN_NAME, 2, 58, "/promotions/0/campaign", "there is no campaign 'k'"},
        {CAMPAIGN ",\"budget\":\"-1\"}]}", ECO_E_INVALID, 2, 33, "/campaigns/0/budget", "is not above 0"},
        {CAMPAIGN ",\"budget\":\"0.001\"}]}", ECO_E_SYNTAX, 2, 33, "/campaigns/0/budget", "decimals"},
        {CAMPAIGN ",\"clip\":true}]}", ECO_E_INVALID, 2, 31, "/campaigns/0/clip", "needs budget"},
        {CAMPAIGN "},{\"id\":\"k\"}]}", ECO_E_EXISTS, 2, 31, "/campaigns/1/id", "'k'"},
        {CAMPAIGN ",\"budgets\":\"1\"}]}", ECO_E_UNKNOWN_NAME, 2, 24, "/campaigns/0/budgets", "did you mean 'budget'?"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        eco_rulebook *rulebook;
        eco_error error = {0};
        eco_status status = eco_json_read_rulebook(&rulebook, cases[i].text, strlen(cases[i].text), NULL, &error);
        CHECK_REFUSED(status, error, &cases[i]);
        CHECK(!rulebook);
    }
}

/* ---- what was used ---- */

TEST(json_limits, used_holds_what_the_document_says)
{
    const eco_used_list *list;
    eco_error error;
    size_t size;
    text_sink sink = {0};
    char *text = json_file("tests/documents/used_full.json", &size);
    CHECK_OK(eco_json_read_used(&list, text, size, "EUR", NULL, &error));
    CHECK_INT(list->used_count, 4);
    CHECK_TEXT(list->used[1].promotion, "first");
    CHECK_TEXT(list->used[1].customer, "lily");
    CHECK_INT(list->used[0].uses, 17);
    CHECK_TEXT(list->used[2].code, "A1");
    CHECK_TEXT(list->used[3].campaign, "autumn");
    CHECK_INT(list->used[3].spent_minor, 99250);
    CHECK_OK(eco_json_write_used(list->used, list->used_count, "EUR", TEXT_SINK(&sink), NULL, &error));
    CHECK_TEXT(sink.text, text);
    free(sink.text);
    free(text);
    eco_used_free(list);
    eco_used_free(NULL);
}

#define USED "{\"schema\":\"ecomops.used/1\",\n"

static const refusal bad_used[] = {
    {USED "\"x\":1}", ECO_E_UNKNOWN_NAME, 2, 1, "/x", "has no 'x'"},
    {"{\"schema\":\"ecomops.used/1\"}", ECO_E_INVALID, 1, 1, "", "needs 'used'"},
    {"{\"schema\":\"ecomops.cart/1\",\"used\":[]}", ECO_E_INVALID, 1, 11, "/schema", "not 'ecomops.used/1'"},
    {USED "\"used\":[{\"uses\":1}]}", ECO_E_INVALID, 2, 9, "/used/0", "needs"},
    {USED "\"used\":[{\"promotion\":\"p\",\"campaign\":\"k\"}]}", ECO_E_INVALID, 2, 22, "/used/0/promotion", "not both"},
    {USED "\"used\":[{\"promotion\":\"p\",\"customer\":\"c\",\"code\":\"d\"}]}", ECO_E_INVALID, 2, 37, "/used/0/customer",
     "not both"},
    {USED "\"used\":[{\"campaign\":\"k\",\"customer\":\"c\"}]}", ECO_E_INVALID, 2, 36, "/used/0/customer", "is of all"},
    {USED "\"used\":[{\"campaign\":\"k\",\"uses\":-1}]}", ECO_E_INVALID, 2, 32, "/used/0/uses", "is below 0"},
    {USED "\"used\":[{\"promotion\":\"p\",\"spent\":\"1.00\"}]}", ECO_E_INVALID, 2, 34, "/used/0/spent", "counted by campaign"},
};

TEST(json_limits, used_that_makes_no_sense)
{
    for (size_t i = 0; i < LENGTH_OF(bad_used); i++) {
        const eco_used_list *list;
        const char *schema;
        eco_error error = {0};
        eco_status status = eco_json_read_used(&list, bad_used[i].text, strlen(bad_used[i].text), "EUR", NULL, &error);
        CHECK_REFUSED(status, error, &bad_used[i]);
        CHECK(!list);
        if (bad_used[i].column != 11) /* that is a cart */
            CHECK_INT(eco_json_validate(&schema, bad_used[i].text, strlen(bad_used[i].text), NULL, NULL), bad_used[i].status);
    }
    eco_error error;
    const eco_used_list *list;
    text_sink sink = {0};
    CHECK_FAILS(eco_json_read_used(&list, "{}", 2, "EURO", NULL, &error), ECO_E_CURRENCY, "is not an ISO 4217 currency");
    CHECK_FAILS(eco_json_read_used(&list, "{", 1, "EUR", NULL, &error), ECO_E_SYNTAX, "");
    CHECK_FAILS(eco_json_write_used(NULL, 0, NULL, TEXT_SINK(&sink), NULL, &error), ECO_E_CURRENCY, "NULL");
    CHECK_FAILS(eco_json_write_used(&(eco_used){.uses = 1}, 1, "EUR", TEXT_SINK(&sink), NULL, &error), ECO_E_INVALID, "give one");
    CHECK(!sink.text);
}

/* ---- a cart priced with it ---- */

static const char cart[] =
    "{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T12:00:00Z\",\"customer\":\"ben\",\"coupons\":[\"A1\",\"B2\"],"
    "\"lines\":[{\"sku\":\"x\",\"quantity\":1,\"unit\":\"50.00\"}]}";

static eco_status priced(text_sink *out, const char *used, const char *why, eco_error *error)
{
    eco_rulebook *rulebook = limited();
    const eco_json_options options = {
        .struct_size = sizeof options, .why = why, .used = used, .used_size = used ? strlen(used) : 0};
    *out = (text_sink){0};
    eco_status status = eco_json_price(rulebook, cart, sizeof cart - 1, ECO_EXPLAIN_ALL, TEXT_SINK(out), &options, error);
    eco_rulebook_free(rulebook);
    return status;
}

TEST(json_limits, price_a_cart)
{
    eco_error error;
    size_t size;
    text_sink sink, again = {0};
    const eco_quote *quote;
    char *used = json_file("tests/documents/used_full.json", &size), *text = json_file("tests/documents/quote_uses.json", &size);
    CHECK_OK(priced(&sink, used, NULL, &error));
    CHECK_TEXT(sink.text, text);
    CHECK_OK(eco_json_read_quote(&quote, sink.text, sink.size, NULL, &error));
    CHECK_INT(quote->uses_count, 3);
    CHECK_TEXT(quote->uses[0].code, "B2"); /* A1 has been used */
    CHECK_INT(quote->uses[0].left_uses, 1);
    CHECK_TEXT(quote->uses[1].campaign, "autumn");
    CHECK_TEXT(quote->uses[1].customer, "ben");
    CHECK_INT(quote->uses[1].spent_minor, 600);
    CHECK_INT(quote->uses[1].left_minor, 750);
    CHECK_INT(quote->uses[2].spent_minor, 150); /* 10 % of 42.00, clipped */
    CHECK_INT(quote->uses[2].left_minor, 150);
    CHECK_INT(quote->uses[2].left_uses, 479);
    CHECK_OK(eco_json_write_quote(quote, TEXT_SINK(&again), &error));
    CHECK_TEXT(again.text, text);
    eco_quote_free(quote);
    free(again.text);
    free(sink.text);
    CHECK_OK(priced(&sink, used, "second", &error));
    CHECK(strstr(sink.text, "\"by\": \"autumn\"") && strstr(sink.text, "\"left\": \"1.50\""));
    free(sink.text);
    free(used);
    free(text);
}

TEST(json_limits, refuse_a_cart_for_a_bad_document_beside_it)
{
    for (size_t i = 0; i < LENGTH_OF(bad_used); i++) {
        eco_error error = {0};
        text_sink sink;
        eco_status status = priced(&sink, bad_used[i].text, NULL, &error);
        CHECK_REFUSED(status, error, &bad_used[i]);
        CHECK(!sink.text);
    }
    eco_error error;
    text_sink sink;
    CHECK_FAILS(priced(&sink, "{", NULL, &error), ECO_E_SYNTAX, "");
}

/* ---- a stored quote ---- */

TEST(json_limits, uses_must_add_up)
{
    static const struct {
        const char *from, *to, *path, *message;
    } cases[] = {
        {"\"spent\": \"6.00\"", "\"spent\": \"6.01\"", "/uses/1/spent", "is not the sum of the promotion's adjustments"},
        {"\"promotion\": \"coupon\",\n      \"customer\"", "\"promotion\": \"second\",\n      \"customer\"", "/uses/0/spent",
         "is not the sum"},
        {"\"promotion\": \"coupon\",\n      \"customer\"", "\"promotion\": \"nobody\",\n      \"customer\"", "/uses/0/promotion",
         "has no adjustments here"},
        {"\"uses\": 1,", "\"uses\": 0,", "/uses/0/uses", "is not above 0"},
    };
    size_t size;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        const eco_quote *quote;
        eco_error error = {0};
        char *text = json_file("tests/documents/quote_uses.json", &size), *at = strstr(text, cases[i].from);
        CHECK(at && strlen(cases[i].from) == strlen(cases[i].to));
        memcpy(at, cases[i].to, strlen(cases[i].to));
        CHECK_FAILS(eco_json_read_quote(&quote, text, size, NULL, &error), ECO_E_INVALID, cases[i].message);
        CHECK_TEXT(error.path, cases[i].path);
        free(text);
    }
}
