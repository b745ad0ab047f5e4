/* backtest_stream.c - a history of any length in constant memory: bench_backtest_stream [LINES], default 2,000,000.
 *
 * Lines are made up as they are fed, 65,536 a table: orders of two lines over ten years, returns, costs, some that come back; two rulebooks, all cores.
 * What is told is how much memory the process takes after the first million lines (when as many orders are remembered as may be, it is a little more) and
 * at the end. */
#include <ecomops/pricing.h>
#include <ecomops/time.h>

#include <string.h>
#include <sys/resource.h>

#include "bench.h"

enum { BATCH = 65536, SKUS = 1000, ARTICLES = 8 };

static int64_t order[BATCH], at[BATCH], sku[BATCH], quantity[BATCH], unit[BATCH], cost[BATCH];
static const char *category[BATCH];

static _Noreturn void stop(const eco_error *error)
{
    fprintf(stderr, "%s at %s\n", error->message, error->path);
    exit(1);
}

static eco_rulebook *make_rulebook(int64_t off_minor)
{
    static const char *const on[] = {"category == 'shoes'", "category == 'hats'", "category in ('coats', 'belts')", NULL};
    eco_error error;
    eco_rulebook *rulebook;
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .zone = "Europe/Berlin"));
    for (int i = 0; i < 20; i++) {
        char id[16];
        snprintf(id, sizeof id, "p%02d", i);
        eco_rulebook_add_promotion(rules,
                                   ECO_MAKE(eco_promotion, .id = id, .stage = ECO_STAGE_SHOP, .on = on[i % 4],
                                            ECO_LIST(tiers, eco_tier, {.from_minor = 2000 + 1000 * i, .off_minor = off_minor})));
    }
    if (eco_rulebook_build(&rulebook, rules, &error))
        stop(&error);
    return rulebook;
}

/* The lines first .. first + rows - 1, made of their numbers alone. */
static void make_lines(int64_t first, int64_t rows)
{
    static const char *const categories[ARTICLES] = {"shoes", "hats", "coats", "belts", "socks", "bags", "shirts", "ties"};
    const int64_t ten_years = 3650 * ECO_DAY_US;
    for (int64_t i = 0; i < rows; i++) {
        uint64_t number = (uint64_t)(first + i), chance = number * UINT64_C(0x9E3779B97F4A7C15) >> 40;
        order[i] = (int64_t)(number / 2 % 1000003 == 7 ? number / 2 - 5 : number / 2);
        at[i] = INT64_C(1420070400000000) + (int64_t)(number / 2) * 60000000 % ten_years;
        sku[i] = (int64_t)(chance % SKUS);
        category[i] = categories[chance % ARTICLES];
        quantity[i] = chance % 50 == 0 ? -1 : (int64_t)(chance % 3) + 1;
        unit[i] = (int64_t)(chance % 9000) + 99;
        cost[i] = unit[i] / 2;
    }
}

static double peak_megabytes(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

int main(int argc, char **argv)
{
    int64_t lines = argc > 1 ? strtoll(argv[1], NULL, 10) : 2000000;
    eco_error error;
    eco_backtest *backtest;
    double early = 0, started = bench_seconds();
    eco_rulebook *books[] = {make_rulebook(100), make_rulebook(150)};
    if (eco_backtest_create(&backtest, books, 2, ECO_MAKE(eco_backtest_options, .threads = -1), &error))
        stop(&error);
    for (int64_t first = 0; first < lines; first += BATCH) {
        int64_t rows = lines - first < BATCH ? lines - first : BATCH;
        make_lines(first, rows);
        const eco_table table = {.rows = rows,
                                 ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", order), ECO_TIME_COLUMN("at", at),
                                          ECO_INT64_COLUMN("sku", sku), ECO_INT64_COLUMN("quantity", quantity),
                                          ECO_INT64_COLUMN("unit", unit), ECO_INT64_COLUMN("cost", cost),
                                          ECO_TEXT_COLUMN("category", category))};
        if (eco_backtest_update(backtest, &table, &error))
            stop(&error);
        if (first + rows >= 1000000 && early == 0)
            early = peak_megabytes();
    }
    bench_row("backtest/stream/lines", (double)lines / (bench_seconds() - started), "rows/s", true);
    bench_row("backtest/stream/peak memory after a million lines", early, "MB", false);
    bench_row("backtest/stream/peak memory", peak_megabytes(), "MB", false);
    eco_backtest_free(backtest);
    eco_rulebook_free(books[0]);
    eco_rulebook_free(books[1]);
    return 0;
}
