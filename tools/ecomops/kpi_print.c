/* kpi_print.c - tables for people: how the files were understood, each table of the plan with bars and trends, and at the end what the figures mean. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ecomops/grid.h"
#include "ecomops/kpi_tool.h"
#include "ecomops/kpi_labels.h"

enum { BARS_MOST = 3, SPARK_MOST = 73, SPARK_LEAST = 20, COHORT_PERIODS_MOST = 20, WIDTH = 100 };

typedef struct kpi_page {
    const tool_figures *kpi;
    tool_screen screen;
    tool_language language;
    kpi_labels labels;
} kpi_page;

static const char *say(const kpi_page *page, tool_word word)
{
    return tool_word_of(page->language, word);
}

/* ---- text that is longer than a line ---- */

/* Words on lines of the terminal's width, those after the first one indented. */
static void print_wrapped(const kpi_page *page, const char *text, int indent)
{
    int width = page->screen.width ? page->screen.width : WIDTH, used = indent;
    fprintf(page->screen.file, "%*s", indent, "");
    while (*text) {
        size_t size = strcspn(text, " ");
        char word[512];
        snprintf(word, sizeof word, "%.*s", (int)size, text);
        int own = tool_width_of(word);
        if (used > indent && used + 1 + own > width) {
            fprintf(page->screen.file, "\n%*s", indent + 2, "");
            used = indent + 2;
        } else if (used > indent) {
            fputc(' ', page->screen.file);
            used++;
        }
        fwrite(text, 1, size, page->screen.file);
        used += own;
        text += size + strspn(text + size, " ");
    }
    fputc('\n', page->screen.file);
}

/* ---- files ---- */

static void print_files(const kpi_page *page)
{
    const tool_figures *kpi = page->kpi;
    char number[TOOL_NUMBER], text[256];
    for (size_t i = 0; i < kpi->files_count; i++) {
        const tool_kpi_file *file = &kpi->files[i];
        tool_title(&page->screen, file->path, file->encoding);
        print_wrapped(page,
                      tool_say(text, sizeof text, page->language, WORD_KPI_ROWS_READ, tool_count(number, file->rows),
                               eco_kpi_source_name(file->source), NULL),
                      2);
        if (file->returned_rows)
            print_wrapped(page,
                          tool_say(text, sizeof text, page->language, WORD_KPI_ROWS_RETURNED,
                                   tool_count(number, file->returned_rows), NULL, NULL),
                          2);
        if (file->bad_rows)
            print_wrapped(
                page,
                tool_say(text, sizeof text, page->language, WORD_KPI_ROWS_BAD, tool_count(number, file->bad_rows), NULL, NULL),
                2);
        print_wrapped(page, file->used, 2);
        if (*file->unused) {
            tool_ink_on(&page->screen, INK_DIM);
            fprintf(page->screen.file, "  %s", say(page, WORD_UNUSED));
            print_wrapped(page, file->unused, 0);
            tool_ink_off(&page->screen);
        }
    }
}

/* Rows that could not be read, and those that the state refused. */
static void print_problems(const kpi_page *page, size_t most)
{
    const tool_figures *kpi = page->kpi;
    char number[TOOL_NUMBER], text[256];
    size_t shown = kpi->problems_count < most ? kpi->problems_count : most;
    if (!kpi->problems_total)
        return;
    tool_grid grid;
    tool_title(&page->screen, say(page, WORD_PROBLEMS), NULL);
    tool_grid_begin(&grid, &page->screen);
    tool_grid_column(&grid, say(page, WORD_KPI_FILE), ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&grid, say(page, WORD_LINE), ALIGN_RIGHT, INK_PLAIN);
    tool_grid_column(&grid, say(page, WORD_COLUMN), ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&grid, say(page, WORD_PROBLEM), ALIGN_LEFT, INK_PLAIN);
    for (size_t i = 0; i < shown; i++) {
        tool_grid_put(&grid, kpi->problems[i].file);
        tool_grid_put(&grid, tool_count(number, kpi->problems[i].line));
        tool_grid_put(&grid, kpi->problems[i].column);
        tool_grid_put(&grid, kpi->problems[i].message);
    }
    tool_grid_print(&grid);
    if (kpi->problems_total > (int64_t)shown)
        print_wrapped(page,
                      tool_say(text, sizeof text, page->language, WORD_MORE_PROBLEMS,
                               tool_count(number, kpi->problems_total - (int64_t)shown), NULL, NULL),
                      2);
}

/* ---- any table ---- */

static bool is_period(const char *column)
{
    static const char *const periods[] = {"hour", "day", "week", "month", "quarter", "year"};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        if (strcmp(periods[i], column) == 0)
            return true;
    return false;
}

