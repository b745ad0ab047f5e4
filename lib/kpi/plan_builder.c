/* plan_builder.c - begin and add: each thing is checked and copied into the plan's arena; the first mistake is remembered for build. */
#include "kpi/plan_builder.h"

static const size_t item_sizes[KPI_LISTS] = {
    [KPI_LIST_REPORTS] = sizeof(eco_kpi_report),
    [KPI_LIST_FUNNELS] = sizeof(eco_kpi_funnel),
    [KPI_LIST_COHORTS] = sizeof(eco_kpi_cohort),
    [KPI_LIST_PAIRS] = sizeof(eco_kpi_pairs),
    [KPI_LIST_ATTRIBUTIONS] = sizeof(eco_kpi_attribution),
    [KPI_LIST_PATHS] = sizeof(eco_kpi_paths),
    [KPI_LIST_ABCS] = sizeof(eco_kpi_abc),
    [KPI_LIST_RFMS] = sizeof(eco_kpi_rfm),
    [KPI_LIST_SETS] = sizeof(eco_kpi_set),
    [KPI_LIST_RATES] = sizeof(eco_kpi_rate),
    [KPI_LIST_ALIASES] = sizeof(eco_kpi_alias),
    [KPI_LIST_TABLES] = sizeof(kpi_table_name),
    [KPI_LIST_DIMENSIONS] = sizeof(kpi_dimension),
    [KPI_LIST_CONDITIONS] = sizeof(kpi_condition),
    [KPI_LIST_FAMILIES] = sizeof(kpi_family),
};

/* ---- memory ---- */

static void *allocate_in_arena(size_t size, void *arena)
{
    return eco_arena_take(arena, size);
}

static void *reallocate_in_arena(void *memory, size_t old_size, size_t new_size, void *arena)
{
    void *copy = eco_arena_take(arena, new_size);
    return copy ? memcpy(copy, memory, old_size < new_size ? old_size : new_size) : NULL;
}

static void release_in_arena(void *memory, size_t size, void *arena)
{
    (void)memory, (void)size, (void)arena;
}

eco_allocator eco_kpi_arena_allocator(eco_arena *arena)
{
    return (eco_allocator){allocate_in_arena, reallocate_in_arena, release_in_arena, arena};
}

void *eco_kpi_list_add(eco_kpi_builder *builder, kpi_list_kind kind)
{
    kpi_list *list = &builder->lists[kind];
    if (!eco_grow(&builder->plan->allocator, &list->items, &list->capacity, list->count + 1, list->size))
        return NULL;
    char *item = (char *)list->items + list->count++ * list->size;
    return memset(item, 0, list->size);
}

const void *eco_kpi_list_settle(eco_kpi_builder *builder, kpi_list_kind kind)
{
    kpi_list *list = &builder->lists[kind];
    void *items = eco_arena_take_array(&builder->plan->arena, list->count, list->size);
    if (items && list->count)
        memcpy(items, list->items, list->count * list->size);
    return items;
}

static const char *copy_text(eco_kpi_builder *builder, const char *text, bool *failed)
{
    const char *copy = eco_arena_text(&builder->plan->arena, text);
    *failed = *failed || (text && !copy);
    return copy;
}

/* ---- mistakes ---- */

eco_status eco_kpi_builder_mistake(const eco_kpi_builder *builder)
{
    return builder ? builder->mistake.status : ECO_E_MEMORY;
}

eco_status eco_kpi_builder_no_memory(eco_kpi_builder *builder)
{
    return eco_fail_memory(&builder->mistake);
}

/* Names the place of a mistake: by the name, if that is good, else by the number of the thing. */
eco_status eco_kpi_builder_remember(eco_kpi_builder *builder, const char *kind, const char *name, kpi_list_kind list,
                                    eco_error *error)
{
    eco_error ignored;
    if (error->status != ECO_E_MEMORY) {
        if (name && !eco_kpi_check_text(name, true, NULL, &ignored))
            eco_fail_under(error, error->status, "/%s/%s", kind, name);
        else
            eco_fail_under(error, error->status, "/%s/%zu", kind, builder->lists[list].count);
    }
    builder->mistake = *error;
    return error->status;
}

/* ---- begin ---- */

static bool take_options(eco_kpi_builder *builder, const eco_kpi_options *given)
{
    eco_kpi_plan *plan = builder->plan;
    bool failed = false;
    plan->options = *given;
    eco_kpi_options *options = &plan->options;
    options->struct_size = sizeof *options;
    options->zone = copy_text(builder, given->zone ? given->zone : "UTC", &failed);
    plan->currency = given->currency ? eco_currency_find(given->currency) : NULL;
    plan->currency_exponent = plan->currency ? plan->currency->exponent : 0;
    options->currency = plan->currency ? plan->currency->code : NULL;
    options->spill_folder = copy_text(builder, given->spill_folder, &failed);
    options->allocator = &plan->allocator;
    if (!options->session_gap_us)
        options->session_gap_us = 30 * ECO_MINUTE_US;
    if (!options->lookback_us)
        options->lookback_us = 365 * ECO_DAY_US;
    if (!options->intent_us)
        options->intent_us = ECO_DAY_US;
    if (!options->max_problems)
        options->max_problems = 1000;
    plan->content.options = options;
    return !failed;
}

