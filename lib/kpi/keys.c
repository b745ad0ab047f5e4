/* keys.c - adding to a dictionary, and reading its keys. */
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "base/text.h"
#include "kpi/keys_parts.h"

static const kpi_view empty;

kpi_keys *eco_kpi_keys_begin(const eco_allocator *allocator)
{
    kpi_keys *keys = eco_allocate(allocator, sizeof *keys);
    if (!keys)
        return NULL;
    memset(keys, 0, sizeof *keys);
    keys->allocator = *allocator;
    atomic_init(&keys->view, &empty);
    eco_arena_begin(&keys->arena, allocator);
    return keys;
}

void eco_kpi_keys_settle(kpi_keys *keys)
{
    for (size_t i = 0; i < keys->retired_count; i++)
        eco_release(&keys->allocator, keys->retired[i].memory, keys->retired[i].size);
    keys->retired_count = 0;
}

void eco_kpi_keys_end(kpi_keys *keys)
{
    if (!keys)
        return;
    eco_allocator allocator = keys->allocator;
    const kpi_view *now = &keys->now;
    eco_kpi_keys_settle(keys);
    eco_release(&allocator, now->direct, now->direct_count * sizeof *now->direct);
    eco_release(&allocator, now->numbers, now->numbers_capacity * sizeof *now->numbers);
    eco_release(&allocator, now->texts, now->texts_capacity * sizeof *now->texts);
    eco_release(&allocator, now->keys, now->keys_capacity * sizeof *now->keys);
    eco_release(&allocator, keys->retired, keys->retired_capacity * sizeof *keys->retired);
    eco_arena_end(&keys->arena);
    eco_release(&allocator, keys, sizeof *keys);
}

uint32_t eco_kpi_keys_count(const kpi_keys *keys)
{
    return atomic_load_explicit(&((kpi_keys *)keys)->count, memory_order_relaxed);
}

/* ---- growing ---- */

static void retire(kpi_keys *keys, void *memory, size_t size)
{
    if (memory)
        keys->retired[keys->retired_count++] = (kpi_retired){memory, size};
}

/* Puts a view with new tables in place of the one there was. `made` has what changes; its room in the list of retired tables is there. */
static void publish(kpi_keys *keys, kpi_view *made)
{
    const kpi_view *old = &keys->now;
    if (made->direct != old->direct)
        retire(keys, old->direct, old->direct_count * sizeof *old->direct);
    if (made->numbers != old->numbers)
        retire(keys, old->numbers, old->numbers_capacity * sizeof *old->numbers);
    if (made->texts != old->texts)
        retire(keys, old->texts, old->texts_capacity * sizeof *old->texts);
    if (made->keys != old->keys)
        retire(keys, old->keys, old->keys_capacity * sizeof *old->keys);
    keys->now = *made;
    atomic_store_explicit(&keys->view, made, memory_order_release);
}

