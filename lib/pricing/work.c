/* work.c - one cart at work: its items, their order, splits over them, and what is taken off them. */
#include "pricing/pricing_internal.h"

#include <string.h>

static const char *place_text(eco_work *work, size_t place)
{
    char digits[24];
    size_t at = sizeof digits;
    for (place++; place; place /= 10)
        digits[--at] = (char)('0' + place % 10);
    return eco_arena_text_of(work->result, digits + at, sizeof digits - at);
}

static bool fill_items(eco_work *work)
{
    const eco_cart *cart = work->cart;
    for (size_t i = 0; i < work->goods_count; i++) {
        const eco_cart_line *line = &cart->lines[i];
        eco_item *item = &work->items[i];
        item->id = line->id ? line->id : place_text(work, i);
        item->sku = line->sku;
        item->attributes = line->attributes;
        item->attributes_count = line->attributes_count;
        item->line = (int32_t)i;
        item->quantity = line->quantity;
        item->quantity_scale = line->quantity_scale;
        if (!item->id)
            return false;
    }
    for (size_t i = 0; i < work->surcharges_count; i++) {
        const eco_surcharge *surcharge = &cart->surcharges[i];
        work->items[work->goods_count + i] = (eco_item){
            .id = surcharge->id,
            .sku = surcharge->id,
            .attributes = surcharge->attributes,
            .attributes_count = surcharge->attributes_count,
            .line = (int32_t)(work->goods_count + i),
            .includes_tax = surcharge->includes_tax && work->rulebook->content.tax_mode == ECO_TAX_EXCLUDED,
            .quantity = 1,
            .unit_minor = surcharge->amount_minor,
            .left = surcharge->amount_minor,
        };
    }
    if (cart->shipping)
        work->items[work->items_count - 1] = (eco_item){.id = "shipping", .sku = "shipping", .line = -1, .quantity = 1};
    return true;
}

/* Whole units of the goods: the exact sum, rounded down. */
static eco_status count_units(eco_work *work)
{
    enum { SCALE = 6 };
    eco_wide sum = 0;
    for (size_t i = 0; i < work->goods_count; i++)
        sum += (eco_wide)work->items[i].quantity * eco_power10[SCALE - work->items[i].quantity_scale];
    if (!eco_narrow(&work->quantity, sum / eco_power10[SCALE]))
        return eco_fail(work->error, ECO_E_OVERFLOW, "/lines", "the sum of the quantities does not fit 64 bits");
    return ECO_OK;
}

static int compare_texts(const void *a, const void *b, const void *context)
{
    (void)context;
    return strcmp(a, b);
}

/* The codes entered, sorted, each once: entering one twice, or in another order, changes nothing. */
static bool take_coupons(eco_work *work)
{
    size_t count = work->cart->coupons_count;
    if (!count)
        return true;
    const char **codes = eco_arena_take_array(work->scratch, 2 * count, sizeof *codes);
    if (!codes)
        return false;
    memcpy(codes, work->cart->coupons, count * sizeof *codes);
    eco_sort((const void **)codes, (const void **)codes + count, count, compare_texts, NULL);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(codes[work->coupons_count - 1], codes[i]) != 0)
            codes[work->coupons_count++] = codes[i];
    work->coupons = codes;
    return true;
}

eco_status eco_work_begin(eco_work *work)
{
    work->goods_count = work->cart->lines_count;
    work->surcharges_count = work->cart->surcharges_count;
    work->items_count = work->goods_count + work->surcharges_count + (work->cart->shipping != NULL);
    size_t count = work->items_count;
    work->items = eco_arena_take_array(work->scratch, count, sizeof *work->items);
    work->order = eco_arena_take_array(work->scratch, count, sizeof *work->order);
    work->target = eco_arena_take_array(work->scratch, count, sizeof *work->target);
    work->targets = eco_arena_take_array(work->scratch, work->rulebook->targets.count, sizeof *work->targets);
    work->weights = eco_arena_take_array(work->scratch, count, sizeof *work->weights);
    work->parts = eco_arena_take_array(work->scratch, count, sizeof *work->parts);
    if (!work->items || !work->order || !work->target || !work->targets || !work->weights || !work->parts || !fill_items(work) ||
        !take_coupons(work))
        return eco_fail_memory(work->error);
    return count_units(work);
}

/* ---- the order of work ---- */

static int compare_decimals(int64_t a, int32_t a_scale, int64_t b, int32_t b_scale)
{
    if (a_scale == b_scale)
        return (a > b) - (a < b);
    return eco_decimal_compare((eco_decimal){a, a_scale}, (eco_decimal){b, b_scale});
}

