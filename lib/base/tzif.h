/* tzif.h - a zone as a table of offsets, and how the bytes of a TZif file and its POSIX TZ text become one. */
#ifndef ECO_BASE_TZIF_H
#define ECO_BASE_TZIF_H
#include <ecomops/time.h>

/* Offsets are seconds east of UTC: those of RFC 8536, -24:59:59 to +25:59:59. */
enum { ECO_OFFSET_LEAST = -89999, ECO_OFFSET_MOST = 93599 };
#define ECO_CYCLE_SECONDS (INT64_C(146097) * 86400) /* 400 years: after them weekdays and leap years come again */

/* One block of memory, never changed once made. Piece i has offsets[i] from starts[i] (seconds UTC) until starts[i + 1]. What holds from cycle_start
 * on, for 400 years, holds again and again after them. */
struct eco_zone {
    eco_allocator allocator;
    size_t size; /* of the block */
    const char *name;
    size_t count;
    const int64_t *starts; /* ascending; starts[0] is INT64_MIN */
    const int32_t *offsets;
    int64_t cycle_start; /* one of starts[]; INT64_MAX: there is no cycle, the last piece goes on for ever */
};

/* A rule such as CET-1CEST,M3.5.0,M10.5.0/3. */
typedef struct eco_tz_day {
    char form; /* 'J' (1..365, without 29 February), 'N' (0..365), 'M' (month, week, weekday) */
    int32_t month, week, day;
    int32_t seconds; /* of the wall clock before the change; may be negative, or beyond the day */
} eco_tz_day;
typedef struct eco_tz_rule {
    int32_t standard, daylight; /* offsets */
    bool changes;               /* false: always standard */
    eco_tz_day starts, ends;    /* of daylight time */
} eco_tz_rule;
/* NULL, or why it is not one. */
const char *eco_tz_rule_read(eco_tz_rule *rule, const char *text, size_t size);
/* The instants (seconds UTC) at which daylight time starts and ends in a year. */
void eco_tz_rule_year(const eco_tz_rule *rule, int32_t year, int64_t *starts, int64_t *ends);

eco_status eco_tzif_read(eco_zone **out, const char *name, const void *bytes, size_t size, const eco_allocator *allocator,
                         eco_error *error);
/* A checked name's file in the first of the folders that has it. */
eco_status eco_zone_load(eco_zone **out, const char *name, const char *const *folders, size_t count,
                         const eco_allocator *allocator, eco_error *error);

#endif
