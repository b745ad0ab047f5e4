/* What a plan takes and refuses, what it makes of it, and that its digest hangs on what decides answers and on nothing else. */
#include "test.h"
#include <stdlib.h>
#include <string.h>

#include "kpi/answer.h"

static eco_error error;

static eco_kpi_builder *begin(void)
{
    return eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY"));
}

static const eco_kpi_step two_steps[] = {{.name = "view"}, {.name = "purchase"}};
#define REPORT(kpi, ...)      eco_kpi_add_report(kpi, ECO_MAKE(eco_kpi_report, __VA_ARGS__))
#define FUNNEL(kpi, ...)      eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .steps = two_steps, .steps_count = 2, __VA_ARGS__))
#define COHORT(kpi, ...)      eco_kpi_add_cohort(kpi, ECO_MAKE(eco_kpi_cohort, __VA_ARGS__))
#define PAIRS(kpi, ...)       eco_kpi_add_pairs(kpi, ECO_MAKE(eco_kpi_pairs, __VA_ARGS__))
#define ATTRIBUTION(kpi, ...) eco_kpi_add_attribution(kpi, ECO_MAKE(eco_kpi_attribution, __VA_ARGS__))
#define PATHS(kpi, ...)       eco_kpi_add_paths(kpi, ECO_MAKE(eco_kpi_paths, __VA_ARGS__))

static eco_kpi_plan *built(eco_kpi_builder *kpi)
{
    eco_kpi_plan *plan;
    CHECK_OK(eco_kpi_build(&plan, kpi, &error));
    return plan;
}

/* The build fails with a status, a path and a part of a message. */
static void refuses(eco_kpi_builder *kpi, eco_status status, const char *path, const char *message)
{
    eco_kpi_plan *plan = (eco_kpi_plan *)&error;
    CHECK_FAILS(eco_kpi_build(&plan, kpi, &error), status, message);
    CHECK_TEXT(error.path, path);
    CHECK(!plan);
}
#define REFUSES(add, status, path, message)  \
    do {                                     \
        eco_kpi_builder *kpi = begin();      \
        add;                                 \
        refuses(kpi, status, path, message); \
    } while (0)

TEST(kpi_plan, options)
{
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "Moon/Base")), ECO_E_NOT_FOUND, "/zone", "");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .zone = "")), ECO_E_INVALID, "/zone", "empty");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "XXQ")), ECO_E_INVALID, "/currency", "unknown currency 'XXQ'");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .refunds = 9)), ECO_E_INVALID, "/refunds", "unknown value 9");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .session_gap_us = -1)), ECO_E_INVALID, "/session_gap_us", "-1 is below 0");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .lookback_us = -1)), ECO_E_INVALID, "/lookback_us", "below 0");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .intent_us = -1)), ECO_E_INVALID, "/intent_us", "below 0");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .lateness_us = -1)), ECO_E_INVALID, "/lateness_us", "below 0");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .max_problems = -1)), ECO_E_INVALID, "/max_problems", "below 0");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .memory_limit = -1)), ECO_E_INVALID, "/memory_limit", "below 0");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .threads = 1025)), ECO_E_INVALID, "/threads", "not in -1..1024");
    refuses(eco_kpi_begin(ECO_MAKE(eco_kpi_options, .spill_folder = "")), ECO_E_INVALID, "/spill_folder", "empty");
    refuses(eco_kpi_begin(&(eco_kpi_options){.zone = "UTC"}), ECO_E_INVALID, "/struct_size", "ECO_MAKE");
    refuses(NULL, ECO_E_MEMORY, "", "memory");
    eco_kpi_builder_free(begin());
    eco_kpi_builder_free(NULL);
    eco_kpi_plan_free(NULL);
}

