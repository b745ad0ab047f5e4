/* history.c - see history.h. */
#include "ecomops/history.h"

#include <ecomops/host.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "ecomops/attributes.h"
#include "ecomops/documents.h"
#include "ecomops/grid.h"
#include "ecomops/input.h"

enum { KEPT = 1000 };

typedef struct history_line { /* of a row that has a problem */
    int64_t row, line;
} history_line;

typedef struct history_reader {
    tool_history *history;
    const tool_arguments *arguments;
    tool_input input;
    tool_orders *orders;
    eco_zone *zone;
    tool_progress progress;
    long long threads;
    int64_t rows; /* of the batches so far */
    history_line *lines;
    size_t lines_count, lines_capacity;
} history_reader;

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- options ---- */

/* "order=InvoiceNo,at=InvoiceDate" as a list; free() it and its first element. */
static const char **split_map(size_t *count, const char *map)
{
    char *copy = map ? strdup(map) : NULL, *rest = copy;
    size_t capacity = 0;
    const char **parts = tool_room(NULL, &capacity, 8, sizeof *parts);
    *count = 0;
    parts[0] = NULL;
    for (char *part; rest && (part = strsep(&rest, ","));) {
        parts = tool_room(parts, &capacity, *count + 1, sizeof *parts);
        parts[(*count)++] = part;
    }
    return parts;
}

static void free_map(const char **parts)
{
    free((char *)parts[0]);
    free(parts);
}

/* The base is the first --against, or --rules where there is none; --rules comes second, then what else is given to compare with. */
static size_t list_books(const char *paths[TOOL_BOOKS], const tool_arguments *arguments, const char *rules)
{
    const char *against[TOOL_GIVEN_MOST];
    size_t count = tool_values(arguments, "against", against, TOOL_GIVEN_MOST), listed = 0;
    if (count)
        paths[listed++] = against[0];
    paths[listed++] = rules;
    for (size_t i = 1; i < count && listed < TOOL_BOOKS; i++)
        paths[listed++] = against[i];
    return count + 1;
}

static int read_books(tool_history *history, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *slash = strrchr(paths[i], '/');
        int code = tool_read_rulebook(&history->books[i], paths[i]);
        if (code)
            return code;
        history->book_names[i] = slash ? slash + 1 : paths[i];
        history->books_count++;
    }
    return TOOL_DONE;
}

static int take_rulebooks(tool_history *history, const tool_arguments *arguments)
{
    const char *paths[TOOL_BOOKS], *rules = tool_value(arguments, "rules");
    if (!rules)
        return tool_fail(TOOL_USAGE, "backtest needs --rules RULES; see ecomops backtest --help");
    size_t count = list_books(paths, arguments, rules);
    if (count > TOOL_BOOKS)
        return tool_fail(TOOL_USAGE, "--against was given %zu times; it may be %d times", count - 1, TOOL_BOOKS - 1);
    int code = read_books(history, paths, count);
    if (code)
        return code;
    const eco_rulebook_content *content = eco_rulebook_content_of(history->books[count > 1]);
    const char *zone = tool_value(arguments, "zone"), *currency = tool_value(arguments, "currency");
    history->currency = content->currency;
    history->zone = zone ? zone : content->zone;
    if (currency && strcmp(currency, content->currency) != 0)
        return tool_fail(TOOL_REFUSED, "the orders are in %s, the rulebook %s in %s", currency, rules, content->currency);
    return TOOL_DONE;
}

/* ---- opening ---- */

static int open_backtest(history_reader *reader)
{
    tool_history *history = reader->history;
    eco_error error;
    long long movers;
    if (!tool_number(&reader->threads, reader->arguments, "threads", -1, 1024, -1) ||
        !tool_number(&movers, reader->arguments, "movers", 0, 1000000, TOOL_MOVERS))
        return TOOL_USAGE;
    const eco_backtest_options options = {.struct_size = sizeof options,
                                          .threads = (int32_t)reader->threads,
                                          .skip_bad_rows = true,
                                          .max_problems = KEPT,
                                          .movers = movers ? movers : -1};
    if (eco_backtest_create(&history->backtest, history->books, history->books_count, &options, &error))
        return tool_report(NULL, &error);
    return TOOL_DONE;
}

