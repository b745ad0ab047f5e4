/* sheet.h - a CSV file of events, orders, refunds or any other source of numbers becomes tables for eco_kpi_update, batch by batch, in bounded memory.
 *
 * Columns are found by the names that they are known by, in English and Chinese (sheet_names.c), or by a map. Columns that the plan looks at keep their own
 * names; others are not read. A row that cannot be used is left out, counted, and (up to a limit) kept with its line, column, value and reason.
 *
 * Exports of orders say the price of a unit, or what was paid for a line: the amount is quantity x unit where there is no other. A row of orders whose amount or
 * quantity is below 0 is money that went back: it is given as a refund. An order that was cancelled, where the file says no more of payments, was not paid. */
#ifndef TOOL_SHEET_H
#define TOOL_SHEET_H
#include <ecomops/kpi.h>

#include "ecomops/orders.h"

typedef struct tool_sheet_options {
    eco_kpi_source source;  /* 0: events where a column tells what happened, else orders */
    const char *currency;   /* NULL: amounts are not read */
    const eco_zone *zone;   /* of times without an offset; NULL: UTC. Borrowed until tool_sheet_close */
    tool_encoding encoding; /* default: detected */
    const char *const *map; /* "user=visitor_id", or of one source "events.user=visitor_id" */
    bool *map_used;         /* which entries found their column: set, never cleared */
    size_t map_count;
    bool (*is_wanted)(const char *column, const void *user); /* other columns that are read under their own name */
    const void *user;
    const char *cancelled_prefix; /* an order whose id begins so is cancelled; NULL or "": none */
} tool_sheet_options;

typedef struct tool_sheet_report {
    eco_kpi_source source;
    int64_t rows, bad_rows, returned_rows;
    const tool_orders_problem *problems; /* the first bad rows */
    size_t problems_count;
    const tool_orders_column *columns; /* in the order of the file */
    size_t columns_count;
    tool_encoding encoding;
} tool_sheet_report;

typedef struct tool_sheet tool_sheet;
/* Reads the header. ECO_E_NOT_FOUND: a column that is needed is not known; ECO_E_EXISTS: two columns for one name. */
eco_status tool_sheet_open(tool_sheet **out, tool_source source, const tool_sheet_options *options, eco_error *error);
void tool_sheet_close(tool_sheet *sheet);
eco_kpi_source tool_sheet_source(const tool_sheet *sheet);
/* The next rows, borrowed until the next call; rows 0 at the end. *returned: refunds among orders; its rows may be 0. */
eco_status tool_sheet_next(tool_sheet *sheet, const eco_table **batch, const eco_table **returned, eco_error *error);
tool_sheet_report tool_sheet_report_of(const tool_sheet *sheet); /* lists are borrowed until the next call or close */

#endif
