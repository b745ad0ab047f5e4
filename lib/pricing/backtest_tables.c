/* backtest_tables.c - what a backtest found, as tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "pricing/backtest_internal.h"

typedef struct backtest_view { /* what is told: with the carried order as it stands */
    const eco_backtest *backtest;
    backtest_sums sums;
    eco_table_builder *table;
} backtest_view;

/* All sums fit: eco_backtest_sums_fit has looked. */
static void put(const backtest_view *view, eco_wide value)
{
    eco_table_put_int64(view->table, (int64_t)value);
}

static void add_column(const backtest_view *view, const char *name, eco_type type)
{
    eco_table_add_column(view->table, name, type, 0, type == ECO_TYPE_MONEY ? view->backtest->currency->code : NULL);
}

static void add_columns(const backtest_view *view, eco_type type, const char *const *names)
{
    for (; *names; names++)
        add_column(view, *names, type);
}

#define COLUMNS(view, type, ...) add_columns(view, type, (const char *const[]){__VA_ARGS__, NULL})

/* ---- costs: no row tells a margin where no cost is known ---- */

static void add_cost_columns(const backtest_view *view)
{
    COLUMNS(view, ECO_TYPE_INT64, "cost_lines");
    COLUMNS(view, ECO_TYPE_MONEY, "cost_revenue", "cost", "margin");
}

static void put_costs(const backtest_view *view, int64_t lines, eco_wide revenue, eco_wide cost)
{
    put(view, lines);
    put(view, revenue);
    if (lines) {
        put(view, cost);
        put(view, revenue - cost);
        return;
    }
    eco_table_put_null(view->table);
    eco_table_put_null(view->table);
}

/* ---- tables ---- */

static eco_wide revenue_of(const backtest_sum *sum)
{
    return sum->list - sum->discount;
}

static bool summary(backtest_view *view)
{
    const backtest_sum *base = &view->sums.totals[0];
    COLUMNS(view, ECO_TYPE_INT64, "rulebook", "orders", "lines", "orders_touched", "orders_changed");
    COLUMNS(view, ECO_TYPE_MONEY, "list", "discount", "tax", "revenue", "returned", "revenue_net");
    add_cost_columns(view);
    COLUMNS(view, ECO_TYPE_MONEY, "discount_change", "revenue_change", "margin_change");
    for (size_t i = 0; i < view->backtest->rulebooks_count; i++) {
        const backtest_sum *total = &view->sums.totals[i];
        put(view, (eco_wide)i);
        put(view, total->orders);
        put(view, total->lines);
        put(view, total->touched);
        put(view, total->changed);
        put(view, total->list);
        put(view, total->discount);
        put(view, total->tax);
        put(view, revenue_of(total));
        put(view, total->returned);
        put(view, revenue_of(total) - total->returned);
        put_costs(view, total->cost_lines, total->cost_revenue, total->cost);
        put(view, total->discount - base->discount);
        put(view, revenue_of(total) - revenue_of(base));
        if (total->cost_lines)
            put(view, total->cost_revenue - base->cost_revenue); /* the same lines, that cost the same */
        else
            eco_table_put_null(view->table);
    }
    return true;
}

/* Of a rulebook's price lists, then promotions, the k-th. */
static void put_effect(const backtest_view *view, size_t rulebook, size_t k, const char *id, const char *label)
{
    static const backtest_effect nothing = {0};
    uint32_t known = view->sums.known[view->backtest->rulebooks[rulebook].first_effect + k];
    const backtest_effect *effect = known ? &view->sums.effects[known - 1] : &nothing;
    put(view, (eco_wide)rulebook);
    eco_table_put_text(view->table, id);
    eco_table_put_text(view->table, label);
    put(view, effect->orders);
    put(view, effect->lines);
    put(view, effect->discount);
    put(view, effect->revenue);
    put_costs(view, effect->cost_lines, effect->cost_revenue, effect->cost);
}

