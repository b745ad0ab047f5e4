/* work.c - see work.h: finding, changing and adding records in the sets of a work. */
#include <string.h>

#include "base/error.h"
#include "store/index.h"
#include "store/texts.h"

eco_status eco_work_begin(eco_work *work, eco_backend *backend, const eco_allocator *allocator, eco_error *error)
{
    *work = (eco_work){.allocator = *allocator, .backend = backend, .keeps = backend && backend->keeps};
    work->texts = eco_allocate(allocator, sizeof *work->texts);
    if (!work->texts)
        return eco_fail_memory(error);
    eco_texts_begin(work->texts, allocator);
    return ECO_OK;
}

/* How many chunks are allocated in one block, from the one numbered `first` on: one at first, then what fills a few huge pages, then many. */
static size_t chunks_in_block(const eco_set *set, size_t first)
{
    enum { SINGLE = 8, SOME = 64, SMALL_BLOCK = 4 << 20, BLOCK = 16 << 20 };
    if (first < SINGLE)
        return 1;
    return (first < SOME ? SMALL_BLOCK : BLOCK) / (ECO_CHUNK * set->kind->size) + 1;
}

static void end_set(eco_work *work, eco_set *set)
{
    for (size_t i = 0, count; i < set->chunks_count; i += count) {
        count = chunks_in_block(set, i);
        eco_release(&work->allocator, set->chunks[i], count * ECO_CHUNK * set->kind->size);
    }
    eco_release(&work->allocator, set->chunks, set->chunks_capacity * sizeof *set->chunks);
    eco_release(&work->allocator, set->added, set->added_capacity * sizeof *set->added);
    eco_release(&work->allocator, set->changed, set->changed_capacity * sizeof *set->changed);
    eco_release(&work->allocator, set->used, set->used_capacity * sizeof *set->used);
    eco_release(&work->allocator, set->due, set->due_capacity * sizeof *set->due);
    eco_key_index_end(&set->index);
}

void eco_work_end(eco_work *work)
{
    if (!work->texts)
        return;
    for (size_t i = 0; i < ECO_KINDS; i++)
        if (work->sets[i].kind)
            end_set(work, &work->sets[i]);
    eco_release(&work->allocator, work->pending, work->pending_capacity * sizeof *work->pending);
    eco_release(&work->allocator, work->undo, work->undo_capacity * sizeof *work->undo);
    eco_release(&work->allocator, work->copies, work->copies_capacity);
    eco_release(&work->allocator, work->drops, work->drops_capacity * sizeof *work->drops);
    eco_texts_end(work->texts);
    eco_release(&work->allocator, work->texts, sizeof *work->texts);
    work->texts = NULL;
}

void eco_work_use(eco_work *work, const eco_kind *kind)
{
    eco_set *set = &work->sets[kind->number];
    if (!set->kind)
        *set = (eco_set){.kind = kind, .index = {.allocator = &work->allocator, .by_time = kind->by_time}, .next_sequence = 1};
}

static eco_set *set_of(eco_work *work, const eco_kind *kind)
{
    return &work->sets[kind->number];
}

static bool add_chunks(eco_work *work, eco_set *set)
{
    size_t count = chunks_in_block(set, set->chunks_count), size = ECO_CHUNK * set->kind->size;
    if (!eco_grow(&work->allocator, &set->chunks, &set->chunks_capacity, set->chunks_count + count, sizeof *set->chunks))
        return false;
    char *block = eco_allocate(&work->allocator, count * size);
    for (size_t i = 0; block && i < count; i++)
        set->chunks[set->chunks_count++] = block + i * size;
    return block != NULL;
}

/* A new place at the end of a set, zeroed; NULL: without memory. */
static void *extend(eco_work *work, eco_set *set, uint32_t *place)
{
    if (set->count == UINT32_MAX - 1)
        return NULL;
    if (set->count / ECO_CHUNK == set->chunks_count && !add_chunks(work, set))
        return NULL;
    *place = set->count++;
    work->records++;
    eco_record *record = memset(eco_set_at(set, *place), 0, set->kind->size);
    record->place = *place;
    return record;
}

