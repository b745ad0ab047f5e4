/* keys_find.c - cells of a column as codes, many at a time: memory is asked for well before it is read. */
#include <ecomops/id.h>
#include <string.h>

#include "base/table_builder.h"
#include "kpi/hll.h"
#include "kpi/keys_parts.h"

enum { BLOCK = 256 }; /* cells on their way at once */

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
    size_t count;       /* of runs */
    uint8_t of[BLOCK];  /* of each cell: its run */
} cell_runs;
_Static_assert(BLOCK <= UINT8_MAX + 1, "a run's number is a byte");

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

/* The numbers of runs, in place of the numbers of cells. */
static void join_numbers(cell_runs *runs, int64_t *numbers, const int64_t *cells, size_t count)
{
    size_t run = 0;
    int64_t before = cells[0];
    for (size_t i = 0; i < count; i++) {
        int64_t number = cells[i];
        run += number != before;
        numbers[run] = before = number;
        runs->of[i] = (uint8_t)run;
    }
    runs->count = run + 1;
}

static size_t find_int64(uint32_t *codes, const kpi_view *view, const wanted *cells, size_t count)
{
    int64_t values[BLOCK], numbers[BLOCK];
    uint32_t of_run[BLOCK];
    cell_runs runs;
    const eco_column *column = cells->column;
    const int64_t *all = column->values;
    bool is_list = is_plain(column);
    for (size_t i = 0; is_list && cells->rows && i < count; i++)
        values[i] = all[cells->rows[i]];
    for (size_t i = 0; !is_list && i < count; i++)
        values[i] = eco_cell_int64(column, row_of(cells, i));
    join_numbers(&runs, numbers, is_list && !cells->rows ? all + cells->first : values, count);
    find_numbers(of_run, view, numbers, runs.count);
    spread(codes, of_run, &runs, count);
    for (size_t i = 0; column->valid && i < count; i++) {
        int64_t row = row_of(cells, i);
        if (!(column->valid[row >> 3] >> (row & 7) & 1))
            codes[i] = KPI_NONE;
    }
    return count_missing(of_run, runs.count) ? count_missing(codes, count) : 0;
}

/* ---- texts ---- */

typedef struct pending {
    const char *text;
    size_t size;
    uint64_t hash;
} pending;

static void find_texts(uint32_t *codes, const kpi_view *view, const pending *cells, const uint8_t *places, size_t count)
{
    size_t mask = view->texts_capacity - 1;
    uint64_t guesses[BLOCK];
    for (size_t i = 0; view->texts_capacity && i < count; i++) {
        guesses[i] = __atomic_load_n(&view->texts[cells[i].hash & mask], __ATOMIC_ACQUIRE);
        if ((uint32_t)guesses[i] < view->keys_capacity)
            KPI_PREFETCH(&view->keys[(uint32_t)guesses[i]]);
    }
    for (size_t i = 0; view->texts_capacity && i < count; i++)
        if ((uint32_t)guesses[i] < view->keys_capacity)
            KPI_PREFETCH(view->keys[(uint32_t)guesses[i]].text);
    for (size_t i = 0; i < count; i++)
        codes[places[i]] = eco_kpi_texts_find(view, cells[i].text, cells[i].size, cells[i].hash);
}

static inline bool is_same(const char *a, const char *b, size_t size)
{
    uint64_t heads[2], tails[2];
    if (size < sizeof *heads || size > 2 * sizeof *heads)
        return memcmp(a, b, size) == 0;
    memcpy(&heads[0], a, sizeof *heads);
    memcpy(&heads[1], b, sizeof *heads);
    memcpy(&tails[0], a + size - sizeof *tails, sizeof *tails);
    memcpy(&tails[1], b + size - sizeof *tails, sizeof *tails);
    return ((heads[0] ^ heads[1]) | (tails[0] ^ tails[1])) == 0;
}

