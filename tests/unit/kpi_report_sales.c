/* A report over all sources at once: orders, refunds, spend, events, and the visits of those; each figure is worked out by hand. */
#include "test.h"
#include <ecomops/kpi.h>
#include <math.h>
#include <string.h>

#include "base/table_builder.h"

#define DAY   ECO_DAY_US
#define NONE  INT64_MIN
#define FIRST (20513 * DAY)
static eco_error error;

/* Order 1: two lines, paid, with all amounts and with none; 2: the next day, the same buyer; 3: not paid; 4: a test. */
static const char *const orders[] = {"1", "1", "2", "3", "4"}, *const skus[] = {"A", "B", "A", "C", "C"},
                         *const statuses[] = {NULL, NULL, NULL, NULL, "test"};
static const int64_t buyers[] = {1, 1, 1, 2, 3}, quantities[] = {2, 1, 1, 1, 1};
static const int64_t placed[] = {FIRST, FIRST, FIRST + DAY, FIRST + DAY, FIRST + DAY};
static const int64_t amounts[] = {6000, 4000, 3500, 2500, 99900}, lists[] = {7000, 0, 3500, 0, 0},
                     discounts[] = {1500, 0, 0, 0, 0}, taxes[] = {300, 0, 0, 0, 0}, shippings[] = {200, 0, 0, 0, 0},
                     fees[] = {100, 0, 0, 0, 0}, costs[] = {3000, 0, 1500, 0, 0};
static const uint8_t all_but_4th = 0x17, first_and_third = 5;

static void feed_orders(eco_kpi_state *state)
{
    const eco_table table = {
        .rows = 5,
        ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", orders), ECO_TIME_COLUMN("at", placed),
                 ECO_INT64_COLUMN("user", buyers), ECO_TEXT_COLUMN("sku", skus), ECO_INT64_COLUMN("quantity", quantities),
                 ECO_MONEY_COLUMN("amount", amounts, "CNY"), ECO_TEXT_COLUMN("status", statuses),
                 {.name = "paid_at", .type = ECO_TYPE_TIME, .values = placed, .valid = &all_but_4th},
                 {.name = "list", .type = ECO_TYPE_MONEY, .values = lists, .currency = "CNY", .valid = &first_and_third},
                 {.name = "cost", .type = ECO_TYPE_MONEY, .values = costs, .currency = "CNY", .valid = &first_and_third},
                 ECO_MONEY_COLUMN("discount", discounts, "CNY"), ECO_MONEY_COLUMN("tax", taxes, "CNY"),
                 ECO_MONEY_COLUMN("shipping", shippings, "CNY"), ECO_MONEY_COLUMN("fee", fees, "CNY"))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &table, &error));
}

static void feed_others(eco_kpi_state *state)
{
    static const char *const refunded[] = {"1"}, *const what[] = {"view", "view", "view", "view"};
    static const int64_t at[] = {FIRST + DAY}, amount[] = {1000}, spent_at[] = {FIRST}, spent[] = {2000}, shown[] = {1000},
                         clicks[] = {50};
    static const int64_t users[] = {1, 2, 1, 3}, seen[] = {FIRST, FIRST, FIRST + DAY, FIRST + DAY};
    const eco_table refunds = {.rows = 1,
                               ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", refunded), ECO_TIME_COLUMN("at", at),
                                        ECO_MONEY_COLUMN("amount", amount, "CNY"))};
    const eco_table spend = {.rows = 1,
                             ECO_LIST(columns, eco_column, ECO_TIME_COLUMN("at", spent_at),
                                      ECO_MONEY_COLUMN("amount", spent, "CNY"), ECO_INT64_COLUMN("impressions", shown),
                                      ECO_INT64_COLUMN("clicks", clicks))};
    const eco_table events = {.rows = 4,
                              ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("user", users), ECO_TIME_COLUMN("at", seen),
                                       ECO_TEXT_COLUMN("event", what))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_REFUNDS, &refunds, &error));
    CHECK_OK(eco_kpi_update(state, ECO_KPI_SPEND, &spend, &error));
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
}

