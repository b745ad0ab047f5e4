/* keys.c - adding to a dictionary, and reading its keys. */
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "base/text.h"
#include "kpi/keys_parts.h"

kpi_keys *eco_kpi_keys_begin(const eco_allocator *allocator)
{
    kpi_keys *keys = eco_allocate(allocator, sizeof *keys);
    if (!keys)
        return NULL;
    *keys = (kpi_keys){.allocator = *allocator};
    eco_arena_begin(&keys->arena, allocator);
    return keys;
}

void eco_kpi_keys_end(kpi_keys *keys)
{
    if (!keys)
        return;
    eco_allocator allocator = keys->allocator;
    eco_release(&allocator, keys->numbers.direct, keys->numbers.direct_count * sizeof *keys->numbers.direct);
    eco_release(&allocator, keys->numbers.slots, keys->numbers.capacity * sizeof *keys->numbers.slots);
    eco_release(&allocator, keys->texts.slots, keys->texts.capacity * sizeof *keys->texts.slots);
    eco_release(&allocator, keys->keys, keys->capacity * sizeof *keys->keys);
    eco_arena_end(&keys->arena);
    eco_release(&allocator, keys, sizeof *keys);
}

uint32_t eco_kpi_keys_count(const kpi_keys *keys)
{
    return (uint32_t)keys->count;
}

size_t eco_kpi_keys_bytes(const kpi_keys *keys)
{
    return sizeof *keys + keys->numbers.direct_count * sizeof *keys->numbers.direct +
           keys->numbers.capacity * sizeof *keys->numbers.slots + keys->texts.capacity * sizeof *keys->texts.slots +
           keys->capacity * sizeof *keys->keys + eco_arena_size(&keys->arena);
}

bool eco_kpi_text_is_number(int64_t *number, const char *text, size_t size)
{
    size_t digits = size, i = 0;
    bool negative = size && text[0] == '-';
    uint64_t value = 0;
    digits -= negative;
    i += negative;
    if (digits == 0 || digits > 19 || text[i] < '0' || text[i] > '9' || (text[i] == '0' && size > 1))
        return false;
    for (; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text[i] - '0'); /* 19 digits fit */
    }
    if (value > (uint64_t)INT64_MAX + negative)
        return false;
    *number = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

/* ---- integers ---- */

uint32_t eco_kpi_numbers_find_far(const kpi_numbers *numbers, int64_t number)
{
    size_t mask = numbers->capacity - 1;
    for (size_t at = eco_kpi_number_hash(number) & mask;; at = (at + 1) & mask) {
        const kpi_number_slot *slot = &numbers->slots[at];
        if (slot->code == KPI_MISSING || slot->number == number)
            return slot->code;
    }
}

static void put_far(kpi_number_slot *slots, size_t capacity, int64_t number, uint32_t code)
{
    size_t at = eco_kpi_number_hash(number) & (capacity - 1);
    while (slots[at].code != KPI_MISSING)
        at = (at + 1) & (capacity - 1);
    slots[at] = (kpi_number_slot){.number = number, .code = code};
}

/* How far the direct table should go: to the end of the numbers, if at least one in eight places would be taken. */
static size_t direct_wanted(const kpi_keys *keys)
{
    size_t most = 1024, inside = 0, last = 0;
    while (most < keys->numbers.all * 8 && most < UINT32_MAX / 2)
        most *= 2;
    for (size_t i = 0; i < keys->count; i++) {
        if (keys->keys[i].size != KPI_IS_NUMBER || (uint64_t)keys->keys[i].number >= most)
            continue;
        inside++;
        last = (size_t)keys->keys[i].number > last ? (size_t)keys->keys[i].number : last;
    }
    while (most > 1024 && most / 2 > last)
        most /= 2;
    return inside * 8 >= most && most > keys->numbers.direct_count ? most : keys->numbers.direct_count;
}

