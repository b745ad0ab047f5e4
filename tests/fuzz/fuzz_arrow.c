/* Arrow streams from bytes: of sane structure (buffers as long as the lengths say, which the interface gives no means to check), with hostile values,
 * types, counts, names and NULLs inside. What is read must be writable in every format, and come back the same through our own stream. */
#include <ecomops/arrow.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS_MOST = 4, ROWS_MOST = 20, BYTES_MOST = 48 };

static void check(bool condition)
{
    if (!condition)
        abort();
}

/* ---- bytes of the input, zeros after its end ---- */

typedef struct input {
    const uint8_t *data;
    size_t size;
} input;

static void take(input *in, void *out, size_t size)
{
    size_t given = size < in->size ? size : in->size;
    memset(out, 0, size);
    if (given)
        memcpy(out, in->data, given);
    in->data += given;
    in->size -= given;
}

static uint8_t take_byte(input *in)
{
    uint8_t byte;
    take(in, &byte, 1);
    return byte;
}

static int64_t take_below(input *in, int64_t most)
{
    return take_byte(in) % (most + 1);
}

/* A buffer of exactly so many bytes, so that a sanitizer sees one read too many. Sometimes not aligned. */
static void *take_buffer(input *in, size_t size)
{
    char *buffer = malloc(size + 1);
    check(buffer);
    take(in, buffer, size);
    return buffer;
}

static char *take_text(input *in, size_t most)
{
    size_t size = (size_t)take_below(in, (int64_t)most);
    char *text = take_buffer(in, size);
    text[size] = '\0';
    return text;
}

/* ---- what is given out ---- */

static int held; /* schemas and arrays given out and not yet released */

typedef struct stream_state {
    struct ArrowSchema *schema;
    struct ArrowArray *array;
    bool given;
} stream_state;

static void leave_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
    held--;
}

