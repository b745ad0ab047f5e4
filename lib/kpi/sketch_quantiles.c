/* sketch_quantiles.c - how often each value came: values as they are while few are distinct, then buckets whose width is a power of two, the same in all sketches.
 *
 * Of a value the first `bits` + 1 binary digits decide the bucket, so it is within 2^-bits of it, and its middle within half of that. All is integer arithmetic, so
 * sketches merge exactly (the idea of DDSketch and HdrHistogram). Counts stand in the order of their keys: values, or numbers of buckets, which rise with them. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "kpi/sketch.h"

enum { EXACT_MOST = 1000000, EXACT_DEFAULT = 1024, BITS_LEAST = 1, BITS_MOST = 9 };
#define ERROR_LEAST   0.001
#define ERROR_MOST    0.25
#define ERROR_DEFAULT 0.01

typedef struct counted {
    int64_t key, count;
} counted;

struct eco_quantiles {
    eco_allocator allocator;
    int32_t bits, exact;
    bool is_bucketed;
    int64_t all, least, most; /* how many values; the smallest and the largest */
    counted *counts;
    size_t count, capacity;
};

static eco_quantiles *begin(const eco_allocator *given)
{
    eco_allocator allocator = eco_allocator_of(given);
    eco_quantiles *quantiles = eco_allocate(&allocator, sizeof *quantiles);
    if (quantiles)
        *quantiles = (eco_quantiles){.allocator = allocator, .least = INT64_MAX, .most = INT64_MIN};
    return quantiles;
}

eco_status eco_quantiles_create(eco_quantiles **out, const eco_quantiles_options *options, eco_error *error)
{
    eco_quantiles_options taken = {0};
    *out = NULL;
    if (options && ECO_TAKE(&taken, options, eco_quantiles_options, error))
        return ECO_E_INVALID;
    double part = taken.error == 0 ? ERROR_DEFAULT : taken.error;
    int32_t exact = taken.exact ? taken.exact : EXACT_DEFAULT, bits = BITS_LEAST;
    if (!(part >= ERROR_LEAST && part <= ERROR_MOST))
        return eco_fail(error, ECO_E_INVALID, "/error", "the error is %g; it is %g to %g", part, ERROR_LEAST, ERROR_MOST);
    if (exact < 1 || exact > EXACT_MOST)
        return eco_fail(error, ECO_E_INVALID, "/exact", "exact is %d; it is 1 to %d", exact, EXACT_MOST);
    while (ldexp(1, -bits - 1) > part)
        bits++;
    eco_quantiles *quantiles = begin(taken.allocator);
    if (!quantiles)
        return eco_fail_memory(error);
    quantiles->bits = bits;
    quantiles->exact = exact;
    *out = quantiles;
    return ECO_OK;
}

void eco_quantiles_free(eco_quantiles *quantiles)
{
    if (!quantiles)
        return;
    eco_allocator allocator = quantiles->allocator;
    eco_release(&allocator, quantiles->counts, quantiles->capacity * sizeof *quantiles->counts);
    eco_release(&allocator, quantiles, sizeof *quantiles);
}

int64_t eco_quantiles_count(const eco_quantiles *quantiles)
{
    return quantiles ? quantiles->all : 0;
}

/* ---- buckets ---- */

static int64_t bucket_of(int64_t value, int32_t bits)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    if (size >> (bits + 1) == 0)
        return value;
    int32_t shift = 63 - __builtin_clzll(size) - bits;
    int64_t bucket = ((int64_t)shift << bits) + (int64_t)(size >> shift);
    return value < 0 ? -bucket : bucket;
}

/* The smallest and the largest value of a bucket. */
static void bucket_range(int64_t *first, int64_t *last, int64_t bucket, int32_t bits)
{
    uint64_t size = bucket < 0 ? 0 - (uint64_t)bucket : (uint64_t)bucket, low = size, high = size;
    if (size >> (bits + 1)) {
        uint64_t shift = (size >> bits) - 1;
        low = (size - (shift << bits)) << shift;
        high = low + ((UINT64_C(1) << shift) - 1);
    }
    high = high > INT64_MAX ? INT64_MAX : high; /* only of INT64_MIN itself, which is below -INT64_MAX */
    *first = bucket < 0 ? (low > INT64_MAX ? INT64_MIN : -(int64_t)high) : (int64_t)low;
    *last = bucket < 0 ? (low > INT64_MAX ? INT64_MIN : -(int64_t)low) : (int64_t)high;
}

