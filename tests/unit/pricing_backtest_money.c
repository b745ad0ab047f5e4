/* Backtest: what came back and what was cancelled, costs and margins, days, the orders that change most. By hand. */
#include <ecomops/pricing.h>
#include <ecomops/time.h>

#include "pricing_backtest.h"

#define DAY(n) (INT64_C(1767225600000000) + (n)*ECO_DAY_US) /* 2026-01-01 + n days, UTC */
enum { ROWS_MOST = 24 };

typedef struct row {
    const char *order, *sku;
    int64_t quantity, unit;
    bool cancelled;
    int64_t cost; /* -1: not known */
    int64_t at;   /* 0: DAY(0) */
} row;

typedef struct shape { /* of the columns */
    int32_t quantity_scale, unit_scale, cost_scale;
} shape;

static eco_rulebook *book_with(eco_tax_mode mode, int64_t percent_off)
{
    eco_rulebook *rulebook;
    eco_error error;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .tax_mode = mode));
    if (percent_off)
        eco_rulebook_add_promotion(
            rules, ECO_MAKE(eco_promotion, .id = "off", ECO_LIST(tiers, eco_tier, {.off_percent = {percent_off, 0}})));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {20, 0}));
    CHECK_OK(eco_rulebook_build(&rulebook, rules, &error));
    return rulebook;
}

static eco_status feed(eco_backtest *backtest, const row *rows, int64_t count, shape shape, eco_error *error)
{
    const char *order[ROWS_MOST], *sku[ROWS_MOST];
    int64_t at[ROWS_MOST], quantity[ROWS_MOST], unit[ROWS_MOST], cost[ROWS_MOST];
    uint8_t cancelled[ROWS_MOST], known[(ROWS_MOST + 7) / 8] = {0};
    for (int i = 0; i < count; i++) {
        order[i] = rows[i].order, sku[i] = rows[i].sku;
        at[i] = rows[i].at ? rows[i].at : DAY(0);
        quantity[i] = rows[i].quantity, unit[i] = rows[i].unit, cost[i] = rows[i].cost;
        cancelled[i] = rows[i].cancelled;
        known[i / 8] |= (uint8_t)((rows[i].cost >= 0) << i % 8);
    }
    eco_table table = {
        .rows = count,
        ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", order), ECO_TEXT_COLUMN("sku", sku), ECO_TIME_COLUMN("at", at),
                 ECO_QUANTITY_COLUMN("quantity", quantity, shape.quantity_scale),
                 {.name = "unit", .type = ECO_TYPE_MONEY, .values = unit, .scale = shape.unit_scale, .currency = "EUR"},
                 {.name = "cost",
                  .type = ECO_TYPE_MONEY,
                  .values = cost,
                  .scale = shape.cost_scale,
                  .currency = "EUR",
                  .valid = known},
                 {.name = "cancelled", .type = ECO_TYPE_BOOL, .values = cancelled})};
    return eco_backtest_update(backtest, &table, error);
}

/* With as many rulebooks as percentages; the rows in one table, or each in one of its own. */
static eco_backtest *backtest_of(const row *rows, int64_t count, shape shape, eco_tax_mode mode, const int64_t *percents,
                                 size_t books_count, bool one_by_one)
{
    eco_error error;
    eco_rulebook *books[4];
    eco_backtest *backtest;
    for (size_t i = 0; i < books_count; i++)
        books[i] = book_with(mode, percents[i]);
    CHECK_OK(eco_backtest_create(&backtest, books, books_count, NULL, &error));
    for (int64_t i = 0; i < count; i += one_by_one ? 1 : count)
        CHECK_OK(feed(backtest, rows + i, one_by_one ? 1 : count, shape, &error));
    for (size_t i = 0; i < books_count; i++)
        eco_rulebook_free(books[i]);
    return backtest;
}

#define COUNT(array) ((int64_t)(sizeof(array) / sizeof *(array)))

typedef struct cell {
    const char *table, *column;
    int64_t row, value;
} cell;

