/* backend.h - between the store and the place where its records are kept: memory, SQLite, PostgreSQL.
 *
 * A batch: load (begins a transaction where there is none), again while commands name more; lock; decide; commit, or rollback. One thread at a time. */
#ifndef ECO_STORE_BACKEND_H
#define ECO_STORE_BACKEND_H
#include <ecomops/store.h>

#include "store/module.h"
#include "store/view.h"

/* Status between backend and store: the transaction is rolled back, nothing was done, and the same batch may be run again, ... */
enum {
    ECO_AGAIN = -1, /* ... because others interfered (serialisation, deadlock, a unique key, a version that moved, a connection lost before COMMIT) */
    ECO_SPLIT = -2  /* ... in smaller parts, because the database refuses something in it */
};

typedef struct eco_backend eco_backend;
typedef struct eco_backend_calls {
    const char *name; /* "sqlite" */
    void (*close)(eco_backend *backend);
    /* Makes or checks the tables of these kinds; module: "inventory". migrate: brings older ones up, else they are ECO_E_OLDER. */
    eco_status (*ensure)(eco_backend *backend, const eco_module_interface *interface, bool migrate, eco_error *error);

    /* Reads what the work waits for (eco_pending_*), and marks what is not there as absent. */
    eco_status (*load)(eco_backend *backend, eco_work *work, eco_error *error);
    /* Makes sure that nobody else changes what was loaded with ECO_WANT_CHANGE, reading again what may have changed. */
    eco_status (*lock)(eco_backend *backend, eco_work *work, eco_error *error);
    /* Wants up to `limit` records of the kind that are due (with their parts); *found says how many. */
    eco_status (*due)(eco_backend *backend, eco_work *work, const eco_kind *kind, int64_t now_us, int64_t limit, int64_t *found, eco_error *error);
    /* The first of `count` unused numbers of a LOG, *count lowered or raised to how many there are. */
    eco_status (*sequence)(eco_backend *backend, const eco_kind *kind, int64_t *first, int64_t *count, eco_error *error);
    /* Writes what was added, changed and appended, and commits. ECO_AGAIN, ECO_SPLIT, ECO_E_OUTCOME_UNKNOWN (the connection was lost in COMMIT; the
     * backend has tried to connect anew, and failed: otherwise it gives ECO_AGAIN, and the keys tell what had been done). */
    eco_status (*commit)(eco_backend *backend, eco_work *work, eco_error *error);
    void (*rollback)(eco_backend *backend); /* ends a transaction if there is one */

    /* Views: on a connection of their own. */
    eco_status (*view_begin)(eco_backend *backend, void **view, eco_error *error);
    eco_status (*view_scan)(eco_backend *backend, void *view, eco_work *texts, const eco_kind *kind, const eco_filter *filter,
                            bool (*visit)(const eco_row *row, void *user), void *user, eco_error *error);
    void (*view_end)(eco_backend *backend, void *view);

    /* Adds rows of name and value to a table of two text columns. */
    void (*info)(eco_backend *backend, void (*add)(void *user, const char *name, const char *value), void *user);
} eco_backend_calls;
struct eco_backend {
    const eco_backend_calls *calls;
    bool keeps;    /* the work is the state (memory): nothing is loaded, locked or committed */
    bool caches;   /* the work may keep records from one batch to the next (eco_backend.commit checks their versions) */
    bool attached; /* the host owns the transaction */
    bool durable;  /* waiters sleep at once instead of spinning */
};

/* Options, with defaults filled in. Texts are the store's. */
eco_status eco_sqlite_open(eco_backend **out, const char *path, const eco_store_options *options, eco_error *error);
eco_status eco_sqlite_attach(eco_backend **out, void *connection, const eco_store_options *options, eco_error *error);
eco_status eco_postgres_open(eco_backend **out, const char *address, const eco_store_options *options, eco_error *error);
eco_status eco_postgres_attach(eco_backend **out, void *connection, const eco_store_options *options, eco_error *error);

#endif
