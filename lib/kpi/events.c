/* events.c - reading a table of events: columns, workers, and the batches that they go through together. */
#include "kpi/events.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"

enum { COMBINED_MOST = 1 << 16, ROWS_A_WORKER = 1 << 15 };

/* Others stop at rows behind the failure: what a single thread would have met first is still found. */
static void stop_after(events *all, int64_t row)
{
    int64_t stop = row == INT64_MAX ? -1 : row, before = atomic_load(&all->failed_row);
    while (stop < before && !atomic_compare_exchange_weak(&all->failed_row, &before, stop))
        continue;
}

void eco_kpi_events_fail(events_worker *worker, eco_status status, int64_t row)
{
    if (worker->failed && worker->failed_at.row <= row)
        return;
    worker->failed = status;
    worker->failed_at = (events_refused){.row = row};
    stop_after(worker->events, row);
}

void eco_kpi_events_refuse(events_worker *worker, int64_t row, const char *column, eco_status status, const char *why)
{
    events *all = worker->events;
    events_refused refused = {.row = row, .column = column, .why = eco_arena_text(&worker->arena, why), .status = status};
    bool has_room = refused.why != NULL;
    if (has_room && !all->plan->options.skip_bad_rows) {
        if (worker->failed && worker->failed_at.row <= row)
            return;
        worker->failed = status;
        worker->failed_at = refused;
        stop_after(all, row);
        return;
    }
    has_room = has_room && eco_grow(&all->state->allocator, &worker->refused, &worker->refused_capacity,
                                    worker->refused_count + 1, sizeof *worker->refused);
    if (has_room)
        worker->refused[worker->refused_count++] = refused;
    else
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
}

/* ---- columns ---- */

/* The codes of a dictionary's places, so that its rows need no look-up. Not for one that is longer than the table. */
static eco_status take_memo(events_keys *keys, const events *all, eco_error *error)
{
    const eco_column *column = keys->column;
    if (!column || column->type != ECO_TYPE_CODE || column->dictionary_rows > all->table->rows + COMBINED_MOST)
        return ECO_OK;
    size_t count = (size_t)column->dictionary_rows;
    uint32_t *codes = eco_arena_take_raw(&all->update->arena, count + 1, sizeof *codes);
    if (!codes)
        return eco_fail_memory(error);
    keys->memo = codes;
    if (keys->as_coupons) {
        eco_kpi_keys_coupons(codes, column->dictionary, 0, column->dictionary_rows);
        return ECO_OK;
    }
    eco_kpi_keys_find(codes, keys->keys, column->dictionary, 0, column->dictionary_rows);
    if (!eco_kpi_keys_add_missing(codes, keys->keys, column->dictionary, 0, column->dictionary_rows))
        return eco_fail_memory(error);
    for (size_t i = 0; keys->alias != KPI_SPACES && i < count; i++)
        codes[i] = eco_kpi_stands_for(all->state, keys->alias, codes[i]);
    return ECO_OK;
}

static eco_status take_keys(events_keys *keys, events *all, const char *name, kpi_keys *into, eco_error *error)
{
    const eco_kpi_state *state = all->state;
    *keys = (events_keys){.keys = into, .alias = KPI_SPACES, .as_coupons = keys->as_coupons};
    if (into == state->spaces[KPI_SPACE_USER])
        keys->alias = KPI_SPACE_USER;
    if (into == state->spaces[KPI_SPACE_SKU])
        keys->alias = KPI_SPACE_SKU;
    eco_status failed = eco_kpi_columns_key(&keys->column, all->update, name, false, error);
    return failed ? failed : take_memo(keys, all, error);
}

/* Who users are is asked only where the plan needs it: their coupons do not fill a dictionary. */
static eco_status take_users(events *all, eco_error *error)
{
    const eco_kpi_plan *plan = all->plan;
    all->all_users = plan->needs_users && (plan->families_count || plan->needs_journal);
    for (size_t i = 0; i < plan->families_count; i++)
        all->has_sketches |= plan->families[i].approximate;
    kpi_keys *users = all->state->spaces[KPI_SPACE_USER];
    all->coupon.as_coupons = true;
    eco_status failed = plan->needs_users ? take_keys(&all->user, all, "user", users, error) : ECO_OK;
    return failed || !all->has_sketches ? failed : take_keys(&all->coupon, all, "user", users, error);
}

