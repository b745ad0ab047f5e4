/* ticks.c - where ticks begin; see ticks.h. */
#include "kpi/ticks.h"

static bool add(kpi_ticks *ticks, int64_t starts_us, int32_t tick)
{
    if (!eco_grow(&ticks->allocator, &ticks->starts, &ticks->starts_capacity, ticks->count + 2, sizeof *ticks->starts) ||
        !eco_grow(&ticks->allocator, &ticks->ticks, &ticks->ticks_capacity, ticks->count + 1, sizeof *ticks->ticks))
        return false;
    ticks->starts[ticks->count] = starts_us;
    ticks->ticks[ticks->count++] = tick;
    ticks->starts[ticks->count] = ticks->clock.ends_us;
    return true;
}

bool eco_kpi_ticks_begin(kpi_ticks *ticks, const eco_kpi_state *state, int64_t first_us, int64_t last_us, size_t many)
{
    const eco_kpi_plan *plan = state->plan;
    *ticks = (kpi_ticks){.allocator = state->allocator, .clock = {.plan = plan}};
    ticks->unit_us = plan->is_hourly ? ECO_HOUR_US : ECO_DAY_US;
    if (first_us > last_us || (last_us - first_us) / ticks->unit_us > (int64_t)many + 1000)
        return true;
    for (int64_t at_us = first_us; at_us <= last_us; at_us = ticks->clock.ends_us) {
        int32_t tick = eco_kpi_tick(&ticks->clock, at_us);
        if (ticks->clock.ends_us <= at_us) /* the end of time */
            break;
        if (!add(ticks, ticks->clock.starts_us, tick)) {
            eco_kpi_ticks_end(ticks);
            return false;
        }
    }
    return true;
}

void eco_kpi_ticks_end(kpi_ticks *ticks)
{
    eco_release(&ticks->allocator, ticks->starts, ticks->starts_capacity * sizeof *ticks->starts);
    eco_release(&ticks->allocator, ticks->ticks, ticks->ticks_capacity * sizeof *ticks->ticks);
    ticks->starts = NULL;
    ticks->ticks = NULL;
    ticks->count = ticks->starts_capacity = ticks->ticks_capacity = 0;
}
