/* Tables: writing, Arrow both ways, and the builder behind every result. */
#include <ecomops/arrow.h>
#include <ecomops/id.h>

#include <errno.h>

#include "base/table_builder.h"
#include "fault.h"

TAKES_NOTHING(eco_type_name, "a table of constants")
{
    (void)eco_type_name(ECO_TYPE_MONEY);
}

/* ---- tables to work on ---- */

static const int64_t integers[] = {1, 2, 3};
static const double doubles[] = {0.5, 1.5, 2.5};
static const uint8_t bools[] = {1, 0, 1};
static const eco_id ids[] = {{1, 2}, {3, 4}, {5, 6}};
static const char *const texts[] = {"a", NULL, "满300减50"};
static const int32_t codes[] = {2, 0, 0};
static const eco_column words = {.type = ECO_TYPE_TEXT, .values = texts};
static const struct {
    int64_t at;
    double number;
} structs[] = {{1, 0.5}, {2, 1.5}, {3, 2.5}};
static const eco_column own_columns[] = {
    {.name = "n", .type = ECO_TYPE_INT64, .values = integers},
    {.name = "x", .type = ECO_TYPE_DOUBLE, .values = doubles},
    {.name = "b", .type = ECO_TYPE_BOOL, .values = bools},
    {.name = "m", .type = ECO_TYPE_MONEY, .values = integers, .currency = "CNY"},
    {.name = "id", .type = ECO_TYPE_ID, .values = ids},
    {.name = "t", .type = ECO_TYPE_TEXT, .values = texts},
    {.name = "c", .type = ECO_TYPE_CODE, .values = codes, .dictionary = &words, .dictionary_rows = 3},
    {.name = "s", .type = ECO_TYPE_DOUBLE, .values = &structs[0].number, .stride = sizeof *structs},
};
static const eco_attribute notes[] = {{"zone", "UTC"}};
static const eco_table own = {.rows = 3, .columns = own_columns, .columns_count = 8, .notes = notes, .notes_count = 1};

static eco_status build(const eco_table **out, const eco_allocator *allocator, eco_error *error)
{
    eco_table_builder *builder = eco_table_begin(allocator);
    eco_table_add_column(builder, "name", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(builder, "off", ECO_TYPE_MONEY, 0, "CNY");
    eco_table_add_column(builder, "share", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(builder, "id", ECO_TYPE_ID, 0, NULL);
    eco_table_add_note(builder, "zone", "UTC");
    for (int64_t row = 0; row < 100; row++) {
        if (row == 0) /* the bitmap grows at the end, to all rows */
            eco_table_put_null(builder);
        else
            eco_table_put_text(builder, "满300减50, or a longer name");
        eco_table_put_int64(builder, row);
        eco_table_put_double(builder, 0.5);
        eco_table_put_id(builder, (eco_id){1, 2});
    }
    return eco_table_end(out, builder, error);
}

static const eco_table *built(void)
{
    const eco_table *table;
    MUST(build(&table, fault_allocator(), &error));
    return table;
}

SCENARIO_INTERNAL(eco_table_end)
{
    const eco_table *table;
    FAULTS_OWN(table = POISON, build(&table, fault_allocator(), &error), !table, eco_table_free(table));
}

SCENARIO(eco_table_free)
{
    const eco_table *table;
    FAULTS_OWN(table = built(), (eco_table_free(table), ECO_OK), true, (void)0);
}

TAKES_NOTHING(eco_table_column, "a search by name")
{
    eco_table_column(&own, "s");
    eco_table_column(&own, "none");
}

/* ---- writing ---- */

static bool drop(const char *text, size_t size, void *user)
{
    (void)text, (void)user;
    return size > 0;
}

SCENARIO(eco_table_write)
{
    eco_writer writer = {drop, NULL};
    for (eco_format format = ECO_FORMAT_TEXT; format <= ECO_FORMAT_JSON; format++) {
        FAULTS((void)0, eco_table_write(&own, format, writer, &error), true, (void)0);
        const eco_table *table = NULL; /* its own allocator is used */
        FAULTS_OWN(table = built(), eco_table_write(table, format, writer, &error), table->rows == 100, (void)0,
                   eco_table_free(table));
    }
}

/* ---- to Arrow ---- */

/* Reads all that a stream has. */
static eco_status drain(struct ArrowArrayStream *stream, eco_error *error)
{
    struct ArrowSchema schema = {.release = NULL};
    struct ArrowArray array = {.release = NULL};
    int code = stream->get_schema(stream, &schema);
    if (!code) {
        schema.release(&schema);
        code = stream->get_next(stream, &array);
    }
    if (!code && array.release)
        array.release(&array);
    if (!code)
        return ECO_OK;
    error->status = code == ENOMEM ? ECO_E_MEMORY : ECO_E_IO;
    snprintf(error->message, sizeof error->message, "%s", stream->get_last_error(stream));
    return error->status;
}

static eco_status export_both(struct ArrowArrayStream *stream, const eco_table *table, eco_error *error)
{
    eco_status status = eco_table_to_arrow(stream, table, error);
    return status ? status : drain(stream, error);
}

static bool let_go(struct ArrowArrayStream *stream)
{
    if (stream->release)
        stream->release(stream);
    return true;
}

SCENARIO(eco_table_to_arrow)
{
    struct ArrowArrayStream stream;
    FAULTS(memset(&stream, 1, sizeof stream), eco_table_to_arrow(&stream, &own, &error), !stream.release,
           stream.release(&stream));
    const eco_table *table = NULL;
    FAULTS_OWN(table = built(), eco_table_to_arrow(&stream, table, &error), !stream.release, stream.release(&stream),
               eco_table_free(table));
    /* What a stream gives can be asked for again after a failure. */
    FAULTS_OWN(table = built(); MUST(eco_table_to_arrow(&stream, table, &error)), drain(&stream, &error),
                                drain(&stream, &(eco_error){.status = 0}) == ECO_OK, (void)0, stream.release(&stream);
               eco_table_free(table));
    FAULTS(table = built(), export_both(&stream, table, &error), let_go(&stream), stream.release(&stream), eco_table_free(table));
}

/* ---- from Arrow: a column of each kind that is copied ---- */

typedef struct foreign {
    struct ArrowSchema root, fields[14], dictionary, *list[14];
    struct ArrowArray batch, columns[14], words, *arrays[14];
    bool given;
} foreign;

static void leave_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void leave_array(struct ArrowArray *array)
{
    array->release = NULL;
}

static int foreign_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    *out = ((foreign *)stream->private_data)->root;
    return 0;
}

static int foreign_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    foreign *from = stream->private_data;
    *out = from->given ? (struct ArrowArray){.length = 0} : from->batch;
    from->given = true;
    return 0;
}

