/* golden_kpi_sales.c - cases about data sets of sales: the columns that a case expects say which metrics it is about. */
#include <math.h>
#include <stdio.h>

#include "golden_kpi.h"

#define EVERY_TIME 0, 0

/* ---- rows ------------------------------------------------------------------------------------------------------------------------- */

typedef struct sales_rows {
    int64_t rows;
    const char **order, **user, **sku; /* NULL: none */
    int64_t *at_us, *quantity, *amount;
} sales_rows;

static sales_rows *sales_of(int64_t capacity)
{
    sales_rows *sales = golden_keep(sizeof *sales);
    size_t size = (size_t)capacity * 8 + 8;
    *sales = (sales_rows){
        0, golden_keep(size), golden_keep(size), golden_keep(size), golden_keep(size), golden_keep(size), golden_keep(size)};
    return sales;
}

/* "2010-12-01 08:26:00", or a date. */
static int64_t time_of(const char *text)
{
    int64_t at_us = 0;
    char copy[32];
    snprintf(copy, sizeof copy, "%.10sT%sZ", text, strlen(text) > 11 ? text + 11 : "00:00:00");
    if (eco_time_parse(&at_us, copy, NULL))
        exit(2);
    return at_us;
}

static const char *given(const char *text)
{
    return *text ? text : NULL;
}

/* The views of online_retail.csv that cases are about: all rows; or only those with a customer, and quantity and price above 0. Money is in thousandths. */
static const sales_rows *read_retail(golden_case *test, bool clean_only)
{
    const golden_data *data = golden_data_of(test, golden_word(test->input, "dataset"));
    sales_rows *sales = data ? sales_of(data->rows) : NULL;
    for (int64_t row = 0; data && row < data->rows; row++) {
        const char *user = golden_data_cell(data, row, "CustomerID");
        int64_t quantity = strtoll(golden_data_cell(data, row, "Quantity"), NULL, 10), at = sales->rows;
        double price = strtod(golden_data_cell(data, row, "UnitPrice"), NULL);
        if (clean_only && !(quantity > 0 && price > 0 && *user))
            continue;
        sales->order[at] = golden_data_cell(data, row, "InvoiceNo");
        sales->sku[at] = golden_data_cell(data, row, "StockCode");
        sales->user[at] = given(user);
        sales->at_us[at] = time_of(golden_data_cell(data, row, "InvoiceDate"));
        sales->quantity[at] = quantity;
        sales->amount[at] = (int64_t)round(price * 1000) * quantity;
        sales->rows++;
    }
    return sales;
}

static bool feed_orders(golden_kpi *kpi, const sales_rows *sales)
{
    const eco_table rows = {.rows = sales->rows,
                            ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", sales->order),
                                     ECO_TEXT_COLUMN("user", sales->user), ECO_TEXT_COLUMN("sku", sales->sku),
                                     ECO_TIME_COLUMN("at", sales->at_us), ECO_INT64_COLUMN("quantity", sales->quantity),
                                     ECO_INT64_COLUMN("amount", sales->amount))};
    return golden_kpi_feed(kpi, ECO_KPI_ORDERS, &rows);
}

/* ---- columns ---------------------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *column, *metric;
} columns[] = {
    {"orders", "orders"},
    {"customers", "paying_buyers"},
    {"buyers", "paying_buyers"},
    {"new_buyers", "new_buyers"},
    {"gmv", "gmv"},
    {"sales", "gmv"},
    {"aov", "aov"},
    {"arppu", "spend_per_buyer"},
    {"units", "units"},
    {"cds", "units"},
    {"upt", "units_per_order"},
    {"repeaters", "repeat_buyers"},
    {"repeat_rate", "repurchase_rate"},
    {"repeat_rate_distinct_days", "repurchase_rate_by_day"},
    {"freq", "purchase_frequency"},
    {"f", "orders"},
    {"m", "gmv"},
    {"n", "skus_sold"},
    {"a", "skus_a"},
    {"b", "skus_b"},
    {"c", "skus_c"},
};

static const char *metric_of(const char *column)
{
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (strcmp(columns[i].column, column) == 0)
            return columns[i].metric;
    return NULL;
}

/* "metric as column" of each column that a row of expected values has. */
static const char *metrics_of(const cJSON *row)
{
    const char *metrics = "";
    const cJSON *part;
    cJSON_ArrayForEach(part, row) if (metric_of(part->string))
        metrics = golden_text("%s%s%s as %s", metrics, *metrics ? ", " : "", metric_of(part->string), part->string);
    return metrics;
}

