/* Random tables: built, written as CSV and read back by a slow reader, sent through Arrow in any slice; every cell must be the one that was put. */
#include <ecomops/arrow.h>
#include <ecomops/id.h>
#include <math.h>
#include <stdlib.h>

#include "base/table_builder.h"
#include "test.h"

enum { ROWS_MOST = 40, COLUMNS_MOST = 10, TEXT_MOST = 24 };

/* What was put, as plain as can be. */
typedef struct model_cell {
    bool null;
    int64_t integer;
    double real;
    eco_id id;
    char text[TEXT_MOST + 1];
} model_cell;
typedef struct model {
    int64_t rows;
    int columns;
    eco_type types[COLUMNS_MOST];
    int32_t scales[COLUMNS_MOST];
    model_cell cells[ROWS_MOST][COLUMNS_MOST];
} model;

static const char *const currencies[] = {"JPY", "CNY", "KWD"}; /* 0, 2, 3 decimals */
static const int32_t exponents[] = {0, 2, 3};

static int64_t any_integer(eco_random *random)
{
    switch (eco_random_between(random, 0, 5)) {
    case 0: return INT64_MIN;
    case 1: return INT64_MAX;
    case 2: return eco_random_between(random, -9, 9);
    default:
        return (int64_t)(eco_random_next(random) >> eco_random_between(random, 0, 62)) * (eco_random_next(random) & 1 ? 1 : -1);
    }
}

static void any_text(char *out, eco_random *random)
{
    static const char *const pieces[] = {"a", "\"", ",", "\r", "\n", "满", "é", "", " ", "\"\"", "1", "-"};
    out[0] = '\0';
    for (int64_t left = eco_random_between(random, 0, 8); left; left--)
        strcat(out, pieces[eco_random_between(random, 0, 11)]);
}

static void any_cell(model_cell *cell, eco_type type, eco_random *random)
{
    memset(cell, 0, sizeof *cell);
    cell->null = eco_random_between(random, 0, 4) == 0;
    if (cell->null)
        return;
    switch (type) {
    case ECO_TYPE_DOUBLE: cell->real = (double)any_integer(random) / (double)eco_random_between(random, 1, 1000); break;
    case ECO_TYPE_BOOL: cell->integer = eco_random_between(random, 0, 1); break;
    case ECO_TYPE_DATE: cell->integer = eco_random_between(random, -100000, 100000); break;
    case ECO_TYPE_TIME: cell->integer = eco_random_between(random, -100000, 100000) * 1000003; break;
    case ECO_TYPE_ID: cell->id = (eco_id){eco_random_next(random), eco_random_next(random)}; break;
    case ECO_TYPE_UTF8: any_text(cell->text, random); break;
    default: cell->integer = any_integer(random);
    }
}

static const eco_table *any_table(model *out, eco_random *random)
{
    static const eco_type types[] = {ECO_TYPE_INT64, ECO_TYPE_DOUBLE,  ECO_TYPE_BOOL, ECO_TYPE_TIME, ECO_TYPE_DATE,
                                     ECO_TYPE_MONEY, ECO_TYPE_DECIMAL, ECO_TYPE_ID,   ECO_TYPE_UTF8};
    out->rows = eco_random_between(random, 0, ROWS_MOST);
    out->columns = (int)eco_random_between(random, 1, COLUMNS_MOST);
    eco_table_builder *builder = eco_table_begin(NULL);
    for (int i = 0; i < out->columns; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%d", i);
        out->types[i] = types[eco_random_between(random, 0, 8)];
        out->scales[i] = 0;
        if (out->types[i] == ECO_TYPE_MONEY)
            out->scales[i] = (int32_t)eco_random_between(random, 0, 14);
        if (out->types[i] == ECO_TYPE_DECIMAL)
            out->scales[i] = (int32_t)eco_random_between(random, 0, 18);
        eco_table_add_column(builder, name, out->types[i], out->scales[i],
                             out->types[i] == ECO_TYPE_MONEY ? currencies[i % 3] : NULL);
    }
    for (int64_t row = 0; row < out->rows; row++)
        for (int i = 0; i < out->columns; i++) {
            model_cell *cell = &out->cells[row][i];
            any_cell(cell, out->types[i], random);
            if (cell->null)
                eco_table_put_null(builder);
            else if (out->types[i] == ECO_TYPE_DOUBLE)
                eco_table_put_double(builder, cell->real);
            else if (out->types[i] == ECO_TYPE_ID)
                eco_table_put_id(builder, cell->id);
            else if (out->types[i] == ECO_TYPE_UTF8)
                eco_table_put_text(builder, cell->text);
            else
                eco_table_put_int64(builder, cell->integer);
        }
    const eco_table *table;
    eco_error error;
    CHECK_OK(eco_table_end(&table, builder, &error));
    return table;
}

