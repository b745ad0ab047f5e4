/* Sketches: what they say of small and empty data, refusals, damaged bytes, and memory that fails. */
#include "kpi_sketch.h"

#include <math.h>
#include <stdlib.h>

#include "../test.h"
#include "base/hash.h"

/* ---- any kind ---- */

eco_status sketch_try(sketch *out, const sketch_options *options, const eco_allocator *allocator)
{
    eco_error error;
    *out = (sketch){.kind = options->kind};
    if (options->kind == SKETCH_HLL)
        return eco_hll_create(&out->hll, ECO_MAKE(eco_hll_options, .lg_k = options->size, .allocator = allocator), &error);
    if (options->kind == SKETCH_THETA)
        return eco_theta_create(&out->theta, ECO_MAKE(eco_theta_options, .k = options->size, .allocator = allocator), &error);
    return eco_quantiles_create(&out->quantiles, ECO_MAKE(eco_quantiles_options, .exact = options->size, .allocator = allocator),
                                &error);
}

sketch sketch_make(const sketch_options *options, const eco_allocator *allocator)
{
    sketch made;
    CHECK(!sketch_try(&made, options, allocator));
    return made;
}

void sketch_free(sketch *sketch)
{
    eco_hll_free(sketch->hll);
    eco_theta_free(sketch->theta);
    eco_quantiles_free(sketch->quantiles);
}

eco_status sketch_add(sketch *sketch, int64_t value)
{
    eco_error error;
    return sketch->kind == SKETCH_HLL     ? eco_hll_add_int(sketch->hll, value, &error)
           : sketch->kind == SKETCH_THETA ? eco_theta_add_int(sketch->theta, value, &error)
                                          : eco_quantiles_add(sketch->quantiles, value, 1, &error);
}

eco_status sketch_merge(sketch *sketch, const struct sketch *other)
{
    eco_error error;
    return sketch->kind == SKETCH_HLL     ? eco_hll_merge(sketch->hll, other->hll, &error)
           : sketch->kind == SKETCH_THETA ? eco_theta_merge(sketch->theta, other->theta, &error)
                                          : eco_quantiles_merge(sketch->quantiles, other->quantiles, &error);
}

void sketch_estimate(eco_estimate *out, const sketch *sketch)
{
    if (sketch->kind == SKETCH_HLL)
        eco_hll_estimate(out, sketch->hll);
    else
        eco_theta_estimate(out, sketch->theta);
}

double sketch_error(const sketch_options *options)
{
    return options->kind == SKETCH_HLL ? eco_hll_error(options->size) : eco_theta_error(options->size);
}

static bool take_bytes(const char *text, size_t size, void *user)
{
    sketch_bytes *all = user;
    all->bytes = realloc(all->bytes, all->size + size + 1);
    memcpy(all->bytes + all->size, text, size);
    all->size += size;
    return true;
}

eco_status sketch_write(sketch_bytes *out, const sketch *sketch)
{
    eco_error error;
    eco_writer writer = {take_bytes, out};
    *out = (sketch_bytes){0};
    return sketch->kind == SKETCH_HLL     ? eco_hll_save(sketch->hll, writer, &error)
           : sketch->kind == SKETCH_THETA ? eco_theta_save(sketch->theta, writer, &error)
                                          : eco_quantiles_save(sketch->quantiles, writer, &error);
}

sketch_bytes sketch_save(const sketch *sketch)
{
    sketch_bytes all;
    CHECK(!sketch_write(&all, sketch));
    return all;
}

eco_status sketch_load(sketch *out, sketch_kind kind, sketch_bytes bytes, const eco_allocator *allocator)
{
    eco_error error;
    *out = (sketch){.kind = kind};
    return kind == SKETCH_HLL     ? eco_hll_load(&out->hll, bytes.bytes, bytes.size, allocator, &error)
           : kind == SKETCH_THETA ? eco_theta_load(&out->theta, bytes.bytes, bytes.size, allocator, &error)
                                  : eco_quantiles_load(&out->quantiles, bytes.bytes, bytes.size, allocator, &error);
}

