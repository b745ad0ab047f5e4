/* facts.c - a cart as tables of values, which expressions look into by slot. Each text is looked up once; nothing is parsed; the lines only when an
 * expression looks at them. */
#include "pricing/pricing_internal.h"

#include <string.h>

#include "base/text.h"
#include "base/zone.h"

enum { MEMO = 16, FEW_ATTRIBUTES = 64 };

typedef struct filling {
    eco_pricing_work *work;
    eco_value *next; /* free values; there are enough */
    struct memo {    /* lines tend to have the same attributes in the same places, often the same pointers */
        const char *name;
        int32_t slot;
    } * memo; /* of MEMO; NULL: there is one row only */
} filling;

/* Values are written where they will stand, field by field: a struct that is copied would wait for the stores that made it. */
static inline void set_value(eco_value *value, eco_value_type type, const char *text, int32_t size)
{
    value->type = type;
    value->boolean = false;
    value->size = size;
    value->text = text;
    value->number.coefficient = 0;
    value->number.scale = 0;
}

static inline void set_text(eco_value *value, const char *text)
{
    set_value(value, ECO_VALUE_TEXT, text, (int32_t)strlen(text));
}

static inline eco_value *put(filling *filler, eco_values *values)
{
    values->values = filler->next;
    values->count = 1;
    return filler->next++;
}

static void put_text(filling *filler, eco_values *values, const char *text)
{
    set_text(put(filler, values), text);
}

static eco_value *put_number(filling *filler, eco_values *values, int64_t coefficient, int32_t scale)
{
    eco_value *value = put(filler, values);
    set_value(value, ECO_VALUE_NUMBER, NULL, 0);
    value->number.coefficient = coefficient;
    value->number.scale = scale;
    return value;
}

static void put_time(filling *filler, eco_values *values, int64_t time_us)
{
    eco_value *value = put(filler, values);
    set_value(value, ECO_VALUE_TIME, NULL, 0);
    value->time_us = time_us;
}

static int32_t slot_of(filling *filler, const eco_map *names, const char *name, size_t place)
{
    const bool remember = filler->memo && place < MEMO;
    if (remember && filler->memo[place].name == name)
        return filler->memo[place].slot;
    int32_t slot = (int32_t)eco_map_get(names, name, strlen(name), -1);
    if (remember) {
        filler->memo[place].name = name;
        filler->memo[place].slot = slot;
    }
    return slot;
}

/* The value of an attribute that is looked at; only then it must be good text. */
static eco_status put_attribute(filling *filler, eco_values *values, const eco_attribute *attribute, size_t place)
{
    if (!values->values) {
        values->values = filler->next;
        filler->next += values->count;
        values->count = 0;
    }
    eco_value *value = (eco_value *)values->values + values->count++;
    set_text(value, attribute->value);
    if (filler->work->trusted || eco_is_ascii(attribute->value, (size_t)value->size))
        return ECO_OK;
    eco_status status = eco_cart_check_text(attribute->value, "/value", filler->work->error);
    return status ? eco_fail_under(filler->work->error, status, "/attributes/%zu", place) : ECO_OK;
}

/* A name may come several times, anywhere: count first, then each slot gets its values side by side. */
static eco_status fill_attributes(filling *filler, eco_values *row, const eco_map *names, const eco_attribute *attributes,
                                  size_t count)
{
    int32_t few[FEW_ATTRIBUTES];
    int32_t *slots = count <= FEW_ATTRIBUTES ? few : eco_arena_take_array(filler->work->scratch, count, sizeof *slots);
    if (!slots)
        return eco_fail_memory(filler->work->error);
    for (size_t i = 0; i < count; i++) {
        slots[i] = slot_of(filler, names, attributes[i].name, i);
        if (slots[i] >= 0)
            row[slots[i]].count++;
    }
    for (size_t i = 0; i < count; i++)
        if (slots[i] >= 0 && put_attribute(filler, &row[slots[i]], &attributes[i], i))
            return filler->work->error->status;
    return ECO_OK;
}

static bool used(uint32_t bits, int slot)
{
    return bits >> slot & 1;
}

static void fill_instant(filling *filler)
{
    const eco_pricing_work *work = filler->work;
    eco_values *facts = work->cart_facts;
    uint32_t bits = work->rulebook->words.cart_used;
    if (used(bits, ECO_CART_AT))
        put_time(filler, &facts[ECO_CART_AT], work->cart->at_us);
    if (!(bits & (1u << ECO_CART_AT_DATE | 1u << ECO_CART_AT_WEEKDAY | 1u << ECO_CART_AT_HOUR | 1u << ECO_CART_AT_MONTH |
                  1u << ECO_CART_AT_DAY)))
        return;
    int32_t date = eco_zone_date(work->rulebook->zone, work->cart->at_us);
    eco_civil civil = eco_zone_civil(work->rulebook->zone, work->cart->at_us);
    put_time(filler, &facts[ECO_CART_AT_DATE], date * ECO_DAY_US);
    put_number(filler, &facts[ECO_CART_AT_WEEKDAY], eco_date_weekday(date), 0);
    put_number(filler, &facts[ECO_CART_AT_HOUR], civil.hour, 0);
    put_number(filler, &facts[ECO_CART_AT_MONTH], civil.month, 0);
    put_number(filler, &facts[ECO_CART_AT_DAY], civil.day, 0);
}

