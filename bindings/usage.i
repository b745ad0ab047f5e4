/* usage.i - what promotions have used: a command at a time, with the quote that was priced; what became of it is a text. */

%ignore eco_usage_command;
%ignore eco_usage_result;
%ignore eco_usage_options;
%ignore eco_usage_open;
%ignore eco_usage_free;
%ignore eco_usage_execute;
%ignore eco_usage_step;
%ignore eco_usage_snapshot;
%ignore eco_usage_table;
%ignore eco_usage_audit;
%eco_handle(eco_usage, eco_usage_free)
%thread eco_usage_tick;
%include <ecomops/pricing/usage.h>

%{
/* A command whose texts, and whose quote, are borrowed. */
static eco_usage_command usage_command(eco_id key, eco_usage_verb verb, int64_t at_us, const eco_quote *quote, eco_id hold, int64_t expires_us,
                                       const char *actor, const char *reason, const char *reference, int64_t expected_version,
                                       eco_command_flags flags)
{
    return (eco_usage_command){.key = key,
                               .verb = verb,
                               .at_us = at_us,
                               .actor = *actor ? actor : NULL,
                               .reason = *reason ? reason : NULL,
                               .reference = *reference ? reference : NULL,
                               .expected_version = expected_version,
                               .flags = flags,
                               .quote = quote,
                               .hold = hold,
                               .expires_us = expires_us};
}

/* "status replayed sequence use available by uses spent", a line for the path, and the message. */
static eco_status write_usage(const eco_usage_result *result, const eco_error *told, eco_writer writer, eco_error *error)
{
    char text[sizeof(eco_error) + 256];
    int size = snprintf(text, sizeof text, "%s %d %lld %d %lld %s %lld %lld\n%s\n%s", eco_status_name(result->status), result->replayed,
                        (long long)result->sequence, result->use, (long long)result->available, result->by ? result->by : "-",
                        (long long)result->uses, (long long)result->spent_minor, told ? told->path : "", told ? told->message : "");
    if (writer.write(text, (size_t)size, writer.user))
        return ECO_OK;
    *error = (eco_error){.status = ECO_E_MEMORY, .message = "out of memory"};
    return ECO_E_MEMORY;
}

typedef struct usage_texts {
    eco_usage_command command;
    char *texts[3];
} usage_texts;

static void release_usage(const void *commands)
{
    usage_texts *held = (usage_texts *)(uintptr_t)commands;
    for (size_t i = 0; i < 3; i++)
        free(held->texts[i]);
    free(held);
}

static bool keep_text(const char **text, char **kept)
{
    *kept = *text ? strdup(*text) : NULL;
    bool is_kept = *kept || !*text;
    *text = *kept;
    return is_kept;
}

static eco_status write_usage_step(const eco_step *step, eco_writer writer, eco_error *error)
{
    return write_usage(step->results, NULL, writer, error);
}

/* A step with texts of its own. */
static eco_status prepare_usage(eco_prepared_step **out, eco_usage *usage, eco_usage_command command, eco_error *error)
{
    eco_prepared_step *prepared = malloc(sizeof *prepared);
    usage_texts *held = calloc(1, sizeof *held);
    eco_usage_result *result = calloc(1, sizeof *result);
    *out = NULL;
    if (!prepared || !held || !result || !keep_text(&command.actor, &held->texts[0]) || !keep_text(&command.reason, &held->texts[1]) ||
        !keep_text(&command.reference, &held->texts[2])) {
        free(prepared);
        free(result);
        if (held)
            release_usage(held);
        *error = (eco_error){.status = ECO_E_MEMORY, .message = "out of memory"};
        return ECO_E_MEMORY;
    }
    held->command = command;
    *prepared = (eco_prepared_step){.step = eco_usage_step(usage, &held->command, 1, result),
                                    .commands = held,
                                    .release = release_usage,
                                    .write = write_usage_step};
    *out = prepared;
    return ECO_OK;
}
%}

