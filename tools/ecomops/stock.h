/* stock.h - what the files of ecomops stock share. */
#ifndef TOOL_STOCK_H
#define TOOL_STOCK_H
#include <ecomops/inventory.h>

#include "ecomops/live.h"

typedef tool_live tool_stock; /* live.h: with an inventory */

/* Each gives the exit code, and opens the store when it knows that the command line makes sense: a slip leaves no file behind. */
int tool_stock_change(tool_stock *stock, eco_inventory_verb verb); /* stock_change.c */
int tool_stock_run(tool_stock *stock);                             /* a document of commands */
int tool_stock_level(tool_stock *stock);                           /* stock_tables.c */
int tool_stock_import(tool_stock *stock);                          /* stock_import.c */
int tool_stock_route(tool_stock *stock);                           /* stock_route.c: opens no store */
int tool_stock_cost(tool_stock *stock);                            /* stock_cost.c; without a store */
int tool_stock_archive(tool_stock *stock);                         /* stock_archive.c */

/* stock_command.c: a command as the command line has it, with all that it points to. */
typedef struct tool_stock_taken {
    eco_inventory_command command;
    eco_stock_item item;
    eco_stock_line *lines;
    eco_kit_part *parts;
    int64_t *weights;
    char *serials;
} tool_stock_taken;
int tool_stock_take(const tool_stock *stock, eco_inventory_verb verb, tool_stock_taken *taken); /* the exit code */
void tool_stock_untake(tool_stock_taken *taken);
const char *tool_stock_verb(eco_inventory_verb verb); /* its name on the command line; command_stock.c */

/* A whole quantity; NULL, or why the text is none. */
const char *tool_quantity(int64_t *quantity, const char *text, size_t size);
/* Results as the command line asks for: a document, CSV, or rows for people. `first`: the error of the first that failed. */
int tool_stock_print(const tool_stock *stock, const eco_inventory_command *commands, const eco_inventory_result *results,
                     size_t count, const eco_error *first);

#endif
