/* sheet.c - see sheet.h. */
#include "ecomops/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ecomops/cells.h"
#include "ecomops/dictionary.h"
#include "ecomops/sheet_names.h"

enum {
    BATCH_ROWS = 65536,
    BATCH_TEXT = 32 << 20 /* bytes: a batch ends early when its texts are this long */,
    PROBLEMS_MOST = 1000
};

typedef struct sheet_cell { /* of the row that is being read */
    bool valid;
    int64_t number;
    int32_t scale;
    tool_text text;
} sheet_cell;

typedef struct sheet_values { /* of a column */
    int64_t *numbers;
    int32_t *codes;
    uint8_t *flags;
    uint8_t *valid; /* bitmap */
    int32_t scale;
    tool_dictionary dictionary;
    eco_column words;
} sheet_values;

typedef struct sheet_batch {
    sheet_values *values; /* one a column of the table */
    int64_t rows;
    eco_column *shown;
    eco_table table;
} sheet_batch;

typedef struct sheet_slot { /* a column of the table */
    const char *name;
    sheet_kind kind;
} sheet_slot;

struct tool_sheet {
    tool_decoder *decoder;
    tool_csv *csv;
    sheet_header header;
    const eco_zone *zone;
    const char *currency;
    char *prefix;
    sheet_slot *slots; /* columns of the file, then what is derived */
    size_t slots_count;
    sheet_cell *cells;
    /* Places among the slots; slots_count: there is none. */
    size_t order, quantity, amount, unit, cost, unit_cost, status, cancelled, paid_at;
    sheet_batch batches[2]; /* rows; and refunds among them */
    int64_t row, bad_rows, returned_rows;
    tool_orders_problem *problems;
    size_t problems_count, problems_capacity;
    bool no_memory;
};

static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/* ---- opening ---- */

static size_t slot_of(const tool_sheet *sheet, const char *name)
{
    for (size_t i = 0; i < sheet->slots_count; i++)
        if (strcmp(sheet->slots[i].name, name) == 0 && (i >= sheet->header.used_count || sheet->header.used[i].role))
            return i;
    return SIZE_MAX;
}

/* Adds a column that the file does not have. */
static void derive(tool_sheet *sheet, const char *name, sheet_kind kind)
{
    if (slot_of(sheet, name) == SIZE_MAX)
        sheet->slots[sheet->slots_count++] = (sheet_slot){name, kind};
}

static void lay_out(tool_sheet *sheet)
{
    for (size_t i = 0; i < sheet->header.used_count; i++) {
        const sheet_column *column = &sheet->header.used[i];
        sheet->slots[sheet->slots_count++] = (sheet_slot){column->name, column->role ? column->role->kind : SHEET_TEXT};
    }
    if (sheet->header.source == ECO_KPI_ORDERS) {
        bool knows_cancelled = slot_of(sheet, "cancelled") != SIZE_MAX || slot_of(sheet, "status") != SIZE_MAX ||
                               sheet->prefix[0];
        if (slot_of(sheet, "unit") != SIZE_MAX && slot_of(sheet, "quantity") != SIZE_MAX)
            derive(sheet, "amount", SHEET_MONEY);
        if (slot_of(sheet, "unit_cost") != SIZE_MAX && slot_of(sheet, "quantity") != SIZE_MAX)
            derive(sheet, "cost", SHEET_MONEY);
        if (knows_cancelled)
            derive(sheet, "paid_at", SHEET_TIME);
    }
    sheet->order = slot_of(sheet, "order");
    sheet->quantity = slot_of(sheet, "quantity");
    sheet->amount = slot_of(sheet, "amount");
    sheet->unit = slot_of(sheet, "unit");
    sheet->cost = slot_of(sheet, "cost");
    sheet->unit_cost = slot_of(sheet, "unit_cost");
    sheet->status = slot_of(sheet, "status");
    sheet->cancelled = slot_of(sheet, "cancelled");
    sheet->paid_at = slot_of(sheet, "paid_at");
}

