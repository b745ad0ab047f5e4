/* golden_rules.c - a plain cart's promotions, taxes, shipping and price lists, to a rulebook. */
#include "golden.h"

/* ---- names ---------------------------------------------------------------------------------------------------------------------------- */

const char *golden_promotion_id(size_t place)
{
    return golden_text("promotion-%04zu", place); /* ties by id are the case's order */
}

/* Equal shares go by SKU; in the cases they go by the order of the lines. */
const char *golden_sku(const char *sku, size_t place)
{
    return golden_text("%04zu-%s", place, sku);
}

static const char *literal(const char *text)
{
    char *out = golden_keep(2 * strlen(text) + 3), *at = out;
    *at++ = '\'';
    for (; *text; text++) {
        if (*text == '\'')
            *at++ = '\'';
        *at++ = *text;
    }
    *at = '\'';
    return out;
}

static const char *both(const char *a, const char *b)
{
    return a && b ? golden_text("%s and %s", a, b) : a ? a : b;
}

static const char *word_or(const cJSON *object, const char *name, const char *missing)
{
    const char *word = golden_word(object, name);
    return word ? word : missing;
}

/* ---- which lines ---------------------------------------------------------------------------------------------------------------------- */

static const char *skus_condition(const golden_priced *priced, const cJSON *skus)
{
    const char *list = NULL;
    size_t place = 0;
    const cJSON *line, *sku;
    cJSON_ArrayForEach(line, golden_get(priced->input, "lines"))
    {
        cJSON_ArrayForEach(
            sku, skus) if (strcmp(word_or(line, "sku", ""), cJSON_GetStringValue(sku) ? cJSON_GetStringValue(sku) : "?") == 0)
        {
            const char *one = literal(golden_sku(sku->valuestring, place));
            list = list ? golden_text("%s, %s", list, one) : one;
        }
        place++;
    }
    return list ? golden_text("line.sku in (%s)", list) : "line.sku == ''";
}

static const char *on_of(const golden_priced *priced, const cJSON *promotion)
{
    const char *on = NULL, *group = golden_word(promotion, "scope_grp");
    const cJSON *skus = golden_get(promotion, "match_sku"), *line;
    if (skus)
        on = skus_condition(priced, skus);
    if (group)
        on = both(on, golden_text("grp == %s", literal(group)));
    cJSON_ArrayForEach(
        line, golden_get(priced->input,
                         "lines")) if (cJSON_IsTrue(golden_get(golden_get(line, "attrs"),
                                                               "excluded"))) return both(on, "not (line.excluded == 'true')");
    return on;
}

/* ---- tiers ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct tiers {
    eco_tier *items;
    size_t count;
} tiers;

static eco_decimal percent_of(int64_t basis_points)
{
    return (eco_decimal){basis_points, 2};
}

/* Pairs [from, value] as tiers. */
static bool add_pairs(golden_case *test, tiers *out, const cJSON *pairs, bool from_quantity, bool is_percent)
{
    const cJSON *pair;
    cJSON_ArrayForEach(pair, pairs)
    {
        const cJSON *from = cJSON_GetArrayItem(pair, 0), *value = cJSON_GetArrayItem(pair, 1);
        if (cJSON_GetArraySize(pair) != 2 || !cJSON_IsNumber(from) || !cJSON_IsNumber(value)) {
            golden_not_built(test, "tiers of another shape");
            return false;
        }
        eco_tier *tier = &out->items[out->count++];
        *(from_quantity ? &tier->from_quantity : &tier->from_minor) = (int64_t)from->valuedouble;
        if (is_percent)
            tier->off_percent = percent_of((int64_t)value->valuedouble);
        else
            tier->off_minor = (int64_t)value->valuedouble;
    }
    return true;
}

static bool has_word(const cJSON *object, const char *name, const char *word)
{
    return strcmp(word_or(object, name, ""), word) == 0;
}

static bool add_single_tier(tiers *out, const char *type, const cJSON *promotion)
{
    eco_tier *tier = &out->items[out->count++];
    int64_t value = golden_int(promotion, "value_minor", 0);
    bool each = has_word(promotion, "allocation", "each");
    tier->from_minor = golden_int(promotion, "min_minor", 0);
    tier->from_quantity = golden_int(promotion, "min_qty", 0);
    if (strcmp(type, "percentage") == 0) {
        tier->off_percent = percent_of(golden_int(promotion, "value_bp", 0));
    } else if (strcmp(type, "fixed") == 0 || strcmp(type, "fixed_per_unit") == 0) {
        *(each || type[5] ? &tier->off_each_minor : &tier->off_minor) = value;
    } else if (strcmp(type, "fixed_price") == 0) {
        *(each ? &tier->price_each_minor : &tier->price_set_minor) = value;
        tier->is_free = value == 0;
    } else {
        return false;
    }
    return true;
}