TEST(kpi_plan, defaults)
{
    eco_kpi_plan *plan = built(eco_kpi_begin(NULL));
    const eco_kpi_options *options = eco_kpi_content_of(plan)->options;
    CHECK_TEXT(options->zone, "UTC");
    CHECK(!options->currency && !plan->currency);
    CHECK_INT(options->session_gap_us, 30 * ECO_MINUTE_US);
    CHECK_INT(options->lookback_us, 365 * ECO_DAY_US);
    CHECK_INT(options->intent_us, ECO_DAY_US);
    CHECK_INT(options->max_problems, 1000);
    CHECK_TEXT(plan->dimensions[0].name, "event");
    CHECK_INT(plan->dimensions_count, 1);
    CHECK(!plan->needs_cube && !plan->needs_journal && !plan->needs_sales && !plan->is_hourly);
    CHECK(eco_map_get(plan->roles[KPI_ROLE_CART], "add_to_cart", 11, -1) >= 0);
    CHECK(eco_map_get(plan->direct, "(none)", 6, -1) >= 0);
    CHECK(eco_map_get(plan->withdrawn, "rejected", 8, -1) >= 0);
    CHECK(eco_map_get(plan->dispute, "dispute", 7, -1) >= 0);
    CHECK(!plan->roles[KPI_ROLE_ANY]);
    eco_kpi_plan_free(eco_kpi_plan_retain(plan));
    eco_kpi_plan_free(plan);
}

TEST(kpi_plan, reports_refused)
{
    REFUSES(REPORT(kpi, .metrics = "orders"), ECO_E_INVALID, "/reports/0/name", "required");
    REFUSES(REPORT(kpi, .name = "9a", .metrics = "orders"), ECO_E_INVALID, "/reports/9a/name", "is no name");
    REFUSES(REPORT(kpi, .name = "state", .metrics = "orders"), ECO_E_EXISTS, "/reports/state/name", "every state");
    REFUSES(REPORT(kpi, .name = "problems", .metrics = "orders"), ECO_E_EXISTS, "/reports/problems/name", "every state");
    REFUSES((REPORT(kpi, .name = "a", .metrics = "orders"), FUNNEL(kpi, .name = "a", .window_us = 1)), ECO_E_EXISTS,
            "/funnels/a/name", "another table");
    REFUSES(REPORT(kpi, .name = "a"), ECO_E_INVALID, "/reports/a/metrics", "required");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .top = -1), ECO_E_INVALID, "/reports/a/top", "below 0");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .compare = "ever"), ECO_E_INVALID, "/reports/a/compare",
            "'ever' is not");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .by = "month", .compare = "same day last week"), ECO_E_INVALID,
            "/reports/a/compare", "no same day");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .by = "day, month"), ECO_E_INVALID, "/reports/a/by", "second period");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .by = "channel, channel"), ECO_E_EXISTS, "/reports/a/by",
            "stands twice");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .by = "day,"), ECO_E_INVALID, "/reports/a/by", "nothing stands");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .by = "value"), ECO_E_INVALID, "/reports/a/by",
            "'value' is no dimension");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .by = "at"), ECO_E_INVALID, "/reports/a/by", "'at' is no dimension");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .where = "channel =="), ECO_E_SYNTAX, "/reports/a/where", "");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .where = "at > '2026-01-01'"), ECO_E_INVALID, "/reports/a/where",
            "cannot look at `at`");
    CHECK_INT(error.column, 1);
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders", .where = "sku in @nothing"), ECO_E_UNKNOWN_NAME, "/reports/a/where",
            "nothing");
}

TEST(kpi_plan, metrics_refused)
{
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders, visitor"), ECO_E_UNKNOWN_NAME, "/reports/a/metrics", "visitors");
    CHECK_INT(error.column, 9);
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders,"), ECO_E_INVALID, "/reports/a/metrics", "nothing stands");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "gmv / orders"), ECO_E_INVALID, "/reports/a/metrics", "needs a name");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "gmv / orders as 2x"), ECO_E_INVALID, "/reports/a/metrics", "'2x' is no name");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "gmv / as x"), ECO_E_SYNTAX, "/reports/a/metrics", "");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders > 1 as x"), ECO_E_INVALID, "/reports/a/metrics", "");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders, orders"), ECO_E_EXISTS, "/reports/a/metrics", "'orders'");
    REFUSES(REPORT(kpi, .name = "a", .by = "orders", .metrics = "orders"), ECO_E_EXISTS, "/reports/a/metrics", "'orders'");
    REFUSES(REPORT(kpi, .name = "a", .metrics = "orders, gmv as orders_before", .compare = "previous"), ECO_E_EXISTS,
            "/reports/a/metrics", "'orders_before'");
    eco_kpi_builder *kpi = eco_kpi_begin(NULL);
    REPORT(kpi, .name = "a", .metrics = "orders, aov");
    refuses(kpi, ECO_E_INVALID, "/reports/a/metrics", "'paid_amount' measures money");
}

