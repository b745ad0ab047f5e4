/* route_orders.c - eco_inventory_route_orders: many orders on many threads. Blocks of orders are taken in turn; plans do not depend on who made them. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/team.h"
#include "inventory/route_columns.h"

enum { BLOCK = 64, THREADS_MOST = 1024 };

typedef struct worker {
    route_work work;
    eco_arena lines, plans;
    eco_error error;
    size_t failed_at; /* the order that failed; SIZE_MAX: none */
} worker;

typedef struct batch {
    const eco_route_options *options;
    route_tables tables;
    route_outcome *outcomes;
    size_t count, capacity;
    worker *workers;
    size_t workers_count, workers_room;
    _Atomic size_t next, done;
    _Atomic size_t failed_at; /* nobody need look at orders behind it */
} batch;

/* ---- orders are rows that stand together ---- */

static bool is_same_order(const route_columns *orders, int64_t row)
{
    char buffers[2][ECO_CELL_TEXT];
    size_t size, before_size;
    const eco_column *column = orders->columns[ORDER_ORDER];
    if (column->type == ECO_TYPE_INT64)
        return eco_cell_int64(column, row) == eco_cell_int64(column, row - 1) && !eco_cell_is_null(column, row - 1);
    const char *text = eco_route_cell_bytes(buffers[0], orders, ORDER_ORDER, row, &size);
    const char *before = eco_route_cell_bytes(buffers[1], orders, ORDER_ORDER, row - 1, &before_size);
    return text && before && size == before_size && memcmp(text, before, size) == 0;
}

static eco_status find_orders(batch *b, eco_error *error)
{
    const route_columns *orders = &b->tables.orders;
    for (int64_t row = 0; row < orders->rows; row++) {
        if (!orders->columns[ORDER_ORDER] || eco_cell_is_null(orders->columns[ORDER_ORDER], row))
            return eco_route_fail_cell(orders, ORDER_ORDER, row, ECO_E_INVALID, "is missing", error);
        if (row && is_same_order(orders, row)) {
            b->outcomes[b->count - 1].rows++;
            continue;
        }
        if (!eco_grow(&b->tables.world.arena.allocator, &b->outcomes, &b->capacity, b->count + 1, sizeof *b->outcomes))
            return eco_fail_memory(error);
        b->outcomes[b->count++] = (route_outcome){.row = row, .rows = 1};
    }
    return ECO_OK;
}

/* ---- a worker ---- */

/* "/lines/2/quantity" of the third row of an order that begins in row 40 is "/orders/42/quantity". */
static void place_error(eco_error *error, int64_t row)
{
    char *rest;
    char path[sizeof error->path];
    memcpy(path, error->path, sizeof path);
    if (strncmp(path, "/lines/", 7) == 0) {
        int64_t line = strtoll(path + 7, &rest, 10);
        snprintf(error->path, sizeof error->path, "/orders/%lld%.200s", (long long)(row + line), rest);
    } else if (strcmp(path, "/lines") == 0) {
        snprintf(error->path, sizeof error->path, "/orders/%lld", (long long)row);
    } else if (strncmp(path, "/locations/", 11) == 0) {
        snprintf(error->path, sizeof error->path, "/orders/%lld/destination", (long long)row);
    }
}

static bool is_outcome(eco_status status)
{
    return status == ECO_OK || status == ECO_E_INSUFFICIENT || status == ECO_E_REFUSED || status == ECO_E_LIMIT;
}

static eco_status plan_order(batch *b, worker *w, route_outcome *outcome)
{
    route_order order;
    eco_route_plan *plan = eco_arena_take(&w->plans, sizeof *plan);
    eco_arena_reset(&w->lines);
    eco_status failed = plan ? eco_route_read_order(&order, &b->tables, outcome->row, outcome->rows, &w->lines, &w->error)
                             : eco_fail_memory(&w->error);
    if (failed)
        return failed;
    eco_status status = outcome->rows > ROUTE_LINES_MOST
                            ? eco_fail(&w->error, ECO_E_INVALID, "/lines", "an order of more than %d rows", ROUTE_LINES_MOST)
                            : eco_route_order(plan, &w->work, &b->tables.world, &order, &w->plans, false, &w->error);
    if (!is_outcome(status)) {
        place_error(&w->error, outcome->row);
        return status;
    }
    outcome->status = status;
    outcome->plan = status ? NULL : plan;
    if (!status && b->options->consume)
        eco_route_consume(&b->tables.world, &order, plan);
    return ECO_OK;
}

static void fail_at(batch *b, worker *w, size_t index)
{
    w->failed_at = index;
    for (size_t known = b->failed_at; index < known;)
        if (atomic_compare_exchange_weak(&b->failed_at, &known, index))
            break;
}

