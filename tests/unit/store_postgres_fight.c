/* store_postgres_fight.c - several stores on one database, each with threads: the same accounts, some of the same keys. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "postgres_server.h"
#include "store_postgres.h"

enum { STORES = 3, THREADS = 2, CALLS = 60, COMMANDS = 6, ACCOUNTS = 5, KEYS = STORES * THREADS * CALLS * COMMANDS };

typedef struct fight {
    toy_shop shops[STORES];
    atomic_int said[KEYS + 1]; /* by key: 1 done, 2 not known */
    atomic_int busy, failed, replayed;
    char words[200]; /* of one that failed */
} fight;
typedef struct fighter {
    fight *fight;
    int store, number;
    pthread_t thread;
} fighter;

/* What a key stands for depends on the key alone: two that use the same ask for the same. */
static toy_command command_of(uint64_t key, toy_line *lines)
{
    eco_random random = {key * 7919};
    lines[0] = (toy_line){eco_random_between(&random, 0, ACCOUNTS - 1), eco_random_between(&random, 1, 4)};
    lines[1] = (toy_line){eco_random_between(&random, 0, ACCOUNTS - 1), eco_random_between(&random, 1, 4)};
    toy_command command = key % 3 == 0 ? toy_put(key, lines[0].account, eco_random_between(&random, -3, 8))
                                       : toy_reserve(key, lines, 2, 5000, 1000000000);
    command.key.high = 7;
    if (key % 7 == 0) {
        command.verb = TOY_FREE;
        command.lines_count = 0;
        command.reservation = (eco_id){7, key - 3};
    }
    return command;
}

static void note(fight *fight, uint64_t key, const toy_result *result, const eco_error *error)
{
    if (result->status == ECO_OK)
        atomic_store(&fight->said[key], 1);
    else if (result->status == ECO_E_BUSY)
        atomic_fetch_add(&fight->busy, 1);
    else if (result->status >= ECO_E_STORE && result->status < ECO_E_KEY_REUSED && atomic_fetch_add(&fight->failed, 1) == 0)
        snprintf(fight->words, sizeof fight->words, "%.190s", error->message);
    atomic_fetch_add(&fight->replayed, result->replayed);
}

static void *run(void *given)
{
    const fighter *self = given;
    fight *fight = self->fight;
    eco_random random = {(uint64_t)self->number * 104729 + 1};
    uint64_t own = (uint64_t)self->number * CALLS * COMMANDS;
    for (int call = 0; call < CALLS; call++) {
        toy_command commands[COMMANDS];
        toy_result results[COMMANDS];
        toy_line lines[COMMANDS][2];
        uint64_t keys[COMMANDS];
        for (int i = 0; i < COMMANDS; i++) {
            keys[i] = eco_random_between(&random, 1, 10) <= 3 ? (uint64_t)eco_random_between(&random, 1, KEYS)
                                                              : own + (uint64_t)(call * COMMANDS + i + 1);
            commands[i] = command_of(keys[i], lines[i]);
        }
        eco_error error;
        (void)(toy_execute(fight->shops[self->store].toy, commands, COMMANDS, results, &error) == ECO_OK);
        for (int i = 0; i < COMMANDS; i++)
            note(fight, keys[i], &results[i], &error);
    }
    return NULL;
}

TEST(store_postgres_fight, stores_on_one_database)
{
    if (!postgres_server())
        return;
    char address[160];
    snprintf(address, sizeof address, "%s", postgres_database());
    fight *fight = calloc(1, sizeof *fight);
    fighter fighters[STORES * THREADS];
    eco_error error;
    for (int i = 0; i < STORES; i++)
        fight->shops[i] = toy_shop_open(address, NULL);
    for (int i = 0; i < ACCOUNTS; i++) {
        toy_command start = toy_put(1000000 + (uint64_t)i, i, 200);
        toy_result result;
        CHECK_OK(toy_execute(fight->shops[0].toy, &start, 1, &result, &error));
    }
    for (int i = 0; i < STORES * THREADS; i++) {
        fighters[i] = (fighter){fight, i % STORES, i, 0};
        pthread_create(&fighters[i].thread, NULL, run, &fighters[i]);
    }
    for (int i = 0; i < STORES * THREADS; i++)
        pthread_join(fighters[i].thread, NULL);
    CHECK_F(fight->failed == 0, "%d failed, such as: %s", fight->failed, fight->words);
    CHECK(fight->replayed > 0);
    for (uint64_t key = 1; key <= KEYS; key += 17)
        CHECK_INT(toy_knows(fight->shops[0].toy, command_of(key, (toy_line[2]){{0}}).key), fight->said[key] == 1);
    for (int i = 0; i < STORES; i++)
        toy_shop_close(fight->shops[i]);
    free(fight);
}
