/* golden_kpi_rows.c - cases whose rows stand in them: retention, distinct counts, sales of a few orders. */
#include "golden_kpi.h"

/* ---- retention -------------------------------------------------------------------------------------------------------------------- */

/* "day1", "day2" ...: users of each day. "r<n>": those of the first day who were there on the n-th. */
void golden_run_retention(golden_case *test)
{
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC"));
    const cJSON *day, *user, *part;
    golden_events events;
    golden_kpi kpi;
    int64_t rows = 0;
    int day_number = 0;
    eco_kpi_add_cohort(builder, ECO_MAKE(eco_kpi_cohort, .name = "answer", .period = ECO_PERIOD_DAY));
    cJSON_ArrayForEach(day, test->input) rows += cJSON_GetArraySize(day);
    golden_events_begin(&events, rows);
    cJSON_ArrayForEach(day, test->input)
    {
        cJSON_ArrayForEach(user, day) golden_events_add(&events, golden_kpi_name(user), day_number * GOLDEN_DAY_US, "view");
        day_number++;
    }
    const eco_table table = golden_events_table(&events);
    const eco_table *answer = NULL;
    if (golden_kpi_begin(&kpi, test, builder) && golden_kpi_feed(&kpi, ECO_KPI_EVENTS, &table))
        answer = golden_kpi_table(&kpi, "answer", 0, 0);
    if (answer)
        cJSON_ArrayForEach(part, test->expected)
            golden_kpi_cell(test, part->string, part, answer, "users", atoi(part->string + 1) - 1);
    golden_kpi_end(&kpi);
}

static bool time_of(golden_case *test, int64_t *at_us, const char *name)
{
    const char *text = golden_word(test->input, name);
    if (text && !eco_time_parse(at_us, golden_text("%s:00Z", text), NULL))
        return true;
    golden_not_built(test, "%s is no time", name);
    return false;
}

/* Which period since entry a return is in. */
void golden_run_rolling(golden_case *test)
{
    int64_t start_us, return_us;
    const char *floor = golden_word(test->input, "floor");
    if (!golden_knows(test, test->input, "input", "start return floor") || !time_of(test, &start_us, "start") ||
        !time_of(test, &return_us, "return"))
        return;
    if (!floor || strcmp(floor, "hour") != 0) {
        golden_not_built(test, "floor %s", floor ? floor : "none");
        return;
    }
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC"));
    eco_kpi_add_cohort(builder, ECO_MAKE(eco_kpi_cohort, .name = "answer", .period = ECO_PERIOD_DAY, .rolling = true,
                                         .enter = "event == 'start'", .stay = "event == 'return'"));
    golden_events events;
    golden_events_begin(&events, 2);
    golden_events_add(&events, "1", start_us, "start");
    golden_events_add(&events, "1", return_us, "return");
    const eco_table table = golden_events_table(&events);
    const eco_table *answer = NULL;
    golden_kpi kpi;
    double period = -1, users;
    if (golden_kpi_begin(&kpi, test, builder) && golden_kpi_feed(&kpi, ECO_KPI_EVENTS, &table))
        answer = golden_kpi_table(&kpi, "answer", 0, 0);
    for (int64_t row = 0; answer && row < answer->rows; row++)
        if (golden_kpi_number(&users, answer, "users", row) && users > 0)
            golden_kpi_number(&period, answer, "period", row);
    if (answer)
        golden_kpi_near(test, "period", test->expected, period);
    golden_kpi_end(&kpi);
}

/* ---- distinct --------------------------------------------------------------------------------------------------------------------- */

void golden_run_distinct(golden_case *test)
{
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC"));
    const cJSON *value, *values = golden_get(test->input, "values");
    golden_events events;
    golden_kpi kpi;
    eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "answer", .metrics = "visitors"));
    golden_events_begin(&events, cJSON_GetArraySize(values));
    cJSON_ArrayForEach(value, values) golden_events_add(&events, golden_kpi_name(value), 0, "view");
    const eco_table table = golden_events_table(&events);
    const eco_table *answer = NULL;
    if (golden_kpi_begin(&kpi, test, builder) && golden_kpi_feed(&kpi, ECO_KPI_EVENTS, &table))
        answer = golden_kpi_table(&kpi, "answer", 0, 0);
    if (answer)
        golden_kpi_cell(test, "visitors", test->expected, answer, "visitors", 0);
    golden_kpi_end(&kpi);
}

/* ---- sales ------------------------------------------------------------------------------------------------------------------------ */

static int64_t cents(const cJSON *object, const char *name)
{
    int64_t minor = 0;
    const cJSON *item = golden_get(object, name);
    if (cJSON_IsNumber(item) && eco_money_parse(&minor, golden_text("%.2f", item->valuedouble), "USD", NULL))
        exit(2);
    return minor;
}

