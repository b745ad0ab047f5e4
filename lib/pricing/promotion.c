/* promotion.c - one promotion on what is left: its window, coupon, limits and condition, its target, its tier, the units and what they get. */
#include "pricing/limit.h"

#include <string.h>

bool eco_rule_knows_code(const eco_rule *rule, const char *code)
{
    return rule->codes ? eco_map_get(rule->codes, code, strlen(code), -1) >= 0 : strcmp(rule->promotion->coupon, code) == 0;
}

bool eco_code_entered(const eco_pricing_work *work, const eco_rule *rule, const char **code)
{
    for (size_t i = 0; i < work->coupons_count; i++)
        if (eco_rule_knows_code(rule, work->coupons[i])) {
            *code = work->coupons[i];
            return true;
        }
    return false;
}

bool eco_rule_opens(const eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome)
{
    const eco_promotion *promotion = rule->promotion;
    int64_t at = work->cart->at_us;
    if (promotion->starts_us && at < promotion->starts_us)
        outcome->reason = ECO_REASON_NOT_STARTED;
    else if (promotion->ends_us && at >= promotion->ends_us)
        outcome->reason = ECO_REASON_ENDED;
    else if (rule->campaign >= 0 && !eco_campaign_opens(work, rule, outcome))
        return false;
    else if (promotion->coupon && !eco_code_entered(work, rule, &outcome->coupon))
        outcome->reason = ECO_REASON_NO_COUPON;
    else
        return !rule->limited || eco_limits_let(work, rule, outcome);
    return false;
}

/* ---- the target ---- */

/* In work->target, of which there is one. */
static eco_status find_target(size_t *count, eco_pricing_work *work, const eco_rule *rule)
{
    *count = 0;
    for (size_t i = 0; i < work->goods_count; i++) {
        bool holds;
        if (eco_holds_for_item(&holds, work, rule->on, work->order[i], rule->promotion->id))
            return work->error->status;
        if (holds)
            work->target[(*count)++] = work->order[i];
    }
    return ECO_OK;
}

/* The place of a target that is asked for once, in a table by its id; ids of rules that are no candidates take no room. */
static eco_target *kept_target(eco_pricing_work *work, int32_t id)
{
    if (!work->targets) {
        work->targets_capacity = eco_table_capacity(work);
        work->targets = eco_arena_take_array(work->scratch, work->targets_capacity, sizeof *work->targets);
    }
    if (!work->targets)
        return NULL;
    size_t at = eco_table_place(id, work->targets_capacity);
    while (work->targets[at].items && work->targets[at].id != id)
        at = (at + 1) & (work->targets_capacity - 1);
    work->targets[at].id = id;
    return &work->targets[at];
}

/* In mode FIRST, without the lines that a higher level has served. */
static void drop_closed(eco_offer *offer)
{
    eco_pricing_work *work = offer->work;
    size_t kept = 0;
    for (size_t i = 0; i < offer->target_count; i++)
        if (!eco_item_closed(work, offer->target[i]))
            work->target[kept++] = offer->target[i];
    offer->target = work->target;
    offer->target_count = kept;
}

/* One that is asked for once, for all rules that ask the same. */
static eco_status take_kept_target(eco_offer *offer)
{
    eco_pricing_work *work = offer->work;
    eco_target *kept = kept_target(work, offer->rule->target);
    if (!kept)
        return eco_fail_memory(work->error);
    if (!kept->items) {
        size_t count;
        if (find_target(&count, work, offer->rule))
            return work->error->status;
        eco_item **items = eco_arena_take_raw(work->scratch, count, sizeof *items);
        if (!items)
            return eco_fail_memory(work->error);
        if (count)
            memcpy(items, work->target, count * sizeof *items);
        kept->items = items;
        kept->count = count;
    }
    offer->target = kept->items;
    offer->target_count = kept->count;
    return ECO_OK;
}

/* The goods that it is for: all, or those for which `on` holds. */
static eco_status take_target(eco_offer *offer)
{
    eco_pricing_work *work = offer->work;
    if (eco_work_order(work))
        return work->error->status;
    offer->target = work->order;
    offer->target_count = work->goods_count;
    if (offer->rule->target >= 0) {
        if (take_kept_target(offer))
            return work->error->status;
    } else if (offer->rule->on) {
        offer->target = work->target;
        if (find_target(&offer->target_count, work, offer->rule))
            return work->error->status;
    }
    if (work->rulebook->content.stacking == ECO_STACKING_FIRST && work->level > work->stage_level)
        drop_closed(offer);
    return ECO_OK;
}

/* ---- the tier ---- */

/* What the tiers look at: minor units, or whole units. All goods together fit, so a part of them does. */
static int64_t threshold_value(const eco_offer *offer)
{
    enum { SCALE = 6 };
    int64_t sum = 0;
    if (offer->rule->from == ECO_FROM_QUANTITY) {
        eco_wide micro = 0;
        for (size_t i = 0; i < offer->target_count; i++)
            micro += (eco_wide)offer->target[i]->quantity * eco_power10[SCALE - offer->target[i]->quantity_scale];
        return (int64_t)(micro / eco_power10[SCALE]);
    }
    for (size_t i = 0; i < offer->target_count; i++)
        sum += offer->promotion->basis == ECO_BASIS_RUNNING ? offer->target[i]->left : offer->target[i]->list;
    return sum;
}

