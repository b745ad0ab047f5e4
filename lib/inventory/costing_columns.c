/* costing_columns.c - the columns of a table of movements: which there are, of which types, and what a cell says. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_parts.h"
#include "inventory/costing_internal.h"

enum { UNIT_SCALE_MOST = 6 };
#define DAY_US INT64_C(86400000000)

#define TYPE(type) (1u << (type))
#define TEXTS      (TYPE(ECO_TYPE_TEXT) | TYPE(ECO_TYPE_UTF8) | TYPE(ECO_TYPE_CODE))
#define NAMES      (TEXTS | TYPE(ECO_TYPE_INT64) | TYPE(ECO_TYPE_ID))
#define AMOUNTS    (TYPE(ECO_TYPE_MONEY) | TYPE(ECO_TYPE_DECIMAL) | TYPE(ECO_TYPE_INT64))
#define TIMES      (TYPE(ECO_TYPE_TIME) | TYPE(ECO_TYPE_DATE))

typedef struct cost_role {
    const char *name, *types_text;
    unsigned types;
    bool required;
    size_t offset;
} cost_role;

#define ROLE(name, text, types, required)                          \
    {                                                              \
#name, text, types, required, offsetof(cost_columns, name) \
    }
#define A_NAME    "text, a code or an integer"
#define A_WORD    "text or a code"
#define A_TIME    "a time or date"
#define AN_AMOUNT "money, decimal or integer minor units"
static const cost_role roles[] = {
    ROLE(sku, A_NAME, NAMES, true),
    ROLE(at, A_TIME, TIMES, true),
    ROLE(kind, A_WORD, TEXTS, true),
    ROLE(quantity, "an integer or decimal", TYPE(ECO_TYPE_INT64) | TYPE(ECO_TYPE_DECIMAL), true),
    ROLE(unit_cost, AN_AMOUNT, AMOUNTS, false),
    ROLE(amount, AN_AMOUNT, AMOUNTS, false),
    ROLE(movement, A_NAME, NAMES, false),
    ROLE(source, A_NAME, NAMES, false),
    ROLE(recorded, A_TIME, TIMES, false),
    ROLE(currency, A_WORD, TEXTS, false),
};
static const cost_role sku_roles[] = {
    ROLE(sku, A_NAME, NAMES, true),
    {"method", A_WORD, TEXTS, false, offsetof(cost_columns, kind)},
    {"standard_cost", AN_AMOUNT, AMOUNTS, false, offsetof(cost_columns, unit_cost)},
};

static eco_status take_codes(cost_column *column, eco_arena *arena, eco_error *error)
{
    size_t count = (size_t)column->column->dictionary_rows;
    column->codes = eco_arena_take_raw(arena, count, sizeof *column->codes);
    if (!column->codes)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        column->codes[i] = -1;
    return ECO_OK;
}

static eco_status take_column(cost_column *out, const eco_column *column, const cost_role *role, const eco_currency *currency,
                              eco_arena *arena, eco_error *error)
{
    char path[48];
    snprintf(path, sizeof path, "/columns/%s", role->name);
    if (!(role->types & TYPE(column->type)))
        return eco_fail(error, ECO_E_INVALID, path, "column '%s' is of type %s; it must be %s", role->name,
                        eco_type_name(column->type), role->types_text);
    if (column->type == ECO_TYPE_MONEY && column->currency && strcmp(column->currency, currency->code) != 0)
        return eco_fail(error, ECO_E_CURRENCY, path, "a cost in another currency: column '%s' is in %s, costs are in %s",
                        role->name, ECO_QUOTE(column->currency), currency->code);
    *out = (cost_column){.column = column, .name = role->name};
    out->of = role->types == AMOUNTS ? " of a minor unit" : "";
    if (column->type == ECO_TYPE_MONEY || column->type == ECO_TYPE_DECIMAL)
        out->scale = column->scale;
    if (column->type == ECO_TYPE_DECIMAL && role->types == AMOUNTS)
        out->scale -= currency->exponent; /* of minor units, as MONEY has them */
    return column->type == ECO_TYPE_CODE ? take_codes(out, arena, error) : ECO_OK;
}

