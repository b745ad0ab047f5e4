/* What would 每满300减50 have cost on last year's orders, against 满300减30 as it was? */
#include <ecomops/host.h>
#include <ecomops/pricing.h>
#include <ecomops/time.h>

enum { ROWS = 6000 };

/* Your orders, one row a line: here arrays, as they come from a database. Lines of an order stand together. */
typedef struct orders {
    int64_t order[ROWS], at[ROWS], quantity[ROWS], unit[ROWS], cost[ROWS];
    const char *sku[ROWS], *category[ROWS];
} orders;

static void make_up_a_year(orders *year)
{
    static const char *const skus[] = {"COAT", "SHIRT", "SHOES", "SOCKS", "BELT"};
    static const char *const categories[] = {"coats", "shirts", "shoes", "basics", "basics"};
    static const int64_t prices[] = {45900, 15900, 32900, 1990, 8900};
    const int64_t first_day = INT64_C(1735660800000000); /* 2025-01-01 in Shanghai */
    for (int row = 0; row < ROWS; row++) {
        int order = row / 2, article = (row * 7 + order) % 5;
        year->order[row] = 100000 + order;
        year->at[row] = first_day + order * (365 * ECO_DAY_US / (ROWS / 2));
        year->sku[row] = skus[article];
        year->category[row] = categories[article];
        year->quantity[row] = 1 + order % 3;
        year->unit[row] = prices[article];
        year->cost[row] = prices[article] / 2;
    }
}

static eco_status make_rulebook(eco_rulebook **rulebook, int64_t off_minor, bool repeats, eco_error *error)
{
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY", .zone = "Asia/Shanghai"));
    eco_rulebook_add_promotion(rules, ECO_MAKE(eco_promotion, .id = "spend", .label = repeats ? "每满300减50" : "满300减30",
                                               .stage = ECO_STAGE_SHOP, .repeats = repeats, .on = "category != 'basics'",
                                               ECO_LIST(tiers, eco_tier, {.from_minor = 30000, .off_minor = off_minor})));
    return eco_rulebook_build(rulebook, rules, error);
}

static bool show(int64_t done, int64_t total, void *user)
{
    (void)user;
    fprintf(stderr, "%lld of %lld rows\n", (long long)done, (long long)total);
    return true; /* false would stop it */
}

static eco_status compare(eco_backtest *backtest, const orders *year, eco_error *error)
{
    eco_table table = {.rows = ROWS,
                       ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("order", year->order), ECO_TIME_COLUMN("at", year->at),
                                ECO_TEXT_COLUMN("sku", year->sku), ECO_INT64_COLUMN("quantity", year->quantity),
                                ECO_MONEY_COLUMN("unit", year->unit, "CNY"), ECO_MONEY_COLUMN("cost", year->cost, "CNY"),
                                ECO_TEXT_COLUMN("category", year->category))};
    static const char *const names[] = {"summary", "promotions", "months", "movers"};
    eco_status failed = eco_backtest_update(backtest, &table, error); /* more tables, as many as there are, make one history */
    for (int i = 0; i < 4 && !failed; i++) {
        const eco_table *result;
        printf("\n%s\n", names[i]);
        failed = eco_backtest_table(&result, backtest, names[i], error);
        failed = failed ? failed : eco_table_write(result, ECO_FORMAT_TEXT, eco_host_file(stdout), error);
        eco_table_free(result);
    }
    return failed;
}

int main(void)
{
    static orders year;
    eco_rulebook *books[2] = {NULL}; /* as it was, and as it might be */
    eco_backtest *backtest = NULL;
    eco_error error;
    make_up_a_year(&year);
    bool failed = make_rulebook(&books[0], 3000, false, &error) || make_rulebook(&books[1], 5000, true, &error) ||
                  eco_backtest_create(&backtest, books, 2,
                                      ECO_MAKE(eco_backtest_options, .threads = -1, .progress = {.report = show}), &error) ||
                  compare(backtest, &year, &error);
    eco_backtest_free(backtest);
    eco_rulebook_free(books[0]);
    eco_rulebook_free(books[1]);
    return failed ? eco_host_report(&error) : 0;
}
