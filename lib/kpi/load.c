/* load.c - bytes of a saved state as a state. The checksum has told that they are whole; still nothing is believed: each code, count and number is asked. */
#include <string.h>

#include "base/civil.h"
#include "base/error.h"
#include "kpi/recode.h"
#include "kpi/stored.h"

typedef struct loading {
    eco_kpi_state *state;
    const eco_kpi_plan *plan;
    kpi_recode recode; /* the file's codes -> the state's */
    eco_arena arena;
    kpi_in in;
    eco_error *error;
} loading;

static eco_status damaged(const loading *load, const char *what)
{
    return eco_fail(load->error, ECO_E_SYNTAX, NULL, "the saved state is damaged: %s", what);
}

static bool is_time(int64_t at_us)
{
    return at_us >= ECO_TIME_FIRST_US && at_us <= ECO_TIME_LAST_US;
}

/* ---- keys and classes ---- */

static eco_status load_keys(loading *load, kpi_keys *keys, kpi_codes *codes)
{
    kpi_in *in = &load->in;
    size_t numbers = eco_kpi_get_count(in, 1), texts = eco_kpi_get_count(in, 1);
    if (numbers + texts >= KPI_MISSING)
        return damaged(load, "too many keys");
    codes->count = (uint32_t)(numbers + texts);
    codes->codes = eco_arena_take_raw(&load->arena, codes->count, sizeof *codes->codes);
    if (!codes->codes)
        return eco_fail_memory(load->error);
    uint64_t value = 0;
    for (size_t i = 0; i < numbers && !in->failed; i++) {
        value += (uint64_t)eco_kpi_get_signed(in);
        if (!in->failed && !eco_kpi_keys_add_int(&codes->codes[i], keys, (int64_t)value))
            return eco_fail_memory(load->error);
    }
    for (size_t i = numbers; i < codes->count && !in->failed; i++) {
        size_t size = eco_kpi_get_count(in, 1);
        const char *text = eco_kpi_get_bytes(in, size);
        if (text && !eco_kpi_keys_add_text(&codes->codes[i], keys, text, size))
            return eco_fail_memory(load->error);
    }
    return in->failed ? damaged(load, "its keys end too early") : ECO_OK;
}

static eco_status load_all_keys(loading *load)
{
    eco_status failed = ECO_OK;
    for (size_t space = 0; !failed && space < KPI_SPACES; space++)
        failed = load_keys(load, load->state->spaces[space], &load->recode.spaces[space]);
    load->recode.dimensions = eco_arena_take_array(&load->arena, load->plan->dimensions_count, sizeof *load->recode.dimensions);
    if (!load->recode.dimensions)
        return eco_fail_memory(load->error);
    for (size_t i = 0; !failed && i < load->plan->dimensions_count; i++) {
        kpi_space space;
        if (eco_kpi_dimension_space(&space, load->plan, i))
            failed = load_keys(load, load->state->dimensions[i], &load->recode.dimensions[i]);
        else
            load->recode.dimensions[i] = load->recode.spaces[space];
    }
    return failed;
}

/* A code + 1, or 0 for null. */
static bool get_code(uint32_t *code, kpi_in *in, const kpi_codes *codes)
{
    uint64_t value = eco_kpi_get(in);
    *code = value == 0 ? KPI_NONE : value <= codes->count ? (uint32_t)(value - 1) : KPI_MISSING;
    return !in->failed && eco_kpi_recode(code, codes);
}

static eco_status load_classes(loading *load)
{
    kpi_codes *classes = &load->recode.classes;
    size_t dimensions = load->plan->dimensions_count, count = eco_kpi_get_count(&load->in, 1 + dimensions);
    uint32_t *values = eco_arena_take_raw(&load->arena, dimensions, sizeof *values);
    classes->codes = eco_arena_take_raw(&load->arena, count, sizeof *classes->codes);
    if (!values || !classes->codes)
        return eco_fail_memory(load->error);
    for (; classes->count < count; classes->count++) {
        uint64_t bits = eco_kpi_get(&load->in);
        for (size_t i = 0; i < dimensions; i++)
            if (!get_code(&values[i], &load->in, &load->recode.dimensions[i]))
                return damaged(load, "a value that is no key");
        eco_status failed = eco_kpi_classes_add(&classes->codes[classes->count], load->state, values, bits, load->error);
        if (failed)
            return failed;
    }
    return load->in.failed ? damaged(load, "its classes end too early") : ECO_OK;
}

/* ---- books ---- */

/* Whether a field can have the value. */
static bool fits(const kpi_field *field, int64_t value)
{
    switch (field->kind) {
    case KPI_FIELD_TIME: return value == INT64_MIN || is_time(value);
    case KPI_FIELD_I32: return value == (int32_t)value;
    case KPI_FIELD_U8: return value == (uint8_t)value;
    case KPI_FIELD_CURRENCY: return value == (uint16_t)value;
    case KPI_FIELD_ZERO: return value == 0;
    default: return true;
    }
}

