/* threads.c - one rulebook priced with by several threads at once: carts a second of all together, and against one thread. */
#include <pthread.h>

#include "families.h"

enum { THREADS_MOST = 2, LINES = 10, PROMOTIONS = 100 };

typedef struct worker {
    pthread_t thread;
    pthread_barrier_t *start;
    const bench_priced *priced;
    double seconds, rate;
} worker;

static void *work(void *user)
{
    worker *self = user;
    pthread_barrier_wait(self->start);
    self->rate = bench_carts_rate(self->priced, self->seconds);
    return NULL;
}

static double rate_of(const bench_priced *priced, unsigned threads, double seconds)
{
    worker workers[THREADS_MOST];
    pthread_barrier_t start;
    double rate = 0;
    if (pthread_barrier_init(&start, NULL, threads))
        bench_stop("no barrier");
    for (unsigned i = 0; i < threads; i++) {
        workers[i] = (worker){.start = &start, .priced = priced, .seconds = seconds};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
            bench_stop("no thread");
    }
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        rate += workers[i].rate;
    }
    pthread_barrier_destroy(&start);
    return rate;
}

static const bench_priced *priced_of(bench_workload *workload)
{
    if (!workload->made)
        workload->made = grid_make(LINES, PROMOTIONS, true);
    return grid_priced(workload->made);
}

static double run(bench_workload *workload, double seconds)
{
    return rate_of(priced_of(workload), (unsigned)workload->kind, seconds);
}

static double run_gain(bench_workload *workload, double seconds)
{
    enum { TURNS = 5 };
    double gains[TURNS];
    for (int i = 0; i < TURNS; i++) {
        double alone = rate_of(priced_of(workload), 1, seconds / TURNS / 2);
        gains[i] = rate_of(priced_of(workload), (unsigned)workload->kind, seconds / TURNS / 2) / alone;
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
    bench_workload *workload = bench_add(workloads, "pricing/threads/%d/gain", THREADS_MOST);
    workload->unit = "x of 1";
    workload->kind = THREADS_MOST;
    workload->run = run_gain;
    workload->end = end;
}
