/* golden_cart.c - a plain cart to an eco_cart, and its quote. */
#include "golden.h"

/* 2026-11-11T12:00:00Z: no case depends on the time. */
#define NOON INT64_C(1794398400000000)

typedef struct attributes {
    eco_attribute *items;
    size_t count;
} attributes;

static void add_attribute(attributes *list, const char *name, const char *value)
{
    list->items[list->count++] = (eco_attribute){name, value};
}

static void add_tax(golden_priced *priced, attributes *list, golden_tax tax)
{
    add_attribute(list, "tax", priced->taxes[golden_tax_of(priced, tax)].id);
}

/* The rate or rates of a line or surcharge, as values of its attribute "tax". */
static void add_tax_attributes(golden_priced *priced, attributes *list, const cJSON *rates)
{
    const cJSON *components = golden_get(rates, "tax_components_bp"), *component;
    int place = 0;
    if (golden_get(rates, "tax_bp"))
        add_tax(priced, list, (golden_tax){golden_int(rates, "tax_bp", 0), -1, false, false, NULL});
    cJSON_ArrayForEach(component, components)
    {
        int64_t rate = cJSON_IsObject(component) ? golden_int(component, "bp", 0) : (int64_t)component->valuedouble;
        bool compound = cJSON_IsTrue(golden_get(component, "compound"));
        add_tax(priced, list, (golden_tax){rate, place++, compound, false, NULL});
        golden_knows(priced->test, component, "tax component", "bp compound");
    }
}

/* Fields of a line, or of a floor, that cases write as attributes. */
static bool is_line_field(const char *name)
{
    return strcmp(name, "cost_minor") == 0 || strcmp(name, "floor_minor") == 0 || strcmp(name, "weight_g") == 0 ||
           strcmp(name, "volume_cm3") == 0;
}

static attributes attributes_of(golden_priced *priced, const cJSON *given)
{
    const cJSON *item;
    size_t room = (size_t)cJSON_GetArraySize(given) + (size_t)cJSON_GetArraySize(golden_get(given, "tax_components_bp")) + 1;
    attributes list = {golden_keep(room * sizeof *list.items), 0};
    add_tax_attributes(priced, &list, given);
    cJSON_ArrayForEach(item, given)
    {
        if (golden_begins(item->string, "tax_") || is_line_field(item->string))
            continue;
        if (golden_ends(item->string, "_minor"))
            golden_not_built(priced->test, "line attribute %s", item->string); /* what nobody knows yet */
        else if (cJSON_IsString(item))
            add_attribute(&list, item->string, item->valuestring);
        else
            add_attribute(&list, item->string, golden_text("%s", cJSON_IsTrue(item) ? "true" : "false"));
    }
    return list;
}

/* A unit price that gives a line's total: one of the equal shares of the total among its units, to a millionth of a minor unit. */
static bool unit_of_total(eco_cart_line *line, int64_t total)
{
    enum { MOST_UNITS = 1000 };
    static int64_t units[MOST_UNITS];
    int64_t fine;
    if (line->quantity_scale || line->quantity > MOST_UNITS)
        return false;
    for (int64_t i = 0; i < line->quantity; i++)
        units[i] = 1;
    line->unit_scale = 6;
    if (eco_money_multiply(&fine, total, (eco_decimal){1000000, 0}, ECO_ROUNDING_HALF_UP, NULL) ||
        eco_money_split(units, NULL, fine, units, (size_t)line->quantity, NULL, NULL))
        return false;
    line->unit_minor = units[0];
    return true;
}

static bool make_line(golden_priced *priced, eco_cart_line *line, const cJSON *given, size_t place)
{
    eco_decimal quantity = {1, 0}, unit = {0, 0};
    const cJSON *price = golden_get(given, "unit_price_minor"), *total = golden_get(given, "line_minor");
    const cJSON *major = golden_get(given, "unit_price");
    if (!golden_knows(priced->test, given, "line", "sku qty unit_price unit_price_minor line_minor attrs"))
        return false;
    bool known = !golden_get(given, "qty") || golden_decimal(&quantity, golden_get(given, "qty"));
    known = known && (!price || golden_decimal(&unit, price));
    known = known && (!major || golden_unit_price(priced->test, &unit.coefficient, &unit.scale, major, priced->currency));
    const cJSON *attrs = golden_get(given, "attrs");
    attributes list = attributes_of(priced, attrs);
    *line = (eco_cart_line){.sku = golden_sku(golden_word(given, "sku") ? golden_word(given, "sku") : "", place),
                            .quantity = quantity.coefficient,
                            .quantity_scale = quantity.scale,
                            .unit_minor = unit.coefficient,
                            .unit_scale = unit.scale,
                            .is_free = (price || major) && unit.coefficient == 0,
                            .cost_minor = golden_int(attrs, "cost_minor", 0),
                            .weight_g = golden_int(attrs, "weight_g", 0),
                            .volume_cm3 = golden_int(attrs, "volume_cm3", 0),
                            .attributes = list.items,
                            .attributes_count = list.count};
    if (!known || (total && !unit_of_total(line, (int64_t)total->valuedouble)))
        golden_not_built(priced->test, "a quantity or price of another shape");
    return priced->test->outcome != GOLDEN_NOT_BUILT;
}

