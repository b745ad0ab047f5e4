/* As many orders as several threads share: tables are the same on any number of them, and so in plans whose orders stand by user and in those where they do not. */
#include <stdlib.h>

#include "kpi_shop.h"

#include "base/table_builder.h"
#include "test.h"

static const char *const tables[] = {"touch", "rfm", "buyers", "counts", "pairs"};

static eco_kpi_state *answer(const kpi_log *log, int32_t threads)
{
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    eco_error error;
    eco_column columns[7];
    eco_table table = kpi_log_table(log, columns, 0, log->rows);
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .threads = threads));
    eco_kpi_add_attribution(kpi, ECO_MAKE(eco_kpi_attribution, .name = "touch", .lookback_us = -1));
    eco_kpi_add_rfm(kpi, ECO_MAKE(eco_kpi_rfm, .name = "rfm"));
    eco_kpi_add_report(kpi,
                       ECO_MAKE(eco_kpi_report, .name = "buyers", .by = "week", .metrics = "paying_buyers, repurchase_rate"));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "counts", .by = "week", .metrics = "paying_buyers, gmv"));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "all", .metrics = "orders"));
    eco_kpi_add_pairs(kpi, ECO_MAKE(eco_kpi_pairs, .name = "pairs"));
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    CHECK_OK(eco_kpi_update(state, ECO_KPI_EVENTS, &table, &error));
    eco_kpi_plan_free(plan);
    return state;
}

static void check_same(const eco_kpi_state *state, const eco_kpi_state *other)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        kpi_saved one = kpi_csv_of(state, tables[i]), two = kpi_csv_of(other, tables[i]);
        CHECK_F(one.size == two.size && memcmp(one.bytes, two.bytes, one.size) == 0, "%s:\n%.300s\n%.300s", tables[i], one.bytes,
                two.bytes);
        free(one.bytes);
        free(two.bytes);
    }
}

/* Every thread has some. */
static void check_many(const eco_kpi_state *state)
{
    const eco_table *all;
    eco_error error;
    CHECK_OK(eco_kpi_table(&all, state, "all", 0, 0, &error));
    CHECK(eco_cell_int64(eco_table_column(all, "orders"), 0) > 5 * 1024);
    eco_table_free(all);
}

/* Distinct buyers of a week, whichever way they are counted. */
static void check_buyers(const eco_kpi_state *state)
{
    const eco_table *by_user, *by_sets;
    eco_error error;
    CHECK_OK(eco_kpi_table(&by_user, state, "buyers", 0, 0, &error));
    CHECK_OK(eco_kpi_table(&by_sets, state, "counts", 0, 0, &error));
    CHECK_INT(by_user->rows, by_sets->rows);
    const eco_column *one = eco_table_column(by_user, "paying_buyers"), *two = eco_table_column(by_sets, "paying_buyers");
    for (int64_t row = 0; row < by_user->rows; row++)
        CHECK_INT(eco_cell_int64(one, row), eco_cell_int64(two, row));
    eco_table_free(by_user);
    eco_table_free(by_sets);
}

TEST(kpi_threads, many_orders)
{
    kpi_log log = kpi_log_make(5, 400000, 3000, 60);
    eco_kpi_state *alone = answer(&log, 0);
    check_many(alone);
    check_buyers(alone);
    for (int32_t threads = 2; threads <= 5; threads++) {
        eco_kpi_state *together = answer(&log, threads);
        check_same(alone, together);
        eco_kpi_state_free(together);
    }
    kpi_log_shuffle(&log, 6);
    eco_kpi_state *shuffled = answer(&log, 3);
    check_same(alone, shuffled);
    eco_kpi_state_free(shuffled);
    eco_kpi_state_free(alone);
    kpi_log_free(&log);
}