static void leave_array(struct ArrowArray *array)
{
    array->release = NULL;
    held--;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    *out = *((stream_state *)stream->private_data)->schema;
    held++;
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    stream_state *state = stream->private_data;
    memset(out, 0, sizeof *out);
    if (state->given)
        return 0;
    state->given = true;
    *out = *state->array;
    held++;
    return 0;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

/* ---- making a column ---- */

/* `bytes` a value; 0: bits; -4, -8: offsets of that size; -16: views. */
static const struct {
    const char *format;
    int bytes;
} types[] = {{"c", 1},   {"C", 1},  {"s", 2},  {"S", 2},    {"i", 4},       {"I", 4},       {"l", 8},       {"L", 8},
             {"f", 4},   {"g", 8},  {"b", 0},  {"tss:", 8}, {"tsm:UTC", 8}, {"tsu:", 8},    {"tsn:", 8},    {"tdD", 4},
             {"tdm", 8}, {"u", -4}, {"U", -8}, {"vu", -16}, {"w:16", 16},   {"d:38,2", 16}, {"d:9,18", 16}, {"d:19,0", 16}};
enum { TYPES = sizeof types / sizeof *types };

static void *offsets_of(input *in, int width, int64_t rows, int64_t bytes)
{
    char *offsets = malloc((size_t)((rows + 1) * width));
    check(offsets);
    int64_t at = 0;
    for (int64_t row = 0; row <= rows; row++) {
        uint8_t how = take_byte(in);
        if (how == 255)
            at = (int64_t)(int8_t)take_byte(in); /* falls, or is negative */
        else
            at += how % 5;
        at = at > bytes ? bytes : at;
        int32_t narrow = (int32_t)at;
        memcpy(offsets + row * width, width == 4 ? (void *)&narrow : (void *)&at, (size_t)width);
    }
    return offsets;
}

static void make_views(input *in, struct ArrowArray *array, int64_t rows)
{
    int64_t buffers = take_below(in, 2), *sizes = calloc(3, sizeof *sizes);
    check(sizes);
    char *views = take_buffer(in, (size_t)rows * 16);
    for (int64_t row = 0; row < rows; row++) { /* most of them near what they may be */
        int32_t size;
        memcpy(&size, views + row * 16, 4);
        if (size & 0x100) {
            int32_t place[2] = {(int32_t)take_below(in, 2), (int32_t)take_below(in, BYTES_MOST)};
            size &= 31;
            memcpy(views + row * 16, &size, 4);
            if (size > 12)
                memcpy(views + row * 16 + 8, place, 8);
        }
    }
    array->buffers[1] = views;
    for (int64_t i = 0; i < buffers; i++) {
        sizes[i] = take_below(in, BYTES_MOST);
        array->buffers[2 + i] = take_buffer(in, (size_t)sizes[i]);
    }
    array->buffers[2 + buffers] = sizes;
    array->n_buffers = 3 + buffers;
}

static void make_array(input *in, struct ArrowArray *array, int type, int64_t rows)
{
    int bytes = types[type].bytes;
    array->length = rows;
    array->buffers = calloc(6, sizeof *array->buffers);
    check(array->buffers);
    array->n_buffers = 2;
    array->null_count = -1;
    array->release = leave_array;
    if (take_byte(in) & 1)
        array->buffers[0] = take_buffer(in, (size_t)rows / 8 + 1);
    if (bytes == -16) {
        make_views(in, array, rows);
    } else if (bytes < 0) {
        int64_t size = take_below(in, BYTES_MOST);
        array->buffers[1] = offsets_of(in, -bytes, rows, size);
        array->buffers[2] = take_buffer(in, (size_t)size);
        array->n_buffers = 3;
    } else {
        array->buffers[1] = take_buffer(in, bytes ? (size_t)(rows * bytes) : (size_t)rows / 8 + 1);
    }
}

static void free_array(struct ArrowArray *array)
{
    for (int i = 0; i < 6; i++)
        free((void *)array->buffers[i]);
    free(array->buffers);
}

static char *make_metadata(input *in)
{
    static const char key[] = "ecomops.currency";
    static const char *const codes[] = {"CNY", "JPY", "KWD", "XQX"};
    char *metadata = calloc(1, 128), *at = metadata;
    check(metadata);
    int32_t pairs = (int32_t)take_below(in, 2);
    memcpy(at, &pairs, 4);
    at += 4;
    for (int32_t i = 0; i < pairs; i++) {
        bool ours = take_byte(in) & 1;
        const char *value = codes[take_byte(in) & 3];
        int32_t sizes[] = {ours ? 16 : (int32_t)take_below(in, 10), ours ? 3 : (int32_t)take_below(in, 10)};
        memcpy(at, sizes, 4);
        memcpy(at + 4, key, (size_t)sizes[0]);
        at += 4 + sizes[0];
        memcpy(at, sizes + 1, 4);
        memcpy(at + 4, value, 3);
        at += 4 + sizes[1];
    }
    return metadata;
}

/* Counts and pointers that lie where a lie can be seen. */
static void tell_lies(input *in, struct ArrowArray *array, struct ArrowSchema *schema)
{
    static const int64_t counts[] = {-1, -2, INT64_MIN, INT64_MAX, 0, 1};
    uint8_t what = take_byte(in);
    int64_t count = counts[take_byte(in) % 6];
    switch (what) {
    case 1: array->null_count = count; break;
    case 2: array->n_buffers = count > 6 ? 6 : count; break;
    case 3: array->n_children = count; break;
    case 4: array->length = count == INT64_MAX || count == 1 ? array->length : count; break;
    case 5: array->offset = count == 1 ? 0 : count; break;
    case 6: array->release = NULL; break;
    case 7: array->dictionary = NULL; break;
    case 8: schema->format = "n"; break;
    case 9: schema->format = NULL; break;
    case 10: schema->format = "+l"; break;
    case 11: schema->name = NULL; break;
    default: break;
    }
}

/* ---- what must hold of a batch that was read ---- */

static bool count_bytes(const char *text, size_t size, void *user)
{
    check(!size || text);
    *(size_t *)user += size;
    return true;
}

static size_t written(const eco_table *table, eco_format format)
{
    size_t bytes = 0;
    check(eco_table_write(table, format, (eco_writer){count_bytes, &bytes}, NULL) == ECO_OK);
    return bytes;
}

static void check_table(const eco_table *table)
{
    written(table, ECO_FORMAT_TEXT);
    size_t csv = written(table, ECO_FORMAT_CSV);
    written(table, ECO_FORMAT_JSON);
    struct ArrowArrayStream stream;
    const eco_table *again;
    check(eco_table_to_arrow(&stream, table, NULL) == ECO_OK);
    eco_table_free(table);
    check(eco_table_from_arrow(&again, &stream, NULL, 0, NULL) == ECO_OK && again);
    stream.release(&stream);
    check(written(again, ECO_FORMAT_CSV) == csv);
    eco_table_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    struct ArrowSchema root = {.format = "+s", .name = "", .release = leave_schema}, fields[COLUMNS_MOST] = {{0}},
                       dictionary = {0};
    struct ArrowArray batch = {.release = leave_array}, columns[COLUMNS_MOST] = {{0}}, words = {0};
    struct ArrowSchema *field_list[COLUMNS_MOST];
    struct ArrowArray *column_list[COLUMNS_MOST];
    char *names[COLUMNS_MOST], *metadata[COLUMNS_MOST];
    int64_t count = take_below(&in, COLUMNS_MOST), rows = take_below(&in, ROWS_MOST), from = take_below(&in, rows);
    uint8_t *bits = take_byte(&in) & 1 ? take_buffer(&in, (size_t)rows / 8 + 1) : NULL;
    const void *validity[] = {bits};
    int text = 17 + take_byte(&in) % 3;
    make_array(&in, &words, text, take_below(&in, 4));
    dictionary.format = types[text].format;
    for (int64_t i = 0; i < count; i++) {
        int type = take_byte(&in) % TYPES;
        names[i] = take_text(&in, 6);
        metadata[i] = make_metadata(&in);
        fields[i] = (struct ArrowSchema){.format = types[type].format, .name = names[i], .metadata = metadata[i]};
        int64_t offset = take_below(&in, 9);
        make_array(&in, &columns[i], type, rows + offset);
        columns[i].offset = offset;
        columns[i].length = rows;
        if (take_byte(&in) % 4 == 0) {
            fields[i].dictionary = &dictionary;
            columns[i].dictionary = &words;
        }
        tell_lies(&in, &columns[i], &fields[i]);
        field_list[i] = &fields[i];
        column_list[i] = &columns[i];
    }
    root.n_children = batch.n_children = count;
    root.children = field_list;
    batch = (struct ArrowArray){.length = rows - from,
                                .offset = from,
                                .null_count = -1,
                                .n_buffers = 1,
                                .n_children = count,
                                .buffers = validity,
                                .children = column_list,
                                .release = leave_array};
    uint8_t lie = take_byte(&in);
    if (lie == 1)
        batch.length = rows + 1; /* more than the columns have */
    if (lie == 2 && count)
        column_list[0] = NULL;
    if (lie == 3)
        batch.n_children = count + 1;
    stream_state state = {.schema = &root, .array = &batch};
    struct ArrowArrayStream stream = {get_schema, get_next, NULL, release_stream, &state};
    const eco_table *table;
    eco_error error = {0};
    eco_status status = eco_table_from_arrow(&table, &stream, NULL, 0, &error);
    check(status == error.status && !status == (table != NULL));
    if (table)
        check_table(table);
    check(held == 0);
    for (int64_t i = 0; i < count; i++) {
        free_array(&columns[i]);
        free(names[i]);
        free(metadata[i]);
    }
    free_array(&words);
    free(bits);
    return 0;
}