static bool has_columns(const cJSON *row, const char *names)
{
    const char *all = "";
    const cJSON *part;
    cJSON_ArrayForEach(part, row) all = golden_text("%s%s%s", all, *all ? " " : "", part->string);
    return strcmp(all, names) == 0;
}

/* ---- plans ------------------------------------------------------------------------------------------------------------------------ */

/* `currency` has as many decimals as the amounts. */
static eco_kpi_builder *begin(const char *currency)
{
    return eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC", .currency = currency));
}

static void add_report(eco_kpi_builder *builder, const char *name, const char *by, const char *metrics)
{
    eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = name, .by = by, .metrics = metrics));
}

static void compare_metrics(golden_case *test, const cJSON *expected, const eco_table *answer, int64_t row)
{
    const cJSON *part;
    cJSON_ArrayForEach(part, expected) if (metric_of(part->string))
        golden_kpi_cell(test, part->string, part, answer, part->string, row);
}

/* How many rows the state took in: the one column that is no metric. */
static void compare_rows(golden_kpi *kpi, const cJSON *expected, const char *column)
{
    const eco_table *state = golden_get(expected, column) ? golden_kpi_table(kpi, "state", EVERY_TIME) : NULL;
    if (state)
        golden_kpi_cell(kpi->test, column, golden_get(expected, column), state, "rows",
                        golden_kpi_find(state, "source", "orders"));
}

/* The date after these words of the SQL; 0: it has none. */
static int64_t since_of(const char *sql, const char *words)
{
    const char *at = strstr(sql, words);
    return at ? time_of(golden_text("%.10s", at + strlen(words))) : 0;
}

static void run_report(golden_case *test, const sales_rows *sales, const char *currency, const cJSON *expected,
                       const char *rows_column)
{
    eco_kpi_builder *builder = begin(currency);
    const char *sql = golden_word(test->input, "definition_sql");
    golden_kpi kpi;
    const eco_table *answer = NULL;
    add_report(builder, "answer", NULL, metrics_of(expected));
    if (golden_kpi_begin(&kpi, test, builder) && feed_orders(&kpi, sales))
        answer = golden_kpi_table(&kpi, "answer", since_of(sql ? sql : "", "InvoiceDate>='"),
                                  since_of(sql ? sql : "", "InvoiceDate<'"));
    if (answer) {
        compare_metrics(test, expected, answer, 0);
        compare_rows(&kpi, expected, rows_column);
    }
    golden_kpi_end(&kpi);
}

/* A row a month, "2010-12". */
static void run_months(golden_case *test, const sales_rows *sales)
{
    eco_kpi_builder *builder = begin("KWD");
    const cJSON *row;
    golden_kpi kpi;
    const eco_table *answer = NULL;
    add_report(builder, "answer", "month", metrics_of(test->expected->child));
    if (golden_kpi_begin(&kpi, test, builder) && feed_orders(&kpi, sales))
        answer = golden_kpi_table(&kpi, "answer", EVERY_TIME);
    if (answer && answer->rows != cJSON_GetArraySize(test->expected))
        golden_fail(test, "%lld months", (long long)answer->rows);
    if (answer)
        cJSON_ArrayForEach(row, test->expected)
            compare_metrics(test, row, answer, golden_kpi_find(answer, "month", golden_text("%s-01", golden_word(row, "ym"))));
    golden_kpi_end(&kpi);
}

static void compare_text(golden_case *test, const char *name, const cJSON *row, const eco_table *answer, const char *column,
                         int64_t at)
{
    const char *got = golden_kpi_text(answer, column, at);
    golden_compare(test, name, golden_get(row, name), got ? cJSON_CreateString(got) : cJSON_CreateNull());
}

