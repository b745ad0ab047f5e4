/* slotting.c - eco_inventory_slot: the fastest goods to the nearest bins. */
#include <ecomops/inventory/picking.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/table_builder.h"

typedef struct slot_bin {
    const char *name;
    size_t size;
    int64_t distance, capacity;
} slot_bin;

typedef struct slot_sku {
    const char *name;
    size_t size;
    double velocity;
    int64_t before, bin; /* numbers of bins; -1: none */
} slot_sku;

typedef struct slotting {
    eco_arena arena;
    eco_map bins_by_name, skus_by_name;
    slot_bin *bins, **nearest; /* nearest: by distance, then by name */
    slot_sku *skus, **fastest; /* fastest: by velocity, then by name */
    size_t bins_count, skus_count;
    bool has_before;
    eco_error *error;
} slotting;

/* ---- reading ---------------------------------------------------------------------------------------------------------------------------- */

static eco_status bad_cell(const slotting *all, eco_status status, const char *table, int64_t row, const char *column,
                           const char *what)
{
    char path[96];
    snprintf(path, sizeof path, "/%s/%lld/%s", table, (long long)row, column);
    return eco_fail(all->error, status, path, "%s %s", column, what);
}

static eco_status find_column(const slotting *all, const eco_table *table, const char *name, const char *column, bool required,
                              const eco_column **out)
{
    char path[96];
    *out = eco_table_column(table, column);
    if (*out || !required)
        return ECO_OK;
    snprintf(path, sizeof path, "/%s/columns/%s", name, column);
    return eco_fail(all->error, ECO_E_NOT_FOUND, path, "table %s needs a column %s", name, column);
}

static bool is_text(const eco_column *column)
{
    return column->type == ECO_TYPE_TEXT || column->type == ECO_TYPE_UTF8 || column->type == ECO_TYPE_CODE;
}

/* A name that was not there before; its number goes into the map. */
static eco_status read_name(const slotting *all, eco_map *names, const char *table, const char *field, const eco_column *column,
                            int64_t row, const char **name, size_t *size)
{
    bool added = false;
    int64_t number = row;
    *name = is_text(column) && !eco_cell_is_null(column, row) ? eco_cell_text(column, row, size) : NULL;
    if (!*name || !*size)
        return bad_cell(all, ECO_E_INVALID, table, row, field, "is not a text, or empty");
    if (!eco_map_add(names, *name, *size, &number, &added))
        return eco_fail_memory(all->error);
    return added ? ECO_OK : bad_cell(all, ECO_E_EXISTS, table, row, field, "was there before");
}

static bool read_whole(const eco_column *column, int64_t row, int64_t least, int64_t *out)
{
    if (column->type != ECO_TYPE_INT64 || eco_cell_is_null(column, row))
        return false;
    *out = eco_cell_int64(column, row);
    return *out >= least;
}

static eco_status read_bins(slotting *all, const eco_table *table)
{
    const eco_column *bin, *distance, *capacity;
    eco_status status = find_column(all, table, "bins", "bin", true, &bin);
    if (!status)
        status = find_column(all, table, "bins", "distance", true, &distance);
    if (!status)
        status = find_column(all, table, "bins", "capacity", false, &capacity);
    for (int64_t row = 0; row < table->rows && !status; row++) {
        slot_bin *read = &all->bins[row];
        read->capacity = 1;
        status = read_name(all, &all->bins_by_name, "bins", "bin", bin, row, &read->name, &read->size);
        if (!status && !read_whole(distance, row, 0, &read->distance))
            status = bad_cell(all, ECO_E_INVALID, "bins", row, "distance", "is not a whole number of 0 or more");
        if (!status && capacity && !eco_cell_is_null(capacity, row) && !read_whole(capacity, row, 1, &read->capacity))
            status = bad_cell(all, ECO_E_INVALID, "bins", row, "capacity", "is not a whole number above 0");
        all->nearest[row] = read;
    }
    return status;
}

