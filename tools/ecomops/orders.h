/* orders.h - a CSV file of order lines becomes tables for eco_backtest_update, batch by batch, in bounded memory.
 *
 * One row is one line of an order. The columns that the backtest reads are found by name (see orders_names.c for the names known, in English and
 * Chinese), or by an explicit map; others become attributes under their own name. A row that cannot be used is left out, counted, and (up to a limit)
 * kept with its line, column, value and reason: nothing is dropped in silence. */
#ifndef TOOL_ORDERS_H
#define TOOL_ORDERS_H
#include <ecomops/table.h>
#include <ecomops/time.h>

#include "ecomops/encoding.h"
#include "ecomops/failure.h"
#include "ecomops/source.h"

typedef struct tool_orders_options {
    const char *currency;   /* ISO 4217; required. A column of currencies must agree with it */
    const eco_zone *zone;   /* of times without an offset; NULL: UTC. Borrowed until tool_orders_close */
    tool_encoding encoding; /* default: detected */
    char delimiter;         /* 0: detected */
    size_t record_limit;    /* bytes of a record; 0: 1 MiB */

    const char *const *
        map; /* "order=InvoiceNo": what the backtest reads = the column's name; "cart.country=Country": an attribute. "cost=": none */
    size_t map_count;
    const char *const *attributes; /* names of the other columns that are wanted */
    size_t attributes_count;
    bool every_attribute; /* all others are wanted */

    const char *cancelled_prefix; /* an order whose id begins so is cancelled: "C"; NULL or "": none */
    const char *const
        *cancelled_statuses; /* words of the status column that mean so; NULL: "cancelled", "已取消", "交易关闭" and the like */
    size_t cancelled_statuses_count;

    int64_t batch_rows;    /* 0: 65,536 */
    int64_t problems_most; /* bad rows that are kept; 0: 1,000. All are counted */
} tool_orders_options;

typedef struct tool_orders_problem {
    int64_t row;             /* of data, from 1 */
    int64_t line;            /* of the file, where the row begins */
    const char *column;      /* its name in the file; NULL: the row as a whole */
    char value[TOOL_QUOTED]; /* what stands there, in quotes; empty with column NULL */
    char reason[176];        /* "is not a number such as 1234.50" */
} tool_orders_problem;

typedef struct tool_orders_column {
    const char *name; /* in the file */
    const char *used; /* "order", "at", "status" ..., or the attribute's name; NULL: not used */
    bool is_attribute;
} tool_orders_column;

typedef struct tool_orders_report { /* as it stands now */
    int64_t rows;                   /* of data: those given and the bad ones */
    int64_t bad_rows;
    int64_t blank_rows;                  /* lines of nothing but delimiters and blanks; no rows */
    const tool_orders_problem *problems; /* the first bad rows */
    size_t problems_count;
    const tool_orders_column *columns; /* in the order of the file */
    size_t columns_count;
    tool_encoding encoding; /* DETECT: all was ASCII so far */
    char delimiter;
} tool_orders_report;

typedef struct tool_orders tool_orders;
/* Reads the header. Options are copied (their texts too; not the zone). ECO_E_NOT_FOUND: a column that is needed (order, at, sku, quantity, unit) is not
 * known; ECO_E_UNKNOWN_NAME: the map names a column that is not there; ECO_E_EXISTS: two columns for one name. */
eco_status tool_orders_open(tool_orders **out, tool_source source, const tool_orders_options *options, eco_error *error);
void tool_orders_close(tool_orders *orders);
/* The next rows, borrowed until the next call but one, so that a thread may read on while another works on them; NULL at the end. Columns: order, at, sku, quantity, unit; customer, cost, channel, coupons where the file
 * has them; cancelled where it can be known; attributes. The file's own faults (see csv.h and encoding.h) end the reading: ECO_E_SYNTAX, ECO_E_LIMIT, with
 * line and column. */
eco_status tool_orders_next(tool_orders *orders, const eco_table **batch, eco_error *error);
/* The line of the file where each row of a batch begins. */
const int64_t *tool_orders_lines(const tool_orders *orders, const eco_table *batch);
tool_orders_report tool_orders_report_of(const tool_orders *orders); /* lists are borrowed until the next call or close */

#endif
