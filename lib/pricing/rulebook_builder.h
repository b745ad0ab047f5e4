/* rulebook_builder.h - a rulebook while things are added. */
#ifndef ECO_PRICING_RULEBOOK_BUILDER_H
#define ECO_PRICING_RULEBOOK_BUILDER_H
#include "pricing/pricing_internal.h"

typedef struct eco_builder_list {
    const void **items; /* copies in the rulebook's arena */
    size_t count, capacity;
} eco_builder_list;

struct eco_rulebook_builder { /* in the rulebook's arena */
    eco_rulebook *rulebook;
    eco_error mistake; /* the first; status 0: none */
    eco_builder_list price_lists, promotions, taxes, shipping, floors, campaigns, sets;
};

void eco_builder_end_lists(eco_rulebook_builder *builder);
eco_status eco_rulebook_build_prices(eco_rulebook *rulebook, eco_error *error); /* rulebook_prices.c */

#endif
