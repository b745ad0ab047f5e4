/* hll.c - see hll.h. */
#include "kpi/hll.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NON_HIP_ERROR 1.03896 /* sqrt(3 ln 2 - 1): Flajolet et al. 2007 */

static inline size_t registers_of(const kpi_hll *hll)
{
    return (size_t)1 << hll->lg_k;
}

/* So many coupons are kept: three quarters of a table that is as large as the registers. */
static inline uint32_t coupons_most(const kpi_hll *hll)
{
    return (uint32_t)(registers_of(hll) / 16 * 3);
}

void eco_kpi_hll_end(kpi_hll *hll, const eco_allocator *allocator)
{
    eco_release(allocator, hll->coupons, hll->capacity * sizeof *hll->coupons);
    eco_release(allocator, hll->registers, registers_of(hll));
    *hll = (kpi_hll){.lg_k = hll->lg_k};
}

bool eco_kpi_hll_is_empty(const kpi_hll *hll)
{
    return !hll->is_dense && hll->count == 0;
}

/* ---- adding ---- */

static void raise_register(kpi_hll *hll, uint32_t coupon)
{
    uint32_t wide = coupon >> 6, low_bits = KPI_COUPON_BITS - hll->lg_k, low = wide & ((UINT32_C(1) << low_bits) - 1);
    uint32_t rank = low ? (uint32_t)__builtin_clz(low) - (32 - low_bits) + 1 : low_bits + (coupon & 63);
    uint8_t *place = &hll->registers[wide >> low_bits];
    if (rank > *place)
        *place = (uint8_t)rank;
}

static uint32_t *place_of(uint32_t *coupons, uint32_t capacity, uint32_t coupon)
{
    uint32_t at = (coupon * UINT32_C(0x9E3779B1)) >> 7 & (capacity - 1);
    while (coupons[at] && coupons[at] != coupon)
        at = (at + 1) & (capacity - 1);
    return &coupons[at];
}

static bool make_registers(kpi_hll *hll, const eco_allocator *allocator)
{
    if (hll->registers)
        return true;
    hll->registers = eco_allocate(allocator, registers_of(hll));
    if (hll->registers)
        memset(hll->registers, 0, registers_of(hll));
    return hll->registers != NULL;
}

/* Registers are there. */
static void make_dense(kpi_hll *hll, const eco_allocator *allocator)
{
    for (uint32_t i = 0; i < hll->capacity; i++)
        if (hll->coupons[i])
            raise_register(hll, hll->coupons[i]);
    eco_release(allocator, hll->coupons, hll->capacity * sizeof *hll->coupons);
    hll->coupons = NULL;
    hll->count = hll->capacity = 0;
    hll->is_dense = true;
}

/* Room for so many coupons. */
static bool make_room(kpi_hll *hll, const eco_allocator *allocator, uint32_t count)
{
    uint32_t capacity = hll->capacity ? hll->capacity : 4;
    while (count * 4 > capacity * 3)
        capacity *= 2;
    if (capacity == hll->capacity)
        return true;
    uint32_t *coupons = eco_allocate(allocator, capacity * sizeof *coupons);
    if (!coupons)
        return false;
    memset(coupons, 0, capacity * sizeof *coupons);
    for (uint32_t i = 0; i < hll->capacity; i++)
        if (hll->coupons[i])
            *place_of(coupons, capacity, hll->coupons[i]) = hll->coupons[i];
    eco_release(allocator, hll->coupons, hll->capacity * sizeof *hll->coupons);
    hll->coupons = coupons;
    hll->capacity = capacity;
    return true;
}

bool eco_kpi_hll_add(kpi_hll *hll, const eco_allocator *allocator, uint32_t coupon)
{
    if (!hll->is_dense) {
        uint32_t *place = hll->capacity ? place_of(hll->coupons, hll->capacity, coupon) : NULL;
        if (place && *place)
            return true;
        if (hll->count < coupons_most(hll)) {
            if (!make_room(hll, allocator, hll->count + 1))
                return false;
            *place_of(hll->coupons, hll->capacity, coupon) = coupon;
            hll->count++;
            return true;
        }
        if (!make_registers(hll, allocator))
            return false;
        make_dense(hll, allocator);
    }
    raise_register(hll, coupon);
    return true;
}

/* ---- uniting ---- */

bool eco_kpi_hll_reserve(kpi_hll *into, const kpi_hll *from, const eco_allocator *allocator)
{
    uint32_t most = coupons_most(into);
    if (into->is_dense)
        return true;
    uint32_t more = from->is_dense ? most + 1 : from->count;
    uint64_t all = (uint64_t)into->count + into->promised + more;
    if (all > most && !make_registers(into, allocator))
        return false;
    if (!make_room(into, allocator, all > most ? most : (uint32_t)all))
        return false;
    into->promised = into->promised + more > most ? most + 1 : into->promised + more;
    return true;
}

void eco_kpi_hll_unite(kpi_hll *into, const kpi_hll *from, const eco_allocator *allocator)
{
    into->promised = 0;
    for (uint32_t i = 0; i < from->capacity; i++)
        if (from->coupons[i])
            eco_kpi_hll_add(into, allocator, from->coupons[i]); /* there is room */
    if (!from->is_dense)
        return;
    if (!into->is_dense)
        make_dense(into, allocator);
    for (size_t i = 0; i < registers_of(into); i++)
        into->registers[i] = from->registers[i] > into->registers[i] ? from->registers[i] : into->registers[i];
}

/* ---- estimates ---- */

