/* history_page.h - what the parts of a printed backtest share: where it goes, and how figures are put. */
#ifndef TOOL_HISTORY_PAGE_H
#define TOOL_HISTORY_PAGE_H
#include "ecomops/grid.h"
#include "ecomops/history.h"
#include "ecomops/words.h"

typedef struct history_page {
    const tool_history *history;
    tool_screen screen;
    tool_language language;
} history_page;

const char *history_say(const history_page *page, tool_word word);
int64_t history_number(const eco_table *table, const char *column, int64_t row);
bool history_is_null(const eco_table *table, const char *column, int64_t row);
void history_put_count(tool_grid *grid, int64_t value);
void history_put_money(tool_grid *grid, const history_page *page, int64_t minor);
void history_put_change(tool_grid *grid, const history_page *page, int64_t minor);
void history_put_share(tool_grid *grid, int64_t part, int64_t whole);
void history_column(const history_page *page, tool_grid *grid, tool_word heading, tool_align align);
/* The book whose changes are told first: the one that is tried. */
size_t history_tried(const tool_history *history);

void history_print_summary(const history_page *page);
void history_print_promotions(const history_page *page, size_t book);
void history_print_periods(const history_page *page);
void history_print_movers(const history_page *page);

#endif
