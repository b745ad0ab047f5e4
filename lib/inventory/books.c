/* books.c - CLOSE, LAND_COST, REVALUE: nothing moves; what is written is read when costs are told. */
#include <ecomops/time.h>

#include "base/error.h"
#include "inventory/inventory_internal.h"

eco_status eco_inventory_close(stock_call *call)
{
    const eco_inventory_command *command = call->command;
    int64_t closed_us = call->settings ? call->settings->closed_us : 0;
    stock_settings *settings;
    if (command->due_us > command->at_us)
        return eco_fail(call->error, ECO_E_INVALID, "/due_us", "books cannot be closed until %s, which is after at_us %s",
                        eco_time_text((char[ECO_TIME_TEXT]){0}, command->due_us),
                        eco_time_text((char[ECO_TIME_TEXT]){0}, command->at_us));
    if (command->due_us < closed_us)
        return eco_fail(call->error, ECO_E_REFUSED, "/due_us", "the books are closed until %s already",
                        eco_time_text((char[ECO_TIME_TEXT]){0}, closed_us));
    eco_status status = eco_inventory_change_settings(call, &settings);
    if (settings)
        settings->closed_us = command->due_us;
    return status;
}

eco_status eco_inventory_land_cost(stock_call *call)
{
    const eco_inventory_command *command = call->command;
    const eco_command_record *receipt = eco_work_find(call->work, &eco_inventory_command_kind, command->source, ECO_WANT_READ);
    char key[ECO_ID_TEXT];
    if (eco_work_waits(call->work))
        return ECO_OK;
    if (!receipt || receipt->verb != ECO_INVENTORY_RECEIVE)
        return eco_fail(call->error, ECO_E_NOT_FOUND, "/source", "there is no receipt %s", eco_id_text(key, command->source));
    stock_movement *row = eco_inventory_log(call, 0, NULL, 0);
    if (!row)
        return eco_inventory_log_failed(call);
    row->cost = command->amount_minor;
    return ECO_OK;
}

eco_status eco_inventory_revalue(stock_call *call)
{
    stock_level *level;
    const stock_goods *goods = call->goods;
    eco_status status = eco_inventory_find_level(call, goods, false, &level);
    if (status || (status = eco_inventory_check_version(call, "level", level->version)))
        return status;
    stock_movement *row = eco_inventory_log(call, goods->line, level, goods->quantity);
    if (!row)
        return eco_inventory_log_failed(call);
    row->cost = eco_stock_line_of(call, goods)->cost_minor;
    return ECO_OK;
}