static eco_status take_columns(cost_columns *out, const cost_role *wanted, size_t count, const eco_costing *costing,
                               const eco_table *table, eco_arena *arena, eco_error *error)
{
    *out = (cost_columns){0};
    for (size_t i = 0; i < count; i++) {
        const eco_column *column = eco_table_column(table, wanted[i].name);
        char path[48];
        snprintf(path, sizeof path, "/columns/%s", wanted[i].name);
        if (!column && wanted[i].required)
            return eco_fail(error, ECO_E_NOT_FOUND, path, "the table has no column '%s'", wanted[i].name);
        eco_status failed = column ? take_column((cost_column *)((char *)out + wanted[i].offset), column, &wanted[i],
                                                 costing->currency, arena, error)
                                   : ECO_OK;
        if (failed)
            return failed;
    }
    return ECO_OK;
}

eco_status eco_costing_columns(cost_columns *out, const eco_costing *costing, const eco_table *table, eco_arena *arena,
                               eco_error *error)
{
    return take_columns(out, roles, sizeof roles / sizeof *roles, costing, table, arena, error);
}

eco_status eco_costing_sku_columns(cost_columns *out, const eco_costing *costing, const eco_table *table, eco_arena *arena,
                                   eco_error *error)
{
    return take_columns(out, sku_roles, sizeof sku_roles / sizeof *sku_roles, costing, table, arena, error);
}

/* ---- cells ---- */

static eco_status fail_cell(const cost_column *column, eco_status status, const char *fault, eco_error *error)
{
    char path[48];
    snprintf(path, sizeof path, "/%s", column->name);
    return eco_fail(error, status, path, "%s %s", column->name, fault);
}

/* As eco_cell_print does; most ids are integers above 0. */
static void print_integer(cost_name *name, int64_t value)
{
    char *at = name->own + sizeof name->own;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--at = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        *--at = '-';
    name->text = at;
    name->size = (size_t)(name->own + sizeof name->own - at);
}

eco_status eco_costing_name(cost_name *name, const cost_column *column, int64_t row, eco_error *error)
{
    const eco_column *cells = column->column;
    if (cells->type == ECO_TYPE_INT64)
        print_integer(name, eco_cell_int64(cells, row));
    else if (cells->type == ECO_TYPE_ID)
        name->text = eco_cell_print(name->own, cells, NULL, row, &name->size);
    else
        name->text = eco_cell_text(cells, row, &name->size);
    if (memchr(name->text, 0, name->size))
        return fail_cell(column, ECO_E_INVALID, "holds a NUL character", error);
    name->hash = eco_hash(name->text, name->size);
    return ECO_OK;
}

int64_t *eco_costing_code(const cost_column *column, int64_t row)
{
    return column->codes ? &column->codes[eco_cell_int64(column->column, row)] : NULL;
}

eco_status eco_costing_number(int64_t *value, const cost_column *column, int64_t row, int32_t scale, eco_error *error)
{
    int32_t more = column->scale - scale;
    int64_t cell = eco_cell_int64(column->column, row), power;
    *value = cell;
    if (more == 0)
        return ECO_OK;
    if (more < -ECO_SCALE_MAX || more > ECO_SCALE_MAX)
        return cell ? fail_cell(column, ECO_E_OVERFLOW, "is out of range", error) : ECO_OK;
    power = eco_power10[more > 0 ? more : -more];
    if (more > 0) {
        char fault[64];
        snprintf(fault, sizeof fault, "has more than %d decimals%s", (int)scale, column->of);
        *value = cell / power;
        return cell % power ? fail_cell(column, ECO_E_INVALID, fault, error) : ECO_OK;
    }
    return __builtin_mul_overflow(cell, power, value) ? fail_cell(column, ECO_E_OVERFLOW, "is out of range", error) : ECO_OK;
}

eco_status eco_costing_unit(int64_t *value, int32_t *scale, const cost_column *column, int64_t row, eco_error *error)
{
    *scale = column->scale < 0 ? 0 : column->scale > UNIT_SCALE_MOST ? UNIT_SCALE_MOST : column->scale;
    return eco_costing_number(value, column, row, *scale, error);
}

eco_status eco_costing_time(int64_t *at_us, const cost_column *column, int64_t row, eco_error *error)
{
    if (eco_costing_is_null(column, row))
        return fail_cell(column, ECO_E_INVALID, "is missing", error);
    *at_us = eco_cell_int64(column->column, row);
    if (column->column->type == ECO_TYPE_DATE)
        *at_us *= DAY_US;
    return *at_us ? ECO_OK : fail_cell(column, ECO_E_INVALID, "is 0, which is no time", error);
}
