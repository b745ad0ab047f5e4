/* module.c - the calls of a module: checking commands on the caller's own time, and queueing them. */
#include "store/module.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_internal.h"

enum { HEAD_TEXT = 255, ROOM = 6144 };

const eco_field eco_command_fields[11] = {
    ECO_FIELD(eco_command_record, command, ECO_FIELD_ID),       ECO_FIELD(eco_command_record, verb, ECO_FIELD_SMALL),
    ECO_FIELD(eco_command_record, digest, ECO_FIELD_INT),       ECO_FIELD(eco_command_record, at_us, ECO_FIELD_TIME),
    ECO_FIELD(eco_command_record, recorded_us, ECO_FIELD_TIME), ECO_FIELD(eco_command_record, sequence, ECO_FIELD_INT),
    ECO_FIELD(eco_command_record, answer, ECO_FIELD_INT),       ECO_FIELD(eco_command_record, answer_more, ECO_FIELD_INT),
    ECO_FIELD(eco_command_record, actor, ECO_FIELD_TEXT),       ECO_FIELD(eco_command_record, reason, ECO_FIELD_TEXT),
    ECO_FIELD(eco_command_record, reference, ECO_FIELD_TEXT),
};

/* ---- scratch ----------------------------------------------------------------------------------------------------------------------------------- */

typedef struct block {
    struct block *older;
    size_t size;
} block;

void *eco_scratch_take(eco_scratch *scratch, size_t size)
{
    if (size > PTRDIFF_MAX / 2)
        return NULL;
    size = (size + 7) / 8 * 8;
    if ((size_t)(scratch->end - scratch->next) < size) {
        size_t whole = size + sizeof(block) > 65536 ? size + sizeof(block) : 65536;
        block *fresh = eco_allocate(scratch->allocator, whole);
        if (!fresh)
            return NULL;
        *fresh = (block){scratch->blocks, whole};
        scratch->blocks = fresh;
        scratch->next = (char *)(fresh + 1);
        scratch->end = (char *)fresh + whole;
    }
    void *memory = scratch->next;
    scratch->next += size;
    return memory;
}

static void end_scratch(eco_scratch *scratch)
{
    for (block *at = scratch->blocks, *older; at; at = older) {
        older = at->older;
        eco_release(scratch->allocator, at, at->size);
    }
}

/* ---- the head of a command --------------------------------------------------------------------------------------------------------------------- */

static eco_status check_text(const char *text, const char *path, eco_error *error)
{
    if (!text)
        return ECO_OK;
    size_t size = strnlen(text, HEAD_TEXT + 1);
    if (size > HEAD_TEXT)
        return eco_fail(error, ECO_E_LIMIT, path, "text of more than %d bytes", HEAD_TEXT);
    if (eco_utf8_valid(text, size) != size)
        return eco_fail(error, ECO_E_INVALID, path, "not UTF-8");
    return ECO_OK;
}

static eco_status check_clock(const eco_store *store, const eco_command_head *head, eco_error *error)
{
    static const int64_t day_us = INT64_C(86400000000);
    if (head->at_us <= 0)
        return eco_fail(error, ECO_E_INVALID, "/at_us", "at_us is required");
    if (store->options.now_us && head->at_us - day_us > store->options.now_us(store->options.now_user))
        return eco_fail(error, ECO_E_INVALID, "/at_us", "at_us lies more than a day ahead of the store's clock");
    return ECO_OK;
}

static eco_status check_head(const eco_store *store, const eco_command_head *head, bool is_last, eco_error *error)
{
    if (!eco_has_key(head->key))
        return eco_fail(error, ECO_E_INVALID, "/key", "a key is required");
    if (head->flags & ~(eco_command_flags)(ECO_COMMAND_LINKED | ECO_COMMAND_DRY_RUN))
        return eco_fail(error, ECO_E_INVALID, "/flags", "unknown flags %#x", head->flags);
    if (head->flags & ECO_COMMAND_LINKED && is_last)
        return eco_fail(error, ECO_E_INVALID, "/flags", "LINKED, but no command follows");
    if (head->expected_version < 0)
        return eco_fail(error, ECO_E_INVALID, "/expected_version", "expected_version %lld is negative",
                        (long long)head->expected_version);
    eco_status status = check_clock(store, head, error);
    if (!status && head->actor)
        status = check_text(head->actor, "/actor", error);
    if (!status && head->reason)
        status = check_text(head->reason, "/reason", error);
    if (!status && head->reference)
        status = check_text(head->reference, "/reference", error);
    return status;
}

/* ---- preparing --------------------------------------------------------------------------------------------------------------------------------- */

static eco_prepared *prepare_step(eco_store *store, const eco_step *step, size_t number, eco_call *call, eco_scratch *scratch)
{
    eco_prepared *prepared = eco_scratch_take(scratch, step->count * sizeof *prepared);
    for (size_t i = 0; prepared && i < step->count; i++) {
        const void *command = (const char *)step->commands + i * step->interface->command_size;
        eco_error *error = call->failed == SIZE_MAX ? call->error : NULL;
        prepared[i] = (eco_prepared){.command = command};
        eco_status status = check_head(store, command, i + 1 == step->count && !call->together, error);
        if (!status)
            status = step->interface->prepare(step->module, command, &prepared[i], scratch, error);
        prepared[i].status = status;
        if (!status || call->failed != SIZE_MAX)
            continue;
        call->failed = call->commands + i;
        call->status = status;
        if (error && call->together)
            eco_fail_under(error, status, "/%zu/%zu", number, i);
        else if (error)
            eco_fail_under(error, status, "/%zu", i);
    }
    call->commands += step->count;
    return prepared;
}

