/* promotion.c - one promotion after another, in the fixed order of work: its window, coupon and condition, its target, its tier, its benefit. */
#include "pricing/pricing_internal.h"

#include <string.h>

static bool knows_code(const eco_rule *rule, const char *code)
{
    return rule->codes ? eco_map_get(rule->codes, code, strlen(code), -1) >= 0 : strcmp(rule->promotion->coupon, code) == 0;
}

bool eco_code_entered(const eco_work *work, const eco_rule *rule, const char **code)
{
    for (size_t i = 0; i < work->coupons_count; i++)
        if (knows_code(rule, work->coupons[i])) {
            *code = work->coupons[i];
            return true;
        }
    return false;
}

/* What can be said without looking at the lines. */
static bool opens(const eco_work *work, const eco_rule *rule, eco_outcome *outcome)
{
    const eco_promotion *promotion = rule->promotion;
    int64_t at = work->cart->at_us;
    if (promotion->starts_us && at < promotion->starts_us)
        outcome->reason = ECO_REASON_NOT_STARTED;
    else if (promotion->ends_us && at >= promotion->ends_us)
        outcome->reason = ECO_REASON_ENDED;
    else if (promotion->coupon && !eco_code_entered(work, rule, &outcome->coupon))
        outcome->reason = ECO_REASON_NO_COUPON;
    else
        return true;
    return false;
}

static eco_status find_target(eco_target *target, eco_work *work, const eco_rule *rule)
{
    for (size_t i = 0; i < work->goods_count; i++) {
        bool holds;
        if (eco_holds_for_item(&holds, work, rule->on, work->order[i], rule->promotion->id))
            return work->error->status;
        if (holds)
            target->items[target->count++] = work->order[i];
    }
    return ECO_OK;
}

/* The goods that it is for: all, or those for which `on` holds, which is asked once for all rules that ask the same. */
static eco_status take_target(eco_offer *offer, const eco_rule *rule)
{
    eco_work *work = offer->work;
    eco_target all = {work->order, work->goods_count, true}, passing = {.items = work->target}, *target = &passing;
    if (!rule->on)
        target = &all;
    else if (rule->target >= 0)
        target = &work->targets[rule->target];
    if (!target->items && !(target->items = eco_arena_take_array(work->scratch, work->goods_count, sizeof *target->items)))
        return eco_fail_memory(work->error);
    if (!target->known && find_target(target, work, rule))
        return work->error->status;
    target->known = true;
    offer->items = target->items;
    offer->count = target->count;
    for (size_t i = 0; i < target->count; i++)
        offer->left += target->items[i]->left;
    return ECO_OK;
}

/* What the tiers look at: minor units, or whole units. All goods together fit, so a part of them does. */
static int64_t threshold_value(const eco_offer *offer, const eco_rule *rule)
{
    enum { SCALE = 6 };
    if (rule->from == ECO_FROM_QUANTITY) {
        eco_wide sum = 0;
        for (size_t i = 0; i < offer->count; i++)
            sum += (eco_wide)offer->items[i]->quantity * eco_power10[SCALE - offer->items[i]->quantity_scale];
        return (int64_t)(sum / eco_power10[SCALE]);
    }
    if (rule->promotion->basis == ECO_BASIS_RUNNING)
        return offer->left;
    int64_t list = 0;
    for (size_t i = 0; i < offer->count; i++)
        list += offer->items[i]->list;
    return list;
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

static eco_status benefit(eco_offer *offer, const eco_rule *rule, eco_outcome *outcome)
{
    if (offer->count == 0) {
        outcome->reason = ECO_REASON_NO_TARGET;
        return ECO_OK;
    }
    int64_t value = threshold_value(offer, rule);
    int32_t tier = reached_tier(rule, value);
    if (offer->work->explain)
        eco_explain_next(offer->work, rule, value, tier, outcome);
    if (tier < 0) {
        outcome->reason = ECO_REASON_BELOW_THRESHOLD;
        return ECO_OK;
    }
    offer->tier = &rule->promotion->tiers[tier];
    offer->times = rule->promotion->repeats ? value / (offer->tier->from_minor + offer->tier->from_quantity) : 1;
    if (rule->benefits[tier]->apply(offer) || eco_offer_cap(offer))
        return offer->work->error->status;
    if (offer->off == 0) {
        *outcome = (eco_outcome){.reason = ECO_REASON_NOTHING_LEFT};
        return ECO_OK;
    }
    outcome->off = offer->off;
    outcome->by = offer->clipped;
    outcome->reason = offer->clipped ? ECO_REASON_CLIPPED : ECO_REASON_APPLIED;
    return ECO_OK;
}

/* Fills items[]->off and tells what became of it; takes nothing off yet. */
static eco_status try_rule(eco_work *work, const eco_rule *rule, eco_outcome *outcome, size_t *target_count)
{
    *outcome = (eco_outcome){0};
    *target_count = 0;
    if (!opens(work, rule, outcome))
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
    eco_offer offer = {.work = work, .promotion = rule->promotion};
    if (take_target(&offer, rule) || benefit(&offer, rule, outcome))
        return work->error->status;
    *target_count = offer.count;
    return ECO_OK;
}

static eco_status finish_rule(eco_work *work, const eco_rule *rule, const eco_outcome *outcome, size_t target_count)
{
    if (outcome->off &&
        eco_work_take_off(work, target_count, rule->index, rule->promotion->id, outcome->coupon, rule->promotion->stage))
        return work->error->status;
    eco_explain_rule(work, rule, outcome);
    return ECO_OK;
}

/* The exclusive promotions, each alone on what the sale lists left. The first that gives something is the only one. */
static eco_status try_exclusive(const eco_rule **winner, eco_work *work)
{
    const eco_rulebook *rulebook = work->rulebook;
    size_t decisions_count = work->decisions_count;
    eco_outcome outcome;
    size_t target_count;
    *winner = NULL;
    for (size_t i = 0; i < rulebook->exclusive_count && !*winner; i++) {
        const eco_rule *rule = rulebook->exclusive[i];
        if (try_rule(work, rule, &outcome, &target_count))
            return work->error->status;
        if (outcome.off) {
            *winner = rule;
            work->decisions_count = decisions_count; /* those before are told to be excluded, as all others */
        }
        if (finish_rule(work, rule, &outcome, target_count))
            return work->error->status;
    }
    return ECO_OK;
}

static void exclude(eco_work *work, const eco_rule *rule, const eco_rule *winner)
{
    eco_outcome outcome = {0};
    if (opens(work, rule, &outcome)) {
        outcome.reason = ECO_REASON_EXCLUDED;
        outcome.by = winner->promotion->id;
    }
    eco_explain_rule(work, rule, &outcome);
}

eco_status eco_work_promotions(eco_work *work)
{
    const eco_rulebook *rulebook = work->rulebook;
    const eco_rule *winner;
    eco_outcome outcome;
    size_t target_count;
    if (try_exclusive(&winner, work))
        return work->error->status;
    for (size_t i = 0; i < rulebook->content.promotions_count; i++) {
        const eco_rule *rule = &rulebook->rules[i];
        if (winner) {
            if (rule != winner && work->explain)
                exclude(work, rule, winner);
        } else if (!rule->promotion->exclusive) {
            if (try_rule(work, rule, &outcome, &target_count) || finish_rule(work, rule, &outcome, target_count))
                return work->error->status;
        }
    }
    return ECO_OK;
}
