/* cart_fields.c - "ecomops.cart/1". */
#include "json/documents.h"

#define FREE_INSTEAD "for a price of 0 write \"is_free\": true"
static const eco_json_field line_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_cart_line, "id", id),
    ECO_JSON_FIELD(TEXT, eco_cart_line, "sku", sku, .required = true),
    ECO_JSON_SCALED(QUANTITY, eco_cart_line, "quantity", quantity, quantity_scale, .required = true, .least = ECO_JSON_POSITIVE),
    ECO_JSON_SCALED(UNIT_PRICE, eco_cart_line, "unit", unit_minor, unit_scale, .least = ECO_JSON_POSITIVE,
                    .instead = FREE_INSTEAD),
    ECO_JSON_FIELD(BOOL, eco_cart_line, "is_free", is_free),
    ECO_JSON_FIELD(MONEY, eco_cart_line, "cost", cost_minor, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_cart_line, "weight_g", weight_g, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_FIELD(WHOLE, eco_cart_line, "volume_cm3", volume_cm3, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_MANY(ATTRIBUTES, eco_cart_line, "attributes", attributes),
};
static const eco_json_object line_object = ECO_JSON_OBJECT_OF("a line", line_fields, eco_cart_line, false);

static const eco_json_field surcharge_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_surcharge, "id", id, .required = true),
    ECO_JSON_FIELD(MONEY, eco_surcharge, "amount", amount_minor, .required = true),
    ECO_JSON_FIELD(BOOL, eco_surcharge, "includes_tax", includes_tax),
    ECO_JSON_MANY(ATTRIBUTES, eco_surcharge, "attributes", attributes),
};
static const eco_json_object surcharge_object = ECO_JSON_OBJECT_OF("a surcharge", surcharge_fields, eco_surcharge, false);

static const eco_json_field shipment_fields[] = {
    ECO_JSON_FIELD(TEXT, eco_shipment, "id", id),
    ECO_JSON_FIELD(TEXT, eco_shipment, "method", method, .required = true),
    ECO_JSON_FIELD(MONEY, eco_shipment, "price", price_minor, .least = ECO_JSON_POSITIVE, .instead = FREE_INSTEAD),
    ECO_JSON_FIELD(BOOL, eco_shipment, "is_free", is_free),
};
static const eco_json_object shipment_object = ECO_JSON_OBJECT_OF("a shipment", shipment_fields, eco_shipment, false);

static const eco_json_field cart_fields[] = {
    ECO_JSON_OTHER("schema", "schema", .required = true),
    ECO_JSON_FIELD(TEXT, eco_cart, "id", id),
    ECO_JSON_FIELD(TEXT, eco_cart, "customer", customer),
    ECO_JSON_FIELD(TEXT, eco_cart, "channel", channel),
    ECO_JSON_FIELD(TEXT, eco_cart, "shipping", shipping),
    ECO_JSON_FIELD(TIME, eco_cart, "at", at_us, .required = true, .least = ECO_JSON_POSITIVE),
    ECO_JSON_MANY(OBJECTS, eco_cart, "lines", lines, .element = &line_object),
    ECO_JSON_MANY(TEXTS, eco_cart, "coupons", coupons),
    ECO_JSON_MANY(ATTRIBUTES, eco_cart, "attributes", attributes),
    ECO_JSON_MANY(OBJECTS, eco_cart, "surcharges", surcharges, .element = &surcharge_object),
    ECO_JSON_FIELD(MONEY, eco_cart, "credit", credit_minor, .least = ECO_JSON_NOT_NEGATIVE),
    ECO_JSON_MANY(OBJECTS, eco_cart, "shipments", shipments, .element = &shipment_object),
};
const eco_json_object eco_json_cart = ECO_JSON_OBJECT_OF("a cart", cart_fields, eco_cart, true);
