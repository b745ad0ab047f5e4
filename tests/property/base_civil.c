/* Every day of years 0001..9999 against a walk that counts on its fingers; time and duration text there and back. */
#include "base/civil.h"
#include "base/zone.h"
#include "test.h"

static int month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return lengths[month - 1] + (month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0));
}

/* The calendar, one day after the other. */
typedef struct walk {
    int32_t date;
    int year, month, day, weekday, week_year, week;
} walk;

static void next_day(walk *now)
{
    now->date++;
    now->weekday = now->weekday == 7 ? 1 : now->weekday + 1;
    if (++now->day > month_length(now->year, now->month)) {
        now->day = 1;
        if (++now->month > 12) {
            now->month = 1;
            now->year++;
        }
    }
    if (now->weekday != 1)
        return;
    /* A new week. It is the first of a year when at least four of its days lie there. */
    now->week++;
    if ((now->month == 12 && now->day >= 29) || (now->month == 1 && now->day <= 4)) {
        now->week = 1;
        now->week_year = now->year + (now->month == 12);
    }
}

TEST(civil_property, agrees_with_a_walk_over_all_days)
{
    walk now = {ECO_DATE_FIRST, 1, 1, 1, 1, 1, 1};
    for (; now.year <= 9999; next_day(&now)) {
        eco_civil civil = eco_date_civil(now.date);
        int32_t week_year, week = eco_date_week(&week_year, now.date);
        CHECK_F(civil.year == now.year && civil.month == now.month && civil.day == now.day && civil.hour == 0 &&
                    eco_date_of(now.year, now.month, now.day) == now.date && eco_date_weekday(now.date) == now.weekday &&
                    week_year == now.week_year && week == now.week,
                "%d-%d-%d", now.year, now.month, now.day);
        if (now.day == 28 || now.day == 29) {
            char text[ECO_DATE_TEXT], expected[40];
            int32_t again;
            snprintf(expected, sizeof expected, "%04d-%02d-%02d", now.year, now.month, now.day);
            CHECK_TEXT(eco_date_text(text, now.date), expected);
            CHECK(eco_date_parse(&again, text, NULL) == ECO_OK && again == now.date);
        }
    }
    CHECK_INT(now.date, ECO_DATE_LAST + 1);
}

TEST(civil_property, time_text_round_trips)
{
    eco_random random = {eco_test_seed()};
    for (int i = 0; i < 100000; i++) {
        int64_t at = eco_random_between(&random, ECO_TIME_FIRST_US, ECO_TIME_LAST_US), again = 0;
        if (i % 3 == 0)
            at -= at % (i % 2 ? 1000 : ECO_SECOND_US);
        char text[ECO_TIME_TEXT];
        eco_time_text(text, at);
        CHECK_F(eco_time_read(&again, text, strlen(text)) && again == at, "%" PRId64 " %s", at, text);
    }
}

TEST(civil_property, duration_text_round_trips)
{
    eco_random random = {eco_test_seed()};
    for (int i = 0; i < 100000; i++) {
        int64_t limit = INT64_C(1) << eco_random_between(&random, 0, 62);
        eco_duration duration = {(int32_t)eco_random_between(&random, -limit / 2, limit),
                                 (int32_t)eco_random_between(&random, -limit, limit), eco_random_between(&random, -limit, limit)};
        eco_duration again;
        char text[ECO_DURATION_TEXT];
        CHECK_F(eco_duration_parse(&again, eco_duration_text(text, duration), NULL) == ECO_OK &&
                    again.months == duration.months && again.days == duration.days && again.exact_us == duration.exact_us,
                "%d %d %" PRId64 " %s", duration.months, duration.days, duration.exact_us, text);
    }
}