TEST(kpi_plan, metrics_are_bounded)
{
    enum { MOST = 4001 };
    static char list[MOST * 16];
    size_t size = 0;
    for (int i = 0; i < MOST; i++)
        size += (size_t)snprintf(list + size, sizeof list - size, "%sorders as o%d", i ? "," : "", i);
    REFUSES(REPORT(kpi, .name = "a", .metrics = list), ECO_E_LIMIT, "/reports/a/metrics", "4001 metrics");
    *strrchr(list, ',') = '\0';
    eco_kpi_builder *kpi = begin();
    REPORT(kpi, .name = "a", .metrics = list);
    eco_kpi_plan *plan = built(kpi);
    CHECK_INT(plan->reports[0].wanted_count, 4000);
    CHECK_INT(plan->reports[0].measures_count, 1);
    eco_kpi_plan_free(plan);
    REFUSES(REPORT(kpi, .name = "a", .metrics = list, .compare = "previous"), ECO_E_LIMIT, "/reports/a/metrics", "columns");
}

TEST(kpi_plan, funnels_refused)
{
    REFUSES(eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "f", .steps = two_steps, .steps_count = 1)), ECO_E_INVALID,
            "/funnels/f/steps", "2..32");
    REFUSES(FUNNEL(kpi, .name = "f"), ECO_E_INVALID, "/funnels/f/window_us", "above 0");
    REFUSES(FUNNEL(kpi, .name = "f", .window_us = 1, .start = 7), ECO_E_INVALID, "/funnels/f/start", "7");
    REFUSES(FUNNEL(kpi, .name = "f", .window_us = 1, .order = 7), ECO_E_INVALID, "/funnels/f/order", "7");
    REFUSES(FUNNEL(kpi, .name = "f", .window_us = 1, .count = -1), ECO_E_INVALID, "/funnels/f/count", "-1");
    REFUSES(FUNNEL(kpi, .name = "f", .window_us = 1, .by = "channel, step"), ECO_E_EXISTS, "/funnels/f/by",
            "column of every funnel");
    REFUSES(FUNNEL(kpi, .name = "f", .window_us = 1, .by = "x, x"), ECO_E_EXISTS, "/funnels/f/by", "twice");
    REFUSES(FUNNEL(kpi, .name = "f", .window_us = 1, .by = "x,,y"), ECO_E_INVALID, "/funnels/f/by", "nothing");
    REFUSES(FUNNEL(kpi, .name = "f", .window_us = 1, .exclude = "1"), ECO_E_INVALID, "/funnels/f/exclude", "");
    static const eco_kpi_step bad[] = {{.name = "a"}, {.name = "b", .when = "sku in"}}, unnamed[] = {{.name = "a"}, {0}},
                              reserved[] = {{.name = "a"}, {.name = "b", .reserved = {0, 1}}};
    REFUSES(eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "f", .window_us = 1, .steps = bad, .steps_count = 2)),
            ECO_E_SYNTAX, "/funnels/f/steps/1/when", "");
    REFUSES(eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "f", .window_us = 1, .steps = unnamed, .steps_count = 2)),
            ECO_E_INVALID, "/funnels/f/steps/1/name", "required");
    REFUSES(eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "f", .window_us = 1, .steps = reserved, .steps_count = 2)),
            ECO_E_INVALID, "/funnels/f/steps/1/reserved", "not 0");
}

