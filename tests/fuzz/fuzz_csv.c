/* Any bytes as a file of orders. The first byte chooses options; what comes out are tables that a user of the library may read without fear. */
#include "ecomops/orders.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
    if (!condition)
        abort();
}

/* Gives a few bytes at a time, so that everything is cut somewhere. */
typedef struct pieces {
    const char *bytes;
    size_t size, most;
} pieces;

static eco_status read_piece(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    (void)error;
    pieces *from = user;
    *size = from->most < room ? from->most : room;
    *size = *size < from->size ? *size : from->size;
    if (*size)
        memcpy(bytes, from->bytes, *size);
    from->bytes += *size;
    from->size -= *size;
    return ECO_OK;
}

static void check_codes(const eco_column *column, int64_t row)
{
    const eco_column *words = column->dictionary;
    int32_t code = ((const int32_t *)column->values)[row];
    must(code >= 0 && (code < column->dictionary_rows || column->valid));
    if (code >= column->dictionary_rows)
        return;
    const int64_t *offsets = words->values;
    must(offsets[code] <= offsets[code + 1]);
    const char *text = words->bytes + offsets[code];
    size_t size = (size_t)(offsets[code + 1] - offsets[code]);
    must(tool_utf8_valid(text, size) == size && !memchr(text, 0, size));
}

static void check_batch(const eco_table *table)
{
    must(table->rows > 0 && table->columns_count >= 5);
    for (size_t i = 0; i < table->columns_count; i++) {
        const eco_column *column = &table->columns[i];
        must(column->name && column->name[0] && eco_table_column(table, column->name) == column); /* no name twice */
        for (int64_t row = 0; row < table->rows; row++) {
            bool null = column->valid && !(column->valid[row >> 3] >> (row & 7) & 1);
            int64_t value = column->type == ECO_TYPE_CODE || column->type == ECO_TYPE_BOOL
                                ? 0
                                : ((const int64_t *)column->values)[row];
            must(column->type != ECO_TYPE_TIME || value > 0);
            must(column->scale >= 0 && column->scale <= 6 && value != INT64_MIN);
            must(strcmp(column->name, "quantity") != 0 || value != 0);
            if (column->type == ECO_TYPE_CODE && !null)
                check_codes(column, row);
            if (column->type == ECO_TYPE_BOOL)
                must(((const uint8_t *)column->values)[row] <= 1);
        }
    }
}

static void check_report(const tool_orders *orders, int64_t given)
{
    tool_orders_report report = tool_orders_report_of(orders);
    must(report.rows == given + report.bad_rows && report.problems_count <= 5 &&
         (int64_t)report.problems_count <= report.bad_rows);
    for (size_t i = 0; i < report.problems_count; i++) {
        const tool_orders_problem *problem = &report.problems[i];
        must(problem->row >= 1 && problem->row <= report.rows && problem->line > problem->row && problem->reason[0]);
        must(tool_utf8_valid(problem->value, strlen(problem->value)) == strlen(problem->value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    static const char *const map[] = {"order=a", "at=b", "sku=c", "quantity=d", "unit=e", "line.x=f"};
    static const size_t cuts[] = {1, 7, 64, 1 << 20};
    tool_orders_options options = {.currency = data[0] & 1 ? "CNY" : "JPY",
                                   .encoding = (tool_encoding)(data[0] >> 1 & 3) % 3,
                                   .every_attribute = data[0] >> 3 & 1,
                                   .map = map,
                                   .map_count = data[0] >> 4 & 1 ? 6 : 0,
                                   .cancelled_prefix = data[0] >> 5 & 1 ? "C" : NULL,
                                   .record_limit = 4096,
                                   .batch_rows = 3,
                                   .problems_most = 5};
    pieces from = {(const char *)data + 1, size - 1, cuts[data[0] >> 6]};
    tool_orders *orders;
    eco_error error = {0};
    eco_status status = tool_orders_open(&orders, (tool_source){read_piece, &from}, &options, &error);
    const eco_table *table = NULL;
    int64_t given = 0;
    must(status ? !orders && error.status == status && error.line > 0 : orders != NULL);
    while (!status && !(status = tool_orders_next(orders, &table, &error)) && table) {
        check_batch(table);
        given += table->rows;
        check_report(orders, given);
    }
    must(!status || (error.status == status && error.message[0] && error.line > 0));
    tool_orders_close(orders);
    return 0;
}
