/* redis.c - the same holds in Redis: a function in Lua that looks, counts down, writes the hold and its deadline. One a call, 64 calls in a pipeline, or 64
 * holds in one call; in memory alone, or with a log that is synced before each answer. */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serve.h"

enum { AT_ONCE = 64, WORDS_MOST = 4 + AT_ONCE * (1 + WORK_LINES_MOST) + 2, TEXT = 40 };

typedef enum { UNPIPELINED, PIPELINED, BATCH } way;

static bench_server redis;
static bool has_log;
static way redis_way;
static char skus[WORK_SKUS][12];

/* ---- the server ---------------------------------------------------------------------------------------------------------- */

static redisReply *must(redisContext *connection, redisReply *reply)
{
    if (!reply || reply->type == REDIS_REPLY_ERROR)
        server_fail("redis: %s", reply ? reply->str : connection->errstr);
    return reply;
}

static redisContext *connect_to(void)
{
    redisContext *connection = redisConnect("127.0.0.1", redis.port);
    if (!connection || connection->err)
        server_fail("redis: no connection");
    return connection;
}

static long long ask(redisContext *connection, const char *what)
{
    redisReply *reply = must(connection, redisCommand(connection, what));
    long long answer = reply->type == REDIS_REPLY_STRING ? strtoll(reply->str, NULL, 10) : reply->integer;
    freeReplyObject(reply);
    return answer;
}

static void load_functions(redisContext *connection)
{
    static char text[8192];
    FILE *file = fopen("bench/peers/redis/reserve.lua", "r");
    size_t size = file ? fread(text, 1, sizeof text, file) : 0;
    if (!size || size == sizeof text)
        server_fail("reserve.lua cannot be read");
    fclose(file);
    freeReplyObject(must(connection, redisCommand(connection, "FUNCTION LOAD REPLACE %b", text, size)));
}

static void stock_all(redisContext *connection, long long stock)
{
    ask(connection, "FLUSHALL");
    for (int i = 0; i < WORK_SKUS; i++) {
        snprintf(skus[i], sizeof skus[i], "s:%d", i);
        redisAppendCommand(connection, "SET %s %lld", skus[i], stock);
    }
    for (int i = 0; i < WORK_SKUS; i++) {
        redisReply *reply;
        if (redisGetReply(connection, (void **)&reply))
            server_fail("redis: %s", connection->errstr);
        freeReplyObject(must(connection, reply));
    }
}

/* New: a log grows with each run. */
static void start(long long stock)
{
    server_stop(&redis, NULL);
    redis_start(&redis, has_log);
    redisContext *connection = connect_to();
    load_functions(connection);
    stock_all(connection, stock);
    redisFree(connection);
}

static long long count(long long stock, work_outcome *outcome)
{
    redisContext *connection = connect_to();
    long long sum = 0;
    for (int i = 0; i < WORK_SKUS; i++)
        redisAppendCommand(connection, "GET %s", skus[i]);
    for (int i = 0; i < WORK_SKUS; i++) {
        redisReply *reply;
        if (redisGetReply(connection, (void **)&reply))
            server_fail("redis: %s", connection->errstr);
        long long reserved = stock - strtoll(must(connection, reply)->str, NULL, 10);
        sum += reserved;
        work_outcome_add(outcome, (size_t)i, reserved);
        freeReplyObject(reply);
    }
    outcome->holds = ask(connection, "ZCARD deadlines");
    redisFree(connection);
    return sum;
}

/* ---- holds --------------------------------------------------------------------------------------------------------------- */

typedef struct words {
    const char *word[WORDS_MOST];
    size_t size[WORDS_MOST];
    int count, texts;
    char text[AT_ONCE + 4][TEXT];
} words;

static void add(words *words, const char *word)
{
    words->word[words->count] = word;
    words->size[words->count++] = strlen(word);
}

static void add_hold(words *words, peer_client *client)
{
    char *text = words->text[words->texts++];
    const uint16_t *cart = peer_cart(client);
    snprintf(text, TEXT, "h:%d:%llx", client->number, (unsigned long long)client->chance++);
    add(words, text);
    for (int line = 0; line < client->work->lines; line++)
        add(words, skus[cart[line]]);
}

static void begin(words *words, const char *function, const char *keys)
{
    words->count = words->texts = 0;
    add(words, "FCALL");
    add(words, function);
    add(words, keys);
    add(words, "deadlines");
}

