/* Rulebooks: begin, every add, build. */
#include "pricing.h"

TAKES_NOTHING(eco_tax_mode_name, "a table of constants")
{
    (void)eco_tax_mode_name(ECO_TAX_INCLUDED);
}

TAKES_NOTHING(eco_round_at_name, "a table of constants")
{
    (void)eco_round_at_name(ECO_ROUND_AT_LINE);
}

TAKES_NOTHING(eco_stage_name, "a table of constants")
{
    (void)eco_stage_name(ECO_STAGE_SET);
}

TAKES_NOTHING(eco_basis_name, "a table of constants")
{
    (void)eco_basis_name(ECO_BASIS_LIST);
}

TAKES_NOTHING(eco_pick_name, "a table of constants")
{
    (void)eco_pick_name(ECO_PICK_DEAREST);
}

TAKES_NOTHING(eco_stacking_name, "a table of constants")
{
    (void)eco_stacking_name(ECO_STACKING_BEST);
}

TAKES_NOTHING(eco_floor_mode_name, "a table of constants")
{
    (void)eco_floor_mode_name(ECO_FLOOR_WARN);
}

static eco_rulebook_builder *begun(void)
{
    return eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY", .allocator = fault_allocator()));
}

SCENARIO(eco_rulebook_begin)
{
    eco_rulebook *rulebook;
    FAULTS_OWN(rulebook = POISON, eco_rulebook_build(&rulebook, begun(), &error), !rulebook, eco_rulebook_free(rulebook));
}

SCENARIO(eco_rulebook_build)
{
    eco_rulebook *rulebook;
    eco_rulebook_builder *builder;
    FAULTS_OWN(builder = fault_rulebook_builder(); rulebook = POISON, eco_rulebook_build(&rulebook, builder, &error), !rulebook,
                                                   eco_rulebook_free(rulebook), (void)0);
    FAULTS_OWN(rulebook = POISON, eco_rulebook_build(&rulebook, fault_rulebook_builder(), &error), !rulebook,
               eco_rulebook_free(rulebook));
}

SCENARIO_INTERNAL(eco_rulebook_build_market)
{
    eco_rulebook *rulebook;
    FAULTS_OWN(rulebook = POISON, eco_rulebook_build(&rulebook, fault_market_builder(ECO_STACKING_BEST), &error), !rulebook,
               eco_rulebook_free(rulebook));
}

SCENARIO_INTERNAL(eco_rulebook_build_refuses)
{
    eco_rulebook *rulebook;
    fault_refused(ECO_E_SYNTAX);
    FAULTS_OWN(eco_rulebook_builder *builder = begun();
               eco_rulebook_add_promotion(builder, ECO_MAKE(eco_promotion, .id = "a", .when = "customer.tier == and",
                                                            ECO_LIST(tiers, eco_tier, {.off_minor = 1})));
               rulebook = POISON, eco_rulebook_build(&rulebook, builder, &error), !rulebook, (void)0);
    fault_refused(ECO_E_EXISTS);
    FAULTS_OWN(eco_rulebook_builder *builder = begun();
               eco_rulebook_add_tax(builder, ECO_MAKE(eco_tax, .id = "vat", .percent = {1, 0}));
               eco_rulebook_add_tax(builder, ECO_MAKE(eco_tax, .id = "vat", .percent = {1, 0}));
               rulebook = POISON, eco_rulebook_build(&rulebook, builder, &error), !rulebook, (void)0);
    fault_refused(ECO_E_UNKNOWN_NAME);
    FAULTS_OWN(eco_rulebook_builder *builder = begun();
               eco_rulebook_add_promotion(builder, ECO_MAKE(eco_promotion, .id = "a", .buy = "line.sku in @none",
                                                            .buy_quantity = 1, ECO_LIST(tiers, eco_tier, {.is_free = true})));
               rulebook = POISON, eco_rulebook_build(&rulebook, builder, &error), !rulebook, (void)0);
    fault_refused(ECO_E_OVERFLOW);
    FAULTS_OWN(eco_rulebook_builder *builder = begun(); eco_rulebook_add_price_list(
                   builder, ECO_MAKE(eco_price_list, .id = "l", .currency = "USD", .rate = {2, 0},
                                     ECO_LIST(entries, eco_price_entry, {.sku = "A", .unit_minor = INT64_MAX})));
               rulebook = POISON, eco_rulebook_build(&rulebook, builder, &error), !rulebook, (void)0);
}

/* An add has no error of its own: build must tell what it remembers. */
static eco_status told(eco_status status, eco_rulebook_builder *builder, eco_error *error)
{
    if (!status)
        return ECO_OK;
    fault_disarm();
    eco_rulebook *rulebook = POISON;
    eco_status built = eco_rulebook_build(&rulebook, builder, error);
    fault_check(built == status && !rulebook, "build tells the mistake of an add", "add");
    return status;
}

