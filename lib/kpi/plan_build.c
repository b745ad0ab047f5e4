/* plan_build.c - build: compiles what was added, finds what it needs, and makes the frozen plan. */
#include "kpi/plan_builder.h"

#include "base/table_builder.h"
#include "base/zone.h"

/* ---- tables of each kind ---- */

static eco_status build_reports(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    kpi_report *reports = eco_arena_take_array(&plan->arena, plan->content.reports_count, sizeof *reports);
    if (!reports)
        return eco_fail_memory(error);
    for (size_t i = 0; i < plan->content.reports_count; i++)
        if (eco_kpi_build_report(&reports[i], builder, &plan->content.reports[i], error))
            return eco_fail_under(error, error->status, "/reports/%s", plan->content.reports[i].name);
    plan->reports = reports;
    return ECO_OK;
}

static eco_status add_funnel_dimension(kpi_funnel *funnel, eco_kpi_builder *builder, int32_t *dimensions, const char *part,
                                       size_t size, eco_error *error)
{
    static const char *const taken[] = {"step",         "name",    "users", "sessions",    "completions", "step_rate",
                                        "overall_rate", "dropped", "open",  "median_time", "p90_time"};
    char shown[ECO_QUOTED];
    int32_t slot;
    if (!size)
        return eco_fail(error, ECO_E_INVALID, NULL, "nothing stands before a comma, or after the last");
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strlen(taken[i]) == size && memcmp(taken[i], part, size) == 0)
            return eco_fail(error, ECO_E_EXISTS, NULL, "%s is a column of every funnel", eco_quoted(shown, part, size));
    if (eco_kpi_build_dimension(&slot, builder, part, size, error))
        return error->status;
    for (size_t i = 0; i < funnel->dimensions_count; i++)
        if (dimensions[i] == slot)
            return eco_fail(error, ECO_E_EXISTS, NULL, "%s stands twice", eco_quoted(shown, part, size));
    dimensions[funnel->dimensions_count++] = slot;
    return ECO_OK;
}

static eco_status build_funnel_by(kpi_funnel *funnel, eco_kpi_builder *builder, eco_error *error)
{
    const char *list = funnel->given->by, *part;
    size_t count = 0, size;
    while (eco_kpi_next_part(&part, &size, &list))
        count++;
    int32_t *dimensions = eco_arena_take_array(&builder->plan->arena, count, sizeof *dimensions);
    if (!dimensions)
        return eco_fail_memory(error);
    for (list = funnel->given->by; eco_kpi_next_part(&part, &size, &list);)
        if (add_funnel_dimension(funnel, builder, dimensions, part, size, error))
            return eco_fail_under(error, error->status, "/by");
    funnel->dimensions = dimensions;
    return ECO_OK;
}

static eco_status build_funnel(kpi_funnel *funnel, eco_kpi_builder *builder, const eco_kpi_funnel *given, eco_error *error)
{
    *funnel = (kpi_funnel){.given = given};
    int32_t *steps = eco_arena_take_array(&builder->plan->arena, given->steps_count, sizeof *steps);
    if (!steps)
        return eco_fail_memory(error);
    for (size_t i = 0; i < given->steps_count; i++) {
        const eco_kpi_step *step = &given->steps[i];
        if (step->when ? eco_kpi_build_condition(&steps[i], builder, step->when, error)
                       : eco_kpi_build_event(&steps[i], builder, step->name, error))
            return eco_fail_under(error, error->status, "/steps/%zu/when", i);
    }
    funnel->steps = steps;
    if (eco_kpi_build_condition(&funnel->exclude, builder, given->exclude, error))
        return eco_fail_under(error, error->status, "/exclude");
    return build_funnel_by(funnel, builder, error);
}

static eco_status build_funnels(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    kpi_funnel *funnels = eco_arena_take_array(&plan->arena, plan->content.funnels_count, sizeof *funnels);
    if (!funnels)
        return eco_fail_memory(error);
    for (size_t i = 0; i < plan->content.funnels_count; i++)
        if (build_funnel(&funnels[i], builder, &plan->content.funnels[i], error))
            return eco_fail_under(error, error->status, "/funnels/%s", plan->content.funnels[i].name);
    plan->funnels = funnels;
    return ECO_OK;
}

