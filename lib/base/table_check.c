/* table_check.c - whether a table is what its types say; see eco_table_check. */
#include <ecomops/money.h>

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"

#define ROW(row) ((long long)(row) + 1) /* people count from 1 */

static bool is_text(const eco_column *column)
{
    return column->type == ECO_TYPE_TEXT || column->type == ECO_TYPE_UTF8 || column->type == ECO_TYPE_CODE;
}

static bool valid_text(const char *text, size_t size)
{
    return eco_utf8_valid(text, size) == size;
}

static eco_status not_utf8(int64_t row, eco_error *error)
{
    return eco_fail(error, ECO_E_INVALID, NULL, "the text of row %lld is not UTF-8", ROW(row));
}

static int64_t offset_of(const eco_column *column, int64_t row)
{
    int64_t offset; /* they have no stride */
    memcpy(&offset, (const char *)column->values + (size_t)row * sizeof offset, sizeof offset);
    return offset;
}

/* ---- cells, in stretches of rows ---- */

/* All bytes at once, because that is many times faster than text by text: then each text is UTF-8 if it starts at a character. */
static bool all_is_utf8(const eco_column *column, int64_t begin, int64_t end)
{
    int64_t first = offset_of(column, begin), last = offset_of(column, end);
    if (first == last)
        return true;
    if (!valid_text(column->bytes + first, (size_t)(last - first)))
        return false;
    for (int64_t row = begin + 1; row < end; row++) {
        int64_t offset = offset_of(column, row);
        if (offset < last && (column->bytes[offset] & 0xC0) == 0x80)
            return false;
    }
    return true;
}

static eco_status check_utf8(const eco_column *column, int64_t begin, int64_t end, eco_error *error)
{
    int64_t before = offset_of(column, begin);
    if (before < 0)
        return eco_fail(error, ECO_E_INVALID, NULL, "the first offset is %lld", (long long)before);
    for (int64_t row = begin; row < end; row++) {
        int64_t offset = offset_of(column, row + 1);
        if (offset < before)
            return eco_fail(error, ECO_E_INVALID, NULL, "the offsets of row %lld fall from %lld to %lld", ROW(row),
                            (long long)before, (long long)offset);
        before = offset;
    }
    if (!column->bytes && before > offset_of(column, begin))
        return eco_fail(error, ECO_E_INVALID, NULL, "the bytes of the text are NULL");
    if (all_is_utf8(column, begin, end))
        return ECO_OK;
    for (int64_t row = begin; row < end; row++) {
        size_t size;
        const char *text = eco_cell_text(column, row, &size);
        if (text && !valid_text(text, size))
            return not_utf8(row, error);
    }
    return ECO_OK;
}

static eco_status check_text(const eco_column *column, int64_t begin, int64_t end, eco_error *error)
{
    for (int64_t row = begin; row < end; row++) {
        size_t size;
        const char *text = eco_cell_text(column, row, &size);
        if (text && !valid_text(text, size))
            return not_utf8(row, error);
    }
    return ECO_OK;
}

static eco_status check_bool(const eco_column *column, int64_t begin, int64_t end, eco_error *error)
{
    for (int64_t row = begin; row < end; row++) {
        int64_t value = eco_cell_int64(column, row);
        if (value > 1 && !eco_cell_is_null(column, row))
            return eco_fail(error, ECO_E_INVALID, NULL, "the bool of row %lld is %lld, not 0 or 1", ROW(row), (long long)value);
    }
    return ECO_OK;
}

/* Whether all codes are inside, in a loop that a compiler makes wide. */
static bool all_inside(const int32_t *codes, size_t count, int64_t dictionary_rows)
{
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = (uint32_t)codes[i] > most ? (uint32_t)codes[i] : most;
    return (int64_t)most < dictionary_rows; /* one below zero is large */
}

