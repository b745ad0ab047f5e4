/* orders_internal.h - the reader of orders from the inside: the columns of a batch while it is filled. */
#ifndef TOOL_ORDERS_INTERNAL_H
#define TOOL_ORDERS_INTERNAL_H
#include <ecomops/money.h>

#include "ecomops/csv.h"
#include "ecomops/dictionary.h"
#include "ecomops/orders_names.h"

/* Values of the row that is being read go to place batch->rows of each column; they count once all of the row is good. */
typedef struct orders_column {
    orders_role role;
    size_t field;     /* of the record */
    const char *name; /* in the table */
    int64_t *numbers; /* at, quantity, unit, cost */
    int32_t *codes;   /* the others */
    uint8_t *valid;   /* bitmap */
    bool has_nulls;
    int32_t scale; /* of all numbers: the largest that one of them needs */
    tool_dictionary dictionary;
    eco_column words; /* the dictionary, as the table shows it */
} orders_column;

typedef struct orders_batch {
    orders_column *columns;
    size_t columns_count;
    uint8_t *cancelled; /* NULL: cannot be known */
    int64_t *lines;     /* of the file, where each row begins */
    int64_t rows;
    eco_column *shown;
    eco_table table;
} orders_batch;

struct tool_orders {
    tool_decoder *decoder;
    tool_csv *csv;
    orders_header header;
    const eco_zone *zone;
    const eco_currency *currency;
    char *prefix;
    char **statuses;
    size_t statuses_count;
    size_t order_field, status_field, cancelled_field, currency_field; /* header.count: there is none */
    orders_batch batches[2], *batch;                                   /* one may be looked at while the other is filled */
    int64_t batch_rows;                                                /* of a full one */
    char at_text[64]; /* the time of the row before: lines of an order share it */
    size_t at_size;
    int64_t at_us;
    int64_t row, bad_rows, blank_rows;
    tool_orders_problem *problems;
    size_t problems_count, problems_capacity, problems_most;
};

/* Reads a record into the columns; *good says whether the row counts. If not, it is among the problems. Fails with ECO_E_MEMORY only. */
eco_status orders_row_read(tool_orders *orders, const tool_csv_record *record, bool *good, eco_error *error);

#endif
