/* tzrule.c - the POSIX TZ text at the end of a TZif file: what holds after its last transition. */
#include "base/civil.h"
#include "base/tzif.h"

#include <string.h>

typedef struct scanner {
    const char *at, *end;
} scanner;

static bool next_is(scanner *scan, char character)
{
    if (scan->at == scan->end || *scan->at != character)
        return false;
    scan->at++;
    return true;
}

static bool is_letter(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* "CET" or "<+08>": at least three characters. */
static bool scan_name(scanner *scan)
{
    bool quoted = next_is(scan, '<');
    const char *first = scan->at;
    while (scan->at < scan->end && (is_letter(*scan->at) || (quoted && (is_digit(*scan->at) || strchr("+-", *scan->at)))))
        scan->at++;
    return scan->at - first >= 3 && (!quoted || next_is(scan, '>'));
}

/* One to three digits. */
static bool scan_number(scanner *scan, int32_t *value, int32_t least, int32_t most)
{
    const char *first = scan->at;
    for (*value = 0; scan->at < scan->end && is_digit(*scan->at) && scan->at - first < 3; scan->at++)
        *value = *value * 10 + (*scan->at - '0');
    return scan->at > first && *value >= least && *value <= most;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool scan_time(scanner *scan, int32_t *seconds, int32_t most_hours)
{
    bool negative = next_is(scan, '-');
    if (!negative)
        next_is(scan, '+');
    int32_t hour, minute = 0, second = 0;
    if (!scan_number(scan, &hour, 0, most_hours))
        return false;
    if (next_is(scan, ':')) {
        if (!scan_number(scan, &minute, 0, 59))
            return false;
        if (next_is(scan, ':') && !scan_number(scan, &second, 0, 59))
            return false;
    }
    *seconds = (hour * 3600 + minute * 60 + second) * (negative ? -1 : 1);
    return true;
}

/* J60, 59 or M3.5.0, and /time. */
static bool scan_day(scanner *scan, eco_tz_day *day)
{
    *day = (eco_tz_day){.form = 'N', .seconds = 2 * 3600};
    bool good;
    if (next_is(scan, 'J')) {
        day->form = 'J';
        good = scan_number(scan, &day->day, 1, 365);
    } else if (next_is(scan, 'M')) {
        day->form = 'M';
        good = scan_number(scan, &day->month, 1, 12) && next_is(scan, '.') && scan_number(scan, &day->week, 1, 5) &&
               next_is(scan, '.') && scan_number(scan, &day->day, 0, 6);
    } else {
        good = scan_number(scan, &day->day, 0, 365);
    }
    return good && (!next_is(scan, '/') || scan_time(scan, &day->seconds, 167));
}

const char *eco_tz_rule_read(eco_tz_rule *rule, const char *text, size_t size)
{
    scanner scan = {text, text + size};
    int32_t west;
    *rule = (eco_tz_rule){0};
    if (!scan_name(&scan))
        return "a name of at least three letters is expected";
    if (!scan_time(&scan, &west, 24))
        return "an offset of at most 24 hours is expected";
    rule->standard = rule->daylight = -west;
    if (scan.at == scan.end)
        return NULL;
    rule->changes = true;
    if (!scan_name(&scan))
        return "a name of daylight time is expected";
    rule->daylight = rule->standard + 3600;
    if (scan.at < scan.end && *scan.at != ',') {
        if (!scan_time(&scan, &west, 24))
            return "an offset of daylight time is expected";
        rule->daylight = -west;
    }
    if (!next_is(&scan, ',') || !scan_day(&scan, &rule->starts))
        return "the day on which daylight time starts is expected";
    if (!next_is(&scan, ',') || !scan_day(&scan, &rule->ends))
        return "the day on which daylight time ends is expected";
    return scan.at < scan.end ? "nothing more is expected" : NULL;
}

static int64_t date_of(const eco_tz_day *day, int32_t year)
{
    int64_t first = eco_date_raw(year, 1, 1);
    if (day->form == 'N')
        return first + day->day;
    if (day->form == 'J') /* day 60 is 1 March in every year */
        return first + day->day - 1 + (day->day >= 60 && eco_month_days(year, 2) == 29);
    int64_t date = eco_date_raw(year, day->month, 1);
    int64_t weekday = date + 4 - eco_floor_div(date + 4, 7) * 7; /* 0 is Sunday; 1970-01-01 was a Thursday */
    date += (day->day - weekday + 7) % 7 + (day->week - 1) * 7;
    int64_t last = eco_date_raw(year, day->month, eco_month_days(year, day->month));
    return date > last ? date - 7 : date; /* week 5 is the last one */
}

void eco_tz_rule_year(const eco_tz_rule *rule, int32_t year, int64_t *starts, int64_t *ends)
{
    *starts = date_of(&rule->starts, year) * 86400 + rule->starts.seconds - rule->standard;
    *ends = date_of(&rule->ends, year) * 86400 + rule->ends.seconds - rule->daylight;
}
