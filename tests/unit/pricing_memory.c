/* Every allocation of build, price and tables fails once, and from then on: the call says so, and nothing is lost. */
#include "pricing_shop.h"

#include "base/memory.h"
#include "pricing/quote_internal.h"
#include "pricing/rulebook_builder.h"

typedef struct meter {
    int64_t count, fail_at, held;
    bool for_good;
    eco_arena *arenas[2]; /* kept tiny: each thing that they give is an allocation of its own */
} meter;

static void keep_tiny(eco_arena *arena)
{
    if (!arena)
        return;
    arena->chunk_size = 1;
    arena->next = arena->end;
}

static bool fails(meter *meter)
{
    int64_t at = meter->count++;
    keep_tiny(meter->arenas[0]);
    keep_tiny(meter->arenas[1]);
    return meter->for_good ? at >= meter->fail_at : at == meter->fail_at;
}

static void *take(size_t size, void *user)
{
    meter *meter = user;
    if (fails(meter))
        return NULL;
    meter->held += (int64_t)size;
    return malloc(size);
}

static void *retake(void *memory, size_t old_size, size_t new_size, void *user)
{
    meter *meter = user;
    if (fails(meter))
        return NULL;
    meter->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= (int64_t)size;
    free(memory);
}

static eco_rulebook_builder *begin_stacking(const eco_allocator *allocator, eco_tax_mode mode, eco_stacking stacking)
{
    return eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .zone = "Europe/Paris", .tax_mode = mode,
                                       .stacking = stacking, .tax_round_at = ECO_ROUND_AT_ORDER, .allocator = allocator));
}

static eco_rulebook_builder *begin_shop(const eco_allocator *allocator, eco_tax_mode mode)
{
    return begin_stacking(allocator, mode, ECO_STACKING_SEQUENTIAL);
}

static void fill_shop(eco_rulebook_builder *rules)
{
    PROMOTE(rules, "p", .label = "P", .coupon = "@codes", .when = "line.weight > 1 and at.weekday == 3 and country != 'FR'",
            .on = "category in ('a', 'b')", TIERS({.off_minor = 100}));
    PROMOTE(rules, "q", .stage = ECO_STAGE_SHOP, .coupon = "Q", .on = "line.sku != 'none'",
            TIERS({.off_percent = {10, 0}}, {.from_minor = 5000, .off_percent = {20, 0}}));
    PROMOTE(rules, "moving", .stage = ECO_STAGE_SHOP, .on = "cart.subtotal > 0", .max_off_minor = 3,
            TIERS({.off_each_minor = 1}));
    PROMOTE(rules, "alone", .exclusive = true, .when = "line.unit > 1000", TIERS({.off_minor = 1}));
    PROMOTE(rules, "set", .stage = ECO_STAGE_SET, TIERS({.from_quantity = 2, .price_set_minor = 100}));
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"X", "Y"}, 2);
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "l", .when = "channel == 'app'",
                        ECO_LIST(entries, eco_price_entry, {.sku = "s1", .unit_minor = 90}, {.sku = "s2", .unit_minor = 80})));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "o", .is_override = true,
                                                ECO_LIST(entries, eco_price_entry, {.sku = "s3", .unit_minor = 70})));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .on = "line.unit > 0", .percent = {20, 0}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "eco", .on = "line.sku != 'shipping'", .percent = {1, 0}));
    eco_rulebook_add_shipping(
        rules, ECO_MAKE(eco_shipping, .id = "ship", .method = "post", .when = "line.unit > 0", .price_minor = 500));
}

