/* command_outbox.c - ecomops outbox: what must be done in the outside world, and that it was. */
#include "ecomops/grid.h"
#include "ecomops/show.h"
#include "ecomops/stores.h"
#include "ecomops/times.h"

#include <ecomops/host.h>
#include <stdlib.h>
#include <string.h>

/* As a table. Amounts have their own currencies. */
static int show(const eco_effects *effects, const tool_arguments *arguments)
{
    size_t capacity = 0, wide = sizeof(eco_effect);
    const eco_effect *first = effects->items;
    int64_t *attempts = tool_room(NULL, &capacity, effects->items_count + 1, sizeof *attempts);
    uint8_t *valid = calloc(effects->items_count / 8 + 1, 1);
    for (size_t i = 0; valid && i < effects->items_count; i++) {
        attempts[i] = effects->items[i].attempt;
        valid[i / 8] |= (uint8_t)((effects->items[i].currency != NULL) << i % 8);
    }
#define MEMBER(member) (effects->items_count ? &first->member : NULL)
    const eco_table table = {
        .rows = (int64_t)effects->items_count,
        ECO_LIST(columns, eco_column, {.name = "key", .type = ECO_TYPE_ID, .values = MEMBER(key), .stride = wide},
                 {.name = "module", .type = ECO_TYPE_TEXT, .values = MEMBER(module), .stride = wide},
                 {.name = "name", .type = ECO_TYPE_TEXT, .values = MEMBER(name), .stride = wide},
                 {.name = "subject", .type = ECO_TYPE_TEXT, .values = MEMBER(subject), .stride = wide},
                 {.name = "amount_minor", .type = ECO_TYPE_INT64, .values = MEMBER(amount_minor), .stride = wide, .valid = valid},
                 {.name = "currency", .type = ECO_TYPE_TEXT, .values = MEMBER(currency), .stride = wide},
                 {.name = "attempt", .type = ECO_TYPE_INT64, .values = attempts})};
    int code = valid ? tool_show(&table, arguments) : tool_fail(TOOL_REFUSED, "out of memory");
    free(attempts);
    free(valid);
    return code;
}

static int take(const tool_arguments *arguments, eco_store *store, const char *address)
{
    const eco_effects *effects;
    long long limit;
    int64_t lease;
    eco_error error;
    if (!tool_number(&limit, arguments, "limit", 1, 1000000, 100) || !tool_span_option(&lease, arguments, "lease", ECO_MINUTE_US))
        return TOOL_USAGE;
    if (eco_outbox_take(&effects, store, eco_host_now_us(), lease, limit, &error))
        return tool_store_report(&error, arguments->language, address);
    int code = show(effects, arguments);
    if (!code && !effects->items_count && arguments->output == TOOL_TABLE)
        puts(tool_word_of(arguments->language, WORD_STOCK_NOTHING));
    eco_effects_free(effects);
    return code;
}

static int done(const tool_arguments *arguments, eco_store *store, const char *address)
{
    eco_error error;
    for (size_t i = 1; i < arguments->operands_count; i++)
        if (eco_outbox_done(store, eco_id_of(arguments->operands[i]), &error))
            return tool_store_report(&error, arguments->language, address);
    return TOOL_DONE;
}

static int run(const tool_arguments *arguments)
{
    const char *verb = arguments->operands[0];
    bool is_done = strcmp(verb, "done") == 0;
    eco_store *store;
    if (!is_done && strcmp(verb, "take") != 0)
        return tool_fail(TOOL_USAGE, "outbox does take or done, not '%s'; see ecomops outbox --help", verb);
    if (is_done == (arguments->operands_count == 1))
        return tool_fail(TOOL_USAGE, is_done ? "outbox done needs KEY" : "outbox take takes no argument");
    const char *address = tool_store_address(arguments);
    if (!address)
        return TOOL_USAGE;
    int code = tool_store_open(&store, arguments, address, false);
    if (!code)
        code = is_done ? done(arguments, store, address) : take(arguments, store, address);
    eco_store_free(store);
    return code;
}

static const tool_option options[] = {
    {"store", "ADDRESS", "sqlite:FILE or postgresql://HOST/DATABASE; default: ECOMOPS_STORE", 's'},
    {"lease", "TIME", "take: for how long the effects are this caller's; default 1m", 0},
    {"limit", "N", "take: effects at most; default 100", 0},
    TOOL_STORE_OPTIONS,
};

const tool_command tool_outbox = {
    .name = "outbox",
    .operands = "take|done [KEY ...]",
    .summary = "what must be done in the outside world",
    .about =
        "take leases the oldest effects (charge, refund, notify ...) to this caller: those that are not done when the lease\n"
        "is over are given again. done ends effects by their keys; doing so twice is fine. The key is also the one to pass\n"
        "to the outside system, so that it acts once.",
    .examples = "  ecomops outbox take --store sqlite:shop.db --lease 5m --output json\n"
                "  ecomops outbox done 0192f0c1-0000-7000-8000-000000000001 --store sqlite:shop.db\n",
    TOOL_OPTIONS(options),
    .operands_least = 1,
    .operands_most = 1001,
    .run = run,
};
