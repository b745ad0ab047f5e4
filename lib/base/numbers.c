/* numbers.c - the one division of the library, and what 64 bits hold. */
#include "base/numbers.h"

const int64_t eco_power10[ECO_SCALE_MAX + 1] = {
    INT64_C(1),
    INT64_C(10),
    INT64_C(100),
    INT64_C(1000),
    INT64_C(10000),
    INT64_C(100000),
    INT64_C(1000000),
    INT64_C(10000000),
    INT64_C(100000000),
    INT64_C(1000000000),
    INT64_C(10000000000),
    INT64_C(100000000000),
    INT64_C(1000000000000),
    INT64_C(10000000000000),
    INT64_C(100000000000000),
    INT64_C(1000000000000000),
    INT64_C(10000000000000000),
    INT64_C(100000000000000000),
    INT64_C(1000000000000000000),
};

/* Whether a quotient that was cut toward zero must go one further from it. `half` is -1, 0 or 1: the part cut off is below, at or above a half. */
static bool goes_away(int half, bool negative, bool odd, eco_rounding rounding)
{
    switch (rounding) {
    case ECO_ROUNDING_HALF_EVEN: return half > 0 || (half == 0 && odd);
    case ECO_ROUNDING_HALF_ODD: return half > 0 || (half == 0 && !odd);
    case ECO_ROUNDING_HALF_DOWN: return half > 0;
    case ECO_ROUNDING_HALF_CEILING: return half > 0 || (half == 0 && !negative);
    case ECO_ROUNDING_HALF_FLOOR: return half > 0 || (half == 0 && negative);
    case ECO_ROUNDING_UP: return true;
    case ECO_ROUNDING_DOWN: return false;
    case ECO_ROUNDING_CEILING: return !negative;
    case ECO_ROUNDING_FLOOR: return negative;
    default: return half >= 0; /* ECO_ROUNDING_HALF_UP */
    }
}

/* Most amounts fit 64 bits, where a division costs a fifth. */
eco_wide eco_divide_down(eco_wide numerator, eco_wide denominator, eco_wide *cut)
{
    if (numerator >= INT64_MIN && numerator <= INT64_MAX && denominator <= INT64_MAX) {
        *cut = (int64_t)numerator % (int64_t)denominator;
        return (int64_t)numerator / (int64_t)denominator;
    }
    eco_wide quotient = numerator / denominator;
    *cut = numerator - quotient * denominator;
    return quotient;
}

eco_wide eco_divide_wide(eco_wide numerator, eco_wide denominator, eco_rounding rounding)
{
    eco_wide cut, quotient = eco_divide_down(numerator, denominator, &cut);
    if (cut == 0)
        return quotient;
    bool negative = numerator < 0;
    eco_wide below = negative ? -cut : cut, above = denominator - below; /* doubling the part cut off could overflow */
    int half = (below > above) - (below < above);
    if (!goes_away(half, negative, quotient % 2 != 0, rounding))
        return quotient;
    return negative ? quotient - 1 : quotient + 1;
}

bool eco_rounding_known(eco_rounding rounding)
{
    return rounding >= ECO_ROUNDING_HALF_UP && rounding <= ECO_ROUNDING_HALF_FLOOR;
}

const char *eco_rounding_name(eco_rounding rounding)
{
    switch (rounding) {
    case ECO_ROUNDING_HALF_UP: return "half_up";
    case ECO_ROUNDING_HALF_EVEN: return "half_even";
    case ECO_ROUNDING_HALF_DOWN: return "half_down";
    case ECO_ROUNDING_UP: return "up";
    case ECO_ROUNDING_DOWN: return "down";
    case ECO_ROUNDING_CEILING: return "ceiling";
    case ECO_ROUNDING_FLOOR: return "floor";
    case ECO_ROUNDING_HALF_ODD: return "half_odd";
    case ECO_ROUNDING_HALF_CEILING: return "half_ceiling";
    case ECO_ROUNDING_HALF_FLOOR: return "half_floor";
    default: return "unknown";
    }
}
