/* calibration.c - plain work that has nothing to do with us: how fast this machine is just now. A chain of table look-ups and multiplications. */
#include "workloads.h"

#include <stdint.h>

enum { TABLE = 1 << 15, STEPS = 1000 };

typedef struct calibration {
    uint32_t table[TABLE], at;
} calibration;

static void work(void *user)
{
    calibration *made = user;
    for (int i = 0; i < STEPS; i++)
        made->at = made->table[(made->at * 2654435761U >> 17) % TABLE] + (uint32_t)i;
}

static double run(bench_workload *workload, double seconds)
{
    calibration *made = workload->made ? workload->made : calloc(1, sizeof *made);
    if (!made)
        bench_stop("no memory");
    if (!workload->made)
        for (uint32_t i = 0; i < TABLE; i++)
            made->table[i] = i * 1103515245U + 12345U;
    workload->made = made;
    return bench_rate(work, made, seconds / 10) * STEPS / 1e6;
}

static void end(bench_workload *workload)
{
    free(workload->made);
    workload->made = NULL;
}

void bench_calibration_add(bench_workloads *workloads)
{
    bench_workload *workload = bench_add(workloads, "calibration");
    workload->unit = "million steps/s";
    workload->run = run;
    workload->end = end;
}
