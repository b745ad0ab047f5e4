/* pricing_reference_promotion.c - what one promotion would do to the goods (or shipments) as they stand, and why not more. */
#include "pricing_reference.h"

#include <string.h>

/* ---- time, coupon and limits ---- */

static bool entered(const scenario *given, const char *code)
{
    for (size_t i = 0; i < given->cart.coupons_count; i++)
        if (strcmp(given->cart.coupons[i], code) == 0)
            return true;
    return false;
}

/* The code that opens a promotion: entered, and asked for. */
static const char *opening_code(const scenario *given, const char *coupon)
{
    if (coupon[0] != '@')
        return entered(given, coupon) ? coupon : NULL;
    for (int i = 0; i < 2; i++)
        if (entered(given, codes_set[i]))
            return codes_set[i];
    return NULL;
}

bool reference_is_open(reference_trial *out, const scenario *given, const eco_promotion *promotion)
{
    int which = reference_campaign(given, promotion);
    const eco_campaign *campaign = which < 0 ? NULL : &given->campaigns[which];
    out->reason = ECO_REASON_APPLIED;
    out->coupon = promotion->coupon ? opening_code(given, promotion->coupon) : NULL;
    if (given->cart.at_us < promotion->starts_us)
        out->reason = ECO_REASON_NOT_STARTED;
    else if (promotion->ends_us && given->cart.at_us >= promotion->ends_us)
        out->reason = ECO_REASON_ENDED;
    else if (campaign && given->cart.at_us < campaign->starts_us)
        out->reason = ECO_REASON_NOT_STARTED, out->by = campaign->id;
    else if (campaign && campaign->ends_us && given->cart.at_us >= campaign->ends_us)
        out->reason = ECO_REASON_ENDED, out->by = campaign->id;
    else if (promotion->coupon && !out->coupon)
        out->reason = ECO_REASON_NO_COUPON;
    return out->reason == ECO_REASON_APPLIED && reference_has_use_left(out, given, promotion);
}

/* ---- conditions ---- */

static int64_t whole_units(const reference_quote *quote, const bool *targets)
{
    wide micro = 0;
    for (int i = 0; i < quote->goods_count; i++)
        if (!targets || targets[i])
            micro += quote->lines[i].quantity * reference_power10(6 - quote->lines[i].quantity_scale);
    return reference_narrow(micro / reference_power10(6));
}

/* cart.subtotal >= or cart.quantity >= */
static bool is_bound(const condition *given)
{
    return given->kind == CONDITION_NUMBER && given->relation == AT_LEAST &&
           (strcmp(given->name, "cart.subtotal") == 0 || strcmp(given->name, "cart.quantity") == 0);
}

/* Would the `when` hold with more in the cart? */
static bool only_bounds_fail(const condition *when, const reference_view *view)
{
    bool only = true;
    if (when->kind != CONDITION_AND)
        return is_bound(when);
    for (int i = 0; i < when->parts_count; i++)
        only = only && (is_bound(when->parts[i]) || reference_holds(when->parts[i], view));
    return only;
}

/* Which part of the `when` failed first, and what a bound on the cart misses. */
static void explain_condition(reference_trial *out, const reference_quote *quote, const scenario *given, const condition *when)
{
    const reference_view view = {given, quote->lines, quote->goods_count, NULL};
    const condition *failed = when;
    for (int i = 0; when->kind == CONDITION_AND && i < when->parts_count && failed == when; i++)
        if (!reference_holds(when->parts[i], &view))
            failed = when->parts[i];
    condition_print(out->needed, sizeof out->needed, failed);
    out->failed = failed;
    if (!is_bound(failed))
        return;
    wide up = failed->numbers[0].up, down = failed->numbers[0].down, money = reference_power10(given->exponent);
    int64_t subtotal = 0;
    for (int i = 0; i < quote->goods_count; i++)
        subtotal += quote->lines[i].left_minor;
    if (strcmp(failed->name, "cart.subtotal") == 0)
        out->missing_minor = reference_narrow(reference_round(up * money, down, ECO_ROUNDING_CEILING)) - subtotal;
    if (strcmp(failed->name, "cart.quantity") == 0)
        out->missing_quantity = reference_narrow(reference_round(up, down, ECO_ROUNDING_CEILING)) - whole_units(quote, NULL);
}