/* The highest tier that is reached; -1: none. */
static int32_t reached_tier(const eco_rule *rule, int64_t value)
{
    int32_t reached = -1;
    for (size_t i = 0; i < rule->promotion->tiers_count; i++)
        if (rule->promotion->tiers[i].from_minor + rule->promotion->tiers[i].from_quantity <= value)
            reached = (int32_t)i;
    return reached;
}

/* What benefits: the target, or in the stage of shipping the shipments. */
static void take_items(eco_offer *offer)
{
    eco_pricing_work *work = offer->work;
    offer->items = offer->target;
    offer->count = offer->target_count;
    if (offer->promotion->stage != ECO_STAGE_SHIPPING)
        return;
    eco_item **shipments = work->order + work->goods_count + work->surcharges_count;
    offer->items = work->shipped;
    offer->count = 0;
    for (size_t i = 0; i < work->shipments_count; i++)
        if (!eco_item_closed(work, shipments[i]))
            offer->items[offer->count++] = shipments[i];
}

static bool has_target(const eco_offer *offer)
{
    bool shipping = offer->promotion->stage == ECO_STAGE_SHIPPING;
    return shipping ? offer->count && (offer->target_count || !offer->rule->on) : offer->target_count > 0;
}

/* ---- the whole ---- */

static void conclude(eco_outcome *outcome, const eco_offer *offer)
{
    bool floored = offer->blocked || (!offer->off && offer->floored);
    if (offer->refused) {
        *outcome = (eco_outcome){.reason = ECO_REASON_BUDGET,
                                 .by = offer->by,
                                 .needed = offer->refused,
                                 .clipped = offer->clipped,
                                 .left = offer->left};
        return;
    }
    if (offer->gift_quantity) {
        outcome->gift_sku = offer->tier->gift_sku;
        outcome->gift_quantity = offer->gift_quantity;
    } else if (floored) {
        *outcome = (eco_outcome){.reason = ECO_REASON_FLOOR};
    } else if (!offer->off) {
        *outcome = (eco_outcome){.reason = ECO_REASON_NOTHING_LEFT};
        return;
    }
    outcome->off = offer->off;
    outcome->by = offer->by;
    outcome->clipped = offer->clipped;
    outcome->left = offer->left;
    if (!floored)
        outcome->reason = offer->by && !offer->warned ? ECO_REASON_CLIPPED : ECO_REASON_APPLIED;
}

static eco_status benefit(eco_offer *offer, eco_outcome *outcome)
{
    const eco_rule *rule = offer->rule;
    take_items(offer);
    if (!has_target(offer)) {
        outcome->reason = ECO_REASON_NO_TARGET;
        return ECO_OK;
    }
    offer->value = threshold_value(offer);
    offer->reached = reached_tier(rule, offer->value);
    if (offer->work->explain)
        eco_explain_next(offer->work, rule, offer->value, offer->reached, outcome);
    if (offer->reached < 0) {
        outcome->reason = ECO_REASON_BELOW_THRESHOLD;
        return ECO_OK;
    }
    offer->tier = &rule->promotion->tiers[offer->reached];
    offer->times = rule->promotion->repeats ? offer->value / (offer->tier->from_minor + offer->tier->from_quantity) : 1;
    if (eco_offer_select(offer))
        return offer->work->error->status;
    if (!offer->units) {
        outcome->reason = ECO_REASON_NO_TARGET;
        return ECO_OK;
    }
    if (eco_offer_apply(offer))
        return offer->work->error->status;
    if (!offer->units) /* bands whose first unit is beyond the last one */
        outcome->reason = ECO_REASON_NO_TARGET;
    else
        conclude(outcome, offer);
    return ECO_OK;
}

eco_status eco_rule_try(eco_offer *offer, eco_outcome *outcome, eco_pricing_work *work, const eco_rule *rule)
{
    *outcome = (eco_outcome){0};
    *offer = (eco_offer){.work = work, .rule = rule, .promotion = rule->promotion};
    if (!eco_rule_opens(work, rule, outcome))
        return ECO_OK;
    bool holds = true;
    if (rule->when && eco_holds_for_cart(&holds, work, rule->when, rule->promotion->id))
        return work->error->status;
    if (!holds) {
        outcome->reason = ECO_REASON_CONDITION;
        if (work->explain)
            eco_explain_condition(work, rule, outcome);
        return ECO_OK;
    }
    if (take_target(offer) || benefit(offer, outcome))
        return work->error->status;
    return ECO_OK;
}

eco_status eco_rule_finish(eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome, eco_item *const *items,
                           size_t count)
{
    const eco_promotion *promotion = rule->promotion;
    if (outcome->off && eco_work_take_off(work, items, count, rule->index, promotion->id, outcome->coupon, promotion->stage))
        return work->error->status;
    if (outcome->gift_quantity && eco_work_give(work, rule, outcome))
        return work->error->status;
    if (rule->exclusion >= 0 && (outcome->off || outcome->gift_quantity))
        *eco_work_excluder(work, rule) = promotion->id;
    if (rule->limited && (outcome->off || outcome->gift_quantity) && eco_rule_use(work, rule, outcome))
        return work->error->status;
    eco_explain_rule(work, rule, outcome);
    return ECO_OK;
}
