/* Plans: begin, every add, build. */
#include "kpi.h"

TAKES_NOTHING(eco_refund_day_name, "a table of constants")
{
    (void)eco_refund_day_name(ECO_REFUND_DAY_SAME);
}

TAKES_NOTHING(eco_funnel_start_name, "a table of constants")
{
    (void)eco_funnel_start_name(ECO_FUNNEL_START_FIRST);
}

TAKES_NOTHING(eco_funnel_order_name, "a table of constants")
{
    (void)eco_funnel_order_name(ECO_FUNNEL_ORDER_ANY);
}

TAKES_NOTHING(eco_count_by_name, "a table of constants")
{
    (void)eco_count_by_name(ECO_COUNT_SESSIONS);
}

TAKES_NOTHING(eco_retention_name, "a table of constants")
{
    (void)eco_retention_name(ECO_RETENTION_BRACKET);
}

TAKES_NOTHING(eco_touch_name, "a table of constants")
{
    (void)eco_touch_name(ECO_TOUCH_LINEAR);
}

TAKES_NOTHING(eco_kpi_explain_sales, "arithmetic")
{
    eco_kpi_sales_change change;
    const eco_kpi_sales_point before = {.visitors = 10, .orders = 5, .amount = 50},
                              after = {.visitors = 9, .orders = 6, .amount = 70};
    MUST(eco_kpi_explain_sales(&change, &before, &after, &error));
}

TAKES_NOTHING(eco_kpi_explain_rate, "arithmetic")
{
    eco_kpi_rate_change change;
    const eco_kpi_rate_segment segments[] = {{1, 10, 2, 10}, {3, 10, 4, 20}};
    MUST(eco_kpi_explain_rate(&change, NULL, segments, 2, &error));
}

SCENARIO(eco_kpi_metrics)
{
    const eco_table *table;
    FAULTS(table = POISON, eco_kpi_metrics(&table, &error), !table, eco_table_free(table));
}

static eco_kpi_builder *begun(void)
{
    return eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .spill_folder = "/tmp", .allocator = fault_allocator()));
}

SCENARIO(eco_kpi_begin)
{
    eco_kpi_plan *plan;
    FAULTS_OWN(plan = POISON, eco_kpi_build(&plan, begun(), &error), !plan, eco_kpi_plan_free(plan));
}

SCENARIO(eco_kpi_build)
{
    eco_kpi_plan *plan;
    eco_kpi_builder *builder;
    FAULTS_OWN(builder = fault_kpi_builder((fault_kpi_options){0});
               plan = POISON, eco_kpi_build(&plan, builder, &error), !plan, eco_kpi_plan_free(plan), (void)0);
    FAULTS_OWN(plan = POISON, eco_kpi_build(&plan, fault_kpi_builder((fault_kpi_options){0}), &error), !plan,
               eco_kpi_plan_free(plan));
}

SCENARIO_INTERNAL(eco_kpi_build_refuses)
{
    eco_kpi_plan *plan;
    fault_refused(ECO_E_UNKNOWN_NAME);
    FAULTS_OWN(eco_kpi_builder *builder = begun();
               eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "a", .metrics = "nothing"));
               plan = POISON, eco_kpi_build(&plan, builder, &error), !plan, (void)0);
    fault_refused(ECO_E_SYNTAX);
    FAULTS_OWN(eco_kpi_builder *builder = begun();
               eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "a", .metrics = "gmv", .where = "channel == and"));
               plan = POISON, eco_kpi_build(&plan, builder, &error), !plan, (void)0);
}

/* An add has no error of its own: build must tell what it remembers. */
static eco_status told(eco_status status, eco_kpi_builder *builder, eco_error *error)
{
    if (!status)
        return ECO_OK;
    fault_disarm();
    eco_kpi_plan *plan = POISON;
    eco_status built = eco_kpi_build(&plan, builder, error);
    fault_check(built == status && !plan, "build tells the mistake of an add", "add");
    return status;
}

/* What an add leaves behind when it succeeds can be built. */
static void finish(eco_kpi_builder *builder)
{
    eco_kpi_plan *plan;
    MUST(eco_kpi_build(&plan, builder, &error));
    eco_kpi_plan_free(plan);
}

/* The builder goes away in `told`, so a failure may leave less alive than there was: the leak is checked at the end. */
#define ADD_FAULTS(call)                                                                                                   \
    do {                                                                                                                   \
        eco_kpi_builder *builder;                                                                                          \
        eco_status status;                                                                                                 \
        FAULTS_OWN(builder = NULL,                                                                                         \
                   (fault_disarm(), builder = begun(), fault_arm(), status = (call), told(status, builder, &error)), true, \
                   finish(builder));                                                                                       \
    } while (0)

SCENARIO(eco_kpi_add_report)
{
    ADD_FAULTS(eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "a", .by = "day, channel, category",
                                                    .metrics = "gmv, visitors, gmv / visitors as worth",
                                                    .where = "channel == 'app'", .compare = "previous")));
}