TEST(kpi_plan, other_tables_refused)
{
    static const int32_t falling[] = {1, 4, 4}, zero[] = {0};
    REFUSES(COHORT(kpi, .name = "c"), ECO_E_INVALID, "/cohorts/c/period", "0");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .periods = 1001), ECO_E_INVALID, "/cohorts/c/periods", "1001");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_MONTH, .rolling = true), ECO_E_INVALID, "/cohorts/c/rolling", "month");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .retention = 5), ECO_E_INVALID, "/cohorts/c/retention", "5");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .retention = ECO_RETENTION_BRACKET), ECO_E_INVALID,
            "/cohorts/c/brackets", "required");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .brackets = falling, .brackets_count = 1), ECO_E_INVALID,
            "/cohorts/c/brackets", "for BRACKET");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .retention = ECO_RETENTION_BRACKET, .brackets = falling,
                   .brackets_count = 3),
            ECO_E_INVALID, "/cohorts/c/brackets/2", "rise");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .retention = ECO_RETENTION_BRACKET, .brackets = zero,
                   .brackets_count = 1),
            ECO_E_INVALID, "/cohorts/c/brackets/0", "0");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .enter = "1"), ECO_E_INVALID, "/cohorts/c/enter", "");
    REFUSES(COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .stay = "("), ECO_E_SYNTAX, "/cohorts/c/stay", "");
    REFUSES(PAIRS(kpi, .name = "p", .top = -1), ECO_E_INVALID, "/pairs/p/top", "-1");
    REFUSES(PAIRS(kpi, .name = "p", .least = -1), ECO_E_INVALID, "/pairs/p/least", "-1");
    REFUSES(PAIRS(kpi, .name = "p", .largest = 1), ECO_E_INVALID, "/pairs/p/largest", "1");
    REFUSES(ATTRIBUTION(kpi, .name = "t", .model = 4), ECO_E_INVALID, "/attributions/t/model", "4");
    REFUSES(ATTRIBUTION(kpi, .name = "t", .lookback_us = -2), ECO_E_INVALID, "/attributions/t/lookback_us", "-2");
    REFUSES(ATTRIBUTION(kpi, .name = "t", .channel = "amount"), ECO_E_INVALID, "/attributions/t/channel", "no dimension");
    eco_kpi_builder *poor = eco_kpi_begin(NULL);
    ATTRIBUTION(poor, .name = "t");
    refuses(poor, ECO_E_INVALID, "/attributions/t", "no currency");
    REFUSES(PATHS(kpi, .name = "w", .steps = 21), ECO_E_INVALID, "/paths/w/steps", "21");
    REFUSES(PATHS(kpi, .name = "w", .top = -1), ECO_E_INVALID, "/paths/w/top", "-1");
    REFUSES(PATHS(kpi, .name = "w", .column = "at"), ECO_E_INVALID, "/paths/w/column", "no dimension");
    REFUSES(PATHS(kpi, .name = "w", .start = "event = 'a'"), ECO_E_SYNTAX, "/paths/w/start", "");
}

TEST(kpi_plan, sets)
{
    static const char *const members[] = {"b", "a", "b"}, *const hole[] = {"a", ""};
    REFUSES(eco_kpi_add_set(kpi, NULL, members, 1), ECO_E_INVALID, "/sets/0/name", "required");
    REFUSES(eco_kpi_add_set(kpi, "@x", members, 1), ECO_E_INVALID, "/sets/@x/name", "without the @");
    REFUSES(eco_kpi_add_set(kpi, "x y", members, 1), ECO_E_INVALID, "/sets/x y/name", "no name");
    REFUSES(eco_kpi_add_set(kpi, "x", NULL, 1), ECO_E_INVALID, "/sets/x/members", "NULL");
    REFUSES(eco_kpi_add_set(kpi, "x", hole, 2), ECO_E_INVALID, "/sets/x/members/1", "empty");
    REFUSES((eco_kpi_add_set(kpi, "x", members, 1), eco_kpi_add_set(kpi, "x", members, 1)), ECO_E_EXISTS, "/sets/x/name",
            "another set");
    eco_kpi_builder *kpi = begin();
    CHECK_OK(eco_kpi_add_set(kpi, "cart", members, 3));
    CHECK_OK(eco_kpi_add_set(kpi, "ignored_order", members, 3));
    CHECK_OK(REPORT(kpi, .name = "r", .metrics = "orders", .where = "event in @cart and channel not in @direct"));
    eco_kpi_plan *plan = built(kpi);
    CHECK_INT(eco_kpi_content_of(plan)->sets[0].members_count, 2);
    CHECK_TEXT(eco_kpi_content_of(plan)->sets[0].members[0], "a");
    CHECK(eco_map_get(plan->roles[KPI_ROLE_CART], "add_to_cart", 11, -1) < 0);
    CHECK(eco_map_get(plan->roles[KPI_ROLE_CART], "b", 1, -1) >= 0);
    CHECK_TEXT(plan->ignored_text, "a, b");
    eco_kpi_plan_free(plan);
}

