/* labels.h - values of dimensions in tables: how rows are ordered by them, whatever their codes, and how they are put. */
#ifndef ECO_KPI_LABELS_H
#define ECO_KPI_LABELS_H
#include "base/civil.h"
#include "base/table_builder.h"
#include "kpi/kpi_internal.h"

/* Classes by their values in some dimensions: -1, 0, 1. */
int eco_kpi_labels_compare(const eco_kpi_state *state, const int32_t *dimensions, size_t count, uint32_t class, uint32_t other);
/* A key as text; KPI_NONE: null. */
void eco_kpi_put_key(eco_table_builder *table, const kpi_keys *keys, uint32_t code);
void eco_kpi_put_labels(eco_table_builder *table, const eco_kpi_state *state, const int32_t *dimensions, size_t count, uint32_t class);
/* part / whole; null where the whole is 0. */
void eco_kpi_put_rate(eco_table_builder *table, int64_t part, int64_t whole);
/* Microseconds as seconds. */
void eco_kpi_put_seconds(eco_table_builder *table, int64_t us);

/* The time of the latest event: the watermark of a walk. The earliest time there is, without events. */
static inline int64_t eco_kpi_events_until(const eco_kpi_state *state)
{
    int64_t until = state->seen[ECO_KPI_EVENTS].until_us;
    return until < ECO_TIME_FIRST_US ? ECO_TIME_FIRST_US : until;
}

/* Places of all classes by those values: equal ones get the same place, 0 .. count - 1 in their order. NULL without memory; release classes * 4 bytes. */
uint32_t *eco_kpi_labels_places(uint32_t *count, const eco_kpi_state *state, const int32_t *dimensions, size_t dimensions_count);

#endif
