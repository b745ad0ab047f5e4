/* stock_cost.c - ecomops stock cost: a file of movements is costed, without a store. Rows that can't be used are left out and told, and the exit code is 1. */
#include "ecomops/stock_cost.h"
#include "ecomops/encoding.h"
#include "ecomops/input.h"
#include "ecomops/numbers.h"
#include "ecomops/show.h"
#include "ecomops/stock.h"
#include "ecomops/times.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 65536, SHOWN = 100 };

typedef struct cost_file {
    const char *path;
    tool_input input;
    tool_decoder *decoder;
    tool_cost_sheet *sheet;
} cost_file;

typedef struct cost_run {
    const tool_stock *stock;
    const char *currency, *table;
    eco_costing_options options;
    cost_file movements, skus;
    long long limit;
    eco_costing *costing;
} cost_run;

/* ---- the command line ------------------------------------------------------------------------------------------------------------------- */

static bool take_method(cost_run *run, const char *name)
{
    for (eco_cost_method method = ECO_COST_FIFO; name && method <= ECO_COST_STANDARD; method++)
        if (strcmp(eco_cost_method_name(method), name) == 0)
            run->options.method = method;
    return !name || run->options.method;
}

static int take_options(cost_run *run)
{
    static const char *const tables[] = {"value", "cogs", "corrections", "layers", "problems"};
    const tool_arguments *arguments = run->stock->arguments;
    const char *method = tool_value(arguments, "method");
    long long scale;
    bool known = false;
    run->currency = tool_value(arguments, "currency");
    run->table = tool_value(arguments, "table") ? tool_value(arguments, "table") : "value";
    if (run->stock->operands_count != 1)
        return tool_fail(TOOL_USAGE, "stock cost needs FILE: movements as CSV (columns sku, at, kind, quantity, unit_cost ...)");
    if (!run->currency)
        return tool_fail(TOOL_USAGE, "stock cost needs --currency CODE: what the costs are in");
    if (!eco_currency_find(run->currency))
        return tool_fail(TOOL_USAGE, "--currency %s is no currency of ISO 4217", run->currency);
    if (!take_method(run, method))
        return tool_fail(TOOL_USAGE, "--method is fifo, average, lifo or standard, not '%s'", method);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        known = known || strcmp(tables[i], run->table) == 0;
    if (!known)
        return tool_fail(TOOL_USAGE, "--table is value, cogs, corrections, layers or problems, not '%s'", run->table);
    if (!tool_number(&scale, arguments, "quantity-scale", 0, 6, 0) ||
        !tool_number(&run->limit, arguments, "limit", 0, INT64_MAX, SHOWN) ||
        !tool_instant_option(&run->options.closed_until_us, arguments, "closed-until", run->stock->zone, 0))
        return TOOL_USAGE;
    run->options.struct_size = sizeof run->options;
    run->options.currency = run->currency;
    run->options.quantity_scale = (int32_t)scale;
    run->options.skip_bad_rows = true;
    run->options.max_problems = TOOL_COST_PROBLEMS;
    return TOOL_DONE;
}

/* ---- files ------------------------------------------------------------------------------------------------------------------------------ */

static int open_file(const cost_run *run, cost_file *file, const char *path, bool of_skus)
{
    const char *encoding = tool_value(run->stock->arguments, "encoding");
    tool_encoding known = TOOL_ENCODING_DETECT;
    eco_error error;
    file->path = path;
    if (encoding && !tool_encoding_find(&known, encoding))
        return tool_fail(TOOL_USAGE, "--encoding is utf-8, gbk or gb18030, not '%s'", encoding);
    if (tool_input_open(&file->input, path, &error) ||
        tool_decoder_open(&file->decoder, tool_source_of_input(&file->input), known, &error) ||
        tool_cost_sheet_open(&file->sheet, tool_source_of_decoder(file->decoder), of_skus, run->currency, run->stock->zone,
                             &error))
        return tool_report(path, &error);
    return TOOL_DONE;
}

static void close_file(cost_file *file)
{
    tool_cost_sheet_close(file->sheet);
    tool_decoder_close(file->decoder);
    tool_input_close(&file->input);
}

/* What create says of a row of SKUs, with its line. */
static int report_skus(const cost_run *run, eco_error *error)
{
    long long row = 0;
    if (sscanf(error->path, "/skus/rows/%lld", &row) == 1)
        error->line = (int32_t)tool_cost_sheet_line(run->skus.sheet, row);
    error->path[0] = '\0';
    return tool_report(run->skus.path, error);
}

static int begin(cost_run *run)
{
    const char *standard = tool_value(run->stock->arguments, "standard");
    const tool_cost_problem *problems;
    eco_error error;
    int code = standard ? open_file(run, &run->skus, standard, true) : TOOL_DONE;
    if (code)
        return code;
    if (standard && tool_cost_sheet_next(&run->options.skus, run->skus.sheet, 0, &error))
        return tool_report(standard, &error);
    if (standard && tool_cost_sheet_problems(run->skus.sheet, &problems)) {
        error = (eco_error){.status = ECO_E_INVALID, .line = (int32_t)problems[0].line};
        snprintf(error.message, sizeof error.message, "%s", problems[0].text);
        return tool_report(standard, &error);
    }
    return eco_costing_create(&run->costing, &run->options, &error) ? report_skus(run, &error) : TOOL_DONE;
}

