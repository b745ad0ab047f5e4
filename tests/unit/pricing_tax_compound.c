/* Taxes on top of other taxes, net and gross, rounded by line, unit and order. Figures by hand. */
#include "pricing_shop.h"

#define TAX(rules, id_, ...) eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = id_, __VA_ARGS__))

/* "gst[0]10000:500 qst[0]10500:788": tax[line]base:tax. */
static const char *taxes(char text[800], const eco_quote *quote)
{
    size_t size = 0;
    text[0] = '\0';
    for (size_t i = 0; i < quote->taxes_count && size < 800; i++) {
        const eco_tax_line *tax = &quote->taxes[i];
        size += (size_t)snprintf(text + size, 800 - size, "%s%s[%d]%" PRId64 ":%" PRId64, i ? " " : "", tax->tax, (int)tax->line,
                                 tax->base_minor, tax->tax_minor);
    }
    return text;
}

static eco_rulebook *with_taxes(eco_tax_mode mode, eco_round_at round_at, eco_decimal simple, eco_decimal compound)
{
    eco_rulebook_builder *rules = RULES("CAD", .tax_mode = mode, .tax_round_at = round_at);
    TAX(rules, "gst", .percent = simple);
    TAX(rules, "qst", .percent = compound, .compound = true);
    return built(rules);
}
#define CHECK_TAXES(mode, round_at, simple, compound, expected, ...)                                      \
    do {                                                                                                  \
        eco_rulebook *rulebook_ = with_taxes(mode, round_at, (eco_decimal)simple, (eco_decimal)compound); \
        const eco_quote *quote_ = priced(rulebook_, CART(LINES(__VA_ARGS__)));                            \
        CHECK_TEXT(taxes((char[800]){0}, quote_), expected);                                              \
        eco_quote_free(quote_);                                                                           \
        eco_rulebook_free(rulebook_);                                                                     \
    } while (0)
#define RATE(...)   \
    {               \
        __VA_ARGS__ \
    }
#define NET   ECO_TAX_EXCLUDED
#define GROSS ECO_TAX_INCLUDED

TEST(tax_compound, is_on_top_of_the_others_where_prices_are_net)
{
    /* 7.5 % of 10500 is 787.5 */
    CHECK_TAXES(NET, ECO_ROUND_AT_LINE, RATE(5, 0), RATE(75, 1), "gst[0]10000:500 qst[0]10500:788", PIECES("a", 1, 10000));
    /* 5 % of 99 is 4.95; 10 % of 104 is 10.4 */
    CHECK_TAXES(NET, ECO_ROUND_AT_LINE, RATE(5, 0), RATE(10, 0), "gst[0]99:5 qst[0]104:10", PIECES("a", 3, 33));
    /* each unit: 1.65 -> 2; 3.5 -> 4 */
    CHECK_TAXES(NET, ECO_ROUND_AT_UNIT, RATE(5, 0), RATE(10, 0), "gst[0]99:6 qst[0]105:12", PIECES("a", 3, 33));
    /* 100 is 34 33 33: 1.7 -> 2, 1.65 -> 2; 10 % of 36 and 35: 3.6 -> 4, 3.5 -> 4 */
    CHECK_TAXES(NET, ECO_ROUND_AT_UNIT, RATE(5, 0), RATE(10, 0), "gst[0]100:6 qst[0]106:12",
                {.sku = "a", .quantity = 3, .unit_minor = 3333, .unit_scale = 2});
    /* the order: 4.95 -> 5 over 33 and 66: 1.67, 3.33; 10 % of 104 -> 10 over 35 and 69: 3.37, 6.63 */
    CHECK_TAXES(NET, ECO_ROUND_AT_ORDER, RATE(5, 0), RATE(10, 0), "gst[0]33:2 gst[1]66:3 qst[0]35:3 qst[1]69:7",
                PIECES("a", 1, 33), PIECES("b", 2, 33));
    /* a rate of many decimals, trailing zeros apart: 9.975 % of 10500 is 1047.375 */
    CHECK_TAXES(NET, ECO_ROUND_AT_LINE, RATE(5, 0), RATE(997500, 5), "gst[0]10000:500 qst[0]10500:1047", PIECES("a", 1, 10000));
}

