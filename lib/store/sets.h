/* sets.h - the inside of a work: a set of records a kind, with an index, what a batch has done to them, and how to take it back. For the store's own
 * files and its backends. */
#ifndef ECO_STORE_SETS_H
#define ECO_STORE_SETS_H
#include "base/memory.h"
#include "store/backend.h"

/* ---- index: key -> place of a record --------------------------------------------------------------------------------------------------------
 *
 * Made of segments of one size, each a small hash table; a full one is divided, so growing never moves more than one. Which segment a key belongs to is told
 * by its hash (a directory, as in extendible hashing), or, where keys rise with time, by its order: then what is new is all in the last segment, which stays in
 * the processor's cache. */

typedef struct eco_index_segment eco_index_segment;
typedef struct eco_index {
    const eco_allocator *allocator;
    bool by_time;
    uint32_t depth;                /* by hash: the directory has 2^depth entries */
    eco_index_segment **directory; /* by time: the segments, in order */
    size_t count, capacity;        /* by time */
} eco_index;

static inline uint32_t eco_key_hash(eco_id key)
{
    unsigned __int128 product = (unsigned __int128)(key.high ^ UINT64_C(0xA0761D6478BD642F)) * (key.low ^ UINT64_C(0xE7037ED1A0B428DB));
    return (uint32_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

/* ---- a set ------------------------------------------------------------------------------------------------------------------------------------- */

enum { /* eco_record.flags */
    ECO_RECORD_ABSENT = 1,   /* a database has no such row: find gives NULL */
    ECO_RECORD_PENDING = 2,  /* wanted, not loaded */
    ECO_RECORD_TOUCHED = 4,  /* in the undo list of the command */
    ECO_RECORD_NEW = 8,      /* added by this batch */
    ECO_RECORD_CHANGED = 16, /* changed by this batch */
    ECO_RECORD_PARTS = 32,   /* its parts are loaded, too */
    ECO_RECORD_LOCK = 64,    /* wanted for change */
    ECO_RECORD_USED = 128    /* looked at by this batch */
};
enum { ECO_CHUNK = 1024 }; /* records */

typedef struct eco_changed { uint32_t place; int64_t version; } eco_changed; /* version: as it was loaded */
typedef struct eco_due_entry { int64_t due_us; uint32_t place; } eco_due_entry;

typedef struct eco_set {
    const eco_kind *kind; /* NULL: nobody uses this number */
    char **chunks;
    size_t chunks_count, chunks_capacity;
    uint32_t count;       /* records, those of LOG included */
    eco_index index;      /* KEYED */
    int64_t next_sequence, sequences_left; /* LOG */
    /* what the batch did; not used in the memory store */
    uint32_t *added;      /* places */
    size_t added_count, added_capacity;
    eco_changed *changed;
    size_t changed_count, changed_capacity;
    uint32_t *used;
    size_t used_count, used_capacity;
    /* memory store: what is due, a heap with entries that may be out of date */
    eco_due_entry *due;
    size_t due_count, due_capacity;
} eco_set;

typedef struct eco_undo { uint8_t did, kind; uint32_t place; size_t copy; } eco_undo; /* did: ECO_DID_*; copy: offset in copies */
enum { ECO_DID_CHANGE = 1, ECO_DID_ADD = 2, ECO_DID_ADD_PART = 3, ECO_DID_LOG = 4 };

typedef struct eco_pending { const eco_kind *kind; uint32_t place; eco_want want; } eco_pending;

typedef struct eco_drop { const eco_kind *kind; eco_id key; } eco_drop;

struct eco_work {
    eco_allocator allocator;
    eco_backend *backend;
    bool keeps;               /* of the backend */
    bool waits;
    int32_t warm;             /* memory store: wants fetch the index (1), then the record (2) into the cache */
    eco_status failure;
    eco_error *error;         /* of the failure */
    eco_set sets[ECO_KINDS];
    eco_pending *pending;     /* what is to be loaded */
    size_t pending_count, pending_capacity;
    eco_undo *undo;           /* what the command or chain that runs has done */
    size_t undo_count, undo_capacity;
    char *copies;             /* records as they were */
    size_t copies_size, copies_capacity;
    size_t records;           /* in all sets, for a cache's bound */
    eco_drop *drops;          /* rows that go, by kind */
    size_t drops_count, drops_capacity;
    struct eco_texts *texts;
};

static inline void *eco_set_at(const eco_set *set, uint32_t place) { return set->chunks[place / ECO_CHUNK] + (size_t)(place % ECO_CHUNK) * set->kind->size; }
static inline uint32_t eco_place_of(const void *record) { return ((const eco_record *)record)->place; }

eco_status eco_work_begin(eco_work *work, eco_backend *backend, const eco_allocator *allocator, eco_error *error);
void eco_work_end(eco_work *work);
void eco_work_use(eco_work *work, const eco_kind *kind); /* before its first record */
/* Databases: forgets all records, or (caching) only what the batch did to them. */
void eco_work_forget(eco_work *work);
void eco_work_settle(eco_work *work);

/* Undoing: to `mark`, a former eco_work_mark; or for good. */
size_t eco_work_mark(const eco_work *work);
void eco_work_undo(eco_work *work, size_t mark);
bool eco_work_keep(eco_work *work); /* false: without memory, and then nothing is kept: undo */

/* For backends. A pending row that was found: the record to fill in, field by field; or it is not there. */
static inline void *eco_pending_record(eco_work *work, const eco_pending *pending) { return eco_set_at(&work->sets[pending->kind->number], pending->place); }
void eco_pending_absent(eco_work *work, const eco_pending *pending);
void eco_pending_found(eco_work *work, const eco_pending *pending);
/* A loaded part: zeroed, owner and number set; they come in the order of their numbers. NULL: without memory. */
void *eco_work_put_part(eco_work *work, const eco_kind *owner, uint32_t owner_place, int64_t number);
void eco_work_drop_parts(eco_work *work, const eco_kind *owner, uint32_t owner_place); /* before they are read again */
eco_text eco_work_text_n(eco_work *work, const char *text, size_t size, bool *failed);

/* Memory store: the next record that is due, NULL: none. */
void *eco_set_next_due(eco_set *set, int64_t now_us);

#endif
