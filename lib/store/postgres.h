/* postgres.h - what the files of the PostgreSQL backend share: the backend, its statements, how an attempt ends.
 *
 * A batch is run in one of two ways.
 *     optimistic  the work keeps records from batch to batch, what is not there is read without locks, keys that are most likely fresh are not read at all;
 *                 the commit is one round trip that locks what was looked at in key order and breaks off where a row is not as it was loaded.
 *     locked      for some batches after a conflict: what will be changed is locked before anything is decided, in the order of kinds and keys; keys are
 *                 looked up in statements after the locks, whose snapshots see what those before us have written. */
#ifndef ECO_STORE_POSTGRES_H
#define ECO_STORE_POSTGRES_H
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "store/postgres_link.h"
#include "store/sql.h"

enum { /* statements of a kind */
       ECO_POSTGRES_LOAD,
       ECO_POSTGRES_LOCK,
       ECO_POSTGRES_KEEP,
       ECO_POSTGRES_CHECK,
       ECO_POSTGRES_ABSENT,
       ECO_POSTGRES_DUE,
       ECO_POSTGRES_DUE_FREE,
       ECO_POSTGRES_INSERT,
       ECO_POSTGRES_UPDATE,
       ECO_POSTGRES_DELETE,
       ECO_POSTGRES_SEQUENCE,
       ECO_POSTGRES_OF_KIND
};
enum { /* others; their numbers come after those of all kinds */
       ECO_POSTGRES_BEGIN,
       ECO_POSTGRES_BEGIN_READ,
       ECO_POSTGRES_COMMIT,
       ECO_POSTGRES_ROLLBACK,
       ECO_POSTGRES_EPOCHS,
       ECO_POSTGRES_SAVEPOINT,
       ECO_POSTGRES_RELEASE,
       ECO_POSTGRES_OTHERS
};
enum { ECO_POSTGRES_MODULES = 16, ECO_POSTGRES_POOL = 8, ECO_POSTGRES_BLOCK = 1000, ECO_POSTGRES_SPELL = 32 };

/* A record that a statement is about. */
typedef struct eco_postgres_row {
    const eco_kind *kind;
    eco_id key;
    uint32_t place;
    eco_want want;
    int64_t version;  /* that it must have */
    bool found, read; /* read: its fields are to be filled in; found: it was there */
    bool parts;       /* its parts are to be read */
} eco_postgres_row;

typedef struct eco_postgres_figures { /* written by the leader, read by anyone */
    _Atomic int64_t batches, conflicts, locked, retries, reconnects, unknown;
} eco_postgres_figures;

typedef struct eco_postgres {
    eco_backend backend;
    eco_allocator allocator;
    char *address, *schema, *shop;
    eco_link_settings settings;
    eco_sql sql;
    eco_link link; /* the writer */
    eco_stopwatch watch;
    eco_values values;
    char *texts[ECO_STATEMENTS];
    struct {
        char name[40];
        int64_t epoch;
    } modules[ECO_POSTGRES_MODULES];
    size_t modules_count;
    eco_work *work; /* of the call that runs, for takers */
    eco_postgres_row *rows;
    size_t rows_count, rows_capacity;
    uint32_t *places;
    size_t places_capacity;
    bool open; /* a transaction (attached: savepoint) of ours */
    /* how it goes */
    bool locks;             /* this batch is run locked */
    int locked_left, spell; /* batches to come that are locked; how many the next conflict costs */
    int calm;               /* batches since the last conflict */
    int attempts;
    bool doubt; /* an earlier attempt may have been committed */
    uint64_t chance;
    struct {
        int64_t first, count;
    } reserve[ECO_KINDS];           /* numbers of LOGs that are ours and not given out */
    int64_t next_due_us[ECO_KINDS]; /* nothing is due before, as this batch has seen; 0: not looked */
    eco_postgres_figures figures;
    /* views */
    pthread_mutex_t pool_lock;
    eco_link *idle[ECO_POSTGRES_POOL];
    size_t idle_count;
} eco_postgres;

