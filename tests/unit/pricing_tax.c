/* Taxes: in prices and on top of them, rounded by line, unit and order. Figures by hand. */
#include "pricing_shop.h"

#define TAX(rules, id_, percent_, ...) eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = id_, .percent = percent_, __VA_ARGS__))
#define RATE(...)   \
    {               \
        __VA_ARGS__ \
    }

static eco_rulebook *with_rates(eco_tax_mode mode, eco_round_at round_at, eco_rounding rounding)
{
    static const char *const rates[] = {"0", "4", "7", "10", "17", "19", "20", "21", "22", "23", "8.25"};
    eco_rulebook_builder *rules = RULES("EUR", .tax_mode = mode, .tax_round_at = round_at, .rounding = rounding);
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        char on[32];
        eco_error error;
        eco_decimal percent;
        CHECK_OK(eco_decimal_parse(&percent, rates[i], &error));
        snprintf(on, sizeof on, "rate == %s", rates[i]);
        eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = rates[i], .on = on, .percent = percent));
    }
    return built(rules);
}

typedef struct taxed {
    int64_t quantity, unit;
    const char *rate;
} taxed;

static const eco_quote *quote_of(eco_tax_mode mode, eco_round_at round_at, const taxed *lines, size_t count)
{
    eco_cart_line cart_lines[8];
    eco_attribute rates[8];
    eco_rulebook *rulebook = with_rates(mode, round_at, ECO_ROUNDING_HALF_UP);
    static const char *const skus[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    for (size_t i = 0; i < count; i++) {
        rates[i] = (eco_attribute){"rate", lines[i].rate};
        cart_lines[i] = (eco_cart_line){.sku = skus[i],
                                        .quantity = lines[i].quantity,
                                        .unit_minor = lines[i].unit,
                                        .attributes = &rates[i],
                                        .attributes_count = 1};
    }
    const eco_quote *quote = priced(rulebook, CART(.lines = cart_lines, .lines_count = count));
    eco_rulebook_free(rulebook);
    return quote;
}

#define CHECK_TAX(mode, round_at, expected, ...)                                                                            \
    do {                                                                                                                    \
        const taxed taxed_lines_[] = {__VA_ARGS__};                                                                         \
        const eco_quote *taxed_quote_ = quote_of(mode, round_at, taxed_lines_, sizeof taxed_lines_ / sizeof *taxed_lines_); \
        CHECK_INT(taxed_quote_->tax_minor, expected);                                                                       \
        eco_quote_free(taxed_quote_);                                                                                       \
    } while (0)

TEST(tax, is_rounded_by_line_unit_or_order)
{
    /* on top */
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 25, {1, 123, "20"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 74, {3, 123, "20"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_UNIT, 75, {3, 123, "20"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 2323, {10, 1010, "23"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_UNIT, 2320, {10, 1010, "23"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 495, {4, 563, "22"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_UNIT, 496, {4, 563, "22"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 450, {1, 1070, "21"}, {1, 1070, "21"}); /* 224.7 each */
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_ORDER, 449, {1, 1070, "21"}, {1, 1070, "21"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 578, {1, 7000, "8.25"});
    CHECK_TAX(ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 0, {1, 7000, "0"}, {1, 7000, "1"});
    /* within */
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_LINE, 656, {1, 1970, "20"}, {1, 1970, "20"});
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_ORDER, 657, {1, 1970, "20"}, {1, 1970, "20"}); /* 3940 / 1.2 = 3283.33 */
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_LINE, 38230 - 31858, {10, 3823, "20"});
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_UNIT, 38230 - 31860, {10, 3823, "20"});
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_LINE, 11, {1, 299, "4"});
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_LINE, 7500 - 6410, {1, 7500, "17"});
    /* 19 %: 1950 -> 1639, 3330 -> 2798; 7 %: 1950 -> 1822, 3330 -> 3112 */
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_LINE, 311 + 532 + 128 + 218, {1, 1950, "19"}, {1, 3330, "19"}, {1, 1950, "7"},
              {1, 3330, "7"});
    /* by rate: 5280 / 1.19 = 4436.97, 5280 / 1.07 = 4934.58 */
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_ORDER, 843 + 345, {1, 1950, "19"}, {1, 3330, "19"}, {1, 1950, "7"}, {1, 3330, "7"});
    CHECK_TAX(ECO_TAX_INCLUDED, ECO_ROUND_AT_ORDER, 0, {1, 1950, "0"}, {1, 3330, "1"});
}

