/* store_postgres.c - the store on PostgreSQL: commands, replays, what is due, two stores on one database, schemas and epochs, a host's transaction, errors. */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "postgres_server.h"
#include "store_postgres.h"

static void new_database(char address[160])
{
    snprintf(address, 160, "%s", postgres_database());
}

TEST(store_postgres, commands_survive_the_store)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result results[3];
    const toy_line lines[2] = {{7, 30}, {8, 5}};
    toy_command commands[3] = {toy_put(1, 7, 100), toy_put(2, 8, 10), toy_reserve(1, lines, 2, 1000, 5000)};
    toy_shop shop = toy_shop_open(address, NULL);
    CHECK_OK(toy_execute(shop.toy, commands, 3, results, &error));
    CHECK_INT(results[0].balance, 100);
    CHECK_INT(results[0].sequence, 1);
    CHECK_INT(results[1].sequence, 2);
    toy_shop_expect(shop, 7, 100, 30);
    toy_shop_close(shop);
    shop = toy_shop_open(address, NULL);
    toy_shop_expect(shop, 8, 10, 5);
    CHECK_OK(toy_execute(shop.toy, commands, 3, results, &error));
    for (int i = 0; i < 3; i++)
        CHECK(results[i].replayed);
    CHECK_INT(results[0].balance, 100);
    commands[0].amount = 99;
    CHECK_FAILS(toy_execute(shop.toy, commands, 3, results, &error), ECO_E_KEY_REUSED, "used before");
    CHECK_INT(results[0].status, ECO_E_KEY_REUSED);
    CHECK(results[1].replayed);
    toy_command free_it = {.key = {3, 1}, .verb = TOY_FREE, .at_us = 2000, .reservation = {2, 1}};
    CHECK_OK(toy_execute(shop.toy, &free_it, 1, results, &error));
    toy_shop_expect(shop, 7, 100, 0);
    toy_shop_close(shop);
}

/* Texts that are odd, numbers at both ends, keys with the highest bit. */
TEST(store_postgres, values_come_back_as_they_were)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_shop shop = toy_shop_open(address, NULL);
    toy_result result;
    toy_command command = toy_put(1, 5, INT64_MAX);
    command.key = (eco_id){UINT64_MAX, 1};
    command.at_us = INT64_C(1) << 60;
    command.reason = "'; DROP TABLE \"eco\".\"toy_account\"; -- \\ \xe5\xba\x97 {\"a\",NULL}";
    CHECK_OK(toy_execute(shop.toy, &command, 1, &result, &error));
    toy_shop_close(shop);
    CHECK_INT(
        postgres_ask(address,
                     "SELECT octet_length(reason) FROM eco.toy_command WHERE command = 'ffffffff-ffff-ffff-0000-000000000001'"),
        (int64_t)strlen(command.reason));
    shop = toy_shop_open(address, NULL);
    toy_shop_expect(shop, 5, INT64_MAX, 0);
    CHECK(toy_knows(shop.toy, command.key));
    CHECK(!toy_knows(shop.toy, (eco_id){UINT64_MAX, 2}));
    toy_shop_close(shop);
}

/* What one store has cached, another has changed: nothing is decided on it, be it a change, a refusal, or an answer of an older command. */
TEST(store_postgres, a_stale_cache_decides_nothing)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result result;
    toy_shop first = toy_shop_open(address, NULL), second = toy_shop_open(address, NULL);
    uint64_t key = 0;
    for (int i = 0; i < 200; i++) {
        toy_shop mine = i % 2 ? second : first, theirs = i % 2 ? first : second;
        const toy_line line = {1, 1};
        toy_command more = toy_put(++key, 1, 10), less = toy_put(++key, 1, -9),
                    hold = toy_reserve(++key, &line, 1, 1000, INT64_C(1) << 50);
        CHECK_OK(toy_execute(mine.toy, &more, 1, &result, &error));
        CHECK_INT(result.balance, i + 10);
        CHECK_OK(toy_execute(theirs.toy, &less, 1, &result, &error)); /* would be short on what theirs knows */
        CHECK_INT(result.balance, i + 1);
        CHECK_OK(toy_execute(mine.toy, &hold, 1, &result, &error));
        CHECK_FAILS(toy_execute(theirs.toy,
                                &(toy_command){.key = {5, key}, .verb = TOY_PUT, .at_us = 1000, .account = 1, .amount = -1}, 1,
                                &result, &error),
                    ECO_E_INSUFFICIENT, "would hold");
        CHECK_OK(toy_execute(theirs.toy, &hold, 1, &result, &error));
        CHECK(result.replayed);
    }
    toy_shop_close(first);
    toy_shop_close(second);
}

