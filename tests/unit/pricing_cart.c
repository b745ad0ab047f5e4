/* What a cart is refused for, where overflow is found, and the facts that conditions see. */
#include "pricing_shop.h"

#include "pricing/pricing_internal.h"

static eco_rulebook *plain(void)
{
    return built(RULES("EUR"));
}

static void refused(const eco_rulebook *rulebook, const eco_cart *cart, eco_status status, const char *message, const char *path)
{
    eco_error error = {0};
    const eco_quote *quote = (const eco_quote *)1;
    eco_status given = eco_price(&quote, rulebook, cart, NULL, &error);
    CHECK_F(given == status && error.status == status && strstr(error.message, message) && strcmp(error.path, path) == 0,
            "%s at %s wanted, %s: %s at %s given", message, path, eco_status_name(given), error.message, error.path);
    CHECK(!quote);
    CHECK_INT(eco_price(&quote, rulebook, cart, NULL, NULL), status);
}
#define REFUSED(rulebook, cart, status, message, path) refused(rulebook, cart, status, message, path)
#define REFUSED_LINE(message, path, ...) \
    REFUSED(rulebook, CART(LINES({.sku = "ok", .quantity = 1, .unit_minor = 1}, {__VA_ARGS__})), ECO_E_INVALID, message, path)
#define GOOD .sku = "a", .quantity = 1, .unit_minor = 1

TEST(cart, values_of_attributes_are_checked_when_something_looks_at_them)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", .on = "seen == 'x'", .when = "seen != 'y'", ECO_LIST(tiers, eco_tier, {.off_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    REFUSED_LINE("not UTF-8", "/lines/1/attributes/1/value", GOOD, ATTRIBUTES({"unseen", "\xFF"}, {"seen", "\xFF"}));
    REFUSED(rulebook, CART(ATTRIBUTES({"seen", "\xFF"})), ECO_E_INVALID, "not UTF-8", "/attributes/0/value");
    eco_quote_free(priced(rulebook, CART(LINES({GOOD, ATTRIBUTES({"unseen", "\xFF"})}), ATTRIBUTES({"unseen", "\xFF"}))));
    eco_rulebook_free(rulebook);
}

