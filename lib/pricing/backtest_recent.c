/* backtest_recent.c - the last orders, as many as are remembered, to notice one that comes back: a ring of hashes, and a table of their places with
 * linear probing, at most half full. */
#include <string.h>

#include "pricing/backtest_internal.h"

void eco_backtest_recent_begin(backtest_recent *recent, const eco_allocator *allocator, size_t most)
{
    *recent = (backtest_recent){.allocator = *allocator, .most = most};
}

void eco_backtest_recent_end(backtest_recent *recent)
{
    eco_release(&recent->allocator, recent->hashes, recent->hashes_capacity * sizeof *recent->hashes);
    eco_release(&recent->allocator, recent->slots, recent->slots_capacity * sizeof *recent->slots);
}

/* The slot of a hash, or the free one where it would stand. */
static size_t slot_of(const backtest_recent *recent, uint64_t hash)
{
    size_t slot = hash & (recent->slots_capacity - 1);
    while (recent->slots[slot] && recent->hashes[recent->slots[slot] - 1] != hash)
        slot = (slot + 1) & (recent->slots_capacity - 1);
    return slot;
}

/* Empties a slot, and moves up what stands behind it because it was taken. */
static void free_slot(backtest_recent *recent, size_t slot)
{
    size_t mask = recent->slots_capacity - 1;
    for (size_t next = (slot + 1) & mask; recent->slots[next]; next = (next + 1) & mask) {
        size_t home = recent->hashes[recent->slots[next] - 1] & mask;
        if (((next - home) & mask) < ((next - slot) & mask))
            continue; /* it stands between its home and here */
        recent->slots[slot] = recent->slots[next];
        slot = next;
    }
    recent->slots[slot] = 0;
}

static bool grow_slots(backtest_recent *recent, size_t capacity)
{
    uint32_t *slots = eco_allocate(&recent->allocator, capacity * sizeof *slots), *before = recent->slots;
    size_t before_capacity = recent->slots_capacity;
    if (!slots)
        return false;
    memset(slots, 0, capacity * sizeof *slots);
    recent->slots = slots;
    recent->slots_capacity = capacity;
    for (size_t i = 0; i < before_capacity; i++)
        if (before[i])
            slots[slot_of(recent, recent->hashes[before[i] - 1])] = before[i];
    eco_release(&recent->allocator, before, before_capacity * sizeof *before);
    return true;
}

bool eco_backtest_recent_reserve(backtest_recent *recent, size_t more)
{
    size_t held = recent->count < (int64_t)recent->most ? (size_t)recent->count : recent->most;
    size_t needed = more < recent->most - held ? held + more : recent->most;
    size_t capacity = recent->slots_capacity ? recent->slots_capacity : 64;
    while (capacity / 2 < needed)
        capacity *= 2;
    return eco_grow(&recent->allocator, &recent->hashes, &recent->hashes_capacity, needed, sizeof *recent->hashes) &&
           (capacity == recent->slots_capacity || grow_slots(recent, capacity));
}

bool eco_backtest_recent_push(backtest_recent *recent, backtest_push *push, uint64_t hash)
{
    size_t place = (size_t)recent->count % recent->most;
    *push = (backtest_push){.before = recent->slots[slot_of(recent, hash)]};
    if (recent->count >= (int64_t)recent->most) {
        push->evicted = recent->hashes[place];
        size_t slot = slot_of(recent, push->evicted);
        push->was_last = push->evicted != hash && recent->slots[slot] == place + 1;
        if (push->was_last)
            free_slot(recent, slot);
    }
    size_t slot = slot_of(recent, hash);
    recent->hashes[place] = hash;
    recent->slots[slot] = (uint32_t)place + 1;
    recent->count++;
    return push->before;
}

void eco_backtest_recent_undo(backtest_recent *recent, const backtest_push *push)
{
    size_t place = (size_t)--recent->count % recent->most;
    size_t slot = slot_of(recent, recent->hashes[place]);
    if (push->before)
        recent->slots[slot] = push->before;
    else
        free_slot(recent, slot);
    if (recent->count < (int64_t)recent->most)
        return;
    recent->hashes[place] = push->evicted;
    if (push->was_last)
        recent->slots[slot_of(recent, push->evicted)] = (uint32_t)place + 1;
}
