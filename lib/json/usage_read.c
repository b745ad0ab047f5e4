/* usage_read.c - documents of usage into commands and queries. A command's quote stands in it, or among the document's quotes under a name. */
#include "json/quote_parts.h"
#include "json/usage_parts.h"

#include "base/error.h"
#include "base/hash.h"

#include <string.h>

/* ---- quotes ----------------------------------------------------------------------------------------------------------------------------- */

/* The document's quotes, each read once. */
typedef struct quotes {
    const eco_json_reading *reading;
    eco_map names; /* name -> place */
    eco_quote *items;
} quotes;

/* What has no place yet, because the quote leaves it out, stands at the quote. */
static eco_status place_at_quote(const eco_json_document *document, const eco_json_value *quote, eco_error *error,
                                 eco_status status)
{
    char message[sizeof error->message];
    if (!status || !error || error->line || status == ECO_E_MEMORY)
        return status;
    memcpy(message, error->message, sizeof message);
    return eco_json_fail(document, quote, error, status, "%s", message);
}

static eco_status read_quote(eco_quote *out, const eco_json_reading *reading, const eco_json_value *value)
{
    const eco_json_document part = eco_json_part(reading->document, value);
    eco_status status = eco_json_quote_into(out, &part, reading->arena, reading->copies, reading->error);
    return place_at_quote(reading->document, value, reading->error, status);
}

static eco_status read_quotes(quotes *out)
{
    const eco_json_reading *reading = out->reading;
    const eco_json_value *list = eco_json_member(reading->document->values, "quotes");
    int64_t place = 0;
    if (!list)
        return ECO_OK;
    eco_status status = eco_json_expect(reading, list, ECO_JSON_OBJECT, "quotes");
    if (status)
        return status;
    out->items = eco_arena_take_array(reading->arena, eco_json_length(list), sizeof *out->items);
    if (!out->items)
        return eco_fail_memory(reading->error);
    for (const eco_json_value *value = eco_json_first(list); value && !status; value = eco_json_next(list, value), place++) {
        bool added;
        if (!eco_map_add(&out->names, value->key, strlen(value->key), &(int64_t){place}, &added))
            return eco_fail_memory(reading->error);
        status = read_quote(&out->items[place], reading, value);
    }
    return status;
}

static eco_status quote_of(const eco_quote **out, const quotes *known, const eco_json_value *value)
{
    const eco_json_reading *reading = known->reading;
    if (value->type == ECO_JSON_OBJECT) {
        eco_quote *quote = eco_arena_take(reading->arena, sizeof *quote);
        *out = quote;
        return quote ? read_quote(quote, reading, value) : eco_fail_memory(reading->error);
    }
    if (value->type != ECO_JSON_TEXT)
        return eco_json_fail(reading->document, value, reading->error, ECO_E_INVALID,
                             "quote is a quote, or the name of one in 'quotes', and this is %s", eco_json_type_text(value->type));
    int64_t place = eco_map_get(&known->names, value->text, strlen(value->text), -1);
    if (place < 0)
        return eco_json_fail(reading->document, value, reading->error, ECO_E_UNKNOWN_NAME, "'quotes' has no %s",
                             ECO_QUOTE(value->text));
    *out = &known->items[place];
    return ECO_OK;
}

/* ---- commands --------------------------------------------------------------------------------------------------------------------------- */

/* Side by side, as execute wants them. */
static eco_status take_commands(eco_usage_commands *out, const eco_json_usage_commands *read, const quotes *known)
{
    const eco_json_reading *reading = known->reading;
    eco_usage_command *commands = eco_arena_take_array(reading->arena, read->commands_count, sizeof *commands);
    if (!commands)
        return eco_fail_memory(reading->error);
    const eco_json_value *list = eco_json_member(reading->document->values, "commands"), *value = eco_json_first(list);
    for (size_t i = 0; i < read->commands_count; i++, value = eco_json_next(list, value)) {
        const eco_json_usage_command *command = &read->commands[i];
        const eco_json_value *quote = eco_json_member(value, "quote");
        commands[i] = command->command;
        commands[i].flags = (command->linked ? ECO_COMMAND_LINKED : 0) | (command->dry_run ? ECO_COMMAND_DRY_RUN : 0);
        eco_status status = quote ? quote_of(&commands[i].quote, known, quote) : ECO_OK;
        if (status)
            return status;
    }
    *out = (eco_usage_commands){commands, read->commands_count};
    return ECO_OK;
}