/* ---- CSV ---- */

typedef struct page {
    char *text;
    size_t size, room;
} page;

static bool write_page(const char *text, size_t size, void *user)
{
    page *to = user;
    if (to->size + size + 1 > to->room) {
        to->room = 2 * (to->room + size + 1);
        to->text = realloc(to->text, to->room);
    }
    memcpy(to->text + to->size, text, size);
    to->size += size;
    to->text[to->size] = '\0';
    return true;
}

/* Reads one field; *quoted tells an empty text from a null. Gives the character that ended it: ',' or '\r'. */
static char read_field(const char **at, char *out, bool *quoted)
{
    *quoted = **at == '"';
    if (*quoted)
        for (++*at; **at != '"' || (*at)[1] == '"'; ++*at) {
            *at += **at == '"';
            *out++ = **at;
        }
    else
        while (**at != ',' && **at != '\r')
            *out++ = *(*at)++;
    *out = '\0';
    *at += *quoted;
    char end = **at;
    *at += end == '\r' ? 2 : 1;
    return end;
}

/* integer x 10^-scale, digit by digit. */
static void decimal_text(char *out, int64_t integer, int32_t scale)
{
    char digits[64] = "0000000000000000000"; /* so that there is one before the point */
    unsigned long long size = integer < 0 ? 0 - (unsigned long long)integer : (unsigned long long)integer;
    int first = (int)strlen(digits);
    snprintf(digits + first, sizeof digits - (size_t)first, "%llu", size);
    while (first > 0 && strlen(digits + first) < (size_t)scale + 1)
        first--;
    memmove(digits, digits + first, strlen(digits + first) + 1);
    size_t whole = strlen(digits) - (size_t)scale;
    sprintf(out, "%s%.*s%s%s", integer < 0 ? "-" : "", (int)whole, digits, scale ? "." : "", digits + whole);
}

static bool same_text(const char *text, const model_cell *cell, const model *of, int column)
{
    char expected[64];
    int year, month, day;
    switch (of->types[column]) {
    case ECO_TYPE_INT64: decimal_text(expected, cell->integer, 0); break;
    case ECO_TYPE_DECIMAL: decimal_text(expected, cell->integer, of->scales[column]); break;
    case ECO_TYPE_MONEY: decimal_text(expected, cell->integer, of->scales[column] + exponents[column % 3]); break;
    case ECO_TYPE_BOOL: strcpy(expected, cell->integer ? "true" : "false"); break;
    case ECO_TYPE_DOUBLE: return strtod(text, NULL) == cell->real;
    case ECO_TYPE_UTF8: return strcmp(text, cell->text) == 0;
    case ECO_TYPE_ID:
        snprintf(expected, sizeof expected, "%016llx%016llx", (unsigned long long)cell->id.high,
                 (unsigned long long)cell->id.low);
        for (const char *at = text, *digit = expected; *at; at++)
            if (*at != '-' && *at != *digit++)
                return false;
        return strlen(text) == 36;
    case ECO_TYPE_DATE: /* only that it is a date of about that year: time has its own tests */
        return sscanf(text, "%4d-%2d-%2d", &year, &month, &day) == 3 &&
               llabs((long long)((year - 1970) * 365.2425) - cell->integer) < 367;
    default: return sscanf(text, "%4d-%2d-%2dT", &year, &month, &day) == 3 && strchr(text, 'Z');
    }
    return strcmp(text, expected) == 0;
}

