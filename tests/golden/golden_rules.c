/* golden_rules.c - a plain cart's promotions, taxes, shipping, floors and price lists, to a rulebook. */
#include "golden.h"

/* Equal shares go by SKU; in the cases they go by the order of the lines. */
const char *golden_sku(const char *sku, size_t place)
{
    return golden_text("%04zu-%s", place, sku);
}

/* ---- taxes ---------------------------------------------------------------------------------------------------------------------------- */

size_t golden_tax_of(golden_priced *priced, golden_tax wanted)
{
    size_t i = 0;
    while (i < priced->taxes_count &&
           (priced->taxes[i].rate_bp != wanted.rate_bp || priced->taxes[i].component != wanted.component ||
            priced->taxes[i].compound != wanted.compound))
        i++;
    if (i == GOLDEN_TAXES) {
        golden_not_built(priced->test, "more than %d taxes", GOLDEN_TAXES);
        return 0;
    }
    if (i == priced->taxes_count) {
        wanted.id = golden_text("tax-%d-%05lld%s", wanted.component + 1, (long long)wanted.rate_bp,
                                wanted.compound ? "-compound" : "");
        priced->taxes[priced->taxes_count++] = wanted;
    }
    return i;
}

/* The taxes that lines and surcharges asked for when the cart was made. */
static void add_taxes(golden_priced *priced, eco_rulebook_builder *rules)
{
    for (size_t i = 0; i < priced->taxes_count; i++) {
        const golden_tax *tax = &priced->taxes[i];
        const char *on = golden_text("line.tax == %s", golden_literal(tax->id));
        if (tax->on_shipping)
            on = golden_text("%s or line.sku == 'shipping'", on);
        eco_rulebook_add_tax(rules,
                             ECO_MAKE(eco_tax, .id = tax->id, .on = on, .percent = {tax->rate_bp, 2}, .compound = tax->compound));
    }
}

/* ---- shipping ------------------------------------------------------------------------------------------------------------------------- */

static eco_shipping_step *steps_of(golden_priced *priced, const cJSON *method, size_t *count)
{
    const cJSON *given = golden_get(method, "steps"), *item;
    eco_shipping_step *steps = golden_keep(((size_t)cJSON_GetArraySize(given) + 1) * sizeof *steps);
    *count = 0;
    cJSON_ArrayForEach(item, given)
    {
        if (!golden_knows(priced->test, item, "shipping step",
                          "from_minor from_quantity from_weight_g from_volume_cm3 price_minor more_each more_minor"))
            return NULL;
        steps[(*count)++] = (eco_shipping_step){.from_minor = golden_int(item, "from_minor", 0),
                                                .from_quantity = golden_int(item, "from_quantity", 0),
                                                .from_weight_g = golden_int(item, "from_weight_g", 0),
                                                .from_volume_cm3 = golden_int(item, "from_volume_cm3", 0),
                                                .price_minor = golden_int(item, "price_minor", 0),
                                                .more_each = golden_int(item, "more_each", 0),
                                                .more_minor = golden_int(item, "more_minor", 0)};
    }
    return steps;
}

/* One method is priced by the rulebook; of several the cart says the price (golden_cart.c). */
static bool add_shipping(golden_priced *priced, eco_rulebook_builder *rules)
{
    const cJSON *shipping = golden_get(priced->input, "shipping"), *method;
    size_t steps_count;
    cJSON_ArrayForEach(method, shipping)
    {
        if (!golden_knows(priced->test, method, "shipping", "id price_minor tax_bp steps"))
            return false;
    }
    method = cJSON_GetArrayItem(shipping, 0);
    if (cJSON_GetArraySize(shipping) != 1)
        return true;
    const eco_shipping_step *steps = steps_of(priced, method, &steps_count);
    eco_rulebook_add_shipping(rules, ECO_MAKE(eco_shipping, .id = "shipping", .method = "shipping",
                                              .price_minor = golden_int(method, "price_minor", 0), .steps = steps,
                                              .steps_count = steps_count));
    return steps != NULL;
}

/* ---- floors --------------------------------------------------------------------------------------------------------------------------- */

