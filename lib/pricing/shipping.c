/* shipping.c - the price of the cart's shipping method. */
#include "pricing/pricing_internal.h"

#include <string.h>

static bool is_better(const eco_shipping *entry, const eco_shipping *than)
{
    if (entry->from_minor != than->from_minor)
        return entry->from_minor > than->from_minor;
    return entry->priority > than->priority; /* entries come by id: the first of equals stays */
}

eco_status eco_work_shipping(eco_work *work)
{
    const eco_rulebook_content *content = &work->rulebook->content;
    const char *method = work->cart->shipping;
    const eco_shipping *best = NULL;
    bool known = false;
    if (!method)
        return ECO_OK;
    for (size_t i = 0; i < content->shipping_count; i++) {
        const eco_shipping *entry = content->shipping[i];
        const eco_compiled *when = work->rulebook->shipping_when[i];
        bool holds = true;
        if (strcmp(entry->method, method) != 0)
            continue;
        known = true;
        if (work->left < entry->from_minor || (best && !is_better(entry, best)))
            continue;
        if (when && eco_holds_for_cart(&holds, work, when, entry->id))
            return work->error->status;
        if (holds)
            best = entry;
    }
    if (!best)
        return eco_fail(work->error, ECO_E_NOT_FOUND, "/shipping",
                        known ? "no price of shipping method %s is for this cart" : "unknown shipping method %s",
                        ECO_QUOTE(method));
    eco_item *item = &work->items[work->items_count - 1];
    item->unit_minor = item->left = best->price_minor;
    return ECO_OK;
}
