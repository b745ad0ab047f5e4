/* level.c - eco_inventory_level: one level at an instant, without what holds past their deadline keep of it. */
#include "base/error.h"
#include "inventory/looking.h"

eco_status eco_inventory_look_scan(stock_looking *at, const eco_kind *kind, const eco_filter *filter,
                                   bool (*visit)(const eco_row *row, void *user), void *user)
{
    eco_status status = eco_view_scan(at->view, kind, filter, visit, user, at->error);
    return status ? status : at->status;
}

static bool is_text(const eco_view *view, eco_text text, const char *wanted)
{
    const char *found = eco_view_text(view, text);
    return found && strcmp(found, wanted) == 0;
}

/* ---- the level -------------------------------------------------------------------------------------------------------------------------- */

static eco_status look_at_settings(stock_looking *at)
{
    const void *found;
    eco_status status = eco_view_find(&found, at->view, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY), at->error);
    const stock_settings *settings = found;
    if (status)
        return status;
    at->items = settings ? settings->items : 0;
    if (at->location)
        return ECO_OK;
    if (settings && settings->locations > 1)
        return eco_fail(at->error, ECO_E_INVALID, "/location", "no location is given, and there are %lld of them",
                        (long long)settings->locations);
    /* Copied: it is borrowed until the next call on the view. */
    const char *text = settings && settings->first ? eco_view_text(at->view, settings->first) : NULL;
    text = text ? text : STOCK_MAIN;
    size_t length = strnlen(text, sizeof at->only - 1);
    memcpy(at->only, text, length);
    at->only[length] = '\0';
    at->location = at->only;
    return ECO_OK;
}

static eco_status find_level(stock_looking *at, const char *sku, uint64_t sku_hash, stock_level *out)
{
    int64_t key = eco_stock_level_key(at->inventory, sku_hash, eco_stock_hash(at->location, strlen(at->location)));
    while (true) {
        const void *found;
        eco_status status = eco_view_find(&found, at->view, &eco_inventory_level_kind, eco_key_int(key), at->error);
        if (status || !found)
            return status;
        const stock_level level = *(const stock_level *)found;
        if (is_text(at->view, level.sku, sku) && is_text(at->view, level.location, at->location)) {
            *out = level;
            return ECO_OK;
        }
        key = eco_stock_next_key(key);
    }
}

static eco_status find_item(stock_looking *at, const char *sku, uint64_t sku_hash, stock_item *out)
{
    eco_id key = eco_stock_item_key(at->inventory, sku_hash);
    while (true) {
        const void *found;
        eco_status status = eco_view_find(&found, at->view, &eco_inventory_item_kind, key, at->error);
        if (status || !found)
            return status;
        const stock_item item = *(const stock_item *)found;
        if (is_text(at->view, item.sku, sku)) {
            *out = item;
            return ECO_OK;
        }
        key = eco_stock_next_item_key(key);
    }
}

/* ---- what few levels have --------------------------------------------------------------------------------------------------------------- */

typedef struct summing {
    const stock_looking *at;
    int64_t sum;
} summing;

static bool visit_lot(const eco_row *row, void *user)
{
    summing *expired = user;
    const stock_lot *lot = row->record;
    if (lot->state == STOCK_AVAILABLE && lot->expires_us && lot->expires_us <= expired->at->at_us)
        expired->sum += lot->quantity;
    return true;
}

/* What is left of what is kept for a channel, below 0: kept from it; 0 where there is nothing of the kind. */
static eco_status find_buffer(stock_looking *at, const stock_seen *seen, const char *channel, int64_t *out)
{
    int64_t key = eco_stock_buffer_key(at->inventory, seen->level.key, channel);
    *out = 0;
    while (true) {
        const void *found;
        eco_status status = eco_view_find(&found, at->view, &eco_inventory_buffer_kind, eco_key_int(key), at->error);
        if (status || !found)
            return status;
        const stock_buffer buffer = *(const stock_buffer *)found;
        if (buffer.level == seen->level.key && is_text(at->view, buffer.channel, channel)) {
            *out = buffer.quantity;
            return ECO_OK;
        }
        key = eco_stock_next_key(key);
    }
}

