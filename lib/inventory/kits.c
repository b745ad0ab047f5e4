/* kits.c - a command's lines as goods: each line of a kit is replaced by the parts of it, and of the kits among them. */
#include "base/error.h"
#include "base/memory.h"
#include "inventory/inventory_internal.h"

typedef struct apart { /* a command's goods, as they grow */
    stock_call *call;
    stock_goods *goods;
    size_t count, capacity;
} apart;

static eco_status add(apart *to, const stock_goods *goods)
{
    if (to->count == STOCK_LINES_MAX)
        return eco_inventory_fail_line(to->call, goods->line, ECO_E_LIMIT,
                                       "the lines and the parts of their kits are more than %d", STOCK_LINES_MAX);
    if (!eco_grow(&to->call->inventory->module.allocator, &to->goods, &to->capacity, to->count + 1, sizeof *to->goods))
        return eco_fail_memory(to->call->error);
    to->goods[to->count++] = *goods;
    return ECO_OK;
}

static eco_status add_apart(apart *to, const stock_goods *goods, int32_t depth)
{
    const stock_item *item = goods->item;
    if (!item || !(item->traits & STOCK_KIT))
        return add(to, goods);
    if (depth > STOCK_KITS_DEEP)
        return eco_inventory_fail_line(to->call, goods->line, ECO_E_LIMIT, "kits in kit %s are more than %d deep",
                                       ECO_QUOTE(goods->sku), STOCK_KITS_DEEP);
    for (const stock_part *part = eco_work_first_part(to->call->work, &eco_inventory_item_kind, item); part;
         part = eco_work_next_part(to->call->work, &eco_inventory_item_kind, item, part)) {
        stock_goods inner = *goods;
        if (!part->quantity)
            continue;
        inner.sku = eco_inventory_text(to->call, part->sku);
        inner.sku_hash = eco_stock_hash(inner.sku, strlen(inner.sku));
        inner.item = eco_inventory_find_item(to->call->inventory, to->call->work, inner.sku, inner.sku_hash, ECO_WANT_READ, NULL);
        if (__builtin_mul_overflow(goods->quantity, part->quantity, &inner.quantity))
            return eco_inventory_fail_line(to->call, goods->line, ECO_E_OVERFLOW,
                                           "%lld of part %s in each of %lld kits do not fit 64 bits", (long long)part->quantity,
                                           ECO_QUOTE(inner.sku), (long long)goods->quantity);
        eco_status status = add_apart(to, &inner, depth + 1);
        if (status)
            return status;
    }
    return ECO_OK;
}

/* Verbs by which goods come in, or are looked at as they lie there. */
static bool knows_no_kits(eco_inventory_verb verb)
{
    return verb == ECO_INVENTORY_RECEIVE || verb == ECO_INVENTORY_EXPECT || verb == ECO_INVENTORY_ADJUST ||
           verb == ECO_INVENTORY_COUNT || verb == ECO_INVENTORY_BUFFER || verb == ECO_INVENTORY_RETURN_TO_VENDOR ||
           verb == ECO_INVENTORY_REVALUE || verb == ECO_INVENTORY_RECEIVE_TRANSFER;
}

static eco_status check_kit(stock_call *call, const stock_goods *goods)
{
    const eco_stock_line *line = eco_stock_line_of(call, goods);
    if (knows_no_kits(call->command->verb))
        return eco_inventory_fail_line(call, goods->line, ECO_E_INVALID, "sku %s is a kit: %s its parts", ECO_QUOTE(goods->sku),
                                       eco_inventory_verb_name(call->command->verb));
    if (line->lot || line->serial)
        return eco_inventory_fail_line(call, goods->line, ECO_E_INVALID, "sku %s is a kit, and has no lot or serial",
                                       ECO_QUOTE(goods->sku));
    return ECO_OK;
}

eco_status eco_inventory_take_apart(stock_call *call)
{
    bool has_kits = false;
    for (size_t i = 0; i < call->goods_count; i++) {
        stock_goods *goods = &call->goods[i];
        goods->item = eco_inventory_find_item(call->inventory, call->work, goods->sku, goods->sku_hash, ECO_WANT_READ, NULL);
        if (!goods->item || !(goods->item->traits & STOCK_KIT))
            continue;
        eco_status status = check_kit(call, goods);
        if (status)
            return status;
        has_kits = true;
    }
    if (!has_kits || eco_work_waits(call->work))
        return ECO_OK;
    apart to = {.call = call};
    eco_status status = ECO_OK;
    for (size_t i = 0; i < call->goods_count && !status; i++)
        status = add_apart(&to, &call->goods[i], 1);
    call->goods = to.goods;
    call->goods_count = to.count;
    call->goods_capacity = to.capacity;
    return status;
}