static eco_status check_code(const eco_column *column, int64_t begin, int64_t end, eco_error *error)
{
    bool is_packed = column->stride == 0 || column->stride == sizeof(int32_t);
    bool is_aligned = (uintptr_t)column->values % _Alignof(int32_t) == 0;
    if (is_packed && is_aligned &&
        all_inside((const int32_t *)column->values + begin, (size_t)(end - begin), column->dictionary_rows))
        return ECO_OK;
    for (int64_t row = begin; row < end; row++) {
        int32_t code;
        memcpy(&code, eco_cell_place(column, row), sizeof code);
        bool null = column->valid && !(column->valid[row >> 3] >> (row & 7) & 1);
        if (!null && (code < 0 || code >= column->dictionary_rows))
            return eco_fail(error, ECO_E_INVALID, NULL, "code %d of row %lld is not in the dictionary of %lld", (int)code,
                            ROW(row), (long long)column->dictionary_rows);
    }
    return ECO_OK;
}

eco_status eco_column_check_rows(const eco_column *column, int64_t first, int64_t count, eco_error *error)
{
    int64_t end = first + count;
    if (count == 0)
        return ECO_OK;
    switch (column->type) {
    case ECO_TYPE_BOOL: return check_bool(column, first, end, error);
    case ECO_TYPE_UTF8: return check_utf8(column, first, end, error);
    case ECO_TYPE_TEXT: return check_text(column, first, end, error);
    case ECO_TYPE_CODE: return check_code(column, first, end, error);
    default: return ECO_OK;
    }
}

/* ---- columns ---- */

static eco_status check_column(const eco_column *column, int64_t rows, eco_error *error);

static eco_status check_dictionary(const eco_column *column, eco_error *error)
{
    const eco_column *dictionary = column->dictionary;
    if (!dictionary)
        return eco_fail(error, ECO_E_INVALID, NULL, "codes without a dictionary");
    if (dictionary->type != ECO_TYPE_TEXT && dictionary->type != ECO_TYPE_UTF8)
        return eco_fail(error, ECO_E_INVALID, "/dictionary", "a dictionary is text or utf8, not %s",
                        eco_type_name(dictionary->type));
    eco_status status = check_column(dictionary, column->dictionary_rows, error);
    status = status ? status : eco_column_check_rows(dictionary, 0, column->dictionary_rows, error);
    return status ? eco_fail_under(error, ECO_E_INVALID, "/dictionary") : ECO_OK;
}

static eco_status check_scale(const eco_column *column, int32_t most, eco_error *error)
{
    if (column->scale < 0 || column->scale > most)
        return eco_fail(error, ECO_E_INVALID, NULL, "scale %d is not between 0 and %d", (int)column->scale, (int)most);
    return ECO_OK;
}

/* What a column says by itself, but for its cells. */
static eco_status check_column(const eco_column *column, int64_t rows, eco_error *error)
{
    size_t size = eco_type_size(column->type);
    if (!size)
        return eco_fail(error, ECO_E_INVALID, NULL, "%d is no type of column", (int)column->type);
    if (column->reserved[0] || column->reserved[1])
        return eco_fail(error, ECO_E_INVALID, NULL, "reserved is not zero");
    if (rows < 0)
        return eco_fail(error, ECO_E_INVALID, NULL, "%lld rows", (long long)rows);
    if (rows && !column->values)
        return eco_fail(error, ECO_E_INVALID, NULL, "values is NULL");
    if (column->stride && column->stride < size)
        return eco_fail(error, ECO_E_INVALID, NULL, "stride %zu is below the %zu bytes of a value", column->stride, size);
    switch (column->type) {
    case ECO_TYPE_MONEY: return check_scale(column, ECO_MONEY_SCALE_MAX, error);
    case ECO_TYPE_DECIMAL: return check_scale(column, 18, error);
    case ECO_TYPE_UTF8:
        if (column->stride)
            return eco_fail(error, ECO_E_INVALID, NULL, "offsets have no stride, %zu given", column->stride);
        return ECO_OK;
    case ECO_TYPE_CODE: return check_dictionary(column, error);
    default: return ECO_OK;
    }
}

/* Money is nothing without a currency. */
static eco_status check_currency(const eco_table *table, const eco_column *column, eco_error *error)
{
    const eco_column *currencies = eco_table_column(table, "currency");
    if (column->currency && !eco_currency_find(column->currency))
        return eco_fail(error, ECO_E_INVALID, NULL, "%s is no currency of ISO 4217", ECO_QUOTE(column->currency));
    if (!column->currency && (!currencies || !is_text(currencies)))
        return eco_fail(error, ECO_E_INVALID, NULL, "money without a currency, and there is no text column 'currency' beside it");
    return ECO_OK;
}

