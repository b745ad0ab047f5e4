/* work_items.c - the items of a cart. One pass over its lines: each is checked, taken and added up while it is at hand. */
#include <string.h>

#include "pricing/cart_check.h"

/* Ids by place, from 1: the first hundred need no memory. */
static const char *place_text(eco_pricing_work *work, size_t place)
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

/* ---- goods ---- */

typedef struct line_sums {
    int64_t list, quantity;
    bool quoted; /* list is the sum: every line brought its price */
    bool whole;  /* quantity is the sum: every line is of whole units */
} line_sums;

/* Most lines bring their price, a whole number of minor units for whole units, and no list knows better. Others are priced by price_list.c. */
static inline void take_amounts(eco_item *item, line_sums *sums, const eco_cart_line *line, bool listed)
{
    item->quantity = line->quantity;
    item->quantity_scale = line->quantity_scale;
    item->unit_scale = 0;
    item->unit_minor = line->unit_minor;
    if (line->quantity_scale || __builtin_add_overflow(sums->quantity, line->quantity, &sums->quantity))
        sums->whole = false;
    if (listed || line->unit_scale || line->quantity_scale || line->is_free || !line->unit_minor ||
        __builtin_mul_overflow(line->unit_minor, line->quantity, &item->list) ||
        __builtin_add_overflow(sums->list, item->list, &sums->list)) {
        item->unit_minor = item->list = 0;
        sums->quoted = false;
    }
    item->left = item->list;
}

static inline const char *keep_sku(eco_pricing_work *work, const char *sku, size_t size)
{
    if (work->borrow)
        return sku;
    char *copy = eco_arena_take_text(work->result, size + 1);
    if (copy)
        eco_copy_text(copy, sku, size + 1);
    return copy;
}

static inline bool take_line(eco_item *item, eco_pricing_work *work, const eco_cart_line *line, size_t place, size_t sku_size)
{
    item->id = line->id ? eco_pricing_work_text(work, line->id) : place_text(work, place);
    item->sku = keep_sku(work, line->sku, sku_size);
    item->facts = NULL;
    item->stake = NULL;
    item->kind = ECO_ITEM_GOODS;
    item->includes_tax = false;
    item->line = (int32_t)place;
    return item->id && item->sku;
}

static eco_status check_line(const eco_pricing_work *work, const eco_cart_line *line, size_t place)
{
    eco_status status = work->trusted ? ECO_OK : eco_cart_check_line(line, place ? line - 1 : NULL, work->error);
    return status ? eco_fail_under(work->error, status, "/lines/%zu", place) : ECO_OK;
}

static eco_status take_lines(eco_pricing_work *work, bool *has_ids)
{
    const eco_cart_line *line = work->cart->lines;
    const bool listed = work->rulebook->listed_count > 0, trusted = work->trusted;
    eco_item *item = work->items;
    line_sums sums = {.quoted = true, .whole = true};
    for (size_t i = 0, count = work->goods_count; i < count; i++, line++, item++) {
        size_t sku_size = i && !trusted ? eco_plain_line_sku(line, line - 1) : 0;
        if (!sku_size) {
            if (check_line(work, line, i))
                return work->error->status;
            sku_size = strlen(line->sku);
        }
        if (line->id)
            *has_ids = true;
        if (!take_line(item, work, line, i, sku_size))
            return eco_fail_memory(work->error);
        take_amounts(item, &sums, line, listed);
    }
    work->list = sums.list;
    work->quoted = sums.quoted;
    work->quantity = sums.whole ? sums.quantity : -1;
    return ECO_OK;
}

/* ---- surcharges and shipments ---- */

static bool take_surcharges(eco_pricing_work *work)
{
    for (size_t i = 0; i < work->surcharges_count; i++) {
        const eco_surcharge *surcharge = &work->cart->surcharges[i];
        const char *id = eco_pricing_work_text(work, surcharge->id);
        work->items[work->goods_count + i] = (eco_item){
            .kind = ECO_ITEM_SURCHARGE,
            .id = id,
            .sku = id,
            .line = (int32_t)(work->goods_count + i),
            .includes_tax = surcharge->includes_tax && work->rulebook->content.tax_mode == ECO_TAX_EXCLUDED,
            .quantity = 1,
            .unit_minor = surcharge->amount_minor,
            .left = surcharge->amount_minor,
        };
        if (!id)
            return false;
    }
    return true;
}

static bool take_shipments(eco_pricing_work *work)
{
    eco_item *items = work->items + work->goods_count + work->surcharges_count;
    for (size_t i = 0; i < work->shipments_count; i++) {
        const char *id = work->cart->shipments_count ? work->cart->shipments[i].id : NULL;
        items[i] = (eco_item){
            .kind = ECO_ITEM_SHIPMENT,
            .id = id ? eco_pricing_work_text(work, id) : place_text(work, i),
            .sku = "shipping",
            .line = -1 - (int32_t)i,
            .quantity = 1,
        };
        if (!items[i].id)
            return false;
    }
    return true;
}

eco_attributes eco_attributes_of(const eco_cart *cart, const eco_item *item)
{
    if (item->kind == ECO_ITEM_GOODS)
        return (eco_attributes){cart->lines[item->line].attributes, cart->lines[item->line].attributes_count};
    if (item->kind == ECO_ITEM_SHIPMENT)
        return (eco_attributes){NULL, 0};
    const eco_surcharge *surcharge = &cart->surcharges[(size_t)item->line - cart->lines_count];
    return (eco_attributes){surcharge->attributes, surcharge->attributes_count};
}

/* ---- what all lines come to ---- */

/* The exact sum over the goods of a member of their lines (0: of 1) for each unit, rounded to a whole. */
static bool sum_of_units(int64_t *out, const eco_pricing_work *work, size_t member, eco_rounding rounding)
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
static eco_status measure(eco_pricing_work *work)
{
    if (work->quantity < 0 && !sum_of_units(&work->quantity, work, 0, ECO_ROUNDING_DOWN))
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
static bool take_coupons(eco_pricing_work *work)
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

static eco_status take_items(eco_pricing_work *work)
{
    bool has_ids = false;
    work->items = eco_arena_take_raw(work->scratch, work->items_count, sizeof *work->items);
    if (!work->items)
        return eco_fail_memory(work->error);
    if (take_lines(work, &has_ids))
        return work->error->status;
    if (!work->trusted && eco_cart_check_rest(work->cart, has_ids, &work->scratch->allocator, work->error))
        return work->error->status;
    return take_surcharges(work) && take_shipments(work) ? ECO_OK : eco_fail_memory(work->error);
}

eco_status eco_pricing_work_begin(eco_pricing_work *work)
{
    if (!work->trusted && eco_cart_check_head(work->cart, work->error))
        return work->error->status;
    work->goods_count = work->cart->lines_count;
    work->surcharges_count = work->cart->surcharges_count;
    work->shipments_count = work->cart->shipping ? 1 : work->cart->shipments_count;
    work->items_count = work->goods_count + work->surcharges_count + work->shipments_count;
    if (take_items(work))
        return work->error->status;
    return take_coupons(work) ? measure(work) : eco_fail_memory(work->error);
}