/* Makes both tables anew: wider, and with what belongs in the direct one. */
static bool numbers_grow(kpi_keys *keys)
{
    kpi_numbers *old = &keys->numbers, made = {.all = old->all, .capacity = old->capacity ? old->capacity : 32};
    made.direct_count = direct_wanted(keys);
    if (made.direct_count == old->direct_count)
        made.capacity *= old->capacity ? 2 : 1;
    made.slots = eco_allocate(&keys->allocator, made.capacity * sizeof *made.slots);
    if (made.direct_count)
        made.direct = eco_allocate(&keys->allocator, made.direct_count * sizeof *made.direct);
    if (!made.slots || (made.direct_count && !made.direct)) {
        eco_release(&keys->allocator, made.slots, made.capacity * sizeof *made.slots);
        eco_release(&keys->allocator, made.direct, made.direct_count * sizeof *made.direct);
        return false;
    }
    if (made.direct)
        memset(made.direct, 0, made.direct_count * sizeof *made.direct);
    for (size_t i = 0; i < made.capacity; i++)
        made.slots[i].code = KPI_MISSING;
    for (size_t code = 0; code < keys->count; code++) {
        if (keys->keys[code].size != KPI_IS_NUMBER)
            continue;
        int64_t number = keys->keys[code].number;
        if ((uint64_t)number < made.direct_count) {
            made.direct[number] = ~(uint32_t)code;
        } else {
            put_far(made.slots, made.capacity, number, (uint32_t)code);
            made.count++;
        }
    }
    eco_release(&keys->allocator, old->slots, old->capacity * sizeof *old->slots);
    eco_release(&keys->allocator, old->direct, old->direct_count * sizeof *old->direct);
    *old = made;
    return true;
}

/* ---- texts ---- */

uint32_t eco_kpi_texts_find(const kpi_keys *keys, const char *text, size_t size, uint64_t hash)
{
    const kpi_texts *texts = &keys->texts;
    size_t mask = texts->capacity - 1;
    if (!texts->capacity)
        return KPI_MISSING;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        const kpi_text_slot *slot = &texts->slots[at];
        if (slot->code == KPI_MISSING)
            return KPI_MISSING;
        const kpi_key *key = &keys->keys[slot->code];
        if (slot->tag == hash >> 32 && key->size == size && memcmp(key->text, text, size) == 0)
            return slot->code;
    }
}

static void put_text(kpi_text_slot *slots, size_t capacity, uint64_t place, uint32_t tag, uint32_t code)
{
    size_t at = place & (capacity - 1);
    while (slots[at].code != KPI_MISSING)
        at = (at + 1) & (capacity - 1);
    slots[at] = (kpi_text_slot){.tag = tag, .code = code};
}

static bool texts_grow(kpi_keys *keys)
{
    kpi_texts *old = &keys->texts, made = {.count = old->count, .capacity = old->capacity ? old->capacity * 2 : 32};
    made.slots = made.capacity > UINT32_MAX ? NULL : eco_allocate(&keys->allocator, made.capacity * sizeof *made.slots);
    if (!made.slots)
        return false;
    for (size_t i = 0; i < made.capacity; i++)
        made.slots[i].code = KPI_MISSING;
    for (size_t i = 0; i < old->capacity; i++)
        if (old->slots[i].code != KPI_MISSING)
            put_text(made.slots, made.capacity, keys->keys[old->slots[i].code].hash, old->slots[i].tag, old->slots[i].code);
    eco_release(&keys->allocator, old->slots, old->capacity * sizeof *old->slots);
    *old = made;
    return true;
}

/* ---- adding ---- */

static bool has_room(kpi_keys *keys)
{
    return keys->count < KPI_MISSING &&
           eco_grow(&keys->allocator, &keys->keys, &keys->capacity, keys->count + 1, sizeof *keys->keys);
}

bool eco_kpi_keys_add_int(uint32_t *code, kpi_keys *keys, int64_t number)
{
    kpi_numbers *numbers = &keys->numbers;
    *code = eco_kpi_numbers_find(numbers, number);
    if (*code != KPI_MISSING)
        return true;
    bool is_direct = (uint64_t)number < numbers->direct_count;
    if (!has_room(keys))
        return false;
    if (!is_direct && (numbers->count + 1) * 2 > numbers->capacity) {
        if (!numbers_grow(keys))
            return false;
        is_direct = (uint64_t)number < numbers->direct_count;
    }
    *code = (uint32_t)keys->count++;
    keys->keys[*code] = (kpi_key){.number = number, .size = KPI_IS_NUMBER};
    numbers->all++;
    if (is_direct) {
        numbers->direct[number] = ~*code;
    } else {
        put_far(numbers->slots, numbers->capacity, number, *code);
        numbers->count++;
    }
    return true;
}

