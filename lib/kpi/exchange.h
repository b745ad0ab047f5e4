/* exchange.h - sums of amounts in several currencies: those of the plan's go straight where they belong, the others are summed by place, currency and day, and
 * each sum is converted once. */
#ifndef ECO_KPI_EXCHANGE_H
#define ECO_KPI_EXCHANGE_H
#include "kpi/kpi_internal.h"

typedef struct kpi_exchange_sum {
    uint64_t place;
    int32_t date;
    uint16_t currency;
    bool used;
    eco_wide amount;
} kpi_exchange_sum;

typedef struct kpi_exchange {
    eco_allocator allocator;
    const eco_kpi_state *state;
    uint32_t own; /* the plan's currency among the state's; KPI_MISSING: no row has it */
    kpi_exchange_sum *sums; /* open addressing; capacity a power of two, or 0 */
    size_t count, capacity;
} kpi_exchange;

void eco_kpi_exchange_begin(kpi_exchange *exchange, const eco_kpi_state *state);
void eco_kpi_exchange_end(kpi_exchange *exchange);
/* Whether amounts of the currency need no rate. */
static inline bool eco_kpi_exchange_is_own(const kpi_exchange *exchange, uint16_t currency)
{
    return currency == exchange->own || currency == KPI_CURRENCY_NONE;
}
bool eco_kpi_exchange_add(kpi_exchange *exchange, uint64_t place, uint16_t currency, int32_t date, eco_wide amount); /* false: no memory */
/* Converts, and adds to values[place]. Where rates are missing, the error names the first day of the first currency that lacks one. */
eco_status eco_kpi_exchange_settle(kpi_exchange *exchange, eco_wide *values, eco_error *error);
#endif
