/* keys_parts.h - how a dictionary is laid out: shared by the files that add to it and look into it. */
#ifndef ECO_KPI_KEYS_PARTS_H
#define ECO_KPI_KEYS_PARTS_H
#include "base/hash.h"
#include "kpi/keys.h"

/* Integers from 0 on that stand close together, as numbered rows of a database do, are found by their value: direct[number] is ~code, 0 where there is none. Others
 * stand in an open table. direct_count is a power of two or 0. */
typedef struct kpi_number_slot {
    int64_t number;
    uint32_t code; /* KPI_MISSING: free */
    uint32_t reserved;
} kpi_number_slot;
typedef struct kpi_numbers {
    uint32_t *direct;
    size_t direct_count;
    kpi_number_slot *slots;
    size_t count, capacity; /* of slots */
    size_t all;             /* numbers, direct ones too */
} kpi_numbers;

typedef struct kpi_text_slot {
    uint32_t tag;  /* high bits of the hash */
    uint32_t code; /* KPI_MISSING: free */
} kpi_text_slot;
typedef struct kpi_texts {
    kpi_text_slot *slots;
    size_t count, capacity;
} kpi_texts;

/* A key by its code. */
#define KPI_IS_NUMBER UINT32_MAX
typedef struct kpi_key {
    union {
        int64_t number;
        const char *text;
    };
    uint32_t size; /* of the text, or KPI_IS_NUMBER */
    uint32_t hash; /* of the text, its low bits: so that growing need not read texts */
} kpi_key;

struct kpi_keys {
    eco_allocator allocator;
    kpi_numbers numbers;
    kpi_texts texts;
    kpi_key *keys;
    size_t count, capacity;
    eco_arena arena; /* texts */
};

static inline uint64_t eco_kpi_number_hash(int64_t number)
{
    uint64_t mixed = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15);
    return mixed ^ mixed >> 32;
}
/* A text that is the integer as one writes it: "42", "-7", not "042", "+1", "-0". */
bool eco_kpi_text_is_number(int64_t *number, const char *text, size_t size);
uint32_t eco_kpi_numbers_find_far(const kpi_numbers *numbers, int64_t number);
static inline uint32_t eco_kpi_numbers_find(const kpi_numbers *numbers, int64_t number)
{
    if ((uint64_t)number < numbers->direct_count)
        return numbers->direct[number] ? ~numbers->direct[number] : KPI_MISSING;
    return numbers->capacity ? eco_kpi_numbers_find_far(numbers, number) : KPI_MISSING;
}
uint32_t eco_kpi_texts_find(const kpi_keys *keys, const char *text, size_t size, uint64_t hash);

#endif
