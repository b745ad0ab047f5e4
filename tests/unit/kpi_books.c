/* Rows that are kept: which columns and cells are taken, refused or skipped; currencies, statuses and aliases. */
#include "kpi_books.h"

static eco_kpi_builder *begin(bool skips)
{
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .skip_bad_rows = skips));
    eco_kpi_add_report(builder, REPORT(.name = "all", .metrics = "orders, gmv, units, paid_orders, paid_amount"));
    return builder;
}

TEST(kpi_books, columns_are_checked)
{
    eco_error error;
    eco_kpi_state *state = books_open(begin(false));
    const int64_t at[] = {DAY(0)}, order[] = {1};
    const double number[] = {1};
    eco_table no_time = {.rows = 1, ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order))};
    CHECK_FAILS(eco_kpi_update(state, ECO_KPI_ORDERS, &no_time, &error), ECO_E_NOT_FOUND, "orders need a column 'at'");
    CHECK_TEXT(error.path, "/columns/at");
    eco_table wrong = {.rows = 1,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                                ECO_DOUBLE_COLUMN("amount", number))};
    CHECK_FAILS(eco_kpi_update(state, ECO_KPI_ORDERS, &wrong, &error), ECO_E_INVALID, "not double");
    CHECK_TEXT(error.path, "/columns/amount");
    eco_table user = {.rows = 1,
                      ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                               ECO_DOUBLE_COLUMN("user", number))};
    CHECK_FAILS(eco_kpi_update(state, ECO_KPI_ORDERS, &user, &error), ECO_E_INVALID, "not double");
    CHECK_TEXT(error.path, "/columns/user");
    eco_table time = {.rows = 1, ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_INT64_COLUMN("at", at))};
    CHECK_FAILS(eco_kpi_update(state, ECO_KPI_ORDERS, &time, &error), ECO_E_INVALID, "time or date");
    eco_kpi_state_free(state);
}

/* Rows 2 (no order), 3 (no time), 4 (half a minor unit) and 5 (a quantity of too many decimals) are bad. */
static eco_status feed_bad(eco_kpi_state *state, int64_t first, int64_t rows, eco_error *error)
{
    static const char *const order[] = {"a", NULL, "c", "d", "e", "f"};
    static const int64_t at[] = {DAY(0), DAY(0), DAY(0), DAY(0), DAY(0), DAY(1)};
    static const int64_t amount[] = {1500, 1000, 1000, 1005, 1000, 2500}, quantity[] = {20000000, 0, 0, 0, 12345678, 10000000};
    static const uint8_t times = 0x3B; /* not the third */
    eco_table rows_of = {.rows = rows,
                         ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", order + first), ECO_TIME_COLUMN("at", at + first),
                                  ECO_QUANTITY_COLUMN("amount", amount + first, 3),
                                  ECO_QUANTITY_COLUMN("quantity", quantity + first, 7))};
    uint8_t valid = (uint8_t)(times >> first);
    ((eco_column *)rows_of.columns)[1].valid = &valid;
    return eco_kpi_update(state, ECO_KPI_ORDERS, &rows_of, error);
}

TEST(kpi_books, bad_rows_are_refused)
{
    static const struct {
        const char *path, *message;
    } expected[] = {{"/rows/1/order", "no order"},
                    {"/rows/1/at", "no time"},
                    {"/rows/1/amount", "'1.005' has parts of a minor unit"},
                    {"/rows/1/quantity", "has more than 6 decimals"}};
    eco_error error;
    eco_kpi_state *state = books_open(begin(false));
    for (int64_t i = 0; i < 4; i++) {
        CHECK_FAILS(feed_bad(state, i + 1, 1, &error), ECO_E_INVALID, expected[i].message);
        CHECK_TEXT(error.path, expected[i].path);
    }
    CHECK_FAILS(feed_bad(state, 0, 6, &error), ECO_E_INVALID, "no order");
    CHECK_TEXT(error.path, "/rows/2/order");
    CHECK_INT(books_cell(state, "all", "orders", 0), 0); /* nothing of the table counts */
    CHECK_OK(feed_bad(state, 0, 1, &error));
    CHECK_INT(books_cell(state, "all", "gmv", 0), 150);
    CHECK_INT(books_cell(state, "all", "units", 0), 2000000);
    eco_kpi_state_free(state);
}

