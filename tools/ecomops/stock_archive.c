/* stock_archive.c - ecomops stock archive: what is over is put away, and opening balances stand in its place. */
#include "ecomops/cells.h"
#include "ecomops/numbers.h"
#include "ecomops/show.h"
#include "ecomops/stock.h"

#include <string.h>

static int show(const tool_stock *stock, const eco_inventory_archived *done)
{
    char gone[TOOL_NUMBER], openings[TOOL_NUMBER];
    if (stock->arguments->output == TOOL_TABLE) {
        tool_count(gone, done->holds + done->documents + done->movements + done->commands);
        tool_live_say(stock, WORD_STOCK_ARCHIVED, gone, tool_count(openings, done->openings));
        return TOOL_DONE;
    }
    const eco_table table = {.rows = 1,
                             ECO_LIST(columns, eco_column, {.name = "holds", .type = ECO_TYPE_INT64, .values = &done->holds},
                                      {.name = "documents", .type = ECO_TYPE_INT64, .values = &done->documents},
                                      {.name = "movements", .type = ECO_TYPE_INT64, .values = &done->movements},
                                      {.name = "commands", .type = ECO_TYPE_INT64, .values = &done->commands},
                                      {.name = "openings", .type = ECO_TYPE_INT64, .values = &done->openings})};
    return tool_show(&table, stock->arguments);
}

int tool_stock_archive(tool_stock *stock)
{
    eco_command_head head = {0};
    eco_inventory_archived done;
    eco_error error;
    int64_t before_us;
    if (stock->operands_count != 1)
        return tool_fail(TOOL_USAGE, "stock archive needs TIME: what is over before it is put away");
    const char *text = stock->operands[0], *problem = tool_cell_time(&before_us, (tool_text){text, strlen(text)}, stock->zone);
    if (problem)
        return tool_fail(TOOL_USAGE, "stock archive: '%s' %s", text, problem);
    int code = tool_live_head(stock, &head);
    code = code ? code : tool_live_open(stock);
    if (code)
        return code;
    if (eco_inventory_archive(&done, stock->inventory, head.key, before_us, stock->at_us, &error))
        return tool_live_report(stock, &error);
    return show(stock, &done);
}
