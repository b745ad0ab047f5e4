/* duration.c - ISO 8601 durations, both ways. */
#include "base/error.h"

#include <ecomops/time.h>
#include <stdio.h>
#include <string.h>

typedef __int128 wide;

/* One designator of each, in this order. */
typedef struct unit {
    char letter;
    bool timely; /* stands after the T */
    enum { MONTHS, DAYS, EXACT } part;
    int64_t size;
} unit;
static const unit units[] = {{'Y', false, MONTHS, 12},
                             {'M', false, MONTHS, 1},
                             {'W', false, DAYS, 7},
                             {'D', false, DAYS, 1},
                             {'H', true, EXACT, ECO_HOUR_US},
                             {'M', true, EXACT, ECO_MINUTE_US},
                             {'S', true, EXACT, ECO_SECOND_US}};
enum { UNITS = sizeof units / sizeof *units, MOST_DIGITS = 18 };

typedef struct scanner {
    const char *at;
    wide parts[3];
    bool negative; /* a '-' before the P */
    const char *why;
} scanner;

static bool fail(scanner *scan, const char *why)
{
    scan->why = why;
    return false;
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* A number with its sign and fraction (in millionths): *fraction_digits says how many digits the fraction had. */
static bool scan_number(scanner *scan, wide *millionths, int32_t *fraction_digits)
{
    bool negative = *scan->at == '-';
    if (negative && scan->negative)
        return fail(scan, "only one sign is allowed");
    scan->at += negative;
    wide number = 0;
    int32_t digits = 0;
    for (; is_digit(*scan->at); scan->at++, digits++) {
        if (digits == MOST_DIGITS)
            return fail(scan, "the number has too many digits");
        number = number * 10 + (*scan->at - '0');
    }
    if (digits == 0)
        return fail(scan, "a number is expected");
    number *= 1000000;
    *fraction_digits = 0;
    if (*scan->at == '.') {
        int32_t worth = 100000;
        for (scan->at++; is_digit(*scan->at); scan->at++, ++*fraction_digits, worth /= 10) {
            if (*fraction_digits == 6)
                return fail(scan, "a fraction has at most 6 digits");
            number += (*scan->at - '0') * worth;
        }
        if (*fraction_digits == 0)
            return fail(scan, "digits are expected after '.'");
    }
    *millionths = negative || scan->negative ? -number : number;
    return true;
}

/* What follows P: numbers with their designators, each at most once and in order. */
static bool scan_parts(scanner *scan)
{
    bool timely = false;
    int32_t next = 0;
    do {
        if (*scan->at == 'T' && !timely) {
            timely = true;
            scan->at++;
        }
        wide millionths;
        int32_t fraction_digits;
        if (!scan_number(scan, &millionths, &fraction_digits))
            return false;
        while (next < UNITS && (units[next].letter != *scan->at || units[next].timely != timely))
            next++;
        if (next == UNITS)
            return fail(scan, timely ? "H, M or S is expected here" : "Y, M, W or D is expected here");
        if (fraction_digits > 0 && units[next].letter != 'S')
            return fail(scan, "only seconds may have a fraction");
        scan->parts[units[next].part] += millionths * units[next].size / 1000000;
        next++;
        scan->at++;
    } while (*scan->at);
    return true;
}

eco_status eco_duration_parse(eco_duration *out, const char *text, eco_error *error)
{
    *out = (eco_duration){0};
    if (!text)
        return eco_fail(error, ECO_E_INVALID, NULL, "the duration is NULL");
    scanner scan = {.at = text};
    scan.negative = *scan.at == '-';
    scan.at += scan.negative;
    bool good = *scan.at == 'P' || fail(&scan, "'P' is expected");
    if (good) {
        scan.at++;
        good = scan_parts(&scan);
    }
    if (!good)
        return eco_fail_at(error, ECO_E_SYNTAX, 1, (int32_t)(scan.at - text) + 1, NULL,
                           "%s is not a duration such as P7D or PT30M: %s", ECO_QUOTE(text), scan.why);
    wide months = scan.parts[MONTHS], days = scan.parts[DAYS], exact = scan.parts[EXACT];
    if (months < INT32_MIN || months > INT32_MAX || days < INT32_MIN || days > INT32_MAX || exact < INT64_MIN ||
        exact > INT64_MAX)
        return eco_fail(error, ECO_E_OVERFLOW, NULL, "the duration %s is too long", ECO_QUOTE(text));
    *out = (eco_duration){(int32_t)months, (int32_t)days, (int64_t)exact};
    return ECO_OK;
}

typedef struct printer {
    char *text;
    int length;
    bool sign_each; /* signs differ: each number has its own */
} printer;

static void print_part(printer *print, bool negative, uint64_t amount, char letter)
{
    if (amount)
        print->length += snprintf(print->text + print->length, (size_t)(ECO_DURATION_TEXT - print->length), "%s%llu%c",
                                  negative && print->sign_each ? "-" : "", (unsigned long long)amount, letter);
}

static void print_seconds(printer *print, bool negative, uint64_t exact)
{
    uint64_t fraction = exact % ECO_SECOND_US;
    if (fraction == 0) {
        print_part(print, negative, exact / ECO_SECOND_US % 60, 'S');
        return;
    }
    print->length += snprintf(print->text + print->length, (size_t)(ECO_DURATION_TEXT - print->length), "%s%u.%06u",
                              negative && print->sign_each ? "-" : "", (unsigned)(exact / ECO_SECOND_US % 60),
                              (unsigned)fraction);
    while (print->text[print->length - 1] == '0')
        print->length--;
    print->text[print->length++] = 'S';
    print->text[print->length] = '\0';
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

char *eco_duration_text(char *text, eco_duration duration)
{
    bool some_below = duration.months < 0 || duration.days < 0 || duration.exact_us < 0;
    bool some_above = duration.months > 0 || duration.days > 0 || duration.exact_us > 0;
    if (!some_below && !some_above) {
        snprintf(text, ECO_DURATION_TEXT, "PT0S");
        return text;
    }
    printer print = {.text = text, .sign_each = some_below && some_above};
    uint64_t months = magnitude(duration.months), days = magnitude(duration.days), exact = magnitude(duration.exact_us);
    print.length = snprintf(text, ECO_DURATION_TEXT, "%s", some_below && !some_above ? "-P" : "P");
    print_part(&print, duration.months < 0, months / 12, 'Y');
    print_part(&print, duration.months < 0, months % 12, 'M');
    print_part(&print, duration.days < 0, days, 'D');
    if (exact) {
        text[print.length++] = 'T';
        text[print.length] = '\0';
    }
    print_part(&print, duration.exact_us < 0, exact / ECO_HOUR_US, 'H');
    print_part(&print, duration.exact_us < 0, exact / ECO_MINUTE_US % 60, 'M');
    print_seconds(&print, duration.exact_us < 0, exact);
    return text;
}
