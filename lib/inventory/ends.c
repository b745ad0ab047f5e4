/* ends.c - what becomes of a hold: EXTEND, COMMIT, RELEASE, CANCEL, ISSUE, RETURN, and expiry.
 *
 * What was held ends by COMMIT, RELEASE or expiry, once; what was committed by ISSUE or CANCEL; what was issued may come back by RETURN. The end of all that was left is written into the hold's own
 * row. Only where a part ends alone its lines get counts, and the ledger a row that says when. */
#include <string.h>

#include <ecomops/time.h>

#include "base/error.h"
#include "inventory/inventory_internal.h"

stock_split eco_inventory_split(int64_t quantity, const stock_counts *counts, int32_t state)
{
    static const stock_counts none = {.committed = 0};
    if (!counts)
        counts = &none;
    int64_t rest = quantity - counts->committed - counts->released;
    bool was_committed = state == STOCK_COMMITTED || state == STOCK_ISSUED || state == STOCK_CANCELLED;
    int64_t committed = counts->committed + (was_committed ? rest : 0) - counts->issued - counts->cancelled;
    stock_split split = {.issued = counts->issued, .cancelled = counts->cancelled, .released = counts->released};
    if (state == STOCK_ISSUED)
        split.issued += committed;
    else if (state == STOCK_CANCELLED)
        split.cancelled += committed;
    else
        split.committed = committed;
    if (state == STOCK_HELD)
        split.held = rest;
    else if (!was_committed)
        split.released += rest;
    return split;
}

/* ---- a hold and its lines --------------------------------------------------------------------------------------------------------------- */

typedef struct ending {
    const eco_inventory *inventory;
    stock_call *call; /* NULL: expiry */
    eco_work *work;
    eco_error *error;
    int32_t verb; /* or STOCK_EXPIRE */
    int64_t at_us;
    stock_hold *hold;
    stock_partial *partial; /* NULL: no part has ended alone yet */
} ending;
typedef struct place { /* a line of the hold */
    stock_line *line;
    stock_counts *counts;
} place;

static bool first(const ending *end, place *out)
{
    out->line = eco_work_first_part(end->work, &eco_inventory_hold_kind, end->hold);
    out->counts = end->partial ? eco_work_first_part(end->work, &eco_inventory_partial_kind, end->partial) : NULL;
    return out->line != NULL;
}

static bool next(const ending *end, place *at)
{
    at->line = eco_work_next_part(end->work, &eco_inventory_hold_kind, end->hold, at->line);
    if (at->counts)
        at->counts = eco_work_next_part(end->work, &eco_inventory_partial_kind, end->partial, at->counts);
    return at->line != NULL;
}

static bool ends_held(int32_t verb)
{
    return verb == ECO_INVENTORY_COMMIT || verb == ECO_INVENTORY_RELEASE || verb == STOCK_EXPIRE;
}

/* What the verb may take of a line. */
static int64_t pool(const ending *end, const place *at)
{
    stock_split split = eco_inventory_split(at->line->quantity, at->counts, end->hold->state);
    if (end->verb == ECO_INVENTORY_RETURN)
        return split.issued - (at->counts ? at->counts->returned : 0);
    return ends_held(end->verb) ? split.held : split.committed;
}

static stock_partial *find_partial(eco_work *work, eco_id hold)
{
    return eco_work_find(work, &eco_inventory_partial_kind, hold, ECO_WANT_CHANGE | ECO_WANT_PARTS);
}

/* ---- taking ----------------------------------------------------------------------------------------------------------------------------- */

/* Between what is available, reserved and committed: nothing moves. */
static void shift(stock_level *level, int32_t verb, int64_t quantity)
{
    if (ends_held(verb))
        level->reserved -= quantity;
    else
        level->committed -= quantity;
    if (verb == ECO_INVENTORY_COMMIT)
        level->committed += quantity;
}

static eco_status log_shift(const ending *end, uint32_t line, const stock_level *level, int64_t quantity)
{
    stock_movement *row = eco_inventory_log(end->call, line, level, quantity);
    if (!row)
        return eco_inventory_log_failed(end->call);
    row->from = ends_held(end->verb) ? STOCK_RESERVED : STOCK_COMMITTED_PLACE;
    row->to = end->verb == ECO_INVENTORY_COMMIT ? STOCK_COMMITTED_PLACE : STOCK_AVAILABLE;
    return ECO_OK;
}

