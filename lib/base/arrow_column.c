/* arrow_column.c - an Arrow array as a column: over the array's own buffers where the layouts agree, else converted into the arena. */
#include <ecomops/id.h>
#include <ecomops/money.h>

#include "base/arrow_import.h"
#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"

/* An array in work. */
typedef struct reader {
    eco_arrow_field field;
    const struct ArrowArray *array;
    int64_t offset, rows; /* the array's offset added */
    eco_column *out;
    eco_arena *arena;
    eco_error *error;
} reader;

static bool is_present(const reader *in, int64_t row)
{
    return !in->out->valid || eco_bit(in->out->valid, row);
}

static eco_status overflow(const reader *in, int64_t row)
{
    return eco_fail(in->error, ECO_E_OVERFLOW, NULL, "the value of row %lld does not fit", (long long)row + 1);
}

/* Memory for the rows of a column, set in it. */
static void *take(reader *in, size_t count, size_t size)
{
    void *values = eco_arena_take_array(in->arena, count, size);
    if (!values)
        eco_fail_memory(in->error);
    in->out->values = values;
    return values;
}

/* The first value of a buffer, `width` bytes each. */
static const char *values_of(const reader *in, size_t width)
{
    const char *buffer = in->array->buffers[1];
    return buffer ? buffer + (size_t)in->offset * width : NULL; /* NULL: there are no rows */
}

/* ---- the array itself ---- */

static eco_status check_array(reader *in, eco_arrow_slice slice)
{
    const struct ArrowArray *array = slice.array;
    if (!array || !array->release)
        return eco_fail(in->error, ECO_E_INVALID, NULL, "the array is missing or released");
    int64_t end; /* no buffer is longer than memory, whatever it holds */
    if (array->length < 0 || array->offset < 0 || slice.rows > array->length || slice.offset > array->length - slice.rows ||
        __builtin_add_overflow(array->offset, array->length, &end) || end > PTRDIFF_MAX / (int64_t)sizeof(eco_wide))
        return eco_fail(in->error, ECO_E_INVALID, NULL,
                        "an array of length %lld at offset %lld does not hold the %lld rows from %lld", (long long)array->length,
                        (long long)array->offset, (long long)slice.rows, (long long)slice.offset);
    if (array->n_buffers < in->field.buffers_least || array->n_buffers > in->field.buffers_most)
        return eco_fail(in->error, ECO_E_INVALID, NULL, "the array has %lld buffers", (long long)array->n_buffers);
    if (array->n_children != 0)
        return eco_fail(in->error, ECO_E_INVALID, NULL, "the array has %lld children", (long long)array->n_children);
    if (array->null_count < -1 || array->null_count > array->length)
        return eco_fail(in->error, ECO_E_INVALID, NULL, "%lld nulls in an array of length %lld", (long long)array->null_count,
                        (long long)array->length);
    if (array->n_buffers && (!array->buffers || (in->rows && !array->buffers[1])))
        return eco_fail(in->error, ECO_E_INVALID, NULL, "the array's buffer of values is NULL");
    if (array->n_buffers && array->null_count > 0 && !array->buffers[0])
        return eco_fail(in->error, ECO_E_INVALID, NULL, "%lld nulls, but no bitmap says which", (long long)array->null_count);
    return ECO_OK;
}

/* The bitmap; made anew where its first bit is not the first of a byte, or rows are null as a whole. */
static eco_status take_validity(reader *in, eco_arrow_slice slice)
{
    const struct ArrowArray *array = in->array;
    const uint8_t *bits = array->n_buffers && array->null_count != 0 ? array->buffers[0] : NULL;
    if (!bits && !slice.parent)
        return ECO_OK;
    if (!slice.parent && in->offset % 8 == 0) {
        in->out->valid = bits + in->offset / 8;
        return ECO_OK;
    }
    uint8_t *made = eco_arena_take(in->arena, (size_t)in->rows / 8 + 1);
    if (!made)
        return eco_fail_memory(in->error);
    for (int64_t row = 0; row < in->rows; row++)
        if ((!bits || eco_bit(bits, in->offset + row)) && (!slice.parent || eco_bit(slice.parent, slice.offset + row)))
            eco_bit_set(made, row);
    in->out->valid = made;
    return ECO_OK;
}

