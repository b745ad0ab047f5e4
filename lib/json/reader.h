/* reader.h - a document in memory: scanned strictly by us, decoded by cJSON, every value with its place.
 *
 * The scan refuses what cJSON would let pass (RFC 8259 to the letter, and no duplicate keys, no NUL, no number that a double cannot hold) and lists
 * the values in document order. cJSON then decodes the texts, and a walk in the same order hands them to the list. Nothing above reader.c sees cJSON. */
#ifndef ECO_JSON_READER_H
#define ECO_JSON_READER_H
#include <ecomops/json.h>

#include "base/memory.h"

#define ECO_JSON_DEPTH 64                  /* levels of lists and objects */
#define ECO_JSON_BYTES (INT64_C(64) << 20) /* of a document, unless the options say otherwise */
#define ECO_JSON_EXACT \
    (INT64_C(1) << 53) /* whole numbers up to here are exact for every reader of JSON; larger ones are written as text */
#define ECO_JSON_NUMBER_LENGTH 60 /* characters of a number; cJSON's own limit is 63 */

typedef enum eco_json_type {
    ECO_JSON_NULL,
    ECO_JSON_BOOL,
    ECO_JSON_NUMBER,
    ECO_JSON_TEXT,
    ECO_JSON_LIST,
    ECO_JSON_OBJECT
} eco_json_type;

/* Values stand in document order: a container, then what is in it. So the first child is the next value, and a value's sibling stands `span` later. */
typedef struct eco_json_value {
    const char *key; /* of a member; NULL for an element */
    union {
        const char *text;
        double number;
        bool boolean;
    };
    uint32_t offset;     /* of the value in the text */
    uint32_t key_offset; /* of the member's key; 0: not a member */
    uint32_t span;       /* values in this one, itself included; 0: the scan is still inside it */
    eco_json_type type;
} eco_json_value;

typedef struct eco_json_document {
    const char *text; /* the caller's */
    size_t size;
    eco_allocator allocator;
    eco_json_value *values; /* the root first */
    size_t count, capacity;
    void *tree;                  /* cJSON's; owns keys and texts */
    const eco_json_value *outer; /* of a part: the root of the whole, where paths begin; NULL: it is the whole */
} eco_json_document;

/* The options in full, checked. */
eco_status eco_json_take_options(eco_json_options *out, const eco_json_options *given, eco_error *error);
/* *out needs eco_json_close only after success. text must stay until then. options may be NULL. */
eco_status eco_json_open(eco_json_document *out, const char *text, size_t size, const eco_json_options *options,
                         eco_error *error);
void eco_json_close(eco_json_document *document);
/* A document that stands inside another one, which it is a part of and lives as long as; it is not closed. */
eco_json_document eco_json_part(const eco_json_document *whole, const eco_json_value *root);

/* Children in order; NULL after the last. */
static inline const eco_json_value *eco_json_first(const eco_json_value *parent)
{
    return parent->span > 1 ? parent + 1 : NULL;
}
static inline const eco_json_value *eco_json_next(const eco_json_value *parent, const eco_json_value *child)
{
    child += child->span;
    return child < parent + parent->span ? child : NULL;
}
size_t eco_json_length(const eco_json_value *parent);
/* The member of an object; NULL: it has none of that name. */
const eco_json_value *eco_json_member(const eco_json_value *object, const char *key);

/* What a value is, for messages: "a number", "text". */
const char *eco_json_type_text(eco_json_type type);
/* A number as it stands in the document; *size its length. */
const char *eco_json_number_text(const eco_json_document *document, const eco_json_value *value, size_t *size);

/* ---- failing at a place of the document ---- */

/* ... at a value. All set line, column (in characters) and path (a JSON pointer). */
eco_status eco_json_fail(const eco_json_document *document, const eco_json_value *value, eco_error *error, eco_status status,
                         const char *format, ...) __attribute__((format(printf, 5, 6)));
/* ... at a member's key. */
eco_status eco_json_fail_key(const eco_json_document *document, const eco_json_value *value, eco_error *error, eco_status status,
                             const char *format, ...) __attribute__((format(printf, 5, 6)));
/* ... at any offset; the path is that of the value. */
eco_status eco_json_fail_offset(const eco_json_document *document, const eco_json_value *value, size_t offset, eco_error *error,
                                eco_status status, const char *format, ...) __attribute__((format(printf, 6, 7)));
/* The offset of a place inside a text, whose characters may be written as escapes: line and column as they are in the text, from 1. Past its end:
 * of the closing quote. */
size_t eco_json_text_offset(const eco_json_document *document, const eco_json_value *value, int32_t line, int32_t column);

/* ---- the parts, for reader.c ---- */

/* Fills document->values; keys and texts are still missing. The text must not start with a byte order mark. */
eco_status eco_json_scan(eco_json_document *document, eco_error *error);
/* Whether a double can hold a number of the JSON grammar exactly. */
bool eco_json_number_exact(const char *text, size_t size);

#endif