static void shrink(eco_work *work, eco_set *set)
{
    set->count--;
    work->records--;
}

static void write_key(const eco_kind *kind, void *record, eco_id key)
{
    char *field = (char *)record + kind->fields[0].offset;
    if (kind->fields[0].type == ECO_FIELD_ID)
        memcpy(field, &key, sizeof key);
    else
        memcpy(field, &key.low, sizeof key.low);
}

static void *fail(eco_work *work, eco_status status)
{
    if (!work->failure)
        work->failure = status;
    return NULL;
}

static void *add_keyed(eco_work *work, eco_set *set, eco_id key, uint32_t *place)
{
    void *record = extend(work, set, place);
    if (!record)
        return fail(work, ECO_E_MEMORY);
    write_key(set->kind, record, key);
    if (!eco_key_index_add(set, key, *place)) {
        shrink(work, set);
        return fail(work, ECO_E_MEMORY);
    }
    return record;
}

/* ---- wanting and finding ----------------------------------------------------------------------------------------------------------------------- */

static eco_record *head_at(const eco_set *set, uint32_t place)
{
    return (eco_record *)eco_set_at(set, place);
}

static bool unknown(const eco_record *record)
{
    return (record->flags & (ECO_RECORD_ABSENT | ECO_RECORD_PENDING)) == (ECO_RECORD_ABSENT | ECO_RECORD_PENDING);
}

static void use(eco_work *work, eco_set *set, uint32_t place)
{
    eco_record *record = head_at(set, place);
    if (record->flags & ECO_RECORD_USED)
        return;
    if (!eco_grow(&work->allocator, &set->used, &set->used_capacity, set->used_count + 1, sizeof *set->used)) {
        fail(work, ECO_E_MEMORY);
        return;
    }
    record->flags |= ECO_RECORD_USED;
    set->used[set->used_count++] = place;
}

static void queue(eco_work *work, eco_set *set, uint32_t place, eco_want want)
{
    if (!eco_grow(&work->allocator, &work->pending, &work->pending_capacity, work->pending_count + 1, sizeof *work->pending)) {
        fail(work, ECO_E_MEMORY);
        return;
    }
    eco_record *record = head_at(set, place);
    record->flags = (uint8_t)((record->flags & ~ECO_RECORD_ABSENT) | ECO_RECORD_PENDING);
    use(work, set, place);
    work->pending[work->pending_count++] = (eco_pending){set->kind, place, want};
}

/* The place of a key, loaded or queued to be so. False: without memory. */
static bool want_place(eco_work *work, eco_set *set, eco_id key, eco_want want, uint32_t *place)
{
    if (!eco_key_index_find(set, key, place)) {
        if (!add_keyed(work, set, key, place))
            return false;
        queue(work, set, *place, want);
    } else {
        const eco_record *record = head_at(set, *place);
        bool lacks_parts = want & ECO_WANT_PARTS && !(record->flags & (ECO_RECORD_PARTS | ECO_RECORD_ABSENT | ECO_RECORD_NEW));
        if (unknown(record) || lacks_parts)
            queue(work, set, *place, want);
    }
    if (want & (ECO_WANT_CHANGE | ECO_WANT_NEW))
        head_at(set, *place)->flags |= ECO_RECORD_LOCK;
    return work->failure == ECO_OK;
}

void eco_work_want(eco_work *work, const eco_kind *kind, eco_id key, eco_want want)
{
    eco_set *set = set_of(work, kind);
    uint32_t place;
    if (!work->keeps)
        want_place(work, set, key, want, &place);
    else if (work->warm == 1)
        eco_key_index_fetch(set, key);
    else if (work->warm == 2)
        eco_key_index_fetch_record(set, key);
}

void *eco_work_find(eco_work *work, const eco_kind *kind, eco_id key, eco_want want)
{
    eco_set *set = set_of(work, kind);
    uint32_t place;
    if (work->keeps)
        return eco_key_index_find(set, key, &place) ? eco_set_at(set, place) : NULL;
    if (!want_place(work, set, key, want, &place)) {
        work->waits = true; /* and failed */
        return NULL;
    }
    const eco_record *record = head_at(set, place);
    if (record->flags & ECO_RECORD_PENDING) {
        work->waits = true;
        return NULL;
    }
    use(work, set, place);
    return record->flags & ECO_RECORD_ABSENT ? NULL : eco_set_at(set, place);
}