static bool read_velocity(const eco_column *column, int64_t row, double *out)
{
    if (eco_cell_is_null(column, row) || (column->type != ECO_TYPE_INT64 && column->type != ECO_TYPE_DOUBLE))
        return false;
    *out = column->type == ECO_TYPE_DOUBLE ? eco_cell_double(column, row) : (double)eco_cell_int64(column, row);
    return isfinite(*out) && *out >= 0;
}

static eco_status read_before(slotting *all, const eco_column *column, int64_t row, slot_sku *sku)
{
    size_t size;
    sku->before = -1;
    if (!column || eco_cell_is_null(column, row))
        return ECO_OK;
    const char *name = is_text(column) ? eco_cell_text(column, row, &size) : NULL;
    if (!name)
        return bad_cell(all, ECO_E_INVALID, "skus", row, "bin", "is not a text");
    sku->before = eco_map_get(&all->bins_by_name, name, size, -1);
    return sku->before < 0 ? bad_cell(all, ECO_E_NOT_FOUND, "skus", row, "bin", "is not in bins") : ECO_OK;
}

static eco_status read_skus(slotting *all, const eco_table *table)
{
    const eco_column *sku, *velocity, *before;
    eco_status status = find_column(all, table, "skus", "sku", true, &sku);
    if (!status)
        status = find_column(all, table, "skus", "velocity", true, &velocity);
    if (!status)
        status = find_column(all, table, "skus", "bin", false, &before);
    all->has_before = !status && before;
    for (int64_t row = 0; row < table->rows && !status; row++) {
        slot_sku *read = &all->skus[row];
        status = read_name(all, &all->skus_by_name, "skus", "sku", sku, row, &read->name, &read->size);
        if (!status && !read_velocity(velocity, row, &read->velocity))
            status = bad_cell(all, ECO_E_INVALID, "skus", row, "velocity", "is not a number of 0 or more");
        if (!status)
            status = read_before(all, before, row, read);
        read->bin = -1;
        all->fastest[row] = read;
    }
    return status;
}

/* ---- assigning -------------------------------------------------------------------------------------------------------------------------- */

static int compare_names(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order ? order : a_size < b_size ? -1 : a_size > b_size;
}

static int by_distance(const void *a, const void *b)
{
    const slot_bin *left = *(slot_bin *const *)a, *right = *(slot_bin *const *)b;
    if (left->distance != right->distance)
        return left->distance < right->distance ? -1 : 1;
    return compare_names(left->name, left->size, right->name, right->size);
}

static int by_velocity(const void *a, const void *b)
{
    const slot_sku *left = *(slot_sku *const *)a, *right = *(slot_sku *const *)b;
    if (left->velocity != right->velocity)
        return left->velocity > right->velocity ? -1 : 1;
    return compare_names(left->name, left->size, right->name, right->size);
}

static bool take(slotting *all, slot_sku *sku, slot_bin *bin)
{
    if (!bin->capacity)
        return false;
    bin->capacity--;
    sku->bin = bin - all->bins;
    return true;
}

/* How many SKUs the bins from first to end hold. */
static size_t room(const slotting *all, size_t first, size_t end, size_t most)
{
    size_t room = 0;
    for (size_t i = first; i < end && room < most; i++)
        room += (uint64_t)all->nearest[i]->capacity < most - room ? (size_t)all->nearest[i]->capacity : most - room;
    return room;
}

/* Bins that are equally near are one place of many slots: those who lie there already stay, the others fill up what is left, by name. */
static void assign(slotting *all)
{
    size_t sku = 0;
    for (size_t first = 0, end; first < all->bins_count && sku < all->skus_count; first = end) {
        for (end = first + 1; end < all->bins_count && all->nearest[end]->distance == all->nearest[first]->distance;)
            end++;
        size_t last = sku + room(all, first, end, all->skus_count - sku);
        for (size_t i = sku; i < last; i++) {
            slot_sku *here = all->fastest[i];
            if (here->before >= 0 && all->bins[here->before].distance == all->nearest[first]->distance)
                take(all, here, &all->bins[here->before]);
        }
        for (size_t i = sku, bin = first; i < last; i++)
            while (all->fastest[i]->bin < 0 && !take(all, all->fastest[i], all->nearest[bin]))
                bin++;
        sku = last;
    }
}

