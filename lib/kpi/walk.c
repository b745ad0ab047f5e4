/* walk.c - every user's events in order, part by part, on all threads of the plan. */
#include <string.h>

#include "base/error.h"
#include "base/team.h"
#include "kpi/runs.h"

typedef struct walk_work {
    const kpi_walk *walk;
    const kpi_walker *walker;
    char *workers; /* size bytes each */
    uint32_t *ranks;
    eco_error *errors; /* of each worker */
    size_t threads, users;
    _Atomic size_t next_part;
    _Atomic bool failed;
} walk_work;

static void *worker_of(const walk_work *work, size_t worker)
{
    return work->workers + worker * work->walker->size;
}

/* How many users a part has: those with codes part, part + KPI_PARTS, ... */
static size_t users_of(size_t users, size_t part)
{
    return users > part ? (users - part - 1) / KPI_PARTS + 1 : 0;
}

static void take_orders(kpi_run *run, const kpi_sales *sales)
{
    if (!sales)
        return;
    run->orders = sales->orders + sales->of_user[run->user];
    run->orders_count = sales->of_user[run->user + 1] - sales->of_user[run->user];
}

static eco_status walk_part(walk_work *work, size_t part, kpi_runs *runs, void *memory, eco_error *error)
{
    const kpi_walk *walk = work->walk;
    const kpi_part *entries = &walk->state->folded->journal->parts[part];
    size_t users = users_of(work->users, part);
    if (!eco_kpi_runs_sort(runs, entries, (uint32_t)part, users))
        return eco_fail_memory(error);
    eco_status failed = ECO_OK;
    for (size_t user = 0; !failed && user < users; user++) {
        kpi_run run = {.user = (uint32_t)(user * KPI_PARTS + part),
                       .entries = runs->entries ? runs->entries + runs->starts[user] : NULL,
                       .count = runs->starts[user + 1] - runs->starts[user]};
        take_orders(&run, walk->sales);
        if (run.count || run.orders_count)
            failed = work->walker->run(memory, walk, &run, error);
    }
    return failed;
}

static void walk_parts(size_t worker, void *given)
{
    walk_work *work = given;
    kpi_runs runs = eco_kpi_runs_begin(work->walk->state, work->ranks);
    eco_error *error = &work->errors[worker];
    eco_status failed = work->walker->begin(worker_of(work, worker), work->walk, error);
    while (!failed && !atomic_load_explicit(&work->failed, memory_order_relaxed)) {
        size_t part = atomic_fetch_add(&work->next_part, 1);
        if (part >= KPI_PARTS)
            break;
        failed = walk_part(work, part, &runs, worker_of(work, worker), error);
    }
    eco_kpi_runs_end(&runs);
    error->status = failed;
    if (failed)
        atomic_store(&work->failed, true);
}

static eco_status fold(walk_work *work, eco_error *error)
{
    eco_status failed = ECO_OK;
    for (size_t i = 0; !failed && i < work->threads; i++) {
        failed = work->errors[i].status;
        if (failed && error)
            *error = work->errors[i];
    }
    for (size_t i = 1; !failed && i < work->threads; i++)
        failed = work->walker->fold(worker_of(work, 0), worker_of(work, i), work->walk, error);
    return failed;
}

/* The first worker's memory, as the caller releases it: alone. */
static eco_status give_first(void **out, walk_work *work, const eco_allocator *allocator, eco_error *error)
{
    *out = eco_allocate(allocator, work->walker->size);
    if (!*out)
        return eco_fail_memory(error);
    memcpy(*out, worker_of(work, 0), work->walker->size);
    return ECO_OK;
}

eco_status eco_kpi_walk(void **worker, const kpi_walk *walk, eco_error *error)
{
    const eco_kpi_state *state = walk->state;
    const eco_allocator *allocator = &state->allocator;
    size_t threads = state->threads < KPI_PARTS ? state->threads : KPI_PARTS, classes = eco_kpi_classes_count(state->classes);
    walk_work work = {
        .walk = walk, .walker = walk->walker, .threads = threads, .users = eco_kpi_keys_count(state->spaces[KPI_SPACE_USER])};
    *worker = NULL;
    work.workers = eco_allocate(allocator, threads * walk->walker->size);
    work.errors = eco_allocate(allocator, threads * sizeof *work.errors);
    work.ranks = eco_allocate(allocator, classes * sizeof *work.ranks);
    eco_status failed = ECO_OK;
    bool has_begun = false;
    if (!work.workers || !work.errors || !work.ranks || !eco_kpi_classes_ranks(work.ranks, state)) {
        failed = eco_fail_memory(error);
    } else {
        memset(work.workers, 0, threads * walk->walker->size);
        memset(work.errors, 0, threads * sizeof *work.errors);
        failed = eco_team_run(threads, walk_parts, &work, allocator, error);
        has_begun = !failed;
    }
    failed = failed ? failed : fold(&work, error);
    failed = failed ? failed : give_first(worker, &work, allocator, error);
    for (size_t i = failed ? 0 : 1; has_begun && i < threads; i++)
        walk->walker->end(worker_of(&work, i), walk);
    eco_release(allocator, work.workers, threads * walk->walker->size);
    eco_release(allocator, work.errors, threads * sizeof *work.errors);
    eco_release(allocator, work.ranks, classes * sizeof *work.ranks);
    return failed;
}
