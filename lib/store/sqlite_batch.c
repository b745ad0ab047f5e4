/* sqlite_batch.c - what a batch reads, and what it writes. */
#include "store/sqlite_internal.h"

#include "base/error.h"

/* ---- reading ---- */

static eco_status step(const eco_sqlite *sqlite, int result, const char *doing, eco_error *error)
{
    return result == SQLITE_ROW || result == SQLITE_DONE ? ECO_OK : eco_sqlite_fail(sqlite, sqlite->db, result, doing, error);
}

/* The highest key of a table, once a transaction: what is above it cannot be there, as the keys of most new commands are. */
static eco_status know_last(eco_sqlite *sqlite, const eco_kind *kind, eco_error *error)
{
    eco_sqlite_kind *known = &sqlite->kinds[kind->number];
    sqlite3_stmt *statement;
    if (known->last_known)
        return ECO_OK;
    eco_status status = eco_sqlite_statement(sqlite, &statement, kind, ECO_SQLITE_LAST, error);
    if (status)
        return status;
    int result = sqlite3_step(statement);
    known->has_last = result == SQLITE_ROW;
    status = known->has_last ? eco_sqlite_read_key(sqlite, statement, kind, &known->last, error)
                             : step(sqlite, result, "reading", error);
    known->last_known = !status;
    sqlite3_reset(statement);
    return status;
}

static bool above(eco_id a, eco_id b)
{
    return a.high != b.high ? a.high > b.high : a.low > b.low;
}

static eco_status load_record(eco_sqlite *sqlite, eco_work *work, const eco_pending *pending, bool *there, eco_error *error)
{
    const eco_kind *kind = pending->kind;
    void *record = eco_pending_record(work, pending);
    eco_id key = eco_key_of(kind, record);
    unsigned char id[16];
    sqlite3_stmt *statement;
    *there = false;
    if (kind->by_time) {
        eco_status status = know_last(sqlite, kind, error);
        const eco_sqlite_kind *known = &sqlite->kinds[kind->number];
        if (status || !known->has_last || above(key, known->last))
            return status;
    }
    eco_status status = eco_sqlite_statement(sqlite, &statement, kind, ECO_SQLITE_SELECT, error);
    if (status)
        return status;
    int result = eco_sqlite_bind_key(statement, kind, key, id);
    result = result ? result : sqlite3_step(statement);
    *there = result == SQLITE_ROW;
    status = *there ? eco_sqlite_read(sqlite, statement, work, kind, record, NULL, NULL, error)
                    : step(sqlite, result, "reading", error);
    sqlite3_reset(statement);
    return status;
}

static eco_status load_part(eco_sqlite *sqlite, eco_work *work, const eco_pending *pending, sqlite3_stmt *row, int64_t expected,
                            eco_error *error)
{
    const eco_kind *kind = pending->kind->parts;
    int64_t number = sqlite3_column_int64(row, 1);
    if (number != expected)
        return eco_fail(error, ECO_E_CORRUPT, NULL, "%s in '%s' has number %lld where %lld should be", kind->name, sqlite->path,
                        (long long)number, (long long)expected);
    void *part = eco_work_put_part(work, pending->kind, pending->place, number);
    return part ? eco_sqlite_read(sqlite, row, work, kind, part, NULL, &number, error) : eco_fail_memory(error);
}

static eco_status load_parts(eco_sqlite *sqlite, eco_work *work, const eco_pending *pending, eco_error *error)
{
    eco_id key = eco_key_of(pending->kind, eco_pending_record(work, pending));
    unsigned char id[16];
    sqlite3_stmt *statement;
    eco_status status = eco_sqlite_statement(sqlite, &statement, pending->kind->parts, ECO_SQLITE_PARTS, error);
    if (status)
        return status;
    int result = eco_sqlite_bind_key(statement, pending->kind, key, id);
    result = result ? result : sqlite3_step(statement);
    for (int64_t number = 0; result == SQLITE_ROW && !status; number++) {
        status = load_part(sqlite, work, pending, statement, number, error);
        result = status ? result : sqlite3_step(statement);
    }
    status = status ? status : step(sqlite, result, "reading", error);
    sqlite3_reset(statement);
    return status;
}

