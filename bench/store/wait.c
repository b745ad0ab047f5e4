/* wait.c - how long a hold of three lines takes in memory, one a call from two threads, while a million other holds come due and are ticked: what 99 of 100
 * do not exceed. One of the two ticks as the holds come due, a few at a time. */
#include <pthread.h>

#include "families.h"
#include "shop.h"

enum { OTHERS = 1000000, THREADS = 2, TICKED = 64, TIMES_MOST = 1 << 23 };

typedef struct waiter {
    pthread_t thread;
    pthread_barrier_t *start;
    bench_shopper *shopper;
    bool ticks;
    int64_t ahead_us, due_from_us, due_for_us, ticked;
    double seconds;
    uint32_t *times; /* nanoseconds */
    size_t count;
} waiter;

static const store_work carts_work = {
    .name = "store/memory/p99", .place = WORK_MEMORY, .lines = WORK_LINES_MOST, .batch = 1, .threads = THREADS};

static void tick(waiter *self, int64_t now_us)
{
    int64_t due = (now_us - self->due_from_us) * OTHERS / self->due_for_us, done;
    eco_error error;
    if ((due < OTHERS ? due : OTHERS) - self->ticked < TICKED)
        return;
    if (eco_inventory_tick(self->shopper->shop->inventory, now_us, TICKED, &done, &error))
        shop_fail("tick", &error);
    self->ticked += TICKED; /* holds sweep some on their way, too */
}

static void *hold(void *user)
{
    waiter *self = user;
    pthread_barrier_wait(self->start);
    double started = bench_seconds(), before, after = started;
    do {
        int64_t now_us = work_now_us() + self->ahead_us;
        if (self->ticks)
            tick(self, now_us);
        shopper_fill(self->shopper, now_us);
        before = bench_seconds();
        shopper_call(self->shopper, false);
        after = bench_seconds();
        self->times[self->count++] = (uint32_t)((after - before) * 1e9);
    } while (after - started < self->seconds && self->count < TIMES_MOST);
    return NULL;
}

static int compare_times(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* One line each, of all SKUs in turn; due one after the other while the clock runs. */
static void hold_others(const bench_shop *shop, int64_t due_from_us, int64_t due_for_us)
{
    store_work work = {.name = "others", .place = WORK_MEMORY, .lines = 1, .batch = WORK_BATCH_MOST, .threads = 1};
    bench_shop single = *shop;
    single.work = &work;
    uint16_t *carts = calloc(WORK_DRAWN, sizeof *carts);
    for (int i = 0; carts && i < WORK_DRAWN; i++)
        carts[i] = (uint16_t)(i % WORK_SKUS);
    if (!carts)
        bench_stop("no memory");
    bench_shopper *other = shopper_new(&single, carts, WORK_THREADS_MOST, WORK_BATCH_MOST);
    for (int64_t done = 0; done < OTHERS; done += other->batch) {
        other->batch = OTHERS - done < WORK_BATCH_MOST ? (int)(OTHERS - done) : WORK_BATCH_MOST;
        shopper_fill(other, work_now_us());
        for (int i = 0; i < other->batch; i++)
            other->commands[i].expires_us = due_from_us + (done + i) * due_for_us / OTHERS;
        shopper_call(other, false);
    }
    free(other);
    free(carts);
}

/* What is left after the last deadline is swept, and then only what the two hold is held. */
static void check(const bench_shop *shop, int64_t last_us)
{
    int64_t done;
    eco_error error;
    do {
        if (eco_inventory_tick(shop->inventory, last_us, 0, &done, &error))
            shop_fail("tick", &error);
    } while (done == 10000);
    shop_check(shop, true);
}

static void report(bench_workload *workload, const uint32_t *times, size_t count)
{
    workload->also[0] = (bench_figure){"p50", "us", true, times[count / 2] * 1e-3};
    workload->also[1] = (bench_figure){"p999", "us", true, times[count * 999 / 1000] * 1e-3};
    workload->also[2] = (bench_figure){"worst", "us", true, times[count - 1] * 1e-3};
}

static double times_of(bench_workload *workload, waiter *waiters)
{
    size_t count = waiters[0].count;
    uint32_t *all = realloc(waiters[0].times, (count + waiters[1].count) * sizeof *all);
    if (!all)
        bench_stop("no memory");
    for (size_t i = 0; i < waiters[1].count; i++)
        all[count + i] = waiters[1].times[i];
    count += waiters[1].count;
    qsort(all, count, sizeof *all, compare_times);
    report(workload, all, count);
    double p99 = all[count * 99 / 100] * 1e-3;
    free(all);
    free(waiters[1].times);
    return p99;
}

static void start_waiters(waiter *waiters, pthread_barrier_t *start, const bench_shop *shop, const uint16_t *carts, waiter like)
{
    if (pthread_barrier_init(start, NULL, THREADS))
        bench_stop("no barrier");
    for (unsigned i = 0; i < THREADS; i++) {
        waiters[i] = like;
        waiters[i].start = start;
        waiters[i].ticks = i == 0;
        waiters[i].shopper = shopper_new(shop, carts, i, 1);
        waiters[i].times = malloc(sizeof(uint32_t) * TIMES_MOST);
        if (!waiters[i].times || pthread_create(&waiters[i].thread, NULL, hold, &waiters[i]))
            bench_stop("no thread");
    }
}

/* Preparing takes a while: the others come due an hour later, and then the clock is put forward to that. */
static double run(bench_workload *workload, double seconds)
{
    const int64_t later_us = (int64_t)3600 * 1000000;
    bench_shop shop = {0};
    waiter waiters[THREADS], like = {.seconds = seconds < 1 ? 1 : seconds};
    pthread_barrier_t start;
    uint16_t *carts = store_work_draw(&carts_work, 0);
    if (!carts)
        bench_stop("no memory");
    shop_open(&shop, &carts_work, WORK_STOCK);
    like.due_from_us = work_now_us() + later_us;
    like.due_for_us = (int64_t)(like.seconds * 1e6);
    hold_others(&shop, like.due_from_us, like.due_for_us);
    like.ahead_us = like.due_from_us - work_now_us();
    start_waiters(waiters, &start, &shop, carts, like);
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(waiters[i].thread, NULL);
        shop.held += waiters[i].shopper->held;
        free(waiters[i].shopper);
    }
    pthread_barrier_destroy(&start);
    check(&shop, like.due_from_us + like.due_for_us);
    shop_close(&shop);
    free(carts);
    return times_of(workload, waiters);
}

static void end(bench_workload *workload)
{
    (void)workload;
}

void wait_add(bench_workloads *workloads)
{
    bench_workload *workload = bench_add(workloads, "%s", carts_work.name);
    workload->unit = "us";
    workload->lower_is_better = true;
    workload->run = run;
    workload->end = end;
}
