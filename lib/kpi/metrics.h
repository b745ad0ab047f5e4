/* metrics.h - the parts of the metric table: one array a file. */
#ifndef ECO_KPI_METRICS_H
#define ECO_KPI_METRICS_H
#include "kpi/kpi_internal.h"

extern const kpi_metric eco_kpi_metrics_traffic[], eco_kpi_metrics_sales[], eco_kpi_metrics_people[];
extern const size_t eco_kpi_metrics_traffic_count, eco_kpi_metrics_sales_count, eco_kpi_metrics_people_count;

#endif
