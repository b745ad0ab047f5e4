/* metrics.c - the metric table as a whole: found by name or by place, and given out as a table. */
#include "kpi/metrics.h"
#include "kpi/answer.h"

#include <string.h>

#include "base/table_builder.h"

size_t eco_kpi_metrics_count(void)
{
    return eco_kpi_metrics_traffic_count + eco_kpi_metrics_sales_count + eco_kpi_metrics_people_count;
}

const kpi_metric *eco_kpi_metric_at(size_t place)
{
    if (place < eco_kpi_metrics_traffic_count)
        return &eco_kpi_metrics_traffic[place];
    place -= eco_kpi_metrics_traffic_count;
    if (place < eco_kpi_metrics_sales_count)
        return &eco_kpi_metrics_sales[place];
    return &eco_kpi_metrics_people[place - eco_kpi_metrics_sales_count];
}

const kpi_metric *eco_kpi_metric_find(const char *name, size_t size)
{
    size_t count = eco_kpi_metrics_count();
    for (size_t i = 0; i < count; i++) {
        const kpi_metric *metric = eco_kpi_metric_at(i);
        if (strlen(metric->name) == size && memcmp(metric->name, name, size) == 0)
            return metric;
    }
    return NULL;
}

eco_status eco_kpi_metrics(const eco_table **out, eco_error *error)
{
    static const char *const columns[] = {"name", "label", "label_zh", "unit", "formula", "definition", "sources"};
    eco_table_builder *table = eco_table_begin(NULL);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        eco_table_add_column(table, columns[i], ECO_TYPE_UTF8, 0, NULL);
    for (size_t i = 0; i < eco_kpi_metrics_count(); i++) {
        const kpi_metric *metric = eco_kpi_metric_at(i);
        eco_table_put_text(table, metric->name);
        eco_table_put_text(table, metric->label);
        eco_table_put_text(table, metric->label_zh);
        eco_table_put_text(table, metric->unit);
        eco_table_put_text(table, metric->formula);
        eco_table_put_text(table, metric->definition);
        eco_table_put_text(table, metric->sources);
    }
    return eco_table_end(out, table, error);
}
