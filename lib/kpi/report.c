/* report.c - a report as a table: groups are filled, compared, sorted, cut to the top, and written as rows. */
#include "kpi/report_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/text.h"
#include "kpi/hll.h"
#include "kpi/items.h"

typedef struct kpi_row {
    uint32_t group, before; /* before: UINT32_MAX: all was 0 */
    kpi_figure first;       /* the first metric, where only the top is wanted */
} kpi_row;

typedef struct making {
    kpi_answer now, before;
    bool compares; /* there is something to compare with */
    kpi_row *rows;
    size_t rows_count, kept;
} making;

/* ---- order ---- */

static int compare_values(const kpi_answer *answer, uint32_t a, uint32_t b)
{
    const kpi_group *one = &answer->groups[a], *other = &answer->groups[b];
    if (one->weekday != other->weekday)
        return one->weekday < other->weekday ? -1 : 1;
    if (one->hour != other->hour)
        return one->hour < other->hour ? -1 : 1;
    for (size_t i = 0; i < answer->report->dimensions_count; i++) {
        int32_t dimension = answer->report->dimensions[i];
        uint32_t left = eco_kpi_class_value(answer->state->classes, one->class, dimension);
        uint32_t right = eco_kpi_class_value(answer->state->classes, other->class, dimension);
        int order = left == right ? 0 : eco_kpi_keys_compare(answer->state->dimensions[dimension], left, right);
        if (order)
            return order;
    }
    return 0;
}

static int compare_rows(const void *a, const void *b, const void *context)
{
    const kpi_answer *answer = context;
    const kpi_row *one = a, *other = b;
    int32_t left = answer->groups[one->group].period, right = answer->groups[other->group].period;
    if (left != right)
        return left < right ? -1 : 1;
    int order = answer->report->given->top ? eco_kpi_figure_compare(&other->first, &one->first) : 0;
    return order ? order : compare_values(answer, one->group, other->group);
}

/* At most `top` rows a period; they are sorted by it, the largest first. */
static void keep_top(making *in)
{
    int64_t top = in->now.report->given->top, of_period = 0;
    for (size_t i = 0; i < in->rows_count; i++) {
        bool is_new = i == 0 || in->now.groups[in->rows[i].group].period != in->now.groups[in->rows[i - 1].group].period;
        of_period = is_new ? 1 : of_period + 1;
        if (!top || of_period <= top)
            in->rows[in->kept++] = in->rows[i];
    }
}

static eco_status fill_row(making *in, kpi_figures *figures, uint32_t group, eco_error *error)
{
    kpi_row *row = &in->rows[group];
    const kpi_group *of = &in->now.groups[group];
    *row = (kpi_row){.group = group, .before = UINT32_MAX};
    if (in->compares) {
        kpi_when then = eco_kpi_before_when(in->now.state->plan, in->now.report, (kpi_when){of->period, of->weekday, of->hour});
        eco_status status = eco_kpi_answer_find(&row->before, &in->before, then, of->class, error);
        if (status)
            return status;
    }
    if (!in->now.report->given->top)
        return ECO_OK;
    eco_status status = eco_kpi_figures_turn(figures, group, error);
    return status ? status : eco_kpi_figure_of(&row->first, figures, 0, error);
}

static eco_status sort_rows(making *in, eco_error *error)
{
    kpi_figures figures = {0};
    eco_status status = eco_kpi_figures_begin(&figures, &in->now, error);
    in->rows_count = in->now.groups_count;
    in->rows = eco_allocate(&in->now.allocator, in->rows_count * sizeof *in->rows);
    if (!status && !in->rows)
        status = eco_fail_memory(error);
    for (size_t i = 0; i < in->rows_count && !status; i++)
        status = fill_row(in, &figures, (uint32_t)i, error);
    eco_kpi_figures_end(&figures);
    if (status)
        return status;
    eco_kpi_sort_items(in->rows, in->rows_count, sizeof *in->rows, compare_rows, &in->now);
    keep_top(in);
    return ECO_OK;
}

/* ---- columns ---- */

static void add_metric(eco_table_builder *table, const eco_kpi_plan *plan, const kpi_wanted *wanted, const char *suffix,
                       bool is_change)
{
    eco_buffer name;
    eco_type type = is_change ? ECO_TYPE_DOUBLE : wanted->type;
    eco_buffer_begin(&name, &plan->allocator);
    eco_buffer_add_text(&name, wanted->name);
    eco_buffer_add_text(&name, suffix);
    const char *text = eco_buffer_text(&name); /* NULL without memory: the builder says so */
    eco_table_add_column(table, text, type, type == ECO_TYPE_DECIMAL ? 6 : 0,
                         type == ECO_TYPE_MONEY ? plan->currency->code : NULL);
    eco_buffer_end(&name);
}