/* ---- values ---- */

static int64_t read_integer(const char *place, int32_t width, bool is_signed)
{
    int8_t one;
    int16_t two;
    int32_t four;
    int64_t eight;
    switch (width) {
    case 1: memcpy(&one, place, 1); return is_signed ? one : (uint8_t)one;
    case 2: memcpy(&two, place, 2); return is_signed ? two : (uint16_t)two;
    case 4: memcpy(&four, place, 4); return is_signed ? (int64_t)four : (int64_t)(uint32_t)four;
    default: memcpy(&eight, place, 8); return eight;
    }
}

/* Values that lie as ours do; copied only where they are not aligned. */
static eco_status borrow(reader *in, size_t size)
{
    const char *from = values_of(in, size);
    in->out->values = from;
    if ((uintptr_t)from % size == 0)
        return ECO_OK;
    char *aligned = take(in, (size_t)in->rows, size);
    if (!aligned)
        return ECO_E_MEMORY;
    memcpy(aligned, from, (size_t)in->rows * size);
    return ECO_OK;
}

static eco_status read_integers(reader *in)
{
    int32_t width = in->field.width;
    bool is_signed = in->field.kind == ECO_ARROW_SIGNED;
    in->out->type = ECO_TYPE_INT64;
    const char *from = values_of(in, (size_t)width);
    if (width == 8) {
        for (int64_t row = 0; row < in->rows && !is_signed; row++)
            if (is_present(in, row) && read_integer(from + row * 8, 8, true) < 0)
                return overflow(in, row);
        return borrow(in, 8);
    }
    int64_t *values = take(in, (size_t)in->rows, sizeof *values);
    if (!values)
        return ECO_E_MEMORY;
    for (int64_t row = 0; row < in->rows; row++)
        values[row] = read_integer(from + row * width, width, is_signed);
    return ECO_OK;
}

static eco_status read_floats(reader *in)
{
    in->out->type = ECO_TYPE_DOUBLE;
    if (in->field.width == 8)
        return borrow(in, 8);
    double *values = take(in, (size_t)in->rows, sizeof *values);
    if (!values)
        return ECO_E_MEMORY;
    const char *from = values_of(in, sizeof(float));
    for (int64_t row = 0; row < in->rows; row++) {
        float value;
        memcpy(&value, from + row * (int64_t)sizeof value, sizeof value);
        values[row] = (double)value;
    }
    return ECO_OK;
}

static eco_status read_bools(reader *in)
{
    in->out->type = ECO_TYPE_BOOL;
    uint8_t *values = take(in, (size_t)in->rows, 1);
    if (!values)
        return ECO_E_MEMORY;
    for (int64_t row = 0; row < in->rows; row++)
        values[row] = eco_bit(in->array->buffers[1], in->offset + row);
    return ECO_OK;
}

/* The low half of a 128-bit value is our int64, where the high half only repeats its sign. */
static eco_status read_decimals(reader *in)
{
    in->out->type = ECO_TYPE_DECIMAL;
    in->out->scale = in->field.scale;
    if (in->field.currency && in->field.scale - in->field.currency->exponent <= ECO_MONEY_SCALE_MAX) {
        in->out->type = ECO_TYPE_MONEY;
        in->out->scale -= in->field.currency->exponent;
        in->out->currency = in->field.currency->code;
    }
    const char *from = values_of(in, sizeof(eco_wide));
    for (int64_t row = 0; row < in->rows; row++) {
        eco_wide value;
        memcpy(&value, from + row * (int64_t)sizeof value, sizeof value);
        if (is_present(in, row) && (value > INT64_MAX || value < INT64_MIN))
            return overflow(in, row);
    }
    in->out->stride = sizeof(eco_wide);
    in->out->values = from && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? from + sizeof(int64_t) : from;
    if ((uintptr_t)from % sizeof(int64_t) == 0)
        return ECO_OK;
    int64_t *values = take(in, (size_t)in->rows, sizeof *values);
    if (!values)
        return ECO_E_MEMORY;
    in->out->stride = 0;
    for (int64_t row = 0; row < in->rows; row++) {
        eco_wide value;
        memcpy(&value, from + row * (int64_t)sizeof value, sizeof value);
        values[row] = (int64_t)value;
    }
    return ECO_OK;
}

