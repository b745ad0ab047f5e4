/* pricing.h - a rulebook with something of everything, and carts that reach all of it. */
#ifndef ECO_FAULT_PRICING_H
#define ECO_FAULT_PRICING_H
#include <ecomops/pricing.h>

#include "fault.h"

/* begin, with the trial's allocator, and every add. */
eco_rulebook_builder *fault_rulebook_builder(void);
eco_rulebook *fault_rulebook(void); /* built without faults */
/* Many lines (more than the 64 that need no memory), coupons, attributes, surcharges, shipping. Static. */
const eco_cart *fault_cart(void);

#endif
