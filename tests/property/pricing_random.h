/* pricing_random.h - what the tests of random carts share: cases, and how a case fails. */
#ifndef ECO_TEST_PRICING_RANDOM_H
#define ECO_TEST_PRICING_RANDOM_H
#include "pricing_reference.h"
#include "test.h"

#include <stdlib.h>

/* Prints the case, and ends the test. */
static inline void fail_case(const scenario *given, uint64_t seed, const char *message)
{
    fprintf(stdout, "seed %llu: %s\n", (unsigned long long)seed, message);
    scenario_dump(stdout, given);
    fflush(stdout);
    CHECK_F(false, "seed %llu: %.600s", (unsigned long long)seed, message);
}

#define CASE(condition)                          \
    do {                                         \
        if (!(condition))                        \
            fail_case(&given, seed, #condition); \
    } while (0)

static inline void make_case(scenario *out, uint64_t seed)
{
    chance chance = {.state = seed};
    scenario_make(out, &chance);
}

#endif
