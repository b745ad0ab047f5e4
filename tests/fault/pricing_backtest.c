/* Backtests: a failed update adds nothing, whatever failed and in whichever thread; and may be tried again. */
#include "pricing.h"

enum { ROWS = 400, FEW = 24 };

typedef struct orders {
    char ids[ROWS][16];
    const char *order[ROWS], *sku[ROWS], *category[ROWS], *coupons[ROWS], *customer[ROWS];
    int64_t at[ROWS], quantity[ROWS], unit[ROWS], cost[ROWS];
    eco_column columns[9];
    eco_table table;
} orders;

/* Rows from..to of one history; three rows an order, over two months, some returned, some bad. */
static const eco_table *orders_of(orders *of, int from, int to)
{
    int rows = 0;
    for (int i = from; i < to; i++, rows++) {
        snprintf(of->ids[rows], sizeof of->ids[rows], "o%d", i / 3);
        of->order[rows] = of->ids[rows];
        of->sku[rows] = i % 7 ? "S1" : "S9";
        of->category[rows] = i % 2 ? "shoes" : "new";
        of->coupons[rows] = i % 9 ? NULL : "GOLD10,UNKNOWN";
        of->customer[rows] = i % 5 ? "c1" : "c2";
        of->at[rows] = INT64_C(1794398400000000) + i / 3 * INT64_C(259200000000);
        of->quantity[rows] = i % 11 ? 1 + i % 3 : i % 22 ? -1 : 0; /* a return, a bad row */
        of->unit[rows] = 1000 + i / 3 * 7; /* the same in an order, so that a return finds what it takes back */
        of->cost[rows] = 300 + i;
    }
    eco_column columns[] = {ECO_TEXT_COLUMN("order", of->order),        ECO_TEXT_COLUMN("sku", of->sku),
                            ECO_TEXT_COLUMN("category", of->category),  ECO_TEXT_COLUMN("coupons", of->coupons),
                            ECO_TEXT_COLUMN("customer", of->customer),  ECO_TIME_COLUMN("at", of->at),
                            ECO_INT64_COLUMN("quantity", of->quantity), ECO_MONEY_COLUMN("unit", of->unit, "CNY"),
                            ECO_MONEY_COLUMN("cost", of->cost, "CNY")};
    memcpy(of->columns, columns, sizeof columns);
    of->table = (eco_table){.rows = rows, .columns = of->columns, .columns_count = 9};
    return &of->table;
}

typedef struct trial {
    eco_rulebook *rulebooks[2];
    eco_backtest *backtest;
    orders first, second;
    fault_text before;
} trial;

/* All that a backtest says. */
static fault_text said(eco_backtest *backtest)
{
    static const char *const names[] = {"summary", "promotions", "days", "months", "movers", "rows", "problems"};
    fault_text text = {NULL, 0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const eco_table *table;
        MUST(eco_backtest_table(&table, backtest, names[i], &error));
        MUST(eco_table_write(table, ECO_FORMAT_CSV, (eco_writer){fault_text_write, &text}, &error));
        eco_table_free(table);
    }
    return text;
}

static bool same(const fault_text *a, const fault_text *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static bool unchanged(const trial *of)
{
    fault_text now = said(of->backtest);
    bool is = same(&now, &of->before);
    free(now.bytes);
    return is;
}

static eco_status create(trial *of, int32_t threads, eco_error *error)
{
    return eco_backtest_create(&of->backtest, of->rulebooks, 2,
                               ECO_MAKE(eco_backtest_options, .threads = threads, .skip_bad_rows = true, .max_problems = 5,
                                        .movers = 4, .recent_orders = 3, .allocator = fault_allocator()),
                               error);
}

static void make_rulebooks(trial *of)
{
    of->rulebooks[0] = fault_rulebook();
    eco_rulebook_builder *rules = eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "CNY"));
    eco_rulebook_add_promotion(rules,
                               ECO_MAKE(eco_promotion, .id = "tenth", ECO_LIST(tiers, eco_tier, {.off_percent = {10, 0}})));
    MUST(eco_rulebook_build(&of->rulebooks[1], rules, &error));
}

static void free_rulebooks(trial *of)
{
    eco_rulebook_free(of->rulebooks[0]);
    eco_rulebook_free(of->rulebooks[1]);
}

/* A backtest in the middle of an order. */
static void begin(trial *of, int32_t threads, int rows)
{
    make_rulebooks(of);
    MUST(create(of, threads, &error));
    MUST(eco_backtest_update(of->backtest, orders_of(&of->first, 0, rows / 4), &error));
    orders_of(&of->second, rows / 4, rows);
    of->before = said(of->backtest);
}

static void end(trial *of)
{
    free(of->before.bytes);
    eco_backtest_free(of->backtest);
    free_rulebooks(of);
}

SCENARIO(eco_backtest_create)
{
    static trial of;
    FAULTS_OWN(make_rulebooks(&of);
               of.backtest = POISON, create(&of, 0, &error), !of.backtest, eco_backtest_free(of.backtest), free_rulebooks(&of));
}

/* After a failure the same table is given again: the end is what it would have been. */
static void finish(trial *of, eco_status status, const fault_text *expected)
{
    if (status)
        MUST(eco_backtest_update(of->backtest, &of->second.table, &error));
    fault_text now = said(of->backtest);
    fault_check(same(&now, expected), "the end is as without failures", "eco_backtest_update");
    free(now.bytes);
    end(of);
}

static void update(int32_t threads, int rows)
{
    static trial of;
    begin(&of, threads, rows);
    MUST(eco_backtest_update(of.backtest, &of.second.table, &error));
    fault_text expected = said(of.backtest);
    fault_check(!same(&expected, &of.before), "the second table changes something", "eco_backtest_update");
    end(&of);
    FAULTS_OWN(begin(&of, threads, rows), eco_backtest_update(of.backtest, &of.second.table, &error), unchanged(&of), (void)0,
               finish(&of, status_, &expected));
    free(expected.bytes);
}

SCENARIO(eco_backtest_update)
{
    update(0, FEW);
    update(3, FEW);
    fault_coarse(true);
    update(0, ROWS);
    update(3, ROWS);
}

SCENARIO(eco_backtest_table)
{
    static const char *const names[] = {"summary", "promotions", "days", "months", "movers", "rows", "problems"};
    static trial of;
    const eco_table *table;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        FAULTS_OWN(begin(&of, 0, FEW);
                   table = POISON, eco_backtest_table(&table, of.backtest, names[i], &error), !table && unchanged(&of),
                   eco_table_free(table), fault_check(unchanged(&of), "reading changes nothing", names[i]);
                   end(&of));
}

SCENARIO(eco_backtest_free)
{
    static trial of;
    FAULTS_OWN(begin(&of, 0, FEW), (eco_backtest_free(of.backtest), ECO_OK), true, (void)0, of.backtest = NULL; end(&of));
}
