/* postgres.c - the PostgreSQL backend: opening and closing, and what becomes of an attempt that failed. */
#include "store/postgres.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"

enum { ATTEMPTS = 8, LONGEST_SPELL = 256 };

void eco_postgres_send_other(eco_postgres *postgres, int which, eco_taker take)
{
    eco_link_send(&postgres->link, eco_postgres_other(postgres, which), NULL, take, postgres, NULL);
}

/* ---- attempts ---------------------------------------------------------------------------------------------------------------------------------- */

static uint64_t chance(eco_postgres *postgres)
{
    uint64_t z = (postgres->chance += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    return z ^ (z >> 31);
}

static void sleep_us(int64_t us)
{
    nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL);
}

/* 0.2 to 32 ms, and not in step with others. */
static void back_off(eco_postgres *postgres)
{
    int64_t most = INT64_C(250) << (postgres->attempts < 7 ? postgres->attempts : 7);
    sleep_us(200 + (int64_t)(chance(postgres) % (uint64_t)most));
}

/* Again and again within the time-out: a server that starts anew refuses for a while. */
static eco_status connect_again(eco_postgres *postgres, eco_error *error)
{
    eco_status status;
    eco_stopwatch_start(&postgres->watch);
    while ((status = eco_link_connect(&postgres->link, error)) == ECO_E_STORE &&
           eco_stopwatch_us(&postgres->watch) < postgres->settings.lock_us)
        sleep_us(20000 + (int64_t)(chance(postgres) % 30000));
    if (!status)
        atomic_fetch_add(&postgres->figures.reconnects, 1);
    return status;
}

eco_status eco_postgres_ready(eco_postgres *postgres, eco_error *error)
{
    if (!postgres->link.lost && postgres->link.connection && PQstatus(postgres->link.connection) == CONNECTION_OK)
        return ECO_OK;
    if (postgres->backend.attached)
        return eco_fail(error, ECO_E_STORE, NULL, "PostgreSQL: the host's connection is lost: %s", postgres->link.words);
    postgres->open = false;
    return connect_again(postgres, error);
}

void eco_postgres_rollback(eco_backend *backend)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    bool open = postgres->open;
    postgres->open = false;
    memset(postgres->next_due_us, 0, sizeof postgres->next_due_us);
    if (postgres->link.lost || !postgres->link.connection)
        return;
    if (!backend->attached && eco_link_in_transaction(&postgres->link)) {
        eco_postgres_send_other(postgres, ECO_POSTGRES_ROLLBACK, NULL);
        if (eco_link_run(&postgres->link, NULL))
            eco_link_drop(&postgres->link);
    } else if (open && backend->attached) {
        (void)eco_link_script(&postgres->link, "ROLLBACK TO SAVEPOINT eco_batch; RELEASE SAVEPOINT eco_batch", NULL);
    }
}

/* The next batches are locked: what is cached has proved to be out of date, or is not known to be so. */
static void lock_for_a_spell(eco_postgres *postgres)
{
    if (postgres->backend.attached)
        return;
    if (!postgres->locks) {
        postgres->spell = postgres->calm < postgres->spell && postgres->spell * 2 <= LONGEST_SPELL ? postgres->spell * 2
                                                                                                   : ECO_POSTGRES_SPELL;
        postgres->locked_left = postgres->spell;
    }
    postgres->locks = true;
    postgres->calm = 0;
}

/* An attempt after one whose outcome is not known finds by the keys what that one did; if there is none, nobody can say. */
static eco_status give_up(eco_postgres *postgres, eco_status status, eco_error *error)
{
    bool doubt = postgres->doubt;
    postgres->doubt = false;
    postgres->attempts = 0;
    if (!doubt)
        return error ? error->status = status : status;
    atomic_fetch_add(&postgres->figures.unknown, 1);
    char words[sizeof error->message];
    snprintf(words, sizeof words, "%s", error ? error->message : "");
    return eco_fail(error, ECO_E_OUTCOME_UNKNOWN, NULL,
                    "the connection was lost in COMMIT, and what became of it could not be found out: %.300s", words);
}

