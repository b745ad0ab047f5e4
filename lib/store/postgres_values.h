/* postgres_values.h - fields of records as binary values of PostgreSQL: the parameters of a statement, and what its rows give back. */
#ifndef ECO_STORE_POSTGRES_VALUES_H
#define ECO_STORE_POSTGRES_VALUES_H
#include <libpq-fe.h>

#include "store/sets.h"

enum { ECO_VALUES_MOST = 64 }; /* parameters of a statement: the shop, a field each, one more */

/* Parameters of one statement. A failure (memory) is remembered: add freely, ask once. */
typedef struct eco_values {
    const eco_allocator *allocator;
    char *bytes;
    size_t size, capacity;
    size_t starts[ECO_VALUES_MOST];
    int sizes[ECO_VALUES_MOST];
    int count;
    bool failed;
} eco_values;

void eco_values_begin(eco_values *values, const eco_allocator *allocator);
void eco_values_end(eco_values *values);
void eco_values_clear(eco_values *values);
void eco_values_add_text(eco_values *values, const char *text);
void eco_values_add_int(eco_values *values, int64_t number);
void eco_values_add_id(eco_values *values, eco_id id);

/* Arrays: begin one with how many elements there will be, then add each. */
void eco_values_begin_array(eco_values *values, eco_field_type type, size_t count);
void eco_values_int_element(eco_values *values, int64_t number);
void eco_values_id_element(eco_values *values, eco_id id); /* none: NULL */
void eco_values_text_element(eco_values *values, const char *text);
void eco_values_end_array(eco_values *values);
/* A key, as an element of an array of the key's type. */
void eco_values_key_element(eco_values *values, const eco_kind *kind, eco_id key);
/* One array a field, with the fields of the records at these places. */
void eco_values_add_records(eco_values *values, const eco_work *work, const eco_kind *kind, const uint32_t *places, size_t count);

/* Cells of a result whose columns are the fields of a kind. */
eco_id eco_cell_key(const PGresult *result, int row, int column, eco_field_type type);
int64_t eco_cell_int(const PGresult *result, int row, int column); /* bigint or integer; NULL is 0 */
/* Fills in the fields from `first` on; false: without memory. */
bool eco_cells_read(eco_work *work, const eco_kind *kind, size_t first, void *record, const PGresult *result, int row);

#endif
