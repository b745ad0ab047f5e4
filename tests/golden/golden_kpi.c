/* golden_kpi.c - methods of cases, and what they all do: build a plan, feed a state, read a table, compare a cell. */
#include "golden_kpi.h"

#include <math.h>

void golden_run_kpi(golden_case *test)
{
    static const struct {
        const char *name;
        void (*run)(golden_case *test);
    } methods[] = {
        {"window_funnel", golden_run_window_funnel},
        {"window_funnel_users", golden_run_window_funnel_users},
        {"window_funnel_counts", golden_run_log_funnel},
        {"sequence_count", golden_run_sequence_count},
        {"retention_conditions", golden_run_retention},
        {"retention_rolling24h", golden_run_rolling},
        {"weekly_retention", golden_run_log_cohort},
        {"count_distinct_exact", golden_run_distinct},
        {"hll_requirement", golden_run_log_distinct},
        {"hll_error", golden_run_hll_error},
        {"theta_error", golden_run_theta_error},
        {"kll_error", golden_run_kll_error},
        {"daily_kpi", golden_run_log_day},
        {"sum_daily_uv", golden_run_log_visitors},
        {"sessions_30min", golden_run_log_sessions},
        {"co_purchase", golden_run_log_pairs},
        {"net_sales", golden_run_net_sales},
        {"gmv", golden_run_gmv},
        {"aggregate", golden_run_aggregate},
        {"kpi_sql_equiv", golden_run_sql},
    };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(methods[i].name, test->group) == 0) {
            methods[i].run(test);
            return;
        }
    golden_not_built(test, "%s", "");
}

/* ---- plan, state, tables ---------------------------------------------------------------------------------------------------------- */

static bool failed(golden_case *test, const char *what, const eco_error *error)
{
    golden_fail(test, "%s: %s: %s at %s", what, eco_status_name(error->status), error->message, error->path);
    return false;
}

bool golden_kpi_begin(golden_kpi *out, golden_case *test, eco_kpi_builder *builder)
{
    eco_error error = {0};
    *out = (golden_kpi){.test = test};
    if (eco_kpi_build(&out->plan, builder, &error) || eco_kpi_state_create(&out->state, out->plan, &error))
        return failed(test, "plan", &error);
    return true;
}

bool golden_kpi_feed(golden_kpi *kpi, eco_kpi_source source, const eco_table *rows)
{
    eco_error error = {0};
    if (eco_kpi_update(kpi->state, source, rows, &error))
        return failed(kpi->test, eco_kpi_source_name(source), &error);
    return true;
}

const eco_table *golden_kpi_table(golden_kpi *kpi, const char *name, int64_t since_us, int64_t until_us)
{
    eco_error error = {0};
    const eco_table **table = &kpi->tables[kpi->tables_count];
    if (kpi->tables_count == GOLDEN_TABLES) {
        golden_fail(kpi->test, "more than %d tables", GOLDEN_TABLES);
        return NULL;
    }
    if (eco_kpi_table(table, kpi->state, name, since_us, until_us, &error)) {
        failed(kpi->test, name, &error);
        return NULL;
    }
    kpi->tables_count++;
    return *table;
}

void golden_kpi_end(golden_kpi *kpi)
{
    for (size_t i = 0; i < kpi->tables_count; i++)
        eco_table_free(kpi->tables[i]);
    eco_kpi_state_free(kpi->state);
    eco_kpi_plan_free(kpi->plan);
}

/* ---- cells ------------------------------------------------------------------------------------------------------------------------ */

static const eco_column *present(const eco_table *table, const char *name, int64_t row)
{
    const eco_column *column = eco_table_column(table, name);
    if (!column || row < 0 || row >= table->rows || (column->valid && !(column->valid[row / 8] >> row % 8 & 1)))
        return NULL;
    return column;
}

static double scaled(int64_t value, int32_t scale)
{
    return (double)value / pow(10, scale);
}

