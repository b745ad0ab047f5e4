/* What is measured from rows that are kept: identities of sales and refunds, policies, statuses, buyers, items, service, parcels, ABC and RFM. */
#include "kpi_books.h"

#define ORDERS(...)      feed(state, ECO_KPI_ORDERS, &(eco_table){__VA_ARGS__})
#define LIST(...)        ECO_LIST(columns, eco_column, __VA_ARGS__)
#define INTS(name, ...)  ECO_INT64_COLUMN(name, ((const int64_t[]){__VA_ARGS__}))
#define TIMES(...)       ECO_TIME_COLUMN("at", ((const int64_t[]){__VA_ARGS__}))
#define TEXTS(name, ...) ECO_TEXT_COLUMN(name, ((const char *const[]){__VA_ARGS__}))

static void feed(eco_kpi_state *state, eco_kpi_source source, const eco_table *table)
{
    eco_error error;
    CHECK_OK(eco_kpi_update(state, source, table, &error));
}

static eco_kpi_state *open_by(eco_refund_day refunds, const char *by, const char *metrics)
{
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .refunds = refunds));
    eco_kpi_add_report(builder, REPORT(.name = "all", .by = by, .metrics = metrics));
    return books_open(builder);
}

/* ---- identities of known cases ---- */

TEST(kpi_fill, one_of_five_orders_refunded_leaves_four)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_EVENT, NULL, "gross_sales, refunds, net_sales");
    ORDERS(.rows = 5, LIST(INTS("order", 1, 2, 3, 4, 5), TIMES(DAY(0), DAY(0), DAY(0), DAY(1), DAY(1)),
                           INTS("amount", 2000, 2000, 2000, 2000, 2000)));
    feed(state, ECO_KPI_REFUNDS, &(eco_table){.rows = 1, LIST(INTS("order", 3), TIMES(DAY(1)), INTS("amount", 2000))});
    CHECK_INT(books_cell(state, "all", "gross_sales", 0), 10000);
    CHECK_INT(books_cell(state, "all", "refunds", 0), 2000);
    CHECK_INT(books_cell(state, "all", "net_sales", 0), 8000);
    eco_kpi_state_free(state);
}

TEST(kpi_fill, net_and_total_sales_are_those_of_shopify)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_EVENT, NULL, "gross_sales, discounts, net_sales, total_sales");
    ORDERS(.rows = 1, LIST(INTS("order", 1), TIMES(DAY(0)), INTS("list", 10000), INTS("discount", 1000), INTS("tax", 600),
                           INTS("shipping", 500), INTS("amount", 10100)));
    feed(state, ECO_KPI_REFUNDS, &(eco_table){.rows = 1, LIST(INTS("order", 1), TIMES(DAY(3)), INTS("amount", 1500))});
    CHECK_INT(books_cell(state, "all", "net_sales", 0), 7500);
    CHECK_INT(books_cell(state, "all", "total_sales", 0), 8600);
    eco_kpi_state_free(state);
}

TEST(kpi_fill, merchandise_is_without_shipping)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_GROSS, NULL, "gmv, merchandise_gmv, gross_sales");
    ORDERS(.rows = 2, LIST(INTS("order", 1, 1), TIMES(DAY(0), DAY(0)), INTS("amount", 4497, 1095), INTS("shipping", 0, 1095)));
    CHECK_INT(books_cell(state, "all", "gmv", 0), 5592);
    CHECK_INT(books_cell(state, "all", "merchandise_gmv", 0), 4497);
    CHECK_INT(books_cell(state, "all", "gross_sales", 0), 4497);
    eco_kpi_state_free(state);
}

/* ---- refunds ---- */

/* Order 1 of day 0, paid on day 1; order 2 of day 2. Refunds: of 1 on day 1 and day 3, of 2 on day 5, of 9, which nobody knows, on day 0. */
static eco_kpi_state *refunded(eco_refund_day policy, bool refunds_first)
{
    eco_kpi_state *state = open_by(policy, "day",
                                   "refunds, refunded_orders, refunds_without_order, transaction_amount - paid_amount as off");
    for (int i = 0; i < 2; i++)
        if (refunds_first == (i == 0))
            feed(state, ECO_KPI_REFUNDS,
                 &(eco_table){.rows = 5,
                              LIST(INTS("order", 1, 1, 2, 9, 2), TIMES(DAY(1), DAY(3), DAY(5), DAY(0), DAY(5)),
                                   INTS("amount", 100, 20, 3, 7, 1000), TEXTS("status", NULL, "done", NULL, NULL, "withdrawn"))});
        else
            ORDERS(.rows = 2, LIST(INTS("order", 1, 2), TIMES(DAY(0), DAY(2)),
                                   {.name = "paid_at", .type = ECO_TYPE_TIME, .values = (const int64_t[]){DAY(1), DAY(2)}},
                                   INTS("amount", 5000, 6000)));
    return state;
}

