/* sql.c - see sql.h: names, columns, and the statements that a batch is made of. */
#include "store/sql.h"

#include <stdio.h>

void eco_sql_table(eco_buffer *text, const eco_sql *sql, const char *name)
{
    eco_buffer_addf(text, sql->postgres ? "\"%s\".\"%s\"" : "\"%s_%s\"", sql->schema, name);
}

const char *eco_sql_postgres_type(eco_field_type type)
{
    switch (type) {
    case ECO_FIELD_SMALL: return "integer";
    case ECO_FIELD_ID: return "uuid";
    case ECO_FIELD_TEXT: return "text";
    default: return "bigint";
    }
}

static const char *sqlite_type(eco_field_type type)
{
    switch (type) {
    case ECO_FIELD_ID: return "BLOB";
    case ECO_FIELD_TEXT: return "TEXT";
    default: return "INTEGER";
    }
}

const eco_field *eco_sql_field_at(const eco_kind *kind, uint32_t offset)
{
    for (size_t i = eco_sql_keys(kind); i < kind->fields_count; i++)
        if (kind->fields[i].offset == offset)
            return &kind->fields[i];
    return NULL;
}

static bool is_number(eco_field_type type)
{
    return type == ECO_FIELD_INT || type == ECO_FIELD_SMALL;
}

/* The columns from `from` to `to`, with what stands before and behind each. */
static void columns(eco_buffer *text, const eco_kind *kind, size_t from, size_t to, const char *before, const char *behind)
{
    for (size_t i = from; i < to; i++)
        eco_buffer_addf(text, "%s%s\"%s\"%s", i > from ? ", " : "", before, kind->fields[i].name, behind);
}

void eco_sql_columns(eco_buffer *text, const eco_kind *kind)
{
    columns(text, kind, 0, kind->fields_count, "", "");
}

/* ---- tables ---- */

void eco_sql_create_schema(eco_buffer *text, const eco_sql *sql)
{
    if (sql->postgres)
        eco_buffer_addf(text, "CREATE SCHEMA IF NOT EXISTS \"%s\";\n", sql->schema);
    eco_buffer_add_text(text, "CREATE TABLE IF NOT EXISTS ");
    eco_sql_table(text, sql, "schema");
    eco_buffer_addf(text, " (\"module\" text NOT NULL PRIMARY KEY, \"version\" %s NOT NULL, \"epoch\" %s NOT NULL);\n",
                    sql->postgres ? "integer" : "INTEGER", sql->postgres ? "bigint" : "INTEGER");
}

static void declare(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, const eco_field *field)
{
    bool key = field < kind->fields + eco_sql_keys(kind);
    eco_buffer_addf(text, "\"%s\" %s", field->name,
                    sql->postgres ? eco_sql_postgres_type(field->type) : sqlite_type(field->type));
    if (key || is_number(field->type))
        eco_buffer_add_text(text, " NOT NULL");
}

/* SQLite: an INTEGER PRIMARY KEY is the row's own number; tables with other keys are trees by that key. */
static bool keyed_by_row(const eco_sql *sql, const eco_kind *kind)
{
    return !sql->postgres && eco_sql_keys(kind) == 1 && kind->fields[0].type == ECO_FIELD_INT;
}

void eco_sql_create(eco_buffer *text, const eco_sql *sql, const eco_kind *kind)
{
    bool by_row = keyed_by_row(sql, kind);
    eco_buffer_add_text(text, "CREATE TABLE ");
    eco_sql_table(text, sql, kind->name);
    eco_buffer_add_text(text, sql->postgres ? " (\"shop\" text NOT NULL, " : " (");
    for (size_t i = 0; i < kind->fields_count; i++) {
        eco_buffer_add_text(text, i ? ", " : "");
        declare(text, sql, kind, &kind->fields[i]);
        if (i == 0 && by_row)
            eco_buffer_add_text(text, " PRIMARY KEY");
    }
    if (!by_row) {
        eco_buffer_addf(text, ", PRIMARY KEY (%s", sql->postgres ? "\"shop\", " : "");
        columns(text, kind, 0, eco_sql_keys(kind), "", "");
        eco_buffer_add_char(text, ')');
    }
    eco_buffer_add_text(text, sql->postgres || by_row ? ");\n" : ") WITHOUT ROWID;\n");
    eco_sql_create_indexes(text, sql, kind);
}

