/* available.c - what of a level can be held: without what is kept for other channels, for safety, and in lots past their expiry; and with what may be sold
 * below zero. */
#include "base/error.h"
#include "inventory/inventory_internal.h"

static int64_t narrow(__int128 value)
{
    return value > INT64_MAX ? INT64_MAX : value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

int64_t eco_inventory_below_zero(const stock_item *item, int64_t at_us)
{
    if (!item)
        return 0;
    if (item->traits & STOCK_DROP_SHIPPED)
        return INT64_MAX;
    return narrow((__int128)item->backorder_limit + (at_us < item->preorder_ships_us ? item->preorder_limit : 0));
}

int64_t eco_inventory_expired(eco_work *work, const stock_more *more, int64_t at_us)
{
    int64_t expired = 0;
    for (const stock_lot *lot = eco_work_first_part(work, &eco_inventory_more_kind, more); lot;
         lot = eco_work_next_part(work, &eco_inventory_more_kind, more, lot))
        if (lot->state == STOCK_AVAILABLE && lot->expires_us && lot->expires_us <= at_us)
            expired += lot->quantity;
    return expired;
}

stock_buffer *eco_inventory_find_buffer(const eco_inventory *inventory, eco_work *work, int64_t level, const char *channel,
                                        int64_t *key)
{
    stock_buffer *buffer;
    *key = eco_stock_buffer_key(inventory, level, channel);
    while ((buffer = eco_work_find(work, &eco_inventory_buffer_kind, eco_key_int(*key), ECO_WANT_CHANGE))) {
        const char *found = eco_work_text_of(work, buffer->channel);
        if (buffer->level == level && found && strcmp(found, channel) == 0)
            break;
        *key = eco_stock_next_key(*key);
    }
    return buffer;
}

/* What few levels have: *out is what all have. */
static eco_status look_closer(stock_call *call, const stock_goods *goods, const stock_level *level, stock_can *out)
{
    const stock_item *item = goods->item;
    __int128 available = (__int128)out->available - (item ? item->safety : 0);
    if (level->more) {
        stock_more *more;
        eco_status status = eco_inventory_more(call, (stock_level *)level, false, &more);
        if (status)
            return status;
        available -= more->buffered;
        int64_t key;
        if (more->buffers && call->command->channel &&
            (out->buffer = eco_inventory_find_buffer(call->inventory, call->work, level->key, call->command->channel, &key)))
            available += out->buffer->quantity;
        if (item && item->traits & STOCK_HAS_LOTS)
            available -= eco_inventory_expired(call->work, more, call->command->at_us);
    }
    out->available = narrow(available);
    __int128 can = available + eco_inventory_below_zero(item, call->command->at_us);
    out->can = can < 0 ? 0 : narrow(can);
    return eco_work_waits(call->work) ? ECO_E_NOT_FOUND : ECO_OK;
}

eco_status eco_inventory_can(stock_call *call, const stock_goods *goods, const stock_level *level, stock_can *out)
{
    out->available = eco_stock_free(level);
    out->can = out->available < 0 ? 0 : out->available;
    out->buffer = NULL;
    return goods->item || level->more ? look_closer(call, goods, level, out) : ECO_OK;
}

/* ---- what is kept for channels ---------------------------------------------------------------------------------------------------------- */

static eco_status change_buffer(eco_work *work, stock_buffer *buffer, stock_more *more, int64_t by, eco_error *error)
{
    if (!eco_work_change(work, &eco_inventory_buffer_kind, buffer) || !eco_work_change(work, &eco_inventory_more_kind, more))
        return eco_fail_memory(error);
    buffer->quantity += by;
    buffer->version++;
    more->buffered += by;
    more->version++;
    return ECO_OK;
}

/* What is kept for a channel must not depend on who sweeps holds, nor when. */
static bool may_get_back(const stock_call *call, const stock_level *level)
{
    return level->reserved > 0 && !call->prepared->is_swept;
}

eco_status eco_inventory_take_buffer(stock_call *call, const stock_can *can, stock_level *level, int64_t quantity, int64_t *taken)
{
    stock_more *more;
    *taken = 0;
    if (!can->buffer || can->buffer->quantity < 0)
        return ECO_OK;
    if (quantity > can->buffer->quantity && may_get_back(call, level))
        return ECO_E_INSUFFICIENT;
    if (!can->buffer->quantity)
        return ECO_OK;
    eco_status status = eco_inventory_more(call, level, false, &more);
    if (status)
        return status;
    *taken = quantity < can->buffer->quantity ? quantity : can->buffer->quantity;
    return change_buffer(call->work, can->buffer, more, -*taken, call->error);
}

/* A channel that goods are kept from by now, or for which nothing was ever kept, gets nothing back. */
eco_status eco_inventory_give_buffer(const eco_inventory *inventory, eco_work *work, const stock_level *level,
                                     const char *channel, int64_t quantity, eco_error *error)
{
    int64_t key;
    stock_more *more = eco_work_find(work, &eco_inventory_more_kind, eco_stock_more_key(level->key),
                                     ECO_WANT_CHANGE | ECO_WANT_PARTS);
    stock_buffer *buffer = eco_inventory_find_buffer(inventory, work, level->key, channel, &key);
    if (!more || !buffer || buffer->quantity < 0 || quantity > INT64_MAX - more->buffered)
        return ECO_OK;
    return change_buffer(work, buffer, more, quantity, error);
}

static eco_status set_buffer(stock_call *call, const stock_goods *goods)
{
    stock_level *level;
    stock_more *more;
    int64_t key;
    bool failed = false;
    eco_status status = eco_inventory_find_level(call, goods, false, &level);
    if (status || (status = eco_inventory_check_version(call, "level", level->version)) ||
        (status = eco_inventory_more(call, level, true, &more)))
        return status;
    stock_buffer *buffer = eco_inventory_find_buffer(call->inventory, call->work, level->key, call->command->channel, &key);
    if (eco_work_waits(call->work))
        return ECO_OK;
    if (buffer && may_get_back(call, level))
        return ECO_E_INSUFFICIENT; /* asked again when all that is due is swept */
    if (!buffer) {
        buffer = eco_work_add(call->work, &eco_inventory_buffer_kind, eco_key_int(key));
        if (!buffer || !eco_work_change(call->work, &eco_inventory_more_kind, more))
            return eco_fail_memory(call->error);
        buffer->level = level->key;
        buffer->channel = eco_work_text(call->work, call->command->channel, &failed);
        more->buffers++;
    }
    if (failed || !eco_work_change(call->work, &eco_inventory_buffer_kind, buffer) ||
        !eco_work_change(call->work, &eco_inventory_more_kind, more))
        return eco_fail_memory(call->error);
    int64_t kept = goods->quantity > 0 ? goods->quantity : 0, was = buffer->quantity > 0 ? buffer->quantity : 0;
    if (__builtin_add_overflow(more->buffered - was, kept, &more->buffered))
        return eco_inventory_fail_line(call, goods->line, ECO_E_OVERFLOW, "what is kept for all channels does not fit 64 bits");
    buffer->quantity = goods->quantity;
    buffer->version++;
    more->version++;
    if ((status = eco_inventory_touch(call->work, level, call->error)))
        return status;
    return eco_inventory_add_total(call, goods->line, goods->quantity);
}

eco_status eco_inventory_buffer(stock_call *call)
{
    eco_status status = ECO_OK;
    for (size_t i = 0; i < call->goods_count && !status; i++)
        status = set_buffer(call, &call->goods[i]);
    return status;
}
