/* Zones: names, TZif bytes good and bad, wall clocks, calendar sums and periods across changes of the clock. */
#include "base/civil.h"
#include "base/memory.h"
#include "base/tzif.h"
#include "base/zone.h"
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

static int64_t at(const char *rfc3339)
{
    int64_t at_us;
    if (!eco_time_read(&at_us, rfc3339, strlen(rfc3339)))
        ECO_TEST_FAIL(rfc3339);
    return at_us;
}

static eco_zone *zone_of(const char *name)
{
    eco_error error;
    eco_zone *zone;
    CHECK_OK(eco_zone_open(&zone, name, &error));
    return zone;
}

#define CHECK_TIME(given, expected)                             \
    do {                                                        \
        char time_text_[ECO_TIME_TEXT];                         \
        CHECK_TEXT(eco_time_text(time_text_, given), expected); \
    } while (0)

/* A wall clock written as if it were UTC. */
static int64_t instant(const eco_zone *zone, const char *wall)
{
    eco_error error;
    eco_civil civil = eco_civil_of_local(at(wall));
    int64_t at_us;
    CHECK_OK(eco_zone_instant(&at_us, zone, &civil, &error));
    return at_us;
}

TEST(zone, names_never_leave_the_folder)
{
    static const char *const bad[] = {"",      "/etc/passwd", "../zoneinfo/UTC", "Europe/../UTC",  "Europe//London", "Europe/",
                                      "./UTC", ".hidden",     "Europe/.x",       "Asia\\Shanghai", "Asia/Shang hai", "UTC\n",
                                      "亚洲",  "a:b"};
    eco_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        eco_zone *zone = (eco_zone *)&error;
        CHECK_FAILS(eco_zone_open(&zone, bad[i], &error), ECO_E_INVALID, "is not the name of a zone");
        CHECK(zone == NULL);
    }
    char name[300];
    memset(name, 'a', 256);
    name[256] = '\0';
    eco_zone *zone;
    CHECK_FAILS(eco_zone_open(&zone, name, &error), ECO_E_INVALID, "is not the name");
    name[255] = '\0';
    CHECK_FAILS(eco_zone_open(&zone, name, &error), ECO_E_NOT_FOUND, "tzdata");
    CHECK_FAILS(eco_zone_open(&zone, NULL, &error), ECO_E_INVALID, "NULL");
    CHECK_FAILS(eco_zone_open(&zone, "Mars/Olympus", &error), ECO_E_NOT_FOUND, "'Mars/Olympus'");
    CHECK_FAILS(eco_zone_open(&zone, "Asia/Shanghai/x", &error), ECO_E_NOT_FOUND, "tzdata");
    CHECK_FAILS(eco_zone_open(&zone, "America", &error), ECO_E_NOT_FOUND, "folder");
    CHECK_FAILS(eco_zone_open(&zone, "zone1970.tab", &error), ECO_E_INVALID, "TZif");
}

TEST(zone, utc_is_built_in_and_null)
{
    eco_zone *zone = zone_of("UTC");
    CHECK_TEXT(eco_zone_name(zone), "UTC");
    CHECK_TEXT(eco_zone_name(NULL), "UTC");
    CHECK_INT(eco_zone_local(zone, 5), 5);
    CHECK_INT(eco_zone_local(NULL, INT64_MIN), ECO_TIME_FIRST_US);
    CHECK_INT(eco_zone_local(NULL, INT64_MAX), ECO_TIME_LAST_US);
    CHECK_INT(eco_zone_date(NULL, -1), -1);
    CHECK_INT(instant(NULL, "2026-11-11T00:00:00Z"), at("2026-11-11T00:00:00Z"));
    eco_zone_free(zone);
    eco_zone_free(NULL);
}

