/* arrow_export.c - eco_table_to_arrow: what Arrow lays out like us is pointed to, the rest is made once, before the stream is handed out. */
#include <ecomops/id.h>
#include <ecomops/money.h>

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/arrow_parts.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/table_builder.h"
#include "base/table_parts.h"

/* A column as Arrow wants it. */
typedef struct part {
    const char *name, *format, *metadata;
    int64_t rows, nulls, buffers_count;
    const void *buffers[3];
    const struct part *dictionary;
} part;

/* What a stream and everything that comes from it share; lives as long as any of them. */
typedef struct exported {
    _Atomic int64_t references;
    eco_arena arena;
    const eco_table *table;
    part *parts;
    size_t dictionaries;
    const char *metadata;
    bool given; /* the one batch */
} exported;

static void exported_release(exported *from)
{
    if (atomic_fetch_sub_explicit(&from->references, 1, memory_order_acq_rel) != 1)
        return;
    const eco_table *table = from->table;
    eco_allocator allocator = from->arena.allocator;
    eco_arena_end(&from->arena);
    eco_release(&allocator, from, sizeof *from);
    eco_table_free(table);
}

/* ---- metadata: int32 count, then for each key and value int32 size and bytes, in the machine's byte order ---- */

static char *put_sized(char *at, const char *text)
{
    int32_t size = (int32_t)strlen(text);
    memcpy(at, &size, sizeof size);
    memcpy(at + sizeof size, text, (size_t)size);
    return at + sizeof size + size;
}

static bool make_metadata(const char **out, eco_arena *arena, const eco_attribute *notes, size_t count)
{
    *out = NULL;
    if (!count)
        return true;
    size_t size = sizeof(int32_t);
    for (size_t i = 0; i < count; i++)
        size += 2 * sizeof(int32_t) + strlen(notes[i].name) + strlen(notes[i].value);
    char *metadata = size <= INT32_MAX ? eco_arena_take(arena, size) : NULL;
    if (!metadata)
        return false;
    int32_t pairs = (int32_t)count;
    memcpy(metadata, &pairs, sizeof pairs);
    char *at = metadata + sizeof pairs;
    for (size_t i = 0; i < count; i++)
        at = put_sized(put_sized(at, notes[i].name), notes[i].value);
    *out = metadata;
    return true;
}

/* ---- parts: each function gives false without memory ---- */

/* Arrow wants no NULL where a buffer has no bytes. */
static const int64_t nothing[2];

static const void *or_nothing(const void *buffer)
{
    return buffer ? buffer : nothing;
}

/* The bitmap: ours as it stands, or a new one where nulls also come from NULL pointers. */
static bool take_validity(part *out, eco_arena *arena, const eco_column *column, int64_t rows)
{
    for (int64_t row = 0; row < rows; row++)
        out->nulls += column->type == ECO_TYPE_TEXT ? eco_cell_is_null(column, row)
                                                    : column->valid && !eco_bit(column->valid, row);
    out->buffers[0] = column->valid;
    if (out->nulls == 0)
        out->buffers[0] = NULL;
    if (out->nulls == 0 || column->type != ECO_TYPE_TEXT)
        return true;
    uint8_t *valid = eco_arena_take(arena, (size_t)rows / 8 + 1);
    if (!valid)
        return false;
    for (int64_t row = 0; row < rows; row++)
        if (!eco_cell_is_null(column, row))
            eco_bit_set(valid, row);
    out->buffers[0] = valid;
    return true;
}

/* Values that Arrow lays out like us. */
static bool take_values(part *out, eco_arena *arena, const eco_column *column, int64_t rows, const char *format)
{
    size_t size = eco_type_size(column->type);
    out->format = format;
    out->buffers_count = 2;
    out->buffers[1] = or_nothing(column->values);
    if (!column->stride || column->stride == size)
        return true;
    char *packed = eco_arena_take_array(arena, (size_t)rows, size);
    if (!packed)
        return false;
    for (int64_t row = 0; row < rows; row++)
        memcpy(packed + (size_t)row * size, eco_cell_place(column, row), size);
    out->buffers[1] = packed;
    return true;
}

static bool make_bits(part *out, eco_arena *arena, const eco_column *column, int64_t rows)
{
    uint8_t *bits = eco_arena_take(arena, (size_t)rows / 8 + 1);
    if (!bits)
        return false;
    for (int64_t row = 0; row < rows; row++)
        if (eco_cell_int64(column, row))
            eco_bit_set(bits, row);
    out->format = "b";
    out->buffers_count = 2;
    out->buffers[1] = bits;
    return true;
}

/* The decimals that a MONEY cell's column has: with a currency for each row all cells get the decimals of the finest, 4. */
enum { FINEST_EXPONENT = 4 };

