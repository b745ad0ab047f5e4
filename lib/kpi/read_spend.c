/* read_spend.c - rows of SPEND: what advertising cost. */
#include "kpi/rows.h"

typedef struct bound {
    const eco_column *at, *amount, *impressions, *clicks, *purpose;
    kpi_currencies currencies;
    kpi_class_reader *classes;
} bound;

static eco_status bind(bound *columns, kpi_update *update, eco_error *error)
{
    eco_status status = eco_kpi_columns_time(&columns->at, update, "at", true, error);
    if (!status)
        status = eco_kpi_columns_money(&columns->amount, update, "amount", true, error);
    if (!status)
        status = eco_kpi_columns_number(&columns->impressions, update, "impressions", false, error);
    if (!status)
        status = eco_kpi_columns_number(&columns->clicks, update, "clicks", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->purpose, update, "purpose", false, error);
    if (!status)
        status = eco_kpi_currencies_begin(&columns->currencies, update, &columns->amount, 1, error);
    return status ? status : eco_kpi_class_reader_begin(&columns->classes, update, error);
}

static int64_t read_count(kpi_row *row, const eco_column *column)
{
    int64_t count = eco_kpi_row_number(row, column, 0, 0, INT64_MAX / 1000000, "is no count");
    return count < 0 ? 0 : count;
}

static void read_spend(kpi_row *row, void *into, void *about)
{
    bound *columns = about;
    kpi_spend *spend = into;
    bool known;
    eco_kpi_row_at(row, columns->at);
    spend->at_us = row->at_us;
    eco_kpi_row_currency(row, &columns->currencies);
    spend->currency = row->currency;
    spend->amount = eco_kpi_row_money(row, &known, columns->amount, true);
    spend->impressions = read_count(row, columns->impressions);
    spend->clicks = read_count(row, columns->clicks);
    spend->purpose = eco_kpi_row_key(row, columns->purpose, KPI_SPACE_WORD);
    spend->class = eco_kpi_row_class(row, columns->classes);
}

eco_status eco_kpi_read_spend(kpi_update *update, eco_error *error)
{
    bound columns;
    eco_status status = bind(&columns, update, error);
    return status ? status : eco_kpi_rows_read(update, KPI_BOOK_SPEND, read_spend, &columns, error);
}
