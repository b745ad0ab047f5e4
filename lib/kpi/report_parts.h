/* report_parts.h - what the files of the report share: an answer's groups by key, its filling, its rows, and the answer that it is compared with. */
#ifndef ECO_KPI_REPORT_PARTS_H
#define ECO_KPI_REPORT_PARTS_H
#include "kpi/answer.h"

/* When: what a tick is to a report. */
typedef struct kpi_when {
    int32_t period, weekday, hour; /* as in kpi_group */
} kpi_when;
kpi_when eco_kpi_when_of(const eco_kpi_plan *plan, const kpi_report *report, int32_t tick);
int32_t eco_kpi_tick_of(const eco_kpi_plan *plan, int64_t at_us); /* without a clock: for the few */
int64_t eco_kpi_tick_starts(const eco_kpi_plan *plan, int32_t tick);
/* First and last date of a period that lie in the range and (last) are not after the watermark. */
int32_t eco_kpi_when_first(const kpi_answer *answer, int32_t period);
int32_t eco_kpi_when_last(const kpi_answer *answer, int32_t period);
/* Whether some of the period lies in the range. */
bool eco_kpi_when_in_range(const kpi_answer *answer, int32_t period);

eco_status eco_kpi_answer_begin(kpi_answer *answer, const eco_kpi_state *state, const kpi_report *report, const kpi_range *range,
                                eco_error *error); /* end it also where this fails */
void eco_kpi_answer_end(kpi_answer *answer);
/* The combination of values that a class has in the report's dimensions, whether or not `where` holds. */
eco_status eco_kpi_answer_combination(uint32_t *combination, kpi_answer *answer, uint32_t class, eco_error *error);
size_t eco_kpi_answer_combinations(const kpi_answer *answer); /* how many there are */
/* The group of a time and a class (KPI_NONE where there are no dimensions), whether or not they are in range and `where` holds. */
eco_status eco_kpi_answer_place(uint32_t *group, kpi_answer *answer, kpi_when when, uint32_t class, eco_error *error);
/* The same, where it is there; else UINT32_MAX. */
eco_status eco_kpi_answer_find(uint32_t *group, kpi_answer *answer, kpi_when when, uint32_t class, eco_error *error);

/* Runs the providers of all measures that the report wants. */
eco_status eco_kpi_answer_fill(kpi_answer *answer, eco_error *error);

/* What an answer is compared with. */
bool eco_kpi_before_range(kpi_range *before, const kpi_answer *answer); /* false: there is none */
kpi_when eco_kpi_before_when(const eco_kpi_plan *plan, const kpi_report *report, kpi_when when);
/* Makes groups for what was there before and is no more. */
eco_status eco_kpi_before_join(kpi_answer *answer, kpi_answer *before, eco_error *error);

/* One metric of one group. */
typedef struct kpi_figure {
    eco_decimal numerator, denominator;
    bool known;
} kpi_figure;
typedef struct kpi_figures { /* facts of one group at a time */
    const kpi_answer *answer;
    eco_value *values;
    eco_values *slots;
} kpi_figures;
eco_status eco_kpi_figures_begin(kpi_figures *figures, const kpi_answer *answer, eco_error *error);
void eco_kpi_figures_end(kpi_figures *figures);
eco_status eco_kpi_figures_turn(kpi_figures *figures, uint32_t group, eco_error *error); /* UINT32_MAX: all measures are 0 */
eco_status eco_kpi_figure_of(kpi_figure *figure, const kpi_figures *figures, size_t wanted, eco_error *error);
int eco_kpi_figure_compare(const kpi_figure *a, const kpi_figure *b); /* what is not known is the least */
double eco_kpi_figure_double(const kpi_figure *figure);
bool eco_kpi_figure_change(double *change, const kpi_figure *after, const kpi_figure *before); /* false: null */
/* Whole units of 10^-scale. false: it does not fit. */
bool eco_kpi_figure_whole(int64_t *whole, const kpi_figure *figure, int32_t scale);

#endif
