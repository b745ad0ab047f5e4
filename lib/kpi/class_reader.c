/* class_reader.c - the class of a row of any source but EVENTS: its dimensions by name, and what the plan's conditions on numbers say of it. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"
#include "kpi/kpi_internal.h"

typedef struct bound {
    const eco_column *column;
    bool is_user, is_sku; /* read through their aliases */
} bound;

struct kpi_class_reader {
    kpi_update *update;
    size_t count; /* of dimensions */
    bound *dimensions;
    uint32_t *values, *last; /* codes of this row, and of the one before */
    uint64_t last_bits;
    uint32_t last_class;
    bool has_last;
    const eco_column *numbers[KPI_NUMBERS];
};

static eco_status bind(kpi_class_reader *reader, eco_error *error)
{
    kpi_update *update = reader->update;
    const eco_kpi_plan *plan = update->state->plan;
    for (size_t i = 0; i < reader->count; i++) {
        const char *name = plan->dimensions[i].name;
        bound *dimension = &reader->dimensions[i];
        eco_status status = eco_kpi_columns_key(&dimension->column, update, name, false, error);
        if (status)
            return status;
        dimension->is_user = strcmp(name, "user") == 0;
        dimension->is_sku = strcmp(name, "sku") == 0;
    }
    if (!plan->row_conditions_count)
        return ECO_OK;
    eco_status status = eco_kpi_columns_money(&reader->numbers[KPI_NUMBER_VALUE], update, "value", false, error);
    if (!status)
        status = eco_kpi_columns_number(&reader->numbers[KPI_NUMBER_QUANTITY], update, "quantity", false, error);
    if (!status)
        status = eco_kpi_columns_money(&reader->numbers[KPI_NUMBER_AMOUNT], update, "amount", false, error);
    return status;
}

eco_status eco_kpi_class_reader_begin(kpi_class_reader **out, kpi_update *update, eco_error *error)
{
    size_t count = update->state->plan->dimensions_count;
    kpi_class_reader *reader = *out = eco_arena_take(&update->arena, sizeof *reader);
    if (!reader)
        return eco_fail_memory(error);
    reader->update = update;
    reader->count = count;
    reader->dimensions = eco_arena_take_array(&update->arena, count, sizeof *reader->dimensions);
    reader->values = eco_arena_take_array(&update->arena, count, sizeof *reader->values);
    reader->last = eco_arena_take_array(&update->arena, count, sizeof *reader->last);
    if (!reader->dimensions || !reader->values || !reader->last)
        return eco_fail_memory(error);
    return bind(reader, error);
}

static eco_status read_values(kpi_class_reader *reader, int64_t row, eco_error *error)
{
    const kpi_update *update = reader->update;
    eco_status status = ECO_OK;
    for (size_t i = 0; i < reader->count && !status; i++) {
        const bound *dimension = &reader->dimensions[i];
        uint32_t *code = &reader->values[i];
        if (dimension->is_user)
            status = eco_kpi_read_user(code, update, dimension->column, row, error);
        else if (dimension->is_sku)
            status = eco_kpi_read_sku(code, update, dimension->column, row, error);
        else
            status = eco_kpi_read_key(code, update->state->dimensions[i], dimension->column, row, error);
    }
    return status;
}

/* ---- conditions that look at numbers ---- */

/* How many decimals minor units are: of the row's currency, else the plan's. */
static int32_t exponent_of(const kpi_class_reader *reader, const eco_column *column, int64_t row)
{
    const eco_column *currencies = eco_table_column(reader->update->table, "currency");
    if (column->type == ECO_TYPE_MONEY)
        return eco_cell_currency(column, currencies, row)->exponent;
    size_t size = 0;
    char code[4] = "";
    bool is_text = currencies &&
                   (currencies->type == ECO_TYPE_TEXT || currencies->type == ECO_TYPE_UTF8 || currencies->type == ECO_TYPE_CODE);
    const char *text = is_text ? eco_cell_text(currencies, row, &size) : NULL;
    if (text && size == 3)
        memcpy(code, text, 3);
    const eco_currency *found = eco_currency_find(code);
    return found ? found->exponent : reader->update->state->plan->currency_exponent;
}

static eco_decimal figure_of(const kpi_class_reader *reader, kpi_number number, int64_t row)
{
    const eco_column *column = reader->numbers[number];
    eco_decimal figure = {eco_cell_int64(column, row), column->type == ECO_TYPE_INT64 ? 0 : column->scale};
    bool is_minor = column->type == ECO_TYPE_MONEY || (column->type == ECO_TYPE_INT64 && number != KPI_NUMBER_QUANTITY);
    if (is_minor)
        figure.scale += exponent_of(reader, column, row);
    return figure;
}

static eco_status read_bits(uint64_t *bits, kpi_class_reader *reader, int64_t row, eco_error *error)
{
    const eco_kpi_state *state = reader->update->state;
    eco_decimal numbers[KPI_NUMBERS] = {{0}};
    bool known[KPI_NUMBERS];
    *bits = 0;
    if (!state->plan->row_conditions_count)
        return ECO_OK;
    for (int number = 0; number < KPI_NUMBERS; number++) {
        const eco_column *column = reader->numbers[number];
        known[number] = column && !eco_cell_is_null(column, row);
        if (known[number])
            numbers[number] = figure_of(reader, (kpi_number)number, row);
    }
    return eco_kpi_row_bits(bits, state, reader->values, numbers, known, error);
}

eco_status eco_kpi_class_read(uint32_t *class, kpi_class_reader *reader, int64_t row, eco_error *error)
{
    uint64_t bits;
    eco_status status = read_values(reader, row, error);
    if (!status)
        status = read_bits(&bits, reader, row, error);
    if (status)
        return status;
    size_t size = reader->count * sizeof *reader->values;
    if (reader->has_last && bits == reader->last_bits && memcmp(reader->values, reader->last, size) == 0) {
        *class = reader->last_class;
        return ECO_OK;
    }
    status = eco_kpi_classes_add(class, reader->update->state, reader->values, bits, error);
    if (status)
        return status;
    memcpy(reader->last, reader->values, size);
    reader->last_bits = bits;
    reader->last_class = *class;
    reader->has_last = true;
    return ECO_OK;
}