%thread eco_usage_connect;
%thread eco_usage_run_hold;
%thread eco_usage_run_end;
%thread eco_usage_rows;
%thread eco_usage_findings;
%thread eco_usage_used;
%inline %{
static eco_status eco_usage_connect(eco_usage **out, eco_store *store, eco_rulebook *rulebook, eco_error *error)
{
    return eco_usage_open(out, store, rulebook, NULL, error);
}

/* One command with the quote of a HOLD. Of a command that is refused the text tells. */
static eco_status eco_usage_run_hold(eco_usage *usage, eco_id key, int64_t at_us, const eco_quote *quote, int64_t expires_us, const char *actor,
                                     const char *reason, const char *reference, uint32_t flags, eco_writer writer, eco_error *error)
{
    const eco_id none = {0, 0};
    const eco_usage_command command =
        usage_command(key, ECO_USAGE_HOLD, at_us, quote, none, expires_us, actor, reason, reference, 0, (eco_command_flags)flags);
    eco_usage_result result = {0};
    eco_error told = {0};
    eco_status status = eco_usage_execute(usage, &command, 1, &result, &told);
    return write_usage(&result, status ? &told : NULL, writer, error);
}

/* ... and what becomes of a hold. */
static eco_status eco_usage_run_end(eco_usage *usage, eco_id key, eco_usage_verb verb, int64_t at_us, eco_id hold, const char *actor,
                                    const char *reason, const char *reference, int64_t expected_version, uint32_t flags, eco_writer writer,
                                    eco_error *error)
{
    const eco_usage_command command =
        usage_command(key, verb, at_us, NULL, hold, 0, actor, reason, reference, expected_version, (eco_command_flags)flags);
    eco_usage_result result = {0};
    eco_error told = {0};
    eco_status status = eco_usage_execute(usage, &command, 1, &result, &told);
    return write_usage(&result, status ? &told : NULL, writer, error);
}

/* A HOLD for eco_store_run_steps. Usage and quote must outlive it. */
static eco_status eco_usage_prepare(eco_prepared_step **out, eco_usage *usage, eco_id key, int64_t at_us, const eco_quote *quote,
                                    int64_t expires_us, const char *actor, const char *reason, const char *reference, eco_error *error)
{
    const eco_id none = {0, 0};
    return prepare_usage(out, usage, usage_command(key, ECO_USAGE_HOLD, at_us, quote, none, expires_us, actor, reason, reference, 0, 0), error);
}

/* ... and what becomes of a hold. */
static eco_status eco_usage_prepare_end(eco_prepared_step **out, eco_usage *usage, eco_id key, eco_usage_verb verb, int64_t at_us, eco_id hold,
                                        const char *actor, const char *reason, const char *reference, eco_error *error)
{
    return prepare_usage(out, usage, usage_command(key, verb, at_us, NULL, hold, 0, actor, reason, reference, 0, 0), error);
}

/* What was used of all that a cart can use, as a document of eco_price_document. */
static eco_status eco_usage_used(eco_usage *usage, const eco_rulebook *rulebook, const char *text, size_t size, eco_writer writer,
                                 eco_error *error)
{
    const char *currency = eco_rulebook_content_of(rulebook)->currency;
    const eco_cart *cart;
    const eco_used_list *list;
    eco_status status = eco_json_read_cart(&cart, text, size, currency, NULL, error);
    if (status)
        return status;
    status = eco_usage_snapshot(&list, usage, cart, error);
    if (!status)
        status = eco_json_write_used(list->used, list->used_count, currency, writer, NULL, error);
    eco_used_free(list);
    eco_json_cart_free(cart);
    return status;
}

/* eco_usage_table for bindings; "" and 0 are not given. */
static eco_status eco_usage_rows(const eco_table **out, eco_usage *usage, const char *name, const char *subject, eco_id key, int64_t since_us,
                                 int64_t until_us, int64_t after_sequence, int64_t limit, eco_error *error)
{
    return eco_usage_table(out, usage, name,
                           ECO_MAKE(eco_query, .subject = *subject ? subject : NULL, .key = key, .since_us = since_us, .until_us = until_us,
                                    .after_sequence = after_sequence, .limit = limit),
                           error);
}

/* eco_usage_audit for bindings: a breach is rows, not a failure. */
static eco_status eco_usage_findings(const eco_table **out, eco_usage *usage, eco_error *error)
{
    *out = NULL;
    eco_status status = eco_usage_audit(out, usage, error);
    return status == ECO_E_CORRUPT && *out ? ECO_OK : status;
}
%}
