/* golden_kpi.h - golden cases of kpi: {"id", "method", "input", "expected", "tol"}. A method is a plan and the rows that it is fed.
 *
 *     golden_kpi.c         methods; a plan, its state and its tables; cells compared
 *     golden_kpi_funnel.c  sequences of a few events
 *     golden_kpi_rows.c    other cases whose few rows stand in them
 *     golden_kpi_log.c     the made-up log of 10 million events
 *     golden_kpi_sketch.c  errors of sketches
 *     golden_kpi_data.c    data sets: files of comma separated values
 *     golden_kpi_sales.c   cases about them */
#ifndef GOLDEN_KPI_H
#define GOLDEN_KPI_H
#include "golden.h"

#define GOLDEN_SECOND_US INT64_C(1000000)
#define GOLDEN_DAY_US    INT64_C(86400000000)

enum { GOLDEN_TABLES = 16 };
typedef struct golden_kpi {
    golden_case *test;
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    const eco_table *tables[GOLDEN_TABLES];
    size_t tables_count;
} golden_kpi;

/* Each says in the case why it failed. End it in any case. */
bool golden_kpi_begin(golden_kpi *out, golden_case *test, eco_kpi_builder *builder);
bool golden_kpi_feed(golden_kpi *kpi, eco_kpi_source source, const eco_table *rows);
const eco_table *golden_kpi_table(golden_kpi *kpi, const char *name, int64_t since_us, int64_t until_us); /* NULL: it failed */
void golden_kpi_end(golden_kpi *kpi);

/* A cell as a number (money in major units), or a text; false, NULL: there is none. */
bool golden_kpi_number(double *out, const eco_table *table, const char *column, int64_t row);
const char *golden_kpi_text(const eco_table *table, const char *column, int64_t row);
/* The first row whose cell has this text; -1: none. */
int64_t golden_kpi_find(const eco_table *table, const char *column, const char *text);

/* Compares with a number, or with one in text. */
void golden_kpi_near(golden_case *test, const char *name, const cJSON *expected, double got);
void golden_kpi_cell(golden_case *test, const char *name, const cJSON *expected, const eco_table *table, const char *column,
                     int64_t row);

/* Rows of events, as many as a case has. */
typedef struct golden_events {
    int64_t rows, capacity;
    const char **user, **event;
    int64_t *at_us;
    eco_column columns[3];
} golden_events;
void golden_events_begin(golden_events *events, int64_t capacity);
void golden_events_add(golden_events *events, const char *user, int64_t at_us, const char *event);
eco_table golden_events_table(golden_events *events);
const char *golden_kpi_name(const cJSON *item); /* of a number or text; NULL: of null */

/* A file of comma separated values beside the project, every cell a text. NULL: it is not there, and the case is skipped. Lives on. */
typedef struct golden_data {
    char *name;
    int64_t rows;
    size_t columns_count;
    const char **headings;
    const char **cells; /* by row */
    char *text;
} golden_data;
const golden_data *golden_data_of(golden_case *test, const char *name);
const char *golden_data_cell(const golden_data *data, int64_t row, const char *column); /* "" where it is empty */

void golden_run_window_funnel(golden_case *test);
void golden_run_window_funnel_users(golden_case *test);
void golden_run_sequence_count(golden_case *test);
void golden_run_retention(golden_case *test);
void golden_run_rolling(golden_case *test);
void golden_run_distinct(golden_case *test);
void golden_run_net_sales(golden_case *test);
void golden_run_gmv(golden_case *test);
void golden_run_log_day(golden_case *test);
void golden_run_log_visitors(golden_case *test);
void golden_run_log_sessions(golden_case *test);
void golden_run_log_cohort(golden_case *test);
void golden_run_log_pairs(golden_case *test);
void golden_run_log_funnel(golden_case *test);
void golden_run_log_distinct(golden_case *test);
void golden_run_hll_error(golden_case *test);
void golden_run_theta_error(golden_case *test);
void golden_run_kll_error(golden_case *test);
void golden_run_sql(golden_case *test);
void golden_run_aggregate(golden_case *test);

#endif
