/* limit.h - what is left of limits and of campaigns' budgets, for one cart at work. */
#ifndef ECO_PRICING_LIMIT_H
#define ECO_PRICING_LIMIT_H
#include "pricing/pricing_internal.h"

/* ---- limit.c: counts from before this cart, and limits, which a quote uses once at most ---- */

enum { ECO_COUNT_ALL, ECO_COUNT_CUSTOMER, ECO_COUNT_CAMPAIGN, ECO_COUNT_CODE /* and the code's place in work->coupons */ };

typedef struct eco_count {
    uint64_t key; /* 0: free */
    int64_t uses, spent;
} eco_count;

eco_status eco_used_check(const eco_used *used, size_t count, eco_error *error);
/* Reads the caller's counts; the coupons entered are known by now. */
eco_status eco_limits_read(eco_pricing_work *work, const eco_used *used, size_t count);
/* number: eco_rule.index, or that of a campaign. */
eco_count eco_limits_count(const eco_pricing_work *work, int32_t number, uint64_t what);
/* Is a use left? Sets the code that it takes, or the reason. */
bool eco_limits_let(const eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome);
/* Uses left before this cart; INT64_MAX: no limit. */
int64_t eco_limits_left(const eco_pricing_work *work, const eco_rule *rule, const char *code);

/* ---- campaign.c: budgets, which the promotions of a cart spend one after another ---- */

typedef struct eco_budget {        /* of a campaign */
    int32_t campaign;              /* 1 + its index; 0: free */
    int64_t left_minor, left_uses; /* INT64_MAX: no limit */
} eco_budget;

eco_status eco_budgets_begin(eco_pricing_work *work);                            /* before promotions, when candidates are known */
eco_budget *eco_budget_find(const eco_pricing_work *work, const eco_rule *rule); /* the rule has a campaign */
static inline eco_budget *eco_budget_of(const eco_pricing_work *work, const eco_rule *rule) /* NULL: it has none */
{
    return rule->campaign < 0 ? NULL : eco_budget_find(work, rule);
}
const eco_campaign *eco_rule_campaign(const eco_pricing_work *work, const eco_rule *rule);
bool eco_campaign_opens(const eco_pricing_work *work, const eco_rule *rule, eco_outcome *outcome); /* its window; the rule has one */
/* Spends it, or (below 0) gives it back. */
void eco_budget_spend(eco_budget *budget, int64_t minor, int64_t uses);
/* For the quote: what `outcome` uses and spends. */
eco_status eco_rule_use(eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome);

#endif