static bool make_batch(sheet_batch *batch, const tool_sheet *sheet)
{
    batch->values = calloc(sheet->slots_count, sizeof *batch->values);
    batch->shown = calloc(sheet->slots_count, sizeof *batch->shown);
    if (!batch->values || !batch->shown)
        return false;
    for (size_t i = 0; i < sheet->slots_count; i++) {
        sheet_values *values = &batch->values[i];
        sheet_kind kind = sheet->slots[i].kind;
        values->valid = calloc(BATCH_ROWS / 8, 1);
        if (kind == SHEET_ID || kind == SHEET_TEXT)
            values->codes = malloc(BATCH_ROWS * sizeof *values->codes);
        else if (kind == SHEET_BOOL)
            values->flags = malloc(BATCH_ROWS);
        else
            values->numbers = malloc(BATCH_ROWS * sizeof *values->numbers);
        if (!values->valid || (!values->codes && !values->flags && !values->numbers))
            return false;
    }
    return true;
}

static bool is_blank(const tool_csv_record *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (tool_cell_trim(record->fields[i].text, record->fields[i].size).size > 0)
            return false;
    return true;
}

static eco_status read_header(tool_sheet *sheet, const tool_sheet_options *options, eco_error *error)
{
    enum { DERIVED = 3 };
    tool_csv_record record;
    eco_status status;
    do
        status = tool_csv_next(sheet->csv, &record, error);
    while (!status && record.count > 0 && is_blank(&record));
    if (status)
        return status;
    if (record.count == 0)
        return tool_failure(error, ECO_E_SYNTAX, 1, 1, NULL,
                            "the file is empty: a line with the names of the columns is expected");
    status = sheet_header_read(&sheet->header, &record, options, error);
    if (status)
        return status;
    sheet->slots = calloc(sheet->header.used_count + DERIVED, sizeof *sheet->slots);
    sheet->cells = calloc(sheet->header.used_count + DERIVED, sizeof *sheet->cells);
    if (!sheet->slots || !sheet->cells)
        return tool_failure_memory(error);
    lay_out(sheet);
    return make_batch(&sheet->batches[0], sheet) && make_batch(&sheet->batches[1], sheet) ? ECO_OK : tool_failure_memory(error);
}

eco_status tool_sheet_open(tool_sheet **out, tool_source source, const tool_sheet_options *options, eco_error *error)
{
    *out = NULL;
    tool_sheet *sheet = calloc(1, sizeof *sheet);
    if (!sheet)
        return tool_failure_memory(error);
    sheet->zone = options->zone;
    sheet->currency = options->currency;
    sheet->prefix = strdup(options->cancelled_prefix ? options->cancelled_prefix : "");
    eco_status status = sheet->prefix ? ECO_OK : tool_failure_memory(error);
    status = status ? status : tool_decoder_open(&sheet->decoder, source, options->encoding, error);
    status = status ? status : tool_csv_open(&sheet->csv, tool_source_of_decoder(sheet->decoder), NULL, error);
    status = status ? status : read_header(sheet, options, error);
    if (status)
        tool_sheet_close(sheet);
    else
        *out = sheet;
    return status;
}

static void free_batch(sheet_batch *batch, size_t count)
{
    for (size_t i = 0; batch->values && i < count; i++) {
        free(batch->values[i].numbers);
        free(batch->values[i].codes);
        free(batch->values[i].flags);
        free(batch->values[i].valid);
        tool_dictionary_free(&batch->values[i].dictionary);
    }
    free(batch->values);
    free(batch->shown);
}

void tool_sheet_close(tool_sheet *sheet)
{
    if (!sheet)
        return;
    free_batch(&sheet->batches[0], sheet->slots_count);
    free_batch(&sheet->batches[1], sheet->slots_count);
    free(sheet->slots);
    free(sheet->cells);
    free(sheet->prefix);
    free(sheet->problems);
    sheet_header_free(&sheet->header);
    tool_csv_close(sheet->csv);
    tool_decoder_close(sheet->decoder);
    free(sheet);
}

