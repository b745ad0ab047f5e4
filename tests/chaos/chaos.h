/* chaos.h - many threads or processes fight for stock in one store, move, count and take it back, are killed and cut off, and repeat themselves; then
 * everything is counted.
 *
 *     run.c     starts workers, kills some, starts others in their place
 *     worker.c  what a worker does, and what it was promised
 *     count.c   what must be true in the end
 *     proxy.c   a connection to PostgreSQL that is cut now and then */
#ifndef CHAOS_H
#define CHAOS_H
#include <ecomops/inventory.h>
#include <stdatomic.h>
#include <stdio.h>

enum { CHAOS_WORKERS = 16, CHAOS_SKUS = 1000, CHAOS_HOT = 100000, CHAOS_STOCK = 3000, CHAOS_LINES = 3, CHAOS_KEPT = 256 };
/* Beside SKUs 1 to CHAOS_SKUS: */
enum { CHAOS_HOT_SKU = 0, CHAOS_LOT = CHAOS_SKUS + 1, CHAOS_KIT, CHAOS_LOTS = 4, CHAOS_LOT_STOCK = 20000 };

/* What a worker was told, in memory that outlives it. A command is noted before it is sent, and its answer when it has come. */
typedef struct chaos_note {
    eco_id key, hold, source;
    int64_t at_us, expires_us;
    int32_t verb;
    int32_t status; /* -1: not answered */
    uint16_t skus[CHAOS_LINES];
    int32_t quantities[CHAOS_LINES];
    uint8_t lines;
} chaos_note;

typedef struct chaos_worker {
    atomic_uint notes_count;
    atomic_llong sent, acknowledged, refused, replayed, retried, wrong;
    uint32_t waits[64]; /* by power of two of microseconds */
    uint32_t worst_us;
    char failure[600]; /* what went wrong, for people */
} chaos_worker;

typedef struct chaos {
    char address[512];
    int64_t durability;
    int workers, seconds, kills, notes_capacity;
    bool processes;
    eco_store *store; /* threads share one; processes open their own */
    eco_inventory *inventory;
    uint64_t seed;
    atomic_bool stop;
    atomic_llong killed, cut;
    chaos_worker each[CHAOS_WORKERS];
    chaos_note notes[]; /* notes_capacity a worker */
} chaos;

bool chaos_open(chaos *chaos, eco_store **store, eco_inventory **inventory, eco_error *error);
void chaos_fill(chaos *chaos); /* opens the store, with the stock that is there at first */
void chaos_close(chaos *chaos);
void chaos_work(chaos *chaos, int worker, uint64_t generation);
int chaos_count(chaos *chaos); /* breaches, each told on stderr */
/* Forwards a free loopback port to the server's (its socket is a path or a port), cutting connections at random; gives the port. */
int chaos_proxy(chaos *chaos, const char *host, int port);
int64_t chaos_now_us(void);
uint64_t chaos_random(uint64_t *state);
void chaos_sku_name(int sku, char name[16]);
chaos_note *chaos_note_of(chaos *chaos, int worker, uint32_t number);

#endif