static int read_movements(cost_run *run)
{
    tool_progress progress = tool_progress_of(stderr, tool_word_of(run->stock->arguments->language, WORD_STOCK_COSTING));
    const eco_table *rows;
    eco_error error;
    int code = TOOL_DONE;
    do {
        int64_t done, total;
        if (tool_cost_sheet_next(&rows, run->movements.sheet, BATCH, &error) || eco_costing_update(run->costing, rows, &error)) {
            code = tool_report(run->movements.path, &error);
            break;
        }
        tool_input_progress(&run->movements.input, &done, &total);
        tool_progress_show(&progress, done, total);
    } while (rows->rows);
    tool_progress_end(&progress);
    return code;
}

/* ---- what is told ----------------------------------------------------------------------------------------------------------------------- */

static int64_t sum_of(const eco_table *table, const char *name)
{
    const int64_t *values = eco_table_column(table, name)->values;
    int64_t sum = 0;
    for (int64_t i = 0; i < table->rows; i++)
        if (__builtin_add_overflow(sum, values[i], &sum))
            return INT64_MAX;
    return sum;
}

static void say(const cost_run *run, tool_word word, const char *first, const char *second, const char *third)
{
    char sentence[512];
    puts(tool_say(sentence, sizeof sentence, run->stock->arguments->language, word, first, second, third));
}

/* Money in, and what became of it; and how many rows were late. */
static int say_sums(const cost_run *run)
{
    const eco_table *value;
    eco_error error;
    char received[TOOL_NUMBER], cost[TOOL_NUMBER], worth[TOOL_NUMBER];
    if (eco_costing_table(&value, run->costing, "value", &error))
        return tool_report(NULL, &error);
    putchar('\n');
    say(run, WORD_STOCK_COST_SUMS, tool_money(received, sum_of(value, "received"), run->currency),
        tool_money(cost, sum_of(value, "cost"), run->currency), tool_money(worth, sum_of(value, "value"), run->currency));
    if (strcmp(value->notes[0].value, "0") != 0)
        say(run, WORD_STOCK_COST_LATE, value->notes[0].value, NULL, NULL);
    eco_table_free(value);
    return TOOL_DONE;
}

static int show(const cost_run *run)
{
    const eco_table *table;
    eco_error error;
    bool is_for_people = run->stock->arguments->output == TOOL_TABLE;
    if (eco_costing_table(&table, run->costing, run->table, &error))
        return tool_report(NULL, &error);
    eco_table shown = *table;
    bool has_more = (is_for_people || tool_value(run->stock->arguments, "limit")) && run->limit && shown.rows > run->limit;
    shown.rows = has_more ? run->limit : shown.rows;
    int code = tool_show(&shown, run->stock->arguments);
    if (!table->rows && is_for_people)
        say(run, WORD_STOCK_NOTHING, NULL, NULL, NULL);
    if (has_more && is_for_people)
        say(run, WORD_STOCK_MORE, NULL, NULL, NULL);
    eco_table_free(table);
    return code || !is_for_people ? code : say_sums(run);
}

/* The rows that the file could not give, and those that costing refused. */
static int tell_problems(const cost_run *run)
{
    const tool_cost_problem *unread;
    const eco_table *table;
    eco_error error;
    int64_t all = tool_cost_sheet_problems(run->movements.sheet, &unread), told = 0;
    if (eco_costing_table(&table, run->costing, "problems", &error))
        return tool_report(NULL, &error);
    fflush(stdout);
    for (; told < all && told < TOOL_COST_PROBLEMS; told++)
        fprintf(stderr, "ecomops: %s:%lld: %s\n", run->movements.path, (long long)unread[told].line, unread[told].text);
    for (int64_t i = 0; i < table->rows && told < TOOL_COST_PROBLEMS; i++, told++) {
        const eco_column *message = eco_table_column(table, "message");
        char text[600];
        tool_cell_text(text, sizeof text, message, i);
        int64_t row = ((const int64_t *)eco_table_column(table, "row")->values)[i];
        fprintf(stderr, "ecomops: %s:%lld: %s\n", run->movements.path, (long long)tool_cost_sheet_line(run->movements.sheet, row),
                text);
    }
    for (size_t i = 0; i < table->notes_count; i++)
        all += strcmp(table->notes[i].name, "total") == 0 ? strtoll(table->notes[i].value, NULL, 10) : 0;
    eco_table_free(table);
    char more[TOOL_NUMBER], sentence[512];
    if (all > told)
        fprintf(stderr, "%s\n",
                tool_say(sentence, sizeof sentence, run->stock->arguments->language, WORD_MORE_PROBLEMS,
                         tool_count(more, all - told), NULL, NULL));
    return all ? TOOL_REFUSED : TOOL_DONE;
}

int tool_stock_cost(tool_stock *stock)
{
    const cost_file closed = {.input = {.file = -1, .packed = -1}};
    cost_run run = {.stock = stock, .movements = closed, .skus = closed};
    int code = take_options(&run);
    code = code ? code : open_file(&run, &run.movements, stock->operands[0], false);
    code = code ? code : begin(&run);
    code = code ? code : read_movements(&run);
    code = code ? code : show(&run);
    code = code ? code : tell_problems(&run);
    eco_costing_free(run.costing);
    close_file(&run.movements);
    close_file(&run.skus);
    return code;
}
