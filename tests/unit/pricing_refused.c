/* What a rulebook refuses of selections, bands, gifts, shipping tables, floors, taxes on taxes and rates, each with its place. pricing_rulebook.c has the
 * older half. */
#include "pricing_shop.h"

static void refused(eco_rulebook_builder *rules, eco_status status, const char *message, const char *path)
{
    eco_error error = {0};
    eco_rulebook *rulebook = (eco_rulebook *)1;
    eco_status given = eco_rulebook_build(&rulebook, rules, &error);
    CHECK_F(given == status && error.status == status && strstr(error.message, message) && strcmp(error.path, path) == 0,
            "%s at %s wanted, %s: %s at %s given", message, path, eco_status_name(given), error.message, error.path);
    CHECK(!rulebook);
}
#define REFUSED(call, status, message, path)        \
    do {                                            \
        eco_rulebook_builder *rules = RULES("EUR"); \
        call;                                       \
        refused(rules, status, message, path);      \
    } while (0)
#define PROMOTION(message, path, ...) REFUSED(PROMOTE(rules, "p", __VA_ARGS__), ECO_E_INVALID, message, "/promotions/p" path)
#define OFF                           TIERS({.off_minor = 1})
#define FREE                          TIERS({.is_free = true})

TEST(refused, options_of_stacking)
{
    for (int stacking = -1; stacking < 4; stacking += 4) {
        eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .stacking = stacking));
        refused(rules, ECO_E_INVALID, stacking < 0 ? "unknown value -1" : "unknown value 3", "/stacking");
    }
}

TEST(refused, numbers_of_a_promotion)
{
    PROMOTION("-1 is below 0", "/buy_quantity", .buy_quantity = -1, OFF);
    PROMOTION("-1 is below 0", "/get_quantity", .buy_quantity = 1, .get_quantity = -1, OFF);
    PROMOTION("-1 is below 0", "/group_quantity", .group_quantity = -1, OFF);
    PROMOTION("-1 is below 0", "/nth", .group_quantity = 1, .nth = -1, OFF);
    PROMOTION("-1 is below 0", "/max_quantity", .max_quantity = -1, OFF);
    PROMOTION("-1 is below 0", "/max_line_quantity", .max_line_quantity = -1, OFF);
    PROMOTION("-1 is below 0", "/max_off_minor", .max_off_minor = -1, OFF);
    PROMOTION("unknown value 2", "/pick", .pick = 2, OFF);
    PROMOTION("unknown value -1", "/pick", .pick = -1, OFF);
    PROMOTION("unknown value 2", "/percent_basis", .percent_basis = 2, OFF);
    PROMOTION("unknown value -1", "/percent_basis", .percent_basis = -1, OFF);
    PROMOTION("empty text", "/buy", .buy_quantity = 1, .buy = "", OFF);
    PROMOTION("not UTF-8", "/buy", .buy_quantity = 1, .buy = "\xFF", OFF);
    PROMOTION("empty text", "/exclusion_group", .exclusion_group = "", OFF);
    PROMOTION("not UTF-8 from byte 1", "/exclusion_group", .exclusion_group = "g\xFF", OFF);
}

TEST(refused, selections_that_do_not_go_together)
{
    PROMOTION("buy_quantity and group_quantity: a promotion selects its units in one way", "/group_quantity", .buy_quantity = 1,
              .group_quantity = 2, OFF);
    PROMOTION("needs buy_quantity", "/buy", .buy = "line.sku == 'a'", OFF);
    PROMOTION("needs buy_quantity", "/get_quantity", .get_quantity = 1, OFF);
    PROMOTION("needs group_quantity", "/nth", .nth = 1, OFF);
    PROMOTION("3 is above group_quantity 2", "/nth", .group_quantity = 2, .nth = 3, OFF);
    PROMOTION("needs nth", "/dealt", .group_quantity = 2, .dealt = true, OFF);
    PROMOTION("needs nth", "/dealt", .dealt = true, OFF);
    PROMOTION("a price for groups goes with no nth and no max_line_quantity", "/tiers/0", .group_quantity = 2, .nth = 1,
              TIERS({.price_set_minor = 1}));
    PROMOTION("a price for groups goes with no nth and no max_line_quantity", "/tiers/1", .group_quantity = 2,
              .max_line_quantity = 1, TIERS({.off_minor = 1}, {.from_minor = 1, .price_set_minor = 1}));
    /* the expression that says what is bought */
    REFUSED(PROMOTE(rules, "p", .buy_quantity = 1, .buy = "line.sku ==", OFF), ECO_E_SYNTAX, "", "/promotions/p/buy");
    REFUSED(PROMOTE(rules, "p", .buy_quantity = 1, .buy = "line.sku in @none", OFF), ECO_E_UNKNOWN_NAME, "none",
            "/promotions/p/buy");
}

