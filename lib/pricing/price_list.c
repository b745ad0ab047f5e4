/* price_list.c - the best price of a line in the price lists, and its list price. sale_list.c: what is below it. */
#include "pricing/price_list.h"

#include <string.h>

static eco_status list_holds(bool *holds, eco_price_answers *asked, int32_t index)
{
    eco_pricing_work *work = asked->work;
    const eco_price_list *list = work->rulebook->content.price_lists[index];
    size_t place = (size_t)index % (sizeof asked->known / sizeof *asked->known);
    int64_t at = work->cart->at_us;
    if (asked->known[place].list == index + 1) {
        *holds = asked->known[place].holds;
        return ECO_OK;
    }
    *holds = (!list->starts_us || at >= list->starts_us) && (!list->ends_us || at < list->ends_us);
    const eco_compiled *when = work->rulebook->list_when[index];
    if (*holds && when && eco_holds_for_cart(holds, work, when, list->id))
        return work->error->status;
    asked->known[place].list = index + 1;
    asked->known[place].holds = *holds;
    return ECO_OK;
}

static bool reached(const eco_item *item, int64_t from_quantity)
{
    return item->quantity >= (eco_wide)from_quantity * eco_power10[item->quantity_scale];
}

static bool is_cheaper(const eco_price_entry *entry, const eco_price_entry *than)
{
    return eco_decimal_compare((eco_decimal){entry->unit_minor, entry->unit_scale},
                               (eco_decimal){than->unit_minor, than->unit_scale}) < 0;
}

/* Of one SKU, prices stand with the best list first (then by list id), and within a list from the highest from_quantity down. */
eco_status eco_price_best(const eco_listed **out, eco_price_answers *asked, const eco_item *item, bool override)
{
    const eco_rulebook *rulebook = asked->work->rulebook;
    *out = NULL;
    if (!rulebook->listed_count)
        return ECO_OK;
    int64_t first = eco_map_get(&rulebook->listed_skus, item->sku, strlen(item->sku), -1);
    if (first < 0)
        return ECO_OK;
    const eco_listed *best = NULL, *end = rulebook->listed + rulebook->listed_count;
    const char *sku = rulebook->listed[first].entry->sku;
    int32_t done = -1; /* the list that has given its price */
    for (const eco_listed *listed = rulebook->listed + first; listed < end; listed++) {
        if (listed->entry->sku != sku && strcmp(listed->entry->sku, sku) != 0)
            break;
        const eco_price_list *list = rulebook->content.price_lists[listed->list];
        if (list->is_override != override || listed->list == done || !reached(item, listed->entry->from_quantity))
            continue;
        if (best && list->priority < rulebook->content.price_lists[best->list]->priority)
            break;
        bool holds;
        if (list_holds(&holds, asked, listed->list))
            return asked->work->error->status;
        done = listed->list;
        if (holds && (!best || is_cheaper(listed->entry, best->entry)))
            best = listed;
    }
    *out = best;
    return ECO_OK;
}

static eco_status extend(int64_t *out, eco_pricing_work *work, const eco_item *item, int64_t unit_minor, int32_t unit_scale)
{
    if (eco_money_extend(out, unit_minor, unit_scale, item->quantity, item->quantity_scale, work->rulebook->rounding, NULL))
        return eco_fail_item(work, item, ECO_E_OVERFLOW, "unit price x quantity does not fit 64 bits");
    return ECO_OK;
}

static eco_status list_price(eco_price_answers *asked, eco_item *item)
{
    eco_pricing_work *work = asked->work;
    const eco_cart_line *line = &work->cart->lines[item->line];
    const eco_listed *listed = NULL;
    if (line->is_free)
        return ECO_OK;
    if (eco_price_best(&listed, asked, item, true))
        return work->error->status;
    if (!listed && !line->unit_minor && eco_price_best(&listed, asked, item, false))
        return work->error->status;
    if (!listed && !line->unit_minor) {
        eco_fail(work->error, ECO_E_NO_PRICE, "/sku", "no price for sku %s: the line has none, nor has any price list that holds",
                 ECO_QUOTE(item->sku));
        return eco_fail_item(work, item, ECO_E_NO_PRICE, NULL);
    }
    item->unit_minor = listed ? listed->entry->unit_minor : line->unit_minor;
    item->unit_scale = listed ? listed->entry->unit_scale : line->unit_scale;
    return extend(&item->list, work, item, item->unit_minor, item->unit_scale);
}

static eco_status list_prices(eco_pricing_work *work)
{
    eco_price_answers asked = {.work = work};
    work->list = 0;
    for (size_t i = 0; i < work->goods_count; i++) {
        eco_item *item = &work->items[i];
        if (!item->list && list_price(&asked, item)) /* else it was seen when the line was taken */
            return work->error->status;
        item->left = item->list;
        if (__builtin_add_overflow(work->list, item->list, &work->list))
            return eco_fail_item(work, item, ECO_E_OVERFLOW, "the sum of the lines does not fit 64 bits");
    }
    return ECO_OK;
}

eco_status eco_work_list_prices(eco_pricing_work *work)
{
    if (!work->quoted && list_prices(work))
        return work->error->status;
    work->left = work->list;
    return ECO_OK;
}
