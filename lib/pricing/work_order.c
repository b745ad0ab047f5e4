/* work_order.c - the canonical order of a cart's items (decision 14), made when something is first split over them or picks among them. */
#include "pricing/pricing_internal.h"

#include <string.h>

static int compare_decimals(int64_t a, int32_t a_scale, int64_t b, int32_t b_scale)
{
    if (a_scale == b_scale)
        return (a > b) - (a < b);
    return eco_decimal_compare((eco_decimal){a, a_scale}, (eco_decimal){b, b_scale});
}

typedef struct order_context {
    const eco_cart *cart;
    const eco_item *items;
    const eco_attribute **sorted; /* beside items: their attributes by name and value; NULL: not made yet */
    bool *tied;                   /* only they could tell two items apart */
} order_context;

static int compare_attributes(const eco_item *a, const eco_item *b, const order_context *order)
{
    if (!order->sorted) {
        *order->tied = true;
        return 0;
    }
    const eco_attribute *left = order->sorted[a - order->items], *right = order->sorted[b - order->items];
    size_t left_count = eco_attributes_of(order->cart, a).count, right_count = eco_attributes_of(order->cart, b).count;
    for (size_t i = 0; i < left_count && i < right_count; i++) {
        int by_name = strcmp(left[i].name, right[i].name), by_value = strcmp(left[i].value, right[i].value);
        if (by_name || by_value)
            return by_name ? by_name : by_value;
    }
    return (left_count > right_count) - (left_count < right_count);
}

/* Lines that come out equal are alike in all that pricing looks at; they keep their places. */
static int compare_goods(const void *a, const void *b, const void *context)
{
    const eco_item *left = a, *right = b;
    const eco_cart_line *lines = ((const order_context *)context)->cart->lines;
    int order = strcmp(left->sku, right->sku);
    if (!order)
        order = compare_decimals(left->unit_minor, left->unit_scale, right->unit_minor, right->unit_scale);
    if (!order)
        order = compare_decimals(left->quantity, left->quantity_scale, right->quantity, right->quantity_scale);
    if (order)
        return order;
    const char *left_id = lines[left->line].id, *right_id = lines[right->line].id;
    order = strcmp(left_id ? left_id : "", right_id ? right_id : "");
    if (!order)
        order = compare_attributes(left, right, context);
    if (order)
        return order;
    int64_t cost = lines[left->line].cost_minor, other = lines[right->line].cost_minor; /* floors look at it */
    return (cost > other) - (cost < other);
}

static int compare_surcharges(const void *a, const void *b, const void *context)
{
    const eco_item *left = a, *right = b;
    int order = strcmp(left->id, right->id);
    if (!order)
        order = (left->left > right->left) - (left->left < right->left);
    if (!order)
        order = left->includes_tax - right->includes_tax;
    return order ? order : compare_attributes(left, right, context);
}

/* By what they are, then by their ids as given; those that come out equal are alike, and keep their places. */
static int compare_shipments(const void *a, const void *b, const void *context)
{
    const eco_item *left = a, *right = b;
    const eco_cart *cart = ((const order_context *)context)->cart;
    const eco_shipment *one = &cart->shipments[-1 - left->line], *other = &cart->shipments[-1 - right->line];
    int order = strcmp(one->method, other->method);
    if (!order)
        order = (one->price_minor > other->price_minor) - (one->price_minor < other->price_minor);
    if (!order)
        order = one->is_free - other->is_free;
    return order ? order : strcmp(one->id ? one->id : "", other->id ? other->id : "");
}

static void sort_items(eco_pricing_work *work, const order_context *order)
{
    const void **spare = (const void **)work->touched, **items = (const void **)work->order;
    size_t charges = work->goods_count + work->surcharges_count;
    eco_sort(items, spare, work->goods_count, compare_goods, order);
    eco_sort(items + work->goods_count, spare, work->surcharges_count, compare_surcharges, order);
    eco_sort(items + charges, spare, work->shipments_count, compare_shipments, order);
}

static int compare_pairs(const void *a, const void *b, const void *context)
{
    const eco_attribute *left = a, *right = b;
    (void)context;
    int order = strcmp(left->name, right->name);
    return order ? order : strcmp(left->value, right->value);
}

/* The attributes of an item by name and value: the order in which they were written decides nothing. */
static const eco_attribute *sort_attributes(eco_pricing_work *work, eco_attributes attributes)
{
    size_t count = attributes.count;
    if (count < 2)
        return attributes.items;
    eco_attribute *sorted = eco_arena_take_raw(work->scratch, count, sizeof *sorted);
    const void **order = eco_arena_take_raw(work->scratch, count, 2 * sizeof *order);
    if (!sorted || !order)
        return NULL;
    for (size_t i = 0; i < count; i++)
        order[i] = &attributes.items[i];
    eco_sort(order, order + count, count, compare_pairs, NULL);
    for (size_t i = 0; i < count; i++)
        sorted[i] = *(const eco_attribute *)order[i];
    return sorted;
}

eco_status eco_work_order(eco_pricing_work *work)
{
    bool tied = false;
    if (work->ordered)
        return ECO_OK;
    if (eco_work_room(work))
        return work->error->status;
    work->ordered = true;
    order_context order = {.cart = work->cart, .items = work->items, .tied = &tied};
    for (size_t i = 0; i < work->items_count; i++)
        work->order[i] = &work->items[i];
    sort_items(work, &order);
    if (!tied)
        return ECO_OK;
    if (!(order.sorted = eco_arena_take_raw(work->scratch, work->items_count, sizeof *order.sorted)))
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < work->items_count; i++) {
        eco_attributes attributes = eco_attributes_of(work->cart, &work->items[i]);
        order.sorted[i] = sort_attributes(work, attributes);
        if (attributes.count && !order.sorted[i])
            return eco_fail_memory(work->error);
    }
    sort_items(work, &order);
    return ECO_OK;
}
