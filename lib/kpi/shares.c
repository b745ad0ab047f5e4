/* shares.c - amounts by group and code; see shares.h. */
#include "kpi/shares.h"

#include <string.h>

#include "base/error.h"

void eco_kpi_shares_begin(kpi_shares *shares, const eco_kpi_state *state, eco_error *error)
{
    *shares = (kpi_shares){.state = state, .error = error};
    eco_kpi_numbers_begin(&shares->pairs, &state->allocator);
    eco_kpi_exchange_begin(&shares->exchange, state);
}

void eco_kpi_shares_end(kpi_shares *shares)
{
    eco_release(&shares->state->allocator, shares->amounts, shares->amounts_count * sizeof *shares->amounts);
    eco_kpi_numbers_end(&shares->pairs);
    eco_kpi_exchange_end(&shares->exchange);
}

eco_status eco_kpi_shares_name(kpi_shares *shares, uint32_t group, uint32_t code)
{
    return eco_kpi_numbers_add(&shares->pairs, group, code) ? ECO_OK : eco_fail_memory(shares->error);
}

eco_status eco_kpi_shares_open(kpi_shares *shares)
{
    if (!eco_kpi_numbers_unique(&shares->pairs))
        return eco_fail_memory(shares->error);
    shares->amounts_count = shares->pairs.count;
    shares->amounts = eco_allocate(&shares->state->allocator, shares->amounts_count * sizeof *shares->amounts);
    if (!shares->amounts)
        return eco_fail_memory(shares->error);
    memset(shares->amounts, 0, shares->amounts_count * sizeof *shares->amounts);
    return ECO_OK;
}

static size_t place_of(const kpi_shares *shares, uint64_t pair)
{
    size_t low = 0, high = shares->pairs.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (shares->pairs.numbers[middle] < pair)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

eco_status eco_kpi_shares_add(kpi_shares *shares, uint32_t group, uint32_t code, uint16_t currency, int32_t date, int64_t amount)
{
    size_t place = place_of(shares, (uint64_t)group << 32 | code);
    if (eco_kpi_exchange_is_own(&shares->exchange, currency)) {
        shares->amounts[place] += amount;
        return ECO_OK;
    }
    return eco_kpi_exchange_add(&shares->exchange, place, currency, date, amount) ? ECO_OK : eco_fail_memory(shares->error);
}

eco_status eco_kpi_shares_settle(kpi_shares *shares)
{
    return eco_kpi_exchange_settle(&shares->exchange, shares->amounts, shares->error);
}
