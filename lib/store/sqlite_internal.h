/* sqlite_internal.h - what the files of the SQLite backend share. */
#ifndef ECO_STORE_SQLITE_INTERNAL_H
#define ECO_STORE_SQLITE_INTERNAL_H
#include <pthread.h>
#include <sqlite3.h>

#include "store/backend.h"
#include "store/sets.h"
#include "store/sql.h"
#include "store/turnstile.h"

/* The statements of a kind on the writer's connection, prepared when they are first used, and what is known of its table in this transaction. */
enum {
    ECO_SQLITE_SELECT,
    ECO_SQLITE_PARTS,
    ECO_SQLITE_LAST,
    ECO_SQLITE_DUE,
    ECO_SQLITE_UPDATE,
    ECO_SQLITE_DELETE,
    ECO_SQLITE_INSERT, /* and on: one a size */
    ECO_SQLITE_SIZES = 4,
    ECO_SQLITE_STATEMENTS = ECO_SQLITE_INSERT + ECO_SQLITE_SIZES
};
extern const size_t eco_sqlite_rows[ECO_SQLITE_SIZES]; /* of an INSERT, the most first */
typedef struct eco_sqlite_kind {
    sqlite3_stmt *statements[ECO_SQLITE_STATEMENTS];
    bool last_known, has_last;
    eco_id last;           /* the highest key */
    int64_t next_sequence; /* LOG; 0: not known */
} eco_sqlite_kind;

/* A connection for reading. */
enum { ECO_SQLITE_SCANS = 8 };
typedef struct eco_sqlite_reader {
    struct eco_sqlite_reader *next;        /* of those that are free */
    sqlite3 *db;                           /* the writer's, where there is only one */
    sqlite3_stmt *scans[ECO_SQLITE_SCANS]; /* the last ones */
    uint32_t scans_next;
    bool begun; /* a transaction of its own is open */
    eco_buffer text;
} eco_sqlite_reader;

typedef struct eco_sqlite {
    eco_backend backend;
    eco_allocator allocator;
    eco_sql sql;
    eco_durability durability;
    int64_t busy_timeout_us;
    bool read_only;
    bool alone;  /* one connection for all: in memory, or the host's */
    bool begun;  /* a batch is open */
    bool inside; /* ... as a savepoint in the host's transaction */
    char *path;  /* for messages */
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *save, *release,
        *epoch_of; /* save, release: a savepoint, where a host may have a transaction */
    int64_t epoch; /* of the schema as this store knows it; 0: not read yet */
    eco_sqlite_kind kinds[ECO_KINDS];
    unsigned char *ids; /* bytes of the IDs that a statement binds */
    size_t ids_capacity;
    /* processes */
    bool turns; /* it takes turns with others */
    eco_turnstile turnstile;
    eco_stopwatch watch; /* of the busy handler, for tools that do not take turns */
    uint32_t chance;
    int64_t busy_waits;
    /* the write-ahead log */
    char journal_mode[16]; /* "wal"; "": the host's */
    int64_t wal_pages, checkpoint_at, checkpoints, checkpoint_log, checkpoint_done;
    int checkpoint_result;
    /* views */
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t freed;
    bool taken; /* alone: by a batch or a view */
    eco_sqlite_reader *readers;
} eco_sqlite;

/* ---- sqlite_error.c ---- */
/* SQLite's result as ours, with its words and the path. ECO_SPLIT: a constraint, or a value that is too large. */
eco_status eco_sqlite_fail(const eco_sqlite *sqlite, sqlite3 *db, int result, const char *doing, eco_error *error);
eco_status eco_sqlite_prepare(const eco_sqlite *sqlite, sqlite3 *db, sqlite3_stmt **statement, const char *text,
                              eco_error *error);
/* Runs a statement without rows. */
eco_status eco_sqlite_run(const eco_sqlite *sqlite, sqlite3_stmt *statement, const char *doing, eco_error *error);
/* ... or the statements of a text. */
eco_status eco_sqlite_execute(const eco_sqlite *sqlite, const char *text, const char *doing, eco_error *error);

