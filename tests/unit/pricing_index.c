/* What the rule index finds: all that a cart reaches, and hardly anything else. */
#include "unit/pricing_index.h"

#include "pricing/index_parts.h"

enum { TEXT_MOST = 512 };

/* The ids of the candidates, in their order: "a b". */
static const char *found_by(char text[TEXT_MOST], const indexed_shop *shop, const eco_cart *cart, eco_explain explain,
                            const eco_index_wanted *wanted)
{
    eco_arena scratch;
    eco_pricing_work work;
    eco_error error;
    eco_candidates found;
    size_t size = 0;
    begin_work(&work, &scratch, shop->rulebook, cart, &error);
    work.explain = explain;
    CHECK_OK(eco_index_find(&found, &work, shop->index, wanted));
    text[0] = '\0';
    for (size_t i = 0; i < found.count; i++) {
        CHECK(i == 0 || found.rules[i] > found.rules[i - 1]);
        size += (size_t)snprintf(text + size, TEXT_MOST - size, "%s%s", i ? " " : "",
                                 shop->rulebook->rules[found.rules[i]].promotion->id);
    }
    eco_arena_end(&scratch);
    return text;
}
#define CHECK_FOUND(shop, cart, expected) \
    CHECK_TEXT(found_by((char[TEXT_MOST]){0}, (shop), (cart), ECO_EXPLAIN_NOTHING, &(eco_index_wanted){0}), expected)
#define CHECK_FOUND_WITH(shop, cart, explain, expected, ...) \
    CHECK_TEXT(found_by((char[TEXT_MOST]){0}, (shop), (cart), (explain), &(eco_index_wanted){__VA_ARGS__}), expected)

static void end(indexed_shop *shop)
{
    eco_rulebook_free(shop->rulebook);
}

#define ANY     TIERS({.off_minor = 1})
#define A_PIECE LINES({.sku = "A", .quantity = 1, .unit_minor = 1000})

/* ---- keys ---- */

TEST(index, reaches_rules_by_their_keys)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a-sku", .on = "line.sku == 'A'", ANY);
    PROMOTE(rules, "b-category", .on = "category == 'shoes'", ANY);
    PROMOTE(rules, "c-segment", .when = "customer.segment == 'x'", ANY);
    PROMOTE(rules, "d-channel", .when = "channel == 'app'", ANY);
    PROMOTE(rules, "e-any-line", .when = "line.sku == 'A'", ANY);
    PROMOTE(rules, "f-list", .on = "line.sku in ('A', 'B', 'C')", ANY);
    PROMOTE(rules, "g-either", .when = "channel == 'app' or customer.segment == 'x'", ANY);
    PROMOTE(rules, "h-always", ANY);
    PROMOTE(rules, "i-never", .when = "false", ANY);
    PROMOTE(rules, "j-never", .on = "category == 'shoes' and false", ANY);
    PROMOTE(rules, "k-not-seen", .when = "channel > 'a'", ANY);
    PROMOTE(rules, "l-shipping", .when = "shipping == 'post'", ANY);
    indexed_shop shop = indexed(rules);
    CHECK_FOUND(&shop, CART(), "h-always k-not-seen");
    CHECK_FOUND(&shop, CART(A_PIECE), "a-sku e-any-line f-list h-always k-not-seen");
    CHECK_FOUND(&shop, CART(LINES({.sku = "C", .quantity = 1, .unit_minor = 1})), "f-list h-always k-not-seen");
    CHECK_FOUND(&shop, CART(LINES({.sku = "D", .quantity = 1, .unit_minor = 1})), "h-always k-not-seen");
    CHECK_FOUND(&shop, CART(LINES({.sku = "D", .quantity = 1, .unit_minor = 1}, {.sku = "A", .quantity = 1, .unit_minor = 1})),
                "a-sku e-any-line f-list h-always k-not-seen");
    CHECK_FOUND(&shop, CART(.channel = "app"), "d-channel g-either h-always k-not-seen");
    CHECK_FOUND(&shop, CART(.channel = "App"), "h-always k-not-seen");
    CHECK_FOUND(&shop, CART(.shipping = "post"), "h-always k-not-seen l-shipping");
    CHECK_FOUND(&shop, CART(ATTRIBUTES({"customer.segment", "y"}, {"customer.segment", "x"})),
                "c-segment g-either h-always k-not-seen");
    CHECK_FOUND(&shop, CART(.channel = "app", ATTRIBUTES({"customer.segment", "x"})),
                "c-segment d-channel g-either h-always k-not-seen");
    /* A bare name is the line's, or else the cart's. */
    const eco_attribute shoes = {"category", "shoes"}, hats = {"category", "hats"};
    CHECK_FOUND(&shop, CART(LINES({.sku = "D", .quantity = 1, .unit_minor = 1, .attributes = &shoes, .attributes_count = 1})),
                "b-category h-always k-not-seen");
    CHECK_FOUND(&shop, CART(LINES({.sku = "D", .quantity = 1, .unit_minor = 1}), .attributes = &shoes, .attributes_count = 1),
                "b-category h-always k-not-seen");
    CHECK_FOUND(&shop,
                CART(LINES({.sku = "D", .quantity = 1, .unit_minor = 1, .attributes = &hats, .attributes_count = 1}),
                     .attributes = &shoes, .attributes_count = 1),
                "h-always k-not-seen");
    end(&shop);
}

