/* levels.c - from goods to levels: names resolved, levels made where goods first come, and what may go wrong with one. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "inventory/inventory_internal.h"

eco_status eco_inventory_fail_line(stock_call *call, size_t line, eco_status status, const char *format, ...)
{
    char path[32], message[sizeof(((eco_error *)0)->message)];
    va_list arguments;
    call->result->line = (int32_t)line + 1;
    if (!call->error)
        return status;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    snprintf(path, sizeof path, "/lines/%zu", line);
    return eco_fail(call->error, status, path, "%s", message);
}

const char *eco_inventory_text(const stock_call *call, eco_text text)
{
    const char *found = eco_work_text_of(call->work, text);
    return found ? found : "";
}

const char *eco_inventory_text_or_null(const stock_call *call, eco_text text)
{
    return text ? eco_inventory_text(call, text) : NULL;
}

/* ---- where goods are -------------------------------------------------------------------------------------------------------------------- */

/* As it was before the command: a line of it may bring a location that is new. */
void eco_inventory_look_up(stock_call *call)
{
    const stock_settings *settings = eco_work_find(call->work, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY),
                                                   ECO_WANT_READ);
    call->settings = settings;
    call->locations = settings ? settings->locations : 0;
    call->only = settings && settings->first ? eco_inventory_text(call, settings->first) : STOCK_MAIN;
}

static eco_status resolve(stock_call *call, const stock_goods *goods, const char **location, uint64_t *hash)
{
    *location = eco_stock_line_of(call, goods)->location;
    *hash = goods->location_hash;
    if (*location)
        return ECO_OK;
    if (call->locations > 1)
        return eco_inventory_fail_line(call, goods->line, ECO_E_INVALID, "no location is given, and there are %lld of them",
                                       (long long)call->locations);
    if (!call->only_hash)
        call->only_hash = eco_stock_hash(call->only, strlen(call->only));
    *location = call->only;
    *hash = call->only_hash;
    return ECO_OK;
}

/* ---- new places ------------------------------------------------------------------------------------------------------------------------- */

eco_status eco_inventory_change_settings(stock_call *call, stock_settings **out)
{
    const eco_id key = eco_key_int(STOCK_SETTINGS_KEY);
    stock_settings *settings = eco_work_find(call->work, &eco_inventory_settings_kind, key, ECO_WANT_CHANGE);
    *out = NULL;
    if (eco_work_waits(call->work))
        return ECO_OK;
    if (settings ? !eco_work_change(call->work, &eco_inventory_settings_kind, settings)
                 : !(settings = eco_work_add(call->work, &eco_inventory_settings_kind, key)))
        return eco_fail_memory(call->error);
    settings->version++;
    *out = settings;
    return ECO_OK;
}

static eco_status count_location(stock_call *call, eco_text name)
{
    stock_settings *settings;
    eco_status status = eco_inventory_change_settings(call, &settings);
    if (settings && settings->locations++ == 0)
        settings->first = name;
    return status;
}

/* Lists a location that has no level yet. */
static eco_status list_location(stock_call *call, const char *location, uint64_t hash, eco_text name)
{
    int64_t key = eco_stock_key(call->inventory, hash);
    stock_location *found;
    while ((found = eco_work_find(call->work, &eco_inventory_location_kind, eco_key_int(key), ECO_WANT_CHANGE)) &&
           strcmp(eco_inventory_text(call, found->name), location) != 0)
        key = eco_stock_next_key(key);
    if (found || eco_work_waits(call->work))
        return ECO_OK;
    found = eco_work_add(call->work, &eco_inventory_location_kind, eco_key_int(key));
    if (!found)
        return eco_fail_memory(call->error);
    found->name = name;
    return count_location(call, name);
}

static eco_status make_level(stock_call *call, const char *sku, int64_t key, const char *location, uint64_t hash,
                             stock_level **out)
{
    bool failed = false;
    stock_level *level = eco_work_add(call->work, &eco_inventory_level_kind, eco_key_int(key));
    if (!level)
        return eco_fail_memory(call->error);
    level->sku = eco_work_text(call->work, sku, &failed);
    level->location = eco_work_text(call->work, location, &failed);
    *out = level;
    return failed ? eco_fail_memory(call->error) : list_location(call, location, hash, level->location);
}

static bool is_level(const stock_call *call, const stock_level *level, const char *sku, const char *location)
{
    return strcmp(eco_inventory_text(call, level->sku), sku) == 0 &&
           strcmp(eco_inventory_text(call, level->location), location) == 0;
}

static eco_status find_at(stock_call *call, const stock_goods *goods, const char *location, uint64_t hash, bool make,
                          stock_level **out)
{
    int64_t key = eco_stock_level_key(call->inventory, goods->sku_hash, hash);
    stock_level *level;
    while ((level = eco_work_find(call->work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE)) &&
           !is_level(call, level, goods->sku, location))
        key = eco_stock_next_key(key);
    *out = level;
    if (level)
        return ECO_OK;
    if (eco_work_waits(call->work))
        return ECO_E_NOT_FOUND; /* whatever: it will be asked again */
    if (make)
        return make_level(call, goods->sku, key, location, hash, out);
    return eco_inventory_fail_line(call, goods->line, ECO_E_NOT_FOUND, "sku %s was never received at %s", ECO_QUOTE(goods->sku),
                                   ECO_QUOTE(location));
}

eco_status eco_inventory_find_level(stock_call *call, const stock_goods *goods, bool make, stock_level **out)
{
    const char *location;
    uint64_t hash;
    *out = NULL;
    eco_status status = resolve(call, goods, &location, &hash);
    return status ? status : find_at(call, goods, location, hash, make, out);
}