enum { ORDERS_MOST = 64 };
typedef struct sales_rows {
    int64_t rows, order[ORDERS_MOST], at_us[ORDERS_MOST], amount[ORDERS_MOST], list[ORDERS_MOST], discount[ORDERS_MOST],
        tax[ORDERS_MOST], shipping[ORDERS_MOST];
} sales_rows;

static bool feed_sales(golden_kpi *kpi, const sales_rows *sales)
{
    const eco_table rows = {.rows = sales->rows,
                            ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", sales->order),
                                     ECO_TIME_COLUMN("at", sales->at_us), ECO_INT64_COLUMN("amount", sales->amount),
                                     ECO_INT64_COLUMN("list", sales->list), ECO_INT64_COLUMN("discount", sales->discount),
                                     ECO_INT64_COLUMN("tax", sales->tax), ECO_INT64_COLUMN("shipping", sales->shipping))};
    return golden_kpi_feed(kpi, ECO_KPI_ORDERS, &rows);
}

static bool feed_refunds(golden_kpi *kpi, const sales_rows *refunds)
{
    const eco_table rows = {.rows = refunds->rows,
                            ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", refunds->order),
                                     ECO_TIME_COLUMN("at", refunds->at_us), ECO_INT64_COLUMN("amount", refunds->amount))};
    return golden_kpi_feed(kpi, ECO_KPI_REFUNDS, &rows);
}

/* One report over the rows: every field of `expected` is a column. */
static void report_sales(golden_case *test, const char *metrics, const sales_rows *sales, const sales_rows *refunds)
{
    eco_kpi_builder *builder = eco_kpi_begin(
        ECO_MAKE(eco_kpi_options, .zone = "UTC", .currency = "USD", .refunds = ECO_REFUND_DAY_EVENT));
    eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "answer", .metrics = metrics));
    const eco_table *answer = NULL;
    const cJSON *part;
    golden_kpi kpi;
    if (golden_kpi_begin(&kpi, test, builder) && feed_sales(&kpi, sales) && feed_refunds(&kpi, refunds))
        answer = golden_kpi_table(&kpi, "answer", 0, 0);
    if (answer && cJSON_IsObject(test->expected))
        cJSON_ArrayForEach(part, test->expected) golden_kpi_cell(test, part->string, part, answer, part->string, 0);
    else if (answer)
        golden_kpi_cell(test, "answer", test->expected, answer, "answer", 0);
    golden_kpi_end(&kpi);
}

static void add_amounts(sales_rows *rows, const cJSON *amounts)
{
    const cJSON *amount;
    cJSON_ArrayForEach(amount, amounts) if (rows->rows < ORDERS_MOST)
    {
        rows->order[rows->rows] = rows->rows;
        rows->amount[rows->rows] = rows->list[rows->rows] = (int64_t)amount->valuedouble * 100;
        rows->rows++;
    }
}

/* Amounts of orders and refunds, or the parts of one order. */
void golden_run_net_sales(golden_case *test)
{
    sales_rows *sales = golden_keep(sizeof *sales), *refunds = golden_keep(sizeof *refunds);
    const cJSON *input = test->input;
    if (!golden_knows(test, input, "input", "orders refunds gross discounts returns taxes shipping duties"))
        return;
    if (cents(input, "duties")) {
        golden_not_built(test, "duties");
        return;
    }
    if (golden_get(input, "orders")) {
        add_amounts(sales, golden_get(input, "orders"));
        add_amounts(refunds, golden_get(input, "refunds"));
    } else {
        sales->rows = refunds->rows = 1;
        sales->list[0] = cents(input, "gross");
        sales->discount[0] = cents(input, "discounts");
        sales->tax[0] = cents(input, "taxes");
        sales->shipping[0] = cents(input, "shipping");
        sales->amount[0] = sales->list[0] - sales->discount[0] + sales->tax[0] + sales->shipping[0]; /* what is paid */
        refunds->amount[0] = cents(input, "returns");
    }
    report_sales(test, "gross_sales as gross, refunds, net_sales as net, total_sales as total", sales, refunds);
}

void golden_run_gmv(golden_case *test)
{
    sales_rows *sales = golden_keep(sizeof *sales), *refunds = golden_keep(sizeof *refunds);
    const cJSON *input = test->input;
    const char *policy = golden_word(input, "policy");
    bool is_merchandise = policy && strcmp(policy, "merchandise") == 0;
    if (!golden_knows(test, input, "input", "subtotal tax shipping policy"))
        return;
    if (!is_merchandise && policy) {
        golden_not_built(test, "policy %s", policy);
        return;
    }
    sales->rows = 1;
    sales->tax[0] = cents(input, "tax");
    sales->shipping[0] = cents(input, "shipping");
    sales->amount[0] = cents(input, "subtotal") + sales->tax[0] + sales->shipping[0];
    report_sales(test, is_merchandise ? "merchandise_gmv as answer" : "gmv as answer", sales, refunds);
}