static int64_t floor_divide(int64_t value, int64_t divisor)
{
    return value / divisor - (value % divisor < 0);
}

static eco_status read_timestamps(reader *in)
{
    in->out->type = ECO_TYPE_TIME;
    if (in->field.multiplier == in->field.divisor)
        return borrow(in, 8);
    int64_t *values = take(in, (size_t)in->rows, sizeof *values);
    if (!values)
        return ECO_E_MEMORY;
    const char *from = values_of(in, 8);
    for (int64_t row = 0; row < in->rows; row++) {
        if (!is_present(in, row))
            continue;
        int64_t value = read_integer(from + row * 8, 8, true);
        if (__builtin_mul_overflow(value, in->field.multiplier, &values[row]))
            return overflow(in, row);
        values[row] = floor_divide(values[row], in->field.divisor);
    }
    return ECO_OK;
}

static eco_status read_dates(reader *in)
{
    in->out->type = ECO_TYPE_DATE;
    if (in->field.kind == ECO_ARROW_DATE32)
        return borrow(in, 4);
    int32_t *values = take(in, (size_t)in->rows, sizeof *values);
    if (!values)
        return ECO_E_MEMORY;
    const char *from = values_of(in, 8);
    for (int64_t row = 0; row < in->rows; row++) {
        if (!is_present(in, row))
            continue;
        int64_t days = floor_divide(read_integer(from + row * 8, 8, true), 86400000);
        values[row] = (int32_t)days;
        if (values[row] != days)
            return overflow(in, row);
    }
    return ECO_OK;
}

static eco_status read_texts(reader *in)
{
    in->out->type = ECO_TYPE_UTF8;
    in->out->bytes = in->array->buffers[2];
    if (!in->rows) /* then there may be no offsets to read either */
        return ECO_OK;
    if (in->field.width == 8 && (uintptr_t)in->array->buffers[1] % 8 == 0) {
        in->out->values = values_of(in, 8);
        return ECO_OK;
    }
    int64_t *offsets = take(in, (size_t)in->rows + 1, sizeof *offsets);
    if (!offsets)
        return ECO_E_MEMORY;
    const char *from = values_of(in, (size_t)in->field.width);
    for (int64_t row = 0; row <= in->rows; row++)
        offsets[row] = read_integer(from + row * in->field.width, in->field.width, true);
    return ECO_OK;
}

/* One text of a string view: 12 bytes in the view itself, or a place in one of the buffers, whose sizes the last buffer tells. */
static eco_status read_view(const char **text, int32_t *size, const reader *in, int64_t row)
{
    const char *view = values_of(in, 16) + row * 16;
    const struct ArrowArray *array = in->array;
    int32_t index, offset;
    memcpy(size, view, sizeof *size);
    *text = view + sizeof *size;
    if (*size >= 0 && *size <= 12)
        return ECO_OK;
    memcpy(&index, view + 8, sizeof index);
    memcpy(&offset, view + 12, sizeof offset);
    const char *sizes = array->buffers[array->n_buffers - 1];
    bool inside = *size >= 0 && index >= 0 && index < array->n_buffers - 3 && offset >= 0 && sizes;
    if (inside) {
        int64_t held = read_integer(sizes + index * 8, 8, true);
        inside = array->buffers[2 + index] && *size <= held && offset <= held - *size;
    }
    if (!inside)
        return eco_fail(in->error, ECO_E_INVALID, NULL, "the text of row %lld lies outside its buffer", (long long)row + 1);
    *text = (const char *)array->buffers[2 + index] + offset;
    return ECO_OK;
}

static eco_status read_views(reader *in)
{
    in->out->type = ECO_TYPE_UTF8;
    int64_t *offsets = take(in, (size_t)in->rows + 1, sizeof *offsets);
    if (!offsets)
        return ECO_E_MEMORY;
    const char *text;
    int32_t size;
    for (int64_t row = 0; row < in->rows; row++) {
        offsets[row + 1] = offsets[row];
        if (!is_present(in, row))
            continue;
        eco_status status = read_view(&text, &size, in, row);
        if (status)
            return status;
        offsets[row + 1] += size;
    }
    char *bytes = eco_arena_take(in->arena, (size_t)offsets[in->rows]);
    if (!bytes)
        return eco_fail_memory(in->error);
    in->out->bytes = bytes;
    for (int64_t row = 0; row < in->rows; row++)
        if (offsets[row + 1] > offsets[row]) {
            read_view(&text, &size, in, row); /* as before: it is inside */
            memcpy(bytes + offsets[row], text, (size_t)size);
        }
    return ECO_OK;
}

