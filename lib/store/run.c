/* run.c - runs calls: units of commands are decided in one transaction, again when others interfere, in halves when the database refuses something. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "store/store_internal.h"

enum { ATTEMPTS = 12, ROUNDS = 10, AHEAD = 8 };

/* ---- results ----------------------------------------------------------------------------------------------------------------------------------- */

static const eco_module_interface *interface_of(const eco_call *call, size_t step)
{
    return call->steps[step].interface;
}

static eco_result_head *result_of(const eco_call *call, size_t step, size_t command)
{
    char *results = call->steps[step].results;
    return results ? (eco_result_head *)(void *)(results + command * interface_of(call, step)->result_size) : NULL;
}

/* The number of a command among all of its call. */
static size_t place_of(const eco_call *call, size_t step, size_t command)
{
    for (size_t i = 0; i < step; i++)
        command += call->steps[i].count;
    return command;
}

/* Where the error of a command goes: only the first that fails is told. */
static eco_error *error_of(const eco_call *call, size_t place)
{
    return place <= call->failed ? call->error : NULL;
}

static void set_failed(eco_call *call, size_t step, size_t command, eco_status status)
{
    size_t place = place_of(call, step, command);
    if (place > call->failed)
        return;
    call->failed = place;
    call->status = status;
    if (!call->error)
        return;
    call->error->status = status;
    if (call->together)
        eco_fail_under(call->error, status, "/%zu/%zu", step, command);
    else
        eco_fail_under(call->error, status, "/%zu", command);
}

typedef struct unit_place {
    size_t step, command;
} unit_place;
static bool next_of(const eco_unit *unit, unit_place *at)
{
    const eco_call *call = unit->call;
    at->command++;
    if (!call->together)
        return at->command < unit->first + unit->count;
    while (at->step < call->steps_count && at->command >= call->steps[at->step].count) {
        at->step++;
        at->command = 0;
    }
    return at->step < call->steps_count;
}
static unit_place first_of(const eco_unit *unit)
{
    unit_place at = {unit->step, unit->first};
    if (unit->call->together)
        while (unit->call->steps[at.step].count == 0)
            at.step++;
    return at;
}

/* All results of a unit say `status`, but one, which has its own. */
static void set_results(const eco_unit *unit, eco_status status, const unit_place *but)
{
    unit_place at = first_of(unit);
    do {
        eco_result_head *result = result_of(unit->call, at.step, at.command);
        if (!result || (but && at.step == but->step && at.command == but->command))
            continue;
        memset(result, 0, interface_of(unit->call, at.step)->result_size);
        result->status = status;
    } while (next_of(unit, &at));
}

/* The store failed: nothing of these units was done. */
static void fail_units(eco_store *store, eco_unit *units, size_t count, eco_status status)
{
    for (size_t i = 0; i < count; i++) {
        unit_place at = first_of(&units[i]);
        eco_call *call = units[i].call;
        size_t place = place_of(call, at.step, at.command);
        set_results(&units[i], status, NULL);
        units[i].done = true;
        if (place > call->failed)
            continue;
        call->failed = place;
        call->status = status;
        if (!call->error)
            continue;
        *call->error = store->failure;
        if (count == 1 && call->commands > 1 && !call->together) /* what the database refused stands alone */
            eco_fail_under(call->error, status, "/%zu", at.command);
    }
}

/* ---- one command ------------------------------------------------------------------------------------------------------------------------------- */

static eco_status replay(eco_work *work, const eco_module_interface *interface, const eco_prepared *prepared, void *result,
                         bool *known, eco_error *error)
{
    eco_id key = eco_head_of(prepared)->key;
    const eco_command_record *record = eco_work_find(work, interface->commands, key, ECO_WANT_NEW);
    *known = record != NULL;
    if (!record)
        return ECO_OK;
    if ((uint64_t)record->digest != prepared->digest || record->verb != eco_head_of(prepared)->verb) {
        char text[ECO_ID_TEXT];
        return eco_fail(error, ECO_E_KEY_REUSED, "/key", "key %s was used before, for something else", eco_id_text(text, key));
    }
    eco_result_head *head = result;
    int64_t answer = record->answer, more = record->answer_more;
    interface->answers(result, &answer, &more, false);
    head->sequence = record->sequence;
    head->replayed = true;
    return ECO_OK;
}

