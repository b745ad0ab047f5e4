/* Bytes as tables for all sources: their columns' types, values, nulls, strides and dictionaries. A table that is refused changes nothing; one that is taken gives
 * the same bytes when it comes in two halves to two states. */
#include <stdlib.h>
#include <string.h>

#include <ecomops/id.h>

#include "base/civil.h"
#include "kpi_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct source {
    const uint8_t *next, *end;
} source;

static uint8_t byte_of(source *from)
{
    return from->next < from->end ? *from->next++ : 0;
}

enum { ROWS = 24, COLUMNS = 29, WORDS = 14, TEXT = 40 };
typedef struct cells {
    int64_t numbers[COLUMNS][ROWS + 1];
    int32_t small[COLUMNS][ROWS + 1];
    double doubles[COLUMNS][ROWS + 1];
    eco_id ids[COLUMNS][ROWS + 1];
    uint8_t bools[COLUMNS][ROWS + 1];
    const char *texts[COLUMNS][ROWS + 1];
    uint8_t valid[COLUMNS][(ROWS + 8) / 8];
    struct {
        int64_t value;
        char other[9];
    } spread[COLUMNS][ROWS];
    char bytes[COLUMNS][TEXT + 1];
    eco_column columns[COLUMNS], dictionaries[COLUMNS];
} cells;

static const char *const names[COLUMNS] = {
    "at",      "event",    "user",   "channel",           "sku",   "order",  "value",  "quantity", "amount",      "paid_at",
    "list",    "discount", "tax",    "shipping",          "fee",   "cost",   "status", "currency", "impressions", "clicks",
    "purpose", "on_sale",  "ticket", "first_response_at", "score", "rating", "kind",   "parcel",   "promised_at"};
static const char *const words[WORDS] = {"view", "cart", "purchase", "search", "u1",   "u3", "s1",
                                         "CNY",  "USD",  "",         "42",     "test", NULL, "\xE9\x87\x91"};

/* Mostly of the shop's time and size, at times anything. */
static int64_t number_of(source *from, eco_type type)
{
    static const int64_t ends[] = {INT64_MIN, INT64_MAX, -1, 0, ECO_TIME_FIRST_US, ECO_TIME_LAST_US, ECO_TIME_LAST_US + 1,
                                   1000000};
    uint8_t byte = byte_of(from);
    if (byte >= 248)
        return ends[byte - 248];
    if (type == ECO_TYPE_TIME)
        return (INT64_C(20454) * 24 + byte) * ECO_HOUR_US + byte_of(from) * ECO_SECOND_US;
    if (byte >= 240) {
        uint64_t wide = 0;
        for (int i = 0; i < 8; i++)
            wide = wide << 8 | byte_of(from);
        return (int64_t)wide;
    }
    return byte % 60;
}

/* Texts in one piece of memory, with offsets that rise, mostly. */
static void take_utf8(source *from, cells *of, int place, int rows)
{
    int64_t at = 0;
    for (int i = 0; i < TEXT; i++)
        of->bytes[place][i] = "abcu1s\xC3\xA9"[byte_of(from) % 8];
    for (int i = 0; i <= rows; i++) {
        of->numbers[place][i] = at;
        at += byte_of(from) % 3;
        at = at > TEXT ? TEXT : at;
    }
    of->columns[place].bytes = of->bytes[place];
}

static const void *take_values(source *from, cells *of, int place, eco_type type, int rows)
{
    for (int i = 0; i < rows && type != ECO_TYPE_UTF8; i++) {
        int64_t number = type == ECO_TYPE_TEXT ? byte_of(from) : number_of(from, type);
        of->numbers[place][i] = of->spread[place][i].value = number;
        of->doubles[place][i] = (double)number / 4;
        of->ids[place][i] = (eco_id){(uint64_t)number, 5};
        of->bools[place][i] = (uint8_t)(number & 1);
        of->texts[place][i] = words[(uint64_t)number % WORDS];
        of->small[place][i] = type == ECO_TYPE_CODE ? (int32_t)(number % 16) : (int32_t)(number % 40 + 20440);
    }
    switch (type) {
    case ECO_TYPE_DOUBLE: return of->doubles[place];
    case ECO_TYPE_BOOL: return of->bools[place];
    case ECO_TYPE_DATE:
    case ECO_TYPE_CODE: return of->small[place];
    case ECO_TYPE_ID: return of->ids[place];
    case ECO_TYPE_TEXT: return of->texts[place];
    case ECO_TYPE_UTF8: take_utf8(from, of, place, rows); return of->numbers[place];
    default: return of->numbers[place];
    }
}

/* The type that a column mostly has. */
static eco_type usual_type(int name, uint8_t byte)
{
    if (name == 0 || name == 9 || name == 23 || name == 28)
        return ECO_TYPE_TIME;
    if ((name >= 6 && name <= 8) || (name >= 10 && name <= 15))
        return byte & 1 ? ECO_TYPE_MONEY : ECO_TYPE_INT64;
    if (name == 18 || name == 19 || name == 24 || name == 25)
        return ECO_TYPE_INT64;
    if (name == 21)
        return ECO_TYPE_BOOL;
    return byte & 1 ? ECO_TYPE_TEXT : ECO_TYPE_CODE;
}

