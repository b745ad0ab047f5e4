/* stock_route.h - what the files of `ecomops stock route` share: CSV files as columns. */
#ifndef TOOL_STOCK_ROUTE_H
#define TOOL_STOCK_ROUTE_H
#include <ecomops/table.h>

#include "ecomops/options.h"

typedef enum tool_route_kind { ROUTE_TEXT, ROUTE_WHOLE, ROUTE_AMOUNT, ROUTE_DEGREES, ROUTE_FLAG } tool_route_kind;

enum { ROUTE_NAMES = 10, ROUTE_COLUMNS = 12 };
typedef struct tool_route_column {
    const char *name;
    tool_route_kind kind;
    bool is_required;
    const char *known[ROUTE_NAMES]; /* folded: orders_names.h */
} tool_route_column;

extern const tool_route_column tool_route_orders[8], tool_route_locations[11], tool_route_stock[5], tool_route_distances[3];

/* A file in memory. What is missing is 0 or NULL; a column that the file does not have is not in the table. */
typedef struct tool_route_sheet {
    const tool_route_column *about;
    size_t count;
    int at[ROUTE_COLUMNS]; /* in the file; -1: it has none */
    char **texts[ROUTE_COLUMNS];
    int64_t *numbers[ROUTE_COLUMNS]; /* amounts in 10^-6 minor units */
    double *degrees[ROUTE_COLUMNS];
    uint8_t *flags[ROUTE_COLUMNS], *valid[ROUTE_COLUMNS];
    int64_t *lines; /* of the file, by row */
    size_t rows, capacity;
    eco_column columns[ROUTE_COLUMNS];
    eco_table table;
} tool_route_sheet;

/* Reads a CSV file; `scale` grows to the finest amount's decimals of a minor unit. 0, or the exit code after a message. */
int tool_route_read(tool_route_sheet *sheet, const char *path, const tool_route_column *about, size_t count, const char *currency,
                    int32_t *scale);
void tool_route_free(tool_route_sheet *sheet);

#endif
