/* events_sales.c - purchases among the events: lines of orders. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/events.h"

static uint32_t find_key(const kpi_keys *keys, const eco_column *column, int64_t row)
{
    uint32_t code = KPI_NONE;
    if (column)
        eco_kpi_keys_find(&code, keys, column, row, 1);
    return code;
}

static bool read_currency(events_worker *worker, kpi_line *line, int32_t *exponent, int64_t row)
{
    eco_status bad = ECO_OK;
    const char *why = NULL;
    pthread_mutex_lock(&worker->events->currency_lock); /* it may add a currency */
    bool is_read = eco_kpi_currency_read(&line->currency, exponent, &worker->currencies, row, line->at_us, &bad, &why);
    pthread_mutex_unlock(&worker->events->currency_lock);
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
    if (!eco_kpi_read_money(&line->money[KPI_AMOUNT], &known, all->value, row, exponent, &why)) {
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

bool eco_kpi_events_purchase(events_worker *worker, int64_t row, int64_t at_us, uint32_t class, uint32_t user)
{
    const events *all = worker->events;
    const eco_kpi_state *state = all->state;
    kpi_line line = {.at_us = at_us, .paid_us = at_us, .class = class, .status = KPI_NONE};
    if (!read_numbers(worker, &line, row))
        return false;
    if (!eco_grow(&state->allocator, &worker->purchases, &worker->purchases_capacity, worker->purchases_count + 1,
                  sizeof *worker->purchases)) {
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
        return false;
    }
    line.order = find_key(state->spaces[KPI_SPACE_ORDER], all->order, row);
    line.sku = eco_kpi_stands_for(state, KPI_SPACE_SKU, find_key(state->spaces[KPI_SPACE_SKU], all->sku, row));
    line.user = all->all_users
                    ? user
                    : eco_kpi_stands_for(state, KPI_SPACE_USER, find_key(state->spaces[KPI_SPACE_USER], all->user.column, row));
    worker->purchases[worker->purchases_count++] = (events_purchase){.line = line, .row = row};
    return true;
}

/* ---- what was new ---- */

static bool add_key(uint32_t *code, const eco_kpi_state *state, kpi_space space, const eco_column *column, int64_t row)
{
    if (*code != KPI_MISSING)
        return true;
    bool added = eco_kpi_keys_add_missing(code, state->spaces[space], column, row, 1);
    if (space != KPI_SPACE_ORDER)
        *code = eco_kpi_stands_for(state, space, *code);
    return added;
}

eco_status eco_kpi_events_sales(events *all, eco_error *error)
{
    const eco_kpi_state *state = all->state;
    for (size_t i = 0; i < all->workers_count; i++) {
        events_worker *worker = &all->workers[i];
        for (size_t purchase = 0; purchase < worker->purchases_count; purchase++) {
            kpi_line *line = &worker->purchases[purchase].line;
            int64_t row = worker->purchases[purchase].row;
            kpi_line *kept = eco_kpi_book_add(all->update, KPI_BOOK_PURCHASES);
            if (!kept || !add_key(&line->order, state, KPI_SPACE_ORDER, all->order, row) ||
                !add_key(&line->sku, state, KPI_SPACE_SKU, all->sku, row) ||
                !add_key(&line->user, state, KPI_SPACE_USER, all->user.column, row))
                return eco_fail_memory(error);
            *kept = *line;
        }
    }
    return ECO_OK;
}
