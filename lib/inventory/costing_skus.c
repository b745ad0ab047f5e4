/* costing_skus.c - the SKUs that costing knows, by name, and what create was told of them: a method, a standard cost. */
#include <string.h>

#include "base/error.h"
#include "inventory/costing_internal.h"

uint32_t eco_costing_find_sku(const eco_costing *costing, const cost_name *name)
{
    const cost_index *index = &costing->sku_numbers;
    if (!index->bits)
        return 0;
    uint32_t tag = eco_costing_tag(name->hash, 0);
    for (size_t at = eco_costing_home(index, tag); index->slots[at].number; at = eco_costing_after(index, at)) {
        if (index->slots[at].tag != tag)
            continue;
        const cost_sku *sku = &costing->skus[index->slots[at].number - 1];
        if (name->size < ECO_COST_NAME ? memcmp(sku->start, name->text, name->size) == 0 && !sku->start[name->size]
                                       : strncmp(sku->name, name->text, name->size) == 0 && !sku->name[name->size])
            return index->slots[at].number;
    }
    return 0;
}

eco_status eco_costing_sku(uint32_t *sku, eco_costing *costing, const cost_name *name, eco_error *error)
{
    uint32_t known = eco_costing_find_sku(costing, name);
    *sku = known - 1;
    if (known)
        return ECO_OK;
    if (costing->skus_count >= UINT32_MAX - 1)
        return eco_fail(error, ECO_E_LIMIT, "/sku", "more than 4 billion SKUs");
    const char *copy = eco_arena_text_of(&costing->texts, name->text, name->size);
    if (!copy ||
        !eco_grow(&costing->allocator, &costing->skus, &costing->skus_capacity, costing->skus_count + 1, sizeof *costing->skus))
        return eco_fail_memory(error);
    *sku = (uint32_t)costing->skus_count;
    if (!eco_costing_index_add(&costing->sku_numbers, &costing->allocator, eco_costing_tag(name->hash, 0), *sku + 1))
        return eco_fail_memory(error);
    cost_sku *added = &costing->skus[costing->skus_count++];
    *added = (cost_sku){.name = copy, .pool = {.method = costing->method}};
    memcpy(added->start, name->text, name->size < ECO_COST_NAME ? name->size : ECO_COST_NAME);
    return ECO_OK;
}

static eco_cost_method method_of(const char *text, size_t size)
{
    for (eco_cost_method method = ECO_COST_FIFO; method <= ECO_COST_STANDARD; method++)
        if (strlen(eco_cost_method_name(method)) == size && memcmp(eco_cost_method_name(method), text, size) == 0)
            return method;
    return 0;
}

static eco_status take_method(eco_cost_pool *pool, const cost_columns *columns, int64_t row, eco_error *error)
{
    char quoted[ECO_QUOTED];
    cost_name word;
    if (eco_costing_is_null(&columns->kind, row))
        return ECO_OK;
    eco_status failed = eco_costing_name(&word, &columns->kind, row, error);
    if (failed)
        return failed;
    pool->method = method_of(word.text, word.size);
    return pool->method
               ? ECO_OK
               : eco_fail(error, ECO_E_UNKNOWN_NAME, "/method", "%s is no method; there are fifo, average, lifo, standard",
                          eco_quoted(quoted, word.text, word.size));
}

static eco_status take_standard(eco_cost_pool *pool, const eco_costing *costing, const cost_columns *columns, int64_t row,
                                eco_error *error)
{
    int32_t scale;
    if (eco_costing_is_null(&columns->unit_cost, row))
        return ECO_OK;
    eco_status failed = eco_costing_unit(&pool->standard, &scale, &columns->unit_cost, row, error);
    if (failed)
        return failed;
    if (pool->standard < 0)
        return eco_fail(error, ECO_E_INVALID, "/standard_cost", "standard_cost is below 0");
    pool->standard_scale = scale + costing->quantity_scale;
    pool->has_standard = true;
    return ECO_OK;
}

static eco_status take_sku(eco_costing *costing, const cost_columns *columns, int64_t row, eco_error *error)
{
    cost_name name;
    size_t known = costing->skus_count;
    uint32_t number;
    if (eco_costing_is_null(&columns->sku, row))
        return eco_fail(error, ECO_E_INVALID, "/sku", "sku is missing");
    eco_status failed = eco_costing_name(&name, &columns->sku, row, error);
    failed = failed ? failed : eco_costing_sku(&number, costing, &name, error);
    if (failed)
        return failed;
    cost_sku *sku = &costing->skus[number];
    if (number < known)
        return eco_fail(error, ECO_E_EXISTS, "/sku", "sku %s stands twice", ECO_QUOTE(sku->name));
    failed = take_method(&sku->pool, columns, row, error);
    failed = failed ? failed : take_standard(&sku->pool, costing, columns, row, error);
    sku->standard = sku->pool.standard;
    sku->standard_scale = sku->pool.standard_scale;
    sku->has_standard = sku->pool.has_standard;
    return failed;
}

eco_status eco_costing_take_skus(eco_costing *costing, const eco_table *table, eco_error *error)
{
    cost_columns columns;
    eco_arena arena;
    eco_arena_begin(&arena, &costing->allocator);
    eco_status failed = eco_table_check(table, error);
    failed = failed ? failed : eco_costing_sku_columns(&columns, costing, table, &arena, error);
    if (failed)
        failed = eco_fail_under(error, failed, "/skus");
    for (int64_t row = 0; !failed && row < table->rows; row++) {
        failed = take_sku(costing, &columns, row, error);
        if (failed && failed != ECO_E_MEMORY)
            failed = eco_fail_under(error, failed, "/skus/rows/%lld", (long long)row + 1);
    }
    eco_arena_end(&arena);
    return failed;
}
