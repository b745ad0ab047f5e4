/* Arrow both ways: the round trip through our own stream, and arrays of each type made by hand, good and bad. */
#include <ecomops/arrow.h>
#include <ecomops/id.h>
#include <errno.h>
#include <stdlib.h>

#include "base/table_builder.h"
#include "base/table_parts.h"
#include "test.h"

/* ---- a stream of our own making: one column, given as a schema and an array on the stack; or several batches ---- */

typedef struct source {
    struct ArrowSchema root, field, dictionary;
    struct ArrowArray batch, column, words;
    struct ArrowSchema *fields[2];
    struct ArrowArray *columns[2];
    int batches, schema_code, next_code;
    int schemas_held, arrays_held; /* given out and not yet released */
    const char *words_of_failure;
} source;

static void release_schema(struct ArrowSchema *schema)
{
    ((source *)schema->private_data)->schemas_held--;
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    ((source *)array->private_data)->arrays_held--;
    array->release = NULL;
}

static int give_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    source *from = stream->private_data;
    if (from->schema_code)
        return from->schema_code;
    *out = from->root;
    from->schemas_held += out->release != NULL;
    return 0;
}

static int give_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    source *from = stream->private_data;
    if (from->next_code)
        return from->next_code;
    memset(out, 0, sizeof *out);
    if (from->batches-- <= 0)
        return 0;
    *out = from->batch;
    from->arrays_held++;
    return 0;
}

