/* Zones against libc's localtime_r, wall clocks against a search, periods against what makes a period. */
#include "base/civil.h"
#include "base/zone.h"
#include "test.h"

#include <stdlib.h>
#include <time.h>

static const char *const names[] = {"Europe/London",       "Europe/Dublin",    "America/New_York",  "America/Sao_Paulo",
                                    "America/St_Johns",    "America/Nuuk",     "Africa/Casablanca", "Africa/Cairo",
                                    "Australia/Lord_Howe", "Pacific/Apia",     "Pacific/Kwajalein", "Asia/Shanghai",
                                    "Asia/Tehran",         "Antarctica/Troll", "America/Toronto"};
enum { NAMES = sizeof names / sizeof *names, STEP = 36 * 3600 };

static int64_t libc_offset(int64_t second)
{
    struct tm local;
    time_t at = (time_t)second;
    return localtime_r(&at, &local) ? local.tm_gmtoff : INT64_MIN;
}

static eco_zone *open_both(const char *name)
{
    eco_zone *zone = NULL;
    setenv("TZ", name, 1);
    tzset();
    return eco_zone_open(&zone, name, NULL) == ECO_OK ? zone : NULL;
}

static int64_t our_offset(const eco_zone *zone, int64_t second)
{
    return (eco_zone_local(zone, second * ECO_SECOND_US) - second * ECO_SECOND_US) / ECO_SECOND_US;
}

/* libc's next change of offset in (*at, *at + STEP]; false: none, and *at has moved on. */
static bool next_change(int64_t *at, int64_t *change)
{
    int64_t low = *at, high = *at + STEP, before = libc_offset(low);
    *at = high;
    if (before == libc_offset(high))
        return false;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        *(libc_offset(middle) == before ? &low : &high) = middle;
    }
    *change = high;
    return true;
}

static int64_t seconds_of(int year)
{
    return (int64_t)eco_date_of(year, 1, 1) * 86400;
}

TEST(zone_property, agrees_with_libc_at_every_transition)
{
    eco_random random = {eco_test_seed()};
    int64_t found = 0, change;
    for (int n = 0; n < NAMES; n++) {
        eco_zone *zone = open_both(names[n]);
        CHECK_F(zone, "%s", names[n]);
        for (int64_t at = seconds_of(1880); at < seconds_of(2120);) {
            CHECK_F(our_offset(zone, at) == libc_offset(at), "%s at %" PRId64, names[n], at);
            if (!next_change(&at, &change))
                continue;
            for (int64_t near = change - 2; near <= change + 2; near++)
                CHECK_F(our_offset(zone, near) == libc_offset(near), "%s at %" PRId64, names[n], near);
            CHECK_INT(eco_zone_local(zone, change * ECO_SECOND_US - 1) - (change * ECO_SECOND_US - 1),
                      libc_offset(change - 1) * ECO_SECOND_US);
            found++;
        }
        for (int i = 0; i < 20000; i++) {
            int64_t at = eco_random_between(&random, seconds_of(2), seconds_of(9999));
            CHECK_F(our_offset(zone, at) == libc_offset(at), "%s at %" PRId64, names[n], at);
        }
        eco_zone_free(zone);
    }
    CHECK_F(found > 2000, "%" PRId64 " transitions", found);
}

/* What eco_zone_instant must give, by looking at every quarter of an hour: locals[i] is the clock at first + i * 900. */
static int64_t slow_instant(const int64_t *locals, int count, int64_t first, int64_t local)
{
    for (int i = 0; i < count; i++)
        if (locals[i] == local)
            return first + i * 900;
    for (int i = 1; i < count; i++) /* skipped: read on by the clock before the gap */
        if (locals[i - 1] < local && locals[i] > local)
            return local - (locals[i - 1] - (first + (i - 1) * 900));
    return INT64_MIN;
}

