/* hold.c - HOLD: quantities of levels reserved until a deadline, all or - partial - what there is. */
#include "base/error.h"
#include "inventory/inventory_internal.h"

/* A drop-shipped item has a level as soon as it is sold. */
static eco_status find(stock_call *call, const stock_goods *goods, stock_level **level, stock_can *can)
{
    bool makes = goods->item && goods->item->traits & STOCK_DROP_SHIPPED;
    eco_status status = eco_inventory_find_level(call, goods, makes, level);
    if (status || (status = eco_inventory_check_version(call, "level", (*level)->version)))
        return status;
    return eco_inventory_can(call, goods, *level, can);
}

/* Reserves a quantity, or what there is of it. Less than asked is given only when what is due has been swept. */
static eco_status reserve(stock_call *call, stock_goods *goods)
{
    stock_level *level;
    stock_can can;
    int64_t quantity = goods->quantity;
    eco_status status = find(call, goods, &level, &can);
    if (status)
        return status;
    if (quantity > can.can) {
        if (!call->command->partial || !call->prepared->is_swept)
            return eco_inventory_insufficient(call, goods, level, can.can);
        quantity = can.can;
    }
    goods->level = level->key;
    goods->given = quantity;
    if (!quantity)
        return ECO_OK;
    if ((status = eco_inventory_touch(call->work, level, call->error)) ||
        (can.buffer && (status = eco_inventory_take_buffer(call, &can, level, quantity, &goods->buffered))))
        return status;
    if (__builtin_add_overflow(level->reserved, quantity, &level->reserved))
        return eco_inventory_fail_line(call, goods->line, ECO_E_OVERFLOW, "what is reserved does not fit 64 bits");
    return eco_inventory_add_total(call, goods->line, quantity);
}

/* ---- kits, as many as there are --------------------------------------------------------------------------------------------------------- */

/* A kit of which a part is missing is worth nothing: so a line's parts are lowered together to what makes whole kits. */
static eco_status lower_kits(stock_call *call, stock_goods *first, size_t count)
{
    const int64_t kits = eco_stock_line_of(call, first)->quantity;
    int64_t whole = kits;
    for (size_t i = 0; i < count; i++) {
        stock_level *level;
        stock_can can;
        eco_status status = find(call, &first[i], &level, &can);
        if (status)
            return status;
        int64_t each = 0, there;
        for (size_t k = 0; k < count; k++) /* a part may be in several kits of it */
            if (strcmp(first[k].sku, first[i].sku) == 0)
                each += first[k].quantity / kits;
        if ((there = can.can / each) < whole)
            whole = there;
    }
    if (whole < kits && !call->prepared->is_swept)
        return ECO_E_INSUFFICIENT; /* asked again when all that is due is swept */
    for (size_t i = 0; i < count; i++)
        first[i].quantity = first[i].quantity / kits * whole;
    return ECO_OK;
}

static eco_status reserve_line(stock_call *call, stock_goods *first, size_t count)
{
    bool is_kit = call->goods_capacity && strcmp(first->sku, eco_stock_line_of(call, first)->sku) != 0;
    eco_status status = is_kit && call->command->partial ? lower_kits(call, first, count) : ECO_OK;
    for (size_t i = 0; i < count && !status; i++)
        status = reserve(call, &first[i]);
    return status;
}

/* ---- the hold --------------------------------------------------------------------------------------------------------------------------- */

static eco_status nothing_there(stock_call *call)
{
    stock_level *level;
    stock_can can;
    eco_status status = find(call, call->goods, &level, &can);
    return status ? status : eco_inventory_insufficient(call, call->goods, level, can.can);
}

/* What was taken of what is kept for the channel is told by counts. */
static eco_status write_buffered(stock_call *call, stock_hold *hold)
{
    bool any = false;
    for (size_t i = 0; i < call->goods_count; i++)
        any = any || call->goods[i].buffered;
    if (!any)
        return ECO_OK;
    eco_work_find(call->work, &eco_inventory_partial_kind, hold->key, ECO_WANT_NEW);
    if (eco_work_waits(call->work))
        return ECO_OK;
    stock_partial *partial = eco_work_add(call->work, &eco_inventory_partial_kind, hold->key);
    if (!partial)
        return eco_fail_memory(call->error);
    partial->version = 1;
    hold->partial = 1;
    for (size_t i = 0; i < call->goods_count; i++) {
        stock_counts *counts = eco_work_add_part(call->work, &eco_inventory_partial_kind, partial);
        if (!counts)
            return eco_fail_memory(call->error);
        counts->buffered = call->goods[i].buffered;
    }
    return ECO_OK;
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
    for (size_t i = 0; i < call->goods_count && !failed; i++) {
        stock_line *line = eco_work_add_part(call->work, &eco_inventory_hold_kind, hold);
        if (!line)
            return eco_fail_memory(call->error);
        line->level = call->goods[i].level;
        line->quantity = call->goods[i].given; /* also 0: lines are numbered as in the command */
    }
    return failed ? eco_fail_memory(call->error) : write_buffered(call, hold);
}

eco_status eco_inventory_hold(stock_call *call)
{
    size_t count;
    for (size_t i = 0; i < call->goods_count; i += count) {
        count = 1;
        while (i + count < call->goods_count && call->goods[i + count].line == call->goods[i].line)
            count++;
        eco_status status = reserve_line(call, &call->goods[i], count);
        if (status)
            return status;
    }
    return call->result->quantity ? write_hold(call) : nothing_there(call);
}
