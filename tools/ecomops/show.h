/* show.h - tables of the library for people: aligned, with headings in their language; and as CSV or JSON for programs. */
#ifndef TOOL_SHOW_H
#define TOOL_SHOW_H
#include <ecomops/table.h>

#include "ecomops/options.h"

/* On standard output, as the command line asks for. 0, or the exit code after a message. */
int tool_show(const eco_table *table, const tool_arguments *arguments);
/* The text of a column's cell; false where it is null. Longer text is cut. */
bool tool_cell_text(char *text, size_t size, const eco_column *column, int64_t row);

#endif
