/* events_sales.c - purchases among the events: lines of orders, a batch at a time. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/events.h"

/* ---- amounts ---- */

static bool read_currency(events_worker *worker, kpi_line *line, int32_t *exponent, int64_t row)
{
    eco_status bad = ECO_OK;
    const char *why = NULL;
    bool may_add = worker->currencies.column || !worker->currencies.last[0];
    if (may_add)
        pthread_mutex_lock(&worker->events->lock);
    bool is_read = eco_kpi_currency_read(&line->currency, exponent, &worker->currencies, row, line->at_us, &bad, &why);
    if (may_add)
        pthread_mutex_unlock(&worker->events->lock);
    if (!is_read && bad == ECO_E_MEMORY)
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
    else if (!is_read)
        eco_kpi_events_refuse(worker, row, worker->currencies.column ? "currency" : "value", bad, why);
    return is_read;
}

static bool read_numbers(events_worker *worker, kpi_line *line, int64_t row)
{
    const events *all = worker->events;
    const char *why = NULL;
    bool known = false, has_quantity = false;
    int32_t exponent = 0;
    line->currency = KPI_CURRENCY_NONE;
    if (all->value && !read_currency(worker, line, &exponent, row))
        return false;
    if (!eco_kpi_read_money(&line->amount, &known, all->value, row, exponent, &why)) {
        eco_kpi_events_refuse(worker, row, "value", ECO_E_INVALID, why);
        return false;
    }
    if (!eco_kpi_read_quantity(&line->quantity, &has_quantity, all->quantity, row, &why)) {
        eco_kpi_events_refuse(worker, row, "quantity", ECO_E_INVALID, why);
        return false;
    }
    line->known = (uint8_t)(known << KPI_AMOUNT);
    line->has_quantity = has_quantity;
    if (!has_quantity)
        line->quantity = 1000000; /* a purchase is of one, unless it says */
    return true;
}

/* Room for the batch's lines; at first for those of all batches, if they are alike. */
static bool make_room(events_worker *worker)
{
    const eco_allocator *allocator = &worker->events->state->allocator;
    size_t wanted = worker->lines_count + worker->bought_count;
    if (!worker->lines_capacity && !worker->events->plan->options.memory_limit) {
        size_t batches = (size_t)((worker->end - worker->first) / worker->batch_count) + 1;
        wanted = worker->bought_count * batches / 8 * 9;
        wanted = wanted < worker->bought_count ? worker->bought_count : wanted;
    }
    return eco_grow(allocator, &worker->lines, &worker->lines_capacity, wanted, sizeof *worker->lines);
}

/* The good ones of the batch's purchases, behind the lines that there are; their rows are moved together. */
static bool read_lines(events_worker *worker)
{
    const events *all = worker->events;
    size_t kept = 0;
    if (!make_room(worker))
        return false;
    for (size_t i = 0; i < worker->bought_count; i++) {
        int64_t row = worker->bought[i], place = row - worker->batch_first;
        int64_t at_us = all->is_plain_time ? ((const int64_t *)all->at->values)[row] : worker->times[place];
        kpi_line *line = &worker->lines[worker->lines_count + kept];
        *line = (kpi_line){.at_us = at_us, .class = worker->classes[place], .status = KPI_NONE};
        if (!read_numbers(worker, line, row)) {
            eco_kpi_events_drop(worker, place);
            continue;
        }
        if (all->all_users)
            line->user = worker->users[place];
        worker->bought[kept++] = row;
    }
    worker->bought_count = kept;
    return true;
}

/* ---- keys ---- */

/* One key of each line, at `offset`. */
static bool read_keys(events_worker *worker, kpi_space space, const eco_column *column, size_t offset)
{
    events *all = worker->events;
    kpi_keys *keys = all->state->spaces[space];
    size_t count = worker->bought_count;
    uint32_t *codes = worker->places; /* free by now, or not used */
    bool added = true;
    if (!column)
        memset(codes, 0xff, count * sizeof *codes); /* KPI_NONE */
    else if (eco_kpi_keys_find_rows(codes, keys, column, worker->bought, count)) {
        pthread_mutex_lock(&all->lock);
        for (size_t i = 0; added && i < count; i++)
            if (codes[i] == KPI_MISSING)
                added = eco_kpi_keys_add_cell(&codes[i], keys, column, worker->bought[i]);
        pthread_mutex_unlock(&all->lock);
    }
    if (space != KPI_SPACE_ORDER)
        eco_kpi_events_alias(all->state, space, codes, count);
    for (size_t i = 0; i < count; i++)
        memcpy((char *)&worker->lines[worker->lines_count + i] + offset, &codes[i], sizeof codes[i]);
    return added;
}

/* Orders and items are looked at in these rows only, and mostly users. */
static void check_keys(events_worker *worker)
{
    const events *all = worker->events;
    const eco_column *columns[] = {all->order, all->sku, all->all_users ? NULL : all->user.column};
    for (size_t column = 0; column < sizeof columns / sizeof *columns; column++)
        for (size_t i = 0; columns[column] && columns[column]->type != ECO_TYPE_INT64 && i < worker->bought_count; i++)
            eco_kpi_events_check(worker, columns[column], worker->bought[i], 1);
}

void eco_kpi_events_buy(events_worker *worker)
{
    const events *all = worker->events;
    bool has_room = read_lines(worker);
    check_keys(worker);
    if (worker->failed)
        return;
    has_room = has_room && read_keys(worker, KPI_SPACE_ORDER, all->order, offsetof(kpi_line, order));
    has_room = has_room && read_keys(worker, KPI_SPACE_SKU, all->sku, offsetof(kpi_line, sku));
    if (!all->all_users)
        has_room = has_room && read_keys(worker, KPI_SPACE_USER, all->user.column, offsetof(kpi_line, user));
    if (has_room)
        worker->lines_count += worker->bought_count;
    else
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
}