/* Selections, gifts, levels that compete, floors, shipments' promotions, steps, another currency, a tax on taxes. */
static void fill_market(eco_rulebook_builder *rules)
{
    PROMOTE(rules, "buy", .priority = 3, .on = "line.sku != 's9'", .buy = "line.quantity > 1", .buy_quantity = 2,
            .get_quantity = 1, .exclusion_group = "g", TIERS({.off_percent = {50, 0}}));
    PROMOTE(rules, "second", .priority = 3, .group_quantity = 2, .nth = 2, .exclusion_group = "g",
            TIERS({.off_percent = {50, 0}}));
    PROMOTE(rules, "alone", .priority = 3, .stands_alone = true, .on = "line.sku == 's8'", TIERS({.off_minor = 7}));
    PROMOTE(rules, "bands", .priority = 2, .bands = true, TIERS({.from_quantity = 3, .off_percent = {1, 0}}));
    PROMOTE(rules, "trio", .stage = ECO_STAGE_SET, .group_quantity = 3, TIERS({.price_set_minor = 1}));
    for (int i = 0; i < 6; i++) {
        char id[16];
        snprintf(id, sizeof id, "gift%d", i);
        eco_rulebook_add_promotion(rules,
                                   ECO_MAKE(eco_promotion, .id = id, .stage = ECO_STAGE_SHOP, TIERS({.gift_sku = "tote"})));
    }
    PROMOTE(rules, "free", .stage = ECO_STAGE_SHIPPING, TIERS({.off_percent = {10, 0}}));
    PROMOTE(rules, "first", .stage = ECO_STAGE_SHIPPING, .exclusive = true, .when = "cart.weight_g > 1000000",
            TIERS({.is_free = true}));
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .on = "line.sku != 's5'", .margin_minor = 3));
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "w", .unit_minor = 1, .mode = ECO_FLOOR_WARN));
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "l", .currency = "USD", .rate = {9, 1},
                        ECO_LIST(entries, eco_price_entry, {.sku = "s4", .unit_minor = 80}, {.sku = "s6", .unit_minor = 70})));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .on = "line.unit > 0", .percent = {20, 0}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "top", .percent = {5, 0}, .compound = true));
    eco_rulebook_add_shipping(
        rules, ECO_MAKE(eco_shipping, .id = "ship", .method = "post", .when = "line.unit > 0",
                        ECO_LIST(steps, eco_shipping_step, {.price_minor = 500}, {.from_weight_g = 10, .price_minor = 600})));
}

enum { LINES_MOST = 100, ATTRIBUTES_MOST = 70 };
static eco_cart_line lines[LINES_MOST];
static char skus[LINES_MOST][16], ids[LINES_MOST][16];
static eco_attribute attributes[ATTRIBUTES_MOST];

static void fill_cart(eco_cart *cart, size_t lines_count)
{
    static const char *const codes[] = {"X", "Q", "unknown"};
    static const eco_surcharge surcharges[] = {
        {.id = "box", .amount_minor = 30, .attributes = attributes, .attributes_count = ATTRIBUTES_MOST},
        {.id = "less", .amount_minor = -3, .includes_tax = true}};
    for (int i = 0; i < ATTRIBUTES_MOST; i++)
        attributes[i] = (eco_attribute){i % 2 ? "category" : "weight", i % 2 ? "a" : "2"};
    for (int i = 0; i < LINES_MOST; i++) {
        snprintf(skus[i], sizeof skus[i], "s%d", i);
        snprintf(ids[i], sizeof ids[i], "i%d", i);
        lines[i] = (eco_cart_line){.sku = i < 2 ? "same" : skus[i],
                                   .id = i % 3 == 2 ? ids[i] : NULL,
                                   .quantity = 2,
                                   .cost_minor = i % 4 == 1 ? 60 : 0,
                                   .weight_g = i,
                                   .unit_minor = i < 2 ? 100 : 100 + i,
                                   .attributes = attributes,
                                   .attributes_count = i == 3 ? ATTRIBUTES_MOST : 3};
    }
    *cart = (eco_cart){.struct_size = sizeof *cart,
                       .id = "cart",
                       .at_us = AT_US,
                       .channel = "app",
                       .customer = "c",
                       .shipping = "post",
                       .credit_minor = 70,
                       .lines = lines,
                       .lines_count = lines_count,
                       .coupons = codes,
                       .coupons_count = 3,
                       .surcharges = surcharges,
                       .surcharges_count = 2,
                       .attributes = attributes,
                       .attributes_count = ATTRIBUTES_MOST};
}

