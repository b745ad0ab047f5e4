/* A report from events to rows: periods, dimensions, distinct users, comparison, top, notes. */
#include "test.h"
#include <ecomops/kpi.h>
#include <stdlib.h>
#include <string.h>

#define DAY ECO_DAY_US
static eco_error error;

static const char *note(const eco_table *table, const char *name)
{
    for (size_t i = 0; i < table->notes_count; i++)
        if (strcmp(table->notes[i].name, name) == 0)
            return table->notes[i].value;
    return NULL;
}

typedef struct text {
    char bytes[8192];
    size_t size;
} text;

static bool keep(const char *bytes, size_t size, void *user)
{
    text *to = user;
    if (to->size + size >= sizeof to->bytes)
        return false;
    memcpy(to->bytes + to->size, bytes, size);
    to->size += size;
    to->bytes[to->size] = '\0';
    return true;
}

/* The table as CSV, with plain line ends. */
static const char *csv(text *to, const eco_table *table)
{
    to->size = 0;
    CHECK_OK(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){keep, to}, &error));
    size_t kept = 0;
    for (size_t i = 0; i < to->size; i++)
        if (to->bytes[i] != '\r')
            to->bytes[kept++] = to->bytes[i];
    to->bytes[kept] = '\0';
    return to->bytes;
}

/* 2026-03-01 .. 03-03: who, when, what, where. */
static const int64_t users[] = {1, 2, 1, 3, 2, 1, 4, 1};
static const int64_t at[] = {20513 * DAY + 1, 20513 * DAY + 2, 20513 * DAY + 3, 20513 * DAY + 23 * ECO_HOUR_US,
                             20514 * DAY,     20514 * DAY + 5, 20515 * DAY + 5, 20515 * DAY + 6};
static const char *const what[] = {"view", "view", "cart", "view", "page_view", "view", "view", "cart"};
static const char *const where[] = {"web", "app", "web", NULL, "app", "app", "web", "web"};

static eco_kpi_state *state_of(const eco_kpi_report *report, const char *zone)
{
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = zone, .currency = "CNY"));
    eco_kpi_add_report(kpi, report);
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    eco_kpi_plan_free(plan);
    const eco_table events = {.rows = 8,
                              ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("user", users), ECO_TIME_COLUMN("at", at),
                                       ECO_TEXT_COLUMN("event", what), ECO_TEXT_COLUMN("channel", where))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
    return state;
}

static void check_report(const eco_kpi_report *report, int64_t since_us, int64_t until_us, const char *expected)
{
    text out;
    const eco_table *table;
    eco_kpi_state *state = state_of(report, NULL);
    CHECK_OK(eco_kpi_table(&table, state, report->name, since_us, until_us, &error));
    CHECK_TEXT(csv(&out, table), expected);
    eco_table_free(table);
    eco_kpi_state_free(state);
}
#define REPORT(...) ECO_MAKE(eco_kpi_report, .name = "r", __VA_ARGS__)

TEST(kpi_report, days)
{
    check_report(REPORT(.by = "day", .metrics = "page_views, visitors, add_to_cart_rate, page_views / visitors as depth"), 0, 0,
                 "day,page_views,visitors,add_to_cart_rate,depth\n"
                 "2026-03-01,3,3,0.3333333333333333,1\n"
                 "2026-03-02,2,2,0,1\n"
                 "2026-03-03,1,2,0.5,0.5\n");
}

TEST(kpi_report, one_row_without_by_and_a_union_not_a_sum)
{
    check_report(REPORT(.metrics = "page_views, visitors, carters"), 0, 0, "page_views,visitors,carters\n6,4,1\n");
    check_report(REPORT(.metrics = "page_views, visitors"), 20514 * DAY, 20515 * DAY, "page_views,visitors\n2,2\n");
    check_report(REPORT(.metrics = "page_views, 1 / (visitors - visitors) as x, events / visitors as y"), 20300 * DAY,
                 20301 * DAY, "page_views,x,y\n0,,\n");
}

TEST(kpi_report, dimensions_sorted_null_last)
{
    check_report(REPORT(.by = "channel, month", .metrics = "events, visitors"), 0, 0,
                 "channel,month,events,visitors\n"
                 "app,2026-03-01,3,2\n"
                 "web,2026-03-01,4,2\n"
                 ",2026-03-01,1,1\n");
}

TEST(kpi_report, where)
{
    check_report(REPORT(.by = "channel", .metrics = "events, visitors", .where = "channel == 'web' and event == 'cart'"), 0, 0,
                 "channel,events,visitors\nweb,2,1\n");
}

