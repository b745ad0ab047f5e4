/* ecomops/kpi/change.h - why a number changed: sales as traffic x conversion x value, a rate as mix and rate of its segments. Pure functions; the parts sum to the
 * whole change (to the last digits of a double).
 *
 *     eco_kpi_sales_point before = {.visitors = 1000, .orders = 50, .amount = 5000}, after = {.visitors = 1200, .orders = 48, .amount = 5280};
 *     if (eco_kpi_explain_sales(&out, &before, &after, &error)) ...   out.traffic + out.conversion + out.value is 280 */
#ifndef ECOMOPS_KPI_CHANGE_H
#define ECOMOPS_KPI_CHANGE_H
#include <ecomops/base.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Of a period. `orders` may be buyers, and visitors sessions: what stands between is the conversion. */
typedef struct eco_kpi_sales_point {
    double visitors, orders, amount; /* not below 0 */
} eco_kpi_sales_point;
typedef struct eco_kpi_sales_change {
    double change;     /* after.amount - before.amount */
    double traffic;    /* by more or fewer visitors */
    double conversion; /* by more or fewer orders a visitor */
    double value;      /* by a larger or smaller amount an order */
} eco_kpi_sales_change;
/* The logarithmic mean splits it (LMDI): no rest, and before and after change roles with the sign. Where one period sold nothing, the whole change is of the first
 * factor that was 0 there. ECO_E_INVALID: a figure that is below 0 or no number; orders without visitors, an amount without orders. */
ECO_CHECK eco_status eco_kpi_explain_sales(eco_kpi_sales_change *out, const eco_kpi_sales_point *before, const eco_kpi_sales_point *after, eco_error *error);

/* A segment (a channel, a category) of a rate: part of whole, such as buyers of visitors. */
typedef struct eco_kpi_rate_segment {
    double part_before, whole_before, part_after, whole_after; /* whole: not below 0; 0: the segment was not there, and part is 0, too */
} eco_kpi_rate_segment;
typedef struct eco_kpi_rate_effect {
    double mix;  /* by the segment's larger or smaller share of the whole: above 0 where a segment better than the average grew */
    double rate; /* by its own better or worse rate */
} eco_kpi_rate_effect;
typedef struct eco_kpi_rate_change {
    double before, after, change; /* of the rate over all segments */
    double mix, rate;             /* sums of the effects */
} eco_kpi_rate_change;
/* Shares and rates are taken at the mean of both periods, so that nothing is left over. effects: count structs of the caller, or NULL. A segment that was not there
 * in one period changes the mix only. ECO_E_INVALID: as above; a period whose whole is 0. */
ECO_CHECK eco_status eco_kpi_explain_rate(eco_kpi_rate_change *out, eco_kpi_rate_effect *effects, const eco_kpi_rate_segment *segments, size_t count,
                                          eco_error *error);
#ifdef __cplusplus
}
#endif
#endif
