/* civil.h - the calendar below ecomops/time.h: limits of time, wall-clock arithmetic, and scanners of date and time text that say where they stopped. */
#ifndef ECO_BASE_CIVIL_H
#define ECO_BASE_CIVIL_H
#include <ecomops/time.h>

#define ECO_DATE_FIRST    (-719162) /* 0001-01-01 */
#define ECO_DATE_LAST     2932896   /* 9999-12-31 */
#define ECO_TIME_FIRST_US (ECO_DATE_FIRST * ECO_DAY_US)
#define ECO_TIME_LAST_US  ((ECO_DATE_LAST + 1) * ECO_DAY_US - 1)

/* Toward minus infinity; divisor > 0. */
static inline int64_t eco_floor_div(int64_t dividend, int64_t divisor)
{
    return dividend / divisor - (dividend % divisor < 0);
}
static inline int64_t eco_clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

int32_t eco_month_days(int32_t year, int32_t month); /* month 1..12 */
/* Days since 1970-01-01 of any year, with day counted on past the month's end; month 1..12. No range check: callers clamp or refuse. */
int64_t eco_date_raw(int64_t year, int32_t month, int64_t day);
/* Wall clock of local microseconds since 1970-01-01T00:00; clamped to years 0001..9999. */
eco_civil eco_civil_of_local(int64_t local_us);

/* Reads exactly `count` digits (1..9) at text; false when there are fewer. */
bool eco_digits_read(int32_t *value, const char *text, const char *end, int32_t count);
/* Both give NULL and the value, or why the text is not one, with the offset of the mistake in *stop. The whole text must be used. */
const char *eco_date_scan(int32_t *date, const char *text, size_t size, size_t *stop);
const char *eco_time_scan(int64_t *at_us, const char *text, size_t size, size_t *stop);

#endif