/* One text for each run of cells; NULL: null. */
static void join_texts(cell_runs *runs, pending *texts, char own[][ECO_ID_TEXT], const wanted *cells, size_t count)
{
    runs->count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t size;
        const char *text = cell_text(own[runs->count], cells->column, row_of(cells, i), &size);
        const pending *last = runs->count ? &texts[runs->count - 1] : NULL;
        if (!last || !text != !last->text || size != last->size || (text && !is_same(text, last->text, size)))
            texts[runs->count++] = (pending){.text = text, .size = size};
        runs->of[i] = (uint8_t)(runs->count - 1);
    }
}

/* The same of a column of UTF8, whose texts follow each other. */
static void join_utf8(cell_runs *runs, pending *texts, const wanted *cells, size_t count)
{
    const eco_column *column = cells->column;
    const int64_t *offsets = column->values;
    const uint8_t *valid = column->valid;
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t row = row_of(cells, i), from = offsets[row];
        size_t size = (size_t)(offsets[row + 1] - from);
        const char *text = size ? column->bytes + from : "";
        if (valid && !(valid[row >> 3] >> (row & 7) & 1)) {
            text = NULL;
            size = 0;
        }
        if (!i || size != texts[last].size || !text != !texts[last].text || (text && !is_same(text, texts[last].text, size))) {
            last += i > 0;
            texts[last] = (pending){.text = text, .size = size};
        }
        runs->of[i] = (uint8_t)last;
    }
    runs->count = last + 1;
}

/* The codes of texts, whose hashes are found on the way. */
static void find_runs(uint32_t *codes, const kpi_view *view, const pending *texts, size_t count)
{
    pending waiting[BLOCK];
    uint8_t places[BLOCK];
    size_t waits = 0;
    for (size_t i = 0; i < count; i++) {
        const pending *cell = &texts[i];
        int64_t number;
        if (!cell->text) {
            codes[i] = KPI_NONE;
        } else if (eco_kpi_text_is_number(&number, cell->text, cell->size)) {
            codes[i] = eco_kpi_numbers_find(view, number);
        } else {
            uint64_t hash = eco_hash(cell->text, cell->size);
            if (view->texts_capacity)
                KPI_PREFETCH(&view->texts[hash & (view->texts_capacity - 1)]);
            waiting[waits] = (pending){cell->text, cell->size, hash};
            places[waits++] = (uint8_t)i;
        }
    }
    find_texts(codes, view, waiting, places, waits);
}

static size_t find_any(uint32_t *codes, const kpi_view *view, const wanted *cells, size_t count)
{
    pending texts[BLOCK];
    char own[BLOCK][ECO_ID_TEXT];
    uint32_t of_run[BLOCK];
    cell_runs runs;
    const eco_column *column = cells->column;
    if (column->type == ECO_TYPE_UTF8 && is_plain(column))
        join_utf8(&runs, texts, cells, count);
    else
        join_texts(&runs, texts, own, cells, count);
    find_runs(of_run, view, texts, runs.count);
    spread(codes, of_run, &runs, count);
    return count_missing(of_run, runs.count) ? count_missing(codes, count) : 0;
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

static bool is_like_before(const eco_column *column, int64_t row)
{
    if (column->type != ECO_TYPE_UTF8)
        return false;
    size_t size, before_size;
    const char *text = eco_cell_text(column, row, &size), *before = eco_cell_text(column, row - 1, &before_size);
    return before && size == before_size && is_same(text, before, size);
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

bool eco_kpi_keys_add_missing(uint32_t *codes, kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    if (column->type == ECO_TYPE_INT64 && is_plain(column))
        return add_numbers(codes, keys, (const int64_t *)column->values + first, (size_t)count);
    for (int64_t i = 0; i < count; i++) {
        if (codes[i] != KPI_MISSING)
            continue;
        if (i && is_like_before(column, first + i))
            codes[i] = codes[i - 1];
        else if (!eco_kpi_keys_add_cell(&codes[i], keys, column, first + i))
            return false;
    }
    return true;
}
