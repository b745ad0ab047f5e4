/* history_print.c - a backtest for people: how the file was understood, rows by kind, totals, promotions, months. */
#include <stdlib.h>
#include <string.h>

#include "ecomops/grid.h"
#include "ecomops/history_report.h"
#include "ecomops/numbers.h"

typedef struct history_page {
    const tool_history *history;
    tool_screen screen;
    tool_language language;
} history_page;

static const char *say(const history_page *page, tool_word word)
{
    return tool_word_of(page->language, word);
}

static int64_t number_at(const eco_table *table, const char *column, int64_t row)
{
    return ((const int64_t *)eco_table_column(table, column)->values)[row];
}

static void put_count(tool_grid *grid, int64_t value)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_count(text, value));
}

static void put_money(tool_grid *grid, const history_page *page, int64_t minor)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_money(text, minor, page->history->currency));
}

static void put_change(tool_grid *grid, const history_page *page, int64_t minor)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_change(text, minor, page->history->currency));
}

static void put_share(tool_grid *grid, int64_t part, int64_t whole)
{
    char text[TOOL_NUMBER];
    tool_grid_put(grid, tool_share(text, part, whole));
}

static void column(const history_page *page, tool_grid *grid, tool_word heading, tool_align align)
{
    tool_grid_column(grid, say(page, heading), align, INK_PLAIN);
}

/* ---- how the file was understood ---- */

/* Pairs as --map takes them, wrapped. */
static void print_columns(const history_page *page)
{
    const tool_history *history = page->history;
    int width = page->screen.width ? page->screen.width : 100, used = 0;
    char remark[128], text[600];
    snprintf(remark, sizeof remark, "%s, %s", tool_encoding_name(history->encoding), history->zone);
    tool_title(&page->screen, say(page, WORD_COLUMNS), remark);
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
    const char *separator = "";
    for (size_t i = 0; i < history->columns_count; i++)
        if (!history->columns[i].used) {
            tool_ink_on(&page->screen, INK_DIM);
            fprintf(page->screen.file, "%s%s%s", *separator ? separator : "  ", *separator ? "" : say(page, WORD_UNUSED),
                    history->columns[i].name);
            tool_ink_off(&page->screen);
            separator = ", ";
        }
    fputs(*separator ? "\n" : "", page->screen.file);
}

