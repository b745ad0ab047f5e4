/* inventory.c - stock for hosts without a binding: commands in, results out; a query in, rows out. */
#include "json/inventory_parts.h"

#include "base/error.h"
#include "inventory/inventory_internal.h"

#include <string.h>

/* Before it is executed all memory is taken: the results', and the writer's. */
static eco_status execute(eco_inventory *inventory, const eco_json_document *document, const eco_stock_commands *commands,
                          eco_arena *arena, eco_writer writer, eco_error *error)
{
    eco_json_writing writing;
    eco_error first = {.status = ECO_OK};
    eco_inventory_result *results = eco_arena_take_array(arena, commands->commands_count, sizeof *results);
    if (!results)
        return eco_fail_memory(error);
    eco_status failed = eco_json_stock_results_begin(&writing, &document->allocator, writer, error);
    if (failed)
        return failed;
    eco_status status = eco_inventory_execute(inventory, commands->commands, commands->commands_count, results, &first);
    failed = eco_json_stock_results_end(&writing, commands, results, &first, error);
    if (failed || !status)
        return failed;
    eco_json_stock_place(document, &first, status);
    if (error)
        *error = first;
    return status;
}

/* Costs of another currency would be read as those of the inventory's. */
static eco_status check_currency(const eco_inventory *inventory, const eco_json_document *document,
                                 const eco_stock_commands *commands, eco_error *error)
{
    if (!commands->currency || !*inventory->currency || strcmp(commands->currency, inventory->currency) == 0)
        return ECO_OK;
    return eco_json_fail(document, eco_json_member(document->values, "currency"), error, ECO_E_CURRENCY,
                         "the inventory's costs are in %s, not in %s", inventory->currency, commands->currency);
}

static eco_status run_commands(eco_inventory *inventory, const eco_json_document *document, eco_writer writer, eco_error *error)
{
    eco_arena arena;
    eco_stock_commands commands;
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = eco_json_stock_commands_of(&commands, document, &arena, false, error);
    if (!status)
        status = check_currency(inventory, document, &commands, error);
    if (!status)
        status = execute(inventory, document, &commands, &arena, writer, error);
    eco_arena_end(&arena);
    return status;
}

eco_status eco_json_inventory(eco_inventory *inventory, const char *text, size_t size, eco_writer writer,
                              const eco_json_options *options, eco_error *error)
{
    eco_json_document document;
    const char *schema;
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = eco_json_schema_of(&schema, &document, error);
    if (!status && strcmp(schema, ECO_JSON_STOCK_QUERY) == 0)
        status = eco_json_run_query(inventory, &document, &eco_json_stock_query, writer, error);
    else if (!status)
        status = run_commands(inventory, &document, writer, error);
    eco_json_close(&document);
    return status;
}
