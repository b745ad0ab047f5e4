/* arrow_parts.h - what export and import of Arrow data share. */
#ifndef ECO_BASE_ARROW_PARTS_H
#define ECO_BASE_ARROW_PARTS_H
#include <ecomops/arrow.h>

#include <string.h>

#include "base/numbers.h"

/* The key of a decimal field that is money. */
#define ECO_ARROW_CURRENCY "ecomops.currency"

static inline bool eco_bit(const uint8_t *bits, int64_t at)
{
    return bits[at >> 3] >> (at & 7) & 1;
}

static inline void eco_bit_set(uint8_t *bits, int64_t at)
{
    bits[at >> 3] |= (uint8_t)(1u << (at & 7));
}

#endif
