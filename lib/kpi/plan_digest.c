/* plan_digest.c - all that decides an answer as bytes that depend on nothing else, and their hash: states of plans with one digest may be merged. What only
 * says how the work is done (threads, memory, spill folder, allocator) is left out. */
#include "kpi/plan_builder.h"

#include "base/text.h"
#include "base/tzif.h"

enum { DEFINITIONS = 1 }; /* rises when the library's own definitions change what a state holds, or what an answer is */

/* Eight bytes, least first, on any machine. */
static void put_number(eco_buffer *bytes, int64_t value)
{
    char low_first[8];
    for (int i = 0; i < 8; i++)
        low_first[i] = (char)((uint64_t)value >> (8 * i) & 0xFF);
    eco_buffer_add(bytes, low_first, sizeof low_first);
}

static void put_text(eco_buffer *bytes, const char *text)
{
    put_number(bytes, text ? (int64_t)strlen(text) : -1);
    if (text)
        eco_buffer_add_text(bytes, text);
}

static void put_zone(eco_buffer *bytes, const eco_zone *zone)
{
    put_text(bytes, zone->name);
    put_number(bytes, (int64_t)zone->count);
    for (size_t i = 0; i < zone->count; i++) {
        put_number(bytes, zone->starts[i]);
        put_number(bytes, zone->offsets[i]);
    }
    put_number(bytes, zone->cycle_start);
}

static void put_options(eco_buffer *bytes, const eco_kpi_options *options)
{
    put_text(bytes, options->currency);
    put_number(bytes, options->refunds);
    put_number(bytes, options->session_gap_us);
    put_number(bytes, options->lookback_us);
    put_number(bytes, options->intent_us);
    put_number(bytes, options->lateness_us);
    put_number(bytes, options->week_starts_sunday);
    put_number(bytes, options->approximate);
    put_number(bytes, options->skip_bad_rows);
    put_number(bytes, options->max_problems);
}

static void put_condition(eco_buffer *bytes, const eco_kpi_plan *plan, int32_t condition)
{
    put_text(bytes, condition == KPI_ALWAYS ? NULL : plan->conditions[condition].text);
}

static void put_report(eco_buffer *bytes, const eco_kpi_plan *plan, const kpi_report *report)
{
    put_text(bytes, report->given->name);
    put_number(bytes, (int64_t)report->by_count);
    for (size_t i = 0; i < report->by_count; i++)
        put_text(bytes, report->by[i]);
    put_condition(bytes, plan, report->condition);
    put_number(bytes, report->compare);
    put_number(bytes, report->given->top);
    put_number(bytes, (int64_t)report->wanted_count);
    for (size_t i = 0; i < report->wanted_count; i++) {
        put_text(bytes, report->wanted[i].name);
        put_text(bytes, eco_compiled_text(report->wanted[i].formula));
    }
}

static void put_funnel(eco_buffer *bytes, const eco_kpi_plan *plan, const kpi_funnel *funnel)
{
    const eco_kpi_funnel *given = funnel->given;
    put_text(bytes, given->name);
    put_number(bytes, (int64_t)given->steps_count);
    for (size_t i = 0; i < given->steps_count; i++) {
        put_text(bytes, given->steps[i].name);
        put_condition(bytes, plan, funnel->steps[i]);
    }
    put_number(bytes, given->window_us);
    put_number(bytes, given->start);
    put_number(bytes, given->order);
    put_number(bytes, given->count);
    put_number(bytes, (int64_t)funnel->dimensions_count);
    for (size_t i = 0; i < funnel->dimensions_count; i++)
        put_text(bytes, plan->dimensions[funnel->dimensions[i]].name);
    put_condition(bytes, plan, funnel->exclude);
    put_number(bytes, given->increase);
    put_number(bytes, given->deduplicate);
    put_number(bytes, given->open_windows);
}