static int64_t on_day(const eco_kpi_state *state, const char *column, int32_t day)
{
    const eco_table *table = books_table(state, "all");
    const eco_column *days = eco_table_column(table, "day"), *values = eco_table_column(table, column);
    int64_t value = 0;
    for (int64_t row = 0; row < table->rows; row++)
        if (eco_cell_int64(days, row) == 20454 + day && !eco_cell_is_null(values, row))
            value = values->type == ECO_TYPE_DOUBLE ? (int64_t)(eco_cell_double(values, row) * 100 - 0.5)
                                                    : eco_cell_int64(values, row);
    eco_table_free(table);
    return value;
}

static void check_refunds(eco_refund_day policy, const int64_t expected[6], const int64_t off[6])
{
    for (int first = 0; first < 2; first++) {
        eco_kpi_state *state = refunded(policy, first);
        for (int day = 0; day < 6; day++) {
            CHECK_INT(on_day(state, "refunds", day), expected[day]);
            CHECK_INT(-on_day(state, "off", day), off[day]);
        }
        CHECK_INT(on_day(state, "refunds_without_order", 0), 7);
        eco_kpi_state_free(state);
    }
}

TEST(kpi_fill, refunds_count_by_policy_and_may_come_before_their_orders)
{
    check_refunds(ECO_REFUND_DAY_GROSS, (const int64_t[]){7, 100, 0, 20, 0, 3}, (const int64_t[6]){0});
    check_refunds(ECO_REFUND_DAY_EVENT, (const int64_t[]){7, 100, 0, 20, 0, 3}, (const int64_t[]){7, 100, 0, 20, 0, 3});
    check_refunds(ECO_REFUND_DAY_ORDER, (const int64_t[]){120, 0, 3, 0, 0, 0}, (const int64_t[]){120, 0, 3, 0, 0, 0});
    check_refunds(ECO_REFUND_DAY_SAME, (const int64_t[]){7, 100, 0, 20, 0, 3}, (const int64_t[]){0, 100, 0, 0, 0, 0});
}

TEST(kpi_fill, an_order_refunded_twice_is_one)
{
    eco_kpi_state *state = refunded(ECO_REFUND_DAY_ORDER, false);
    CHECK_INT(on_day(state, "refunded_orders", 0), 1);
    CHECK_INT(on_day(state, "refunded_orders", 2), 1);
    eco_kpi_state_free(state);
}

TEST(kpi_fill, brushing_is_no_order_and_its_refund_none)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_EVENT, NULL, "orders, gmv, ordering_buyers, refunds, net_sales");
    ORDERS(.rows = 3, LIST(INTS("order", 1, 2, 3), TIMES(DAY(0), DAY(0), DAY(0)), INTS("user", 1, 2, 3),
                           INTS("amount", 100, 200, 400), TEXTS("status", NULL, "brushing", "done")));
    feed(state, ECO_KPI_REFUNDS,
         &(eco_table){.rows = 2, LIST(INTS("order", 2, 3), TIMES(DAY(1), DAY(1)), INTS("amount", 200, 10))});
    CHECK_INT(books_cell(state, "all", "orders", 0), 2);
    CHECK_INT(books_cell(state, "all", "gmv", 0), 500);
    CHECK_INT(books_cell(state, "all", "ordering_buyers", 0), 2);
    CHECK_INT(books_cell(state, "all", "refunds", 0), 10);
    CHECK_INT(books_cell(state, "all", "net_sales", 0), 490);
    eco_kpi_state_free(state);
}

/* ---- orders and their lines ---- */

/* What is of the order stands in its first row: the second line is of the app, too, and was paid. */
TEST(kpi_fill, lines_take_what_they_leave_out_from_the_first)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_GROSS, "channel", "orders, gmv, paid_amount, paying_buyers");
    const uint8_t valid = 1;
    ORDERS(.rows = 2, LIST(INTS("order", 1, 1), TIMES(DAY(0), DAY(0)), INTS("amount", 100, 200), TEXTS("channel", "app", NULL),
                           TEXTS("user", "u", NULL),
                           {.name = "paid_at", .type = ECO_TYPE_TIME, .values = (const int64_t[]){DAY(0), 0}, .valid = &valid}));
    const eco_table *table = books_table(state, "all");
    CHECK_INT(table->rows, 1);
    eco_table_free(table);
    CHECK_INT(books_cell(state, "all", "orders", 0), 1);
    CHECK_INT(books_cell(state, "all", "paid_amount", 0), 300);
    CHECK_INT(books_cell(state, "all", "paying_buyers", 0), 1);
    eco_kpi_state_free(state);
}

