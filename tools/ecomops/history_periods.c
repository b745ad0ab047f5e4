/* history_periods.c - a backtest by days or months, and day by day as a line of bars. */
#include <stdlib.h>
#include <string.h>

#include "ecomops/history_page.h"

enum { DAYS_SHOWN = 45 /* of a history with more, months are shown */, SPARK_MOST = 73, SPARK_LEAST = 20 };

typedef struct history_period { /* what rows of the table stand for */
    const char *table, *column;
    tool_word heading, title;
    size_t size; /* of "2025-11-11" or "2025-11" */
} history_period;

static const history_period by_day = {"days", "day", WORD_DAY, WORD_DAYS, 10};
static const history_period by_month = {"months", "month", WORD_MONTH, WORD_MONTHS, 7};

static const int32_t *dates_of(const eco_table *table, const history_period *period)
{
    return eco_table_column(table, period->column)->values;
}

static void put_date(tool_grid *grid, const history_period *period, int32_t date)
{
    char text[ECO_DATE_TEXT];
    eco_date_text(text, date);
    text[period->size] = '\0';
    tool_grid_put(grid, text);
}

/* ---- one rulebook ---- */

static void print_one(const history_page *page, const history_period *period)
{
    const eco_table *table = tool_history_table(page->history, period->table);
    tool_grid grid;
    char legend[128];
    snprintf(legend, sizeof legend, "█ %s  ▒ %s", history_say(page, WORD_REVENUE), history_say(page, WORD_DISCOUNT));
    tool_title(&page->screen, history_say(page, period->title), legend);
    tool_grid_begin(&grid, &page->screen);
    history_column(page, &grid, period->heading, ALIGN_LEFT);
    history_column(page, &grid, WORD_ORDERS, ALIGN_RIGHT);
    history_column(page, &grid, WORD_ORDERS_TOUCHED, ALIGN_RIGHT);
    tool_grid_spare(&grid, 1);
    history_column(page, &grid, WORD_DISCOUNT, ALIGN_RIGHT);
    history_column(page, &grid, WORD_SHARE, ALIGN_RIGHT);
    tool_grid_column(&grid, history_say(page, WORD_REVENUE), ALIGN_RIGHT, INK_BOLD);
    tool_grid_column(&grid, "", ALIGN_BAR, INK_CYAN);
    for (int64_t i = 0; i < table->rows; i++) {
        int64_t discount = history_number(table, "discount", i), revenue = history_number(table, "revenue", i);
        put_date(&grid, period, dates_of(table, period)[i]);
        history_put_count(&grid, history_number(table, "orders", i));
        history_put_count(&grid, history_number(table, "orders_touched", i));
        history_put_money(&grid, page, discount);
        history_put_share(&grid, discount, history_number(table, "list", i));
        history_put_money(&grid, page, revenue);
        tool_grid_put_bar(&grid, revenue, discount);
    }
    tool_grid_print(&grid);
    eco_table_free(table);
}

/* ---- several, side by side ---- */

/* The first row of each rulebook, and of the one after the last. */
static void find_books(const eco_table *table, size_t count, int64_t starts[TOOL_BOOKS + 1])
{
    int64_t row = 0;
    for (size_t i = 0; i <= count; i++) {
        while (row < table->rows && history_number(table, "rulebook", row) < (int64_t)i)
            row++;
        starts[i] = row;
    }
}

/* The row of a date among those of a rulebook, which rise; -1: it has none. Where zones differ, so may dates. */
static int64_t row_of(const int32_t *dates, int64_t first, int64_t end, int32_t date)
{
    while (first < end && dates[first] < date)
        first++;
    return first < end && dates[first] == date ? first : -1;
}

static int64_t number_or_0(const eco_table *table, const char *column, int64_t row)
{
    return row < 0 ? 0 : history_number(table, column, row);
}

static void print_compared(const history_page *page, const history_period *period)
{
    const tool_history *history = page->history;
    const eco_table *table = tool_history_table(history, period->table);
    const int32_t *dates = dates_of(table, period);
    int64_t starts[TOOL_BOOKS + 1];
    tool_grid grid;
    char headings[TOOL_BOOKS][256];
    find_books(table, history->books_count, starts);
    tool_title(&page->screen, history_say(page, period->title), NULL);
    tool_grid_begin(&grid, &page->screen);
    history_column(page, &grid, period->heading, ALIGN_LEFT);
    history_column(page, &grid, WORD_ORDERS, ALIGN_RIGHT);
    tool_grid_spare(&grid, 20);
    for (size_t i = 0; i < history->books_count; i++) {
        tool_say(headings[i], sizeof headings[i], page->language, WORD_DISCOUNT_OF, history->book_names[i], NULL, NULL);
        tool_grid_column(&grid, headings[i], ALIGN_RIGHT, INK_PLAIN);
        tool_grid_spare(&grid, i > 1 ? (int)i : 0);
    }
    tool_grid_column(&grid, history_say(page, WORD_REVENUE), ALIGN_RIGHT, INK_BOLD);
    tool_grid_spare(&grid, 1);
    history_column(page, &grid, WORD_CHANGE, ALIGN_RIGHT);
    tool_grid_column(&grid, history_say(page, WORD_DISCOUNT), ALIGN_BAR, INK_YELLOW);
    for (int64_t row = starts[1]; row < starts[2]; row++) {
        int64_t base = row_of(dates, starts[0], starts[1], dates[row]);
        put_date(&grid, period, dates[row]);
        history_put_count(&grid, history_number(table, "orders", row));
        for (size_t i = 0; i < history->books_count; i++)
            history_put_money(&grid, page, number_or_0(table, "discount", row_of(dates, starts[i], starts[i + 1], dates[row])));
        history_put_money(&grid, page, history_number(table, "revenue", row));
        history_put_change(&grid, page, history_number(table, "revenue", row) - number_or_0(table, "revenue", base));
        tool_grid_put_bar(&grid, history_number(table, "discount", row), 0);
    }
    tool_grid_print(&grid);
    eco_table_free(table);
}

