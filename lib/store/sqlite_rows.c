/* sqlite_rows.c - records to parameters, rows to records. What is read was perhaps written by others, so its type and size are looked at. */
#include "store/sqlite_internal.h"

#include "base/error.h"

const size_t eco_sqlite_rows[ECO_SQLITE_SIZES] = {64, 16, 4, 1};

eco_status eco_sqlite_statement(eco_sqlite *sqlite, sqlite3_stmt **statement, const eco_kind *kind, int32_t which,
                                eco_error *error)
{
    sqlite3_stmt **kept = &sqlite->kinds[kind->number].statements[which];
    if (!*kept) {
        eco_buffer text;
        eco_buffer_begin(&text, &sqlite->allocator);
        switch (which) {
        case ECO_SQLITE_SELECT: eco_sql_select(&text, &sqlite->sql, kind, false); break;
        case ECO_SQLITE_PARTS: eco_sql_select_parts(&text, &sqlite->sql, kind); break;
        case ECO_SQLITE_LAST: eco_sql_select_last(&text, &sqlite->sql, kind); break;
        case ECO_SQLITE_DUE: eco_sql_select_due(&text, &sqlite->sql, kind); break;
        case ECO_SQLITE_UPDATE: eco_sql_update(&text, &sqlite->sql, kind, false); break;
        case ECO_SQLITE_DELETE: eco_sql_delete(&text, &sqlite->sql, kind); break;
        default: eco_sql_insert(&text, &sqlite->sql, kind, eco_sqlite_rows[which - ECO_SQLITE_INSERT]);
        }
        const char *sql = eco_buffer_text(&text);
        eco_status status = sql ? eco_sqlite_prepare(sqlite, sqlite->db, kept, sql, error) : eco_fail_memory(error);
        eco_buffer_end(&text);
        if (status)
            return status;
    }
    *statement = *kept;
    return ECO_OK;
}

/* ---- writing ---- */

static int bind_id(sqlite3_stmt *statement, int parameter, eco_id id, unsigned char bytes[16])
{
    if (!eco_has_key(id))
        return sqlite3_bind_null(statement, parameter);
    eco_sql_id_bytes(bytes, id);
    return sqlite3_bind_blob(statement, parameter, bytes, 16, SQLITE_STATIC);
}

int eco_sqlite_bind_key(sqlite3_stmt *statement, const eco_kind *kind, eco_id key, unsigned char id[16])
{
    if (kind->fields[0].type != ECO_FIELD_ID)
        return sqlite3_bind_int64(statement, 1, (int64_t)key.low);
    eco_sql_id_bytes(id, key);
    return sqlite3_bind_blob(statement, 1, id, 16, SQLITE_STATIC);
}

static int bind_field(sqlite3_stmt *statement, int parameter, const eco_work *work, const eco_field *field, const char *at,
                      unsigned char *id)
{
    switch (field->type) {
    case ECO_FIELD_SMALL: return sqlite3_bind_int64(statement, parameter, *(const int32_t *)(const void *)at);
    case ECO_FIELD_ID: return bind_id(statement, parameter, *(const eco_id *)(const void *)at, id);
    case ECO_FIELD_TEXT: /* NULL binds NULL */
        return sqlite3_bind_text(statement, parameter, eco_work_text_of(work, *(const eco_text *)(const void *)at), -1,
                                 SQLITE_STATIC);
    case ECO_FIELD_TIME:
        if (!*(const int64_t *)(const void *)at)
            return sqlite3_bind_null(statement, parameter);
        return sqlite3_bind_int64(statement, parameter, *(const int64_t *)(const void *)at);
    default: return sqlite3_bind_int64(statement, parameter, *(const int64_t *)(const void *)at);
    }
}

/* Owner's key and number of a part: the key is in the owner's record. */
static int bind_place(sqlite3_stmt *statement, int bound, const eco_work *work, const eco_kind *kind, const eco_record *part,
                      unsigned char *ids)
{
    const eco_set *owners = &work->sets[kind->owner->number];
    int result = bind_id(statement, bound + 1, eco_key_of(kind->owner, eco_set_at(owners, part->owner)), ids);
    return result ? result : sqlite3_bind_int64(statement, bound + 2, part->number);
}

