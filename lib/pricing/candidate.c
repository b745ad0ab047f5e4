/* candidate.c - the promotions that may apply to a cart: what the rule index finds, and what is to be explained besides. */
#include "pricing/index.h"

eco_status eco_work_candidates(eco_pricing_work *work)
{
    const eco_index_wanted wanted = {
        .all = work->explain == ECO_EXPLAIN_ALL && !work->why,
        .also = work->why,
        .next_steps = work->explain && !work->why ? work->next_steps : 0,
    };
    eco_candidates found;
    if (eco_index_find(&found, work, work->rulebook->index, &wanted))
        return work->error->status;
    work->candidates = found.rules;
    work->candidates_count = found.count;
    return ECO_OK;
}
