/* See kpi_plan.h. */
#include "kpi_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_check(bool condition)
{
    if (!condition)
        abort();
}

bool fuzz_append(const char *text, size_t size, void *user)
{
    fuzz_bytes *to = user;
    to->bytes = realloc(to->bytes, to->size + size + 1);
    fuzz_check(to->bytes);
    memcpy(to->bytes + to->size, text, size);
    to->size += size;
    return true;
}

static void add_tables(eco_kpi_builder *kpi, bool hourly)
{
    static const char *const summer[] = {"s1", "s2"};
    eco_kpi_add_report(
        kpi, ECO_MAKE(eco_kpi_report, .name = "daily", .by = "day, channel", .compare = "last year", .top = 5,
                      .metrics = "page_views, visitors, wau, sessions, bounce_rate, cart_abandonment_rate, gmv, net_sales, "
                                 "aov, returning_buyers, enquiry_conversion_rate, refunded_orders, refunds_without_order, "
                                 "gross_profit, repurchase_rate, average_days_to_repeat, rebuy_rate, skus_a, gini, roas, nps, "
                                 "average_rating, first_response_time, lead_time, cac, dispute_rate, "
                                 "on_time_rate, cost_per_parcel, skus_on_sale, gmv / visitors as worth"));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "other", .by = hourly ? "hour, sku" : "month, weekday, sku",
                                     .metrics = "events, visitors, units", .where = "value > 0.5 or sku in @summer"));
    eco_kpi_add_report(kpi,
                       ECO_MAKE(eco_kpi_report, .name = "all", .metrics = "events, orders, paid_amount, gross_sales, spend"));
    for (eco_funnel_order order = ECO_FUNNEL_ORDER_LOOSE; order <= ECO_FUNNEL_ORDER_ANY; order++)
        eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel,
                                         .name = order == 0   ? "loose"
                                                 : order == 1 ? "strict"
                                                              : "any",
                                         .window_us = ECO_DAY_US, .order = order, .count = order, .by = "channel",
                                         .exclude = order == ECO_FUNNEL_ORDER_ANY ? NULL : "event == 'search'",
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

eco_kpi_plan *fuzz_kpi_plan(bool hourly, bool skips)
{
    static const char *const code[] = {"USD"}, *const alias[] = {"u3"}, *const user[] = {"u1"};
    static const int64_t rate[] = {7};
    static const int32_t day[] = {20454};
    const eco_table rates = {.rows = 1,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("currency", code),
                                      {.name = "day", .type = ECO_TYPE_DATE, .values = day}, ECO_INT64_COLUMN("rate", rate))};
    const eco_table aliases = {.rows = 1,
                               ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("alias", alias), ECO_TEXT_COLUMN("user", user))};
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC", .currency = "CNY", .skip_bad_rows = skips,
                                                  .max_problems = 3,
                                                  .refunds = hourly ? ECO_REFUND_DAY_ORDER : ECO_REFUND_DAY_SAME));
    eco_kpi_plan *plan;
    eco_error error = {0};
    add_tables(kpi, hourly);
    eco_kpi_add_rates(kpi, &rates);
    eco_kpi_add_aliases(kpi, "user", &aliases);
    if (eco_kpi_build(&plan, kpi, &error)) {
        fprintf(stderr, "%s: %s\n", error.path, error.message);
        abort();
    }
    return plan;
}

fuzz_bytes fuzz_kpi_save(const eco_kpi_state *state)
{
    fuzz_bytes saved = {NULL, 0};
    fuzz_check(eco_kpi_save(state, (eco_writer){fuzz_append, &saved}, NULL) == ECO_OK);
    return saved;
}

bool fuzz_kpi_same(fuzz_bytes a, fuzz_bytes b)
{
    return a.size == b.size && memcmp(a.bytes, b.bytes, a.size) == 0;
}

void fuzz_kpi_read_all(const eco_kpi_state *state)
{
    static const char *const names[] = {"daily", "other", "all",  "loose", "strict", "any",      "weekly", "rolling",
                                        "pairs", "touch", "next", "abc",   "rfm",    "problems", "state"};
    for (size_t i = 0; i < 2 * (sizeof names / sizeof *names); i++) {
        eco_error error = {0};
        const eco_table *table;
        int64_t since_us = i % 2 ? INT64_C(20454) * ECO_DAY_US : 0;
        eco_status status = eco_kpi_table(&table, state, names[i / 2], since_us, i % 2 ? since_us + 40 * ECO_DAY_US : 0, &error);
        fuzz_check((table == NULL) == (status != ECO_OK) && status == error.status);
        fuzz_bytes text = {NULL, 0};
        fuzz_check(status || eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){fuzz_append, &text}, NULL) == ECO_OK);
        free(text.bytes);
        eco_table_free(table);
    }
}
