/* fields.h - a document's objects as tables: one table says how an object of a document and a C struct are the same thing. The reader, the writer and
 * the search for the place of an error all go by it, so that they cannot come apart. A new document is a new table.
 *
 *     static const eco_json_field tier_fields[] = {
 *         ECO_JSON_MONEY_FIELD(eco_tier, "from_amount", from_minor, .least = ECO_JSON_NOT_NEGATIVE), ...
 *     };
 */
#ifndef ECO_JSON_FIELDS_H
#define ECO_JSON_FIELDS_H
#include "json/reader.h"

#include "base/text.h"

typedef enum eco_json_kind {
    ECO_JSON_KIND_TEXT,       /* const char * */
    ECO_JSON_KIND_EXPRESSION, /* const char *: text, or a tree of conditions */
    ECO_JSON_KIND_CURRENCY, /* const char *: ISO 4217; the amounts that the object holds are in it. Stands before them in the table */
    ECO_JSON_KIND_BOOL,     /* bool */
    ECO_JSON_KIND_WHOLE,      /* int32_t or int64_t: a number, or text where it is beyond 2^53 */
    ECO_JSON_KIND_PLACE,      /* int32_t: a place in a list; from 0 in documents, from 1 in C, where 0 is "not given" */
    ECO_JSON_KIND_MONEY,      /* int64_t minor units: "19.99" */
    ECO_JSON_KIND_UNIT_PRICE, /* int64_t and int32_t scale, finer than minor units: "0.0125" */
    ECO_JSON_KIND_QUANTITY,   /* int64_t and int32_t scale: 2, or "1.25" */
    ECO_JSON_KIND_DECIMAL,    /* eco_decimal: "12.5" */
    ECO_JSON_KIND_TIME,       /* int64_t microseconds: RFC 3339 */
    ECO_JSON_KIND_DURATION, /* int64_t microseconds: ISO 8601, of days of 24 hours and less; -1 is the field's `standard` word */
    ECO_JSON_KIND_DATE,     /* int32_t days since 1970-01-01: "2026-11-11" */
    ECO_JSON_KIND_ID,       /* eco_id: a UUID */
    ECO_JSON_KIND_KEY,      /* eco_id: a UUID, or any other text through eco_id_of; written as a UUID */
    ECO_JSON_KIND_WORD,     /* int32_t enum, or bool: a word of a fixed list */
    ECO_JSON_KIND_TEXTS,    /* const char *const * and size_t count */
    ECO_JSON_KIND_NUMBERS,  /* const int32_t * and size_t count */
    ECO_JSON_KIND_ATTRIBUTES, /* const eco_attribute * and size_t count: an object of text, numbers, true or false, or lists of these */
    ECO_JSON_KIND_OBJECTS, /* const struct * and size_t count: a list of objects */
    ECO_JSON_KIND_OBJECT,  /* const struct *: one object; NULL: none. Only read */
    ECO_JSON_KIND_OTHER    /* read and written by the codec itself */
} eco_json_kind;

typedef enum eco_json_least { ECO_JSON_ANY_SIGN, ECO_JSON_NOT_NEGATIVE, ECO_JSON_POSITIVE } eco_json_least;

#define ECO_JSON_FIELDS 64 /* of an object, at most */

struct eco_json_object;
typedef struct eco_json_field {
    const char *name;   /* in documents */
    const char *member; /* in C, and so in the paths of errors */
    eco_json_kind kind;
    bool required;
    bool always;          /* written even where it is 0: a result's numbers */
    const char *by_key;   /* OBJECTS, OTHER: paths of errors name an element by this field, its "id" or "name", not its index */
    eco_json_least least; /* of numbers, and of how many are in a list */
    const char *other;    /* the name of a field that may be given instead, never too; `required`: one of the two is */
    size_t offset, size;  /* of the member */
    size_t second;        /* offset of the scale or count */
    const char *
        standard; /* TEXT, DECIMAL: the value that is not written, because it stands for "not given"; DURATION: the word for -1 */
    int64_t usual;                       /* of a number: what "not given" becomes in the object, and so is not written */
    const char *instead;                 /* what to write in place of a 0 that is refused, for the message */
    const char *(*word)(int32_t number); /* WORD */
    int32_t words;                       /* numbers are below this; a number without a word of its own is a gap */
    const struct eco_json_object *element;
} eco_json_field;

