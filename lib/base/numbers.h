/* numbers.h - exact arithmetic below money: 128-bit products, one division with a rounding mode, powers of ten. */
#ifndef ECO_BASE_NUMBERS_H
#define ECO_BASE_NUMBERS_H
#include <ecomops/money.h>

typedef __int128 eco_wide;

#define ECO_SCALE_MAX 18 /* of an eco_decimal */
extern const int64_t eco_power10[ECO_SCALE_MAX + 1];

/* numerator / denominator, rounded once. denominator > 0, and |numerator| below 2^126. */
eco_wide eco_divide_wide(eco_wide numerator, eco_wide denominator, eco_rounding rounding);
/* The same; inline for what most amounts need: nothing negative, 64 bits, half up. */
static inline eco_wide eco_divide(eco_wide numerator, eco_wide denominator, eco_rounding rounding)
{
    if (numerator < 0 || numerator > INT64_MAX || denominator > INT64_MAX || rounding != ECO_ROUNDING_HALF_UP)
        return eco_divide_wide(numerator, denominator, rounding);
    uint64_t whole = (uint64_t)numerator, by = (uint64_t)denominator, quotient, cut;
    if ((whole | by) >> 32 == 0) { /* a third of the time */
        quotient = (uint32_t)whole / (uint32_t)by;
        cut = (uint32_t)whole % (uint32_t)by;
    } else {
        quotient = whole / by;
        cut = whole % by;
    }
    return quotient + (cut >= by - cut);
}
/* The quotient cut toward zero, and what is left: numerator - quotient * denominator, of the numerator's sign. denominator > 0. */
eco_wide eco_divide_down(eco_wide numerator, eco_wide denominator, eco_wide *cut);
/* false when the value does not fit. */
static inline bool eco_narrow(int64_t *out, eco_wide value)
{
    if (value != (int64_t)value)
        return false;
    *out = (int64_t)value;
    return true;
}
bool eco_rounding_known(eco_rounding rounding);

/* Whether the text is a plain decimal: an optional '-', digits, and optionally '.' and digits. *stop is the place of the first byte that is wrong (size:
 * the text ends too early, or is right), *decimals the number of digits after the point. */
bool eco_decimal_shape(size_t *stop, size_t *decimals, const char *text, size_t size);
/* A decimal from size bytes (no NUL needed); false when the text is not a plain decimal (optional '-', digits, optional '.' and digits) or does not fit
 * (then *too_large is set). Trailing zeros after the point are kept in the scale as far as they fit; what is beyond is dropped. */
bool eco_decimal_read(eco_decimal *out, bool *too_large, const char *text, size_t size);
/* -1, 0, 1; exact, for any scales 0..18. */
int eco_decimal_compare(eco_decimal a, eco_decimal b);
/* The same value with the smallest scale. */
eco_decimal eco_decimal_normal(eco_decimal value);

#endif
