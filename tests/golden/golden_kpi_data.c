/* golden_kpi_data.c - data sets beside the project (ECO_DATA_DIR, else ../shared/data): comma separated values, whole in memory, unpacked by xz. Files without
 * line breaks in cells. */
#include <stdio.h>
#include <unistd.h>

#include "golden_kpi.h"

enum { DATA_MOST = 8 };
static golden_data all_data[DATA_MOST];
static size_t data_count;

static void forget_data(void)
{
    for (size_t i = 0; i < data_count; i++) {
        free(all_data[i].name);
        free(all_data[i].text);
        free(all_data[i].headings);
        free(all_data[i].cells);
    }
}

static void *must(void *memory)
{
    if (!memory)
        exit(2);
    return memory;
}

/* The file, or what xz makes of it; NULL: neither is there. */
static char *read_text(const char *name)
{
    const char *folder = getenv("ECO_DATA_DIR");
    const char *path = golden_text("%s/%s", folder ? folder : "../shared/data", name), *packed = golden_text("%s.xz", path);
    bool is_packed = access(path, R_OK) != 0;
    if (is_packed && access(packed, R_OK) != 0)
        return NULL;
    FILE *file = is_packed ? popen(golden_text("xz -dc '%s'", packed), "r") : fopen(path, "rb");
    size_t size = 0, capacity = 1 << 20;
    char *text = must(malloc(capacity));
    for (size_t got; file && (got = fread(text + size, 1, capacity - size - 1, file)) > 0;) {
        size += got;
        if (size + 1 == capacity)
            text = must(realloc(text, capacity *= 2));
    }
    text[size] = '\0';
    if (!file || (is_packed ? pclose(file) : fclose(file)) != 0)
        exit(2);
    return text;
}

/* Ends the cell at `text`, in place; gives where the next begins. *last: it was the line's last. */
static char *end_cell(char *text, bool *last)
{
    bool is_quoted = *text == '"';
    char *out = text;
    for (text += is_quoted; *text && (is_quoted || (*text != ',' && *text != '\n' && *text != '\r')); text++) {
        if (is_quoted && *text == '"') {
            is_quoted = text[1] == '"';
            if (is_quoted)
                *out++ = *text++;
        } else {
            *out++ = *text;
        }
    }
    *last = *text != ',';
    text += *text == '\r';
    char *next = text + (*text != '\0');
    *out = '\0';
    return next;
}

static char *read_line(golden_data *data, char *at, const char **cells)
{
    bool is_last = false;
    for (size_t i = 0; i < data->columns_count; i++) {
        cells[i] = is_last ? "" : at;
        if (!is_last)
            at = end_cell(at, &is_last);
    }
    return at;
}

static void parse(golden_data *data)
{
    char *at = data->text;
    int64_t lines = 0;
    data->columns_count = 1;
    for (const char *heading = at; *heading && *heading != '\n'; heading++)
        data->columns_count += *heading == ',';
    for (const char *line = at; (line = strchr(line, '\n')) != NULL; line++)
        lines++;
    data->headings = must(calloc(data->columns_count, sizeof *data->headings));
    data->cells = must(calloc((size_t)(lines + 1) * data->columns_count, sizeof *data->cells));
    for (at = read_line(data, at, data->headings); *at; data->rows++)
        at = read_line(data, at, &data->cells[(size_t)data->rows * data->columns_count]);
}

const golden_data *golden_data_of(golden_case *test, const char *name)
{
    for (size_t i = 0; i < data_count; i++)
        if (strcmp(all_data[i].name, name) == 0)
            return &all_data[i];
    char *text = data_count < DATA_MOST ? read_text(name) : NULL;
    if (!text) {
        golden_skip(test, "%s is not in ECO_DATA_DIR or ../shared/data", name);
        return NULL;
    }
    if (data_count == 0 && atexit(forget_data))
        exit(2);
    golden_data *data = &all_data[data_count++];
    *data = (golden_data){.name = must(strdup(name)), .text = text};
    parse(data);
    return data;
}

const char *golden_data_cell(const golden_data *data, int64_t row, const char *column)
{
    for (size_t i = 0; i < data->columns_count; i++)
        if (strcmp(data->headings[i], column) == 0)
            return data->cells[(size_t)row * data->columns_count + i];
    return "";
}