TEST(store_postgres, what_is_due_is_done_once)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_shop first = toy_shop_open(address, NULL), second = toy_shop_open(address, NULL);
    toy_command commands[60];
    toy_line lines[60];
    toy_result results[60];
    for (int i = 0; i < 60; i++) {
        lines[i] = (toy_line){i % 3, 1};
        commands[i] = i < 3 ? toy_put((uint64_t)i + 1, i, 100) : toy_reserve((uint64_t)i, &lines[i], 1, 1000, 2000 + i);
    }
    CHECK_OK(toy_execute(first.toy, commands, 60, results, &error));
    int64_t done, all = 0;
    CHECK_OK(toy_tick(first.toy, 1999, 0, &done, &error));
    CHECK_INT(done, 0);
    CHECK_OK(toy_tick(first.toy, 2012, 0, &done, &error)); /* from its cache */
    CHECK_INT(done, 10);
    for (int i = 0; all < 47 && i < 100; i++) {
        CHECK_OK(toy_tick(i % 2 ? first.toy : second.toy, 9000, 5, &done, &error));
        all += done;
    }
    CHECK_INT(all, 47);
    CHECK_OK(toy_tick(first.toy, 9000, 5, &done, &error));
    CHECK_INT(done, 0);
    for (int i = 0; i < 3; i++)
        toy_shop_expect(second, i, 100, 0);
    toy_shop_close(first);
    toy_shop_close(second);
}

/* Short, until what has expired is swept: within the batch, and also when another store had made it. */
TEST(store_postgres, what_has_expired_makes_room)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result results[3];
    toy_shop first = toy_shop_open(address, NULL), second = toy_shop_open(address, NULL);
    const toy_line all = {1, 10};
    toy_command commands[2] = {toy_put(1, 1, 10), toy_reserve(1, &all, 1, 1000, 2000)};
    CHECK_OK(toy_execute(first.toy, commands, 2, results, &error));
    toy_command late[3] = {toy_reserve(2, &all, 1, 1500, 9000), toy_reserve(3, &all, 1, 2500, 9000),
                           toy_reserve(4, &all, 1, 2600, 9000)};
    CHECK_INT(toy_execute(second.toy, late, 3, results, &error), ECO_E_INSUFFICIENT);
    CHECK_INT(results[0].status + results[1].status + results[2].status, 2 * ECO_E_INSUFFICIENT);
    toy_shop_expect(first, 1, 10, 10);
    toy_shop_close(first);
    toy_shop_close(second);
}

TEST(store_postgres, shops_and_schemas_are_apart)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result result;
    const eco_store_options options[3] = {{.struct_size = sizeof *options, .shop = "north"},
                                          {.struct_size = sizeof *options, .shop = "south"},
                                          {.struct_size = sizeof *options, .shop = "north", .schema = "Other_1"}};
    toy_command command = toy_put(1, 1, 1);
    for (int i = 0; i < 3; i++) {
        toy_shop shop = toy_shop_open(address, &options[i]);
        CHECK_OK(toy_execute(shop.toy, &command, 1, &result, &error));
        CHECK(!result.replayed);
        toy_shop_expect(shop, 1, 1, 0);
        toy_shop_close(shop);
    }
    CHECK_INT(postgres_ask(address, "SELECT count(*) FROM eco.toy_account"), 2);
    CHECK_INT(postgres_ask(address, "SELECT count(*) FROM \"Other_1\".toy_account"), 1);
}

