/* keys_parts.h - how a dictionary is laid out: shared by the files that add to it and look into it. */
#ifndef ECO_KPI_KEYS_PARTS_H
#define ECO_KPI_KEYS_PARTS_H
#include <stdatomic.h>
#include <string.h>

#include "base/hash.h"
#include "kpi/keys.h"

/* gcc's ThreadSanitizer takes asking for memory for reading it, which it is not. */
#ifdef __SANITIZE_THREAD__
#define KPI_PREFETCH(place) ((void)(place))
#else
#define KPI_PREFETCH(place) __builtin_prefetch(place)
#endif

typedef struct kpi_number_slot {
    int64_t number;
    uint32_t code; /* KPI_MISSING: free */
    uint32_t reserved;
} kpi_number_slot;

/* A key by its code. Short texts stand in it, so that comparing needs no further look. */
#define KPI_IS_NUMBER UINT32_MAX
enum { KPI_INSIDE = 20 };
typedef union kpi_key {
    uint32_t size; /* of the text, or KPI_IS_NUMBER */
    struct {
        uint32_t inside_size; /* below KPI_INSIDE */
        char inside[KPI_INSIDE];
    };
    struct {
        uint32_t outside_size, reserved;
        union {
            int64_t number;
            const char *outside;
        };
    };
} kpi_key;
static inline const char *eco_kpi_key_text(const kpi_key *key)
{
    return key->size < KPI_INSIDE ? key->inside : key->outside;
}

/* What looking up needs. Integers from 0 on that stand close together, as numbered rows of a database do, are found by their value: direct[number] is ~code, 0 where
 * there is none. Others, and texts, stand in open tables; capacities are powers of two, or 0.
 *
 * One adds (at a time) while others look up: what is added is written before the cell that leads to it, and where a table grows, a new view with the new table is
 * published; the old one stays until eco_kpi_keys_settle. Who looks may miss what is just added, and asks again under the lock of those who add. */
#define KPI_FREE UINT64_MAX
typedef struct kpi_view {
    uint32_t *direct;
    size_t direct_count;
    kpi_number_slot *numbers;
    size_t numbers_capacity;
    uint64_t *texts; /* high bits of the hash, which also say where it is, then the code */
    size_t texts_capacity;
    kpi_key *keys;
    size_t keys_capacity; /* a cell may lead to a later key, which is only in a later view */
} kpi_view;

typedef struct kpi_retired {
    void *memory;
    size_t size;
} kpi_retired;

struct kpi_keys {
    eco_allocator allocator;
    _Atomic(const kpi_view *) view;
    kpi_view now; /* as who adds has it; *view is equal */
    _Atomic uint32_t count;
    size_t far_numbers, all_numbers, all_texts; /* far: not in `direct` */
    size_t expected, expected_most;             /* places in `direct` that will be taken, and how many they may be */
    kpi_retired *retired;
    size_t retired_count, retired_capacity;
    eco_arena arena; /* texts and views */
};

static inline uint64_t eco_kpi_number_hash(int64_t number)
{
    uint64_t mixed = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15);
    return mixed ^ mixed >> 32;
}
static inline uint64_t eco_kpi_text_place(uint64_t hash)
{
    return hash >> 32;
}
static inline bool eco_kpi_text_equal(const char *a, const char *b, size_t size)
{
    uint64_t heads[2], tails[2];
    if (size < sizeof *heads || size > 4 * sizeof *heads)
        return memcmp(a, b, size) == 0;
    if (size > 2 * sizeof *heads && memcmp(a + sizeof *heads, b + sizeof *heads, size - 2 * sizeof *heads) != 0)
        return false;
    memcpy(&heads[0], a, sizeof *heads);
    memcpy(&heads[1], b, sizeof *heads);
    memcpy(&tails[0], a + size - sizeof *tails, sizeof *tails);
    memcpy(&tails[1], b + size - sizeof *tails, sizeof *tails);
    return ((heads[0] ^ heads[1]) | (tails[0] ^ tails[1])) == 0;
}
/* A text that is the integer as one writes it: "42", "-7", not "042", "+1", "-0". */
bool eco_kpi_text_is_number(int64_t *number, const char *text, size_t size);
uint32_t eco_kpi_numbers_find_far(const kpi_view *view, int64_t number);
static inline uint32_t eco_kpi_numbers_find(const kpi_view *view, int64_t number)
{
    if ((uint64_t)number < view->direct_count) {
        uint32_t code = __atomic_load_n(&view->direct[number], __ATOMIC_RELAXED);
        return code ? ~code : KPI_MISSING;
    }
    return view->numbers_capacity ? eco_kpi_numbers_find_far(view, number) : KPI_MISSING;
}
uint32_t eco_kpi_texts_find(const kpi_view *view, const char *text, size_t size, uint64_t hash);
static inline const kpi_view *eco_kpi_view(const kpi_keys *keys)
{
    return atomic_load_explicit(&((kpi_keys *)keys)->view, memory_order_acquire);
}

#endif
