/* json_cart.c - cart documents, priced and not. */
#include "json_support.h"

TEST(json_cart, holds_what_the_document_says)
{
    const eco_cart *cart;
    eco_error error;
    size_t size;
    char *text = json_file("tests/documents/cart_full.json", &size);
    CHECK_OK(eco_json_read_cart(&cart, text, size, "CHF", NULL, &error));
    memset(text, '#', size); /* the cart needs it no more */
    free(text);
    CHECK_INT(cart->struct_size, sizeof *cart);
    CHECK_TEXT(cart->id, "c/1");
    CHECK_TEXT(cart->customer, "k-7");
    CHECK_TEXT(cart->channel, "web");
    CHECK_TEXT(cart->shipping, "post");
    CHECK_INT(cart->at_us, INT64_C(1794394800250000));
    CHECK_INT(cart->lines_count, 4);
    const eco_cart_line *lines = cart->lines;
    CHECK_TEXT(lines[0].id, "one");
    CHECK_TEXT(lines[0].sku, "HAT");
    CHECK_INT(lines[0].quantity, 2);
    CHECK_INT(lines[0].quantity_scale, 0);
    CHECK_INT(lines[0].unit_minor, 2490);
    CHECK_INT(lines[0].unit_scale, 0);
    CHECK_INT(lines[0].cost_minor, 910);
    CHECK_INT(lines[0].weight_g, 240);
    CHECK_INT(lines[0].volume_cm3, 3500);
    CHECK_INT(lines[0].attributes_count, 4);
    CHECK_TEXT(lines[0].attributes[1].value, "summer");
    CHECK_TEXT(lines[0].attributes[2].value, "true");
    CHECK_TEXT(lines[0].attributes[3].value, "5");
    CHECK(lines[1].id == NULL && lines[1].unit_minor == 0);
    CHECK_INT(lines[1].quantity, 1500);
    CHECK_INT(lines[2].quantity, 750);
    CHECK_INT(lines[2].quantity_scale, 3);
    CHECK(lines[3].is_free);
    CHECK_INT(cart->coupons_count, 2);
    CHECK_TEXT(cart->coupons[1], "UNKNOWN");
    CHECK_INT(cart->attributes_count, 3);
    CHECK_TEXT(cart->attributes[1].name, "customer.age");
    CHECK_TEXT(cart->attributes[1].value, "42");
    CHECK_INT(cart->surcharges_count, 2);
    CHECK(cart->surcharges[0].includes_tax && !cart->surcharges[1].includes_tax);
    CHECK_TEXT(cart->surcharges[0].attributes[0].value, "service");
    CHECK_INT(cart->surcharges[1].amount_minor, -200);
    CHECK_INT(cart->credit_minor, 1000);
    eco_json_cart_free(cart);
    eco_json_cart_free(NULL);
}

TEST(json_cart, holds_its_shipments)
{
    const eco_cart *cart;
    eco_error error;
    size_t size;
    char *text = json_file("tests/documents/cart_shipments.json", &size);
    CHECK_OK(eco_json_read_cart(&cart, text, size, "CHF", NULL, &error));
    free(text);
    CHECK(cart->shipping == NULL);
    CHECK_INT(cart->shipments_count, 3);
    CHECK_TEXT(cart->shipments[0].id, "parcel");
    CHECK_TEXT(cart->shipments[0].method, "courier");
    CHECK_INT(cart->shipments[0].price_minor, 0);
    CHECK(cart->shipments[1].id == NULL && !cart->shipments[1].is_free);
    CHECK_INT(cart->shipments[1].price_minor, 990);
    CHECK(cart->shipments[2].is_free);
    CHECK_INT(cart->lines[1].weight_g, 1);
    eco_json_cart_free(cart);
}

#define CART "{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T00:00:00Z\","
#define LINE CART "\n\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"unit\":\"9.99\"},\n"

