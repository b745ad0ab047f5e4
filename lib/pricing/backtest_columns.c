/* backtest_columns.c - the columns of a table of orders: which there are, of which types, and what a cell says. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/text.h"
#include "pricing/backtest_internal.h"

enum { SCALE_MOST = 6 }; /* of unit prices and quantities in a cart */

#define TYPE(type) (1u << (type))
#define TEXTS      (TYPE(ECO_TYPE_TEXT) | TYPE(ECO_TYPE_UTF8) | TYPE(ECO_TYPE_CODE))
#define NAMES      (TEXTS | TYPE(ECO_TYPE_INT64) | TYPE(ECO_TYPE_ID))
#define AMOUNTS    (TYPE(ECO_TYPE_MONEY) | TYPE(ECO_TYPE_DECIMAL) | TYPE(ECO_TYPE_INT64))

typedef struct role { /* a column that the backtest itself reads */
    const char *name, *types_text;
    unsigned types;
    bool required;
    size_t offset;
} role;

static const role roles[] = {
    {"order", "text, a code or an integer", NAMES, true, offsetof(backtest_columns, order)},
    {"at", "a time", TYPE(ECO_TYPE_TIME), true, offsetof(backtest_columns, at)},
    {"sku", "text, a code or an integer", NAMES, true, offsetof(backtest_columns, sku)},
    {"quantity", "an integer or decimal", TYPE(ECO_TYPE_INT64) | TYPE(ECO_TYPE_DECIMAL), true,
     offsetof(backtest_columns, quantity)},
    {"unit", "money, decimal or integer minor units", AMOUNTS, true, offsetof(backtest_columns, unit)},
    {"customer", "text, a code or an integer", NAMES, false, offsetof(backtest_columns, customer)},
    {"cost", "money, decimal or integer minor units", AMOUNTS, false, offsetof(backtest_columns, cost)},
    {"channel", "text or a code", TEXTS, false, offsetof(backtest_columns, channel)},
    {"coupons", "text or a code", TEXTS, false, offsetof(backtest_columns, coupons)},
    {"cancelled", "a bool", TYPE(ECO_TYPE_BOOL), false, offsetof(backtest_columns, cancelled)},
    {"currency", "text or a code", TEXTS, false, offsetof(backtest_columns, currency)},
};
enum { ROLES = sizeof roles / sizeof *roles };

/* A word of a dictionary that holds a NUL, so that it can't be a text of ours: told from others by its address. (eco_table_check has looked at UTF-8.) */
static const char bad_word[] = "";

static eco_status take_dictionary(backtest_column *column, eco_arena *arena, eco_error *error)
{
    const eco_column *dictionary = column->column->dictionary;
    size_t count = (size_t)column->column->dictionary_rows;
    const char **words = eco_arena_take_array(arena, count, sizeof *words);
    if (!words)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        size_t size;
        const char *bytes = eco_cell_text(dictionary, (int64_t)i, &size);
        if (!bytes)
            continue;
        words[i] = memchr(bytes, 0, size) ? bad_word : eco_arena_text_of(arena, bytes, size);
        if (!words[i])
            return eco_fail_memory(error);
    }
    column->words = words;
    return ECO_OK;
}

static eco_status take_column(backtest_column *out, const eco_column *column, const char *name, const eco_currency *currency,
                              eco_arena *arena, eco_error *error)
{
    char path[96];
    snprintf(path, sizeof path, "/columns/%.64s", column->name);
    *out = (backtest_column){.column = column, .name = name, .exponent = currency->exponent};
    if (column->type == ECO_TYPE_MONEY && column->currency && strcmp(column->currency, currency->code) != 0)
        return eco_fail(error, ECO_E_CURRENCY, path, "column %s is in %s, the rulebooks in %s", ECO_QUOTE(column->name),
                        ECO_QUOTE(column->currency), currency->code);
    return column->type == ECO_TYPE_CODE ? take_dictionary(out, arena, error) : ECO_OK;
}

