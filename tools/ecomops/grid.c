/* grid.c - see grid.h. */
#include "ecomops/grid.h"

#include <stdlib.h>
#include <string.h>

#include "ecomops/tool.h"

enum { GAP = 2, BAR_WIDEST = 32, BAR_NARROWEST = 8, TEXT_NARROWEST = 24, LEFT_OUT = -1 };

void *tool_room(void *items, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return items;
    size_t grown = *capacity * 2 > needed ? *capacity * 2 : needed + 8;
    items = realloc(items, grown * size);
    if (!items)
        exit(tool_fail(TOOL_REFUSED, "out of memory"));
    *capacity = grown;
    return items;
}

void tool_grid_begin(tool_grid *grid, const tool_screen *screen)
{
    *grid = (tool_grid){.screen = screen};
}

void tool_grid_column(tool_grid *grid, const char *heading, tool_align align, tool_ink ink)
{
    grid->headings[grid->columns] = heading;
    grid->aligns[grid->columns] = align;
    grid->inks[grid->columns++] = ink;
}

void tool_grid_spare(tool_grid *grid, int rank)
{
    grid->spare[grid->columns - 1] = rank;
}

static void put(tool_grid *grid, tool_cell cell)
{
    grid->cells = tool_room(grid->cells, &grid->capacity, grid->count + 1, sizeof *grid->cells);
    size_t row = grid->count / grid->columns;
    if (grid->count % grid->columns == 0) {
        grid->row_inks = tool_room(grid->row_inks, &grid->row_capacity, row + 1, sizeof *grid->row_inks);
        grid->row_inks[row] = INK_PLAIN;
    }
    grid->cells[grid->count++] = cell;
}

void tool_grid_put(tool_grid *grid, const char *text)
{
    size_t capacity = 0, size = strlen(text) + 1;
    put(grid, (tool_cell){.text = memcpy(tool_room(NULL, &capacity, size, 1), text, size)});
}

void tool_grid_put_bar(tool_grid *grid, int64_t first, int64_t second)
{
    put(grid, (tool_cell){.first = first > 0 ? first : 0, .second = second > 0 ? second : 0});
}

void tool_grid_ink_row(tool_grid *grid, tool_ink ink)
{
    grid->row_inks[grid->count / grid->columns - 1] = ink;
}

/* ---- printing ---- */

