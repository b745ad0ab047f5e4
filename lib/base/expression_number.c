/* expression_number.c - exact fractions of 128-bit integers: reduced only when they would overflow, compared without overflow. */
#include "base/expression_internal.h"

#define WIDE_MIN ((eco_wide)((unsigned __int128)1 << 127))

static eco_wide magnitude(eco_wide value)
{
    return value < 0 ? -value : value;
}

static eco_wide common_divisor(eco_wide a, eco_wide b)
{
    while (b) {
        eco_wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static eco_fraction reduced(eco_fraction value)
{
    eco_wide divisor = common_divisor(magnitude(value.numerator), value.denominator);
    return (eco_fraction){value.numerator / divisor, value.denominator / divisor};
}

eco_fraction eco_fraction_of(eco_decimal value)
{
    return (eco_fraction){value.coefficient, eco_power10[value.scale]};
}

/* a + b with both brought to the denominator a.denominator * b_factor = b.denominator * a_factor. */
static bool add_over(eco_fraction *out, eco_fraction a, eco_fraction b, eco_wide a_factor, eco_wide b_factor)
{
    eco_wide left, right;
    return !__builtin_mul_overflow(a.numerator, a_factor, &left) && !__builtin_mul_overflow(b.numerator, b_factor, &right) &&
           !__builtin_add_overflow(left, right, &out->numerator) && out->numerator != WIDE_MIN &&
           !__builtin_mul_overflow(a.denominator, a_factor, &out->denominator);
}

bool eco_fraction_add(eco_fraction *out, eco_fraction a, eco_fraction b)
{
    if (a.denominator == b.denominator ? add_over(out, a, b, 1, 1) : add_over(out, a, b, b.denominator, a.denominator))
        return true;
    a = reduced(a);
    b = reduced(b);
    eco_wide divisor = common_divisor(a.denominator, b.denominator);
    return add_over(out, a, b, b.denominator / divisor, a.denominator / divisor);
}

static bool multiply(eco_fraction *out, eco_fraction a, eco_fraction b)
{
    return !__builtin_mul_overflow(a.numerator, b.numerator, &out->numerator) && out->numerator != WIDE_MIN &&
           !__builtin_mul_overflow(a.denominator, b.denominator, &out->denominator);
}

bool eco_fraction_multiply(eco_fraction *out, eco_fraction a, eco_fraction b)
{
    if (multiply(out, a, b))
        return true;
    a = reduced(a);
    b = reduced(b);
    eco_fraction across = reduced((eco_fraction){a.numerator, b.denominator});
    eco_fraction along = reduced((eco_fraction){b.numerator, a.denominator});
    return multiply(out, across, along);
}

eco_fraction eco_fraction_inverse(eco_fraction value)
{
    if (value.numerator < 0)
        return (eco_fraction){-value.denominator, -value.numerator};
    return (eco_fraction){value.denominator, value.numerator};
}

/* Rounded down; denominator > 0. */
static eco_wide whole_of(eco_fraction value)
{
    eco_wide whole = value.numerator / value.denominator;
    return whole - (value.numerator % value.denominator < 0);
}

/* Compares the continued fractions: whole parts, then the inverses of what is left, the other way round. */
static int compare_slowly(eco_fraction a, eco_fraction b)
{
    for (;;) {
        eco_wide a_whole = whole_of(a), b_whole = whole_of(b);
        if (a_whole != b_whole)
            return a_whole < b_whole ? -1 : 1;
        eco_wide a_rest = a.numerator - a_whole * a.denominator, b_rest = b.numerator - b_whole * b.denominator;
        if (a_rest == 0 || b_rest == 0)
            return (a_rest > 0) - (b_rest > 0);
        eco_fraction inverse_of_a = {a.denominator, a_rest};
        a = (eco_fraction){b.denominator, b_rest};
        b = inverse_of_a;
    }
}

int eco_fraction_compare(eco_fraction a, eco_fraction b)
{
    eco_wide left, right;
    if (a.denominator == b.denominator)
        return (a.numerator > b.numerator) - (a.numerator < b.numerator);
    if (a.numerator == (int64_t)a.numerator && b.numerator == (int64_t)b.numerator && a.denominator == (int64_t)a.denominator &&
        b.denominator == (int64_t)b.denominator) { /* one multiplication each: decimals as shops have them */
        left = (eco_wide)(int64_t)a.numerator * (int64_t)b.denominator;
        right = (eco_wide)(int64_t)b.numerator * (int64_t)a.denominator;
        return (left > right) - (left < right);
    }
    if (__builtin_mul_overflow(a.numerator, b.denominator, &left) || __builtin_mul_overflow(b.numerator, a.denominator, &right))
        return compare_slowly(a, b);
    return (left > right) - (left < right);
}

bool eco_fraction_decimals(eco_decimal *numerator, eco_decimal *denominator, eco_fraction value)
{
    value = reduced(value);
    int32_t numerator_scale = 0, denominator_scale = 0;
    /* A factor of ten that is too much above the line goes below it as a scale, and the other way round. */
    while (value.denominator > INT64_MAX && value.denominator % 10 == 0 && numerator_scale < ECO_SCALE_MAX) {
        value.denominator /= 10;
        numerator_scale++;
    }
    while (magnitude(value.numerator) > INT64_MAX && value.numerator % 10 == 0 && denominator_scale < ECO_SCALE_MAX) {
        value.numerator /= 10;
        denominator_scale++;
    }
    numerator->scale = numerator_scale;
    denominator->scale = denominator_scale;
    return eco_narrow(&numerator->coefficient, value.numerator) && eco_narrow(&denominator->coefficient, value.denominator);
}
