/* costing_run.c - movements run through the pool of their SKU in the order of `at`. One that comes late sends the SKU back to a checkpoint, and what the run
 * then says otherwise than is booked becomes corrections. */
#include "inventory/costing_internal.h"

/* ---- one movement ---- */

static eco_status receive(int64_t *cost, cost_sku *sku, const cost_movement *of, const eco_cost_move *move,
                          eco_cost_corrections *corrections)
{
    int64_t value = of->money;
    eco_status failed = of->priced ? ECO_OK : eco_cost_usual(&value, &sku->pool, of->quantity);
    if (failed)
        return failed;
    if (!eco_cost_fits((eco_wide)sku->received + value))
        return ECO_E_OVERFLOW;
    failed = eco_cost_receive(cost, &sku->pool, move, value, corrections);
    sku->received += failed ? 0 : value;
    return failed;
}

/* A return of an issue: its share of what that cost, the residue with the last. */
static eco_status put_back(int64_t *cost, eco_costing *costing, cost_sku *sku, const cost_movement *of, const eco_cost_move *move,
                           eco_cost_corrections *corrections)
{
    cost_movement *issue = of->source ? &costing->movements[of->source] : NULL;
    int64_t value = of->money;
    eco_status failed = ECO_OK;
    if (issue) {
        int64_t left = issue->quantity - issue->back_quantity, left_cost = issue->now - issue->money;
        if (of->quantity > left)
            return ECO_E_INSUFFICIENT;
        left_cost = left_cost > 0 ? left_cost : 0; /* below 0: what waited has become cheaper than what came back */
        value = left_cost - eco_cost_stays(left_cost, left, of->quantity);
    } else if (!of->priced) {
        failed = eco_cost_usual(&value, &sku->pool, of->quantity);
    }
    failed = failed ? failed : eco_cost_put_back(cost, &sku->pool, move, value, corrections);
    if (!failed && issue) {
        issue->back_quantity += of->quantity;
        issue->money -= *cost;
    }
    return failed;
}

static eco_status land(int64_t *cost, eco_costing *costing, cost_sku *sku, const cost_movement *of)
{
    const cost_movement *receipt = &costing->movements[of->source];
    const eco_cost_move move = {of->source, receipt->at, receipt->quantity};
    if (!eco_cost_fits((eco_wide)sku->received + of->money))
        return ECO_E_OVERFLOW;
    eco_status failed = eco_cost_land(cost, &sku->pool, &move, of->money);
    sku->received += failed ? 0 : of->money;
    return failed;
}

static eco_status dispatch(int64_t *cost, eco_costing *costing, cost_sku *sku, const cost_movement *of, uint32_t number,
                           eco_cost_corrections *corrections)
{
    eco_cost_move move = {number, of->at, of->quantity};
    switch ((cost_kind)of->kind) {
    case COST_RECEIVE: return receive(cost, sku, of, &move, corrections);
    case COST_RETURN: return put_back(cost, costing, sku, of, &move, corrections);
    case COST_ISSUE: return eco_cost_issue(cost, &sku->pool, &move);
    case COST_VENDOR_RETURN:
        return eco_cost_send_back(cost, &sku->pool, &move, of->source, of->source ? costing->movements[of->source].at : 0);
    case COST_ADJUST:
        if (of->quantity > 0)
            return put_back(cost, costing, sku, of, &move, corrections);
        move.quantity = -of->quantity;
        return eco_cost_issue(cost, &sku->pool, &move);
    case COST_LAND: return land(cost, costing, sku, of);
    case COST_REVALUE: return eco_cost_revalue(cost, &sku->pool, of->money, (int32_t)of->quantity);
    default: return ECO_E_INVALID;
    }
}

eco_status eco_costing_apply(eco_costing *costing, cost_sku *sku, uint32_t number, eco_cost_corrections *corrections)
{
    cost_movement *of = &costing->movements[number];
    int64_t cost = 0;
    corrections->count = 0;
    eco_status failed = dispatch(&cost, costing, sku, of, number, corrections);
    if (failed)
        return failed;
    of->now = cost;
    sku->since++;
    for (size_t i = 0; i < corrections->count; i++)
        costing->movements[corrections->items[i].source].now += corrections->items[i].amount;
    return ECO_OK;
}