TEST(kpi_books, bad_rows_are_skipped_and_told)
{
    eco_error error;
    eco_kpi_state *state = books_open(begin(true));
    CHECK_OK(feed_bad(state, 0, 6, &error));
    CHECK_INT(books_cell(state, "all", "orders", 0), 2);
    CHECK_INT(books_cell(state, "all", "gmv", 0), 400);
    CHECK_INT(books_cell(state, "problems", "row", 0), 2);
    CHECK_INT(books_cell(state, "problems", "row", 3), 5);
    CHECK_INT(books_cell(state, "state", "rows", 0), 6);
    CHECK_INT(books_cell(state, "state", "skipped", 0), 4);
    const eco_table *problems = books_table(state, "problems");
    size_t size;
    CHECK_INT(problems->rows, 4);
    CHECK(memcmp(eco_cell_text(eco_table_column(problems, "column"), 2, &size), "amount", 6) == 0);
    eco_table_free(problems);
    eco_kpi_state_free(state);
}

/* ---- currencies ---- */

static eco_status feed_money(eco_kpi_state *state, int64_t rows, const int64_t *at, const char *const *currency,
                             const int64_t *amount, eco_error *error)
{
    static const int64_t order[] = {1, 2, 3, 4, 5, 6, 7, 8};
    eco_table table = {.rows = rows,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                                ECO_TEXT_COLUMN("currency", currency), ECO_INT64_COLUMN("amount", amount))};
    return eco_kpi_update(state, ECO_KPI_ORDERS, &table, error);
}

TEST(kpi_books, a_currency_without_any_rate_is_refused)
{
    eco_error error;
    eco_kpi_state *state = books_open(begin(false));
    const int64_t at[] = {DAY(0), DAY(9)}, amount[] = {100, 200};
    CHECK_FAILS(feed_money(state, 2, at, (const char *const[]){"CNY", "USD"}, amount, &error), ECO_E_CURRENCY, "2026-01-10");
    CHECK(strstr(error.message, "USD"));
    CHECK_TEXT(error.path, "/rows/2/currency");
    CHECK_FAILS(feed_money(state, 2, at, (const char *const[]){"AAA", "CNY"}, amount, &error), ECO_E_CURRENCY, "ISO 4217");
    CHECK_OK(feed_money(state, 2, at, (const char *const[]){"CNY", NULL}, amount, &error));
    CHECK_INT(books_cell(state, "all", "gmv", 0), 300);
    eco_kpi_state_free(state);
}

static eco_kpi_state *open_with_rates(void)
{
    static const char *const currency[] = {"USD", "USD", "JPY"};
    static const int32_t day[] = {20454, 20457, 20454}; /* 2026-01-01, 2026-01-04 */
    static const int64_t rate[] = {50000, 712345, 4567};
    eco_kpi_builder *builder = begin(false);
    eco_table rates = {.rows = 3,
                       ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("currency", currency),
                                {.name = "day", .type = ECO_TYPE_DATE, .values = day}, ECO_QUANTITY_COLUMN("rate", rate, 5))};
    eco_kpi_add_rates(builder, &rates);
    return books_open(builder);
}

TEST(kpi_books, sums_are_converted_once_by_currency_and_day)
{
    eco_error error;
    eco_kpi_state *state = open_with_rates();
    /* 3 x 0.01 USD of one day at 0.5: half even of 1.5 cents is 2; each by itself would be nothing. 100 JPY at 0.04567: 4.567 CNY. */
    const int64_t at[] = {DAY(1), DAY(1), DAY(2), DAY(1) + 5, DAY(1)}, amount[] = {1, 1, 1, 1, 100};
    CHECK_OK(feed_money(state, 5, at, (const char *const[]){"USD", "USD", "CNY", "USD", "JPY"}, amount, &error));
    CHECK_INT(books_cell(state, "all", "gmv", 0), 2 + 1 + 457);
    eco_kpi_state_free(state);
    state = open_with_rates();
    const int64_t later[] = {DAY(3), DAY(10)}, dollars[] = {1000, 1000}; /* 71.2345 each; a rate holds for 7 days */
    CHECK_OK(feed_money(state, 2, later, (const char *const[]){"USD", "USD"}, dollars, &error));
    CHECK_INT(books_cell(state, "all", "gmv", 0), 7123 + 7123);
    eco_kpi_state_free(state);
}

TEST(kpi_books, a_day_without_a_rate_is_named)
{
    eco_error error;
    const eco_table *table;
    eco_kpi_state *state = open_with_rates();
    const int64_t at[] = {DAY(20), DAY(11), DAY(-1)}, amount[] = {100, 100, 100};
    CHECK_OK(feed_money(state, 2, at, (const char *const[]){"USD", "USD"}, amount, &error));
    CHECK_FAILS(eco_kpi_table(&table, state, "all", 0, 0, &error), ECO_E_CURRENCY, "USD into CNY for 2026-01-12");
    CHECK(!table);
    CHECK_OK(feed_money(state, 1, at + 2, (const char *const[]){"JPY"}, amount, &error));
    CHECK_FAILS(eco_kpi_table(&table, state, "all", 0, 0, &error), ECO_E_CURRENCY, "JPY into CNY for 2025-12-31");
    eco_kpi_state_free(state);
}

