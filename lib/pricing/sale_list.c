/* sale_list.c - sale prices: what each line saves by its best sale list, down to its floors; a list at a time, as adjustments before all promotions. */
#include "pricing/price_list.h"

typedef struct sale { /* of a line */
    const eco_listed *listed;
    int64_t meant; /* below the list price; 0: nothing */
} sale;

/* Each line's saving by its best sale list, if it were not for floors. */
static eco_status find_sales(eco_price_answers *asked, sale *sales)
{
    eco_pricing_work *work = asked->work;
    for (size_t i = 0; i < work->goods_count; i++) {
        eco_item *item = &work->items[i];
        int64_t price;
        if (item->list == 0)
            continue;
        if (eco_price_best(&sales[i].listed, asked, item, false))
            return work->error->status;
        if (!sales[i].listed)
            continue;
        const eco_price_entry *entry = sales[i].listed->entry;
        if (eco_money_extend(&price, entry->unit_minor, entry->unit_scale, item->quantity, item->quantity_scale,
                             work->rulebook->rounding, NULL) ||
            price > item->list)
            continue; /* one that does not fit is above the list price, too */
        sales[i].meant = item->list - price;
    }
    return ECO_OK;
}

/* ---- floors ---- */

/* A sale price goes down to the highest floor that holds it, and no further. */
static const eco_bound *floor_of(const eco_item *item)
{
    const eco_bound *clamp = &item->stake->bounds->of[ECO_FLOOR_CLAMP], *block = &item->stake->bounds->of[ECO_FLOOR_BLOCK];
    return block->amount > clamp->amount ? block : clamp;
}

static int64_t allowed(const eco_item *item, int64_t meant)
{
    int64_t above = item->stake->bounds ? item->list - floor_of(item)->amount : item->list;
    return above < 0 ? 0 : above < meant ? above : meant;
}

/* Why less was saved than was meant, or what was passed: the first in canonical order. */
static eco_status explain(eco_pricing_work *work, int32_t index, const sale *sales)
{
    eco_outcome outcome = {0};
    const char *clipped_by = NULL, *warned_by = NULL;
    int64_t clipped = 0, below = 0;
    if (!work->explain)
        return ECO_OK;
    if (work->bounded && eco_work_order(work))
        return work->error->status;
    for (size_t i = 0; i < work->goods_count; i++) {
        const eco_item *item = work->bounded ? work->order[i] : &work->items[i];
        const sale *found = &sales[item->line];
        if (!found->meant || found->listed->list != index)
            continue;
        int64_t off = allowed(item, found->meant), over = eco_floor_passed(item, ECO_FLOOR_WARN, off);
        outcome.off += off;
        clipped += found->meant - off;
        below += over;
        if (off < found->meant && !clipped_by)
            clipped_by = floor_of(item)->floor->id;
        if (over && !warned_by)
            warned_by = item->stake->bounds->of[ECO_FLOOR_WARN].floor->id;
    }
    outcome.reason = !clipped_by ? ECO_REASON_APPLIED : outcome.off ? ECO_REASON_CLIPPED : ECO_REASON_FLOOR;
    outcome.by = clipped_by ? clipped_by : warned_by;
    outcome.clipped = clipped_by ? clipped : below;
    eco_explain_sale_list(work, work->rulebook->content.price_lists[index], &outcome);
    return ECO_OK;
}

/* ---- the lists ---- */

static int compare_lists(const void *a, const void *b, const void *context)
{
    const eco_price_list *const *left = a, *const *right = b;
    (void)context;
    if ((*left)->priority != (*right)->priority)
        return (*left)->priority > (*right)->priority ? -1 : 1;
    return left < right ? -1 : left > right; /* lists stand by id */
}

/* One list's savings, as an adjustment. */
static eco_status apply_list(eco_pricing_work *work, int32_t index, const sale *sales)
{
    size_t count = 0;
    if (explain(work, index, sales))
        return work->error->status;
    for (size_t i = 0; i < work->goods_count; i++) {
        eco_item *item = &work->items[i];
        if (!sales[i].meant || sales[i].listed->list != index)
            continue;
        item->stake->off = allowed(item, sales[i].meant);
        item->stake->taken = -1;
        work->target[count++] = item;
    }
    return eco_work_take_off(work, work->target, count, -1 - index, work->rulebook->content.price_lists[index]->id, NULL,
                             ECO_STAGE_ITEM);
}

eco_status eco_work_sale_prices(eco_pricing_work *work)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    size_t lists = 0;
    if (work->rulebook->listed_count == 0)
        return ECO_OK;
    eco_price_answers asked = {.work = work};
    sale *sales = eco_arena_take_array(work->scratch, work->goods_count, sizeof *sales);
    const void **order = eco_arena_take_array(work->scratch, 2 * work->goods_count, sizeof *order);
    if (!sales || !order || eco_work_room(work))
        return eco_fail_memory(work->error);
    if (find_sales(&asked, sales))
        return work->error->status;
    for (size_t i = 0; i < work->goods_count; i++)
        if (sales[i].meant)
            order[lists++] = &content->price_lists[sales[i].listed->list];
    eco_sort(order, order + work->goods_count, lists, compare_lists, NULL);
    for (size_t i = 0; i < lists; i++)
        if ((i == 0 || order[i] != order[i - 1]) &&
            apply_list(work, (int32_t)((const eco_price_list *const *)order[i] - content->price_lists), sales))
            return work->error->status;
    return ECO_OK;
}
