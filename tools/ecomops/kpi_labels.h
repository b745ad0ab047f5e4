/* kpi_labels.h - what the columns of a plan's tables are called, and how their figures are written for people. */
#ifndef TOOL_KPI_LABELS_H
#define TOOL_KPI_LABELS_H
#include <ecomops/kpi.h>

#include "ecomops/numbers.h"
#include "ecomops/words.h"

typedef struct kpi_labels {
    const eco_table *metrics; /* eco_kpi_metrics */
    tool_language language;
} kpi_labels;
eco_status kpi_labels_begin(kpi_labels *labels, tool_language language, eco_error *error);
void kpi_labels_end(kpi_labels *labels);

enum { KPI_LABEL = 128, KPI_CELL = 256 };
/* "Average order value" or 笔单价 of "aov"; a column that is no metric in words. Gives `text`. */
char *kpi_label(char text[KPI_LABEL], const kpi_labels *labels, const char *column);
/* A cell of text of a table of metrics or plans: column `name` of the metric. Cut at the end of `text`. */
char *kpi_metric_text(char text[1024], const kpi_labels *labels, const char *metric, const char *name);

/* A figure: with groups of thousands, a share in percent, by the unit of the metric. Empty text where it is null. */
char *kpi_cell(char text[KPI_CELL], const kpi_labels *labels, const eco_column *column, int64_t row);
bool kpi_is_number(const eco_column *column);
/* What bars and lines are drawn by; 0 where it is null. */
double kpi_value(const eco_column *column, int64_t row);
bool kpi_is_null(const eco_column *column, int64_t row);

#endif
