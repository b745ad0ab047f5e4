/* backtest_update.c - one table more: everything that can fail happens beside the state, then the state changes at once. */
#include "pricing/backtest_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"

typedef struct backtest_update { /* what will be the state, if nothing fails */
    backtest_work work;
    eco_arena arena; /* of the columns */
    size_t workers_count;
    backtest_push *pushes; /* of orders, in the order of pushing */
    size_t pushes_count, pushes_capacity;
    eco_arena carry_arena;
    backtest_order carry;
    backtest_outcome tail;
    backtest_problem carry_problem;
    backtest_movers *movers; /* NULL: as they were */
    eco_arena movers_arena;
    size_t problems_before;
} backtest_update;

static eco_status begin_update(backtest_update *update, eco_backtest *backtest, const eco_table *table, eco_error *error)
{
    const eco_allocator *allocator = &backtest->allocator;
    *update = (backtest_update){.work = {.backtest = backtest, .table = table, .groups = {.allocator = *allocator}}};
    atomic_init(&update->work.next_block, 0);
    atomic_init(&update->work.failed_block, SIZE_MAX);
    atomic_init(&update->work.rows_done, 0);
    atomic_init(&update->work.cancelled, false);
    update->problems_before = backtest->problems.count;
    eco_arena_begin(&update->arena, allocator);
    eco_arena_begin(&update->carry_arena, allocator);
    eco_arena_begin(&update->movers_arena, allocator);
    eco_backtest_order_begin(&update->carry, allocator);
    if (!eco_backtest_outcome_begin(&update->tail, backtest))
        return eco_fail_memory(error);
    eco_status failed = eco_backtest_columns_take(&update->work.columns, backtest, table, &update->arena, error);
    if (failed)
        return failed;
    return eco_backtest_groups_find(&update->work.groups, table, &update->work.columns.order, backtest->threads, error);
}

static void end_update(backtest_update *update)
{
    eco_backtest *backtest = update->work.backtest;
    for (size_t i = 0; i < backtest->workers_count; i++)
        eco_backtest_worker_clear(backtest->workers[i]);
    eco_release(&backtest->allocator, update->pushes, update->pushes_capacity * sizeof *update->pushes);
    eco_backtest_groups_end(&update->work.groups);
    eco_backtest_outcome_end(&update->tail, backtest);
    eco_backtest_order_end(&update->carry);
    eco_backtest_movers_end(update->movers, backtest);
    eco_arena_end(&update->movers_arena);
    eco_arena_end(&update->carry_arena);
    eco_arena_end(&update->arena);
}

/* ---- orders ---- */

/* Does the table's first group go on with the carried order? Rows without an order do: they end nothing. */
static eco_status goes_on(backtest_update *update, bool *out, eco_error *error)
{
    const eco_backtest *backtest = update->work.backtest;
    const backtest_group *group = &update->work.groups.items[0];
    const char *id = NULL;
    *out = backtest->has_carry && group->id_row < 0;
    if (!backtest->has_carry || !backtest->carry.id || group->id_row < 0)
        return ECO_OK;
    if (eco_backtest_read_text(&id, &update->work.columns.order, group->id_row, &update->arena, NULL) == ECO_E_MEMORY)
        return eco_fail_memory(error);
    *out = id && strcmp(id, backtest->carry.id) == 0;
    return ECO_OK;
}

/* Which order goes on, and which come back. */
static eco_status push_orders(backtest_update *update, eco_error *error)
{
    backtest_work *work = &update->work;
    eco_backtest *backtest = work->backtest;
    size_t count = work->groups.count;
    if (!eco_grow(&backtest->allocator, &update->pushes, &update->pushes_capacity, count, sizeof *update->pushes) ||
        !eco_backtest_recent_reserve(&backtest->recent, count))
        return eco_fail_memory(error);
    eco_status failed = goes_on(update, &work->continues_carry, error);
    for (size_t i = work->continues_carry; !failed && i < count; i++) {
        backtest_group *group = &work->groups.items[i];
        uint64_t hash;
        if (group->id_row >= 0 && eco_backtest_hash_text(&hash, &work->columns.order, group->id_row))
            group->came_back = eco_backtest_recent_push(&backtest->recent, &update->pushes[update->pushes_count++], hash);
    }
    return failed;
}

/* ---- work ---- */

