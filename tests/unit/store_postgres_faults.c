/* store_postgres_faults.c - each call of libpq fails once, and from then on: what the store says of its commands stays true, and afterwards it works. */
#include <libpq-fe.h>
#include <stdlib.h>

#include "postgres_server.h"
#include "store_postgres.h"

static long calls, fails_at; /* 0: none */
static bool for_good;

static bool fails(void)
{
    calls++;
    return fails_at && (for_good ? calls >= fails_at : calls == fails_at);
}

/* The linker lets libecomops, and this program, call these in libpq's stead. */
#define WRAP(result, name, failure, parameters, arguments)    \
    result __real_##name parameters;                          \
    result __wrap_##name parameters;                          \
    result __wrap_##name parameters                           \
    {                                                         \
        return fails() ? (failure) : __real_##name arguments; \
    }
WRAP(PGconn *, PQconnectdbParams, NULL, (const char *const *names, const char *const *values, int expand),
     (names, values, expand))
WRAP(int, PQsetnonblocking, -1, (PGconn * connection, int on), (connection, on))
WRAP(int, PQenterPipelineMode, 0, (PGconn * connection), (connection))
WRAP(int, PQexitPipelineMode, 0, (PGconn * connection), (connection))
WRAP(int, PQsendPrepare, 0, (PGconn * connection, const char *name, const char *text, int count, const Oid *types),
     (connection, name, text, count, types))
WRAP(int, PQsendQueryPrepared, 0,
     (PGconn * connection, const char *name, int count, const char *const *values, const int *sizes, const int *formats,
      int format),
     (connection, name, count, values, sizes, formats, format))
WRAP(int, PQsendQueryParams, 0,
     (PGconn * connection, const char *text, int count, const Oid *types, const char *const *values, const int *sizes,
      const int *formats, int format),
     (connection, text, count, types, values, sizes, formats, format))
WRAP(int, PQsendQuery, 0, (PGconn * connection, const char *text), (connection, text))
WRAP(int, PQpipelineSync, 0, (PGconn * connection), (connection))
WRAP(int, PQflush, -1, (PGconn * connection), (connection))
WRAP(int, PQconsumeInput, 0, (PGconn * connection), (connection))
WRAP(PGresult *, PQgetResult, NULL, (PGconn * connection), (connection))

static void fail_at(long call, bool good)
{
    calls = 0;
    fails_at = call;
    for_good = good;
}

static const eco_store_options quick = {.struct_size = sizeof quick, .busy_timeout_us = 50000};

/* A round on a store that is open; gives whether the failure was reached. */
static bool run_broken(toy_shop shop, toy_round *round, long call, bool good)
{
    eco_error error;
    int64_t done;
    fail_at(call, good);
    (void)(toy_execute(shop.toy, round->commands, TOY_ROUND, round->results, &error) == ECO_OK);
    (void)(toy_tick(shop.toy, 1000, 10, &done, &error) == ECO_OK); /* nothing is due */
    bool reached = calls >= call;
    fail_at(0, false);
    return reached;
}

static void break_every_call(bool good)
{
    if (!postgres_server())
        return;
    char address[160];
    snprintf(address, sizeof address, "%s", postgres_database());
    toy_shop healthy = toy_shop_open(address, NULL), shop = toy_shop_open(address, &quick);
    toy_round round;
    long call = 1;
    for (bool reached = true; reached; call++) {
        toy_round_make(&round, (uint64_t)call);
        reached = run_broken(shop, &round, call, good);
        toy_round_check(&round, healthy);
        toy_round_finish(&round, healthy);
    }
    CHECK(call > 50);
    toy_shop_close(shop);
    toy_shop_close(healthy);
}

TEST(store_postgres_faults, each_call_fails_once)
{
    break_every_call(false);
}

TEST(store_postgres_faults, each_call_fails_for_good)
{
    break_every_call(true);
}

/* Making the tables fails at every call (for good at every fourth, since it takes long), each time in a database where there are none: afterwards they are made. */
static void break_making(bool good)
{
    if (!postgres_server())
        return;
    bool reached = true;
    char address[160], schema[24];
    snprintf(address, sizeof address, "%s", postgres_database());
    for (long call = 1; reached; call += good ? 4 : 1) {
        snprintf(schema, sizeof schema, "s%ld", call);
        eco_store_options options = quick;
        options.schema = schema;
        eco_store *store = NULL;
        toy *toy = NULL;
        eco_error error;
        fail_at(call, good);
        if (!eco_store_open(&store, address, &options, &error))
            (void)(toy_open(&toy, store, 1, &error) == ECO_OK);
        reached = calls >= call;
        fail_at(0, false);
        toy_free(toy);
        eco_store_free(store);
        toy_shop_close(toy_shop_open(address, &options));
    }
}

TEST(store_postgres_faults, making_tables_fails_once)
{
    break_making(false);
}

TEST(store_postgres_faults, making_tables_fails_for_good)
{
    break_making(true);
}

/* ---- memory ------------------------------------------------------------------------------------------------------------------------------------- */

typedef struct scarce {
    long taken, fails_at;
    int64_t held; /* bytes */
} scarce;

static void *scarce_allocate(size_t size, void *user)
{
    scarce *memory = user;
    if (++memory->taken == memory->fails_at)
        return NULL;
    memory->held += (int64_t)size;
    return malloc(size ? size : 1);
}
static void *scarce_reallocate(void *old, size_t old_size, size_t size, void *user)
{
    scarce *memory = user;
    if (++memory->taken == memory->fails_at)
        return NULL;
    memory->held += (int64_t)size - (int64_t)old_size;
    return realloc(old, size ? size : 1);
}
static void scarce_release(void *old, size_t size, void *user)
{
    ((scarce *)user)->held -= old ? (int64_t)size : 0;
    free(old);
}

TEST(store_postgres_faults, each_allocation_fails_once)
{
    if (!postgres_server())
        return;
    char address[160];
    snprintf(address, sizeof address, "%s", postgres_database());
    toy_shop healthy = toy_shop_open(address, NULL);
    long number = 1;
    for (bool reached = true; reached; number++) {
        scarce memory = {.fails_at = number};
        const eco_allocator allocator = {scarce_allocate, scarce_reallocate, scarce_release, &memory};
        const eco_store_options options = {.struct_size = sizeof options, .allocator = &allocator};
        toy_shop shop = {0};
        toy_round round;
        eco_error error;
        toy_round_make(&round, (uint64_t)number);
        for (int i = 0; i < TOY_ROUND; i++)
            round.results[i].status = ECO_E_MEMORY; /* not even tried */
        if (!eco_store_open(&shop.store, address, &options, &error) && !toy_open(&shop.toy, shop.store, 1, &error)) {
            int64_t done;
            (void)(toy_execute(shop.toy, round.commands, TOY_ROUND, round.results, &error) == ECO_OK);
            (void)(toy_tick(shop.toy, 1000, 10, &done, &error) == ECO_OK);
            (void)toy_audit(shop.toy, &error);
        }
        toy_free(shop.toy);
        eco_store_free(shop.store);
        CHECK_INT(memory.held, 0);
        reached = memory.taken >= number;
        toy_round_check(&round, healthy);
        toy_round_finish(&round, healthy);
    }
    CHECK(number > 30);
    toy_shop_close(healthy);
}
