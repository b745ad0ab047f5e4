/* kpi_read.c - files into the state: saved states first, then each file, in batches. */
#include <ecomops/host.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ecomops/grid.h"
#include "ecomops/input.h"
#include "ecomops/kpi_tool.h"
#include "ecomops/sheet.h"

enum { PROBLEMS_MOST = 1000, BATCH_ROWS = 65536 };

typedef struct kpi_reader {
    tool_figures *kpi;
    const tool_arguments *arguments;
    eco_zone *zone;
    char *map_text;
    const char **map;
    bool *map_used;
    size_t map_count;
    bool orders_as_events; /* a cohort is asked for, and nothing tells of events: orders are the purchases */
    int32_t *codes;        /* of that: all zero */
} kpi_reader;

static const struct {
    const char *option;
    eco_kpi_source source;
} named_files[] = {{"events", ECO_KPI_EVENTS},  {"orders", ECO_KPI_ORDERS}, {"refunds", ECO_KPI_REFUNDS},
                   {"spend", ECO_KPI_SPEND},    {"stock", ECO_KPI_STOCK},   {"service", ECO_KPI_SERVICE},
                   {"parcels", ECO_KPI_PARCELS}};
enum { NAMED_FILES = sizeof named_files / sizeof *named_files };

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static char *copy_text(const char *text)
{
    size_t capacity = 0, size = strlen(text) + 1;
    return memcpy(tool_room(NULL, &capacity, size, 1), text, size);
}

/* ---- saved states ---- */

static int load_one(kpi_reader *reader, const char *path)
{
    char *bytes;
    size_t size;
    eco_error error;
    eco_kpi_state *state;
    if (tool_input_document(&bytes, &size, path, SIZE_MAX / 2, &error))
        return tool_report(path, &error);
    eco_status failed = eco_kpi_load(&state, reader->kpi->plan, bytes, size, &error);
    free(bytes);
    if (failed)
        return tool_report(path, &error);
    failed = eco_kpi_merge(reader->kpi->state, state, &error);
    eco_kpi_state_free(state);
    return failed ? tool_report(path, &error) : TOOL_DONE;
}

static int load_states(kpi_reader *reader)
{
    const char *paths[TOOL_GIVEN_MOST];
    size_t count = tool_values(reader->arguments, "load", paths, TOOL_GIVEN_MOST);
    int code = TOOL_DONE;
    for (size_t i = 0; i < count && !code; i++)
        code = load_one(reader, paths[i]);
    return code;
}

/* Beside the file, then in its place: a state is there whole, or as it was. */
static int save_state(const tool_figures *kpi, const char *path)
{
    char part[4096];
    eco_error error;
    if ((size_t)snprintf(part, sizeof part, "%s.part", path) >= sizeof part)
        return tool_fail(TOOL_REFUSED, "the name of the file is too long");
    FILE *file = fopen(part, "wb");
    if (!file)
        return tool_fail(TOOL_REFUSED, "%s: %s", part, strerror(errno));
    eco_status failed = eco_kpi_save(kpi->state, eco_host_file(file), &error);
    bool written = fclose(file) == 0;
    if (failed && failed != ECO_E_CANCELLED) {
        remove(part);
        return tool_report(path, &error);
    }
    if (failed || !written || rename(part, path)) {
        remove(part);
        return tool_fail(TOOL_REFUSED, "%s could not be written", path);
    }
    return TOOL_DONE;
}

/* ---- a file ---- */

static void note_problems(kpi_reader *reader, const char *path, const tool_sheet_report *report)
{
    tool_figures *kpi = reader->kpi;
    kpi->problems_total += report->bad_rows;
    for (size_t i = 0; i < report->problems_count && kpi->problems_count < PROBLEMS_MOST; i++) {
        const tool_orders_problem *problem = &report->problems[i];
        char message[TOOL_QUOTED + 256];
        kpi->problems = tool_room(kpi->problems, &kpi->problems_capacity, kpi->problems_count + 1, sizeof *kpi->problems);
        snprintf(message, sizeof message, "%s%s%s", problem->value, *problem->value ? " " : "", problem->reason);
        kpi->problems[kpi->problems_count++] = (tool_kpi_problem){
            path, problem->line, copy_text(problem->column ? problem->column : ""), copy_text(message)};
    }
}