/* Fails each allocation of a work in turn, once and then for good, until there is none left to fail. */
static void fail_each(eco_status (*work)(meter *meter, const eco_allocator *allocator))
{
    for (int for_good = 0; for_good < 2; for_good++)
        for (int64_t at = 0;; at++) {
            meter meter = {.fail_at = at, .for_good = for_good};
            eco_allocator allocator = {take, retake, give_back, &meter};
            eco_status status = work(&meter, &allocator);
            CHECK_INT(meter.held, 0);
            CHECK_F(status == (meter.count > at ? ECO_E_MEMORY : ECO_OK), "allocation %" PRId64 " of %" PRId64 ": %s", at,
                    meter.count, eco_status_name(status));
            if (!status)
                break;
        }
}

static void (*fill)(eco_rulebook_builder *rules); /* of the work */

static eco_status build_work(meter *meter, const eco_allocator *allocator)
{
    eco_rulebook *rulebook;
    eco_rulebook_builder *rules = begin_shop(allocator, ECO_TAX_INCLUDED);
    if (rules) {
        meter->arenas[0] = &rules->rulebook->arena;
        keep_tiny(meter->arenas[0]);
    }
    fill(rules);
    eco_error error = {0};
    eco_status status = eco_rulebook_build(&rulebook, rules, &error);
    CHECK_INT(error.status, status);
    CHECK(!status == (rulebook != NULL));
    meter->arenas[0] = NULL;
    eco_rulebook_free(rulebook);
    return status;
}

TEST(memory, of_build_fails_without_loss)
{
    fill = fill_shop;
    fail_each(build_work);
    fill = fill_market;
    fail_each(build_work);
}

static eco_rulebook *given_rulebook;

static eco_status price_work(meter *meter, const eco_allocator *allocator)
{
    eco_arena scratch, result;
    eco_cart cart;
    eco_quote quote;
    eco_error error = {0};
    eco_arena_begin(&scratch, allocator);
    eco_arena_begin(&result, allocator);
    meter->arenas[0] = &scratch;
    meter->arenas[1] = &result;
    fill_cart(&cart, 40);
    const eco_price_request request = {.explain = ECO_EXPLAIN_ALL, .scratch = &scratch, .result = &result};
    eco_status status = eco_price_with(&quote, NULL, given_rulebook, &cart, &request, &error);
    CHECK_INT(error.status, status);
    if (!status) {
        check_sums(&quote);
        CHECK(quote.decisions_count >= 2);
        CHECK_INT(quote.credit_minor, 70);
    }
    eco_arena_end(&scratch);
    eco_arena_end(&result);
    return status;
}

TEST(memory, of_price_fails_without_loss)
{
    for (eco_tax_mode mode = ECO_TAX_EXCLUDED; mode <= ECO_TAX_INCLUDED; mode++) {
        eco_rulebook_builder *rules = begin_shop(NULL, mode);
        fill_shop(rules);
        given_rulebook = built(rules);
        fail_each(price_work);
        eco_rulebook_free(given_rulebook);
    }
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "alone", .exclusive = true, TIERS({.off_minor = 1}));
    PROMOTE(rules, "other", TIERS({.off_minor = 1}));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "post", .price_minor = 500));
    given_rulebook = built(rules);
    fail_each(price_work);
    eco_rulebook_free(given_rulebook);
}

TEST(memory, of_levels_and_floors_fails_without_loss)
{
    for (eco_stacking stacking = ECO_STACKING_SEQUENTIAL; stacking <= ECO_STACKING_FIRST; stacking++) {
        eco_rulebook_builder *rules = begin_stacking(NULL, ECO_TAX_INCLUDED, stacking);
        fill_market(rules);
        given_rulebook = built(rules);
        fail_each(price_work);
        eco_rulebook_free(given_rulebook);
    }
}