static eco_status recall(void *module, eco_work *work, const eco_module_interface *interface, const eco_prepared *prepared,
                         void *result, bool *known, eco_error *error)
{
    uint64_t digest = 0;
    *known = interface->recall && interface->recall(module, work, prepared, &digest, result);
    if (!*known)
        return ECO_OK;
    if (digest != prepared->digest) {
        char text[ECO_ID_TEXT];
        return eco_fail(error, ECO_E_KEY_REUSED, "/key", "key %s was used before, for something else",
                        eco_id_text(text, eco_head_of(prepared)->key));
    }
    ((eco_result_head *)result)->replayed = true;
    return ECO_OK;
}

static int64_t recorded_at(const eco_store *store, int64_t at_us)
{
    return store->options.now_us ? store->options.now_us(store->options.now_user) : at_us;
}

static eco_status write_command(eco_store *store, const eco_module_interface *interface, const eco_prepared *prepared,
                                void *result, eco_error *error)
{
    const eco_command_head *head = eco_head_of(prepared);
    eco_command_record *record = eco_work_add(&store->work, interface->commands, head->key);
    bool failed = !record;
    if (!failed) {
        record->digest = (int64_t)prepared->digest;
        record->verb = head->verb;
        record->at_us = head->at_us;
        record->recorded_us = recorded_at(store, head->at_us);
        record->actor = eco_work_text(&store->work, head->actor, &failed);
        record->reason = eco_work_text(&store->work, head->reason, &failed);
        record->reference = eco_work_text(&store->work, head->reference, &failed);
        record->sequence = ((eco_result_head *)result)->sequence;
        interface->answers(result, &record->answer, &record->answer_more, true);
    }
    return failed ? eco_fail_memory(error) : ECO_OK;
}

static eco_status run_command(eco_store *store, const eco_call *call, size_t step, size_t command, void *result, eco_error *error)
{
    const eco_module_interface *interface = interface_of(call, step);
    void *module = call->steps[step].module;
    const eco_prepared *prepared = &call->prepared[step][command];
    if (prepared->status)
        return prepared->status; /* told when it was prepared */
    bool known, record = true;
    eco_status status = replay(&store->work, interface, prepared, result, &known, error);
    if (!status && !known)
        status = recall(module, &store->work, interface, prepared, result, &known, error);
    if (known && !status)
        store->figures.replays++;
    if (status || known || store->work.waits)
        return status;
    status = interface->decide(module, &store->work, prepared, result, &record, error);
    if (!status && record && !store->work.waits)
        status = write_command(store, interface, prepared, result, error);
    return store->work.failure && !status ? eco_fail_memory(error) : status;
}

/* ---- one unit ---------------------------------------------------------------------------------------------------------------------------------- */

/* Whether what is due by then may free what was short: known for the whole batch once it has been looked for. */
static bool may_sweep(eco_store *store, const eco_unit *unit, eco_status status, int64_t at_us)
{
    if (status != ECO_E_INSUFFICIENT || unit->swept || at_us <= store->none_due_us)
        return false;
    bool waits = false;
    eco_status failed = eco_sweep_waits(store, at_us, &waits, &store->failure);
    if (failed)
        store->work.failure = failed;
    else if (!waits)
        store->none_due_us = at_us;
    return waits;
}

/* `error`: what the command said; NULL where nobody hears it. */
static void refuse(eco_store *store, eco_unit *unit, unit_place at, eco_status status, const eco_error *error)
{
    eco_result_head *result = result_of(unit->call, at.step, at.command);
    if (result)
        result->status = status;
    set_results(unit, ECO_E_LINKED, &at);
    if (!unit->call->prepared[at.step][at.command].status) { /* else it was told when it was prepared */
        if (error)
            *unit->call->error = *error;
        set_failed(unit->call, at.step, at.command, status);
    }
    unit->done = true;
    store->figures.refusals++;
}

