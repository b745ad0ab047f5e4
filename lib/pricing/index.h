/* index.h - the rule index of a frozen rulebook: which rules a cart can reach, at the cost of those that it reaches (decision 18). */
#ifndef ECO_PRICING_INDEX_H
#define ECO_PRICING_INDEX_H
#include "pricing/pricing_internal.h"

typedef struct eco_index eco_index;

/* Made of rulebook->rules, which stand in the order of work by now; lives in the rulebook's arena. */
eco_status eco_index_build(const eco_index **out, eco_rulebook *rulebook, eco_error *error);

typedef struct eco_index_wanted {
    bool all;             /* every rule */
    const eco_rule *also; /* comes in any case; NULL: none */
    int64_t
        next_steps; /* besides, of the rules that only a higher cart.list or cart.quantity would reach, so many: the nearest by the list amount that is
                             missing, then by quantity, then by id; below 0: all */
} eco_index_wanted;

typedef struct eco_candidates { /* numbers in rulebook->rules, ascending, each once; in scratch memory */
    const int32_t *rules;
    size_t count;
} eco_candidates;

/* Every rule that could give the cart something is among them; others may be. When work explains, all rules of the codes entered are. Looks at the
 * cart's instant, at coupons, list, quantity and the facts of the cart, and asks for those of the lines where some key needs them. */
eco_status eco_index_find(eco_candidates *out, eco_pricing_work *work, const eco_index *index, const eco_index_wanted *wanted);

/* Is it the code of some promotion? */
bool eco_index_knows_code(const eco_index *index, const eco_rulebook *rulebook, const char *code);

#endif