/* ---- day by day: each mark so many days ---- */

typedef struct history_spark {
    const eco_table *days;
    int32_t first, days_of_mark;
    size_t marks;
} history_spark;

/* A rulebook's column, summed by marks; gives the largest. */
static int64_t sum_marks(const history_spark *spark, int64_t sums[SPARK_MOST], const char *column, int64_t book)
{
    int64_t most = 0;
    memset(sums, 0, SPARK_MOST * sizeof *sums);
    for (int64_t i = 0; i < spark->days->rows; i++) {
        if (history_number(spark->days, "rulebook", i) != book)
            continue;
        int32_t date = dates_of(spark->days, &by_day)[i];
        int64_t *sum = &sums[(date - spark->first) / spark->days_of_mark];
        *sum += history_number(spark->days, column, i);
        most = *sum > most ? *sum : most;
    }
    return most;
}

static void print_marks(const history_page *page, const char *label, int width, const int64_t *sums, size_t count, int64_t most)
{
    static const char *const marks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    fprintf(page->screen.file, "  %s%*s  ", label, width - tool_width_of(label), "");
    tool_ink_on(&page->screen, INK_YELLOW);
    for (size_t i = 0; i < count; i++)
        fputs(sums[i] > 0 ? marks[(int)((double)sums[i] / (double)most * 7.999)] : "·", page->screen.file);
    tool_ink_off(&page->screen);
    fputc('\n', page->screen.file);
}

/* The days that there are, of all rulebooks, on as many marks as fit beside labels. False: there is nothing to see. */
static bool lay_out(history_spark *spark, const history_page *page, int label)
{
    const int32_t *dates = dates_of(spark->days, &by_day);
    int room = page->screen.width ? page->screen.width - label - 4 : SPARK_MOST;
    int32_t first = INT32_MAX, last = INT32_MIN;
    for (int64_t i = 0; i < spark->days->rows; i++) {
        first = dates[i] < first ? dates[i] : first;
        last = dates[i] > last ? dates[i] : last;
    }
    room = room > SPARK_MOST ? SPARK_MOST : room;
    if (spark->days->rows == 0 || first == last || room < SPARK_LEAST)
        return false;
    int64_t days = (int64_t)last - first + 1;
    spark->first = first;
    spark->days_of_mark = (int32_t)((days + room - 1) / room);
    spark->marks = (size_t)((days + spark->days_of_mark - 1) / spark->days_of_mark);
    return true;
}

/* Discounts of all rulebooks to one scale; of one alone its revenue, too. */
static void print_day_by_day(const history_page *page)
{
    const tool_history *history = page->history;
    history_spark spark = {.days = tool_history_table(history, "days")};
    const char *labels[TOOL_BOOKS + 1] = {history_say(page, WORD_REVENUE), history_say(page, WORD_DISCOUNT)};
    int64_t sums[TOOL_BOOKS + 1][SPARK_MOST], most[TOOL_BOOKS + 1], highest = 0;
    size_t count = history->books_count > 1 ? history->books_count : 2;
    int width = 0;
    for (size_t i = 0; i < count; i++) {
        labels[i] = history->books_count > 1 ? history->book_names[i] : labels[i];
        width = tool_width_of(labels[i]) > width ? tool_width_of(labels[i]) : width;
    }
    if (lay_out(&spark, page, width)) {
        char remark[64], days[16];
        snprintf(days, sizeof days, "%d", (int)spark.days_of_mark);
        tool_title(&page->screen, history_say(page, history->books_count > 1 ? WORD_DISCOUNT_BY_DAY : WORD_DAY_BY_DAY),
                   spark.days_of_mark > 1 ? tool_say(remark, sizeof remark, page->language, WORD_DAYS_OF_MARK, days, NULL, NULL)
                                          : NULL);
        for (size_t i = 0; i < count; i++) {
            bool alone = history->books_count == 1;
            most[i] = sum_marks(&spark, sums[i], alone && i == 0 ? "revenue" : "discount", alone ? 0 : (int64_t)i);
            highest = most[i] > highest ? most[i] : highest;
        }
        for (size_t i = 0; i < count; i++)
            print_marks(page, labels[i], width, sums[i], spark.marks, history->books_count > 1 ? highest : most[i]);
    }
    eco_table_free(spark.days);
}

void history_print_periods(const history_page *page)
{
    const tool_history *history = page->history;
    const eco_table *days = tool_history_table(history, "days");
    const history_period *period = days->rows <= DAYS_SHOWN * (int64_t)history->books_count ? &by_day : &by_month;
    eco_table_free(days);
    if (history->books_count > 1)
        print_compared(page, period);
    else
        print_one(page, period);
    if (period == &by_month)
        print_day_by_day(page);
}
