/* table.c - whose a table is, its columns by name, its cells, and eco_table_write. */
#include <ecomops/id.h>
#include <ecomops/money.h>
#include <ecomops/time.h>

#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"

static const struct {
    const char *name;
    size_t size;
} types[] = {
    [ECO_TYPE_INT64] = {"int64", sizeof(int64_t)},     [ECO_TYPE_DOUBLE] = {"double", sizeof(double)},
    [ECO_TYPE_BOOL] = {"bool", sizeof(uint8_t)},       [ECO_TYPE_TIME] = {"time", sizeof(int64_t)},
    [ECO_TYPE_DATE] = {"date", sizeof(int32_t)},       [ECO_TYPE_MONEY] = {"money", sizeof(int64_t)},
    [ECO_TYPE_DECIMAL] = {"decimal", sizeof(int64_t)}, [ECO_TYPE_ID] = {"id", sizeof(eco_id)},
    [ECO_TYPE_TEXT] = {"text", sizeof(char *)},        [ECO_TYPE_UTF8] = {"utf8", sizeof(int64_t)},
    [ECO_TYPE_CODE] = {"code", sizeof(int32_t)},
};

static bool type_known(eco_type type)
{
    return type >= ECO_TYPE_INT64 && type <= ECO_TYPE_CODE;
}

const char *eco_type_name(eco_type type)
{
    return type_known(type) ? types[type].name : "unknown";
}

size_t eco_type_size(eco_type type)
{
    return type_known(type) ? types[type].size : 0;
}

/* ---- whose it is ---- */

void eco_table_retain(const eco_table *table)
{
    if (table->owner)
        atomic_fetch_add_explicit(&((eco_table_owner *)table->owner)->references, 1, memory_order_relaxed);
}

void eco_table_free(const eco_table *table)
{
    if (!table || !table->owner)
        return;
    eco_table_owner *owner = table->owner;
    if (atomic_fetch_sub_explicit(&owner->references, 1, memory_order_acq_rel) == 1)
        owner->release(owner);
}

eco_allocator eco_table_allocator(const eco_table *table)
{
    return eco_allocator_of(table->owner ? &((const eco_table_owner *)table->owner)->allocator : NULL);
}

const eco_column *eco_table_column(const eco_table *table, const char *name)
{
    if (!table || !name)
        return NULL;
    for (size_t i = 0; i < table->columns_count; i++)
        if (table->columns[i].name && strcmp(table->columns[i].name, name) == 0)
            return &table->columns[i];
    return NULL;
}

/* ---- cells ---- */

const void *eco_cell_place(const eco_column *column, int64_t row)
{
    size_t stride = column->stride ? column->stride : eco_type_size(column->type);
    return (const char *)column->values + (size_t)row * stride;
}

static int32_t code_of(const eco_column *column, int64_t row)
{
    int32_t code;
    memcpy(&code, eco_cell_place(column, row), sizeof code);
    return code;
}

static const char *text_of(const eco_column *column, int64_t row)
{
    const char *text;
    memcpy(&text, eco_cell_place(column, row), sizeof text);
    return text;
}

bool eco_cell_is_null(const eco_column *column, int64_t row)
{
    if (column->valid && !(column->valid[row >> 3] >> (row & 7) & 1))
        return true;
    if (column->type == ECO_TYPE_TEXT)
        return !text_of(column, row);
    if (column->type == ECO_TYPE_CODE)
        return eco_cell_is_null(column->dictionary, code_of(column, row));
    return false;
}

int64_t eco_cell_int64(const eco_column *column, int64_t row)
{
    const void *place = eco_cell_place(column, row);
    int64_t value = 0;
    switch (column->type) {
    case ECO_TYPE_INT64:
    case ECO_TYPE_TIME:
    case ECO_TYPE_MONEY:
    case ECO_TYPE_DECIMAL: memcpy(&value, place, sizeof value); return value;
    case ECO_TYPE_CODE:
    case ECO_TYPE_DATE: {
        int32_t date;
        memcpy(&date, place, sizeof date);
        return date;
    }
    case ECO_TYPE_BOOL: return *(const uint8_t *)place;
    default: return 0;
    }
}