static void check_cells(eco_backtest *backtest, const cell *cells, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        int64_t value = number(backtest, cells[i].table, cells[i].column, cells[i].row);
        CHECK_F(value == cells[i].value, "%s.%s[%d] is %" PRId64 ", not %" PRId64, cells[i].table, cells[i].column,
                (int)cells[i].row, value, cells[i].value);
    }
}

static bool is_null(eco_backtest *backtest, const char *name, const char *column, int64_t row)
{
    const eco_table *table;
    eco_error error;
    CHECK_OK(eco_backtest_table(&table, backtest, name, &error));
    const uint8_t *valid = eco_table_column(table, column)->valid;
    bool null = valid && !(valid[row / 8] >> row % 8 & 1);
    eco_table_free(table);
    return null;
}

/* ---- what came back ---- */

TEST(backtest_returns, come_off_rows_of_their_order)
{
    static const row rows[] = {
        {"1", "A", -1, 1000, false, -1, 0}, /* before what it takes back: 2 of the last A at 10.00 stay */
        {"1", "A", 2, 1000, false, -1, 0},
        {"1", "A", 3, 1000, false, -1, 0},
        {"1", "A", 1, 900, false, -1, 0}, /* another price */
        {"1", "B", 1, 1000, false, -1, 0},
        {"1", "B", -1, 1000, false, -1, 0}, /* all of B */
        {"2", "A", 1, 1000, false, -1, 0},
        {"2", "A", -4, 1000, false, -1, 0}, /* one comes off, three stand alone; no cart is left */
        {"3", "A", -2, 1000, false, -1, 0}, /* a return of its own */
        {"4", "G", 1, 0, false, -1, 0},     /* a gift goes back */
        {"4", "G", -1, 0, false, -1, 0},
        {"4", "A", 1, 1000, false, -1, 0},
        {"5", "A", 1, 1000, false, -1, 0}, /* a row with a price below 0 */
        {"5", "D", 1, -150, false, -1, 0},
    };
    static const cell cells[] = {
        {"summary", "orders", 0, 3}, /* 1, 4, 5 */
        {"summary", "lines", 0, 5},
        {"summary", "list", 0, 2000 + 2000 + 900 + 1000 + 1000},
        {"summary", "discount", 0, 690},
        {"summary", "revenue", 0, 6900 - 690},
        {"summary", "returned", 0, 3000 + 2000 + 150},
        {"summary", "revenue_net", 0, 6210 - 5150},
        {"days", "returned", 0, 5150},
        {"months", "revenue_net", 0, 1060},
        {"rows", "rows", BACKTEST_PRICED, 7},
        {"rows", "amount", BACKTEST_PRICED, 2000 + 3000 + 900 + 1000 + 1000 + 1000 + 1000},
        {"rows", "rows", BACKTEST_FREE, 1},
        {"rows", "rows", BACKTEST_NETTED, 3},
        {"rows", "orders", BACKTEST_NETTED, 2},
        {"rows", "amount", BACKTEST_NETTED, -1000 - 1000 - 1000},
        {"rows", "rows", BACKTEST_RETURN, 2},
        {"rows", "amount", BACKTEST_RETURN, -3000 - 2000},
        {"rows", "rows", BACKTEST_CORRECTION, 1},
        {"rows", "amount", BACKTEST_CORRECTION, -150},
        {"rows", "rows", BACKTEST_ALL, COUNT(rows)},
        {"rows", "orders", BACKTEST_ALL, 5},
        {"rows", "amount", BACKTEST_ALL, 9900 - 3000 - 5000 - 150},
    };
    for (int one_by_one = 0; one_by_one < 2; one_by_one++) {
        eco_backtest *backtest = backtest_of(rows, COUNT(rows), (shape){0}, ECO_TAX_EXCLUDED, (const int64_t[]){10}, 1,
                                             one_by_one);
        check_cells(backtest, cells, COUNT(cells));
        eco_backtest_free(backtest);
    }
}

