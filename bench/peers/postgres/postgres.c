/* postgres.c - the same holds in PostgreSQL by hand. fair: a function that writes the same rows and decides each hold alone, as many holds a call as we make.
 * floor: a function that counts one row down and adds rows to it. cte: a statement a hold. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve.h"

enum { CLIENTS = 8, TRIES = 200, PARAMETERS = 6, UUID_OID = 2950, INT8_OID = 20, INT4_OID = 23 };
typedef enum { FAIR, FLOOR, CTE } way;

static const char *const texts[] = {
    [FAIR] = "SELECT bench.hold_window($1::uuid[], $2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::bigint[])",
    [FLOOR] = "SELECT bench.reserve_batch($1::int)",
    [CTE] = "WITH u AS (UPDATE bench.stock SET available = available - 1 WHERE sku = $1::int AND available >= 1 RETURNING sku) "
            "INSERT INTO bench.hold (sku, qty, expires) SELECT sku, 1, now() + interval '15 min' FROM u RETURNING sku",
};

static bench_server postgres;
static way postgres_way;
static long runs, before; /* holds of earlier runs on the same tables */
static char filled[64];   /* the workload whose filled tables the server has */

/* ---- the server ---------------------------------------------------------------------------------------------------------- */

static PGconn *connect_to(void)
{
    char address[100];
    snprintf(address, sizeof address, "postgresql://eco@127.0.0.1:%d/postgres", postgres.port);
    PGconn *connection = NULL;
    for (int i = 0; i < TRIES; i++) {
        connection = PQconnectdb(address);
        if (PQstatus(connection) == CONNECTION_OK)
            return connection;
        if (i + 1 < TRIES)
            PQfinish(connection);
        usleep(50000); /* it may not be ready yet */
    }
    server_fail("postgres: %s", PQerrorMessage(connection));
}

static PGresult *must(PGconn *connection, PGresult *result)
{
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        server_fail("postgres: %s", PQerrorMessage(connection));
    return result;
}

static long long ask(PGconn *connection, const char *text)
{
    PGresult *result = must(connection, PQexec(connection, text));
    long long answer = PQntuples(result) ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    return answer;
}

static void make_tables(PGconn *connection, long long stock)
{
    static char text[8192];
    const char *path = postgres_way == FAIR ? "bench/peers/postgres/fair.sql" : "bench/peers/postgres/raw.sql";
    FILE *file = fopen(path, "r");
    size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (!size)
        server_fail("%s cannot be read", path);
    fclose(file);
    text[size] = '\0';
    ask(connection, "SET client_min_messages = warning; DROP SCHEMA IF EXISTS bench CASCADE");
    ask(connection, text);
    char with_stock[256];
    snprintf(with_stock, sizeof with_stock,
             postgres_way == FAIR ? "INSERT INTO bench.level SELECT g, 0, %lld, 0 FROM generate_series(0, %d) g"
                                  : "INSERT INTO bench.stock SELECT g, %lld FROM generate_series(0, %d) g",
             stock, WORK_SKUS - 1);
    ask(connection, with_stock);
}

/* ---- parameters: arrays as PostgreSQL sends them --------------------------------------------------------------------------- */

typedef struct array {
    char bytes[20 + WORK_BATCH_MOST * 20];
    int size;
} array;

static void put32(array *array, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        array->bytes[array->size++] = (char)(value >> shift);
}

static void put64(array *array, uint64_t value)
{
    put32(array, (uint32_t)(value >> 32));
    put32(array, (uint32_t)value);
}

static void array_begin(array *array, uint32_t type, uint32_t count)
{
    array->size = 0;
    put32(array, 1);
    put32(array, 0);
    put32(array, type);
    put32(array, count);
    put32(array, 1);
}

static void put_int(array *array, int64_t value)
{
    put32(array, 8);
    put64(array, (uint64_t)value);
}

static void put_small(array *array, int32_t value)
{
    put32(array, 4);
    put32(array, (uint32_t)value);
}

static void put_id(array *array, work_id id)
{
    put32(array, 16);
    put64(array, id.high);
    put64(array, id.low);
}

/* ---- holds --------------------------------------------------------------------------------------------------------------- */

static int execute(peer_client *client, int count, const char *const *values, const int *sizes)
{
    static const int formats[PARAMETERS] = {1, 1, 1, 1, 1, 1};
    PGconn *connection = client->connection;
    PGresult *result = must(connection, PQexecPrepared(connection, "hold", count, values, sizes, formats, 1));
    int rows = PQntuples(result);
    PQclear(result);
    return rows;
}