/* ---- tiers ---- */

int64_t reference_from(const eco_tier *tier)
{
    return tier->from_minor ? tier->from_minor : tier->from_quantity;
}

const eco_tier *reference_tier_at(const eco_promotion *promotion, int64_t value, bool next)
{
    const eco_tier *found = NULL;
    for (size_t i = 0; i < promotion->tiers_count; i++) {
        const eco_tier *tier = &promotion->tiers[i];
        int64_t from = reference_from(tier);
        if (next ? from > value && (!found || from < reference_from(found))
                 : from <= value && (!found || from > reference_from(found)))
            found = tier;
    }
    return found;
}

/* What the next tier would save, where that can be said without pricing again. */
static int64_t next_off(const scenario *given, const eco_promotion *promotion, const eco_tier *next, int64_t at)
{
    int64_t off = 0;
    if (promotion->buy_quantity || promotion->group_quantity || promotion->max_quantity || promotion->max_line_quantity ||
        promotion->bands || promotion->stage == ECO_STAGE_SHIPPING)
        return 0;
    if (next->off_minor)
        off = next->off_minor * (promotion->repeats ? at / reference_from(next) : 1);
    else if (next->off_percent.coefficient && next->from_minor && promotion->percent_basis == promotion->basis)
        off = reference_percent(given, next->from_minor, next->off_percent);
    return promotion->max_off_minor && off > promotion->max_off_minor ? promotion->max_off_minor : off;
}

static void explain_next(reference_trial *out, const scenario *given, const eco_promotion *promotion, int64_t value)
{
    const eco_tier *now = reference_tier_at(promotion, value, false), *next = reference_tier_at(promotion, value, true);
    int64_t at = next ? reference_from(next) : 0;
    if (promotion->repeats && now) {
        int64_t multiple = (value / reference_from(now) + 1) * reference_from(now);
        if (!next || multiple < at) {
            next = now;
            at = multiple;
        }
    }
    if (!next)
        return;
    *(next->from_minor ? &out->missing_minor : &out->missing_quantity) = at - value;
    out->next_off_minor = next_off(given, promotion, next, at);
}

/* ---- all ---- */

static void give_gift(reference_trial *out, const eco_promotion *promotion, const eco_tier *tier, int64_t value)
{
    int64_t quantity = tier->gift_quantity ? tier->gift_quantity : 1;
    quantity *= promotion->repeats ? value / reference_from(tier) : 1;
    out->gift_sku = tier->gift_sku;
    out->gift_quantity = quantity;
    out->reason = ECO_REASON_APPLIED;
    if (promotion->max_quantity && quantity > promotion->max_quantity) {
        out->gift_quantity = promotion->max_quantity;
        out->reason = ECO_REASON_CLIPPED;
        out->by = "max_quantity";
    }
}

/* The lines that `on` is for, and what the threshold looks at. */
static int find_targets(bool *targets, int64_t *value, const reference_quote *quote, const scenario *given, int which)
{
    const eco_promotion *promotion = &given->promotions[which];
    reference_view view = {given, quote->lines, quote->goods_count, NULL};
    int members = 0;
    *value = 0;
    for (int i = 0; i < quote->goods_count; i++) {
        view.line = &quote->lines[i];
        targets[i] = !view.line->is_taken && reference_holds(given->promotion_on[which], &view);
        members += targets[i];
        if (targets[i])
            *value += promotion->basis == ECO_BASIS_LIST ? view.line->list_minor : view.line->left_minor;
    }
    for (size_t i = 0; i < promotion->tiers_count; i++)
        if (promotion->tiers[i].from_quantity)
            *value = whole_units(quote, targets);
    return members;
}

