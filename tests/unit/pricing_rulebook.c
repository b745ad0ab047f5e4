/* Rulebooks: what build refuses, with its place; content, digest and owners. */
#include "pricing_shop.h"

#include "pricing/pricing_internal.h"

static void refused(eco_rulebook_builder *rules, eco_status status, const char *message, const char *path)
{
    eco_error error = {0};
    eco_rulebook *rulebook = (eco_rulebook *)1;
    eco_status given = eco_rulebook_build(&rulebook, rules, &error);
    CHECK_F(given == status && error.status == status && strstr(error.message, message) && strcmp(error.path, path) == 0,
            "%s at %s wanted, %s: %s at %s given", message, path, eco_status_name(given), error.message, error.path);
    CHECK(!rulebook);
}

static void refused_options(const eco_rulebook_options *options, const char *message, const char *path)
{
    refused(eco_rulebook_begin(options), ECO_E_INVALID, message, path);
}
#define OPTIONS(...) ECO_MAKE(eco_rulebook_options, __VA_ARGS__)

TEST(rulebook, refuses_bad_options)
{
    refused_options(OPTIONS(0), "required", "/currency");
    refused_options(OPTIONS(.currency = "XXL"), "unknown currency 'XXL'", "/currency");
    refused_options(OPTIONS(.currency = "EUR", .zone = ""), "empty", "/zone");
    refused_options(OPTIONS(.currency = "EUR", .zone = "\xFF"), "not UTF-8", "/zone");
    refused_options(OPTIONS(.currency = "EUR", .rounding = 10), "10", "/rounding");
    refused_options(OPTIONS(.currency = "EUR", .rounding = -1), "-1", "/rounding");
    refused_options(OPTIONS(.currency = "EUR", .tax_mode = 2), "2", "/tax_mode");
    refused_options(OPTIONS(.currency = "EUR", .tax_mode = -1), "-1", "/tax_mode");
    refused_options(OPTIONS(.currency = "EUR", .tax_round_at = 3), "3", "/tax_round_at");
    refused_options(OPTIONS(.currency = "EUR", .tax_round_at = -1), "-1", "/tax_round_at");
    refused_options(OPTIONS(.currency = "EUR", .cash_step_minor = -5), "-5", "/cash_step_minor");
    refused_options(&(eco_rulebook_options){.currency = "EUR"}, "struct_size", "/struct_size");
    refused_options(NULL, "NULL", "");
    refused(eco_rulebook_begin(OPTIONS(.currency = "EUR", .zone = "Europe/Atlantis")), ECO_E_NOT_FOUND, "Europe/Atlantis",
            "/zone");
    refused(NULL, ECO_E_MEMORY, "memory", "");
    eco_rulebook *rulebook;
    CHECK_INT(eco_rulebook_build(&rulebook, eco_rulebook_begin(OPTIONS(0)), NULL), ECO_E_INVALID);
    CHECK_INT(eco_rulebook_build(&rulebook, NULL, NULL), ECO_E_MEMORY);
}

TEST(rulebook, carries_null_and_keeps_the_first_mistake)
{
    CHECK_INT(PROMOTE(NULL, "a", TIERS({.off_minor = 1})), ECO_E_MEMORY);
    CHECK_INT(eco_rulebook_add_price_list(NULL, ECO_MAKE(eco_price_list, .id = "a")), ECO_E_MEMORY);
    CHECK_INT(eco_rulebook_add_set(NULL, "a", NULL, 0), ECO_E_MEMORY);
    CHECK_INT(eco_rulebook_add_tax(NULL, ECO_MAKE(eco_tax, .id = "a")), ECO_E_MEMORY);
    CHECK_INT(eco_rulebook_add_shipping(NULL, ECO_MAKE(eco_shipping, .id = "a", .method = "m")), ECO_E_MEMORY);
    eco_rulebook_builder *rules = RULES("EUR");
    CHECK_INT(PROMOTE(rules, "good", TIERS({.off_minor = 1})), ECO_OK);
    CHECK_INT(PROMOTE(rules, NULL, TIERS({.off_minor = 1})), ECO_E_INVALID);
    CHECK_INT(PROMOTE(rules, "good too", TIERS({.off_minor = 1})), ECO_E_INVALID);
    CHECK_INT(eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "a")), ECO_E_INVALID);
    CHECK_INT(eco_rulebook_add_set(rules, "a", NULL, 0), ECO_E_INVALID);
    CHECK_INT(eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "a")), ECO_E_INVALID);
    CHECK_INT(eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "a", .method = "m")), ECO_E_INVALID);
    refused(rules, ECO_E_INVALID, "required", "/promotions/1/id");
    eco_rulebook_builder_free(RULES("EUR"));
    eco_rulebook_builder_free(NULL);
}

#define REFUSED_PROMOTION(message, path, ...)                                     \
    do {                                                                          \
        eco_rulebook_builder *rules_ = RULES("EUR");                              \
        eco_rulebook_add_promotion(rules_, ECO_MAKE(eco_promotion, __VA_ARGS__)); \
        refused(rules_, ECO_E_INVALID, message, path);                            \
    } while (0)
