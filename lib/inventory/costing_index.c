/* costing_index.c - numbers by name: of SKUs, and of a SKU's movements. */
#include <string.h>

#include "inventory/costing_internal.h"

enum { BITS_FIRST = 6, BITS_MOST = 32 };

uint32_t eco_costing_tag(uint64_t hash, uint32_t seed)
{
    return (uint32_t)((hash ^ seed * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93) >> 32);
}

static void put(cost_index *index, struct cost_index_slot slot)
{
    size_t at = eco_costing_home(index, slot.tag);
    while (index->slots[at].number)
        at = eco_costing_after(index, at);
    index->slots[at] = slot;
}

static size_t size_of(const cost_index *index)
{
    return index->bits ? sizeof *index->slots << index->bits : 0;
}

static bool grow(cost_index *index, const eco_allocator *allocator)
{
    cost_index grown = {.bits = index->bits ? index->bits + 1 : BITS_FIRST, .count = index->count};
    grown.slots = grown.bits <= BITS_MOST ? eco_allocate(allocator, size_of(&grown)) : NULL;
    if (!grown.slots)
        return false;
    memset(grown.slots, 0, size_of(&grown));
    for (size_t i = 0; index->bits && i < (size_t)1 << index->bits; i++)
        if (index->slots[i].number)
            put(&grown, index->slots[i]);
    eco_costing_index_end(index, allocator);
    *index = grown;
    return true;
}

bool eco_costing_index_add(cost_index *index, const eco_allocator *allocator, uint32_t tag, uint32_t number)
{
    if ((!index->bits || index->count >= ((size_t)1 << index->bits) / 4 * 3) && !grow(index, allocator))
        return false;
    put(index, (struct cost_index_slot){tag, number});
    index->count++;
    return true;
}

/* Those behind it in its cluster move up, where that is not before their home. */
void eco_costing_index_remove(cost_index *index, uint32_t tag, uint32_t number)
{
    size_t mask = ((size_t)1 << index->bits) - 1, hole = eco_costing_home(index, tag);
    while (index->slots[hole].number != number)
        hole = eco_costing_after(index, hole);
    for (size_t at = eco_costing_after(index, hole); index->slots[at].number; at = eco_costing_after(index, at)) {
        size_t from_home = (at - eco_costing_home(index, index->slots[at].tag)) & mask, from_hole = (at - hole) & mask;
        if (from_home < from_hole)
            continue;
        index->slots[hole] = index->slots[at];
        hole = at;
    }
    index->slots[hole].number = 0;
    index->count--;
}

void eco_costing_index_end(cost_index *index, const eco_allocator *allocator)
{
    eco_release(allocator, index->slots, size_of(index));
    *index = (cost_index){0};
}

uint32_t eco_costing_find_id(const eco_costing *costing, uint32_t sku, const cost_name *id)
{
    const cost_index *index = &costing->ids;
    if (!index->bits)
        return 0;
    uint32_t tag = eco_costing_tag(id->hash, sku);
    for (size_t at = eco_costing_home(index, tag); index->slots[at].number; at = eco_costing_after(index, at)) {
        if (index->slots[at].tag != tag)
            continue;
        const cost_movement *found = &costing->movements[index->slots[at].number];
        if (found->sku == sku && strncmp(found->id, id->text, id->size) == 0 && !found->id[id->size])
            return index->slots[at].number;
    }
    return 0;
}