TEST(kpi_books, amounts_of_one_row_are_of_one_currency)
{
    eco_error error;
    eco_kpi_state *state = open_with_rates();
    const int64_t order[] = {1}, at[] = {DAY(0)}, amount[] = {100};
    eco_table two = {.rows = 1,
                     ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                              ECO_MONEY_COLUMN("amount", amount, "USD"), ECO_MONEY_COLUMN("tax", amount, "CNY"))};
    CHECK_FAILS(eco_kpi_update(state, ECO_KPI_ORDERS, &two, &error), ECO_E_CURRENCY, "CNY");
    CHECK_TEXT(error.path, "/columns/tax");
    const char *const currency[] = {"JPY"};
    eco_table other = {.rows = 1,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                                ECO_MONEY_COLUMN("amount", amount, "USD"), ECO_TEXT_COLUMN("currency", currency))};
    CHECK_FAILS(eco_kpi_update(state, ECO_KPI_ORDERS, &other, &error), ECO_E_CURRENCY, "not the currency");
    eco_table dollars = {.rows = 1,
                         ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                                  ECO_MONEY_COLUMN("amount", amount, "USD"))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &dollars, &error));
    CHECK_INT(books_cell(state, "all", "gmv", 0), 50);
    eco_kpi_state_free(state);
}

/* ---- who and what ---- */

TEST(kpi_books, aliases_are_one_user)
{
    eco_error error;
    const char *const alias[] = {"tb_1", "7"}, *const of[] = {"u1", "u1"}, *const kind[] = {"tb_1", "u1"};
    const int64_t order[] = {1, 2, 3}, at[] = {DAY(0), DAY(0), DAY(1)}, numbers[] = {7};
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY"));
    eco_kpi_add_report(builder, REPORT(.name = "all", .metrics = "ordering_buyers, orders"));
    eco_table aliases = {.rows = 2, ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("alias", alias), ECO_TEXT_COLUMN("user", of))};
    eco_kpi_add_aliases(builder, "user", &aliases);
    eco_kpi_state *state = books_open(builder);
    eco_table texts = {.rows = 2,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                                ECO_TEXT_COLUMN("user", kind))};
    eco_table ints = {.rows = 1,
                      ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order + 2), ECO_TIME_COLUMN("at", at + 2),
                               ECO_INT64_COLUMN("user", numbers))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &texts, &error));
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &ints, &error));
    CHECK_INT(books_cell(state, "all", "orders", 0), 3);
    CHECK_INT(books_cell(state, "all", "ordering_buyers", 0), 1);
    eco_kpi_state_free(state);
}

TEST(kpi_books, late_rows_are_counted)
{
    eco_error error;
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .lateness_us = ECO_DAY_US));
    eco_kpi_add_report(builder, REPORT(.name = "all", .metrics = "orders"));
    eco_kpi_state *state = books_open(builder);
    const int64_t order[] = {1, 2, 3, 4}, at[] = {DAY(5), DAY(4), DAY(3), DAY(6)};
    eco_table rows = {.rows = 4, ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &rows, &error));
    CHECK_INT(books_cell(state, "state", "late", 0), 1);
    CHECK_INT(books_cell(state, "all", "orders", 0), 4);
    eco_kpi_state_free(state);
}

TEST(kpi_books, numbers_of_a_row_decide_its_conditions)
{
    eco_error error;
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY"));
    eco_kpi_add_report(builder,
                       REPORT(.name = "large", .metrics = "orders, gmv", .where = "amount >= 10.00 and channel == 'app'"));
    eco_kpi_state *state = books_open(builder);
    const int64_t order[] = {1, 2, 3, 4}, at[] = {DAY(5), DAY(4), DAY(3), DAY(6)}, amount[] = {1000, 999, 5000, 1001};
    const char *const channel[] = {"app", "app", "web", "app"};
    eco_table rows = {.rows = 4,
                      ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                               ECO_INT64_COLUMN("amount", amount), ECO_TEXT_COLUMN("channel", channel))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_ORDERS, &rows, &error));
    CHECK_INT(books_cell(state, "large", "orders", 0), 2);
    CHECK_INT(books_cell(state, "large", "gmv", 0), 2001);
    eco_kpi_state_free(state);
}
