/* grid.h - aligned tables for a terminal, with bars. Cells are put row by row, left to right. */
#ifndef TOOL_GRID_H
#define TOOL_GRID_H
#include "ecomops/screen.h"

typedef enum tool_align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_BAR } tool_align;
enum { TOOL_GRID_COLUMNS = 24 };

typedef struct tool_cell {
    char *text; /* a bar has none */
    int64_t first, second;
} tool_cell;

typedef struct tool_grid {
    const tool_screen *screen;
    size_t columns;
    const char *headings[TOOL_GRID_COLUMNS];
    tool_align aligns[TOOL_GRID_COLUMNS];
    tool_ink inks[TOOL_GRID_COLUMNS];
    int spare[TOOL_GRID_COLUMNS];
    tool_cell *cells;
    size_t count, capacity;
    tool_ink *row_inks;
    size_t row_capacity;
} tool_grid;

void tool_grid_begin(tool_grid *grid, const tool_screen *screen);
/* Headings are borrowed. */
void tool_grid_column(tool_grid *grid, const char *heading, tool_align align, tool_ink ink);
/* The column that was just added may be left out on a narrow terminal; the highest goes first. */
void tool_grid_spare(tool_grid *grid, int rank);
void tool_grid_put(tool_grid *grid, const char *text); /* copies */
/* A bar of one or two parts, to the scale of the column's longest. */
void tool_grid_put_bar(tool_grid *grid, int64_t first, int64_t second);
void tool_grid_ink_row(tool_grid *grid, tool_ink ink); /* the row that was just completed */
void tool_grid_print(tool_grid *grid);                 /* and frees it */

/* realloc that ends the program when there is no memory. */
void *tool_room(void *items, size_t *capacity, size_t needed, size_t size);

#endif
