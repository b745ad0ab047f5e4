/* stock_change.c - what changes stock, from the command line or a document, and what became of it. */
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

/* ---- what became of it ------------------------------------------------------------------------------------------------------------------ */

static const struct stock_told {
    eco_inventory_verb verb;
    tool_word did, next; /* next: with the key of what it made, or is about */
} told[] = {
    {ECO_INVENTORY_DEFINE, WORD_STOCK_DID_DEFINE, WORD_COUNT},
    {ECO_INVENTORY_BUFFER, WORD_STOCK_DID_BUFFER, WORD_COUNT},
    {ECO_INVENTORY_CLOSE, WORD_STOCK_DID_CLOSE, WORD_COUNT},
    {ECO_INVENTORY_HOLD, WORD_STOCK_DID_HOLD, WORD_STOCK_NEXT_HOLD},
    {ECO_INVENTORY_EXTEND, WORD_STOCK_DID_EXTEND, WORD_COUNT},
    {ECO_INVENTORY_COMMIT, WORD_STOCK_DID_COMMIT, WORD_STOCK_NEXT_COMMIT},
    {ECO_INVENTORY_RELEASE, WORD_STOCK_DID_RELEASE, WORD_COUNT},
    {ECO_INVENTORY_ISSUE, WORD_STOCK_DID_ISSUE, WORD_COUNT},
    {ECO_INVENTORY_CANCEL, WORD_STOCK_DID_CANCEL, WORD_COUNT},
    {ECO_INVENTORY_EXPECT, WORD_STOCK_DID_EXPECT, WORD_STOCK_NEXT_EXPECT},
    {ECO_INVENTORY_RECEIVE, WORD_STOCK_DID_RECEIVE, WORD_COUNT},
    {ECO_INVENTORY_SHIP_TRANSFER, WORD_STOCK_DID_SHIP, WORD_STOCK_NEXT_SHIP},
    {ECO_INVENTORY_RECEIVE_TRANSFER, WORD_STOCK_DID_RECEIVE, WORD_COUNT},
    {ECO_INVENTORY_MOVE_STATE, WORD_STOCK_DID_MOVE, WORD_COUNT},
    {ECO_INVENTORY_RETURN, WORD_STOCK_DID_RETURN, WORD_COUNT},
    {ECO_INVENTORY_RETURN_TO_VENDOR, WORD_STOCK_DID_RETURN_TO_VENDOR, WORD_COUNT},
    {ECO_INVENTORY_ADJUST, WORD_STOCK_DID_ADJUST, WORD_COUNT},
    {ECO_INVENTORY_COUNT, WORD_STOCK_DID_COUNT, WORD_STOCK_NEXT_COUNT},
    {ECO_INVENTORY_APPROVE, WORD_STOCK_DID_APPROVE, WORD_COUNT},
    {ECO_INVENTORY_LAND_COST, WORD_STOCK_DID_LAND_COST, WORD_COUNT},
    {ECO_INVENTORY_REVALUE, WORD_STOCK_DID_REVALUE, WORD_COUNT},
};

static void tell(const tool_stock *stock, const eco_inventory_command *command, const eco_inventory_result *result)
{
    const struct stock_told *said = told;
    while (said->verb != command->verb)
        said++;
    char quantity[TOOL_NUMBER], until[ECO_TIME_TEXT], key[ECO_ID_TEXT];
    bool is_hold = command->verb == ECO_INVENTORY_HOLD, is_commit = command->verb == ECO_INVENTORY_COMMIT;
    bool of_source = command->verb == ECO_INVENTORY_CANCEL && (command->source.high || command->source.low);
    tool_count(quantity, result->quantity);
    eco_time_text(until, command->verb == ECO_INVENTORY_CLOSE ? command->due_us : command->expires_us);
    eco_id_text(key, is_commit ? command->hold : command->key);
    tool_live_say(stock, of_source ? WORD_STOCK_DID_CANCEL_SOURCE : said->did, quantity, until);
    if (said->next != WORD_COUNT && !is_commit)
        tool_live_say(stock, is_hold ? WORD_STOCK_THE_HOLD : WORD_STOCK_THE_DOCUMENT, key, NULL);
    tool_live_tell(stock, result->replayed);
    if (said->next != WORD_COUNT && !(command->flags & ECO_COMMAND_DRY_RUN))
        tool_live_say(stock, said->next, key, NULL);
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
    tool_stock_taken taken;
    const eco_inventory_command *command = &taken.command;
    eco_inventory_result result = {0};
    eco_error error = {.status = ECO_OK};
    int code = tool_stock_take(stock, verb, &taken);
    code = code ? code : tool_live_open(stock);
    if (!code && eco_inventory_execute(stock->inventory, command, 1, &result, &error)) {
        if (stock->arguments->output == TOOL_JSON)
            tool_stock_print(stock, command, &result, 1, &error);
        code = tool_live_report(stock, &error);
    } else if (!code && stock->arguments->output == TOOL_TABLE)
        tell(stock, command, &result);
    else if (!code)
        code = tool_stock_print(stock, command, &result, 1, NULL);
    tool_stock_untake(&taken);
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
