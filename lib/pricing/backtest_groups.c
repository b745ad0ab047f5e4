/* backtest_groups.c - where the orders of a table begin, and how they are dealt out as blocks of work. */
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "pricing/backtest_internal.h"

/* Enough to make dealing out cheap, few enough to share a table evenly and to report progress often. */
enum { BLOCK_ROWS_MOST = 2048, BLOCK_ROWS_LEAST = 64, BLOCKS_OF_A_THREAD = 8 };

static int64_t rows_of_block(int64_t rows, size_t threads)
{
    int64_t share = rows / ((int64_t)threads * BLOCKS_OF_A_THREAD);
    return share < BLOCK_ROWS_LEAST ? BLOCK_ROWS_LEAST : share > BLOCK_ROWS_MOST ? BLOCK_ROWS_MOST : share;
}

/* The id of a row as bytes; false: the row names no order. Numbers and ids are compared as their bytes. */
typedef struct row_id {
    const char *bytes;
    size_t size;
    union {
        int64_t number;
        eco_id id;
        int32_t code;
    };
} row_id;

static bool read_id(row_id *out, const backtest_column *order, int64_t row)
{
    const eco_column *column = order->column;
    if (eco_cell_is_null(column, row))
        return false;
    if (column->type == ECO_TYPE_INT64) {
        out->number = eco_cell_int64(column, row);
        out->bytes = NULL;
        out->size = sizeof out->number;
        return true;
    }
    if (column->type == ECO_TYPE_ID) {
        eco_backtest_copy_cell(&out->id, sizeof out->id, column, row);
        out->bytes = NULL;
        out->size = sizeof out->id;
        return true;
    }
    out->bytes = eco_cell_text(column, row, &out->size);
    return out->bytes && out->size;
}

bool eco_backtest_names_order(const backtest_column *order, int64_t row)
{
    row_id id;
    return read_id(&id, order, row);
}

static bool same_id(const row_id *a, const row_id *b)
{
    const void *left = a->bytes ? (const void *)a->bytes : &a->number;
    const void *right = b->bytes ? (const void *)b->bytes : &b->number;
    return a->size == b->size && memcmp(left, right, a->size) == 0;
}

static bool add_group(backtest_groups *groups, int64_t row, int64_t id_row, int64_t *block_row, int64_t block_rows)
{
    if (!eco_grow(&groups->allocator, &groups->items, &groups->capacity, groups->count + 1, sizeof *groups->items) ||
        !eco_grow(&groups->allocator, &groups->blocks, &groups->blocks_capacity, groups->blocks_count + 1,
                  sizeof *groups->blocks))
        return false;
    if (groups->count == 0 || row - *block_row >= block_rows) {
        groups->blocks[groups->blocks_count++] = groups->count;
        *block_row = row;
    }
    groups->items[groups->count++] = (backtest_group){.first = row, .id_row = id_row};
    return true;
}

/* A row that names no order stays with the order around it: it is a bad row there, and ends nothing. */
eco_status eco_backtest_groups_find(backtest_groups *groups, const eco_table *table, const backtest_column *order, size_t threads,
                                    eco_error *error)
{
    row_id before = {0}, id = {0};
    int64_t block_row = 0, block_rows = rows_of_block(table->rows, threads);
    if (table->rows && !add_group(groups, 0, -1, &block_row, block_rows))
        return eco_fail_memory(error);
    for (int64_t row = 0; row < table->rows; row++) {
        if (!read_id(&id, order, row))
            continue;
        backtest_group *current = &groups->items[groups->count - 1];
        if (current->id_row < 0)
            current->id_row = row;
        else if (!same_id(&before, &id) && !add_group(groups, row, row, &block_row, block_rows))
            return eco_fail_memory(error);
        before = id;
    }
    return ECO_OK;
}

void eco_backtest_groups_end(backtest_groups *groups)
{
    eco_release(&groups->allocator, groups->items, groups->capacity * sizeof *groups->items);
    eco_release(&groups->allocator, groups->blocks, groups->blocks_capacity * sizeof *groups->blocks);
}
