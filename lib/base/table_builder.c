/* table_builder.c - see table_builder.h. The builder becomes the owner of the table: nothing is copied at the end. */
#include "base/table_builder.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/table_parts.h"

typedef struct growing {
    char *values, *bytes;
    uint8_t *valid;                                         /* NULL until the first null; unwritten bits are set */
    size_t values_capacity, bytes_capacity, valid_capacity; /* in values, in bytes */
    size_t bytes_size;
} growing;

struct eco_table_builder {
    eco_table_owner owner; /* first: what the owner is cast from */
    eco_arena arena;       /* names, notes */
    eco_table table;
    eco_column *columns;
    growing *parts; /* of the columns */
    eco_attribute *notes;
    size_t columns_capacity, parts_capacity, notes_capacity;
    size_t next; /* the column that the next value is for */
    eco_error failed;
};

static void release(eco_table_owner *owner)
{
    eco_table_builder *builder = (eco_table_builder *)owner;
    eco_allocator allocator = owner->allocator;
    for (size_t i = 0; i < builder->table.columns_count; i++) {
        const growing *part = &builder->parts[i];
        eco_release(&allocator, part->values, part->values_capacity * eco_type_size(builder->columns[i].type));
        eco_release(&allocator, part->bytes, part->bytes_capacity);
        eco_release(&allocator, part->valid, part->valid_capacity);
    }
    eco_release(&allocator, builder->columns, builder->columns_capacity * sizeof *builder->columns);
    eco_release(&allocator, builder->parts, builder->parts_capacity * sizeof *builder->parts);
    eco_release(&allocator, builder->notes, builder->notes_capacity * sizeof *builder->notes);
    eco_arena_end(&builder->arena);
    eco_release(&allocator, builder, sizeof *builder);
}

eco_table_builder *eco_table_begin(const eco_allocator *given)
{
    eco_allocator allocator = eco_allocator_of(given);
    eco_table_builder *builder = eco_allocate(&allocator, sizeof *builder);
    if (!builder)
        return NULL;
    *builder = (eco_table_builder){.owner = {.references = 1, .allocator = allocator, .release = release}};
    eco_arena_begin(&builder->arena, &allocator);
    return builder;
}

static bool works(const eco_table_builder *builder)
{
    return builder && !builder->failed.status;
}

static bool fail_memory(eco_table_builder *builder)
{
    eco_fail_memory(&builder->failed);
    return false;
}

/* Room for `needed` values. */
static bool grow_values(eco_table_builder *builder, size_t column, size_t needed)
{
    growing *part = &builder->parts[column];
    size_t size = eco_type_size(builder->columns[column].type);
    if (!eco_grow(&builder->owner.allocator, &part->values, &part->values_capacity, needed, size))
        return fail_memory(builder);
    return true;
}

/* Bits for `needed` rows; the new ones are set. */
static bool grow_valid(eco_table_builder *builder, growing *part, size_t needed)
{
    size_t before = part->valid_capacity;
    if (!eco_grow(&builder->owner.allocator, &part->valid, &part->valid_capacity, needed / 8 + 1, 1))
        return fail_memory(builder);
    memset(part->valid + before, 0xFF, part->valid_capacity - before);
    return true;
}

void eco_table_add_column(eco_table_builder *builder, const char *name, eco_type type, int32_t scale, const char *currency)
{
    if (!works(builder))
        return;
    if (builder->table.rows || builder->next || !eco_type_size(type) || type == ECO_TYPE_TEXT || type == ECO_TYPE_CODE) {
        eco_fail(&builder->failed, ECO_E_INVALID, "/columns", "column %s of type %s cannot be added here", ECO_QUOTE(name),
                 eco_type_name(type));
        return;
    }
    size_t at = builder->table.columns_count;
    const eco_allocator *allocator = &builder->owner.allocator;
    const char *name_copy = eco_arena_text(&builder->arena, name);
    const char *currency_copy = eco_arena_text(&builder->arena, currency);
    if (!name_copy || (currency && !currency_copy) ||
        !eco_grow(allocator, &builder->columns, &builder->columns_capacity, at + 1, sizeof *builder->columns) ||
        !eco_grow(allocator, &builder->parts, &builder->parts_capacity, at + 1, sizeof *builder->parts)) {
        fail_memory(builder);
        return;
    }
    builder->columns[at] = (eco_column){.name = name_copy, .type = type, .scale = scale, .currency = currency_copy};
    builder->parts[at] = (growing){0};
    builder->table.columns_count++;
    if (type == ECO_TYPE_UTF8 && grow_values(builder, at, 1))
        memset(builder->parts[at].values, 0, sizeof(int64_t)); /* the first offset */
}

void eco_table_add_note(eco_table_builder *builder, const char *name, const char *value)
{
    if (!works(builder))
        return;
    size_t at = builder->table.notes_count;
    eco_attribute note = {eco_arena_text(&builder->arena, name), eco_arena_text(&builder->arena, value)};
    if ((name && !note.name) || (value && !note.value) ||
        !eco_grow(&builder->owner.allocator, &builder->notes, &builder->notes_capacity, at + 1, sizeof *builder->notes)) {
        fail_memory(builder);
        return;
    }
    builder->notes[at] = note;
    builder->table.notes_count++;
}

/* The column of the next value, which is of one of two kinds at most; NULL after a failure. */
static const eco_column *next_column(eco_table_builder *builder, const char *kind)
{
    if (!works(builder))
        return NULL;
    if (!builder->table.columns_count) {
        eco_fail(&builder->failed, ECO_E_INVALID, "/columns", "%s is put in a table without columns", kind);
        return NULL;
    }
    return &builder->columns[builder->next];
}