#define OFF ECO_LIST(tiers, eco_tier, {.off_minor = 1})
#define REFUSED_TIER(message, path, ...) \
    REFUSED_PROMOTION(message, "/promotions/p/tiers/0" path, .id = "p", ECO_LIST(tiers, eco_tier, {__VA_ARGS__}))

TEST(rulebook, refuses_bad_promotions)
{
    REFUSED_PROMOTION("required", "/promotions/0/id", OFF);
    REFUSED_PROMOTION("empty", "/promotions/0/id", .id = "", OFF);
    REFUSED_PROMOTION("not UTF-8", "/promotions/0/id", .id = "p\xFF", OFF);
    REFUSED_PROMOTION("not UTF-8", "/promotions/p/label", .id = "p", .label = "\xFF", OFF);
    REFUSED_PROMOTION("empty", "/promotions/p/coupon", .id = "p", .coupon = "", OFF);
    REFUSED_PROMOTION("empty", "/promotions/p/when", .id = "p", .when = "", OFF);
    REFUSED_PROMOTION("not UTF-8", "/promotions/p/on", .id = "p", .on = "\xFF", OFF);
    REFUSED_PROMOTION("7", "/promotions/p/stage", .id = "p", .stage = 7, OFF);
    REFUSED_PROMOTION("-1", "/promotions/p/stage", .id = "p", .stage = -1, OFF);
    REFUSED_PROMOTION("2", "/promotions/p/basis", .id = "p", .basis = 2, OFF);
    REFUSED_PROMOTION("-1", "/promotions/p/basis", .id = "p", .basis = -1, OFF);
    REFUSED_PROMOTION("-1", "/promotions/p/max_off_minor", .id = "p", .max_off_minor = -1, OFF);
    REFUSED_PROMOTION("-1", "/promotions/p/starts_us", .id = "p", .starts_us = -1, OFF);
    REFUSED_PROMOTION("-1", "/promotions/p/ends_us", .id = "p", .ends_us = -1, OFF);
    REFUSED_PROMOTION("not after", "/promotions/p/ends_us", .id = "p", .starts_us = 5, .ends_us = 5, OFF);
    REFUSED_PROMOTION("needs a tier", "/promotions/p/tiers", .id = "p");
    REFUSED_PROMOTION("needs a tier", "/promotions/p/tiers", .id = "p", .tiers_count = 1);
    static const eco_tier tier = {.off_minor = 1};
    REFUSED_PROMOTION("needs a tier", "/promotions/p/tiers", .id = "p", .tiers = &tier);
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "p", .tiers = &tier, .tiers_count = 1001);
    refused(rules, ECO_E_LIMIT, "1001 tiers", "/promotions/p/tiers");
    rules = RULES("EUR");
    eco_rulebook_add_promotion(rules, NULL);
    refused(rules, ECO_E_INVALID, "NULL", "/promotions/0");
    rules = RULES("EUR");
    eco_rulebook_add_promotion(rules, &(eco_promotion){.id = "p"});
    refused(rules, ECO_E_INVALID, "struct_size 0", "/promotions/0/struct_size");
}

TEST(rulebook, refuses_bad_tiers)
{
    REFUSED_TIER("needs a benefit", "", .from_minor = 1);
    REFUSED_TIER("off_minor and off_percent", "/off_percent", .off_minor = 1, .off_percent = {1, 0});
    REFUSED_TIER("off_each_minor and is_free", "/is_free", .off_each_minor = 1, .is_free = true);
    REFUSED_TIER("price_each_minor and price_set_minor", "/price_set_minor", .price_each_minor = 1, .price_set_minor = 1);
    REFUSED_TIER("-1 is below 0", "/from_minor", .from_minor = -1, .off_minor = 1);
    REFUSED_TIER("-1 is below 0", "/from_quantity", .from_quantity = -1, .off_minor = 1);
    REFUSED_TIER("one kind", "/from_quantity", .from_minor = 1, .from_quantity = 1, .off_minor = 1);
    REFUSED_TIER("-1 is below 0", "/off_minor", .off_minor = -1);
    REFUSED_TIER("-1 is below 0", "/off_each_minor", .off_each_minor = -1);
    REFUSED_TIER("-1 is below 0", "/price_each_minor", .price_each_minor = -1);
    REFUSED_TIER("-1 is below 0", "/price_set_minor", .price_set_minor = -1);
    REFUSED_TIER("-0.1 is not above 0", "/off_percent", .off_percent = {-1, 1});
    REFUSED_TIER("100.01 is not above 0 and at most 100", "/off_percent", .off_percent = {10001, 2});
    REFUSED_TIER("scale 19", "/off_percent", .off_percent = {1, 19});
    REFUSED_TIER("scale -1", "/off_percent", .off_percent = {1, -1});
    REFUSED_TIER("reserved", "/reserved", .off_minor = 1, .reserved = {0, 0, 0, 1});
    REFUSED_PROMOTION("other kind", "/promotions/p/tiers/2/from_quantity", .id = "p",
                      TIERS({.from_minor = 1, .off_minor = 1}, {.off_minor = 1}, {.from_quantity = 5, .off_minor = 1}));
    REFUSED_PROMOTION("other kind", "/promotions/p/tiers/1/from_minor", .id = "p",
                      TIERS({.from_quantity = 1, .off_minor = 1}, {.from_minor = 5, .off_minor = 1}));
    REFUSED_PROMOTION("same `from` as tier 0", "/promotions/p/tiers/1/from_minor", .id = "p",
                      TIERS({.from_minor = 5, .off_minor = 1}, {.from_minor = 5, .off_minor = 2}));
    REFUSED_PROMOTION(
        "same `from` as tier 0", "/promotions/p/tiers/2/from_quantity", .id = "p",
        TIERS({.from_quantity = 5, .off_minor = 1}, {.from_quantity = 6, .off_minor = 2}, {.from_quantity = 5, .off_minor = 2}));
    REFUSED_PROMOTION("same `from` as tier 0", "/promotions/p/tiers/1/from_minor", .id = "p",
                      TIERS({.off_minor = 1}, {.off_minor = 2}));
    REFUSED_PROMOTION("off_percent cannot repeat", "/promotions/p/tiers/0", .id = "p", .repeats = true,
                      TIERS({.from_minor = 1, .off_percent = {1, 0}}));
    REFUSED_PROMOTION("that repeats needs", "/promotions/p/tiers/0", .id = "p", .repeats = true, TIERS({.off_minor = 1}));
    REFUSED_PROMOTION("that repeats needs", "/promotions/p/tiers/1", .id = "p", .repeats = true,
                      TIERS({.from_minor = 2, .off_minor = 1}, {.off_minor = 1}));
}

