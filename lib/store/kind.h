/* kind.h - how a module describes its tables to the store: plain records with named fields. The same description is a C struct in memory, a table in
 * SQLite and one in PostgreSQL.
 *
 *     KEYED  one row a key. The key is field 0: an ID, or an INT. It may own PARTS.
 *     PARTS  the rows 0, 1, 2 ... of a KEYED owner with an ID. Fields 0 and 1 are the owner's key and the number: they are columns, not in the struct.
 *     LOG    only ever appended. Field 0 is the sequence, an INT given by the store.
 *
 * A record begins with eco_record, which is the store's. Its padding is zero. */
#ifndef ECO_STORE_KIND_H
#define ECO_STORE_KIND_H
#include <ecomops/id.h>

typedef uint32_t eco_text; /* a text in the pool of an eco_work or eco_view; 0: none */

typedef struct eco_record {
    uint32_t link;             /* KEYED: its last part; PARTS: the next one, after the last the first. Index + 1; 0: none */
    uint32_t owner;            /* PARTS: place of the owner */
    uint32_t place;            /* in its set */
    uint32_t number : 24;      /* PARTS */
    uint32_t flags : 8;
} eco_record;

typedef int32_t eco_field_type;
enum {
    ECO_FIELD_INT = 1,   /* int64_t; BIGINT NOT NULL */
    ECO_FIELD_SMALL = 2, /* int32_t; INTEGER NOT NULL */
    ECO_FIELD_ID = 3,    /* eco_id; BLOB(16) or uuid; none is NULL */
    ECO_FIELD_TEXT = 4,  /* eco_text; none is NULL */
    ECO_FIELD_TIME = 5   /* int64_t microseconds UTC; BIGINT, 0 is NULL */
};
typedef struct eco_field {
    const char *name;
    eco_field_type type;
    uint32_t offset;
} eco_field;
#define ECO_FIELD(record_type, member, field_type) {#member, (field_type), offsetof(record_type, member)}
#define ECO_FIELD_VIRTUAL(column, field_type) {(column), (field_type), 0} /* PARTS: owner's key, number */

typedef int32_t eco_shape;
enum { ECO_SHAPE_KEYED = 1, ECO_SHAPE_PARTS = 2, ECO_SHAPE_LOG = 3 };

/* Numbers of kinds, unique in the library: a work finds its sets by them. Locks are taken in this order. */
enum {
    ECO_KIND_EFFECT = 0, ECO_KIND_EFFECT_LINE = 1,
    ECO_KIND_INVENTORY = 4, /* .. 23 */
    ECO_KIND_USAGE = 24,    /* .. 31 */
    ECO_KIND_ORDER = 32,    /* .. 39 */
    ECO_KIND_LOYALTY = 40,  /* .. 47 */
    ECO_KIND_TEST = 48,     /* .. 55 */
    ECO_KINDS = 56
};

typedef struct eco_kind {
    const char *name;          /* of the table, behind the schema: "inventory_hold" */
    int32_t number;
    eco_shape shape;
    const eco_field *fields;
    size_t fields_count;
    size_t size;               /* of the struct */
    const struct eco_kind *owner; /* PARTS */
    const struct eco_kind *parts; /* KEYED: NULL, or what it owns */
    uint32_t version;          /* KEYED: offset of an INT that rises with every change; 0: rows never change after they were added */
    uint32_t due;              /* KEYED: offset of a TIME field: when something is to be done with the row; 0: the kind has none. Indexed where it is set */
    bool by_time;              /* the keys are mostly those of commands, which rise with time */
    const char *const *unique; /* a further unique combination of columns, for SQL alone: NULL-terminated; NULL: none */
} eco_kind;

static inline eco_id eco_key_int(int64_t key)
{
    eco_id id = {0, (uint64_t)key};
    return id;
}
/* The key of a KEYED record. */
static inline eco_id eco_key_of(const eco_kind *kind, const void *record)
{
    const char *field = (const char *)record + kind->fields[0].offset;
    return kind->fields[0].type == ECO_FIELD_ID ? *(const eco_id *)(const void *)field : eco_key_int(*(const int64_t *)(const void *)field);
}
static inline bool eco_same_key(eco_id a, eco_id b) { return a.high == b.high && a.low == b.low; }
static inline bool eco_has_key(eco_id a) { return (a.high | a.low) != 0; }

/* What every module's table of commands looks like: a success is recorded under its key, for replays, and as the head of the ledger rows it wrote. */
typedef struct eco_command_record {
    eco_record head;
    eco_text actor;
    eco_id command;            /* the key */
    int64_t digest;            /* of the body */
    int64_t at_us, recorded_us;
    int64_t sequence;          /* the result: eco_result_head.sequence, and what else the module answers */
    int64_t answer, answer_more;
    eco_text reason, reference;
    int32_t verb;
} eco_command_record;
extern const eco_field eco_command_fields[11];
#define ECO_COMMAND_KIND(kind_name, kind_number) \
    {.name = (kind_name), .number = (kind_number), .shape = ECO_SHAPE_KEYED, .fields = eco_command_fields, .fields_count = 11, \
     .size = sizeof(eco_command_record), .by_time = true}

#endif