/* The reader's refused rows are bad ones too, though the backtest never saw them. */
static void print_rows(const history_page *page)
{
    static const tool_word kinds[] = {WORD_KIND_PRICED,     WORD_KIND_FREE, WORD_KIND_CANCELLED, WORD_KIND_RETURN,
                                      WORD_KIND_CORRECTION, WORD_KIND_BAD,  WORD_KIND_ALL};
    static const tool_word treatments[] = {WORD_TREATED_PRICED,   WORD_TREATED_FREE,     WORD_TREATED_LEFT_OUT,
                                           WORD_TREATED_LEFT_OUT, WORD_TREATED_LEFT_OUT, WORD_TREATED_BAD};
    enum { BAD = 5, ALL = 6 };
    const eco_table *rows = tool_history_table(page->history, "rows");
    tool_grid grid;
    tool_title(&page->screen, say(page, WORD_ROWS_BY_KIND), NULL);
    tool_grid_begin(&grid, &page->screen);
    column(page, &grid, WORD_KIND, ALIGN_LEFT);
    column(page, &grid, WORD_ROWS, ALIGN_RIGHT);
    column(page, &grid, WORD_ORDERS, ALIGN_RIGHT);
    column(page, &grid, WORD_AMOUNT, ALIGN_RIGHT);
    tool_grid_column(&grid, say(page, WORD_TREATED), ALIGN_LEFT, INK_DIM);
    for (int64_t i = 0; i < rows->rows; i++) {
        int64_t refused = i >= BAD ? page->history->refused_rows : 0, count = number_at(rows, "rows", i) + refused;
        tool_grid_put(&grid, say(page, kinds[i]));
        put_count(&grid, count);
        put_count(&grid, number_at(rows, "orders", i));
        put_money(&grid, page, number_at(rows, "amount", i));
        tool_grid_put(&grid, i == ALL || !count ? "" : say(page, treatments[i]));
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
    tool_title(&page->screen, say(page, WORD_PROBLEMS), NULL);
    tool_grid grid;
    tool_grid_begin(&grid, &page->screen);
    column(page, &grid, WORD_LINE, ALIGN_RIGHT);
    column(page, &grid, WORD_COLUMN, ALIGN_LEFT);
    column(page, &grid, WORD_PROBLEM, ALIGN_LEFT);
    for (size_t i = 0; i < shown; i++) {
        put_count(&grid, history->problems[i].line);
        tool_grid_put(&grid, history->problems[i].column);
        tool_grid_put(&grid, history->problems[i].message);
    }
    tool_grid_print(&grid);
    if (history->problems_total > (int64_t)shown)
        fprintf(page->screen.file, "  %s\n",
                tool_say(text, sizeof text, page->language, WORD_MORE_PROBLEMS,
                         tool_count(number, history->problems_total - (int64_t)shown), NULL, NULL));
}

/* ---- what it would have cost ---- */

/* A column a rulebook, and the change. */
static void print_summary(const history_page *page)
{
    static const struct {
        tool_word word;
        const char *column;
        bool is_count;
    } rows[] = {{WORD_ORDERS, "orders", true},      {WORD_ORDERS_TOUCHED, "orders_touched", true},
                {WORD_LINES, "lines", true},        {WORD_LIST, "list", false},
                {WORD_DISCOUNT, "discount", false}, {WORD_TAX, "tax", false},
                {WORD_REVENUE, "revenue", false}};
    const tool_history *history = page->history;
    const eco_table *summary = tool_history_table(history, "summary");
    bool compares = history->books_count > 1;
    char remark[64], text[TOOL_NUMBER];
    tool_grid grid;
    tool_title(&page->screen, say(page, WORD_SUMMARY),
               tool_say(remark, sizeof remark, page->language, WORD_AMOUNTS_IN, history->currency, NULL, NULL));
    tool_grid_begin(&grid, &page->screen);
    tool_grid_column(&grid, "", ALIGN_LEFT, INK_PLAIN);
    for (size_t i = 0; i < history->books_count; i++)
        tool_grid_column(&grid, history->book_names[i], ALIGN_RIGHT, INK_PLAIN);
    if (compares)
        column(page, &grid, WORD_CHANGE, ALIGN_RIGHT);
    tool_grid_column(&grid, "", ALIGN_RIGHT, INK_DIM);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t base = number_at(summary, rows[i].column, 0),
                last = number_at(summary, rows[i].column, (int64_t)history->books_count - 1);
        if (rows[i].word == WORD_TAX && !base && !last)
            continue;
        tool_grid_put(&grid, say(page, rows[i].word));
        for (int64_t k = 0; k < summary->rows; k++) {
            int64_t value = number_at(summary, rows[i].column, k);
            tool_grid_put(&grid, rows[i].is_count ? tool_count(text, value) : tool_money(text, value, history->currency));
        }
        if (compares && rows[i].is_count)
            tool_grid_put(&grid, last == base ? "" : tool_count(text, last - base));
        else if (compares)
            put_change(&grid, page, last - base);
        if (rows[i].word == WORD_ORDERS_TOUCHED)
            put_share(&grid, last, number_at(summary, "orders", 0));
        else if (rows[i].word == WORD_DISCOUNT)
            put_share(&grid, last, number_at(summary, "list", summary->rows - 1));
        else
            tool_grid_put(&grid, "");
        if (rows[i].word == WORD_REVENUE)
            tool_grid_ink_row(&grid, INK_BOLD);
    }
    tool_grid_print(&grid);
    eco_table_free(summary);
}

