/* shipping.c - the price of each shipment: as its carrier quoted it, or by the rulebook's tables. */
#include "pricing/pricing_internal.h"

#include <string.h>

static bool is_better(const eco_shipping *entry, const eco_shipping *than)
{
    if (entry->from_minor != than->from_minor)
        return entry->from_minor > than->from_minor;
    return entry->priority > than->priority; /* entries come by id: the first of equals stays */
}

/* The rulebook's words about a shipment, at the place where its method stands. */
static eco_status refuse(eco_pricing_work *work, const eco_item *item, eco_status status)
{
    if (work->cart->shipments_count)
        return eco_fail_under(work->error, status, "/shipments/%d/method", (int)(-1 - item->line));
    return eco_fail_under(work->error, status, "/shipping");
}

static eco_status find_entry(const eco_shipping **best, eco_pricing_work *work, const eco_item *item, const char *method,
                             bool trial)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    bool known = false;
    *best = NULL;
    for (size_t i = 0; i < content->shipping_count; i++) {
        const eco_shipping *entry = content->shipping[i];
        const eco_compiled *when = work->rulebook->shipping_when[i];
        bool holds = true;
        if (strcmp(entry->method, method) != 0)
            continue;
        known = true;
        if (work->left < entry->from_minor || (*best && !is_better(entry, *best)))
            continue;
        if (when && eco_holds_for_cart(&holds, work, when, entry->id))
            return work->error->status;
        if (holds)
            *best = entry;
    }
    if (*best)
        return ECO_OK;
    if (trial)
        return ECO_OK;
    eco_fail(work->error, ECO_E_NOT_FOUND, NULL,
             known ? "no price of shipping method %s is for this cart" : "unknown shipping method %s", ECO_QUOTE(method));
    return refuse(work, item, ECO_E_NOT_FOUND);
}

/* ---- steps ---- */

/* What a table's steps look at: the kind of `from` that one of them has. */
static int64_t measure(const eco_pricing_work *work, const eco_shipping *entry)
{
    const eco_shipping_step *last = &entry->steps[entry->steps_count - 1]; /* steps rise by `from` */
    if (last->from_quantity)
        return work->quantity;
    if (last->from_weight_g)
        return work->weight_g;
    return last->from_volume_cm3 ? work->volume_cm3 : work->left;
}

static eco_status price_of(int64_t *out, eco_pricing_work *work, const eco_item *item, const eco_shipping *entry)
{
    *out = entry->price_minor;
    if (!entry->steps_count)
        return ECO_OK;
    int64_t value = measure(work, entry);
    const eco_shipping_step *step = entry->steps;
    for (size_t i = 1; i < entry->steps_count && eco_step_from(&entry->steps[i]) <= value; i++)
        step = &entry->steps[i];
    int64_t above = value - eco_step_from(step);
    eco_wide price = step->price_minor;
    if (step->more_each && above > 0)
        price += (eco_wide)(above / step->more_each + (above % step->more_each != 0)) * step->more_minor;
    if (eco_narrow(out, price))
        return ECO_OK;
    eco_fail(work->error, ECO_E_OVERFLOW, NULL, "the price of shipping by %s does not fit 64 bits", ECO_QUOTE(entry->id));
    return refuse(work, item, ECO_E_OVERFLOW);
}

/* ---- the shipments ---- */

static eco_status price_shipment(eco_pricing_work *work, eco_item *item, bool trial)
{
    const eco_cart *cart = work->cart;
    const eco_shipment *given = cart->shipments_count ? &cart->shipments[-1 - item->line] : NULL;
    const eco_shipping *entry;
    if (given && (given->price_minor || given->is_free)) {
        item->list = given->price_minor;
    } else {
        item->list = 0;
        if (find_entry(&entry, work, item, given ? given->method : cart->shipping, trial) ||
            (entry && price_of(&item->list, work, item, entry)))
            return work->error->status;
    }
    item->unit_minor = item->left = item->list;
    return ECO_OK;
}

eco_status eco_work_shipping(eco_pricing_work *work, bool trial)
{
    eco_item *shipments = work->items + work->goods_count + work->surcharges_count;
    eco_wide sum = 0;
    int64_t narrow;
    for (size_t i = 0; i < work->shipments_count; i++) {
        if (price_shipment(work, &shipments[i], trial))
            return work->error->status;
        sum += shipments[i].list;
    }
    if (!eco_narrow(&narrow, sum))
        return eco_fail(work->error, ECO_E_OVERFLOW, "/shipments", "the sum of their prices does not fit 64 bits");
    return ECO_OK;
}