static void run_pairs(golden_case *test, const sales_rows *sales)
{
    eco_kpi_builder *builder = begin("KWD");
    const cJSON *row;
    golden_kpi kpi;
    const eco_table *answer = NULL;
    int64_t at = 0;
    eco_kpi_add_pairs(builder, ECO_MAKE(eco_kpi_pairs, .name = "answer", .top = cJSON_GetArraySize(test->expected)));
    if (golden_kpi_begin(&kpi, test, builder) && feed_orders(&kpi, sales))
        answer = golden_kpi_table(&kpi, "answer", EVERY_TIME);
    if (answer)
        cJSON_ArrayForEach(row, test->expected)
        {
            compare_text(test, "s1", row, answer, "sku", at);
            compare_text(test, "s2", row, answer, "other", at);
            golden_kpi_cell(test, "n", golden_get(row, "n"), answer, "baskets", at++);
        }
    golden_kpi_end(&kpi);
}

/* The last row of a user, in a table that is sorted by day: its day. */
static const char *last_day(const eco_table *days, const char *user)
{
    for (int64_t row = days->rows - 1; row >= 0; row--)
        if (strcmp(golden_kpi_text(days, "user", row), user) == 0)
            return golden_kpi_text(days, "day", row);
    return NULL;
}

/* Recency is counted in days back from the date in the SQL, frequency and value are metrics of each user. */
static void run_rfm(golden_case *test, const sales_rows *sales)
{
    eco_kpi_builder *builder = begin("KWD");
    const cJSON *row;
    golden_kpi kpi;
    const eco_table *users = NULL, *days = NULL;
    int64_t until_us = since_of(golden_word(test->input, "definition_sql"), "::date,date '");
    add_report(builder, "users", "user", metrics_of(test->expected->child));
    add_report(builder, "days", "day, user", "orders");
    if (golden_kpi_begin(&kpi, test, builder) && feed_orders(&kpi, sales)) {
        users = golden_kpi_table(&kpi, "users", EVERY_TIME);
        days = golden_kpi_table(&kpi, "days", EVERY_TIME);
    }
    if (users && days)
        cJSON_ArrayForEach(row, test->expected)
        {
            const char *user = golden_kpi_name(golden_get(row, "id")), *day = last_day(days, user);
            golden_kpi_near(test, "r", golden_get(row, "r"), day ? (double)((until_us - time_of(day)) / GOLDEN_DAY_US) : -1);
            compare_metrics(test, row, users, golden_kpi_find(users, "user", user));
        }
    golden_kpi_end(&kpi);
}

/* ---- the shape of a file: its rows as events of somebody -------------------------------------------------------------------------- */

typedef enum shape_of { BY_CUSTOMER, BY_ORDER, BY_SKU } shape_of;

static bool feed_events(golden_kpi *kpi, const sales_rows *sales, shape_of by)
{
    golden_events events;
    golden_events_begin(&events, sales->rows);
    for (int64_t row = 0; row < sales->rows; row++)
        golden_events_add(&events,
                          (by == BY_CUSTOMER ? sales->user
                           : by == BY_ORDER  ? sales->order
                                             : sales->sku)[row],
                          sales->at_us[row], sales->order[row][0] == 'C' ? "cancel" : "line");
    const eco_table rows = golden_events_table(&events);
    return golden_kpi_feed(kpi, ECO_KPI_EVENTS, &rows);
}

static const char *time_text(double at_us)
{
    char text[ECO_TIME_TEXT];
    eco_time_text(text, (int64_t)at_us);
    return golden_text("%.10s %.8s", text, text + 11);
}

static void compare_span(golden_kpi *kpi, const cJSON *row)
{
    const eco_table *state = golden_kpi_table(kpi, "state", EVERY_TIME);
    double since = 0, until = 0;
    int64_t at = state ? golden_kpi_find(state, "source", "events") : -1;
    if (!state || !golden_kpi_number(&since, state, "since", at) || !golden_kpi_number(&until, state, "until", at)) {
        golden_fail(kpi->test, "no span of time");
        return;
    }
    golden_kpi_cell(kpi->test, "nrows", golden_get(row, "nrows"), state, "rows", at);
    golden_compare(kpi->test, "mn", golden_get(row, "mn"), cJSON_CreateString(time_text(since)));
    golden_compare(kpi->test, "mx", golden_get(row, "mx"), cJSON_CreateString(time_text(until)));
}

