/* kpi_sketch.c - sketches: estimates are as near as they say, and any cut, order and merge gives the same bytes. */
#include <ecomops/kpi.h>
#include <math.h>
#include <stdlib.h>

#include "../test.h"
#include "../unit/kpi_sketch.h"

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    return *seed ^= *seed << 17;
}

static const sketch_options forms[] = {
    {.kind = SKETCH_HLL, .size = 4},        {.kind = SKETCH_HLL, .size = 9},          {.kind = SKETCH_HLL, .size = 14},
    {.kind = SKETCH_HLL, .size = 21},       {.kind = SKETCH_THETA, .size = 16},       {.kind = SKETCH_THETA, .size = 1000},
    {.kind = SKETCH_QUANTILES, .size = 10}, {.kind = SKETCH_QUANTILES, .size = 3000},
};
enum { FORMS = sizeof forms / sizeof *forms };

/* Values come again and again, in any order. */
static int64_t *values_of(uint64_t seed, size_t count)
{
    int64_t *values = malloc(count * sizeof *values);
    for (size_t i = 0; i < count; i++) {
        values[i] = (int64_t)(next(&seed) % (count * 2));
        values[i] *= seed % 4 ? 1 : -1000003;
    }
    return values;
}

static sketch add_in_pieces(const sketch_options *form, const int64_t *values, size_t count, uint64_t seed)
{
    enum { SKETCHES = 5 };
    sketch sketches[SKETCHES];
    for (int i = 0; i < SKETCHES; i++)
        sketches[i] = sketch_make(form, NULL);
    for (size_t i = 0; i < count; i++) {
        int which = (int)(next(&seed) % SKETCHES);
        CHECK(!sketch_add(&sketches[which], values[i]));
        if (next(&seed) % (count / 2 + 1) == 0)
            sketch_reload(&sketches[which]);
    }
    for (int i = SKETCHES - 1; i > 0; i--) {
        int into = (int)(next(&seed) % (uint64_t)i);
        CHECK(!sketch_merge(&sketches[into], &sketches[i]));
        sketch_free(&sketches[i]);
    }
    return sketches[0];
}

TEST(kpi_sketch, any_way_gives_the_same_bytes)
{
    int64_t cases = eco_test_cases(40);
    for (int64_t i = 0; i < cases; i++) {
        uint64_t seed = eco_test_seed() + (uint64_t)i * 7919 + 1;
        const sketch_options *form = &forms[i % FORMS];
        size_t count = (size_t)1 << (seed % 15);
        int64_t *values = values_of(seed, count);
        sketch whole = sketch_make(form, NULL), pieces = add_in_pieces(form, values, count, seed);
        for (size_t at = count; at-- > 0;)
            CHECK(!sketch_add(&whole, values[at]));
        sketch_bytes expected = sketch_save(&whole), saved = sketch_save(&pieces);
        CHECK_F(saved.size == expected.size && memcmp(saved.bytes, expected.bytes, saved.size) == 0, "form %d, %zu values",
                (int)(i % FORMS), count);
        free(expected.bytes);
        free(saved.bytes);
        free(values);
        sketch_free(&whole);
        sketch_free(&pieces);
    }
}

/* Distinct values of 12 streams at sizes from 1 to `most`: the share of estimates within 1, 2 and 3 of what is said to be a standard deviation. */
static void check_errors(const sketch_options *form, int64_t most)
{
    int64_t all = 0, within[3] = {0};
    double worst = 0;
    for (int64_t stream = 0; stream < 12; stream++) {
        sketch sketch = sketch_make(form, NULL);
        int64_t size = 1;
        for (int64_t i = 1; i <= most; i++) {
            eco_estimate told;
            CHECK(!sketch_add(&sketch, stream * most + i));
            if (i < size)
                continue;
            size += size / 3 + 1;
            sketch_estimate(&told, &sketch);
            all++;
            for (int z = 0; z < 3; z++) {
                within[z] += told.lower[z] <= (double)i && (double)i <= told.upper[z];
                CHECK(told.lower[z] <= told.estimate && told.estimate <= told.upper[z]);
                CHECK(z == 0 || (told.lower[z] <= told.lower[z - 1] && told.upper[z] >= told.upper[z - 1]));
            }
            worst = fmax(worst, fabs(told.estimate / (double)i - 1));
        }
        sketch_free(&sketch);
    }
    CHECK_F(within[0] * 100 > all * 60 && within[1] * 100 > all * 90 && within[2] * 1000 >= all * 985,
            "form %d: %lld, %lld, %lld of %lld", form->size, (long long)within[0], (long long)within[1], (long long)within[2],
            (long long)all);
    CHECK_F(worst < 4.5 * sketch_error(form), "form %d: off by %g", form->size, worst);
}

