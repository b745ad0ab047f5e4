/* events_find.c - a batch's users and classes: looked up without a lock, added under it. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "kpi/events.h"

/* ---- keys ---- */

void eco_kpi_events_alias(const eco_kpi_state *state, kpi_space space, uint32_t *codes, size_t count)
{
    if (space == KPI_SPACES || state->aliased[space == KPI_SPACE_SKU] == 0)
        return;
    for (size_t i = 0; i < count; i++)
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
    uint32_t found = 0;
    for (int64_t i = 0; i < count; i++)
        found |= codes[i] == KPI_MISSING;
    return found;
}

static bool add_keys(uint32_t *codes, events_worker *worker, const events_keys *keys)
{
    events *all = worker->events;
    pthread_mutex_lock(&all->lock);
    int64_t first = worker->batch_first, count = worker->batch_count;
    bool added = eco_kpi_keys_add_missing(codes, keys->keys, keys->column, first, count);
    pthread_mutex_unlock(&all->lock);
    return added;
}

static bool find_keys(uint32_t *codes, events_worker *worker, const events_keys *keys)
{
    int64_t first = worker->batch_first, count = worker->batch_count;
    if (!keys->column) {
        memset(codes, 0xff, (size_t)count * sizeof *codes); /* KPI_NONE */
        return true;
    }
    if (keys->memo) {
        find_by_memo(codes, keys, first, count);
        return true;
    }
    if (keys->as_coupons) {
        eco_kpi_keys_coupons(codes, keys->column, first, count);
        return true;
    }
    if (eco_kpi_keys_find(codes, keys->keys, keys->column, first, count) && !add_keys(codes, worker, keys))
        return false;
    eco_kpi_events_alias(worker->events->state, keys->alias, codes, (size_t)count);
    return true;
}

/* Asks for the memory of rows well before they are read. */
static void ask_for(const eco_column *column, size_t size, int64_t first, int64_t count)
{
    enum { LINE = 64 };
    const char *values = column->values;
    if (column->stride && column->stride != size)
        return;
    for (const char *at = values + (size_t)first * size, *end = at + (size_t)count * size; at < end; at += LINE)
        __builtin_prefetch(at);
}

/* The users of all rows. Looking them up is work, during which what is looked at next can come: this batch's times, and the next one's users and events. */
static bool find_users(events_worker *worker)
{
    enum { SOME = 1024 };
    const events *all = worker->events;
    const eco_column *column = all->user.column;
    int64_t count = worker->batch_count, first = worker->batch_first;
    if (!column || all->user.memo || (column->type != ECO_TYPE_INT64 && column->type != ECO_TYPE_UTF8))
        return find_keys(worker->users, worker, &all->user);
    size_t missing = 0;
    for (int64_t done = 0; done < count; done += SOME) {
        int64_t some = count - done < SOME ? count - done : SOME;
        ask_for(all->at, sizeof(int64_t), first + done, some);
        if (first + done + count + some <= worker->end) {
            ask_for(column, sizeof(int64_t), first + done + count, some);
            ask_for(all->event, sizeof(int32_t), first + done + count, some);
        }
        missing += eco_kpi_keys_find(worker->users + done, all->user.keys, column, first + done, some);
    }
    if (missing && !add_keys(worker->users, worker, &all->user))
        return false;
    eco_kpi_events_alias(all->state, all->user.alias, worker->users, (size_t)count);
    return true;
}

