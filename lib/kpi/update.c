/* update.c - taking a table in: all of it is read aside, then room is made for it, and only then is it added. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/folded.h"

/* ---- adding what was read ---- */

static bool reserve_books(eco_kpi_state *state, const kpi_update *update)
{
    for (size_t i = 0; i < KPI_BOOKS; i++) {
        kpi_book *book = &state->books[i];
        size_t size = eco_kpi_book_sizes[i];
        /* The first table's rows are taken as they are. */
        if (update->books[i].count && book->count &&
            !eco_grow(&state->allocator, &book->rows, &book->capacity, book->count + update->books[i].count, size))
            return false;
    }
    return true;
}

static bool reserve_problems(eco_kpi_state *state, kpi_update *update)
{
    if (!eco_grow(&state->allocator, &state->problems, &state->problems_capacity, state->problems_count + update->problems_count,
                  sizeof *state->problems))
        return false;
    for (size_t i = 0; i < update->problems_count; i++) {
        kpi_problem *problem = &update->problems[i];
        problem->column = eco_arena_text(&state->problems_arena, problem->column);
        problem->message = eco_arena_text(&state->problems_arena, problem->message);
        if (!problem->column || !problem->message)
            return false;
    }
    return true;
}

static void add_books(eco_kpi_state *state, kpi_update *update)
{
    for (size_t i = 0; i < KPI_BOOKS; i++) {
        kpi_book *book = &state->books[i], *more = &update->books[i];
        size_t size = eco_kpi_book_sizes[i];
        if (!more->count)
            continue;
        if (!book->count) {
            kpi_book empty = *book;
            *book = *more;
            *more = empty;
            continue;
        }
        memcpy((char *)book->rows + book->count * size, more->rows, more->count * size);
        book->count += more->count;
    }
}

void eco_kpi_seen_add(kpi_seen *seen, const kpi_seen *more)
{
    seen->rows += more->rows;
    seen->skipped += more->skipped;
    seen->late += more->late;
    seen->since_us = more->since_us < seen->since_us ? more->since_us : seen->since_us;
    seen->until_us = more->until_us > seen->until_us ? more->until_us : seen->until_us;
}

/* Nothing is added unless all can be. */
eco_status eco_kpi_update_add(kpi_update *update, eco_error *error)
{
    eco_kpi_state *state = update->state;
    uint32_t known = eco_kpi_keys_count(state->spaces[KPI_SPACE_USER]);
    if (!reserve_books(state, update) || !reserve_problems(state, update) ||
        !eco_kpi_folded_reserve(state->folded, update->folded, update->folded_count, known))
        return eco_fail_memory(error);
    add_books(state, update);
    eco_kpi_folded_take(state->folded, update->folded, update->folded_count);
    size_t most = (size_t)state->plan->options.max_problems;
    for (size_t i = 0; i < update->problems_count && state->problems_count < most; i++)
        state->problems[state->problems_count++] = update->problems[i];
    eco_kpi_seen_add(&state->seen[update->source], &update->seen);
    return ECO_OK;
}

/* ---- reading ---- */

static eco_status read_rows(kpi_update *update, eco_error *error)
{
    switch (update->source) {
    case ECO_KPI_EVENTS: return eco_kpi_read_events(update, error);
    case ECO_KPI_ORDERS: return eco_kpi_read_orders(update, error);
    case ECO_KPI_REFUNDS: return eco_kpi_read_refunds(update, error);
    case ECO_KPI_SPEND: return eco_kpi_read_spend(update, error);
    case ECO_KPI_STOCK: return eco_kpi_read_stock(update, error);
    case ECO_KPI_SERVICE: return eco_kpi_read_service(update, error);
    case ECO_KPI_PARCELS: return eco_kpi_read_parcels(update, error);
    default: return eco_fail(error, ECO_E_INVALID, "/source", "there is no source %d", (int)update->source);
    }
}

void eco_kpi_update_begin(kpi_update *update, eco_kpi_state *state, eco_kpi_source source, const eco_table *rows)
{
    *update = (kpi_update){
        .state = state, .source = source, .table = rows, .seen = {.since_us = INT64_MAX, .until_us = INT64_MIN}};
    eco_arena_begin(&update->arena, &state->allocator);
}

void eco_kpi_update_end(kpi_update *update)
{
    const eco_allocator *allocator = &update->state->allocator;
    for (size_t i = 0; i < update->folded_count; i++)
        eco_kpi_folded_end(update->folded[i]);
    for (size_t i = 0; i < KPI_BOOKS; i++)
        eco_release(allocator, update->books[i].rows, update->books[i].capacity * eco_kpi_book_sizes[i]);
    eco_release(allocator, update->problems, update->problems_capacity * sizeof *update->problems);
    eco_arena_end(&update->arena);
    eco_kpi_state_settle(update->state);
}

eco_status eco_kpi_update(eco_kpi_state *state, eco_kpi_source source, const eco_table *rows, eco_error *error)
{
    if (!state || !rows)
        return eco_fail(error, ECO_E_INVALID, state ? "/rows" : "/state", "no %s was given", state ? "table" : "state");
    /* Cells of events are checked as they are read: only columns that are needed, by all threads. */
    eco_status failed = source == ECO_KPI_EVENTS ? eco_table_check_shape(rows, error) : eco_table_check(rows, error);
    if (failed)
        return failed;
    kpi_update update;
    eco_kpi_update_begin(&update, state, source, rows);
    update.seen.rows = rows->rows;
    failed = read_rows(&update, error);
    failed = failed ? failed : eco_kpi_update_add(&update, error);
    eco_kpi_update_end(&update);
    return failed == ECO_E_MEMORY ? eco_kpi_state_memory(state, error) : failed;
}
