/* cells.c - see cells.h. */
#include "ecomops/cells.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t';
}

static bool all_digits(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!is_digit(bytes[i]))
            return false;
    return size > 0;
}

tool_text tool_cell_trim(const char *bytes, size_t size)
{
    while (size > 0 && is_blank(bytes[size - 1]))
        size--;
    while (size > 0 && is_blank(*bytes))
        bytes++, size--;
    if (size >= 3 && bytes[0] == '=' && bytes[1] == '"' && bytes[size - 1] == '"')
        return (tool_text){bytes + 2, size - 3};
    if (size > 1 && bytes[0] == '\'' && all_digits(bytes + 1, size - 1))
        return (tool_text){bytes + 1, size - 1};
    return (tool_text){bytes, size};
}

const char *tool_cell_id(tool_text cell)
{
    /* d, d.ddd; then E+dd: as spreadsheets print numbers of more than 11 digits. */
    const char *at = cell.bytes, *end = at + cell.size;
    if (at == end || !is_digit(*at++))
        return NULL;
    if (at < end && (*at == '.' || *at == ','))
        for (at++; at < end && is_digit(*at);)
            at++;
    if (end - at < 4 || (*at != 'E' && *at != 'e') || at[1] != '+' || !all_digits(at + 2, (size_t)(end - at) - 2))
        return NULL;
    return "is an id that a spreadsheet has turned into a number and rounded: format its column as text, then export again";
}

/* ---- numbers ---- */

typedef struct number {
    int64_t coefficient;
    int32_t scale; /* decimals, without zeros at the end */
    bool negative;
} number;

static const char not_a_number[] = "is not a number such as 1234.50";
static const char too_large[] = "is too large";

/* digits[.digits], nothing else. Zeros at the end of decimals don't count. */
static const char *read_plain(number *out, const char *at, const char *end)
{
    int64_t coefficient = 0;
    int32_t scale = 0, zeros = 0;
    const char *first = at;
    for (; at < end && is_digit(*at); at++)
        if (__builtin_mul_overflow(coefficient, 10, &coefficient) || __builtin_add_overflow(coefficient, *at - '0', &coefficient))
            return too_large;
    if (at == first)
        return not_a_number;
    if (at < end && *at == '.') {
        for (first = ++at; at < end && is_digit(*at); at++) {
            zeros++;
            if (*at == '0')
                continue;
            for (; zeros > 0; zeros--, scale++)
                if (__builtin_mul_overflow(coefficient, 10, &coefficient))
                    return "has too many digits";
            if (__builtin_add_overflow(coefficient, *at - '0', &coefficient))
                return "has too many digits";
        }
        if (at == first)
            return not_a_number;
    }
    out->coefficient = coefficient;
    out->scale = scale;
    if (at < end && (*at == 'e' || *at == 'E'))
        return "is in scientific notation: format its column as a plain number, then export again";
    return at == end ? NULL : not_a_number;
}

/* Takes the commas of thousands out: 1,234.50 and 1,234,567, where no other reading is left. */
static const char *read_grouped(number *out, const char *at, const char *end)
{
    char plain[64];
    size_t size = 0, commas = 0, digits = 0; /* digits: since the last comma */
    for (; at < end && *at != '.'; at++, digits++) {
        if (*at == ',') {
            if (digits == 0 || digits > 3 || (commas > 0 && digits != 3))
                return not_a_number;
            commas++;
            digits = (size_t)-1;
            continue;
        }
        if (!is_digit(*at) || size == sizeof plain - 1)
            return not_a_number;
        plain[size++] = *at;
    }
    if (digits != 3)
        return commas == 1 && at == end ? "has a comma before its decimals: write a point" : not_a_number;
    if (commas == 1 && at == end)
        return "could be a thousand or a decimal comma: write it without";
    if ((size_t)(end - at) > sizeof plain - size)
        return "has too many decimals";
    memcpy(plain + size, at, (size_t)(end - at));
    return read_plain(out, plain, plain + size + (end - at));
}

/* The signs of currencies, and which currencies they stand for. */
static const struct {
    const char *sign, *currencies;
} signs[] = {{"¥", "CNY JPY"}, {"￥", "CNY JPY"}, {"$", "USD AUD CAD HKD MXN NZD SGD TWD"},
             {"US$", "USD"},   {"HK$", "HKD"},    {"NT$", "TWD"},
             {"€", "EUR"},     {"£", "GBP"},      {"₩", "KRW"},
             {"₹", "INR"}};

/* Moves *at behind a sign of the currency, if one stands there. */
static const char *skip_sign(const char **at, const char *end, const char *currency)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t size = strlen(signs[i].sign);
        if ((size_t)(end - *at) < size || memcmp(*at, signs[i].sign, size) != 0)
            continue;
        if (!strstr(signs[i].currencies, currency))
            return "is in another currency";
        *at += size;
        break;
    }
    while (*at < end && is_blank(**at))
        ++*at;
    return NULL;
}

/* What is left when the fast way has failed: a sign of currency, thousands. */
static const char *read_dressed(number *out, const char *at, const char *end, const char *currency, const char *why)
{
    const char *first = at;
    const char *wrong = currency ? skip_sign(&at, end, currency) : NULL;
    if (wrong)
        return wrong;
    if (!out->negative && at > first && at < end && *at == '-') { /* ¥-5.00 */
        out->negative = true;
        at++;
    }
    if (at < end && memchr(at, ',', (size_t)(end - at)))
        return read_grouped(out, at, end);
    return at == first ? why : read_plain(out, at, end);
}

