/* exchange.c - sums of amounts in several currencies; see exchange.h. */
#include "kpi/exchange.h"

#include <string.h>

#include "base/error.h"

void eco_kpi_exchange_begin(kpi_exchange *exchange, const eco_kpi_state *state)
{
    *exchange = (kpi_exchange){.allocator = state->allocator, .state = state, .own = KPI_MISSING};
    if (state->plan->currency)
        exchange->own = eco_kpi_keys_find_text(state->spaces[KPI_SPACE_CURRENCY], state->plan->currency->code, 3);
}

void eco_kpi_exchange_end(kpi_exchange *exchange)
{
    eco_release(&exchange->allocator, exchange->sums, exchange->capacity * sizeof *exchange->sums);
    exchange->sums = NULL;
    exchange->count = exchange->capacity = 0;
}

static kpi_exchange_sum *look_up(kpi_exchange_sum *sums, size_t capacity, uint64_t place, uint16_t currency, int32_t date)
{
    uint64_t mixed = (place ^ (uint64_t)(uint32_t)date << 32 ^ currency) * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t i = (size_t)(mixed ^ mixed >> 29) & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
        kpi_exchange_sum *sum = &sums[i];
        if (!sum->used || (sum->place == place && sum->currency == currency && sum->date == date))
            return sum;
    }
}

static bool grow(kpi_exchange *exchange)
{
    size_t capacity = exchange->capacity ? exchange->capacity * 2 : 64;
    if (capacity > PTRDIFF_MAX / sizeof(kpi_exchange_sum))
        return false;
    kpi_exchange_sum *sums = eco_allocate(&exchange->allocator, capacity * sizeof *sums);
    if (!sums)
        return false;
    memset(sums, 0, capacity * sizeof *sums);
    for (size_t i = 0; i < exchange->capacity; i++) {
        const kpi_exchange_sum *sum = &exchange->sums[i];
        if (sum->used)
            *look_up(sums, capacity, sum->place, sum->currency, sum->date) = *sum;
    }
    eco_release(&exchange->allocator, exchange->sums, exchange->capacity * sizeof *sums);
    exchange->sums = sums;
    exchange->capacity = capacity;
    return true;
}

bool eco_kpi_exchange_add(kpi_exchange *exchange, uint64_t place, uint16_t currency, int32_t date, eco_wide amount)
{
    if (exchange->count * 3 >= exchange->capacity * 2 && !grow(exchange))
        return false;
    kpi_exchange_sum *sum = look_up(exchange->sums, exchange->capacity, place, currency, date);
    if (!sum->used) {
        *sum = (kpi_exchange_sum){.place = place, .date = date, .currency = currency, .used = true};
        exchange->count++;
    }
    sum->amount += amount;
    return true;
}

/* So that the error is the same however rows came. */
static bool comes_first(const kpi_exchange *exchange, const kpi_exchange_sum *a, const kpi_exchange_sum *b)
{
    if (!b || a->currency == b->currency)
        return !b || a->date < b->date;
    return eco_kpi_keys_compare(exchange->state->spaces[KPI_SPACE_CURRENCY], a->currency, b->currency) < 0;
}

eco_status eco_kpi_exchange_settle(kpi_exchange *exchange, eco_wide *values, eco_error *error)
{
    const kpi_exchange_sum *failed = NULL;
    for (size_t i = 0; i < exchange->capacity; i++) {
        const kpi_exchange_sum *sum = &exchange->sums[i];
        eco_wide minor;
        if (!sum->used)
            continue;
        if (!eco_kpi_convert(&minor, exchange->state, sum->currency, sum->date, sum->amount, NULL))
            values[sum->place] += minor;
        else if (comes_first(exchange, sum, failed))
            failed = sum;
    }
    eco_wide minor;
    return failed ? eco_kpi_convert(&minor, exchange->state, failed->currency, failed->date, failed->amount, error) : ECO_OK;
}
