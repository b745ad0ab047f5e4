/* json_usage.c - usage in documents: what goes in is what was meant, what was short or has changed is told, and what is wrong is named by its place. */
#include "json_support.h"

#define COMMANDS "{\"schema\":\"ecomops.usage_commands/1\",\"commands\":["
#define AT       "\"at\":\"2026-11-11T12:00:00Z\","
#define EXPIRES  "\"expires\":\"2026-11-11T12:15:00Z\","

typedef struct shop {
    eco_store *store;
    eco_rulebook *rules;
    eco_usage *usage;
    text_sink out;
    eco_error error;
} shop;

static eco_rulebook *rules_of(const char *path)
{
    size_t size;
    eco_rulebook *rules;
    eco_error error;
    char *text = json_file(path, &size);
    CHECK_OK(eco_json_read_rulebook(&rules, text, size, NULL, &error));
    free(text);
    return rules;
}

static shop shop_open(void)
{
    shop s = {.rules = rules_of("examples/documents/coupons.json")};
    eco_error error;
    CHECK_OK(eco_store_open(&s.store, "memory:", NULL, &error));
    CHECK_OK(eco_usage_open(&s.usage, s.store, s.rules, NULL, &error));
    return s;
}

static void shop_close(shop *s)
{
    eco_error error;
    CHECK_OK(eco_usage_audit(NULL, s->usage, &error));
    eco_usage_free(s->usage);
    eco_rulebook_free(s->rules);
    eco_store_free(s->store);
    free(s->out.text);
}

static char told[800]; /* what was said of the last document */

/* What the document gives; s->out holds what was written. */
static eco_status run(shop *s, const char *text)
{
    free(s->out.text);
    s->out = (text_sink){0};
    s->error = (eco_error){0};
    eco_status status = eco_json_usage(s->usage, text, strlen(text), TEXT_SINK(&s->out), NULL, &s->error);
    snprintf(told, sizeof told, "%s at %s", s->error.message, s->error.path);
    return status;
}

#define RUN_OK(...)     CHECK_F(run(__VA_ARGS__) == ECO_OK, "%s", told)
#define CHECK_SAYS(...) CHECK_F(s.out.text &&strstr(s.out.text, (__VA_ARGS__)), "%s", s.out.text)

/* A quote of a cart with these coupons, priced with a snapshot that the shop gives: all of it through documents. */
static char *quote_of(shop *s, const char *customer, const char *coupons)
{
    char cart[512];
    snprintf(cart, sizeof cart,
             "{\"schema\":\"ecomops.cart/1\"," AT
             "\"customer\":\"%s\",\"coupons\":[%s],\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"unit\":\"60\"}]}",
             customer, coupons);
    RUN_OK(s, cart);
    CHECK(strstr(s->out.text, "\"schema\": \"ecomops.used/1\""));
    text_sink quote = {0};
    eco_error error;
    const eco_json_options options = {.struct_size = sizeof options, .used = s->out.text, .used_size = s->out.size};
    CHECK_OK(eco_json_price(s->rules, cart, strlen(cart), ECO_EXPLAIN_NOTHING, TEXT_SINK(&quote), &options, &error));
    return quote.text;
}

/* "{key, a hold of this quote}" as a document; free it. */
static char *hold_of(const char *key, const char *quote)
{
    size_t size = strlen(quote) + 512;
    char *text = malloc(size);
    snprintf(text, size, COMMANDS "{\"key\":\"%s\",\"verb\":\"hold\"," AT EXPIRES "\"quote\":%s}]}", key, quote);
    return text;
}

