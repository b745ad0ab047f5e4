/* table_parts.h - what the files behind eco_table share: who owns a table, the size of its values, and a cell as text. */
#ifndef ECO_BASE_TABLE_PARTS_H
#define ECO_BASE_TABLE_PARTS_H
#include <ecomops/table.h>

#include <stdatomic.h>

#include "base/text.h"

enum { ECO_TABLE_COLUMNS_MOST = 4096, ECO_MONEY_SCALE_MAX = 14 };

/* Behind table->owner: the table is released with its last reference. */
typedef struct eco_table_owner {
    _Atomic int64_t references;
    eco_allocator allocator;
    void (*release)(struct eco_table_owner *owner);
} eco_table_owner;

void eco_table_retain(const eco_table *table);             /* no effect on a caller's own table */
eco_allocator eco_table_allocator(const eco_table *table); /* the owner's; malloc's for a caller's own */

size_t eco_type_size(eco_type type); /* of one value; of an offset for UTF8; 0: no such type */

/* The value's place, by stride. It need not be aligned. */
const void *eco_cell_place(const eco_column *column, int64_t row);

/* The currency of a MONEY cell: the column's, or the row's in `currencies` (the table's column "currency"; NULL where there is none). NULL: unknown. */
const struct eco_currency *eco_cell_currency(const eco_column *column, const eco_column *currencies, int64_t row);

/* The exact text of a cell that is not null, of any type: borrowed from the column, or printed into buffer. */
#define ECO_CELL_TEXT 64
const char *eco_cell_print(char buffer[ECO_CELL_TEXT], const eco_column *column, const eco_column *currencies, int64_t row,
                           size_t *size);

/* One of the formats; what eco_table_write has checked. */
eco_status eco_table_write_text(eco_buffer *buffer, const eco_table *table, eco_error *error);
void eco_table_write_csv(eco_buffer *buffer, const eco_table *table);
void eco_table_write_json(eco_buffer *buffer, const eco_table *table);

#endif