static void check_instants(const eco_zone *zone, const char *name, int64_t change)
{
    enum { AROUND = 600 };
    int64_t locals[AROUND], first = change - AROUND / 2 * 900;
    for (int i = 0; i < AROUND; i++)
        locals[i] = first + i * 900 + libc_offset(first + i * 900);
    for (int64_t local = change - 40 * 3600; local <= change + 40 * 3600; local += 900) {
        eco_civil civil = eco_civil_of_local(local * ECO_SECOND_US + 7); /* 7 us: nothing is lost below a second */
        int64_t given = 0, expected = slow_instant(locals, AROUND, first, local);
        CHECK_F(eco_zone_instant(&given, zone, &civil, NULL) == ECO_OK && given == expected * ECO_SECOND_US + 7,
                "%s local %" PRId64 ": %" PRId64 ", not %" PRId64, name, local, given / ECO_SECOND_US, expected);
    }
}

TEST(zone_property, finds_the_instant_of_every_wall_clock)
{
    for (int n = 0; n < NAMES; n++) {
        eco_zone *zone = open_both(names[n]);
        CHECK_F(zone, "%s", names[n]);
        int64_t change;
        for (int64_t at = seconds_of(1973); at < seconds_of(2045);)
            if (next_change(&at, &change) && change % 900 == 0 && libc_offset(change - 1) % 900 == 0 &&
                libc_offset(change) % 900 == 0)
                check_instants(zone, names[n], change);
        eco_zone_free(zone);
    }
}

static bool begins(eco_period period, int32_t date)
{
    eco_civil civil = eco_date_civil(date);
    switch (period) {
    case ECO_PERIOD_DAY: return true;
    case ECO_PERIOD_WEEK: return eco_date_weekday(date) == 1;
    case ECO_PERIOD_MONTH: return civil.day == 1;
    case ECO_PERIOD_QUARTER: return civil.day == 1 && civil.month % 3 == 1;
    default: return civil.day == 1 && civil.month == 1;
    }
}

static void check_period(const eco_zone *zone, const char *name, eco_period period, int64_t at_us)
{
    int64_t starts, ends, next_starts, next_ends;
    eco_error error;
    CHECK_OK(eco_zone_period(&starts, &ends, zone, period, at_us, &error));
    CHECK_F(starts <= at_us && at_us < ends, "%s %d at %" PRId64, name, period, at_us);
    CHECK_OK(eco_zone_period(&next_starts, &next_ends, zone, period, ends, &error));
    CHECK_F(next_starts == ends && next_ends > ends, "%s %d at %" PRId64, name, period, at_us);
    CHECK_OK(eco_zone_period(&next_starts, &next_ends, zone, period, ends - 1, &error));
    CHECK_F(next_starts == starts && next_ends == ends, "%s %d at %" PRId64, name, period, at_us);
    /* It starts with its first day (or, where a zone has skipped that, with the next), which was never shown before. */
    int32_t first = eco_zone_date(zone, starts);
    CHECK_F(begins(period, first) || begins(period, first - 1), "%s %d at %" PRId64, name, period, at_us);
    for (int64_t before = starts - 27 * ECO_HOUR_US; before < starts; before += 5 * ECO_MINUTE_US)
        CHECK_F(eco_zone_date(zone, before) < first, "%s %d at %" PRId64, name, period, at_us);
    CHECK_F(eco_zone_date(zone, starts - 1) < first, "%s %d at %" PRId64, name, period, at_us);
    int32_t last = eco_zone_date(zone, ends - 1); /* the day after it may be skipped */
    for (int32_t date = first + 1; date <= last; date++)
        CHECK_F(!begins(period, date), "%s %d at %" PRId64, name, period, at_us);
}

TEST(zone_property, periods_follow_one_another)
{
    eco_random random = {eco_test_seed()};
    for (int n = 0; n < NAMES; n++) {
        eco_zone *zone = open_both(names[n]);
        CHECK_F(zone, "%s", names[n]);
        int64_t change;
        for (int64_t at = seconds_of(1915); at < seconds_of(2045);)
            if (next_change(&at, &change))
                for (int hours = -30; hours <= 30; hours += 6)
                    check_period(zone, names[n],
                                 hours % 12 == 0 ? 1 + (eco_period)(eco_random_next(&random) % 5) : ECO_PERIOD_DAY,
                                 (change + hours * 3600) * ECO_SECOND_US);
        eco_zone_free(zone);
    }
}