int eco_sqlite_bind(sqlite3_stmt *statement, int bound, const eco_work *work, const eco_kind *kind, const void *record,
                    unsigned char *ids)
{
    size_t from = kind->shape == ECO_SHAPE_PARTS ? 2 : 0;
    int result = from ? bind_place(statement, bound, work, kind, record, ids) : SQLITE_OK;
    for (size_t i = from; i < kind->fields_count && !result; i++)
        result = bind_field(statement, bound + 1 + (int)i, work, &kind->fields[i], (const char *)record + kind->fields[i].offset,
                            ids + 16 * i);
    return result;
}

/* ---- reading ---- */

static eco_status unfit(const eco_sqlite *sqlite, sqlite3_stmt *row, const eco_kind *kind, size_t column, eco_error *error)
{
    static const char *const types[] = {"", "an integer", "a float", "a text", "a blob", "NULL"};
    int type = sqlite3_column_type(row, (int)column);
    int64_t number = type == SQLITE_INTEGER ? sqlite3_column_int64(row, (int)column) : sqlite3_column_bytes(row, (int)column);
    return eco_fail(error, ECO_E_CORRUPT, NULL, "%s.%s in '%s' holds %s (%lld) that the library does not write", kind->name,
                    kind->fields[column].name, sqlite->path, types[type], (long long)number);
}

static bool read_id(sqlite3_stmt *row, int column, eco_id *id)
{
    if (sqlite3_column_type(row, column) != SQLITE_BLOB || sqlite3_column_bytes(row, column) != 16)
        return false;
    *id = eco_sql_id_of(sqlite3_column_blob(row, column));
    return true;
}

static bool read_text(sqlite3_stmt *row, int column, eco_work *texts, eco_text *text, bool *failed)
{
    const char *bytes = (const char *)sqlite3_column_text(row, column);
    size_t size = (size_t)sqlite3_column_bytes(row, column);
    if (!bytes) {
        *failed = true;
        return true;
    }
    if (memchr(bytes, 0, size))
        return false;
    *text = size ? eco_work_text_n(texts, bytes, size, failed) : 0;
    return true;
}

/* False: it does not fit. *failed: without memory. */
static bool read_field(sqlite3_stmt *row, int column, eco_work *texts, eco_field_type type, void *to, bool *failed)
{
    int stored = sqlite3_column_type(row, column);
    if (stored == SQLITE_NULL) /* none: the record is zeroed */
        return type == ECO_FIELD_ID || type == ECO_FIELD_TEXT || type == ECO_FIELD_TIME;
    if (type == ECO_FIELD_ID)
        return read_id(row, column, to);
    if (type == ECO_FIELD_TEXT)
        return stored == SQLITE_TEXT && read_text(row, column, texts, to, failed);
    int64_t number = sqlite3_column_int64(row, column);
    if (stored != SQLITE_INTEGER || (type == ECO_FIELD_SMALL && number != (int32_t)number))
        return false;
    if (type == ECO_FIELD_SMALL)
        *(int32_t *)to = (int32_t)number;
    else
        *(int64_t *)to = number;
    return true;
}

eco_status eco_sqlite_read_key(const eco_sqlite *sqlite, sqlite3_stmt *row, const eco_kind *kind, eco_id *key, eco_error *error)
{
    bool is_id = kind->fields[0].type == ECO_FIELD_ID;
    if (is_id ? !read_id(row, 0, key) : sqlite3_column_type(row, 0) != SQLITE_INTEGER)
        return unfit(sqlite, row, kind, 0, error);
    if (!is_id)
        *key = eco_key_int(sqlite3_column_int64(row, 0));
    return ECO_OK;
}

eco_status eco_sqlite_read(const eco_sqlite *sqlite, sqlite3_stmt *row, eco_work *texts, const eco_kind *kind, void *record,
                           eco_id *owner, int64_t *number, eco_error *error)
{
    size_t from = 0;
    bool failed = false;
    if (kind->shape == ECO_SHAPE_PARTS) {
        from = 2;
        eco_status status = owner ? eco_sqlite_read_key(sqlite, row, kind, owner, error) : ECO_OK;
        if (status)
            return status;
        if (sqlite3_column_type(row, 1) != SQLITE_INTEGER)
            return unfit(sqlite, row, kind, 1, error);
        *number = sqlite3_column_int64(row, 1);
    }
    for (size_t i = from; i < kind->fields_count; i++)
        if (!read_field(row, (int)i, texts, kind->fields[i].type, (char *)record + kind->fields[i].offset, &failed))
            return unfit(sqlite, row, kind, i, error);
    return failed ? eco_fail_memory(error) : ECO_OK;
}
