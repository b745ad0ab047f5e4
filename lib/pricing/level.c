/* level.c - the candidates level by level: those that combine follow one another, those that compete see what the level began with, and each line takes the
 * better. Before all: the exclusive ones (exclusive.c). */
#include "pricing/level.h"
#include "pricing/limit.h"

static bool competes(const eco_pricing_work *work, const eco_rule *rule)
{
    return work->rulebook->content.stacking == ECO_STACKING_BEST || rule->promotion->stands_alone;
}

/* ---- exclusion groups ---- */

static eco_status begin_exclusions(eco_pricing_work *work)
{
    if (!work->rulebook->exclusions.count)
        return ECO_OK;
    work->excluders_capacity = eco_table_capacity(work);
    work->excluders = eco_arena_take_array(work->scratch, work->excluders_capacity, sizeof *work->excluders);
    return work->excluders ? ECO_OK : eco_fail_memory(work->error);
}

const char **eco_work_excluder(const eco_pricing_work *work, const eco_rule *rule)
{
    size_t at = eco_table_place(rule->exclusion, work->excluders_capacity);
    while (work->excluders[at].exclusion && work->excluders[at].exclusion != rule->exclusion + 1)
        at = (at + 1) & (work->excluders_capacity - 1);
    work->excluders[at].exclusion = rule->exclusion + 1;
    return &work->excluders[at].by;
}

static const char *excluder_of(const eco_pricing_work *work, const eco_rule *rule)
{
    return rule->exclusion >= 0 ? *eco_work_excluder(work, rule) : NULL;
}

void eco_tell_excluded(eco_pricing_work *work, const eco_rule *rule, const char *by)
{
    eco_outcome outcome = {0};
    if (eco_rule_opens(work, rule, &outcome)) {
        outcome.reason = ECO_REASON_EXCLUDED;
        outcome.by = by;
    }
    eco_explain_rule(work, rule, &outcome);
}

static void exclude(eco_trial *tried, const char *by)
{
    tried->outcome = (eco_outcome){.reason = ECO_REASON_EXCLUDED, .by = by};
    tried->count = 0;
}

/* ---- a level whose promotions all combine ---- */

static eco_status combine(eco_pricing_work *work, const int32_t *rules, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const eco_rule *rule = &work->rulebook->rules[rules[i]];
        eco_offer offer;
        eco_outcome outcome;
        if (rule->promotion->exclusive)
            continue;
        if (excluder_of(work, rule)) {
            eco_tell_excluded(work, rule, excluder_of(work, rule));
            continue;
        }
        if (eco_rule_try(&offer, &outcome, work, rule) || eco_rule_finish(work, rule, &outcome, offer.items, offer.count))
            return work->error->status;
    }
    return ECO_OK;
}

/* ---- a level in which some compete ---- */

static bool keep_offer(eco_trial *kept, eco_pricing_work *work, const eco_offer *offer)
{
    size_t count = kept->outcome.off ? offer->count : 0;
    if (!count)
        return true;
    kept->items = eco_arena_copy(work->scratch, offer->items, count * sizeof *kept->items);
    kept->offs = eco_arena_take_array(work->scratch, count, sizeof *kept->offs);
    kept->units = eco_arena_take_array(work->scratch, count, sizeof *kept->units);
    if (!kept->items || !kept->offs || !kept->units)
        return false;
    kept->count = count;
    for (size_t i = 0; i < count; i++) {
        kept->offs[i] = kept->items[i]->stake->off;
        kept->units[i] = kept->items[i]->stake->taken;
        kept->items[i]->stake->off = 0;
    }
    return true;
}

static eco_status try_one(eco_trial *tried, eco_pricing_work *work)
{
    eco_offer offer;
    const char *by = excluder_of(work, tried->rule);
    if (by) {
        exclude(tried, by);
        eco_outcome opened = {0};
        if (!eco_rule_opens(work, tried->rule, &opened))
            tried->outcome = opened;
        return ECO_OK;
    }
    if (eco_rule_try(&offer, &tried->outcome, work, tried->rule))
        return work->error->status;
    return keep_offer(tried, work, &offer) ? ECO_OK : eco_fail_memory(work->error);
}

