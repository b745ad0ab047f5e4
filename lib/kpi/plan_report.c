/* plan_report.c - a report's rows: its period and dimensions, what it compares with, and the families that its measures need. */
#include "kpi/plan_builder.h"

enum { COLUMNS_MOST = 4096 };

static bool is_word(const char *word, const char *part, size_t size)
{
    return strlen(word) == size && memcmp(word, part, size) == 0;
}

static kpi_time_by period_of(const char *part, size_t size)
{
    static const struct {
        const char *name;
        kpi_time_by period;
    } words[] = {{"hour", KPI_BY_HOUR},   {"day", KPI_BY_DAY},         {"week", KPI_BY_WEEK},
                 {"month", KPI_BY_MONTH}, {"quarter", KPI_BY_QUARTER}, {"year", KPI_BY_YEAR}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(words[i].name, part, size))
            return words[i].period;
    return KPI_BY_NONE;
}

typedef struct places { /* arrays as large as `by` has parts */
    const char **by;
    int32_t *dimensions;
} places;

static eco_status add_part(kpi_report *report, eco_kpi_builder *builder, places *to, const char *part, size_t size,
                           eco_error *error)
{
    char shown[ECO_QUOTED];
    eco_quoted(shown, part, size);
    if (!size)
        return eco_fail(error, ECO_E_INVALID, NULL, "nothing stands before a comma, or after the last");
    for (size_t i = 0; i < report->by_count; i++)
        if (is_word(to->by[i], part, size))
            return eco_fail(error, ECO_E_EXISTS, NULL, "%s stands twice", shown);
    kpi_time_by period = period_of(part, size);
    if (period && report->period)
        return eco_fail(error, ECO_E_INVALID, NULL, "%s is a second period: a report has one", shown);
    if (period)
        report->period = period;
    else if (is_word("weekday", part, size))
        report->by_weekday = true;
    else if (is_word("hour_of_day", part, size))
        report->by_hour_of_day = true;
    else if (eco_kpi_build_dimension(&to->dimensions[report->dimensions_count], builder, part, size, error))
        return error->status;
    else
        report->dimensions_count++;
    to->by[report->by_count] = eco_arena_text_of(&builder->plan->arena, part, size);
    return to->by[report->by_count++] ? ECO_OK : eco_fail_memory(error);
}

static eco_status build_by(kpi_report *report, eco_kpi_builder *builder, eco_error *error)
{
    const char *list = report->given->by, *part;
    size_t count = 0, size;
    while (eco_kpi_next_part(&part, &size, &list))
        count++;
    places to = {eco_arena_take_array(&builder->plan->arena, count, sizeof *to.by),
                 eco_arena_take_array(&builder->plan->arena, count, sizeof *to.dimensions)};
    if (!to.by || !to.dimensions)
        return eco_fail_memory(error);
    for (list = report->given->by; eco_kpi_next_part(&part, &size, &list);)
        if (add_part(report, builder, &to, part, size, error))
            return error->status;
    report->by = to.by;
    report->dimensions = to.dimensions;
    if (report->period == KPI_BY_HOUR || report->by_hour_of_day)
        builder->plan->is_hourly = true;
    return ECO_OK;
}

static eco_status check_compare(const kpi_report *report, eco_error *error)
{
    if (report->compare == KPI_COMPARE_WEEK && report->period > KPI_BY_WEEK && report->period != KPI_BY_HOUR)
        return eco_fail(error, ECO_E_INVALID, NULL, "a month, quarter or year has no same day last week");
    return ECO_OK;
}

