/* index_table.c - hashes: numbered while an index is built, and looked up in one step when it stands. */
#include "pricing/index_parts.h"

#include <string.h>

bool eco_index_table_begin(eco_index_table *table, eco_arena *arena, size_t count)
{
    table->capacity = 2 * (uint64_t)count;
    table->buckets = eco_arena_take_array(arena, 2 * count, sizeof *table->buckets);
    return table->buckets;
}

void eco_index_table_put(eco_index_table *table, uint64_t hash, uint32_t ref)
{
    size_t at = eco_index_table_start(table, hash);
    while (table->buckets[at].ref)
        at = at + 1 < table->capacity ? at + 1 : 0;
    table->buckets[at] = (eco_index_bucket){(uint32_t)hash, ref};
}

/* ---- numbers of hashes ---- */

void eco_index_ids_end(eco_index_ids *ids)
{
    eco_release(ids->allocator, ids->entries, ids->entries_capacity * sizeof *ids->entries);
    eco_release(ids->allocator, ids->slots, ids->capacity * sizeof *ids->slots);
}

static uint32_t *slot_of(const eco_index_ids *ids, uint64_t hash)
{
    size_t mask = ids->capacity - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask)
        if (!ids->slots[at] || ids->entries[ids->slots[at] - 1].hash == hash)
            return &ids->slots[at];
}

static bool grow_slots(eco_index_ids *ids)
{
    size_t capacity = ids->capacity ? 2 * ids->capacity : 64;
    uint32_t *slots = eco_allocate(ids->allocator, capacity * sizeof *slots);
    if (!slots)
        return false;
    eco_release(ids->allocator, ids->slots, ids->capacity * sizeof *slots);
    memset(slots, 0, capacity * sizeof *slots);
    ids->slots = slots;
    ids->capacity = capacity;
    for (size_t i = 0; i < ids->count; i++)
        *slot_of(ids, ids->entries[i].hash) = (uint32_t)i + 1;
    return true;
}

bool eco_index_id_of(uint32_t *id, bool *added, eco_index_ids *ids, uint64_t hash)
{
    if (ids->count >= ids->capacity / 2 && !grow_slots(ids))
        return false;
    uint32_t *slot = slot_of(ids, hash);
    *added = !*slot;
    if (!*slot) {
        if (!eco_grow(ids->allocator, &ids->entries, &ids->entries_capacity, ids->count + 1, sizeof *ids->entries))
            return false;
        ids->entries[ids->count++] = (eco_index_entry){.hash = hash};
        *slot = (uint32_t)ids->count;
    }
    *id = *slot - 1;
    return true;
}