/* Cohorts of the calendar live on sets of users by day; what rolls needs the instants. */
static eco_status build_cohort(kpi_cohort *cohort, eco_kpi_builder *builder, const eco_kpi_cohort *given, eco_error *error)
{
    *cohort = (kpi_cohort){.given = given, .enter_family = -1, .stay_family = -1};
    if (eco_kpi_build_condition(&cohort->enter, builder, given->enter, error))
        return eco_fail_under(error, error->status, "/enter");
    if (eco_kpi_build_condition(&cohort->stay, builder, given->stay, error))
        return eco_fail_under(error, error->status, "/stay");
    if (given->rolling) {
        builder->plan->needs_journal = true;
        return ECO_OK;
    }
    if (eco_kpi_build_family(&cohort->enter_family, builder, KPI_ROLE_ANY, cohort->enter, NULL, 0, error) ||
        eco_kpi_build_family(&cohort->stay_family, builder, KPI_ROLE_ANY, cohort->stay, NULL, 0, error))
        return error->status;
    kpi_family *families = builder->lists[KPI_LIST_FAMILIES].items; /* a cohort asks who, not how many */
    families[cohort->enter_family].approximate = families[cohort->stay_family].approximate = false;
    return ECO_OK;
}

static eco_status build_cohorts(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    kpi_cohort *cohorts = eco_arena_take_array(&plan->arena, plan->content.cohorts_count, sizeof *cohorts);
    if (!cohorts)
        return eco_fail_memory(error);
    for (size_t i = 0; i < plan->content.cohorts_count; i++)
        if (build_cohort(&cohorts[i], builder, &plan->content.cohorts[i], error))
            return eco_fail_under(error, error->status, "/cohorts/%s", plan->content.cohorts[i].name);
    plan->cohorts = cohorts;
    return ECO_OK;
}

static eco_status build_attribution(kpi_attribution *attribution, eco_kpi_builder *builder, const eco_kpi_attribution *given,
                                    eco_error *error)
{
    *attribution = (kpi_attribution){.given = given};
    if (!builder->plan->currency)
        return eco_fail(error, ECO_E_INVALID, NULL, "an attribution measures money, and the plan has no currency");
    return eco_kpi_build_dimension(&attribution->dimension, builder, given->channel, strlen(given->channel), error)
               ? eco_fail_under(error, error->status, "/channel")
               : ECO_OK;
}

static eco_status build_attributions(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    kpi_attribution *attributions = eco_arena_take_array(&plan->arena, plan->content.attributions_count, sizeof *attributions);
    if (!attributions)
        return eco_fail_memory(error);
    for (size_t i = 0; i < plan->content.attributions_count; i++)
        if (build_attribution(&attributions[i], builder, &plan->content.attributions[i], error))
            return eco_fail_under(error, error->status, "/attributions/%s", plan->content.attributions[i].name);
    plan->attributions = attributions;
    return ECO_OK;
}

static eco_status build_path(kpi_paths *paths, eco_kpi_builder *builder, const eco_kpi_paths *given, eco_error *error)
{
    *paths = (kpi_paths){.given = given};
    if (eco_kpi_build_dimension(&paths->dimension, builder, given->column, strlen(given->column), error))
        return eco_fail_under(error, error->status, "/column");
    return eco_kpi_build_condition(&paths->start, builder, given->start, error) ? eco_fail_under(error, error->status, "/start")
                                                                                : ECO_OK;
}

static eco_status build_paths(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    kpi_paths *paths = eco_arena_take_array(&plan->arena, plan->content.paths_count, sizeof *paths);
    if (!paths)
        return eco_fail_memory(error);
    for (size_t i = 0; i < plan->content.paths_count; i++)
        if (build_path(&paths[i], builder, &plan->content.paths[i], error))
            return eco_fail_under(error, error->status, "/paths/%s", plan->content.paths[i].name);
    plan->paths = paths;
    return ECO_OK;
}

/* ---- the journal ---- */

/* Funnels look at nothing but events of their steps and those that end an attempt, unless foreign events matter: to sessions, and to a strict order. */
static bool wants_all(const eco_kpi_plan *plan)
{
    if (plan->content.attributions_count || plan->content.paths_count)
        return true;
    for (size_t i = 0; i < plan->content.funnels_count; i++)
        if (plan->content.funnels[i].order == ECO_FUNNEL_ORDER_STRICT || plan->content.funnels[i].count == ECO_COUNT_SESSIONS)
            return true;
    for (size_t i = 0; i < plan->content.cohorts_count; i++)
        if (plan->content.cohorts[i].rolling && (plan->cohorts[i].enter == KPI_ALWAYS || plan->cohorts[i].stay == KPI_ALWAYS))
            return true;
    for (size_t i = 0; i < plan->content.reports_count; i++)
        for (size_t j = 0; j < plan->reports[i].measures_count; j++) {
            kpi_provider provider = eco_kpi_measures[plan->reports[i].measures[j]].provider;
            if (provider == KPI_P_SESSIONS || provider == KPI_P_INTENTS)
                return true;
        }
    return false;
}