TEST(zone, wall_clocks_across_changes)
{
    static const struct {
        const char *zone, *wall, *instant;
    } cases[] = {{"Asia/Shanghai", "2026-11-11T00:00:00Z", "2026-11-10T16:00:00Z"},
                 {"Europe/Berlin", "2026-03-29T02:30:00Z", "2026-03-29T01:30:00Z"}, /* skipped: becomes 03:30 */
                 {"Europe/Berlin", "2026-03-29T02:00:00Z", "2026-03-29T01:00:00Z"},
                 {"Europe/Berlin", "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"},
                 {"Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"}, /* twice: the earlier */
                 {"Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"},
                 {"Europe/Berlin", "2026-10-25T01:59:59.999999Z", "2026-10-24T23:59:59.999999Z"},
                 {"Pacific/Apia", "2011-12-29T23:59:59Z", "2011-12-30T09:59:59Z"},
                 {"Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T22:00:00Z"}, /* a day that was not: moved on by 24 hours */
                 {"Pacific/Apia", "2011-12-31T00:00:00Z", "2011-12-30T10:00:00Z"},
                 {"America/Sao_Paulo", "2018-11-04T00:00:00Z", "2018-11-04T03:00:00Z"}, /* no midnight */
                 {"America/Sao_Paulo", "2018-02-17T23:30:00Z", "2018-02-18T01:30:00Z"},
                 {"Australia/Lord_Howe", "2026-10-04T02:15:00Z", "2026-10-03T15:45:00Z"}, /* half an hour */
                 {"Europe/Berlin", "9998-07-01T00:00:00Z", "9998-06-30T22:00:00Z"},       /* beyond the table, by its rule */
                 {"Africa/Monrovia", "1900-01-01T00:00:00Z", "1900-01-01T00:43:08Z"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_zone *zone = zone_of(cases[i].zone);
        CHECK_TIME(instant(zone, cases[i].wall), cases[i].instant);
        eco_zone_free(zone);
    }
}

TEST(zone, clocks_and_dates_of_instants)
{
    eco_zone *zone = zone_of("America/New_York");
    CHECK_TEXT(eco_zone_name(zone), "America/New_York");
    eco_civil civil = eco_zone_civil(zone, at("2026-11-01T05:59:59.5Z"));
    CHECK(civil.year == 2026 && civil.month == 11 && civil.day == 1 && civil.hour == 1 && civil.minute == 59 &&
          civil.second == 59 && civil.microsecond == 500000 && civil.reserved == 0);
    CHECK_INT(eco_zone_civil(zone, at("2026-11-01T06:00:00Z")).hour, 1);
    CHECK_INT(eco_zone_date(zone, at("2026-11-11T04:59:59Z")), eco_date_of(2026, 11, 10));
    CHECK_INT(eco_zone_civil(zone, INT64_MIN).year, 1);
    CHECK_INT(eco_zone_date(zone, INT64_MIN), ECO_DATE_FIRST);
    eco_zone_free(zone);
    zone = zone_of("Asia/Shanghai");
    CHECK_INT(eco_zone_date(zone, INT64_MAX), ECO_DATE_LAST);
    CHECK_INT(eco_zone_civil(zone, INT64_MAX).microsecond, 999999);
    eco_zone_free(zone);
}

TEST(zone, refuses_civil_times_that_are_none)
{
    static const struct {
        eco_civil civil;
        const char *path;
    } bad[] = {{{.year = 0, .month = 1, .day = 1}, "/year"},
               {{.year = 10000, .month = 1, .day = 1}, "/year"},
               {{.year = 2026, .month = 13, .day = 1}, "/month"},
               {{.year = 2026, .month = 4, .day = 31}, "/day"},
               {{.year = 2026, .month = 4, .day = 0}, "/day"},
               {{.year = 2026, .month = 4, .day = 1, .hour = 24}, "/hour"},
               {{.year = 2026, .month = 4, .day = 1, .minute = 60}, "/minute"},
               {{.year = 2026, .month = 4, .day = 1, .second = -1}, "/second"},
               {{.year = 2026, .month = 4, .day = 1, .microsecond = 1000000}, "/microsecond"},
               {{.year = 2026, .month = 4, .day = 1, .reserved = 1}, "/reserved"}};
    eco_error error;
    int64_t at_us = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_FAILS(eco_zone_instant(&at_us, NULL, &bad[i].civil, &error), ECO_E_INVALID, "is not in");
        CHECK_TEXT(error.path, bad[i].path);
        CHECK_INT(at_us, 0);
    }
    CHECK_FAILS(eco_zone_instant(&at_us, NULL, NULL, &error), ECO_E_INVALID, "NULL");
    eco_zone *zone = zone_of("Asia/Shanghai");
    eco_civil first = {.year = 1, .month = 1, .day = 1};
    CHECK_FAILS(eco_zone_instant(&at_us, zone, &first, &error), ECO_E_OVERFLOW, "0001..9999");
    eco_zone_free(zone);
}

