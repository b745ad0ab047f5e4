/* exclusive.c - promotions that apply alone: each is tried on what the sale lists left, and the one that wins is the only one (decisions 6 and 16). */
#include "pricing/pricing_internal.h"

static int compare_priority(const void *a, const void *b, const void *context)
{
    const eco_rule *left = a, *right = b;
    (void)context;
    if (left->promotion->priority != right->promotion->priority)
        return left->promotion->priority > right->promotion->priority ? -1 : 1;
    return left->index < right->index ? -1 : 1; /* promotions stand by id */
}

static eco_status sort_exclusive(const eco_rule ***out, size_t *count, eco_pricing_work *work)
{
    *count = 0;
    for (size_t i = 0; i < work->candidates_count; i++)
        *count += work->rulebook->rules[work->candidates[i]].promotion->exclusive;
    *out = eco_arena_take_array(work->scratch, 2 * *count, sizeof **out);
    if (!*out)
        return eco_fail_memory(work->error);
    size_t at = 0;
    for (size_t i = 0; i < work->candidates_count && at < *count; i++) {
        const eco_rule *rule = &work->rulebook->rules[work->candidates[i]];
        if (rule->promotion->exclusive)
            (*out)[at++] = rule;
    }
    eco_sort((const void **)*out, (const void **)*out + *count, *count, compare_priority, NULL);
    return ECO_OK;
}

/* One alone; takes nothing off. One for shipping needs prices on this state of the cart; a shipment that has none now may get one later. */
static eco_status try_exclusive(eco_outcome *outcome, eco_pricing_work *work, const eco_rule *rule)
{
    eco_offer offer;
    if (rule->promotion->stage == ECO_STAGE_SHIPPING && eco_work_shipping(work, true))
        return work->error->status;
    if (eco_rule_try(&offer, outcome, work, rule))
        return work->error->status;
    for (size_t i = 0; i < offer.count; i++)
        offer.items[i]->stake->off = 0;
    return ECO_OK;
}

/* Each alone on what the sale lists left: the first that gives something, in mode BEST the one that takes most off. It is then the only one. */
eco_status eco_work_find_exclusive(const eco_rule **winner, eco_pricing_work *work)
{
    const eco_rule **exclusive;
    size_t count, decisions_count = work->decisions_count;
    bool best = work->rulebook->content.stacking == ECO_STACKING_BEST;
    int64_t most = 0;
    *winner = NULL;
    if (sort_exclusive(&exclusive, &count, work))
        return work->error->status;
    for (size_t i = 0; i < count && (best || !*winner); i++) {
        eco_outcome outcome;
        if (try_exclusive(&outcome, work, exclusive[i]))
            return work->error->status;
        if ((outcome.off || outcome.gift_quantity) && (!*winner || outcome.off > most)) {
            *winner = exclusive[i];
            most = outcome.off;
        }
        eco_explain_rule(work, exclusive[i], &outcome);
    }
    if (*winner)
        work->decisions_count = decisions_count; /* the others are told to be excluded */
    return ECO_OK;
}

eco_status eco_work_apply_exclusive(eco_pricing_work *work, const eco_rule *winner)
{
    eco_offer offer;
    eco_outcome outcome;
    if (winner->promotion->stage == ECO_STAGE_SHIPPING && eco_work_shipping(work, false))
        return work->error->status;
    if (eco_rule_try(&offer, &outcome, work, winner) || eco_rule_finish(work, winner, &outcome, offer.items, offer.count))
        return work->error->status;
    for (size_t i = 0; work->explain && i < work->candidates_count; i++) {
        const eco_rule *rule = &work->rulebook->rules[work->candidates[i]];
        if (rule != winner)
            eco_tell_excluded(work, rule, winner->promotion->id);
    }
    return winner->promotion->stage == ECO_STAGE_SHIPPING ? ECO_OK : eco_work_shipping(work, false);
}
