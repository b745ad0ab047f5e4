/* keys_find.c - cells of a column as codes, many at a time: memory is asked for well before it is read. */
#include <ecomops/id.h>
#include <string.h>

#include "base/table_builder.h"
#include "kpi/hll.h"
#include "kpi/keys_parts.h"

/* Cells on their way at once: so many rows, or so many different ones. */
enum { ROWS = 2048, RUNS = 256 };

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

/* Cells that are like the one before need no look of their own: logs often tell what one user did in a row. */
typedef struct cell_runs {
    size_t count;     /* of runs */
    uint8_t of[ROWS]; /* of each cell: its run */
} cell_runs;
_Static_assert(RUNS <= UINT8_MAX + 1, "a run's number is a byte");

static void spread(uint32_t *codes, const uint32_t *of_run, const cell_runs *runs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        codes[i] = of_run[runs->of[i]];
}

static size_t count_missing(const uint32_t *codes, size_t count)
{
    size_t missing = 0;
    for (size_t i = 0; i < count; i++)
        missing += codes[i] == KPI_MISSING;
    return missing;
}

/* Whether numbers (or offsets) of 8 bytes lie one after another. */
static bool is_plain(const eco_column *column)
{
    return (column->stride == 0 || column->stride == sizeof(int64_t)) && (uintptr_t)column->values % _Alignof(int64_t) == 0;
}

/* ---- integers ---- */

static void find_numbers(uint32_t *codes, const kpi_view *view, const int64_t *values, size_t count)
{
    size_t mask = view->numbers_capacity - 1;
    for (size_t i = 0; i < count; i++) {
        if ((uint64_t)values[i] < view->direct_count)
            KPI_PREFETCH(&view->direct[values[i]]);
        else if (view->numbers_capacity)
            KPI_PREFETCH(&view->numbers[eco_kpi_number_hash(values[i]) & mask]);
    }
    for (size_t i = 0; i < count; i++)
        codes[i] = eco_kpi_numbers_find(view, values[i]);
}

/* The numbers of runs, in place of the numbers of cells; how many cells that were. */
static size_t join_numbers(cell_runs *runs, int64_t *numbers, const int64_t *cells, size_t count)
{
    size_t run = 0, i = 0;
    int64_t before = cells[0];
    while (i < count && run < RUNS - 1)
        for (size_t end = count - i < RUNS - 1 - run ? count : i + RUNS - 1 - run; i < end; i++) {
            int64_t number = cells[i];
            run += number != before;
            numbers[run] = before = number;
            runs->of[i] = (uint8_t)run;
        }
    runs->count = run + 1;
    return i;
}

/* *count cells at most; *count says of how many the codes were found. */
static size_t find_int64(uint32_t *codes, const kpi_view *view, const wanted *cells, size_t *count)
{
    int64_t values[ROWS], numbers[RUNS];
    uint32_t of_run[RUNS];
    cell_runs runs;
    const eco_column *column = cells->column;
    const int64_t *all = column->values;
    bool is_list = is_plain(column);
    for (size_t i = 0; is_list && cells->rows && i < *count; i++)
        values[i] = all[cells->rows[i]];
    for (size_t i = 0; !is_list && i < *count; i++)
        values[i] = eco_cell_int64(column, row_of(cells, i));
    *count = join_numbers(&runs, numbers, is_list && !cells->rows ? all + cells->first : values, *count);
    find_numbers(of_run, view, numbers, runs.count);
    spread(codes, of_run, &runs, *count);
    for (size_t i = 0; column->valid && i < *count; i++) {
        int64_t row = row_of(cells, i);
        if (!(column->valid[row >> 3] >> (row & 7) & 1))
            codes[i] = KPI_NONE;
    }
    return count_missing(of_run, runs.count) ? count_missing(codes, *count) : 0;
}

/* ---- texts ---- */

