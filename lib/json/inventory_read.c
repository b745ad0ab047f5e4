/* inventory_read.c - documents of stock into commands and queries. */
#include "json/inventory_parts.h"

#include "base/error.h"

/* The member of a command's place in the document; NULL: it has none. */
static const eco_json_value *member_at(const eco_json_document *document, size_t number, const char *name)
{
    const eco_json_value *list = eco_json_member(document->values, "commands"), *command = eco_json_first(list);
    while (command && number-- > 0)
        command = eco_json_next(list, command);
    return eco_json_member(command, name);
}

/* An amount without a currency has no minor units to be counted in. */
static eco_status check_amounts(const eco_json_reading *reading, const eco_inventory_command *command, size_t number)
{
    static const char message[] = "%s needs the document's 'currency'";
    const eco_json_document *document = reading->document;
    if (command->amount_minor)
        return eco_json_fail(document, member_at(document, number, "amount"), reading->error, ECO_E_INVALID, message, "amount");
    for (size_t i = 0; i < command->lines_count; i++) {
        if (!command->lines[i].cost_minor)
            continue;
        const eco_json_value *lines = member_at(document, number, "lines"), *line = eco_json_first(lines);
        while (i-- > 0)
            line = eco_json_next(lines, line);
        return eco_json_fail(document, eco_json_member(line, "cost"), reading->error, ECO_E_INVALID, message, "cost");
    }
    return ECO_OK;
}

/* Side by side, as execute wants them. */
static eco_status take_commands(eco_stock_commands *out, const eco_json_stock_commands *read, const eco_json_reading *reading)
{
    eco_inventory_command *commands = eco_arena_take_array(reading->arena, read->commands_count, sizeof *commands);
    if (!commands)
        return eco_fail_memory(reading->error);
    for (size_t i = 0; i < read->commands_count; i++) {
        const eco_json_stock_command *command = &read->commands[i];
        commands[i] = command->command;
        commands[i].flags = (command->linked ? ECO_COMMAND_LINKED : 0) | (command->dry_run ? ECO_COMMAND_DRY_RUN : 0);
        eco_status status = read->currency ? ECO_OK : check_amounts(reading, &commands[i], i);
        if (status)
            return status;
    }
    *out = (eco_stock_commands){commands, read->commands_count, read->currency};
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
    return status ? status : take_commands(out, &read, &reading);
}

static eco_status commands_of(void *commands, const eco_json_document *document, eco_arena *arena, eco_error *error)
{
    return eco_json_stock_commands_of(commands, document, arena, true, error);
}

eco_status eco_json_read_stock_commands(const eco_stock_commands **out, const char *text, size_t size,
                                        const eco_json_options *options, eco_error *error)
{
    const void *read;
    eco_status status = eco_json_read_commands(&read, sizeof **out, commands_of, text, size, options, error);
    *out = read;
    return status;
}

void eco_json_stock_commands_free(const eco_stock_commands *commands)
{
    eco_json_free_commands(commands);
}

eco_status eco_json_stock_place(const eco_json_document *document, eco_error *error, eco_status status)
{
    return eco_json_command_place(document, &eco_json_stock_commands_object, error, status);
}

/* ---- queries ---------------------------------------------------------------------------------------------------------------------------- */

static eco_status table_of(const eco_table **out, void *module, const char *name, const eco_query *query, eco_error *error)
{
    return eco_inventory_table(out, module, name, query, error);
}

const eco_json_query_kind eco_json_stock_query = {ECO_JSON_STOCK_QUERY, &eco_json_stock_query_object, table_of};
