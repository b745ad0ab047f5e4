/* pricing_reference_shipping.c - the model's prices of shipments: as the carrier said, or by the rulebook's entries and their steps. */
#include "pricing_reference.h"

#include <string.h>

typedef struct goods { /* what steps look at */
    int64_t left_minor, quantity, weight_g, volume_cm3;
} goods;

static goods goods_of(const reference_quote *quote)
{
    goods all = {0};
    wide million = reference_power10(6), quantities = 0, weight = 0, volume = 0;
    for (int i = 0; i < quote->goods_count; i++) {
        const reference_line *line = &quote->lines[i];
        wide quantity = line->quantity * reference_power10(6 - line->quantity_scale);
        all.left_minor += line->left_minor;
        quantities += quantity;
        weight += quantity * line->weight_g;
        volume += quantity * line->volume_cm3;
    }
    all.quantity = reference_narrow(quantities / million); /* whole units; a begun gram counts as full */
    all.weight_g = reference_narrow(reference_round(weight, million, ECO_ROUNDING_CEILING));
    all.volume_cm3 = reference_narrow(reference_round(volume, million, ECO_ROUNDING_CEILING));
    return all;
}

static int64_t from_of(const eco_shipping_step *step)
{
    return step->from_minor + step->from_quantity + step->from_weight_g + step->from_volume_cm3; /* one of them, if any */
}

/* What steps compare their `from` with. */
static int64_t looked_at(const eco_shipping *entry, const goods *all)
{
    int64_t value = 0;
    for (size_t i = 0; i < entry->steps_count; i++) {
        const eco_shipping_step *step = &entry->steps[i];
        value = step->from_minor        ? all->left_minor
                : step->from_quantity   ? all->quantity
                : step->from_weight_g   ? all->weight_g
                : step->from_volume_cm3 ? all->volume_cm3
                                        : value;
    }
    return value;
}

static int64_t step_price(const eco_shipping *entry, const goods *all)
{
    int64_t value = looked_at(entry, all);
    const eco_shipping_step *best = NULL, *first = &entry->steps[0];
    for (size_t i = 0; i < entry->steps_count; i++) {
        const eco_shipping_step *step = &entry->steps[i];
        if (from_of(step) < from_of(first))
            first = step;
        if (from_of(step) <= value && (!best || from_of(step) > from_of(best)))
            best = step;
    }
    if (!best)
        return first->price_minor;
    if (best->more_each == 0)
        return best->price_minor;
    int64_t times = reference_narrow(reference_round(value - from_of(best), best->more_each, ECO_ROUNDING_CEILING));
    return best->price_minor + times * best->more_minor;
}

static const eco_shipping *entry_of(const reference_quote *quote, const scenario *given, const char *method, int64_t left)
{
    const reference_view view = {given, quote->lines, quote->goods_count, NULL};
    const eco_shipping *best = NULL;
    for (int i = 0; i < given->shipping_count; i++) {
        const eco_shipping *entry = &given->shipping[i];
        if (strcmp(entry->method, method) != 0 || entry->from_minor > left || !reference_holds(given->shipping_when[i], &view))
            continue;
        if (!best || entry->from_minor > best->from_minor ||
            (entry->from_minor == best->from_minor &&
             (entry->priority > best->priority || (entry->priority == best->priority && strcmp(entry->id, best->id) < 0))))
            best = entry;
    }
    return best;
}

eco_status reference_price_shipments(reference_quote *quote, const scenario *given)
{
    const goods all = goods_of(quote);
    for (int i = 0; i < quote->shipments_count; i++) {
        const eco_shipment *shipment = given->cart.shipping ? NULL : &given->cart.shipments[i];
        reference_line *line = &quote->shipments[i];
        int64_t price = 0;
        if (shipment && (shipment->price_minor || shipment->is_free)) {
            price = shipment->price_minor;
        } else {
            const eco_shipping *entry = entry_of(quote, given, line->method, all.left_minor);
            if (!entry)
                return ECO_E_NOT_FOUND;
            price = entry->steps_count ? step_price(entry, &all) : entry->price_minor;
        }
        line->unit_minor = line->list_minor = line->left_minor = price;
    }
    return ECO_OK;
}