static int width_of_column(const tool_grid *grid, size_t column)
{
    if (grid->aligns[column] == ALIGN_BAR)
        return BAR_WIDEST;
    int widest = tool_width_of(grid->headings[column]);
    for (size_t i = column; i < grid->count; i += grid->columns) {
        int width = tool_width_of(grid->cells[i].text);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* The spare column that goes next; -1: there is none. */
static int next_spare(const tool_grid *grid, const int *widths)
{
    int found = -1;
    for (size_t column = 0; column < grid->columns; column++)
        if (grid->spare[column] && widths[column] != LEFT_OUT && (found < 0 || grid->spare[column] > grid->spare[found]))
            found = (int)column;
    return found;
}

/* Narrows columns of one kind, as far as they may be, until `over` is made up for. Gives what is still over. */
static int narrow(const tool_grid *grid, int *widths, tool_align align, int narrowest, int over)
{
    for (size_t column = 0; column < grid->columns; column++)
        for (; over > 0 && grid->aligns[column] == align && widths[column] > narrowest; widths[column]--)
            over--;
    return over;
}

/* Widths that the cells ask for; on a narrow terminal bars give way, then spare columns, then texts. */
static void lay_out(const tool_grid *grid, int widths[TOOL_GRID_COLUMNS])
{
    int over = -grid->screen->width;
    for (size_t column = 0; column < grid->columns; column++) {
        widths[column] = width_of_column(grid, column);
        over += widths[column] + GAP;
    }
    if (!grid->screen->width)
        return;
    over = narrow(grid, widths, ALIGN_BAR, BAR_NARROWEST, over);
    for (int spare; over > 0 && (spare = next_spare(grid, widths)) >= 0;) {
        over -= widths[spare] + GAP;
        widths[spare] = LEFT_OUT;
    }
    narrow(grid, widths, ALIGN_LEFT, TEXT_NARROWEST, over);
}

static void blanks(const tool_grid *grid, int count)
{
    fprintf(grid->screen->file, "%*s", count > 0 ? count : 0, "");
}

/* Text that is too wide ends in an ellipsis. Nothing is padded at the end of a row. */
static void print_text(const tool_grid *grid, const char *text, int width, tool_align align, bool is_last)
{
    int own = tool_width_of(text);
    size_t size = own > width ? tool_fitting(text, width - 1) : strlen(text);
    if (align == ALIGN_RIGHT && own)
        blanks(grid, width - own);
    fprintf(grid->screen->file, "%.*s%s", (int)size, text, own > width ? "…" : "");
    if (!is_last && (align != ALIGN_RIGHT || !own))
        blanks(grid, width - own);
}

static void repeat(const tool_grid *grid, const char *text, int count)
{
    for (; count > 0; count--)
        fputs(text, grid->screen->file);
}

/* Gives the width that is left over. */
static int print_bar(const tool_grid *grid, const tool_cell *cell, int64_t most, int width, tool_ink ink)
{
    char bar[TOOL_BAR_TEXT];
    if (cell->second == 0) {
        tool_ink_on(grid->screen, ink);
        fputs(tool_bar(bar, cell->first, most, width), grid->screen->file);
        tool_ink_off(grid->screen);
        return width - tool_width_of(bar);
    }
    int whole = (int)((double)(cell->first + cell->second) / (double)most * width + 0.5);
    int first = (int)((double)cell->first / (double)most * width + 0.5);
    whole = whole > 1 ? whole : 1;
    first = first < whole ? first : whole - 1; /* what there is of the second is seen */
    tool_ink_on(grid->screen, ink);
    repeat(grid, "█", first);
    tool_ink_off(grid->screen);
    tool_ink_on(grid->screen, INK_YELLOW);
    repeat(grid, "▒", whole - first);
    tool_ink_off(grid->screen);
    return width - whole;
}

static int64_t longest_bar(const tool_grid *grid, size_t column)
{
    int64_t most = 1;
    for (size_t i = column; i < grid->count; i += grid->columns)
        if (grid->cells[i].first + grid->cells[i].second > most)
            most = grid->cells[i].first + grid->cells[i].second;
    return most;
}

static void print_row(const tool_grid *grid, const int *widths, size_t row)
{
    for (size_t column = 0; column < grid->columns; column++) {
        const tool_cell *cell = &grid->cells[row * grid->columns + column];
        bool is_last = column + 1 == grid->columns;
        if (widths[column] == LEFT_OUT)
            continue;
        if (is_last && (cell->text ? !*cell->text : !cell->first && !cell->second))
            break;
        blanks(grid, GAP);
        if (grid->aligns[column] == ALIGN_BAR) {
            int rest = print_bar(grid, cell, longest_bar(grid, column), widths[column], grid->inks[column]);
            blanks(grid, is_last ? 0 : rest);
            continue;
        }
        tool_ink ink = grid->row_inks[row] != INK_PLAIN ? grid->row_inks[row] : grid->inks[column];
        tool_ink_on(grid->screen, ink);
        print_text(grid, cell->text, widths[column], grid->aligns[column], is_last);
        if (ink != INK_PLAIN)
            tool_ink_off(grid->screen);
    }
    fputc('\n', grid->screen->file);
}

void tool_grid_print(tool_grid *grid)
{
    int widths[TOOL_GRID_COLUMNS];
    lay_out(grid, widths);
    tool_ink_on(grid->screen, INK_DIM);
    for (size_t column = 0; column < grid->columns; column++) {
        if (widths[column] == LEFT_OUT)
            continue;
        if (column + 1 == grid->columns && !*grid->headings[column])
            break;
        blanks(grid, GAP);
        print_text(grid, grid->headings[column], widths[column], grid->aligns[column], column + 1 == grid->columns);
    }
    tool_ink_off(grid->screen);
    fputc('\n', grid->screen->file);
    for (size_t row = 0; row < grid->count / grid->columns; row++)
        print_row(grid, widths, row);
    for (size_t i = 0; i < grid->count; i++)
        free(grid->cells[i].text);
    free(grid->cells);
    free(grid->row_inks);
}