TEST(refused, selections_for_shipping_and_gifts)
{
#define NO_SELECTION "the benefit of this stage is for shipments: no selection of units"
    PROMOTION(NO_SELECTION, "/stage", .stage = ECO_STAGE_SHIPPING, .buy_quantity = 1, FREE);
    PROMOTION(NO_SELECTION, "/stage", .stage = ECO_STAGE_SHIPPING, .group_quantity = 1, FREE);
    PROMOTION(NO_SELECTION, "/stage", .stage = ECO_STAGE_SHIPPING, .max_quantity = 1, FREE);
    PROMOTION(NO_SELECTION, "/stage", .stage = ECO_STAGE_SHIPPING, .max_line_quantity = 1, FREE);
    PROMOTION("a gift is not for the stage of shipping", "/tiers/0", .stage = ECO_STAGE_SHIPPING, TIERS({.gift_sku = "g"}));
    PROMOTION("a gift goes with no selection of units", "/tiers/0", .buy_quantity = 1, TIERS({.gift_sku = "g"}));
    PROMOTION("a gift goes with no selection of units", "/tiers/1", .group_quantity = 1,
              TIERS({.off_minor = 1}, {.from_minor = 1, .gift_sku = "g"}));
    PROMOTION("a gift goes with no selection of units", "/tiers/0", .max_line_quantity = 1, TIERS({.gift_sku = "g"}));
    PROMOTION("unknown value 7", "/stage", .stage = 7, OFF);
}

TEST(refused, bands_that_are_more_than_bands)
{
#define ALONE "bands go with no other selection of units"
    PROMOTION(ALONE, "/bands", .bands = true, .buy_quantity = 1, FREE);
    PROMOTION(ALONE, "/bands", .bands = true, .group_quantity = 1, FREE);
    PROMOTION(ALONE, "/bands", .bands = true, .max_quantity = 1, FREE);
    PROMOTION(ALONE, "/bands", .bands = true, .max_line_quantity = 1, FREE);
    PROMOTION("bands do not repeat", "/bands", .bands = true, .repeats = true, TIERS({.from_minor = 1, .off_minor = 1}));
    PROMOTION("shipping has no bands", "/bands", .bands = true, .stage = ECO_STAGE_SHIPPING, FREE);
#define OF_AMOUNT "bands of an amount take off_percent"
#define OF_UNITS  "bands of units take off_percent, off_each_minor, price_each_minor or is_free"
    PROMOTION(OF_AMOUNT, "/tiers/0", .bands = true, TIERS({.from_minor = 1, .off_minor = 1}));
    PROMOTION(OF_AMOUNT, "/tiers/1", .bands = true, TIERS({.off_percent = {5, 0}}, {.from_minor = 9, .is_free = true}));
    PROMOTION(OF_AMOUNT, "/tiers/0", .bands = true, TIERS({.off_each_minor = 5}, {.from_minor = 9, .off_percent = {5, 0}}));
    PROMOTION(OF_UNITS, "/tiers/0", .bands = true, TIERS({.off_minor = 1}));
    PROMOTION(OF_UNITS, "/tiers/1", .bands = true, TIERS({.is_free = true}, {.from_quantity = 2, .price_set_minor = 1}));
    PROMOTION(OF_UNITS, "/tiers/0", .bands = true, TIERS({.from_quantity = 2, .gift_sku = "g"}));
}

TEST(refused, gifts_that_are_none)
{
    PROMOTION("empty text", "/tiers/0/gift_sku", TIERS({.gift_sku = ""}));
    PROMOTION("not UTF-8", "/tiers/0/gift_sku", TIERS({.gift_sku = "\xFF"}));
    PROMOTION("-1 is below 0", "/tiers/0/gift_quantity", TIERS({.gift_sku = "g", .gift_quantity = -1}));
    PROMOTION("gift", "/tiers/0/gift_quantity", TIERS({.off_minor = 1, .gift_quantity = 1}));
    PROMOTION("off_minor and gift_sku: a tier gives exactly one benefit", "/tiers/0/gift_sku",
              TIERS({.off_minor = 1, .gift_sku = "g"}));
    PROMOTION("reserved", "/tiers/0/reserved", TIERS({.gift_sku = "g", .reserved = {1}}));
    PROMOTION("price_set_minor cannot repeat: only off_minor and gifts count once for each full `from`", "/tiers/0",
              .repeats = true, TIERS({.from_minor = 1, .price_set_minor = 1}));
    PROMOTION("a promotion that repeats needs from_minor or from_quantity", "/tiers/0", .repeats = true,
              TIERS({.gift_sku = "g"}));
}