const char *tool_cell_number(int64_t *value, int32_t *scale, tool_text cell, int32_t exponent, const char *currency)
{
    static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    const char *at = cell.bytes, *end = at + cell.size;
    number read = {.negative = at < end && *at == '-'};
    at += read.negative;
    const char *why = read_plain(&read, at, end);
    if (why)
        why = read_dressed(&read, at, end, currency, why);
    if (why)
        return why;
    int32_t below = read.scale - exponent; /* decimals below a unit */
    if (below > TOOL_SCALE_MOST)
        return "has too many decimals";
    int64_t units = read.coefficient, widest;
    for (int32_t i = below; i < 0; i++)
        if (__builtin_mul_overflow(units, 10, &units))
            return too_large;
    *scale = below > 0 ? below : 0;
    if (__builtin_mul_overflow(units, powers[TOOL_SCALE_MOST - *scale], &widest))
        return too_large;
    *value = read.negative ? -units : units;
    return NULL;
}

/* ---- times ---- */

typedef struct clock_text {
    const char *at, *end;
} clock_text;

static bool next_is(clock_text *text, char character)
{
    if (text->at == text->end || *text->at != character)
        return false;
    text->at++;
    return true;
}

/* least to most digits. */
static bool next_number(clock_text *text, int32_t *value, int32_t least, int32_t most)
{
    int32_t digits = 0;
    for (*value = 0; digits < most && text->at < text->end && is_digit(*text->at); digits++)
        *value = *value * 10 + (*text->at++ - '0');
    return digits >= least;
}

static bool read_day(clock_text *text, eco_civil *civil)
{
    if (!next_number(text, &civil->year, 4, 4) || text->at == text->end)
        return false;
    char mark = *text->at++;
    return (mark == '-' || mark == '/' || mark == '.') && next_number(text, &civil->month, 1, 2) && next_is(text, mark) &&
           next_number(text, &civil->day, 1, 2);
}

/* T or blanks, h:mm, and seconds with a fraction or none. */
static bool read_clock(clock_text *text, eco_civil *civil)
{
    const char *first = text->at;
    if (!next_is(text, 'T') && !next_is(text, 't'))
        while (next_is(text, ' '))
            ;
    if (text->at == first || !next_number(text, &civil->hour, 1, 2) || !next_is(text, ':') ||
        !next_number(text, &civil->minute, 2, 2))
        return false;
    if (!next_is(text, ':'))
        return true;
    if (!next_number(text, &civil->second, 2, 2))
        return false;
    if (!next_is(text, '.'))
        return true;
    first = text->at;
    if (!next_number(text, &civil->microsecond, 1, 6))
        return false;
    for (int64_t digits = text->at - first; digits < 6; digits++)
        civil->microsecond *= 10;
    while (next_is(text, '0'))
        ;
    return true;
}

/* Z, +08:00, +0800 or +08, after a blank or none. */
static bool read_offset(clock_text *text, int64_t *offset_us)
{
    int32_t hour, minute = 0;
    next_is(text, ' ');
    *offset_us = 0;
    if (next_is(text, 'Z') || next_is(text, 'z'))
        return true;
    bool west = next_is(text, '-');
    if ((!west && !next_is(text, '+')) || !next_number(text, &hour, 2, 2))
        return false;
    if (next_is(text, ':') ? !next_number(text, &minute, 2, 2) : text->at < text->end && !next_number(text, &minute, 2, 2))
        return false;
    *offset_us = (hour * ECO_HOUR_US + minute * ECO_MINUTE_US) * (west ? -1 : 1);
    return hour < 24 && minute < 60;
}

const char *tool_cell_time(int64_t *at_us, tool_text cell, const eco_zone *zone)
{
    static const char not_a_time[] = "is not a time such as 2026-11-11 08:30:00";
    clock_text text = {cell.bytes, cell.bytes + cell.size};
    eco_civil civil = {0};
    int64_t offset_us = 0;
    if (!read_day(&text, &civil))
        return not_a_time;
    if (text.at < text.end && !read_clock(&text, &civil))
        return not_a_time;
    bool has_offset = text.at < text.end;
    if (has_offset && (!read_offset(&text, &offset_us) || text.at < text.end))
        return not_a_time;
    if (eco_zone_instant(at_us, has_offset ? NULL : zone, &civil, NULL))
        return "is a day or a time of day that does not exist";
    *at_us -= offset_us;
    if (*at_us >= (eco_date_of(9999, 12, 31) + 1) * ECO_DAY_US)
        return "is after year 9999";
    return *at_us > 0 ? NULL : "is not after 1970-01-01";
}

const char *tool_cell_bool(bool *value, tool_text cell)
{
    static const char *const words[][2] = {{"0", "1"}, {"false", "true"}, {"no", "yes"}, {"n", "y"},
                                           {"f", "t"}, {"否", "是"},      {"", ""}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int k = 0; k < 2; k++)
            if (strlen(words[i][k]) == cell.size && strncasecmp(words[i][k], cell.bytes, cell.size) == 0) {
                *value = k == 1 && cell.size > 0;
                return NULL;
            }
    return "is neither true nor false";
}
