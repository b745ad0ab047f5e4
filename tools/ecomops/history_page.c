/* history_page.c - see history_page.h. */
#include "ecomops/history_page.h"

#include "ecomops/numbers.h"

const char *history_say(const history_page *page, tool_word word)
{
    return tool_word_of(page->language, word);
}

int64_t history_number(const eco_table *table, const char *column, int64_t row)
{
    return ((const int64_t *)eco_table_column(table, column)->values)[row];
}

bool history_is_null(const eco_table *table, const char *column, int64_t row)
{
    const uint8_t *valid = eco_table_column(table, column)->valid;
    return valid && !(valid[row / 8] >> row % 8 & 1);
}

void history_put_count(tool_grid *grid, int64_t value)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_count(text, value));
}

void history_put_money(tool_grid *grid, const history_page *page, int64_t minor)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_money(text, minor, page->history->currency));
}

void history_put_change(tool_grid *grid, const history_page *page, int64_t minor)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_change(text, minor, page->history->currency));
}

void history_put_share(tool_grid *grid, int64_t part, int64_t whole)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_share(text, part, whole));
}

void history_column(const history_page *page, tool_grid *grid, tool_word heading, tool_align align)
{
    tool_grid_column(grid, history_say(page, heading), align, INK_PLAIN);
}

size_t history_tried(const tool_history *history)
{
    return history->books_count > 1;
}
