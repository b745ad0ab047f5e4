/* stock_import.c - many commands from a file: opening stock as CSV, or a command a line as JSON. In batches, in bounded memory.
 *
 * Each row has a key of its own, made of the import's key and its line, so that a run that was cut off is run again: what is done is not done twice. */
#include "ecomops/cells.h"
#include "ecomops/csv.h"
#include "ecomops/encoding.h"
#include "ecomops/failure.h"
#include "ecomops/grid.h"
#include "ecomops/input.h"
#include "ecomops/numbers.h"
#include "ecomops/orders_names.h"
#include "ecomops/show.h"
#include "ecomops/stock.h"

#include <ecomops/json.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_MOST = 10000, PROBLEMS = 10, LINE_MOST = 1 << 20 };

typedef struct import_problem {
    int64_t line;
    char text[512];
} import_problem;

typedef struct import_run {
    tool_stock *stock;
    tool_input input;
    tool_source source; /* text */
    tool_progress progress;
    uint64_t key; /* the upper half of each row's */
    size_t batch; /* commands a call */

    eco_inventory_command *commands; /* waiting */
    eco_inventory_result *results;
    eco_stock_line *lines;
    int64_t *places; /* lines of the file */
    size_t count;

    int64_t rows, done, known, nothing, bad, pieces;
    import_problem problems[PROBLEMS];
} import_run;

static void add_problem(import_run *load, int64_t line, const char *text)
{
    if (load->bad < PROBLEMS) {
        import_problem *problem = &load->problems[load->bad];
        problem->line = line;
        snprintf(problem->text, sizeof problem->text, "%s", text);
    }
    load->bad++;
}

/* ---- executing -------------------------------------------------------------------------------------------------------------------------- */

/* Whether the store itself failed, so that nothing was done and going on is no use. */
static bool is_of_store(eco_status status)
{
    return status == ECO_E_MEMORY || status == ECO_E_IO || (status >= ECO_E_STORE && status < ECO_E_KEY_REUSED);
}

static void count_done(import_run *load, const eco_inventory_result *result)
{
    load->done += !result->replayed;
    load->known += result->replayed;
    load->pieces += result->replayed ? 0 : result->quantity;
}

/* Only the first that fails says why; the others that are shown are asked alone: what failed has changed nothing. */
static int ask_alone(import_run *load, eco_inventory_command command, size_t i)
{
    eco_inventory_result *result = &load->results[i];
    eco_error error = {.status = ECO_OK};
    command.flags &= ~(eco_command_flags)ECO_COMMAND_LINKED;
    if (load->bad >= PROBLEMS || result->status == ECO_E_LINKED) {
        add_problem(load, load->places[i], eco_status_name(result->status));
        return TOOL_DONE;
    }
    eco_status status = eco_inventory_execute(load->stock->inventory, &command, 1, result, &error);
    if (!status)
        count_done(load, result);
    else if (is_of_store(status))
        return tool_live_report(load->stock, &error);
    else
        add_problem(load, load->places[i], error.message);
    return TOOL_DONE;
}

static int execute(import_run *load, const eco_inventory_command *commands, size_t count)
{
    eco_error error = {.status = ECO_OK};
    int code = TOOL_DONE;
    if (!count)
        return TOOL_DONE;
    eco_status status = eco_inventory_execute(load->stock->inventory, commands, count, load->results, &error);
    if (is_of_store(status))
        return tool_live_report(load->stock, &error);
    for (size_t i = 0; i < count && !code; i++) {
        if (!load->results[i].status)
            count_done(load, &load->results[i]);
        else
            code = ask_alone(load, commands[i], i);
    }
    return code;
}

static void show_progress(import_run *load)
{
    int64_t done, total;
    tool_input_progress(&load->input, &done, &total);
    tool_progress_show(&load->progress, done, total);
}

static int flush(import_run *load)
{
    int code = execute(load, load->commands, load->count);
    for (size_t i = 0; i < load->count; i++) {
        free((char *)(uintptr_t)load->lines[i].sku);
        free((char *)(uintptr_t)load->lines[i].location);
        free((char *)(uintptr_t)load->lines[i].lot);
        free((char *)(uintptr_t)load->lines[i].serial);
    }
    load->count = 0;
    show_progress(load);
    return code;
}

/* ---- opening stock ---------------------------------------------------------------------------------------------------------------------- */

