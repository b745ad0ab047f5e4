/* usage_rules.h - what usage asks a rulebook. It stands apart from the rest of usage because a cart at work and the store's records at work are both called
 * eco_work: no file sees both. */
#ifndef ECO_PRICING_USAGE_RULES_H
#define ECO_PRICING_USAGE_RULES_H
#include <ecomops/pricing/quote.h>

#include "base/hash.h"

/* A promotion; {NULL}: there is none. Borrowed from the rulebook. */
typedef struct usage_rule {
    const eco_promotion *promotion;
    const eco_campaign *campaign; /* NULL: it has none */
    const eco_map *codes;         /* where it has one of many codes; NULL: promotion->coupon is the code */
} usage_rule;

usage_rule eco_usage_rule_of(const eco_rulebook *rulebook, const char *promotion);
const eco_campaign *eco_usage_campaign_of(const eco_rulebook *rulebook, const char *id); /* NULL: there is none */
bool eco_usage_rule_is_limited(const usage_rule *rule);                                  /* it has a limit or a campaign */
bool eco_usage_rule_knows(const usage_rule *rule, const char *code);                     /* it needs a code, and this is one */
const eco_allocator *eco_usage_rulebook_allocator(const eco_rulebook *rulebook);
eco_status eco_usage_check_cart(const eco_cart *cart, const eco_allocator *allocator, eco_error *error); /* as eco_price does */

#endif