static void find_buys(bool *buys, const reference_quote *quote, const scenario *given, int which)
{
    reference_view view = {given, quote->lines, quote->goods_count, NULL};
    for (int i = 0; i < quote->goods_count; i++) {
        view.line = &quote->lines[i];
        buys[i] = !view.line->is_taken && reference_holds(given->promotion_buy[which], &view);
    }
}

/* What benefits: the target itself, or the shipments. */
static void begin_selection(reference_selection *out, reference_quote *quote, const eco_promotion *promotion, const bool *targets)
{
    bool ships = promotion->stage == ECO_STAGE_SHIPPING;
    memset(out, 0, sizeof *out);
    out->lines = ships ? quote->shipments : quote->lines;
    out->lines_count = ships ? quote->shipments_count : quote->goods_count;
    for (int i = 0; i < out->lines_count; i++)
        out->targets[i] = ships ? !quote->shipments[i].is_taken : targets[i];
}

static void give(reference_trial *out, reference_quote *quote, const scenario *given, int which, const bool *targets,
                 const eco_tier *tier, int64_t value)
{
    static reference_selection selection;
    const eco_promotion *promotion = &given->promotions[which];
    bool buys[REFERENCE_LINES];
    if (tier->gift_sku) {
        give_gift(out, promotion, tier, value);
        return;
    }
    find_buys(buys, quote, given, which);
    begin_selection(&selection, quote, promotion, targets);
    if (reference_select(&selection, given, promotion, tier, buys) == 0)
        out->reason = ECO_REASON_NO_TARGET;
    else
        reference_take(out, &selection, quote, given, promotion, tier, value);
}

/* Is there a shipment to reduce, and goods that are the reason? Without an `on` none are needed. */
static bool can_ship(const reference_quote *quote, const scenario *given, int which, int members)
{
    int open = 0;
    for (int i = 0; i < quote->shipments_count; i++)
        open += !quote->shipments[i].is_taken;
    return open > 0 && (members > 0 || !given->promotion_on[which]);
}

/* What gives something needs a use of its campaign. */
static void want_a_use(reference_trial *out, const reference_quote *quote, const scenario *given, const eco_promotion *promotion)
{
    int campaign = reference_campaign(given, promotion);
    if (campaign >= 0 && (out->off_minor > 0 || out->gift_quantity > 0) && quote->budgets[campaign].uses == 0)
        reference_refuse(out, given, campaign, &quote->budgets[campaign], "budget_uses");
}

void reference_try(reference_trial *out, reference_quote *quote, const scenario *given, int which)
{
    const eco_promotion *promotion = &given->promotions[which];
    const reference_view view = {given, quote->lines, quote->goods_count, NULL};
    bool targets[REFERENCE_LINES];
    int64_t value;
    memset(out, 0, sizeof *out);
    if (!reference_is_open(out, given, promotion))
        return;
    int members = find_targets(targets, &value, quote, given, which);
    bool has_target = promotion->stage == ECO_STAGE_SHIPPING ? can_ship(quote, given, which, members) : members > 0;
    if (!reference_holds(given->promotion_when[which], &view)) {
        out->reason = ECO_REASON_CONDITION;
        explain_condition(out, quote, given, given->promotion_when[which]);
        out->bounded = has_target && only_bounds_fail(given->promotion_when[which], &view);
        return;
    }
    if (!has_target) {
        out->reason = ECO_REASON_NO_TARGET;
        return;
    }
    const eco_tier *tier = reference_tier_at(promotion, value, false);
    if (tier)
        give(out, quote, given, which, targets, tier, value);
    else
        out->reason = ECO_REASON_BELOW_THRESHOLD;
    want_a_use(out, quote, given, promotion);
    if (out->reason <= ECO_REASON_BELOW_THRESHOLD || out->reason == ECO_REASON_NO_TARGET)
        explain_next(out, given, promotion, value);
}
