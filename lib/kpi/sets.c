/* sets.c - sets of users: an open table while it is the smaller one, then a bitmap. Bitmaps are as long as there are codes: a day's visitors of a shop are one
 * bit for each user that it ever had. */
#include <string.h>

#include "kpi/folded.h"

int64_t eco_kpi_set_count(const kpi_set *set)
{
    return set->count;
}

void eco_kpi_set_end(kpi_set *set, const eco_allocator *allocator)
{
    if (set->words)
        eco_release(allocator, set->bits, set->words * sizeof *set->bits);
    else
        eco_release(allocator, set->codes, set->capacity * sizeof *set->codes);
    *set = (kpi_set){0};
}

static inline uint32_t place_of(uint32_t code, uint32_t capacity)
{
    return (code * UINT32_C(0x9E3779B1)) >> 7 & (capacity - 1);
}

/* Whether it was new. There is room. */
static bool put(uint32_t *codes, uint32_t capacity, uint32_t code)
{
    uint32_t at = place_of(code, capacity);
    while (codes[at] != KPI_NONE && codes[at] != code)
        at = (at + 1) & (capacity - 1);
    bool is_new = codes[at] == KPI_NONE;
    codes[at] = code;
    return is_new;
}

static size_t words_for(uint32_t known)
{
    size_t words = ((size_t)known + 63) / 64;
    return words + words / 8 + 1; /* users come */
}

