/* plain_runner.c - runs every registered test in this process, one after the other; the names given as arguments only ("money" or "money/parses_cents"). */
#include "test.h"

#include <setjmp.h>
#include <stdlib.h>

static eco_test *tests;
static jmp_buf after_failure;

void eco_test_register(eco_test *test)
{
    test->next = tests;
    tests = test;
}

_Noreturn void eco_test_fail(const char *file, int line, const char *message)
{
    printf("%s:%d: %s\n", file, line, message);
    longjmp(after_failure, 1);
}

static int wanted(const eco_test *test, int count, char **names)
{
    char full[256];
    snprintf(full, sizeof full, "%s/%s", test->suite, test->name);
    for (int i = 1; i < count; i++)
        if (strcmp(names[i], test->suite) == 0 || strcmp(names[i], full) == 0)
            return 1;
    return count < 2;
}

int main(int argc, char **argv)
{
    volatile int passed = 0, failed = 0;
    for (eco_test *volatile test = tests; test; test = test->next) {
        if (!wanted(test, argc, argv))
            continue;
        if (setjmp(after_failure) == 0) {
            test->run();
            passed++;
        } else {
            printf("FAILED %s/%s\n", test->suite, test->name);
            failed++;
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
