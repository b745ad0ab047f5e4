/* hash.c - see hash.h. */
#include "base/hash.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t eco_hash(const void *bytes, size_t size)
{
    return XXH3_64bits(bytes, size);
}

uint64_t eco_hash_from(uint64_t seed, const void *bytes, size_t size)
{
    return XXH3_64bits_withSeed(bytes, size, seed);
}

eco_id eco_hash_128(const void *bytes, size_t size)
{
    XXH128_hash_t hash = XXH3_128bits(bytes, size);
    return (eco_id){hash.high64, hash.low64};
}

void eco_map_begin(eco_map *map, const eco_allocator *allocator)
{
    *map = (eco_map){.allocator = eco_allocator_of(allocator)};
}

void eco_map_end(eco_map *map)
{
    eco_release(&map->allocator, map->slots, map->capacity * sizeof *map->slots);
    map->slots = NULL;
    map->count = map->capacity = 0;
}

/* The slot that holds the key, or the free one where it belongs. */
static eco_map_slot *find(const eco_map *map, const char *key, size_t size, uint64_t hash)
{
    size_t mask = map->capacity - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        eco_map_slot *slot = &map->slots[at];
        if (!slot->key || (slot->hash == hash && slot->size == size && memcmp(slot->key, key, size) == 0))
            return slot;
    }
}

static bool grow(eco_map *map)
{
    eco_map grown = {.allocator = map->allocator, .count = map->count, .capacity = map->capacity ? map->capacity * 2 : 16};
    grown.slots = eco_allocate(&grown.allocator, grown.capacity * sizeof *grown.slots);
    if (!grown.slots)
        return false;
    memset(grown.slots, 0, grown.capacity * sizeof *grown.slots);
    for (size_t i = 0; i < map->capacity; i++)
        if (map->slots[i].key)
            *find(&grown, map->slots[i].key, map->slots[i].size, map->slots[i].hash) = map->slots[i];
    eco_map_end(map);
    *map = grown;
    return true;
}

int64_t eco_map_get(const eco_map *map, const char *key, size_t size, int64_t missing)
{
    if (map->count == 0)
        return missing;
    const eco_map_slot *slot = find(map, key, size, eco_hash(key, size));
    return slot->key ? slot->value : missing;
}

bool eco_map_add(eco_map *map, const char *key, size_t size, int64_t *value, bool *added)
{
    if (map->count >= map->capacity / 4 * 3 && !grow(map))
        return false;
    uint64_t hash = eco_hash(key, size);
    eco_map_slot *slot = find(map, key, size, hash);
    *added = !slot->key;
    if (slot->key) {
        *value = slot->value;
    } else {
        *slot = (eco_map_slot){key, size, hash, *value};
        map->count++;
    }
    return true;
}
