/* prepare.c - what can be checked of a command without any state, and the digest of what it asks for. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "inventory/inventory_internal.h"

enum { TEXT_MAX = 255, LINES_MAX = 10000 };

enum { LINES = 1, HOLD = 2, CHANNEL = 4, PARTIAL = 8, EXPIRES = 16, REASON = 32 };
typedef struct verb_rule {
    eco_inventory_verb verb;
    unsigned may, must;
} verb_rule;
static const verb_rule rules[] = {
    {ECO_INVENTORY_HOLD, LINES | EXPIRES | CHANNEL | PARTIAL, LINES | EXPIRES},
    {ECO_INVENTORY_EXTEND, HOLD | EXPIRES, HOLD | EXPIRES},
    {ECO_INVENTORY_COMMIT, HOLD | LINES, HOLD},
    {ECO_INVENTORY_RELEASE, HOLD | LINES, HOLD},
    {ECO_INVENTORY_ISSUE, HOLD | LINES, 0}, /* one of them */
    {ECO_INVENTORY_CANCEL, HOLD | LINES, HOLD},
    {ECO_INVENTORY_RECEIVE, LINES, LINES},
    {ECO_INVENTORY_ADJUST, LINES, LINES | REASON},
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
           (command->reason && *command->reason ? REASON : 0u);
}

static const char *field_path(unsigned field)
{
    switch (field) {
    case LINES: return "/lines";
    case HOLD: return "/hold";
    case CHANNEL: return "/channel";
    case PARTIAL: return "/partial";
    case EXPIRES: return "/expires_us";
    default: return "/reason";
    }
}

static eco_status check_fields(const eco_inventory_command *command, const verb_rule *rule, eco_error *error)
{
    unsigned given = given_fields(command);
    const char *verb = eco_inventory_verb_name(command->verb);
    for (unsigned field = LINES; field <= REASON; field <<= 1) {
        const char *path = field_path(field);
        if (rule->must & field && !(given & field))
            return eco_fail(error, ECO_E_INVALID, path, "%s needs %s", verb, path + 1);
        if (given & field && !((rule->may | REASON) & field))
            return eco_fail(error, ECO_E_INVALID, path, "%s does not use %s", verb, path + 1);
    }
    if (command->verb == ECO_INVENTORY_ISSUE && !(given & (LINES | HOLD)))
        return eco_fail(error, ECO_E_INVALID, "/lines", "issue needs a hold, or lines");
    if (command->expected_version && !eco_has_key(command->hold) && command->lines_count != 1)
        return eco_fail(error, ECO_E_INVALID, "/expected_version", "expected_version needs a hold, or one line only");
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

static eco_status bad_quantity(int64_t quantity, size_t line, bool is_signed, eco_error *error)
{
    char path[64];
    snprintf(path, sizeof path, "/lines/%zu/quantity", line);
    return eco_fail(error, ECO_E_INVALID, path, "quantity %lld is not %s", (long long)quantity,
                    is_signed ? "one to adjust by" : "above 0");
}

static eco_status check_line(const eco_stock_line *line, size_t i, bool is_signed, stock_asked *asked, eco_error *error)
{
    size_t size;
    if (!line->sku || !is_name(line->sku, &size))
        return bad_name(line->sku, i, "sku", error);
    *asked = (stock_asked){.sku = eco_stock_hash(line->sku, size)};
    if (line->location) {
        if (!is_name(line->location, &size))
            return bad_name(line->location, i, "location", error);
        asked->location = eco_stock_hash(line->location, size);
    }
    /* INT64_MIN has no opposite. */
    if (is_signed ? line->quantity == 0 || line->quantity == INT64_MIN : line->quantity <= 0)
        return bad_quantity(line->quantity, i, is_signed, error);
    for (size_t k = 0; k < sizeof line->reserved / sizeof line->reserved[0]; k++)
        if (line->reserved[k])
            return eco_fail(error, ECO_E_INVALID, "/lines", "reserved fields of line %zu are not zero", i);
    return ECO_OK;
}

/* ---- the digest ------------------------------------------------------------------------------------------------------------------------- */

enum { DIGEST_FORM = 1 };

/* The order of lines does not matter: a host may build them anew from a map. */
static uint64_t digest_lines(const eco_inventory_command *command, const stock_asked *asked)
{
    uint64_t sum = command->lines_count;
    for (size_t i = 0; i < command->lines_count; i++) {
        uint64_t line = eco_digest_add(eco_digest_add(asked[i].sku, asked[i].location), (uint64_t)command->lines[i].quantity);
        sum += line;
    }
    return sum;
}

static uint64_t digest_of(const eco_inventory_command *command, const stock_asked *asked)
{
    uint64_t digest = eco_digest_add(DIGEST_FORM, (uint64_t)(uint32_t)command->verb << 1 | command->partial);
    digest = eco_digest_add(eco_digest_add(digest, command->hold.high), command->hold.low);
    digest = eco_digest_add(digest, digest_lines(command, asked));
    if (command->channel)
        digest = eco_digest_add(digest, eco_hash(command->channel, strlen(command->channel)));
    return digest;
}

eco_status eco_inventory_prepare(void *module, const void *given, eco_prepared *prepared, eco_scratch *scratch, eco_error *error)
{
    (void)module;
    const eco_inventory_command *command = given;
    const verb_rule *rule = rule_of(command->verb);
    if (!rule)
        return eco_fail(error, ECO_E_INVALID, "/verb", "%d is no verb of inventory", (int)command->verb);
    if (command->lines_count > LINES_MAX)
        return eco_fail(error, ECO_E_LIMIT, "/lines", "%zu lines are more than %d", command->lines_count, LINES_MAX);
    if (command->lines_count && !command->lines)
        return eco_fail(error, ECO_E_INVALID, "/lines", "lines_count is %zu, and there are no lines", command->lines_count);
    eco_status status = check_fields(command, rule, error);
    if (status)
        return status;
    size_t size;
    if (command->channel && !is_name(command->channel, &size))
        return eco_fail(error, ECO_E_INVALID, "/channel", "channel is empty, longer than %d bytes, or not UTF-8", TEXT_MAX);
    stock_asked *asked = eco_scratch_take(scratch, command->lines_count * sizeof *asked);
    if (!asked)
        return eco_fail_memory(error);
    for (size_t i = 0; i < command->lines_count; i++)
        if ((status = check_line(&command->lines[i], i, command->verb == ECO_INVENTORY_ADJUST, &asked[i], error)))
            return status;
    prepared->more = asked;
    prepared->gives_less = command->partial;
    prepared->digest = digest_of(command, asked);
    return ECO_OK;
}