static eco_status run_workers(backtest_update *update, eco_error *error)
{
    eco_backtest *backtest = update->work.backtest;
    size_t count = eco_backtest_work_threads(&update->work);
    if (!eco_grow(&backtest->allocator, &backtest->workers, &backtest->workers_capacity, count, sizeof *backtest->workers))
        return eco_fail_memory(error);
    for (; backtest->workers_count < count; backtest->workers_count++) {
        backtest->workers[backtest->workers_count] = eco_backtest_worker_begin(backtest);
        if (!backtest->workers[backtest->workers_count])
            return eco_fail_memory(error);
    }
    update->workers_count = count;
    return eco_backtest_work_run(&update->work, count, error);
}

/* The last order: its rows are copied, since the table goes, and what came of it stands apart, since it may go on. What its rows lack is known already. */
static eco_status take_tail(backtest_update *update, eco_error *error)
{
    backtest_worker *worker = update->work.backtest->workers[0];
    backtest_problem problem = {0};
    eco_status failed = eco_backtest_worker_read(worker, &update->work, update->work.groups.count - 1);
    if (!failed)
        failed = eco_backtest_order_copy(&update->carry, &worker->order, &update->carry_arena, &worker->error);
    if (!failed)
        failed = eco_backtest_worker_price(worker, &problem);
    if (!failed && problem.message) {
        update->carry_problem = problem;
        update->carry_problem.column = eco_arena_text(&update->carry_arena, problem.column);
        update->carry_problem.message = eco_arena_text(&update->carry_arena, problem.message);
        if (!update->carry_problem.column || !update->carry_problem.message)
            failed = eco_fail_memory(&worker->error);
    }
    if (failed && error)
        *error = worker->error;
    if (failed)
        return failed;
    backtest_outcome outcome = worker->outcome;
    worker->outcome = update->tail;
    update->tail = outcome;
    update->tail.id = update->carry.id;
    return ECO_OK;
}

/* ---- sums and movers ---- */

/* All that is new, in the sums and movers of the first worker: with the carried order, if it is over. */
static eco_status gather_sums(backtest_update *update, eco_error *error)
{
    eco_backtest *backtest = update->work.backtest;
    backtest_worker *first = backtest->workers[0];
    bool gathered = true;
    for (size_t i = 1; gathered && i < update->workers_count; i++) {
        gathered = eco_backtest_sums_reserve(&first->sums, &backtest->workers[i]->sums);
        if (gathered)
            eco_backtest_sums_add(&first->sums, &backtest->workers[i]->sums);
    }
    if (backtest->has_carry && !update->work.continues_carry)
        gathered = gathered && eco_backtest_sums_take(&first->sums, &backtest->tail) &&
                   eco_backtest_movers_offer(first->movers, backtest->movers, backtest, &backtest->tail, -1);
    if (!gathered || !eco_backtest_sums_reserve(&backtest->settled, &first->sums))
        return eco_fail_memory(error);
    return eco_backtest_sums_fit(&backtest->settled, &first->sums, &update->tail, error);
}

static bool push_movers(backtest_movers *to, const backtest_movers *from, const eco_backtest *backtest)
{
    for (size_t i = 0; i < from->count; i++)
        if (!eco_backtest_movers_push(to, backtest, &from->items[i]))
            return false;
    return true;
}

/* Of those that stay, the ids are read from the table, and copied with those that were there. */
static eco_status keep_ids(backtest_update *update, backtest_movers *movers, eco_error *error)
{
    for (size_t i = 0; i < movers->count; i++) {
        backtest_mover *mover = &movers->items[i];
        if (!mover->id && eco_backtest_read_text(&mover->id, &update->work.columns.order, mover->id_row, &update->arena, NULL))
            return eco_fail_memory(error);
        mover->id = eco_arena_text(&update->movers_arena, mover->id);
        if (!mover->id)
            return eco_fail_memory(error);
    }
    return ECO_OK;
}

static eco_status gather_movers(backtest_update *update, eco_error *error)
{
    eco_backtest *backtest = update->work.backtest;
    size_t found = 0;
    for (size_t i = 0; i < update->workers_count; i++)
        for (size_t k = 1; k < backtest->rulebooks_count; k++)
            found += backtest->workers[i]->movers[k].count;
    if (!found)
        return ECO_OK;
    update->movers = eco_backtest_movers_begin(backtest);
    if (!update->movers)
        return eco_fail_memory(error);
    for (size_t k = 1; k < backtest->rulebooks_count; k++) {
        bool pushed = push_movers(&update->movers[k], &backtest->movers[k], backtest);
        for (size_t i = 0; pushed && i < update->workers_count; i++)
            pushed = push_movers(&update->movers[k], &backtest->workers[i]->movers[k], backtest);
        if (!pushed)
            return eco_fail_memory(error);
        eco_status failed = keep_ids(update, &update->movers[k], error);
        if (failed)
            return failed;
    }
    return ECO_OK;
}

