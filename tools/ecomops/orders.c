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

static bool add_column(tool_orders *orders, orders_role role, size_t field, const char *name)
{
    orders_column *column = &orders->columns[orders->columns_count++];
    size_t rows = (size_t)orders->batch_rows;
    *column = (orders_column){.role = role, .field = field, .name = name};
    column->valid = calloc(rows / 8 + 1, 1);
    if (role == ROLE_AT || role == ROLE_QUANTITY || role == ROLE_UNIT || role == ROLE_COST)
        column->numbers = reallocarray(NULL, rows, sizeof *column->numbers);
    else
        column->codes = reallocarray(NULL, rows, sizeof *column->codes);
    return column->valid && (column->numbers || column->codes);
}

/* The columns of the batches, from the header. */
static eco_status make_columns(tool_orders *orders, const tool_orders_options *options, eco_error *error)
{
    const orders_header *header = &orders->header;
    orders->columns = calloc(header->count, sizeof *orders->columns);
    orders->shown = calloc(header->count + 1, sizeof *orders->shown); /* one more: "cancelled" */
    orders->lines = reallocarray(NULL, (size_t)orders->batch_rows, sizeof *orders->lines);
    orders->status_field = orders->cancelled_field = orders->currency_field = header->count;
    if (!orders->columns || !orders->shown || !orders->lines)
        return tool_failure_memory(error);
    for (size_t i = 0; i < header->count; i++) {
        orders_role role = header->roles[i];
        const char *name = header->columns[i].used;
        switch (role) {
        case ROLE_NONE: continue;
        case ROLE_CANCELLED: orders->cancelled_field = i; continue;
        case ROLE_CURRENCY: orders->currency_field = i; continue;
        case ROLE_STATUS:
            orders->status_field = i;
            if (!orders_is_wanted(options, header->columns[i].name))
                continue;
            role = ROLE_ATTRIBUTE; /* beside what it says of cancelling */
            name = header->columns[i].name;
            break;
        case ROLE_ORDER: orders->order_field = i; break;
        default: break;
        }
        if (!add_column(orders, role, i, name))
            return tool_failure_memory(error);
    }
    if (!orders->prefix[0] && orders->cancelled_field == header->count && orders->status_field == header->count)
        return ECO_OK;
    orders->cancelled = malloc((size_t)orders->batch_rows);
    return orders->cancelled ? ECO_OK : tool_failure_memory(error);
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
    return status ? status : make_columns(orders, options, error);
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

void tool_orders_close(tool_orders *orders)
{
    if (!orders)
        return;
    for (size_t i = 0; i < orders->columns_count; i++) {
        free(orders->columns[i].numbers);
        free(orders->columns[i].codes);
        free(orders->columns[i].valid);
        tool_dictionary_free(&orders->columns[i].dictionary);
    }
    for (size_t i = 0; i < orders->statuses_count; i++)
        free(orders->statuses[i]);
    free(orders->statuses);
    free(orders->prefix);
    free(orders->problems);
    free(orders->cancelled);
    free(orders->columns);
    free(orders->shown);
    free(orders->lines);
    orders_header_free(&orders->header);
    tool_csv_close(orders->csv);
    tool_decoder_close(orders->decoder);
    free(orders);
}

/* ---- batches ---- */

static void begin_batch(tool_orders *orders)
{
    orders->rows = 0;
    for (size_t i = 0; i < orders->columns_count; i++) {
        orders->columns[i].has_nulls = false;
        orders->columns[i].scale = 0;
        tool_dictionary_clear(&orders->columns[i].dictionary);
    }
}

static bool is_full(const tool_orders *orders)
{
    if (orders->rows == orders->batch_rows)
        return true;
    size_t text = 0;
    for (size_t i = 0; i < orders->columns_count && orders->rows % 16 == 0; i++)
        text += tool_dictionary_size(&orders->columns[i].dictionary);
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

static const eco_table *show_batch(tool_orders *orders)
{
    size_t count = orders->columns_count;
    for (size_t i = 0; i < count; i++)
        orders->shown[i] = show(&orders->columns[i], orders->currency);
    if (orders->cancelled)
        orders->shown[count++] = (eco_column){.name = "cancelled", .type = ECO_TYPE_BOOL, .values = orders->cancelled};
    orders->table = (eco_table){.rows = orders->rows, .columns = orders->shown, .columns_count = count};
    return &orders->table;
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
        orders->lines[orders->rows] = record.line;
        orders->rows += good;
    }
    if (orders->rows > 0)
        *batch = show_batch(orders);
    return ECO_OK;
}

const int64_t *tool_orders_lines(const tool_orders *orders)
{
    return orders->lines;
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
