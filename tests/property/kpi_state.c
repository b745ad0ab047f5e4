/* kpi_state.c - a state does not know how its rows came: any cut into tables, any order, any number of threads and states gives the same bytes. */
#include <stdlib.h>

#include "../unit/kpi_shop.h"

#include "../test.h"

/* FEW: users are only counted, by sketches, so that the plan need not know who they are. */
typedef enum shape { EXACT, APPROXIMATE, FEW } shape;

static eco_kpi_plan *make_plan(int32_t threads, bool hourly, const char *zone, shape shape)
{
    eco_kpi_plan *plan;
    eco_error error = {0};
    eco_kpi_builder *kpi = eco_kpi_begin(
        ECO_MAKE(eco_kpi_options, .zone = zone, .currency = "CNY", .threads = threads, .approximate = shape != EXACT));
    if (shape == FEW) {
        eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "daily", .by = "day", .metrics = "page_views, visitors"));
        eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "channels", .by = hourly ? "hour, channel" : "week, channel",
                                         .metrics = "visitors", .where = "sku != 's3' or value > 50"));
        CHECK_F(eco_kpi_build(&plan, kpi, &error) == ECO_OK, "%s: %s", error.path, error.message);
        return plan;
    }
    eco_kpi_add_report(kpi,
                       ECO_MAKE(eco_kpi_report, .name = "daily", .by = "day", .metrics = "page_views, visitors, orders, gmv"));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "channels", .by = hourly ? "hour, channel" : "week, channel",
                                     .metrics = "visitors, sessions", .where = "sku != 's3' or value > 50"));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "buy", .window_us = ECO_DAY_US, .by = "channel",
                                     ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "cart"}, {.name = "purchase"})));
    eco_kpi_add_cohort(kpi,
                       ECO_MAKE(eco_kpi_cohort, .name = "weekly", .period = ECO_PERIOD_WEEK, .enter = "event == 'purchase'"));
    CHECK_F(eco_kpi_build(&plan, kpi, &error) == ECO_OK, "%s: %s", error.path, error.message);
    return plan;
}

static eco_kpi_state *make_state(eco_kpi_plan *plan)
{
    eco_kpi_state *state;
    eco_error error = {0};
    CHECK_F(eco_kpi_state_create(&state, plan, &error) == ECO_OK, "%s", error.message);
    return state;
}

static void feed(eco_kpi_state *state, const kpi_log *log, int64_t first, int64_t count)
{
    eco_column columns[7];
    eco_error error = {0};
    eco_table table = kpi_log_table(log, columns, first, count);
    CHECK_F(eco_kpi_update(state, ECO_KPI_EVENTS, &table, &error) == ECO_OK, "%s: %s", error.path, error.message);
}

static void check_same(kpi_saved expected, eco_kpi_state *state, const char *how)
{
    kpi_saved saved = kpi_save(state);
    CHECK_F(saved.size == expected.size && memcmp(saved.bytes, expected.bytes, saved.size) == 0, "%s: %zu bytes, %zu expected",
            how, saved.size, expected.size);
    free(saved.bytes);
}

/* Feeds in random pieces to some states, some of which are saved and loaded between, and merges them. */
static eco_kpi_state *feed_in_pieces(eco_kpi_plan *plan, const kpi_log *log, uint64_t seed)
{
    enum { STATES = 4 };
    eco_kpi_state *states[STATES];
    eco_error error = {0};
    for (int i = 0; i < STATES; i++)
        states[i] = make_state(plan);
    for (int64_t first = 0; first < log->rows;) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        int64_t count = (int64_t)(seed >> 40) % (log->rows / 3 + 1) + 1;
        count = first + count > log->rows ? log->rows - first : count;
        int which = (int)(seed >> 33) % STATES;
        feed(states[which], log, first, count);
        first += count;
        if ((seed >> 20) % 3 == 0) {
            kpi_saved saved = kpi_save(states[which]);
            eco_kpi_state_free(states[which]);
            CHECK_F(eco_kpi_load(&states[which], plan, saved.bytes, saved.size, &error) == ECO_OK, "%s", error.message);
            free(saved.bytes);
        }
    }
    for (int i = 1; i < STATES; i++) {
        CHECK_F(eco_kpi_merge(states[0], states[i], &error) == ECO_OK, "%s", error.message);
        eco_kpi_state_free(states[i]);
    }
    return states[0];
}

TEST(kpi_state, any_way_gives_the_same_bytes)
{
    int64_t cases = eco_test_cases(30);
    for (int64_t i = 0; i < cases; i++) {
        uint64_t seed = eco_test_seed() + (uint64_t)i;
        kpi_log log = kpi_log_make(seed, 200 + (int64_t)(seed % 3000), 50, 20);
        const char *zone = i % 3 ? "UTC" : "America/New_York";
        shape shape = (int)(i / 2 % 3);
        eco_kpi_plan *plan = make_plan(0, i % 2, zone, shape), *threaded = make_plan(3, i % 2, zone, shape);
        eco_kpi_state *state = make_state(plan), *pieces;
        feed(state, &log, 0, log.rows);
        kpi_saved expected = kpi_save(state);
        kpi_log_shuffle(&log, seed);
        pieces = feed_in_pieces(i % 2 ? plan : threaded, &log, seed);
        check_same(expected, pieces, "in pieces");
        eco_kpi_state_free(state);
        eco_kpi_state_free(pieces);
        free(expected.bytes);
        eco_kpi_plan_free(plan);
        eco_kpi_plan_free(threaded);
        kpi_log_free(&log);
    }
}

