/* usage.c - opening usage over a store and a rulebook, and what the store calls: want, recall, decide. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "pricing/usage_internal.h"

/* ---- what a command will look at -------------------------------------------------------------------------------------------------------- */

/* A key that a hold bears is no other command's. */
static void want(void *module, eco_work *work, const eco_prepared *prepared)
{
    (void)module;
    const eco_usage_command *command = prepared->command;
    const usage_asked *asked = prepared->more;
    eco_work_want(work, &eco_usage_hold_kind, command->key, command->verb == ECO_USAGE_HOLD ? ECO_WANT_NEW : ECO_WANT_READ);
    if (eco_has_key(command->hold))
        eco_usage_want_hold(work, command->hold);
    for (size_t i = 0; command->quote && i < command->quote->uses_count; i++)
        for (int what = 0; what < USAGE_WHATS; what++)
            if (asked[i].counts[what])
                eco_work_want(work, &eco_usage_count_kind, eco_key_int(asked[i].counts[what]), ECO_WANT_CHANGE);
}

/* ---- deciding --------------------------------------------------------------------------------------------------------------------------- */

static bool recall(void *module, eco_work *work, const eco_prepared *prepared, uint64_t *digest, void *result)
{
    (void)module;
    const eco_id key = eco_head_of(prepared)->key;
    const usage_hold *hold = eco_work_find(work, &eco_usage_hold_kind, key, ECO_WANT_READ);
    if (!hold)
        return false;
    *digest = (uint64_t)hold->digest;
    eco_usage_result *answer = result;
    if (!answer || !(hold = eco_work_find(work, &eco_usage_hold_kind, key, ECO_WANT_READ | ECO_WANT_PARTS)))
        return true;
    for (const usage_line *line = eco_work_first_part(work, &eco_usage_hold_kind, hold); line;
         line = eco_work_next_part(work, &eco_usage_hold_kind, hold, line)) {
        answer->uses += line->uses;
        answer->spent_minor += line->spent;
    }
    return true;
}

/* Not told before: a retry that comes after the deadline is still answered as the first try was. */
static eco_status check_deadline(const eco_usage_command *command, eco_error *error)
{
    if (command->expires_us == 0 || command->expires_us > command->at_us)
        return ECO_OK;
    return eco_fail(error, ECO_E_INVALID, "/expires_us", "expires_us %lld is not after at_us %lld",
                    (long long)command->expires_us, (long long)command->at_us);
}

static eco_status decide(void *module, eco_work *work, const eco_prepared *prepared, void *result, bool *record, eco_error *error)
{
    usage_call call = {.usage = module,
                       .work = work,
                       .prepared = prepared,
                       .command = prepared->command,
                       .asked = prepared->more,
                       .result = result,
                       .error = error};
    eco_status status = check_deadline(call.command, error);
    if (status)
        return status;
    if (call.command->verb != ECO_USAGE_HOLD)
        return eco_usage_end(&call);
    *record = false;
    return eco_usage_hold(&call);
}

static void answers(void *result, int64_t *answer, int64_t *answer_more, bool write)
{
    eco_usage_result *given = result;
    if (write) {
        *answer = given->uses;
        *answer_more = given->spent_minor;
    } else {
        given->uses = *answer;
        given->spent_minor = *answer_more;
    }
}

const eco_module_interface eco_usage_interface = {
    .name = "usage",
    .kinds = eco_usage_kinds,
    .kinds_count = USAGE_KINDS,
    .commands = &eco_usage_command_kind,
    .schema_version = 1,
    .command_size = sizeof(eco_usage_command),
    .result_size = sizeof(eco_usage_result),
    .prepare = eco_usage_prepare,
    .want = want,
    .recall = recall,
    .decide = decide,
    .answers = answers,
    .want_due = eco_usage_want_due,
    .due = eco_usage_due,
};

/* ---- the rules that a snapshot looks at ------------------------------------------------------------------------------------------------- */

static bool has_single_code(const usage_rule *rule)
{
    return rule->promotion->coupon && !rule->codes;
}