static void compare_shape(golden_kpi *kpi, const cJSON *row, const sales_rows *sales, shape_of by)
{
    golden_case *test = kpi->test;
    static const char *const names[] = {"customers", "invoices", "stockcodes"};
    const eco_table *all = feed_events(kpi, sales, by) ? golden_kpi_table(kpi, "everybody", EVERY_TIME) : NULL;
    const eco_table *kinds = all ? golden_kpi_table(kpi, "kinds", EVERY_TIME) : NULL;
    const eco_table *people = kinds && by == BY_CUSTOMER ? golden_kpi_table(kpi, "people", EVERY_TIME) : NULL;
    if (!kinds)
        return;
    int64_t cancel = golden_kpi_find(kinds, "event", "cancel"), nobody = 0;
    golden_kpi_cell(test, names[by], golden_get(row, names[by]), all, "visitors", 0);
    if (by == BY_ORDER)
        golden_kpi_cell(test, "cancel_invoices", golden_get(row, "cancel_invoices"), kinds, "visitors", cancel);
    if (!people)
        return;
    golden_kpi_cell(test, "cancel_lines", golden_get(row, "cancel_lines"), kinds, "events", cancel);
    while (nobody < people->rows && golden_kpi_text(people, "user", nobody))
        nobody++;
    golden_kpi_cell(test, "null_customer", golden_get(row, "null_customer"), people, "events", nobody);
    compare_span(kpi, row);
}

static void run_shape(golden_case *test, const sales_rows *sales)
{
    for (shape_of by = BY_CUSTOMER; by <= BY_SKU; by++) {
        eco_kpi_builder *builder = begin(NULL);
        golden_kpi kpi;
        add_report(builder, "everybody", NULL, "visitors");
        add_report(builder, "kinds", "event", "events, visitors");
        if (by == BY_CUSTOMER)
            add_report(builder, "people", "user", "events");
        if (golden_kpi_begin(&kpi, test, builder))
            compare_shape(&kpi, test->expected->child, sales, by);
        golden_kpi_end(&kpi);
    }
}

/* ---- cases ------------------------------------------------------------------------------------------------------------------------ */

void golden_run_sql(golden_case *test)
{
    static const struct {
        const char *columns;
        void (*run)(golden_case *test, const sales_rows *sales);
    } others[] = {
        {"nrows invoices stockcodes customers cancel_lines cancel_invoices null_customer mn mx", run_shape},
        {"ym orders buyers gmv", run_months},
        {"s1 s2 n", run_pairs},
        {"id r f m", run_rfm},
    };
    const cJSON *row = cJSON_IsArray(test->expected) ? test->expected->child : NULL, *part;
    const char *sql = golden_word(test->input, "definition_sql"), *dataset = golden_word(test->input, "dataset");
    if (!row || !sql || !dataset || strcmp(dataset, "online_retail.csv") != 0) {
        golden_not_built(test, "dataset %s", dataset ? dataset : "none");
        return;
    }
    const sales_rows *sales = read_retail(test, !golden_ends(sql, " from o"));
    if (!sales)
        return;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (has_columns(row, others[i].columns)) {
            others[i].run(test, sales);
            return;
        }
    cJSON_ArrayForEach(part, row) if (!metric_of(part->string) && strcmp(part->string, "nrows") != 0)
        golden_not_built(test, "column %s", part->string);
    if (test->outcome == GOLDEN_PASSED)
        run_report(test, sales, "KWD", row, "nrows");
}

/* Totals of cdnow.csv: each row is an order. */
void golden_run_aggregate(golden_case *test)
{
    const char *dataset = golden_word(test->input, "dataset");
    if (!dataset || strcmp(dataset, "cdnow.csv") != 0) {
        golden_not_built(test, "dataset %s", dataset ? dataset : "none");
        return;
    }
    const golden_data *data = golden_data_of(test, dataset);
    if (!data)
        return;
    sales_rows *sales = sales_of(data->rows);
    for (; sales->rows < data->rows; sales->rows++) {
        int64_t at = sales->rows;
        sales->order[at] = golden_text("%lld", (long long)at);
        sales->user[at] = golden_data_cell(data, at, "customer_id");
        sales->at_us[at] = time_of(golden_data_cell(data, at, "date"));
        sales->quantity[at] = strtoll(golden_data_cell(data, at, "cds"), NULL, 10);
        sales->amount[at] = (int64_t)round(strtod(golden_data_cell(data, at, "sales"), NULL) * 100);
    }
    run_report(test, sales, "USD", test->expected, "rows");
}