static void take_column(source *from, cells *of, int place, int name, int rows)
{
    uint8_t how = byte_of(from);
    eco_type type = how < 200 ? usual_type(name, how) : (eco_type)(how % 13);
    eco_column *column = &of->columns[place];
    *column = (eco_column){.name = names[name], .type = type, .currency = type == ECO_TYPE_MONEY ? "CNY" : NULL};
    column->values = take_values(from, of, place, type, rows);
    if (type == ECO_TYPE_DECIMAL || (type == ECO_TYPE_MONEY && how % 4 == 1))
        column->scale = how % 9;
    if (type == ECO_TYPE_CODE) {
        of->dictionaries[place] = (eco_column){.type = ECO_TYPE_TEXT, .values = words};
        column->dictionary = &of->dictionaries[place];
        column->dictionary_rows = how % 8 == 6 ? 5 : WORDS;
    }
    if (how % 16 == 3 && column->values == of->numbers[place] && type != ECO_TYPE_UTF8) {
        column->values = &of->spread[place][0].value;
        column->stride = sizeof of->spread[place][0];
    }
    if (how % 5 == 2) {
        for (size_t i = 0; i < sizeof of->valid[place]; i++)
            of->valid[place][i] = byte_of(from);
        column->valid = of->valid[place];
    }
}

static eco_table take_table(source *from, cells *of)
{
    int rows = byte_of(from) % (ROWS + 1), count = 0;
    uint32_t wanted = 0;
    for (int i = 0; i < 4; i++)
        wanted = wanted << 8 | byte_of(from);
    wanted |= byte_of(from) % 8 ? 0x8A00107F & ((1u << COLUMNS) - 1) : 0; /* those that are needed, mostly */
    for (int name = 0; name < COLUMNS; name++)
        if (wanted >> name & 1)
            take_column(from, of, count++, name, rows);
    return (eco_table){.rows = rows, .columns = of->columns, .columns_count = (size_t)count};
}

/* The rows from `first` on. */
static eco_table tail_of(const eco_table *whole, eco_column *columns, uint8_t *valid, int64_t first)
{
    static const size_t sizes[] = {[ECO_TYPE_INT64] = 8,
                                   [ECO_TYPE_DOUBLE] = 8,
                                   [ECO_TYPE_BOOL] = 1,
                                   [ECO_TYPE_TIME] = 8,
                                   [ECO_TYPE_DATE] = 4,
                                   [ECO_TYPE_MONEY] = 8,
                                   [ECO_TYPE_DECIMAL] = 8,
                                   [ECO_TYPE_ID] = sizeof(eco_id),
                                   [ECO_TYPE_TEXT] = sizeof(char *),
                                   [ECO_TYPE_UTF8] = 8,
                                   [ECO_TYPE_CODE] = 4};
    for (size_t i = 0; i < whole->columns_count; i++) {
        const eco_column *from = &whole->columns[i];
        uint8_t *bits = valid + i * (ROWS / 8 + 1);
        columns[i] = *from;
        columns[i].values = (const char *)from->values + (from->stride ? from->stride : sizes[from->type]) * (size_t)first;
        memset(bits, 0, ROWS / 8 + 1);
        for (int64_t row = first; from->valid && row < whole->rows; row++)
            bits[(row - first) / 8] |= (uint8_t)((from->valid[row / 8] >> (row % 8) & 1) << ((row - first) % 8));
        columns[i].valid = from->valid ? bits : NULL;
    }
    return (eco_table){.rows = whole->rows - first, .columns = columns, .columns_count = whole->columns_count};
}

static void feed_halves(eco_kpi_state *const halves[2], eco_kpi_source kind, const eco_table *table)
{
    static eco_column columns[COLUMNS];
    static uint8_t valid[COLUMNS * (ROWS / 8 + 1)];
    eco_table head = *table, tail = tail_of(table, columns, valid, table->rows / 2);
    head.rows = table->rows / 2;
    fuzz_check(eco_kpi_update(halves[0], kind, &tail, NULL) == ECO_OK);
    fuzz_check(eco_kpi_update(halves[1], kind, &head, NULL) == ECO_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static eco_kpi_plan *plans[4];
    static cells of;
    source from = {data, data + size};
    uint8_t which = byte_of(&from) % 4;
    plans[which] = plans[which] ? plans[which] : fuzz_kpi_plan(which & 1, which & 2);
    eco_kpi_state *state, *halves[2];
    fuzz_check(eco_kpi_state_create(&state, plans[which], NULL) == ECO_OK);
    for (int i = 0; i < 2; i++)
        fuzz_check(eco_kpi_state_create(&halves[i], plans[which], NULL) == ECO_OK);
    for (int i = 0; i < 4 && from.next < from.end; i++) {
        eco_kpi_source kind = byte_of(&from) % 8;
        eco_table table = take_table(&from, &of);
        fuzz_bytes before = fuzz_kpi_save(state);
        eco_error error = {0};
        eco_status status = eco_kpi_update(state, kind, &table, &error);
        fuzz_bytes after = fuzz_kpi_save(state);
        fuzz_check(status == error.status && status != ECO_E_MEMORY && (!status || fuzz_kpi_same(before, after)));
        free(before.bytes);
        free(after.bytes);
        if (!status)
            feed_halves(halves, kind, &table);
    }
    fuzz_kpi_read_all(state);
    fuzz_check(eco_kpi_merge(halves[0], halves[1], NULL) == ECO_OK);
    fuzz_bytes whole = fuzz_kpi_save(state), merged = fuzz_kpi_save(halves[0]);
    fuzz_check(fuzz_kpi_same(whole, merged));
    free(whole.bytes);
    free(merged.bytes);
    eco_kpi_state_free(state);
    eco_kpi_state_free(halves[0]);
    eco_kpi_state_free(halves[1]);
    return 0;
}
