/* The metric table: names, units and formulas hold together, and nothing in a formula is unknown. */
#include "test.h"
#include <ecomops/kpi.h>
#include <string.h>

#include "base/table_builder.h"
#include "kpi/answer.h"

static eco_error error;

TEST(kpi_metrics, names_are_names_and_unique)
{
    for (size_t i = 0; i < eco_kpi_metrics_count(); i++) {
        const kpi_metric *metric = eco_kpi_metric_at(i);
        CHECK(eco_kpi_metric_find(metric->name, strlen(metric->name)) == metric);
        CHECK(strlen(metric->label) && strlen(metric->label_zh) && strlen(metric->sources));
        CHECK_F(metric->definition[strlen(metric->definition) - 1] == '.', "%s", metric->name);
        static const char units[] = " count money ratio days seconds decimal ";
        CHECK(strstr(units, metric->unit));
    }
    CHECK(!eco_kpi_metric_find("no", 2));
}

TEST(kpi_metrics, measures_have_names_and_providers)
{
    for (int32_t i = 0; i < KPI_MEASURES; i++) {
        CHECK_F(eco_kpi_measures[i].name, "measure %d", i);
        CHECK_INT(eco_kpi_measure_find(eco_kpi_measures[i].name, strlen(eco_kpi_measures[i].name)), i);
        CHECK((eco_kpi_measure_role((kpi_measure)i) < KPI_ROLES) == (eco_kpi_measures[i].provider == KPI_P_FAMILIES));
    }
    CHECK_INT(eco_kpi_measure_find("x", 1), -1);
    CHECK_INT(eco_kpi_measure_scale(KPI_M_GMV, 2), 2);
    CHECK_INT(eco_kpi_measure_scale(KPI_M_LEAD_TIME, 2), 6);
    CHECK_INT(eco_kpi_measure_scale(KPI_M_RATING_SUM, 2), 2);
    CHECK_INT(eco_kpi_measure_scale(KPI_M_ORDERS, 2), 0);
}

/* One report with all of them: each formula compiles to measures, and its unit and type agree. */
TEST(kpi_metrics, all_formulas_compile)
{
    static char list[1 << 14];
    for (size_t i = 0, size = 0; i < eco_kpi_metrics_count(); i++)
        size += (size_t)snprintf(list + size, sizeof list - size, "%s%s", i ? ", " : "", eco_kpi_metric_at(i)->name);
    eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "JPY"));
    eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, .name = "all", .metrics = list, .by = "month"));
    eco_kpi_plan *plan;
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    const kpi_report *report = &plan->reports[0];
    CHECK_INT(report->wanted_count, eco_kpi_metrics_count());
    for (size_t i = 0; i < report->wanted_count; i++) {
        const kpi_wanted *wanted = &report->wanted[i];
        CHECK(wanted->metric == eco_kpi_metric_at(i) && strcmp(wanted->name, wanted->metric->name) == 0);
        if (strcmp(wanted->unit, "count") == 0)
            CHECK_F(wanted->type == ECO_TYPE_INT64, "%s", wanted->name);
        if (wanted->type == ECO_TYPE_MONEY)
            CHECK_TEXT(wanted->unit, "money");
        if (strcmp(wanted->unit, "ratio") == 0 || strcmp(wanted->unit, "days") == 0)
            CHECK_F(wanted->type == ECO_TYPE_DOUBLE, "%s", wanted->name);
    }
    eco_kpi_plan_free(plan);
}

TEST(kpi_metrics, what_is_often_confused_is_kept_apart)
{
    static const struct {
        const char *name, *formula;
    } known[] = {{"aov", "paid_amount / paid_orders"},
                 {"spend_per_buyer", "paid_amount / paying_buyers"},
                 {"roas", "paid_amount / spend"},
                 {"roi", "(gross_profit - spend) / spend"},
                 {"net_sales", "gross_sales - discounts - deductions"},
                 {"repurchase_rate", "repeat_buyers / paying_buyers"},
                 {"rebuy_rate", "rebuyers / previous_buyers"},
                 {"pay_conversion_rate", "paying_buyers / visitors"},
                 {"page_views", "page_views"},
                 {"gmv", "gmv"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        CHECK_TEXT(eco_kpi_metric_find(known[i].name, strlen(known[i].name))->formula, known[i].formula);
}

TEST(kpi_metrics, as_a_table)
{
    const eco_table *table;
    size_t size;
    CHECK_OK(eco_kpi_metrics(&table, &error));
    CHECK_INT(table->rows, eco_kpi_metrics_count());
    CHECK_INT(table->columns_count, 7);
    const char *name = eco_cell_text(eco_table_column(table, "name"), 1, &size);
    CHECK(size == 10 && memcmp(name, "page_views", size) == 0);
    eco_table_free(table);
}
