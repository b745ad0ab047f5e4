/* Backtest: what rows become, sums by hand, tables that go on, bad rows, threads, progress, lacks of memory. */
#include <ecomops/pricing.h>
#include <ecomops/time.h>

#include <pthread.h>
#include <stdlib.h>

#include "pricing_backtest.h"

#define DAY(n) (INT64_C(1767225600000000) + (n)*ECO_DAY_US) /* 2026-01-01 + n days, UTC */

static eco_rulebook *book_of(const eco_promotion *promotion, const char *currency)
{
    eco_rulebook *rulebook;
    eco_error error;
    eco_rulebook_builder *rules = eco_rulebook_begin(
        ECO_MAKE(eco_rulebook_options, .currency = currency, .zone = "Asia/Shanghai"));
    if (promotion)
        eco_rulebook_add_promotion(rules, promotion);
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "vat", .percent = {10, 0}));
    CHECK_OK(eco_rulebook_build(&rulebook, rules, &error));
    return rulebook;
}

/* 10 % off shoes. */
static eco_rulebook *shoes_book(void)
{
    return book_of(ECO_MAKE(eco_promotion, .id = "shoes", .label = "Shoes!", .on = "category == 'shoes'",
                            ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})),
                   "CNY");
}

/* 50 off 300 for gold members. */
static eco_rulebook *spend_book(void)
{
    return book_of(ECO_MAKE(eco_promotion, .id = "spend", .stage = ECO_STAGE_SHOP,
                            .when = "customer.tier == 'gold' and channel == 'app'",
                            ECO_LIST(tiers, eco_tier, {.from_minor = 30000, .off_minor = 5000})),
                   "CNY");
}

/* ---- a small history ---- */

enum { ROWS = 13 };
static const char *const order_ids[ROWS] = {"1", "1", "2", "2", "2", "3", "4", "4", "5", "6", "7", "8", "8"};
static const char *const skus[ROWS] = {"A", "B", "A", "C", "G", "A", "A", "B", "X", "A", "A", "A", "C"};
static const char *const categories[ROWS] = {"shoes", "hats", "shoes", "coats", NULL,    "shoes", "shoes",
                                             "hats",  "misc", "shoes", "shoes", "shoes", "coats"};
static const char *const tiers[ROWS] = {"gold", NULL, "gold", "gold", "gold",   NULL,  "gold",
                                        NULL,   NULL, "gold", NULL,   "silver", "gold"};
static const char *const channels[ROWS] = {"app", "app", "web", "app", "app", "app", "app", "app", "", NULL, "app", "app", "app"};
static const int64_t quantities[ROWS] = {2, 1, 1, 3, 1, -1, 1, 2, 1, 4, 1, 2, 1};
static const int64_t units[ROWS] = {10000, 15000, 10000, 25000, 0, 10000, 10000, 15000, -700, 10000, 10000, 10000, 25000};
static const uint8_t cancelled[ROWS] = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0};
static const int64_t times[ROWS] = {DAY(30),
                                    DAY(30),
                                    DAY(30) + 1,
                                    DAY(30) + 1,
                                    DAY(30) + 1,
                                    DAY(31),
                                    DAY(31),
                                    DAY(31),
                                    DAY(32),
                                    DAY(31) - 8 * ECO_HOUR_US - 1,
                                    DAY(31) - 8 * ECO_HOUR_US,
                                    DAY(60),
                                    DAY(60)};

static eco_status feed(eco_backtest *backtest, int64_t first, int64_t end, eco_error *error)
{
    eco_table table = {.rows = end - first,
                       ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", order_ids + first),
                                ECO_TIME_COLUMN("at", times + first), ECO_TEXT_COLUMN("sku", skus + first),
                                ECO_INT64_COLUMN("quantity", quantities + first), ECO_MONEY_COLUMN("unit", units + first, "CNY"),
                                ECO_TEXT_COLUMN("category", categories + first), ECO_TEXT_COLUMN("customer.tier", tiers + first),
                                ECO_TEXT_COLUMN("channel", channels + first),
                                {.name = "cancelled", .type = ECO_TYPE_BOOL, .values = cancelled + first})};
    return eco_backtest_update(backtest, &table, error);
}

static eco_backtest *begin_history(const eco_backtest_options *options)
{
    eco_rulebook *books[] = {shoes_book(), spend_book()};
    eco_backtest *backtest;
    eco_error error;
    CHECK_OK(eco_backtest_create(&backtest, books, 2, options, &error));
    eco_rulebook_free(books[0]);
    eco_rulebook_free(books[1]);
    return backtest;
}

TEST(backtest, sums_by_hand)
{
    eco_error error;
    eco_backtest *backtest = begin_history(NULL);
    CHECK_OK(feed(backtest, 0, ROWS, &error));
    /* order 1: 200 shoes + 150; 2: 100 shoes + 750 + gift; 4: 300 of hats (its shoes are cancelled); 6: 400 shoes; 8: 200 shoes + 250 */
    static const struct {
        const char *table, *column;
        int64_t row, value;
    } cells[] = {
        {"summary", "orders", 0, 5},
        {"summary", "lines", 0, 9},
        {"summary", "list", 0, 35000 + 85000 + 30000 + 40000 + 45000},
        {"summary", "orders_touched", 0, 4},
        {"summary", "discount", 0, 2000 + 1000 + 4000 + 2000},
        {"summary", "tax", 0, 3300 + 8400 + 3000 + 3600 + 4300},
        {"summary", "revenue", 0, 235000 - 9000},
        {"summary", "discount_change", 0, 0},
        {"summary", "orders_touched", 1,
         2}, /* 1, and 4, whose cancelled first row still gives its tier and channel; 2 was on the web, 8 is silver */
        {"summary", "discount", 1, 10000},
        {"summary", "discount_change", 1, 1000},
        {"summary", "revenue_change", 1, -1000},
        {"promotions", "orders", 0, 4},
        {"promotions", "lines", 0, 4},
        {"promotions", "discount", 0, 9000},
        {"promotions", "revenue", 0, 33000 + 84000 + 36000 + 43000},
        {"promotions", "orders", 1, 2},
        {"promotions", "lines", 1, 3},
        {"promotions", "rulebook", 1, 1},
        {"months", "orders", 0, 3}, /* January in Shanghai: 1, 2 and 6, a microsecond before midnight */
        {"months", "list", 0, 160000},
        {"months", "discount", 0, 7000},
        {"months", "revenue", 0, 153000},
        {"months", "orders", 1, 1}, /* February: 4 */
        {"months", "orders_touched", 1, 0},
        {"months", "orders", 2, 1}, /* March: 8 */
        {"months", "rulebook", 3, 1},
        {"months", "discount", 4, 5000},
        {"rows", "rows", BACKTEST_PRICED, 8},
        {"rows", "orders", BACKTEST_PRICED, 5},
        {"rows", "amount", BACKTEST_PRICED, 235000},
        {"rows", "rows", BACKTEST_FREE, 1},
        {"rows", "orders", BACKTEST_FREE, 1},
        {"rows", "rows", BACKTEST_CANCELLED, 2},
        {"rows", "amount", BACKTEST_CANCELLED, 20000},
        {"rows", "rows", BACKTEST_RETURN, 1},
        {"rows", "amount", BACKTEST_RETURN, -10000},
        {"rows", "rows", BACKTEST_CORRECTION, 1},
        {"rows", "amount", BACKTEST_CORRECTION, -700},
        {"rows", "rows", BACKTEST_BAD, 0},
        {"rows", "rows", BACKTEST_ALL, ROWS},
        {"rows", "orders", BACKTEST_ALL, 8},
        {"rows", "amount", BACKTEST_ALL, 244300},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        int64_t value = number(backtest, cells[i].table, cells[i].column, cells[i].row);
        CHECK_F(value == cells[i].value, "%s.%s[%d] is %lld, not %lld", cells[i].table, cells[i].column, (int)cells[i].row,
                (long long)value, (long long)cells[i].value);
    }
    CHECK_INT(number(backtest, "months", "month", 1), eco_date_of(2026, 2, 1));
    const eco_table *table;
    char text[256];
    CHECK_OK(eco_backtest_table(&table, backtest, "promotions", &error));
    CHECK_INT(table->rows, 2);
    copy_text(text, table, "label", 0);
    CHECK_TEXT(text, "Shoes!");
    copy_text(text, table, "label", 1);
    CHECK_TEXT(text, "spend");
    eco_table_free(table);
    CHECK_FAILS(eco_backtest_table(&table, backtest, "moovers", &error), ECO_E_UNKNOWN_NAME, "'moovers'");
    CHECK(table == NULL);
    CHECK_FAILS(eco_backtest_table(&table, backtest, NULL, &error), ECO_E_UNKNOWN_NAME, "NULL");
    eco_backtest_free(backtest);
    eco_backtest_free(NULL);
}