/* ---- versions ---------------------------------------------------------------------------------------------------------------------------------- */

TEST(store_postgres, schemas_older_and_newer)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result result;
    toy_shop running = toy_shop_open(address, NULL);
    toy_command command = toy_put(1, 1, 5), other = toy_put(2, 1, 5);
    CHECK_OK(toy_execute(running.toy, &command, 1, &result, &error));
    toy *newer;
    CHECK_FAILS(toy_open(&newer, running.store, 2, &error), ECO_E_OLDER, "eco_store_migrate");
    CHECK_OK(toy_migrate(address, NULL, 2, &error));
    CHECK_OK(toy_migrate(address, NULL, 2, &error));
    CHECK_FAILS(toy_execute(running.toy, &other, 1, &result, &error), ECO_E_NEWER, "newer version");
    CHECK(!toy_knows(running.toy, other.key));
    eco_store *store;
    CHECK_OK(eco_store_open(&store, address, NULL, &error));
    CHECK_FAILS(toy_open(&newer, store, 1, &error), ECO_E_NEWER, "knows up to 1");
    CHECK_OK(toy_open(&newer, store, 2, &error));
    CHECK_OK(toy_execute(newer, &other, 1, &result, &error));
    CHECK_INT(result.balance, 10);
    toy_free(newer);
    eco_store_free(store);
    toy_free(running.toy);
    eco_store_free(running.store);
    /* A table that was migrated is one that was made so. */
    char fresh[160];
    new_database(fresh);
    CHECK_OK(toy_migrate(fresh, NULL, 2, &error));
    const char *columns = "SELECT sum(hashtext(column_name || data_type || is_nullable || coalesce(column_default, '-'))) FROM "
                          "information_schema.columns "
                          "WHERE table_schema = 'eco'";
    CHECK_INT(postgres_ask(address, columns), postgres_ask(fresh, columns));
}

typedef struct opening {
    pthread_t thread;
    const char *address;
    eco_status status;
    eco_error error;
} opening;
static void *open_and_put(void *given)
{
    opening *self = given;
    eco_store *store;
    toy *toy;
    self->status = eco_store_open(&store, self->address, NULL, &self->error);
    if (self->status)
        return NULL;
    self->status = toy_open(&toy, store, 1, &self->error);
    if (!self->status)
        toy_free(toy);
    eco_store_free(store);
    return NULL;
}

TEST(store_postgres, many_open_at_once)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    opening openings[8];
    for (int i = 0; i < 8; i++) {
        openings[i] = (opening){.address = address};
        pthread_create(&openings[i].thread, NULL, open_and_put, &openings[i]);
    }
    for (int i = 0; i < 8; i++)
        pthread_join(openings[i].thread, NULL);
    for (int i = 0; i < 8; i++)
        CHECK_F(openings[i].status == ECO_OK, "%s", openings[i].error.message);
}

/* ---- a host's transaction ---------------------------------------------------------------------------------------------------------------------- */

static void host_runs(PGconn *host, const char *sql)
{
    PGresult *result = PQexec(host, sql);
    CHECK_F(PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK, "%s: %s", sql,
            PQerrorMessage(host));
    PQclear(result);
}