TEST(kpi_report, weekday_and_hours)
{
    check_report(REPORT(.by = "weekday", .metrics = "events"), 0, 0, "weekday,events\n1,2\n2,2\n7,4\n");
    check_report(REPORT(.by = "hour_of_day", .metrics = "events, visitors"), 0, 0,
                 "hour_of_day,events,visitors\n0,7,3\n23,1,1\n");
    check_report(REPORT(.by = "hour", .metrics = "events"), 20513 * DAY + ECO_HOUR_US, 20515 * DAY,
                 "hour,events\n2026-03-01T23:00:00Z,1\n2026-03-02T00:00:00Z,2\n");
}

TEST(kpi_report, top)
{
    check_report(REPORT(.by = "channel", .metrics = "events", .top = 2), 0, 0, "channel,events\nweb,4\napp,3\n");
    check_report(REPORT(.by = "day, channel", .metrics = "events", .top = 1), 0, 0,
                 "day,channel,events\n2026-03-01,web,2\n2026-03-02,app,2\n2026-03-03,web,2\n");
}

TEST(kpi_report, trailing_users)
{
    check_report(REPORT(.by = "day", .metrics = "dau, wau, mau, stickiness"), 20514 * DAY, 0,
                 "day,dau,wau,mau,stickiness\n2026-03-02,2,3,3,0.6666666666666666\n2026-03-03,2,4,4,0.5\n");
    check_report(REPORT(.by = "channel", .metrics = "mau, dau"), 0, 0, "channel,mau,dau\napp,2,0\nweb,2,2\n,1,0\n");
}

TEST(kpi_report, compared_with_the_day_before)
{
    check_report(REPORT(.by = "day", .metrics = "events", .compare = "previous"), 20514 * DAY, 20517 * DAY,
                 "day,events,events_before,events_change\n2026-03-02,2,4,-0.5\n2026-03-03,2,2,0\n");
    check_report(
        REPORT(.metrics = "events, visitors", .compare = "previous"), 20514 * DAY, 20515 * DAY,
        "events,events_before,events_change,visitors,visitors_before,visitors_change\n2,4,-0.5,2,3,-0.3333333333333333\n");
    check_report(REPORT(.metrics = "events", .compare = "previous"), 0, 0, "events,events_before,events_change\n8,,\n");
}

TEST(kpi_report, what_is_no_more_has_a_row)
{
    check_report(REPORT(.by = "day, channel", .metrics = "events", .compare = "previous"), 20514 * DAY, 20515 * DAY,
                 "day,channel,events,events_before,events_change\n"
                 "2026-03-02,app,2,1,1\n2026-03-02,web,0,2,-1\n2026-03-02,,0,1,-1\n");
}

TEST(kpi_report, compared_with_last_week_and_year)
{
    check_report(REPORT(.by = "day", .metrics = "events", .compare = "same day last week"), 0, 0,
                 "day,events,events_before,events_change\n2026-03-01,4,0,\n2026-03-02,2,0,\n2026-03-03,2,0,\n");
    check_report(REPORT(.by = "month", .metrics = "events", .compare = "last year"), 0, 0,
                 "month,events,events_before,events_change\n2026-03-01,8,0,\n");
}

TEST(kpi_report, the_zone_cuts_days)
{
    text out;
    const eco_table *table;
    eco_kpi_state *state = state_of(REPORT(.by = "day", .metrics = "events"), "Asia/Shanghai");
    CHECK_OK(eco_kpi_table(&table, state, "r", 0, 0, &error));
    CHECK_TEXT(csv(&out, table), "day,events\n2026-03-01,3\n2026-03-02,3\n2026-03-03,2\n");
    CHECK_TEXT(note(table, "zone"), "Asia/Shanghai");
    CHECK_TEXT(note(table, "currency"), "CNY");
    CHECK_TEXT(note(table, "refunds"), "gross");
    CHECK_TEXT(note(table, "sales"), "events");
    CHECK_TEXT(note(table, "ignored"), "test, deleted, brushing");
    CHECK_TEXT(note(table, "exact"), "true");
    CHECK_TEXT(note(table, "watermark"), "2026-03-03T00:00:00.000006Z");
    CHECK_TEXT(note(table, "range"), "../..");
    CHECK_TEXT(note(table, "definition"), "events: Rows of events of any kind.");
    eco_table_free(table);
    eco_kpi_state_free(state);
}

/* ---- memory, and order ---- */

typedef struct meter {
    int64_t count, fail_at, held;
    bool for_good;
} meter;

static bool fails(meter *meter)
{
    int64_t at = meter->count++;
    return meter->for_good ? at >= meter->fail_at : at == meter->fail_at;
}