#define REFUSED_LIST(message, path, ...)                                            \
    do {                                                                            \
        eco_rulebook_builder *rules_ = RULES("EUR");                                \
        eco_rulebook_add_price_list(rules_, ECO_MAKE(eco_price_list, __VA_ARGS__)); \
        refused(rules_, ECO_E_INVALID, message, path);                              \
    } while (0)
#define ENTRIES(...) ECO_LIST(entries, eco_price_entry, __VA_ARGS__)

TEST(rulebook, refuses_bad_price_lists)
{
    REFUSED_LIST("required", "/price_lists/0/id", ENTRIES({.sku = "a", .unit_minor = 1}));
    REFUSED_LIST("empty", "/price_lists/l/when", .id = "l", .when = "");
    REFUSED_LIST("not after", "/price_lists/l/ends_us", .id = "l", .starts_us = 2, .ends_us = 1);
    REFUSED_LIST("NULL", "/price_lists/l/entries", .id = "l", .entries_count = 1);
    REFUSED_LIST("required", "/price_lists/l/entries/1/sku", .id = "l",
                 ENTRIES({.sku = "a", .unit_minor = 1}, {.unit_minor = 1}));
    REFUSED_LIST("price 0 of sku 'a'", "/price_lists/l/entries/0/unit_minor", .id = "l", ENTRIES({.sku = "a"}));
    REFUSED_LIST("scale 7", "/price_lists/l/entries/0/unit_scale", .id = "l",
                 ENTRIES({.sku = "a", .unit_minor = 1, .unit_scale = 7}));
    REFUSED_LIST("scale -1", "/price_lists/l/entries/0/unit_scale", .id = "l",
                 ENTRIES({.sku = "a", .unit_minor = 1, .unit_scale = -1}));
    REFUSED_LIST("-1", "/price_lists/l/entries/0/from_quantity", .id = "l",
                 ENTRIES({.sku = "a", .unit_minor = 1, .from_quantity = -1}));
    REFUSED_LIST("reserved", "/price_lists/l/entries/0/reserved", .id = "l",
                 ENTRIES({.sku = "a", .unit_minor = 1, .reserved = {0, 1}}));
    static const char *const early[] = {"cart.subtotal > 1", "cart.list > 1", "line.unit > 1"};
    for (size_t i = 0; i < 3; i++)
        REFUSED_LIST("it makes the prices", "/price_lists/l/when", .id = "l", .when = early[i]);
    eco_rulebook_builder *rules = RULES("EUR");
    eco_rulebook_add_price_list(rules,
                                ECO_MAKE(eco_price_list, .id = "l",
                                         ENTRIES({.sku = "a", .unit_minor = 1, .from_quantity = 5}, {.sku = "b", .unit_minor = 1},
                                                 {.sku = "a", .unit_minor = 2, .from_quantity = 5})));
    refused(rules, ECO_E_EXISTS, "sku 'a' has a price from 5 units already", "/price_lists/l/entries/2");
    rules = RULES("EUR");
    eco_rulebook_add_price_list(rules, NULL);
    refused(rules, ECO_E_INVALID, "NULL", "/price_lists/0");
}

