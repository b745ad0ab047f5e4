/* stock_change.c - commands of the command line and of documents: what changes stock. */
#include "ecomops/cells.h"
#include "ecomops/grid.h"
#include "ecomops/numbers.h"
#include "ecomops/show.h"
#include "ecomops/stock.h"

#include <ecomops/host.h>
#include <ecomops/json.h>
#include <stdlib.h>
#include <string.h>

const char *tool_quantity(int64_t *quantity, const char *text, size_t size)
{
    int32_t scale;
    tool_text cell = tool_cell_trim(text, size);
    bool has_plus = cell.size > 1 && cell.bytes[0] == '+' && cell.bytes[1] >= '0' && cell.bytes[1] <= '9';
    const char *problem = tool_cell_number(quantity, &scale, (tool_text){cell.bytes + has_plus, cell.size - has_plus}, 0, NULL);
    return problem ? problem : scale ? "is not a whole number" : NULL;
}

/* ---- a command of the command line ------------------------------------------------------------------------------------------------------ */

static int take_lines(const tool_stock *stock, eco_stock_line *lines, size_t first)
{
    const char *location = tool_value(stock->arguments, "location");
    for (size_t i = first; i + 1 < stock->operands_count; i += 2) {
        eco_stock_line *line = lines++;
        const char *text = stock->operands[i + 1], *problem = tool_quantity(&line->quantity, text, strlen(text));
        line->sku = stock->operands[i];
        line->location = location;
        if (problem)
            return tool_fail(TOOL_USAGE, "the quantity of %s: '%s' %s", line->sku, text, problem);
    }
    return TOOL_DONE;
}

/* SKU QUANTITY ..., with HOLD before them where the verb is about one; an odd number tells that there is one. */
static int take_operands(const tool_stock *stock, eco_inventory_command *command, eco_stock_line *lines)
{
    static const char *const needs[] = {"SKU QUANTITY ...", "HOLD", "HOLD [SKU QUANTITY ...]"};
    bool is_of_hold = stock->operands_count % 2 == 1, may = true, must = true;
    const char *needed = needs[2];
    switch (command->verb) {
    case ECO_INVENTORY_RECEIVE:
    case ECO_INVENTORY_ADJUST:
    case ECO_INVENTORY_HOLD:
        may = must = false;
        needed = needs[0];
        break;
    case ECO_INVENTORY_ISSUE: must = false; break;
    case ECO_INVENTORY_EXTEND:
        may = stock->operands_count == 1;
        needed = needs[1];
        break;
    default: break;
    }
    if (!stock->operands_count || (is_of_hold ? !may : must))
        return tool_fail(TOOL_USAGE, "stock %s needs %s; see ecomops stock --help", eco_inventory_verb_name(command->verb),
                         needed);
    if (is_of_hold)
        command->hold = eco_id_of(stock->operands[0]);
    command->lines_count = stock->operands_count / 2;
    command->lines = command->lines_count ? lines : NULL;
    return take_lines(stock, lines, is_of_hold);
}

static int take_options(const tool_stock *stock, eco_inventory_command *command)
{
    const tool_arguments *arguments = stock->arguments;
    eco_command_head head = {.verb = command->verb};
    int code = tool_live_head(stock, &head);
    command->key = head.key;
    command->at_us = head.at_us;
    command->actor = head.actor;
    command->reason = head.reason;
    command->reference = head.reference;
    command->expected_version = head.expected_version;
    command->flags = head.flags;
    command->channel = tool_value(arguments, "channel");
    command->partial = tool_value(arguments, "partial");
    if (!code && command->verb == ECO_INVENTORY_ADJUST && !command->reason)
        return tool_fail(TOOL_USAGE, "stock adjust needs --reason: why is the count another one?");
    bool has_deadline = command->verb == ECO_INVENTORY_HOLD || command->verb == ECO_INVENTORY_EXTEND;
    return code || !has_deadline ? code : tool_live_deadline(stock, &command->expires_us, eco_inventory_verb_name(command->verb));
}

/* ---- what became of it ------------------------------------------------------------------------------------------------------------------ */

static void tell(const tool_stock *stock, const eco_inventory_command *command, const eco_inventory_result *result)
{
    static const struct {
        eco_inventory_verb verb;
        tool_word word;
    } sentences[] = {{ECO_INVENTORY_HOLD, WORD_STOCK_DID_HOLD},       {ECO_INVENTORY_EXTEND, WORD_STOCK_DID_EXTEND},
                     {ECO_INVENTORY_COMMIT, WORD_STOCK_DID_COMMIT},   {ECO_INVENTORY_RELEASE, WORD_STOCK_DID_RELEASE},
                     {ECO_INVENTORY_ISSUE, WORD_STOCK_DID_ISSUE},     {ECO_INVENTORY_CANCEL, WORD_STOCK_DID_CANCEL},
                     {ECO_INVENTORY_RECEIVE, WORD_STOCK_DID_RECEIVE}, {ECO_INVENTORY_ADJUST, WORD_STOCK_DID_ADJUST}};
    char quantity[TOOL_NUMBER], until[ECO_TIME_TEXT], key[ECO_ID_TEXT];
    tool_count(quantity, result->quantity);
    eco_time_text(until, command->expires_us);
    bool is_hold = command->verb == ECO_INVENTORY_HOLD;
    eco_id_text(key, is_hold ? command->key : command->hold);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (sentences[i].verb == command->verb)
            tool_live_say(stock, sentences[i].word, quantity, until);
    if (is_hold)
        tool_live_say(stock, WORD_STOCK_THE_HOLD, key, NULL);
    tool_live_tell(stock, result->replayed);
    if (command->flags & ECO_COMMAND_DRY_RUN)
        return;
    if (is_hold)
        tool_live_say(stock, WORD_STOCK_NEXT_HOLD, key, NULL);
    else if (command->verb == ECO_INVENTORY_COMMIT)
        tool_live_say(stock, WORD_STOCK_NEXT_COMMIT, key, NULL);
}

