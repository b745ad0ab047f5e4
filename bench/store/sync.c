/* sync.c - what the disk can do: how often a second 4 KiB are added to a file and are there for good. Durable figures mean little without it. */
#include "families.h"
#include "server.h"

static double run(bench_workload *workload, double seconds)
{
    (void)workload;
    return server_sync_rate(seconds);
}

static void end(bench_workload *workload)
{
    (void)workload;
}

void sync_add(bench_workloads *workloads)
{
    bench_workload *workload = bench_add(workloads, "fdatasync");
    workload->unit = "appends/s";
    workload->run = run;
    workload->end = end;
}
