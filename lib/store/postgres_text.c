/* postgres_text.c - the texts of the statements of a batch, beside those of sql.h: each is made once a store. */
#include <string.h>

#include "store/postgres.h"

static void from_table(eco_buffer *text, const eco_postgres *postgres, const eco_kind *kind)
{
    eco_buffer_add_text(text, " FROM ");
    eco_sql_table(text, &postgres->sql, kind->name);
}

/* Divides by zero unless all rows in $2 have the versions in $3. With locks it waits for those who are changing them, and looks again then. */
static void keep_rows(eco_buffer *text, const eco_postgres *postgres, const eco_kind *kind, bool lock)
{
    const eco_field *key = &kind->fields[0];
    const char *type = eco_sql_postgres_type(key->type), *version = eco_sql_field_at(kind, kind->version)->name;
    eco_buffer_addf(text, "SELECT 1 / (count(*) = cardinality($2::%s[]))::int FROM (SELECT 1", type);
    from_table(text, postgres, kind);
    eco_buffer_addf(
        text, " AS t JOIN unnest($2::%s[], $3::bigint[]) AS n (k, v) ON t.\"%s\" = n.k AND t.\"%s\" = n.v WHERE t.\"shop\" = $1",
        type, key->name, version);
    if (lock)
        eco_buffer_addf(text, " ORDER BY t.\"%s\" FOR NO KEY UPDATE OF t", key->name);
    eco_buffer_add_text(text, ") AS kept");
}

/* Divides by zero where one of the keys in $2 is there. */
static void absent_rows(eco_buffer *text, const eco_postgres *postgres, const eco_kind *kind)
{
    eco_buffer_add_text(text, "SELECT 1 / (count(*) = 0)::int");
    from_table(text, postgres, kind);
    eco_buffer_addf(text, " WHERE \"shop\" = $1 AND \"%s\" = ANY ($2::%s[])", kind->fields[0].name,
                    eco_sql_postgres_type(kind->fields[0].type));
}

/* Key and time of what is due by $2, at most $3, the earliest first; and behind them the next one that is not due yet. */
static void due_rows(eco_buffer *text, const eco_postgres *postgres, const eco_kind *kind)
{
    const char *due = eco_sql_field_at(kind, kind->due)->name;
    for (int later = 0; later < 2; later++) {
        eco_buffer_addf(text, "%s(SELECT \"%s\", \"%s\"", later ? " UNION ALL " : "", kind->fields[0].name, due);
        from_table(text, postgres, kind);
        eco_buffer_addf(text, " WHERE \"shop\" = $1 AND \"%s\" %s $2::bigint ORDER BY \"%s\" LIMIT %s)", due,
                        later ? ">" : "<=", due, later ? "1" : "$3::bigint");
    }
}

/* A number of its own would make a round trip a row: 1,000 at a time. */
static void next_block(eco_buffer *text, const eco_postgres *postgres, const eco_kind *kind)
{
    eco_buffer_addf(text, "SELECT nextval('\"%s\".\"%s_sequence\"')", postgres->sql.schema, kind->name);
}

static void of_kind(eco_buffer *text, const eco_postgres *postgres, const eco_kind *kind, int which)
{
    const eco_sql *sql = &postgres->sql;
    switch (which) {
    case ECO_POSTGRES_LOAD:
        if (kind->shape == ECO_SHAPE_PARTS)
            eco_sql_select_parts(text, sql, kind);
        else
            eco_sql_select(text, sql, kind, false);
        break;
    case ECO_POSTGRES_LOCK: eco_sql_select(text, sql, kind, true); break;
    case ECO_POSTGRES_KEEP: keep_rows(text, postgres, kind, true); break;
    case ECO_POSTGRES_CHECK: keep_rows(text, postgres, kind, false); break;
    case ECO_POSTGRES_ABSENT: absent_rows(text, postgres, kind); break;
    case ECO_POSTGRES_DUE: due_rows(text, postgres, kind); break;
    case ECO_POSTGRES_DUE_FREE: eco_sql_select_due(text, sql, kind); break;
    case ECO_POSTGRES_INSERT: eco_sql_insert(text, sql, kind, 0); break;
    case ECO_POSTGRES_UPDATE: eco_sql_update(text, sql, kind, false); break;
    case ECO_POSTGRES_DELETE: eco_sql_delete(text, sql, kind); break;
    default: next_block(text, postgres, kind);
    }
}

/* The epochs are as they were when the modules joined, or a word is read as a number. It stands behind all writing: a migration either waits for the
 * tables that we have written to, or we have waited for it, and see it now. */
static void epochs(eco_buffer *text, const eco_postgres *postgres)
{
    eco_buffer_add_text(text,
                        "SELECT CASE WHEN count(*) = cardinality($1::text[]) THEN 0 ELSE ('epoch' || count(*))::int END FROM ");
    eco_sql_table(text, &postgres->sql, "schema");
    eco_buffer_add_text(text,
                        " AS t JOIN unnest($1::text[], $2::bigint[]) AS n (m, e) ON t.\"module\" = n.m AND t.\"epoch\" = n.e");
}

static void of_none(eco_buffer *text, const eco_postgres *postgres, int which)
{
    switch (which) {
    case ECO_POSTGRES_BEGIN: eco_buffer_add_text(text, "BEGIN"); break;
    case ECO_POSTGRES_BEGIN_READ: eco_buffer_add_text(text, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"); break;
    case ECO_POSTGRES_COMMIT: eco_buffer_add_text(text, "COMMIT"); break;
    case ECO_POSTGRES_ROLLBACK: eco_buffer_add_text(text, "ROLLBACK"); break;
    case ECO_POSTGRES_SAVEPOINT: eco_buffer_add_text(text, "SAVEPOINT eco_batch"); break;
    case ECO_POSTGRES_RELEASE: eco_buffer_add_text(text, "RELEASE SAVEPOINT eco_batch"); break;
    default: epochs(text, postgres);
    }
}

static eco_statement made(eco_postgres *postgres, const eco_kind *kind, int which, int32_t number)
{
    if (!postgres->texts[number]) {
        eco_buffer text;
        eco_buffer_begin(&text, &postgres->allocator);
        if (kind)
            of_kind(&text, postgres, kind, which);
        else
            of_none(&text, postgres, which);
        const char *whole = eco_buffer_text(&text);
        size_t size = whole ? strlen(whole) + 1 : 0;
        char *copy = whole ? eco_allocate(&postgres->allocator, size) : NULL;
        if (copy)
            memcpy(copy, whole, size);
        postgres->texts[number] = copy;
        eco_buffer_end(&text);
    }
    return (eco_statement){number, postgres->texts[number]};
}

eco_statement eco_postgres_statement(eco_postgres *postgres, const eco_kind *kind, int which)
{
    return made(postgres, kind, which, kind->number * ECO_POSTGRES_OF_KIND + which);
}

eco_statement eco_postgres_other(eco_postgres *postgres, int which)
{
    return made(postgres, NULL, which, ECO_KINDS * ECO_POSTGRES_OF_KIND + which);
}
