/* stored.c - see stored.h. */
#include "kpi/stored.h"

#include <string.h>

#include "base/hash.h"

/* ---- writing ---- */

static void pass_on(kpi_out *out, bool is_summed)
{
    if (is_summed)
        out->sum = eco_hash_from(out->sum, out->block, out->fill);
    if (!out->stopped && !out->writer.write((const char *)out->block, out->fill, out->writer.user))
        out->stopped = true;
    out->fill = 0;
}

void eco_kpi_put_bytes(kpi_out *out, const void *bytes, size_t size)
{
    const unsigned char *from = bytes;
    while (size) {
        size_t some = KPI_STORED_BLOCK - out->fill < size ? KPI_STORED_BLOCK - out->fill : size;
        memcpy(out->block + out->fill, from, some);
        out->fill += some;
        from += some;
        size -= some;
        if (out->fill == KPI_STORED_BLOCK)
            pass_on(out, true);
    }
}

void eco_kpi_put(kpi_out *out, uint64_t value)
{
    unsigned char bytes[10];
    size_t size = 0;
    while (value >= 0x80) {
        bytes[size++] = (unsigned char)(value | 0x80);
        value >>= 7;
    }
    bytes[size++] = (unsigned char)value;
    eco_kpi_put_bytes(out, bytes, size);
}

void eco_kpi_put_signed(kpi_out *out, int64_t value)
{
    eco_kpi_put(out, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

void eco_kpi_put_end(kpi_out *out)
{
    pass_on(out, true);
    for (size_t i = 0; i < sizeof out->sum; i++)
        out->block[i] = (unsigned char)(out->sum >> 8 * i);
    out->fill = sizeof out->sum;
    pass_on(out, false);
}

/* ---- reading ---- */

bool eco_kpi_sum_holds(const unsigned char *bytes, size_t size)
{
    uint64_t sum = 0, told = 0;
    if (size < sizeof sum)
        return false;
    size_t summed = size - sizeof sum, at = 0;
    for (; at + KPI_STORED_BLOCK <= summed; at += KPI_STORED_BLOCK)
        sum = eco_hash_from(sum, bytes + at, KPI_STORED_BLOCK);
    sum = eco_hash_from(sum, bytes + at, summed - at); /* the last one, which may be empty */
    for (size_t i = 0; i < sizeof told; i++)
        told |= (uint64_t)bytes[summed + i] << 8 * i;
    return sum == told;
}

uint64_t eco_kpi_get(kpi_in *in)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && in->next < in->end; shift += 7) {
        unsigned char byte = *in->next++;
        if (shift == 63 && byte > 1)
            break;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
    in->failed = true;
    in->next = in->end;
    return 0;
}

int64_t eco_kpi_get_signed(kpi_in *in)
{
    uint64_t value = eco_kpi_get(in);
    return (int64_t)(value >> 1 ^ (0 - (value & 1)));
}

size_t eco_kpi_get_count(kpi_in *in, size_t least)
{
    uint64_t count = eco_kpi_get(in);
    if (count <= (size_t)(in->end - in->next) / least)
        return (size_t)count;
    in->failed = true;
    in->next = in->end;
    return 0;
}

const void *eco_kpi_get_bytes(kpi_in *in, size_t size)
{
    if ((size_t)(in->end - in->next) < size) {
        in->failed = true;
        in->next = in->end;
        return NULL;
    }
    const void *bytes = in->next;
    in->next += size;
    return bytes;
}