eco_status eco_inventory_find_level_at(stock_call *call, const stock_goods *goods, const char *location, bool make,
                                       stock_level **out)
{
    return find_at(call, goods, location, eco_stock_hash(location, strlen(location)), make, out);
}

stock_level *eco_inventory_level_of_key(stock_call *call, int64_t key, eco_status *status)
{
    stock_level *level = eco_work_find(call->work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE);
    if (!level)
        *status = eco_work_waits(call->work) ? ECO_E_NOT_FOUND
                                             : eco_fail(call->error, ECO_E_CORRUPT, NULL, "a line has no level");
    return level;
}

stock_goods eco_inventory_goods_of_level(stock_call *call, const stock_level *level, uint32_t line, int64_t quantity)
{
    stock_goods goods = {.sku = eco_inventory_text(call, level->sku), .quantity = quantity, .level = level->key, .line = line};
    goods.sku_hash = eco_stock_hash(goods.sku, strlen(goods.sku));
    if (call->settings && call->settings->items)
        goods.item = eco_inventory_find_item(call->inventory, call->work, goods.sku, goods.sku_hash, ECO_WANT_READ, NULL);
    return goods;
}

void eco_inventory_forget_lots(stock_goods *goods, stock_item *copy)
{
    if (!goods->item)
        return;
    *copy = *goods->item;
    copy->traits &= ~STOCK_HAS_LOTS;
    goods->item = copy;
}

eco_status eco_inventory_more(stock_call *call, stock_level *level, bool make, stock_more **out)
{
    const eco_id key = eco_stock_more_key(level->key);
    const eco_want want = ECO_WANT_CHANGE | ECO_WANT_PARTS;
    *out = NULL;
    if (!level->more && !make)
        return ECO_OK;
    call->inventory->has_more = true;
    *out = eco_work_find(call->work, &eco_inventory_more_kind, key, level->more ? want : ECO_WANT_NEW | ECO_WANT_PARTS);
    if (eco_work_waits(call->work))
        return ECO_E_NOT_FOUND; /* whatever: it will be asked again */
    if (*out)
        return ECO_OK;
    if (level->more)
        return eco_fail(call->error, ECO_E_CORRUPT, NULL, "the further quantities of a level are missing");
    *out = eco_work_add(call->work, &eco_inventory_more_kind, key);
    if (!*out || !eco_work_change(call->work, &eco_inventory_level_kind, level))
        return eco_fail_memory(call->error);
    (*out)->version = 1;
    level->more = 1;
    return ECO_OK;
}

/* ---- changing, refusing ----------------------------------------------------------------------------------------------------------------- */

eco_status eco_inventory_touch(eco_work *work, stock_level *level, eco_error *error)
{
    if (!eco_work_change(work, &eco_inventory_level_kind, level))
        return eco_fail_memory(error);
    level->version++;
    return ECO_OK;
}

/* Goods before these have taken theirs; what the caller sees is what was there, and all that it asked for. */
eco_status eco_inventory_insufficient(stock_call *call, const stock_goods *goods, const stock_level *level, int64_t available)
{
    __int128 asked = goods->quantity, there = available;
    bool is_asked = goods >= call->goods && goods < call->goods + call->goods_count; /* and not of a hold or a count */
    for (const stock_goods *before = call->goods; is_asked && before < goods; before++)
        if (before->level == level->key) {
            asked += before->quantity;
            there += before->given;
        }
    if (asked < 0)
        asked = -asked;
    if (asked > INT64_MAX)
        asked = INT64_MAX;
    call->result->available = there > INT64_MAX ? INT64_MAX : there < 0 ? 0 : (int64_t)there;
    return eco_inventory_fail_line(call, goods->line, ECO_E_INSUFFICIENT, "quantity %lld exceeds %lld available of sku %s at %s",
                                   (long long)asked, (long long)call->result->available,
                                   ECO_QUOTE(eco_inventory_text(call, level->sku)),
                                   ECO_QUOTE(eco_inventory_text(call, level->location)));
}

eco_status eco_inventory_check_version(const stock_call *call, const char *what, int64_t version)
{
    int64_t expected = call->command->expected_version;
    if (!expected || expected == version)
        return ECO_OK;
    return eco_fail(call->error, ECO_E_VERSION, "/expected_version", "expected_version is %lld, the %s has %lld",
                    (long long)expected, what, (long long)version);
}

eco_status eco_inventory_add_total(stock_call *call, size_t line, int64_t quantity)
{
    if (__builtin_add_overflow(call->result->quantity, quantity, &call->result->quantity))
        return eco_inventory_fail_line(call, line, ECO_E_OVERFLOW, "the quantities of all lines do not fit 64 bits");
    return ECO_OK;
}

/* ---- the ledger ------------------------------------------------------------------------------------------------------------------------- */

/* What falls into closed books is booked at their end. */
stock_movement *eco_inventory_log(stock_call *call, uint32_t line, const stock_level *level, int64_t quantity)
{
    stock_movement *movement = eco_work_log(call->work, &eco_inventory_movement_kind);
    int64_t closed_us = call->settings ? call->settings->closed_us : 0;
    if (!movement)
        return NULL;
    movement->command = call->command->key;
    movement->source = eco_has_key(call->command->hold) ? call->command->hold : call->command->source;
    movement->level = level ? level->key : 0;
    movement->quantity = quantity;
    movement->at_us = call->command->at_us > closed_us ? call->command->at_us : closed_us;
    movement->line = (int32_t)line;
    movement->verb = call->command->verb;
    movement->from = movement->to = STOCK_NOWHERE;
    call->result->sequence = movement->sequence;
    return movement;
}

eco_status eco_inventory_log_failed(const stock_call *call)
{
    eco_status failure = eco_work_failure(call->work);
    return failure && failure != ECO_E_MEMORY ? failure : eco_fail_memory(call->error);
}
