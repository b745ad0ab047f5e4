/* pricing_index.h - a rulebook with its index, and a cart just before its promotions, for tests of what the index finds. */
#ifndef ECO_TEST_PRICING_INDEX_H
#define ECO_TEST_PRICING_INDEX_H
#include "pricing/index.h"
#include "unit/pricing_shop.h"

typedef struct indexed_shop {
    eco_rulebook *rulebook;
    const eco_index *index;
} indexed_shop;

static inline indexed_shop indexed(eco_rulebook_builder *rules)
{
    eco_error error;
    indexed_shop shop = {.rulebook = built(rules)};
    CHECK_OK(eco_index_build(&shop.index, shop.rulebook, &error));
    return shop;
}

/* The cart lives as long as the work. */
static inline void begin_work(eco_pricing_work *work, eco_arena *scratch, const eco_rulebook *rulebook, const eco_cart *cart,
                              eco_error *error)
{
    eco_arena_begin(scratch, NULL);
    *work = (eco_pricing_work){.rulebook = rulebook, .cart = cart, .scratch = scratch, .result = scratch, .error = error};
    CHECK(!eco_pricing_work_begin(work) && !eco_facts_begin(work) && !eco_work_list_prices(work));
    eco_facts_amounts(work);
}

#endif
