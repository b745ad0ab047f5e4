/* postgres_values.c - see postgres_values.h. */
#include "store/postgres_values.h"

#include <string.h>

#include "store/sql.h"

void eco_values_begin(eco_values *values, const eco_allocator *allocator)
{
    *values = (eco_values){.allocator = allocator};
}

void eco_values_end(eco_values *values)
{
    eco_release(values->allocator, values->bytes, values->capacity);
    values->bytes = NULL;
    values->capacity = 0;
}

void eco_values_clear(eco_values *values)
{
    values->size = 0;
    values->count = 0;
    values->failed = false;
}

/* ---- parameters -------------------------------------------------------------------------------------------------------------------------------- */

static char *take(eco_values *values, size_t size)
{
    if (values->failed || size > INT32_MAX ||
        !eco_grow(values->allocator, &values->bytes, &values->capacity, values->size + size, 1)) {
        values->failed = true;
        return NULL;
    }
    values->size += size;
    return values->bytes + values->size - size;
}

static void put32(char *to, uint32_t word)
{
    word = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? word : __builtin_bswap32(word);
    memcpy(to, &word, sizeof word);
}

static void put64(char *to, uint64_t word)
{
    word = eco_sql_big_endian(word);
    memcpy(to, &word, sizeof word);
}

/* A new parameter begins; where there are too many, the statement fails as one without memory: no kind has so many fields. */
static bool begin(eco_values *values)
{
    if (values->count == ECO_VALUES_MOST)
        values->failed = true;
    if (values->failed)
        return false;
    values->starts[values->count++] = values->size;
    return true;
}

static void end(eco_values *values)
{
    if (!values->failed)
        values->sizes[values->count - 1] = (int)(values->size - values->starts[values->count - 1]);
}

void eco_values_add_text(eco_values *values, const char *text)
{
    size_t size = strlen(text);
    char *to = begin(values) ? take(values, size + 1) : NULL; /* its NUL, so that an empty text has a place */
    if (!to)
        return;
    memcpy(to, text, size + 1);
    values->sizes[values->count - 1] = (int)size;
}

void eco_values_add_int(eco_values *values, int64_t number)
{
    char *to = begin(values) ? take(values, 8) : NULL;
    if (to)
        put64(to, (uint64_t)number);
    end(values);
}

void eco_values_add_id(eco_values *values, eco_id id)
{
    char *to = begin(values) ? take(values, 16) : NULL;
    if (to)
        eco_sql_id_bytes((unsigned char *)to, id);
    end(values);
}

/* ---- arrays: dimensions, whether there may be NULLs, type of the elements, length, first index; then each with its size ------------------------ */

static uint32_t type_number(eco_field_type type)
{
    switch (type) {
    case ECO_FIELD_SMALL: return 23;
    case ECO_FIELD_ID: return 2950;
    case ECO_FIELD_TEXT: return 25;
    default: return 20;
    }
}

void eco_values_begin_array(eco_values *values, eco_field_type type, size_t count)
{
    char *to = begin(values) ? take(values, count ? 20 : 12) : NULL;
    if (!to)
        return;
    put32(to, count ? 1 : 0);
    put32(to + 4, 1);
    put32(to + 8, type_number(type));
    if (count) {
        put32(to + 12, (uint32_t)count);
        put32(to + 16, 1);
    }
}

void eco_values_end_array(eco_values *values)
{
    end(values);
}

static void null_element(eco_values *values)
{
    char *to = take(values, 4);
    if (to)
        put32(to, UINT32_MAX);
}

void eco_values_int_element(eco_values *values, int64_t number)
{
    char *to = take(values, 12);
    if (!to)
        return;
    put32(to, 8);
    put64(to + 4, (uint64_t)number);
}

static void small_element(eco_values *values, int32_t number)
{
    char *to = take(values, 8);
    if (!to)
        return;
    put32(to, 4);
    put32(to + 4, (uint32_t)number);
}

void eco_values_id_element(eco_values *values, eco_id id)
{
    if (!eco_has_key(id)) {
        null_element(values);
        return;
    }
    char *to = take(values, 20);
    if (!to)
        return;
    put32(to, 16);
    eco_sql_id_bytes((unsigned char *)to + 4, id);
}

void eco_values_text_element(eco_values *values, const char *text)
{
    if (!text) {
        null_element(values);
        return;
    }
    size_t size = strlen(text);
    char *to = take(values, 4 + size);
    if (!to)
        return;
    put32(to, (uint32_t)size);
    memcpy(to + 4, text, size);
}

