/* test.h - one way to write tests, two runners: Criterion (each test in a process of its own), and a plain loop for sanitizers and valgrind, under which
 * Criterion cannot run.
 *
 *     TEST(money, parses_cents)
 *     {
 *         CHECK_INT(eco_money_parse(&minor, "19.99", "CNY", &error), ECO_OK);
 *     }
 * A failed CHECK ends the test. Loops belong inside a test: a Criterion test costs 12 ms. */
#ifndef ECO_TEST_H
#define ECO_TEST_H
#include <ecomops/base.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#ifdef ECO_TEST_PLAIN
typedef struct eco_test {
    const char *suite, *name;
    void (*run)(void);
    struct eco_test *next;
} eco_test;
void eco_test_register(eco_test *test);
_Noreturn void eco_test_fail(const char *file, int line, const char *message);
#define TEST(suite_, name_)                                                    \
    static void suite_##_##name_(void);                                        \
    __attribute__((constructor)) static void suite_##_##name_##_register(void) \
    {                                                                          \
        static eco_test test = {#suite_, #name_, suite_##_##name_, NULL};      \
        eco_test_register(&test);                                              \
    }                                                                          \
    static void suite_##_##name_(void)
#define ECO_TEST_FAIL(message) eco_test_fail(__FILE__, __LINE__, message)
#else
#include <criterion/criterion.h>
#define TEST(suite_, name_)    Test(suite_, name_)
#define ECO_TEST_FAIL(message) cr_assert(false, "%s:%d: %s", __FILE__, __LINE__, message)
#endif

#define CHECK(condition)               \
    do {                               \
        if (!(condition))              \
            ECO_TEST_FAIL(#condition); \
    } while (0)

#define CHECK_F(condition, ...)                                                                         \
    do {                                                                                                \
        if (!(condition)) {                                                                             \
            char check_text_[1024];                                                                     \
            int check_size_ = snprintf(check_text_, sizeof check_text_, "%s: ", #condition);            \
            snprintf(check_text_ + check_size_, sizeof check_text_ - (size_t)check_size_, __VA_ARGS__); \
            ECO_TEST_FAIL(check_text_);                                                                 \
        }                                                                                               \
    } while (0)

#define CHECK_INT(given, expected)                                                                                   \
    do {                                                                                                             \
        int64_t given_ = (int64_t)(given), expected_ = (int64_t)(expected);                                          \
        if (given_ != expected_) {                                                                                   \
            char check_text_[512];                                                                                   \
            snprintf(check_text_, sizeof check_text_, "%.300s is %" PRId64 ", not %" PRId64, #given, given_, expected_); \
            ECO_TEST_FAIL(check_text_);                                                                              \
        }                                                                                                            \
    } while (0)

#define CHECK_TEXT(given, expected)                                                                                             \
    do {                                                                                                                        \
        const char *given_text_ = (given), *expected_text_ = (expected);                                                        \
        if (!given_text_ || strcmp(given_text_, expected_text_) != 0) {                                                         \
            char check_text_[2048];                                                                                             \
            snprintf(check_text_, sizeof check_text_, "%s is \"%.800s\", not \"%.800s\"", #given, given_text_ ? given_text_ : "(null)", \
                     expected_text_);                                                                                           \
            ECO_TEST_FAIL(check_text_);                                                                                         \
        }                                                                                                                       \
    } while (0)

/* A call that must fail with a status, and whose message must hold a text. */
#define CHECK_FAILS(call, expected_status, message_part)                                                                 \
    do {                                                                                                                 \
        memset(&error, 0, sizeof error);                                                                                 \
        eco_status status_ = (call);                                                                                     \
        if (status_ != (expected_status) || error.status != (expected_status) || !strstr(error.message, message_part)) { \
            char check_text_[1536];                                                                                      \
            snprintf(check_text_, sizeof check_text_, "%s gave %s: \"%s\" at \"%s\"", #call, eco_status_name(status_),   \
                     error.message, error.path);                                                                         \
            ECO_TEST_FAIL(check_text_);                                                                                  \
        }                                                                                                                \
    } while (0)

/* A call that must succeed; prints its error. */
#define CHECK_OK(call)                                                                                                       \
    do {                                                                                                                     \
        memset(&error, 0, sizeof error);                                                                                     \
        eco_status status_ = (call);                                                                                         \
        if (status_ != ECO_OK) {                                                                                             \
            char check_text_[1536];                                                                                          \
            snprintf(check_text_, sizeof check_text_, "%s gave %s: \"%s\" at \"%s\" %d:%d", #call, eco_status_name(status_), \
                     error.message, error.path, error.line, error.column);                                                   \
            ECO_TEST_FAIL(check_text_);                                                                                      \
        }                                                                                                                    \
    } while (0)

/* A seeded generator for property tests (splitmix64). ECO_SEED in the environment replays a run; a failing property prints its seed. */
typedef struct eco_random {
    uint64_t state;
} eco_random;
static inline uint64_t eco_random_next(eco_random *random)
{
    uint64_t z = (random->state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}
static inline int64_t eco_random_between(eco_random *random, int64_t low, int64_t high)
{
    return low + (int64_t)(eco_random_next(random) % ((uint64_t)high - (uint64_t)low + 1));
}
uint64_t eco_test_seed(void);    /* of this run */
long eco_test_cases(long usual); /* rounds of a property: ECO_CASES in the environment, or the usual number */

#endif
