/* What the rule index finds: all that a cart reaches, and hardly anything else. */
#include "unit/pricing_index.h"

#include "pricing/index_parts.h"

enum { TEXT_MOST = 512 };

/* The ids of the candidates, in their order: "a b". */
static const char *found_by(char text[TEXT_MOST], const indexed_shop *shop, const eco_cart *cart, eco_explain explain,
                            const eco_index_wanted *wanted)
{
    eco_arena scratch;
    eco_work work;
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
    CHECK(eco_index_needs_lines(shop.index));
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

TEST(index, asks_lines_for_nothing_when_no_key_is_theirs)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", .when = "channel == 'app'", .on = "line.quantity > 1", ANY);
    PROMOTE(rules, "b", .on = "channel == 'app' and line.sku == 'A'", ANY);
    indexed_shop shop = indexed(rules);
    CHECK(!eco_index_needs_lines(shop.index));
    CHECK(eco_index_needs_cart_slot(shop.index, ECO_CART_CHANNEL));
    CHECK(!eco_index_needs_cart_slot(shop.index, ECO_CART_CUSTOMER));
    CHECK_FOUND(&shop, CART(.channel = "app"), "a b");
    CHECK_FOUND(&shop, CART(A_PIECE), "");
    end(&shop);
}

TEST(index, of_an_empty_rulebook)
{
    indexed_shop shop = indexed(RULES("EUR"));
    CHECK_FOUND(&shop, CART(.channel = "app", A_PIECE, COUPONS("X")), "");
    CHECK_FOUND_WITH(&shop, CART(A_PIECE), ECO_EXPLAIN_ALL, "", .all = true, .next_steps = 20);
    CHECK(!eco_index_needs_lines(shop.index) && !eco_index_knows_code(shop.index, shop.rulebook, "X"));
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
    return indexed(rules);
}

TEST(index, compares_amounts_exactly)
{
    indexed_shop shop = shop_of_amounts("EUR");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 999})), "e f g j k m");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 1000})), "a d e f h i j k m n");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 1001})), "a b c d j k m n");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .is_free = true})), "e f g j k");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = INT64_MAX})), "a b c d j k l m n");
    end(&shop);
    shop = shop_of_amounts("JPY");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 9})), "e f g j k m");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 10})), "a d e f h i j k m n");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 1, .unit_minor = 11})), "a b c d j k m n");
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
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 2, .unit_minor = 1})), "c d g h");
    CHECK_FOUND(&shop, CART(LINES({.sku = "A", .quantity = 29, .quantity_scale = 1, .unit_minor = 1})), "c d g h");
    CHECK_FOUND(&shop,
                CART(LINES({.sku = "A", .quantity = 29, .quantity_scale = 1, .unit_minor = 1},
                           {.sku = "B", .quantity = 100, .quantity_scale = 3, .unit_minor = 1})),
                "a b e f g h");
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