static bool make_lines(golden_priced *priced, eco_cart *cart)
{
    const cJSON *given = golden_get(priced->input, "lines"), *line;
    eco_cart_line *lines = golden_keep(((size_t)cJSON_GetArraySize(given) + 1) * sizeof *lines);
    cJSON_ArrayForEach(line, given)
    {
        if (!make_line(priced, &lines[cart->lines_count], line, cart->lines_count))
            return false;
        cart->lines_count++;
    }
    cart->lines = lines;
    return true;
}

static bool make_surcharges(golden_priced *priced, eco_cart *cart)
{
    const cJSON *given = golden_get(priced->input, "surcharges"), *item;
    eco_surcharge *surcharges = golden_keep(((size_t)cJSON_GetArraySize(given) + 1) * sizeof *surcharges);
    cJSON_ArrayForEach(item, given)
    {
        attributes list = {golden_keep(sizeof *list.items), 0};
        if (!golden_knows(priced->test, item, "surcharge", "id sku price_minor tax_bp includes_tax"))
            return false;
        add_tax_attributes(priced, &list, item);
        surcharges[cart->surcharges_count] = (eco_surcharge){.id = golden_text("surcharge-%04zu", cart->surcharges_count),
                                                             .amount_minor = golden_int(item, "price_minor", 0),
                                                             .includes_tax = cJSON_IsTrue(golden_get(item, "includes_tax")),
                                                             .attributes = list.items,
                                                             .attributes_count = list.count};
        cart->surcharges_count++;
    }
    cart->surcharges = surcharges;
    return true;
}

static bool make_credit(golden_priced *priced, eco_cart *cart)
{
    const cJSON *points = golden_get(priced->input, "points");
    cart->credit_minor = golden_int(priced->input, "store_credit_minor", 0);
    if (points && eco_money_multiply(&cart->credit_minor, golden_int(points, "value_minor", 0),
                                     (eco_decimal){golden_int(points, "use", 0), 0}, ECO_ROUNDING_HALF_UP, NULL))
        return false;
    return !points || golden_knows(priced->test, points, "points", "use value_minor");
}

/* The codes that the case enters; where it does not say, those that its promotions ask for. */
static void make_coupons(golden_priced *priced, eco_cart *cart)
{
    const cJSON *given = golden_get(priced->input, "coupons"), *item;
    const cJSON *source = given ? given : golden_get(priced->input, "promotions");
    const char **codes = golden_keep(((size_t)cJSON_GetArraySize(source) + 1) * sizeof *codes);
    cJSON_ArrayForEach(item, source)
    {
        const char *code = given ? cJSON_GetStringValue(item) : golden_word(item, "coupon");
        if (code)
            codes[cart->coupons_count++] = code;
        else if (given)
            golden_not_built(priced->test, "coupons of another shape");
    }
    cart->coupons = codes;
}

/* One method is priced by the rulebook, several by the cart. A tax on shipping is due on all of it. */
static void make_shipping(golden_priced *priced, eco_cart *cart)
{
    const cJSON *given = golden_get(priced->input, "shipping"), *item, *first = cJSON_GetArrayItem(given, 0);
    eco_shipment *shipments = golden_keep(((size_t)cJSON_GetArraySize(given) + 1) * sizeof *shipments);
    if (golden_get(first, "tax_bp"))
        priced->taxes[golden_tax_of(priced, (golden_tax){golden_int(first, "tax_bp", 0), -1, false, false, NULL})].on_shipping =
            true;
    cJSON_ArrayForEach(item, given)
    {
        int64_t price = golden_int(item, "price_minor", 0);
        if (golden_int(item, "tax_bp", -1) != golden_int(first, "tax_bp", -1))
            golden_not_built(priced->test, "shipping methods of several rates");
        shipments[cart->shipments_count++] = (eco_shipment){.method = "shipping", .price_minor = price, .is_free = price == 0};
    }
    cart->shipments = shipments;
    if (cart->shipments_count == 1) {
        cart->shipping = "shipping";
        cart->shipments_count = 0;
    }
}

static bool make_cart(golden_priced *priced, eco_cart *cart)
{
    const cJSON *groups = golden_get(priced->input, "customer_groups"), *item;
    attributes list = {golden_keep(((size_t)cJSON_GetArraySize(groups) + 1) * sizeof *list.items), 0};
    *cart = (eco_cart){.struct_size = sizeof *cart, .at_us = NOON, .channel = golden_word(priced->input, "channel")};
    cJSON_ArrayForEach(item, groups) add_attribute(&list, "customer.group", cJSON_GetStringValue(item));
    cart->attributes = list.items;
    cart->attributes_count = list.count;
    make_coupons(priced, cart);
    if (!make_lines(priced, cart) || !make_surcharges(priced, cart) || !make_credit(priced, cart))
        return false;
    make_shipping(priced, cart);
    return priced->test->outcome != GOLDEN_NOT_BUILT;
}