typedef enum import_column { SKU, QUANTITY, LOCATION, LOT, EXPIRES, SERIAL, COST, COLUMNS } import_column;
static const char *const known_names[COLUMNS][20] = {
    {"sku", "skuid", "skucode", "stockcode", "productcode", "productid", "itemid", "itemcode", "商品编码", "商家编码", "sku编码",
     "商品编号", "货号", "product", "item"},
    {"quantity", "qty", "onhand", "stock", "units", "数量", "库存", "库存数量", "现有库存", "实际库存", "件数"},
    {"location", "warehouse", "site", "store", "仓库", "库位", "仓库编码", "仓库名称", "地点"},
    {"lot", "lotnumber", "lotno", "batch", "batchnumber", "批次", "批次号", "批号"},
    {"expires", "lotexpires", "expiry", "expirydate", "expirationdate", "bestbefore", "有效期", "有效期至", "失效日期", "到期日",
     "保质期至"},
    {"serial", "serialnumber", "serialno", "imei", "序列号", "串号", "sn"},
    {"cost", "totalcost", "成本", "成本金额", "总成本"}};

static int column_of(const tool_csv_record *header, import_column column)
{
    for (size_t name = 0; known_names[column][name]; name++)
        for (size_t i = 0; i < header->count; i++) {
            char given[128], folded[128];
            snprintf(given, sizeof given, "%.*s", (int)header->fields[i].size, header->fields[i].text);
            orders_name_fold(folded, sizeof folded, given);
            if (strcmp(folded, known_names[column][name]) == 0)
                return (int)i;
        }
    return -1;
}

static int read_header(tool_csv *csv, int columns[COLUMNS], const import_run *load, const char *path)
{
    static const char *const names[] = {"sku", "quantity"};
    tool_csv_record header;
    eco_error error;
    if (tool_csv_next(csv, &header, &error))
        return tool_report(path, &error);
    if (!header.count)
        return tool_fail(TOOL_REFUSED, "%s: the file is empty", path);
    for (import_column i = SKU; i < COLUMNS; i++)
        columns[i] = column_of(&header, i);
    for (import_column i = SKU; i <= QUANTITY; i++)
        if (columns[i] < 0)
            return tool_fail(TOOL_REFUSED,
                             "%s: no column is known to be '%s'; opening stock has sku, quantity and, if you like, location, "
                             "lot, expires, serial, cost",
                             path, names[i]);
    if (columns[COST] >= 0 && !tool_value(load->stock->arguments, "currency"))
        return tool_fail(TOOL_USAGE, "%s: a column of costs needs --currency: CNY, EUR ...", path);
    return TOOL_DONE;
}

static char *copy(tool_text text)
{
    size_t capacity = 0;
    char *copied = tool_room(NULL, &capacity, text.size + 1, 1);
    memcpy(copied, text.bytes, text.size);
    copied[text.size] = '\0';
    return copied;
}

static tool_text cell(const tool_csv_record *record, int column)
{
    return tool_cell_trim(record->fields[column].text, record->fields[column].size);
}

/* A cell of a column that a file may not have: empty. */
static tool_text optional(const tool_csv_record *record, const int columns[COLUMNS], import_column column)
{
    return columns[column] >= 0 ? cell(record, columns[column]) : (tool_text){NULL, 0};
}

/* What rows of goods with lots, serials and costs say besides. *wrong: the cell that can't be used. */
static const char *read_more(const import_run *load, const tool_csv_record *record, const int columns[COLUMNS],
                             eco_stock_line *line, tool_text *wrong)
{
    const char *currency = tool_value(load->stock->arguments, "currency"), *problem;
    tool_text lot = optional(record, columns, LOT), expires = optional(record, columns, EXPIRES),
              serial = optional(record, columns, SERIAL), cost = optional(record, columns, COST);
    int32_t scale;
    *wrong = expires;
    if (expires.size && !lot.size)
        return "is of a lot, and none is given";
    if (expires.size && (problem = tool_cell_time(&line->lot_expires_us, expires, load->stock->zone)))
        return problem;
    *wrong = cost;
    if (cost.size &&
        (problem = tool_cell_number(&line->cost_minor, &scale, cost, eco_currency_find(currency)->exponent, currency)))
        return problem;
    if (cost.size && (scale || line->cost_minor < 0))
        return scale ? "has more decimals than the currency" : "is below 0: a cost can't be";
    line->lot = lot.size ? copy(lot) : NULL;
    line->serial = serial.size ? copy(serial) : NULL;
    return NULL;
}