/* ---- shipping ---- */

#define SHIPPING(status, message, path, ...)                                                                                  \
    REFUSED(eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "s", .method = "m", __VA_ARGS__)), status, message, \
            "/shipping/s" path)
#define STEP(message, path, ...) \
    SHIPPING(ECO_E_INVALID, message, "/steps/0" path, ECO_LIST(steps, eco_shipping_step, {__VA_ARGS__}))
#define STEPS(...) ECO_LIST(steps, eco_shipping_step, __VA_ARGS__)

TEST(refused, steps_of_shipping)
{
    STEP("-1 is below 0", "/from_minor", .from_minor = -1);
    STEP("-1 is below 0", "/from_quantity", .from_quantity = -1);
    STEP("-1 is below 0", "/from_weight_g", .from_weight_g = -1);
    STEP("-1 is below 0", "/from_volume_cm3", .from_volume_cm3 = -1);
    STEP("-1 is below 0", "/price_minor", .price_minor = -1);
    STEP("-1 is below 0", "/more_each", .from_quantity = 1, .more_each = -1, .more_minor = 1);
    STEP("-1 is below 0", "/more_minor", .from_quantity = 1, .more_each = 1, .more_minor = -1);
    STEP("reserved", "/reserved", .reserved = {0, 0, 0, 1});
    STEP("two kinds of `from`", "", .from_minor = 1, .from_quantity = 1);
    STEP("two kinds of `from`", "", .from_weight_g = 1, .from_volume_cm3 = 1);
    STEP("more_each and more_minor go together", "/more_minor", .from_quantity = 1, .more_each = 1);
    STEP("more_each and more_minor go together", "/more_each", .from_quantity = 1, .more_minor = 1);
    STEP("needs from_quantity, from_weight_g or from_volume_cm3", "/more_each", .from_minor = 1, .more_each = 1, .more_minor = 1);
    STEP("needs from_quantity, from_weight_g or from_volume_cm3", "/more_each", .more_each = 1, .more_minor = 1);
    SHIPPING(ECO_E_INVALID, "steps is NULL, steps_count 2", "/steps", .steps_count = 2);
    static eco_shipping_step many[1001];
    for (int i = 0; i < 1001; i++)
        many[i].from_minor = i;
    SHIPPING(ECO_E_LIMIT, "1001 steps, more than 1000", "/steps", .steps = many, .steps_count = 1001);
    SHIPPING(ECO_E_INVALID, "price_minor and steps", "/price_minor", .price_minor = 1, STEPS({.price_minor = 1}));
    SHIPPING(ECO_E_INVALID, "other steps have another kind of `from`", "/steps/2",
             STEPS({.price_minor = 1}, {.from_weight_g = 1}, {.from_quantity = 1}));
    SHIPPING(ECO_E_INVALID, "the same `from` as step 0", "/steps/1", STEPS({.price_minor = 1}, {.price_minor = 2}));
    SHIPPING(ECO_E_INVALID, "the same `from` as step 1", "/steps/3",
             STEPS({.from_weight_g = 3}, {.from_weight_g = 5}, {.from_weight_g = 4}, {.from_weight_g = 5}));
    SHIPPING(ECO_E_INVALID, "empty text", "/when", .when = "", STEPS({.price_minor = 1}));
}

/* ---- taxes, floors, rates ---- */

TEST(refused, percents_too_fine_for_compound_taxes)
{
#define WITH_COMPOUND(...)                                                                               \
    (eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "c", .percent = {10000, 0}, .compound = true)), \
     eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "t", __VA_ARGS__)))
    REFUSED(WITH_COMPOUND(.percent = {100001, 1}), ECO_E_INVALID,
            "10000.1: in a rulebook with compound taxes a percent is at most 10000", "/taxes/t/percent");
    REFUSED(WITH_COMPOUND(.percent = {1, 5}), ECO_E_INVALID, "0.00001", "/taxes/t/percent");
    REFUSED(WITH_COMPOUND(.percent = {1, 5}, .compound = true), ECO_E_INVALID, "with 4 decimals", "/taxes/t/percent");
    /* zeros behind are no decimals; without a compound tax all is as it was */
    eco_rulebook_builder *rules = RULES("EUR");
    WITH_COMPOUND(.percent = {9975000, 6});
    eco_rulebook_free(built(rules));
    rules = RULES("EUR");
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "t", .percent = {1, 9}));
    eco_rulebook_free(built(rules));
}