static int open_orders(history_reader *reader)
{
    const tool_arguments *arguments = reader->arguments;
    const char *encoding = tool_value(arguments, "encoding"), *path = arguments->operands[0];
    tool_attributes attributes;
    eco_error error;
    size_t map_count;
    tool_orders_options options = {.currency = reader->history->currency,
                                   .cancelled_prefix = tool_value(arguments, "cancelled-prefix"),
                                   .problems_most = KEPT};
    if (encoding && !tool_encoding_find(&options.encoding, encoding))
        return tool_fail(TOOL_USAGE, "--encoding is utf-8, gbk or gb18030, not '%s'", encoding);
    if (eco_zone_open(&reader->zone, reader->history->zone, &error))
        return tool_report(NULL, &error);
    if (tool_input_open(&reader->input, path, &error))
        return tool_report(path, &error);
    options.zone = reader->zone;
    const char **map = split_map(&map_count, tool_value(arguments, "map"));
    options.map = map;
    options.map_count = map_count;
    tool_attributes_of(&attributes, reader->history->books, reader->history->books_count);
    options.attributes = attributes.names;
    options.attributes_count = attributes.count;
    eco_status failed = tool_orders_open(&reader->orders, tool_source_of_input(&reader->input), &options, &error);
    tool_attributes_free(&attributes);
    free_map(map);
    return failed ? tool_report(path, &error) : TOOL_DONE;
}

/* ---- reading ---- */

/* The lines of the file of rows in this batch that turned out to be problems. */
static void note_lines(history_reader *reader, const eco_table *batch)
{
    const eco_table *table = tool_history_table(reader->history, "problems");
    const int64_t *problem_rows = eco_table_column(table, "row")->values, *lines = tool_orders_lines(reader->orders, batch);
    for (int64_t i = 0; i < table->rows; i++) {
        int64_t row = problem_rows[i] - 1 - reader->rows;
        if (row < 0 || row >= batch->rows)
            continue;
        reader->lines = tool_room(reader->lines, &reader->lines_capacity, reader->lines_count + 1, sizeof *reader->lines);
        reader->lines[reader->lines_count++] = (history_line){problem_rows[i], lines[row]};
    }
    eco_table_free(table);
}

typedef struct history_ahead { /* the batch that is read while the one before is priced */
    tool_orders *orders;
    const eco_table *batch;
    eco_status status;
    eco_error error;
    double seconds;
} history_ahead;

static void *read_ahead(void *user)
{
    history_ahead *ahead = user;
    double before = seconds_now();
    ahead->status = tool_orders_next(ahead->orders, &ahead->batch, &ahead->error);
    ahead->seconds += seconds_now() - before;
    return NULL;
}

/* Prices a batch while the next one is read: by a thread, unless one is all that is wanted, or there is none to be had. */
static eco_status price_and_read(history_reader *reader, const eco_table *batch, history_ahead *ahead, eco_error *error)
{
    pthread_t thread;
    bool beside = reader->threads != 0 && pthread_create(&thread, NULL, read_ahead, ahead) == 0;
    double before = seconds_now();
    eco_status failed = eco_backtest_update(reader->history->backtest, batch, error);
    reader->history->price_seconds += seconds_now() - before;
    if (beside)
        pthread_join(thread, NULL);
    else if (!failed)
        read_ahead(ahead);
    return failed;
}

static int read_batches(history_reader *reader)
{
    tool_history *history = reader->history;
    const char *path = reader->arguments->operands[0];
    history_ahead ahead = {.orders = reader->orders};
    eco_error error;
    read_ahead(&ahead);
    while (!ahead.status && ahead.batch) {
        int64_t done, total;
        const eco_table *batch = ahead.batch;
        if (price_and_read(reader, batch, &ahead, &error))
            return tool_report(path, &error);
        note_lines(reader, batch);
        reader->rows += batch->rows;
        tool_input_progress(&reader->input, &done, &total);
        tool_progress_show(&reader->progress, done, total);
    }
    history->read_seconds = ahead.seconds;
    return ahead.status ? tool_report(path, &ahead.error) : TOOL_DONE;
}

/* ---- what there is to tell ---- */

static int64_t line_of(const history_reader *reader, int64_t row)
{
    for (size_t i = reader->lines_count; i > 0; i--)
        if (reader->lines[i - 1].row == row)
            return reader->lines[i - 1].line;
    return 0;
}