/* ---- room ---- */

static bool make_room(eco_costing *costing, cost_sku *sku)
{
    eco_cost_pool *pool = &sku->pool;
    if (!eco_cost_has_room(pool) && pool->first > pool->capacity / 2)
        eco_cost_compact(pool);
    size_t waiting = eco_cost_waiting(pool);
    return (eco_cost_has_room(pool) ||
            eco_grow(&costing->allocator, &pool->layers, &pool->capacity, pool->first + pool->count + 1, sizeof *pool->layers)) &&
           eco_grow(&costing->allocator, &costing->corrected, &costing->corrected_capacity, waiting, sizeof *costing->corrected);
}

/* ... of one that is booked: its run, for eco_costing_unbook, and its corrections. */
static bool make_room_to_book(eco_costing *costing, cost_sku *sku, size_t corrections)
{
    const eco_allocator *allocator = &costing->allocator;
    return eco_grow(allocator, &costing->run, &costing->run_capacity, sku->count + 1u, sizeof *costing->run) &&
           eco_grow(allocator, &costing->bookings, &costing->bookings_capacity, costing->bookings_count + corrections,
                    sizeof *costing->bookings);
}

static void add_booking(eco_costing *costing, uint32_t movement, uint32_t caused_by, int64_t amount, uint8_t reason)
{
    if (amount)
        costing->bookings[costing->bookings_count++] = (cost_booking){movement, caused_by, amount, reason};
}

/* ---- in order ---- */

static eco_status book_last(eco_costing *costing, cost_sku *sku, uint32_t number)
{
    cost_movement *of = &costing->movements[number];
    if (!make_room_to_book(costing, sku, eco_cost_waiting(&sku->pool) + 1) || !make_room(costing, sku) ||
        !eco_costing_checkpoint(costing, sku, sku->last))
        return ECO_E_MEMORY;
    eco_cost_corrections corrections = {costing->corrected, 0};
    eco_status failed = eco_costing_apply(costing, sku, number, &corrections);
    if (failed)
        return failed;
    for (size_t i = 0; i < corrections.count; i++)
        add_booking(costing, (uint32_t)corrections.items[i].source, number, corrections.items[i].amount, COST_NEGATIVE_STOCK);
    if (of->kind == COST_LAND)
        add_booking(costing, of->source, number, of->now, COST_LANDED);
    of->before = sku->last;
    sku->last = number;
    sku->last_at = of->at;
    sku->count++;
    return ECO_OK;
}

/* ---- late ---- */

/* The movements after `after`, the oldest first, in costing->run. */
static size_t collect(eco_costing *costing, const cost_sku *sku, uint32_t after)
{
    size_t count = 0;
    for (uint32_t at = sku->last; at != after; at = costing->movements[at].before)
        costing->run[count++] = at;
    for (size_t i = 0, j = count; i + 1 < j; i++) {
        uint32_t swapped = costing->run[i];
        costing->run[i] = costing->run[--j];
        costing->run[j] = swapped;
    }
    return count;
}

/* What the returns of costing->run took of their issues is not taken yet. */
static void forget_returns(eco_costing *costing, size_t count, uint32_t not_yet)
{
    for (size_t i = 0; i < count; i++) {
        const cost_movement *of = &costing->movements[costing->run[i]];
        if (of->kind != COST_RETURN || !of->source || costing->run[i] == not_yet)
            continue;
        costing->movements[of->source].back_quantity -= of->quantity;
        costing->movements[of->source].money += of->now;
    }
}

static void insert(eco_costing *costing, cost_sku *sku, uint32_t number)
{
    cost_movement *movements = costing->movements;
    uint32_t next = sku->last;
    while (movements[next].before && movements[movements[next].before].at > movements[number].at)
        next = movements[next].before;
    movements[number].before = movements[next].before;
    movements[next].before = number;
    sku->count++;
}

static void take_out(eco_costing *costing, cost_sku *sku, uint32_t first)
{
    uint32_t *place = &sku->last;
    while (*place) {
        cost_movement *at = &costing->movements[*place];
        if (*place >= first) {
            *place = at->before;
            sku->count--;
        } else {
            place = &at->before;
        }
    }
    sku->last_at = costing->movements[sku->last].at;
}

