/* shares.h - what was paid for each item, or by each buyer, in each group: pairs (group, code), each once, with its amount in the plan's currency. */
#ifndef ECO_KPI_SHARES_H
#define ECO_KPI_SHARES_H
#include "kpi/exchange.h"
#include "kpi/sort.h"

typedef struct kpi_shares {
    const eco_kpi_state *state;
    eco_error *error;
    kpi_numbers pairs; /* (group, code): rising once they are settled */
    eco_wide *amounts; /* of each pair */
    size_t amounts_count;
    kpi_exchange exchange;
} kpi_shares;

void eco_kpi_shares_begin(kpi_shares *shares, const eco_kpi_state *state, eco_error *error);
void eco_kpi_shares_end(kpi_shares *shares);
/* First all pairs, any number of times each; then eco_kpi_shares_open; then their amounts; then eco_kpi_shares_settle. */
eco_status eco_kpi_shares_name(kpi_shares *shares, uint32_t group, uint32_t code);
eco_status eco_kpi_shares_open(kpi_shares *shares);
eco_status eco_kpi_shares_add(kpi_shares *shares, uint32_t group, uint32_t code, uint16_t currency, int32_t date, int64_t amount);
eco_status eco_kpi_shares_settle(kpi_shares *shares);
#endif
