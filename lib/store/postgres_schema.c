/* postgres_schema.c - the tables of modules: made where there are none, brought to a newer version, and watched by their epochs.
 *
 * <schema>.schema has a row a module with its version, and the epoch in which it came to that. A migration is made from what is declared: kinds that have
 * no table get one, fields that have no column get one that is 0 or NULL in the rows that are there. It begins a new epoch, which every batch looks at. */
#include <stdio.h>

#include "base/error.h"
#include "base/hash.h"
#include "store/postgres.h"

typedef struct standing {
    eco_postgres *postgres;
    bool table, module;
    int64_t version, epoch, last_epoch; /* of the module; of all */
} standing;

/* ---- what is there ----------------------------------------------------------------------------------------------------------------------------- */

static eco_status take_bool(void *user, const eco_kind *kind, const PGresult *result)
{
    (void)kind;
    *(bool *)user = PQntuples(result) > 0 && eco_cell_int(result, 0, 0) != 0;
    return ECO_OK;
}

/* By a query: to_regclass may answer from what the session remembers of before it waited for the lock. */
static eco_status has_table(eco_postgres *postgres, const char *name, bool *found, eco_error *error)
{
    eco_values_clear(&postgres->values);
    eco_values_add_text(&postgres->values, postgres->schema);
    eco_values_add_text(&postgres->values, name);
    eco_link_send(
        &postgres->link,
        (eco_statement){-1, "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = $1::text AND tablename = $2::text"},
        &postgres->values, take_bool, found, NULL);
    return eco_link_run(&postgres->link, error);
}

static eco_status take_standing(void *user, const eco_kind *kind, const PGresult *result)
{
    standing *found = user;
    (void)kind;
    found->module = !PQgetisnull(result, 0, 0);
    found->version = eco_cell_int(result, 0, 0);
    found->epoch = eco_cell_int(result, 0, 1);
    found->last_epoch = eco_cell_int(result, 0, 2);
    return ECO_OK;
}

static eco_status look(eco_postgres *postgres, const char *module, standing *found, eco_error *error)
{
    char text[400];
    *found = (standing){.postgres = postgres};
    eco_status status = has_table(postgres, "schema", &found->table, error);
    if (status || !found->table)
        return status;
    snprintf(text, sizeof text,
             "SELECT max(\"version\") FILTER (WHERE \"module\" = $1::text), max(\"epoch\") FILTER (WHERE \"module\" = $1::text), "
             "max(\"epoch\") FROM "
             "\"%s\".\"schema\"",
             postgres->schema);
    eco_values_clear(&postgres->values);
    eco_values_add_text(&postgres->values, module);
    eco_link_send(&postgres->link, (eco_statement){-1, text}, &postgres->values, take_standing, found, NULL);
    return eco_link_run(&postgres->link, error);
}

/* Of a module that is there. */
static eco_status judge(const eco_postgres *postgres, const eco_module_interface *interface, const standing *found, bool migrate,
                        eco_error *error)
{
    if (found->version > interface->schema_version)
        return eco_fail(error, ECO_E_NEWER, NULL, "schema '%s' has version %lld of %s's tables, and this library knows up to %d",
                        postgres->schema, (long long)found->version, interface->name, interface->schema_version);
    if (found->version < interface->schema_version && !migrate)
        return eco_fail(error, ECO_E_OLDER, NULL,
                        "schema '%s' has version %lld of %s's tables, and this library needs %d: eco_store_migrate",
                        postgres->schema, (long long)found->version, interface->name, interface->schema_version);
    return ECO_OK;
}

/* ---- making and migrating: statements into a text ---------------------------------------------------------------------------------------------- */

typedef struct columns {
    const eco_kind *kind;
    uint64_t there; /* a bit a field */
} columns;

