/* hll.h - HyperLogLog as it stands in memory: coupons while they are few, then registers.
 *
 * A coupon is what a hash says, for any lg_k: its first 26 bits, and the place of the first 1 among the other 38 (1..39; they are all 0: 39). So a few thousand
 * distinct ones are told apart as by 2^26 registers, and registers are made from coupons, whatever came first. That distinct coupons are too many depends on
 * what was added only, so the form does, too. */
#ifndef ECO_KPI_HLL_H
#define ECO_KPI_HLL_H
#include "base/hash.h"
#include "kpi/stored.h"

enum {
    KPI_HLL_LEAST = 4,
    KPI_HLL_MOST = 21,
    KPI_HLL_DEFAULT = 14,
    KPI_COUPON_BITS = 26,
    KPI_COUPON_RANKS = 64 - KPI_COUPON_BITS + 1
};

/* All sketches, and so the bytes that are saved, hash with these. */
#define KPI_SEED_INT  UINT64_C(0x65636F6D6F707301)
#define KPI_SEED_TEXT UINT64_C(0x65636F6D6F707302)
uint64_t eco_kpi_hash_int(int64_t value);
uint64_t eco_kpi_hash_text(const char *text, size_t size); /* a text that is an integer hashes as that */

static inline uint32_t eco_kpi_coupon(uint64_t hash)
{
    uint64_t rest = hash << KPI_COUPON_BITS;
    uint32_t rank = rest ? (uint32_t)__builtin_clzll(rest) + 1 : KPI_COUPON_RANKS;
    return (uint32_t)(hash >> (64 - KPI_COUPON_BITS)) << 6 | rank;
}

/* All zero but lg_k: empty. */
typedef struct kpi_hll {
    uint32_t count, capacity; /* of coupons; the table is open, 0 is free */
    uint32_t promised;        /* what was reserved for and has not come yet */
    uint8_t lg_k;
    bool is_dense;
    uint32_t *coupons;
    uint8_t *registers; /* may be there before they are needed: then they are 0 */
} kpi_hll;

void eco_kpi_hll_end(kpi_hll *hll, const eco_allocator *allocator);
bool eco_kpi_hll_is_empty(const kpi_hll *hll);
bool eco_kpi_hll_add(kpi_hll *hll, const eco_allocator *allocator,
                     uint32_t coupon); /* false: no memory, and nothing has changed */
/* Room for all of `from`, of the same lg_k, beside what was reserved for before; after that uniting cannot fail. */
bool eco_kpi_hll_reserve(kpi_hll *into, const kpi_hll *from, const eco_allocator *allocator);
void eco_kpi_hll_unite(kpi_hll *into, const kpi_hll *from, const eco_allocator *allocator);
double eco_kpi_hll_count(const kpi_hll *hll);
double eco_kpi_hll_standard_error(uint32_t lg_k);

/* Canonical bytes. false: no memory. */
bool eco_kpi_hll_put(kpi_out *out, const kpi_hll *hll, const eco_allocator *allocator);
/* Into an empty one. ECO_E_SYNTAX: they are none. */
eco_status eco_kpi_hll_get(kpi_hll *hll, kpi_in *in, const eco_allocator *allocator);

#endif