/* What the document alone shows to be wrong: every function that reads a cart refuses it alike. */
static const refusal refusals[] = {
    {"{\"schema\":\"ecomops.quote/1\"}", ECO_E_INVALID, 1, 11, "/schema", "not 'ecomops.cart/1'"},
    {"{\"schema\":\"ecomops.cart/1\"}", ECO_E_INVALID, 1, 1, "", "a cart needs 'at'"},
    {CART "\"currency\":\"CNY\"}", ECO_E_UNKNOWN_NAME, 1, 56, "/currency", "a cart has no 'currency'"},
    {"{\"schema\":\"ecomops.cart/1\",\"at\":\"1970-01-01T00:00:00Z\"}", ECO_E_INVALID, 1, 33, "/at", "is not after 1970"},
    {"{\"schema\":\"ecomops.cart/1\",\"at\":0}", ECO_E_INVALID, 1, 33, "/at", "a time is text"},
    {LINE "{\"sku\":\"B\"}]}", ECO_E_INVALID, 3, 1, "/lines/1", "a line needs 'quantity'"},
    {LINE "{\"quantity\":1}]}", ECO_E_INVALID, 3, 1, "/lines/1", "a line needs 'sku'"},
    {LINE "{\"sku\":\"B\",\"quantity\":0}]}", ECO_E_INVALID, 3, 23, "/lines/1/quantity", "quantity '0' is not above 0"},
    {LINE "{\"sku\":\"B\",\"quantity\":-2}]}", ECO_E_INVALID, 3, 23, "/lines/1/quantity", "quantity '-2' is not above 0"},
    {LINE "{\"sku\":\"B\",\"quantity\":1.25}]}", ECO_E_INVALID, 3, 23, "/lines/1/quantity", "write \"1.25\" in quotes"},
    {LINE "{\"sku\":\"B\",\"quantity\":\"1.2500000\"}]}", ECO_E_SYNTAX, 3, 23, "/lines/1/quantity", "7 decimals"},
    {LINE "{\"sku\":\"B\",\"quantity\":9223372036854775808}]}", ECO_E_OVERFLOW, 3, 23, "/lines/1/quantity", "64 bits"},
    {LINE "{\"sku\":\"B\",\"quantity\":1,\"unit\":459}]}", ECO_E_INVALID, 3, 32, "/lines/1/unit", "write \"459\" in quotes"},
    {LINE "{\"sku\":\"B\",\"quantity\":1,\"unit\":\"0\"}]}", ECO_E_INVALID, 3, 32, "/lines/1/unit", "write \"is_free\": true"},
    {LINE "{\"sku\":\"B\",\"quantity\":1,\"unit\":\"-1\"}]}", ECO_E_INVALID, 3, 32, "/lines/1/unit", "not above 0"},
    {LINE "{\"sku\":\"B\",\"quantity\":1,\"cost\":\"-1\"}]}", ECO_E_INVALID, 3, 32, "/lines/1/cost", "is below 0"},
    {LINE "{\"sku\":\"B\",\"qty\":1}]}", ECO_E_UNKNOWN_NAME, 3, 12, "/lines/1/qty", "a line has no 'qty'"},
    {LINE "[]]}", ECO_E_INVALID, 3, 1, "/lines/1", "a line is an object, and this is a list"},
    {CART "\"coupons\":\"GOLD10\"}", ECO_E_INVALID, 1, 66, "/coupons", "coupons is a list"},
    {CART "\"attributes\":{\"customer.tier\":null}}", ECO_E_INVALID, 1, 86, "/attributes/customer.tier", "and this is null"},
    {CART "\"surcharges\":[{\"id\":\"fee\"}]}", ECO_E_INVALID, 1, 70, "/surcharges/0", "a surcharge needs 'amount'"},
    {LINE "{\"sku\":\"B\",\"quantity\":1,\"weight_g\":-1}]}", ECO_E_INVALID, 3, 36, "/lines/1/weight_g",
     "weight_g '-1' is below 0"},
    {LINE "{\"sku\":\"B\",\"quantity\":1,\"weight_g\":0.5}]}", ECO_E_INVALID, 3, 36, "/lines/1/weight_g",
     "is not a whole number"},
    {LINE "{\"sku\":\"B\",\"quantity\":1,\"volume_cm3\":\"-1\"}]}", ECO_E_INVALID, 3, 38, "/lines/1/volume_cm3", "is below 0"},
    {LINE "{\"sku\":\"B\",\"quantity\":1,\"weight\":1}]}", ECO_E_UNKNOWN_NAME, 3, 25, "/lines/1/weight",
     "did you mean 'weight_g'?"},
    {CART "\"shipments\":{}}", ECO_E_INVALID, 1, 68, "/shipments", "shipments is a list"},
    {CART "\"shipments\":[{\"id\":\"a\"}]}", ECO_E_INVALID, 1, 69, "/shipments/0", "a shipment needs 'method'"},
    {CART "\"shipments\":[{\"method\":\"m\",\"price\":\"0\"}]}", ECO_E_INVALID, 1, 91, "/shipments/0/price",
     "for a price of 0 write \"is_free\": true"},
    {CART "\"shipments\":[{\"method\":\"m\",\"price\":5}]}", ECO_E_INVALID, 1, 91, "/shipments/0/price", "write \"5\" in quotes"},
    {CART "\"shipments\":[{\"method\":\"m\",\"free\":true}]}", ECO_E_UNKNOWN_NAME, 1, 83, "/shipments/0/free",
     "a shipment has no 'free'"},
    {CART "\"credit\":\"-0.01\"}", ECO_E_INVALID, 1, 65, "/credit", "is below 0"},
};

