/* places.c - (tick, id) as places 0, 1, 2 ...: rows follow each other in time, so most are found where their id was last. */
#include <string.h>

#include "kpi/folded.h"

static inline uint64_t key_of(int32_t tick, uint32_t id)
{
    return (uint64_t)(uint32_t)tick << 32 | id;
}

static size_t slot_of(const kpi_places *places, uint64_t key)
{
    size_t mask = places->capacity - 1;
    uint64_t mixed = key * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (mixed ^ mixed >> 32) & mask;
    while (places->values[at] != KPI_NONE && places->keys[at] != key)
        at = (at + 1) & mask;
    return at;
}

static bool grow(kpi_places *places, const eco_allocator *allocator)
{
    kpi_places made = *places;
    made.capacity = places->capacity ? places->capacity * 2 : 64;
    made.keys = eco_allocate(allocator, made.capacity * sizeof *made.keys);
    made.values = eco_allocate(allocator, made.capacity * sizeof *made.values);
    if (!made.keys || !made.values) {
        eco_release(allocator, made.keys, made.capacity * sizeof *made.keys);
        eco_release(allocator, made.values, made.capacity * sizeof *made.values);
        return false;
    }
    memset(made.values, 0xff, made.capacity * sizeof *made.values);
    for (size_t i = 0; i < places->capacity; i++) {
        if (places->values[i] == KPI_NONE)
            continue;
        size_t at = slot_of(&made, places->keys[i]);
        made.keys[at] = places->keys[i];
        made.values[at] = places->values[i];
    }
    eco_release(allocator, places->keys, places->capacity * sizeof *places->keys);
    eco_release(allocator, places->values, places->capacity * sizeof *places->values);
    *places = made;
    return true;
}

static bool remember(kpi_places *places, const eco_allocator *allocator, int32_t tick, uint32_t id, uint32_t place)
{
    if (id >= places->recent_count) {
        size_t had = places->recent_count;
        if (!eco_grow(allocator, &places->recent, &places->recent_count, (size_t)id + 1, sizeof *places->recent))
            return false;
        memset(places->recent + had, 0xff, (places->recent_count - had) * sizeof *places->recent);
    }
    places->recent[id] = (kpi_recent){.tick = tick, .place = place};
    return true;
}

uint32_t eco_kpi_places_find(kpi_places *places, const eco_allocator *allocator, int32_t tick, uint32_t id)
{
    uint64_t key = key_of(tick, id);
    if (((size_t)places->count + 1) * 2 > places->capacity && (places->count >= KPI_NONE - 1 || !grow(places, allocator)))
        return KPI_NONE;
    size_t at = slot_of(places, key);
    uint32_t place = places->values[at] != KPI_NONE ? places->values[at] : places->count;
    if (!remember(places, allocator, tick, id, place))
        return KPI_NONE;
    if (place == places->count) {
        places->keys[at] = key;
        places->values[at] = place;
        places->count++;
    }
    return place;
}

void eco_kpi_places_end(kpi_places *places, const eco_allocator *allocator)
{
    eco_release(allocator, places->recent, places->recent_count * sizeof *places->recent);
    eco_release(allocator, places->keys, places->capacity * sizeof *places->keys);
    eco_release(allocator, places->values, places->capacity * sizeof *places->values);
    *places = (kpi_places){0};
}
