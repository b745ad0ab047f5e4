/* Parts that sum to the whole: the rules by hand, bounds, and refusals. Figures computed by hand. */
#include <ecomops/money.h>

#include "test.h"

#include <stdlib.h>

enum { MOST = 8 };

TEST(split, rules)
{
    static const struct {
        eco_split_rule rule;
        eco_split_tie tie;
        int64_t whole;
        size_t count;
        int64_t weights[MOST], parts[MOST], rest;
    } cases[] = {
        /* 10/7: 1.43 2.86 5.71 */
        {ECO_SPLIT_LARGEST_REMAINDER, 0, 10, 3, {1, 2, 4}, {1, 3, 6}, 0},
        {ECO_SPLIT_LARGEST_WEIGHT, 0, 10, 3, {1, 2, 4}, {1, 3, 6}, 0},
        {ECO_SPLIT_FIRST, 0, 10, 3, {1, 2, 4}, {2, 3, 5}, 0},
        {ECO_SPLIT_NEAREST, 0, 10, 3, {1, 2, 4}, {1, 3, 6}, 0},
        {ECO_SPLIT_FROM_LAST, 0, 10, 3, {1, 2, 4}, {2, 3, 5}, 0},
        {ECO_SPLIT_BLOCKS, 0, 10, 3, {1, 2, 4}, {1, 2, 4}, 3},
        {ECO_SPLIT_DOWN, 0, 10, 3, {1, 2, 4}, {1, 2, 5}, 2},
        {ECO_SPLIT_DOWN, 0, 10, 3, {0, 0, 0}, {3, 3, 3}, 1},
        /* ties: 1.5 3.5 */
        {ECO_SPLIT_LARGEST_REMAINDER, ECO_SPLIT_TIE_WEIGHT, 5, 2, {3, 7}, {1, 4}, 0},
        {ECO_SPLIT_LARGEST_REMAINDER, ECO_SPLIT_TIE_FIRST, 5, 2, {3, 7}, {2, 3}, 0},
        {ECO_SPLIT_LARGEST_REMAINDER, ECO_SPLIT_TIE_WEIGHT, 2, 4, {1, 1, 1, 1}, {1, 1, 0, 0}, 0},
        /* the heaviest is not the largest fraction: 33.3 50 16.7 */
        {ECO_SPLIT_LARGEST_REMAINDER, 0, 100, 3, {2, 3, 1}, {33, 50, 17}, 0},
        {ECO_SPLIT_LARGEST_WEIGHT, 0, 100, 3, {2, 3, 1}, {33, 51, 16}, 0},
        {ECO_SPLIT_LARGEST_WEIGHT, 0, 101, 4, {1, 1, 1, 1}, {26, 25, 25, 25}, 0},
        /* nearest gives too much (3 x 0.67) and too little (3 x 0.5, half down) */
        {ECO_SPLIT_NEAREST, 0, 2, 3, {1, 1, 1}, {0, 1, 1}, 0},
        {ECO_SPLIT_NEAREST, 0, 3, 6, {1, 1, 1, 1, 1, 1}, {1, 1, 1, 0, 0, 0}, 0},
        {ECO_SPLIT_NEAREST, 0, 4, 3, {1, 1, 1}, {2, 1, 1}, 0},
        /* zero weights get nothing, wherever they stand */
        {ECO_SPLIT_FIRST, 0, 5, 4, {0, 1, 0, 1}, {0, 3, 0, 2}, 0},
        {ECO_SPLIT_NEAREST, 0, 5, 3, {0, 1, 1}, {0, 3, 2}, 0},
        {ECO_SPLIT_FROM_LAST, 0, 5, 3, {0, 1, 1}, {0, 3, 2}, 0},
        {ECO_SPLIT_FROM_LAST, 0, 99, 2, {1, 0}, {99, 0}, 0},
        {ECO_SPLIT_BLOCKS, 0, 100, 3, {20, 0, 40}, {33, 0, 66}, 1},
        /* unless all are zero */
        {ECO_SPLIT_LARGEST_REMAINDER, 0, 11, 2, {0, 0}, {6, 5}, 0},
        {ECO_SPLIT_BLOCKS, 0, 11, 2, {0, 0}, {5, 5}, 1},
        {ECO_SPLIT_LARGEST_REMAINDER, 0, 0, 2, {1, 2}, {0, 0}, 0},
        /* the ends of 64 bits */
        {ECO_SPLIT_LARGEST_REMAINDER, 0, INT64_MAX, 2, {INT64_MAX, INT64_MAX}, {INT64_MAX / 2 + 1, INT64_MAX / 2}, 0},
        {ECO_SPLIT_LARGEST_REMAINDER, 0, INT64_MAX, 3, {INT64_MAX, 0, 1}, {INT64_MAX - 1, 0, 1}, 0},
        {ECO_SPLIT_FROM_LAST, 0, INT64_MAX, 1, {INT64_MAX}, {INT64_MAX}, 0},
        {ECO_SPLIT_BLOCKS, 0, INT64_MAX, 2, {INT64_MAX, INT64_MAX}, {INT64_MAX / 2, INT64_MAX / 2}, 1},
    };
    eco_error error;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int sign = 1; sign >= -1; sign -= 2) {
            eco_split_options options = {.struct_size = sizeof options, .rule = cases[i].rule, .tie = cases[i].tie};
            int64_t parts[MOST], rest = 77;
            memcpy(parts, cases[i].weights, sizeof parts); /* parts may be the weights */
            CHECK_OK(eco_money_split(parts, &rest, sign * cases[i].whole, parts, cases[i].count, &options, &error));
            for (size_t j = 0; j < cases[i].count; j++)
                CHECK_F(parts[j] == sign * cases[i].parts[j], "case %zu, part %zu is %lld", i, j, (long long)parts[j]);
            CHECK_INT(rest, sign * cases[i].rest);
        }
}

