/* families.h - the workloads of the store and of stock, a family a file. */
#ifndef ECO_STORE_FAMILIES_H
#define ECO_STORE_FAMILIES_H
#include "workloads.h"

void rate_add(bench_workloads *workloads);
void wait_add(bench_workloads *workloads);
void processes_add(bench_workloads *workloads);
void level_add(bench_workloads *workloads);
void sync_add(bench_workloads *workloads);

#endif
