/* costing_skus.c - the SKUs that costing knows, by name, and what create was told of them: a method, a standard cost. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "inventory/costing_internal.h"

eco_status eco_costing_sku(uint32_t *sku, eco_costing *costing, const char *name, size_t size, eco_error *error)
{
    int64_t known = eco_map_get(&costing->sku_numbers, name, size, -1);
    bool added;
    *sku = (uint32_t)known;
    if (known >= 0)
        return ECO_OK;
    if (costing->skus_count >= UINT32_MAX)
        return eco_fail(error, ECO_E_LIMIT, "/sku", "more than 4 billion SKUs");
    const char *copy = eco_arena_text_of(&costing->texts, name, size);
    if (!copy ||
        !eco_grow(&costing->allocator, &costing->skus, &costing->skus_capacity, costing->skus_count + 1, sizeof *costing->skus))
        return eco_fail_memory(error);
    known = (int64_t)costing->skus_count;
    if (!eco_map_add(&costing->sku_numbers, copy, size, &known, &added))
        return eco_fail_memory(error);
    const eco_cost_pool empty = {.method = costing->method};
    costing->skus[costing->skus_count++] = (cost_sku){.name = copy, .pool = empty, .empty = empty};
    *sku = (uint32_t)known;
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
    char buffer[ECO_COST_TEXT], quoted[ECO_QUOTED];
    const char *text;
    size_t size;
    if (eco_costing_is_null(&columns->kind, row))
        return ECO_OK;
    eco_status failed = eco_costing_text(&text, &size, buffer, &columns->kind, row, error);
    if (failed)
        return failed;
    pool->method = method_of(text, size);
    return pool->method ? ECO_OK
                        : eco_fail(error, ECO_E_UNKNOWN_NAME, "/method",
                                   "%s is no method; there are fifo, average, lifo, standard", eco_quoted(quoted, text, size));
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
    char buffer[ECO_COST_TEXT];
    const char *text;
    size_t size, known = costing->skus_count;
    uint32_t number;
    if (eco_costing_is_null(&columns->sku, row))
        return eco_fail(error, ECO_E_INVALID, "/sku", "sku is missing");
    eco_status failed = eco_costing_text(&text, &size, buffer, &columns->sku, row, error);
    failed = failed ? failed : eco_costing_sku(&number, costing, text, size, error);
    if (failed)
        return failed;
    cost_sku *sku = &costing->skus[number];
    if (number < known)
        return eco_fail(error, ECO_E_EXISTS, "/sku", "sku %s stands twice", ECO_QUOTE(sku->name));
    failed = take_method(&sku->empty, columns, row, error);
    failed = failed ? failed : take_standard(&sku->empty, costing, columns, row, error);
    sku->pool = sku->empty;
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
