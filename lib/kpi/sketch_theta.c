/* sketch_theta.c - the k smallest hashes: how dense they lie tells how many there are, and two sketches have those in common that both know.
 *
 * Hashes below theta are kept, at most k; one more, and the largest becomes theta. So theta is the k+1st smallest hash of all that was added. They stand in a heap
 * with the largest first, and beside it in an open table (0 is free) that knows them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "kpi/sketch.h"

enum { K_LEAST = 16, K_MOST = 1 << 22, K_DEFAULT = 4096 };
#define ALL UINT64_MAX /* theta: no hash has been left out */

struct eco_theta {
    eco_allocator allocator;
    int32_t k;
    uint64_t theta;
    size_t count, heap_capacity;
    uint64_t *heap;
    size_t capacity; /* of the table: a power of two, or 0 */
    uint64_t *table;
};

static eco_theta *begin(const eco_allocator *given, int32_t k)
{
    eco_allocator allocator = eco_allocator_of(given);
    eco_theta *theta = eco_allocate(&allocator, sizeof *theta);
    if (theta)
        *theta = (eco_theta){.allocator = allocator, .k = k, .theta = ALL};
    return theta;
}

eco_status eco_theta_create(eco_theta **out, const eco_theta_options *options, eco_error *error)
{
    eco_theta_options taken = {0};
    *out = NULL;
    if (options && ECO_TAKE(&taken, options, eco_theta_options, error))
        return ECO_E_INVALID;
    int32_t k = taken.k ? taken.k : K_DEFAULT;
    if (k < K_LEAST || k > K_MOST)
        return eco_fail(error, ECO_E_INVALID, "/k", "k is %d; it is %d to %d", k, K_LEAST, K_MOST);
    *out = begin(taken.allocator, k);
    return *out ? ECO_OK : eco_fail_memory(error);
}

void eco_theta_free(eco_theta *theta)
{
    if (!theta)
        return;
    eco_allocator allocator = theta->allocator;
    eco_release(&allocator, theta->heap, theta->heap_capacity * sizeof *theta->heap);
    eco_release(&allocator, theta->table, theta->capacity * sizeof *theta->table);
    eco_release(&allocator, theta, sizeof *theta);
}

/* ---- the table ---- */

static size_t place_of(const uint64_t *table, size_t capacity, uint64_t hash)
{
    size_t at = hash & (capacity - 1); /* low bits: the high ones are all small */
    while (table[at] && table[at] != hash)
        at = (at + 1) & (capacity - 1);
    return at;
}

static bool has(const eco_theta *theta, uint64_t hash)
{
    return theta->capacity && theta->table[place_of(theta->table, theta->capacity, hash)];
}

/* Takes a hash out; those behind it move up, so that none is cut off from its place. */
static void forget(eco_theta *theta, uint64_t hash)
{
    size_t mask = theta->capacity - 1, hole = place_of(theta->table, theta->capacity, hash);
    for (size_t at = (hole + 1) & mask; theta->table[at]; at = (at + 1) & mask) {
        size_t home = theta->table[at] & mask;
        if (((at - home) & mask) < ((at - hole) & mask))
            continue; /* its home is behind the hole */
        theta->table[hole] = theta->table[at];
        hole = at;
    }
    theta->table[hole] = 0;
}

/* ---- the heap ---- */

