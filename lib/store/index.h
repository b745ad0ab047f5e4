/* index.h - see index.c. */
#ifndef ECO_STORE_INDEX_H
#define ECO_STORE_INDEX_H
#include "store/sets.h"

bool eco_key_index_add(eco_index *index, eco_id key, uint32_t place); /* the key is not there yet; false: without memory */
bool eco_key_index_find(const eco_set *set, eco_id key, uint32_t *place);
void eco_key_index_remove(eco_set *set, eco_id key);
void eco_key_index_fetch(const eco_set *set, eco_id key); /* into the cache: the slot, and then the record */
void eco_key_index_fetch_record(const eco_set *set, eco_id key);
void eco_key_index_clear(eco_index *index);
void eco_key_index_end(eco_index *index);

#endif
