/* read_stock.c - rows of STOCK: which items were on sale when. */
#include "kpi/rows.h"

typedef struct bound {
    const eco_column *at, *sku, *on_sale;
    kpi_class_reader *classes;
} bound;

static eco_status bind(bound *columns, kpi_update *update, eco_error *error)
{
    eco_status status = eco_kpi_columns_time(&columns->at, update, "at", true, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->sku, update, "sku", true, error);
    if (!status)
        status = eco_kpi_columns_bool(&columns->on_sale, update, "on_sale", false, error);
    return status ? status : eco_kpi_class_reader_begin(&columns->classes, update, error);
}

static void read_stock(kpi_row *row, void *into, void *about)
{
    bound *columns = about;
    kpi_stock *stock = into;
    eco_kpi_row_at(row, columns->at);
    stock->at_us = row->at_us;
    stock->sku = eco_kpi_row_key_needed(row, columns->sku, KPI_SPACE_SKU, "the row has no sku");
    stock->on_sale = eco_kpi_row_bool(row, columns->on_sale, true);
    stock->class = eco_kpi_row_class(row, columns->classes);
}

eco_status eco_kpi_read_stock(kpi_update *update, eco_error *error)
{
    bound columns;
    eco_status status = bind(&columns, update, error);
    return status ? status : eco_kpi_rows_read(update, KPI_BOOK_STOCK, read_stock, &columns, error);
}