bool eco_work_waits(const eco_work *work)
{
    return work->waits;
}

eco_status eco_work_failure(const eco_work *work)
{
    return work->failure;
}

/* ---- changing ---------------------------------------------------------------------------------------------------------------------------------- */

static bool note(eco_work *work, int did, const eco_set *set, uint32_t place)
{
    if (!eco_grow(&work->allocator, &work->undo, &work->undo_capacity, work->undo_count + 1, sizeof *work->undo)) {
        fail(work, ECO_E_MEMORY);
        return false;
    }
    work->undo[work->undo_count++] = (eco_undo){(uint8_t)did, (uint8_t)set->kind->number, place, work->copies_size};
    return true;
}

bool eco_work_change(eco_work *work, const eco_kind *kind, void *record)
{
    eco_set *set = set_of(work, kind);
    eco_record *head = record;
    if (head->flags & ECO_RECORD_TOUCHED)
        return true;
    size_t size = (kind->size + 7) / 8 * 8;
    if (!eco_grow(&work->allocator, &work->copies, &work->copies_capacity, work->copies_size + size, 1)) {
        fail(work, ECO_E_MEMORY);
        return false;
    }
    if (!note(work, ECO_DID_CHANGE, set, head->place))
        return false;
    memcpy(work->copies + work->copies_size, record, kind->size);
    work->copies_size += size;
    head->flags |= ECO_RECORD_TOUCHED;
    return true;
}

void *eco_work_add(eco_work *work, const eco_kind *kind, eco_id key)
{
    eco_set *set = set_of(work, kind);
    uint32_t place;
    eco_record *record;
    if (!work->keeps && eco_key_index_find(set, key, &place)) { /* known to be absent */
        record = head_at(set, place);
        uint8_t flags = record->flags & (ECO_RECORD_USED | ECO_RECORD_LOCK);
        memset(record, 0, kind->size);
        write_key(kind, record, key);
        record->place = place;
        record->flags = flags;
    } else {
        record = add_keyed(work, set, key, &place);
        if (!record)
            return NULL;
    }
    record->flags |= ECO_RECORD_TOUCHED | ECO_RECORD_NEW;
    if (note(work, ECO_DID_ADD, set, place))
        return record;
    if (work->keeps) {
        eco_key_index_remove(set, key);
        shrink(work, set);
    } else {
        record->flags = ECO_RECORD_ABSENT;
    }
    return NULL;
}

/* ---- parts: a ring, of which the owner knows the last ------------------------------------------------------------------------------------------- */

void *eco_work_first_part(eco_work *work, const eco_kind *owner, const void *record)
{
    const eco_set *parts = set_of(work, owner->parts);
    uint32_t last = ((const eco_record *)record)->link;
    return last ? eco_set_at(parts, head_at(parts, last - 1)->link - 1) : NULL;
}

void *eco_work_next_part(eco_work *work, const eco_kind *owner, const void *record, const void *part)
{
    const eco_set *parts = set_of(work, owner->parts);
    const void *last = eco_set_at(parts, ((const eco_record *)record)->link - 1);
    return part == last ? NULL : eco_set_at(parts, ((const eco_record *)part)->link - 1);
}

static eco_record *append_part(eco_work *work, const eco_kind *owner, eco_record *record, uint32_t owner_place, uint32_t *place)
{
    eco_set *parts = set_of(work, owner->parts);
    eco_record *part = extend(work, parts, place);
    if (!part)
        return fail(work, ECO_E_MEMORY);
    part->owner = owner_place;
    if (record->link) {
        eco_record *last = head_at(parts, record->link - 1);
        part->number = (last->number + 1) & 0xFFFFFF;
        part->link = last->link;
        last->link = *place + 1;
    } else {
        part->link = *place + 1;
    }
    record->link = *place + 1;
    return part;
}