/* Sums of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017, arXiv 1702.01284), section 4: of registers that are 0, and of full ones. */
static double sigma(double x)
{
    double y = 1, z = x, before;
    if (x == 1)
        return INFINITY;
    do {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    } while (z != before);
    return z;
}

static double tau(double x)
{
    double y = 1, z = 1 - x, before;
    if (x == 0 || x == 1)
        return 0;
    do {
        x = sqrt(x);
        before = z;
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
}

static double count_dense(const kpi_hll *hll)
{
    uint32_t counts[66] = {0}, most = 64 - hll->lg_k; /* a full register has most + 1 */
    double m = (double)registers_of(hll);
    for (size_t i = 0; i < registers_of(hll); i++)
        counts[hll->registers[i]]++;
    double z = m * tau(1 - counts[most + 1] / m);
    for (uint32_t i = most; i > 0; i--)
        z = 0.5 * (z + counts[i]);
    z += m * sigma(counts[0] / m);
    return m * m / (2 * log(2) * z);
}

/* How many fell on one coupon: two of the same 26 bits have the same rank with a third of the chance. */
static double count_sparse(uint32_t count)
{
    double places = 3.0 * (1 << KPI_COUPON_BITS);
    return -places * log1p(-(double)count / places);
}

double eco_kpi_hll_count(const kpi_hll *hll)
{
    return hll->is_dense ? count_dense(hll) : count_sparse(hll->count);
}

double eco_kpi_hll_standard_error(uint32_t lg_k)
{
    return NON_HIP_ERROR / sqrt((double)((size_t)1 << lg_k));
}

/* ---- bytes: lg_k; the count of coupons + 1, and them by differences; or 0, and registers in 6 bits each ---- */

static int by_value(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    return (one > other) - (one < other);
}

static bool put_coupons(kpi_out *out, const kpi_hll *hll, const eco_allocator *allocator)
{
    uint32_t *sorted = eco_allocate(allocator, hll->count * sizeof *sorted), count = 0, before = 0;
    if (!sorted)
        return false;
    for (uint32_t i = 0; i < hll->capacity; i++)
        if (hll->coupons[i])
            sorted[count++] = hll->coupons[i];
    qsort(sorted, count, sizeof *sorted, by_value);
    for (uint32_t i = 0; i < count; i++) {
        eco_kpi_put(out, sorted[i] - before);
        before = sorted[i];
    }
    eco_release(allocator, sorted, hll->count * sizeof *sorted);
    return true;
}

bool eco_kpi_hll_put(kpi_out *out, const kpi_hll *hll, const eco_allocator *allocator)
{
    eco_kpi_put(out, hll->lg_k);
    eco_kpi_put(out, hll->is_dense ? 0 : (uint64_t)hll->count + 1);
    if (!hll->is_dense)
        return put_coupons(out, hll, allocator);
    for (size_t i = 0; i < registers_of(hll); i += 4) {
        const uint8_t *four = hll->registers + i;
        uint32_t bits = (uint32_t)four[0] | (uint32_t)four[1] << 6 | (uint32_t)four[2] << 12 | (uint32_t)four[3] << 18;
        const unsigned char bytes[] = {(unsigned char)bits, (unsigned char)(bits >> 8), (unsigned char)(bits >> 16)};
        eco_kpi_put_bytes(out, bytes, sizeof bytes);
    }
    return true;
}

static eco_status get_coupons(kpi_hll *hll, kpi_in *in, const eco_allocator *allocator, uint64_t count)
{
    uint64_t coupon = 0;
    if (count > coupons_most(hll))
        return ECO_E_SYNTAX;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t more = eco_kpi_get(in);
        coupon += more;
        if (in->failed || more == 0 || more > UINT32_MAX || coupon > UINT32_MAX || (coupon & 63) == 0 ||
            (coupon & 63) > KPI_COUPON_RANKS)
            return ECO_E_SYNTAX;
        if (!eco_kpi_hll_add(hll, allocator, (uint32_t)coupon))
            return ECO_E_MEMORY;
    }
    return ECO_OK;
}

static eco_status get_registers(kpi_hll *hll, kpi_in *in, const eco_allocator *allocator)
{
    const unsigned char *bytes = eco_kpi_get_bytes(in, registers_of(hll) / 4 * 3);
    if (!bytes)
        return ECO_E_SYNTAX;
    if (!make_registers(hll, allocator))
        return ECO_E_MEMORY;
    hll->is_dense = true;
    for (size_t i = 0; i < registers_of(hll); i++) {
        const unsigned char *three = bytes + i / 4 * 3;
        uint32_t bits = (uint32_t)three[0] | (uint32_t)three[1] << 8 | (uint32_t)three[2] << 16;
        hll->registers[i] = (uint8_t)(bits >> i % 4 * 6 & 63);
        if (hll->registers[i] > 65 - hll->lg_k)
            return ECO_E_SYNTAX;
    }
    return ECO_OK;
}

eco_status eco_kpi_hll_get(kpi_hll *hll, kpi_in *in, const eco_allocator *allocator)
{
    uint64_t lg_k = eco_kpi_get(in), form = eco_kpi_get(in);
    if (in->failed || lg_k < KPI_HLL_LEAST || lg_k > KPI_HLL_MOST)
        return ECO_E_SYNTAX;
    *hll = (kpi_hll){.lg_k = (uint8_t)lg_k};
    eco_status failed = form ? get_coupons(hll, in, allocator, form - 1) : get_registers(hll, in, allocator);
    if (failed)
        eco_kpi_hll_end(hll, allocator);
    return failed;
}
