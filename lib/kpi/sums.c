/* sums.c - see sums.h. */
#include "kpi/sums.h"

#include <string.h>

void eco_kpi_sums_begin(kpi_sums *sums, const eco_allocator *allocator, size_t width)
{
    *sums = (kpi_sums){.allocator = *allocator, .width = width};
}

void eco_kpi_sums_end(kpi_sums *sums)
{
    eco_release(&sums->allocator, sums->keys, sums->keys_capacity * sizeof *sums->keys);
    eco_release(&sums->allocator, sums->values, sums->values_capacity * sizeof *sums->values);
    eco_release(&sums->allocator, sums->slots, sums->slots_count * sizeof *sums->slots);
}

static size_t slot_of(const kpi_sums *sums, uint64_t high, uint64_t low)
{
    uint64_t mixed = (high ^ (low * UINT64_C(0x9E3779B97F4A7C15))) * UINT64_C(0xBF58476D1CE4E5B9);
    size_t slot = (size_t)(mixed ^ (mixed >> 32)) & (sums->slots_count - 1);
    while (sums->slots[slot]) {
        const kpi_sum_key *key = &sums->keys[sums->slots[slot] - 1];
        if (key->high == high && key->low == low)
            break;
        slot = (slot + 1) & (sums->slots_count - 1);
    }
    return slot;
}

static bool widen(kpi_sums *sums)
{
    size_t wanted = sums->slots_count ? sums->slots_count * 2 : 64;
    uint32_t *slots = eco_allocate(&sums->allocator, wanted * sizeof *slots);
    if (!slots)
        return false;
    eco_release(&sums->allocator, sums->slots, sums->slots_count * sizeof *sums->slots);
    memset(slots, 0, wanted * sizeof *slots);
    sums->slots = slots;
    sums->slots_count = wanted;
    for (size_t i = 0; i < sums->count; i++)
        slots[slot_of(sums, sums->keys[i].high, sums->keys[i].low)] = (uint32_t)i + 1;
    return true;
}

static bool has_room(kpi_sums *sums)
{
    return sums->count < UINT32_MAX - 1 && ((sums->count + 1) * 2 <= sums->slots_count || widen(sums)) &&
           eco_grow(&sums->allocator, &sums->keys, &sums->keys_capacity, sums->count + 1, sizeof *sums->keys) &&
           eco_grow(&sums->allocator, &sums->values, &sums->values_capacity, (sums->count + 1) * sums->width,
                    sizeof *sums->values);
}

eco_wide *eco_kpi_sums_at(kpi_sums *sums, uint64_t high, uint64_t low)
{
    if (sums->count && sums->keys[sums->last].high == high && sums->keys[sums->last].low == low)
        return sums->values + sums->last * sums->width;
    size_t slot = sums->slots_count ? slot_of(sums, high, low) : 0;
    if (!sums->slots_count || !sums->slots[slot]) {
        if (!has_room(sums))
            return NULL;
        sums->keys[sums->count] = (kpi_sum_key){high, low};
        memset(sums->values + sums->count * sums->width, 0, sums->width * sizeof *sums->values);
        slot = slot_of(sums, high, low);
        sums->slots[slot] = (uint32_t)++sums->count;
    }
    sums->last = sums->slots[slot] - 1;
    return sums->values + sums->last * sums->width;
}

bool eco_kpi_sums_fold(kpi_sums *sums, const kpi_sums *other)
{
    for (size_t i = 0; i < other->count; i++) {
        eco_wide *values = eco_kpi_sums_at(sums, other->keys[i].high, other->keys[i].low);
        if (!values)
            return false;
        for (size_t j = 0; j < sums->width; j++)
            values[j] += other->values[i * sums->width + j];
    }
    return true;
}