bool golden_kpi_number(double *out, const eco_table *table, const char *name, int64_t row)
{
    const eco_column *column = present(table, name, row);
    if (!column)
        return false;
    switch (column->type) {
    case ECO_TYPE_INT64:
    case ECO_TYPE_TIME: *out = (double)((const int64_t *)column->values)[row]; return true;
    case ECO_TYPE_DOUBLE: *out = ((const double *)column->values)[row]; return true;
    case ECO_TYPE_BOOL: *out = ((const uint8_t *)column->values)[row]; return true;
    case ECO_TYPE_DECIMAL: *out = scaled(((const int64_t *)column->values)[row], column->scale); return true;
    case ECO_TYPE_MONEY:
        *out = scaled(((const int64_t *)column->values)[row], column->scale + eco_currency_find(column->currency)->exponent);
        return true;
    default: return false;
    }
}

const char *golden_kpi_text(const eco_table *table, const char *name, int64_t row)
{
    const eco_column *column = present(table, name, row);
    if (!column)
        return NULL;
    if (column->type == ECO_TYPE_UTF8) {
        const int64_t *offsets = column->values;
        return golden_text("%.*s", (int)(offsets[row + 1] - offsets[row]), column->bytes + offsets[row]);
    }
    if (column->type == ECO_TYPE_DATE) {
        char text[ECO_DATE_TEXT];
        return golden_text("%s", eco_date_text(text, ((const int32_t *)column->values)[row]));
    }
    if (column->type == ECO_TYPE_INT64)
        return golden_text("%lld", (long long)((const int64_t *)column->values)[row]);
    return NULL;
}

int64_t golden_kpi_find(const eco_table *table, const char *column, const char *text)
{
    for (int64_t row = 0; row < table->rows; row++) {
        const char *cell = golden_kpi_text(table, column, row);
        if (cell && strcmp(cell, text) == 0)
            return row;
    }
    return -1;
}

void golden_kpi_near(golden_case *test, const char *name, const cJSON *expected, double got)
{
    double wanted = cJSON_IsString(expected)   ? strtod(expected->valuestring, NULL)
                    : cJSON_IsNumber(expected) ? expected->valuedouble
                                               : NAN;
    if (!(fabs(wanted - got) <= fmax(test->tolerance, 1e-12 * fabs(wanted))))
        golden_fail(test, "%s: expected %.15g, got %.15g", name, wanted, got);
}

void golden_kpi_cell(golden_case *test, const char *name, const cJSON *expected, const eco_table *table, const char *column,
                     int64_t row)
{
    double got;
    if (golden_kpi_number(&got, table, column, row))
        golden_kpi_near(test, name, expected, got);
    else
        golden_fail(test, "%s: column %s has no number in row %lld", name, column, (long long)row + 1);
}

/* ---- rows of events --------------------------------------------------------------------------------------------------------------- */

void golden_events_begin(golden_events *events, int64_t capacity)
{
    *events = (golden_events){.capacity = capacity};
    events->user = golden_keep((size_t)capacity * sizeof *events->user + 1);
    events->event = golden_keep((size_t)capacity * sizeof *events->event + 1);
    events->at_us = golden_keep((size_t)capacity * sizeof *events->at_us + 1);
}

void golden_events_add(golden_events *events, const char *user, int64_t at_us, const char *event)
{
    if (events->rows == events->capacity)
        exit(2);
    events->user[events->rows] = user;
    events->at_us[events->rows] = at_us;
    events->event[events->rows++] = event;
}

eco_table golden_events_table(golden_events *events)
{
    const eco_column columns[] = {ECO_TEXT_COLUMN("user", events->user), ECO_TIME_COLUMN("at", events->at_us),
                                  ECO_TEXT_COLUMN("event", events->event)};
    memcpy(events->columns, columns, sizeof columns);
    return (eco_table){.rows = events->rows, .columns = events->columns, .columns_count = 3};
}

const char *golden_kpi_name(const cJSON *item)
{
    if (cJSON_IsString(item))
        return item->valuestring;
    return cJSON_IsNumber(item) ? golden_text("%.15g", item->valuedouble) : NULL;
}
