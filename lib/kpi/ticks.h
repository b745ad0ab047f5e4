/* ticks.h - ticks of instants that come in no order: where each begins is found once, over the span of time in which they lie. */
#ifndef ECO_KPI_TICKS_H
#define ECO_KPI_TICKS_H
#include "kpi/kpi_internal.h"

typedef struct kpi_ticks {
    eco_allocator allocator;
    kpi_clock clock;
    int64_t *starts; /* of each tick, and one more: the end of the last */
    int32_t *ticks;
    size_t count, starts_capacity, ticks_capacity;
    int64_t unit_us; /* a day or an hour: where to look first */
} kpi_ticks;

/* For instants from first_us to last_us, of which there are about `many`. Spans that are too long for them are left to the clock. */
bool eco_kpi_ticks_begin(kpi_ticks *ticks, const eco_kpi_state *state, int64_t first_us, int64_t last_us, size_t many);
void eco_kpi_ticks_end(kpi_ticks *ticks);
static inline int32_t eco_kpi_ticks_of(kpi_ticks *ticks, int64_t at_us)
{
    size_t count = ticks->count;
    if (!count || at_us < ticks->starts[0] || at_us >= ticks->starts[count])
        return eco_kpi_tick(&ticks->clock, at_us);
    size_t place = (size_t)((at_us - ticks->starts[0]) / ticks->unit_us);
    if (place >= count)
        place = count - 1;
    while (at_us < ticks->starts[place])
        place--;
    while (at_us >= ticks->starts[place + 1])
        place++;
    return ticks->ticks[place];
}
#endif
