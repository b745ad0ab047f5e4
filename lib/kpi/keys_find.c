/* keys_find.c - cells of a column as codes, many at a time: memory is asked for well before it is read. */
#include <ecomops/id.h>
#include <string.h>

#include "base/table_builder.h"
#include "kpi/hll.h"
#include "kpi/keys_parts.h"

enum { BLOCK = 64 }; /* cells on their way at once */

bool eco_kpi_keys_take(const eco_column *column)
{
    switch (column->type) {
    case ECO_TYPE_INT64:
    case ECO_TYPE_BOOL:
    case ECO_TYPE_ID:
    case ECO_TYPE_TEXT:
    case ECO_TYPE_UTF8:
    case ECO_TYPE_CODE: return true;
    default: return false;
    }
}

static bool is_text(const eco_column *column)
{
    return column->type == ECO_TYPE_TEXT || column->type == ECO_TYPE_UTF8 || column->type == ECO_TYPE_CODE;
}

/* The text of a cell of any type but INT64; NULL where null. */
static const char *cell_text(char own[ECO_ID_TEXT], const eco_column *column, int64_t row, size_t *size)
{
    if (is_text(column))
        return eco_cell_text(column, row, size);
    if (eco_cell_is_null(column, row))
        return NULL;
    if (column->type == ECO_TYPE_BOOL) {
        const char *word = eco_cell_int64(column, row) ? "true" : "false";
        *size = strlen(word);
        return word;
    }
    eco_id id;
    memcpy(&id, (const char *)column->values + (size_t)row * (column->stride ? column->stride : sizeof id), sizeof id);
    eco_id_text(own, id);
    *size = strlen(own);
    return own;
}

/* Which rows: first, first + 1 ..., or those of a list. */
typedef struct wanted {
    const eco_column *column;
    int64_t first;
    const int64_t *rows; /* NULL: they follow each other */
} wanted;

static inline int64_t row_of(const wanted *cells, size_t i)
{
    return cells->rows ? cells->rows[i] : cells->first + (int64_t)i;
}

/* ---- integers ---- */

static size_t find_numbers(uint32_t *codes, const kpi_view *view, const int64_t *values, size_t count)
{
    size_t mask = view->numbers_capacity - 1, missing = 0;
    for (size_t i = 0; i < count; i++) {
        if ((uint64_t)values[i] < view->direct_count)
            KPI_PREFETCH(&view->direct[values[i]]);
        else if (view->numbers_capacity)
            KPI_PREFETCH(&view->numbers[eco_kpi_number_hash(values[i]) & mask]);
    }
    for (size_t i = 0; i < count; i++) {
        codes[i] = eco_kpi_numbers_find(view, values[i]);
        missing += codes[i] == KPI_MISSING;
    }
    return missing;
}

static size_t find_int64(uint32_t *codes, const kpi_view *view, const wanted *cells, size_t count)
{
    int64_t values[BLOCK];
    const eco_column *column = cells->column;
    bool is_packed = !cells->rows && (column->stride == 0 || column->stride == sizeof(int64_t));
    if (is_packed)
        memcpy(values, (const char *)column->values + (size_t)cells->first * sizeof *values, count * sizeof *values);
    for (size_t i = 0; !is_packed && i < count; i++)
        values[i] = eco_cell_int64(column, row_of(cells, i));
    size_t missing = find_numbers(codes, view, values, count);
    for (size_t i = 0; column->valid && i < count; i++)
        if (eco_cell_is_null(column, row_of(cells, i))) {
            missing -= codes[i] == KPI_MISSING;
            codes[i] = KPI_NONE;
        }
    return missing;
}

/* ---- texts ---- */

typedef struct pending {
    const char *text;
    size_t size;
    uint64_t hash;
} pending;

