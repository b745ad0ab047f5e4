/* costing_tables.c - what costing booked, as tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "inventory/costing_internal.h"

enum { UNIT_SCALE = 4 };

typedef struct cost_view {
    const eco_costing *costing;
    const cost_sku **skus; /* those that have movements, by name */
    size_t skus_count, skus_capacity;
    eco_table_builder *table;
} cost_view;

static void add_columns(const cost_view *view, eco_type type, int32_t scale, const char *const *names)
{
    for (; *names; names++)
        eco_table_add_column(view->table, *names, type, scale, type == ECO_TYPE_MONEY ? view->costing->currency->code : NULL);
}

#define COLUMNS(view, type, ...) add_columns(view, type, 0, (const char *const[]){__VA_ARGS__, NULL})
#define QUANTITY(view) \
    add_columns(view, ECO_TYPE_DECIMAL, (view)->costing->quantity_scale, (const char *const[]){"quantity", NULL})
#define UNIT_COST(view) add_columns(view, ECO_TYPE_MONEY, UNIT_SCALE, (const char *const[]){"unit_cost", NULL})

static void put_id(const cost_view *view, uint64_t movement)
{
    eco_table_put_text(view->table, movement ? view->costing->movements[movement].id : NULL);
}

static void put_unit(const cost_view *view, int64_t value, int64_t quantity)
{
    eco_wide exact = (eco_wide)value * eco_power10[UNIT_SCALE + view->costing->quantity_scale];
    eco_wide unit =
        quantity ? eco_divide_wide(quantity < 0 ? -exact : exact, quantity < 0 ? -quantity : quantity, ECO_ROUNDING_HALF_UP) : 0;
    int64_t narrow;
    if (quantity && eco_narrow(&narrow, unit))
        eco_table_put_int64(view->table, narrow);
    else
        eco_table_put_null(view->table);
}

/* ---- cogs, corrections ---- */

static bool is_cost(const cost_movement *of)
{
    return of->kind != COST_LAND && (of->kind != COST_RECEIVE || of->cost);
}

static void cogs(cost_view *view)
{
    const eco_costing *costing = view->costing;
    COLUMNS(view, ECO_TYPE_UTF8, "movement", "sku");
    COLUMNS(view, ECO_TYPE_TIME, "at");
    COLUMNS(view, ECO_TYPE_UTF8, "kind");
    QUANTITY(view);
    COLUMNS(view, ECO_TYPE_MONEY, "cost");
    COLUMNS(view, ECO_TYPE_UTF8, "source");
    COLUMNS(view, ECO_TYPE_TIME, "booked");
    for (size_t i = 1; i < costing->movements_count; i++) {
        const cost_movement *of = &costing->movements[i];
        if (!is_cost(of))
            continue;
        eco_table_put_text(view->table, of->id);
        eco_table_put_text(view->table, costing->skus[of->sku].name);
        eco_table_put_int64(view->table, of->at);
        eco_table_put_text(view->table, eco_costing_kind_name((cost_kind)of->kind));
        if (of->kind == COST_REVALUE)
            eco_table_put_null(view->table);
        else
            eco_table_put_int64(view->table, of->quantity);
        eco_table_put_int64(view->table, of->cost);
        put_id(view, of->source);
        eco_table_put_int64(view->table, of->booked);
    }
}

static void corrections(cost_view *view)
{
    static const char *const reasons[] = {"negative_stock", "landed_cost", "late"};
    const eco_costing *costing = view->costing;
    COLUMNS(view, ECO_TYPE_TIME, "booked");
    COLUMNS(view, ECO_TYPE_UTF8, "sku", "movement", "caused_by", "reason");
    COLUMNS(view, ECO_TYPE_MONEY, "amount");
    for (size_t i = 0; i < costing->bookings_count; i++) {
        const cost_booking *booking = &costing->bookings[i];
        const cost_movement *by = &costing->movements[booking->caused_by];
        eco_table_put_int64(view->table, by->booked);
        eco_table_put_text(view->table, costing->skus[by->sku].name);
        put_id(view, booking->movement);
        put_id(view, booking->caused_by);
        eco_table_put_text(view->table, reasons[booking->reason]);
        eco_table_put_int64(view->table, booking->amount);
    }
}

/* ---- value, layers ---- */

