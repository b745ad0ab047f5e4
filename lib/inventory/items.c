/* items.c - DEFINE: what is known of an item besides its levels. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "inventory/inventory_internal.h"

stock_item *eco_inventory_find_item(const eco_inventory *inventory, eco_work *work, const char *sku, uint64_t sku_hash,
                                    eco_want want, eco_id *key)
{
    eco_id at = eco_stock_item_key(inventory, sku_hash);
    stock_item *item;
    while ((item = eco_work_find(work, &eco_inventory_item_kind, at, want | ECO_WANT_PARTS))) {
        const char *found = eco_work_text_of(work, item->sku);
        if (found && strcmp(found, sku) == 0)
            break;
        at = eco_stock_next_item_key(at);
    }
    if (key)
        *key = at;
    return item;
}

/* ---- a kit that would contain itself ---------------------------------------------------------------------------------------------------- */

static eco_status fail_part(const stock_call *call, size_t part, eco_status status, const char *what, const char *sku)
{
    char path[48];
    snprintf(path, sizeof path, "/item/parts/%zu", part);
    return eco_fail(call->error, status, path, what, ECO_QUOTE(sku));
}

/* Whether a part reaches the item that is being defined. *budget: how many parts are looked at, at most. */
static eco_status check_part(stock_call *call, size_t part, const char *sku, int32_t depth, int64_t *budget)
{
    const eco_stock_item *defined = call->command->item;
    if (strcmp(sku, defined->sku) == 0)
        return fail_part(call, part, ECO_E_INVALID, "the kit would contain itself, by its part %s", defined->parts[part].sku);
    if (depth > STOCK_KITS_DEEP || --*budget < 0)
        return fail_part(call, part, ECO_E_LIMIT, "kits in kits are too deep or too many, by the part %s",
                         defined->parts[part].sku);
    const stock_item *item = eco_inventory_find_item(call->inventory, call->work, sku, eco_stock_hash(sku, strlen(sku)),
                                                     ECO_WANT_READ, NULL);
    if (!item || !(item->traits & STOCK_KIT))
        return ECO_OK;
    for (const stock_part *at = eco_work_first_part(call->work, &eco_inventory_item_kind, item); at;
         at = eco_work_next_part(call->work, &eco_inventory_item_kind, item, at)) {
        if (!at->quantity)
            continue;
        eco_status status = check_part(call, part, eco_inventory_text(call, at->sku), depth + 1, budget);
        if (status)
            return status;
    }
    return ECO_OK;
}

/* ---- writing it ------------------------------------------------------------------------------------------------------------------------- */

/* Parts are numbered on, and never go: those that are not used any more have no quantity. */
static eco_status set_parts(stock_call *call, stock_item *item)
{
    const eco_stock_item *defined = call->command->item;
    stock_part *part = eco_work_first_part(call->work, &eco_inventory_item_kind, item);
    bool failed = false;
    for (size_t i = 0; i < defined->parts_count || part; i++) {
        bool is_new = !part;
        if (is_new ? !(part = eco_work_add_part(call->work, &eco_inventory_item_kind, item))
                   : !eco_work_change(call->work, &eco_inventory_part_kind, part))
            return eco_fail_memory(call->error);
        part->quantity = i < defined->parts_count ? defined->parts[i].quantity : 0;
        part->sku = i < defined->parts_count ? eco_work_text(call->work, defined->parts[i].sku, &failed) : 0;
        part = is_new ? NULL : eco_work_next_part(call->work, &eco_inventory_item_kind, item, part);
    }
    return failed ? eco_fail_memory(call->error) : ECO_OK;
}

static eco_status count_item(stock_call *call)
{
    stock_settings *settings;
    eco_status status = eco_inventory_change_settings(call, &settings);
    if (settings)
        settings->items++;
    return status;
}

static eco_status write_item(stock_call *call, stock_item *item)
{
    const eco_stock_item *defined = call->command->item;
    item->version++;
    item->quantity_scale = defined->quantity_scale;
    item->cost_method = defined->cost_method;
    item->picking = defined->picking;
    item->backorder_limit = defined->backorder_limit;
    item->preorder_limit = defined->preorder_limit;
    item->preorder_ships_us = defined->preorder_ships_us;
    item->safety = defined->safety;
    item->traits = (defined->is_drop_shipped ? STOCK_DROP_SHIPPED : 0) | (defined->has_lots ? STOCK_HAS_LOTS : 0) |
                   (defined->has_serials ? STOCK_HAS_SERIALS : 0) | (defined->parts_count ? STOCK_KIT : 0);
    int64_t allowed = eco_inventory_below_zero(item, INT64_MIN);
    item->allowed = allowed > item->allowed ? allowed : item->allowed;
    return set_parts(call, item);
}

eco_status eco_inventory_define(stock_call *call)
{
    const eco_stock_item *defined = call->command->item;
    int64_t budget = STOCK_LINES_MAX;
    bool failed = false;
    eco_id key;
    for (size_t i = 0; i < defined->parts_count; i++) {
        eco_status status = check_part(call, i, defined->parts[i].sku, 1, &budget);
        if (status)
            return status;
    }
    stock_item *item = eco_inventory_find_item(call->inventory, call->work, defined->sku,
                                               eco_stock_hash(defined->sku, strlen(defined->sku)), ECO_WANT_CHANGE, &key);
    if (eco_work_waits(call->work))
        return ECO_OK;
    eco_status status = eco_inventory_check_version(call, "item", item ? item->version : 0);
    if (status)
        return status;
    if (item)
        return eco_work_change(call->work, &eco_inventory_item_kind, item) ? write_item(call, item)
                                                                           : eco_fail_memory(call->error);
    item = eco_work_add(call->work, &eco_inventory_item_kind, key);
    if (!item)
        return eco_fail_memory(call->error);
    item->sku = eco_work_text(call->work, defined->sku, &failed);
    if (failed)
        return eco_fail_memory(call->error);
    status = write_item(call, item);
    return status ? status : count_item(call);
}