static void *take(size_t size, void *user)
{
    if (fails(user))
        return NULL;
    ((meter *)user)->held += (int64_t)size;
    return malloc(size);
}

static void *retake(void *memory, size_t old_size, size_t new_size, void *user)
{
    if (fails(user))
        return NULL;
    ((meter *)user)->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= (int64_t)size;
    free(memory);
}

/* rows: places in the columns above, or NULL for all in order. */
static void feed(eco_kpi_state *state, const int *rows, int64_t count)
{
    int64_t user[8], time[8];
    const char *event[8], *channel[8];
    for (int64_t i = 0; i < count; i++) {
        int row = rows ? rows[i] : (int)i;
        user[i] = users[row], time[i] = at[row], event[i] = what[row], channel[i] = where[row];
    }
    const eco_table events = {.rows = count,
                              ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("user", user), ECO_TIME_COLUMN("at", time),
                                       ECO_TEXT_COLUMN("event", event), ECO_TEXT_COLUMN("channel", channel))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
}

static eco_kpi_state *begin_state(const eco_allocator *allocator)
{
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .allocator = allocator));
    eco_kpi_add_report(kpi, REPORT(.by = "day, channel, hour_of_day", .compare = "previous", .top = 3, .where = "event != 'none'",
                                   .metrics = "events, visitors, mau, add_to_cart_rate, events / mau as per_user"));
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    eco_kpi_plan_free(plan);
    return state;
}

TEST(kpi_report, every_allocation_may_fail)
{
    for (int for_good = 0; for_good < 2; for_good++) {
        meter meter = {.fail_at = INT64_MAX, .for_good = for_good};
        eco_allocator allocator = {take, retake, give_back, &meter};
        eco_kpi_state *state = begin_state(&allocator);
        const eco_table *table;
        text out;
        feed(state, NULL, 8);
        CHECK_OK(eco_kpi_table(&table, state, "r", 0, 20515 * DAY, &error)); /* what the state sorts once is sorted */
        eco_table_free(table);
        int64_t held = meter.held;
        for (int64_t fail_at = 0;; fail_at++) {
            meter.count = 0;
            meter.fail_at = fail_at;
            eco_status status = eco_kpi_table(&table, state, "r", 0, 20515 * DAY, &error);
            bool was_reached = meter.count > fail_at;
            CHECK_F(status == (was_reached ? ECO_E_MEMORY : ECO_OK), "%s at %" PRId64 ": %s", eco_status_name(status), fail_at,
                    error.message);
            CHECK(was_reached == !table);
            meter.fail_at = INT64_MAX;
            if (table)
                CHECK(strstr(csv(&out, table), "\n2026-03-02,web,0,0,2,-1,0,1,-1,1,1,0,,1,,0,2,-1\n"));
            eco_table_free(table);
            CHECK_INT(meter.held, held);
            if (!was_reached)
                break;
        }
        eco_kpi_state_free(state);
        CHECK_INT(meter.held, 0);
    }
}

TEST(kpi_report, the_order_of_rows_means_nothing)
{
    static text first, other;
    eco_random random = {eco_test_seed()};
    for (long i = 0; i < eco_test_cases(200); i++) {
        int rows[8] = {0, 1, 2, 3, 4, 5, 6, 7};
        for (int j = 7; j > 0 && i; j--) {
            int k = (int)eco_random_between(&random, 0, j), row = rows[j];
            rows[j] = rows[k];
            rows[k] = row;
        }
        int64_t cut = eco_random_between(&random, 0, 8);
        eco_kpi_state *state = begin_state(NULL);
        const eco_table *table;
        feed(state, rows, cut);
        feed(state, rows + cut, 8 - cut);
        CHECK_OK(eco_kpi_table(&table, state, "r", 0, 0, &error));
        csv(i ? &other : &first, table);
        if (i)
            CHECK(strcmp(other.bytes, first.bytes) == 0);
        eco_table_free(table);
        eco_kpi_state_free(state);
    }
}

/* ---- calendars ---- */

/* One view at each of the times. */
static void check_times(const eco_kpi_options *options, const eco_kpi_report *report, const char *const *times, int64_t count,
                        const char *since, const char *until, const char *expected)
{
    static const char *const views[] = {"view", "view", "view", "view", "view", "view", "view", "view"};
    int64_t when[8], since_us = 0, until_us = 0;
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    const eco_table *table;
    text out;
    for (int64_t i = 0; i < count; i++)
        CHECK_OK(eco_time_parse(&when[i], times[i], &error));
    if (since)
        CHECK_OK(eco_time_parse(&since_us, since, &error));
    if (until)
        CHECK_OK(eco_time_parse(&until_us, until, &error));
    eco_kpi_builder *kpi = eco_kpi_begin(options);
    eco_kpi_add_report(kpi, report);
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    eco_kpi_plan_free(plan);
    const eco_table events = {.rows = count,
                              ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("user", users), ECO_TIME_COLUMN("at", when),
                                       ECO_TEXT_COLUMN("event", views))};
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &events, &error));
    CHECK_OK(eco_kpi_table(&table, state, "r", since_us, until_us, &error));
    CHECK_TEXT(csv(&out, table), expected);
    eco_table_free(table);
    eco_kpi_state_free(state);
}

