/* decimal.c - exact decimals and their text. */
#include "base/error.h"
#include "base/numbers.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static size_t digits_end(const char *text, size_t size, size_t at)
{
    while (at < size && is_digit(text[at]))
        at++;
    return at;
}

bool eco_decimal_shape(size_t *stop, size_t *decimals, const char *text, size_t size)
{
    size_t start = size && text[0] == '-';
    size_t whole_end = digits_end(text, size, start);
    *stop = whole_end;
    *decimals = 0;
    if (whole_end == start || whole_end == size)
        return whole_end > start;
    if (text[whole_end] != '.')
        return false;
    *stop = digits_end(text, size, whole_end + 1);
    *decimals = *stop - whole_end - 1;
    return *decimals > 0 && *stop == size;
}

/* digits x 10^zeros + digit, on the negative side, which reaches one further; false: it does not fit, and nothing has changed. */
static bool append(int64_t *negative, size_t zeros, int digit)
{
    eco_wide value = *negative;
    for (size_t i = 0; i <= zeros && value >= INT64_MIN; i++)
        value *= 10;
    return eco_narrow(negative, value - digit);
}

bool eco_decimal_read(eco_decimal *out, bool *too_large, const char *text, size_t size)
{
    size_t stop, decimals;
    int64_t negative = 0;
    int32_t scale = 0;
    *too_large = false;
    if (!eco_decimal_shape(&stop, &decimals, text, size))
        return false;
    size_t point = decimals ? size - decimals - 1 : size, zeros = 0; /* zeros after the point wait until a digit needs them */
    for (size_t i = text[0] == '-'; i < size; i++) {
        if (i == point)
            continue;
        if (i > point && text[i] == '0') {
            zeros++;
            continue;
        }
        *too_large = !append(&negative, zeros, text[i] - '0') || (i > point && zeros + 1 > (size_t)(ECO_SCALE_MAX - scale));
        if (*too_large)
            return false;
        scale += i > point ? (int32_t)zeros + 1 : 0;
        zeros = 0;
    }
    for (; zeros && scale < ECO_SCALE_MAX && append(&negative, 0, 0); zeros--)
        scale++;
    *too_large = text[0] != '-' && negative == INT64_MIN;
    if (!*too_large)
        *out = (eco_decimal){text[0] == '-' ? negative : -negative, scale};
    return !*too_large;
}

eco_status eco_decimal_parse(eco_decimal *out, const char *text, eco_error *error)
{
    bool too_large;
    size_t stop, decimals;
    if (!text)
        return eco_fail(error, ECO_E_INVALID, NULL, "the text of a decimal is NULL");
    if (eco_decimal_read(out, &too_large, text, strlen(text)))
        return ECO_OK;
    if (too_large)
        return eco_fail(error, ECO_E_OVERFLOW, NULL, "%s does not fit: a decimal has up to %d decimals, and digits up to %lld",
                        ECO_QUOTE(text), ECO_SCALE_MAX, (long long)INT64_MAX);
    eco_decimal_shape(&stop, &decimals, text, strlen(text));
    return eco_fail_at(error, ECO_E_SYNTAX, 1, (int32_t)(stop < INT32_MAX ? stop + 1 : INT32_MAX), NULL,
                       "%s is not a plain decimal such as 12.50 or -0.5", ECO_QUOTE(text));
}

char *eco_decimal_text(char *text, eco_decimal value)
{
    if (value.scale < 0 || value.scale > ECO_SCALE_MAX) {
        snprintf(text, ECO_DECIMAL_TEXT, "scale %d", (int)value.scale); /* not a decimal of ours, and not readable as one */
        return text;
    }
    char digits[24];
    uint64_t size = value.coefficient < 0 ? -(uint64_t)value.coefficient : (uint64_t)value.coefficient;
    snprintf(digits, sizeof digits, "%0*llu", (int)value.scale + 1, (unsigned long long)size);
    size_t whole = strlen(digits) - (size_t)value.scale;
    snprintf(text, ECO_DECIMAL_TEXT, "%s%.*s%s%s", value.coefficient < 0 ? "-" : "", (int)whole, digits, value.scale ? "." : "",
             digits + whole);
    return text;
}

int eco_decimal_compare(eco_decimal a, eco_decimal b)
{
    eco_wide left = (eco_wide)a.coefficient * eco_power10[b.scale];
    eco_wide right = (eco_wide)b.coefficient * eco_power10[a.scale];
    return (left > right) - (left < right);
}

eco_decimal eco_decimal_normal(eco_decimal value)
{
    while (value.scale > 0 && value.coefficient % 10 == 0) {
        value.coefficient /= 10;
        value.scale--;
    }
    return value;
}