TEST(cart, is_refused_with_the_path)
{
    eco_rulebook *rulebook = plain();
    REFUSED_LINE("required", "/lines/1/sku", .quantity = 1);
    REFUSED_LINE("required", "/lines/1/sku", .sku = "", .quantity = 1);
    REFUSED_LINE("not UTF-8 from byte 1", "/lines/1/sku", .sku = "a\xFF", .quantity = 1);
    REFUSED_LINE("not UTF-8", "/lines/1/id", .id = "\xC0\x80", GOOD);
    REFUSED_LINE("quantity 0 ", "/lines/1/quantity", .sku = "a");
    REFUSED_LINE("quantity -2 ", "/lines/1/quantity", .sku = "a", .quantity = -2);
    REFUSED_LINE("unit price -1", "/lines/1/unit_minor", .sku = "a", .quantity = 1, .unit_minor = -1);
    REFUSED_LINE("cost -1", "/lines/1/cost_minor", GOOD, .cost_minor = -1);
    REFUSED_LINE("scale 7", "/lines/1/quantity_scale", GOOD, .quantity_scale = 7);
    REFUSED_LINE("scale -1", "/lines/1/quantity_scale", GOOD, .quantity_scale = -1);
    REFUSED_LINE("scale 7", "/lines/1/unit_scale", GOOD, .unit_scale = 7);
    REFUSED_LINE("scale -1", "/lines/1/unit_scale", GOOD, .unit_scale = -1);
    REFUSED_LINE("reserved", "/lines/1/reserved", GOOD, .reserved = {0, 1});
    REFUSED_LINE("NULL, though its count is 3", "/lines/1/attributes", GOOD, .attributes_count = 3);
    REFUSED_LINE("required", "/lines/1/attributes/1/name", GOOD, ATTRIBUTES({"a", "1"}, {NULL, "1"}));
    REFUSED_LINE("required", "/lines/1/attributes/0/name", GOOD, ATTRIBUTES({"", "1"}));
    REFUSED_LINE("attribute 'a' has no value", "/lines/1/attributes/0/value", GOOD, ATTRIBUTES({"a", NULL}));
    REFUSED_LINE("not UTF-8", "/lines/1/attributes/0/name", GOOD, ATTRIBUTES({"\xFF", ""}));
    /* the same attributes as the line before, but for one thing */
    static const eco_attribute given[] = {{"a", "1"}}, without[] = {{"a", NULL}};
    REFUSED(rulebook, CART(LINES({GOOD, .attributes = given, .attributes_count = 1}, {GOOD, .attributes_count = 1})),
            ECO_E_INVALID, "NULL", "/lines/1/attributes");
    REFUSED(rulebook,
            CART(LINES({GOOD, .attributes = given, .attributes_count = 1}, {GOOD, .attributes = without, .attributes_count = 1})),
            ECO_E_INVALID, "no value", "/lines/1/attributes/0/value");

    REFUSED(rulebook, ECO_MAKE(eco_cart, .at_us = 0), ECO_E_INVALID, "at_us 0", "/at_us");
    REFUSED(rulebook, ECO_MAKE(eco_cart, .at_us = -1), ECO_E_INVALID, "at_us -1", "/at_us");
    REFUSED(rulebook, CART(.credit_minor = -1), ECO_E_INVALID, "credit -1", "/credit_minor");
    REFUSED(rulebook, CART(.id = "\xFF"), ECO_E_INVALID, "not UTF-8", "/id");
    REFUSED(rulebook, CART(.customer = "\xFF"), ECO_E_INVALID, "not UTF-8", "/customer");
    REFUSED(rulebook, CART(.channel = "\xFF"), ECO_E_INVALID, "not UTF-8", "/channel");
    REFUSED(rulebook, CART(.shipping = "\xFF"), ECO_E_INVALID, "not UTF-8", "/shipping");
    REFUSED(rulebook, CART(.lines_count = 1), ECO_E_INVALID, "NULL", "/lines");
    REFUSED(rulebook, CART(.coupons_count = 1), ECO_E_INVALID, "NULL", "/coupons");
    REFUSED(rulebook, CART(.surcharges_count = 1), ECO_E_INVALID, "NULL", "/surcharges");
    REFUSED(rulebook, CART(.attributes_count = 1), ECO_E_INVALID, "NULL", "/attributes");
    REFUSED(rulebook, CART(ATTRIBUTES({"a", NULL})), ECO_E_INVALID, "no value", "/attributes/0/value");
    REFUSED(rulebook, CART(COUPONS("A", NULL)), ECO_E_INVALID, "required", "/coupons/1");
    REFUSED(rulebook, CART(COUPONS("")), ECO_E_INVALID, "required", "/coupons/0");
    REFUSED(rulebook, CART(COUPONS("\xFF")), ECO_E_INVALID, "not UTF-8", "/coupons/0");
    REFUSED(rulebook, CART(ECO_LIST(surcharges, eco_surcharge, {.amount_minor = 1})), ECO_E_INVALID, "required",
            "/surcharges/0/id");
    REFUSED(rulebook, CART(ECO_LIST(surcharges, eco_surcharge, {.id = "s"}, {.id = "s", .reserved = {1}})), ECO_E_INVALID,
            "reserved", "/surcharges/1/reserved");
    REFUSED(rulebook, CART(ECO_LIST(surcharges, eco_surcharge, {.id = "s", ATTRIBUTES({"a", NULL})})), ECO_E_INVALID, "no value",
            "/surcharges/0/attributes/0/value");
    const eco_cart_line line = {GOOD};
    REFUSED(rulebook, CART(.lines = &line, .lines_count = INT32_MAX), ECO_E_LIMIT, "lines", "/lines");
    const eco_surcharge surcharge = {.id = "s"};
    REFUSED(rulebook, CART(.lines = &line, .lines_count = 1, .surcharges = &surcharge, .surcharges_count = INT32_MAX - 1),
            ECO_E_LIMIT, "lines", "/lines");

    static char long_text[(1 << 20) + 2];
    memset(long_text, 'x', sizeof long_text - 1);
    REFUSED(rulebook, CART(.id = long_text), ECO_E_LIMIT, "text of 1048577 bytes", "/id");

    eco_error error;
    const eco_quote *quote;
    CHECK_FAILS(eco_price(&quote, NULL, CART(0), NULL, &error), ECO_E_INVALID, "rulebook is NULL");
    CHECK_FAILS(eco_price(&quote, rulebook, NULL, NULL, &error), ECO_E_INVALID, "eco_cart is NULL");
    CHECK_FAILS(eco_price(&quote, rulebook, &(eco_cart){.at_us = 1}, NULL, &error), ECO_E_INVALID, "struct_size 0");
    CHECK_FAILS(eco_price(&quote, rulebook, CART(0), &(eco_price_options){0}, &error), ECO_E_INVALID, "struct_size 0");
    CHECK_FAILS(eco_price(&quote, rulebook, CART(0), ECO_MAKE(eco_price_options, .explain = 4), &error), ECO_E_INVALID, "4");
    CHECK_TEXT(error.path, "/explain");
    CHECK_FAILS(eco_price(&quote, rulebook, CART(0), ECO_MAKE(eco_price_options, .explain = -1), &error), ECO_E_INVALID, "-1");
    struct {
        eco_cart cart;
        int64_t newer;
    } newer = {.cart = {.struct_size = sizeof newer, .at_us = 1}};
    CHECK_OK(eco_price(&quote, rulebook, &newer.cart, NULL, &error));
    eco_quote_free(quote);
    newer.newer = 1;
    CHECK_FAILS(eco_price(&quote, rulebook, &newer.cart, NULL, &error), ECO_E_INVALID, "does not know");
    eco_rulebook_free(rulebook);
}