void sketch_reload(sketch *sketch)
{
    sketch_bytes bytes = sketch_save(sketch);
    sketch_free(sketch);
    CHECK(!sketch_load(sketch, sketch->kind, bytes, NULL));
    free(bytes.bytes);
}

/* ---- what they say ---- */

TEST(kpi_sketch_unit, empty_and_few)
{
    eco_error error;
    eco_estimate told;
    eco_hll *hll;
    eco_theta *theta;
    CHECK(!eco_hll_create(&hll, NULL, &error) && !eco_theta_create(&theta, NULL, &error));
    for (int i = 0; i < 2; i++) {
        eco_hll_estimate(&told, hll);
        CHECK(fabs(told.estimate - 3 * i) < 1e-6 && told.lower[2] == 3 * i && fabs(told.upper[2] - 3 * i) < 1e-6);
        eco_theta_estimate(&told, theta);
        CHECK(told.estimate == 3 * i && told.lower[2] == 3 * i && told.upper[2] == 3 * i);
        CHECK(!eco_hll_add_int(hll, 42, &error) && !eco_hll_add_text(hll, "42", 2, &error) &&
              !eco_hll_add_text(hll, "042", 3, &error) && !eco_hll_add_text(hll, "", 0, &error));
        CHECK(!eco_theta_add_int(theta, 42, &error) && !eco_theta_add_text(theta, "42", 2, &error) &&
              !eco_theta_add_text(theta, "042", 3, &error) && !eco_theta_add_text(theta, "", 0, &error));
    }
    CHECK(!eco_theta_subtract(theta, theta, &error));
    eco_theta_estimate(&told, theta);
    CHECK(told.estimate == 0);
    eco_hll_free(hll);
    eco_theta_free(theta);
}