TEST(tax, of_units_that_differ_is_each_rounded)
{
    /* 100 off 3 x 33: 2 left of 99: one unit of 2 ... the units are 1, 1, 0. 50 %: 0.5 -> 1, 1, 0 */
    eco_rulebook_builder *rules = RULES("EUR", .tax_round_at = ECO_ROUND_AT_UNIT);
    TAX(rules, "half", RATE(50, 0));
    PROMOTE(rules, "97", TIERS({.off_minor = 97}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 3, .unit_minor = 33})));
    CHECK_INT(quote->tax_minor, 2);
    eco_quote_free(quote);
    /* a line by weight is one unit: 1.5 of 3 x 0.5 kg */
    quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 3000, .quantity_scale = 3, .unit_minor = 33})));
    CHECK_INT(quote->tax_minor, 1);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(tax, of_several_on_one_line)
{
    for (eco_tax_mode mode = ECO_TAX_EXCLUDED; mode <= ECO_TAX_INCLUDED; mode++) {
        eco_rulebook_builder *rules = RULES("USD", .tax_mode = mode);
        TAX(rules, "state", RATE(4, 0));
        TAX(rules, "city", RATE(45, 1));
        TAX(rules, "book", RATE(900, 2), .on = "category == 'book'");
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "b", .quantity = 1, .unit_minor = 3499},
                                                             {.sku = "a", .quantity = 2, .unit_minor = 1000})));
        CHECK_INT(quote->taxes_count, 4);
        CHECK_TEXT(quote->taxes[0].tax, "city");
        CHECK_TEXT(quote->taxes[2].tax, "state");
        CHECK_INT(quote->taxes[1].line, 1);
        if (mode == ECO_TAX_EXCLUDED) {
            CHECK_INT(quote->taxes[0].tax_minor, 157); /* 157.455 */
            CHECK_INT(quote->taxes[1].tax_minor, 90);
            CHECK_INT(quote->taxes[2].tax_minor, 140); /* 139.96 */
            CHECK_INT(quote->taxes[3].tax_minor, 80);
            CHECK_INT(quote->total_minor, 5966);
        } else {
            /* 3499 / 1.085 = 3224.88, tax 274 over 4.5 and 4: 145.06, 128.94; 2000 / 1.085 = 1843.32, tax 157: 83.12, 73.88 */
            CHECK_INT(quote->taxes[0].tax_minor, 145);
            CHECK_INT(quote->taxes[1].tax_minor, 83);
            CHECK_INT(quote->taxes[2].tax_minor, 129);
            CHECK_INT(quote->taxes[3].tax_minor, 74);
            CHECK_INT(quote->taxes[3].base_minor, 1843);
            CHECK_INT(quote->total_minor, 5499);
        }
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