/* "order=InvoiceNo, at=InvoiceDate": what was used, or the names of what was not. */
static char *list_columns(const tool_sheet_report *report, bool used)
{
    size_t capacity = 0, size = 0;
    char *text = tool_room(NULL, &capacity, 1, 1);
    text[0] = '\0';
    for (size_t i = 0; i < report->columns_count; i++) {
        const tool_orders_column *column = &report->columns[i];
        if (used != (column->used != NULL))
            continue;
        size_t more = strlen(column->name) + (used ? strlen(column->used) : 0) + 4;
        text = tool_room(text, &capacity, size + more, 1);
        size += (size_t)sprintf(text + size, "%s%s%s%s", size ? ", " : "", used ? column->used : "", used ? "=" : "",
                                column->name);
    }
    return text;
}

static void note_file(kpi_reader *reader, const char *path, const tool_sheet *sheet)
{
    tool_sheet_report report = tool_sheet_report_of(sheet);
    reader->kpi->files[reader->kpi->files_count++] = (tool_kpi_file){.path = path,
                                                                     .source = report.source,
                                                                     .rows = report.rows,
                                                                     .bad_rows = report.bad_rows,
                                                                     .returned_rows = report.returned_rows,
                                                                     .used = list_columns(&report, true),
                                                                     .unused = list_columns(&report, false),
                                                                     .encoding = tool_encoding_name(report.encoding)};
    note_problems(reader, path, &report);
}

/* Orders as the purchases that they are: who bought when. */
static eco_status feed_as_events(kpi_reader *reader, const eco_table *orders, eco_error *error)
{
    static const char *const names[] = {"purchase"};
    static const eco_column words = {.type = ECO_TYPE_TEXT, .values = names};
    const eco_column *at = eco_table_column(orders, "at"), *user = eco_table_column(orders, "user");
    if (!user)
        return ECO_OK;
    eco_column columns[] = {
        *at,
        *user,
        {.name = "event", .type = ECO_TYPE_CODE, .values = reader->codes, .dictionary = &words, .dictionary_rows = 1}};
    const eco_table events = {.rows = orders->rows, .columns = columns, .columns_count = 3};
    return eco_kpi_update(reader->kpi->state, ECO_KPI_EVENTS, &events, error);
}

static eco_status feed(kpi_reader *reader, tool_sheet *sheet, bool *more, eco_error *error)
{
    const eco_table *batch, *returned;
    eco_kpi_source source = tool_sheet_source(sheet);
    eco_status status = tool_sheet_next(sheet, &batch, &returned, error);
    *more = !status && (batch->rows || returned->rows);
    if (!status && batch->rows)
        status = eco_kpi_update(reader->kpi->state, source, batch, error);
    if (!status && batch->rows && source == ECO_KPI_ORDERS && reader->orders_as_events)
        status = feed_as_events(reader, batch, error);
    if (!status && returned->rows)
        status = eco_kpi_update(reader->kpi->state, ECO_KPI_REFUNDS, returned, error);
    return status;
}

static int read_sheet(kpi_reader *reader, const char *path, tool_input *input, tool_sheet *sheet)
{
    tool_progress progress = tool_progress_of(stderr, tool_word_of(reader->arguments->language, WORD_KPI_READING));
    eco_error error;
    eco_status failed = ECO_OK;
    for (bool more = true; more && !failed;) {
        int64_t done, total;
        failed = feed(reader, sheet, &more, &error);
        tool_input_progress(input, &done, &total);
        tool_progress_show(&progress, done, total);
    }
    tool_progress_end(&progress);
    note_file(reader, path, sheet);
    return failed ? tool_report(path, &error) : TOOL_DONE;
}

typedef struct kpi_file { /* open */
    const char *path;
    tool_input input;
    tool_sheet *sheet;
} kpi_file;

static int open_file(kpi_reader *reader, kpi_file *file, const char *path, eco_kpi_source source)
{
    const char *encoding = tool_value(reader->arguments, "encoding");
    tool_sheet_options options = {.source = source,
                                  .currency = reader->kpi->content->options->currency,
                                  .zone = reader->zone,
                                  .map = reader->map,
                                  .map_used = reader->map_used,
                                  .map_count = reader->map_count,
                                  .is_wanted = tool_kpi_is_wanted,
                                  .user = reader->kpi->content,
                                  .cancelled_prefix = tool_value(reader->arguments, "cancelled-prefix")};
    eco_error error;
    file->path = path;
    if (encoding && !tool_encoding_find(&options.encoding, encoding))
        return tool_fail(TOOL_USAGE, "--encoding is utf-8, gbk or gb18030, not '%s'", encoding);
    if (tool_input_open(&file->input, path, &error))
        return tool_report(path, &error);
    return tool_sheet_open(&file->sheet, tool_source_of_input(&file->input), &options, &error) ? tool_report(path, &error)
                                                                                               : TOOL_DONE;
}

