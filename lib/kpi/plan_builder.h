/* plan_builder.h - what the files of the plan share: the builder, checks of single fields, and what build makes step by step. */
#ifndef ECO_KPI_PLAN_BUILDER_H
#define ECO_KPI_PLAN_BUILDER_H
#include <string.h>

#include "base/error.h"
#include "kpi/answer.h"

typedef struct kpi_list { /* grows; its items are copied into the plan's arena when it is built */
    void *items;
    size_t count, capacity, size; /* size: of an item */
} kpi_list;

typedef enum kpi_list_kind {
    KPI_LIST_REPORTS,
    KPI_LIST_FUNNELS,
    KPI_LIST_COHORTS,
    KPI_LIST_PAIRS,
    KPI_LIST_ATTRIBUTIONS,
    KPI_LIST_PATHS,
    KPI_LIST_ABCS,
    KPI_LIST_RFMS,
    KPI_LIST_SETS,
    KPI_LIST_RATES,
    KPI_LIST_ALIASES,
    KPI_LIST_TABLES, /* kpi_table_name */
    /* made by build */
    KPI_LIST_DIMENSIONS,
    KPI_LIST_CONDITIONS,
    KPI_LIST_FAMILIES,
    KPI_LISTS
} kpi_list_kind;

struct eco_kpi_builder {
    eco_kpi_plan *plan; /* its arena holds the builder, too */
    eco_error mistake;  /* the first */
    kpi_list lists[KPI_LISTS];
    /* Maps live in the arena. */
    eco_map table_names, set_names;             /* -> place in the list */
    eco_map dimension_names, condition_texts;   /* -> slot, condition */
    const eco_map **sets;                       /* while building: of the added sets, then of the standard ones that nobody replaced */
    const char *const *metric_names;            /* while building: for "did you mean" */
    int32_t row_bits;                           /* conditions that look at a row's numbers */
};

/* An allocator that takes from the arena and never gives back: for maps that live as long as it. */
eco_allocator eco_kpi_arena_allocator(eco_arena *arena);
/* Room for one more item, zeroed; NULL without memory. */
void *eco_kpi_list_add(eco_kpi_builder *builder, kpi_list_kind kind);
/* The items in the arena. NULL without memory. */
const void *eco_kpi_list_settle(eco_kpi_builder *builder, kpi_list_kind kind);

/* ---- checks of single fields (plan_check.c): each fails with ECO_E_INVALID at `path` ---- */

eco_status eco_kpi_check_text(const char *text, bool required, const char *path, eco_error *error);
/* A letter, then letters, digits and '_'. */
eco_status eco_kpi_check_name(const char *name, const char *path, eco_error *error);
eco_status eco_kpi_check_range(int64_t value, int64_t least, int64_t most, const char *path, eco_error *error);
bool eco_kpi_is_name(const char *text, size_t size);
eco_status eco_kpi_report_check(const eco_kpi_report *report, eco_error *error);
eco_status eco_kpi_funnel_check(const eco_kpi_funnel *funnel, eco_error *error);
eco_status eco_kpi_cohort_check(const eco_kpi_cohort *cohort, eco_error *error);
eco_status eco_kpi_pairs_check(const eco_kpi_pairs *pairs, eco_error *error);
eco_status eco_kpi_attribution_check(const eco_kpi_attribution *attribution, eco_error *error);
eco_status eco_kpi_paths_check(const eco_kpi_paths *paths, eco_error *error);
eco_status eco_kpi_options_check(const eco_kpi_options *options, eco_error *error);
/* The compare words; false: there is none. NULL is none. */
bool eco_kpi_compare_of(kpi_compare *compare, const char *text);

/* The first mistake is remembered, under "/kind/name". */
eco_status eco_kpi_builder_mistake(const eco_kpi_builder *builder);
eco_status eco_kpi_builder_remember(eco_kpi_builder *builder, const char *kind, const char *name, kpi_list_kind list, eco_error *error);
eco_status eco_kpi_builder_no_memory(eco_kpi_builder *builder);

/* The last step of each add: the name, and the thing in its list. failed: memory was short on the way. */
eco_status eco_kpi_builder_add(eco_kpi_builder *builder, const char *words, const char *name, kpi_kind kind, kpi_list_kind list, const void *item,
                               bool failed);

/* ---- lists of words: "day, channel" ---- */

/* The next part of a list, without blanks around; false at its end. *text moves behind the comma. */
bool eco_kpi_next_part(const char **part, size_t *size, const char **text);

/* ---- build ---- */

eco_status eco_kpi_build_sets(eco_kpi_builder *builder, eco_error *error);
const eco_map *eco_kpi_set_find(const eco_kpi_builder *builder, const char *name, size_t size);
eco_status eco_kpi_build_rates(eco_kpi_builder *builder, eco_error *error);
eco_status eco_kpi_build_aliases(eco_kpi_builder *builder, eco_error *error);

/* The slot of a column, made where it is new. Numbers and `at` are no dimensions: ECO_E_INVALID. */
eco_status eco_kpi_build_dimension(int32_t *slot, eco_kpi_builder *builder, const char *name, size_t size, eco_error *error);
/* The condition of a text, made where it is new; NULL gives KPI_ALWAYS. */
eco_status eco_kpi_build_condition(int32_t *condition, eco_kpi_builder *builder, const char *text, eco_error *error);
/* "the event is NAME". */
eco_status eco_kpi_build_event(int32_t *condition, eco_kpi_builder *builder, const char *event, eco_error *error);
eco_status eco_kpi_build_family(int32_t *family, eco_kpi_builder *builder, kpi_role role, int32_t condition, const int32_t *dimensions,
                                size_t dimensions_count, eco_error *error);
eco_status eco_kpi_build_report(kpi_report *report, eco_kpi_builder *builder, const eco_kpi_report *given, eco_error *error);
eco_status eco_kpi_build_abcs(eco_kpi_builder *builder, eco_error *error);
/* The metrics of a report: wanted, measures. */
eco_status eco_kpi_build_metrics(kpi_report *report, eco_kpi_builder *builder, eco_error *error);
eco_status eco_kpi_build_journal(eco_kpi_builder *builder, eco_error *error);
eco_status eco_kpi_digest(eco_id *digest, const eco_kpi_plan *plan, eco_error *error);

#endif
