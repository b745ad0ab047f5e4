/* arrow_import.c - eco_table_from_arrow: the next batch of a stream as a table. */
#include "base/arrow_import.h"

#include <errno.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"

/* Behind the table: the batch itself, and what had to be copied from it. */
typedef struct imported {
    eco_table_owner owner; /* first: what the owner is cast from */
    eco_arena arena;
    struct ArrowArray array;
    eco_table table;
} imported;

static void release(eco_table_owner *owner)
{
    imported *batch = (imported *)owner;
    eco_allocator allocator = owner->allocator;
    if (batch->array.release)
        batch->array.release(&batch->array);
    eco_arena_end(&batch->arena);
    eco_release(&allocator, batch, sizeof *batch);
}

static eco_status fail_stream(struct ArrowArrayStream *stream, int code, eco_error *error)
{
    if (code == ENOMEM)
        return eco_fail_memory(error);
    const char *words = stream->get_last_error ? stream->get_last_error(stream) : NULL;
    return eco_fail(error, ECO_E_IO, "/stream", "the Arrow stream failed with %d: %s", code,
                    words ? words : "it does not say why");
}

/* What to call a foreign column; NULL: leave it out. */
static const char *our_name(const char *name, const eco_attribute *renames, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(renames[i].name, name) == 0)
            return renames[i].value;
    return name;
}

static eco_status check_renames(const struct ArrowSchema *schema, const eco_attribute *renames, size_t count, eco_error *error)
{
    if (count && !renames)
        return eco_fail(error, ECO_E_INVALID, "/renames", "the list of renames is NULL");
    for (size_t i = 0; i < count; i++) {
        if (!renames[i].name)
            return eco_fail(error, ECO_E_INVALID, "/renames", "rename %zu has no name", i);
        bool found = false;
        for (int64_t j = 0; j < schema->n_children && !found; j++)
            found = strcmp(schema->children[j]->name, renames[i].name) == 0;
        if (!found)
            return eco_fail(error, ECO_E_UNKNOWN_NAME, "/renames", "there is no column %s to rename", ECO_QUOTE(renames[i].name));
    }
    return ECO_OK;
}

static eco_status check_schema(const struct ArrowSchema *schema, const eco_attribute *renames, size_t count, eco_error *error)
{
    if (!schema->format || strcmp(schema->format, "+s") != 0)
        return eco_fail(error, ECO_E_INVALID, "/stream", "the stream has no columns, its type is %s",
                        schema->format ? ECO_QUOTE(schema->format) : "not given");
    if (schema->n_children < 0 || schema->n_children > ECO_TABLE_COLUMNS_MOST || (schema->n_children && !schema->children))
        return eco_fail(error, schema->n_children > ECO_TABLE_COLUMNS_MOST ? ECO_E_LIMIT : ECO_E_INVALID, "/stream",
                        "a schema of %lld columns", (long long)schema->n_children);
    for (int64_t i = 0; i < schema->n_children; i++)
        if (!schema->children[i] || !schema->children[i]->name)
            return eco_fail(error, ECO_E_INVALID, "/stream", "column %lld has no name", (long long)i);
    eco_status status = check_renames(schema, renames, count, error);
    for (int64_t i = 0; i < schema->n_children && !status; i++) {
        const char *name = our_name(schema->children[i]->name, renames, count);
        eco_arrow_field field;
        status = name ? eco_arrow_field_of(&field, schema->children[i], error) : ECO_OK;
        if (status)
            return eco_fail_under(error, status, "/columns/%s", name);
    }
    return status;
}

static eco_status check_batch(const struct ArrowArray *array, const struct ArrowSchema *schema, eco_error *error)
{
    int64_t end;
    if (array->n_children != schema->n_children || (array->n_children && !array->children))
        return eco_fail(error, ECO_E_INVALID, "/stream", "a batch of %lld columns where the schema has %lld",
                        (long long)array->n_children, (long long)schema->n_children);
    if (array->length < 0 || array->offset < 0 || __builtin_add_overflow(array->length, array->offset, &end))
        return eco_fail(error, ECO_E_INVALID, "/stream", "a batch of %lld rows at offset %lld", (long long)array->length,
                        (long long)array->offset);
    return ECO_OK;
}

static eco_status fill(imported *batch, const struct ArrowSchema *schema, const eco_attribute *renames, size_t count,
                       eco_error *error)
{
    const struct ArrowArray *array = &batch->array;
    eco_column *columns = eco_arena_take_array(&batch->arena, (size_t)schema->n_children, sizeof *columns);
    if (!columns)
        return eco_fail_memory(error);
    bool rows_null = array->null_count != 0 && array->n_buffers > 0 && array->buffers; /* or unknown */
    size_t used = 0;
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *field = schema->children[i];
        const char *name = our_name(field->name, renames, count);
        if (!name)
            continue;
        eco_column *column = &columns[used++];
        column->name = eco_arena_text(&batch->arena, name);
        if (!column->name)
            return eco_fail_memory(error);
        eco_arrow_slice slice = {array->children[i], array->offset, array->length, rows_null ? array->buffers[0] : NULL};
        eco_status status = eco_arrow_column(column, field, slice, &batch->arena, error);
        if (status)
            return status == ECO_E_MEMORY ? status : eco_fail_under(error, status, "/columns/%s", name);
    }
    batch->table = (eco_table){.rows = array->length, .columns = columns, .columns_count = used, .owner = &batch->owner};
    return eco_table_check(&batch->table, error);
}

/* The next batch with a schema that has been checked; NULL at the end. */
static eco_status take_batch(const eco_table **out, struct ArrowArrayStream *stream, const struct ArrowSchema *schema,
                             const eco_attribute *renames, size_t count, eco_error *error)
{
    eco_allocator allocator = eco_allocator_of(NULL);
    imported *batch = eco_allocate(&allocator,
                                   sizeof *batch); /* before the batch is taken, so that none is lost without memory */
    if (!batch)
        return eco_fail_memory(error);
    *batch = (imported){.owner = {.references = 1, .allocator = allocator, .release = release}};
    eco_arena_begin(&batch->arena, &allocator);
    int code = stream->get_next(stream, &batch->array);
    eco_status status = ECO_OK;
    if (code) {
        batch->array.release = NULL;
        status = fail_stream(stream, code, error);
    } else if (batch->array.release) {
        status = check_batch(&batch->array, schema, error);
        if (!status)
            status = fill(batch, schema, renames, count, error);
        if (!status) {
            *out = &batch->table;
            return ECO_OK;
        }
    }
    release(&batch->owner);
    return status;
}

eco_status eco_table_from_arrow(const eco_table **batch, struct ArrowArrayStream *stream, const eco_attribute *renames,
                                size_t renames_count, eco_error *error)
{
    *batch = NULL;
    if (!stream || !stream->release || !stream->get_schema || !stream->get_next)
        return eco_fail(error, ECO_E_INVALID, "/stream", "the stream is NULL or released");
    struct ArrowSchema schema = {0};
    int code = stream->get_schema(stream, &schema);
    if (code)
        return fail_stream(stream, code, error);
    if (!schema.release)
        return eco_fail(error, ECO_E_INVALID, "/stream", "the stream gives a released schema");
    eco_status status = check_schema(&schema, renames, renames_count, error);
    if (!status)
        status = take_batch(batch, stream, &schema, renames, renames_count, error);
    schema.release(&schema);
    return status;
}
