/* read_refunds.c - rows of REFUNDS. */
#include "kpi/rows.h"

typedef struct bound {
    const eco_column *order, *at, *amount, *sku, *quantity, *status;
    kpi_currencies currencies;
    kpi_class_reader *classes;
} bound;

static eco_status bind(bound *columns, kpi_update *update, eco_error *error)
{
    eco_status status = eco_kpi_columns_key(&columns->order, update, "order", true, error);
    if (!status)
        status = eco_kpi_columns_time(&columns->at, update, "at", true, error);
    if (!status)
        status = eco_kpi_columns_money(&columns->amount, update, "amount", true, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->sku, update, "sku", false, error);
    if (!status)
        status = eco_kpi_columns_number(&columns->quantity, update, "quantity", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->status, update, "status", false, error);
    if (!status)
        status = eco_kpi_currencies_begin(&columns->currencies, update, &columns->amount, 1, error);
    return status ? status : eco_kpi_class_reader_begin(&columns->classes, update, error);
}

static void read_refund(kpi_row *row, void *into, void *about)
{
    bound *columns = about;
    kpi_refund *refund = into;
    bool known;
    refund->order = eco_kpi_row_key_needed(row, columns->order, KPI_SPACE_ORDER, "the row has no order");
    eco_kpi_row_at(row, columns->at);
    refund->at_us = row->at_us;
    refund->sku = eco_kpi_row_key(row, columns->sku, KPI_SPACE_SKU);
    refund->status = eco_kpi_row_key(row, columns->status, KPI_SPACE_STATUS);
    refund->quantity = eco_kpi_row_quantity(row, &known, columns->quantity);
    eco_kpi_row_currency(row, &columns->currencies);
    refund->currency = row->currency;
    refund->amount = eco_kpi_row_money(row, &known, columns->amount, true);
    refund->class = eco_kpi_row_class(row, columns->classes);
}

eco_status eco_kpi_read_refunds(kpi_update *update, eco_error *error)
{
    bound columns;
    eco_status status = bind(&columns, update, error);
    return status ? status : eco_kpi_rows_read(update, KPI_BOOK_REFUNDS, read_refund, &columns, error);
}
