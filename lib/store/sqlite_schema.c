/* sqlite_schema.c - the tables of modules: made where there are none, brought to a newer version, and watched by the epoch.
 *
 * <prefix>_schema has a row a module with its version, and the epoch in which it came to that. A migration is made from what is declared: kinds that have
 * no table get one, fields that have no column get one that is 0 or NULL in the rows that are there. It begins a new epoch, which every batch sees. */
#include "store/sqlite_internal.h"

#include <stdio.h>

#include "base/error.h"

/* Runs a query of one text parameter that gives one integer; *found: it has a row, and the integer is not NULL. */
static eco_status ask(eco_sqlite *sqlite, const char *sql, const char *parameter, bool *found, int64_t *answer, eco_error *error)
{
    sqlite3_stmt *statement;
    *found = false;
    eco_status status = eco_sqlite_prepare(sqlite, sqlite->db, &statement, sql, error);
    if (status)
        return status;
    int result = sqlite3_bind_text(statement, 1, parameter, -1, SQLITE_STATIC);
    result = result ? result : sqlite3_step(statement);
    if (result == SQLITE_ROW && sqlite3_column_type(statement, 0) == SQLITE_INTEGER) {
        *found = true;
        *answer = sqlite3_column_int64(statement, 0);
    } else if (result != SQLITE_ROW && result != SQLITE_DONE) {
        status = eco_sqlite_fail(sqlite, sqlite->db, result, "reading the schema of", error);
    }
    sqlite3_finalize(statement);
    return status;
}

/* ... with the name of our table in its text: "SELECT ... FROM %s ...", before and after it. */
static eco_status ask_schema(eco_sqlite *sqlite, const char *before, const char *after, const char *module, bool *found,
                             int64_t *answer, eco_error *error)
{
    eco_buffer text;
    eco_buffer_begin(&text, &sqlite->allocator);
    eco_buffer_add_text(&text, before);
    eco_sql_table(&text, &sqlite->sql, "schema");
    eco_buffer_add_text(&text, after);
    const char *sql = eco_buffer_text(&text);
    eco_status status = sql ? ask(sqlite, sql, module, found, answer, error) : eco_fail_memory(error);
    eco_buffer_end(&text);
    return status;
}

static eco_status has_table(eco_sqlite *sqlite, const char *name, bool *found, eco_error *error)
{
    char full[128];
    int64_t one;
    snprintf(full, sizeof full, "%s_%s", sqlite->sql.schema, name);
    return ask(sqlite, "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?1", full, found, &one, error);
}

/* ---- the epoch ---- */

static eco_status read_epoch(eco_sqlite *sqlite, int64_t *epoch, eco_error *error)
{
    if (!sqlite->epoch_of) {
        eco_buffer text;
        eco_buffer_begin(&text, &sqlite->allocator);
        eco_buffer_add_text(&text, "SELECT max(\"epoch\") FROM ");
        eco_sql_table(&text, &sqlite->sql, "schema");
        const char *sql = eco_buffer_text(&text);
        eco_status status = sql ? eco_sqlite_prepare(sqlite, sqlite->db, &sqlite->epoch_of, sql, error) : eco_fail_memory(error);
        eco_buffer_end(&text);
        if (status)
            return status;
    }
    int result = sqlite3_step(sqlite->epoch_of);
    eco_status status = ECO_OK;
    if (result == SQLITE_ROW)
        *epoch = sqlite3_column_int64(sqlite->epoch_of, 0); /* no row: NULL, and so 0 */
    else
        status = eco_sqlite_fail(sqlite, sqlite->db, result, "reading the epoch of", error);
    sqlite3_reset(sqlite->epoch_of);
    return status;
}

eco_status eco_sqlite_same_epoch(eco_sqlite *sqlite, eco_error *error)
{
    int64_t epoch = 0;
    if (!sqlite->epoch) /* no module has joined yet */
        return ECO_OK;
    eco_status status = read_epoch(sqlite, &epoch, error);
    if (!status && epoch != sqlite->epoch)
        return eco_fail(error, ECO_E_NEWER, NULL,
                        "the schema of '%s' was migrated after this store had been opened: open it anew", sqlite->path);
    return status;
}

/* ---- what is there ---- */

typedef struct standing {
    bool module, table; /* a row of it; the table of versions */
    int64_t version;
} standing;

static eco_status look(eco_sqlite *sqlite, const eco_module_interface *interface, standing *found, eco_error *error)
{
    found->module = false;
    eco_status status = has_table(sqlite, "schema", &found->table, error);
    if (!status && found->table)
        status = ask_schema(sqlite, "SELECT \"version\" FROM ", " WHERE \"module\" = ?1", interface->name, &found->module,
                            &found->version, error);
    return status;
}

/* Of a module that is there. */
static eco_status judge(const eco_sqlite *sqlite, const eco_module_interface *interface, const standing *found, bool migrate,
                        eco_error *error)
{
    if (found->version > interface->schema_version)
        return eco_fail(error, ECO_E_NEWER, NULL, "'%s' has version %lld of %s's tables, and this library knows up to %d",
                        sqlite->path, (long long)found->version, interface->name, interface->schema_version);
    if (found->version < interface->schema_version && !migrate)
        return eco_fail(error, ECO_E_OLDER, NULL,
                        "'%s' has version %lld of %s's tables, and this library needs %d: eco_store_migrate", sqlite->path,
                        (long long)found->version, interface->name, interface->schema_version);
    return ECO_OK;
}

