/* golden_tiers.c - a promotion's type, to tiers and to the units that benefit. */
#include "golden.h"

typedef struct making {
    golden_case *test;
    const cJSON *given;
    eco_promotion *out;
    eco_tier *tiers;
} making;

static eco_decimal percent_of(int64_t basis_points)
{
    return (eco_decimal){basis_points, 2};
}

static eco_tier *next_tier(making *made)
{
    return &made->tiers[made->out->tiers_count++];
}

static int64_t value_of(const making *made, const char *name)
{
    return golden_int(made->given, name, 0);
}

static bool is_each(const making *made)
{
    const char *allocation = golden_word(made->given, "allocation");
    return allocation && strcmp(allocation, "across") != 0;
}

/* The thresholds of a promotion with one tier. */
static eco_tier *single_tier(making *made)
{
    eco_tier *tier = next_tier(made);
    tier->from_minor = value_of(made, "min_minor");
    tier->from_quantity = value_of(made, "min_qty");
    return tier;
}

/* ---- benefits of all units ------------------------------------------------------------------------------------------------------------ */

static bool percentage(making *made)
{
    single_tier(made)->off_percent = percent_of(value_of(made, "value_bp"));
    return true;
}

static bool fixed(making *made)
{
    eco_tier *tier = single_tier(made);
    *(is_each(made) ? &tier->off_each_minor : &tier->off_minor) = value_of(made, "value_minor");
    return true;
}

static bool fixed_per_unit(making *made)
{
    single_tier(made)->off_each_minor = value_of(made, "value_minor");
    return true;
}

static bool fixed_price(making *made)
{
    eco_tier *tier = single_tier(made);
    int64_t price = value_of(made, "value_minor");
    *(is_each(made) ? &tier->price_each_minor : &tier->price_set_minor) = price;
    tier->is_free = price == 0;
    return true;
}

static bool gift(making *made)
{
    eco_tier *tier = single_tier(made);
    tier->gift_sku = golden_word(made->given, "gift_sku");
    tier->gift_quantity = value_of(made, "gift_qty");
    return tier->gift_sku != NULL;
}

/* ---- tiers ---------------------------------------------------------------------------------------------------------------------------- */

/* Pairs [from, value] as tiers. */
static bool pairs(making *made, const char *name, bool from_quantity, bool is_percent)
{
    const cJSON *pair;
    cJSON_ArrayForEach(pair, golden_get(made->given, name))
    {
        const cJSON *from = cJSON_GetArrayItem(pair, 0), *value = cJSON_GetArrayItem(pair, 1);
        if (cJSON_GetArraySize(pair) != 2 || !cJSON_IsNumber(from) || !cJSON_IsNumber(value)) {
            golden_not_built(made->test, "tiers of another shape");
            return false;
        }
        eco_tier *tier = next_tier(made);
        *(from_quantity ? &tier->from_quantity : &tier->from_minor) = (int64_t)from->valuedouble;
        if (is_percent)
            tier->off_percent = percent_of((int64_t)value->valuedouble);
        else
            tier->off_minor = (int64_t)value->valuedouble;
    }
    return true;
}

static bool spend_tiers(making *made)
{
    return pairs(made, "tiers", false, false);
}

/* One band by the whole amount; or each part of the amount by its own. */
static bool spend_bands(making *made)
{
    made->out->bands = cJSON_IsTrue(golden_get(made->given, "progressive"));
    return pairs(made, "bands", false, true);
}

static bool tiered_percentage(making *made)
{
    if (golden_get(made->given, "base_bp"))
        next_tier(made)->off_percent = percent_of(value_of(made, "base_bp"));
    return pairs(made, "tiers", true, true);
}

static bool tiered_fixed(making *made)
{
    if (golden_get(made->given, "base_minor"))
        next_tier(made)->off_minor = value_of(made, "base_minor");
    return pairs(made, "tiers", false, false);
}

static bool spend_every(making *made)
{
    *next_tier(made) = (eco_tier){.from_minor = value_of(made, "step_minor"), .off_minor = value_of(made, "value_minor")};
    made->out->repeats = true;
    return true;
}

/* The first unit at one rate, the further ones at another; a rate of 0 is no tier. */
static bool flexi_rate(making *made)
{
    int64_t first = value_of(made, "first_minor"), further = value_of(made, "additional_minor");
    if (further == 0) {
        made->out->max_quantity = 1;
        *next_tier(made) = (eco_tier){.off_each_minor = first};
        return first != 0;
    }
    made->out->bands = true;
    if (first)
        *next_tier(made) = (eco_tier){.from_quantity = 1, .off_each_minor = first};
    *next_tier(made) = (eco_tier){.from_quantity = 2, .off_each_minor = further};
    return true;
}

/* ---- some of the units ---------------------------------------------------------------------------------------------------------------- */

/* A percentage, an amount off each unit, or a price: of each unit, or of whole groups. */
static bool benefit_of_some(making *made, const char *percent, const char *amount, const char *price)
{
    eco_tier *tier = single_tier(made);
    bool of_groups = made->out->group_quantity && !made->out->nth;
    tier->off_percent = percent_of(golden_int(made->given, percent, 0));
    tier->off_each_minor = golden_int(made->given, amount, 0);
    *(of_groups ? &tier->price_set_minor : &tier->price_each_minor) = golden_int(made->given, price, 0);
    return tier->off_percent.coefficient || tier->off_each_minor || tier->price_set_minor || tier->price_each_minor;
}

