/* index_hash.c - keys dealt to segments by their hash: extendible hashing. */
#include "store/index.h"

enum { DEEPEST = 20 };

static bool deepen(eco_index *index)
{
    size_t size = (size_t)1 << index->depth;
    if (index->depth == DEEPEST)
        return false;
    eco_index_segment **directory = eco_allocate(index->allocator, 2 * size * sizeof *directory);
    if (!directory)
        return false;
    for (size_t i = 0; i < size; i++)
        directory[2 * i] = directory[2 * i + 1] = index->directory[i];
    eco_release(index->allocator, index->directory, size * sizeof *directory);
    index->directory = directory;
    index->depth++;
    return true;
}

/* Divides a full segment by the next bit of the hash. When it fails nothing has changed but perhaps the directory's depth. */
bool eco_index_divide_by_hash(eco_index *index, uint32_t hash)
{
    eco_index_segment *full = eco_index_by_hash(index, hash);
    if (full->depth == index->depth && !deepen(index))
        return false;
    eco_index_segment *low = eco_index_segment_new(index), *high = low ? eco_index_segment_new(index) : NULL;
    if (!high) {
        eco_release(index->allocator, low, sizeof *low);
        return false;
    }
    low->depth = high->depth = full->depth + 1;
    uint32_t bit = 31 - full->depth;
    for (size_t i = 0; i < ECO_INDEX_SLOTS; i++)
        if (full->slots[i].place)
            eco_index_segment_put(full->slots[i].tag >> bit & 1 ? high : low, full->slots[i]);
    size_t span = (size_t)1 << (index->depth - full->depth), first = (hash >> (32 - index->depth)) / span * span;
    for (size_t i = 0; i < span; i++)
        index->directory[first + i] = i < span / 2 ? low : high;
    eco_release(index->allocator, full, sizeof *full);
    return true;
}
