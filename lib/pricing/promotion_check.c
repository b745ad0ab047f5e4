/* promotion_check.c - what a promotion refuses: its tiers, the units that benefit, and what does not go together. */
#include "pricing/rulebook_check.h"

enum { TIERS_MAX = 1000 };

/* ---- tiers ---- */

static eco_from_kind from_kind(const eco_tier *tier)
{
    return tier->from_minor ? ECO_FROM_MINOR : tier->from_quantity ? ECO_FROM_QUANTITY : ECO_FROM_NOTHING;
}

static eco_status check_tier(const eco_tier *tier, bool repeats, eco_error *error)
{
    const eco_benefit *benefit;
    if (eco_check_not_negative(tier->from_minor, "/from_minor", error) ||
        eco_check_not_negative(tier->from_quantity, "/from_quantity", error) ||
        eco_check_not_negative(tier->gift_quantity, "/gift_quantity", error) || ECO_CHECK_RESERVED(tier, error))
        return ECO_E_INVALID;
    if (tier->gift_quantity && !tier->gift_sku)
        return eco_fail(error, ECO_E_INVALID, "/gift_quantity", "needs gift_sku: so many of which gift?");
    if (tier->from_minor && tier->from_quantity)
        return eco_fail(error, ECO_E_INVALID, "/from_quantity",
                        "from_minor and from_quantity: a promotion has one kind of `from`");
    if (eco_benefit_of(&benefit, tier, error))
        return ECO_E_INVALID;
    if (repeats && !benefit->repeats)
        return eco_fail(error, ECO_E_INVALID, NULL, "%s cannot repeat: only off_minor and gifts count once for each full `from`",
                        benefit->field);
    if (repeats && from_kind(tier) == ECO_FROM_NOTHING)
        return eco_fail(error, ECO_E_INVALID, NULL, "a promotion that repeats needs from_minor or from_quantity");
    return ECO_OK;
}

static eco_status check_tiers(const eco_promotion *promotion, eco_error *error)
{
    eco_from_kind kind = ECO_FROM_NOTHING;
    if (!promotion->tiers || !promotion->tiers_count)
        return eco_fail(error, ECO_E_INVALID, "/tiers", "a promotion needs a tier");
    if (promotion->tiers_count > TIERS_MAX)
        return eco_fail(error, ECO_E_LIMIT, "/tiers", "%zu tiers, more than %d", promotion->tiers_count, TIERS_MAX);
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        const eco_tier *tier = &promotion->tiers[i];
        if (check_tier(tier, promotion->repeats, error))
            return eco_fail_under(error, ECO_E_INVALID, "/tiers/%zu", i);
        eco_from_kind own = from_kind(tier);
        if (kind != ECO_FROM_NOTHING && own != ECO_FROM_NOTHING && own != kind) {
            eco_fail(error, ECO_E_INVALID, own == ECO_FROM_MINOR ? "/from_minor" : "/from_quantity",
                     "other tiers have the other kind of `from`: a promotion has one");
            return eco_fail_under(error, ECO_E_INVALID, "/tiers/%zu", i);
        }
        kind = own != ECO_FROM_NOTHING ? own : kind;
        for (size_t j = 0; j < i; j++)
            if (tier->from_minor == promotion->tiers[j].from_minor && tier->from_quantity == promotion->tiers[j].from_quantity) {
                eco_fail(error, ECO_E_INVALID, own == ECO_FROM_QUANTITY ? "/from_quantity" : "/from_minor",
                         "the same `from` as tier %zu", j);
                return eco_fail_under(error, ECO_E_INVALID, "/tiers/%zu", i);
            }
    }
    return ECO_OK;
}

/* What every tier's benefit must be able to do, for the promotion as a whole. */
static eco_status check_benefits(const eco_promotion *promotion, eco_error *error)
{
    bool by_amount = false; /* tiers without a `from` are of the kind of the others */
    for (size_t i = 0; i < promotion->tiers_count; i++)
        by_amount = by_amount || promotion->tiers[i].from_minor;
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        const eco_benefit *benefit;
        (void)eco_benefit_of(&benefit, &promotion->tiers[i], error); /* checked */
        const char *why = NULL;
        if (benefit->gift && promotion->stage == ECO_STAGE_SHIPPING)
            why = "a gift is not for the stage of shipping";
        else if (benefit->gift && (eco_selection_of(promotion) || promotion->max_line_quantity))
            why = "a gift goes with no selection of units";
        else if (promotion->bands && by_amount && !benefit->bands_of_amount)
            why = "bands of an amount take off_percent";
        else if (promotion->bands && !by_amount && !benefit->bands_of_units)
            why = "bands of units take off_percent, off_each_minor, price_each_minor or is_free";
        else if (promotion->tiers[i].price_set_minor && promotion->group_quantity &&
                 (promotion->nth || promotion->max_line_quantity))
            why = "a price for groups goes with no nth and no max_line_quantity";
        if (!why)
            continue;
        eco_fail(error, ECO_E_INVALID, NULL, "%s", why);
        return eco_fail_under(error, ECO_E_INVALID, "/tiers/%zu", i);
    }
    return ECO_OK;
}

