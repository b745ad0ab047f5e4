/* usage_ends.c - what becomes of a hold: COMMIT, RELEASE or expiry; and RETURN of what was committed. Always all of it. */
#include <string.h>

#include <ecomops/time.h>

#include "base/error.h"
#include "pricing/usage_internal.h"

/* ---- what it will look at --------------------------------------------------------------------------------------------------------------- */

void eco_usage_want_hold(eco_work *work, eco_id key)
{
    eco_work_want(work, &eco_usage_hold_kind, key, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    usage_hold *hold = eco_work_find(work, &eco_usage_hold_kind, key, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    if (hold)
        eco_usage_want_due(NULL, work, &eco_usage_hold_kind, hold);
}

void eco_usage_want_due(void *module, eco_work *work, const eco_kind *kind, void *record)
{
    (void)module;
    for (const usage_line *line = eco_work_first_part(work, kind, record); line;
         line = eco_work_next_part(work, kind, record, line))
        for (int what = 0; what < USAGE_WHATS; what++)
            if (line->counts[what])
                eco_work_want(work, &eco_usage_count_kind, eco_key_int(line->counts[what]), ECO_WANT_CHANGE);
}

/* ---- counts ----------------------------------------------------------------------------------------------------------------------------- */

static void move(usage_count *count, int32_t verb, int64_t uses, int64_t spent)
{
    if (verb == ECO_USAGE_RETURN) {
        count->committed -= uses;
        count->committed_minor -= spent;
        return;
    }
    count->held -= uses;
    count->held_minor -= spent;
    if (verb == ECO_USAGE_COMMIT) {
        count->committed += uses;
        count->committed_minor += spent;
    }
}

static eco_status move_line(eco_work *work, int32_t verb, const usage_line *line, eco_error *error)
{
    for (int what = 0; what < USAGE_WHATS; what++) {
        if (!line->counts[what])
            continue;
        usage_count *count = eco_work_find(work, &eco_usage_count_kind, eco_key_int(line->counts[what]), ECO_WANT_CHANGE);
        if (eco_work_waits(work))
            return ECO_OK;
        if (!count)
            return eco_fail(error, ECO_E_CORRUPT, NULL, "a use of a hold is not counted");
        if (!eco_usage_touch(work, count))
            return eco_fail_memory(error);
        move(count, verb, line->uses, what == USAGE_CAMPAIGN ? line->spent : 0);
    }
    return ECO_OK;
}

static eco_status change_hold(eco_work *work, usage_hold *hold, int32_t state, int64_t ended_us, eco_error *error)
{
    if (!eco_work_change(work, &eco_usage_hold_kind, hold))
        return eco_fail_memory(error);
    hold->version++;
    hold->state = state;
    hold->ended_us = ended_us;
    hold->due_us = 0;
    return ECO_OK;
}

eco_status eco_usage_due(void *module, eco_work *work, const eco_kind *kind, void *record, int64_t now_us)
{
    (void)module, (void)now_us;
    usage_hold *hold = record;
    for (const usage_line *line = eco_work_first_part(work, kind, hold); line;
         line = eco_work_next_part(work, kind, hold, line)) {
        eco_status status = move_line(work, USAGE_EXPIRE, line, NULL);
        if (status)
            return status;
    }
    return change_hold(work, hold, USAGE_EXPIRED, hold->due_us, NULL);
}

/* ---- the verbs -------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_usage_add_total(usage_call *call, int64_t uses, int64_t spent)
{
    if (__builtin_add_overflow(call->result->uses, uses, &call->result->uses) ||
        __builtin_add_overflow(call->result->spent_minor, spent, &call->result->spent_minor))
        return eco_fail(call->error, ECO_E_OVERFLOW, "/quote/uses", "the sums of all uses do not fit 64 bits");
    return ECO_OK;
}

/* Why a hold cannot be ended so. */
static eco_status fail_ended(const usage_call *call, const usage_hold *hold)
{
    char key[ECO_ID_TEXT];
    eco_status status = ECO_E_RELEASED;
    eco_id_text(key, hold->key);
    switch (hold->state) {
    case USAGE_HELD:
        if (hold->due_us > call->command->at_us)
            return eco_fail(call->error, ECO_E_REFUSED, "/hold", "hold %s is not committed", key);
        return eco_fail(call->error, ECO_E_EXPIRED, "/hold", "hold %s expired at %s, at_us is %s", key,
                        eco_time_text((char[ECO_TIME_TEXT]){0}, hold->due_us),
                        eco_time_text((char[ECO_TIME_TEXT]){0}, call->command->at_us));
    case USAGE_EXPIRED: status = ECO_E_EXPIRED; break;
    case USAGE_COMMITTED: status = ECO_E_COMMITTED; break;
    default: break;
    }
    return eco_fail(call->error, status, "/hold", "hold %s is %s", key, eco_usage_state_name(hold->state));
}

static eco_status find_hold(usage_call *call, usage_hold **out)
{
    char key[ECO_ID_TEXT];
    eco_id id = call->command->hold;
    int64_t expected = call->command->expected_version;
    usage_hold *hold = eco_work_find(call->work, &eco_usage_hold_kind, id, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    *out = hold;
    if (!hold)
        return eco_work_waits(call->work)
                   ? ECO_E_NOT_FOUND
                   : eco_fail(call->error, ECO_E_NOT_FOUND, "/hold", "there is no hold %s", eco_id_text(key, id));
    if (expected && expected != hold->version)
        return eco_fail(call->error, ECO_E_VERSION, "/expected_version", "expected_version is %lld, the hold has %lld",
                        (long long)expected, (long long)hold->version);
    return ECO_OK;
}

static eco_status log_line(usage_call *call, const usage_line *line)
{
    int64_t sign = call->command->verb == ECO_USAGE_COMMIT ? 1 : -1;
    usage_entry *entry = eco_work_log(call->work, &eco_usage_entry_kind);
    if (!entry) {
        eco_status failure = eco_work_failure(call->work);
        return failure && failure != ECO_E_MEMORY ? failure : eco_fail_memory(call->error);
    }
    entry->command = call->command->key;
    entry->hold = call->command->hold;
    memcpy(entry->counts, line->counts, sizeof entry->counts);
    entry->uses = sign * line->uses;
    entry->spent = sign * line->spent;
    entry->at_us = call->command->at_us;
    entry->line = line->head.number;
    entry->verb = call->command->verb;
    call->result->sequence = entry->sequence;
    return ECO_OK;
}

static eco_status end_lines(usage_call *call, usage_hold *hold)
{
    int32_t verb = call->command->verb;
    for (const usage_line *line = eco_work_first_part(call->work, &eco_usage_hold_kind, hold); line;
         line = eco_work_next_part(call->work, &eco_usage_hold_kind, hold, line)) {
        eco_status status = move_line(call->work, verb, line, call->error);
        if (!status && verb != ECO_USAGE_RELEASE && !eco_work_waits(call->work))
            status = log_line(call, line);
        if (!status)
            status = eco_usage_add_total(call, line->uses, line->spent);
        if (status)
            return status;
    }
    return ECO_OK;
}

eco_status eco_usage_end(usage_call *call)
{
    usage_hold *hold;
    int32_t verb = call->command->verb;
    int64_t at_us = call->command->at_us;
    eco_status status = find_hold(call, &hold);
    if (status)
        return status;
    bool is_open = verb == ECO_USAGE_RETURN ? hold->state == USAGE_COMMITTED : hold->state == USAGE_HELD && hold->due_us > at_us;
    if (!is_open)
        return fail_ended(call, hold);
    if ((status = end_lines(call, hold)))
        return status;
    int32_t state = verb == ECO_USAGE_COMMIT ? USAGE_COMMITTED : verb == ECO_USAGE_RELEASE ? USAGE_RELEASED : USAGE_RETURNED;
    return change_hold(call->work, hold, state, verb == ECO_USAGE_RETURN ? hold->ended_us : at_us, call->error);
}