void eco_values_key_element(eco_values *values, const eco_kind *kind, eco_id key)
{
    if (kind->fields[0].type == ECO_FIELD_ID)
        eco_values_id_element(values, key);
    else
        eco_values_int_element(values, (int64_t)key.low);
}

static int64_t int_of(const void *at)
{
    int64_t number;
    memcpy(&number, at, sizeof number);
    return number;
}

static void field_element(eco_values *values, const eco_work *work, const eco_field *field, const char *record)
{
    const char *at = record + field->offset;
    switch (field->type) {
    case ECO_FIELD_INT: eco_values_int_element(values, int_of(at)); break;
    case ECO_FIELD_TIME:
        if (int_of(at))
            eco_values_int_element(values, int_of(at));
        else
            null_element(values);
        break;
    case ECO_FIELD_SMALL: {
        int32_t number;
        memcpy(&number, at, sizeof number);
        small_element(values, number);
        break;
    }
    case ECO_FIELD_ID: {
        eco_id id;
        memcpy(&id, at, sizeof id);
        eco_values_id_element(values, id);
        break;
    }
    default: {
        eco_text text;
        memcpy(&text, at, sizeof text);
        eco_values_text_element(values, eco_work_text_of(work, text));
    }
    }
}

/* The two columns of PARTS that are not in their struct. */
static void part_key_element(eco_values *values, const eco_work *work, const eco_kind *kind, size_t field, const void *record)
{
    const eco_record *part = record;
    if (field && kind->fields[field].type == ECO_FIELD_SMALL)
        small_element(values, (int32_t)part->number);
    else if (field)
        eco_values_int_element(values, part->number);
    else
        eco_values_key_element(values, kind->owner,
                               eco_key_of(kind->owner, eco_set_at(&work->sets[kind->owner->number], part->owner)));
}

void eco_values_add_records(eco_values *values, const eco_work *work, const eco_kind *kind, const uint32_t *places, size_t count)
{
    const eco_set *set = &work->sets[kind->number];
    size_t keys = kind->shape == ECO_SHAPE_PARTS ? 2 : 0;
    for (size_t field = 0; field < kind->fields_count; field++) {
        eco_values_begin_array(values, kind->fields[field].type, count);
        for (size_t i = 0; i < count && !values->failed; i++)
            if (field < keys)
                part_key_element(values, work, kind, field, eco_set_at(set, places[i]));
            else
                field_element(values, work, &kind->fields[field], eco_set_at(set, places[i]));
        eco_values_end_array(values);
    }
}

/* ---- what comes back --------------------------------------------------------------------------------------------------------------------------- */

int64_t eco_cell_int(const PGresult *result, int row, int column)
{
    uint64_t word = 0;
    uint32_t half;
    if (PQgetisnull(result, row, column))
        return 0;
    if (PQgetlength(result, row, column) == 4) {
        memcpy(&half, PQgetvalue(result, row, column), 4);
        return (int32_t)(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? half : __builtin_bswap32(half));
    }
    memcpy(&word, PQgetvalue(result, row, column), 8);
    return (int64_t)eco_sql_big_endian(word);
}

eco_id eco_cell_key(const PGresult *result, int row, int column, eco_field_type type)
{
    if (PQgetisnull(result, row, column))
        return (eco_id){0, 0};
    if (type == ECO_FIELD_ID)
        return eco_sql_id_of(PQgetvalue(result, row, column));
    return eco_key_int(eco_cell_int(result, row, column));
}

static bool read_field(eco_work *work, const eco_field *field, char *at, const PGresult *result, int row, int column)
{
    bool failed = false;
    switch (field->type) {
    case ECO_FIELD_SMALL: {
        int32_t number = (int32_t)eco_cell_int(result, row, column);
        memcpy(at, &number, sizeof number);
        break;
    }
    case ECO_FIELD_ID: {
        eco_id id = eco_cell_key(result, row, column, ECO_FIELD_ID);
        memcpy(at, &id, sizeof id);
        break;
    }
    case ECO_FIELD_TEXT: {
        eco_text text = eco_work_text_n(work, PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column), &failed);
        memcpy(at, &text, sizeof text);
        break;
    }
    default: {
        int64_t number = eco_cell_int(result, row, column);
        memcpy(at, &number, sizeof number);
    }
    }
    return !failed;
}

bool eco_cells_read(eco_work *work, const eco_kind *kind, size_t first, void *record, const PGresult *result, int row)
{
    for (size_t i = first; i < kind->fields_count; i++)
        if (!read_field(work, &kind->fields[i], (char *)record + kind->fields[i].offset, result, row, (int)i))
            return false;
    return true;
}