static eco_status count(const ending *end, const place *at, int64_t quantity)
{
    if (!eco_work_change(end->work, &eco_inventory_counts_kind, at->counts))
        return eco_fail_memory(end->error);
    switch (end->verb) {
    case ECO_INVENTORY_COMMIT: at->counts->committed += quantity; break;
    case ECO_INVENTORY_ISSUE: at->counts->issued += quantity; break;
    case ECO_INVENTORY_CANCEL: at->counts->cancelled += quantity; break;
    case ECO_INVENTORY_RETURN: at->counts->returned += quantity; break;
    default: at->counts->released += quantity;
    }
    return ECO_OK;
}

/* What is free again was, as far as it goes, kept for the hold's channel. */
static eco_status give_back(const ending *end, const place *at, const stock_level *level, int64_t quantity)
{
    int64_t buffered = at->counts ? at->counts->buffered : 0;
    if (end->verb == ECO_INVENTORY_COMMIT || !buffered)
        return ECO_OK;
    if (!eco_work_change(end->work, &eco_inventory_counts_kind, at->counts) ||
        !eco_work_change(end->work, &eco_inventory_partial_kind, end->partial))
        return eco_fail_memory(end->error);
    end->partial->version++;
    buffered = buffered < quantity ? buffered : quantity;
    at->counts->buffered -= buffered;
    return eco_inventory_give_buffer(end->inventory, end->work, level, eco_work_text_of(end->work, end->hold->channel), buffered,
                                     end->error);
}

/* Goods leave, or come back. A drop-shipped item comes from its supplier as it leaves. */
static eco_status move(const ending *end, stock_level *level, const stock_goods *asked, uint32_t line, int64_t quantity)
{
    stock_call *call = end->call;
    stock_goods goods = asked ? *asked : eco_inventory_goods_of_level(call, level, line, quantity);
    bool is_return = end->verb == ECO_INVENTORY_RETURN;
    const eco_stock_line *given = asked ? eco_stock_line_of(call, asked) : NULL;
    goods.quantity = quantity;
    goods.level = level->key;
    stock_post post = {.call = call,
                       .goods = &goods,
                       .level = level,
                       .from = is_return ? STOCK_CUSTOMER : STOCK_COMMITTED_PLACE,
                       .to = is_return ? eco_stock_place_of(call->command->to_state) : STOCK_CUSTOMER,
                       .quantity = quantity,
                       .is_old = is_return};
    if (given) {
        post.lot = given->lot;
        post.serial = given->serial;
        post.lot_expires_us = given->lot_expires_us;
    }
    if (eco_work_waits(end->work))
        return ECO_OK;
    if (!is_return && goods.item && goods.item->traits & STOCK_DROP_SHIPPED) {
        stock_post supplied = post;
        supplied.from = STOCK_SUPPLIER;
        supplied.to = STOCK_AVAILABLE;
        eco_status status = eco_inventory_post(&supplied);
        if (status)
            return status;
    }
    return eco_inventory_post(&post);
}

/* Moves a quantity of a hold's line. `counted`: the line's counts say so, not the hold's state. asked: the command's, NULL: it names none. */
static eco_status take(const ending *end, const place *at, const stock_goods *asked, uint32_t line, int64_t quantity,
                       bool counted)
{
    bool moves = end->verb == ECO_INVENTORY_ISSUE || end->verb == ECO_INVENTORY_RETURN;
    stock_level *level = eco_work_find(end->work, &eco_inventory_level_kind, eco_key_int(at->line->level), ECO_WANT_CHANGE);
    if (eco_work_waits(end->work))
        return ECO_OK;
    if (!level)
        return eco_fail(end->error, ECO_E_CORRUPT, NULL, "a line of a hold has no level");
    eco_status status = counted ? count(end, at, quantity) : ECO_OK;
    if (!status && end->call)
        status = eco_inventory_add_total(end->call, line, quantity);
    if (status || moves)
        return status ? status : move(end, level, asked, line, quantity);
    if ((status = eco_inventory_touch(end->work, level, end->error)) || (status = give_back(end, at, level, quantity)))
        return status;
    shift(level, end->verb, quantity);
    return counted || !ends_held(end->verb) ? log_shift(end, line, level, quantity) : ECO_OK;
}

/* Counts for each line of the hold, in the same order. */
static eco_status begin_partial(ending *end)
{
    if (end->partial) {
        if (!eco_work_change(end->work, &eco_inventory_partial_kind, end->partial))
            return eco_fail_memory(end->error);
        end->partial->version++;
        return ECO_OK;
    }
    eco_work_find(end->work, &eco_inventory_partial_kind, end->hold->key, ECO_WANT_NEW);
    if (eco_work_waits(end->work))
        return ECO_OK;
    end->partial = eco_work_add(end->work, &eco_inventory_partial_kind, end->hold->key);
    if (!end->partial)
        return eco_fail_memory(end->error);
    end->partial->version = 1;
    end->hold->partial = 1;
    for (void *line = eco_work_first_part(end->work, &eco_inventory_hold_kind, end->hold); line;
         line = eco_work_next_part(end->work, &eco_inventory_hold_kind, end->hold, line))
        if (!eco_work_add_part(end->work, &eco_inventory_partial_kind, end->partial))
            return eco_fail_memory(end->error);
    return ECO_OK;
}