static inline eco_postgres *eco_postgres_of(eco_backend *backend)
{
    return (eco_postgres *)backend;
}
static inline eco_record *eco_postgres_record(const eco_postgres *postgres, const eco_postgres_row *row)
{
    return eco_set_at(&postgres->work->sets[row->kind->number], row->place);
}
static inline int64_t eco_postgres_version(const eco_kind *kind, const void *record)
{
    int64_t version = 0;
    if (kind->version)
        memcpy(&version, (const char *)record + kind->version, sizeof version);
    return version;
}
/* What the batch has done to a record must not be read over. */
static inline bool eco_postgres_in_batch(const eco_record *record)
{
    return record->flags & (ECO_RECORD_NEW | ECO_RECORD_CHANGED | ECO_RECORD_TOUCHED);
}

/* postgres_text.c: the text is made once, and is NULL without memory. */
eco_statement eco_postgres_statement(eco_postgres *postgres, const eco_kind *kind, int which);
eco_statement eco_postgres_other(eco_postgres *postgres, int which);

/* postgres.c: sends a statement without parameters. */
void eco_postgres_send_other(eco_postgres *postgres, int which, eco_taker take);
/* The connection, made anew where it was lost between batches. */
eco_status eco_postgres_ready(eco_postgres *postgres, eco_error *error);
/* Every call of a batch ends here: what is left of an attempt that failed is cleared away, the connection made anew, and the next attempt prepared for.
 * committing: COMMIT had been sent. */
eco_status eco_postgres_end(eco_postgres *postgres, eco_status status, bool committing, eco_error *error);
void eco_postgres_rollback(eco_backend *backend);

/* postgres_rows.c: the rows that a statement is about, sorted by kind and key. */
bool eco_postgres_add_row(eco_postgres *postgres, eco_postgres_row row);
void eco_postgres_sort_rows(eco_postgres *postgres);
eco_postgres_row *eco_postgres_find_row(const eco_postgres *postgres, const eco_kind *kind, eco_id key);
size_t eco_postgres_end_of_kind(const eco_postgres *postgres, size_t first);
/* Adds an array of the keys of those rows from first to end that are meant. */
void eco_postgres_add_keys(eco_postgres *postgres, size_t first, size_t end, bool (*which)(const eco_postgres_row *row));
/* Sends a statement of a kind with the shop and such an array; false: there was no such row, and nothing was sent. */
bool eco_postgres_send_keys(eco_postgres *postgres, size_t first, size_t end, bool (*which)(const eco_postgres_row *row),
                            const eco_kind *kind, int statement, eco_taker take);
/* A row that has come: into its record, unless that holds another version already, which is then told (moved). Its parts go, to be read again. */
eco_status eco_postgres_take_record(eco_postgres *postgres, eco_postgres_row *row, const PGresult *result, int number,
                                    bool *moved);
eco_status eco_postgres_take_parts(void *user, const eco_kind *kind, const PGresult *result);

/* postgres_load.c, postgres_lock.c, postgres_commit.c */
eco_status eco_postgres_load(eco_backend *backend, eco_work *work, eco_error *error);
eco_status eco_postgres_due(eco_backend *backend, eco_work *work, const eco_kind *kind, int64_t now_us, int64_t limit,
                            int64_t *found, eco_error *error);
eco_status eco_postgres_sequence(eco_backend *backend, const eco_kind *kind, int64_t *first, int64_t *count, eco_error *error);
void eco_postgres_send_block(eco_postgres *postgres, const eco_kind *kind); /* asks for numbers of a log ahead */
eco_status eco_postgres_lock(eco_backend *backend, eco_work *work, eco_error *error);
eco_status eco_postgres_commit(eco_backend *backend, eco_work *work, eco_error *error);

/* postgres_schema.c */
eco_status eco_postgres_ensure(eco_backend *backend, const eco_module_interface *interface, bool migrate, eco_error *error);

/* postgres_view.c */
eco_status eco_postgres_view_begin(eco_backend *backend, void **view, eco_error *error);
eco_status eco_postgres_view_scan(eco_backend *backend, void *view, eco_work *texts, const eco_kind *kind,
                                  const eco_filter *filter, bool (*visit)(const eco_row *row, void *user), void *user,
                                  eco_error *error);
void eco_postgres_view_end(eco_backend *backend, void *view);
void eco_postgres_close_pool(eco_postgres *postgres);

#endif