/* Of several equalities the rarest is the key: then the others need not be there to pass a rule over. */
TEST(index, takes_the_most_selective_key)
{
    eco_rulebook_builder *rules = RULES("EUR");
    char id[16], when[96];
    for (int i = 0; i < 100; i++) {
        snprintf(id, sizeof id, "p%02d", i);
        snprintf(when, sizeof when, "channel == 'web' and customer.segment in ('s%d', 't%d')", i, i);
        PROMOTE(rules, id, .when = when, .on = "line.sku in ('A', 'B')", ANY);
    }
    for (int i = 0; i < 20; i++) { /* one line's key of two rules is looked up as dearly as a cart's of sixteen */
        snprintf(id, sizeof id, "q%02d", i);
        snprintf(when, sizeof when, "line.sku == 'Q%d'", i / 2);
        PROMOTE(rules, id, .when = i % 16 == 0 ? "country == 'DE'" : "country == 'FR'", .on = when, ANY);
    }
    indexed_shop shop = indexed(rules);
    CHECK_FOUND(&shop, CART(.channel = "web", A_PIECE), "");
    CHECK_FOUND(&shop, CART(ATTRIBUTES({"customer.segment", "s7"})), "p07");
    CHECK_FOUND(&shop, CART(ATTRIBUTES({"customer.segment", "t99"})), "p99");
    CHECK_FOUND(&shop, CART(ATTRIBUTES({"country", "DE"})), "q00 q16");
    CHECK_FOUND(&shop, CART(ATTRIBUTES({"country", "FR"})), "");
    CHECK_FOUND(&shop, CART(LINES({.sku = "Q1", .quantity = 1, .unit_minor = 1})), "q02 q03");
    end(&shop);
}

/* Whether finding has looked at the lines' facts. */
static bool asks_lines(const indexed_shop *shop, const eco_cart *cart)
{
    eco_arena scratch;
    eco_pricing_work work;
    eco_error error;
    eco_candidates found;
    begin_work(&work, &scratch, shop->rulebook, cart, &error);
    CHECK_OK(eco_index_find(&found, &work, shop->index, &(eco_index_wanted){0}));
    bool asked = work.line_facts != NULL;
    eco_arena_end(&scratch);
    return asked;
}

TEST(index, asks_lines_for_nothing_when_no_key_is_theirs)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .when = "channel == 'app'", .on = "line.quantity > 1", ANY);
    PROMOTE(rules, "b", .on = "channel == 'app' and line.sku == 'A'", ANY);
    indexed_shop shop = indexed(rules);
    CHECK_FOUND(&shop, CART(.channel = "app"), "a b");
    CHECK_FOUND(&shop, CART(A_PIECE), "");
    CHECK(!shop.index->line_slots_count && !asks_lines(&shop, CART(.channel = "app", A_PIECE)));
    end(&shop);
    rules = RULES("EUR"); /* a SKU stands in the cart itself */
    PROMOTE(rules, "a", .on = "line.sku == 'A' and category == 'c'", ANY);
    PROMOTE(rules, "b", .on = "category == 'c' and line.sku != 'B'", .when = "channel == 'app'", ANY);
    shop = indexed(rules);
    CHECK_FOUND(&shop, CART(.channel = "app", A_PIECE), "a b");
    CHECK(!asks_lines(&shop, CART(.channel = "app", A_PIECE)));
    end(&shop);
    rules = RULES("EUR");
    PROMOTE(rules, "a", .on = "category == 'c'", ANY);
    shop = indexed(rules);
    CHECK(asks_lines(&shop, CART(A_PIECE)));
    end(&shop);
}

TEST(index, of_an_empty_rulebook)
{
    indexed_shop shop = indexed(RULES("EUR"));
    CHECK_FOUND(&shop, CART(.channel = "app", A_PIECE, COUPONS("X")), "");
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_ALL, "", .all = true, .next_steps = 20);
    CHECK(!eco_index_knows_code(shop.index, shop.rulebook, "X"));
    end(&shop);
}

/* ---- sets ---- */

TEST(index, reaches_rules_by_the_members_of_sets)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_set(rules, "ab", (const char *const[]){"A", "B"}, 2);
    eco_rulebook_add_set(rules, "bc", (const char *const[]){"B", "C"}, 2);
    eco_rulebook_add_set(rules, "none", NULL, 0);
    PROMOTE(rules, "p1", .on = "line.sku in @ab", ANY);
    PROMOTE(rules, "p2", .on = "line.sku in @bc", ANY);
    PROMOTE(rules, "p3", .when = "line.sku in @ab", ANY);
    PROMOTE(rules, "p4", .when = "customer.tier in @ab", ANY);
    PROMOTE(rules, "p5", .on = "line.sku in @none", ANY);
    PROMOTE(rules, "p6", .on = "line.sku == 'B'", ANY);
    PROMOTE(rules, "p7", .on = "line.sku in @ab or line.sku in @bc", ANY);
    indexed_shop shop = indexed(rules);
    CHECK_FOUND(&shop, CART(A_PIECE), "p1 p3 p7");
    CHECK_FOUND(&shop, CART(LINES({.sku = "B", .quantity = 1, .unit_minor = 1})), "p1 p2 p3 p6 p7");
    CHECK_FOUND(&shop, CART(LINES({.sku = "C", .quantity = 1, .unit_minor = 1})), "p2 p7");
    CHECK_FOUND(&shop, CART(LINES({.sku = "D", .quantity = 1, .unit_minor = 1})), "");
    CHECK_FOUND(&shop, CART(ATTRIBUTES({"customer.tier", "B"})), "p4");
    end(&shop);
}