static void value(cost_view *view)
{
    COLUMNS(view, ECO_TYPE_UTF8, "sku", "method");
    QUANTITY(view);
    COLUMNS(view, ECO_TYPE_MONEY, "value");
    UNIT_COST(view);
    COLUMNS(view, ECO_TYPE_MONEY, "received", "cost");
    for (size_t i = 0; i < view->skus_count; i++) {
        const cost_sku *sku = view->skus[i];
        eco_table_put_text(view->table, sku->name);
        eco_table_put_text(view->table, eco_cost_method_name(sku->pool.method));
        eco_table_put_int64(view->table, sku->pool.quantity);
        eco_table_put_int64(view->table, sku->pool.value);
        put_unit(view, sku->pool.value, sku->pool.quantity);
        eco_table_put_int64(view->table, sku->received);
        eco_table_put_int64(view->table, sku->received - sku->pool.value);
    }
}

static void put_layer(const cost_view *view, const cost_sku *sku, const eco_cost_layer *layer)
{
    if (!layer->quantity)
        return;
    eco_table_put_text(view->table, sku->name);
    put_id(view, layer->source);
    eco_table_put_int64(view->table, layer->at_us);
    eco_table_put_int64(view->table, layer->quantity);
    eco_table_put_int64(view->table, layer->value);
    put_unit(view, layer->value, layer->quantity);
}

static void layers(cost_view *view)
{
    COLUMNS(view, ECO_TYPE_UTF8, "sku", "movement");
    COLUMNS(view, ECO_TYPE_TIME, "at");
    QUANTITY(view);
    COLUMNS(view, ECO_TYPE_MONEY, "value");
    UNIT_COST(view);
    for (size_t i = 0; i < view->skus_count; i++) {
        const eco_cost_pool *pool = &view->skus[i]->pool;
        for (size_t j = 0; j < pool->count; j++)
            put_layer(view, view->skus[i], &pool->layers[pool->first + j]);
        if (pool->method == ECO_COST_STANDARD)
            put_layer(view, view->skus[i],
                      &(eco_cost_layer){pool->quantity, pool->value, view->costing->movements[view->skus[i]->last].at, 0});
    }
}

/* ---- problems ---- */

static void problems(cost_view *view)
{
    const eco_costing *costing = view->costing;
    char total[24];
    snprintf(total, sizeof total, "%lld", (long long)costing->bad_rows);
    eco_table_add_note(view->table, "total", total);
    COLUMNS(view, ECO_TYPE_INT64, "row");
    COLUMNS(view, ECO_TYPE_UTF8, "column", "message");
    for (size_t i = 0; i < costing->problems_count; i++) {
        eco_table_put_int64(view->table, costing->problems[i].row);
        eco_table_put_text(view->table, costing->problems[i].column);
        eco_table_put_text(view->table, costing->problems[i].message);
    }
}

/* ---- a table by its name ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const cost_sku *const *)a)->name, (*(const cost_sku *const *)b)->name);
}

static bool sort_skus(cost_view *view)
{
    const eco_costing *costing = view->costing;
    if (!eco_grow(&costing->allocator, &view->skus, &view->skus_capacity, costing->skus_count, sizeof *view->skus))
        return false;
    for (size_t i = 0; i < costing->skus_count; i++)
        if (costing->skus[i].count)
            view->skus[view->skus_count++] = &costing->skus[i];
    if (view->skus_count)
        qsort(view->skus, view->skus_count, sizeof *view->skus, by_name);
    return true;
}

eco_status eco_costing_table(const eco_table **out, eco_costing *costing, const char *name, eco_error *error)
{
    static const struct {
        const char *name;
        bool of_skus;
        void (*fill)(cost_view *view);
    } tables[] = {{"cogs", false, cogs},
                  {"corrections", false, corrections},
                  {"value", true, value},
                  {"layers", true, layers},
                  {"problems", false, problems}};
    if (!out || !costing)
        return eco_fail(error, ECO_E_INVALID, out ? "/costing" : "/out", "%s is NULL", out ? "costing" : "out");
    *out = NULL;
    for (size_t i = 0; name && i < sizeof tables / sizeof *tables; i++) {
        if (strcmp(name, tables[i].name) != 0)
            continue;
        cost_view view = {.costing = costing};
        char late[24];
        if (tables[i].of_skus && !sort_skus(&view))
            return eco_fail_memory(error);
        view.table = eco_table_begin(&costing->allocator);
        snprintf(late, sizeof late, "%lld", (long long)costing->late_rows);
        eco_table_add_note(view.table, "late", late);
        tables[i].fill(&view);
        eco_release(&costing->allocator, view.skus, view.skus_capacity * sizeof *view.skus);
        return eco_table_end(out, view.table, error);
    }
    return eco_fail(error, ECO_E_UNKNOWN_NAME, "/name",
                    "costing has no table %s; it has cogs, corrections, value, layers, problems",
                    name ? ECO_QUOTE(name) : "NULL");
}