TEST(tax_compound, is_within_gross_prices)
{
    /* 1155 is 1000 x 1.05 x 1.1: 155 over 5 and 10.5 */
    CHECK_TAXES(GROSS, ECO_ROUND_AT_LINE, RATE(5, 0), RATE(10, 0), "gst[0]1000:50 qst[0]1050:105", PIECES("a", 1, 1155));
    /* 1000 / 1.155 is 865.80 -> 866; 134 over 5 and 10.5: 43.23, 90.77 */
    CHECK_TAXES(GROSS, ECO_ROUND_AT_LINE, RATE(5, 0), RATE(10, 0), "gst[0]866:43 qst[0]909:91", PIECES("a", 1, 1000));
    /* each unit 500 / 1.155 is 432.90 -> 433; 67: 21.61, 45.39 */
    CHECK_TAXES(GROSS, ECO_ROUND_AT_UNIT, RATE(5, 0), RATE(10, 0), "gst[0]866:44 qst[0]910:90", PIECES("a", 2, 500));
    /* the order: 134 is 67 and 67; gst 43 over them: 21.5, the first gets the odd one; qst has the rest, 45 and 46 */
    CHECK_TAXES(GROSS, ECO_ROUND_AT_ORDER, RATE(5, 0), RATE(10, 0), "gst[0]433:22 gst[1]433:21 qst[0]455:45 qst[1]454:46",
                PIECES("a", 1, 500), PIECES("b", 1, 500));
    /* alone it is as any other */
    CHECK_TAXES(GROSS, ECO_ROUND_AT_LINE, RATE(0, 0), RATE(10, 0), "gst[0]1000:0 qst[0]1000:100", PIECES("a", 1, 1100));
    CHECK_TAXES(NET, ECO_ROUND_AT_LINE, RATE(0, 0), RATE(10, 0), "gst[0]1000:0 qst[0]1000:100", PIECES("a", 1, 1000));
}

