/* due.h - what is due in the memory store: a heap of deadlines a set. An entry whose record has another deadline by now is out of date, and dropped when
 * it comes up. */
#ifndef ECO_STORE_DUE_H
#define ECO_STORE_DUE_H
#include <string.h>

#include "store/sets.h"

static inline int64_t eco_due_of(const eco_kind *kind, const void *record)
{
    int64_t due;
    memcpy(&due, (const char *)record + kind->due, sizeof due);
    return due;
}

void eco_due_add(eco_set *set, int64_t due_us, uint32_t place); /* there is room for it */
/* Visits the records that are due by `now_us`, each once, in no order; a visit that returns false ends it. */
void eco_due_each(const eco_set *set, int64_t now_us, bool (*visit)(void *record, void *user), void *user);

#endif
