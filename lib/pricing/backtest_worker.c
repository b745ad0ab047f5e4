/* backtest_worker.c - one order at a time: reads its rows, prices it with every rulebook, and adds it to the sums, wholly or not at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "pricing/backtest_internal.h"
#include "pricing/pricing_internal.h"

bool eco_backtest_worker_begin(backtest_worker *worker, const eco_backtest *backtest)
{
    const eco_allocator *allocator = &backtest->allocator;
    *worker = (backtest_worker){.backtest = backtest, .failed_block = SIZE_MAX};
    eco_arena_begin(&worker->facts, allocator);
    eco_arena_begin(&worker->scratch, allocator);
    eco_arena_begin(&worker->quote, allocator);
    eco_backtest_order_begin(&worker->order, allocator);
    eco_backtest_problems_begin(&worker->problems, allocator, backtest->max_problems);
    worker->results = eco_allocate(allocator, backtest->rulebooks_count * sizeof *worker->results);
    return eco_backtest_sums_begin(&worker->sums, allocator, backtest->rulebooks_count, backtest->effects_count) &&
           worker->results;
}

void eco_backtest_worker_end(backtest_worker *worker)
{
    const eco_allocator *allocator = &worker->backtest->allocator;
    eco_arena_end(&worker->facts);
    eco_arena_end(&worker->scratch);
    eco_arena_end(&worker->quote);
    eco_backtest_order_end(&worker->order);
    eco_backtest_problems_end(&worker->problems);
    eco_backtest_sums_end(&worker->sums);
    eco_release(allocator, worker->results, worker->backtest->rulebooks_count * sizeof *worker->results);
    eco_release(allocator, worker->effects, worker->effects_capacity * sizeof *worker->effects);
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
    eco_backtest_order_reset(&worker->order, id, work->backtest->rows + group->first + 1);
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

/* The effects of a quote: its adjustments, that stand together by promotion. */
static bool take_effects(backtest_worker *worker, size_t rulebook, const eco_quote *quote, const int32_t *sources)
{
    const backtest_rulebook *book = &worker->backtest->rulebooks[rulebook];
    for (size_t i = 0; i < quote->adjustments_count; i++) {
        /* sale lists stand before the promotions */
        size_t effect = sources[i] < 0 ? (size_t)(-1 - sources[i]) : book->lists_count + (size_t)sources[i];
        backtest_result_effect *last = worker->effects_count ? &worker->effects[worker->effects_count - 1] : NULL;
        if (!last || last->rulebook != rulebook || last->effect != effect) {
            if (!eco_grow(&worker->backtest->allocator, &worker->effects, &worker->effects_capacity, worker->effects_count + 1,
                          sizeof *worker->effects))
                return false;
            last = &worker->effects[worker->effects_count++];
            *last = (backtest_result_effect){.rulebook = rulebook, .effect = effect};
        }
        last->lines++;
        last->discount += quote->adjustments[i].off_minor;
    }
    return true;
}

static eco_status price_with(backtest_worker *worker, size_t rulebook, const eco_cart *cart)
{
    const backtest_rulebook *book = &worker->backtest->rulebooks[rulebook];
    eco_quote quote;
    const int32_t *sources;
    eco_arena_reset(&worker->scratch);
    eco_arena_reset(&worker->quote);
    eco_price_request request = {.trusted = true, .borrow = true, .scratch = &worker->scratch, .result = &worker->quote};
    eco_status failed = eco_price_with(&quote, &sources, book->rulebook, cart, &request, &worker->error);
    if (failed)
        return failed;
    worker->results[rulebook] = (backtest_result){quote.list_minor, quote.discount_minor, quote.tax_minor};
    return take_effects(worker, rulebook, &quote, sources) ? ECO_OK : eco_fail_memory(&worker->error);
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
    eco_status failed = ECO_OK;
    worker->effects_count = 0;
    for (size_t i = 0; !failed && i < worker->backtest->rulebooks_count; i++)
        failed = price_with(worker, i, &cart);
    return failed;
}

