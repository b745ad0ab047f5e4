/* kpi_sketch.h - a sketch of any kind, for tests of what all have. */
#ifndef KPI_SKETCH_TEST_H
#define KPI_SKETCH_TEST_H
#include <ecomops/kpi.h>

typedef enum sketch_kind { SKETCH_HLL, SKETCH_THETA, SKETCH_QUANTILES } sketch_kind;
typedef struct sketch_options {
    sketch_kind kind;
    int32_t size; /* lg_k, k, exact */
} sketch_options;
typedef struct sketch {
    sketch_kind kind;
    eco_hll *hll;
    eco_theta *theta;
    eco_quantiles *quantiles;
} sketch;
typedef struct sketch_bytes {
    char *bytes;
    size_t size;
} sketch_bytes;

sketch sketch_make(const sketch_options *options, const eco_allocator *allocator); /* checks that it is made */
eco_status sketch_try(sketch *out, const sketch_options *options, const eco_allocator *allocator);
void sketch_free(sketch *sketch);
eco_status sketch_add(sketch *sketch, int64_t value);
eco_status sketch_merge(sketch *sketch, const struct sketch *other);
void sketch_estimate(eco_estimate *out, const sketch *sketch); /* of an hll or theta */
double sketch_error(const sketch_options *options);
eco_status sketch_write(sketch_bytes *out, const sketch *sketch);
sketch_bytes sketch_save(const sketch *sketch);
eco_status sketch_load(sketch *out, sketch_kind kind, sketch_bytes bytes, const eco_allocator *allocator);
void sketch_reload(sketch *sketch); /* saves, frees and loads it */

#endif
