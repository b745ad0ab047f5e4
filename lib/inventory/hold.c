/* hold.c - HOLD: quantities of levels reserved until a deadline, all or - partial - what there is. */
#include "base/error.h"
#include "inventory/inventory_internal.h"

/* Reserves a line's quantity, or what there is of it. Less than asked is given only when what is due has been swept. */
static eco_status reserve(stock_call *call, size_t line)
{
    stock_level *level;
    int64_t quantity = call->command->lines[line].quantity;
    eco_status status = eco_inventory_find_level(call, line, false, &level);
    if (status || (status = eco_inventory_check_version(call, "level", level->version)))
        return status;
    int64_t available = eco_stock_available(level);
    if (quantity > available) {
        if (!call->command->partial || !call->prepared->is_swept)
            return eco_inventory_insufficient(call, line, level);
        quantity = available;
    }
    call->asked[line].level = level->key;
    call->asked[line].given = quantity;
    if (!quantity)
        return ECO_OK;
    if ((status = eco_inventory_touch(call->work, level, call->command->at_us, call->error)))
        return status;
    level->reserved += quantity;
    return eco_inventory_add_total(call, line, quantity);
}

static eco_status nothing_there(stock_call *call)
{
    stock_level *level;
    eco_status status = eco_inventory_find_level(call, 0, false, &level);
    return status ? status : eco_inventory_insufficient(call, 0, level);
}

static eco_status write_hold(stock_call *call)
{
    const eco_inventory_command *command = call->command;
    bool failed = false;
    stock_hold *hold = eco_work_add(call->work, &eco_inventory_hold_kind, command->key);
    if (!hold)
        return eco_fail_memory(call->error);
    hold->digest = (int64_t)call->prepared->digest;
    hold->at_us = command->at_us;
    hold->due_us = command->expires_us;
    hold->state = STOCK_HELD;
    hold->version = 1;
    hold->channel = eco_work_text(call->work, command->channel, &failed);
    hold->actor = eco_work_text(call->work, command->actor, &failed);
    hold->reason = eco_work_text(call->work, command->reason, &failed);
    hold->reference = eco_work_text(call->work, command->reference, &failed);
    for (size_t i = 0; i < command->lines_count && !failed; i++) {
        stock_line *line = eco_work_add_part(call->work, &eco_inventory_hold_kind, hold);
        if (!line)
            return eco_fail_memory(call->error);
        line->level = call->asked[i].level;
        line->quantity = call->asked[i].given; /* also 0: lines are numbered as in the command */
    }
    return failed ? eco_fail_memory(call->error) : ECO_OK;
}

eco_status eco_inventory_hold(stock_call *call)
{
    for (size_t i = 0; i < call->command->lines_count; i++) {
        eco_status status = reserve(call, i);
        if (status)
            return status;
    }
    return call->result->quantity ? write_hold(call) : nothing_there(call);
}
