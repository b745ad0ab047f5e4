/* backtest_work.c - deals blocks of orders out to threads. Blocks are taken in their order and sums are exact, so the answer is the same for any number
 * of threads, and so is the first failure. */
#include "base/error.h"
#include "base/team.h"
#include "pricing/backtest_internal.h"

enum { ROWS_BETWEEN_TELLING = 256 }; /* so that a host that wants to stop need not wait, however long orders take */

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

static void help(size_t worker, void *work)
{
    backtest_work *all = work;
    do_blocks(all->backtest->workers[worker], all, worker == 0);
}

eco_status eco_backtest_work_run(backtest_work *work, size_t workers_count, eco_error *error)
{
    eco_status failed = eco_team_run(workers_count, help, work, &work->backtest->allocator, error);
    return failed ? failed : first_failure(work, workers_count, error);
}
