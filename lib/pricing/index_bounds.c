/* index_bounds.c - the least that a promotion asks for: its window and its campaign's, its tiers, and what `when` says of the cart's amounts. Each bound is necessary: what is
 * left of the goods, or of a part of them, is never above cart.list. */
#include "pricing/index_parts.h"

static int64_t clamped(eco_wide value)
{
    return value > INT64_MAX ? INT64_MAX : value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

static void raise(eco_index_point *point, int dimension, eco_wide value)
{
    int64_t bound = clamped(value);
    if (point->least[dimension] < bound)
        point->least[dimension] = bound;
}

static void bound_by_window(eco_index_point *out, int64_t starts_us, int64_t ends_us)
{
    if (starts_us)
        raise(out, ECO_INDEX_STARTS, starts_us);
    if (ends_us)
        raise(out, ECO_INDEX_ENDS, 1 - (eco_wide)ends_us);
}

/* The lowest tier, of bands, too. */
static void bound_by_tiers(eco_index_point *out, const eco_promotion *promotion)
{
    int64_t minor = INT64_MAX, quantity = INT64_MAX;
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        const eco_tier *tier = &promotion->tiers[i];
        minor = tier->from_minor < minor ? tier->from_minor : minor;
        quantity = tier->from_quantity < quantity ? tier->from_quantity : quantity;
    }
    if (minor)
        raise(out, ECO_INDEX_LIST, minor);
    if (quantity)
        raise(out, ECO_INDEX_QUANTITY, quantity);
}

/* A limit of a value that is a whole number of 10^-exponent: the least (greatest) one that keeps it. */
static eco_wide whole_limit(const eco_limit *limit, int32_t exponent)
{
    eco_wide numerator = (eco_wide)limit->value.coefficient * eco_power10[exponent];
    bool down = limit->is_most !=
                limit->is_strict; /* most: floor, or ceiling and one less; least: ceiling, or floor and one more */
    eco_wide whole = eco_divide(numerator, eco_power10[limit->value.scale], down ? ECO_ROUNDING_FLOOR : ECO_ROUNDING_CEILING);
    if (limit->is_strict)
        whole += limit->is_most ? -1 : 1;
    return whole;
}

static void bound_by_limit(eco_index_point *out, const eco_limit *limit, int32_t exponent)
{
    switch (limit->symbol.slot) {
    case ECO_CART_SUBTOTAL:
        if (!limit->is_most)
            raise(out, ECO_INDEX_LIST, whole_limit(limit, exponent));
        break;
    case ECO_CART_LIST:
        if (limit->is_most)
            raise(out, ECO_INDEX_LIST_MOST, -whole_limit(limit, exponent));
        else
            raise(out, ECO_INDEX_LIST, whole_limit(limit, exponent));
        break;
    case ECO_CART_QUANTITY:
        if (limit->is_most)
            raise(out, ECO_INDEX_QUANTITY_MOST, -whole_limit(limit, 0));
        else
            raise(out, ECO_INDEX_QUANTITY, whole_limit(limit, 0));
        break;
    case ECO_CART_AT:
        if (limit->is_most)
            raise(out, ECO_INDEX_ENDS, -whole_limit(limit, 0));
        else
            raise(out, ECO_INDEX_STARTS, whole_limit(limit, 0));
        break;
    default: break;
    }
}

eco_status eco_index_bounds(eco_index_point *out, eco_index_building *building, const eco_rule *rule)
{
    eco_limits limits = {NULL, 0};
    for (int i = 0; i < ECO_INDEX_DIMENSIONS; i++)
        out->least[i] = INT64_MIN;
    bound_by_window(out, rule->promotion->starts_us, rule->promotion->ends_us);
    if (rule->campaign >= 0) {
        const eco_campaign *campaign = building->rulebook->content.campaigns[rule->campaign];
        bound_by_window(out, campaign->starts_us, campaign->ends_us);
    }
    bound_by_tiers(out, rule->promotion);
    if (rule->when && eco_compiled_limits(&limits, rule->when, &building->scratch, building->error))
        return building->error->status;
    for (size_t i = 0; i < limits.count; i++)
        if (limits.limits[i].symbol.table == ECO_OF_CART)
            bound_by_limit(out, &limits.limits[i], building->rulebook->currency->exponent);
    return ECO_OK;
}
