/* inventory_check.c - whether documents of stock are right: read whole, and commands tried on a store that knows nothing. */
#include "json/inventory_parts.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Whether a command was refused at a line that names a lot or a serial: in a store that knows nothing no item has them. What can be said against their
 * names has been said before, at the names. */
static bool lacks_item(const eco_inventory_command *command, const eco_error *error)
{
    static const char begin[] = "/0/lines/";
    char *end;
    if (strncmp(error->path, begin, sizeof begin - 1) != 0)
        return false;
    size_t number = strtoul(error->path + sizeof begin - 1, &end, 10);
    return !*end && number < command->lines_count && (command->lines[number].lot || command->lines[number].serial);
}

/* As `execute` would see it in a store whose items may have lots and serials, or not. */
static eco_status check_command(eco_inventory *inventory, eco_inventory_command command, eco_arena *arena, eco_error *error)
{
    eco_status status = eco_inventory_execute(inventory, &command, 1, NULL, error);
    if (!eco_json_is_wrong(status) || !lacks_item(&command, error))
        return status;
    eco_stock_line *lines = eco_arena_take_array(arena, command.lines_count, sizeof *lines);
    if (!lines)
        return eco_fail_memory(error);
    for (size_t i = 0; i < command.lines_count; i++) {
        lines[i] = command.lines[i];
        lines[i].lot = lines[i].serial = NULL;
        lines[i].lot_expires_us = 0;
    }
    command.lines = lines;
    return eco_inventory_execute(inventory, &command, 1, NULL, error);
}

static eco_status check_commands(eco_inventory *inventory, const eco_stock_commands *commands, eco_arena *arena, eco_error *error)
{
    for (size_t i = 0; i < commands->commands_count; i++) {
        eco_inventory_command command = commands->commands[i];
        bool is_last = i + 1 == commands->commands_count;
        command.flags = ECO_COMMAND_DRY_RUN | (is_last ? command.flags & ECO_COMMAND_LINKED : 0);
        eco_error cause = {.status = ECO_OK};
        eco_status status = check_command(inventory, command, arena, &cause);
        if (!eco_json_is_wrong(status))
            continue;
        if (error)
            *error = cause;
        return eco_json_renumber(error, status, i);
    }
    return ECO_OK;
}

static eco_status try_commands(const eco_stock_commands *commands, eco_arena *arena, const eco_allocator *allocator,
                               eco_error *error)
{
    eco_store *store;
    eco_inventory *inventory = NULL;
    eco_status status = eco_store_open(&store, "memory:", ECO_MAKE(eco_store_options, .allocator = allocator), error);
    if (!status)
        status = eco_inventory_open(&inventory, store, ECO_MAKE(eco_inventory_options, .allocator = allocator), error);
    if (!status)
        status = check_commands(inventory, commands, arena, error);
    eco_inventory_free(inventory);
    eco_store_free(store);
    return status;
}

eco_status eco_json_validate_stock_commands(const eco_json_document *document, eco_error *error)
{
    eco_arena arena;
    eco_stock_commands commands;
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = eco_json_stock_commands_of(&commands, document, &arena, false, error);
    if (!status && (status = try_commands(&commands, &arena, &document->allocator, error)))
        eco_json_stock_place(document, error, status);
    eco_arena_end(&arena);
    return status;
}

eco_status eco_json_validate_stock_results(const eco_json_document *document, eco_error *error)
{
    const eco_json_reading reading = {.document = document, .error = error};
    const eco_json_value *results;
    eco_json_stock_result result;
    char none;
    eco_status status = eco_json_expect_schema(document, ECO_JSON_STOCK_RESULTS, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, &eco_json_stock_results_object, &none);
    if (!status)
        status = eco_json_find_list(&results, &reading, "results");
    if (status)
        return status;
    for (const eco_json_value *value = eco_json_first(results); value && !status; value = eco_json_next(results, value))
        status = eco_json_read_object(&reading, value, &eco_json_stock_short_object, &result);
    return status;
}

eco_status eco_json_validate_stock_query(const eco_json_document *document, eco_error *error)
{
    eco_json_query query;
    return eco_json_query_of(&query, document, &eco_json_stock_query, error);
}
