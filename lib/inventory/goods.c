/* goods.c - goods come and go without a hold: RECEIVE, ADJUST, and ISSUE of lines. */
#include "base/error.h"
#include "inventory/inventory_internal.h"

static eco_status move(stock_call *call, size_t line)
{
    const eco_inventory_command *command = call->command;
    int64_t quantity = command->verb == ECO_INVENTORY_ISSUE ? -command->lines[line].quantity : command->lines[line].quantity;
    stock_level *level;
    eco_status status = eco_inventory_find_level(call, line, quantity > 0, &level);
    if (status || eco_work_waits(call->work) || (status = eco_inventory_check_version(call, "level", level->version)))
        return status;
    if (quantity < 0 && -quantity > eco_stock_available(level))
        return eco_inventory_insufficient(call, line, level);
    if (quantity > INT64_MAX - level->on_hand)
        return eco_inventory_fail_line(call, line, ECO_E_OVERFLOW, "on_hand %lld and %lld do not fit 64 bits",
                                       (long long)level->on_hand, (long long)quantity);
    if ((status = eco_inventory_touch(call->work, level, command->at_us, call->error)))
        return status;
    level->on_hand += quantity;
    call->asked[line].level = level->key;
    call->asked[line].given = -quantity;
    if (!eco_inventory_log(call, line, level, quantity))
        return eco_inventory_log_failed(call);
    return eco_inventory_add_total(call, line, command->lines[line].quantity);
}

eco_status eco_inventory_goods(stock_call *call)
{
    for (size_t i = 0; i < call->command->lines_count; i++) {
        eco_status status = move(call, i);
        if (status)
            return status;
    }
    return ECO_OK;
}
