/* sketch_stored.c - see sketch.h. */
#include <string.h>

#include "base/error.h"
#include "kpi/sketch.h"

#define MAGIC "ecoskt\x1A"
enum { MAGIC_SIZE = 7, VERSION = 1, HEAD = MAGIC_SIZE + 2 + 8, SUM = 8 };

static void put_head(kpi_out *out, kpi_sketch_kind kind)
{
    const unsigned char about[] = {VERSION, (unsigned char)kind};
    eco_kpi_put_bytes(out, MAGIC, MAGIC_SIZE);
    eco_kpi_put_bytes(out, about, sizeof about);
    for (unsigned shift = 0; shift < 64; shift += 8) {
        unsigned char byte = (unsigned char)(KPI_SEED_INT >> shift);
        eco_kpi_put_bytes(out, &byte, 1);
    }
}

eco_status eco_kpi_sketch_save(kpi_sketch_kind kind, bool (*put)(kpi_out *out, const void *sketch), const void *sketch,
                               eco_writer writer, const eco_allocator *allocator, eco_error *error)
{
    if (!writer.write)
        return eco_fail(error, ECO_E_INVALID, "/writer", "no writer was given");
    kpi_out *out = eco_allocate(allocator, sizeof *out);
    if (!out)
        return eco_fail_memory(error);
    out->writer = writer;
    out->sum = 0;
    out->fill = 0;
    out->stopped = false;
    put_head(out, kind);
    bool is_put = put(out, sketch);
    if (is_put)
        eco_kpi_put_end(out);
    bool stopped = out->stopped;
    eco_release(allocator, out, sizeof *out);
    if (!is_put)
        return eco_fail_memory(error);
    return stopped ? eco_fail(error, ECO_E_CANCELLED, NULL, "the writer stopped") : ECO_OK;
}

eco_status eco_kpi_sketch_damaged(eco_error *error)
{
    return eco_fail(error, ECO_E_SYNTAX, NULL, "the saved sketch is damaged");
}

eco_status eco_kpi_sketch_load(kpi_in *in, kpi_sketch_kind kind, const void *bytes, size_t size, eco_error *error)
{
    const unsigned char *head = bytes;
    uint64_t seed = 0;
    if (!bytes)
        return eco_fail(error, ECO_E_INVALID, "/bytes", "no bytes were given");
    if (size < HEAD + SUM || memcmp(bytes, MAGIC, MAGIC_SIZE) != 0 || head[MAGIC_SIZE + 1] != kind)
        return eco_fail(error, ECO_E_SYNTAX, NULL, "these %zu bytes are no saved sketch of this kind", size);
    if (head[MAGIC_SIZE] > VERSION)
        return eco_fail(error, ECO_E_INVALID, "/version", "the sketch is of version %d; this library reads up to %d",
                        head[MAGIC_SIZE], VERSION);
    if (!eco_kpi_sum_holds(bytes, size))
        return eco_fail(error, ECO_E_SYNTAX, NULL, "the saved sketch is cut off or damaged: its checksum is another");
    for (unsigned i = 0; i < 8; i++)
        seed |= (uint64_t)head[MAGIC_SIZE + 2 + i] << 8 * i;
    if (seed != KPI_SEED_INT)
        return eco_fail(error, ECO_E_INVALID, "/seed", "the sketch was made with another seed");
    *in = (kpi_in){.next = head + HEAD, .end = head + size - SUM};
    return ECO_OK;
}
