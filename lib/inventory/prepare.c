/* prepare.c - what can be checked of a command without any state, and the digest of what it asks for. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "inventory/inventory_internal.h"

enum { TEXT_MAX = 255 };

enum {
    LINES = 1,
    HOLD = 2,
    CHANNEL = 4,
    PARTIAL = 8,
    EXPIRES = 16,
    SOURCE = 32,
    TO_LOCATION = 64,
    FROM_STATE = 128,
    TO_STATE = 256,
    DUE = 512,
    AMOUNT = 1024,
    ITEM = 2048,
    REASON = 4096
};
typedef struct verb_rule {
    eco_inventory_verb verb;
    unsigned may, must, one_of; /* one_of: at least one of them */
} verb_rule;
static const verb_rule rules[] = {
    {ECO_INVENTORY_DEFINE, ITEM, ITEM, 0},
    {ECO_INVENTORY_BUFFER, CHANNEL | LINES, CHANNEL | LINES, 0},
    {ECO_INVENTORY_CLOSE, DUE, DUE, 0},
    {ECO_INVENTORY_HOLD, LINES | EXPIRES | CHANNEL | PARTIAL, LINES | EXPIRES, 0},
    {ECO_INVENTORY_EXTEND, HOLD | EXPIRES, HOLD | EXPIRES, 0},
    {ECO_INVENTORY_COMMIT, HOLD | LINES, HOLD, 0},
    {ECO_INVENTORY_RELEASE, HOLD | LINES, HOLD, 0},
    {ECO_INVENTORY_ISSUE, HOLD | LINES | CHANNEL, 0, HOLD | LINES},
    {ECO_INVENTORY_CANCEL, HOLD | SOURCE | LINES, 0, HOLD | SOURCE},
    {ECO_INVENTORY_EXPECT, LINES | DUE, LINES, 0},
    {ECO_INVENTORY_RECEIVE, LINES | SOURCE | TO_STATE, 0, LINES | SOURCE},
    {ECO_INVENTORY_SHIP_TRANSFER, LINES | TO_LOCATION | DUE, LINES | TO_LOCATION, 0},
    {ECO_INVENTORY_RECEIVE_TRANSFER, SOURCE | LINES | TO_STATE, SOURCE, 0},
    {ECO_INVENTORY_MOVE_STATE, LINES | FROM_STATE | TO_STATE, LINES, 0},
    {ECO_INVENTORY_RETURN, HOLD | LINES | TO_STATE, 0, HOLD | LINES},
    {ECO_INVENTORY_RETURN_TO_VENDOR, LINES | FROM_STATE, LINES, 0},
    {ECO_INVENTORY_ADJUST, LINES | TO_STATE | SOURCE, LINES | REASON, 0},
    {ECO_INVENTORY_COUNT, LINES, LINES, 0},
    {ECO_INVENTORY_APPROVE, SOURCE, SOURCE | REASON, 0},
    {ECO_INVENTORY_LAND_COST, SOURCE | AMOUNT, SOURCE | AMOUNT, 0},
    {ECO_INVENTORY_REVALUE, LINES, LINES, 0},
};

static const verb_rule *rule_of(eco_inventory_verb verb)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (rules[i].verb == verb)
            return &rules[i];
    return NULL;
}

/* ---- fields ----------------------------------------------------------------------------------------------------------------------------- */

static unsigned given_fields(const eco_inventory_command *command)
{
    return (command->lines_count ? LINES : 0u) | (eco_has_key(command->hold) ? HOLD : 0u) | (command->channel ? CHANNEL : 0u) |
           (command->partial ? PARTIAL : 0u) | (command->expires_us ? EXPIRES : 0u) |
           (eco_has_key(command->source) ? SOURCE : 0u) | (command->to_location ? TO_LOCATION : 0u) |
           (command->from_state ? FROM_STATE : 0u) | (command->to_state ? TO_STATE : 0u) | (command->due_us ? DUE : 0u) |
           (command->amount_minor ? AMOUNT : 0u) | (command->item ? ITEM : 0u) |
           (command->reason && *command->reason ? REASON : 0u);
}

static const char *field_path(unsigned field)
{
    static const char *const paths[] = {"/lines",        "/hold",        "/channel",    "/partial",  "/expires_us",
                                        "/source",       "/to_location", "/from_state", "/to_state", "/due_us",
                                        "/amount_minor", "/item",        "/reason"};
    size_t place = 0;
    while (field >>= 1)
        place++;
    return paths[place];
}