TEST(backtest, does_not_depend_on_how_rows_are_cut_into_tables)
{
    eco_error error;
    eco_backtest *whole = begin_history(NULL);
    CHECK_OK(feed(whole, 0, ROWS, &error));
    eco_id expected = fingerprint(whole);
    eco_backtest_free(whole);
    for (int64_t first = 0; first <= ROWS; first++)
        for (int64_t second = first; second <= ROWS; second++) {
            eco_backtest *backtest = begin_history(NULL);
            CHECK_OK(feed(backtest, 0, first, &error));
            fingerprint(backtest); /* reading changes nothing */
            CHECK_OK(feed(backtest, first, second, &error));
            CHECK_OK(feed(backtest, second, ROWS, &error));
            eco_id sum = fingerprint(backtest);
            CHECK_F(sum.high == expected.high && sum.low == expected.low, "cut at %d and %d", (int)first, (int)second);
            eco_backtest_free(backtest);
        }
}

TEST(backtest, notes_orders_that_come_back)
{
    eco_error error;
    static const char *const ids[] = {"1", "2", "1", NULL, "1", "3"};
    static const int64_t at[] = {DAY(0), DAY(0), DAY(0), DAY(0), DAY(0), DAY(0)}, one[] = {1, 1, 1, 1, 1, 1};
    eco_rulebook *book = shoes_book();
    for (int64_t cut = 0; cut <= 6; cut++) {
        eco_backtest *backtest;
        CHECK_OK(eco_backtest_create(&backtest, &book, 1, ECO_MAKE(eco_backtest_options, .skip_bad_rows = true), &error));
        for (int part = 0; part < 2; part++) {
            int64_t first = part ? cut : 0, rows = part ? 6 - cut : cut;
            eco_table table = {.rows = rows,
                               ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", ids + first),
                                        ECO_TIME_COLUMN("at", at + first), ECO_TEXT_COLUMN("sku", skus + first),
                                        ECO_INT64_COLUMN("quantity", one + first), ECO_INT64_COLUMN("unit", one + first))};
            CHECK_OK(eco_backtest_update(backtest, &table, &error));
        }
        CHECK_INT(number(backtest, "summary", "orders", 0), 4); /* 1, 2, 1 again (with its two rows), 3 */
        CHECK_INT(number(backtest, "rows", "orders", BACKTEST_ALL), 4);
        CHECK_INT(number(backtest, "rows", "rows", BACKTEST_BAD), 1);
        CHECK_INT(number(backtest, "rows", "orders", BACKTEST_BAD), 0);
        CHECK_PROBLEM(backtest, 0, 3, "order", "order '1' stood in earlier rows too");
        CHECK_PROBLEM(backtest, 1, 4, "order", "order is missing");
        eco_backtest_free(backtest);
    }
    eco_rulebook_free(book);
}

/* ---- types of columns ---- */