static bool tiers_of(golden_case *test, eco_promotion *out, const char *type, const cJSON *promotion)
{
    const cJSON *pairs = golden_get(promotion, "tiers"), *bands = golden_get(promotion, "bands");
    tiers made = {golden_keep(((size_t)cJSON_GetArraySize(pairs) + (size_t)cJSON_GetArraySize(bands) + 2) * sizeof(eco_tier)), 0};
    bool known = true;
    if (strcmp(type, "spend_tiers") == 0) {
        known = add_pairs(test, &made, pairs, false, false);
    } else if (strcmp(type, "spend_bands") == 0) {
        known = add_pairs(test, &made, bands, false, true);
    } else if (strcmp(type, "tiered_percentage") == 0) {
        if (golden_get(promotion, "base_bp"))
            made.items[made.count++].off_percent = percent_of(golden_int(promotion, "base_bp", 0));
        known = add_pairs(test, &made, pairs, true, true);
    } else if (strcmp(type, "spend_every") == 0) {
        made.items[made.count++] = (eco_tier){.from_minor = golden_int(promotion, "step_minor", 0),
                                              .off_minor = golden_int(promotion, "value_minor", 0)};
        out->repeats = true;
    } else if (!add_single_tier(&made, type, promotion)) {
        golden_not_built(test, "promotion type %s", type);
        known = false;
    }
    out->tiers = made.items;
    out->tiers_count = made.count;
    return known;
}

/* ---- promotions ----------------------------------------------------------------------------------------------------------------------- */

static const char *type_of(const cJSON *promotion)
{
    const char *type = golden_word(promotion, "type");
    if (type)
        return type;
    return golden_get(promotion, "value_bp") ? "percentage" : golden_get(promotion, "value_minor") ? "fixed" : "none";
}

static bool stage_of(golden_priced *priced, eco_stage *out, const char *type, const cJSON *promotion)
{
    static const struct {
        const char *level;
        eco_stage stage;
    } levels[] = {
        {"item", ECO_STAGE_ITEM},
        {"shop", ECO_STAGE_SHOP},
        {"shop_coupon", ECO_STAGE_SHOP_COUPON},
        {"cross_store", ECO_STAGE_PLATFORM},
        {"platform", ECO_STAGE_PLATFORM},
        {"platform_coupon", ECO_STAGE_PLATFORM_COUPON},
    };
    const char *level = golden_word(promotion, "level"), *target = golden_word(promotion, "target");
    if (target && strcmp(target, "items") != 0 && strcmp(target, "order") != 0) {
        golden_not_built(priced->test, "promotion target %s", target);
        return false;
    }
    bool of_order = golden_begins(type, "spend_") || strcmp(type, "fixed_price") == 0;
    *out = of_order ? ECO_STAGE_SHOP : priced->variant.stage >= 0 ? priced->variant.stage : ECO_STAGE_ITEM;
    if (target)
        *out = strcmp(target, "order") == 0 ? ECO_STAGE_SHOP : ECO_STAGE_ITEM;
    for (size_t i = 0; level && i < sizeof levels / sizeof levels[0]; i++)
        if (strcmp(levels[i].level, level) == 0) {
            *out = levels[i].stage;
            return true;
        }
    if (level)
        golden_not_built(priced->test, "promotion level %s", level);
    return !level;
}

static bool add_promotion(golden_priced *priced, eco_rulebook_builder *rules, const cJSON *promotion, size_t place)
{
    golden_case *test = priced->test;
    const char *type = type_of(promotion), *allocation = golden_word(promotion, "allocation");
    eco_promotion made = {.struct_size = sizeof made,
                          .id = golden_promotion_id(place),
                          .priority = (int32_t)golden_int(promotion, "priority", 0),
                          .coupon = golden_word(promotion, "coupon"),
                          .on = on_of(priced, promotion),
                          .basis = has_word(promotion, "min_basis", "before_discounts") ? ECO_BASIS_LIST : ECO_BASIS_RUNNING,
                          .max_off_minor = golden_int(promotion, "cap_minor", 0),
                          .exclusive = cJSON_IsTrue(golden_get(promotion, "exclusive"))};
    if (!stage_of(priced, &made.stage, type, promotion) || !tiers_of(test, &made, type, promotion) ||
        !golden_knows(
            test, promotion, "promotion", /* other fields are conditions or limits that would be passed over */
            "id code type target level value_bp value_minor cap_minor min_minor min_basis min_qty min_line_qty match_sku "
            "scope_grp allocation priority exclusive coupon tiers bands step_minor base_bp"))
        return false;
    if (allocation && strcmp(allocation, "each") != 0 && strcmp(allocation, "across") != 0) {
        golden_not_built(test, "allocation %s", allocation);
        return false;
    }
    if (golden_get(promotion, "min_line_qty"))
        made.when = golden_text("line.quantity >= %lld", (long long)golden_int(promotion, "min_line_qty", 0));
    eco_rulebook_add_promotion(rules, &made);
    return true;
}

