/* sqlite_turn.c - transactions, and who may have one.
 *
 * A batch of a file goes through the turnstile and begins IMMEDIATE, so that nothing that it has read can change before it writes. Where there is one
 * connection for all - in memory, or the host's - batches and views take turns with it. */
#include "store/sqlite_internal.h"

#include <time.h>

#include "base/error.h"

/* ---- the one connection ---- */

void eco_sqlite_take(eco_sqlite *sqlite)
{
    pthread_mutex_lock(&sqlite->lock);
    while (sqlite->taken)
        pthread_cond_wait(&sqlite->freed, &sqlite->lock);
    sqlite->taken = true;
    pthread_mutex_unlock(&sqlite->lock);
}

void eco_sqlite_give(eco_sqlite *sqlite)
{
    pthread_mutex_lock(&sqlite->lock);
    sqlite->taken = false;
    pthread_cond_signal(&sqlite->freed);
    pthread_mutex_unlock(&sqlite->lock);
}

/* ---- tools that do not know of the turnstile ---- */

int eco_sqlite_busy(void *user, int tries)
{
    enum { SHORTEST_US = 50, SPREAD = 251 };
    eco_sqlite *sqlite = user;
    if (!tries) {
        eco_stopwatch_start(&sqlite->watch);
        sqlite->busy_waits++;
    } else if (eco_stopwatch_us(&sqlite->watch) >= sqlite->busy_timeout_us) {
        return 0;
    }
    sqlite->chance = sqlite->chance * 1664525 + 1013904223; /* unlike waits, so that two who wait do not meet again and again */
    struct timespec wait = {0, (SHORTEST_US + (long)((sqlite->chance >> 16) % SPREAD)) * 1000};
    nanosleep(&wait, NULL);
    return 1;
}

/* ---- transactions ---- */

static eco_status enter(eco_sqlite *sqlite, eco_error *error)
{
    if (sqlite->alone)
        eco_sqlite_take(sqlite);
    return sqlite->turns ? eco_turnstile_enter(&sqlite->turnstile, sqlite->busy_timeout_us, error) : ECO_OK;
}

static void leave(eco_sqlite *sqlite)
{
    sqlite->begun = false;
    if (sqlite->turns)
        eco_turnstile_leave(&sqlite->turnstile);
    if (sqlite->alone)
        eco_sqlite_give(sqlite);
}

eco_status eco_sqlite_begin(eco_sqlite *sqlite, eco_error *error)
{
    if (sqlite->begun)
        return ECO_OK;
    if (sqlite->read_only)
        return eco_fail(error, ECO_E_READ_ONLY, NULL, "the store '%s' was opened to be read only", sqlite->path);
    eco_status status = enter(sqlite, error);
    if (status)
        return status;
    for (size_t i = 0; i < ECO_KINDS; i++) {
        sqlite->kinds[i].last_known = false;
        sqlite->kinds[i].next_sequence = 0;
    }
    sqlite->inside = sqlite->backend.attached && !sqlite3_get_autocommit(sqlite->db);
    status = eco_sqlite_run(sqlite, sqlite->inside ? sqlite->save : sqlite->begin, "beginning a transaction on", error);
    if (status) {
        leave(sqlite);
        return status;
    }
    sqlite->begun = true;
    status = eco_sqlite_same_epoch(sqlite, error);
    if (status)
        eco_sqlite_rollback(&sqlite->backend);
    return status;
}

/* After many an error SQLite has rolled back by itself, and says that there is nothing to undo. */
static void undo(eco_sqlite *sqlite)
{
    if (sqlite->inside)
        sqlite3_exec(sqlite->db, "ROLLBACK TO \"eco_batch\"; RELEASE \"eco_batch\"", NULL, NULL, NULL);
    else if (!sqlite3_get_autocommit(sqlite->db))
        sqlite3_exec(sqlite->db, "ROLLBACK", NULL, NULL, NULL);
}

void eco_sqlite_rollback(eco_backend *backend)
{
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    if (!sqlite->begun)
        return;
    undo(sqlite);
    leave(sqlite);
}

/* An error of COMMIT may come after the last frame has been written to the log, as when the sync fails: this connection counts it as undone, but after
 * a power cut the log would be read with it. So something else is written over it; what cannot be is of unknown outcome. */
static eco_status bury(eco_sqlite *sqlite, eco_status failed, eco_error *error)
{
    static const char other[] = "BEGIN IMMEDIATE; CREATE TABLE \"eco_undo\" (x); DROP TABLE \"eco_undo\"; COMMIT";
    if (!sqlite3_exec(sqlite->db, other, NULL, NULL, NULL))
        return failed;
    eco_fail(error, ECO_E_OUTCOME_UNKNOWN, NULL,
             "SQLite: %s while undoing what could not be committed to '%s': a power cut now could bring it back",
             sqlite3_errmsg(sqlite->db), sqlite->path);
    undo(sqlite);
    return ECO_E_OUTCOME_UNKNOWN;
}

eco_status eco_sqlite_finish(eco_sqlite *sqlite, eco_error *error)
{
    sqlite3_stmt *ends = sqlite->inside ? sqlite->release : sqlite->commit;
    int result = sqlite3_step(ends);
    sqlite3_reset(ends);
    eco_status status = ECO_OK;
    if (result == SQLITE_DONE) {
        eco_sqlite_checkpoint(sqlite);
    } else {
        status = eco_sqlite_fail(sqlite, sqlite->db, result, "committing to", error);
        undo(sqlite);
        int kind = result & 0xFF;
        if (sqlite->turns && (kind == SQLITE_IOERR || kind == SQLITE_NOMEM))
            status = bury(sqlite, status, error);
    }
    leave(sqlite);
    return status;
}