/* Columns have names of their own. The map is for this report only; its keys live in the arena. */
static eco_status take_column(eco_map *names, eco_arena *arena, const char *name, const char *suffix, eco_error *error)
{
    size_t size = strlen(name), suffix_size = strlen(suffix);
    char *whole = eco_arena_take(arena, size + suffix_size + 1);
    bool added;
    if (!whole)
        return eco_fail_memory(error);
    memcpy(whole, name, size);
    memcpy(whole + size, suffix, suffix_size);
    if (!eco_map_add(names, whole, size + suffix_size, &(int64_t){0}, &added))
        return eco_fail_memory(error);
    return added ? ECO_OK : eco_fail(error, ECO_E_EXISTS, NULL, "two columns would be named %s", ECO_QUOTE(whole));
}

static eco_status check_columns(const kpi_report *report, eco_kpi_builder *builder, eco_error *error)
{
    static const char *const suffixes[] = {"", "_before", "_change"};
    size_t each = report->compare ? 3 : 1, count = report->by_count + each * report->wanted_count;
    eco_arena *arena = &builder->plan->arena;
    eco_map names;
    eco_status status = ECO_OK;
    if (count > COLUMNS_MOST)
        return eco_fail(error, ECO_E_LIMIT, NULL, "%zu columns: a table has at most %d", count, COLUMNS_MOST);
    eco_map_begin(&names, &builder->plan->allocator);
    for (size_t i = 0; i < report->by_count && !status; i++)
        status = take_column(&names, arena, report->by[i], "", error);
    for (size_t i = 0; i < report->wanted_count && !status; i++)
        for (size_t j = 0; j < each && !status; j++)
            status = take_column(&names, arena, report->wanted[i].name, suffixes[j], error);
    eco_map_end(&names);
    return status;
}

/* Of each measure that counts distinct users, the family; and what else the plan must have for the measures. */
static eco_status build_needs(kpi_report *report, eco_kpi_builder *builder, eco_error *error)
{
    eco_kpi_plan *plan = builder->plan;
    int32_t *families = eco_arena_take_array(&plan->arena, KPI_ROLES, sizeof *families);
    if (!families)
        return eco_fail_memory(error);
    for (size_t i = 0; i < KPI_ROLES; i++)
        families[i] = -1;
    for (size_t i = 0; i < report->measures_count; i++) {
        kpi_measure measure = (kpi_measure)report->measures[i];
        const kpi_measure_about *about = &eco_kpi_measures[measure];
        kpi_role role = eco_kpi_measure_role(measure);
        if (role < KPI_ROLES && eco_kpi_build_family(&families[role], builder, role, report->condition, report->dimensions,
                                                     report->dimensions_count, error))
            return error->status;
        if (about->measured == KPI_AMOUNT_MINOR && !plan->currency)
            return eco_fail(error, ECO_E_INVALID, "/metrics", "'%s' measures money, and the plan has no currency", about->name);
        plan->needs_cube = plan->needs_cube || about->provider == KPI_P_CUBE;
        plan->needs_journal = plan->needs_journal || about->provider == KPI_P_SESSIONS || about->provider == KPI_P_INTENTS;
        plan->needs_sales = plan->needs_sales || eco_kpi_provider_needs_sales(about->provider);
        plan->needs_skus = plan->needs_skus || about->provider == KPI_P_ITEMS || about->provider == KPI_P_REFUNDS;
    }
    report->families = families;
    return ECO_OK;
}

eco_status eco_kpi_build_report(kpi_report *report, eco_kpi_builder *builder, const eco_kpi_report *given, eco_error *error)
{
    *report = (kpi_report){.given = given};
    eco_kpi_compare_of(&report->compare, given->compare);
    if (build_by(report, builder, error))
        return eco_fail_under(error, error->status, "/by");
    if (check_compare(report, error))
        return eco_fail_under(error, error->status, "/compare");
    if (eco_kpi_build_condition(&report->condition, builder, given->where, error))
        return eco_fail_under(error, error->status, "/where");
    if (eco_kpi_build_metrics(report, builder, error) || check_columns(report, builder, error))
        return eco_fail_under(error, error->status, "/metrics");
    return build_needs(report, builder, error);
}
