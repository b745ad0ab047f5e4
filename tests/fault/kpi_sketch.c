/* Sketches: whatever fails, one is as it was, and the same call made again gives what it gives where nothing fails. */
#include "kpi.h"
#include "kpi/sketch.h"

enum { LG_K = 8, K = 64, EXACT = 64 }; /* small, so that few values come through all forms */
enum { SIZES = 5 };
static const int64_t sizes[SIZES] = {0, 1, 30, 60,
                                     300}; /* empty; kept one by one; at the brink; registers, hashes left out, buckets */

/* The values from..to, with the trial's allocator. */
static eco_hll *hll_of(int64_t from, int64_t to)
{
    eco_hll *hll;
    MUST(eco_hll_create(&hll, ECO_MAKE(eco_hll_options, .lg_k = LG_K, .allocator = fault_allocator()), &error));
    for (; from < to; from++)
        MUST(eco_hll_add_int(hll, from, &error));
    return hll;
}

static eco_theta *theta_of(int64_t from, int64_t to)
{
    eco_theta *theta;
    MUST(eco_theta_create(&theta, ECO_MAKE(eco_theta_options, .k = K, .allocator = fault_allocator()), &error));
    for (; from < to; from++)
        MUST(eco_theta_add_int(theta, from, &error));
    return theta;
}

static eco_quantiles *quantiles_of(int64_t from, int64_t to)
{
    eco_quantiles *quantiles;
    MUST(eco_quantiles_create(
        &quantiles, ECO_MAKE(eco_quantiles_options, .error = 0.1, .exact = EXACT, .allocator = fault_allocator()), &error));
    for (; from < to; from++)
        MUST(eco_quantiles_add(quantiles, from, 1, &error));
    return quantiles;
}