static bool get_row(loading *load, void *row, const kpi_field *fields, size_t count, int64_t *at_us)
{
    *at_us = (int64_t)((uint64_t)*at_us + (uint64_t)eco_kpi_get_signed(&load->in));
    if (!is_time(*at_us))
        return false;
    eco_kpi_field_set(row, &fields[0], *at_us);
    for (size_t i = 1; i < count; i++) {
        bool is_key = fields[i].kind == KPI_FIELD_KEY, is_class = fields[i].kind == KPI_FIELD_CLASS;
        uint32_t code;
        if (is_key || is_class) {
            if (!get_code(&code, &load->in, is_key ? &load->recode.spaces[fields[i].space] : &load->recode.classes))
                return false;
            eco_kpi_field_set(row, &fields[i], code);
            continue;
        }
        int64_t value = eco_kpi_get_signed(&load->in);
        if (!fits(&fields[i], value) || (fields[i].kind == KPI_FIELD_AT && value != *at_us))
            return false;
        eco_kpi_field_set(row, &fields[i], value);
    }
    return !load->in.failed;
}

/* The key that no row of a book is without. */
static kpi_space needed_key(kpi_book_kind kind)
{
    switch (kind) {
    case KPI_BOOK_LINES:
    case KPI_BOOK_REFUNDS: return KPI_SPACE_ORDER;
    case KPI_BOOK_STOCK: return KPI_SPACE_SKU;
    case KPI_BOOK_PARCELS: return KPI_SPACE_PARCEL;
    default: return KPI_SPACES;
    }
}

/* Of what has been read so far: the currency's code is still the file's, and its class must be one. */
static bool finish_row(const loading *load, void *row, kpi_book_kind kind, const kpi_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t value = eco_kpi_field_get(row, &fields[i]);
        uint32_t code = (uint32_t)value;
        bool is_needed = fields[i].kind == KPI_FIELD_CLASS ||
                         (fields[i].kind == KPI_FIELD_KEY && fields[i].space == needed_key(kind));
        if (is_needed && code == KPI_NONE)
            return false;
        if (fields[i].kind != KPI_FIELD_CURRENCY || value == KPI_CURRENCY_NONE)
            continue;
        if (!eco_kpi_recode(&code, &load->recode.spaces[KPI_SPACE_CURRENCY]))
            return false;
        eco_kpi_field_set(row, &fields[i], code);
    }
    return true;
}

static eco_status load_book(loading *load, kpi_book_kind kind)
{
    size_t fields_count, size = eco_kpi_book_sizes[kind];
    const kpi_field *fields = eco_kpi_book_fields(&fields_count, kind);
    size_t count = eco_kpi_get_count(&load->in, fields_count);
    kpi_book *book = &load->state->books[kind];
    book->size = size;
    if (!eco_grow(&load->state->allocator, &book->rows, &book->capacity, count, size))
        return eco_fail_memory(load->error);
    int64_t at_us = 0;
    for (; book->count < count; book->count++) {
        void *row = (char *)book->rows + book->count * size;
        memset(row, 0, size);
        if (!get_row(load, row, fields, fields_count, &at_us) || !finish_row(load, row, kind, fields, fields_count))
            return damaged(load, "a row that cannot be");
    }
    return load->in.failed ? damaged(load, "its rows end too early") : ECO_OK;
}

/* ---- what is folded ---- */

static bool get_tick(int32_t *tick, loading *load)
{
    int64_t value = (int64_t)((uint64_t)*tick + (uint64_t)eco_kpi_get_signed(&load->in));
    int64_t date = load->plan->is_hourly ? value >> 5 : value;
    *tick = (int32_t)value;
    return value == *tick && date >= ECO_DATE_FIRST && date <= ECO_DATE_LAST;
}

static eco_status load_cube(loading *load)
{
    kpi_folded *folded = load->state->folded;
    size_t count = eco_kpi_get_count(&load->in, 3);
    int32_t tick = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_tick = get_tick(&tick, load);
        uint64_t class = eco_kpi_get(&load->in), events = eco_kpi_get(&load->in);
        if (!is_tick || class >= load->recode.classes.count || events > INT64_MAX / 2)
            return damaged(load, "a count that cannot be");
        if (!eco_kpi_cube_add(&folded->cube, &folded->allocator, tick, load->recode.classes.codes[class], (int64_t)events))
            return eco_fail_memory(load->error);
    }
    return load->in.failed ? damaged(load, "its counts end too early") : ECO_OK;
}