/* ---- what goes together ---- */

static eco_status check_quantities(const eco_promotion *promotion, eco_error *error)
{
    const struct {
        int64_t value;
        const char *path;
    } numbers[] = {{promotion->buy_quantity, "/buy_quantity"},     {promotion->get_quantity, "/get_quantity"},
                   {promotion->group_quantity, "/group_quantity"}, {promotion->nth, "/nth"},
                   {promotion->max_quantity, "/max_quantity"},     {promotion->max_line_quantity, "/max_line_quantity"},
                   {promotion->max_off_minor, "/max_off_minor"}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (eco_check_not_negative(numbers[i].value, numbers[i].path, error))
            return ECO_E_INVALID;
    return eco_check_known(promotion->pick >= ECO_PICK_CHEAPEST && promotion->pick <= ECO_PICK_DEAREST, promotion->pick, "/pick",
                           error);
}

static eco_status check_limits(const eco_promotion *promotion, eco_error *error)
{
    if (eco_text_check(promotion->campaign, false, "/campaign", error) ||
        eco_check_not_negative(promotion->limit, "/limit", error) ||
        eco_check_not_negative(promotion->limit_per_customer, "/limit_per_customer", error) ||
        eco_check_not_negative(promotion->limit_per_code, "/limit_per_code", error))
        return ECO_E_INVALID;
    if (promotion->limit_per_code && !promotion->coupon)
        return eco_fail(error, ECO_E_INVALID, "/limit_per_code", "needs a coupon: so many uses of which code?");
    return ECO_OK;
}

static eco_status check_bands(const eco_promotion *promotion, eco_error *error)
{
    if (!promotion->bands)
        return ECO_OK;
    if (eco_selection_of(promotion) || promotion->max_quantity || promotion->max_line_quantity)
        return eco_fail(error, ECO_E_INVALID, "/bands", "bands go with no other selection of units");
    if (promotion->repeats || promotion->stage == ECO_STAGE_SHIPPING)
        return eco_fail(error, ECO_E_INVALID, "/bands", promotion->repeats ? "bands do not repeat" : "shipping has no bands");
    return ECO_OK;
}

static eco_status check_together(const eco_promotion *promotion, eco_error *error)
{
    if (promotion->stage == ECO_STAGE_SHIPPING &&
        (eco_selection_of(promotion) || promotion->max_quantity || promotion->max_line_quantity))
        return eco_fail(error, ECO_E_INVALID, "/stage", "the benefit of this stage is for shipments: no selection of units");
    if (eco_selection_check(promotion, error))
        return ECO_E_INVALID;
    return check_bands(promotion, error);
}

eco_status eco_promotion_check(const eco_promotion *promotion, eco_error *error)
{
    if (eco_text_check(promotion->id, true, "/id", error) || eco_text_check(promotion->label, false, "/label", error) ||
        eco_text_check(promotion->coupon, false, "/coupon", error) || eco_text_check(promotion->when, false, "/when", error) ||
        eco_text_check(promotion->on, false, "/on", error) || eco_text_check(promotion->buy, false, "/buy", error) ||
        eco_text_check(promotion->exclusion_group, false, "/exclusion_group", error) ||
        eco_check_window(promotion->starts_us, promotion->ends_us, error))
        return ECO_E_INVALID;
    if (eco_check_known(promotion->stage >= ECO_STAGE_ITEM && promotion->stage <= ECO_STAGE_SHIPPING, promotion->stage, "/stage",
                        error) ||
        eco_check_known(promotion->basis >= ECO_BASIS_RUNNING && promotion->basis <= ECO_BASIS_LIST, promotion->basis, "/basis",
                        error) ||
        eco_check_known(promotion->percent_basis >= ECO_BASIS_RUNNING && promotion->percent_basis <= ECO_BASIS_LIST,
                        promotion->percent_basis, "/percent_basis", error) ||
        check_quantities(promotion, error) || check_limits(promotion, error) || check_together(promotion, error))
        return ECO_E_INVALID;
    eco_status status = check_tiers(promotion, error);
    return status ? status : check_benefits(promotion, error);
}