static eco_status find_buffered(stock_looking *at, stock_seen *seen)
{
    int64_t own = 0;
    eco_status status = at->channel && seen->more.buffers ? find_buffer(at, seen, at->channel, &own) : ECO_OK;
    seen->buffered = seen->more.buffered - own;
    return status;
}

static eco_status look_closer(stock_looking *at, stock_seen *seen)
{
    const eco_id key = eco_stock_more_key(seen->level.key);
    summing expired = {.at = at};
    const void *found;
    eco_status status = eco_view_find(&found, at->view, &eco_inventory_more_kind, key, at->error);
    if (status || !found)
        return status;
    seen->more = *(const stock_more *)found;
    if ((status = find_buffered(at, seen)))
        return status;
    if (seen->item.traits & STOCK_HAS_LOTS)
        status = eco_inventory_look_scan(at, &eco_inventory_lot_kind, &(eco_filter){.key = key}, visit_lot, &expired);
    seen->expired = expired.sum;
    return status;
}

/* ---- what holds past their deadline keep ------------------------------------------------------------------------------------------------ */

typedef struct stock_due {
    eco_id key;
    eco_text channel;
} stock_due;

typedef struct lapsing {
    stock_looking *at;
    stock_seen *seen;
    int64_t kept; /* what the hold gives back of what is kept for its channel */
    stock_due *due;
    size_t due_count, due_capacity;
    stock_line *lines;
    size_t lines_count, lines_capacity;
} lapsing;

static bool grow(lapsing *all, void *items, size_t *capacity, size_t needed, size_t size)
{
    if (eco_grow(&all->at->inventory->module.allocator, items, capacity, needed, size))
        return true;
    all->at->status = eco_fail_memory(all->at->error);
    return false;
}

static bool visit_due(const eco_row *row, void *user)
{
    lapsing *all = user;
    if (!grow(all, &all->due, &all->due_capacity, all->due_count + 1, sizeof *all->due))
        return false;
    const stock_hold *hold = row->record;
    all->due[all->due_count++] = (stock_due){hold->key, hold->channel};
    return true;
}

static bool visit_line(const eco_row *row, void *user)
{
    lapsing *all = user;
    const stock_line *line = row->record;
    if (line->level == all->seen->level.key)
        all->seen->lapsed += line->quantity;
    if (!grow(all, &all->lines, &all->lines_capacity, all->lines_count + 1, sizeof *all->lines))
        return false;
    all->lines[all->lines_count++] = *line;
    return true;
}

/* What parts of it have ended already. */
static bool visit_counts(const eco_row *row, void *user)
{
    lapsing *all = user;
    const stock_counts *counts = row->record;
    if ((uint64_t)row->number >= all->lines_count || all->lines[row->number].level != all->seen->level.key)
        return true;
    int64_t ended = counts->committed + counts->released, left = all->lines[row->number].quantity - ended;
    all->seen->lapsed -= ended;
    all->kept += counts->buffered < left ? counts->buffered : left;
    return true;
}

/* What a sweep would give back to the hold's channel is kept for it. */
static eco_status keep_again(lapsing *all, eco_text channel)
{
    stock_looking *at = all->at;
    char name[256] = ""; /* copied: it is borrowed until the next call on the view */
    int64_t buffer, kept = all->kept;
    const char *text = eco_view_text(at->view, channel);
    all->kept = 0;
    if (!kept || !text || (at->channel && strcmp(text, at->channel) == 0))
        return ECO_OK;
    memcpy(name, text, strnlen(text, sizeof name - 1));
    eco_status status = find_buffer(at, all->seen, name, &buffer);
    if (!status && buffer >= 0)
        all->seen->buffered += kept;
    return status;
}

