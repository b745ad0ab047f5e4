/* processes.c - four processes on one SQLite file, one hold a call: how many a second all together, how the slowest does against the fastest, and the
 * longest that one call took. */
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "families.h"
#include "shop.h"

enum { PROCESSES = 4 };

typedef struct process_board { /* shared by all */
    pthread_barrier_t start;
    struct {
        long long calls, held;
        double seconds, worst;
    } each[PROCESSES];
} process_board;

static const store_work single_work = {
    .name = "store/sqlite-full/processes", .place = WORK_SQLITE, .lines = 1, .batch = 1, .threads = 1};

static process_board *board_new(void)
{
    pthread_barrierattr_t shared;
    process_board *made = mmap(NULL, sizeof *made, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (made == MAP_FAILED || pthread_barrierattr_init(&shared) ||
        pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED) || pthread_barrier_init(&made->start, &shared, PROCESSES))
        bench_stop("no memory to share");
    pthread_barrierattr_destroy(&shared);
    return made;
}

static void work(process_board *board, unsigned number, const bench_shop *parent, const uint16_t *carts, double seconds)
{
    bench_shop shop = *parent;
    shop_join(&shop);
    bench_shopper *shopper = shopper_new(&shop, carts, number, 1);
    long long calls = 0;
    double worst = 0, before, after, started;
    pthread_barrier_wait(&board->start);
    after = started = bench_seconds();
    do {
        shopper_fill(shopper, work_now_us());
        before = bench_seconds();
        shopper_call(shopper, false);
        after = bench_seconds();
        worst = after - before > worst ? after - before : worst;
        calls++;
    } while (after - started < seconds);
    board->each[number].calls = calls;
    board->each[number].seconds = after - started;
    board->each[number].worst = worst;
    board->each[number].held = shopper->held;
    free(shopper);
    shop_leave(&shop);
}

static double tell(bench_workload *workload, const process_board *board)
{
    double sum = 0, least = 0, most = 0, worst = 0;
    for (int i = 0; i < PROCESSES; i++) {
        double rate = (double)board->each[i].calls / board->each[i].seconds;
        sum += rate;
        least = i == 0 || rate < least ? rate : least;
        most = rate > most ? rate : most;
        worst = board->each[i].worst > worst ? board->each[i].worst : worst;
    }
    workload->also[0] = (bench_figure){"slowest-of-fastest", "x", false, least / most};
    workload->also[1] = (bench_figure){"worst-wait", "ms", true, worst * 1e3};
    return sum;
}

/* No connection may be open where a process forks. */
static double run(bench_workload *workload, double seconds)
{
    bench_shop shop = {0};
    pid_t children[PROCESSES];
    int status;
    uint16_t *carts = store_work_draw(&single_work, 0);
    process_board *board = board_new();
    if (!carts)
        bench_stop("no memory");
    shop_open(&shop, &single_work, WORK_STOCK);
    shop_leave(&shop);
    fflush(stdout);
    for (unsigned i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        if (children[i] < 0)
            bench_stop("no process");
        if (children[i] == 0) {
            work(board, i, &shop, carts, seconds);
            _exit(0);
        }
    }
    for (unsigned i = 0; i < PROCESSES; i++)
        if (waitpid(children[i], &status, 0) != children[i] || status)
            bench_stop("%s: a process failed", workload->name);
        else
            shop.held += board->each[i].held;
    shop_join(&shop);
    shop_check(&shop, true);
    shop_close(&shop);
    double rate = tell(workload, board);
    pthread_barrier_destroy(&board->start);
    munmap(board, sizeof *board);
    free(carts);
    return rate;
}

static void end(bench_workload *workload)
{
    (void)workload;
}

void processes_add(bench_workloads *workloads)
{
    bench_workload *workload = bench_add(workloads, "%s", single_work.name);
    workload->unit = "holds/s";
    workload->is_durable = true;
    workload->run = run;
    workload->end = end;
}