static void begin_builder(eco_kpi_builder *builder)
{
    eco_allocator in_arena = eco_kpi_arena_allocator(&builder->plan->arena);
    eco_map *maps[] = {&builder->table_names, &builder->set_names, &builder->dimension_names, &builder->condition_texts};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        eco_map_begin(maps[i], &in_arena);
    for (size_t i = 0; i < KPI_LISTS; i++)
        builder->lists[i].size = item_sizes[i];
}

eco_kpi_builder *eco_kpi_begin(const eco_kpi_options *options)
{
    eco_kpi_options given = {0};
    eco_error error = {0};
    eco_status status = options ? ECO_TAKE(&given, options, eco_kpi_options, &error) : ECO_OK;
    eco_arena arena;
    eco_arena_begin(&arena, status ? NULL : given.allocator);
    eco_kpi_builder *builder = eco_arena_take(&arena, sizeof *builder);
    eco_kpi_plan *plan = builder ? eco_arena_take(&arena, sizeof *plan) : NULL;
    if (!plan) {
        eco_arena_end(&arena);
        return NULL;
    }
    builder->plan = plan;
    plan->arena = arena;
    plan->allocator = arena.allocator;
    atomic_init(&plan->references, 1);
    begin_builder(builder);
    if (status || eco_kpi_options_check(&given, &error))
        builder->mistake = error;
    else if (!take_options(builder, &given))
        eco_kpi_builder_no_memory(builder);
    return builder;
}

void eco_kpi_builder_free(eco_kpi_builder *builder)
{
    if (!builder)
        return;
    eco_kpi_plan *plan = builder->plan;
    for (size_t i = 0; i < KPI_LISTS; i++)
        eco_release(&plan->allocator, builder->lists[i].items, builder->lists[i].capacity * builder->lists[i].size);
    eco_kpi_plan_free(plan);
}

/* ---- add ---- */

/* A table takes its name, which nobody else may have, and its place in the order of tables. */
static eco_status take_name(eco_kpi_builder *builder, const char *name, kpi_kind kind, kpi_list_kind list, eco_error *error)
{
    bool added;
    int64_t place = (int64_t)builder->lists[KPI_LIST_TABLES].count;
    if (strcmp(name, "problems") == 0 || strcmp(name, "state") == 0)
        return eco_fail(error, ECO_E_EXISTS, "/name", "every state has a table %s", ECO_QUOTE(name));
    if (!eco_map_add(&builder->table_names, name, strlen(name), &place, &added))
        return eco_fail_memory(error);
    if (!added)
        return eco_fail(error, ECO_E_EXISTS, "/name", "%s is the name of another table, too", ECO_QUOTE(name));
    kpi_table_name *table = eco_kpi_list_add(builder, KPI_LIST_TABLES);
    if (!table)
        return eco_fail_memory(error);
    *table = (kpi_table_name){name, kind, builder->lists[list].count};
    return ECO_OK;
}

eco_status eco_kpi_builder_add(eco_kpi_builder *builder, const char *words, const char *name, kpi_kind kind, kpi_list_kind list,
                               const void *item, bool failed)
{
    eco_error error = {0};
    if (failed)
        return eco_kpi_builder_no_memory(builder);
    if (take_name(builder, name, kind, list, &error))
        return eco_kpi_builder_remember(builder, words, name, list, &error);
    void *room = eco_kpi_list_add(builder, list);
    if (!room)
        return eco_kpi_builder_no_memory(builder);
    memcpy(room, item, builder->lists[list].size);
    return ECO_OK;
}

eco_status eco_kpi_add_report(eco_kpi_builder *builder, const eco_kpi_report *report)
{
    eco_kpi_report given;
    eco_error error = {0};
    bool failed = false;
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (ECO_TAKE(&given, report, eco_kpi_report, &error) || eco_kpi_report_check(&given, &error))
        return eco_kpi_builder_remember(builder, "reports", given.name, KPI_LIST_REPORTS, &error);
    given.struct_size = sizeof given;
    given.name = copy_text(builder, given.name, &failed);
    given.metrics = copy_text(builder, given.metrics, &failed);
    given.by = copy_text(builder, given.by, &failed);
    given.where = copy_text(builder, given.where, &failed);
    given.compare = copy_text(builder, given.compare, &failed);
    return eco_kpi_builder_add(builder, "reports", given.name, KPI_REPORT, KPI_LIST_REPORTS, &given, failed);
}

static const eco_kpi_step *copy_steps(eco_kpi_builder *builder, const eco_kpi_funnel *funnel, bool *failed)
{
    eco_kpi_step *steps = eco_arena_copy(&builder->plan->arena, funnel->steps, funnel->steps_count * sizeof *steps);
    *failed = *failed || !steps;
    for (size_t i = 0; steps && i < funnel->steps_count; i++) {
        steps[i].name = copy_text(builder, steps[i].name, failed);
        steps[i].when = copy_text(builder, steps[i].when, failed);
    }
    return steps;
}

