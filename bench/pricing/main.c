/* main.c - the workloads of pricing. */
#include "families.h"

int main(int argc, char **argv)
{
    bench_workloads workloads = {0};
    bench_calibration_add(&workloads);
    carts_add(&workloads);
    grid_add(&workloads);
    stored_add(&workloads);
    threads_add(&workloads);
    return bench_main(&workloads, argc, argv);
}
