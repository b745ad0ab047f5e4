/* sqlite_error.c - what SQLite answers, as what the store answers; and running statements. */
#include "store/sqlite_internal.h"

#include "base/error.h"

static eco_status status_of(int result)
{
    switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return ECO_E_BUSY;
    case SQLITE_READONLY:
    case SQLITE_PERM: return ECO_E_READ_ONLY;
    case SQLITE_FULL: return ECO_E_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ECO_E_CORRUPT;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG: return ECO_SPLIT;
    default: return ECO_E_STORE;
    }
}

eco_status eco_sqlite_fail(const eco_sqlite *sqlite, sqlite3 *db, int result, const char *doing, eco_error *error)
{
    if ((result & 0xFF) == SQLITE_NOMEM || result == SQLITE_IOERR_NOMEM)
        return eco_fail_memory(error);
    /* The words of the last call; of an open that failed without a handle, those of the number. */
    const char *words = db && sqlite3_extended_errcode(db) == result ? sqlite3_errmsg(db) : sqlite3_errstr(result);
    return eco_fail(error, status_of(result), NULL, "SQLite: %s (%d) while %s '%s'", words, result, doing, sqlite->path);
}

eco_status eco_sqlite_prepare(const eco_sqlite *sqlite, sqlite3 *db, sqlite3_stmt **statement, const char *text, eco_error *error)
{
    int result = sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    if (result == SQLITE_ERROR) /* our text is right, so the tables are not */
        return eco_fail(error, ECO_E_CORRUPT, NULL, "SQLite: %s: the tables in '%s' are not as the library makes them",
                        sqlite3_errmsg(db), sqlite->path);
    return result ? eco_sqlite_fail(sqlite, db, result, "preparing a statement on", error) : ECO_OK;
}

eco_status eco_sqlite_run(const eco_sqlite *sqlite, sqlite3_stmt *statement, const char *doing, eco_error *error)
{
    int result = sqlite3_step(statement);
    eco_status status = result == SQLITE_DONE || result == SQLITE_ROW ? ECO_OK
                                                                      : eco_sqlite_fail(sqlite, sqlite->db, result, doing, error);
    sqlite3_reset(statement);
    return status;
}

eco_status eco_sqlite_execute(const eco_sqlite *sqlite, const char *text, const char *doing, eco_error *error)
{
    int result = sqlite3_exec(sqlite->db, text, NULL, NULL, NULL);
    return result ? eco_sqlite_fail(sqlite, sqlite->db, result, doing, error) : ECO_OK;
}