TEST(rulebook, refuses_bad_taxes_shipping_and_sets)
{
#define REFUSED_ADD(message, path, call)              \
    do {                                              \
        eco_rulebook_builder *rules = RULES("EUR");   \
        call;                                         \
        refused(rules, ECO_E_INVALID, message, path); \
    } while (0)
#define ADD_TAX(...) eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, __VA_ARGS__))
    REFUSED_ADD("required", "/taxes/0/id", ADD_TAX(0));
    REFUSED_ADD("empty", "/taxes/t/on", ADD_TAX(.id = "t", .on = ""));
    REFUSED_ADD("-1", "/taxes/t/percent", ADD_TAX(.id = "t", .percent = {-1, 0}));
    REFUSED_ADD("decimals", "/taxes/t/percent", ADD_TAX(.id = "t", .percent = {1, 19}));
    REFUSED_ADD("decimals", "/taxes/t/percent", ADD_TAX(.id = "t", .percent = {1, -1}));
    REFUSED_ADD("decimals", "/taxes/t/percent", ADD_TAX(.id = "t", .percent = {1, 10}));
    REFUSED_ADD("above 1000000 %", "/taxes/t/percent", ADD_TAX(.id = "t", .percent = {10000001, 1}));
    REFUSED_ADD("NULL", "/taxes/0", eco_rulebook_add_tax(rules, NULL));
#define ADD_SHIPPING(...) eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, __VA_ARGS__))
    REFUSED_ADD("required", "/shipping/0/id", ADD_SHIPPING(.method = "m"));
    REFUSED_ADD("required", "/shipping/s/method", ADD_SHIPPING(.id = "s"));
    REFUSED_ADD("empty", "/shipping/s/when", ADD_SHIPPING(.id = "s", .method = "m", .when = ""));
    REFUSED_ADD("-1", "/shipping/s/from_minor", ADD_SHIPPING(.id = "s", .method = "m", .from_minor = -1));
    REFUSED_ADD("-1", "/shipping/s/price_minor", ADD_SHIPPING(.id = "s", .method = "m", .price_minor = -1));
    REFUSED_ADD("NULL", "/shipping/0", eco_rulebook_add_shipping(rules, NULL));
    REFUSED_ADD("required", "/sets/0/name", eco_rulebook_add_set(rules, NULL, NULL, 0));
    REFUSED_ADD("without the @", "/sets/@s/name", eco_rulebook_add_set(rules, "@s", NULL, 0));
    REFUSED_ADD("NULL", "/sets/s/members", eco_rulebook_add_set(rules, "s", NULL, 1));
    REFUSED_ADD("required", "/sets/s/members/1", eco_rulebook_add_set(rules, "s", ((const char *const[]){"a", NULL}), 2));
}

TEST(rulebook, refuses_ids_twice_and_unknown_names)
{
    eco_rulebook_builder *rules = RULES("EUR");
    PROMOTE(rules, "a", TIERS({.off_minor = 1}));
    PROMOTE(rules, "b", TIERS({.off_minor = 1}));
    PROMOTE(rules, "a", TIERS({.off_minor = 1}));
    refused(rules, ECO_E_EXISTS, "'a' is the id of another one", "/promotions/a/id");
    rules = RULES("EUR");
    PROMOTE(rules, "b", TIERS({.off_minor = 1}));
    PROMOTE(rules, "c", TIERS({.off_minor = 1}));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "a"));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "c"));
    refused(rules, ECO_E_EXISTS, "'c' is the id of a price list", "/promotions/c/id");
    rules = RULES("EUR");
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "c"));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "c"));
    refused(rules, ECO_E_EXISTS, "'c'", "/price_lists/c/id");
    rules = RULES("EUR");
    ADD_TAX(.id = "t");
    ADD_TAX(.id = "t");
    refused(rules, ECO_E_EXISTS, "'t'", "/taxes/t/id");
    rules = RULES("EUR");
    ADD_SHIPPING(.id = "s", .method = "m");
    ADD_SHIPPING(.id = "s", .method = "n");
    refused(rules, ECO_E_EXISTS, "'s'", "/shipping/s/id");
    rules = RULES("EUR");
    eco_rulebook_add_set(rules, "s", NULL, 0);
    eco_rulebook_add_set(rules, "s", NULL, 0);
    refused(rules, ECO_E_EXISTS, "'s'", "/sets/s/name");

    rules = RULES("EUR");
    PROMOTE(rules, "p", .coupon = "@codes", TIERS({.off_minor = 1}));
    refused(rules, ECO_E_UNKNOWN_NAME, "there is no set '@codes'", "/promotions/p/coupon");
    static const struct {
        const char *text;
        eco_status status;
        int32_t column;
    } wrong[] = {{"cart.subtotal >= ", ECO_E_SYNTAX, 18},
                 {"line.sku in @nowhere", ECO_E_UNKNOWN_NAME, 13},
                 {"cart.total > 1", ECO_E_UNKNOWN_NAME, 1},
                 {"1 == 1 and at.year == 2026", ECO_E_UNKNOWN_NAME, 12},
                 {"cart.lines", ECO_E_INVALID, 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (int place = 0; place < 5; place++) {
            static const char *const paths[] = {"/promotions/p/when", "/promotions/p/on", "/taxes/p/on", "/shipping/p/when",
                                                "/price_lists/p/when"};
            eco_error error;
            eco_rulebook *rulebook;
            rules = RULES("EUR");
            if (place < 2)
                PROMOTE(rules, "p", .when = place == 0 ? wrong[i].text : NULL, .on = place == 1 ? wrong[i].text : NULL,
                        TIERS({.off_minor = 1}));
            if (place == 2)
                ADD_TAX(.id = "p", .on = wrong[i].text);
            if (place == 3)
                ADD_SHIPPING(.id = "p", .method = "m", .when = wrong[i].text);
            if (place == 4)
                eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "p", .when = wrong[i].text));
            CHECK_FAILS(eco_rulebook_build(&rulebook, rules, &error), place == 4 && i == 0 ? ECO_E_INVALID : wrong[i].status, "");
            CHECK_TEXT(error.path, paths[place]);
            CHECK_INT(error.line, 1);
            if (!(place == 4 && i == 0))
                CHECK_F(error.column == wrong[i].column, "%s: %d", wrong[i].text, error.column);
        }
}

