/* folded.h - what rows of events become: sets by day, counts by day and class, and the journal. One is the state's; each worker of an update has one of its own,
 * which is added to the state's when nothing can fail any more. */
#ifndef ECO_KPI_FOLDED_H
#define ECO_KPI_FOLDED_H
#include "kpi/hll.h"
#include "kpi/kpi_internal.h"

/* ---- sets ---- */

struct kpi_set {
    uint32_t count;
    uint32_t capacity; /* of an open table: a power of two, or 0 */
    uint32_t words;    /* of a bitmap: then there is no table */
    uint32_t promised; /* codes that were reserved for and have not come yet */
    union {
        uint32_t *codes;
        uint64_t *bits;
    };
};
/* Adds a code below `known` (how many codes there are). */
bool eco_kpi_set_add_slow(kpi_set *set, const eco_allocator *allocator, uint32_t code, uint32_t known);
static inline bool eco_kpi_set_add(kpi_set *set, const eco_allocator *allocator, uint32_t code, uint32_t known)
{
    if ((size_t)(code >> 6) >= set->words)
        return eco_kpi_set_add_slow(set, allocator, code, known);
    uint64_t *word = &set->bits[code >> 6], bit = UINT64_C(1) << (code & 63);
    set->count += !(*word & bit);
    *word |= bit;
    return true;
}
/* Makes room for all of `from`, beside what was reserved for before; after that uniting cannot fail. */
bool eco_kpi_set_reserve(kpi_set *into, const kpi_set *from, const eco_allocator *allocator, uint32_t known);
void eco_kpi_set_unite(kpi_set *into, const kpi_set *from);
/* A bitmap that is many times larger than a table would be becomes one, if there is memory for it. */
void eco_kpi_set_tighten(kpi_set *set, const eco_allocator *allocator);
void eco_kpi_set_end(kpi_set *set, const eco_allocator *allocator);
/* Calls with each code of a set, in no order that means anything. */
void eco_kpi_set_each(const kpi_set *set, void (*each)(void *user, uint32_t code), void *user);

/* ---- places: (tick, id) -> 0, 1, 2 ... ---- */

typedef struct kpi_recent {
    int32_t tick;
    uint32_t place; /* KPI_NONE: none yet */
} kpi_recent;
typedef struct kpi_places {
    kpi_recent *recent; /* by id: where it was last */
    size_t recent_count;
    uint64_t *keys;   /* open table, beside `values`; tick and id */
    uint32_t *values; /* KPI_NONE: free */
    size_t capacity;
    uint32_t count;
} kpi_places;
/* The place, made where it is new (== count - 1 then). KPI_NONE: no memory. */
uint32_t eco_kpi_places_find(kpi_places *places, const eco_allocator *allocator, int32_t tick, uint32_t id);
static inline uint32_t eco_kpi_place(kpi_places *places, const eco_allocator *allocator, int32_t tick, uint32_t id)
{
    if (id < places->recent_count && places->recent[id].tick == tick && places->recent[id].place != KPI_NONE)
        return places->recent[id].place;
    return eco_kpi_places_find(places, allocator, tick, id);
}
void eco_kpi_places_end(kpi_places *places, const eco_allocator *allocator);

/* ---- the cube and the families ---- */

typedef struct kpi_cube {
    kpi_places places; /* ids are classes */
    kpi_cell *cells;
    size_t capacity;
} kpi_cube;

typedef struct kpi_family_set {
    int32_t tick;
    uint32_t tuple; /* the first class with these values */
    union {         /* which: the plan's family says */
        kpi_set set;
        kpi_hll hll;
    };
} kpi_family_set;
typedef struct kpi_family_sets {
    bool approximate;
    kpi_places places; /* ids are tuples */
    kpi_family_set *sets;
    size_t capacity;
    kpi_member *sorted; /* as eco_kpi_family_members gives them; made when first asked for */
    size_t sorted_count, sorted_capacity;
    bool is_sorted;
} kpi_family_sets;