/* Promotions, and the sale lists, whose savings are discounts too. */
static bool promotions(backtest_view *view)
{
    COLUMNS(view, ECO_TYPE_INT64, "rulebook");
    COLUMNS(view, ECO_TYPE_UTF8, "promotion", "label");
    COLUMNS(view, ECO_TYPE_INT64, "orders", "lines");
    COLUMNS(view, ECO_TYPE_MONEY, "discount", "revenue");
    add_cost_columns(view);
    for (size_t i = 0; i < view->backtest->rulebooks_count; i++) {
        const backtest_rulebook *book = &view->backtest->rulebooks[i];
        for (size_t k = 0; k < book->lists_count; k++) {
            const eco_price_list *list = book->content->price_lists[k];
            if (!list->is_override)
                put_effect(view, i, k, list->id, list->id);
        }
        for (size_t k = 0; k < book->content->promotions_count; k++) {
            const eco_promotion *promotion = book->content->promotions[k];
            put_effect(view, i, book->lists_count + k, promotion->id, promotion->label ? promotion->label : promotion->id);
        }
    }
    return true;
}

static void add_period_columns(const backtest_view *view, const char *period)
{
    COLUMNS(view, ECO_TYPE_INT64, "rulebook");
    COLUMNS(view, ECO_TYPE_DATE, period);
    COLUMNS(view, ECO_TYPE_INT64, "orders", "orders_touched");
    COLUMNS(view, ECO_TYPE_MONEY, "list", "discount", "revenue", "returned", "revenue_net");
    add_cost_columns(view);
}

static void put_period(const backtest_view *view, size_t rulebook, int32_t date, const backtest_sum *sum)
{
    put(view, (eco_wide)rulebook);
    put(view, date);
    put(view, sum->orders);
    put(view, sum->touched);
    put(view, sum->list);
    put(view, sum->discount);
    put(view, revenue_of(sum));
    put(view, sum->returned);
    put(view, revenue_of(sum) - sum->returned);
    put_costs(view, sum->cost_lines, sum->cost_revenue, sum->cost);
}

static bool days(backtest_view *view)
{
    add_period_columns(view, "day");
    for (size_t i = 0; i < view->backtest->rulebooks_count; i++)
        for (size_t k = 0; k < view->sums.days[i].count; k++)
            put_period(view, i, view->sums.days[i].items[k].date, &view->sums.days[i].items[k].sum);
    return true;
}

static int32_t month_of(int32_t date)
{
    eco_civil civil = eco_date_civil(date);
    return eco_date_of(civil.year, civil.month, 1);
}

static bool months(backtest_view *view)
{
    add_period_columns(view, "month");
    for (size_t i = 0; i < view->backtest->rulebooks_count; i++) {
        const backtest_days *known = &view->sums.days[i];
        for (size_t k = 0; k < known->count;) {
            int32_t month = month_of(known->items[k].date);
            backtest_sum sum = {0};
            for (; k < known->count && month_of(known->items[k].date) == month; k++)
                eco_backtest_sum_add(&sum, &known->items[k].sum);
            put_period(view, i, month, &sum);
        }
    }
    return true;
}

static void put_mover(const backtest_view *view, size_t rulebook, const backtest_mover *mover)
{
    int64_t before = mover->list[0] - mover->discount[0], after = mover->list[1] - mover->discount[1];
    put(view, (eco_wide)rulebook);
    eco_table_put_text(view->table, mover->id);
    put(view, mover->at_us);
    put(view, mover->row);
    put(view, mover->lines);
    put(view, mover->list[0]);
    put(view, mover->list[1]);
    put(view, mover->discount[0]);
    put(view, mover->discount[1]);
    put(view, mover->discount[1] - mover->discount[0]);
    put(view, before);
    put(view, after);
    put(view, after - before);
}

/* Those of the orders that are over, and the carried one, if it is among them. */
static bool put_movers(const backtest_view *view, backtest_movers *movers)
{
    const eco_backtest *backtest = view->backtest;
    bool pushed = eco_backtest_movers_offer(movers, NULL, backtest, &backtest->tail, -1);
    for (size_t i = 1; pushed && i < backtest->rulebooks_count; i++) {
        for (size_t k = 0; pushed && k < backtest->movers[i].count; k++)
            pushed = eco_backtest_movers_push(&movers[i], backtest, &backtest->movers[i].items[k]);
        eco_backtest_movers_sort(&movers[i]);
        for (size_t k = 0; pushed && k < movers[i].count; k++)
            put_mover(view, i, &movers[i].items[k]);
    }
    return pushed;
}

