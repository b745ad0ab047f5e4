/* columns.c - columns by name, and their cells as exact numbers. What is wrong with a cell is said in words, the caller knows where it stands. */
#include <string.h>

#include "base/civil.h"
#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/kpi_internal.h"

static eco_status find(const eco_column **column, const kpi_update *update, const char *name, bool required, eco_error *error)
{
    *column = eco_table_column(update->table, name);
    if (*column || !required)
        return ECO_OK;
    eco_status status = eco_fail(error, ECO_E_NOT_FOUND, NULL, "%s need a column '%s'", eco_kpi_source_name(update->source),
                                 name);
    return eco_fail_under(error, status, "/columns/%s", name);
}

static eco_status wrong_type(const eco_column *column, const char *wanted, eco_error *error)
{
    eco_status status = eco_fail(error, ECO_E_INVALID, NULL, "%s is wanted, not %s", wanted, eco_type_name(column->type));
    return eco_fail_under(error, status, "/columns/%s", column->name);
}

eco_status eco_kpi_columns_money(const eco_column **column, const kpi_update *update, const char *name, bool required,
                                 eco_error *error)
{
    eco_status status = find(column, update, name, required, error);
    if (status || !*column)
        return status;
    eco_type type = (*column)->type;
    if (type == ECO_TYPE_MONEY || type == ECO_TYPE_DECIMAL || type == ECO_TYPE_INT64)
        return ECO_OK;
    return wrong_type(*column, "money, decimal (major units) or int64 (minor units)", error);
}

eco_status eco_kpi_columns_time(const eco_column **column, const kpi_update *update, const char *name, bool required,
                                eco_error *error)
{
    eco_status status = find(column, update, name, required, error);
    if (status || !*column)
        return status;
    if ((*column)->type == ECO_TYPE_TIME || (*column)->type == ECO_TYPE_DATE)
        return ECO_OK;
    return wrong_type(*column, "time or date", error);
}

eco_status eco_kpi_columns_number(const eco_column **column, const kpi_update *update, const char *name, bool required,
                                  eco_error *error)
{
    eco_status status = find(column, update, name, required, error);
    if (status || !*column)
        return status;
    if ((*column)->type == ECO_TYPE_INT64 || (*column)->type == ECO_TYPE_DECIMAL)
        return ECO_OK;
    return wrong_type(*column, "int64 or decimal", error);
}

eco_status eco_kpi_columns_bool(const eco_column **column, const kpi_update *update, const char *name, bool required,
                                eco_error *error)
{
    eco_status status = find(column, update, name, required, error);
    if (status || !*column)
        return status;
    return (*column)->type == ECO_TYPE_BOOL ? ECO_OK : wrong_type(*column, "bool", error);
}

eco_status eco_kpi_columns_key(const eco_column **column, const kpi_update *update, const char *name, bool required,
                               eco_error *error)
{
    eco_status status = find(column, update, name, required, error);
    if (status || !*column)
        return status;
    return eco_kpi_keys_take(*column) ? ECO_OK : wrong_type(*column, "text, codes, int64, bool or id", error);
}

/* ---- cells ---- */

static bool nothing(const eco_column *column, int64_t row)
{
    return !column ||
           ((column->valid || column->type == ECO_TYPE_TEXT || column->type == ECO_TYPE_CODE) && eco_cell_is_null(column, row));
}

/* Numbers that lie one after another need no look at the type. */
static int64_t number_of(const eco_column *column, int64_t row)
{
    if (column->type == ECO_TYPE_INT64 && column->stride == 0)
        return ((const int64_t *)column->values)[row];
    return eco_cell_int64(column, row);
}

/* coefficient x 10^-scale in units of 10^-decimals; false, with why, where it is no whole number of them. */
static bool rescale(int64_t *out, int64_t coefficient, int32_t scale, int32_t decimals, const char *parts, const char **why)
{
    if (scale > decimals) {
        int32_t cut = scale - decimals;
        int64_t by = cut <= ECO_SCALE_MAX ? eco_power10[cut] : INT64_MAX;
        if (coefficient % by)
            return (*why = parts, false);
        return (*out = coefficient / by, true);
    }
    if (__builtin_mul_overflow(coefficient, eco_power10[decimals - scale], out))
        return (*why = "is too large", false);
    return true;
}

bool eco_kpi_read_money(int64_t *minor, bool *known, const eco_column *column, int64_t row, int32_t exponent, const char **why)
{
    static const char parts[] = "has parts of a minor unit";
    *minor = 0;
    *known = !nothing(column, row);
    if (!*known)
        return true;
    int64_t value = number_of(column, row);
    switch (column->type) {
    case ECO_TYPE_MONEY: return rescale(minor, value, column->scale, 0, parts, why);
    case ECO_TYPE_DECIMAL: return rescale(minor, value, column->scale, exponent, parts, why);
    default: return (*minor = value, true);
    }
}

bool eco_kpi_read_time(int64_t *at_us, bool *known, const eco_kpi_plan *plan, const eco_column *column, int64_t row,
                       const char **why)
{
    static const char outside[] = "is outside the years 0001 to 9999";
    *at_us = INT64_MIN;
    *known = !nothing(column, row);
    if (!*known)
        return true;
    int64_t value = eco_cell_int64(column, row);
    if (column->type == ECO_TYPE_DATE) {
        if (value < ECO_DATE_FIRST || value > ECO_DATE_LAST)
            return (*why = outside, false);
        value = eco_kpi_date_starts(plan, (int32_t)value);
    }
    if (value < ECO_TIME_FIRST_US || value > ECO_TIME_LAST_US)
        return (*why = outside, false);
    return (*at_us = value, true);
}

bool eco_kpi_read_quantity(int64_t *millionths, bool *known, const eco_column *column, int64_t row, const char **why)
{
    *millionths = 0;
    *known = !nothing(column, row);
    if (!*known)
        return true;
    return rescale(millionths, number_of(column, row), column->type == ECO_TYPE_DECIMAL ? column->scale : 0, 6,
                   "has more than 6 decimals", why);
}

eco_status eco_kpi_read_key(uint32_t *code, kpi_keys *keys, const eco_column *column, int64_t row, eco_error *error)
{
    *code = KPI_NONE;
    if (nothing(column, row))
        return ECO_OK;
    bool added;
    if (column->type == ECO_TYPE_INT64)
        added = eco_kpi_keys_add_int(code, keys, number_of(column, row));
    else if (column->type == ECO_TYPE_BOOL || column->type == ECO_TYPE_ID) {
        *code = KPI_MISSING;
        added = eco_kpi_keys_add_missing(code, keys, column, row, 1);
    } else {
        size_t size;
        const char *text = eco_cell_text(column, row, &size);
        added = eco_kpi_keys_add_text(code, keys, text, size);
    }
    return added ? ECO_OK : eco_fail_memory(error);
}