/* ---- coupons ---- */

TEST(index, reaches_coupons_by_their_codes)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"X1", "X2"}, 2);
    eco_rulebook_add_set(rules, "more", (const char *const[]){"X2", "X3"}, 2);
    PROMOTE(rules, "a", .coupon = "SAVE", ANY);
    PROMOTE(rules, "b", .coupon = "SAVE", .when = "channel == 'app'", ANY);
    PROMOTE(rules, "c", .coupon = "@codes", ANY);
    PROMOTE(rules, "d", .coupon = "@more", ANY);
    PROMOTE(rules, "e", .coupon = "OVER", .ends_us = AT_US, ANY);
    PROMOTE(rules, "f", .coupon = "OVER", TIERS({.from_minor = 5000, .off_minor = 1}));
    PROMOTE(rules, "g", .coupon = "OVER", .when = "false", ANY);
    PROMOTE(rules, "h", .when = "coupon == 'WORD'", ANY);
    PROMOTE(rules, "i", .coupon = "SOLE", .starts_us = AT_US + 1, ANY);
    indexed_shop shop = indexed(rules);
    CHECK_FOUND(&shop, CART(A_PIECE), "");
    CHECK_FOUND(&shop, CART(COUPONS("SAVE")), "a b");
    CHECK_FOUND(&shop, CART(COUPONS("save", "Save")), "");
    CHECK_FOUND(&shop, CART(COUPONS("X1", "X1")), "c");
    CHECK_FOUND(&shop, CART(COUPONS("X2", "SAVE", "WORD")), "a b c d h");
    CHECK_FOUND(&shop, CART(COUPONS("@codes")), "");
    /* A code that was entered is explained, whatever keeps it from applying. */
    CHECK_FOUND(&shop, CART(A_PIECE, COUPONS("OVER", "SOLE")), "g");
    CHECK_FOUND_WITH(&shop, CART(A_PIECE, COUPONS("OVER", "SOLE")), ECO_EXPLAIN_NEAR, "e f g i", 0);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE, COUPONS("X2")), ECO_EXPLAIN_NEAR, "c d", 0);
    static const char *const known[] = {"SAVE", "X1", "X2", "X3", "OVER", "SOLE"}, *const unknown[] = {"WORD", "@codes", "X4",
                                                                                                       ""};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        CHECK_F(eco_index_knows_code(shop.index, shop.rulebook, known[i]), "%s", known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        CHECK_F(!eco_index_knows_code(shop.index, shop.rulebook, unknown[i]), "%s", unknown[i]);
    end(&shop);
}

/* ---- exclusions ---- */

/* Ten rules of a kind: they are worth passing over together. */
static void promote_ten(eco_rulebook_builder *rules, char kind, const char *when)
{
    char id[] = {kind, '0', '\0'};
    for (int i = 0; i < 10; i++, id[1]++)
        PROMOTE(rules, id, .when = when, ANY);
}

/* The kinds of which all ten were found, "abc"; no kind is found in part. */
static const char *kinds_found(char text[TEXT_MOST], const indexed_shop *shop, const eco_cart *cart)
{
    size_t kinds = 0;
    found_by(text, shop, cart, ECO_EXPLAIN_NOTHING, &(eco_index_wanted){0});
    for (size_t i = 0; text[i]; i += 30) {
        CHECK(text[i] == text[i + 27] && text[i + 1] == '0' && text[i + 28] == '9');
        text[kinds++] = text[i];
        if (!text[i + 29])
            break;
    }
    text[kinds] = '\0';
    return text;
}
#define CHECK_KINDS(shop, cart, expected) CHECK_TEXT(kinds_found((char[TEXT_MOST]){0}, (shop), (cart)), expected)

TEST(index, passes_over_what_the_cart_excludes)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_set(rules, "low", (const char *const[]){"new", "guest"}, 2);
    promote_ten(rules, 'a', "not (channel == 'web')");
    promote_ten(rules, 'b', "customer.group != 'retail'");
    promote_ten(rules, 'c', "not (customer.tier in ('gold', 'silver'))");
    promote_ten(rules, 'd', "customer.tier not in @low");
    promote_ten(rules, 'e', "line.brand != 'x'"); /* on no line at all */
    indexed_shop shop = indexed(rules);
    CHECK_KINDS(&shop, CART(), "abcde");
    CHECK_KINDS(&shop, CART(.channel = "web", ATTRIBUTES({"customer.group", "retail"})), "cde");
    CHECK_KINDS(&shop, CART(.channel = "web", ATTRIBUTES({"customer.tier", "silver"}, {"customer.group", "b2b"})), "bde");
    CHECK_KINDS(&shop, CART(.channel = "web", ATTRIBUTES({"customer.tier", "guest"}, {"customer.tier", "gold"})), "be");
    const eco_attribute brand = {"brand", "x"};
    CHECK_KINDS(&shop,
                CART(.channel = "web", ATTRIBUTES({"customer.group", "retail"}, {"customer.tier", "new"}),
                     LINES({.sku = "A", .quantity = 1, .unit_minor = 1},
                           {.sku = "B", .quantity = 1, .unit_minor = 1, .attributes = &brand, .attributes_count = 1})),
                "ce"); /* e: ten rules are not worth a look at every line */
    end(&shop);
}

