/* backtest_tables.c - what a backtest found, as tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "pricing/backtest_internal.h"

/* All sums fit: eco_backtest_sums_fit has looked. */
static void put(eco_table_builder *table, eco_wide value)
{
    eco_table_put_int64(table, (int64_t)value);
}

static void add_columns(eco_table_builder *table, const eco_backtest *backtest, const char *const *counts,
                        const char *const *amounts)
{
    for (; *counts; counts++)
        eco_table_add_column(table, *counts, ECO_TYPE_INT64, 0, NULL);
    for (; *amounts; amounts++)
        eco_table_add_column(table, *amounts, ECO_TYPE_MONEY, 0, backtest->currency->code);
}

static bool summary(eco_table_builder *table, const eco_backtest *backtest)
{
    const backtest_total *base = &backtest->shown.totals[0];
    add_columns(table, backtest, (const char *const[]){"rulebook", "orders", "lines", "orders_touched", NULL},
                (const char *const[]){"list", "discount", "tax", "revenue", "discount_change", "revenue_change", NULL});
    for (size_t i = 0; i < backtest->rulebooks_count; i++) {
        const backtest_total *total = &backtest->shown.totals[i];
        put(table, (eco_wide)i);
        put(table, total->orders);
        put(table, total->lines);
        put(table, total->touched);
        put(table, total->list);
        put(table, total->discount);
        put(table, total->tax);
        put(table, total->list - total->discount);
        put(table, total->discount - base->discount);
        put(table, (total->list - total->discount) - (base->list - base->discount));
    }
    return true;
}

static void put_effect(eco_table_builder *table, size_t rulebook, const char *id, const char *label,
                       const backtest_effect *effect)
{
    put(table, (eco_wide)rulebook);
    eco_table_put_text(table, id);
    eco_table_put_text(table, label);
    put(table, effect->orders);
    put(table, effect->lines);
    put(table, effect->discount);
    put(table, effect->revenue);
}

/* Promotions, and the sale lists, whose savings are discounts too. */
static bool promotions(eco_table_builder *table, const eco_backtest *backtest)
{
    eco_table_add_column(table, "rulebook", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "promotion", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "label", ECO_TYPE_UTF8, 0, NULL);
    add_columns(table, backtest, (const char *const[]){"orders", "lines", NULL},
                (const char *const[]){"discount", "revenue", NULL});
    for (size_t i = 0; i < backtest->rulebooks_count; i++) {
        const backtest_rulebook *book = &backtest->rulebooks[i];
        const backtest_effect *effects = &backtest->shown.effects[book->first_effect];
        for (size_t k = 0; k < book->lists_count; k++) {
            const eco_price_list *list = book->content->price_lists[k];
            if (!list->is_override)
                put_effect(table, i, list->id, list->id, &effects[k]);
        }
        for (size_t k = 0; k < book->content->promotions_count; k++) {
            const eco_promotion *promotion = book->content->promotions[k];
            put_effect(table, i, promotion->id, promotion->label ? promotion->label : promotion->id,
                       &effects[book->lists_count + k]);
        }
    }
    return true;
}

static bool months(eco_table_builder *table, const eco_backtest *backtest)
{
    eco_table_add_column(table, "rulebook", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "month", ECO_TYPE_DATE, 0, NULL);
    add_columns(table, backtest, (const char *const[]){"orders", "orders_touched", NULL},
                (const char *const[]){"list", "discount", "revenue", NULL});
    for (size_t i = 0; i < backtest->rulebooks_count; i++)
        for (size_t k = 0; k < backtest->shown.months[i].count; k++) {
            const backtest_month *month = &backtest->shown.months[i].items[k];
            put(table, (eco_wide)i);
            put(table, eco_date_of(month->month / 12, month->month % 12 + 1, 1));
            put(table, month->orders);
            put(table, month->touched);
            put(table, month->list);
            put(table, month->discount);
            put(table, month->list - month->discount);
        }
    return true;
}

static bool rows(eco_table_builder *table, const eco_backtest *backtest)
{
    static const char *const kinds[BACKTEST_KINDS] = {"priced", "free", "cancelled", "return", "correction", "bad", "all"};
    eco_table_add_column(table, "kind", ECO_TYPE_UTF8, 0, NULL);
    add_columns(table, backtest, (const char *const[]){"rows", "orders", NULL}, (const char *const[]){"amount", NULL});
    for (size_t i = 0; i < BACKTEST_KINDS; i++) {
        const backtest_rows *kind = &backtest->shown.kinds[i];
        eco_table_put_text(table, kinds[i]);
        put(table, kind->rows);
        put(table, i == BACKTEST_ALL ? (eco_wide)backtest->seen.count : kind->orders);
        put(table, kind->amount);
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

static bool problems(eco_table_builder *table, const eco_backtest *backtest)
{
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
    snprintf(total, sizeof total, "%lld", (long long)backtest->shown.problems);
    eco_table_add_column(table, "row", ECO_TYPE_INT64, 0, NULL);
    eco_table_add_column(table, "column", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "message", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_note(table, "total", total);
    for (size_t i = 0; i < count; i++) {
        put(table, sorted[i].row);
        eco_table_put_text(table, sorted[i].column);
        eco_table_put_text(table, sorted[i].message);
    }
    eco_release(&backtest->allocator, sorted, count * sizeof *sorted);
    return true;
}

eco_status eco_backtest_table(const eco_table **out, eco_backtest *backtest, const char *name, eco_error *error)
{
    static const struct {
        const char *name;
        bool (*fill)(eco_table_builder *table, const eco_backtest *backtest);
    } tables[] = {{"summary", summary}, {"promotions", promotions}, {"months", months}, {"rows", rows}, {"problems", problems}};
    *out = NULL;
    for (size_t i = 0; name && i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(name, tables[i].name) != 0)
            continue;
        eco_table_builder *table = eco_table_begin(&backtest->allocator);
        bool filled = tables[i].fill(table, backtest);
        eco_status failed = eco_table_end(out, table, error);
        if (filled || failed)
            return failed;
        eco_table_free(*out);
        *out = NULL;
        return eco_fail_memory(error);
    }
    return eco_fail(error, ECO_E_UNKNOWN_NAME, "/name",
                    "a backtest has no table %s; it has summary, promotions, months, rows, problems",
                    name ? ECO_QUOTE(name) : "NULL");
}
