/* funnel_ordered.c - steps one after another, in general: strict order, steps that end what they repeat, events that are two steps.
 *
 * As in funnel_loose.c there is one row a level, but an instant is looked at as a whole: how far attempts get with its events (a matching, where an event can be
 * two steps), and which rows live on after it. Between steps stand the events of the instants between those of the steps.
 *
 *   strict       an attempt waiting at a step lives on while there are only events of that step
 *   deduplicate  an attempt takes its next step at once, and ends with any other event of a step that it has, or could have, taken */
#include <string.h>

#include "kpi/funnel.h"

enum { EVENTS_MOST = KPI_STEPS_MOST * KPI_STEPS_MOST, HERE = -1, NOWHERE = -2 };

typedef struct instant {
    int64_t at;
    uint32_t any, all; /* steps that some event, that all events can be */
    bool is_excluded;
    bool is_plain; /* no event can be two steps */
    size_t count;
    uint32_t events[EVENTS_MOST]; /* enough of them: of each step at least as many as there are steps */
    int32_t of_step[KPI_STEPS_MOST];
} instant;

typedef struct ordered_machine {
    const kpi_steps *steps;
    int32_t goal;
    uint32_t alive;
    bool started, may_start;
    instant now;
    kpi_chain rows[KPI_STEPS_MOST];
    kpi_chain *best;
} ordered_machine;

static uint32_t bits(int32_t from, int32_t to) /* [from, to] */
{
    if (to > KPI_STEPS_MOST - 1)
        to = KPI_STEPS_MOST - 1;
    return to < from ? 0 : (uint32_t)(((UINT64_C(2) << to) - 1) & ~((UINT64_C(1) << from) - 1));
}

static void gather(instant *now, uint64_t mask)
{
    if (mask & KPI_STEP_EXCLUDED) {
        now->is_excluded = true;
        return;
    }
    uint32_t event = (uint32_t)mask;
    now->any |= event;
    now->all &= event;
    now->is_plain &= !(event & (event - 1));
    bool keep = false;
    for (uint32_t left = event; left; left &= left - 1)
        keep |= now->of_step[__builtin_ctz(left)]++ < KPI_STEPS_MOST;
    if (keep)
        now->events[now->count++] = event;
}

/* Whether the instant has an event of its own for each of the steps. */
static bool has_all(const instant *now, uint32_t steps)
{
    if (steps & ~now->any)
        return false;
    if (now->is_plain || !(steps & (steps - 1)))
        return true;
    kpi_matching matching = {0};
    for (size_t i = 0; i < now->count && matching.taken != steps; i++)
        eco_kpi_match(&matching, now->events[i] & steps);
    return matching.taken == steps;
}

/* Whether all events that can be one of `these` can serve the steps at once, so that none is left over. */
static bool uses_all(const instant *now, uint32_t these, uint32_t steps)
{
    kpi_matching matching = {0};
    for (size_t i = 0; i < now->count; i++)
        if (now->events[i] & these && !eco_kpi_match(&matching, now->events[i] & steps))
            return false;
    return true;
}

/* Whether an attempt that waits at a step still waits after the instant. */
static bool waits(const ordered_machine *machine, int32_t step)
{
    const instant *now = &machine->now;
    if (!(machine->alive >> step & 1))
        return false;
    if (machine->steps->order == ECO_FUNNEL_ORDER_STRICT && !(now->all >> step & 1))
        return false;
    return !machine->steps->deduplicate || !(now->any & bits(0, step + 1));
}

/* Whether an attempt that went from one step to another in this instant goes on after it. */
static bool goes_on(const ordered_machine *machine, int32_t from, int32_t to)
{
    if (!machine->steps->deduplicate)
        return true;
    uint32_t again = bits(from == HERE,
                          machine->steps->increase ? to : to + 1); /* who begins here is not ended by others that do */
    return uses_all(&machine->now, again, bits(from + 1, to));
}

static bool is_ready(const ordered_machine *machine, int32_t from)
{
    if (from == HERE)
        return machine->may_start;
    return machine->alive >> from & 1 && machine->now.at - machine->rows[from].times[0] <= machine->steps->window_us;
}

static int64_t start_of(const ordered_machine *machine, int32_t from)
{
    return from == HERE ? machine->now.at : from == NOWHERE ? INT64_MIN : machine->rows[from].times[0];
}

static void copy(kpi_chain *to, const ordered_machine *machine, int32_t from, int32_t step)
{
    if (from >= 0)
        memcpy(to->times, machine->rows[from].times, (size_t)(from + 1) * sizeof *to->times);
    for (int32_t i = from + 1; i <= step; i++)
        to->times[i] = machine->now.at;
    to->level = step + 1;
}

/* What becomes of the level. Lower levels are still as they were before the instant. */
static void take_step(ordered_machine *machine, int32_t step)
{
    int32_t reached = NOWHERE, kept = NOWHERE;
    bool one_each = machine->steps->increase || machine->now.count == 1;
    for (int32_t from = one_each ? step - 1 : HERE; from < step; from++) {
        if (!is_ready(machine, from) || !has_all(&machine->now, bits(from + 1, step)))
            continue;
        if (start_of(machine, from) >= start_of(machine, reached))
            reached = from;
        if (start_of(machine, from) >= start_of(machine, kept) && goes_on(machine, from, step))
            kept = from;
    }
    if (reached != NOWHERE && machine->best->level <= step)
        copy(machine->best, machine, reached, step);
    bool stays = waits(machine, step);
    if (kept != NOWHERE && (!stays || start_of(machine, kept) > start_of(machine, step)))
        copy(&machine->rows[step], machine, kept, step);
    else if (!stays) {
        machine->alive &= ~(UINT32_C(1) << step);
        return;
    }
    machine->alive |= UINT32_C(1) << step;
}

static void take_instant(ordered_machine *machine)
{
    if (machine->now.is_excluded)
        machine->alive = 0;
    bool starts = machine->now.any & 1 && eco_kpi_step_starts(machine->steps, machine->now.at);
    machine->may_start = starts && !(machine->steps->start == ECO_FUNNEL_START_FIRST && machine->started);
    machine->started |= starts;
    for (int32_t step = machine->goal - 1; step >= 0; step--)
        take_step(machine, step);
}

size_t eco_kpi_chain_ordered(kpi_chain *best, const kpi_steps *steps, int32_t goal, uint32_t group, const kpi_entry *entries,
                             size_t count)
{
    ordered_machine machine;
    machine.steps = steps;
    machine.goal = goal;
    machine.alive = 0;
    machine.started = false;
    machine.best = best;
    bool all_matter = steps->order == ECO_FUNNEL_ORDER_STRICT;
    for (size_t i = 0; i < count && best->level < goal;) {
        instant *now = &machine.now;
        size_t end = eco_kpi_instant_end(entries, count, i);
        now->at = entries[i].at_us;
        now->any = 0;
        now->all = UINT32_MAX;
        now->is_excluded = false;
        now->is_plain = true;
        now->count = 0;
        memset(now->of_step, 0, sizeof now->of_step);
        for (; i < end; i++)
            gather(now, eco_kpi_step_mask(steps, group, entries[i].class));
        if (now->any || now->is_excluded || (all_matter && machine.alive))
            take_instant(&machine);
        if (best->level == goal)
            return end;
    }
    return count;
}
