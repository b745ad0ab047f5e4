/* sqlite.c - the SQLite backend: opening a file, a database in memory, or a connection of the host's; and closing. What a batch does is in
 * sqlite_batch.c, what a view does in sqlite_view.c. */
#include "store/sqlite_internal.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"

static void close_sqlite(eco_backend *backend);

static const eco_backend_calls calls = {
    .name = "sqlite",
    .close = close_sqlite,
    .ensure = eco_sqlite_ensure,
    .load = eco_sqlite_load,
    .lock = eco_sqlite_lock,
    .due = eco_sqlite_due,
    .sequence = eco_sqlite_sequence,
    .commit = eco_sqlite_commit,
    .rollback = eco_sqlite_rollback,
    .view_begin = eco_sqlite_view_begin,
    .view_scan = eco_sqlite_view_scan,
    .view_end = eco_sqlite_view_end,
    .info = eco_sqlite_info,
};

/* ---- a connection ---- */

static eco_status journal(eco_sqlite *sqlite, const char *pragma, eco_error *error)
{
    sqlite3_stmt *statement;
    eco_status status = eco_sqlite_prepare(sqlite, sqlite->db, &statement, pragma, error);
    if (status)
        return status;
    int result, tries = 0;
    while ((result = sqlite3_step(statement)) == SQLITE_BUSY &&
           eco_sqlite_busy(sqlite, tries++)) /* SQLite itself does not wait here */
        sqlite3_reset(statement);
    if (result == SQLITE_ROW)
        snprintf(sqlite->journal_mode, sizeof sqlite->journal_mode, "%s", (const char *)sqlite3_column_text(statement, 0));
    else
        status = eco_sqlite_fail(sqlite, sqlite->db, result, "opening", error);
    sqlite3_finalize(statement);
    return status;
}

/* The writer's, in its turn: a file that is not a database is seen here. */
static eco_status prepare_file(eco_sqlite *sqlite, eco_error *error)
{
    static const char room[] = "PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864";
    static const char *const synchronous[] = {"PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL",
                                              "PRAGMA synchronous = OFF"};
    eco_status status = journal(sqlite, sqlite->read_only ? "PRAGMA journal_mode" : "PRAGMA journal_mode = WAL", error);
    if (!status && sqlite3_db_readonly(sqlite->db, "main") == 1 && !sqlite->read_only)
        status = eco_fail(error, ECO_E_READ_ONLY, NULL, "'%s' may not be written to", sqlite->path);
    if (!status)
        status = eco_sqlite_execute(sqlite, "SELECT 1 FROM sqlite_master LIMIT 1", "opening", error);
    if (!status)
        status = eco_sqlite_execute(sqlite, room, "opening", error);
    if (!status)
        status = eco_sqlite_execute(sqlite, synchronous[sqlite->durability], "opening", error);
    sqlite3_wal_hook(sqlite->db, eco_sqlite_logged, sqlite); /* in place of automatic checkpoints */
    return status;
}

