/* hash.h - XXH3 over bytes, and a map from text to a number. */
#ifndef ECO_BASE_HASH_H
#define ECO_BASE_HASH_H
#include <ecomops/id.h>

#include "base/memory.h"

uint64_t eco_hash(const void *bytes, size_t size);
uint64_t eco_hash_from(uint64_t seed, const void *bytes, size_t size);
eco_id eco_hash_128(const void *bytes, size_t size);

/* Text -> int64_t, open addressing. Keys are borrowed: they live as long as the map. */
typedef struct eco_map_slot {
    const char *key; /* NULL: free */
    size_t size;
    uint64_t hash;
    int64_t value;
} eco_map_slot;
typedef struct eco_map {
    eco_allocator allocator;
    eco_map_slot *slots;
    size_t count, capacity; /* capacity: a power of two, or 0 */
} eco_map;

void eco_map_begin(eco_map *map, const eco_allocator *allocator); /* takes no memory yet */
void eco_map_end(eco_map *map);
/* The value of a key, or `missing`. */
int64_t eco_map_get(const eco_map *map, const char *key, size_t size, int64_t missing);
/* Adds a key, unless it is there: *value is then the one that was there, and *added false. False without memory. */
bool eco_map_add(eco_map *map, const char *key, size_t size, int64_t *value, bool *added);

#endif
