/* threads.c - how much faster two threads answer than one. */
#include "families.h"

static double run(bench_workload *workload, double seconds)
{
    enum { TURNS = 3 };
    double gains[TURNS];
    bench_asked alone = *asked_of(workload), together = alone;
    alone.threads = 0;
    for (int i = 0; i < TURNS; i++)
        gains[i] = asked_rate(&together, seconds / TURNS / 2) / asked_rate(&alone, seconds / TURNS / 2);
    return bench_median(gains, TURNS);
}

void threads_add(bench_workloads *workloads)
{
    for (bench_question question = 0; question < QUESTIONS; question++) {
        char name[48];
        snprintf(name, sizeof name, "threads/%s", question_name(question));
        bench_workload *workload = asked_add(workloads, name, (bench_asked){question, data_rows(), false, BENCH_THREADS});
        workload->unit = "x of 1";
        workload->lower_is_better = false;
        workload->run = run;
    }
}
