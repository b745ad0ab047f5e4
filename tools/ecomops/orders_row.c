/* orders_row.c - one record of the file becomes one row of the batch, or a problem. */
#include "ecomops/cells.h"
#include "ecomops/failure.h"
#include "ecomops/orders_internal.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

typedef struct row_reader {
    tool_orders *orders;
    const tool_csv_record *record;
    int64_t quantity, unit; /* of this row, in their own scales */
    int32_t quantity_scale, unit_scale;
    bool no_memory;
} row_reader;

static tool_text cell_of(const row_reader *reader, size_t field)
{
    return tool_cell_trim(reader->record->fields[field].text, reader->record->fields[field].size);
}

/* Counts the row as bad and keeps why, up to the limit. field: header.count for the row as a whole. Gives false. */
static bool refuse(row_reader *reader, size_t field, const char *reason)
{
    tool_orders *orders = reader->orders;
    orders->bad_rows++;
    if (orders->problems_count == orders->problems_most)
        return false;
    if (!tool_grow(&orders->problems, &orders->problems_capacity, orders->problems_count + 1, sizeof *orders->problems)) {
        reader->no_memory = true;
        return false;
    }
    tool_orders_problem *problem = &orders->problems[orders->problems_count++];
    *problem = (tool_orders_problem){.row = orders->row, .line = reader->record->line};
    if (field < orders->header.count) {
        const tool_csv_field *cell = &reader->record->fields[field];
        problem->column = orders->header.columns[field].name;
        tool_quoted(problem->value, cell->text, cell->size);
    }
    snprintf(problem->reason, sizeof problem->reason, "%s", reason);
    return false;
}

static void set_valid(orders_column *column, int64_t row, bool valid)
{
    uint8_t bit = (uint8_t)(1 << (row & 7));
    column->valid[row >> 3] = (uint8_t)(valid ? column->valid[row >> 3] | bit : column->valid[row >> 3] & ~bit);
    column->has_nulls |= !valid;
}

static void put_number(orders_column *column, int64_t row, int64_t value, int32_t scale)
{
    if (scale > column->scale) { /* fits: see tool_cell_number */
        for (int64_t i = 0; i < row; i++)
            column->numbers[i] *= powers[scale - column->scale];
        column->scale = scale;
    }
    column->numbers[row] = value * powers[column->scale - scale];
    set_valid(column, row, true);
}

static bool put_null(orders_column *column, int64_t row)
{
    if (column->numbers)
        column->numbers[row] = 0;
    else
        column->codes[row] = 0;
    set_valid(column, row, false);
    return true;
}

static bool put_text(row_reader *reader, orders_column *column, tool_text cell)
{
    int64_t row = reader->orders->batch->rows;
    column->codes[row] = tool_dictionary_add(&column->dictionary, cell.bytes, cell.size);
    reader->no_memory |= column->codes[row] < 0;
    set_valid(column, row, true);
    return !reader->no_memory;
}

static bool read_id(row_reader *reader, orders_column *column, bool required)
{
    tool_text cell = cell_of(reader, column->field);
    if (cell.size == 0)
        return required ? refuse(reader, column->field, "is missing") : put_null(column, reader->orders->batch->rows);
    const char *why = tool_cell_id(cell);
    return why ? refuse(reader, column->field, why) : put_text(reader, column, cell);
}

static bool read_text(row_reader *reader, orders_column *column)
{
    tool_text cell = cell_of(reader, column->field);
    return cell.size == 0 ? put_null(column, reader->orders->batch->rows) : put_text(reader, column, cell);
}

static bool read_time(row_reader *reader, orders_column *column)
{
    tool_orders *orders = reader->orders;
    tool_text cell = cell_of(reader, column->field);
    if (cell.size == 0 || cell.size != orders->at_size || memcmp(cell.bytes, orders->at_text, cell.size) != 0) {
        const char *why = cell.size == 0 ? "is missing" : tool_cell_time(&orders->at_us, cell, orders->zone);
        orders->at_size = 0;
        if (why)
            return refuse(reader, column->field, why);
        if (cell.size <= sizeof orders->at_text) {
            memcpy(orders->at_text, cell.bytes, cell.size);
            orders->at_size = cell.size;
        }
    }
    put_number(column, orders->batch->rows, orders->at_us, 0);
    return true;
}

static bool read_quantity(row_reader *reader, orders_column *column)
{
    tool_text cell = cell_of(reader, column->field);
    const char *why = cell.size == 0 ? "is missing" : tool_cell_number(&reader->quantity, &reader->quantity_scale, cell, 0, NULL);
    if (!why && reader->quantity == 0)
        why = "is 0: nothing was sold";
    if (why)
        return refuse(reader, column->field, why);
    put_number(column, reader->orders->batch->rows, reader->quantity, reader->quantity_scale);
    return true;
}