static char *joined(const char *value, const char *reason)
{
    size_t capacity = 0, size = strlen(value) + strlen(reason) + 2;
    char *text = tool_room(NULL, &capacity, size, 1);
    snprintf(text, size, "%s%s%s", value, *value && *reason ? " " : "", reason);
    return text;
}

static char *text_at(const eco_column *column, int64_t row)
{
    const int64_t *offsets = column->values;
    size_t capacity = 0, size = (size_t)(offsets[row + 1] - offsets[row]);
    char *text = tool_room(NULL, &capacity, size + 1, 1);
    memcpy(text, column->bytes + offsets[row], size);
    text[size] = '\0';
    return text;
}

static int by_line(const void *a, const void *b)
{
    const tool_problem *left = a, *right = b;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return strcmp(left->message, right->message);
}

/* The problems of the reader and of the backtest, as one list. */
static void gather_problems(history_reader *reader)
{
    tool_history *history = reader->history;
    tool_orders_report report = tool_orders_report_of(reader->orders);
    const eco_table *table = tool_history_table(history, "problems");
    size_t capacity = 0, count = report.problems_count + (size_t)table->rows;
    history->problems = tool_room(NULL, &capacity, count + 1, sizeof *history->problems);
    for (size_t i = 0; i < report.problems_count; i++) {
        const tool_orders_problem *problem = &report.problems[i];
        const char *column = problem->column ? problem->column : "";
        history->problems[history->problems_count++] = (tool_problem){problem->line, joined(column, ""),
                                                                      joined(problem->value, problem->reason)};
    }
    for (int64_t i = 0; i < table->rows; i++) {
        int64_t row = ((const int64_t *)eco_table_column(table, "row")->values)[i];
        history->problems[history->problems_count++] = (tool_problem){
            line_of(reader, row), text_at(eco_table_column(table, "column"), i), text_at(eco_table_column(table, "message"), i)};
    }
    qsort(history->problems, history->problems_count, sizeof *history->problems, by_line);
    history->problems_total = report.bad_rows + strtoll(table->notes[0].value, NULL, 10);
    eco_table_free(table);
}

static void take_report(history_reader *reader)
{
    tool_history *history = reader->history;
    tool_orders_report report = tool_orders_report_of(reader->orders);
    size_t capacity = 0;
    history->refused_rows = report.bad_rows;
    history->blank_rows = report.blank_rows;
    history->encoding = report.encoding;
    history->columns = tool_room(NULL, &capacity, report.columns_count + 1, sizeof *history->columns);
    for (size_t i = 0; i < report.columns_count; i++) {
        const tool_orders_column *column = &report.columns[i];
        history->columns[history->columns_count++] = (tool_orders_column){
            joined(column->name, ""), column->used ? joined(column->used, "") : NULL, column->is_attribute};
    }
    gather_problems(reader);
}

int tool_history_read(tool_history *history, const tool_arguments *arguments)
{
    *history = (tool_history){0};
    history_reader reader = {.history = history,
                             .arguments = arguments,
                             .input = {.file = -1, .packed = -1},
                             .progress = tool_progress_of(stderr, tool_word_of(arguments->language, WORD_PRICING))};
    int code = take_rulebooks(history, arguments);
    code = code ? code : open_backtest(&reader);
    code = code ? code : open_orders(&reader);
    if (!code) {
        code = read_batches(&reader);
        tool_progress_end(&reader.progress);
    }
    if (!code)
        take_report(&reader);
    tool_orders_close(reader.orders);
    tool_input_close(&reader.input);
    eco_zone_free(reader.zone);
    free(reader.lines);
    return code;
}

void tool_history_free(tool_history *history)
{
    eco_backtest_free(history->backtest);
    for (size_t i = 0; i < history->books_count; i++)
        eco_rulebook_free(history->books[i]);
    for (size_t i = 0; i < history->problems_count; i++) {
        free((char *)history->problems[i].column);
        free((char *)history->problems[i].message);
    }
    for (size_t i = 0; i < history->columns_count; i++) {
        free((char *)history->columns[i].name);
        free((char *)history->columns[i].used);
    }
    free(history->problems);
    free(history->columns);
}

const eco_table *tool_history_table(const tool_history *history, const char *name)
{
    const eco_table *table;
    eco_error error;
    if (eco_backtest_table(&table, history->backtest, name, &error))
        exit(tool_report(NULL, &error));
    return table;
}