/* A coupon is the cell's, but of an alias that of whom it stands for: these have the first codes. */
static void find_coupons(events_worker *worker)
{
    const events *all = worker->events;
    uint32_t aliased = all->state->aliased[0];
    find_keys(worker->coupons, worker, &all->coupon);
    for (int64_t i = 0; aliased && i < worker->batch_count; i++)
        if (worker->users[i] < aliased)
            worker->coupons[i] = eco_kpi_keys_coupon(all->coupon.keys, worker->users[i]);
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

/* The codes of a row's dimensions, read from its cells. */
static void combined_values(uint32_t *values, const events *all, int64_t row)
{
    for (size_t i = 0; i < all->plan->dimensions_count; i++) {
        const events_keys *keys = &all->dimensions[i];
        bool is_null = !keys->column || eco_cell_is_null(keys->column, row);
        values[i] = is_null ? KPI_NONE : keys->memo[eco_cell_int64(keys->column, row)];
    }
}

/* A class that this worker has not seen yet. */
static uint32_t add_class(events_worker *worker, const uint32_t *values, uint64_t bits, int64_t row)
{
    events *all = worker->events;
    uint32_t class = KPI_MISSING;
    pthread_mutex_lock(&all->lock);
    eco_status failed = eco_kpi_classes_add(&class, all->state, values, bits, &worker->error);
    bool has_room = failed || eco_kpi_events_take_classes(worker);
    pthread_mutex_unlock(&all->lock);
    if (failed)
        eco_kpi_events_fail(worker, failed, failed == ECO_E_MEMORY ? INT64_MAX : row);
    else if (!has_room)
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
    return class;
}

/* The columns of the combination, if they are one or two and without nulls; 0 else. */
static size_t take_plain(const events_keys *plain[2], const events *all)
{
    size_t count = 0;
    for (size_t i = 0; i < all->plan->dimensions_count; i++) {
        const events_keys *keys = &all->dimensions[i];
        if (!keys->column)
            continue;
        if (count == 2 || keys->column->valid)
            return 0;
        plain[count++] = keys;
    }
    return count;
}

/* Of every row, where the combination was met before. */
static void look_up(events_worker *worker, size_t count)
{
    const events_keys *plain[2];
    const uint32_t *combined = worker->combined;
    uint32_t *classes = worker->classes;
    size_t columns = take_plain(plain, worker->events);
    if (columns == 0) {
        combine(worker->places, worker->events, worker->batch_first, count);
        for (size_t i = 0; i < count; i++)
            classes[i] = combined[worker->places[i]];
        return;
    }
    const int32_t *codes = (const int32_t *)plain[0]->column->values + worker->batch_first;
    combined += plain[0]->step;
    if (columns == 1) { /* its step is 1 */
        for (size_t i = 0; i < count; i++)
            classes[i] = combined[codes[i]];
        return;
    }
    const int32_t *others = (const int32_t *)plain[1]->column->values + worker->batch_first;
    uint32_t step = (uint32_t)plain[1]->step;
    combined += step;
    for (size_t i = 0; i < count; i++)
        classes[i] = combined[(uint32_t)codes[i] + (uint32_t)others[i] * step];
}

static void find_combined(events_worker *worker)
{
    size_t count = (size_t)worker->batch_count;
    look_up(worker, count);
    if (!is_missing(worker->classes, worker->batch_count))
        return;
    combine(worker->places, worker->events, worker->batch_first, count);
    for (size_t i = 0; i < count && !worker->failed; i++) {
        uint32_t *class = &worker->combined[worker->places[i]];
        int64_t row = worker->batch_first + (int64_t)i;
        if (*class == KPI_MISSING) {
            combined_values(worker->values, worker->events, row);
            *class = add_class(worker, worker->values, 0, row);
        }
        worker->classes[i] = *class;
    }
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

/* The worker's own map answers for combinations that it has met; the row before often has the same. */
static uint32_t class_of(events_worker *worker, const uint32_t *values, uint64_t bits, int64_t row)
{
    size_t size = eco_kpi_class_key(worker->events->plan, worker->key, values, bits);
    int64_t class = eco_map_get(&worker->known, (const char *)worker->key, size, -1);
    bool added;
    if (class >= 0)
        return (uint32_t) class;
    class = add_class(worker, values, bits, row);
    const char *key = eco_arena_copy(&worker->arena, worker->key, size);
    if (!worker->failed && (!key || !eco_map_add(&worker->known, key, size, &class, &added)))
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
    return (uint32_t) class;
}

static void find_one_by_one(events_worker *worker)
{
    const events *all = worker->events;
    size_t dimensions = all->plan->dimensions_count, size = dimensions * sizeof(uint32_t);
    uint32_t *values = worker->values, *last = values + dimensions, class = KPI_MISSING;
    for (int64_t i = 0; i < worker->batch_count && !worker->failed; i++) {
        uint64_t bits;
        values_of(values, worker, i);
        if (class == KPI_MISSING || all->plan->row_conditions_count || memcmp(values, last, size) != 0) {
            if (!row_bits(&bits, worker, values, worker->batch_first + i))
                return;
            class = class_of(worker, values, bits, worker->batch_first + i);
            memcpy(last, values, size);
        }
        worker->classes[i] = class;
    }
}

/* Whether texts are nothing but ASCII, in loops that a compiler makes wide. */
static bool is_ascii(const eco_column *column, int64_t first, int64_t count)
{
    if ((uintptr_t)column->values % _Alignof(int64_t))
        return false;
    const int64_t *offsets = (const int64_t *)column->values + first;
    int64_t falls = offsets[0];
    unsigned char bits = 0;
    for (int64_t i = 0; i < count; i++)
        falls |= offsets[i] | (int64_t)((uint64_t)offsets[i + 1] - (uint64_t)offsets[i]);
    if (falls < 0 || !column->bytes)
        return false;
    const char *bytes = column->bytes + offsets[0];
    for (int64_t i = 0, size = offsets[count] - offsets[0]; i < size; i++)
        bits |= (unsigned char)bytes[i];
    return bits < 0x80;
}

/* Whether codes are all in their dictionary, as far as one look at their bits tells. */
static bool is_inside(const eco_column *column, int64_t first, int64_t count)
{
    if ((column->stride && column->stride != sizeof(int32_t)) || (uintptr_t)column->values % _Alignof(int32_t))
        return false;
    const uint32_t *codes = (const uint32_t *)column->values + first;
    uint32_t bits = 0;
    for (int64_t i = 0; i < count; i++)
        bits |= codes[i];
    return (int64_t)bits < column->dictionary_rows;
}

void eco_kpi_events_check(events_worker *worker, const eco_column *column, int64_t first, int64_t count)
{
    if (!column || worker->failed || (column->type == ECO_TYPE_UTF8 && is_ascii(column, first, count)) ||
        (column->type == ECO_TYPE_CODE && is_inside(column, first, count)))
        return;
    eco_status failed = eco_column_check_rows(column, first, count, &worker->error);
    if (failed)
        eco_kpi_events_fail(worker, eco_fail_under(&worker->error, failed, "/columns/%s", column->name), first);
}

static void check_all(events_worker *worker)
{
    const events *all = worker->events;
    const eco_column *user = all->all_users ? all->user.column : all->coupon.column; /* else purchases look at theirs */
    const eco_column *others[] = {all->at, all->event, all->value, all->quantity, user, worker->currencies.column};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        eco_kpi_events_check(worker, others[i], worker->batch_first, worker->batch_count);
    for (size_t i = 0; i < all->plan->dimensions_count; i++)
        eco_kpi_events_check(worker, all->dimensions[i].column, worker->batch_first, worker->batch_count);
}

void eco_kpi_events_find(events_worker *worker)
{
    const events *all = worker->events;
    check_all(worker);
    if (worker->failed)
        return;
    bool has_room = !all->all_users || find_users(worker);
    if (all->has_sketches)
        find_coupons(worker);
    for (size_t i = 0; has_room && !all->combined_count && i < all->plan->dimensions_count; i++)
        has_room = find_keys(worker->codes + i * EVENTS_BATCH, worker, &all->dimensions[i]);
    if (!has_room)
        eco_kpi_events_fail(worker, eco_fail_memory(&worker->error), INT64_MAX);
    else if (all->combined_count)
        find_combined(worker);
    else
        find_one_by_one(worker);
}
