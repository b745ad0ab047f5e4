/* store_core.c - the store itself, over its memory: replays, chains, dry runs, several modules together, deadlines, the outbox, many threads. */
#include <pthread.h>
#include <stdlib.h>

#include "store_toy.h"
#include "test.h"

typedef struct shop {
    eco_store *store;
    toy *toy;
} shop;

static shop open_shop(void)
{
    shop shop;
    eco_error error;
    CHECK_INT(eco_store_open(&shop.store, "memory:", NULL, &error), ECO_OK);
    CHECK_INT(toy_open(&shop.toy, shop.store, 1, &error), ECO_OK);
    return shop;
}
static void close_shop(shop shop)
{
    CHECK_INT(toy_audit(shop.toy, NULL), 0);
    toy_free(shop.toy);
    eco_store_free(shop.store);
}

static toy_command put(uint64_t key, int64_t account, int64_t amount)
{
    return (toy_command){.key = {1, key}, .verb = TOY_PUT, .at_us = 1000, .account = account, .amount = amount, .name = "n"};
}
static toy_command reserve(uint64_t key, const toy_line *lines, size_t count, int64_t at_us, int64_t expires_us)
{
    return (toy_command){
        .key = {2, key}, .verb = TOY_RESERVE, .at_us = at_us, .lines = lines, .lines_count = count, .expires_us = expires_us};
}
static int64_t balance_of(shop shop, int64_t account)
{
    int64_t balance, reserved;
    CHECK_INT(toy_read(shop.toy, account, &balance, &reserved, NULL), ECO_OK);
    return balance;
}
static int64_t reserved_of(shop shop, int64_t account)
{
    int64_t balance, reserved;
    CHECK_INT(toy_read(shop.toy, account, &balance, &reserved, NULL), ECO_OK);
    return reserved;
}

TEST(store_core, a_key_acts_once)
{
    shop shop = open_shop();
    eco_error error;
    toy_result result;
    toy_command command = put(1, 7, 100);
    CHECK_INT(toy_execute(shop.toy, &command, 1, &result, &error), ECO_OK);
    CHECK_INT(result.balance, 100);
    CHECK_INT(result.sequence, 1);
    CHECK(!result.replayed);
    command.at_us = 2000; /* a retry comes later, and says nothing else */
    command.reason = "again";
    CHECK_INT(toy_execute(shop.toy, &command, 1, &result, &error), ECO_OK);
    CHECK(result.replayed);
    CHECK_INT(result.balance, 100);
    CHECK_INT(result.sequence, 1);
    command.amount = 101;
    CHECK_INT(toy_execute(shop.toy, &command, 1, &result, &error), ECO_E_KEY_REUSED);
    CHECK_TEXT(error.path, "/0/key");
    CHECK_INT(balance_of(shop, 7), 100);
    const toy_line line = {7, 30};
    command = reserve(1, &line, 1, 1000, 5000);
    CHECK_INT(toy_execute(shop.toy, &command, 1, &result, &error), ECO_OK);
    CHECK_INT(toy_execute(shop.toy, &command, 1, &result, &error), ECO_OK);
    CHECK(result.replayed);
    CHECK_INT(reserved_of(shop, 7), 30);
    toy_command other = put(1, 7, 5); /* the reservation's key, for something else */
    other.key = command.key;
    CHECK_INT(toy_execute(shop.toy, &other, 1, &result, &error), ECO_E_KEY_REUSED);
    close_shop(shop);
}

TEST(store_core, heads_are_checked)
{
    shop shop = open_shop();
    eco_error error;
    toy_result result[2];
    toy_command command[2] = {put(1, 7, 100), put(2, 7, 1)};
    command[1].key = (eco_id){0, 0};
    CHECK_INT(toy_execute(shop.toy, command, 2, result, &error), ECO_E_INVALID);
    CHECK_TEXT(error.path, "/1/key");
    CHECK_INT(result[0].status, ECO_OK);
    CHECK_INT(result[1].status, ECO_E_INVALID);
    command[1] = put(2, 7, 1);
    command[1].at_us = 0;
    CHECK_INT(toy_execute(shop.toy, command, 2, NULL, &error), ECO_E_INVALID);
    CHECK_TEXT(error.path, "/1/at_us");
    command[1] = put(2, 7, 1);
    command[1].flags = ECO_COMMAND_LINKED;
    CHECK_INT(toy_execute(shop.toy, command, 2, NULL, &error), ECO_E_INVALID);
    CHECK_TEXT(error.path, "/1/flags");
    command[1].flags = 64;
    CHECK_INT(toy_execute(shop.toy, command, 2, NULL, &error), ECO_E_INVALID);
    char text[300];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    command[1] = put(2, 7, 1);
    command[1].actor = text;
    CHECK_INT(toy_execute(shop.toy, command, 2, NULL, &error), ECO_E_LIMIT);
    CHECK_TEXT(error.path, "/1/actor");
    command[1].actor = "\xff";
    CHECK_INT(toy_execute(shop.toy, command, 2, NULL, &error), ECO_E_INVALID);
    close_shop(shop);
}