static eco_type type_of(const kpi_report *report, const char *part)
{
    if (strcmp(part, "weekday") == 0 || strcmp(part, "hour_of_day") == 0)
        return ECO_TYPE_INT64;
    if (strcmp(part, "hour") == 0)
        return ECO_TYPE_TIME;
    return report->period && strcmp(part, eco_period_name((eco_period)report->period)) == 0 ? ECO_TYPE_DATE : ECO_TYPE_UTF8;
}

static void add_columns(eco_table_builder *table, const eco_kpi_plan *plan, const kpi_report *report)
{
    for (size_t i = 0; i < report->by_count; i++)
        eco_table_add_column(table, report->by[i], type_of(report, report->by[i]), 0, NULL);
    for (size_t i = 0; i < report->wanted_count; i++) {
        add_metric(table, plan, &report->wanted[i], "", false);
        if (report->compare) {
            add_metric(table, plan, &report->wanted[i], "_before", false);
            add_metric(table, plan, &report->wanted[i], "_change", true);
        }
    }
}

static void put_key(eco_table_builder *table, const kpi_answer *answer, int32_t dimension, uint32_t class)
{
    char own[KPI_KEY_TEXT];
    size_t size;
    uint32_t code = eco_kpi_class_value(answer->state->classes, class, dimension);
    if (code == KPI_NONE) {
        eco_table_put_null(table);
        return;
    }
    const char *text = eco_kpi_keys_text(own, &size, answer->state->dimensions[dimension], code);
    eco_table_put_text_of(table, text, size);
}

static void put_by(eco_table_builder *table, const kpi_answer *answer, uint32_t row)
{
    const kpi_report *report = answer->report;
    const kpi_group *group = &answer->groups[row];
    for (size_t i = 0, dimension = 0; i < report->by_count; i++) {
        switch (type_of(report, report->by[i])) {
        case ECO_TYPE_TIME: eco_table_put_int64(table, eco_kpi_tick_starts(answer->state->plan, group->period)); break;
        case ECO_TYPE_DATE: eco_table_put_int64(table, group->period); break;
        case ECO_TYPE_INT64: eco_table_put_int64(table, report->by[i][0] == 'w' ? group->weekday : group->hour); break;
        default: put_key(table, answer, report->dimensions[dimension++], group->class);
        }
    }
}

static eco_status put_figure(eco_table_builder *table, const kpi_answer *answer, const kpi_wanted *wanted,
                             const kpi_figure *figure, eco_error *error)
{
    int64_t whole;
    int32_t scale = wanted->type == ECO_TYPE_MONEY     ? answer->state->plan->currency_exponent
                    : wanted->type == ECO_TYPE_DECIMAL ? 6
                                                       : 0;
    if (!figure->known)
        eco_table_put_null(table);
    else if (wanted->type == ECO_TYPE_DOUBLE)
        eco_table_put_double(table, eco_kpi_figure_double(figure));
    else if (eco_kpi_figure_whole(&whole, figure, scale))
        eco_table_put_int64(table, whole);
    else
        return eco_fail(error, ECO_E_OVERFLOW, NULL, "metric '%s' does not fit 64 bits", wanted->name);
    return ECO_OK;
}

typedef struct figures_pair {
    kpi_figures now, before;
} figures_pair;

static eco_status put_metric(eco_table_builder *table, const making *in, const figures_pair *of, size_t wanted, eco_error *error)
{
    const kpi_wanted *metric = &in->now.report->wanted[wanted];
    kpi_figure now, before = {.known = false};
    double change;
    eco_status status = eco_kpi_figure_of(&now, &of->now, wanted, error);
    status = status ? status : put_figure(table, &in->now, metric, &now, error);
    if (status || !in->now.report->compare)
        return status;
    if (in->compares)
        status = eco_kpi_figure_of(&before, &of->before, wanted, error);
    status = status ? status : put_figure(table, &in->now, metric, &before, error);
    if (eco_kpi_figure_change(&change, &now, &before))
        eco_table_put_double(table, change);
    else
        eco_table_put_null(table);
    return status;
}

