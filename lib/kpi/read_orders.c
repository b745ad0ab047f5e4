/* read_orders.c - rows of ORDERS: one a line of an order. */
#include "kpi/rows.h"

typedef struct bound {
    const eco_column *order, *at, *user, *sku, *quantity, *paid_at, *status;
    const eco_column *money[KPI_MONEYS];
    kpi_currencies currencies;
    kpi_class_reader *classes;
} bound;

static const char *const money_names[KPI_MONEYS] = {
    [KPI_AMOUNT] = "amount",     [KPI_LIST] = "list", [KPI_DISCOUNT] = "discount", [KPI_TAX] = "tax",
    [KPI_SHIPPING] = "shipping", [KPI_FEE] = "fee",   [KPI_COST] = "cost",
};

static eco_status bind_money(bound *columns, kpi_update *update, eco_error *error)
{
    for (int i = 0; i < KPI_MONEYS; i++) {
        eco_status status = eco_kpi_columns_money(&columns->money[i], update, money_names[i], false, error);
        if (status)
            return status;
    }
    return eco_kpi_currencies_begin(&columns->currencies, update, columns->money, KPI_MONEYS, error);
}

static eco_status bind(bound *columns, kpi_update *update, eco_error *error)
{
    eco_status status = eco_kpi_columns_key(&columns->order, update, "order", true, error);
    if (!status)
        status = eco_kpi_columns_time(&columns->at, update, "at", true, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->user, update, "user", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->sku, update, "sku", false, error);
    if (!status)
        status = eco_kpi_columns_number(&columns->quantity, update, "quantity", false, error);
    if (!status)
        status = eco_kpi_columns_time(&columns->paid_at, update, "paid_at", false, error);
    if (!status)
        status = eco_kpi_columns_key(&columns->status, update, "status", false, error);
    if (!status)
        status = bind_money(columns, update, error);
    return status ? status : eco_kpi_class_reader_begin(&columns->classes, update, error);
}

static void read_line(kpi_row *row, void *into, void *about)
{
    bound *columns = about;
    kpi_order_line *row_of = into;
    kpi_line *line = &row_of->line;
    bool known;
    line->order = eco_kpi_row_key_needed(row, columns->order, KPI_SPACE_ORDER, "the row has no order");
    eco_kpi_row_at(row, columns->at);
    line->at_us = row->at_us;
    row_of->paid_us = columns->paid_at ? eco_kpi_row_time(row, columns->paid_at) : row->at_us;
    line->user = eco_kpi_row_key(row, columns->user, KPI_SPACE_USER);
    line->sku = eco_kpi_row_key(row, columns->sku, KPI_SPACE_SKU);
    line->status = eco_kpi_row_key(row, columns->status, KPI_SPACE_STATUS);
    line->quantity = eco_kpi_row_quantity(row, &known, columns->quantity);
    line->has_quantity = known;
    eco_kpi_row_currency(row, &columns->currencies);
    line->currency = row->currency;
    for (int i = 0; i < KPI_MONEYS; i++) {
        int64_t money = eco_kpi_row_money(row, &known, columns->money[i], false);
        *(i == KPI_AMOUNT ? &line->amount : &row_of->more[i - 1]) = money;
        line->known |= (uint8_t)(known << i);
    }
    line->class = eco_kpi_row_class(row, columns->classes);
}

eco_status eco_kpi_read_orders(kpi_update *update, eco_error *error)
{
    bound columns;
    eco_status status = bind(&columns, update, error);
    return status ? status : eco_kpi_rows_read(update, KPI_BOOK_LINES, read_line, &columns, error);
}