TEST(zone, adds_on_the_calendar_and_exactly)
{
    static const struct {
        const char *zone, *from, *duration, *expected;
    } cases[] = {{"UTC", "2026-01-31T12:00:00Z", "P1M", "2026-02-28T12:00:00Z"},
                 {"UTC", "2024-02-29T12:00:00Z", "P1Y", "2025-02-28T12:00:00Z"},
                 {"UTC", "2024-01-31T12:00:00Z", "P1M1D", "2024-03-01T12:00:00Z"},
                 {"UTC", "2024-03-31T12:00:00Z", "-P1M", "2024-02-29T12:00:00Z"},
                 {"UTC", "2024-01-15T00:00:00Z", "-P13M", "2022-12-15T00:00:00Z"},
                 {"Europe/Berlin", "2026-03-28T01:30:00Z", "P1D", "2026-03-29T01:30:00Z"}, /* 02:30 is skipped */
                 {"Europe/Berlin", "2026-03-28T11:00:00Z", "P1D", "2026-03-29T10:00:00Z"}, /* a day of 23 hours */
                 {"Europe/Berlin", "2026-03-28T11:00:00Z", "PT24H", "2026-03-29T11:00:00Z"},
                 {"Europe/Berlin", "2026-10-25T01:30:00Z", "PT0S", "2026-10-25T01:30:00Z"}, /* the later 02:30 stays the later */
                 {"Europe/Berlin", "2026-10-24T00:30:00Z", "P1DT1H", "2026-10-25T01:30:00Z"},
                 {"Pacific/Apia", "2011-12-30T09:00:00Z", "P1D", "2011-12-31T09:00:00Z"}};
    eco_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_zone *zone = zone_of(cases[i].zone);
        eco_duration duration;
        int64_t sum;
        CHECK_OK(eco_duration_parse(&duration, cases[i].duration, &error));
        CHECK_OK(eco_zone_add(&sum, zone, at(cases[i].from), duration, &error));
        CHECK_TIME(sum, cases[i].expected);
        eco_zone_free(zone);
    }
    static const eco_duration far[] = {{120000, 0, 0},    {-120000, 0, 0},   {0, INT32_MAX, 0}, {0, INT32_MIN, 0},
                                       {0, 0, INT64_MAX}, {0, 0, INT64_MIN}, {INT32_MIN, 0, 0}, {INT32_MAX, 0, 0},
                                       {0, -740000, 0},   {0, 2960000, 0}};
    int64_t sum = 7;
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        CHECK_FAILS(eco_zone_add(&sum, NULL, at("2026-01-01T00:00:00Z"), far[i], &error), ECO_E_OVERFLOW, "the sum");
        CHECK_INT(sum, 0);
    }
    CHECK_FAILS(eco_zone_add(&sum, NULL, INT64_MAX, (eco_duration){0}, &error), ECO_E_OVERFLOW, "the instant");
    CHECK_FAILS(eco_zone_add(&sum, NULL, INT64_MIN, (eco_duration){0}, &error), ECO_E_OVERFLOW, "the instant");
}