static const char *give_words(struct ArrowArrayStream *stream)
{
    return ((source *)stream->private_data)->words_of_failure;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

/* A stream of one batch with one column "x". */
static struct ArrowArrayStream stream_of(source *from, const char *format, const void **buffers, int64_t buffers_count,
                                         int64_t rows)
{
    *from = (source){.fields = {&from->field, NULL}, .columns = {&from->column, NULL}, .batches = 1};
    static const void *no_validity[1];
    from->root = (struct ArrowSchema){
        .format = "+s", .name = "", .n_children = 1, .children = from->fields, .release = release_schema, .private_data = from};
    from->field = (struct ArrowSchema){
        .format = format, .name = "x", .flags = ARROW_FLAG_NULLABLE, .release = release_schema, .private_data = from};
    from->batch = (struct ArrowArray){.length = rows,
                                      .n_buffers = 1,
                                      .buffers = no_validity,
                                      .n_children = 1,
                                      .children = from->columns,
                                      .release = release_array,
                                      .private_data = from};
    from->column = (struct ArrowArray){.length = rows,
                                       .null_count = -1,
                                       .n_buffers = buffers_count,
                                       .buffers = buffers,
                                       .release = release_array,
                                       .private_data = from};
    return (struct ArrowArrayStream){give_schema, give_next, give_words, release_stream, from};
}

static void add_dictionary(source *from, const char *format, const void **buffers, int64_t rows)
{
    from->dictionary = (struct ArrowSchema){.format = format, .name = "", .release = release_schema, .private_data = from};
    from->words = (struct ArrowArray){
        .length = rows, .null_count = -1, .n_buffers = 3, .buffers = buffers, .release = release_array, .private_data = from};
    from->field.dictionary = &from->dictionary;
    from->column.dictionary = &from->words;
}

/* ---- each type: three rows from offset 1 of the batch and offset 1 of the array; row 1 is null ---- */

static const int8_t c_values[] = {0, 0, -128, 0, 127};
static const uint8_t cu_values[] = {0, 0, 255, 0, 1};
static const int16_t s_values[] = {0, 0, -32768, 0, 32767};
static const uint16_t su_values[] = {0, 0, 65535, 0, 1};
static const int32_t i_values[] = {0, 0, INT32_MIN, 0, INT32_MAX};
static const uint32_t iu_values[] = {0, 0, UINT32_MAX, 0, 1};
static const int64_t l_values[] = {0, 0, INT64_MIN, 0, INT64_MAX};
static const uint64_t lu_values[] = {0, 0, INT64_MAX, UINT64_MAX, 1};
static const float f_values[] = {0, 0, 0.5f, 0, -2};
static const double g_values[] = {0, 0, 0.1, 0, -2};
static const uint8_t b_values[] = {0x14};
static const int64_t s_times[] = {0, 0, -1, INT64_MAX, 2};
static const int64_t ns_times[] = {0, 0, -1, 0, 1999};
static const int32_t days[] = {0, 0, -1, 0, 20768};
static const int64_t day_ms[] = {0, 0, -86400000, INT64_MAX, INT64_C(20768) * 86400000};
static const __int128 decimals[] = {0, 0, -123450, (__int128)1 << 100, INT64_MAX};
static const int32_t u_offsets[] = {0, 1, 2, 4, 4, 6};
static const int64_t lu_offsets[] = {0, 1, 2, 4, 4, 6};
static const char u_bytes[] = "..\xC2\xA5"
                              "ab";
static const unsigned char uuids[5][16] = {
    {0}, {0}, {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}, {0}, {255, 255, 255, 255, 255, 255, 255, 255}};
static const uint8_t row_bits[] = {0x14};
static const int64_t view_sizes[] = {20};
static const char view_bytes[] = "a text of 20 bytes!!";
typedef struct view {
    int32_t size;
    char rest[12];
} view;

#define BUFFERS(values)    \
    {                      \
        row_bits, (values) \
    }

static char *cells(char *out, size_t room, const eco_table *table)
{
    out[0] = '\0';
    for (int64_t row = 0; row < table->rows; row++) {
        char text[ECO_CELL_TEXT];
        size_t size = 4;
        const char *cell = "null";
        if (!eco_cell_is_null(&table->columns[0], row))
            cell = eco_cell_print(text, &table->columns[0], NULL, row, &size);
        snprintf(out + strlen(out), room - strlen(out), "%s%.*s", row ? " " : "", (int)size, cell);
    }
    return out;
}

static void check_batch(source *from, struct ArrowArrayStream *stream, eco_type type, const char *expected)
{
    eco_error error;
    const eco_table *table;
    char text[512];
    CHECK_OK(eco_table_from_arrow(&table, stream, NULL, 0, &error));
    CHECK_INT(from->schemas_held, 0);
    CHECK_INT(from->arrays_held, 1);
    CHECK_TEXT(eco_type_name(table->columns[0].type), eco_type_name(type));
    CHECK_TEXT(cells(text, sizeof text, table), expected);
    stream->release(stream); /* the batch lives on */
    CHECK_TEXT(cells(text, sizeof text, table), expected);
    eco_table_free(table);
    CHECK_INT(from->arrays_held, 0);
}

TEST(arrow, reads_each_type)
{
    static const struct {
        const char *format;
        const void *values, *bytes;
        eco_type type;
        const char *expected;
        bool borrowed;
    } cases[] = {
        {"c", c_values, NULL, ECO_TYPE_INT64, "-128 null 127", false},
        {"C", cu_values, NULL, ECO_TYPE_INT64, "255 null 1", false},
        {"s", s_values, NULL, ECO_TYPE_INT64, "-32768 null 32767", false},
        {"S", su_values, NULL, ECO_TYPE_INT64, "65535 null 1", false},
        {"i", i_values, NULL, ECO_TYPE_INT64, "-2147483648 null 2147483647", false},
        {"I", iu_values, NULL, ECO_TYPE_INT64, "4294967295 null 1", false},
        {"l", l_values, NULL, ECO_TYPE_INT64, "-9223372036854775808 null 9223372036854775807", true},
        {"L", lu_values, NULL, ECO_TYPE_INT64, "9223372036854775807 null 1", true},
        {"f", f_values, NULL, ECO_TYPE_DOUBLE, "0.5 null -2", false},
        {"g", g_values, NULL, ECO_TYPE_DOUBLE, "0.1 null -2", true},
        {"b", b_values, NULL, ECO_TYPE_BOOL, "true null true", false},
        {"tss:", s_times, NULL, ECO_TYPE_TIME, "1969-12-31T23:59:59Z null 1970-01-01T00:00:02Z", false},
        {"tsm:Asia/Shanghai", s_times, NULL, ECO_TYPE_TIME, "1969-12-31T23:59:59.999Z null 1970-01-01T00:00:00.002Z", false},
        {"tsu:UTC", s_times, NULL, ECO_TYPE_TIME, "1969-12-31T23:59:59.999999Z null 1970-01-01T00:00:00.000002Z", true},
        {"tsn:", ns_times, NULL, ECO_TYPE_TIME, "1969-12-31T23:59:59.999999Z null 1970-01-01T00:00:00.000001Z", false},
        {"tdD", days, NULL, ECO_TYPE_DATE, "1969-12-31 null 2026-11-11", true},
        {"tdm", day_ms, NULL, ECO_TYPE_DATE, "1969-12-31 null 2026-11-11", false},
        {"d:38,2", decimals, NULL, ECO_TYPE_DECIMAL, "-1234.50 null 92233720368547758.07", true},
        {"d:20,0,128", decimals, NULL, ECO_TYPE_DECIMAL, "-123450 null 9223372036854775807", true},
        {"u", u_offsets, u_bytes, ECO_TYPE_UTF8, "¥ null ab", false},
        {"U", lu_offsets, u_bytes, ECO_TYPE_UTF8, "¥ null ab", true},
        {"w:16", uuids, NULL, ECO_TYPE_ID, "00000000-0000-0001-0000-000000000002 null ffffffff-ffff-ffff-0000-000000000000",
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const void *buffers[] = {row_bits, cases[i].values, cases[i].bytes};
        for (int shifted = 0; shifted < 2; shifted++) {
            source from;
            struct ArrowArrayStream stream = stream_of(&from, cases[i].format, buffers, cases[i].bytes ? 3 : 2, 3);
            from.batch.offset = shifted;
            from.column.offset = 2 - shifted;
            from.column.length = 3 + shifted;
            check_batch(&from, &stream, cases[i].type, cases[i].expected);
        }
        /* Not aligned: one byte further, so copied. */
        char moved[200];
        size_t size = cases[i].bytes ? sizeof u_offsets : 5;
        static const struct {
            const char *format;
            size_t size;
        } sizes[] = {{"l", 40},   {"L", 40},      {"g", 40},          {"tsu:UTC", 40},
                     {"tdD", 20}, {"d:38,2", 80}, {"d:20,0,128", 80}, {"U", 48}};
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++)
            if (strcmp(sizes[j].format, cases[i].format) == 0)
                size = sizes[j].size;
        if (!cases[i].borrowed)
            continue;
        char *odd = (char *)(((uintptr_t)moved + 16) / 16 * 16) + 1;
        memcpy(odd, cases[i].values, size);
        buffers[1] = odd;
        source from;
        struct ArrowArrayStream stream = stream_of(&from, cases[i].format, buffers, cases[i].bytes ? 3 : 2, 3);
        from.column.offset = 2;
        check_batch(&from, &stream, cases[i].type, cases[i].expected);
    }
}

TEST(arrow, borrows_what_lies_as_ours)
{
    eco_error error;
    static const struct {
        const char *format;
        const void *values;
        size_t size;
    } cases[] = {{"l", l_values, 8}, {"L", lu_values, 8},      {"g", g_values, 8},  {"tsu:", s_times, 8},
                 {"tdD", days, 4},   {"d:19,2", decimals, 16}, {"U", lu_offsets, 8}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const uint8_t all[] = {0xFF, 0x14};
        const void *buffers[] = {all, cases[i].values, u_bytes};
        source from;
        struct ArrowArrayStream stream = stream_of(&from, cases[i].format, buffers, i == 6 ? 3 : 2, 2);
        from.column.offset = 1;
        from.column.null_count = 0; /* so the bitmap does not count */
        const eco_table *table;
        CHECK_OK(eco_table_from_arrow(&table, &stream, NULL, 0, &error));
        CHECK(table->columns[0].values == (const char *)cases[i].values + cases[i].size);
        CHECK(!table->columns[0].valid);
        eco_table_free(table);
    }
    int64_t values[16] = {0};
    static const uint8_t bits[] = {0, 0x55};
    const void *buffers[] = {bits, values};
    source from;
    struct ArrowArrayStream stream = stream_of(&from, "l", buffers, 2, 8);
    from.column.offset = 8;
    const eco_table *table;
    CHECK_OK(eco_table_from_arrow(&table, &stream, NULL, 0, &error));
    CHECK(table->columns[0].valid == bits + 1);
    eco_table_free(table);
}

TEST(arrow, reads_string_views)
{
    view views[5] = {{.size = -1}, {.size = -1}, {.size = 12, .rest = "twelve bytes"}, {.size = -5}, {.size = 20}};
    int32_t place[2] = {0, 0};
    memcpy(views[4].rest, view_bytes, 4);
    memcpy(views[4].rest + 4, place, 8);
    const void *buffers[] = {row_bits, views, view_bytes, view_sizes};
    source from;
    struct ArrowArrayStream stream = stream_of(&from, "vu", buffers, 4, 3);
    from.column.offset = 2;
    check_batch(&from, &stream, ECO_TYPE_UTF8, "twelve bytes null a text of 20 bytes!!");
    static const struct {
        int32_t size, buffer, offset;
    } bad[] = {{-1, 0, 0},       {20, 1, 0}, {20, -1, 0}, {20, 0, 1}, {20, 0, -1}, {21, 0, 0}, {INT32_MAX, 0, INT32_MAX},
               {INT32_MIN, 0, 0}};
    eco_error error;
    const eco_table *table;
    for (size_t i = 0; i < sizeof bad / sizeof *bad + 2; i++) {
        views[4].size = 20;
        if (i < sizeof bad / sizeof *bad) {
            views[4].size = bad[i].size;
            memcpy(views[4].rest + 4, &bad[i].buffer, 8);
        } else {
            memset(views[4].rest, 0, sizeof views[4].rest);
            buffers[i - sizeof bad / sizeof *bad + 2] = NULL;
        }
        stream = stream_of(&from, "vu", buffers, 4, 3);
        from.column.offset = 2;
        CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_INVALID, "row 3 lies outside");
        CHECK_TEXT(error.path, "/columns/x");
        CHECK(!table);
        CHECK_INT(from.arrays_held, 0);
    }
}