/* ---- the journal ---- */

enum { KPI_PARTS = 1024 }; /* users are dealt out by the low bits of their code */

/* How entries are words: the rest of the user's code, the time since base_us, the class. time_bits 0: it is unknown yet, or they do not fit one word; then they are
 * two, the time, and user and class. */
typedef struct kpi_packing {
    int64_t base_us;
    uint32_t class_bits, time_bits; /* the rest is the user's */
} kpi_packing;
typedef struct kpi_block {
    struct kpi_block *next;
    int64_t offset;           /* in the spill's file; -1: the entries are here */
    uint32_t count, capacity; /* entries */
    kpi_packing packing;
    uint64_t words[]; /* capacity of them, or twice as many; none of a block on file */
} kpi_block;
typedef struct kpi_part {
    kpi_block *first, *last;           /* here; only the last is filled */
    kpi_block *spilled, *spilled_last; /* on file */
    size_t count;                      /* of all entries */
} kpi_part;
typedef struct kpi_journal {
    struct kpi_spill *spill;
    uint32_t block_most; /* entries in a block */
    kpi_packing packing; /* of new blocks */
    bool is_expecting;
    int64_t since_us, until_us; /* times that are expected, so far */
    kpi_part parts[KPI_PARTS];
} kpi_journal;

static inline size_t eco_kpi_packing_words(const kpi_packing *packing) /* of an entry */
{
    return packing->time_bits ? 1 : 2;
}
static inline bool eco_kpi_packing_equal(const kpi_packing *packing, const kpi_packing *other)
{
    return packing->base_us == other->base_us && packing->class_bits == other->class_bits &&
           packing->time_bits == other->time_bits;
}
static inline void eco_kpi_entry_put(uint64_t *words, const kpi_packing *packing, kpi_entry entry)
{
    uint64_t user = entry.user / KPI_PARTS;
    if (packing->time_bits) {
        uint64_t time = (uint64_t)(entry.at_us - packing->base_us);
        *words = (user << packing->time_bits | time) << packing->class_bits | entry.class;
    } else {
        words[0] = (uint64_t)entry.at_us;
        words[1] = user << 32 | entry.class;
    }
}
static inline uint32_t eco_kpi_entry_user(const uint64_t *words, const kpi_packing *packing) /* user / KPI_PARTS */
{
    return (uint32_t)(packing->time_bits ? *words >> (packing->class_bits + packing->time_bits) : words[1] >> 32);
}
static inline kpi_entry eco_kpi_entry_get(const uint64_t *words, const kpi_packing *packing, uint32_t part)
{
    uint32_t user = eco_kpi_entry_user(words, packing) * KPI_PARTS + part;
    if (!packing->time_bits)
        return (kpi_entry){(int64_t)words[0], user, (uint32_t)words[1]};
    uint64_t time = *words >> packing->class_bits & ((UINT64_C(1) << packing->time_bits) - 1);
    return (kpi_entry){packing->base_us + (int64_t)time, user, (uint32_t)(*words & ((UINT64_C(1) << packing->class_bits) - 1))};
}
/* New blocks can take entries of these times, and of codes below these. */
void eco_kpi_journal_expect(kpi_journal *journal, int64_t since_us, int64_t until_us, uint32_t users, uint32_t classes);

/* Each block of a part, those on file first; starts with NULL. */
static inline const kpi_block *eco_kpi_block_next(const kpi_part *part, const kpi_block *block)
{
    if (!block)
        return part->spilled ? part->spilled : part->first;
    return block->next || block->offset < 0 ? block->next : part->first;
}
/* What reads blocks, wherever they are: room for one. Zeroed, with allocator and spill set. */
typedef struct kpi_block_reader {
    eco_allocator allocator;
    struct kpi_spill *spill;
    uint64_t *room; /* of what was on file */
    size_t capacity;
    kpi_entry *entries;
    size_t entries_capacity;
} kpi_block_reader;
/* A block's words, or its entries; until the next. NULL: no memory, or the spill has failed. */
const uint64_t *eco_kpi_block_words(kpi_block_reader *reader, const kpi_block *block);
const kpi_entry *eco_kpi_block_read(kpi_block_reader *reader, const kpi_block *block, uint32_t part);
void eco_kpi_block_reader_end(kpi_block_reader *reader);