static eco_status check_one_of(const verb_rule *rule, unsigned given, const char *verb, eco_error *error)
{
    if (!rule->one_of)
        return ECO_OK;
    unsigned first = rule->one_of & (~rule->one_of + 1), other = rule->one_of & ~first;
    if (!(given & rule->one_of))
        return eco_fail(error, ECO_E_INVALID, field_path(first), "%s needs %s or %s", verb, field_path(first) + 1,
                        field_path(other) + 1);
    if ((given & HOLD && given & SOURCE) || (given & HOLD && given & CHANNEL))
        return eco_fail(error, ECO_E_INVALID, "/hold", "%s of a hold does not use %s", verb,
                        given & SOURCE ? "source" : "channel");
    return ECO_OK;
}

static bool is_state_of(const eco_inventory_command *command, eco_stock_state state)
{
    return state == ECO_STOCK_ON_HAND || state == ECO_STOCK_DAMAGED || state == ECO_STOCK_QUALITY_CONTROL ||
           (state == ECO_STOCK_IN_TRANSIT && command->verb == ECO_INVENTORY_ADJUST);
}

static eco_status check_states(const eco_inventory_command *command, eco_error *error)
{
    const char *verb = eco_inventory_verb_name(command->verb);
    if (!is_state_of(command, command->from_state))
        return eco_fail(error, ECO_E_INVALID, "/from_state", "%s does not move goods out of state %s", verb,
                        eco_stock_state_name(command->from_state));
    if (!is_state_of(command, command->to_state))
        return eco_fail(error, ECO_E_INVALID, "/to_state", "%s does not move goods into state %s", verb,
                        eco_stock_state_name(command->to_state));
    if (command->verb == ECO_INVENTORY_ADJUST && (command->to_state == ECO_STOCK_IN_TRANSIT) != eco_has_key(command->source))
        return eco_fail(error, ECO_E_INVALID, "/source",
                        "adjust of what is in transit needs the transfer as its source, and no other does");
    if (command->verb == ECO_INVENTORY_MOVE_STATE && command->from_state == command->to_state)
        return eco_fail(error, ECO_E_INVALID, "/to_state", "move_state needs two states, and both are %s",
                        eco_stock_state_name(command->to_state));
    return ECO_OK;
}

static eco_status check_fields(const eco_inventory_command *command, const verb_rule *rule, eco_error *error)
{
    unsigned given = given_fields(command);
    const char *verb = eco_inventory_verb_name(command->verb);
    unsigned missing = rule->must & ~given, wrong = missing | (given & ~(rule->may | REASON));
    if (wrong) {
        unsigned first = wrong & (~wrong + 1);
        const char *path = field_path(first);
        return eco_fail(error, ECO_E_INVALID, path, first & missing ? "%s needs %s" : "%s does not use %s", verb, path + 1);
    }
    eco_status status = check_one_of(rule, given, verb, error);
    if (!status)
        status = check_states(command, error);
    if (status)
        return status;
    if (command->expected_version && !(given & (HOLD | SOURCE | ITEM)) && command->lines_count != 1)
        return eco_fail(error, ECO_E_INVALID, "/expected_version", "expected_version needs a hold, a source, or one line only");
    if (command->verb == ECO_INVENTORY_REVALUE && command->lines_count != 1)
        return eco_fail(error, ECO_E_INVALID, "/lines", "revalue needs one line, not %zu", command->lines_count);
    for (size_t i = 0; i < sizeof command->reserved / sizeof command->reserved[0]; i++)
        if (command->reserved[i])
            return eco_fail(error, ECO_E_INVALID, "/reserved", "reserved fields are not zero");
    return ECO_OK;
}

/* ---- texts and lines -------------------------------------------------------------------------------------------------------------------- */

/* A text of 1 to 255 bytes of UTF-8; *size is set. */
static bool is_name(const char *text, size_t *size)
{
    *size = strnlen(text, TEXT_MAX + 1);
    return *size > 0 && *size <= TEXT_MAX && (eco_is_ascii(text, *size) || eco_utf8_valid(text, *size) == *size);
}