TEST(json_cart, is_refused_with_the_place)
{
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        const char *text = refusals[i].text;
        eco_error error = {0};
        const eco_cart *cart = (const void *)&error;
        eco_status status = eco_json_read_cart(&cart, text, strlen(text), "CNY", NULL, &error);
        CHECK_REFUSED(status, error, &refusals[i]);
        CHECK(cart == NULL);
        CHECK_INT(eco_json_read_cart(&cart, text, strlen(text), "CNY", NULL, NULL), refusals[i].status);
    }
}

TEST(json_cart, needs_a_currency)
{
    static const char text[] = CART "\"credit\":\"1.005\"}";
    const eco_cart *cart;
    eco_error error;
    CHECK_FAILS(eco_json_read_cart(&cart, text, sizeof text - 1, "CNY", NULL, &error), ECO_E_SYNTAX,
                "an amount in CNY has at most 2");
    CHECK_OK(eco_json_read_cart(&cart, text, sizeof text - 1, "KWD", NULL, &error));
    CHECK_INT(cart->credit_minor, 1005);
    eco_json_cart_free(cart);
    CHECK_FAILS(eco_json_read_cart(&cart, text, sizeof text - 1, "cny", NULL, &error), ECO_E_CURRENCY,
                "'cny' is not an ISO 4217 currency");
    CHECK_TEXT(error.path, "/currency");
    CHECK_FAILS(eco_json_read_cart(&cart, text, sizeof text - 1, NULL, NULL, &error), ECO_E_CURRENCY, "NULL");
    CHECK_FAILS(eco_json_read_cart(&cart, NULL, 5, "CNY", NULL, &error), ECO_E_INVALID, "NULL");
    CHECK(cart == NULL);
}

/* ---- a cart in, a quote out ---- */

static eco_rulebook *rulebook_of(const char *text)
{
    eco_rulebook *rulebook;
    eco_error error;
    CHECK_OK(eco_json_read_rulebook(&rulebook, text, strlen(text), NULL, &error));
    return rulebook;
}

#define RULES                                                                                               \
    "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"CNY\",\"promotions\":["                              \
    "{\"id\":\"300-50\",\"stage\":\"shop\",\"tiers\":[{\"from_amount\":\"300.00\",\"off\":\"50.00\"}]},"    \
    "{\"id\":\"young\",\"stage\":\"shop\",\"when\":\"customer.age < 30\",\"tiers\":[{\"off\":\"1.00\"}]}]," \
    "\"shipping\":[{\"id\":\"s\",\"method\":\"post\",\"price\":\"5.00\"}]}"

TEST(json_cart, is_priced_as_the_struct_is)
{
    eco_rulebook *rulebook = rulebook_of(RULES);
    eco_error error;
    static const char text[] =
        "{\"schema\":\"ecomops.cart/"
        "1\",\"at\":\"2026-11-11T00:00:00Z\",\"id\":\"x\",\"lines\":[{\"sku\":\"A\",\"quantity\":3,\"unit\":\"120.00\"}]}";
    const eco_cart_line lines[] = {{.sku = "A", .quantity = 3, .unit_minor = 12000}};
    const eco_cart cart = {
        .struct_size = sizeof cart, .id = "x", .at_us = INT64_C(1794355200000000), .lines = lines, .lines_count = 1};
    for (eco_explain explain = ECO_EXPLAIN_NOTHING; explain <= ECO_EXPLAIN_ALL; explain++) {
        const eco_quote *quote;
        text_sink direct = {0}, by_text = {0};
        CHECK_OK(eco_price(&quote, rulebook, &cart,
                           &(eco_price_options){.struct_size = sizeof(eco_price_options), .explain = explain}, &error));
        CHECK_OK(eco_json_write_quote(quote, TEXT_SINK(&direct), &error));
        CHECK_OK(eco_json_price(rulebook, text, sizeof text - 1, explain, TEXT_SINK(&by_text), NULL, &error));
        CHECK_TEXT(direct.text, by_text.text);
        CHECK(!strstr(direct.text, "decisions") == (explain == ECO_EXPLAIN_NOTHING));
        CHECK(strstr(direct.text, "\"payable\": \"310.00\""));
        eco_quote_free(quote);
        free(direct.text);
        free(by_text.text);
    }
    eco_rulebook_free(rulebook);
}

