/* report_figures.c - what a formula gives for a group: an exact fraction, or nothing where it divides by zero. */
#include "kpi/report_parts.h"

#include "base/error.h"

eco_status eco_kpi_figures_begin(kpi_figures *figures, const kpi_answer *answer, eco_error *error)
{
    size_t count = answer->report->measures_count;
    figures->answer = answer;
    figures->values = eco_allocate(&answer->allocator, count * sizeof *figures->values);
    figures->slots = eco_allocate(&answer->allocator, count * sizeof *figures->slots);
    if (!figures->values || !figures->slots)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        figures->values[i] = (eco_value){.type = ECO_VALUE_NUMBER};
        figures->slots[i] = (eco_values){&figures->values[i], 1};
    }
    return ECO_OK;
}

void eco_kpi_figures_end(kpi_figures *figures)
{
    size_t count = figures->answer->report->measures_count;
    eco_release(&figures->answer->allocator, figures->values, count * sizeof *figures->values);
    eco_release(&figures->answer->allocator, figures->slots, count * sizeof *figures->slots);
}

eco_status eco_kpi_figures_turn(kpi_figures *figures, uint32_t group, eco_error *error)
{
    const kpi_answer *answer = figures->answer;
    size_t count = answer->report->measures_count;
    for (size_t i = 0; i < count; i++) {
        kpi_measure measure = (kpi_measure)answer->report->measures[i];
        eco_wide value = group == UINT32_MAX ? 0 : answer->values[group * count + i];
        eco_decimal *number = &figures->values[i].number;
        number->scale = eco_kpi_measure_scale(measure, answer->state->plan->currency_exponent);
        if (!eco_narrow(&number->coefficient, value))
            return eco_fail(error, ECO_E_OVERFLOW, NULL, "%s does not fit 64 bits", eco_kpi_measures[measure].name);
    }
    return ECO_OK;
}

eco_status eco_kpi_figure_of(kpi_figure *figure, const kpi_figures *figures, size_t wanted, eco_error *error)
{
    const eco_facts facts = {{figures->slots, NULL}};
    const kpi_wanted *metric = &figures->answer->report->wanted[wanted];
    eco_error own = {0};
    eco_status status = eco_compiled_number(&figure->numerator, &figure->denominator, &figure->known, metric->formula, &facts,
                                            &own);
    if (!status || status == ECO_E_INVALID) { /* all names are numbers: only a division by zero is invalid */
        figure->known = !status;
        return ECO_OK;
    }
    return eco_fail(error, status, NULL, "metric '%s': %s", metric->name, own.message);
}

/* ---- numbers ---- */

double eco_kpi_figure_double(const kpi_figure *figure)
{
    double numerator = (double)figure->numerator.coefficient * (double)eco_power10[figure->denominator.scale];
    double denominator = (double)figure->denominator.coefficient * (double)eco_power10[figure->numerator.scale];
    return numerator / denominator;
}

static bool is_plain(const kpi_figure *figure)
{
    return figure->numerator.scale == 0 && figure->denominator.scale == 0;
}

int eco_kpi_figure_compare(const kpi_figure *a, const kpi_figure *b)
{
    if (!a->known || !b->known)
        return (int)a->known - (int)b->known;
    if (!is_plain(a) || !is_plain(b)) {
        double one = eco_kpi_figure_double(a), other = eco_kpi_figure_double(b);
        return (one > other) - (one < other);
    }
    eco_wide left = (eco_wide)a->numerator.coefficient * b->denominator.coefficient;
    eco_wide right = (eco_wide)b->numerator.coefficient * a->denominator.coefficient;
    return (left > right) - (left < right);
}

bool eco_kpi_figure_change(double *change, const kpi_figure *after, const kpi_figure *before)
{
    if (!after->known || !before->known || before->numerator.coefficient == 0)
        return false;
    if (!is_plain(after) || !is_plain(before)) {
        *change = eco_kpi_figure_double(after) / eco_kpi_figure_double(before) - 1;
        return true;
    }
    eco_wide now = (eco_wide)after->numerator.coefficient * before->denominator.coefficient;
    eco_wide then = (eco_wide)before->numerator.coefficient * after->denominator.coefficient;
    *change = ((double)now - (double)then) / (double)then;
    eco_wide difference;
    if (!__builtin_sub_overflow(now, then, &difference)) /* exact up to here: no digits are lost where both are near */
        *change = (double)difference / (double)then;
    return true;
}

bool eco_kpi_figure_whole(int64_t *whole, const kpi_figure *figure, int32_t scale)
{
    eco_wide value = (eco_wide)figure->numerator.coefficient * eco_power10[scale];
    return is_plain(figure) && value % figure->denominator.coefficient == 0 &&
           eco_narrow(whole, value / figure->denominator.coefficient);
}