/* Whether all dimensions are dictionaries that multiply to a small table. */
static size_t count_combined(events *all)
{
    size_t count = 1;
    for (size_t i = 0; i < all->plan->dimensions_count; i++) {
        events_keys *keys = &all->dimensions[i];
        if (!keys->column)
            continue;
        bool is_packed = keys->column->stride == 0 || keys->column->stride == sizeof(int32_t);
        if (!keys->memo || !is_packed || keys->column->dictionary_rows >= COMBINED_MOST)
            return 0;
        keys->step = count;
        count *= (size_t)keys->column->dictionary_rows + 1;
        if (count > COMBINED_MOST)
            return 0;
    }
    return all->plan->row_conditions_count ? 0 : count;
}

static eco_status take_columns(events *all, eco_error *error)
{
    const eco_kpi_plan *plan = all->plan;
    kpi_update *update = all->update;
    all->dimensions = eco_arena_take_array(&update->arena, plan->dimensions_count, sizeof *all->dimensions);
    if (!all->dimensions)
        return eco_fail_memory(error);
    for (size_t space = 0; space < KPI_SPACES; space++)
        eco_kpi_keys_expect(all->state->spaces[space], all->table->rows);
    eco_status failed = eco_kpi_columns_time(&all->at, update, "at", true, error);
    failed = failed ? failed : eco_kpi_columns_key(&all->event, update, "event", true, error);
    all->is_plain_time = !failed && all->at->type == ECO_TYPE_TIME && !all->at->valid &&
                         (all->at->stride == 0 || all->at->stride == 8);
    if (!failed && (plan->needs_amounts || plan->row_conditions_count)) {
        failed = eco_kpi_columns_money(&all->value, update, "value", false, error);
        failed = failed ? failed : eco_kpi_columns_number(&all->quantity, update, "quantity", false, error);
    }
    if (!failed && plan->needs_sales) {
        failed = eco_kpi_columns_key(&all->order, update, "order", false, error);
        if (!failed && plan->needs_skus)
            failed = eco_kpi_columns_key(&all->sku, update, "sku", false, error);
    }
    const eco_column *bought[] = {all->value, all->order, all->sku};
    for (size_t i = 0; i < 3; i++)
        if (bought[i] && (bought[i]->stride == 0 || bought[i]->stride == sizeof(int64_t)) &&
            (bought[i]->type == ECO_TYPE_INT64 || bought[i]->type == ECO_TYPE_MONEY || bought[i]->type == ECO_TYPE_UTF8))
            all->bought_columns[all->bought_columns_count++] = bought[i];
    failed = failed ? failed : take_users(all, error);
    for (size_t i = 0; !failed && i < plan->dimensions_count; i++)
        failed = take_keys(&all->dimensions[i], all, plan->dimensions[i].name, all->state->dimensions[i], error);
    all->combined_count = failed ? 0 : count_combined(all);
    return failed;
}

/* ---- workers ---- */