TEST(arrow, reads_dictionaries)
{
    const struct {
        const char *format;
        const void *codes;
        bool fits;
    } cases[] = {
        {"c", (const int8_t[]){9, 9, 1, 9, 0}, true},
        {"C", (const uint8_t[]){9, 9, 1, 9, 0}, true},
        {"s", (const int16_t[]){9, 9, 1, 9, 0}, true},
        {"S", (const uint16_t[]){9, 9, 1, 9, 0}, true},
        {"i", (const int32_t[]){9, 9, 1, 9, 0}, true},
        {"I", (const uint32_t[]){9, 9, 1, 9, 0}, true},
        {"l", (const int64_t[]){9, 9, 1, 9, 0}, true},
        {"L", (const uint64_t[]){9, 9, 1, 9, 0}, true},
        {"i", (const int32_t[]){9, 9, 1, 9, 3}, false},
        {"i", (const int32_t[]){9, 9, 1, 9, -1}, false},
        {"c", (const int8_t[]){9, 9, 1, 9, -1}, false},
        {"l", (const int64_t[]){9, 9, 1, 9, INT64_C(1) << 32}, false},
        {"I", (const uint32_t[]){9, 9, 1, 9, UINT32_MAX}, false},
    };
    static const int32_t offsets[] = {0, 2, 4, 4};
    static const uint8_t two_words[] = {3};
    const void *words[] = {NULL, offsets, "ab\xC2\xA5"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const void *buffers[] = {row_bits, cases[i].codes};
        source from;
        struct ArrowArrayStream stream = stream_of(&from, cases[i].format, buffers, 2, 3);
        from.column.offset = 2;
        add_dictionary(&from, "u", words, 3);
        if (cases[i].fits) {
            check_batch(&from, &stream, ECO_TYPE_CODE, "¥ null ab");
            continue;
        }
        eco_error error;
        const eco_table *table;
        CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_INVALID, "not in the dictionary of 3");
    }
    /* A code of a null word is null. */
    const void *buffers[] = {NULL, (const int32_t[]){0, 2, 1}};
    source from;
    struct ArrowArrayStream stream = stream_of(&from, "i", buffers, 2, 3);
    const view views[] = {{2, "ab"}, {0, ""}, {2, "\xC2\xA5"}};
    const void *viewed[] = {NULL, views, NULL};
    add_dictionary(&from, "vu", viewed, 3);
    check_batch(&from, &stream, ECO_TYPE_CODE, "ab ¥ ");
    stream = stream_of(&from, "i", buffers, 2, 3);
    words[0] = two_words;
    add_dictionary(&from, "u", words, 3);
    check_batch(&from, &stream, ECO_TYPE_CODE, "ab null ¥");
    static const struct {
        const char *index, *values, *message;
        bool nested;
    } bad[] = {{"g", "u", "indices of type 'g'", false},
               {"i", "l", "anything but text", false},
               {"i", "u", "anything but text", true},
               {"i", NULL, "anything but text", false},
               {"i", "+l", "anything but text", false}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        eco_error error;
        const eco_table *table;
        stream = stream_of(&from, bad[i].index, buffers, 2, 3);
        add_dictionary(&from, bad[i].values, words, 3);
        from.dictionary.dictionary = bad[i].nested ? &from.dictionary : NULL;
        CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_INVALID, bad[i].message);
        CHECK_INT(from.batches, 1); /* seen before a batch was taken */
    }
}

