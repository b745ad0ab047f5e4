/* pricing_reference_number.c - the model's arithmetic: rounding and splitting, written from their definitions. */
#include "pricing_reference.h"

#include <stdlib.h>

enum { PARTS_MOST = 128 };

wide reference_power10(int exponent)
{
    wide power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

int64_t reference_narrow(wide value)
{
    if (value > INT64_MAX || value < INT64_MIN)
        abort();
    return (int64_t)value;
}

int64_t reference_extend(const scenario *given, int64_t unit, int32_t unit_scale, const reference_line *line)
{
    return reference_narrow(reference_round((wide)unit * line->quantity, reference_power10(unit_scale + line->quantity_scale),
                                            given->options.rounding));
}

int64_t reference_percent(const scenario *given, int64_t amount, eco_decimal percent)
{
    return reference_narrow(
        reference_round((wide)amount * percent.coefficient, reference_power10(percent.scale + 2), given->options.rounding));
}

wide reference_round(wide up, wide down, eco_rounding rounding)
{
    wide below = up / down;
    if (below * down > up)
        below--; /* the whole number at or below */
    wide rest = up - below * down;
    if (rest == 0)
        return below;
    wide above = below + 1;
    bool negative = up < 0;
    wide away = negative ? below : above, toward = negative ? above : below;
    int half = 2 * rest < down ? -1 : 2 * rest > down; /* below, at, above the middle */
    if (half != 0 && rounding != ECO_ROUNDING_UP && rounding != ECO_ROUNDING_DOWN && rounding != ECO_ROUNDING_CEILING &&
        rounding != ECO_ROUNDING_FLOOR)
        return half < 0 ? below : above;
    switch (rounding) {
    case ECO_ROUNDING_HALF_UP:
    case ECO_ROUNDING_UP: return away;
    case ECO_ROUNDING_HALF_DOWN:
    case ECO_ROUNDING_DOWN: return toward;
    case ECO_ROUNDING_HALF_EVEN: return below % 2 == 0 ? below : above;
    case ECO_ROUNDING_HALF_ODD: return below % 2 == 0 ? above : below;
    case ECO_ROUNDING_CEILING:
    case ECO_ROUNDING_HALF_CEILING: return above;
    default: return below; /* FLOOR, HALF_FLOOR */
    }
}

void reference_split(int64_t *parts, int64_t whole, const int64_t *weights, int count)
{
    int64_t used[PARTS_MOST], sign = whole < 0 ? -1 : 1, left = whole * sign;
    wide sum = 0, rest[PARTS_MOST];
    bool served[PARTS_MOST] = {false};
    for (int i = 0; i < count; i++)
        sum += weights[i];
    for (int i = 0; i < count; i++)
        used[i] = sum == 0 ? 1 : weights[i];
    if (sum == 0)
        sum = count;
    for (int i = 0; i < count; i++) {
        wide share = (wide)(whole * sign) * used[i];
        parts[i] = (int64_t)(share / sum);
        rest[i] = share % sum;
        left -= parts[i];
    }
    for (; left > 0; left--) { /* one more each: whose fraction is the largest? */
        int best = -1;
        for (int i = 0; i < count; i++)
            if (!served[i] && used[i] > 0 && (best < 0 || rest[i] > rest[best]))
                best = i;
        parts[best]++;
        served[best] = true;
    }
    for (int i = 0; i < count; i++)
        parts[i] *= sign;
}

/* Who would get as much as it can take, or more, of what those that are full leave? */
static bool fill_more(bool *full, int64_t whole, const int64_t *weights, const int64_t *caps, int count)
{
    bool fills[PARTS_MOST], found = false;
    int64_t left = whole;
    wide sum = 0;
    for (int i = 0; i < count; i++) {
        sum += full[i] ? 0 : weights[i];
        left -= full[i] ? caps[i] : 0;
    }
    for (int i = 0; i < count; i++) {
        fills[i] = !full[i] && weights[i] > 0 && (wide)left * weights[i] >= caps[i] * sum;
        found = found || fills[i];
    }
    for (int i = 0; i < count; i++)
        full[i] = full[i] || fills[i];
    return found;
}

void reference_split_capped(int64_t *parts, int64_t whole, const int64_t *weights, const int64_t *caps, int count)
{
    bool full[PARTS_MOST] = {false};
    int64_t weights_left[PARTS_MOST] = {0}, shares[PARTS_MOST], left = whole;
    int places[PARTS_MOST], few = 0;
    while (fill_more(full, whole, weights, caps, count)) {
    }
    for (int i = 0; i < count; i++) {
        parts[i] = full[i] ? caps[i] : 0;
        left -= parts[i];
        if (!full[i]) {
            places[few] = i;
            weights_left[few++] = weights[i];
        }
    }
    if (left == 0)
        return;
    reference_split(shares, left, weights_left, few);
    for (int i = 0; i < few; i++)
        parts[places[i]] = shares[i];
}
