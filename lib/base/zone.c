/* zone.c - zones: offsets, wall clocks, calendar arithmetic and periods across changes of the clock. */
#include "base/zone.h"
#include "base/civil.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/tzif.h"

#include <string.h>

static const int64_t utc_starts[1] = {INT64_MIN};
static const int32_t utc_offsets[1] = {0};
static const eco_zone utc = {.name = "UTC", .count = 1, .starts = utc_starts, .offsets = utc_offsets, .cycle_start = INT64_MAX};

/* A stretch of time with one offset: seconds UTC, [start, end). */
typedef struct piece {
    int64_t start, end;
    int32_t offset;
} piece;

static const eco_zone *or_utc(const eco_zone *zone)
{
    return zone ? zone : &utc;
}

static piece piece_at(const eco_zone *zone, int64_t second)
{
    int64_t shift = 0; /* whole cycles */
    if (zone->cycle_start != INT64_MAX && second >= zone->cycle_start)
        shift = (second - zone->cycle_start) / ECO_CYCLE_SECONDS * ECO_CYCLE_SECONDS;
    second -= shift;
    size_t low = 0, count = zone->count; /* the last piece that starts at or before the second */
    while (count > 1) {
        size_t half = count / 2;
        low += zone->starts[low + half] <= second ? half : 0;
        count -= half;
    }
    piece found = {zone->starts[low], INT64_MAX, zone->offsets[low]};
    if (low > 0)
        found.start += shift;
    if (low + 1 < zone->count)
        found.end = zone->starts[low + 1] + shift;
    else if (zone->cycle_start != INT64_MAX)
        found.end = zone->cycle_start + ECO_CYCLE_SECONDS + shift;
    return found;
}

static int64_t in_range(int64_t at_us)
{
    return eco_clamp(at_us, ECO_TIME_FIRST_US, ECO_TIME_LAST_US);
}

int64_t eco_zone_local(const eco_zone *zone, int64_t at_us)
{
    at_us = in_range(at_us);
    return at_us + piece_at(or_utc(zone), eco_floor_div(at_us, ECO_SECOND_US)).offset * ECO_SECOND_US;
}

int32_t eco_zone_date(const eco_zone *zone, int64_t at_us)
{
    return (int32_t)eco_clamp(eco_floor_div(eco_zone_local(zone, at_us), ECO_DAY_US), ECO_DATE_FIRST, ECO_DATE_LAST);
}

eco_civil eco_zone_civil(const eco_zone *zone, int64_t at_us)
{
    return eco_civil_of_local(eco_zone_local(zone, at_us));
}

/* The first instant at which the wall clock shows `local_us` or later. *skipped is by how much later: 0, save in a gap. */
static int64_t first_instant(const eco_zone *zone, int64_t local_us, int64_t *skipped)
{
    int64_t local = eco_floor_div(local_us, ECO_SECOND_US), below_second = local_us - local * ECO_SECOND_US;
    *skipped = 0;
    /* Here no clock shows more than `local`; go on piece by piece until one does. */
    piece now = piece_at(zone, local - ECO_OFFSET_MOST);
    while (now.end != INT64_MAX && local - now.offset >= now.end)
        now = piece_at(zone, now.end);
    int64_t second = local - now.offset;
    if (second >= now.start)
        return second * ECO_SECOND_US + below_second;
    *skipped = (now.start - second) * ECO_SECOND_US - below_second;
    return now.start * ECO_SECOND_US;
}

/* The instant of a wall clock. In a gap the clock before it is read on: later by the gap than the wall clock asks for. */
static int64_t instant_of(const eco_zone *zone, int64_t local_us)
{
    int64_t skipped;
    int64_t at_us = first_instant(zone, local_us, &skipped);
    if (skipped == 0)
        return at_us;
    int32_t before = piece_at(zone, eco_floor_div(at_us, ECO_SECOND_US) - 1).offset;
    return local_us - before * ECO_SECOND_US;
}

static eco_status out_of_range(eco_error *error, const char *what)
{
    return eco_fail(error, ECO_E_OVERFLOW, NULL, "%s is not in years 0001..9999", what);
}

static eco_status check_part(eco_error *error, const char *path, int32_t value, int32_t least, int32_t most)
{
    if (value >= least && value <= most)
        return ECO_OK;
    return eco_fail(error, ECO_E_INVALID, path, "%s %d is not in %d..%d", path + 1, value, least, most);
}

eco_status eco_zone_instant(int64_t *at_us, const eco_zone *zone, const eco_civil *civil, eco_error *error)
{
    *at_us = 0;
    if (!civil)
        return eco_fail(error, ECO_E_INVALID, NULL, "the civil time is NULL");
    eco_status status;
    if ((status = check_part(error, "/year", civil->year, 1, 9999)) ||
        (status = check_part(error, "/month", civil->month, 1, 12)) ||
        (status = check_part(error, "/day", civil->day, 1, eco_month_days(civil->year, civil->month))) ||
        (status = check_part(error, "/hour", civil->hour, 0, 23)) ||
        (status = check_part(error, "/minute", civil->minute, 0, 59)) ||
        (status = check_part(error, "/second", civil->second, 0, 59)) ||
        (status = check_part(error, "/microsecond", civil->microsecond, 0, 999999)) ||
        (status = check_part(error, "/reserved", civil->reserved, 0, 0)))
        return status;
    int64_t local = eco_date_raw(civil->year, civil->month, civil->day) * ECO_DAY_US + civil->hour * ECO_HOUR_US +
                    civil->minute * ECO_MINUTE_US + civil->second * ECO_SECOND_US + civil->microsecond;
    int64_t at = instant_of(or_utc(zone), local);
    if (at != in_range(at))
        return out_of_range(error, "the instant");
    *at_us = at;
    return ECO_OK;
}

