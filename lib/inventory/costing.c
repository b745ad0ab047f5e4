/* costing.c - costing begins and ends. */
#include <string.h>

#include "base/error.h"
#include "inventory/costing_internal.h"

enum { PROBLEMS_DEFAULT = 1000, SCALE_MOST = 6 };

const char *eco_cost_method_name(eco_cost_method method)
{
    static const char *const names[] = {"unknown", "fifo", "average", "lifo", "standard"};
    return names[method >= ECO_COST_FIFO && method <= ECO_COST_STANDARD ? method : 0];
}

static eco_status take_options(eco_costing_options *out, const eco_costing_options *given, eco_error *error)
{
    *out = (eco_costing_options){0};
    eco_status failed = given ? ECO_TAKE(out, given, eco_costing_options, error) : ECO_OK;
    if (failed)
        return failed;
    if (!out->currency)
        return eco_fail(error, ECO_E_INVALID, "/currency", "costing needs a currency");
    if (!eco_currency_find(out->currency))
        return eco_fail(error, ECO_E_CURRENCY, "/currency", "%s is no currency of ISO 4217", ECO_QUOTE(out->currency));
    if (out->method < 0 || out->method > ECO_COST_STANDARD)
        return eco_fail(error, ECO_E_INVALID, "/method", "%d is no method", (int)out->method);
    if (out->quantity_scale < 0 || out->quantity_scale > SCALE_MOST)
        return eco_fail(error, ECO_E_INVALID, "/quantity_scale", "quantity_scale is %d; it must be 0 to %d",
                        (int)out->quantity_scale, SCALE_MOST);
    if (out->max_problems < 0)
        return eco_fail(error, ECO_E_INVALID, "/max_problems", "max_problems is %lld", (long long)out->max_problems);
    return ECO_OK;
}

static eco_status begin(eco_costing *costing, const eco_costing_options *options, eco_error *error)
{
    costing->currency = eco_currency_find(options->currency);
    costing->method = options->method ? options->method : ECO_COST_FIFO;
    costing->quantity_scale = options->quantity_scale;
    costing->closed_until = options->closed_until_us;
    costing->max_problems = options->max_problems ? options->max_problems : PROBLEMS_DEFAULT;
    costing->skip_bad_rows = options->skip_bad_rows;
    costing->progress = options->progress;
    eco_arena_begin(&costing->texts, &costing->allocator);
    if (!eco_grow(&costing->allocator, &costing->movements, &costing->movements_capacity, 1, sizeof *costing->movements))
        return eco_fail_memory(error);
    costing->movements[0] = (cost_movement){0};
    costing->movements_count = 1;
    return options->skus ? eco_costing_take_skus(costing, options->skus, error) : ECO_OK;
}

eco_status eco_costing_create(eco_costing **out, const eco_costing_options *given, eco_error *error)
{
    eco_costing_options options;
    if (!out)
        return eco_fail(error, ECO_E_INVALID, "/out", "out is NULL");
    *out = NULL;
    eco_status failed = take_options(&options, given, error);
    if (failed)
        return failed;
    eco_allocator allocator = eco_allocator_of(options.allocator);
    eco_costing *costing = eco_allocate(&allocator, sizeof *costing);
    if (!costing)
        return eco_fail_memory(error);
    *costing = (eco_costing){.allocator = allocator};
    failed = begin(costing, &options, error);
    if (failed)
        eco_costing_free(costing);
    else
        *out = costing;
    return failed;
}

void eco_costing_free(eco_costing *costing)
{
    if (!costing)
        return;
    eco_allocator allocator = costing->allocator;
    for (size_t i = 0; i < costing->skus_count; i++) {
        cost_sku *sku = &costing->skus[i];
        while (sku->checkpoints)
            eco_costing_drop_checkpoint(costing, sku);
        eco_release(&allocator, sku->pool.layers, sku->pool.capacity * sizeof *sku->pool.layers);
    }
    eco_release(&allocator, costing->skus, costing->skus_capacity * sizeof *costing->skus);
    eco_release(&allocator, costing->movements, costing->movements_capacity * sizeof *costing->movements);
    eco_release(&allocator, costing->bookings, costing->bookings_capacity * sizeof *costing->bookings);
    eco_release(&allocator, costing->problems, costing->problems_capacity * sizeof *costing->problems);
    eco_release(&allocator, costing->touched, costing->touched_capacity * sizeof *costing->touched);
    eco_release(&allocator, costing->run, costing->run_capacity * sizeof *costing->run);
    eco_release(&allocator, costing->befores, costing->befores_capacity * sizeof *costing->befores);
    eco_release(&allocator, costing->corrected, costing->corrected_capacity * sizeof *costing->corrected);
    eco_costing_index_end(&costing->sku_numbers, &allocator);
    eco_costing_index_end(&costing->ids, &allocator);
    eco_arena_end(&costing->texts);
    eco_release(&allocator, costing, sizeof *costing);
}
