/* kpi.h - a plan with something of everything, and a table that every source can read. */
#ifndef ECO_FAULT_KPI_H
#define ECO_FAULT_KPI_H
#include <ecomops/kpi.h>

#include "fault.h"

typedef struct fault_kpi_options {
    int32_t threads;
    int64_t memory_limit;
    const char *spill_folder;
} fault_kpi_options;
/* begin, with the trial's allocator, and every add. */
eco_kpi_builder *fault_kpi_builder(fault_kpi_options options);
eco_kpi_plan *fault_kpi_plan(fault_kpi_options options); /* built without faults */
enum { FAULT_KPI_TABLES = 10 };
extern const char *const fault_kpi_tables[FAULT_KPI_TABLES]; /* of that plan, and the two of the state */

enum { FAULT_KPI_ROWS = 96, FAULT_KPI_COLUMNS = 28 };
typedef struct fault_kpi_rows {
    eco_column columns[FAULT_KPI_COLUMNS], dictionary;
    eco_table table;
} fault_kpi_rows;
/* Rows from..to of a small shop's history, for any source; some are bad. Texts, or (coded) codes of dictionaries. */
const eco_table *fault_kpi_rows_of(fault_kpi_rows *of, int from, int to, bool coded);

#endif
