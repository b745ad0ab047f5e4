/* golden_promotion.c - a case's promotion to an eco_promotion: when it works, what it stacks with, and how much of it there is. */
#include "golden.h"

const char *golden_promotion_id(size_t place)
{
    return golden_text("promotion-%04zu", place); /* ties by id are the case's order */
}

static bool has_word(const cJSON *object, const char *name, const char *word)
{
    const char *given = golden_word(object, name);
    return given && strcmp(given, word) == 0;
}

/* ---- stage and priority --------------------------------------------------------------------------------------------------------------- */

static bool stage_named(golden_case *test, eco_stage *out, const char *what, const char *name)
{
    static const struct {
        const char *name;
        eco_stage stage;
    } names[] = {
        {"item", ECO_STAGE_ITEM},
        {"items", ECO_STAGE_ITEM},
        {"order", ECO_STAGE_SHOP},
        {"shop", ECO_STAGE_SHOP},
        {"shop_coupon", ECO_STAGE_SHOP_COUPON},
        {"cross_store", ECO_STAGE_PLATFORM},
        {"platform", ECO_STAGE_PLATFORM},
        {"platform_coupon", ECO_STAGE_PLATFORM_COUPON},
        {"shipping", ECO_STAGE_SHIPPING},
        {"shipping_methods", ECO_STAGE_SHIPPING},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i].name, name) == 0) {
            *out = names[i].stage;
            return true;
        }
    golden_not_built(test, "promotion %s %s", what, name);
    return false;
}

/* One peer says how each promotion is allocated, and none their priority: it sorts them by value, buy-get before all others. */
static bool is_sorted_by_value(const golden_priced *priced)
{
    bool says_allocation = false;
    const cJSON *promotion;
    cJSON_ArrayForEach(promotion, golden_get(priced->input, "promotions"))
    {
        says_allocation = says_allocation || golden_get(promotion, "allocation");
        if (golden_get(promotion, "priority") || golden_get(promotion, "level"))
            return false;
    }
    return says_allocation;
}

/* The stage that the case names, else that of the type (`out` as it is). */
static bool stage_of(golden_priced *priced, eco_stage *out, const cJSON *promotion)
{
    const char *level = golden_word(promotion, "level"), *target = golden_word(promotion, "target");
    if (level)
        return stage_named(priced->test, out, "level", level);
    if (target && !stage_named(priced->test, out, "target", target))
        return false;
    if (!target && *out == ECO_STAGE_ITEM && priced->variant.stage >= 0)
        *out = priced->variant.stage;
    if (*out != ECO_STAGE_SHIPPING && is_sorted_by_value(priced))
        *out = ECO_STAGE_ITEM; /* all in one row */
    return true;
}

static int32_t priority_of(const golden_priced *priced, const cJSON *promotion)
{
    enum { BUY_GET = 1000000000 };
    if (!is_sorted_by_value(priced))
        return (int32_t)golden_int(promotion, "priority", 0);
    if (golden_get(promotion, "buy_quantity"))
        return BUY_GET;
    int64_t value = golden_get(promotion, "value_bp") ? golden_int(promotion, "value_bp", 0)
                                                      : golden_int(promotion, "value_minor", 0) * 100;
    return (int32_t)(value < BUY_GET ? value : BUY_GET - 1);
}

/* ---- limits --------------------------------------------------------------------------------------------------------------------------- */

/* The least and the most units of a line of the cart. */
static void quantities_of(const cJSON *input, int64_t *least, int64_t *most)
{
    const cJSON *line;
    *least = INT64_MAX;
    *most = 0;
    cJSON_ArrayForEach(line, golden_get(input, "lines"))
    {
        int64_t quantity = golden_int(line, "qty", 1);
        *least = quantity < *least ? quantity : *least;
        *most = quantity > *most ? quantity : *most;
    }
}

/* So many units of each line, or of all, the cheapest. Each unit's percentage is of its list price where not all of a line's units benefit. */
static bool limit_of(golden_priced *priced, eco_promotion *out, const cJSON *promotion)
{
    int64_t limit = golden_int(promotion, "max_quantity", 0), least, most;
    bool is_each = has_word(promotion, "allocation", "each") || has_word(promotion, "allocation", "across");
    const char *allocation = golden_word(promotion, "allocation");
    quantities_of(priced->input, &least, &most);
    if (allocation && !is_each && strcmp(allocation, "once") != 0) {
        golden_not_built(priced->test, "allocation %s", allocation);
        return false;
    }
    if (limit == 0 ||
        out->stage == ECO_STAGE_SHIPPING) { /* each method benefits once; a limit leaves some out only where `once` */
        if (limit && !is_each && limit < cJSON_GetArraySize(golden_get(priced->input, "shipping")))
            golden_not_built(priced->test, "some of several shipping methods");
        return priced->test->outcome != GOLDEN_NOT_BUILT;
    }
    if (out->buy_quantity)
        is_each = false; /* what is free in all */
    *(is_each ? &out->max_line_quantity : &out->max_quantity) = limit;
    if (is_each && limit < least)
        out->percent_basis = ECO_BASIS_LIST;
    if (is_each && limit >= most)
        out->max_line_quantity = 0; /* a limit that limits nothing may stand beside other selections */
    return true;
}

