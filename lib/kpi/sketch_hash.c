/* sketch_hash.c - what sketches hash: the integer 42 and the text "42" are one, as in keys. */
#include "kpi/hll.h"
#include "kpi/keys_parts.h"

uint64_t eco_kpi_hash_int(int64_t value)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> 8 * i);
    return eco_hash_from(KPI_SEED_INT, bytes, sizeof bytes);
}

uint64_t eco_kpi_hash_text(const char *text, size_t size)
{
    int64_t number;
    return eco_kpi_text_is_number(&number, text, size) ? eco_kpi_hash_int(number) : eco_hash_from(KPI_SEED_TEXT, text, size);
}

uint32_t eco_kpi_keys_coupon(const kpi_keys *keys, uint32_t code)
{
    char own[KPI_KEY_TEXT];
    size_t size;
    const char *text = eco_kpi_keys_text(own, &size, keys, code);
    return eco_kpi_coupon(eco_kpi_hash_text(text, size));
}
