/* threads.c - one rulebook priced with by several threads at once: carts a second of all together, and against one thread: by the clock on the wall, and by
 * the time that the threads had a core, which tells more where others use the machine too. */
#include <pthread.h>
#include <string.h>

#include "families.h"

enum { THREADS_MOST = 2, LINES = 10, PROMOTIONS = 100 };

typedef struct worker {
    pthread_t thread;
    pthread_barrier_t *start;
    const bench_priced *priced;
    double seconds, rate, core_rate;
} worker;

typedef struct rates {
    double wall, core;
} rates;

static double core_seconds(void)
{
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

static void *work(void *user)
{
    worker *self = user;
    pthread_barrier_wait(self->start);
    double started = bench_seconds(), core_started = core_seconds();
    self->rate = bench_carts_rate(self->priced, self->seconds);
    self->core_rate = self->rate * (bench_seconds() - started) / (core_seconds() - core_started);
    return NULL;
}

static rates rates_of(const bench_priced *priced, unsigned threads, double seconds)
{
    worker workers[THREADS_MOST];
    pthread_barrier_t start;
    rates sum = {0, 0};
    if (pthread_barrier_init(&start, NULL, threads))
        bench_stop("no barrier");
    for (unsigned i = 0; i < threads; i++) {
        workers[i] = (worker){.start = &start, .priced = priced, .seconds = seconds};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
            bench_stop("no thread");
    }
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        sum.wall += workers[i].rate;
        sum.core += workers[i].core_rate;
    }
    pthread_barrier_destroy(&start);
    return sum;
}

static const bench_priced *priced_of(bench_workload *workload)
{
    if (!workload->made)
        workload->made = grid_make(LINES, PROMOTIONS, true);
    return grid_priced(workload->made);
}

static double run(bench_workload *workload, double seconds)
{
    return rates_of(priced_of(workload), (unsigned)workload->kind, seconds).wall;
}

static double run_gain(bench_workload *workload, double seconds)
{
    enum { TURNS = 5 };
    double gains[TURNS];
    bool by_core = strstr(workload->name, "core");
    for (int i = 0; i < TURNS; i++) {
        rates alone = rates_of(priced_of(workload), 1, seconds / TURNS / 2);
        rates together = rates_of(priced_of(workload), THREADS_MOST, seconds / TURNS / 2);
        gains[i] = by_core ? together.core / alone.core : together.wall / alone.wall;
    }
    return bench_median(gains, TURNS);
}

static void end(bench_workload *workload)
{
    grid_free(workload->made);
    workload->made = NULL;
}

void threads_add(bench_workloads *workloads)
{
    for (int threads = 1; threads <= THREADS_MOST; threads++) {
        bench_workload *workload = bench_add(workloads, "pricing/threads/%d", threads);
        workload->unit = "carts/s";
        workload->kind = threads;
        workload->run = run;
        workload->end = end;
    }
    for (int by_core = 0; by_core <= 1; by_core++) {
        bench_workload *workload = bench_add(workloads, "pricing/threads/%d/gain%s", THREADS_MOST,
                                             by_core ? "-by-core-time" : "");
        workload->unit = "x of 1";
        workload->run = run_gain;
        workload->end = end;
    }
}
