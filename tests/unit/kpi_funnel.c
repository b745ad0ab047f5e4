/* The machine of funnels, by hand-made events: a letter is an event, and the letters of the steps say which. */
#include <stdlib.h>

#include "../test.h"
#include "kpi/funnel.h"

enum { CLASSES = 128 };

typedef struct story { /* letters at times */
    uint64_t masks[CLASSES];
    kpi_entry entries[64];
    size_t count;
    kpi_steps steps;
} story;

static story tell(const char *steps, const char *events, const int64_t *times, int64_t window)
{
    story story = {.steps = {.count = (int32_t)strlen(steps), .window_us = window, .since_us = INT64_MIN, .until_us = INT64_MAX}};
    for (size_t i = 0; steps[i]; i++) {
        uint64_t *mask = &story.masks[(unsigned char)steps[i]];
        story.steps.shared |= *mask != 0;
        *mask |= UINT64_C(1) << i;
    }
    for (; events[story.count]; story.count++)
        story.entries[story.count] = (kpi_entry){.at_us = times ? times[story.count] : (int64_t)story.count + 1,
                                                 .class = (unsigned char)events[story.count]};
    return story;
}

static kpi_chain find(story *story)
{
    kpi_chain chain;
    story->steps.masks = story->masks;
    eco_kpi_chain_find(&chain, &story->steps, story->steps.count, 0, story->entries, story->count);
    return chain;
}

static int32_t level(story story)
{
    return find(&story).level;
}

static int32_t level_with(story story, eco_funnel_order order, bool increase, bool deduplicate)
{
    story.steps.order = order;
    story.steps.increase = increase;
    story.steps.deduplicate = deduplicate;
    return find(&story).level;
}