typedef struct promotion_row {
    const char *label;
    size_t label_size;
    int64_t orders, lines, discount, revenue;
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
        if (number_at(table, "rulebook", i) == book)
            rows[(*count)++] = (promotion_row){labels->bytes + offsets[i],      (size_t)(offsets[i + 1] - offsets[i]),
                                               number_at(table, "orders", i),   number_at(table, "lines", i),
                                               number_at(table, "discount", i), number_at(table, "revenue", i)};
    qsort(rows, *count, sizeof *rows, by_discount);
    return rows;
}

static void print_promotions(const history_page *page, size_t book)
{
    const tool_history *history = page->history;
    const eco_table *table = tool_history_table(history, "promotions"), *summary = tool_history_table(history, "summary");
    int64_t orders = number_at(summary, "orders", (int64_t)book), discount = number_at(summary, "discount", (int64_t)book);
    size_t count;
    promotion_row *rows = take_promotions(table, (int64_t)book, &count);
    char title[512];
    tool_grid grid;
    tool_say(title, sizeof title, page->language, history->books_count > 1 ? WORD_PROMOTIONS_OF : WORD_PROMOTIONS,
             history->book_names[book], NULL, NULL);
    tool_title(&page->screen, title, NULL);
    tool_grid_begin(&grid, &page->screen);
    column(page, &grid, WORD_PROMOTION, ALIGN_LEFT);
    column(page, &grid, WORD_ORDERS, ALIGN_RIGHT);
    column(page, &grid, WORD_ORDERS_SHARE, ALIGN_RIGHT);
    tool_grid_spare(&grid, 1);
    column(page, &grid, WORD_LINES, ALIGN_RIGHT);
    tool_grid_spare(&grid, 3);
    column(page, &grid, WORD_REVENUE_TOUCHED, ALIGN_RIGHT);
    tool_grid_spare(&grid, 2);
    tool_grid_column(&grid, say(page, WORD_DISCOUNT), ALIGN_RIGHT, INK_BOLD);
    column(page, &grid, WORD_SHARE_OF_DISCOUNT, ALIGN_RIGHT);
    tool_grid_column(&grid, "", ALIGN_BAR, INK_YELLOW);
    for (size_t i = 0; i < count; i++) {
        char label[256];
        snprintf(label, sizeof label, "%.*s", (int)rows[i].label_size, rows[i].label);
        tool_grid_put(&grid, label);
        put_count(&grid, rows[i].orders);
        put_share(&grid, rows[i].orders, orders);
        put_count(&grid, rows[i].lines);
        put_money(&grid, page, rows[i].revenue);
        put_money(&grid, page, rows[i].discount);
        put_share(&grid, rows[i].discount, discount);
        tool_grid_put_bar(&grid, rows[i].discount, 0);
        if (!rows[i].orders)
            tool_grid_ink_row(&grid, INK_DIM);
    }
    tool_grid_print(&grid);
    free(rows);
    eco_table_free(table);
    eco_table_free(summary);
}

static void put_month(tool_grid *grid, const eco_table *months, int64_t row)
{
    char text[ECO_DATE_TEXT];
    eco_date_text(text, ((const int32_t *)eco_table_column(months, "month")->values)[row]);
    text[7] = '\0';
    tool_grid_put(grid, text);
}