static int32_t month_of(const eco_zone *zone, int64_t at_us)
{
    eco_civil civil = eco_date_civil(eco_zone_date(zone, at_us));
    return civil.year * 12 + civil.month - 1;
}

/* The results of an order into the sums. The months first: only they can fail. */
static bool add_results(const backtest_worker *worker, backtest_sums *sums)
{
    const eco_backtest *backtest = worker->backtest;
    for (size_t i = 0; i < backtest->rulebooks_count; i++)
        if (!eco_backtest_sums_month(sums, i, month_of(backtest->rulebooks[i].zone, worker->order.at_us)))
            return false;
    for (size_t i = 0; i < backtest->rulebooks_count; i++) {
        const backtest_result *result = &worker->results[i];
        backtest_total *total = &sums->totals[i];
        backtest_month *month = eco_backtest_sums_month(sums, i, month_of(backtest->rulebooks[i].zone, worker->order.at_us));
        total->orders++, month->orders++;
        total->lines += (eco_wide)worker->order.lines_count;
        total->touched += result->discount > 0, month->touched += result->discount > 0;
        total->list += result->list, month->list += result->list;
        total->discount += result->discount, month->discount += result->discount;
        total->tax += result->tax;
    }
    for (size_t i = 0; i < worker->effects_count; i++) {
        const backtest_result_effect *more = &worker->effects[i];
        backtest_effect *effect = &sums->effects[backtest->rulebooks[more->rulebook].first_effect + more->effect];
        effect->orders++;
        effect->lines += more->lines;
        effect->discount += more->discount;
        effect->revenue += worker->results[more->rulebook].list - worker->results[more->rulebook].discount;
    }
    return true;
}

/* How many orders there are of all kinds, eco_backtest_table knows. */
static void add_rows(const backtest_order *order, backtest_sums *sums)
{
    backtest_rows *all = &sums->kinds[BACKTEST_ALL];
    for (size_t i = 0; i < BACKTEST_ALL; i++) {
        sums->kinds[i].rows += order->kinds[i].rows;
        sums->kinds[i].amount += order->kinds[i].amount;
        sums->kinds[i].orders += i == BACKTEST_BAD ? order->id && order->has_bad : order->kinds[i].rows > 0;
        all->rows += order->kinds[i].rows;
        all->amount += order->kinds[i].amount;
    }
}

/* The row that an error's path ("/lines/2/quantity") blames, and its column. */
static int64_t blamed_row(const backtest_order *order, const char *path, char column[64])
{
    snprintf(column, 64, "order");
    if (strncmp(path, "/lines/", 7) != 0)
        return order->line_rows[0];
    char *field;
    size_t line = (size_t)strtoull(path + 7, &field, 10);
    if (*field == '/')
        snprintf(column, 64, "%.63s", field + 1);
    return order->line_rows[line < order->lines_count ? line : 0];
}

/* The lines of an order that can't be priced are bad rows. */
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
    for (backtest_kind kind = BACKTEST_PRICED; kind <= BACKTEST_FREE; kind++) {
        order->kinds[BACKTEST_BAD].rows += order->kinds[kind].rows;
        order->kinds[BACKTEST_BAD].amount += order->kinds[kind].amount;
        order->kinds[kind] = (backtest_rows){0};
    }
    order->has_bad = true;
    *problem = (backtest_problem){.group = order->row, .row = row, .column = worker->blamed, .message = error->message};
    return ECO_OK;
}

eco_status eco_backtest_worker_price(backtest_worker *worker, backtest_sums *sums, backtest_problem *problem)
{
    eco_status failed = ECO_OK;
    *problem = (backtest_problem){0};
    if (worker->order.lines_count) {
        failed = price_order(worker);
        if (failed)
            failed = refuse_order(worker, failed, problem);
        else if (!add_results(worker, sums))
            failed = eco_fail_memory(&worker->error);
    }
    if (!failed)
        add_rows(&worker->order, sums);
    return failed;
}