/* ---- all that is left ------------------------------------------------------------------------------------------------------------------- */

static void set_state(const ending *end)
{
    stock_hold *hold = end->hold;
    switch (end->verb) {
    case ECO_INVENTORY_COMMIT: hold->state = STOCK_COMMITTED; break;
    case ECO_INVENTORY_ISSUE: hold->state = STOCK_ISSUED; break;
    case ECO_INVENTORY_CANCEL: hold->state = STOCK_CANCELLED; break;
    case ECO_INVENTORY_RELEASE: hold->state = STOCK_RELEASED; break;
    default: hold->state = STOCK_EXPIRED;
    }
    if (ends_held(end->verb)) {
        hold->ended_us = end->verb == STOCK_EXPIRE ? hold->due_us : end->at_us;
        hold->due_us = 0;
    }
}

/* The state tells of all lines what was left, or is left of what was committed; but not of a part committed in a hold that ended otherwise, or has not. */
static bool state_tells(const ending *end)
{
    return ends_held(end->verb) || (end->hold->state == STOCK_COMMITTED && end->verb != ECO_INVENTORY_RETURN);
}

static eco_status end_all(ending *end)
{
    place at;
    bool tells = state_tells(end);
    if (!tells) {
        eco_status status = begin_partial(end);
        if (status)
            return status;
    }
    for (bool more = first(end, &at); more; more = next(end, &at)) {
        int64_t quantity = pool(end, &at);
        uint32_t number = ((eco_record *)at.line)->number;
        eco_status status = quantity ? take(end, &at, NULL, number, quantity, !tells) : ECO_OK;
        if (status)
            return status;
    }
    if (tells)
        set_state(end);
    return ECO_OK;
}

/* ---- a part ----------------------------------------------------------------------------------------------------------------------------- */

static const char *pool_name(int32_t verb)
{
    return verb == ECO_INVENTORY_RETURN ? "issued" : ends_held(verb) ? "held" : "committed";
}

static eco_status part_too_large(const ending *end, const stock_goods *goods, int64_t there, bool has_sku)
{
    char key[ECO_ID_TEXT];
    eco_id_text(key, end->hold->key);
    if (!has_sku)
        return eco_inventory_fail_line(end->call, goods->line, ECO_E_NOT_FOUND, "sku %s is not in hold %s at this location",
                                       ECO_QUOTE(goods->sku), key);
    return eco_inventory_fail_line(end->call, goods->line, ECO_E_INVALID, "quantity %lld exceeds %lld %s of sku %s in hold %s",
                                   (long long)goods->quantity, (long long)there, pool_name(end->verb), ECO_QUOTE(goods->sku),
                                   key);
}

/* Takes goods from the hold's lines of their level. The search goes on where the one before ended, as lines mostly come in their order. */
static eco_status end_goods(const ending *end, const stock_goods *goods, place *at)
{
    int64_t left = goods->quantity;
    bool has_sku = false;
    stock_level *level;
    eco_status status = eco_inventory_find_level(end->call, goods, false, &level);
    if (status)
        return status;
    const stock_line *begin = at->line;
    do {
        if (at->line->level == level->key) {
            int64_t there = pool(end, at), quantity = there < left ? there : left;
            has_sku = true;
            if (quantity && (status = take(end, at, goods, goods->line, quantity, true)))
                return status;
            left -= quantity;
        }
        if (left && !next(end, at))
            first(end, at);
    } while (left && at->line != begin);
    return left ? part_too_large(end, goods, goods->quantity - left, has_sku) : ECO_OK;
}

static bool anything_left(const ending *end)
{
    place at;
    for (bool more = first(end, &at); more; more = next(end, &at))
        if (pool(end, &at))
            return true;
    return false;
}

static eco_status end_part(ending *end)
{
    place at;
    eco_status status = begin_partial(end);
    if (status || eco_work_waits(end->work))
        return status;
    first(end, &at);
    for (size_t i = 0; i < end->call->goods_count; i++)
        if ((status = end_goods(end, &end->call->goods[i], &at)))
            return status;
    if (state_tells(end) && !anything_left(end))
        set_state(end);
    return ECO_OK;
}

