/* pricing_generate_promotion.c - random promotions: every kind of benefit, selection of units and way to meet others, alone and together, such that the
 * builder takes them. */
#include "pricing_generate.h"

/* What the promotions of one scenario have in common: half of all meet on few levels. */
typedef struct habit {
    bool narrow;
    eco_stage stages[2];
    int32_t priorities;
} habit;

enum { OFF, PERCENT, OFF_EACH, PRICE_EACH, PRICE_SET, FREE, GIFT };

static void make_benefit(eco_tier *tier, chance *chance, int kind)
{
    static const eco_decimal percents[] = {{10, 0}, {100, 0}, {3333, 2}, {5, 1}, {125, 1}, {50, 0}, {999999, 4}, {7, 0}};
    int64_t amount = chance_amount(chance, chance_of(chance, 2) ? 100 : 3000);
    switch (kind) {
    case OFF: tier->off_minor = amount; break;
    case PERCENT: tier->off_percent = PICK(chance, percents); break;
    case OFF_EACH: tier->off_each_minor = amount; break;
    case PRICE_EACH: tier->price_each_minor = amount; break;
    case PRICE_SET: tier->price_set_minor = amount; break;
    case FREE: tier->is_free = true; break;
    default: tier->gift_sku = PICK(chance, generated_skus); tier->gift_quantity = chance_of(chance, 3);
    }
}

/* ---- which units ---- */

static void make_limits(eco_promotion *promotion, chance *chance, bool by_line)
{
    if (chance_rarely(chance, 3))
        promotion->max_quantity = 1 + chance_of(chance, chance_of(chance, 2) ? 4 : 30);
    if (by_line && chance_rarely(chance, 3))
        promotion->max_line_quantity = 1 + chance_of(chance, 5);
}

static void make_buy(scenario *out, chance *chance, int place)
{
    eco_promotion *promotion = &out->promotions[place];
    promotion->buy_quantity = 1 + chance_of(chance, 3);
    promotion->get_quantity = chance_of(chance, 3);
    out->promotion_buy[place] = scenario_maybe_condition(out, chance, VIEW_LINE, &promotion->buy);
}

static void make_groups(eco_promotion *promotion, chance *chance, bool with_nth)
{
    promotion->group_quantity = 1 + chance_of(chance, 4);
    if (with_nth && chance_of(chance, 2)) {
        promotion->nth = 1 + chance_of(chance, (int)promotion->group_quantity);
        promotion->dealt = chance_of(chance, 2);
    }
}

static void make_selection(scenario *out, chance *chance, int place, bool has_set)
{
    eco_promotion *promotion = &out->promotions[place];
    int kind = chance_of(chance, 6);
    if (kind == 1 || kind == 2)
        make_buy(out, chance, place);
    if (kind == 3 || kind == 4)
        make_groups(promotion, chance, !has_set);
    if (kind)
        make_limits(promotion, chance, !has_set || !promotion->group_quantity);
    promotion->pick = promotion->buy_quantity || promotion->group_quantity || promotion->max_quantity ||
                              promotion->max_line_quantity
                          ? chance_of(chance, 2)
                          : ECO_PICK_CHEAPEST;
}

/* ---- tiers ---- */

typedef struct shape { /* of a promotion's tiers */
    int kind;
    bool by_quantity, mixed, bands;
} shape;

static int kind_of_tier(const shape *shape, const eco_promotion *promotion, chance *chance)
{
    static const int of_bands[] = {PERCENT, OFF_EACH, PRICE_EACH, FREE}, repeated[] = {OFF, GIFT};
    bool ships = promotion->stage == ECO_STAGE_SHIPPING;
    if (shape->bands)
        return shape->by_quantity ? PICK(chance, of_bands) : PERCENT;
    if (!shape->mixed)
        return shape->kind;
    if (promotion->repeats)
        return ships ? OFF : PICK(chance, repeated);
    return chance_of(chance, ships ? GIFT : GIFT + 1);
}

static shape make_shape(eco_promotion *promotion, chance *chance)
{
    int kind = chance_of(chance, 14); /* half of all take money or percents off */
    bool ships = promotion->stage == ECO_STAGE_SHIPPING;
    shape made = {.by_quantity = chance_rarely(chance, 3), .mixed = chance_rarely(chance, 6)};
    made.kind = kind < 4 ? OFF : kind < 8 ? PERCENT : kind - 6;
    made.kind = made.kind > GIFT || (made.kind == GIFT && ships) ? PERCENT : made.kind;
    made.bands = made.kind == PERCENT && !ships && chance_rarely(chance, 3);
    promotion->bands = made.bands;
    promotion->repeats = (made.kind == OFF || made.kind == GIFT) && chance_of(chance, 2);
    return made;
}

