/* Dates, time and duration text. */
#include "base/civil.h"
#include "base/zone.h"
#include "test.h"

TEST(date, knows_which_days_there_are)
{
    CHECK_INT(eco_date_of(1970, 1, 1), 0);
    CHECK_INT(eco_date_of(2000, 2, 29), 11016);
    CHECK_INT(eco_date_of(1, 1, 1), ECO_DATE_FIRST);
    CHECK_INT(eco_date_of(9999, 12, 31), ECO_DATE_LAST);
    static const int32_t none[][3] = {{1900, 2, 29}, {2023, 2, 29}, {2024, 2, 30}, {2024, 4, 31}, {0, 1, 1},  {10000, 1, 1},
                                      {2024, 0, 1},  {2024, 13, 1}, {2024, 1, 0},  {2024, 1, 32}, {-4, 1, 1}, {INT32_MAX, 1, 1}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK_F(eco_date_of(none[i][0], none[i][1], none[i][2]) == INT32_MIN, "%d-%d-%d", none[i][0], none[i][1], none[i][2]);
}

TEST(date, weeks_belong_to_the_year_of_their_thursday)
{
    static const struct {
        const char *date;
        int32_t weekday, year, week;
    } cases[] = {{"2026-11-11", 3, 2026, 46}, {"2024-12-30", 1, 2025, 1},  {"2021-01-03", 7, 2020, 53},
                 {"2021-01-04", 1, 2021, 1},  {"2016-01-03", 7, 2015, 53}, {"0001-01-01", 1, 1, 1},
                 {"9999-12-31", 5, 9999, 52}, {"2020-12-31", 4, 2020, 53}};
    eco_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t date, year;
        CHECK_OK(eco_date_parse(&date, cases[i].date, &error));
        CHECK_INT(eco_date_weekday(date), cases[i].weekday);
        CHECK_INT(eco_date_week(&year, date), cases[i].week);
        CHECK_INT(year, cases[i].year);
        CHECK_INT(eco_date_week(NULL, date), cases[i].week);
    }
}

TEST(date, takes_the_nearest_day_for_one_outside)
{
    char text[ECO_DATE_TEXT];
    CHECK_TEXT(eco_date_text(text, INT32_MIN), "0001-01-01");
    CHECK_TEXT(eco_date_text(text, INT32_MAX), "9999-12-31");
    CHECK_INT(eco_date_weekday(INT32_MIN), 1);
    CHECK_INT(eco_date_week(NULL, INT32_MAX), 52);
    CHECK_INT(eco_date_civil(INT32_MIN).year, 1);
}

TEST(date, text_is_refused_with_its_column)
{
    static const struct {
        const char *text;
        int32_t column;
    } bad[] = {
        {"", 1},           {"2026", 5},       {"2026-", 6},      {"2026-1-1", 6},    {"2026-13-01", 6},   {"2026-00-01", 6},
        {"2026-02", 8},    {"2026-02-30", 9}, {"2026-02-0", 9},  {"2026-02-00", 9},  {"2026-02-011", 11}, {"0000-01-01", 1},
        {"26-01-01", 1},   {"2026/01/01", 5}, {"2026-01/01", 8}, {" 2026-01-01", 1}, {"2026-01-01 ", 11}, {"+2026-01-01", 1},
        {"2026-0x-01", 6}, {"-001-01-01", 1}, {"2026-01-1:", 9}, {"\xE4\xBA\x8C", 1}};
    eco_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int32_t date = 7;
        CHECK_FAILS(eco_date_parse(&date, bad[i].text, &error), ECO_E_SYNTAX, "is not a date");
        CHECK_F(error.column == bad[i].column && error.line == 1 && date == 0, "%s: %d", bad[i].text, error.column);
    }
    int32_t date;
    CHECK_FAILS(eco_date_parse(&date, NULL, &error), ECO_E_INVALID, "NULL");
}