static eco_status try_again(eco_postgres *postgres, bool lost, eco_error *error)
{
    lock_for_a_spell(postgres);
    if (++postgres->attempts > ATTEMPTS) {
        if (lost)
            return give_up(postgres, ECO_E_STORE, error);
        return give_up(postgres,
                       eco_fail(error, ECO_E_BUSY, NULL, "others interfered %d times in a row; nothing was done", ATTEMPTS),
                       error);
    }
    atomic_fetch_add(&postgres->figures.retries, 1);
    back_off(postgres);
    return ECO_AGAIN;
}

eco_status eco_postgres_end(eco_postgres *postgres, eco_status status, bool committing, eco_error *error)
{
    if (status == ECO_OK)
        return ECO_OK;
    if (status == ECO_E_MEMORY)
        eco_fail_memory(error);
    if (status != ECO_LINK_LOST) {
        eco_postgres_rollback(&postgres->backend);
        if (status == ECO_SPLIT)
            return ECO_SPLIT;
        if (status != ECO_AGAIN)
            return give_up(postgres, status, error);
        atomic_fetch_add(&postgres->figures.conflicts, 1);
        return try_again(postgres, false, error);
    }
    postgres->open = false;
    memset(postgres->next_due_us, 0, sizeof postgres->next_due_us);
    if (postgres->backend.attached)
        return eco_fail(error, ECO_E_STORE, NULL, "PostgreSQL: the host's connection is lost: %s", postgres->link.words);
    postgres->doubt |= committing;
    eco_link_drop(&postgres->link);
    status = connect_again(postgres, error);
    return status ? give_up(postgres, status, error) : try_again(postgres, true, error);
}

/* ---- opening and closing ----------------------------------------------------------------------------------------------------------------------- */

static void close_backend(eco_backend *backend)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    const eco_allocator allocator = postgres->allocator;
    char *const texts[] = {postgres->address, postgres->schema, postgres->shop};
    eco_postgres_close_pool(postgres);
    pthread_mutex_destroy(&postgres->pool_lock);
    eco_link_end(&postgres->link);
    eco_stopwatch_close(&postgres->watch);
    eco_values_end(&postgres->values);
    for (size_t i = 0; i < ECO_STATEMENTS; i++)
        if (postgres->texts[i])
            eco_release(&allocator, postgres->texts[i], strlen(postgres->texts[i]) + 1);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i])
            eco_release(&allocator, texts[i], strlen(texts[i]) + 1);
    eco_release(&allocator, postgres->rows, postgres->rows_capacity * sizeof *postgres->rows);
    eco_release(&allocator, postgres->places, postgres->places_capacity * sizeof *postgres->places);
    eco_release(&allocator, postgres, sizeof *postgres);
}

static const struct {
    const char *name;
    size_t offset;
} figure_names[] = {
    {"postgresql.batches", offsetof(eco_postgres_figures, batches)},
    {"postgresql.conflicts", offsetof(eco_postgres_figures, conflicts)},
    {"postgresql.locked_batches", offsetof(eco_postgres_figures, locked)},
    {"postgresql.retries", offsetof(eco_postgres_figures, retries)},
    {"postgresql.reconnects", offsetof(eco_postgres_figures, reconnects)},
    {"postgresql.unknown_outcomes", offsetof(eco_postgres_figures, unknown)},
};

/* Of the server, as it was when the writer connected last. */
static void server_info(eco_postgres *postgres, void (*add)(void *user, const char *name, const char *value), void *user)
{
    PGconn *connection = postgres->link.connection;
    const char *version = connection ? PQparameterStatus(connection, "server_version") : NULL;
    int number = connection ? PQserverVersion(connection) : 0;
    add(user, "postgresql.server_version", version ? version : "not connected");
    if (number && number / 10000 < 13)
        add(user, "postgresql.defect", "the server's version is no longer maintained");
    else if (number >= 140000 && number < 140004)
        add(user, "postgresql.defect", "indexes that are built CONCURRENTLY may be damaged: update the server to 14.4 or later");
}

