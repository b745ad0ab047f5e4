/* sqlite_log.c - the write-ahead log: when it is copied into the database; and what an operator sees of this backend.
 *
 * Until SQLite 3.51.3 a checkpoint by one connection while another one begins the log anew could lose what the log held. So nobody checkpoints but who has
 * the turn, in which nobody writes; SQLite's own automatic checkpoints are off on all our connections. */
#include "store/sqlite_internal.h"

#include <stdio.h>

enum { CHECKPOINT_PAGES = 4000 };

int eco_sqlite_logged(void *user, sqlite3 *db, const char *name, int pages)
{
    eco_sqlite *sqlite = user;
    (void)db, (void)name;
    if (pages < sqlite->wal_pages || !sqlite->checkpoint_at) /* begun anew, or the first that this store sees */
        sqlite->checkpoint_at = CHECKPOINT_PAGES;
    sqlite->wal_pages = pages;
    return SQLITE_OK;
}

/* Its errors are no errors of the batch, which is committed: the log stays longer, and the next one tries again. */
void eco_sqlite_checkpoint(eco_sqlite *sqlite)
{
    if (!sqlite->turns || sqlite->wal_pages < sqlite->checkpoint_at)
        return;
    int log = 0, done = 0;
    sqlite->checkpoint_result = sqlite3_wal_checkpoint_v2(sqlite->db, "main", SQLITE_CHECKPOINT_PASSIVE, &log, &done);
    sqlite->checkpoints++;
    sqlite->checkpoint_log = log;
    sqlite->checkpoint_done = done;
    sqlite->checkpoint_at = sqlite->wal_pages + CHECKPOINT_PAGES; /* where a view holds it up, not at every batch */
}

typedef struct adder {
    void (*add)(void *user, const char *name, const char *value);
    void *user;
} adder;

static void number(const adder *rows, const char *name, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    rows->add(rows->user, name, text);
}

static void log_rows(const eco_sqlite *sqlite, const adder *rows)
{
    number(rows, "sqlite_wal_pages", sqlite->wal_pages);
    number(rows, "sqlite_checkpoints", sqlite->checkpoints);
    number(rows, "sqlite_last_checkpoint_pages", sqlite->checkpoint_log);
    number(rows, "sqlite_last_checkpoint_copied", sqlite->checkpoint_done);
    rows->add(rows->user, "sqlite_last_checkpoint", sqlite3_errstr(sqlite->checkpoint_result));
    number(rows, "sqlite_busy_waits", sqlite->busy_waits);
    number(rows, "sqlite_turn_waits", sqlite->turnstile.waits);
    number(rows, "sqlite_longest_turn_wait_us", sqlite->turnstile.longest_us);
}

void eco_sqlite_info(eco_backend *backend, void (*add)(void *user, const char *name, const char *value), void *user)
{
    enum { WAL_RESET_FIXED = 3051003 };
    eco_sqlite *sqlite = (eco_sqlite *)backend;
    adder rows = {add, user};
    add(user, "sqlite_version", sqlite3_libversion());
    add(user, "sqlite_known_defects",
        sqlite3_libversion_number() >= WAL_RESET_FIXED ? "none"
                                                       : "before 3.51.3 a checkpoint beside a writer may lose data: here only "
                                                         "who has the turn checkpoints; let no other program write to or "
                                                         "checkpoint the file");
    if (*sqlite->journal_mode)
        add(user, "sqlite_journal_mode", sqlite->journal_mode);
    if (sqlite->turns)
        log_rows(sqlite, &rows);
}
