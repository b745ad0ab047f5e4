/* pricing.h - a rulebook with something of everything, and carts that reach all of it. */
#ifndef ECO_FAULT_PRICING_H
#define ECO_FAULT_PRICING_H
#include <ecomops/pricing.h>

#include "fault.h"

/* begin, with the trial's allocator, and every add. */
eco_rulebook_builder *fault_rulebook_builder(void);
eco_rulebook *fault_rulebook(void); /* built without faults */
/* The same of what takes other ways: selections, gifts, levels that compete, floors, steps of shipping, rates, taxes on taxes. */
eco_rulebook_builder *fault_market_builder(eco_stacking stacking);
/* Limits and campaigns, more of both than the first room for them, and what was used of them. */
eco_rulebook_builder *fault_limited_builder(eco_stacking stacking);
extern const eco_used fault_used[];
extern const size_t fault_used_count;
/* Many lines (more than the 64 that need no memory), coupons, attributes, surcharges, shipping. Static. */
const eco_cart *fault_cart(void);
const eco_cart *fault_market_cart(void); /* some lines, with costs and weights, and shipments */

#endif