TEST(index, passes_over_what_lines_exclude)
{
    enum { RULES_COUNT = 40 };
    eco_rulebook_builder *rules = RULES("EUR");
    char id[16];
    for (int i = 0; i < RULES_COUNT; i++) {
        snprintf(id, sizeof id, "on%02d", i);
        PROMOTE(rules, id, .on = "category != 'sale' and line.sku != 'S'", ANY);
        snprintf(id, sizeof id, "when%02d", i);
        PROMOTE(rules, id, .when = "line.category != 'sale'", ANY);
    }
    PROMOTE(rules, "x", ANY);
    indexed_shop shop = indexed(rules);
    const eco_attribute sale[] = {{"category", "sale"}, {"category", "sale"}}, other = {"category", "other"};
#define SALE(sku_) {.sku = sku_, .quantity = 1, .unit_minor = 1, .attributes = sale, .attributes_count = 2}
#define OTHER(sku_)                                                                              \
    {                                                                                            \
        .sku = sku_, .quantity = 1, .unit_minor = 1, .attributes = &other, .attributes_count = 1 \
    }
    CHECK_FOUND(&shop, CART(LINES(SALE("A"))), "x");
    CHECK_FOUND(&shop, CART(LINES(SALE("A"), SALE("B"), SALE("C"))), "x");
    char text[TEXT_MOST];
    found_by(text, &shop, CART(LINES(OTHER("S"), OTHER("S"))), ECO_EXPLAIN_NOTHING, &(eco_index_wanted){0});
    CHECK(!strstr(text, "on") && strstr(text, "when00 ") && strstr(text, "when39 x"));
    /* On one line of two `on` is still open, though `when` is not. */
    found_by(text, &shop, CART(LINES(SALE("A"), OTHER("B"))), ECO_EXPLAIN_NOTHING, &(eco_index_wanted){0});
    CHECK(strstr(text, "on00 ") && strstr(text, "on39 x") && !strstr(text, "when"));
    found_by(text, &shop, CART(LINES(OTHER("A"), SALE("S"))), ECO_EXPLAIN_NOTHING, &(eco_index_wanted){0});
    CHECK(strstr(text, "on00 ") && strstr(text, "on39 x") && !strstr(text, "when"));
    end(&shop);
#undef SALE
#undef OTHER
}

/* ---- bounds ---- */

TEST(index, keeps_to_windows)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .starts_us = AT_US, .ends_us = AT_US + 1, ANY);
    PROMOTE(rules, "b", .starts_us = AT_US + 1, ANY);
    PROMOTE(rules, "c", .ends_us = AT_US, ANY);
    PROMOTE(rules, "d", .starts_us = 1, ANY);
    PROMOTE(rules, "e", .ends_us = INT64_MAX, ANY);
    PROMOTE(rules, "f", .when = "at >= '2026-11-11T12:00:00Z' and at <= '2026-11-11T12:00:00Z'", ANY);
    PROMOTE(rules, "g", .when = "at > '2026-11-11T12:00:00Z'", ANY);
    PROMOTE(rules, "h", .when = "at < '2026-11-11T12:00:00Z'", ANY);
    PROMOTE(rules, "i", .when = "not at >= '2026-11-11T12:00:00.000001Z'", ANY);
    indexed_shop shop = indexed(rules);
    CHECK_FOUND(&shop, CART(), "a d e f i");
    CHECK_FOUND(&shop, ECO_MAKE(eco_cart, .at_us = AT_US - 1), "c d e h i");
    CHECK_FOUND(&shop, ECO_MAKE(eco_cart, .at_us = AT_US + 1), "b d e g");
    CHECK_FOUND(&shop, ECO_MAKE(eco_cart, .at_us = 1), "c d e h i");
    CHECK_FOUND(&shop, ECO_MAKE(eco_cart, .at_us = INT64_MAX), "b d g");
    end(&shop);
}

static indexed_shop shop_of_amounts(const char *currency)
{
    eco_rulebook_builder *rules = RULES(currency);
    PROMOTE(rules, "a", .when = "cart.subtotal >= 10", ANY);
    PROMOTE(rules, "b", .when = "cart.subtotal > 10", ANY);
    PROMOTE(rules, "c", .when = "cart.list >= 10.001", ANY);
    PROMOTE(rules, "d", .when = "cart.list > 9.999", ANY);
    PROMOTE(rules, "e", .when = "cart.list <= 10.001", ANY);
    PROMOTE(rules, "f", .when = "cart.list < 10.001", ANY);
    PROMOTE(rules, "g", .when = "cart.list < 10", ANY);
    PROMOTE(rules, "h", .when = "cart.list == 10", ANY);
    PROMOTE(rules, "i", .when = "not (cart.list < 10 or cart.list > 10.00)", ANY);
    PROMOTE(rules, "j", .when = "cart.subtotal <= 1", ANY); /* other promotions may bring it there */
    PROMOTE(rules, "k", .when = "cart.subtotal >= 1 or cart.list >= 1000", ANY);
    PROMOTE(rules, "l", .when = "cart.subtotal >= 9000000000000000000", ANY);
    PROMOTE(rules, "m", .when = "cart.list <= 9000000000000000000 and cart.list >= 0.000000000000000001", ANY);
    PROMOTE(rules, "n", .when = "cart.subtotal == 10.0", ANY);
    PROMOTE(rules, "o", .when = "cart.lines >= 2", ANY); /* is not seen */
    return indexed(rules);
}

