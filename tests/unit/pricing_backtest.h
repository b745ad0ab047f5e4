/* pricing_backtest.h - reading the tables of a backtest in tests. */
#ifndef TEST_PRICING_BACKTEST_H
#define TEST_PRICING_BACKTEST_H
#include <ecomops/pricing.h>

#include "base/hash.h"
#include "pricing/backtest_internal.h"
#include "test.h"

enum { TABLES = 7 };
static const char *const table_names[TABLES] = {"summary", "promotions", "days", "months", "movers", "rows", "problems"};

static inline int64_t number_at(const eco_table *table, const char *name, int64_t row)
{
    const eco_column *column = eco_table_column(table, name);
    CHECK_F(column && row < table->rows, "%s[%d]", name, (int)row);
    return column->type == ECO_TYPE_DATE ? ((const int32_t *)column->values)[row] : ((const int64_t *)column->values)[row];
}

/* A cell of a table of the backtest. */
static inline int64_t number(eco_backtest *backtest, const char *name, const char *column, int64_t row)
{
    const eco_table *table;
    eco_error error;
    CHECK_OK(eco_backtest_table(&table, backtest, name, &error));
    int64_t value = number_at(table, column, row);
    eco_table_free(table);
    return value;
}

static inline void copy_text(char out[256], const eco_table *table, const char *name, int64_t row)
{
    const eco_column *column = eco_table_column(table, name);
    CHECK_F(column && row < table->rows, "%s[%d] of %d", name, (int)row, (int)table->rows);
    const int64_t *offsets = column->values;
    snprintf(out, 256, "%.*s", (int)(offsets[row + 1] - offsets[row]), column->bytes + offsets[row]);
}

#define CHECK_PROBLEM(backtest, place, expected_row, expected_column, message_part)                             \
    do {                                                                                                        \
        const eco_table *problems_;                                                                             \
        char column_[256], message_[256];                                                                       \
        CHECK_OK(eco_backtest_table(&problems_, backtest, "problems", &error));                                 \
        CHECK_INT(number_at(problems_, "row", place), expected_row);                                            \
        copy_text(column_, problems_, "column", place);                                                         \
        copy_text(message_, problems_, "message", place);                                                       \
        CHECK_TEXT(column_, expected_column);                                                                   \
        CHECK_F(strstr(message_, message_part), "'%s' is not in '%s'", (const char *)(message_part), message_); \
        eco_table_free(problems_);                                                                              \
    } while (0)

/* All tables as one text: two backtests that print the same are the same. */
static inline bool collect(const char *text, size_t size, void *user)
{
    eco_id *sum = user;
    eco_id next = eco_hash_128(text, size);
    sum->high = sum->high * 31 + next.high;
    sum->low = sum->low * 31 + next.low;
    return true;
}

static inline eco_id fingerprint(eco_backtest *backtest)
{
    eco_id sum = {0};
    eco_error error;
    for (size_t i = 0; i < TABLES; i++) {
        const eco_table *table;
        CHECK_OK(eco_backtest_table(&table, backtest, table_names[i], &error));
        CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){collect, &sum}, &error));
        eco_table_free(table);
    }
    return sum;
}

#endif
