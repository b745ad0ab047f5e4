/* counts.c - COUNT and APPROVE: what was counted, the difference to the books, and booking it once somebody says so. */
#include "base/error.h"
#include "base/memory.h"
#include "inventory/inventory_internal.h"

/* When goods of a level, or of a lot of it, moved last. */
static int64_t moved_us(stock_call *call, const stock_level *level, const stock_more *more, eco_text lot)
{
    const stock_lot *found = more && lot ? eco_inventory_find_lot(call->work, more, lot, STOCK_AVAILABLE) : NULL;
    return found ? found->at_us : level->at_us;
}

/* What the books say of goods. */
static eco_status book_of(stock_call *call, const stock_goods *goods, const char *lot_name, const char *serial_name,
                          const stock_level *level, const stock_more *more, int64_t *out)
{
    int32_t traits = goods->item ? goods->item->traits : 0;
    bool failed = false;
    *out = level->on_hand;
    if (traits & STOCK_HAS_SERIALS) {
        int64_t key;
        if (!serial_name || goods->quantity > 1)
            return eco_inventory_fail_line(call, goods->line, ECO_E_INVALID, "sku %s has serials: each is counted as 0 or 1",
                                           ECO_QUOTE(goods->sku));
        const stock_serial *serial = eco_inventory_find_serial(call, goods, serial_name, &key);
        *out = serial && serial->level == level->key && serial->place == STOCK_AVAILABLE;
    } else if (traits & STOCK_HAS_LOTS) {
        if (!lot_name)
            return eco_inventory_fail_line(call, goods->line, ECO_E_INVALID, "sku %s has lots, and none is given",
                                           ECO_QUOTE(goods->sku));
        const eco_text name = eco_work_text(call->work, lot_name, &failed);
        const stock_lot *lot = more ? eco_inventory_find_lot(call->work, more, name, STOCK_AVAILABLE) : NULL;
        *out = lot ? lot->quantity : 0;
    } else if (lot_name || serial_name) {
        return eco_inventory_fail_line(call, goods->line, ECO_E_INVALID, "sku %s has no lots or serials", ECO_QUOTE(goods->sku));
    }
    return failed ? eco_fail_memory(call->error) : ECO_OK;
}

static eco_status moved_since(stock_call *call, size_t line, const stock_level *level)
{
    return eco_inventory_fail_line(
        call, line, ECO_E_VERSION, "goods of sku %s at %s have moved since they were counted: count again",
        ECO_QUOTE(eco_inventory_text(call, level->sku)), ECO_QUOTE(eco_inventory_text(call, level->location)));
}

typedef struct counted { /* what lines before this one have counted */
    eco_arena arena;
    eco_map lines;
} counted;

/* Counted twice, it would be booked twice. */
static eco_status check_twice(stock_call *call, counted *before, const stock_goods *goods)
{
    const eco_stock_line *given = eco_stock_line_of(call, goods);
    uint64_t *key = eco_arena_take(&before->arena, 3 * sizeof *key);
    int64_t line = (int64_t)goods->line + 1;
    bool added;
    if (!key)
        return eco_fail_memory(call->error);
    key[0] = (uint64_t)goods->level;
    key[1] = given->lot ? eco_hash(given->lot, strlen(given->lot)) : 0;
    key[2] = given->serial ? eco_hash(given->serial, strlen(given->serial)) : 0;
    if (!eco_map_add(&before->lines, (const char *)key, 3 * sizeof *key, &line, &added))
        return eco_fail_memory(call->error);
    return added ? ECO_OK
                 : eco_inventory_fail_line(call, goods->line, ECO_E_INVALID, "sku %s was counted by a line before this one",
                                           ECO_QUOTE(goods->sku));
}