TEST(kpi_fill, an_order_counts_once_for_every_item_in_it)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_ORDER, "sku", "orders, gmv, ordering_buyers, transaction_amount");
    ORDERS(.rows = 4, LIST(INTS("order", 1, 1, 1, 2), TIMES(DAY(0), DAY(0), DAY(0), DAY(1)), INTS("amount", 100, 200, 5, 1000),
                           TEXTS("sku", "a", "b", "a", "a"), INTS("user", 1, 1, 1, 1)));
    feed(state, ECO_KPI_REFUNDS,
         &(eco_table){.rows = 1, LIST(INTS("order", 1), TIMES(DAY(4)), INTS("amount", 30), TEXTS("sku", "b"))});
    CHECK_INT(books_cell(state, "all", "orders", 0), 2);
    CHECK_INT(books_cell(state, "all", "gmv", 0), 1105);
    CHECK_INT(books_cell(state, "all", "ordering_buyers", 0), 1);
    CHECK_INT(books_cell(state, "all", "orders", 1), 1);
    CHECK_INT(books_cell(state, "all", "transaction_amount", 1), 170);
    eco_kpi_state_free(state);
}

TEST(kpi_fill, purchases_without_an_order_are_one_for_each_user_and_instant)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_GROSS, NULL, "orders, gmv, units, paying_buyers");
    feed(state, ECO_KPI_EVENTS,
         &(eco_table){.rows = 7,
                      LIST(TIMES(DAY(0), DAY(0), DAY(1), DAY(1), DAY(1), DAY(2), DAY(2)),
                           TEXTS("event", "purchase", "purchase", "purchase", "purchase", "purchase", "view", "purchase"),
                           TEXTS("user", "u", "u", "u", NULL, NULL, "u", "v"), INTS("value", 1, 2, 4, 8, 16, 32, 64),
                           TEXTS("order", NULL, NULL, NULL, NULL, NULL, NULL, "o"))});
    CHECK_INT(books_cell(state, "all", "orders", 0), 5);
    CHECK_INT(books_cell(state, "all", "gmv", 0), 95);
    CHECK_INT(books_cell(state, "all", "units", 0), 6000000);
    CHECK_INT(books_cell(state, "all", "paying_buyers", 0), 2);
    ORDERS(.rows = 1, LIST(INTS("order", 1), TIMES(DAY(0)), INTS("amount", 1000)));
    CHECK_INT(books_cell(state, "all", "gmv", 0), 1000); /* sales are now those of ORDERS */
    eco_kpi_state_free(state);
}

/* ---- buyers ---- */

TEST(kpi_fill, buyers_are_new_once_and_come_back)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_GROSS, "month",
                                   "paying_buyers, new_buyers, returning_buyers, rebuy_rate, repurchase_rate, "
                                   "repurchase_rate_by_day, average_days_to_repeat");
    /* January: 1, 1, 2. February: 2. March: 1 and 3, twice on a day. */
    ORDERS(.rows = 7, LIST(INTS("order", 1, 2, 3, 4, 5, 6, 7), INTS("user", 1, 1, 2, 2, 1, 3, 3),
                           TIMES(DAY(0), DAY(4), DAY(5), DAY(35), DAY(60), DAY(61), DAY(61) + 1)));
    static const int64_t expected[3][7] = {
        {2, 2, 0, -1, 500000, 500000, 4000000}, {1, 0, 1, 500000, 0, 0, 30000000}, {2, 1, 1, 0, 500000, 0, 0}};
    static const char *const names[] = {
        "paying_buyers",         "new_buyers", "returning_buyers", "rebuy_rate", "repurchase_rate", "repurchase_rate_by_day",
        "average_days_to_repeat"};
    for (int64_t month = 0; month < 3; month++)
        for (size_t i = 0; i < 7; i++)
            CHECK_F(books_cell(state, "all", names[i], month) == expected[month][i], "%s of month %d: %lld", names[i], (int)month,
                    (long long)books_cell(state, "all", names[i], month));
    eco_kpi_state_free(state);
}

