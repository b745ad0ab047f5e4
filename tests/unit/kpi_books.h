/* kpi_books.h - for tests of rows that are kept: plans of one report, tables written in place, and cells of what comes out. */
#ifndef ECO_TEST_KPI_BOOKS_H
#define ECO_TEST_KPI_BOOKS_H
#include <ecomops/kpi.h>
#include <stdlib.h>

#include "test.h"
#include "base/table_builder.h"

#define DAY(n)      (INT64_C(1767225600000000) + (n)*ECO_DAY_US) /* 2026-01-01 and n days */
#define NONE        INT64_MIN                                    /* a null in the lists below */
#define REPORT(...) ECO_MAKE(eco_kpi_report, __VA_ARGS__)

/* Ends the builder; the state keeps the plan. */
static inline eco_kpi_state *books_open(eco_kpi_builder *builder)
{
    eco_error error;
    eco_kpi_plan *plan;
    eco_kpi_state *state;
    CHECK_OK(eco_kpi_build(&plan, builder, &error));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    eco_kpi_plan_free(plan);
    return state;
}

static inline const eco_table *books_table(const eco_kpi_state *state, const char *name)
{
    eco_error error;
    const eco_table *table;
    CHECK_OK(eco_kpi_table(&table, state, name, 0, 0, &error));
    return table;
}

/* A cell as its integer: money in minor units, decimals in millionths. -1 for null. */
static inline int64_t books_cell(const eco_kpi_state *state, const char *name, const char *column, int64_t row)
{
    const eco_table *table = books_table(state, name);
    const eco_column *found = eco_table_column(table, column);
    CHECK_F(found && row < table->rows, "no %s in row %" PRId64 " of %s", column, row, name);
    int64_t value = eco_cell_is_null(found, row)     ? -1
                    : found->type == ECO_TYPE_DOUBLE ? (int64_t)(eco_cell_double(found, row) * 1e6 + 0.5)
                                                     : eco_cell_int64(found, row);
    eco_table_free(table);
    return value;
}
#endif