TEST(split, the_smallest_number)
{
    eco_error error;
    int64_t weights[2] = {1, 0}, parts[2] = {5, 5}, rest = 5;
    CHECK_OK(eco_money_split(parts, &rest, INT64_MIN, weights, 2, NULL, &error));
    CHECK(parts[0] == INT64_MIN && parts[1] == 0 && rest == 0);
    int64_t caps[2] = {INT64_MAX, INT64_MAX};
    CHECK_OK(eco_money_split(parts, &rest, INT64_MIN, weights, 2, ECO_MAKE(eco_split_options, .caps = caps), &error));
    CHECK(parts[0] == -INT64_MAX && parts[1] == 0 && rest == -1);
    CHECK_OK(eco_money_split(parts, &rest, INT64_MIN, weights, 0, NULL, &error));
    CHECK_INT(rest, INT64_MIN);
}

TEST(split, bounds_and_steps)
{
    static const struct {
        eco_split_rule rule;
        int64_t whole, step;
        size_t count;
        int64_t weights[MOST], caps[MOST], floors[MOST], parts[MOST], rest; /* caps of -1: none */
    } cases[] = {
        /* what a capped part can't take goes on to the others by their weights */
        {0, 2700, 0, 3, {10000, 4000, 4000}, {1000, 4000, 4000}, {0}, {1000, 850, 850}, 0},
        {0, 100, 0, 3, {1, 1, 2}, {10, 100, 100}, {0}, {10, 30, 60}, 0},
        /* ... again and again: 10, then 45/45 -> 20 | 70 */
        {0, 100, 0, 3, {1, 1, 1}, {10, 20, 100}, {0}, {10, 20, 70}, 0},
        {0, 2500, 0, 2, {5000, 6000}, {500, 1500}, {0}, {500, 1500}, 500},
        {0, 10, 0, 3, {0, 1, 0}, {9, 4, 9}, {0}, {0, 4, 0}, 6},
        /* floors: the others share the rest */
        {0, 100, 0, 3, {1, 1, 2}, {-1}, {40, 0, 0}, {40, 20, 40}, 0},
        {0, 100, 0, 3, {0, 1, 2}, {-1}, {10, 0, 0}, {10, 30, 60}, 0},
        {0, 60, 0, 2, {1, 1}, {-1}, {50, 10}, {50, 10}, 0},
        {0, 5, 0, 2, {1, 1}, {3, 3}, {3, 0}, {3, 2}, 0},
        /* a floor that holds only because a cap gave back, and the reverse */
        {0, 100, 0, 3, {1, 1, 8}, {100, 100, 20}, {0, 45, 0}, {35, 45, 20}, 0},
        {0, 100, 0, 3, {1, 1, 8}, {100, 100, 20}, {0, 30, 0}, {40, 40, 20}, 0},
        /* steps */
        {0, 10000, 5, 4, {1, 2, 3, 7}, {-1}, {0}, {770, 1540, 2305, 5385}, 0},
        {0, 103, 5, 2, {1, 1}, {-1}, {0}, {50, 50}, 3},
        {0, 105, 5, 2, {1, 1}, {-1}, {0}, {55, 50}, 0},
        {0, 100, 10, 2, {1, 1}, {37, 99}, {0}, {30, 70}, 0},
        {0, 100, 10, 2, {1, 1}, {-1}, {51, 0}, {60, 40}, 0},
        {0, 100, 200, 2, {1, 1}, {-1}, {0}, {0, 0}, 100},
        /* the odd steps go round a part that is full, or at its floor */
        {ECO_SPLIT_FIRST, 11, 0, 3, {1, 1, 1}, {3, 9, 9}, {0}, {3, 4, 4}, 0},
        {ECO_SPLIT_FIRST, 8, 0, 3, {1, 1, 1}, {2, 9, 9}, {0}, {2, 3, 3}, 0},
        {ECO_SPLIT_FIRST, 7, 0, 2, {4, 3}, {4, 3}, {0}, {4, 3}, 0},
        {ECO_SPLIT_FIRST, 8, 0, 4, {4, 3, 4, 5}, {2, 9, 9, 9}, {0}, {2, 2, 2, 2}, 0},
        {ECO_SPLIT_LARGEST_WEIGHT, 11, 0, 3, {2, 3, 6}, {9, 9, 6}, {0}, {2, 3, 6}, 0},
        {ECO_SPLIT_LARGEST_WEIGHT, 12, 0, 3, {2, 3, 6}, {9, 9, 6}, {0}, {2, 4, 6}, 0},
        {ECO_SPLIT_NEAREST, 5, 0, 3, {2, 3, 3}, {-1}, {1, 0, 0}, {1, 2, 2}, 0},
        {ECO_SPLIT_FROM_LAST, 100, 0, 3, {1, 1, 1}, {100, 20, 100}, {0}, {40, 20, 40}, 0},
        {ECO_SPLIT_FROM_LAST, 9, 0, 3, {1, 1, 1}, {2, 9, 9}, {0}, {2, 4, 3}, 0},
        {ECO_SPLIT_BLOCKS, 14, 0, 3, {1, 2, 4}, {9, 9, 3}, {0}, {3, 6, 3}, 2},
        {ECO_SPLIT_BLOCKS, 20, 0, 2, {1, 4}, {9, 99}, {4, 15}, {4, 16}, 0},
        {ECO_SPLIT_BLOCKS, 19, 0, 2, {1, 4}, {9, 99}, {3, 15}, {3, 15}, 1},
    };
    eco_error error;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (int sign = 1; sign >= -1; sign -= 2) {
            eco_split_options options = {.struct_size = sizeof options,
                                         .step_minor = cases[i].step,
                                         .caps = cases[i].caps[0] < 0 ? NULL : cases[i].caps,
                                         .floors = cases[i].floors,
                                         .rule = cases[i].rule};
            int64_t parts[MOST], rest = 77;
            CHECK_OK(eco_money_split(parts, &rest, sign * cases[i].whole, cases[i].weights, cases[i].count, &options, &error));
            for (size_t j = 0; j < cases[i].count; j++)
                CHECK_F(parts[j] == sign * cases[i].parts[j], "case %zu, part %zu is %lld", i, j, (long long)parts[j]);
            CHECK_F(rest == sign * cases[i].rest, "case %zu, rest is %lld", i, (long long)rest);
        }
}