typedef struct eco_json_object {
    const char *what; /* "a promotion", for messages */
    const eco_json_field *fields;
    size_t fields_count;
    size_t size; /* of the struct */
    bool grows;  /* begins with struct_size */
} eco_json_object;

#define ECO_JSON_SIZE(owner, member_) sizeof(((owner *)0)->member_)
#define ECO_JSON_FIELD(kind_, owner, name_, member_, ...)                                                       \
    {                                                                                                           \
        .name = (name_), .member = #member_, .kind = ECO_JSON_KIND_##kind_, .offset = offsetof(owner, member_), \
        .size = ECO_JSON_SIZE(owner, member_), __VA_ARGS__                                                      \
    }
#define ECO_JSON_SCALED(kind_, owner, name_, member_, scale_, ...) \
    ECO_JSON_FIELD(kind_, owner, name_, member_, .second = offsetof(owner, scale_), __VA_ARGS__)
#define ECO_JSON_MANY(kind_, owner, name_, member_, ...) \
    ECO_JSON_FIELD(kind_, owner, name_, member_, .second = offsetof(owner, member_##_count), __VA_ARGS__)
#define ECO_JSON_WORD(owner, name_, member_, word_, words_, ...) \
    ECO_JSON_FIELD(WORD, owner, name_, member_, .word = (word_), .words = (words_), __VA_ARGS__)
#define ECO_JSON_OTHER(name_, member_, ...)                                            \
    {                                                                                  \
        .name = (name_), .member = (member_), .kind = ECO_JSON_KIND_OTHER, __VA_ARGS__ \
    }
#define ECO_JSON_OBJECT_OF(what_, fields_, owner, grows_)                                                                 \
    {                                                                                                                     \
        .what = (what_), .fields = (fields_), .fields_count = sizeof(fields_) / sizeof *(fields_), .size = sizeof(owner), \
        .grows = (grows_)                                                                                                 \
    }

/* ---- reading ---- */

typedef struct eco_json_reading {
    const eco_json_document *document;
    eco_arena *arena;
    const eco_currency *currency; /* NULL: not known; then amounts may have as many decimals as any currency */
    bool copies;                  /* texts too go to the arena; else they are borrowed from the document */
    eco_error *error;
} eco_json_reading;

/* Fills the struct: fields that the object does not have stay zero. Refuses unknown and missing keys, wrong types, and values out of range. */
eco_status eco_json_read_object(const eco_json_reading *reading, const eco_json_value *value, const eco_json_object *object,
                                void *out);
/* One field's value, into the struct. */
eco_status eco_json_read_field(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field,
                               void *out);

/* ECO_E_INVALID "`what` is text, and this is a number" unless the value has the type. */
eco_status eco_json_expect(const eco_json_reading *reading, const eco_json_value *value, eco_json_type type, const char *what);
/* The document must be an object, and its schema `schema`. */
eco_status eco_json_expect_schema(const eco_json_document *document, const char *schema, eco_error *error);
/* What the document says that it is: the schema of one of eco_json_kinds. */
eco_status eco_json_schema_of(const char **schema, const eco_json_document *document, eco_error *error);
/* "; did you mean 'priority'?", or "; known are ..." where nothing is near. Fills the buffer and gives it back. */
const char *eco_json_hint(char *buffer, size_t size, const char *given, const char *const *known, size_t count);

/* Values of one kind each (fields_values.c, condition_tree.c). */
eco_status eco_json_read_text(const eco_json_reading *reading, const eco_json_value *value, const char *what, const char **out);
eco_status eco_json_read_whole(const eco_json_reading *reading, const eco_json_value *value, int64_t *out);
eco_status eco_json_read_money(const eco_json_reading *reading, const eco_json_value *value, int64_t *out);
eco_status eco_json_read_unit_price(const eco_json_reading *reading, const eco_json_value *value, int64_t *out, int32_t *scale);
eco_status eco_json_read_quantity(const eco_json_reading *reading, const eco_json_value *value, int64_t *out, int32_t *scale);
eco_status eco_json_read_decimal(const eco_json_reading *reading, const eco_json_value *value, const char *what,
                                 eco_decimal *out);
eco_status eco_json_read_time(const eco_json_reading *reading, const eco_json_value *value, int64_t *out);
eco_status eco_json_read_duration(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field,
                                  int64_t *out);
eco_status eco_json_read_date(const eco_json_reading *reading, const eco_json_value *value, int32_t *out);
eco_status eco_json_read_id(const eco_json_reading *reading, const eco_json_value *value, eco_id *out);
eco_status eco_json_read_key(const eco_json_reading *reading, const eco_json_value *value, const char *what, eco_id *out);
eco_status eco_json_read_word(const eco_json_reading *reading, const eco_json_value *value, const eco_json_field *field,
                              int32_t *out);
eco_status eco_json_read_texts(const eco_json_reading *reading, const eco_json_value *value, const char *const **out,
                               size_t *count);
eco_status eco_json_read_numbers(const eco_json_reading *reading, const eco_json_value *value, const int32_t **out,
                                 size_t *count);
eco_status eco_json_read_attributes(const eco_json_reading *reading, const eco_json_value *value, const eco_attribute **out,
                                    size_t *count);
/* *out becomes a pointer to the structs. */
eco_status eco_json_read_objects(const eco_json_reading *reading, const eco_json_value *value, const eco_json_object *element,
                                 void *out, size_t *count);
/* The document's list of this name; *list is NULL where it has none. */
eco_status eco_json_find_list(const eco_json_value **list, const eco_json_reading *reading, const char *name);
/* Expression text: as it stands, or made from a tree of conditions. */
eco_status eco_json_read_condition(const eco_json_reading *reading, const eco_json_value *value, const char **out);

/* ---- writing ---- */

/* Canonical: members in the order of the tables, what is not given left out, two blanks a level, a new line at the end. */
typedef struct eco_json_writing {
    eco_buffer buffer;
    int32_t exponent; /* of the currency that amounts are in */
    int32_t depth;
    bool is_first; /* in the innermost container */
} eco_json_writing;

void eco_json_write_begin(eco_json_writing *writing, const eco_allocator *allocator, eco_writer writer, const char *currency);
eco_status eco_json_write_end(eco_json_writing *writing, eco_error *error);
void eco_json_write_key(eco_json_writing *writing, const char *key); /* of the next value */
void eco_json_write_element(eco_json_writing *writing);              /* before each element of a list */
void eco_json_write_open(eco_json_writing *writing, char bracket);   /* '{' or '[' */
void eco_json_write_close(eco_json_writing *writing, char bracket);
void eco_json_write_text(eco_json_writing *writing, const char *text);
void eco_json_write_texts(eco_json_writing *writing, const char *const *texts, size_t count);
/* Members of an object that is open. */
void eco_json_write_members(eco_json_writing *writing, const eco_json_object *object, const void *in);
void eco_json_write_object(eco_json_writing *writing, const eco_json_object *object, const void *in);
/* A list of structs that stand side by side. */
void eco_json_write_objects(eco_json_writing *writing, const eco_json_object *element, const void *elements, size_t count);

/* ---- errors of the engine in terms of the document ---- */

/* Gives an error whose path is that of the C structs ("/promotions/300-50/tiers/0/off_minor") the line, column and path of what stands there in the
 * document, and the document's names of fields in its message. Left alone where the document holds no such thing. Returns the error's status (`status` where error is NULL). */
eco_status eco_json_place_error(const eco_json_document *document, const eco_json_object *root, eco_error *error,
                                eco_status status);

#endif
