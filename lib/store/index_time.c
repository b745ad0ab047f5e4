/* index_time.c - keys dealt to segments by their order. Keys that rise with time fill one segment after the other; others divide the one they fall into. */
#include "store/index.h"

#include <stdlib.h>

/* The last segment whose first key is not after the key; the first one also takes what is before all. */
eco_index_segment *eco_index_by_time(const eco_index *index, eco_id key)
{
    size_t low = 0, high = index->count - 1;
    if (!eco_key_before(key, index->directory[high]->first))
        return index->directory[high];
    while (low + 1 < high) { /* the answer is in low .. high - 1 */
        size_t middle = low + (high - low) / 2;
        if (eco_key_before(key, index->directory[middle]->first))
            high = middle;
        else
            low = middle;
    }
    return index->directory[low];
}

static bool insert(eco_index *index, size_t at, eco_index_segment *segment)
{
    if (!segment ||
        !eco_grow(index->allocator, &index->directory, &index->capacity, index->count + 1, sizeof *index->directory)) {
        eco_release(index->allocator, segment, sizeof *segment);
        return false;
    }
    for (size_t i = index->count++; i > at; i--)
        index->directory[i] = index->directory[i - 1];
    index->directory[at] = segment;
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    const eco_id *x = a, *y = b;
    return eco_key_before(*x, *y) ? -1 : eco_key_before(*y, *x);
}

/* A key that about half of a full segment's keys are before: the middle one of a few of them, so that there are some on both sides. */
static eco_id middle_of(const eco_set *set, const eco_index_segment *full)
{
    enum { FEW = 65, STEP = ECO_INDEX_SLOTS / FEW };
    eco_id keys[FEW + 1];
    size_t count = 0;
    for (size_t i = 0; i < ECO_INDEX_SLOTS && count < FEW; i++)
        if (full->slots[i].place) {
            keys[count++] = eco_key_of(set->kind, eco_set_at(set, full->slots[i].place - 1));
            i += STEP - 1;
        }
    qsort(keys, count, sizeof *keys, compare_keys);
    return keys[count / 2];
}

static bool divide(eco_set *set, size_t at)
{
    eco_index *index = &set->index;
    eco_index_segment *full = index->directory[at], *high = eco_index_segment_new(index);
    eco_index_segment *low = high ? eco_index_segment_new(index) : NULL;
    if (!low) {
        eco_release(index->allocator, high, sizeof *high);
        return false;
    }
    if (!insert(index, at + 1, high)) {
        eco_release(index->allocator, low, sizeof *low);
        return false;
    }
    eco_id middle = middle_of(set, full);
    low->first = full->first;
    high->first = middle;
    for (size_t i = 0; i < ECO_INDEX_SLOTS; i++) {
        if (!full->slots[i].place)
            continue;
        eco_id key = eco_key_of(set->kind, eco_set_at(set, full->slots[i].place - 1));
        eco_index_segment *to = eco_key_before(key, middle) ? low : high;
        eco_index_segment_put(to, full->slots[i]);
        if (eco_key_before(to->last, key))
            to->last = key;
    }
    index->directory[at] = low;
    eco_release(index->allocator, full, sizeof *full);
    return true;
}

bool eco_index_divide_by_time(eco_set *set, eco_id key)
{
    eco_index *index = &set->index;
    const eco_index_segment *full = eco_index_by_time(index, key);
    size_t at = index->count - 1;
    if (full == index->directory[at] && eco_key_before(full->last, key)) { /* newer than all: a new segment begins */
        eco_index_segment *next = eco_index_segment_new(index);
        if (next)
            next->first = key;
        return insert(index, at + 1, next);
    }
    while (index->directory[at] != full)
        at--;
    return divide(set, at);
}
