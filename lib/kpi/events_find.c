/* events_find.c - a batch's users and classes: looked up by all workers at once, added by one. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/events.h"

/* ---- keys ---- */

static void alias_all(const eco_kpi_state *state, kpi_space space, uint32_t *codes, int64_t count)
{
    if (space == KPI_SPACES || state->aliased[space == KPI_SPACE_SKU] == 0)
        return;
    for (int64_t i = 0; i < count; i++)
        codes[i] = eco_kpi_stands_for(state, space, codes[i]);
}

static void find_by_memo(uint32_t *codes, const events_keys *keys, int64_t first, int64_t count)
{
    const eco_column *column = keys->column;
    if (column->valid || (column->stride && column->stride != sizeof(int32_t))) {
        for (int64_t i = 0; i < count; i++)
            codes[i] = eco_cell_is_null(column, first + i) ? KPI_NONE : keys->memo[eco_cell_int64(column, first + i)];
        return;
    }
    const int32_t *places = (const int32_t *)column->values + first;
    for (int64_t i = 0; i < count; i++)
        codes[i] = keys->memo[places[i]];
}

static bool is_missing(const uint32_t *codes, int64_t count)
{
    bool found = false;
    for (int64_t i = 0; i < count; i++)
        found |= codes[i] == KPI_MISSING;
    return found;
}

static bool find_keys(uint32_t *codes, const events_worker *worker, const events_keys *keys)
{
    int64_t first = worker->batch_first, count = worker->batch_count;
    if (!keys->column) {
        memset(codes, 0xff, (size_t)count * sizeof *codes); /* KPI_NONE */
        return false;
    }
    if (keys->memo) {
        find_by_memo(codes, keys, first, count);
        return false;
    }
    eco_kpi_keys_find(codes, keys->keys, keys->column, first, count);
    alias_all(worker->events->state, keys->alias, codes, count);
    return is_missing(codes, count);
}

/* ---- classes ---- */

/* The place of each row in the table of combinations: codes of dictionaries side by side, a column after another. */
static void combine(uint32_t *places, const events *all, int64_t first, size_t count)
{
    memset(places, 0, count * sizeof *places);
    for (size_t dimension = 0; dimension < all->plan->dimensions_count; dimension++) {
        const events_keys *keys = &all->dimensions[dimension];
        if (!keys->column)
            continue;
        const int32_t *codes = (const int32_t *)keys->column->values + first;
        const uint8_t *valid = keys->column->valid;
        uint32_t step = (uint32_t)keys->step;
        if (!valid)
            for (size_t i = 0; i < count; i++)
                places[i] += ((uint32_t)codes[i] + 1) * step;
        for (size_t i = 0; valid && i < count; i++)
            if (valid[(first + (int64_t)i) >> 3] >> ((first + (int64_t)i) & 7) & 1)
                places[i] += ((uint32_t)codes[i] + 1) * step;
    }
}

static bool find_combined(events_worker *worker)
{
    size_t count = (size_t)worker->batch_count;
    combine(worker->places, worker->events, worker->batch_first, count);
    for (size_t i = 0; i < count; i++)
        worker->classes[i] = worker->combined[worker->places[i]];
    return is_missing(worker->classes, worker->batch_count);
}

static void values_of(uint32_t *values, const events_worker *worker, int64_t i)
{
    for (size_t dimension = 0; dimension < worker->events->plan->dimensions_count; dimension++)
        values[dimension] = worker->codes[dimension * EVENTS_BATCH + (size_t)i];
}

/* A number of the row as conditions see it. */
static bool number_of(eco_decimal *out, const eco_column *column, int64_t row, int32_t exponent)
{
    if (!column || eco_cell_is_null(column, row) || column->type == ECO_TYPE_DOUBLE)
        return false;
    int32_t scale = column->type == ECO_TYPE_DECIMAL ? column->scale
                    : column->type == ECO_TYPE_MONEY ? column->scale + exponent
                                                     : exponent;
    *out = (eco_decimal){eco_cell_int64(column, row), scale};
    return scale >= 0 && scale <= ECO_SCALE_MAX;
}

static bool row_bits(uint64_t *bits, events_worker *worker, const uint32_t *values, int64_t row)
{
    const events *all = worker->events;
    eco_decimal numbers[KPI_NUMBERS] = {0};
    bool known[KPI_NUMBERS] = {false};
    *bits = 0;
    if (!all->plan->row_conditions_count)
        return true;
    known[KPI_NUMBER_VALUE] = number_of(&numbers[KPI_NUMBER_VALUE], all->value, row, all->plan->currency_exponent);
    known[KPI_NUMBER_QUANTITY] = number_of(&numbers[KPI_NUMBER_QUANTITY], all->quantity, row, 0);
    eco_status failed = eco_kpi_row_bits(bits, all->state, values, numbers, known, &worker->error);
    if (failed)
        eco_kpi_events_fail(worker, failed, row);
    return !failed;
}