/* The word says which pick; NULL: what is usual where the case does not say. */
static bool pick_of(making *made, const char *word, eco_pick usual)
{
    static const struct {
        const char *word;
        eco_pick pick;
    } words[] = {
        {"cheapest", ECO_PICK_CHEAPEST},       {"cheapest_overall", ECO_PICK_CHEAPEST},
        {"cheapest_first", ECO_PICK_CHEAPEST}, {"price_desc", ECO_PICK_CHEAPEST}, /* the later ones of a group benefit */
        {"expensive_first", ECO_PICK_DEAREST}, {"most_expensive", ECO_PICK_DEAREST},
        {"dearest", ECO_PICK_DEAREST},         {"price_asc", ECO_PICK_DEAREST},
    };
    made->out->pick = usual;
    if (!word)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].word, word) == 0) {
            made->out->pick = words[i].pick;
            return true;
        }
    golden_not_built(made->test, "units taken by %s", word);
    return false;
}

/* Peers form the groups from the dearest unit down, and what is free is the dearest that is left. */
static bool buy_x_get_y(making *made)
{
    const char *grouping = golden_word(made->given, "grouping"), *select = golden_word(made->given, "get_select");
    bool says_value = golden_get(made->given, "get_value_bp") || golden_get(made->given, "get_value_minor") ||
                      golden_get(made->given, "get_price_minor");
    made->out->buy_quantity = value_of(made, "buy_quantity");
    made->out->get_quantity = value_of(made, "get_quantity");
    made->out->max_quantity = value_of(made, "max_free");
    if (!pick_of(made, select ? select : grouping, ECO_PICK_DEAREST))
        return false;
    if (says_value)
        return benefit_of_some(made, "get_value_bp", "get_value_minor", "get_price_minor");
    single_tier(made)->is_free = true;
    return true;
}

/* Peers' picking is vertical where groups are filled one after the other, horizontal where units are dealt to them. */
static bool set_group(making *made)
{
    const char *picking = golden_word(made->given, "picking");
    if (picking && strcmp(picking, "vertical") != 0 && strcmp(picking, "horizontal") != 0) {
        golden_not_built(made->test, "picking %s", picking);
        return false;
    }
    made->out->group_quantity = value_of(made, "group_size");
    made->out->nth = value_of(made, "nth_item");
    made->out->dealt = made->out->nth && picking && strcmp(picking, "horizontal") == 0;
    return pick_of(made, golden_word(made->given, "group_sort"), ECO_PICK_CHEAPEST) &&
           benefit_of_some(made, "value_bp", "value_minor", "price_minor");
}

static bool nth_item(making *made)
{
    made->out->group_quantity = made->out->nth = value_of(made, "n");
    return pick_of(made, golden_word(made->given, "group_sort"), ECO_PICK_CHEAPEST) &&
           benefit_of_some(made, "value_bp", "value_minor", "price_minor");
}

/* ---- types ---------------------------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    bool (*make)(making *made);
    eco_stage stage; /* where the case says neither a level nor a target */
    const char *fields;
} types[] = {
    {"percentage", percentage, ECO_STAGE_ITEM, "value_bp"},
    {"fixed", fixed, ECO_STAGE_ITEM, "value_minor"},
    {"fixed_per_unit", fixed_per_unit, ECO_STAGE_ITEM, "value_minor"},
    {"fixed_price", fixed_price, ECO_STAGE_SHOP, "value_minor"},
    {"gift", gift, ECO_STAGE_SHOP, "gift_sku gift_qty"},
    {"spend_tiers", spend_tiers, ECO_STAGE_SHOP, "tiers"},
    {"spend_bands", spend_bands, ECO_STAGE_SHOP, "bands progressive"},
    {"spend_every", spend_every, ECO_STAGE_SHOP, "step_minor value_minor"},
    {"tiered_percentage", tiered_percentage, ECO_STAGE_ITEM, "tiers base_bp"},
    {"tiered_fixed", tiered_fixed, ECO_STAGE_SHOP, "tiers base_minor"},
    {"flexi_rate", flexi_rate, ECO_STAGE_ITEM, "first_minor additional_minor"},
    {"buy_x_get_y", buy_x_get_y, ECO_STAGE_SET,
     "buy_quantity get_quantity max_free get_value_bp get_value_minor get_price_minor get_select grouping"},
    {"set_group", set_group, ECO_STAGE_SET, "group_size group_sort nth_item picking value_bp value_minor price_minor"},
    {"group_price", set_group, ECO_STAGE_SET, "group_size group_sort price_minor"},
    {"fixed_per_unit_in_group", set_group, ECO_STAGE_SET, "group_size group_sort value_minor"},
    {"nth_item", nth_item, ECO_STAGE_SET, "n group_sort value_bp value_minor price_minor"},
};

const char *golden_type(const cJSON *promotion)
{
    const char *type = golden_word(promotion, "type");
    if (type)
        return type;
    return golden_get(promotion, "value_bp") ? "percentage" : golden_get(promotion, "value_minor") ? "fixed" : "none";
}

const char *golden_tiers(golden_case *test, eco_promotion *out, const cJSON *promotion)
{
    const char *type = golden_type(promotion);
    size_t i = 0, count = sizeof types / sizeof types[0];
    while (i < count && strcmp(types[i].name, type) != 0)
        i++;
    if (i == count) {
        golden_not_built(test, "promotion type %s", type);
        return NULL;
    }
    size_t room = (size_t)cJSON_GetArraySize(golden_get(promotion, "tiers")) +
                  (size_t)cJSON_GetArraySize(golden_get(promotion, "bands")) + 2;
    making made = {test, promotion, out, golden_keep(room * sizeof(eco_tier))};
    out->tiers = made.tiers;
    out->stage = types[i].stage;
    if (!types[i].make(&made)) {
        golden_not_built(test, "a %s of another shape", type);
        return NULL;
    }
    return types[i].fields;
}