/* ---- taxes, shipping, price lists ----------------------------------------------------------------------------------------------------- */

size_t golden_tax_of(golden_priced *priced, int64_t rate_bp, int component)
{
    size_t i = 0;
    while (i < priced->taxes_count && (priced->taxes[i].rate_bp != rate_bp || priced->taxes[i].component != component))
        i++;
    if (i == GOLDEN_TAXES) {
        golden_not_built(priced->test, "more than %d taxes", GOLDEN_TAXES);
        return 0;
    }
    if (i == priced->taxes_count)
        priced->taxes[priced->taxes_count++] = (golden_tax){rate_bp, component, false,
                                                            golden_text("tax-%d-%05lld", component + 1, (long long)rate_bp)};
    return i;
}

/* The taxes that lines and surcharges asked for when the cart was made. */
static void add_taxes(golden_priced *priced, eco_rulebook_builder *rules)
{
    for (size_t i = 0; i < priced->taxes_count; i++) {
        const golden_tax *tax = &priced->taxes[i];
        const char *on = golden_text("line.tax == %s", literal(tax->id));
        if (tax->on_shipping)
            on = golden_text("%s or line.sku == 'shipping'", on);
        eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = tax->id, .on = on, .percent = percent_of(tax->rate_bp)));
    }
}

static bool add_shipping(golden_priced *priced, eco_rulebook_builder *rules)
{
    const cJSON *shipping = golden_get(priced->input, "shipping"), *method = cJSON_GetArrayItem(shipping, 0);
    if (!method)
        return true;
    if (cJSON_GetArraySize(shipping) > 1) {
        golden_not_built(priced->test, "several shipping methods");
        return false;
    }
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "shipping", .method = "shipping",
                                              .price_minor = golden_int(method, "price_minor", 0)));
    return golden_knows(priced->test, method, "shipping", "id price_minor tax_bp");
}

const cJSON *golden_lists(const cJSON *input)
{
    const cJSON *lists = golden_get(input, "lists");
    return lists ? lists : golden_get(input, "prices");
}

static bool add_lists(golden_priced *priced, eco_rulebook_builder *rules)
{
    const cJSON *list, *line = cJSON_GetArrayItem(golden_get(priced->input, "lines"), 0);
    cJSON_ArrayForEach(list, golden_lists(priced->input))
    {
        size_t place = priced->lists_count++;
        const char *group = golden_word(list, "group");
        if (!golden_knows(priced->test, list, "price list", "id type group price_minor priority min_qty created"))
            return false;
        if ((int32_t)place == priced->variant.without_list)
            continue;
        int64_t from = golden_int(list, "min_qty", 0);
        eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = golden_text("list-%04zu", place),
                                                    .is_override = !has_word(list, "type", "sale"),
                                                    .when = group ? golden_text("customer.group == %s", literal(group)) : NULL,
                                                    .priority = (int32_t)golden_int(list, "priority", 0),
                                                    ECO_LIST(entries, eco_price_entry,
                                                             {.sku = golden_sku(word_or(line, "sku", ""), 0),
                                                              .unit_minor = golden_int(list, "price_minor", 0),
                                                              .from_quantity = from > 1 ? from : 0})));
    }
    return true;
}

bool golden_add_rules(golden_priced *priced, eco_rulebook_builder *rules)
{
    size_t place = 0;
    const cJSON *promotion;
    cJSON_ArrayForEach(
        promotion, golden_get(priced->input, "promotions")) if (!add_promotion(priced, rules, promotion, place++)) return false;
    if (priced->variant.all_free)
        eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = golden_promotion_id(place), .stage = ECO_STAGE_SHOP,
                                                   ECO_LIST(tiers, eco_tier, {.off_percent = percent_of(10000)})));
    add_taxes(priced, rules);
    return add_shipping(priced, rules) && add_lists(priced, rules);
}