static eco_status count_goods(stock_call *call, stock_document *document, counted *before, stock_goods *goods)
{
    const eco_stock_line *given = eco_stock_line_of(call, goods);
    stock_level *level;
    stock_more *more;
    int64_t book;
    bool failed = false;
    eco_status status = eco_inventory_find_level(call, goods, false, &level);
    if (!status)
        status = eco_inventory_more(call, level, false, &more);
    if (!status)
        status = eco_inventory_check_version(call, "level", level->version);
    if (!status)
        status = book_of(call, goods, given->lot, given->serial, level, more, &book);
    if (status || eco_work_waits(call->work))
        return status;
    goods->level = level->key;
    if ((status = check_twice(call, before, goods)))
        return status;
    if (moved_us(call, level, more, eco_work_text(call->work, given->lot, &failed)) > call->command->at_us)
        return moved_since(call, goods->line, level);
    stock_document_line *line = eco_inventory_add_document_line(call, document, goods, level, goods->quantity);
    if (!line || failed)
        return eco_fail_memory(call->error);
    line->done = goods->quantity - book;
    return eco_inventory_add_total(call, goods->line, line->done);
}

eco_status eco_inventory_count(stock_call *call)
{
    stock_document *document;
    counted before;
    eco_status status = eco_inventory_begin_document(call, &document);
    eco_arena_begin(&before.arena, &call->inventory->module.allocator);
    eco_map_begin(&before.lines, &call->inventory->module.allocator);
    for (size_t i = 0; i < call->goods_count && !status; i++)
        status = count_goods(call, document, &before, &call->goods[i]);
    eco_map_end(&before.lines);
    eco_arena_end(&before.arena);
    return status;
}

/* ---- approving -------------------------------------------------------------------------------------------------------------------------- */

/* A line of the count as goods: the difference. */
static eco_status goods_of(stock_call *call, const stock_document_line *line, stock_goods *goods, stock_level **level)
{
    eco_status status = ECO_OK;
    *level = eco_inventory_level_of_key(call, line->level, &status);
    if (!status)
        *goods = eco_inventory_goods_of_level(call, *level, ((const eco_record *)line)->number,
                                              line->done < 0 ? -line->done : line->done);
    return status;
}

static eco_status check_unmoved(stock_call *call, const stock_document_line *line)
{
    stock_goods goods;
    stock_level *level;
    stock_more *more;
    int64_t book;
    eco_status status = goods_of(call, line, &goods, &level);
    if (!status)
        status = eco_inventory_more(call, level, false, &more);
    if (!status)
        status = book_of(call, &goods, eco_inventory_text_or_null(call, line->lot),
                         eco_inventory_text_or_null(call, line->serial), level, more, &book);
    if (status || eco_work_waits(call->work))
        return status;
    return book == line->quantity - line->done ? ECO_OK : moved_since(call, goods.line, level);
}

static eco_status book_difference(stock_call *call, const stock_document_line *line)
{
    stock_goods goods;
    stock_level *level;
    bool is_less = line->done < 0;
    eco_status status = goods_of(call, line, &goods, &level);
    if (status || !line->done)
        return status;
    const stock_post post = {.call = call,
                             .goods = &goods,
                             .level = level,
                             .from = is_less ? STOCK_AVAILABLE : STOCK_ADJUSTMENT,
                             .to = is_less ? STOCK_ADJUSTMENT : STOCK_AVAILABLE,
                             .quantity = goods.quantity,
                             .lot = eco_inventory_text_or_null(call, line->lot),
                             .serial = eco_inventory_text_or_null(call, line->serial),
                             .lot_expires_us = line->lot_expires_us,
                             .is_old = true};
    status = eco_inventory_post(&post);
    return status ? status : eco_inventory_add_total(call, goods.line, line->done);
}

eco_status eco_inventory_approve(stock_call *call)
{
    stock_document *document;
    eco_status status = eco_inventory_find_document(call, &document);
    for (int32_t books = 0; books < 2 && !status && !eco_work_waits(call->work); books++) {
        const stock_document_line *line = eco_work_first_part(call->work, &eco_inventory_document_kind, document);
        for (; line && !status; line = eco_work_next_part(call->work, &eco_inventory_document_kind, document, line))
            status = books ? book_difference(call, line) : check_unmoved(call, line);
    }
    if (!status)
        document->state = STOCK_DONE;
    return status;
}