TEST(backtest_returns, come_off_cancelled_rows_first)
{
    static const row rows[] = {
        {"1", "A", 5, 1000, true, -1, 0}, /* cancelled, and taken back in the same order: money that never was */
        {"1", "A", 4, 1000, false, -1, 0},  {"1", "A", -5, 1000, true, -1, 0},  {"2", "A", 2, 1000, true, -1, 0},
        {"2", "A", 2, 1000, false, -1, 0},  {"2", "A", -3, 1000, false, -1, 0}, /* two of the cancelled, one of the sold */
        {"C3", "A", -2, 1000, true, -1, 0},                                     /* a document that takes another order back */
        {"4", "A", 1, 1000, true, -1, 0},                                       /* an order that was cancelled: no money */
    };
    static const cell cells[] = {
        {"summary", "orders", 0, 2},
        {"summary", "list", 0, 4000 + 1000},
        {"summary", "returned", 0, 2000},
        {"summary", "revenue_net", 0, 3000},
        {"rows", "rows", BACKTEST_CANCELLED, 4},
        {"rows", "orders", BACKTEST_CANCELLED, 3},
        {"rows", "amount", BACKTEST_CANCELLED, 5000 - 5000 + 2000 - 2000 + 1000},
        {"rows", "rows", BACKTEST_NETTED, 1},
        {"rows", "amount", BACKTEST_NETTED, -1000},
        {"rows", "rows", BACKTEST_CANCELLATION, 1},
        {"rows", "amount", BACKTEST_CANCELLATION, -2000},
        {"rows", "rows", BACKTEST_RETURN, 0},
        {"rows", "amount", BACKTEST_RETURN, 0},
    };
    for (int one_by_one = 0; one_by_one < 2; one_by_one++) {
        eco_backtest *backtest = backtest_of(rows, COUNT(rows), (shape){0}, ECO_TAX_EXCLUDED, (const int64_t[]){0}, 1,
                                             one_by_one);
        check_cells(backtest, cells, COUNT(cells));
        eco_backtest_free(backtest);
    }
}

/* Quantities in thousandths, prices in tenths of a cent: each amount is rounded once, and still list is priced + netted. */
TEST(backtest_returns, may_be_parts_of_a_piece)
{
    static const row rows[] = {
        {"1", "A", 1500, 10005, false, -1, 0}, /* 1.5 x 10.005 is 15.0075: 15.01 */
        {"1", "A", -250, 10005, false, -1, 0}, /* 1.25 x 10.005 is 12.50625: 12.51 */
        {"2", "A", -333, 10005, false, -1, 0}, /* 0.333 x 10.005 is 3.331665: 3.33 */
    };
    static const cell cells[] = {
        {"summary", "list", 0, 1251},
        {"rows", "amount", BACKTEST_PRICED, 1501},
        {"rows", "amount", BACKTEST_NETTED, -250},
        {"rows", "amount", BACKTEST_RETURN, -333},
    };
    eco_backtest *backtest = backtest_of(rows, COUNT(rows), (shape){3, 1, 0}, ECO_TAX_EXCLUDED, (const int64_t[]){0}, 1, false);
    check_cells(backtest, cells, COUNT(cells));
    eco_backtest_free(backtest);
}

/* What would leave a quantity that no cart can have stays where it is. */
TEST(backtest_returns, never_leave_more_digits_than_there_are)
{
    eco_error error;
    static const row sold[] = {{"1", "A", INT64_MAX, 1, false, -1, 0}, {"1", "A", 1, 2, false, -1, 0}};
    static const row back[] = {{"1", "A", -5, 1, false, -1, 0}};
    eco_rulebook *book = book_with(ECO_TAX_EXCLUDED, 0);
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
    CHECK_OK(feed(backtest, sold, 1, (shape){.unit_scale = 6}, &error));
    CHECK_OK(feed(backtest, back, 1, (shape){.quantity_scale = 1, .unit_scale = 6}, &error)); /* half a piece */
    CHECK_INT(number(backtest, "rows", "rows", BACKTEST_NETTED), 0);
    CHECK_INT(number(backtest, "rows", "rows", BACKTEST_RETURN), 1);
    CHECK_INT(number(backtest, "summary", "list", 0), INT64_C(9223372036855)); /* 9223372036854.775807 */
    eco_backtest_free(backtest);
    eco_rulebook_free(book);
}