/* ---- problems ---- */

static int by_group(const void *a, const void *b)
{
    const backtest_problem *left = *(backtest_problem *const *)a, *right = *(backtest_problem *const *)b;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    return left < right ? -1 : left > right; /* of one worker, in the order that it met them */
}

/* The problems of all workers, in the order in which one worker would have met them. */
static eco_status gather_problems(backtest_update *update, eco_error *error)
{
    eco_backtest *backtest = update->work.backtest;
    size_t count = 0, filled = 0;
    for (size_t i = 0; i < update->workers_count; i++)
        count += backtest->workers[i]->problems.count;
    const backtest_problem **found = eco_arena_take_array(&update->arena, count, sizeof *found);
    if (!found)
        return eco_fail_memory(error);
    for (size_t i = 0; i < update->workers_count; i++)
        for (size_t k = 0; k < backtest->workers[i]->problems.count; k++)
            found[filled++] = &backtest->workers[i]->problems.items[k];
    qsort(found, count, sizeof *found, by_group);
    bool added = true;
    if (backtest->carry_problem.message && !update->work.continues_carry)
        added = eco_backtest_problems_add(&backtest->problems, &backtest->carry_problem);
    for (size_t i = 0; added && i < count; i++)
        added = eco_backtest_problems_add(&backtest->problems, found[i]);
    return added ? ECO_OK : eco_fail_memory(error);
}

/* ---- all of it, or nothing ---- */

#define SWAP(type, a, b)   \
    do {                   \
        type swapped_ = a; \
        a = b;             \
        b = swapped_;      \
    } while (0)

/* Nothing here fails. What was is left to end_update. */
static void commit(backtest_update *update)
{
    eco_backtest *backtest = update->work.backtest;
    eco_backtest_sums_add(&backtest->settled, &backtest->workers[0]->sums);
    if (update->movers) {
        SWAP(backtest_movers *, backtest->movers, update->movers);
        SWAP(eco_arena, backtest->movers_arena, update->movers_arena);
    }
    SWAP(backtest_order, backtest->carry, update->carry);
    SWAP(backtest_outcome, backtest->tail, update->tail);
    SWAP(eco_arena, backtest->carry_arena, update->carry_arena);
    backtest->carry_problem = update->carry_problem;
    backtest->has_carry = true;
    backtest->rows += update->work.table->rows;
}

static void undo(backtest_update *update)
{
    eco_backtest *backtest = update->work.backtest;
    while (update->pushes_count)
        eco_backtest_recent_undo(&backtest->recent, &update->pushes[--update->pushes_count]);
    backtest->problems.count = update->problems_before;
    eco_backtest_workers_end(backtest); /* with the memory that they took */
}

static eco_status report_end(const backtest_update *update, eco_error *error)
{
    const eco_progress *progress = &update->work.backtest->progress;
    int64_t rows = update->work.table->rows;
    if (!progress->report || progress->report(rows, rows, progress->user))
        return ECO_OK;
    return eco_fail(error, ECO_E_CANCELLED, NULL, "cancelled after %lld of %lld rows", (long long)rows, (long long)rows);
}

static eco_status do_update(backtest_update *update, eco_error *error)
{
    eco_status failed = push_orders(update, error);
    failed = failed ? failed : run_workers(update, error);
    failed = failed ? failed : take_tail(update, error);
    failed = failed ? failed : gather_sums(update, error);
    failed = failed ? failed : gather_movers(update, error);
    failed = failed ? failed : report_end(update, error);
    failed = failed ? failed : gather_problems(update, error);
    if (failed)
        undo(update);
    else
        commit(update);
    return failed;
}

eco_status eco_backtest_update(eco_backtest *backtest, const eco_table *orders, eco_error *error)
{
    eco_status failed = eco_table_check(orders, error);
    if (failed)
        return failed;
    backtest_update update;
    failed = begin_update(&update, backtest, orders, error);
    if (!failed && orders->rows > 0)
        failed = do_update(&update, error);
    end_update(&update);
    return failed;
}