eco_status eco_json_usage_commands_of(eco_usage_commands *out, const eco_json_document *document, eco_arena *arena, bool copies,
                                      eco_error *error)
{
    const eco_json_reading reading = {.document = document, .arena = arena, .copies = copies, .error = error};
    eco_json_usage_commands read;
    quotes known = {.reading = &reading};
    eco_status status = eco_json_expect_schema(document, ECO_JSON_USAGE_COMMANDS, error);
    if (!status)
        status = eco_json_read_object(&reading, document->values, &eco_json_usage_commands_object, &read);
    if (status)
        return status;
    eco_map_begin(&known.names, &document->allocator);
    status = read_quotes(&known);
    if (!status)
        status = take_commands(out, &read, &known);
    eco_map_end(&known.names);
    return status;
}

static eco_status commands_of(void *commands, const eco_json_document *document, eco_arena *arena, eco_error *error)
{
    return eco_json_usage_commands_of(commands, document, arena, true, error);
}

eco_status eco_json_read_usage_commands(const eco_usage_commands **out, const char *text, size_t size,
                                        const eco_json_options *options, eco_error *error)
{
    const void *read;
    eco_status status = eco_json_read_commands(&read, sizeof **out, commands_of, text, size, options, error);
    *out = read;
    return status;
}

void eco_json_usage_commands_free(const eco_usage_commands *commands)
{
    eco_json_free_commands(commands);
}

/* ---- places ----------------------------------------------------------------------------------------------------------------------------- */

/* The quote that a path of execute leads into ("/3/quote/uses/0"), and what of it; NULL: it leads elsewhere. */
static const eco_json_value *quote_at(const eco_json_document *document, const eco_error *error, const char **rest)
{
    size_t number = eco_json_command_of(error, SIZE_MAX);
    const char *inside = strchr(error->path + 1, '/');
    if (number == SIZE_MAX || !inside || strncmp(inside, "/quote/", 7) != 0)
        return NULL;
    *rest = inside + 6;
    const eco_json_value *list = eco_json_member(document->values, "commands"), *command = eco_json_first(list);
    while (command && number-- > 0)
        command = eco_json_next(list, command);
    const eco_json_value *quote = command ? eco_json_member(command, "quote") : NULL;
    bool is_named = quote && quote->type == ECO_JSON_TEXT;
    return is_named ? eco_json_member(eco_json_member(document->values, "quotes"), quote->text) : quote;
}

eco_status eco_json_usage_place(const eco_json_document *document, eco_error *error, eco_status status)
{
    const char *rest;
    if (!error || !error->path[0])
        return status;
    const eco_json_value *quote = quote_at(document, error, &rest);
    if (!quote)
        return eco_json_command_place(document, &eco_json_usage_commands_object, error, status);
    const eco_json_document part = eco_json_part(document, quote);
    char path[sizeof error->path];
    memcpy(path, rest, strlen(rest) + 1);
    memcpy(error->path, path, sizeof path);
    eco_json_place_error(&part, &eco_json_quote, error, status);
    return place_at_quote(document, quote, error, status);
}

/* ---- queries ---------------------------------------------------------------------------------------------------------------------------- */

static eco_status table_of(const eco_table **out, void *module, const char *name, const eco_query *query, eco_error *error)
{
    return eco_usage_table(out, module, name, query, error);
}

const eco_json_query_kind eco_json_usage_query = {ECO_JSON_USAGE_QUERY, &eco_json_usage_query_object, table_of};