/* ---- content ---- */

static eco_rulebook *full(int order, const eco_allocator *allocator)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(
        OPTIONS(.currency = "CHF", .zone = "Europe/Zurich", .rounding = ECO_ROUNDING_HALF_EVEN, .tax_mode = ECO_TAX_INCLUDED,
                .tax_round_at = ECO_ROUND_AT_ORDER, .cash_step_minor = 5, .allocator = allocator));
    static const eco_tier tiers[] = {{.from_minor = 100, .off_minor = 10},
                                     {.from_minor = 200, .off_percent = {125, 1}},
                                     {.from_minor = 200, .off_percent = {12500, 3}}};
    static const eco_price_entry entries[] = {{.sku = "a", .unit_minor = 100},
                                              {.sku = "a", .unit_minor = 9000, .unit_scale = 2, .from_quantity = 10},
                                              {.sku = "b", .unit_minor = 1}};
    for (int step = 0; step < 12; step++)
        switch (order > 0 ? step : 11 - step) {
        case 0:
            PROMOTE(rules, "p", .label = "P", .coupon = "@codes", .when = "cart.lines > 0", .on = "line.sku in @skus",
                    .priority = 3, TIERS(tiers[order > 0 ? 0 : 2], tiers[order > 0 ? 1 : 0]));
            break;
        case 1:
            PROMOTE(rules, "q", .stage = ECO_STAGE_PLATFORM, .exclusive = true, .max_off_minor = 7, .starts_us = 1, .ends_us = 2,
                    TIERS({.is_free = true}));
            break;
        case 2:
            eco_rulebook_add_set(rules, "codes",
                                 order > 0 ? (const char *const[]){"x", "y", "x"} : (const char *const[]){"y", "x", "y"}, 3);
            break;
        case 3: eco_rulebook_add_set(rules, "skus", (const char *const[]){"a"}, 1); break;
        case 4:
            eco_rulebook_add_price_list(
                rules, ECO_MAKE(eco_price_list, .id = "l", .is_override = true, .when = "channel == 'app'", .priority = -1,
                                ENTRIES(entries[order > 0 ? 0 : 2], entries[1], entries[order > 0 ? 2 : 0])));
            break;
        case 5: eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "k", .starts_us = 5)); break;
        case 6:
            ADD_TAX(.id = "vat", .on = "line.sku != 'shipping'", .percent = {order > 0 ? 77 : 7700, order > 0 ? 1 : 3});
            break;
        case 7:
            ADD_SHIPPING(.id = "s", .method = "post", .when = "country == 'CH'", .from_minor = 5, .price_minor = 900,
                         .priority = 2);
            break;
        case 8:
            PROMOTE(rules, "r", .stage = ECO_STAGE_SET, .percent_basis = ECO_BASIS_LIST, .buy_quantity = 2,
                    .buy = "line.sku == 'a'", .get_quantity = 3, .pick = ECO_PICK_DEAREST, .max_quantity = 4,
                    .max_line_quantity = 5, .exclusion_group = "g", .stands_alone = true, TIERS({.off_percent = {50, 0}}));
            break;
        case 9:
            PROMOTE(rules, "s", .group_quantity = 3, .nth = 2, .dealt = true, TIERS({.is_free = true}));
            PROMOTE(rules, "t", .max_quantity = 9, TIERS({.gift_sku = "tote", .gift_quantity = 2}));
            break;
        case 10:
            eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .unit_minor = 7, .on = "line.sku == 'a'"));
            eco_rulebook_add_floor(rules,
                                   ECO_MAKE(eco_floor, .id = "e", .margin_percent = {order > 0 ? 5 : 500, order > 0 ? 1 : 3},
                                            .margin_minor = 8, .mode = ECO_FLOOR_WARN));
            break;
        default:
            ADD_SHIPPING(.id = "r", .method = "post",
                         ECO_LIST(steps, eco_shipping_step,
                                  {.from_weight_g = order > 0 ? 1 : 2, .price_minor = order > 0 ? 5 : 6},
                                  {.from_weight_g = order > 0 ? 2 : 1, .price_minor = order > 0 ? 6 : 5}));
            break;
        }
    return built(rules);
}

