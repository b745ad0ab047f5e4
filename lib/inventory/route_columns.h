/* route_columns.h - tables of routing: what their columns are called, and reading them. */
#ifndef ECO_ROUTE_COLUMNS_H
#define ECO_ROUTE_COLUMNS_H
#include "base/table_parts.h"
#include "inventory/route.h"

typedef enum route_kind { ROUTE_NAME, ROUTE_WORD, ROUTE_WHOLE, ROUTE_AMOUNT, ROUTE_DEGREES, ROUTE_FLAG } route_kind;

typedef struct route_role {
    const char *name;
    route_kind kind;
    bool is_required;
} route_role;

enum { ROUTE_ROLES = 16 };
typedef struct route_columns {
    const char *name; /* of the table */
    const route_role *roles;
    const eco_route_rules *rules;
    const eco_column *columns[ROUTE_ROLES]; /* NULL: there is none */
    int64_t rows;
} route_columns;

enum { ORDER_ORDER, ORDER_SKU, ORDER_QUANTITY, ORDER_UNITS, ORDER_WEIGHT, ORDER_LATITUDE, ORDER_LONGITUDE, ORDER_DESTINATION };

eco_status eco_route_columns_take(route_columns *columns, const char *name, const eco_table *table, const route_role *roles,
                                  size_t count, const eco_route_rules *rules, eco_error *error);
/* "/stock/3/available", and a message that begins with the column's name. */
eco_status eco_route_fail_cell(const route_columns *columns, size_t role, int64_t row, eco_status status, const char *message,
                               eco_error *error);
/* What is not given is 0, false or NULL; where the role is required, ECO_E_INVALID. */
eco_status eco_route_cell_whole(int64_t *out, const route_columns *columns, size_t role, int64_t row, eco_error *error);
eco_status eco_route_cell_amount(int64_t *out, const route_columns *columns, size_t role, int64_t row, eco_error *error);
bool eco_route_cell_degrees(double *out, const route_columns *columns, size_t role, int64_t row); /* false: not given */
bool eco_route_cell_flag(const route_columns *columns, size_t role, int64_t row);
eco_status eco_route_cell_text(const char **out, const route_columns *columns, size_t role, int64_t row, eco_arena *arena,
                               eco_error *error);
/* Without a NUL: borrowed from the table or the buffer; NULL: not given. */
const char *eco_route_cell_bytes(char buffer[ECO_CELL_TEXT], const route_columns *columns, size_t role, int64_t row,
                                 size_t *size);

/* ---- many orders ---- */

typedef struct route_outcome {
    int64_t row, rows; /* of the orders */
    eco_status status; /* ECO_OK: the plan */
    const eco_route_plan *plan;
} route_outcome;

/* Locations, stock and distances of a call, from their tables. */
typedef struct route_tables {
    route_world world;
    eco_map destinations; /* to a row of `metres` */
    int64_t *metres;      /* by destination, then location; -1: not known */
    route_columns orders;
} route_tables;
eco_status eco_route_tables_take(route_tables *tables, const eco_table *locations, const eco_table *stock,
                                 const eco_table *distances, eco_error *error);
eco_status eco_route_take_orders(route_tables *tables, const eco_table *orders, eco_error *error);
/* The order of some rows; lines come from the arena. */
eco_status eco_route_read_order(route_order *order, const route_tables *tables, int64_t row, int64_t rows, eco_arena *arena,
                                eco_error *error);
eco_status eco_routes_make(const eco_routes **out, const route_tables *tables, const route_outcome *outcomes, size_t count,
                           eco_error *error);

#endif
