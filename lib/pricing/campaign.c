/* campaign.c - the budgets of campaigns within one quote: what the counts from before leave, spent promotion by promotion; and the uses that the quote tells
 * of. */
#include "pricing/limit.h"

#include <string.h>

const eco_campaign *eco_rule_campaign(const eco_pricing_work *work, const eco_rule *rule)
{
    return work->rulebook->content.campaigns[rule->campaign];
}

bool eco_campaign_opens(const eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome)
{
    const eco_campaign *campaign = eco_rule_campaign(work, rule);
    int64_t at = work->cart->at_us;
    if (campaign->starts_us && at < campaign->starts_us)
        outcome->reason = ECO_REASON_NOT_STARTED;
    else if (campaign->ends_us && at >= campaign->ends_us)
        outcome->reason = ECO_REASON_ENDED;
    else
        return true;
    outcome->by = campaign->id;
    return false;
}

/* ---- budgets ---- */

eco_status eco_budgets_begin(eco_pricing_work *work)
{
    if (!work->rulebook->content.campaigns_count)
        return ECO_OK;
    work->budgets_capacity = eco_table_capacity(work);
    work->budgets = eco_arena_take_array(work->scratch, work->budgets_capacity, sizeof *work->budgets);
    return work->budgets ? ECO_OK : eco_fail_memory(work->error);
}

static int64_t left_of(int64_t budget, int64_t used)
{
    return !budget ? INT64_MAX : used < budget ? budget - used : 0;
}

eco_budget *eco_budget_find(const eco_pricing_work *work, const eco_rule *rule)
{
    size_t at = eco_table_place(rule->campaign, work->budgets_capacity);
    while (work->budgets[at].campaign && work->budgets[at].campaign != rule->campaign + 1)
        at = (at + 1) & (work->budgets_capacity - 1);
    eco_budget *budget = &work->budgets[at];
    if (!budget->campaign) {
        const eco_campaign *campaign = eco_rule_campaign(work, rule);
        eco_count used = eco_limits_count(work, rule->campaign, ECO_COUNT_CAMPAIGN);
        *budget = (eco_budget){rule->campaign + 1, left_of(campaign->budget_minor, used.spent),
                               left_of(campaign->budget_uses, used.uses)};
    }
    return budget;
}

void eco_budget_spend(eco_budget *budget, int64_t minor, int64_t uses)
{
    if (budget->left_minor != INT64_MAX)
        budget->left_minor -= minor;
    if (budget->left_uses != INT64_MAX)
        budget->left_uses -= uses;
}

/* ---- the quote's uses ---- */

static eco_use *next_use(eco_pricing_work *work)
{
    if (work->uses_count == work->uses_capacity) {
        size_t capacity = work->uses_capacity ? 2 * work->uses_capacity : 4;
        eco_use *uses = eco_arena_take_array(work->scratch, capacity, sizeof *uses);
        if (!uses)
            return NULL;
        if (work->uses_count)
            memcpy(uses, work->uses, work->uses_count * sizeof *uses);
        work->uses = uses;
        work->uses_capacity = capacity;
    }
    return &work->uses[work->uses_count++];
}

static int64_t told(int64_t left)
{
    return left == INT64_MAX ? 0 : left;
}

eco_status eco_rule_use(eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome)
{
    eco_use *use = next_use(work);
    if (!use)
        return eco_fail_memory(work->error);
    eco_budget *budget = eco_budget_of(work, rule);
    int64_t uses = eco_limits_left(work, rule, outcome->coupon), minor = INT64_MAX;
    if (budget) {
        uses = budget->left_uses < uses ? budget->left_uses : uses;
        minor = budget->left_minor;
        eco_budget_spend(budget, outcome->off, 1);
    }
    *use = (eco_use){.promotion = eco_pricing_work_text(work, rule->promotion->id),
                     .campaign = budget ? eco_pricing_work_text(work, rule->promotion->campaign) : NULL,
                     .customer = eco_pricing_work_text(work, work->cart->customer),
                     .code = eco_pricing_work_text(work, outcome->coupon),
                     .uses = 1,
                     .spent_minor = outcome->off,
                     .left_uses = told(uses),
                     .left_minor = told(minor)};
    return ECO_OK;
}