TEST(arrow, reads_nulls_and_batches_without_rows)
{
    source from;
    struct ArrowArrayStream stream = stream_of(&from, "n", NULL, 0, 3);
    check_batch(&from, &stream, ECO_TYPE_UTF8, "null null null");
    static const char *const formats[] = {"c",   "l",     "f", "g", "b",  "tsn:", "tsu:", "tdD",
                                          "tdm", "d:9,2", "u", "U", "vu", "w:16", "i"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const void *buffers[] = {NULL, NULL, NULL};
        bool text = strchr("uUv", formats[i][0]);
        stream = stream_of(&from, formats[i], buffers, text ? 3 : 2, 0);
        if (strcmp(formats[i], "i") == 0)
            add_dictionary(&from, "u", buffers, 0);
        eco_error error;
        const eco_table *table;
        CHECK_OK(eco_table_from_arrow(&table, &stream, NULL, 0, &error));
        CHECK_INT(table->rows, 0);
        eco_table_free(table);
        CHECK_OK(eco_table_from_arrow(&table, &stream, NULL, 0, &error));
        CHECK(!table); /* the end */
    }
}

/* Rows of the struct that are null as a whole. */
TEST(arrow, reads_rows_that_are_null)
{
    static const uint8_t batch_bits[] = {0x0A};
    const void *batch_buffers[] = {batch_bits}, *buffers[] = {row_bits, l_values};
    source from;
    struct ArrowArrayStream stream = stream_of(&from, "l", buffers, 2, 3);
    from.batch = (struct ArrowArray){.length = 3,
                                     .null_count = -1,
                                     .offset = 1,
                                     .n_buffers = 1,
                                     .buffers = batch_buffers,
                                     .n_children = 1,
                                     .children = from.columns,
                                     .release = release_array,
                                     .private_data = &from};
    from.column.offset = 1;
    from.column.length = 4;
    check_batch(&from, &stream, ECO_TYPE_INT64, "-9223372036854775808 null 9223372036854775807");
    buffers[0] = NULL; /* the column has no nulls of its own */
    from.batches = 1;
    stream = (struct ArrowArrayStream){give_schema, give_next, give_words, release_stream, &from};
    check_batch(&from, &stream, ECO_TYPE_INT64, "-9223372036854775808 null 9223372036854775807");
    buffers[0] = row_bits;
    from.batch.offset = 0;
    from.batches = 1;
    stream = (struct ArrowArrayStream){give_schema, give_next, give_words, release_stream, &from};
    check_batch(&from, &stream, ECO_TYPE_INT64, "null -9223372036854775808 null");
}

