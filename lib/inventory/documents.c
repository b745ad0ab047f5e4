/* documents.c - EXPECT and SHIP_TRANSFER, whose goods come later, and what becomes of them: RECEIVE, RECEIVE_TRANSFER, CANCEL of a source. */
#include "base/error.h"
#include "base/numbers.h"
#include "inventory/inventory_internal.h"

eco_status eco_inventory_begin_document(stock_call *call, stock_document **out)
{
    const eco_inventory_command *command = call->command;
    eco_work_find(call->work, &eco_inventory_document_kind, command->key, ECO_WANT_NEW);
    *out = NULL;
    if (eco_work_waits(call->work))
        return ECO_E_NOT_FOUND; /* whatever: it will be asked again */
    stock_document *document = eco_work_add(call->work, &eco_inventory_document_kind, command->key);
    if (!document)
        return eco_fail_memory(call->error);
    document->version = 1;
    document->at_us = command->at_us;
    document->due_us = command->due_us;
    document->verb = command->verb;
    document->state = STOCK_OPEN;
    *out = document;
    return ECO_OK;
}

stock_document_line *eco_inventory_add_document_line(stock_call *call, stock_document *document, const stock_goods *goods,
                                                     const stock_level *level, int64_t quantity)
{
    const eco_stock_line *given = eco_stock_line_of(call, goods);
    bool failed = false;
    stock_document_line *line = eco_work_add_part(call->work, &eco_inventory_document_kind, document);
    if (!line)
        return NULL;
    line->level = level->key;
    line->quantity = quantity;
    line->cost = given->cost_minor;
    line->lot_expires_us = given->lot_expires_us;
    line->lot = eco_work_text(call->work, given->lot, &failed);
    line->serial = eco_work_text(call->work, given->serial, &failed);
    return failed ? NULL : line;
}