bool eco_kpi_keys_add_text(uint32_t *code, kpi_keys *keys, const char *text, size_t size)
{
    int64_t number;
    if (eco_kpi_text_is_number(&number, text, size))
        return eco_kpi_keys_add_int(code, keys, number);
    uint64_t hash = eco_hash(text, size);
    *code = eco_kpi_texts_find(keys, text, size, hash);
    if (*code != KPI_MISSING)
        return true;
    kpi_texts *texts = &keys->texts;
    if (size >= KPI_IS_NUMBER || !has_room(keys) || ((texts->count + 1) * 2 > texts->capacity && !texts_grow(keys)))
        return false;
    char *copy = eco_arena_take_raw(&keys->arena, size ? size : 1, 1);
    if (!copy)
        return false;
    memcpy(copy, text, size);
    *code = (uint32_t)keys->count++;
    keys->keys[*code] = (kpi_key){.text = copy, .size = (uint32_t)size, .hash = (uint32_t)hash};
    put_text(texts->slots, texts->capacity, hash, (uint32_t)(hash >> 32), *code);
    texts->count++;
    return true;
}

uint32_t eco_kpi_keys_find_text(const kpi_keys *keys, const char *text, size_t size)
{
    int64_t number;
    if (eco_kpi_text_is_number(&number, text, size))
        return eco_kpi_numbers_find(&keys->numbers, number);
    return eco_kpi_texts_find(keys, text, size, eco_hash(text, size));
}

/* ---- reading ---- */

bool eco_kpi_keys_int(int64_t *number, const kpi_keys *keys, uint32_t code)
{
    if (keys->keys[code].size != KPI_IS_NUMBER)
        return false;
    *number = keys->keys[code].number;
    return true;
}

const char *eco_kpi_keys_text(char own[KPI_KEY_TEXT], size_t *size, const kpi_keys *keys, uint32_t code)
{
    const kpi_key *key = &keys->keys[code];
    *size = key->size;
    if (key->size != KPI_IS_NUMBER)
        return key->text;
    char *end = own + KPI_KEY_TEXT - 1, *at = end;
    uint64_t rest = key->number < 0 ? 0 - (uint64_t)key->number : (uint64_t)key->number;
    *end = 0;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (key->number < 0)
        *--at = '-';
    *size = (size_t)(end - at);
    return at;
}

static int key_order(const kpi_key *a, const kpi_key *b)
{
    bool a_number = a->size == KPI_IS_NUMBER, b_number = b->size == KPI_IS_NUMBER;
    if (a_number || b_number)
        return a_number && b_number ? (a->number > b->number) - (a->number < b->number) : b_number - a_number;
    int by_bytes = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
    return by_bytes ? by_bytes : (a->size > b->size) - (a->size < b->size);
}

int eco_kpi_keys_compare(const kpi_keys *keys, uint32_t a, uint32_t b)
{
    if (a == KPI_NONE || b == KPI_NONE || a == b)
        return (a == KPI_NONE) - (b == KPI_NONE);
    return key_order(&keys->keys[a], &keys->keys[b]);
}

static int by_key(const void *a, const void *b)
{
    return key_order(*(const kpi_key *const *)a, *(const kpi_key *const *)b);
}

bool eco_kpi_keys_ranks(uint32_t *ranks, const kpi_keys *keys)
{
    const kpi_key **sorted = eco_allocate(&keys->allocator, keys->count * sizeof *sorted);
    if (!sorted)
        return false;
    for (size_t i = 0; i < keys->count; i++)
        sorted[i] = &keys->keys[i];
    qsort(sorted, keys->count, sizeof *sorted, by_key);
    for (size_t i = 0; i < keys->count; i++)
        ranks[sorted[i] - keys->keys] = (uint32_t)i;
    eco_release(&keys->allocator, sorted, keys->count * sizeof *sorted);
    return true;
}
