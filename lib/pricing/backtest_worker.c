/* backtest_worker.c - one order at a time: reads its rows, prices it with every rulebook, and adds it to the sums, wholly or not at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "pricing/backtest_internal.h"
#include "pricing/pricing_internal.h"

backtest_worker *eco_backtest_worker_begin(const eco_backtest *backtest)
{
    const eco_allocator *allocator = &backtest->allocator;
    backtest_worker *worker = eco_allocate(allocator, sizeof *worker);
    if (!worker)
        return NULL;
    *worker = (backtest_worker){.backtest = backtest, .failed_block = SIZE_MAX};
    eco_arena_begin(&worker->facts, allocator);
    eco_arena_begin(&worker->scratch, allocator);
    eco_backtest_order_begin(&worker->order, allocator);
    eco_backtest_problems_begin(&worker->problems, allocator, backtest->max_problems);
    worker->movers = eco_backtest_movers_begin(backtest);
    bool ready = eco_backtest_outcome_begin(&worker->outcome, backtest);
    ready = eco_backtest_sums_begin(&worker->sums, backtest) && ready;
    if (ready && worker->movers)
        return worker;
    eco_backtest_worker_end(worker);
    return NULL;
}

void eco_backtest_worker_clear(backtest_worker *worker)
{
    eco_backtest_sums_clear(&worker->sums);
    eco_backtest_movers_clear(worker->movers, worker->backtest);
    eco_backtest_problems_clear(&worker->problems);
    worker->failed_block = SIZE_MAX;
}

void eco_backtest_worker_end(backtest_worker *worker)
{
    if (!worker)
        return;
    eco_arena_end(&worker->facts);
    eco_arena_end(&worker->scratch);
    eco_backtest_order_end(&worker->order);
    eco_backtest_problems_end(&worker->problems);
    eco_backtest_movers_end(worker->movers, worker->backtest);
    eco_backtest_outcome_end(&worker->outcome, worker->backtest);
    eco_backtest_sums_end(&worker->sums);
    eco_release(&worker->backtest->allocator, worker, sizeof *worker);
}

void eco_backtest_workers_end(eco_backtest *backtest)
{
    for (size_t i = 0; i < backtest->workers_count; i++)
        eco_backtest_worker_end(backtest->workers[i]);
    eco_release(&backtest->allocator, backtest->workers, backtest->workers_capacity * sizeof *backtest->workers);
    backtest->workers = NULL;
    backtest->workers_count = backtest->workers_capacity = 0;
}

/* ---- reading ---- */

static bool add_problem(backtest_worker *worker, int64_t row, const char *column, const char *message)
{
    worker->sums.problems++;
    return eco_backtest_problems_add(
        &worker->problems, &(backtest_problem){.group = worker->order.row, .row = row, .column = column, .message = message});
}

/* A row that can't be used: counted, or the end. */
static eco_status refuse_row(backtest_worker *worker, eco_status failed, int64_t row, bool named)
{
    if (failed == ECO_E_MEMORY)
        return failed;
    if (!worker->backtest->skip_bad_rows)
        return eco_fail_under(&worker->error, failed, "/rows/%lld", (long long)row);
    worker->order.kinds[BACKTEST_BAD].rows++;
    worker->order.has_bad |= named;
    if (!add_problem(worker, row, worker->error.path + 1, worker->error.message))
        return eco_fail_memory(&worker->error);
    return ECO_OK;
}

static eco_status begin_order(backtest_worker *worker, const backtest_work *work, const backtest_group *group, bool continues)
{
    if (continues)
        return eco_backtest_order_copy(&worker->order, &work->backtest->carry, NULL, &worker->error);
    const char *id = NULL;
    eco_status failed = ECO_OK;
    if (group->id_row >= 0)
        failed = eco_backtest_read_text(&id, &work->columns.order, group->id_row, &worker->facts, &worker->error);
    if (failed == ECO_E_MEMORY)
        return failed;
    int64_t row = group->id_row >= 0 ? group->id_row : group->first;
    eco_backtest_order_reset(&worker->order, id, work->backtest->rows + row + 1);
    if (group->came_back) {
        char message[ECO_QUOTED + 64];
        snprintf(message, sizeof message, "order %s stood in earlier rows too: it counts as another order",
                 ECO_QUOTE(id ? id : ""));
        if (!add_problem(worker, work->backtest->rows + group->id_row + 1, "order", message))
            return eco_fail_memory(&worker->error);
    }
    return ECO_OK;
}