static eco_status take_columns(void *user, const eco_kind *kind, const PGresult *result)
{
    columns *found = user;
    for (int row = 0; row < PQntuples(result); row++)
        for (size_t i = 0; i < kind->fields_count; i++)
            if (strcmp(PQgetvalue(result, row, 0), kind->fields[i].name) == 0)
                found->there |= UINT64_C(1) << i;
    return ECO_OK;
}

static eco_status add_columns(eco_postgres *postgres, eco_buffer *text, const eco_kind *kind, eco_error *error)
{
    char full[160];
    columns found = {kind, 0};
    snprintf(full, sizeof full, "\"%s\".\"%s\"", postgres->schema, kind->name);
    eco_values_clear(&postgres->values);
    eco_values_add_text(&postgres->values, full);
    eco_link_send(
        &postgres->link,
        (eco_statement){
            -1,
            "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1::text) AND attnum > 0 AND NOT attisdropped"},
        &postgres->values, take_columns, &found, kind);
    eco_status status = eco_link_run(&postgres->link, error);
    if (status)
        return status;
    for (size_t i = 0; i < kind->fields_count; i++) {
        const eco_field *field = &kind->fields[i];
        if (found.there >> i & 1)
            continue;
        if (i < eco_sql_keys(kind))
            return eco_fail(error, ECO_E_CORRUPT, NULL, "table %s has no column %s", full, field->name);
        eco_sql_add_column(text, &postgres->sql, kind, field);
        eco_buffer_add_text(text, ";\n");
        if (field->type == ECO_FIELD_INT || field->type == ECO_FIELD_SMALL) /* as in a table that is made anew */
            eco_buffer_addf(text, "ALTER TABLE %s ALTER COLUMN \"%s\" DROP DEFAULT;\n", full, field->name);
    }
    eco_sql_create_indexes(text, &postgres->sql, kind);
    return ECO_OK;
}

/* Rows that change with every batch get room beside them for their next version, and are tidied up early. */
static void create(eco_postgres *postgres, eco_buffer *text, const eco_kind *kind)
{
    eco_sql_create(text, &postgres->sql, kind);
    if (kind->shape == ECO_SHAPE_KEYED && kind->fields[0].type == ECO_FIELD_INT && kind->version)
        eco_buffer_addf(text,
                        "ALTER TABLE \"%s\".\"%s\" SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, "
                        "autovacuum_analyze_scale_factor = 0.05);\n",
                        postgres->schema, kind->name);
    if (kind->shape == ECO_SHAPE_LOG)
        eco_buffer_addf(text, "CREATE SEQUENCE IF NOT EXISTS \"%s\".\"%s_sequence\" INCREMENT %d MINVALUE 1;\n", postgres->schema,
                        kind->name, ECO_POSTGRES_BLOCK);
}

static eco_status change_tables(eco_postgres *postgres, eco_buffer *text, const eco_module_interface *interface,
                                const standing *found, eco_error *error)
{
    eco_status status = ECO_OK;
    if (!found->table)
        eco_sql_create_schema(text, &postgres->sql);
    for (size_t i = 0; !status && i < interface->kinds_count; i++) {
        const eco_kind *kind = interface->kinds[i];
        bool table = false;
        if (kind->fields_count > ECO_VALUES_MOST - 2)
            return eco_fail(error, ECO_E_LIMIT, NULL, "table %s has more than %d columns", kind->name, ECO_VALUES_MOST - 2);
        if (found->module)
            status = has_table(postgres, kind->name, &table, error);
        if (!status && table)
            status = add_columns(postgres, text, kind, error);
        else if (!status)
            create(postgres, text, kind);
    }
    return status;
}

