/* candidate.c - the promotions that may apply to a cart. */
#include "pricing/pricing_internal.h"

eco_status eco_work_candidates(eco_work *work)
{
    size_t count = work->rulebook->content.promotions_count;
    int32_t *all = eco_arena_take_array(work->scratch, count, sizeof *all);
    if (!all)
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < count; i++)
        all[i] = (int32_t)i;
    work->candidates = all;
    work->candidates_count = count;
    return ECO_OK;
}
