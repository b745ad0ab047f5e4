/* undo.c - taking back what a command did, keeping it for good, and what a batch leaves behind. */
#include <string.h>

#include "store/due.h"
#include "store/index.h"
#include "store/texts.h"

size_t eco_work_mark(const eco_work *work)
{
    return work->undo_count;
}

static void undo_add(eco_work *work, eco_set *set, eco_record *record)
{
    if (work->keeps) {
        eco_key_index_remove(set, eco_key_of(set->kind, record));
        set->count--;
        work->records--;
        return;
    }
    record->flags = (uint8_t)((record->flags & (ECO_RECORD_USED | ECO_RECORD_LOCK)) | ECO_RECORD_ABSENT);
    record->link = 0;
}

/* Parts of the last owner go from its ring, the newest first. */
static void undo_add_part(eco_work *work, eco_set *set, uint32_t place)
{
    const eco_record *part = eco_set_at(set, place);
    eco_record *owner = eco_set_at(&work->sets[set->kind->owner->number], part->owner), *before = eco_set_at(set, part->link - 1);
    while (before->link != place + 1)
        before = eco_set_at(set, before->link - 1);
    owner->link = before == part ? 0 : before->place + 1;
    before->link = part->link;
    set->count--;
    work->records--;
}

void eco_work_undo(eco_work *work, size_t mark)
{
    while (work->undo_count > mark) {
        const eco_undo *undo = &work->undo[--work->undo_count];
        eco_set *set = &work->sets[undo->kind];
        void *record = eco_set_at(set, undo->place);
        switch (undo->did) {
        case ECO_DID_CHANGE: {
            uint8_t used = ((eco_record *)record)->flags & (ECO_RECORD_USED | ECO_RECORD_LOCK);
            uint32_t link = ((eco_record *)record)->link; /* of parts that were added: their own undoing restores it */
            memcpy(record, work->copies + undo->copy, set->kind->size);
            ((eco_record *)record)->flags |= used;
            ((eco_record *)record)->link = link;
            break;
        }
        case ECO_DID_ADD: undo_add(work, set, record); break;
        case ECO_DID_ADD_PART: undo_add_part(work, set, undo->place); break;
        default: /* ECO_DID_LOG */
            set->count--;
            work->records--;
            set->next_sequence--;
            set->sequences_left++;
        }
        work->copies_size = undo->copy;
    }
}

/* ---- keeping ----------------------------------------------------------------------------------------------------------------------------------- */

/* Room for what keeping will list, so that it cannot fail half way. */
static bool reserve(eco_work *work)
{
    const eco_allocator *allocator = &work->allocator;
    size_t more = work->undo_count;
    for (size_t i = 0; i < more; i++) {
        eco_set *set = &work->sets[work->undo[i].kind];
        bool fits;
        if (work->keeps)
            fits = !set->kind->due || eco_grow(allocator, &set->due, &set->due_capacity, set->due_count + more, sizeof *set->due);
        else if (work->undo[i].did == ECO_DID_CHANGE)
            fits = eco_grow(allocator, &set->changed, &set->changed_capacity, set->changed_count + more, sizeof *set->changed);
        else
            fits = eco_grow(allocator, &set->added, &set->added_capacity, set->added_count + more, sizeof *set->added);
        if (!fits)
            return false;
    }
    return true;
}

static void list(eco_work *work, eco_set *set, const eco_undo *undo, eco_record *record)
{
    if (undo->did != ECO_DID_CHANGE) {
        set->added[set->added_count++] = undo->place;
    } else if (!(record->flags & (ECO_RECORD_NEW | ECO_RECORD_CHANGED))) {
        int64_t version = 0;
        if (set->kind->version)
            memcpy(&version, work->copies + undo->copy + set->kind->version, sizeof version);
        set->changed[set->changed_count++] = (eco_changed){undo->place, version};
        record->flags |= ECO_RECORD_CHANGED;
    }
}

static void keep_due(eco_work *work, eco_set *set, const eco_undo *undo, const eco_record *record)
{
    if (!set->kind->due)
        return;
    int64_t before = undo->did == ECO_DID_CHANGE ? eco_due_of(set->kind, work->copies + undo->copy) : 0;
    int64_t due = eco_due_of(set->kind, record);
    if (due != 0 && due != before)
        eco_due_add(set, due, undo->place);
}

/* In the memory store the lists of a batch are of no use, and deadlines are; on a database it is the other way. */
bool eco_work_keep(eco_work *work)
{
    if (!reserve(work)) {
        work->failure = ECO_E_MEMORY;
        return false;
    }
    for (size_t i = 0; i < work->undo_count; i++) {
        const eco_undo *undo = &work->undo[i];
        eco_set *set = &work->sets[undo->kind];
        eco_record *record = eco_set_at(set, undo->place);
        if (work->keeps) {
            keep_due(work, set, undo, record);
            record->flags &= (uint8_t) ~(ECO_RECORD_TOUCHED | ECO_RECORD_NEW);
        } else {
            list(work, set, undo, record);
            record->flags &= (uint8_t)~ECO_RECORD_TOUCHED;
        }
    }
    work->undo_count = 0;
    work->copies_size = 0;
    return true;
}

/* ---- the end of a batch ------------------------------------------------------------------------------------------------------------------------ */

static void forget_lists(eco_set *set)
{
    set->added_count = set->changed_count = set->used_count = 0;
}

void eco_work_forget(eco_work *work)
{
    for (size_t i = 0; i < ECO_KINDS; i++) {
        eco_set *set = &work->sets[i];
        forget_lists(set);
        if (set->count)
            eco_key_index_clear(set);
        set->count = 0;
        set->sequences_left = work->backend && work->backend->caches ? set->sequences_left : 0;
    }
    work->records = work->drops_count = 0;
    work->undo_count = work->copies_size = work->pending_count = 0;
    work->waits = false;
    work->failure = ECO_OK;
    eco_texts_clear(work->texts);
}

/* A cache keeps what is there; what was absent may be added by others, so it is not known any more. The cost follows the batch, not the cache. */
static void settle_record(eco_record *record)
{
    if (record->flags & (ECO_RECORD_ABSENT | ECO_RECORD_PENDING))
        record->flags = ECO_RECORD_ABSENT | ECO_RECORD_PENDING;
    else
        record->flags = record->flags & ECO_RECORD_NEW ? ECO_RECORD_PARTS : record->flags & ECO_RECORD_PARTS;
}

static void settle_set(eco_work *work, eco_set *set)
{
    if (set->kind->shape == ECO_SHAPE_LOG) {
        work->records -= set->count;
        set->count = 0;
    } else {
        for (size_t i = 0; i < set->added_count; i++)
            settle_record(eco_set_at(set, set->added[i]));
        for (size_t i = 0; i < set->changed_count; i++)
            settle_record(eco_set_at(set, set->changed[i].place));
        for (size_t i = 0; i < set->used_count; i++)
            settle_record(eco_set_at(set, set->used[i]));
    }
    forget_lists(set);
}

void eco_work_settle(eco_work *work)
{
    for (size_t i = 0; i < ECO_KINDS; i++)
        if (work->sets[i].kind)
            settle_set(work, &work->sets[i]);
    work->undo_count = work->copies_size = work->pending_count = 0;
    work->waits = false;
    work->failure = ECO_OK;
}