static eco_status fill_cart(filling *filler)
{
    eco_pricing_work *work = filler->work;
    const eco_cart *cart = work->cart;
    eco_values *facts = work->cart_facts;
    int32_t exponent = work->rulebook->currency->exponent;
    work->subtotal = put_number(filler, &facts[ECO_CART_SUBTOTAL], 0, exponent);
    work->list_value = put_number(filler, &facts[ECO_CART_LIST], 0, exponent);
    put_number(filler, &facts[ECO_CART_QUANTITY], work->quantity, 0);
    put_number(filler, &facts[ECO_CART_LINES], (int64_t)work->goods_count, 0);
    if (work->rulebook->has_measures) {
        put_number(filler, &facts[ECO_CART_WEIGHT], work->weight_g, 0);
        put_number(filler, &facts[ECO_CART_VOLUME], work->volume_cm3, 0);
    }
    fill_instant(filler);
    if (cart->channel)
        put_text(filler, &facts[ECO_CART_CHANNEL], cart->channel);
    if (cart->customer)
        put_text(filler, &facts[ECO_CART_CUSTOMER], cart->customer);
    if (cart->shipping)
        put_text(filler, &facts[ECO_CART_SHIPPING], cart->shipping);
    else if (cart->shipments_count)
        facts[ECO_CART_SHIPPING] = (eco_values){filler->next, cart->shipments_count};
    for (size_t i = 0; i < cart->shipments_count; i++)
        set_text(filler->next++, cart->shipments[i].method);
    facts[ECO_CART_COUPON] = (eco_values){filler->next, work->coupons_count};
    for (size_t i = 0; i < work->coupons_count; i++)
        set_text(filler->next++, work->coupons[i]);
    return fill_attributes(filler, facts, &work->rulebook->words.cart_names, cart->attributes, cart->attributes_count);
}

static void fill_unit(filling *filler, const eco_item *item, eco_values *row)
{
    const eco_rulebook *rulebook = filler->work->rulebook;
    if (used(rulebook->words.line_used, ECO_LINE_UNIT))
        put_number(filler, &row[ECO_LINE_UNIT], item->unit_minor, item->unit_scale + rulebook->currency->exponent);
}

static eco_status fill_row(filling *filler, eco_item *item, eco_values *row)
{
    const eco_words *words = &filler->work->rulebook->words;
    item->facts = row;
    if (used(words->line_used, ECO_LINE_SKU))
        put_text(filler, &row[ECO_LINE_SKU], item->sku);
    if (used(words->line_used, ECO_LINE_ID))
        put_text(filler, &row[ECO_LINE_ID], item->id);
    if (used(words->line_used, ECO_LINE_QUANTITY))
        put_number(filler, &row[ECO_LINE_QUANTITY], item->quantity, item->quantity_scale);
    eco_attributes attributes = eco_attributes_of(filler->work->cart, item);
    eco_status status = fill_attributes(filler, row, &words->line_names, attributes.items, attributes.count);
    if (status)
        return eco_fail_item(filler->work, item, status, NULL);
    for (size_t i = 0; i < words->bare_count; i++) {
        const eco_slot_link *link = &words->bare[i];
        row[link->slot] = row[link->line].count ? row[link->line] : filler->work->cart_facts[link->cart];
    }
    return ECO_OK;
}

/* The values of all lines of goods in one slot of the cart. */
static bool collect(eco_pricing_work *work, const eco_slot_link *link)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < work->goods_count; i++)
        count += work->items[i].facts[link->line].count;
    eco_value *values = eco_arena_take_array(work->scratch, count, sizeof *values);
    if (!values)
        return false;
    for (size_t i = 0; i < work->goods_count; i++) {
        const eco_values *of_line = &work->items[i].facts[link->line];
        if (of_line->count)
            memcpy(values + at, of_line->values, of_line->count * sizeof *values);
        at += of_line->count;
    }
    work->cart_facts[link->slot] = (eco_values){values, count};
    return true;
}

eco_status eco_facts_begin(eco_pricing_work *work)
{
    const eco_words *words = &work->rulebook->words;
    size_t values = ECO_CART_SLOTS + work->coupons_count + work->cart->shipments_count + work->cart->attributes_count;
    filling filler = {.work = work, .next = eco_arena_take_raw(work->scratch, values, sizeof(eco_value))};
    work->cart_facts = eco_arena_take_array(work->scratch, (size_t)words->cart_slots, sizeof *work->cart_facts);
    return filler.next && work->cart_facts ? fill_cart(&filler) : eco_fail_memory(work->error);
}