typedef struct expected {
    const char *metric;
    double value; /* in major units */
} expected;

static double value_of(const eco_column *column, int64_t row)
{
    switch (column->type) {
    case ECO_TYPE_DOUBLE: return eco_cell_double(column, row);
    case ECO_TYPE_MONEY: return (double)eco_cell_int64(column, row) / 100;
    case ECO_TYPE_DECIMAL: return (double)eco_cell_int64(column, row) / 1e6;
    default: return (double)eco_cell_int64(column, row);
    }
}

static void check(eco_refund_day policy, const char *by, int64_t row, const expected *figures, size_t count)
{
    char list[2048] = "";
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    const eco_table *table;
    for (size_t i = 0; i < count; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? "," : "", figures[i].metric);
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .refunds = policy));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "r", .by = by, .metrics = list));
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    eco_kpi_plan_free(plan);
    feed_others(state);
    feed_orders(state);
    CHECK_OK(eco_kpi_table(&table, state, "r", 0, 0, &error));
    for (size_t i = 0; i < count; i++) {
        const eco_column *column = eco_table_column(table, figures[i].metric);
        CHECK_F(!eco_cell_is_null(column, row), "%s", figures[i].metric);
        double value = value_of(column, row);
        CHECK_F(fabs(value - figures[i].value) < 1e-9 * (1 + fabs(value)), "%s is %.12g, not %.12g", figures[i].metric, value,
                figures[i].value);
    }
    eco_table_free(table);
    eco_kpi_state_free(state);
}
#define CHECK_FIGURES(policy, by, row, ...)                                \
    do {                                                                   \
        const expected figures[] = {__VA_ARGS__};                          \
        check(policy, by, row, figures, sizeof figures / sizeof *figures); \
    } while (0)

TEST(kpi_report_sales, sales)
{
    CHECK_FIGURES(ECO_REFUND_DAY_GROSS, NULL, 0, {"orders", 3}, {"gmv", 160}, {"merchandise_gmv", 155}, {"units", 5},
                  {"paid_orders", 2}, {"paid_amount", 135}, {"paid_units", 4}, {"aov", 67.5}, {"spend_per_buyer", 135},
                  {"units_per_order", 2}, {"price_per_unit", 33.75}, {"gross_sales", 170}, {"discounts", 15}, {"net_sales", 155},
                  {"total_sales", 160}, {"taxes", 3}, {"shipping", 2}, {"fees", 1}, {"refunds", 10}, {"refunded_orders", 1},
                  {"refund_rate", 10.0 / 135}, {"order_refund_rate", 0.5}, {"transaction_amount", 135});
}

TEST(kpi_report_sales, margin_and_advertising)
{
    CHECK_FIGURES(ECO_REFUND_DAY_GROSS, NULL, 0, {"cost", 45}, {"gross_profit", 45}, {"gross_margin", 0.5}, {"contribution", 24},
                  {"contribution_margin", 24.0 / 90}, {"spend", 20}, {"roi", 1.25}, {"roas", 6.75},
                  {"ad_click_through_rate", 0.05}, {"cost_per_click", 0.4}, {"cost_per_mille", 20}, {"cac", 20},
                  {"ltv_to_cac", 2.25}, {"payback_months", 20.0 / 45 * 2 / 30.4375});
}

TEST(kpi_report_sales, people)
{
    CHECK_FIGURES(ECO_REFUND_DAY_GROSS, NULL, 0, {"visitors", 3}, {"paying_buyers", 1}, {"ordering_buyers", 2},
                  {"pay_conversion_rate", 1.0 / 3}, {"order_conversion_rate", 2.0 / 3}, {"order_to_pay_rate", 0.5},
                  {"revenue_per_visitor", 45}, {"arpu", 45}, {"gpm", 33750}, {"new_buyers", 1}, {"new_buyer_share", 1},
                  {"repurchase_rate", 1}, {"repurchase_rate_by_day", 1}, {"purchase_frequency", 2}, {"average_days_to_repeat", 1},
                  {"skus_sold", 2}, {"top_fifth_share", 1}, {"gini", 0});
}

