/* sqlite_view.c - views: a read transaction on a connection of its own, kept for the next view. Where there is one connection for all, a view has it
 * for as long as it is open. */
#include "store/sqlite_internal.h"

#include "base/error.h"

enum { FORGET_ROWS = 4096 };

static eco_status new_reader(eco_sqlite *sqlite, eco_sqlite_reader **out, eco_error *error)
{
    eco_sqlite_reader *reader = eco_allocate(&sqlite->allocator, sizeof *reader);
    if (!reader)
        return eco_fail_memory(error);
    memset(reader, 0, sizeof *reader);
    eco_buffer_begin(&reader->text, &sqlite->allocator);
    eco_status status = ECO_OK;
    if (sqlite->alone) {
        reader->db = sqlite->db;
    } else {
        status = eco_sqlite_connect(sqlite, &reader->db, true, error);
        if (!status) {
            sqlite3_db_config(reader->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
            sqlite3_busy_timeout(reader->db, (int)(sqlite->busy_timeout_us / 1000));
            sqlite3_exec(reader->db, "PRAGMA cache_size = -16384", NULL, NULL, NULL); /* if it cannot, the view will say why */
        }
    }
    if (status) {
        eco_release(&sqlite->allocator, reader, sizeof *reader);
        return status;
    }
    *out = reader;
    return ECO_OK;
}

static void close_reader(eco_sqlite *sqlite, eco_sqlite_reader *reader)
{
    for (size_t i = 0; i < ECO_SQLITE_SCANS; i++)
        sqlite3_finalize(reader->scans[i]);
    if (!sqlite->alone)
        sqlite3_close(reader->db);
    eco_buffer_end(&reader->text);
    eco_release(&sqlite->allocator, reader, sizeof *reader);
}

void eco_sqlite_close_readers(eco_sqlite *sqlite)
{
    while (sqlite->readers) {
        eco_sqlite_reader *reader = sqlite->readers;
        sqlite->readers = reader->next;
        close_reader(sqlite, reader);
    }
}

static eco_sqlite_reader *free_reader(eco_sqlite *sqlite)
{
    pthread_mutex_lock(&sqlite->lock);
    eco_sqlite_reader *reader = sqlite->readers;
    if (reader)
        sqlite->readers = reader->next;
    pthread_mutex_unlock(&sqlite->lock);
    return reader;
}

static void keep_reader(eco_sqlite *sqlite, eco_sqlite_reader *reader)
{
    pthread_mutex_lock(&sqlite->lock);
    reader->next = sqlite->readers;
    sqlite->readers = reader;
    pthread_mutex_unlock(&sqlite->lock);
}

/* The transaction sees what is there when it first reads, so it reads at once. The host's own transaction, where it has one open, sees what it sees. */
static eco_status begin(eco_sqlite *sqlite, eco_sqlite_reader *reader, eco_error *error)
{
    reader->begun = false;
    if (sqlite->backend.attached && !sqlite3_get_autocommit(reader->db))
        return ECO_OK;
    reader->begun = true;
    int result = sqlite3_exec(reader->db, "BEGIN; SELECT 1 FROM sqlite_master LIMIT 1", NULL, NULL, NULL);
    if (!result)
        return ECO_OK;
    eco_status status = eco_sqlite_fail(sqlite, reader->db, result, "reading", error);
    if (!sqlite3_get_autocommit(reader->db))
        sqlite3_exec(reader->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

eco_status eco_sqlite_view_begin(eco_backend *backend, void **view, eco_error *error)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    if (sqlite->alone)
        eco_sqlite_take(sqlite);
    eco_sqlite_reader *reader = free_reader(sqlite);
    eco_status status = reader ? ECO_OK : new_reader(sqlite, &reader, error);
    if (!status) {
        status = begin(sqlite, reader, error);
        if (status)
            keep_reader(sqlite, reader);
    }
    if (status && sqlite->alone)
        eco_sqlite_give(sqlite);
    *view = status ? NULL : reader;
    return status;
}

void eco_sqlite_view_end(eco_backend *backend, void *view)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    eco_sqlite_reader *reader = view;
    if (!reader)
        return;
    if (reader->begun && !sqlite3_get_autocommit(reader->db))
        sqlite3_exec(reader->db, "ROLLBACK", NULL, NULL, NULL);
    keep_reader(sqlite, reader);
    if (sqlite->alone)
        eco_sqlite_give(sqlite);
}

/* ---- scanning ---- */

/* A statement with this text: kept from before, or in the place of the oldest. */
static eco_status statement_of(eco_sqlite *sqlite, eco_sqlite_reader *reader, sqlite3_stmt **statement, eco_error *error)
{
    const char *sql = eco_buffer_text(&reader->text);
    if (!sql)
        return eco_fail_memory(error);
    for (size_t i = 0; i < ECO_SQLITE_SCANS; i++)
        if (reader->scans[i] && strcmp(sqlite3_sql(reader->scans[i]), sql) == 0) {
            *statement = reader->scans[i];
            return ECO_OK;
        }
    eco_status status = eco_sqlite_prepare(sqlite, reader->db, statement, sql, error);
    if (!status) {
        sqlite3_stmt **place = &reader->scans[reader->scans_next++ % ECO_SQLITE_SCANS];
        sqlite3_finalize(*place);
        *place = *statement;
    }
    return status;
}

static int bind(sqlite3_stmt *statement, const eco_sql_value *values, size_t count, unsigned char ids[ECO_SQL_VALUES][16])
{
    int result = SQLITE_OK;
    for (size_t i = 0; i < count && !result; i++) {
        int parameter = (int)i + 1;
        if (values[i].type == ECO_FIELD_TEXT) {
            result = sqlite3_bind_text(statement, parameter, values[i].text, -1, SQLITE_STATIC);
        } else if (values[i].type == ECO_FIELD_ID) {
            eco_sql_id_bytes(ids[i], values[i].id);
            result = sqlite3_bind_blob(statement, parameter, ids[i], 16, SQLITE_STATIC);
        } else {
            result = sqlite3_bind_int64(statement, parameter, values[i].number);
        }
    }
    return result;
}

typedef struct scan {
    eco_sqlite *sqlite;
    eco_sqlite_reader *reader;
    sqlite3_stmt *statement;
    eco_work *texts;
    const eco_kind *kind;
    bool (*visit)(const eco_row *row, void *user);
    void *user;
} scan;

/* The texts of a row are borrowed during its visit, so that those of a long scan need not pile up. */
static eco_status visit_rows(const scan *with, void *record, eco_error *error)
{
    eco_row row = {.record = record};
    int result;
    for (int64_t i = 1; (result = sqlite3_step(with->statement)) == SQLITE_ROW; i++) {
        memset(record, 0, with->kind->size);
        eco_status status = eco_sqlite_read(with->sqlite, with->statement, with->texts, with->kind, record, &row.owner,
                                            &row.number, error);
        if (status)
            return status;
        if (!with->visit(&row, with->user))
            return ECO_OK;
        if (i % FORGET_ROWS == 0)
            eco_work_forget(with->texts);
    }
    return result == SQLITE_DONE ? ECO_OK : eco_sqlite_fail(with->sqlite, with->reader->db, result, "reading", error);
}

eco_status eco_sqlite_view_scan(eco_backend *backend, void *view, eco_work *texts, const eco_kind *kind, const eco_filter *filter,
                                bool (*visit)(const eco_row *row, void *user), void *user, eco_error *error)
{
    scan with = {(eco_sqlite *)backend, view, NULL, texts, kind, visit, user};
    eco_sql_value values[ECO_SQL_VALUES];
    unsigned char ids[ECO_SQL_VALUES][16];
    with.reader->text.size = 0;
    with.reader->text.failed = ECO_OK; /* of an earlier scan */
    size_t count = eco_sql_scan(&with.reader->text, &with.sqlite->sql, kind, filter, values);
    eco_status status = statement_of(with.sqlite, with.reader, &with.statement, error);
    if (status)
        return status;
    void *record = eco_allocate(&with.sqlite->allocator, kind->size);
    int result = record ? bind(with.statement, values, count, ids) : SQLITE_NOMEM;
    status = result ? eco_sqlite_fail(with.sqlite, with.reader->db, result, "reading", error) : visit_rows(&with, record, error);
    sqlite3_reset(with.statement);
    eco_release(&with.sqlite->allocator, record, kind->size);
    return status;
}