static eco_status take_roles(backtest_columns *columns, const eco_backtest *backtest, const eco_table *table, eco_arena *arena,
                             eco_error *error)
{
    for (size_t i = 0; i < ROLES; i++) {
        const eco_column *column = eco_table_column(table, roles[i].name);
        char path[32];
        snprintf(path, sizeof path, "/columns/%s", roles[i].name);
        if (!column && roles[i].required)
            return eco_fail(error, ECO_E_NOT_FOUND, path, "the table has no column '%s'", roles[i].name);
        if (!column)
            continue;
        if (!(roles[i].types & TYPE(column->type)))
            return eco_fail(error, ECO_E_INVALID, path, "column '%s' is of type %s; it must be %s", roles[i].name,
                            eco_type_name(column->type), roles[i].types_text);
        backtest_column *out = (backtest_column *)((char *)columns + roles[i].offset);
        eco_status failed = take_column(out, column, roles[i].name, backtest->currency, arena, error);
        if (failed)
            return failed;
    }
    return ECO_OK;
}

static bool is_role(const char *name)
{
    for (size_t i = 0; i < ROLES; i++)
        if (strcmp(name, roles[i].name) == 0)
            return true;
    return false;
}

/* The attribute of a column, and whose it is: "cart.country" is the cart's "country", "customer.tier" the cart's "customer.tier". */
static const char *attribute_of(bool *of_cart, const char *name)
{
    *of_cart = strncmp(name, "cart.", 5) == 0 || strncmp(name, "customer.", 9) == 0;
    if (strncmp(name, "cart.", 5) == 0 || strncmp(name, "line.", 5) == 0)
        return name + 5;
    return name;
}

eco_status eco_backtest_columns_take(backtest_columns *columns, const eco_backtest *backtest, const eco_table *table,
                                     eco_arena *arena, eco_error *error)
{
    *columns = (backtest_columns){.currency_code = backtest->currency->code};
    eco_status failed = take_roles(columns, backtest, table, arena, error);
    columns->line_attributes = eco_arena_take_array(arena, table->columns_count, sizeof *columns->line_attributes);
    columns->cart_attributes = eco_arena_take_array(arena, table->columns_count, sizeof *columns->cart_attributes);
    if (!failed && (!columns->line_attributes || !columns->cart_attributes))
        return eco_fail_memory(error);
    for (size_t i = 0; !failed && i < table->columns_count; i++) {
        const eco_column *column = &table->columns[i];
        bool of_cart;
        const char *name = attribute_of(&of_cart, column->name);
        if (is_role(column->name) || !eco_backtest_looks_at(backtest, name, of_cart))
            continue;
        backtest_column *out = of_cart ? &columns->cart_attributes[columns->cart_attributes_count++]
                                       : &columns->line_attributes[columns->line_attributes_count++];
        failed = take_column(out, column, name, backtest->currency, arena, error);
    }
    return failed;
}

/* ---- cells ---- */

static eco_status fail_cell(const backtest_column *column, eco_status status, const char *fault, eco_error *error)
{
    char path[96];
    snprintf(path, sizeof path, "/%.64s", column->column->name);
    return eco_fail(error, status, path, "%s %s", column->column->name, fault);
}

/* A caller's stride may leave values unaligned. */
void eco_backtest_copy_cell(void *value, size_t size, const eco_column *column, int64_t row)
{
    memcpy(value, (const char *)column->values + (size_t)row * (column->stride ? column->stride : size), size);
}

/* The shortest text of a double, if it is a plain decimal. */
static eco_status read_double(const char **out, const backtest_column *column, int64_t row, eco_arena *arena, eco_error *error)
{
    char text[ECO_DOUBLE_TEXT];
    eco_double_text(text, eco_cell_double(column->column, row));
    if (strspn(text, "-.0123456789") < strlen(text))
        return fail_cell(column, ECO_E_INVALID, "is not a number that conditions can read", error);
    *out = eco_arena_text(arena, text);
    return *out ? ECO_OK : eco_fail_memory(error);
}

/* A number, time or id as expressions read them. */
static void other_text(char text[64], const backtest_column *column, int64_t row)
{
    const eco_column *cells = column->column;
    int64_t value = cells->type == ECO_TYPE_ID ? 0 : eco_cell_int64(cells, row);
    switch (cells->type) {
    case ECO_TYPE_BOOL: snprintf(text, 64, "%s", value ? "true" : "false"); break;
    case ECO_TYPE_TIME: eco_time_text(text, value); break;
    case ECO_TYPE_DATE: eco_date_text(text, (int32_t)value); break;
    case ECO_TYPE_MONEY: eco_decimal_text(text, (eco_decimal){value, cells->scale + column->exponent}); break;
    case ECO_TYPE_DECIMAL: eco_decimal_text(text, (eco_decimal){value, cells->scale}); break;
    case ECO_TYPE_ID: {
        eco_id id;
        eco_backtest_copy_cell(&id, sizeof id, cells, row);
        eco_id_text(text, id);
        break;
    }
    default: snprintf(text, 64, "%lld", (long long)value); break;
    }
}

