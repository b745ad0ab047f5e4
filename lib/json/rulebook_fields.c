/* rulebook_fields.c - "ecomops.rulebook/1". */
#include "json/documents.h"

static const char *price_list_kind(int32_t number)
{
    return number == 0 ? "sale" : number == 1 ? "override" : "";
}

static const eco_json_field price_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_price_entry, "sku", sku, .required = true),
    ECO_JSON_SCALED(UNIT_PRICE, eco_price_entry, "unit", unit_minor, unit_scale, .required = true, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_price_entry, "from_quantity", from_quantity, .least = ECO_JSON_NOT_NEGATIVE),
};
static const eco_json_object price_object = ECO_JSON_OBJECT_OF("a price", price_fields, eco_price_entry, false);

static const eco_json_field price_list_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_price_list, "id", id, .required = true),
    ECO_JSON_WORD(eco_price_list, "kind", is_override, price_list_kind, 2),
    ECO_JSON_FIELD(EXPRESSION, eco_price_list, "when", when),
    ECO_JSON_FIELD(TIME, eco_price_list, "starts", starts_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(TIME, eco_price_list, "ends", ends_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_price_list, "priority", priority),
    ECO_JSON_FIELD(CURRENCY, eco_price_list, "currency", currency),
    ECO_JSON_FIELD(DECIMAL, eco_price_list, "rate", rate, .least = ECO_JSON_POSITIVE),
    ECO_JSON_MANY(OBJECTS, eco_price_list, "prices", entries, .element = &price_object),
};
const eco_json_object eco_json_price_list = ECO_JSON_OBJECT_OF("a price list", price_list_fields, eco_price_list, true);

