/* inventory.i - stock: commands go in as documents, results come out as documents, tables as tables. */

%ignore eco_stock_line;
%ignore eco_kit_part;
%ignore eco_stock_item;
%ignore eco_inventory_command;
%ignore eco_inventory_result;
%ignore eco_inventory_options;
%ignore eco_inventory_open;
%ignore eco_inventory_free;
%ignore eco_inventory_execute;
%ignore eco_inventory_step;
%ignore eco_inventory_table;
%ignore eco_inventory_audit;
%ignore eco_inventory_level;
%ignore eco_stock_level;
%ignore eco_inventory_archived;
%ignore eco_inventory_archive;
%eco_handle(eco_inventory, eco_inventory_free)
%apply int64_t *out { int64_t *done };
%thread eco_inventory_tick;
%include <ecomops/inventory.h>

%{
typedef struct counted_writer {
    eco_writer writer;
    bool has_written;
} counted_writer;

static bool write_counted(const char *text, size_t size, void *user)
{
    counted_writer *counted = user;
    counted->has_written = true;
    return counted->writer.write(text, size, counted->writer.user);
}

static void release_stock_commands(const void *commands) { eco_json_stock_commands_free(commands); }

static eco_status write_stock_results(const eco_step *step, eco_writer writer, eco_error *error)
{
    return eco_json_write_stock_results(step->commands, step->results, step->count, NULL, writer, NULL, error);
}
%}

%thread eco_inventory_connect;
%thread eco_inventory_run;
%thread eco_inventory_rows;
%thread eco_inventory_findings;
%thread eco_inventory_level_parts;
%thread eco_inventory_put_away;
%inline %{
/* eco_inventory_open for bindings; "" is no currency. */
static eco_status eco_inventory_connect(eco_inventory **out, eco_store *store, const char *currency, eco_error *error)
{
    return eco_inventory_open(out, store, ECO_MAKE(eco_inventory_options, .currency = *currency ? currency : NULL), error);
}

/* A document of commands becomes one of results. Fails only where there are none: of a command that is refused the document tells. */
static eco_status eco_inventory_run(eco_inventory *inventory, const char *text, size_t size, eco_writer writer, eco_error *error)
{
    counted_writer counted = {writer, false};
    eco_status status = eco_json_inventory(inventory, text, size, (eco_writer){write_counted, &counted}, NULL, error);
    return counted.has_written && status != ECO_E_CANCELLED ? ECO_OK : status;
}

/* The commands of a document, for eco_store_run_steps. The inventory must outlive it. */
static eco_status eco_inventory_prepare(eco_prepared_step **out, eco_inventory *inventory, const char *text, size_t size, eco_error *error)
{
    const eco_stock_commands *commands;
    *out = NULL;
    eco_status status = eco_json_read_stock_commands(&commands, text, size, NULL, error);
    if (status)
        return status;
    eco_prepared_step *prepared = malloc(sizeof *prepared);
    eco_inventory_result *results = calloc(commands->commands_count + 1, sizeof *results);
    if (!prepared || !results) {
        free(prepared);
        free(results);
        eco_json_stock_commands_free(commands);
        *error = (eco_error){.status = ECO_E_MEMORY, .message = "out of memory"};
        return ECO_E_MEMORY;
    }
    *prepared = (eco_prepared_step){.step = eco_inventory_step(inventory, commands->commands, commands->commands_count, results),
                                    .commands = commands,
                                    .release = release_stock_commands,
                                    .write = write_stock_results};
    *out = prepared;
    return ECO_OK;
}

/* eco_inventory_table for bindings; "" and 0 are not given. */
static eco_status eco_inventory_rows(const eco_table **out, eco_inventory *inventory, const char *name, const char *subject, const char *location,
                                     eco_id key, int64_t since_us, int64_t until_us, int64_t as_of_us, int64_t known_us, int64_t after_sequence,
                                     int64_t limit, eco_error *error)
{
    return eco_inventory_table(out, inventory, name,
                               ECO_MAKE(eco_query, .subject = *subject ? subject : NULL, .location = *location ? location : NULL, .key = key,
                                        .since_us = since_us, .until_us = until_us, .as_of_us = as_of_us, .known_us = known_us,
                                        .after_sequence = after_sequence, .limit = limit),
                               error);
}

/* eco_inventory_audit for bindings: a breach is rows, not a failure. */
static eco_status eco_inventory_findings(const eco_table **out, eco_inventory *inventory, eco_error *error)
{
    *out = NULL;
    eco_status status = eco_inventory_audit(out, inventory, error);
    return status == ECO_E_CORRUPT && *out ? ECO_OK : status;
}

/* eco_inventory_level for bindings: the quantities by state, and the other figures in their order, as a list. */
static eco_status eco_inventory_level_parts(int64_t *parts, size_t parts_count, eco_inventory *inventory, const char *sku, const char *location,
                                            const char *channel, int64_t at_us, eco_error *error)
{
    eco_stock_level level = {0};
    eco_status status = eco_inventory_level(&level, inventory, sku, *location ? location : NULL, *channel ? channel : NULL, at_us, error);
    const int64_t figures[] = {level.quantity[0], level.quantity[1], level.quantity[2], level.quantity[3], level.quantity[4],
                               level.quantity[5], level.quantity[6], level.available,   level.version,     level.safety,
                               level.buffered,    level.expired,     level.available_to_promise, level.promise_us};
    for (size_t i = 0; i < parts_count && i < sizeof figures / sizeof *figures; i++)
        parts[i] = figures[i];
    return status;
}

/* eco_inventory_archive for bindings: how many rows of each kind, as a list. */
static eco_status eco_inventory_put_away(int64_t *parts, size_t parts_count, eco_inventory *inventory, eco_id key, int64_t before_us, int64_t at_us,
                                         eco_error *error)
{
    eco_inventory_archived done = {0};
    eco_status status = eco_inventory_archive(&done, inventory, key, before_us, at_us, error);
    const int64_t figures[] = {done.holds, done.documents, done.movements, done.commands, done.openings};
    for (size_t i = 0; i < parts_count && i < sizeof figures / sizeof *figures; i++)
        parts[i] = figures[i];
    return status;
}
%}
