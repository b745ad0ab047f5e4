/* history_movers.c - the orders that a rulebook changes most. */
#include "ecomops/history_page.h"

static char *order_text(char out[64], const eco_table *movers, int64_t row)
{
    const eco_column *column = eco_table_column(movers, "order");
    const int64_t *offsets = column->values;
    snprintf(out, 64, "%.*s", (int)(offsets[row + 1] - offsets[row] < 60 ? offsets[row + 1] - offsets[row] : 60),
             column->bytes + offsets[row]);
    return out;
}

static void put_mover(tool_grid *grid, const history_page *page, const eco_table *movers, int64_t row, const eco_zone *zone)
{
    char text[64];
    eco_civil at = eco_zone_civil(zone, history_number(movers, "at", row));
    int64_t change = history_number(movers, "revenue_change", row);
    tool_grid_put(grid, order_text(text, movers, row));
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d", (int)at.year, (int)at.month, (int)at.day, (int)at.hour,
             (int)at.minute);
    tool_grid_put(grid, text);
    history_put_count(grid, history_number(movers, "lines", row));
    history_put_money(grid, page, history_number(movers, "discount_before", row));
    history_put_money(grid, page, history_number(movers, "discount", row));
    history_put_money(grid, page, history_number(movers, "revenue", row));
    history_put_change(grid, page, change);
    tool_grid_put_bar(grid, change < 0 ? -change : change, 0);
}

static void print_book(const history_page *page, const eco_table *movers, size_t book, const eco_zone *zone)
{
    const tool_history *history = page->history;
    char title[512], remark[256], headings[2][256];
    tool_grid grid;
    tool_title(&page->screen, tool_say(title, sizeof title, page->language, WORD_MOVERS, history->book_names[book], NULL, NULL),
               tool_say(remark, sizeof remark, page->language, WORD_AGAINST, history->book_names[0], NULL, NULL));
    tool_grid_begin(&grid, &page->screen);
    history_column(page, &grid, WORD_ORDER, ALIGN_LEFT);
    history_column(page, &grid, WORD_AT, ALIGN_LEFT);
    tool_grid_spare(&grid, 2);
    history_column(page, &grid, WORD_LINES, ALIGN_RIGHT);
    tool_grid_spare(&grid, 3);
    for (size_t i = 0; i < 2; i++) {
        tool_say(headings[i], sizeof headings[i], page->language, WORD_DISCOUNT_OF, history->book_names[i ? book : 0], NULL,
                 NULL);
        tool_grid_column(&grid, headings[i], ALIGN_RIGHT, INK_PLAIN);
    }
    tool_grid_column(&grid, history_say(page, WORD_REVENUE), ALIGN_RIGHT, INK_BOLD);
    tool_grid_spare(&grid, 1);
    history_column(page, &grid, WORD_CHANGE, ALIGN_RIGHT);
    tool_grid_column(&grid, "", ALIGN_BAR, INK_YELLOW);
    for (int64_t row = 0; row < movers->rows; row++)
        if (history_number(movers, "rulebook", row) == (int64_t)book)
            put_mover(&grid, page, movers, row, zone);
    tool_grid_print(&grid);
}

void history_print_movers(const history_page *page)
{
    const eco_table *movers = tool_history_table(page->history, "movers");
    eco_zone *zone = NULL; /* the reader has opened it before; without memory it is UTC */
    eco_error error;
    if (eco_zone_open(&zone, page->history->zone, &error))
        zone = NULL;
    for (size_t book = 1; book < page->history->books_count; book++)
        for (int64_t row = 0; row < movers->rows; row++)
            if (history_number(movers, "rulebook", row) == (int64_t)book) {
                print_book(page, movers, book, zone);
                break;
            }
    eco_zone_free(zone);
    eco_table_free(movers);
}