static eco_status put_rows(eco_table_builder *table, const making *in, eco_error *error)
{
    figures_pair of = {0};
    eco_status status = eco_kpi_figures_begin(&of.now, &in->now, error);
    if (in->compares && !status)
        status = eco_kpi_figures_begin(&of.before, &in->before, error);
    for (size_t i = 0; i < in->kept && !status; i++) {
        put_by(table, &in->now, in->rows[i].group);
        status = eco_kpi_figures_turn(&of.now, in->rows[i].group, error);
        if (in->compares && !status)
            status = eco_kpi_figures_turn(&of.before, in->rows[i].before, error);
        for (size_t j = 0; j < in->now.report->wanted_count && !status; j++)
            status = put_metric(table, in, &of, j, error);
    }
    eco_kpi_figures_end(&of.now);
    if (of.before.answer)
        eco_kpi_figures_end(&of.before);
    return status;
}

/* ---- the table ---- */

/* "true", or within what users are counted by sketches. */
static const char *exact_text(char *text, size_t size, const kpi_answer *answer)
{
    const kpi_report *report = answer->report;
    bool is_approximate = false;
    for (size_t role = 0; role < KPI_ROLES; role++)
        is_approximate |= report->families[role] >= 0 && answer->state->plan->families[report->families[role]].approximate;
    int hundredths = (int)ceil(eco_kpi_hll_standard_error(KPI_HLL_DEFAULT) * 10000);
    if (!is_approximate)
        return "true";
    snprintf(text, size, "false; visitors within +-%d.%02d %% (1 standard deviation)", hundredths / 100, hundredths % 100);
    return text;
}

/* "aov: Paid amount per paid order (AOV) ... value: gmv / visitors." */
static eco_status add_notes(eco_table_builder *table, const kpi_answer *answer, eco_error *error)
{
    eco_buffer text;
    char exact[80];
    const kpi_report *report = answer->report;
    eco_buffer_begin(&text, &answer->allocator);
    for (size_t i = 0; i < report->wanted_count; i++) {
        const kpi_wanted *wanted = &report->wanted[i];
        eco_buffer_add_text(&text, i ? " " : "");
        eco_buffer_add_text(&text, wanted->name);
        eco_buffer_add_text(&text, ": ");
        eco_buffer_add_text(&text, wanted->metric ? wanted->metric->definition : wanted->text);
        eco_buffer_add_text(&text, wanted->metric ? "" : ".");
    }
    const char *definition = eco_buffer_text(&text);
    if (definition)
        eco_kpi_notes_within(table, answer->state, definition, &answer->range, exact_text(exact, sizeof exact, answer));
    eco_buffer_end(&text);
    return definition ? ECO_OK : eco_fail_memory(error);
}

static eco_status write_table(const eco_table **out, const making *in, eco_error *error)
{
    const eco_kpi_plan *plan = in->now.state->plan;
    eco_table_builder *table = eco_table_begin(&plan->allocator);
    add_columns(table, plan, in->now.report);
    eco_error own = {0};
    eco_status status = table ? put_rows(table, in, &own) : ECO_OK;
    status = status ? status : add_notes(table, &in->now, &own);
    if (!status)
        return eco_table_end(out, table, error);
    const eco_table *dropped;
    (void)!eco_table_end(&dropped, table, NULL);
    eco_table_free(dropped);
    if (error)
        *error = own;
    return status;
}

static eco_status fill(making *in, eco_error *error)
{
    kpi_range before;
    const kpi_report *report = in->now.report;
    eco_status status = ECO_OK;
    in->compares = report->compare && eco_kpi_before_range(&before, &in->now);
    if (in->compares) {
        status = eco_kpi_answer_begin(&in->before, in->now.state, report, &before, error);
        status = status ? status : eco_kpi_answer_fill(&in->before, error);
        in->now.sales = in->before.sales; /* they are the same */
        in->before.sales = NULL;
        status = status ? status : eco_kpi_before_join(&in->now, &in->before, error);
    }
    status = status ? status : eco_kpi_answer_fill(&in->now, error);
    uint32_t group;
    if (!status && report->by_count == 0 && in->now.groups_count == 0)
        status = eco_kpi_answer_place(&group, &in->now, (kpi_when){0, -1, -1}, KPI_NONE, error);
    return status;
}

eco_status eco_kpi_table_report(const eco_table **out, const eco_kpi_state *state, const kpi_report *report,
                                const kpi_range *range, eco_error *error)
{
    making in = {0};
    *out = NULL;
    eco_status status = eco_kpi_answer_begin(&in.now, state, report, range, error);
    status = status ? status : fill(&in, error);
    status = status ? status : sort_rows(&in, error);
    status = status ? status : write_table(out, &in, error);
    eco_release(&in.now.allocator, in.rows, in.rows_count * sizeof *in.rows);
    if (in.before.state)
        eco_kpi_answer_end(&in.before);
    eco_kpi_answer_end(&in.now);
    return status;
}