/* A command that takes what there is, once nothing is due any more that might add to it. */
static bool takes_less(eco_prepared *prepared, eco_status status)
{
    if (status != ECO_E_INSUFFICIENT || !prepared->gives_less || prepared->is_swept)
        return false;
    prepared->is_swept = true;
    return true;
}

/* Decides the commands of a unit; all are kept or none. The work's undo list is empty before and after. */
static void run_unit(eco_store *store, eco_unit *unit)
{
    eco_work *work = &store->work;
    eco_call *call = unit->call;
    max_align_t room[16]; /* for results that nobody asked for */
    bool dry = false;
    unit_place at = first_of(unit);
    do {
        void *result = result_of(call, at.step, at.command);
        size_t size = interface_of(call, at.step)->result_size;
        if (!result)
            result = room;
        memset(result, 0, size);
        const eco_command_head *head = eco_head_of(&call->prepared[at.step][at.command]);
        dry |= (head->flags & ECO_COMMAND_DRY_RUN) != 0;
        eco_error told,
            *error = error_of(call, place_of(call, at.step, at.command)) ? &told : NULL; /* only if it is refused for good */
        told.status = told.line = told.column = 0;
        told.path[0] = told.message[0] = '\0';
        eco_status status = run_command(store, call, at.step, at.command, result, error);
        if (work->waits || status) {
            eco_work_undo(work, 0);
            if (work->waits || (work->failure && work->failure != ECO_E_MEMORY))
                return; /* the database failed: so does the batch */
            work->failure = ECO_OK;
            unit->short_ = may_sweep(store, unit, status, head->at_us);
            if (unit->short_)
                unit->done = true; /* for now */
            else if (takes_less(&call->prepared[at.step][at.command], status))
                run_unit(store, unit);
            else
                refuse(store, unit, at, status, error);
            return;
        }
    } while (next_of(unit, &at));
    if (dry) {
        eco_work_undo(work, 0);
    } else if (!eco_work_keep(work)) {
        eco_work_undo(work, 0);
        work->failure = ECO_OK;
        at = first_of(unit);
        eco_error told, *error = error_of(call, place_of(call, at.step, at.command)) ? &told : NULL;
        eco_fail_memory(error);
        refuse(store, unit, at, ECO_E_MEMORY, error);
    }
    unit->done = true;
}

static void want_unit(eco_store *store, const eco_unit *unit)
{
    unit_place at = first_of(unit);
    do {
        const eco_prepared *prepared = &unit->call->prepared[at.step][at.command];
        const eco_module_interface *interface = interface_of(unit->call, at.step);
        if (prepared->status)
            continue;
        eco_work_want(&store->work, interface->commands, eco_head_of(prepared)->key, ECO_WANT_NEW);
        interface->want(unit->call->steps[at.step].module, &store->work, prepared);
    } while (next_of(unit, &at));
}

/* ---- a batch in memory ------------------------------------------------------------------------------------------------------------------------- */

static void warm(eco_store *store, const eco_unit *units, size_t count, size_t at, int32_t how)
{
    if (at >= count)
        return;
    store->work.warm = how;
    want_unit(store, &units[at]);
    store->work.warm = 0;
}

/* What stands behind a unit that was put off, in the same call, may build on it. */
static bool put_off(eco_unit *unit, const eco_call *short_call)
{
    if (unit->call == short_call)
        unit->short_ = unit->done = true;
    return unit->short_;
}

static void run_in_memory(eco_store *store, eco_unit *units, size_t count)
{
    const eco_call *short_call = NULL;
    for (size_t i = 0; count > 1 && i < 2 * AHEAD; i++) {
        warm(store, units, count, i, 1);
        if (i >= AHEAD)
            warm(store, units, count, i - AHEAD, 2);
    }
    for (size_t i = 0; i < count; i++) {
        if (count > 1) {
            warm(store, units, count, i + 2 * AHEAD, 1);
            warm(store, units, count, i + AHEAD, 2);
        }
        if (!put_off(&units[i], short_call))
            run_unit(store, &units[i]);
        if (units[i].short_)
            short_call = units[i].call;
    }
}

