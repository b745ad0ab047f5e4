/* inventory_write.c - results of stock as their canonical document. */
#include "json/inventory_parts.h"

#include "base/error.h"

static void write_result(eco_json_writing *writing, eco_id key, const eco_inventory_result *result, const eco_error *told)
{
    char path[sizeof(((eco_error *)0)->path) + 16];
    const eco_json_stock_result shown = {
        .key = key,
        .status = eco_status_name(result->status),
        .quantity = result->status ? 0 : result->quantity,
        .sequence = result->sequence,
        .replayed = result->replayed,
        .line = result->status ? result->line : 0,
        .message = told ? told->message : NULL,
        .path = told ? eco_json_command_path(path, sizeof path, told) : NULL,
        .available = result->available,
    };
    bool is_short = result->status == ECO_E_INSUFFICIENT;
    eco_json_write_object(writing, is_short ? &eco_json_stock_short_object : &eco_json_stock_result_object, &shown);
}

eco_status eco_json_stock_results_begin(eco_json_writing *writing, const eco_allocator *allocator, eco_writer writer,
                                        eco_error *error)
{
    return eco_json_results_begin(writing, allocator, writer, NULL, ECO_JSON_STOCK_RESULTS, error);
}

eco_status eco_json_stock_results_end(eco_json_writing *writing, const eco_stock_commands *commands,
                                      const eco_inventory_result *results, const eco_error *first, eco_error *error)
{
    size_t failed = eco_json_command_of(first, commands->commands_count);
    for (size_t i = 0; i < commands->commands_count; i++) {
        eco_json_write_element(writing);
        write_result(writing, commands->commands[i].key, &results[i], i == failed ? first : NULL);
    }
    return eco_json_results_end(writing, error);
}

eco_status eco_json_write_stock_results(const eco_inventory_command *commands, const eco_inventory_result *results, size_t count,
                                        const eco_error *first, eco_writer writer, const eco_json_options *options,
                                        eco_error *error)
{
    eco_json_writing writing;
    eco_json_options given;
    const eco_stock_commands list = {.commands = commands, .commands_count = count};
    eco_status status = eco_json_take_options(&given, options, error);
    if (!status)
        status = eco_json_stock_results_begin(&writing, given.allocator, writer, error);
    return status ? status : eco_json_stock_results_end(&writing, &list, results, first, error);
}
