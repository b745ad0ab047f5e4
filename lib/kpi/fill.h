/* fill.h - what the providers over books share: groups of rows and orders, and sums of money in several currencies.
 *
 * An order belongs to every group to which one of its lines does, and counts once in each. A line that leaves a dimension null which the order's first line
 * gives is taken to mean that one: tables often say what is of the whole order in one row. */
#ifndef ECO_KPI_FILL_H
#define ECO_KPI_FILL_H
#include "kpi/answer.h"
#include "kpi/exchange.h"

enum { KPI_FILL_GROUPS = 4096 };
typedef struct kpi_fill_group { /* what was asked before */
    int32_t tick;
    uint32_t class, group;
    bool used;
} kpi_fill_group;

typedef struct kpi_fill {
    kpi_answer *answer;
    eco_allocator allocator;
    eco_error *error;
    kpi_exchange exchange;
    kpi_clock clock;
    kpi_fill_group *groups;
    int32_t *dimensions; /* at which the report looks, in `by` and `where` */
    size_t dimensions_count, dimensions_capacity;
    uint32_t *of_line; /* groups of the lines of the order that was looked at last; UINT32_MAX: none */
    size_t of_line_capacity;
    uint32_t *distinct; /* ... each once */
    size_t distinct_count, distinct_capacity;
    uint32_t *stamps; /* of each group: at which order it was seen last */
    size_t stamps_count, stamps_capacity;
    uint32_t stamp;
} kpi_fill;

eco_status eco_kpi_fill_begin(kpi_fill *fill, kpi_answer *answer, eco_error *error); /* end it also where this fails */
void eco_kpi_fill_end(kpi_fill *fill);
/* UINT32_MAX: not in the answer. */
eco_status eco_kpi_fill_group_of(uint32_t *group, kpi_fill *fill, int32_t tick, uint32_t class);
/* The class under which a line of an order is counted. */
uint32_t eco_kpi_fill_class(const kpi_fill *fill, const kpi_order *order, const kpi_line *line);
/* Sets of_line and distinct. */
eco_status eco_kpi_fill_order(kpi_fill *fill, const kpi_order *order, int32_t tick);
eco_status eco_kpi_fill_foreign(kpi_fill *fill, uint32_t group, int32_t slot, uint16_t currency, int32_t date, eco_wide amount);
/* An amount of a day; a slot below 0 is not wanted. */
static inline eco_status eco_kpi_fill_money(kpi_fill *fill, uint32_t group, int32_t slot, uint16_t currency, int32_t date,
                                            eco_wide amount)
{
    if (slot < 0)
        return ECO_OK;
    if (!eco_kpi_exchange_is_own(&fill->exchange, currency))
        return eco_kpi_fill_foreign(fill, group, slot, currency, date, amount);
    eco_kpi_answer_add(fill->answer, group, slot, amount);
    return ECO_OK;
}
/* All amounts in other currencies: at the end. */
eco_status eco_kpi_fill_settle(kpi_fill *fill);
/* The sales of the state, made where the answer has none yet; in no order then. */
eco_status eco_kpi_fill_sales_of(const kpi_sales **sales, kpi_fill *fill);
/* Whether each key of a space is in a set of words. */
uint8_t *eco_kpi_fill_words(const kpi_fill *fill, kpi_space space, const eco_map *set);
void eco_kpi_fill_words_end(const kpi_fill *fill, kpi_space space, uint8_t *words);
/* [count] of a line in millionths: a line that does not say is one. */
static inline int64_t eco_kpi_line_units(const kpi_line *line)
{
    return line->has_quantity ? line->quantity : 1000000;
}
#endif