/* Classes of rows whose keys are all there. The row before often has the same. */
static bool find_one_by_one(events_worker *worker)
{
    const events *all = worker->events;
    size_t dimensions = all->plan->dimensions_count, size = dimensions * sizeof(uint32_t);
    uint32_t *values = worker->values, *last = values + dimensions;
    uint32_t last_class = KPI_MISSING;
    bool missing = false;
    for (int64_t i = 0; i < worker->batch_count && !worker->failed; i++) {
        uint64_t bits;
        values_of(values, worker, i);
        worker->classes[i] = KPI_MISSING;
        bool is_known = !is_missing(values, (int64_t)dimensions);
        if (is_known && last_class != KPI_MISSING && !all->plan->row_conditions_count && memcmp(values, last, size) == 0) {
            worker->classes[i] = last_class;
        } else if (is_known && row_bits(&bits, worker, values, worker->batch_first + i)) {
            worker->classes[i] = last_class = eco_kpi_classes_find(all->state->classes, values, bits, worker->key);
            memcpy(last, values, size);
        }
        missing |= worker->classes[i] == KPI_MISSING;
    }
    return missing;
}

/* The batch's cells in a column that is read; nothing of them may be looked at before. */
static void check(events_worker *worker, const eco_column *column)
{
    if (!column || worker->failed)
        return;
    eco_status failed = eco_column_check_rows(column, worker->batch_first, worker->batch_count, &worker->error);
    if (failed)
        eco_kpi_events_fail(worker, eco_fail_under(&worker->error, failed, "/columns/%s", column->name), worker->batch_first);
}

static void check_all(events_worker *worker)
{
    const events *all = worker->events;
    const eco_column *others[] = {all->at,    all->event, all->value,       all->quantity,
                                  all->order, all->sku,   all->user.column, worker->currencies.column};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        check(worker, others[i]);
    for (size_t i = 0; i < all->plan->dimensions_count; i++)
        check(worker, all->dimensions[i].column);
}

void eco_kpi_events_find(events_worker *worker)
{
    events *all = worker->events;
    check_all(worker);
    if (worker->failed)
        return;
    bool missing = all->all_users && find_keys(worker->users, worker, &all->user);
    if (all->combined_count) {
        missing |= find_combined(worker);
    } else {
        for (size_t i = 0; i < all->plan->dimensions_count; i++)
            missing |= find_keys(worker->codes + i * EVENTS_BATCH, worker, &all->dimensions[i]);
        missing |= find_one_by_one(worker);
    }
    worker->missing = missing;
    if (missing)
        atomic_store_explicit(&all->missing[worker->turn], true, memory_order_relaxed);
}

/* ---- what is new ---- */

static bool add_keys(uint32_t *codes, events_worker *worker, const events_keys *keys)
{
    if (!keys->column || keys->memo || !is_missing(codes, worker->batch_count))
        return true;
    bool added = eco_kpi_keys_add_missing(codes, keys->keys, keys->column, worker->batch_first, worker->batch_count);
    alias_all(worker->events->state, keys->alias, codes, worker->batch_count);
    return added;
}

/* The codes of a row's dimensions, read from its cells. */
static void combined_values(uint32_t *values, const events *all, int64_t row)
{
    for (size_t i = 0; i < all->plan->dimensions_count; i++) {
        const events_keys *keys = &all->dimensions[i];
        bool is_null = !keys->column || eco_cell_is_null(keys->column, row);
        values[i] = is_null ? KPI_NONE : keys->memo[eco_cell_int64(keys->column, row)];
    }
}

static void add_classes(events_worker *worker)
{
    events *all = worker->events;
    uint32_t *values = worker->values;
    for (int64_t i = 0; i < worker->batch_count && !worker->failed; i++) {
        uint64_t bits;
        int64_t row = worker->batch_first + i;
        if (worker->classes[i] != KPI_MISSING)
            continue;
        uint32_t *known = all->combined_count ? &worker->combined[worker->places[i]] : NULL;
        if (known && *known != KPI_MISSING) {
            worker->classes[i] = *known;
            continue;
        }
        if (known)
            combined_values(values, all, row);
        else
            values_of(values, worker, i);
        if (!row_bits(&bits, worker, values, row))
            return;
        eco_status failed = eco_kpi_classes_add(&worker->classes[i], all->state, values, bits, &worker->error);
        if (failed)
            eco_kpi_events_fail(worker, failed, row);
        else if (known)
            *known = worker->classes[i];
    }
}

static void add_of(events_worker *worker)
{
    events *all = worker->events;
    bool added = !all->all_users || add_keys(worker->users, worker, &all->user);
    for (size_t i = 0; added && !all->combined_count && i < all->plan->dimensions_count; i++)
        added = add_keys(worker->codes + i * EVENTS_BATCH, worker, &all->dimensions[i]);
    if (!added)
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
    else
        add_classes(worker);
    if (worker->failed)
        atomic_store_explicit(&all->stop[worker->turn], true, memory_order_relaxed);
}

void eco_kpi_events_add(events *all)
{
    for (size_t i = 0; i < all->workers_count; i++)
        if (all->workers[i].missing && !all->workers[i].failed)
            add_of(&all->workers[i]);
}
