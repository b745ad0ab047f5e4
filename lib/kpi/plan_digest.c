/* plan_digest.c - all that decides an answer as bytes that depend on nothing else, and their hash: states of plans with one digest may be merged. What only
 * says how the work is done (threads, memory, spill folder, allocator) is left out. */
#include "kpi/plan_builder.h"

#include "base/text.h"
#include "base/tzif.h"

enum { DEFINITIONS = 1 }; /* rises when the library's own definitions change what a state holds, or what an answer is */

static void put_zone(eco_buffer *bytes, const eco_zone *zone)
{
    eco_buffer_add_sized(bytes, zone->name);
    eco_buffer_add_word(bytes, (int64_t)zone->count);
    for (size_t i = 0; i < zone->count; i++) {
        eco_buffer_add_word(bytes, zone->starts[i]);
        eco_buffer_add_word(bytes, zone->offsets[i]);
    }
    eco_buffer_add_word(bytes, zone->cycle_start);
}

static void put_options(eco_buffer *bytes, const eco_kpi_options *options)
{
    eco_buffer_add_sized(bytes, options->currency);
    eco_buffer_add_word(bytes, options->refunds);
    eco_buffer_add_word(bytes, options->session_gap_us);
    eco_buffer_add_word(bytes, options->lookback_us);
    eco_buffer_add_word(bytes, options->intent_us);
    eco_buffer_add_word(bytes, options->lateness_us);
    eco_buffer_add_word(bytes, options->week_starts_sunday);
    eco_buffer_add_word(bytes, options->approximate);
    eco_buffer_add_word(bytes, options->skip_bad_rows);
    eco_buffer_add_word(bytes, options->max_problems);
}

static void put_condition(eco_buffer *bytes, const eco_kpi_plan *plan, int32_t condition)
{
    eco_buffer_add_sized(bytes, condition == KPI_ALWAYS ? NULL : plan->conditions[condition].text);
}

static void put_report(eco_buffer *bytes, const eco_kpi_plan *plan, const kpi_report *report)
{
    eco_buffer_add_sized(bytes, report->given->name);
    eco_buffer_add_word(bytes, (int64_t)report->by_count);
    for (size_t i = 0; i < report->by_count; i++)
        eco_buffer_add_sized(bytes, report->by[i]);
    put_condition(bytes, plan, report->condition);
    eco_buffer_add_word(bytes, report->compare);
    eco_buffer_add_word(bytes, report->given->top);
    eco_buffer_add_word(bytes, (int64_t)report->wanted_count);
    for (size_t i = 0; i < report->wanted_count; i++) {
        eco_buffer_add_sized(bytes, report->wanted[i].name);
        eco_buffer_add_sized(bytes, eco_compiled_text(report->wanted[i].formula));
    }
}

static void put_funnel(eco_buffer *bytes, const eco_kpi_plan *plan, const kpi_funnel *funnel)
{
    const eco_kpi_funnel *given = funnel->given;
    eco_buffer_add_sized(bytes, given->name);
    eco_buffer_add_word(bytes, (int64_t)given->steps_count);
    for (size_t i = 0; i < given->steps_count; i++) {
        eco_buffer_add_sized(bytes, given->steps[i].name);
        put_condition(bytes, plan, funnel->steps[i]);
    }
    eco_buffer_add_word(bytes, given->window_us);
    eco_buffer_add_word(bytes, given->start);
    eco_buffer_add_word(bytes, given->order);
    eco_buffer_add_word(bytes, given->count);
    eco_buffer_add_word(bytes, (int64_t)funnel->dimensions_count);
    for (size_t i = 0; i < funnel->dimensions_count; i++)
        eco_buffer_add_sized(bytes, plan->dimensions[funnel->dimensions[i]].name);
    put_condition(bytes, plan, funnel->exclude);
    eco_buffer_add_word(bytes, given->increase);
    eco_buffer_add_word(bytes, given->deduplicate);
    eco_buffer_add_word(bytes, given->open_windows);
}

static void put_cohort(eco_buffer *bytes, const eco_kpi_plan *plan, const kpi_cohort *cohort)
{
    const eco_kpi_cohort *given = cohort->given;
    eco_buffer_add_sized(bytes, given->name);
    eco_buffer_add_word(bytes, given->period);
    put_condition(bytes, plan, cohort->enter);
    put_condition(bytes, plan, cohort->stay);
    eco_buffer_add_word(bytes, given->retention);
    eco_buffer_add_word(bytes, given->periods);
    eco_buffer_add_word(bytes, given->rolling);
    eco_buffer_add_word(bytes, (int64_t)given->brackets_count);
    for (size_t i = 0; i < given->brackets_count; i++)
        eco_buffer_add_word(bytes, given->brackets[i]);
}

static void put_pairs(eco_buffer *bytes, const eco_kpi_pairs *pairs)
{
    eco_buffer_add_sized(bytes, pairs->name);
    eco_buffer_add_word(bytes, pairs->top);
    eco_buffer_add_word(bytes, pairs->least);
    eco_buffer_add_word(bytes, pairs->largest);
}

