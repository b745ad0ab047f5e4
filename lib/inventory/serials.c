/* serials.c - where each piece of an item with serials is: in one place, always. */
#include "base/error.h"
#include "inventory/inventory_internal.h"

stock_serial *eco_inventory_find_serial(stock_call *call, const stock_goods *goods, const char *serial, int64_t *key)
{
    stock_serial *found;
    *key = eco_stock_serial_key(call->inventory, goods->sku_hash, serial);
    while ((found = eco_work_find(call->work, &eco_inventory_serial_kind, eco_key_int(*key), ECO_WANT_CHANGE)) &&
           (strcmp(eco_inventory_text(call, found->sku), goods->sku) != 0 ||
            strcmp(eco_inventory_text(call, found->serial), serial) != 0))
        *key = eco_stock_next_key(*key);
    return found;
}

static eco_status refuse(const stock_post *post, eco_status status, const char *what)
{
    return eco_inventory_fail_line(post->call, post->goods->line, status, "serial %s of sku %s %s", ECO_QUOTE(post->serial),
                                   ECO_QUOTE(post->goods->sku), what);
}

static eco_status check_serial(const stock_post *post, const stock_serial *serial)
{
    bool leaves = eco_stock_is_physical(post->from);
    if (!leaves)
        return serial && eco_stock_is_physical(serial->place) ? refuse(post, ECO_E_INVALID, "is there already") : ECO_OK;
    if (!serial)
        return refuse(post, ECO_E_NOT_FOUND, "was never received");
    if (serial->level != post->level->key || eco_stock_lot_place(serial->place) != eco_stock_lot_place(post->from))
        return refuse(post, ECO_E_NOT_FOUND, "is not there");
    return ECO_OK;
}

eco_status eco_inventory_move_serial(const stock_post *post)
{
    stock_call *call = post->call;
    bool failed = false;
    int64_t key;
    if (!post->serial || post->quantity != 1)
        return eco_inventory_fail_line(call, post->goods->line, ECO_E_INVALID,
                                       "sku %s has serials: each line needs one, and a quantity of 1",
                                       ECO_QUOTE(post->goods->sku));
    stock_serial *serial = eco_inventory_find_serial(call, post->goods, post->serial, &key);
    if (eco_work_waits(call->work))
        return ECO_OK;
    eco_status status = check_serial(post, serial);
    if (status)
        return status;
    if (!serial) {
        serial = eco_work_add(call->work, &eco_inventory_serial_kind, eco_key_int(key));
        if (!serial)
            return eco_fail_memory(call->error);
        serial->sku = eco_work_text(call->work, post->goods->sku, &failed);
        serial->serial = eco_work_text(call->work, post->serial, &failed);
    }
    if (failed || !eco_work_change(call->work, &eco_inventory_serial_kind, serial))
        return eco_fail_memory(call->error);
    serial->version++;
    serial->level = post->level->key;
    serial->place = eco_stock_lot_place(post->to);
    return ECO_OK;
}