/* ---- a batch on a database --------------------------------------------------------------------------------------------------------------------- */

eco_status eco_run_load(eco_store *store, eco_error *error)
{
    eco_work *work = &store->work;
    const eco_backend_calls *calls = store->backend->calls;
    if (work->failure)
        return work->failure == ECO_E_MEMORY ? eco_fail_memory(error) : work->failure;
    if (work->pending_count == 0)
        return ECO_OK;
    eco_status status = calls->load(store->backend, work, error);
    work->pending_count = 0;
    return status;
}

static eco_status load_wanted(eco_store *store, eco_unit *units, size_t count, eco_error *error)
{
    eco_status status = ECO_OK;
    for (int round = 0; !status && round < ROUNDS; round++) {
        for (size_t i = 0; i < count; i++)
            if (!units[i].done)
                want_unit(store, &units[i]);
        if (store->work.pending_count == 0)
            break;
        status = eco_run_load(store, error);
    }
    return status ? status : store->backend->calls->lock(store->backend, &store->work, error);
}

/* Runs the units that need not wait; one that waits holds up those behind it in its call, which may build on it. */
static size_t run_ready(eco_store *store, eco_unit *units, size_t count, size_t *done)
{
    size_t waiting = 0;
    const eco_call *held_up = NULL, *short_call = NULL;
    *done = 0;
    for (size_t i = 0; i < count && !store->work.failure; i++) {
        if (units[i].short_)
            short_call = units[i].call;
        if (units[i].done || put_off(&units[i], short_call))
            continue;
        store->work.waits = false;
        if (units[i].call != held_up)
            run_unit(store, &units[i]);
        if (units[i].short_)
            short_call = units[i].call;
        *done += units[i].done;
        if (units[i].done)
            continue;
        held_up = units[i].call;
        waiting++;
    }
    store->work.waits = false;
    return waiting;
}

static eco_status run_once(eco_store *store, eco_unit *units, size_t count, eco_error *error)
{
    eco_work *work = &store->work;
    work->error = error;
    eco_status status = load_wanted(store, units, count, error);
    for (int round = 0; !status && round < ROUNDS; round++) {
        size_t done, waiting = run_ready(store, units, count, &done);
        if (work->failure)
            return work->failure == ECO_E_MEMORY ? eco_fail_memory(error) : work->failure;
        if (waiting == 0)
            break;
        if (done)
            round = 0;
        if (round == ROUNDS - 1)
            return eco_fail(error, ECO_E_STORE, NULL, "commands ask for ever more records");
        status = eco_run_load(store, error);
        if (!status)
            status = store->backend->calls->lock(store->backend, work, error);
    }
    return status ? status : store->backend->calls->commit(store->backend, work, error);
}

/* After a batch the work is empty, or - where it may be kept - holds what is known to be so. */
static void end_of_batch(eco_store *store, bool committed)
{
    enum { CACHED = 200000 };
    if (!store->backend->caches || !committed || store->work.records > CACHED || store->work.drops_count)
        eco_work_forget(&store->work);
    else
        eco_work_settle(&store->work);
}

static void begin_again(eco_unit *units, size_t count, const size_t *failed, eco_store *store)
{
    for (size_t i = 0; i < count; i++) {
        units[i].done = units[i].short_ = false;
        eco_call *call = units[i].call;
        call->failed = failed[i];
        if (failed[i] != SIZE_MAX)
            continue;
        call->status = ECO_OK; /* what an attempt refused may stand in the next one */
        if (call->error)
            *call->error = (eco_error){0};
    }
    store->figures.retries++;
}

static void run_batch(eco_store *store, eco_unit *units, size_t count);

