/* ecomops/table.h - eco_table: typed columns, the one form of tabular data, in and out.
 *
 * In:  put your arrays in a table on the stack, nothing is copied:
 *          eco_table events = {.rows = n, ECO_LIST(columns, eco_column, ECO_INT64_COLUMN("user", user), ECO_TIME_COLUMN("at", at))};
 * Out: a function makes a `const eco_table *`: read the columns, write it as text, or hand it to Arrow. */
#ifndef ECOMOPS_TABLE_H
#define ECOMOPS_TABLE_H
#include <ecomops/base.h>
#ifdef __cplusplus
extern "C" {
#endif

/* The C type of `values`. NULL values (see `valid`) may hold anything. */
typedef int32_t eco_type;
enum {
    ECO_TYPE_INT64 = 1,   /* int64_t */
    ECO_TYPE_DOUBLE = 2,  /* double */
    ECO_TYPE_BOOL = 3,    /* uint8_t, 0 or 1 */
    ECO_TYPE_TIME = 4,    /* int64_t microseconds UTC */
    ECO_TYPE_DATE = 5,    /* int32_t days since 1970-01-01 */
    ECO_TYPE_MONEY = 6,   /* int64_t in 10^-scale minor units, scale 0..14; `currency` for all rows, or a column "currency" beside it */
    ECO_TYPE_DECIMAL = 7, /* int64_t x 10^-scale, scale 0..18: quantities, rates */
    ECO_TYPE_ID = 8,      /* eco_id */
    ECO_TYPE_TEXT = 9,    /* const char *: one pointer per row, NULL is null; input only */
    ECO_TYPE_UTF8 = 10,   /* int64_t offsets[rows + 1] into `bytes`: Arrow's large_utf8 */
    ECO_TYPE_CODE = 11    /* int32_t index into `dictionary`, a column of TEXT or UTF8; an index to a null is null */
};
ECO_API const char *eco_type_name(eco_type type); /* "int64", "money", "utf8" ...; "unknown" for a number that has no name */

typedef struct eco_column {
    const char *name;            /* required, unique in the table */
    eco_type type;
    const void *values;          /* may be NULL in a table without rows */
    const uint8_t *valid;        /* Arrow bitmap: row i is bit i % 8, from the lowest, of byte i / 8; set: present. NULL: no nulls */
    size_t stride;               /* bytes between values; 0: packed. For arrays of structs; not for UTF8. In tables that the library makes it is 0,
                                    save in batches of eco_table_from_arrow */
    int32_t scale;               /* MONEY, DECIMAL */
    const char *currency;        /* MONEY: ISO 4217 */
    const char *bytes;           /* UTF8 */
    const struct eco_column *dictionary; /* CODE; it needs no name */
    int64_t dictionary_rows;
    uint64_t reserved[2];        /* zero */
} eco_column;

#ifndef __cplusplus
/* Columns of your own arrays; the array's type is checked. */
#define ECO_COLUMN_(column_name, column_type, c_type, array) .name = (column_name), .type = (column_type), .values = (c_type const *){array}
#define ECO_INT64_COLUMN(name, array) {ECO_COLUMN_(name, ECO_TYPE_INT64, int64_t, array)}
#define ECO_DOUBLE_COLUMN(name, array) {ECO_COLUMN_(name, ECO_TYPE_DOUBLE, double, array)}
#define ECO_TIME_COLUMN(name, array) {ECO_COLUMN_(name, ECO_TYPE_TIME, int64_t, array)}
#define ECO_TEXT_COLUMN(name, array) {ECO_COLUMN_(name, ECO_TYPE_TEXT, char const *, array)}
#define ECO_MONEY_COLUMN(name, array, iso_code) {ECO_COLUMN_(name, ECO_TYPE_MONEY, int64_t, array), .currency = (iso_code)}
#define ECO_QUANTITY_COLUMN(name, array, decimals) {ECO_COLUMN_(name, ECO_TYPE_DECIMAL, int64_t, array), .scale = (decimals)}
#endif

typedef struct eco_table {
    int64_t rows;
    const eco_column *columns;
    size_t columns_count;
    const eco_attribute *notes;  /* definition id, zone, policy, exact or approximate, watermark: Arrow schema metadata */
    size_t notes_count;
    void *owner;                 /* the library's; NULL in a table of your own */
    uint64_t reserved[2];
} eco_table;

/* Every function that takes a table checks it whole: at most 4,096 columns, known types, offsets that rise, codes inside their dictionary, text that
 * is UTF-8, money with a known currency, BOOL values 0 or 1. What is wrong is ECO_E_INVALID (ECO_E_LIMIT for too many columns) at "/columns/NAME". */

ECO_API void eco_table_free(const eco_table *table); /* no effect on a table of your own, nor on NULL */
ECO_API const eco_column *eco_table_column(const eco_table *table, const char *name); /* borrowed from the table; NULL: there is none */

/* Amounts are in major units with all decimals of their currency and scale ("1234.50"), times RFC 3339 in UTC, dates and ids text.
 *     TEXT  columns padded to one width, numbers to the right; money with thousands separators, its currency in the heading; a null is "-"; control
 *           characters are shown as blanks or "?"; doubles with 6 digits; notes below. Text is never cut: one that is longer than 80 pushes its row.
 *     CSV   RFC 4180, lines end with CR LF; a null is empty, an empty text is "". No notes and currencies: that is for Arrow.
 *     JSON  an array of row objects, one a line, for jq and every data frame: null, true, false; INT64 always a number, exact (JavaScript reads those
 *           beyond 2^53 inexactly); DOUBLE the shortest number that reads back the same, null where it is no number or infinite; MONEY and DECIMAL
 *           strings ("1234.50"), so that no reader makes doubles of them. */
typedef int32_t eco_format;
enum { ECO_FORMAT_TEXT = 1 /* aligned, for people */, ECO_FORMAT_CSV = 2, ECO_FORMAT_JSON = 3 };
/* Passes the text to the writer in pieces. When it fails on the way (ECO_E_CANCELLED: the writer said stop; ECO_E_MEMORY) the pieces before are
 * written. ECO_E_INVALID: an unknown format, a writer without a function, a table that is wrong. */
ECO_CHECK eco_status eco_table_write(const eco_table *table, eco_format format, eco_writer writer, eco_error *error);

#ifdef __cplusplus
}
#endif
#endif
