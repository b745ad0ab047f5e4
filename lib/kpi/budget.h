/* budget.h - an allocator that counts what it gave, and refuses what would exceed a limit. */
#ifndef ECO_KPI_BUDGET_H
#define ECO_KPI_BUDGET_H
#include <ecomops/base.h>

#include <stdatomic.h>

typedef struct kpi_budget {
    eco_allocator under;
    _Atomic int64_t used;
    int64_t limit; /* 0: none */
    _Atomic bool refused;
    bool lifted; /* while a table is made, or the state saved: what that takes is not held */
} kpi_budget;
eco_allocator eco_kpi_budget_allocator(kpi_budget *budget);

#endif