static size_t add_rules(eco_usage *usage, size_t at, bool single_code)
{
    const eco_rulebook_content *content = eco_rulebook_content_of(usage->rulebook);
    for (size_t i = 0; i < content->promotions_count; i++) {
        usage_rule rule = eco_usage_rule_of(usage->rulebook, content->promotions[i]->id);
        if (eco_usage_rule_is_limited(&rule) && has_single_code(&rule) == single_code)
            usage->rules[at++] = rule;
    }
    return at;
}

static bool index_codes(eco_usage *usage)
{
    for (size_t i = usage->open_count; i < usage->rules_count; i++) {
        const char *code = usage->rules[i].promotion->coupon;
        int64_t first = (int64_t)i;
        bool added;
        if (!eco_map_add(&usage->codes, code, strlen(code), &first, &added))
            return false;
        usage->next[i] = -1;
        if (!added) { /* behind the first */
            usage->next[i] = usage->next[first];
            usage->next[first] = (int64_t)i;
        }
    }
    return true;
}

static eco_status index_rules(eco_usage *usage, eco_error *error)
{
    size_t count = eco_rulebook_content_of(usage->rulebook)->promotions_count;
    usage->rules = eco_arena_take_array(&usage->arena, count, sizeof *usage->rules);
    usage->next = eco_arena_take_array(&usage->arena, count, sizeof *usage->next);
    if (count && (!usage->rules || !usage->next))
        return eco_fail_memory(error);
    usage->open_count = add_rules(usage, 0, false);
    usage->rules_count = add_rules(usage, usage->open_count, true);
    return index_codes(usage) ? ECO_OK : eco_fail_memory(error);
}

/* ---- the handle ------------------------------------------------------------------------------------------------------------------------- */

static void end_usage(eco_usage *usage, const eco_allocator *allocator)
{
    eco_map_end(&usage->codes);
    eco_arena_end(&usage->arena);
    eco_rulebook_free(usage->rulebook);
    eco_release(allocator, usage, sizeof *usage);
}

eco_status eco_usage_open(eco_usage **out, eco_store *store, eco_rulebook *rulebook, const eco_usage_options *options,
                          eco_error *error)
{
    eco_usage_options given = {.struct_size = sizeof given};
    *out = NULL;
    if (options && ECO_TAKE(&given, options, eco_usage_options, error))
        return ECO_E_INVALID;
    if (!store || !rulebook)
        return eco_fail(error, ECO_E_INVALID, store ? "/rulebook" : "/store", "a store and a rulebook are required");
    eco_allocator allocator = given.allocator ? eco_allocator_of(given.allocator) : *eco_usage_rulebook_allocator(rulebook);
    eco_usage *usage = eco_allocate(&allocator, sizeof *usage);
    if (!usage)
        return eco_fail_memory(error);
    *usage = (eco_usage){.key_mask = INT64_MAX, .rulebook = eco_rulebook_retain(rulebook)};
    eco_arena_begin(&usage->arena, &allocator);
    eco_map_begin(&usage->codes, &allocator);
    eco_status status = index_rules(usage, error);
    if (!status)
        status = eco_module_join(&usage->module, store, &eco_usage_interface, &allocator, error);
    if (status) {
        end_usage(usage, &allocator);
        return status;
    }
    *out = usage;
    return ECO_OK;
}

void eco_usage_free(eco_usage *usage)
{
    if (!usage)
        return;
    eco_allocator allocator = usage->module.allocator;
    eco_module_leave(&usage->module);
    end_usage(usage, &allocator);
}

eco_status eco_usage_execute(eco_usage *usage, const eco_usage_command *commands, size_t count, eco_usage_result *results,
                             eco_error *error)
{
    return eco_module_execute(&usage->module, commands, count, results, error);
}

eco_step eco_usage_step(eco_usage *usage, const eco_usage_command *commands, size_t count, eco_usage_result *results)
{
    return (eco_step){
        .module = usage, .commands = commands, .count = count, .results = results, .interface = &eco_usage_interface};
}

eco_status eco_usage_tick(eco_usage *usage, int64_t now_us, int64_t limit, int64_t *done, eco_error *error)
{
    return eco_module_tick(&usage->module, now_us, limit, done, error);
}