TEST(index, compares_amounts_exactly)
{
    indexed_shop shop = shop_of_amounts("EUR");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 999})), "e f g j k m o");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 1000})), "a d e f h i j k m n o");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 1001})), "a b c d j k m n o");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .is_free = true})), "e f g j k o");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = INT64_MAX})), "a b c d j k l m n o");
    end(&shop);
    shop = shop_of_amounts("JPY");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 9})), "e f g j k m o");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 10})), "a d e f h i j k m n o");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 11})), "a b c d j k m n o");
    end(&shop);
}

TEST(index, keeps_to_quantities)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .when = "cart.quantity >= 3", ANY);
    PROMOTE(rules, "b", .when = "cart.quantity > 2.5", ANY);
    PROMOTE(rules, "c", .when = "cart.quantity < 3", ANY);
    PROMOTE(rules, "d", .when = "cart.quantity <= 2.5", ANY);
    PROMOTE(rules, "e", .when = "cart.quantity == 3", ANY);
    PROMOTE(rules, "f", TIERS({.from_quantity = 4, .off_minor = 1}, {.from_quantity = 3, .off_minor = 2}));
    PROMOTE(rules, "g", TIERS({.from_quantity = 4, .off_minor = 1}, {.off_minor = 2}));
    PROMOTE(rules, "h", .bands = true, TIERS({.from_quantity = 4, .off_percent = {10, 0}}));
    PROMOTE(rules, "i", .when = "1000000000000000000 <= cart.quantity", ANY);
    indexed_shop shop = indexed(rules);
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 2, .unit_minor = 1})), "c d g");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 29, .quantity_scale = 1, .unit_minor = 1})), "c d g");
    CHECK_FOUND(&shop,
                CART(LINES({.sku = "A", .quantity = 29, .quantity_scale = 1, .unit_minor = 1},
                           {.sku = "B", .quantity = 100, .quantity_scale = 3, .unit_minor = 1})),
                "a b e f g");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = INT64_MAX, .quantity_scale = 0, .unit_minor = 1})), "a b f g h i");
    end(&shop);
}

TEST(index, keeps_to_the_lowest_tier)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", TIERS({.from_minor = 2000, .off_minor = 2}, {.from_minor = 1000, .off_minor = 1}));
    PROMOTE(rules, "b", TIERS({.from_minor = 1001, .off_minor = 1}));
    PROMOTE(rules, "c", TIERS({.from_minor = 5000, .off_minor = 5}, {.off_minor = 1}));
    PROMOTE(rules, "d", .basis = ECO_BASIS_LIST, .stage = ECO_STAGE_SHOP, TIERS({.from_minor = 1000, .off_minor = 1}));
    PROMOTE(rules, "e", .stage = ECO_STAGE_SHIPPING, TIERS({.from_minor = 1001, .is_free = true}));
    PROMOTE(rules, "f", .when = "cart.list >= 10.01", TIERS({.from_minor = 500, .off_minor = 1}));
    indexed_shop shop = indexed(rules);
    CHECK_FOUND(&shop, CART(A_PIECE), "a c d");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 1001})), "a b c f d e");
    CHECK_FOUND(&shop, CART(), "c");
    end(&shop);
}

/* ---- more than the candidates ---- */

TEST(index, gives_all_or_one_more_when_asked)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .when = "channel == 'app'", ANY);
    PROMOTE(rules, "b", ANY);
    PROMOTE(rules, "c", .when = "false", ANY);
    indexed_shop shop = indexed(rules);
    CHECK_FOUND_WITH(&shop, CART(), ECO_EXPLAIN_ALL, "a b c", .all = true);
    CHECK_FOUND_WITH(&shop, CART(), ECO_EXPLAIN_ALL, "b c", .also = &shop.rulebook->rules[2]);
    CHECK_FOUND_WITH(&shop, CART(), ECO_EXPLAIN_ALL, "b", .also = &shop.rulebook->rules[1]);
    CHECK_FOUND_WITH(&shop, CART(), ECO_EXPLAIN_ALL, "a b", .also = &shop.rulebook->rules[0]);
    end(&shop);
}