TEST(json_usage, commands_hold_what_the_document_says)
{
    size_t size;
    char *text = json_file("tests/documents/usage_commands_full.json", &size);
    const eco_usage_commands *read;
    eco_error error;
    CHECK_OK(eco_json_read_usage_commands(&read, text, size, NULL, &error));
    free(text); /* they stand alone */
    CHECK_INT(read->commands_count, 5);
    const eco_usage_command *hold = &read->commands[0], *commit = &read->commands[2];
    CHECK_INT(hold->key.high, INT64_C(0x0192f0c100007000));
    CHECK_INT(hold->verb, ECO_USAGE_HOLD);
    CHECK_INT(hold->at_us, INT64_C(1794398400250000));
    CHECK_INT(hold->expires_us, INT64_C(1794399300000000));
    CHECK_INT(hold->flags, ECO_COMMAND_LINKED);
    CHECK_TEXT(hold->actor, "shop");
    CHECK_TEXT(hold->reason, "checkout");
    CHECK_TEXT(hold->reference, "cart 7");
    CHECK_TEXT(hold->quote->currency, "EUR");
    CHECK(hold->quote->uses_count > 0 && hold->quote != read->commands[1].quote);
    CHECK_INT(hold->quote->uses_count, read->commands[1].quote->uses_count);
    CHECK_TEXT(hold->quote->uses[0].promotion, read->commands[1].quote->uses[0].promotion);
    CHECK_INT(read->commands[1].flags, ECO_COMMAND_DRY_RUN);
    CHECK_INT(commit->verb, ECO_USAGE_COMMIT);
    CHECK(commit->hold.high == hold->key.high && commit->hold.low == hold->key.low && !commit->quote);
    CHECK_INT(commit->expected_version, 1);
    CHECK_INT(read->commands[3].verb, ECO_USAGE_RELEASE);
    CHECK_INT(read->commands[4].verb, ECO_USAGE_RETURN);
    eco_json_usage_commands_free(read);
    eco_json_usage_commands_free(NULL);
}

TEST(json_usage, a_document_is_executed_and_answered)
{
    shop s = shop_open();
    size_t size;
    char *text = json_file("examples/documents/usage.json", &size), key[ECO_ID_TEXT], expected[512];
    RUN_OK(&s, text);
    snprintf(expected, sizeof expected,
             "{\n  \"schema\": \"ecomops.usage_results/1\",\n  \"results\": [\n    {\n      \"key\": \"%s\",\n"
             "      \"status\": \"OK\",\n      \"uses\": 2,\n      \"spent\": \"15.00\"\n    },\n    {\n",
             eco_id_text(key, eco_id_of("cart 1001")));
    CHECK_F(strncmp(s.out.text, expected, strlen(expected)) == 0, "%s", s.out.text);
    CHECK_SAYS("\"sequence\": 2");
    CHECK(!strstr(s.out.text, "replayed") && !strstr(s.out.text, "\"by\"") && !strstr(s.out.text, "available"));
    RUN_OK(&s, text); /* again: nothing is done twice */
    CHECK_SAYS("\"replayed\": true");
    RUN_OK(&s, "{\"schema\":\"ecomops.usage_query/1\",\"table\":\"budgets\",\"subject\":\"autumn\"}");
    CHECK_SAYS("\"committed\":\"10.00\",\"budget\":\"5000.00\",\"left\":\"4990.00\"");
    free(text);
    shop_close(&s);
}

TEST(json_usage, a_snapshot_goes_into_the_next_price)
{
    shop s = shop_open();
    char *first = quote_of(&s, "lily", "\"WELCOME10\""), *hold = hold_of("h", first);
    CHECK(strstr(first, "\"discount\": \"10.00\""));
    RUN_OK(&s, hold);
    char *second = quote_of(&s, "lily", "\"WELCOME10\""); /* once a customer */
    CHECK(strstr(second, "\"discount\": \"0.00\""));
    CHECK_INT(run(&s, "{\"schema\":\"ecomops.cart/1\"," AT "\"lines\":[{\"sku\":\"A\",\"quantity\":-1}]}"), ECO_E_INVALID);
    CHECK_TEXT(s.error.path, "/lines/0/quantity");
    CHECK(!s.out.text && s.error.line == 1);
    free(first);
    free(second);
    free(hold);
    shop_close(&s);
}

TEST(json_usage, nothing_left_is_told_in_words_and_fields)
{
    shop s = shop_open();
    char *quote = quote_of(&s, "lily", "\"ANNA-7\""), *first = hold_of("a", quote), *second = hold_of("b", quote);
    RUN_OK(&s, first);
    CHECK_INT(run(&s, second), ECO_E_INSUFFICIENT);
    CHECK_TEXT(s.error.path, "/commands/0/quote/uses/0");
    CHECK(s.error.line > 1);
    CHECK_SAYS("\"status\": \"INSUFFICIENT\",\n      \"use\": 0,\n      \"by\": \"limit_per_code\",\n"
               "      \"promotion\": \"friends\",\n      \"customer\": \"lily\",\n      \"code\": \"ANNA-7\",\n");
    CHECK_SAYS("\"message\": \"limit_per_code of promotion 'friends' and code 'ANNA-7': 0 left, the quote uses 1; price the cart "
               "again\",\n      \"path\": \"/commands/0/quote/uses/0\",\n      \"available\": 0\n");
    free(quote);
    free(first);
    free(second);
    shop_close(&s);
}