static void wrong_kind(eco_table_builder *builder, const eco_column *column, const char *kind)
{
    char path[sizeof builder->failed.path];
    snprintf(path, sizeof path, "/columns/%s", column->name);
    eco_fail(&builder->failed, ECO_E_INVALID, path, "%s is put in a column of type %s", kind, eco_type_name(column->type));
}

static void advance(eco_table_builder *builder)
{
    if (++builder->next == builder->table.columns_count) {
        builder->next = 0;
        builder->table.rows++;
    }
}

static void put_value(eco_table_builder *builder, const void *value)
{
    size_t row = (size_t)builder->table.rows, size = eco_type_size(builder->columns[builder->next].type);
    if (!grow_values(builder, builder->next, row + 1))
        return;
    memcpy(builder->parts[builder->next].values + row * size, value, size);
    advance(builder);
}

void eco_table_put_int64(eco_table_builder *builder, int64_t value)
{
    const eco_column *column = next_column(builder, "an integer");
    if (!column)
        return;
    int32_t date = (int32_t)value;
    uint8_t boolean = value != 0;
    switch (column->type) {
    case ECO_TYPE_INT64:
    case ECO_TYPE_TIME:
    case ECO_TYPE_MONEY:
    case ECO_TYPE_DECIMAL: put_value(builder, &value); break;
    case ECO_TYPE_BOOL: put_value(builder, &boolean); break;
    case ECO_TYPE_DATE:
        if (date == value)
            put_value(builder, &date);
        else
            eco_fail(&builder->failed, ECO_E_OVERFLOW, NULL, "%lld is no date", (long long)value);
        break;
    default: wrong_kind(builder, column, "an integer");
    }
}

void eco_table_put_double(eco_table_builder *builder, double value)
{
    const eco_column *column = next_column(builder, "a double");
    if (column && column->type == ECO_TYPE_DOUBLE)
        put_value(builder, &value);
    else if (column)
        wrong_kind(builder, column, "a double");
}

void eco_table_put_id(eco_table_builder *builder, eco_id value)
{
    const eco_column *column = next_column(builder, "an id");
    if (column && column->type == ECO_TYPE_ID)
        put_value(builder, &value);
    else if (column)
        wrong_kind(builder, column, "an id");
}

static void put_bytes(eco_table_builder *builder, const char *text, size_t size)
{
    growing *part = &builder->parts[builder->next];
    size_t row = (size_t)builder->table.rows;
    if (!grow_values(builder, builder->next, row + 2))
        return;
    if (size > PTRDIFF_MAX - part->bytes_size ||
        !eco_grow(&builder->owner.allocator, &part->bytes, &part->bytes_capacity, part->bytes_size + size, 1)) {
        fail_memory(builder);
        return;
    }
    if (size)
        memcpy(part->bytes + part->bytes_size, text, size);
    part->bytes_size += size;
    ((int64_t *)part->values)[row + 1] = (int64_t)part->bytes_size;
    advance(builder);
}

void eco_table_put_text_of(eco_table_builder *builder, const char *text, size_t size)
{
    const eco_column *column = next_column(builder, "text");
    if (column && column->type != ECO_TYPE_UTF8)
        wrong_kind(builder, column, "text");
    else if (column && !text)
        eco_table_put_null(builder);
    else if (column)
        put_bytes(builder, text, size);
}

void eco_table_put_text(eco_table_builder *builder, const char *text)
{
    eco_table_put_text_of(builder, text, text ? strlen(text) : 0);
}

void eco_table_put_null(eco_table_builder *builder)
{
    const eco_column *column = next_column(builder, "a null");
    if (!column)
        return;
    growing *part = &builder->parts[builder->next];
    size_t row = (size_t)builder->table.rows;
    if (!grow_valid(builder, part, row))
        return;
    part->valid[row / 8] &= (uint8_t) ~(1u << row % 8);
    static const char zeros[sizeof(eco_id)];
    if (column->type == ECO_TYPE_UTF8)
        put_bytes(builder, NULL, 0);
    else
        put_value(builder, zeros);
}

/* The columns take what has grown. */
static bool finish(eco_table_builder *builder)
{
    size_t rows = (size_t)builder->table.rows;
    for (size_t i = 0; i < builder->table.columns_count; i++) {
        growing *part = &builder->parts[i];
        if (part->valid && !grow_valid(builder, part, rows))
            return false;
        builder->columns[i].values = part->values;
        builder->columns[i].bytes = part->bytes;
        builder->columns[i].valid = part->valid;
    }
    builder->table.columns = builder->columns;
    builder->table.notes = builder->notes;
    builder->table.owner = &builder->owner;
    return true;
}

eco_status eco_table_end(const eco_table **out, eco_table_builder *builder, eco_error *error)
{
    *out = NULL;
    if (!builder)
        return eco_fail_memory(error);
    eco_status status = ECO_OK;
    if (works(builder) && builder->next)
        eco_fail(&builder->failed, ECO_E_INVALID, NULL, "row %lld has %zu of %zu values", (long long)builder->table.rows + 1,
                 builder->next, builder->table.columns_count);
    if (!works(builder) || !finish(builder)) {
        status = builder->failed.status;
        if (error)
            *error = builder->failed;
    } else {
        status = eco_table_check(&builder->table, error);
    }
    if (status)
        release(&builder->owner);
    else
        *out = &builder->table;
    return status;
}
