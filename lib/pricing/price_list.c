/* price_list.c - the list price of each line, and the sale lists that are below it. */
#include "pricing/pricing_internal.h"

#include <string.h>

enum { UNKNOWN, HOLDS, HOLDS_NOT }; /* of a list, at this instant and for this cart: asked at most once */

typedef struct answers {
    eco_work *work;
    char *lists;
} answers;

static eco_status list_holds(bool *holds, answers *asked, int32_t index)
{
    eco_work *work = asked->work;
    if (asked->lists[index] == UNKNOWN) {
        const eco_price_list *list = work->rulebook->content.price_lists[index];
        int64_t at = work->cart->at_us;
        *holds = (!list->starts_us || at >= list->starts_us) && (!list->ends_us || at < list->ends_us);
        const eco_compiled *when = work->rulebook->list_when[index];
        if (*holds && when && eco_holds_for_cart(holds, work, when, list->id))
            return work->error->status;
        asked->lists[index] = *holds ? HOLDS : HOLDS_NOT;
    }
    *holds = asked->lists[index] == HOLDS;
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

/* The best price of an item in the overrides, or in the sale lists; NULL: no list that holds knows the SKU. Of one SKU, prices stand with the best list
 * first (then by list id), and within a list from the highest from_quantity down. */
static eco_status best_price(const eco_listed **out, answers *asked, const eco_item *item, bool override)
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

static eco_status extend(int64_t *out, eco_work *work, const eco_item *item, int64_t unit_minor, int32_t unit_scale)
{
    if (!(unit_scale | item->quantity_scale) && !__builtin_mul_overflow(unit_minor, item->quantity, out))
        return ECO_OK;
    if (eco_money_extend(out, unit_minor, unit_scale, item->quantity, item->quantity_scale, work->rulebook->rounding, NULL))
        return eco_fail_item(work, item, ECO_E_OVERFLOW, "unit price x quantity does not fit 64 bits");
    return ECO_OK;
}

static eco_status list_price(answers *asked, eco_item *item)
{
    eco_work *work = asked->work;
    const eco_cart_line *line = &work->cart->lines[item->line];
    const eco_listed *listed = NULL;
    if (line->is_free)
        return ECO_OK;
    if (best_price(&listed, asked, item, true))
        return work->error->status;
    if (!listed && !line->unit_minor && best_price(&listed, asked, item, false))
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

static bool begin_asking(answers *asked, eco_work *work)
{
    *asked = (answers){work, eco_arena_take(work->scratch, work->rulebook->content.price_lists_count)};
    return asked->lists != NULL;
}

eco_status eco_work_list_prices(eco_work *work)
{
    answers asked;
    if (!begin_asking(&asked, work))
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < work->goods_count; i++) {
        eco_item *item = &work->items[i];
        if (list_price(&asked, item))
            return work->error->status;
        item->left = item->list;
        if (__builtin_add_overflow(work->list, item->list, &work->list))
            return eco_fail_item(work, item, ECO_E_OVERFLOW, "the sum of the lines does not fit 64 bits");
    }
    work->left = work->list;
    return ECO_OK;
}

/* A sale price goes down to the floor and no further. */
static int64_t above_floor(const eco_item *item, int64_t price)
{
    for (int mode = ECO_FLOOR_CLAMP; item->bounds && mode <= ECO_FLOOR_BLOCK; mode++)
        if (price < item->bounds->of[mode].amount)
            price = item->bounds->of[mode].amount;
    return price < item->list ? price : item->list;
}

/* Each line's saving by its best sale list; `best` beside the goods. */
static eco_status find_sales(answers *asked, const eco_listed **best, int64_t *offs)
{
    eco_work *work = asked->work;
    for (size_t i = 0; i < work->goods_count; i++) {
        eco_item *item = &work->items[i];
        int64_t price;
        if (item->list == 0)
            continue;
        if (best_price(&best[i], asked, item, false))
            return work->error->status;
        if (!best[i])
            continue;
        const eco_price_entry *sale = best[i]->entry;
        if (eco_money_extend(&price, sale->unit_minor, sale->unit_scale, item->quantity, item->quantity_scale,
                             work->rulebook->rounding, NULL) ||
            price > item->list)
            continue; /* one that does not fit is above the list price, too */
        offs[i] = item->list - above_floor(item, price);
    }
    return ECO_OK;
}

static int compare_lists(const void *a, const void *b, const void *context)
{
    const eco_price_list *const *left = a, *const *right = b;
    (void)context;
    if ((*left)->priority != (*right)->priority)
        return (*left)->priority > (*right)->priority ? -1 : 1;
    return left < right ? -1 : left > right; /* lists stand by id */
}

/* One list's savings, as an adjustment. */
static eco_status apply_list(eco_work *work, int32_t index, const eco_listed *const *best, const int64_t *offs)
{
    const eco_price_list *list = work->rulebook->content.price_lists[index];
    int64_t before = work->left;
    size_t count = 0;
    for (size_t i = 0; i < work->goods_count; i++)
        if (offs[i] && best[i]->list == index) {
            work->items[i].off = offs[i];
            work->items[i].taken = -1;
            work->target[count++] = &work->items[i];
        }
    if (eco_work_take_off(work, work->target, count, -1 - index, list->id, NULL, ECO_STAGE_ITEM))
        return work->error->status;
    eco_explain_sale_list(work, list, before - work->left);
    return ECO_OK;
}

eco_status eco_work_sale_prices(eco_work *work)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    answers asked;
    if (work->rulebook->listed_count == 0)
        return ECO_OK;
    const eco_listed **best = eco_arena_take_array(work->scratch, work->goods_count, sizeof *best);
    int64_t *offs = eco_arena_take_array(work->scratch, work->goods_count, sizeof *offs);
    const void **order = eco_arena_take_array(work->scratch, 2 * work->goods_count, sizeof *order);
    if (!best || !offs || !order || !begin_asking(&asked, work) || eco_work_room(work))
        return eco_fail_memory(work->error);
    if (find_sales(&asked, best, offs))
        return work->error->status;
    size_t lists = 0;
    for (size_t i = 0; i < work->goods_count; i++)
        if (offs[i])
            order[lists++] = &content->price_lists[best[i]->list];
    eco_sort(order, order + work->goods_count, lists, compare_lists, NULL);
    for (size_t i = 0; i < lists; i++)
        if ((i == 0 || order[i] != order[i - 1]) &&
            apply_list(work, (int32_t)((const eco_price_list *const *)order[i] - content->price_lists), best, offs))
            return work->error->status;
    return ECO_OK;
}
