/* costing_ids.c - which movement of a SKU has an id: open addressing by 32 bits of the hash, so that a table that grows is read and written in order. */
#include <string.h>

#include "inventory/costing_internal.h"

enum { BITS_FIRST = 6 };

static uint32_t tag_of(uint32_t sku, const char *id, size_t size)
{
    return (uint32_t)(eco_hash_from(sku, id, size) >> 32);
}

static size_t home(const cost_ids *ids, uint32_t tag)
{
    return tag >> (32 - ids->bits);
}

static size_t mask(const cost_ids *ids)
{
    return ((size_t)1 << ids->bits) - 1;
}

uint32_t eco_costing_find_id(const eco_costing *costing, uint32_t sku, const char *id, size_t size)
{
    const cost_ids *ids = &costing->ids;
    if (!ids->bits)
        return 0;
    uint32_t tag = tag_of(sku, id, size);
    for (size_t at = home(ids, tag); ids->slots[at].movement; at = (at + 1) & mask(ids)) {
        const cost_movement *found = &costing->movements[ids->slots[at].movement];
        if (ids->slots[at].tag == tag && found->sku == sku && strncmp(found->id, id, size) == 0 && !found->id[size])
            return ids->slots[at].movement;
    }
    return 0;
}

static void put(cost_ids *ids, struct cost_id_slot slot)
{
    size_t at = home(ids, slot.tag);
    while (ids->slots[at].movement)
        at = (at + 1) & mask(ids);
    ids->slots[at] = slot;
}

static bool grow(eco_costing *costing)
{
    cost_ids *ids = &costing->ids, grown = {.bits = ids->bits ? ids->bits + 1 : BITS_FIRST, .count = ids->count};
    size_t slots = (size_t)1 << grown.bits, before = ids->bits ? (size_t)1 << ids->bits : 0;
    grown.slots = grown.bits <= 32 ? eco_allocate(&costing->allocator, slots * sizeof *grown.slots) : NULL;
    if (!grown.slots)
        return false;
    memset(grown.slots, 0, slots * sizeof *grown.slots);
    for (size_t i = 0; i < before; i++)
        if (ids->slots[i].movement)
            put(&grown, ids->slots[i]);
    eco_release(&costing->allocator, ids->slots, before * sizeof *ids->slots);
    *ids = grown;
    return true;
}

bool eco_costing_add_id(eco_costing *costing, uint32_t movement)
{
    cost_ids *ids = &costing->ids;
    const cost_movement *of = &costing->movements[movement];
    if ((!ids->bits || ids->count >= (mask(ids) + 1) / 4 * 3) && !grow(costing))
        return false;
    put(ids, (struct cost_id_slot){tag_of(of->sku, of->id, strlen(of->id)), movement});
    ids->count++;
    return true;
}

/* Those behind it in its cluster move up, where that is not before their home. */
void eco_costing_remove_id(eco_costing *costing, uint32_t movement)
{
    cost_ids *ids = &costing->ids;
    const cost_movement *of = &costing->movements[movement];
    size_t hole = home(ids, tag_of(of->sku, of->id, strlen(of->id)));
    while (ids->slots[hole].movement != movement)
        hole = (hole + 1) & mask(ids);
    for (size_t at = (hole + 1) & mask(ids); ids->slots[at].movement; at = (at + 1) & mask(ids)) {
        size_t from_home = (at - home(ids, ids->slots[at].tag)) & mask(ids), from_hole = (at - hole) & mask(ids);
        if (from_home < from_hole)
            continue;
        ids->slots[hole] = ids->slots[at];
        hole = at;
    }
    ids->slots[hole].movement = 0;
    ids->count--;
}
