/* json_quote.c - stored quotes come back whole, and are refused where their amounts do not add up. */
#include "json_support.h"

/* Every field of two quotes, element by element. */
#define SAME(member) CHECK_INT(a->member, b->member)
#define SAME_TEXT(member)                                   \
    do {                                                    \
        CHECK(!a->member == !b->member);                    \
        CHECK(!a->member || !strcmp(a->member, b->member)); \
    } while (0)

static void check_same_line(const eco_quote_line *a, const eco_quote_line *b)
{
    SAME_TEXT(id);
    SAME_TEXT(sku);
    SAME(kind);
    SAME(quantity);
    SAME(quantity_scale);
    SAME(unit_minor);
    SAME(unit_scale);
    SAME(list_minor);
    SAME(discount_minor);
    SAME(net_minor);
    SAME(tax_minor);
    SAME(total_minor);
    SAME(credit_minor);
}

static void check_same_decision(const eco_decision *a, const eco_decision *b)
{
    SAME_TEXT(promotion);
    SAME_TEXT(label);
    SAME(reason);
    SAME(off_minor);
    SAME(missing_minor);
    SAME(missing_quantity);
    SAME(next_off_minor);
    SAME_TEXT(by);
    SAME_TEXT(needed);
    SAME_TEXT(found);
}

static void check_same_adjustment(const eco_adjustment *a, const eco_adjustment *b)
{
    SAME_TEXT(promotion);
    SAME_TEXT(coupon);
    SAME(line);
    SAME(stage);
    SAME(off_minor);
}

static void check_same_tax(const eco_tax_line *a, const eco_tax_line *b)
{
    SAME_TEXT(tax);
    SAME(line);
    SAME(base_minor);
    SAME(tax_minor);
}

static void check_same(const eco_quote *a, const eco_quote *b)
{
    SAME_TEXT(cart);
    SAME_TEXT(currency);
    SAME(at_us);
    SAME(tax_mode);
    SAME(rulebook.high);
    SAME(rulebook.low);
    SAME(list_minor);
    SAME(discount_minor);
    SAME(surcharge_minor);
    SAME(shipping_minor);
    SAME(net_minor);
    SAME(tax_minor);
    SAME(shipping_tax_minor);
    SAME(total_minor);
    SAME(rounding_minor);
    SAME(credit_minor);
    SAME(payable_minor);
    SAME(lines_count);
    SAME(adjustments_count);
    SAME(taxes_count);
    SAME(decisions_count);
    for (size_t i = 0; i < a->lines_count; i++)
        check_same_line(&a->lines[i], &b->lines[i]);
    for (size_t i = 0; i < a->adjustments_count; i++)
        check_same_adjustment(&a->adjustments[i], &b->adjustments[i]);
    for (size_t i = 0; i < a->taxes_count; i++)
        check_same_tax(&a->taxes[i], &b->taxes[i]);
    for (size_t i = 0; i < a->decisions_count; i++)
        check_same_decision(&a->decisions[i], &b->decisions[i]);
}

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
                                           {"tests/documents/rulebook_full.json", "tests/documents/cart_full.json"}};
    for (size_t i = 0; i < LENGTH_OF(pairs); i++) {
        const eco_quote *quote = priced(pairs[i][0], pairs[i][1]), *again;
        char *text = written(quote);
        eco_error error;
        CHECK_OK(eco_json_read_quote(&again, text, strlen(text), NULL, &error));
        check_same(quote, again);
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

/* A document that the first version wrote: later versions must read it, and write what they read. */
TEST(json_quote, of_the_past_is_readable)
{
    const eco_quote *quote;
    eco_error error;
    size_t size;
    char *text = json_file("tests/documents/quote_full.json", &size);
    CHECK_OK(eco_json_read_quote(&quote, text, size, NULL, &error));
    CHECK_TEXT(quote->cart, "c/1");
    CHECK_INT(quote->payable_minor, 765);
    CHECK_INT(quote->lines_count, 6);
    CHECK_INT(quote->lines[1].unit_minor, 99);
    CHECK_INT(quote->lines[1].unit_scale, 2);
    CHECK_INT(quote->lines[2].quantity, 750);
    CHECK_INT(quote->lines[2].quantity_scale, 3);
    CHECK_INT(quote->lines[5].kind, ECO_LINE_SURCHARGE);
    CHECK_INT(quote->taxes[5].line, -1);
    CHECK_INT(quote->decisions[1].reason, ECO_REASON_CLIPPED);
    CHECK_TEXT(quote->decisions[3].needed, "cart.subtotal >= 100");
    char *again = written(quote);
    CHECK_TEXT(again, text);
    free(again);
    free(text);
    eco_quote_free(quote);
}

TEST(json_quote, of_an_empty_cart)
{
    static const char rules[] = "{\"schema\":\"ecomops.rulebook/1\",\"currency\":\"JPY\"}",
                      cart[] = "{\"schema\":\"ecomops.cart/1\",\"at\":\"2026-11-11T00:00:00Z\"}";
    static const char expected[] =
        "  \"list\": \"0\",\n  \"discount\": \"0\",\n  \"surcharge\": \"0\",\n  \"shipping\": \"0\",\n  \"net\": \"0\",\n"
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

TEST(json_quote, that_does_not_add_up_is_refused)
{
    static const struct {
        const char *part;
        int nth;
        const char *by;
        eco_status status;
        int32_t line, column;
        const char *path, *message;
    } cases[] = {
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
    size_t size;
    char *text = json_file("tests/documents/quote_full.json", &size);
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        const eco_quote *quote;
        eco_error error = {0};
        char *changed = replaced(text, cases[i].part, cases[i].nth, cases[i].by);
        const refusal refused = {cases[i].by, cases[i].status, cases[i].line, cases[i].column, cases[i].path, cases[i].message};
        eco_status status = eco_json_read_quote(&quote, changed, strlen(changed), NULL, &error);
        CHECK(quote == NULL);
        CHECK_REFUSED(status, error, &refused);
        CHECK_INT(eco_json_read_quote(&quote, changed, strlen(changed), NULL, NULL), refused.status);
        free(changed);
    }
    free(text);
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
