/* questions.c - what is asked, each as a plan with one table, "answer". */
#include "families.h"

#define DAY_US INT64_C(86400000000)

static void add_daily(eco_kpi_builder *plan)
{
    eco_kpi_add_report(plan, ECO_MAKE(eco_kpi_report, .name = "answer", .by = "day",
                                      .metrics = "page_views, visitors, orders, gmv, aov, pay_conversion_rate"));
}

static void add_funnel(eco_kpi_builder *plan)
{
    eco_kpi_add_funnel(plan, ECO_MAKE(eco_kpi_funnel, .name = "answer", .window_us = 7 * DAY_US, .open_windows = true,
                                      ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "cart"}, {.name = "checkout"},
                                               {.name = "purchase"})));
}

static void add_cohort(eco_kpi_builder *plan)
{
    eco_kpi_add_cohort(plan, ECO_MAKE(eco_kpi_cohort, .name = "answer", .period = ECO_PERIOD_WEEK, .periods = 14));
}

static void add_distinct(eco_kpi_builder *plan)
{
    eco_kpi_add_report(plan, ECO_MAKE(eco_kpi_report, .name = "answer", .metrics = "visitors"));
}

static void add_copurchase(eco_kpi_builder *plan)
{
    eco_kpi_add_pairs(plan, ECO_MAKE(eco_kpi_pairs, .name = "answer", .top = 20));
}

static void add_last_touch(eco_kpi_builder *plan)
{
    eco_kpi_add_attribution(plan, ECO_MAKE(eco_kpi_attribution, .name = "answer", .lookback_us = -1));
}

static void add_sessions(eco_kpi_builder *plan)
{
    eco_kpi_add_report(plan, ECO_MAKE(eco_kpi_report, .name = "answer", .metrics = "sessions"));
}

static const struct {
    const char *name;
    void (*add)(eco_kpi_builder *plan);
} questions[QUESTIONS] = {
    [DAILY] = {"daily", add_daily},
    [FUNNEL] = {"funnel", add_funnel},
    [COHORT] = {"cohort", add_cohort},
    [DISTINCT] = {"distinct", add_distinct},
    [COPURCHASE] = {"copurchase", add_copurchase},
    [LAST_TOUCH] = {"last-touch", add_last_touch},
    [SESSIONS] = {"sessions", add_sessions},
};

const char *question_name(bench_question question)
{
    return questions[question].name;
}

eco_kpi_plan *question_plan(bench_question question, int32_t threads)
{
    eco_error error;
    eco_kpi_plan *plan;
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "UTC", .currency = "USD", .threads = threads));
    questions[question].add(builder);
    if (eco_kpi_build(&plan, builder, &error))
        bench_stop("%s: %s at %s", questions[question].name, error.message, error.path);
    return plan;
}
