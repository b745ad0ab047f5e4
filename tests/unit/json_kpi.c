/* json_kpi.c - plans of metrics as documents: what is read is what was meant, what is written is what was read, what is wrong is named by its place. */
#include "json_support.h"

#define PLAN "{\"schema\":\"ecomops.kpi/1\",\"currency\":\"CNY\","

static eco_kpi_plan *plan_of(const char *text, size_t size)
{
    eco_kpi_plan *plan;
    eco_error error;
    CHECK_OK(eco_json_read_kpi_plan(&plan, text, size, NULL, &error));
    return plan;
}

static char *written(const eco_kpi_plan *plan)
{
    text_sink sink = {0};
    eco_error error;
    CHECK_OK(eco_json_write_kpi_plan(plan, TEXT_SINK(&sink), &error));
    return sink.text;
}

TEST(json_kpi, plans_come_out_as_they_went_in)
{
    static const char *const paths[] = {"tests/documents/kpi_full.json", "examples/documents/kpi.json"};
    for (size_t i = 0; i < LENGTH_OF(paths); i++) {
        size_t size;
        char *text = json_file(paths[i], &size);
        eco_kpi_plan *plan = plan_of(text, size);
        char *again = written(plan);
        CHECK_F(strcmp(text, again) == 0, "%s is not canonical", paths[i]);
        eco_kpi_plan_free(plan);
        free(again);
        free(text);
    }
}

TEST(json_kpi, a_plan_holds_what_the_document_says)
{
    size_t size;
    char *text = json_file("tests/documents/kpi_full.json", &size);
    eco_kpi_plan *plan = plan_of(text, size);
    const eco_kpi_content *content = eco_kpi_content_of(plan);
    const eco_kpi_options *options = content->options;
    CHECK_TEXT(options->zone, "Asia/Shanghai");
    CHECK_TEXT(options->currency, "CNY");
    CHECK_INT(options->refunds, ECO_REFUND_DAY_ORDER);
    CHECK_INT(options->session_gap_us, 15 * ECO_MINUTE_US);
    CHECK_INT(options->lookback_us, 90 * ECO_DAY_US);
    CHECK_INT(options->intent_us, 60 * ECO_HOUR_US);
    CHECK_INT(options->lateness_us, ECO_SECOND_US / 2);
    CHECK(options->week_starts_sunday && options->approximate && options->skip_bad_rows);
    CHECK_INT(options->max_problems, 10);
    CHECK_INT(options->memory_limit, INT64_MAX);
    CHECK_TEXT(options->spill_folder, "/var/tmp");
    CHECK_INT(options->threads, -1);
    CHECK_INT(content->sets_count, 2);
    CHECK_TEXT(content->sets[1].members[1], "SUN \"CREAM\"");
    CHECK_INT(content->reports_count, 2);
    CHECK_TEXT(content->reports[0].by, "day, channel");
    CHECK_TEXT(content->reports[0].compare, "same day last week");
    CHECK_INT(content->reports[0].top, 50);
    const eco_kpi_funnel *funnel = &content->funnels[0];
    CHECK_INT(funnel->steps_count, 3);
    CHECK_TEXT(funnel->steps[1].when, "event == 'cart' and sku in @summer");
    CHECK_INT(funnel->window_us, 7 * ECO_DAY_US);
    CHECK_INT(funnel->start, ECO_FUNNEL_START_FIRST);
    CHECK_INT(funnel->order, ECO_FUNNEL_ORDER_STRICT);
    CHECK_INT(funnel->count, ECO_COUNT_SESSIONS);
    CHECK(funnel->increase && funnel->deduplicate && funnel->open_windows);
    CHECK_INT(content->cohorts_count, 2);
    CHECK_INT(content->cohorts[0].retention, ECO_RETENTION_UNBOUNDED);
    CHECK_INT(content->cohorts[1].brackets_count, 3);
    CHECK_INT(content->cohorts[1].brackets[2], 8);
    CHECK_INT(content->cohorts[1].periods, 12);
    CHECK_INT(content->pairs[0].largest, 50);
    CHECK_INT(content->attributions[0].model, ECO_TOUCH_LINEAR);
    CHECK_INT(content->attributions[0].lookback_us, -1);
    CHECK_INT(content->attributions[1].lookback_us, 14 * ECO_DAY_US);
    CHECK_INT(content->paths[0].steps, 3);
    CHECK_TEXT(content->abcs[0].by, "channel");
    CHECK_INT(content->abcs[0].b.coefficient, 75);
    CHECK_INT(content->abcs[1].a.coefficient, 8);
    CHECK_INT(content->rfms[0].at_us, 0);
    CHECK_INT(content->rfms[1].at_us, INT64_C(1794355200000000));
    CHECK_INT(content->rates_count, 3);
    CHECK_TEXT(content->rates[2].currency, "USD");
    CHECK_INT(content->rates[2].day, eco_date_of(2026, 11, 11));
    CHECK_INT(content->rates[2].rate.coefficient, 7123456);
    CHECK_INT(content->aliases_count, 3);
    CHECK_TEXT(content->aliases[0].column, "sku");
    CHECK_TEXT(content->aliases[2].alias, "b/2");
    eco_kpi_plan_free(plan);
    free(text);
}