typedef struct order_context {
    const eco_cart *cart;
    bool with_attributes; /* they stand by name now */
    bool *tied;           /* only they could tell two items apart */
} order_context;

static int compare_attributes(const eco_item *a, const eco_item *b, const order_context *order)
{
    if (!order->with_attributes) {
        *order->tied = true;
        return 0;
    }
    for (size_t i = 0; i < a->attributes_count && i < b->attributes_count; i++) {
        int by_name = strcmp(a->attributes[i].name, b->attributes[i].name);
        int by_value = strcmp(a->attributes[i].value, b->attributes[i].value);
        if (by_name || by_value)
            return by_name ? by_name : by_value;
    }
    return (a->attributes_count > b->attributes_count) - (a->attributes_count < b->attributes_count);
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
    return order ? order : compare_attributes(left, right, context);
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

static void sort_items(eco_work *work, const order_context *order)
{
    const void **spare = (const void **)work->target;
    eco_sort((const void **)work->order, spare, work->goods_count, compare_goods, order);
    eco_sort((const void **)work->order + work->goods_count, spare, work->surcharges_count, compare_surcharges, order);
}

static int compare_pairs(const void *a, const void *b, const void *context)
{
    const eco_attribute *left = a, *right = b;
    (void)context;
    int order = strcmp(left->name, right->name);
    return order ? order : strcmp(left->value, right->value);
}

/* The attributes of an item by name and value: the order in which they were written decides nothing. */
static bool sort_attributes(eco_work *work, eco_item *item)
{
    size_t count = item->attributes_count;
    if (count < 2)
        return true;
    eco_attribute *sorted = eco_arena_take_array(work->scratch, count, sizeof *sorted);
    const void **order = eco_arena_take_array(work->scratch, 2 * count, sizeof *order);
    if (!sorted || !order)
        return false;
    for (size_t i = 0; i < count; i++)
        order[i] = &item->attributes[i];
    eco_sort(order, order + count, count, compare_pairs, NULL);
    for (size_t i = 0; i < count; i++)
        sorted[i] = *(const eco_attribute *)order[i];
    item->attributes = sorted;
    return true;
}

eco_status eco_work_order(eco_work *work)
{
    bool tied = false;
    order_context order = {.cart = work->cart, .tied = &tied};
    for (size_t i = 0; i < work->items_count; i++)
        work->order[i] = &work->items[i];
    sort_items(work, &order);
    if (!tied)
        return ECO_OK;
    for (size_t i = 0; i < work->items_count; i++)
        if (!sort_attributes(work, &work->items[i]))
            return eco_fail_memory(work->error);
    order.with_attributes = true;
    sort_items(work, &order);
    return ECO_OK;
}

/* ---- splits ---- */

eco_status eco_work_split(eco_work *work, int64_t whole, size_t count)
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
        .struct_size = sizeof options, .tie = ECO_SPLIT_TIE_FIRST, .allocator = &work->scratch->allocator};
    return eco_money_split(work->parts, NULL, whole, work->weights, count, &options, work->error);
}

static bool grow_adjustments(eco_work *work, size_t needed)
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

eco_status eco_work_take_off(eco_work *work, size_t target_count, int32_t source, const char *id, const char *coupon,
                             eco_stage stage)
{
    if (!grow_adjustments(work, work->adjustments_count + target_count))
        return eco_fail_memory(work->error);
    const char *own_id = eco_work_text(work, id), *own_coupon = eco_work_text(work, coupon);
    for (size_t i = 0; i < work->goods_count; i++) { /* in the order of the cart; those off the target have nothing off */
        eco_item *item = &work->items[i];
        if (item->off == 0)
            continue;
        work->sources[work->adjustments_count] = source;
        work->adjustments[work->adjustments_count++] = (eco_adjustment){own_id, own_coupon, (int32_t)i, stage, item->off};
        item->left -= item->off;
        work->left -= item->off;
        item->off = 0;
    }
    eco_facts_amounts(work);
    return ECO_OK;
}

/* ---- texts and errors ---- */

const char *eco_work_text(eco_work *work, const char *text)
{
    if (!text || work->borrow)
        return text;
    const char *copy = eco_arena_text(work->result, text);
    work->out_of_memory = work->out_of_memory || !copy;
    return copy;
}

eco_status eco_fail_item(eco_work *work, const eco_item *item, eco_status status, const char *message)
{
    if (message)
        eco_fail(work->error, status, NULL, "%s", message);
    if (item->line < 0)
        return eco_fail_under(work->error, status, "/shipping");
    if ((size_t)item->line < work->goods_count)
        return eco_fail_under(work->error, status, "/lines/%d", (int)item->line);
    return eco_fail_under(work->error, status, "/surcharges/%zu", (size_t)item->line - work->goods_count);
}