TEST(kpi_plan, conditions_and_families_are_one_each)
{
    eco_kpi_builder *kpi = begin();
    REPORT(kpi, .name = "a", .metrics = "visitors, page_views, carters", .by = "day, channel", .where = "event=='view'");
    REPORT(kpi, .name = "b", .metrics = "mau", .by = "month, channel", .where = "event == 'view'");
    REPORT(kpi, .name = "c", .metrics = "visitors", .by = "hour", .where = "value > 10 and quantity >= 2");
    FUNNEL(kpi, .name = "f", .window_us = 1, .by = "channel");
    COHORT(kpi, .name = "k", .period = ECO_PERIOD_WEEK, .enter = "event == 'it''s'");
    COHORT(kpi, .name = "l", .period = ECO_PERIOD_DAY, .rolling = true, .enter = "event == 'a'", .stay = "event == 'purchase'");
    eco_kpi_plan *plan = built(kpi);
    CHECK_INT(plan->conditions_count, 5);
    CHECK_TEXT(plan->conditions[0].text, "event == 'view'");
    CHECK_INT(plan->conditions[0].row_bit, -1);
    CHECK_INT(plan->conditions[1].row_bit, 0);
    CHECK_INT(plan->row_conditions_count, 1);
    CHECK_INT(plan->reports[1].condition, 0);
    CHECK_INT(plan->funnels[0].steps[0], 0);
    CHECK_TEXT(plan->conditions[plan->funnels[0].steps[1]].event, "purchase");
    CHECK_INT(plan->funnels[0].exclude, KPI_ALWAYS);
    CHECK_INT(plan->families_count, 5);
    CHECK_INT(plan->reports[0].families[KPI_ROLE_ANY], plan->reports[1].families[KPI_ROLE_ANY]);
    CHECK_INT(plan->reports[0].families[KPI_ROLE_SEARCH], -1);
    CHECK_INT(plan->cohorts[1].enter_family, -1);
    CHECK_INT(plan->cohorts[0].stay, KPI_ALWAYS);
    CHECK_INT(plan->dimensions_count, 2);
    CHECK(plan->is_hourly && plan->needs_cube && plan->needs_journal && !plan->needs_sales);
    CHECK_INT(plan->journal_conditions_count, 3); /* view, purchase, a */
    eco_kpi_plan_free(plan);
}

/* A plain step has the canonical text of what it means, whatever the name. */
TEST(kpi_plan, a_plain_step_is_its_condition)
{
    static const eco_kpi_step steps[] = {{.name = "it's"}, {.name = "x", .when = "event == 'it''s'"}, {.name = "看"}};
    eco_kpi_builder *kpi = begin();
    eco_kpi_add_funnel(kpi, ECO_MAKE(eco_kpi_funnel, .name = "f", .window_us = 1, .steps = steps, .steps_count = 3));
    eco_kpi_plan *plan = built(kpi);
    CHECK_INT(plan->conditions_count, 2);
    CHECK_INT(plan->funnels[0].steps[0], plan->funnels[0].steps[1]);
    eco_kpi_plan_free(plan);
}

TEST(kpi_plan, the_journal_keeps_all_where_foreign_events_matter)
{
    for (int i = 0; i < 7; i++) {
        eco_kpi_builder *kpi = begin();
        FUNNEL(kpi, .name = "f", .window_us = 1, .order = i == 0 ? ECO_FUNNEL_ORDER_STRICT : ECO_FUNNEL_ORDER_LOOSE,
               .count = i == 1 ? ECO_COUNT_SESSIONS : ECO_COUNT_USERS);
        if (i == 2)
            PATHS(kpi, .name = "p");
        if (i == 3)
            ATTRIBUTION(kpi, .name = "a");
        if (i == 4)
            REPORT(kpi, .name = "r", .metrics = "bounce_rate");
        if (i == 5)
            COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .rolling = true);
        eco_kpi_plan *plan = built(kpi);
        CHECK(plan->needs_journal);
        CHECK_INT(plan->journal_conditions_count, i == 6 ? 2 : 0);
        CHECK_INT(plan->needs_sales, i == 3);
        eco_kpi_plan_free(plan);
    }
}

TEST(kpi_plan, too_many_conditions_of_rows)
{
    eco_kpi_builder *kpi = begin();
    for (int i = 0; i <= KPI_ROW_BITS_MOST; i++) {
        char name[16], where[32];
        snprintf(name, sizeof name, "r%d", i);
        snprintf(where, sizeof where, "value > %d", i);
        REPORT(kpi, .name = name, .metrics = "events", .where = where);
    }
    refuses(kpi, ECO_E_LIMIT, "/reports/r64/where", "64 conditions");
}