static eco_status find_lapsed(stock_looking *at, stock_seen *seen)
{
    const eco_filter due = {.due = true, .until = at->at_us};
    lapsing all = {.at = at, .seen = seen};
    eco_status status = eco_inventory_look_scan(at, &eco_inventory_hold_kind, &due, visit_due, &all);
    for (size_t i = 0; !status && i < all.due_count; i++) {
        const eco_filter of_hold = {.key = all.due[i].key};
        int64_t before = seen->lapsed;
        all.lines_count = 0;
        status = eco_inventory_look_scan(at, &eco_inventory_line_kind, &of_hold, visit_line, &all);
        if (!status && seen->lapsed != before)
            status = eco_inventory_look_scan(at, &eco_inventory_counts_kind, &of_hold, visit_counts, &all);
        if (!status)
            status = keep_again(&all, all.due[i].channel);
    }
    eco_release(&at->inventory->module.allocator, all.due, all.due_capacity * sizeof *all.due);
    eco_release(&at->inventory->module.allocator, all.lines, all.lines_capacity * sizeof *all.lines);
    return status;
}

/* ---- all of it -------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_inventory_look(stock_looking *at, const char *sku, stock_seen *out)
{
    uint64_t hash = eco_stock_hash(sku, strlen(sku));
    *out = (stock_seen){.lapsed = 0};
    eco_status status = find_level(at, sku, hash, &out->level);
    if (!status && at->items)
        status = find_item(at, sku, hash, &out->item);
    if (!status && !out->level.key && !(out->item.traits & (STOCK_KIT | STOCK_DROP_SHIPPED)))
        return ECO_E_NOT_FOUND;
    if (!status && out->level.more)
        status = look_closer(at, out);
    if (!status && out->level.reserved)
        status = find_lapsed(at, out);
    out->available = eco_stock_free(&out->level) + out->lapsed - out->item.safety - out->buffered - out->expired;
    return status;
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static void tell(eco_stock_level *out, const stock_seen *seen)
{
    out->quantity[ECO_STOCK_ON_HAND] = seen->level.on_hand;
    out->quantity[ECO_STOCK_RESERVED] = seen->level.reserved - seen->lapsed;
    out->quantity[ECO_STOCK_COMMITTED] = seen->level.committed;
    out->quantity[ECO_STOCK_INCOMING] = seen->more.incoming;
    out->quantity[ECO_STOCK_IN_TRANSIT] = seen->more.in_transit;
    out->quantity[ECO_STOCK_DAMAGED] = seen->more.damaged;
    out->quantity[ECO_STOCK_QUALITY_CONTROL] = seen->more.quality_control;
    out->safety = seen->item.safety;
    out->buffered = seen->buffered;
    out->expired = seen->expired;
    out->available = seen->available;
    out->version = seen->level.version;
}

static eco_status look(stock_looking *at, const char *sku, eco_stock_level *out)
{
    stock_seen seen;
    eco_status status = look_at_settings(at);
    if (!status)
        status = eco_inventory_look(at, sku, &seen);
    if (status == ECO_E_NOT_FOUND)
        return eco_fail(at->error, ECO_E_NOT_FOUND, NULL, "sku %s was never received at %s", ECO_QUOTE(sku),
                        ECO_QUOTE(at->location));
    if (status)
        return status;
    if (seen.item.traits & STOCK_KIT) {
        status = eco_inventory_look_at_kit(at, &seen.item, &out->available, &out->available_to_promise);
        out->promise_us = !status && out->available > 0 ? at->at_us : 0;
        return status;
    }
    tell(out, &seen);
    out->available_to_promise = eco_inventory_promised(at, &seen);
    if (seen.available > 0)
        out->promise_us = at->at_us;
    else if (out->available_to_promise > 0)
        status = eco_inventory_promise(at, &seen, &out->promise_us);
    return status;
}

eco_status eco_inventory_level(eco_stock_level *out, eco_inventory *inventory, const char *sku, const char *location,
                               const char *channel, int64_t at_us, eco_error *error)
{
    stock_looking at = {.inventory = inventory, .error = error, .location = location, .channel = channel, .at_us = at_us};
    eco_stock_level level = {.version = 0};
    *out = level;
    if (!sku || !*sku)
        return eco_fail(error, ECO_E_INVALID, "/sku", "sku is required");
    if (at_us <= 0)
        return eco_fail(error, ECO_E_INVALID, "/at_us", "at_us is required");
    eco_status status = eco_view_open(&at.view, inventory->module.store, error);
    if (!status)
        status = look(&at, sku, &level);
    eco_view_close(at.view);
    if (!status)
        *out = level;
    return status;
}