/* "CREATE INDEX IF NOT EXISTS ... ON table (shop, ": an index of PostgreSQL lives in the schema of its table. */
static void begin_index(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, const char *what, const char *name)
{
    char full[128];
    snprintf(full, sizeof full, "%s_%s", kind->name, name);
    eco_buffer_addf(text, "CREATE %s IF NOT EXISTS ", what);
    if (sql->postgres)
        eco_buffer_addf(text, "\"%s\"", full);
    else
        eco_sql_table(text, sql, full);
    eco_buffer_add_text(text, " ON ");
    eco_sql_table(text, sql, kind->name);
    eco_buffer_add_text(text, sql->postgres ? " (\"shop\", " : " (");
}

void eco_sql_create_indexes(eco_buffer *text, const eco_sql *sql, const eco_kind *kind)
{
    if (kind->due) {
        const char *due = eco_sql_field_at(kind, kind->due)->name;
        begin_index(text, sql, kind, "INDEX", "due");
        eco_buffer_addf(text, "\"%s\") WHERE \"%s\" IS NOT NULL;\n", due, due);
    }
    if (kind->unique) {
        begin_index(text, sql, kind, "UNIQUE INDEX", "unique");
        for (size_t i = 0; kind->unique[i]; i++)
            eco_buffer_addf(text, "%s\"%s\"", i ? ", " : "", kind->unique[i]);
        eco_buffer_add_text(text, ");\n");
    }
}

void eco_sql_add_column(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, const eco_field *field)
{
    eco_buffer_add_text(text, "ALTER TABLE ");
    eco_sql_table(text, sql, kind->name);
    eco_buffer_add_text(text, " ADD COLUMN ");
    declare(text, sql, kind, field);
    if (is_number(field->type))
        eco_buffer_add_text(text, " DEFAULT 0");
}

/* ---- reading ---- */

static void select_from(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, size_t fields)
{
    eco_buffer_add_text(text, "SELECT ");
    columns(text, kind, 0, fields, "", "");
    eco_buffer_add_text(text, " FROM ");
    eco_sql_table(text, sql, kind->name);
}

static void where_keys(eco_buffer *text, const eco_sql *sql, const eco_kind *kind)
{
    const eco_field *key = &kind->fields[0];
    if (sql->postgres)
        eco_buffer_addf(text, " WHERE \"shop\" = $1 AND \"%s\" = ANY ($2::%s[])", key->name, eco_sql_postgres_type(key->type));
    else
        eco_buffer_addf(text, " WHERE \"%s\" = ?1", key->name);
}

void eco_sql_select(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, bool lock)
{
    select_from(text, sql, kind, kind->fields_count);
    where_keys(text, sql, kind);
    if (sql->postgres)
        eco_buffer_addf(text, " ORDER BY \"%s\"%s", kind->fields[0].name, lock ? " FOR NO KEY UPDATE" : "");
}

void eco_sql_select_parts(eco_buffer *text, const eco_sql *sql, const eco_kind *parts)
{
    select_from(text, sql, parts, parts->fields_count);
    where_keys(text, sql, parts);
    eco_buffer_add_text(text, " ORDER BY ");
    columns(text, parts, sql->postgres ? 0 : 1, 2, "", "");
}

void eco_sql_select_last(eco_buffer *text, const eco_sql *sql, const eco_kind *kind)
{
    const char *key = kind->fields[0].name;
    select_from(text, sql, kind, 1);
    eco_buffer_addf(text, "%s ORDER BY \"%s\" DESC LIMIT 1", sql->postgres ? " WHERE \"shop\" = $1" : "", key);
}