static eco_status bad_name(const char *text, size_t line, const char *field, eco_error *error)
{
    char path[64];
    snprintf(path, sizeof path, "/lines/%zu/%s", line, field);
    size_t size = text ? strnlen(text, TEXT_MAX + 1) : 0;
    if (!size)
        return eco_fail(error, ECO_E_INVALID, path, "%s is empty", field);
    if (size > TEXT_MAX)
        return eco_fail(error, ECO_E_INVALID, path, "%s is longer than %d bytes", field, TEXT_MAX);
    return eco_fail(error, ECO_E_INVALID, path, "%s is not UTF-8", field);
}

static eco_status check_quantity(const eco_inventory_command *command, int64_t quantity, size_t line, eco_error *error)
{
    char path[64];
    bool is_right;
    const char *wanted = "above 0";
    switch (command->verb) {
    case ECO_INVENTORY_ADJUST:
        is_right = quantity != 0 && quantity != INT64_MIN, wanted = "one to adjust by";
        if (command->to_state == ECO_STOCK_IN_TRANSIT)
            is_right = is_right && quantity < 0, wanted = "below 0: goods in transit can only be lost";
        break;
    case ECO_INVENTORY_BUFFER: is_right = quantity != INT64_MIN, wanted = "one to keep"; break;
    case ECO_INVENTORY_COUNT: is_right = quantity >= 0, wanted = "0 or more"; break;
    default: is_right = quantity > 0;
    }
    if (is_right)
        return ECO_OK;
    snprintf(path, sizeof path, "/lines/%zu/quantity", line);
    return eco_fail(error, ECO_E_INVALID, path, "quantity %lld is not %s", (long long)quantity, wanted);
}

static bool takes_cost(eco_inventory_verb verb)
{
    return verb == ECO_INVENTORY_EXPECT || verb == ECO_INVENTORY_RECEIVE || verb == ECO_INVENTORY_ADJUST ||
           verb == ECO_INVENTORY_RETURN || verb == ECO_INVENTORY_REVALUE;
}

