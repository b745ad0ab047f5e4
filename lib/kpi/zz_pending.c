/* zz_pending.c - weak stand-ins while the room is built; goes when all is there. */
#include "kpi/answer.h"
#include "base/error.h"

__attribute__((weak)) const char *eco_refund_day_name(eco_refund_day day)
{
    (void)day;
    return NULL;
}

__attribute__((weak)) eco_kpi_builder *eco_kpi_begin(const eco_kpi_options *options)
{
    (void)options;
    return NULL;
}

__attribute__((weak)) void eco_kpi_builder_free(eco_kpi_builder *builder)
{
    (void)builder;
}

__attribute__((weak)) eco_status eco_kpi_add_report(eco_kpi_builder *builder, const eco_kpi_report *report)
{
    (void)builder;
    (void)report;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_report is not built yet");
}

__attribute__((weak)) const char *eco_funnel_start_name(eco_funnel_start start)
{
    (void)start;
    return NULL;
}

__attribute__((weak)) const char *eco_funnel_order_name(eco_funnel_order order)
{
    (void)order;
    return NULL;
}

__attribute__((weak)) const char *eco_count_by_name(eco_count_by count)
{
    (void)count;
    return NULL;
}

__attribute__((weak)) eco_status eco_kpi_add_funnel(eco_kpi_builder *builder, const eco_kpi_funnel *funnel)
{
    (void)builder;
    (void)funnel;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_funnel is not built yet");
}

__attribute__((weak)) const char *eco_retention_name(eco_retention retention)
{
    (void)retention;
    return NULL;
}

__attribute__((weak)) eco_status eco_kpi_add_cohort(eco_kpi_builder *builder, const eco_kpi_cohort *cohort)
{
    (void)builder;
    (void)cohort;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_cohort is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_add_pairs(eco_kpi_builder *builder, const eco_kpi_pairs *pairs)
{
    (void)builder;
    (void)pairs;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_pairs is not built yet");
}

__attribute__((weak)) const char *eco_touch_name(eco_touch touch)
{
    (void)touch;
    return NULL;
}

__attribute__((weak)) eco_status eco_kpi_add_attribution(eco_kpi_builder *builder, const eco_kpi_attribution *attribution)
{
    (void)builder;
    (void)attribution;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_attribution is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_add_paths(eco_kpi_builder *builder, const eco_kpi_paths *paths)
{
    (void)builder;
    (void)paths;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_paths is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_add_set(eco_kpi_builder *builder, const char *name, const char *const *members, size_t count)
{
    (void)builder;
    (void)name;
    (void)members;
    (void)count;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_set is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_add_rates(eco_kpi_builder *builder, const eco_table *rates)
{
    (void)builder;
    (void)rates;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_rates is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_add_aliases(eco_kpi_builder *builder, const char *column, const eco_table *aliases)
{
    (void)builder;
    (void)column;
    (void)aliases;
    return eco_fail(NULL, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_add_aliases is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_build(eco_kpi_plan **out, eco_kpi_builder *builder, eco_error *error)
{
    (void)out;
    (void)builder;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_build is not built yet");
}

__attribute__((weak)) eco_kpi_plan *eco_kpi_plan_retain(eco_kpi_plan *plan)
{
    (void)plan;
    return NULL;
}

__attribute__((weak)) void eco_kpi_plan_free(eco_kpi_plan *plan)
{
    (void)plan;
}

__attribute__((weak)) eco_status eco_kpi_plan_tables(const eco_table **out, const eco_kpi_plan *plan, eco_error *error)
{
    (void)out;
    (void)plan;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_plan_tables is not built yet");
}

__attribute__((weak)) const eco_kpi_content *eco_kpi_content_of(const eco_kpi_plan *plan)
{
    (void)plan;
    return NULL;
}

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

__attribute__((weak)) eco_status eco_kpi_sales_make(kpi_sales **out, const eco_kpi_state *state, eco_error *error)
{
    (void)out;
    (void)state;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_sales_make is not built yet");
}

__attribute__((weak)) void eco_kpi_sales_free(kpi_sales *sales)
{
    (void)sales;
}

__attribute__((weak)) eco_status eco_kpi_convert(eco_wide *minor, const eco_kpi_state *state, uint16_t currency, int32_t date, eco_wide amount, eco_error *error)
{
    (void)minor;
    (void)state;
    (void)currency;
    (void)date;
    (void)amount;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_convert is not built yet");
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

__attribute__((weak)) eco_status eco_kpi_table_funnel(const eco_table **out, const eco_kpi_state *state, const kpi_funnel *funnel, const kpi_range *range, eco_error *error)
{
    (void)out;
    (void)state;
    (void)funnel;
    (void)range;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_table_funnel is not built yet");
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

__attribute__((weak)) eco_status eco_kpi_fill_sales(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_sales is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_fill_buyers(kpi_answer *answer, eco_error *error)
{
    (void)answer;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_fill_buyers is not built yet");
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

