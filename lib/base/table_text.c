/* table_text.c - tables as aligned text for a terminal. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"
#include "base/table_parts.h"

enum { WIDEST = 80 /* a longer text pushes its row, rather than padding every other */ };

static bool to_the_right(const eco_column *column)
{
    return column->type == ECO_TYPE_INT64 || column->type == ECO_TYPE_DOUBLE || column->type == ECO_TYPE_MONEY ||
           column->type == ECO_TYPE_DECIMAL;
}

/* "-1234567.50" -> "-1,234,567.50", in place; there is room. */
static void add_separators(char *text)
{
    size_t size = strlen(text), start = text[0] == '-', digits = strspn(text + start, "0123456789");
    for (size_t left = digits; left > 3;) {
        left -= 3;
        memmove(text + start + left + 1, text + start + left, ++size - start - left);
        text[start + left] = ',';
    }
}

/* Six digits say enough to people, and all digits of what is whole. */
static void print_double(char *text, double value)
{
    if (!isfinite(value)) {
        eco_double_text(text, value);
        return;
    }
    snprintf(text, ECO_CELL_TEXT, fabs(value) >= 1e5 && fabs(value) < 1e15 ? "%.0f" : "%.6g", value);
    eco_plain_point(text);
}

static const char *print_cell(char buffer[ECO_CELL_TEXT], const eco_column *column, const eco_column *currencies, int64_t row,
                              size_t *size)
{
    if (eco_cell_is_null(column, row)) {
        *size = 1;
        return "-";
    }
    if (column->type == ECO_TYPE_DOUBLE) {
        print_double(buffer, eco_cell_double(column, row));
        *size = strlen(buffer);
        return buffer;
    }
    const char *cell = eco_cell_print(buffer, column, currencies, row, size);
    if (column->type == ECO_TYPE_MONEY) {
        add_separators(buffer);
        *size = strlen(buffer);
    }
    return cell;
}

/* Text of others moves no cursor and changes no colour: control characters, also those of U+0080 to U+009F, are replaced, each by one column. */
static size_t add_printable(eco_buffer *buffer, const char *text, size_t size)
{
    size_t width = 0, plain = 0;
    for (size_t at = 0; at < size;) {
        if (text[at] >= 0x20 && text[at] < 0x7F) { /* most of it */
            width++;
            at++;
            continue;
        }
        uint32_t character;
        size_t length = eco_utf8_decode(&character, text + at, size - at);
        if (character > 0x9F) {
            width += eco_utf8_width(text + at, length);
            at += length;
            continue;
        }
        if (buffer)
            eco_buffer_add(buffer, text + plain, at - plain);
        if (buffer)
            eco_buffer_add_char(buffer, character == '\t' || character == '\n' || character == '\r' ? ' ' : '?');
        width++;
        plain = at += length;
    }
    if (buffer)
        eco_buffer_add(buffer, text + plain, size - plain);
    return width;
}

/* A heading: the name, and the currency where it is one. */
static size_t add_heading(eco_buffer *buffer, const eco_column *column)
{
    size_t width = add_printable(buffer, column->name, strlen(column->name));
    if (column->type != ECO_TYPE_MONEY || !column->currency)
        return width;
    if (buffer)
        eco_buffer_addf(buffer, " %s", column->currency);
    return width + 1 + strlen(column->currency);
}

static void measure(size_t *widths, const eco_table *table, const eco_column *currencies)
{
    for (size_t i = 0; i < table->columns_count; i++) {
        const eco_column *column = &table->columns[i];
        widths[i] = add_heading(NULL, column);
        for (int64_t row = 0; row < table->rows; row++) {
            char text[ECO_CELL_TEXT];
            size_t size;
            const char *cell = print_cell(text, column, currencies, row, &size);
            size_t width = add_printable(NULL, cell, size);
            if (width > widths[i])
                widths[i] = width;
        }
        if (widths[i] > WIDEST)
            widths[i] = WIDEST;
    }
}

/* Pads what is `width` wide on the side where it belongs; `last` columns have no blanks at the end of the line. */
static void pad_before(eco_buffer *buffer, const eco_column *column, size_t width, size_t wanted)
{
    if (to_the_right(column) && width < wanted)
        eco_buffer_add_repeated(buffer, ' ', wanted - width);
}

static void pad_after(eco_buffer *buffer, const eco_column *column, size_t width, size_t wanted, bool last)
{
    if (last)
        eco_buffer_add_char(buffer, '\n');
    else if (!to_the_right(column) && width < wanted)
        eco_buffer_add_repeated(buffer, ' ', wanted - width + 2);
    else
        eco_buffer_add_text(buffer, "  ");
}

static void add_head(eco_buffer *buffer, const eco_table *table, const size_t *widths)
{
    for (size_t i = 0; i < table->columns_count; i++) {
        const eco_column *column = &table->columns[i];
        size_t width = add_heading(NULL, column);
        pad_before(buffer, column, width, widths[i]);
        add_heading(buffer, column);
        pad_after(buffer, column, width, widths[i], i + 1 == table->columns_count);
    }
    for (size_t i = 0; i < table->columns_count; i++) {
        eco_buffer_add_repeated(buffer, '-', widths[i]);
        eco_buffer_add_text(buffer, i + 1 == table->columns_count ? "\n" : "  ");
    }
}

static void add_row(eco_buffer *buffer, const eco_table *table, const eco_column *currencies, const size_t *widths, int64_t row)
{
    for (size_t i = 0; i < table->columns_count; i++) {
        const eco_column *column = &table->columns[i];
        char text[ECO_CELL_TEXT];
        size_t size;
        const char *cell = print_cell(text, column, currencies, row, &size);
        size_t width = add_printable(NULL, cell, size);
        pad_before(buffer, column, width, widths[i]);
        add_printable(buffer, cell, size);
        pad_after(buffer, column, width, widths[i], i + 1 == table->columns_count);
    }
}

static void add_notes(eco_buffer *buffer, const eco_table *table)
{
    if (table->notes_count && table->columns_count)
        eco_buffer_add_char(buffer, '\n');
    for (size_t i = 0; i < table->notes_count; i++) {
        add_printable(buffer, table->notes[i].name, strlen(table->notes[i].name));
        eco_buffer_add_text(buffer, ": ");
        add_printable(buffer, table->notes[i].value, strlen(table->notes[i].value));
        eco_buffer_add_char(buffer, '\n');
    }
}

eco_status eco_table_write_text(eco_buffer *buffer, const eco_table *table, eco_error *error)
{
    eco_allocator allocator = eco_table_allocator(table);
    size_t *widths = eco_allocate(&allocator, table->columns_count * sizeof *widths);
    if (!widths)
        return eco_fail_memory(error);
    const eco_column *currencies = eco_table_column(table, "currency");
    measure(widths, table, currencies);
    add_head(buffer, table, widths);
    for (int64_t row = 0; row < table->rows && !buffer->failed; row++)
        add_row(buffer, table, currencies, widths, row);
    add_notes(buffer, table);
    eco_release(&allocator, widths, table->columns_count * sizeof *widths);
    return ECO_OK;
}