eco_kpi_source tool_sheet_source(const tool_sheet *sheet)
{
    return sheet->header.source;
}

/* ---- a row ---- */

/* Counts the row as bad and keeps why, up to the limit. slot: SIZE_MAX for the row as a whole. Gives false. */
static bool refuse(tool_sheet *sheet, const tool_csv_record *record, size_t slot, const char *reason)
{
    sheet->bad_rows++;
    if (sheet->problems_count == PROBLEMS_MOST)
        return false;
    if (!tool_grow(&sheet->problems, &sheet->problems_capacity, sheet->problems_count + 1, sizeof *sheet->problems)) {
        sheet->no_memory = true;
        return false;
    }
    tool_orders_problem *problem = &sheet->problems[sheet->problems_count++];
    *problem = (tool_orders_problem){.row = sheet->row, .line = record->line};
    if (slot < sheet->header.used_count) {
        const tool_csv_field *field = &record->fields[sheet->header.used[slot].field];
        problem->column = sheet->header.all[sheet->header.used[slot].field].name;
        tool_quoted(problem->value, field->text, field->size);
    }
    snprintf(problem->reason, sizeof problem->reason, "%s", reason);
    return false;
}

/* Why a cell is no value of its kind; NULL: it is. */
static const char *read_cell(sheet_cell *cell, const tool_sheet *sheet, sheet_kind kind)
{
    bool truth = false;
    const char *why = NULL;
    switch (kind) {
    case SHEET_ID: return tool_cell_id(cell->text);
    case SHEET_TEXT: return NULL;
    case SHEET_TIME: return tool_cell_time(&cell->number, cell->text, sheet->zone);
    case SHEET_NUMBER: return tool_cell_number(&cell->number, &cell->scale, cell->text, 0, NULL);
    case SHEET_MONEY: return tool_cell_number(&cell->number, &cell->scale, cell->text, 0, sheet->currency);
    case SHEET_BOOL: why = tool_cell_bool(&truth, cell->text); cell->number = truth;
    }
    return why;
}

static bool read_cells(tool_sheet *sheet, const tool_csv_record *record)
{
    if (record->count != sheet->header.all_count) {
        char reason[96];
        snprintf(reason, sizeof reason, "the row has %zu fields, the header %zu", record->count, sheet->header.all_count);
        return refuse(sheet, record, SIZE_MAX, reason);
    }
    memset(sheet->cells, 0, sheet->slots_count * sizeof *sheet->cells);
    for (size_t i = 0; i < sheet->header.used_count; i++) {
        const sheet_column *column = &sheet->header.used[i];
        sheet_cell *cell = &sheet->cells[i];
        cell->text = tool_cell_trim(record->fields[column->field].text, record->fields[column->field].size);
        cell->valid = cell->text.size > 0;
        if (!cell->valid && column->role && column->role->required)
            return refuse(sheet, record, i, "is missing");
        const char *why = cell->valid ? read_cell(cell, sheet, sheet->slots[i].kind) : NULL;
        if (why)
            return refuse(sheet, record, i, why);
    }
    return true;
}

/* product = quantity x unit, where it is not given. False: it is too large, or too fine. */
static bool multiply(tool_sheet *sheet, size_t product, size_t unit)
{
    if (product == SIZE_MAX || unit == SIZE_MAX || sheet->cells[product].valid || !sheet->cells[unit].valid ||
        sheet->quantity == SIZE_MAX || !sheet->cells[sheet->quantity].valid)
        return true;
    const sheet_cell *quantity = &sheet->cells[sheet->quantity], *price = &sheet->cells[unit];
    __int128 exact = (__int128)quantity->number * price->number;
    int32_t scale = quantity->scale + price->scale;
    for (; scale > 0 && exact % 10 == 0; scale--)
        exact /= 10;
    if (scale > TOOL_SCALE_MOST || exact > INT64_MAX / powers[TOOL_SCALE_MOST] || exact < -(INT64_MAX / powers[TOOL_SCALE_MOST]))
        return false;
    sheet->cells[product] = (sheet_cell){.valid = true, .number = (int64_t)exact, .scale = scale};
    return true;
}