TEST(kpi_plan, columns_have_types)
{
    eco_kpi_builder *kpi = begin();
    REPORT(kpi, .name = "r",
           .metrics =
               "orders, gmv, aov, paid_units, total_sales, gmv - refunds as kept, orders + visitors as odd, session_time as t, "
               "orders*2 as twice, orders + 1 as more, gmv + orders as mixed, lead_time, -orders as minus");
    eco_kpi_plan *plan = built(kpi);
    static const struct {
        eco_type type;
        const char *unit;
    } expected[] = {{ECO_TYPE_INT64, "count"},     {ECO_TYPE_MONEY, "money"},    {ECO_TYPE_DOUBLE, "money"},
                    {ECO_TYPE_DECIMAL, "decimal"}, {ECO_TYPE_MONEY, "money"},    {ECO_TYPE_MONEY, "money"},
                    {ECO_TYPE_INT64, "count"},     {ECO_TYPE_DOUBLE, "seconds"}, {ECO_TYPE_DOUBLE, "decimal"},
                    {ECO_TYPE_DOUBLE, "decimal"},  {ECO_TYPE_DOUBLE, "decimal"}, {ECO_TYPE_DOUBLE, "days"},
                    {ECO_TYPE_INT64, "count"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        CHECK_INT(plan->reports[0].wanted[i].type, expected[i].type);
        CHECK_TEXT(plan->reports[0].wanted[i].unit, expected[i].unit);
    }
    CHECK_TEXT(eco_compiled_text(plan->reports[0].wanted[4].formula), "gross_sales - discounts - deductions + taxes + shipping");
    CHECK(plan->needs_sales);
    eco_kpi_plan_free(plan);
}

/* ---- tables ---- */

static void add_rate(eco_kpi_builder *kpi, const char *currency, int64_t rate, int32_t day)
{
    const char *const currencies[] = {"USD", currency};
    const int64_t rates[] = {7250, rate};
    const int32_t days[] = {20000, day};
    const eco_table table = {.rows = 2,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("currency", currencies),
                                      ECO_QUANTITY_COLUMN("rate", rates, 3),
                                      {.name = "day", .type = ECO_TYPE_DATE, .values = days})};
    eco_kpi_add_rates(kpi, &table);
}

TEST(kpi_plan, rates)
{
    REFUSES(add_rate(kpi, "USX", 1, 1), ECO_E_INVALID, "/rates/rows/2/currency", "unknown currency 'USX'");
    REFUSES(add_rate(kpi, "DOLLAR", 1, 1), ECO_E_INVALID, "/rates/rows/2/currency", "'DOLLAR'");
    REFUSES(add_rate(kpi, "CNY", 1, 1), ECO_E_INVALID, "/rates/rows/2/currency", "own currency");
    REFUSES(add_rate(kpi, NULL, 1, 1), ECO_E_INVALID, "/rates/rows/2/currency", "required");
    REFUSES(add_rate(kpi, "EUR", 0, 1), ECO_E_INVALID, "/rates/rows/2/rate", "above 0");
    REFUSES(add_rate(kpi, "USD", 1, 20000), ECO_E_EXISTS, "/rates", "USD has two rates on 2024-10-04");
    REFUSES(eco_kpi_add_rates(kpi, NULL), ECO_E_INVALID, "/rates", "NULL");
    REFUSES(eco_kpi_add_rates(kpi, &(eco_table){.rows = 0}), ECO_E_NOT_FOUND, "/rates/columns/currency", "no column 'currency'");
    const eco_table typed = {.rows = 0, ECO_LIST(columns, eco_column, {.name = "currency", .type = ECO_TYPE_INT64})};
    REFUSES(eco_kpi_add_rates(kpi, &typed), ECO_E_INVALID, "/rates/columns/currency", "text is needed");
    eco_kpi_builder *none = eco_kpi_begin(NULL);
    add_rate(none, "EUR", 1, 1);
    refuses(none, ECO_E_INVALID, "/rates", "it has none");
    eco_kpi_builder *kpi = begin();
    add_rate(kpi, "EUR", 7800, 3);
    eco_kpi_plan *plan = built(kpi);
    const eco_kpi_content *content = eco_kpi_content_of(plan);
    CHECK_INT(content->rates_count, 2);
    CHECK_TEXT(content->rates[0].currency, "EUR");
    CHECK_INT(content->rates[0].rate.coefficient, 78);
    CHECK_INT(content->rates[0].rate.scale, 1);
    eco_kpi_plan_free(plan);
}