/* A batch that has no buffers at all, as some producers make them. */
TEST(arrow, reads_batches_without_a_bitmap)
{
    for (int i = 0; i < 2; i++) {
        const void *buffers[] = {NULL, l_values + 2};
        source from;
        struct ArrowArrayStream stream = stream_of(&from, "l", buffers, 2, 1);
        from.batch.null_count = -1;
        if (i)
            from.batch.buffers = NULL;
        else
            from.batch.n_buffers = 0;
        check_batch(&from, &stream, ECO_TYPE_INT64, "-9223372036854775808");
    }
}

TEST(arrow, refuses_what_does_not_fit)
{
    const struct {
        const char *format;
        const void *values;
    } cases[] = {
        {"L", (const uint64_t[]){0, UINT64_C(1) << 63}},
        {"d:38,0", (const __int128[]){0, (__int128)INT64_MAX + 1}},
        {"d:38,0", (const __int128[]){0, (__int128)INT64_MIN - 1}},
        {"tss:", (const int64_t[]){0, INT64_MAX / 1000000 + 1}},
        {"tsm:", (const int64_t[]){0, INT64_MIN / 1000 - 1}},
        {"tdm", (const int64_t[]){0, INT64_MAX}},
    };
    eco_error error;
    const eco_table *table;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const void *buffers[] = {NULL, cases[i].values};
        source from;
        struct ArrowArrayStream stream = stream_of(&from, cases[i].format, buffers, 2, 2);
        CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_OVERFLOW, "row 2 does not fit");
        CHECK_TEXT(error.path, "/columns/x");
        CHECK_INT(from.arrays_held, 0);
    }
}

TEST(arrow, refuses_types_that_no_column_has)
{
    static const char *const formats[] = {
        "e", "z",  "Z",     "vz",  "w:15", "w:16x", "+l",     "+s",     "+ud:0", "tts",    "tDs",       "tiM",    "tsx:", "ts",
        "",  "d:", "d:x,1", "d:9", "d:9,", "d:9;2", "d:9,19", "d:9,-1", "d:0,0", "d:39,2", "d:9,2,256", "d:9,2x", "ll",   "+r"};
    eco_error error;
    const eco_table *table;
    const void *buffers[] = {NULL, l_values};
    source from;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct ArrowArrayStream stream = stream_of(&from, formats[i], buffers, 2, 2);
        CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_INVALID, "no type of column");
        CHECK_TEXT(error.path, "/columns/x");
        CHECK_INT(from.batches, 1);
        CHECK_INT(from.schemas_held, 0);
        /* Left out, it does not matter. */
        CHECK_OK(eco_table_from_arrow(&table, &stream, &(eco_attribute){"x", NULL}, 1, &error));
        CHECK_INT(table->columns_count, 0);
        eco_table_free(table);
    }
    struct ArrowArrayStream stream = stream_of(&from, NULL, buffers, 2, 2);
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_INVALID, "without a format");
}

/* ---- arrays that break the rules ---- */

TEST(arrow, refuses_arrays_that_are_none)
{
    eco_error error;
    const eco_table *table;
    for (int i = 0; i < 21; i++) {
        const void *buffers[] = {NULL, l_values};
        source from;
        struct ArrowArrayStream stream = stream_of(&from, "l", buffers, 2, 3);
        struct ArrowArray *array = &from.column;
        switch (i) {
        case 0: array->length = -1; break;
        case 1: array->length = 2; break;
        case 2: array->offset = -1; break;
        case 3: array->offset = INT64_MAX; break;
        case 4: array->n_buffers = 1; break;
        case 5: array->n_buffers = 3; break;
        case 6: array->n_children = 1; break;
        case 7: array->null_count = -2; break;
        case 8: array->null_count = 4; break;
        case 9: array->null_count = 1; break;
        case 10: array->buffers = NULL; break;
        case 11: buffers[1] = NULL; break;
        case 12: array->release = NULL; break;
        case 13: from.columns[0] = NULL; break;
        case 14: from.batch.n_children = 2; break;
        case 15: from.batch.children = NULL; break;
        case 16: from.batch.length = -1; break;
        case 17: from.batch.offset = -1; break;
        case 18: from.batch.offset = INT64_MAX; break;
        case 19: from.batch.offset = 1; break;
        default: array->offset = INT64_MAX / 8; break;
        }
        CHECK_INT(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_INVALID);
        CHECK_TEXT(error.path, i < 14 || i >= 19 ? "/columns/x" : "/stream");
        CHECK(!table);
        CHECK_INT(from.arrays_held, 0);
        CHECK_INT(from.schemas_held, 0);
    }
    /* No dictionary where the schema has one, and one that is broken. */
    const void *buffers[] = {NULL, (const int32_t[]){0, 0, 0}}, *words[] = {NULL, (const int32_t[]){0, 2, 1}, "ab"};
    for (int i = 0; i < 2; i++) {
        source from;
        struct ArrowArrayStream stream = stream_of(&from, "i", buffers, 2, 3);
        add_dictionary(&from, "u", words, 2);
        if (i == 0)
            from.column.dictionary = NULL;
        CHECK_INT(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_INVALID);
        CHECK_TEXT(error.path, i ? "/columns/x/dictionary" : "/columns/x");
    }
}