static eco_status bad_field(size_t line, const char *field, eco_error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static eco_status bad_field(size_t line, const char *field, eco_error *error, const char *format, ...)
{
    char path[64], message[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    snprintf(path, sizeof path, "/lines/%zu/%s", line, field);
    return eco_fail(error, ECO_E_INVALID, path, "%s", message);
}

/* What few lines have: lots, serials, costs. */
static eco_status check_more(const eco_inventory_command *command, const eco_stock_line *line, size_t i, eco_error *error)
{
    bool moves = command->verb >= ECO_INVENTORY_ISSUE && command->verb != ECO_INVENTORY_REVALUE;
    const char *verb = eco_inventory_verb_name(command->verb);
    size_t size;
    if ((line->lot || line->serial || line->lot_expires_us) && !moves)
        return bad_field(i,
                         line->lot      ? "lot"
                         : line->serial ? "serial"
                                        : "lot_expires_us",
                         error, "%s does not use lots and serials", verb);
    if (line->lot && !is_name(line->lot, &size))
        return bad_name(line->lot, i, "lot", error);
    if (line->serial && !is_name(line->serial, &size))
        return bad_name(line->serial, i, "serial", error);
    if (line->lot_expires_us && !line->lot)
        return bad_field(i, "lot_expires_us", error, "lot_expires_us is of a lot, and none is given");
    if (line->cost_minor && (!takes_cost(command->verb) || line->quantity < 0))
        return bad_field(i, "cost_minor", error, "%s does not use cost_minor", verb);
    if (line->cost_minor < 0)
        return bad_field(i, "cost_minor", error, "cost_minor %lld is below 0", (long long)line->cost_minor);
    for (size_t k = 0; k < sizeof line->reserved / sizeof line->reserved[0]; k++)
        if (line->reserved[k])
            return eco_fail(error, ECO_E_INVALID, "/lines", "reserved fields of line %zu are not zero", i);
    return ECO_OK;
}

static bool has_more(const eco_stock_line *line)
{
    return line->lot || line->serial || line->lot_expires_us || line->cost_minor || line->reserved[0] || line->reserved[1];
}

static eco_status check_line(const eco_inventory_command *command, const eco_stock_line *line, size_t i, stock_goods *goods,
                             eco_error *error)
{
    size_t size;
    if (!line->sku || !is_name(line->sku, &size))
        return bad_name(line->sku, i, "sku", error);
    *goods = (stock_goods){.sku = line->sku, .sku_hash = eco_stock_hash(line->sku, size), .quantity = line->quantity};
    goods->line = (uint32_t)i;
    if (line->location) {
        if (!is_name(line->location, &size))
            return bad_name(line->location, i, "location", error);
        goods->location_hash = eco_stock_hash(line->location, size);
    }
    eco_status status = check_quantity(command, line->quantity, i, error);
    return status || !has_more(line) ? status : check_more(command, line, i, error);
}

/* ---- items ------------------------------------------------------------------------------------------------------------------------------ */

static eco_status check_limits(const eco_stock_item *item, eco_error *error)
{
    const struct {
        const char *path;
        int64_t value, least, most;
    } limits[] = {
        {"/item/quantity_scale", item->quantity_scale, 0, 6},
        {"/item/cost_method", item->cost_method, 0, ECO_COST_STANDARD},
        {"/item/picking", item->picking, ECO_PICKING_FEFO, ECO_PICKING_NEAREST},
        {"/item/backorder_limit", item->backorder_limit, 0, INT64_MAX},
        {"/item/preorder_limit", item->preorder_limit, 0, INT64_MAX},
        {"/item/safety", item->safety, 0, INT64_MAX},
        {"/item/parts_count", (int64_t)item->parts_count, 0, STOCK_PARTS_MAX},
    };
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (limits[i].value < limits[i].least || limits[i].value > limits[i].most)
            return eco_fail(error, ECO_E_INVALID, limits[i].path, "%s %lld is not from %lld to %lld", limits[i].path + 6,
                            (long long)limits[i].value, (long long)limits[i].least, (long long)limits[i].most);
    if ((item->preorder_limit != 0) != (item->preorder_ships_us != 0) || item->preorder_ships_us < 0)
        return eco_fail(error, ECO_E_INVALID, "/item/preorder_ships_us", "preorder_limit and preorder_ships_us need each other");
    return ECO_OK;
}

static eco_status check_parts(const eco_stock_item *item, eco_error *error)
{
    char path[64];
    size_t size;
    if (item->parts_count && !item->parts)
        return eco_fail(error, ECO_E_INVALID, "/item/parts", "parts_count is %zu, and there are no parts", item->parts_count);
    if (item->parts_count && (item->has_lots || item->has_serials || item->is_drop_shipped || item->safety ||
                              item->backorder_limit || item->preorder_limit))
        return eco_fail(error, ECO_E_INVALID, "/item/parts",
                        "a kit has no stock of its own: lots, serials, safety and limits are its parts'");
    for (size_t i = 0; i < item->parts_count; i++) {
        snprintf(path, sizeof path, "/item/parts/%zu", i);
        if (!item->parts[i].sku || !is_name(item->parts[i].sku, &size))
            return eco_fail(error, ECO_E_INVALID, path, "sku is empty, longer than %d bytes, or not UTF-8", TEXT_MAX);
        if (item->parts[i].quantity <= 0)
            return eco_fail(error, ECO_E_INVALID, path, "quantity %lld is not above 0", (long long)item->parts[i].quantity);
    }
    return ECO_OK;
}

/* The item with its defaults, where it is shorter than ours. */
static eco_status check_item(const eco_inventory_command *command, eco_error *error)
{
    const eco_stock_item *item = command->item;
    size_t size;
    if (item->struct_size != sizeof *item)
        return eco_fail(error, ECO_E_INVALID, "/item/struct_size", "struct_size is %zu, not %zu", item->struct_size,
                        sizeof *item);
    if (!item->sku || !is_name(item->sku, &size))
        return eco_fail(error, ECO_E_INVALID, "/item/sku", "sku is empty, longer than %d bytes, or not UTF-8", TEXT_MAX);
    eco_status status = check_limits(item, error);
    return status ? status : check_parts(item, error);
}

/* ---- the digest ------------------------------------------------------------------------------------------------------------------------- */

enum { DIGEST_FORM = 2 };

static uint64_t digest_text(uint64_t digest, const char *text)
{
    return eco_digest_add(digest, text ? eco_hash(text, strlen(text)) : 0);
}

/* The order of lines does not matter: a host may build them anew from a map. */
static uint64_t digest_lines(const eco_inventory_command *command, const stock_goods *goods)
{
    uint64_t sum = command->lines_count;
    for (size_t i = 0; i < command->lines_count; i++) {
        const eco_stock_line *given = &command->lines[i];
        uint64_t line = eco_digest_add(eco_digest_add(goods[i].sku_hash, goods[i].location_hash), (uint64_t)given->quantity);
        if (given->lot || given->serial || given->cost_minor)
            line = eco_digest_add(digest_text(digest_text(line, given->lot), given->serial), (uint64_t)given->cost_minor);
        sum += line;
    }
    return sum;
}

static uint64_t digest_item(uint64_t digest, const eco_stock_item *item)
{
    const int64_t numbers[] = {item->quantity_scale, item->cost_method,       item->picking, item->backorder_limit,
                               item->preorder_limit, item->preorder_ships_us, item->safety,  item->is_drop_shipped,
                               item->has_lots,       item->has_serials};
    digest = digest_text(digest, item->sku);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        digest = eco_digest_add(digest, (uint64_t)numbers[i]);
    for (size_t i = 0; i < item->parts_count; i++)
        digest = eco_digest_add(digest_text(digest, item->parts[i].sku), (uint64_t)item->parts[i].quantity);
    return digest;
}

static uint64_t digest_of(const eco_inventory_command *command, const stock_goods *goods)
{
    uint64_t digest = eco_digest_add(DIGEST_FORM, (uint64_t)(uint32_t)command->verb << 1 | command->partial);
    digest = eco_digest_add(eco_digest_add(digest, command->hold.high), command->hold.low);
    digest = eco_digest_add(digest, digest_lines(command, goods));
    if (command->channel)
        digest = eco_digest_add(digest, eco_hash(command->channel, strlen(command->channel)));
    if (eco_has_key(command->source))
        digest = eco_digest_add(eco_digest_add(digest, command->source.high), command->source.low);
    if (command->to_location || command->from_state || command->to_state || command->amount_minor)
        digest = eco_digest_add(eco_digest_add(digest_text(digest, command->to_location),
                                               (uint64_t)command->from_state << 32 | (uint32_t)command->to_state),
                                (uint64_t)command->amount_minor);
    if (command->verb == ECO_INVENTORY_CLOSE)
        digest = eco_digest_add(digest, (uint64_t)command->due_us);
    return command->item ? digest_item(digest, command->item) : digest;
}

/* ---- the call --------------------------------------------------------------------------------------------------------------------------- */

static eco_status check_names(const eco_inventory_command *command, eco_error *error)
{
    size_t size;
    if (command->channel && !is_name(command->channel, &size))
        return eco_fail(error, ECO_E_INVALID, "/channel", "channel is empty, longer than %d bytes, or not UTF-8", TEXT_MAX);
    if (command->to_location && !is_name(command->to_location, &size))
        return eco_fail(error, ECO_E_INVALID, "/to_location", "to_location is empty, longer than %d bytes, or not UTF-8",
                        TEXT_MAX);
    return command->item ? check_item(command, error) : ECO_OK;
}

eco_status eco_inventory_prepare(void *module, const void *given, eco_prepared *prepared, eco_scratch *scratch, eco_error *error)
{
    (void)module;
    const eco_inventory_command *command = given;
    const verb_rule *rule = rule_of(command->verb);
    if (!rule)
        return eco_fail(error, ECO_E_INVALID, "/verb", "%d is no verb of inventory", (int)command->verb);
    if (command->lines_count > STOCK_LINES_MAX)
        return eco_fail(error, ECO_E_LIMIT, "/lines", "%zu lines are more than %d", command->lines_count, STOCK_LINES_MAX);
    if (command->lines_count && !command->lines)
        return eco_fail(error, ECO_E_INVALID, "/lines", "lines_count is %zu, and there are no lines", command->lines_count);
    eco_status status = check_fields(command, rule, error);
    if (status || (status = check_names(command, error)))
        return status;
    stock_goods *goods = eco_scratch_take(scratch, command->lines_count * sizeof *goods);
    if (!goods)
        return eco_fail_memory(error);
    for (size_t i = 0; i < command->lines_count; i++)
        if ((status = check_line(command, &command->lines[i], i, &goods[i], error)))
            return status;
    prepared->more = goods;
    prepared->gives_less = command->partial || command->channel;
    prepared->digest = digest_of(command, goods);
    return ECO_OK;
}