/* Takes off (sign 1) or gives back (-1) what was tried. */
static void take_for_now(eco_pricing_work *work, const eco_trial *tried, int64_t sign)
{
    eco_budget *budget = eco_budget_of(work, tried->rule);
    if (budget && eco_trial_gives(tried))
        eco_budget_spend(budget, sign * tried->outcome.off, sign);
    for (size_t i = 0; i < tried->count; i++) {
        tried->items[i]->left -= sign * tried->offs[i];
        if (tried->items[i]->kind == ECO_ITEM_GOODS)
            work->left -= sign * tried->offs[i];
    }
    eco_facts_amounts(work);
}

/* Those that combine, one after the other; then all is given back. Gifts are given here too: they take nothing off. */
static eco_status try_combining(eco_pricing_work *work, eco_contest *level)
{
    for (size_t i = 0; i < level->count; i++) {
        eco_trial *tried = &level->trials[i];
        if (tried->competes)
            continue;
        if (try_one(tried, work))
            return work->error->status;
        if (eco_trial_gives(tried) && tried->rule->exclusion >= 0)
            *eco_work_excluder(work, tried->rule) = tried->rule->promotion->id;
        take_for_now(work, tried, 1);
    }
    for (size_t i = level->count; i-- > 0;)
        if (!level->trials[i].competes)
            take_for_now(work, &level->trials[i], -1);
    return ECO_OK;
}

static bool is_rival(const eco_trial *tried, int32_t exclusion)
{
    return tried->competes && tried->rule->exclusion == exclusion && eco_trial_gives(tried);
}

/* Of those of a group that compete the one that takes most off stays. Candidates come by id: the first of equals stays. */
static void exclude_among_competing(eco_contest *level)
{
    for (size_t i = 0; i < level->count; i++) {
        int32_t exclusion = level->trials[i].rule->exclusion;
        eco_trial *best = &level->trials[i];
        if (exclusion < 0 || !is_rival(best, exclusion))
            continue;
        for (size_t k = i + 1; k < level->count; k++)
            if (is_rival(&level->trials[k], exclusion) && level->trials[k].outcome.off > best->outcome.off)
                best = &level->trials[k];
        for (size_t k = i; k < level->count; k++)
            if (&level->trials[k] != best && is_rival(&level->trials[k], exclusion))
                exclude(&level->trials[k], best->rule->promotion->id);
    }
}

static eco_status try_competing(eco_pricing_work *work, eco_contest *level)
{
    for (size_t i = 0; i < level->count; i++)
        if (level->trials[i].competes && try_one(&level->trials[i], work))
            return work->error->status;
    exclude_among_competing(level);
    return ECO_OK;
}

/* What a promotion keeps of what it tried; the rest was better served by others. Items stand in canonical order. */
static void settle(eco_trial *tried, const eco_pricing_work *work, const eco_contest *level)
{
    eco_outcome *outcome = &tried->outcome;
    int64_t kept = 0;
    const char *lost_to = NULL;
    for (size_t i = 0; i < tried->count; i++) {
        const eco_trial *winner = eco_contest_winner(work, level, tried->items[i]);
        if (!tried->offs[i])
            continue;
        if (eco_trial_keeps(tried, work, level, tried->items[i])) {
            tried->items[i]->stake->off = tried->offs[i];
            tried->items[i]->stake->taken = tried->units[i];
            kept += tried->offs[i];
        } else if (!lost_to) {
            lost_to = (winner ? winner : level->first[tried->items[i] - work->items])->rule->promotion->id;
        }
    }
    if (!lost_to && !tried->cut)
        return;
    int64_t clipped;
    if (__builtin_add_overflow(outcome->reason == ECO_REASON_CLIPPED ? outcome->clipped : 0, outcome->off - kept, &clipped))
        clipped = INT64_MAX;
    if (kept)
        outcome->reason = ECO_REASON_CLIPPED;
    else
        *outcome = (eco_outcome){.reason = ECO_REASON_WORSE};
    outcome->off = kept;
    outcome->by = kept && tried->cut ? tried->rule->promotion->campaign : lost_to;
    if (!tried->cut)
        outcome->left = 0;
    outcome->clipped = clipped;
}

