/* promise.c - what can be promised beyond what is there: kits by their parts, and when goods that are expected or in transit can ship. */
#include "base/error.h"
#include "inventory/looking.h"

static int64_t narrow(__int128 value)
{
    return value > INT64_MAX ? INT64_MAX : value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

int64_t eco_inventory_promised(const stock_looking *at, const stock_seen *seen)
{
    return narrow((__int128)seen->available + seen->more.incoming + seen->more.in_transit +
                  eco_inventory_below_zero(&seen->item, at->at_us));
}

/* ---- kits ------------------------------------------------------------------------------------------------------------------------------- */

typedef struct need {
    const char *sku;
    int64_t quantity; /* in one kit, by whatever way */
} need;

typedef struct needing {
    stock_looking *at;
    eco_arena arena;
    need *needs;
    size_t count, capacity;
    int64_t factor; /* of the kit that is being taken apart */
} needing;

static bool no_memory(needing *all)
{
    all->at->status = eco_fail_memory(all->at->error);
    return false;
}

/* The text is the view's, and borrowed: so a part is kept as a need at once. */
static bool visit_part(const eco_row *row, void *user)
{
    needing *all = user;
    const stock_part *part = row->record;
    const char *sku = eco_view_text(all->at->view, part->sku);
    const eco_allocator *allocator = &all->at->inventory->module.allocator;
    int64_t quantity;
    if (!part->quantity || !sku)
        return true;
    if (__builtin_mul_overflow(all->factor, part->quantity, &quantity)) {
        all->at->status = eco_fail(all->at->error, ECO_E_OVERFLOW, NULL, "what a kit needs of part %s does not fit 64 bits",
                                   ECO_QUOTE(sku));
        return false;
    }
    if (!eco_grow(allocator, &all->needs, &all->capacity, all->count + 1, sizeof *all->needs))
        return no_memory(all);
    const char *kept = eco_arena_text(&all->arena, sku);
    if (!kept)
        return no_memory(all);
    all->needs[all->count++] = (need){kept, quantity};
    return true;
}

static eco_status take_apart(needing *all, eco_id key, int64_t factor)
{
    if (all->count > STOCK_LINES_MAX)
        return eco_fail(all->at->error, ECO_E_LIMIT, NULL, "the parts of the kit are more than %d", STOCK_LINES_MAX);
    all->factor = factor;
    return eco_inventory_look_scan(all->at, &eco_inventory_part_kind, &(eco_filter){.key = key}, visit_part, all);
}

/* Adds what is needed of a part by another way; true: there was one. */
static bool merge(needing *all, size_t until, const need *more)
{
    for (size_t i = 0; i < until; i++)
        if (all->needs[i].quantity && strcmp(all->needs[i].sku, more->sku) == 0) {
            all->needs[i].quantity = narrow((__int128)all->needs[i].quantity + more->quantity);
            return true;
        }
    return false;
}

static int64_t floor_of(int64_t available, int64_t each)
{
    return available < 0 ? -(int64_t)(((uint64_t)-available + (uint64_t)each - 1) / (uint64_t)each) : available / each;
}

/* All parts first, kits among them replaced by theirs; then the part of which there are the fewest. */
static eco_status look_at_needs(needing *all, int64_t *available, int64_t *promised)
{
    size_t kept = 0;
    eco_status status = ECO_OK;
    for (size_t i = 0; i < all->count && !status; i++) {
        stock_seen seen;
        const need here = all->needs[i];
        status = eco_inventory_look(all->at, here.sku, &seen);
        if (!status && seen.item.traits & STOCK_KIT) {
            status = take_apart(all, seen.item.key, here.quantity);
            continue;
        }
        status = status == ECO_E_NOT_FOUND ? ECO_OK : status; /* none of it is there */
        if (!merge(all, kept, &here))
            all->needs[kept++] = here;
    }
    *available = *promised = INT64_MAX;
    for (size_t i = 0; i < kept && !status; i++) {
        stock_seen seen;
        bool is_there = eco_inventory_look(all->at, all->needs[i].sku, &seen) == ECO_OK;
        int64_t there = is_there ? floor_of(seen.available, all->needs[i].quantity) : 0;
        int64_t later = is_there ? floor_of(eco_inventory_promised(all->at, &seen), all->needs[i].quantity) : 0;
        *available = there < *available ? there : *available;
        *promised = later < *promised ? later : *promised;
    }
    return status;
}

eco_status eco_inventory_look_at_kit(stock_looking *at, const stock_item *kit, int64_t *available, int64_t *promised)
{
    needing all = {.at = at};
    eco_arena_begin(&all.arena, &at->inventory->module.allocator);
    eco_status status = take_apart(&all, kit->key, 1);
    if (!status)
        status = look_at_needs(&all, available, promised);
    eco_release(&at->inventory->module.allocator, all.needs, all.capacity * sizeof *all.needs);
    eco_arena_end(&all.arena);
    return status;
}

/* ---- when ------------------------------------------------------------------------------------------------------------------------------- */

typedef struct arrival {
    eco_id document;
    int64_t due_us, quantity;
} arrival;

typedef struct arriving {
    stock_looking *at;
    const stock_seen *seen;
    arrival *items;
    size_t count, capacity;
    arrival *now;
} arriving;

static bool visit_document(const eco_row *row, void *user)
{
    arriving *all = user;
    const stock_document *document = row->record;
    if (!document->due_us || document->verb == ECO_INVENTORY_COUNT)
        return true;
    if (!eco_grow(&all->at->inventory->module.allocator, &all->items, &all->capacity, all->count + 1, sizeof *all->items)) {
        all->at->status = eco_fail_memory(all->at->error);
        return false;
    }
    all->items[all->count++] = (arrival){document->key, document->due_us, 0};
    return true;
}

static bool visit_line(const eco_row *row, void *user)
{
    arriving *all = user;
    const stock_document_line *line = row->record;
    if (line->level == all->seen->level.key)
        all->now->quantity += line->quantity - line->done - line->cancelled;
    return true;
}

/* The earliest of what has not been looked at: there are few open documents, and mostly the first ones do. */
static arrival *earliest(arriving *all, size_t from)
{
    size_t best = from;
    for (size_t i = from + 1; i < all->count; i++)
        if (all->items[i].due_us < all->items[best].due_us)
            best = i;
    arrival item = all->items[from];
    all->items[from] = all->items[best];
    all->items[best] = item;
    return &all->items[from];
}

static eco_status arrive(arriving *all, int64_t *promise_us)
{
    const eco_filter open = {.equal = eco_inventory_field_of(&eco_inventory_document_kind, "state"), .equal_int = STOCK_OPEN};
    int64_t there = all->seen->available;
    eco_status status = eco_inventory_look_scan(all->at, &eco_inventory_document_kind, &open, visit_document, all);
    for (size_t i = 0; i < all->count && !status && there <= 0; i++) {
        all->now = earliest(all, i);
        status = eco_inventory_look_scan(all->at, &eco_inventory_document_line_kind, &(eco_filter){.key = all->now->document},
                                         visit_line, all);
        there = narrow((__int128)there + all->now->quantity);
        if (there > 0)
            *promise_us = all->now->due_us > all->at->at_us ? all->now->due_us : all->at->at_us;
    }
    return status;
}

eco_status eco_inventory_promise(stock_looking *at, const stock_seen *seen, int64_t *promise_us)
{
    arriving all = {.at = at, .seen = seen};
    eco_status status = seen->more.incoming || seen->more.in_transit ? arrive(&all, promise_us) : ECO_OK;
    if (!*promise_us && seen->item.preorder_ships_us > at->at_us)
        *promise_us = seen->item.preorder_ships_us;
    eco_release(&at->inventory->module.allocator, all.items, all.capacity * sizeof *all.items);
    return status;
}
