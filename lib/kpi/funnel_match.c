/* funnel_match.c - which events serve which steps, where an event could be more than one: augmenting paths (Kuhn), over at most 32 steps. */
#include "kpi/funnel.h"

static bool place(kpi_matching *matching, uint32_t event, uint32_t *visited)
{
    for (;;) {
        uint32_t left = event & ~*visited;
        if (!left)
            return false;
        int step = __builtin_ctz(left);
        *visited |= UINT32_C(1) << step;
        bool is_free = !(matching->taken >> step & 1);
        if (is_free || place(matching, matching->events[step], visited)) {
            matching->taken |= UINT32_C(1) << step;
            matching->events[step] = event;
            return true;
        }
    }
}

bool eco_kpi_match(kpi_matching *matching, uint32_t event)
{
    uint32_t visited = 0;
    return place(matching, event, &visited);
}

size_t eco_kpi_chain_find(kpi_chain *best, const kpi_steps *steps, int32_t goal, uint32_t group, const kpi_entry *entries,
                          size_t count)
{
    best->level = 0;
    if (steps->order == ECO_FUNNEL_ORDER_ANY)
        return eco_kpi_chain_any(best, steps, goal, group, entries, count);
    if (steps->order == ECO_FUNNEL_ORDER_LOOSE && !steps->deduplicate && !steps->shared)
        return eco_kpi_chain_loose(best, steps, goal, group, entries, count);
    return eco_kpi_chain_ordered(best, steps, goal, group, entries, count);
}