TEST(store_postgres, lives_in_a_hosts_transaction)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result result;
    toy_shop shop = toy_shop_open(address, NULL), guest;
    PGconn *host = PQconnectdb(address);
    host_runs(host, "CREATE TABLE mine(n int)");
    for (int commit = 0; commit < 2; commit++) {
        host_runs(host, "BEGIN");
        host_runs(host, "INSERT INTO mine VALUES (1)");
        CHECK_OK(eco_store_attach_postgres(&guest.store, host, NULL, &error));
        CHECK_OK(toy_open(&guest.toy, guest.store, 1, &error));
        toy_command commands[2] = {toy_put(1, 1, 5), toy_put(2, 1, -50)};
        toy_result both[2];
        CHECK_INT(toy_execute(guest.toy, commands, 2, both, &error), ECO_E_INSUFFICIENT);
        CHECK_INT(both[0].status, ECO_OK);
        toy_shop_expect(guest, 1, 5, 0);
        CHECK(!toy_knows(shop.toy, commands[0].key));
        CHECK_INT(toy_audit(guest.toy, &error), 0);
        toy_free(guest.toy);
        eco_store_free(guest.store);
        CHECK_INT(PQtransactionStatus(host), PQTRANS_INTRANS);
        CHECK_INT(PQisnonblocking(host), 0);
        host_runs(host, commit ? "COMMIT" : "ROLLBACK");
        CHECK_INT(toy_knows(shop.toy, commands[0].key), commit);
    }
    CHECK_INT(postgres_ask(address, "SELECT count(*) FROM mine"), 1);
    toy_command after = toy_put(3, 1, -5); /* the other store's cache never saw the host's */
    CHECK_OK(toy_execute(shop.toy, &after, 1, &result, &error));
    CHECK_INT(result.balance, 0);
    PQfinish(host);
    toy_shop_close(shop);
}

/* Who holds a row that the guest wants keeps it waiting for a while, and the host's transaction goes on. */
TEST(store_postgres, waits_in_a_hosts_transaction_come_to_an_end)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result result;
    toy_shop shop = toy_shop_open(address, NULL), guest;
    toy_command command = toy_put(1, 1, 5), other = toy_put(2, 1, 5);
    CHECK_OK(toy_execute(shop.toy, &command, 1, &result, &error));
    const eco_store_options quick = {.struct_size = sizeof quick, .busy_timeout_us = 50000};
    PGconn *holder = PQconnectdb(address), *host = PQconnectdb(address);
    host_runs(holder, "BEGIN");
    host_runs(holder, "SELECT 1 FROM eco.toy_account FOR UPDATE");
    host_runs(host, "BEGIN");
    CHECK_OK(eco_store_attach_postgres(&guest.store, host, &quick, &error));
    CHECK_OK(toy_open(&guest.toy, guest.store, 1, &error));
    CHECK_FAILS(toy_execute(guest.toy, &other, 1, &result, &error), ECO_E_BUSY, "cancel");
    CHECK_INT(PQtransactionStatus(host), PQTRANS_INTRANS);
    PQfinish(holder);
    CHECK_OK(toy_execute(guest.toy, &other, 1, &result, &error));
    CHECK_INT(result.balance, 10);
    toy_shop_close(guest);
    host_runs(host, "COMMIT");
    PQfinish(host);
    toy_shop_expect(shop, 1, 10, 0);
    toy_shop_close(shop);
}

/* Tables that a host's transaction makes go with it. */
TEST(store_postgres, makes_tables_in_a_hosts_transaction)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_shop guest;
    PGconn *host = PQconnectdb(address);
    host_runs(host, "BEGIN");
    CHECK_OK(eco_store_attach_postgres(&guest.store, host, NULL, &error));
    CHECK_OK(toy_open(&guest.toy, guest.store, 1, &error));
    toy_command command = toy_put(1, 1, 5);
    toy_result result;
    CHECK_OK(toy_execute(guest.toy, &command, 1, &result, &error));
    toy_shop_close(guest);
    host_runs(host, "ROLLBACK");
    PQfinish(host);
    CHECK_INT(postgres_ask(address, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'eco'"), 0);
}

TEST(store_postgres, refuses_connections_that_are_not_in_a_transaction)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    eco_store *store;
    PGconn *host = PQconnectdb(address);
    CHECK_FAILS(eco_store_attach_postgres(&store, NULL, NULL, &error), ECO_E_INVALID, "connection");
    CHECK_FAILS(eco_store_attach_postgres(&store, host, NULL, &error), ECO_E_INVALID, "not in a transaction");
    host_runs(host, "BEGIN");
    CHECK_INT(PQenterPipelineMode(host), 1);
    CHECK_FAILS(eco_store_attach_postgres(&store, host, NULL, &error), ECO_E_INVALID, "pipeline");
    CHECK_INT(PQexitPipelineMode(host), 1);
    host_runs(host, "CREATE TABLE t(n int)");
    PQclear(PQexec(host, "COPY t FROM STDIN"));
    CHECK_FAILS(eco_store_attach_postgres(&store, host, NULL, &error), ECO_E_INVALID, "busy");
    CHECK_INT(PQputCopyEnd(host, NULL), 1);
    for (PGresult *rest; (rest = PQgetResult(host));)
        PQclear(rest);
    PQclear(PQexec(host, "SELECT nonsense"));
    CHECK_FAILS(eco_store_attach_postgres(&store, host, NULL, &error), ECO_E_INVALID, "has failed");
    host_runs(host, "ROLLBACK");
    host_runs(host, "SET client_encoding = 'LATIN1'");
    host_runs(host, "BEGIN");
    CHECK_FAILS(eco_store_attach_postgres(&store, host, NULL, &error), ECO_E_INVALID, "LATIN1");
    PQfinish(host);
}

