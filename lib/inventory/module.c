/* module.c - opening stock over a store, and what the store calls: want, recall, decide. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "inventory/inventory_internal.h"

/* ---- what a command will look at -------------------------------------------------------------------------------------------------------- */

static bool has_unnamed_location(const eco_inventory_command *command)
{
    for (size_t i = 0; i < command->lines_count; i++)
        if (!command->lines[i].location)
            return true;
    return false;
}

/* The store's first location, as far as it is known. */
static uint64_t only_location(eco_work *work)
{
    const stock_settings *settings = eco_work_find(work, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY),
                                                   ECO_WANT_READ);
    const char *name = settings ? eco_work_text_of(work, settings->first) : NULL;
    name = name ? name : STOCK_MAIN;
    return eco_stock_hash(name, strlen(name));
}

static void want_levels(const eco_inventory *inventory, eco_work *work, const eco_prepared *prepared)
{
    const eco_inventory_command *command = prepared->command;
    const stock_asked *asked = prepared->more;
    uint64_t only = has_unnamed_location(command) ? only_location(work) : 0;
    bool makes = command->verb == ECO_INVENTORY_RECEIVE || command->verb == ECO_INVENTORY_ADJUST;
    if (makes)
        eco_work_want(work, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY), ECO_WANT_READ);
    for (size_t i = 0; i < command->lines_count; i++) {
        uint64_t location = asked[i].location ? asked[i].location : only;
        int64_t key = eco_stock_level_key(inventory, asked[i].sku, location);
        eco_work_want(work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE);
        if (makes)
            eco_work_want(work, &eco_inventory_location_kind, eco_key_int(eco_stock_key(inventory, location)), ECO_WANT_READ);
    }
}

/* A key that a hold bears is no other command's. */
static void want(void *module, eco_work *work, const eco_prepared *prepared)
{
    const eco_inventory_command *command = prepared->command;
    eco_work_want(work, &eco_inventory_hold_kind, command->key,
                  command->verb == ECO_INVENTORY_HOLD ? ECO_WANT_NEW : ECO_WANT_READ);
    if (eco_has_key(command->hold))
        eco_inventory_want_hold(work, command->hold);
    want_levels(module, work, prepared);
}

/* ---- deciding --------------------------------------------------------------------------------------------------------------------------- */

static bool recall(void *module, eco_work *work, const eco_prepared *prepared, uint64_t *digest, void *result)
{
    (void)module;
    const eco_id key = eco_head_of(prepared)->key;
    const stock_hold *hold = eco_work_find(work, &eco_inventory_hold_kind, key, ECO_WANT_READ);
    if (!hold)
        return false;
    *digest = (uint64_t)hold->digest;
    eco_inventory_result *answer = result;
    if (!answer || !(hold = eco_work_find(work, &eco_inventory_hold_kind, key, ECO_WANT_READ | ECO_WANT_PARTS)))
        return true;
    for (const stock_line *line = eco_work_first_part(work, &eco_inventory_hold_kind, hold); line;
         line = eco_work_next_part(work, &eco_inventory_hold_kind, hold, line))
        answer->quantity += line->quantity;
    return true;
}

/* Not told before: a retry that comes after the deadline is still answered as the first try was. */
static eco_status check_deadline(const eco_inventory_command *command, eco_error *error)
{
    if (command->expires_us == 0 || command->expires_us > command->at_us)
        return ECO_OK;
    return eco_fail(error, ECO_E_INVALID, "/expires_us", "expires_us %lld is not after at_us %lld",
                    (long long)command->expires_us, (long long)command->at_us);
}

static eco_status decide(void *module, eco_work *work, const eco_prepared *prepared, void *result, bool *record, eco_error *error)
{
    stock_call call = {.inventory = module,
                       .work = work,
                       .prepared = prepared,
                       .command = prepared->command,
                       .asked = prepared->more,
                       .result = result,
                       .error = error};
    eco_status status = check_deadline(call.command, error);
    if (status)
        return status;
    switch (call.command->verb) {
    case ECO_INVENTORY_HOLD: *record = false; return eco_inventory_hold(&call);
    case ECO_INVENTORY_EXTEND: return eco_inventory_extend(&call);
    case ECO_INVENTORY_COMMIT:
    case ECO_INVENTORY_RELEASE:
    case ECO_INVENTORY_CANCEL: return eco_inventory_end(&call);
    case ECO_INVENTORY_ISSUE: return eco_has_key(call.command->hold) ? eco_inventory_end(&call) : eco_inventory_goods(&call);
    default: return eco_inventory_goods(&call);
    }
}

static void answers(void *result, int64_t *answer, int64_t *answer_more, bool write)
{
    eco_inventory_result *given = result;
    if (write) {
        *answer = given->quantity;
        *answer_more = 0;
    } else {
        given->quantity = *answer;
    }
}

const eco_module_interface eco_inventory_interface = {
    .name = "inventory",
    .kinds = eco_inventory_kinds,
    .kinds_count = STOCK_KINDS,
    .commands = &eco_inventory_command_kind,
    .schema_version = 1,
    .command_size = sizeof(eco_inventory_command),
    .result_size = sizeof(eco_inventory_result),
    .prepare = eco_inventory_prepare,
    .want = want,
    .recall = recall,
    .decide = decide,
    .answers = answers,
    .want_due = eco_inventory_want_due,
    .due = eco_inventory_due,
};

/* ---- the handle ------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_inventory_open(eco_inventory **out, eco_store *store, const eco_inventory_options *options, eco_error *error)
{
    eco_inventory_options given = {.struct_size = sizeof given};
    *out = NULL;
    if (options && ECO_TAKE(&given, options, eco_inventory_options, error))
        return ECO_E_INVALID;
    if (!store)
        return eco_fail(error, ECO_E_INVALID, "/store", "a store is required");
    eco_allocator allocator = eco_allocator_of(given.allocator);
    eco_inventory *inventory = eco_allocate(&allocator, sizeof *inventory);
    if (!inventory)
        return eco_fail_memory(error);
    *inventory = (eco_inventory){.key_mask = INT64_MAX};
    eco_status status = eco_module_join(&inventory->module, store, &eco_inventory_interface, &allocator, error);
    if (status) {
        eco_release(&allocator, inventory, sizeof *inventory);
        return status;
    }
    *out = inventory;
    return ECO_OK;
}

void eco_inventory_free(eco_inventory *inventory)
{
    if (!inventory)
        return;
    eco_allocator allocator = inventory->module.allocator;
    eco_module_leave(&inventory->module);
    eco_release(&allocator, inventory, sizeof *inventory);
}

eco_status eco_inventory_execute(eco_inventory *inventory, const eco_inventory_command *commands, size_t count,
                                 eco_inventory_result *results, eco_error *error)
{
    return eco_module_execute(&inventory->module, commands, count, results, error);
}

eco_step eco_inventory_step(eco_inventory *inventory, const eco_inventory_command *commands, size_t count,
                            eco_inventory_result *results)
{
    return (eco_step){
        .module = inventory, .commands = commands, .count = count, .results = results, .interface = &eco_inventory_interface};
}

eco_status eco_inventory_tick(eco_inventory *inventory, int64_t now_us, int64_t limit, int64_t *done, eco_error *error)
{
    return eco_module_tick(&inventory->module, now_us, limit, done, error);
}