TEST(refused, floors)
{
#define FLOOR(message, path, ...) \
    REFUSED(eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", __VA_ARGS__)), ECO_E_INVALID, message, "/floors/f" path)
    FLOOR("a floor needs unit_minor, margin_percent, margin_minor or at_cost", "", .mode = ECO_FLOOR_WARN);
    FLOOR("-1 is below 0", "/unit_minor", .unit_minor = -1);
    FLOOR("-1 is below 0", "/margin_minor", .margin_minor = -1);
    FLOOR("-1 is below 0", "/margin_percent", .margin_percent = {-1, 0});
    FLOOR("more than 9 decimals", "/margin_percent", .margin_percent = {1, 10});
    FLOOR("more than 9 decimals", "/margin_percent", .margin_percent = {1, 19});
    FLOOR("more than 9 decimals", "/margin_percent", .margin_percent = {1, -1});
    FLOOR("100 is not below 100, which no price reaches", "/margin_percent", .margin_percent = {100, 0});
    FLOOR("100.5 is not below 100", "/margin_percent", .margin_percent = {1005, 1});
    FLOOR("unknown value 3", "/mode", .unit_minor = 1, .mode = 3);
    FLOOR("unknown value -1", "/mode", .unit_minor = 1, .mode = -1);
    FLOOR("empty text", "/on", .unit_minor = 1, .on = "");
    REFUSED(eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .unit_minor = 1)), ECO_E_INVALID, "required", "/floors/0/id");
    REFUSED(eco_rulebook_add_floor(rules, NULL), ECO_E_INVALID, "NULL", "/floors/0");
    REFUSED(eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .unit_minor = 1, .on = "line.sku ==")), ECO_E_SYNTAX, "",
            "/floors/f/on");
    REFUSED((eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .unit_minor = 1)),
             eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .unit_minor = 2))),
            ECO_E_EXISTS, "'f' is the id of another one", "/floors/f/id");
    CHECK_INT(eco_rulebook_add_floor(NULL, ECO_MAKE(eco_floor, .id = "f", .unit_minor = 1)), ECO_E_MEMORY);
    /* a margin is fine with zeros behind its decimals; the first mistake stays */
    eco_rulebook_builder *rules = RULES("EUR");
    CHECK_INT(eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "f", .margin_percent = {25000000000, 11})), ECO_OK);
    CHECK_INT(eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "g")), ECO_E_INVALID);
    CHECK_INT(eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "h", .unit_minor = 1)), ECO_E_INVALID);
    refused(rules, ECO_E_INVALID, "a floor needs", "/floors/g");
}

TEST(refused, currencies_and_rates_of_price_lists)
{
#define LIST(status, message, path, ...)                                                                           \
    REFUSED(eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "l", __VA_ARGS__)), status, message, \
            "/price_lists/l" path)
#define PRICES(...) ECO_LIST(entries, eco_price_entry, __VA_ARGS__)
    LIST(ECO_E_INVALID, "unknown currency 'XXL'", "/currency", .currency = "XXL");
    LIST(ECO_E_INVALID, "empty text", "/currency", .currency = "");
    LIST(ECO_E_INVALID, "not UTF-8", "/currency", .currency = "\xFF");
    LIST(ECO_E_INVALID, "scale 19", "/rate", .currency = "USD", .rate = {1, 19});
    LIST(ECO_E_INVALID, "scale -1", "/rate", .currency = "USD", .rate = {1, -1});
    LIST(ECO_E_INVALID, "-1 is below 0", "/rate", .currency = "USD", .rate = {-1, 0});
    LIST(ECO_E_INVALID, "a rate without a currency", "/rate", .rate = {1, 0});
    LIST(ECO_E_INVALID, "a rate for EUR, which is the rulebook's own currency", "/rate", .currency = "EUR", .rate = {1, 0});
    LIST(ECO_E_OVERFLOW, "the price of sku 'b' by the rate 0.01 comes to nothing", "/entries/1/unit_minor", .currency = "USD",
         .rate = {1, 2}, PRICES({.sku = "a", .unit_minor = 100}, {.sku = "b", .unit_minor = 1}));
    LIST(ECO_E_OVERFLOW, "does not fit", "/entries/0/unit_minor", .currency = "USD", .rate = {2, 0},
         PRICES({.sku = "a", .unit_minor = INT64_MAX}));
    LIST(ECO_E_OVERFLOW, "does not fit", "/entries/0/unit_minor", .currency = "USD", .rate = {INT64_C(1) << 56, 0},
         PRICES({.sku = "a", .unit_minor = INT64_MAX}));
    LIST(ECO_E_OVERFLOW, "does not fit", "/entries/0/unit_minor", .currency = "USD", .rate = {INT64_MAX, 0},
         PRICES({.sku = "a", .unit_minor = INT64_MAX}));
}
