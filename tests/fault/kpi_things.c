/* See kpi.h. */
#include "kpi.h"

const char *const fault_kpi_tables[FAULT_KPI_TABLES] = {"daily", "hourly", "buy",  "weekly",   "rolling",
                                                        "pairs", "touch",  "next", "problems", "state"};

static void add_tables(eco_kpi_builder *kpi)
{
    static const char *const summer[] = {"s1", "s2"};
    eco_kpi_add_report(
        kpi, ECO_MAKE(eco_kpi_report, .name = "daily", .by = "day, channel", .compare = "previous", .top = 5,
                      .metrics = "page_views, visitors, sessions, gmv, net_sales, returning_buyers, skus_a, gini, spend, "
                                 "dispute_rate, cost_per_parcel, skus_on_sale, gmv / visitors as worth"));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "hourly", .by = "hour, sku", .metrics = "events, visitors, units",
                                     .where = "value > 0.5 or sku in @summer"));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "buy", .window_us = ECO_DAY_US, .by = "channel",
                                     .exclude = "event == 'search'",
                                     ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "cart"},
                                              {.name = "paid", .when = "event == 'purchase' and sku in @summer"})));
    eco_kpi_add_cohort(kpi,
                       ECO_MAKE(eco_kpi_cohort, .name = "weekly", .period = ECO_PERIOD_WEEK, .enter = "event == 'purchase'"));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "rolling", .period = ECO_PERIOD_DAY, .rolling = true,
                                     .retention = ECO_RETENTION_UNBOUNDED, .periods = 3));
    eco_kpi_add_pairs(kpi, ECO_MAKE(eco_kpi_pairs, .name = "pairs"));
    eco_kpi_add_attribution(kpi, ECO_MAKE(eco_kpi_attribution, .name = "touch", .model = ECO_TOUCH_LINEAR));
    eco_kpi_add_paths(kpi, ECO_MAKE(eco_kpi_paths, .name = "next", .steps = 3, .top = 2));
    eco_kpi_add_abc(kpi, ECO_MAKE(eco_kpi_abc, .name = "abc"));
    eco_kpi_add_rfm(kpi, ECO_MAKE(eco_kpi_rfm, .name = "rfm"));
    eco_kpi_add_set(kpi, "summer", summer, 2);
}

eco_kpi_builder *fault_kpi_builder(fault_kpi_options options)
{
    static const char *const code[] = {"USD"}, *const alias[] = {"u3", "u4"}, *const user[] = {"u1", "u1"};
    static const int64_t rate[] = {7};
    static const int32_t day[] = {20454};
    const eco_table rates = {.rows = 1,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("currency", code),
                                      {.name = "day", .type = ECO_TYPE_DATE, .values = day}, ECO_INT64_COLUMN("rate", rate))};
    const eco_table aliases = {.rows = 2,
                               ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("alias", alias), ECO_TEXT_COLUMN("user", user))};
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC", .currency = "CNY",
                                                  .refunds = ECO_REFUND_DAY_ORDER, .skip_bad_rows = true, .max_problems = 5,
                                                  .threads = options.threads, .memory_limit = options.memory_limit,
                                                  .spill_folder = options.spill_folder, .allocator = fault_allocator()));
    add_tables(kpi);
    eco_kpi_add_rates(kpi, &rates);
    eco_kpi_add_aliases(kpi, "user", &aliases);
    return kpi;
}

eco_kpi_plan *fault_kpi_plan(fault_kpi_options options)
{
    eco_kpi_plan *plan;
    MUST(eco_kpi_build(&plan, fault_kpi_builder(options), &error));
    return plan;
}

/* ---- rows ---- */

enum { WORDS = 12 };
static const char *const words[WORDS] = {"view", "cart", "purchase", "search", "s1",   "s2",
                                         "app",  "web",  "CNY",      "USD",    "test", NULL};
static const char *const users[] = {"u1", "u2", "u3", "7", NULL};

static struct {
    int64_t at[FAULT_KPI_ROWS], amount[FAULT_KPI_ROWS], order[FAULT_KPI_ROWS], few[FAULT_KPI_ROWS];
    const char *user[FAULT_KPI_ROWS], *texts[6][FAULT_KPI_ROWS];
    int32_t codes[6][FAULT_KPI_ROWS];
    uint8_t flag[FAULT_KPI_ROWS];
    bool is_made;
} history;

static void put_word(int column, int row, int word)
{
    history.codes[column][row] = word;
    history.texts[column][row] = words[word];
}

static void make_history(void)
{
    for (int i = 0; i < FAULT_KPI_ROWS; i++) {
        history.at[i] = INT64_C(1767225600000000) + i * INT64_C(1700000000);
        history.amount[i] = 100 + i % 7 * 50;
        history.order[i] = i / 3;
        history.few[i] = i % 5 + 1;
        history.flag[i] = i % 2;
        history.user[i] = users[i % 5];
        put_word(0, i, i % 17 == 9 ? 11 : i * 7 % 4); /* event; some have none: bad rows */
        put_word(1, i, 4 + i % 2);                    /* sku */
        put_word(2, i, i % 3 ? 6 + i % 2 : 11);       /* channel */
        put_word(3, i, i % 4 ? 8 : 9);                /* currency */
        put_word(4, i, i % 13 ? 11 : 10);             /* status */
        put_word(5, i, 6 + i % 2);                    /* ticket, carrier ... */
    }
    history.is_made = true;
}

const eco_table *fault_kpi_rows_of(fault_kpi_rows *of, int from, int to, bool coded)
{
    static const char *const word_names[] = {"event", "sku", "channel", "currency", "status", "carrier"};
    static const char *const times[] = {"at", "paid_at", "promised_at", "delivered_at", "first_response_at", "resolved_at"};
    static const char *const amounts[] = {"value", "amount", "list", "discount", "tax", "shipping", "fee", "cost"};
    static const char *const keys[] = {"order", "ticket", "parcel"};
    static const char *const numbers[] = {"impressions", "clicks", "score", "rating"};
    if (!history.is_made)
        make_history();
    eco_column *next = of->columns;
    of->dictionary = (eco_column){.type = ECO_TYPE_TEXT, .values = words};
    for (int i = 0; i < 6; i++)
        *next++ = coded ? (eco_column){.name = word_names[i],
                                       .type = ECO_TYPE_CODE,
                                       .values = history.codes[i] + from,
                                       .dictionary = &of->dictionary,
                                       .dictionary_rows = WORDS}
                        : (eco_column){.name = word_names[i], .type = ECO_TYPE_TEXT, .values = history.texts[i] + from};
    for (int i = 0; i < 6; i++)
        *next++ = (eco_column){.name = times[i], .type = ECO_TYPE_TIME, .values = history.at + from};
    for (int i = 0; i < 8; i++)
        *next++ = (eco_column){.name = amounts[i], .type = ECO_TYPE_INT64, .values = history.amount + from};
    for (int i = 0; i < 3; i++)
        *next++ = (eco_column){.name = keys[i], .type = ECO_TYPE_INT64, .values = history.order + from};
    for (int i = 0; i < 4; i++)
        *next++ = (eco_column){.name = numbers[i], .type = ECO_TYPE_INT64, .values = history.few + from};
    *next++ = (eco_column){.name = "user", .type = ECO_TYPE_TEXT, .values = history.user + from};
    of->table = (eco_table){.rows = to - from, .columns = of->columns, .columns_count = (size_t)(next - of->columns)};
    return &of->table;
}