/* A copy of the view to change, with all that publishing it needs. */
static kpi_view *begin_growing(kpi_keys *keys)
{
    kpi_view *made = eco_arena_take(&keys->arena, sizeof *made);
    if (!made ||
        !eco_grow(&keys->allocator, &keys->retired, &keys->retired_capacity, keys->retired_count + 2, sizeof *keys->retired))
        return NULL;
    *made = keys->now;
    return made;
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

uint32_t eco_kpi_numbers_find_far(const kpi_view *view, int64_t number)
{
    size_t mask = view->numbers_capacity - 1;
    for (size_t at = eco_kpi_number_hash(number) & mask;; at = (at + 1) & mask) {
        const kpi_number_slot *slot = &view->numbers[at];
        uint32_t code = __atomic_load_n(&slot->code, __ATOMIC_ACQUIRE);
        if (code == KPI_MISSING || slot->number == number)
            return code;
    }
}

static void put_number(const kpi_view *view, int64_t number, uint32_t code)
{
    if ((uint64_t)number < view->direct_count) {
        __atomic_store_n(&view->direct[number], ~code, __ATOMIC_RELEASE);
        return;
    }
    size_t mask = view->numbers_capacity - 1, at = eco_kpi_number_hash(number) & mask;
    while (view->numbers[at].code != KPI_MISSING)
        at = (at + 1) & mask;
    view->numbers[at].number = number;
    __atomic_store_n(&view->numbers[at].code, code, __ATOMIC_RELEASE);
}

/* How far the direct table should go: to the end of the numbers, if at least one in eight places would be taken. */
static size_t direct_wanted(const kpi_keys *keys)
{
    size_t most = 1024, inside = 0, last = 0;
    while (most < keys->all_numbers * 8 && most < UINT32_MAX / 2)
        most *= 2;
    for (uint32_t i = 0; i < keys->count; i++) {
        const kpi_key *key = &keys->now.keys[i];
        if (key->size != KPI_IS_NUMBER || (uint64_t)key->number >= most)
            continue;
        inside++;
        last = (size_t)key->number > last ? (size_t)key->number : last;
    }
    while (most > 1024 && most / 2 > last)
        most /= 2;
    size_t wanted = inside * 8 >= most ? most : 0, had = keys->now.direct_count;
    wanted = wanted > keys->expected ? wanted : keys->expected;
    return wanted > had ? wanted : had;
}

/* Makes both tables anew: wider, and with what belongs in the direct one. */
static bool numbers_grow(kpi_keys *keys)
{
    kpi_view *made = begin_growing(keys);
    if (!made)
        return false;
    made->direct_count = direct_wanted(keys);
    bool is_wider = made->direct_count > keys->now.direct_count;
    made->numbers_capacity = !made->numbers_capacity ? 32 : is_wider ? made->numbers_capacity : made->numbers_capacity * 2;
    made->numbers = eco_allocate(&keys->allocator, made->numbers_capacity * sizeof *made->numbers);
    if (is_wider)
        made->direct = eco_allocate(&keys->allocator, made->direct_count * sizeof *made->direct);
    if (!made->numbers || (is_wider && !made->direct)) {
        eco_release(&keys->allocator, made->numbers, made->numbers_capacity * sizeof *made->numbers);
        if (is_wider)
            eco_release(&keys->allocator, made->direct, made->direct_count * sizeof *made->direct);
        return false;
    }
    if (is_wider)
        memset(made->direct, 0, made->direct_count * sizeof *made->direct);
    for (size_t i = 0; i < made->numbers_capacity; i++)
        made->numbers[i].code = KPI_MISSING;
    keys->far_numbers = 0;
    for (uint32_t code = 0; code < keys->count; code++) {
        const kpi_key *key = &made->keys[code];
        bool is_far = key->size == KPI_IS_NUMBER && (uint64_t)key->number >= made->direct_count;
        if (key->size == KPI_IS_NUMBER && (is_far || is_wider))
            put_number(made, key->number, code);
        keys->far_numbers += is_far;
    }
    publish(keys, made);
    return true;
}

/* Ids are mostly numbered through. One that is not large beside how many rows there are says how large others will be: the direct table is made for them at once. */
void eco_kpi_keys_expect(kpi_keys *keys, int64_t table_rows)
{
    enum { ROWS_A_PLACE = 8 };
    size_t places = table_rows > 0 ? (size_t)table_rows / ROWS_A_PLACE : 0;
    keys->expected_most = places < UINT32_MAX / 2 ? places : UINT32_MAX / 2;
}

/* Whether that is so of a number that is not in the direct table. */
static bool is_expected(kpi_keys *keys, int64_t number)
{
    size_t places = 1024;
    if (number < 0 || (uint64_t)number >= keys->expected_most)
        return false;
    while (places <= (size_t)number)
        places *= 2;
    keys->expected = places;
    return true;
}

/* ---- texts ---- */

uint32_t eco_kpi_texts_find(const kpi_view *view, const char *text, size_t size, uint64_t hash)
{
    size_t mask = view->texts_capacity - 1;
    if (!view->texts_capacity)
        return KPI_MISSING;
    for (size_t at = eco_kpi_text_place(hash) & mask;; at = (at + 1) & mask) {
        uint64_t slot = __atomic_load_n(&view->texts[at], __ATOMIC_ACQUIRE);
        if (slot == KPI_FREE || (uint32_t)slot >= view->keys_capacity)
            return KPI_MISSING;
        const kpi_key *key = &view->keys[(uint32_t)slot];
        if (slot >> 32 == hash >> 32 && key->size == size && eco_kpi_text_equal(eco_kpi_key_text(key), text, size))
            return (uint32_t)slot;
    }
}

static void put_text(const kpi_view *view, uint64_t slot)
{
    size_t mask = view->texts_capacity - 1, at = eco_kpi_text_place(slot) & mask;
    while (view->texts[at] != KPI_FREE)
        at = (at + 1) & mask;
    __atomic_store_n(&view->texts[at], slot, __ATOMIC_RELEASE);
}

static bool texts_grow(kpi_keys *keys)
{
    kpi_view *made = begin_growing(keys);
    if (!made)
        return false;
    made->texts_capacity = made->texts_capacity ? made->texts_capacity * 2 : 32;
    made->texts = made->texts_capacity > UINT32_MAX ? NULL
                                                    : eco_allocate(&keys->allocator, made->texts_capacity * sizeof *made->texts);
    if (!made->texts)
        return false;
    memset(made->texts, 0xff, made->texts_capacity * sizeof *made->texts); /* KPI_FREE */
    const kpi_view *old = &keys->now;
    for (size_t i = 0; i < old->texts_capacity; i++)
        if (old->texts[i] != KPI_FREE)
            put_text(made, old->texts[i]);
    publish(keys, made);
    return true;
}

/* ---- adding ---- */

static bool has_room(kpi_keys *keys)
{
    uint32_t count = keys->count;
    if (count < keys->now.keys_capacity)
        return true;
    kpi_view *made = count < KPI_MISSING ? begin_growing(keys) : NULL;
    if (!made)
        return false;
    size_t had = made->keys_capacity;
    made->keys_capacity = !had ? 32 : had * 4 <= keys->expected ? had * 4 : had * 2; /* where many will come, fewer are moved */
    made->keys = eco_allocate(&keys->allocator, made->keys_capacity * sizeof *made->keys);
    if (!made->keys)
        return false;
    if (count)
        memcpy(made->keys, keys->now.keys, count * sizeof *made->keys);
    publish(keys, made);
    return true;
}

/* The place of the next key is filled: its code. */
static uint32_t add_key(kpi_keys *keys)
{
    uint32_t code = keys->count;
    atomic_store_explicit(&keys->count, code + 1, memory_order_relaxed);
    return code;
}

bool eco_kpi_keys_add_int(uint32_t *code, kpi_keys *keys, int64_t number)
{
    *code = eco_kpi_numbers_find(&keys->now, number);
    if (*code != KPI_MISSING)
        return true;
    if (!has_room(keys))
        return false;
    bool is_far = (uint64_t)number >= keys->now.direct_count;
    if (is_far && (is_expected(keys, number) || (keys->far_numbers + 1) * 2 > keys->now.numbers_capacity)) {
        if (!numbers_grow(keys))
            return false;
        is_far = (uint64_t)number >= keys->now.direct_count;
    }
    kpi_key *key = &keys->now.keys[keys->count];
    key->outside_size = KPI_IS_NUMBER;
    key->number = number;
    *code = add_key(keys);
    put_number(&keys->now, number, *code);
    keys->far_numbers += is_far;
    keys->all_numbers++;
    return true;
}

bool eco_kpi_keys_add_text(uint32_t *code, kpi_keys *keys, const char *text, size_t size)
{
    int64_t number;
    if (eco_kpi_text_is_number(&number, text, size))
        return eco_kpi_keys_add_int(code, keys, number);
    uint64_t hash = eco_hash(text, size);
    *code = eco_kpi_texts_find(&keys->now, text, size, hash);
    if (*code != KPI_MISSING)
        return true;
    if (size >= KPI_IS_NUMBER || !has_room(keys) || ((keys->all_texts + 1) * 2 > keys->now.texts_capacity && !texts_grow(keys)))
        return false;
    kpi_key *key = &keys->now.keys[keys->count];
    key->size = (uint32_t)size;
    if (size < KPI_INSIDE)
        memcpy(key->inside, text, size);
    else if (!(key->outside = eco_arena_text_of(&keys->arena, text, size)))
        return false;
    *code = add_key(keys);
    put_text(&keys->now, hash >> 32 << 32 | *code);
    keys->all_texts++;
    return true;
}

uint32_t eco_kpi_keys_find_text(const kpi_keys *keys, const char *text, size_t size)
{
    int64_t number;
    if (eco_kpi_text_is_number(&number, text, size))
        return eco_kpi_numbers_find(eco_kpi_view(keys), number);
    return eco_kpi_texts_find(eco_kpi_view(keys), text, size, eco_hash(text, size));
}

/* ---- reading ---- */

bool eco_kpi_keys_int(int64_t *number, const kpi_keys *keys, uint32_t code)
{
    if (eco_kpi_view(keys)->keys[code].size != KPI_IS_NUMBER)
        return false;
    *number = eco_kpi_view(keys)->keys[code].number;
    return true;
}

const char *eco_kpi_keys_text(char own[KPI_KEY_TEXT], size_t *size, const kpi_keys *keys, uint32_t code)
{
    const kpi_key *key = &eco_kpi_view(keys)->keys[code];
    *size = key->size;
    if (key->size != KPI_IS_NUMBER)
        return eco_kpi_key_text(key);
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
    int by_bytes = memcmp(eco_kpi_key_text(a), eco_kpi_key_text(b), a->size < b->size ? a->size : b->size);
    return by_bytes ? by_bytes : (a->size > b->size) - (a->size < b->size);
}

int eco_kpi_keys_compare(const kpi_keys *keys, uint32_t a, uint32_t b)
{
    if (a == KPI_NONE || b == KPI_NONE || a == b)
        return (a == KPI_NONE) - (b == KPI_NONE);
    return key_order(&eco_kpi_view(keys)->keys[a], &eco_kpi_view(keys)->keys[b]);
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
        sorted[i] = &eco_kpi_view(keys)->keys[i];
    qsort(sorted, keys->count, sizeof *sorted, by_key);
    for (size_t i = 0; i < keys->count; i++)
        ranks[sorted[i] - eco_kpi_view(keys)->keys] = (uint32_t)i;
    eco_release(&keys->allocator, sorted, keys->count * sizeof *sorted);
    return true;
}