eco_status eco_backtest_worker_read(backtest_worker *worker, const backtest_work *work, size_t group)
{
    const backtest_groups *groups = &work->groups;
    int64_t end = group + 1 < groups->count ? groups->items[group + 1].first : work->table->rows;
    eco_rounding rounding = work->backtest->rulebooks[0].content->rounding;
    eco_arena_reset(&worker->facts);
    eco_status failed = begin_order(worker, work, &groups->items[group], group == 0 && work->continues_carry);
    for (int64_t row = groups->items[group].first; !failed && row < end; row++) {
        int64_t number = work->backtest->rows + row + 1;
        failed = eco_backtest_order_read(&worker->order, &work->columns, row, number, rounding, &worker->facts, &worker->error);
        if (failed)
            failed = refuse_row(worker, failed, number, eco_backtest_names_order(&work->columns.order, row));
    }
    return failed;
}

/* ---- pricing ---- */

/* What promotions and sale lists did: the adjustments of each stand together. */
static bool take_parts(backtest_worker *worker, size_t rulebook, const eco_quote *quote, const int32_t *sources)
{
    const backtest_rulebook *book = &worker->backtest->rulebooks[rulebook];
    backtest_outcome *outcome = &worker->outcome;
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        /* sale lists stand before the promotions */
        size_t effect = sources[i] < 0 ? (size_t)(-1 - sources[i]) : book->lists_count + (size_t)sources[i];
        backtest_part *last = outcome->parts_count ? &outcome->parts[outcome->parts_count - 1] : NULL;
        if (!last || last->rulebook != rulebook || last->effect != effect) {
            if (!eco_grow(&outcome->allocator, &outcome->parts, &outcome->parts_capacity, outcome->parts_count + 1,
                          sizeof *outcome->parts))
                return false;
            last = &outcome->parts[outcome->parts_count++];
            *last = (backtest_part){.rulebook = rulebook, .effect = effect};
        }
        last->lines++;
        last->discount += quote->adjustments[i].off_minor;
    }
    return true;
}

static eco_status price_with(backtest_worker *worker, size_t rulebook, const eco_cart *cart)
{
    const backtest_rulebook *book = &worker->backtest->rulebooks[rulebook];
    backtest_result *result = &worker->outcome.results[rulebook];
    eco_quote quote;
    const int32_t *sources;
    eco_arena_reset(&worker->scratch);
    eco_price_request request = {.trusted = true, .borrow = true, .scratch = &worker->scratch, .result = &worker->scratch};
    eco_status failed = eco_price_with(&quote, &sources, book->rulebook, cart, &request, &worker->error);
    if (failed)
        return failed;
    *result = (backtest_result){.list = quote.list_minor,
                                .discount = quote.discount_minor,
                                .tax = quote.tax_minor,
                                .touched = quote.adjustments_count > 0};
    for (size_t i = 0; i < cart->lines_count; i++) /* goods stand first, in the order of the cart */
        if (worker->order.beside[i].cost_known)
            result->cost_revenue += quote.lines[i].net_minor;
    return take_parts(worker, rulebook, &quote, sources) ? ECO_OK : eco_fail_memory(&worker->error);
}

/* What the lines with a known cost cost. */
static eco_status add_costs(backtest_worker *worker)
{
    const backtest_order *order = &worker->order;
    backtest_outcome *outcome = &worker->outcome;
    eco_rounding rounding = worker->backtest->rulebooks[0].content->rounding;
    for (size_t i = 0; i < order->lines_count; i++) {
        const backtest_line *beside = &order->beside[i];
        int64_t cost;
        if (!beside->cost_known)
            continue;
        eco_status failed = eco_money_extend(&cost, beside->cost, beside->cost_scale, order->lines[i].quantity,
                                             order->lines[i].quantity_scale, rounding, &worker->error);
        if (failed || __builtin_add_overflow(outcome->cost, cost, &outcome->cost))
            return eco_fail(&worker->error, ECO_E_OVERFLOW, "/cost", "the order costs more than %lld minor units",
                            (long long)INT64_MAX);
        outcome->cost_lines++;
    }
    return ECO_OK;
}

