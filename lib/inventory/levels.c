/* levels.c - from a command's lines to levels: names resolved, levels made where goods first come, and what may go wrong with one. */
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

/* ---- where a line is -------------------------------------------------------------------------------------------------------------------- */

static const char *text_of(const stock_call *call, eco_text text)
{
    const char *found = eco_work_text_of(call->work, text);
    return found ? found : "";
}

/* As it was before the command: a line of it may bring a location that is new. */
static void look_for_only_location(stock_call *call)
{
    if (call->only)
        return;
    const stock_settings *settings =
        eco_work_find(call->work, &eco_inventory_settings_kind, eco_key_int(STOCK_SETTINGS_KEY), ECO_WANT_READ);
    call->locations = settings ? settings->locations : 0;
    call->only = settings ? text_of(call, settings->first) : STOCK_MAIN;
    call->only_hash = eco_stock_hash(call->only, strlen(call->only));
}

static eco_status resolve(stock_call *call, size_t line, const char **location, uint64_t *hash)
{
    *location = call->command->lines[line].location;
    *hash = call->asked[line].location;
    if (*location)
        return ECO_OK;
    look_for_only_location(call);
    if (call->locations > 1)
        return eco_inventory_fail_line(call, line, ECO_E_INVALID, "no location is given, and there are %lld of them",
                                       (long long)call->locations);
    *location = call->only;
    *hash = call->only_hash;
    return ECO_OK;
}

/* ---- new places ------------------------------------------------------------------------------------------------------------------------- */

static eco_status count_location(stock_call *call, eco_text name)
{
    const eco_id key = eco_key_int(STOCK_SETTINGS_KEY);
    look_for_only_location(call);
    stock_settings *settings = eco_work_find(call->work, &eco_inventory_settings_kind, key, ECO_WANT_CHANGE);
    if (eco_work_waits(call->work))
        return ECO_OK;
    if (settings ? !eco_work_change(call->work, &eco_inventory_settings_kind, settings)
                 : !(settings = eco_work_add(call->work, &eco_inventory_settings_kind, key)))
        return eco_fail_memory(call->error);
    if (settings->locations++ == 0)
        settings->first = name;
    settings->version++;
    return ECO_OK;
}

/* Lists a location that has no level yet. */
static eco_status list_location(stock_call *call, const char *location, uint64_t hash, eco_text name)
{
    int64_t key = eco_stock_key(call->inventory, hash);
    stock_location *found;
    while ((found = eco_work_find(call->work, &eco_inventory_location_kind, eco_key_int(key), ECO_WANT_CHANGE)) &&
           strcmp(text_of(call, found->name), location) != 0)
        key = eco_stock_next_key(key);
    if (found || eco_work_waits(call->work))
        return ECO_OK;
    found = eco_work_add(call->work, &eco_inventory_location_kind, eco_key_int(key));
    if (!found)
        return eco_fail_memory(call->error);
    found->name = name;
    return count_location(call, name);
}

static eco_status make_level(stock_call *call, size_t line, int64_t key, const char *location, uint64_t hash, stock_level **out)
{
    bool failed = false;
    stock_level *level = eco_work_add(call->work, &eco_inventory_level_kind, eco_key_int(key));
    if (!level)
        return eco_fail_memory(call->error);
    level->sku = eco_work_text(call->work, call->command->lines[line].sku, &failed);
    level->location = eco_work_text(call->work, location, &failed);
    *out = level;
    return failed ? eco_fail_memory(call->error) : list_location(call, location, hash, level->location);
}

static bool is_level(const stock_call *call, const stock_level *level, const char *sku, const char *location)
{
    return strcmp(text_of(call, level->sku), sku) == 0 && strcmp(text_of(call, level->location), location) == 0;
}

eco_status eco_inventory_find_level(stock_call *call, size_t line, bool make, stock_level **out)
{
    const char *location, *sku = call->command->lines[line].sku;
    uint64_t hash;
    *out = NULL;
    eco_status status = resolve(call, line, &location, &hash);
    if (status)
        return status;
    int64_t key = eco_stock_level_key(call->inventory, call->asked[line].sku, hash);
    stock_level *level;
    while ((level = eco_work_find(call->work, &eco_inventory_level_kind, eco_key_int(key), ECO_WANT_CHANGE)) &&
           !is_level(call, level, sku, location))
        key = eco_stock_next_key(key);
    *out = level;
    if (level)
        return ECO_OK;
    if (eco_work_waits(call->work))
        return ECO_E_NOT_FOUND; /* whatever: it will be asked again */
    if (make)
        return make_level(call, line, key, location, hash, out);
    return eco_inventory_fail_line(call, line, ECO_E_NOT_FOUND, "sku %s was never received at %s", ECO_QUOTE(sku),
                                   ECO_QUOTE(location));
}

/* ---- changing, refusing ----------------------------------------------------------------------------------------------------------------- */

eco_status eco_inventory_touch(eco_work *work, stock_level *level, int64_t at_us, eco_error *error)
{
    if (!eco_work_change(work, &eco_inventory_level_kind, level))
        return eco_fail_memory(error);
    level->version++;
    if (level->at_us < at_us)
        level->at_us = at_us;
    return ECO_OK;
}

/* Lines before this one have taken theirs; what the caller sees is what was there, and all that it asked for. */
eco_status eco_inventory_insufficient(stock_call *call, size_t line, const stock_level *level)
{
    __int128 asked = call->command->lines[line].quantity;
    int64_t available = eco_stock_available(level);
    for (size_t i = 0; i < line; i++)
        if (call->asked[i].level == level->key) {
            asked += call->command->lines[i].quantity;
            available += call->asked[i].given;
        }
    if (asked < 0)
        asked = -asked;
    if (asked > INT64_MAX)
        asked = INT64_MAX;
    call->result->available = available;
    return eco_inventory_fail_line(call, line, ECO_E_INSUFFICIENT, "quantity %lld exceeds %lld available of sku %s at %s",
                                   (long long)asked, (long long)available, ECO_QUOTE(text_of(call, level->sku)),
                                   ECO_QUOTE(text_of(call, level->location)));
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

stock_movement *eco_inventory_log(stock_call *call, size_t line, const stock_level *level, int64_t quantity)
{
    stock_movement *movement = eco_work_log(call->work, &eco_inventory_movement_kind);
    if (!movement)
        return NULL;
    movement->command = call->command->key;
    movement->hold = call->command->hold;
    movement->level = level->key;
    movement->quantity = quantity;
    movement->at_us = call->command->at_us;
    movement->line = (int32_t)line;
    movement->verb = call->command->verb;
    call->result->sequence = movement->sequence;
    return movement;
}

eco_status eco_inventory_log_failed(const stock_call *call)
{
    eco_status failure = eco_work_failure(call->work);
    return failure && failure != ECO_E_MEMORY ? failure : eco_fail_memory(call->error);
}