TEST(cart, has_lines_of_different_ids)
{
    eco_rulebook *rulebook = plain();
    REFUSED(rulebook, CART(LINES({.id = "x", GOOD}, {.id = "y", GOOD}, {.id = "x", GOOD})), ECO_E_INVALID, "'x'", "/lines/2/id");
    REFUSED(rulebook, CART(LINES({.id = "2", GOOD}, {GOOD})), ECO_E_INVALID, "'2'", "/lines/0/id"); /* the second line is "2" */
    const eco_quote *quote = priced(
        rulebook,
        CART(LINES({.id = "2", GOOD}, {.id = "1", GOOD}, {.id = "", GOOD}, {.id = "02", GOOD}, {.id = "6", GOOD},
                   {.id = "2x", GOOD}, {.id = "1111111111111111111111", GOOD}, {.id = ":", GOOD}, {GOOD}, {.id = "99", GOOD})));
    CHECK_TEXT(quote->lines[8].id, "9");
    eco_quote_free(quote);

    enum { MANY = 1000 };
    static char ids[MANY][16];
    static eco_cart_line lines[MANY];
    for (int i = 0; i < MANY; i++) {
        snprintf(ids[i], sizeof ids[i], "L%d", i);
        lines[i] = (eco_cart_line){.id = i % 2 ? ids[i] : NULL, GOOD};
    }
    quote = priced(rulebook, CART(.lines = lines, .lines_count = MANY));
    CHECK_TEXT(quote->lines[998].id, "999");
    eco_quote_free(quote);
    lines[501].id = "L401";
    REFUSED(rulebook, CART(.lines = lines, .lines_count = MANY), ECO_E_INVALID, "'L401'", "/lines/501/id");
    lines[501].id = "601";
    REFUSED(rulebook, CART(.lines = lines, .lines_count = MANY), ECO_E_INVALID, "'601'", "/lines/501/id");
    eco_rulebook_free(rulebook);
}

/* ---- overflow ---- */