TEST(store_core, a_chain_holds_or_breaks)
{
    shop shop = open_shop();
    eco_error error;
    toy_result result[4];
    toy_command commands[4] = {put(1, 1, 10), put(2, 1, 5), put(3, 2, -1), put(4, 3, 8)};
    commands[1].flags = ECO_COMMAND_LINKED;
    CHECK_INT(toy_execute(shop.toy, commands, 4, result, &error), ECO_E_INSUFFICIENT);
    CHECK_TEXT(error.path, "/2/amount");
    CHECK_INT(result[0].status, ECO_OK);
    CHECK_INT(result[1].status, ECO_E_LINKED);
    CHECK_INT(result[2].status, ECO_E_INSUFFICIENT);
    CHECK_INT(result[3].status, ECO_OK);
    CHECK_INT(result[3].sequence, 2); /* what was undone left no gap */
    CHECK_INT(balance_of(shop, 1), 10);
    CHECK_INT(toy_read(shop.toy, 2, &(int64_t){0}, &(int64_t){0}, &error), ECO_E_NOT_FOUND);
    CHECK(!toy_knows(shop.toy, commands[1].key));
    commands[2].amount = 1; /* a new try, with the same keys */
    CHECK_INT(toy_execute(shop.toy, commands, 4, result, &error), ECO_OK);
    CHECK(result[0].replayed && !result[1].replayed && !result[2].replayed && result[3].replayed);
    CHECK_INT(balance_of(shop, 1), 15);
    close_shop(shop);
}

TEST(store_core, a_dry_run_writes_nothing)
{
    shop shop = open_shop();
    toy_result result[2];
    toy_command commands[2] = {put(1, 1, 10), put(2, 1, -4)};
    commands[0].flags = ECO_COMMAND_LINKED | ECO_COMMAND_DRY_RUN;
    commands[1].flags = ECO_COMMAND_DRY_RUN;
    CHECK_INT(toy_execute(shop.toy, commands, 2, result, NULL), ECO_OK);
    CHECK_INT(result[1].balance, 6);
    CHECK_INT(toy_read(shop.toy, 1, &(int64_t){0}, &(int64_t){0}, NULL), ECO_E_NOT_FOUND);
    commands[0].flags = ECO_COMMAND_LINKED;
    commands[1].flags = 0;
    CHECK_INT(toy_execute(shop.toy, commands, 2, result, NULL), ECO_OK);
    CHECK(!result[0].replayed);
    CHECK_INT(result[1].sequence, 2);
    CHECK_INT(balance_of(shop, 1), 6);
    close_shop(shop);
}

TEST(store_core, what_is_due_frees_what_is_short)
{
    shop shop = open_shop();
    toy_command command = put(1, 1, 10);
    CHECK_INT(toy_execute(shop.toy, &command, 1, NULL, NULL), ECO_OK);
    const toy_line all = {1, 10};
    command = reserve(1, &all, 1, 1000, 5000);
    CHECK_INT(toy_execute(shop.toy, &command, 1, NULL, NULL), ECO_OK);
    command = reserve(2, &all, 1, 4999, 9000);
    CHECK_INT(toy_execute(shop.toy, &command, 1, NULL, NULL), ECO_E_INSUFFICIENT);
    command.at_us = 5000;
    CHECK_INT(toy_execute(shop.toy, &command, 1, NULL, NULL), ECO_OK);
    CHECK_INT(reserved_of(shop, 1), 10);
    int64_t done;
    CHECK_INT(toy_tick(shop.toy, 8999, 0, &done, NULL), ECO_OK);
    CHECK_INT(done, 0);
    CHECK_INT(toy_tick(shop.toy, 9000, 0, &done, NULL), ECO_OK);
    CHECK_INT(done, 1);
    CHECK_INT(reserved_of(shop, 1), 0);
    const toy_command late = {.key = {3, 1}, .verb = TOY_FREE, .at_us = 9001, .reservation = {2, 2}};
    CHECK_INT(toy_execute(shop.toy, &late, 1, NULL, NULL), ECO_E_EXPIRED);
    close_shop(shop);
}