/* A range sees what was before it. */
TEST(kpi_fill, a_range_knows_the_buyers_before_it)
{
    eco_error error;
    const eco_table *table;
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_GROSS, NULL, "paying_buyers, new_buyers, returning_buyers, rebuy_rate");
    ORDERS(.rows = 4, LIST(INTS("order", 1, 2, 3, 4), INTS("user", 1, 2, 1, 3), TIMES(DAY(0), DAY(3), DAY(6), DAY(7))));
    CHECK_OK(eco_kpi_table(&table, state, "all", DAY(5), DAY(10), &error));
    CHECK_INT(eco_cell_int64(eco_table_column(table, "paying_buyers"), 0), 2);
    CHECK_INT(eco_cell_int64(eco_table_column(table, "new_buyers"), 0), 1);
    CHECK_INT(eco_cell_int64(eco_table_column(table, "returning_buyers"), 0), 1);
    CHECK(eco_cell_double(eco_table_column(table, "rebuy_rate"), 0) == 0.5); /* of 1 and 2 */
    eco_table_free(table);
    eco_kpi_state_free(state);
}

/* ---- items, spend, service, parcels ---- */

TEST(kpi_fill, items_sold_and_concentration)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_GROSS, NULL,
                                   "skus_sold, skus_on_sale, sell_through_rate, skus_a, skus_b, skus_c, top_fifth_share, gini");
    ORDERS(.rows = 5,
           LIST(INTS("order", 1, 2, 3, 4, 5), INTS("user", 1, 2, 3, 4, 4), TIMES(DAY(0), DAY(0), DAY(0), DAY(0), DAY(0)),
                TEXTS("sku", "a", "b", "c", "a", NULL), INTS("amount", 10, 15, 5, 60, 10)));
    feed(state, ECO_KPI_STOCK,
         &(eco_table){.rows = 5,
                      LIST(TIMES(DAY(0), DAY(0), DAY(1), DAY(1), DAY(2)), TEXTS("sku", "a", "b", "a", "c", "d"),
                           {.name = "on_sale", .type = ECO_TYPE_BOOL, .values = (const uint8_t[]){1, 1, 1, 1, 0}})});
    static const struct {
        const char *name;
        int64_t value;
    } expected[] = {
        {"skus_sold", 3}, {"skus_on_sale", 3}, {"sell_through_rate", 1000000}, {"skus_a", 1},
        {"skus_b", 1},    {"skus_c", 1},       {"top_fifth_share", 700000},    {"gini", (70 * 3 + 15 - 10 - 15) * 2500}};
    for (size_t i = 0; i < 8; i++)
        CHECK_F(books_cell(state, "all", expected[i].name, 0) == expected[i].value, "%s is %lld", expected[i].name,
                (long long)books_cell(state, "all", expected[i].name, 0));
    eco_kpi_state_free(state);
}

