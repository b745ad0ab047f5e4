/* rows.h - a row of a source, cell by cell. The first cell that is wrong is remembered, the others then read as null; at the end the row is kept or refused. */
#ifndef ECO_KPI_ROWS_H
#define ECO_KPI_ROWS_H
#include "kpi/kpi_internal.h"

/* In which currency a row's amounts are: its column "currency", or that of its MONEY columns, or the plan's. */
typedef struct kpi_currencies {
    const kpi_update *update;
    const eco_column *column; /* "currency"; NULL: there is none */
    const char *money;        /* of the MONEY columns, where they name it */
    char last[4];             /* what was looked up last */
    uint16_t last_code;
    int32_t last_exponent;
    bool last_has_rate;
    char why[96];
} kpi_currencies;
/* `money`: the source's columns of amounts, NULL where there is none. */
eco_status eco_kpi_currencies_begin(kpi_currencies *currencies, const kpi_update *update, const eco_column *const *money, size_t count, eco_error *error);
/* false, with bad and why, where the row can't be used; bad ECO_E_MEMORY: nor the update. */
bool eco_kpi_currency_read(uint16_t *currency, int32_t *exponent, kpi_currencies *currencies, int64_t row, int64_t at_us, eco_status *bad,
                           const char **why);

typedef struct kpi_row {
    kpi_update *update;
    int64_t row;
    eco_error *error;
    eco_status failed; /* the update is lost */
    eco_status bad;    /* this row is */
    const char *column, *why;
    uint16_t currency;
    int32_t exponent;
    int64_t at_us;
} kpi_row;
void eco_kpi_row_bad(kpi_row *row, const char *column, eco_status status, const char *why);
static inline bool eco_kpi_row_is_lost(const kpi_row *row)
{
    return row->failed || row->bad;
}
/* All give null (INT64_MIN for times, KPI_NONE for keys, 0) where the row is lost, and are no failure on NULL columns. */
void eco_kpi_row_at(kpi_row *row, const eco_column *column); /* sets at_us; it must be there */
int64_t eco_kpi_row_time(kpi_row *row, const eco_column *column);
int64_t eco_kpi_row_time_after(kpi_row *row, const eco_column *column); /* not before the row's `at` */
void eco_kpi_row_currency(kpi_row *row, kpi_currencies *currencies);    /* after at */
int64_t eco_kpi_row_money(kpi_row *row, bool *known, const eco_column *column, bool required);
int64_t eco_kpi_row_quantity(kpi_row *row, bool *known, const eco_column *column);
/* A number in 10^-decimals, from least to most (in the same units); -1: null. */
int64_t eco_kpi_row_number(kpi_row *row, const eco_column *column, int32_t decimals, int64_t least, int64_t most, const char *why);
bool eco_kpi_row_bool(kpi_row *row, const eco_column *column, bool missing);
uint32_t eco_kpi_row_key(kpi_row *row, const eco_column *column, kpi_space space); /* users and skus by their aliases */
uint32_t eco_kpi_row_key_needed(kpi_row *row, const eco_column *column, kpi_space space, const char *why);
uint32_t eco_kpi_row_class(kpi_row *row, kpi_class_reader *reader);

/* Reads all rows of the table: `read` fills `into`, a row of the book, which is kept unless the row is lost. */
eco_status eco_kpi_rows_read(kpi_update *update, kpi_book_kind kind, void (*read)(kpi_row *row, void *into, void *columns), void *columns,
                             eco_error *error);
#endif
