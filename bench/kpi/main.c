/* main.c - the workloads of kpi; those of one log follow each other. */
#include "families.h"

int main(int argc, char **argv)
{
    bench_workloads workloads = {0};
    bench_calibration_add(&workloads);
    for (int has_text_ids = 0; has_text_ids <= 1; has_text_ids++) {
        answers_add(&workloads, has_text_ids);
        memory_add(&workloads, has_text_ids);
        if (!has_text_ids)
            threads_add(&workloads);
    }
    curve_add(&workloads);
    int status = bench_main(&workloads, argc, argv);
    data_free();
    return status;
}