#define FREE_INSTEAD "for a price of 0 write \"is_free\": true"
static const eco_json_field tier_fields[] = {
    ECO_JSON_FIELD(MONEY, eco_tier, "from_amount", from_minor, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_tier, "from_quantity", from_quantity, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(MONEY, eco_tier, "off", off_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(MONEY, eco_tier, "off_each", off_each_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(DECIMAL, eco_tier, "off_percent", off_percent, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(MONEY, eco_tier, "price_each", price_each_minor, .least = ECO_JSON_POSITIVE, .instead = FREE_INSTEAD),
    ECO_JSON_FIELD(MONEY, eco_tier, "price_set", price_set_minor, .least = ECO_JSON_POSITIVE, .instead = FREE_INSTEAD),
    ECO_JSON_FIELD(BOOL, eco_tier, "is_free", is_free),
    ECO_JSON_FIELD(TEXT, eco_tier, "gift_sku", gift_sku),
    ECO_JSON_FIELD(WHOLE, eco_tier, "gift_quantity", gift_quantity, .least = ECO_JSON_POSITIVE),
};
static const eco_json_object tier_object = ECO_JSON_OBJECT_OF("a tier", tier_fields, eco_tier, false);

static const eco_json_field promotion_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_promotion, "id", id, .required = true),
    ECO_JSON_FIELD(TEXT, eco_promotion, "label", label),
    ECO_JSON_WORD(eco_promotion, "stage", stage, eco_stage_name, ECO_STAGE_SHIPPING + 1),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "priority", priority),
    ECO_JSON_FIELD(TIME, eco_promotion, "starts", starts_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(TIME, eco_promotion, "ends", ends_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(TEXT, eco_promotion, "coupon", coupon),
    ECO_JSON_FIELD(EXPRESSION, eco_promotion, "when", when),
    ECO_JSON_FIELD(EXPRESSION, eco_promotion, "on", on),
    ECO_JSON_WORD(eco_promotion, "basis", basis, eco_basis_name, ECO_BASIS_LIST + 1),
    ECO_JSON_WORD(eco_promotion, "percent_basis", percent_basis, eco_basis_name, ECO_BASIS_LIST + 1),
    ECO_JSON_FIELD(BOOL, eco_promotion, "repeats", repeats),
    ECO_JSON_FIELD(BOOL, eco_promotion, "bands", bands),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "buy_quantity", buy_quantity, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(EXPRESSION, eco_promotion, "buy", buy),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "get_quantity", get_quantity, .least = ECO_JSON_POSITIVE,
                   .instead = "leave it out where all that are not bought benefit"),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "group_quantity", group_quantity, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "nth", nth, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(BOOL, eco_promotion, "dealt", dealt),
    ECO_JSON_WORD(eco_promotion, "pick", pick, eco_pick_name, ECO_PICK_DEAREST + 1),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "max_quantity", max_quantity, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "max_line_quantity", max_line_quantity, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(MONEY, eco_promotion, "max_off", max_off_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(BOOL, eco_promotion, "exclusive", exclusive),
    ECO_JSON_FIELD(TEXT, eco_promotion, "exclusion_group", exclusion_group),
    ECO_JSON_FIELD(BOOL, eco_promotion, "stands_alone", stands_alone),
    ECO_JSON_FIELD(TEXT, eco_promotion, "campaign", campaign),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "limit", limit, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "limit_per_customer", limit_per_customer, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "limit_per_code", limit_per_code, .least = ECO_JSON_POSITIVE),
    ECO_JSON_MANY(OBJECTS, eco_promotion, "tiers", tiers, .element = &tier_object, .required = true),
};
const eco_json_object eco_json_promotion = ECO_JSON_OBJECT_OF("a promotion", promotion_fields, eco_promotion, true);

static const eco_json_field tax_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_tax, "id", id, .required = true),
    ECO_JSON_FIELD(EXPRESSION, eco_tax, "on", on),
    ECO_JSON_FIELD(DECIMAL, eco_tax, "percent", percent, .required = true, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(BOOL, eco_tax, "compound", compound),
};
const eco_json_object eco_json_tax = ECO_JSON_OBJECT_OF("a tax", tax_fields, eco_tax, true);

static const eco_json_field step_fields[] = {
    ECO_JSON_FIELD(MONEY, eco_shipping_step, "from_amount", from_minor, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_shipping_step, "from_quantity", from_quantity, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_shipping_step, "from_weight_g", from_weight_g, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_shipping_step, "from_volume_cm3", from_volume_cm3, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(MONEY, eco_shipping_step, "price", price_minor, .required = true, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_shipping_step, "more_each", more_each, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(MONEY, eco_shipping_step, "more", more_minor, .least = ECO_JSON_POSITIVE),
};
static const eco_json_object step_object = ECO_JSON_OBJECT_OF("a shipping step", step_fields, eco_shipping_step, false);

static const eco_json_field shipping_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_shipping, "id", id, .required = true),
    ECO_JSON_FIELD(TEXT, eco_shipping, "method", method, .required = true),
    ECO_JSON_FIELD(EXPRESSION, eco_shipping, "when", when),
    ECO_JSON_FIELD(MONEY, eco_shipping, "from_amount", from_minor, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(MONEY, eco_shipping, "price", price_minor, .required = true, .other = "steps", .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_shipping, "priority", priority),
    ECO_JSON_MANY(OBJECTS, eco_shipping, "steps", steps, .element = &step_object, .least = ECO_JSON_POSITIVE),
};
const eco_json_object eco_json_shipping = ECO_JSON_OBJECT_OF("a shipping price", shipping_fields, eco_shipping, true);

static const eco_json_field floor_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_floor, "id", id, .required = true),
    ECO_JSON_FIELD(EXPRESSION, eco_floor, "on", on),
    ECO_JSON_FIELD(MONEY, eco_floor, "unit", unit_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(DECIMAL, eco_floor, "margin_percent", margin_percent, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(MONEY, eco_floor, "margin", margin_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(BOOL, eco_floor, "at_cost", at_cost),
    ECO_JSON_WORD(eco_floor, "mode", mode, eco_floor_mode_name, ECO_FLOOR_WARN + 1),
};
const eco_json_object eco_json_floor = ECO_JSON_OBJECT_OF("a floor", floor_fields, eco_floor, true);

static const eco_json_field campaign_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_campaign, "id", id, .required = true),
    ECO_JSON_FIELD(MONEY, eco_campaign, "budget", budget_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(WHOLE, eco_campaign, "budget_uses", budget_uses, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(BOOL, eco_campaign, "clip", clip),
    ECO_JSON_FIELD(TIME, eco_campaign, "starts", starts_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(TIME, eco_campaign, "ends", ends_us, .least = ECO_JSON_POSITIVE),
};
const eco_json_object eco_json_campaign = ECO_JSON_OBJECT_OF("a campaign", campaign_fields, eco_campaign, true);

static const eco_json_field rulebook_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_FIELD(CURRENCY, eco_rulebook_options, "currency", currency, .required = true),
    ECO_JSON_FIELD(TEXT, eco_rulebook_options, "zone", zone, .standard = "UTC"),
    ECO_JSON_WORD(eco_rulebook_options, "rounding", rounding, eco_rounding_name, ECO_ROUNDING_HALF_FLOOR + 1),
    ECO_JSON_WORD(eco_rulebook_options, "stacking", stacking, eco_stacking_name, ECO_STACKING_FIRST + 1),
    ECO_JSON_WORD(eco_rulebook_options, "tax_mode", tax_mode, eco_tax_mode_name, ECO_TAX_INCLUDED + 1),
    ECO_JSON_WORD(eco_rulebook_options, "tax_round_at", tax_round_at, eco_round_at_name, ECO_ROUND_AT_ORDER + 1),
    ECO_JSON_FIELD(MONEY, eco_rulebook_options, "cash_step", cash_step_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_OTHER("sets", "sets"),
    ECO_JSON_OTHER("price_lists", "price_lists", .element = &eco_json_price_list, .by_key = "id"),
    ECO_JSON_OTHER("promotions", "promotions", .element = &eco_json_promotion, .by_key = "id"),
    ECO_JSON_OTHER("taxes", "taxes", .element = &eco_json_tax, .by_key = "id"),
    ECO_JSON_OTHER("shipping", "shipping", .element = &eco_json_shipping, .by_key = "id"),
    ECO_JSON_OTHER("floors", "floors", .element = &eco_json_floor, .by_key = "id"),
    ECO_JSON_OTHER("campaigns", "campaigns", .element = &eco_json_campaign, .by_key = "id"),
};
const eco_json_object eco_json_rulebook = ECO_JSON_OBJECT_OF("a rulebook", rulebook_fields, eco_rulebook_options, true);