eco_status eco_kpi_add_funnel(eco_kpi_builder *builder, const eco_kpi_funnel *funnel)
{
    eco_kpi_funnel given;
    eco_error error = {0};
    bool failed = false;
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (ECO_TAKE(&given, funnel, eco_kpi_funnel, &error) || eco_kpi_funnel_check(&given, &error))
        return eco_kpi_builder_remember(builder, "funnels", given.name, KPI_LIST_FUNNELS, &error);
    given.struct_size = sizeof given;
    given.name = copy_text(builder, given.name, &failed);
    given.by = copy_text(builder, given.by, &failed);
    given.exclude = copy_text(builder, given.exclude, &failed);
    given.steps = copy_steps(builder, &given, &failed);
    return eco_kpi_builder_add(builder, "funnels", given.name, KPI_FUNNEL, KPI_LIST_FUNNELS, &given, failed);
}

eco_status eco_kpi_add_cohort(eco_kpi_builder *builder, const eco_kpi_cohort *cohort)
{
    eco_kpi_cohort given;
    eco_error error = {0};
    bool failed = false;
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (ECO_TAKE(&given, cohort, eco_kpi_cohort, &error) || eco_kpi_cohort_check(&given, &error))
        return eco_kpi_builder_remember(builder, "cohorts", given.name, KPI_LIST_COHORTS, &error);
    given.struct_size = sizeof given;
    given.name = copy_text(builder, given.name, &failed);
    given.enter = copy_text(builder, given.enter, &failed);
    given.stay = copy_text(builder, given.stay, &failed);
    given.periods = given.periods ? given.periods : 12;
    if (given.brackets) {
        given.brackets = eco_arena_copy(&builder->plan->arena, given.brackets, given.brackets_count * sizeof *given.brackets);
        failed = failed || !given.brackets;
    }
    return eco_kpi_builder_add(builder, "cohorts", given.name, KPI_COHORT, KPI_LIST_COHORTS, &given, failed);
}

eco_status eco_kpi_add_pairs(eco_kpi_builder *builder, const eco_kpi_pairs *pairs)
{
    eco_kpi_pairs given;
    eco_error error = {0};
    bool failed = false;
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (ECO_TAKE(&given, pairs, eco_kpi_pairs, &error) || eco_kpi_pairs_check(&given, &error))
        return eco_kpi_builder_remember(builder, "pairs", given.name, KPI_LIST_PAIRS, &error);
    given.struct_size = sizeof given;
    given.name = copy_text(builder, given.name, &failed);
    given.top = given.top ? given.top : 1000;
    given.least = given.least ? given.least : 1;
    given.largest = given.largest ? given.largest : 1000;
    return eco_kpi_builder_add(builder, "pairs", given.name, KPI_PAIRS, KPI_LIST_PAIRS, &given, failed);
}

eco_status eco_kpi_add_attribution(eco_kpi_builder *builder, const eco_kpi_attribution *attribution)
{
    eco_kpi_attribution given;
    eco_error error = {0};
    bool failed = false;
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (ECO_TAKE(&given, attribution, eco_kpi_attribution, &error) || eco_kpi_attribution_check(&given, &error))
        return eco_kpi_builder_remember(builder, "attributions", given.name, KPI_LIST_ATTRIBUTIONS, &error);
    given.struct_size = sizeof given;
    given.name = copy_text(builder, given.name, &failed);
    given.channel = copy_text(builder, given.channel ? given.channel : "channel", &failed);
    given.lookback_us = given.lookback_us ? given.lookback_us : 30 * ECO_DAY_US;
    return eco_kpi_builder_add(builder, "attributions", given.name, KPI_ATTRIBUTION, KPI_LIST_ATTRIBUTIONS, &given, failed);
}

eco_status eco_kpi_add_paths(eco_kpi_builder *builder, const eco_kpi_paths *paths)
{
    eco_kpi_paths given;
    eco_error error = {0};
    bool failed = false;
    if (eco_kpi_builder_mistake(builder))
        return eco_kpi_builder_mistake(builder);
    if (ECO_TAKE(&given, paths, eco_kpi_paths, &error) || eco_kpi_paths_check(&given, &error))
        return eco_kpi_builder_remember(builder, "paths", given.name, KPI_LIST_PATHS, &error);
    given.struct_size = sizeof given;
    given.name = copy_text(builder, given.name, &failed);
    given.column = copy_text(builder, given.column ? given.column : "event", &failed);
    given.start = copy_text(builder, given.start, &failed);
    given.steps = given.steps ? given.steps : 5;
    given.top = given.top ? given.top : 20;
    return eco_kpi_builder_add(builder, "paths", given.name, KPI_PATHS, KPI_LIST_PATHS, &given, failed);
}