static eco_status read_bytes(const char **out, const backtest_column *column, int64_t row, eco_arena *arena, eco_error *error)
{
    size_t size;
    const char *bytes = eco_cell_text(column->column, row, &size);
    if (memchr(bytes, 0, size))
        return fail_cell(column, ECO_E_INVALID, "holds a NUL character", error);
    *out = column->column->type == ECO_TYPE_TEXT ? bytes : eco_arena_text_of(arena, bytes, size);
    return *out ? ECO_OK : eco_fail_memory(error);
}

static eco_status read_code(const char **out, const backtest_column *column, int64_t row, eco_error *error)
{
    int32_t code;
    eco_backtest_copy_cell(&code, sizeof code, column->column, row);
    if (column->words[code] == bad_word)
        return fail_cell(column, ECO_E_INVALID, "holds a NUL character", error);
    *out = column->words[code];
    return ECO_OK;
}

eco_status eco_backtest_read_text(const char **out, const backtest_column *column, int64_t row, eco_arena *arena,
                                  eco_error *error)
{
    const eco_column *cells = column->column;
    *out = NULL;
    if (!cells || eco_cell_is_null(cells, row))
        return ECO_OK;
    switch (cells->type) {
    case ECO_TYPE_TEXT:
    case ECO_TYPE_UTF8: return read_bytes(out, column, row, arena, error);
    case ECO_TYPE_DOUBLE: return read_double(out, column, row, arena, error);
    case ECO_TYPE_CODE: return read_code(out, column, row, error);
    default: {
        char text[64];
        other_text(text, column, row);
        *out = eco_arena_text(arena, text);
        return *out ? ECO_OK : eco_fail_memory(error);
    }
    }
}

bool eco_backtest_hash_text(uint64_t *hash, const backtest_column *column, int64_t row)
{
    const eco_column *cells = column->column;
    bool is_text = cells->type == ECO_TYPE_TEXT || cells->type == ECO_TYPE_UTF8 || cells->type == ECO_TYPE_CODE;
    char own[64];
    const char *text = own;
    size_t size;
    if (is_text) {
        text = eco_cell_text(cells, row, &size);
        if (!text || memchr(text, 0, size))
            return false;
    } else {
        other_text(own, column, row);
        size = strlen(own);
    }
    *hash = eco_hash(text, size);
    return true;
}

/* Brings a scale into 0..6, if the value allows it. */
static bool fit_scale(int64_t *value, int32_t *scale)
{
    while (*scale > SCALE_MOST && *value % 10 == 0) {
        *value /= 10;
        (*scale)--;
    }
    while (*scale < 0 && !__builtin_mul_overflow(*value, 10, value))
        (*scale)++;
    return *scale >= 0 && *scale <= SCALE_MOST;
}

eco_status eco_backtest_read_money(int64_t *value, int32_t *scale, const backtest_column *column, int64_t row, eco_error *error)
{
    const eco_column *cells = column->column;
    *value = eco_cell_int64(cells, row);
    *scale = cells->type == ECO_TYPE_INT64 ? 0 : cells->scale - (cells->type == ECO_TYPE_DECIMAL ? column->exponent : 0);
    if (!fit_scale(value, scale))
        return fail_cell(column, *scale < 0 ? ECO_E_OVERFLOW : ECO_E_INVALID,
                         *scale < 0 ? "is too large" : "has more than 6 decimals of a minor unit", error);
    return ECO_OK;
}

eco_status eco_backtest_read_quantity(int64_t *value, int32_t *scale, const backtest_column *column, int64_t row,
                                      eco_error *error)
{
    *value = eco_cell_int64(column->column, row);
    *scale = column->column->type == ECO_TYPE_INT64 ? 0 : column->column->scale;
    for (; *scale > 0 && *value % 10 == 0; --*scale)
        *value /= 10;
    if (!fit_scale(value, scale))
        return fail_cell(column, ECO_E_INVALID, "has more than 6 decimals", error);
    return ECO_OK;
}
