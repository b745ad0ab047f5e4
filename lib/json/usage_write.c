/* usage_write.c - results of usage as their canonical document: what was short or has changed is told in words and in fields. */
#include "json/usage_parts.h"

#include "base/error.h"

#include <string.h>

eco_status eco_json_usage_results_begin(eco_json_writing *writing, const eco_allocator *allocator, eco_writer writer,
                                        const char *currency, eco_error *error)
{
    return eco_json_results_begin(writing, allocator, writer, currency, ECO_JSON_USAGE_RESULTS, error);
}

static const eco_use *use_of(const eco_usage_command *command, const eco_usage_result *result)
{
    bool has_use = result->status && result->use > 0 && command->quote && (size_t)result->use <= command->quote->uses_count;
    return has_use ? &command->quote->uses[result->use - 1] : NULL;
}

/* What is left, where it is less than is asked for. */
static const eco_json_object *left_of(const eco_usage_result *result)
{
    if (!result->status || !result->by)
        return NULL;
    if (strcmp(result->by, "budget") == 0)
        return &eco_json_usage_left_money_object;
    bool is_bound = strncmp(result->by, "limit", 5) == 0 || strcmp(result->by, "budget_uses") == 0;
    return is_bound ? &eco_json_usage_left_object : NULL;
}

static void write_result(eco_json_writing *writing, const eco_usage_command *command, const eco_usage_result *result,
                         const eco_json_told *told)
{
    const eco_use *use = use_of(command, result);
    const eco_json_object *left = left_of(result);
    const eco_json_usage_result shown = {
        .key = command->key,
        .status = eco_status_name(result->status),
        .uses = result->status ? 0 : result->uses,
        .spent_minor = result->status ? 0 : result->spent_minor,
        .sequence = result->sequence,
        .replayed = result->replayed,
        .use = use ? result->use : 0,
        .by = result->status ? result->by : NULL,
        .promotion = use ? use->promotion : NULL,
        .campaign = use ? use->campaign : NULL,
        .customer = use ? use->customer : NULL,
        .code = use ? use->code : NULL,
        .message = told ? told->message : NULL,
        .path = told ? told->path : NULL,
        .available = result->available,
        .available_minor = result->available,
    };
    eco_json_write_open(writing, '{');
    eco_json_write_members(writing, &eco_json_usage_told_object, &shown);
    if (left)
        eco_json_write_members(writing, left, &shown);
    eco_json_write_close(writing, '}');
}

eco_status eco_json_usage_results_end(eco_json_writing *writing, const eco_usage_commands *commands,
                                      const eco_usage_result *results, const eco_json_told *told, eco_error *error)
{
    for (size_t i = 0; i < commands->commands_count; i++) {
        eco_json_write_element(writing);
        write_result(writing, &commands->commands[i], &results[i], i == told->failed ? told : NULL);
    }
    return eco_json_results_end(writing, error);
}

eco_status eco_json_write_usage_results(const eco_usage_command *commands, const eco_usage_result *results, size_t count,
                                        const char *currency, const eco_error *first, eco_writer writer,
                                        const eco_json_options *options, eco_error *error)
{
    eco_json_writing writing;
    eco_json_options given;
    char path[sizeof(((eco_error *)0)->path) + 16];
    const eco_usage_commands list = {commands, count};
    eco_json_told told = {.failed = eco_json_command_of(first, count)};
    if (first) {
        told.message = first->message;
        told.path = eco_json_command_path(path, sizeof path, first);
    }
    if (!eco_currency_find(currency))
        return eco_fail(error, ECO_E_CURRENCY, "/currency", "%s is not an ISO 4217 currency",
                        currency ? ECO_QUOTE(currency) : "NULL");
    eco_status status = eco_json_take_options(&given, options, error);
    if (!status)
        status = eco_json_usage_results_begin(&writing, given.allocator, writer, currency, error);
    return status ? status : eco_json_usage_results_end(&writing, &list, results, &told, error);
}
