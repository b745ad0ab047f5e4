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

/* The slot of a text, or the free one where it belongs. The lower half of its hash says where to begin, the upper half what to look for. */
static tool_dictionary_slot *find(const tool_dictionary *dictionary, const char *text, size_t size, uint64_t hash)
{
    size_t mask = dictionary->slots_count - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        tool_dictionary_slot *slot = &dictionary->slots[at];
        if (slot->place == 0 || (slot->hash == (uint32_t)(hash >> 32) && is_text(dictionary, slot->place - 1, text, size)))
            return slot;
    }
}

static bool grow_slots(tool_dictionary *dictionary)
{
    size_t count = dictionary->slots_count ? dictionary->slots_count * 4 : FIRST_SLOTS;
    tool_dictionary larger = *dictionary;
    larger.slots_count = count;
    larger.slots = calloc(count, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (int32_t number = 0; number < dictionary->count; number++) {
        int64_t start = dictionary->offsets[number];
        const char *text = dictionary->bytes + start;
        size_t size = (size_t)(dictionary->offsets[number + 1] - start);
        uint64_t hash = XXH3_64bits(text, size);
        *find(&larger, text, size, hash) = (tool_dictionary_slot){(uint32_t)(hash >> 32), number + 1};
    }
    free(dictionary->slots);
    *dictionary = larger;
    return true;
}

static int32_t add_new(tool_dictionary *dictionary, const char *text, size_t size, uint64_t hash)
{
    size_t count = (size_t)dictionary->count, start = tool_dictionary_size(dictionary);
    if (!tool_grow(&dictionary->offsets, &dictionary->offsets_capacity, count + 2, sizeof *dictionary->offsets) ||
        !tool_grow(&dictionary->bytes, &dictionary->bytes_capacity, start + size + 1, 1) ||
        (count >= dictionary->slots_count / 2 && !grow_slots(dictionary)))
        return -1;
    memcpy(dictionary->bytes + start, text, size);
    dictionary->offsets[0] = 0;
    dictionary->offsets[count + 1] = (int64_t)(start + size);
    *find(dictionary, text, size, hash) = (tool_dictionary_slot){(uint32_t)(hash >> 32), ++dictionary->count};
    return dictionary->last = dictionary->count - 1;
}

int32_t tool_dictionary_add(tool_dictionary *dictionary, const char *text, size_t size)
{
    if (dictionary->count > 0 && is_text(dictionary, dictionary->last, text, size))
        return dictionary->last;
    uint64_t hash = XXH3_64bits(text, size);
    const tool_dictionary_slot *slot = dictionary->slots_count ? find(dictionary, text, size, hash) : NULL;
    if (!slot || slot->place == 0)
        return add_new(dictionary, text, size, hash);
    return dictionary->last = slot->place - 1;
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
