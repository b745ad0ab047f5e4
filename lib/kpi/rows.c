/* rows.c - a row of a source, cell by cell; see rows.h. */
#include "kpi/rows.h"

#include <string.h>

#include "base/error.h"
#include "base/table_builder.h"

void eco_kpi_row_bad(kpi_row *row, const char *column, eco_status status, const char *why)
{
    if (eco_kpi_row_is_lost(row))
        return;
    row->bad = status;
    row->column = column;
    row->why = why;
}

static bool skips(const kpi_row *row, const eco_column *column)
{
    return !column || eco_kpi_row_is_lost(row);
}

int64_t eco_kpi_row_time(kpi_row *row, const eco_column *column)
{
    int64_t at_us;
    bool known;
    const char *why;
    if (skips(row, column))
        return INT64_MIN;
    if (eco_kpi_read_time(&at_us, &known, row->update->state->plan, column, row->row, &why))
        return at_us;
    eco_kpi_row_bad(row, column->name, ECO_E_INVALID, why);
    return INT64_MIN;
}

void eco_kpi_row_at(kpi_row *row, const eco_column *column)
{
    row->at_us = eco_kpi_row_time(row, column);
    if (row->at_us == INT64_MIN)
        eco_kpi_row_bad(row, "at", ECO_E_INVALID, "the row has no time");
}

int64_t eco_kpi_row_time_after(kpi_row *row, const eco_column *column)
{
    int64_t at_us = eco_kpi_row_time(row, column);
    if (at_us != INT64_MIN && at_us < row->at_us)
        eco_kpi_row_bad(row, column->name, ECO_E_INVALID, "is before the row's own time");
    return at_us;
}

void eco_kpi_row_currency(kpi_row *row, kpi_currencies *currencies)
{
    eco_status bad;
    const char *why;
    row->currency = KPI_CURRENCY_NONE;
    if (eco_kpi_row_is_lost(row) ||
        eco_kpi_currency_read(&row->currency, &row->exponent, currencies, row->row, row->at_us, &bad, &why))
        return;
    if (bad == ECO_E_MEMORY)
        row->failed = eco_fail_memory(row->error);
    else
        eco_kpi_row_bad(row, "currency", bad, why);
}

int64_t eco_kpi_row_money(kpi_row *row, bool *known, const eco_column *column, bool required)
{
    int64_t minor;
    const char *why;
    *known = false;
    if (skips(row, column) || row->currency == KPI_CURRENCY_NONE)
        return 0;
    if (!eco_kpi_read_money(&minor, known, column, row->row, row->exponent, &why))
        return (eco_kpi_row_bad(row, column->name, ECO_E_INVALID, why), 0);
    if (required && !*known)
        eco_kpi_row_bad(row, column->name, ECO_E_INVALID, "the row has no amount");
    return minor;
}

int64_t eco_kpi_row_quantity(kpi_row *row, bool *known, const eco_column *column)
{
    int64_t millionths;
    const char *why;
    *known = false;
    if (skips(row, column))
        return 0;
    if (eco_kpi_read_quantity(&millionths, known, column, row->row, &why))
        return millionths;
    eco_kpi_row_bad(row, column->name, ECO_E_INVALID, why);
    return 0;
}

int64_t eco_kpi_row_number(kpi_row *row, const eco_column *column, int32_t decimals, int64_t least, int64_t most, const char *why)
{
    int64_t millionths;
    bool known;
    const char *reason = why;
    if (skips(row, column))
        return -1;
    if (!eco_kpi_read_quantity(&millionths, &known, column, row->row, &reason))
        return (eco_kpi_row_bad(row, column->name, ECO_E_INVALID, reason), -1);
    if (!known)
        return -1;
    int64_t by = eco_power10[6 - decimals], value = millionths / by;
    if (millionths % by == 0 && value >= least && value <= most)
        return value;
    return (eco_kpi_row_bad(row, column->name, ECO_E_INVALID, why), -1);
}

bool eco_kpi_row_bool(kpi_row *row, const eco_column *column, bool missing)
{
    if (skips(row, column) || eco_cell_is_null(column, row->row))
        return missing;
    return eco_cell_int64(column, row->row) != 0;
}

uint32_t eco_kpi_row_key(kpi_row *row, const eco_column *column, kpi_space space)
{
    uint32_t code = KPI_NONE;
    if (skips(row, column))
        return KPI_NONE;
    if (space == KPI_SPACE_USER)
        row->failed = eco_kpi_read_user(&code, row->update, column, row->row, row->error);
    else if (space == KPI_SPACE_SKU)
        row->failed = eco_kpi_read_sku(&code, row->update, column, row->row, row->error);
    else
        row->failed = eco_kpi_read_key(&code, row->update->state->spaces[space], column, row->row, row->error);
    return code;
}

uint32_t eco_kpi_row_key_needed(kpi_row *row, const eco_column *column, kpi_space space, const char *why)
{
    uint32_t code = eco_kpi_row_key(row, column, space);
    if (code == KPI_NONE)
        eco_kpi_row_bad(row, column->name, ECO_E_INVALID, why);
    return code;
}

/* What a condition can't make of a row ("amount" of a text) is the row's fault; memory and limits are not. */
uint32_t eco_kpi_row_class(kpi_row *row, kpi_class_reader *reader)
{
    uint32_t class = 0;
    if (eco_kpi_row_is_lost(row))
        return 0;
    eco_error own = {0};
    eco_status status = eco_kpi_class_read(&class, reader, row->row, &own);
    if (!status)
        return class;
    if (status == ECO_E_MEMORY || status == ECO_E_LIMIT) {
        row->failed = eco_fail(row->error, status, own.path[0] ? own.path : NULL, "%s", own.message);
        return 0;
    }
    const char *why = eco_arena_text(&row->update->arena, own.message);
    if (!why)
        row->failed = eco_fail_memory(row->error);
    eco_kpi_row_bad(row, NULL, status, why);
    return 0;
}

/* Rows are read into one place beside the book, so that a row that is lost leaves no hole. */
eco_status eco_kpi_rows_read(kpi_update *update, kpi_book_kind kind, void (*read)(kpi_row *row, void *into, void *columns),
                             void *columns, eco_error *error)
{
    union {
        kpi_order_line line;
        kpi_refund refund;
        kpi_spend spend;
        kpi_stock stock;
        kpi_ticket ticket;
        kpi_parcel parcel;
    } into;
    for (int64_t i = 0; i < update->table->rows; i++) {
        kpi_row row = {.update = update, .row = i, .error = error};
        memset(&into, 0, sizeof into);
        read(&row, &into, columns);
        if (row.failed)
            return row.failed;
        if (row.bad) {
            eco_status status = eco_kpi_update_refuse(update, i, row.column, row.bad, row.why, error);
            if (status)
                return status;
            continue;
        }
        void *kept = eco_kpi_book_add(update, kind);
        if (!kept)
            return eco_fail_memory(error);
        memcpy(kept, &into, eco_kpi_book_sizes[kind]);
        eco_kpi_update_saw(update, row.at_us);
    }
    return ECO_OK;
}
