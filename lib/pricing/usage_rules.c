/* usage_rules.c - what usage asks a rulebook: see usage_rules.h. */
#include "pricing/usage_rules.h"

#include <string.h>

#include "pricing/pricing_internal.h"

usage_rule eco_usage_rule_of(const eco_rulebook *rulebook, const char *promotion)
{
    const eco_rule *rule = eco_rulebook_find_rule(rulebook, promotion);
    if (!rule)
        return (usage_rule){NULL, NULL, NULL};
    return (usage_rule){rule->promotion, rule->campaign < 0 ? NULL : rulebook->content.campaigns[rule->campaign], rule->codes};
}

const eco_campaign *eco_usage_campaign_of(const eco_rulebook *rulebook, const char *id)
{
    int32_t place = eco_rulebook_find_campaign(rulebook, id);
    return place < 0 ? NULL : rulebook->content.campaigns[place];
}

bool eco_usage_rule_is_limited(const usage_rule *rule)
{
    const eco_promotion *promotion = rule->promotion;
    return rule->campaign || promotion->limit || promotion->limit_per_customer || promotion->limit_per_code;
}

bool eco_usage_rule_knows(const usage_rule *rule, const char *code)
{
    const char *coupon = rule->promotion->coupon;
    return rule->codes ? eco_map_get(rule->codes, code, strlen(code), -1) >= 0 : coupon && strcmp(coupon, code) == 0;
}

const eco_allocator *eco_usage_rulebook_allocator(const eco_rulebook *rulebook)
{
    return &rulebook->allocator;
}

eco_status eco_usage_check_cart(const eco_cart *cart, const eco_allocator *allocator, eco_error *error)
{
    return eco_cart_check(cart, allocator, error);
}