/* ---- stacking ------------------------------------------------------------------------------------------------------------------------- */

static bool mode_of(golden_case *test, eco_promotion *out, const cJSON *promotion)
{
    const char *mode = golden_word(promotion, "mode");
    out->exclusive = cJSON_IsTrue(golden_get(promotion, "exclusive"));
    out->exclusion_group = golden_word(promotion, "exclusion_group");
    out->stands_alone = cJSON_IsTrue(golden_get(promotion, "stands_alone"));
    if (!mode || strcmp(mode, "compound") == 0)
        return true;
    if (strcmp(mode, "best_price") == 0)
        out->stands_alone = true;
    else if (strcmp(mode, "exclusive") == 0)
        out->exclusive = true;
    else
        golden_not_built(test, "promotion mode %s", mode);
    return test->outcome != GOLDEN_NOT_BUILT;
}

/* Of what a percentage is taken, where the case says so. */
static bool basis_of(golden_case *test, eco_promotion *out, const cJSON *promotion)
{
    const char *basis = golden_word(promotion, "basis");
    if (!basis)
        return true;
    if (strcmp(basis, "original") == 0 || strcmp(basis, "list") == 0 || strcmp(basis, "before_discounts") == 0)
        out->percent_basis = ECO_BASIS_LIST;
    else if (strcmp(basis, "running") == 0 || strcmp(basis, "discounted") == 0 || strcmp(basis, "after_discounts") == 0)
        out->percent_basis = ECO_BASIS_RUNNING;
    else
        golden_not_built(test, "percentages of %s", basis);
    return test->outcome != GOLDEN_NOT_BUILT;
}

/* ---- the promotion -------------------------------------------------------------------------------------------------------------------- */

/* Other fields are conditions or limits that would be passed over. */
static bool knows(const golden_priced *priced, const cJSON *promotion, const char *fields_of_type)
{
    const cJSON *item;
    cJSON *others = golden_keep_json(cJSON_CreateObject());
    cJSON_ArrayForEach(item, promotion)
    {
        if (!golden_is_scope(priced, promotion, item->string))
            cJSON_AddNullToObject(others, item->string);
    }
    return golden_knows(priced->test, others, "promotion",
                        golden_text("id code type target level cap_minor min_minor min_basis min_qty min_line_qty allocation "
                                    "max_quantity basis priority exclusive exclusion_group stands_alone mode coupon budget %s",
                                    fields_of_type));
}

/* The lines that benefit, and what is bought of where that is not the same. */
static void add_scopes(golden_priced *priced, eco_promotion *out, const cJSON *promotion)
{
    const char *shared = golden_both(golden_scope(priced, promotion, "scope_"), golden_scope(priced, promotion, "match_"));
    const char *buy = golden_scope(priced, promotion, "buy_"), *get = golden_scope(priced, promotion, "get_");
    shared = golden_both(shared, golden_not_excluded(priced));
    out->on = golden_both(shared, get);
    if (!out->buy_quantity || !(buy || get))
        return;
    out->buy = golden_both(shared, buy);
    if (!out->buy)
        out->buy = "true"; /* of all lines */
}

bool golden_add_promotion(golden_priced *priced, eco_rulebook_builder *rules, const cJSON *promotion, size_t place)
{
    golden_case *test = priced->test;
    eco_promotion made = {.struct_size = sizeof made,
                          .id = golden_promotion_id(place),
                          .priority = priority_of(priced, promotion),
                          .coupon = golden_word(promotion, "coupon"),
                          .basis = has_word(promotion, "min_basis", "before_discounts") ? ECO_BASIS_LIST : ECO_BASIS_RUNNING,
                          .max_off_minor = golden_int(promotion, "cap_minor", 0)};
    const char *fields = golden_tiers(test, &made, promotion);
    if (!fields || !knows(priced, promotion, fields) || !stage_of(priced, &made.stage, promotion) ||
        !limit_of(priced, &made, promotion) || !mode_of(test, &made, promotion) || !basis_of(test, &made, promotion))
        return false;
    add_scopes(priced, &made, promotion);
    if (golden_get(promotion, "min_line_qty"))
        made.when = golden_text("line.quantity >= %lld", (long long)golden_int(promotion, "min_line_qty", 0));
    if (test->outcome == GOLDEN_NOT_BUILT)
        return false;
    if (!golden_get(promotion, "budget")) {
        eco_rulebook_add_promotion(rules, &made);
        return true;
    }
    made.campaign = made.id;
    if (!golden_add_budget(priced, rules, promotion, made.campaign))
        return false;
    if (has_word(promotion, "allocation", "each"))
        golden_add_line_by_line(priced, rules, &made);
    else
        eco_rulebook_add_promotion(rules, &made);
    return true;
}