/* The same, rounded for the order; and by unit. */
TEST(tax, of_several_together)
{
    static const struct {
        eco_tax_mode mode;
        eco_round_at round_at;
        int64_t city, state, first_city, first_state;
    } expected[] = {
        /* net 5499: 4.5 % 247.455, 4 % 219.96; over 3499 and 2000: 157.16 89.84, 139.98 80.01 */
        {ECO_TAX_EXCLUDED, ECO_ROUND_AT_ORDER, 247, 220, 157, 140},
        /* 5499 / 1.085 = 5068.20, tax 431: 228.18, 202.82; over 3499 and 2000: 145.08 82.92, 129.17 73.83 */
        {ECO_TAX_INCLUDED, ECO_ROUND_AT_ORDER, 228, 203, 145, 129},
        /* unit 1000 / 1.085 = 921.66, tax 78 each: 41.29, 36.71, twice: 82, 74; with 145 and 129 */
        {ECO_TAX_INCLUDED, ECO_ROUND_AT_UNIT, 227, 203, 145, 129},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        eco_rulebook_builder *rules = RULES("USD", .tax_mode = expected[i].mode, .tax_round_at = expected[i].round_at);
        TAX(rules, "state", RATE(4, 0));
        TAX(rules, "city", RATE(45, 1));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "b", .quantity = 1, .unit_minor = 3499},
                                                             {.sku = "a", .quantity = 2, .unit_minor = 1000})));
        CHECK_INT(quote->taxes[0].tax_minor + quote->taxes[1].tax_minor, expected[i].city);
        CHECK_INT(quote->taxes[2].tax_minor + quote->taxes[3].tax_minor, expected[i].state);
        CHECK_INT(quote->taxes[0].tax_minor, expected[i].first_city);
        CHECK_INT(quote->taxes[2].tax_minor, expected[i].first_state);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(tax, of_surcharges_and_shipping)
{
    static const eco_attribute ten[] = {{"rate", "10"}}, twenty[] = {{"rate", "20"}};
    const eco_cart *cart =
        CART(.shipping = "post",
             LINES({.sku = "a", .quantity = 1, .unit_minor = 1000, .attributes = twenty, .attributes_count = 1}),
             ECO_LIST(surcharges, eco_surcharge, {.id = "fee", .amount_minor = 240, .attributes = ten, .attributes_count = 1},
                      {.id = "less", .amount_minor = -240, .includes_tax = true, .attributes = twenty, .attributes_count = 1},
                      {.id = "plain", .amount_minor = 100},
                      {.id = "minus", .amount_minor = -15, .attributes = ten, .attributes_count = 1}),
             ATTRIBUTES({"rate", "0"}));
    static const struct {
        eco_tax_mode mode;
        eco_round_at round_at;
        int64_t net, tax, surcharge, shipping_tax;
    } expected[] = {
        /* 1000 + 200; 240 + 24; -200 and -40 in -240; 100 + 0; -15 and -1.5 -> -2; shipping 333 and 33.3 */
        {ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 1000 + 240 - 200 + 100 - 15 + 333, 200 + 24 - 40 - 2 + 33, 125, 33},
        /* 10 % of 240 + 333 = 57.3: 57, over 240 and 333: 23.87, 33.13 */
        {ECO_TAX_EXCLUDED, ECO_ROUND_AT_ORDER, 1000 + 240 - 200 + 100 - 15 + 333, 200 + 24 - 40 - 2 + 33, 125, 33},
        /* 833; 218; -200; 100; -13.64 -> -14; 302.73 -> 303 */
        {ECO_TAX_INCLUDED, ECO_ROUND_AT_LINE, 833 + 218 - 200 + 100 - 14 + 303, 167 + 22 - 40 - 1 + 30, 85, 30},
        {ECO_TAX_INCLUDED, ECO_ROUND_AT_UNIT, 833 + 218 - 200 + 100 - 14 + 303, 167 + 22 - 40 - 1 + 30, 85, 30},
        /* 573 / 1.1 = 520.91: tax 52 over 240 and 333: 21.78, 30.22 */
        {ECO_TAX_INCLUDED, ECO_ROUND_AT_ORDER, 833 + 218 - 200 + 100 - 14 + 303, 167 + 22 - 40 - 1 + 30, 85, 30},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        eco_rulebook_builder *rules = RULES("EUR", .tax_mode = expected[i].mode, .tax_round_at = expected[i].round_at);
        TAX(rules, "t10", RATE(10, 0),
            .on = "rate == '10' or line.sku == 'shipping' and line.quantity == 1 and line.unit == 3.33");
        TAX(rules, "t20", RATE(20, 0), .on = "rate == 20 and line.id != 'fee'");
        TAX(rules, "t0", RATE(0, 0), .on = "line.sku == 'plain' and rate == 0");
        eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "p", .method = "post", .price_minor = 333));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, cart);
        CHECK_F(quote->net_minor == expected[i].net, "%zu: %" PRId64, i, quote->net_minor);
        CHECK_F(quote->tax_minor == expected[i].tax, "%zu: %" PRId64, i, quote->tax_minor);
        CHECK_INT(quote->surcharge_minor, expected[i].surcharge);
        CHECK_INT(quote->shipping_tax_minor, expected[i].shipping_tax);
        CHECK_INT(quote->shipping_minor, 333);
        CHECK_INT(quote->taxes_count, 6);
        CHECK_TEXT(quote->taxes[0].tax, "t0");
        CHECK_INT(quote->taxes[0].line, 3);
        CHECK_INT(quote->taxes[1].line, 1);
        CHECK_INT(quote->taxes[3].line, -1);
        CHECK_INT(quote->taxes[4].line, 0);
        CHECK_INT(quote->taxes[5].line, 2);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(tax, leaves_nothing_out_of_what_is_free)
{
    eco_rulebook_builder *rules = RULES("EUR");
    TAX(rules, "vat", RATE(20, 0), .on = "line.sku == 'a' or rate == 20");
    PROMOTE(rules, "all", TIERS({.off_percent = {100, 0}}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 1000})));
    CHECK_INT(quote->taxes_count, 0);
    CHECK_INT(quote->total_minor, 0);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(tax, follows_the_order_of_no_list)
{
    /* One odd cent for the order: it goes to the same line in any order of lines and surcharges. */
    for (eco_tax_mode mode = ECO_TAX_EXCLUDED; mode <= ECO_TAX_INCLUDED; mode++) {
        eco_rulebook_builder *rules = RULES("EUR", .tax_mode = mode, .tax_round_at = ECO_ROUND_AT_ORDER);
        TAX(rules, "vat", RATE(10, 0));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *one = priced(
            rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 105}, {.sku = "b", .quantity = 1, .unit_minor = 105}),
                           ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = 105}, {.id = "t", .amount_minor = 105},
                                    {.id = "t", .amount_minor = 104})));
        const eco_quote *other = priced(
            rulebook, CART(LINES({.sku = "b", .quantity = 1, .unit_minor = 105}, {.sku = "a", .quantity = 1, .unit_minor = 105}),
                           ECO_LIST(surcharges, eco_surcharge, {.id = "t", .amount_minor = 104}, {.id = "t", .amount_minor = 105},
                                    {.id = "s", .amount_minor = 105})));
        static const int places[] = {1, 0, 4, 3, 2};
        for (int i = 0; i < 5; i++)
            CHECK_INT(one->lines[i].tax_minor, other->lines[places[i]].tax_minor);
        CHECK_INT(one->tax_minor, mode == ECO_TAX_EXCLUDED ? 52 : 48);
        eco_quote_free(one);
        eco_quote_free(other);
        eco_rulebook_free(rulebook);
    }
}

