/* dictionary.c - see dictionary.h. */
#include "ecomops/dictionary.h"
#include "ecomops/failure.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { FIRST_SLOTS = 256 };

static bool is_text(const tool_dictionary *dictionary, int32_t number, const char *text, size_t size)
{
    int64_t start = dictionary->offsets[number];
    return (size_t)(dictionary->offsets[number + 1] - start) == size && memcmp(dictionary->bytes + start, text, size) == 0;
}

/* The slot of a text, or the free one where it belongs. */
static int32_t *find(const tool_dictionary *dictionary, const char *text, size_t size, uint64_t hash)
{
    size_t mask = dictionary->slots_count - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        int32_t number = dictionary->slots[at] - 1;
        if (number < 0 || (dictionary->hashes[number] == hash && is_text(dictionary, number, text, size)))
            return &dictionary->slots[at];
    }
}

/* Twice the slots, so that half of them stay free. */
static bool grow_slots(tool_dictionary *dictionary)
{
    size_t count = dictionary->slots_count ? dictionary->slots_count * 2 : FIRST_SLOTS;
    int32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    for (int32_t number = 0; number < dictionary->count; number++) {
        size_t at = dictionary->hashes[number] & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = number + 1;
    }
    free(dictionary->slots);
    dictionary->slots = slots;
    dictionary->slots_count = count;
    return true;
}

static bool make_room(tool_dictionary *dictionary, size_t size)
{
    size_t count = (size_t)dictionary->count;
    return tool_grow(&dictionary->offsets, &dictionary->offsets_capacity, count + 2, sizeof *dictionary->offsets) &&
           tool_grow(&dictionary->hashes, &dictionary->hashes_capacity, count + 1, sizeof *dictionary->hashes) &&
           tool_grow(&dictionary->bytes, &dictionary->bytes_capacity, tool_dictionary_size(dictionary) + size + 1, 1) &&
           (count < dictionary->slots_count / 2 || grow_slots(dictionary));
}

int32_t tool_dictionary_add(tool_dictionary *dictionary, const char *text, size_t size)
{
    if (dictionary->count > 0 && is_text(dictionary, dictionary->last, text, size))
        return dictionary->last;
    if (!make_room(dictionary, size))
        return -1;
    uint64_t hash = XXH3_64bits(text, size);
    int32_t *slot = find(dictionary, text, size, hash);
    if (*slot == 0) {
        int64_t start = (int64_t)tool_dictionary_size(dictionary);
        memcpy(dictionary->bytes + start, text, size);
        dictionary->hashes[dictionary->count] = hash;
        dictionary->offsets[0] = 0;
        dictionary->offsets[++dictionary->count] = start + (int64_t)size;
        *slot = dictionary->count;
    }
    return dictionary->last = *slot - 1;
}

size_t tool_dictionary_size(const tool_dictionary *dictionary)
{
    return dictionary->count > 0 ? (size_t)dictionary->offsets[dictionary->count] : 0;
}

void tool_dictionary_clear(tool_dictionary *dictionary)
{
    dictionary->count = 0;
    if (dictionary->slots_count)
        memset(dictionary->slots, 0, dictionary->slots_count * sizeof *dictionary->slots);
}

void tool_dictionary_free(tool_dictionary *dictionary)
{
    free(dictionary->offsets);
    free(dictionary->bytes);
    free(dictionary->hashes);
    free(dictionary->slots);
    *dictionary = (tool_dictionary){0};
}

eco_column tool_dictionary_column(const tool_dictionary *dictionary)
{
    static const int64_t none[1] = {0};
    return (eco_column){.name = "values",
                        .type = ECO_TYPE_UTF8,
                        .values = dictionary->count > 0 ? dictionary->offsets : none,
                        .bytes = dictionary->bytes};
}
