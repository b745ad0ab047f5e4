/* inventory_read.c - documents of stock into commands and queries; and whether they are right. */
#include "json/inventory_parts.h"

#include "base/error.h"

typedef struct commands_body { /* its first field is what the caller sees */
    eco_stock_commands commands;
    eco_arena arena; /* holds this struct, too */
} commands_body;

/* Side by side, as execute wants them. */
static eco_status take_commands(eco_stock_commands *out, const eco_json_stock_commands *read, eco_arena *arena, eco_error *error)
{
    eco_inventory_command *commands = eco_arena_take_array(arena, read->commands_count, sizeof *commands);
    if (!commands)
        return eco_fail_memory(error);
    for (size_t i = 0; i < read->commands_count; i++) {
        const eco_json_stock_command *command = &read->commands[i];
        commands[i] = command->command;
        commands[i].flags = (command->linked ? ECO_COMMAND_LINKED : 0) | (command->dry_run ? ECO_COMMAND_DRY_RUN : 0);
    }
    *out = (eco_stock_commands){commands, read->commands_count};
    return ECO_OK;
}

eco_status eco_json_stock_commands_of(eco_stock_commands *out, const eco_json_document *document, eco_arena *arena, bool copies,
                                      eco_error *error)
{
    const eco_json_reading reading = {.document = document, .arena = arena, .copies = copies, .error = error};
    eco_json_stock_commands read;
    eco_status status = eco_json_expect_schema(document, ECO_JSON_STOCK_COMMANDS, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, &eco_json_stock_commands_object, &read);
    return status ? status : take_commands(out, &read, arena, error);
}

static eco_status read_commands(const eco_stock_commands **out, const eco_json_document *document, eco_error *error)
{
    eco_arena arena;
    eco_arena_begin(&arena, &document->allocator);
    commands_body *body = eco_arena_take(&arena, sizeof *body);
    eco_status status = body ? eco_json_stock_commands_of(&body->commands, document, &arena, true, error)
                             : eco_fail_memory(error);
    if (status) {
        eco_arena_end(&arena);
        return status;
    }
    body->arena = arena;
    *out = &body->commands;
    return ECO_OK;
}

eco_status eco_json_read_stock_commands(const eco_stock_commands **out, const char *text, size_t size,
                                        const eco_json_options *options, eco_error *error)
{
    eco_json_document document;
    *out = NULL;
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = read_commands(out, &document, error);
    eco_json_close(&document);
    return status;
}

void eco_json_stock_commands_free(const eco_stock_commands *commands)
{
    if (!commands)
        return;
    eco_arena arena = ((const commands_body *)commands)->arena; /* the arena frees the struct that it stands in */
    eco_arena_end(&arena);
}

eco_status eco_json_stock_place(const eco_json_document *document, eco_error *error, eco_status status)
{
    return eco_json_command_place(document, &eco_json_stock_commands_object, error, status);
}

eco_status eco_json_stock_query_of(eco_json_stock_query *out, const eco_json_document *document, eco_error *error)
{
    const eco_json_reading reading = {.document = document, .error = error};
    eco_status status = eco_json_expect_schema(document, ECO_JSON_STOCK_QUERY, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, &eco_json_stock_query_object, out);
    out->query.struct_size = sizeof out->query;
    return status;
}

/* ---- whether they are right ------------------------------------------------------------------------------------------------------------- */

static eco_status check_commands(eco_inventory *inventory, const eco_stock_commands *commands, eco_error *error)
{
    for (size_t i = 0; i < commands->commands_count; i++) {
        eco_inventory_command command = commands->commands[i];
        bool is_last = i + 1 == commands->commands_count;
        command.flags = ECO_COMMAND_DRY_RUN | (is_last ? command.flags & ECO_COMMAND_LINKED : 0);
        eco_error cause = {.status = ECO_OK};
        eco_status status = eco_inventory_execute(inventory, &command, 1, NULL, &cause);
        if (!eco_json_is_wrong(status))
            continue;
        if (error)
            *error = cause;
        return eco_json_renumber(error, status, i);
    }
    return ECO_OK;
}

static eco_status try_commands(const eco_stock_commands *commands, const eco_allocator *allocator, eco_error *error)
{
    eco_store *store;
    eco_inventory *inventory = NULL;
    eco_status status = eco_store_open(&store, "memory:", ECO_MAKE(eco_store_options, .allocator = allocator), error);
    if (!status)
        status = eco_inventory_open(&inventory, store, ECO_MAKE(eco_inventory_options, .allocator = allocator), error);
    if (!status)
        status = check_commands(inventory, commands, error);
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
    if (!status && (status = try_commands(&commands, &document->allocator, error)))
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
    eco_json_stock_query query;
    return eco_json_stock_query_of(&query, document, error);
}
