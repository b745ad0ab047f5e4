/* quote_fields.c - "ecomops.quote/1". Amounts of a result are written even where they are 0, so that a reader of quotes finds them where he looks. */
#include "json/quote_parts.h"

#define AMOUNT(owner, name, member, ...) ECO_JSON_FIELD(MONEY, owner, name, member, .always = true, __VA_ARGS__)
#define BELOW_NONE                       .least = ECO_JSON_NOT_NEGATIVE

static const eco_json_field line_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_quote_line, "id", id, .required = true),
    ECO_JSON_FIELD(TEXT, eco_quote_line, "sku", sku),
    ECO_JSON_WORD(eco_quote_line, "kind", kind, eco_line_kind_name, ECO_LINE_GIFT + 1),
    ECO_JSON_SCALED(QUANTITY, eco_quote_line, "quantity", quantity, quantity_scale, .always = true, BELOW_NONE),
    ECO_JSON_SCALED(UNIT_PRICE, eco_quote_line, "unit", unit_minor, unit_scale, .always = true, BELOW_NONE),
    AMOUNT(eco_quote_line, "list", list_minor, .required = true),
    AMOUNT(eco_quote_line, "discount", discount_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote_line, "net", net_minor, .required = true),
    AMOUNT(eco_quote_line, "tax", tax_minor, .required = true),
    AMOUNT(eco_quote_line, "total", total_minor, .required = true),
    AMOUNT(eco_quote_line, "credit", credit_minor, BELOW_NONE),
};
static const eco_json_object line_object = ECO_JSON_OBJECT_OF("a quote's line", line_fields, eco_quote_line, false);

static const eco_json_field shipment_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_quote_shipment, "id", id, .required = true),
    ECO_JSON_FIELD(TEXT, eco_quote_shipment, "method", method, .required = true),
    AMOUNT(eco_quote_shipment, "list", list_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote_shipment, "discount", discount_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote_shipment, "net", net_minor, .required = true),
    AMOUNT(eco_quote_shipment, "tax", tax_minor, .required = true),
    AMOUNT(eco_quote_shipment, "total", total_minor, .required = true),
    AMOUNT(eco_quote_shipment, "credit", credit_minor, BELOW_NONE),
};
static const eco_json_object shipment_object = ECO_JSON_OBJECT_OF("a quote's shipment", shipment_fields, eco_quote_shipment,
                                                                  false);

static const eco_json_field adjustment_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_json_adjustment, "promotion", promotion, .required = true),
    ECO_JSON_FIELD(TEXT, eco_json_adjustment, "coupon", coupon),
    ECO_JSON_FIELD(PLACE, eco_json_adjustment, "line", line, .required = true, .other = "shipment", BELOW_NONE),
    ECO_JSON_FIELD(PLACE, eco_json_adjustment, "shipment", shipment, .other = "line", BELOW_NONE),
    ECO_JSON_WORD(eco_json_adjustment, "stage", stage, eco_stage_name, ECO_STAGE_SHIPPING + 1, .required = true),
    ECO_JSON_SCALED(QUANTITY, eco_json_adjustment, "quantity", quantity, quantity_scale, .always = true,
                    .least = ECO_JSON_POSITIVE),
    AMOUNT(eco_json_adjustment, "off", off_minor, .required = true, BELOW_NONE),
};
const eco_json_object eco_json_adjustment_object = ECO_JSON_OBJECT_OF("an adjustment", adjustment_fields, eco_json_adjustment,
                                                                      false);

static const eco_json_field tax_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_json_tax_line, "tax", tax, .required = true),
    ECO_JSON_FIELD(PLACE, eco_json_tax_line, "line", line, .required = true,
                   .other = "shipment"), /* -1: the shipment of a past quote */
    ECO_JSON_FIELD(PLACE, eco_json_tax_line, "shipment", shipment, .other = "line", BELOW_NONE),
    AMOUNT(eco_json_tax_line, "base", base_minor, .required = true),
    AMOUNT(eco_json_tax_line, "amount", tax_minor, .required = true),
};
const eco_json_object eco_json_tax_line_object = ECO_JSON_OBJECT_OF("a tax line", tax_fields, eco_json_tax_line, false);

