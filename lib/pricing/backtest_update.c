/* backtest_update.c - one table more: everything that can fail happens beside the state, then the state changes at once. */
#include "pricing/backtest_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"

typedef struct backtest_update { /* what will be the state, if nothing fails */
    backtest_work work;
    eco_arena arena; /* of the columns */
    backtest_worker *workers;
    size_t workers_count;
    uint64_t *hashes; /* of new orders, in the order of adding */
    size_t hashes_count, hashes_capacity;
    backtest_sums settled, shown, tail; /* tail: of the last order alone */
    eco_arena carry_arena;
    backtest_order carry;
    backtest_problem carry_problem;
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
    eco_backtest_order_begin(&update->carry, allocator);
    if (!eco_backtest_sums_begin(&update->settled, allocator, backtest->rulebooks_count, backtest->effects_count) ||
        !eco_backtest_sums_begin(&update->shown, allocator, backtest->rulebooks_count, backtest->effects_count) ||
        !eco_backtest_sums_begin(&update->tail, allocator, backtest->rulebooks_count, backtest->effects_count))
        return eco_fail_memory(error);
    eco_status failed = eco_backtest_columns_take(&update->work.columns, backtest, table, &update->arena, error);
    if (failed)
        return failed;
    return eco_backtest_groups_find(&update->work.groups, table, &update->work.columns.order, error);
}

static void end_update(backtest_update *update)
{
    const eco_allocator *allocator = &update->work.backtest->allocator;
    for (size_t i = 0; i < update->workers_count; i++)
        eco_backtest_worker_end(&update->workers[i]);
    eco_release(allocator, update->workers, update->workers_count * sizeof *update->workers);
    eco_release(allocator, update->hashes, update->hashes_capacity * sizeof *update->hashes);
    eco_backtest_groups_end(&update->work.groups);
    eco_backtest_sums_end(&update->settled);
    eco_backtest_sums_end(&update->shown);
    eco_backtest_sums_end(&update->tail);
    eco_backtest_order_end(&update->carry);
    eco_arena_end(&update->carry_arena);
    eco_arena_end(&update->arena);
}

/* Does the table's first group go on with the carried order? Rows without an order do: they end nothing. */
static bool goes_on(const eco_backtest *backtest, const backtest_group *group, const char *id)
{
    if (!backtest->has_carry)
        return false;
    return group->id_row < 0 || (id && backtest->carry.id && strcmp(id, backtest->carry.id) == 0);
}

/* Which orders are new, which go on, and which come back. */
static eco_status see_orders(backtest_update *update, eco_error *error)
{
    backtest_work *work = &update->work;
    eco_backtest *backtest = work->backtest;
    size_t count = work->groups.count;
    if (!eco_grow(&backtest->allocator, &update->hashes, &update->hashes_capacity, count, sizeof *update->hashes) ||
        !eco_backtest_seen_reserve(&backtest->seen, count))
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        backtest_group *group = &work->groups.items[i];
        const char *id = NULL;
        if (group->id_row >= 0 &&
            eco_backtest_read_text(&id, &work->columns.order, group->id_row, &update->arena, NULL) == ECO_E_MEMORY)
            return eco_fail_memory(error);
        if (i == 0 && goes_on(backtest, group, id)) {
            work->continues_carry = true;
        } else if (id) {
            uint64_t hash = eco_hash(id, strlen(id));
            group->came_back = !eco_backtest_seen_add(&backtest->seen, hash);
            if (!group->came_back)
                update->hashes[update->hashes_count++] = hash;
        }
    }
    return ECO_OK;
}

static eco_status run_workers(backtest_update *update, eco_error *error)
{
    eco_backtest *backtest = update->work.backtest;
    size_t count = eco_backtest_work_threads(&update->work);
    update->workers = eco_allocate(&backtest->allocator, count * sizeof *update->workers);
    if (!update->workers)
        return eco_fail_memory(error);
    update->workers_count = count;
    bool ready = true;
    for (size_t i = 0; i < count; i++) /* each, so that all can be ended */
        ready &= eco_backtest_worker_begin(&update->workers[i], backtest);
    return ready ? eco_backtest_work_run(&update->work, update->workers, count, error) : eco_fail_memory(error);
}

