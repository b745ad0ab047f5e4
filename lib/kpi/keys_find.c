/* keys_find.c - cells of a column as codes, many at a time: memory is asked for well before it is read. */
#include <ecomops/id.h>
#include <string.h>

#include "base/table_builder.h"
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

/* ---- integers ---- */

static void find_numbers(uint32_t *codes, const kpi_keys *keys, const int64_t *values, size_t count)
{
    const kpi_numbers *numbers = &keys->numbers;
    size_t mask = numbers->capacity - 1;
    for (size_t i = 0; i < count; i++) {
        if ((uint64_t)values[i] < numbers->direct_count)
            __builtin_prefetch(&numbers->direct[values[i]]);
        else if (numbers->capacity)
            __builtin_prefetch(&numbers->slots[eco_kpi_number_hash(values[i]) & mask]);
    }
    for (size_t i = 0; i < count; i++)
        codes[i] = eco_kpi_numbers_find(numbers, values[i]);
}

static void find_int64(uint32_t *codes, const kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    int64_t values[BLOCK];
    bool is_packed = column->stride == 0 || column->stride == sizeof(int64_t);
    for (int64_t done = 0; done < count; done += BLOCK) {
        size_t some = (size_t)(count - done < BLOCK ? count - done : BLOCK);
        if (is_packed)
            memcpy(values, (const int64_t *)column->values + first + done, some * sizeof *values);
        else
            for (size_t i = 0; i < some; i++)
                values[i] = eco_cell_int64(column, first + done + (int64_t)i);
        find_numbers(codes + done, keys, values, some);
        for (size_t i = 0; column->valid && i < some; i++)
            if (eco_cell_is_null(column, first + done + (int64_t)i))
                codes[done + (int64_t)i] = KPI_NONE;
    }
}

/* ---- texts ---- */

typedef struct pending {
    const char *text;
    size_t size;
    uint64_t hash;
} pending;

static void find_texts(uint32_t *codes, const kpi_keys *keys, const pending *cells, const uint8_t *places, size_t count)
{
    const kpi_texts *texts = &keys->texts;
    size_t mask = texts->capacity - 1;
    uint32_t guesses[BLOCK];
    for (size_t i = 0; texts->capacity && i < count; i++) {
        guesses[i] = texts->slots[cells[i].hash & mask].code;
        if (guesses[i] < KPI_MISSING)
            __builtin_prefetch(&keys->keys[guesses[i]]);
    }
    for (size_t i = 0; texts->capacity && i < count; i++)
        if (guesses[i] < KPI_MISSING)
            __builtin_prefetch(keys->keys[guesses[i]].text);
    for (size_t i = 0; i < count; i++)
        codes[places[i]] = eco_kpi_texts_find(keys, cells[i].text, cells[i].size, cells[i].hash);
}

static void find_any(uint32_t *codes, const kpi_keys *keys, const eco_column *column, int64_t first, size_t count)
{
    pending cells[BLOCK];
    uint8_t places[BLOCK];
    char own[BLOCK][ECO_ID_TEXT];
    size_t waiting = 0;
    for (size_t i = 0; i < count; i++) {
        size_t size;
        int64_t number;
        const char *text = cell_text(own[i], column, first + (int64_t)i, &size);
        if (!text) {
            codes[i] = KPI_NONE;
        } else if (eco_kpi_text_is_number(&number, text, size)) {
            codes[i] = eco_kpi_numbers_find(&keys->numbers, number);
        } else {
            uint64_t hash = eco_hash(text, size);
            if (keys->texts.capacity)
                __builtin_prefetch(&keys->texts.slots[hash & (keys->texts.capacity - 1)]);
            cells[waiting] = (pending){text, size, hash};
            places[waiting++] = (uint8_t)i;
        }
    }
    find_texts(codes, keys, cells, places, waiting);
}

void eco_kpi_keys_find(uint32_t *codes, const kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    if (column->type == ECO_TYPE_INT64) {
        find_int64(codes, keys, column, first, count);
        return;
    }
    for (int64_t done = 0; done < count; done += BLOCK)
        find_any(codes + done, keys, column, first + done, (size_t)(count - done < BLOCK ? count - done : BLOCK));
}

bool eco_kpi_keys_add_missing(uint32_t *codes, kpi_keys *keys, const eco_column *column, int64_t first, int64_t count)
{
    char own[ECO_ID_TEXT];
    size_t size;
    for (int64_t i = 0; i < count; i++) {
        if (codes[i] != KPI_MISSING)
            continue;
        if (column->type == ECO_TYPE_INT64) {
            if (!eco_kpi_keys_add_int(&codes[i], keys, eco_cell_int64(column, first + i)))
                return false;
            continue;
        }
        const char *text = cell_text(own, column, first + i, &size);
        if (!eco_kpi_keys_add_text(&codes[i], keys, text, size))
            return false;
    }
    return true;
}