static bool make_decimals(part *out, eco_arena *arena, const eco_table *table, const eco_column *column)
{
    bool money = column->type == ECO_TYPE_MONEY, mixed = money && !column->currency;
    const eco_column *currencies = mixed ? eco_table_column(table, "currency") : NULL;
    int32_t scale = column->scale;
    if (money)
        scale += mixed ? FINEST_EXPONENT : eco_currency_find(column->currency)->exponent;
    char *format = eco_arena_take(arena, 32);
    eco_wide *values = eco_arena_take_array(arena, (size_t)table->rows, sizeof *values);
    if (!format || !values)
        return false;
    for (int64_t row = 0; row < table->rows; row++) {
        if (eco_cell_is_null(column, row))
            continue;
        values[row] = eco_cell_int64(column, row);
        if (mixed)
            values[row] *= eco_power10[FINEST_EXPONENT - eco_cell_currency(column, currencies, row)->exponent];
    }
    snprintf(format, 32, "d:%d,%d", mixed ? 19 + FINEST_EXPONENT : 19, (int)scale);
    out->format = format;
    out->buffers_count = 2;
    out->buffers[1] = values;
    return !column->currency || !money ||
           make_metadata(&out->metadata, arena, &(eco_attribute){ECO_ARROW_CURRENCY, column->currency}, 1);
}

/* ID and TEXT: the cells as large_utf8. */
static bool make_texts(part *out, eco_arena *arena, const eco_column *column, int64_t rows)
{
    int64_t *offsets = eco_arena_take_array(arena, (size_t)rows + 1, sizeof *offsets);
    if (!offsets)
        return false;
    char text[ECO_CELL_TEXT];
    size_t size;
    for (int64_t row = 0; row < rows; row++) {
        offsets[row + 1] = offsets[row];
        if (!eco_cell_is_null(column, row)) {
            eco_cell_print(text, column, NULL, row, &size);
            offsets[row + 1] += (int64_t)size;
        }
    }
    char *bytes = eco_arena_take(arena, (size_t)offsets[rows]);
    if (!bytes)
        return false;
    for (int64_t row = 0; row < rows; row++)
        if (offsets[row + 1] > offsets[row])
            memcpy(bytes + offsets[row], eco_cell_print(text, column, NULL, row, &size),
                   (size_t)(offsets[row + 1] - offsets[row]));
    out->format = "U";
    out->buffers_count = 3;
    out->buffers[1] = offsets;
    out->buffers[2] = bytes;
    return true;
}

static bool make_part(part *out, exported *from, const eco_column *column, int64_t rows);

static bool make_codes(part *out, exported *from, const eco_column *column, int64_t rows)
{
    part *dictionary = eco_arena_take(&from->arena, sizeof *dictionary);
    if (!dictionary || !make_part(dictionary, from, column->dictionary, column->dictionary_rows))
        return false;
    out->dictionary = dictionary;
    from->dictionaries++;
    return take_values(out, &from->arena, column, rows, "i");
}

static bool make_part(part *out, exported *from, const eco_column *column, int64_t rows)
{
    eco_arena *arena = &from->arena;
    out->name = eco_arena_text(arena, column->name ? column->name : "");
    out->rows = rows;
    if (!out->name || !take_validity(out, arena, column, rows))
        return false;
    switch (column->type) {
    case ECO_TYPE_INT64: return take_values(out, arena, column, rows, "l");
    case ECO_TYPE_DOUBLE: return take_values(out, arena, column, rows, "g");
    case ECO_TYPE_TIME: return take_values(out, arena, column, rows, "tsu:UTC");
    case ECO_TYPE_DATE: return take_values(out, arena, column, rows, "tdD");
    case ECO_TYPE_BOOL: return make_bits(out, arena, column, rows);
    case ECO_TYPE_MONEY:
    case ECO_TYPE_DECIMAL: return make_decimals(out, arena, from->table, column);
    case ECO_TYPE_CODE: return make_codes(out, from, column, rows);
    case ECO_TYPE_UTF8:
        out->buffers[2] = or_nothing(column->bytes);
        take_values(out, arena, column, rows, "U"); /* takes no memory: offsets have no stride */
        out->buffers_count = 3;
        return true;
    default: return make_texts(out, arena, column, rows);
    }
}

/* ---- schemas and arrays ---- */

/* One block of memory holds the children of a schema (or an array) and their lists. A consumer may move a child out and release the rest, so each child
 * keeps the block, and the block keeps what was exported. */
typedef struct block {
    _Atomic int64_t references;
    size_t size;
    exported *from;
    struct ArrowSchema *schemas;
    struct ArrowArray *arrays;
    void **children;
    const void *no_validity; /* of the struct: its one buffer */
} block;

static block *block_begin(exported *from, size_t element)
{
    size_t count = from->table->columns_count, elements = count + from->dictionaries;
    size_t size = sizeof(block) + elements * element + count * sizeof(void *);
    block *made = eco_allocate(&from->arena.allocator, size);
    if (!made)
        return NULL;
    memset(made, 0, size);
    made->references = 1; /* the root's */
    made->size = size;
    made->from = from;
    made->schemas = (struct ArrowSchema *)(made + 1);
    made->arrays = (struct ArrowArray *)(made + 1);
    made->children = (void **)((char *)(made + 1) + elements * element);
    atomic_fetch_add_explicit(&from->references, 1, memory_order_relaxed);
    return made;
}