/* What an add leaves behind when it succeeds can be built. */
static void finish(eco_rulebook_builder *builder)
{
    eco_rulebook *rulebook;
    MUST(eco_rulebook_build(&rulebook, builder, &error));
    eco_rulebook_free(rulebook);
}

/* The builder goes away in `told`, so a failure may leave less alive than there was: the leak is checked at the end. */
#define ADD_FAULTS(call)                                                                                                   \
    do {                                                                                                                   \
        eco_rulebook_builder *builder;                                                                                     \
        eco_status status;                                                                                                 \
        FAULTS_OWN(builder = NULL,                                                                                         \
                   (fault_disarm(), builder = begun(), fault_arm(), status = (call), told(status, builder, &error)), true, \
                   finish(builder));                                                                                       \
    } while (0)

SCENARIO(eco_rulebook_add_price_list)
{
    static const eco_price_entry entries[] = {
        {.sku = "A", .unit_minor = 900}, {.sku = "B", .unit_minor = 800}, {.sku = "C", .unit_minor = 700}};
    ADD_FAULTS(eco_rulebook_add_price_list(
        builder, ECO_MAKE(eco_price_list, .id = "sale", .when = "channel == 'app'", .entries = entries, .entries_count = 3)));
}

SCENARIO(eco_rulebook_add_promotion)
{
    ADD_FAULTS(eco_rulebook_add_promotion(builder, ECO_MAKE(eco_promotion, .id = "a", .label = "b", .coupon = "c",
                                                            .when = "channel == 'app'", .on = "category == 'shoes'",
                                                            ECO_LIST(tiers, eco_tier, {.off_percent = {5, 0}}))));
    ADD_FAULTS(eco_rulebook_add_promotion(builder, ECO_MAKE(eco_promotion, .id = "a", .buy = "category == 'shoes'",
                                                            .buy_quantity = 2, .exclusion_group = "g", .limit = 3,
                                                            ECO_LIST(tiers, eco_tier, {.is_free = true}))));
    ADD_FAULTS(
        eco_rulebook_add_promotion(builder, ECO_MAKE(eco_promotion, .id = "a", ECO_LIST(tiers, eco_tier, {.gift_sku = "TOTE"}))));
}

SCENARIO(eco_rulebook_add_set)
{
    static const char *const members[] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N"};
    ADD_FAULTS(eco_rulebook_add_set(builder, "summer", members, sizeof members / sizeof *members));
}

SCENARIO(eco_rulebook_add_tax)
{
    ADD_FAULTS(eco_rulebook_add_tax(builder, ECO_MAKE(eco_tax, .id = "vat", .on = "country == 'DE'", .percent = {19, 0})));
}

SCENARIO(eco_rulebook_add_shipping)
{
    ADD_FAULTS(eco_rulebook_add_shipping(
        builder, ECO_MAKE(eco_shipping, .id = "s", .method = "standard", .when = "country == 'DE'", .price_minor = 490)));
    ADD_FAULTS(eco_rulebook_add_shipping(
        builder,
        ECO_MAKE(eco_shipping, .id = "s", .method = "standard",
                 ECO_LIST(steps, eco_shipping_step, {.from_weight_g = 1000, .price_minor = 1200}, {.price_minor = 500}))));
}

SCENARIO(eco_rulebook_add_floor)
{
    ADD_FAULTS(
        eco_rulebook_add_floor(builder, ECO_MAKE(eco_floor, .id = "f", .on = "category == 'shoes'", .margin_percent = {20, 0})));
}

SCENARIO(eco_rulebook_add_campaign)
{
    ADD_FAULTS(eco_rulebook_add_campaign(
        builder, ECO_MAKE(eco_campaign, .id = "k", .budget_minor = 100000, .budget_uses = 100, .clip = true)));
}

SCENARIO(eco_rulebook_builder_free)
{
    eco_rulebook_builder *builder;
    FAULTS_OWN(builder = fault_rulebook_builder(), (eco_rulebook_builder_free(builder), ECO_OK), true, (void)0);
    eco_rulebook_builder_free(NULL);
}

SCENARIO(eco_rulebook_free)
{
    eco_rulebook *rulebook;
    FAULTS_OWN(rulebook = fault_rulebook(), (eco_rulebook_free(rulebook), ECO_OK), true, (void)0);
    eco_rulebook_free(NULL);
}

TAKES_NOTHING(eco_rulebook_retain, "counts owners")
{
    fault_disarm();
    eco_rulebook *rulebook = fault_rulebook();
    fault_arm();
    fault_check(eco_rulebook_retain(rulebook) == rulebook, "the same", "eco_rulebook_retain");
    eco_rulebook_free(rulebook);
    fault_disarm();
    eco_rulebook_free(rulebook);
}

TAKES_NOTHING(eco_rulebook_content_of, "a field")
{
    fault_disarm();
    eco_rulebook *rulebook = fault_rulebook();
    fault_arm();
    fault_check(eco_rulebook_content_of(rulebook)->promotions_count == 8, "all promotions", "eco_rulebook_content_of");
    fault_disarm();
    eco_rulebook_free(rulebook);
}