TEST(cart, overflows_with_the_path_of_the_line)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "each", .on = "kind == 'each'", TIERS({.off_each_minor = INT64_MAX}));
    PROMOTE(rules, "price", .on = "kind == 'price'", TIERS({.price_each_minor = INT64_MAX}));
    PROMOTE(rules, "huge", .on = "kind == 'huge'", .repeats = true, TIERS({.from_minor = 1, .off_minor = INT64_MAX}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {100, 0}, .on = "kind == 'taxed'"));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "extreme", .percent = {1000000, 0}, .on = "kind == 'extreme'"));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "post", .price_minor = INT64_MAX));
    eco_rulebook *rulebook = built(rules);
    REFUSED(rulebook, CART(LINES({GOOD}, {.sku = "a", .quantity = 2, .unit_minor = INT64_MAX})), ECO_E_OVERFLOW, "64 bits",
            "/lines/1");
    REFUSED(rulebook,
            CART(LINES({.sku = "a", .quantity = INT64_MAX, .unit_minor = INT64_MAX, .unit_scale = 6, .quantity_scale = 6})),
            ECO_E_OVERFLOW, "64 bits", "/lines/0");
    REFUSED(rulebook, CART(LINES({GOOD}, {.sku = "a", .quantity = 1, .unit_minor = INT64_MAX})), ECO_E_OVERFLOW,
            "sum of the lines", "/lines/1");
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = INT64_MAX, .is_free = true}, {GOOD})), ECO_E_OVERFLOW, "quantities",
            "/lines");
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 2, .unit_minor = 1, ATTRIBUTES({"kind", "each"})})), ECO_E_OVERFLOW,
            "each unit", "/lines/0");
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 2, .unit_minor = 1, ATTRIBUTES({"kind", "price"})})), ECO_E_OVERFLOW,
            "each unit", "/lines/0");
    REFUSED(rulebook,
            CART(LINES({GOOD}, {.sku = "a", .quantity = 1, .unit_minor = INT64_MAX - 1, ATTRIBUTES({"kind", "taxed"})})),
            ECO_E_OVERFLOW, "tax", "/lines/1");
    REFUSED(rulebook,
            CART(LINES({GOOD}, {.sku = "a", .quantity = 1, .unit_minor = INT64_MAX - 1, ATTRIBUTES({"kind", "extreme"})})),
            ECO_E_OVERFLOW, "tax", "/lines/1");
    REFUSED(rulebook, CART(.shipping = "post", LINES({GOOD})), ECO_E_OVERFLOW, "total", "/lines");
    REFUSED(rulebook, CART(LINES({GOOD}), ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = INT64_MAX})),
            ECO_E_OVERFLOW, "total", "/surcharges");
    REFUSED(rulebook,
            CART(ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = INT64_MAX, ATTRIBUTES({"kind", "taxed"})})),
            ECO_E_OVERFLOW, "tax", "/surcharges/0");
    REFUSED(rulebook,
            CART(.shipping = "post", LINES({.sku = "a", .quantity = 1, .is_free = true}), ATTRIBUTES({"kind", "taxed"})),
            ECO_E_OVERFLOW, "tax", "/shipping");

    /* What fits is exact to the last unit. */
    const eco_quote *quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX})));
    CHECK_INT(quote->payable_minor, INT64_MAX);
    eco_quote_free(quote);
    quote = priced(rulebook, CART(LINES({.sku = "a", .quantity = INT64_MAX, .unit_minor = 1, ATTRIBUTES({"kind", "huge"})})));
    CHECK_INT(quote->discount_minor, INT64_MAX);
    CHECK_INT(decision_of(quote, "huge")->missing_minor, 1);
    CHECK_INT(decision_of(quote, "huge")->next_off_minor, 0); /* does not fit: not known */
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

TEST(cart, overflows_in_taxes_of_the_order_and_in_cash)
{
    eco_rulebook_builder *rules = RULES("EUR", .tax_round_at = ECO_ROUND_AT_ORDER);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {200, 0}));
    eco_rulebook *rulebook = built(rules);
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX})), ECO_E_OVERFLOW, "tax of the order",
            "/lines/0");
    REFUSED(rulebook,
            CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX}),
                 ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = 1})),
            ECO_E_OVERFLOW, "amounts to tax", "/surcharges/0");
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX / 2})), ECO_E_OVERFLOW, "its tax",
            "/lines/0");
    eco_rulebook_free(rulebook);

    rules = RULES("EUR", .tax_round_at = ECO_ROUND_AT_ORDER, .tax_mode = ECO_TAX_INCLUDED);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {200, 0}));
    rulebook = built(rules);
    REFUSED(rulebook,
            CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX}),
                 ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = 1})),
            ECO_E_OVERFLOW, "amounts to tax", "/surcharges/0");
    eco_rulebook_free(rulebook);

    rules = RULES("EUR");
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "a", .percent = {60, 0}, .on = "kind == 'both'"));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "b", .percent = {60, 0}, .on = "kind == 'both'"));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "c", .percent = {100, 0}, .on = "kind == 'one'"));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "post", .price_minor = INT64_MAX));
    rulebook = built(rules);
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX, ATTRIBUTES({"kind", "both"})})),
            ECO_E_OVERFLOW, "its tax", "/lines/0");
    /* the net is over the limit, the total not */
    REFUSED(rulebook,
            CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX}),
                 ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = 150},
                          {.id = "s", .amount_minor = -100, ATTRIBUTES({"kind", "one"})})),
            ECO_E_OVERFLOW, "total", "/surcharges");
    /* the surcharges are below the limit, the total is 0 */
    REFUSED(rulebook,
            CART(.shipping = "post", LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX}),
                 ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = -INT64_MAX},
                          {.id = "s", .amount_minor = -INT64_MAX})),
            ECO_E_OVERFLOW, "total", "/surcharges");
    eco_rulebook_free(rulebook);

    rules = RULES("EUR", .tax_round_at = ECO_ROUND_AT_UNIT);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {100000, 0}));
    rulebook = built(rules);
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 2, .unit_minor = INT64_MAX / 4})), ECO_E_OVERFLOW, "its tax",
            "/lines/0");
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = INT64_MAX, .unit_minor = 1})), ECO_E_OVERFLOW, "its tax", "/lines/0");
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 2, .unit_minor = INT64_C(92233720368547755), .unit_scale = 1})),
            ECO_E_OVERFLOW, "its tax", "/lines/0");
    eco_rulebook_free(rulebook);

    rulebook = built(RULES("EUR", .cash_step_minor = 10, .rounding = ECO_ROUNDING_UP));
    REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = INT64_MAX})), ECO_E_OVERFLOW, "cash", "/lines");
    eco_rulebook_free(rulebook);
}