static void mark(bool *wanted, int32_t condition)
{
    if (condition != KPI_ALWAYS)
        wanted[condition] = true;
}

static void mark_conditions(bool *wanted, const eco_kpi_plan *plan)
{
    for (size_t i = 0; i < plan->content.funnels_count; i++) {
        for (size_t j = 0; j < plan->content.funnels[i].steps_count; j++)
            mark(wanted, plan->funnels[i].steps[j]);
        mark(wanted, plan->funnels[i].exclude);
    }
    for (size_t i = 0; i < plan->content.cohorts_count; i++)
        if (plan->content.cohorts[i].rolling) {
            mark(wanted, plan->cohorts[i].enter);
            mark(wanted, plan->cohorts[i].stay);
        }
}

eco_status eco_kpi_build_journal(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    const eco_kpi_content *content = &plan->content;
    plan->needs_journal = plan->needs_journal || content->funnels_count || content->attributions_count || content->paths_count;
    plan->needs_amounts = plan->needs_sales || content->attributions_count || content->abcs_count || content->rfms_count;
    plan->needs_sales = plan->needs_amounts || content->pairs_count;
    plan->needs_skus = plan->needs_skus || content->pairs_count || content->abcs_count;
    if (!plan->needs_journal || wants_all(plan))
        return ECO_OK;
    bool *wanted = eco_arena_take_array(&plan->arena, plan->conditions_count, sizeof *wanted);
    int32_t *conditions = eco_arena_take_array(&plan->arena, plan->conditions_count, sizeof *conditions);
    if (!wanted || !conditions)
        return eco_fail_memory(error);
    mark_conditions(wanted, plan);
    for (size_t i = 0; i < plan->conditions_count; i++)
        if (wanted[i])
            conditions[plan->journal_conditions_count++] = (int32_t)i;
    plan->journal_conditions = conditions;
    return ECO_OK;
}

/* A plan whose users are only counted by sketches never learns who they are. Aliases are of ids. */
static void find_needs_of_users(eco_kpi_plan *plan)
{
    plan->needs_users = plan->needs_journal || plan->needs_sales || plan->aliases_user;
    for (size_t i = 0; i < plan->families_count; i++)
        plan->needs_users |= !plan->families[i].approximate;
}

/* ---- the whole ---- */

static eco_status settle_content(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    eco_kpi_content *content = &plan->content;
    const kpi_list *lists = builder->lists;
    if (!(content->reports = eco_kpi_list_settle(builder, KPI_LIST_REPORTS)) ||
        !(content->funnels = eco_kpi_list_settle(builder, KPI_LIST_FUNNELS)) ||
        !(content->cohorts = eco_kpi_list_settle(builder, KPI_LIST_COHORTS)) ||
        !(content->pairs = eco_kpi_list_settle(builder, KPI_LIST_PAIRS)) ||
        !(content->attributions = eco_kpi_list_settle(builder, KPI_LIST_ATTRIBUTIONS)) ||
        !(content->paths = eco_kpi_list_settle(builder, KPI_LIST_PATHS)) ||
        !(content->abcs = eco_kpi_list_settle(builder, KPI_LIST_ABCS)) ||
        !(content->rfms = eco_kpi_list_settle(builder, KPI_LIST_RFMS)) ||
        !(content->sets = eco_kpi_list_settle(builder, KPI_LIST_SETS)) ||
        !(content->rates = eco_kpi_list_settle(builder, KPI_LIST_RATES)) ||
        !(plan->tables = eco_kpi_list_settle(builder, KPI_LIST_TABLES)))
        return eco_fail_memory(error);
    content->reports_count = lists[KPI_LIST_REPORTS].count;
    content->funnels_count = lists[KPI_LIST_FUNNELS].count;
    content->cohorts_count = lists[KPI_LIST_COHORTS].count;
    content->pairs_count = lists[KPI_LIST_PAIRS].count;
    content->attributions_count = lists[KPI_LIST_ATTRIBUTIONS].count;
    content->paths_count = lists[KPI_LIST_PATHS].count;
    content->abcs_count = lists[KPI_LIST_ABCS].count;
    content->rfms_count = lists[KPI_LIST_RFMS].count;
    content->sets_count = lists[KPI_LIST_SETS].count;
    content->rates_count = lists[KPI_LIST_RATES].count;
    plan->tables_count = lists[KPI_LIST_TABLES].count;
    return ECO_OK;
}