TEST(tax, of_gross_surcharges_stands_apart)
{
    eco_rulebook_builder *rules = RULES("EUR", .tax_round_at = ECO_ROUND_AT_ORDER);
    TAX(rules, "vat", RATE(20, 0), .on = "cart.lines == 1"); /* looks at no line */
    eco_rulebook *rulebook = built(rules);
    /* 105 and 105 net: 42 together; 120 gross holds 20, 121 holds 20 (100.83 -> 101) */
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 105}),
                                                   ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = 105},
                                                            {.id = "s", .amount_minor = 120, .includes_tax = true},
                                                            {.id = "s", .amount_minor = 121, .includes_tax = true})));
    CHECK_INT(quote->tax_minor, 42 + 20 + 20);
    CHECK_INT(quote->lines[2].net_minor, 100);
    CHECK_INT(quote->lines[3].net_minor, 101);
    CHECK_INT(quote->lines[3].list_minor, 101);
    CHECK_INT(quote->surcharge_minor, 105 + 100 + 101);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(tax, goes_to_the_same_surcharge_in_any_order)
{
    /* Alike but for whether tax is included, or for their attributes. */
    static const eco_attribute small[] = {{"size", "1"}, {"colour", "blue"}}, large[] = {{"colour", "blue"}, {"size", "2"}};
    static const eco_surcharge kinds[] = {{.id = "s", .amount_minor = 105},
                                          {.id = "s", .amount_minor = 105, .includes_tax = true},
                                          {.id = "s", .amount_minor = 105, .attributes = small, .attributes_count = 2},
                                          {.id = "s", .amount_minor = 105, .attributes = large, .attributes_count = 2}};
    static const int places[][4] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}};
    eco_rulebook_builder *rules = RULES("EUR", .tax_round_at = ECO_ROUND_AT_ORDER);
    TAX(rules, "vat", RATE(10, 0));
    eco_rulebook *rulebook = built(rules);
    for (size_t order = 0; order < 4; order++) {
        eco_surcharge surcharges[4];
        for (int i = 0; i < 4; i++)
            surcharges[places[order][i]] = kinds[i];
        const eco_quote *quote = priced(rulebook, CART(.surcharges = surcharges, .surcharges_count = 4));
        static const int64_t expected[] = {11, 10, 11, 10}; /* 31.5 -> 32 of three; 105 gross holds 10 (95.45) */
        for (int i = 0; i < 4; i++)
            CHECK_F(quote->lines[places[order][i]].tax_minor == expected[i], "order %zu, surcharge %d: %" PRId64, order, i,
                    quote->lines[places[order][i]].tax_minor);
        eco_quote_free(quote);
    }
    eco_rulebook_free(rulebook);
}