SCENARIO(eco_kpi_add_funnel)
{
    ADD_FAULTS(eco_kpi_add_funnel(
        builder, ECO_MAKE(eco_kpi_funnel, .name = "a", .window_us = ECO_DAY_US, .by = "channel", .exclude = "event == 'x'",
                          ECO_LIST(steps, eco_kpi_step, {.name = "view"}, {.name = "b", .when = "event == 'purchase'"}))));
}

SCENARIO(eco_kpi_add_cohort)
{
    static const int32_t brackets[] = {1, 4};
    ADD_FAULTS(eco_kpi_add_cohort(
        builder, ECO_MAKE(eco_kpi_cohort, .name = "a", .period = ECO_PERIOD_WEEK, .enter = "event == 'a'", .stay = "event == 'b'",
                          .retention = ECO_RETENTION_BRACKET, .brackets = brackets, .brackets_count = 2)));
}

SCENARIO(eco_kpi_add_pairs)
{
    ADD_FAULTS(eco_kpi_add_pairs(builder, ECO_MAKE(eco_kpi_pairs, .name = "a")));
}

SCENARIO(eco_kpi_add_attribution)
{
    ADD_FAULTS(eco_kpi_add_attribution(builder, ECO_MAKE(eco_kpi_attribution, .name = "a", .channel = "source")));
}

SCENARIO(eco_kpi_add_paths)
{
    ADD_FAULTS(eco_kpi_add_paths(builder, ECO_MAKE(eco_kpi_paths, .name = "a", .column = "page", .start = "event == 'home'")));
}

SCENARIO(eco_kpi_add_abc)
{
    ADD_FAULTS(eco_kpi_add_abc(builder, ECO_MAKE(eco_kpi_abc, .name = "a", .by = "category")));
}

SCENARIO(eco_kpi_add_rfm)
{
    ADD_FAULTS(eco_kpi_add_rfm(builder, ECO_MAKE(eco_kpi_rfm, .name = "a")));
}

SCENARIO(eco_kpi_add_set)
{
    static const char *const members[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"};
    ADD_FAULTS(eco_kpi_add_set(builder, "summer", members, sizeof members / sizeof *members));
    ADD_FAULTS(eco_kpi_add_set(builder, "purchase", members, 2));
}

SCENARIO(eco_kpi_add_rates)
{
    static const char *const code[] = {"USD", "EUR", "USD"};
    static const int64_t rate[] = {7, 8, 9};
    static const int32_t day[] = {20454, 20454, 20455};
    const eco_table rates = {.rows = 3,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("currency", code),
                                      {.name = "day", .type = ECO_TYPE_DATE, .values = day}, ECO_INT64_COLUMN("rate", rate))};
    ADD_FAULTS(eco_kpi_add_rates(builder, &rates));
}

SCENARIO(eco_kpi_add_aliases)
{
    static const char *const alias[] = {"u3", "u4"}, *const user[] = {"u1", "u1"};
    const eco_table aliases = {.rows = 2,
                               ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("alias", alias), ECO_TEXT_COLUMN("user", user))};
    ADD_FAULTS(eco_kpi_add_aliases(builder, "user", &aliases));
}

SCENARIO(eco_kpi_builder_free)
{
    eco_kpi_builder *builder;
    FAULTS_OWN(builder = fault_kpi_builder((fault_kpi_options){0}), (eco_kpi_builder_free(builder), ECO_OK), true, (void)0);
    eco_kpi_builder_free(NULL);
}

SCENARIO(eco_kpi_plan_free)
{
    eco_kpi_plan *plan;
    FAULTS_OWN(plan = fault_kpi_plan((fault_kpi_options){0}), (eco_kpi_plan_free(plan), ECO_OK), true, (void)0);
    eco_kpi_plan_free(NULL);
}

SCENARIO(eco_kpi_plan_tables)
{
    const eco_table *table;
    eco_kpi_plan *plan;
    FAULTS_OWN(plan = fault_kpi_plan((fault_kpi_options){0});
               table = POISON, eco_kpi_plan_tables(&table, plan, &error), !table, eco_table_free(table), eco_kpi_plan_free(plan));
}

TAKES_NOTHING(eco_kpi_plan_retain, "counts owners")
{
    fault_disarm();
    eco_kpi_plan *plan = fault_kpi_plan((fault_kpi_options){0});
    fault_arm();
    fault_check(eco_kpi_plan_retain(plan) == plan, "the same", "eco_kpi_plan_retain");
    eco_kpi_plan_free(plan);
    fault_disarm();
    eco_kpi_plan_free(plan);
}

TAKES_NOTHING(eco_kpi_content_of, "a field")
{
    fault_disarm();
    eco_kpi_plan *plan = fault_kpi_plan((fault_kpi_options){0});
    fault_arm();
    fault_check(eco_kpi_content_of(plan)->reports_count == 2, "all reports", "eco_kpi_content_of");
    fault_disarm();
    eco_kpi_plan_free(plan);
}
