/* store_internal.h - what the store's own files share: the store, a call, a unit of it. */
#ifndef ECO_STORE_INTERNAL_H
#define ECO_STORE_INTERNAL_H
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "store/sets.h"

enum { ECO_BATCH = 2048 /* commands in one commit */ };

/* One caller's request, on its stack: commands of one module or of several together, or a job of the store. */
typedef struct eco_call {
    struct eco_call *older, *newer; /* in the queue */
    const eco_step *steps;
    size_t steps_count;
    eco_prepared **prepared; /* of each step */
    bool together;
    eco_status (*job)(eco_store *store, void *user, eco_error *error);
    void *user;
    size_t commands; /* of all steps */
    eco_status status;
    size_t failed; /* the first command that failed, counted over all steps; SIZE_MAX: none */
    eco_error *error;
    atomic_int state;
    sem_t wake;
} eco_call;

/* What succeeds or fails as a whole: a command, a chain of linked ones, or all of a call that is together. */
typedef struct eco_unit {
    eco_call *call;
    uint32_t step, first, count; /* of a call that is together: all its steps */
    bool done, swept;
    bool short_; /* put off: something was insufficient, and what is due may make it fit; or it stands behind such a one in its call */
} eco_unit;

typedef struct eco_store_figures { /* since opening */
    int64_t batches, commands, largest_batch, replays, refusals, retries, splits, longest_queue, swept, unknown_outcomes;
} eco_store_figures;

struct eco_store {
    eco_allocator allocator;
    atomic_int references;
    eco_backend *backend;
    eco_store_options options;
    char *address; /* as it was given; "(attached)" */
    pthread_mutex_t lock; /* of all below: held by the leader while it runs a batch, and in the memory store by views */
    eco_work work;
    eco_module **modules; /* that have joined */
    size_t modules_count, modules_capacity;
    eco_unit *units;
    size_t units_count, units_capacity;
    int64_t none_due_us;   /* nothing was due by then, as this batch has seen */
    int64_t sweep_from_us; /* what is due is looked for again from this instant of the commands on */
    eco_error failure;     /* of the batch */
    eco_store_figures figures;
    _Atomic(eco_call *) newest; /* the queue */
};

extern const eco_module_interface eco_store_itself; /* the outbox's tables */

/* Waits in the queue, or leads it; returns when the call is done. */
void eco_queue_submit(eco_store *store, eco_call *call);
/* Runs the calls from first to last (by `newer`), and sets their results; with the lock. */
void eco_run_calls(eco_store *store, eco_call *first, eco_call *last);
/* Runs a body as one transaction, again when others interfere; with the lock. The body loads by eco_run_load. */
eco_status eco_run_transaction(eco_store *store, eco_status (*body)(eco_store *store, void *user, eco_error *error), void *user, eco_error *error);
eco_status eco_run_load(eco_store *store, eco_error *error); /* all that is pending */
/* Runs a job through the queue. */
eco_status eco_store_job(eco_store *store, eco_status (*job)(eco_store *store, void *user, eco_error *error), void *user, eco_error *error);
/* Does what is due of one module, or of all (module NULL), at most limit; with the lock. */
eco_status eco_sweep(eco_store *store, eco_module *module, int64_t now_us, int64_t limit, int64_t *done, eco_error *error);
/* Whether something is due, in the transaction that runs. */
eco_status eco_sweep_waits(eco_store *store, int64_t now_us, bool *waits, eco_error *error);

eco_backend *eco_memory_backend(void);

#endif