static bool movers(backtest_view *view)
{
    COLUMNS(view, ECO_TYPE_INT64, "rulebook");
    COLUMNS(view, ECO_TYPE_UTF8, "order");
    COLUMNS(view, ECO_TYPE_TIME, "at");
    COLUMNS(view, ECO_TYPE_INT64, "row", "lines");
    COLUMNS(view, ECO_TYPE_MONEY, "list_before", "list", "discount_before", "discount", "discount_change", "revenue_before",
            "revenue", "revenue_change");
    backtest_movers *all = eco_backtest_movers_begin(view->backtest);
    bool filled = all && put_movers(view, all);
    eco_backtest_movers_end(all, view->backtest);
    return filled;
}

static bool rows(backtest_view *view)
{
    static const char *const kinds[BACKTEST_KINDS] = {"priced", "free",       "netted", "cancelled", "cancellation",
                                                      "return", "correction", "bad",    "all"};
    COLUMNS(view, ECO_TYPE_UTF8, "kind");
    COLUMNS(view, ECO_TYPE_INT64, "rows", "orders");
    COLUMNS(view, ECO_TYPE_MONEY, "amount");
    for (size_t i = 0; i < BACKTEST_KINDS; i++) {
        eco_table_put_text(view->table, kinds[i]);
        put(view, view->sums.kinds[i].rows);
        put(view, view->sums.kinds[i].orders);
        put(view, view->sums.kinds[i].amount);
    }
    return true;
}

static int by_row(const void *a, const void *b)
{
    const backtest_problem *left = a, *right = b;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return strcmp(left->message, right->message);
}

static bool problems(backtest_view *view)
{
    const eco_backtest *backtest = view->backtest;
    const backtest_problems *known = &backtest->problems;
    bool carried = backtest->carry_problem.message && known->count < known->most;
    size_t count = known->count + carried;
    backtest_problem *sorted = eco_allocate(&backtest->allocator, count * sizeof *sorted);
    if (!sorted)
        return false;
    if (known->count)
        memcpy(sorted, known->items, known->count * sizeof *sorted);
    if (carried)
        sorted[known->count] = backtest->carry_problem;
    qsort(sorted, count, sizeof *sorted, by_row);
    char total[24];
    snprintf(total, sizeof total, "%lld", (long long)(backtest->settled.problems + backtest->tail.problems));
    COLUMNS(view, ECO_TYPE_INT64, "row");
    COLUMNS(view, ECO_TYPE_UTF8, "column", "message");
    eco_table_add_note(view->table, "total", total);
    for (size_t i = 0; i < count; i++) {
        put(view, sorted[i].row);
        eco_table_put_text(view->table, sorted[i].column);
        eco_table_put_text(view->table, sorted[i].message);
    }
    eco_release(&backtest->allocator, sorted, count * sizeof *sorted);
    return true;
}

/* ---- a table by its name ---- */

static bool look(backtest_view *view, const eco_backtest *backtest, bool at_sums)
{
    *view = (backtest_view){.backtest = backtest};
    if (!at_sums)
        return true;
    if (!eco_backtest_sums_begin(&view->sums, backtest) || !eco_backtest_sums_reserve(&view->sums, &backtest->settled))
        return false;
    eco_backtest_sums_add(&view->sums, &backtest->settled);
    return eco_backtest_sums_take(&view->sums, &backtest->tail);
}

eco_status eco_backtest_table(const eco_table **out, eco_backtest *backtest, const char *name, eco_error *error)
{
    static const struct {
        const char *name;
        bool of_sums;
        bool (*fill)(backtest_view *view);
    } tables[] = {{"summary", true, summary},   {"promotions", true, promotions}, {"days", true, days},
                  {"months", true, months},     {"movers", false, movers},        {"rows", true, rows},
                  {"problems", false, problems}};
    *out = NULL;
    for (size_t i = 0; name && i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(name, tables[i].name) != 0)
            continue;
        backtest_view view;
        bool filled = look(&view, backtest, tables[i].of_sums);
        view.table = filled ? eco_table_begin(&backtest->allocator) : NULL;
        filled = filled && tables[i].fill(&view);
        eco_backtest_sums_end(&view.sums);
        eco_status failed = eco_table_end(out, view.table, error); /* NULL is a lack of memory */
        if (filled || failed)
            return failed;
        eco_table_free(*out);
        *out = NULL;
        return eco_fail_memory(error);
    }
    return eco_fail(error, ECO_E_UNKNOWN_NAME, "/name",
                    "a backtest has no table %s; it has summary, promotions, days, months, movers, rows, problems",
                    name ? ECO_QUOTE(name) : "NULL");
}