/* ECO_E_SYNTAX: not a set. */
static eco_status get_set(loading *load, kpi_set *set)
{
    const kpi_codes *users = &load->recode.spaces[KPI_SPACE_USER];
    const eco_allocator *allocator = &load->state->allocator;
    uint32_t known = eco_kpi_keys_count(load->state->spaces[KPI_SPACE_USER]);
    uint64_t head = eco_kpi_get(&load->in), code = 0;
    size_t bytes = ((size_t)users->count + 7) / 8;
    const unsigned char *bitmap = head & 1 ? eco_kpi_get_bytes(&load->in, bytes) : NULL;
    if ((head >> 1) > users->count || ((head & 1) && !bitmap))
        return damaged(load, "a set that cannot be");
    for (uint64_t i = 0; !bitmap && i < head >> 1; i++) {
        code += eco_kpi_get(&load->in);
        if (load->in.failed || code >= users->count)
            return damaged(load, "a set that cannot be");
        if (!eco_kpi_set_add(set, allocator, users->codes[code], known))
            return eco_fail_memory(load->error);
    }
    for (size_t i = 0; bitmap && i < users->count; i++)
        if ((bitmap[i / 8] >> (i % 8) & 1) && !eco_kpi_set_add(set, allocator, users->codes[i], known))
            return eco_fail_memory(load->error);
    return ECO_OK;
}

static eco_status get_sketch(loading *load, kpi_hll *hll)
{
    kpi_hll made;
    eco_status failed = eco_kpi_hll_get(&made, &load->in, &load->state->allocator);
    if (failed)
        return failed == ECO_E_MEMORY ? eco_fail_memory(load->error) : damaged(load, "a sketch that cannot be");
    bool is_sound = made.lg_k == hll->lg_k && eco_kpi_hll_is_empty(hll);
    if (!is_sound || eco_kpi_hll_is_empty(&made)) {
        eco_kpi_hll_end(&made, &load->state->allocator);
        return damaged(load, "a sketch that cannot be");
    }
    *hll = made;
    return ECO_OK;
}

static eco_status load_family(loading *load, size_t family, uint32_t *values)
{
    kpi_folded *folded = load->state->folded;
    const kpi_family *about = &load->plan->families[family];
    size_t count = eco_kpi_get_count(&load->in, 2);
    int32_t tick = 0;
    uint32_t tuple;
    for (size_t i = 0; i < count; i++) {
        if (!get_tick(&tick, load))
            return damaged(load, "a day that cannot be");
        for (size_t d = 0; d < about->dimensions_count; d++)
            if (!get_code(&values[d], &load->in, &load->recode.dimensions[about->dimensions[d]]))
                return damaged(load, "a value that is no key");
        eco_status failed = eco_kpi_classes_tuple(&tuple, load->state, family, values, load->error);
        kpi_family_set *set = failed ? NULL : eco_kpi_family_set(&folded->families[family], &folded->allocator, tick, tuple);
        if (!failed && !set)
            failed = eco_fail_memory(load->error);
        if (!failed)
            failed = about->approximate ? get_sketch(load, &set->hll) : get_set(load, &set->set);
        if (failed)
            return failed;
    }
    return load->in.failed ? damaged(load, "its sets end too early") : ECO_OK;
}

static eco_status load_run(loading *load, uint32_t user, int64_t unit)
{
    kpi_folded *folded = load->state->folded;
    size_t count = eco_kpi_get_count(&load->in, 2);
    int64_t time = 0;
    for (size_t i = 0; i < count; i++) {
        time = (int64_t)((uint64_t)time + (uint64_t)eco_kpi_get_signed(&load->in));
        uint64_t class = eco_kpi_get(&load->in);
        int64_t at_us;
        if (__builtin_mul_overflow(time, unit, &at_us) || !is_time(at_us) || class >= load->recode.classes.count)
            return damaged(load, "an event that cannot be");
        kpi_entry entry = {.at_us = at_us, .user = user, .class = load->recode.classes.codes[class]};
        if (!eco_kpi_journal_add(folded->journal, &folded->allocator, entry))
            return eco_fail_memory(load->error);
    }
    return ECO_OK;
}

static eco_status load_journal(loading *load)
{
    const kpi_codes *users = &load->recode.spaces[KPI_SPACE_USER];
    if (!load->plan->needs_journal)
        return ECO_OK;
    uint64_t unit = eco_kpi_get(&load->in);
    if (unit != 1 && unit != 1000 && unit != 1000000)
        return damaged(load, "a unit of time that cannot be");
    eco_status failed = ECO_OK;
    const kpi_seen *seen = &load->state->seen[ECO_KPI_EVENTS];
    eco_kpi_journal_expect(load->state->folded->journal, seen->since_us, seen->until_us,
                           eco_kpi_keys_count(load->state->spaces[KPI_SPACE_USER]), eco_kpi_classes_count(load->state->classes));
    for (uint32_t i = 0; !failed && i < users->count; i++)
        failed = load_run(load, users->codes[i], (int64_t)unit);
    if (!failed && load->in.failed)
        failed = damaged(load, "its events end too early");
    return failed;
}