/* What the place of counts stands for. */
static void range_at(int64_t *first, int64_t *last, const eco_quantiles *quantiles, size_t place)
{
    *first = *last = quantiles->counts[place].key;
    if (!quantiles->is_bucketed)
        return;
    bucket_range(first, last, quantiles->counts[place].key, quantiles->bits);
    *first = *first < quantiles->least ? quantiles->least : *first;
    *last = *last > quantiles->most ? quantiles->most : *last;
}

static void to_buckets(eco_quantiles *quantiles)
{
    size_t count = 0;
    for (size_t i = 0; i < quantiles->count; i++) {
        counted next = {bucket_of(quantiles->counts[i].key, quantiles->bits), quantiles->counts[i].count};
        if (count && quantiles->counts[count - 1].key == next.key)
            quantiles->counts[count - 1].count += next.count;
        else
            quantiles->counts[count++] = next;
    }
    quantiles->count = count;
    quantiles->is_bucketed = true;
}

/* ---- adding ---- */

/* The first place whose key is not below. */
static size_t place_of(const eco_quantiles *quantiles, int64_t key)
{
    size_t first = 0, end = quantiles->count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (quantiles->counts[middle].key < key)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

eco_status eco_quantiles_add(eco_quantiles *quantiles, int64_t value, int64_t count, eco_error *error)
{
    int64_t all;
    if (!quantiles || count < 0)
        return eco_fail(error, ECO_E_INVALID, quantiles ? "/count" : "/quantiles",
                        quantiles ? "count is below 0" : "no sketch was given");
    if (__builtin_add_overflow(quantiles->all, count, &all))
        return eco_fail(error, ECO_E_OVERFLOW, "/count", "more than %lld values", (long long)INT64_MAX);
    if (count == 0)
        return ECO_OK;
    int64_t key = quantiles->is_bucketed ? bucket_of(value, quantiles->bits) : value;
    size_t place = place_of(quantiles, key);
    if (place == quantiles->count || quantiles->counts[place].key != key) {
        if (!eco_grow(&quantiles->allocator, &quantiles->counts, &quantiles->capacity, quantiles->count + 1, sizeof(counted)))
            return eco_fail_memory(error);
        memmove(quantiles->counts + place + 1, quantiles->counts + place, (quantiles->count++ - place) * sizeof(counted));
        quantiles->counts[place] = (counted){.key = key};
    }
    quantiles->counts[place].count += count;
    quantiles->all = all;
    quantiles->least = value < quantiles->least ? value : quantiles->least;
    quantiles->most = value > quantiles->most ? value : quantiles->most;
    if (!quantiles->is_bucketed && quantiles->count > (size_t)quantiles->exact)
        to_buckets(quantiles);
    return ECO_OK;
}

/* ---- merging ---- */

/* Counts of both in one order; keys as values, or as buckets where one has them. */
static size_t merge_counts(counted *out, const eco_quantiles *a, const eco_quantiles *b, bool is_bucketed)
{
    size_t count = 0, i = 0, j = 0;
    while (i < a->count || j < b->count) {
        counted mine = i < a->count ? a->counts[i] : (counted){0}, its = j < b->count ? b->counts[j] : (counted){0};
        mine.key = is_bucketed && !a->is_bucketed ? bucket_of(mine.key, a->bits) : mine.key;
        its.key = is_bucketed && !b->is_bucketed ? bucket_of(its.key, b->bits) : its.key;
        bool take_mine = i < a->count && (j == b->count || mine.key <= its.key);
        counted next = take_mine ? mine : its;
        i += take_mine;
        j += !take_mine;
        if (count && out[count - 1].key == next.key)
            out[count - 1].count += next.count;
        else
            out[count++] = next;
    }
    return count;
}

eco_status eco_quantiles_merge(eco_quantiles *quantiles, const eco_quantiles *other, eco_error *error)
{
    int64_t all;
    if (!quantiles || !other)
        return eco_fail(error, ECO_E_INVALID, quantiles ? "/other" : "/quantiles", "no sketch was given");
    if (quantiles->bits != other->bits || quantiles->exact != other->exact)
        return eco_fail(error, ECO_E_INVALID, quantiles->bits != other->bits ? "/error" : "/exact",
                        "the other has other options");
    if (__builtin_add_overflow(quantiles->all, other->all, &all))
        return eco_fail(error, ECO_E_OVERFLOW, "/other", "more than %lld values", (long long)INT64_MAX);
    size_t capacity = quantiles->count + other->count;
    counted *counts = eco_allocate(&quantiles->allocator, capacity * sizeof *counts);
    if (!counts)
        return eco_fail_memory(error);
    bool is_bucketed = quantiles->is_bucketed || other->is_bucketed;
    size_t count = merge_counts(counts, quantiles, other, is_bucketed);
    eco_release(&quantiles->allocator, quantiles->counts, quantiles->capacity * sizeof *counts);
    quantiles->counts = counts;
    quantiles->capacity = capacity;
    quantiles->count = count;
    quantiles->is_bucketed = is_bucketed;
    quantiles->all = all;
    quantiles->least = other->least < quantiles->least ? other->least : quantiles->least;
    quantiles->most = other->most > quantiles->most ? other->most : quantiles->most;
    if (!is_bucketed && count > (size_t)quantiles->exact)
        to_buckets(quantiles);
    return ECO_OK;
}

/* ---- answers ---- */

/* Halfway, without the overflow of a sum. */
static int64_t middle_of(int64_t first, int64_t last)
{
    return first + (int64_t)(((uint64_t)last - (uint64_t)first) / 2);
}

eco_status eco_quantiles_at(eco_quantile *out, const eco_quantiles *quantiles, double part, eco_error *error)
{
    *out = (eco_quantile){0};
    if (!quantiles)
        return eco_fail(error, ECO_E_INVALID, "/quantiles", "no sketch was given");
    if (!(part >= 0 && part <= 1))
        return eco_fail(error, ECO_E_INVALID, "/part", "the part is %g; it is 0 to 1", part);
    if (!quantiles->all)
        return eco_fail(error, ECO_E_NOT_FOUND, "/quantiles", "there are no values");
    double wanted = ceil(part * (double)quantiles->all * (1 - 2 * DBL_EPSILON)); /* 0.1 of 30 is 3, not a little more */
    size_t place = 0;
    for (int64_t below = quantiles->counts[0].count; (double)below < wanted && place + 1 < quantiles->count;)
        below += quantiles->counts[++place].count;
    range_at(&out->lower, &out->upper, quantiles, place);
    out->value = middle_of(out->lower, out->upper);
    return ECO_OK;
}

void eco_quantiles_rank(eco_rank *out, const eco_quantiles *quantiles, int64_t value)
{
    *out = (eco_rank){0};
    for (size_t i = 0; quantiles && i < quantiles->count; i++) {
        int64_t first, last, count = quantiles->counts[i].count;
        range_at(&first, &last, quantiles, i);
        if (first > value)
            return;
        out->upper += count;
        if (last <= value) {
            out->lower += count;
            out->count += count;
        } else { /* as if they were spread evenly */
            double part = ((double)value - (double)first + 1) / ((double)last - (double)first + 1);
            out->count += (int64_t)((double)count * part);
        }
    }
}

/* ---- bytes: bits, exact, whether buckets; the smallest and the largest value; the count of keys; keys by differences, and their counts ---- */

static bool put(kpi_out *out, const void *sketch)
{
    const eco_quantiles *quantiles = sketch;
    uint64_t before = 0;
    eco_kpi_put(out, (uint64_t)quantiles->bits);
    eco_kpi_put(out, (uint64_t)quantiles->exact);
    eco_kpi_put(out, quantiles->is_bucketed);
    eco_kpi_put_signed(out, quantiles->least);
    eco_kpi_put_signed(out, quantiles->most);
    eco_kpi_put(out, quantiles->count);
    for (size_t i = 0; i < quantiles->count; i++) {
        eco_kpi_put_signed(out, (int64_t)((uint64_t)quantiles->counts[i].key - before));
        eco_kpi_put(out, (uint64_t)quantiles->counts[i].count);
        before = (uint64_t)quantiles->counts[i].key;
    }
    return true;
}

eco_status eco_quantiles_save(const eco_quantiles *quantiles, eco_writer writer, eco_error *error)
{
    if (!quantiles)
        return eco_fail(error, ECO_E_INVALID, "/quantiles", "no sketch was given");
    return eco_kpi_sketch_save(KPI_SKETCH_QUANTILES, put, quantiles, writer, &quantiles->allocator, error);
}

static bool get_counts(eco_quantiles *quantiles, kpi_in *in, size_t count)
{
    uint64_t key = 0;
    for (; quantiles->count < count; quantiles->count++) {
        counted *place = &quantiles->counts[quantiles->count];
        key += (uint64_t)eco_kpi_get_signed(in);
        uint64_t its = eco_kpi_get(in);
        *place = (counted){(int64_t)key, (int64_t)its};
        if (in->failed || its == 0 || its > INT64_MAX || (quantiles->count && place->key <= place[-1].key) ||
            __builtin_add_overflow(quantiles->all, place->count, &quantiles->all))
            return false;
    }
    return in->next == in->end;
}

/* Whether the smallest and the largest value are of the first and the last key, and keys are such as there are. */
static bool is_sound(const eco_quantiles *quantiles)
{
    if (!quantiles->count)
        return !quantiles->is_bucketed && quantiles->least == INT64_MAX && quantiles->most == INT64_MIN;
    int64_t first = quantiles->counts[0].key, last = quantiles->counts[quantiles->count - 1].key;
    if (!quantiles->is_bucketed)
        return quantiles->least == first && quantiles->most == last && quantiles->count <= (size_t)quantiles->exact;
    return quantiles->least <= quantiles->most && bucket_of(quantiles->least, quantiles->bits) == first &&
           bucket_of(quantiles->most, quantiles->bits) == last;
}

static bool get(eco_quantiles *quantiles, kpi_in *in, size_t *count)
{
    uint64_t bits = eco_kpi_get(in), exact = eco_kpi_get(in), is_bucketed = eco_kpi_get(in);
    quantiles->least = eco_kpi_get_signed(in);
    quantiles->most = eco_kpi_get_signed(in);
    *count = eco_kpi_get_count(in, 2);
    quantiles->bits = (int32_t)bits;
    quantiles->exact = (int32_t)exact;
    quantiles->is_bucketed = is_bucketed;
    return !in->failed && bits >= BITS_LEAST && bits <= BITS_MOST && exact >= 1 && exact <= EXACT_MOST && is_bucketed <= 1;
}

eco_status eco_quantiles_load(eco_quantiles **out, const void *bytes, size_t size, const eco_allocator *allocator,
                              eco_error *error)
{
    kpi_in in;
    size_t count;
    *out = NULL;
    eco_status failed = eco_kpi_sketch_load(&in, KPI_SKETCH_QUANTILES, bytes, size, error);
    if (failed)
        return failed;
    eco_quantiles *quantiles = begin(allocator);
    if (!quantiles)
        return eco_fail_memory(error);
    if (!get(quantiles, &in, &count))
        failed = eco_kpi_sketch_damaged(error);
    else if (!eco_grow(&quantiles->allocator, &quantiles->counts, &quantiles->capacity, count, sizeof(counted)))
        failed = eco_fail_memory(error);
    else if (!get_counts(quantiles, &in, count) || !is_sound(quantiles))
        failed = eco_kpi_sketch_damaged(error);
    if (failed)
        eco_quantiles_free(quantiles);
    else
        *out = quantiles;
    return failed;
}