/* The word of the levels, how many next steps are told, and one promotion alone. */
TEST(json_cart, is_explained_as_asked)
{
    static const char rules[] = "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"CNY\",\"promotions\":["
                                "{\"id\":\"a\",\"stage\":\"shop\",\"tiers\":[{\"from_amount\":\"400.00\",\"off\":\"50.00\"}]},"
                                "{\"id\":\"b\",\"stage\":\"shop\",\"tiers\":[{\"from_amount\":\"500.00\",\"off\":\"60.00\"}]},"
                                "{\"id\":\"c\",\"stage\":\"shop\",\"tiers\":[{\"from_amount\":\"450.00\",\"off\":\"70.00\"}]}]}";
    static const char cart[] = LINE "{\"sku\":\"B\",\"quantity\":3,\"unit\":\"120.00\"}]}";
    static const struct {
        eco_explain explain;
        int64_t next_steps;
        const char *why;
    } cases[] = {{ECO_EXPLAIN_NOTHING, 0, NULL}, {ECO_EXPLAIN_NEAR, 0, NULL},    {ECO_EXPLAIN_NEAR, 1, NULL},
                 {ECO_EXPLAIN_NEAR, -1, NULL},   {ECO_EXPLAIN_REACHED, 2, NULL}, {ECO_EXPLAIN_ALL, 1, NULL},
                 {ECO_EXPLAIN_NOTHING, 0, "b"},  {ECO_EXPLAIN_ALL, 1, "c"}};
    eco_rulebook *rulebook = rulebook_of(rules);
    const eco_cart *input;
    eco_error error;
    CHECK_OK(eco_json_read_cart(&input, cart, sizeof cart - 1, "CNY", NULL, &error));
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        const eco_json_options options = {.struct_size = sizeof options, .next_steps = cases[i].next_steps, .why = cases[i].why};
        const eco_price_options same = {
            .struct_size = sizeof same, .explain = cases[i].explain, .next_steps = cases[i].next_steps};
        const eco_quote *quote;
        text_sink sink = {0}, direct = {0};
        if (cases[i].why)
            CHECK_OK(eco_quote_why(&quote, rulebook, input, cases[i].why, NULL, &error));
        else
            CHECK_OK(eco_price(&quote, rulebook, input, &same, &error));
        CHECK_OK(eco_json_write_quote(quote, TEXT_SINK(&direct), &error));
        CHECK_OK(eco_json_price(rulebook, cart, sizeof cart - 1, cases[i].explain, TEXT_SINK(&sink), &options, &error));
        CHECK_TEXT(sink.text, direct.text);
        CHECK(!cases[i].why || (quote->decisions_count == 1 && !strcmp(quote->decisions[0].promotion, cases[i].why)));
        eco_quote_free(quote);
        free(sink.text);
        free(direct.text);
    }
    eco_json_cart_free(input);
    text_sink sink = {0};
    const eco_json_options nobody = {.struct_size = sizeof nobody, .why = "d"},
                           steps = {.struct_size = sizeof steps, .next_steps = -2};
    CHECK_FAILS(eco_json_price(rulebook, cart, sizeof cart - 1, ECO_EXPLAIN_ALL, TEXT_SINK(&sink), &nobody, &error),
                ECO_E_NOT_FOUND, "the rulebook has no promotion 'd'");
    CHECK_FAILS(eco_json_price(rulebook, cart, sizeof cart - 1, ECO_EXPLAIN_ALL, TEXT_SINK(&sink), &steps, &error), ECO_E_INVALID,
                "below -1");
    CHECK_TEXT(error.path, "/next_steps");
    CHECK_INT(sink.size, 0);
    eco_rulebook_free(rulebook);
}

/* Options of a caller that was compiled before they grew: what they do not have is not given. */
TEST(json_cart, is_priced_with_older_options)
{
    static const char cart[] = LINE "{\"sku\":\"B\",\"quantity\":1,\"unit\":\"1\"}]}";
    eco_rulebook *rulebook = rulebook_of(RULES);
    eco_json_options options = {.struct_size = offsetof(eco_json_options, next_steps), .next_steps = -9, .why = "x"};
    eco_error error;
    text_sink sink = {0};
    CHECK_OK(eco_json_price(rulebook, cart, sizeof cart - 1, ECO_EXPLAIN_NEAR, TEXT_SINK(&sink), &options, &error));
    free(sink.text);
    sink = (text_sink){0};
    options.struct_size = 0;
    CHECK_FAILS(eco_json_price(rulebook, cart, sizeof cart - 1, ECO_EXPLAIN_NEAR, TEXT_SINK(&sink), &options, &error),
                ECO_E_INVALID, "struct_size");
    CHECK_INT(sink.size, 0);
    eco_rulebook_free(rulebook);
}