/* ---- errors ------------------------------------------------------------------------------------------------------------------------------------ */

TEST(store_postgres, what_cannot_be_opened_says_why)
{
    if (!postgres_server())
        return;
    char address[160], other[220];
    new_database(address);
    eco_error error;
    eco_store *store;
    const eco_store_options quick = {.struct_size = sizeof quick, .busy_timeout_us = 100000},
                            read_only = {.struct_size = sizeof quick, .read_only = true};
    snprintf(other, sizeof other, "postgresql://eco@127.0.0.1:%d/nowhere", postgres_server_port());
    CHECK_FAILS(eco_store_open(&store, other, &quick, &error), ECO_E_STORE, "nowhere");
    snprintf(other, sizeof other, "postgresql://nobody_here@127.0.0.1:%d/postgres", postgres_server_port());
    CHECK_FAILS(eco_store_open(&store, other, &quick, &error), ECO_E_STORE, "nobody_here");
    CHECK_FAILS(eco_store_open(&store, "postgresql://eco@127.0.0.1:1/x", &quick, &error), ECO_E_STORE, "refused");
    CHECK_FAILS(eco_store_open(&store, address, &read_only, &error), ECO_E_READ_ONLY, "no tables");
    toy_shop_close(toy_shop_open(address, NULL));
    CHECK_OK(eco_store_open(&store, address, &read_only, &error));
    toy *toy;
    CHECK_OK(toy_open(&toy, store, 1, &error));
    CHECK_INT(toy_audit(toy, NULL), 0);
    toy_free(toy);
    eco_store_free(store);
    postgres_run(address, "CREATE ROLE weak LOGIN");
    snprintf(other, sizeof other, "postgresql://weak@127.0.0.1:%d%s", postgres_server_port(), strrchr(address, '/'));
    CHECK_FAILS(eco_store_open(&store, other, &quick, &error), ECO_E_STORE, "permission denied");
    postgres_run(address, "DROP ROLE weak");
}

TEST(store_postgres, a_database_that_became_read_only_says_so)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result result;
    toy_shop shop = toy_shop_open(address, NULL);
    toy_command command = toy_put(1, 1, 5);
    postgres_run(address, "CREATE OR REPLACE FUNCTION eco.no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no room' USING "
                          "ERRCODE = '53100'; END$$;"
                          "CREATE TRIGGER no BEFORE INSERT ON eco.toy_entry EXECUTE FUNCTION eco.no()");
    CHECK_FAILS(toy_execute(shop.toy, &command, 1, &result, &error), ECO_E_FULL, "no room");
    postgres_run(address, "CREATE OR REPLACE FUNCTION eco.no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'standby' USING "
                          "ERRCODE = '25006'; END$$");
    CHECK_FAILS(toy_execute(shop.toy, &command, 1, &result, &error), ECO_E_READ_ONLY, "standby");
    postgres_run(address, "CREATE OR REPLACE FUNCTION eco.no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'crossed' USING "
                          "ERRCODE = '40001'; END$$");
    CHECK_FAILS(toy_execute(shop.toy, &command, 1, &result, &error), ECO_E_BUSY, "interfered");
    CHECK(!toy_knows(shop.toy, command.key));
    postgres_run(address, "DROP TRIGGER no ON eco.toy_entry");
    CHECK_OK(toy_execute(shop.toy, &command, 1, &result, &error));
    CHECK(!result.replayed);
    toy_shop_close(shop);
}