/* The shop goes on with another rulebook, where less is left, or the promotion is gone. */
static void change_rules(shop *s, const char *promotions)
{
    char text[1024];
    eco_error error;
    eco_usage_free(s->usage);
    eco_rulebook_free(s->rules);
    snprintf(text, sizeof text,
             "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"EUR\",\"campaigns\":[{\"id\":\"autumn\",\"budget\":\"12.50\"}],"
             "\"promotions\":[%s]}",
             promotions);
    CHECK_OK(eco_json_read_rulebook(&s->rules, text, strlen(text), NULL, &error));
    CHECK_OK(eco_usage_open(&s->usage, s->store, s->rules, NULL, &error));
}

TEST(json_usage, what_has_changed_is_told_in_words_and_fields)
{
    shop s = shop_open();
    char *quote = quote_of(&s, "lily", "\"WELCOME10\""), *hold = hold_of("h", quote), named[4096];
    change_rules(&s, "{\"id\":\"welcome\",\"campaign\":\"autumn\",\"tiers\":[{\"off\":\"1\"}]}");
    RUN_OK(&s, hold);
    snprintf(named, sizeof named,
             "{\"schema\":\"ecomops.usage_commands/1\",\"quotes\":{\"a/b\":%s},\"commands\":[{\"key\":\"i\",\"verb\":\"hold\"," AT
                 EXPIRES "\"quote\":\"a/b\"}]}",
             quote);
    CHECK_INT(run(&s, named), ECO_E_QUOTE_STALE);
    CHECK_TEXT(s.error.path, "/quotes/a~1b/uses/0"); /* where it stands */
    CHECK_SAYS("\"status\": \"QUOTE_STALE\",\n      \"use\": 0,\n      \"by\": \"budget\",\n      \"promotion\": \"welcome\",\n"
               "      \"campaign\": \"autumn\",\n");
    CHECK_SAYS("\"path\": \"/quotes/a~1b/uses/0\",\n      \"available_amount\": \"2.50\"\n");
    CHECK_SAYS("budget of campaign 'autumn': 2.50 left, the quote spends 10.00; price the cart again");
    change_rules(&s, "");
    CHECK_INT(run(&s, named), ECO_E_QUOTE_STALE);
    CHECK_SAYS("\"by\": \"promotion\",\n      \"promotion\": \"welcome\",\n");
    CHECK_SAYS("the rulebook has no promotion 'welcome' any more; price the cart again");
    CHECK(!strstr(s.out.text, "available"));
    free(quote);
    free(hold);
    shop_close(&s);
}

TEST(json_usage, refuses_with_the_place_and_does_nothing)
{
    static const refusal refusals[] = {
        {COMMANDS "{\"key\":\"k\",\"verb\":\"holds\"}]}", ECO_E_UNKNOWN_NAME, 1, 68, "/commands/0/verb", "did you mean 'hold'"},
        {COMMANDS "{\"key\":\"k\",\"verb\":\"hold\"," AT "\"quote\":7}]}", ECO_E_INVALID, 1, 111, "/commands/0/quote",
         "quote is a quote, or the name of one in 'quotes', and this is a number"},
        {COMMANDS "{\"key\":\"k\",\"verb\":\"hold\"," AT "\"quote\":\"q\"}]}", ECO_E_UNKNOWN_NAME, 1, 111, "/commands/0/quote",
         "'quotes' has no 'q'"},
        {COMMANDS "{\"key\":\"k\",\"verb\":\"hold\"," AT "\"quote\":{}}]}", ECO_E_INVALID, 1, 111, "/commands/0/quote",
         "a document needs 'schema'"},
        {COMMANDS "{\"key\":\"k\",\"verb\":\"hold\"," AT "\"quote\":{\"schema\":\"ecomops.cart/1\"}}]}", ECO_E_INVALID, 1, 121,
         "/commands/0/quote/schema", "not 'ecomops.quote/1'"},
        {"{\"schema\":\"ecomops.usage_commands/1\",\"quotes\":[],\"commands\":[]}", ECO_E_INVALID, 1, 47, "/quotes",
         "quotes is an object"},
        {"{\"schema\":\"ecomops.usage_commands/1\",\"quotes\":{\"q\":1},\"commands\":[]}", ECO_E_INVALID, 1, 52, "/quotes/q",
         "a document is an object"},
        {"{\"schema\":\"ecomops.usage_commands/1\"}", ECO_E_INVALID, 1, 1, "", "needs 'commands'"},
        {"{\"schema\":\"ecomops.usage_results/1\",\"results\":[]}", ECO_E_INVALID, 1, 11, "/schema",
         "not 'ecomops.usage_commands/1'"},
        {"{\"schema\":\"ecomops.usage_query/1\",\"table\":\"use\"}", ECO_E_UNKNOWN_NAME, 1, 43, "/table", "uses"},
        {"{\"schema\":\"ecomops.usage_query/1\",\"table\":\"uses\",\"after_sequence\":3}", ECO_E_INVALID, 1, 67,
         "/after_sequence", "does not read"},
    };
    shop s = shop_open();
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        eco_status status = run(&s, refusals[i].text);
        CHECK_REFUSED(status, s.error, &refusals[i]);
        CHECK_F(!s.out.text, "%s wrote %s", refusals[i].text, s.out.text);
    }
    RUN_OK(&s, "{\"schema\":\"ecomops.usage_query/1\",\"table\":\"holds\"}");
    CHECK_TEXT(s.out.text, "[]\n");
    shop_close(&s);
}

