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

/* Texts that stand anywhere. */
static void fetch_texts(const cost_column *column, int64_t first, int64_t count)
{
    if (!column->column || column->column->type != ECO_TYPE_TEXT || column->column->stride)
        return;
    const char *const *texts = (const char *const *)column->column->values + first;
    for (int64_t i = 0; i < count; i++)
        __builtin_prefetch(texts[i]);
}

/* The SKU that the first slot of a name's tag leads to: most often it is the one. NULL: none. */
static const cost_sku *likely_sku(const eco_costing *costing, const cost_ahead *row)
{
    const cost_index *index = &costing->sku_numbers;
    uint32_t number = row->number;
    if (!number && row->sku.text && index->bits)
        number = index->slots[eco_costing_home(index, eco_costing_tag(row->sku.hash, 0))].number;
    return number ? &costing->skus[number - 1] : NULL;
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

static void read_names(cost_ahead *row, const eco_costing *costing, const cost_columns *columns, int64_t at)
{
    const int64_t *code = columns->sku.codes && !eco_costing_is_null(&columns->sku, at) ? eco_costing_code(&columns->sku, at)
                                                                                        : NULL;
    row->number = code && *code >= 0 ? (uint32_t)*code + 1 : 0;
    row->sku.text = NULL;
    if (!row->number)
        read_name(&row->sku, &columns->sku, at);
    if (row->sku.text)
        eco_costing_prefetch(&costing->sku_numbers, eco_costing_tag(row->sku.hash, 0));
    read_name(&row->id, &columns->movement, at);
    read_name(&row->source, &columns->source, at);
}

void eco_costing_look_ahead(cost_ahead *ahead, const eco_costing *costing, const cost_columns *columns, int64_t first,
                            int64_t count)
{
    const cost_sku *sku;
    fetch_texts(&columns->sku, first, count);
    fetch_texts(&columns->movement, first, count);
    fetch_texts(&columns->source, first, count);
    for (int64_t i = 0; i < count; i++)
        read_names(&ahead[i], costing, columns, first + i);
    for (int64_t i = 0; i < count; i++)
        if ((sku = likely_sku(costing, &ahead[i])))
            fetch(sku, sizeof *sku);
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
