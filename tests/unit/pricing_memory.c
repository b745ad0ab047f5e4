/* Every allocation of build, price and tables fails once, and from then on: the call says so, and nothing is lost. */
#include "pricing_shop.h"

#include "base/memory.h"
#include "pricing/quote_internal.h"

typedef struct meter {
    int64_t count, fail_at, held;
    bool for_good;
} meter;

static bool fails(meter *meter)
{
    int64_t at = meter->count++;
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

static eco_rulebook_builder *shop(const eco_allocator *allocator)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .zone = "Europe/Paris",
                                                              .tax_mode = ECO_TAX_INCLUDED, .tax_round_at = ECO_ROUND_AT_ORDER,
                                                              .allocator = allocator));
    char long_label[5000]; /* chunks of arenas have no end of room */
    memset(long_label, 'x', sizeof long_label - 1);
    long_label[sizeof long_label - 1] = '\0';
    PROMOTE(rules, "p", .label = long_label, .coupon = "@codes", .when = "line.weight > 1 and at.weekday == 3",
            .on = "category in ('a', 'b')", TIERS({.off_minor = 100}));
    PROMOTE(rules, "q", .stage = ECO_STAGE_SHOP, .coupon = "Q", .on = "line.sku != 'none'",
            TIERS({.off_percent = {10, 0}}, {.from_minor = 5000, .off_percent = {20, 0}}));
    for (int i = 0; i < 30; i++) {
        char id[8];
        snprintf(id, sizeof id, "x%d", i);
        PROMOTE(rules, id, .label = i % 5 ? NULL : long_label, .coupon = id,
                .on = i % 2 ? "line.quantity > 0" : "cart.subtotal > 0", TIERS({.off_minor = 1}));
    }
    eco_rulebook_add_set(rules, "codes", (const char *const[]){"X", "Y"}, 2);
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "l", .when = "channel == 'app'",
                        ECO_LIST(entries, eco_price_entry, {.sku = "s1", .unit_minor = 90}, {.sku = "s2", .unit_minor = 80})));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .on = "line.unit > 0", .percent = {20, 0}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "eco", .on = "line.sku != 'shipping'", .percent = {1, 0}));
    eco_rulebook_add_shipping(
        rules, ECO_MAKE(eco_shipping, .id = "ship", .method = "post", .when = "line.unit > 0", .price_minor = 500));
    return rules;
}

static const eco_quote *price_shop(eco_status *status, const eco_rulebook *rulebook, size_t lines_count)
{
    enum { MOST = 100 };
    static eco_cart_line lines[MOST];
    static char skus[MOST][8], ids[MOST][8];
    static eco_attribute attributes[70];
    for (int i = 0; i < 70; i++)
        attributes[i] = (eco_attribute){i % 2 ? "category" : "weight", i % 2 ? "a" : "2"};
    for (int i = 0; i < MOST; i++) {
        snprintf(skus[i], sizeof skus[i], "s%d", i);
        snprintf(ids[i], sizeof ids[i], "i%d", i);
        lines[i] = (eco_cart_line){.sku = skus[i],
                                   .id = i % 3 ? ids[i] : NULL,
                                   .quantity = 1 + i % 2,
                                   .unit_minor = 100 + i,
                                   .attributes = attributes,
                                   .attributes_count = i == 5 ? 70 : 3};
    }
    static const char *const codes[] = {"X",  "Q",  "unknown", "x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",
                                        "x8", "x9", "x10",     "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18"};
    eco_error error = {0};
    const eco_quote *quote = (const eco_quote *)1;
    *status = eco_price(&quote, rulebook,
                        CART(.id = "cart", .channel = "app", .shipping = "post", .credit_minor = 70, .lines = lines,
                             .lines_count = lines_count, .coupons = codes, .coupons_count = sizeof codes / sizeof *codes,
                             ECO_LIST(surcharges, eco_surcharge, {.id = "box", .amount_minor = 30})),
                        ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_ALL), &error);
    CHECK_INT(error.status, *status);
    return quote;
}

TEST(memory, of_rulebook_and_quote_fails_without_loss)
{
    static const size_t sizes[] = {4, 100};
    for (int kind = 0; kind < 4; kind++) {
        size_t lines_count = sizes[kind % 2];
        bool done = false;
        for (int64_t at = 0; !done; at++) {
            meter meter = {.fail_at = at, .for_good = kind / 2};
            eco_allocator allocator = {take, retake, give_back, &meter};
            eco_rulebook *rulebook;
            eco_status status = eco_rulebook_build(&rulebook, shop(&allocator), NULL);
            if (!status) {
                const eco_quote *quote = price_shop(&status, rulebook, lines_count);
                static const char *const names[] = {"lines", "adjustments", "taxes", "decisions", "totals", "units"};
                const eco_table *tables[6] = {NULL};
                CHECK(!status == (quote != NULL));
                for (int i = 0; i < 6 && !status; i++) {
                    status = eco_quote_table(&tables[i], quote, names[i], NULL);
                    CHECK(!status == (tables[i] != NULL));
                }
                if (!status) {
                    CHECK_INT(quote->credit_minor, 70);
                    CHECK_INT(quote->lines_count, lines_count + 1);
                    CHECK(quote->decisions_count > 20);
                }
                eco_quote_free(quote);
                for (int i = 0; i < 6; i++)
                    eco_table_free(tables[i]);
            }
            eco_rulebook_free(rulebook);
            CHECK_F(status == ECO_OK || status == ECO_E_MEMORY, "allocation %" PRId64 ": %s", at, eco_status_name(status));
            CHECK_INT(meter.held, 0);
            CHECK(status == ECO_OK || meter.count > at);
            done = meter.count <= at;
            CHECK(!done || status == ECO_OK);
        }
    }
}

TEST(memory, of_an_empty_quote)
{
    meter meter = {.fail_at = 0};
    eco_allocator allocator = {take, retake, give_back, &meter};
    eco_arena *arena;
    CHECK(!eco_quote_begin(&allocator, &arena));
    meter.fail_at = -1;
    eco_quote *quote = eco_quote_begin(&allocator, &arena);
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
    CHECK_OK(eco_rulebook_build(&rulebook, shop(&for_rulebook), &error));
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