static eco_status settle_made(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    if (!(plan->dimensions = eco_kpi_list_settle(builder, KPI_LIST_DIMENSIONS)) ||
        !(plan->conditions = eco_kpi_list_settle(builder, KPI_LIST_CONDITIONS)) ||
        !(plan->families = eco_kpi_list_settle(builder, KPI_LIST_FAMILIES)))
        return eco_fail_memory(error);
    plan->dimensions_count = builder->lists[KPI_LIST_DIMENSIONS].count;
    plan->conditions_count = builder->lists[KPI_LIST_CONDITIONS].count;
    plan->families_count = builder->lists[KPI_LIST_FAMILIES].count;
    plan->row_conditions_count = (size_t)builder->row_bits;
    return ECO_OK;
}

static eco_status list_metric_names(eco_kpi_builder *builder, eco_error *error)
{
    size_t count = eco_kpi_metrics_count();
    const char **names = eco_arena_take_array(&builder->plan->arena, count + 1, sizeof *names);
    if (!names)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        names[i] = eco_kpi_metric_at(i)->name;
    builder->metric_names = names;
    return ECO_OK;
}

static eco_status build(eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    int32_t event;
    if (builder->mistake.status) {
        *error = builder->mistake;
        return error->status;
    }
    if (eco_zone_open_with(&plan->zone, plan->options.zone, &plan->allocator, error))
        return error->status == ECO_E_MEMORY ? ECO_E_MEMORY : eco_fail_under(error, error->status, "/zone");
    if (eco_kpi_build_rates(builder, error) || settle_content(builder, error) || eco_kpi_build_aliases(builder, error) ||
        eco_kpi_build_sets(builder, error) || list_metric_names(builder, error) ||
        eco_kpi_build_dimension(&event, builder, "event", strlen("event"), error) || build_reports(builder, error) ||
        build_funnels(builder, error) || build_cohorts(builder, error) || build_attributions(builder, error) ||
        build_paths(builder, error) || eco_kpi_build_abcs(builder, error) || settle_made(builder, error) ||
        eco_kpi_build_journal(builder, error))
        return error->status;
    find_needs_of_users(plan);
    return eco_kpi_digest(&plan->digest, plan, error);
}

eco_status eco_kpi_build(eco_kpi_plan **out, eco_kpi_builder *builder, eco_error *error)
{
    *out = NULL;
    if (!builder)
        return eco_fail_memory(error);
    eco_error own = {0};
    eco_kpi_plan *plan = builder->plan;
    eco_status status = build(builder, &own);
    if (!status)
        eco_kpi_plan_retain(plan);
    eco_kpi_builder_free(builder);
    if (status && error)
        *error = own;
    if (!status)
        *out = plan;
    return status;
}

eco_kpi_plan *eco_kpi_plan_retain(eco_kpi_plan *plan)
{
    if (plan)
        atomic_fetch_add_explicit(&plan->references, 1, memory_order_relaxed);
    return plan;
}

void eco_kpi_plan_free(eco_kpi_plan *plan)
{
    if (!plan || atomic_fetch_sub_explicit(&plan->references, 1, memory_order_acq_rel) != 1)
        return;
    eco_zone_free(plan->zone);
    eco_arena arena = plan->arena; /* holds the plan itself */
    eco_arena_end(&arena);
}

const eco_kpi_content *eco_kpi_content_of(const eco_kpi_plan *plan)
{
    return &plan->content;
}

eco_status eco_kpi_plan_tables(const eco_table **out, const eco_kpi_plan *plan, eco_error *error)
{
    static const char *const kinds[] = {"report", "funnel", "cohort", "pairs", "attribution", "paths", "abc", "rfm"};
    eco_table_builder *table = eco_table_begin(&plan->allocator);
    eco_table_add_column(table, "name", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "kind", ECO_TYPE_UTF8, 0, NULL);
    for (size_t i = 0; i < plan->tables_count; i++) {
        eco_table_put_text(table, plan->tables[i].name);
        eco_table_put_text(table, kinds[plan->tables[i].kind]);
    }
    return eco_table_end(out, table, error);
}