TEST(split, refuses)
{
    static const int64_t bad[3] = {1, 2, -3};
    int64_t weights[3] = {1, 2, 4}, parts[3] = {7, 7, 7}, rest = 7;
    eco_error error;
    CHECK_FAILS(eco_money_split(parts, &rest, 10, bad, 3, NULL, &error), ECO_E_INVALID, "-3 is below 0");
    CHECK_TEXT(error.path, "/weights/2");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, weights, 3, ECO_MAKE(eco_split_options, .caps = bad), &error), ECO_E_INVALID,
                "-3 is below 0");
    CHECK_TEXT(error.path, "/caps/2");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, weights, 3, ECO_MAKE(eco_split_options, .floors = bad), &error), ECO_E_INVALID,
                "-3 is below 0");
    CHECK_TEXT(error.path, "/floors/2");
    CHECK_FAILS(eco_money_split(parts, &rest, 6, weights, 3, ECO_MAKE(eco_split_options, .floors = weights), &error),
                ECO_E_REFUSED, "more than the whole");
    CHECK_TEXT(error.path, "/floors");
    CHECK_FAILS(eco_money_split(parts, &rest, 60, weights, 3,
                                ECO_MAKE(eco_split_options, .floors = weights, .caps = (int64_t[]){1, 1, 9}), &error),
                ECO_E_REFUSED, "no multiple of 1 lies between floor 2 and cap 1");
    CHECK_TEXT(error.path, "/floors/1");
    CHECK_FAILS(eco_money_split(parts, NULL, -10, weights, 3, ECO_MAKE(eco_split_options, .caps = weights), &error),
                ECO_E_REFUSED, "-3 of -10 minor units cannot be given");
    CHECK_FAILS(eco_money_split(parts, NULL, 10, weights, 3, ECO_MAKE(eco_split_options, .step_minor = 3), &error), ECO_E_REFUSED,
                "1 of 10");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, weights, 3, ECO_MAKE(eco_split_options, .step_minor = -1), &error),
                ECO_E_INVALID, "step -1");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, weights, 3, ECO_MAKE(eco_split_options, .rule = 7), &error), ECO_E_INVALID,
                "7 is not a rule");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, weights, 3, ECO_MAKE(eco_split_options, .rule = -1), &error), ECO_E_INVALID,
                "-1 is not a rule");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, weights, 3, ECO_MAKE(eco_split_options, .tie = 2), &error), ECO_E_INVALID,
                "2 is not a rule for ties");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, weights, 3, ECO_MAKE(eco_split_options, .tie = -1), &error), ECO_E_INVALID,
                "-1 is not a rule for ties");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, NULL, 3, NULL, &error), ECO_E_INVALID, "NULL for 3 parts");
    CHECK_TEXT(error.path, "/weights");
    CHECK_FAILS(eco_money_split(NULL, &rest, 10, weights, 3, NULL, &error), ECO_E_INVALID, "NULL for 3 parts");
    CHECK_TEXT(error.path, "/parts");
    CHECK_FAILS(eco_money_split(parts, &rest, 10, weights, 3, &(eco_split_options){.rule = 1}, &error), ECO_E_INVALID,
                "struct_size 0");
    CHECK_FAILS(eco_money_split(parts, NULL, 10, weights, 0, NULL, &error), ECO_E_REFUSED, "10 of 10");
    CHECK(parts[0] == 7 && parts[1] == 7 && parts[2] == 7 && rest == 7);
    CHECK_OK(eco_money_split(NULL, NULL, 0, NULL, 0, NULL, &error));
}

