/* data.c - one event log at a time in memory; for peers each column is a file of what Arrow calls its buffers. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "families.h"

static events *held;
static const events *written; /* whose files are there */

const events *data_of(int64_t rows, bool has_text_ids)
{
    if (!held || held->rows != rows || held->has_text_ids != has_text_ids) {
        data_free();
        held = events_make(rows, has_text_ids);
        if (!held)
            bench_stop("no memory for %lld events", (long long)rows);
    }
    return held;
}

void data_free(void)
{
    events_free(held);
    held = NULL;
    written = NULL;
}

int64_t data_rows(void)
{
    const char *rows = getenv("ECO_BENCH_EVENTS");
    long long wanted = rows ? atoll(rows) : 10000000;
    if (wanted < 1000)
        bench_stop("ECO_BENCH_EVENTS is a number of events, at least 1000");
    return wanted;
}

static void write_buffer(const char *folder, const char *column, const char *kind, const void *bytes, size_t size)
{
    char path[4096 + 64];
    snprintf(path, sizeof path, "%s/%s.%s", folder, column, kind);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file))
        bench_stop("%s: %s", path, strerror(errno));
}

static void write_columns(const events *data, const char *folder)
{
    for (int i = 0; i < EVENTS_COLUMNS; i++) {
        const events_column *column = &data->columns[i];
        write_buffer(folder, column->name, "values", column->values, events_values_size(data, column));
        if (column->valid)
            write_buffer(folder, column->name, "valid", column->valid, ((size_t)data->rows + 7) / 8);
        if (column->bytes)
            write_buffer(folder, column->name, "bytes", column->bytes, (size_t)((const int64_t *)column->values)[data->rows]);
    }
}

static void tell_dictionary(const events_column *column, FILE *file)
{
    const char *const *words = column->dictionary ? column->dictionary->values : NULL;
    for (int64_t i = 0; i < column->dictionary_rows; i++)
        fprintf(file, "%s\"%s\"", i ? ", " : "", words[i]);
}

void data_tell(const events *data, FILE *file)
{
    char folder[64], path[4096];
    snprintf(folder, sizeof folder, "build/bench/events-%lld-%s", (long long)data->rows, data->has_text_ids ? "str" : "int");
    if ((mkdir(folder, 0777) && errno != EEXIST) || !realpath(folder, path))
        bench_stop("%s: %s", folder, strerror(errno));
    if (written != data)
        write_columns(data, path);
    written = data;
    fprintf(file, "\"rows\": %lld, \"folder\": \"%s\", \"columns\": [", (long long)data->rows, path);
    for (int i = 0; i < EVENTS_COLUMNS; i++) {
        const events_column *column = &data->columns[i];
        fprintf(file, "%s\n {\"name\": \"%s\", \"type\": \"%s\", \"has_nulls\": %s, \"dictionary\": [", i ? "," : "",
                column->name, eco_type_name(column->type), column->valid ? "true" : "false");
        tell_dictionary(column, file);
        fprintf(file, "]}");
    }
    fprintf(file, "]");
}
