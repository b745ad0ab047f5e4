/* families.h - the families of inventory's workloads. */
#ifndef BENCH_INVENTORY_FAMILIES_H
#define BENCH_INVENTORY_FAMILIES_H
#include "workloads.h"

void cost_add(bench_workloads *workloads); /* inventory/cost */
void route_add(bench_workloads *workloads); /* inventory/route */

#endif
