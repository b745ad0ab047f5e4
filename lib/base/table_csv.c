/* table_csv.c - tables as RFC 4180. */
#include <string.h>

#include "base/table_builder.h"
#include "base/table_parts.h"

static bool needs_quotes(const char *text, size_t size)
{
    if (!size) /* an empty field is a null */
        return true;
    for (size_t i = 0; i < size; i++)
        if (text[i] == '"' || text[i] == ',' || text[i] == '\r' || text[i] == '\n')
            return true;
    return false;
}

static void add_field(eco_buffer *buffer, const char *text, size_t size)
{
    if (!needs_quotes(text, size)) {
        eco_buffer_add(buffer, text, size);
        return;
    }
    eco_buffer_add_char(buffer, '"');
    size_t plain = 0; /* what stands from here to `i` needs no doubling */
    for (size_t i = 0; i < size; i++)
        if (text[i] == '"') {
            eco_buffer_add(buffer, text + plain, i + 1 - plain);
            plain = i;
        }
    eco_buffer_add(buffer, text + plain, size - plain);
    eco_buffer_add_char(buffer, '"');
}

void eco_table_write_csv(eco_buffer *buffer, const eco_table *table)
{
    const eco_column *currencies = eco_table_column(table, "currency");
    for (size_t i = 0; i < table->columns_count; i++) {
        if (i)
            eco_buffer_add_char(buffer, ',');
        add_field(buffer, table->columns[i].name, strlen(table->columns[i].name));
    }
    eco_buffer_add(buffer, "\r\n", 2);
    for (int64_t row = 0; row < table->rows && !buffer->failed; row++) {
        for (size_t i = 0; i < table->columns_count; i++) {
            const eco_column *column = &table->columns[i];
            char text[ECO_CELL_TEXT];
            size_t size;
            if (i)
                eco_buffer_add_char(buffer, ',');
            if (eco_cell_is_null(column, row))
                continue;
            const char *cell = eco_cell_print(text, column, currencies, row, &size);
            add_field(buffer, cell, size);
        }
        eco_buffer_add(buffer, "\r\n", 2);
    }
}
