/* json_quote.c - stored quotes come back whole, and are refused where their amounts do not add up. */
#include "json_support.h"

static const eco_quote *priced(const char *rules_path, const char *cart_path)
{
    const eco_quote *quote;
    const eco_cart *cart;
    eco_rulebook *rulebook;
    eco_error error;
    size_t rules_size, cart_size;
    char *rules = json_file(rules_path, &rules_size), *cart_text = json_file(cart_path, &cart_size);
    CHECK_OK(eco_json_read_rulebook(&rulebook, rules, rules_size, NULL, &error));
    CHECK_OK(eco_json_read_cart(&cart, cart_text, cart_size, eco_rulebook_content_of(rulebook)->currency, NULL, &error));
    CHECK_OK(eco_price(&quote, rulebook, cart,
                       &(eco_price_options){.struct_size = sizeof(eco_price_options), .explain = ECO_EXPLAIN_ALL}, &error));
    eco_json_cart_free(cart);
    eco_rulebook_free(rulebook);
    free(rules);
    free(cart_text);
    return quote;
}

static char *written(const eco_quote *quote)
{
    text_sink sink = {0};
    eco_error error;
    CHECK_OK(eco_json_write_quote(quote, TEXT_SINK(&sink), &error));
    return sink.text;
}

TEST(json_quote, comes_back_as_it_was)
{
    static const char *const pairs[][2] = {{"examples/documents/rulebook.json", "examples/documents/cart.json"},
                                           {"tests/documents/rulebook_full.json", "tests/documents/cart_full.json"},
                                           {"tests/documents/rulebook_full.json", "tests/documents/cart_shipments.json"}};
    for (size_t i = 0; i < LENGTH_OF(pairs); i++) {
        const eco_quote *quote = priced(pairs[i][0], pairs[i][1]), *again;
        char *text = written(quote);
        eco_error error;
        CHECK_OK(eco_json_read_quote(&again, text, strlen(text), NULL, &error));
        check_same_quote(quote, again);
        char *second = written(again);
        CHECK_TEXT(second, text);
        /* what a return of a unit gives back is the same */
        eco_quote_unit one, other;
        CHECK_OK(eco_quote_unit_of(&one, quote, 0, 0, &error));
        CHECK_OK(eco_quote_unit_of(&other, again, 0, 0, &error));
        CHECK(memcmp(&one, &other, sizeof one) == 0);
        eco_quote_free(quote);
        eco_quote_free(again);
        free(text);
        free(second);
    }
}

static const eco_quote *quote_of(const char *path)
{
    const eco_quote *quote;
    eco_error error;
    size_t size;
    char *text = json_file(path, &size);
    CHECK_OK(eco_json_read_quote(&quote, text, size, NULL, &error));
    free(text);
    return quote;
}