static void call_fair_of(peer_client *client, int batch, int64_t deadline_us)
{
    enum { ID, HASH, DEADLINE, SKU, LOCATION, QUANTITY };
    static const uint32_t types[PARAMETERS] = {UUID_OID, INT8_OID, INT8_OID, INT4_OID, INT4_OID, INT8_OID};
    static __thread array arrays[PARAMETERS];
    const char *values[PARAMETERS];
    int sizes[PARAMETERS];
    int64_t at_us = work_now_us();
    for (int i = 0; i < PARAMETERS; i++)
        array_begin(&arrays[i], types[i], (uint32_t)batch);
    for (int i = 0; i < batch; i++) {
        work_id id = work_key(client->work, at_us, &client->chance);
        uint16_t sku = *peer_cart(client);
        put_id(&arrays[ID], id);
        put_int(&arrays[HASH], (int64_t)(id.low ^ sku));
        put_int(&arrays[DEADLINE], deadline_us ? deadline_us : at_us + (int64_t)WORK_DEADLINE_S * 1000000);
        put_small(&arrays[SKU], sku);
        put_small(&arrays[LOCATION], 0);
        put_int(&arrays[QUANTITY], 1);
    }
    for (int i = 0; i < PARAMETERS; i++) {
        values[i] = arrays[i].bytes;
        sizes[i] = arrays[i].size;
    }
    client->held += execute(client, PARAMETERS, values, sizes);
}

static void call_fair(peer_client *client)
{
    call_fair_of(client, client->work->batch, 0);
}

static void call_with_int(peer_client *client, uint32_t value, int held)
{
    array number = {.size = 0};
    put32(&number, value);
    const char *values[] = {number.bytes};
    if (execute(client, 1, values, &number.size) != 1)
        server_fail("postgres: stock is out");
    client->held += held;
}

static void call_floor(peer_client *client)
{
    call_with_int(client, (uint32_t)client->work->batch, client->work->batch);
}

static void call_cte(peer_client *client)
{
    call_with_int(client, *peer_cart(client), 1);
}

static void (*const calls[])(peer_client *) = {[FAIR] = call_fair, [FLOOR] = call_floor, [CTE] = call_cte};

static peer_client client_new(const store_work *work, const uint16_t *carts, int number)
{
    peer_client client = {.work = work, .carts = carts, .number = number, .connection = connect_to()};
    client.next = (size_t)number * (WORK_DRAWN / WORK_THREADS_MOST);
    client.chance = ((uint64_t)number + 1) * 0x9E3779B97F4A7C15ULL ^ (uint64_t)runs << 20 ^ (uint64_t)getpid() << 40;
    PQclear(must(client.connection, PQprepare(client.connection, "hold", texts[postgres_way], 0, NULL)));
    return client;
}

/* ---- filled tables ------------------------------------------------------------------------------------------------------- */

/* In the order of the keys, as ours are. */
static void fill(const store_work *work)
{
    work_id *keys = work_keys_before(work);
    uint16_t *carts = store_work_draw(work, 1000);
    PGconn *connection = connect_to();
    char line[160];
    make_tables(connection, WORK_STOCK);
    for (int lines = 0; keys && carts && lines <= 1; lines++) {
        PQclear(PQexec(connection, lines ? "COPY bench.hold_line FROM STDIN" : "COPY bench.hold FROM STDIN"));
        for (long i = 0; i < work->rows; i++) {
            int size = snprintf(line, sizeof line, "%016llx%016llx\t", (unsigned long long)keys[i].high,
                                (unsigned long long)keys[i].low);
            size += lines ? snprintf(line + size, sizeof line - (size_t)size, "0\t%d\t0\t1\n", carts[i % WORK_DRAWN])
                          : snprintf(line + size, sizeof line - (size_t)size, "%lld\t%lld\t0\t\\N\n", (long long)keys[i].low,
                                     ((long long)WORK_EPOCH_S + WORK_DEADLINE_BEFORE_S) * 1000000 + i);
            PQputCopyData(connection, line, size);
        }
        if (PQputCopyEnd(connection, NULL) != 1)
            server_fail("postgres: %s", PQerrorMessage(connection));
        PQclear(must(connection, PQgetResult(connection)));
        while (PQgetResult(connection))
            ;
    }
    ask(connection, "UPDATE bench.level l SET reserved = n FROM (SELECT sku, count(*) n FROM bench.hold_line GROUP BY sku) h "
                    "WHERE h.sku = l.sku");
    ask(connection, "VACUUM ANALYZE");
    PQfinish(connection);
    free(keys);
    free(carts);
}

static void keep(const store_work *work, char kept[SERVER_PATH])
{
    struct stat about;
    snprintf(kept, SERVER_PATH, "%s/peer-postgres-%d-%ld%s%s", server_kept(), work->lines, work->rows, work->is_hot ? "-hot" : "",
             work->has_random_keys ? "-random" : "");
    if (stat(kept, &about) == 0)
        return;
    fprintf(stderr, "filling %s\n", kept);
    postgres_start(&postgres, NULL);
    fill(work);
    server_stop(&postgres, kept);
}

