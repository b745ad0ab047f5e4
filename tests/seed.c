/* seed.c - the seed of this run: ECO_SEED, or a fixed one, so that a test run is the same every time; ./dev soak passes new ones. */
#include "test.h"

#include <stdlib.h>

uint64_t eco_test_seed(void)
{
    const char *text = getenv("ECO_SEED");
    return text ? strtoull(text, NULL, 0) : UINT64_C(20261111);
}

long eco_test_cases(long usual)
{
    const char *text = getenv("ECO_CASES");
    return text ? strtol(text, NULL, 10) : usual;
}