static void remove_last_part(eco_work *work, const eco_kind *owner, uint32_t place)
{
    eco_set *parts = set_of(work, owner->parts);
    const eco_record *part = head_at(parts, place);
    eco_record *record = head_at(set_of(work, owner), part->owner), *before = head_at(parts, part->link - 1);
    while (before->link != place + 1)
        before = head_at(parts, before->link - 1);
    record->link = before == part ? 0 : before->place + 1;
    before->link = part->link;
    shrink(work, parts);
}

void *eco_work_add_part(eco_work *work, const eco_kind *owner, void *record)
{
    uint32_t place;
    eco_record *part = append_part(work, owner, record, eco_place_of(record), &place);
    if (!part)
        return NULL;
    part->flags = ECO_RECORD_TOUCHED | ECO_RECORD_NEW;
    if (note(work, ECO_DID_ADD_PART, set_of(work, owner->parts), place))
        return part;
    remove_last_part(work, owner, place);
    return NULL;
}

void *eco_work_put_part(eco_work *work, const eco_kind *owner, uint32_t owner_place, int64_t number)
{
    uint32_t place;
    eco_record *part = append_part(work, owner, head_at(set_of(work, owner), owner_place), owner_place, &place);
    if (part)
        part->number = (uint32_t)number & 0xFFFFFF;
    return part;
}

void eco_work_drop_parts(eco_work *work, const eco_kind *owner, uint32_t owner_place)
{
    head_at(set_of(work, owner), owner_place)->link = 0; /* their places are given back when the work is forgotten */
}

/* ---- logs, texts ------------------------------------------------------------------------------------------------------------------------------- */

void *eco_work_log(eco_work *work, const eco_kind *kind)
{
    enum { BLOCK = 1000 };
    eco_set *set = set_of(work, kind);
    if (!work->keeps && set->sequences_left == 0) {
        int64_t count = BLOCK;
        eco_status status = work->backend->calls->sequence(work->backend, kind, &set->next_sequence, &count, work->error);
        if (status)
            return fail(work, status);
        set->sequences_left = count;
    }
    uint32_t place;
    char *row = extend(work, set, &place);
    if (!row)
        return fail(work, ECO_E_MEMORY);
    if (!note(work, ECO_DID_LOG, set, place)) {
        shrink(work, set);
        return NULL;
    }
    memcpy(row + kind->fields[0].offset, &set->next_sequence, sizeof set->next_sequence);
    set->next_sequence++;
    set->sequences_left--;
    return row;
}

eco_text eco_work_text_n(eco_work *work, const char *text, size_t size, bool *failed)
{
    eco_text place = 0;
    if (size && !eco_texts_add(work->texts, text, size, &place)) {
        *failed = true;
        fail(work, ECO_E_MEMORY);
    }
    return place;
}

eco_text eco_work_text(eco_work *work, const char *text, bool *failed)
{
    return text ? eco_work_text_n(work, text, strlen(text), failed) : 0;
}

const char *eco_work_text_of(const eco_work *work, eco_text text)
{
    return eco_texts_get(work->texts, text);
}

/* ---- for backends ------------------------------------------------------------------------------------------------------------------------------ */

void eco_pending_absent(eco_work *work, const eco_pending *pending)
{
    eco_record *record = eco_pending_record(work, pending);
    record->flags = (uint8_t)((record->flags & ~ECO_RECORD_PENDING) | ECO_RECORD_ABSENT);
}

void eco_pending_found(eco_work *work, const eco_pending *pending)
{
    eco_record *record = eco_pending_record(work, pending);
    record->flags = (uint8_t)(record->flags & ~(ECO_RECORD_PENDING | ECO_RECORD_ABSENT));
    if (pending->want & ECO_WANT_PARTS)
        record->flags |= ECO_RECORD_PARTS;
}

/* ---- putting away ------------------------------------------------------------------------------------------------------------------------------ */

bool eco_work_drop(eco_work *work, const eco_kind *kind, eco_id key)
{
    if (!eco_grow(&work->allocator, &work->drops, &work->drops_capacity, work->drops_count + 1, sizeof *work->drops))
        return false;
    work->drops[work->drops_count++] = (eco_drop){kind, key};
    return true;
}

void eco_work_drop_none(eco_work *work)
{
    work->drops_count = 0;
}
