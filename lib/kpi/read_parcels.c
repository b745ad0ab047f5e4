/* read_parcels.c - rows of PARCELS. */
#include "kpi/rows.h"

typedef struct bound {
    const eco_column *at, *parcel, *order, *carrier, *promised, *delivered, *damaged, *cost;
    kpi_currencies currencies;
    kpi_class_reader *classes;
} bound;

static eco_status bind_rest(bound *columns, kpi_update *update, eco_error *error)
{
    eco_status status = eco_kpi_columns_time(&columns->promised, update, "promised_at", false, error);
    if (!status)
        status = eco_kpi_columns_time(&columns->delivered, update, "delivered_at", false, error);
    if (!status)
        status = eco_kpi_columns_bool(&columns->damaged, update, "damaged", false, error);
    if (!status)
        status = eco_kpi_columns_money(&columns->cost, update, "cost", false, error);
    if (!status)
        status = eco_kpi_currencies_begin(&columns->currencies, update, &columns->cost, 1, error);
    return status ? status : eco_kpi_class_reader_begin(&columns->classes, update, error);
}

static eco_status bind(bound *columns, kpi_update *update, eco_error *error)
{
    eco_status status = eco_kpi_columns_time(&columns->at, update, "at", true, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->parcel, update, "parcel", true, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->order, update, "order", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->carrier, update, "carrier", false, error);
    return status ? status : bind_rest(columns, update, error);
}

static void read_parcel(kpi_row *row, void *into, void *about)
{
    bound *columns = about;
    kpi_parcel *parcel = into;
    bool known;
    eco_kpi_row_at(row, columns->at);
    parcel->at_us = row->at_us;
    parcel->parcel = eco_kpi_row_key_needed(row, columns->parcel, KPI_SPACE_PARCEL, "the row has no parcel");
    parcel->order = eco_kpi_row_key(row, columns->order, KPI_SPACE_ORDER);
    parcel->carrier = eco_kpi_row_key(row, columns->carrier, KPI_SPACE_CARRIER);
    parcel->promised_us = eco_kpi_row_time(row, columns->promised);
    parcel->delivered_us = eco_kpi_row_time_after(row, columns->delivered);
    parcel->damaged = eco_kpi_row_bool(row, columns->damaged, false);
    eco_kpi_row_currency(row, &columns->currencies);
    parcel->currency = row->currency;
    parcel->cost = eco_kpi_row_money(row, &known, columns->cost, false);
    parcel->class = eco_kpi_row_class(row, columns->classes);
}

eco_status eco_kpi_read_parcels(kpi_update *update, eco_error *error)
{
    bound columns;
    eco_status status = bind(&columns, update, error);
    return status ? status : eco_kpi_rows_read(update, KPI_BOOK_PARCELS, read_parcel, &columns, error);
}