static void append_one(peer_client *client)
{
    static const char *const keys[] = {"2", "3", "4", "5"};
    words words;
    begin(&words, "stock_hold", keys[client->work->lines]);
    add_hold(&words, client);
    add(&words, "2000000000");
    redisAppendCommandArgv(client->connection, words.count, words.word, words.size);
}

static void call_some(peer_client *client, int at_once)
{
    for (int i = 0; i < at_once; i++)
        append_one(client);
    for (int i = 0; i < at_once; i++) {
        redisReply *reply;
        redisContext *connection = client->connection;
        if (redisGetReply(connection, (void **)&reply))
            server_fail("redis: %s", connection->errstr);
        client->held += must(connection, reply)->integer;
        freeReplyObject(reply);
    }
}

static void call_one(peer_client *client)
{
    call_some(client, 1);
}

static void call_pipeline(peer_client *client)
{
    call_some(client, AT_ONCE);
}

static void call_batch(peer_client *client)
{
    words words;
    char keys[16], lines[16];
    snprintf(keys, sizeof keys, "%d", 1 + AT_ONCE * (1 + client->work->lines));
    snprintf(lines, sizeof lines, "%d", client->work->lines);
    begin(&words, "stock_hold_many", keys);
    for (int i = 0; i < AT_ONCE; i++)
        add_hold(&words, client);
    add(&words, "2000000000");
    add(&words, lines);
    redisReply *reply = must(client->connection, redisCommandArgv(client->connection, words.count, words.word, words.size));
    client->held += reply->integer;
    freeReplyObject(reply);
}

static void (*const calls[])(peer_client *) = {[UNPIPELINED] = call_one, [PIPELINED] = call_pipeline, [BATCH] = call_batch};

/* ---- the peer ------------------------------------------------------------------------------------------------------------ */

/* In pipelines where the hold is a call of its own: a sync each would take minutes. */
static void check(const store_work *work, const uint16_t *carts, work_outcome *outcome)
{
    start(WORK_CHECK_STOCK);
    peer_client client = {.work = work, .carts = carts, .connection = connect_to()};
    int done = 0;
    for (; done + AT_ONCE <= WORK_CHECK_HOLDS; done += AT_ONCE)
        calls[redis_way == BATCH ? BATCH : PIPELINED](&client);
    call_some(&client, WORK_CHECK_HOLDS - done);
    redisFree(client.connection);
    if (count(WORK_CHECK_STOCK, outcome) != client.held * work->lines || outcome->holds != client.held)
        server_fail("redis: %lld holds were told, %lld are there", client.held, outcome->holds);
}

static double run(const store_work *work, const uint16_t *carts, int clients, double seconds)
{
    peer_client each[WORK_THREADS_MOST];
    long long held = 0;
    work_outcome outcome = {0};
    start(WORK_STOCK);
    for (int i = 0; i < clients; i++)
        each[i] = (peer_client){.work = work,
                                .carts = carts,
                                .number = i,
                                .next = (size_t)i * (WORK_DRAWN / WORK_THREADS_MOST),
                                .connection = connect_to()};
    double rate = peer_call(each, clients, calls[redis_way], seconds);
    for (int i = 0; i < clients; i++) {
        held += each[i].held;
        redisFree(each[i].connection);
    }
    if (count(WORK_STOCK, &outcome) != held * work->lines || outcome.holds != held)
        server_fail("redis: %lld holds were told, %lld are there", held, outcome.holds);
    return rate;
}

static void end(void)
{
    server_stop(&redis, NULL);
}

/* What matters to Redis: neither the order of keys, nor how many rows there are. */
static bool offers_memory(const store_work *work)
{
    return work->place == WORK_MEMORY && !work->has_random_keys && !work->rows;
}

static bool offers_log(const store_work *work)
{
    return work->place == WORK_SQLITE && !work->has_random_keys && !work->rows;
}

int main(int argc, char **argv)
{
    static const char *const ways[] = {"-unpipelined", "-pipelined", "-batch"};
    peer one = {.name = argc == 2 ? argv[1] : "", .decides = true, .check = check, .run = run, .end = end};
    has_log = strncmp(one.name, "redis-aof-always", 16) == 0;
    one.offers = has_log ? offers_log : offers_memory;
    for (int i = 0; i < 3; i++)
        if (strstr(one.name, ways[i]))
            redis_way = (way)i;
    return peer_main(&one, 1, argc, argv);
}
