/* orders.c - see orders.h. */
#include "ecomops/orders.h"
#include "ecomops/cells.h"
#include "ecomops/failure.h"
#include "ecomops/orders_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    BATCH_ROWS = 65536,
    BATCH_TEXT = 32 << 20, /* bytes: a batch ends early when its texts are this long */
    PROBLEMS_MOST = 1000
};

/* ---- opening ---- */

static const char *const default_statuses[] = {"cancelled", "canceled", "voided",   "已取消",
                                               "取消",      "交易关闭", "订单关闭", "已关闭"};

static eco_status copy_options(tool_orders *orders, const tool_orders_options *options, eco_error *error)
{
    const char *const *statuses = options->cancelled_statuses ? options->cancelled_statuses : default_statuses;
    size_t count = options->cancelled_statuses ? options->cancelled_statuses_count : sizeof default_statuses / sizeof *statuses;
    orders->zone = options->zone;
    orders->batch_rows = options->batch_rows > 0 ? options->batch_rows : BATCH_ROWS;
    orders->problems_most = options->problems_most > 0 ? (size_t)options->problems_most : PROBLEMS_MOST;
    orders->currency = options->currency ? eco_currency_find(options->currency) : NULL;
    if (!orders->currency)
        return tool_failure(error, ECO_E_INVALID, 0, 0, "/currency", "the currency of the orders is not known");
    orders->prefix = strdup(options->cancelled_prefix ? options->cancelled_prefix : "");
    orders->statuses = calloc(count + 1, sizeof *orders->statuses);
    if (!orders->prefix || !orders->statuses)
        return tool_failure_memory(error);
    for (; orders->statuses_count < count; orders->statuses_count++) {
        orders->statuses[orders->statuses_count] = strdup(statuses[orders->statuses_count]);
        if (!orders->statuses[orders->statuses_count])
            return tool_failure_memory(error);
    }
    return ECO_OK;
}

static bool add_column(orders_batch *batch, size_t rows, orders_role role, size_t field, const char *name)
{
    orders_column *column = &batch->columns[batch->columns_count++];
    *column = (orders_column){.role = role, .field = field, .name = name};
    column->valid = calloc(rows / 8 + 1, 1);
    if (role == ROLE_AT || role == ROLE_QUANTITY || role == ROLE_UNIT || role == ROLE_COST)
        column->numbers = reallocarray(NULL, rows, sizeof *column->numbers);
    else
        column->codes = reallocarray(NULL, rows, sizeof *column->codes);
    return column->valid && (column->numbers || column->codes);
}

/* Where in a row stands what is not a column of the batches alone. */
static void find_fields(tool_orders *orders)
{
    const orders_header *header = &orders->header;
    orders->status_field = orders->cancelled_field = orders->currency_field = header->count;
    for (size_t i = 0; i < header->count; i++)
        switch (header->roles[i]) {
        case ROLE_CANCELLED: orders->cancelled_field = i; break;
        case ROLE_CURRENCY: orders->currency_field = i; break;
        case ROLE_STATUS: orders->status_field = i; break;
        case ROLE_ORDER: orders->order_field = i; break;
        default: break;
        }
}

/* The columns of a batch, from the header. A status may be an attribute, too, beside what it says of cancelling. */
static bool make_batch(orders_batch *batch, const tool_orders *orders, const tool_orders_options *options)
{
    const orders_header *header = &orders->header;
    size_t rows = (size_t)orders->batch_rows;
    bool knows_cancelled = orders->prefix[0] || orders->cancelled_field < header->count || orders->status_field < header->count;
    batch->columns = calloc(header->count, sizeof *batch->columns);
    batch->shown = calloc(header->count + 1, sizeof *batch->shown); /* one more: "cancelled" */
    batch->lines = reallocarray(NULL, rows, sizeof *batch->lines);
    batch->cancelled = knows_cancelled ? malloc(rows) : NULL;
    if (!batch->columns || !batch->shown || !batch->lines || (knows_cancelled && !batch->cancelled))
        return false;
    for (size_t i = 0; i < header->count; i++) {
        orders_role role = header->roles[i];
        bool is_status = role == ROLE_STATUS && orders_is_wanted(options, header->columns[i].name);
        if (role == ROLE_NONE || role == ROLE_CANCELLED || role == ROLE_CURRENCY || (role == ROLE_STATUS && !is_status))
            continue;
        if (!add_column(batch, rows, is_status ? ROLE_ATTRIBUTE : role, i,
                        is_status ? header->columns[i].name : header->columns[i].used))
            return false;
    }
    return true;
}

/* A record of nothing but blanks. */
static bool is_blank(const tool_csv_record *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (tool_cell_trim(record->fields[i].text, record->fields[i].size).size > 0)
            return false;
    return true;
}

static eco_status read_header(tool_orders *orders, const tool_orders_options *options, eco_error *error)
{
    tool_csv_record record;
    eco_status status;
    do
        status = tool_csv_next(orders->csv, &record, error);
    while (!status && record.count > 0 && is_blank(&record));
    if (status)
        return status;
    if (record.count == 0)
        return tool_failure(error, ECO_E_SYNTAX, 1, 1, NULL,
                            "the file is empty: a line with the names of the columns is expected");
    status = orders_header_read(&orders->header, &record, options, error);
    if (status && error && !error->line)
        error->line = (int32_t)record.line;
    if (status)
        return status;
    find_fields(orders);
    for (size_t i = 0; i < 2; i++)
        if (!make_batch(&orders->batches[i], orders, options))
            return tool_failure_memory(error);
    return ECO_OK;
}