TEST(json_quote, holds_what_the_document_says)
{
    const eco_quote *quote = quote_of("tests/documents/quote_full.json");
    size_t size;
    CHECK_TEXT(quote->cart, "c/2");
    CHECK_INT(quote->shipping_minor, 2095);
    CHECK_INT(quote->shipping_discount_minor, 2095);
    CHECK_INT(quote->payable_minor, 6345);
    CHECK_INT(quote->lines_count, 6);
    CHECK_INT(quote->lines[4].kind, ECO_LINE_SURCHARGE);
    CHECK_INT(quote->lines[5].kind, ECO_LINE_GIFT);
    CHECK_TEXT(quote->lines[5].sku, "STICKER");
    CHECK_INT(quote->lines[5].quantity, 4);
    CHECK_INT(quote->shipments_count, 3);
    CHECK_TEXT(quote->shipments[1].id, "2");
    CHECK_TEXT(quote->shipments[0].method, "courier");
    CHECK_INT(quote->shipments[0].list_minor, 3200);
    CHECK_INT(quote->shipments[0].discount_minor, 1600);
    CHECK_INT(quote->shipments[0].credit_minor, 218);
    CHECK_INT(quote->adjustments_count, 9);
    CHECK_INT(quote->adjustments[1].quantity, 750);
    CHECK_INT(quote->adjustments[5].line, 5);
    CHECK_INT(quote->adjustments[5].off_minor, 0);
    CHECK_INT(quote->adjustments[5].quantity, 4);
    CHECK_TEXT(quote->adjustments[6].coupon, "FREE");
    CHECK_INT(quote->adjustments[7].line, -1);
    CHECK_INT(quote->adjustments[8].line, -2);
    CHECK_INT(quote->adjustments[8].stage, ECO_STAGE_SHIPPING);
    CHECK_INT(quote->adjustments[8].quantity, 1);
    CHECK_INT(quote->taxes[quote->taxes_count - 1].line, -2);
    CHECK_INT(quote->decisions[0].clipped_minor, 2592);
    CHECK_INT(quote->decisions[1].next_off_minor, 4190);
    CHECK_INT(quote->decisions[6].reason, ECO_REASON_FLOOR);
    CHECK_TEXT(quote->decisions[6].by, "screws");
    char *again = written(quote), *text = json_file("tests/documents/quote_full.json", &size);
    CHECK_TEXT(again, text);
    free(again);
    free(text);
    eco_quote_free(quote);
}

/* A document that the first version wrote is read as the quote that it would be today: with its one shipment, and with the units that adjustments are
 * of, which were all. */
TEST(json_quote, of_the_past_is_readable)
{
    const eco_quote *quote = quote_of("tests/documents/quote_past.json"), *again;
    eco_error error;
    CHECK_TEXT(quote->cart, "c/1");
    CHECK_INT(quote->payable_minor, 765);
    CHECK_INT(quote->lines_count, 6);
    CHECK_INT(quote->lines[1].unit_minor, 99);
    CHECK_INT(quote->lines[1].unit_scale, 2);
    CHECK_INT(quote->lines[2].quantity, 750);
    CHECK_INT(quote->lines[2].quantity_scale, 3);
    CHECK_INT(quote->lines[5].kind, ECO_LINE_SURCHARGE);
    CHECK_INT(quote->adjustments[0].quantity, 2);
    CHECK_INT(quote->adjustments[3].quantity, 750);
    CHECK_INT(quote->taxes[5].line, -1);
    CHECK_INT(quote->shipping_discount_minor, 0);
    CHECK_INT(quote->shipments_count, 1);
    CHECK_TEXT(quote->shipments[0].id, "1");
    CHECK_TEXT(quote->shipments[0].method, "");
    CHECK_INT(quote->shipments[0].list_minor, 790);
    CHECK_INT(quote->shipments[0].net_minor, 790);
    CHECK_INT(quote->shipments[0].total_minor, 790);
    CHECK_INT(quote->shipments[0].credit_minor, 402);
    CHECK_INT(quote->decisions[1].reason, ECO_REASON_CLIPPED);
    CHECK_TEXT(quote->decisions[3].needed, "cart.subtotal >= 100");
    char *text = written(quote);
    CHECK(strstr(text, "\"shipment\": 0") && !strstr(text, "\"line\": -1"));
    CHECK_OK(eco_json_read_quote(&again, text, strlen(text), NULL, &error));
    check_same_quote(quote, again);
    free(text);
    eco_quote_free(again);
    eco_quote_free(quote);
}

#define PAST                                                                                                                  \
    "{\"schema\":\"ecomops.quote/1\",\"currency\":\"EUR\",\"at\":\"2026-01-01T00:00:00Z\",\"rulebook\":\"1a05968d-60be-c243-" \
    "0b50-8626092fd809\",\"list\":\"0\",\"discount\":\"0\",\"surcharge\":\"0\",\"rounding\":\"0\","
#define VAT(base, amount) "\"taxes\":[{\"tax\":\"vat\",\"line\":-1,\"base\":\"" base "\",\"amount\":\"" amount "\"}]"

