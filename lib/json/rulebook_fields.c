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
};
static const eco_json_object tier_object = ECO_JSON_OBJECT_OF("a tier", tier_fields, eco_tier, false);

static const eco_json_field promotion_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_promotion, "id", id, .required = true),
    ECO_JSON_FIELD(TEXT, eco_promotion, "label", label),
    ECO_JSON_WORD(eco_promotion, "stage", stage, eco_stage_name, ECO_STAGE_PLATFORM_COUPON + 1),
    ECO_JSON_FIELD(WHOLE, eco_promotion, "priority", priority),
    ECO_JSON_FIELD(TIME, eco_promotion, "starts", starts_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(TIME, eco_promotion, "ends", ends_us, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(TEXT, eco_promotion, "coupon", coupon),
    ECO_JSON_FIELD(EXPRESSION, eco_promotion, "when", when),
    ECO_JSON_FIELD(EXPRESSION, eco_promotion, "on", on),
    ECO_JSON_WORD(eco_promotion, "basis", basis, eco_basis_name, ECO_BASIS_LIST + 1),
    ECO_JSON_FIELD(BOOL, eco_promotion, "repeats", repeats),
    ECO_JSON_FIELD(MONEY, eco_promotion, "max_off", max_off_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(BOOL, eco_promotion, "exclusive", exclusive),
    ECO_JSON_MANY(OBJECTS, eco_promotion, "tiers", tiers, .element = &tier_object, .required = true),
};
const eco_json_object eco_json_promotion = ECO_JSON_OBJECT_OF("a promotion", promotion_fields, eco_promotion, true);

static const eco_json_field tax_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_tax, "id", id, .required = true),
    ECO_JSON_FIELD(EXPRESSION, eco_tax, "on", on),
    ECO_JSON_FIELD(DECIMAL, eco_tax, "percent", percent, .required = true, .least = ECO_JSON_NOT_NEGATIVE),
};
const eco_json_object eco_json_tax = ECO_JSON_OBJECT_OF("a tax", tax_fields, eco_tax, true);

static const eco_json_field shipping_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_shipping, "id", id, .required = true),
    ECO_JSON_FIELD(TEXT, eco_shipping, "method", method, .required = true),
    ECO_JSON_FIELD(EXPRESSION, eco_shipping, "when", when),
    ECO_JSON_FIELD(MONEY, eco_shipping, "from_amount", from_minor, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(MONEY, eco_shipping, "price", price_minor, .required = true, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_shipping, "priority", priority),
};
const eco_json_object eco_json_shipping = ECO_JSON_OBJECT_OF("a shipping price", shipping_fields, eco_shipping, true);

static const eco_json_field rulebook_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_FIELD(TEXT, eco_rulebook_options, "currency", currency, .required = true),
    ECO_JSON_FIELD(TEXT, eco_rulebook_options, "zone", zone, .standard = "UTC"),
    ECO_JSON_WORD(eco_rulebook_options, "rounding", rounding, eco_rounding_name, ECO_ROUNDING_HALF_FLOOR + 1),
    ECO_JSON_WORD(eco_rulebook_options, "tax_mode", tax_mode, eco_tax_mode_name, ECO_TAX_INCLUDED + 1),
    ECO_JSON_WORD(eco_rulebook_options, "tax_round_at", tax_round_at, eco_round_at_name, ECO_ROUND_AT_ORDER + 1),
    ECO_JSON_FIELD(MONEY, eco_rulebook_options, "cash_step", cash_step_minor, .least = ECO_JSON_POSITIVE),
    ECO_JSON_OTHER("sets", "sets"),
    ECO_JSON_OTHER("price_lists", "price_lists", .element = &eco_json_price_list, .by_id = true),
    ECO_JSON_OTHER("promotions", "promotions", .element = &eco_json_promotion, .by_id = true),
    ECO_JSON_OTHER("taxes", "taxes", .element = &eco_json_tax, .by_id = true),
    ECO_JSON_OTHER("shipping", "shipping", .element = &eco_json_shipping, .by_id = true),
};
const eco_json_object eco_json_rulebook = ECO_JSON_OBJECT_OF("a rulebook", rulebook_fields, eco_rulebook_options, true);