static void put_cohort(eco_buffer *bytes, const eco_kpi_plan *plan, const kpi_cohort *cohort)
{
    const eco_kpi_cohort *given = cohort->given;
    put_text(bytes, given->name);
    put_number(bytes, given->period);
    put_condition(bytes, plan, cohort->enter);
    put_condition(bytes, plan, cohort->stay);
    put_number(bytes, given->retention);
    put_number(bytes, given->periods);
    put_number(bytes, given->rolling);
    put_number(bytes, (int64_t)given->brackets_count);
    for (size_t i = 0; i < given->brackets_count; i++)
        put_number(bytes, given->brackets[i]);
}

static void put_pairs(eco_buffer *bytes, const eco_kpi_pairs *pairs)
{
    put_text(bytes, pairs->name);
    put_number(bytes, pairs->top);
    put_number(bytes, pairs->least);
    put_number(bytes, pairs->largest);
}

static void put_attribution(eco_buffer *bytes, const eco_kpi_attribution *attribution)
{
    put_text(bytes, attribution->name);
    put_number(bytes, attribution->model);
    put_text(bytes, attribution->channel);
    put_number(bytes, attribution->lookback_us);
}

static void put_paths(eco_buffer *bytes, const eco_kpi_plan *plan, const kpi_paths *paths)
{
    put_text(bytes, paths->given->name);
    put_text(bytes, paths->given->column);
    put_condition(bytes, plan, paths->start);
    put_number(bytes, paths->given->steps);
    put_number(bytes, paths->given->top);
}

static void put_abc(eco_buffer *bytes, const eco_kpi_abc *abc)
{
    put_text(bytes, abc->name);
    put_text(bytes, abc->by);
    put_number(bytes, abc->a.coefficient);
    put_number(bytes, abc->a.scale);
    put_number(bytes, abc->b.coefficient);
    put_number(bytes, abc->b.scale);
}

/* By kind, as documents have them, and in each kind in the order in which they were added: slots of dimensions, and with them saved states, follow it. */
static void put_tables(eco_buffer *bytes, const eco_kpi_plan *plan)
{
    const eco_kpi_content *content = &plan->content;
    const size_t counts[] = {content->reports_count,      content->funnels_count, content->cohorts_count, content->pairs_count,
                             content->attributions_count, content->paths_count,   content->abcs_count,    content->rfms_count};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        put_number(bytes, (int64_t)counts[i]);
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
        put_text(bytes, content->rfms[i].name);
        put_number(bytes, content->rfms[i].at_us);
    }
}

/* Sets by name, whatever the order of adding; a standard one that was replaced by the same members counts as replaced. */
static void put_sets(eco_buffer *bytes, const eco_kpi_content *content)
{
    const eco_kpi_set *before = NULL;
    put_number(bytes, (int64_t)content->sets_count);
    for (size_t i = 0; i < content->sets_count; i++) {
        const eco_kpi_set *next = NULL;
        for (size_t j = 0; j < content->sets_count; j++) {
            const eco_kpi_set *set = &content->sets[j];
            if ((!before || strcmp(set->name, before->name) > 0) && (!next || strcmp(set->name, next->name) < 0))
                next = set;
        }
        put_text(bytes, next->name);
        put_number(bytes, (int64_t)next->members_count);
        for (size_t j = 0; j < next->members_count; j++)
            put_text(bytes, next->members[j]);
        before = next;
    }
}

static void put_facts(eco_buffer *bytes, const eco_kpi_content *content)
{
    put_number(bytes, (int64_t)content->rates_count);
    for (size_t i = 0; i < content->rates_count; i++) {
        put_text(bytes, content->rates[i].currency);
        put_number(bytes, content->rates[i].day);
        put_number(bytes, content->rates[i].rate.coefficient);
        put_number(bytes, content->rates[i].rate.scale);
    }
    put_number(bytes, (int64_t)content->aliases_count);
    for (size_t i = 0; i < content->aliases_count; i++) {
        put_text(bytes, content->aliases[i].column);
        put_text(bytes, content->aliases[i].alias);
        put_text(bytes, content->aliases[i].of);
    }
}

eco_status eco_kpi_digest(eco_id *digest, const eco_kpi_plan *plan, eco_error *error)
{
    eco_buffer bytes;
    eco_buffer_begin(&bytes, &plan->allocator);
    put_number(&bytes, DEFINITIONS);
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
