/* serve.h - a peer of the store that is a program in C: it serves the workloads of bench/store/works.h to bench/run (bench/workloads.h has the words). */
#ifndef ECO_PEERS_STORE_SERVE_H
#define ECO_PEERS_STORE_SERVE_H
#include "server.h"
#include "works.h"

typedef struct peer {
    const char *name;
    bool (*offers)(const store_work *work);
    bool decides; /* each hold alone, and may refuse it; else the check is that all of as many are made */
    /* The first WORK_CHECK_HOLDS carts, in order, against WORK_CHECK_STOCK (one that does not decide: WORK_STOCK). */
    void (*check)(const store_work *work, const uint16_t *carts, work_outcome *outcome);
    /* Holds a second by so many clients, counted afterwards. */
    double (*run)(const store_work *work, const uint16_t *carts, int clients, double seconds);
    void (*end)(void);
    int clients; /* 0: as many as are fastest, of 1, 2, 4 and 8 */
} peer;

/* Serves the peer that is called argv[1]; those of `peers` that are missing tell why on standard error and end with PEER_MISSING. */
enum { PEER_MISSING = 69 };
int peer_main(const peer *peers, size_t count, int argc, char **argv);

/* Clients, each a thread that calls work() until the time is over; holds a second of all together. */
typedef struct peer_client {
    const store_work *work;
    const uint16_t *carts;
    int number, port;
    long run;    /* how many there were before: ids must differ */
    size_t next; /* cart */
    uint64_t chance;
    void *connection; /* the peer's own */
    long long held;
    const void *of; /* the peer's own */
} peer_client;
double peer_call(peer_client *clients, int count, void (*work)(peer_client *client), double seconds);
const uint16_t *peer_cart(peer_client *client); /* the next */
#endif