TEST(kpi_sketch, estimates_are_as_near_as_they_say)
{
    static const sketch_options some[] = {{.kind = SKETCH_HLL, .size = 6},    {.kind = SKETCH_HLL, .size = 10},
                                          {.kind = SKETCH_HLL, .size = 14},   {.kind = SKETCH_HLL, .size = 18},
                                          {.kind = SKETCH_THETA, .size = 64}, {.kind = SKETCH_THETA, .size = 4096}};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        check_errors(&some[i], 200000);
}

/* Two theta sketches of ranges that overlap. */
TEST(kpi_sketch, sets_of_two_are_as_near_as_they_say)
{
    enum { SIZE = 60000, SHARED = 15000, ROUNDS = 40 };
    static const double truth[] = {2 * SIZE - SHARED, SHARED, SIZE - SHARED};
    int within[3][3] = {{0}};
    for (int round = 0; round < ROUNDS; round++)
        for (int what = 0; what < 3; what++) {
            const sketch_options form = {.kind = SKETCH_THETA, .size = 2048};
            sketch a = sketch_make(&form, NULL), b = sketch_make(&form, NULL);
            eco_estimate told;
            eco_error error;
            int64_t first = (int64_t)round * 10000000;
            for (int64_t i = 0; i < SIZE; i++)
                CHECK(!sketch_add(&a, first + i) && !sketch_add(&b, first + SIZE - SHARED + i));
            CHECK(!(what == 0   ? eco_theta_merge(a.theta, b.theta, &error)
                    : what == 1 ? eco_theta_intersect(a.theta, b.theta, &error)
                                : eco_theta_subtract(a.theta, b.theta, &error)));
            sketch_reload(&a);
            eco_theta_estimate(&told, a.theta);
            for (int z = 0; z < 3; z++)
                within[what][z] += told.lower[z] <= truth[what] && truth[what] <= told.upper[z];
            sketch_free(&a);
            sketch_free(&b);
        }
    for (int what = 0; what < 3; what++)
        CHECK_F(within[what][0] >= 22 && within[what][1] >= 36 && within[what][2] >= 39, "%d: %d %d %d of %d", what,
                within[what][0], within[what][1], within[what][2], ROUNDS);
}

static int by_value(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* Values of all sizes, both signs and the ends: always within the bounds, and those within what was asked for. */
TEST(kpi_sketch, quantiles_are_always_within_their_bounds)
{
    static const double errors[] = {0.001, 0.01, 0.1};
    int64_t cases = eco_test_cases(30);
    for (int64_t i = 0; i < cases; i++) {
        uint64_t seed = eco_test_seed() + (uint64_t)i * 104729 + 1;
        size_t count = 1 + next(&seed) % 3000;
        double part_most = errors[i % 3];
        int64_t *values = malloc(count * sizeof *values);
        eco_quantiles *sketch;
        eco_error error;
        CHECK(!eco_quantiles_create(&sketch, ECO_MAKE(eco_quantiles_options, .error = part_most, .exact = 100), &error));
        for (size_t at = 0; at < count; at++) {
            values[at] = (int64_t)next(&seed) >> next(&seed) % 64;
            if (at < 3 && i % 5 == 0)
                values[at] = at == 0 ? INT64_MIN : at == 1 ? INT64_MAX : -INT64_MAX;
            CHECK(!eco_quantiles_add(sketch, values[at], 1, &error));
        }
        qsort(values, count, sizeof *values, by_value);
        for (size_t at = 0; at < count; at++) {
            eco_quantile told;
            eco_rank rank;
            size_t equal = at;
            CHECK(!eco_quantiles_at(&told, sketch, ((double)at + 0.5) / (double)count, &error));
            CHECK(told.lower <= values[at] && values[at] <= told.upper && told.lower <= told.value && told.value <= told.upper);
            CHECK(fabs((double)told.value - (double)values[at]) <= part_most * fabs((double)values[at]) + 1e-9);
            while (equal + 1 < count && values[equal + 1] == values[at])
                equal++;
            eco_quantiles_rank(&rank, sketch, values[at]);
            CHECK(rank.lower <= (int64_t)equal + 1 && (int64_t)equal + 1 <= rank.upper);
            CHECK(rank.lower <= rank.count && rank.count <= rank.upper);
            CHECK(count > 100 || rank.lower == rank.upper);
        }
        eco_quantiles_free(sketch);
        free(values);
    }
}
