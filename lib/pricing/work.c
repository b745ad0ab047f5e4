/* work.c - one cart at work: its items, splits over them, and what is taken off them. */
#include "pricing/pricing_internal.h"

#include <string.h>

/* Ids by place, from 1: the first hundred need no memory. */
static const char *place_text(eco_work *work, size_t place)
{
#define TEN(tens) tens "0", tens "1", tens "2", tens "3", tens "4", tens "5", tens "6", tens "7", tens "8", tens "9"
    static const char first[100][3] = {TEN(""),  TEN("1"), TEN("2"), TEN("3"), TEN("4"),
                                       TEN("5"), TEN("6"), TEN("7"), TEN("8"), TEN("9")};
#undef TEN
    char digits[24];
    size_t at = sizeof digits;
    if (place + 1 < sizeof first / sizeof *first)
        return first[place + 1];
    for (place++; place; place /= 10)
        digits[--at] = (char)('0' + place % 10);
    return eco_arena_text_of(work->result, digits + at, sizeof digits - at);
}

/* Most lines bring their price, a whole number of minor units for whole units, and no list knows better. Others are priced by price_list.c. */
static inline void take_price(eco_item *item, const eco_cart_line *line, bool lists)
{
    if (lists || line->is_free || (line->unit_scale | line->quantity_scale) ||
        __builtin_mul_overflow(line->unit_minor, line->quantity, &item->list))
        item->list = 0;
    else
        item->unit_minor = line->unit_minor;
}