TEST(kpi_report_sales, refunds_by_policy)
{
    CHECK_FIGURES(ECO_REFUND_DAY_EVENT, "day", 0, {"net_sales", 95}, {"transaction_amount", 100}, {"refunds", 0});
    CHECK_FIGURES(ECO_REFUND_DAY_EVENT, "day", 1, {"net_sales", 50}, {"transaction_amount", 25}, {"refunds", 10});
    CHECK_FIGURES(ECO_REFUND_DAY_ORDER, "day", 0, {"net_sales", 85}, {"transaction_amount", 90}, {"refunds", 10});
    CHECK_FIGURES(ECO_REFUND_DAY_ORDER, "day", 1, {"net_sales", 60}, {"transaction_amount", 35}, {"refunds", 0});
    CHECK_FIGURES(ECO_REFUND_DAY_SAME, NULL, 0, {"net_sales", 155}, {"transaction_amount", 135});
    CHECK_FIGURES(ECO_REFUND_DAY_EVENT, NULL, 0, {"gross_profit", 35}, {"gross_margin", 35.0 / 80}, {"arpu", 125.0 / 3});
}

TEST(kpi_report_sales, from_day_to_day)
{
    CHECK_FIGURES(ECO_REFUND_DAY_GROSS, "day", 1, {"paying_buyers", 1}, {"new_buyers", 0}, {"returning_buyers", 1},
                  {"rebuy_rate", 1}, {"churn_rate", 0}, {"paid_amount", 35}, {"visitors", 2}, {"mau", 3},
                  {"pay_conversion_rate", 0.5});
}

/* ---- visits ---- */

/* web: user 1 looks at two pages, and after an idle hour at one; app: user 2 looks for 20 s and puts something into the cart. */
TEST(kpi_report_sales, visits)
{
    static const char *const what[] = {"view", "view", "view", "view", "cart"}, *const where[] = {"web", "web", "web", "app",
                                                                                                  "app"};
    static const int64_t users[] = {1, 1, 1, 2, 2},
                         at[] = {FIRST, FIRST + 5 * ECO_SECOND_US, FIRST + ECO_HOUR_US, FIRST, FIRST + 20 * ECO_SECOND_US};
    const eco_table events = {.rows = 5,
                              ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("user", users), ECO_TIME_COLUMN("at", at),
                                       ECO_TEXT_COLUMN("event", what), ECO_TEXT_COLUMN("channel", where))};
    static const struct {
        const char *metric;
        double app, web;
    } rows[] = {{"sessions", 1, 2},          {"session_share", 1.0 / 3, 2.0 / 3}, {"bounce_rate", 0, 0.5},
                {"engagement_rate", 1, 0.5}, {"one_page_rate", 1, 0.5},           {"pages_per_session", 1, 1.5},
                {"visitors", 1, 1},          {"average_session_time", 20, 2.5},   {"add_to_cart_rate", 1, 0},
                {"carts_open", 1, 0},        {"pages_per_visitor", 1, 3}};
    char list[512] = "";
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    const eco_table *table;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? "," : "", rows[i].metric);
    eco_kpi_builder *kpi = eco_kpi_begin(NULL);
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "r", .by = "channel", .metrics = list));
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    eco_kpi_plan_free(plan);
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
    CHECK_OK(eco_kpi_table(&table, state, "r", 0, 0, &error));
    CHECK_INT(table->rows, 2);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const eco_column *column = eco_table_column(table, rows[i].metric);
        CHECK_F(fabs(value_of(column, 0) - rows[i].app) < 1e-9, "%s of app is %g", rows[i].metric, value_of(column, 0));
        CHECK_F(fabs(value_of(column, 1) - rows[i].web) < 1e-9, "%s of web is %g", rows[i].metric, value_of(column, 1));
    }
    eco_table_free(table);
    eco_kpi_state_free(state);
}
