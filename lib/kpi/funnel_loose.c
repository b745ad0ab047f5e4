/* funnel_loose.c - the common funnel: steps one after another with anything between, no event two steps.
 *
 * For each level the attempt that began last is all that must be known, since its window ends last (ClickHouse's windowFunnel does the same). Such a row carries
 * the times of its steps, so that no later look is needed to tell how long each took. */
#include <string.h>

#include "kpi/funnel.h"

typedef struct loose_machine {
    const kpi_steps *steps;
    kpi_chain *best;
    uint32_t alive;                               /* levels that have a row */
    bool started;                                 /* the user's first attempt has begun */
    int64_t rows[KPI_STEPS_MOST][KPI_STEPS_MOST]; /* times of the steps */
} loose_machine;

static void begin(loose_machine *machine, int64_t at)
{
    if (!eco_kpi_step_starts(machine->steps, at) || (machine->steps->start == ECO_FUNNEL_START_FIRST && machine->started))
        return;
    machine->started = true;
    machine->rows[0][0] = at;
    machine->alive |= 1;
    if (!machine->best->level) {
        machine->best->level = 1;
        machine->best->times[0] = at;
    }
}

static void advance(loose_machine *machine, int32_t step, int64_t at)
{
    const int64_t *before = machine->rows[step - 1];
    if (!(machine->alive >> (step - 1) & 1) || at - before[0] > machine->steps->window_us)
        return;
    int64_t *row = machine->rows[step];
    if (machine->alive >> step & 1 && row[0] >= before[0])
        return; /* the attempt that is there came here first */
    memcpy(row, before, (size_t)step * sizeof *row);
    row[step] = at;
    machine->alive |= UINT32_C(1) << step;
    if (machine->best->level <= step) {
        machine->best->level = step + 1;
        memcpy(machine->best->times, row, (size_t)(step + 1) * sizeof *row);
    }
}

/* All steps of one instant. With `increase` from the last on, so that no attempt takes two of them. */
static void take_instant(loose_machine *machine, uint64_t mask, int64_t at)
{
    if (mask & KPI_STEP_EXCLUDED)
        machine->alive = 0;
    uint32_t left = (uint32_t)mask;
    if (left == 1) {
        begin(machine, at);
        return;
    }
    while (left) {
        int32_t step = machine->steps->increase ? 31 - __builtin_clz(left) : __builtin_ctz(left);
        left &= ~(UINT32_C(1) << step);
        if (step)
            advance(machine, step, at);
        else
            begin(machine, at);
    }
}

size_t eco_kpi_chain_loose(kpi_chain *best, const kpi_steps *steps, int32_t goal, uint32_t group, const kpi_entry *entries,
                           size_t count)
{
    loose_machine machine;
    machine.steps = steps;
    machine.best = best;
    machine.alive = 0;
    machine.started = false;
    uint64_t pending = 0, wanted = ((UINT64_C(2) << (goal - 1)) - 1) | KPI_STEP_EXCLUDED;
    int64_t pending_at = 0;
    const uint64_t *masks = steps->masks;
    bool is_grouped = steps->groups != NULL;
    for (size_t i = 0; i < count; i++) {
        uint64_t mask = (is_grouped ? eco_kpi_step_mask(steps, group, entries[i].class) : masks[entries[i].class]) & wanted;
        if (!mask)
            continue;
        if (pending && entries[i].at_us == pending_at) {
            pending |= mask;
            continue;
        }
        if (pending) {
            take_instant(&machine, pending, pending_at);
            if (best->level == goal)
                return i;
        }
        pending = mask;
        pending_at = entries[i].at_us;
    }
    if (pending)
        take_instant(&machine, pending, pending_at);
    return count;
}