static bool begin_worker(events_worker *worker, events *all, size_t place, eco_error *error, eco_status *failed)
{
    const eco_allocator *allocator = &all->state->allocator;
    size_t dimensions = all->plan->dimensions_count, rows = (size_t)all->table->rows;
    *worker = (events_worker){.events = all,
                              .clock = {.plan = all->plan},
                              .first = (int64_t)(rows * place / all->workers_count),
                              .end = (int64_t)(rows * (place + 1) / all->workers_count),
                              .seen = {.since_us = INT64_MAX, .until_us = INT64_MIN}};
    eco_arena_begin(&worker->arena, allocator);
    eco_map_begin(&worker->known, allocator);
    worker->is_plain = worker->is_all_journal = true;
    worker->bought = eco_arena_take_raw(&worker->arena, all->plan->needs_sales ? EVENTS_BATCH : 0, sizeof *worker->bought);
    worker->folded = eco_kpi_folded_begin(all->state);
    worker->users = eco_arena_take_raw(&worker->arena, EVENTS_BATCH, sizeof *worker->users);
    worker->coupons = eco_arena_take_raw(&worker->arena, all->has_sketches ? EVENTS_BATCH : 0, sizeof *worker->coupons);
    worker->ticks = eco_arena_take_raw(&worker->arena, EVENTS_BATCH, sizeof *worker->ticks);
    worker->times = eco_arena_take_raw(&worker->arena, EVENTS_BATCH, sizeof *worker->times);
    worker->classes = eco_arena_take_raw(&worker->arena, EVENTS_BATCH, sizeof *worker->classes);
    worker->list = eco_arena_take_raw(&worker->arena, EVENTS_BATCH, sizeof *worker->list);
    worker->only = eco_arena_take_raw(&worker->arena, all->plan->families_count, sizeof *worker->only);
    worker->codes = eco_arena_take_raw(&worker->arena, all->combined_count ? 0 : dimensions * EVENTS_BATCH,
                                       sizeof *worker->codes);
    worker->values = eco_arena_take_raw(&worker->arena, dimensions * 2, sizeof *worker->values);
    worker->key = eco_arena_take_raw(&worker->arena, 1 + (dimensions + 1) / 2, sizeof *worker->key);
    worker->places = eco_arena_take_raw(&worker->arena, EVENTS_BATCH, sizeof *worker->places);
    worker->combined = eco_arena_take_raw(&worker->arena, all->combined_count, sizeof *worker->combined);
    if (!worker->folded || !worker->users || !worker->coupons || !worker->classes || !worker->ticks || !worker->times ||
        !worker->codes || !worker->bought || !worker->list || !worker->only || !worker->values || !worker->places ||
        !worker->key || !worker->combined)
        return false;
    if (all->plan->needs_journal && !(worker->ends = eco_arena_take(&worker->arena, sizeof *worker->ends)))
        return false;
    for (size_t i = 0; i < all->combined_count; i++)
        worker->combined[i] = KPI_MISSING;
    for (size_t i = 0; i < all->plan->families_count; i++)
        worker->only[i] = KPI_NONE;
    const eco_column *money[] = {all->value};
    *failed = all->value ? eco_kpi_currencies_begin(&worker->currencies, all->update, money, 1, error) : ECO_OK;
    return true;
}

static void end_worker(events_worker *worker)
{
    const eco_allocator *allocator = &worker->events->state->allocator;
    eco_kpi_folded_end(worker->folded);
    eco_release(allocator, worker->flags, worker->flags_capacity * sizeof *worker->flags);
    eco_release(allocator, worker->tuples, worker->tuples_capacity * sizeof *worker->tuples);
    eco_release(allocator, worker->lines, worker->lines_capacity * sizeof *worker->lines);
    eco_map_end(&worker->known);
    eco_release(allocator, worker->refused, worker->refused_capacity * sizeof *worker->refused);
    eco_arena_end(&worker->arena);
}

static void work(size_t place, void *given)
{
    events *all = given;
    events_worker *worker = &all->workers[place];
    int64_t count = worker->end - worker->first;
    for (int64_t done = 0; done < count && !worker->failed; done += EVENTS_BATCH) {
        worker->batch_first = worker->first + done;
        worker->batch_count = count - done < EVENTS_BATCH ? count - done : EVENTS_BATCH;
        if (worker->batch_first > atomic_load_explicit(&all->failed_row, memory_order_relaxed))
            return;
        eco_kpi_events_find(worker);
        if (!worker->failed)
            eco_kpi_events_fold(worker);
    }
    if (!worker->failed)
        eco_kpi_events_close(worker);
}

/* The first row that failed, as one thread would have met it. */
static eco_status first_failure(const events *all, eco_error *error)
{
    const events_worker *first = NULL;
    for (size_t i = 0; i < all->workers_count; i++) {
        const events_worker *worker = &all->workers[i];
        if (worker->failed && (!first || worker->failed_at.row < first->failed_at.row))
            first = worker;
    }
    if (!first)
        return ECO_OK;
    const events_refused *at = &first->failed_at;
    if (at->column)
        return eco_kpi_update_refuse(all->update, at->row, at->column, at->status, at->why, error);
    if (error)
        *error = first->error;
    return first->failed;
}

