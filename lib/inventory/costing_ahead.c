/* costing_ahead.c - the names of the next rows, looked up step by step for all of them: while one waits for memory, so do the others. */
#include "inventory/costing_internal.h"

enum { LINE = 64 };

static void read_name(cost_name *name, const cost_column *column, int64_t row)
{
    name->text = NULL;
    if (!eco_costing_is_null(column, row) && eco_costing_name(name, column, row, NULL))
        name->text = NULL;
}

static void fetch(const void *memory, size_t size)
{
    for (size_t at = 0; at < size; at += LINE)
        __builtin_prefetch((const char *)memory + at);
}

/* The SKU that the first slot of a name's tag leads to is fetched: most often it is the one. */
static void fetch_sku(const eco_costing *costing, const cost_name *name)
{
    const cost_index *index = &costing->sku_numbers;
    if (!name->text || !index->bits)
        return;
    const struct cost_index_slot *slot = &index->slots[eco_costing_home(index, eco_costing_tag(name->hash, 0))];
    if (slot->number)
        fetch(&costing->skus[slot->number - 1], offsetof(cost_sku, empty));
}

/* Its layers, and where its movement and the source belong. */
static void fetch_pool(const eco_costing *costing, const cost_ahead *row)
{
    const cost_sku *sku = &costing->skus[row->number - 1];
    if (sku->pool.layers)
        fetch(sku->pool.layers + sku->pool.first, 2 * sizeof *sku->pool.layers);
    if (row->id.text)
        eco_costing_prefetch(&costing->ids, eco_costing_tag(row->id.hash, row->number - 1));
    if (row->source.text)
        eco_costing_prefetch(&costing->ids, eco_costing_tag(row->source.hash, row->number - 1));
}

static void fetch_source(const eco_costing *costing, const cost_ahead *row)
{
    const cost_index *index = &costing->ids;
    if (!row->source.text || !index->bits)
        return;
    uint32_t found = index->slots[eco_costing_home(index, eco_costing_tag(row->source.hash, row->number - 1))].number;
    fetch(&costing->movements[found], sizeof *costing->movements);
}

void eco_costing_look_ahead(cost_ahead *ahead, const eco_costing *costing, const cost_columns *columns, int64_t first,
                            int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        const int64_t *code = columns->sku.codes && !eco_costing_is_null(&columns->sku, first + i)
                                  ? eco_costing_code(&columns->sku, first + i)
                                  : NULL;
        ahead[i].number = code && *code >= 0 ? (uint32_t)*code + 1 : 0;
        ahead[i].sku.text = NULL;
        if (!ahead[i].number)
            read_name(&ahead[i].sku, &columns->sku, first + i);
        if (ahead[i].sku.text)
            eco_costing_prefetch(&costing->sku_numbers, eco_costing_tag(ahead[i].sku.hash, 0));
        read_name(&ahead[i].id, &columns->movement, first + i);
        read_name(&ahead[i].source, &columns->source, first + i);
    }
    for (int64_t i = 0; i < count; i++)
        if (ahead[i].number)
            fetch(&costing->skus[ahead[i].number - 1], offsetof(cost_sku, empty));
        else
            fetch_sku(costing, &ahead[i].sku);
    for (int64_t i = 0; i < count; i++)
        if (!ahead[i].number && ahead[i].sku.text)
            ahead[i].number = eco_costing_find_sku(costing, &ahead[i].sku);
    for (int64_t i = 0; i < count; i++)
        if (ahead[i].number)
            fetch_pool(costing, &ahead[i]);
    for (int64_t i = 0; i < count; i++)
        if (ahead[i].number)
            fetch_source(costing, &ahead[i]);
}
