/* workloads.h - a program of workloads: what each does, and how bench/run talks with it.
 *
 * The program answers each line that it reads with one line of JSON, so that bench/run can take turns between it and a peer, which talks the same:
 *     list                  its workloads
 *     write NAME FILE       the work and our answers, for the peer to check its own against
 *     run NAME SECONDS      works so long; the value
 *     end NAME              frees what the workload made */
#ifndef ECO_WORKLOADS_H
#define ECO_WORKLOADS_H
#include "bench.h"

typedef struct bench_workload bench_workload;
enum { BENCH_ALSO = 4 };
/* What a run tells beside its value: rows of their own, WORKLOAD/NAME. */
typedef struct bench_figure {
    const char *name, *unit;
    bool lower_is_better;
    double value;
} bench_figure;
struct bench_workload {
    char name[64];
    const char *unit;
    bool lower_is_better;
    bool is_durable;                                           /* what the disk can do is measured beside it */
    bench_figure also[BENCH_ALSO];                             /* filled by run, as many as have a name */
    double (*run)(bench_workload *workload, double seconds);   /* makes what it needs at its first call */
    void (*write)(const bench_workload *workload, FILE *file); /* NULL: a peer has nothing to check */
    void (*end)(bench_workload *workload);
    int lines, promotions, kind; /* which of its family it is */
    void *made;
};

typedef struct bench_workloads {
    bench_workload *items;
    size_t count;
} bench_workloads;

/* One more, zeroed but for its name; borrowed until the next. */
bench_workload *bench_add(bench_workloads *workloads, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Plain work, to compare machines by (calibration.c): every program that serves has it. */
void bench_calibration_add(bench_workloads *workloads);
/* main: `bench_NAME` serves, `bench_NAME WORKLOAD ...` runs each for a second. */
int bench_main(bench_workloads *workloads, int argc, char **argv);

/* How often a second `work` can be done. */
double bench_rate(void (*work)(void *user), void *user, double seconds);
_Noreturn void bench_stop(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