TEST(store_core, the_first_failure_is_told_also_after_a_sweep)
{
    shop shop = open_shop();
    eco_error error;
    toy_result result[3];
    toy_command fill = put(1, 1, 10);
    CHECK_INT(toy_execute(shop.toy, &fill, 1, NULL, NULL), ECO_OK);
    const toy_line all = {1, 10}, none = {9, 1};
    toy_command first = reserve(1, &all, 1, 1000, 5000);
    CHECK_INT(toy_execute(shop.toy, &first, 1, NULL, NULL), ECO_OK);
    const toy_command commands[3] = {reserve(2, &all, 1, 6000, 9000), reserve(3, &none, 1, 6000, 9000),
                                     reserve(4, &all, 1, 6000, 9000)};
    CHECK_INT(toy_execute(shop.toy, commands, 3, result, &error), ECO_E_NOT_FOUND);
    CHECK_TEXT(error.path, "/1/lines");
    CHECK_INT(result[0].status, ECO_OK);
    CHECK_INT(result[2].status, ECO_E_INSUFFICIENT);
    close_shop(shop);
}

TEST(store_core, steps_stand_together)
{
    shop shop = open_shop();
    eco_error error;
    toy *second;
    CHECK_INT(toy_open(&second, shop.store, 1, &error), ECO_OK);
    toy_command one = put(1, 1, 10), two[2] = {put(2, 2, 5), put(3, 3, -1)};
    toy_result results[2];
    eco_step steps[] = {toy_step(shop.toy, &one, 1, NULL), toy_step(second, two, 2, results)};
    CHECK_INT(eco_store_together(shop.store, steps, 2, &error), ECO_E_INSUFFICIENT);
    CHECK_TEXT(error.path, "/1/1/amount");
    CHECK_INT(results[0].status, ECO_E_LINKED);
    CHECK_INT(toy_read(shop.toy, 1, &(int64_t){0}, &(int64_t){0}, NULL), ECO_E_NOT_FOUND);
    two[1].amount = 1;
    CHECK_INT(eco_store_together(shop.store, steps, 2, &error), ECO_OK);
    CHECK_INT(balance_of(shop, 3), 1);
    eco_store *other;
    CHECK_INT(eco_store_open(&other, "memory:", NULL, &error), ECO_OK);
    CHECK_INT(eco_store_together(other, steps, 2, &error), ECO_E_INVALID);
    eco_store_free(other);
    toy_free(second);
    close_shop(shop);
}

TEST(store_core, effects_are_given_until_done)
{
    shop shop = open_shop();
    eco_error error;
    const toy_command notify = {.key = {5, 1}, .verb = TOY_NOTIFY, .at_us = 1000, .name = "mail", .reason = "because"};
    CHECK_INT(toy_execute(shop.toy, &notify, 1, NULL, &error), ECO_OK);
    CHECK_INT(toy_execute(shop.toy, &notify, 1, NULL, &error), ECO_OK); /* replayed: no second effect */
    const eco_effects *effects;
    CHECK_INT(eco_outbox_take(&effects, shop.store, 999, 100, 0, &error), ECO_OK);
    CHECK_INT(effects->items_count, 0);
    eco_effects_free(effects);
    for (int attempt = 1; attempt <= 2; attempt++) {
        CHECK_INT(eco_outbox_take(&effects, shop.store, 1000 + (attempt - 1) * 100, 100, 0, &error), ECO_OK);
        CHECK_INT(effects->items_count, 1);
        const eco_effect *effect = &effects->items[0];
        CHECK_TEXT(effect->name, "mail");
        CHECK_INT(effect->attempt, attempt);
        CHECK_INT(effect->lines_count, 1);
        CHECK_INT(effect->lines[0].quantity, 2);
        CHECK_INT(effect->attributes_count, 1);
        CHECK_TEXT(effect->attributes[0].value, "because");
        eco_effects_free(effects);
        CHECK_INT(eco_outbox_take(&effects, shop.store, 1050 + (attempt - 1) * 100, 100, 0, &error), ECO_OK);
        CHECK_INT(effects->items_count, 0); /* leased */
        eco_effects_free(effects);
    }
    CHECK_INT(eco_outbox_done(shop.store, (eco_id){5, 1}, &error), ECO_OK);
    CHECK_INT(eco_outbox_done(shop.store, (eco_id){5, 1}, &error), ECO_OK);
    CHECK_INT(eco_outbox_done(shop.store, (eco_id){5, 2}, &error), ECO_E_NOT_FOUND);
    CHECK_INT(eco_outbox_take(&effects, shop.store, 9000, 100, 0, &error), ECO_OK);
    CHECK_INT(effects->items_count, 0);
    eco_effects_free(effects);
    close_shop(shop);
}