/* ---- together ---- */

static eco_status load_seen(loading *load)
{
    for (size_t source = 1; source < KPI_SOURCES; source++) {
        kpi_seen *seen = &load->state->seen[source];
        uint64_t rows = eco_kpi_get(&load->in), skipped = eco_kpi_get(&load->in);
        seen->since_us = eco_kpi_get_signed(&load->in);
        seen->until_us = eco_kpi_get_signed(&load->in);
        bool is_empty = seen->since_us == INT64_MAX && seen->until_us == INT64_MIN;
        bool is_range = is_time(seen->since_us) && is_time(seen->until_us) && seen->since_us <= seen->until_us;
        if (rows > INT64_MAX / 2 || skipped > rows || (!is_empty && !is_range))
            return damaged(load, "counts that cannot be");
        seen->rows = (int64_t)rows;
        seen->skipped = (int64_t)skipped;
    }
    return load->in.failed ? damaged(load, "it ends too early") : ECO_OK;
}

static eco_status load_all(loading *load)
{
    eco_status failed = load_seen(load);
    failed = failed ? failed : load_all_keys(load);
    failed = failed ? failed : load_classes(load);
    for (size_t kind = 0; !failed && kind < KPI_BOOKS; kind++)
        failed = load_book(load, (kpi_book_kind)kind);
    failed = failed ? failed : load_cube(load);
    uint32_t *values = eco_arena_take_raw(&load->arena, load->plan->dimensions_count, sizeof *values);
    if (!failed && !values)
        failed = eco_fail_memory(load->error);
    for (size_t family = 0; !failed && family < load->plan->families_count; family++)
        failed = load_family(load, family, values);
    failed = failed ? failed : load_journal(load);
    if (!failed && load->in.next != load->in.end)
        failed = damaged(load, "there is more than a state");
    return failed;
}

/* What stands before the content: whether it is a state, whole, and of this plan. */
static eco_status check_head(const eco_kpi_plan *plan, const unsigned char *bytes, size_t size, eco_error *error)
{
    enum { HEAD = KPI_MAGIC_SIZE + 1 + 16, SUM = 8 };
    if (size < HEAD + SUM || memcmp(bytes, KPI_MAGIC, KPI_MAGIC_SIZE) != 0)
        return eco_fail(error, ECO_E_SYNTAX, NULL, "these %zu bytes are no saved state", size);
    if (bytes[KPI_MAGIC_SIZE] > KPI_VERSION)
        return eco_fail(error, ECO_E_INVALID, "/version", "the state is of version %d; this library reads up to %d",
                        bytes[KPI_MAGIC_SIZE], KPI_VERSION);
    if (!eco_kpi_sum_holds(bytes, size))
        return eco_fail(error, ECO_E_SYNTAX, NULL, "the saved state is cut off or damaged: its checksum is another");
    eco_id digest = {0};
    for (int i = 0; i < 16; i++)
        *(i < 8 ? &digest.high : &digest.low) |= (uint64_t)bytes[KPI_MAGIC_SIZE + 1 + i] << (i % 8 * 8);
    if (memcmp(&digest, &plan->digest, sizeof digest) != 0)
        return eco_fail(error, ECO_E_INVALID, "/plan", "the state was made by another plan, or by other rules of its zone");
    return ECO_OK;
}

eco_status eco_kpi_load(eco_kpi_state **out, eco_kpi_plan *plan, const void *bytes, size_t size, eco_error *error)
{
    *out = NULL;
    if (!plan || !bytes)
        return eco_fail(error, ECO_E_INVALID, plan ? "/bytes" : "/plan", "no %s", plan ? "bytes were given" : "plan was given");
    eco_status failed = check_head(plan, bytes, size, error);
    loading load = {.plan = plan, .error = error};
    failed = failed ? failed : eco_kpi_state_create(&load.state, plan, error);
    if (failed)
        return failed;
    load.in.next = (const unsigned char *)bytes + KPI_MAGIC_SIZE + 1 + 16;
    load.in.end = (const unsigned char *)bytes + size - 8;
    eco_arena_begin(&load.arena, &load.state->allocator);
    failed = load_all(&load);
    eco_arena_end(&load.arena);
    eco_kpi_state_settle(load.state);
    if (failed == ECO_E_MEMORY)
        failed = eco_kpi_state_memory(load.state, error);
    if (failed)
        eco_kpi_state_free(load.state);
    else
        *out = load.state;
    return failed;
}
