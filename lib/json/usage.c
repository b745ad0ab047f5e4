/* usage.c - usage of promotions for hosts without a binding: commands in, results out; a query in, rows out; a cart in, what was used out. */
#include "json/usage_parts.h"

#include "base/error.h"
#include "pricing/usage_internal.h"

#include <string.h>

static const char *currency_of(const eco_usage *usage)
{
    return eco_rulebook_content_of(usage->rulebook)->currency;
}

/* Before it is executed all memory is taken: the results', and the writer's. */
static eco_status execute(eco_usage *usage, const eco_json_document *document, const eco_usage_commands *commands,
                          eco_arena *arena, eco_writer writer, eco_error *error)
{
    eco_json_writing writing;
    eco_error first = {.status = ECO_OK};
    eco_usage_result *results = eco_arena_take_array(arena, commands->commands_count, sizeof *results);
    if (!results)
        return eco_fail_memory(error);
    eco_status failed = eco_json_usage_results_begin(&writing, &document->allocator, writer, currency_of(usage), error);
    if (failed)
        return failed;
    eco_status status = eco_usage_execute(usage, commands->commands, commands->commands_count, results, &first);
    const eco_json_told told = {eco_json_command_of(&first, commands->commands_count), first.message, first.path};
    if (status)
        eco_json_usage_place(document, &first, status);
    failed = eco_json_usage_results_end(&writing, commands, results, &told, error);
    if (failed || !status)
        return failed;
    if (error)
        *error = first;
    return status;
}

static eco_status run_commands(eco_usage *usage, const eco_json_document *document, eco_writer writer, eco_error *error)
{
    eco_arena arena;
    eco_usage_commands commands;
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = eco_json_usage_commands_of(&commands, document, &arena, false, error);
    if (!status)
        status = execute(usage, document, &commands, &arena, writer, error);
    eco_arena_end(&arena);
    return status;
}

static eco_status run_cart(eco_usage *usage, const eco_json_document *document, eco_writer writer, eco_error *error)
{
    eco_arena arena;
    eco_cart cart;
    const eco_used_list *used = NULL;
    const char *currency = currency_of(usage);
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = eco_json_cart_of(&cart, document, eco_currency_find(currency), &arena, false, error);
    if (!status && (status = eco_usage_snapshot(&used, usage, &cart, error)))
        eco_json_place_error(document, &eco_json_cart, error, status);
    eco_arena_end(&arena);
    if (!status)
        status = eco_json_write_used(used->used, used->used_count, currency, writer,
                                     ECO_MAKE(eco_json_options, .allocator = &document->allocator), error);
    eco_used_free(used);
    return status;
}

eco_status eco_json_usage(eco_usage *usage, const char *text, size_t size, eco_writer writer, const eco_json_options *options,
                          eco_error *error)
{
    eco_json_document document;
    const char *schema;
    eco_status status = eco_json_open(&document, text, size, options, error);
    if (status)
        return status;
    status = eco_json_schema_of(&schema, &document, error);
    if (!status && strcmp(schema, ECO_JSON_USAGE_QUERY) == 0)
        status = eco_json_run_query(usage, &document, &eco_json_usage_query, writer, error);
    else if (!status && strcmp(schema, ECO_JSON_CART) == 0)
        status = run_cart(usage, &document, writer, error);
    else if (!status)
        status = run_commands(usage, &document, writer, error);
    eco_json_close(&document);
    return status;
}