static eco_status check_kind(const stock_call *call, const stock_document *document)
{
    static const struct {
        eco_inventory_verb verb, document;
    } pairs[] = {
        {ECO_INVENTORY_RECEIVE, ECO_INVENTORY_EXPECT},       {ECO_INVENTORY_RECEIVE_TRANSFER, ECO_INVENTORY_SHIP_TRANSFER},
        {ECO_INVENTORY_CANCEL, ECO_INVENTORY_EXPECT},        {ECO_INVENTORY_CANCEL, ECO_INVENTORY_SHIP_TRANSFER},
        {ECO_INVENTORY_ADJUST, ECO_INVENTORY_SHIP_TRANSFER}, {ECO_INVENTORY_CANCEL, ECO_INVENTORY_COUNT},
        {ECO_INVENTORY_APPROVE, ECO_INVENTORY_COUNT},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (pairs[i].verb == call->command->verb && pairs[i].document == document->verb)
            return ECO_OK;
    return eco_fail(call->error, ECO_E_INVALID, "/source", "%s does not end %s", eco_inventory_verb_name(call->command->verb),
                    eco_inventory_verb_name(document->verb));
}

eco_status eco_inventory_find_document(stock_call *call, stock_document **out)
{
    char key[ECO_ID_TEXT];
    const eco_id id = call->command->source;
    *out = eco_work_find(call->work, &eco_inventory_document_kind, id, ECO_WANT_CHANGE | ECO_WANT_PARTS);
    if (!*out)
        return eco_work_waits(call->work)
                   ? ECO_E_NOT_FOUND
                   : eco_fail(call->error, ECO_E_NOT_FOUND, "/source", "there is no document %s", eco_id_text(key, id));
    eco_status status = eco_inventory_check_version(call, "document", (*out)->version);
    if (status)
        return status;
    if ((*out)->state != STOCK_OPEN)
        return eco_fail(call->error, (*out)->state == STOCK_DONE ? ECO_E_COMMITTED : ECO_E_RELEASED, "/source", "%s %s is %s",
                        eco_inventory_verb_name((*out)->verb), eco_id_text(key, id),
                        eco_inventory_document_state_name((*out)->state));
    if ((status = check_kind(call, *out)))
        return status;
    if (!eco_work_change(call->work, &eco_inventory_document_kind, *out))
        return eco_fail_memory(call->error);
    (*out)->version++;
    return ECO_OK;
}

/* ---- opening ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct opening {
    stock_document *document;
    stock_level *to;
} opening;

/* What left one lot of a location is on its way to the other. */
static eco_status arrive_in_transit(const stock_post *left, const stock_chunk *chunk)
{
    stock_call *call = left->call;
    const opening *open = left->user;
    stock_post post = *left;
    post.each = NULL;
    post.level = open->to;
    post.from = STOCK_TRANSFER;
    post.to = STOCK_IN_TRANSIT;
    post.quantity = chunk->quantity;
    post.lot = eco_inventory_text_or_null(call, chunk->lot);
    post.lot_expires_us = chunk->expires_us;
    post.lot_received_us = chunk->received_us;
    post.is_old = true;
    stock_goods goods = *post.goods;
    stock_item without_lots;
    if (!chunk->lot)
        eco_inventory_forget_lots(&goods, &without_lots);
    post.goods = &goods;
    eco_status status = eco_inventory_post(&post);
    if (status)
        return status;
    stock_document_line *line = eco_inventory_add_document_line(call, open->document, left->goods, open->to, chunk->quantity);
    if (!line)
        return eco_fail_memory(call->error);
    line->from_level = left->level->key;
    line->lot = chunk->lot;
    line->lot_expires_us = chunk->expires_us;
    return ECO_OK;
}

static eco_status ship(stock_call *call, stock_document *document, const stock_goods *goods)
{
    opening open = {.document = document};
    stock_level *from;
    eco_status status = eco_inventory_find_level(call, goods, false, &from);
    if (!status)
        status = eco_inventory_check_version(call, "level", from->version);
    if (!status)
        status = eco_inventory_find_level_at(call, goods, call->command->to_location, true, &open.to);
    if (status || eco_work_waits(call->work))
        return status;
    if (open.to == from)
        return eco_inventory_fail_line(call, goods->line, ECO_E_INVALID, "sku %s is at %s already", ECO_QUOTE(goods->sku),
                                       ECO_QUOTE(call->command->to_location));
    stock_post post = eco_inventory_post_of(call, goods, from, STOCK_AVAILABLE, STOCK_TRANSFER);
    post.source = call->command->key;
    post.each = arrive_in_transit;
    post.user = &open;
    return eco_inventory_post(&post);
}

static eco_status expect(stock_call *call, stock_document *document, const stock_goods *goods)
{
    stock_level *level;
    eco_status status = eco_inventory_find_level(call, goods, true, &level);
    if (status || eco_work_waits(call->work))
        return status;
    stock_post post = eco_inventory_post_of(call, goods, level, STOCK_SUPPLIER, STOCK_INCOMING);
    post.source = call->command->key;
    post.cost = 0; /* told where it comes in */
    post.lot = post.serial = NULL;
    if ((status = eco_inventory_post(&post)))
        return status;
    return eco_inventory_add_document_line(call, document, goods, level, goods->quantity) ? ECO_OK : eco_fail_memory(call->error);
}

eco_status eco_inventory_open_document(stock_call *call)
{
    stock_document *document;
    eco_status status = eco_inventory_begin_document(call, &document);
    for (size_t i = 0; i < call->goods_count && !status; i++) {
        const stock_goods *goods = &call->goods[i];
        status = call->command->verb == ECO_INVENTORY_EXPECT ? expect(call, document, goods) : ship(call, document, goods);
        if (!status)
            status = eco_inventory_add_total(call, goods->line, goods->quantity);
    }
    return status;
}

/* ---- ending: a line of it --------------------------------------------------------------------------------------------------------------- */

typedef struct ending {
    stock_call *call;
    stock_document *document;
} ending;

/* A part of a line of the document. asked: the command's goods, NULL: it names none; before: so much of them went to other lines. */
typedef struct stock_share {
    stock_document_line *line;
    const stock_goods *asked;
    int64_t before, quantity;
} stock_share;

static int64_t open_of(const stock_document_line *line)
{
    return line->quantity - line->done - line->cancelled;
}

static stock_document_line *first_line(const ending *end)
{
    return eco_work_first_part(end->call->work, &eco_inventory_document_kind, end->document);
}

static stock_document_line *next_line(const ending *end, const stock_document_line *line)
{
    return eco_work_next_part(end->call->work, &eco_inventory_document_kind, end->document, line);
}

/* The share that a part of a whole's cost bears, when other parts were `before` it: the shares sum to the whole. */
static int64_t cost_share(int64_t cost, int64_t whole, int64_t before, int64_t quantity)
{
    return (int64_t)((__int128)cost * (before + quantity) / whole - (__int128)cost * before / whole);
}

/* Back to where it was shipped from: out of transit there, into what is available here. */
static eco_status go_back(const ending *end, const stock_post *out, const stock_document_line *line)
{
    eco_status status = ECO_OK;
    stock_post back = *out;
    back.level = eco_inventory_level_of_key(end->call, line->from_level, &status);
    if (status)
        return status;
    stock_post left = *out;
    left.to = STOCK_TRANSFER;
    back.from = STOCK_TRANSFER;
    back.to = STOCK_AVAILABLE;
    back.lot_expires_us = line->lot_expires_us;
    if (!(status = eco_inventory_post(&left)))
        status = eco_inventory_post(&back);
    return status;
}

static int64_t cost_of(const ending *end, const stock_share *share)
{
    const eco_stock_line *given = share->asked ? eco_stock_line_of(end->call, share->asked) : NULL;
    if (given && given->cost_minor)
        return cost_share(given->cost_minor, share->asked->quantity, share->before, share->quantity);
    return cost_share(share->line->cost, share->line->quantity, share->line->done, share->quantity);
}

/* Of another lot than the one that was expected the document does not know when it expires. */
static int64_t expires_of(const stock_call *call, const stock_document_line *line, const eco_stock_line *given)
{
    bool is_other = given && given->lot && strcmp(eco_inventory_text(call, line->lot), given->lot) != 0;
    return is_other || (given && given->lot_expires_us) ? given->lot_expires_us : line->lot_expires_us;
}

static stock_post post_of(const ending *end, const stock_share *share, const stock_goods *goods, stock_level *level)
{
    stock_call *call = end->call;
    const eco_stock_line *given = share->asked ? eco_stock_line_of(call, share->asked) : NULL;
    const stock_document_line *line = share->line;
    bool is_transfer = end->document->verb == ECO_INVENTORY_SHIP_TRANSFER, cancels = call->command->verb == ECO_INVENTORY_CANCEL,
         loses = call->command->verb == ECO_INVENTORY_ADJUST;
    bool knows_lots = is_transfer || !cancels; /* what never came is in no lot */
    return (stock_post){
        .call = call,
        .goods = goods,
        .level = level,
        .from = is_transfer ? STOCK_IN_TRANSIT : STOCK_INCOMING,
        .to = cancels ? STOCK_SUPPLIER
              : loses ? STOCK_ADJUSTMENT
                      : eco_stock_place_of(call->command->to_state),
        .quantity = share->quantity,
        .cost = is_transfer || cancels ? 0 : cost_of(end, share),
        .lot = !knows_lots           ? NULL
               : given && given->lot ? given->lot
                                     : eco_inventory_text_or_null(call, line->lot),
        .serial = !knows_lots              ? NULL
                  : given && given->serial ? given->serial
                                           : eco_inventory_text_or_null(call, line->serial),
        .lot_expires_us = expires_of(call, line, given),
        .is_old = is_transfer,
    };
}

static eco_status move_share(const ending *end, const stock_share *share)
{
    stock_call *call = end->call;
    bool is_transfer = end->document->verb == ECO_INVENTORY_SHIP_TRANSFER, cancels = call->command->verb == ECO_INVENTORY_CANCEL;
    eco_status status = ECO_OK;
    stock_item without_lots;
    stock_level *level = eco_inventory_level_of_key(call, share->line->level, &status);
    if (status)
        return status;
    stock_goods goods = share->asked ? *share->asked
                                     : eco_inventory_goods_of_level(call, level, ((const eco_record *)share->line)->number,
                                                                    share->quantity);
    if (eco_work_waits(call->work))
        return ECO_OK;
    goods.quantity = share->quantity;
    goods.level = level->key;
    if (is_transfer && !share->line->lot)
        eco_inventory_forget_lots(&goods, &without_lots);
    const stock_post post = post_of(end, share, &goods, level);
    return is_transfer && cancels ? go_back(end, &post, share->line) : eco_inventory_post(&post);
}

static eco_status end_share(const ending *end, const stock_share *share)
{
    stock_call *call = end->call;
    stock_document_line *line = share->line;
    eco_status status = move_share(end, share);
    if (status || eco_work_waits(call->work))
        return status;
    if (!eco_work_change(call->work, &eco_inventory_document_line_kind, line))
        return eco_fail_memory(call->error);
    if (call->command->verb == ECO_INVENTORY_CANCEL || call->command->verb == ECO_INVENTORY_ADJUST)
        line->cancelled += share->quantity;
    else
        line->done += share->quantity;
    return eco_inventory_add_total(call, share->asked ? share->asked->line : ((eco_record *)line)->number,
                                   call->command->verb == ECO_INVENTORY_ADJUST ? -share->quantity : share->quantity);
}

/* ---- ending: all that is open, or what the command's lines say --------------------------------------------------------------------------- */

static eco_status end_all(const ending *end)
{
    for (stock_document_line *line = first_line(end); line; line = next_line(end, line)) {
        eco_status status = open_of(line) ? end_share(end, &(stock_share){.line = line, .quantity = open_of(line)}) : ECO_OK;
        if (status)
            return status;
    }
    return ECO_OK;
}

/* A transfer's line is that of its lot and serial; what was expected is not known so exactly. */
static bool is_line(const ending *end, const stock_document_line *line, const stock_goods *goods, const stock_level *level)
{
    const eco_stock_line *given = eco_stock_line_of(end->call, goods);
    if (line->level != level->key)
        return false;
    if (end->document->verb != ECO_INVENTORY_SHIP_TRANSFER)
        return true;
    return (!given->lot || strcmp(eco_inventory_text(end->call, line->lot), given->lot) == 0) &&
           (!given->serial || strcmp(eco_inventory_text(end->call, line->serial), given->serial) == 0);
}

/* More came than was expected: that has no line. It is of the same lot and costs as much as what was. */
static eco_status receive_more(const ending *end, const stock_goods *goods, stock_level *level, const stock_document_line *line,
                               int64_t quantity)
{
    stock_goods more = *goods;
    more.quantity = quantity;
    stock_post post = eco_inventory_post_of(end->call, &more, level, STOCK_SUPPLIER,
                                            eco_stock_place_of(end->call->command->to_state));
    if (!post.lot) {
        post.lot = eco_inventory_text_or_null(end->call, line->lot);
        post.lot_expires_us = line->lot_expires_us;
    }
    int64_t cost = eco_stock_line_of(end->call, goods)->cost_minor;
    if (!cost && !eco_narrow(&post.cost, (eco_wide)line->cost * quantity / line->quantity))
        return eco_inventory_fail_line(end->call, goods->line, ECO_E_OVERFLOW, "what %lld cost does not fit 64 bits",
                                       (long long)quantity);
    if (cost)
        post.cost = cost_share(cost, goods->quantity, goods->quantity - quantity, quantity);
    eco_status status = eco_inventory_post(&post);
    return status ? status : eco_inventory_add_total(end->call, goods->line, quantity);
}

static eco_status no_line(const ending *end, const stock_goods *goods, int64_t there, bool is_known)
{
    char key[ECO_ID_TEXT];
    eco_id_text(key, end->document->key);
    if (!is_known)
        return eco_inventory_fail_line(end->call, goods->line, ECO_E_NOT_FOUND, "sku %s is not in %s %s", ECO_QUOTE(goods->sku),
                                       eco_inventory_verb_name(end->document->verb), key);
    return eco_inventory_fail_line(end->call, goods->line, ECO_E_INVALID, "quantity %lld exceeds %lld open of sku %s in %s %s",
                                   (long long)goods->quantity, (long long)there, ECO_QUOTE(goods->sku),
                                   eco_inventory_verb_name(end->document->verb), key);
}

static eco_status end_goods(const ending *end, stock_goods *goods)
{
    if (goods->quantity < 0) /* lost on the way */
        goods->quantity = -goods->quantity;
    int64_t left = goods->quantity;
    const stock_document_line *known = NULL;
    bool may_be_more = end->call->command->verb == ECO_INVENTORY_RECEIVE;
    stock_level *level;
    eco_status status = eco_inventory_find_level(end->call, goods, false, &level);
    for (stock_document_line *line = status ? NULL : first_line(end); line && left && !status; line = next_line(end, line)) {
        if (!is_line(end, line, goods, level))
            continue;
        int64_t quantity = open_of(line) < left ? open_of(line) : left;
        known = line;
        if (quantity)
            status = end_share(end, &(stock_share){line, goods, goods->quantity - left, quantity});
        left -= quantity;
    }
    if (status || !left)
        return status;
    if (known && may_be_more)
        return receive_more(end, goods, level, known, left);
    return no_line(end, goods, goods->quantity - left, known != NULL);
}

static bool anything_open(const ending *end)
{
    for (const stock_document_line *line = first_line(end); line; line = next_line(end, line))
        if (open_of(line))
            return true;
    return false;
}

static bool anything_done(const ending *end)
{
    for (const stock_document_line *line = first_line(end); line; line = next_line(end, line))
        if (line->done)
            return true;
    return false;
}

eco_status eco_inventory_end_document(stock_call *call)
{
    ending end = {.call = call};
    eco_status status = eco_inventory_find_document(call, &end.document);
    if (status)
        return status;
    if (end.document->verb == ECO_INVENTORY_COUNT) {
        if (call->goods_count)
            return eco_fail(call->error, ECO_E_INVALID, "/lines", "a count is dismissed as a whole");
        end.document->state = STOCK_DISMISSED;
        return ECO_OK;
    }
    if (!call->goods_count)
        status = end_all(&end);
    for (size_t i = 0; i < call->goods_count && !status; i++)
        status = end_goods(&end, &call->goods[i]);
    if (!status && !eco_work_waits(call->work) && !anything_open(&end))
        end.document->state = anything_done(&end) ? STOCK_DONE : STOCK_DISMISSED;
    return status;
}
