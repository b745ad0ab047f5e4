/* moves.c - goods come, go and change their state without a hold or a document: RECEIVE, ADJUST, ISSUE, RETURN, MOVE_STATE, RETURN_TO_VENDOR. */
#include "base/error.h"
#include "inventory/inventory_internal.h"

typedef struct stock_way {
    int32_t from, to;
    bool makes; /* the level, where there is none */
} stock_way;

static stock_way way_of(const eco_inventory_command *command, int64_t quantity)
{
    const int32_t from = eco_stock_place_of(command->from_state), to = eco_stock_place_of(command->to_state);
    switch (command->verb) {
    case ECO_INVENTORY_RECEIVE: return (stock_way){STOCK_SUPPLIER, to, true};
    case ECO_INVENTORY_ADJUST:
        return quantity > 0 ? (stock_way){STOCK_ADJUSTMENT, to, true} : (stock_way){to, STOCK_ADJUSTMENT, false};
    case ECO_INVENTORY_RETURN: return (stock_way){STOCK_CUSTOMER, to, true};
    case ECO_INVENTORY_MOVE_STATE: return (stock_way){from, to, false};
    case ECO_INVENTORY_RETURN_TO_VENDOR: return (stock_way){from, STOCK_SUPPLIER, false};
    default: return (stock_way){STOCK_AVAILABLE, STOCK_CUSTOMER, false};
    }
}

/* What is sold without a hold comes out of what can be held, but never out of goods that are not there. */
static eco_status sell(stock_call *call, stock_goods *goods, stock_level *level)
{
    stock_can can;
    eco_status status = eco_inventory_can(call, goods, level, &can);
    if (status)
        return status;
    int64_t there = can.available < 0 ? 0 : can.available;
    if (goods->quantity > there)
        return eco_inventory_insufficient(call, goods, level, there);
    return can.buffer ? eco_inventory_take_buffer(call, &can, level, goods->quantity, &goods->buffered) : ECO_OK;
}

/* The supplier's goods go through the books of the level, and never lie there. */
static eco_status drop_ship(stock_call *call, const stock_goods *goods, stock_level *level)
{
    stock_post post = eco_inventory_post_of(call, goods, level, STOCK_SUPPLIER, STOCK_AVAILABLE);
    return eco_inventory_post(&post);
}

static eco_status move(stock_call *call, stock_goods *goods)
{
    const eco_inventory_command *command = call->command;
    bool is_issue = command->verb == ECO_INVENTORY_ISSUE;
    bool drop_ships = is_issue && goods->item && goods->item->traits & STOCK_DROP_SHIPPED;
    stock_way way = way_of(command, goods->quantity);
    stock_level *level;
    eco_status status = eco_inventory_find_level(call, goods, way.makes || drop_ships, &level);
    if (status || eco_work_waits(call->work) || (status = eco_inventory_check_version(call, "level", level->version)))
        return status;
    goods->level = level->key;
    if (drop_ships)
        status = drop_ship(call, goods, level);
    else if (is_issue)
        status = sell(call, goods, level);
    if (status)
        return status;
    stock_post post = eco_inventory_post_of(call, goods, level, way.from, way.to);
    post.quantity = goods->quantity < 0 ? -goods->quantity : goods->quantity;
    post.is_old = command->verb == ECO_INVENTORY_RETURN;
    post.is_supplied = drop_ships;
    if ((status = eco_inventory_post(&post)))
        return status;
    goods->given = goods->quantity < 0 || way.from == STOCK_AVAILABLE ? post.quantity : -post.quantity;
    return eco_inventory_add_total(call, goods->line, goods->quantity);
}

eco_status eco_inventory_moves(stock_call *call)
{
    for (size_t i = 0; i < call->goods_count; i++) {
        eco_status status = move(call, &call->goods[i]);
        if (status)
            return status;
    }
    return ECO_OK;
}