TEST(index, finds_the_nearest_steps)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", TIERS({.from_minor = 3000, .off_minor = 1}));
    PROMOTE(rules, "b", TIERS({.from_minor = 2000, .off_minor = 1}));
    PROMOTE(rules, "c", .when = "cart.subtotal >= 20", ANY);
    PROMOTE(rules, "d", TIERS({.from_quantity = 3, .off_minor = 1}));
    PROMOTE(rules, "e", .when = "cart.quantity >= 2 and cart.list > 19.99", ANY);
    PROMOTE(rules, "f", .when = "channel == 'app'", TIERS({.from_minor = 1001, .off_minor = 1}));
    PROMOTE(rules, "g", .ends_us = AT_US, TIERS({.from_minor = 1001, .off_minor = 1}));
    PROMOTE(rules, "h", ANY);
    PROMOTE(rules, "i", .when = "line.sku == 'A' or channel == 'pos'", TIERS({.from_minor = 1500, .off_minor = 1}));
    PROMOTE(rules, "j", .when = "cart.list < 10", TIERS({.from_minor = 1001, .off_minor = 1})); /* never again */
    PROMOTE(rules, "k", .coupon = "K", TIERS({.from_minor = 1001, .off_minor = 1}));
    indexed_shop shop = indexed(rules);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "h", .next_steps = 0);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "d h", .next_steps = 1);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "d h i", .next_steps = 2);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "b d h i", .next_steps = 3);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "b c d h i", .next_steps = 4);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "b c d e h i", .next_steps = 5);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "a b c d e h i", .next_steps = 6);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "a b c d e h i", .next_steps = 1000);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_NEAR, "a b c d e h i", .next_steps = -1);
    /* A rule that two keys reach is one step; a code that was entered comes in any case. */
    CHECK_FOUND_WITH(&shop, CART(A_PIECE, .channel = "pos"), ECO_EXPLAIN_NEAR, "b d h i", .next_steps = 3);
    CHECK_FOUND_WITH(&shop, CART(A_PIECE, .channel = "app", COUPONS("K")), ECO_EXPLAIN_NEAR, "d f h k", .next_steps = 3);
    end(&shop);
}

/* Many equal steps stand in one leaf, by id, and of several leaves the ids are merged. */
TEST(index, finds_the_first_of_equal_steps)
{
    eco_rulebook_builder *rules = RULES("EUR");
    char id[16];
    for (int i = 0; i < 200; i++) {
        snprintf(id, sizeof id, "p%03d", i);
        PROMOTE(rules, id, .priority = i % 5, .when = i % 3 ? "channel == 'app'" : "line.sku in ('A', 'B')",
                .ends_us = i % 7 ? 0 : AT_US + 1, TIERS({.from_minor = 2000, .off_minor = 1}));
    }
    indexed_shop shop = indexed(rules);
    const eco_cart *cart = CART(.channel = "app", A_PIECE);
    char text[TEXT_MOST];
    for (int steps = 1; steps <= 40; steps++) {
        found_by(text, &shop, cart, ECO_EXPLAIN_NEAR, &(eco_index_wanted){.next_steps = steps});
        for (int i = 0; i < 200; i++) {
            snprintf(id, sizeof id, "p%03d", i);
            CHECK_INT(strstr(text, id) != NULL, i < steps);
        }
    }
    end(&shop);
}

/* ---- many rules, of which none applies ---- */

/* Of all kinds: none of them reaches the cart of many_cart. */
static void promote_kind(eco_rulebook_builder *rules, int number, eco_random *random)
{
    char id[16], text[80];
    const int64_t minute = 60 * INT64_C(1000000);
    int64_t some = eco_random_between(random, 1, 100000);
    snprintf(id, sizeof id, "p%06d", number);
    switch (number % 16) {
    case 0: snprintf(text, sizeof text, "line.sku == 'x%d'", number), PROMOTE(rules, id, .on = text, ANY); break;
    case 1: snprintf(text, sizeof text, "category == 'x%d'", number), PROMOTE(rules, id, .on = text, ANY); break;
    case 2: snprintf(text, sizeof text, "customer.segment == 'x%d'", number % 200), PROMOTE(rules, id, .when = text, ANY); break;
    case 3: snprintf(text, sizeof text, "channel == 'x%d'", number), PROMOTE(rules, id, .when = text, ANY); break;
    case 4: snprintf(text, sizeof text, "X%d", number), PROMOTE(rules, id, .coupon = text, ANY); break;
    case 5: PROMOTE(rules, id, .starts_us = AT_US - 2 * some * minute, .ends_us = AT_US - some * minute, ANY); break;
    case 6: PROMOTE(rules, id, .starts_us = AT_US + some * minute, .ends_us = AT_US + 2 * some * minute, ANY); break;
    case 7: PROMOTE(rules, id, .when = "not (channel == 'web')", ANY); break;
    case 8: PROMOTE(rules, id, .when = "customer.group != 'retail'", .starts_us = AT_US - some, ANY); break;
    case 9:
        snprintf(text, sizeof text, "not (customer.tier in ('gold', 'silver', 't%d'))", number % 30);
        PROMOTE(rules, id, .when = text, ANY);
        break;
    case 10: PROMOTE(rules, id, .on = "category != 'c'", ANY); break;
    case 11: PROMOTE(rules, id, TIERS({.from_minor = 10000 + some, .off_minor = 1})); break;
    case 12: PROMOTE(rules, id, TIERS({.from_quantity = 10 + some, .off_minor = 1})); break;
    case 13:
        snprintf(text, sizeof text, "cart.subtotal > %d.50", 100 + (int)some);
        PROMOTE(rules, id, .when = text, ANY);
        break;
    case 14:
        snprintf(text, sizeof text, "cart.quantity >= %d", 11 + (int)some);
        PROMOTE(rules, id, .when = text, ANY);
        break;
    default: snprintf(text, sizeof text, "line.size != 's%d'", number / 16 % 100); PROMOTE(rules, id, .when = text, ANY);
    }
}