typedef struct pending {
    const char *text;
    size_t size;
    uint64_t hash;
} pending;

/* Step by step for all of them, so that each step's memory is on its way while the others are made. */
static void find_texts(uint32_t *codes, const kpi_view *view, const pending *cells, const uint8_t *places, size_t count)
{
    size_t mask = view->texts_capacity - 1;
    for (size_t i = 0; view->texts_capacity && i < count; i++) {
        uint32_t guess = (uint32_t)__atomic_load_n(&view->texts[eco_kpi_text_place(cells[i].hash) & mask], __ATOMIC_ACQUIRE);
        if (guess < view->keys_capacity)
            KPI_PREFETCH(&view->keys[guess]);
    }
    for (size_t i = 0; i < count; i++)
        codes[places[i]] = eco_kpi_texts_find(view, cells[i].text, cells[i].size, cells[i].hash);
}

static bool is_run(const pending *last, const char *text, size_t size)
{
    return size == last->size && !text == !last->text && (!text || eco_kpi_text_equal(text, last->text, size));
}

/* One text for each run of cells, NULL: null; how many cells that were. */
static size_t join_texts(cell_runs *runs, pending *texts, char own[][ECO_ID_TEXT], const wanted *cells, size_t count)
{
    size_t run = 0, i = 0;
    for (; i < count && run < RUNS - 1; i++) {
        size_t size;
        const char *text = cell_text(own[run + 1], cells->column, row_of(cells, i), &size);
        if (i == 0 || !is_run(&texts[run], text, size)) {
            run += i > 0;
            if (i == 0 && text == own[1]) /* it stays where the run is */
                text = memcpy(own[0], text, size + 1);
            texts[run] = (pending){.text = text, .size = size};
        }
        runs->of[i] = (uint8_t)run;
    }
    runs->count = run + 1;
    return i;
}

/* The same of a column of UTF8. */
static size_t join_utf8(cell_runs *runs, pending *texts, const wanted *cells, size_t count)
{
    const int64_t *offsets = cells->column->values;
    const uint8_t *valid = cells->column->valid;
    const char *bytes = cells->column->bytes, *last = NULL;
    size_t run = SIZE_MAX, last_size = SIZE_MAX, i = 0;
    for (; i < count && run + 1 < RUNS; i++) {
        int64_t row = row_of(cells, i), from = offsets[row];
        size_t size = (size_t)(offsets[row + 1] - from);
        const char *text = size ? bytes + from : "";
        if (valid && !(valid[row >> 3] >> (row & 7) & 1)) {
            text = NULL;
            size = 0;
        }
        if (size != last_size || !text != !last || (size && !eco_kpi_text_equal(text, last, size))) {
            texts[++run] = (pending){.text = text, .size = size};
            last_size = size;
        }
        last = text; /* the nearest one, which is at hand */
        runs->of[i] = (uint8_t)run;
    }
    runs->count = run + 1;
    return i;
}

/* The codes of texts, whose hashes are found on the way. */
static void find_runs(uint32_t *codes, const kpi_view *view, pending *texts, size_t count)
{
    uint8_t places[RUNS];
    size_t waits = 0, mask = view->texts_capacity - 1;
    for (size_t i = 0; i < count; i++) {
        pending cell = texts[i];
        int64_t number;
        if (!cell.text) {
            codes[i] = KPI_NONE;
        } else if (eco_kpi_text_is_number(&number, cell.text, cell.size)) {
            codes[i] = eco_kpi_numbers_find(view, number);
        } else {
            cell.hash = eco_hash(cell.text, cell.size);
            if (view->texts_capacity)
                KPI_PREFETCH(&view->texts[eco_kpi_text_place(cell.hash) & mask]);
            texts[waits] = cell;
            places[waits++] = (uint8_t)i;
        }
    }
    find_texts(codes, view, texts, places, waits);
}

