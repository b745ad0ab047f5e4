/* sales_parts.h - what the files behind sales.c share: which lines are one order, and the order of lines that does not depend on how they came. */
#ifndef ECO_KPI_SALES_PARTS_H
#define ECO_KPI_SALES_PARTS_H
#include "kpi/kpi_internal.h"

/* Which order each line is of: numbers below `count`. */
typedef struct kpi_line_groups {
    uint32_t *of_line; /* NULL: the line's order code is its group */
    size_t lines, count;
} kpi_line_groups;
bool eco_kpi_line_groups_make(kpi_line_groups *groups, const eco_kpi_state *state, const kpi_sales *sales);
void eco_kpi_line_groups_end(kpi_line_groups *groups, const eco_allocator *allocator);
static inline uint32_t eco_kpi_line_group(const kpi_line_groups *groups, const kpi_sales *sales, size_t line)
{
    return groups->of_line ? groups->of_line[line] : eco_kpi_sales_line(sales, line)->order;
}

/* The order of lines within an order, and of orders. */
typedef struct kpi_line_order {
    const eco_kpi_state *state;
    const kpi_sales *sales; /* by whose lines orders that have no id are told apart */
    uint32_t *ranks;        /* of classes; made when first needed */
    bool failed;            /* no memory for them: the order means nothing */
} kpi_line_order;
/* Whether a line comes before another, and says something else of the order than that. */
bool eco_kpi_line_leads(const kpi_line *line, const kpi_line *other, kpi_line_order *order);
int eco_kpi_line_compare(const void *a, const void *b, void *line_order);
int eco_kpi_order_compare(const void *a, const void *b, void *line_order);
void eco_kpi_line_order_end(kpi_line_order *order);
#endif
