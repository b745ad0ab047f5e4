/* json_kpi_roundtrip.c - plans of metrics by chance: what is written and read again is an equal plan, whose document is the same bytes. */
#include "test.h"

#include "json/documents.h"
#include "kpi/kpi_internal.h"

static int64_t between(eco_random *chance, int64_t low, int64_t high)
{
    return eco_random_between(chance, low, high);
}

static bool often(eco_random *chance)
{
    return between(chance, 0, 3) > 0;
}

static int64_t maybe(eco_random *chance, int64_t low, int64_t high)
{
    return often(chance) ? between(chance, low, high) : 0;
}

static const char *one_of(eco_random *chance, const char *const *words, int64_t count)
{
    return words[between(chance, 0, count - 1)];
}
#define ONE_OF(chance, ...) \
    one_of((chance), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static const char *condition(eco_random *chance)
{
    return ONE_OF(chance, NULL, "channel != 'internal'", "event == 'view' and sku in @summer",
                  "event in ('a', '\xE4\xB8\xAD \"x\"')");
}

static const char *by(eco_random *chance)
{
    return ONE_OF(chance, NULL, "day", "week, channel", "hour_of_day, \xE6\xB8\xA0\xE9\x81\x93", "channel, weekday");
}

/* Names are unique by their number. */
static const char *name_of(char text[32], const char *kind, int64_t number)
{
    snprintf(text, 32, "%s_%d", kind, (int)number);
    return text;
}

static void add_report(eco_random *chance, eco_kpi_builder *builder, int64_t number)
{
    char name[32];
    const char *where = condition(chance);
    eco_kpi_add_report(builder,
                       ECO_MAKE(eco_kpi_report, .name = name_of(name, "r", number), .by = by(chance), .where = where,
                                .metrics = ONE_OF(chance, "gmv", "page_views,visitors", "gmv / visitors as v, aov", " orders "),
                                .compare = ONE_OF(chance, NULL, "previous", "last year"), .top = maybe(chance, 1, INT64_MAX)));
}

static void add_funnel(eco_random *chance, eco_kpi_builder *builder, int64_t number)
{
    char name[32];
    eco_kpi_step steps[32] = {0};
    size_t count = (size_t)between(chance, 2, often(chance) ? 4 : 32);
    for (size_t i = 0; i < count; i++)
        steps[i] = (eco_kpi_step){.name = ONE_OF(chance, "view", "cart", "\xE6\x94\xAF\xE4\xBB\x98 \"!\""),
                                  .when = condition(chance)};
    eco_kpi_add_funnel(builder,
                       ECO_MAKE(eco_kpi_funnel, .name = name_of(name, "f", number), .steps = steps, .steps_count = count,
                                .window_us = between(chance, 1, often(chance) ? 30 * ECO_DAY_US : INT64_MAX),
                                .start = (eco_funnel_start)between(chance, 0, 1),
                                .order = (eco_funnel_order)between(chance, 0, 2), .count = (eco_count_by)between(chance, 0, 2),
                                .by = ONE_OF(chance, NULL, "channel", "channel, sku"), .exclude = condition(chance),
                                .increase = often(chance), .deduplicate = often(chance), .open_windows = often(chance)));
}

static void add_cohort(eco_random *chance, eco_kpi_builder *builder, int64_t number)
{
    char name[32];
    int32_t brackets[5], first = 0;
    eco_kpi_cohort cohort = {
        .struct_size = sizeof cohort, .name = name_of(name, "c", number), .enter = condition(chance), .stay = condition(chance)};
    cohort.period = (eco_period)between(chance, ECO_PERIOD_DAY, ECO_PERIOD_YEAR);
    cohort.retention = (eco_retention)between(chance, ECO_RETENTION_NTH, ECO_RETENTION_BRACKET);
    cohort.periods = (int32_t)maybe(chance, 1, 1000);
    cohort.rolling = cohort.period <= ECO_PERIOD_WEEK && often(chance);
    if (cohort.retention == ECO_RETENTION_BRACKET) {
        cohort.brackets = brackets;
        cohort.brackets_count = (size_t)between(chance, 1, 5);
        for (size_t i = 0; i < cohort.brackets_count; i++)
            first = brackets[i] = first + (int32_t)between(chance, 1, 1 << 20);
    }
    eco_kpi_add_cohort(builder, &cohort);
}

static void add_other(eco_random *chance, eco_kpi_builder *builder, int64_t number)
{
    char name[32];
    name_of(name, "o", number);
    switch (between(chance, 0, 4)) {
    case 0:
        eco_kpi_add_pairs(builder, ECO_MAKE(eco_kpi_pairs, .name = name, .top = maybe(chance, 1, 2000),
                                            .least = maybe(chance, 1, 3), .largest = maybe(chance, 2, INT64_MAX)));
        break;
    case 1:
        eco_kpi_add_attribution(builder, ECO_MAKE(eco_kpi_attribution, .name = name, .model = (eco_touch)between(chance, 0, 3),
                                                  .channel = ONE_OF(chance, NULL, "channel", "campaign"),
                                                  .lookback_us = often(chance) ? maybe(chance, 1, 60) * ECO_DAY_US : -1));
        break;
    case 2:
        eco_kpi_add_paths(builder, ECO_MAKE(eco_kpi_paths, .name = name, .column = ONE_OF(chance, NULL, "event", "page"),
                                            .start = condition(chance), .steps = (int32_t)maybe(chance, 1, 20),
                                            .top = maybe(chance, 1, 40)));
        break;
    case 3: {
        int64_t a = between(chance, 1, 1000000);
        eco_kpi_add_abc(builder, ECO_MAKE(eco_kpi_abc, .name = name, .by = ONE_OF(chance, NULL, "sku", "user", "channel"),
                                          .a = {a, 6}, .b = {between(chance, a, 1000000), 6}));
        break;
    }
    default:
        eco_kpi_add_rfm(builder, ECO_MAKE(eco_kpi_rfm, .name = name, .at_us = maybe(chance, 1, INT64_C(253402300799999999))));
    }
}

/* Days that rise, so that no currency has two rates on one. */
static void add_rates(eco_random *chance, eco_kpi_builder *builder)
{
    static const char *const currencies[] = {"USD", "JPY", "KWD"};
    int32_t days[3] = {(int32_t)between(chance, -100000, 100000)};
    int64_t rates[3];
    for (int i = 0; i < 3; i++) {
        days[i] = days[0] + i;
        rates[i] = between(chance, 1, often(chance) ? 1000000 : INT64_MAX);
    }
    const eco_column columns[] = {
        {.name = "currency", .type = ECO_TYPE_TEXT, .values = currencies},
        {.name = "day", .type = ECO_TYPE_DATE, .values = days},
        {.name = "rate", .type = ECO_TYPE_DECIMAL, .values = rates, .scale = (int32_t)between(chance, 0, 18)}};
    eco_kpi_add_rates(builder, &(eco_table){.rows = between(chance, 0, 3), .columns = columns, .columns_count = 3});
}

static void add_aliases(eco_random *chance, eco_kpi_builder *builder, const char *column)
{
    static const char *const aliases[] = {"b", "a/1", "\xE6\x97\xA7 \"x\""}, *const meant[] = {"1", "1", "~2"};
    const eco_column columns[] = {{.name = "alias", .type = ECO_TYPE_TEXT, .values = aliases},
                                  {.name = column, .type = ECO_TYPE_TEXT, .values = meant}};
    eco_kpi_add_aliases(builder, column, &(eco_table){.rows = between(chance, 0, 3), .columns = columns, .columns_count = 2});
}

static eco_kpi_plan *random_plan(eco_random *chance)
{
    eco_kpi_plan *plan;
    eco_error error;
    eco_kpi_builder *builder = eco_kpi_begin(ECO_MAKE(
        eco_kpi_options, .zone = ONE_OF(chance, NULL, "UTC", "Asia/Shanghai"), .currency = "CNY",
        .refunds = (eco_refund_day)between(chance, 0, 3), .session_gap_us = maybe(chance, 1, ECO_DAY_US),
        .lookback_us = maybe(chance, 1, INT64_MAX), .intent_us = maybe(chance, 1, INT64_MAX),
        .lateness_us = maybe(chance, 1, INT64_MAX), .week_starts_sunday = often(chance), .approximate = often(chance),
        .skip_bad_rows = often(chance), .max_problems = maybe(chance, 1, 2000), .memory_limit = maybe(chance, 1, INT64_MAX),
        .spill_folder = ONE_OF(chance, NULL, "/tmp"), .threads = (int32_t)between(chance, -1, 1024)));
    for (int64_t number = between(chance, 0, 8); number > 0; number--)
        switch (between(chance, 0, 3)) {
        case 0: add_report(chance, builder, number); break;
        case 1: add_funnel(chance, builder, number); break;
        case 2: add_cohort(chance, builder, number); break;
        default: add_other(chance, builder, number);
        }
    add_rates(chance, builder);
    add_aliases(chance, builder, "sku");
    add_aliases(chance, builder, "user");
    eco_kpi_add_set(builder, "summer", (const char *const[]){"SUN", "HAT \"\\\"", "HAT \"\\\""}, (size_t)between(chance, 0, 3));
    if (often(chance))
        eco_kpi_add_set(builder, "cart", (const char *const[]){"add"}, 1);
    CHECK_OK(eco_kpi_build(&plan, builder, &error));
    return plan;
}

static bool collect(const char *text, size_t size, void *user)
{
    eco_buffer_add(user, text, size);
    return true;
}

TEST(json_kpi_roundtrip, plans)
{
    eco_random chance = {eco_test_seed() + 2};
    for (long round = 0, rounds = eco_test_cases(500); round < rounds; round++) {
        eco_kpi_plan *again;
        eco_error error;
        eco_buffer first, second;
        eco_buffer_begin(&first, NULL);
        eco_buffer_begin(&second, NULL);
        eco_kpi_plan *plan = random_plan(&chance);
        CHECK_OK(eco_json_write_kpi_plan(plan, (eco_writer){collect, &first}, &error));
        CHECK_F(!eco_json_read_kpi_plan(&again, first.bytes, first.size, NULL, &error), "%.600s: %.200s at %.100s",
                eco_buffer_text(&first), error.message, error.path);
        CHECK_OK(eco_json_write_kpi_plan(again, (eco_writer){collect, &second}, &error));
        CHECK_TEXT(eco_buffer_text(&second), eco_buffer_text(&first));
        CHECK_F(plan->digest.high == again->digest.high && plan->digest.low == again->digest.low, "%.900s",
                eco_buffer_text(&first));
        eco_kpi_plan_free(plan);
        eco_kpi_plan_free(again);
        eco_buffer_end(&first);
        eco_buffer_end(&second);
    }
}
