/* The SQLite backend without memory: opening, tables, a batch, a view. What failed left nothing, and may be tried again. (SQLite's own memory and files fail
 * in tests/unit/store_sqlite_faults.c.) */
#include <sqlite3.h>
#include <unistd.h>

#include "fault.h"
#include "store/sets.h"
#include "store/store_internal.h"

typedef struct thing {
    eco_record head;
    eco_id thing;
    int64_t version, due_us;
    eco_text name;
} thing;
typedef struct part {
    eco_record head;
    int64_t size;
} part;
extern const eco_kind parts;
static const eco_field thing_fields[] = {
    ECO_FIELD(thing, thing, ECO_FIELD_ID),
    ECO_FIELD(thing, version, ECO_FIELD_INT),
    ECO_FIELD(thing, due_us, ECO_FIELD_TIME),
    ECO_FIELD(thing, name, ECO_FIELD_TEXT),
};
static const eco_field part_fields[] = {
    ECO_FIELD_VIRTUAL("thing", ECO_FIELD_ID),
    ECO_FIELD_VIRTUAL("number", ECO_FIELD_INT),
    ECO_FIELD(part, size, ECO_FIELD_INT),
};
static const eco_kind things = {.name = "thing",
                                .number = ECO_KIND_TEST,
                                .shape = ECO_SHAPE_KEYED,
                                .fields = thing_fields,
                                .fields_count = 4,
                                .size = sizeof(thing),
                                .parts = &parts,
                                .version = offsetof(thing, version),
                                .due = offsetof(thing, due_us)};
const eco_kind parts = {.name = "thing_part",
                        .number = ECO_KIND_TEST + 1,
                        .shape = ECO_SHAPE_PARTS,
                        .fields = part_fields,
                        .fields_count = 3,
                        .size = sizeof(part),
                        .owner = &things};
static const eco_kind *const kinds[] = {&things, &parts};
static const eco_module_interface interface = {.name = "things", .kinds = kinds, .kinds_count = 2, .schema_version = 1};

static const char *path(void)
{
    static char text[64];
    snprintf(text, sizeof text, "/tmp/eco_fault_sqlite_%ld.db", (long)getpid());
    return text;
}

static void remove_files(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-gate", "-lock"};
    char name[96];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(name, sizeof name, "%s%s", path(), suffixes[i]);
        unlink(name);
    }
}

static eco_store_options options_of(void)
{
    return (eco_store_options){.schema = "eco", .shop = "", .busy_timeout_us = 1000000, .allocator = fault_allocator()};
}

static void close_backend(eco_backend *backend)
{
    backend->calls->close(backend);
}

static eco_backend *opened(const char *where)
{
    eco_backend *backend;
    eco_store_options options = options_of();
    MUST(eco_sqlite_open(&backend, where, &options, &error));
    return backend;
}

static eco_status open_options(eco_backend **out, const char *where, eco_error *error)
{
    eco_store_options options = options_of();
    return eco_sqlite_open(out, where, &options, error);
}

SCENARIO_INTERNAL(eco_sqlite_open)
{
    eco_backend *backend;
    FAULTS_OWN(backend = POISON, open_options(&backend, path(), &error), !backend, close_backend(backend));
    FAULTS_OWN(backend = POISON, open_options(&backend, ":memory:", &error), !backend, close_backend(backend));
    remove_files();
}

SCENARIO(eco_store_attach_sqlite)
{
    sqlite3 *host;
    eco_store *store;
    if (sqlite3_open(":memory:", &host))
        exit(1);
    FAULTS(store = POISON, eco_store_attach_sqlite(&store, host, NULL, &error), !store, eco_store_free(store));
    sqlite3_close(host);
}

SCENARIO_INTERNAL(eco_sqlite_ensure)
{
    eco_backend *backend;
    FAULTS_OWN(backend = opened(":memory:"), backend->calls->ensure(backend, &interface, false, &error), true, (void)0,
               close_backend(backend));
}

/* ---- a batch ---- */

static const eco_id key = {7, 7};

