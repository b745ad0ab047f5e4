/* table_json.c - tables as a JSON array of row objects, one a line: what jq, pandas and Polars read as it stands. */
#include <math.h>
#include <string.h>

#include "base/table_builder.h"
#include "base/table_parts.h"

static bool is_number(const eco_column *column)
{
    return column->type == ECO_TYPE_INT64 || column->type == ECO_TYPE_DOUBLE || column->type == ECO_TYPE_BOOL;
}

static void add_cell(eco_buffer *buffer, const eco_column *column, const eco_column *currencies, int64_t row)
{
    if (eco_cell_is_null(column, row) || (column->type == ECO_TYPE_DOUBLE && !isfinite(eco_cell_double(column, row)))) {
        eco_buffer_add_text(buffer, "null");
        return;
    }
    char text[ECO_CELL_TEXT];
    size_t size;
    const char *cell = eco_cell_print(text, column, currencies, row, &size);
    if (is_number(column))
        eco_buffer_add(buffer, cell, size);
    else
        eco_buffer_add_json(buffer, cell, size);
}

void eco_table_write_json(eco_buffer *buffer, const eco_table *table)
{
    const eco_column *currencies = eco_table_column(table, "currency");
    eco_buffer_add_char(buffer, '[');
    for (int64_t row = 0; row < table->rows && !buffer->failed; row++) {
        eco_buffer_add_text(buffer, row ? ",\n{" : "\n{");
        for (size_t i = 0; i < table->columns_count; i++) {
            const eco_column *column = &table->columns[i];
            if (i)
                eco_buffer_add_char(buffer, ',');
            eco_buffer_add_json(buffer, column->name, strlen(column->name));
            eco_buffer_add_char(buffer, ':');
            add_cell(buffer, column, currencies, row);
        }
        eco_buffer_add_char(buffer, '}');
    }
    eco_buffer_add_text(buffer, table->rows ? "\n]\n" : "]\n");
}
