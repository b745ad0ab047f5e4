/* serve.c - see serve.h. */
#include "serve.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- clients ------------------------------------------------------------------------------------------------------------- */

typedef struct caller {
    pthread_t thread;
    pthread_barrier_t *start;
    peer_client *client;
    void (*work)(peer_client *client);
    double seconds, ended;
} caller;

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void *call(void *user)
{
    caller *self = user;
    pthread_barrier_wait(self->start);
    double started = seconds_now();
    do {
        self->work(self->client);
        self->ended = seconds_now();
    } while (self->ended - started < self->seconds);
    return NULL;
}

double peer_call(peer_client *clients, int count, void (*work)(peer_client *client), double seconds)
{
    caller callers[WORK_THREADS_MOST];
    pthread_barrier_t start;
    double ended = 0;
    long long held = 0;
    pthread_barrier_init(&start, NULL, (unsigned)count + 1);
    for (int i = 0; i < count; i++) {
        callers[i] = (caller){.start = &start, .client = &clients[i], .work = work, .seconds = seconds};
        clients[i].held = 0;
        if (pthread_create(&callers[i].thread, NULL, call, &callers[i]))
            server_fail("no thread");
    }
    double started = seconds_now();
    pthread_barrier_wait(&start);
    for (int i = 0; i < count; i++) {
        pthread_join(callers[i].thread, NULL);
        ended = callers[i].ended > ended ? callers[i].ended : ended;
        held += clients[i].held;
    }
    pthread_barrier_destroy(&start);
    return (double)held / (ended - started);
}

const uint16_t *peer_cart(peer_client *client)
{
    const uint16_t *cart = client->carts + client->next * (size_t)client->work->lines;
    client->next = (client->next + 1) % WORK_DRAWN;
    return cart;
}

/* ---- words --------------------------------------------------------------------------------------------------------------- */

typedef struct served {
    const peer *peer;
    store_work *work; /* the one that was checked last */
    uint16_t *carts;
    int clients;
} served;

static void take(served *served, const char *name)
{
    if (served->work && strcmp(served->work->name, name) == 0)
        return;
    free(served->work);
    free(served->carts);
    served->work = store_work_called(name);
    served->carts = served->work ? store_work_draw(served->work, 0) : NULL;
    served->clients = served->peer->clients;
    if (!served->carts)
        server_fail("%s: %s is no workload", served->peer->name, name);
}

static void offers(const char *name, const peer *peer)
{
    store_work *work = store_work_called(name);
    printf("{\"offers\": %s}\n", work && peer->offers(work) ? "true" : "false");
    free(work);
}

/* How many clients are fastest. */
static void choose(served *served)
{
    double best = 0;
    for (int clients = 1; !served->peer->clients && clients <= WORK_THREADS_MOST; clients *= 2) {
        double rate = served->peer->run(served->work, served->carts, clients, .2);
        if (rate > best) {
            best = rate;
            served->clients = clients;
        }
    }
}

static void check(served *served, const char *name, const char *path)
{
    long long holds;
    unsigned long long digest;
    work_outcome found = {0};
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "{\"holds\": %lld, \"digest\": %llu}", &holds, &digest) != 2)
        server_fail("%s cannot be read", path);
    fclose(file);
    take(served, name);
    served->peer->check(served->work, served->carts, &found);
    bool is_equal = served->peer->decides ? found.holds == holds && found.digest == digest : found.holds == WORK_CHECK_HOLDS;
    if (is_equal)
        choose(served);
    printf("{\"equal\": %s, \"why\": \"ours made %lld holds, the peer %lld\"", is_equal ? "true" : "false", holds, found.holds);
    printf(", \"way\": \"%d client%s\"}\n", served->clients, served->clients == 1 ? "" : "s");
}

static void serve(const peer *peer)
{
    served served = {.peer = peer};
    char line[1024], command[8], name[64], rest[900];
    while (fgets(line, sizeof line, stdin)) {
        int words = sscanf(line, "%7s %63s %899s", command, name, rest);
        if (words == 2 && strcmp(command, "offers") == 0) {
            offers(name, peer);
        } else if (words == 3 && strcmp(command, "check") == 0) {
            check(&served, name, rest);
        } else if (words == 3 && strcmp(command, "run") == 0) {
            take(&served, name);
            printf("{\"value\": %.9g}\n", peer->run(served.work, served.carts, served.clients, strtod(rest, NULL)));
        } else if (words == 2 && strcmp(command, "end") == 0) {
            peer->end();
            printf("{}\n");
        } else {
            server_fail("what is '%s'?", line);
        }
        fflush(stdout);
    }
    peer->end();
    free(served.work);
    free(served.carts);
}

int peer_main(const peer *peers, size_t count, int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* when nobody reads any more there is still a server to end */
    for (size_t i = 0; i < count; i++)
        if (argc == 2 && strcmp(peers[i].name, argv[1]) == 0) {
            serve(&peers[i]);
            return 0;
        }
    server_fail("%s: no such peer", argc == 2 ? argv[1] : "a name is needed");
}