TEST(kpi_fill, spend_service_and_parcels)
{
    eco_kpi_state *state = open_by(ECO_REFUND_DAY_GROSS, NULL,
                                   "spend, acquisition_spend as won, ad_impressions as seen, tickets, first_response_time, nps, "
                                   "average_rating, dispute_rate, parcels, on_time_rate, "
                                   "lead_time, damage_rate, cost_per_parcel");
    ORDERS(.rows = 2, LIST(INTS("order", 1, 2), TIMES(DAY(0), DAY(0))));
    feed(state, ECO_KPI_SPEND,
         &(eco_table){.rows = 3,
                      LIST(TIMES(DAY(0), DAY(1), DAY(2)), INTS("amount", 100, 20, 3), INTS("impressions", 5, 6, 7),
                           TEXTS("purpose", "acquisition", "retention", NULL))});
    feed(state, ECO_KPI_SERVICE,
         &(eco_table){.rows = 4,
                      LIST(TIMES(DAY(0), DAY(0), DAY(0), DAY(0)), INTS("score", 10, 9, 6, 7), INTS("rating", 5, 4, 4, 4),
                           TEXTS("kind", "dispute", "dispute", "question", NULL), TEXTS("status", NULL, "withdrawn", NULL, NULL),
                           {.name = "first_response_at",
                            .type = ECO_TYPE_TIME,
                            .values = (const int64_t[]){DAY(0), DAY(0) + 60000000, DAY(0), DAY(0)}})});
    feed(state, ECO_KPI_PARCELS,
         &(eco_table){
             .rows = 4,
             LIST(TIMES(DAY(0), DAY(0), DAY(0), DAY(9)), INTS("parcel", 1, 2, 3, 4), INTS("cost", 100, 100, 100, 500),
                  {.name = "promised_at", .type = ECO_TYPE_TIME, .values = (const int64_t[]){DAY(3), DAY(3), DAY(3), DAY(12)}},
                  {.name = "delivered_at",
                   .type = ECO_TYPE_TIME,
                   .values = (const int64_t[]){DAY(3), DAY(5), 0, 0},
                   .valid = (const uint8_t[]){3}},
                  {.name = "damaged", .type = ECO_TYPE_BOOL, .values = (const uint8_t[]){0, 1, 0, 0}})});
    static const struct {
        const char *name;
        int64_t value;
    } expected[] = {{"spend", 123},
                    {"tickets", 4},
                    {"first_response_time", 15000000},
                    {"nps", 25000000},
                    {"average_rating", 4250000},
                    {"dispute_rate", 500000},
                    {"parcels", 4},
                    {"on_time_rate", 333333},
                    {"lead_time", 4000000},
                    {"damage_rate", 250000},
                    {"cost_per_parcel", 2000000}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        CHECK_F(books_cell(state, "all", expected[i].name, 0) == expected[i].value, "%s is %lld", expected[i].name,
                (long long)books_cell(state, "all", expected[i].name, 0));
    eco_kpi_state_free(state);
}

/* ---- tables ---- */

static char class_of(const eco_kpi_state *state, const char *name, int64_t row)
{
    size_t size;
    const eco_table *table = books_table(state, name);
    char class = *eco_cell_text(eco_table_column(table, "class"), row, &size);
    eco_table_free(table);
    return class;
}

TEST(kpi_fill, abc_and_rfm)
{
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY"));
    eco_kpi_add_abc(builder, ECO_MAKE(eco_kpi_abc, .name = "skus", .a = {5, 1}, .b = {75, 2}));
    eco_kpi_add_abc(builder, ECO_MAKE(eco_kpi_abc, .name = "channels", .by = "channel"));
    eco_kpi_add_rfm(builder, ECO_MAKE(eco_kpi_rfm, .name = "rfm", .at_us = DAY(10)));
    eco_kpi_state *state = books_open(builder);
    ORDERS(.rows = 5, LIST(INTS("order", 1, 2, 3, 4, 5), TEXTS("user", "b", "a", "b", "c", NULL),
                           TIMES(DAY(0), DAY(2), DAY(4), DAY(4), DAY(5)), TEXTS("sku", "z", "y", "x", "w", "z"),
                           TEXTS("channel", "app", "web", NULL, "web", "app"), INTS("amount", 25, 25, 25, 25, 25)));
    CHECK_INT(books_cell(state, "skus", "amount", 0), 50);
    for (int64_t row = 0; row < 4; row++) /* z 40 %, then w, x, y by id */
        CHECK_INT(class_of(state, "skus", row), "ABCC"[row]);
    const eco_table *channels = books_table(state, "channels");
    CHECK_INT(channels->rows, 3);
    CHECK(eco_cell_is_null(eco_table_column(channels, "channel"), 2));
    eco_table_free(channels);
    static const int64_t expected[3][6] = {{8, 1, 25, 1, 1, 1}, {6, 2, 50, 2, 4, 4}, {6, 1, 25, 2, 1, 1}}; /* a, b, c */
    static const char *const names[] = {"recency_days", "orders", "amount", "r", "f", "m"};
    for (int64_t row = 0; row < 3; row++)
        for (size_t i = 0; i < 6; i++)
            CHECK_INT(books_cell(state, "rfm", names[i], row), expected[row][i]);
    eco_kpi_state_free(state);
}

TEST(kpi_fill, abc_and_rfm_refuse_what_makes_no_sense)
{
    eco_error error;
    eco_kpi_plan *plan;
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY"));
    eco_kpi_add_abc(builder, ECO_MAKE(eco_kpi_abc, .name = "skus", .a = {9, 1}, .b = {8, 1}));
    CHECK_FAILS(eco_kpi_build(&plan, builder, &error), ECO_E_INVALID, "b is below a");
    CHECK_TEXT(error.path, "/abcs/skus/b");
    builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY"));
    eco_kpi_add_abc(builder, ECO_MAKE(eco_kpi_abc, .name = "skus", .a = {11, 1}));
    CHECK_FAILS(eco_kpi_build(&plan, builder, &error), ECO_E_INVALID, "at most 1");
    builder = eco_kpi_begin(NULL);
    eco_kpi_add_rfm(builder, ECO_MAKE(eco_kpi_rfm, .name = "rfm"));
    CHECK_FAILS(eco_kpi_build(&plan, builder, &error), ECO_E_INVALID, "no currency");
    CHECK_TEXT(error.path, "/rfms/rfm");
}
