/* lots.c - which lots goods are taken from, and where they are put. Lots are the parts of a level's further quantities, one for each lot and place; goods
 * that came before their item had lots are in none, and leave last. */
#include <ecomops/time.h>

#include "base/error.h"
#include "inventory/inventory_internal.h"
#include "inventory/picking.h"

static stock_lot *first_lot(eco_work *work, const stock_more *more)
{
    return eco_work_first_part(work, &eco_inventory_more_kind, more);
}

static stock_lot *next_lot(eco_work *work, const stock_more *more, const stock_lot *lot)
{
    return eco_work_next_part(work, &eco_inventory_more_kind, more, lot);
}

stock_lot *eco_inventory_find_lot(eco_work *work, const stock_more *more, eco_text name, int32_t place)
{
    stock_lot *lot = first_lot(work, more);
    while (lot && !(lot->lot == name && lot->state == place && lot->quantity))
        lot = next_lot(work, more, lot);
    return lot;
}

int64_t eco_inventory_in_lots(eco_work *work, const stock_more *more, int32_t place)
{
    int64_t sum = 0;
    for (const stock_lot *lot = first_lot(work, more); lot; lot = next_lot(work, more, lot))
        sum += lot->state == place ? lot->quantity : 0;
    return sum;
}

/* ---- taking ----------------------------------------------------------------------------------------------------------------------------- */

static bool is_past(const stock_lot *lot, int64_t at_us)
{
    return lot->expires_us && lot->expires_us <= at_us;
}

static eco_pick_place as_place(const stock_lot *lot)
{
    return (eco_pick_place){.expires_us = lot->expires_us, .received_us = lot->received_us};
}

/* Whether a lot leaves before another; of those that do not differ, by name. */
static bool leaves_before(const stock_call *call, const stock_lot *a, const stock_lot *b, eco_picking picking)
{
    if (eco_picking_before(picking, as_place(a), as_place(b)))
        return true;
    return !eco_picking_before(picking, as_place(b), as_place(a)) &&
           strcmp(eco_inventory_text(call, a->lot), eco_inventory_text(call, b->lot)) < 0;
}

/* The lot to take from: the one that is named, or that leaves first. NULL: none. */
static stock_lot *pick(const stock_post *post, const stock_more *more, eco_text named)
{
    eco_work *work = post->call->work;
    int32_t place = eco_stock_lot_place(post->from);
    stock_lot *best = NULL;
    if (named)
        return eco_inventory_find_lot(work, more, named, place);
    for (stock_lot *lot = first_lot(work, more); lot; lot = next_lot(work, more, lot))
        if (lot->quantity && lot->state == place && (post->is_old || !is_past(lot, post->call->command->at_us)) &&
            (!best || leaves_before(post->call, lot, best, post->goods->item->picking)))
            best = lot;
    return best;
}

static eco_status lots_short(const stock_post *post, int64_t there)
{
    stock_call *call = post->call;
    call->result->available = there;
    return eco_inventory_fail_line(
        call, post->goods->line, ECO_E_INSUFFICIENT, "quantity %lld exceeds %lld of sku %s in %s%s at %s%s",
        (long long)post->quantity, (long long)there, ECO_QUOTE(post->goods->sku),
        post->lot ? "lot " : "lots that have not expired", post->lot ? ECO_QUOTE(post->lot) : "",
        ECO_QUOTE(eco_inventory_text(call, post->level->location)), post->from == STOCK_AVAILABLE ? "" : ", in that state");
}

/* ---- putting ---------------------------------------------------------------------------------------------------------------------------- */

/* One that is empty, or a new one. */
static stock_lot *make_lot(eco_work *work, stock_more *more)
{
    stock_lot *lot = first_lot(work, more);
    while (lot && lot->quantity)
        lot = next_lot(work, more, lot);
    return lot ? lot : eco_work_add_part(work, &eco_inventory_more_kind, more);
}

static eco_status check_expiry(const stock_post *post, const stock_lot *lot, int64_t expires_us)
{
    if (!expires_us || expires_us == lot->expires_us)
        return ECO_OK;
    return eco_inventory_fail_line(post->call, post->goods->line, ECO_E_INVALID,
                                   "lot %s is there already, and expires %s, not %s",
                                   ECO_QUOTE(eco_inventory_text(post->call, lot->lot)),
                                   lot->expires_us ? eco_time_text((char[ECO_TIME_TEXT]){0}, lot->expires_us) : "never",
                                   eco_time_text((char[ECO_TIME_TEXT]){0}, expires_us));
}

