/* pricing_things.c - see pricing.h. */
#include "pricing.h"

static const eco_price_entry entries[] = {{.sku = "S1", .unit_minor = 900},
                                          {.sku = "S2", .unit_minor = 800, .from_quantity = 2},
                                          {.sku = "S3", .unit_minor = 12345, .unit_scale = 2}};
static const char *const members[] = {"S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13"};
static const char *const codes[] = {"GOLD10", "SILVER5"};

static void add_promotions(eco_rulebook_builder *rules)
{
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "item-5", .on = "category == 'shoes' and line.quantity >= 1",
                                               ECO_LIST(tiers, eco_tier, {.off_percent = {5, 0}})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "each", .stage = ECO_STAGE_ITEM, .priority = 2,
                                               .on = "line.sku in @summer",
                                               ECO_LIST(tiers, eco_tier, {.from_quantity = 2, .off_each_minor = 10},
                                                        {.from_quantity = 5, .off_each_minor = 20})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "price-each", .stage = ECO_STAGE_SET,
                                               .on = "line.sku == 'S7'", ECO_LIST(tiers, eco_tier, {.price_each_minor = 500})));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "set", .stage = ECO_STAGE_SET, .on = "line.sku in ('S8', 'S9')",
                                        ECO_LIST(tiers, eco_tier, {.from_quantity = 2, .price_set_minor = 1500})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "300-50", .label = "满300减50", .stage = ECO_STAGE_SHOP,
                                               .repeats = true, .max_off_minor = 20000,
                                               ECO_LIST(tiers, eco_tier, {.from_minor = 30000, .off_minor = 5000})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "more", .stage = ECO_STAGE_SHOP, .basis = ECO_BASIS_LIST,
                                               .starts_us = 1, .ends_us = INT64_MAX,
                                               ECO_LIST(tiers, eco_tier, {.from_minor = 99999999, .off_minor = 1})));
    eco_rulebook_add_promotion(
        rules, ECO_MAKE(eco_promotion, .id = "coupon", .stage = ECO_STAGE_SHOP_COUPON, .coupon = "@codes",
                        .when = "customer.tier in ('gold', 'platinum') and cart.subtotal >= 10.00 and at.weekday <= 7",
                        ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "not-met", .stage = ECO_STAGE_PLATFORM,
                                               .when = "country == 'DE' or customer.tier == 'none'",
                                               ECO_LIST(tiers, eco_tier, {.is_free = true})));
}

eco_rulebook_builder *fault_rulebook_builder(void)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY", .zone = "Asia/Shanghai",
                                                              .tax_mode = ECO_TAX_INCLUDED, .tax_round_at = ECO_ROUND_AT_ORDER,
                                                              .cash_step_minor = 10, .allocator = fault_allocator()));
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "sale", .when = "channel == 'app'", .entries = entries, .entries_count = 3));
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "list", .is_override = true, .entries = entries + 2, .entries_count = 1));
    eco_rulebook_add_set(rules, "summer", members, sizeof members / sizeof *members);
    eco_rulebook_add_set(rules, "codes", codes, 2);
    add_promotions(rules);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {13, 0}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "luxury", .on = "category == 'shoes'", .percent = {25, 1}));
    eco_rulebook_add_shipping(
        rules, ECO_MAKE(eco_shipping, .id = "far", .method = "standard", .when = "country == 'CN'", .price_minor = 800));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "free", .method = "standard", .from_minor = 9900000));
    return rules;
}

eco_rulebook *fault_rulebook(void)
{
    eco_rulebook *rulebook;
    MUST(eco_rulebook_build(&rulebook, fault_rulebook_builder(), &error));
    return rulebook;
}

enum { LINES = 90 };

const eco_cart *fault_cart(void)
{
    static eco_cart_line lines[LINES];
    static char skus[LINES][16];
    static const eco_attribute shoes = {"category", "shoes"}, attributes[] = {{"customer.tier", "gold"}, {"country", "CN"}};
    static const char *const coupons[] = {"GOLD10", "UNKNOWN"};
    static const eco_surcharge packaging = {.id = "packaging", .amount_minor = 150};
    static eco_cart cart = {.struct_size = sizeof cart,
                            .id = "1001",
                            .customer = "c1",
                            .channel = "app",
                            .shipping = "standard",
                            .at_us = INT64_C(1794398400000000),
                            .lines = lines,
                            .lines_count = LINES,
                            .coupons = coupons,
                            .coupons_count = 2,
                            .attributes = attributes,
                            .attributes_count = 2,
                            .surcharges = &packaging,
                            .surcharges_count = 1,
                            .credit_minor = 1000};
    for (int i = 0; i < LINES; i++) {
        snprintf(skus[i], sizeof skus[i], "S%d", i + 1);
        lines[i] = (eco_cart_line){.sku = skus[i],
                                   .quantity = 1 + i % 4,
                                   .unit_minor = 1000 + i,
                                   .attributes = &shoes,
                                   .attributes_count = (size_t)(i % 2)};
    }
    lines[LINES - 1].quantity_scale = 3;
    lines[LINES - 1].quantity = 1250;
    return &cart;
}

/* ---- what takes other ways ---- */