static void leave_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

static struct ArrowArrayStream foreign_stream(foreign *from)
{
    static const _Alignas(16) char zeros[64] = {0};
    static const char views[48] = "\5\0\0\0abcde", *const names = "abcdefghijklmn";
    static const uint8_t valid[] = {0xFF};
    static const int32_t offsets[] = {0, 1, 2, 3};
    static const struct {
        const char *format;
        const void *values;
        int64_t buffers;
    } kinds[14] = {{"c", zeros, 2},     {"f", zeros, 2},         {"b", zeros, 2},     {"tsn:", zeros, 2}, {"tdm", zeros, 2},
                   {"u", offsets, 3},   {"vu", views, 3},        {"w:16", zeros, 2},  {"n", NULL, 0},     {"s", zeros, 2},
                   {"l", zeros + 1, 2}, {"d:9,2", zeros + 1, 2}, {"U", zeros + 1, 3}, {"i", zeros + 1, 2}};
    static const void *buffers[14][3], *words_buffers[3] = {NULL, offsets, "abc"}, *none[1];
    *from = (foreign){.given = false};
    from->dictionary = (struct ArrowSchema){.format = "u", .name = "", .release = leave_schema};
    from->words = (struct ArrowArray){.length = 3, .n_buffers = 3, .buffers = words_buffers, .release = leave_array};
    for (int i = 0; i < 14; i++) {
        static char name[14][2];
        name[i][0] = names[i];
        buffers[i][0] = valid; /* at an offset of 1: moved */
        buffers[i][1] = kinds[i].values;
        buffers[i][2] = strcmp(kinds[i].format, "vu") == 0 ? (const void *)zeros : "abc";
        from->fields[i] = (struct ArrowSchema){.format = kinds[i].format, .name = name[i], .release = leave_schema};
        from->columns[i] = (struct ArrowArray){.length = 2,
                                               .null_count = -1,
                                               .offset = 1,
                                               .n_buffers = kinds[i].buffers,
                                               .buffers = buffers[i],
                                               .release = leave_array};
        if (strcmp(kinds[i].format, "s") == 0 || strcmp(kinds[i].format, "i") == 0) {
            from->fields[i].dictionary = &from->dictionary;
            from->columns[i].dictionary = &from->words;
        }
        from->list[i] = &from->fields[i];
        from->arrays[i] = &from->columns[i];
    }
    from->root = (struct ArrowSchema){
        .format = "+s", .name = "", .n_children = 14, .children = from->list, .release = leave_schema};
    from->batch = (struct ArrowArray){
        .length = 2, .n_buffers = 1, .n_children = 14, .buffers = none, .children = from->arrays, .release = leave_array};
    return (struct ArrowArrayStream){foreign_schema, foreign_next, NULL, leave_stream, from};
}

SCENARIO(eco_table_from_arrow)
{
    foreign from;
    struct ArrowArrayStream stream;
    const eco_table *table;
    eco_attribute rename = {"a", "renamed"};
    FAULTS(stream = foreign_stream(&from); table = POISON, eco_table_from_arrow(&table, &stream, &rename, 1, &error), !table,
                                           fault_check(table && table->rows == 2, "two rows", "batch");
           eco_table_free(table));
    /* Over our own stream, whose failures come through. */
    FAULTS(MUST(eco_table_to_arrow(&stream, &own, &error)); table = POISON,
                                                            eco_table_from_arrow(&table, &stream, NULL, 0, &error), !table,
                                                            eco_table_free(table), stream.release(&stream));
}