TEST(time, reads_rfc_3339)
{
    static const struct {
        const char *text;
        int64_t at;
    } good[] = {{"1970-01-01T00:00:00Z", 0},
                {"2026-11-11T12:00:00Z", INT64_C(1794398400000000)},
                {"2026-11-11t20:00:00+08:00", INT64_C(1794398400000000)},
                {"2026-11-11T11:59:59.999999z", INT64_C(1794398399999999)},
                {"2026-11-11T06:30:00.5-05:30", INT64_C(1794398400500000)},
                {"1969-12-31T23:59:59.000001Z", -999999},
                {"1970-01-01T00:00:00-00:00", 0},
                {"1970-01-01T23:59:00+23:59", 0},
                {"0001-01-01T00:00:00Z", ECO_TIME_FIRST_US},
                {"9999-12-31T23:59:59.999999Z", ECO_TIME_LAST_US}};
    eco_error error;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t at = 1;
        CHECK_OK(eco_time_parse(&at, good[i].text, &error));
        CHECK_INT(at, good[i].at);
    }
}

TEST(time, text_is_refused_with_its_column)
{
    static const struct {
        const char *text;
        int32_t column;
    } bad[] = {{"2026-11-11", 11},
               {"2026-11-11 12:00:00Z", 11},
               {"2026-11-11T", 12},
               {"2026-11-11T24:00:00Z", 12},
               {"2026-11-11T1", 12},
               {"2026-11-11T12", 14},
               {"2026-11-11T12:60:00Z", 15},
               {"2026-11-11T12:00Z", 17},
               {"2026-11-11T12:00:60Z", 18},
               {"2026-12-31T23:59:60Z", 18},
               {"2026-11-11T12:00:00", 20},
               {"2026-11-11T12:00:00.Z", 21},
               {"2026-11-11T12:00:00.1234567Z", 27},
               {"2026-11-11T12:00:00,5Z", 20},
               {"2026-11-11T12:00:00.5:Z", 22},
               {"2026-11-11T12:00:00.", 21},
               {"2026-11-11T12:00:00+24:00", 21},
               {"2026-11-11T12:00:00+08", 23},
               {"2026-11-11T12:00:00+0800", 23},
               {"2026-11-11T12:00:00+08:60", 24},
               {"2026-11-11T12:00:00Z ", 21},
               {"2026-02-29T12:00:00Z", 9},
               {"0001-01-01T00:00:00+00:01", 26},
               {"9999-12-31T23:59:59.999999-00:01", 33}};
    eco_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t at = 7;
        CHECK_FAILS(eco_time_parse(&at, bad[i].text, &error), ECO_E_SYNTAX, "is not a time");
        CHECK_F(error.column == bad[i].column && error.line == 1 && at == 0, "%s: %d", bad[i].text, error.column);
    }
    int64_t at;
    CHECK_FAILS(eco_time_parse(&at, NULL, &error), ECO_E_INVALID, "NULL");
    CHECK(eco_time_read(&at, "2026-11-11T12:00:00Z....", 20) && at == INT64_C(1794398400000000));
    CHECK(!eco_time_read(&at, "2026-11-11T12:00:00Z", 19));
    CHECK(!eco_time_read(&at, "", 0));
}

TEST(time, text_is_exact_and_short)
{
    char text[ECO_TIME_TEXT];
    CHECK_TEXT(eco_time_text(text, INT64_C(1794398400000000)), "2026-11-11T12:00:00Z");
    CHECK_TEXT(eco_time_text(text, INT64_C(1794398400250000)), "2026-11-11T12:00:00.25Z");
    CHECK_TEXT(eco_time_text(text, -1), "1969-12-31T23:59:59.999999Z");
    CHECK_TEXT(eco_time_text(text, INT64_MIN), "0001-01-01T00:00:00Z");
    CHECK_TEXT(eco_time_text(text, INT64_MAX), "9999-12-31T23:59:59.999999Z");
}