/* What the row says, or why it can't be used. */
static const char *read_row(import_run *load, const tool_csv_record *record, const int columns[COLUMNS], int64_t *quantity,
                            tool_text *wrong)
{
    const char *problem;
    for (import_column i = SKU; i < COLUMNS; i++)
        if (columns[i] >= (int)record->count)
            return "the row has too few fields";
    tool_text sku = cell(record, columns[SKU]), amount = cell(record, columns[QUANTITY]);
    if (!sku.size)
        return "sku is missing";
    *wrong = amount;
    if ((problem = tool_cell_id(sku)) || (problem = tool_quantity(quantity, amount.bytes, amount.size)))
        return problem;
    if (*quantity < 0)
        return "is below 0: goods that are there can't be";
    if (*quantity == 0)
        return NULL;
    const char *fallback = tool_value(load->stock->arguments, "location");
    tool_text location = optional(record, columns, LOCATION);
    if (!location.size && fallback)
        location = (tool_text){fallback, strlen(fallback)};
    eco_stock_line line = {.quantity = *quantity};
    if ((problem = read_more(load, record, columns, &line, wrong)))
        return problem;
    line.sku = copy(sku);
    line.location = location.size ? copy(location) : NULL;
    load->lines[load->count] = line;
    return NULL;
}

static int take_row(import_run *load, const tool_csv_record *record, const int columns[COLUMNS])
{
    int64_t quantity = 0;
    if (record->count == 1 && !record->fields[0].size)
        return TOOL_DONE; /* an empty line */
    load->rows++;
    tool_text wrong = {"", 0};
    const char *problem = read_row(load, record, columns, &quantity, &wrong);
    if (problem) {
        char text[512];
        bool has_subject = strncmp(problem, "is ", 3) == 0 || strncmp(problem, "has ", 4) == 0;
        snprintf(text, sizeof text, "%s%s%s", has_subject ? TOOL_QUOTE(wrong.bytes, wrong.size) : "", has_subject ? " " : "",
                 problem);
        add_problem(load, record->line, text);
        return TOOL_DONE;
    }
    load->nothing += quantity == 0;
    if (quantity == 0)
        return TOOL_DONE;
    const tool_arguments *arguments = load->stock->arguments;
    load->places[load->count] = record->line;
    load->commands[load->count] = (eco_inventory_command){.key = {load->key, (uint64_t)record->line},
                                                          .verb = ECO_INVENTORY_RECEIVE,
                                                          .at_us = load->stock->at_us,
                                                          .actor = tool_value(arguments, "actor"),
                                                          .reason = tool_value(arguments, "reason"),
                                                          .reference = tool_value(arguments, "reference"),
                                                          .lines = &load->lines[load->count],
                                                          .lines_count = 1};
    return ++load->count == load->batch ? flush(load) : TOOL_DONE;
}

static int import_table(import_run *load, const char *path)
{
    tool_csv *csv;
    tool_csv_record record;
    eco_error error;
    int columns[COLUMNS];
    if (tool_csv_open(&csv, load->source, NULL, &error))
        return tool_report(path, &error);
    int code = read_header(csv, columns, load, path);
    while (!code) {
        if (tool_csv_next(csv, &record, &error))
            code = tool_report(path, &error);
        else if (!record.count)
            break;
        else
            code = take_row(load, &record, columns);
    }
    int last = flush(load);
    tool_csv_close(csv);
    return code ? code : last;
}

/* ---- commands, one a line --------------------------------------------------------------------------------------------------------------- */

#define BEFORE "{\"schema\":\"ecomops.stock_commands/1\",%s%s%s\"commands\":[\n"
#define AFTER  "\n]}"

typedef struct line_reader {
    tool_source source;
    char *bytes;
    size_t size, capacity, at;
    bool is_over;
} line_reader;