static void add_alias(eco_kpi_builder *kpi, const char *column, const char *alias, int64_t of)
{
    const char *const names[] = {"old", alias};
    const int64_t ofs[] = {1, of};
    const eco_table table = {.rows = 2,
                             ECO_LIST(columns, eco_column, ECO_TEXT_COLUMN("alias", names),
                                      {.name = column ? column : "x", .type = ECO_TYPE_INT64, .values = ofs})};
    eco_kpi_add_aliases(kpi, column, &table);
}

TEST(kpi_plan, aliases)
{
    REFUSES(add_alias(kpi, NULL, "a", 1), ECO_E_INVALID, "/aliases/column", "required");
    REFUSES(add_alias(kpi, "order", "a", 1), ECO_E_INVALID, "/aliases/column", "'order' is not user or sku");
    REFUSES(add_alias(kpi, "user", NULL, 1), ECO_E_INVALID, "/aliases/rows/2/alias", "required");
    REFUSES(add_alias(kpi, "user", "old", 2), ECO_E_EXISTS, "/aliases", "two users");
    REFUSES(add_alias(kpi, "sku", "1", 2), ECO_E_INVALID, "/aliases", "'1' of alias 'old' is an alias, too");
    REFUSES(eco_kpi_add_aliases(kpi, "user", &(eco_table){.rows = 0}), ECO_E_NOT_FOUND, "/aliases/columns/alias", "no column");
    eco_kpi_builder *kpi = begin();
    add_alias(kpi, "user", "b", 42);
    add_alias(kpi, "sku", "b", 7);
    eco_kpi_plan *plan = built(kpi);
    const eco_kpi_content *content = eco_kpi_content_of(plan);
    CHECK_INT(content->aliases_count, 4);
    CHECK_TEXT(content->aliases[eco_map_get(plan->aliases_user, "b", 1, 0)].of, "42");
    CHECK_TEXT(content->aliases[eco_map_get(plan->aliases_sku, "b", 1, 0)].of, "7");
    eco_kpi_plan_free(plan);
}

TEST(kpi_plan, tables_and_content)
{
    eco_kpi_builder *kpi = begin();
    PAIRS(kpi, .name = "together");
    REPORT(kpi, .name = "daily", .metrics = "orders");
    COHORT(kpi, .name = "weekly", .period = ECO_PERIOD_WEEK);
    PATHS(kpi, .name = "ways");
    ATTRIBUTION(kpi, .name = "credit");
    FUNNEL(kpi, .name = "purchase", .window_us = 5);
    eco_kpi_plan *plan = built(kpi);
    const eco_table *table;
    CHECK_OK(eco_kpi_plan_tables(&table, plan, &error));
    CHECK(strncmp(table->columns[0].bytes, "togetherdailyweeklywayscreditpurchase", 37) == 0);
    CHECK(strncmp(table->columns[1].bytes, "pairsreportcohortpathsattributionfunnel", 39) == 0);
    eco_table_free(table);
    const eco_kpi_content *content = eco_kpi_content_of(plan);
    CHECK_INT(content->pairs[0].top, 1000);
    CHECK_INT(content->pairs[0].largest, 1000);
    CHECK_INT(content->pairs[0].least, 1);
    CHECK_INT(content->cohorts[0].periods, 12);
    CHECK_INT(content->paths[0].steps, 5);
    CHECK_TEXT(content->paths[0].column, "event");
    CHECK_TEXT(content->attributions[0].channel, "channel");
    CHECK_INT(content->attributions[0].lookback_us, 30 * ECO_DAY_US);
    CHECK_INT(content->funnels[0].window_us, 5);
    eco_kpi_plan_free(plan);
}

TEST(kpi_plan, words)
{
    CHECK_TEXT(eco_refund_day_name(ECO_REFUND_DAY_SAME), "same");
    CHECK_TEXT(eco_refund_day_name(4), "unknown");
    CHECK_TEXT(eco_funnel_start_name(1), "first");
    CHECK_TEXT(eco_funnel_order_name(2), "any");
    CHECK_TEXT(eco_count_by_name(2), "completions");
    CHECK_TEXT(eco_retention_name(2), "bracket");
    CHECK_TEXT(eco_touch_name(3), "linear");
    CHECK_TEXT(eco_touch_name(-1), "unknown");
}

/* ---- the digest ---- */

static eco_id digest_of(const eco_kpi_options *options, const char *where, const char *member)
{
    eco_kpi_builder *kpi = eco_kpi_begin(options);
    REPORT(kpi, .name = "r", .metrics = "events, visitors", .where = where);
    eco_kpi_add_set(kpi, "x", &member, 1);
    eco_kpi_plan *plan = built(kpi);
    eco_id digest = plan->digest;
    eco_kpi_plan_free(plan);
    return digest;
}