TEST(duration, text_both_ways)
{
    static const struct {
        const char *text;
        eco_duration duration;
        const char *written;
    } good[] = {{"P7D", {0, 7, 0}, "P7D"},
                {"PT30M", {0, 0, 30 * ECO_MINUTE_US}, "PT30M"},
                {"P1Y2M", {14, 0, 0}, "P1Y2M"},
                {"P12M", {12, 0, 0}, "P1Y"},
                {"P2W", {0, 14, 0}, "P14D"},
                {"P1W1D", {0, 8, 0}, "P8D"},
                {"PT36H", {0, 0, 36 * ECO_HOUR_US}, "PT36H"},
                {"PT90S", {0, 0, 90 * ECO_SECOND_US}, "PT1M30S"},
                {"PT0.000001S", {0, 0, 1}, "PT0.000001S"},
                {"PT1.50S", {0, 0, 1500000}, "PT1.5S"},
                {"-PT1.5S", {0, 0, -1500000}, "-PT1.5S"},
                {"P1Y2M3DT4H5M6.7S", {14, 3, 14706700000}, "P1Y2M3DT4H5M6.7S"},
                {"-P1M1D", {-1, -1, 0}, "-P1M1D"},
                {"P1M-1D", {1, -1, 0}, "P1M-1D"},
                {"P1MT-0.5S", {1, 0, -500000}, "P1MT-0.5S"},
                {"P0D", {0, 0, 0}, "PT0S"},
                {"P0Y", {0, 0, 0}, "PT0S"},
                {"-P2147483648D", {0, INT32_MIN, 0}, "-P2147483648D"},
                {"-P2147483648M", {INT32_MIN, 0, 0}, "-P178956970Y8M"},
                {"-PT9223372036854.775808S", {0, 0, INT64_MIN}, "-PT2562047788H54.775808S"},
                {"P-2147483648M2147483647DT-9223372036854.775808S",
                 {INT32_MIN, INT32_MAX, INT64_MIN},
                 "P-178956970Y-8M2147483647DT-2562047788H-54.775808S"}};
    eco_error error;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        eco_duration given;
        char text[ECO_DURATION_TEXT];
        CHECK_OK(eco_duration_parse(&given, good[i].text, &error));
        CHECK_F(given.months == good[i].duration.months && given.days == good[i].duration.days &&
                    given.exact_us == good[i].duration.exact_us,
                "%s: %d %d %" PRId64, good[i].text, given.months, given.days, given.exact_us);
        CHECK_TEXT(eco_duration_text(text, given), good[i].written);
    }
}

TEST(duration, text_is_refused_with_its_column)
{
    static const struct {
        const char *text;
        int32_t column;
    } bad[] = {{"", 1},
               {"7D", 1},
               {"P", 2},
               {"PT", 3},
               {"P7", 3},
               {"P7X", 3},
               {"P1D1M", 5},
               {"P1DT", 5},
               {"P1H", 3},
               {"PT1D", 4},
               {"P1M1M", 5},
               {"P1.5D", 5},
               {"PT1.5M", 6},
               {"PT1,5S", 4},
               {"PT1.S", 5},
               {"PT.5S", 3},
               {"PT1.1234567S", 11},
               {"--P1D", 2},
               {"-P-1D", 3},
               {"P--1D", 3},
               {"P+1D", 2},
               {"p1d", 1},
               {"P1d", 3},
               {" P1D", 1},
               {"P1D ", 4},
               {"P1TT1H", 3},
               {"PT1H T", 5},
               {"P1DTT1H", 5},
               {"PT1.5:S", 6},
               {"PT1:S", 4},
               {"P1234567890123456789D", 20},
               {"PT1S1S", 6},
               {"PT1S1H", 6}};
    eco_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        eco_duration given = {1, 1, 1};
        CHECK_FAILS(eco_duration_parse(&given, bad[i].text, &error), ECO_E_SYNTAX, "is not a duration");
        CHECK_F(error.column == bad[i].column && given.months == 0 && given.exact_us == 0, "%s: %d", bad[i].text, error.column);
    }
    static const char *const large[] = {
        "P2147483648D", "-P2147483649D", "P178956971Y",    "-P2147483649M",           "P2147483648M",
        "P306783379W",  "PT2562047789H", "-PT2562047789H", "PT9223372036854.775808S", "-PT9223372036854.775809S"};
    eco_duration given;
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        CHECK_FAILS(eco_duration_parse(&given, large[i], &error), ECO_E_OVERFLOW, "too long");
    CHECK_FAILS(eco_duration_parse(&given, NULL, &error), ECO_E_INVALID, "NULL");
}