/* The run that begins at the newest checkpoint is in costing->run, and how it stood before is noted: nothing that follows but memory and numbers can fail. */
static eco_status prepare(size_t *count, eco_costing *costing, cost_sku *sku, uint32_t number)
{
    const cost_checkpoint *from = sku->checkpoints;
    size_t waiting = eco_costing_checkpoint_waiting(from);
    *count = collect(costing, sku, from ? eco_costing_checkpoint_after(from) : 0);
    costing->befores_count = 0;
    if (!make_room_to_book(costing, sku, *count + waiting) ||
        !eco_grow(&costing->allocator, &costing->befores, &costing->befores_capacity, *count + waiting, sizeof *costing->befores))
        return ECO_E_MEMORY;
    forget_returns(costing, *count, number);
    eco_costing_restore(costing, sku);
    for (size_t i = 0; i < *count; i++)
        if (costing->run[i] != number)
            costing->befores[costing->befores_count++] = (cost_before){costing->run[i], costing->movements[costing->run[i]].now};
    return ECO_OK;
}

static eco_status run_again(eco_costing *costing, cost_sku *sku, size_t count)
{
    uint32_t after = sku->checkpoints ? eco_costing_checkpoint_after(sku->checkpoints) : 0;
    for (size_t i = 0; i < count; i++) {
        if (!make_room(costing, sku) || !eco_costing_checkpoint(costing, sku, after))
            return ECO_E_MEMORY;
        eco_cost_corrections corrections = {costing->corrected, 0};
        eco_status failed = eco_costing_apply(costing, sku, costing->run[i], &corrections);
        if (failed)
            return failed;
        after = costing->run[i];
    }
    return ECO_OK;
}

static eco_status book_late(eco_costing *costing, cost_sku *sku, uint32_t number)
{
    size_t count;
    const cost_movement *of = &costing->movements[number];
    if (!make_room_to_book(costing, sku, 0))
        return ECO_E_MEMORY;
    while (sku->checkpoints && costing->movements[eco_costing_checkpoint_after(sku->checkpoints)].at > of->at)
        eco_costing_drop_checkpoint(costing, sku);
    sku->since = sku->count; /* since the one that is left, at most */
    insert(costing, sku, number);
    eco_status failed = prepare(&count, costing, sku, number);
    if (failed) {
        take_out(costing, sku, number);
        return failed;
    }
    failed = run_again(costing, sku, count);
    if (failed) {
        eco_costing_unbook(costing, sku, number);
        return failed;
    }
    for (size_t i = 0; i < costing->befores_count; i++) {
        const cost_before *before = &costing->befores[i];
        const cost_movement *changed = &costing->movements[before->movement];
        add_booking(costing, changed->kind == COST_LAND ? changed->source : before->movement, number, changed->now - before->now,
                    COST_LATE);
    }
    if (of->kind == COST_LAND)
        add_booking(costing, of->source, number, of->now, COST_LANDED);
    return ECO_OK;
}

/* ---- both ---- */

eco_status eco_costing_book(eco_costing *costing, uint32_t number)
{
    cost_movement *of = &costing->movements[number];
    cost_sku *sku = &costing->skus[of->sku];
    of->late = sku->count && of->at < sku->last_at;
    eco_status failed = of->late ? book_late(costing, sku, number) : book_last(costing, sku, number);
    of->cost = failed ? 0 : of->now;
    return failed;
}

void eco_costing_unbook(eco_costing *costing, cost_sku *sku, uint32_t first)
{
    take_out(costing, sku, first);
    while (sku->checkpoints)
        eco_costing_drop_checkpoint(costing, sku);
    size_t count = collect(costing, sku, 0);
    for (size_t i = 0; i < count; i++) {
        cost_movement *of = &costing->movements[costing->run[i]];
        if (of->kind == COST_ISSUE)
            of->back_quantity = of->money = 0;
    }
    eco_costing_restore(costing, sku);
    for (size_t i = 0; i < count; i++) { /* as it went before, with the room that it took then */
        eco_cost_corrections corrections = {costing->corrected, 0};
        if (!eco_cost_has_room(&sku->pool))
            eco_cost_compact(&sku->pool);
        eco_status failed = eco_costing_apply(costing, sku, costing->run[i], &corrections);
        (void)failed;
    }
}
