/* usage_prepare.c - what can be checked of a command without any state, and the digest of what it asks for. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "pricing/usage_internal.h"

enum { TEXT_MAX = 255, USES_MAX = 10000, DIGEST_FORM = 1 };

/* ---- fields ----------------------------------------------------------------------------------------------------------------------------- */

static eco_status check_fields(const eco_usage_command *command, eco_error *error)
{
    const char *verb = eco_usage_verb_name(command->verb);
    const bool holds = command->verb == ECO_USAGE_HOLD;
    const struct {
        const char *path;
        bool given, must;
    } fields[] = {
        {"/quote", command->quote != NULL, holds},
        {"/expires_us", command->expires_us != 0, holds},
        {"/hold", eco_has_key(command->hold), !holds},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].given != fields[i].must)
            return eco_fail(error, ECO_E_INVALID, fields[i].path, "%s %s %s", verb, fields[i].must ? "needs" : "does not use",
                            fields[i].path + 1);
    if (command->expected_version && holds)
        return eco_fail(error, ECO_E_INVALID, "/expected_version", "expected_version needs a hold");
    for (size_t i = 0; i < sizeof command->reserved / sizeof command->reserved[0]; i++)
        if (command->reserved[i])
            return eco_fail(error, ECO_E_INVALID, "/reserved", "reserved fields are not zero");
    return ECO_OK;
}

/* ---- the quote -------------------------------------------------------------------------------------------------------------------------- */

static bool is_utf8(const char *text, size_t size)
{
    return eco_is_ascii(text, size) || eco_utf8_valid(text, size) == size;
}

static eco_status check_text(const char *text, const char *path, eco_error *error)
{
    size_t size = text ? strnlen(text, TEXT_MAX + 1) : 0;
    if (size > TEXT_MAX)
        return eco_fail(error, ECO_E_LIMIT, path, "text of more than %d bytes", TEXT_MAX);
    if (text && !is_utf8(text, size))
        return eco_fail(error, ECO_E_INVALID, path, "not UTF-8");
    return ECO_OK;
}

static eco_status check_use_texts(const eco_use *use, eco_error *error)
{
    eco_status status = check_text(use->promotion, "/promotion", error);
    if (!status)
        status = check_text(use->campaign, "/campaign", error);
    if (!status)
        status = check_text(use->customer, "/customer", error);
    return status ? status : check_text(use->code, "/code", error);
}

static eco_status check_use(const eco_use *use, eco_error *error)
{
    if (!use->promotion || !*use->promotion)
        return eco_fail(error, ECO_E_INVALID, "/promotion", "a use is of a promotion");
    if (use->campaign && !*use->campaign)
        return eco_fail(error, ECO_E_INVALID, "/campaign", "campaign is empty");
    if (use->uses <= 0)
        return eco_fail(error, ECO_E_INVALID, "/uses", "uses %lld is not above 0", (long long)use->uses);
    if (use->spent_minor < 0)
        return eco_fail(error, ECO_E_INVALID, "/spent_minor", "spent_minor %lld is below 0", (long long)use->spent_minor);
    return check_use_texts(use, error);
}

static eco_status check_quote(const eco_quote *quote, eco_error *error)
{
    if (!quote->currency || !eco_currency_find(quote->currency))
        return eco_fail(error, ECO_E_INVALID, "/quote/currency", "the quote has no currency");
    if (quote->uses_count && !quote->uses)
        return eco_fail(error, ECO_E_INVALID, "/quote/uses", "uses_count is %zu, and there are no uses", quote->uses_count);
    if (quote->uses_count > USES_MAX)
        return eco_fail(error, ECO_E_LIMIT, "/quote/uses", "%zu uses are more than %d", quote->uses_count, USES_MAX);
    return check_text(quote->cart, "/quote/cart", error);
}

/* What today's rulebook says of the use is only looked up here, and judged when it is decided: a retry is answered as the first try was. */
static void look_up(const eco_usage *usage, const eco_use *use, usage_asked *asked)
{
    usage_name names[USAGE_WHATS];
    *asked = (usage_asked){.rule = eco_usage_rule_of(usage->rulebook, use->promotion)};
    eco_usage_names(names, use);
    for (int what = 0; what < USAGE_WHATS; what++)
        asked->counts[what] = names[what].subject ? eco_usage_key(usage, &names[what]) : 0;
}

/* ---- the digest ------------------------------------------------------------------------------------------------------------------------- */

static uint64_t add_text(uint64_t digest, const char *text)
{
    return eco_digest_add(digest, text ? eco_digest_add(1, eco_hash(text, strlen(text))) : 0);
}

/* The order of uses does not matter, nor what was left when the cart was priced: it is still the same reservation. */
static uint64_t digest_of(const eco_usage_command *command)
{
    uint64_t sum = command->quote ? command->quote->uses_count : 0;
    for (size_t i = 0; command->quote && i < command->quote->uses_count; i++) {
        const eco_use *use = &command->quote->uses[i];
        uint64_t digest = add_text(add_text(add_text(add_text(DIGEST_FORM, use->promotion), use->campaign), use->customer),
                                   use->code);
        sum += eco_digest_add(eco_digest_add(digest, (uint64_t)use->uses), (uint64_t)use->spent_minor);
    }
    uint64_t digest = eco_digest_add(eco_digest_add(DIGEST_FORM, (uint64_t)(uint32_t)command->verb), sum);
    return eco_digest_add(eco_digest_add(digest, command->hold.high), command->hold.low);
}

eco_status eco_usage_prepare(void *module, const void *given, eco_prepared *prepared, eco_scratch *scratch, eco_error *error)
{
    const eco_usage_command *command = given;
    if (command->verb < ECO_USAGE_HOLD || command->verb > ECO_USAGE_RETURN)
        return eco_fail(error, ECO_E_INVALID, "/verb", "%d is no verb of usage", (int)command->verb);
    eco_status status = check_fields(command, error);
    if (!status && command->quote)
        status = check_quote(command->quote, error);
    if (status)
        return status;
    size_t count = command->quote ? command->quote->uses_count : 0;
    usage_asked *asked = eco_scratch_take(scratch, count * sizeof *asked);
    if (!asked)
        return eco_fail_memory(error);
    for (size_t i = 0; i < count; i++) {
        if ((status = check_use(&command->quote->uses[i], error)))
            return eco_fail_under(error, status, "/quote/uses/%zu", i);
        look_up(module, &command->quote->uses[i], &asked[i]);
    }
    prepared->more = asked;
    prepared->gives_less = command->verb == ECO_USAGE_HOLD; /* it has two ways to say that too little is left: usage_hold.c */
    prepared->digest = digest_of(command);
    return ECO_OK;
}
