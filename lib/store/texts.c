/* texts.c - see texts.h. */
#include "store/texts.h"

#include <string.h>

#include "base/hash.h"

void eco_texts_begin(eco_texts *texts, const eco_allocator *allocator)
{
    *texts = (eco_texts){.allocator = eco_allocator_of(allocator)};
    eco_arena_begin(&texts->arena, allocator);
}

void eco_texts_end(eco_texts *texts)
{
    eco_arena_end(&texts->arena);
    for (size_t i = 0; i < texts->chunks_count; i++)
        eco_release(&texts->allocator, texts->chunks[i], sizeof *texts->chunks[i]);
    eco_release(&texts->allocator, texts->chunks, texts->chunks_capacity * sizeof *texts->chunks);
    eco_release(&texts->allocator, texts->slots, texts->slots_count * sizeof *texts->slots);
}

void eco_texts_clear(eco_texts *texts)
{
    if (texts->count == 0)
        return;
    eco_arena_reset(&texts->arena);
    memset(texts->slots, 0, texts->slots_count * sizeof *texts->slots);
    texts->count = 0;
}

static const char **text_at(const eco_texts *texts, uint32_t number)
{
    return &texts->chunks[number / ECO_TEXTS_CHUNK]->text[number % ECO_TEXTS_CHUNK];
}

static uint32_t *hash_at(const eco_texts *texts, uint32_t number)
{
    return &texts->chunks[number / ECO_TEXTS_CHUNK]->hash[number % ECO_TEXTS_CHUNK];
}

static bool grow_slots(eco_texts *texts)
{
    size_t grown = texts->slots_count ? texts->slots_count * 2 : 256;
    uint32_t *slots = eco_allocate(&texts->allocator, grown * sizeof *slots);
    if (!slots)
        return false;
    memset(slots, 0, grown * sizeof *slots);
    for (uint32_t i = 0; i < texts->count; i++) {
        size_t at = *hash_at(texts, i) & (grown - 1);
        while (slots[at])
            at = (at + 1) & (grown - 1);
        slots[at] = i + 1;
    }
    eco_release(&texts->allocator, texts->slots, texts->slots_count * sizeof *slots);
    texts->slots = slots;
    texts->slots_count = grown;
    return true;
}

static bool room_for_one(eco_texts *texts)
{
    if (texts->count / ECO_TEXTS_CHUNK < texts->chunks_count)
        return true;
    if (!eco_grow(&texts->allocator, &texts->chunks, &texts->chunks_capacity, texts->chunks_count + 1, sizeof *texts->chunks))
        return false;
    eco_texts_chunk *chunk = eco_allocate(&texts->allocator, sizeof *chunk);
    if (chunk)
        texts->chunks[texts->chunks_count++] = chunk;
    return chunk != NULL;
}

bool eco_texts_add(eco_texts *texts, const char *text, size_t size, eco_text *out)
{
    if (texts->count * (size_t)2 >= texts->slots_count && !grow_slots(texts))
        return false;
    uint32_t hash = (uint32_t)eco_hash(text, size);
    size_t at = hash & (texts->slots_count - 1);
    for (; texts->slots[at]; at = (at + 1) & (texts->slots_count - 1)) {
        const char *known = *text_at(texts, texts->slots[at] - 1);
        if (*hash_at(texts, texts->slots[at] - 1) == hash && strlen(known) == size && memcmp(known, text, size) == 0) {
            *out = texts->slots[at];
            return true;
        }
    }
    char *copy = room_for_one(texts) ? eco_arena_text_of(&texts->arena, text, size) : NULL;
    if (!copy)
        return false;
    *text_at(texts, texts->count) = copy;
    *hash_at(texts, texts->count) = hash;
    texts->slots[at] = *out = ++texts->count;
    return true;
}

const char *eco_texts_get(const eco_texts *texts, eco_text text)
{
    return text ? *text_at(texts, text - 1) : NULL;
}

size_t eco_texts_size(const eco_texts *texts)
{
    return eco_arena_size(&texts->arena) + texts->chunks_count * sizeof(eco_texts_chunk) +
           texts->slots_count * sizeof *texts->slots;
}