/* One order of two rows, whose columns come in all the types that there are. */
TEST(backtest, reads_every_type_of_column)
{
    eco_error error;
    static const char *const words[] = {"ignored", "S-1", "S-2"};
    static const eco_column dictionary = {.name = "words", .type = ECO_TYPE_TEXT, .values = words};
    static const int32_t codes[] = {1, 2};
    static const int64_t at[] = {DAY(0), 7, DAY(1), 7}; /* with a stride of two values */
    static const eco_id ids[] = {{1, 2}, {1, 2}};
    static const int64_t numbers[] = {77, 77};
    static const int64_t offsets[] = {0, 1, 2};
    static const int64_t decimals[] = {1250, 3000}, fine[] = {12345, 200000}, big[] = {20000000, 10000000}, fours[] = {4, 4};
    static const double doubles[] = {0.25, 1e300};
    static const uint8_t flags[] = {1, 1};
    static const int32_t dates[] = {20454, 20454};
    static const char *const coupons[] = {" , CODE ,, OTHER", "IGNORED"};
    const struct {
        const char *condition; /* that must hold of the cart */
        int64_t list;          /* of the two lines */
        eco_column order, quantity, unit, attribute;
    } cases[] = {
        {"coupon == 'CODE' and coupon == 'OTHER' and not (coupon == 'IGNORED') and line.x == 4.00",
         15 + 600,
         {.name = "order", .type = ECO_TYPE_ID, .values = ids},
         {.name = "quantity", .type = ECO_TYPE_DECIMAL, .values = decimals, .scale = 3},
         {.name = "unit", .type = ECO_TYPE_MONEY, .values = fine, .scale = 3, .currency = "CNY"},
         {.name = "x", .type = ECO_TYPE_MONEY, .values = (const int64_t[]){400, 400}, .currency = "CNY"}},
        {"line.x == 0.004",
         15 + 60,
         {.name = "order", .type = ECO_TYPE_INT64, .values = numbers},
         {.name = "quantity", .type = ECO_TYPE_DECIMAL, .values = decimals, .scale = 3},
         {.name = "unit",
          .type = ECO_TYPE_DECIMAL,
          .values = (const int64_t[]){1234567, 2000000},
          .scale = 7}, /* 0.1234567 and 0.2 */
         {.name = "line.x", .type = ECO_TYPE_DECIMAL, .values = fours, .scale = 3}},
        {"line.x == true",
         4 * 1250 + 4 * 3000,
         {.name = "order", .type = ECO_TYPE_UTF8, .values = offsets, .bytes = "77"},
         {.name = "quantity", .type = ECO_TYPE_INT64, .values = fours},
         {.name = "unit", .type = ECO_TYPE_INT64, .values = decimals},
         {.name = "x", .type = ECO_TYPE_BOOL, .values = flags}},
        {"x == '2026-01-01T00:00:00Z'",
         2 * 400 + 400,
         {.name = "order",
          .type = ECO_TYPE_CODE,
          .values = (const int32_t[]){1, 1},
          .dictionary = &dictionary,
          .dictionary_rows = 3},
         {.name = "quantity", .type = ECO_TYPE_DECIMAL, .values = big, .scale = 7},
         {.name = "unit", .type = ECO_TYPE_DECIMAL, .values = fours, .scale = 0},
         {.name = "cart.x", .type = ECO_TYPE_TIME, .values = (const int64_t[]){DAY(0), DAY(0)}}},
        {"customer.x == '2026-01-01'",
         8 * 400,
         {.name = "order", .type = ECO_TYPE_TEXT, .values = (const char *const[]){"a", "a"}},
         {.name = "quantity", .type = ECO_TYPE_INT64, .values = fours},
         {.name = "unit", .type = ECO_TYPE_INT64, .values = (const int64_t[]){400, 400}},
         {.name = "customer.x", .type = ECO_TYPE_DATE, .values = dates}},
        {"x == 0.25",
         8 * 400,
         {.name = "order", .type = ECO_TYPE_INT64, .values = numbers},
         {.name = "quantity", .type = ECO_TYPE_INT64, .values = fours},
         {.name = "unit", .type = ECO_TYPE_INT64, .values = (const int64_t[]){400, 400}},
         {.name = "cart.x", .type = ECO_TYPE_DOUBLE, .values = doubles}},
        {"x == '00000000-0000-0001-0000-000000000002' and customer == 'S-1' and channel == 'S-1'",
         8 * 400,
         {.name = "order", .type = ECO_TYPE_INT64, .values = numbers},
         {.name = "quantity", .type = ECO_TYPE_INT64, .values = fours},
         {.name = "unit", .type = ECO_TYPE_INT64, .values = (const int64_t[]){400, 400}},
         {.name = "cart.x", .type = ECO_TYPE_ID, .values = ids}},
        {"x == 9",
         8 * 400,
         {.name = "order", .type = ECO_TYPE_INT64, .values = numbers},
         {.name = "quantity", .type = ECO_TYPE_INT64, .values = fours},
         {.name = "unit", .type = ECO_TYPE_INT64, .values = (const int64_t[]){400, 400}},
         {.name = "cart.x", .type = ECO_TYPE_INT64, .values = (const int64_t[]){9, 8}}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_rulebook *book = book_of(
            ECO_MAKE(eco_promotion, .id = "p", .when = cases[i].condition, ECO_LIST(tiers, eco_tier, {.off_percent = {100, 0}})),
            "CNY");
        eco_backtest *backtest;
        eco_column code = {
            .name = "sku", .type = ECO_TYPE_CODE, .values = codes, .dictionary = &dictionary, .dictionary_rows = 3};
        eco_column customer = code, channel = code;
        customer.name = "customer", channel.name = "channel";
        eco_table table = {.rows = 2,
                           ECO_LIST(columns, eco_column, cases[i].order,
                                    {.name = "at", .type = ECO_TYPE_TIME, .values = at, .stride = 16}, code, cases[i].quantity,
                                    cases[i].unit, cases[i].attribute, ECO_TEXT_COLUMN("coupons", coupons),
                                    ECO_MONEY_COLUMN("cost", fours, "CNY"), customer, channel)};
        CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
        CHECK_OK(eco_backtest_update(backtest, &table, &error));
        CHECK_INT(number(backtest, "summary", "orders", 0), 1);
        CHECK_INT(number(backtest, "summary", "list", 0), cases[i].list);
        int64_t discount = number(backtest, "summary", "discount", 0);
        CHECK_F(discount == cases[i].list, "%s: %lld", cases[i].condition, (long long)discount);
        eco_backtest_free(backtest);
        eco_rulebook_free(book);
    }
}

TEST(backtest, refuses_tables_that_are_none_of_orders)
{
    eco_error error;
    static const int64_t one[] = {1};
    static const char *const texts[] = {"x"};
    eco_rulebook *book = shoes_book();
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
    eco_column columns[] = {ECO_TEXT_COLUMN("order", texts),   ECO_TIME_COLUMN("at", one),    ECO_TEXT_COLUMN("sku", texts),
                            ECO_INT64_COLUMN("quantity", one), ECO_INT64_COLUMN("unit", one), ECO_TEXT_COLUMN("category", texts)};
    eco_table table = {.rows = 1, .columns = columns, .columns_count = 6};
    static const struct {
        int column;
        const char *name;
        eco_type type;
        const char *currency;
        eco_status status;
        const char *path, *message;
    } cases[] = {
        {0, "ordre", ECO_TYPE_TEXT, NULL, ECO_E_NOT_FOUND, "/columns/order", "no column 'order'"},
        {1, "zeit", ECO_TYPE_TIME, NULL, ECO_E_NOT_FOUND, "/columns/at", "no column 'at'"},
        {1, "at", ECO_TYPE_INT64, NULL, ECO_E_INVALID, "/columns/at", "is of type int64; it must be a time"},
        {2, "sku", ECO_TYPE_TIME, NULL, ECO_E_INVALID, "/columns/sku", "must be text, a code or an integer"},
        {3, "quantity", ECO_TYPE_DOUBLE, NULL, ECO_E_INVALID, "/columns/quantity", "must be an integer or decimal"},
        {4, "unit", ECO_TYPE_DOUBLE, NULL, ECO_E_INVALID, "/columns/unit", "must be money"},
        {4, "unit", ECO_TYPE_MONEY, "EUR", ECO_E_CURRENCY, "/columns/unit", "is in 'EUR', the rulebooks in CNY"},
        {5, "cancelled", ECO_TYPE_TEXT, NULL, ECO_E_INVALID, "/columns/cancelled", "must be a bool"},
        {5, "channel", ECO_TYPE_INT64, NULL, ECO_E_INVALID, "/columns/channel", "must be text or a code"},
        {5, "category", ECO_TYPE_MONEY, "EUR", ECO_E_CURRENCY, "/columns/category", "is in 'EUR'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_column before = columns[cases[i].column];
        columns[cases[i].column].name = cases[i].name;
        columns[cases[i].column].type = cases[i].type;
        columns[cases[i].column].currency = cases[i].currency;
        CHECK_FAILS(eco_backtest_update(backtest, &table, &error), cases[i].status, cases[i].message);
        CHECK_TEXT(error.path, cases[i].path);
        columns[cases[i].column] = before;
    }
    table.rows = 0;
    CHECK_OK(eco_backtest_update(backtest, &table, &error));
    CHECK_INT(number(backtest, "rows", "rows", BACKTEST_ALL), 0);
    eco_backtest_free(backtest);
    eco_rulebook_free(book);
}

TEST(backtest, refuses_options_and_rulebooks_that_do_not_fit)
{
    eco_error error;
    eco_backtest *backtest = (eco_backtest *)&error;
    eco_rulebook *books[] = {shoes_book(), NULL, book_of(NULL, "EUR")};
    CHECK_FAILS(eco_backtest_create(&backtest, NULL, 1, NULL, &error), ECO_E_INVALID, "needs a rulebook");
    CHECK(backtest == NULL);
    CHECK_FAILS(eco_backtest_create(&backtest, books, 0, NULL, &error), ECO_E_INVALID, "needs a rulebook");
    CHECK_FAILS(eco_backtest_create(&backtest, books, 2, NULL, &error), ECO_E_INVALID, "rulebook 1 is NULL");
    CHECK_TEXT(error.path, "/rulebooks/1");
    books[1] = books[2];
    CHECK_FAILS(eco_backtest_create(&backtest, books, 2, NULL, &error), ECO_E_CURRENCY,
                "rulebook 1 is in EUR, rulebook 0 in CNY");
    const eco_backtest_options bad[] = {{.struct_size = sizeof *bad, .threads = -2},
                                        {.struct_size = sizeof *bad, .threads = 1025},
                                        {.struct_size = sizeof *bad, .max_problems = -1},
                                        {.struct_size = sizeof *bad, .movers = -2},
                                        {.struct_size = sizeof *bad, .movers = 1000001},
                                        {.struct_size = sizeof *bad, .recent_orders = -1},
                                        {.struct_size = sizeof *bad, .recent_orders = 1000000001},
                                        {.struct_size = 0}};
    static const char *const paths[] = {"/threads", "/threads",       "/max_problems",  "/movers",
                                        "/movers",  "/recent_orders", "/recent_orders", "/struct_size"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_FAILS(eco_backtest_create(&backtest, books, 1, &bad[i], &error), ECO_E_INVALID, "");
        CHECK_TEXT(error.path, paths[i]);
    }
    eco_rulebook_free(books[0]);
    eco_rulebook_free(books[2]);
}

/* ---- bad rows ---- */

enum { BAD_ROWS = 16 };
static const struct {
    const char *order, *sku, *currency, *category, *customer;
    int64_t at, quantity, unit, cost;
    const char *column, *message; /* NULL: a good row */
} bad_rows[BAD_ROWS] = {
    {"1", "A", "CNY", "shoes", "c", DAY(0), 100, 100000, 0, NULL, NULL},
    {NULL, "A", "CNY", "shoes", "c", DAY(0), 100, 100000, 0, "order", "is missing"},
    {"", "A", "CNY", "shoes", "c", DAY(0), 100, 100000, 0, "order", "is missing"},
    {"2", NULL, "CNY", "shoes", "c", DAY(0), 100, 100000, 0, "sku", "is missing"},
    {"2", "", "CNY", "shoes", "c", DAY(0), 100, 100000, 0, "sku", "is missing"},
    {"2", "A", "CNY", "shoes", "c", INT64_MIN, 100, 100000, 0, "at", "is missing"},
    {"2", "A", "CNY", "shoes", "c", -5, 100, 100000, 0, "at", "-5 microseconds"},
    {"2", "A", "CNY", "shoes", "c", DAY(0), INT64_MIN, 100000, 0, "quantity", "is missing"},
    {"2", "A", "CNY", "shoes", "c", DAY(0), 0, 100000, 0, "quantity", "quantity is 0"},
    {"2", "A", "CNY", "shoes", "c", DAY(0), 100, INT64_MIN, 0, "unit", "is missing"},
    {"2", "A", "CNY", "shoes", "c", DAY(0), 100, 1, 0, "unit", "more than 6 decimals"},
    {"2", "A", "CNY", "shoes", "c", DAY(0), INT64_MAX, INT64_MAX / 1000 * 1000, 0, "unit", "more than"},
    {"2", "A", "EUR", "shoes", "c", DAY(0), 100, 100000, 0, "currency", "currency is 'EUR'"},
    {"2", "A", NULL, "shoes", "c", DAY(0), 100, 100000, -10, "cost", "cost is negative"},
    {"2", "A", "CNY", "hats", NULL, DAY(0), 100, 100000, 100, NULL, NULL},
    {"3", "A", NULL, NULL, "c", DAY(0), -100, 100000, INT64_MIN, NULL, NULL},
};

typedef struct bad_columns {
    const char *order[BAD_ROWS], *sku[BAD_ROWS], *currency[BAD_ROWS], *category[BAD_ROWS], *customer[BAD_ROWS];
    int64_t at[BAD_ROWS], quantity[BAD_ROWS], unit[BAD_ROWS], cost[BAD_ROWS];
    uint8_t valid[4][(BAD_ROWS + 7) / 8];
} bad_columns;

static void fill_bad(bad_columns *out, int first)
{
    memset(out, 0, sizeof *out);
    for (int i = 0; i + first < BAD_ROWS; i++) {
        out->order[i] = bad_rows[first + i].order;
        out->sku[i] = bad_rows[first + i].sku;
        out->currency[i] = bad_rows[first + i].currency;
        out->category[i] = bad_rows[first + i].category;
        out->customer[i] = bad_rows[first + i].customer;
        int64_t *const numbers[] = {&out->at[i], &out->quantity[i], &out->unit[i], &out->cost[i]};
        const int64_t given[] = {bad_rows[first + i].at, bad_rows[first + i].quantity, bad_rows[first + i].unit,
                                 bad_rows[first + i].cost};
        for (int k = 0; k < 4; k++) {
            *numbers[k] = given[k];
            out->valid[k][i / 8] |= (uint8_t)((given[k] != INT64_MIN) << i % 8);
        }
    }
}

static eco_status feed_bad(eco_backtest *backtest, int first, int rows, eco_error *error)
{
    bad_columns c;
    fill_bad(&c, first);
    /* 7 decimals below the fen: 1 is too fine, 100000 is 0.01 fen */
    eco_table table = {
        .rows = rows,
        ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", c.order), ECO_TEXT_COLUMN("sku", c.sku),
                 ECO_TEXT_COLUMN("currency", c.currency), ECO_TEXT_COLUMN("category", c.category),
                 ECO_TEXT_COLUMN("customer", c.customer),
                 {.name = "at", .type = ECO_TYPE_TIME, .values = c.at, .valid = c.valid[0]},
                 {.name = "quantity", .type = ECO_TYPE_INT64, .values = c.quantity, .valid = c.valid[1]},
                 {.name = "unit", .type = ECO_TYPE_MONEY, .values = c.unit, .scale = 7, .valid = c.valid[2], .currency = "CNY"},
                 {.name = "cost", .type = ECO_TYPE_MONEY, .values = c.cost, .valid = c.valid[3], .currency = "CNY"})};
    return eco_backtest_update(backtest, &table, error);
}

TEST(backtest, counts_bad_rows_or_refuses_them)
{
    eco_error error;
    eco_rulebook *book = shoes_book();
    eco_backtest *skipping, *strict, *brief;
    CHECK_OK(eco_backtest_create(&skipping, &book, 1, ECO_MAKE(eco_backtest_options, .skip_bad_rows = true), &error));
    CHECK_OK(
        eco_backtest_create(&brief, &book, 1, ECO_MAKE(eco_backtest_options, .skip_bad_rows = true, .max_problems = 3), &error));
    CHECK_OK(eco_backtest_create(&strict, &book, 1, NULL, &error));
    CHECK_OK(feed_bad(skipping, 0, BAD_ROWS, &error));
    CHECK_OK(feed_bad(brief, 0, BAD_ROWS, &error));
    int64_t problems = 0;
    for (int i = 0; i < BAD_ROWS; i++) {
        eco_id before = fingerprint(strict);
        if (!bad_rows[i].column) {
            CHECK_OK(feed_bad(strict, i, 1, &error));
            continue;
        }
        CHECK_PROBLEM(skipping, problems, i + 1, bad_rows[i].column, bad_rows[i].message);
        problems++;
        char path[64]; /* rows that were refused don't count */
        snprintf(path, sizeof path, "/rows/%d/%s", (int)(number(strict, "rows", "rows", BACKTEST_ALL) + 1), bad_rows[i].column);
        CHECK_FAILS(feed_bad(strict, i, 1, &error), error.status, bad_rows[i].message);
        CHECK_TEXT(error.path, path);
        CHECK_INT(fingerprint(strict).low, before.low);
    }
    CHECK_INT(number(skipping, "rows", "rows", BACKTEST_PRICED), 2);
    CHECK_INT(number(skipping, "rows", "rows", BACKTEST_RETURN), 1);
    CHECK_INT(number(skipping, "rows", "rows", BACKTEST_BAD), problems);
    CHECK_INT(number(skipping, "rows", "orders", BACKTEST_BAD), 1); /* 2; what stands beside 1 names no order */
    eco_backtest_free(skipping);
    const eco_table *table;
    CHECK_OK(eco_backtest_table(&table, brief, "problems", &error));
    CHECK_INT(table->rows, 3);
    CHECK_TEXT(table->notes[0].name, "total");
    CHECK_TEXT(table->notes[0].value, "13");
    eco_table_free(table);
    eco_backtest_free(brief);
    eco_backtest_free(strict);
    eco_rulebook_free(book);
}

/* A NUL within a text of a column can't be a text of ours: the row is bad, whatever the column is for. */
TEST(backtest, texts_with_a_nul_make_bad_rows)
{
    eco_error error;
    static const int64_t offsets[] = {0, 1, 4, 5, 6}; /* "1", "2\0" "3", "4", "5" */
    static const char bytes[] = "12\0"
                                "345";
    const eco_column words = {.name = "words", .type = ECO_TYPE_UTF8, .values = offsets, .bytes = bytes};
    static const int32_t codes[] = {0, 1, 2, 3};
    static const int64_t at[] = {DAY(0), DAY(0), DAY(0), DAY(0)}, one[] = {1, 1, 1, 1};
    static const double not_plain[] = {1, 1e300, 2, 3};
    static const char *const same[] = {"x", "x", "x", "x"};
    static const char *const names[] = {"order", "sku", "customer", "channel", "coupons", "category", "cart.level", "category"};
    eco_rulebook *book = book_of(ECO_MAKE(eco_promotion, .id = "p", .when = "level > 1", .on = "category == 'shoes'",
                                          ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})),
                                 "CNY");
    for (size_t i = 0; i < 16; i++) {
        eco_backtest *backtest;
        eco_column column =
            i % 2 ? words : (eco_column){.type = ECO_TYPE_CODE, .values = codes, .dictionary = &words, .dictionary_rows = 4};
        column.name = names[i / 2];
        if (i / 2 == 7) {
            column.type = ECO_TYPE_DOUBLE;
            column.values = not_plain;
        }
        bool of_order = i / 2 == 0, of_sku = i / 2 == 1;
        /* cart facts come from an order's first row, so each row is an order, unless the column is the order's */
        static const char *const own[] = {"1", "2", "3", "4"};
        eco_column order = of_order ? column : (eco_column)ECO_TEXT_COLUMN("order", own);
        eco_column sku = of_sku ? column : (eco_column)ECO_TEXT_COLUMN("sku", same);
        eco_table table = {.rows = 4,
                           ECO_LIST(columns, eco_column, order, sku, ECO_TIME_COLUMN("at", at), ECO_INT64_COLUMN("quantity", one),
                                    ECO_INT64_COLUMN("unit", one), column)};
        table.columns_count -= of_order || of_sku;
        CHECK_OK(eco_backtest_create(&backtest, &book, 1, ECO_MAKE(eco_backtest_options, .skip_bad_rows = true), &error));
        CHECK_OK(eco_backtest_update(backtest, &table, &error));
        CHECK_INT(number(backtest, "rows", "rows", BACKTEST_PRICED), 3);
        CHECK_INT(number(backtest, "rows", "rows", BACKTEST_BAD), 1);
        CHECK_INT(number(backtest, "summary", "orders", 0), 3);
        CHECK_PROBLEM(backtest, 0, 2, names[i / 2], i / 2 == 7 ? "not a number" : "holds a NUL");
        eco_backtest_free(backtest);
    }
    eco_rulebook_free(book);
}