/* ---- many threads ------------------------------------------------------------------------------------------------------------------------------ */

enum { THREADS = 8, TRIES = 3000, STOCK = 10000 };
typedef struct worker {
    toy *toy;
    uint64_t number;
    int64_t got;
    int failed;
} worker;

static void *fight(void *user)
{
    worker *self = user;
    for (uint64_t i = 0; i < TRIES; i++) {
        const toy_line lines[2] = {{1, 1}, {2, 1}};
        const toy_command command = reserve(self->number << 32 | i, lines, 1 + i % 2, 1000, 5000);
        toy_result result;
        for (int again = 0; again < (i % 3 == 0 ? 2 : 1); again++) {
            eco_status status = toy_execute(self->toy, &command, 1, &result, NULL);
            self->failed += status != ECO_OK && status != ECO_E_INSUFFICIENT;
            self->got += status == ECO_OK && !result.replayed;
        }
    }
    return NULL;
}

TEST(store_core, eight_threads_never_oversell)
{
    shop shop = open_shop();
    toy_command fill[2] = {put(1, 1, STOCK), put(2, 2, STOCK * 10)};
    CHECK_INT(toy_execute(shop.toy, fill, 2, NULL, NULL), ECO_OK);
    pthread_t threads[THREADS];
    worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){shop.toy, (uint64_t)i + 1, 0, 0};
        CHECK_INT(pthread_create(&threads[i], NULL, fight, &workers[i]), 0);
    }
    int64_t got = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        got += workers[i].got;
        CHECK_INT(workers[i].failed, 0);
    }
    CHECK_INT(got, STOCK);
    CHECK_INT(reserved_of(shop, 1), STOCK);
    close_shop(shop);
}

TEST(store_core, a_call_may_be_longer_than_a_batch)
{
    enum { MANY = 5000 };
    shop shop = open_shop();
    toy_command *commands = calloc(MANY, sizeof *commands);
    toy_result *results = calloc(MANY, sizeof *results);
    for (uint64_t i = 0; i < MANY; i++)
        commands[i] = put(i + 1, (int64_t)(i % 100), 1);
    commands[4321].amount = -100000;
    eco_error error;
    CHECK_INT(toy_execute(shop.toy, commands, MANY, results, &error), ECO_E_INSUFFICIENT);
    CHECK_TEXT(error.path, "/4321/amount");
    for (int i = 0; i < MANY; i++)
        CHECK_INT(results[i].status, i == 4321 ? ECO_E_INSUFFICIENT : ECO_OK);
    const eco_table *info;
    CHECK_INT(eco_store_info(&info, shop.store, &error), ECO_OK);
    CHECK(info->rows > 10);
    eco_table_free(info);
    free(commands);
    free(results);
    close_shop(shop);
}

TEST(store_core, addresses_and_options_are_checked)
{
    eco_store *store;
    eco_error error;
    CHECK_INT(eco_store_open(&store, "mysql://x", NULL, &error), ECO_E_INVALID);
    CHECK(store == NULL);
    CHECK_INT(eco_store_open(&store, NULL, NULL, &error), ECO_E_INVALID);
    CHECK_INT(eco_store_open(&store, "memory:", ECO_MAKE(eco_store_options, .schema = "a-b"), &error), ECO_E_INVALID);
    CHECK_TEXT(error.path, "/schema");
    CHECK_INT(eco_store_open(&store, "memory:", ECO_MAKE(eco_store_options, .durability = 7), &error), ECO_E_INVALID);
    CHECK_INT(eco_store_open(&store, "memory:", ECO_MAKE(eco_store_options, .gather_us = -1), &error), ECO_E_INVALID);
    eco_store_free(NULL);
}