static eco_status fail_all(const eco_call *call, eco_status status)
{
    for (size_t s = 0; s < call->steps_count; s++)
        for (size_t i = 0; call->steps[s].results && i < call->steps[s].count; i++) {
            size_t size = call->steps[s].interface->result_size;
            char *result = (char *)call->steps[s].results + i * size;
            memset(result, 0, size);
            ((eco_result_head *)(void *)result)->status = status;
        }
    return status;
}

static eco_status check_steps(const eco_store *store, const eco_step *steps, size_t count, eco_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!steps[i].module || !steps[i].interface || (steps[i].count && !steps[i].commands))
            return eco_fail(error, ECO_E_INVALID, NULL, "step %zu has no module or no commands", i);
        if (((const eco_module *)steps[i].module)->store != store)
            return eco_fail(error, ECO_E_INVALID, NULL, "the module of step %zu lives in another store", i);
        if (steps[i].count > UINT32_MAX / 2)
            return eco_fail(error, ECO_E_LIMIT, NULL, "more than %u commands in a call", UINT32_MAX / 2);
    }
    return ECO_OK;
}

static eco_status submit(eco_store *store, const eco_step *steps, size_t count, bool together, eco_error *error)
{
    eco_call call = {.steps = steps, .steps_count = count, .together = together, .failed = SIZE_MAX, .error = error};
    if (store->options.read_only)
        return fail_all(&call, eco_fail(error, ECO_E_READ_ONLY, NULL, "the store was opened to be read only"));
    _Alignas(max_align_t) char room[ROOM];
    eco_prepared *few[8];
    eco_scratch scratch = {room, room + sizeof room, NULL, &store->allocator};
    call.prepared = count <= 8 ? few : eco_scratch_take(&scratch, count * sizeof *call.prepared);
    bool whole = call.prepared != NULL;
    for (size_t i = 0; whole && i < count; i++) {
        call.prepared[i] = prepare_step(store, &steps[i], i, &call, &scratch);
        whole = call.prepared[i] != NULL;
    }
    if (!whole)
        call.status = fail_all(&call, eco_fail_memory(error));
    else if (call.commands)
        eco_queue_submit(store, &call);
    end_scratch(&scratch);
    return call.status;
}

eco_status eco_module_execute(eco_module *module, const void *commands, size_t count, void *results, eco_error *error)
{
    const eco_step step = {module, commands, count, results, module->interface};
    if (count && !commands)
        return eco_fail(error, ECO_E_INVALID, NULL, "no commands");
    return submit(module->store, &step, 1, false, error);
}

eco_status eco_store_together(eco_store *store, const eco_step *steps, size_t count, eco_error *error)
{
    if (!store || (count && !steps))
        return eco_fail(error, ECO_E_INVALID, NULL, "no store, or no steps");
    eco_status status = check_steps(store, steps, count, error);
    return status ? status : submit(store, steps, count, true, error);
}

/* ---- ticks ------------------------------------------------------------------------------------------------------------------------------------- */

typedef struct tick {
    eco_module *module;
    int64_t now_us, limit, done;
} tick;

static eco_status run_tick(eco_store *store, void *user, eco_error *error)
{
    tick *asked = user;
    return eco_sweep(store, asked->module, asked->now_us, asked->limit, &asked->done, error);
}

eco_status eco_module_tick(eco_module *module, int64_t now_us, int64_t limit, int64_t *done, eco_error *error)
{
    enum { LIMIT = 10000 };
    if (done)
        *done = 0;
    if (now_us <= 0 || limit < 0)
        return eco_fail(error, ECO_E_INVALID, NULL, "now_us must be a time, and limit not negative");
    if (module->store->options.read_only)
        return eco_fail(error, ECO_E_READ_ONLY, NULL, "the store was opened to be read only");
    tick asked = {module, now_us, limit ? limit : LIMIT, 0};
    eco_status status = eco_store_job(module->store, run_tick, &asked, error);
    if (done)
        *done = asked.done;
    return status;
}

/* ---- transactions of a module's own ------------------------------------------------------------------------------------------------------------ */

bool eco_module_keeps(const eco_module *module)
{
    return module->store->backend->keeps;
}

typedef struct transaction {
    eco_status (*body)(eco_work *work, void *user, eco_error *error);
    void *user;
} transaction;

static eco_status run_loaded(eco_store *store, void *user, eco_error *error)
{
    const transaction *asked = user;
    while (true) {
        eco_work_drop_none(&store->work);
        store->work.waits = false;
        eco_status status = asked->body(&store->work, asked->user, error);
        if (!eco_work_waits(&store->work))
            return status;
        eco_work_undo(&store->work, 0);
        if ((status = eco_run_load(store, error)))
            return status;
    }
}

static eco_status run_transaction(eco_store *store, void *user, eco_error *error)
{
    return eco_run_transaction(store, run_loaded, user, error);
}

eco_status eco_module_transact(eco_module *module, eco_status (*body)(eco_work *work, void *user, eco_error *error), void *user,
                               eco_error *error)
{
    transaction asked = {body, user};
    if (module->store->options.read_only)
        return eco_fail(error, ECO_E_READ_ONLY, NULL, "the store was opened to be read only");
    return eco_store_job(module->store, run_transaction, &asked, error);
}
