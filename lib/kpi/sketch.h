/* sketch.h - what all sketches say of themselves when they are saved: "ecoskt" 0x1A, the version, the kind, the seed of hashes; then their own; then the checksum. */
#ifndef ECO_KPI_SKETCH_STORED_H
#define ECO_KPI_SKETCH_STORED_H
#include <ecomops/kpi/sketch.h>

#include "kpi/hll.h"

typedef enum kpi_sketch_kind { KPI_SKETCH_HLL = 'h', KPI_SKETCH_THETA = 't', KPI_SKETCH_QUANTILES = 'q' } kpi_sketch_kind;

/* Writes a sketch whose own bytes `put` writes (false: no memory). */
eco_status eco_kpi_sketch_save(kpi_sketch_kind kind, bool (*put)(kpi_out *out, const void *sketch), const void *sketch,
                               eco_writer writer, const eco_allocator *allocator, eco_error *error);
/* Checks what all have; `in` then stands before the sketch's own bytes. */
eco_status eco_kpi_sketch_load(kpi_in *in, kpi_sketch_kind kind, const void *bytes, size_t size, eco_error *error);
eco_status eco_kpi_sketch_damaged(eco_error *error);

#endif
