/* zz_pending.c - weak stand-ins while the room is built; goes when all is there. */
#include "kpi/answer.h"
#include "base/error.h"

__attribute__((weak)) eco_status eco_kpi_merge(eco_kpi_state *state, const eco_kpi_state *other, eco_error *error)
{
    (void)state;
    (void)other;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_merge is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_save(const eco_kpi_state *state, eco_writer writer, eco_error *error)
{
    (void)state;
    (void)writer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_save is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_load(eco_kpi_state **out, eco_kpi_plan *plan, const void *bytes, size_t size, eco_error *error)
{
    (void)out;
    (void)plan;
    (void)bytes;
    (void)size;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_load is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_table_report(const eco_table **out, const eco_kpi_state *state, const kpi_report *report, const kpi_range *range, eco_error *error)
{
    (void)out;
    (void)state;
    (void)report;
    (void)range;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_table_report is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_table_cohort(const eco_table **out, const eco_kpi_state *state, const kpi_cohort *cohort, const kpi_range *range, eco_error *error)
{
    (void)out;
    (void)state;
    (void)cohort;
    (void)range;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_table_cohort is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_table_pairs(const eco_table **out, const eco_kpi_state *state, const eco_kpi_pairs *pairs, const kpi_range *range, eco_error *error)
{
    (void)out;
    (void)state;
    (void)pairs;
    (void)range;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_table_pairs is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_table_attribution(const eco_table **out, const eco_kpi_state *state, const kpi_attribution *attribution, const kpi_range *range, eco_error *error)
{
    (void)out;
    (void)state;
    (void)attribution;
    (void)range;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_table_attribution is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_table_paths(const eco_table **out, const eco_kpi_state *state, const kpi_paths *paths, const kpi_range *range, eco_error *error)
{
    (void)out;
    (void)state;
    (void)paths;
    (void)range;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_table_paths is not built yet");
}

__attribute__((weak)) void eco_kpi_notes(struct eco_table_builder *table, const eco_kpi_state *state, const char *definition, const kpi_range *range)
{
    (void)table;
    (void)state;
    (void)definition;
    (void)range;
}

__attribute__((weak)) int32_t eco_kpi_answer_slot(const kpi_answer *answer, kpi_measure measure)
{
    (void)answer;
    (void)measure;
    return 0;
}

__attribute__((weak)) eco_status eco_kpi_answer_group(uint32_t *group, kpi_answer *answer, int32_t tick, uint32_t class, eco_error *error)
{
    (void)group;
    (void)answer;
    (void)tick;
    (void)class;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_answer_group is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_answer_shifted(uint32_t *group, kpi_answer *answer, uint32_t of, int32_t periods, eco_error *error)
{
    (void)group;
    (void)answer;
    (void)of;
    (void)periods;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_answer_shifted is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_cube(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_cube is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_families(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_families is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_sessions(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_sessions is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_intents(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_intents is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_refunds(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_refunds is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_items(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_items is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_spend(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_spend is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_service(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_service is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_parcels(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_parcels is not built yet");
}

