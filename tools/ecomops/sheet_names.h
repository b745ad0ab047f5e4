/* sheet_names.h - which columns of a file are what a source of numbers reads. */
#ifndef TOOL_SHEET_NAMES_H
#define TOOL_SHEET_NAMES_H
#include "ecomops/csv.h"
#include "ecomops/sheet.h"

typedef enum sheet_kind { SHEET_ID, SHEET_TEXT, SHEET_TIME, SHEET_NUMBER, SHEET_MONEY, SHEET_BOOL } sheet_kind;

/* What a column may be. Beside the columns of state.h: "unit" and "unit_cost", which are multiplied with the quantity, and "cancelled". */
typedef struct sheet_role {
    const char *name;
    sheet_kind kind;
    bool required;
    const char *const *known; /* names of columns, folded; NULL at the end */
} sheet_role;
const sheet_role *sheet_roles(eco_kpi_source source); /* a role without a name at the end */

typedef struct sheet_column {
    const sheet_role *role; /* NULL: a column of the plan */
    size_t field;
    const char *name; /* in the table */
} sheet_column;

typedef struct sheet_header {
    eco_kpi_source source;
    tool_orders_column *all; /* of the file; names are ours */
    size_t all_count;
    sheet_column *used; /* in the order of roles, then of the file */
    size_t used_count;
    char *texts, *texts_end;
} sheet_header;
/* On failure nothing is left to free. */
eco_status sheet_header_read(sheet_header *header, const tool_csv_record *record, const tool_sheet_options *options,
                             eco_error *error);
void sheet_header_free(sheet_header *header);
/* The column of that role; NULL: there is none. */
const sheet_column *sheet_header_find(const sheet_header *header, const char *role);

#endif