static void check_csv(const eco_table *table, const model *of, uint64_t seed)
{
    page to = {0};
    eco_error error;
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){write_page, &to}, &error));
    const char *at = strchr(to.text, '\n') + 1;
    for (int64_t row = 0; row < of->rows; row++)
        for (int i = 0; i < of->columns; i++) {
            const model_cell *cell = &of->cells[row][i];
            char field[256];
            bool quoted;
            char end = read_field(&at, field, &quoted);
            CHECK_F(end == (i + 1 < of->columns ? ',' : '\r'), "row %" PRId64 " column %d, seed %" PRIu64, row, i, seed);
            CHECK_F(cell->null == (!field[0] && !quoted), "row %" PRId64 " column %d, seed %" PRIu64, row, i, seed);
            CHECK_F(cell->null || same_text(field, cell, of, i), "\"%s\" in row %" PRId64 " column %d, seed %" PRIu64, field, row,
                    i, seed);
        }
    CHECK(*at == '\0');
    free(to.text);
}

/* ---- Arrow ---- */

/* A stream that gives another's one batch in slices, as Arrow's own slicing does: by offset and length of the struct. */
typedef struct slicer {
    struct ArrowArrayStream inner;
    struct ArrowArray whole;
    int64_t next, size;
} slicer;

static int slicer_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    slicer *from = stream->private_data;
    return from->inner.get_schema(&from->inner, out);
}

static void slice_release(struct ArrowArray *array)
{
    array->release = NULL; /* the slicer keeps the whole */
}

static int slicer_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    slicer *from = stream->private_data;
    memset(out, 0, sizeof *out);
    if (from->next >= from->whole.length)
        return 0;
    *out = from->whole;
    out->offset = from->next;
    out->length = from->whole.length - from->next < from->size ? from->whole.length - from->next : from->size;
    out->release = slice_release;
    from->next += out->length;
    return 0;
}

static void slicer_release(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

static bool same_cell(const eco_column *column, int64_t row, const model_cell *cell, const model *of, int at)
{
    size_t size;
    char id[ECO_ID_TEXT];
    if (eco_cell_is_null(column, row) != cell->null)
        return false;
    if (cell->null)
        return true;
    switch (of->types[at]) {
    case ECO_TYPE_DOUBLE: return column->type == ECO_TYPE_DOUBLE && eco_cell_double(column, row) == cell->real;
    case ECO_TYPE_UTF8: {
        const char *text = eco_cell_text(column, row, &size);
        return column->type == ECO_TYPE_UTF8 && size == strlen(cell->text) && memcmp(text, cell->text, size) == 0;
    }
    case ECO_TYPE_ID: {
        const char *text = eco_cell_text(column, row, &size);
        return size == 36 && memcmp(text, eco_id_text(id, cell->id), 36) == 0;
    }
    default:
        return column->type == of->types[at] && column->scale == of->scales[at] && eco_cell_int64(column, row) == cell->integer;
    }
}

static void check_arrow(const eco_table *table, const model *of, int64_t slice, uint64_t seed)
{
    eco_error error;
    slicer from = {.size = slice};
    struct ArrowArrayStream stream = {slicer_schema, slicer_next, NULL, slicer_release, &from};
    CHECK_OK(eco_table_to_arrow(&from.inner, table, &error));
    CHECK_INT(from.inner.get_next(&from.inner, &from.whole), 0);
    int64_t row = 0;
    for (;;) {
        const eco_table *batch;
        CHECK_OK(eco_table_from_arrow(&batch, &stream, NULL, 0, &error));
        if (!batch)
            break;
        for (int64_t here = 0; here < batch->rows; here++, row++)
            for (int i = 0; i < of->columns; i++)
                CHECK_F(same_cell(&batch->columns[i], here, &of->cells[row][i], of, i),
                        "row %" PRId64 " column %d (%s), slices of %" PRId64 ", seed %" PRIu64, row, i,
                        eco_type_name(of->types[i]), slice, seed);
        eco_table_free(batch);
    }
    CHECK_INT(row, of->rows);
    from.whole.release(&from.whole);
    from.inner.release(&from.inner);
}

TEST(table_property, every_cell_comes_back)
{
    static model of;
    for (uint64_t round = 0; round < 1500; round++) {
        uint64_t seed = eco_test_seed() + round;
        eco_random random = {seed};
        const eco_table *table = any_table(&of, &random);
        check_csv(table, &of, seed);
        check_arrow(table, &of, eco_random_between(&random, 1, ROWS_MOST), seed);
        eco_table_free(table);
    }
}