/* ---- the verbs -------------------------------------------------------------------------------------------------------------------------- */

/* Why a hold cannot be ended so. */
static eco_status fail_ended(const stock_call *call, const stock_hold *hold)
{
    char key[ECO_ID_TEXT];
    eco_status status = ECO_E_REFUSED;
    eco_id_text(key, hold->key);
    switch (hold->state) {
    case STOCK_HELD: /* its deadline has passed; or nothing of it was committed */
        if (hold->due_us > call->command->at_us)
            return eco_fail(call->error, ECO_E_REFUSED, "/hold", "nothing of hold %s is committed", key);
        return eco_fail(call->error, ECO_E_EXPIRED, "/hold", "hold %s expired at %s, at_us is %s", key,
                        eco_time_text((char[ECO_TIME_TEXT]){0}, hold->due_us),
                        eco_time_text((char[ECO_TIME_TEXT]){0}, call->command->at_us));
    case STOCK_RELEASED:
    case STOCK_CANCELLED: status = ECO_E_RELEASED; break;
    case STOCK_EXPIRED: status = ECO_E_EXPIRED; break;
    default: status = ECO_E_COMMITTED;
    }
    return eco_fail(call->error, status, "/hold", "hold %s is %s", key, eco_inventory_state_name(hold->state));
}

static eco_status nothing_issued(const stock_call *call, const stock_hold *hold)
{
    char key[ECO_ID_TEXT];
    return eco_fail(call->error, ECO_E_REFUSED, "/hold", "of hold %s nothing is issued and not returned yet",
                    eco_id_text(key, hold->key));
}

static eco_status find_hold(stock_call *call, stock_hold **out)
{
    char key[ECO_ID_TEXT];
    eco_id id = call->command->hold;
    stock_hold *hold = eco_work_find(call->work, &eco_inventory_hold_kind, id, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    *out = hold;
    if (!hold)
        return eco_work_waits(call->work)
                   ? ECO_E_NOT_FOUND
                   : eco_fail(call->error, ECO_E_NOT_FOUND, "/hold", "there is no hold %s", eco_id_text(key, id));
    return eco_inventory_check_version(call, "hold", hold->version);
}

static bool is_open(const stock_hold *hold, int64_t at_us)
{
    return hold->state == STOCK_HELD && hold->due_us > at_us;
}

static eco_status change_hold(const stock_call *call, stock_hold *hold)
{
    if (!eco_work_change(call->work, &eco_inventory_hold_kind, hold))
        return eco_fail_memory(call->error);
    hold->version++;
    return ECO_OK;
}

eco_status eco_inventory_extend(stock_call *call)
{
    stock_hold *hold;
    eco_status status = find_hold(call, &hold);
    if (status)
        return status;
    if (!is_open(hold, call->command->at_us))
        return fail_ended(call, hold);
    if ((status = change_hold(call, hold)))
        return status;
    hold->due_us = call->command->expires_us;
    return ECO_OK;
}

eco_status eco_inventory_end(stock_call *call)
{
    ending end = {.inventory = call->inventory,
                  .call = call,
                  .work = call->work,
                  .error = call->error,
                  .verb = call->command->verb,
                  .at_us = call->command->at_us};
    eco_status status = find_hold(call, &end.hold);
    if (status)
        return status;
    if (end.hold->partial && !(end.partial = find_partial(end.work, end.hold->key)) && !eco_work_waits(end.work))
        return eco_fail(call->error, ECO_E_CORRUPT, "/hold", "the counts of the hold's lines are missing");
    if (eco_work_waits(end.work))
        return ECO_OK;
    if (ends_held(end.verb) ? !is_open(end.hold, end.at_us) : !anything_left(&end))
        return end.verb == ECO_INVENTORY_RETURN ? nothing_issued(call, end.hold) : fail_ended(call, end.hold);
    if ((status = change_hold(call, end.hold)))
        return status;
    return call->command->lines_count ? end_part(&end) : end_all(&end);
}

eco_status eco_inventory_due(void *module, eco_work *work, const eco_kind *kind, void *record, int64_t now_us)
{
    (void)kind, (void)now_us;
    stock_hold *hold = record;
    ending end = {.inventory = module, .work = work, .verb = STOCK_EXPIRE, .at_us = hold->due_us, .hold = hold};
    if (hold->partial && !(end.partial = find_partial(work, hold->key)))
        return eco_work_waits(work) ? ECO_OK : ECO_E_CORRUPT;
    if (!eco_work_change(work, &eco_inventory_hold_kind, hold))
        return ECO_E_MEMORY;
    hold->version++;
    return end_all(&end);
}