static eco_status price_order(backtest_worker *worker)
{
    const backtest_order *order = &worker->order;
    const eco_cart cart = {.struct_size = sizeof cart,
                           .id = order->id,
                           .customer = order->customer,
                           .channel = order->channel,
                           .at_us = order->at_us,
                           .lines = order->lines,
                           .lines_count = order->lines_count,
                           .coupons = order->coupons,
                           .coupons_count = order->coupons_count,
                           .attributes = order->attributes,
                           .attributes_count = order->attributes_count};
    eco_status failed = add_costs(worker);
    for (size_t i = 0; !failed && i < worker->backtest->rulebooks_count; i++)
        failed = price_with(worker, i, &cart);
    worker->outcome.priced = !failed;
    return failed;
}

/* The row that an error's path ("/lines/2/quantity") blames, and its column. */
static int64_t blamed_row(const backtest_order *order, const char *path, char column[64])
{
    snprintf(column, 64, "order");
    if (strncmp(path, "/lines/", 7) != 0)
        return order->beside[0].row;
    char *field;
    size_t line = (size_t)strtoull(path + 7, &field, 10);
    if (*field == '/')
        snprintf(column, 64, "%.63s", field + 1);
    return order->beside[line < order->lines_count ? line : 0].row;
}

/* The lines of an order that can't be priced are bad rows, and so is what was taken off them. */
static eco_status refuse_order(backtest_worker *worker, eco_status failed, backtest_problem *problem)
{
    backtest_order *order = &worker->order;
    eco_error *error = &worker->error;
    if (failed == ECO_E_MEMORY)
        return failed;
    int64_t row = blamed_row(order, error->path, worker->blamed);
    if (!worker->backtest->skip_bad_rows) {
        snprintf(error->path, sizeof error->path, "/rows/%lld/%s", (long long)row, worker->blamed);
        return failed;
    }
    for (backtest_kind kind = BACKTEST_PRICED; kind <= BACKTEST_NETTED; kind++) {
        order->kinds[BACKTEST_BAD].rows += order->kinds[kind].rows;
        order->kinds[BACKTEST_BAD].amount += order->kinds[kind].amount;
        order->kinds[kind] = (backtest_rows){0};
    }
    order->has_bad = true;
    worker->outcome.problems++;
    *problem = (backtest_problem){.group = order->row, .row = row, .column = worker->blamed, .message = error->message};
    return ECO_OK;
}

/* What is known of an order beside its price. */
static void begin_outcome(backtest_worker *worker)
{
    const backtest_order *order = &worker->order;
    backtest_outcome *outcome = &worker->outcome;
    *outcome = (backtest_outcome){.allocator = outcome->allocator,
                                  .results = outcome->results,
                                  .parts = outcome->parts,
                                  .parts_capacity = outcome->parts_capacity,
                                  .lines = (int64_t)order->lines_count,
                                  .dated = order->begun,
                                  .row = order->row,
                                  .at_us = order->at_us,
                                  .id = order->id};
}

static void count_rows(const backtest_order *order, backtest_outcome *outcome)
{
    backtest_rows all = {.orders = order->id != NULL};
    memcpy(outcome->kinds, order->kinds, sizeof outcome->kinds);
    for (size_t i = 0; i < BACKTEST_ALL; i++) {
        backtest_rows *kind = &outcome->kinds[i];
        kind->orders = i == BACKTEST_BAD ? order->id && order->has_bad : kind->rows > 0;
        all.rows += kind->rows;
        all.amount += kind->amount;
    }
    outcome->kinds[BACKTEST_ALL] = all;
}

eco_status eco_backtest_worker_price(backtest_worker *worker, backtest_problem *problem)
{
    eco_rounding rounding = worker->backtest->rulebooks[0].content->rounding;
    *problem = (backtest_problem){0};
    eco_status failed = eco_backtest_order_net(&worker->order, rounding, &worker->facts, &worker->error);
    if (failed)
        return failed;
    begin_outcome(worker);
    if (worker->order.lines_count) {
        failed = price_order(worker);
        if (failed)
            failed = refuse_order(worker, failed, problem);
    }
    count_rows(&worker->order, &worker->outcome);
    return failed;
}