eco_status eco_sqlite_connect(eco_sqlite *sqlite, sqlite3 **db, bool reading, eco_error *error)
{
    int flags = reading ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int result = sqlite3_open_v2(sqlite->path, db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    eco_status status = ECO_OK;
    if (result) {
        status = eco_sqlite_fail(sqlite, *db, result, "opening", error);
        sqlite3_close(*db);
        *db = NULL;
    }
    return status;
}

static eco_status open_file(eco_sqlite *sqlite, eco_error *error)
{
    if (sqlite->read_only && access(sqlite->path, F_OK) && errno == ENOENT)
        return eco_fail(error, ECO_E_NOT_FOUND, NULL, "there is no file '%s'", sqlite->path);
    eco_status status = eco_stopwatch_open(&sqlite->watch, error);
    if (!status)
        status = eco_sqlite_connect(sqlite, &sqlite->db, sqlite->read_only, error);
    if (status)
        return status;
    sqlite3_busy_handler(sqlite->db, eco_sqlite_busy, sqlite);
    if (sqlite->read_only)
        return prepare_file(sqlite, error);
    /* Two names of one file are one turnstile. */
    status = eco_turnstile_open(&sqlite->turnstile, sqlite3_db_filename(sqlite->db, "main"), &sqlite->allocator, error);
    if (status)
        return status;
    status = eco_turnstile_enter(&sqlite->turnstile, sqlite->busy_timeout_us, error);
    if (status)
        return status;
    sqlite->turns = true;
    status = prepare_file(sqlite, error);
    eco_turnstile_leave(&sqlite->turnstile);
    return status;
}

/* ---- the backend ---- */

static eco_status begin(eco_sqlite **out, const char *path, const eco_store_options *options, eco_error *error)
{
    *out = NULL;
    eco_allocator allocator = eco_allocator_of(options->allocator);
    eco_sqlite *sqlite = eco_allocate(&allocator, sizeof *sqlite);
    size_t size = strlen(path) + 1;
    char *copy = eco_allocate(&allocator, size);
    if (!sqlite || !copy) {
        eco_release(&allocator, sqlite, sizeof *sqlite);
        eco_release(&allocator, copy, size);
        return eco_fail_memory(error);
    }
    memset(sqlite, 0, sizeof *sqlite);
    sqlite->backend = (eco_backend){.calls = &calls, .durable = true};
    sqlite->allocator = allocator;
    sqlite->path = memcpy(copy, path, size);
    sqlite->sql.schema = options->schema ? options->schema : "eco";
    sqlite->durability = options->durability;
    sqlite->busy_timeout_us = options->busy_timeout_us > 0 ? options->busy_timeout_us : 5000000;
    sqlite->read_only = options->read_only;
    sqlite->watch.timer = -1;
    sqlite->turnstile = (eco_turnstile){.gate = -1, .main = -1, .watch = {-1}};
    sqlite->chance = (uint32_t)getpid();
    pthread_mutex_init(&sqlite->lock, NULL);
    pthread_cond_init(&sqlite->freed, NULL);
    *out = sqlite;
    return ECO_OK;
}

static eco_status prepare_batches(eco_sqlite *sqlite, eco_error *error)
{
    eco_status status = eco_sqlite_prepare(sqlite, sqlite->db, &sqlite->begin, "BEGIN IMMEDIATE", error);
    if (!status)
        status = eco_sqlite_prepare(sqlite, sqlite->db, &sqlite->commit, "COMMIT", error);
    if (!status && sqlite->backend.attached)
        status = eco_sqlite_prepare(sqlite, sqlite->db, &sqlite->save, "SAVEPOINT \"eco_batch\"", error);
    if (!status && sqlite->backend.attached)
        status = eco_sqlite_prepare(sqlite, sqlite->db, &sqlite->release, "RELEASE \"eco_batch\"", error);
    return status;
}

static eco_status end(eco_backend **out, eco_sqlite *sqlite, eco_status status, eco_error *error)
{
    if (!status)
        status = prepare_batches(sqlite, error);
    if (status)
        close_sqlite(&sqlite->backend);
    *out = status ? NULL : &sqlite->backend;
    return status;
}

eco_status eco_sqlite_open(eco_backend **out, const char *path, const eco_store_options *options, eco_error *error)
{
    eco_sqlite *sqlite;
    *out = NULL;
    if (!*path)
        return eco_fail(error, ECO_E_INVALID, "/address", "a SQLite store needs the path of a file");
    eco_status status = begin(&sqlite, path, options, error);
    if (status)
        return status;
    if (strcmp(path, ":memory:") == 0) {
        sqlite->alone = true;
        sqlite->backend.durable = false;
        status = eco_sqlite_connect(sqlite, &sqlite->db, false, error);
    } else {
        status = open_file(sqlite, error);
    }
    return end(out, sqlite, status, error);
}

/* The host's transaction: each batch is a savepoint in it. While the host has none open, a batch is a transaction of its own, and so is a view. */
eco_status eco_sqlite_attach(eco_backend **out, void *connection, const eco_store_options *options, eco_error *error)
{
    eco_sqlite *sqlite;
    *out = NULL;
    if (!connection)
        return eco_fail(error, ECO_E_INVALID, "/connection", "there is no connection");
    const char *path = sqlite3_db_filename(connection, "main");
    eco_status status = begin(&sqlite, path && *path ? path : ":memory:", options, error);
    if (status)
        return status;
    sqlite->alone = true;
    sqlite->backend.attached = true;
    sqlite->db = connection;
    return end(out, sqlite, ECO_OK, error);
}

/* ---- closing ---- */

static void finalize(eco_sqlite *sqlite)
{
    for (size_t kind = 0; kind < ECO_KINDS; kind++)
        for (size_t i = 0; i < ECO_SQLITE_STATEMENTS; i++)
            sqlite3_finalize(sqlite->kinds[kind].statements[i]);
    sqlite3_finalize(sqlite->begin);
    sqlite3_finalize(sqlite->commit);
    sqlite3_finalize(sqlite->save);
    sqlite3_finalize(sqlite->release);
    sqlite3_finalize(sqlite->epoch_of);
}

/* The last one to close a file copies the log into it and removes it: in its turn, or not at all. */
static void close_file(eco_sqlite *sqlite)
{
    bool turn = sqlite->turns && !eco_turnstile_enter(&sqlite->turnstile, sqlite->busy_timeout_us, NULL);
    if (!turn)
        sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
    sqlite3_close(sqlite->db);
    if (turn)
        eco_turnstile_leave(&sqlite->turnstile);
}

static void close_sqlite(eco_backend *backend)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    eco_allocator allocator = sqlite->allocator;
    eco_sqlite_rollback(backend);
    eco_sqlite_close_readers(sqlite);
    finalize(sqlite);
    if (sqlite->db && !backend->attached)
        close_file(sqlite);
    eco_turnstile_close(&sqlite->turnstile);
    eco_stopwatch_close(&sqlite->watch);
    pthread_mutex_destroy(&sqlite->lock);
    pthread_cond_destroy(&sqlite->freed);
    eco_release(&allocator, sqlite->ids, sqlite->ids_capacity);
    eco_release(&allocator, sqlite->path, strlen(sqlite->path) + 1);
    eco_release(&allocator, sqlite, sizeof *sqlite);
}
