/* history.h - reads a file of orders into a backtest, batch by batch, and keeps what there is to tell about it. */
#ifndef TOOL_HISTORY_H
#define TOOL_HISTORY_H
#include <ecomops/pricing.h>

#include "ecomops/options.h"
#include "ecomops/orders.h"

enum { TOOL_BOOKS = 8, TOOL_MOVERS = 10 /* that are shown, if nothing else is asked for */ };

typedef struct tool_problem { /* a row that could not be used, or an order that came back */
    int64_t line;             /* of the file; 0: not known */
    const char *column;       /* "": the row as a whole */
    const char *message;
} tool_problem;

typedef struct tool_history {
    eco_backtest *backtest;
    eco_rulebook
        *books[TOOL_BOOKS]; /* [0] is the base; [1], where there are several, what is tried; then what else it is compared with */
    const char *book_names[TOOL_BOOKS];
    size_t books_count;
    const char *currency, *zone;

    tool_orders_column *columns; /* of the file */
    size_t columns_count;
    int64_t refused_rows, blank_rows; /* by the reader: no row of the backtest */
    tool_problem *problems;           /* by line, as many as are kept */
    size_t problems_count;
    int64_t problems_total;
    tool_encoding encoding;
    double read_seconds, price_seconds;
} tool_history;

/* 0, or the exit code after a message. */
int tool_history_read(tool_history *history, const tool_arguments *arguments);
void tool_history_free(tool_history *history);

/* Fails only without memory: then the program ends. Free with eco_table_free. */
const eco_table *tool_history_table(const tool_history *history, const char *name);

#endif