/* The next line, without its end; NULL bytes: there is none. */
static eco_status next_line(line_reader *reader, tool_text *line, eco_error *error)
{
    for (;;) {
        char *end = reader->at < reader->size ? memchr(reader->bytes + reader->at, '\n', reader->size - reader->at) : NULL;
        if (end || (reader->is_over && reader->at < reader->size)) {
            size_t size = end ? (size_t)(end - reader->bytes) - reader->at : reader->size - reader->at;
            *line = (tool_text){reader->bytes + reader->at, size};
            reader->at += size + (end != NULL);
            return ECO_OK;
        }
        *line = (tool_text){NULL, 0};
        if (reader->is_over)
            return ECO_OK;
        if (reader->size - reader->at > LINE_MOST)
            return tool_failure(error, ECO_E_LIMIT, 0, 0, NULL, "a line has more than %d bytes", LINE_MOST);
        memmove(reader->bytes, reader->bytes + reader->at, reader->size - reader->at);
        reader->size -= reader->at;
        reader->at = 0;
        reader->bytes = tool_room(reader->bytes, &reader->capacity, reader->size + 65536, 1);
        size_t got;
        eco_status status = reader->source.read(reader->source.user, reader->bytes + reader->size, 65536, &got, error);
        if (status)
            return status;
        reader->size += got;
        reader->is_over = got == 0;
    }
}

typedef struct command_lines {
    char *text;
    size_t size, capacity;
} command_lines;

static void add(command_lines *document, const char *bytes, size_t size)
{
    document->text = tool_room(document->text, &document->capacity, document->size + size + 1, 1);
    memcpy(document->text + document->size, bytes, size);
    document->size += size;
}

/* A line of the document, after its first one, is a line of the file. */
static int run_document(import_run *load, command_lines *document, size_t count, const char *path)
{
    const eco_stock_commands *commands;
    eco_error error;
    if (!count)
        return TOOL_DONE;
    add(document, AFTER, strlen(AFTER));
    if (eco_json_read_stock_commands(&commands, document->text, document->size, NULL, &error)) {
        size_t place = error.line > 1 && (size_t)error.line - 2 < count ? (size_t)error.line - 2 : count - 1;
        error.line = error.line ? (int32_t)load->places[place] : 0;
        error.path[0] = '\0';
        return tool_report(path, &error);
    }
    int code = execute(load, commands->commands, commands->commands_count);
    eco_json_stock_commands_free(commands);
    show_progress(load);
    document->size = 0;
    return code;
}

static bool is_blank(tool_text line)
{
    return tool_cell_trim(line.bytes, line.size).size == 0 || (line.size == 1 && line.bytes[0] == '\r');
}

static int import_lines(import_run *load, const char *path)
{
    line_reader reader = {.source = load->source};
    command_lines document = {0};
    eco_error error;
    tool_text line;
    size_t count = 0;
    int code = TOOL_DONE;
    const char *currency = tool_value(load->stock->arguments, "currency");
    char before[128];
    snprintf(before, sizeof before, BEFORE, currency ? "\"currency\":\"" : "", currency ? currency : "", currency ? "\"," : "");
    for (int64_t number = 1; !code; number++) {
        if (next_line(&reader, &line, &error))
            code = tool_report(path, &error);
        else if (!line.bytes)
            break;
        else if (!is_blank(line)) {
            const char *between = count ? ",\n" : before;
            add(&document, between, strlen(between));
            add(&document, line.bytes, line.size);
            load->places[count++] = number;
            load->rows++;
        }
        if (!code && count == load->batch) {
            code = run_document(load, &document, count, path);
            count = 0;
        }
    }
    code = code ? code : run_document(load, &document, count, path);
    free(reader.bytes);
    free(document.text);
    return code;
}

/* ---- the whole -------------------------------------------------------------------------------------------------------------------------- */

/* What was done, and what was not. */
static int report(const import_run *load)
{
    const tool_arguments *arguments = load->stock->arguments;
    const eco_table sums = {.rows = 1,
                            ECO_LIST(columns, eco_column, {.name = "rows", .type = ECO_TYPE_INT64, .values = &load->rows},
                                     {.name = "done", .type = ECO_TYPE_INT64, .values = &load->done},
                                     {.name = "known", .type = ECO_TYPE_INT64, .values = &load->known},
                                     {.name = "nothing", .type = ECO_TYPE_INT64, .values = &load->nothing},
                                     {.name = "refused", .type = ECO_TYPE_INT64, .values = &load->bad},
                                     {.name = "quantity", .type = ECO_TYPE_INT64, .values = &load->pieces})};
    int code = tool_show(&sums, arguments);
    if (!load->bad || code)
        return code;
    fflush(stdout);
    for (int64_t i = 0; i < load->bad && i < PROBLEMS; i++)
        fprintf(stderr, "ecomops: %s:%lld: %s\n", load->input.name, (long long)load->problems[i].line, load->problems[i].text);
    char more[TOOL_NUMBER], sentence[512];
    if (load->bad > PROBLEMS)
        fprintf(stderr, "%s\n",
                tool_say(sentence, sizeof sentence, arguments->language, WORD_MORE_PROBLEMS,
                         tool_count(more, load->bad - PROBLEMS), NULL, NULL));
    fprintf(stderr, "%s\n", tool_say(sentence, sizeof sentence, arguments->language, WORD_STOCK_IMPORT_AGAIN, NULL, NULL, NULL));
    return TOOL_REFUSED;
}