/* Moves a wall clock by months, to the month's last day where it is shorter, and by days; false: out of range. */
static bool add_calendar(int64_t *local_us, int32_t months, int32_t days)
{
    eco_civil civil = eco_civil_of_local(*local_us);
    int64_t in_day = *local_us - eco_floor_div(*local_us, ECO_DAY_US) * ECO_DAY_US;
    int64_t month = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int64_t year = eco_floor_div(month, 12);
    if (year < 1 || year > 9999)
        return false;
    int32_t month_of_year = (int32_t)(month - year * 12) + 1;
    int32_t month_days = eco_month_days((int32_t)year, month_of_year);
    int64_t date = eco_date_raw(year, month_of_year, civil.day < month_days ? civil.day : month_days) + days;
    if (date < ECO_DATE_FIRST || date > ECO_DATE_LAST)
        return false;
    *local_us = date * ECO_DAY_US + in_day;
    return true;
}

eco_status eco_zone_add(int64_t *out_us, const eco_zone *zone, int64_t at_us, eco_duration duration, eco_error *error)
{
    *out_us = 0;
    if (at_us != in_range(at_us))
        return out_of_range(error, "the instant");
    int64_t at = at_us;
    if (duration.months || duration.days) {
        int64_t local = eco_zone_local(zone, at_us);
        if (!add_calendar(&local, duration.months, duration.days))
            return out_of_range(error, "the sum");
        at = instant_of(or_utc(zone), local);
    }
    if (__builtin_add_overflow(at, duration.exact_us, &at) || at != in_range(at))
        return out_of_range(error, "the sum");
    *out_us = at;
    return ECO_OK;
}

const char *eco_period_name(eco_period period)
{
    switch (period) {
    case ECO_PERIOD_DAY: return "day";
    case ECO_PERIOD_WEEK: return "week";
    case ECO_PERIOD_MONTH: return "month";
    case ECO_PERIOD_QUARTER: return "quarter";
    case ECO_PERIOD_YEAR: return "year";
    default: return "unknown";
    }
}

/* The first days of a period that holds a date, and of the one after it. */
static void period_dates(int64_t dates[2], eco_period period, int32_t date)
{
    eco_civil civil = eco_date_civil(date);
    int32_t months = period == ECO_PERIOD_MONTH ? 1 : period == ECO_PERIOD_QUARTER ? 3 : 12;
    int32_t first = (civil.month - 1) / months * months + 1;
    switch (period) {
    case ECO_PERIOD_DAY:
        dates[0] = date;
        dates[1] = dates[0] + 1;
        break;
    case ECO_PERIOD_WEEK:
        dates[0] = date - eco_date_weekday(date) + 1;
        dates[1] = dates[0] + 7;
        break;
    default:
        dates[0] = eco_date_raw(civil.year, first, 1);
        dates[1] = eco_date_raw(civil.year + (first + months > 12), (first + months - 1) % 12 + 1, 1);
    }
}

eco_status eco_zone_period(int64_t *starts_us, int64_t *ends_us, const eco_zone *zone, eco_period period, int64_t at_us,
                           eco_error *error)
{
    *starts_us = *ends_us = 0;
    if (period < ECO_PERIOD_DAY || period > ECO_PERIOD_YEAR)
        return eco_fail(error, ECO_E_INVALID, "/period", "period %d is not known", period);
    if (at_us != in_range(at_us))
        return out_of_range(error, "the instant");
    int64_t dates[2], skipped;
    period_dates(dates, period, eco_zone_date(zone, at_us));
    int64_t starts = first_instant(or_utc(zone), dates[0] * ECO_DAY_US, &skipped);
    int64_t ends = first_instant(or_utc(zone), dates[1] * ECO_DAY_US, &skipped);
    /* Where clocks went back over midnight they show the old date again, in the new period. */
    while (at_us >= ends && dates[1] <= ECO_DATE_LAST) {
        period_dates(dates, period, (int32_t)dates[1]);
        starts = ends;
        ends = first_instant(or_utc(zone), dates[1] * ECO_DAY_US, &skipped);
    }
    if (starts != in_range(starts) || ends != in_range(ends) || at_us >= ends)
        return out_of_range(error, "the period");
    *starts_us = starts;
    *ends_us = ends;
    return ECO_OK;
}

eco_status eco_zone_from_bytes(eco_zone **out, const char *name, const void *bytes, size_t size, eco_error *error)
{
    *out = NULL;
    if (!name || !*name || (!bytes && size))
        return eco_fail(error, ECO_E_INVALID, NULL, "a zone needs a name and bytes");
    eco_allocator allocator = eco_allocator_of(NULL);
    return eco_tzif_read(out, name, bytes, size, &allocator, error);
}

void eco_zone_free(eco_zone *zone)
{
    if (!zone)
        return;
    eco_allocator allocator = zone->allocator;
    eco_release(&allocator, zone, zone->size);
}

const char *eco_zone_name(const eco_zone *zone)
{
    return or_utc(zone)->name;
}

eco_status eco_zone_open(eco_zone **out, const char *iana_name, eco_error *error)
{
    return eco_zone_open_with(out, iana_name, NULL, error);
}