typedef struct many_cart {
    eco_cart_line lines[10];
    eco_attribute of_lines[10][11], attributes[4];
    char skus[10][16], sizes[100][16];
    eco_cart cart;
} many_cart;

/* Its ten lines have all hundred sizes. */
static void fill_many_cart(many_cart *out)
{
    static const char *const coupons[] = {"NONE"};
    for (int i = 0; i < 10; i++) {
        snprintf(out->skus[i], sizeof out->skus[i], "s%d", i);
        out->of_lines[i][0] = (eco_attribute){"category", "c"};
        for (int j = 0; j < 10; j++) {
            char *size = out->sizes[10 * i + j];
            snprintf(size, sizeof out->sizes[0], "s%d", 10 * i + j);
            out->of_lines[i][j + 1] = (eco_attribute){"size", size};
        }
        out->lines[i] = (eco_cart_line){
            .sku = out->skus[i], .quantity = 1, .unit_minor = 1000, .attributes = out->of_lines[i], .attributes_count = 11};
    }
    out->attributes[0] = (eco_attribute){"customer.segment", "none"};
    out->attributes[1] = (eco_attribute){"customer.group", "retail"};
    out->attributes[2] = (eco_attribute){"customer.tier", "silver"};
    out->attributes[3] = (eco_attribute){"not.asked", "for"};
    out->cart = *CART(.channel = "web", .customer = "c", .lines = out->lines, .lines_count = 10, .attributes = out->attributes,
                      .attributes_count = 4, .coupons = coupons, .coupons_count = 1);
}

/* How many boxes of the rules without a key the cart has to look at. */
static size_t boxes_seen(const indexed_shop *shop, const eco_cart *cart)
{
    const eco_index *index = shop->index;
    eco_arena scratch;
    eco_pricing_work work;
    eco_error error;
    size_t seen = 0;
    begin_work(&work, &scratch, shop->rulebook, cart, &error);
    eco_index_finding find = {.index = index, .work = &work};
    find.cart = (eco_index_point){{cart->at_us, -cart->at_us, work.list, work.quantity, -work.list, -work.quantity}};
    CHECK(!eco_facts_of_lines(&work));
    eco_index_look_up(&find);
    CHECK_INT(find.refs.count, 0);
    uint32_t root = index->always & ECO_INDEX_NUMBER_MASK;
    CHECK_INT(index->always >> ECO_INDEX_KIND_SHIFT, ECO_INDEX_TREE);
    for (uint32_t at = root; at < index->nodes[root].skip; seen++) {
        const eco_index_node *node = &index->nodes[at];
        bool closed = !eco_index_reaches(&find.cart, &node->point) || eco_index_is_excluded(&find, node);
        at = closed ? node->skip : at + 1;
    }
    eco_arena_end(&scratch);
    return seen;
}

TEST(index, passes_over_all_that_does_not_match)
{
    many_cart cart;
    fill_many_cart(&cart);
    size_t seen[2];
    for (int size = 0; size < 2; size++) {
        eco_random random = {1};
        eco_rulebook_builder *rules = RULES("EUR");
        for (int i = 0; i < (size ? 32000 : 8000); i++)
            promote_kind(rules, i, &random);
        indexed_shop shop = indexed(rules);
        CHECK_FOUND(&shop, &cart.cart, "");
        seen[size] = boxes_seen(&shop, &cart.cart);
        end(&shop);
    }
    /* As many again are a few boxes more: there are a hundred sizes, each a box of its own. */
    CHECK_F(seen[0] < 400 && seen[1] < seen[0] + 50, "%zu and %zu boxes", seen[0], seen[1]);
}

TEST(index, sorts_many_candidates)
{
    enum { COUNT = 3000 };
    eco_rulebook_builder *rules = RULES("EUR");
    char id[16];
    for (int i = 0; i < COUNT; i++) {
        snprintf(id, sizeof id, "p%04d", i);
        PROMOTE(rules, id, .priority = i % 17, .when = i % 2 ? "channel in ('app', 'web')" : NULL, ANY);
    }
    indexed_shop shop = indexed(rules);
    eco_arena scratch;
    eco_pricing_work work;
    eco_error error;
    eco_candidates found;
    begin_work(&work, &scratch, shop.rulebook, CART(.channel = "app", A_PIECE), &error);
    CHECK_OK(eco_index_find(&found, &work, shop.index, &(eco_index_wanted){0}));
    CHECK_INT(found.count, COUNT);
    for (int i = 0; i < COUNT; i++)
        CHECK_INT(found.rules[i], i);
    /* Numbers that fill all bits. */
    eco_random random = {7};
    eco_index_finding find = {.work = &work};
    eco_index_numbers numbers = {0};
    for (int i = 0; i < COUNT; i++)
        eco_index_add(&find, &numbers, (uint32_t)(eco_random_next(&random) >> 32) >> i % 3 * 8);
    for (int i = 0; i < COUNT; i++)
        eco_index_add(&find, &numbers, numbers.items[i]);
    eco_index_settle(&find, &numbers);
    CHECK(numbers.count > COUNT - 10 && numbers.count <= COUNT);
    for (size_t i = 1; i < numbers.count; i++)
        CHECK(numbers.items[i - 1] < numbers.items[i]);
    eco_arena_end(&scratch);
    end(&shop);
}

