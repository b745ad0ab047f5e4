/* route_columns.c - tables in: the columns of orders, locations, stock and distances, by name; and what a cell says. */
#include "inventory/route_columns.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"

#define TYPE(type) (1u << (type))
#define TEXTS      (TYPE(ECO_TYPE_TEXT) | TYPE(ECO_TYPE_UTF8) | TYPE(ECO_TYPE_CODE))
#define NAMES      (TEXTS | TYPE(ECO_TYPE_INT64) | TYPE(ECO_TYPE_ID))
#define WHOLES     (TYPE(ECO_TYPE_INT64) | TYPE(ECO_TYPE_DECIMAL))
#define AMOUNTS    (TYPE(ECO_TYPE_MONEY) | TYPE(ECO_TYPE_DECIMAL) | TYPE(ECO_TYPE_INT64))
#define DEGREES    (TYPE(ECO_TYPE_DOUBLE) | WHOLES)

static const struct {
    unsigned types;
    const char *text;
} kinds[] = {
    [ROUTE_NAME] = {NAMES, "text, a code, an id or an integer"},
    [ROUTE_WORD] = {TEXTS, "text or a code"},
    [ROUTE_WHOLE] = {WHOLES, "an integer or a decimal"},
    [ROUTE_AMOUNT] = {AMOUNTS, "money, a decimal or an integer"},
    [ROUTE_DEGREES] = {DEGREES, "a number"},
    [ROUTE_FLAG] = {TYPE(ECO_TYPE_BOOL), "a bool"},
};

eco_status eco_route_columns_take(route_columns *columns, const char *name, const eco_table *table, const route_role *roles,
                                  size_t count, const eco_route_rules *rules, eco_error *error)
{
    char path[96];
    *columns = (route_columns){.name = name, .roles = roles, .rules = rules};
    snprintf(path, sizeof path, "/%s", name);
    if (!table)
        return eco_fail(error, ECO_E_INVALID, path, "the table of %s is needed", name);
    eco_status failed = eco_table_check(table, error);
    if (failed)
        return eco_fail_under(error, failed, "%s", path);
    columns->rows = table->rows;
    for (size_t i = 0; i < count; i++) {
        const eco_column *column = columns->columns[i] = eco_table_column(table, roles[i].name);
        snprintf(path, sizeof path, "/%s/columns/%s", name, roles[i].name);
        if (!column && roles[i].is_required)
            return eco_fail(error, ECO_E_NOT_FOUND, path, "the table of %s has no column '%s'", name, roles[i].name);
        if (column && !(kinds[roles[i].kind].types & TYPE(column->type)))
            return eco_fail(error, ECO_E_INVALID, path, "column '%s' is of type %s; it must be %s", roles[i].name,
                            eco_type_name(column->type), kinds[roles[i].kind].text);
        if (column && column->type == ECO_TYPE_MONEY && column->currency && strcmp(column->currency, rules->currency) != 0)
            return eco_fail(error, ECO_E_CURRENCY, path, "column '%s' is in %s, the rules in %s", roles[i].name,
                            ECO_QUOTE(column->currency), ECO_QUOTE(rules->currency));
    }
    return ECO_OK;
}

eco_status eco_route_fail_cell(const route_columns *columns, size_t role, int64_t row, eco_status status, const char *message,
                               eco_error *error)
{
    char path[96];
    snprintf(path, sizeof path, "/%s/%lld/%s", columns->name, (long long)row, columns->roles[role].name);
    return eco_fail(error, status, path, "%s %s", columns->roles[role].name, message);
}

static bool is_given(const route_columns *columns, size_t role, int64_t row)
{
    return columns->columns[role] && !eco_cell_is_null(columns->columns[role], row);
}

/* value x 10^digits, exactly. */
static bool move_point(int64_t *value, int32_t digits)
{
    eco_wide moved = *value;
    for (; digits > 0 && moved < (eco_wide)1 << 100 && moved > -((eco_wide)1 << 100); digits--)
        moved *= 10;
    for (; digits < 0 && moved % 10 == 0; digits++)
        moved /= 10;
    return (!digits || !moved) && eco_narrow(value, moved);
}

eco_status eco_route_cell_whole(int64_t *out, const route_columns *columns, size_t role, int64_t row, eco_error *error)
{
    const eco_column *column = columns->columns[role];
    *out = 0;
    if (!is_given(columns, role, row))
        return columns->roles[role].is_required ? eco_route_fail_cell(columns, role, row, ECO_E_INVALID, "is missing", error)
                                                : ECO_OK;
    *out = eco_cell_int64(column, row);
    if (column->type == ECO_TYPE_DECIMAL && !move_point(out, -column->scale))
        return eco_route_fail_cell(columns, role, row, ECO_E_INVALID, "is not whole", error);
    return ECO_OK;
}

eco_status eco_route_cell_amount(int64_t *out, const route_columns *columns, size_t role, int64_t row, eco_error *error)
{
    const eco_column *column = columns->columns[role];
    int32_t digits = 0, scale = columns->rules->scale;
    *out = 0;
    if (!is_given(columns, role, row))
        return ECO_OK;
    *out = eco_cell_int64(column, row);
    if (column->type == ECO_TYPE_MONEY)
        digits = scale - column->scale;
    if (column->type == ECO_TYPE_DECIMAL)
        digits = eco_currency_find(columns->rules->currency)->exponent + scale - column->scale;
    if (!move_point(out, digits))
        return eco_route_fail_cell(columns, role, row, ECO_E_INVALID, "is finer than the scale of the rules, or too large",
                                   error);
    return ECO_OK;
}

bool eco_route_cell_degrees(double *out, const route_columns *columns, size_t role, int64_t row)
{
    const eco_column *column = columns->columns[role];
    if (!is_given(columns, role, row))
        return false;
    if (column->type == ECO_TYPE_DOUBLE) {
        *out = eco_cell_double(column, row);
        return true;
    }
    *out = (double)eco_cell_int64(column, row);
    if (column->type == ECO_TYPE_DECIMAL)
        *out /= (double)eco_power10[column->scale];
    return true;
}

bool eco_route_cell_flag(const route_columns *columns, size_t role, int64_t row)
{
    return is_given(columns, role, row) && eco_cell_int64(columns->columns[role], row) != 0;
}

const char *eco_route_cell_bytes(char buffer[ECO_CELL_TEXT], const route_columns *columns, size_t role, int64_t row, size_t *size)
{
    *size = 0;
    return is_given(columns, role, row) ? eco_cell_print(buffer, columns->columns[role], NULL, row, size) : NULL;
}

eco_status eco_route_cell_text(const char **out, const route_columns *columns, size_t role, int64_t row, eco_arena *arena,
                               eco_error *error)
{
    char buffer[ECO_CELL_TEXT];
    size_t size;
    const char *bytes = eco_route_cell_bytes(buffer, columns, role, row, &size);
    *out = NULL;
    if (!bytes || !size)
        return columns->roles[role].is_required ? eco_route_fail_cell(columns, role, row, ECO_E_INVALID, "is missing", error)
                                                : ECO_OK;
    if (memchr(bytes, 0, size))
        return eco_route_fail_cell(columns, role, row, ECO_E_INVALID, "holds a NUL character", error);
    *out = eco_arena_text_of(arena, bytes, size);
    return *out ? ECO_OK : eco_fail_memory(error);
}