/* Tables that were filled serve all runs of a workload, because copying them takes long; else they are made anew. */
static void start(const store_work *work, long long stock)
{
    char kept[SERVER_PATH];
    runs++;
    if (strcmp(filled, work->rows ? work->name : "") != 0)
        server_stop(&postgres, NULL);
    if (!postgres.process) {
        if (work->rows)
            keep(work, kept);
        postgres_start(&postgres, work->rows ? kept : NULL);
        snprintf(filled, sizeof filled, "%s", work->rows ? work->name : "");
        before = work->rows;
    }
    PGconn *connection = connect_to();
    if (!work->rows) {
        make_tables(connection, stock);
        before = 0;
    }
    ask(connection, "CHECKPOINT");
    PQfinish(connection);
}

/* ---- the peer ------------------------------------------------------------------------------------------------------------ */

static void count(long long stock, work_outcome *outcome)
{
    PGconn *connection = connect_to();
    char text[200];
    snprintf(text, sizeof text,
             postgres_way == FAIR ? "SELECT sku, reserved FROM bench.level WHERE %lld > 0"
                                  : "SELECT sku, %lld - available FROM bench.stock",
             stock);
    PGresult *result = must(connection, PQexec(connection, text));
    long long reserved, sum = 0;
    for (int i = 0; i < PQntuples(result); i++) {
        sum += reserved = strtoll(PQgetvalue(result, i, 1), NULL, 10);
        work_outcome_add(outcome, (size_t)strtol(PQgetvalue(result, i, 0), NULL, 10), reserved);
    }
    PQclear(result);
    outcome->holds = ask(connection, "SELECT count(*) FROM bench.hold");
    if (sum != outcome->holds || (postgres_way == FAIR && ask(connection, "SELECT count(*) FROM bench.hold_line") != sum))
        server_fail("postgres: %lld holds, but %lld units are reserved", outcome->holds, sum);
    PQfinish(connection);
}

static void check(const store_work *work, const uint16_t *carts, work_outcome *outcome)
{
    store_work empty = *work;
    empty.rows = 0;
    long long stock = postgres_way == FAIR ? WORK_CHECK_STOCK : WORK_STOCK;
    start(&empty, stock);
    peer_client client = client_new(&empty, carts, 0);
    int batch = postgres_way == CTE ? 1 : 100; /* of which WORK_CHECK_HOLDS is a multiple */
    empty.batch = batch;
    for (int done = 0; done < WORK_CHECK_HOLDS; done += batch)
        calls[postgres_way](&client);
    PQfinish(client.connection);
    count(stock, outcome);
    if (outcome->holds != client.held)
        server_fail("postgres: %lld holds were told, %lld are there", client.held, outcome->holds);
}

static double run(const store_work *work, const uint16_t *carts, int clients, double seconds)
{
    peer_client each[WORK_THREADS_MOST];
    work_outcome outcome = {0};
    start(work, WORK_STOCK);
    for (int i = 0; i < clients; i++)
        each[i] = client_new(work, carts, i);
    double rate = peer_call(each, clients, calls[postgres_way], seconds);
    for (int i = 0; i < clients; i++) {
        before += each[i].held;
        PQfinish(each[i].connection);
    }
    count(WORK_STOCK, &outcome);
    if (outcome.holds != before)
        server_fail("postgres: %ld holds were told, %lld are there", before, outcome.holds);
    return rate;
}

static void end(void)
{
    server_stop(&postgres, NULL);
}

static bool offers_fair(const store_work *work)
{
    return work->place == WORK_POSTGRES;
}

static bool offers_floor(const store_work *work)
{
    return work->place == WORK_POSTGRES && work->batch > 1 && work->is_hot && !work->has_random_keys && !work->rows;
}

static bool offers_cte(const store_work *work)
{
    return work->place == WORK_POSTGRES && work->batch == 1 && !work->has_random_keys && !work->rows;
}

int main(int argc, char **argv)
{
    static const peer peers[] = {
        {"postgres-fair", offers_fair, true, check, run, end, CLIENTS},
        {"postgres-floor", offers_floor, false, check, run, end, CLIENTS},
        {"postgres-cte", offers_cte, false, check, run, end, CLIENTS},
    };
    char why[256];
    if (!postgres_can_start(why, sizeof why)) {
        puts(why);
        return PEER_MISSING;
    }
    for (int i = 0; i < 3; i++)
        if (argc == 2 && strcmp(argv[1], peers[i].name) == 0)
            postgres_way = (way)i;
    return peer_main(peers, 3, argc, argv);
}