/* A whole quantity counts in pieces, whatever decimals its column has: the third piece is free, though the column has three. */
TEST(backtest_returns, whole_quantities_count_in_pieces)
{
    eco_error error;
    static const row rows[] = {{"1", "A", 3000, 1000, false, -1, 0}, {"2", "A", 2500, 1000, false, -1, 0}};
    eco_rulebook *book;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    eco_rulebook_add_promotion(
        rules, ECO_MAKE(eco_promotion, .id = "each", ECO_LIST(tiers, eco_tier, {.from_quantity = 3, .off_each_minor = 100})));
    CHECK_OK(eco_rulebook_build(&book, rules, &error));
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
    CHECK_OK(feed(backtest, rows, 2, (shape){.quantity_scale = 3}, &error));
    CHECK_INT(number(backtest, "summary", "discount", 0), 300);
    eco_backtest_free(backtest);
    eco_rulebook_free(book);
}

/* Many rows of one order, in any order: it does not take the square of them. */
TEST(backtest_returns, an_order_may_have_very_many)
{
    enum { N = 60000 };
    static int64_t order[N], at[N], sku[N], quantity[N], unit[N];
    eco_error error;
    eco_rulebook *book = book_with(ECO_TAX_EXCLUDED, 0);
    eco_backtest *backtest;
    for (int i = 0; i < N; i++) {
        order[i] = 1, at[i] = DAY(0), sku[i] = i % (N / 2), unit[i] = 100;
        quantity[i] = i < N / 2 ? -1 : 2;
    }
    eco_table table = {.rows = N,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                                ECO_INT64_COLUMN("sku", sku), ECO_INT64_COLUMN("quantity", quantity),
                                ECO_INT64_COLUMN("unit", unit))};
    CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
    CHECK_OK(eco_backtest_update(backtest, &table, &error));
    CHECK_INT(number(backtest, "summary", "list", 0), N / 2 * 100);
    CHECK_INT(number(backtest, "summary", "lines", 0), N / 2);
    CHECK_INT(number(backtest, "rows", "rows", BACKTEST_NETTED), N / 2);
    eco_backtest_free(backtest);
    eco_rulebook_free(book);
}

/* ---- costs ---- */

TEST(backtest_costs, margin_is_of_the_lines_whose_cost_is_known)
{
    static const row rows[] = {
        {"1", "A", 3, 1200, false, 5005, DAY(0)},                                         /* 5.005 each: 15.015, 15.02 in all */
        {"1", "B", 1, 600, false, -1, DAY(0)},                                            /* not known */
        {"1", "A", -1, 1200, false, 5005, DAY(0)}, {"2", "C", 1, 1200, false, 0, DAY(1)}, /* known: nothing */
        {"3", "B", 1, 600, false, -1, DAY(2)},
    };
    /* order 1: 24.00 of known cost 10.01, and 6.00; order 2: 12.00. Net of 20 % tax within, and of 10 % off with rulebook 1 */
    static const cell gross[] = {
        {"summary", "cost_lines", 0, 2},
        {"summary", "cost_revenue", 0, 2000 + 1000},
        {"summary", "cost", 0, 1001},
        {"summary", "margin", 0, 1999},
        {"summary", "margin_change", 0, 0},
        {"summary", "cost_revenue", 1, 1800 + 900},
        {"summary", "margin", 1, 1699},
        {"summary", "margin_change", 1, -300},
        {"promotions", "cost_lines", 0, 2},
        {"promotions", "cost_revenue", 0, 2700},
        {"promotions", "margin", 0, 1699},
        {"days", "cost_lines", 0, 1},
        {"days", "margin", 0, 999},
        {"days", "margin", 1, 1000},
        {"days", "cost", 1, 0},
        {"days", "cost_revenue", 2, 0},
        {"months", "margin", 1, 1699},
    };
    static const int64_t percents[] = {0, 10};
    eco_backtest *backtest = backtest_of(rows, COUNT(rows), (shape){.cost_scale = 1}, ECO_TAX_INCLUDED, percents, 2, false);
    check_cells(backtest, gross, COUNT(gross));
    CHECK(is_null(backtest, "days", "margin", 2) && is_null(backtest, "days", "cost", 2));
    CHECK(!is_null(backtest, "days", "margin", 1));
    eco_backtest_free(backtest);
    static const cell net[] = {
        {"summary", "cost_revenue", 0, 2400 + 1200},
        {"summary", "margin", 0, 3600 - 1001},
        {"summary", "margin_change", 1, -360},
    };
    backtest = backtest_of(rows, COUNT(rows), (shape){.cost_scale = 1}, ECO_TAX_EXCLUDED, percents, 2, true);
    check_cells(backtest, net, COUNT(net));
    eco_backtest_free(backtest);
    backtest = backtest_of(rows + 1, 1, (shape){0}, ECO_TAX_EXCLUDED, percents, 2, false);
    CHECK(is_null(backtest, "summary", "margin", 0) && is_null(backtest, "summary", "margin_change", 1));
    CHECK(is_null(backtest, "promotions", "cost", 0));
    eco_backtest_free(backtest);
}