/* What a sketch holds is what it saves. */
#define KEPT(type)                                                                               \
    static fault_text type##_bytes(const eco_##type *sketch)                                     \
    {                                                                                            \
        fault_text text = {0};                                                                   \
        MUST(eco_##type##_save(sketch, (eco_writer){fault_text_write, &text}, &error));          \
        return text;                                                                             \
    }                                                                                            \
    static bool type##_is(const eco_##type *sketch, const fault_text *expected)                  \
    {                                                                                            \
        fault_text now = type##_bytes(sketch);                                                   \
        bool same = now.size == expected->size && !memcmp(now.bytes, expected->bytes, now.size); \
        free(now.bytes);                                                                         \
        return same;                                                                             \
    }                                                                                            \
    static fault_text type##_bytes_of(int64_t from, int64_t to)                                  \
    {                                                                                            \
        eco_##type *sketch = type##_of(from, to);                                                \
        fault_text text = type##_bytes(sketch);                                                  \
        eco_##type##_free(sketch);                                                               \
        return text;                                                                             \
    }
KEPT(hll)
KEPT(theta)
KEPT(quantiles)

/* `call` changes `sketch`, which has the values 0..had, so that it holds 0..has. Room that a failed call has made may stay for later ones: so it is judged,
 * tried again, and all freed, before memory is counted. */
#define CHANGE_FAULTS(type, had, has, call)                                                                                   \
    do {                                                                                                                      \
        eco_##type *sketch;                                                                                                   \
        fault_text before, after = type##_bytes_of(0, has);                                                                   \
        FAULTS_OWN(sketch = type##_of(0, had);                                                                                \
                   before = type##_bytes(sketch), call,                                                                       \
                   (fault_check(type##_is(sketch, &before), "it has changed", #call),                                         \
                    fault_check(!(call), "it does not succeed later", #call),                                                 \
                    fault_check(type##_is(sketch, &after), "the result is another", #call), eco_##type##_free(sketch), true), \
                   (fault_check(type##_is(sketch, &after), "the result is another", #call), eco_##type##_free(sketch)),       \
                   free(before.bytes));                                                                                       \
        free(after.bytes);                                                                                                    \
    } while (0)

/* A text that is a number, so that what must come out can be made of numbers. */
static eco_status hll_add_text(eco_hll *hll, int64_t value, eco_error *error)
{
    char text[24];
    return eco_hll_add_text(hll, text, (size_t)snprintf(text, sizeof text, "%" PRId64, value), error);
}

static eco_status theta_add_text(eco_theta *theta, int64_t value, eco_error *error)
{
    char text[24];
    return eco_theta_add_text(theta, text, (size_t)snprintf(text, sizeof text, "%" PRId64, value), error);
}

/* ---- create, add ---- */

SCENARIO(eco_hll_create)
{
    eco_hll *hll;
    FAULTS_OWN(hll = POISON, eco_hll_create(&hll, ECO_MAKE(eco_hll_options, .allocator = fault_allocator()), &error), !hll,
               eco_hll_free(hll));
    FAULTS(hll = POISON, eco_hll_create(&hll, NULL, &error), !hll, eco_hll_free(hll));
}

SCENARIO(eco_theta_create)
{
    eco_theta *theta;
    FAULTS_OWN(theta = POISON, eco_theta_create(&theta, ECO_MAKE(eco_theta_options, .allocator = fault_allocator()), &error),
               !theta, eco_theta_free(theta));
    FAULTS(theta = POISON, eco_theta_create(&theta, NULL, &error), !theta, eco_theta_free(theta));
}

SCENARIO(eco_quantiles_create)
{
    eco_quantiles *quantiles;
    FAULTS_OWN(quantiles = POISON,
               eco_quantiles_create(&quantiles, ECO_MAKE(eco_quantiles_options, .allocator = fault_allocator()), &error),
               !quantiles, eco_quantiles_free(quantiles));
    FAULTS(quantiles = POISON, eco_quantiles_create(&quantiles, NULL, &error), !quantiles, eco_quantiles_free(quantiles));
}

enum { ADDED = 80 }; /* each of so many once is the one that fails: tables grow, and the form changes */

SCENARIO(eco_hll_add_int)
{
    for (int64_t had = 0; had < ADDED; had++)
        CHANGE_FAULTS(hll, had, had + 1, eco_hll_add_int(sketch, had, &error));
}

SCENARIO(eco_hll_add_text)
{
    for (int64_t had = 0; had < ADDED; had++)
        CHANGE_FAULTS(hll, had, had + 1, hll_add_text(sketch, had, &error));
}

SCENARIO(eco_theta_add_int)
{
    for (int64_t had = 0; had < ADDED; had++)
        CHANGE_FAULTS(theta, had, had + 1, eco_theta_add_int(sketch, had, &error));
}

SCENARIO(eco_theta_add_text)
{
    for (int64_t had = 0; had < ADDED; had++)
        CHANGE_FAULTS(theta, had, had + 1, theta_add_text(sketch, had, &error));
}

SCENARIO(eco_quantiles_add)
{
    for (int64_t had = 0; had < ADDED; had++)
        CHANGE_FAULTS(quantiles, had, had + 1, eco_quantiles_add(sketch, had, 1, &error));
}

/* ---- two sketches ---- */

/* A sketch of each size with another of each size; the other has the values from `first` on, and is as it was too. */
#define MERGE_FAULTS(type, first)                                                                     \
    for (int a = 0; a < SIZES; a++)                                                                   \
        for (int b = 0; b < SIZES; b++) {                                                             \
            int64_t had = sizes[a], from = (first), to = from + sizes[b];                             \
            eco_##type *other = type##_of(from, to);                                                  \
            fault_text its = type##_bytes(other);                                                     \
            CHANGE_FAULTS(type, had, to > had ? to : had, eco_##type##_merge(sketch, other, &error)); \
            fault_check(type##_is(other, &its), "the other is as it was", "merge");                   \
            eco_##type##_free(other);                                                                 \
            free(its.bytes);                                                                          \
        }

SCENARIO(eco_hll_merge){MERGE_FAULTS(hll, had / 2)}

SCENARIO(eco_theta_merge){MERGE_FAULTS(theta, had / 2)}

SCENARIO(eco_quantiles_merge)
{
    MERGE_FAULTS(quantiles, had)
    CHANGE_FAULTS(quantiles, 0, 1,
                  (eco_quantiles_merge(sketch, sketch, &error) || eco_quantiles_add(sketch, 0, 1, &error))
                      ? error.status
                      : ECO_OK); /* what nothing merged with nothing leaves can grow */
}

/* Options that differ, and too many values, are told before anything is touched. */
SCENARIO_INTERNAL(eco_sketch_merge_refuses)
{
    eco_hll *hll, *small_hll;
    eco_theta *theta, *small_theta;
    eco_quantiles *quantiles, *many;
    MUST(eco_hll_create(&small_hll, ECO_MAKE(eco_hll_options, .lg_k = 4), &error));
    MUST(eco_theta_create(&small_theta, ECO_MAKE(eco_theta_options, .k = 16), &error));
    fault_text had_hll = hll_bytes_of(0, 60), had_theta = theta_bytes_of(0, 60), had = quantiles_bytes_of(0, 60);
    many = quantiles_of(0, 0);
    MUST(eco_quantiles_add(many, 7, INT64_MAX, &error));
    fault_refused(ECO_E_INVALID);
    FAULTS_OWN(hll = hll_of(0, 60), eco_hll_merge(hll, small_hll, &error), hll_is(hll, &had_hll), (void)0, eco_hll_free(hll));
    FAULTS_OWN(theta = theta_of(0, 60), eco_theta_merge(theta, small_theta, &error), theta_is(theta, &had_theta), (void)0,
               eco_theta_free(theta));
    FAULTS_OWN(theta = theta_of(0, 60), eco_theta_intersect(theta, small_theta, &error), theta_is(theta, &had_theta), (void)0,
               eco_theta_free(theta));
    FAULTS_OWN(theta = theta_of(0, 60), eco_theta_subtract(theta, small_theta, &error), theta_is(theta, &had_theta), (void)0,
               eco_theta_free(theta));
    FAULTS_OWN(quantiles = quantiles_of(0, 60), eco_quantiles_add(quantiles, 1, -1, &error), quantiles_is(quantiles, &had),
               (void)0, eco_quantiles_free(quantiles));
    fault_refused(ECO_E_OVERFLOW);
    FAULTS_OWN(quantiles = quantiles_of(0, 60), eco_quantiles_merge(quantiles, many, &error), quantiles_is(quantiles, &had),
               (void)0, eco_quantiles_free(quantiles));
    FAULTS_OWN(quantiles = quantiles_of(0, 60), eco_quantiles_add(quantiles, 1, INT64_MAX, &error), quantiles_is(quantiles, &had),
               (void)0, eco_quantiles_free(quantiles));
    eco_hll_free(small_hll);
    eco_theta_free(small_theta);
    eco_quantiles_free(many);
    free(had_hll.bytes);
    free(had_theta.bytes);
    free(had.bytes);
}

/* 0..60 with 20..50, of which no hash has been left out: what must be left is known. */
static void check_set(eco_status (*call)(eco_theta *theta, const eco_theta *other, eco_error *error), int64_t from, int64_t to,
                      const char *name)
{
    fault_disarm();
    eco_theta *theta = theta_of(0, 60), *other = theta_of(20, 80), *many = theta_of(0, 300);
    fault_text left = theta_bytes_of(from, to);
    fault_arm();
    MUST(call(theta, other, &error));
    MUST(call(many, other, &error));
    fault_disarm();
    fault_check(theta_is(theta, &left), "what is left", name);
    eco_theta_free(theta);
    eco_theta_free(other);
    eco_theta_free(many);
    free(left.bytes);
}

TAKES_NOTHING(eco_theta_intersect, "takes hashes out")
{
    check_set(eco_theta_intersect, 20, 60, "eco_theta_intersect");
}

TAKES_NOTHING(eco_theta_subtract, "takes hashes out")
{
    check_set(eco_theta_subtract, 0, 20, "eco_theta_subtract");
}

/* ---- answers ---- */

/* The statement with a sketch of each size, all allocations forbidden. */
#define ASK(type, statement)                         \
    for (int i = 0; i < SIZES; i++) {                \
        fault_disarm();                              \
        eco_##type *sketch = type##_of(0, sizes[i]); \
        fault_arm();                                 \
        statement;                                   \
        fault_disarm();                              \
        eco_##type##_free(sketch);                   \
    }

TAKES_NOTHING(eco_hll_estimate, "arithmetic")
{
    eco_estimate estimate;
    ASK(hll, eco_hll_estimate(&estimate, sketch))
}

TAKES_NOTHING(eco_theta_estimate, "arithmetic")
{
    eco_estimate estimate;
    ASK(theta, eco_theta_estimate(&estimate, sketch))
}

TAKES_NOTHING(eco_hll_error, "arithmetic")
{
    (void)eco_hll_error(14);
}

TAKES_NOTHING(eco_theta_error, "arithmetic")
{
    (void)eco_theta_error(4096);
}

TAKES_NOTHING(eco_quantiles_count, "a field"){
    ASK(quantiles, fault_check(eco_quantiles_count(sketch) == sizes[i], "all values", "eco_quantiles_count"))}

TAKES_NOTHING(eco_quantiles_at, "looks through counts")
{
    eco_error error;
    eco_quantile quantile;
    ASK(quantiles, fault_check(eco_quantiles_at(&quantile, sketch, 0.5, &error) == (sizes[i] ? ECO_OK : ECO_E_NOT_FOUND),
                               "found where there are values", "eco_quantiles_at"))
}

TAKES_NOTHING(eco_quantiles_rank, "looks through counts")
{
    eco_rank rank;
    ASK(quantiles, eco_quantiles_rank(&rank, sketch, 100))
}

/* ---- save, load, free ---- */

/* A writer that wants no more. */
static bool stop(const char *text, size_t size, void *user)
{
    (void)text, (void)size, (void)user;
    return false;
}

#define SAVE_FAULTS(type)                                                                                            \
    for (int i = 0; i < SIZES; i++) {                                                                                \
        eco_##type *sketch;                                                                                          \
        fault_text text, had = type##_bytes_of(0, sizes[i]);                                                         \
        fault_refused(ECO_OK);                                                                                       \
        FAULTS_OWN(sketch = type##_of(0, sizes[i]);                                                                  \
                   text = (fault_text){0}, eco_##type##_save(sketch, (eco_writer){fault_text_write, &text}, &error), \
                   type##_is(sketch, &had), fault_check(text.size == had.size, "all is written", "save"),            \
                   eco_##type##_free(sketch);                                                                        \
                   free(text.bytes));                                                                                \
        fault_refused(ECO_E_CANCELLED);                                                                              \
        FAULTS_OWN(sketch = type##_of(0, sizes[i]), eco_##type##_save(sketch, (eco_writer){.write = stop}, &error),  \
                   type##_is(sketch, &had), (void)0, eco_##type##_free(sketch));                                     \
        free(had.bytes);                                                                                             \
    }

SCENARIO(eco_hll_save){SAVE_FAULTS(hll)}

SCENARIO(eco_theta_save){SAVE_FAULTS(theta)}

SCENARIO(eco_quantiles_save)
{
    SAVE_FAULTS(quantiles)
}

/* A checksum that holds, over numbers that are no sketch. */
static bool put_damaged(kpi_out *out, const void *numbers)
{
    for (const int64_t *next = numbers; *next >= 0; next++)
        eco_kpi_put(out, (uint64_t)*next);
    return true;
}

static fault_text damaged(kpi_sketch_kind kind, const int64_t *numbers)
{
    fault_text text = {0};
    eco_allocator allocator = eco_allocator_of(NULL);
    MUST(eco_kpi_sketch_save(kind, put_damaged, numbers, (eco_writer){fault_text_write, &text}, &allocator, &error));
    return text;
}

#define LOAD_FAULTS(type, kind, ...)                                                                                             \
    do {                                                                                                                         \
        static const int64_t numbers[] = {__VA_ARGS__, -1};                                                                      \
        eco_##type *sketch;                                                                                                      \
        fault_text saved;                                                                                                        \
        for (int i = 0; i < SIZES; i++) {                                                                                        \
            saved = type##_bytes_of(0, sizes[i]);                                                                                \
            FAULTS_OWN(sketch = POISON, eco_##type##_load(&sketch, saved.bytes, saved.size, fault_allocator(), &error), !sketch, \
                       fault_check(type##_is(sketch, &saved), "what was saved", "load");                                         \
                       eco_##type##_free(sketch));                                                                               \
            free(saved.bytes);                                                                                                   \
        }                                                                                                                        \
        saved = damaged(kind, numbers);                                                                                          \
        fault_refused(ECO_E_SYNTAX);                                                                                             \
        FAULTS_OWN(sketch = POISON, eco_##type##_load(&sketch, saved.bytes, saved.size, fault_allocator(), &error), !sketch,     \
                   (void)0);                                                                                                     \
        free(saved.bytes);                                                                                                       \
    } while (0)

SCENARIO(eco_hll_load)
{
    LOAD_FAULTS(hll, KPI_SKETCH_HLL, LG_K, 4, 65, 64, 0); /* three coupons; the last is not above the one before */
}

SCENARIO(eco_theta_load)
{
    LOAD_FAULTS(theta, KPI_SKETCH_THETA, K, 9, 9, 9, 9, 9, 9, 9, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0); /* a hash of 0 */
}

SCENARIO(eco_quantiles_load)
{
    LOAD_FAULTS(quantiles, KPI_SKETCH_QUANTILES, 3, EXACT, 0, 0, 0, 2, 2, 1, 0, 1); /* two keys, the second not above the first */
}

SCENARIO(eco_hll_free)
{
    eco_hll *hll;
    for (int i = 0; i < SIZES; i++)
        FAULTS_OWN(hll = hll_of(0, sizes[i]), (eco_hll_free(hll), ECO_OK), true, (void)0);
    eco_hll_free(NULL);
}

SCENARIO(eco_theta_free)
{
    eco_theta *theta;
    for (int i = 0; i < SIZES; i++)
        FAULTS_OWN(theta = theta_of(0, sizes[i]), (eco_theta_free(theta), ECO_OK), true, (void)0);
    eco_theta_free(NULL);
}

SCENARIO(eco_quantiles_free)
{
    eco_quantiles *quantiles;
    for (int i = 0; i < SIZES; i++)
        FAULTS_OWN(quantiles = quantiles_of(0, sizes[i]), (eco_quantiles_free(quantiles), ECO_OK), true, (void)0);
    eco_quantiles_free(NULL);
}