void eco_sql_select_due(eco_buffer *text, const eco_sql *sql, const eco_kind *kind)
{
    const char *due = eco_sql_field_at(kind, kind->due)->name;
    select_from(text, sql, kind, 1);
    if (sql->postgres)
        eco_buffer_addf(
            text, " WHERE \"shop\" = $1 AND \"%s\" <= $2::bigint ORDER BY \"%s\" LIMIT $3::bigint FOR NO KEY UPDATE SKIP LOCKED",
            due, due);
    else
        eco_buffer_addf(text, " WHERE \"%s\" <= ?1 ORDER BY \"%s\" LIMIT ?2", due, due);
}

/* ---- writing ---- */

/* "unnest($2::uuid[], $3::bigint[], ...": one array a field. */
static void arrays(eco_buffer *text, const eco_kind *kind)
{
    eco_buffer_add_text(text, "unnest(");
    for (size_t i = 0; i < kind->fields_count; i++)
        eco_buffer_addf(text, "%s$%zu::%s[]", i ? ", " : "", i + 2, eco_sql_postgres_type(kind->fields[i].type));
}

void eco_sql_insert(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, size_t rows)
{
    /* OR FAIL: a transaction that fails is rolled back as a whole, so SQLite need not keep how each page was before each statement. */
    eco_buffer_add_text(text, sql->postgres ? "INSERT INTO " : "INSERT OR FAIL INTO ");
    eco_sql_table(text, sql, kind->name);
    eco_buffer_add_text(text, sql->postgres ? " (\"shop\", " : " (");
    eco_sql_columns(text, kind);
    if (sql->postgres) {
        eco_buffer_add_text(text, ") SELECT $1, n.* FROM ");
        arrays(text, kind);
        eco_buffer_add_text(text, ") AS n");
        return;
    }
    eco_buffer_add_text(text, ") VALUES ");
    for (size_t row = 0; row < rows; row++) {
        eco_buffer_add_text(text, row ? ", (?" : "(?");
        for (size_t i = 1; i < kind->fields_count; i++)
            eco_buffer_add_text(text, ", ?");
        eco_buffer_add_char(text, ')');
    }
}

static void update_postgres(eco_buffer *text, const eco_kind *kind, bool guarded)
{
    size_t keys = eco_sql_keys(kind);
    for (size_t i = keys; i < kind->fields_count; i++)
        eco_buffer_addf(text, "%s\"%s\" = n.\"%s\"", i > keys ? ", " : "", kind->fields[i].name, kind->fields[i].name);
    eco_buffer_add_text(text, " FROM ");
    arrays(text, kind);
    if (guarded)
        eco_buffer_addf(text, ", $%zu::bigint[]", kind->fields_count + 2);
    eco_buffer_add_text(text, ") AS n (");
    eco_sql_columns(text, kind);
    eco_buffer_addf(text, "%s) WHERE t.\"shop\" = $1", guarded ? ", guard" : "");
    for (size_t i = 0; i < keys; i++)
        eco_buffer_addf(text, " AND t.\"%s\" = n.\"%s\"", kind->fields[i].name, kind->fields[i].name);
    if (guarded)
        eco_buffer_addf(text, " AND t.\"%s\" = n.guard", eco_sql_field_at(kind, kind->version)->name);
}

void eco_sql_update(eco_buffer *text, const eco_sql *sql, const eco_kind *kind, bool guarded)
{
    size_t keys = eco_sql_keys(kind);
    eco_buffer_add_text(text, "UPDATE ");
    eco_sql_table(text, sql, kind->name);
    eco_buffer_add_text(text, sql->postgres ? " AS t SET " : " SET ");
    if (sql->postgres) {
        update_postgres(text, kind, guarded);
        return;
    }
    for (size_t i = keys; i < kind->fields_count; i++)
        eco_buffer_addf(text, "%s\"%s\" = ?%zu", i > keys ? ", " : "", kind->fields[i].name, i + 1);
    for (size_t i = 0; i < keys; i++)
        eco_buffer_addf(text, "%s\"%s\" = ?%zu", i ? " AND " : " WHERE ", kind->fields[i].name, i + 1);
}

void eco_sql_delete(eco_buffer *text, const eco_sql *sql, const eco_kind *kind)
{
    eco_buffer_add_text(text, "DELETE FROM ");
    eco_sql_table(text, sql, kind->name);
    where_keys(text, sql, kind);
}