double eco_cell_double(const eco_column *column, int64_t row)
{
    if (column->type != ECO_TYPE_DOUBLE)
        return (double)eco_cell_int64(column, row);
    double value;
    memcpy(&value, eco_cell_place(column, row), sizeof value);
    return value;
}

const char *eco_cell_text(const eco_column *column, int64_t row, size_t *size)
{
    *size = 0;
    if (eco_cell_is_null(column, row))
        return NULL;
    if (column->type == ECO_TYPE_CODE)
        return eco_cell_text(column->dictionary, code_of(column, row), size);
    if (column->type == ECO_TYPE_TEXT) {
        const char *text = text_of(column, row);
        *size = strlen(text);
        return text;
    }
    if (column->type != ECO_TYPE_UTF8)
        return NULL;
    int64_t offsets[2];
    memcpy(offsets, eco_cell_place(column, row), sizeof offsets);
    *size = (size_t)(offsets[1] - offsets[0]);
    return *size ? column->bytes + offsets[0] : "";
}

const struct eco_currency *eco_cell_currency(const eco_column *column, const eco_column *currencies, int64_t row)
{
    if (column->currency)
        return eco_currency_find(column->currency);
    size_t size;
    const char *text = currencies ? eco_cell_text(currencies, row, &size) : NULL;
    char code[4] = {0};
    if (!text || size >= sizeof code)
        return NULL;
    memcpy(code, text, size);
    return eco_currency_find(code);
}

const char *eco_cell_print(char buffer[ECO_CELL_TEXT], const eco_column *column, const eco_column *currencies, int64_t row,
                           size_t *size)
{
    switch (column->type) {
    case ECO_TYPE_INT64: eco_decimal_text(buffer, (eco_decimal){eco_cell_int64(column, row), 0}); break;
    case ECO_TYPE_DECIMAL: eco_decimal_text(buffer, (eco_decimal){eco_cell_int64(column, row), column->scale}); break;
    case ECO_TYPE_MONEY: {
        int32_t exponent = eco_cell_currency(column, currencies, row)->exponent;
        eco_decimal_text(buffer, (eco_decimal){eco_cell_int64(column, row), exponent + column->scale});
        break;
    }
    case ECO_TYPE_BOOL: strcpy(buffer, eco_cell_int64(column, row) ? "true" : "false"); break;
    case ECO_TYPE_TIME: eco_time_text(buffer, eco_cell_int64(column, row)); break;
    case ECO_TYPE_DATE: eco_date_text(buffer, (int32_t)eco_cell_int64(column, row)); break;
    case ECO_TYPE_ID: {
        eco_id id;
        memcpy(&id, eco_cell_place(column, row), sizeof id);
        eco_id_text(buffer, id);
        break;
    }
    case ECO_TYPE_DOUBLE: eco_double_text(buffer, eco_cell_double(column, row)); break;
    default: return eco_cell_text(column, row, size);
    }
    *size = strlen(buffer);
    return buffer;
}

/* ---- writing ---- */

eco_status eco_table_write(const eco_table *table, eco_format format, eco_writer writer, eco_error *error)
{
    if (format != ECO_FORMAT_TEXT && format != ECO_FORMAT_CSV && format != ECO_FORMAT_JSON)
        return eco_fail(error, ECO_E_INVALID, "/format", "%d is no format", (int)format);
    if (!writer.write)
        return eco_fail(error, ECO_E_INVALID, "/writer", "the writer has no function");
    eco_status status = eco_table_check(table, error);
    if (status)
        return status;
    eco_allocator allocator = eco_table_allocator(table);
    eco_buffer buffer;
    eco_buffer_begin_writer(&buffer, &allocator, writer);
    switch (format) {
    case ECO_FORMAT_TEXT: status = eco_table_write_text(&buffer, table, error); break;
    case ECO_FORMAT_CSV: eco_table_write_csv(&buffer, table); break;
    default: eco_table_write_json(&buffer, table);
    }
    if (!status)
        status = eco_buffer_finish(&buffer, error);
    eco_buffer_end(&buffer);
    return status;
}
