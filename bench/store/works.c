/* works.c - see works.h. */
#include "works.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- the table ---------------------------------------------------------------------------------------------------------- */

enum {
    HOT = 1,
    KEYS = 2,
    ROWS = 4
}; /* HOT: all want one SKU, as in a flash sale, and zipf is a row of its own; KEYS, ROWS: rows of their own, too */

static const struct {
    const char *name;
    work_place place;
    int lines, batch, threads, variants;
} families[] = {
    {"store/memory/one-line/1-thread", WORK_MEMORY, 1, 64, 1, HOT | KEYS | ROWS},
    {"store/memory/one-line/8-threads", WORK_MEMORY, 1, 64, 8, HOT | KEYS | ROWS},
    {"store/memory/cart3/1-thread", WORK_MEMORY, 3, 64, 1, KEYS},
    {"store/memory/cart3/8-threads", WORK_MEMORY, 3, 64, 8, KEYS},
    {"store/memory/one-line-single", WORK_MEMORY, 1, 1, 2, HOT},
    {"store/sqlite-full/batch1024", WORK_SQLITE, 1, 1024, 1, HOT | KEYS | ROWS},
    {"store/sqlite-full/batch1024-cart3", WORK_SQLITE, 3, 1024, 1, KEYS | ROWS},
    {"store/sqlite-full/8-threads", WORK_SQLITE, 1, 1, 8, HOT | KEYS | ROWS},
    {"store/postgres/batch100", WORK_POSTGRES, 1, 100, 8, HOT | KEYS | ROWS},
    {"store/postgres/8-threads", WORK_POSTGRES, 1, 1, 8, HOT | KEYS | ROWS},
};
enum { FAMILIES = sizeof families / sizeof *families, VARIANTS_MOST = 5 };

static long filled_rows(void)
{
    const char *given = getenv("ECO_BENCH_ROWS");
    return given && *given ? strtol(given, NULL, 10) : 1000000;
}

static store_work *add(store_work *work, size_t family, const char *suffix)
{
    memset(work, 0, sizeof *work);
    snprintf(work->name, sizeof work->name, "%s%s", families[family].name, suffix);
    work->place = families[family].place;
    work->lines = families[family].lines;
    work->batch = families[family].batch;
    work->threads = families[family].threads;
    work->is_hot = families[family].variants & HOT;
    return work;
}

store_work *store_works(size_t *count)
{
    store_work *works = malloc(sizeof *works * FAMILIES * VARIANTS_MOST), *next = works;
    char rows[48];
    for (size_t i = 0; works && i < FAMILIES; i++) {
        int variants = families[i].variants;
        add(next++, i, "");
        if (variants & HOT)
            add(next++, i, "/zipf")->is_hot = false;
        if (variants & KEYS)
            add(next++, i, "/random-keys")->has_random_keys = true;
        for (int random = 0; random <= 1 && variants & ROWS; random++) {
            snprintf(rows, sizeof rows, "%s/%gm-rows", random ? "/random-keys" : "", (double)filled_rows() / 1e6);
            store_work *work = add(next++, i, rows);
            work->rows = filled_rows();
            work->has_random_keys = random;
        }
    }
    *count = (size_t)(next - works);
    return works;
}

store_work *store_work_called(const char *name)
{
    size_t count;
    store_work *works = store_works(&count), *found = NULL;
    for (size_t i = 0; works && !found && i < count; i++)
        if (strcmp(works[i].name, name) == 0 && (found = malloc(sizeof *found)))
            *found = works[i];
    free(works);
    return found;
}

/* ---- chance, keys, clock ------------------------------------------------------------------------------------------------- */

uint64_t work_random(uint64_t *state)
{
    uint64_t x = *state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    *state = x;
    return x * 0x2545F4914F6CDD1DULL;
}

int64_t work_now_us(void)
{
    static int64_t started;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000, none = 0;
    __atomic_compare_exchange_n(&started, &none, us, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    return (int64_t)WORK_EPOCH_S * 1000000 + us - __atomic_load_n(&started, __ATOMIC_RELAXED);
}

/* As eco_id_v7: 48 bits of milliseconds, 12 of the fraction of one. */
static work_id key_at(int64_t at_us, uint64_t random)
{
    uint64_t ms = (uint64_t)at_us / 1000, part = (uint64_t)at_us % 1000 * 4096 / 1000;
    return (work_id){ms << 16 | 0x7000 | part, 0x8000000000000000ULL | random >> 2};
}

work_id work_key(const store_work *work, int64_t at_us, uint64_t *state)
{
    if (!work->has_random_keys)
        return key_at(at_us, work_random(state));
    uint64_t high = work_random(state);
    return (work_id){high | 1, work_random(state)};
}

static int compare_keys(const void *a, const void *b)
{
    const work_id *x = a, *y = b;
    return x->high != y->high ? (x->high > y->high) - (x->high < y->high) : (x->low > y->low) - (x->low < y->low);
}

work_id *work_keys_before(const store_work *work)
{
    work_id *keys = malloc(sizeof *keys * (size_t)(work->rows + 1));
    uint64_t state = 77;
    for (long i = 0; keys && i < work->rows; i++)
        keys[i] = work_key(work, ((int64_t)WORK_EPOCH_S - 100000) * 1000000 + i * 1000, &state);
    if (keys && work->has_random_keys)
        qsort(keys, (size_t)work->rows, sizeof *keys, compare_keys);
    return keys;
}

/* ---- carts --------------------------------------------------------------------------------------------------------------- */

static size_t find(const double *sums, double share)
{
    size_t low = 0, high = WORK_SKUS - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sums[middle] < share)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_there(const uint16_t *cart, int lines, uint16_t sku)
{
    for (int i = 0; i < lines; i++)
        if (cart[i] == sku)
            return true;
    return false;
}

static void draw_cart(uint16_t *cart, int lines, const double *sums, uint64_t *state)
{
    for (int line = 0; line < lines; line++) {
        do
            cart[line] = (uint16_t)find(sums, (double)(work_random(state) >> 11) * 0x1p-53 * sums[WORK_SKUS - 1]);
        while (is_there(cart, line, cart[line]));
    }
}

uint16_t *store_work_draw(const store_work *work, unsigned seed)
{
    uint16_t *carts = calloc((size_t)WORK_DRAWN * (size_t)work->lines, sizeof *carts);
    double *sums = malloc(sizeof *sums * WORK_SKUS), sum = 0;
    uint64_t state = (seed + 1) * 0x9E3779B97F4A7C15ULL;
    for (int i = 0; sums && i < WORK_SKUS; i++)
        sums[i] = sum += 1 / pow(i + 1, .99);
    for (int i = 0; carts && sums && !work->is_hot && i < WORK_DRAWN; i++)
        draw_cart(carts + i * work->lines, work->lines, sums, &state);
    free(sums);
    return carts;
}

void work_outcome_add(work_outcome *outcome, size_t sku, long long reserved)
{
    outcome->digest += (uint64_t)reserved * ((uint64_t)sku * 0x9E3779B97F4A7C15ULL + 1);
}