/* What the calls had failed with before this batch: a batch that is run again begins from there. */
static size_t *failed_before(const eco_store *store, const eco_unit *units, size_t count)
{
    size_t *failed = eco_allocate(&store->allocator, count * sizeof *failed);
    for (size_t i = 0; failed && i < count; i++)
        failed[i] = units[i].call->failed;
    return failed;
}

static void run_on_database(eco_store *store, eco_unit *units, size_t count)
{
    size_t *failed = failed_before(store, units, count);
    eco_status status = failed ? ECO_AGAIN : eco_fail_memory(&store->failure);
    for (int attempt = 0; status == ECO_AGAIN && attempt < ATTEMPTS; attempt++) {
        if (attempt)
            begin_again(units, count, failed, store);
        status = run_once(store, units, count, &store->failure);
        if (status)
            store->backend->calls->rollback(store->backend);
        end_of_batch(store, status == ECO_OK);
    }
    if (status == ECO_AGAIN)
        status = eco_fail(&store->failure, ECO_E_BUSY, NULL, "others interfered %d times in a row; nothing was done", ATTEMPTS);
    if (status == ECO_E_OUTCOME_UNKNOWN)
        store->figures.unknown_outcomes++;
    if (status == ECO_SPLIT && count > 1) {
        store->figures.splits++;
        begin_again(units, count, failed, store);
        run_batch(store, units, count / 2);
        run_batch(store, units + count / 2, count - count / 2);
    } else if (status) {
        if (status == ECO_SPLIT)
            status = store->failure.status = ECO_E_STORE;
        if (failed)
            begin_again(units, count, failed, store);
        fail_units(store, units, count, status);
    }
    eco_release(&store->allocator, failed, failed ? count * sizeof *failed : 0);
}

/* ---- batches ----------------------------------------------------------------------------------------------------------------------------------- */

static int64_t earliest(const eco_unit *units, size_t count)
{
    int64_t earliest = INT64_MAX;
    for (size_t i = 0; i < count; i++) {
        const unit_place at = first_of(&units[i]);
        int64_t at_us = eco_head_of(&units[i].call->prepared[at.step][at.command])->at_us;
        if (at_us < earliest)
            earliest = at_us;
    }
    return earliest;
}

/* A little of what is due is done with each batch, so that a store that nobody ticks stays tidy. Whether it works does not matter to the commands. */
static void sweep_a_little(eco_store *store, const eco_unit *units, size_t count)
{
    enum { LITTLE_IN_MEMORY = 16, LITTLE = 64, PAUSE_US = 1000000 };
    int64_t at_us = earliest(units, count), done = 0, limit = store->backend->keeps ? LITTLE_IN_MEMORY : LITTLE;
    if (at_us < store->sweep_from_us || at_us == INT64_MAX || store->backend->attached)
        return;
    if (eco_sweep(store, NULL, at_us, limit, &done, NULL) || (done < limit && !store->backend->keeps))
        store->sweep_from_us = at_us + PAUSE_US;
}

static void run_batch_once(eco_store *store, eco_unit *units, size_t count)
{
    store->none_due_us = INT64_MIN;
    store->figures.batches++;
    store->figures.commands += (int64_t)count;
    if ((int64_t)count > store->figures.largest_batch)
        store->figures.largest_batch = (int64_t)count;
    if (store->backend->keeps)
        run_in_memory(store, units, count);
    else
        run_on_database(store, units, count);
}

/* A unit that was short while something was due is run again after all of it has been done, and with it those that were put off behind it. */
static void run_short_units(eco_store *store, eco_unit *units, size_t count)
{
    enum { PAGE = 1024 };
    for (size_t i = 0; i < count; i++) {
        if (!units[i].short_)
            continue;
        const unit_place at = first_of(&units[i]);
        int64_t at_us = eco_head_of(&units[i].call->prepared[at.step][at.command])->at_us, done;
        do
            if (eco_sweep(store, NULL, at_us, PAGE, &done, NULL))
                break;
        while (done == PAGE);
        units[i].swept = true;
        size_t behind = 0;
        for (; i + behind < count && units[i + behind].short_ && units[i + behind].call == units[i].call; behind++)
            units[i + behind].short_ = units[i + behind].done = false;
        run_batch_once(store, &units[i], behind);
    }
}

