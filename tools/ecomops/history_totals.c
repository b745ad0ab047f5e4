/* history_totals.c - what rulebooks would have cost: totals side by side, and what each promotion did. */
#include <stdlib.h>
#include <string.h>

#include "ecomops/history_page.h"
#include "ecomops/numbers.h"

/* ---- totals: a column a rulebook, and behind each but the base its change ---- */

typedef enum total_kind {
    TOTAL_COUNT,
    TOTAL_MONEY,
    TOTAL_COMPARED,  /* a count that is told where there is a base */
    TOTAL_SEEN_MONEY /* an amount that is told where there is one */
} total_kind;

static const struct {
    tool_word word;
    const char *column, *of; /* of: its share of that column is told behind */
    total_kind kind;
} totals[] = {
    {WORD_ORDERS, "orders", NULL, TOTAL_COUNT},
    {WORD_ORDERS_TOUCHED, "orders_touched", "orders", TOTAL_COUNT},
    {WORD_ORDERS_CHANGED, "orders_changed", "orders", TOTAL_COMPARED},
    {WORD_LINES, "lines", NULL, TOTAL_COUNT},
    {WORD_LIST, "list", NULL, TOTAL_MONEY},
    {WORD_DISCOUNT, "discount", "list", TOTAL_MONEY},
    {WORD_TAX, "tax", NULL, TOTAL_SEEN_MONEY},
    {WORD_REVENUE, "revenue", NULL, TOTAL_MONEY},
    {WORD_RETURNED, "returned", "revenue", TOTAL_SEEN_MONEY},
    {WORD_REVENUE_NET, "revenue_net", NULL, TOTAL_SEEN_MONEY},
};

/* Whether a rulebook has something to tell there; the net revenue where something was returned. */
static bool is_told(const history_page *page, const eco_table *summary, size_t total)
{
    const char *column = totals[total].word == WORD_REVENUE_NET ? "returned" : totals[total].column;
    if (totals[total].kind == TOTAL_COMPARED)
        return page->history->books_count > 1;
    for (int64_t i = 0; i < summary->rows; i++)
        if (totals[total].kind != TOTAL_SEEN_MONEY || history_number(summary, column, i))
            return true;
    return false;
}

static void put_total(tool_grid *grid, const history_page *page, const eco_table *summary, size_t total)
{
    const char *column = totals[total].column;
    bool is_count = totals[total].kind == TOTAL_COUNT || totals[total].kind == TOTAL_COMPARED;
    int64_t base = history_number(summary, column, 0), tried = (int64_t)history_tried(page->history);
    char text[TOOL_NUMBER];
    tool_grid_put(grid, history_say(page, totals[total].word));
    for (int64_t i = 0; i < summary->rows; i++) {
        int64_t value = history_number(summary, column, i);
        tool_grid_put(grid, is_count ? tool_count(text, value) : tool_money(text, value, page->history->currency));
        if (i && is_count)
            tool_grid_put(grid, value == base || totals[total].kind == TOTAL_COMPARED ? "" : tool_count(text, value - base));
        else if (i)
            history_put_change(grid, page, value - base);
    }
    if (totals[total].of)
        history_put_share(grid, history_number(summary, column, tried), history_number(summary, totals[total].of, tried));
    else
        tool_grid_put(grid, "");
    if (totals[total].word == WORD_REVENUE || totals[total].word == WORD_REVENUE_NET)
        tool_grid_ink_row(grid, INK_BOLD);
}

/* Cost and margin of the lines whose cost is known, with their share of all lines, so that nobody takes them for the whole. */
static void put_margin(tool_grid *grid, const history_page *page, const eco_table *summary)
{
    static const struct {
        tool_word word;
        const char *column;
    } costs[] = {{WORD_COST_REVENUE, "cost_revenue"}, {WORD_COST, "cost"}, {WORD_MARGIN, "margin"}};
    for (size_t k = 0; !history_is_null(summary, "cost", 0) && k < sizeof costs / sizeof *costs; k++) {
        char share[TOOL_NUMBER], cover[128];
        tool_grid_put(grid, history_say(page, costs[k].word));
        for (int64_t i = 0; i < summary->rows; i++) {
            int64_t value = history_number(summary, costs[k].column, i);
            history_put_money(grid, page, value);
            if (i)
                history_put_change(grid, page, value - history_number(summary, costs[k].column, 0));
        }
        tool_share(share, history_number(summary, "cost_lines", 0), history_number(summary, "lines", 0));
        tool_grid_put(grid, k ? "" : tool_say(cover, sizeof cover, page->language, WORD_COST_LINES, share, NULL, NULL));
        if (costs[k].word == WORD_MARGIN)
            tool_grid_ink_row(grid, INK_BOLD);
    }
}

void history_print_summary(const history_page *page)
{
    const tool_history *history = page->history;
    const eco_table *summary = tool_history_table(history, "summary");
    char remark[64];
    tool_grid grid;
    tool_title(&page->screen, history_say(page, WORD_SUMMARY),
               tool_say(remark, sizeof remark, page->language, WORD_AMOUNTS_IN, history->currency, NULL, NULL));
    tool_grid_begin(&grid, &page->screen);
    tool_grid_column(&grid, "", ALIGN_LEFT, INK_PLAIN);
    for (size_t i = 0; i < history->books_count; i++) {
        tool_grid_column(&grid, history->book_names[i], ALIGN_RIGHT, INK_PLAIN);
        tool_grid_spare(&grid, i > 1 ? 2 * (int)i : 0);
        if (i)
            history_column(page, &grid, WORD_CHANGE, ALIGN_RIGHT);
        tool_grid_spare(&grid, i > 1 ? 2 * (int)i + 1 : 0); /* goes before what it is the change of */
    }
    tool_grid_column(&grid, "", ALIGN_RIGHT, INK_DIM);
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (is_told(page, summary, i))
            put_total(&grid, page, summary, i);
    put_margin(&grid, page, summary);
    tool_grid_print(&grid);
    eco_table_free(summary);
}