/* ---- the table -------------------------------------------------------------------------------------------------------------------------- */

static void put_bin(eco_table_builder *table, const slotting *all, int64_t bin)
{
    if (bin < 0) {
        eco_table_put_null(table);
        eco_table_put_null(table);
        return;
    }
    eco_table_put_text_of(table, all->bins[bin].name, all->bins[bin].size);
    eco_table_put_int64(table, all->bins[bin].distance);
}

static void add_note(eco_table_builder *table, const char *name, double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", value);
    eco_table_add_note(table, name, text);
}

static eco_status tell(const slotting *all, const eco_table **out)
{
    eco_table_builder *table = eco_table_begin(NULL);
    double way = 0, way_before = 0;
    bool knows_all = all->has_before;
    eco_table_add_column(table, "sku", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "velocity", ECO_TYPE_DOUBLE, 0, NULL);
    eco_table_add_column(table, "bin", ECO_TYPE_UTF8, 0, NULL);
    eco_table_add_column(table, "distance", ECO_TYPE_INT64, 0, NULL);
    if (all->has_before) {
        eco_table_add_column(table, "bin_before", ECO_TYPE_UTF8, 0, NULL);
        eco_table_add_column(table, "distance_before", ECO_TYPE_INT64, 0, NULL);
    }
    for (size_t i = 0; i < all->skus_count; i++) {
        const slot_sku *sku = all->fastest[i];
        eco_table_put_text_of(table, sku->name, sku->size);
        eco_table_put_double(table, sku->velocity);
        put_bin(table, all, sku->bin);
        if (all->has_before)
            put_bin(table, all, sku->before);
        way += sku->bin < 0 ? 0 : sku->velocity * (double)all->bins[sku->bin].distance;
        way_before += sku->before < 0 ? 0 : sku->velocity * (double)all->bins[sku->before].distance;
        knows_all = knows_all && sku->before >= 0;
    }
    add_note(table, "way", way);
    if (knows_all)
        add_note(table, "way_before", way_before);
    return eco_table_end(out, table, all->error);
}

static eco_status begin(slotting *all, const eco_table *skus, const eco_table *bins)
{
    all->skus_count = (size_t)skus->rows;
    all->bins_count = (size_t)bins->rows;
    all->skus = eco_arena_take_array(&all->arena, all->skus_count, sizeof *all->skus);
    all->bins = eco_arena_take_array(&all->arena, all->bins_count, sizeof *all->bins);
    all->fastest = eco_arena_take_array(&all->arena, all->skus_count, sizeof *all->fastest);
    all->nearest = eco_arena_take_array(&all->arena, all->bins_count, sizeof *all->nearest);
    if (!all->skus || !all->bins || !all->fastest || !all->nearest)
        return eco_fail_memory(all->error);
    eco_status status = read_bins(all, bins);
    return status ? status : read_skus(all, skus);
}

eco_status eco_inventory_slot(const eco_table **out, const eco_table *skus, const eco_table *bins, eco_error *error)
{
    slotting all = {.error = error};
    *out = NULL;
    if (!skus || !bins)
        return eco_fail(error, ECO_E_INVALID, skus ? "/bins" : "/skus", "%s is required", skus ? "bins" : "skus");
    eco_status status = eco_table_check(skus, error);
    if (!status)
        status = eco_table_check(bins, error);
    if (status)
        return status;
    const eco_allocator allocator = eco_allocator_of(NULL);
    eco_arena_begin(&all.arena, &allocator);
    eco_map_begin(&all.bins_by_name, &allocator);
    eco_map_begin(&all.skus_by_name, &allocator);
    status = begin(&all, skus, bins);
    if (!status) {
        qsort(all.nearest, all.bins_count, sizeof(slot_bin *), by_distance);
        qsort(all.fastest, all.skus_count, sizeof(slot_sku *), by_velocity);
        assign(&all);
        status = tell(&all, out);
    }
    eco_map_end(&all.skus_by_name);
    eco_map_end(&all.bins_by_name);
    eco_arena_end(&all.arena);
    return status;
}
