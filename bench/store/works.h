/* works.h - what the workloads of the store are, for ours and for peers alike: both ask here by name, and so do the same work. Nothing of ours is needed. */
#ifndef ECO_STORE_WORKS_H
#define ECO_STORE_WORKS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORK_SKUS = 10000,
    WORK_LINES_MOST = 3,
    WORK_BATCH_MOST = 1024,
    WORK_THREADS_MOST = 8,
    WORK_DRAWN = 1 << 16,    /* carts drawn before the clock starts; then they come again */
    WORK_STOCK = 1000000000, /* never sold out, but in the check */
    WORK_CHECK_HOLDS = 2000, /* the check: so many holds of the first drawn carts ... */
    WORK_CHECK_STOCK = 5     /* ... against so little stock that some are refused */
};

typedef enum work_place { WORK_MEMORY, WORK_SQLITE, WORK_POSTGRES } work_place;

typedef struct store_work {
    char name[64];
    work_place place;
    int lines, batch, threads;
    bool is_hot;          /* all want the first SKU; else zipf .99 */
    bool has_random_keys; /* else they are ordered by time */
    long rows;            /* holds that are there before */
} store_work;

/* All of them; the caller frees. ECO_BENCH_ROWS: how many rows a filled table has, a million by default. */
store_work *store_works(size_t *count);
/* NULL: none is called so. The caller frees. */
store_work *store_work_called(const char *name);

/* WORK_DRAWN carts of `lines` SKUs (0 ... WORK_SKUS - 1), none twice in a cart; the same for the same seed. The caller frees. */
uint16_t *store_work_draw(const store_work *work, unsigned seed);

typedef struct work_id {
    uint64_t high, low;
} work_id;
uint64_t work_random(uint64_t *state); /* the state: any number but 0 */
/* A UUID of version 7, or one of chance. */
work_id work_key(const store_work *work, int64_t at_us, uint64_t *state);
/* The keys of the holds that are there before, in rising order, because so a table is filled fastest. The caller frees. */
work_id *work_keys_before(const store_work *work);

/* A clock that runs as that of the wall, from 2030 on in each program: rows that are there before have been made before, and their deadlines are later. */
int64_t work_now_us(void);
enum { WORK_EPOCH_S = 1893456000, WORK_DEADLINE_BEFORE_S = 86400, WORK_DEADLINE_S = 2 * 86400 };

/* What is known after a check: holds that were made, and a digest of what is reserved of each SKU. */
typedef struct work_outcome {
    long long holds;
    uint64_t digest;
} work_outcome;
void work_outcome_add(work_outcome *outcome, size_t sku, long long reserved);

#endif