/* Bars stand behind the figures that rows are compared by: the first ones of a series, users of a funnel. */
static bool has_bar(const eco_table *table, size_t column, const char *kind, size_t bars)
{
    const eco_column *one = &table->columns[column];
    if (table->rows < 2 || !kpi_is_number(one))
        return false;
    if (strcmp(kind, "report") == 0)
        return bars < BARS_MOST && !strstr(one->name, "_before") && !strstr(one->name, "_change");
    if (strcmp(kind, "funnel") == 0)
        return column > 0 && strcmp(table->columns[column - 1].name, "name") == 0;
    return bars == 0 && strcmp(one->name, "share") == 0;
}

static bool is_figure(const eco_table *table, size_t column)
{
    return kpi_is_number(&table->columns[column]) && strcmp(table->columns[column].name, "step") != 0;
}

typedef char kpi_headings[TOOL_GRID_COLUMNS][KPI_LABEL];

/* Which columns have a bar. Everything that does not fit into a grid is left to the plain form. */
static size_t add_columns(tool_grid *grid, const kpi_page *page, const eco_table *table, const char *kind, kpi_headings headings,
                          bool bars[TOOL_GRID_COLUMNS])
{
    size_t shown = 0, drawn = 0;
    for (size_t i = 0; i < table->columns_count && shown < TOOL_GRID_COLUMNS; i++, shown++) {
        const eco_column *column = &table->columns[i];
        kpi_label(headings[shown], &page->labels, column->name);
        tool_grid_column(grid, headings[shown], kpi_is_number(column) ? ALIGN_RIGHT : ALIGN_LEFT, INK_PLAIN);
        bars[i] = shown + 1 < TOOL_GRID_COLUMNS && has_bar(table, i, kind, drawn);
        if (bars[i]) {
            tool_grid_column(grid, "", ALIGN_BAR, INK_CYAN);
            tool_grid_spare(grid, (int)drawn++);
            shown++;
        }
    }
    return shown;
}

static void put_row(tool_grid *grid, const kpi_page *page, const eco_table *table, int64_t row, const bool *bars)
{
    char cell[KPI_CELL];
    for (size_t i = 0; i < table->columns_count; i++) {
        const eco_column *column = &table->columns[i];
        kpi_cell(cell, &page->labels, column, row);
        if (!*cell && !is_figure(table, i) && kpi_is_null(column, row))
            snprintf(cell, sizeof cell, "%s", say(page, WORD_KPI_NONE));
        tool_grid_put(grid, cell);
        if (bars[i]) {
            double value = kpi_value(column, row) * (column->type == ECO_TYPE_DOUBLE ? 1e6 : 1);
            tool_grid_put_bar(grid, value > 0 && value < 9e18 ? (int64_t)value : 0, 0);
        }
    }
}

static eco_status print_plain(const kpi_page *page, const eco_table *table, eco_error *error);

static eco_status print_grid(const kpi_page *page, const eco_table *table, const char *kind, eco_error *error)
{
    kpi_headings headings;
    bool bars[TOOL_GRID_COLUMNS] = {false};
    tool_grid grid;
    if (table->columns_count > TOOL_GRID_COLUMNS - BARS_MOST)
        return print_plain(page, table, error);
    tool_grid_begin(&grid, &page->screen);
    add_columns(&grid, page, table, kind, headings, bars);
    for (int64_t row = 0; row < table->rows; row++)
        put_row(&grid, page, table, row, bars);
    tool_grid_print(&grid);
    return ECO_OK;
}

static bool write_text(const char *text, size_t size, void *user)
{
    return fwrite(text, 1, size, user) == size;
}

/* As the library writes it; its notes stand below, with those of the others. */
static eco_status print_plain(const kpi_page *page, const eco_table *table, eco_error *error)
{
    const eco_table bare = {.rows = table->rows, .columns = table->columns, .columns_count = table->columns_count};
    return eco_table_write(&bare, ECO_FORMAT_TEXT, (eco_writer){write_text, page->screen.file}, error);
}

/* ---- trends: each mark so many rows ---- */