static void print_months(const history_page *page)
{
    const eco_table *months = tool_history_table(page->history, "months");
    tool_grid grid;
    char legend[128];
    snprintf(legend, sizeof legend, "█ %s  ▒ %s", say(page, WORD_REVENUE), say(page, WORD_DISCOUNT));
    tool_title(&page->screen, say(page, WORD_MONTHS), legend);
    tool_grid_begin(&grid, &page->screen);
    column(page, &grid, WORD_MONTH, ALIGN_LEFT);
    column(page, &grid, WORD_ORDERS, ALIGN_RIGHT);
    column(page, &grid, WORD_ORDERS_TOUCHED, ALIGN_RIGHT);
    tool_grid_spare(&grid, 1);
    column(page, &grid, WORD_DISCOUNT, ALIGN_RIGHT);
    column(page, &grid, WORD_SHARE, ALIGN_RIGHT);
    tool_grid_column(&grid, say(page, WORD_REVENUE), ALIGN_RIGHT, INK_BOLD);
    tool_grid_column(&grid, "", ALIGN_BAR, INK_CYAN);
    for (int64_t i = 0; i < months->rows; i++) {
        int64_t discount = number_at(months, "discount", i), revenue = number_at(months, "revenue", i);
        put_month(&grid, months, i);
        put_count(&grid, number_at(months, "orders", i));
        put_count(&grid, number_at(months, "orders_touched", i));
        put_money(&grid, page, discount);
        put_share(&grid, discount, number_at(months, "list", i));
        put_money(&grid, page, revenue);
        tool_grid_put_bar(&grid, revenue, discount);
    }
    tool_grid_print(&grid);
    eco_table_free(months);
}

/* Discounts side by side. Both rulebooks have priced the same orders; where their zones differ, so may their months. */
static void print_compared_months(const history_page *page)
{
    const tool_history *history = page->history;
    const eco_table *months = tool_history_table(history, "months");
    int64_t split = 0;
    tool_grid grid;
    char headings[2][256];
    while (split < months->rows && number_at(months, "rulebook", split) == 0)
        split++;
    tool_title(&page->screen, say(page, WORD_MONTHS), NULL);
    tool_grid_begin(&grid, &page->screen);
    column(page, &grid, WORD_MONTH, ALIGN_LEFT);
    column(page, &grid, WORD_ORDERS, ALIGN_RIGHT);
    tool_grid_spare(&grid, 2);
    for (int i = 0; i < 2; i++)
        tool_grid_column(
            &grid,
            tool_say(headings[i], sizeof headings[i], page->language, WORD_DISCOUNT_OF, history->book_names[i], NULL, NULL),
            ALIGN_RIGHT, INK_PLAIN);
    tool_grid_column(&grid, say(page, WORD_REVENUE), ALIGN_RIGHT, INK_BOLD);
    tool_grid_spare(&grid, 1);
    column(page, &grid, WORD_CHANGE, ALIGN_RIGHT);
    tool_grid_column(&grid, say(page, WORD_DISCOUNT), ALIGN_BAR, INK_YELLOW);
    const int32_t *dates = eco_table_column(months, "month")->values;
    for (int64_t new = split, old = 0; new < months->rows; new ++) {
        while (old < split && dates[old] < dates[new])
            old++;
        bool known = old < split && dates[old] == dates[new];
        int64_t before = known ? number_at(months, "discount", old) : 0,
                revenue_before = known ? number_at(months, "revenue", old) : 0;
        put_month(&grid, months, new);
        put_count(&grid, number_at(months, "orders", new));
        put_money(&grid, page, before);
        put_money(&grid, page, number_at(months, "discount", new));
        put_money(&grid, page, number_at(months, "revenue", new));
        put_change(&grid, page, number_at(months, "revenue", new) - revenue_before);
        tool_grid_put_bar(&grid, number_at(months, "discount", new), 0);
    }
    tool_grid_print(&grid);
    eco_table_free(months);
}

void tool_history_print(const tool_history *history, tool_language language, size_t problems_shown)
{
    const history_page page = {history, tool_screen_of(stdout), language};
    print_columns(&page);
    print_rows(&page);
    print_problems(&page, problems_shown);
    print_summary(&page);
    for (size_t i = history->books_count; i > 0; i--)
        print_promotions(&page, i - 1);
    if (history->books_count > 1)
        print_compared_months(&page);
    else
        print_months(&page);
    fputc('\n', stdout);
}
