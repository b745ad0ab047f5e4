/* post.c - goods from one place to another, as a double entry: what one place loses another gains, and the ledger says so. */
#include "base/error.h"
#include "inventory/inventory_internal.h"

stock_post eco_inventory_post_of(stock_call *call, const stock_goods *goods, stock_level *level, int32_t from, int32_t to)
{
    const eco_stock_line *line = eco_stock_line_of(call, goods);
    return (stock_post){.call = call,
                        .goods = goods,
                        .level = level,
                        .from = from,
                        .to = to,
                        .quantity = goods->quantity,
                        .cost = line->cost_minor,
                        .lot = line->lot,
                        .serial = line->serial,
                        .lot_expires_us = line->lot_expires_us};
}

/* ---- quantities ------------------------------------------------------------------------------------------------------------------------- */

static eco_status in_state_short(const stock_post *post, int64_t there)
{
    post->call->result->available = there;
    return eco_inventory_fail_line(post->call, post->goods->line, ECO_E_INSUFFICIENT,
                                   "quantity %lld exceeds %lld %s of sku %s at %s", (long long)post->quantity, (long long)there,
                                   eco_inventory_place_name(post->from), ECO_QUOTE(post->goods->sku),
                                   ECO_QUOTE(eco_inventory_text(post->call, post->level->location)));
}

static eco_status take_out(const stock_post *post, stock_more *more)
{
    stock_level *level = post->level;
    if (post->from == STOCK_AVAILABLE) {
        if (post->quantity > eco_stock_free(level) && !post->is_supplied)
            return eco_inventory_insufficient(post->call, post->goods, level, eco_stock_free(level));
        level->on_hand -= post->quantity;
    } else if (post->from == STOCK_COMMITTED_PLACE) {
        if (post->quantity > level->on_hand)
            return eco_inventory_insufficient(post->call, post->goods, level, level->on_hand);
        level->on_hand -= post->quantity;
        level->committed -= post->quantity;
    } else if (eco_stock_is_inside(post->from)) {
        int64_t *there = eco_stock_further(more, post->from);
        if (post->quantity > *there)
            return in_state_short(post, *there);
        *there -= post->quantity;
    }
    return ECO_OK;
}

static eco_status put_in(const stock_post *post, stock_more *more)
{
    if (!eco_stock_is_inside(post->to))
        return ECO_OK;
    int64_t *there = eco_stock_is_on_hand(post->to) ? &post->level->on_hand : eco_stock_further(more, post->to);
    int64_t sum;
    if (__builtin_add_overflow(*there, post->quantity, &sum))
        return eco_inventory_fail_line(post->call, post->goods->line, ECO_E_OVERFLOW, "%s %lld and %lld do not fit 64 bits",
                                       post->to == STOCK_AVAILABLE ? "on_hand" : eco_inventory_place_name(post->to),
                                       (long long)*there, (long long)post->quantity);
    *there = sum;
    return ECO_OK;
}

static bool is_further(int32_t place)
{
    return eco_stock_is_inside(place) && !eco_stock_is_on_hand(place);
}

/* more: NULL where nothing of it changes. Lots are its parts, which others know to be stale by its version. */
static eco_status change(const stock_post *post, stock_more *more)
{
    stock_call *call = post->call;
    eco_status status = eco_inventory_touch(call->work, post->level, call->error);
    if (status)
        return status;
    if (more) {
        if (!eco_work_change(call->work, &eco_inventory_more_kind, more))
            return eco_fail_memory(call->error);
        more->version++;
    }
    if (eco_stock_is_on_hand(post->from) != eco_stock_is_on_hand(post->to) && post->level->at_us < call->command->at_us)
        post->level->at_us = call->command->at_us;
    status = take_out(post, more);
    return status ? status : put_in(post, more);
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_inventory_log_chunk(const stock_post *post, const stock_chunk *chunk)
{
    stock_movement *row = eco_inventory_log(post->call, post->goods->line, post->level, chunk->quantity);
    bool failed = false;
    if (!row)
        return eco_inventory_log_failed(post->call);
    row->from = post->from;
    row->to = post->to;
    row->cost = post->cost; /* goods that come in are one chunk; those that leave have none */
    row->lot = chunk->lot;
    if (eco_has_key(post->source))
        row->source = post->source;
    if (post->serial)
        row->serial = eco_work_text(post->call->work, post->serial, &failed);
    if (failed)
        return eco_fail_memory(post->call->error);
    return post->each ? post->each(post, chunk) : ECO_OK;
}

static eco_status check_traits(const stock_post *post, int32_t traits)
{
    if (post->lot && !(traits & STOCK_HAS_LOTS))
        return eco_inventory_fail_line(post->call, post->goods->line, ECO_E_INVALID,
                                       "sku %s has no lots: define it with has_lots first", ECO_QUOTE(post->goods->sku));
    if (post->serial && !(traits & STOCK_HAS_SERIALS))
        return eco_inventory_fail_line(post->call, post->goods->line, ECO_E_INVALID,
                                       "sku %s has no serials: define it with has_serials first", ECO_QUOTE(post->goods->sku));
    return ECO_OK;
}

eco_status eco_inventory_post(const stock_post *post)
{
    int32_t traits = post->goods->item ? post->goods->item->traits : 0;
    bool is_physical = eco_stock_is_physical(post->from) || eco_stock_is_physical(post->to);
    bool has_lots = traits & STOCK_HAS_LOTS && is_physical, has_more = has_lots || is_further(post->from) || is_further(post->to);
    stock_more *more;
    eco_status status = check_traits(post, traits);
    if (!status)
        status = eco_inventory_more(post->call, post->level, has_more, &more);
    if (!status)
        status = change(post, has_more ? more : NULL);
    if (!status && traits & STOCK_HAS_SERIALS && is_physical)
        status = eco_inventory_move_serial(post);
    if (status || eco_work_waits(post->call->work))
        return status;
    return has_lots ? eco_inventory_move_lots(post, more)
                    : eco_inventory_log_chunk(post, &(stock_chunk){.quantity = post->quantity});
}