TEST(arrow, refuses_schemas_that_are_none)
{
    eco_error error;
    const eco_table *table;
    for (int i = 0; i < 8; i++) {
        const void *buffers[] = {NULL, l_values};
        source from;
        struct ArrowArrayStream stream = stream_of(&from, "l", buffers, 2, 3);
        switch (i) {
        case 0: from.root.format = "l"; break;
        case 1: from.root.format = NULL; break;
        case 2: from.root.n_children = -1; break;
        case 3: from.root.n_children = ECO_TABLE_COLUMNS_MOST + 1; break;
        case 4: from.root.children = NULL; break;
        case 5: from.fields[0] = NULL; break;
        case 6: from.field.name = NULL; break;
        default: from.root.release = NULL; break;
        }
        CHECK_INT(eco_table_from_arrow(&table, &stream, NULL, 0, &error), i == 3 ? ECO_E_LIMIT : ECO_E_INVALID);
        CHECK_TEXT(error.path, "/stream");
        CHECK_INT(from.batches, 1);
        CHECK_INT(from.schemas_held, 0);
    }
}

TEST(arrow, says_what_the_stream_says)
{
    eco_error error;
    const eco_table *table;
    const void *buffers[] = {NULL, l_values};
    source from;
    struct ArrowArrayStream stream = stream_of(&from, "l", buffers, 2, 3), broken;
    from.schema_code = EIO;
    from.words_of_failure = "the disk is gone";
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_IO, "the disk is gone");
    from.schema_code = 0;
    from.next_code = EINVAL;
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_IO, "the disk is gone");
    from.words_of_failure = NULL;
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_IO, "does not say why");
    stream.get_last_error = NULL;
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_IO, "does not say why");
    from.next_code = ENOMEM;
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 0, &error), ECO_E_MEMORY, "memory");
    CHECK_FAILS(eco_table_from_arrow(&table, NULL, NULL, 0, &error), ECO_E_INVALID, "NULL or released");
    for (int i = 0; i < 3; i++) {
        broken = stream;
        if (i == 0)
            broken.release = NULL;
        else if (i == 1)
            broken.get_schema = NULL;
        else
            broken.get_next = NULL;
        CHECK_FAILS(eco_table_from_arrow(&table, &broken, NULL, 0, &error), ECO_E_INVALID, "NULL or released");
    }
}

TEST(arrow, renames_columns)
{
    eco_error error;
    const eco_table *table;
    const void *buffers[] = {NULL, l_values};
    source from;
    struct ArrowArrayStream stream = stream_of(&from, "l", buffers, 2, 3);
    from.root.n_children = from.batch.n_children = 2;
    from.fields[1] = &(struct ArrowSchema){.format = "l", .name = "y"};
    from.columns[1] = &from.column;
    from.batches = 10;
    CHECK_OK(eco_table_from_arrow(&table, &stream, ((eco_attribute[]){{"y", "quantity"}, {"x", "y"}}), 2, &error));
    CHECK_TEXT(table->columns[0].name, "y");
    CHECK_TEXT(table->columns[1].name, "quantity");
    eco_table_free(table);
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, ((eco_attribute[]){{"x", "y"}}), 1, &error), ECO_E_INVALID,
                "two columns 'y'");
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, ((eco_attribute[]){{"z", "y"}}), 1, &error), ECO_E_UNKNOWN_NAME, "'z'");
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, ((eco_attribute[]){{NULL, "y"}}), 1, &error), ECO_E_INVALID, "no name");
    CHECK_FAILS(eco_table_from_arrow(&table, &stream, NULL, 1, &error), ECO_E_INVALID, "NULL");
    CHECK_INT(from.arrays_held, 0);
}

/* ---- metadata: money and other words ---- */

static const void *metadata_of(char *out, const eco_attribute *pairs, int32_t count)
{
    char *at = out;
    memcpy(at, &count, 4);
    at += 4;
    for (int32_t i = 0; i < count; i++) {
        const char *texts[] = {pairs[i].name, pairs[i].value};
        for (int j = 0; j < 2; j++) {
            int32_t size = texts[j] ? (int32_t)strlen(texts[j]) : -1;
            memcpy(at, &size, 4);
            if (size > 0)
                memcpy(at + 4, texts[j], (size_t)size);
            at += 4 + (size > 0 ? size : 0);
        }
    }
    return out;
}

