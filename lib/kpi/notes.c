/* notes.c - what every answer says about itself: definition, zone, policies, and what it was made from. */
#include "base/table_builder.h"
#include "kpi/kpi_internal.h"

#include <stdio.h>
#include <string.h>

enum { END_TEXT = ECO_TIME_TEXT };

/* ISO 8601: "2026-01-01/2026-02-01", with times where it is cut within a day; ".." is open. */
static char *end_text(char text[END_TEXT], const eco_kpi_plan *plan, int64_t at_us)
{
    if (at_us == INT64_MIN || at_us == INT64_MAX)
        return memcpy(text, "..", sizeof "..");
    int32_t day = eco_zone_date(plan->zone, at_us);
    return eco_kpi_date_starts(plan, day) == at_us ? eco_date_text(text, day) : eco_time_text(text, at_us);
}

static int64_t watermark_of(const eco_kpi_state *state)
{
    int64_t watermark_us = INT64_MIN;
    for (size_t i = 0; i < KPI_SOURCES; i++)
        if (state->seen[i].rows && state->seen[i].until_us > watermark_us)
            watermark_us = state->seen[i].until_us;
    return watermark_us;
}

void eco_kpi_notes(struct eco_table_builder *table, const eco_kpi_state *state, const char *definition, const kpi_range *range)
{
    eco_kpi_notes_within(table, state, definition, range, "true");
}

void eco_kpi_notes_within(struct eco_table_builder *table, const eco_kpi_state *state, const char *definition,
                          const kpi_range *range, const char *exact)
{
    const eco_kpi_plan *plan = state->plan;
    int64_t watermark_us = watermark_of(state);
    char text[2 * END_TEXT + 2], end[END_TEXT];
    eco_table_add_note(table, "definition", definition);
    eco_table_add_note(table, "zone", plan->options.zone);
    eco_table_add_note(table, "currency", plan->options.currency ? plan->options.currency : "");
    eco_table_add_note(table, "refunds", eco_refund_day_name(plan->options.refunds));
    eco_table_add_note(table, "sales", state->seen[ECO_KPI_ORDERS].rows ? "orders" : "events");
    eco_table_add_note(table, "ignored", plan->ignored_text);
    eco_table_add_note(table, "exact", exact);
    eco_table_add_note(table, "watermark", watermark_us == INT64_MIN ? "" : eco_time_text(text, watermark_us));
    snprintf(text, sizeof text, "%s/", end_text(end, plan, range->since_us));
    strcat(text, end_text(end, plan, range->until_us));
    eco_table_add_note(table, "range", text);
}
