/* csv.h - records of a CSV text, one after the other, in bounded memory.
 *
 * RFC 4180, and what programs write beside it: records end with LF, CR or CRLF, the last one with or without; a byte order mark is skipped; the delimiter
 * is a comma, a semicolon or a tab. A quote inside a field that does not begin with one is a character like others, as spreadsheets take it. */
#ifndef TOOL_CSV_H
#define TOOL_CSV_H
#include "ecomops/source.h"

typedef struct tool_csv_options {
    char delimiter;      /* 0: that of ',' ';' and tab which stands most often in the first line, outside quotes */
    size_t record_limit; /* bytes of a record; 0: 1 MiB. A longer one is ECO_E_LIMIT, and is never held */
    size_t fields_limit; /* fields of a record; 0: 4,096 */
} tool_csv_options;

typedef struct tool_csv_field {
    const char *text; /* not NUL-terminated; borrowed until the next record is read */
    size_t size;
} tool_csv_field;

typedef struct tool_csv_record {
    const tool_csv_field *fields;
    size_t count; /* 0: the end. An empty line is one empty field */
    int64_t line; /* where it begins, from 1 */
} tool_csv_record;

typedef struct tool_csv tool_csv;
/* The source gives valid UTF-8; options may be NULL. Reads nothing yet. */
eco_status tool_csv_open(tool_csv **out, tool_source source, const tool_csv_options *options, eco_error *error);
void tool_csv_close(tool_csv *csv);
/* The next record. Fails with ECO_E_SYNTAX and line and column (in characters) for a quote that is never closed, text after a closing quote, and a NUL;
 * with ECO_E_LIMIT; with what the source said. After a failure it fails the same way again. */
eco_status tool_csv_next(tool_csv *csv, tool_csv_record *record, eco_error *error);
char tool_csv_delimiter(const tool_csv *csv); /* after the first record */

#endif
