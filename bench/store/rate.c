/* rate.c - holds a second: threads that call one handle, with one or many holds a call, on an empty table or a full one. */
#include <pthread.h>

#include "families.h"
#include "shop.h"

typedef struct caller {
    pthread_t thread;
    pthread_barrier_t *start;
    bench_shopper *shopper;
    double seconds, ended;
    long long calls;
} caller;

typedef struct rate_made {
    bench_shop shop;
    store_work *work;
    uint16_t *carts;
} rate_made;

static void *call(void *user)
{
    caller *self = user;
    pthread_barrier_wait(self->start);
    double started = bench_seconds();
    do {
        shopper_fill(self->shopper, work_now_us());
        shopper_call(self->shopper, false);
        self->calls++;
        self->ended = bench_seconds();
    } while (self->ended - started < self->seconds);
    return NULL;
}

/* Holds a second of all together. */
static double call_together(rate_made *made, double seconds)
{
    caller callers[WORK_THREADS_MOST];
    pthread_barrier_t start;
    unsigned threads = (unsigned)made->work->threads;
    double ended = 0;
    long long calls = 0;
    if (pthread_barrier_init(&start, NULL, threads + 1))
        bench_stop("no barrier");
    for (unsigned i = 0; i < threads; i++) {
        callers[i] = (caller){.start = &start, .seconds = seconds};
        callers[i].shopper = shopper_new(&made->shop, made->carts, i, made->work->batch);
        if (pthread_create(&callers[i].thread, NULL, call, &callers[i]))
            bench_stop("no thread");
    }
    double started = bench_seconds();
    pthread_barrier_wait(&start);
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(callers[i].thread, NULL);
        ended = callers[i].ended > ended ? callers[i].ended : ended;
        calls += callers[i].calls;
        made->shop.held += callers[i].shopper->held;
        free(callers[i].shopper);
    }
    pthread_barrier_destroy(&start);
    return (double)calls * made->work->batch / (ended - started);
}

static rate_made *made_of(bench_workload *workload)
{
    rate_made *made = workload->made;
    if (made)
        return made;
    made = workload->made = calloc(1, sizeof *made);
    if (!made || !(made->work = store_work_called(workload->name)) || !(made->carts = store_work_draw(made->work, 0)))
        bench_stop("no memory");
    return made;
}

static double run(bench_workload *workload, double seconds)
{
    rate_made *made = made_of(workload);
    if (seconds <= 0)
        return 0;
    shop_open(&made->shop, made->work, WORK_STOCK);
    double rate = call_together(made, seconds);
    shop_check(&made->shop, !made->work->rows || made->shop.opened == 1); /* a large one once */
    shop_close(&made->shop);
    return rate;
}

/* The same carts in the same order, against stock that runs out: how many are held, and of what. */
static void write(const bench_workload *workload, FILE *file)
{
    enum { AT_ONCE = 100 }; /* WORK_CHECK_HOLDS is a multiple */
    rate_made *made = workload->made;
    store_work work = *made->work;
    work.rows = 0;
    bench_shop shop = {0};
    work_outcome outcome = {0};
    shop_open(&shop, &work, WORK_CHECK_STOCK);
    bench_shopper *shopper = shopper_new(&shop, made->carts, 0, AT_ONCE);
    for (int done = 0; done < WORK_CHECK_HOLDS; done += AT_ONCE) {
        shopper_fill(shopper, work_now_us());
        shopper_call(shopper, true);
    }
    shop.held = shopper->held;
    shop_check(&shop, true);
    shop_outcome(&shop, &outcome);
    fprintf(file, "{\"holds\": %lld, \"digest\": %llu}\n", shopper->held / work.lines, (unsigned long long)outcome.digest);
    free(shopper);
    shop_close(&shop);
    shop_end(&shop);
}

static void end(bench_workload *workload)
{
    rate_made *made = workload->made;
    if (!made)
        return;
    shop_end(&made->shop);
    free(made->carts);
    free(made->work);
    free(made);
    workload->made = NULL;
}

void rate_add(bench_workloads *workloads)
{
    size_t count;
    char missing[256];
    store_work *works = store_works(&count);
    bool has_postgres = postgres_can_start(missing, sizeof missing);
    for (size_t i = 0; works && i < count; i++) {
        if (works[i].place == WORK_POSTGRES && !has_postgres)
            continue;
        bench_workload *workload = bench_add(workloads, "%s", works[i].name);
        workload->unit = "holds/s";
        workload->is_durable = works[i].place != WORK_MEMORY;
        workload->run = run;
        workload->write = write;
        workload->end = end;
    }
    if (!has_postgres)
        fprintf(stderr, "store/postgres is left out: %s\n", missing);
    free(works);
}
