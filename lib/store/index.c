/* index.c - the index of a set: from a key to the place of its record. Extendible hashing: a directory of segments of one size, of which a full one is
 * split in two, so that growing never moves more than one segment. */
#include "store/index.h"

#include <string.h>

enum { SLOTS = 2048, FULL = SLOTS / 4 * 3, DEEPEST = 20 };

struct eco_index_segment {
    uint32_t depth, count; /* depth: of the hash's highest bits that all keys here share */
    eco_index_slot slots[SLOTS];
};

static eco_index_segment *segment_of(const eco_index *index, uint32_t hash)
{
    return index->directory[index->depth ? hash >> (32 - index->depth) : 0];
}

static eco_index_segment *new_segment(eco_index *index, uint32_t depth)
{
    eco_index_segment *segment = eco_allocate(index->allocator, sizeof *segment);
    if (!segment)
        return NULL;
    memset(segment, 0, sizeof *segment);
    segment->depth = depth;
    index->bytes += sizeof *segment;
    return segment;
}

static bool first_segment(eco_index *index)
{
    eco_index_segment **directory = eco_allocate(index->allocator, sizeof *directory);
    eco_index_segment *segment = directory ? new_segment(index, 0) : NULL;
    if (!segment) {
        eco_release(index->allocator, directory, sizeof *directory);
        return false;
    }
    directory[0] = segment;
    index->directory = directory;
    index->depth = 0;
    return true;
}

static void put(eco_index_segment *segment, eco_index_slot slot)
{
    uint32_t at = slot.tag % SLOTS;
    while (segment->slots[at].place)
        at = (at + 1) % SLOTS;
    segment->slots[at] = slot;
    segment->count++;
}

static bool deepen(eco_index *index)
{
    size_t size = (size_t)1 << index->depth;
    if (index->depth == DEEPEST)
        return false;
    eco_index_segment **directory = eco_allocate(index->allocator, 2 * size * sizeof *directory);
    if (!directory)
        return false;
    for (size_t i = 0; i < size; i++)
        directory[2 * i] = directory[2 * i + 1] = index->directory[i];
    eco_release(index->allocator, index->directory, size * sizeof *directory);
    index->directory = directory;
    index->depth++;
    return true;
}

/* Divides a full segment by the next bit of the hash. Nothing has changed when it fails, but perhaps the directory's depth. */
static bool split(eco_index *index, uint32_t hash)
{
    eco_index_segment *full = segment_of(index, hash);
    if (full->depth == index->depth && !deepen(index))
        return false;
    eco_index_segment *low = new_segment(index, full->depth + 1), *high = low ? new_segment(index, full->depth + 1) : NULL;
    if (!high) {
        if (low)
            index->bytes -= sizeof *low;
        eco_release(index->allocator, low, sizeof *low);
        return false;
    }
    uint32_t bit = 31 - full->depth;
    for (size_t i = 0; i < SLOTS; i++)
        if (full->slots[i].place)
            put(full->slots[i].tag >> bit & 1 ? high : low, full->slots[i]);
    size_t span = (size_t)1 << (index->depth - full->depth), first = (hash >> (32 - index->depth)) / span * span;
    for (size_t i = 0; i < span; i++)
        index->directory[first + i] = i < span / 2 ? low : high;
    index->bytes -= sizeof *full;
    eco_release(index->allocator, full, sizeof *full);
    return true;
}

bool eco_key_index_add(eco_index *index, eco_id key, uint32_t place)
{
    uint32_t hash = eco_key_hash(key);
    if (!index->directory && !first_segment(index))
        return false;
    while (segment_of(index, hash)->count >= FULL)
        if (!split(index, hash))
            return false;
    put(segment_of(index, hash), (eco_index_slot){hash, place + 1});
    return true;
}

static eco_index_slot *slot_of(const eco_set *set, eco_id key, eco_index_segment **in)
{
    uint32_t hash = eco_key_hash(key);
    eco_index_segment *segment = segment_of(&set->index, hash);
    if (in)
        *in = segment;
    for (uint32_t at = hash % SLOTS;; at = (at + 1) % SLOTS) {
        eco_index_slot *slot = &segment->slots[at];
        if (!slot->place || (slot->tag == hash && eco_same_key(eco_key_of(set->kind, eco_set_at(set, slot->place - 1)), key)))
            return slot;
    }
}

bool eco_key_index_find(const eco_set *set, eco_id key, uint32_t *place)
{
    if (!set->index.directory)
        return false;
    const eco_index_slot *slot = slot_of(set, key, NULL);
    *place = slot->place - 1;
    return slot->place != 0;
}

void eco_key_index_remove(eco_set *set, eco_id key)
{
    eco_index_segment *segment;
    eco_index_slot *slot = slot_of(set, key, &segment);
    if (!slot->place)
        return;
    /* Those behind it that were pushed on move up, so that no search ends too early. */
    uint32_t hole = (uint32_t)(slot - segment->slots);
    for (uint32_t at = (hole + 1) % SLOTS; segment->slots[at].place; at = (at + 1) % SLOTS) {
        uint32_t home = segment->slots[at].tag % SLOTS;
        if ((at - home) % SLOTS >= (at - hole) % SLOTS) {
            segment->slots[hole] = segment->slots[at];
            hole = at;
        }
    }
    segment->slots[hole] = (eco_index_slot){0, 0};
    segment->count--;
}

void eco_key_index_fetch(const eco_set *set, eco_id key)
{
    if (set->index.directory) {
        uint32_t hash = eco_key_hash(key);
        __builtin_prefetch(&segment_of(&set->index, hash)->slots[hash % SLOTS]);
    }
}

void eco_key_index_fetch_record(const eco_set *set, eco_id key)
{
    if (!set->index.directory)
        return;
    uint32_t hash = eco_key_hash(key);
    const eco_index_segment *segment = segment_of(&set->index, hash);
    for (uint32_t at = hash % SLOTS; segment->slots[at].place; at = (at + 1) % SLOTS)
        if (segment->slots[at].tag == hash) {
            const char *record = eco_set_at(set, segment->slots[at].place - 1);
            __builtin_prefetch(record, 1);
            __builtin_prefetch(record + 64, 1);
            return;
        }
}

void eco_key_index_clear(eco_index *index)
{
    if (index->directory && index->depth == 0) { /* as it is after most batches: kept */
        memset(index->directory[0], 0, sizeof *index->directory[0]);
        return;
    }
    eco_key_index_end(index);
}

void eco_key_index_end(eco_index *index)
{
    size_t size = index->directory ? (size_t)1 << index->depth : 0;
    for (size_t i = 0; i < size;) {
        eco_index_segment *segment = index->directory[i];
        i += (size_t)1 << (index->depth - segment->depth);
        eco_release(index->allocator, segment, sizeof *segment);
    }
    eco_release(index->allocator, index->directory, size * sizeof *index->directory);
    index->directory = NULL;
    index->depth = 0;
    index->bytes = 0;
}