TEST(kpi_report, last_year_and_a_leap_day)
{
    static const char *const times[] = {"2023-02-28T01:00:00Z", "2023-02-28T02:00:00Z", "2024-02-28T01:00:00Z",
                                        "2024-02-29T01:00:00Z"};
    check_times(NULL, REPORT(.by = "day", .metrics = "events", .compare = "last year"), times, 4, "2024-02-01T00:00:00Z",
                "2024-03-01T00:00:00Z", "day,events,events_before,events_change\n2024-02-28,1,2,-0.5\n2024-02-29,1,2,-0.5\n");
    check_times(NULL, REPORT(.by = "month", .metrics = "events", .compare = "last year"), times, 4, "2024-02-01T00:00:00Z",
                "2024-03-01T00:00:00Z", "month,events,events_before,events_change\n2024-02-01,2,2,0\n");
    check_times(NULL, REPORT(.metrics = "events", .compare = "last year"), times, 4, "2024-02-28T00:00:00Z",
                "2024-02-29T00:00:00Z", "events,events_before,events_change\n1,2,-0.5\n");
    /* 364 days before the week of 2024-02-26 is that of 2023-02-27. */
    check_times(NULL, REPORT(.by = "week", .metrics = "events", .compare = "last year"), times, 4, "2024-02-26T00:00:00Z", NULL,
                "week,events,events_before,events_change\n2024-02-26,2,2,0\n");
    check_times(NULL, REPORT(.by = "quarter", .metrics = "events", .compare = "previous"), times, 4, "2023-01-01T00:00:00Z",
                "2023-07-01T00:00:00Z", "quarter,events,events_before,events_change\n2023-01-01,2,0,\n2023-04-01,0,2,-1\n");
}

TEST(kpi_report, last_week)
{
    static const char *const times[] = {"2026-03-02T05:00:00Z", "2026-03-02T06:00:00Z", "2026-03-09T05:30:00Z",
                                        "2026-03-08T01:00:00Z"};
    check_times(NULL, REPORT(.by = "day", .metrics = "events", .compare = "same day last week"), times, 4, "2026-03-08T00:00:00Z",
                "2026-03-10T00:00:00Z", "day,events,events_before,events_change\n2026-03-08,1,0,\n2026-03-09,1,2,-0.5\n");
    check_times(NULL, REPORT(.by = "hour", .metrics = "events", .compare = "same day last week"), times, 4,
                "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z",
                "hour,events,events_before,events_change\n2026-03-09T05:00:00Z,1,1,0\n");
    check_times(NULL, REPORT(.by = "week", .metrics = "events", .compare = "previous"), times, 4, NULL, NULL,
                "week,events,events_before,events_change\n2026-03-02,3,0,\n2026-03-09,1,3,-0.6666666666666666\n");
    check_times(ECO_MAKE(eco_kpi_options, .week_starts_sunday = true), REPORT(.by = "week", .metrics = "events"), times, 4, NULL,
                NULL, "week,events\n2026-03-01,2\n2026-03-08,2\n");
}

/* The night on which clocks go back has two hours that are called 2. */
TEST(kpi_report, hours_of_a_long_day)
{
    static const char *const times[] = {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:30:00Z"};
    const eco_kpi_options *paris = ECO_MAKE(eco_kpi_options, .zone = "Europe/Paris");
    check_times(paris, REPORT(.by = "hour_of_day", .metrics = "events, visitors"), times, 3, NULL, NULL,
                "hour_of_day,events,visitors\n2,2,2\n23,1,1\n");
    check_times(paris, REPORT(.by = "hour, hour_of_day", .metrics = "events", .compare = "previous"), times, 3, NULL, NULL,
                "hour,hour_of_day,events,events_before,events_change\n2026-10-25T00:00:00Z,2,1,0,\n2026-10-25T01:00:00Z,2,1,1,0\n"
                "2026-10-25T02:00:00Z,3,0,1,-1\n2026-10-25T22:00:00Z,23,1,0,\n");
    check_times(paris, REPORT(.by = "day", .metrics = "events"), times, 3, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z",
                "day,events\n2026-10-25,3\n");
}