/* A record may be wanted twice, and one that is there for its parts alone: what the batch has changed of it stays. */
static eco_status load_pending(eco_sqlite *sqlite, eco_work *work, const eco_pending *pending, eco_error *error)
{
    const eco_record *record = eco_pending_record(work, pending);
    bool there = true;
    eco_status status = ECO_OK;
    if (record->flags & ECO_RECORD_ABSENT)
        return ECO_OK;
    if (record->flags & ECO_RECORD_PENDING && !(record->flags & ECO_RECORD_CHANGED))
        status = load_record(sqlite, work, pending, &there, error);
    if (!status && there && pending->want & ECO_WANT_PARTS && pending->kind->parts && !(record->flags & ECO_RECORD_PARTS))
        status = load_parts(sqlite, work, pending, error);
    if (status)
        return status;
    if (there)
        eco_pending_found(work, pending);
    else
        eco_pending_absent(work, pending);
    return ECO_OK;
}

eco_status eco_sqlite_load(eco_backend *backend, eco_work *work, eco_error *error)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    eco_status status = eco_sqlite_begin(sqlite, error);
    for (size_t i = 0; i < work->pending_count && !status; i++)
        status = load_pending(sqlite, work, &work->pending[i], error);
    return status;
}

/* The transaction has been the only one that writes since its beginning. */
eco_status eco_sqlite_lock(eco_backend *backend, eco_work *work, eco_error *error)
{
    (void)backend, (void)work, (void)error;
    return ECO_OK;
}

eco_status eco_sqlite_due(eco_backend *backend, eco_work *work, const eco_kind *kind, int64_t now_us, int64_t limit,
                          int64_t *found, eco_error *error)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    sqlite3_stmt *statement;
    *found = 0;
    eco_status status = eco_sqlite_begin(sqlite, error);
    if (!status)
        status = eco_sqlite_statement(sqlite, &statement, kind, ECO_SQLITE_DUE, error);
    if (status)
        return status;
    int result = sqlite3_bind_int64(statement, 1, now_us);
    result = result ? result : sqlite3_bind_int64(statement, 2, limit);
    result = result ? result : sqlite3_step(statement);
    while (result == SQLITE_ROW && !status) {
        eco_id key;
        status = eco_sqlite_read_key(sqlite, statement, kind, &key, error);
        if (!status) {
            eco_work_want(work, kind, key, ECO_WANT_CHANGE | ECO_WANT_PARTS);
            ++*found;
            result = sqlite3_step(statement);
        }
    }
    status = status ? status : step(sqlite, result, "reading", error);
    sqlite3_reset(statement);
    return status;
}

/* Numbers are this transaction's alone, so there are as many as are asked for; the next one looks again. */
eco_status eco_sqlite_sequence(eco_backend *backend, const eco_kind *kind, int64_t *first, int64_t *count, eco_error *error)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    eco_sqlite_kind *known = &sqlite->kinds[kind->number];
    eco_status status = eco_sqlite_begin(sqlite, error);
    if (!status && !known->next_sequence) {
        status = know_last(sqlite, kind, error);
        int64_t last = known->has_last ? (int64_t)known->last.low : 0;
        if (!status && (last < 0 || last > INT64_MAX / 2))
            status = eco_fail(error, ECO_E_CORRUPT, NULL, "%s in '%s' has sequence %lld", kind->name, sqlite->path,
                              (long long)last);
        known->next_sequence = status ? 0 : last + 1;
    }
    if (status)
        return status;
    *first = known->next_sequence;
    known->next_sequence += *count;
    return ECO_OK;
}

/* ---- writing ---- */

static bool room_for_ids(eco_sqlite *sqlite, const eco_kind *kind, size_t rows)
{
    return eco_grow(&sqlite->allocator, &sqlite->ids, &sqlite->ids_capacity, rows * kind->fields_count * 16, 1);
}