static void block_release(block *held)
{
    if (atomic_fetch_sub_explicit(&held->references, 1, memory_order_acq_rel) != 1)
        return;
    exported *from = held->from;
    eco_allocator allocator = from->arena.allocator;
    eco_release(&allocator, held, held->size);
    exported_release(from);
}

static void release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i]->release)
            schema->children[i]->release(schema->children[i]);
    if (schema->dictionary && schema->dictionary->release)
        schema->dictionary->release(schema->dictionary);
    schema->release = NULL;
    block_release(schema->private_data);
}

static void release_array(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release)
            array->children[i]->release(array->children[i]);
    if (array->dictionary && array->dictionary->release)
        array->dictionary->release(array->dictionary);
    array->release = NULL;
    block_release(array->private_data);
}

static void fill_schema(struct ArrowSchema *schema, const part *from, block *keeper)
{
    *schema = (struct ArrowSchema){.format = from->format,
                                   .name = from->name,
                                   .metadata = from->metadata,
                                   .flags = ARROW_FLAG_NULLABLE, /* a schema does not depend on values */
                                   .release = release_schema,
                                   .private_data = keeper};
}

static void fill_array(struct ArrowArray *array, const part *from, block *keeper)
{
    *array = (struct ArrowArray){.length = from->rows,
                                 .null_count = from->nulls,
                                 .n_buffers = from->buffers_count,
                                 .buffers = (const void **)from->buffers, /* read only, says the format; its type does not */
                                 .release = release_array,
                                 .private_data = keeper};
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    exported *from = stream->private_data;
    size_t count = from->table->columns_count, next = count;
    block *made = block_begin(from, sizeof(struct ArrowSchema));
    if (!made)
        return ENOMEM;
    made->references += (int64_t)(count + from->dictionaries);
    for (size_t i = 0; i < count; i++) {
        struct ArrowSchema *child = &made->schemas[i];
        made->children[i] = child;
        fill_schema(child, &from->parts[i], made);
        if (from->parts[i].dictionary) {
            child->dictionary = &made->schemas[next++];
            fill_schema(child->dictionary, from->parts[i].dictionary, made);
        }
    }
    *out = (struct ArrowSchema){.format = "+s",
                                .name = "",
                                .metadata = from->metadata,
                                .n_children = (int64_t)count,
                                .children = (struct ArrowSchema **)made->children,
                                .release = release_schema,
                                .private_data = made};
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    exported *from = stream->private_data;
    if (from->given) {
        *out = (struct ArrowArray){0};
        return 0;
    }
    size_t count = from->table->columns_count, next = count;
    block *made = block_begin(from, sizeof(struct ArrowArray));
    if (!made)
        return ENOMEM;
    made->references += (int64_t)(count + from->dictionaries);
    for (size_t i = 0; i < count; i++) {
        struct ArrowArray *child = &made->arrays[i];
        made->children[i] = child;
        fill_array(child, &from->parts[i], made);
        if (from->parts[i].dictionary) {
            child->dictionary = &made->arrays[next++];
            fill_array(child->dictionary, from->parts[i].dictionary, made);
        }
    }
    *out = (struct ArrowArray){.length = from->table->rows,
                               .n_buffers = 1,
                               .n_children = (int64_t)count,
                               .buffers = &made->no_validity,
                               .children = (struct ArrowArray **)made->children,
                               .release = release_array,
                               .private_data = made};
    from->given = true;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "out of memory"; /* nothing else can fail */
}

static void release_stream(struct ArrowArrayStream *stream)
{
    exported *from = stream->private_data;
    stream->release = NULL;
    exported_release(from);
}

eco_status eco_table_to_arrow(struct ArrowArrayStream *stream, const eco_table *table, eco_error *error)
{
    if (!stream)
        return eco_fail(error, ECO_E_INVALID, "/stream", "the stream is NULL");
    memset(stream, 0, sizeof *stream);
    eco_status status = eco_table_check(table, error);
    if (status)
        return status;
    eco_allocator allocator = eco_table_allocator(table);
    exported *from = eco_allocate(&allocator, sizeof *from);
    if (!from)
        return eco_fail_memory(error);
    *from = (exported){.references = 1, .table = table};
    eco_table_retain(table);
    eco_arena_begin(&from->arena, &allocator);
    from->parts = eco_arena_take_array(&from->arena, table->columns_count, sizeof *from->parts);
    bool made = from->parts && make_metadata(&from->metadata, &from->arena, table->notes, table->notes_count);
    for (size_t i = 0; i < table->columns_count && made; i++)
        made = make_part(&from->parts[i], from, &table->columns[i], table->rows);
    if (!made) {
        exported_release(from);
        return eco_fail_memory(error);
    }
    *stream = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, from};
    return ECO_OK;
}