static void info(eco_backend *backend, void (*add)(void *user, const char *name, const char *value), void *user)
{
    eco_postgres *postgres = eco_postgres_of(backend);
    char value[24];
    server_info(postgres, add, user);
    for (size_t i = 0; i < sizeof figure_names / sizeof *figure_names; i++) {
        _Atomic int64_t *figure = (void *)((char *)&postgres->figures + figure_names[i].offset);
        snprintf(value, sizeof value, "%lld", (long long)atomic_load(figure));
        add(user, figure_names[i].name, value);
    }
    snprintf(value, sizeof value, "%lld", (long long)postgres->link.runs);
    add(user, "postgresql.round_trips", value);
    add(user, "postgresql.mode", backend->attached ? "attached" : postgres->locks ? "locked" : "optimistic");
}

static const eco_backend_calls calls = {
    .name = "postgresql",
    .close = close_backend,
    .ensure = eco_postgres_ensure,
    .load = eco_postgres_load,
    .lock = eco_postgres_lock,
    .due = eco_postgres_due,
    .sequence = eco_postgres_sequence,
    .commit = eco_postgres_commit,
    .rollback = eco_postgres_rollback,
    .view_begin = eco_postgres_view_begin,
    .view_scan = eco_postgres_view_scan,
    .view_end = eco_postgres_view_end,
    .info = info,
};

static char *copy(const eco_allocator *allocator, const char *text)
{
    size_t size = strlen(text) + 1;
    char *memory = eco_allocate(allocator, size);
    return memory ? memcpy(memory, text, size) : NULL;
}

static eco_status make(eco_postgres **out, const char *address, const eco_store_options *options, eco_error *error)
{
    const eco_allocator allocator = eco_allocator_of(options->allocator);
    eco_postgres *postgres = eco_allocate(&allocator, sizeof *postgres);
    if (!postgres)
        return eco_fail_memory(error);
    memset(postgres, 0, sizeof *postgres);
    postgres->allocator = allocator;
    postgres->backend.calls = &calls;
    postgres->backend.durable = true; /* an answer takes longer than to fall asleep */
    pthread_mutex_init(&postgres->pool_lock, NULL);
    postgres->watch = (eco_stopwatch){-1};
    eco_values_begin(&postgres->values, &postgres->allocator);
    eco_link_begin(&postgres->link, &allocator, &postgres->settings);
    postgres->link.by_key = true;
    postgres->address = copy(&allocator, address);
    postgres->schema = copy(&allocator, options->schema ? options->schema : "eco");
    postgres->shop = copy(&allocator, options->shop ? options->shop : "");
    postgres->spell = ECO_POSTGRES_SPELL;
    postgres->chance = (uint64_t)(uintptr_t)postgres ^ (uint64_t)getpid() << 32;
    eco_status status = eco_stopwatch_open(&postgres->watch, error);
    if (!status && (!postgres->address || !postgres->schema || !postgres->shop))
        status = eco_fail_memory(error);
    if (status) {
        close_backend(&postgres->backend);
        return status;
    }
    postgres->sql = (eco_sql){true, postgres->schema, postgres->shop};
    int64_t busy_us = options->busy_timeout_us > 0 ? options->busy_timeout_us : 5000000;
    postgres->settings = (eco_link_settings){.address = postgres->address,
                                             .durability = options->durability == ECO_DURABILITY_FULL ? "on" : "off",
                                             .read_only = options->read_only,
                                             .lock_us = busy_us,
                                             .patience_us = busy_us + busy_us / 2 + 500000};
    *out = postgres;
    return ECO_OK;
}

eco_status eco_postgres_open(eco_backend **out, const char *address, const eco_store_options *options, eco_error *error)
{
    eco_postgres *postgres;
    *out = NULL;
    eco_status status = make(&postgres, address, options, error);
    if (status)
        return status;
    postgres->backend.caches = true;
    status = eco_link_connect(&postgres->link, error);
    if (status)
        close_backend(&postgres->backend);
    else
        *out = &postgres->backend;
    return status;
}

/* In the host's transaction nothing may be assumed, and nothing is kept: all batches are locked. */
eco_status eco_postgres_attach(eco_backend **out, void *connection, const eco_store_options *options, eco_error *error)
{
    eco_postgres *postgres;
    *out = NULL;
    eco_status status = make(&postgres, "", options, error);
    if (status)
        return status;
    postgres->backend.attached = true;
    postgres->locks = true;
    status = eco_link_borrow(&postgres->link, connection, error);
    if (status)
        close_backend(&postgres->backend);
    else
        *out = &postgres->backend;
    return status;
}