static bool collect_all(eco_pricing_work *work, bool units)
{
    const eco_words *words = &work->rulebook->words;
    for (size_t i = 0; i < words->collected_count; i++)
        if ((words->collected[i].line == ECO_LINE_UNIT) == units && !collect(work, &words->collected[i]))
            return false;
    return true;
}

static eco_status fill_lines(eco_pricing_work *work)
{
    const eco_words *words = &work->rulebook->words;
    size_t values = 0, row = (size_t)words->line_slots;
    for (size_t i = 0; i < work->goods_count; i++)
        values += ECO_LINE_SLOTS + work->cart->lines[i].attributes_count;
    struct memo memo[MEMO] = {{0}};
    filling filler = {.work = work, .next = eco_arena_take_raw(work->scratch, values, sizeof(eco_value)), .memo = memo};
    work->line_facts = eco_arena_take_array(work->scratch, work->items_count, row * sizeof *work->line_facts);
    if (!filler.next || !work->line_facts)
        return eco_fail_memory(work->error);
    for (size_t i = 0; i < work->goods_count; i++)
        if (fill_row(&filler, &work->items[i], work->line_facts + i * row))
            return work->error->status;
    return collect_all(work, false) ? ECO_OK : eco_fail_memory(work->error);
}

static bool fill_units(eco_pricing_work *work)
{
    const eco_words *words = &work->rulebook->words;
    filling filler = {.work = work, .next = eco_arena_take_raw(work->scratch, work->goods_count, sizeof(eco_value))};
    if (!filler.next)
        return false;
    for (size_t i = 0; i < work->goods_count; i++)
        fill_unit(&filler, &work->items[i], work->line_facts + i * (size_t)words->line_slots);
    return collect_all(work, true);
}

eco_status eco_facts_of_lines(eco_pricing_work *work)
{
    const eco_words *words = &work->rulebook->words;
    if (!words->line_facts)
        return ECO_OK;
    if (!work->line_facts && fill_lines(work))
        return work->error->status;
    if (work->priced && !work->has_units && used(words->line_used, ECO_LINE_UNIT)) {
        if (!fill_units(work))
            return eco_fail_memory(work->error);
        work->has_units = true;
    }
    return ECO_OK;
}

void eco_facts_amounts(eco_pricing_work *work)
{
    work->subtotal->number.coefficient = work->left;
    work->list_value->number.coefficient = work->list;
}

/* A surcharge or shipment, seen as a line. */
static eco_status fill_charge(eco_pricing_work *work, const eco_item *given)
{
    const eco_words *words = &work->rulebook->words;
    filling filler = {.work = work};
    eco_item *item = &work->items[given - work->items];
    filler.next = eco_arena_take_raw(work->scratch, ECO_LINE_SLOTS + eco_attributes_of(work->cart, item).count,
                                     sizeof(eco_value));
    eco_values *row = work->line_facts + (item - work->items) * words->line_slots;
    if (!filler.next)
        return eco_fail_memory(work->error);
    if (fill_row(&filler, item, row))
        return work->error->status;
    fill_unit(&filler, item, row);
    return ECO_OK;
}

/* ---- asking ---- */

/* A fact of the cart is at fault, so the path is the cart's; the rule that asked is named behind. */
static eco_status refuse_fact(eco_pricing_work *work, eco_status status, const char *path, const char *rule)
{
    char message[sizeof work->error->message];
    memcpy(message, work->error->message, sizeof message);
    return eco_fail(work->error, status, path, "%.*s (asked by %s)", 400, message, ECO_QUOTE(rule));
}

eco_status eco_holds_for_cart(bool *holds, eco_pricing_work *work, const eco_compiled *condition, const char *rule)
{
    eco_facts facts = {{work->cart_facts, NULL}};
    if (work->rulebook->words.collected_count && eco_facts_of_lines(work))
        return work->error->status;
    eco_status status = eco_compiled_holds(holds, condition, &facts, work->error);
    return status ? refuse_fact(work, status, "", rule) : ECO_OK;
}

eco_status eco_holds_for_item(bool *holds, eco_pricing_work *work, const eco_compiled *condition, const eco_item *item,
                              const char *rule)
{
    if (eco_facts_of_lines(work))
        return work->error->status;
    if (!item->facts && work->line_facts && fill_charge(work, item))
        return work->error->status;
    eco_facts facts = {{work->cart_facts, item->facts}};
    eco_status status = eco_compiled_holds(holds, condition, &facts, work->error);
    if (!status)
        return ECO_OK;
    refuse_fact(work, status, NULL, rule);
    return eco_fail_item(work, item, status, NULL);
}