/* Rulebooks look at costs, too: a floor of margin keeps half of the price of what costs half, and lets go what has no cost. */
TEST(backtest_costs, hold_up_floors)
{
    eco_error error;
    static const row rows[] = {
        {"1", "A", 2, 1000, false, 450, 0}, {"2", "A", 1, 1000, false, -1, 0}, {"3", "A", 1, 1000, false, 0, 0}};
    eco_rulebook *book;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "off", ECO_LIST(tiers, eco_tier, {.off_percent = {90, 0}})));
    eco_rulebook_add_floor(rules, ECO_MAKE(eco_floor, .id = "half", .margin_percent = {50, 0}));
    CHECK_OK(eco_rulebook_build(&book, rules, &error));
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
    CHECK_OK(feed(backtest, rows, 3, (shape){0}, &error));
    CHECK_INT(number(backtest, "summary", "discount", 0), 200 + 900 + 900);
    CHECK_INT(number(backtest, "summary", "margin", 0), 900 + 100);
    CHECK_INT(number(backtest, "summary", "cost_lines", 0), 2);
    eco_backtest_free(backtest);
    eco_rulebook_free(book);
}

TEST(backtest_costs, that_leave_int64_are_refused)
{
    eco_error error;
    static const int64_t large = INT64_MAX / 10 * 8;
    const row rows[] = {{"1", "A", 1, 1, false, large, 0}, {"2", "A", 1, 1, false, large, 0}, {"3", "A", 2, 1, false, large, 0}};
    const row both[] = {{"4", "A", 1, 1, false, large, 0}, {"4", "A", 1, 1, false, large, 0}};
    eco_rulebook *book = book_with(ECO_TAX_EXCLUDED, 0);
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
    CHECK_OK(feed(backtest, rows, 1, (shape){0}, &error));
    eco_id before = fingerprint(backtest);
    CHECK_FAILS(feed(backtest, rows + 1, 1, (shape){0}, &error), ECO_E_OVERFLOW, "cost more than");
    CHECK_FAILS(feed(backtest, rows + 2, 1, (shape){0}, &error), ECO_E_OVERFLOW, "cost x quantity");
    CHECK_TEXT(error.path, "/rows/2/cost");
    CHECK_FAILS(feed(backtest, both, 2, (shape){0}, &error), ECO_E_OVERFLOW, "the order costs more");
    CHECK_INT(fingerprint(backtest).low, before.low);
    eco_backtest_free(backtest);
    eco_rulebook_free(book);
}

/* ---- movers ---- */