static int by_row(const void *a, const void *b)
{
    const events_refused *one = a, *other = b;
    return (one->row > other->row) - (one->row < other->row);
}

static bool take_lines(kpi_update *update, const events *all)
{
    kpi_book *book = &update->books[KPI_BOOK_PURCHASES];
    events_worker *first = &all->workers[0];
    size_t count = 0;
    for (size_t i = 0; i < all->workers_count; i++)
        count += all->workers[i].lines_count;
    *book = (kpi_book){
        .rows = first->lines, .count = first->lines_count, .capacity = first->lines_capacity, .size = sizeof(kpi_line)};
    first->lines = NULL; /* its lines are the book, the others' are put behind */
    first->lines_capacity = 0;
    if (!eco_grow(&all->state->allocator, &book->rows, &book->capacity, count, sizeof(kpi_line)))
        return false;
    for (size_t i = 1; i < all->workers_count; i++) {
        const events_worker *worker = &all->workers[i];
        if (worker->lines_count)
            memcpy((kpi_line *)book->rows + book->count, worker->lines, worker->lines_count * sizeof *worker->lines);
        book->count += worker->lines_count;
    }
    return true;
}

/* What the workers have seen, into the update. */
static eco_status collect(events *all, eco_error *error)
{
    kpi_update *update = all->update;
    eco_status failed = take_lines(update, all) ? ECO_OK : eco_fail_memory(error);
    update->folded = eco_arena_take_array(&update->arena, all->workers_count, sizeof(kpi_folded *));
    if (!failed && !update->folded)
        failed = eco_fail_memory(error);
    for (size_t i = 0; !failed && i < all->workers_count; i++) {
        events_worker *worker = &all->workers[i];
        update->seen.late += worker->seen.late;
        update->seen.since_us = worker->seen.since_us < update->seen.since_us ? worker->seen.since_us : update->seen.since_us;
        update->seen.until_us = worker->seen.until_us > update->seen.until_us ? worker->seen.until_us : update->seen.until_us;
        if (worker->refused_count)
            qsort(worker->refused, worker->refused_count, sizeof *worker->refused, by_row);
        for (size_t refused = 0; !failed && refused < worker->refused_count; refused++) {
            const events_refused *at = &worker->refused[refused];
            failed = eco_kpi_update_refuse(update, at->row, at->column, at->status, at->why, error);
        }
    }
    for (size_t i = 0; !failed && i < all->workers_count; i++) {
        update->folded[update->folded_count++] = all->workers[i].folded;
        all->workers[i].folded = NULL;
    }
    return failed;
}

eco_status eco_kpi_read_events(kpi_update *update, eco_error *error)
{
    eco_kpi_state *state = update->state;
    const kpi_seen *seen = &state->seen[ECO_KPI_EVENTS];
    events all = {.update = update,
                  .state = state,
                  .plan = state->plan,
                  .table = update->table,
                  .late_before = INT64_MIN,
                  .failed_row = INT64_MAX};
    if (seen->until_us > INT64_MIN + state->plan->options.lateness_us)
        all.late_before = seen->until_us - state->plan->options.lateness_us;
    eco_status failed = take_columns(&all, error);
    if (failed || update->table->rows == 0)
        return failed;
    size_t most = (size_t)(update->table->rows / ROWS_A_WORKER) + 1;
    all.workers_count = state->threads < most ? state->threads : most;
    all.workers = eco_allocate(&state->allocator, all.workers_count * sizeof *all.workers);
    if (!all.workers)
        return eco_fail_memory(error);
    pthread_mutex_init(&all.lock, NULL);
    size_t begun = 0;
    for (; !failed && begun < all.workers_count; begun++)
        if (!begin_worker(&all.workers[begun], &all, begun, error, &failed))
            failed = eco_fail_memory(error);
    failed = failed ? failed : eco_team_run(all.workers_count, work, &all, &state->allocator, error);
    failed = failed ? failed : first_failure(&all, error);
    failed = failed ? failed : collect(&all, error);
    for (size_t i = 0; i < begun; i++)
        end_worker(&all.workers[i]);
    pthread_mutex_destroy(&all.lock);
    eco_release(&state->allocator, all.workers, all.workers_count * sizeof *all.workers);
    return failed;
}
