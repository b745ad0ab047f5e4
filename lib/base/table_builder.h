/* table_builder.h - how the library makes result tables: columns first, then values row by row, left to right. A failure is remembered: put freely,
 * ask at the end.
 *
 *     eco_table_builder *table = eco_table_begin(allocator);
 *     eco_table_add_column(table, "sku", ECO_TYPE_UTF8, 0, NULL);
 *     eco_table_add_column(table, "discount", ECO_TYPE_MONEY, 0, "CNY");
 *     eco_table_put_text(table, "A"); eco_table_put_int64(table, 1999);
 *     return eco_table_end(out, table, error);
 */
#ifndef ECO_BASE_TABLE_BUILDER_H
#define ECO_BASE_TABLE_BUILDER_H
#include <ecomops/id.h>
#include <ecomops/table.h>

typedef struct eco_table_builder eco_table_builder;

eco_table_builder *eco_table_begin(const eco_allocator *allocator); /* NULL without memory: all that follows carries it through */
/* Any type but TEXT and CODE. Name and currency are copied. Before the first value. */
void eco_table_add_column(eco_table_builder *builder, const char *name, eco_type type, int32_t scale, const char *currency);
void eco_table_add_note(eco_table_builder *builder, const char *name, const char *value);
void eco_table_put_int64(eco_table_builder *builder, int64_t value); /* INT64, TIME, MONEY, DECIMAL, DATE and BOOL columns */
void eco_table_put_double(eco_table_builder *builder, double value);
void eco_table_put_id(eco_table_builder *builder, eco_id value);
void eco_table_put_text(eco_table_builder *builder, const char *text); /* UTF8; NULL: null */
void eco_table_put_text_of(eco_table_builder *builder, const char *text, size_t size);
void eco_table_put_null(eco_table_builder *builder); /* any column */
/* Frees the builder in any case; *out is NULL on failure. A last row that is not complete, or a value of the wrong kind, is ECO_E_INVALID (a bug). */
eco_status eco_table_end(const eco_table **out, eco_table_builder *builder, eco_error *error);

/* Reading any table's cells, whatever its types. */
bool eco_cell_is_null(const eco_column *column, int64_t row);
/* INT64, TIME, MONEY, DECIMAL, DATE, BOOL as they stand. */
int64_t eco_cell_int64(const eco_column *column, int64_t row);
double eco_cell_double(const eco_column *column, int64_t row);
/* TEXT, UTF8, CODE; size bytes, not NUL-terminated for UTF8; NULL where null. */
const char *eco_cell_text(const eco_column *column, int64_t row, size_t *size);
/* Checks a caller's table: names, known types, offsets that rise, codes in range, UTF-8 where asked. Path "/columns/unit". Every public function that
 * takes a table calls it first. */
eco_status eco_table_check(const eco_table *table, eco_error *error);
/* The same in two parts, for tables of many millions of rows: all but the cells; and the cells of a stretch of rows, as they are read (no path). */
eco_status eco_table_check_shape(const eco_table *table, eco_error *error);
eco_status eco_column_check_rows(const eco_column *column, int64_t first, int64_t count, eco_error *error);

#endif