/* ---- promotions ---- */

typedef struct promotion_row {
    const char *label;
    size_t label_size;
    int64_t orders, lines, discount, revenue, margin;
    bool has_margin;
} promotion_row;

static int by_discount(const void *a, const void *b)
{
    const promotion_row *left = a, *right = b;
    if (left->discount != right->discount)
        return left->discount > right->discount ? -1 : 1;
    return left->label < right->label ? -1 : left->label > right->label; /* as in the table */
}

/* The rows of one rulebook, the best first; free() them. */
static promotion_row *take_promotions(const eco_table *table, int64_t book, size_t *count)
{
    size_t capacity = 0;
    promotion_row *rows = tool_room(NULL, &capacity, (size_t)table->rows + 1, sizeof *rows);
    const eco_column *labels = eco_table_column(table, "label");
    const int64_t *offsets = labels->values;
    *count = 0;
    for (int64_t i = 0; i < table->rows; i++)
        if (history_number(table, "rulebook", i) == book)
            rows[(*count)++] = (promotion_row){labels->bytes + offsets[i],           (size_t)(offsets[i + 1] - offsets[i]),
                                               history_number(table, "orders", i),   history_number(table, "lines", i),
                                               history_number(table, "discount", i), history_number(table, "revenue", i),
                                               history_number(table, "margin", i),   !history_is_null(table, "margin", i)};
    qsort(rows, *count, sizeof *rows, by_discount);
    return rows;
}

static void add_promotion_columns(tool_grid *grid, const history_page *page, bool margins)
{
    history_column(page, grid, WORD_PROMOTION, ALIGN_LEFT);
    history_column(page, grid, WORD_ORDERS, ALIGN_RIGHT);
    history_column(page, grid, WORD_ORDERS_SHARE, ALIGN_RIGHT);
    tool_grid_spare(grid, 1);
    history_column(page, grid, WORD_LINES, ALIGN_RIGHT);
    tool_grid_spare(grid, 3);
    history_column(page, grid, WORD_REVENUE_TOUCHED, ALIGN_RIGHT);
    tool_grid_spare(grid, 2);
    if (margins) {
        history_column(page, grid, WORD_MARGIN_TOUCHED, ALIGN_RIGHT);
        tool_grid_spare(grid, 4);
    }
    tool_grid_column(grid, history_say(page, WORD_DISCOUNT), ALIGN_RIGHT, INK_BOLD);
    history_column(page, grid, WORD_SHARE_OF_DISCOUNT, ALIGN_RIGHT);
    tool_grid_column(grid, "", ALIGN_BAR, INK_YELLOW);
}

static void put_promotion(tool_grid *grid, const history_page *page, const promotion_row *row, bool margins, int64_t orders,
                          int64_t discount)
{
    char label[256];
    snprintf(label, sizeof label, "%.*s", (int)row->label_size, row->label);
    tool_grid_put(grid, label);
    history_put_count(grid, row->orders);
    history_put_share(grid, row->orders, orders);
    history_put_count(grid, row->lines);
    history_put_money(grid, page, row->revenue);
    if (margins && row->has_margin)
        history_put_money(grid, page, row->margin);
    else if (margins)
        tool_grid_put(grid, "");
    history_put_money(grid, page, row->discount);
    history_put_share(grid, row->discount, discount);
    tool_grid_put_bar(grid, row->discount, 0);
    if (!row->orders)
        tool_grid_ink_row(grid, INK_DIM);
}

/* As many as tell something: with very many promotions most do nothing. */
static size_t shown_of(const promotion_row *rows, size_t count)
{
    enum { MOST = 100 };
    size_t shown = count < MOST ? count : MOST;
    while (shown < count && shown > 0 && count > MOST && !rows[shown - 1].orders)
        shown--;
    return shown;
}

void history_print_promotions(const history_page *page, size_t book)
{
    const tool_history *history = page->history;
    const eco_table *table = tool_history_table(history, "promotions"), *summary = tool_history_table(history, "summary");
    int64_t orders = history_number(summary, "orders", (int64_t)book),
            discount = history_number(summary, "discount", (int64_t)book);
    bool margins = !history_is_null(summary, "margin", (int64_t)book);
    size_t count;
    promotion_row *rows = take_promotions(table, (int64_t)book, &count);
    size_t shown = shown_of(rows, count);
    char title[512], number[TOOL_NUMBER], text[256];
    tool_grid grid;
    tool_say(title, sizeof title, page->language, history->books_count > 1 ? WORD_PROMOTIONS_OF : WORD_PROMOTIONS,
             history->book_names[book], NULL, NULL);
    tool_title(&page->screen, title, NULL);
    tool_grid_begin(&grid, &page->screen);
    add_promotion_columns(&grid, page, margins);
    for (size_t i = 0; i < shown; i++)
        put_promotion(&grid, page, &rows[i], margins, orders, discount);
    tool_grid_print(&grid);
    if (shown < count)
        fprintf(page->screen.file, "  %s\n",
                tool_say(text, sizeof text, page->language, WORD_MORE_PROMOTIONS, tool_count(number, (int64_t)(count - shown)),
                         NULL, NULL));
    free(rows);
    eco_table_free(table);
    eco_table_free(summary);
}