/* ---- together ---- */

typedef struct kpi_folded {
    eco_allocator allocator;
    const eco_kpi_plan *plan;
    kpi_cube cube;
    kpi_family_sets *families; /* as the plan's */
    kpi_journal *journal;      /* NULL: the plan needs none */
} kpi_folded;

kpi_folded *eco_kpi_folded_begin(const eco_kpi_state *state); /* one more, for rows of the state; NULL without memory */
void eco_kpi_folded_end(kpi_folded *folded);

/* One event. false: no memory. */
bool eco_kpi_cube_add(kpi_cube *cube, const eco_allocator *allocator, int32_t tick, uint32_t class, int64_t events);
/* NULL: no memory */
kpi_family_set *eco_kpi_family_set(kpi_family_sets *sets, const eco_allocator *allocator, int32_t tick, uint32_t tuple);
uint64_t *eco_kpi_journal_block(kpi_journal *journal, kpi_part *part,
                                const eco_allocator *allocator); /* a new block's first entry, counted; NULL: no memory */
/* An entry; best one of those that are expected. false: no memory. */
bool eco_kpi_journal_add(kpi_journal *journal, const eco_allocator *allocator, kpi_entry entry);

kpi_journal *eco_kpi_journal_begin(const eco_kpi_state *state); /* NULL without memory */
void eco_kpi_journal_end(kpi_journal *journal, const eco_allocator *allocator);
/* What is full goes on file, where it is time. false: no memory, or the spill has failed; nothing is lost. */
bool eco_kpi_journal_spill(kpi_journal *journal, const eco_allocator *allocator);
void eco_kpi_journal_take(kpi_journal *into, kpi_journal *from, const eco_allocator *allocator); /* all of it: cannot fail */

/* Adds what others hold; they are empty after. Room first, for all of them: a failure (false) changes nothing that can be seen. `known`: how many users there are. */
bool eco_kpi_folded_reserve(kpi_folded *into, kpi_folded *const *others, size_t count, uint32_t known);
void eco_kpi_folded_take(kpi_folded *into, kpi_folded *const *others, size_t count);
/* Sorts what tables read in order; false: no memory. */
bool eco_kpi_folded_sort(kpi_folded *folded);

/* ---- classes, for those who make them ---- */

kpi_classes *eco_kpi_classes_begin(const eco_kpi_plan *plan, const eco_allocator *allocator); /* NULL without memory */
void eco_kpi_classes_end(kpi_classes *classes);
const uint32_t *eco_kpi_class_values(const kpi_classes *classes, uint32_t class); /* of all dimensions; until a class is added */
uint64_t eco_kpi_class_row_bits(const kpi_classes *classes, uint32_t class);
/* A combination as bytes, in `key`; how many. */
size_t eco_kpi_class_key(const eco_kpi_plan *plan, uint64_t *key, const uint32_t *values, uint64_t row_bits);
/* The class of a combination, or KPI_MISSING. `key` has room for 1 + (dimensions + 1) / 2 words. */
uint32_t eco_kpi_classes_find(const kpi_classes *classes, const uint32_t *values, uint64_t row_bits, uint64_t *key);
/* The class that stands for values of a family's dimensions; made where it is new. */
eco_status eco_kpi_classes_tuple(uint32_t *tuple, eco_kpi_state *state, size_t family, const uint32_t *values, eco_error *error);
/* The tuple of a class in a family: the first class with equal values in its dimensions; KPI_NONE: rows of the class are not in the family. */
uint32_t eco_kpi_class_tuple(const kpi_classes *classes, uint32_t class, size_t family);

#endif