static eco_status fill(eco_backend *backend, eco_work *work, eco_error *error)
{
    bool failed = false;
    int64_t found;
    eco_status status = backend->calls->due(backend, work, &things, 10, 10, &found, error);
    eco_work_want(work, &things, key, ECO_WANT_NEW | ECO_WANT_PARTS);
    if (!status && !eco_work_failure(work))
        status = backend->calls->load(backend, work, error);
    work->pending_count = 0;
    if (status || eco_work_failure(work) || eco_work_find(work, &things, key, ECO_WANT_NEW))
        return status;
    thing *made = eco_work_add(work, &things, key);
    if (!made)
        return ECO_OK;
    made->version = 1;
    made->due_us = 5;
    made->name = eco_work_text(work, "a name", &failed);
    for (int i = 0; i < 3 && !failed; i++)
        failed = !eco_work_add_part(work, &things, made);
    return failed || eco_work_keep(work) ? ECO_OK : ECO_E_MEMORY;
}

static eco_status run_batch(eco_backend *backend, eco_work *work, eco_error *error)
{
    if (error)
        error->status = ECO_OK;
    eco_status status = fill(backend, work, error);
    if (eco_work_failure(work) || status == ECO_E_MEMORY) {
        eco_error memory = {.status = ECO_E_MEMORY, .message = "out of memory"};
        status = ECO_E_MEMORY;
        if (error && !error->status)
            *error = memory;
    }
    if (!status)
        status = backend->calls->commit(backend, work, error);
    if (status)
        eco_work_undo(work, 0);
    backend->calls->rollback(backend);
    eco_work_forget(work);
    return status;
}

static bool count(const eco_row *row, void *user)
{
    (void)row;
    ++*(int64_t *)user;
    return true;
}

static eco_status count_rows(eco_backend *backend, const eco_kind *kind, int64_t *rows, eco_error *error)
{
    void *view;
    eco_work texts;
    *rows = 0;
    eco_allocator allocator = eco_allocator_of(fault_allocator());
    eco_status status = eco_work_begin(&texts, NULL, &allocator, error);
    if (status)
        return status;
    status = backend->calls->view_begin(backend, &view, error);
    if (!status) {
        status = backend->calls->view_scan(backend, view, &texts, kind, &(eco_filter){0}, count, rows, error);
        backend->calls->view_end(backend, view);
    }
    eco_work_end(&texts);
    return status;
}

static int64_t rows_of(eco_backend *backend, const eco_kind *kind)
{
    int64_t rows;
    MUST(count_rows(backend, kind, &rows, &error));
    return rows;
}

static void begin(eco_backend **backend, eco_work *work, bool filled)
{
    eco_allocator allocator = eco_allocator_of(fault_allocator());
    *backend = opened(":memory:");
    eco_backend *of = *backend;
    MUST(of->calls->ensure(of, &interface, false, &error));
    MUST(eco_work_begin(work, of, &allocator, &error));
    eco_work_use(work, &things);
    eco_work_use(work, &parts);
    if (filled)
        MUST(run_batch(of, work, &error));
}

static void end(eco_backend *backend, eco_work *work)
{
    eco_work_end(work);
    close_backend(backend);
}

/* What a backend and a work have grown by stays theirs until they end: whether rows are as they should be, and everything anew. */
static bool has(eco_backend **backend, eco_work *work, int64_t expected)
{
    bool right = rows_of(*backend, &things) == expected && rows_of(*backend, &parts) == 3 * expected;
    end(*backend, work);
    begin(backend, work, expected != 0);
    return right;
}

SCENARIO_INTERNAL(eco_sqlite_commit)
{
    eco_backend *backend;
    eco_work work;
    FAULTS_OWN(begin(&backend, &work, false), run_batch(backend, &work, &error), has(&backend, &work, 0),
               fault_check(has(&backend, &work, 1), "the rows are not there", "commit"), end(backend, &work));
}

SCENARIO_INTERNAL(eco_sqlite_load)
{
    eco_backend *backend;
    eco_work work;
    FAULTS_OWN(begin(&backend, &work, true), run_batch(backend, &work, &error), has(&backend, &work, 1),
               fault_check(has(&backend, &work, 1), "a row came twice", "load"), end(backend, &work));
}

SCENARIO_INTERNAL(eco_sqlite_view_scan)
{
    eco_backend *backend;
    eco_work work;
    int64_t rows = 0;
    FAULTS_OWN(begin(&backend, &work, true), count_rows(backend, &things, &rows, &error), has(&backend, &work, 1),
               fault_check(rows == 1, "a view misses a row", "view_scan"), end(backend, &work));
}