static eco_status read_ids(reader *in)
{
    in->out->type = ECO_TYPE_ID;
    eco_id *values = take(in, (size_t)in->rows, sizeof *values);
    if (!values)
        return ECO_E_MEMORY;
    const unsigned char *from = (const unsigned char *)values_of(in, 16);
    for (int64_t row = 0; row < in->rows; row++)
        for (int i = 0; i < 8; i++) {
            values[row].high = values[row].high << 8 | from[row * 16 + i];
            values[row].low = values[row].low << 8 | from[row * 16 + 8 + i];
        }
    return ECO_OK;
}

/* A column without a type has no values, so any type will do: text is what modules look for by most names. */
static eco_status read_nulls(reader *in)
{
    in->out->type = ECO_TYPE_UTF8;
    void *valid = eco_arena_take(in->arena, (size_t)in->rows / 8 + 1);
    if (!valid || !take(in, (size_t)in->rows + 1, sizeof(int64_t)))
        return eco_fail_memory(in->error);
    in->out->valid = valid;
    return ECO_OK;
}

static eco_status read_values(reader *in)
{
    switch (in->field.kind) {
    case ECO_ARROW_SIGNED:
    case ECO_ARROW_UNSIGNED: return read_integers(in);
    case ECO_ARROW_FLOAT: return read_floats(in);
    case ECO_ARROW_BOOL: return read_bools(in);
    case ECO_ARROW_DECIMAL: return read_decimals(in);
    case ECO_ARROW_TIMESTAMP: return read_timestamps(in);
    case ECO_ARROW_DATE32:
    case ECO_ARROW_DATE64: return read_dates(in);
    case ECO_ARROW_UTF8: return read_texts(in);
    case ECO_ARROW_VIEW: return read_views(in);
    case ECO_ARROW_UUID: return read_ids(in);
    default: return read_nulls(in);
    }
}

/* ---- dictionaries ---- */

static eco_status read_codes(reader *in, const struct ArrowSchema *schema)
{
    const struct ArrowArray *array = in->array->dictionary;
    eco_column *dictionary = eco_arena_take(in->arena, sizeof *dictionary);
    if (!dictionary)
        return eco_fail_memory(in->error);
    eco_arrow_slice slice = {.array = array, .rows = array ? array->length : 0};
    eco_status status = eco_arrow_column(dictionary, schema->dictionary, slice, in->arena, in->error);
    if (status)
        return status;
    int32_t width = in->field.width;
    bool is_signed = in->field.kind == ECO_ARROW_SIGNED;
    in->out->type = ECO_TYPE_CODE;
    in->out->dictionary = dictionary;
    in->out->dictionary_rows = slice.rows;
    if (width == 4 && is_signed)
        return borrow(in, 4);
    int32_t *codes = take(in, (size_t)in->rows, sizeof *codes);
    if (!codes)
        return ECO_E_MEMORY;
    const char *from = values_of(in, (size_t)width);
    for (int64_t row = 0; row < in->rows; row++) {
        int64_t code = read_integer(from + row * width, width, is_signed);
        codes[row] = code >= 0 && code <= INT32_MAX ? (int32_t)code
                                                    : -1; /* the table's check refuses -1, unless the row is null */
    }
    return ECO_OK;
}

eco_status eco_arrow_column(eco_column *out, const struct ArrowSchema *schema, eco_arrow_slice slice, eco_arena *arena,
                            eco_error *error)
{
    reader in = {.array = slice.array, .rows = slice.rows, .out = out, .arena = arena, .error = error};
    eco_status status = eco_arrow_field_of(&in.field, schema, error);
    if (!status)
        status = check_array(&in, slice);
    if (status)
        return status;
    in.offset = slice.array->offset + slice.offset;
    status = take_validity(&in, slice);
    if (status)
        return status;
    return schema->dictionary ? read_codes(&in, schema) : read_values(&in);
}