static void put_attribution(eco_buffer *bytes, const eco_kpi_attribution *attribution)
{
    eco_buffer_add_sized(bytes, attribution->name);
    eco_buffer_add_word(bytes, attribution->model);
    eco_buffer_add_sized(bytes, attribution->channel);
    eco_buffer_add_word(bytes, attribution->lookback_us);
}

static void put_paths(eco_buffer *bytes, const eco_kpi_plan *plan, const kpi_paths *paths)
{
    eco_buffer_add_sized(bytes, paths->given->name);
    eco_buffer_add_sized(bytes, paths->given->column);
    put_condition(bytes, plan, paths->start);
    eco_buffer_add_word(bytes, paths->given->steps);
    eco_buffer_add_word(bytes, paths->given->top);
}

static void put_abc(eco_buffer *bytes, const eco_kpi_abc *abc)
{
    eco_buffer_add_sized(bytes, abc->name);
    eco_buffer_add_sized(bytes, abc->by);
    eco_buffer_add_word(bytes, abc->a.coefficient);
    eco_buffer_add_word(bytes, abc->a.scale);
    eco_buffer_add_word(bytes, abc->b.coefficient);
    eco_buffer_add_word(bytes, abc->b.scale);
}

/* By kind, as documents have them, and in each kind in the order in which they were added: slots of dimensions, and with them saved states, follow it. */
static void put_tables(eco_buffer *bytes, const eco_kpi_plan *plan)
{
    const eco_kpi_content *content = &plan->content;
    const size_t counts[] = {content->reports_count,      content->funnels_count, content->cohorts_count, content->pairs_count,
                             content->attributions_count, content->paths_count,   content->abcs_count,    content->rfms_count};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        eco_buffer_add_word(bytes, (int64_t)counts[i]);
    for (size_t i = 0; i < content->reports_count; i++)
        put_report(bytes, plan, &plan->reports[i]);
    for (size_t i = 0; i < content->funnels_count; i++)
        put_funnel(bytes, plan, &plan->funnels[i]);
    for (size_t i = 0; i < content->cohorts_count; i++)
        put_cohort(bytes, plan, &plan->cohorts[i]);
    for (size_t i = 0; i < content->pairs_count; i++)
        put_pairs(bytes, &content->pairs[i]);
    for (size_t i = 0; i < content->attributions_count; i++)
        put_attribution(bytes, &content->attributions[i]);
    for (size_t i = 0; i < content->paths_count; i++)
        put_paths(bytes, plan, &plan->paths[i]);
    for (size_t i = 0; i < content->abcs_count; i++)
        put_abc(bytes, &content->abcs[i]);
    for (size_t i = 0; i < content->rfms_count; i++) {
        eco_buffer_add_sized(bytes, content->rfms[i].name);
        eco_buffer_add_word(bytes, content->rfms[i].at_us);
    }
}

/* Sets by name, whatever the order of adding; a standard one that was replaced by the same members counts as replaced. */
static void put_sets(eco_buffer *bytes, const eco_kpi_content *content)
{
    const eco_kpi_set *before = NULL;
    eco_buffer_add_word(bytes, (int64_t)content->sets_count);
    for (size_t i = 0; i < content->sets_count; i++) {
        const eco_kpi_set *next = NULL;
        for (size_t j = 0; j < content->sets_count; j++) {
            const eco_kpi_set *set = &content->sets[j];
            if ((!before || strcmp(set->name, before->name) > 0) && (!next || strcmp(set->name, next->name) < 0))
                next = set;
        }
        eco_buffer_add_sized(bytes, next->name);
        eco_buffer_add_word(bytes, (int64_t)next->members_count);
        for (size_t j = 0; j < next->members_count; j++)
            eco_buffer_add_sized(bytes, next->members[j]);
        before = next;
    }
}

static void put_facts(eco_buffer *bytes, const eco_kpi_content *content)
{
    eco_buffer_add_word(bytes, (int64_t)content->rates_count);
    for (size_t i = 0; i < content->rates_count; i++) {
        eco_buffer_add_sized(bytes, content->rates[i].currency);
        eco_buffer_add_word(bytes, content->rates[i].day);
        eco_buffer_add_word(bytes, content->rates[i].rate.coefficient);
        eco_buffer_add_word(bytes, content->rates[i].rate.scale);
    }
    eco_buffer_add_word(bytes, (int64_t)content->aliases_count);
    for (size_t i = 0; i < content->aliases_count; i++) {
        eco_buffer_add_sized(bytes, content->aliases[i].column);
        eco_buffer_add_sized(bytes, content->aliases[i].alias);
        eco_buffer_add_sized(bytes, content->aliases[i].of);
    }
}

eco_status eco_kpi_digest(eco_id *digest, const eco_kpi_plan *plan, eco_error *error)
{
    eco_buffer bytes;
    eco_buffer_begin(&bytes, &plan->allocator);
    eco_buffer_add_word(&bytes, DEFINITIONS);
    put_options(&bytes, &plan->options);
    put_zone(&bytes, plan->zone);
    put_tables(&bytes, plan);
    put_sets(&bytes, &plan->content);
    put_facts(&bytes, &plan->content);
    eco_status status = eco_buffer_finish(&bytes, error);
    if (!status)
        *digest = eco_hash_128(bytes.bytes, bytes.size);
    eco_buffer_end(&bytes);
    return status;
}