/* ---- all files ---- */

/* Every file by its option, or by its header. */
static int open_files(kpi_reader *reader, kpi_file *files, size_t *count)
{
    const tool_arguments *arguments = reader->arguments;
    int code = TOOL_DONE;
    for (size_t i = 0; i < arguments->operands_count && !code; i++)
        code = open_file(reader, &files[(*count)++], arguments->operands[i], 0);
    for (size_t i = 0; i < NAMED_FILES && !code; i++) {
        const char *paths[TOOL_GIVEN_MOST];
        size_t given = tool_values(arguments, named_files[i].option, paths, TOOL_GIVEN_MOST);
        for (size_t k = 0; k < given && !code; k++) {
            if (*count == TOOL_KPI_FILES)
                return tool_fail(TOOL_USAGE, "more than %d files; put them together, or save states and --load them",
                                 TOOL_KPI_FILES);
            code = open_file(reader, &files[(*count)++], paths[k], named_files[i].source);
        }
    }
    for (size_t i = 0; i < reader->map_count && !code; i++)
        if (!reader->map_used[i])
            code = tool_fail(TOOL_REFUSED, "--map %s: no file has such a column, or nothing is called so", reader->map[i]);
    return code;
}

static void split_map(kpi_reader *reader)
{
    const char *map = tool_value(reader->arguments, "map");
    size_t capacity = 0, used = 0;
    if (!map)
        return;
    char *rest = reader->map_text = copy_text(map);
    for (char *part; (part = strsep(&rest, ","));) {
        reader->map = tool_room(reader->map, &capacity, reader->map_count + 1, sizeof *reader->map);
        reader->map[reader->map_count++] = part;
    }
    reader->map_used = tool_room(NULL, &used, reader->map_count, sizeof *reader->map_used);
    memset(reader->map_used, 0, reader->map_count * sizeof *reader->map_used);
}

/* A cohort of buyers needs no events: orders tell who bought when. */
static void see_what_there_is(kpi_reader *reader, const kpi_file *files, size_t count)
{
    size_t capacity = 0;
    reader->orders_as_events = tool_value(reader->arguments, "cohort") != NULL;
    for (size_t i = 0; i < count; i++)
        if (tool_sheet_source(files[i].sheet) == ECO_KPI_EVENTS)
            reader->orders_as_events = false;
    if (reader->orders_as_events) {
        reader->codes = tool_room(NULL, &capacity, BATCH_ROWS, sizeof *reader->codes);
        memset(reader->codes, 0, BATCH_ROWS * sizeof *reader->codes);
    }
}

static int read_all(kpi_reader *reader)
{
    kpi_file files[TOOL_KPI_FILES];
    size_t count = 0;
    for (size_t i = 0; i < TOOL_KPI_FILES; i++)
        files[i] = (kpi_file){.input = {.file = -1, .packed = -1}};
    int code = open_files(reader, files, &count);
    if (!code)
        see_what_there_is(reader, files, count);
    for (size_t i = 0; i < count && !code; i++)
        code = read_sheet(reader, files[i].path, &files[i].input, files[i].sheet);
    for (size_t i = 0; i < count; i++) {
        tool_sheet_close(files[i].sheet);
        tool_input_close(&files[i].input);
    }
    return code;
}

int tool_kpi_read(tool_figures *kpi, const tool_arguments *arguments)
{
    kpi_reader reader = {.kpi = kpi, .arguments = arguments};
    const char *save = tool_value(arguments, "save");
    double before = seconds_now();
    eco_error error;
    split_map(&reader);
    int code = eco_kpi_state_create(&kpi->state, kpi->plan, &error) ||
                       eco_zone_open(&reader.zone, kpi->content->options->zone, &error)
                   ? tool_report(NULL, &error)
                   : load_states(&reader);
    code = code ? code : read_all(&reader);
    code = code || !save ? code : save_state(kpi, save);
    eco_zone_free(reader.zone);
    free(reader.map_text);
    free(reader.map);
    free(reader.map_used);
    free(reader.codes);
    kpi->read_seconds = seconds_now() - before;
    return code;
}

void tool_kpi_free(tool_figures *kpi)
{
    for (size_t i = 0; i < kpi->files_count; i++) {
        free(kpi->files[i].used);
        free(kpi->files[i].unused);
    }
    for (size_t i = 0; i < kpi->problems_count; i++) {
        free(kpi->problems[i].column);
        free(kpi->problems[i].message);
    }
    free(kpi->problems);
    eco_kpi_state_free(kpi->state);
    eco_kpi_plan_free(kpi->plan);
}