/* Each way to select units is the first to need room for them; bands again where they are alone. */
TEST(memory, of_each_selection_fails_without_loss)
{
    static const eco_tier half = {.off_percent = {50, 0}}, from_two = {.from_quantity = 2, .off_percent = {50, 0}};
    static const eco_promotion kinds[] = {
        {.buy_quantity = 1, .get_quantity = 1, .tiers = &half, .tiers_count = 1},
        {.buy_quantity = 1, .buy = "line.sku != 's7'", .get_quantity = 1, .tiers = &half, .tiers_count = 1},
        {.group_quantity = 2, .nth = 2, .tiers = &half, .tiers_count = 1},
        {.max_quantity = 3, .tiers = &half, .tiers_count = 1},
        {.bands = true, .tiers = &from_two, .tiers_count = 1},
        {.bands = true, .exclusive = true, .tiers = &from_two, .tiers_count = 1},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        eco_promotion promotion = kinds[i];
        eco_rulebook_builder *rules = RULES("EUR");
        promotion.struct_size = sizeof promotion;
        promotion.id = "p";
        eco_rulebook_add_promotion(rules, &promotion);
        PROMOTE(rules, "other", TIERS({.off_minor = 1}));
        eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {20, 0}));
        eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "post", .price_minor = 500));
        given_rulebook = built(rules);
        fail_each(price_work);
        eco_rulebook_free(given_rulebook);
    }
}

/* The ids of more than a hundred lines and shipments take memory. */
static eco_status crowd_work(meter *meter, const eco_allocator *allocator)
{
    enum { MANY = 103 };
    static eco_cart_line many[MANY];
    static eco_shipment shipments[MANY];
    eco_arena scratch, result;
    eco_quote quote;
    eco_error error = {0};
    for (int i = 0; i < MANY; i++) {
        many[i] = (eco_cart_line){.sku = "a", .quantity = 1, .unit_minor = 1};
        shipments[i] = (eco_shipment){.method = "x", .is_free = true};
    }
    eco_arena_begin(&scratch, allocator);
    eco_arena_begin(&result, allocator);
    meter->arenas[0] = &scratch;
    meter->arenas[1] = &result;
    const eco_price_request request = {.scratch = &scratch, .result = &result};
    eco_status status = eco_price_with(&quote, NULL, given_rulebook,
                                       CART(.lines = many, .lines_count = MANY, .shipments = shipments, .shipments_count = MANY),
                                       &request, &error);
    if (!status) {
        CHECK_TEXT(quote.lines[98].id, "99");
        CHECK_TEXT(quote.lines[102].id, "103");
        CHECK_TEXT(quote.shipments[99].id, "100");
    }
    eco_arena_end(&scratch);
    eco_arena_end(&result);
    return status;
}

TEST(memory, of_many_ids_fails_without_loss)
{
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {20, 0})); /* one tax of everything */
    given_rulebook = built(rules);
    fail_each(crowd_work);
    eco_rulebook_free(given_rulebook);
}

/* Explains one promotion. */
static eco_status why_work(meter *meter, const eco_allocator *allocator)
{
    eco_rulebook *rulebook = NULL;
    eco_rulebook_builder *rules = begin_shop(allocator, ECO_TAX_INCLUDED);
    eco_cart cart;
    const eco_quote *quote = NULL;
    (void)meter;
    fill_market(rules);
    fill_cart(&cart, 5);
    eco_status status = eco_rulebook_build(&rulebook, rules, NULL);
    if (!status)
        status = eco_quote_why(&quote, rulebook, &cart, "second", NULL, NULL);
    CHECK(!status == (quote != NULL));
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
    return status;
}

TEST(memory, of_why_fails_without_loss)
{
    fail_each(why_work);
}

/* The public face: more than 64 lines need memory to split. */
static eco_status quote_work(meter *meter, const eco_allocator *allocator)
{
    (void)meter;
    static const char *const names[] = {"lines", "adjustments", "taxes", "decisions", "totals", "units", "shipments"};
    const eco_table *tables[7] = {NULL};
    const eco_quote *quote;
    eco_cart cart;
    fill_cart(&cart, LINES_MOST);
    eco_status status = eco_price(&quote, given_rulebook, &cart,
                                  ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_NEAR, .allocator = allocator), NULL);
    CHECK(!status == (quote != NULL));
    for (int i = 0; i < 7 && !status; i++) {
        status = eco_quote_table(&tables[i], quote, names[i], NULL);
        CHECK(!status == (tables[i] != NULL));
    }
    eco_quote_free(quote);
    for (int i = 0; i < 7; i++)
        eco_table_free(tables[i]);
    return status;
}