eco_status tool_orders_open(tool_orders **out, tool_source source, const tool_orders_options *options, eco_error *error)
{
    *out = NULL;
    tool_orders *orders = calloc(1, sizeof *orders);
    if (!orders)
        return tool_failure_memory(error);
    tool_csv_options csv = {.delimiter = options->delimiter, .record_limit = options->record_limit};
    eco_status status = copy_options(orders, options, error);
    status = status ? status : tool_decoder_open(&orders->decoder, source, options->encoding, error);
    status = status ? status : tool_csv_open(&orders->csv, tool_source_of_decoder(orders->decoder), &csv, error);
    status = status ? status : read_header(orders, options, error);
    if (status)
        tool_orders_close(orders);
    else
        *out = orders;
    return status;
}

static void free_batch(orders_batch *batch)
{
    for (size_t i = 0; i < batch->columns_count; i++) {
        free(batch->columns[i].numbers);
        free(batch->columns[i].codes);
        free(batch->columns[i].valid);
        tool_dictionary_free(&batch->columns[i].dictionary);
    }
    free(batch->cancelled);
    free(batch->columns);
    free(batch->shown);
    free(batch->lines);
}

void tool_orders_close(tool_orders *orders)
{
    if (!orders)
        return;
    for (size_t i = 0; i < 2; i++)
        free_batch(&orders->batches[i]);
    for (size_t i = 0; i < orders->statuses_count; i++)
        free(orders->statuses[i]);
    free(orders->statuses);
    free(orders->prefix);
    free(orders->problems);
    orders_header_free(&orders->header);
    tool_csv_close(orders->csv);
    tool_decoder_close(orders->decoder);
    free(orders);
}

/* ---- batches ---- */

static void begin_batch(tool_orders *orders)
{
    orders->batch = orders->batch == &orders->batches[0] ? &orders->batches[1] : &orders->batches[0];
    orders->batch->rows = 0;
    for (size_t i = 0; i < orders->batch->columns_count; i++) {
        orders_column *column = &orders->batch->columns[i];
        column->has_nulls = false;
        column->scale = 0;
        tool_dictionary_clear(&column->dictionary);
    }
}

static bool is_full(const tool_orders *orders)
{
    const orders_batch *batch = orders->batch;
    if (batch->rows == orders->batch_rows)
        return true;
    size_t text = 0;
    for (size_t i = 0; i < batch->columns_count && batch->rows % 16 == 0; i++)
        text += tool_dictionary_size(&batch->columns[i].dictionary);
    return text > BATCH_TEXT;
}

static eco_column show(orders_column *column, const eco_currency *currency)
{
    eco_column shown = {.name = column->name, .values = column->numbers, .valid = column->has_nulls ? column->valid : NULL};
    switch (column->role) {
    case ROLE_AT: shown.type = ECO_TYPE_TIME; break;
    case ROLE_QUANTITY: shown.type = ECO_TYPE_DECIMAL; break;
    case ROLE_UNIT:
    case ROLE_COST:
        shown.type = ECO_TYPE_MONEY;
        shown.currency = currency->code;
        break;
    default:
        column->words = tool_dictionary_column(&column->dictionary);
        shown.type = ECO_TYPE_CODE;
        shown.values = column->codes;
        shown.dictionary = &column->words;
        shown.dictionary_rows = column->dictionary.count;
    }
    shown.scale = column->scale;
    return shown;
}

static const eco_table *show_batch(orders_batch *batch, const eco_currency *currency)
{
    size_t count = batch->columns_count;
    for (size_t i = 0; i < count; i++)
        batch->shown[i] = show(&batch->columns[i], currency);
    if (batch->cancelled)
        batch->shown[count++] = (eco_column){.name = "cancelled", .type = ECO_TYPE_BOOL, .values = batch->cancelled};
    batch->table = (eco_table){.rows = batch->rows, .columns = batch->shown, .columns_count = count};
    return &batch->table;
}

eco_status tool_orders_next(tool_orders *orders, const eco_table **batch, eco_error *error)
{
    *batch = NULL;
    begin_batch(orders);
    while (!is_full(orders)) {
        tool_csv_record record;
        bool good = false;
        eco_status status = tool_csv_next(orders->csv, &record, error);
        if (status)
            return status;
        if (record.count == 0)
            break;
        if (is_blank(&record)) {
            orders->blank_rows++;
            continue;
        }
        status = orders_row_read(orders, &record, &good, error);
        if (status)
            return status;
        orders->batch->lines[orders->batch->rows] = record.line;
        orders->batch->rows += good;
    }
    if (orders->batch->rows > 0)
        *batch = show_batch(orders->batch, orders->currency);
    return ECO_OK;
}

const int64_t *tool_orders_lines(const tool_orders *orders, const eco_table *batch)
{
    return orders->batches[batch == &orders->batches[1].table].lines;
}

tool_orders_report tool_orders_report_of(const tool_orders *orders)
{
    return (tool_orders_report){.rows = orders->row,
                                .bad_rows = orders->bad_rows,
                                .blank_rows = orders->blank_rows,
                                .problems = orders->problems,
                                .problems_count = orders->problems_count,
                                .columns = orders->header.columns,
                                .columns_count = orders->header.count,
                                .encoding = tool_decoder_encoding(orders->decoder),
                                .delimiter = tool_csv_delimiter(orders->csv)};
}