TEST(rulebook, shows_its_content)
{
    eco_rulebook *rulebook = full(1, NULL);
    const eco_rulebook_content *content = eco_rulebook_content_of(rulebook);
    CHECK_TEXT(content->currency, "CHF");
    CHECK_TEXT(content->zone, "Europe/Zurich");
    CHECK_INT(content->rounding, ECO_ROUNDING_HALF_EVEN);
    CHECK_INT(content->tax_mode, ECO_TAX_INCLUDED);
    CHECK_INT(content->tax_round_at, ECO_ROUND_AT_ORDER);
    CHECK_INT(content->cash_step_minor, 5);
    CHECK_INT(content->promotions_count, 5);
    const eco_promotion *promotion = content->promotions[0];
    CHECK_INT(promotion->struct_size, sizeof *promotion);
    CHECK_TEXT(promotion->id, "p");
    CHECK_TEXT(promotion->label, "P");
    CHECK_TEXT(promotion->coupon, "@codes");
    CHECK_TEXT(promotion->when, "cart.lines > 0");
    CHECK_TEXT(promotion->on, "line.sku in @skus");
    CHECK_INT(promotion->priority, 3);
    CHECK_INT(promotion->tiers_count, 2);
    CHECK_INT(promotion->tiers[1].off_percent.coefficient, 125);
    promotion = content->promotions[1];
    CHECK_TEXT(promotion->label, "q"); /* by default the id */
    CHECK(promotion->exclusive && promotion->tiers[0].is_free && !promotion->when && !promotion->on && !promotion->coupon);
    CHECK_INT(promotion->stage, ECO_STAGE_PLATFORM);
    CHECK_INT(promotion->max_off_minor, 7);
    CHECK_INT(promotion->ends_us, 2);
    promotion = content->promotions[2];
    CHECK_INT(promotion->buy_quantity, 2);
    CHECK_TEXT(promotion->buy, "line.sku == 'a'");
    CHECK_INT(promotion->get_quantity, 3);
    CHECK_INT(promotion->pick, ECO_PICK_DEAREST);
    CHECK_INT(promotion->max_line_quantity, 5);
    CHECK_TEXT(promotion->exclusion_group, "g");
    CHECK(promotion->stands_alone && content->promotions[3]->dealt);
    CHECK_TEXT(content->promotions[4]->tiers[0].gift_sku, "tote");
    CHECK_INT(content->promotions[4]->tiers[0].gift_quantity, 2);
    CHECK_INT(content->floors_count, 2);
    CHECK_TEXT(content->floors[0]->id, "e");
    CHECK_INT(content->floors[0]->margin_percent.coefficient, 5);
    CHECK_INT(content->floors[0]->mode, ECO_FLOOR_WARN);
    CHECK_TEXT(content->floors[1]->on, "line.sku == 'a'");
    CHECK_INT(content->floors[1]->struct_size, sizeof(eco_floor));
    CHECK_INT(content->price_lists_count, 2);
    CHECK_TEXT(content->price_lists[0]->id, "k");
    CHECK_INT(content->price_lists[0]->entries_count, 0);
    CHECK_INT(content->price_lists[1]->entries_count, 3);
    CHECK_INT(content->price_lists[1]->entries[1].from_quantity, 10);
    CHECK_TEXT(content->price_lists[1]->entries[2].sku, "b");
    CHECK_INT(content->taxes_count, 1);
    CHECK_INT(content->taxes[0]->percent.coefficient, 77);
    CHECK_INT(content->shipping_count, 2);
    CHECK_TEXT(content->shipping[0]->id, "r");
    CHECK_INT(content->shipping[0]->steps_count, 2);
    CHECK_INT(content->shipping[0]->steps[1].price_minor, 6); /* they rise */
    CHECK_TEXT(content->shipping[1]->when, "country == 'CH'");
    CHECK(!content->shipping[1]->steps);
    CHECK_INT(content->sets_count, 2);
    CHECK_TEXT(content->sets[0].name, "codes");
    CHECK_INT(content->sets[0].members_count, 2);
    CHECK_TEXT(content->sets[0].members[1], "y");
    CHECK(content->digest.high || content->digest.low);
    CHECK(eco_rulebook_retain(rulebook) == rulebook);
    eco_rulebook_free(rulebook);
    CHECK_TEXT(eco_rulebook_content_of(rulebook)->currency, "CHF");
    eco_rulebook_free(rulebook);
    eco_rulebook_free(NULL);
    CHECK(!eco_rulebook_retain(NULL));
}