/* Enough rows that several threads have work. */
static void check_threads(shape shape, bool hourly, int users, int days)
{
    kpi_log log = kpi_log_make(7, 200000, users, days);
    eco_kpi_plan *one = make_plan(0, hourly, "Asia/Shanghai", shape), *four = make_plan(4, hourly, "Asia/Shanghai", shape);
    eco_kpi_state *state = make_state(one), *threaded = make_state(four);
    feed(state, &log, 0, log.rows);
    feed(threaded, &log, 0, log.rows);
    kpi_saved expected = kpi_save(state);
    check_same(expected, threaded, "four threads");
    eco_kpi_state_free(state);
    eco_kpi_state_free(threaded);
    free(expected.bytes);
    eco_kpi_plan_free(one);
    eco_kpi_plan_free(four);
    kpi_log_free(&log);
}

TEST(kpi_state, threads_give_the_same_bytes)
{
    check_threads(EXACT, false, 2000, 40);
}

/* Each thread brings a few users to the sets of one day. */
TEST(kpi_state, threads_give_the_same_bytes_of_small_sets)
{
    check_threads(EXACT, true, 30000, 1);
    check_threads(FEW, true, 30000, 1);
}

/* Sketches that are coupons in each thread, and registers together. */
TEST(kpi_state, threads_give_the_same_sketches)
{
    check_threads(APPROXIMATE, false, 20000, 2);
    check_threads(FEW, false, 20000, 2);
}

/* ---- many small logs: every table, too ---- */

static const char *const every_table[] = {"daily", "hourly", "buy",  "completions", "weekly", "rolling",
                                          "pairs", "touch",  "next", "abc",         "rfm"};
enum { EVERY_TABLE = sizeof every_table / sizeof *every_table };

static eco_kpi_plan *make_full_plan(int32_t threads)
{
    eco_kpi_plan *plan;
    eco_error error = {0};
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .threads = threads));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "daily", .by = "day, channel", .compare = "previous",
                                     .metrics = "page_views, visitors, sessions, orders, gmv, returning_buyers, gini, skus_a, "
                                                "cart_abandonment_rate, gmv / visitors as worth"));
    eco_kpi_add_report(
        kpi, ECO_MAKE(eco_kpi_report, .name = "hourly", .by = "hour, sku", .metrics = "events, units, visitors", .top = 3));
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "buy", .window_us = ECO_DAY_US, .by = "channel",
                                     ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "cart"}, {.name = "purchase"})));
    eco_kpi_add_funnel(kpi,
                       ECO_MAKE(eco_kpi_funnel, .name = "completions", .window_us = ECO_DAY_US, .count = ECO_COUNT_COMPLETIONS,
                                ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "purchase"})));
    eco_kpi_add_cohort(kpi,
                       ECO_MAKE(eco_kpi_cohort, .name = "weekly", .period = ECO_PERIOD_WEEK, .enter = "event == 'purchase'"));
    eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, .name = "rolling", .period = ECO_PERIOD_DAY, .rolling = true));
    eco_kpi_add_pairs(kpi, ECO_MAKE(eco_kpi_pairs, .name = "pairs", .top = 10));
    eco_kpi_add_attribution(kpi, ECO_MAKE(eco_kpi_attribution, .name = "touch", .model = ECO_TOUCH_LINEAR));
    eco_kpi_add_paths(kpi, ECO_MAKE(eco_kpi_paths, .name = "next", .top = 2));
    eco_kpi_add_abc(kpi, ECO_MAKE(eco_kpi_abc, .name = "abc"));
    eco_kpi_add_rfm(kpi, ECO_MAKE(eco_kpi_rfm, .name = "rfm"));
    CHECK_F(eco_kpi_build(&plan, kpi, &error) == ECO_OK, "%s: %s", error.path, error.message);
    return plan;
}

static void check_tables(const eco_kpi_state *expected, const eco_kpi_state *given, uint64_t seed)
{
    for (size_t i = 0; i < EVERY_TABLE; i++) {
        kpi_saved a = kpi_csv_of(expected, every_table[i]), b = kpi_csv_of(given, every_table[i]);
        CHECK_F(strcmp(a.bytes, b.bytes) == 0, "%s, ECO_SEED=%llu:\n%.300s\n%.300s", every_table[i], (unsigned long long)seed,
                a.bytes, b.bytes);
        free(a.bytes);
        free(b.bytes);
    }
}

TEST(kpi_state, any_way_gives_the_same_tables)
{
    int64_t cases = eco_test_cases(1000);
    eco_kpi_plan *plan = make_full_plan(0), *threaded = make_full_plan(3);
    for (int64_t i = 0; i < cases; i++) {
        uint64_t seed = eco_test_seed() + (uint64_t)i;
        kpi_log log = kpi_log_make(seed, 1 + (int64_t)(seed % 120), 1 + (int)(seed % 9), 1 + (int)(seed % 12));
        eco_kpi_state *state = make_state(plan);
        feed(state, &log, 0, log.rows);
        kpi_saved expected = kpi_save(state);
        kpi_log_shuffle(&log, seed);
        eco_kpi_state *pieces = feed_in_pieces(i % 4 ? plan : threaded, &log, seed);
        check_same(expected, pieces, "in pieces");
        check_tables(state, pieces, seed);
        eco_kpi_state_free(state);
        eco_kpi_state_free(pieces);
        free(expected.bytes);
        kpi_log_free(&log);
    }
    eco_kpi_plan_free(plan);
    eco_kpi_plan_free(threaded);
}
