/* index.c - the index of a set: what its segments have in common, however keys are dealt to them. */
#include "store/index.h"

#include <string.h>

enum { SLOTS = ECO_INDEX_SLOTS };

eco_index_segment *eco_index_segment_new(const eco_index *index)
{
    eco_index_segment *segment = eco_allocate(index->allocator, sizeof *segment);
    return segment ? memset(segment, 0, sizeof *segment) : NULL;
}

void eco_index_segment_put(eco_index_segment *segment, eco_index_slot slot)
{
    uint32_t at = slot.tag % SLOTS;
    while (segment->slots[at].place)
        at = (at + 1) % SLOTS;
    segment->slots[at] = slot;
    segment->count++;
}

static eco_index_segment *segment_of(const eco_index *index, eco_id key, uint32_t hash)
{
    return index->by_time ? eco_index_by_time(index, key) : eco_index_by_hash(index, hash);
}

static bool first_segment(eco_index *index)
{
    eco_index_segment **directory = eco_allocate(index->allocator, sizeof *directory);
    eco_index_segment *segment = directory ? eco_index_segment_new(index) : NULL;
    if (!segment) {
        eco_release(index->allocator, directory, sizeof *directory);
        return false;
    }
    directory[0] = segment;
    index->directory = directory;
    index->depth = 0;
    index->count = index->capacity = 1;
    return true;
}

/* By time the last segment leaves room for stragglers: keys of callers who waited, made before its end and added after it. */
static uint32_t room_of(const eco_index *index, const eco_index_segment *segment)
{
    if (!index->by_time)
        return ECO_INDEX_FULL;
    return segment == index->directory[index->count - 1] ? ECO_INDEX_OPEN : ECO_INDEX_BRIM;
}

bool eco_key_index_add(eco_set *set, eco_id key, uint32_t place)
{
    eco_index *index = &set->index;
    uint32_t hash = eco_key_hash(key);
    if (!index->directory && !first_segment(index))
        return false;
    eco_index_segment *segment = segment_of(index, key, hash);
    while (segment->count >= room_of(index, segment)) {
        if (!(index->by_time ? eco_index_divide_by_time(set, key) : eco_index_divide_by_hash(index, hash)))
            return false;
        segment = segment_of(index, key, hash);
    }
    eco_index_segment_put(segment, (eco_index_slot){hash, place + 1});
    if (index->by_time && eco_key_before(segment->last, key))
        segment->last = key;
    return true;
}

static eco_index_slot *slot_of(const eco_set *set, const eco_index_segment *segment, eco_id key)
{
    uint32_t hash = eco_key_hash(key);
    for (uint32_t at = hash % SLOTS;; at = (at + 1) % SLOTS) {
        const eco_index_slot *slot = &segment->slots[at];
        if (!slot->place || (slot->tag == hash && eco_same_key(eco_key_of(set->kind, eco_set_at(set, slot->place - 1)), key)))
            return (eco_index_slot *)(uintptr_t)slot;
    }
}

bool eco_key_index_find(const eco_set *set, eco_id key, uint32_t *place)
{
    if (!set->index.directory)
        return false;
    const eco_index_segment *segment = segment_of(&set->index, key, eco_key_hash(key));
    if (set->index.by_time && eco_key_before(segment->last, key))
        return false; /* newer than all */
    const eco_index_slot *slot = slot_of(set, segment, key);
    *place = slot->place - 1;
    return slot->place != 0;
}

void eco_key_index_remove(eco_set *set, eco_id key)
{
    eco_index_segment *segment = segment_of(&set->index, key, eco_key_hash(key));
    eco_index_slot *slot = slot_of(set, segment, key);
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
        __builtin_prefetch(&segment_of(&set->index, key, hash)->slots[hash % SLOTS]);
    }
}

void eco_key_index_fetch_record(const eco_set *set, eco_id key)
{
    if (!set->index.directory)
        return;
    uint32_t hash = eco_key_hash(key);
    const eco_index_segment *segment = segment_of(&set->index, key, hash);
    for (uint32_t at = hash % SLOTS; segment->slots[at].place; at = (at + 1) % SLOTS)
        if (segment->slots[at].tag == hash) {
            const char *record = eco_set_at(set, segment->slots[at].place - 1);
            __builtin_prefetch(record, 1);
            __builtin_prefetch(record + 64, 1);
            return;
        }
}

/* The newest first: on its way to its slot it met none that is newer. */
static void clear_slots(eco_set *set)
{
    eco_index_segment *segment = set->index.directory[0];
    for (uint32_t place = set->count; place-- > 0;) {
        uint32_t at = eco_key_hash(eco_key_of(set->kind, eco_set_at(set, place))) % SLOTS;
        while (segment->slots[at].place && segment->slots[at].place != place + 1)
            at = (at + 1) % SLOTS;
        segment->slots[at] = (eco_index_slot){0, 0};
    }
    segment->count = segment->depth = 0;
    segment->first = segment->last = (eco_id){0, 0};
}

void eco_key_index_clear(eco_set *set)
{
    enum { FEW = 256 };
    eco_index *index = &set->index;
    if (!index->directory || index->depth > 0 || index->count > 1)
        eco_key_index_end(index);
    else if (set->count <= FEW)
        clear_slots(set);
    else
        memset(index->directory[0], 0, sizeof *index->directory[0]);
}

void eco_key_index_end(eco_index *index)
{
    size_t size = index->by_time ? index->count : index->directory ? (size_t)1 << index->depth : 0;
    for (size_t i = 0; i < size;) {
        eco_index_segment *segment = index->directory[i];
        i += index->by_time ? 1 : (size_t)1 << (index->depth - segment->depth);
        eco_release(index->allocator, segment, sizeof *segment);
    }
    eco_release(index->allocator, index->directory, (index->by_time ? index->capacity : size) * sizeof *index->directory);
    index->directory = NULL;
    index->depth = 0;
    index->count = index->capacity = 0;
}