TEST(json_kpi, defaults_are_left_out)
{
    static const char text[] = PLAN
        "\"zone\":\"UTC\",\"refunds\":\"gross\",\"session_gap\":\"PT30M\",\"lookback\":\"P365D\",\"intent\":\"PT24H\","
        "\"lateness\":\"PT0S\",\"max_problems\":1000,\"threads\":0,\"sets\":{},\"reports\":[],"
        "\"cohorts\":[{\"name\":\"c\",\"period\":\"day\",\"periods\":12,\"retention\":\"nth\"}],"
        "\"attributions\":[{\"name\":\"a\",\"channel\":\"channel\",\"lookback\":\"P4W2D\"}],"
        "\"paths\":[{\"name\":\"p\",\"column\":\"event\",\"steps\":5,\"top\":20}],\"aliases\":{\"user\":{}}}";
    eco_kpi_plan *plan = plan_of(text, sizeof text - 1);
    char *again = written(plan);
    CHECK_TEXT(again,
               "{\n  \"schema\": \"ecomops.kpi/1\",\n  \"currency\": \"CNY\",\n  \"cohorts\": [\n    {\n      \"name\": \"c\",\n"
               "      \"period\": \"day\"\n    }\n  ],\n  \"attributions\": [\n    {\n      \"name\": \"a\"\n    }\n  ],\n"
               "  \"paths\": [\n    {\n      \"name\": \"p\"\n    }\n  ]\n}\n");
    free(again);
    eco_kpi_plan_free(plan);
}

/* States of the plan that is read may be merged with those of the one that was written, whatever the order in which its tables were added. */
TEST(json_kpi, the_plan_that_is_read_is_equal)
{
    eco_kpi_plan *plan, *second;
    eco_kpi_state *state, *other;
    eco_error error;
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(eco_kpi_options, .currency = "CNY"));
    eco_kpi_add_cohort(builder, ECO_MAKE(eco_kpi_cohort, .name = "c", .period = ECO_PERIOD_DAY, .enter = "channel == 'a'"));
    eco_kpi_add_set(builder, "z", (const char *const[]){"b", "a"}, 2);
    eco_kpi_add_set(builder, "y", (const char *const[]){"b"}, 1);
    eco_kpi_add_report(builder, ECO_MAKE(eco_kpi_report, .name = "r", .metrics = "visitors", .by = "day, country"));
    CHECK_OK(eco_kpi_build(&plan, builder, &error));
    char *text = written(plan);
    second = plan_of(text, strlen(text));
    CHECK_OK(eco_kpi_state_create(&state, plan, &error));
    CHECK_OK(eco_kpi_state_create(&other, second, &error));
    CHECK_OK(eco_kpi_merge(state, other, &error));
    eco_kpi_state_free(state);
    eco_kpi_state_free(other);
    eco_kpi_plan_free(plan);
    eco_kpi_plan_free(second);
    free(text);
}