TEST(zone, periods_are_half_open_and_right)
{
    static const struct {
        const char *zone;
        eco_period period;
        const char *at, *starts, *ends;
    } cases[] = {{"Asia/Shanghai", ECO_PERIOD_DAY, "2026-11-10T16:00:00Z", "2026-11-10T16:00:00Z", "2026-11-11T16:00:00Z"},
                 {"Asia/Shanghai", ECO_PERIOD_DAY, "2026-11-10T15:59:59.999999Z", "2026-11-09T16:00:00Z", "2026-11-10T16:00:00Z"},
                 {"Asia/Shanghai", ECO_PERIOD_WEEK, "2026-11-11T00:00:00Z", "2026-11-08T16:00:00Z", "2026-11-15T16:00:00Z"},
                 {"Asia/Shanghai", ECO_PERIOD_MONTH, "2026-12-31T16:00:00Z", "2026-12-31T16:00:00Z", "2027-01-31T16:00:00Z"},
                 {"UTC", ECO_PERIOD_QUARTER, "2026-11-11T00:00:00Z", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"},
                 {"UTC", ECO_PERIOD_QUARTER, "2026-03-31T00:00:00Z", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"},
                 {"UTC", ECO_PERIOD_MONTH, "2026-12-31T23:00:00Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
                 {"UTC", ECO_PERIOD_YEAR, "2026-11-11T00:00:00Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},
                 {"UTC", ECO_PERIOD_WEEK, "0001-01-03T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-08T00:00:00Z"},
                 {"Europe/Berlin", ECO_PERIOD_DAY, "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
                 {"Europe/Berlin", ECO_PERIOD_DAY, "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
                 {"Europe/Berlin", ECO_PERIOD_YEAR, "9998-07-01T00:00:00Z", "9997-12-31T23:00:00Z", "9998-12-31T23:00:00Z"},
                 /* midnight is skipped */
                 {"America/Sao_Paulo", ECO_PERIOD_DAY, "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},
                 /* 23:30 to 00:30: the day starts with the jump, not with 01:00 */
                 {"America/Toronto", ECO_PERIOD_DAY, "1919-03-31T12:00:00Z", "1919-03-31T04:30:00Z", "1919-04-01T04:00:00Z"},
                 /* clocks go back at 00:01 to 23:01: the day starts at its first midnight */
                 {"America/St_Johns", ECO_PERIOD_DAY, "2010-11-07T02:30:30Z", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"},
                 {"America/St_Johns", ECO_PERIOD_DAY, "2010-11-07T03:00:00Z", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"},
                 /* 2011-12-30 was never: the 29th is followed by the 31st */
                 {"Pacific/Apia", ECO_PERIOD_DAY, "2011-12-30T09:59:59Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"},
                 {"Pacific/Apia", ECO_PERIOD_DAY, "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"},
                 {"Pacific/Apia", ECO_PERIOD_MONTH, "2011-12-30T10:00:00Z", "2011-12-01T10:00:00Z", "2011-12-31T10:00:00Z"}};
    eco_error error;
    int64_t starts, ends;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_zone *zone = zone_of(cases[i].zone);
        CHECK_OK(eco_zone_period(&starts, &ends, zone, cases[i].period, at(cases[i].at), &error));
        CHECK_TIME(starts, cases[i].starts);
        CHECK_TIME(ends, cases[i].ends);
        eco_zone_free(zone);
    }
    CHECK_FAILS(eco_zone_period(&starts, &ends, NULL, 0, 0, &error), ECO_E_INVALID, "period 0");
    CHECK_FAILS(eco_zone_period(&starts, &ends, NULL, 6, 0, &error), ECO_E_INVALID, "period 6");
    CHECK_FAILS(eco_zone_period(&starts, &ends, NULL, ECO_PERIOD_DAY, INT64_MAX, &error), ECO_E_OVERFLOW, "the instant");
    CHECK_FAILS(eco_zone_period(&starts, &ends, NULL, ECO_PERIOD_DAY, ECO_TIME_LAST_US, &error), ECO_E_OVERFLOW, "the period");
    CHECK_INT(starts, 0);
    eco_zone *zone = zone_of("Asia/Shanghai");
    CHECK_FAILS(eco_zone_period(&starts, &ends, zone, ECO_PERIOD_DAY, ECO_TIME_FIRST_US, &error), ECO_E_OVERFLOW, "the period");
    CHECK_FAILS(eco_zone_period(&starts, &ends, zone, ECO_PERIOD_DAY, ECO_TIME_LAST_US, &error), ECO_E_OVERFLOW, "the period");
    CHECK_FAILS(eco_zone_period(&starts, &ends, zone, ECO_PERIOD_DAY, INT64_MIN, &error), ECO_E_OVERFLOW, "the instant");
    eco_zone_free(zone);
    static const char *const names[] = {"unknown", "day", "week", "month", "quarter", "year", "unknown"};
    for (eco_period period = 0; period < 7; period++)
        CHECK_TEXT(eco_period_name(period), names[period]);
}

/* TZif bytes for tests: version 2, with an empty first block. */
typedef struct tzif {
    unsigned char bytes[2048];
    size_t size;
} tzif;

static void put4(tzif *file, int64_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        file->bytes[file->size++] = (unsigned char)(value >> shift);
}

static void put_header(tzif *file, char version, uint32_t transitions, uint32_t types)
{
    memcpy(file->bytes + file->size, "TZif", 4);
    file->bytes[file->size + 4] = (unsigned char)version;
    file->size += 20;
    put4(file, 0), put4(file, 0), put4(file, 0), put4(file, transitions), put4(file, types), put4(file, 4);
}

static void put_type(tzif *file, int64_t offset)
{
    put4(file, offset);
    file->size += 2;
}

/* Transition i is at 1000 * (i + 1) and to offset offsets[i + 1]; before it all offsets[0] holds. */
static tzif make_tzif(const int64_t *offsets, uint32_t types, const char *footer)
{
    tzif file = {.size = 0};
    uint32_t transitions = types - 1;
    put_header(&file, '2', 0, 1);
    put_type(&file, 0);
    file.size += 4;
    put_header(&file, '2', transitions, types);
    for (uint32_t i = 0; i < transitions; i++)
        put4(&file, 0), put4(&file, 1000 * ((int64_t)i + 1));
    for (uint32_t i = 0; i < transitions; i++)
        file.bytes[file.size++] = (unsigned char)(i + 1);
    for (uint32_t i = 0; i < types; i++)
        put_type(&file, offsets[i]);
    memcpy(file.bytes + file.size, "UTC", 4);
    file.size += 4;
    memcpy(file.bytes + file.size, footer, strlen(footer));
    file.size += strlen(footer);
    return file;
}

static int64_t offset_at(const eco_zone *zone, const char *when)
{
    return (eco_zone_local(zone, at(when)) - at(when)) / ECO_SECOND_US;
}

TEST(tzif, rules_of_every_form_hold_beyond_the_table)
{
    static const struct {
        const char *rule, *before, *after; /* daylight time starts at `after` exactly; before is a microsecond earlier */
        int64_t standard, daylight;
    } cases[] = {
        {"CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59.999999Z", "2026-03-29T01:00:00Z", 3600, 7200},
        {"EST5EDT,M3.2.0,M11.1.0", "2400-03-12T06:59:59.999999Z", "2400-03-12T07:00:00Z", -18000, -14400},
        {"AAA0BBB,J60,J300", "2024-03-01T01:59:59.999999Z", "2024-03-01T02:00:00Z", 0, 3600}, /* J60 is 1 March always */
        {"AAA0BBB,J60/0,J300", "2023-02-28T23:59:59.999999Z", "2023-03-01T00:00:00Z", 0, 3600},
        {"AAA0BBB,J59/0,J300", "2024-02-27T23:59:59.999999Z", "2024-02-28T00:00:00Z", 0, 3600},
        {"AAA0BBB,59/0,300", "2024-02-28T23:59:59.999999Z", "2024-02-29T00:00:00Z", 0, 3600}, /* 59 counts it */
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59.999999Z", "2026-03-29T01:00:00Z", -7200, -3600},
        {"IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59.999999Z", "2026-03-27T00:00:00Z", 7200, 10800},
        {"AAA+0:30:15BBB-1:00:30,M4.1.1/0:30:10,M9.1.1", "2026-04-06T01:00:24.999999Z", "2026-04-06T01:00:25Z", -1815, 3630},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-10-03T15:59:59.999999Z", "2026-10-03T16:00:00Z", 36000, 39600}};
    eco_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char footer[80];
        eco_zone *zone;
        snprintf(footer, sizeof footer, "\n%s\n", cases[i].rule);
        tzif file = make_tzif((int64_t[]){0, cases[i].standard}, 2, footer);
        CHECK_OK(eco_zone_from_bytes(&zone, "test", file.bytes, file.size, &error));
        CHECK_TEXT(eco_zone_name(zone), "test");
        CHECK_INT(offset_at(zone, cases[i].before), cases[i].standard);
        CHECK_INT(offset_at(zone, cases[i].after), cases[i].daylight);
        CHECK_INT(offset_at(zone, "1970-01-01T00:00:00Z"), 0);
        CHECK_INT(offset_at(zone, "1970-01-01T00:20:00Z"), cases[i].standard);
        eco_zone_free(zone);
    }
}

TEST(tzif, changes_that_reach_into_other_years_are_in_the_order_of_time)
{
    /* The daylight time of a year ends in the January after, when that year's has begun: only what changes last counts. */
    eco_error error;
    eco_zone *zone;
    tzif file = make_tzif((int64_t[]){0}, 1, "\nAAA0BBB,J5/0,J365/167\n");
    CHECK_OK(eco_zone_from_bytes(&zone, "test", file.bytes, file.size, &error));
    CHECK_INT(offset_at(zone, "2026-01-04T23:59:59Z"), 0);
    CHECK_INT(offset_at(zone, "2026-01-05T00:00:00Z"), 3600);
    CHECK_INT(offset_at(zone, "2026-01-06T21:59:59Z"), 3600);
    CHECK_INT(offset_at(zone, "2026-01-06T22:00:00Z"), 0);
    eco_zone_free(zone);
}

TEST(tzif, without_transitions_the_rule_has_always_held)
{
    static const struct {
        const char *footer, *when;
        int64_t offset;
    } cases[] = {{"\nCET-1CEST,M3.5.0,M10.5.0/3\n", "0002-07-01T00:00:00Z", 7200},
                 {"\nCET-1CEST,M3.5.0,M10.5.0/3\n", "0002-01-01T00:00:00Z", 3600},
                 {"\n<+08>-8\n", "0002-07-01T00:00:00Z", 28800},
                 {"\n\n", "0002-07-01T00:00:00Z", 5},
                 {"\n\nwhat later versions add", "9000-07-01T00:00:00Z", 5},
                 /* always daylight time, as RFC 9636 writes it */
                 {"\nXXX3EDT4,0/0,J365/23\n", "2026-01-01T02:59:59Z", -14400},
                 {"\nXXX3EDT4,0/0,J365/23\n", "2026-01-01T03:00:00Z", -14400}};
    eco_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        eco_zone *zone;
        tzif file = make_tzif((int64_t[]){5}, 1, cases[i].footer);
        CHECK_OK(eco_zone_from_bytes(&zone, "test", file.bytes, file.size, &error));
        CHECK_INT(offset_at(zone, cases[i].when), cases[i].offset);
        eco_zone_free(zone);
    }
}

TEST(tzif, version_1_has_four_byte_times_and_no_rule)
{
    eco_error error;
    eco_zone *zone;
    tzif file = {.size = 0};
    put_header(&file, 0, 2, 2);
    put4(&file, -1000), put4(&file, 1000);
    file.bytes[file.size++] = 1;
    file.bytes[file.size++] = 0;
    put_type(&file, -5), put_type(&file, 3600);
    file.size += 4;
    CHECK_OK(eco_zone_from_bytes(&zone, "test", file.bytes, file.size, &error));
    CHECK_INT(offset_at(zone, "1960-01-01T00:00:00Z"), -5);
    CHECK_INT(offset_at(zone, "1970-01-01T00:00:00Z"), 3600);
    CHECK_INT(offset_at(zone, "2500-01-01T00:00:00Z"), -5);
    eco_zone_free(zone);
}

TEST(tzif, a_table_beyond_year_9999_is_kept_in_bounds)
{
    eco_error error;
    eco_zone *zone;
    tzif file = make_tzif((int64_t[]){0, 3600}, 2, "\nCET-1CEST,M3.5.0,M10.5.0/3\n");
    size_t time = 44 + 6 + 4 + 44; /* of the one transition */
    static const unsigned char late[] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, early[] = {0x80, 0, 0, 0, 0, 0, 0, 1};
    memcpy(file.bytes + time, late, 8);
    CHECK_OK(eco_zone_from_bytes(&zone, "test", file.bytes, file.size, &error));
    CHECK_INT(offset_at(zone, "9999-07-01T00:00:00Z"), 0);
    eco_zone_free(zone);
    memcpy(file.bytes + time, early, 8);
    CHECK_OK(eco_zone_from_bytes(&zone, "test", file.bytes, file.size, &error));
    CHECK_INT(offset_at(zone, "0001-01-01T00:00:00Z"), 3600);
    CHECK_INT(offset_at(zone, "9999-07-01T00:00:00Z"), 7200);
    eco_zone_free(zone);
}

TEST(tzif, bad_rules_are_refused)
{
    static const char *const bad[] = {"C1",
                                      "CE",
                                      "CET",
                                      "CET-",
                                      "CET-25",
                                      "[ET-1",
                                      "{ET-1",
                                      "<CE~>-1",
                                      "CET-1000",
                                      "CET-1CEST,1~,2",
                                      "CET-1x",
                                      "<CET-1",
                                      "<a>1",
                                      "CET-1:60",
                                      "CET-1:00:60",
                                      "CET-1:",
                                      "CET-1CE",
                                      "CET-1CEST",
                                      "CET-1CEST-30,M3.5.0,M10.5.0",
                                      "CET-1CEST,M3.5.0",
                                      "CET-1CEST,M13.5.0,M10.5.0",
                                      "CET-1CEST,M3.6.0,M10.5.0",
                                      "CET-1CEST,M3.5.7,M10.5.0",
                                      "CET-1CEST,M3,M10.5.0",
                                      "CET-1CEST,M3.5,M10.5.0",
                                      "CET-1CEST,J0,J1",
                                      "CET-1CEST,J366,J1",
                                      "CET-1CEST,366,1",
                                      "CET-1CEST,1,J",
                                      "CET-1CEST,M3.5.0/168,M10.5.0",
                                      "CET-1CEST,M3.5.0/,M10.5.0",
                                      "CET-1CEST,M3.5.0,M10.5.0/3x",
                                      "CET-1CEST,M3.5.0,M10.5.0,"};
    eco_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char footer[80];
        eco_zone *zone = (eco_zone *)&error;
        snprintf(footer, sizeof footer, "\n%s\n", bad[i]);
        tzif file = make_tzif((int64_t[]){0, 3600}, 2, footer);
        CHECK_FAILS(eco_zone_from_bytes(&zone, "test", file.bytes, file.size, &error), ECO_E_INVALID, bad[i]);
        CHECK(zone == NULL);
    }
}

TEST(tzif, bad_bytes_are_refused)
{
    const tzif good = make_tzif((int64_t[]){0, 3600, 0}, 3, "\nUTC0\n");
    const size_t second = 44 + 6 + 4, data = second + 44;
    const struct {
        size_t place;
        unsigned char value;
        const char *why;
    } bad[] = {{0, 't', "header"},
               {second, 't', "header"},
               {second + 31, 1, "leap seconds"},
               {second + 23, 1, "counts differ"},
               {second + 27, 1, "counts differ"},
               {second + 39, 0, "no types"},
               {second + 43, 0, "no types"},
               {second + 38, 1, "no types"}, /* 259 */
               {second + 36, 1, "cut off"},
               {23, 255, "cut off"},
               {data + 8, 0x80, "do not rise"},
               {data + 16, 3, "has no type"},
               {data + 18, 0x7f, "offset is out of range"},
               {data + 18, 0xff, "offset is out of range"},
               {good.size - 6, 'x', "footer"},
               {good.size - 1, 'x', "footer"}};
    eco_error error;
    eco_zone *zone;
    CHECK_OK(eco_zone_from_bytes(&zone, "test", good.bytes, good.size, &error));
    eco_zone_free(zone);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        tzif file = good;
        file.size += bad[i].place == second + 38 ? 1600 : 16; /* so that larger counts still find bytes */
        file.bytes[bad[i].place] = bad[i].value;
        CHECK_FAILS(eco_zone_from_bytes(&zone, "test", file.bytes, file.size, &error), ECO_E_INVALID, bad[i].why);
    }
    for (size_t size = 0; size < good.size; size++)
        CHECK_FAILS(eco_zone_from_bytes(&zone, "test", good.bytes, size, &error), ECO_E_INVALID, "is not a TZif file");
    CHECK_FAILS(eco_zone_from_bytes(&zone, NULL, good.bytes, good.size, &error), ECO_E_INVALID, "name");
    CHECK_FAILS(eco_zone_from_bytes(&zone, "", good.bytes, good.size, &error), ECO_E_INVALID, "name");
    CHECK_FAILS(eco_zone_from_bytes(&zone, "test", NULL, 5, &error), ECO_E_INVALID, "bytes");
}

typedef struct counter {
    int64_t left, balance;
} counter;
static void *counted(size_t size, void *user)
{
    counter *count = user;
    if (count->left-- <= 0)
        return NULL;
    count->balance += (int64_t)size;
    return malloc(size);
}
static void *recounted(void *memory, size_t old_size, size_t new_size, void *user)
{
    (void)memory, (void)old_size, (void)new_size, (void)user;
    return NULL;
}
static void discounted(void *memory, size_t size, void *user)
{
    ((counter *)user)->balance -= (int64_t)size;
    free(memory);
}

TEST(zone, keeps_its_allocator_and_survives_a_failing_one)
{
    eco_error error;
    counter count = {0, 0};
    eco_allocator allocator = {counted, recounted, discounted, &count};
    eco_zone *zone = NULL;
    int64_t failures = 0;
    for (;; failures++) {
        count.left = failures;
        if (eco_zone_open_with(&zone, "Asia/Shanghai", &allocator, &error) == ECO_OK)
            break;
        CHECK(zone == NULL && error.status == ECO_E_MEMORY && count.balance == 0);
    }
    CHECK_INT(failures, 2);
    CHECK(count.balance > 0);
    eco_zone_free(zone);
    CHECK_INT(count.balance, 0);
}

static void write_file(const char *folder, const char *name, const void *bytes, size_t size)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

TEST(zone, files_are_searched_in_turn_and_bounded)
{
    eco_error error;
    eco_zone *zone = NULL;
    char folder[] = "/tmp/ecomops-zone-XXXXXX", path[256];
    CHECK(mkdtemp(folder));
    const char *folders[] = {"/nonexistent", folder};
    eco_allocator allocator = eco_allocator_of(NULL);
    const tzif good = make_tzif((int64_t[]){0, 3600, 0}, 3, "\nUTC0\n");
    static unsigned char large[(1 << 20) + 1];
    write_file(folder, "Good", good.bytes, good.size);
    write_file(folder, "Large", large, sizeof large);
    write_file(folder, "Empty", large, 0);
    snprintf(path, sizeof path, "%s/Loop", folder);
    CHECK(symlink("Loop", path) == 0);
    CHECK_OK(eco_zone_load(&zone, "Good", folders, 2, &allocator, &error));
    eco_zone_free(zone);
    CHECK_FAILS(eco_zone_load(&zone, "Large", folders, 2, &allocator, &error), ECO_E_LIMIT, "1048576");
    CHECK_FAILS(eco_zone_load(&zone, "Empty", folders, 2, &allocator, &error), ECO_E_INVALID, "header");
    CHECK_FAILS(eco_zone_load(&zone, "Loop", folders, 2, &allocator, &error), ECO_E_IO, "symbolic links");
    CHECK_FAILS(eco_zone_load(&zone, "Good", folders, 1, &allocator, &error), ECO_E_NOT_FOUND, "/nonexistent");
    static const char *const names[] = {"Good", "Large", "Empty", "Loop"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}