/* One command that the database refuses does not take the others of its batch along. */
TEST(store_postgres, the_one_that_is_refused_stands_alone)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result results[8];
    toy_command commands[8];
    toy_shop shop = toy_shop_open(address, NULL);
    postgres_run(address, "ALTER TABLE eco.toy_account ADD CONSTRAINT exclude_13 EXCLUDE USING btree (balance WITH =) WHERE "
                          "(number = 13 OR number = 14)");
    for (int i = 0; i < 8; i++)
        commands[i] = toy_put((uint64_t)i + 1, 10 + i, 5);
    CHECK_FAILS(toy_execute(shop.toy, commands, 8, results, &error), ECO_E_STORE, "exclude_13");
    int done = 0;
    for (int i = 0; i < 8; i++) {
        CHECK_INT(toy_knows(shop.toy, commands[i].key), results[i].status == ECO_OK);
        done += results[i].status == ECO_OK;
    }
    CHECK_INT(done, 7);
    toy_shop_close(shop);
}

TEST(store_postgres, who_waits_too_long_is_told)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result result;
    const eco_store_options quick = {.struct_size = sizeof quick, .busy_timeout_us = 100000};
    toy_shop shop = toy_shop_open(address, &quick);
    toy_command command = toy_put(1, 1, 5), other = toy_put(2, 1, 5);
    CHECK_OK(toy_execute(shop.toy, &command, 1, &result, &error));
    PGconn *host = PQconnectdb(address);
    host_runs(host, "BEGIN");
    host_runs(host, "SELECT 1 FROM eco.toy_account FOR UPDATE");
    CHECK_FAILS(toy_execute(shop.toy, &other, 1, &result, &error), ECO_E_BUSY, "lock timeout");
    host_runs(host, "ROLLBACK");
    PQfinish(host);
    CHECK_OK(toy_execute(shop.toy, &other, 1, &result, &error));
    CHECK(!result.replayed);
    toy_shop_close(shop);
}

TEST(store_postgres, sessions_that_are_ended_come_back)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    toy_result result;
    toy_shop shop = toy_shop_open(address, NULL);
    for (uint64_t i = 1; i <= 5; i++) {
        toy_command command = toy_put(i, 1, 5);
        CHECK_OK(toy_execute(shop.toy, &command, 1, &result, &error));
        CHECK_INT(result.balance, (int64_t)i * 5);
        toy_shop_expect(shop, 1, (int64_t)i * 5, 0);
        postgres_run(address, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'libecomops' AND "
                              "datname = current_database()");
    }
    toy_shop_close(shop);
}

/* ---- views ------------------------------------------------------------------------------------------------------------------------------------- */

TEST(store_postgres, long_scans_and_the_watch)
{
    if (!postgres_server())
        return;
    char address[160];
    new_database(address);
    eco_error error;
    static toy_command commands[2500];
    toy_shop shop = toy_shop_open(address, NULL);
    for (int i = 0; i < 2500; i++)
        commands[i] = toy_put((uint64_t)i + 1, i % 900, 1);
    CHECK_OK(toy_execute(shop.toy, commands, 2500, NULL, &error));
    CHECK_INT(toy_audit(shop.toy, &error), 0); /* scans 2,500 rows of the log */
    const eco_table *info;
    CHECK_OK(eco_store_info(&info, shop.store, &error));
    eco_table_free(info);
    toy_shop_close(shop);
    CHECK_INT(postgres_ask(address, "SELECT count(*) FROM eco.toy_entry"), 2500);
    CHECK_INT(postgres_ask(address, "SELECT max(sequence) - min(sequence) FROM eco.toy_entry"), 2499);
}