/* The last order: its rows are copied, since the table goes, and its sums stand apart, since it may go on. What its rows lack is known already. */
static eco_status take_tail(backtest_update *update, eco_error *error)
{
    backtest_worker *worker = &update->workers[0];
    backtest_problem problem = {0};
    eco_status failed = eco_backtest_worker_read(worker, &update->work, update->work.groups.count - 1);
    if (!failed)
        failed = eco_backtest_order_copy(&update->carry, &worker->order, &update->carry_arena, &worker->error);
    if (!failed)
        failed = eco_backtest_worker_price(worker, &update->tail, &problem);
    if (!failed && problem.message) {
        update->tail.problems++;
        update->carry_problem = problem;
        update->carry_problem.column = eco_arena_text(&update->carry_arena, problem.column);
        update->carry_problem.message = eco_arena_text(&update->carry_arena, problem.message);
        if (!update->carry_problem.column || !update->carry_problem.message)
            failed = eco_fail_memory(&worker->error);
    }
    if (failed && error)
        *error = worker->error;
    return failed;
}

static eco_status add_sums(backtest_update *update, eco_error *error)
{
    const eco_backtest *backtest = update->work.backtest;
    bool added = eco_backtest_sums_add(&update->settled, update->work.continues_carry ? &backtest->settled : &backtest->shown);
    for (size_t i = 0; added && i < update->workers_count; i++)
        added = eco_backtest_sums_add(&update->settled, &update->workers[i].sums);
    added = added && eco_backtest_sums_add(&update->shown, &update->settled) &&
            eco_backtest_sums_add(&update->shown, &update->tail);
    return added ? eco_backtest_sums_fit(&update->shown, error) : eco_fail_memory(error);
}

static int by_group(const void *a, const void *b)
{
    const backtest_problem *left = *(backtest_problem *const *)a, *right = *(backtest_problem *const *)b;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    return left < right ? -1 : left > right; /* of one worker, in the order that it met them */
}

/* The problems of all workers, in the order in which one worker would have met them. */
static bool gather_problems(backtest_update *update)
{
    eco_backtest *backtest = update->work.backtest;
    size_t count = 0, filled = 0;
    for (size_t i = 0; i < update->workers_count; i++)
        count += update->workers[i].problems.count;
    const backtest_problem **found = eco_arena_take_array(&update->arena, count, sizeof *found);
    if (!found)
        return false;
    for (size_t i = 0; i < update->workers_count; i++)
        for (size_t k = 0; k < update->workers[i].problems.count; k++)
            found[filled++] = &update->workers[i].problems.items[k];
    qsort(found, count, sizeof *found, by_group);
    bool added = true;
    if (backtest->carry_problem.message && !update->work.continues_carry)
        added = eco_backtest_problems_add(&backtest->problems, &backtest->carry_problem);
    for (size_t i = 0; added && i < count; i++)
        added = eco_backtest_problems_add(&backtest->problems, found[i]);
    return added;
}

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
    SWAP(backtest_sums, backtest->settled, update->settled);
    SWAP(backtest_sums, backtest->shown, update->shown);
    SWAP(backtest_order, backtest->carry, update->carry);
    SWAP(eco_arena, backtest->carry_arena, update->carry_arena);
    backtest->carry_problem = update->carry_problem;
    backtest->has_carry = true;
    backtest->rows += update->work.table->rows;
}

static void undo(backtest_update *update)
{
    eco_backtest *backtest = update->work.backtest;
    while (update->hashes_count)
        eco_backtest_seen_remove(&backtest->seen, update->hashes[--update->hashes_count]);
    backtest->problems.count = update->problems_before;
}

static eco_status do_update(backtest_update *update, eco_error *error)
{
    eco_status failed = see_orders(update, error);
    failed = failed ? failed : run_workers(update, error);
    failed = failed ? failed : take_tail(update, error);
    failed = failed ? failed : add_sums(update, error);
    if (!failed && !gather_problems(update))
        failed = eco_fail_memory(error);
    const eco_progress *progress = &update->work.backtest->progress;
    int64_t rows = update->work.table->rows;
    if (!failed && progress->report && !progress->report(rows, rows, progress->user))
        failed = eco_fail(error, ECO_E_CANCELLED, NULL, "cancelled after %lld of %lld rows", (long long)rows, (long long)rows);
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