/* ---- sqlite_rows.c ---- */
/* A statement of a kind; for an INSERT which + its size. */
eco_status eco_sqlite_statement(eco_sqlite *sqlite, sqlite3_stmt **statement, const eco_kind *kind, int32_t which,
                                eco_error *error);
/* Binds the fields of a record behind `bound` parameters; ids: 16 bytes a field. */
int eco_sqlite_bind(sqlite3_stmt *statement, int bound, const eco_work *work, const eco_kind *kind, const void *record,
                    unsigned char *ids);
int eco_sqlite_bind_key(sqlite3_stmt *statement, const eco_kind *kind, eco_id key, unsigned char id[16]);
/* A row into a zeroed record; owner and number of PARTS may be NULL. ECO_E_CORRUPT: a value is not what the library writes. */
eco_status eco_sqlite_read(const eco_sqlite *sqlite, sqlite3_stmt *row, eco_work *texts, const eco_kind *kind, void *record,
                           eco_id *owner, int64_t *number, eco_error *error);
/* The first column, a key. */
eco_status eco_sqlite_read_key(const eco_sqlite *sqlite, sqlite3_stmt *row, const eco_kind *kind, eco_id *key, eco_error *error);

/* ---- sqlite_schema.c ---- */
eco_status eco_sqlite_ensure(eco_backend *backend, const eco_module_interface *interface, bool migrate, eco_error *error);
/* Whether the schema is still the one that this store knows: ECO_E_NEWER. */
eco_status eco_sqlite_same_epoch(eco_sqlite *sqlite, eco_error *error);

/* ---- sqlite_turn.c: transactions, and who may have one ---- */
eco_status eco_sqlite_begin(eco_sqlite *sqlite, eco_error *error);  /* fine when one is open */
eco_status eco_sqlite_finish(eco_sqlite *sqlite, eco_error *error); /* commits; open no more, whatever it answers */
void eco_sqlite_rollback(eco_backend *backend);
void eco_sqlite_take(eco_sqlite *sqlite); /* the one connection, where there is only one */
void eco_sqlite_give(eco_sqlite *sqlite);
int eco_sqlite_busy(void *user, int tries); /* SQLite's busy handler */

/* ---- sqlite_log.c ---- */
int eco_sqlite_logged(void *user, sqlite3 *db, const char *name, int pages); /* SQLite's hook */
void eco_sqlite_checkpoint(eco_sqlite *sqlite);                              /* if it is time; the turn is ours */
void eco_sqlite_info(eco_backend *backend, void (*add)(void *user, const char *name, const char *value), void *user);

/* ---- sqlite_batch.c ---- */
eco_status eco_sqlite_load(eco_backend *backend, eco_work *work, eco_error *error);
eco_status eco_sqlite_lock(eco_backend *backend, eco_work *work, eco_error *error);
eco_status eco_sqlite_due(eco_backend *backend, eco_work *work, const eco_kind *kind, int64_t now_us, int64_t limit,
                          int64_t *found, eco_error *error);
eco_status eco_sqlite_sequence(eco_backend *backend, const eco_kind *kind, int64_t *first, int64_t *count, eco_error *error);
eco_status eco_sqlite_commit(eco_backend *backend, eco_work *work, eco_error *error);

/* ---- sqlite.c, sqlite_view.c ---- */
/* Opens a connection and sets it up as this store wants it; alone from the first. */
eco_status eco_sqlite_connect(eco_sqlite *sqlite, sqlite3 **db, bool reading, eco_error *error);
eco_status eco_sqlite_view_begin(eco_backend *backend, void **view, eco_error *error);
eco_status eco_sqlite_view_scan(eco_backend *backend, void *view, eco_work *texts, const eco_kind *kind, const eco_filter *filter,
                                bool (*visit)(const eco_row *row, void *user), void *user, eco_error *error);
void eco_sqlite_view_end(eco_backend *backend, void *view);
void eco_sqlite_close_readers(eco_sqlite *sqlite);

#endif