/* An order that a rulebook can't price is bad as a whole, for all rulebooks. */
TEST(backtest, orders_that_cannot_be_priced_have_only_bad_lines)
{
    eco_error error;
    enum { N = 6 };
    static const char *const ids[N] = {"1", "1", "2", "3", "3", "3"}, *const weights[N] = {"2.5", "3", "4", "1", "heavy", "2"};
    static const char *const levels[N] = {"1", "1", "one", "1", "1", "1"};
    static const int64_t at[N] = {DAY(0), DAY(0), DAY(0), DAY(0), DAY(0), DAY(0)}, units[N] = {100, 100, 100, 100, 100, 0};
    static const int64_t quantities[N] = {1, 1, 1, 1, 1, 1};
    eco_rulebook *books[] = {shoes_book(), book_of(ECO_MAKE(eco_promotion, .id = "p", .when = "level > 0", .on = "weight > 2",
                                                            ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})),
                                                   "CNY")};
    for (int64_t cut = 0; cut <= N; cut++)
        for (int strict = 0; strict < 2; strict++) {
            eco_backtest *backtest;
            CHECK_OK(eco_backtest_create(&backtest, books, 2, ECO_MAKE(eco_backtest_options, .skip_bad_rows = !strict), &error));
            eco_status failed = ECO_OK;
            for (int part = 0; part < 2 && !failed; part++) {
                int64_t first = part ? cut : 0;
                eco_table table = {.rows = part ? N - cut : cut,
                                   ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", ids + first),
                                            ECO_TIME_COLUMN("at", at + first), ECO_TEXT_COLUMN("sku", ids + first),
                                            ECO_INT64_COLUMN("quantity", quantities + first),
                                            ECO_INT64_COLUMN("unit", units + first), ECO_TEXT_COLUMN("weight", weights + first),
                                            ECO_TEXT_COLUMN("cart.level", levels + first))};
                failed = eco_backtest_update(backtest, &table, &error);
            }
            if (strict) {
                CHECK_INT(failed, ECO_E_INVALID);
                CHECK(strncmp(error.path, "/rows/3/", 8) == 0);
                CHECK_INT(number(backtest, "summary", "orders", 0), cut >= 1 && cut <= 2);
                eco_backtest_free(backtest);
                continue;
            }
            CHECK_INT(failed, ECO_OK);
            CHECK_INT(number(backtest, "summary", "orders", 0), 1);
            CHECK_INT(number(backtest, "summary", "orders", 1), 1);
            CHECK_INT(number(backtest, "summary", "discount", 1), 20);
            CHECK_INT(number(backtest, "rows", "rows", BACKTEST_PRICED), 2);
            CHECK_INT(number(backtest, "rows", "rows", BACKTEST_FREE), 0);
            CHECK_INT(number(backtest, "rows", "rows", BACKTEST_BAD), 4);
            CHECK_INT(number(backtest, "rows", "orders", BACKTEST_BAD), 2);
            CHECK_INT(number(backtest, "rows", "amount", BACKTEST_BAD), 300);
            CHECK_PROBLEM(backtest, 0, 3, "order", "level");
            CHECK_PROBLEM(backtest, 1, 5, "order", "weight");
            eco_backtest_free(backtest);
        }
    eco_rulebook_free(books[0]);
    eco_rulebook_free(books[1]);
}

