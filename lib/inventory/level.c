/* level.c - eco_inventory_level: one level at an instant, without what holds past their deadline keep of it. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "inventory/inventory_internal.h"

typedef struct looking {
    eco_inventory *inventory;
    eco_view *view;
    eco_error *error;
    stock_level level;
    eco_id *due; /* holds whose deadline has passed, and that have not been swept */
    size_t due_count, due_capacity;
    int64_t lapsed; /* what they hold of the level */
    stock_line *lines;
    size_t lines_count, lines_capacity;
    eco_status status;
} looking;

/* ---- the level -------------------------------------------------------------------------------------------------------------------------- */

static bool is_text(const eco_view *view, eco_text text, const char *wanted)
{
    const char *found = eco_view_text(view, text);
    return found && strcmp(found, wanted) == 0;
}

/* The only location, copied: it is borrowed until the next call on the view. */
static eco_status only_location(looking *at, char *name, size_t size)
{
    const void *found;
    eco_status status = eco_view_find(&found, at->view, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY), at->error);
    const stock_settings *settings = found;
    if (status)
        return status;
    if (settings && settings->locations > 1)
        return eco_fail(at->error, ECO_E_INVALID, "/location", "no location is given, and there are %lld of them",
                        (long long)settings->locations);
    const char *text = settings ? eco_view_text(at->view, settings->first) : NULL;
    text = text ? text : STOCK_MAIN;
    size_t length = strnlen(text, size - 1);
    memcpy(name, text, length);
    name[length] = '\0';
    return ECO_OK;
}

static eco_status find_level(looking *at, const char *sku, const char *location)
{
    uint64_t sku_hash = eco_stock_hash(sku, strlen(sku)), location_hash = eco_stock_hash(location, strlen(location));
    int64_t key = eco_stock_level_key(at->inventory, sku_hash, location_hash);
    while (true) {
        const void *found;
        eco_status status = eco_view_find(&found, at->view, &eco_inventory_level_kind, eco_key_int(key), at->error);
        if (status)
            return status;
        if (!found)
            return eco_fail(at->error, ECO_E_NOT_FOUND, NULL, "sku %s was never received at %s", ECO_QUOTE(sku),
                            ECO_QUOTE(location));
        at->level = *(const stock_level *)found;
        if (is_text(at->view, at->level.sku, sku) && is_text(at->view, at->level.location, location))
            return ECO_OK;
        key = eco_stock_next_key(key);
    }
}

/* ---- what is due ------------------------------------------------------------------------------------------------------------------------ */

static bool grow(looking *at, void *items, size_t *capacity, size_t needed, size_t size)
{
    if (eco_grow(&at->inventory->module.allocator, items, capacity, needed, size))
        return true;
    at->status = eco_fail_memory(at->error);
    return false;
}

static bool visit_due(const eco_row *row, void *user)
{
    looking *at = user;
    if (!grow(at, &at->due, &at->due_capacity, at->due_count + 1, sizeof *at->due))
        return false;
    at->due[at->due_count++] = ((const stock_hold *)row->record)->key;
    return true;
}

static bool visit_line(const eco_row *row, void *user)
{
    looking *at = user;
    const stock_line *line = row->record;
    if (line->level == at->level.key)
        at->lapsed += line->quantity;
    if (!grow(at, &at->lines, &at->lines_capacity, at->lines_count + 1, sizeof *at->lines))
        return false;
    at->lines[at->lines_count++] = *line;
    return true;
}

/* What parts of it have ended already. */
static bool visit_counts(const eco_row *row, void *user)
{
    looking *at = user;
    const stock_counts *counts = row->record;
    if ((uint64_t)row->number < at->lines_count && at->lines[row->number].level == at->level.key)
        at->lapsed -= counts->committed + counts->released;
    return true;
}

static eco_status scan(looking *at, const eco_kind *kind, const eco_filter *filter, bool (*visit)(const eco_row *row, void *user))
{
    eco_status status = eco_view_scan(at->view, kind, filter, visit, at, at->error);
    return status ? status : at->status;
}

static eco_status find_lapsed(looking *at, int64_t at_us)
{
    const eco_filter due = {.due = true, .until = at_us};
    eco_status status = scan(at, &eco_inventory_hold_kind, &due, visit_due);
    for (size_t i = 0; !status && i < at->due_count; i++) {
        const eco_filter of_hold = {.key = at->due[i]};
        int64_t before = at->lapsed;
        at->lines_count = 0;
        status = scan(at, &eco_inventory_line_kind, &of_hold, visit_line);
        if (!status && at->lapsed != before)
            status = scan(at, &eco_inventory_counts_kind, &of_hold, visit_counts);
    }
    return status;
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static eco_status look(looking *at, const char *sku, const char *location, int64_t at_us)
{
    char only[256];
    eco_status status = ECO_OK;
    if (!location) {
        status = only_location(at, only, sizeof only);
        location = only;
    }
    if (!status)
        status = find_level(at, sku, location);
    return status ? status : find_lapsed(at, at_us);
}

eco_status eco_inventory_level(eco_stock_level *out, eco_inventory *inventory, const char *sku, const char *location,
                               int64_t at_us, eco_error *error)
{
    looking at = {.inventory = inventory, .error = error};
    *out = (eco_stock_level){.version = 0};
    if (!sku || !*sku)
        return eco_fail(error, ECO_E_INVALID, "/sku", "sku is required");
    if (at_us <= 0)
        return eco_fail(error, ECO_E_INVALID, "/at_us", "at_us is required");
    eco_status status = eco_view_open(&at.view, inventory->module.store, error);
    if (!status)
        status = look(&at, sku, location, at_us);
    eco_view_close(at.view);
    eco_release(&inventory->module.allocator, at.due, at.due_capacity * sizeof *at.due);
    eco_release(&inventory->module.allocator, at.lines, at.lines_capacity * sizeof *at.lines);
    if (status)
        return status;
    out->quantity[ECO_STOCK_ON_HAND] = at.level.on_hand;
    out->quantity[ECO_STOCK_RESERVED] = at.level.reserved - at.lapsed;
    out->quantity[ECO_STOCK_COMMITTED] = at.level.committed;
    out->available = eco_stock_available(&at.level) + at.lapsed;
    out->version = at.level.version;
    return ECO_OK;
}