/* ClickHouse, 00632_aggregation_window_funnel: events 1000.. are letters from 'a' */
TEST(kpi_funnel, clickhouse_default)
{
    static const int64_t from_0[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    static const int64_t same[] = {0, 1, 1, 1, 2};
    CHECK_INT(level(tell("abci", "abcdefghi", from_0, 10000)), 4);
    CHECK_INT(level(tell("ib", "abcdefghi", from_0, 10000)), 1);
    CHECK_INT(level(tell("defgh", "abcdefghi", from_0, 2)), 3);
    CHECK_INT(level(tell("defgh", "abcdefghi", from_0, 4)), 5);
    CHECK_INT(level(tell("abcde", "abcde", same, 10000)), 5);
    static const char *const users[] = {"abc", "adbc", "aabbcc", "aaaabbcc", "aabbdcc", "ccbbaa"};
    static const int32_t levels[] = {3, 3, 3, 3, 3, 1};
    for (size_t i = 0; i < 6; i++)
        CHECK_INT(level(tell("abc", users[i], NULL, 86400)), levels[i]);
}

TEST(kpi_funnel, clickhouse_modes)
{
    static const int64_t same[] = {0, 1, 1, 1, 2};
    static const int64_t again[] = {0, 10, 20, 30, 40, 50, 51, 60, 70, 80};
    CHECK_INT(level_with(tell("abcde", "abcde", same, 10000), ECO_FUNNEL_ORDER_LOOSE, true, false), 2);
    CHECK_INT(level_with(tell("abcdefg", "abcdeffghi", again, 10000), ECO_FUNNEL_ORDER_LOOSE, false, true), 6);
    static const char *const users[] = {"abc", "adbc", "aabbcc", "aaaabbcc", "aabbdcc", "ccbbaa"};
    static const int32_t levels[] = {3, 1, 2, 2, 2, 1}, strict[] = {3, 1, 3, 3, 2, 1};
    for (size_t i = 0; i < 6; i++) {
        CHECK_INT(level_with(tell("abc", users[i], NULL, 86400), ECO_FUNNEL_ORDER_STRICT, false, true), levels[i]);
        CHECK_INT(level_with(tell("abc", users[i], NULL, 86400), ECO_FUNNEL_ORDER_STRICT, false, false), strict[i]);
    }
}

TEST(kpi_funnel, window_holds_its_end)
{
    CHECK_INT(level(tell("ab", "ab", (const int64_t[]){0, 7}, 7)), 2);
    CHECK_INT(level(tell("ab", "ab", (const int64_t[]){0, 8}, 7)), 1);
}

TEST(kpi_funnel, a_later_start_saves_an_attempt)
{
    story story = tell("abc", "aabc", (const int64_t[]){0, 5, 8, 12}, 7);
    kpi_chain chain = find(&story);
    CHECK_INT(chain.level, 3);
    CHECK_INT(chain.times[0], 5);
    CHECK_INT(chain.times[1], 8);
    story.steps.start = ECO_FUNNEL_START_FIRST;
    CHECK_INT(find(&story).level, 1);
}

TEST(kpi_funnel, times_are_those_of_the_first_to_get_there)
{
    story story = tell("abc", "abbc", NULL, 100);
    kpi_chain chain = find(&story);
    CHECK_INT(chain.times[1], 2);
    CHECK_INT(chain.times[2], 4);
}

TEST(kpi_funnel, attempts_begin_in_the_range_and_end_after_it)
{
    story story = tell("ab", "ab", (const int64_t[]){5, 50}, 100);
    story.steps.since_us = 5;
    story.steps.until_us = 6;
    CHECK_INT(find(&story).level, 2);
    story.steps.until_us = 5;
    CHECK_INT(find(&story).level, 0);
    story.steps.since_us = 6;
    story.steps.until_us = 100;
    CHECK_INT(find(&story).level, 0);
}

TEST(kpi_funnel, an_event_serves_one_step)
{
    CHECK_INT(level(tell("aa", "a", NULL, 100)), 1);
    CHECK_INT(level(tell("aa", "aa", NULL, 100)), 2);
    CHECK_INT(level(tell("aab", "ab", NULL, 100)), 1);
    CHECK_INT(level(tell("aab", "aba", NULL, 100)), 2);
    CHECK_INT(level(tell("aab", "aab", (const int64_t[]){1, 1, 1}, 100)), 3);
    CHECK_INT(level_with(tell("aab", "aab", (const int64_t[]){1, 1, 1}, 100), ECO_FUNNEL_ORDER_LOOSE, true, false), 1);
    CHECK_INT(level_with(tell("aab", "aab", NULL, 100), ECO_FUNNEL_ORDER_LOOSE, false, true), 3);
}

TEST(kpi_funnel, an_excluded_event_ends_attempts)
{
    story story = tell("abc", "abxcabc", NULL, 100);
    story.masks['x'] = KPI_STEP_EXCLUDED;
    story.count = 4;
    CHECK_INT(find(&story).level, 2);
    story.count = 7;
    CHECK_INT(find(&story).level, 3);
    story.entries[2].at_us = 2; /* at the time of b: before it, so that it ends a, and b has nothing to follow */
    story.count = 4;
    CHECK_INT(find(&story).level, 1);
}

TEST(kpi_funnel, strict_lets_nothing_between)
{
    CHECK_INT(level_with(tell("abc", "abac", NULL, 100), ECO_FUNNEL_ORDER_STRICT, false, false), 2);
    CHECK_INT(level_with(tell("abc", "axbc", (const int64_t[]){1, 2, 2, 3}, 100), ECO_FUNNEL_ORDER_STRICT, false, false), 3);
    CHECK_INT(level_with(tell("abc", "axbc", (const int64_t[]){1, 1, 2, 3}, 100), ECO_FUNNEL_ORDER_STRICT, false, false), 3);
    CHECK_INT(level_with(tell("abc", "axbc", (const int64_t[]){1, 2, 3, 4}, 100), ECO_FUNNEL_ORDER_STRICT, false, false), 1);
}

TEST(kpi_funnel, any_order)
{
    CHECK_INT(level_with(tell("abc", "cba", NULL, 100), ECO_FUNNEL_ORDER_ANY, false, false), 3);
    CHECK_INT(level_with(tell("abc", "cba", (const int64_t[]){0, 5, 9}, 8), ECO_FUNNEL_ORDER_ANY, false, false), 2);
    CHECK_INT(level_with(tell("abc", "ccba", NULL, 100), ECO_FUNNEL_ORDER_ANY, false, true), 3);
    CHECK_INT(level_with(tell("abc", "cbca", NULL, 100), ECO_FUNNEL_ORDER_ANY, false, true), 3);
    CHECK_INT(level_with(tell("abc", "cbcba", NULL, 100), ECO_FUNNEL_ORDER_ANY, false, true), 3);
    CHECK_INT(level_with(tell("abc", "cbba", NULL, 100), ECO_FUNNEL_ORDER_ANY, false, true), 2);
    CHECK_INT(level_with(tell("abc", "abab", (const int64_t[]){1, 1, 2, 2}, 100), ECO_FUNNEL_ORDER_ANY, true, false), 2);
    CHECK_INT(level_with(tell("aab", "ab", NULL, 100), ECO_FUNNEL_ORDER_ANY, false, false), 2);
}

TEST(kpi_funnel, one_pass_after_another)
{
    story story = tell("ab", "aabbab", NULL, 100);
    story.steps.masks = story.masks;
    size_t at = 0, passes = 0;
    for (kpi_chain chain; at < story.count; passes++) {
        at += eco_kpi_chain_find(&chain, &story.steps, 2, 0, story.entries + at, story.count - at);
        if (chain.level < 2)
            break;
    }
    CHECK_INT(passes, 2);
}

TEST(kpi_funnel, groups_by_the_first_step)
{
    story story = tell("ab", "aAb", NULL, 100);
    uint32_t groups[CLASSES] = {['A'] = 1};
    story.masks['A'] = 1;
    story.steps.masks = story.masks;
    story.steps.groups = groups;
    kpi_chain chain;
    eco_kpi_chain_find(&chain, &story.steps, 2, 0, story.entries, story.count);
    CHECK_INT(chain.times[0], 1);
    eco_kpi_chain_find(&chain, &story.steps, 2, 1, story.entries, story.count);
    CHECK_INT(chain.times[0], 2);
    eco_kpi_chain_find(&chain, &story.steps, 2, 2, story.entries, story.count);
    CHECK_INT(chain.level, 0);
}

static int by_value(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

TEST(kpi_funnel, medians_are_those_of_sorted_values)
{
    eco_random random = {eco_test_seed()};
    for (int round = 0; round < 2000; round++) {
        int64_t values[40], sorted[40];
        size_t count = (size_t)eco_random_between(&random, 1, 40);
        for (size_t i = 0; i < count; i++)
            sorted[i] = values[i] = eco_random_between(&random, 0, 30);
        qsort(sorted, count, sizeof *sorted, by_value);
        int64_t lower = sorted[(count - 1) / 2], upper = sorted[count / 2];
        CHECK_INT(eco_kpi_median(values, count), lower + (upper - lower) / 2);
        CHECK_INT(eco_kpi_nearest_rank(values, count, 90), sorted[(count * 9 + 9) / 10 - 1]);
    }
}
