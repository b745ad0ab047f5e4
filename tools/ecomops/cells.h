/* cells.h - what a cell of an orders file says: numbers, amounts, times, ids, as shops and spreadsheets write them.
 *
 * Each reader gives NULL and the value, or why the text is none: the end of a sentence that begins with the text. */
#ifndef TOOL_CELLS_H
#define TOOL_CELLS_H
#include <ecomops/money.h>
#include <ecomops/time.h>

typedef struct tool_text {
    const char *bytes;
    size_t size;
} tool_text;

/* Without blanks and tabs around, without ="..." (which keeps a spreadsheet from rounding an id), and without an apostrophe before digits. */
tool_text tool_cell_trim(const char *bytes, size_t size);
/* Refuses what a spreadsheet has made of a long number: 2.13E+18. */
const char *tool_cell_id(tool_text cell);

enum { TOOL_SCALE_MOST = 6 };
/* A number as value / 10^scale units, with the smallest scale in 0..6. exponent: decimals of a unit (2 for cents, 0 for pieces). `currency` (NULL: not
 * an amount) says which sign may stand before: "¥1,234.50". A comma is read only where it must part thousands. value * 10^(6 - scale) always fits. */
const char *tool_cell_number(int64_t *value, int32_t *scale, tool_text cell, int32_t exponent, const char *currency);
/* RFC 3339; "2010-12-01 08:26:00", "2010/12/1 8:26", "2010-12-01" on the wall clock of the zone (NULL: UTC), or with an offset. After 1970. */
const char *tool_cell_time(int64_t *at_us, tool_text cell, const eco_zone *zone);
const char *tool_cell_bool(bool *value, tool_text cell);

#endif
