/* kpi.i - plans and states of metrics. */

/* Inputs: documents, see json.i. */
%ignore eco_kpi_options;
%ignore eco_kpi_builder;
%ignore eco_kpi_begin;
%ignore eco_kpi_builder_free;
%ignore eco_kpi_build;
%ignore eco_kpi_report;
%ignore eco_kpi_step;
%ignore eco_kpi_funnel;
%ignore eco_kpi_cohort;
%ignore eco_kpi_pairs;
%ignore eco_kpi_attribution;
%ignore eco_kpi_paths;
%ignore eco_kpi_add_report;
%ignore eco_kpi_add_funnel;
%ignore eco_kpi_add_cohort;
%ignore eco_kpi_add_pairs;
%ignore eco_kpi_add_attribution;
%ignore eco_kpi_add_paths;
%ignore eco_kpi_add_abc;
%ignore eco_kpi_add_rfm;
%ignore eco_kpi_abc;
%ignore eco_kpi_rfm;
%ignore eco_kpi_add_set;
%ignore eco_kpi_add_rates;
%ignore eco_kpi_add_aliases;
/* Content comes out as a document. */
%ignore eco_kpi_set;
%ignore eco_kpi_rate;
%ignore eco_kpi_alias;
%ignore eco_kpi_content;
%ignore eco_kpi_content_of;
%ignore eco_kpi_plan_retain;
%ignore eco_kpi_plan_free;
%eco_handle(eco_kpi_plan, eco_kpi_plan_free)
%include <ecomops/kpi/plan.h>

%ignore eco_kpi_state_free;
%eco_handle(eco_kpi_state, eco_kpi_state_free)
%ignore eco_kpi_save; /* bytes, not text: below */
%thread eco_kpi_update;
%thread eco_kpi_merge;
%thread eco_kpi_load;
%thread eco_kpi_table;
%thread eco_kpi_state_bytes;
%include <ecomops/kpi/state.h>

%inline %{
static eco_status eco_kpi_state_bytes(const eco_kpi_state *state, eco_writer bytes, eco_error *error)
{
    return eco_kpi_save(state, bytes, error);
}

/* The first instant of a day ("2026-11-11") in the plan's zone. */
static eco_status eco_kpi_day(int64_t *at_us, const eco_kpi_plan *plan, const char *day, eco_error *error)
{
    int32_t date;
    eco_zone *zone = NULL;
    int64_t ends_us;
    eco_status status = eco_date_parse(&date, day, error);
    if (!status)
        status = eco_zone_open(&zone, eco_kpi_content_of(plan)->options->zone, error);
    if (!status) {
        const eco_civil midnight = eco_date_civil(date);
        status = eco_zone_instant(at_us, zone, &midnight, error);
    }
    if (!status)
        status = eco_zone_period(at_us, &ends_us, zone, ECO_PERIOD_DAY, *at_us, error);
    eco_zone_free(zone);
    return status;
}
%}

%inline %{
/* eco_kpi_explain_sales for bindings: visitors, orders and amount before, then after; the figures come back as change, traffic, conversion and value. */
static eco_status eco_kpi_sales_parts(double *figures, size_t figures_count, eco_error *error)
{
    eco_kpi_sales_change change = {0};
    const eco_kpi_sales_point before = {figures[0], figures[1], figures[2]}, after = {figures[3], figures[4], figures[5]};
    eco_status status = eco_kpi_explain_sales(&change, &before, &after, error);
    (void)figures_count; /* six: the package sees to it */
    memcpy(figures, (const double[]){change.change, change.traffic, change.conversion, change.value}, 4 * sizeof *figures);
    return status;
}

/* eco_kpi_explain_rate for bindings: of each segment part and whole before, part and whole after, then five places. What comes back: before, after, change, mix
 * and rate, then mix and rate of each segment. */
static eco_status eco_kpi_rate_parts(double *figures, size_t figures_count, eco_error *error)
{
    eco_kpi_rate_change change = {0};
    size_t count = (figures_count - 5) / 4;
    eco_kpi_rate_segment *segments = malloc((count + 1) * sizeof *segments);
    eco_kpi_rate_effect *effects = malloc((count + 1) * sizeof *effects);
    eco_status status = segments && effects ? ECO_OK : ECO_E_MEMORY;
    for (size_t i = 0; i < count && !status; i++)
        segments[i] = (eco_kpi_rate_segment){figures[4 * i], figures[4 * i + 1], figures[4 * i + 2], figures[4 * i + 3]};
    if (!status)
        status = eco_kpi_explain_rate(&change, effects, segments, count, error);
    else
        *error = (eco_error){.status = ECO_E_MEMORY, .message = "out of memory"};
    memcpy(figures, (const double[]){change.before, change.after, change.change, change.mix, change.rate}, 5 * sizeof *figures);
    for (size_t i = 0; i < count && !status; i++) {
        figures[5 + 2 * i] = effects[i].mix;
        figures[6 + 2 * i] = effects[i].rate;
    }
    free(segments);
    free(effects);
    return status;
}
%}
