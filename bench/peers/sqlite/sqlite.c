/* sqlite.c - the same rows, written to SQLite by hand: prepared statements, as many holds a transaction as we make a call, in memory or in a file that is
 * synced. One thread, because SQLite has one writer, and SKUs by number, because a program by hand would know them. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "serve.h"

static const char tables[] = "CREATE TABLE level (key INTEGER NOT NULL PRIMARY KEY, sku TEXT, location TEXT, on_hand INTEGER NOT "
                             "NULL, reserved INTEGER NOT NULL, committed INTEGER "
                             "NOT NULL, version INTEGER NOT NULL, at_us INTEGER);"
                             "CREATE UNIQUE INDEX level_unique ON level (sku, location);"
                             "CREATE TABLE hold (hold BLOB NOT NULL, digest INTEGER NOT NULL, state INTEGER NOT NULL, partial "
                             "INTEGER NOT NULL, at_us INTEGER, expires_us INTEGER, "
                             "ended_us INTEGER, channel TEXT, actor TEXT, reason TEXT, reference TEXT, version INTEGER NOT NULL, "
                             "PRIMARY KEY (hold)) WITHOUT ROWID;"
                             "CREATE INDEX hold_due ON hold (expires_us) WHERE expires_us IS NOT NULL;"
                             "CREATE TABLE line (hold BLOB NOT NULL, line INTEGER NOT NULL, level INTEGER NOT NULL, quantity "
                             "INTEGER NOT NULL, PRIMARY KEY (hold, line)) WITHOUT ROWID;";

typedef enum { BEGIN, COMMIT, ROLLBACK_TO, SAVEPOINT, RELEASE, LEVEL, HOLD, LINE, STATEMENTS } statement;
static const char *const texts[STATEMENTS] = {
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK TO one",
    "SAVEPOINT one",
    "RELEASE one",
    "UPDATE level SET reserved = reserved + 1, version = version + 1, at_us = ?2 WHERE key = ?1 AND on_hand - reserved - "
    "committed >= 1",
    "INSERT INTO hold VALUES (?1, ?2, 1, 0, ?3, ?4, NULL, NULL, NULL, NULL, NULL, 1)",
    "INSERT INTO line VALUES (?1, ?2, ?3, 1)",
};

static sqlite3 *db;
static sqlite3_stmt *statements[STATEMENTS];
static char folder[SERVER_PATH];
static bool is_memory;
static long runs;

static void must(int result)
{
    if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
        server_fail("sqlite: %s", sqlite3_errmsg(db));
}

static void do_it(statement statement)
{
    must(sqlite3_step(statements[statement]));
    must(sqlite3_reset(statements[statement]));
}

static long long ask(const char *query)
{
    sqlite3_stmt *asked;
    must(sqlite3_prepare_v2(db, query, -1, &asked, NULL));
    must(sqlite3_step(asked));
    long long answer = sqlite3_column_int64(asked, 0);
    sqlite3_finalize(asked);
    return answer;
}

/* ---- holds --------------------------------------------------------------------------------------------------------------- */

static bool take(int64_t at_us, uint16_t sku)
{
    sqlite3_bind_int(statements[LEVEL], 1, sku + 1);
    sqlite3_bind_int64(statements[LEVEL], 2, at_us);
    do_it(LEVEL);
    return sqlite3_changes(db) == 1;
}

/* false: refused. Where that cannot be there is no savepoint. */
static bool hold(const store_work *work, work_id key, int64_t at_us, int64_t expires_us, const uint16_t *cart, bool may_refuse)
{
    unsigned char id[16];
    for (int i = 0; i < 8; i++) {
        id[i] = (unsigned char)(key.high >> (56 - 8 * i));
        id[8 + i] = (unsigned char)(key.low >> (56 - 8 * i));
    }
    if (may_refuse)
        do_it(SAVEPOINT);
    for (int line = 0; line < work->lines; line++)
        if (!take(at_us, cart[line])) {
            if (!may_refuse)
                server_fail("sqlite: stock is out");
            do_it(ROLLBACK_TO);
            do_it(RELEASE);
            return false;
        }
    sqlite3_bind_blob(statements[HOLD], 1, id, sizeof id, SQLITE_STATIC);
    sqlite3_bind_int64(statements[HOLD], 2, (int64_t)(key.low ^ cart[0]));
    sqlite3_bind_int64(statements[HOLD], 3, at_us);
    sqlite3_bind_int64(statements[HOLD], 4, expires_us);
    do_it(HOLD);
    sqlite3_bind_blob(statements[LINE], 1, id, sizeof id, SQLITE_STATIC);
    for (int line = 0; line < work->lines; line++) {
        sqlite3_bind_int(statements[LINE], 2, line);
        sqlite3_bind_int(statements[LINE], 3, cart[line] + 1);
        do_it(LINE);
    }
    if (may_refuse)
        do_it(RELEASE);
    return true;
}

static void call(peer_client *client)
{
    int64_t at_us = work_now_us();
    do_it(BEGIN);
    for (int i = 0; i < client->work->batch; i++)
        client->held += hold(client->work, work_key(client->work, at_us, &client->chance), at_us,
                             at_us + (int64_t)WORK_DEADLINE_S * 1000000, peer_cart(client), false);
    do_it(COMMIT);
}

/* ---- the database -------------------------------------------------------------------------------------------------------- */

static void stop(void)
{
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(statements[i]);
        statements[i] = NULL;
    }
    sqlite3_close(db);
    db = NULL;
}