static void add_selections(eco_rulebook_builder *rules)
{
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "buy", .priority = 2, .exclusion_group = "g",
                                               .buy = "line.quantity >= 2", .on = "line.sku != 'S9'", .buy_quantity = 2,
                                               .get_quantity = 1, ECO_LIST(tiers, eco_tier, {.off_percent = {50, 0}})));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "second", .priority = 2, .exclusion_group = "g", .group_quantity = 2,
                                        .nth = 2, ECO_LIST(tiers, eco_tier, {.off_percent = {50, 0}})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "alone", .priority = 2, .stands_alone = true,
                                               .on = "line.sku == 'S4'", ECO_LIST(tiers, eco_tier, {.off_minor = 300})));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "bands", .priority = 1, .bands = true, .on = "category == 'shoes'",
                                        ECO_LIST(tiers, eco_tier, {.from_quantity = 2, .off_each_minor = 5})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "trio", .stage = ECO_STAGE_SET, .group_quantity = 3,
                                               .max_quantity = 9, ECO_LIST(tiers, eco_tier, {.price_set_minor = 2500})));
}

static void add_gifts_and_shipping(eco_rulebook_builder *rules)
{
    static const char *const ids[] = {"gift-1", "gift-2", "gift-3",
                                      "gift-4", "gift-5", "gift-6"}; /* more than the first room for them */
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        eco_rulebook_add_promotion(
            rules, ECO_MAKE(eco_promotion, .id = ids[i], .stage = ECO_STAGE_SHOP,
                            ECO_LIST(tiers, eco_tier, {.from_minor = 1000, .gift_sku = "TOTE", .gift_quantity = 2})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "free", .stage = ECO_STAGE_SHIPPING,
                                               ECO_LIST(tiers, eco_tier, {.from_minor = 1000, .off_percent = {50, 0}})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "only", .stage = ECO_STAGE_SHIPPING, .exclusive = true,
                                               .when = "cart.weight_g > 1000000", ECO_LIST(tiers, eco_tier, {.is_free = true})));
    eco_rulebook_add_shipping(
        rules, ECO_MAKE(eco_shipping, .id = "weight", .method = "standard",
                        ECO_LIST(steps, eco_shipping_step, {.price_minor = 500},
                                 {.from_weight_g = 1000, .price_minor = 1200, .more_each = 500, .more_minor = 500})));
}

eco_rulebook_builder *fault_market_builder(eco_stacking stacking)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY", .stacking = stacking,
                                                              .tax_mode = ECO_TAX_INCLUDED, .allocator = fault_allocator()));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "dollars", .currency = "USD", .rate = {72, 1},
                                                .entries = entries, .entries_count = 3));
    add_selections(rules);
    add_gifts_and_shipping(rules);
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "margin", .on = "category == 'shoes'", .margin_percent = {10, 0}));
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "warn", .unit_minor = 900, .mode = ECO_FLOOR_WARN));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {13, 0}));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "top", .percent = {5, 0}, .compound = true));
    return rules;
}

const eco_cart *fault_market_cart(void)
{
    enum { FEW = 8 };
    static eco_cart_line lines[FEW];
    static const eco_shipment shipments[] = {{.method = "standard"}, {.id = "own", .method = "courier", .price_minor = 700}};
    static eco_cart cart = {
        .struct_size = sizeof cart, .lines = lines, .lines_count = FEW, .shipments = shipments, .shipments_count = 2};
    cart.at_us = fault_cart()->at_us;
    for (int i = 0; i < FEW; i++) {
        lines[i] = fault_cart()->lines[i];
        lines[i].cost_minor = 800;
        lines[i].weight_g = 100 * i;
    }
    return &cart;
}

/* ---- limits and campaigns ---- */

enum { LIMITED = 20 };
static const char *const limited_ids[LIMITED] = {"l-00", "l-01", "l-02", "l-03", "l-04", "l-05", "l-06", "l-07", "l-08", "l-09",
                                                 "l-10", "l-11", "l-12", "l-13", "l-14", "l-15", "l-16", "l-17", "l-18", "l-19"};

eco_rulebook_builder *fault_limited_builder(eco_stacking stacking)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(
        ECO_MAKE(eco_rulebook_options, .currency = "CNY", .stacking = stacking, .allocator = fault_allocator()));
    for (size_t i = 0; i < LIMITED; i++)
        eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = limited_ids[i], .campaign = i % 3 ? "tight" : "wide",
                                                   .limit = 5, .limit_per_customer = i % 2 ? 2 : 0,
                                                   .coupon = i % 4 ? NULL : "GOLD10", .limit_per_code = i % 4 ? 0 : 3,
                                                   ECO_LIST(tiers, eco_tier, {.off_minor = 700 + (int64_t)i})));
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "flat", .method = "standard", .price_minor = 800));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "tight", .budget_minor = 4000, .clip = true));
    eco_rulebook_add_campaign(rules, ECO_MAKE(eco_campaign, .id = "wide", .budget_minor = 900000, .budget_uses = 5));
    return rules;
}

const eco_used fault_used[] = {
    {.promotion = "l-00", .uses = 1},
    {.promotion = "l-01", .uses = 1},
    {.promotion = "l-01", .customer = "c1", .uses = 1},
    {.promotion = "l-02", .uses = 5},
    {.promotion = "l-03", .uses = 1},
    {.promotion = "l-04", .code = "GOLD10", .uses = 2},
    {.promotion = "l-05", .uses = 1},
    {.promotion = "l-06", .uses = 1},
    {.promotion = "l-07", .uses = 1},
    {.promotion = "l-08", .uses = 1},
    {.promotion = "l-09", .uses = 1},
    {.campaign = "tight", .uses = 4, .spent_minor = 900},
    {.campaign = "wide", .uses = 1, .spent_minor = 1},
};
const size_t fault_used_count = sizeof fault_used / sizeof *fault_used;
