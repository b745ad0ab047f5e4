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

__attribute__((weak)) eco_status eco_kpi_metrics(const eco_table **out, eco_error *error)
{
    (void)out;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_metrics is not built yet");
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

__attribute__((weak)) const char *eco_kpi_source_name(eco_kpi_source source)
{
    (void)source;
    return NULL;
}

__attribute__((weak)) eco_status eco_kpi_state_create(eco_kpi_state **out, eco_kpi_plan *plan, eco_error *error)
{
    (void)out;
    (void)plan;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_state_create is not built yet");
}

__attribute__((weak)) void eco_kpi_state_free(eco_kpi_state *state)
{
    (void)state;
}

__attribute__((weak)) eco_status eco_kpi_update(eco_kpi_state *state, eco_kpi_source source, const eco_table *rows, eco_error *error)
{
    (void)state;
    (void)source;
    (void)rows;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_update is not built yet");
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

__attribute__((weak)) eco_status eco_kpi_table(const eco_table **out, const eco_kpi_state *state, const char *name, int64_t since_us, int64_t until_us, eco_error *error)
{
    (void)out;
    (void)state;
    (void)name;
    (void)since_us;
    (void)until_us;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_table is not built yet");
}

__attribute__((weak)) kpi_keys *eco_kpi_keys_begin(const eco_allocator *allocator)
{
    (void)allocator;
    return NULL;
}

__attribute__((weak)) void eco_kpi_keys_end(kpi_keys *keys)
{
    (void)keys;
}

__attribute__((weak)) uint32_t eco_kpi_keys_count(const kpi_keys *keys)
{
    (void)keys;
    return 0;
}

__attribute__((weak)) size_t eco_kpi_keys_bytes(const kpi_keys *keys)
{
    (void)keys;
    return 0;
}

__attribute__((weak)) bool eco_kpi_keys_add_text(uint32_t *code, kpi_keys *keys, const char *text, size_t size)
{
    (void)code;
    (void)keys;
    (void)text;
    (void)size;
    return 0;
}

__attribute__((weak)) bool eco_kpi_keys_add_int(uint32_t *code, kpi_keys *keys, int64_t number)
{
    (void)code;
    (void)keys;
    (void)number;
    return 0;
}

__attribute__((weak)) uint32_t eco_kpi_keys_find_text(const kpi_keys *keys, const char *text, size_t size)
{
    (void)keys;
    (void)text;
    (void)size;
    return 0;
}

__attribute__((weak)) const char *eco_kpi_keys_text(char own[KPI_KEY_TEXT], size_t *size, const kpi_keys *keys, uint32_t code)
{
    (void)own;
    (void)size;
    (void)keys;
    (void)code;
    return NULL;
}

__attribute__((weak)) bool eco_kpi_keys_int(int64_t *number, const kpi_keys *keys, uint32_t code)
{
    (void)number;
    (void)keys;
    (void)code;
    return 0;
}

__attribute__((weak)) int eco_kpi_keys_compare(const kpi_keys *keys, uint32_t a, uint32_t b)
{
    (void)keys;
    (void)a;
    (void)b;
    return 0;
}

__attribute__((weak)) bool eco_kpi_keys_ranks(uint32_t *ranks, const kpi_keys *keys)
{
    (void)ranks;
    (void)keys;
    return 0;
}

__attribute__((weak)) void eco_kpi_keys_find(uint32_t *codes, const kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    (void)codes;
    (void)keys;
    (void)column;
    (void)first;
    (void)count;
}

__attribute__((weak)) bool eco_kpi_keys_add_missing(uint32_t *codes, kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    (void)codes;
    (void)keys;
    (void)column;
    (void)first;
    (void)count;
    return 0;
}

__attribute__((weak)) bool eco_kpi_keys_take(const eco_column *column)
{
    (void)column;
    return 0;
}

__attribute__((weak)) int32_t eco_kpi_clock_turn(kpi_clock *clock, int64_t at_us)
{
    (void)clock;
    (void)at_us;
    return 0;
}

__attribute__((weak)) int32_t eco_kpi_period_date(const eco_kpi_plan *plan, kpi_time_by period, int32_t date)
{
    (void)plan;
    (void)period;
    (void)date;
    return 0;
}

__attribute__((weak)) int32_t eco_kpi_period_add(const eco_kpi_plan *plan, kpi_time_by period, int32_t first, int32_t periods)
{
    (void)plan;
    (void)period;
    (void)first;
    (void)periods;
    return 0;
}

__attribute__((weak)) int64_t eco_kpi_date_starts(const eco_kpi_plan *plan, int32_t date)
{
    (void)plan;
    (void)date;
    return 0;
}

__attribute__((weak)) uint32_t eco_kpi_classes_count(const kpi_classes *classes)
{
    (void)classes;
    return 0;
}

__attribute__((weak)) uint32_t eco_kpi_class_value(const kpi_classes *classes, uint32_t class, int32_t dimension)
{
    (void)classes;
    (void)class;
    (void)dimension;
    return 0;
}

__attribute__((weak)) bool eco_kpi_class_holds(const kpi_classes *classes, uint32_t class, int32_t condition)
{
    (void)classes;
    (void)class;
    (void)condition;
    return 0;
}

__attribute__((weak)) bool eco_kpi_class_has_role(const kpi_classes *classes, uint32_t class, kpi_role role)
{
    (void)classes;
    (void)class;
    (void)role;
    return 0;
}

__attribute__((weak)) eco_status eco_kpi_classes_add(uint32_t *class, eco_kpi_state *state, const uint32_t *values, uint64_t row_bits, eco_error *error)
{
    (void)class;
    (void)state;
    (void)values;
    (void)row_bits;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_classes_add is not built yet");
}

__attribute__((weak)) bool eco_kpi_classes_ranks(uint32_t *ranks, const eco_kpi_state *state)
{
    (void)ranks;
    (void)state;
    return 0;
}

__attribute__((weak)) int64_t eco_kpi_set_count(const kpi_set *set)
{
    (void)set;
    return 0;
}

__attribute__((weak)) bool eco_kpi_bits_begin(kpi_bits *bits, const eco_allocator *allocator, uint32_t codes)
{
    (void)bits;
    (void)allocator;
    (void)codes;
    return 0;
}

__attribute__((weak)) void eco_kpi_bits_clear(kpi_bits *bits)
{
    (void)bits;
}

__attribute__((weak)) void eco_kpi_bits_end(kpi_bits *bits)
{
    (void)bits;
}

__attribute__((weak)) void eco_kpi_bits_add(kpi_bits *bits, const kpi_set *set)
{
    (void)bits;
    (void)set;
}

__attribute__((weak)) int64_t eco_kpi_bits_count(const kpi_bits *bits)
{
    (void)bits;
    return 0;
}

__attribute__((weak)) const kpi_member *eco_kpi_family_members(size_t *count, const eco_kpi_state *state, size_t family)
{
    (void)count;
    (void)state;
    (void)family;
    return NULL;
}

__attribute__((weak)) void eco_kpi_cube_each(const eco_kpi_state *state, void (*each)(void *user, const kpi_cell *cell), void *user)
{
    (void)state;
    (void)each;
    (void)user;
}

__attribute__((weak)) eco_status eco_kpi_walk(void **worker, const kpi_walk *walk, eco_error *error)
{
    (void)worker;
    (void)walk;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_walk is not built yet");
}

__attribute__((weak)) void *eco_kpi_book_add(kpi_update *update, kpi_book_kind kind)
{
    (void)update;
    (void)kind;
    return NULL;
}

__attribute__((weak)) eco_status eco_kpi_update_refuse(kpi_update *update, int64_t row, const char *column, eco_status status, const char *why, eco_error *error)
{
    (void)update;
    (void)row;
    (void)column;
    (void)status;
    (void)why;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_update_refuse is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_columns_money(const eco_column **column, const kpi_update *update, const char *name, bool required, eco_error *error)
{
    (void)column;
    (void)update;
    (void)name;
    (void)required;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_columns_money is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_columns_time(const eco_column **column, const kpi_update *update, const char *name, bool required, eco_error *error)
{
    (void)column;
    (void)update;
    (void)name;
    (void)required;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_columns_time is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_columns_number(const eco_column **column, const kpi_update *update, const char *name, bool required, eco_error *error)
{
    (void)column;
    (void)update;
    (void)name;
    (void)required;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_columns_number is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_columns_bool(const eco_column **column, const kpi_update *update, const char *name, bool required, eco_error *error)
{
    (void)column;
    (void)update;
    (void)name;
    (void)required;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_columns_bool is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_columns_key(const eco_column **column, const kpi_update *update, const char *name, bool required, eco_error *error)
{
    (void)column;
    (void)update;
    (void)name;
    (void)required;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_columns_key is not built yet");
}

__attribute__((weak)) bool eco_kpi_read_money(int64_t *minor, bool *known, const eco_column *column, int64_t row, int32_t exponent, const char **why)
{
    (void)minor;
    (void)known;
    (void)column;
    (void)row;
    (void)exponent;
    (void)why;
    return 0;
}

__attribute__((weak)) bool eco_kpi_read_time(int64_t *at_us, bool *known, const eco_kpi_plan *plan, const eco_column *column, int64_t row, const char **why)
{
    (void)at_us;
    (void)known;
    (void)plan;
    (void)column;
    (void)row;
    (void)why;
    return 0;
}

__attribute__((weak)) bool eco_kpi_read_quantity(int64_t *millionths, bool *known, const eco_column *column, int64_t row, const char **why)
{
    (void)millionths;
    (void)known;
    (void)column;
    (void)row;
    (void)why;
    return 0;
}

__attribute__((weak)) eco_status eco_kpi_read_key(uint32_t *code, kpi_keys *keys, const eco_column *column, int64_t row, eco_error *error)
{
    (void)code;
    (void)keys;
    (void)column;
    (void)row;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_read_key is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_read_orders(kpi_update *update, eco_error *error)
{
    (void)update;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_read_orders is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_read_refunds(kpi_update *update, eco_error *error)
{
    (void)update;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_read_refunds is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_read_spend(kpi_update *update, eco_error *error)
{
    (void)update;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_read_spend is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_read_stock(kpi_update *update, eco_error *error)
{
    (void)update;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_read_stock is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_read_service(kpi_update *update, eco_error *error)
{
    (void)update;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_read_service is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_read_parcels(kpi_update *update, eco_error *error)
{
    (void)update;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_read_parcels is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_class_reader_begin(kpi_class_reader **out, kpi_update *update, eco_error *error)
{
    (void)out;
    (void)update;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_class_reader_begin is not built yet");
}

__attribute__((weak)) eco_status eco_kpi_class_read(uint32_t *class, kpi_class_reader *reader, int64_t row, eco_error *error)
{
    (void)class;
    (void)reader;
    (void)row;
    (void)error;
    return eco_fail(error, ECO_E_UNKNOWN_NAME, NULL, "eco_kpi_class_read is not built yet");
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

__attribute__((weak)) const size_t eco_kpi_book_sizes[KPI_BOOKS] = {0};