static bool is_cancelled(const tool_sheet *sheet)
{
    static const char *const statuses[] = {"cancelled", "canceled", "voided", "已取消", "取消", "交易关闭", "订单关闭", "已关闭"};
    const tool_text order = sheet->cells[sheet->order].text;
    size_t prefix = strlen(sheet->prefix);
    if (prefix && order.size >= prefix && memcmp(order.bytes, sheet->prefix, prefix) == 0)
        return true;
    if (sheet->cancelled != SIZE_MAX && sheet->cells[sheet->cancelled].number)
        return true;
    for (size_t i = 0; sheet->status != SIZE_MAX && i < sizeof statuses / sizeof *statuses; i++) {
        const tool_text status = sheet->cells[sheet->status].text;
        if (strlen(statuses[i]) == status.size && strncasecmp(statuses[i], status.bytes, status.size) == 0)
            return true;
    }
    return false;
}

static bool is_below_0(const tool_sheet *sheet, size_t slot)
{
    return slot != SIZE_MAX && sheet->cells[slot].valid && sheet->cells[slot].number < 0;
}

/* What orders say in other ways. *returned: the row is a refund. */
static bool derive_order(tool_sheet *sheet, const tool_csv_record *record, bool *returned)
{
    if (!multiply(sheet, sheet->amount, sheet->unit) || !multiply(sheet, sheet->cost, sheet->unit_cost))
        return refuse(sheet, record, SIZE_MAX, "its quantity times its unit price is too large, or has more than 6 decimals");
    *returned = is_below_0(sheet, sheet->amount) || is_below_0(sheet, sheet->quantity);
    if (*returned) {
        size_t turned[] = {sheet->amount, sheet->quantity};
        for (size_t i = 0; i < 2; i++)
            if (is_below_0(sheet, turned[i]))
                sheet->cells[turned[i]].number = -sheet->cells[turned[i]].number;
        return true;
    }
    if (sheet->paid_at != SIZE_MAX && sheet->paid_at >= sheet->header.used_count && !is_cancelled(sheet)) {
        sheet->cells[sheet->paid_at] = sheet->cells[slot_of(sheet, "at")];
    }
    return true;
}

/* ---- batches ---- */

static void put_number(sheet_values *values, int64_t row, const sheet_cell *cell)
{
    if (cell->scale > values->scale) { /* fits: see tool_cell_number */
        for (int64_t i = 0; i < row; i++)
            values->numbers[i] *= powers[cell->scale - values->scale];
        values->scale = cell->scale;
    }
    values->numbers[row] = cell->number * powers[values->scale - cell->scale];
}

static void put_row(tool_sheet *sheet, sheet_batch *batch)
{
    int64_t row = batch->rows++;
    for (size_t i = 0; i < sheet->slots_count; i++) {
        sheet_values *values = &batch->values[i];
        const sheet_cell *cell = &sheet->cells[i];
        uint8_t bit = (uint8_t)(1 << (row & 7));
        values->valid[row >> 3] = (uint8_t)(cell->valid ? values->valid[row >> 3] | bit : values->valid[row >> 3] & ~bit);
        if (values->codes) {
            values->codes[row] = cell->valid ? tool_dictionary_add(&values->dictionary, cell->text.bytes, cell->text.size) : 0;
            sheet->no_memory = sheet->no_memory || values->codes[row] < 0;
        } else if (values->flags)
            values->flags[row] = (uint8_t)(cell->number != 0);
        else
            put_number(values, row, cell);
    }
}

