/* ecomops/kpi/sketch.h - small summaries of large data: how many distinct ones (HyperLogLog, theta), and how large (quantiles).
 *
 *     eco_hll *visitors;
 *     if (eco_hll_create(&visitors, NULL, &error)) ...
 *     for (...) if (eco_hll_add_text(visitors, user, strlen(user), &error)) ...
 *     eco_hll_estimate(&count, visitors);     count.estimate, between count.lower[1] and count.upper[1] (2 standard deviations)
 *
 * What has been added decides a sketch, not the way: any split into sketches that are merged, in any order, gives the same bytes. The integer 42 and the text "42"
 * are one, as in tables. A sketch is live: one thread at a time. A failed call changes nothing. Sketches merge with those of equal options only.
 * Saved bytes are little endian, with a version, the options and a checksum; loading is ECO_E_SYNTAX for bytes that are no such sketch, cut off or damaged, and
 * ECO_E_INVALID for those of a newer version. Hashes are XXH3 of 64 bits with a seed that is part of the format. */
#ifndef ECOMOPS_KPI_SKETCH_H
#define ECOMOPS_KPI_SKETCH_H
#include <ecomops/base.h>
#ifdef __cplusplus
extern "C" {
#endif

/* How many there are. lower and upper [0], [1], [2]: at 1, 2 and 3 standard deviations (68, 95 and 99.7 % of the time the truth is between them). */
typedef struct eco_estimate {
    double estimate;
    double lower[3], upper[3];
} eco_estimate;

/* ---- HyperLogLog: distinct ones, and unions ---- */

typedef struct eco_hll_options {
    size_t struct_size;
    int32_t lg_k;                   /* 2^lg_k registers, of a byte each: 4..21; default 14 (16 KiB, a standard error of 0.81 %) */
    const eco_allocator *allocator;
} eco_hll_options;
/* Few distinct ones (up to 3/16 of the registers) are kept as such, in 4 bytes each, and counted nearly exactly. Then registers; the estimate is Ertl's
 * improved one (2017), good for the whole range. */
typedef struct eco_hll eco_hll;
ECO_CHECK eco_status eco_hll_create(eco_hll **out, const eco_hll_options *options, eco_error *error); /* options may be NULL */
ECO_API void eco_hll_free(eco_hll *hll);
ECO_CHECK eco_status eco_hll_add_int(eco_hll *hll, int64_t value, eco_error *error);
ECO_CHECK eco_status eco_hll_add_text(eco_hll *hll, const char *text, size_t size, eco_error *error); /* any bytes */
ECO_CHECK eco_status eco_hll_merge(eco_hll *hll, const eco_hll *other, eco_error *error);
ECO_API void eco_hll_estimate(eco_estimate *out, const eco_hll *hll);
ECO_CHECK eco_status eco_hll_save(const eco_hll *hll, eco_writer writer, eco_error *error);
ECO_CHECK eco_status eco_hll_load(eco_hll **out, const void *bytes, size_t size, const eco_allocator *allocator, eco_error *error);
/* The relative standard error of 2^lg_k registers: 1.03896 / sqrt(2^lg_k). 0 for an lg_k that cannot be. */
ECO_API double eco_hll_error(int32_t lg_k);

/* ---- theta (k minimum values): distinct ones, unions, intersections, differences ---- */

typedef struct eco_theta_options {
    size_t struct_size;
    int32_t k;                      /* hashes kept: 16..4,194,304; default 4,096 (a standard error of 1.56 %) */
    const eco_allocator *allocator;
} eco_theta_options;
/* Up to k distinct ones are counted exactly. */
typedef struct eco_theta eco_theta;
ECO_CHECK eco_status eco_theta_create(eco_theta **out, const eco_theta_options *options, eco_error *error); /* options may be NULL */
ECO_API void eco_theta_free(eco_theta *theta);
ECO_CHECK eco_status eco_theta_add_int(eco_theta *theta, int64_t value, eco_error *error);
ECO_CHECK eco_status eco_theta_add_text(eco_theta *theta, const char *text, size_t size, eco_error *error);
/* What is in either; in both; in theta and not in other. A result takes part in further ones; nothing should be added to an intersection or difference. */
ECO_CHECK eco_status eco_theta_merge(eco_theta *theta, const eco_theta *other, eco_error *error);
ECO_CHECK eco_status eco_theta_intersect(eco_theta *theta, const eco_theta *other, eco_error *error);
ECO_CHECK eco_status eco_theta_subtract(eco_theta *theta, const eco_theta *other, eco_error *error);
ECO_API void eco_theta_estimate(eco_estimate *out, const eco_theta *theta);
ECO_CHECK eco_status eco_theta_save(const eco_theta *theta, eco_writer writer, eco_error *error);
ECO_CHECK eco_status eco_theta_load(eco_theta **out, const void *bytes, size_t size, const eco_allocator *allocator, eco_error *error);
/* The relative standard error of k hashes: 1 / sqrt(k - 1). 0 for a k that cannot be. */
ECO_API double eco_theta_error(int32_t k);

/* ---- quantiles of integers: amounts in minor units, durations in microseconds ---- */

typedef struct eco_quantiles_options {
    size_t struct_size;
    double error;                   /* a value is told within this part of itself: 0.001..0.25; default 0.01 */
    int32_t exact;                  /* so many distinct values are kept as they are, and then buckets: 1..1,000,000; default 1,024 */
    const eco_allocator *allocator;
} eco_quantiles_options;
/* A value, and what it surely is between. */
typedef struct eco_quantile {
    int64_t value, lower, upper;
} eco_quantile;
/* How many values are not above one, and what that surely is between. */
typedef struct eco_rank {
    int64_t count, lower, upper;
} eco_rank;
/* Buckets are as wide as their values are large, and the same in all sketches: so merging is exact, and the bounds hold always, not mostly. */
typedef struct eco_quantiles eco_quantiles;
ECO_CHECK eco_status eco_quantiles_create(eco_quantiles **out, const eco_quantiles_options *options, eco_error *error); /* options may be NULL */
ECO_API void eco_quantiles_free(eco_quantiles *quantiles);
/* count times the value. ECO_E_INVALID: count below 0; ECO_E_OVERFLOW: 2^63 values and more. */
ECO_CHECK eco_status eco_quantiles_add(eco_quantiles *quantiles, int64_t value, int64_t count, eco_error *error);
ECO_CHECK eco_status eco_quantiles_merge(eco_quantiles *quantiles, const eco_quantiles *other, eco_error *error);
ECO_API int64_t eco_quantiles_count(const eco_quantiles *quantiles);
/* The least value that at least part (0..1) of all values are not above: 0.5 is the lower median. ECO_E_INVALID: another part; ECO_E_NOT_FOUND: no values. */
ECO_CHECK eco_status eco_quantiles_at(eco_quantile *out, const eco_quantiles *quantiles, double part, eco_error *error);
ECO_API void eco_quantiles_rank(eco_rank *out, const eco_quantiles *quantiles, int64_t value);
ECO_CHECK eco_status eco_quantiles_save(const eco_quantiles *quantiles, eco_writer writer, eco_error *error);
ECO_CHECK eco_status eco_quantiles_load(eco_quantiles **out, const void *bytes, size_t size, const eco_allocator *allocator, eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
