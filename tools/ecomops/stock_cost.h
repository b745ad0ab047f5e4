/* stock_cost.h - CSV files of movements, and of SKUs with their methods, as tables for costing. */
#ifndef TOOL_STOCK_COST_H
#define TOOL_STOCK_COST_H
#include <ecomops/inventory.h>
#include <ecomops/time.h>

#include "ecomops/options.h"
#include "ecomops/source.h"

enum { TOOL_COST_PROBLEMS = 10 };

typedef struct tool_cost_problem {
    int64_t line;
    char text[512];
} tool_cost_problem;

typedef struct tool_cost_sheet tool_cost_sheet;
/* Understands the header of movements, or of SKUs. currency and zone (NULL: UTC) are borrowed. */
eco_status tool_cost_sheet_open(tool_cost_sheet **out, tool_source text, bool of_skus, const char *currency, const eco_zone *zone,
                                eco_error *error);
void tool_cost_sheet_close(tool_cost_sheet *sheet);
/* At most `most` rows more (0: all), borrowed until the next call; rows 0 at the end. A row that can't be read is a problem, and left out. */
eco_status tool_cost_sheet_next(const eco_table **rows, tool_cost_sheet *sheet, size_t most, eco_error *error);
/* The line of the file of a row that was given, from 1 over all calls. */
int64_t tool_cost_sheet_line(const tool_cost_sheet *sheet, int64_t row);
/* The first problems, and how many there are in all. */
int64_t tool_cost_sheet_problems(const tool_cost_sheet *sheet, const tool_cost_problem **problems);

#endif