static void sift_up(uint64_t *heap, size_t at)
{
    uint64_t hash = heap[at];
    for (; at && heap[(at - 1) / 2] < hash; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = hash;
}

static void sift_down(uint64_t *heap, size_t count, size_t at)
{
    uint64_t hash = heap[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && heap[child + 1] > heap[child];
        if (heap[child] <= hash)
            break;
        heap[at] = heap[child];
    }
    heap[at] = hash;
}

/* ---- adding ---- */

/* Room for so many hashes, at most k. */
static bool make_room(eco_theta *theta, size_t count)
{
    size_t capacity = theta->capacity ? theta->capacity : 32;
    count = count > (size_t)theta->k ? (size_t)theta->k : count;
    if (!eco_grow(&theta->allocator, &theta->heap, &theta->heap_capacity, count, sizeof *theta->heap))
        return false;
    while (count * 2 > capacity)
        capacity *= 2;
    if (capacity == theta->capacity)
        return true;
    uint64_t *table = eco_allocate(&theta->allocator, capacity * sizeof *table);
    if (!table)
        return false;
    memset(table, 0, capacity * sizeof *table);
    for (size_t i = 0; i < theta->count; i++)
        table[place_of(table, capacity, theta->heap[i])] = theta->heap[i];
    eco_release(&theta->allocator, theta->table, theta->capacity * sizeof *theta->table);
    theta->table = table;
    theta->capacity = capacity;
    return true;
}

/* A new hash below theta; there is room. */
static void put_new(eco_theta *theta, uint64_t hash)
{
    if (theta->count < (size_t)theta->k) {
        theta->heap[theta->count] = hash;
        sift_up(theta->heap, theta->count++);
    } else if (hash > theta->heap[0]) {
        theta->theta = hash;
        return;
    } else {
        theta->theta = theta->heap[0];
        forget(theta, theta->heap[0]);
        theta->heap[0] = hash;
        sift_down(theta->heap, theta->count, 0);
    }
    theta->table[place_of(theta->table, theta->capacity, hash)] = hash;
}

static eco_status add(eco_theta *theta, uint64_t hash, eco_error *error)
{
    hash += hash == 0;
    if (hash >= theta->theta || has(theta, hash))
        return ECO_OK;
    if (!make_room(theta, theta->count + 1))
        return eco_fail_memory(error);
    put_new(theta, hash);
    return ECO_OK;
}

eco_status eco_theta_add_int(eco_theta *theta, int64_t value, eco_error *error)
{
    if (!theta)
        return eco_fail(error, ECO_E_INVALID, "/theta", "no sketch was given");
    return add(theta, eco_kpi_hash_int(value), error);
}

eco_status eco_theta_add_text(eco_theta *theta, const char *text, size_t size, eco_error *error)
{
    if (!theta || !text)
        return eco_fail(error, ECO_E_INVALID, theta ? "/text" : "/theta", "no %s was given", theta ? "text" : "sketch");
    return add(theta, eco_kpi_hash_text(text, size), error);
}

/* ---- sets of two sketches ---- */

static eco_status check_pair(const eco_theta *theta, const eco_theta *other, eco_error *error)
{
    if (!theta || !other)
        return eco_fail(error, ECO_E_INVALID, theta ? "/other" : "/theta", "no sketch was given");
    if (theta->k != other->k)
        return eco_fail(error, ECO_E_INVALID, "/k", "k is %d, and the other's %d", theta->k, other->k);
    return ECO_OK;
}

/* Keeps hashes below the lower theta of the two; of those, as asked, what the other has (1), what it has not (0), or all (-1). */
static void keep(eco_theta *theta, const eco_theta *other, int wanted)
{
    size_t count = 0;
    theta->theta = other->theta < theta->theta ? other->theta : theta->theta;
    for (size_t i = 0; i < theta->count; i++)
        if (theta->heap[i] < theta->theta && (wanted < 0 || has(other, theta->heap[i]) == wanted))
            theta->heap[count++] = theta->heap[i];
    if (count == theta->count)
        return;
    theta->count = count;
    memset(theta->table, 0, theta->capacity * sizeof *theta->table);
    for (size_t i = 0; i < count; i++)
        theta->table[place_of(theta->table, theta->capacity, theta->heap[i])] = theta->heap[i];
    for (size_t i = count / 2; i-- > 0;)
        sift_down(theta->heap, count, i);
}

eco_status eco_theta_merge(eco_theta *theta, const eco_theta *other, eco_error *error)
{
    eco_status failed = check_pair(theta, other, error);
    if (failed || theta == other)
        return failed;
    if (!make_room(theta, theta->count + other->count))
        return eco_fail_memory(error);
    keep(theta, other, -1);
    for (size_t i = 0; i < other->count; i++)
        if (other->heap[i] < theta->theta && !has(theta, other->heap[i]))
            put_new(theta, other->heap[i]);
    return ECO_OK;
}

eco_status eco_theta_intersect(eco_theta *theta, const eco_theta *other, eco_error *error)
{
    eco_status failed = check_pair(theta, other, error);
    if (!failed && theta != other)
        keep(theta, other, 1);
    return failed;
}

eco_status eco_theta_subtract(eco_theta *theta, const eco_theta *other, eco_error *error)
{
    eco_status failed = check_pair(theta, other, error);
    if (failed)
        return failed;
    if (theta != other)
        keep(theta, other, 0);
    else if (theta->count)
        memset(theta->table, 0, theta->capacity * sizeof *theta->table);
    theta->count = theta == other ? 0 : theta->count;
    return ECO_OK;
}

/* ---- estimates ---- */

/* Each of n is below theta with chance p: the n for which the count is z standard deviations away. */
static double bound(double count, double p, double z)
{
    double spread = z * sqrt(p * (1 - p)), root = (spread + sqrt(spread * spread + 4 * p * count)) / (2 * p);
    return root * root;
}

void eco_theta_estimate(eco_estimate *out, const eco_theta *theta)
{
    *out = (eco_estimate){0};
    if (!theta)
        return;
    double count = (double)theta->count, p = theta->theta == ALL ? 1 : ldexp((double)theta->theta, -64);
    out->estimate = count / p;
    for (int i = 0; i < 3; i++) {
        out->lower[i] = p < 1 ? fmax(count, bound(count, p, -(i + 1))) : count;
        out->upper[i] = p < 1 ? bound(count, p, i + 1) : count;
    }
}

double eco_theta_error(int32_t k)
{
    return k < K_LEAST || k > K_MOST ? 0 : 1 / sqrt(k - 1.0);
}

/* ---- bytes: k, theta, the count, hashes from the smallest on; theta and hashes in 8 bytes each ---- */

static void put_hash(kpi_out *out, uint64_t hash)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(hash >> 8 * i);
    eco_kpi_put_bytes(out, bytes, sizeof bytes);
}