static bool read_money(row_reader *reader, orders_column *column, int64_t *value, int32_t *scale)
{
    const eco_currency *currency = reader->orders->currency;
    tool_text cell = cell_of(reader, column->field);
    const char *why = cell.size == 0 ? "is missing" : tool_cell_number(value, scale, cell, currency->exponent, currency->code);
    if (!why && column->role == ROLE_COST && *value < 0)
        why = "is below 0";
    if (why)
        return refuse(reader, column->field, why);
    put_number(column, reader->orders->batch->rows, *value, *scale);
    return true;
}

static bool read_cost(row_reader *reader, orders_column *column)
{
    int64_t cost;
    int32_t scale;
    if (cell_of(reader, column->field).size == 0)
        return put_null(column, reader->orders->batch->rows);
    return read_money(reader, column, &cost, &scale);
}

static bool read_cell(row_reader *reader, orders_column *column)
{
    switch (column->role) {
    case ROLE_ORDER:
    case ROLE_SKU: return read_id(reader, column, true);
    case ROLE_CUSTOMER: return read_id(reader, column, false);
    case ROLE_AT: return read_time(reader, column);
    case ROLE_QUANTITY: return read_quantity(reader, column);
    case ROLE_UNIT: return read_money(reader, column, &reader->unit, &reader->unit_scale);
    case ROLE_COST: return read_cost(reader, column);
    default: return read_text(reader, column);
    }
}

/* Their product must be an amount. */
static bool check_amount(row_reader *reader)
{
    __int128 most = (__int128)INT64_MAX * powers[reader->quantity_scale] * powers[reader->unit_scale];
    __int128 amount = (__int128)reader->quantity * reader->unit;
    return (amount <= most && amount >= -most) ||
           refuse(reader, reader->orders->header.count, "its quantity times its unit price is too large");
}

static bool check_currency(row_reader *reader)
{
    const tool_orders *orders = reader->orders;
    if (orders->currency_field == orders->header.count)
        return true;
    tool_text cell = cell_of(reader, orders->currency_field);
    char reason[64];
    if (cell.size == 0 || (cell.size == 3 && strncasecmp(cell.bytes, orders->currency->code, 3) == 0))
        return true;
    snprintf(reason, sizeof reason, "is not %s, the currency of the rules", orders->currency->code);
    return refuse(reader, orders->currency_field, reason);
}

static bool is_cancelling(const tool_orders *orders, tool_text status)
{
    for (size_t i = 0; i < orders->statuses_count; i++)
        if (strlen(orders->statuses[i]) == status.size && strncasecmp(orders->statuses[i], status.bytes, status.size) == 0)
            return true;
    return false;
}

/* By the order's id, its status, or a column that says so. */
static bool read_cancelled(row_reader *reader)
{
    const tool_orders *orders = reader->orders;
    bool cancelled = false;
    if (!orders->batch->cancelled)
        return true;
    if (orders->cancelled_field < orders->header.count) {
        const char *why = tool_cell_bool(&cancelled, cell_of(reader, orders->cancelled_field));
        if (why)
            return refuse(reader, orders->cancelled_field, why);
    }
    tool_text order = cell_of(reader, orders->order_field);
    size_t prefix = strlen(orders->prefix);
    cancelled |= prefix > 0 && order.size >= prefix && memcmp(order.bytes, orders->prefix, prefix) == 0;
    cancelled |= orders->status_field < orders->header.count && is_cancelling(orders, cell_of(reader, orders->status_field));
    orders->batch->cancelled[orders->batch->rows] = cancelled;
    return true;
}

static bool read_row(row_reader *reader)
{
    tool_orders *orders = reader->orders;
    if (reader->record->count != orders->header.count) {
        char reason[96];
        snprintf(reason, sizeof reason, "the row has %zu fields, the header %zu", reader->record->count, orders->header.count);
        return refuse(reader, orders->header.count, reason);
    }
    for (size_t i = 0; i < orders->batch->columns_count; i++)
        if (!read_cell(reader, &orders->batch->columns[i]))
            return false;
    return check_amount(reader) && check_currency(reader) && read_cancelled(reader);
}

eco_status orders_row_read(tool_orders *orders, const tool_csv_record *record, bool *good, eco_error *error)
{
    row_reader reader = {.orders = orders, .record = record};
    orders->row++;
    *good = read_row(&reader);
    return reader.no_memory ? tool_failure_memory(error) : ECO_OK;
}