static bool fill_items(eco_work *work)
{
    bool lists = work->rulebook->listed_count > 0;
    const eco_cart *cart = work->cart;
    for (size_t i = 0; i < work->goods_count; i++) {
        const eco_cart_line *line = &cart->lines[i];
        const char *id = line->id ? line->id : place_text(work, i);
        work->has_ids |= line->id != NULL;
        eco_item *item = &work->items[i];
        item->id = id;
        item->sku = line->sku;
        item->attributes = line->attributes;
        item->attributes_count = line->attributes_count;
        item->line = (int32_t)i;
        item->quantity = line->quantity;
        item->quantity_scale = line->quantity_scale;
        take_price(item, line, lists);
        if (!id)
            return false;
    }
    for (size_t i = 0; i < work->surcharges_count; i++) {
        const eco_surcharge *surcharge = &cart->surcharges[i];
        work->items[work->goods_count + i] = (eco_item){
            .kind = ECO_ITEM_SURCHARGE,
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
    for (size_t i = 0; i < work->shipments_count; i++) {
        const char *id = cart->shipments_count ? cart->shipments[i].id : NULL;
        work->items[work->goods_count + work->surcharges_count + i] = (eco_item){
            .kind = ECO_ITEM_SHIPMENT,
            .id = id ? id : place_text(work, i),
            .sku = "shipping",
            .line = -1 - (int32_t)i,
            .quantity = 1,
        };
        if (!work->items[work->goods_count + work->surcharges_count + i].id)
            return false;
    }
    return true;
}

/* Units of lines that are whole: the sum, if it is that simple. */
static bool sum_of_whole_units(int64_t *out, const eco_work *work)
{
    int64_t sum = 0;
    int32_t scales = 0;
    bool fits = true;
    for (size_t i = 0; i < work->goods_count; i++) {
        scales |= work->items[i].quantity_scale;
        fits &= !__builtin_add_overflow(sum, work->items[i].quantity, &sum);
    }
    *out = sum;
    return fits && !scales;
}

/* The exact sum over the goods of a member of their lines (0: of 1) for each unit, rounded to a whole. */
static bool sum_of_units(int64_t *out, const eco_work *work, size_t member, eco_rounding rounding)
{
    enum { SCALE = 6 };
    eco_wide sum = 0;
    for (size_t i = 0; i < work->goods_count; i++) {
        eco_wide each = eco_power10[SCALE - work->items[i].quantity_scale];
        if (member)
            each *= *(const int64_t *)((const char *)&work->cart->lines[i] + member);
        if (__builtin_mul_overflow(each, (eco_wide)work->items[i].quantity, &each) || __builtin_add_overflow(sum, each, &sum) ||
            sum >= (eco_wide)1 << 125)
            return false;
    }
    return eco_narrow(out, eco_divide(sum, eco_power10[SCALE], rounding));
}

/* How much the cart holds: whole units, rounded down; weight and volume, rounded up. */
static eco_status measure(eco_work *work)
{
    if (!sum_of_whole_units(&work->quantity, work) && !sum_of_units(&work->quantity, work, 0, ECO_ROUNDING_DOWN))
        return eco_fail(work->error, ECO_E_OVERFLOW, "/lines", "the sum of the quantities does not fit 64 bits");
    if (!work->rulebook->has_measures)
        return ECO_OK;
    if (!sum_of_units(&work->weight_g, work, offsetof(eco_cart_line, weight_g), ECO_ROUNDING_UP) ||
        !sum_of_units(&work->volume_cm3, work, offsetof(eco_cart_line, volume_cm3), ECO_ROUNDING_UP))
        return eco_fail(work->error, ECO_E_OVERFLOW, "/lines", "the sum of the weights or volumes does not fit 64 bits");
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
    work->shipments_count = work->cart->shipping ? 1 : work->cart->shipments_count;
    work->items_count = work->goods_count + work->surcharges_count + work->shipments_count;
    work->items = eco_arena_take_array(work->scratch, work->items_count, sizeof *work->items);
    if (!work->items || !fill_items(work) || !take_coupons(work))
        return eco_fail_memory(work->error);
    return measure(work);
}

eco_status eco_work_room(eco_work *work)
{
    size_t count = work->items_count;
    if (work->order)
        return ECO_OK;
    work->target = eco_arena_take_raw(work->scratch, count, sizeof *work->target);
    work->touched = eco_arena_take_raw(work->scratch, count, 2 * sizeof *work->touched);
    work->shipped = eco_arena_take_raw(work->scratch, work->shipments_count, sizeof *work->shipped);
    work->weights = eco_arena_take_raw(work->scratch, count, sizeof *work->weights);
    work->parts = eco_arena_take_raw(work->scratch, count, sizeof *work->parts);
    work->caps = eco_arena_take_raw(work->scratch, count, sizeof *work->caps);
    if (!work->target || !work->touched || !work->shipped || !work->weights || !work->parts || !work->caps)
        return eco_fail_memory(work->error);
    work->order = eco_arena_take_raw(work->scratch, count, sizeof *work->order);
    return work->order ? ECO_OK : eco_fail_memory(work->error);
}

/* ---- splits ---- */

eco_status eco_work_split(eco_work *work, int64_t whole, const int64_t *caps, size_t count)
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

static int compare_lines(const void *a, const void *b, const void *context)
{
    int32_t left = ((const eco_item *)a)->line, right = ((const eco_item *)b)->line;
    (void)context;
    return left < 0 ? (left < right) - (left > right) : (left > right) - (left < right); /* shipments count down */
}

/* The items that something is taken off, in the order of the cart. */
static size_t find_touched(eco_work *work, eco_item *const *items, size_t count)
{
    size_t touched = 0;
    for (size_t i = 0; i < count; i++)
        if (items[i]->off)
            work->touched[touched++] = items[i];
    eco_sort((const void **)work->touched, (const void **)work->touched + work->items_count, touched, compare_lines, NULL);
    return touched;
}

static int64_t quantity_of(const eco_item *item)
{
    return item->taken < 0 || item->quantity_scale ? item->quantity : item->taken;
}

eco_status eco_work_take_off(eco_work *work, eco_item *const *items, size_t count, int32_t source, const char *id,
                             const char *coupon, eco_stage stage)
{
    size_t touched = find_touched(work, items, count);
    if (!grow_adjustments(work, work->adjustments_count + touched))
        return eco_fail_memory(work->error);
    const char *own_id = eco_work_text(work, id), *own_coupon = eco_work_text(work, coupon);
    for (size_t i = 0; i < touched; i++) {
        eco_item *item = work->touched[i];
        work->sources[work->adjustments_count] = source;
        work->adjustments[work->adjustments_count++] = (eco_adjustment){own_id, own_coupon,        item->line,
                                                                        stage,  quantity_of(item), item->off};
        item->left -= item->off;
        if (item->kind == ECO_ITEM_GOODS)
            work->left -= item->off;
        item->off = 0;
        item->served = work->level;
    }
    eco_facts_amounts(work);
    return ECO_OK;
}

eco_status eco_work_give(eco_work *work, const eco_rule *rule, const eco_outcome *outcome)
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
    work->adjustments[work->adjustments_count++] = (eco_adjustment){eco_work_text(work, promotion->id),
                                                                    eco_work_text(work, outcome->coupon),
                                                                    line,
                                                                    promotion->stage,
                                                                    outcome->gift_quantity,
                                                                    0};
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
    if (item->line < 0 && work->cart->shipments_count)
        return eco_fail_under(work->error, status, "/shipments/%d", (int)(-1 - item->line));
    if (item->line < 0)
        return eco_fail_under(work->error, status, "/shipping");
    if ((size_t)item->line < work->goods_count)
        return eco_fail_under(work->error, status, "/lines/%d", (int)item->line);
    return eco_fail_under(work->error, status, "/surcharges/%zu", (size_t)item->line - work->goods_count);
}
