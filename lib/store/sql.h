/* sql.h - SQL text made from an eco_kind, in two dialects: what is where, and with what parameters.
 *
 *                   SQLite                            PostgreSQL
 *     table         "eco_inventory_hold"              "eco"."inventory_hold", with a text column "shop" that leads every key
 *     INT, TIME     INTEGER                           bigint
 *     SMALL         INTEGER                           integer
 *     ID            BLOB of 16 bytes, high first      uuid
 *     TEXT          TEXT                              text
 *     parameters    ?1, ?2 ... single values          $1 is the shop, then $2 ... arrays, one a field
 *
 * INT and SMALL are NOT NULL, and so are keys; an absent ID or TEXT and a TIME of 0 are NULL. All names are quoted. Nothing here ends in ';' but
 * eco_sql_create and eco_sql_create_schema, which are several statements. */
#ifndef ECO_STORE_SQL_H
#define ECO_STORE_SQL_H
#include "base/text.h"
#include "store/view.h"

typedef struct eco_sql {
    bool postgres;
    const char *schema; /* PostgreSQL: schema; SQLite: prefix */
    const char *shop;   /* PostgreSQL; never NULL there */
} eco_sql;

/* "eco_inventory_hold" in quotes, or "eco"."inventory_hold". */
void eco_sql_table(eco_buffer *text, const eco_sql *sql, const char *name);
/* Its columns in the order of the fields, without shop: "hold", "digest", ... */
void eco_sql_columns(eco_buffer *text, const eco_kind *kind);
/* Type of a column, as PostgreSQL names it in casts: "uuid". */
const char *eco_sql_postgres_type(eco_field_type type);
/* How many fields are the key: 1, or 2 of PARTS. They are the first ones. */
static inline size_t eco_sql_keys(const eco_kind *kind)
{
    return kind->shape == ECO_SHAPE_PARTS ? 2 : 1;
}
/* The field at an offset: kind->due, kind->version. */
const eco_field *eco_sql_field_at(const eco_kind *kind, uint32_t offset);

/* The table of versions: module (key), version, epoch. PostgreSQL: with the schema itself. */
void eco_sql_create_schema(eco_buffer *text, const eco_sql *sql);
/* CREATE TABLE, the partial index of `due`, the index of `unique`. */
void eco_sql_create(eco_buffer *text, const eco_sql *sql, const eco_kind *kind);
/* ALTER TABLE ... ADD COLUMN: 0 or NULL in the rows that are there. */
void eco_sql_add_column(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, const eco_field *field);
/* The indexes alone, with IF NOT EXISTS. */
void eco_sql_create_indexes(eco_buffer *text, const eco_sql *sql, const eco_kind *kind);

/* SELECT of all columns by key. SQLite: one row, ?1. PostgreSQL: rows of the keys in the array $2, in the order of keys.
 * lock: FOR NO KEY UPDATE (PostgreSQL). */
void eco_sql_select(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, bool lock);
/* Of PARTS: those of one owner (SQLite), or of the owners in $2, by owner and number. */
void eco_sql_select_parts(eco_buffer *text, const eco_sql *sql, const eco_kind *parts);
/* The highest key, or sequence; NULL of an empty table. PostgreSQL has no max(uuid): the last one by index. */
void eco_sql_select_last(eco_buffer *text, const eco_sql *sql, const eco_kind *kind);
/* Keys of what is due by ?1 ($2), at most ?2 ($3), the earliest first. PostgreSQL: FOR NO KEY UPDATE SKIP LOCKED. */
void eco_sql_select_due(eco_buffer *text, const eco_sql *sql, const eco_kind *kind);
/* SQLite: `rows` rows, with as many parameters as rows times fields. PostgreSQL: arrays $2 ..., one a field (rows is not used). */
void eco_sql_insert(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, size_t rows);
/* All that is not key. SQLite: by key, ?1 ... in the order of fields. PostgreSQL: arrays as for INSERT, and with `guarded` (a kind with a version) one
 * more of the versions that the rows must still have. */
void eco_sql_update(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, bool guarded);

/* DELETE by key, of PARTS by owner. SQLite: ?1. PostgreSQL: of the keys in the array $2. */
void eco_sql_delete(eco_buffer *text, const eco_sql *sql, const eco_kind *kind);

/* SELECT of all columns by a filter, in the order that view.h names; `values` are the parameters, the shop among them. Gives their number. */
typedef struct eco_sql_value {
    eco_field_type type; /* INT, ID or TEXT */
    int64_t number;
    eco_id id;
    const char *text;
} eco_sql_value;
enum { ECO_SQL_VALUES = 9 };
size_t eco_sql_scan(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, const eco_filter *filter,
                    eco_sql_value values[ECO_SQL_VALUES]);

/* An ID as bytes, in the order in which both databases compare them. */
static inline uint64_t eco_sql_big_endian(uint64_t word)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? word : __builtin_bswap64(word);
}
static inline void eco_sql_id_bytes(unsigned char bytes[16], eco_id id)
{
    uint64_t words[2] = {eco_sql_big_endian(id.high), eco_sql_big_endian(id.low)};
    memcpy(bytes, words, 16);
}
static inline eco_id eco_sql_id_of(const void *bytes)
{
    uint64_t words[2];
    memcpy(words, bytes, 16);
    return (eco_id){eco_sql_big_endian(words[0]), eco_sql_big_endian(words[1])};
}

#endif
