/* outbox.c - effects: what a command asks of the outside world is written with it, leased to a worker of the host, and ended when it has been done. */
#include <string.h>

#include "base/error.h"
#include "store/store_internal.h"

typedef struct effect_record {
    eco_record head;
    int32_t attempt;
    eco_id effect; /* the key */
    eco_id cause, target;
    int64_t amount_minor;
    int64_t at_us, due_us, done_us; /* due: when it is given (again); none: done */
    int64_t version;
    eco_text module, name, subject, currency;
} effect_record;

typedef struct line_record {
    eco_record head;
    eco_text line, sku, location; /* a line, ... */
    eco_text name, value;         /* ... or an attribute */
    int32_t is_attribute;
    int64_t quantity, amount_minor;
} line_record;

static const eco_field effect_fields[] = {
    ECO_FIELD(effect_record, effect, ECO_FIELD_ID),        ECO_FIELD(effect_record, module, ECO_FIELD_TEXT),
    ECO_FIELD(effect_record, name, ECO_FIELD_TEXT),        ECO_FIELD(effect_record, subject, ECO_FIELD_TEXT),
    ECO_FIELD(effect_record, cause, ECO_FIELD_ID),         ECO_FIELD(effect_record, target, ECO_FIELD_ID),
    ECO_FIELD(effect_record, amount_minor, ECO_FIELD_INT), ECO_FIELD(effect_record, currency, ECO_FIELD_TEXT),
    ECO_FIELD(effect_record, attempt, ECO_FIELD_SMALL),    ECO_FIELD(effect_record, at_us, ECO_FIELD_TIME),
    ECO_FIELD(effect_record, due_us, ECO_FIELD_TIME),      ECO_FIELD(effect_record, done_us, ECO_FIELD_TIME),
    ECO_FIELD(effect_record, version, ECO_FIELD_INT),
};
static const eco_field line_fields[] = {
    ECO_FIELD_VIRTUAL("effect", ECO_FIELD_ID),           ECO_FIELD_VIRTUAL("number", ECO_FIELD_SMALL),
    ECO_FIELD(line_record, line, ECO_FIELD_TEXT),        ECO_FIELD(line_record, sku, ECO_FIELD_TEXT),
    ECO_FIELD(line_record, location, ECO_FIELD_TEXT),    ECO_FIELD(line_record, quantity, ECO_FIELD_INT),
    ECO_FIELD(line_record, amount_minor, ECO_FIELD_INT), ECO_FIELD(line_record, is_attribute, ECO_FIELD_SMALL),
    ECO_FIELD(line_record, name, ECO_FIELD_TEXT),        ECO_FIELD(line_record, value, ECO_FIELD_TEXT),
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const eco_kind line_kind;
static const eco_kind effect_kind = {
    .name = "effect",
    .number = ECO_KIND_EFFECT,
    .shape = ECO_SHAPE_KEYED,
    .fields = effect_fields,
    .fields_count = COUNT(effect_fields),
    .size = sizeof(effect_record),
    .parts = &line_kind,
    .version = offsetof(effect_record, version),
    .due = offsetof(effect_record, due_us),
};
static const eco_kind line_kind = {
    .name = "effect_line",
    .number = ECO_KIND_EFFECT_LINE,
    .shape = ECO_SHAPE_PARTS,
    .fields = line_fields,
    .fields_count = COUNT(line_fields),
    .size = sizeof(line_record),
    .owner = &effect_kind,
};
static const eco_kind *const kinds[] = {&effect_kind, &line_kind};
const eco_module_interface eco_store_itself = {.name = "store", .kinds = kinds, .kinds_count = 2, .schema_version = 1};

/* ---- asking ------------------------------------------------------------------------------------------------------------------------------------ */

static bool add_lines(eco_work *work, effect_record *record, const eco_effect *effect)
{
    bool failed = false;
    for (size_t i = 0; i < effect->lines_count && !failed; i++) {
        const eco_effect_line *given = &effect->lines[i];
        line_record *line = eco_work_add_part(work, &effect_kind, record);
        if (!line)
            return false;
        line->line = eco_work_text(work, given->line, &failed);
        line->sku = eco_work_text(work, given->sku, &failed);
        line->location = eco_work_text(work, given->location, &failed);
        line->quantity = given->quantity;
        line->amount_minor = given->amount_minor;
    }
    for (size_t i = 0; i < effect->attributes_count && !failed; i++) {
        line_record *line = eco_work_add_part(work, &effect_kind, record);
        if (!line)
            return false;
        line->is_attribute = 1;
        line->name = eco_work_text(work, effect->attributes[i].name, &failed);
        line->value = eco_work_text(work, effect->attributes[i].value, &failed);
    }
    return !failed;
}

eco_status eco_work_effect(eco_work *work, const eco_effect *effect, int64_t at_us, eco_error *error)
{
    if (eco_work_find(work, &effect_kind, effect->key, ECO_WANT_NEW | ECO_WANT_PARTS))
        return eco_fail(error, ECO_E_EXISTS, NULL, "there is an effect with this key already");
    if (work->waits)
        return ECO_OK;
    effect_record *record = eco_work_add(work, &effect_kind, effect->key);
    if (!record)
        return eco_fail_memory(error);
    bool failed = false;
    record->cause = effect->cause;
    record->target = effect->target;
    record->amount_minor = effect->amount_minor;
    record->at_us = record->due_us = at_us;
    record->version = 1;
    record->module = eco_work_text(work, effect->module, &failed);
    record->name = eco_work_text(work, effect->name, &failed);
    record->subject = eco_work_text(work, effect->subject, &failed);
    record->currency = eco_work_text(work, effect->currency, &failed);
    return !failed && add_lines(work, record, effect) ? ECO_OK : eco_fail_memory(error);
}

/* ---- giving out: copied into one arena, of which the list is the head -------------------------------------------------------------------------- */

typedef struct given {
    eco_effects list;
    eco_arena arena;
    eco_allocator allocator;
} given;

typedef struct take_job {
    int64_t now_us, lease_us, limit;
    given *given;
} take_job;

static bool copy_lines(eco_arena *arena, const eco_work *work, const effect_record *record, eco_effect *out)
{
    size_t lines = 0, attributes = 0;
    eco_work *reader = (eco_work *)(uintptr_t)work;
    for (line_record *line = eco_work_first_part(reader, &effect_kind, record); line;
         line = eco_work_next_part(reader, &effect_kind, record, line))
        *(line->is_attribute ? &attributes : &lines) += 1;
    eco_effect_line *all_lines = eco_arena_take_array(arena, lines, sizeof *all_lines);
    eco_attribute *all_attributes = eco_arena_take_array(arena, attributes, sizeof *all_attributes);
    if (!all_lines || !all_attributes)
        return false;
    *out = (eco_effect){.lines = all_lines, .lines_count = lines, .attributes = all_attributes, .attributes_count = attributes};
    for (line_record *line = eco_work_first_part(reader, &effect_kind, record); line;
         line = eco_work_next_part(reader, &effect_kind, record, line)) {
        if (line->is_attribute)
            *all_attributes++ = (eco_attribute){eco_arena_text(arena, eco_work_text_of(work, line->name)),
                                                eco_arena_text(arena, eco_work_text_of(work, line->value))};
        else
            *all_lines++ = (eco_effect_line){.line = eco_arena_text(arena, eco_work_text_of(work, line->line)),
                                             .sku = eco_arena_text(arena, eco_work_text_of(work, line->sku)),
                                             .location = eco_arena_text(arena, eco_work_text_of(work, line->location)),
                                             .quantity = line->quantity,
                                             .amount_minor = line->amount_minor};
    }
    return true;
}

static bool copy_effect(eco_arena *arena, const eco_work *work, const effect_record *record, eco_effect *out)
{
    if (!copy_lines(arena, work, record, out))
        return false;
    out->key = record->effect;
    out->cause = record->cause;
    out->target = record->target;
    out->amount_minor = record->amount_minor;
    out->attempt = record->attempt;
    out->module = eco_arena_text(arena, eco_work_text_of(work, record->module));
    out->name = eco_arena_text(arena, eco_work_text_of(work, record->name));
    out->subject = eco_arena_text(arena, eco_work_text_of(work, record->subject));
    out->currency = eco_arena_text(arena, eco_work_text_of(work, record->currency));
    return (out->module || !record->module) && (out->name || !record->name) && (out->subject || !record->subject) &&
           (out->currency || !record->currency);
}

/* Leases one record, and copies it. */
static eco_status lease(eco_store *store, take_job *job, effect_record *record, eco_effect *items, eco_error *error)
{
    if (!eco_work_change(&store->work, &effect_kind, record))
        return eco_fail_memory(error);
    record->attempt++;
    record->version++;
    record->due_us = job->now_us + job->lease_us;
    if (!copy_effect(&job->given->arena, &store->work, record, &items[job->given->list.items_count]))
        return eco_fail_memory(error);
    job->given->list.items_count++;
    return ECO_OK;
}

static eco_status take_from_memory(eco_store *store, take_job *job, eco_effect *items, eco_error *error)
{
    eco_status status = ECO_OK;
    eco_set *set = &store->work.sets[ECO_KIND_EFFECT];
    effect_record *record;
    while (!status && (int64_t)job->given->list.items_count < job->limit && (record = eco_set_next_due(set, job->now_us))) {
        status = lease(store, job, record, items, error);
        if (!status && !eco_work_keep(&store->work))
            status = eco_fail_memory(error);
    }
    return status;
}

static eco_status take_from_database(eco_store *store, take_job *job, eco_effect *items, eco_error *error)
{
    eco_work *work = &store->work;
    int64_t found = 0;
    eco_status status = store->backend->calls->due(store->backend, work, &effect_kind, job->now_us, job->limit, &found, error);
    size_t count = work->pending_count;
    eco_pending *wanted = status ? NULL : eco_arena_copy(&job->given->arena, work->pending, count * sizeof *wanted);
    if (!status && !wanted)
        return eco_fail_memory(error);
    if (!status)
        status = eco_run_load(store, error);
    if (!status)
        status = store->backend->calls->lock(store->backend, work, error);
    for (size_t i = 0; !status && i < count; i++) {
        effect_record *record = eco_pending_record(work, &wanted[i]);
        if (!(record->head.flags & (ECO_RECORD_ABSENT | ECO_RECORD_PENDING)) && record->due_us && record->due_us <= job->now_us)
            status = lease(store, job, record, items, error);
    }
    return status;
}

static eco_status run_take(eco_store *store, void *user, eco_error *error)
{
    take_job *job = user;
    job->given->list = (eco_effects){0}; /* also when it is run again */
    eco_effect *items = eco_arena_take_array(&job->given->arena, (size_t)job->limit, sizeof *items);
    if (!items)
        return eco_fail_memory(error);
    job->given->list.items = items;
    return store->backend->keeps ? take_from_memory(store, job, items, error) : take_from_database(store, job, items, error);
}

static eco_status transact_take(eco_store *store, void *user, eco_error *error)
{
    return eco_run_transaction(store, run_take, user, error);
}

eco_status eco_outbox_take(const eco_effects **out, eco_store *store, int64_t now_us, int64_t lease_us, int64_t limit,
                           eco_error *error)
{
    enum { LIMIT = 100, MOST = 1000 };
    *out = NULL;
    if (!store || now_us <= 0 || lease_us <= 0 || limit < 0 || lease_us > INT64_MAX - now_us)
        return eco_fail(error, ECO_E_INVALID, NULL, "now_us and lease_us must be above 0, and limit not negative");
    if (store->options.read_only)
        return eco_fail(error, ECO_E_READ_ONLY, NULL, "the store was opened to be read only");
    given *list = eco_allocate(&store->allocator, sizeof *list);
    if (!list)
        return eco_fail_memory(error);
    *list = (given){.allocator = store->allocator};
    eco_arena_begin(&list->arena, &store->allocator);
    take_job job = {now_us, lease_us, limit == 0 ? LIMIT : limit < MOST ? limit : MOST, list};
    eco_status status = eco_store_job(store, transact_take, &job, error);
    if (status) {
        eco_effects_free(&list->list);
        return status;
    }
    *out = &list->list;
    return ECO_OK;
}

void eco_effects_free(const eco_effects *effects)
{
    given *list = (given *)(uintptr_t)effects;
    if (!list)
        return;
    eco_allocator allocator = list->allocator;
    eco_arena_end(&list->arena);
    eco_release(&allocator, list, sizeof *list);
}

/* ---- done -------------------------------------------------------------------------------------------------------------------------------------- */

static eco_status run_done(eco_store *store, void *user, eco_error *error)
{
    const eco_id *key = user;
    eco_work *work = &store->work;
    eco_work_want(work, &effect_kind, *key, ECO_WANT_CHANGE);
    eco_status status = store->backend->keeps ? ECO_OK : eco_run_load(store, error);
    if (!status && !store->backend->keeps)
        status = store->backend->calls->lock(store->backend, work, error);
    if (status)
        return status;
    effect_record *record = eco_work_find(work, &effect_kind, *key, ECO_WANT_CHANGE);
    char text[ECO_ID_TEXT];
    if (!record)
        return eco_fail(error, ECO_E_NOT_FOUND, NULL, "there is no effect %s", eco_id_text(text, *key));
    if (record->due_us == 0)
        return ECO_OK;
    if (!eco_work_change(work, &effect_kind, record))
        return eco_fail_memory(error);
    record->done_us = record->due_us; /* its lease's end: the store has no clock */
    record->due_us = 0;
    record->version++;
    return ECO_OK;
}

static eco_status transact_done(eco_store *store, void *user, eco_error *error)
{
    return eco_run_transaction(store, run_done, user, error);
}

eco_status eco_outbox_done(eco_store *store, eco_id key, eco_error *error)
{
    if (!store || !eco_has_key(key))
        return eco_fail(error, ECO_E_INVALID, NULL, "a store and a key are required");
    if (store->options.read_only)
        return eco_fail(error, ECO_E_READ_ONLY, NULL, "the store was opened to be read only");
    return eco_store_job(store, transact_done, &key, error);
}
