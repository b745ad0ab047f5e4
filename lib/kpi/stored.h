/* stored.h - bytes of a saved state: numbers of 7 bits a byte, in blocks that a checksum goes through.
 *
 * A state is: "ecokpi" 0x1A and the version; the plan's digest; then, in this order, what seen.c .. journal say in save.c; and the checksum, XXH3 of each 64 KiB seeded
 * with that of the 64 KiB before. All numbers little endian; signed ones as zigzag. */
#ifndef ECO_KPI_STORED_H
#define ECO_KPI_STORED_H
#include <ecomops/base.h>

#include "base/memory.h"

#define KPI_MAGIC "ecokpi\x1A"
enum { KPI_MAGIC_SIZE = 7, KPI_VERSION = 1, KPI_STORED_BLOCK = 1 << 16 };

typedef struct kpi_out {
    eco_writer writer;
    uint64_t sum;
    size_t fill;
    bool stopped; /* the writer said so */
    unsigned char block[KPI_STORED_BLOCK];
} kpi_out;
void eco_kpi_put_bytes(kpi_out *out, const void *bytes, size_t size);
void eco_kpi_put(kpi_out *out, uint64_t value);
void eco_kpi_put_signed(kpi_out *out, int64_t value);
void eco_kpi_put_end(kpi_out *out); /* the checksum */

typedef struct kpi_in {
    const unsigned char *next, *end;
    bool failed; /* something was not there: all that follows reads as 0 */
} kpi_in;
bool eco_kpi_sum_holds(const unsigned char *bytes, size_t size); /* of a whole state */
uint64_t eco_kpi_get(kpi_in *in);
int64_t eco_kpi_get_signed(kpi_in *in);
/* A count of things that take at least `least` bytes each: more than can be there is a failure. */
size_t eco_kpi_get_count(kpi_in *in, size_t least);
const void *eco_kpi_get_bytes(kpi_in *in, size_t size); /* NULL: they are not there */

#endif