/* Shipping without a list of shipments: one, by its price or its tax line alone. Without them nothing was shipped. */
TEST(json_quote, of_the_past_has_its_shipment)
{
    static const struct {
        const char *rest;
        int64_t shipments, net, tax, total, credit;
    } cases[] = {
        {"\"shipping\":\"0\",\"net\":\"0\",\"tax\":\"0\",\"shipping_tax\":\"0\",\"total\":\"0\",\"credit\":\"0\",\"payable\":"
         "\"0\"}",
         0, 0, 0, 0, 0},
        {"\"shipping\":\"5\",\"net\":\"5\",\"tax\":\"0\",\"shipping_tax\":\"0\",\"total\":\"5\",\"credit\":\"2\",\"payable\":"
         "\"3\"}",
         1, 500, 0, 500, 200},
        {"\"shipping\":\"5\",\"net\":\"5\",\"tax\":\"0.95\",\"shipping_tax\":\"0.95\",\"total\":\"5.95\",\"credit\":\"0\","
         "\"payable\":\"5.95\"," VAT("5", "0.95") "}",
         1, 500, 95, 595, 0},
        {"\"tax_mode\":\"included\",\"shipping\":\"5.95\",\"net\":\"5\",\"tax\":\"0.95\",\"shipping_tax\":\"0.95\",\"total\":\"5."
         "95\","
         "\"credit\":\"0\",\"payable\":\"5.95\"," VAT("5", "0.95") "}",
         1, 500, 95, 595, 0},
        {"\"shipping\":\"0\",\"net\":\"0\",\"tax\":\"0\",\"shipping_tax\":\"0\",\"total\":\"0\",\"credit\":\"0\",\"payable\":"
         "\"0\"," VAT("0", "0") "}",
         1, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        char text[1024];
        const eco_quote *quote;
        eco_error error;
        snprintf(text, sizeof text, PAST "%s", cases[i].rest);
        CHECK_OK(eco_json_read_quote(&quote, text, strlen(text), NULL, &error));
        CHECK_INT(quote->shipments_count, cases[i].shipments);
        const eco_quote_shipment *shipment = quote->shipments;
        if (shipment)
            CHECK_F(shipment->net_minor == cases[i].net && shipment->tax_minor == cases[i].tax &&
                        shipment->total_minor == cases[i].total && shipment->credit_minor == cases[i].credit,
                    "%zu", i);
        eco_quote_free(quote);
    }
}

TEST(json_quote, of_the_past_is_checked)
{
    static const refusal refusals[] = {
        {PAST
         "\n\"shipping\":\"92233720368547758.07\",\"net\":\"0\",\"tax\":\"0\",\"shipping_tax\":\"1\",\"total\":\"0\",\"credit\":"
         "\"0\",\"payable\":\"0\"," VAT("0", "1") "}",
         ECO_E_OVERFLOW, 2, 12, "/shipping", "do not fit into 64 bits"},
        {PAST
         "\n\"shipping\":\"5\",\"net\":\"5\",\"tax\":\"0\",\"shipping_tax\":\"1\",\"total\":\"5\",\"credit\":\"0\",\"payable\":"
         "\"5\"}",
         ECO_E_INVALID, 2, 51, "/shipping_tax", "taxes on shipping"},
        {PAST
         "\n\"shipping\":\"5\",\"net\":\"6\",\"tax\":\"0\",\"shipping_tax\":\"0\",\"total\":\"5\",\"credit\":\"0\",\"payable\":"
         "\"5\"}",
         ECO_E_INVALID, 2, 22, "/net", "the sum of the lines and shipping"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        const eco_quote *quote;
        eco_error error = {0};
        eco_status status = eco_json_read_quote(&quote, refusals[i].text, strlen(refusals[i].text), NULL, &error);
        CHECK(quote == NULL);
        CHECK_REFUSED(status, error, &refusals[i]);
    }
}

TEST(json_quote, of_an_empty_cart)
{
    static const char rules[] = "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"JPY\"}",
                      cart[] = "{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T00:00:00Z\"}";
    static const char expected[] =
        "  \"list\": \"0\",\n  \"discount\": \"0\",\n  \"surcharge\": \"0\",\n  \"shipping\": \"0\",\n"
        "  \"shipping_discount\": \"0\",\n  \"net\": \"0\",\n"
        "  \"tax\": \"0\",\n  \"shipping_tax\": \"0\",\n  \"total\": \"0\",\n  \"rounding\": \"0\",\n  \"credit\": \"0\",\n"
        "  \"payable\": \"0\"\n}\n";
    eco_rulebook *rulebook;
    const eco_quote *quote;
    eco_error error;
    text_sink sink = {0};
    CHECK_OK(eco_json_read_rulebook(&rulebook, rules, sizeof rules - 1, NULL, &error));
    CHECK_OK(eco_json_price(rulebook, cart, sizeof cart - 1, ECO_EXPLAIN_ALL, TEXT_SINK(&sink), NULL, &error));
    CHECK(sink.size > sizeof expected && strcmp(sink.text + sink.size - (sizeof expected - 1), expected) == 0);
    CHECK_OK(eco_json_read_quote(&quote, sink.text, sink.size, NULL, &error));
    CHECK_INT(quote->lines_count, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    free(sink.text);
}

/* The text with the n-th occurrence of a part replaced. */
static char *replaced(const char *text, const char *part, int nth, const char *by)
{
    const char *at = strstr(text, part);
    for (; nth > 0 && at; nth--)
        at = strstr(at + 1, part);
    CHECK_F(at, "%s", part);
    char *out = malloc(strlen(text) + strlen(by) + 1);
    sprintf(out, "%.*s%s%s", (int)(at - text), text, by, at + strlen(part));
    return out;
}

typedef struct change {
    const char *part;
    int nth;
    const char *by;
    eco_status status;
    int32_t line, column;
    const char *path, *message;
} change;

static void check_refused(const char *path, const change *changes, size_t count)
{
    size_t size;
    char *text = json_file(path, &size);
    for (const change *one = changes; one < changes + count; one++) {
        const eco_quote *quote;
        eco_error error = {0};
        char *changed = replaced(text, one->part, one->nth, one->by);
        const refusal refused = {one->by, one->status, one->line, one->column, one->path, one->message};
        eco_status status = eco_json_read_quote(&quote, changed, strlen(changed), NULL, &error);
        CHECK(quote == NULL);
        CHECK_REFUSED(status, error, &refused);
        CHECK_INT(eco_json_read_quote(&quote, changed, strlen(changed), NULL, NULL), refused.status);
        free(changed);
    }
    free(text);
}

TEST(json_quote, that_does_not_add_up_is_refused)
{
    static const change changes[] = {
        {"ecomops.quote/1", 0, "ecomops.quote/9", ECO_E_UNKNOWN_NAME, 2, 13, "/schema", "did you mean 'ecomops.quote/1'"},
        {"ecomops.quote/1", 0, "ecomops.cart/1", ECO_E_INVALID, 2, 13, "/schema", "not 'ecomops.quote/1'"},
        {"CHF", 0, "XYZ", ECO_E_CURRENCY, 4, 15, "/currency", "'XYZ'"},
        {"\"currency\"", 0, "\"money\"", ECO_E_INVALID, 1, 1, "", "needs 'currency'"},
        {"\"rounding\"", 0, "\"roundng\"", ECO_E_UNKNOWN_NAME, 16, 3, "/roundng", "did you mean 'rounding'"},
        {"\"list\": \"82.57\"", 0, "\"list\": \"82.58\"", ECO_E_INVALID, 8, 11, "/list", "list is not the sum"},
        {"\"discount\": \"74.32\"", 0, "\"discount\": \"74.31\"", ECO_E_INVALID, 9, 15, "/discount", "discount is not the sum"},
        {"\"surcharge\": \"1.50\"", 0, "\"surcharge\": \"1.51\"", ECO_E_INVALID, 10, 16, "/surcharge",
         "surcharge is not the sum"},
        {"\"net\": \"17.59\"", 0, "\"net\": \"17.58\"", ECO_E_INVALID, 12, 10, "/net", "net is not the sum"},
        {"\"tax\": \"0.06\"", 0, "\"tax\": \"0.07\"", ECO_E_INVALID, 13, 10, "/tax", "tax is not the sum"},
        {"\"shipping_tax\": \"0.00\"", 0, "\"shipping_tax\": \"0.01\"", ECO_E_INVALID, 14, 19, "/shipping_tax",
         "taxes on shipping"},
        {"\"total\": \"17.65\"", 0, "\"total\": \"17.66\"", ECO_E_INVALID, 15, 12, "/total", "total is not net + tax"},
        {"\"credit\": \"10.00\"", 0, "\"credit\": \"5.97\"", ECO_E_INVALID, 17, 13, "/credit",
         "credit is less than the lines bear"},
        {"\"payable\": \"7.65\"", 0, "\"payable\": \"7.66\"", ECO_E_INVALID, 18, 14, "/payable",
         "payable is not total - credit + rounding"},
        {"\"payable\": \"7.65\"", 0, "\"payable\": \"-7.65\"", ECO_E_INVALID, 18, 14, "/payable", "below 0"},
        {"      \"sku\": \"HAT\",\n", 0, "", ECO_E_INVALID, 20, 5, "/lines/0", "needs 'sku'"},
        {"\"quantity\": 2,", 0, "\"quantity\": 0,", ECO_E_INVALID, 23, 19, "/lines/0/quantity", "quantity above 0"},
        {"\"list\": \"49.80\"", 0, "\"list\": \"43.79\"", ECO_E_INVALID, 25, 15, "/lines/0/list", "below the discount"},
        {"\"list\": \"49.80\"", 0, "\"list\": \"49.81\"", ECO_E_INVALID, 29, 16, "/lines/0/total", "list - discount"},
        {"\"discount\": \"43.80\"", 0, "\"discount\": \"43.81\"", ECO_E_INVALID, 26, 19, "/lines/0/discount",
         "sum of the line's adjustments"},
        {"\"tax\": \"0.06\"", 1, "\"tax\": \"0.05\"", ECO_E_INVALID, 52, 14, "/lines/2/tax", "sum of the line's taxes"},
        {"\"net\": \"2.19\"", 0, "\"net\": \"2.18\"", ECO_E_INVALID, 53, 16, "/lines/2/total", "total is not net + tax"},
        {"\"line\": 2", 0, "\"line\": 6", ECO_E_INVALID, 116, 15, "/adjustments/3/line", "no such line"},
        {"\"line\": 2", 0, "\"line\": -1", ECO_E_INVALID, 116, 15, "/adjustments/3/line", "line '-1' is below 0"},
        {"\"off\": \"9.90\"", 0, "\"off\": \"0.00\"", ECO_E_INVALID, 100, 14, "/adjustments/0/off", "is not above 0"},
        {"\"line\": -1", 0, "\"line\": -2", ECO_E_INVALID, 166, 15, "/taxes/5/line", "no such line"},
        {"\"line\": -1", 0, "\"line\": 6", ECO_E_INVALID, 166, 15, "/taxes/5/line", "no such line"},
        {"\"reason\": \"clipped\"", 0, "\"reason\": \"unknown\"", ECO_E_UNKNOWN_NAME, 181, 17, "/decisions/1/reason",
         "known are applied, clipped"},
    };
    check_refused("tests/documents/quote_past.json", changes, LENGTH_OF(changes));
}

TEST(json_quote, whose_parts_do_not_belong_together_is_refused)
{
    static const change changes[] = {
        {"\"shipping\": \"20.95\"", 0, "\"shipping\": \"20.94\"", ECO_E_INVALID, 11, 15, "/shipping", "sum of the shipments"},
        {"\"shipping_discount\": \"20.95\"", 0, "\"shipping_discount\": \"20.94\"", ECO_E_INVALID, 12, 24, "/shipping_discount",
         "sum of the shipments"},
        {"  \"shipping_discount\": \"20.95\",\n", 0, "", ECO_E_INVALID, 1, 1, "", "needs 'shipping_discount'"},
        {"\"credit\": \"2.18\"", 0, "\"credit\": \"2.17\"", ECO_E_INVALID, 18, 13, "/credit",
         "more than the lines and shipments bear"},
        /* gifts */
        {"\"list\": \"0.00\"", 0, "\"list\": \"1.00\"", ECO_E_INVALID, 85, 15, "/lines/5/kind", "a gift costs nothing"},
        {"\"tax\": \"0.00\",\n      \"total\": \"0.00\",\n      \"credit\": \"0.00\"", 1,
         "\"tax\": \"1.00\",\n      \"total\": \"0.00\",\n      \"credit\": \"0.00\"", ECO_E_INVALID, 85, 15, "/lines/5/kind",
         "a gift costs nothing"},
        {"\"total\": \"0.00\",\n      \"credit\": \"0.00\"", 1, "\"total\": \"0.00\",\n      \"credit\": \"1.00\"", ECO_E_INVALID,
         85, 15, "/lines/5/kind", "a gift costs nothing"},
        {"      \"sku\": \"STICKER\",\n", 0, "", ECO_E_INVALID, 82, 5, "/lines/5", "needs 'sku'"},
        {"\"kind\": \"gift\",\n      \"quantity\": 4", 0, "\"kind\": \"gift\",\n      \"quantity\": 3", ECO_E_INVALID, 168, 19,
         "/adjustments/5/quantity", "more than there is of the line"},
        /* shipments */
        {"      \"method\": \"drone\",\n", 0, "", ECO_E_INVALID, 107, 5, "/shipments/1", "a quote's shipment needs 'method'"},
        {"\"list\": \"32.00\"", 0, "\"list\": \"15.99\"", ECO_E_INVALID, 100, 15, "/shipments/0/list", "below the discount"},
        {"\"list\": \"32.00\"", 0, "\"list\": \"32.01\"", ECO_E_INVALID, 104, 16, "/shipments/0/total", "list - discount"},
        {"\"list\": \"32.00\"", 0, "\"list\": \"-32.00\"", ECO_E_INVALID, 100, 15, "/shipments/0/list", "below 0"},
        {"\"discount\": \"16.00\"", 0, "\"discount\": \"15.99\"", ECO_E_INVALID, 101, 19, "/shipments/0/discount",
         "sum of the shipment's adjustments"},
        {"\"net\": \"16.00\",\n      \"tax\": \"0.00\"", 0, "\"net\": \"16.00\",\n      \"tax\": \"0.01\"", ECO_E_INVALID, 103,
         14, "/shipments/0/tax", "sum of the shipment's taxes"},
        {"\"net\": \"16.00\"", 0, "\"net\": \"15.99\"", ECO_E_INVALID, 104, 16, "/shipments/0/total", "total is not net + tax"},
        /* what adjustments and taxes are of */
        {"\"shipment\": 1", 0, "\"shipment\": 3", ECO_E_INVALID, 188, 19, "/adjustments/8/shipment", "no such shipment (from 0)"},
        {"\"shipment\": 1", 0, "\"shipment\": -1", ECO_E_INVALID, 188, 19, "/adjustments/8/shipment", "shipment '-1' is below 0"},
        {"\"shipment\": 1", 0, "\"shipment\": 2147483647", ECO_E_OVERFLOW, 188, 19, "/adjustments/8/shipment",
         "no list has so many"},
        {"\"shipment\": 1", 0, "\"shipment\": 2147483648", ECO_E_OVERFLOW, 188, 19, "/adjustments/8/shipment", "is outside"},
        {"\"shipment\": 1", 0, "\"shipment\": 1,\n      \"line\": 1", ECO_E_INVALID, 189, 15, "/adjustments/8/line",
         "an adjustment has 'line' or 'shipment', not both"},
        {"      \"shipment\": 1,\n", 0, "", ECO_E_INVALID, 186, 5, "/adjustments/8", "an adjustment needs 'line' or 'shipment'"},
        {"\"shipment\": 0", 1, "\"shipment\": 9", ECO_E_INVALID, 233, 19, "/taxes/6/shipment", "no such shipment"},
        {"\"shipment\": 0", 1, "\"line\": -1", ECO_E_INVALID, 233, 15, "/taxes/6/line", "no such line (from 0)"},
        {"\"shipment\": 0", 1, "\"line\": 6", ECO_E_INVALID, 233, 15, "/taxes/6/line", "no such line (from 0)"},
        {"      \"shipment\": 0,\n", 1, "", ECO_E_INVALID, 231, 5, "/taxes/6", "a tax line needs 'line' or 'shipment'"},
        /* quantities */
        {"\"quantity\": \"0.750\",\n      \"off\"", 0, "\"quantity\": \"0.7501\",\n      \"off\"", ECO_E_INVALID, 140, 19,
         "/adjustments/1/quantity", "quantity has 4 decimals, and what it is of has 3"},
        {"\"quantity\": \"0.750\",\n      \"off\"", 0, "\"quantity\": \"0.751\",\n      \"off\"", ECO_E_INVALID, 140, 19,
         "/adjustments/1/quantity", "more than there is of the line"},
        {"\"quantity\": \"0.750\",\n      \"off\"", 0, "\"quantity\": \"9223372036854775807\",\n      \"off\"", ECO_E_INVALID,
         140, 19, "/adjustments/1/quantity", "more than there is of the line"},
        {"\"quantity\": \"0.750\",\n      \"off\"", 0, "\"quantity\": \"0.000\",\n      \"off\"", ECO_E_INVALID, 140, 19,
         "/adjustments/1/quantity", "quantity '0.000' is not above 0"},
        {"\"quantity\": 1,", 0, "\"quantity\": 2,", ECO_E_INVALID, 183, 19, "/adjustments/7/quantity",
         "more than there is of the shipment"},
        {"\"off\": \"9.90\"", 0, "\"off\": \"0.00\"", ECO_E_INVALID, 134, 14, "/adjustments/0/off", "off is not above 0"},
        {"\"off\": \"4.95\"", 0, "\"off\": \"0.00\"", ECO_E_INVALID, 191, 14, "/adjustments/8/off",
         "only a gift takes nothing off"},
        {"\"off\": \"0.00\"", 0, "\"off\": \"0.01\"", ECO_E_INVALID, 89, 19, "/lines/5/discount",
         "sum of the line's adjustments"},
        /* words and lists */
        {"\"stage\": \"shipping\"", 0, "\"stage\": \"shiping\"", ECO_E_UNKNOWN_NAME, 182, 16, "/adjustments/7/stage",
         "did you mean 'shipping'?"},
        {"\"kind\": \"gift\"", 0, "\"kind\": \"present\"", ECO_E_UNKNOWN_NAME, 85, 15, "/lines/5/kind",
         "known are goods, surcharge, gift"},
        {"\"clipped\": \"25.92\"", 0, "\"clipped\": \"-25.92\"", ECO_E_INVALID, 250, 18, "/decisions/0/clipped", "is below 0"},
        {"\"decisions\": [", 0, "\"decisions\": 7, \"x\": [", ECO_E_UNKNOWN_NAME, 244, 19, "/x", "a quote has no 'x'"},
    };
    check_refused("tests/documents/quote_full.json", changes, LENGTH_OF(changes));
}

TEST(json_quote, whose_lists_are_none_is_refused)
{
    static const char *const names[] = {"lines", "shipments", "adjustments", "taxes", "decisions"};
    for (size_t i = 0; i < LENGTH_OF(names); i++) {
        char text[1024], path[32];
        const eco_quote *quote;
        eco_error error;
        snprintf(
            text, sizeof text,
            PAST
            "\"shipping\":\"0\",\"shipping_discount\":\"0\",\"net\":\"0\",\"tax\":\"0\",\"shipping_tax\":\"0\",\"total\":\"0\","
            "\"credit\":\"0\",\"payable\":\"0\",\"%s\":{}}",
            names[i]);
        snprintf(path, sizeof path, "/%s", names[i]);
        CHECK_FAILS(eco_json_read_quote(&quote, text, strlen(text), NULL, &error), ECO_E_INVALID,
                    "is a list, and this is an object");
        CHECK_TEXT(error.path, path);
    }
}

/* In the mode where prices are net, what is charged of a line is its net. */
TEST(json_quote, with_net_prices_is_checked_by_its_net)
{
    static const char rules[] =
        "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"EUR\",\"taxes\":[{\"id\":\"vat\",\"percent\":\"19\"}],"
        "\"shipping\":[{\"id\":\"s\",\"method\":\"post\",\"price\":\"5.00\"}]}";
    static const char cart[] =
        "{\"schema\":\"ecomops.cart/"
        "1\",\"at\":\"2026-11-11T00:00:00Z\",\"shipping\":\"post\",\"lines\":[{\"sku\":\"A\",\"quantity\":1,"
        "\"unit\":\"100.00\"}],\"surcharges\":[{\"id\":\"fee\",\"amount\":\"11.90\",\"includes_tax\":true}]}";
    eco_rulebook *rulebook;
    const eco_quote *quote;
    eco_error error;
    text_sink sink = {0};
    CHECK_OK(eco_json_read_rulebook(&rulebook, rules, sizeof rules - 1, NULL, &error));
    CHECK_OK(eco_json_price(rulebook, cart, sizeof cart - 1, ECO_EXPLAIN_NOTHING, TEXT_SINK(&sink), NULL, &error));
    CHECK_OK(eco_json_read_quote(&quote, sink.text, sink.size, NULL, &error));
    CHECK_INT(quote->net_minor, 11500);
    CHECK_INT(quote->surcharge_minor, 1000);
    CHECK_INT(quote->shipping_tax_minor, 95);
    eco_quote_free(quote);
    char *changed = replaced(sink.text, "\"list\": \"100.00\"", 1, "\"list\": \"100.01\"");
    CHECK_FAILS(eco_json_read_quote(&quote, changed, strlen(changed), NULL, &error), ECO_E_INVALID, "list - discount");
    CHECK_TEXT(error.path, "/lines/0/net");
    free(changed);
    free(sink.text);
    eco_rulebook_free(rulebook);
}

/* With gross prices the tax on shipping is inside its price. */
TEST(json_quote, with_gross_prices_takes_the_tax_out_of_shipping)
{
    static const char rules[] =
        "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"EUR\",\"tax_mode\":\"included\","
        "\"taxes\":[{\"id\":\"vat\",\"percent\":\"19\"}],\"shipping\":[{\"id\":\"s\",\"method\":\"post\",\"price\":\"11.90\"}]}";
    static const char cart[] = "{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T00:00:00Z\",\"shipping\":\"post\"}";
    eco_rulebook *rulebook;
    const eco_quote *quote;
    eco_error error;
    text_sink sink = {0};
    CHECK_OK(eco_json_read_rulebook(&rulebook, rules, sizeof rules - 1, NULL, &error));
    CHECK_OK(eco_json_price(rulebook, cart, sizeof cart - 1, ECO_EXPLAIN_NOTHING, TEXT_SINK(&sink), NULL, &error));
    CHECK_OK(eco_json_read_quote(&quote, sink.text, sink.size, NULL, &error));
    CHECK_INT(quote->net_minor, 1000);
    CHECK_INT(quote->shipping_tax_minor, 190);
    CHECK_INT(quote->payable_minor, 1190);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    free(sink.text);
}