/* One tax on everything is reckoned in 64 bits; what does not fit on the way there comes out the same. */
TEST(tax, of_sums_that_pass_the_limit_on_the_way)
{
    eco_rulebook_builder *rules = RULES("EUR");
    TAX(rules, "vat", RATE(0, 0));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX}),
                       ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = 100}, {.id = "t", .amount_minor = -200})));
    CHECK_INT(quote->total_minor, INT64_MAX - 100);
    CHECK_INT(quote->taxes_count, 3);
    for (size_t i = 0; i < quote->taxes_count; i++)
        CHECK_TEXT(quote->taxes[i].tax, "vat");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* The one tax of everything, in each of the ways in which it may not be that, and where the sums do not fit. */
TEST(tax, of_one_rate_is_the_same_in_every_way)
{
    static const struct {
        eco_tax tax;
        eco_tax_mode mode;
        eco_round_at round_at;
        int64_t of_line, of_box, of_less;
    } kinds[] = {
        {{.percent = {175, 1}}, ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 58, 2, -2}, /* 17.5 % of 333 is 58.275, of 12 is 2.1 */
        {{.percent = {175, 1}, .on = "line.sku != 'none'"}, ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 58, 2, -2},
        {{.percent = {175, 1}, .compound = true}, ECO_TAX_EXCLUDED, ECO_ROUND_AT_LINE, 58, 2, -2},
        {{.percent = {175, 1}}, ECO_TAX_EXCLUDED, ECO_ROUND_AT_UNIT, 57, 2, -2},  /* 19.425 -> 19 of each 111 */
        {{.percent = {175, 1}}, ECO_TAX_EXCLUDED, ECO_ROUND_AT_ORDER, 58, 2, -2}, /* 17.5 % of 345 is 60.375: 57.91, 2.09 */
        {{.percent = {175, 1}}, ECO_TAX_INCLUDED, ECO_ROUND_AT_LINE, 50, 2, -2},  /* 333 / 1.175 = 283.40; 12 / 1.175 = 10.21 */
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        eco_tax tax = kinds[i].tax;
        eco_rulebook_builder *rules = RULES("EUR", .tax_mode = kinds[i].mode, .tax_round_at = kinds[i].round_at);
        tax.struct_size = sizeof tax;
        tax.id = "vat";
        eco_rulebook_add_tax(rules, &tax);
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(
            rulebook, CART(LINES(PIECES("a", 3, 111)), ECO_LIST(surcharges, eco_surcharge, {.id = "box", .amount_minor = 12},
                                                                {.id = "less", .amount_minor = -12})));
        CHECK_F(quote->lines[0].tax_minor == kinds[i].of_line, "%zu: %" PRId64, i, quote->lines[0].tax_minor);
        CHECK_F(quote->lines[1].tax_minor == kinds[i].of_box, "%zu: %" PRId64, i, quote->lines[1].tax_minor);
        CHECK_F(quote->lines[2].tax_minor == kinds[i].of_less, "%zu: %" PRId64, i, quote->lines[2].tax_minor);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(tax, of_one_rate_rounds_as_the_rulebook_says)
{
    static const struct {
        eco_rounding rounding;
        int64_t tax;
    } kinds[] = {{ECO_ROUNDING_HALF_UP, 3}, {ECO_ROUNDING_HALF_EVEN, 2}, {ECO_ROUNDING_DOWN, 2}, {ECO_ROUNDING_UP, 3}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) { /* 10 % of 25 */
        eco_rulebook_builder *rules = RULES("EUR", .rounding = kinds[i].rounding);
        TAX(rules, "vat", RATE(10, 0));
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, CART(LINES(PIECES("a", 1, 25))));
        CHECK_INT(quote->tax_minor, kinds[i].tax);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(tax, of_large_amounts_is_exact_or_refused)
{
    eco_error error;
    const eco_quote *quote;
    eco_rulebook_builder *rules = RULES("EUR");
    TAX(rules, "vat", RATE(200000000, 6)); /* 200 %, with all its zeros */
    TAX(rules, "none", RATE(0, 0), .on = "line.sku == 'x'");
    eco_rulebook *rulebook = built(rules);
    rules = RULES("EUR");
    TAX(rules, "vat", RATE(200, 0));
    eco_rulebook *one = built(rules);
    const eco_rulebook *both[] = {rulebook, one};
    for (int i = 0; i < 2; i++) {
        /* a third of what fits, and two thirds of tax */
        quote = priced(both[i], CART(LINES(PIECES("a", 1, INT64_MAX / 3))));
        CHECK_INT(quote->tax_minor, INT64_MAX / 3 * 2);
        eco_quote_free(quote);
        CHECK_FAILS(eco_price(&quote, both[i], CART(LINES(PIECES("a", 1, INT64_MAX / 2))), NULL, &error), ECO_E_OVERFLOW,
                    "its tax");
        CHECK_FAILS(eco_price(&quote, both[i], CART(LINES(PIECES("a", 1, INT64_MAX))), NULL, &error), ECO_E_OVERFLOW, "its tax");
        CHECK_FAILS(
            eco_price(&quote, both[i], CART(LINES(PIECES("a", 1, INT64_MAX / 4), PIECES("b", 1, INT64_MAX / 4))), NULL, &error),
            ECO_E_OVERFLOW, "the total");
        CHECK_FAILS(
            eco_price(&quote, both[i],
                      CART(LINES(PIECES("a", 1, INT64_MAX / 4), PIECES("b", 1, INT64_MAX / 4), PIECES("c", 1, INT64_MAX / 4))),
                      NULL, &error),
            ECO_E_OVERFLOW, "the total");
        CHECK_FAILS(eco_price(&quote, both[i], CART(ECO_LIST(surcharges, eco_surcharge, {.id = "less", .amount_minor = -1})),
                              NULL, &error),
                    ECO_E_INVALID, "negative");
        /* the taxes of shipping pass the limit by themselves, the total is 0 */
        CHECK_FAILS(eco_price(&quote, both[i],
                              CART(ECO_LIST(shipments, eco_shipment, {.method = "x", .price_minor = INT64_MAX / 3},
                                            {.method = "x", .price_minor = INT64_MAX / 3}),
                                   ECO_LIST(surcharges, eco_surcharge, {.id = "less", .amount_minor = -(INT64_MAX / 3)},
                                            {.id = "less", .amount_minor = -(INT64_MAX / 3)})),
                              NULL, &error),
                    ECO_E_OVERFLOW, "the total");
    }
    eco_rulebook_free(rulebook);
    eco_rulebook_free(one);
}
