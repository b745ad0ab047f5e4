/* index.h - see index.c, index_hash.c, index_time.c. */
#ifndef ECO_STORE_INDEX_H
#define ECO_STORE_INDEX_H
#include "store/sets.h"

bool eco_key_index_add(eco_set *set, eco_id key, uint32_t place); /* the key is not there yet; false: without memory */
bool eco_key_index_find(const eco_set *set, eco_id key, uint32_t *place);
void eco_key_index_remove(eco_set *set, eco_id key);
void eco_key_index_fetch(const eco_set *set, eco_id key); /* into the cache: the slot, and then the record */
void eco_key_index_fetch_record(const eco_set *set, eco_id key);
void eco_key_index_clear(eco_set *set); /* of all records of the set, of which none was removed */
void eco_key_index_end(eco_index *index);

/* ---- between the files of the index ---- */

enum { ECO_INDEX_SLOTS = 2048, ECO_INDEX_FULL = ECO_INDEX_SLOTS / 4 * 3, ECO_INDEX_OPEN = ECO_INDEX_SLOTS / 8 * 5, ECO_INDEX_BRIM = ECO_INDEX_SLOTS / 16 * 15 };
typedef struct eco_index_slot { uint32_t tag, place; } eco_index_slot; /* tag: the key's hash; place: + 1; 0: free */
struct eco_index_segment {
    uint32_t depth, count; /* depth: by hash, of the highest bits that all keys here share */
    eco_id first, last;    /* by time: keys from first on (up to the next segment's); last: the greatest that was added */
    eco_index_slot slots[ECO_INDEX_SLOTS];
};
eco_index_segment *eco_index_segment_new(const eco_index *index);
void eco_index_segment_put(eco_index_segment *segment, eco_index_slot slot);
static inline bool eco_key_before(eco_id a, eco_id b) { return a.high != b.high ? a.high < b.high : a.low < b.low; }

/* The segment of a key; the index is not empty. */
static inline eco_index_segment *eco_index_by_hash(const eco_index *index, uint32_t hash)
{
    return index->directory[index->depth ? hash >> (32 - index->depth) : 0];
}
eco_index_segment *eco_index_by_time(const eco_index *index, eco_id key);
/* Makes room where the segment of the key is full; false: without memory. */
bool eco_index_divide_by_hash(eco_index *index, uint32_t hash);
bool eco_index_divide_by_time(eco_set *set, eco_id key);

#endif
