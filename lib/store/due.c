/* due.c - see due.h. */
#include "store/due.h"

void eco_due_add(eco_set *set, int64_t due_us, uint32_t place)
{
    size_t at = set->due_count++;
    for (; at > 0 && set->due[(at - 1) / 4].due_us > due_us; at = (at - 1) / 4)
        set->due[at] = set->due[(at - 1) / 4];
    set->due[at] = (eco_due_entry){due_us, place};
}

static void drop_first(eco_set *set)
{
    eco_due_entry last = set->due[--set->due_count];
    size_t at = 0;
    for (size_t child = 1; child < set->due_count; child = at * 4 + 1) {
        size_t least = child, end = child + 4 < set->due_count ? child + 4 : set->due_count;
        for (size_t i = child + 1; i < end; i++)
            if (set->due[i].due_us < set->due[least].due_us)
                least = i;
        if (set->due[least].due_us >= last.due_us)
            break;
        set->due[at] = set->due[least];
        at = least;
    }
    if (set->due_count)
        set->due[at] = last;
}

void *eco_set_next_due(eco_set *set, int64_t now_us)
{
    while (set->due_count && set->due[0].due_us <= now_us) {
        void *record = eco_set_at(set, set->due[0].place);
        if (eco_due_of(set->kind, record) == set->due[0].due_us)
            return record;
        drop_first(set);
    }
    return NULL;
}

/* A deadline that went and came back has two entries; the mark lets its record be visited once. */
static bool each(const eco_set *set, size_t at, int64_t now_us, bool (*visit)(void *record, void *user), void *user)
{
    if (at >= set->due_count || set->due[at].due_us > now_us)
        return true;
    eco_record *record = eco_set_at(set, set->due[at].place);
    if (eco_due_of(set->kind, record) == set->due[at].due_us && !(record->flags & ECO_RECORD_TOUCHED)) {
        record->flags |= ECO_RECORD_TOUCHED;
        if (!visit(record, user))
            return false;
    }
    for (size_t child = at * 4 + 1; child < at * 4 + 5; child++)
        if (!each(set, child, now_us, visit, user))
            return false;
    return true;
}

static void unmark(const eco_set *set, size_t at, int64_t now_us)
{
    if (at >= set->due_count || set->due[at].due_us > now_us)
        return;
    ((eco_record *)eco_set_at(set, set->due[at].place))->flags &= (uint8_t)~ECO_RECORD_TOUCHED;
    for (size_t child = at * 4 + 1; child < at * 4 + 5; child++)
        unmark(set, child, now_us);
}

void eco_due_each(const eco_set *set, int64_t now_us, bool (*visit)(void *record, void *user), void *user)
{
    each(set, 0, now_us, visit, user); /* as deep as the heap: 16 for four thousand millions */
    unmark(set, 0, now_us);
}