TEST(backtest_movers, are_those_that_change_most_and_of_equal_ones_the_earlier)
{
    eco_error error;
    static const row rows[] = {
        {"a", "A", 1, 1000, false, -1, DAY(0)}, {"b", "A", 3, 1000, false, -1, DAY(1)}, {"c", "A", 2, 1000, false, -1, DAY(2)},
        {"d", "A", 3, 1000, false, -1, DAY(3)}, {"e", "A", 1, 1000, false, -1, DAY(4)}, {"e", "B", 1, 1500, false, -1, DAY(4)},
    };
    eco_rulebook *books[] = {book_with(ECO_TAX_EXCLUDED, 0), book_with(ECO_TAX_EXCLUDED, 10), book_with(ECO_TAX_EXCLUDED, 0)};
    for (int64_t most = -1; most <= 6; most++)
        for (int one_by_one = 0; one_by_one < 2; one_by_one++) {
            static const char *const expected[] = {"b", "d", "e", "c", "a"};
            eco_backtest *backtest;
            const eco_table *movers;
            int64_t count = most < 0 ? 0 : most == 0 || most > 5 ? 5 : most;
            CHECK_OK(eco_backtest_create(&backtest, books, 3, ECO_MAKE(eco_backtest_options, .movers = most), &error));
            for (int64_t i = 0; i < COUNT(rows); i += one_by_one ? 1 : COUNT(rows))
                CHECK_OK(feed(backtest, rows + i, one_by_one ? 1 : COUNT(rows), (shape){0}, &error));
            CHECK_OK(eco_backtest_table(&movers, backtest, "movers", &error));
            CHECK_INT(movers->rows, count); /* rulebook 2 changes nothing */
            for (int64_t i = 0; i < count; i++) {
                char text[256];
                copy_text(text, movers, "order", i);
                CHECK_TEXT(text, expected[i]);
                CHECK_INT(number_at(movers, "rulebook", i), 1);
            }
            if (count == 5) {
                CHECK_INT(number_at(movers, "at", 2), DAY(4));
                CHECK_INT(number_at(movers, "row", 2), 5);
                CHECK_INT(number_at(movers, "lines", 2), 2);
                CHECK_INT(number_at(movers, "list", 2), 2500);
                CHECK_INT(number_at(movers, "list_before", 2), 2500);
                CHECK_INT(number_at(movers, "discount_before", 2), 0);
                CHECK_INT(number_at(movers, "discount", 2), 250);
                CHECK_INT(number_at(movers, "discount_change", 2), 250);
                CHECK_INT(number_at(movers, "revenue_before", 2), 2500);
                CHECK_INT(number_at(movers, "revenue", 2), 2250);
                CHECK_INT(number_at(movers, "revenue_change", 2), -250);
            }
            CHECK_INT(number(backtest, "summary", "orders_changed", 1), 5);
            CHECK_INT(number(backtest, "summary", "orders_changed", 2), 0);
            eco_table_free(movers);
            eco_backtest_free(backtest);
        }
    for (int i = 0; i < 3; i++)
        eco_rulebook_free(books[i]);
}

/* An override changes revenue and no discount. */
TEST(backtest_movers, move_by_price_too)
{
    eco_error error;
    static const row rows[] = {{"a", "A", 1, 1000, false, -1, 0}, {"b", "B", 2, 1000, false, -1, 0}};
    eco_rulebook *books[2] = {book_with(ECO_TAX_EXCLUDED, 0)};
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR"));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "now", .is_override = true,
                                                ECO_LIST(entries, eco_price_entry, {.sku = "A", .unit_minor = 1300})));
    CHECK_OK(eco_rulebook_build(&books[1], rules, &error));
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, books, 2, NULL, &error));
    CHECK_OK(feed(backtest, rows, 2, (shape){0}, &error));
    CHECK_INT(number(backtest, "movers", "revenue_change", 0), 300);
    CHECK_INT(number(backtest, "movers", "discount_change", 0), 0);
    CHECK_INT(number(backtest, "summary", "orders_changed", 1), 1);
    CHECK_INT(number(backtest, "summary", "orders_touched", 1), 0);
    eco_backtest_free(backtest);
    eco_rulebook_free(books[0]);
    eco_rulebook_free(books[1]);
}