static void make_tiers(scenario *out, chance *chance, int place, const shape *shape)
{
    eco_promotion *promotion = &out->promotions[place];
    promotion->tiers_count = (size_t)(1 + chance_of(chance, TIERS_MOST));
    int64_t from = promotion->repeats ? chance_amount(chance, shape->by_quantity ? 2 : 2000) : 0;
    if (chance_rarely(chance, 2) || (shape->bands && promotion->tiers_count == 1))
        from = chance_amount(chance, shape->by_quantity ? 3 : 5000);
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        eco_tier *tier = &out->tiers[place][i];
        *tier = (eco_tier){0};
        *(shape->by_quantity ? &tier->from_quantity : &tier->from_minor) = from;
        make_benefit(tier, chance, kind_of_tier(shape, promotion, chance));
        from += chance_amount(chance, shape->by_quantity ? 3 : 3000);
    }
    if (promotion->tiers_count > 1 && chance_of(chance, 2)) { /* their order does not matter */
        eco_tier first = out->tiers[place][0];
        out->tiers[place][0] = out->tiers[place][promotion->tiers_count - 1];
        out->tiers[place][promotion->tiers_count - 1] = first;
    }
}

/* Bands go with no selection, gifts with no more than a limit, shipments with none. */
static void select_for_tiers(scenario *out, chance *chance, int place, const shape *shape)
{
    eco_promotion *promotion = &out->promotions[place];
    bool has_set = false, has_gift = false;
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        has_set = has_set || out->tiers[place][i].price_set_minor;
        has_gift = has_gift || out->tiers[place][i].gift_sku;
    }
    if (shape->bands)
        promotion->pick = shape->by_quantity ? chance_of(chance, 2) : ECO_PICK_CHEAPEST;
    else if (has_gift)
        make_limits(promotion, chance, false);
    else if (promotion->stage != ECO_STAGE_SHIPPING)
        make_selection(out, chance, place, has_set);
}

/* ---- promotions ---- */

static void make_meeting(eco_promotion *promotion, chance *chance, const habit *habit)
{
    static const char *const groups[] = {"g", "h"};
    promotion->stage = habit->narrow ? habit->stages[chance_of(chance, 2)] : chance_of(chance, ECO_STAGE_SHIPPING + 1);
    promotion->priority = (int32_t)chance_of(chance, habit->priorities) - 1;
    promotion->exclusive = chance_rarely(chance, 12);
    promotion->stands_alone = chance_rarely(chance, 5);
    promotion->exclusion_group = chance_rarely(chance, 4) ? PICK(chance, groups) : NULL;
}

static void make_promotion(scenario *out, chance *chance, int place, const habit *habit)
{
    static const char *const coupons[] = {"SAVE", "NEW", "@codes", "C1"};
    eco_promotion *promotion = &out->promotions[place];
    char id[8];
    snprintf(id, sizeof id, "p-%02d", place * 37 % 100); /* in no order */
    *promotion = (eco_promotion){.struct_size = sizeof *promotion, .id = scenario_keep(out, id)};
    promotion->label = chance_rarely(chance, 3) ? "满减" : NULL;
    make_meeting(promotion, chance, habit);
    scenario_make_window(&promotion->starts_us, &promotion->ends_us, chance);
    promotion->coupon = chance_rarely(chance, 3) ? PICK(chance, coupons) : NULL;
    out->promotion_when[place] = scenario_maybe_condition(out, chance, VIEW_CART, &promotion->when);
    out->promotion_on[place] = scenario_maybe_condition(out, chance, VIEW_LINE, &promotion->on);
    out->promotion_buy[place] = NULL;
    promotion->basis = chance_of(chance, 2);
    promotion->percent_basis = chance_of(chance, 2);
    promotion->max_off_minor = chance_rarely(chance, 4) ? chance_amount(chance, 1500) : 0;
    shape shape = make_shape(promotion, chance);
    make_tiers(out, chance, place, &shape);
    select_for_tiers(out, chance, place, &shape);
}

void scenario_make_promotions(scenario *out, chance *chance)
{
    static const int32_t priorities[] = {1, 2, 3};
    habit habit = {.narrow = chance_of(chance, 2),
                   .stages = {chance_of(chance, ECO_STAGE_SHIPPING + 1), chance_of(chance, ECO_STAGE_SHIPPING + 1)},
                   .priorities = PICK(chance, priorities)};
    bool crowd = chance_rarely(chance, 50);
    out->promotions_count = chance_of(chance, (crowd ? PROMOTIONS_MOST : PROMOTIONS_FEW) + 1);
    out->depth = crowd ? 1 : 2;
    for (int i = 0; i < out->promotions_count; i++)
        make_promotion(out, chance, i, &habit);
    out->depth = 2;
}
