/* ecomops/time.h - instants are int64_t microseconds UTC (`_us`); civil dates need a zone.
 *
 * In structs 0 means "no time given"; the functions here take 0 for the instant 1970-01-01T00:00:00Z. All time lies in years 0001..9999 (UTC and on the
 * wall clock), and days have 86,400 seconds: there are no leap seconds. Functions that return a status refuse what lies outside (ECO_E_OVERFLOW); the
 * others take the nearest instant or day inside. */
#ifndef ECOMOPS_TIME_H
#define ECOMOPS_TIME_H
#include <ecomops/base.h>
#ifdef __cplusplus
extern "C" {
#endif

#define ECO_SECOND_US INT64_C(1000000)
#define ECO_MINUTE_US (60 * ECO_SECOND_US)
#define ECO_HOUR_US (60 * ECO_MINUTE_US)
#define ECO_DAY_US (24 * ECO_HOUR_US)

#define ECO_TIME_TEXT 40
/* RFC 3339, strictly: date, 'T' (or 't'), hh:mm:ss, a fraction of 1 to 6 digits or none, and an offset: Z (or z), +08:00, -00:00. Refused with
 * ECO_E_SYNTAX and the column: a blank for the T, no offset, second 60, more than 6 digits, a day that does not exist, blanks around. */
ECO_CHECK eco_status eco_time_parse(int64_t *at_us, const char *rfc3339, eco_error *error);
/* "2026-11-11T12:00:00Z", with a fraction where there is one ("12:00:00.25Z"), in ECO_TIME_TEXT bytes; gives them back. */
ECO_API char *eco_time_text(char *text, int64_t at_us);

/* A civil date and time of day, of the proleptic Gregorian calendar, in no particular zone. Years 0001..9999. */
typedef struct eco_civil {
    int32_t year, month, day; /* from 1 */
    int32_t hour, minute, second, microsecond;
    int32_t reserved;
} eco_civil;
ECO_API int32_t eco_date_of(int32_t year, int32_t month, int32_t day); /* days since 1970-01-01; INT32_MIN: there is no such day */
ECO_API eco_civil eco_date_civil(int32_t date);                        /* midnight of that day */
ECO_API int32_t eco_date_weekday(int32_t date);                        /* ISO: 1 is Monday, 7 is Sunday */
ECO_API int32_t eco_date_week(int32_t *week_year, int32_t date);       /* ISO 8601 week 1..53, and the year that it belongs to (may be NULL) */
#define ECO_DATE_TEXT 16
ECO_CHECK eco_status eco_date_parse(int32_t *date, const char *text, eco_error *error); /* "2026-11-11" and nothing else; ECO_E_SYNTAX */
ECO_API char *eco_date_text(char *text, int32_t date); /* fills ECO_DATE_TEXT bytes and gives them back; cannot fail */

/* ISO 8601 durations: "P7D", "PT30M", "P1Y2M", "P2W", "PT0.5S", "-P1D". Months (and years) and days (and weeks) are of the calendar, the rest is exact.
 * Designators in order, each at most once; only seconds have a fraction, of at most 6 digits. One '-' before the P turns all signs, or each number has
 * its own ("P1M-1D"). ECO_E_SYNTAX with the column; ECO_E_OVERFLOW where a part does not fit. */
typedef struct eco_duration {
    int32_t months, days;
    int64_t exact_us;
} eco_duration;
ECO_CHECK eco_status eco_duration_parse(eco_duration *out, const char *text, eco_error *error); /* the text as above and nothing else */
#define ECO_DURATION_TEXT 64
/* The shortest text, in ECO_DURATION_TEXT bytes; gives them back. Months become years, hours stay hours ("PT36H"); nothing is "PT0S". */
ECO_API char *eco_duration_text(char *text, eco_duration duration);

/* A zone. Frozen: share it freely. Most users only write its name in an options struct. NULL stands for UTC wherever a zone is an argument.
 * Names are those of the IANA database, read from the system's tzdata (/usr/share/zoneinfo and its like; no environment variable is asked).
 * "UTC" needs no file. ECO_E_INVALID: not a name, or not a TZif file; ECO_E_NOT_FOUND; ECO_E_IO. */
typedef struct eco_zone eco_zone;
ECO_CHECK eco_status eco_zone_open(eco_zone **out, const char *iana_name, eco_error *error);
/* A zone from the bytes of a TZif file, versions 1 to 4 (RFC 9636), for hosts without tzdata. The bytes may go after the call. Files that count leap
 * seconds are refused. */
ECO_CHECK eco_status eco_zone_from_bytes(eco_zone **out, const char *name, const void *bytes, size_t size, eco_error *error);
ECO_API void eco_zone_free(eco_zone *zone);
ECO_API const char *eco_zone_name(const eco_zone *zone); /* borrowed from the zone */

/* Wall clock of an instant, and the instant of a wall clock. Where clocks go back the earlier instant is meant; a time that clocks skip is moved
 * on by the gap (02:30 becomes 03:30), as RFC 5545 does. A civil time that no calendar has (31 April, 24:00) is ECO_E_INVALID with its field. */
ECO_API eco_civil eco_zone_civil(const eco_zone *zone, int64_t at_us);
ECO_CHECK eco_status eco_zone_instant(int64_t *at_us, const eco_zone *zone, const eco_civil *civil, eco_error *error);
/* at + duration: first months (31 January + P1M is the last of February), then days, both on the wall clock, then the exact part. A duration that is
 * only exact never looks at the wall clock. */
ECO_CHECK eco_status eco_zone_add(int64_t *out_us, const eco_zone *zone, int64_t at_us, eco_duration duration, eco_error *error);

typedef int32_t eco_period;
enum { ECO_PERIOD_DAY = 1, ECO_PERIOD_WEEK = 2, ECO_PERIOD_MONTH = 3, ECO_PERIOD_QUARTER = 4, ECO_PERIOD_YEAR = 5 };
ECO_API const char *eco_period_name(eco_period period); /* "day" ...; "unknown" */

/* The period, in the zone, that holds an instant: [*starts_us, *ends_us). ISO weeks. A day begins at the first instant at which the wall clock shows it:
 * where midnight is skipped, with the jump; where clocks go back over midnight, at the first of the two. Days may have 23 or 25 hours, and one that a
 * zone has skipped (Pacific/Apia, 2011-12-30) is never given. Periods follow one another without gap or overlap. */
ECO_CHECK eco_status eco_zone_period(int64_t *starts_us, int64_t *ends_us, const eco_zone *zone, eco_period period, int64_t at_us, eco_error *error);
/* Days since 1970-01-01 in the zone: the number in a DATE column. */
ECO_API int32_t eco_zone_date(const eco_zone *zone, int64_t at_us);
#ifdef __cplusplus
}
#endif
#endif