TEST(backtest, sums_that_leave_int64_are_refused)
{
    eco_error error;
    static const char *const ids[] = {"1", "2"};
    static const int64_t at[] = {DAY(0), DAY(0)}, quantities[] = {1, 1}, units[] = {INT64_MAX / 10 * 8, INT64_MAX / 10 * 8};
    static const int64_t returns[] = {-1, -1};
    eco_rulebook *taxing;
    eco_rulebook_builder *rules = eco_rulebook_begin(
        ECO_MAKE(eco_rulebook_options, .currency = "CNY", .tax_mode = ECO_TAX_INCLUDED));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "luxury", .percent = {20, 0}));
    CHECK_OK(eco_rulebook_build(&taxing, rules, &error));
    for (int kind = 0; kind < 2; kind++) {
        eco_backtest *backtest;
        eco_column columns[] = {ECO_TEXT_COLUMN("order", ids), ECO_TIME_COLUMN("at", at), ECO_TEXT_COLUMN("sku", ids),
                                ECO_INT64_COLUMN("quantity", kind ? returns : quantities), ECO_INT64_COLUMN("unit", units)};
        eco_table table = {.rows = 1, .columns = columns, .columns_count = 5};
        CHECK_OK(eco_backtest_create(&backtest, &taxing, 1, NULL, &error));
        CHECK_OK(eco_backtest_update(backtest, &table, &error));
        eco_id before = fingerprint(backtest);
        if (!kind) { /* one order: the cart itself is worth too much */
            CHECK_FAILS(eco_backtest_update(backtest, &table, &error), ECO_E_OVERFLOW, "does not fit");
            CHECK_TEXT(error.path, "/rows/2/order");
        }
        columns[0] = (eco_column)ECO_TEXT_COLUMN("order", ids + 1);
        CHECK_FAILS(eco_backtest_update(backtest, &table, &error), ECO_E_OVERFLOW,
                    kind ? "and what was returned" : "worth more than");
        CHECK_INT(fingerprint(backtest).low, before.low);
        eco_backtest_free(backtest);
    }
    eco_rulebook_free(taxing);
    rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY"));
    eco_rulebook_add_tax(rules, ECO_MAKE(eco_tax, .id = "absurd", .percent = {300, 0}));
    CHECK_OK(eco_rulebook_build(&taxing, rules, &error));
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, &taxing, 1, NULL, &error));
    static const int64_t fifth[] = {INT64_MAX / 5, INT64_MAX / 5};
    eco_table table = {.rows = 2,
                       ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", ids), ECO_TIME_COLUMN("at", at),
                                ECO_TEXT_COLUMN("sku", ids), ECO_INT64_COLUMN("quantity", quantities),
                                ECO_INT64_COLUMN("unit", fifth))};
    CHECK_FAILS(eco_backtest_update(backtest, &table, &error), ECO_E_OVERFLOW, "more tax than");
    eco_backtest_free(backtest);
    eco_rulebook_free(taxing);
}

