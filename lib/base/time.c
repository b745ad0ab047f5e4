/* time.c - instants as RFC 3339 text, both ways, and wall clocks of local microseconds. */
#include "base/civil.h"
#include "base/error.h"
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

eco_civil eco_civil_of_local(int64_t local_us)
{
    local_us = eco_clamp(local_us, ECO_TIME_FIRST_US, ECO_TIME_LAST_US);
    int32_t date = (int32_t)eco_floor_div(local_us, ECO_DAY_US);
    int64_t in_day = local_us - date * ECO_DAY_US;
    eco_civil civil = eco_date_civil(date);
    civil.hour = (int32_t)(in_day / ECO_HOUR_US);
    civil.minute = (int32_t)(in_day / ECO_MINUTE_US % 60);
    civil.second = (int32_t)(in_day / ECO_SECOND_US % 60);
    civil.microsecond = (int32_t)(in_day % ECO_SECOND_US);
    return civil;
}

typedef struct scanner {
    const char *text, *at, *end;
    size_t *stop; /* where the mistake is */
} scanner;

static const char *fail(const scanner *scan, const char *why)
{
    *scan->stop = (size_t)(scan->at - scan->text);
    return why;
}

static bool next_is(scanner *scan, char character)
{
    if (scan->at == scan->end || *scan->at != character)
        return false;
    scan->at++;
    return true;
}

static bool two_digits(scanner *scan, int32_t *value, int32_t most)
{
    if (!eco_digits_read(value, scan->at, scan->end, 2) || *value > most)
        return false;
    scan->at += 2;
    return true;
}

/* hh:mm:ss and a fraction, in microseconds of the day. */
static const char *scan_clock(scanner *scan, int64_t *in_day_us)
{
    int32_t hour, minute, second;
    if (!two_digits(scan, &hour, 23))
        return fail(scan, "an hour 00..23 is expected");
    if (!next_is(scan, ':'))
        return fail(scan, "':' is expected");
    if (!two_digits(scan, &minute, 59))
        return fail(scan, "a minute 00..59 is expected");
    if (!next_is(scan, ':'))
        return fail(scan, "':' and seconds are expected");
    if (!two_digits(scan, &second, 59))
        return fail(scan, "a second 00..59 is expected (time here has no leap seconds)");
    int64_t unit = ECO_SECOND_US, fraction = 0;
    if (next_is(scan, '.')) {
        const char *first = scan->at;
        for (; scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9'; scan->at++) {
            if (unit == 1)
                return fail(scan, "a fraction has at most 6 digits");
            unit /= 10;
            fraction += (*scan->at - '0') * unit;
        }
        if (scan->at == first)
            return fail(scan, "digits are expected after '.'");
    }
    *in_day_us = hour * ECO_HOUR_US + minute * ECO_MINUTE_US + second * ECO_SECOND_US + fraction;
    return NULL;
}

/* Z or +hh:mm. */
static const char *scan_offset(scanner *scan, int64_t *offset_us)
{
    *offset_us = 0;
    if (next_is(scan, 'Z') || next_is(scan, 'z'))
        return NULL;
    bool west = next_is(scan, '-');
    if (!west && !next_is(scan, '+'))
        return fail(scan, "an offset is expected: Z or +08:00");
    int32_t hour, minute;
    if (!two_digits(scan, &hour, 23))
        return fail(scan, "the offset's hour 00..23 is expected");
    if (!next_is(scan, ':'))
        return fail(scan, "':' is expected");
    if (!two_digits(scan, &minute, 59))
        return fail(scan, "the offset's minute 00..59 is expected");
    *offset_us = (hour * ECO_HOUR_US + minute * ECO_MINUTE_US) * (west ? -1 : 1);
    return NULL;
}

const char *eco_time_scan(int64_t *at_us, const char *text, size_t size, size_t *stop)
{
    int32_t date = 0;
    int64_t in_day_us = 0, offset_us = 0;
    const char *why = eco_date_scan(&date, text, size < 10 ? size : 10, stop);
    if (why)
        return why;
    scanner scan = {text, text + 10, text + size, stop};
    if (!next_is(&scan, 'T') && !next_is(&scan, 't'))
        return fail(&scan, "'T' and a time of day are expected");
    why = scan_clock(&scan, &in_day_us);
    if (!why)
        why = scan_offset(&scan, &offset_us);
    if (why)
        return why;
    if (scan.at < scan.end)
        return fail(&scan, "nothing more is expected");
    int64_t at = date * ECO_DAY_US + in_day_us - offset_us;
    if (at < ECO_TIME_FIRST_US || at > ECO_TIME_LAST_US)
        return fail(&scan, "in UTC it is not in years 0001..9999");
    *at_us = at;
    return NULL;
}

bool eco_time_read(int64_t *at_us, const char *text, size_t size)
{
    size_t stop;
    return !eco_time_scan(at_us, text, size, &stop);
}

eco_status eco_time_parse(int64_t *at_us, const char *rfc3339, eco_error *error)
{
    *at_us = 0;
    if (!rfc3339)
        return eco_fail(error, ECO_E_INVALID, NULL, "the time is NULL");
    size_t stop;
    const char *why = eco_time_scan(at_us, rfc3339, strlen(rfc3339), &stop);
    if (why)
        return eco_fail_at(error, ECO_E_SYNTAX, 1, (int32_t)stop + 1, NULL,
                           "%s is not a time such as 2026-11-11T12:00:00+08:00: %s", ECO_QUOTE(rfc3339), why);
    return ECO_OK;
}

char *eco_time_text(char *text, int64_t at_us)
{
    eco_civil civil = eco_civil_of_local(at_us);
    int length = snprintf(text, ECO_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d", civil.year % 10000, civil.month % 100,
                          civil.day % 100, civil.hour % 100, civil.minute % 100, civil.second % 100);
    if (civil.microsecond > 0) {
        length += snprintf(text + length, (size_t)(ECO_TIME_TEXT - length), ".%06d", civil.microsecond);
        while (text[length - 1] == '0')
            length--;
    }
    text[length] = 'Z';
    text[length + 1] = '\0';
    return text;
}