static bool round_at_named(golden_case *test, eco_round_at *out, const char *name)
{
    for (*out = ECO_ROUND_AT_LINE; *out <= ECO_ROUND_AT_ORDER; ++*out)
        if (strcmp(eco_round_at_name(*out), name) == 0)
            return true;
    golden_not_built(test, "tax rounding %s", name);
    return false;
}

static bool round_at_of(golden_priced *priced, eco_round_at *out)
{
    const char *given = golden_word(priced->input, "tax_rounding");
    /* a tax of a base that is stated for the whole order is the order's tax */
    *out = golden_get(priced->test->expected, "taxable_minor") ? ECO_ROUND_AT_ORDER : ECO_ROUND_AT_LINE;
    if (priced->variant.round_at >= 0)
        *out = priced->variant.round_at;
    else if (given)
        return round_at_named(priced->test, out, golden_begins(given, "per_") ? given + strlen("per_") : given);
    return true;
}

/* How promotions meet: a mode of ours by its name, or a peer's rule. */
static bool stacking_of(golden_priced *priced, eco_stacking *out)
{
    const char *name = golden_word(priced->input, "stacking"), *rule = golden_word(priced->input, "rule");
    *out = ECO_STACKING_SEQUENTIAL;
    if (rule && strcmp(rule, "one_offer_per_target_unless_stackable") == 0)
        *out = ECO_STACKING_BEST;
    else if (rule)
        golden_not_built(priced->test, "rule %s", rule);
    if (priced->variant.stacking >= 0)
        *out = priced->variant.stacking;
    if (!name)
        return priced->test->outcome != GOLDEN_NOT_BUILT;
    for (*out = ECO_STACKING_SEQUENTIAL; *out <= ECO_STACKING_FIRST; ++*out)
        if (strcmp(eco_stacking_name(*out), name) == 0)
            return true;
    golden_not_built(priced->test, "stacking %s", name);
    return false;
}

static bool make_options(golden_priced *priced, eco_rulebook_options *out)
{
    const char *inclusive = golden_word(priced->input, "inclusive_rounding");
    *out = (eco_rulebook_options){.struct_size = sizeof *out,
                                  .currency = priced->currency,
                                  .tax_mode = cJSON_IsTrue(golden_get(priced->input, "prices_include_tax")) ? ECO_TAX_INCLUDED
                                                                                                            : ECO_TAX_EXCLUDED,
                                  .cash_step_minor = golden_int(priced->input, "cash_step_minor", 0)};
    if (!golden_rounding(priced->test, &out->rounding, golden_word(priced->input, "mode")))
        return false;
    if (inclusive && strcmp(inclusive, "tax") == 0)
        out->rounding = ECO_ROUNDING_HALF_DOWN; /* of the net: then the tax is what half up gives */
    else if (inclusive && strcmp(inclusive, "net") != 0)
        golden_not_built(priced->test, "inclusive rounding %s", inclusive);
    if (priced->variant.rounding >= 0)
        out->rounding = priced->variant.rounding;
    return stacking_of(priced, &out->stacking) && round_at_of(priced, &out->tax_round_at);
}

static bool quote(golden_priced *priced, eco_rulebook *rulebook, const eco_cart *cart)
{
    eco_error error = {0};
    if (!eco_price(
            &priced->quote, rulebook, cart,
            ECO_MAKE(eco_price_options, .explain = ECO_EXPLAIN_ALL, .used = priced->used, .used_count = priced->used_count),
            &error))
        return true;
    golden_fail(priced->test, "eco_price: %s at %s: %s", eco_status_name(error.status), error.path, error.message);
    return false;
}

bool golden_price(golden_priced *out, golden_case *test, const cJSON *input, golden_variant variant)
{
    *out = (golden_priced){.test = test, .input = input, .variant = variant, .currency = golden_word(input, "currency")};
    out->currency = out->currency ? out->currency : "USD";
    eco_rulebook_options options;
    eco_cart cart;
    eco_error error = {0};
    if (!golden_knows(
            test, input, "input",
            "currency lines promotions prices_include_tax tax_rounding inclusive_rounding mode shipping surcharges points "
            "store_credit_minor coupons prices lists customer_groups cash_step_minor channel guard stacking rule") ||
        !make_options(out, &options) || !make_cart(out, &cart))
        return false;
    eco_rulebook_builder *rules = eco_rulebook_begin(&options);
    if (!golden_add_rules(out, rules)) {
        eco_rulebook_builder_free(rules);
        return false;
    }
    eco_rulebook *rulebook;
    if (eco_rulebook_build(&rulebook, rules, &error)) {
        golden_fail(test, "eco_rulebook_build: %s at %s: %s", eco_status_name(error.status), error.path, error.message);
        return false;
    }
    bool priced = quote(out, rulebook, &cart);
    eco_rulebook_free(rulebook);
    return priced;
}