/* Cells at the edges of their types: rows of one order, each with what it becomes. */
TEST(backtest, reads_cells_at_the_edges)
{
    eco_error error;
    static const char *const words[] = {"1", NULL, ""};
    static const eco_column dictionary = {.name = "words", .type = ECO_TYPE_TEXT, .values = words};
    static const int64_t at[] = {DAY(0), DAY(0), DAY(0), DAY(0)};
    static const uint8_t flags[] = {0, 1, 0, 0}, known[] = {0x0D};
    static const int64_t ones[] = {1, 1, 1, 1};
    static const char *const currencies[] = {"CNY", "CNY", "EUR", "CNY"};
    const struct {
        eco_column order, quantity, unit, cost, other;
        int64_t priced, bad, list;
        const char *column, *message;
    } cases[] = {
        {.order = {.name = "order",
                   .type = ECO_TYPE_CODE,
                   .values = (const int32_t[]){0, 1, 2, 0},
                   .dictionary = &dictionary,
                   .dictionary_rows = 3},
         .quantity = ECO_INT64_COLUMN("quantity", ones),
         .unit = ECO_INT64_COLUMN("unit", ones),
         .priced = 2,
         .bad = 2,
         .list = 2,
         .column = "order",
         .message = "is missing"},
        {.quantity = {.name = "quantity",
                      .type = ECO_TYPE_DECIMAL,
                      .values = (const int64_t[]){1000000000000, 1, 0, 20000000000},
                      .scale = 10},
         .unit = ECO_INT64_COLUMN("unit", ones),
         .priced = 2,
         .bad = 2,
         .list = 102,
         .column = "quantity",
         .message = "more than 6 decimals"},
        {.quantity = ECO_INT64_COLUMN("quantity", ones),
         .unit = {.name = "unit",
                  .type = ECO_TYPE_DECIMAL,
                  .values = (const int64_t[]){0, INT64_MAX / 200, INT64_MAX / 100 + 1, 0}},
         .priced = 1,
         .bad = 1,
         .list = INT64_MAX / 200 * 100,
         .column = "unit",
         .message = "is too large"},
        {.quantity = ECO_INT64_COLUMN("quantity", ones),
         .unit = ECO_INT64_COLUMN("unit", ones),
         .cost = {.name = "cost", .type = ECO_TYPE_DECIMAL, .values = (const int64_t[]){1, INT64_MAX, 5, INT64_MIN}},
         .priced = 2,
         .bad = 2,
         .list = 2,
         .column = "cost",
         .message = "is too large"},
        {.quantity = ECO_INT64_COLUMN("quantity", ones),
         .unit = {.name = "unit", .type = ECO_TYPE_MONEY, .values = ones},
         .other = {.name = "currency", .type = ECO_TYPE_TEXT, .values = currencies},
         .priced = 3,
         .bad = 1,
         .list = 3,
         .column = "currency",
         .message = "currency is 'EUR', the rulebooks are in CNY"},
        {.quantity = ECO_INT64_COLUMN("quantity", ones),
         .unit = ECO_INT64_COLUMN("unit", ones),
         .other = {.name = "cancelled", .type = ECO_TYPE_BOOL, .values = flags, .valid = known}, /* null is not cancelled */
         .priced = 4,
         .list = 4},
        {.quantity = ECO_INT64_COLUMN("quantity", ones),
         .unit = ECO_INT64_COLUMN("unit", ones),
         .other = {.name = "x", .type = ECO_TYPE_BOOL, .values = flags, .valid = known},
         .priced = 4,
         .list = 4},
    };
    static const int64_t same[] = {7, 7, 7, 7};
    eco_rulebook *book = book_of(
        ECO_MAKE(eco_promotion, .id = "p", .on = "x == true", ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})), "CNY");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_backtest *backtest;
        eco_column columns[7] = {ECO_TIME_COLUMN("at", at), ECO_INT64_COLUMN("order", same), ECO_INT64_COLUMN("sku", same)};
        if (cases[i].order.name)
            columns[1] = cases[i].order;
        columns[3] = cases[i].quantity, columns[4] = cases[i].unit;
        size_t count = 5;
        if (cases[i].cost.name)
            columns[count++] = cases[i].cost;
        if (cases[i].other.name)
            columns[count++] = cases[i].other;
        eco_table table = {.rows = 4, .columns = columns, .columns_count = count};
        CHECK_OK(eco_backtest_create(&backtest, &book, 1,
                                     ECO_MAKE(eco_backtest_options, .skip_bad_rows = true, .max_problems = 1), &error));
        CHECK_OK(eco_backtest_update(backtest, &table, &error));
        CHECK_INT(number(backtest, "rows", "rows", BACKTEST_PRICED), cases[i].priced);
        CHECK_INT(number(backtest, "rows", "rows", BACKTEST_BAD), cases[i].bad);
        CHECK_INT(number(backtest, "summary", "list", 0), cases[i].list);
        if (cases[i].column)
            CHECK_PROBLEM(backtest, 0, i == 2 || i == 4 ? 3 : 2, cases[i].column, cases[i].message);
        CHECK_INT(eco_backtest_update(backtest, &(eco_table){.rows = -1}, NULL), ECO_E_INVALID);
        eco_backtest_free(backtest);
    }
    eco_rulebook_free(book);
}

/* ---- many orders: threads, progress, lacks of memory ---- */

typedef struct many {
    int64_t rows;
    char (*names)[12];
    const char **order, **category, **tier;
    int64_t *at, *quantity, *unit;
} many;

static many make_many(int64_t rows)
{
    static const char *const categories[] = {"shoes", "hats", "coats"};
    static const char *const levels[] = {"gold", "silver", NULL};
    many all = {
        rows,           calloc(rows, 12), calloc(rows, 8), calloc(rows, 8), calloc(rows, 8), calloc(rows, 8), calloc(rows, 8),
        calloc(rows, 8)};
    eco_random random = {7};
    int64_t order = 0;
    for (int64_t i = 0; i < rows; i++) {
        order += eco_random_between(&random, 0, 3) == 0;
        snprintf(all.names[i], 12, "%d", (int)(order == 777 ? 5 : order)); /* one comes back */
        all.order[i] = order % 500 == 9 ? NULL : all.names[i];
        all.category[i] = categories[eco_random_between(&random, 0, 2)];
        all.tier[i] = levels[eco_random_between(&random, 0, 2)];
        all.at[i] = DAY(order / 50);
        all.quantity[i] = eco_random_between(&random, -1, 9);
        all.unit[i] = eco_random_between(&random, -2, 200) * 100;
    }
    return all;
}

static void free_many(many *all)
{
    free(all->names);
    free(all->order);
    free(all->category);
    free(all->tier);
    free(all->at);
    free(all->quantity);
    free(all->unit);
}

static eco_status feed_many(eco_backtest *backtest, const many *all, eco_error *error)
{
    eco_table table = {.rows = all->rows,
                       ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("order", all->order), ECO_TIME_COLUMN("at", all->at),
                                ECO_TEXT_COLUMN("sku", all->category), ECO_INT64_COLUMN("quantity", all->quantity),
                                ECO_INT64_COLUMN("unit", all->unit), ECO_TEXT_COLUMN("category", all->category),
                                ECO_TEXT_COLUMN("customer.tier", all->tier), ECO_TEXT_COLUMN("unused", all->category))};
    return eco_backtest_update(backtest, &table, error);
}