/* Among refunds a status would be one of refunds, and cancelled orders were never paid. */
static bool is_shown(const tool_sheet *sheet, size_t slot, bool returned)
{
    if (sheet->header.source != ECO_KPI_ORDERS)
        return true;
    if (slot == sheet->unit || slot == sheet->unit_cost || slot == sheet->cancelled)
        return false;
    return !returned || (slot != sheet->status && slot != sheet->paid_at);
}

static eco_column show(sheet_values *values, const sheet_slot *slot)
{
    eco_column shown = {.name = slot->name, .values = values->numbers, .valid = values->valid};
    switch (slot->kind) {
    case SHEET_TIME: shown.type = ECO_TYPE_TIME; break;
    case SHEET_NUMBER:
    case SHEET_MONEY:
        shown.type = values->scale || slot->kind == SHEET_MONEY ? ECO_TYPE_DECIMAL : ECO_TYPE_INT64;
        shown.scale = values->scale;
        break;
    case SHEET_BOOL:
        shown.type = ECO_TYPE_BOOL;
        shown.values = values->flags;
        break;
    case SHEET_ID:
    case SHEET_TEXT:
        values->words = tool_dictionary_column(&values->dictionary);
        shown.type = ECO_TYPE_CODE;
        shown.values = values->codes;
        shown.dictionary = &values->words;
        shown.dictionary_rows = values->dictionary.count;
    }
    return shown;
}

static const eco_table *show_batch(const tool_sheet *sheet, sheet_batch *batch, bool returned)
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->slots_count; i++)
        if (is_shown(sheet, i, returned))
            batch->shown[count++] = show(&batch->values[i], &sheet->slots[i]);
    batch->table = (eco_table){.rows = batch->rows, .columns = batch->shown, .columns_count = count};
    return &batch->table;
}

static void begin_batch(sheet_batch *batch, size_t count)
{
    batch->rows = 0;
    for (size_t i = 0; i < count; i++) {
        batch->values[i].scale = 0;
        tool_dictionary_clear(&batch->values[i].dictionary);
    }
}

static bool is_full(const tool_sheet *sheet)
{
    size_t text = 0;
    for (size_t k = 0; k < 2; k++) {
        const sheet_batch *batch = &sheet->batches[k];
        if (batch->rows == BATCH_ROWS)
            return true;
        for (size_t i = 0; i < sheet->slots_count && batch->rows % 16 == 0; i++)
            text += tool_dictionary_size(&batch->values[i].dictionary);
    }
    return text > BATCH_TEXT;
}

eco_status tool_sheet_next(tool_sheet *sheet, const eco_table **batch, const eco_table **returned, eco_error *error)
{
    begin_batch(&sheet->batches[0], sheet->slots_count);
    begin_batch(&sheet->batches[1], sheet->slots_count);
    while (!is_full(sheet)) {
        tool_csv_record record;
        bool is_return = false;
        eco_status status = tool_csv_next(sheet->csv, &record, error);
        if (status)
            return status;
        if (record.count == 0)
            break;
        if (is_blank(&record))
            continue;
        sheet->row++;
        bool good = read_cells(sheet, &record);
        good = good && (sheet->header.source != ECO_KPI_ORDERS || derive_order(sheet, &record, &is_return));
        if (good)
            put_row(sheet, &sheet->batches[is_return]);
        sheet->returned_rows += good && is_return;
        if (sheet->no_memory)
            return tool_failure_memory(error);
    }
    *batch = show_batch(sheet, &sheet->batches[0], false);
    *returned = show_batch(sheet, &sheet->batches[1], true);
    return ECO_OK;
}

tool_sheet_report tool_sheet_report_of(const tool_sheet *sheet)
{
    return (tool_sheet_report){.source = sheet->header.source,
                               .rows = sheet->row,
                               .bad_rows = sheet->bad_rows,
                               .returned_rows = sheet->returned_rows,
                               .problems = sheet->problems,
                               .problems_count = sheet->problems_count,
                               .columns = sheet->header.all,
                               .columns_count = sheet->header.all_count,
                               .encoding = tool_decoder_encoding(sheet->decoder)};
}