/* ---- memory ---- */

typedef struct meter {
    int64_t count, fail_at, held;
    bool for_good;
    eco_arena *arena; /* kept tiny: each thing that it gives is an allocation of its own */
} meter;

static void keep_tiny(eco_arena *arena)
{
    arena->chunk_size = 1;
    arena->next = arena->end;
}

static bool fails(meter *meter)
{
    int64_t at = meter->count++;
    keep_tiny(meter->arena);
    return meter->for_good ? at >= meter->fail_at : at == meter->fail_at;
}

static void *take(size_t size, void *user)
{
    meter *meter = user;
    if (meter->fail_at >= 0 && fails(meter))
        return NULL;
    meter->held += (int64_t)size;
    return malloc(size);
}

static void *retake(void *memory, size_t old_size, size_t new_size, void *user)
{
    meter *meter = user;
    if (meter->fail_at >= 0 && fails(meter))
        return NULL;
    meter->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= (int64_t)size;
    free(memory);
}

/* The first rule decides what is first in need of memory, and how many there are, which of it is at the end of a chunk. */
static eco_rulebook *small_mix(const eco_allocator *allocator, int first, int kinds, int plain)
{
    eco_random random = {1};
    char id[16];
    const char *members[100];
    char texts[100][8];
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .allocator = allocator));
    eco_rulebook_add_set(rules, "a", (const char *const[]){"A", "B"}, 2);
    for (int i = 0; i < 100; i++) {
        members[i] = texts[i];
        snprintf(texts[i], sizeof texts[i], i ? "B%d" : "B", i);
    }
    eco_rulebook_add_set(rules, "b", members, 100);
    for (int i = first; i < first + kinds; i++)
        promote_kind(rules, i, &random);
    for (int i = 0; i < 40; i++) {
        snprintf(id, sizeof id, "q%02d", i);
        PROMOTE(rules, id, .when = i < 20 ? "line.sku in @a and channel not in @b" : "line.sku in @b", ANY);
    }
    for (int i = 0; i < plain; i++) {
        snprintf(id, sizeof id, "r%04d", i);
        PROMOTE(rules, id, TIERS({.from_minor = 100 * i, .off_minor = 1}));
    }
    return built(rules);
}

static void build_without_memory(bool for_good, int first, int kinds, int plain)
{
    meter meter = {.fail_at = -1, .for_good = for_good};
    eco_allocator allocator = {take, retake, give_back, &meter};
    eco_rulebook *rulebook = small_mix(&allocator, first, kinds, plain);
    const eco_index *index;
    eco_status status = ECO_E_MEMORY;
    for (int64_t at = 0; status; at++) {
        eco_error error = {0};
        meter.arena = &rulebook->arena;
        keep_tiny(meter.arena);
        meter.fail_at = at;
        meter.count = 0;
        int64_t held = meter.held;
        status = eco_index_build(&index, rulebook, at % 2 ? &error : NULL);
        CHECK_F(status == (meter.count > at ? ECO_E_MEMORY : ECO_OK) && (at % 2 == 0 || error.status == status),
                "allocation %" PRId64, at);
        CHECK(!status == (index != NULL));
        CHECK(meter.held >= held); /* what stands in the rulebook's arena is freed with it */
    }
    meter.fail_at = -1;
    eco_rulebook_free(rulebook);
    CHECK_INT(meter.held, 0);
}

TEST(index, of_no_memory_fails_without_loss)
{
    static const int sizes[][3] = {{0, 48, 40}, {7, 48, 700}, {13, 160, 2000}, {9, 90, 350}, {0, 16, 5000}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int for_good = 0; for_good < 2; for_good++)
            build_without_memory(for_good, sizes[i][0], sizes[i][1], sizes[i][2]);
}

TEST(index, finding_without_memory_fails_without_loss)
{
    eco_rulebook *rulebook = small_mix(NULL, 0, 48, 1200);
    const eco_index *index;
    many_cart cart;
    eco_error error;
    fill_many_cart(&cart);
    cart.lines[3].sku = "B";
    cart.lines[3].quantity = 100;
    CHECK_OK(eco_index_build(&index, rulebook, &error));
    for (int all = 0; all < 2; all++)
        for (int64_t at = 0, status = ECO_E_MEMORY; status; at++) {
            meter meter = {.fail_at = at, .for_good = at % 2};
            eco_allocator allocator = {take, retake, give_back, &meter};
            eco_arena scratch, other;
            eco_pricing_work work;
            eco_candidates found;
            begin_work(&work, &other, rulebook, &cart.cart, &error);
            eco_arena_begin(&scratch, &allocator);
            work.scratch = meter.arena = &scratch;
            status = eco_index_find(&found, &work, index, &(eco_index_wanted){.all = all, .next_steps = 200});
            CHECK_F(status == (meter.count > at ? ECO_E_MEMORY : ECO_OK), "allocation %" PRId64, at);
            CHECK(status || found.count > 1000);
            eco_arena_end(&scratch);
            eco_arena_end(&other);
            CHECK_INT(meter.held, 0);
        }
    eco_rulebook_free(rulebook);
}