/* ---- facts ---- */

/* A promotion with this condition on the cart holds for the cart. */
static bool holds(const char *when, const eco_cart *cart)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .zone = "Asia/Shanghai"));
    PROMOTE(rules, "taken", TIERS({.off_minor = 100}));
    PROMOTE(rules, "asked", .stage = ECO_STAGE_SHOP, .when = when, TIERS({.off_minor = 1}));
    eco_rulebook_add_set(rules, "shoes", (const char *const[]){"A-1", "A-2"}, 2);
    eco_rulebook_add_set(rules, "none", NULL, 0);
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(rulebook, cart);
    eco_reason reason = reason_of(quote, "asked");
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    CHECK_F(reason == ECO_REASON_APPLIED || reason == ECO_REASON_CONDITION, "%s: %d", when, reason);
    return reason == ECO_REASON_APPLIED;
}

TEST(facts, of_a_cart_are_seen_by_when)
{
    /* 2026-11-11T20:00 in Shanghai, a Wednesday; 5 units and 1.5 kg; 10.00 + 4.50 - 1.00 */
    const eco_cart *cart = CART(.channel = "app", .customer = "c7", .shipping = NULL, COUPONS("X", "Y"),
                                LINES({.sku = "A-1",
                                       .id = "first",
                                       .quantity = 5,
                                       .unit_minor = 200,
                                       ATTRIBUTES({"category", "shoes"}, {"weight", "1.20"}, {"category", "sale"})},
                                      {.sku = "B",
                                       .quantity = 15,
                                       .quantity_scale = 1,
                                       .unit_minor = 3000,
                                       .unit_scale = 1,
                                       ATTRIBUTES({"category", "food"}, {"weight", "0.5"}, {"organic", "true"})}),
                                ATTRIBUTES({"customer.tier", "gold"}, {"age", "42"}, {"tag", "a"}, {"other", "z"}, {"tag", "b"},
                                           {"vip", "false"}, {"born", "1984-02-29T00:00:00Z"}));
    static const char *const hold[] = {
        "cart.subtotal == 13.5",
        "cart.list == 14.50",
        "cart.quantity == 6",
        "cart.lines == 2",
        "cart.subtotal < cart.list",
        "at == '2026-11-11T12:00:00Z'",
        "at >= '2026-11-11'",
        "at.date == '2026-11-11'",
        "at.weekday == 3",
        "at.hour == 20",
        "at.month == 11",
        "at.day == 11",
        "channel == 'app'",
        "customer == 'c7'",
        "coupon == 'X'",
        "coupon == 'Y'",
        "coupon != 'Z'",
        "not (shipping == 'post')",
        "shipping != 'post'",
        "line.sku == 'A-1'",
        "line.sku == 'B'",
        "line.sku in @shoes",
        "line.sku not in @none",
        "line.id == 'first'",
        "line.id == '2'",
        "line.quantity == 5",
        "line.quantity == 1.5",
        "line.unit == 2",
        "line.unit == 3",
        "line.unit < 2.5 and line.unit > 2.5",
        "line.category == 'shoes'",
        "line.category == 'sale'",
        "line.category == 'food'",
        "line.category != 'toys'",
        "line.weight > 1",
        "line.weight < 1",
        "line.organic == true",
        "line.unknown != 'x'",
        "customer.tier in ('gold', 'vip')",
        "age > 40",
        "age * 2 == 84",
        "tag == 'a' and tag == 'b'",
        "not (tag == 'c')",
        "vip == false",
        "born < '1990-01-01'",
        "category != 'shoes'", /* the cart has no such attribute of its own */
    };
    static const char *const hold_not[] = {
        "cart.subtotal > 13.5",    "at.date == '2026-11-12'", "coupon == 'Z'",  "shipping == 'post'", "line.sku == 'C'",
        "line.category == 'toys'", "category == 'shoes'",     "missing == 'x'", "tag != 'a'",         "line.sku not in @shoes"};
    for (size_t i = 0; i < sizeof hold / sizeof *hold; i++)
        CHECK_F(holds(hold[i], cart), "%s", hold[i]);
    for (size_t i = 0; i < sizeof hold_not / sizeof *hold_not; i++)
        CHECK_F(!holds(hold_not[i], cart), "%s", hold_not[i]);
    CHECK(holds("cart.lines == 1 and line.sku == 'Q' and line.unit == 7 and channel != 'app' and customer != 'x'",
                CART(LINES({.sku = "Q", .quantity = 1, .unit_minor = 700}))));
}

