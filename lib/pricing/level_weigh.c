/* level_weigh.c - which line of a level is whose, and what the budgets of campaigns leave of it. All are compared by what they would take off; then each
 * takes, in the order of work, what it keeps from its campaign's budget. The first that finds too little is cut to what there is, and all are compared
 * again. One that was cut gains no more lines, so this ends: each line is gained at most once by each that was not cut yet. */
#include "pricing/level.h"
#include "pricing/limit.h"

#include <string.h>

static void forget(const eco_pricing_work *work, eco_contest *level)
{
    memset(level->combined, 0, work->items_count * sizeof *level->combined);
    memset(level->best_offs, 0, work->items_count * sizeof *level->best_offs);
    memset((void *)level->best, 0, work->items_count * sizeof *level->best);
    memset((void *)level->first, 0, work->items_count * sizeof *level->first);
}

static void compare(const eco_pricing_work *work, eco_contest *level)
{
    for (size_t i = 0; i < level->count; i++) {
        eco_trial *tried = &level->trials[i];
        for (size_t k = 0; k < tried->count && tried->competes; k++) {
            size_t item = (size_t)(tried->items[k] - work->items);
            if (tried->offs[k] > level->best_offs[item]) {
                level->best_offs[item] = tried->offs[k];
                level->best[item] = tried;
            }
        }
        for (size_t k = 0; k < tried->count && !tried->competes; k++) {
            size_t item = (size_t)(tried->items[k] - work->items);
            level->combined[item] += tried->offs[k];
            if (tried->offs[k] && !level->first[item])
                level->first[item] = tried;
        }
    }
}

static int64_t kept_by(const eco_trial *tried, const eco_pricing_work *work, const eco_contest *level)
{
    int64_t kept = 0;
    for (size_t i = 0; i < tried->count; i++)
        if (tried->offs[i] && eco_trial_keeps(tried, work, level, tried->items[i]))
            kept += tried->offs[i];
    return kept;
}

/* It leaves the level. */
static void leave(eco_trial *tried, const char *campaign, const char *needed, int64_t kept, int64_t left)
{
    tried->outcome = (eco_outcome){.reason = ECO_REASON_BUDGET, .by = campaign, .needed = needed, .clipped = kept, .left = left};
    tried->count = 0;
    tried->cut = false;
}

/* Of the lines that it keeps, in canonical order, as many as `left` lasts for; and no others. */
static void cut(eco_trial *tried, const eco_pricing_work *work, const eco_contest *level, int64_t left)
{
    tried->cut = true;
    tried->outcome.left = left;
    for (size_t i = 0; i < tried->count; i++) {
        if (!tried->offs[i])
            continue;
        bool keeps = eco_trial_keeps(tried, work, level, tried->items[i]);
        tried->offs[i] = !keeps ? 0 : tried->offs[i] < left ? tried->offs[i] : left;
        left -= tried->offs[i];
    }
}

/* Takes from the budgets, in the order of work, what each keeps. Where one finds too little it is cut: true. */
static bool take_in_turn(const eco_pricing_work *work, const eco_contest *level, size_t *taken)
{
    for (size_t i = 0; i < level->count; i++) {
        eco_trial *tried = &level->trials[i];
        eco_budget *budget = eco_budget_of(work, tried->rule);
        int64_t kept = budget ? kept_by(tried, work, level) : 0;
        *taken = i;
        if (!kept && !(budget && tried->outcome.gift_quantity))
            continue;
        const eco_campaign *campaign = eco_rule_campaign(work, tried->rule);
        if (!budget->left_uses)
            leave(tried, campaign->id, "budget_uses", kept, budget->left_minor == INT64_MAX ? 0 : budget->left_minor);
        else if (kept > budget->left_minor && (!campaign->clip || !budget->left_minor))
            leave(tried, campaign->id, "budget", kept, budget->left_minor);
        else if (kept > budget->left_minor)
            cut(tried, work, level, budget->left_minor);
        else {
            eco_budget_spend(budget, kept, 1);
            continue;
        }
        return true;
    }
    *taken = level->count;
    return false;
}

static void give_back(const eco_pricing_work *work, const eco_contest *level, size_t taken)
{
    for (size_t i = 0; i < taken; i++) {
        const eco_trial *tried = &level->trials[i];
        eco_budget *budget = eco_budget_of(work, tried->rule);
        int64_t kept = budget ? kept_by(tried, work, level) : 0;
        if (kept || (budget && tried->outcome.gift_quantity))
            eco_budget_spend(budget, -kept, -1);
    }
}

void eco_contest_weigh(eco_pricing_work *work, eco_contest *level)
{
    compare(work, level);
    if (!work->budgets)
        return;
    for (;;) {
        size_t taken;
        bool short_of = take_in_turn(work, level, &taken);
        give_back(work, level, taken);
        if (!short_of)
            return;
        forget(work, level);
        compare(work, level);
    }
}
