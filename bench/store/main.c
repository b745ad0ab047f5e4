/* main.c - the workloads of the store. */
#include "families.h"

int main(int argc, char **argv)
{
    bench_workloads workloads = {0};
    bench_calibration_add(&workloads);
    sync_add(&workloads);
    rate_add(&workloads);
    wait_add(&workloads);
    processes_add(&workloads);
    level_add(&workloads);
    return bench_main(&workloads, argc, argv);
}
