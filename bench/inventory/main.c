/* main.c - the workloads of inventory that need no store. */
#include "families.h"

int main(int argc, char **argv)
{
    bench_workloads workloads = {0};
    bench_calibration_add(&workloads);
    cost_add(&workloads);
    route_add(&workloads);
    return bench_main(&workloads, argc, argv);
}
