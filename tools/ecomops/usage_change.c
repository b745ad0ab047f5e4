/* usage_change.c - commands of the command line and of documents: what holds coupons, limits and budgets. */
#include "ecomops/grid.h"
#include "ecomops/input.h"
#include "ecomops/documents.h"
#include "ecomops/numbers.h"
#include "ecomops/show.h"
#include "ecomops/usage.h"

#include <ecomops/host.h>
#include <ecomops/json.h>
#include <stdlib.h>
#include <string.h>

static const char *currency_of(const tool_usage *usage)
{
    return eco_rulebook_content_of(usage->rulebook)->currency;
}

/* ---- what became of it ------------------------------------------------------------------------------------------------------------------ */

static void tell(const tool_usage *usage, const eco_usage_command *command, const eco_usage_result *result)
{
    static const tool_word sentences[] = {[ECO_USAGE_HOLD] = WORD_USAGE_DID_HOLD,
                                          [ECO_USAGE_COMMIT] = WORD_USAGE_DID_COMMIT,
                                          [ECO_USAGE_RELEASE] = WORD_USAGE_DID_RELEASE,
                                          [ECO_USAGE_RETURN] = WORD_USAGE_DID_RETURN};
    char uses[TOOL_NUMBER], spent[TOOL_NUMBER], amount[TOOL_NUMBER + 8], until[ECO_TIME_TEXT], key[ECO_ID_TEXT], sentence[512];
    bool is_hold = command->verb == ECO_USAGE_HOLD;
    tool_count(uses, result->uses);
    snprintf(amount, sizeof amount, "%s %s", tool_money(spent, result->spent_minor, currency_of(usage)), currency_of(usage));
    eco_time_text(until, command->expires_us);
    eco_id_text(key, is_hold ? command->key : command->hold);
    puts(tool_say(sentence, sizeof sentence, usage->arguments->language, sentences[command->verb], uses, amount, until));
    if (is_hold)
        tool_live_say(usage, WORD_STOCK_THE_HOLD, key, NULL);
    tool_live_tell(usage, result->replayed);
    if (command->flags & ECO_COMMAND_DRY_RUN)
        return;
    if (is_hold)
        tool_live_say(usage, WORD_USAGE_NEXT_HOLD, key, NULL);
    else if (command->verb == ECO_USAGE_COMMIT)
        tool_live_say(usage, WORD_USAGE_NEXT_COMMIT, key, NULL);
}

typedef struct result_row {
    const char *verb, *status, *by, *problem;
    int64_t amount;
} result_row;

static void set(uint8_t *bits, size_t i, bool on)
{
    bits[i / 8] |= (uint8_t)(on << i % 8);
}

/* A row for each command; what is available in money, and in uses, where it was short of that. */
static int print_rows(const tool_usage *usage, const eco_usage_command *commands, const eco_usage_result *results, size_t count,
                      const eco_error *first)
{
    size_t capacity = 0, failed = first && first->path[0] == '/' ? strtoul(first->path + 1, NULL, 10) : count;
    result_row *rows = tool_room(NULL, &capacity, count, sizeof *rows);
    uint8_t *amounts = calloc(2, count / 8 + 1), *uses = amounts + count / 8 + 1;
    if (!amounts)
        return tool_fail(TOOL_REFUSED, "out of memory");
    for (size_t i = 0; i < count; i++) {
        const char *by = results[i].status ? results[i].by : NULL;
        bool is_money = by && strcmp(by, "budget") == 0;
        rows[i] = (result_row){eco_usage_verb_name(commands[i].verb), eco_status_name(results[i].status), by,
                               i == failed ? first->message : NULL, results[i].available};
        set(amounts, i, is_money);
        set(uses, i, by && !is_money && (strncmp(by, "limit", 5) == 0 || strcmp(by, "budget_uses") == 0));
    }
    const char *currency = currency_of(usage);
    const size_t wide = sizeof *results, row = sizeof *rows;
    const eco_table table = {
        .rows = (int64_t)count,
        ECO_LIST(columns, eco_column, {.name = "key", .type = ECO_TYPE_ID, .values = &commands->key, .stride = sizeof *commands},
                 {.name = "verb", .type = ECO_TYPE_TEXT, .values = &rows->verb, .stride = row},
                 {.name = "status", .type = ECO_TYPE_TEXT, .values = &rows->status, .stride = row},
                 {.name = "uses", .type = ECO_TYPE_INT64, .values = &results->uses, .stride = wide},
                 {.name = "spent", .type = ECO_TYPE_MONEY, .values = &results->spent_minor, .stride = wide, .currency = currency},
                 {.name = "sequence", .type = ECO_TYPE_INT64, .values = &results->sequence, .stride = wide},
                 {.name = "by", .type = ECO_TYPE_TEXT, .values = &rows->by, .stride = row},
                 {.name = "available", .type = ECO_TYPE_INT64, .values = &rows->amount, .stride = row, .valid = uses},
                 {.name = "available_amount",
                  .type = ECO_TYPE_MONEY,
                  .values = &rows->amount,
                  .stride = row,
                  .valid = amounts,
                  .currency = currency},
                 {.name = "problem", .type = ECO_TYPE_TEXT, .values = &rows->problem, .stride = row})};
    int code = tool_show(&table, usage->arguments);
    free(rows);
    free(amounts);
    return code;
}