static bool same(eco_id a, eco_id b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

TEST(kpi_plan, digest)
{
    eco_id base = digest_of(NULL, "channel == 'a'", "m");
    CHECK(same(base, digest_of(ECO_MAKE(eco_kpi_options, .threads = 3, .memory_limit = 5, .spill_folder = "/x", .zone = "UTC"),
                               "(channel=='a')", "m")));
    CHECK(!same(base, digest_of(NULL, "channel == 'b'", "m")));
    CHECK(!same(base, digest_of(NULL, NULL, "m")));
    CHECK(!same(base, digest_of(NULL, "channel == 'a'", "n")));
    CHECK(!same(base, digest_of(ECO_MAKE(eco_kpi_options, .zone = "Asia/Shanghai"), "channel == 'a'", "m")));
    CHECK(!same(base, digest_of(ECO_MAKE(eco_kpi_options, .currency = "CNY"), "channel == 'a'", "m")));
    CHECK(!same(base, digest_of(ECO_MAKE(eco_kpi_options, .week_starts_sunday = true), "channel == 'a'", "m")));
    CHECK(!same(base, digest_of(ECO_MAKE(eco_kpi_options, .session_gap_us = 1), "channel == 'a'", "m")));
    CHECK(!same(base, digest_of(ECO_MAKE(eco_kpi_options, .refunds = 1), "channel == 'a'", "m")));
}

/* ---- memory ---- */

typedef struct meter {
    int64_t count, fail_at, held;
    bool for_good;
} meter;

static bool fails(meter *meter)
{
    int64_t at = meter->count++;
    return meter->for_good ? at >= meter->fail_at : at == meter->fail_at;
}

static void *take(size_t size, void *user)
{
    if (fails(user))
        return NULL;
    ((meter *)user)->held += (int64_t)size;
    return malloc(size);
}

static void *retake(void *memory, size_t old_size, size_t new_size, void *user)
{
    if (fails(user))
        return NULL;
    ((meter *)user)->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= (int64_t)size;
    free(memory);
}

static void fill(eco_kpi_builder *kpi)
{
    static const int32_t brackets[] = {1, 4};
    REPORT(kpi, .name = "a", .by = "day, channel, weekday", .where = "value > 2 or sku in @x", .compare = "previous", .top = 3,
           .metrics = "page_views, visitors, aov, total_sales, payback_months, gmv / visitors as value, session_share");
    FUNNEL(kpi, .name = "f", .window_us = 1, .by = "channel", .exclude = "event == 'stop'");
    COHORT(kpi, .name = "c", .period = ECO_PERIOD_DAY, .retention = ECO_RETENTION_BRACKET, .brackets = brackets,
           .brackets_count = 2, .enter = "event == 'x'");
    PAIRS(kpi, .name = "p");
    ATTRIBUTION(kpi, .name = "t");
    PATHS(kpi, .name = "w", .start = "event == 'y'");
    eco_kpi_add_set(kpi, "x", (const char *const[]){"b", "a"}, 2);
    add_rate(kpi, "EUR", 3, 3);
    add_alias(kpi, "user", "b", 42);
}

TEST(kpi_plan, every_allocation_may_fail)
{
    for (int for_good = 0; for_good < 2; for_good++)
        for (int64_t at = 0;; at++) {
            meter meter = {.fail_at = at, .for_good = for_good};
            eco_allocator allocator = {take, retake, give_back, &meter};
            eco_kpi_plan *plan;
            eco_kpi_builder *kpi = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY", .zone = "Europe/Paris",
                                                          .spill_folder = "/s", .allocator = &allocator));
            fill(kpi);
            memset(&error, 0, sizeof error);
            eco_status status = eco_kpi_build(&plan, kpi, &error);
            const eco_table *table = NULL;
            if (!status && !(status = eco_kpi_plan_tables(&table, plan, &error)))
                CHECK_INT(table->rows, 6);
            bool was_reached = meter.count > at;
            CHECK_F(status == (was_reached ? ECO_E_MEMORY : ECO_OK), "%s at %" PRId64 ": %s", eco_status_name(status), at,
                    error.message);
            eco_table_free(table);
            eco_kpi_plan_free(plan);
            CHECK_INT(meter.held, 0);
            if (!was_reached)
                break;
        }
}
