/* funnel_any.c - steps in any order: from each event of a step on, how many different steps its window has.
 *
 * A window is looked at only where more steps occur in it than the furthest attempt has, which a count of each step, kept while the window slides, tells. With
 * `increase` an instant serves one step at most, so that instants are given to steps instead of events. `deduplicate` ends an attempt with an event that is no
 * further step; events like the one that it began with, at its very time, do not. */
#include <string.h>

#include "kpi/funnel.h"

typedef struct window_view { /* of the events */
    const kpi_steps *steps;
    const kpi_entry *entries;
    size_t count;
    size_t low, high; /* entries of the window */
    int64_t in_window[KPI_STEPS_MOST];
} window_view;

static uint64_t mask_of(const window_view *view, size_t place)
{
    return eco_kpi_step_mask(view->steps, 0, view->entries[place].class);
}

static void count_steps(window_view *view, size_t place, int64_t change)
{
    for (uint32_t left = (uint32_t)mask_of(view, place); left; left &= left - 1)
        view->in_window[__builtin_ctz(left)] += change;
}

/* Moves the window to an event, and tells how many steps occur in it. */
static int32_t slide(window_view *view, size_t place)
{
    int64_t at = view->entries[place].at_us;
    while (view->high < view->count && view->entries[view->high].at_us - at <= view->steps->window_us)
        count_steps(view, view->high++, 1);
    while (view->low < view->high && view->entries[view->low].at_us < at)
        count_steps(view, view->low++, -1);
    int32_t occur = 0;
    for (int32_t i = 0; i < view->steps->count; i++)
        occur += view->in_window[i] > 0;
    return occur;
}

/* Takes the events of an instant, except the one that began the attempt; whether the attempt goes on. */
static bool take_instant(kpi_chain *chain, kpi_matching *matching, const window_view *view, size_t from, size_t end, size_t began,
                         int32_t goal)
{
    int64_t at = view->entries[from].at_us;
    bool is_first = at == chain->times[0], again = false;
    uint32_t passed = matching->taken, any = 0;
    for (size_t i = from; i < end; i++) {
        uint64_t mask = mask_of(view, i);
        if (mask & KPI_STEP_EXCLUDED && !is_first)
            return false;
    }
    for (size_t i = from; i < end; i++) {
        uint32_t event = (uint32_t)mask_of(view, i);
        if (!event || i == began)
            continue;
        any |= event;
        if (view->steps->increase)
            again |= !is_first && !(event & ~passed);
        else if (chain->level < goal && eco_kpi_match(matching, event))
            chain->times[chain->level++] = at;
        else
            again |= !(is_first && event == (uint32_t)mask_of(view, began));
    }
    if (view->steps->increase && !is_first && any && chain->level < goal && eco_kpi_match(matching, any))
        chain->times[chain->level++] = at;
    return chain->level < goal && !(again && view->steps->deduplicate);
}

static void attempt(kpi_chain *chain, const window_view *view, size_t began, int32_t goal)
{
    kpi_matching matching = {0};
    eco_kpi_match(&matching, (uint32_t)mask_of(view, began));
    chain->level = 1;
    chain->times[0] = view->entries[began].at_us;
    if (chain->level == goal)
        return;
    for (size_t i = view->low; i < view->high;) {
        size_t end = eco_kpi_instant_end(view->entries, view->high, i);
        if (!take_instant(chain, &matching, view, i, end, began, goal))
            return;
        i = end;
    }
}

/* Further, or as far from the same instant and sooner at each step. */
static bool is_better(const kpi_chain *chain, const kpi_chain *best)
{
    if (chain->level != best->level)
        return chain->level > best->level;
    for (int32_t i = 0; i < chain->level; i++)
        if (chain->times[i] != best->times[i])
            return i && chain->times[i] < best->times[i];
    return false;
}

/* All attempts that begin in one instant. Gives back whether there is one. */
static bool try_instant(kpi_chain *best, window_view *view, size_t from, size_t end, uint32_t group, int32_t goal)
{
    bool has = false;
    for (size_t i = from; i < end; i++) {
        const kpi_entry *entry = &view->entries[i];
        if (!(uint32_t)mask_of(view, i) || (view->steps->groups && view->steps->groups[entry->class] != group))
            continue;
        has = true;
        int32_t most = slide(view, i);
        if (most < best->level || (most == best->level && best->times[0] != entry->at_us))
            continue;
        kpi_chain chain;
        attempt(&chain, view, i, goal);
        if (is_better(&chain, best))
            *best = chain;
    }
    return has;
}

size_t eco_kpi_chain_any(kpi_chain *best, const kpi_steps *steps, int32_t goal, uint32_t group, const kpi_entry *entries,
                         size_t count)
{
    window_view view = {.steps = steps, .entries = entries, .count = count};
    for (size_t i = 0; i < count && best->level < goal;) {
        size_t end = eco_kpi_instant_end(entries, count, i);
        bool has = eco_kpi_step_starts(steps, entries[i].at_us) && try_instant(best, &view, i, end, group, goal);
        if (has && steps->start == ECO_FUNNEL_START_FIRST)
            break;
        i = end;
    }
    size_t after = 0;
    while (best->level == goal && after < count && entries[after].at_us <= best->times[goal - 1])
        after++;
    return best->level == goal ? after : count;
}