static size_t find_texts(uint32_t *codes, const kpi_view *view, const pending *cells, const uint8_t *places, size_t count)
{
    size_t mask = view->texts_capacity - 1, missing = 0;
    uint64_t guesses[BLOCK];
    for (size_t i = 0; view->texts_capacity && i < count; i++) {
        guesses[i] = __atomic_load_n(&view->texts[cells[i].hash & mask], __ATOMIC_ACQUIRE);
        if ((uint32_t)guesses[i] < view->keys_capacity)
            KPI_PREFETCH(&view->keys[(uint32_t)guesses[i]]);
    }
    for (size_t i = 0; view->texts_capacity && i < count; i++)
        if ((uint32_t)guesses[i] < view->keys_capacity)
            KPI_PREFETCH(view->keys[(uint32_t)guesses[i]].text);
    for (size_t i = 0; i < count; i++) {
        codes[places[i]] = eco_kpi_texts_find(view, cells[i].text, cells[i].size, cells[i].hash);
        missing += codes[places[i]] == KPI_MISSING;
    }
    return missing;
}

static size_t find_any(uint32_t *codes, const kpi_view *view, const wanted *cells, size_t count)
{
    pending waiting[BLOCK];
    uint8_t places[BLOCK];
    char own[BLOCK][ECO_ID_TEXT];
    size_t waits = 0, missing = 0;
    for (size_t i = 0; i < count; i++) {
        size_t size;
        int64_t number;
        const char *text = cell_text(own[i], cells->column, row_of(cells, i), &size);
        if (!text) {
            codes[i] = KPI_NONE;
        } else if (eco_kpi_text_is_number(&number, text, size)) {
            codes[i] = eco_kpi_numbers_find(view, number);
            missing += codes[i] == KPI_MISSING;
        } else {
            uint64_t hash = eco_hash(text, size);
            if (view->texts_capacity)
                KPI_PREFETCH(&view->texts[hash & (view->texts_capacity - 1)]);
            waiting[waits] = (pending){text, size, hash};
            places[waits++] = (uint8_t)i;
        }
    }
    return missing + find_texts(codes, view, waiting, places, waits);
}

static size_t find(uint32_t *codes, const kpi_keys *keys, wanted cells, int64_t count)
{
    size_t missing = 0;
    for (int64_t done = 0; done < count; done += BLOCK) {
        size_t some = (size_t)(count - done < BLOCK ? count - done : BLOCK);
        const kpi_view *view = eco_kpi_view(keys); /* others may add meanwhile */
        missing += cells.column->type == ECO_TYPE_INT64 ? find_int64(codes + done, view, &cells, some)
                                                        : find_any(codes + done, view, &cells, some);
        cells.first += BLOCK;
        cells.rows += cells.rows ? BLOCK : 0;
    }
    return missing;
}

size_t eco_kpi_keys_find(uint32_t *codes, const kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    return find(codes, keys, (wanted){.column = column, .first = first}, count);
}

size_t eco_kpi_keys_find_rows(uint32_t *codes, const kpi_keys *keys, const eco_column *column, const int64_t *rows, size_t count)
{
    return find(codes, keys, (wanted){.column = column, .rows = rows}, (int64_t)count);
}

/* ---- adding ---- */

bool eco_kpi_keys_add_cell(uint32_t *code, kpi_keys *keys, const eco_column *column, int64_t row)
{
    char own[ECO_ID_TEXT];
    size_t size;
    if (column->type == ECO_TYPE_INT64)
        return eco_kpi_keys_add_int(code, keys, eco_cell_int64(column, row));
    const char *text = cell_text(own, column, row, &size);
    return eco_kpi_keys_add_text(code, keys, text, size);
}

void eco_kpi_keys_coupons(uint32_t *coupons, const eco_column *column, int64_t first, int64_t count)
{
    char own[ECO_ID_TEXT];
    size_t size;
    for (int64_t i = 0; i < count; i++) {
        coupons[i] = KPI_NONE;
        if (column->type == ECO_TYPE_INT64) {
            if (!eco_cell_is_null(column, first + i))
                coupons[i] = eco_kpi_coupon(eco_kpi_hash_int(eco_cell_int64(column, first + i)));
            continue;
        }
        const char *text = cell_text(own, column, first + i, &size);
        if (text)
            coupons[i] = eco_kpi_coupon(eco_kpi_hash_text(text, size));
    }
}

bool eco_kpi_keys_add_missing(uint32_t *codes, kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (codes[i] == KPI_MISSING && !eco_kpi_keys_add_cell(&codes[i], keys, column, first + i))
            return false;
    return true;
}