TEST(memory, of_quote_and_tables_fails_without_loss)
{
    for (eco_tax_mode mode = ECO_TAX_EXCLUDED; mode <= ECO_TAX_INCLUDED; mode++) {
        eco_rulebook_builder *rules = begin_shop(NULL, mode);
        fill_shop(rules);
        given_rulebook = built(rules);
        fail_each(quote_work);
        eco_rulebook_free(given_rulebook);
    }
}

/* ... and so do more than 64 taxes. */
TEST(memory, of_many_taxes_fails_without_loss)
{
    for (eco_round_at round_at = ECO_ROUND_AT_LINE; round_at <= ECO_ROUND_AT_ORDER; round_at++) {
        eco_rulebook_builder *rules = eco_rulebook_begin(
            ECO_MAKE(eco_rulebook_options, .currency = "EUR", .tax_mode = ECO_TAX_INCLUDED, .tax_round_at = round_at));
        for (int i = 0; i < 70; i++) {
            char id[16];
            snprintf(id, sizeof id, "t%d", i);
            eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = id, .percent = {1, 0}));
        }
        eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "post", .price_minor = 500));
        given_rulebook = built(rules);
        fail_each(quote_work);
        eco_rulebook_free(given_rulebook);
    }
}

/* A text that does not fit the first chunk. */
TEST(memory, of_begin)
{
    char zone[5000];
    memset(zone, 'x', sizeof zone - 1);
    zone[sizeof zone - 1] = '\0';
    meter meter = {.fail_at = 1};
    eco_allocator allocator = {take, retake, give_back, &meter};
    eco_rulebook *rulebook;
    CHECK_INT(eco_rulebook_build(
                  &rulebook,
                  eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .zone = zone, .allocator = &allocator)),
                  NULL),
              ECO_E_MEMORY);
    CHECK_INT(meter.held, 0);
}

TEST(memory, of_an_empty_quote)
{
    meter meter = {.fail_at = 0};
    eco_allocator allocator = {take, retake, give_back, &meter};
    eco_arena *arena;
    CHECK(!eco_quote_begin(&allocator, 0, &arena));
    meter.fail_at = -1;
    eco_quote *quote = eco_quote_begin(&allocator, 0, &arena);
    CHECK(quote && eco_quote_arena(quote) == arena);
    CHECK(eco_arena_text(arena, "text"));
    eco_quote_free(quote);
    CHECK_INT(meter.held, 0);
}

/* Options of their own for rulebook and quote. */
TEST(memory, of_a_quote_can_be_elsewhere)
{
    meter rulebook_meter = {.fail_at = -1}, quote_meter = {.fail_at = -1};
    eco_allocator for_rulebook = {take, retake, give_back, &rulebook_meter}, for_quote = {take, retake, give_back, &quote_meter};
    eco_error error;
    eco_rulebook *rulebook;
    const eco_quote *quote;
    eco_rulebook_builder *rules = begin_shop(&for_rulebook, ECO_TAX_EXCLUDED);
    fill_shop(rules);
    CHECK_OK(eco_rulebook_build(&rulebook, rules, &error));
    int64_t count = rulebook_meter.count;
    CHECK_OK(eco_price(&quote, rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 1})),
                       ECO_MAKE(eco_price_options, .allocator = &for_quote), &error));
    CHECK_INT(rulebook_meter.count, count);
    CHECK(quote_meter.held > 0);
    eco_rulebook_free(rulebook);
    CHECK_INT(rulebook_meter.held, 0);
    eco_quote_free(quote);
    CHECK_INT(quote_meter.held, 0);
}