TEST(json_kpi, refuses_with_the_place)
{
    static const refusal refusals[] = {
        {"{\"schema\":\"ecomops.kpi/2\"}", ECO_E_UNKNOWN_NAME, 1, 11, "/schema", "did you mean 'ecomops.kpi/1'"},
        {"{\"schema\":\"ecomops.cart/1\"}", ECO_E_INVALID, 1, 11, "/schema", "not 'ecomops.kpi/1'"},
        {PLAN "\"report\":[]}", ECO_E_UNKNOWN_NAME, 1, 44, "/report", "did you mean 'reports'"},
        {PLAN "\"refunds\":\"never\"}", ECO_E_UNKNOWN_NAME, 1, 54, "/refunds", "known are gross, event, order, same"},
        {PLAN "\"zone\":\"Mars/Base\"}", ECO_E_NOT_FOUND, 1, 51, "/zone", ""},
        {"{\"schema\":\"ecomops.kpi/1\",\"currency\":\"RMB\"}", ECO_E_CURRENCY, 1, 38, "/currency", "'RMB'"},
        {PLAN "\"lookback\":\"P1M\"}", ECO_E_INVALID, 1, 55, "/lookback", "no fixed length"},
        {PLAN "\"lookback\":\"7 days\"}", ECO_E_SYNTAX, 1, 55, "/lookback", "is not a duration"},
        {PLAN "\"intent\":\"-PT1S\"}", ECO_E_INVALID, 1, 53, "/intent", "below 0"},
        {PLAN "\"intent\":\"P2147483647DT9999999999999S\"}", ECO_E_OVERFLOW, 1, 53, "/intent", "too long"},
        {PLAN "\"reports\":[{\"name\":\"d\",\"metrics\":\"gmw\"}]}", ECO_E_UNKNOWN_NAME, 1, 78, "/reports/0/metrics",
         "did you mean 'gmv'"},
        {PLAN "\"reports\":[{\"name\":\"d\",\"metrics\":\"gmv\"},{\"name\":\"d\",\"metrics\":\"gmv\"}]}", ECO_E_EXISTS, 1, 92,
         "/reports/1/name", "'d'"},
        {PLAN "\"reports\":[{\"name\":\"d e\",\"metrics\":\"gmv\"}]}", ECO_E_INVALID, 1, 63, "/reports/0/name", "is no name"},
        {PLAN "\"reports\":[{\"name\":\"d\",\"metrics\":\"gmv\",\"top\":0}]}", ECO_E_INVALID, 1, 89, "/reports/0/top",
         "not above 0"},
        {PLAN "\"funnels\":[{\"name\":\"f\",\"window\":\"P7D\",\"steps\":[{\"name\":\"a\"},{\"name\":\"b\",\"when\":\"x >\"}]}]}",
         ECO_E_SYNTAX, 1, 127, "/funnels/0/steps/1/when", ""},
        {PLAN "\"funnels\":[{\"name\":\"f\",\"window\":\"PT0S\",\"steps\":[{\"name\":\"a\"},{\"name\":\"b\"}]}]}", ECO_E_INVALID,
         1, 76, "/funnels/0/window", "above 0"},
        {PLAN "\"funnels\":[{\"name\":\"f\",\"steps\":[{\"name\":\"a\"},{\"name\":\"b\"}]}]}", ECO_E_INVALID, 1, 55, "/funnels/0",
         "a funnel needs 'window'"},
        {PLAN "\"cohorts\":[{\"name\":\"c\",\"period\":\"fortnight\"}]}", ECO_E_UNKNOWN_NAME, 1, 76, "/cohorts/0/period",
         "known are day, week"},
        {PLAN "\"cohorts\":[{\"name\":\"c\",\"period\":\"day\",\"retention\":\"bracket\",\"brackets\":[3,2]}]}", ECO_E_INVALID, 1,
         118, "/cohorts/0/brackets/1", "brackets rise"},
        {PLAN "\"cohorts\":[{\"name\":\"c\",\"period\":\"day\",\"retention\":\"bracket\",\"brackets\":[3,9999999999]}]}",
         ECO_E_OVERFLOW, 1, 118, "/cohorts/0/brackets/1", "outside"},
        {PLAN "\"rates\":[{\"currency\":\"USD\",\"day\":\"2026-11-11\",\"rate\":\"7\"},{\"currency\":\"ABC\",\"day\":\"2026-11-"
              "11\",\"rate\":\"7\"}]}",
         ECO_E_INVALID, 1, 114, "/rates/1/currency", "unknown currency 'ABC'"},
        {PLAN "\"rates\":[{\"currency\":\"USD\",\"day\":\"2026-02-30\",\"rate\":\"7\"}]}", ECO_E_SYNTAX, 1, 77, "/rates/0/day",
         ""},
        {PLAN "\"rates\":[{\"currency\":\"USD\",\"day\":\"2026-02-20\",\"rate\":\"0\"}]}", ECO_E_INVALID, 1, 97, "/rates/0/rate",
         "not above 0"},
        {PLAN "\"aliases\":{\"order\":{}}}", ECO_E_UNKNOWN_NAME, 1, 55, "/aliases/order", "user or sku"},
        {PLAN "\"aliases\":{\"user\":{\"a\":1}}}", ECO_E_INVALID, 1, 67, "/aliases/user/a", "is text"},
        {PLAN "\"aliases\":{\"user\":{\"a\":\"b\",\"b\":\"c\"}}}", ECO_E_INVALID, 1, 54, "/aliases", "is an alias, too"},
        {PLAN "\"sets\":{\"@x\":[\"a\"]}}", ECO_E_INVALID, 1, 57, "/sets/@x", "without the @"},
        {PLAN "\"sets\":{\"x\":[\"\"]}}", ECO_E_INVALID, 1, 57, "/sets/x/0", "empty"},
    };
    for (size_t i = 0; i < LENGTH_OF(refusals); i++) {
        eco_kpi_plan *plan;
        eco_error error = {0};
        eco_status status = eco_json_read_kpi_plan(&plan, refusals[i].text, strlen(refusals[i].text), NULL, &error);
        CHECK(plan == NULL);
        CHECK_REFUSED(status, error, &refusals[i]);
        CHECK_INT(eco_json_read_kpi_plan(&plan, refusals[i].text, strlen(refusals[i].text), NULL, NULL), refusals[i].status);
    }
}