static eco_status insert_rows(eco_sqlite *sqlite, const eco_work *work, const eco_set *set, const uint32_t *places, size_t rows,
                              int32_t which, eco_error *error)
{
    const eco_kind *kind = set->kind;
    sqlite3_stmt *statement;
    eco_status status = eco_sqlite_statement(sqlite, &statement, kind, which, error);
    int result = SQLITE_OK;
    if (status)
        return status;
    for (size_t row = 0; row < rows && !result; row++)
        result = eco_sqlite_bind(statement, (int)(row * kind->fields_count), work, kind, eco_set_at(set, places[row]),
                                 sqlite->ids + row * kind->fields_count * 16);
    return result ? eco_sqlite_fail(sqlite, sqlite->db, result, "writing to", error)
                  : eco_sqlite_run(sqlite, statement, "writing to", error);
}

/* Many rows to a statement, as long as they last; a host may allow few parameters. */
static eco_status insert_added(eco_sqlite *sqlite, const eco_work *work, const eco_set *set, eco_error *error)
{
    size_t most = (size_t)sqlite3_limit(sqlite->db, SQLITE_LIMIT_VARIABLE_NUMBER, -1) / set->kind->fields_count, done = 0;
    eco_status status = ECO_OK;
    for (int32_t size = 0; size < ECO_SQLITE_SIZES && done < set->added_count; size++) {
        size_t rows = eco_sqlite_rows[size];
        if (rows > most)
            continue;
        if (set->added_count - done >= rows && !room_for_ids(sqlite, set->kind, rows))
            return eco_fail_memory(error);
        for (; set->added_count - done >= rows && !status; done += rows)
            status = insert_rows(sqlite, work, set, set->added + done, rows, ECO_SQLITE_INSERT + size, error);
        if (status)
            break;
    }
    return status;
}

static eco_status update_changed(eco_sqlite *sqlite, const eco_work *work, const eco_set *set, eco_error *error)
{
    sqlite3_stmt *statement;
    eco_status status = eco_sqlite_statement(sqlite, &statement, set->kind, ECO_SQLITE_UPDATE, error);
    if (!status && !room_for_ids(sqlite, set->kind, 1))
        status = eco_fail_memory(error);
    for (size_t i = 0; i < set->changed_count && !status; i++) {
        int result = eco_sqlite_bind(statement, 0, work, set->kind, eco_set_at(set, set->changed[i].place), sqlite->ids);
        status = result ? eco_sqlite_fail(sqlite, sqlite->db, result, "writing to", error)
                        : eco_sqlite_run(sqlite, statement, "writing to", error);
        if (!status && sqlite3_changes(sqlite->db) != 1)
            status = eco_fail(error, ECO_E_CORRUPT, NULL, "a row of %s in '%s' is gone", set->kind->name, sqlite->path);
    }
    return status;
}

static eco_status delete_row(eco_sqlite *sqlite, const eco_kind *of, const eco_drop *drop, eco_error *error)
{
    sqlite3_stmt *statement;
    unsigned char id[16];
    eco_status status = eco_sqlite_statement(sqlite, &statement, of, ECO_SQLITE_DELETE, error);
    if (status)
        return status;
    int result = eco_sqlite_bind_key(statement, drop->kind, drop->key, id);
    return result ? eco_sqlite_fail(sqlite, sqlite->db, result, "writing to", error)
                  : eco_sqlite_run(sqlite, statement, "writing to", error);
}

static eco_status delete_dropped(eco_sqlite *sqlite, const eco_work *work, eco_error *error)
{
    eco_status status = ECO_OK;
    for (size_t i = 0; i < work->drops_count && !status; i++) {
        const eco_drop *drop = &work->drops[i];
        status = delete_row(sqlite, drop->kind, drop, error);
        if (!status && drop->kind->parts)
            status = delete_row(sqlite, drop->kind->parts, drop, error);
    }
    return status;
}

eco_status eco_sqlite_commit(eco_backend *backend, eco_work *work, eco_error *error)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    eco_status status = eco_sqlite_begin(sqlite, error);
    if (!status)
        status = delete_dropped(sqlite, work, error);
    for (size_t i = 0; i < ECO_KINDS && !status; i++) {
        const eco_set *set = &work->sets[i];
        if (set->added_count)
            status = insert_added(sqlite, work, set, error);
        if (set->changed_count && !status)
            status = update_changed(sqlite, work, set, error);
    }
    if (!status)
        return eco_sqlite_finish(sqlite, error);
    eco_sqlite_rollback(backend);
    return status;
}
