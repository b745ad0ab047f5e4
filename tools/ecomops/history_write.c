/* history_write.c - a backtest for programs: its tables as CSV or JSON, on standard output or as files of a folder. */
#include <ecomops/host.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ecomops/grid.h"
#include "ecomops/history_report.h"

typedef struct history_writer {
    const tool_history *history;
    eco_format format;
    FILE *file;
} history_writer;

static eco_status write_table(const history_writer *writer, const eco_table *table, eco_error *error)
{
    return eco_table_write(table, writer->format, eco_host_file(writer->file), error);
}

/* A table that the backtest makes. */
static eco_status write_own(const history_writer *writer, const char *name, eco_error *error)
{
    const eco_table *table = tool_history_table(writer->history, name);
    eco_status failed = write_table(writer, table, error);
    eco_table_free(table);
    return failed;
}

/* The reader's refused rows are bad rows too. */
static eco_status write_rows(const history_writer *writer, const char *name, eco_error *error)
{
    const eco_table *table = tool_history_table(writer->history, name);
    int64_t counts[16];
    eco_column columns[4];
    for (size_t i = 0; i < 4; i++)
        columns[i] = table->columns[i];
    for (int64_t i = 0; i < table->rows; i++)
        counts[i] = ((const int64_t *)columns[1].values)[i] + (i >= table->rows - 2 ? writer->history->refused_rows : 0);
    columns[1].values = counts;
    eco_status failed = write_table(writer, &(eco_table){.rows = table->rows, .columns = columns, .columns_count = 4}, error);
    eco_table_free(table);
    return failed;
}

static eco_status write_columns(const history_writer *writer, const char *name, eco_error *error)
{
    const tool_history *history = writer->history;
    size_t capacity = 0;
    const char **texts = tool_room(NULL, &capacity, 2 * history->columns_count + 1, sizeof *texts);
    uint8_t *valid = calloc(history->columns_count / 8 + 1, 1);
    (void)name;
    for (size_t i = 0; i < history->columns_count; i++) {
        texts[i] = history->columns[i].name;
        texts[history->columns_count + i] = history->columns[i].used ? history->columns[i].used : "";
        if (valid && history->columns[i].used)
            valid[i / 8] = (uint8_t)(valid[i / 8] | 1 << i % 8);
    }
    eco_column columns[] = {ECO_TEXT_COLUMN("column", texts), ECO_TEXT_COLUMN("used", texts + history->columns_count)};
    columns[1].valid = valid;
    eco_status failed = write_table(
        writer, &(eco_table){.rows = (int64_t)history->columns_count, .columns = columns, .columns_count = 2}, error);
    free(texts);
    free(valid);
    return failed;
}

/* Which file each rulebook of the other tables is. */
static eco_status write_rulebooks(const history_writer *writer, const char *name, eco_error *error)
{
    const tool_history *history = writer->history;
    int64_t numbers[TOOL_BOOKS];
    (void)name;
    for (size_t i = 0; i < history->books_count; i++)
        numbers[i] = (int64_t)i;
    const eco_column columns[] = {ECO_INT64_COLUMN("rulebook", numbers), ECO_TEXT_COLUMN("file", history->book_names)};
    return write_table(writer, &(eco_table){.rows = (int64_t)history->books_count, .columns = columns, .columns_count = 2},
                       error);
}

static eco_status write_problems(const history_writer *writer, const char *name, eco_error *error)
{
    const tool_history *history = writer->history;
    const tool_problem none = {0}, *first = history->problems_count ? history->problems : &none;
    eco_column columns[] = {ECO_INT64_COLUMN("line", &first->line), ECO_TEXT_COLUMN("column", &first->column),
                            ECO_TEXT_COLUMN("message", &first->message)};
    (void)name;
    for (size_t i = 0; i < 3; i++)
        columns[i].stride = sizeof *first;
    return write_table(writer, &(eco_table){.rows = (int64_t)history->problems_count, .columns = columns, .columns_count = 3},
                       error);
}

static const struct {
    const char *name;
    eco_status (*write)(const history_writer *writer, const char *name, eco_error *error);
} tables[] = {{"columns", write_columns},   {"rulebooks", write_rulebooks}, {"rows", write_rows},
              {"problems", write_problems}, {"summary", write_own},         {"promotions", write_own},
              {"days", write_own},          {"months", write_own},          {"movers", write_own}};
enum { TABLES = sizeof tables / sizeof *tables };

static eco_format format_of(tool_format format)
{
    return format == TOOL_JSON ? ECO_FORMAT_JSON : ECO_FORMAT_CSV;
}

static eco_status write_all(const history_writer *writer, eco_error *error)
{
    for (size_t i = 0; i < TABLES; i++) {
        printf("%s\"%s\":", i ? ",\n" : "{", tables[i].name);
        eco_status failed = tables[i].write(writer, tables[i].name, error);
        if (failed)
            return failed;
    }
    puts("}");
    return ECO_OK;
}

int tool_history_write(const tool_history *history, tool_format format, const char *name)
{
    const history_writer writer = {history, format_of(format), stdout};
    eco_error error;
    if (!name && format == TOOL_JSON)
        return write_all(&writer, &error) ? tool_report(NULL, &error) : TOOL_DONE;
    for (size_t i = 0; i < TABLES; i++)
        if (strcmp(name ? name : "promotions", tables[i].name) == 0)
            return tables[i].write(&writer, tables[i].name, &error) ? tool_report(NULL, &error) : TOOL_DONE;
    return tool_fail(TOOL_USAGE,
                     "there is no table '%s'; there are columns, rulebooks, rows, problems, summary, promotions, days, months "
                     "and movers",
                     name);
}

/* ---- a folder ---- */

static int write_file(history_writer *writer, const char *folder, size_t table)
{
    char path[4096];
    eco_error error;
    int size = snprintf(path, sizeof path, "%s/%s.%s", folder, tables[table].name,
                        writer->format == ECO_FORMAT_JSON ? "json" : "csv");
    if (size < 0 || (size_t)size >= sizeof path)
        return tool_fail(TOOL_REFUSED, "the name of the folder is too long");
    writer->file = fopen(path, "wb");
    if (!writer->file)
        return tool_fail(TOOL_REFUSED, "%s: %s", path, strerror(errno));
    eco_status failed = tables[table].write(writer, tables[table].name, &error);
    bool written = fclose(writer->file) == 0;
    if (failed && failed != ECO_E_CANCELLED) /* cancelled: the file takes no more */
        return tool_report(path, &error);
    return failed || !written ? tool_fail(TOOL_REFUSED, "%s could not be written", path) : TOOL_DONE;
}

int tool_history_write_folder(const tool_history *history, tool_format format, const char *folder)
{
    history_writer writer = {history, format_of(format), NULL};
    int code = TOOL_DONE;
    if (mkdir(folder, 0777) && errno != EEXIST)
        return tool_fail(TOOL_REFUSED, "%s: %s", folder, strerror(errno));
    for (size_t i = 0; !code && i < TABLES; i++)
        code = write_file(&writer, folder, i);
    return code;
}