static eco_status change(eco_postgres *postgres, const eco_module_interface *interface, standing *found, eco_error *error)
{
    eco_buffer text;
    eco_buffer_begin(&text, &postgres->allocator);
    eco_status status = change_tables(postgres, &text, interface, found, error);
    /* A module that joins changes nothing for the others. */
    found->epoch = found->last_epoch + (found->module || found->last_epoch == 0);
    eco_buffer_addf(&text,
                    "INSERT INTO \"%s\".\"schema\" VALUES ('%s', %d, %lld) ON CONFLICT (\"module\") DO UPDATE SET \"version\" = "
                    "excluded.\"version\", "
                    "\"epoch\" = excluded.\"epoch\";\n",
                    postgres->schema, interface->name, interface->schema_version, (long long)found->epoch);
    const char *whole = eco_buffer_text(&text);
    if (!status)
        status = whole ? eco_link_script(&postgres->link, whole, error) : ECO_E_MEMORY;
    eco_buffer_end(&text);
    return status;
}

/* Under a lock that all who make tables take, since others may have been quicker. */
static eco_status make(eco_postgres *postgres, const eco_module_interface *interface, bool migrate, standing *found,
                       eco_error *error)
{
    bool attached = postgres->backend.attached;
    eco_postgres_send_other(postgres, attached ? ECO_POSTGRES_SAVEPOINT : ECO_POSTGRES_BEGIN, NULL);
    postgres->open = true;
    eco_values_clear(&postgres->values);
    eco_values_add_int(&postgres->values, (int64_t)eco_hash_from(0x65636F, postgres->schema, strlen(postgres->schema)));
    eco_link_send(&postgres->link, (eco_statement){-1, "SELECT pg_advisory_xact_lock($1::bigint)"}, &postgres->values, NULL, NULL,
                  NULL);
    eco_status status = eco_link_run(&postgres->link, error);
    if (!status)
        status = look(postgres, interface->name, found, error);
    if (!status && found->module)
        status = judge(postgres, interface, found, migrate, error);
    if (!status && (!found->module || found->version != interface->schema_version))
        status = change(postgres, interface, found, error);
    if (status)
        return status;
    eco_postgres_send_other(postgres, attached ? ECO_POSTGRES_RELEASE : ECO_POSTGRES_COMMIT, NULL);
    status = eco_link_run(&postgres->link, error);
    postgres->open = status != ECO_OK;
    return status;
}

/* What stands as it should is not touched: whoever may only read and write rows can open the store. */
static eco_status ensure(eco_postgres *postgres, const eco_module_interface *interface, bool migrate, standing *found,
                         eco_error *error)
{
    eco_status status = eco_postgres_ready(postgres, error);
    if (!status)
        status = look(postgres, interface->name, found, error);
    if (status || (found->module && found->version == interface->schema_version))
        return status;
    if (!postgres->settings.read_only)
        return make(postgres, interface, migrate, found, error);
    if (!found->module)
        return eco_fail(error, ECO_E_READ_ONLY, NULL, "schema '%s' has no tables of %s, and was opened to be read only",
                        postgres->schema, interface->name);
    return judge(postgres, interface, found, false, error);
}

static eco_status remember(eco_postgres *postgres, const char *module, int64_t epoch, eco_error *error)
{
    size_t i = 0;
    while (i < postgres->modules_count && strcmp(postgres->modules[i].name, module) != 0)
        i++;
    if (i == ECO_POSTGRES_MODULES)
        return eco_fail(error, ECO_E_LIMIT, NULL, "more than %d modules in a store", ECO_POSTGRES_MODULES);
    if (i == postgres->modules_count)
        snprintf(postgres->modules[postgres->modules_count++].name, sizeof postgres->modules[i].name, "%s", module);
    postgres->modules[i].epoch = epoch;
    return ECO_OK;
}

eco_status eco_postgres_ensure(eco_backend *backend, const eco_module_interface *interface, bool migrate, eco_error *error)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    standing found;
    eco_status status;
    do
        status = eco_postgres_end(postgres, ensure(postgres, interface, migrate, &found, error), false, error);
    while (status == ECO_AGAIN);
    postgres->attempts = 0;
    if (status == ECO_SPLIT)
        status = ECO_E_STORE;
    return status ? error ? error->status = status : status : remember(postgres, interface->name, found.epoch, error);
}