static uint64_t get_hash(kpi_in *in)
{
    const unsigned char *bytes = eco_kpi_get_bytes(in, 8);
    uint64_t hash = 0;
    for (size_t i = 0; bytes && i < 8; i++)
        hash |= (uint64_t)bytes[i] << 8 * i;
    return hash;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;
    return (one > other) - (one < other);
}

static bool put(kpi_out *out, const void *sketch)
{
    const eco_theta *theta = sketch;
    uint64_t *sorted = eco_allocate(&theta->allocator, theta->count * sizeof *sorted);
    if (!sorted)
        return false;
    if (theta->count) {
        memcpy(sorted, theta->heap, theta->count * sizeof *sorted);
        qsort(sorted, theta->count, sizeof *sorted, by_hash);
    }
    eco_kpi_put(out, (uint64_t)theta->k);
    put_hash(out, theta->theta);
    eco_kpi_put(out, theta->count);
    for (size_t i = 0; i < theta->count; i++)
        put_hash(out, sorted[i]);
    eco_release(&theta->allocator, sorted, theta->count * sizeof *sorted);
    return true;
}

eco_status eco_theta_save(const eco_theta *theta, eco_writer writer, eco_error *error)
{
    if (!theta)
        return eco_fail(error, ECO_E_INVALID, "/theta", "no sketch was given");
    return eco_kpi_sketch_save(KPI_SKETCH_THETA, put, theta, writer, &theta->allocator, error);
}

static eco_status get_hashes(eco_theta *theta, kpi_in *in, size_t count)
{
    uint64_t before = 0;
    if (count > (size_t)theta->k)
        return ECO_E_SYNTAX;
    if (!make_room(theta, count))
        return ECO_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = get_hash(in);
        if (hash <= before || hash >= theta->theta)
            return ECO_E_SYNTAX;
        put_new(theta, hash);
        before = hash;
    }
    return ECO_OK;
}

eco_status eco_theta_load(eco_theta **out, const void *bytes, size_t size, const eco_allocator *allocator, eco_error *error)
{
    kpi_in in;
    *out = NULL;
    eco_status failed = eco_kpi_sketch_load(&in, KPI_SKETCH_THETA, bytes, size, error);
    if (failed)
        return failed;
    uint64_t k = eco_kpi_get(&in), limit = get_hash(&in);
    size_t count = eco_kpi_get_count(&in, 8);
    if (in.failed || k < K_LEAST || k > K_MOST || limit == 0)
        return eco_kpi_sketch_damaged(error);
    eco_theta *theta = begin(allocator, (int32_t)k);
    if (!theta)
        return eco_fail_memory(error);
    theta->theta = limit;
    failed = get_hashes(theta, &in, count);
    if (!failed && in.next != in.end)
        failed = ECO_E_SYNTAX;
    if (!failed) {
        *out = theta;
        return ECO_OK;
    }
    eco_theta_free(theta);
    return failed == ECO_E_MEMORY ? eco_fail_memory(error) : eco_kpi_sketch_damaged(error);
}