TEST(facts, of_a_line_are_seen_by_on)
{
    const eco_cart *cart =
        CART(.channel = "app",
             LINES(
                 {.sku = "A",
                  .quantity = 1,
                  .unit_minor = 1000,
                  ATTRIBUTES({"category", "shoes"}, {"category", "sale"}, {"channel", "line"})},
                 {.sku = "B", .quantity = 2, .unit_minor = 1000, ATTRIBUTES({"country", "FR"})},
                 {.sku = "C", .id = "last", .quantity = 3, .unit_minor = 1001, ATTRIBUTES({"sku", "A"}, {"a1", ""}, {"a2", ""})}),
             ATTRIBUTES({"country", "DE"}, {"category", "gift"}));
    static const struct {
        const char *on, *target;
    } asked[] = {
        {"line.sku == 'B'", "0 1 0"},
        {"line.id == 'last' or line.id == '1'", "1 0 1"},
        {"line.quantity >= 2", "0 1 1"},
        {"line.unit == 10.01", "0 0 1"},
        {"category == 'sale'", "1 0 0"},
        {"category == 'gift'", "0 1 1"}, /* the line's own, or else the cart's */
        {"line.category == 'gift'", "0 0 0"},
        {"line.category == 'shoes'", "1 0 0"},
        {"line.category != 'shoes'", "0 1 1"},
        {"country == 'FR'", "0 1 0"},
        {"country == 'DE'", "1 0 1"},
        {"channel == 'app'", "1 1 1"},
        {"line.channel == 'line'", "1 0 0"},
        {"cart.quantity == 6", "1 1 1"},
        {"cart.subtotal > 50", "1 1 1"},
        {"sku == 'A'", "0 0 1"},
        {"line.sku != 'A' and country == 'DE'", "0 0 1"},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        eco_rulebook_builder *rules = RULES("EUR");
        PROMOTE(rules, "asked", .on = asked[i].on, TIERS({.off_each_minor = 1}));
        PROMOTE(rules, "again", .on = asked[i].on, TIERS({.off_each_minor = 1})); /* from the same target */
        eco_rulebook *rulebook = built(rules);
        const eco_quote *quote = priced(rulebook, cart);
        char text[32];
        snprintf(text, sizeof text, "%d %d %d", quote->lines[0].discount_minor == 2, quote->lines[1].discount_minor == 4,
                 quote->lines[2].discount_minor == 6);
        CHECK_F(strcmp(text, asked[i].target) == 0, "%s: %s", asked[i].on, text);
        CHECK_INT(reason_of(quote, "asked"), strcmp(text, "0 0 0") ? ECO_REASON_APPLIED : ECO_REASON_NO_TARGET);
        eco_quote_free(quote);
        eco_rulebook_free(rulebook);
    }
}

