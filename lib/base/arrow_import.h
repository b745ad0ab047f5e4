/* arrow_import.h - a field of a foreign schema, and its array as a column. */
#ifndef ECO_BASE_ARROW_IMPORT_H
#define ECO_BASE_ARROW_IMPORT_H
#include "base/arrow_parts.h"
#include "base/memory.h"

typedef enum eco_arrow_kind {
    ECO_ARROW_SIGNED,   /* `width` bytes */
    ECO_ARROW_UNSIGNED, /* `width` bytes */
    ECO_ARROW_FLOAT,    /* `width` bytes */
    ECO_ARROW_BOOL,
    ECO_ARROW_DECIMAL,   /* 16 bytes, `scale` */
    ECO_ARROW_TIMESTAMP, /* times `multiplier`, over `divisor`: microseconds */
    ECO_ARROW_DATE32,
    ECO_ARROW_DATE64,
    ECO_ARROW_UTF8, /* offsets of `width` bytes */
    ECO_ARROW_VIEW,
    ECO_ARROW_UUID,
    ECO_ARROW_NULL
} eco_arrow_kind;

typedef struct eco_arrow_field {
    eco_arrow_kind kind;
    int32_t width, scale;
    int64_t multiplier, divisor;
    const struct eco_currency *currency; /* of a decimal that is money; NULL: none */
    int64_t buffers_least, buffers_most; /* that an array of it has */
} eco_arrow_field;

/* The field of a schema: of a dictionary its indices. ECO_E_INVALID for a type that no column has, and for a dictionary of anything but text. */
eco_status eco_arrow_field_of(eco_arrow_field *out, const struct ArrowSchema *schema, eco_error *error);

/* Of an array, what to read: the rows from `offset` on (the array's own offset not yet added). Where `parent` is given, a row is null if its bit there,
 * counted from `offset` too, is not set. */
typedef struct eco_arrow_slice {
    const struct ArrowArray *array;
    int64_t offset, rows;
    const uint8_t *parent;
} eco_arrow_slice;

/* Fills column (its name is set already) with rows of the array, and its dictionary, if it has one. What must be copied lies in the arena. */
eco_status eco_arrow_column(eco_column *out, const struct ArrowSchema *schema, eco_arrow_slice slice, eco_arena *arena,
                            eco_error *error);

#endif
