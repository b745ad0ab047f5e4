/* bench.h - medians of repeated runs, one JSON row a workload on standard output. */
#ifndef ECO_BENCH_H
#define ECO_BENCH_H
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BENCH_RUNS = 7 };

static inline double bench_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline int bench_compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static inline double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, bench_compare);
    return values[count / 2];
}

static inline void bench_row(const char *workload, double value, const char *unit, bool higher_is_better)
{
    printf("{\"workload\": \"%s\", \"value\": %.6g, \"unit\": \"%s\", \"higher_is_better\": %s}\n", workload, value, unit,
           higher_is_better ? "true" : "false");
    fflush(stdout);
}

#endif