static eco_status put(const stock_post *post, stock_more *more, const stock_chunk *chunk)
{
    eco_work *work = post->call->work;
    int32_t place = eco_stock_lot_place(post->to);
    if (!eco_stock_is_physical(post->to) || !chunk->lot)
        return ECO_OK;
    stock_lot *lot = eco_inventory_find_lot(work, more, chunk->lot, place);
    bool is_new = !lot;
    if (!is_new) {
        eco_status status = check_expiry(post, lot, chunk->expires_us);
        if (status)
            return status;
    } else if (!(lot = make_lot(work, more))) {
        return eco_fail_memory(post->call->error);
    }
    if (!eco_work_change(work, &eco_inventory_lot_kind, lot))
        return eco_fail_memory(post->call->error);
    if (is_new) {
        lot->lot = chunk->lot;
        lot->state = place;
        lot->expires_us = chunk->expires_us;
        lot->received_us = chunk->received_us;
    }
    /* Of a lot that was empty nobody knows when it was emptied: not after goods moved last here. */
    if (is_new)
        lot->at_us = post->level->at_us;
    if (lot->at_us < post->call->command->at_us)
        lot->at_us = post->call->command->at_us;
    if (__builtin_add_overflow(lot->quantity, chunk->quantity, &lot->quantity))
        return eco_inventory_fail_line(post->call, post->goods->line, ECO_E_OVERFLOW,
                                       "the quantity of the lot does not fit 64 bits");
    return ECO_OK;
}

/* ---- one lot after the other ------------------------------------------------------------------------------------------------------------ */

static eco_status take(const stock_post *post, stock_more *more, stock_lot *lot, stock_chunk *chunk)
{
    if (!eco_work_change(post->call->work, &eco_inventory_lot_kind, lot))
        return eco_fail_memory(post->call->error);
    chunk->lot = lot->lot;
    chunk->expires_us = lot->expires_us;
    if (chunk->quantity > lot->quantity)
        chunk->quantity = lot->quantity;
    chunk->received_us = lot->received_us;
    lot->quantity -= chunk->quantity;
    if (lot->at_us < post->call->command->at_us)
        lot->at_us = post->call->command->at_us;
    return put(post, more, chunk);
}

/* Out of lots. What is in none is taken when no lot is left that may leave. `left` is what was there of that, before the level itself was changed. */
static eco_status take_all(const stock_post *post, stock_more *more, eco_text named, int64_t loose)
{
    int64_t left = post->quantity;
    while (left) {
        stock_chunk chunk = {.quantity = left};
        stock_lot *lot = pick(post, more, named);
        eco_status status = ECO_OK;
        if (lot)
            status = take(post, more, lot, &chunk);
        else if (!post->lot && loose > 0)
            loose -= chunk.quantity = left < loose ? left : loose;
        else
            return lots_short(post, post->quantity - left);
        if (status || (status = eco_inventory_log_chunk(post, &chunk)))
            return status;
        left -= chunk.quantity;
    }
    return ECO_OK;
}

static eco_status lot_missing(const stock_post *post)
{
    return eco_inventory_fail_line(post->call, post->goods->line, ECO_E_INVALID, "sku %s has lots, and none is given",
                                   ECO_QUOTE(post->goods->sku));
}

static eco_status is_old_lot(const stock_post *post)
{
    return eco_inventory_fail_line(post->call, post->goods->line, ECO_E_INVALID, "lot %s expired at %s, at_us is %s",
                                   ECO_QUOTE(post->lot), eco_time_text((char[ECO_TIME_TEXT]){0}, post->lot_expires_us),
                                   eco_time_text((char[ECO_TIME_TEXT]){0}, post->call->command->at_us));
}

/* Called after the level's own quantities have been changed. */
eco_status eco_inventory_move_lots(const stock_post *post, stock_more *more)
{
    stock_call *call = post->call;
    bool failed = false;
    eco_text named = eco_work_text(call->work, post->lot, &failed);
    if (failed)
        return eco_fail_memory(call->error);
    if (eco_stock_is_physical(post->from)) {
        int32_t place = eco_stock_lot_place(post->from);
        int64_t loose = eco_stock_in_place(post->level, more, place) + post->quantity -
                        eco_inventory_in_lots(call->work, more, place);
        return take_all(post, more, named, loose);
    }
    if (!post->lot)
        return lot_missing(post);
    if (post->lot_expires_us && post->lot_expires_us <= call->command->at_us && post->to == STOCK_AVAILABLE && !post->is_old)
        return is_old_lot(post);
    int64_t received_us = post->lot_received_us ? post->lot_received_us : call->command->at_us;
    const stock_chunk chunk = {named, post->lot_expires_us, received_us, post->quantity};
    eco_status status = put(post, more, &chunk);
    return status ? status : eco_inventory_log_chunk(post, &chunk);
}
