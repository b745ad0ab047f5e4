/* keys.h - a dictionary: ids and words as codes 0, 1, 2 ... in the order in which they were first seen. The integer 42 and the text "42" are one key. */
#ifndef ECO_KPI_KEYS_H
#define ECO_KPI_KEYS_H
#include <ecomops/table.h>

#include "base/memory.h"

#define KPI_NONE    UINT32_MAX       /* the code of null */
#define KPI_MISSING (UINT32_MAX - 1) /* a key that is not there (yet) */

typedef struct kpi_keys kpi_keys;

kpi_keys *eco_kpi_keys_begin(const eco_allocator *allocator); /* NULL without memory */
void eco_kpi_keys_end(kpi_keys *keys);
uint32_t eco_kpi_keys_count(const kpi_keys *keys);

/* The code of a key, which is added where it is new. false: no memory, or more than 2^32 - 3 keys. */
bool eco_kpi_keys_add_text(uint32_t *code, kpi_keys *keys, const char *text, size_t size);
bool eco_kpi_keys_add_int(uint32_t *code, kpi_keys *keys, int64_t number);
uint32_t eco_kpi_keys_find_text(const kpi_keys *keys, const char *text, size_t size); /* KPI_MISSING: not there */

/* The key as text; borrowed from the keys, or written into own. */
#define KPI_KEY_TEXT 24
const char *eco_kpi_keys_text(char own[KPI_KEY_TEXT], size_t *size, const kpi_keys *keys, uint32_t code);
bool eco_kpi_keys_int(int64_t *number, const kpi_keys *keys, uint32_t code); /* false: it is a text */
/* The order that does not depend on codes: integers by value, then texts by their bytes, then KPI_NONE. */
int eco_kpi_keys_compare(const kpi_keys *keys, uint32_t a, uint32_t b);
/* place[code] of all keys in that order. */
bool eco_kpi_keys_ranks(uint32_t *ranks, const kpi_keys *keys);

/* ---- cells of a column, many at a time ---- */

/* The codes of rows [first, first + count), or of a list of rows: KPI_NONE for null, KPI_MISSING for keys that are not there, and how many of these there are. Any
 * number of threads at once, also while one adds: then what it adds may be missed. */
size_t eco_kpi_keys_find(uint32_t *codes, const kpi_keys *keys, const eco_column *column, int64_t first, int64_t count);
size_t eco_kpi_keys_find_rows(uint32_t *codes, const kpi_keys *keys, const eco_column *column, const int64_t *rows, size_t count);
/* Looks again at those cells of `codes` that are KPI_MISSING, and adds them. One thread at a time. */
bool eco_kpi_keys_add_missing(uint32_t *codes, kpi_keys *keys, const eco_column *column, int64_t first, int64_t count);
/* A table of so many rows will be read. */
void eco_kpi_keys_expect(kpi_keys *keys, int64_t table_rows);
bool eco_kpi_keys_add_cell(uint32_t *code, kpi_keys *keys, const eco_column *column, int64_t row); /* not null */
/* Gives back what growing has left for those who were looking: when nobody looks. */
void eco_kpi_keys_settle(kpi_keys *keys);
/* What sketches make of the cells (hll.h), KPI_NONE for null. The same as of the keys that the cells have. */
void eco_kpi_keys_coupons(uint32_t *coupons, const eco_column *column, int64_t first, int64_t count);
uint32_t eco_kpi_keys_coupon(const kpi_keys *keys, uint32_t code);
/* Whether the column's type can be a key: INT64, BOOL, ID, TEXT, UTF8, CODE. */
bool eco_kpi_keys_take(const eco_column *column);

#endif
