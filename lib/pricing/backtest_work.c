/* backtest_work.c - deals blocks of orders out to threads. Blocks are taken in their order and sums are exact, so the answer is the same for any number
 * of threads, and so is the first failure. */
#include <pthread.h>
#include <sched.h>

#include "base/error.h"
#include "pricing/backtest_internal.h"

enum { ROWS_BETWEEN_TELLING = 256 }; /* so that a host that wants to stop need not wait, however long orders take */

static size_t cores(void)
{
    cpu_set_t set; /* what this process may use, which may be less than there is */
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (size_t)CPU_COUNT(&set) : 1;
}

size_t eco_backtest_threads(int32_t asked)
{
    return asked < 0 ? cores() : asked == 0 ? 1 : (size_t)asked;
}

size_t eco_backtest_work_threads(const backtest_work *work)
{
    size_t threads = work->backtest->threads;
    return threads < work->groups.blocks_count ? threads : work->groups.blocks_count;
}

/* The last group is nobody's: it may go on in the next table. */
static size_t block_end(const backtest_work *work, size_t block)
{
    const backtest_groups *groups = &work->groups;
    return block + 1 < groups->blocks_count ? groups->blocks[block + 1] : groups->count - 1;
}

static eco_status do_group(backtest_worker *worker, const backtest_work *work, size_t group)
{
    const eco_backtest *backtest = work->backtest;
    backtest_problem problem;
    eco_status failed = eco_backtest_worker_read(worker, work, group);
    failed = failed ? failed : eco_backtest_worker_price(worker, &problem);
    if (failed)
        return failed;
    bool taken = eco_backtest_sums_take(&worker->sums, &worker->outcome) &&
                 eco_backtest_movers_offer(worker->movers, backtest->movers, backtest, &worker->outcome,
                                           work->groups.items[group].id_row) &&
                 (!problem.message || eco_backtest_problems_add(&worker->problems, &problem));
    return taken ? ECO_OK : eco_fail_memory(&worker->error);
}

/* Counts rows as done; the caller tells its host, who may say stop. */
static void tell(backtest_work *work, int64_t rows, bool is_caller)
{
    const eco_progress *progress = &work->backtest->progress;
    int64_t done = atomic_fetch_add(&work->rows_done, rows) + rows;
    if (is_caller && progress->report && !progress->report(done, work->table->rows, progress->user))
        atomic_store(&work->cancelled, true);
}

static eco_status do_block(backtest_worker *worker, backtest_work *work, size_t block, bool is_caller)
{
    const backtest_group *groups = work->groups.items;
    size_t told = work->groups.blocks[block], end = block_end(work, block);
    for (size_t group = told; group < end && !atomic_load_explicit(&work->cancelled, memory_order_relaxed); group++) {
        eco_status failed = do_group(worker, work, group);
        if (failed)
            return failed;
        int64_t rows = groups[group + 1].first - groups[told].first;
        if (rows < ROWS_BETWEEN_TELLING && group + 1 < end)
            continue;
        tell(work, rows, is_caller);
        told = group + 1;
    }
    return ECO_OK;
}

static void note_failure(backtest_work *work, size_t block)
{
    size_t first = atomic_load(&work->failed_block);
    while (block < first && !atomic_compare_exchange_weak(&work->failed_block, &first, block))
        continue;
}

/* Takes blocks until there are none, or one before them has failed. */
static void do_blocks(backtest_worker *worker, backtest_work *work, bool is_caller)
{
    for (;;) {
        size_t block = atomic_fetch_add(&work->next_block, 1);
        if (block >= work->groups.blocks_count || block > atomic_load(&work->failed_block) || atomic_load(&work->cancelled))
            return;
        if (do_block(worker, work, block, is_caller)) {
            worker->failed_block = block;
            note_failure(work, block);
            return;
        }
    }
}

typedef struct backtest_helper { /* a thread beside the caller's */
    pthread_t thread;
    backtest_worker *worker;
    backtest_work *work;
} backtest_helper;

static void *help(void *user)
{
    backtest_helper *helper = user;
    do_blocks(helper->worker, helper->work, false);
    return NULL;
}

/* The failure of the earliest block: the one that a single thread would have met. */
static eco_status first_failure(const backtest_work *work, size_t count, eco_error *error)
{
    size_t failed_block = atomic_load(&work->failed_block);
    for (size_t i = 0; failed_block != SIZE_MAX && i < count; i++) {
        const backtest_worker *worker = work->backtest->workers[i];
        if (worker->failed_block != failed_block)
            continue;
        if (error)
            *error = worker->error;
        return worker->error.status;
    }
    if (atomic_load(&work->cancelled))
        return eco_fail(error, ECO_E_CANCELLED, NULL, "cancelled after %lld of %lld rows",
                        (long long)atomic_load(&work->rows_done), (long long)work->table->rows);
    return ECO_OK;
}

eco_status eco_backtest_work_run(backtest_work *work, size_t workers_count, eco_error *error)
{
    backtest_worker **workers = work->backtest->workers;
    const eco_allocator *allocator = &work->backtest->allocator;
    size_t started = 0;
    int refused = 0;
    backtest_helper *helpers = eco_allocate(allocator, workers_count * sizeof *helpers);
    if (!helpers)
        return eco_fail_memory(error);
    for (size_t i = 1; !refused && i < workers_count; i++) {
        helpers[started] = (backtest_helper){.worker = workers[i], .work = work};
        refused = pthread_create(&helpers[started].thread, NULL, help, &helpers[started]);
        started += !refused;
    }
    if (refused)
        atomic_store(&work->cancelled, true);
    do_blocks(workers[0], work, true);
    for (size_t i = 0; i < started; i++)
        pthread_join(helpers[i].thread, NULL);
    eco_release(allocator, helpers, workers_count * sizeof *helpers);
    if (refused)
        return eco_fail(error, ECO_E_IO, "/threads", "thread %zu of %zu could not be started: error %d of the system",
                        started + 2, workers_count, refused);
    return first_failure(work, workers_count, error);
}
