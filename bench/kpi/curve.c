/* curve.c - logs of several sizes, one user for 20 events in each. The largest need memory: 5 GB for the log alone. */
#include "families.h"

static void end(bench_workload *workload)
{
    (void)workload;
    data_free(); /* peers need the memory for their own */
}

void curve_add(bench_workloads *workloads)
{
    static const int millions[] = {1, 3, 10, 30, 100};
    static const bench_question questions[] = {DAILY, FUNNEL};
    for (size_t i = 0; i < sizeof millions / sizeof millions[0]; i++)
        for (size_t j = 0; j < sizeof questions / sizeof questions[0]; j++) {
            char name[48];
            snprintf(name, sizeof name, "curve/%s/%dm", question_name(questions[j]), millions[i]);
            bench_workload *workload = asked_add(
                workloads, name, (bench_asked){questions[j], INT64_C(1000000) * millions[i], false, BENCH_THREADS});
            workload->write = asked_write;
            workload->end = end;
        }
}