static void work(size_t index, void *user)
{
    batch *b = user;
    worker *w = &b->workers[index];
    const eco_progress *progress = &b->options->progress;
    for (;;) {
        size_t first = atomic_fetch_add(&b->next, BLOCK), end = first + BLOCK < b->count ? first + BLOCK : b->count;
        if (first >= b->count || first > b->failed_at)
            return;
        for (size_t i = first; i < end; i++)
            if (plan_order(b, w, &b->outcomes[i])) {
                fail_at(b, w, i);
                return;
            }
        atomic_fetch_add(&b->done, end - first);
        if (index == 0 && progress->report && !progress->report((int64_t)b->done, (int64_t)b->count, progress->user)) {
            eco_fail(&w->error, ECO_E_CANCELLED, NULL, "the caller said stop");
            fail_at(b, w, 0);
            return;
        }
    }
}

/* ---- the call ---- */

static eco_status begin_workers(batch *b, size_t count, eco_error *error)
{
    const eco_allocator *allocator = &b->tables.world.arena.allocator;
    b->workers = eco_allocate(allocator, count * sizeof *b->workers);
    if (!b->workers)
        return eco_fail_memory(error);
    b->workers_room = count;
    for (b->workers_count = 0; b->workers_count < count; b->workers_count++) {
        worker *w = &b->workers[b->workers_count];
        w->failed_at = SIZE_MAX;
        memset(&w->error, 0, sizeof w->error);
        eco_arena_begin(&w->lines, allocator);
        eco_arena_begin(&w->plans, allocator);
        if (eco_route_work_begin(&w->work, &b->tables.world, error))
            return ECO_E_MEMORY;
    }
    return ECO_OK;
}

static void end(batch *b)
{
    const eco_allocator allocator = b->tables.world.arena.allocator;
    for (size_t i = 0; i < b->workers_count; i++) {
        eco_route_work_end(&b->workers[i].work, &b->tables.world);
        eco_arena_end(&b->workers[i].lines);
        eco_arena_end(&b->workers[i].plans);
    }
    eco_release(&allocator, b->workers, b->workers_room * sizeof *b->workers);
    eco_release(&allocator, b->outcomes, b->capacity * sizeof *b->outcomes);
    eco_map_end(&b->tables.destinations);
    eco_route_world_end(&b->tables.world);
}

static eco_status run(batch *b, eco_error *error)
{
    const eco_route_options *options = b->options;
    size_t threads = options->consume ? 1 : eco_team_threads(options->threads);
    size_t blocks = (b->count + BLOCK - 1) / BLOCK;
    threads = threads < blocks ? threads : blocks ? blocks : 1;
    eco_status failed = begin_workers(b, threads, error);
    if (!failed)
        failed = eco_team_run(threads, work, b, &b->tables.world.arena.allocator, error);
    for (size_t i = 0; i < b->workers_count && !failed; i++)
        if (b->workers[i].failed_at != SIZE_MAX && b->workers[i].failed_at == b->failed_at) {
            if (error)
                *error = b->workers[i].error;
            return b->workers[i].error.status;
        }
    return failed;
}

static eco_status take_tables(batch *b, const eco_table *orders, const eco_table *locations, const eco_table *stock,
                              eco_error *error)
{
    eco_status failed = eco_route_tables_take(&b->tables, locations, stock, b->options->distances, error);
    if (!failed)
        failed = eco_route_take_orders(&b->tables, orders, error);
    return failed ? failed : find_orders(b, error);
}

eco_status eco_inventory_route_orders(const eco_routes **out, const eco_table *orders, const eco_table *locations,
                                      const eco_table *stock, const eco_route_options *options, eco_error *error)
{
    eco_route_options given;
    *out = NULL;
    eco_status failed = ECO_TAKE(&given, options, eco_route_options, error);
    if (failed)
        return failed;
    if (given.threads < -1 || given.threads > THREADS_MOST)
        return eco_fail(error, ECO_E_INVALID, "/threads", "%d is not in -1 .. %d", given.threads, THREADS_MOST);
    batch b = {.options = &given, .failed_at = SIZE_MAX};
    failed = eco_route_world_begin(&b.tables.world, given.rules, error);
    if (!failed) {
        eco_map_begin(&b.tables.destinations, b.tables.world.rules.allocator);
        failed = take_tables(&b, orders, locations, stock, error);
    }
    if (!failed)
        failed = run(&b, error);
    if (!failed)
        failed = eco_routes_make(out, &b.tables, b.outcomes, b.count, error);
    end(&b);
    return failed;
}