/* A row for each command. */
static int print_rows(const tool_stock *stock, const eco_inventory_command *commands, const eco_inventory_result *results,
                      size_t count, const eco_error *first)
{
    size_t capacity = 0, failed = count;
    typedef struct row {
        const char *verb, *status, *problem;
        int64_t available;
    } row;
    row *rows = tool_room(NULL, &capacity, count, sizeof *rows);
    uint8_t *shorts = calloc(count / 8 + 1, 1);
    if (!shorts)
        return tool_fail(TOOL_REFUSED, "out of memory");
    if (first && first->path[0] == '/')
        failed = strtoul(first->path + 1, NULL, 10);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (row){eco_inventory_verb_name(commands[i].verb), eco_status_name(results[i].status),
                        i == failed ? first->message : NULL, results[i].available};
        if (results[i].status == ECO_E_INSUFFICIENT)
            shorts[i / 8] |= (uint8_t)(1 << i % 8);
    }
    const size_t wide = sizeof *results;
    const eco_table table = {
        .rows = (int64_t)count,
        ECO_LIST(
            columns, eco_column, {.name = "key", .type = ECO_TYPE_ID, .values = &commands->key, .stride = sizeof *commands},
            {.name = "verb", .type = ECO_TYPE_TEXT, .values = &rows->verb, .stride = sizeof *rows},
            {.name = "status", .type = ECO_TYPE_TEXT, .values = &rows->status, .stride = sizeof *rows},
            {.name = "quantity", .type = ECO_TYPE_INT64, .values = &results->quantity, .stride = wide},
            {.name = "sequence", .type = ECO_TYPE_INT64, .values = &results->sequence, .stride = wide},
            {.name = "available", .type = ECO_TYPE_INT64, .values = &rows->available, .stride = sizeof *rows, .valid = shorts},
            {.name = "problem", .type = ECO_TYPE_TEXT, .values = &rows->problem, .stride = sizeof *rows})};
    int code = tool_show(&table, stock->arguments);
    free(rows);
    free(shorts);
    return code;
}

int tool_stock_print(const tool_stock *stock, const eco_inventory_command *commands, const eco_inventory_result *results,
                     size_t count, const eco_error *first)
{
    eco_error error;
    if (stock->arguments->output != TOOL_JSON)
        return print_rows(stock, commands, results, count, first);
    return eco_json_write_stock_results(commands, results, count, first, eco_host_file(stdout), NULL, &error)
               ? tool_report(NULL, &error)
               : TOOL_DONE;
}

int tool_stock_change(tool_stock *stock, eco_inventory_verb verb)
{
    size_t capacity = 0;
    eco_inventory_command command = {.verb = verb};
    eco_inventory_result result = {0};
    eco_error error = {.status = ECO_OK};
    eco_stock_line *lines = tool_room(NULL, &capacity, stock->operands_count / 2 + 1, sizeof *lines);
    memset(lines, 0, capacity * sizeof *lines);
    int code = take_operands(stock, &command, lines);
    code = code ? code : take_options(stock, &command);
    code = code ? code : tool_live_open(stock);
    if (!code && eco_inventory_execute(stock->inventory, &command, 1, &result, &error)) {
        if (stock->arguments->output == TOOL_JSON)
            tool_stock_print(stock, &command, &result, 1, &error);
        code = tool_live_report(stock, &error);
    } else if (!code && stock->arguments->output == TOOL_TABLE)
        tell(stock, &command, &result);
    else if (!code)
        code = tool_stock_print(stock, &command, &result, 1, NULL);
    free(lines);
    return code;
}

/* ---- a document ------------------------------------------------------------------------------------------------------------------------- */

static int execute(const tool_stock *stock, const char *path, const eco_stock_commands *commands)
{
    size_t capacity = 0;
    eco_error error = {.status = ECO_OK};
    eco_inventory_result *results = tool_room(NULL, &capacity, commands->commands_count, sizeof *results);
    eco_status failed = eco_inventory_execute(stock->inventory, commands->commands, commands->commands_count, results, &error);
    int code = tool_stock_print(stock, commands->commands, results, commands->commands_count, failed ? &error : NULL);
    free(results);
    return code || !failed ? code : tool_live_report_command(path, &error);
}

int tool_stock_run(tool_stock *stock)
{
    const eco_stock_commands *commands;
    char *text;
    size_t size;
    eco_error error;
    int code = tool_live_document(stock, &text, &size, "stock_commands");
    if (code)
        return code;
    const char *path = stock->operands[0];
    eco_status failed = eco_json_read_stock_commands(&commands, text, size, NULL, &error);
    free(text);
    if (failed)
        return tool_report(path, &error);
    code = tool_live_open(stock);
    code = code ? code : execute(stock, path, commands);
    eco_json_stock_commands_free(commands);
    return code;
}