static void print_marks(const kpi_page *page, const eco_column *column, int64_t rows, int64_t marks, int label)
{
    static const char *const eighths[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    char heading[KPI_LABEL], first[KPI_CELL], last[KPI_CELL];
    double values[SPARK_MOST], least = INFINITY, most = -INFINITY;
    for (int64_t i = 0; i < marks; i++) {
        int64_t start = rows * i / marks, end = rows * (i + 1) / marks;
        double sum = 0;
        for (int64_t row = start; row < end; row++)
            sum += kpi_value(column, row);
        values[i] = sum / (double)(end - start);
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    kpi_label(heading, &page->labels, column->name);
    fprintf(page->screen.file, "  %s%*s  ", heading, label - tool_width_of(heading), "");
    tool_ink_on(&page->screen, INK_YELLOW);
    least = least < 0 ? least : 0;
    for (int64_t i = 0; i < marks; i++)
        fputs(most > least ? eighths[(int)((values[i] - least) / (most - least) * 7.999)] : eighths[0], page->screen.file);
    tool_ink_off(&page->screen);
    fprintf(page->screen.file, "  %s → %s\n", kpi_cell(first, &page->labels, column, 0),
            kpi_cell(last, &page->labels, column, rows - 1));
}

/* Of a report over a period alone. */
static void print_trends(const kpi_page *page, const eco_table *table)
{
    char label[KPI_LABEL];
    int width = 0;
    if (table->rows < 3 || table->columns_count < 2 || !is_period(table->columns[0].name) || !is_figure(table, 1))
        return;
    for (size_t i = 1; i < table->columns_count; i++) {
        int own = tool_width_of(kpi_label(label, &page->labels, table->columns[i].name));
        width = own > width ? own : width;
    }
    int64_t room = page->screen.width ? page->screen.width - width - 34 : SPARK_MOST, marks = table->rows;
    room = room > SPARK_MOST ? SPARK_MOST : room < SPARK_LEAST ? SPARK_LEAST : room;
    marks = marks > room ? room : marks;
    tool_title(&page->screen, say(page, WORD_KPI_TREND), NULL);
    for (size_t i = 1; i < table->columns_count; i++)
        if (is_figure(table, i))
            print_marks(page, &table->columns[i], table->rows, marks, width);
}

/* ---- a cohort is a triangle ---- */

typedef struct cohort_columns {
    const eco_column *cohort, *size, *period, *rate, *complete;
} cohort_columns;

static cohort_columns cohort_of(const eco_table *table)
{
    return (cohort_columns){eco_table_column(table, "cohort"), eco_table_column(table, "size"), eco_table_column(table, "period"),
                            eco_table_column(table, "rate"), eco_table_column(table, "complete")};
}

static int64_t period_at(const cohort_columns *columns, int64_t row)
{
    return ((const int64_t *)columns->period->values)[row];
}

static int64_t longest(const eco_table *table, const cohort_columns *columns)
{
    int64_t most = 0;
    for (int64_t row = 0; row < table->rows; row++)
        most = period_at(columns, row) > most ? period_at(columns, row) : most;
    return most;
}

static void put_cohort(tool_grid *grid, const kpi_page *page, const eco_table *table, const cohort_columns *columns, int64_t *row,
                       int64_t periods, bool *open)
{
    char cell[KPI_CELL];
    int64_t first = *row;
    tool_grid_put(grid, kpi_cell(cell, &page->labels, columns->cohort, first));
    tool_grid_put(grid, kpi_cell(cell, &page->labels, columns->size, first));
    for (int64_t period = 0; period <= periods; period++) {
        *cell = '\0';
        bool is_here = *row < table->rows && period_at(columns, *row) == period && (*row == first || period > 0);
        if (is_here) {
            kpi_cell(cell, &page->labels, columns->rate, *row);
            bool is_open = !((const uint8_t *)columns->complete->values)[*row];
            *open = *open || is_open;
            strcat(cell, is_open ? "*" : " ");
            ++*row;
        }
        tool_grid_put(grid, cell);
    }
}

static eco_status print_cohort(const kpi_page *page, const eco_table *table, eco_error *error)
{
    const cohort_columns columns = cohort_of(table);
    int64_t periods = longest(table, &columns);
    char headings[COHORT_PERIODS_MOST + 1][16];
    bool open = false;
    tool_grid grid;
    if (periods > COHORT_PERIODS_MOST || !table->rows)
        return print_grid(page, table, "cohort", error);
    tool_grid_begin(&grid, &page->screen);
    tool_grid_column(&grid, say(page, WORD_KPI_COHORT), ALIGN_LEFT, INK_PLAIN);
    tool_grid_column(&grid, say(page, WORD_KPI_SIZE), ALIGN_RIGHT, INK_BOLD);
    for (int64_t period = 0; period <= periods; period++) {
        snprintf(headings[period], sizeof headings[period], "%lld ", (long long)period);
        tool_grid_column(&grid, headings[period], ALIGN_RIGHT, INK_PLAIN);
        tool_grid_spare(&grid, (int)period);
    }
    for (int64_t row = 0; row < table->rows;)
        put_cohort(&grid, page, table, &columns, &row, periods, &open);
    tool_grid_print(&grid);
    if (open) {
        tool_ink_on(&page->screen, INK_DIM);
        print_wrapped(page, say(page, WORD_KPI_OPEN), 2);
        tool_ink_off(&page->screen);
    }
    return ECO_OK;
}

/* ---- the plan's tables ---- */

static void print_notes(const kpi_page *page, const eco_table *table)
{
    char text[1200];
    tool_title(&page->screen, say(page, WORD_KPI_NOTES), NULL);
    tool_ink_on(&page->screen, INK_DIM);
    for (size_t i = 0; i < table->notes_count; i++)
        if (strcmp(table->notes[i].name, "definition") != 0 && table->notes[i].value && *table->notes[i].value) {
            snprintf(text, sizeof text, "%s: %.1000s", table->notes[i].name, table->notes[i].value);
            print_wrapped(page, text, 2);
        }
    tool_ink_off(&page->screen);
}

/* What the metrics of a report are, or what a table of another kind tells. */
static void print_definitions(const kpi_page *page, const eco_table *table, const char *name, const char *kind)
{
    char text[1400], label[KPI_LABEL], definition[1024];
    tool_ink_on(&page->screen, INK_DIM);
    for (size_t i = 0; i < table->columns_count && strcmp(kind, "report") == 0; i++)
        if (*kpi_metric_text(definition, &page->labels, table->columns[i].name, "definition")) {
            snprintf(text, sizeof text, "%s (%s): %s", kpi_label(label, &page->labels, table->columns[i].name),
                     table->columns[i].name, definition);
            print_wrapped(page, text, 2);
        }
    for (size_t i = 0; i < table->notes_count && strcmp(kind, "report") != 0; i++)
        if (strcmp(table->notes[i].name, "definition") == 0) {
            snprintf(text, sizeof text, "%s: %.1000s", name, table->notes[i].value);
            print_wrapped(page, text, 2);
        }
    tool_ink_off(&page->screen);
}

static eco_status print_table(const kpi_page *page, const eco_table *table, const char *name, const char *kind, eco_error *error)
{
    char remark[64];
    const char *currency = page->kpi->content->options->currency;
    snprintf(remark, sizeof remark, "%s", currency ? currency : "");
    tool_title(&page->screen,
               strcmp(name, "numbers") == 0  ? say(page, WORD_KPI_NUMBERS)
               : strcmp(name, "cohort") == 0 ? say(page, WORD_KPI_COHORT)
                                             : name,
               *remark ? remark : NULL);
    eco_status status = strcmp(kind, "cohort") == 0 ? print_cohort(page, table, error) : print_grid(page, table, kind, error);
    if (!status && strcmp(kind, "report") == 0)
        print_trends(page, table);
    return status;
}

static void text_at(char text[256], const eco_column *column, int64_t row)
{
    const int64_t *offsets = column->values;
    snprintf(text, 256, "%.*s", (int)(offsets[row + 1] - offsets[row]), column->bytes + offsets[row]);
}

/* All tables, or what they mean. The notes that all share stand once. */
static eco_status each_table(const kpi_page *page, const eco_table *tables, bool notes, eco_error *error)
{
    eco_status status = ECO_OK;
    for (int64_t i = 0; i < tables->rows && !status; i++) {
        const eco_table *table;
        char name[256], kind[256];
        text_at(name, eco_table_column(tables, "name"), i);
        text_at(kind, eco_table_column(tables, "kind"), i);
        status = eco_kpi_table(&table, page->kpi->state, name, page->kpi->since_us, page->kpi->until_us, error);
        if (status)
            break;
        if (notes && i == 0)
            print_notes(page, table);
        if (notes)
            print_definitions(page, table, name, kind);
        else
            status = print_table(page, table, name, kind, error);
        eco_table_free(table);
    }
    return status;
}

int tool_kpi_print(const tool_figures *kpi, tool_language language, size_t problems_shown)
{
    kpi_page page = {.kpi = kpi, .screen = tool_screen_of(stdout), .language = language};
    const eco_table *tables = NULL;
    eco_error error;
    eco_status failed = kpi_labels_begin(&page.labels, language, &error);
    if (!failed)
        failed = eco_kpi_plan_tables(&tables, kpi->plan, &error);
    if (!failed) {
        print_files(&page);
        print_problems(&page, problems_shown);
        failed = each_table(&page, tables, false, &error);
    }
    if (!failed)
        failed = each_table(&page, tables, true, &error);
    fputc('\n', stdout);
    eco_table_free(tables);
    kpi_labels_end(&page.labels);
    return failed ? tool_report(NULL, &error) : TOOL_DONE;
}