typedef struct peeked_source { /* what was read to see what the file is, and then the rest */
    tool_source rest;
    char first[4096];
    size_t size, at;
} peeked_source;

static eco_status read_peeked(void *user, char *bytes, size_t room, size_t *size, eco_error *error)
{
    peeked_source *peeked = user;
    if (peeked->at == peeked->size)
        return peeked->rest.read(peeked->rest.user, bytes, room, size, error);
    *size = peeked->size - peeked->at < room ? peeked->size - peeked->at : room;
    memcpy(bytes, peeked->first + peeked->at, *size);
    peeked->at += *size;
    return ECO_OK;
}

static int import_text(import_run *load, tool_source text, const char *path)
{
    peeked_source peeked = {.rest = text};
    eco_error error;
    if (text.read(text.user, peeked.first, sizeof peeked.first, &peeked.size, &error))
        return tool_report(path, &error);
    load->source = (tool_source){read_peeked, &peeked};
    size_t blank = 0;
    while (blank < peeked.size && strchr(" \t\r\n", peeked.first[blank]))
        blank++;
    bool is_json = blank < peeked.size && peeked.first[blank] == '{';
    int code = is_json ? import_lines(load, path) : import_table(load, path);
    tool_progress_end(&load->progress);
    return code ? code : report(load);
}

static int begin(import_run *load, const char *path)
{
    const char *key = tool_value(load->stock->arguments, "key"), *name = strrchr(path, '/');
    long long batch;
    size_t capacities[4] = {0};
    if (!tool_number(&batch, load->stock->arguments, "batch", 1, BATCH_MOST, 1024))
        return TOOL_USAGE;
    if (!key && strcmp(path, "-") == 0)
        return tool_fail(TOOL_USAGE, "stock import - needs --key: a name for this import, so that it can be run again");
    load->key = eco_id_of(key ? key : name ? name + 1 : path).high;
    load->batch = (size_t)batch;
    load->commands = tool_room(NULL, &capacities[0], load->batch, sizeof *load->commands);
    load->results = tool_room(NULL, &capacities[1], load->batch, sizeof *load->results);
    load->lines = tool_room(NULL, &capacities[2], load->batch, sizeof *load->lines);
    load->places = tool_room(NULL, &capacities[3], load->batch, sizeof *load->places);
    return TOOL_DONE;
}

int tool_stock_import(tool_stock *stock)
{
    import_run load = {.stock = stock, .input = {.file = -1, .packed = -1}};
    tool_decoder *decoder = NULL;
    eco_error error;
    if (stock->operands_count != 1)
        return tool_fail(TOOL_USAGE, "stock import needs FILE: opening stock as CSV, or a command a line as JSON");
    const char *path = stock->operands[0], *encoding = tool_value(stock->arguments, "encoding");
    tool_encoding known = TOOL_ENCODING_DETECT;
    if (encoding && !tool_encoding_find(&known, encoding))
        return tool_fail(TOOL_USAGE, "--encoding is utf-8, gbk or gb18030, not '%s'", encoding);
    int code = begin(&load, path);
    if (!code && (tool_input_open(&load.input, path, &error) ||
                  tool_decoder_open(&decoder, tool_source_of_input(&load.input), known, &error)))
        code = tool_report(path, &error);
    load.progress = tool_progress_of(stderr, tool_word_of(stock->arguments->language, WORD_STOCK_IMPORTING));
    code = code ? code : tool_live_open(stock);
    code = code ? code : import_text(&load, tool_source_of_decoder(decoder), path);
    tool_decoder_close(decoder);
    tool_input_close(&load.input);
    free(load.commands);
    free(load.results);
    free(load.lines);
    free(load.places);
    return code;
}