TEST(json_kpi, a_condition_may_be_a_tree)
{
    static const char text[] = PLAN "\"reports\":[{\"name\":\"r\",\"metrics\":\"gmv\",\"where\":{\"attribute\":\"channel\","
                                    "\"operator\":\"==\",\"value\":\"ads\"}}]}";
    eco_kpi_plan *plan = plan_of(text, sizeof text - 1);
    CHECK_TEXT(eco_kpi_content_of(plan)->reports[0].where, "channel == 'ads'");
    eco_kpi_plan_free(plan);
}

/* Every allocation fails once, and then it and all after it. */
TEST(json_kpi, holds_nothing_when_memory_runs_out)
{
    size_t size;
    char *text = json_file("tests/documents/kpi_full.json", &size);
    for (int lasting = 0; lasting < 2; lasting++)
        for (int64_t until = 0;; until++) {
            faults faults = {.until = until, .lasting = lasting};
            eco_allocator allocator = FAULTY(&faults);
            eco_error error;
            eco_kpi_plan *plan;
            eco_status status = eco_json_read_kpi_plan(&plan, text, size, ECO_MAKE(eco_json_options, .allocator = &allocator),
                                                       &error);
            CHECK(status == ECO_OK || status == ECO_E_MEMORY);
            eco_kpi_plan_free(plan);
            CHECK_INT(faults.held, 0);
            if (!status)
                break;
        }
    free(text);
}
