/* module.c - opening stock over a store, and what the store calls: recall, decide. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "inventory/inventory_internal.h"

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

static eco_status decide_verb(stock_call *call, bool *record)
{
    const eco_inventory_command *command = call->command;
    bool of_source = eco_has_key(command->source), of_hold = eco_has_key(command->hold);
    switch (command->verb) {
    case ECO_INVENTORY_DEFINE: return eco_inventory_define(call);
    case ECO_INVENTORY_BUFFER: return eco_inventory_buffer(call);
    case ECO_INVENTORY_CLOSE: return eco_inventory_close(call);
    case ECO_INVENTORY_HOLD: *record = false; return eco_inventory_hold(call);
    case ECO_INVENTORY_EXTEND: return eco_inventory_extend(call);
    case ECO_INVENTORY_COMMIT:
    case ECO_INVENTORY_RELEASE: return eco_inventory_end(call);
    case ECO_INVENTORY_EXPECT:
    case ECO_INVENTORY_SHIP_TRANSFER: return eco_inventory_open_document(call);
    case ECO_INVENTORY_COUNT: return eco_inventory_count(call);
    case ECO_INVENTORY_APPROVE: return eco_inventory_approve(call);
    case ECO_INVENTORY_LAND_COST: return eco_inventory_land_cost(call);
    case ECO_INVENTORY_REVALUE: return eco_inventory_revalue(call);
    default: return of_hold ? eco_inventory_end(call) : of_source ? eco_inventory_end_document(call) : eco_inventory_moves(call);
    }
}

static eco_status decide(void *module, eco_work *work, const eco_prepared *prepared, void *result, bool *record, eco_error *error)
{
    stock_call call = {.inventory = module,
                       .work = work,
                       .prepared = prepared,
                       .command = prepared->command,
                       .goods = prepared->more,
                       .result = result,
                       .error = error};
    call.goods_count = call.command->lines_count;
    eco_status status = check_deadline(call.command, error);
    if (!status)
        eco_inventory_look_up(&call);
    if (!status && call.settings && call.settings->items) {
        call.inventory->has_items = true;
        status = eco_inventory_take_apart(&call);
    }
    if (!status && !eco_work_waits(work))
        status = decide_verb(&call, record);
    if (call.goods_capacity)
        eco_release(&call.inventory->module.allocator, call.goods, call.goods_capacity * sizeof *call.goods);
    return status;
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
    .want = eco_inventory_want,
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
    const eco_currency *currency = given.currency ? eco_currency_find(given.currency) : NULL;
    if (given.currency && !currency)
        return eco_fail(error, ECO_E_CURRENCY, "/currency", "%s is no currency of ISO 4217", ECO_QUOTE(given.currency));
    eco_allocator allocator = eco_allocator_of(given.allocator);
    eco_inventory *inventory = eco_allocate(&allocator, sizeof *inventory);
    if (!inventory)
        return eco_fail_memory(error);
    *inventory = (eco_inventory){.key_mask = INT64_MAX};
    memcpy(inventory->currency, currency ? currency->code : "", currency ? sizeof inventory->currency : 1);
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