TEST(arrow, reads_money)
{
    static const struct {
        eco_attribute pairs[2];
        const char *format;
        eco_type type;
        int32_t scale;
    } cases[] = {
        {{{"a", "b"}, {"ecomops.currency", "CNY"}}, "d:19,2", ECO_TYPE_MONEY, 0},
        {{{"ecomops.currency", "JPY"}, {"a", "b"}}, "d:19,2", ECO_TYPE_MONEY, 2},
        {{{"ecomops.currency", "CNY"}, {"a", "b"}}, "d:19,1", ECO_TYPE_DECIMAL, 1},
        {{{"ecomops.currency", "JPY"}, {"a", "b"}}, "d:19,18", ECO_TYPE_DECIMAL, 18},
        {{{"ecomops.currency", "XQX"}, {"a", "b"}}, "d:19,2", ECO_TYPE_DECIMAL, 2},
        {{{"ecomops.currency", "renminbi"}, {"a", "b"}}, "d:19,2", ECO_TYPE_DECIMAL, 2},
        {{{"ecomops.currencx", "CNY"}, {"", ""}}, "d:19,2", ECO_TYPE_DECIMAL, 2},
        {{{NULL, "b"}, {"ecomops.currency", "CNY"}}, "d:19,2", ECO_TYPE_DECIMAL, 2},
        {{{"a", NULL}, {"ecomops.currency", "CNY"}}, "d:19,2", ECO_TYPE_DECIMAL, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char metadata[256];
        const void *buffers[] = {NULL, (const __int128[]){1050, -1}};
        source from;
        struct ArrowArrayStream stream = stream_of(&from, cases[i].format, buffers, 2, 2);
        from.field.metadata = metadata_of(metadata, cases[i].pairs, 2);
        eco_error error;
        const eco_table *table;
        CHECK_OK(eco_table_from_arrow(&table, &stream, NULL, 0, &error));
        CHECK_INT(table->columns[0].type, cases[i].type);
        CHECK_INT(table->columns[0].scale, cases[i].scale);
        CHECK_INT(eco_cell_int64(&table->columns[0], 1), -1);
        CHECK(!table->columns[0].currency == (cases[i].type == ECO_TYPE_DECIMAL));
        eco_table_free(table);
    }
}

/* ---- export ---- */

static const eco_table *small_table(void)
{
    eco_error error;
    const eco_table *table;
    eco_table_builder *builder = eco_table_begin(NULL);
    eco_table_add_column(builder, "n", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(builder, "m", ECO_TYPE_MONEY, 1, "CNY");
    eco_table_add_column(builder, "t", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_note(builder, "zone", "UTC");
    for (int64_t row = 0; row < 3; row++) {
        eco_table_put_int64(builder, row);
        if (row == 1)
            eco_table_put_null(builder);
        else
            eco_table_put_int64(builder, row - 1);
        eco_table_put_text(builder, row ? "ab" : NULL);
    }
    CHECK_OK(eco_table_end(&table, builder, &error));
    return table;
}

/* The stream, a schema, an array and a child that was moved out, freed in every order: each alone keeps what it needs. */
TEST(arrow, exported_parts_live_in_any_order)
{
    eco_error error;
    for (int order = 0; order < 24; order++) {
        const eco_table *table = small_table();
        struct ArrowArrayStream stream;
        struct ArrowSchema schema;
        struct ArrowArray array, end;
        CHECK_OK(eco_table_to_arrow(&stream, table, &error));
        const void *values = table->columns[0].values;
        eco_table_free(table);
        CHECK_INT(stream.get_schema(&stream, &schema), 0);
        CHECK_INT(stream.get_next(&stream, &array), 0);
        CHECK_INT(stream.get_next(&stream, &end), 0);
        CHECK(!end.release);
        CHECK_TEXT(stream.get_last_error(&stream), "out of memory");
        CHECK_INT(array.length, 3);
        CHECK_INT(array.children[1]->null_count, 1);
        CHECK(array.children[0]->buffers[1] == values); /* not copied */
        struct ArrowArray moved = *array.children[2];
        array.children[2]->release = NULL;
        int rest = order, done = 0;
        for (int left = 4; left; left--) { /* a permutation by its number */
            int nth = rest % left, what = 0;
            rest /= left;
            for (what = 0; done >> what & 1 || nth--; what++)
                ;
            done |= 1 << what;
            switch (what) {
            case 0: stream.release(&stream); break;
            case 1:
                CHECK_TEXT(schema.children[1]->format, "d:19,3");
                schema.release(&schema);
                break;
            case 2:
                CHECK_INT(((const int64_t *)array.children[0]->buffers[1])[2], 2);
                array.release(&array);
                break;
            default: CHECK_INT(((const char *)moved.buffers[2])[0], 'a'); moved.release(&moved);
            }
        }
        CHECK(!stream.release && !schema.release && !array.release && !moved.release);
    }
}

TEST(arrow, exports_what_arrow_understands)
{
    static const int64_t amounts[] = {1050, 1050, 1050};
    static const char *const currencies[] = {"CNY", "JPY", "KWD"};
    static const char *const texts[] = {"a", NULL, "满"};
    static const eco_id ids[] = {{1, 2}, {3, 4}, {5, 6}};
    static const uint8_t bools[] = {1, 0, 1};
    static const int32_t codes[] = {2, 1, 0};
    static const eco_column words = {.type = ECO_TYPE_TEXT, .values = texts};
    static const struct {
        int64_t at;
        double number;
    } structs[] = {{1, 0.5}, {2, 1.5}, {3, 2.5}};
    eco_column columns[] = {
        {.name = "mixed", .type = ECO_TYPE_MONEY, .values = amounts, .scale = 1},
        {.name = "currency", .type = ECO_TYPE_TEXT, .values = currencies},
        {.name = "text", .type = ECO_TYPE_TEXT, .values = texts},
        {.name = "id", .type = ECO_TYPE_ID, .values = ids},
        {.name = "bool", .type = ECO_TYPE_BOOL, .values = bools},
        {.name = "code", .type = ECO_TYPE_CODE, .values = codes, .dictionary = &words, .dictionary_rows = 3},
        {.name = "number", .type = ECO_TYPE_DOUBLE, .values = &structs[0].number, .stride = sizeof *structs},
        {.name = "packed", .type = ECO_TYPE_INT64, .values = amounts, .stride = sizeof *amounts},
        {.name = "rate", .type = ECO_TYPE_DECIMAL, .values = amounts, .currency = "CNY"}, /* which says nothing here */
    };
    eco_table table = {
        .rows = 3, .columns = columns, .columns_count = 9, ECO_LIST(notes, eco_attribute, {"zone", "UTC"}, {"exact", ""})};
    eco_error error;
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray array;
    CHECK_OK(eco_table_to_arrow(&stream, &table, &error));
    CHECK_INT(stream.get_schema(&stream, &schema), 0);
    CHECK_INT(stream.get_next(&stream, &array), 0);
    static const char *const formats[] = {"d:23,5", "U", "U", "U", "b", "i", "g", "l", "d:19,0"};
    for (int i = 0; i < 9; i++) {
        CHECK_TEXT(schema.children[i]->format, formats[i]);
        CHECK_INT(schema.children[i]->flags, ARROW_FLAG_NULLABLE);
        CHECK_INT(array.children[i]->length, 3);
    }
    char expected[64];
    CHECK_INT(memcmp(schema.metadata, metadata_of(expected, table.notes, 2), 4 * 5 + 12), 0);
    const __int128 *money = array.children[0]->buffers[1];
    CHECK(money[0] == 105000 && money[1] == 10500000 && money[2] == 10500);
    CHECK_INT(array.children[2]->null_count, 1);
    CHECK_INT(*(const uint8_t *)array.children[2]->buffers[0], 5);
    CHECK_INT(memcmp(array.children[3]->buffers[2], "00000000-0000-0001-0000-000000000002", 36), 0);
    CHECK_INT(*(const uint8_t *)array.children[4]->buffers[1], 5);
    CHECK_INT(array.children[5]->dictionary->length, 3);
    CHECK_TEXT(schema.children[5]->dictionary->format, "U");
    CHECK(((const double *)array.children[6]->buffers[1])[2] == 2.5);
    CHECK(array.children[7]->buffers[1] == amounts);
    CHECK(!schema.children[8]->metadata);
    /* A dictionary, and a field, may be moved out like any child. */
    struct ArrowArray moved_words = *array.children[5]->dictionary;
    struct ArrowSchema moved_field = *schema.children[0], moved_type = *schema.children[5]->dictionary;
    array.children[5]->dictionary->release = NULL;
    schema.children[0]->release = NULL;
    schema.children[5]->dictionary->release = NULL;
    array.release(&array);
    schema.release(&schema);
    CHECK_INT(moved_words.length, 3);
    CHECK_TEXT(moved_field.format, "d:23,5");
    CHECK_TEXT(moved_type.format, "U");
    moved_words.release(&moved_words);
    moved_field.release(&moved_field);
    moved_type.release(&moved_type);
    stream.release(&stream);
}

TEST(arrow, exports_nothing_that_is_wrong)
{
    eco_error error;
    struct ArrowArrayStream stream;
    memset(&stream, 1, sizeof stream);
    CHECK_FAILS(eco_table_to_arrow(NULL, &(eco_table){0}, &error), ECO_E_INVALID, "NULL");
    CHECK_FAILS(eco_table_to_arrow(&stream, &(eco_table){.rows = -1}, &error), ECO_E_INVALID, "-1 rows");
    CHECK(!stream.release);
    /* Nothing at all is a table too. */
    const eco_table *back, empty = {.rows = 7};
    CHECK_OK(eco_table_to_arrow(&stream, &empty, &error));
    CHECK_OK(eco_table_from_arrow(&back, &stream, NULL, 0, &error));
    CHECK_INT(back->rows, 7);
    CHECK_INT(back->columns_count, 0);
    eco_table_free(back);
    stream.release(&stream);
}