static eco_status begin_level(eco_contest *level, eco_pricing_work *work, const int32_t *rules, size_t count)
{
    *level = (eco_contest){0};
    level->trials = eco_arena_take_array(work->scratch, count, sizeof *level->trials);
    level->combined = eco_arena_take_array(work->scratch, work->items_count, sizeof *level->combined);
    level->best = eco_arena_take_array(work->scratch, work->items_count, sizeof *level->best);
    level->first = eco_arena_take_array(work->scratch, work->items_count, sizeof *level->first);
    level->best_offs = eco_arena_take_array(work->scratch, work->items_count, sizeof *level->best_offs);
    if (!level->trials || !level->combined || !level->best || !level->first || !level->best_offs)
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < count; i++) {
        const eco_rule *rule = &work->rulebook->rules[rules[i]];
        if (!rule->promotion->exclusive)
            level->trials[level->count++] = (eco_trial){.rule = rule, .competes = competes(work, rule)};
    }
    return ECO_OK;
}

static eco_status compete(eco_pricing_work *work, const int32_t *rules, size_t count)
{
    eco_contest level;
    if (begin_level(&level, work, rules, count) || try_combining(work, &level) || try_competing(work, &level))
        return work->error->status;
    eco_contest_weigh(work, &level);
    for (size_t i = 0; i < level.count; i++)
        if (level.trials[i].rule->exclusion >= 0 && !level.trials[i].competes && eco_trial_gives(&level.trials[i]))
            *eco_work_excluder(work, level.trials[i].rule) = NULL; /* set again below, if it keeps anything */
    for (size_t i = 0; i < level.count; i++) {
        eco_trial *tried = &level.trials[i];
        settle(tried, work, &level);
        if (eco_rule_finish(work, tried->rule, &tried->outcome, tried->items, tried->count))
            return work->error->status;
    }
    return ECO_OK;
}

/* ---- all ---- */

/* Where the level that begins at `first` ends, and whether some of it compete. */
static size_t level_end(const eco_pricing_work *work, size_t first, bool *some_compete)
{
    const eco_rule *rules = work->rulebook->rules;
    const eco_promotion *begin = rules[work->candidates[first]].promotion;
    size_t end = first;
    *some_compete = false;
    for (; end < work->candidates_count; end++) {
        const eco_rule *rule = &rules[work->candidates[end]];
        if (rule->promotion->stage != begin->stage || rule->promotion->priority != begin->priority)
            break;
        *some_compete = *some_compete || competes(work, rule);
    }
    return end;
}

static eco_status work_levels(eco_pricing_work *work)
{
    eco_stage stage = -1;
    bool shipped = false;
    for (size_t first = 0, end; first < work->candidates_count; first = end) {
        bool some_compete;
        eco_stage next = work->rulebook->rules[work->candidates[first]].promotion->stage;
        end = level_end(work, first, &some_compete);
        work->level++;
        if (next != stage)
            work->stage_level = work->level;
        stage = next;
        if (stage == ECO_STAGE_SHIPPING && !shipped && eco_work_shipping(work, false))
            return work->error->status;
        shipped = shipped || stage == ECO_STAGE_SHIPPING;
        if ((some_compete ? compete : combine)(work, work->candidates + first, end - first))
            return work->error->status;
    }
    return shipped ? ECO_OK : eco_work_shipping(work, false);
}

eco_status eco_work_promotions(eco_pricing_work *work)
{
    const eco_rule *winner;
    if (eco_work_candidates(work) || begin_exclusions(work) || eco_budgets_begin(work) || eco_work_find_exclusive(&winner, work))
        return work->error->status;
    return winner ? eco_work_apply_exclusive(work, winner) : work_levels(work);
}
