/* history_print.c - a backtest for people: how the file was understood and what became of its rows; then what it would have cost. */
#include <string.h>

#include "ecomops/history_page.h"
#include "ecomops/history_report.h"
#include "ecomops/numbers.h"

/* Pairs as --map takes them, wrapped. */
static void print_used(const history_page *page)
{
    const tool_history *history = page->history;
    int width = page->screen.width ? page->screen.width : 100, used = 0;
    char text[600];
    for (size_t i = 0; i < history->columns_count; i++) {
        const tool_orders_column *file_column = &history->columns[i];
        if (!file_column->used)
            continue;
        snprintf(text, sizeof text, "%s=%s", file_column->used, file_column->name);
        int own = tool_width_of(text) + 2;
        if (used && used + own > width) {
            fputc('\n', page->screen.file);
            used = 0;
        }
        fprintf(page->screen.file, "  %s", text);
        used += own;
    }
    fputc('\n', page->screen.file);
}

static void print_columns(const history_page *page)
{
    const tool_history *history = page->history;
    char remark[128];
    snprintf(remark, sizeof remark, "%s, %s", tool_encoding_name(history->encoding), history->zone);
    tool_title(&page->screen, history_say(page, WORD_COLUMNS), remark);
    print_used(page);
    const char *separator = "";
    for (size_t i = 0; i < history->columns_count; i++)
        if (!history->columns[i].used) {
            tool_ink_on(&page->screen, INK_DIM);
            fprintf(page->screen.file, "%s%s%s", *separator ? separator : "  ", *separator ? "" : history_say(page, WORD_UNUSED),
                    history->columns[i].name);
            tool_ink_off(&page->screen);
            separator = ", ";
        }
    fputs(*separator ? "\n" : "", page->screen.file);
}

/* The reader's refused rows are bad ones too, though the backtest never saw them. Kinds that there are none of are not told, but sold and bad ones. */
static void print_rows(const history_page *page)
{
    static const struct {
        tool_word kind, treatment;
    } kinds[] = {{WORD_KIND_PRICED, WORD_TREATED_PRICED},
                 {WORD_KIND_FREE, WORD_TREATED_FREE},
                 {WORD_KIND_NETTED, WORD_TREATED_NETTED},
                 {WORD_KIND_CANCELLED, WORD_TREATED_CANCELLED},
                 {WORD_KIND_CANCELLATION, WORD_TREATED_RETURNED},
                 {WORD_KIND_RETURN, WORD_TREATED_RETURNED},
                 {WORD_KIND_CORRECTION, WORD_TREATED_RETURNED},
                 {WORD_KIND_BAD, WORD_TREATED_BAD},
                 {WORD_KIND_ALL, WORD_TREATED_BAD}};
    enum { PRICED = 0, BAD = 7, ALL = 8 };
    const eco_table *rows = tool_history_table(page->history, "rows");
    tool_grid grid;
    tool_title(&page->screen, history_say(page, WORD_ROWS_BY_KIND), NULL);
    tool_grid_begin(&grid, &page->screen);
    history_column(page, &grid, WORD_KIND, ALIGN_LEFT);
    history_column(page, &grid, WORD_ROWS, ALIGN_RIGHT);
    history_column(page, &grid, WORD_ORDERS, ALIGN_RIGHT);
    history_column(page, &grid, WORD_AMOUNT, ALIGN_RIGHT);
    tool_grid_column(&grid, history_say(page, WORD_TREATED), ALIGN_LEFT, INK_DIM);
    for (int64_t i = 0; i < rows->rows; i++) {
        int64_t refused = i >= BAD ? page->history->refused_rows : 0, count = history_number(rows, "rows", i) + refused;
        int64_t amount = history_number(rows, "amount", i);
        if (!count && !amount && i != PRICED && i < BAD)
            continue;
        tool_grid_put(&grid, history_say(page, kinds[i].kind));
        history_put_count(&grid, count);
        history_put_count(&grid, history_number(rows, "orders", i));
        history_put_money(&grid, page, amount);
        tool_grid_put(&grid, i == ALL || !count ? "" : history_say(page, kinds[i].treatment));
        if (i == ALL)
            tool_grid_ink_row(&grid, INK_BOLD);
        else if (i == BAD && count)
            tool_grid_ink_row(&grid, INK_RED);
    }
    tool_grid_print(&grid);
    eco_table_free(rows);
}

static void print_problems(const history_page *page, size_t most)
{
    const tool_history *history = page->history;
    char number[TOOL_NUMBER], text[256];
    size_t shown = history->problems_count < most ? history->problems_count : most;
    if (!history->problems_total)
        return;
    tool_title(&page->screen, history_say(page, WORD_PROBLEMS), NULL);
    tool_grid grid;
    tool_grid_begin(&grid, &page->screen);
    history_column(page, &grid, WORD_LINE, ALIGN_RIGHT);
    history_column(page, &grid, WORD_COLUMN, ALIGN_LEFT);
    history_column(page, &grid, WORD_PROBLEM, ALIGN_LEFT);
    for (size_t i = 0; i < shown; i++) {
        history_put_count(&grid, history->problems[i].line);
        tool_grid_put(&grid, history->problems[i].column);
        tool_grid_put(&grid, history->problems[i].message);
    }
    tool_grid_print(&grid);
    if (history->problems_total > (int64_t)shown)
        fprintf(page->screen.file, "  %s\n",
                tool_say(text, sizeof text, page->language, WORD_MORE_PROBLEMS,
                         tool_count(number, history->problems_total - (int64_t)shown), NULL, NULL));
}

void tool_history_print(const tool_history *history, tool_language language, size_t problems_shown)
{
    const history_page page = {history, tool_screen_of(stdout), language};
    print_columns(&page);
    print_rows(&page);
    print_problems(&page, problems_shown);
    history_print_summary(&page);
    history_print_promotions(&page, history_tried(history));
    for (size_t i = 0; i < history->books_count; i++)
        if (i != history_tried(history))
            history_print_promotions(&page, i);
    history_print_periods(&page);
    history_print_movers(&page);
    fputc('\n', stdout);
}
