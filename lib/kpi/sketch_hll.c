/* sketch_hll.c - HyperLogLog for callers: hll.c does the work. */
#include <math.h>

#include "base/error.h"
#include "kpi/sketch.h"

struct eco_hll {
    eco_allocator allocator;
    kpi_hll hll;
};

static eco_hll *begin(const eco_allocator *given)
{
    eco_allocator allocator = eco_allocator_of(given);
    eco_hll *hll = eco_allocate(&allocator, sizeof *hll);
    if (hll)
        *hll = (eco_hll){.allocator = allocator};
    return hll;
}

eco_status eco_hll_create(eco_hll **out, const eco_hll_options *options, eco_error *error)
{
    eco_hll_options taken = {0};
    *out = NULL;
    if (options && ECO_TAKE(&taken, options, eco_hll_options, error))
        return ECO_E_INVALID;
    int32_t lg_k = taken.lg_k ? taken.lg_k : KPI_HLL_DEFAULT;
    if (lg_k < KPI_HLL_LEAST || lg_k > KPI_HLL_MOST)
        return eco_fail(error, ECO_E_INVALID, "/lg_k", "lg_k is %d; it is %d to %d", lg_k, KPI_HLL_LEAST, KPI_HLL_MOST);
    eco_hll *hll = begin(taken.allocator);
    if (!hll)
        return eco_fail_memory(error);
    hll->hll.lg_k = (uint8_t)lg_k;
    *out = hll;
    return ECO_OK;
}

void eco_hll_free(eco_hll *hll)
{
    if (!hll)
        return;
    eco_allocator allocator = hll->allocator;
    eco_kpi_hll_end(&hll->hll, &allocator);
    eco_release(&allocator, hll, sizeof *hll);
}

eco_status eco_hll_add_int(eco_hll *hll, int64_t value, eco_error *error)
{
    if (!hll)
        return eco_fail(error, ECO_E_INVALID, "/hll", "no sketch was given");
    return eco_kpi_hll_add(&hll->hll, &hll->allocator, eco_kpi_coupon(eco_kpi_hash_int(value))) ? ECO_OK : eco_fail_memory(error);
}

eco_status eco_hll_add_text(eco_hll *hll, const char *text, size_t size, eco_error *error)
{
    if (!hll || !text)
        return eco_fail(error, ECO_E_INVALID, hll ? "/text" : "/hll", "no %s was given", hll ? "text" : "sketch");
    return eco_kpi_hll_add(&hll->hll, &hll->allocator, eco_kpi_coupon(eco_kpi_hash_text(text, size))) ? ECO_OK
                                                                                                      : eco_fail_memory(error);
}

eco_status eco_hll_merge(eco_hll *hll, const eco_hll *other, eco_error *error)
{
    if (!hll || !other)
        return eco_fail(error, ECO_E_INVALID, hll ? "/other" : "/hll", "no sketch was given");
    if (hll->hll.lg_k != other->hll.lg_k)
        return eco_fail(error, ECO_E_INVALID, "/lg_k", "lg_k is %d, and the other's %d", hll->hll.lg_k, other->hll.lg_k);
    if (hll == other)
        return ECO_OK;
    hll->hll.promised = 0; /* of a call that failed */
    if (!eco_kpi_hll_reserve(&hll->hll, &other->hll, &hll->allocator))
        return eco_fail_memory(error);
    eco_kpi_hll_unite(&hll->hll, &other->hll, &hll->allocator);
    return ECO_OK;
}

/* Of coupons only what fell together is not known: a Poisson number of ones. */
static void bound_sparse(eco_estimate *out, uint32_t count)
{
    for (int i = 0; i < 3; i++) {
        double more = (i + 1) * sqrt(fmax(0, out->estimate - count));
        out->lower[i] = fmax(count, out->estimate - more);
        out->upper[i] = fmax(out->estimate, ceil(out->estimate + more - 0.001));
    }
}

void eco_hll_estimate(eco_estimate *out, const eco_hll *hll)
{
    *out = (eco_estimate){0};
    if (!hll)
        return;
    out->estimate = eco_kpi_hll_count(&hll->hll);
    if (!hll->hll.is_dense) {
        bound_sparse(out, hll->hll.count);
        return;
    }
    double part = eco_kpi_hll_standard_error(hll->hll.lg_k);
    for (int i = 0; i < 3; i++) {
        out->lower[i] = out->estimate / (1 + (i + 1) * part);
        out->upper[i] = out->estimate / (1 - (i + 1) * part);
    }
}

static bool put(kpi_out *out, const void *sketch)
{
    const eco_hll *hll = sketch;
    return eco_kpi_hll_put(out, &hll->hll, &hll->allocator);
}

eco_status eco_hll_save(const eco_hll *hll, eco_writer writer, eco_error *error)
{
    if (!hll)
        return eco_fail(error, ECO_E_INVALID, "/hll", "no sketch was given");
    return eco_kpi_sketch_save(KPI_SKETCH_HLL, put, hll, writer, &hll->allocator, error);
}

eco_status eco_hll_load(eco_hll **out, const void *bytes, size_t size, const eco_allocator *allocator, eco_error *error)
{
    kpi_in in;
    *out = NULL;
    eco_status failed = eco_kpi_sketch_load(&in, KPI_SKETCH_HLL, bytes, size, error);
    if (failed)
        return failed;
    eco_hll *hll = begin(allocator);
    if (!hll)
        return eco_fail_memory(error);
    failed = eco_kpi_hll_get(&hll->hll, &in, &hll->allocator);
    if (!failed && in.next != in.end)
        failed = ECO_E_SYNTAX;
    if (!failed) {
        *out = hll;
        return ECO_OK;
    }
    eco_hll_free(hll);
    return failed == ECO_E_MEMORY ? eco_fail_memory(error) : eco_kpi_sketch_damaged(error);
}

double eco_hll_error(int32_t lg_k)
{
    return lg_k < KPI_HLL_LEAST || lg_k > KPI_HLL_MOST ? 0 : eco_kpi_hll_standard_error((uint32_t)lg_k);
}