TEST(rulebook, has_a_digest_of_its_content)
{
    eco_rulebook *one = full(1, NULL), *other = full(-1, NULL);
    CHECK(memcmp(&eco_rulebook_content_of(one)->digest, &eco_rulebook_content_of(other)->digest, sizeof(eco_id)) == 0);
    eco_rulebook_free(one);
    eco_rulebook_free(other);
    /* Every field counts: no two of these have the same. */
    enum { MOST = 128 };
    eco_id digests[MOST];
    size_t count = 0;
#define DIGEST(call)                                                  \
    do {                                                              \
        eco_rulebook_builder *rules = RULES("EUR");                   \
        call;                                                         \
        eco_rulebook *rulebook = built(rules);                        \
        digests[count++] = eco_rulebook_content_of(rulebook)->digest; \
        eco_rulebook_free(rulebook);                                  \
    } while (0)
#define P(...) DIGEST(PROMOTE(rules, "p", __VA_ARGS__))
#define T(...) P(TIERS({__VA_ARGS__}))
    DIGEST((void)0);
    T(.off_minor = 1);
    T(.off_minor = 2);
    T(.from_minor = 1, .off_minor = 1);
    T(.from_quantity = 1, .off_minor = 1);
    T(.off_each_minor = 1);
    T(.price_each_minor = 1);
    T(.price_set_minor = 1);
    T(.is_free = true);
    T(.off_percent = {1, 0});
    T(.off_percent = {1, 1});
    P(TIERS({.off_minor = 1}, {.from_minor = 1, .off_minor = 1}));
    P(OFF, .label = "x");
    P(OFF, .stage = 1);
    P(OFF, .priority = 1);
    P(OFF, .starts_us = 1);
    P(OFF, .ends_us = 1);
    P(OFF, .coupon = "x");
    P(OFF, .when = "true");
    P(OFF, .on = "true");
    P(OFF, .basis = 1);
    P(OFF, .max_off_minor = 1);
    P(OFF, .exclusive = true);
    P(.repeats = true, TIERS({.from_minor = 1, .off_minor = 1}));
    T(.gift_sku = "g");
    T(.gift_sku = "h");
    T(.gift_sku = "g", .gift_quantity = 2);
    P(OFF, .percent_basis = 1);
    P(OFF, .buy_quantity = 1);
    P(OFF, .buy_quantity = 2);
    P(OFF, .buy_quantity = 1, .buy = "true");
    P(OFF, .buy_quantity = 1, .get_quantity = 1);
    P(OFF, .group_quantity = 2);
    P(OFF, .group_quantity = 2, .nth = 1);
    P(OFF, .group_quantity = 2, .nth = 1, .dealt = true);
    P(OFF, .pick = 1);
    P(OFF, .max_quantity = 1);
    P(OFF, .max_line_quantity = 1);
    P(OFF, .exclusion_group = "g");
    P(OFF, .exclusion_group = "h");
    P(OFF, .stands_alone = true);
    P(.bands = true, TIERS({.off_percent = {1, 0}}));
#define L(...) DIGEST(eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "p", __VA_ARGS__)))
    L(.priority = 0);
    L(.priority = 1);
    L(.is_override = true);
    L(.when = "true");
    L(.starts_us = 1);
    L(.ends_us = 1);
    L(ENTRIES({.sku = "a", .unit_minor = 1}));
    L(ENTRIES({.sku = "b", .unit_minor = 1}));
    L(ENTRIES({.sku = "a", .unit_minor = 2}));
    L(ENTRIES({.sku = "a", .unit_minor = 2, .unit_scale = 1}));
    L(ENTRIES({.sku = "a", .unit_minor = 1, .from_quantity = 1}));
    L(.currency = "USD");
    L(.currency = "USD", .rate = {2, 0});
    L(.currency = "GBP", .rate = {2, 0});
#define X(...) DIGEST(ADD_TAX(.id = "p", __VA_ARGS__))
    X(.percent = {0, 0});
    X(.percent = {1, 0});
    X(.on = "true");
    X(.percent = {1, 0}, .compound = true);
#define S(...) DIGEST(ADD_SHIPPING(.id = "p", __VA_ARGS__))
    S(.method = "m");
    S(.method = "n");
    S(.method = "m", .when = "true");
    S(.method = "m", .from_minor = 1);
    S(.method = "m", .price_minor = 1);
    S(.method = "m", .priority = 1);
#define STEP(...) S(.method = "m", ECO_LIST(steps, eco_shipping_step, {__VA_ARGS__}))
    STEP(0);
    STEP(.price_minor = 1);
    STEP(.from_minor = 1);
    STEP(.from_quantity = 1);
    STEP(.from_weight_g = 1);
    STEP(.from_volume_cm3 = 1);
    STEP(.from_quantity = 1, .more_each = 1, .more_minor = 1);
    STEP(.from_quantity = 1, .more_each = 2, .more_minor = 1);
    STEP(.from_quantity = 1, .more_each = 1, .more_minor = 2);
#define F(...) DIGEST(eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "p", __VA_ARGS__)))
    F(.unit_minor = 1);
    F(.unit_minor = 2);
    F(.margin_minor = 1);
    F(.margin_percent = {1, 0});
    F(.margin_percent = {1, 1});
    F(.unit_minor = 1, .on = "true");
    F(.unit_minor = 1, .mode = ECO_FLOOR_BLOCK);
    DIGEST(eco_rulebook_add_set(rules, "p", NULL, 0));
    DIGEST(eco_rulebook_add_set(rules, "q", NULL, 0));
    DIGEST(eco_rulebook_add_set(rules, "p", ((const char *const[]){"a"}), 1));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            CHECK_F(memcmp(&digests[i], &digests[j], sizeof(eco_id)) != 0, "%zu and %zu", i, j);
    static const struct {
        eco_rulebook_options options;
    } options[] = {{{.currency = "EUR"}},
                   {{.currency = "USD"}},
                   {{.currency = "EUR", .zone = "Europe/Paris"}},
                   {{.currency = "EUR", .rounding = 1}},
                   {{.currency = "EUR", .stacking = 1}},
                   {{.currency = "EUR", .tax_mode = 1}},
                   {{.currency = "EUR", .tax_round_at = 1}},
                   {{.currency = "EUR", .cash_step_minor = 5}}};
    eco_id of_options[sizeof options / sizeof *options];
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        eco_rulebook_options given = options[i].options;
        given.struct_size = sizeof given;
        eco_rulebook *rulebook = built(eco_rulebook_begin(&given));
        of_options[i] = eco_rulebook_content_of(rulebook)->digest;
        eco_rulebook_free(rulebook);
        for (size_t j = 0; j < i; j++)
            CHECK_F(memcmp(&of_options[i], &of_options[j], sizeof(eco_id)) != 0, "options %zu and %zu", i, j);
    }
}