TEST(facts, that_are_no_numbers_are_refused_by_name)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "heavy", .on = "weight > 10", TIERS({.off_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    REFUSED(rulebook, CART(LINES({GOOD, ATTRIBUTES({"weight", "11"})}, {GOOD, ATTRIBUTES({"weight", "heavy"})})), ECO_E_INVALID,
            "'heavy' of 'weight' must be a number (asked by 'heavy')", "/lines/1");
    eco_rulebook_free(rulebook);
    rules = RULES("EUR");
    PROMOTE(rules, "old", .when = "age > 10", TIERS({.off_minor = 1}));
    rulebook = built(rules);
    REFUSED(rulebook, CART(LINES({GOOD}), ATTRIBUTES({"age", "x"})), ECO_E_INVALID,
            "'x' of 'age' must be a number (asked by 'old')", "");
    eco_rulebook_free(rulebook);
    /* ... wherever conditions are asked */
    rules = RULES("EUR");
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "tax", .on = "age > 10"));
    rulebook = built(rules);
    REFUSED(rulebook, CART(ECO_LIST(surcharges, eco_surcharge, {.id = "s", .amount_minor = 1}), ATTRIBUTES({"age", "x"})),
            ECO_E_INVALID, "'age'", "/surcharges/0");
    eco_rulebook_free(rulebook);
    rules = RULES("EUR");
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "ship", .method = "m", .when = "age > 10"));
    rulebook = built(rules);
    REFUSED(rulebook, CART(.shipping = "m", ATTRIBUTES({"age", "x"})), ECO_E_INVALID, "asked by 'ship'", "");
    eco_rulebook_free(rulebook);
    for (int i = 0; i < 2; i++) {
        rules = RULES("EUR");
        eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "list", .is_override = i, .when = "age > 10",
                                                    ECO_LIST(entries, eco_price_entry, {.sku = "a", .unit_minor = 1})));
        rulebook = built(rules);
        REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 5}), ATTRIBUTES({"age", "x"})), ECO_E_INVALID,
                "asked by 'list'", "");
        REFUSED(rulebook, CART(LINES({.sku = "a", .quantity = 1}), ATTRIBUTES({"age", "x"})), ECO_E_INVALID, "asked by 'list'",
                "");
        eco_rulebook_free(rulebook);
    }
    rules = RULES("EUR");
    PROMOTE(rules, "alone", .exclusive = true, .when = "age > 10", TIERS({.off_minor = 1}));
    rulebook = built(rules);
    REFUSED(rulebook, CART(LINES({GOOD}), ATTRIBUTES({"age", "x"})), ECO_E_INVALID, "asked by 'alone'", "");
    eco_rulebook_free(rulebook);
}

TEST(facts, of_many_attributes_are_all_found)
{
    enum { MANY = 200 };
    static char names[MANY][16], values[MANY][16];
    static eco_attribute attributes[MANY + 2];
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i % 100);
        snprintf(values[i], sizeof values[i], "%d", i);
        attributes[i] = (eco_attribute){names[i], values[i]};
    }
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", .on = "n17 == 117 and n17 == 17 and n99 == '199' and n3 < 10", TIERS({.off_minor = 1}));
    PROMOTE(rules, "q", .when = "n17 == 117 and line.n20 == 20 and n99 == 99", TIERS({.off_minor = 1}));
    eco_rulebook *rulebook = built(rules);
    const eco_quote *quote = priced(
        rulebook, CART(LINES({GOOD, .attributes = attributes, .attributes_count = MANY},
                             {.sku = "a", .quantity = 2, .unit_minor = 1, .attributes = attributes, .attributes_count = MANY}),
                       .attributes = attributes, .attributes_count = MANY));
    CHECK_INT(quote->discount_minor, 2);
    eco_quote_free(quote);
    CHECK(eco_rulebook_uses_line_attribute(rulebook, "n99", 3));
    CHECK(eco_rulebook_uses_line_attribute(rulebook, "n20", 3));
    CHECK(!eco_rulebook_uses_line_attribute(rulebook, "n98", 3));
    CHECK(eco_rulebook_uses_cart_attribute(rulebook, "n17", 3));
    CHECK(!eco_rulebook_uses_cart_attribute(rulebook, "n20", 3));
    eco_rulebook_free(rulebook);
}