/* ---- making and migrating: statements into a text ---- */

static eco_status add_columns(eco_sqlite *sqlite, eco_buffer *text, const eco_kind *kind, eco_error *error)
{
    char full[128];
    snprintf(full, sizeof full, "%s_%s", sqlite->sql.schema, kind->name);
    for (size_t i = 0; i < kind->fields_count; i++) {
        char query[256];
        int64_t one;
        bool there;
        snprintf(query, sizeof query, "SELECT 1 FROM pragma_table_info('%s') WHERE name = ?1", full);
        eco_status status = ask(sqlite, query, kind->fields[i].name, &there, &one, error);
        if (status)
            return status;
        if (there)
            continue;
        if (i < eco_sql_keys(kind))
            return eco_fail(error, ECO_E_CORRUPT, NULL, "table %s in '%s' has no column %s", full, sqlite->path,
                            kind->fields[i].name);
        eco_sql_add_column(text, &sqlite->sql, kind, &kind->fields[i]);
        eco_buffer_add_text(text, ";\n");
    }
    eco_sql_create_indexes(text, &sqlite->sql, kind);
    return ECO_OK;
}

static eco_status change_tables(eco_sqlite *sqlite, eco_buffer *text, const eco_module_interface *interface, bool there,
                                eco_error *error)
{
    for (size_t i = 0; i < interface->kinds_count; i++) {
        const eco_kind *kind = interface->kinds[i];
        bool table = false;
        eco_status status = there ? has_table(sqlite, kind->name, &table, error) : ECO_OK;
        if (!status && table)
            status = add_columns(sqlite, text, kind, error);
        else if (!status)
            eco_sql_create(text, &sqlite->sql, kind);
        if (status)
            return status;
    }
    return ECO_OK;
}

static eco_status change(eco_sqlite *sqlite, const eco_module_interface *interface, const standing *found, int64_t epoch,
                         eco_error *error)
{
    eco_buffer text;
    eco_buffer_begin(&text, &sqlite->allocator);
    eco_status status = change_tables(sqlite, &text, interface, found->module, error);
    eco_buffer_add_text(&text, "INSERT OR REPLACE INTO ");
    eco_sql_table(&text, &sqlite->sql, "schema");
    eco_buffer_addf(&text, " VALUES ('%s', %d, %lld);\n", interface->name, interface->schema_version, (long long)epoch);
    const char *sql = eco_buffer_text(&text);
    if (!status)
        status = sql ? eco_sqlite_execute(sqlite, sql, "making tables in", error) : eco_fail_memory(error);
    eco_buffer_end(&text);
    return status == ECO_SPLIT ? ECO_E_STORE : status;
}

static eco_status create_schema(eco_sqlite *sqlite, eco_error *error)
{
    eco_buffer text;
    eco_buffer_begin(&text, &sqlite->allocator);
    eco_sql_create_schema(&text, &sqlite->sql);
    const char *sql = eco_buffer_text(&text);
    eco_status status = sql ? eco_sqlite_execute(sqlite, sql, "making tables in", error) : eco_fail_memory(error);
    eco_buffer_end(&text);
    return status;
}

/* In a transaction, in which others may have been quicker. */
static eco_status make(eco_sqlite *sqlite, const eco_module_interface *interface, bool migrate, int64_t *epoch, eco_error *error)
{
    standing found;
    eco_status status = look(sqlite, interface, &found, error);
    if (!status && found.module)
        status = judge(sqlite, interface, &found, migrate, error);
    if (!status && !found.table)
        status = create_schema(sqlite, error);
    if (!status)
        status = read_epoch(sqlite, epoch, error);
    if (status || (found.module && found.version == interface->schema_version))
        return status;
    if (*epoch == 0 || found.module) /* a module that joins changes nothing for the others */
        ++*epoch;
    return change(sqlite, interface, &found, *epoch, error);
}

eco_status eco_sqlite_ensure(eco_backend *backend, const eco_module_interface *interface, bool migrate, eco_error *error)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    int64_t epoch = 0;
    standing found;
    eco_status status;
    if (sqlite->read_only) {
        if (sqlite->alone) /* the host's connection */
            eco_sqlite_take(sqlite);
        status = look(sqlite, interface, &found, error);
        if (!status && !found.module)
            status = eco_fail(error, ECO_E_READ_ONLY, NULL, "'%s' has no tables of %s, and was opened to be read only",
                              sqlite->path, interface->name);
        if (!status)
            status = judge(sqlite, interface, &found, false, error);
        if (sqlite->alone)
            eco_sqlite_give(sqlite);
        return status;
    }
    status = eco_sqlite_begin(sqlite, error);
    if (status)
        return status;
    status = make(sqlite, interface, migrate, &epoch, error);
    if (!status)
        status = eco_sqlite_finish(sqlite, error);
    if (status)
        eco_sqlite_rollback(backend);
    else
        sqlite->epoch = epoch;
    return status;
}
