/* read_service.c - rows of SERVICE: each a ticket. */
#include "kpi/rows.h"

typedef struct bound {
    const eco_column *at, *ticket, *user, *order, *first_response, *resolved, *score, *rating, *kind, *status;
    kpi_class_reader *classes;
} bound;

static eco_status bind_keys(bound *columns, kpi_update *update, eco_error *error)
{
    eco_status status = eco_kpi_columns_key(&columns->ticket, update, "ticket", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->user, update, "user", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->order, update, "order", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->kind, update, "kind", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->status, update, "status", false, error);
    return status ? status : eco_kpi_class_reader_begin(&columns->classes, update, error);
}

static eco_status bind(bound *columns, kpi_update *update, eco_error *error)
{
    eco_status status = eco_kpi_columns_time(&columns->at, update, "at", true, error);
    if (!status)
        status = eco_kpi_columns_time(&columns->first_response, update, "first_response_at", false, error);
    if (!status)
        status = eco_kpi_columns_time(&columns->resolved, update, "resolved_at", false, error);
    if (!status)
        status = eco_kpi_columns_number(&columns->score, update, "score", false, error);
    if (!status)
        status = eco_kpi_columns_number(&columns->rating, update, "rating", false, error);
    return status ? status : bind_keys(columns, update, error);
}

static void read_ticket(kpi_row *row, void *into, void *about)
{
    bound *columns = about;
    kpi_ticket *ticket = into;
    eco_kpi_row_at(row, columns->at);
    ticket->at_us = row->at_us;
    ticket->first_response_us = eco_kpi_row_time_after(row, columns->first_response);
    ticket->resolved_us = eco_kpi_row_time_after(row, columns->resolved);
    ticket->score = (int32_t)eco_kpi_row_number(row, columns->score, 0, 0, 10, "is no score from 0 to 10");
    ticket->rating = (int32_t)eco_kpi_row_number(row, columns->rating, 2, 100, 500, "is no rating from 1 to 5");
    ticket->ticket = eco_kpi_row_key(row, columns->ticket, KPI_SPACE_TICKET);
    ticket->user = eco_kpi_row_key(row, columns->user, KPI_SPACE_USER);
    ticket->order = eco_kpi_row_key(row, columns->order, KPI_SPACE_ORDER);
    ticket->kind = eco_kpi_row_key(row, columns->kind, KPI_SPACE_WORD);
    ticket->status = eco_kpi_row_key(row, columns->status, KPI_SPACE_STATUS);
    ticket->class = eco_kpi_row_class(row, columns->classes);
}

eco_status eco_kpi_read_service(kpi_update *update, eco_error *error)
{
    bound columns;
    eco_status status = bind(&columns, update, error);
    return status ? status : eco_kpi_rows_read(update, KPI_BOOK_TICKETS, read_ticket, &columns, error);
}
