/* work.c - one cart at work: splits over its items, and what is taken off them. work_items.c makes them. */
#include "pricing/pricing_internal.h"

#include <string.h>

eco_status eco_work_room(eco_pricing_work *work)
{
    size_t count = work->items_count;
    if (work->order)
        return ECO_OK;
    eco_stake *stakes = eco_arena_take_array(work->scratch, count, sizeof *stakes);
    work->target = eco_arena_take_raw(work->scratch, count, sizeof *work->target);
    work->touched = eco_arena_take_raw(work->scratch, count, 2 * sizeof *work->touched);
    work->shipped = eco_arena_take_raw(work->scratch, work->shipments_count, sizeof *work->shipped);
    work->weights = eco_arena_take_raw(work->scratch, count, sizeof *work->weights);
    work->parts = eco_arena_take_raw(work->scratch, count, sizeof *work->parts);
    work->caps = eco_arena_take_raw(work->scratch, count, sizeof *work->caps);
    if (!stakes || !work->target || !work->touched || !work->shipped || !work->weights || !work->parts || !work->caps)
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < count; i++)
        work->items[i].stake = &stakes[i];
    work->order = eco_arena_take_raw(work->scratch, count, sizeof *work->order);
    return work->order ? ECO_OK : eco_fail_memory(work->error);
}

/* ---- splits ---- */

eco_status eco_work_split(eco_pricing_work *work, int64_t whole, const int64_t *caps, size_t count)
{
    if (whole == 0) {
        memset(work->parts, 0, count * sizeof *work->parts);
        return ECO_OK;
    }
    if (count == 1) {
        work->parts[0] = whole;
        return ECO_OK;
    }
    /* The canonical order already makes the parts independent of the cart's order: so ties go by place, as shops print them. */
    const eco_split_options options = {
        .struct_size = sizeof options, .tie = ECO_SPLIT_TIE_FIRST, .caps = caps, .allocator = &work->scratch->allocator};
    return eco_money_split(work->parts, NULL, whole, work->weights, count, &options, work->error);
}

static bool grow_adjustments(eco_pricing_work *work, size_t needed)
{
    if (needed <= work->adjustments_capacity)
        return true;
    size_t capacity = work->adjustments_capacity * 2 > needed ? work->adjustments_capacity * 2 : needed;
    eco_adjustment *adjustments = eco_arena_take_array(work->scratch, capacity, sizeof *adjustments);
    int32_t *sources = eco_arena_take_array(work->scratch, capacity, sizeof *sources);
    if (!adjustments || !sources)
        return false;
    if (work->adjustments_count) {
        memcpy(adjustments, work->adjustments, work->adjustments_count * sizeof *adjustments);
        memcpy(sources, work->sources, work->adjustments_count * sizeof *sources);
    }
    work->adjustments = adjustments;
    work->sources = sources;
    work->adjustments_capacity = capacity;
    return true;
}

static int compare_lines(const void *a, const void *b, const void *context)
{
    int32_t left = ((const eco_item *)a)->line, right = ((const eco_item *)b)->line;
    (void)context;
    return left < 0 ? (left < right) - (left > right) : (left > right) - (left < right); /* shipments count down */
}

/* The items that something is taken off, in the order of the cart. */
static size_t find_touched(eco_pricing_work *work, eco_item *const *items, size_t count)
{
    size_t touched = 0;
    for (size_t i = 0; i < count; i++)
        if (items[i]->stake->off)
            work->touched[touched++] = items[i];
    eco_sort((const void **)work->touched, (const void **)work->touched + work->items_count, touched, compare_lines, NULL);
    return touched;
}

static int64_t quantity_of(const eco_item *item)
{
    return item->stake->taken < 0 || item->quantity_scale ? item->quantity : item->stake->taken;
}

eco_status eco_work_take_off(eco_pricing_work *work, eco_item *const *items, size_t count, int32_t source, const char *id,
                             const char *coupon, eco_stage stage)
{
    size_t touched = find_touched(work, items, count);
    if (!grow_adjustments(work, work->adjustments_count + touched))
        return eco_fail_memory(work->error);
    const char *own_id = eco_pricing_work_text(work, id), *own_coupon = eco_pricing_work_text(work, coupon);
    for (size_t i = 0; i < touched; i++) {
        eco_item *item = work->touched[i];
        work->sources[work->adjustments_count] = source;
        work->adjustments[work->adjustments_count++] = (eco_adjustment){own_id, own_coupon,        item->line,
                                                                        stage,  quantity_of(item), item->stake->off};
        item->left -= item->stake->off;
        if (item->kind == ECO_ITEM_GOODS)
            work->left -= item->stake->off;
        item->stake->off = 0;
        item->stake->served = work->level;
    }
    eco_facts_amounts(work);
    return ECO_OK;
}

eco_status eco_work_give(eco_pricing_work *work, const eco_rule *rule, const eco_outcome *outcome)
{
    const eco_promotion *promotion = rule->promotion;
    if (!grow_adjustments(work, work->adjustments_count + 1))
        return eco_fail_memory(work->error);
    if (work->gifts_count == work->gifts_capacity) {
        size_t capacity = work->gifts_capacity ? 2 * work->gifts_capacity : 4;
        eco_gift *gifts = eco_arena_take_array(work->scratch, capacity, sizeof *gifts);
        if (!gifts)
            return eco_fail_memory(work->error);
        if (work->gifts_count)
            memcpy(gifts, work->gifts, work->gifts_count * sizeof *gifts);
        work->gifts = gifts;
        work->gifts_capacity = capacity;
    }
    int32_t line = (int32_t)(work->goods_count + work->surcharges_count + work->gifts_count);
    work->gifts[work->gifts_count++] = (eco_gift){promotion, outcome->gift_sku, outcome->gift_quantity};
    work->sources[work->adjustments_count] = rule->index;
    work->adjustments[work->adjustments_count++] = (eco_adjustment){eco_pricing_work_text(work, promotion->id),
                                                                    eco_pricing_work_text(work, outcome->coupon),
                                                                    line,
                                                                    promotion->stage,
                                                                    outcome->gift_quantity,
                                                                    0};
    return ECO_OK;
}

/* ---- texts and errors ---- */

const char *eco_pricing_work_text(eco_pricing_work *work, const char *text)
{
    if (!text || work->borrow)
        return text;
    const char *copy = eco_arena_text(work->result, text);
    work->out_of_memory = work->out_of_memory || !copy;
    return copy;
}

eco_status eco_fail_item(eco_pricing_work *work, const eco_item *item, eco_status status, const char *message)
{
    if (message)
        eco_fail(work->error, status, NULL, "%s", message);
    if (item->line < 0 && work->cart->shipments_count)
        return eco_fail_under(work->error, status, "/shipments/%d", (int)(-1 - item->line));
    if (item->line < 0)
        return eco_fail_under(work->error, status, "/shipping");
    if ((size_t)item->line < work->goods_count)
        return eco_fail_under(work->error, status, "/lines/%d", (int)item->line);
    return eco_fail_under(work->error, status, "/surcharges/%zu", (size_t)item->line - work->goods_count);
}