TEST(backtest, gives_the_same_for_any_number_of_threads)
{
    eco_error error;
    static const int32_t threads[] = {0, 1, 2, 3, 8, -1};
    many all = make_many(30000);
    eco_id expected = {0};
    for (int strict = 0; strict < 2; strict++)
        for (size_t i = 0; i < 6; i++) {
            eco_backtest *backtest = begin_history(
                ECO_MAKE(eco_backtest_options, .threads = threads[i], .skip_bad_rows = !strict, .max_problems = 100));
            if (strict) { /* the first bad row, whoever meets another one earlier */
                CHECK_FAILS(feed_many(backtest, &all, &error), ECO_E_INVALID, "quantity is 0");
                expected = i ? expected : eco_hash_128(error.path, strlen(error.path));
                CHECK_INT(eco_hash_128(error.path, strlen(error.path)).low, expected.low);
                CHECK_INT(number(backtest, "rows", "rows", BACKTEST_ALL), 0);
                CHECK_INT(number(backtest, "rows", "orders", BACKTEST_ALL), 0);
            } else {
                CHECK_OK(feed_many(backtest, &all, &error));
                expected = i ? expected : fingerprint(backtest);
                CHECK_INT(fingerprint(backtest).low, expected.low);
                CHECK(number(backtest, "summary", "orders_touched", 0) > 1000);
            }
            eco_backtest_free(backtest);
        }
    free_many(&all);
}

typedef struct steps {
    int64_t count, last, stop_at;
} steps;

static bool count_steps(int64_t done, int64_t total, void *user)
{
    steps *steps = user;
    if (done < steps->last || done > total || total != 30000)
        steps->count = INT64_MIN / 2;
    steps->last = done;
    return ++steps->count != steps->stop_at;
}

static eco_backtest *begin_steps(steps *steps, int64_t stop_at, int32_t threads)
{
    *steps = (struct steps){.stop_at = stop_at};
    return begin_history(
        ECO_MAKE(eco_backtest_options, .threads = threads, .skip_bad_rows = true, .progress = {count_steps, steps}));
}

TEST(backtest, reports_progress_and_stops_when_told)
{
    eco_error error;
    many all = make_many(30000);
    steps steps;
    for (int32_t threads = 0; threads < 3; threads += 2) {
        eco_backtest *backtest = begin_steps(&steps, 0, threads);
        CHECK_OK(feed_many(backtest, &all, &error));
        CHECK_INT(steps.last, 30000);
        int64_t expected = steps.count;
        eco_id whole = fingerprint(backtest);
        CHECK(expected >= 2 || threads > 0); /* the other thread may do all blocks but one */
        eco_backtest_free(backtest);
        for (int64_t stop_at = 1; stop_at <= (threads ? 1 : expected); stop_at += stop_at < 4 ? 1 : expected / 4) {
            backtest = begin_steps(&steps, stop_at, threads);
            CHECK_FAILS(feed_many(backtest, &all, &error), ECO_E_CANCELLED, "cancelled after");
            CHECK_INT(steps.count, stop_at);
            CHECK(threads || stop_at > 3 || strtoll(error.message + strlen("cancelled after "), NULL, 10) < stop_at * 300);
            CHECK_INT(number(backtest, "rows", "rows", BACKTEST_ALL), 0);
            CHECK_INT(number(backtest, "rows", "orders", BACKTEST_ALL), 0);
            const eco_table *table;
            CHECK_OK(eco_backtest_table(&table, backtest, "problems", &error));
            CHECK_INT(table->rows, 0);
            eco_table_free(table);
            steps.stop_at = steps.last = 0;
            CHECK_OK(feed_many(backtest, &all, &error)); /* nothing of the first counts, nor stands in the way */
            CHECK_INT(fingerprint(backtest).low, whole.low);
            eco_backtest_free(backtest);
        }
    }
    free_many(&all);
}

typedef struct meter { /* an allocator that fails at one call, or from there on */
    int64_t calls, fail_at, held;
    bool stays;
} meter;

static bool refuses(meter *meter)
{
    int64_t call = ++meter->calls;
    return meter->fail_at && (meter->stays ? call >= meter->fail_at : call == meter->fail_at);
}

static void *meter_allocate(size_t size, void *user)
{
    meter *meter = user;
    if (refuses(meter))
        return NULL;
    meter->held += (int64_t)size;
    return malloc(size);
}

static void *meter_reallocate(void *memory, size_t old_size, size_t new_size, void *user)
{
    meter *meter = user;
    if (refuses(meter))
        return NULL;
    meter->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void meter_release(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= (int64_t)size;
    free(memory);
}

/* 1,500 orders of a row by number, and one that no rulebook can price, with texts of a length, so that memory ends at other places. */
static eco_status feed_numbers(eco_backtest *backtest, size_t length, eco_error *error)
{
    enum { N = 1500 };
    static int64_t order[N], at[N], quantity[N];
    static const char *sku[N], *customer[N], *coupons[N];
    static char text[4096];
    static double level[N];
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < N; i++) {
        order[i] = i + 1;
        at[i] = DAY(0);
        quantity[i] = i % 3 ? 1 : 0;
        sku[i] = "A";
        customer[i] = i + 1 == N ? text + sizeof text - 1 - length : "c";
        coupons[i] = "ONE, TWO";
        level[i] = i + 1 == N ? 1e300 : 0.5;
    }
    level[N - 1] = 1;
    sku[N - 1] = customer[N - 1];
    static const char *weights[N];
    for (int i = 0; i < N; i++)
        weights[i] = i + 1 == N ? "heavy" : "1";
    eco_table table = {.rows = N,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                                ECO_TEXT_COLUMN("sku", sku), ECO_INT64_COLUMN("quantity", quantity),
                                ECO_INT64_COLUMN("unit", order), ECO_TEXT_COLUMN("customer", customer),
                                ECO_TEXT_COLUMN("coupons", coupons), ECO_DOUBLE_COLUMN("cart.level", level),
                                ECO_TEXT_COLUMN("weight", weights))};
    return eco_backtest_update(backtest, &table, error);
}

/* Everything once with an allocator; the first status that is not OK. */
static eco_status live(meter *meter, eco_rulebook *const *books)
{
    eco_allocator allocator = {meter_allocate, meter_reallocate, meter_release, meter};
    eco_backtest *backtest;
    eco_error error;
    eco_status failed = eco_backtest_create(
        &backtest, books, 2, ECO_MAKE(eco_backtest_options, .skip_bad_rows = true, .allocator = &allocator, .threads = 2),
        &error);
    for (int round = 0; round < 2 && !failed; round++) {
        failed = feed_bad(backtest, 0, BAD_ROWS, &error);
        failed = failed ? failed : feed(backtest, 0, 4, &error);
        failed = failed ? failed : feed(backtest, 4, ROWS, &error);
    }
    for (size_t i = 0; i < TABLES && !failed; i++) {
        const eco_table *table;
        failed = eco_backtest_table(&table, backtest, table_names[i], &error);
        CHECK(!failed || table == NULL);
        eco_table_free(table);
    }
    eco_backtest_free(backtest);
    return failed;
}

TEST(backtest, survives_every_lack_of_memory)
{
    eco_rulebook *books[] = {shoes_book(), spend_book()};
    meter meter = {0};
    CHECK_INT(live(&meter, books), ECO_OK);
    CHECK_INT(meter.held, 0);
    int64_t calls = meter.calls;
    CHECK(calls > 100);
    for (int stays = 0; stays < 2; stays++)
        for (int64_t fail_at = 1; fail_at <= calls; fail_at++) {
            meter = (struct meter){.fail_at = fail_at, .stays = stays};
            eco_status failed = live(&meter, books);
            CHECK_F(failed == ECO_E_MEMORY && meter.held == 0, "call %d of %d: %s, %d bytes held", (int)fail_at, (int)calls,
                    eco_status_name(failed), (int)meter.held);
        }
    eco_rulebook_free(books[0]);
    eco_rulebook_free(books[1]);
}

