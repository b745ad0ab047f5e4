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