static eco_status check_currencies(const eco_table *table, const eco_column *column, eco_error *error)
{
    const eco_column *currencies = eco_table_column(table, "currency");
    for (int64_t row = 0; !column->currency && row < table->rows; row++) {
        if (eco_cell_is_null(column, row) || eco_cell_currency(column, currencies, row))
            continue;
        size_t size;
        const char *text = eco_cell_text(currencies, row, &size);
        return eco_fail(error, ECO_E_INVALID, NULL, "%s of row %lld is no currency of ISO 4217",
                        text ? eco_quoted((char[ECO_QUOTED]){0}, text, size) : "null", ROW(row));
    }
    return ECO_OK;
}

static eco_status check_names(const eco_table *table, eco_error *error)
{
    for (size_t i = 0; i < table->columns_count; i++) {
        const char *name = table->columns[i].name;
        char path[40];
        snprintf(path, sizeof path, "/columns/%zu", i);
        if (!name)
            return eco_fail(error, ECO_E_INVALID, path, "a column has no name");
        if (!valid_text(name, strlen(name)))
            return eco_fail(error, ECO_E_INVALID, path, "a column's name is not UTF-8");
        for (size_t j = 0; j < i; j++)
            if (strcmp(table->columns[j].name, name) == 0)
                return eco_fail(error, ECO_E_INVALID, path, "there are two columns %s", ECO_QUOTE(name));
    }
    for (size_t i = 0; i < table->notes_count; i++) {
        const eco_attribute *note = &table->notes[i];
        char path[40];
        snprintf(path, sizeof path, "/notes/%zu", i);
        if (!note->name || !note->value)
            return eco_fail(error, ECO_E_INVALID, path, "a note without %s", note->name ? "a value" : "a name");
        if (!valid_text(note->name, strlen(note->name)) || !valid_text(note->value, strlen(note->value)))
            return eco_fail(error, ECO_E_INVALID, path, "a note that is not UTF-8");
    }
    return ECO_OK;
}

eco_status eco_table_check_shape(const eco_table *table, eco_error *error)
{
    if (!table)
        return eco_fail(error, ECO_E_INVALID, NULL, "the table is NULL");
    if (table->rows < 0)
        return eco_fail(error, ECO_E_INVALID, "/rows", "a table of %lld rows", (long long)table->rows);
    if (table->columns_count > ECO_TABLE_COLUMNS_MOST)
        return eco_fail(error, ECO_E_LIMIT, "/columns", "%zu columns are more than %d", table->columns_count,
                        ECO_TABLE_COLUMNS_MOST);
    if ((table->columns_count && !table->columns) || (table->notes_count && !table->notes))
        return eco_fail(error, ECO_E_INVALID, table->notes_count ? "/notes" : "/columns", "a list is NULL");
    if (table->reserved[0] || table->reserved[1])
        return eco_fail(error, ECO_E_INVALID, "/reserved", "reserved is not zero");
    eco_status status = check_names(table, error);
    for (size_t i = 0; i < table->columns_count && !status; i++) {
        const eco_column *column = &table->columns[i];
        status = check_column(column, table->rows, error);
        if (!status && column->type == ECO_TYPE_MONEY)
            status = check_currency(table, column, error);
        if (status)
            return eco_fail_under(error, status, "/columns/%s", column->name);
    }
    return status;
}

eco_status eco_table_check(const eco_table *table, eco_error *error)
{
    eco_status status = eco_table_check_shape(table, error);
    for (size_t i = 0; !status && i < table->columns_count; i++) {
        status = eco_column_check_rows(&table->columns[i], 0, table->rows, error);
        if (status)
            return eco_fail_under(error, status, "/columns/%s", table->columns[i].name);
    }
    for (size_t i = 0; !status && i < table->columns_count; i++) { /* now that "currency" may be read */
        if (table->columns[i].type == ECO_TYPE_MONEY)
            status = check_currencies(table, &table->columns[i], error);
        if (status)
            return eco_fail_under(error, status, "/columns/%s", table->columns[i].name);
    }
    return status;
}