static void start(const char *path, const char *synchronous)
{
    char text[120];
    must(sqlite3_open(path, &db));
    snprintf(text, sizeof text, "PRAGMA journal_mode = WAL; PRAGMA synchronous = %s; PRAGMA cache_size = -65536", synchronous);
    must(sqlite3_exec(db, text, NULL, NULL, NULL));
    if (!ask("SELECT count(*) FROM sqlite_master"))
        must(sqlite3_exec(db, tables, NULL, NULL, NULL));
    for (int i = 0; i < STATEMENTS; i++)
        must(sqlite3_prepare_v3(db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &statements[i], NULL));
}

static void fill(const store_work *work, long long stock)
{
    char text[300];
    work_id *keys = work_keys_before(work);
    uint16_t *carts = store_work_draw(work, 1000);
    if (!keys || !carts)
        server_fail("no memory");
    do_it(BEGIN);
    snprintf(text, sizeof text,
             "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
             "INSERT INTO level SELECT i + 1, printf('sku-%%05d', i), 'main', %lld, 0, 0, 1, 0 FROM n",
             WORK_SKUS - 1, stock);
    must(sqlite3_exec(db, text, NULL, NULL, NULL));
    for (long i = 0; i < work->rows; i++) {
        hold(work, keys[i], ((int64_t)WORK_EPOCH_S - 100000) * 1000000 + i * 1000,
             ((int64_t)WORK_EPOCH_S + WORK_DEADLINE_BEFORE_S) * 1000000 + i, carts + i % WORK_DRAWN * work->lines, false);
    }
    do_it(COMMIT);
    free(keys);
    free(carts);
}

/* The file of a filled table is made once. */
static void keep(const store_work *work, char kept[SERVER_PATH])
{
    struct stat about;
    char path[SERVER_PATH + 16], made_in[SERVER_PATH];
    snprintf(kept, SERVER_PATH, "%s/peer-sqlite-%d-%ld%s", server_kept(), work->lines, work->rows,
             work->has_random_keys ? "-random" : "");
    if (stat(kept, &about) == 0)
        return;
    fprintf(stderr, "filling %s\n", kept);
    server_folder(made_in, "filling");
    snprintf(path, sizeof path, "%s/db", made_in);
    start(path, "OFF");
    fill(work, WORK_STOCK);
    stop();
    if (rename(path, kept))
        server_fail("%s cannot be kept", kept);
    server_remove(made_in);
}

static void make(const store_work *work, long long stock)
{
    char kept[SERVER_PATH], path[SERVER_PATH + 16] = ":memory:";
    if (!is_memory) {
        server_folder(folder, "peer-sqlite");
        snprintf(path, sizeof path, "%s/db", folder);
    }
    if (!is_memory && work->rows) {
        keep(work, kept);
        server_copy(kept, path);
        start(path, "FULL");
    } else {
        start(path, "FULL");
        fill(work, stock);
    }
}

static void unmake(void)
{
    stop();
    if (*folder)
        server_remove(folder);
    *folder = '\0';
}

/* ---- the peer ------------------------------------------------------------------------------------------------------------ */

static void check(const store_work *work, const uint16_t *carts, work_outcome *outcome)
{
    store_work empty = *work;
    uint64_t chance = 1;
    sqlite3_stmt *asked;
    empty.rows = 0;
    make(&empty, WORK_CHECK_STOCK);
    do_it(BEGIN);
    for (int i = 0; i < WORK_CHECK_HOLDS; i++)
        hold(work, work_key(work, work_now_us(), &chance), work_now_us(), work_now_us() + 1000000, carts + i * work->lines, true);
    do_it(COMMIT);
    outcome->holds = ask("SELECT count(*) FROM hold");
    must(sqlite3_prepare_v2(db, "SELECT key - 1, reserved FROM level", -1, &asked, NULL));
    while (sqlite3_step(asked) == SQLITE_ROW)
        work_outcome_add(outcome, (size_t)sqlite3_column_int64(asked, 0), sqlite3_column_int64(asked, 1));
    sqlite3_finalize(asked);
    unmake();
}

static double run(const store_work *work, const uint16_t *carts, int clients, double seconds)
{
    make(work, WORK_STOCK);
    peer_client client = {.work = work, .carts = carts, .chance = 0x9E3779B97F4A7C15ULL + (uint64_t)++runs};
    double rate = peer_call(&client, clients, call, seconds);
    long long holds = ask("SELECT count(*) FROM hold"), reserved = ask("SELECT sum(reserved) FROM level"),
              lines = ask("SELECT count(*) FROM line");
    if (holds != client.held + work->rows || reserved != holds * work->lines || lines != reserved)
        server_fail("sqlite: %lld holds were told, %lld are there, and %lld units are reserved", client.held + work->rows, holds,
                    reserved);
    unmake();
    return rate;
}

static void end(void)
{
}

static bool offers_memory(const store_work *work)
{
    return work->place == WORK_MEMORY;
}

static bool offers_file(const store_work *work)
{
    return work->place == WORK_SQLITE;
}

int main(int argc, char **argv)
{
    static const peer peers[] = {
        {"sqlite-memory", offers_memory, true, check, run, end, 1},
        {"sqlite-raw", offers_file, true, check, run, end, 1},
    };
    is_memory = argc == 2 && strcmp(argv[1], "sqlite-memory") == 0;
    return peer_main(peers, 2, argc, argv);
}