static const eco_json_field decision_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_decision, "promotion", promotion),
    ECO_JSON_FIELD(TEXT, eco_decision, "label", label),
    ECO_JSON_WORD(eco_decision, "reason", reason, eco_reason_name, ECO_REASON_WORSE + 1, .required = true),
    ECO_JSON_FIELD(MONEY, eco_decision, "off", off_minor, .always = true, BELOW_NONE),
    ECO_JSON_FIELD(MONEY, eco_decision, "clipped", clipped_minor, BELOW_NONE),
    ECO_JSON_FIELD(MONEY, eco_decision, "missing", missing_minor, BELOW_NONE),
    ECO_JSON_FIELD(WHOLE, eco_decision, "missing_quantity", missing_quantity, BELOW_NONE),
    ECO_JSON_FIELD(MONEY, eco_decision, "next_off", next_off_minor, BELOW_NONE),
    ECO_JSON_FIELD(TEXT, eco_decision, "by", by),
    ECO_JSON_FIELD(TEXT, eco_decision, "needed", needed),
    ECO_JSON_FIELD(TEXT, eco_decision, "found", found),
    ECO_JSON_FIELD(MONEY, eco_decision, "left", left_minor, BELOW_NONE),
};
const eco_json_object eco_json_decision_object = ECO_JSON_OBJECT_OF("a decision", decision_fields, eco_decision, false);

static const eco_json_field use_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_use, "promotion", promotion, .required = true),
    ECO_JSON_FIELD(TEXT, eco_use, "campaign", campaign),
    ECO_JSON_FIELD(TEXT, eco_use, "customer", customer),
    ECO_JSON_FIELD(TEXT, eco_use, "code", code),
    ECO_JSON_FIELD(WHOLE, eco_use, "uses", uses, .required = true, .least = ECO_JSON_POSITIVE),
    AMOUNT(eco_use, "spent", spent_minor, .required = true, BELOW_NONE),
    ECO_JSON_FIELD(WHOLE, eco_use, "left_uses", left_uses, .least = ECO_JSON_POSITIVE),
    ECO_JSON_FIELD(MONEY, eco_use, "left", left_minor, BELOW_NONE),
};
static const eco_json_object use_object = ECO_JSON_OBJECT_OF("a use", use_fields, eco_use, false);

static const eco_json_field quote_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_FIELD(TEXT, eco_quote, "cart", cart),
    ECO_JSON_FIELD(CURRENCY, eco_quote, "currency", currency, .required = true),
    ECO_JSON_FIELD(TIME, eco_quote, "at", at_us, .required = true, .least = ECO_JSON_POSITIVE),
    ECO_JSON_WORD(eco_quote, "tax_mode", tax_mode, eco_tax_mode_name, ECO_TAX_INCLUDED + 1, .always = true),
    ECO_JSON_FIELD(ID, eco_quote, "rulebook", rulebook, .required = true),
    AMOUNT(eco_quote, "list", list_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote, "discount", discount_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote, "surcharge", surcharge_minor, .required = true),
    AMOUNT(eco_quote, "shipping", shipping_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote, "shipping_discount", shipping_discount_minor, BELOW_NONE),
    AMOUNT(eco_quote, "net", net_minor, .required = true),
    AMOUNT(eco_quote, "tax", tax_minor, .required = true),
    AMOUNT(eco_quote, "shipping_tax", shipping_tax_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote, "total", total_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote, "rounding", rounding_minor, .required = true),
    AMOUNT(eco_quote, "credit", credit_minor, .required = true, BELOW_NONE),
    AMOUNT(eco_quote, "payable", payable_minor, .required = true, BELOW_NONE),
    ECO_JSON_MANY(OBJECTS, eco_quote, "lines", lines, .element = &line_object),
    ECO_JSON_MANY(OBJECTS, eco_quote, "shipments", shipments, .element = &shipment_object),
    ECO_JSON_MANY(OBJECTS, eco_quote, "uses", uses, .element = &use_object),
    ECO_JSON_OTHER("adjustments", "adjustments", .element = &eco_json_adjustment_object),
    ECO_JSON_OTHER("taxes", "taxes", .element = &eco_json_tax_line_object),
    ECO_JSON_OTHER("decisions", "decisions", .element = &eco_json_decision_object),
};
const eco_json_object eco_json_quote = ECO_JSON_OBJECT_OF("a quote", quote_fields, eco_quote, false);