TEST(rulebook, holds_many_sets_and_promotions)
{
    enum { COUNT = 2000 };
    eco_rulebook_builder *rules = RULES("EUR");
    static char names[COUNT][16];
    const char *members[COUNT];
    for (int i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof names[i], "m%04d", i * 7 % COUNT);
        members[i] = names[i];
    }
    eco_rulebook_add_set(rules, "all", members, COUNT);
    for (int i = 0; i < COUNT; i++) {
        char when[64];
        snprintf(when, sizeof when, "tier == '%d' or sku%d in @all", i, i);
        PROMOTE(rules, names[i], .when = when, .stage = i % 6, .priority = i % 5, TIERS({.off_minor = 1}));
    }
    eco_rulebook *rulebook = built(rules);
    const eco_rulebook_content *content = eco_rulebook_content_of(rulebook);
    for (int i = 1; i < COUNT; i++) {
        CHECK(strcmp(content->promotions[i - 1]->id, content->promotions[i]->id) < 0);
        CHECK(strcmp(content->sets[0].members[i - 1], content->sets[0].members[i]) < 0);
        const eco_promotion *one = rulebook->rules[i - 1].promotion, *next = rulebook->rules[i].promotion;
        CHECK(one->stage < next->stage ||
              (one->stage == next->stage &&
               (one->priority > next->priority || (one->priority == next->priority && strcmp(one->id, next->id) < 0))));
    }
    const eco_quote *quote = priced(
        rulebook, CART(LINES({.sku = "a", .quantity = 1, .unit_minor = 100}), ATTRIBUTES({"tier", "77"}, {"sku12", "m0000"})));
    CHECK_INT(quote->discount_minor, 2);
    eco_quote_free(quote);
    eco_rulebook_free(rulebook);
}

/* ---- names ---- */

TEST(rulebook, names_its_enums)
{
#define NAMED(function, first, ...)                                                       \
    do {                                                                                  \
        static const char *const words[] = {__VA_ARGS__};                                 \
        for (int32_t i = 0; i < (int32_t)(sizeof words / sizeof *words); i++)             \
            CHECK_TEXT(function(i + first), words[i]);                                    \
        CHECK_TEXT(function(first - 1), "unknown");                                       \
        CHECK_TEXT(function(first + (int32_t)(sizeof words / sizeof *words)), "unknown"); \
    } while (0)
    NAMED(eco_tax_mode_name, 0, "excluded", "included");
    NAMED(eco_round_at_name, 0, "line", "unit", "order");
    NAMED(eco_stage_name, 0, "item", "set", "shop", "shop_coupon", "platform", "platform_coupon", "shipping");
    NAMED(eco_stacking_name, 0, "sequential", "best", "first");
    NAMED(eco_pick_name, 0, "cheapest", "dearest");
    NAMED(eco_floor_mode_name, 0, "clamp", "block", "warn");
    NAMED(eco_basis_name, 0, "running", "list");
    NAMED(eco_explain_name, 0, "nothing", "near", "reached", "all");
    NAMED(eco_line_kind_name, 0, "goods", "surcharge", "gift");
    NAMED(eco_reason_name, 0, "applied", "clipped", "below_threshold", "condition", "no_target", "no_coupon", "not_started",
          "ended", "limit", "budget", "excluded", "nothing_left", "floor", "unknown_coupon", "worse");
}