TEST(tax_compound, sees_no_other_compound_tax)
{
    static const struct {
        eco_tax_mode mode;
        eco_round_at round_at;
        int64_t unit;
    } kinds[] = {{NET, ECO_ROUND_AT_LINE, 1000},   {NET, ECO_ROUND_AT_UNIT, 1000},   {NET, ECO_ROUND_AT_ORDER, 1000},
                 {GROSS, ECO_ROUND_AT_LINE, 1430}, {GROSS, ECO_ROUND_AT_UNIT, 1430}, {GROSS, ECO_ROUND_AT_ORDER, 1430}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        /* 1000 + 100; 10 % and 20 % of 1100; ids that stand before the simple one's change nothing */
        eco_rulebook_builder *rules = RULES("EUR", .tax_mode = kinds[i].mode, .tax_round_at = kinds[i].round_at);
        TAX(rules, "c", .percent = {10, 0}, .compound = true);
        TAX(rules, "a", .percent = {20, 0}, .compound = true);
        TAX(rules, "b", .percent = {10, 0});
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, CART(LINES(PIECES("x", 1, kinds[i].unit))));
        CHECK_TEXT(taxes((char[800]){0}, quote), "a[0]1100:220 b[0]1000:100 c[0]1100:110");
        CHECK_INT(quote->total_minor, 1430);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(tax_compound, is_on_what_the_line_bears)
{
    /* shipping bears no gst, books no qst; a reduction of the price is negative in all of it */
    for (eco_round_at round_at = ECO_ROUND_AT_LINE; round_at <= ECO_ROUND_AT_ORDER; round_at++) {
        eco_rulebook_builder *rules = RULES("CAD", .tax_round_at = round_at);
        TAX(rules, "gst", .percent = {10, 0}, .on = "line.sku != 'shipping'");
        TAX(rules, "qst", .percent = {20, 0}, .on = "line.sku != 'book'", .compound = true);
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, CART(LINES(PIECES("book", 1, 1000), PIECES("pen", 1, 1000)),
                                                       ECO_LIST(surcharges, eco_surcharge, {.id = "less", .amount_minor = -100}),
                                                       ECO_LIST(shipments, eco_shipment, {.method = "x", .price_minor = 500})));
        CHECK_TEXT(taxes((char[800]){0}, quote),
                   "gst[0]1000:100 gst[1]1000:100 gst[2]-100:-10 qst[1]1100:220 qst[2]-110:-22 qst[-1]500:100");
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
    /* a gross amount among net ones */
    eco_rulebook_builder *rules = RULES("CAD", .tax_round_at = ECO_ROUND_AT_ORDER);
    TAX(rules, "gst", .percent = {5, 0});
    TAX(rules, "qst", .percent = {10, 0}, .compound = true);
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(ECO_LIST(surcharges, eco_surcharge, {.id = "box", .amount_minor = 1155, .includes_tax = true})));
    CHECK_TEXT(taxes((char[800]){0}, quote), "gst[0]1000:50 qst[0]1050:105");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

static void refused(eco_rulebook *rulebook, const eco_cart *cart, const char *message, const char *path)
{
    eco_error error;
    const eco_quote *quote;
    CHECK_FAILS(eco_price(&quote, rulebook, cart, NULL, &error), ECO_E_OVERFLOW, message);
    CHECK_TEXT(error.path, path);
    eco_rulebook_free(rulebook);
}

TEST(tax_compound, that_does_not_fit_is_refused)
{
    static const eco_decimal most = {10000, 0};
    const eco_cart *half = CART(LINES(PIECES("a", 1, INT64_MAX / 2))), *hundredth = CART(LINES(PIECES("a", 1, INT64_MAX / 100))),
                   *two = CART(LINES(PIECES("b", 1, 1), PIECES("a", 1, INT64_MAX / 2)));
    refused(with_taxes(NET, ECO_ROUND_AT_LINE, (eco_decimal){50, 0}, (eco_decimal){50, 0}), half, "its tax", "/lines/0");
    refused(with_taxes(NET, ECO_ROUND_AT_LINE, (eco_decimal){50, 0}, most), hundredth, "its tax", "/lines/0");
    refused(with_taxes(NET, ECO_ROUND_AT_UNIT, (eco_decimal){50, 0}, most), hundredth, "its tax", "/lines/0");
    refused(with_taxes(NET, ECO_ROUND_AT_ORDER, (eco_decimal){50, 0}, most), hundredth, "tax of the order", "/lines/0");
    refused(with_taxes(NET, ECO_ROUND_AT_ORDER, (eco_decimal){100, 0}, (eco_decimal){1, 0}), two, "amounts to tax", "/lines/0");
    /* the base of a tax on taxes: 0.6 and 0.6 of what fits; and two taxes of which each is too large */
    const eco_cart *most_of_it = CART(LINES(PIECES("a", 1, INT64_MAX / 10 * 6)));
    refused(with_taxes(NET, ECO_ROUND_AT_ORDER, (eco_decimal){100, 0}, (eco_decimal){1, 0}), most_of_it, "amounts to tax",
            "/lines/0");
    eco_rulebook_builder *several = RULES("EUR");
    for (int i = 0; i < 4; i++) {
        static const char *const ids[] = {"a", "b", "c", "d"};
        TAX(several, ids[i], .percent = {200, 0}, .compound = i % 2);
    }
    refused(built(several), most_of_it, "its tax", "/lines/0");
    several = RULES("EUR");
    TAX(several, "a", .percent = {1, 0});
    TAX(several, "b", .percent = {200, 0}, .compound = true);
    TAX(several, "c", .percent = {200, 0}, .compound = true);
    refused(built(several), most_of_it, "its tax", "/lines/0");
    /* so many that their parts cannot be told apart: 10000 % each, a thousand times, and one of 10000 % on top */
    for (eco_round_at round_at = ECO_ROUND_AT_LINE; round_at <= ECO_ROUND_AT_ORDER; round_at++) {
        eco_rulebook_builder *rules = RULES("EUR", .tax_mode = GROSS, .tax_round_at = round_at);
        for (int i = 0; i < 1000; i++) {
            char id[16];
            snprintf(id, sizeof id, "t%d", i);
            TAX(rules, id, .percent = most);
        }
        TAX(rules, "top", .percent = most, .compound = true);
        refused(built(rules), CART(LINES(PIECES("a", 1, 1000))), "too high to be told apart", "");
    }
}