TEST(kpi_sketch_unit, quantiles_of_few_are_exact)
{
    eco_quantiles *sketch;
    eco_quantile told;
    eco_rank rank;
    eco_error error;
    CHECK(!eco_quantiles_create(&sketch, NULL, &error));
    CHECK(eco_quantiles_at(&told, sketch, 0.5, &error) == ECO_E_NOT_FOUND);
    for (int64_t i = 30; i > 0; i--)
        CHECK(!eco_quantiles_add(sketch, i * 1000, 1, &error));
    static const struct {
        double part;
        int64_t value;
    } wanted[] = {{0, 1000}, {0.1, 3000}, {0.5, 15000}, {0.51, 16000}, {1, 30000}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        CHECK(!eco_quantiles_at(&told, sketch, wanted[i].part, &error) && told.value == wanted[i].value &&
              told.lower == told.value && told.upper == told.value);
    eco_quantiles_rank(&rank, sketch, 2999);
    CHECK(rank.count == 2 && rank.lower == 2 && rank.upper == 2 && eco_quantiles_count(sketch) == 30);
    CHECK(!eco_quantiles_add(sketch, 5, 0, &error) && eco_quantiles_count(sketch) == 30);
    CHECK(eco_quantiles_add(sketch, 5, INT64_MAX, &error) == ECO_E_OVERFLOW && eco_quantiles_count(sketch) == 30);
    CHECK(eco_quantiles_add(sketch, 5, -1, &error) == ECO_E_INVALID);
    CHECK(eco_quantiles_at(&told, sketch, 1.1, &error) == ECO_E_INVALID &&
          eco_quantiles_at(&told, sketch, NAN, &error) == ECO_E_INVALID);
    eco_quantiles_free(sketch);
}

TEST(kpi_sketch_unit, standard_errors)
{
    CHECK(fabs(eco_hll_error(14) - 1.03896 / 128) < 1e-12 && eco_hll_error(3) == 0 && eco_hll_error(22) == 0);
    CHECK(fabs(eco_theta_error(4096) - 1 / sqrt(4095)) < 1e-15 && eco_theta_error(15) == 0);
}

/* ---- refusals ---- */

TEST(kpi_sketch_unit, options_that_cannot_be)
{
    static const sketch_options bad[] = {{SKETCH_HLL, 3},    {SKETCH_HLL, 22},       {SKETCH_THETA, 15},
                                         {SKETCH_THETA, -1}, {SKETCH_QUANTILES, -1}, {SKETCH_QUANTILES, 1000001}};
    sketch made;
    eco_error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(sketch_try(&made, &bad[i], NULL) == ECO_E_INVALID && !made.hll && !made.theta && !made.quantiles);
    CHECK(eco_quantiles_create(&made.quantiles, ECO_MAKE(eco_quantiles_options, .error = 0.3), &error) == ECO_E_INVALID);
    CHECK(eco_quantiles_create(&made.quantiles, ECO_MAKE(eco_quantiles_options, .error = NAN), &error) == ECO_E_INVALID);
    CHECK(eco_hll_create(&made.hll, &(eco_hll_options){.lg_k = 14}, &error) == ECO_E_INVALID);
}

TEST(kpi_sketch_unit, others_do_not_merge)
{
    static const int32_t sizes[][2] = {{10, 11}, {100, 101}, {100, 101}};
    eco_error error;
    for (int kind = SKETCH_HLL; kind <= SKETCH_QUANTILES; kind++) {
        sketch a = sketch_make(&(sketch_options){(sketch_kind)kind, sizes[kind][0]}, NULL);
        sketch b = sketch_make(&(sketch_options){(sketch_kind)kind, sizes[kind][1]}, NULL);
        CHECK(sketch_merge(&a, &b) == ECO_E_INVALID);
        CHECK(!sketch_merge(&a, &a));
        sketch_free(&a);
        sketch_free(&b);
    }
    CHECK(eco_hll_merge(NULL, NULL, &error) == ECO_E_INVALID && eco_hll_add_int(NULL, 1, &error) == ECO_E_INVALID);
}

/* ---- bytes ---- */

static const sketch_options all_kinds[] = {{SKETCH_HLL, 4},      {SKETCH_HLL, 10},       {SKETCH_THETA, 16},
                                           {SKETCH_THETA, 4096}, {SKETCH_QUANTILES, 10}, {SKETCH_QUANTILES, 1000}};
enum { ALL_KINDS = sizeof all_kinds / sizeof *all_kinds };

static sketch fill(const sketch_options *options, int64_t count)
{
    sketch made = sketch_make(options, NULL);
    for (int64_t i = 0; i < count; i++)
        CHECK(!sketch_add(&made, i * i - 500));
    return made;
}

TEST(kpi_sketch_unit, bytes_come_back)
{
    for (size_t i = 0; i < ALL_KINDS; i++)
        for (int64_t count = 0; count < 3000; count = count * 7 + 1) {
            sketch made = fill(&all_kinds[i], count), other;
            sketch_bytes bytes = sketch_save(&made), again;
            sketch_reload(&made);
            again = sketch_save(&made);
            CHECK(again.size == bytes.size && memcmp(again.bytes, bytes.bytes, bytes.size) == 0);
            CHECK(sketch_load(&other, (made.kind + 1) % 3, bytes, NULL) == ECO_E_SYNTAX);
            free(bytes.bytes);
            free(again.bytes);
            sketch_free(&made);
        }
}

/* Any byte that is another, and any end that is missing, is found. */
TEST(kpi_sketch_unit, damaged_bytes_are_refused)
{
    for (size_t i = 0; i < ALL_KINDS; i++) {
        sketch made = fill(&all_kinds[i], 200), loaded;
        sketch_bytes bytes = sketch_save(&made);
        for (size_t at = 0; at < bytes.size; at++) {
            bytes.bytes[at] ^= 0x15;
            eco_status status = sketch_load(&loaded, made.kind, bytes, NULL);
            CHECK_F(status == ECO_E_SYNTAX || (at == 7 && status == ECO_E_INVALID), "byte %zu: %d", at, status);
            bytes.bytes[at] ^= 0x15;
            CHECK(sketch_load(&loaded, made.kind, (sketch_bytes){bytes.bytes, at}, NULL) == ECO_E_SYNTAX);
        }
        free(bytes.bytes);
        sketch_free(&made);
    }
}

/* ... and where the checksum holds, nothing is believed either: what loads is as good as any sketch. */
TEST(kpi_sketch_unit, forged_bytes_do_no_harm)
{
    enum { HEAD = 17, SUM = 8 };
    for (size_t i = 0; i < ALL_KINDS; i++) {
        sketch made = fill(&all_kinds[i], 200), loaded;
        sketch_bytes bytes = sketch_save(&made);
        for (size_t at = HEAD; at + SUM < bytes.size; at++)
            for (int bit = 0; bit < 8; bit++) {
                bytes.bytes[at] ^= (char)(1 << bit);
                uint64_t sum = eco_hash_from(0, bytes.bytes, bytes.size - SUM);
                for (int byte = 0; byte < SUM; byte++)
                    bytes.bytes[bytes.size - SUM + (size_t)byte] = (char)(sum >> 8 * byte);
                eco_status status = sketch_load(&loaded, made.kind, bytes, NULL);
                CHECK(status == ECO_OK || status == ECO_E_SYNTAX);
                if (status == ECO_OK)
                    CHECK(!sketch_add(&loaded, 77) && (sketch_merge(&loaded, &made) & ~ECO_E_INVALID & ~ECO_E_OVERFLOW) == 0);
                sketch_free(&loaded);
                bytes.bytes[at] ^= (char)(1 << bit);
            }
        free(bytes.bytes);
        sketch_free(&made);
    }
}

/* ---- memory ---- */

typedef struct meter {
    int64_t count, fail_at, held;
} meter;

static void *take(size_t size, void *user)
{
    meter *meter = user;
    if (meter->count++ == meter->fail_at)
        return NULL;
    meter->held += (int64_t)size;
    return malloc(size);
}

static void *retake(void *memory, size_t old_size, size_t new_size, void *user)
{
    meter *meter = user;
    if (meter->count++ == meter->fail_at)
        return NULL;
    meter->held += (int64_t)new_size - (int64_t)old_size;
    return realloc(memory, new_size);
}

static void give_back(void *memory, size_t size, void *user)
{
    ((meter *)user)->held -= (int64_t)size;
    free(memory);
}

static sketch_bytes must_save(const sketch *sketch, meter *meter)
{
    struct meter as_it_was = *meter;
    meter->fail_at = -1;
    sketch_bytes bytes = sketch_save(sketch);
    *meter = as_it_was; /* what saving takes it gives back */
    return bytes;
}

/* All that may fail, of which one call does; the sketch is then what it was. Gives whether any failed. */
static bool work(const sketch_options *options, const sketch *other, meter *meter)
{
    eco_allocator allocator = {take, retake, give_back, meter};
    sketch made, loaded = {0};
    eco_status status = sketch_try(&made, options, &allocator);
    for (int64_t i = 0; !status && i < 150; i++)
        status = sketch_add(&made, i);
    bool is_filled = !status;
    sketch_bytes before = {0}, bytes = {0};
    if (is_filled) {
        before = must_save(&made, meter);
        status = sketch_merge(&made, other);
        if (status) {
            sketch_bytes after = must_save(&made, meter);
            CHECK(after.size == before.size && memcmp(after.bytes, before.bytes, after.size) == 0);
            free(after.bytes);
        }
    }
    status = status ? status : sketch_write(&bytes, &made);
    status = status ? status : sketch_load(&loaded, made.kind, bytes, &allocator);
    CHECK(!status || status == ECO_E_MEMORY);
    sketch_free(&loaded);
    if (made.hll || made.theta || made.quantiles)
        sketch_free(&made);
    free(bytes.bytes);
    free(before.bytes);
    CHECK(meter->held == 0);
    return status != ECO_OK;
}

TEST(kpi_sketch_unit, memory_may_fail_anywhere)
{
    for (size_t i = 0; i < ALL_KINDS; i++) {
        sketch other = fill(&all_kinds[i], 300);
        meter meter = {0};
        while (work(&all_kinds[i], &other, &meter)) {
            CHECK(meter.fail_at < 1000);
            meter = (struct meter){.fail_at = meter.fail_at + 1};
        }
        CHECK(meter.fail_at > 3);
        sketch_free(&other);
    }
}