TEST(json_cart, that_cannot_be_priced_is_refused_with_the_place)
{
    static const refusal beyond[] = {
        {LINE "{\"sku\":\"B\",\"quantity\":1}]}", ECO_E_NO_PRICE, 3, 8, "/lines/1/sku", "'B'"},
        {LINE "{\"sku\":\"\",\"quantity\":1}]}", ECO_E_INVALID, 3, 8, "/lines/1/sku", ""},
        {LINE "{\"id\":\"1\",\"sku\":\"B\",\"quantity\":1,\"unit\":\"1\"}]}", ECO_E_INVALID, 3, 7, "/lines/1/id", "'1'"},
        {LINE "{\"sku\":\"B\",\"quantity\":9007199254740992,\"unit\":\"92233720368547758.07\"}]}", ECO_E_OVERFLOW, 3, 1,
         "/lines/1", ""},
        {LINE "{\"sku\":\"B\",\"quantity\":1,\"unit\":\"92233720368547758.07\"}]}", ECO_E_OVERFLOW, 3, 1, "/lines/1",
         "the sum of the lines"},
        {CART "\"coupons\":[\"A\",\"\"]}", ECO_E_INVALID, 1, 71, "/coupons/1", ""},
        {CART "\"shipping\":\"drone\"}", ECO_E_NOT_FOUND, 1, 67, "/shipping", "'drone'"},
        {CART "\"shipping\":\"post\",\"shipments\":[{\"method\":\"post\"}]}", ECO_E_INVALID, 1, 86, "/shipments",
         "a cart ships in one way"},
        {CART "\"shipments\":[{\"method\":\"post\"},{\"method\":\"\"}]}", ECO_E_INVALID, 1, 97, "/shipments/1/method", ""},
        {CART "\"shipments\":[{\"method\":\"post\"},{\"method\":\"drone\"}]}", ECO_E_NOT_FOUND, 1, 97, "/shipments/1/method",
         "'drone'"},
        {CART "\"shipments\":[{\"method\":\"post\"},{\"id\":\"1\",\"method\":\"post\"}]}", ECO_E_INVALID, 1, 93,
         "/shipments/1/id", "'1'"},
        {CART "\"surcharges\":[{\"id\":\"goodwill\",\"amount\":\"-1.00\"}]}", ECO_E_INVALID, 1, 69, "/surcharges",
         "make the total negative"},
        {CART "\"attributes\":{\"customer.age\":\"old\"},\"lines\":[{\"sku\":\"B\",\"quantity\":1,\"unit\":\"1\"}]}",
         ECO_E_INVALID, 0, 0, "", "'old' of 'customer.age' must be a number"},
    };
    eco_rulebook *rulebook = rulebook_of(RULES);
    for (size_t i = 0; i < LENGTH_OF(refusals) + LENGTH_OF(beyond); i++) {
        const refusal *refused = i < LENGTH_OF(refusals) ? &refusals[i] : &beyond[i - LENGTH_OF(refusals)];
        eco_error error = {0};
        text_sink sink = {0};
        eco_status status = eco_json_price(rulebook, refused->text, strlen(refused->text), ECO_EXPLAIN_ALL, TEXT_SINK(&sink),
                                           NULL, &error);
        CHECK_REFUSED(status, error, refused);
        CHECK(sink.size == 0);
        CHECK_INT(eco_json_price(rulebook, refused->text, strlen(refused->text), ECO_EXPLAIN_ALL, TEXT_SINK(&sink), NULL, NULL),
                  refused->status);
    }
    static const char good[] = LINE "{\"sku\":\"B\",\"quantity\":1,\"unit\":\"1\"}]}";
    eco_error error;
    text_sink sink = {.refuse_after = 100};
    CHECK_FAILS(eco_json_price(rulebook, good, sizeof good - 1, ECO_EXPLAIN_ALL, TEXT_SINK(&sink), NULL, &error), ECO_E_CANCELLED,
                "");
    CHECK_FAILS(eco_json_price(rulebook, good, sizeof good - 1, 99, TEXT_SINK(&sink), NULL, &error), ECO_E_INVALID, "");
    CHECK_FAILS(eco_json_price(rulebook, "[", 1, 0, TEXT_SINK(&sink), NULL, &error), ECO_E_SYNTAX, "");
    eco_rulebook_free(rulebook);
}
