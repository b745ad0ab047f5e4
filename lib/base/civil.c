/* civil.c - dates of the proleptic Gregorian calendar: days since 1970-01-01, weekdays, ISO weeks, text. */
#include "base/civil.h"
#include "base/error.h"

#include <stdio.h>
#include <string.h>

enum { DAYS_OF_400_YEARS = 146097, DAYS_OF_100_YEARS = 36524, DAYS_OF_4_YEARS = 1461 };

/* 0000-03-01, from where a leap day is the last day of a year, of 4 years and of 400 years. */
enum { FIRST_OF_MARCH_0 = -719468 };

/* Days from 1 March to the first of the month, counted from March: months of 31 30 31 30 31 days twice, and then 31. */
static int32_t days_before(int32_t month_from_march)
{
    return (153 * month_from_march + 2) / 5;
}

static bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t eco_month_days(int32_t year, int32_t month)
{
    if (month == 2)
        return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int64_t eco_date_raw(int64_t year, int32_t month, int64_t day)
{
    int32_t from_march = month >= 3 ? month - 3 : month + 9;
    int64_t y = month >= 3 ? year : year - 1;
    return 365 * y + eco_floor_div(y, 4) - eco_floor_div(y, 100) + eco_floor_div(y, 400) + days_before(from_march) + day - 1 +
           FIRST_OF_MARCH_0;
}

int32_t eco_date_of(int32_t year, int32_t month, int32_t day)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > eco_month_days(year, month))
        return INT32_MIN;
    return (int32_t)eco_date_raw(year, month, day);
}

eco_civil eco_date_civil(int32_t date)
{
    /* Not negative from here on: the first day allowed is after March of year 0. */
    int32_t days = (int32_t)eco_clamp(date, ECO_DATE_FIRST, ECO_DATE_LAST) - FIRST_OF_MARCH_0;
    int32_t in_400 = days % DAYS_OF_400_YEARS;
    /* Take away the leap days that came before, and every year has 365 days. A leap day is the last day of its year, so it counts for itself. */
    int32_t leap_days = in_400 / (DAYS_OF_4_YEARS - 1) - in_400 / DAYS_OF_100_YEARS + in_400 / (DAYS_OF_400_YEARS - 1);
    int32_t year_of_400 = (in_400 - leap_days) / 365;
    int32_t day_of_year = in_400 - (365 * year_of_400 + year_of_400 / 4 - year_of_400 / 100);
    int32_t from_march = (5 * day_of_year + 2) / 153;
    eco_civil civil = {0};
    civil.month = from_march < 10 ? from_march + 3 : from_march - 9;
    civil.day = day_of_year - days_before(from_march) + 1;
    civil.year = days / DAYS_OF_400_YEARS * 400 + year_of_400 + (civil.month <= 2);
    return civil;
}

int32_t eco_date_weekday(int32_t date)
{
    int64_t days = eco_clamp(date, ECO_DATE_FIRST, ECO_DATE_LAST) - ECO_DATE_FIRST; /* 0001-01-01 was a Monday */
    return (int32_t)(days % 7) + 1;
}

int32_t eco_date_week(int32_t *week_year, int32_t date)
{
    date = (int32_t)eco_clamp(date, ECO_DATE_FIRST, ECO_DATE_LAST);
    /* A week belongs to the year of its Thursday. Those of the first and the last day of the calendar lie in it. */
    int32_t thursday = date - eco_date_weekday(date) + 4;
    int32_t year = eco_date_civil(thursday).year;
    if (week_year)
        *week_year = year;
    return (thursday - eco_date_of(year, 1, 1)) / 7 + 1;
}

bool eco_digits_read(int32_t *value, const char *text, const char *end, int32_t count)
{
    if (end - text < count)
        return false;
    int32_t number = 0;
    for (int32_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (text[i] - '0');
    }
    *value = number;
    return true;
}

const char *eco_date_scan(int32_t *date, const char *text, size_t size, size_t *stop)
{
    const char *end = text + size;
    int32_t year, month, day;
    *stop = 0;
    if (!eco_digits_read(&year, text, end, 4) || year == 0)
        return "a year 0001..9999 is expected";
    *stop = 4;
    if (size < 5 || text[4] != '-')
        return "'-' is expected";
    *stop = 5;
    if (!eco_digits_read(&month, text + 5, end, 2) || month < 1 || month > 12)
        return "a month 01..12 is expected";
    *stop = 7;
    if (size < 8 || text[7] != '-')
        return "'-' is expected";
    *stop = 8;
    if (!eco_digits_read(&day, text + 8, end, 2) || day < 1 || day > eco_month_days(year, month))
        return "there is no such day in the month";
    *stop = 10;
    if (size > 10)
        return "nothing more is expected";
    *date = (int32_t)eco_date_raw(year, month, day);
    return NULL;
}

eco_status eco_date_parse(int32_t *date, const char *text, eco_error *error)
{
    *date = 0;
    if (!text)
        return eco_fail(error, ECO_E_INVALID, NULL, "the date is NULL");
    size_t stop;
    const char *why = eco_date_scan(date, text, strlen(text), &stop);
    if (why)
        return eco_fail_at(error, ECO_E_SYNTAX, 1, (int32_t)stop + 1, NULL, "%s is not a date such as 2026-11-11: %s",
                           ECO_QUOTE(text), why);
    return ECO_OK;
}

char *eco_date_text(char *text, int32_t date)
{
    eco_civil civil = eco_date_civil(date);
    snprintf(text, ECO_DATE_TEXT, "%04d-%02d-%02d", civil.year % 10000, civil.month % 100, civil.day % 100);
    return text;
}