static int print_results(const tool_usage *usage, const eco_usage_command *commands, const eco_usage_result *results,
                         size_t count, const eco_error *first)
{
    eco_error error;
    if (usage->arguments->output != TOOL_JSON)
        return print_rows(usage, commands, results, count, first);
    return eco_json_write_usage_results(commands, results, count, currency_of(usage), first, eco_host_file(stdout), NULL, &error)
               ? tool_report(NULL, &error)
               : TOOL_DONE;
}

/* ---- a command of the command line ------------------------------------------------------------------------------------------------------ */

static int take_quote(const eco_quote **out, const char *path)
{
    char *text;
    size_t size;
    eco_error error;
    if (tool_input_document(&text, &size, path, TOOL_DOCUMENT_MOST, &error))
        return tool_report(path, &error);
    eco_status failed = eco_json_read_quote(out, text, size, NULL, &error);
    free(text);
    return failed ? tool_report(path, &error) : TOOL_DONE;
}

/* QUOTE of a hold, else HOLD. */
static int take_command(const tool_usage *usage, eco_usage_command *command, const eco_quote **quote)
{
    bool is_hold = command->verb == ECO_USAGE_HOLD;
    eco_command_head head = {.verb = command->verb};
    if (usage->operands_count != 1)
        return tool_fail(TOOL_USAGE, "usage %s needs %s; see ecomops usage --help", eco_usage_verb_name(command->verb),
                         is_hold ? "QUOTE, a document ecomops.quote/1" : "HOLD");
    int code = tool_live_head(usage, &head);
    *command = (eco_usage_command){.key = head.key,
                                   .verb = command->verb,
                                   .at_us = head.at_us,
                                   .actor = head.actor,
                                   .reason = head.reason,
                                   .reference = head.reference,
                                   .expected_version = head.expected_version,
                                   .flags = head.flags};
    if (!is_hold)
        command->hold = eco_id_of(usage->operands[0]);
    else if (!code)
        code = tool_live_deadline(usage, &command->expires_us, "hold");
    if (is_hold && !code)
        code = take_quote(quote, usage->operands[0]);
    command->quote = *quote;
    return code;
}

int tool_usage_change(tool_usage *usage, eco_usage_verb verb)
{
    eco_usage_command command = {.verb = verb};
    eco_usage_result result = {0};
    eco_error error = {.status = ECO_OK};
    const eco_quote *quote = NULL;
    int code = take_command(usage, &command, &quote);
    code = code ? code : tool_live_open(usage);
    if (!code && eco_usage_execute(usage->usage, &command, 1, &result, &error)) {
        if (usage->arguments->output == TOOL_JSON)
            print_results(usage, &command, &result, 1, &error);
        code = tool_live_report(usage, &error);
    } else if (!code && usage->arguments->output == TOOL_TABLE)
        tell(usage, &command, &result);
    else if (!code)
        code = print_results(usage, &command, &result, 1, NULL);
    eco_quote_free(quote);
    return code;
}

/* ---- a document ------------------------------------------------------------------------------------------------------------------------- */

static int execute(const tool_usage *usage, const char *path, const eco_usage_commands *commands)
{
    size_t capacity = 0;
    eco_error error = {.status = ECO_OK};
    eco_usage_result *results = tool_room(NULL, &capacity, commands->commands_count, sizeof *results);
    eco_status failed = eco_usage_execute(usage->usage, commands->commands, commands->commands_count, results, &error);
    int code = print_results(usage, commands->commands, results, commands->commands_count, failed ? &error : NULL);
    free(results);
    return code || !failed ? code : tool_live_report_command(path, &error);
}

int tool_usage_run(tool_usage *usage)
{
    const eco_usage_commands *commands;
    char *text;
    size_t size;
    eco_error error;
    int code = tool_live_document(usage, &text, &size, "usage_commands");
    if (code)
        return code;
    eco_status failed = eco_json_read_usage_commands(&commands, text, size, NULL, &error);
    free(text);
    if (failed)
        return tool_report(usage->operands[0], &error);
    code = tool_live_open(usage);
    code = code ? code : execute(usage, usage->operands[0], commands);
    eco_json_usage_commands_free(commands);
    return code;
}