static int taken, released;
static void *take(size_t size, void *user)
{
    taken++;
    return *(bool *)user ? malloc(size) : NULL;
}
static void *take_again(void *memory, size_t old_size, size_t new_size, void *user)
{
    (void)old_size;
    return *(bool *)user ? realloc(memory, new_size) : NULL;
}
static void give_back(void *memory, size_t size, void *user)
{
    (void)size;
    (void)user;
    released++;
    free(memory);
}

TEST(split, memory_only_for_many_parts)
{
    enum { MANY = 1000 };
    static int64_t weights[MANY], parts[MANY], caps[MANY];
    bool has_memory = true;
    eco_allocator allocator = {take, take_again, give_back, &has_memory};
    eco_split_options options = {.struct_size = sizeof options, .allocator = &allocator};
    eco_error error;
    taken = released = 0;
    for (int i = 0; i < MANY; i++) {
        weights[i] = i;
        caps[i] = 2 * (MANY - i);
    }
    CHECK_OK(eco_money_split(parts, NULL, 12345, weights, 64, &options, &error));
    CHECK_INT(taken, 0);
    CHECK_OK(eco_money_split(parts, NULL, 999 * 500 * 3, weights, MANY, &options, &error));
    CHECK_INT(taken, 1);
    CHECK_INT(released, 1);
    for (int i = 0; i < MANY; i++)
        CHECK_INT(parts[i], 3 * i);
    /* a level of 1 is below cap for i < 2/3 of them: sum i + sum 2 (1000 - i) */
    options.caps = caps;
    CHECK_OK(eco_money_split(parts, NULL, 666 * 667 / 2 + 333 * 334, weights, MANY, &options, &error));
    for (int i = 0; i < MANY; i++)
        CHECK_INT(parts[i], i <= 666 ? i : 2 * (MANY - i));
    CHECK_INT(taken, 2);
    CHECK_INT(released, 2);
    memset(parts, 7, sizeof parts);
    has_memory = false;
    CHECK_FAILS(eco_money_split(parts, NULL, 10, weights, MANY, &options, &error), ECO_E_MEMORY, "memory");
    CHECK_FAILS(eco_money_split(parts, NULL, 10, weights, SIZE_MAX / 8, &options, &error), ECO_E_MEMORY, "memory");
    CHECK_INT(parts[MANY - 1], INT64_C(0x0707070707070707));
    CHECK_INT(released, 2);
    has_memory = true;
    weights[70] = -1;
    CHECK_FAILS(eco_money_split(parts, NULL, 10, weights, MANY, &options, &error), ECO_E_INVALID, "below 0");
    CHECK_TEXT(error.path, "/weights/70");
    CHECK_INT(released, 3);
}

TEST(split, names)
{
    static const char *const rules[] = {"largest_remainder", "largest_weight", "first", "nearest",
                                        "from_last",         "blocks",         "down",  "unknown"};
    for (eco_split_rule rule = 0; rule < 8; rule++)
        CHECK_TEXT(eco_split_rule_name(rule), rules[rule]);
    CHECK_TEXT(eco_split_tie_name(ECO_SPLIT_TIE_WEIGHT), "tie_weight");
    CHECK_TEXT(eco_split_tie_name(ECO_SPLIT_TIE_FIRST), "tie_first");
    CHECK_TEXT(eco_split_tie_name(2), "unknown");
}