static bool floor_mode_named(golden_case *test, eco_floor_mode *out, const char *name)
{
    *out = ECO_FLOOR_CLAMP;
    if (!name)
        return true;
    for (; *out <= ECO_FLOOR_WARN; ++*out)
        if (strcmp(eco_floor_mode_name(*out), name) == 0)
            return true;
    golden_not_built(test, "floor mode %s", name);
    return false;
}

static bool add_guard(golden_priced *priced, eco_rulebook_builder *rules, eco_floor_mode *mode)
{
    const cJSON *guard = golden_get(priced->input, "guard");
    eco_floor floor = {.struct_size = sizeof floor,
                       .id = "guard",
                       .unit_minor = golden_int(guard, "min_price_minor", 0),
                       .margin_percent = {golden_int(guard, "min_margin_bp", 0), 2},
                       .margin_minor = golden_int(guard, "min_margin_minor", 0)};
    if (!golden_knows(priced->test, guard, "guard", "min_price_minor min_margin_bp min_margin_minor mode") ||
        !floor_mode_named(priced->test, mode, golden_word(guard, "mode")))
        return false;
    floor.mode = *mode;
    if (floor.unit_minor || floor.margin_percent.coefficient || floor.margin_minor)
        eco_rulebook_add_floor(rules, &floor);
    return true;
}

/* The guard of all lines, and the floors that lines have of their own. */
static bool add_floors(golden_priced *priced, eco_rulebook_builder *rules)
{
    const cJSON *line;
    eco_floor_mode mode;
    size_t place = 0;
    const char *name = golden_word(golden_get(priced->input, "guard"), "mode");
    if (name && strcmp(name, "off") == 0)
        return true;
    if (!add_guard(priced, rules, &mode))
        return false;
    cJSON_ArrayForEach(line, golden_get(priced->input, "lines"))
    {
        const char *sku = golden_word(line, "sku"), *own = golden_sku(sku ? sku : "", place);
        int64_t floor = golden_int(golden_get(line, "attrs"), "floor_minor", 0);
        if (floor)
            eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = golden_text("floor-%04zu", place), .unit_minor = floor,
                                                   .mode = mode, .on = golden_text("line.sku == %s", golden_literal(own))));
        place++;
    }
    return true;
}

/* ---- price lists ---------------------------------------------------------------------------------------------------------------------- */

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
        const char *group = golden_word(list, "group"), *type = golden_word(list, "type"),
                   *channel = golden_word(list, "channel");
        const char *when = group ? golden_text("customer.group == %s", golden_literal(group)) : NULL;
        eco_decimal rate = {0, 0};
        if (!golden_knows(priced->test, list, "price list",
                          "id type group channel currency rate price_minor priority min_qty created"))
            return false;
        if (golden_get(list, "rate") && !golden_decimal(&rate, golden_get(list, "rate")))
            golden_not_built(priced->test, "a rate of another shape");
        if ((int32_t)place == priced->variant.without_list)
            continue;
        int64_t from = golden_int(list, "min_qty", 0);
        eco_rulebook_add_price_list(
            rules,
            ECO_MAKE(eco_price_list, .id = golden_text("list-%04zu", place), .is_override = !type || strcmp(type, "sale") != 0,
                     .when = golden_both(when, channel ? golden_text("channel == %s", golden_literal(channel)) : NULL),
                     .currency = golden_word(list, "currency"), .rate = rate,
                     .priority = (int32_t)golden_int(list, "priority", 0),
                     ECO_LIST(entries, eco_price_entry,
                              {.sku = golden_sku(golden_word(line, "sku") ? golden_word(line, "sku") : "", 0),
                               .unit_minor = golden_int(list, "price_minor", 0),
                               .from_quantity = from > 1 ? from : 0})));
    }
    return true;
}

bool golden_add_rules(golden_priced *priced, eco_rulebook_builder *rules)
{
    size_t place = 0;
    const cJSON *promotion;
    cJSON_ArrayForEach(promotion, golden_get(priced->input, "promotions"))
    {
        if (!golden_add_promotion(priced, rules, promotion, place++))
            return false;
    }
    if (priced->variant.all_free)
        eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = golden_promotion_id(place), .stage = ECO_STAGE_SHOP,
                                                   ECO_LIST(tiers, eco_tier, {.off_percent = {100, 0}})));
    add_taxes(priced, rules);
    return add_shipping(priced, rules) && add_floors(priced, rules) && add_lists(priced, rules);
}