TEST(backtest, survives_a_lack_of_memory_wherever_an_arena_ends)
{
    eco_error error;
    eco_rulebook *book = book_of(ECO_MAKE(eco_promotion, .id = "p", .when = "level > 0", .on = "weight > 0",
                                          ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})),
                                 "CNY");
    for (size_t length = 100; length < 4090; length += 399)
        for (int64_t fail_at = 1;; fail_at++) {
            meter meter = {0};
            eco_allocator allocator = {meter_allocate, meter_reallocate, meter_release, &meter};
            eco_backtest *backtest;
            CHECK_OK(eco_backtest_create(&backtest, &book, 1,
                                         ECO_MAKE(eco_backtest_options, .skip_bad_rows = true, .allocator = &allocator), &error));
            meter.calls = 0;
            meter.fail_at = fail_at;
            eco_status failed = feed_numbers(backtest, length, fail_at % 2 ? &error : NULL);
            meter.fail_at = 0;
            CHECK_INT(number(backtest, "rows", "rows", BACKTEST_ALL), failed ? 0 : 1500);
            CHECK_INT(number(backtest, "rows", "orders", BACKTEST_ALL), failed ? 0 : 1500);
            eco_backtest_free(backtest);
            CHECK_INT(meter.held, 0);
            if (!failed)
                break;
            CHECK_INT(failed, ECO_E_MEMORY);
        }
    eco_rulebook_free(book);
}

/* Memory that ends after so many bytes of an arena, for what only a reader of one table takes. */
TEST(backtest, columns_and_cells_survive_a_full_arena)
{
    eco_error error;
    eco_rulebook *book = shoes_book();
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
    static const char *const words[] = {"shoes", "hats", "coats"};
    static const eco_column dictionary = {.name = "words", .type = ECO_TYPE_TEXT, .values = words};
    static const int32_t codes[] = {0};
    static const int64_t one[] = {1};
    static const double half[] = {0.5};
    eco_column code = {
        .name = "category", .type = ECO_TYPE_CODE, .values = codes, .dictionary = &dictionary, .dictionary_rows = 3};
    eco_table table = {.rows = 1,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", one), ECO_TIME_COLUMN("at", one),
                                ECO_INT64_COLUMN("sku", one), ECO_INT64_COLUMN("quantity", one), ECO_INT64_COLUMN("unit", one),
                                code)};
    int64_t refused = 0;
    for (size_t room = 0; room < 2048; room += 16) {
        meter meter = {0};
        eco_allocator allocator = {meter_allocate, meter_reallocate, meter_release, &meter};
        eco_arena arena;
        eco_arena_begin(&arena, &allocator);
        CHECK(eco_arena_take(&arena, 1));
        size_t left = (size_t)(arena.end - arena.next);
        CHECK(eco_arena_take(&arena, (left - room) / 16 * 16));
        meter.fail_at = meter.calls + 1;
        meter.stays = true;
        backtest_columns columns;
        const char *text;
        eco_status failed = eco_backtest_columns_take(&columns, backtest, &table, &arena, &error);
        backtest_column number = {.column = &table.columns[0], .name = "order"};
        failed = failed ? failed : eco_backtest_read_text(&text, &number, 0, &arena, &error);
        eco_column doubles = ECO_DOUBLE_COLUMN("level", half);
        number.column = &doubles;
        failed = failed ? failed : eco_backtest_read_text(&text, &number, 0, &arena, &error);
        CHECK(!failed || failed == ECO_E_MEMORY);
        refused += failed != ECO_OK;
        eco_arena_end(&arena);
        CHECK_INT(meter.held, 0);
    }
    CHECK(refused > 20 && refused < 120);
    eco_backtest_free(backtest);
    eco_rulebook_free(book);
}

/* Threads with more stack than there is can't be started. */
TEST(backtest, a_thread_that_cannot_start_is_told)
{
    eco_error error;
    pthread_attr_t before, huge;
    many all = make_many(30000);
    eco_backtest *backtest = begin_history(ECO_MAKE(eco_backtest_options, .threads = 3, .skip_bad_rows = true));
    CHECK(pthread_getattr_default_np(&before) == 0 && pthread_attr_init(&huge) == 0);
    CHECK(pthread_attr_setstacksize(&huge, (size_t)1 << 47) == 0 && pthread_setattr_default_np(&huge) == 0);
    eco_status failed = feed_many(backtest, &all, &error);
    CHECK(pthread_setattr_default_np(&before) == 0);
    CHECK_INT(failed, ECO_E_IO);
    CHECK(strstr(error.message, "thread 2 of 3 could not be started"));
    CHECK_INT(number(backtest, "rows", "rows", BACKTEST_ALL), 0);
    CHECK_OK(feed_many(backtest, &all, &error));
    eco_backtest_free(backtest);
    free_many(&all);
}

/* What an update does before it fails for lack of memory must not show. */
TEST(backtest, a_failed_update_changes_nothing)
{
    eco_error error;
    eco_rulebook *books[] = {shoes_book(), spend_book()};
    for (int64_t fail_at = 1;; fail_at++) {
        meter meter = {0};
        eco_allocator allocator = {meter_allocate, meter_reallocate, meter_release, &meter};
        eco_backtest *backtest;
        CHECK_OK(eco_backtest_create(&backtest, books, 2,
                                     ECO_MAKE(eco_backtest_options, .skip_bad_rows = true, .allocator = &allocator), &error));
        CHECK_OK(feed_bad(backtest, 0, BAD_ROWS - 1, &error));
        eco_id before = fingerprint(backtest);
        meter.calls = 0;
        meter.fail_at = fail_at;
        eco_status failed = feed(backtest, 0, ROWS, &error);
        meter.fail_at = 0;
        if (failed) {
            CHECK_INT(failed, ECO_E_MEMORY);
            CHECK_INT(fingerprint(backtest).low, before.low);
            CHECK_OK(feed(backtest, 0, ROWS, &error));
        }
        CHECK_INT(number(backtest, "rows", "rows", BACKTEST_ALL), BAD_ROWS - 1 + ROWS);
        CHECK_INT(number(backtest, "rows", "orders", BACKTEST_ALL), 10); /* 2 and 8, of which 1 and 2 come back */
        eco_backtest_free(backtest);
        if (!failed) {
            CHECK_F(fail_at > 10, "%d", (int)fail_at);
            break;
        }
    }
    eco_rulebook_free(books[0]);
    eco_rulebook_free(books[1]);
}

TEST(backtest, counts_what_sale_lists_save)
{
    eco_error error;
    eco_rulebook *book;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY"));
    eco_rulebook_add_price_list(
        rules, ECO_MAKE(eco_price_list, .id = "sale", ECO_LIST(entries, eco_price_entry, {.sku = "A", .unit_minor = 9000})));
    eco_rulebook_add_price_list(rules, ECO_MAKE(eco_price_list, .id = "now", .is_override = true,
                                                ECO_LIST(entries, eco_price_entry, {.sku = "C", .unit_minor = 20000})));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "half", ECO_LIST(tiers, eco_tier, {.off_percent = {50, 0}})));
    CHECK_OK(eco_rulebook_build(&book, rules, &error));
    eco_backtest *backtest;
    CHECK_OK(eco_backtest_create(&backtest, &book, 1, NULL, &error));
    CHECK_OK(feed(backtest, 0, 5, &error)); /* 2 A, 1 B; 1 A, 3 C, a gift */
    const eco_table *table;
    char text[256];
    CHECK_OK(eco_backtest_table(&table, backtest, "promotions", &error));
    CHECK_INT(table->rows, 2); /* an override saves nothing: it is the price */
    copy_text(text, table, "promotion", 0);
    CHECK_TEXT(text, "sale");
    CHECK_INT(number_at(table, "discount", 0), 3000);
    CHECK_INT(number_at(table, "lines", 0), 2);
    CHECK_INT(number_at(table, "discount", 1), (18000 + 15000 + 9000 + 60000) / 2);
    eco_table_free(table);
    CHECK_INT(number(backtest, "summary", "list", 0), 35000 + 10000 + 60000);
    CHECK_INT(number(backtest, "rows", "amount", BACKTEST_PRICED), 35000 + 85000); /* as it was */
    eco_backtest_free(backtest);
    eco_rulebook_free(book);
}