void eco_kpi_set_each(const kpi_set *set, void (*each)(void *user, uint32_t code), void *user)
{
    for (size_t i = 0; i < set->words; i++)
        for (uint64_t rest = set->bits[i]; rest; rest &= rest - 1)
            each(user, (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(rest));
    for (uint32_t i = 0; !set->words && i < set->capacity; i++)
        if (set->codes[i] != KPI_NONE)
            each(user, set->codes[i]);
}

/* A bitmap of so many words in place of what there is. */
static bool to_bits(kpi_set *set, const eco_allocator *allocator, size_t words)
{
    uint64_t *bits = eco_allocate(allocator, words * sizeof *bits);
    if (!bits)
        return false;
    memset(bits, 0, words * sizeof *bits);
    if (set->words)
        memcpy(bits, set->bits, set->words * sizeof *bits);
    for (uint32_t i = 0; !set->words && i < set->capacity; i++)
        if (set->codes[i] != KPI_NONE)
            bits[set->codes[i] >> 6] |= UINT64_C(1) << (set->codes[i] & 63);
    kpi_set made = {.count = set->count, .promised = set->promised, .words = (uint32_t)words, .bits = bits};
    eco_kpi_set_end(set, allocator);
    *set = made;
    return true;
}

static bool to_table(kpi_set *set, const eco_allocator *allocator, uint32_t capacity)
{
    uint32_t *codes = eco_allocate(allocator, capacity * sizeof *codes);
    if (!codes)
        return false;
    memset(codes, 0xff, capacity * sizeof *codes); /* KPI_NONE */
    for (uint32_t i = 0; i < set->capacity; i++)
        if (set->codes[i] != KPI_NONE)
            put(codes, capacity, set->codes[i]);
    kpi_set made = {.count = set->count, .promised = set->promised, .capacity = capacity, .codes = codes};
    eco_kpi_set_end(set, allocator);
    *set = made;
    return true;
}

/* Room for `count` codes in all: in the smaller form, or (hasty) in a bitmap as soon as that is not many times larger, because it is many times faster. */
enum { HASTY = 8, THRIFTY = 1 };
static bool make_room(kpi_set *set, const eco_allocator *allocator, uint64_t count, uint32_t known, uint64_t haste)
{
    uint64_t capacity = set->capacity ? set->capacity : 8;
    while (count * 4 > capacity * 3)
        capacity *= 2;
    if (capacity * sizeof(uint32_t) * haste > words_for(known) * sizeof(uint64_t))
        return to_bits(set, allocator, words_for(known));
    return capacity == set->capacity || to_table(set, allocator, (uint32_t)capacity);
}

static void put_into(void *table, uint32_t code)
{
    put(((kpi_set *)table)->codes, ((kpi_set *)table)->capacity, code);
}

void eco_kpi_set_tighten(kpi_set *set, const eco_allocator *allocator)
{
    enum { MANY = 4 };
    kpi_set table = {.count = set->count, .capacity = 8};
    while ((uint64_t)set->count * 4 > (uint64_t)table.capacity * 3)
        table.capacity *= 2;
    if (set->words * sizeof *set->bits < table.capacity * sizeof *table.codes * MANY)
        return;
    table.codes = eco_allocate(allocator, table.capacity * sizeof *table.codes);
    if (!table.codes)
        return;
    memset(table.codes, 0xff, table.capacity * sizeof *table.codes); /* KPI_NONE */
    eco_kpi_set_each(set, put_into, &table);
    eco_kpi_set_end(set, allocator);
    *set = table;
}

bool eco_kpi_set_add_slow(kpi_set *set, const eco_allocator *allocator, uint32_t code, uint32_t known)
{
    if (!set->words) {
        if (((uint64_t)set->count + 1) * 4 > (uint64_t)set->capacity * 3 &&
            !make_room(set, allocator, (uint64_t)set->count + 1, known, HASTY))
            return false;
        if (!set->words) {
            set->count += put(set->codes, set->capacity, code);
            return true;
        }
    }
    if ((size_t)(code >> 6) >= set->words && !to_bits(set, allocator, words_for(known)))
        return false;
    return eco_kpi_set_add(set, allocator, code, known);
}

bool eco_kpi_set_reserve(kpi_set *into, const kpi_set *from, const eco_allocator *allocator, uint32_t known)
{
    size_t words = words_for(known);
    uint64_t promised = (uint64_t)into->promised + from->count, all = into->count + promised;
    into->promised = promised < known ? (uint32_t)promised : known; /* what a failed call left behind does not add up */
    if (into->words || all * sizeof(uint32_t) * 2 > words * sizeof(uint64_t)) {
        if (into->words >= from->words && into->words * 64 >= known)
            return true;
        return to_bits(into, allocator, words > from->words ? words : from->words);
    }
    return make_room(into, allocator, all, known, THRIFTY);
}

static void put_code(void *user, uint32_t code)
{
    kpi_set *into = user;
    if (into->words)
        eco_kpi_set_add(into, NULL, code, 0);
    else
        into->count += put(into->codes, into->capacity, code);
}

void eco_kpi_set_unite(kpi_set *into, const kpi_set *from)
{
    into->promised = 0;
    if (!from->words || !into->words) {
        eco_kpi_set_each(from, put_code, into);
        return;
    }
    uint32_t count = 0;
    for (size_t i = 0; i < from->words; i++)
        into->bits[i] |= from->bits[i];
    for (size_t i = 0; i < into->words; i++)
        count += (uint32_t)__builtin_popcountll(into->bits[i]);
    into->count = count;
}

/* ---- bitmaps to unite sets in ---- */

bool eco_kpi_bits_begin(kpi_bits *bits, const eco_allocator *allocator, uint32_t codes)
{
    size_t count = ((size_t)codes + 63) / 64;
    *bits = (kpi_bits){.allocator = *allocator, .words = eco_allocate(allocator, count * sizeof *bits->words)};
    if (!bits->words)
        return false;
    bits->count = count;
    eco_kpi_bits_clear(bits);
    return true;
}

void eco_kpi_bits_clear(kpi_bits *bits)
{
    memset(bits->words, 0, bits->count * sizeof *bits->words);
}

void eco_kpi_bits_end(kpi_bits *bits)
{
    eco_release(&bits->allocator, bits->words, bits->count * sizeof *bits->words);
    *bits = (kpi_bits){0};
}

static void put_bit(void *user, uint32_t code)
{
    kpi_bits *bits = user;
    bits->words[code >> 6] |= UINT64_C(1) << (code & 63);
}

void eco_kpi_bits_add(kpi_bits *bits, const kpi_set *set)
{
    if (!set->words) {
        eco_kpi_set_each(set, put_bit, bits);
        return;
    }
    size_t count = set->words < bits->count ? set->words : bits->count;
    for (size_t i = 0; i < count; i++)
        bits->words[i] |= set->bits[i];
}

int64_t eco_kpi_bits_count(const kpi_bits *bits)
{
    int64_t count = 0;
    for (size_t i = 0; i < bits->count; i++)
        count += __builtin_popcountll(bits->words[i]);
    return count;
}