static void run_batch(eco_store *store, eco_unit *units, size_t count)
{
    run_batch_once(store, units, count);
    run_short_units(store, units, count);
}

static void run_units(eco_store *store)
{
    if (store->units_count == 0)
        return;
    sweep_a_little(store, store->units, store->units_count);
    run_batch(store, store->units, store->units_count);
    store->units_count = 0;
}

static bool add_unit(eco_store *store, eco_unit unit)
{
    if (!eco_grow(&store->allocator, &store->units, &store->units_capacity, store->units_count + 1, sizeof *store->units))
        return false;
    store->units[store->units_count++] = unit;
    return true;
}

/* Without memory for its unit a part of a call fails at once. */
static void begin_unit(eco_store *store, size_t *commands, eco_unit unit)
{
    if (*commands + unit.count > ECO_BATCH && *commands) {
        run_units(store);
        *commands = 0;
    }
    *commands += unit.count;
    if (add_unit(store, unit))
        return;
    eco_fail_memory(&store->failure);
    fail_units(store, &unit, 1, ECO_E_MEMORY);
}

static void begin_call(eco_store *store, size_t *commands, eco_call *call)
{
    if (call->together) {
        begin_unit(store, commands, (eco_unit){.call = call, .count = (uint32_t)call->commands});
        return;
    }
    const eco_prepared *prepared = call->prepared[0];
    for (size_t first = 0, i = 0; i < call->commands; i++)
        if (!(eco_head_of(&prepared[i])->flags & ECO_COMMAND_LINKED) || i + 1 == call->commands) {
            begin_unit(store, commands, (eco_unit){.call = call, .first = (uint32_t)first, .count = (uint32_t)(i + 1 - first)});
            first = i + 1;
        }
}

void eco_run_calls(eco_store *store, eco_call *first, eco_call *last)
{
    size_t commands = 0;
    for (eco_call *call = first;; call = call->newer) {
        if (call->job) {
            run_units(store);
            commands = 0;
            call->status = call->job(store, call->user, call->error);
        } else {
            begin_call(store, &commands, call);
        }
        if (call == last)
            break;
    }
    run_units(store);
}

/* ---- transactions of the store's own ------------------------------------------------------------------------------------------------------------ */

eco_status eco_run_transaction(eco_store *store, eco_status (*body)(eco_store *store, void *user, eco_error *error), void *user,
                               eco_error *error)
{
    eco_work *work = &store->work;
    eco_status status = ECO_AGAIN;
    for (int attempt = 0; status == ECO_AGAIN && attempt < ATTEMPTS; attempt++) {
        store->figures.retries += attempt > 0;
        work->error = error;
        status = body(store, user, error);
        if (!status && work->failure)
            status = work->failure == ECO_E_MEMORY ? eco_fail_memory(error) : work->failure;
        if (!status && !eco_work_keep(work))
            status = eco_fail_memory(error);
        if (status)
            eco_work_undo(work, 0);
        work->failure = ECO_OK;
        if (store->backend->keeps)
            break;
        if (!status)
            status = store->backend->calls->commit(store->backend, work, error);
        if (status)
            store->backend->calls->rollback(store->backend);
        end_of_batch(store, status == ECO_OK);
    }
    if (status == ECO_AGAIN)
        return eco_fail(error, ECO_E_BUSY, NULL, "others interfered %d times in a row; nothing was done", ATTEMPTS);
    if (status == ECO_SPLIT)
        status = ECO_E_STORE;
    if (error && status)
        error->status = status;
    return status;
}

eco_status eco_store_job(eco_store *store, eco_status (*job)(eco_store *store, void *user, eco_error *error), void *user,
                         eco_error *error)
{
    eco_call call = {.job = job, .user = user, .failed = SIZE_MAX, .error = error};
    eco_queue_submit(store, &call);
    return call.status;
}
