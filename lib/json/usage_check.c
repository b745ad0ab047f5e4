/* usage_check.c - whether documents of usage are right: read whole, and commands tried on a store and a rulebook that know nothing. */
#include "json/usage_parts.h"

#include "base/error.h"

static eco_status check_commands(eco_usage *usage, const eco_usage_commands *commands, eco_error *error)
{
    for (size_t i = 0; i < commands->commands_count; i++) {
        eco_usage_command command = commands->commands[i];
        bool is_last = i + 1 == commands->commands_count;
        command.flags = ECO_COMMAND_DRY_RUN | (is_last ? command.flags & ECO_COMMAND_LINKED : 0);
        eco_error cause = {.status = ECO_OK};
        eco_status status = eco_usage_execute(usage, &command, 1, NULL, &cause);
        if (!eco_json_is_wrong(status))
            continue;
        if (error)
            *error = cause;
        return eco_json_renumber(error, status, i);
    }
    return ECO_OK;
}

static eco_status try_commands(const eco_usage_commands *commands, const eco_allocator *allocator, eco_error *error)
{
    eco_store *store = NULL;
    eco_usage *usage = NULL;
    eco_rulebook *empty = NULL;
    eco_status status = eco_rulebook_build(
        &empty, eco_rulebook_begin(ECO_MAKE(eco_rulebook_options, .currency = "EUR", .allocator = allocator)), error);
    if (!status)
        status = eco_store_open(&store, "memory:", ECO_MAKE(eco_store_options, .allocator = allocator), error);
    if (!status)
        status = eco_usage_open(&usage, store, empty, ECO_MAKE(eco_usage_options, .allocator = allocator), error);
    if (!status)
        status = check_commands(usage, commands, error);
    eco_usage_free(usage);
    eco_store_free(store);
    eco_rulebook_free(empty);
    return status;
}

eco_status eco_json_validate_usage_commands(const eco_json_document *document, eco_error *error)
{
    eco_arena arena;
    eco_usage_commands commands;
    eco_arena_begin(&arena, &document->allocator);
    eco_status status = eco_json_usage_commands_of(&commands, document, &arena, false, error);
    if (!status && (status = try_commands(&commands, &document->allocator, error)))
        eco_json_usage_place(document, error, status);
    eco_arena_end(&arena);
    return status;
}

eco_status eco_json_validate_usage_results(const eco_json_document *document, eco_error *error)
{
    const eco_json_reading reading = {.document = document, .error = error};
    const eco_json_value *results;
    eco_json_usage_result result;
    char none;
    eco_status status = eco_json_expect_schema(document, ECO_JSON_USAGE_RESULTS, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, &eco_json_usage_results_object, &none);
    if (!status)
        status = eco_json_find_list(&results, &reading, "results");
    if (status)
        return status;
    for (const eco_json_value *value = eco_json_first(results); value && !status; value = eco_json_next(results, value))
        status = eco_json_read_object(&reading, value, &eco_json_usage_result_object, &result);
    return status;
}

eco_status eco_json_validate_usage_query(const eco_json_document *document, eco_error *error)
{
    eco_json_query query;
    return eco_json_query_of(&query, document, &eco_json_usage_query, error);
}