/* Where a quote does not say something, or sums of it are wrong, the place is in the quote, or is the quote. */
TEST(json_usage, a_wrong_quote_has_its_place)
{
    shop s = shop_open();
    char *quote = quote_of(&s, "lily", "\"WELCOME10\""), *total = strstr(quote, "\"total\": \"50.00\"");
    CHECK(total);
    total[10] = '6';
    char *hold = hold_of("h", quote);
    CHECK_INT(run(&s, hold), ECO_E_INVALID);
    CHECK_TEXT(s.error.path, "/commands/0/quote/total");
    CHECK(!s.out.text);
    free(hold);
    free(quote);
    shop_close(&s);
}

/* What execute refuses for what a command says is told by its place, in the document's words; validating says the same without any usage. */
TEST(json_usage, what_a_command_may_not_say_has_its_place)
{
    static const refusal refusals[] = {
        {COMMANDS "{\"key\":\"h\",\"verb\":\"hold\"," AT "\"expires\":\"2026-11-11T12:15:00Z\"}]}", ECO_E_INVALID, 1, 50,
         "/commands/0", "hold needs quote"},
        {COMMANDS "{\"key\":\"c\",\"verb\":\"commit\"," AT EXPIRES "\"hold\":\"h\"}]}", ECO_E_INVALID, 1, 115,
         "/commands/0/expires", "commit does not use expires"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        const char *schema;
        shop s = shop_open();
        eco_status status = run(&s, refusals[i].text);
        CHECK_REFUSED(status, s.error, &refusals[i]);
        CHECK_SAYS("\"status\": \"INVALID\"");
        eco_error error = {0};
        status = eco_json_validate(&schema, refusals[i].text, strlen(refusals[i].text), NULL, &error);
        CHECK_REFUSED(status, error, &refusals[i]);
        shop_close(&s);
    }
}

TEST(json_usage, a_writer_that_stops_leaves_what_was_done)
{
    shop s = shop_open();
    char *quote = quote_of(&s, "lily", "\"ANNA-7\""), *hold = hold_of("h", quote);
    free(s.out.text);
    s.out = (text_sink){.refuse_after = 1};
    CHECK_INT(eco_json_usage(s.usage, hold, strlen(hold), TEXT_SINK(&s.out), NULL, &s.error), ECO_E_CANCELLED);
    RUN_OK(&s, hold); /* the same document tells it again */
    CHECK_SAYS("\"replayed\": true");
    free(quote);
    free(hold);
    shop_close(&s);
}

TEST(json_usage, usage_documents_are_valid)
{
    static const struct {
        const char *path, *schema;
    } cases[] = {{"examples/documents/usage.json", "ecomops.usage_commands/1"},
                 {"tests/documents/usage_commands_full.json", "ecomops.usage_commands/1"},
                 {"tests/documents/usage_results_full.json", "ecomops.usage_results/1"},
                 {"tests/documents/usage_query_full.json", "ecomops.usage_query/1"}};
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        const char *schema = NULL;
        eco_error error;
        size_t size;
        char *text = json_file(cases[i].path, &size);
        CHECK_OK(eco_json_validate(&schema, text, size, NULL, &error));
        CHECK_TEXT(schema, cases[i].schema);
        free(text);
    }
}