static size_t find_any(uint32_t *codes, const kpi_view *view, const wanted *cells, size_t *count)
{
    pending texts[RUNS];
    char own[RUNS + 1][ECO_ID_TEXT];
    uint32_t of_run[RUNS];
    cell_runs runs;
    const eco_column *column = cells->column;
    if (column->type == ECO_TYPE_UTF8 && is_plain(column))
        *count = join_utf8(&runs, texts, cells, *count);
    else
        *count = join_texts(&runs, texts, own, cells, *count);
    find_runs(of_run, view, texts, runs.count);
    spread(codes, of_run, &runs, *count);
    return count_missing(of_run, runs.count) ? count_missing(codes, *count) : 0;
}

static size_t find(uint32_t *codes, const kpi_keys *keys, wanted cells, size_t count)
{
    size_t missing = 0;
    for (size_t done = 0, some; done < count; done += some) {
        const kpi_view *view = eco_kpi_view(keys); /* others may add meanwhile */
        some = count - done < ROWS ? count - done : ROWS;
        missing += cells.column->type == ECO_TYPE_INT64 ? find_int64(codes + done, view, &cells, &some)
                                                        : find_any(codes + done, view, &cells, &some);
        cells.first += (int64_t)some;
        cells.rows += cells.rows ? some : 0;
    }
    return missing;
}

size_t eco_kpi_keys_find(uint32_t *codes, const kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    return find(codes, keys, (wanted){.column = column, .first = first}, (size_t)count);
}

size_t eco_kpi_keys_find_rows(uint32_t *codes, const kpi_keys *keys, const eco_column *column, const int64_t *rows, size_t count)
{
    return find(codes, keys, (wanted){.column = column, .rows = rows}, count);
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

static bool add_numbers(uint32_t *codes, kpi_keys *keys, const int64_t *numbers, size_t count)
{
    enum { STEP = 4 }; /* most are there */
    for (size_t i = 0; i < count; i++) {
        while (i + STEP < count && codes[i] != KPI_MISSING && codes[i + 1] != KPI_MISSING && codes[i + 2] != KPI_MISSING &&
               codes[i + 3] != KPI_MISSING)
            i += STEP;
        if (codes[i] != KPI_MISSING)
            continue;
        if (i && numbers[i] == numbers[i - 1] && codes[i - 1] != KPI_NONE)
            codes[i] = codes[i - 1];
        else if (!eco_kpi_keys_add_int(&codes[i], keys, numbers[i]))
            return false;
    }
    return true;
}

/* Missing cells of one text that follow each other are added once. */
static bool add_texts(uint32_t *codes, kpi_keys *keys, const eco_column *column, int64_t first, size_t count)
{
    const int64_t *offsets = (const int64_t *)column->values + first;
    const char *last = NULL;
    size_t last_size = 0;
    for (size_t i = 0; i < count; i++) {
        if (codes[i] != KPI_MISSING) {
            last = NULL;
            continue;
        }
        size_t size = (size_t)(offsets[i + 1] - offsets[i]);
        const char *text = size ? column->bytes + offsets[i] : "";
        if (last && size == last_size && eco_kpi_text_equal(text, last, size))
            codes[i] = codes[i - 1];
        else if (!eco_kpi_keys_add_text(&codes[i], keys, text, size))
            return false;
        last = text;
        last_size = size;
    }
    return true;
}

bool eco_kpi_keys_add_missing(uint32_t *codes, kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    if (column->type == ECO_TYPE_INT64 && is_plain(column))
        return add_numbers(codes, keys, (const int64_t *)column->values + first, (size_t)count);
    if (column->type == ECO_TYPE_UTF8 && is_plain(column))
        return add_texts(codes, keys, column, first, (size_t)count);
    for (int64_t i = 0; i < count; i++)
        if (codes[i] == KPI_MISSING && !eco_kpi_keys_add_cell(&codes[i], keys, column, first + i))
            return false;
    return true;
}
