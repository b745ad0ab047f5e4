/* json_faults.c - every public function of documents with every allocation failing, once and from then on; then every one of cJSON's. */
#include "json_support.h"

#include <cJSON.h>

typedef struct fixture {
    char *rules, *cart, *quote, *past;
    size_t rules_size, cart_size, quote_size, past_size;
    eco_rulebook *rulebook; /* of healthy memory */
} fixture;

/* One run with an allocator that may fail; frees what it made. */
typedef eco_status job(const fixture *fixture, const eco_json_options *options, eco_error *error);

static eco_status job_read_rulebook(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    eco_rulebook *rulebook;
    eco_status status = eco_json_read_rulebook(&rulebook, fixture->rules, fixture->rules_size, options, error);
    CHECK(!status == (rulebook != NULL));
    eco_rulebook_free(rulebook);
    return status;
}

/* Writing takes memory from the rulebook's allocator, so the rulebook is read with it, too. */
static eco_status job_write_rulebook(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    eco_rulebook *rulebook;
    text_sink sink = {0};
    eco_status status = eco_json_read_rulebook(&rulebook, fixture->rules, fixture->rules_size, options, error);
    if (!status)
        status = eco_json_write_rulebook(rulebook, TEXT_SINK(&sink), error);
    CHECK(status || strcmp(sink.text, fixture->rules) == 0);
    eco_rulebook_free(rulebook);
    free(sink.text);
    return status;
}

static eco_status job_read_cart(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    const eco_cart *cart;
    eco_status status = eco_json_read_cart(&cart, fixture->cart, fixture->cart_size, "CHF", options, error);
    CHECK(!status == (cart != NULL));
    eco_json_cart_free(cart);
    return status;
}

static eco_status job_quote(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    const eco_quote *quote;
    text_sink sink = {0};
    eco_status status = eco_json_read_quote(&quote, fixture->quote, fixture->quote_size, options, error);
    CHECK(!status == (quote != NULL));
    if (!status)
        status = eco_json_write_quote(quote, TEXT_SINK(&sink), error);
    CHECK(status || strcmp(sink.text, fixture->quote) == 0);
    eco_quote_free(quote);
    free(sink.text);
    return status;
}

static eco_status job_price(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    text_sink sink = {0};
    eco_status status = eco_json_price(fixture->rulebook, fixture->cart, fixture->cart_size, ECO_EXPLAIN_NEAR, TEXT_SINK(&sink),
                                       options, error);
    CHECK(status || strcmp(sink.text, fixture->quote) == 0);
    CHECK(!status || sink.size == 0);
    free(sink.text);
    return status;
}

static eco_status job_why(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    eco_json_options asked = options ? *options : (eco_json_options){.struct_size = sizeof asked};
    text_sink sink = {0};
    asked.why = "l-shipping";
    eco_status status = eco_json_price(fixture->rulebook, fixture->cart, fixture->cart_size, ECO_EXPLAIN_NOTHING,
                                       TEXT_SINK(&sink), &asked, error);
    CHECK(status || strstr(sink.text, "l-shipping"));
    CHECK(!status || sink.size == 0);
    free(sink.text);
    return status;
}

/* Its shipment is made by the reader. */
static eco_status job_past(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    const eco_quote *quote;
    eco_status status = eco_json_read_quote(&quote, fixture->past, fixture->past_size, options, error);
    CHECK(!status == (quote != NULL));
    CHECK(status || quote->shipments_count == 1);
    eco_quote_free(quote);
    return status;
}

static eco_status validate(const char *text, size_t size, const eco_json_options *options, eco_error *error)
{
    const char *schema;
    eco_status status = eco_json_validate(&schema, text, size, options, error);
    CHECK(!status == (schema != NULL));
    return status;
}

static eco_status job_validate_rulebook(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    return validate(fixture->rules, fixture->rules_size, options, error);
}

static eco_status job_validate_cart(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    return validate(fixture->cart, fixture->cart_size, options, error);
}

static eco_status job_validate_quote(const fixture *fixture, const eco_json_options *options, eco_error *error)
{
    return validate(fixture->quote, fixture->quote_size, options, error);
}

static job *const jobs[] = {job_read_rulebook,     job_write_rulebook, job_read_cart,      job_quote, job_price,
                            job_validate_rulebook, job_validate_cart,  job_validate_quote, job_why,   job_past};

static fixture fixture_begin(void)
{
    fixture fixture;
    eco_error error;
    fixture.rules = json_file("tests/documents/rulebook_full.json", &fixture.rules_size);
    fixture.cart = json_file("tests/documents/cart_shipments.json", &fixture.cart_size);
    fixture.past = json_file("tests/documents/quote_past.json", &fixture.past_size);
    CHECK_OK(eco_json_read_rulebook(&fixture.rulebook, fixture.rules, fixture.rules_size, NULL, &error));
    text_sink sink = {0};
    CHECK_OK(eco_json_price(fixture.rulebook, fixture.cart, fixture.cart_size, ECO_EXPLAIN_NEAR, TEXT_SINK(&sink), NULL, &error));
    fixture.quote = sink.text;
    fixture.quote_size = sink.size;
    return fixture;
}

static void fixture_end(fixture *fixture)
{
    eco_rulebook_free(fixture->rulebook);
    free(fixture->rules);
    free(fixture->cart);
    free(fixture->quote);
    free(fixture->past);
}

TEST(json_faults, every_allocation_may_fail)
{
    fixture fixture = fixture_begin();
    for (size_t i = 0; i < LENGTH_OF(jobs); i++)
        for (int lasting = 0; lasting < 2; lasting++) {
            eco_status status = ECO_E_MEMORY;
            for (int64_t until = 0; status; until++) {
                faults state = {.until = until, .lasting = lasting};
                eco_allocator allocator = FAULTY(&state);
                const eco_json_options options = {.struct_size = sizeof options, .allocator = &allocator};
                eco_error error = {0};
                status = jobs[i](&fixture, &options, &error);
                CHECK_INT(error.status, status);
                CHECK_F(status == ECO_OK || status == ECO_E_MEMORY, "job %zu, %lld: %s", i, (long long)until, error.message);
                CHECK(until > 0 || status == ECO_E_MEMORY);
                CHECK_INT(state.held, 0);
            }
        }
    fixture_end(&fixture);
}

/* cJSON's hooks are global: only tests set them, and only around one call. */
static int64_t cjson_until, cjson_held;

static void *cjson_allocate(size_t size)
{
    void *memory = cjson_until-- == 0 ? NULL : malloc(size);
    cjson_held += memory != NULL;
    return memory;
}

static void cjson_release(void *memory)
{
    cjson_held -= memory != NULL;
    free(memory);
}

TEST(json_faults, every_allocation_of_cjson_may_fail)
{
    fixture fixture = fixture_begin();
    for (size_t i = 0; i < LENGTH_OF(jobs); i++) {
        eco_status status = ECO_E_MEMORY;
        int64_t tries = 0;
        for (; status; tries++) {
            eco_error error = {0};
            cjson_until = tries;
            cjson_held = 0;
            cJSON_InitHooks(&(cJSON_Hooks){cjson_allocate, cjson_release});
            status = jobs[i](&fixture, NULL, &error);
            cJSON_InitHooks(NULL);
            CHECK_F(status == ECO_OK || status == ECO_E_MEMORY, "job %zu: %s", i, error.message);
            CHECK_INT(error.status, status);
            CHECK_INT(cjson_held, 0);
        }
        CHECK(tries > 50);
    }
    fixture_end(&fixture);
}
